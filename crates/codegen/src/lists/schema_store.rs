//! The schema documents as a list in the manner of SchemaStore's catalog, so that editors check files by their names:
//! `order.Create2DDigitalHumanVideo.request.json`.
//!
//! SchemaStore's own form asks for absolute addresses. These documents lie beside the list, so `url` is the way from the
//! list to the document.

use std::collections::BTreeSet;

use mediaspec_core::contract::{Message, Part};
use mediaspec_core::node::{Members, Node};
use mediaspec_json_schema::DocumentFile;

/// Where the documents lie, seen from the list.
const FOLDER: &str = "json-schema";

/// Returns `catalog.json`. Its form has no place for a remark that it is generated.
pub(super) fn catalog(documents: &[DocumentFile<'_>]) -> String {
    let mut documents: Vec<&DocumentFile<'_>> = documents.iter().collect();
    documents.sort_by(|a, b| a.file.cmp(&b.file));
    let schemas: Vec<Node> = documents.into_iter().map(entry).collect();
    let catalog = Members::new()
        .with("version", 1_i64)
        .with("schemas", schemas);
    Node::from(catalog).pretty()
}

fn entry(document: &DocumentFile<'_>) -> Node {
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
        .with("url", format!("{FOLDER}/{}", document.file))
        .into()
}

/// Returns names of files that hold such messages. Bodies need no part in them.
fn file_match(message: &Message<'_>) -> String {
    let part = match message.part {
        Part::Body => "",
        Part::Path => ".path",
        Part::Query => ".query",
        Part::Header => ".header",
    };
    let operation = &message.operation.name;
    format!("*.{operation}.{}{part}.json", message.kind.slug())
}

/// Returns the message in words.
fn words(message: &Message<'_>) -> String {
    let part = match message.part {
        Part::Body => "",
        Part::Path => ", path parameters",
        Part::Query => ", query parameters",
        Part::Header => ", headers",
    };
    format!(
        "{}: {}{part}",
        message.operation.full_name(),
        message.kind.slug().replace('-', " ")
    )
}
