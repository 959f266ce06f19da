//! The modules of a crate know each other in one direction: no circle of them, so that each can be read with what stands
//! below it alone.
//!
//! What counts is the modules at the top of a crate, a file or a folder each: the files of one folder may know each other.
//! A name that is only handed on (`pub use`) is no knowledge, and what tests use is none of the module's.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use mediaspec_tests::root;
use proc_macro2::{TokenStream, TokenTree};
use quote::ToTokens as _;
use syn::{Attribute, Item, Visibility};

/// For each module the modules of the same crate that it names, each with a file that does.
type Uses = BTreeMap<String, BTreeMap<String, String>>;

#[test]
fn no_modules_of_a_crate_know_each_other_in_a_circle() {
    let mut crates: Vec<_> = folders(&root().join("crates"));
    crates.extend(["xtask", "tests"].map(|name| root().join(name)));
    let mut circles = Vec::new();
    for path in crates {
        let uses = uses(&path.join("src"));
        assert!(!uses.is_empty(), "{} has modules", path.display());
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        circles.extend(in_circles(&uses).map(|edge| format!("{name}: {edge}")));
    }
    assert!(circles.is_empty(), "circles:\n{}", circles.join("\n"));
}

#[test]
fn a_circle_is_told_by_all_its_steps_and_by_nothing_else() {
    let file = |code: &str| tokens(&syn::parse_file(code).expect("code").items);
    let mut uses = Uses::new();
    for (module, code) in [
        (
            "a",
            "use crate::{b::{X, Y}, lowest}; pub use crate::c::Handed;",
        ),
        ("b", "fn f() { crate::c::g(vec![crate::lowest::h()]) }"),
        (
            "c",
            "#[cfg(test)] mod tests { use crate::b::X; } use crate::a;",
        ),
        ("lowest", "#[cfg(test)] use crate::a::X;"),
    ] {
        let of = named(&file(code)).into_iter();
        let of = of.map(|name| (name, format!("{module}.rs"))).collect();
        uses.insert(module.to_owned(), of);
    }
    let told: Vec<_> = in_circles(&uses).collect();
    assert_eq!(
        told,
        ["a uses b in a.rs", "b uses c in b.rs", "c uses a in c.rs",]
    );
}

fn folders(path: &Path) -> Vec<std::path::PathBuf> {
    let entries =
        std::fs::read_dir(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    let paths = entries.map(|entry| entry.expect("it can be listed").path());
    let mut folders: Vec<_> = paths.filter(|path| path.join("src").is_dir()).collect();
    folders.sort();
    folders
}

/// Returns which modules of a crate name which, from its folder `src`.
fn uses(source: &Path) -> Uses {
    let mut uses = Uses::new();
    let mut pending = vec![source.to_owned()];
    while let Some(folder) = pending.pop() {
        for entry in std::fs::read_dir(&folder).into_iter().flatten() {
            let path = entry.expect("it can be listed").path();
            if path.is_dir() {
                pending.push(path);
                continue;
            }
            let inside = path.strip_prefix(source).expect("it stands in there");
            let shown = inside.to_string_lossy().replace('\\', "/");
            let top = shown.split('/').next().unwrap_or_default();
            let module = top.strip_suffix(".rs").unwrap_or(top);
            let is_code = shown.ends_with(".rs") && !shown.split('/').any(is_left_out);
            if !is_code || mediaspec_codegen::is_generated(&shown) {
                continue;
            }
            let text = std::fs::read_to_string(&path).expect("a source file is text");
            let parsed = syn::parse_file(&text).expect("a source file parses");
            let of = uses.entry(module.to_owned()).or_default();
            for name in named(&tokens(&parsed.items)) {
                of.entry(name).or_insert_with(|| shown.clone());
            }
        }
    }
    let known: BTreeSet<String> = uses.keys().cloned().collect();
    for (module, of) in &mut uses {
        of.retain(|name, _| known.contains(name) && name != module);
    }
    uses
}

/// Returns whether a file or folder of that name holds tests alone, or is the crate itself, which knows all its modules.
fn is_left_out(name: &str) -> bool {
    matches!(
        name,
        "tests" | "tests.rs" | "fixtures.rs" | "lib.rs" | "main.rs" | "bin" | "generated"
    )
}

/// Returns the code of items, but for tests and for names that are handed on.
fn tokens(items: &[Item]) -> TokenStream {
    let counts = |item: &&Item| match item {
        Item::Use(item) => !matches!(item.vis, Visibility::Public(_)) && !of_tests(&item.attrs),
        Item::Mod(item) => !of_tests(&item.attrs),
        Item::Fn(item) => !of_tests(&item.attrs),
        Item::Impl(item) => !of_tests(&item.attrs),
        _ => true,
    };
    let items = items.iter().filter(counts);
    items.map(|item| item.to_token_stream()).collect()
}

fn of_tests(attributes: &[Attribute]) -> bool {
    let condition = |attribute: &Attribute| {
        let written = attribute.meta.to_token_stream().to_string();
        attribute.path().is_ident("cfg") && written.contains("test")
    };
    attributes.iter().any(condition)
}

/// Returns the names that stand behind `crate::`, in groups too.
fn named(code: &TokenStream) -> BTreeSet<String> {
    let mut names = BTreeSet::new();
    let trees: Vec<TokenTree> = code.clone().into_iter().collect();
    for (at, tree) in trees.iter().enumerate() {
        if let TokenTree::Group(group) = tree {
            names.extend(named(&group.stream()));
        }
        if !matches!(tree, TokenTree::Ident(name) if name == "crate") {
            continue;
        }
        match trees.get(at.saturating_add(3)) {
            Some(TokenTree::Ident(name)) => drop(names.insert(name.to_string())),
            Some(TokenTree::Group(group)) => {
                let mut first = true;
                for tree in group.stream() {
                    match tree {
                        TokenTree::Ident(name) if first => {
                            names.insert(name.to_string());
                            first = false;
                        }
                        TokenTree::Punct(comma) if comma.as_char() == ',' => first = true,
                        _ => {}
                    }
                }
            }
            _ => {}
        }
    }
    names
}

/// Returns the steps between modules from which a way leads back.
fn in_circles(uses: &Uses) -> impl Iterator<Item = String> {
    let below = |module: &String| {
        let mut found = BTreeSet::new();
        let mut pending = vec![module];
        while let Some(of) = pending.pop().and_then(|module| uses.get(module)) {
            let new = of.keys().filter(|name| found.insert(*name));
            pending.extend(new.collect::<Vec<_>>());
        }
        found
    };
    uses.iter().flat_map(move |(module, of)| {
        of.iter()
            .filter(move |(name, _)| below(name).contains(module))
            .map(move |(name, file)| format!("{module} uses {name} in {file}"))
    })
}
