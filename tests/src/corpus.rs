//! The boundary corpus: base payloads, changes to them, and what must be reported. It is made of a catalog by
//! `mediaspec-codegen`, whose `corpus` module describes the form.

use std::sync::LazyLock;

use mediaspec_core::contract::{Catalog, Part};
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
pub fn told(report: &Report) -> Vec<Expected> {
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

/// Returns the corpus of the shipped spec. It is made once a process.
///
/// # Panics
/// If the spec has problems.
#[must_use]
pub fn shipped() -> &'static [Operation] {
    static SHIPPED: LazyLock<Vec<Operation>> = LazyLock::new(|| of(&crate::shipped_spec()));
    &SHIPPED
}

/// Returns the corpus of `tests/specs/kinds`. It is made once a process.
///
/// # Panics
/// If the spec has problems.
#[must_use]
pub fn kinds() -> &'static [Operation] {
    static KINDS: LazyLock<Vec<Operation>> = LazyLock::new(|| of(&crate::kinds_spec()));
    &KINDS
}

/// Makes the corpus of a catalog, operations in the order of the names of their files.
///
/// # Panics
/// If the corpus does not have the form that is described here.
#[must_use]
pub fn of(catalog: &Catalog) -> Vec<Operation> {
    mediaspec_codegen::corpus(catalog)
        .iter()
        // There is a page about the form, too.
        .filter(|(path, _)| path.ends_with(".json"))
        .map(|(path, text)| {
            serde_json::from_str(text).unwrap_or_else(|error| panic!("{path}: {error}"))
        })
        .collect()
}

impl Cases {
    /// Returns the message.
    ///
    /// # Panics
    /// If no message can have that name.
    #[must_use]
    pub fn message(&self) -> Message {
        self.message.parse().expect("a message that there can be")
    }

    /// Returns the part of the message.
    ///
    /// # Panics
    /// If the corpus names no part.
    #[must_use]
    pub fn part(&self) -> Part {
        self.part.parse().expect("a part that there is")
    }

    /// Returns every case with its payload.
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
