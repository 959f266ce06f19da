//! The public interface of the libraries, pinned: a change to it is seen in review, and never by accident.
//!
//! It is read from the sources. The lint `unreachable_pub` holds that what says `pub` can be reached, so that every `pub`
//! item is the interface, wherever it stands. What is generated is reviewed as it is, and not listed again.
//!
//! `cargo public-api` reads the same from rustdoc's JSON. It is a check of this one and no replacement: that JSON has
//! another format in every release or two of the compiler, asks for a compiler that is told to be a nightly one, and so
//! would tie the tests to one release. Compared once with version 0.52 on Rust 1.95, its list for `core` has no item
//! and no impl that this one lacks; it adds the methods of traits that are implemented, and `repr`.

use std::path::Path;

use mediaspec_tests::root;
use quote::ToTokens as _;
use syn::{Attribute, Fields, ImplItem, Item, TraitItem, Visibility};

/// The public items of a crate, a line each.
fn interface(package: &str) -> String {
    let source = root().join("crates").join(package).join("src");
    let mut lines = Vec::new();
    file(&source.join("lib.rs"), &source, "crate", &mut lines);
    lines.sort();
    lines.join("\n")
}

/// Adds the items of a file, and of the files of its modules.
fn file(path: &Path, folder: &Path, module: &str, lines: &mut Vec<String>) {
    let relative = path.strip_prefix(root()).expect("a file of ours");
    let relative = relative.to_string_lossy().replace('\\', "/");
    if mediaspec_codegen::is_generated(&relative) {
        return;
    }
    let text =
        std::fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    let parsed = syn::parse_file(&text).expect("a source file parses");
    items(&parsed.items, folder, module, lines);
}

fn items(items: &[Item], folder: &Path, module: &str, lines: &mut Vec<String>) {
    for item in items {
        let mut add = |attributes: &[Attribute], text: String| {
            let notes = notes(attributes);
            lines.push(format!("{module}: {notes}{}", one_line(&text)));
        };
        match item {
            Item::Const(item) if public(&item.vis) => {
                let (name, ty) = (&item.ident, item.ty.to_token_stream());
                add(&item.attrs, format!("const {name}: {ty}"));
            }
            Item::Static(item) if public(&item.vis) => {
                let (name, ty) = (&item.ident, item.ty.to_token_stream());
                add(&item.attrs, format!("static {name}: {ty}"));
            }
            Item::Fn(item) if public(&item.vis) => {
                add(&item.attrs, item.sig.to_token_stream().to_string());
            }
            Item::Type(item) if public(&item.vis) => {
                let (name, generics) = (&item.ident, item.generics.to_token_stream());
                add(
                    &item.attrs,
                    format!("type {name}{generics} = {}", item.ty.to_token_stream()),
                );
            }
            Item::Use(item) if public(&item.vis) => {
                add(&item.attrs, format!("use {}", item.tree.to_token_stream()));
            }
            Item::Struct(item) if public(&item.vis) => {
                let head = format!("struct {}{}", item.ident, item.generics.to_token_stream());
                add(&item.attrs, format!("{head} {}", fields(&item.fields)));
            }
            Item::Enum(item) if public(&item.vis) => {
                let head = format!("enum {}{}", item.ident, item.generics.to_token_stream());
                add(&item.attrs, head.clone());
                for variant in &item.variants {
                    let mut variant = variant.clone();
                    variant.attrs.clear();
                    for field in &mut variant.fields {
                        field.attrs.clear();
                    }
                    add(&[], format!("{head} :: {}", variant.to_token_stream()));
                }
            }
            Item::Trait(item) if public(&item.vis) => {
                let head = format!("trait {}{}", item.ident, item.generics.to_token_stream());
                let above = item.supertraits.to_token_stream();
                add(&item.attrs, format!("{head}: {above}"));
                for item in &item.items {
                    let text = match item {
                        TraitItem::Fn(item) => {
                            let default = if item.default.is_some() {
                                " { .. }"
                            } else {
                                ""
                            };
                            format!("{}{default}", item.sig.to_token_stream())
                        }
                        TraitItem::Const(item) => {
                            format!("const {}: {}", item.ident, item.ty.to_token_stream())
                        }
                        TraitItem::Type(item) => format!("type {}", item.ident),
                        other => other.to_token_stream().to_string(),
                    };
                    add(&[], format!("{head} :: {text}"));
                }
            }
            Item::Impl(item) => {
                let (generics, ty) = (
                    item.generics.to_token_stream(),
                    item.self_ty.to_token_stream(),
                );
                let bounds = item.generics.where_clause.to_token_stream();
                if let Some((of, _)) = &item.trait_ {
                    let of = of.to_token_stream();
                    add(&[], format!("impl {generics} {of} for {ty} {bounds}"));
                    continue;
                }
                for item in &item.items {
                    let (text, attributes) = match item {
                        ImplItem::Fn(item) if public(&item.vis) => {
                            (item.sig.to_token_stream().to_string(), &item.attrs)
                        }
                        ImplItem::Const(item) if public(&item.vis) => (
                            format!("const {}: {}", item.ident, item.ty.to_token_stream()),
                            &item.attrs,
                        ),
                        _ => continue,
                    };
                    add(
                        attributes,
                        format!("impl {generics} {ty} {bounds} :: {text}"),
                    );
                }
            }
            // What it expands to is not seen here; that it is there is.
            Item::Macro(item) => add(&item.attrs, item.mac.to_token_stream().to_string()),
            Item::Mod(item) => {
                let inner = format!("{module}::{}", item.ident);
                if public(&item.vis) {
                    add(&item.attrs, format!("mod {}", item.ident));
                }
                if notes(&item.attrs).contains("cfg (test)") {
                    continue;
                }
                let name = item.ident.to_string();
                match &item.content {
                    Some((_, content)) => self::items(content, folder, &inner, lines),
                    None => {
                        let flat = folder.join(format!("{name}.rs"));
                        let path = if flat.is_file() {
                            flat
                        } else {
                            folder.join(&name).join("mod.rs")
                        };
                        file(&path, &folder.join(&name), &inner, lines);
                    }
                }
            }
            _ => {}
        }
    }
}

fn public(visibility: &Visibility) -> bool {
    matches!(visibility, Visibility::Public(_))
}

/// Public fields, and whether there are others.
fn fields(fields: &Fields) -> String {
    let shown: Vec<String> = fields
        .iter()
        .filter(|field| public(&field.vis))
        .map(|field| match &field.ident {
            Some(name) => format!("{name}: {}", field.ty.to_token_stream()),
            None => field.ty.to_token_stream().to_string(),
        })
        .collect();
    let more = if shown.len() < fields.len() {
        ", .."
    } else {
        ""
    };
    format!("{{ {}{more} }}", shown.join(", "))
}

/// The attributes that callers depend on.
fn notes(attributes: &[Attribute]) -> String {
    attributes
        .iter()
        .filter(|attribute| {
            ["cfg", "derive", "non_exhaustive"]
                .iter()
                .any(|name| attribute.path().is_ident(name))
        })
        .map(|attribute| format!("{} ", attribute.to_token_stream()))
        .collect()
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[test]
fn the_interface_of_core_is_as_it_was() {
    insta::assert_snapshot!(interface("core"));
}

#[test]
fn the_interface_of_json_schema_is_as_it_was() {
    insta::assert_snapshot!(interface("json-schema"));
}

#[test]
fn the_interface_of_payloads_is_as_it_was() {
    insta::assert_snapshot!(interface("payloads"));
}

#[test]
fn the_interface_of_schema_is_as_it_was() {
    insta::assert_snapshot!(interface("schema"));
}

#[test]
fn the_interface_of_validator_is_as_it_was() {
    insta::assert_snapshot!(interface("validator"));
}
