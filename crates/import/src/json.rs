//! Reading a JSON object key by key, so that no key is lost: what nobody asked for is handed out as not understood.

use std::collections::BTreeMap;

use serde_json::{Number, Value};

use crate::sheet::{Cause, Unread};

/// An object of a source, from which a reader takes the keys that it knows.
pub(crate) struct Object<'v> {
    entries: BTreeMap<&'v str, &'v Value>,
    /// Where it stands.
    pub(crate) at: String,
    unread: Vec<Unread>,
}

impl<'v> Object<'v> {
    /// Opens a value. One that is no object holds no keys, and is not understood.
    pub(crate) fn new(value: &'v Value, at: String) -> Self {
        let entries = value.as_object().into_iter().flatten();
        let entries = entries
            .filter(|(_, value)| !value.is_null())
            .map(|(key, value)| (key.as_str(), value))
            .collect();
        let mut unread = Vec::new();
        if !value.is_object() {
            unread.push(Unread {
                at: at.clone(),
                cause: Cause::Shape,
                found: value.clone(),
            });
        }
        Self {
            entries,
            at,
            unread,
        }
    }

    /// Returns the JSON Pointer of a member.
    pub(crate) fn at(&self, key: &str) -> String {
        below(&self.at, key)
    }

    /// Takes a value as it is; `null` counts as absent.
    pub(crate) fn take(&mut self, key: &str) -> Option<&'v Value> {
        self.entries.remove(key)
    }

    /// Whether the key is there and was not taken.
    pub(crate) fn has(&self, key: &str) -> bool {
        self.entries.contains_key(key)
    }

    /// Reads past keys that say nothing about values.
    pub(crate) fn past(&mut self, keys: &[&str]) {
        self.entries.retain(|key, _| !keys.contains(key));
    }

    /// Reads past every key of which that holds.
    pub(crate) fn past_if(&mut self, says_nothing: impl Fn(&str) -> bool) {
        self.entries.retain(|key, _| !says_nothing(key));
    }

    /// Puts a member among what was not understood.
    pub(crate) fn refuse(&mut self, key: &str, cause: Cause, found: Value) {
        let at = self.at(key);
        self.unread.push(Unread { at, cause, found });
    }

    fn shaped<T>(&mut self, key: &str, read: impl FnOnce(&'v Value) -> Option<T>) -> Option<T> {
        let value = self.take(key)?;
        let out = read(value);
        if out.is_none() {
            self.refuse(key, Cause::Shape, value.clone());
        }
        out
    }

    pub(crate) fn text(&mut self, key: &str) -> Option<String> {
        self.shaped(key, |value| value.as_str().map(str::to_owned))
    }

    pub(crate) fn flag(&mut self, key: &str) -> Option<bool> {
        self.shaped(key, Value::as_bool)
    }

    /// Takes a member that is a boolean, and leaves it where it is something else.
    pub(crate) fn flag_if_one(&mut self, key: &str) -> Option<bool> {
        let value = self.entries.get(key)?.as_bool();
        value.inspect(|_| self.past(&[key]))
    }

    pub(crate) fn whole(&mut self, key: &str) -> Option<u64> {
        self.shaped(key, Value::as_u64)
    }

    pub(crate) fn number(&mut self, key: &str) -> Option<Number> {
        self.shaped(key, |value| value.as_number().cloned())
    }

    pub(crate) fn list(&mut self, key: &str) -> &'v [Value] {
        self.shaped(key, |value| value.as_array().map(Vec::as_slice))
            .unwrap_or_default()
    }

    pub(crate) fn texts(&mut self, key: &str) -> Vec<String> {
        self.shaped(key, texts).unwrap_or_default()
    }

    /// Returns the members of an object by name, each with its place.
    pub(crate) fn members(&mut self, key: &str) -> Vec<(&'v str, &'v Value, String)> {
        let at = self.at(key);
        let object = self.shaped(key, Value::as_object);
        let members = object.into_iter().flatten();
        members
            .map(|(name, value)| (name.as_str(), value, below(&at, name)))
            .collect()
    }

    /// Ends the reading: what nobody took was not understood.
    pub(crate) fn rest(mut self) -> Vec<Unread> {
        let entries = std::mem::take(&mut self.entries);
        for (key, value) in entries {
            self.refuse(key, Cause::Key, value.clone());
        }
        self.unread
    }
}

/// Returns the texts of a list that holds nothing else.
pub(crate) fn texts(value: &Value) -> Option<Vec<String>> {
    let list = value.as_array()?;
    let texts = list.iter().map(|value| value.as_str().map(str::to_owned));
    texts.collect()
}

/// Returns the JSON Pointer of a member of what stands at `at`.
pub(crate) fn below(at: &str, key: &str) -> String {
    format!("{at}/{}", key.replace('~', "~0").replace('/', "~1"))
}
