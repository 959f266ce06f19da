//! What each emitter makes of a small spec, to be looked at: `tests/mini`.
//!
//! The checked-in tree is the big golden; these are small enough to be read whole.

use mediaspec_codegen::{OutputSet, corpus, render};
use mediaspec_core::contract::Catalog;
use mediaspec_tests::{load_folder, root};

fn spec() -> Catalog {
    load_folder(&root().join("tests/mini"))
}

fn mini() -> OutputSet {
    let out = render(&spec());
    assert_eq!(out.refusals(), []);
    out
}

/// Compares some of the files, one after another.
fn golden(name: &str, files: &[&str]) {
    let out = mini();
    let mut text = String::new();
    for file in files {
        let path = format!("crates/schema/{file}");
        let content = out
            .get(&path)
            .unwrap_or_else(|| panic!("{path} is not rendered"));
        text.push_str(&format!("==== {path}\n{content}\n"));
    }
    snapshot(name, &text);
}

fn snapshot(name: &str, text: &str) {
    insta::with_settings!({ omit_expression => true, prepend_module_to_snapshot => false }, {
        insta::assert_snapshot!(format!("mini__{name}"), text);
    });
}

#[test]
fn the_files_of_a_small_spec() {
    let paths: Vec<String> = mini().iter().map(|(path, _)| path.to_owned()).collect();
    snapshot("files", &paths.join("\n"));
}

#[test]
fn the_contract_of_a_small_spec() {
    golden("contract", &["contracts/studio.jsonl"]);
}

#[test]
fn modules_of_a_small_spec() {
    golden(
        "modules",
        &["src/generated/mod.rs", "src/generated/studio/mod.rs"],
    );
}

#[test]
fn models_of_a_small_spec() {
    golden(
        "models",
        &[
            "src/generated/studio/models/clip.rs",
            "src/generated/studio/models/create_clip_query.rs",
            "src/generated/studio/models/job.rs",
            "src/generated/studio/models/layer.rs",
            "src/generated/studio/models/mod.rs",
        ],
    );
}

#[test]
fn json_schemas_of_a_small_spec() {
    golden(
        "json_schemas",
        &[
            "json-schema/studio/create_clip.request.json",
            "json-schema/studio/job.response.json",
        ],
    );
}

#[test]
fn the_index_of_a_small_spec() {
    golden("index", &["index.json"]);
}

#[test]
fn reference_pages_of_a_small_spec() {
    golden(
        "reference",
        &[
            "reference/studio/index.md",
            "reference/studio/operations/create_clip.md",
            "reference/studio/types/clip.md",
            "reference/studio/types/layer.md",
        ],
    );
}

#[test]
fn the_corpus_of_a_small_spec() {
    let files = corpus(&spec());
    let names: Vec<&str> = files.keys().map(String::as_str).collect();
    assert_eq!(names, ["README.md", "studio/create_clip.json"]);
    let text = &files["studio/create_clip.json"];
    snapshot("corpus", &format!("==== studio/create_clip.json\n{text}\n"));
}
