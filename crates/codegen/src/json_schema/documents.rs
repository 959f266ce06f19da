//! Self-contained documents: one for each distinct message, however many operations share it.

use std::collections::{BTreeMap, BTreeSet};

use mediaspec_core::contract::{AuthGroup, Cite, Content, Direction, Part, Shape, Source, TypeDef};
use mediaspec_spec::names::file_stem;

use crate::COMMAND;

use super::messages::Message;
use super::node::{Members, Node};
use super::prose;
use super::types::Emitter;

/// The dialect of every document.
pub(super) const DIALECT: &str = "https://json-schema.org/draft/2020-12/schema";

/// The addresses of the documents begin with this; what follows is the path of the file.
pub(super) const BASE: &str = "https://mediaspec.dev/schema/";

/// A schema document.
#[derive(Debug)]
pub(crate) struct Document<'t> {
    /// Path below the folder of schemas, such as `metastudio/error_response.response.json`.
    pub(crate) file: String,
    /// The document's address.
    pub(crate) id: String,
    pub(crate) text: String,
    /// What was read for it, by name.
    pub(crate) sources: Vec<&'t Source<'t>>,
    /// The messages that it describes.
    pub(crate) messages: Vec<Message<'t>>,
}

/// Groups messages by what their documents say, and names the documents.
pub(crate) fn documents<'t>(messages: Vec<Message<'t>>) -> Vec<Document<'t>> {
    struct Group<'t> {
        content: Members,
        messages: Vec<Message<'t>>,
    }
    let mut groups: Vec<Group<'t>> = Vec::new();
    let mut by_content: BTreeMap<(&'t str, String), usize> = BTreeMap::new();
    for message in messages {
        let content = content(&message);
        let key = (message.service.name, Node::from(content.clone()).compact());
        let group = *by_content.entry(key).or_insert(groups.len());
        match groups.get_mut(group) {
            Some(group) => group.messages.push(message),
            None => groups.push(Group {
                content,
                messages: vec![message],
            }),
        }
    }
    // Shared documents choose their names first: an operation's own name is longer, and can give way.
    let mut taken = BTreeSet::new();
    let mut files: Vec<Option<String>> = groups.iter().map(|_| None).collect();
    for shared in [true, false] {
        for (group, file) in groups.iter().zip(&mut files) {
            if (group.messages.len() > 1) == shared {
                *file = free(&mut taken, &candidates(&group.messages));
            }
        }
    }
    groups
        .into_iter()
        .zip(files)
        .filter_map(|(group, file)| {
            let file = file?;
            let id = format!("{BASE}{file}");
            let mut document = Members::new()
                .with("$schema", DIALECT)
                .with("$id", id.as_str());
            document.extend(group.content);
            Some(Document {
                sources: sources(group.messages.first()?),
                text: Node::from(document).pretty(),
                file,
                id,
                messages: group.messages,
            })
        })
        .collect()
}

/// The first name that is free; numbered if none is.
fn free(taken: &mut BTreeSet<String>, candidates: &[String]) -> Option<String> {
    let last = candidates.last()?;
    let numbered = (2_u32..).map(|n| format!("{last}-{n}"));
    let name = candidates
        .iter()
        .cloned()
        .chain(numbered)
        .find(|name| !taken.contains(name))?;
    taken.insert(name.clone());
    Some(format!("{name}.json"))
}

fn candidates(messages: &[Message<'_>]) -> Vec<String> {
    let Some(first) = messages.first() else {
        return Vec::new();
    };
    let service = first.service.name;
    let part = match first.part {
        Part::Body => "",
        Part::Path => ".path",
        Part::Query => ".query",
        Part::Header => ".header",
    };
    if let [only] = messages {
        let operation = file_stem(only.operation.name);
        return vec![format!("{service}/{operation}.{}{part}", only.kind.slug())];
    }
    let direction = match first.kind.direction() {
        Direction::Request => "request",
        Direction::Response => "response",
    };
    let name = format!("{service}/{}.{direction}{part}", shared_stem(messages));
    let mut out = vec![name.clone()];
    if let Some(context) = first.operation.context {
        out.push(format!("{name}.{}", context.as_str()));
    }
    out
}

/// The name of a document that several messages share: their type's, or for lists of parameters that belong to one
/// operation each, the parameters' own.
fn shared_stem(messages: &[Message<'_>]) -> String {
    let names: BTreeSet<&str> = messages.iter().map(|m| m.ty.name).collect();
    let mut names = names.into_iter();
    let name = names.next().unwrap_or_default();
    if names.next().is_none() {
        return file_stem(name);
    }
    let fields = messages.first().map_or(&[][..], |m| m.ty.fields);
    match fields {
        [] => file_stem(name),
        [only] => file_stem(only.name),
        [one, two] => format!("{}-{}", file_stem(one.name), file_stem(two.name)),
        [first, rest @ ..] => format!("{}-and-{}-more", file_stem(first.name), rest.len()),
    }
}

/// The document without its address. It must not name the operation: others may say the same.
fn content(message: &Message<'_>) -> Members {
    let ty = message.ty;
    let mut emitter = Emitter::new(message.scope(), "#/$defs/");
    let mut comment = format!(
        "Generated by `{COMMAND}` from spec/{}. Do not edit.",
        message.service.name
    );
    if is_named(message)
        && let Some(provenance) = prose::provenance_of_type(ty)
    {
        comment.push(' ');
        comment.push_str(&provenance);
    }
    comment.push_str(" Sources: ");
    let sources: Vec<String> = sources(message).into_iter().map(prose::of_source).collect();
    comment.push_str(&sources.join("; "));
    comment.push('.');

    let mut out = Members::new().with("title", title(message));
    let description = match message.part {
        Part::Body => prose::of_type(ty),
        Part::Path | Part::Query => Some("The parsed values, as members of one object.".to_owned()),
        Part::Header => Some("The headers as members of one object, in the spelling of the table; on the wire their names may stand in any case.".to_owned()),
    };
    out.push_some("description", description);
    out.push("$comment", comment);
    out.extend(emitter.body(ty));
    out.push_list("anyOf", message.auth.iter().map(authentication).collect());
    let definitions = emitter.definitions();
    if !definitions.is_empty() {
        out.push("$defs", definitions);
    }
    out
}

/// Whether the type is the vendor's; lists of parameters are types that the operation gives its name to.
fn is_named(message: &Message<'_>) -> bool {
    match message.part {
        Part::Body => true,
        Part::Path | Part::Query | Part::Header => false,
    }
}

fn title<'t>(message: &Message<'t>) -> &'t str {
    match (message.part, message.kind.direction()) {
        (Part::Body, _) => message.ty.wire,
        (Part::Path, _) => "Path parameters",
        (Part::Query, _) => "Query parameters",
        (Part::Header, Direction::Request) => "Request headers",
        (Part::Header, Direction::Response) => "Response headers",
    }
}

fn authentication(group: &AuthGroup<'_>) -> Node {
    let mut properties = Members::new();
    for &header in group.headers {
        properties.push(header, Members::new());
    }
    Members::new()
        .with(
            "$comment",
            format!(
                "Authentication by {}. Source: {}.",
                group.scheme,
                prose::of_cite(group.cite)
            ),
        )
        .with("properties", properties)
        .with(
            "required",
            group
                .headers
                .iter()
                .map(|&header| header.into())
                .collect::<Vec<Node>>(),
        )
        .into()
}

/// What was read for a message, by name.
fn sources<'t>(message: &Message<'t>) -> Vec<&'t Source<'t>> {
    let mut found = BTreeMap::new();
    let mut seen = BTreeSet::new();
    if is_named(message) {
        of_type(message.ty, &mut seen, &mut found);
    } else {
        // Where the operation was read is not where its parameters were.
        of_members(message.ty, &mut seen, &mut found);
    }
    for group in message.auth {
        note(&mut found, group.cite);
    }
    found.into_values().collect()
}

type Found<'t> = BTreeMap<&'t str, &'t Source<'t>>;

fn note<'t>(found: &mut Found<'t>, cite: Cite<'t>) {
    found.insert(cite.source.name, cite.source);
}

fn of_type<'t>(ty: &'t TypeDef<'t>, seen: &mut BTreeSet<&'t str>, found: &mut Found<'t>) {
    if !seen.insert(ty.name) {
        return;
    }
    note(found, ty.cite);
    for conflict in ty.conflicts {
        note(found, conflict.cite);
    }
    of_members(ty, seen, found);
}

fn of_members<'t>(ty: &'t TypeDef<'t>, seen: &mut BTreeSet<&'t str>, found: &mut Found<'t>) {
    for field in ty.fields {
        note(found, field.info.cite);
        for &(_, cite) in field.info.cites {
            note(found, cite);
        }
        for conflict in field.info.conflicts {
            note(found, conflict.cite);
        }
        of_shape(&field.shape, seen, found);
    }
    for rule in ty.rules {
        note(found, rule.cite);
        for conflict in rule.conflicts {
            note(found, conflict.cite);
        }
        for ty in super::selected_types(&rule.kind) {
            of_type(ty, seen, found);
        }
    }
}

fn of_shape<'t>(shape: &Shape<'t>, seen: &mut BTreeSet<&'t str>, found: &mut Found<'t>) {
    match shape {
        Shape::Object(ty) => of_type(ty, seen, found),
        Shape::List(list) => of_shape(&list.item, seen, found),
        Shape::Text(text) => match text.content {
            Content::Json(ty) => of_type(ty, seen, found),
            Content::Plain | Content::Base64 | Content::Separated { .. } => {}
        },
        Shape::Int(_) | Shape::Number(_) | Shape::Bool | Shape::Enum(_) | Shape::Any => {}
    }
}
