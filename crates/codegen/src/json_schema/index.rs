//! `index.json`: which document serves which message.

use mediaspec_core::contract::{Catalog, Message, MessageKind, Source};
use mediaspec_core::node::{Members, Node};
use mediaspec_json_schema::DocumentFile;
use sha2::{Digest, Sha256};

use crate::origin;

/// A document with the text of its file.
pub(super) struct Written<'c> {
    pub(super) document: DocumentFile<'c>,
    pub(super) text: String,
}

/// The text of the index.
pub(super) fn index(catalog: &Catalog, documents: &[Written<'_>]) -> String {
    let mut sources = Members::new();
    for service in catalog.services() {
        let mut named = Members::new();
        for source in service.sources() {
            let Source {
                name,
                kind: _,
                title,
                url,
                read,
            } = source;
            let about = Members::new()
                .with("title", &**title)
                .with("url", &**url)
                .with("read", &**read);
            named.push(&**name, about);
        }
        sources.push(service.name(), named);
    }
    let index = Members::new()
        .with("$comment", origin::remark("spec/"))
        .with("sources", sources)
        .with("messages", entries(documents));
    Node::from(index).folded()
}

/// The messages in the order of the catalog, each with its document.
fn entries(documents: &[Written<'_>]) -> Vec<Node> {
    let mut messages = Vec::new();
    for written in documents {
        let digest = sha256(&written.text);
        for message in &written.document.messages {
            let place = (
                message.service.name(),
                &*message.operation.name,
                message.kind,
                message.part,
            );
            messages.push((place, entry(message, written, &digest)));
        }
    }
    messages.sort_by_key(|(place, _)| *place);
    messages.into_iter().map(|(_, entry)| entry).collect()
}

fn entry(message: &Message<'_>, written: &Written<'_>, digest: &str) -> Node {
    let operation = message.operation;
    let (status, callback) = match message.kind {
        MessageKind::Request => (Node::Null, Node::Null),
        MessageKind::Response(status) => (status.into(), Node::Null),
        MessageKind::Callback(name) => (Node::Null, name.into()),
    };
    let document = &written.document.document;
    let sources: Vec<Node> = document
        .sources
        .iter()
        .map(|source| {
            Members::new()
                .with("name", &*source.name)
                .with("read", &*source.read)
                .into()
        })
        .collect();
    Members::new()
        .with("operation", operation.full_name())
        .with("method", &*operation.method)
        .with("path", &*operation.path)
        .with("direction", message.kind.direction().as_str())
        .with("message", message.kind.to_string())
        .with("status", status)
        .with("callback", callback)
        .with("in", message.part.as_str())
        .with("type", message.ty.as_str())
        .with("file", format!("json-schema/{}", written.document.file))
        .with("id", &*document.id)
        .with("sha256", digest)
        .with("sources", sources)
        .into()
}

fn sha256(text: &str) -> String {
    let mut out = String::new();
    for byte in Sha256::digest(text.as_bytes()) {
        for digit in [byte >> 4, byte & 15] {
            out.extend(char::from_digit(digit.into(), 16));
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sha256_is_written_in_hexadecimal() {
        assert_eq!(
            sha256("abc"),
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
        );
    }
}
