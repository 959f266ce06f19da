//! The statements of a row, one by one: which key each becomes, and what the spec language cannot say.

use std::collections::BTreeMap;

use serde_json::{Number, Value, json};

use super::keys::{Keys, Mistake, Named, Place, Said};
use crate::sheet::{Kind, LengthUnit, Row};

/// Puts the statements of a row among the keys.
pub(super) struct Put<'p, 'a> {
    pub(super) place: Place,
    pub(super) row: &'p Row,
    pub(super) stated: &'p mut Keys,
    pub(super) guessed: &'p mut Keys,
    pub(super) said: &'p mut Said,
    /// Finds what a name of a type means.
    pub(super) named: &'p dyn Fn(&str) -> Named<'a>,
}

impl Put<'_, '_> {
    /// Takes every other statement of a row. Exhaustive, so that none is forgotten.
    pub(super) fn statements(mut self) {
        let Row {
            name: _,
            shared: _,
            kind: _,
            type_name: _,
            mandatory: _,
            // Sheets of contracts alone have it, and no spec is drafted from those.
            mandatory_in: _,
            nullable: _,
            allow_empty,
            minimum,
            maximum,
            exclusive_minimum,
            exclusive_maximum,
            multiple_of,
            min_length,
            max_length,
            length_unit,
            max_length_without_markup,
            min_items,
            max_items,
            items_or_length,
            unique_items,
            values,
            open,
            any_case,
            labels,
            default,
            default_note,
            pattern,
            pattern_name,
            characters,
            placeholders,
            unit,
            format,
            encoding,
            holds: _,
            json_of: _,
            separator,
            item: _,
            entry: _,
            rows: _,
            alternatives,
            deprecated: _,
            announced,
            when,
            notes,
            guesses: _,
            slips: _,
            unread: _,
            at,
        } = self.row;
        self.list(values, labels);
        self.flag("open", *open);
        self.flag("any_case", *any_case);
        let listed = |label: &&String| values.iter().any(|value| value.as_str() == Some(label));
        if !labels.keys().all(|label| listed(&label)) {
            self.unsayable("labels", json!(labels));
        }
        let bounds = [
            ("min", "minimum", minimum),
            ("max", "maximum", maximum),
            ("above", "exclusive_minimum", exclusive_minimum),
            ("below", "exclusive_maximum", exclusive_maximum),
        ];
        // The forms of a number say more closely what it may be.
        for (key, from, bound) in bounds.into_iter().filter(|_| alternatives.is_empty()) {
            self.bound(key, from, bound.as_ref());
        }
        self.whole("multiple_of", "multiple_of", multiple_of.as_ref());
        let bytes = *length_unit == Some(LengthUnit::Bytes);
        // A text that has a byte has a character.
        let more_bytes = bytes && min_length.is_some_and(|least| least > 1);
        self.length("min_chars", "min_length", *min_length, more_bytes);
        let most = if bytes { "max_bytes" } else { "max_chars" };
        self.length(most, "max_length", *max_length, false);
        self.length(
            "max_chars_without_markup",
            "max_length_without_markup",
            *max_length_without_markup,
            false,
        );
        self.count("min_items", *min_items);
        self.count("max_items", *max_items);
        if *unique_items == Some(true) {
            self.fitting(&["list"], "unique_items", "unique_items", true.into());
        }
        match pattern {
            Some(pattern) if self.is_listed() => {
                self.said.beside.insert("pattern", pattern.as_str().into());
            }
            Some(pattern) => self.fitting(&["text"], "pattern", "pattern", pattern.as_str().into()),
            None => {}
        }
        if let Some(encoding) = encoding {
            self.fitting(&["text"], "encoding", "encoding", encoding.as_str().into());
        }
        if let Some(format) = format {
            self.format(format);
        }
        if let Some(default) = default {
            self.default(default);
        }
        if let Some(unit) = unit {
            self.insert("unit", "unit", unit.as_str().into());
        }
        if let Some(note) = default_note {
            self.insert("default_note", "default_note", note.as_str().into());
        }
        let remarks = announced.iter().chain(when).chain(notes);
        self.said.notes.extend(remarks.cloned());
        let list = |texts: &[String]| (!texts.is_empty()).then(|| texts.into());
        let empty = allow_empty.filter(|allowed| *allowed);
        let separator = separator
            .as_ref()
            .filter(|_| self.row.kind == Some(Kind::Array) && alternatives.is_empty());
        for (key, value) in [
            ("allow_empty", empty.map(Value::from)),
            ("items_or_length", items_or_length.map(Value::from)),
            ("pattern_name", pattern_name.clone().map(Value::from)),
            ("characters", characters.clone().map(Value::from)),
            ("placeholders", list(placeholders)),
            ("separator", separator.cloned().map(Value::from)),
        ] {
            if let Some(value) = value {
                self.said
                    .unsayable
                    .push((at.clone(), json!({ key: value })));
            }
        }
    }

    /// The kind of the value, be it a guess.
    fn kind(&self) -> Option<&str> {
        self.guessed.kind().or_else(|| self.stated.kind())
    }

    fn is_written(&self) -> bool {
        self.stated
            .get("written")
            .or_else(|| self.guessed.get("written"))
            .is_some()
    }

    /// Puts a key among what is stated, guessed, or mistaken; `from` is the key of the row.
    fn insert(&mut self, key: &'static str, from: &str, value: Value) {
        let slips = self.row.slips.iter();
        let mut slips = slips.filter(|slip| slip.key == from).peekable();
        if slips.peek().is_some() {
            let mistakes = slips.map(|slip| Mistake {
                key,
                value: value.clone(),
                why: slip.why,
                direction: slip.direction,
            });
            self.said.mistakes.extend(mistakes);
        } else if self.row.guesses.iter().any(|guess| guess == from) {
            self.guessed.own.insert(key, value);
        } else {
            self.stated.own.insert(key, value);
        }
    }

    fn unsayable(&mut self, from: &str, value: Value) {
        let at = self.row.at.clone();
        self.said.unsayable.push((at, json!({ from: value })));
    }

    /// Puts a key that is for some kinds of values alone.
    fn fitting(&mut self, kinds: &[&str], key: &'static str, from: &str, value: Value) {
        let is_slip = self.row.slips.iter().any(|slip| slip.key == from);
        match self.kind() {
            Some(kind) if kinds.contains(&kind) || is_slip => self.insert(key, from, value),
            _ => self.unsayable(from, value),
        }
    }

    /// Puts what is said of a list of values as a whole.
    fn flag(&mut self, key: &'static str, flag: Option<bool>) {
        if flag != Some(true) {
            return;
        }
        if self.stated.get("values").is_some() {
            self.stated.own.insert(key, true.into());
        } else if self.guessed.get("values").is_some() {
            self.guessed.own.insert(key, true.into());
        } else {
            self.unsayable(key, true.into());
        }
    }

    fn bound(&mut self, key: &'static str, from: &str, bound: Option<&Number>) {
        let Some(bound) = bound else { return };
        let is_int = self.kind() == Some("int");
        let exclusive = matches!(key, "above" | "below");
        match (is_int, exclusive, bound.as_i64()) {
            // Whole numbers have inclusive bounds.
            (true, true, Some(bound)) => {
                let (key, bound) = match key {
                    "above" => ("min", bound.checked_add(1)),
                    _ => ("max", bound.checked_sub(1)),
                };
                match bound {
                    Some(bound) => self.insert(key, from, bound.into()),
                    None => self.unsayable(from, bound.into()),
                }
            }
            (true, _, None) => self.unsayable(from, bound.clone().into()),
            _ => self.fitting(&["int", "number"], key, from, number(bound)),
        }
    }

    fn whole(&mut self, key: &'static str, from: &str, value: Option<&Number>) {
        match value.map(|value| {
            (
                value,
                value.as_u64().and_then(|value| u32::try_from(value).ok()),
            )
        }) {
            Some((_, Some(value))) if value > 0 => self.fitting(&["int"], key, from, value.into()),
            Some((value, _)) => self.unsayable(from, value.clone().into()),
            None => {}
        }
    }

    fn length(&mut self, key: &'static str, from: &str, length: Option<u64>, unsayable: bool) {
        let Some(length) = length else { return };
        if unsayable || u32::try_from(length).is_err() {
            self.unsayable(from, length.into());
        } else if self.is_listed() && !self.row.slips.iter().any(|slip| slip.key == from) {
            self.said.beside.insert(key, length.into());
        } else {
            self.fitting(&["text"], key, from, length.into());
        }
    }

    /// Whether the source itself lists the values.
    fn is_listed(&self) -> bool {
        self.kind() == Some("enum") || self.guessed.get("values").is_some()
    }

    fn count(&mut self, key: &'static str, count: Option<u64>) {
        let Some(count) = count else { return };
        let separated = self.stated.get("separator").is_some();
        let list = self.kind() == Some("list") || separated;
        match u32::try_from(count) {
            Ok(count) if list => self.insert(key, key, count.into()),
            // They count the items of the list in the text.
            Ok(count) if self.stated.get("json").is_some() => {
                if let Some(Value::Object(inner)) = self.stated.own.get_mut("json")
                    && inner.get("kind").and_then(Value::as_str) == Some("list")
                {
                    inner.insert(key.to_owned(), count.into());
                } else {
                    self.unsayable(key, count.into());
                }
            }
            _ => self.unsayable(key, count.into()),
        }
    }

    /// Puts a list of values: of texts, or of what a number or a truth value may be.
    fn list(&mut self, values: &[Value], labels: &BTreeMap<String, String>) {
        if values.is_empty() {
            return;
        }
        let guess = self.row.guesses.iter().any(|guess| guess == "enum");
        if let Some(name) = &self.row.type_name {
            let same = match (self.named)(name) {
                Named::Listed(_, listed) => sorted(&listed) == sorted(values),
                Named::Object(_) | Named::Value(_) | Named::Unknown => false,
            };
            if !same {
                self.unsayable("enum", values.into());
            }
            return;
        }
        let is_written = self.is_written();
        let of_texts = values.iter().all(Value::is_string);
        match self.kind() {
            Some("bool") => {
                let is = |value: &Value, one: bool| {
                    let text = value.as_str().map(str::to_ascii_lowercase);
                    *value == Value::Bool(one) || text == Some(one.to_string())
                };
                let both = |one: bool| values.iter().any(|value| is(value, one));
                if !both(true) || !both(false) || values.len() > 2 {
                    self.unsayable("enum", values.into());
                }
            }
            // A list of texts says which numbers are written, and how.
            Some(kind) if kind == "text" || is_written && of_texts => {
                self.texts(values, labels, guess)
            }
            None => self.texts(values, labels, guess),
            Some("int") => {
                let ints: Option<Vec<i64>> = values.iter().map(Value::as_i64).collect();
                let Some(mut ints) = ints else {
                    self.unsayable("enum", values.into());
                    return;
                };
                ints.sort_unstable();
                ints.dedup();
                let whole = ints.windows(2).all(|pair| match pair {
                    [a, b] => a.checked_add(1) == Some(*b),
                    _ => true,
                });
                if !whole {
                    self.unsayable("enum", values.into());
                }
                if let (Some(least), Some(most)) = (ints.first(), ints.last()) {
                    self.insert("min", "enum", (*least).into());
                    self.insert("max", "enum", (*most).into());
                }
            }
            Some(_) => self.unsayable("enum", values.into()),
        }
    }

    /// Puts a list of texts.
    fn texts(&mut self, values: &[Value], labels: &BTreeMap<String, String>, guess: bool) {
        let texts: Vec<&str> = values.iter().filter_map(Value::as_str).collect();
        if texts.len() != values.len() || texts.iter().any(|text| !is_value(text)) {
            self.unsayable("enum", values.into());
            return;
        }
        let mut listed: Vec<Value> = Vec::new();
        for text in texts {
            let value = match labels.get(text) {
                Some(label) => json!({ "wire": text, "summary": label }),
                None => json!({ "wire": text }),
            };
            if !listed.contains(&value) {
                listed.push(value);
            }
        }
        if guess {
            self.guessed.own.remove("kind");
            self.guessed.own.remove("written");
            self.guessed.own.insert("values", listed.into());
        } else {
            self.stated.own.remove("written");
            self.stated.own.insert("kind", "enum".into());
            self.stated.own.insert("values", listed.into());
        }
    }

    fn format(&mut self, format: &str) {
        let known = match (self.kind(), format) {
            // What every number of that kind is.
            (Some("int"), "int64")
            | (Some("number"), "double" | "float64" | "float" | "float32") => {
                return;
            }
            (Some("int"), "int32" | "uint32") => {
                let (least, most) = if format == "int32" {
                    (i64::from(i32::MIN), i64::from(i32::MAX))
                } else {
                    (0, i64::from(u32::MAX))
                };
                let bound = |of: &Option<Number>| of.as_ref().and_then(Number::as_i64);
                let inside =
                    |of: &Option<Number>| bound(of).is_some_and(|of| (least..=most).contains(&of));
                if inside(&self.row.minimum) && inside(&self.row.maximum) {
                    return;
                }
                None
            }
            (Some("int"), "epoch-second") => Some(("format", "unix-seconds")),
            (Some("text"), "date-time" | "utc-second") => Some(("format", "rfc3339")),
            (Some("text"), "http-url") => Some(("format", "http-url")),
            (Some("text"), "https-url") => Some(("format", "https-url")),
            (Some("text"), "oss-uri" | "oss-uri-template") => Some(("format", "oss-url")),
            (Some("text"), "byte" | "base64-utf8") => Some(("encoding", "base64")),
            _ => None,
        };
        match known {
            Some((key, value)) => self.insert(key, "format", value.into()),
            None => self.unsayable("format", format.into()),
        }
    }

    fn default(&mut self, default: &Value) {
        // A body has the text itself as the default.
        let written = self.is_written() && self.place == Place::Body;
        let value = match (self.kind(), default) {
            (Some("int"), Value::String(text)) if !written => {
                text.parse::<i64>().ok().map(Value::from)
            }
            (Some("int"), Value::Number(_)) if !written => default.as_i64().map(Value::from),
            (Some("number"), Value::String(text)) if !written => {
                let read = text.parse::<f64>().ok().and_then(Number::from_f64);
                read.map(|read| number(&read))
            }
            (Some("number"), Value::Number(of)) if !written => Some(number(of)),
            (Some("bool"), Value::String(text)) if !written => {
                text.parse::<bool>().ok().map(Value::from)
            }
            (Some("bool"), Value::Bool(_)) if !written => Some(default.clone()),
            (
                Some("int" | "number" | "bool" | "text" | "enum" | "alternatives"),
                Value::String(_),
            ) => Some(default.clone()),
            (Some("list"), Value::Array(_)) => Some(default.clone()),
            _ => None,
        };
        match value {
            Some(value) => self.insert("default", "default", value),
            None => self.unsayable("default", default.clone()),
        }
    }
}

/// Whether a text can be a listed value of the spec language.
fn is_value(text: &str) -> bool {
    text.chars().count() <= 300 && !text.contains(char::is_control)
}

fn sorted(values: &[Value]) -> Vec<String> {
    let mut sorted: Vec<String> = values.iter().map(Value::to_string).collect();
    sorted.sort_unstable();
    sorted
}

/// A number, whole where it is one.
fn number(number: &Number) -> Value {
    match (number.as_i64(), number.as_f64()) {
        (Some(int), _) => int.into(),
        // Shown without a fraction, it is whole.
        (None, Some(float)) => match float.to_string().parse::<i64>() {
            Ok(int) => int.into(),
            Err(_) => float.into(),
        },
        (None, None) => Value::Number(number.clone()),
    }
}
