//! A book of facts: what is known of one operation, field by field and rule by rule.
//!
//! Books are read from `tests/facts`, and made of a contract. Both come in the same form, so that they can be laid
//! side by side.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use mediaspec_core::contract::Pattern;
use serde_json::Value;

/// Keys and values.
pub(super) type Keys = BTreeMap<String, Value>;

/// What a fact may say of a field, besides where the field is and where that was read.
pub(super) const KEYS: [&str; 29] = [
    "type",
    "required",
    "nullable",
    "min",
    "above",
    "max",
    "below",
    "accepted",
    "special",
    "min_chars",
    "max_chars",
    "max_bytes",
    "max_chars_without_markup",
    "min_items",
    "max_items",
    "unique_items",
    "enum",
    "open",
    "deprecated_values",
    "default",
    "format",
    "pattern",
    "accepts",
    "refuses",
    "encoding",
    "separator",
    "written",
    "deprecated",
    "no_effect",
];

/// What a rule may say, besides where it holds and where that was read.
const RULE_KEYS: [&str; 18] = [
    "kind",
    "when",
    "context",
    "present",
    "field",
    "fields",
    "over",
    "by",
    "rows",
    "tag",
    "cases",
    "otherwise",
    "min",
    "above",
    "max",
    "below",
    "values",
    "texts",
];

/// What is said of the operation as a whole.
const HEAD_KEYS: [&str; 11] = [
    "media_types",
    "files",
    "method",
    "path",
    "tag",
    "context",
    "version",
    "statuses",
    "auth",
    "request_body",
    "callbacks",
];

/// Where a field is: the message, and the way to the field in it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Place {
    /// `path`, `query`, `header`, `request`, `response 200`, `response 200 header`, `callback live-event`.
    pub(super) message: String,
    /// As in `tests/facts/README.md`.
    pub(super) pointer: String,
}

impl std::fmt::Display for Place {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(
            f,
            "{} {}",
            self.message,
            if self.pointer.is_empty() {
                "(as a whole)"
            } else {
                &self.pointer
            }
        )
    }
}

/// What is known of one field.
#[derive(Debug, Clone, Default)]
pub(super) struct Entry<'t> {
    pub(super) keys: Keys,
    /// The source of each key; in a contract's book: nothing.
    read: BTreeMap<String, String>,
    /// In a contract's book: the pattern that `pattern` is the text of.
    pub(super) pattern: Option<&'t Pattern>,
}

impl<'t> Entry<'t> {
    /// An entry of a contract.
    pub(super) fn of_contract(keys: Keys, pattern: Option<&'t Pattern>) -> Self {
        Self {
            keys: settled(keys),
            read: BTreeMap::new(),
            pattern,
        }
    }

    /// Where a key was read; where the field was, if nothing else is said.
    pub(super) fn read(&self, key: &str) -> &str {
        self.read
            .get(key)
            .or_else(|| self.read.get("type"))
            .map_or("", String::as_str)
    }
}

/// A rule in its settled form, to be compared as a whole.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Rule {
    pub(super) place: Place,
    /// One line of JSON.
    pub(super) says: String,
}

/// What is known of one operation.
#[derive(Debug, Clone, Default)]
pub(super) struct Book<'t> {
    /// `metastudio/ListDigitalHumanVideo`.
    pub(super) operation: String,
    /// The file it was read from, below `tests/facts`.
    pub(super) file: String,
    pub(super) head: Keys,
    pub(super) facts: BTreeMap<Place, Entry<'t>>,
    /// With the source; in a contract's book: the rule's name.
    pub(super) rules: BTreeMap<Rule, String>,
    /// The rules as they stand in the file.
    pub(super) rules_as_written: Vec<Value>,
    /// Every source that is named.
    pub(super) sources: BTreeSet<String>,
}

/// The folder of the facts.
pub(super) fn folder() -> PathBuf {
    mediaspec_tests::root().join("tests/facts")
}

/// Every book of the folder.
pub(super) fn books() -> Vec<Book<'static>> {
    let mut files = Vec::new();
    collect(&folder(), &mut files);
    files.sort();
    files.iter().map(|file| read(file)).collect()
}

fn collect(folder: &Path, out: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).expect("tests/facts is a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            collect(&path, out);
        } else if path.extension().is_some_and(|e| e == "json") {
            out.push(path);
        }
    }
}

fn read(path: &Path) -> Book<'static> {
    let file = path
        .strip_prefix(folder())
        .expect("it lies in the folder")
        .to_string_lossy()
        .replace('\\', "/");
    let text = std::fs::read_to_string(path).expect("a readable file");
    let value: Value = serde_json::from_str(&text).unwrap_or_else(|e| panic!("{file}: {e}"));
    let mut book = Book {
        file: file.clone(),
        ..Book::default()
    };
    for (key, value) in members(&value, &file) {
        match key.as_str() {
            "operation" => book.operation = text_of(value, &file),
            "read" => drop(book.sources.insert(text_of(value, &file))),
            "facts" => {
                for fact in list_of(value, &file) {
                    let (place, entry) = fact_of(fact, &file, &mut book.sources);
                    let twice = book.facts.insert(place.clone(), entry);
                    assert!(twice.is_none(), "{file}: {place} stands there twice");
                }
            }
            "rules" => {
                for rule in list_of(value, &file) {
                    let source = text_of(&rule["read"], &file);
                    for settled in settled_rules(rule, &file) {
                        book.rules.insert(settled, source.clone());
                    }
                    book.rules_as_written.push(rule.clone());
                    book.sources.insert(source);
                }
            }
            key => {
                assert!(HEAD_KEYS.contains(&key), "{file}: unknown key {key:?}");
                book.head.insert(key.to_owned(), value.clone());
            }
        }
    }
    assert_eq!(
        file,
        format!("{}.json", book.operation),
        "a file is named after its operation"
    );
    book
}

fn fact_of(fact: &Value, file: &str, sources: &mut BTreeSet<String>) -> (Place, Entry<'static>) {
    let mut place = Place {
        message: String::new(),
        pointer: String::new(),
    };
    let mut keys = Keys::new();
    let mut read = BTreeMap::new();
    for (key, value) in members(fact, file) {
        match key.as_str() {
            "in" => place.message = text_of(value, file),
            "pointer" => place.pointer = text_of(value, file),
            "read" => match value {
                Value::String(source) => drop(read.insert("type".to_owned(), source.clone())),
                other => {
                    for (key, source) in members(other, file) {
                        read.insert(key.clone(), text_of(source, file));
                    }
                }
            },
            key => {
                assert!(KEYS.contains(&key), "{file}: unknown key {key:?} in {fact}");
                keys.insert(key.to_owned(), value.clone());
            }
        }
    }
    assert!(
        keys.contains_key("type") && read.contains_key("type"),
        "{file}: no type, or not said where it was read: {fact}"
    );
    for key in read.keys() {
        assert!(
            keys.contains_key(key),
            "{file}: {key:?} was read, but what? {fact}"
        );
    }
    sources.extend(read.values().cloned());
    let entry = Entry {
        keys: settled(keys),
        read,
        pattern: None,
    };
    (place, entry)
}

/// Keys whose values are sets: their order says nothing.
const SETS: [&str; 5] = ["enum", "special", "deprecated_values", "accepts", "refuses"];

/// Drops what says nothing (a length of at least 0), and sorts what has no order.
pub(super) fn settled(mut keys: Keys) -> Keys {
    keys.retain(|key, value| match key.as_str() {
        "min_chars" | "min_items" => value.as_f64() != Some(0.0),
        "required" | "nullable" | "unique_items" | "open" | "deprecated" | "no_effect" => {
            value != &Value::Bool(false)
        }
        "special" | "deprecated_values" => value != &Value::Array(Vec::new()),
        _ => true,
    });
    for (key, value) in &mut keys {
        if let (true, Value::Array(items)) = (SETS.contains(&key.as_str()), value) {
            items.sort_by_key(Value::to_string);
        }
    }
    keys
}

/// A rule in a form that does not depend on how it was put: fields that are asked for one by one are one rule each,
/// lists without an order are sorted.
pub(super) fn settled_rules(rule: &Value, file: &str) -> Vec<Rule> {
    let mut place = Place {
        message: String::new(),
        pointer: String::new(),
    };
    let mut keys = Keys::new();
    for (key, value) in members(rule, file) {
        match key.as_str() {
            "in" => place.message = text_of(value, file),
            "at" => place.pointer = text_of(value, file),
            "read" => {}
            key => {
                assert!(
                    RULE_KEYS.contains(&key),
                    "{file}: unknown key {key:?} in {rule}"
                );
                keys.insert(key.to_owned(), value.clone());
            }
        }
    }
    settled_keys(keys)
        .into_iter()
        .map(|keys| Rule {
            place: place.clone(),
            says: line(&keys),
        })
        .collect()
}

fn settled_keys(mut keys: Keys) -> Vec<Keys> {
    if let Some(Value::Object(when)) = keys.get_mut("when") {
        for value in when.values_mut() {
            if !value.is_array() {
                *value = Value::Array(vec![value.take()]);
            }
            sort(value);
        }
    }
    if let (Some(Value::Array(fields)), Some(Value::Array(rows))) =
        (keys.get("fields").cloned(), keys.get_mut("rows"))
    {
        // A row by the names of its fields: the order of the columns says nothing.
        for row in rows.iter_mut() {
            let named: Keys = fields
                .iter()
                .zip(row.as_array().cloned().unwrap_or_default())
                .map(|(field, value)| (field.as_str().unwrap_or_default().to_owned(), value))
                .collect();
            *row = Value::String(line(&named));
        }
    }
    for key in ["context", "present", "rows", "values", "texts", "over"] {
        keys.get_mut(key).into_iter().for_each(sort);
    }
    if let Some(cases @ Value::Array(_)) = keys.get_mut("cases") {
        sort(cases);
    }
    let kind = keys.get("kind").and_then(Value::as_str).unwrap_or_default();
    let one_by_one = matches!(
        kind,
        "required-if" | "required-unless" | "no-effect-if" | "no-effect-unless"
    );
    match keys.get_mut("fields") {
        Some(Value::Array(fields)) if one_by_one => {
            let fields = std::mem::take(fields);
            fields
                .into_iter()
                .map(|field| {
                    let mut keys = keys.clone();
                    keys.insert("fields".to_owned(), Value::Array(vec![field]));
                    keys
                })
                .collect()
        }
        Some(fields) => {
            sort(fields);
            vec![keys]
        }
        None => vec![keys],
    }
}

fn sort(value: &mut Value) {
    if let Value::Array(items) = value {
        items.sort_by_key(Value::to_string);
    }
}

/// One line of JSON, members sorted by name, whole numbers as integers.
pub(super) fn line(keys: &Keys) -> String {
    let members: Vec<String> = keys
        .iter()
        .map(|(key, value)| format!("{}:{}", Value::from(key.as_str()), plain(value)))
        .collect();
    format!("{{{}}}", members.join(","))
}

fn plain(value: &Value) -> String {
    match value {
        Value::Object(members) => line(
            &members
                .iter()
                .map(|(k, v)| (k.clone(), v.clone()))
                .collect(),
        ),
        Value::Array(items) => {
            let items: Vec<String> = items.iter().map(plain).collect();
            format!("[{}]", items.join(","))
        }
        Value::Number(number) => match number.as_f64() {
            // 50.0 and 50 are the same number; Rust writes both as "50".
            Some(number) => format!("{number}"),
            None => number.to_string(),
        },
        Value::Null | Value::Bool(_) | Value::String(_) => value.to_string(),
    }
}

/// Whether two values are the same: numbers by value, members in any order.
pub(super) fn same(a: &Value, b: &Value) -> bool {
    a == b || plain(a) == plain(b)
}

fn members<'v>(value: &'v Value, file: &str) -> &'v serde_json::Map<String, Value> {
    value
        .as_object()
        .unwrap_or_else(|| panic!("{file}: an object is expected, not {value}"))
}

fn list_of<'v>(value: &'v Value, file: &str) -> &'v [Value] {
    value
        .as_array()
        .unwrap_or_else(|| panic!("{file}: a list is expected, not {value}"))
}

fn text_of(value: &Value, file: &str) -> String {
    value
        .as_str()
        .unwrap_or_else(|| panic!("{file}: a text is expected, not {value}"))
        .to_owned()
}
