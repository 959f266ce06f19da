//! The boundary corpus (`crates/schema/corpus`): base payloads, changes to them, and what must be reported.
//!
//! `crates/schema/corpus/README.md` describes the form.

use std::path::{Path, PathBuf};

use mediaspec_codegen::OutputSet;
use mediaspec_core::contract::Part;
use mediaspec_core::report::Report;
use mediaspec_validator::Message;
use serde::Deserialize;
use serde_json::Value;

/// The cases of an operation.
#[derive(Debug, Deserialize)]
pub struct Operation {
    /// `service/Operation`.
    pub operation: String,
    /// Its messages, part by part.
    pub messages: Vec<Cases>,
}

/// The cases of one part of a message.
#[derive(Debug, Deserialize)]
pub struct Cases {
    /// `request`, the status, or the callback's name.
    pub message: String,
    /// `body`, `path`, `query` or `header`.
    #[serde(rename = "in")]
    pub part: String,
    /// A payload that validates.
    pub base: Value,
    /// The cases, by what they have in common.
    pub groups: Vec<Group>,
}

/// Cases whose payloads differ from the base in the same way to begin with.
#[derive(Debug, Deserialize)]
pub struct Group {
    /// What is changed in the base first.
    pub before: Vec<Change>,
    /// The cases.
    pub cases: Vec<Case>,
}

/// A payload near a constraint.
#[derive(Debug, Deserialize)]
pub struct Case {
    /// What is tried.
    pub name: String,
    /// What is changed then.
    #[serde(default)]
    pub patch: Vec<Change>,
    /// What must be reported, in no particular order.
    #[serde(default)]
    pub expect: Vec<Expected>,
    /// Whether a JSON Schema gives another verdict.
    #[serde(default)]
    pub lossy: bool,
}

/// A violation that must be reported.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
pub struct Expected {
    /// JSON Pointer to the value.
    pub pointer: String,
    /// The way on inside documents in texts.
    #[serde(default)]
    pub embedded: Vec<String>,
    /// What is wrong.
    pub code: String,
    /// `error` or `warning`.
    #[serde(default = "error")]
    pub severity: String,
}

/// What a report tells, as the corpus writes it, sorted.
#[must_use]
pub fn told(report: &Report<'_>) -> Vec<Expected> {
    let mut told: Vec<Expected> = report
        .violations
        .iter()
        .map(|violation| Expected {
            pointer: violation.pointer.to_string(),
            embedded: violation.embedded.iter().map(ToString::to_string).collect(),
            code: violation.code.as_str().to_owned(),
            severity: violation.severity.as_str().to_owned(),
        })
        .collect();
    told.sort();
    told
}

fn error() -> String {
    "error".to_owned()
}

/// A change to a payload.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Change {
    /// Pointers to the texts whose documents are changed, from the outside in.
    #[serde(default)]
    within: Vec<String>,
    /// Pointer to what gets a value.
    set: Option<String>,
    /// Pointer to what is taken away.
    remove: Option<String>,
    /// The new value; `null` is one too.
    #[serde(default, deserialize_with = "some")]
    value: Option<Value>,
    /// In place of a value: a text and how often it is repeated.
    repeat: Option<(String, usize)>,
    /// In place of a value: an item and how often it is repeated.
    items: Option<(Value, usize)>,
    /// With `items`: the place in each item that gets a number of its own, and the first number.
    number: Option<(String, i64)>,
}

fn some<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<Option<Value>, D::Error> {
    Value::deserialize(deserializer).map(Some)
}

/// The folder of the corpus.
const FOLDER: &str = "crates/schema/corpus/";

/// Reads the corpus that is checked in, operations in the order of their files.
///
/// # Panics
/// If a file cannot be read.
#[must_use]
pub fn load() -> Vec<Operation> {
    let mut files = Vec::new();
    collect(&crate::root().join(FOLDER), &mut files);
    files.sort();
    files
        .iter()
        .map(|file| parse(&std::fs::read_to_string(file).expect("the corpus can be read")))
        .collect()
}

/// The corpus among rendered files.
///
/// # Panics
/// If a file cannot be read.
#[must_use]
pub fn rendered(out: &OutputSet) -> Vec<Operation> {
    out.iter()
        .filter(|(path, _)| path.starts_with(FOLDER) && is_cases(path))
        .map(|(_, text)| parse(text))
        .collect()
}

fn parse(text: &str) -> Operation {
    serde_json::from_str(text).expect("a file of the corpus is as described here")
}

/// Whether a file of the folder holds cases; there is a page about them too.
fn is_cases(path: &str) -> bool {
    path.ends_with(".json")
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).expect("the corpus can be read") {
        let path = entry.expect("the corpus can be read").path();
        if path.is_dir() {
            collect(&path, files);
        } else if is_cases(&path.to_string_lossy()) {
            files.push(path);
        }
    }
}

impl Cases {
    /// The message.
    #[must_use]
    pub fn message(&self) -> Message<'_> {
        match (self.message.as_str(), self.message.parse()) {
            ("request", _) => Message::Request,
            (_, Ok(status)) => Message::Response(status),
            (name, Err(_)) => Message::Callback(name),
        }
    }

    /// The part of the message.
    ///
    /// # Panics
    /// If the corpus names no part.
    #[must_use]
    pub fn part(&self) -> Part {
        [Part::Body, Part::Path, Part::Query, Part::Header]
            .into_iter()
            .find(|part| part.as_str() == self.part)
            .expect("a part that there is")
    }

    /// Every case with its payload.
    ///
    /// # Panics
    /// If a change does not fit the payload.
    pub fn payloads(&self) -> impl Iterator<Item = (&Case, Value)> {
        self.groups.iter().flat_map(move |group| {
            group.cases.iter().map(move |case| {
                let mut payload = self.base.clone();
                for change in group.before.iter().chain(&case.patch) {
                    change
                        .apply(&change.within, &mut payload)
                        .unwrap_or_else(|| panic!("{}: {change:?} does not fit", case.name));
                }
                (case, payload)
            })
        })
    }
}

impl Change {
    fn apply(&self, within: &[String], payload: &mut Value) -> Option<()> {
        let Some((outer, inner)) = within.split_first() else {
            return self.change(payload);
        };
        let place = payload.pointer_mut(outer)?;
        let mut document: Value = serde_json::from_str(place.as_str()?).ok()?;
        self.apply(inner, &mut document)?;
        *place = document.to_string().into();
        Some(())
    }

    fn change(&self, payload: &mut Value) -> Option<()> {
        let pointer = self.set.as_ref().or(self.remove.as_ref())?;
        let sets = self.set.is_some();
        if pointer.is_empty() {
            *payload = self.value()?;
            return Some(());
        }
        let (parent, token) = pointer.rsplit_once('/')?;
        let name = token.replace("~1", "/").replace("~0", "~");
        match payload.pointer_mut(parent)? {
            Value::Object(members) if sets => {
                members.insert(name, self.value()?);
            }
            Value::Object(members) => {
                members.remove(&name);
            }
            Value::Array(items) => {
                let index: usize = name.parse().ok()?;
                if !sets {
                    items.remove(index);
                } else if index == items.len() {
                    items.push(self.value()?);
                } else {
                    *items.get_mut(index)? = self.value()?;
                }
            }
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => return None,
        }
        Some(())
    }

    fn value(&self) -> Option<Value> {
        if let Some(value) = &self.value {
            return Some(value.clone());
        }
        if let Some((unit, count)) = &self.repeat {
            return Some(unit.repeat(*count).into());
        }
        let (item, count) = self.items.as_ref()?;
        let mut items = vec![item.clone(); *count];
        if let Some((at, from)) = &self.number {
            for (item, number) in items.iter_mut().zip(*from..) {
                let place = item.pointer_mut(at)?;
                *place = match place.as_str() {
                    Some(text) => format!("{text}{number}").into(),
                    None => number.into(),
                };
            }
        }
        Some(items.into())
    }
}
