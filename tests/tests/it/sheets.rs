//! The sheets of all documents that were read, against the documents: what these say is counted here by a walk of its own,
//! which knows nothing of the readers, and looked for in the JSON of the sheets.
//!
//! The documents lie beside the repository, in `../shared/facts`. Where they are not, there is nothing to hold the sheets
//! against, and a line on stderr says so; the readers' own tests have definitions of our making.

use std::collections::BTreeMap;
use std::path::PathBuf;

use mediaspec_core::contract::OperationState;
use mediaspec_import::{Days, Origin, read};
use mediaspec_tests::{root, shipped_spec};
use serde_json::{Value, json};

/// Keywords of a schema and the keys of a row that hold the same.
const KEYWORDS: [(&str, &str); 16] = [
    ("minimum", "minimum"),
    ("maximum", "maximum"),
    ("minLength", "min_length"),
    ("maxLength", "max_length"),
    ("text_length_max", "max_length"),
    ("text_length", "max_length_without_markup"),
    ("minItems", "min_items"),
    ("maxItems", "max_items"),
    ("enum", "enum"),
    ("default", "default"),
    ("pattern_name", "pattern_name"),
    ("format", "format"),
    ("allowEmptyValue", "allow_empty"),
    ("name", "name"),
    ("type", "type"),
    ("pattern", "pattern"),
];

/// Returns the documents of a folder of facts, or nothing where it is not there.
fn documents(folder: &str) -> Vec<(String, Value)> {
    let folder: PathBuf = root().join("../shared/facts").join(folder);
    let Ok(entries) = std::fs::read_dir(&folder) else {
        eprintln!(
            "not run: there is no {}, with which sheets are compared",
            folder.display()
        );
        return Vec::new();
    };
    let mut paths: Vec<PathBuf> = entries.map(|entry| entry.expect("listed").path()).collect();
    paths.sort();
    let read = |path: &PathBuf| {
        let text = std::fs::read_to_string(path).expect("it can be read");
        let value = serde_json::from_str(&text).expect("JSON");
        (path.display().to_string(), value)
    };
    paths.iter().map(read).collect()
}

/// What API Explorer lists no more is listed as removed, with the day on which it was last read there; what another source has
/// still is an operation that says so.
#[test]
fn what_is_listed_no_longer_is_told_as_removed() {
    let path = root().join("../shared/facts/apiexplorer-asof.json");
    let Ok(text) = std::fs::read_to_string(&path) else {
        eprintln!(
            "not run: there is no {}, with which removed operations are compared",
            path.display()
        );
        return;
    };
    let facts: BTreeMap<String, Value> = serde_json::from_str(&text).expect("JSON");
    let catalog = shipped_spec();
    let service = catalog.service("metastudio").expect("a service");
    let listed = service.removed().iter().map(|removed| {
        let day = removed.last_listed.to_string();
        let renamed_to = removed.renamed_to.as_deref().map(str::to_owned);
        (removed.name.to_string(), (day, renamed_to))
    });
    let mut listed: BTreeMap<String, (String, Option<String>)> = listed.collect();
    let removed = facts.iter().filter(|(_, fact)| fact["state"] == "removed");
    let mut told = Vec::new();
    for (name, fact) in removed {
        let text = |key: &str| fact[key].as_str().map(str::to_owned);
        let says = (text("last_read").expect("a day"), text("renamed_to"));
        match (listed.remove(name), service.operation(name)) {
            (Some(known), None) if known == says => {}
            (None, Some(operation)) if operation.state != OperationState::Current => {}
            (known, operation) => told.push(format!(
                "{name}: removed, {says:?}; [[removed]] has {known:?}, the operation is {:?}",
                operation.map(|operation| &operation.state)
            )),
        }
    }
    let of_no_fact = listed.into_iter();
    told.extend(of_no_fact.map(|(name, _)| format!("{name}: [[removed]], and no fact says so")));
    assert!(told.is_empty(), "{}", told.join("\n"));
}

/// What the sheets of a document say, by place.
#[derive(Default)]
struct Told {
    rows: BTreeMap<String, Vec<Value>>,
    unread: BTreeMap<String, Value>,
}

impl Told {
    fn of(document: &Value) -> Self {
        let mut sheets = Self::by_source(document);
        assert_eq!(sheets.len(), 1);
        sheets.pop_first().expect("a sheet").1
    }

    /// What the sheet of each source says.
    fn by_source(document: &Value) -> BTreeMap<String, Self> {
        let text = document.to_string();
        let sheets = read(&text, &Origin::default(), &Days::default()).expect("a known shape");
        let sheets = sheets.into_iter().map(|sheet| {
            let mut told = Self::default();
            told.collect(&serde_json::from_str(&sheet.to_json()).expect("JSON"));
            (sheet.source.name, told)
        });
        sheets.collect()
    }

    fn collect(&mut self, value: &Value) {
        match value {
            Value::Array(items) => items.iter().for_each(|item| self.collect(item)),
            Value::Object(object) => {
                let at = object.get("at").and_then(Value::as_str).unwrap_or_default();
                if let Some(found) = object.get("found") {
                    self.unread.insert(at.to_owned(), found.clone());
                } else {
                    self.rows
                        .entry(at.to_owned())
                        .or_default()
                        .push(value.clone());
                    object
                        .iter()
                        .filter(|(key, _)| !["default", "enum"].contains(&key.as_str()))
                        .for_each(|(_, inner)| self.collect(inner));
                }
            }
            _ => {}
        }
    }

    /// Whether a row at this place holds this.
    fn says(&self, at: &str, key: &str, value: &Value) -> bool {
        let rows = self.rows.get(at).into_iter().flatten();
        rows.into_iter().any(|row| row.get(key) == Some(value))
    }

    fn is_unread(&self, at: &str, keyword: &str) -> bool {
        self.unread.contains_key(&format!("{at}/{keyword}"))
    }
}

/// What a document says and its sheets lack.
#[derive(Default)]
struct Lost {
    statements: BTreeMap<String, usize>,
    lost: Vec<String>,
}

impl Lost {
    fn expect(&mut self, file: &str, at: &str, what: &str, found: bool) {
        *self.statements.entry(what.to_owned()).or_default() += 1;
        if !found {
            self.lost.push(format!("{file}: {at} {what}"));
        }
    }

    fn assert_none(&self, at_least: &[(&str, usize)]) {
        for (what, least) in at_least {
            let count = self.statements.get(*what).copied().unwrap_or_default();
            assert!(
                count >= *least,
                "{what} was met {count} times, not {least}: the walk is broken"
            );
        }
        assert!(
            self.lost.is_empty(),
            "{} statements are in no sheet:\n{}",
            self.lost.len(),
            self.lost.join("\n")
        );
    }
}

/// Walks a schema of the shape of Swagger 2.
fn walk_schema(file: &str, schema: &Value, at: &str, told: &Told, lost: &mut Lost) {
    let part_of_type = at.contains("/allOf/")
        && !at
            .rsplit("/allOf/")
            .next()
            .unwrap_or_default()
            .contains('/');
    for (keyword, key) in KEYWORDS {
        let Some(value) = schema.get(keyword) else {
            continue;
        };
        // That an object is one is said by its table.
        let table =
            keyword == "type" && value == "object" && (part_of_type || told.rows.contains_key(at));
        let rewritten = keyword == "pattern"
            && value
                .as_str()
                .is_some_and(|pattern| pattern.contains("\\u"))
            && told
                .rows
                .get(at)
                .is_some_and(|rows| rows.iter().any(|row| row.get(key).is_some()));
        let found = told.says(at, key, value) || told.is_unread(at, keyword) || table || rewritten;
        lost.expect(file, at, keyword, found);
    }
    if let Some(reference) = schema.get("$ref").and_then(Value::as_str) {
        let name = reference.rsplit('/').next().unwrap_or_default();
        let found = part_of_type || told.says(at, "ref", &json!(name));
        lost.expect(file, at, "$ref", found);
    }
    if let Some(required) = schema.get("required").and_then(Value::as_bool) {
        lost.expect(
            file,
            at,
            "required",
            told.says(at, "mandatory", &json!(required)),
        );
    }
    if let Some(items) = schema.get("items") {
        walk_schema(file, items, &format!("{at}/items"), told, lost);
        lost.expect(file, at, "items", told.says(at, "type", &json!("array")));
    }
    let owner = at.split("/allOf/").next().unwrap_or(at);
    for (index, part) in list(schema, "allOf").iter().enumerate() {
        walk_schema(file, part, &format!("{at}/allOf/{index}"), told, lost);
        // The members of a named part are the type's as well.
        let name = part
            .get("$ref")
            .and_then(Value::as_str)
            .and_then(|text| text.rsplit('/').next());
        for member in name
            .into_iter()
            .flat_map(|name| members(told, &format!("/definitions/{name}")))
        {
            let found = members(told, owner).any(|own| own.get("name") == member.get("name"));
            lost.expect(file, at, "inherited", found);
        }
    }
    for (name, property) in schema
        .get("properties")
        .and_then(Value::as_object)
        .into_iter()
        .flatten()
    {
        let place = format!("{at}/properties/{name}");
        walk_schema(file, property, &place, told, lost);
        let found = members(told, owner).any(|member| member["name"] == json!(name));
        lost.expect(file, &place, "property", found);
    }
    for name in list(schema, "required") {
        let marked = members(told, owner)
            .any(|member| member["name"] == *name && member["mandatory"] == json!(true));
        let slip = told.rows.get(owner).into_iter().flatten().any(|table| {
            let slips = list(table, "slips").iter();
            slips.into_iter().any(|slip| slip.get("name") == Some(name))
        });
        lost.expect(file, at, "required", marked || slip);
    }
}

/// Returns the members of the type or object at a place.
fn members<'t>(told: &'t Told, at: &str) -> impl Iterator<Item = &'t Value> + use<'t> {
    let tables = told.rows.get(at).into_iter().flatten();
    tables.flat_map(|table| list(table, "rows"))
}

fn list<'v>(value: &'v Value, key: &str) -> &'v [Value] {
    value
        .get(key)
        .and_then(Value::as_array)
        .map_or(&[], Vec::as_slice)
}

fn object<'v>(
    value: &'v Value,
    key: &str,
) -> impl Iterator<Item = (&'v String, &'v Value)> + use<'v> {
    value
        .get(key)
        .and_then(Value::as_object)
        .into_iter()
        .flatten()
}

#[test]
fn the_sheets_hold_everything_that_definitions_say() {
    let documents = documents("apiexplorer");
    if documents.is_empty() {
        return;
    }
    let mut lost = Lost::default();
    for (file, document) in &documents {
        let told = Told::of(document);
        for (name, schema) in object(document, "definitions") {
            walk_schema(
                file,
                schema,
                &format!("/definitions/{name}"),
                &told,
                &mut lost,
            );
        }
        let own = list(document, "parameters").iter().enumerate();
        let own = own.map(|(index, parameter)| (format!("/parameters/{index}"), parameter));
        let shared = object(document, "shared_parameters");
        let shared =
            shared.map(|(name, parameter)| (format!("/shared_parameters/{name}"), parameter));
        for (at, parameter) in own.chain(shared) {
            if parameter.get("$ref").is_some() {
                continue;
            }
            if let Some(schema) = parameter.get("schema") {
                let at = format!("{at}/schema");
                walk_schema(file, schema, &at, &told, &mut lost);
                for (keyword, key) in [("required", "mandatory"), ("name", "name")] {
                    lost.expect(file, &at, keyword, told.says(&at, key, &parameter[keyword]));
                }
                if parameter.get("items_not_null").is_some() {
                    let at = format!("{at}/items");
                    lost.expect(
                        file,
                        &at,
                        "items_not_null",
                        told.says(&at, "nullable", &json!(false)),
                    );
                }
            } else {
                walk_schema(file, parameter, &at, &told, &mut lost);
            }
        }
        for (status, response) in object(document, "responses") {
            let at = format!("/responses/{status}");
            let code: u16 = status.parse().expect("a status");
            lost.expect(file, &at, "status", told.says(&at, "status", &json!(code)));
            if let Some(schema) = response.get("schema") {
                walk_schema(file, schema, &format!("{at}/schema"), &told, &mut lost);
            }
            for (name, header) in object(response, "headers") {
                let at = format!("{at}/headers/{name}");
                walk_schema(file, header, &at, &told, &mut lost);
                lost.expect(file, &at, "name", told.says(&at, "name", &json!(name)));
            }
        }
    }
    lost.assert_none(&[
        ("minimum", 900),
        ("maxLength", 3000),
        ("minItems", 250),
        ("enum", 500),
        ("pattern", 50),
        ("required", 2000),
        ("type", 5000),
        ("property", 3900),
        ("inherited", 100),
        ("format", 600),
        ("items_not_null", 17),
        ("status", 400),
    ]);
}

/// Walks the fields of a type, a body or the parameters.
fn walk_fields(file: &str, fields: &[Value], at: &str, told: &Told, lost: &mut Lost) {
    for (index, field) in fields.iter().enumerate() {
        let at = format!("{at}/{index}");
        lost.expect(file, &at, "name", told.says(&at, "name", &field["name"]));
        let kind = field["type"].as_str().expect("a type");
        lost.expect(
            file,
            &at,
            "type",
            says_type(told, &at, kind) || told.is_unread(&at, "type"),
        );
        if field.get("required") == Some(&json!(true)) {
            lost.expect(
                file,
                &at,
                "required",
                told.says(&at, "mandatory", &json!(true)),
            );
        }
        let Some(text) = field.get("from_text") else {
            continue;
        };
        let text_at = format!("{at}/from_text");
        for (key, value) in text.as_object().expect("what was read out of a comment") {
            let pair = |from: &str, to: &str| {
                told.says(&at, from, &value[0]) && told.says(&at, to, &value[1])
            };
            let rows = told.rows.get(&at).into_iter().flatten();
            let found = match key.as_str() {
                "length" if kind.starts_with("list") => told.says(&at, "items_or_length", value),
                "length" => pair("min_length", "max_length"),
                "range" => pair("minimum", "maximum"),
                "unit" => told.says(&at, "unit", value),
                // A number or a boolean is text in a comment.
                "default" => rows
                    .into_iter()
                    .any(|row| spelt(&row["default"]) == spelt(value)),
                "values" => rows.into_iter().any(|row| {
                    let listed: Vec<String> = list(row, "enum").iter().map(spelt).collect();
                    value
                        .as_array()
                        .expect("a list")
                        .iter()
                        .all(|value| listed.contains(&spelt(value)))
                }),
                other => panic!("{file}: {other} is new"),
            };
            let guessed = |name: &str| {
                let rows = told.rows.get(&at).into_iter().flatten();
                rows.into_iter()
                    .any(|row| list(row, "guesses").contains(&json!(name)))
            };
            let marked = match key.as_str() {
                "length" if kind.starts_with("list") => guessed("items_or_length"),
                "length" => guessed("min_length") && guessed("max_length"),
                "range" => guessed("minimum") && guessed("maximum"),
                "values" => guessed("enum"),
                other => guessed(other),
            };
            lost.expect(
                file,
                &at,
                key,
                found && marked || told.is_unread(&text_at, key),
            );
        }
    }
}

fn spelt(value: &Value) -> String {
    let text = value
        .as_str()
        .map_or_else(|| value.to_string(), str::to_owned);
    let number = text.parse::<f64>().map(|number| number.to_string());
    number.unwrap_or_else(|_| text.to_ascii_lowercase())
}

/// Whether a row says the type that an SDK's code has.
fn says_type(told: &Told, at: &str, kind: &str) -> bool {
    let plain = [
        ("str", "string"),
        ("int", "integer"),
        ("float", "number"),
        ("bool", "boolean"),
        ("object", "object"),
        ("file", "file"),
    ];
    let of = |kind: &str| match plain.iter().find(|(name, _)| *name == kind) {
        Some((_, json)) => ("type", json!(json)),
        None => ("ref", json!(kind)),
    };
    let item = kind
        .strip_prefix("list[")
        .and_then(|rest| rest.strip_suffix(']'));
    let rows = told.rows.get(at).into_iter().flatten();
    rows.into_iter().any(|row| {
        let (key, value) = of(item.unwrap_or(kind));
        let (list, row) = match item {
            Some(_) => (row.get("type") == Some(&json!("array")), row.get("item")),
            None => (true, Some(row)),
        };
        list && row.and_then(|row| row.get(key)) == Some(&value)
    })
}

#[test]
fn the_sheets_hold_everything_that_an_sdk_says() {
    let documents = documents("sdk");
    if documents.is_empty() {
        return;
    }
    let mut lost = Lost::default();
    for (file, document) in &documents {
        let told = Told::of(document);
        walk_fields(
            file,
            list(document, "parameters"),
            "/parameters",
            &told,
            &mut lost,
        );
        for key in ["request_body", "response_body"] {
            let (body, at) = (&document[key], format!("/{key}"));
            walk_fields(
                file,
                list(body, "fields"),
                &format!("{at}/fields"),
                &told,
                &mut lost,
            );
            if let Some(kind) = body.get("type").and_then(Value::as_str) {
                lost.expect(
                    file,
                    &at,
                    "body",
                    says_type(&told, &at, kind) || told.is_unread(&at, "type"),
                );
            }
            if body.get("stream").is_some() {
                lost.expect(file, &at, "body", told.says(&at, "type", &json!("file")));
            }
        }
        for (name, ty) in object(document, "types") {
            let at = format!("/types/{name}");
            walk_fields(
                file,
                list(ty, "fields"),
                &format!("{at}/fields"),
                &told,
                &mut lost,
            );
            if let Some(values) = ty.get("enum") {
                lost.expect(file, &at, "enum", told.says(&at, "enum", values));
            }
        }
    }
    lost.assert_none(&[
        ("name", 6000),
        ("type", 6000),
        ("required", 700),
        ("length", 400),
        ("range", 50),
        ("values", 800),
        ("default", 150),
        ("unit", 170),
        ("enum", 120),
        ("body", 150),
    ]);
}

/// The sources that the letters of the facts of MTS stand for.
const LETTERS: [(&str, &str); 7] = [
    ("Z", "mts-metadata"),
    ("E", "mts-metadata"),
    ("S26", "alibaba-sdk"),
    ("S25", "alibaba-sdk-2025"),
    ("H", "mts-help"),
    ("D", "mts-docs"),
    ("E21", "mts-docs-english"),
];

fn sources(letters: &Value) -> Vec<&'static str> {
    let letters = letters.as_array().expect("letters").iter();
    let source = |letter: &Value| {
        let known = LETTERS.iter().find(|(known, _)| letter == known);
        known.unwrap_or_else(|| panic!("{letter} is new")).1
    };
    letters.map(source).collect()
}

/// Whether a row, or what is inside it but for its members, has a key of which that holds.
fn somewhere(row: &Value, key: &str, good: &dyn Fn(&Value) -> bool) -> bool {
    row.get(key).is_some_and(good)
        || ["item", "entry", "json_of"]
            .iter()
            .filter_map(|inner| row.get(inner))
            .chain(list(row, "alternatives"))
            .any(|inner| somewhere(inner, key, good))
}

/// Keys of a field of MTS, and the keys of rows that hold the same or a list with it.
const OF_FIELDS: [(&str, &[&str]); 24] = [
    ("minimum", &["minimum"]),
    ("maximum", &["maximum"]),
    ("exclusive_minimum", &["exclusive_minimum"]),
    ("exclusive_maximum", &["exclusive_maximum"]),
    ("min_length", &["min_length"]),
    ("max_length", &["max_length"]),
    ("length_unit", &["length_unit"]),
    ("max_items", &["max_items"]),
    ("item_max_length", &["max_length"]),
    ("item_length_unit", &["length_unit"]),
    ("item_length", &["min_items"]),
    ("separator", &["separator"]),
    ("enum", &["enum"]),
    ("known_values", &["enum"]),
    ("default", &["default"]),
    ("default_note", &["default_note"]),
    ("unit", &["unit"]),
    ("chars", &["characters"]),
    ("labels", &["labels"]),
    ("placeholders", &["placeholders"]),
    ("when", &["when"]),
    ("note", &["notes"]),
    ("format", &["format", "encoding", "pattern"]),
    ("of", &["ref"]),
];

/// Whether a row says a value of a field, or lists it.
fn says_value(row: &Value, keys: &[&str], value: &Value) -> bool {
    let text = value.as_str().unwrap_or_default();
    let regex = text.strip_prefix("regex ").map(|regex| json!(regex));
    let good =
        |said: &Value| said == value || regex.as_ref() == Some(said) || said == &json!([value]);
    let one = keys.iter().any(|key| somewhere(row, key, &good));
    // Several formats are alternatives.
    let each = value.as_array().is_some_and(|values| {
        let mut values = values.iter();
        values.all(|value| {
            keys.iter()
                .any(|key| somewhere(row, key, &|said| said == value))
        })
    });
    one || each
}

/// Walks a field of MTS and its members.
fn walk_field(
    file: &str,
    field: &Value,
    at: &str,
    fallback: [&[&'static str]; 2],
    told: &BTreeMap<String, Told>,
    lost: &mut Lost,
) {
    let of = |key: &str| field.get(key).map(sources);
    let letters = of("source");
    // The shape of an answer is that of the SDK of today, and its letters say who states the values.
    let is_answer = fallback[0] == ["alibaba-sdk"] && at.starts_with("/response");
    let shaped = if is_answer {
        fallback[0].to_vec()
    } else {
        letters.clone().unwrap_or_else(|| fallback[0].to_vec())
    };
    let said = of("fact_source")
        .or(letters)
        .unwrap_or_else(|| fallback[1].to_vec());
    let rows = |source: &str| -> Vec<&Value> {
        let told = told.get(source);
        told.and_then(|told| told.rows.get(at))
            .into_iter()
            .flatten()
            .collect()
    };
    for source in &shaped {
        let name = rows(source)
            .iter()
            .any(|row| row.get("name") == field.get("name"));
        // An item, or the value of a map, has no name.
        let nameless =
            ["[]", "*"].iter().any(|none| field["name"] == *none) && !rows(source).is_empty();
        let unread = told.values().any(|told| told.is_unread(at, "name"));
        lost.expect(file, at, "name", name || nameless || unread);
        let kind = field
            .get("type")
            .is_none_or(|kind| rows(source).iter().any(|row| row.get("type") == Some(kind)));
        lost.expect(file, at, "type", kind);
        let differs = list(field, "disagree")
            .iter()
            .any(|text| text.as_str().is_some_and(|text| text.contains("required")));
        if let Some(required) = field.get("required") {
            let found = rows(source)
                .iter()
                .any(|row| row.get("mandatory") == Some(required));
            lost.expect(file, at, "required", found || differs);
        }
    }
    let differs = !list(field, "disagree").is_empty();
    let in_sheets = |found: &dyn Fn(&Value) -> bool| {
        let mut said = said.iter();
        let has = |source: &&str| rows(source).into_iter().any(found);
        // A source that is said to differ is not held to it.
        if differs {
            said.any(has)
        } else {
            said.all(has)
        }
    };
    let is_unread = |key: &str| told.values().any(|told| told.is_unread(at, key));
    for (key, keys) in OF_FIELDS {
        if let Some(value) = field.get(key) {
            let found = in_sheets(&|row| says_value(row, keys, value));
            lost.expect(file, at, key, found || is_unread(key));
        }
    }
    for key in ["json_of", "holds", "items"] {
        let Some(value) = field.get(key).filter(|value| !value.is_null()) else {
            continue;
        };
        let names = value
            .as_array()
            .cloned()
            .unwrap_or_else(|| vec![value.clone()]);
        let found = names.iter().all(|name| {
            let lists = name
                .as_str()
                .expect("a type")
                .trim_start_matches("array<")
                .trim_end_matches('>');
            let name = if lists == "unknown" { "any" } else { lists };
            in_sheets(&|row| {
                ["ref", "type", "holds"]
                    .iter()
                    .any(|key| somewhere(row, key, &|said| said == name))
            })
        });
        lost.expect(file, at, key, found);
    }
    if field.get("case").is_some() {
        lost.expect(
            file,
            at,
            "case",
            in_sheets(&|row| somewhere(row, "any_case", &|said| said == &json!(true))),
        );
    }
    for (index, _) in list(field, "forms").iter().enumerate() {
        let place = format!("{at}/forms/{index}");
        let known = told
            .values()
            .any(|told| told.rows.contains_key(&place) || told.unread.contains_key(&place));
        lost.expect(file, &place, "forms", known);
    }
    for text in list(field, "disagree") {
        let text = text.as_str().expect("a sentence");
        let words = told.values().any(|told| {
            told.unread
                .get(&format!("{at}/disagree"))
                .is_some_and(|said| said == text)
        });
        let last = text.rsplit([' ', ':']).next().unwrap_or_default();
        let found = told
            .values()
            .flat_map(|told| told.rows.get(at))
            .flatten()
            .any(|row| match last {
                "required" => row.get("mandatory") == Some(&json!(!text.contains("not "))),
                value => row.get("default").is_some_and(|default| default == value),
            });
        lost.expect(file, at, "disagree", words || found);
    }
    for key in ["from", "special", "recommended", "error_if_absent", "slip"] {
        if field.get(key).is_some() {
            lost.expect(file, at, "key", is_unread(key));
        }
    }
    for (index, member) in list(field, "fields").iter().enumerate() {
        walk_field(
            file,
            member,
            &format!("{at}/fields/{index}"),
            fallback,
            told,
            lost,
        );
    }
}

#[test]
fn the_sheets_hold_everything_that_the_facts_of_mts_say() {
    let documents = ["mts/operations", "mts/types"].map(documents).concat();
    if documents.is_empty() {
        return;
    }
    let mut lost = Lost::default();
    let sdk: [&[&str]; 2] = [&["alibaba-sdk"], &["alibaba-sdk"]];
    for (file, document) in &documents {
        let told = Told::by_source(document);
        for (fields, at) in [
            (list(document, "parameters"), "/parameters"),
            (list(&document["response"], "fields"), "/response/fields"),
            (list(document, "fields"), "/fields"),
        ] {
            for (index, field) in fields.iter().enumerate() {
                walk_field(file, field, &format!("{at}/{index}"), sdk, &told, &mut lost);
            }
        }
        for (index, rule) in list(document, "rules").iter().enumerate() {
            let at = format!("/rules/{index}");
            for source in sources(&rule["source"]) {
                let told = &told[source];
                let found = told.rows.contains_key(&at) || told.unread.contains_key(&at);
                lost.expect(file, &at, "rule", found);
            }
        }
    }
    lost.assert_none(&[
        ("name", 3700),
        ("type", 3700),
        ("required", 1100),
        ("enum", 350),
        ("minimum", 60),
        ("maximum", 80),
        ("max_length", 60),
        ("default", 350),
        ("separator", 40),
        ("json_of", 90),
        ("forms", 40),
        ("disagree", 58),
        ("rule", 38),
    ]);
}
