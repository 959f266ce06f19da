//! What one source says of a value, in the keys of the spec language.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use crate::sheet::{Direction, Row, Why};

/// The order in which keys of a value are written.
pub(super) const ORDER: [&str; 28] = [
    "kind",
    "type",
    "alternatives",
    "written",
    "min",
    "max",
    "above",
    "below",
    "multiple_of",
    "min_chars",
    "max_chars",
    "max_bytes",
    "max_chars_without_markup",
    "pattern",
    "format",
    "encoding",
    "json",
    "separator",
    "item",
    "min_items",
    "max_items",
    "unique_items",
    "values",
    "open",
    "any_case",
    "default",
    "default_note",
    "unit",
];

/// Keys of a value, and those of its items.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Keys {
    pub(super) own: BTreeMap<&'static str, Value>,
    pub(super) item: Option<Box<Self>>,
}

impl Keys {
    /// The keys of a value of which nothing but its kind is known.
    pub(super) fn of(kind: &str) -> Self {
        Self {
            own: [("kind", kind.into())].into(),
            item: None,
        }
    }

    pub(super) fn get(&self, key: &str) -> Option<&Value> {
        self.own.get(key)
    }

    pub(super) fn kind(&self) -> Option<&str> {
        self.get("kind")?.as_str()
    }

    pub(super) fn is_empty(&self) -> bool {
        self.own.is_empty() && self.item.is_none()
    }

    /// Whether it is a text, of which nothing is said of what it may be.
    pub(super) fn is_bare_text(&self) -> bool {
        let mut keys = self.own.keys();
        let says_nothing = ["kind", "default", "default_note", "unit"];
        self.kind() == Some("text") && keys.all(|key| says_nothing.contains(key))
    }

    /// Returns the keys as one table, in the order in which they are written.
    pub(super) fn table(&self) -> Map<String, Value> {
        let mut out = Map::new();
        for key in ORDER {
            match (key, &self.item) {
                ("item", Some(item)) => {
                    out.insert(key.to_owned(), item.table().into());
                }
                _ => {
                    if let Some(value) = self.get(key) {
                        out.insert(key.to_owned(), value.clone());
                    }
                }
            }
        }
        out
    }

    /// Returns the keys of the value and those of its items, the outermost first.
    pub(super) fn flat(&self) -> Vec<(&'static str, &Value)> {
        let mut out: Vec<_> = self.own.iter().map(|(key, value)| (*key, value)).collect();
        out.extend(self.item.iter().flat_map(|item| item.flat()));
        out
    }
}

/// A name that a source has for a type.
#[derive(Debug, Clone)]
pub(super) enum Named<'a> {
    /// An object; its name in the spec.
    Object(String),
    /// A list of values; its name in the spec, and the values.
    Listed(String, Vec<Value>),
    /// A value that has no name in the spec.
    Value(&'a Row),
    /// Nothing that any source describes.
    Unknown,
}

/// Where a value stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    /// In a body.
    Body,
    /// In parameters or a form, where it is a text.
    Wire,
}

/// A statement that counts for nothing.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Mistake {
    pub(super) key: &'static str,
    pub(super) value: Value,
    pub(super) why: Why,
    pub(super) direction: Option<Direction>,
}

/// What one source says of one value.
#[derive(Debug, Clone, Default)]
pub(super) struct Said {
    /// What it states.
    pub(super) stated: Keys,
    /// What a program read out of its prose.
    pub(super) guessed: Keys,
    /// Lengths and patterns beside a list of values.
    pub(super) beside: BTreeMap<&'static str, Value>,
    pub(super) mistakes: Vec<Mistake>,
    pub(super) required: Option<bool>,
    pub(super) nullable: bool,
    pub(super) deprecated: bool,
    pub(super) notes: Vec<String>,
    /// What the spec language cannot say, with its place.
    pub(super) unsayable: Vec<(String, Value)>,
}

impl Said {
    /// Takes out what a page says in its own sentences. They are the vendor's: whoever reviews the draft reads them, and says in own
    /// words what has to stand in the spec.
    pub(super) fn leave_sentences(&mut self, at: &str) {
        let mut left: Vec<Value> = std::mem::take(&mut self.notes)
            .into_iter()
            .map(|note| json!({ "when": note }))
            .collect();
        for keys in [&mut self.stated, &mut self.guessed] {
            let note = keys.own.remove("default_note");
            left.extend(note.map(|note| json!({ "default_note": note })));
            keys.leave_meanings();
        }
        let at = |value| (at.to_owned(), value);
        self.unsayable.extend(left.into_iter().map(at));
    }
}

impl Keys {
    /// Takes out what listed values mean.
    fn leave_meanings(&mut self) {
        if let Some(Value::Array(values)) = self.own.get_mut("values") {
            for value in values.iter_mut().filter_map(Value::as_object_mut) {
                value.remove("summary");
            }
        }
        if let Some(item) = &mut self.item {
            item.leave_meanings();
        }
    }
}
