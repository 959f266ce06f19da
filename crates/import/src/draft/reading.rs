//! From a row to keys: of what kind a value is, and what it holds.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::keys::{Keys, Mistake, Named, Place, Said};
use super::put::Put;
use crate::sheet::{Kind, Row};

/// The deepest nesting of values that are taken for what they are.
const MAX_DEPTH: usize = 16;

/// Puts what a source says of values into keys.
pub(super) struct Reading<'a> {
    pub(super) place: Place,
    /// Finds what a name of a type means.
    pub(super) named: &'a dyn Fn(&str) -> Named<'a>,
}

impl Reading<'_> {
    pub(super) fn said(&self, row: &Row) -> Said {
        let mut said = Said::default();
        let (stated, guessed) = self.keys(row, &mut said, 0);
        (said.stated, said.guessed) = (stated, guessed);
        said.required = row.mandatory;
        for slip in row.slips.iter().filter(|slip| slip.key == "mandatory") {
            said.required = None;
            said.mistakes.push(Mistake {
                key: "required",
                value: true.into(),
                why: slip.why,
                direction: slip.direction,
            });
        }
        said.nullable = row.nullable == Some(true);
        said.deprecated = row.deprecated == Some(true);
        said
    }

    /// Returns what is stated of a value, and what was guessed.
    fn keys(&self, row: &Row, said: &mut Said, depth: usize) -> (Keys, Keys) {
        if depth >= MAX_DEPTH {
            said.unsayable
                .push((row.at.clone(), json!({ "depth": depth })));
            return (Keys::of("any"), Keys::default());
        }
        let (mut stated, mut guessed) = self.form(row, said, depth);
        Put {
            place: self.place,
            named: self.named,
            row,
            stated: &mut stated,
            guessed: &mut guessed,
            said,
        }
        .statements();
        if depth > 0 {
            // A value without a name has none of these.
            for key in ["default", "default_note", "unit"] {
                for keys in [&mut stated, &mut guessed] {
                    if let Some(value) = keys.own.remove(key) {
                        said.unsayable.push((row.at.clone(), json!({ key: value })));
                    }
                }
            }
        }
        (stated, guessed)
    }

    /// Returns of what kind a value is, and what it holds.
    fn form(&self, row: &Row, said: &mut Said, depth: usize) -> (Keys, Keys) {
        let deeper = depth.saturating_add(1);
        if !row.alternatives.is_empty() {
            let forms = self.alternatives(row, said, deeper);
            // A guess makes no other kind of it.
            let is_guess = row.guesses.iter().any(|guess| guess == "alternatives");
            let plain = row.kind.filter(|_| is_guess).map(|of| match of {
                Kind::Integer => Keys::of("int"),
                _ => Keys::of("number"),
            });
            return match plain {
                Some(plain) => (plain, forms),
                None => (forms, Keys::default()),
            };
        }
        if let Some(document) = &row.json_of {
            let mut keys = Keys::of("text");
            // In a document everything is as in a body.
            let inside = Reading {
                place: Place::Body,
                named: self.named,
            };
            let (inner, _) = inside.keys(document, said, deeper);
            let value = match (inner.kind(), inner.get("type"), inner.own.len()) {
                (Some("object"), Some(name), 2) => name.clone(),
                _ => inner.table().into(),
            };
            keys.own.insert("json", value);
            return (keys, Keys::default());
        }
        if let (Some(separator), Some(piece)) = (&row.separator, &row.item)
            && row.kind != Some(Kind::Array)
        {
            let (mut item, guess) = self.keys(piece, said, deeper);
            if !matches!(item.kind(), Some("text" | "enum")) {
                said.unsayable.push((piece.at.clone(), item.table().into()));
                item = Keys::of("text");
            }
            let mut keys = Keys::of("text");
            keys.own.insert("separator", separator.as_str().into());
            keys.item = Some(Box::new(item));
            return (keys, around(guess));
        }
        if let Some(name) = &row.type_name {
            return (self.of_name(name, row, said, deeper), Keys::default());
        }
        let Some(of) = row.kind else {
            return (Keys::default(), Keys::default());
        };
        let keys = match of {
            // A text that has bounds holds a number.
            Kind::String | Kind::Time => match row.holds {
                // A guess makes no other kind of it.
                Some(held) if row.guesses.iter().any(|guess| guess == "holds") => {
                    return (Keys::of("text"), written(held));
                }
                Some(held) => written(held),
                None if is_bounded(row) => written(Kind::Number),
                None => Keys::of("text"),
            },
            Kind::Integer => Keys::of("int"),
            Kind::Number => Keys::of("number"),
            Kind::Boolean => Keys::of("bool"),
            Kind::Object => Keys::of("object"),
            Kind::File => Keys::of("file"),
            Kind::Any => Keys::of("any"),
            Kind::Array | Kind::Map => {
                let inner = if of == Kind::Map {
                    &row.entry
                } else {
                    &row.item
                };
                let (item, guess) = match inner {
                    Some(inner) => self.keys(inner, said, deeper),
                    None => (Keys::of("any"), Keys::default()),
                };
                let item = match item.kind() {
                    Some(_) => item,
                    None => Keys::of("any"),
                };
                let mut keys = Keys::of(if of == Kind::Map { "map" } else { "list" });
                keys.item = Some(Box::new(item));
                return (keys, around(guess));
            }
        };
        (keys, Keys::default())
    }

    fn of_name(&self, name: &str, row: &Row, said: &mut Said, depth: usize) -> Keys {
        match (self.named)(name) {
            Named::Object(name) => {
                let mut keys = Keys::of("object");
                keys.own.insert("type", name.into());
                keys
            }
            Named::Listed(name, _) => {
                let mut keys = Keys::of("enum");
                keys.own.insert("type", name.into());
                keys
            }
            Named::Value(value) => self.keys(value, said, depth).0,
            Named::Unknown => {
                said.unsayable
                    .push((row.at.clone(), json!({ "ref": name })));
                Keys::of("any")
            }
        }
    }

    /// Returns the forms of a value. A text of a form that the spec language does not know can be any text.
    fn alternatives(&self, row: &Row, said: &mut Said, depth: usize) -> Keys {
        let mut forms = Vec::new();
        for one in &row.alternatives {
            let before = said.unsayable.len();
            let (keys, _) = self.keys(one, said, depth);
            if said.unsayable.len() > before && keys.own.len() == 1 && keys.kind() == Some("text") {
                return keys;
            }
            forms.push(keys);
        }
        let address = |format: &str| {
            let mut keys = Keys::of("text");
            keys.own.insert("format", format.into());
            keys
        };
        // Of http-url are the addresses that begin with https as well.
        if forms.contains(&address("http-url")) && forms.contains(&address("https-url")) {
            forms.retain(|form| *form != address("https-url"));
            if let [only] = &*forms {
                return only.clone();
            }
        }
        let count = |kinds: &[&str]| {
            let of_forms = forms.iter().filter_map(Keys::kind);
            of_forms.filter(|kind| kinds.contains(kind)).count()
        };
        let too_many = count(&["object", "map"]) > 1 || count(&["list"]) > 1 || count(&["any"]) > 0;
        let on_the_wire = self.place == Place::Wire
            && forms
                .iter()
                .any(|form| !matches!(form.kind(), Some("text" | "enum")));
        if too_many || on_the_wire || forms.len() < 2 {
            let forms = forms.iter().map(|form| form.table().into());
            let forms: Vec<Value> = forms.collect();
            said.unsayable
                .push((row.at.clone(), json!({ "alternatives": forms })));
            return Keys::of(if too_many { "any" } else { "text" });
        }
        let mut keys = Keys::of("alternatives");
        let forms: Vec<Value> = forms.iter().map(|form| form.table().into()).collect();
        keys.own.insert("alternatives", forms.into());
        keys
    }
}

/// Whether a row bounds a number.
fn is_bounded(row: &Row) -> bool {
    let bounds = [
        &row.minimum,
        &row.maximum,
        &row.exclusive_minimum,
        &row.exclusive_maximum,
    ];
    bounds.iter().any(|bound| bound.is_some())
}

/// What a text holds.
fn written(held: Kind) -> Keys {
    let held = match held {
        Kind::Integer => "int",
        Kind::Number => "number",
        Kind::Boolean => "bool",
        Kind::String
        | Kind::Time
        | Kind::Object
        | Kind::Array
        | Kind::Map
        | Kind::File
        | Kind::Any => return Keys::of("text"),
    };
    let mut keys = Keys::of(held);
    keys.own.insert("written", "text".into());
    keys
}

/// Keys of items.
fn around(item: Keys) -> Keys {
    Keys {
        own: BTreeMap::new(),
        item: (!item.is_empty()).then(|| Box::new(item)),
    }
}
