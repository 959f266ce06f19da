//! A spec of hostile names and prose, and its harmless twin: both become the same code, but for names and literals.

use std::collections::BTreeMap;

use mediaspec_codegen::OutputSet;
use mediaspec_codegen::rust::{self, Place};
use mediaspec_core::check::{Options, Scope, Target, check_bytes};
use mediaspec_core::contract::Direction;
use mediaspec_payloads::sample::{SampleOptions, sample};
use mediaspec_schema::Model;
use mediaspec_schema::support::EachModel;
use mediaspec_tests::{generated_obstacle, load_folder, root};
use proc_macro2::{TokenStream, TokenTree};
use quote::ToTokens;
use serde::de::DeserializeOwned;

fn render(spec: &str) -> OutputSet {
    let mut out = OutputSet::default();
    rust::render(
        &load_folder(&root().join("tests").join(spec)),
        Place::OBSTACLE,
        &mut out,
    );
    assert_eq!(out.refusals(), []);
    out
}

/// The items of a file with every name, literal and comment left out, in an order that does not depend on names.
fn structure(text: &str) -> Vec<String> {
    let file = syn::parse_file(text).unwrap_or_else(|error| panic!("{error}\n{text}"));
    let mut items: Vec<String> = file
        .items
        .iter()
        .map(|item| faceless(item.to_token_stream()))
        .collect();
    items.sort();
    items
}

fn faceless(tokens: TokenStream) -> String {
    let mut out = String::new();
    let mut tokens = tokens.into_iter().peekable();
    while let Some(token) = tokens.next() {
        match token {
            TokenTree::Punct(punct)
                if punct.as_char() == '#' && tokens.peek().is_some_and(is_doc) =>
            {
                tokens.next();
            }
            TokenTree::Punct(punct) => out.push(punct.as_char()),
            TokenTree::Ident(_) => out.push_str(" i"),
            TokenTree::Literal(_) => out.push_str(" l"),
            TokenTree::Group(group) => {
                out.push('(');
                // A comma at the end is there only where a list takes more than a line.
                out.push_str(faceless(group.stream()).trim_end_matches(','));
                out.push(')');
            }
        }
    }
    out
}

/// Whether it is the group of `#[doc = "…"]`.
fn is_doc(token: &TokenTree) -> bool {
    let TokenTree::Group(group) = token else {
        return false;
    };
    matches!(group.stream().into_iter().next(), Some(TokenTree::Ident(name)) if name == "doc")
}

/// What is in each folder, its files without their names.
fn structures(out: &OutputSet) -> BTreeMap<String, Vec<Vec<String>>> {
    let mut folders: BTreeMap<String, Vec<Vec<String>>> = BTreeMap::new();
    for (path, text) in out.iter().filter(|(path, _)| path.ends_with(".rs")) {
        let folder = path.rsplit_once('/').map_or("", |(folder, _)| folder);
        let folder = folder
            .replace("/type_", "/service")
            .replace("/plain", "/service");
        folders.entry(folder).or_default().push(structure(text));
    }
    folders.values_mut().for_each(|files| files.sort());
    folders
}

#[test]
fn hostile_names_and_prose_change_no_structure() {
    let (hostile, harmless) = (
        structures(&render("obstacle")),
        structures(&render("obstacle-twin")),
    );
    assert_eq!(
        hostile.keys().collect::<Vec<_>>(),
        harmless.keys().collect::<Vec<_>>()
    );
    for (folder, files) in hostile {
        for (a, b) in files.iter().zip(&harmless[&folder]) {
            assert_eq!(a, b, "{folder}");
        }
        assert_eq!(files.len(), harmless[&folder].len(), "{folder}");
    }
}

#[test]
fn structure_is_what_it_says() {
    assert_eq!(
        structure("/// doc\npub static A: u8 = 1;"),
        structure("#[doc = \"x\"] pub static B: u16 = 2;")
    );
    assert_ne!(
        structure("pub static A: u8 = 1;"),
        structure("pub static A: u8 = 1; fn f() {}")
    );
    assert_ne!(
        structure("struct A { a: B }"),
        structure("struct A { a: B, b: B }")
    );
}

#[test]
fn nothing_generated_holds_a_character_that_acts() {
    let all = mediaspec_codegen::render(&load_folder(&root().join("tests/obstacle")));
    for (path, text) in all.iter() {
        // CSV has no escapes; names stand in it as they are.
        if path.ends_with(".csv") {
            continue;
        }
        let found = text
            .chars()
            .find(|&c| c != '\n' && mediaspec_core::escape::is_active(c));
        assert_eq!(found, None, "{path}");
    }
}

/// The code is compiled with this package, which is the proof that it compiles.
#[test]
fn the_compiled_code_is_that_of_the_obstacle_spec() {
    for (path, text) in render("obstacle").iter() {
        let compiled = std::fs::read_to_string(root().join(path)).unwrap_or_default();
        assert!(
            compiled == text,
            "{path} is stale; run: {}",
            mediaspec_codegen::COMMAND
        );
    }
}

#[test]
fn contracts_of_hostile_names_are_what_the_spec_says() {
    assert!(*generated_obstacle::catalog() == load_folder(&root().join("tests/obstacle")));
}

#[test]
fn models_of_hostile_names_read_and_write() {
    let mut tried = RoundTrips(0);
    generated_obstacle::each_model(&mut tried);
    assert!(tried.0 > 20, "{}", tried.0);
}

struct RoundTrips(u32);

impl EachModel for RoundTrips {
    fn model<M: Model + DeserializeOwned + Clone + PartialEq + std::fmt::Debug>(&mut self) {
        let (service, ty) = (M::service(), M::contract());
        let target = Target::new(service, &ty.name);
        for direction in [Direction::Request, Direction::Response] {
            let scope = Scope::body(direction).in_part(M::PART);
            for full in [false, true] {
                let text = sample(service, ty, scope, &SampleOptions { full, seed: 1 }).pretty();
                let options = Options::default();
                if check_bytes(&target, scope, text.as_bytes(), &options).is_valid() {
                    let model: M = serde_json::from_str(&text)
                        .unwrap_or_else(|error| panic!("{error}\n{text}"));
                    let report = model.validate(scope);
                    assert!(report.is_valid(), "{:?}\n{text}", report.violations);
                    let written = serde_json::to_string(&model).expect("a model is JSON");
                    let again: M = serde_json::from_str(&written)
                        .unwrap_or_else(|error| panic!("{error}\n{written}"));
                    assert_eq!(again, model, "{written}");
                    self.0 += 1;
                }
            }
        }
    }
}

#[test]
fn null_and_absence_are_told_apart_where_null_is_a_value() {
    use generated_obstacle::type_::Result_;
    let text = r#"{ "Vec": [], "String": {}, "Some": null, "None": null, "Ok": [1.0], "f": null, "value": "x" }"#;
    let model: Result_ = serde_json::from_str(text).expect("it has its types");
    assert_eq!(model.none, Some(None));
    assert_eq!(model.some, None);
    assert_eq!(model.name, None);
    let written = serde_json::to_value(&model).expect("JSON");
    let expected: serde_json::Value =
        serde_json::from_str(&text.replace("1.0", "1")).expect("JSON");
    assert_eq!(written, expected);
    assert!(
        format!("{model:?}").contains("value: <hidden>"),
        "{model:?}"
    );
}
