//! Editions of a made definition: the definition, and the same changed at each of its places. For whoever holds what is told of
//! changes against other validators.

use std::collections::BTreeMap;

use mediaspec_core::contract::{MessageKind, Part};
use mediaspec_import::drift::{
    Class, Direction, Edition, Options, Part as OfMessage, Witness, compare,
};
use mediaspec_import::{Days, Origin, read};
use serde_json::{Value, json};

use crate::root;

/// Each place by itself, and everything that the newer edition lacks.
pub const EACH: Options = Options {
    positions: true,
    whole: true,
};

/// Returns what definitions say.
///
/// # Panics
/// If one of them is none.
#[must_use]
pub fn edition(definitions: &[Value]) -> Edition {
    let sheets = definitions.iter().flat_map(|definition| {
        let sheets = read(
            &definition.to_string(),
            &Origin::default(),
            &Days::default(),
        );
        sheets.expect("a definition")
    });
    sheets.collect::<Vec<_>>().into()
}

/// Returns a definition that has something of everything.
///
/// # Panics
/// If it cannot be read.
#[must_use]
pub fn clip() -> Value {
    let path = root().join("crates/import/src/drift/clip.json");
    let text = std::fs::read_to_string(path).expect("a definition");
    serde_json::from_str(&text).expect("JSON")
}

/// Returns a definition changed at each place of its types: members taken out, numbers moved, lists shortened and made longer.
///
/// # Panics
/// If the definition holds broken numbers.
#[must_use]
pub fn variants(definition: &Value) -> Vec<Value> {
    let mut changes = Vec::new();
    walk("/definitions", &definition["definitions"], &mut changes);
    let changed = changes.into_iter().map(|(at, value)| {
        let mut variant = definition.clone();
        match value {
            Some(value) => *variant.pointer_mut(&at).expect("it is there") = value,
            None => {
                let (parent, name) = at.rsplit_once('/').expect("a pointer");
                let name = name.replace("~1", "/").replace("~0", "~");
                let parent = variant.pointer_mut(parent).and_then(Value::as_object_mut);
                parent.expect("an object").remove(&name);
            }
        }
        variant
    });
    changed.collect()
}

fn walk(at: &str, value: &Value, out: &mut Vec<(String, Option<Value>)>) {
    match value {
        Value::Object(members) => {
            for (name, value) in members {
                let name = name.replace('~', "~0").replace('/', "~1");
                let at = format!("{at}/{name}");
                out.push((at.clone(), None));
                walk(&at, value, out);
            }
        }
        Value::Array(items) => {
            for without in 0..items.len() {
                let mut fewer = items.clone();
                fewer.remove(without);
                out.push((at.to_owned(), Some(fewer.into())));
            }
            if items.iter().all(Value::is_string) {
                let mut more = items.clone();
                more.push("title".into());
                out.push((at.to_owned(), Some(more.into())));
            }
        }
        Value::Number(number) => {
            let number = number.as_i64().expect("a whole number");
            for other in [number.saturating_sub(1), number.saturating_add(1)] {
                out.push((at.to_owned(), Some(json!(other))));
            }
        }
        Value::Bool(is) => out.push((at.to_owned(), Some(json!(!is)))),
        Value::String(_) | Value::Null => {}
    }
}

/// Returns the JSON Schema of a body: of a request, or of an answer with status 200.
#[must_use]
pub fn schema(edition: &Edition, operation: &str, direction: Direction) -> Option<String> {
    let service = edition.service("api-explorer", operation).ok()?;
    let message = match direction {
        Direction::Response => MessageKind::Response(200),
        Direction::Request | Direction::Operation => MessageKind::Request,
    };
    let operation = service.operation(operation)?;
    let document = mediaspec_json_schema::document(&service, operation, message, Part::Body)?;
    Some(document.text(None))
}

/// A break in a body, with the payload that shows it and the JSON Schemas of both editions.
#[derive(Debug, Clone)]
pub struct Shown {
    /// What changed: `response enum-value-added`, `request bound-narrowed maximum`.
    pub name: String,
    /// The payload.
    pub payload: Value,
    /// The schemas, that of the older edition first.
    pub schemas: [String; 2],
    /// Whether each of them has to accept the payload.
    pub valid: [bool; 2],
}

/// Returns a break of each class, constraint and direction that a change of the definition has in a body.
#[must_use]
pub fn shown() -> Vec<Shown> {
    let definition = clip();
    let base = edition(std::slice::from_ref(&definition));
    let mut out: BTreeMap<(Class, Option<&str>, Direction), Shown> = BTreeMap::new();
    // A body without members is no class to tools that make some.
    let has_members = |variant: &Value| {
        let members = &variant["definitions"]["Clip"]["properties"];
        members
            .as_object()
            .is_some_and(|members| !members.is_empty())
    };
    for variant in variants(&definition).into_iter().filter(has_members) {
        let variant = edition(&[variant]);
        for (old, new) in [(&base, &variant), (&variant, &base)] {
            for finding in compare(old, new, EACH).findings {
                let key = (finding.class, finding.constraint, finding.direction);
                let (Witness::Payload(payload), Some(OfMessage::Body), false) =
                    (finding.witness, finding.part, out.contains_key(&key))
                else {
                    continue;
                };
                let schema = |edition| schema(edition, &finding.operation, finding.direction);
                let (Some(before), Some(after)) = (schema(old), schema(new)) else {
                    continue;
                };
                let by_more = finding.direction == Direction::Response;
                let constraint = finding.constraint.unwrap_or_default();
                let direction = if by_more { "response" } else { "request" };
                let name = format!("{direction} {} {constraint}", finding.class);
                let shown = Shown {
                    name: name.trim_end().to_owned(),
                    payload,
                    schemas: [before, after],
                    valid: [!by_more, by_more],
                };
                out.insert(key, shown);
            }
        }
    }
    out.into_values().collect()
}
