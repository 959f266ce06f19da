//! Facts read back from the published JSON Schemas: the files on disk, as users take them.

use std::collections::{BTreeMap, BTreeSet};

use mediaspec_core::contract::Format;
use mediaspec_tests::{root, schema_accepts};
use serde_json::{Value, json};

use super::book::{Book, Entry, Place, same};
use super::compare::texts;

/// The published schemas of every message.
pub(super) struct Schemas {
    /// Files by operation, direction, part and message.
    files: BTreeMap<[String; 4], String>,
    read: BTreeMap<String, Value>,
}

/// What became of a fact.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Found {
    /// It reads back, but for these differences.
    There(Vec<String>),
    /// It lies within a text, where schemas see nothing.
    WithinText,
}

/// Where a way through a schema ends.
struct End<'s> {
    /// The subschema as it stands at the member.
    own: &'s Value,
    /// The same with references followed.
    resolved: &'s Value,
    /// Whether the member is among the `required` of its parent.
    required: bool,
}

impl Schemas {
    /// Reads `index.json` and the files that it names.
    pub(super) fn on_disk() -> Self {
        let folder = root().join("crates/schema");
        let load = |file: &str| -> Value {
            let text = std::fs::read_to_string(folder.join(file))
                .unwrap_or_else(|e| panic!("crates/schema/{file}: {e}"));
            serde_json::from_str(&text).unwrap_or_else(|e| panic!("crates/schema/{file}: {e}"))
        };
        let index = load("index.json");
        let mut files = BTreeMap::new();
        let mut read = BTreeMap::new();
        for entry in index["messages"].as_array().expect("a list of messages") {
            let text = |key: &str| entry[key].as_str().unwrap_or_default().to_owned();
            let key = ["operation", "direction", "in", "message"].map(text);
            let file = text("file");
            read.entry(file.clone()).or_insert_with(|| load(&file));
            files.insert(key, file);
        }
        Self { files, read }
    }

    /// The schema of a message, by its name in the facts.
    fn of(&self, operation: &str, message: &str) -> Option<(&str, &Value)> {
        let mut words = message.split(' ');
        let key = match (words.next()?, words.next(), words.next()) {
            (part @ ("path" | "query" | "header"), None, _) => ["request", part, "request"],
            ("request", None, _) => ["request", "body", "request"],
            ("response", Some(status), None) => ["response", "body", status],
            ("response", Some(status), Some(part)) => ["response", part, status],
            ("callback", Some(name), _) => ["response", "body", name],
            _ => return None,
        };
        let key = [operation, key[0], key[1], key[2]].map(str::to_owned);
        let file = self.files.get(&key)?;
        Some((file, self.read.get(file)?))
    }

    /// Looks a fact up.
    pub(super) fn find(&self, book: &Book<'_>, place: &Place, fact: &Entry<'_>) -> Found {
        let Some((file, schema)) = self.of(&book.operation, &place.message) else {
            return Found::There(vec!["no schema of that message in index.json".to_owned()]);
        };
        let told = |what: String| format!("{file}: {what}");
        // Which alternative it is tells the JSON type of its own fact.
        let type_at = |pointer: &str| {
            let place = Place {
                message: place.message.clone(),
                pointer: pointer.to_owned(),
            };
            let ty = book.facts.get(&place)?.keys.get("type")?.as_str()?;
            Some(ty.to_owned())
        };
        match walk(schema, &place.pointer, &type_at) {
            Ok(Some(end)) => {
                let response = matches!(
                    place.message.split(' ').next(),
                    Some("response" | "callback")
                );
                Found::There(check(fact, &end, response).into_iter().map(told).collect())
            }
            Ok(None) => Found::WithinText,
            Err(what) => Found::There(vec![told(what)]),
        }
    }
}

/// Follows a pointer of the facts; `None` when it leads into a text.
fn walk<'s>(
    root: &'s Value,
    pointer: &str,
    type_at: &dyn Fn(&str) -> Option<String>,
) -> Result<Option<End<'s>>, String> {
    let mut end = End {
        own: root,
        resolved: root,
        required: false,
    };
    let mut way = String::new();
    for token in pointer.split('/').skip(1) {
        let name = token.split(['!', '?', '|']).next().unwrap_or_default();
        way.push('/');
        way.push_str(name);
        let parent = end.resolved;
        if name == "*" {
            if has_type(parent, "string") {
                return Ok(None);
            }
            let inside = match has_type(parent, "object") {
                true => &parent["additionalProperties"],
                false => &parent["items"],
            };
            end = at(root, inside, false).ok_or("no items")?;
            continue;
        }
        let required = texts(&parent["required"]).any(|r| r == name);
        end = at(root, &parent["properties"][name], required)
            .ok_or_else(|| format!("no property {name:?}"))?;
        for mark in marks(&token[name.len()..]) {
            let (kind, says) = mark.split_at(1);
            way.push_str(mark);
            end = match kind {
                "?" if has_type(end.resolved, "string") => return Ok(None),
                "?" => {
                    let chosen =
                        case_of(parent, name, says).ok_or_else(|| format!("no case {says:?}"))?;
                    at(root, chosen, required).ok_or("an empty case")?
                }
                "|" => {
                    let ty = type_at(&way).ok_or_else(|| format!("no fact at {way}"))?;
                    at(root, alternative(end.resolved, &ty), false)
                        .ok_or_else(|| format!("no alternative of type {ty}"))?
                }
                _ => at(root, &end.resolved["contentSchema"], false).ok_or("no contentSchema")?,
            };
        }
    }
    Ok(Some(end))
}

/// What values of a JSON type must be, of several that a schema tells apart by type.
fn alternative<'s>(schema: &'s Value, ty: &str) -> &'s Value {
    match schema["if"]["type"].as_str() {
        None => schema,
        Some(asked) if asked == ty => &schema["then"],
        Some(_) => alternative(&schema["else"], ty),
    }
}

/// The marks behind a name, each with what it says: `!`, `?X`, `|2`.
fn marks(token: &str) -> impl Iterator<Item = &str> {
    let starts: Vec<usize> = token
        .match_indices(['!', '?', '|'])
        .map(|(at, _)| at)
        .collect();
    let ends = starts.clone().into_iter().skip(1).chain([token.len()]);
    starts
        .into_iter()
        .zip(ends)
        .map(|(from, to)| &token[from..to])
}

fn at<'s>(root: &'s Value, own: &'s Value, required: bool) -> Option<End<'s>> {
    own.is_object().then(|| End {
        own,
        resolved: resolve(root, own),
        required,
    })
}

/// Follows references; where `null` stands beside something, takes the something.
fn resolve<'s>(root: &'s Value, schema: &'s Value) -> &'s Value {
    if let Some(target) = schema["$ref"].as_str() {
        let pointer = target.trim_start_matches('#');
        return root
            .pointer(pointer)
            .map_or(schema, |found| resolve(root, found));
    }
    let null = json!({"type": "null"});
    match schema["anyOf"].as_array().map(Vec::as_slice) {
        Some([one, other]) if *other == null => resolve(root, one),
        _ => schema,
    }
}

/// What a member must be when a sibling has a value.
fn case_of<'s>(parent: &'s Value, name: &str, case: &str) -> Option<&'s Value> {
    parent["allOf"].as_array()?.iter().find_map(|rule| {
        let asked = rule["if"]["properties"].as_object()?;
        let chosen = asked
            .values()
            .any(|tag| tag["const"] == case || texts(&tag["enum"]).any(|value| value == case));
        let then = &rule["then"]["properties"][name];
        (chosen && then.is_object()).then_some(then)
    })
}

fn has_type(schema: &Value, name: &str) -> bool {
    match &schema["type"] {
        Value::String(own) => own == name,
        several => texts(several).any(|own| own == name),
    }
}

/// The patterns that a text must match.
fn patterns(schema: &Value) -> BTreeSet<&str> {
    let further = schema["allOf"].as_array().into_iter().flatten();
    std::iter::once(schema)
        .chain(further)
        .filter_map(|s| s["pattern"].as_str())
        .collect()
}

/// Compares a fact with a subschema, in both directions.
fn check(fact: &Entry<'_>, end: &End<'_>, response: bool) -> Vec<String> {
    let mut out = Vec::new();
    let key = |key: &str| fact.keys.get(key);
    // What is not a text there is a warning.
    let schema = match key("written") {
        Some(_) => alternative(end.resolved, "string"),
        None => end.resolved,
    };
    let mut expect = |what: &str, wanted: Option<&Value>, found: Option<&Value>| {
        let agree = match (wanted, found) {
            (Some(wanted), Some(found)) => same(wanted, found),
            (None, None) => true,
            (Some(_), None) | (None, Some(_)) => false,
        };
        if !agree {
            let words =
                |value: Option<&Value>| value.map_or("nothing".to_owned(), Value::to_string);
            out.push(format!("{what} is {}, not {}", words(found), words(wanted)));
        }
    };

    let ty = key("type").and_then(Value::as_str).unwrap_or_default();
    let required = fact.keys.contains_key("required");
    let names = match &schema["type"] {
        // The values of a list tell what they are.
        Value::Null if schema["enum"].is_array() => vec!["string"],
        Value::String(own) => vec![own.as_str()],
        several => texts(several).filter(|own| *own != "null").collect(),
    };
    let wanted = if ty == "any" { vec![] } else { vec![ty] };
    expect("type", Some(&json!(wanted)), Some(&json!(names)));
    expect(
        "required",
        Some(&required.into()),
        Some(&end.required.into()),
    );
    let lists_null = || {
        let mut values = schema["enum"].as_array().into_iter().flatten();
        values.any(Value::is_null)
    };
    let takes_null = texts(&schema["type"]).any(|own| own == "null") || lists_null();
    let refuses_null = end.own["not"] == json!({"type": "null"});
    let null = takes_null && !refuses_null || end.own["anyOf"].is_array();
    if null {
        let may = fact.keys.contains_key("nullable") || (response && !required);
        expect("null", Some(&may.into()), Some(&true.into()));
    }

    for (name, keyword) in [
        ("min", "minimum"),
        ("max", "maximum"),
        ("above", "exclusiveMinimum"),
        ("below", "exclusiveMaximum"),
        ("multiple_of", "multipleOf"),
        ("max_chars", "maxLength"),
        ("max_items", "maxItems"),
        ("unique_items", "uniqueItems"),
    ] {
        expect(keyword, key(name), schema.get(keyword));
    }
    for (name, keyword) in [("min_chars", "minLength"), ("min_items", "minItems")] {
        let found = schema
            .get(keyword)
            .filter(|found| found.as_u64() != Some(0));
        expect(keyword, key(name), found);
    }
    expect("default", key("default"), end.own.get("default"));
    expect("deprecated", key("deprecated"), end.own.get("deprecated"));

    let listed = |list: &Value| -> BTreeSet<String> { texts(list).map(str::to_owned).collect() };
    let open = fact.keys.contains_key("open");
    let keyword = if open { "examples" } else { "enum" };
    match (key("enum"), schema.get(keyword)) {
        (Some(wanted), Some(found)) => {
            expect(
                keyword,
                Some(&json!(listed(wanted))),
                Some(&json!(listed(found))),
            );
        }
        (wanted, found) if !open || wanted.is_some() => expect(keyword, wanted, found),
        _ => {}
    }

    let patterns = patterns(schema);
    let accepts = |text: &str| {
        patterns.iter().all(|pattern| {
            schema_accepts(
                &json!({ "pattern": pattern }).to_string(),
                &json!(text).to_string(),
            )
        })
    };
    // Where nothing is a documented length, an empty text has every form.
    let free = schema["minLength"] == 0;
    let has_form = |regex: &str| {
        let or_nothing = format!("^$|{regex}");
        patterns.contains(regex) || free && patterns.contains(or_nothing.as_str())
    };
    let mut asked = 0;
    if let Some(pattern) = key("pattern") {
        asked += 1;
        let found = has_form(pattern.as_str().unwrap_or_default());
        expect("pattern", Some(pattern), found.then_some(pattern));
    }
    if let Some(name) = key("format").and_then(Value::as_str) {
        // Unix seconds are any integers.
        if let Some(format) = Format::ALL.iter().find(|format| format.as_str() == name) {
            asked += 1;
            let found = has_form(format.regex());
            expect(
                "pattern of the format",
                Some(&true.into()),
                Some(&found.into()),
            );
        }
    }
    if key("encoding").is_some() {
        asked += 1;
        let good = ["", "QQ==", "5rWL6K+V"].iter().all(|text| accepts(text));
        let bad = ["Q", "QQ", "QQ=", "Q Q="].iter().any(|text| accepts(text));
        expect(
            "pattern of base64",
            Some(&true.into()),
            Some(&(good && !bad).into()),
        );
    }
    expect(
        "contentEncoding",
        key("encoding"),
        schema.get("contentEncoding"),
    );
    if let Some(refuses) = key("refuses") {
        asked += 1;
        let good = key("accepts").is_none_or(|list| texts(list).all(accepts));
        let bad = texts(refuses).any(accepts);
        expect(
            "pattern by samples",
            Some(&true.into()),
            Some(&(good && !bad).into()),
        );
    }
    if key("written").is_some() {
        asked += 1;
        let samples = [("0.5", "number"), ("5", "integer"), ("true", "boolean")];
        let held = samples.into_iter().find(|(text, _)| accepts(text));
        let held = held.filter(|_| !accepts("a"));
        let held = held.map(|(_, held)| Value::from(held));
        expect("what its text holds", key("written"), held.as_ref());
    }
    if let Some(separator) = key("separator") {
        // What the items are stands on a line of its own; that its pattern lets them pass and nothing else is asked there.
        let of_items = |pattern: &&&str| pattern.contains(separator.as_str().unwrap_or_default());
        asked += usize::from(patterns.iter().any(|pattern| of_items(&pattern)));
    }
    expect(
        "number of patterns",
        Some(&asked.into()),
        Some(&patterns.len().into()),
    );
    out
}

impl Schemas {
    /// What differs for a list in one string: every value must get through, in company too, and nothing else.
    pub(super) fn separated(
        &self,
        book: &Book<'_>,
        place: &Place,
        separator: &str,
        item: &Entry<'_>,
    ) -> Vec<String> {
        let Some((file, schema)) = self.of(&book.operation, &place.message) else {
            return vec!["no schema of that message in index.json".to_owned()];
        };
        let Ok(Some(end)) = walk(schema, &place.pointer, &|_| None) else {
            return vec![format!("{file}: no such member")];
        };
        let patterns = patterns(end.resolved);
        let accepts = |text: &str| {
            patterns.iter().all(|pattern| {
                schema_accepts(
                    &json!({ "pattern": pattern }).to_string(),
                    &json!(text).to_string(),
                )
            })
        };
        let values: Vec<&str> = item
            .keys
            .get("enum")
            .map(|list| texts(list).collect())
            .unwrap_or_default();
        let open = item.keys.get("open") == Some(&true.into());
        let mut out = Vec::new();
        for value in &values {
            for text in [(*value).to_owned(), [values[0], value].join(separator)] {
                if !accepts(&text) {
                    out.push(format!("{file}: {text:?} is refused"));
                }
            }
            for text in [
                format!("{value}X"),
                [values[0], "X"].join(separator),
                format!("{value}{separator}"),
            ] {
                if accepts(&text) != open {
                    let does = if open { "refused" } else { "accepted" };
                    out.push(format!("{file}: {text:?} is {does}"));
                }
            }
            // A value that the schema knows and the facts do not.
            let shorter = &value[..value.len().saturating_sub(1)];
            if !open && accepts(shorter) && !values.contains(&shorter) {
                out.push(format!("{file}: {shorter:?} is accepted"));
            }
        }
        if values.is_empty() && !patterns.is_empty() {
            out.push(format!("{file}: a pattern for items that may be anything"));
        }
        out
    }
}
