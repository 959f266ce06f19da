//! Reading one file: syntax, then every unknown key and wrong type at once, then the types of this pass.
//!
//! serde stops at the first problem. So the parsed file is first walked along the JSON Schema of its type: each problem
//! is told, what is wrong is taken out, and the table that lacks it is marked as incomplete. What is left can be read.

use std::borrow::Cow;
use std::ops::Range;
use std::sync::{Arc, LazyLock};

use mediaspec_core::words::list;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value as Schema};
use toml::Spanned;
use toml::de::{DeArray, DeTable, DeValue};

use super::INCOMPLETE;
use super::schema;
use crate::codes;
use crate::files::Role;
use crate::problem::{Problem, SourceText};
use crate::suggest::closest;

/// A kind of file.
pub(crate) trait File: DeserializeOwned {
    /// Its place in the folder.
    const ROLE: Role;

    /// Its schema, made once.
    fn schema() -> &'static Schema;
}

impl File for super::VendorFile {
    const ROLE: Role = Role::Vendor;

    fn schema() -> &'static Schema {
        static SCHEMA: LazyLock<Schema> = LazyLock::new(schema::schema_of::<super::VendorFile>);
        &SCHEMA
    }
}

impl File for super::TypeFile {
    const ROLE: Role = Role::Type;

    fn schema() -> &'static Schema {
        static SCHEMA: LazyLock<Schema> = LazyLock::new(schema::schema_of::<super::TypeFile>);
        &SCHEMA
    }
}

impl File for super::OperationFile {
    const ROLE: Role = Role::Operation;

    fn schema() -> &'static Schema {
        static SCHEMA: LazyLock<Schema> = LazyLock::new(schema::schema_of::<super::OperationFile>);
        &SCHEMA
    }
}

/// Reads a file as far as it goes. `None` where it is no TOML at all.
pub(crate) fn read<T: File>(source: &Arc<SourceText>, problems: &mut Vec<Problem>) -> Option<T> {
    let text = source.text.as_str();
    let first = text.lines().next().unwrap_or("");
    if first.trim_end() != T::ROLE.schema_line() {
        let problem = Problem::at(
            &codes::SCHEMA_LINE,
            source,
            0..first.len(),
            "the first line does not name the schema",
        )
        .help(format!("Begin the file with `{}`.", T::ROLE.schema_line()));
        problems.push(problem);
    }

    let (table, errors) = DeTable::parse_recoverable(text);
    if !errors.is_empty() {
        problems.extend(errors.iter().map(|error| {
            let span = error.span().unwrap_or(0..0);
            Problem::at(
                &codes::SYNTAX,
                source,
                span,
                format!("not TOML: {}", error.message()),
            )
        }));
        return None;
    }

    let schema = T::schema();
    let mut walk = Walk {
        schema,
        source,
        problems,
    };
    let span = table.span();
    let mut root = Spanned::new(0..0, DeValue::Table(table.into_inner()));
    walk.check(schema, &mut root, None);
    let DeValue::Table(table) = root.into_inner() else {
        return None;
    };

    match T::deserialize(toml::de::Deserializer::from(Spanned::new(span, table))) {
        Ok(file) => Some(file),
        Err(error) => {
            let span = error.span().unwrap_or(0..0);
            problems.push(Problem::at(
                &codes::WRONG_TYPE,
                source,
                span,
                error.message(),
            ));
            None
        }
    }
}

/// What became of a value.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Outcome {
    /// It is as the schema wants it.
    Good,
    /// Something in it was taken out, and nothing below could keep the mark of it.
    Lacking,
    /// It must be taken out.
    Bad,
}

struct Walk<'a> {
    schema: &'a Schema,
    source: &'a Arc<SourceText>,
    problems: &'a mut Vec<Problem>,
}

impl Walk<'_> {
    fn problem(&mut self, problem: Problem) {
        self.problems.push(problem);
    }

    fn check(
        &mut self,
        schema: &Schema,
        value: &mut Spanned<DeValue<'_>>,
        key: Option<&str>,
    ) -> Outcome {
        let span = value.span();
        let forms = self.forms(schema);
        let tag = Tag::of(value.get_ref());
        let fitting: Vec<&Map<String, Schema>> = forms
            .iter()
            .copied()
            .filter(|form| tag.fits(form))
            .collect();
        if fitting.is_empty() {
            self.wrong_type(&forms, tag, tag.words(), span, key);
            return Outcome::Bad;
        }
        match value.get_mut() {
            DeValue::String(text) => self.word(&fitting, text, span),
            DeValue::Integer(int) => {
                let parsed = i64::from_str_radix(&int.as_str().replace('_', ""), int.radix());
                self.integer(&fitting, parsed.ok(), span)
            }
            DeValue::Float(float) => {
                let parsed: f64 = float.as_str().replace('_', "").parse().unwrap_or(f64::NAN);
                if parsed.is_finite() {
                    return Outcome::Good;
                }
                let message = format!("{} is no JSON number", float.as_str());
                self.problem(Problem::at(&codes::BAD_LITERAL, self.source, span, message));
                Outcome::Bad
            }
            DeValue::Array(items) => {
                let form = fitting.first().copied();
                let bound = |name: &str| {
                    form.and_then(|form| form.get(name))
                        .and_then(Schema::as_u64)
                };
                let len = u64::try_from(items.len()).unwrap_or(u64::MAX);
                if bound("minItems").is_some_and(|min| len < min)
                    || bound("maxItems").is_some_and(|max| len > max)
                {
                    let wanted = bound("minItems").unwrap_or_default();
                    let message = format!("expected {wanted} values, found {len}");
                    self.problem(Problem::at(&codes::WRONG_TYPE, self.source, span, message));
                    return Outcome::Bad;
                }
                let Some(item_schema) = form.and_then(|form| form.get("items")).cloned() else {
                    return self.literals(items.iter_mut());
                };
                let mut outcome = Outcome::Good;
                let mut bad = Vec::new();
                for (at, item) in items.iter_mut().enumerate() {
                    let tables = item.get_ref().is_table();
                    match self.check(&item_schema, item, None) {
                        Outcome::Good => {}
                        Outcome::Lacking => outcome = Outcome::Lacking,
                        // One scalar less would shift the others: a row, a list of names is kept whole or not at all.
                        Outcome::Bad if !tables => outcome = Outcome::Bad,
                        Outcome::Bad => bad.push(at),
                    }
                }
                if outcome != Outcome::Bad && !bad.is_empty() {
                    outcome = Outcome::Lacking;
                    let whole = std::mem::replace(items, DeArray::new());
                    let left = whole
                        .into_iter()
                        .enumerate()
                        .filter(|(at, _)| !bad.contains(at));
                    *items = left.map(|(_, item)| item).collect();
                }
                outcome
            }
            DeValue::Table(table) => {
                let Some(form) = fitting.first() else {
                    return Outcome::Bad;
                };
                self.table(form, table, span)
            }
            DeValue::Boolean(is) => {
                let refuses = |form: &&Map<String, Schema>| {
                    let only = form.get("const");
                    only.is_some_and(|only| *only != Schema::Bool(*is))
                };
                if fitting.iter().all(refuses) {
                    let found = if *is { "true" } else { "false" };
                    self.wrong_type(&forms, tag, found, span, key);
                    return Outcome::Bad;
                }
                Outcome::Good
            }
            DeValue::Datetime(_) => Outcome::Good,
        }
    }

    /// Values below a literal, where anything goes that JSON can say.
    fn literals<'v, 'd: 'v>(
        &mut self,
        values: impl Iterator<Item = &'v mut Spanned<DeValue<'d>>>,
    ) -> Outcome {
        let any = schema::literal();
        let mut outcome = Outcome::Good;
        for value in values {
            if self.check(&any, value, None) != Outcome::Good {
                outcome = Outcome::Bad;
            }
        }
        outcome
    }

    fn word(&mut self, forms: &[&Map<String, Schema>], text: &str, span: Range<usize>) -> Outcome {
        let mut words = Vec::new();
        for form in forms {
            match (form.get("const"), form.get("enum")) {
                (Some(Schema::String(word)), _) => words.push(word.as_str()),
                (_, Some(Schema::Array(listed))) => {
                    words.extend(listed.iter().filter_map(Schema::as_str))
                }
                _ => return Outcome::Good,
            }
        }
        if words.contains(&text) {
            return Outcome::Good;
        }
        let problem = Problem::at(
            &codes::UNKNOWN_WORD,
            self.source,
            span,
            format!("`{text}` is not a word of this key"),
        )
        .help(format!("Use {}.", list(&words, "or")));
        self.problem(problem.suggest(text, words.iter().copied()));
        Outcome::Bad
    }

    fn integer(
        &mut self,
        forms: &[&Map<String, Schema>],
        int: Option<i64>,
        span: Range<usize>,
    ) -> Outcome {
        let Some(int) = int else {
            let message = "an integer beyond 64 bits";
            self.problem(Problem::at(&codes::BAD_LITERAL, self.source, span, message));
            return Outcome::Bad;
        };
        let bound = |name: &str| {
            forms
                .first()
                .and_then(|form| form.get(name))
                .and_then(Schema::as_i64)
        };
        let (min, max) = (
            bound("minimum").unwrap_or(i64::MIN),
            bound("maximum").unwrap_or(i64::MAX),
        );
        if (min..=max).contains(&int) {
            return Outcome::Good;
        }
        let message = format!("{int} is not from {min} to {max}");
        self.problem(Problem::at(&codes::WRONG_TYPE, self.source, span, message));
        Outcome::Bad
    }

    fn table(
        &mut self,
        form: &Map<String, Schema>,
        table: &mut DeTable<'_>,
        span: Range<usize>,
    ) -> Outcome {
        let none = Map::new();
        let properties = form
            .get("properties")
            .and_then(Schema::as_object)
            .unwrap_or(&none);
        let additional = match form.get("additionalProperties") {
            Some(Schema::Bool(false)) => None,
            Some(schema) => Some(schema.clone()),
            None => Some(schema::literal()),
        };
        let mut lacking = false;
        let mut bad: Vec<String> = Vec::new();
        let before: Vec<(String, Range<usize>)> = table
            .iter()
            .map(|(key, _)| (key.get_ref().to_string(), key.span()))
            .collect();
        for (key, key_span) in &before {
            let known = properties.get(key).filter(|_| key != INCOMPLETE);
            let Some(schema) = known.or(additional.as_ref()) else {
                self.unknown_key(key, key_span.clone(), properties);
                bad.push(key.clone());
                continue;
            };
            let Some(value) = table.get_mut(key.as_str()) else {
                continue;
            };
            match self.check(schema, value, Some(key)) {
                Outcome::Good => {}
                Outcome::Lacking => lacking = true,
                Outcome::Bad => bad.push(key.clone()),
            }
        }
        let required = form.get("required").and_then(Schema::as_array);
        for key in required.into_iter().flatten().filter_map(Schema::as_str) {
            if !before.iter().any(|(present, _)| present == key) {
                self.missing_key(key, span.clone());
                lacking = true;
            }
        }
        for key in &bad {
            table.remove(key.as_str());
        }
        if !lacking && bad.is_empty() {
            return Outcome::Good;
        }
        if !properties.contains_key(INCOMPLETE) {
            return Outcome::Lacking;
        }
        let mark = Spanned::new(0..0, Cow::Borrowed(INCOMPLETE));
        table.insert(mark, Spanned::new(0..0, DeValue::Boolean(true)));
        Outcome::Good
    }

    fn unknown_key(&mut self, key: &str, span: Range<usize>, properties: &Map<String, Schema>) {
        let known: Vec<&str> = properties
            .keys()
            .map(String::as_str)
            .filter(|name| *name != INCOMPLETE)
            .collect();
        let problem = Problem::at(
            &codes::UNKNOWN_KEY,
            self.source,
            span,
            format!("unknown key `{key}`"),
        );
        let problem = match closest(key, known.iter().copied()) {
            Some(name) => problem.label(format!("did you mean `{name}`?")),
            None => problem.help(format!("Keys that may stand here: {}.", known.join(", "))),
        };
        self.problem(problem);
    }

    fn missing_key(&mut self, key: &str, span: Range<usize>) {
        let code = if key == "source" {
            &codes::NO_SOURCE
        } else {
            &codes::MISSING_KEY
        };
        let mut problem = Problem::at(
            code,
            self.source,
            span,
            format!("the key `{key}` is missing"),
        );
        if key != "source" {
            problem = problem.help(format!("Add `{key} = …`."));
        }
        self.problem(problem);
    }

    fn wrong_type(
        &mut self,
        forms: &[&Map<String, Schema>],
        tag: Tag,
        found: &str,
        span: Range<usize>,
        key: Option<&str>,
    ) {
        let mut expected: Vec<&str> = forms.iter().flat_map(|form| expectations(form)).collect();
        expected.dedup();
        let of = key.map_or(String::new(), |key| format!("`{key}` is "));
        let message = format!("{of}{found}, expected {}", list(&expected, "or"));
        let mut problem = Problem::at(&codes::WRONG_TYPE, self.source, span, message);
        if tag == Tag::Date {
            problem = problem.help("Write dates in quotes: JSON has none.");
        } else if tag == Tag::Table && expected.contains(&"an array") {
            let key = key.unwrap_or("…");
            problem = problem.help(format!(
                "Write [[{key}]], with two brackets: there may be several."
            ));
        }
        self.problem(problem);
    }

    /// The forms that a value may have: references followed, alternatives side by side.
    fn forms<'s>(&self, schema: &'s Schema) -> Vec<&'s Map<String, Schema>>
    where
        Self: 's,
    {
        let mut forms = Vec::new();
        collect_forms(self.schema, schema, &mut forms, 0);
        forms
    }
}

/// schemars nests references only a few levels; the bound keeps a circle from running on.
fn collect_forms<'s>(
    root: &'s Schema,
    schema: &'s Schema,
    forms: &mut Vec<&'s Map<String, Schema>>,
    depth: u32,
) {
    let Some(object) = schema.as_object().filter(|_| depth < 16) else {
        return;
    };
    let deeper = depth.saturating_add(1);
    if let Some(Schema::String(reference)) = object.get("$ref") {
        let target = reference
            .strip_prefix('#')
            .and_then(|pointer| root.pointer(pointer));
        return target
            .into_iter()
            .for_each(|target| collect_forms(root, target, forms, deeper));
    }
    let parts = ["allOf", "anyOf", "oneOf"]
        .into_iter()
        .find_map(|name| object.get(name)?.as_array());
    match parts {
        Some(parts) => parts
            .iter()
            .for_each(|part| collect_forms(root, part, forms, deeper)),
        None => forms.push(object),
    }
}

fn expectations(form: &Map<String, Schema>) -> Vec<&'static str> {
    let words = |name: &str| match name {
        "string" => "a text in quotes",
        "integer" => "an integer",
        "number" => "a number",
        "boolean" => "true or false",
        "array" => "an array",
        _ => "a table",
    };
    match form.get("type") {
        _ if form.get("const") == Some(&Schema::Bool(false)) => vec!["false"],
        Some(Schema::String(name)) => vec![words(name)],
        Some(Schema::Array(names)) => names.iter().filter_map(Schema::as_str).map(words).collect(),
        _ => vec!["a text in quotes"],
    }
}

/// The TOML type of a value.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Tag {
    Text,
    Integer,
    Float,
    Bool,
    Date,
    Array,
    Table,
}

impl Tag {
    const fn of(value: &DeValue<'_>) -> Self {
        match value {
            DeValue::String(_) => Self::Text,
            DeValue::Integer(_) => Self::Integer,
            DeValue::Float(_) => Self::Float,
            DeValue::Boolean(_) => Self::Bool,
            DeValue::Datetime(_) => Self::Date,
            DeValue::Array(_) => Self::Array,
            DeValue::Table(_) => Self::Table,
        }
    }

    const fn words(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Integer => "an integer",
            Self::Float => "a number with a fraction",
            Self::Bool => "true or false",
            Self::Date => "a date",
            Self::Array => "an array",
            Self::Table => "a table",
        }
    }

    fn fits(self, form: &Map<String, Schema>) -> bool {
        let named = |name: &str| match self {
            Self::Text => name == "string",
            Self::Integer => name == "integer" || name == "number",
            Self::Float => name == "number",
            Self::Bool => name == "boolean",
            Self::Date => false,
            Self::Array => name == "array",
            Self::Table => name == "object",
        };
        match form.get("type") {
            Some(Schema::String(name)) => named(name),
            Some(Schema::Array(names)) => names.iter().filter_map(Schema::as_str).any(named),
            // A `const` without a type: the words of the spec language are texts.
            _ => self == Self::Text,
        }
    }
}
