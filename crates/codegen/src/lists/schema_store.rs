//! The schema documents in the form of SchemaStore's catalog, so that editors check files by their names:
//! `order.Create2DDigitalHumanVideo.request.json`.

use std::collections::BTreeSet;

use mediaspec_core::contract::Part;

use crate::json_schema::node::{Members, Node};
use crate::json_schema::{Document, Message};

/// `catalog.json`. Its form has no place for a remark that it is generated.
pub(super) fn catalog(documents: &[Document<'_>]) -> String {
    let mut documents: Vec<&Document<'_>> = documents.iter().collect();
    documents.sort_by(|a, b| a.file.cmp(&b.file));
    let schemas: Vec<Node> = documents.into_iter().map(entry).collect();
    let catalog = Members::new()
        .with(
            "$schema",
            "https://json.schemastore.org/schema-catalog.json",
        )
        .with("version", 1_i64)
        .with("schemas", schemas);
    Node::from(catalog).pretty()
}

fn entry(document: &Document<'_>) -> Node {
    let files: BTreeSet<String> = document.messages.iter().map(file_match).collect();
    let messages: BTreeSet<String> = document.messages.iter().map(words).collect();
    let count = messages.len();
    let first = messages.into_iter().next().unwrap_or_default();
    let description = match count {
        1 => first,
        _ => format!("{count} messages that read alike, such as {first}"),
    };
    Members::new()
        .with(
            "name",
            format!("mediaspec {}", document.file.trim_end_matches(".json")),
        )
        .with("description", description)
        .with(
            "fileMatch",
            files.into_iter().map(Node::from).collect::<Vec<_>>(),
        )
        .with("url", document.id.as_str())
        .into()
}

/// The part in a file's name; bodies need none.
fn suffix(part: Part) -> &'static str {
    match part {
        Part::Body => "",
        Part::Path => ".path",
        Part::Query => ".query",
        Part::Header => ".header",
    }
}

/// Names of files that hold such messages.
fn file_match(message: &Message<'_>) -> String {
    format!(
        "*.{}.{}{}.json",
        message.operation.name,
        message.kind.slug(),
        suffix(message.part)
    )
}

/// The message in words.
fn words(message: &Message<'_>) -> String {
    let part = match message.part {
        Part::Body => "",
        Part::Path => ", path parameters",
        Part::Query => ", query parameters",
        Part::Header => ", headers",
    };
    format!(
        "{}: {}{part}",
        message.operation_name(),
        message.kind.slug().replace('-', " ")
    )
}
