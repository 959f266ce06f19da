//! The documents with the payloads of the boundary corpus, in the form that the runners read.
//!
//! The work folder gets `documents.txt`, which lists the documents under the names that the index gives them; a folder a
//! dialect with the documents; and `payloads/`, with a file a document and a JSON text a line. Runners are not told what is
//! expected. `mistakes.json` is a payload with several mistakes, and `mistakes.txt` names its document.

use std::collections::BTreeMap;
use std::path::Path;

use mediaspec_core::report::Verdict;
use mediaspec_json_schema::draft07;
use mediaspec_tests::consumers::Dialect;
use mediaspec_tests::corpus::{self, Operation};
use mediaspec_tests::{editions, kinds_spec, part, root};
use mediaspec_validator::Validator;
use serde_json::Value;

use crate::Trouble;

/// A payload with several mistakes, of which a tool should have as many findings.
const WITH_MISTAKES: &str = "tests/payloads/show-2d-video.response.json";

/// Its document.
const OF_MISTAKES: &str = "metastudio/show2_d_digital_human_video.response-200.json";

/// How many mistakes it has.
pub(crate) const MISTAKES: usize = 6;

/// A document with the payloads that are checked against it.
#[derive(Debug)]
pub(crate) struct Document {
    /// Its path, such as `metastudio/error_response.response.json`.
    pub(crate) file: String,
    text: String,
    pub(crate) cases: Vec<Case>,
}

/// A payload of the corpus.
#[derive(Debug)]
pub(crate) struct Case {
    /// Operation and message.
    pub(crate) message: String,
    /// `body`, `path`, `query` or `header`.
    pub(crate) part: String,
    /// What is tried.
    pub(crate) name: String,
    pub(crate) payload: Value,
    /// Whether the engine finds it valid.
    pub(crate) valid: bool,
    /// Whether the lossy list says that a schema gives the other verdict.
    pub(crate) lossy: bool,
}

impl Case {
    /// What a tool that reads the schema must say.
    pub(crate) const fn by_schema(&self) -> bool {
        self.valid != self.lossy
    }
}

/// The documents that ship: all, or those of the part of the operations that is tried each time.
pub(crate) fn shipped(all: bool) -> Vec<Document> {
    let read = |path: &str| {
        std::fs::read_to_string(root().join(path)).unwrap_or_else(|e| panic!("{path}: {e}"))
    };
    let takes = |operation: &str| all || part::has(operation);
    documents(&Validator::new(), corpus::shipped(), &read, &takes)
}

/// Those of a spec that has every kind of constraint.
pub(crate) fn every_kind() -> Vec<Document> {
    let catalog = kinds_spec();
    let kinds = mediaspec_codegen::render(&catalog);
    let rendered = |path: &str| kinds.get(path).expect("a file of the index").to_owned();
    documents(
        &Validator::from_catalog(catalog),
        corpus::kinds(),
        &rendered,
        &|_| true,
    )
}

/// The schemas of editions that differ: each has to see the break that is told of the change.
pub(crate) fn editions() -> Vec<Document> {
    let of_editions = |shown: editions::Shown| {
        let editions::Shown {
            name,
            payload,
            schemas,
            valid,
        } = shown;
        let words = ["before", "after"].into_iter();
        let sides = words.zip(schemas).zip(valid);
        sides.map(move |((word, text), valid)| Document {
            file: format!("editions/{}.{word}.json", name.replace(' ', "-")),
            text,
            cases: vec![Case {
                message: format!("{word} {name}"),
                part: "body".to_owned(),
                name: "what shows the break".to_owned(),
                payload: payload.clone(),
                valid,
                lossy: false,
            }],
        })
    };
    editions::shown()
        .into_iter()
        .flat_map(of_editions)
        .collect()
}

fn documents(
    validator: &Validator,
    corpus: &[Operation],
    read: &dyn Fn(&str) -> String,
    takes: &dyn Fn(&str) -> bool,
) -> Vec<Document> {
    let index: Value =
        serde_json::from_str(&read("crates/schema/index.json")).expect("the index is JSON");
    let mut files = BTreeMap::new();
    let mut documents: BTreeMap<String, Document> = BTreeMap::new();
    for entry in index["messages"].as_array().into_iter().flatten() {
        let [operation, message, part, path] =
            ["operation", "message", "in", "file"].map(|key| entry[key].as_str().expect("a text"));
        if !takes(operation) {
            continue;
        }
        let file = path.strip_prefix("json-schema/").expect("a schema's path");
        files.insert((operation, message, part), file);
        documents
            .entry(file.to_owned())
            .or_insert_with(|| Document {
                file: file.to_owned(),
                text: read(&format!("crates/schema/{path}")),
                cases: Vec::new(),
            });
    }
    for operation in corpus.iter().filter(|one| takes(&one.operation)) {
        let found = validator
            .operation(&operation.operation)
            .expect("an operation of the spec");
        for cases in &operation.messages {
            let name = [&operation.operation, &cases.message, &cases.part].map(String::as_str);
            let file = files.get(&name.into()).expect("a document a message");
            let message = found
                .message(cases.message(), cases.part())
                .expect("a message of the spec");
            let document = documents.get_mut(*file).expect("a document of the index");
            document
                .cases
                .extend(cases.payloads().map(|(case, payload)| Case {
                    message: format!("{} {}", operation.operation, cases.message),
                    part: cases.part.clone(),
                    name: case.name.clone(),
                    valid: message.check_value(&payload).verdict() != Verdict::Invalid,
                    lossy: case.lossy,
                    payload,
                }));
        }
    }
    documents.into_values().collect()
}

/// Writes documents and payloads for the runners.
pub(crate) fn write<'d>(
    documents: impl Iterator<Item = &'d Document>,
    work: &Path,
) -> Result<(), Trouble> {
    let mut names = String::new();
    for document in documents {
        let Document { file, text, cases } = document;
        let mirror =
            draft07(text).map_err(|error| Trouble(format!("{file} in draft-07: {error}")))?;
        for (dialect, text) in [(Dialect::Draft202012, text), (Dialect::Draft07, &mirror)] {
            crate::write(&work.join(dialect.as_str()).join(file), text)?;
        }
        let payloads: String = cases
            .iter()
            .map(|case| format!("{}\n", case.payload))
            .collect();
        crate::write(&work.join(format!("payloads/{file}l")), &payloads)?;
        names.push_str(file);
        names.push('\n');
    }
    let mistakes = std::fs::read_to_string(root().join(WITH_MISTAKES))
        .map_err(|error| Trouble(format!("{WITH_MISTAKES}: {error}")))?;
    crate::write(&work.join("mistakes.json"), &mistakes)?;
    crate::write(&work.join("mistakes.txt"), OF_MISTAKES)?;
    crate::write(&work.join("documents.txt"), &names)
}
