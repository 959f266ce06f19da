//! What can be changed in a line of a contract file, by the schema of such lines.
//!
//! Numbers go one up and one down, flags and choices become each other, whether they are written or absent; texts become
//! others; entries of lists and members that may be absent are dropped.

use mediaspec_payloads::boundary::HUNDREDTH;
use mediaspec_spec::patterns;
use serde_json::Value;

/// What no check of a payload reads, by the end of its path: words for people, names of things, how a request finds its
/// operation, what is kept out of reports (which tests of their own hold), and what is derived.
#[rustfmt::skip]
const LEFT_ALONE: [&str; 30] = [
    "source", "end", "mediaspec", "service", "title", "summary", "style", "endpoints", "other_apis", "agreements", "removed", "operations",
    "info", "cite", "scheme", "rule/id", "words", "automaton", "special", "unix_seconds", "error_code",
    "address", "method", "operation/path", "tag", "sensitive", "type/wire", "parameters_of",
    "type/name", "operation/name",
];

/// Reasons: that there is one counts, and not what it says.
const REASONS: [&str; 2] = ["deprecated", "no_effect"];

/// What is done to a line.
#[derive(Debug, Clone)]
pub(super) struct Edit {
    /// JSON Pointer to what is changed; that of the line's one member stands for the whole line.
    pub(super) path: String,
    /// What stands there afterwards; `None` where it is dropped.
    value: Option<Value>,
}

/// Whether a line is an entry of a list, a field or a rule, so that it can be dropped.
pub(super) fn is_entry(line: &Value) -> bool {
    line.get("field").or_else(|| line.get("rule")).is_some()
}

/// Returns every edit of a line, with what becomes of what is there.
pub(super) fn edits(line: &Value, schema: &Value) -> Vec<(String, Edit)> {
    let (path, found) = (String::new(), Vec::new());
    let mut walk = Walk {
        schema,
        path,
        found,
    };
    if is_entry(line) {
        let kind = line.as_object().and_then(|line| line.keys().next());
        walk.within(kind.map_or("", String::as_str), |walk| {
            walk.found("dropped", None)
        });
    }
    walk.value(line, schema);
    walk.found
}

/// Returns the names of members on a path.
pub(super) fn names(path: &str) -> Vec<&str> {
    let is_name = |token: &&str| !token.is_empty() && token.parse::<usize>().is_err();
    path.split('/').filter(is_name).collect()
}

impl Edit {
    /// Returns the last two names of the path.
    pub(super) fn key(&self) -> String {
        let names = names(&self.path);
        names[names.len().saturating_sub(2)..].join(".")
    }

    /// Returns the line afterwards; `None` where it is dropped.
    pub(super) fn applied_to(&self, line: &Value) -> Option<Value> {
        let mut line = line.clone();
        let (parent, last) = self.path.rsplit_once('/')?;
        match (line.pointer_mut(parent)?, &self.value) {
            (_, None) if parent.is_empty() => return None,
            (Value::Object(members), Some(value)) => {
                members.insert(last.to_owned(), value.clone());
                if let (Value::String(regex), true) = (value, members.contains_key("automaton")) {
                    let automaton = patterns::compile(regex).expect("a pattern that compiled");
                    let automaton = serde_json::to_value(automaton).expect("a value");
                    members.insert("automaton".to_owned(), automaton);
                }
            }
            (Value::Object(members), None) => {
                members.remove(last);
            }
            (Value::Array(items), value) => {
                let at: usize = last.parse().expect("the place of an item");
                items.splice(at..=at, value.clone());
            }
            (scalar, _) => unreachable!("{} leads into {scalar}", self.path),
        }
        Some(line)
    }
}

struct Walk<'s> {
    schema: &'s Value,
    path: String,
    found: Vec<(String, Edit)>,
}

impl<'s> Walk<'s> {
    fn found(&mut self, what: impl Into<String>, value: Option<Value>) {
        let path = self.path.clone();
        self.found.push((what.into(), Edit { path, value }));
    }

    fn becomes(&mut self, old: &str, new: impl Into<Value>) {
        let new = new.into();
        self.found(format!("{old} to {new}"), Some(new));
    }

    fn drops(&mut self, old: &Value) {
        let text: String = old.to_string().chars().take(80).collect();
        self.found(format!("{text} dropped"), None);
    }

    fn within(&mut self, token: &str, look: impl FnOnce(&mut Self)) {
        let length = self.path.len();
        self.path.push('/');
        self.path.push_str(token);
        look(self);
        self.path.truncate(length);
    }

    fn is_one_of(&self, endings: &[&str]) -> bool {
        let mut endings = endings.iter().map(|ending| format!("/{ending}"));
        endings.any(|ending| self.path.ends_with(&ending))
    }

    /// The alternatives of a schema.
    fn forms(&self, schema: &'s Value) -> Vec<&'s Value> {
        if let Some(reference) = schema["$ref"].as_str() {
            let found = self.schema.pointer(reference.trim_start_matches('#'));
            return self.forms(found.expect("the schema has its own definitions"));
        }
        let alternatives = ["anyOf", "oneOf"].map(|keyword| schema[keyword].as_array());
        match alternatives.into_iter().flatten().next() {
            Some(all) => all.iter().flat_map(|one| self.forms(one)).collect(),
            None => vec![schema],
        }
    }

    fn value(&mut self, value: &Value, schema: &'s Value) {
        let forms = self.forms(schema);
        let text = value.to_string();
        match value {
            Value::Null => {}
            Value::Bool(flag) => self.becomes(&text, !flag),
            Value::Number(number) => match (number.as_i64(), number.as_f64()) {
                (Some(number), _) => {
                    self.becomes(&text, number.saturating_sub(1));
                    self.becomes(&text, number.saturating_add(1));
                }
                (None, number) => {
                    for step in [-1.0, -HUNDREDTH, HUNDREDTH, 1.0] {
                        // Without the noise of binary fractions.
                        let near = number.map(|number| ((number + step) * 1e6).round() / 1e6);
                        self.becomes(&text, near);
                    }
                }
            },
            Value::String(regex) if self.is_one_of(&["regex"]) => {
                for other in variants(regex) {
                    self.becomes(&text, other);
                }
            }
            Value::String(own) => {
                let choices: Vec<&Value> = forms.iter().filter_map(|f| f.get("const")).collect();
                for other in choices.iter().filter(|&&choice| choice != value) {
                    self.becomes(&text, (*other).clone());
                }
                if choices.is_empty() {
                    self.becomes(&text, format!("{own}x"));
                }
            }
            Value::Array(items) => {
                let form = forms.first().copied().unwrap_or(&Value::Null);
                let of_fixed_length = form.get("prefixItems").is_some();
                for (at, item) in items.iter().enumerate() {
                    self.within(&at.to_string(), |walk| {
                        if !of_fixed_length {
                            walk.drops(item);
                        }
                        let own = form["prefixItems"].get(at);
                        walk.value(item, own.unwrap_or(&form["items"]));
                    });
                }
            }
            Value::Object(members) => {
                let has = |form: &&&Value, name: &String| form["properties"].get(name).is_some();
                let fits = |form: &&&Value| members.keys().all(|name| has(form, name));
                let form = forms.iter().find(fits).copied().unwrap_or(&Value::Null);
                for (name, schema) in form["properties"].as_object().into_iter().flatten() {
                    let mut required = form["required"].as_array().into_iter().flatten();
                    let required = required.any(|required| required == name);
                    self.within(name, |walk| {
                        walk.member(members.get(name), schema, required)
                    });
                }
            }
        }
    }

    fn member(&mut self, value: Option<&Value>, schema: &'s Value, required: bool) {
        match value {
            _ if self.is_one_of(&LEFT_ALONE) => {}
            None => {
                for form in self.forms(schema) {
                    let flag = form["type"] == "boolean";
                    if let Some(other) = form.get("const").or(flag.then_some(&Value::Bool(true))) {
                        self.becomes("absent", other.clone());
                    }
                }
            }
            Some(value) => {
                if !required {
                    self.drops(value);
                }
                if !self.is_one_of(&REASONS) {
                    self.value(value, schema);
                }
            }
        }
    }
}

/// Patterns that differ from one in an anchor, or in a count that is one more or one less.
fn variants(regex: &str) -> Vec<String> {
    let mut out: Vec<String> = [regex.strip_prefix('^'), regex.strip_suffix('$')]
        .into_iter()
        .flatten()
        .map(str::to_owned)
        .collect();
    for (at, _) in regex.match_indices(['{', ',']) {
        let (before, rest) = regex.split_at(at + 1);
        let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
        let (count, after) = rest.split_at(digits);
        let is_count = after.starts_with(['}', ',']) && before.rfind('{') > before.rfind('}');
        if let (Ok(count), true) = (count.parse::<u32>(), is_count) {
            let near = [count.saturating_sub(1), count + 1];
            out.extend(near.map(|count| format!("{before}{count}{after}")));
        }
    }
    // The least of a range may be beyond its most.
    out.retain(|other| other != regex && patterns::compile(other).is_ok());
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_vary_in_anchors_and_counts() {
        assert_eq!(
            variants("^[a-z,]{0,3}a{2}$"),
            [
                "[a-z,]{0,3}a{2}$",
                "^[a-z,]{0,3}a{2}",
                "^[a-z,]{1,3}a{2}$",
                "^[a-z,]{0,2}a{2}$",
                "^[a-z,]{0,4}a{2}$",
                "^[a-z,]{0,3}a{1}$",
                "^[a-z,]{0,3}a{3}$",
            ]
        );
    }
}
