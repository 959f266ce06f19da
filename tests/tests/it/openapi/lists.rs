//! `constraints.csv`, `catalog.json` and `index.json`.

use std::collections::{BTreeMap, BTreeSet};

use mediaspec_core::check::Scope;
use mediaspec_core::contract::{Content, Direction, Operation, Part, Shape, TypeDef, Unique};
use mediaspec_tests::{root, shipped_spec};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use super::{items, render, text};

const HEADER: [&str; 36] = [
    "operation",
    "message",
    "in",
    "pointer",
    "type",
    "required",
    "nullable",
    "min",
    "max",
    "above",
    "below",
    "min_chars",
    "max_chars",
    "max_chars_without_markup",
    "max_bytes",
    "min_items",
    "max_items",
    "unique",
    "pattern",
    "format",
    "encoding",
    "enum",
    "open",
    "default",
    "unit",
    "accepted",
    "deprecated",
    "no_effect",
    "sensitive",
    "rule",
    "severity",
    "says",
    "source",
    "anchor",
    "url",
    "read",
];

type Row = BTreeMap<String, String>;

fn read(file: &str) -> String {
    std::fs::read_to_string(root().join("crates/schema").join(file)).expect("a file")
}

/// The rows, with what guards against formulas taken away again.
fn rows(text: &str) -> Vec<Row> {
    let mut reader = csv::ReaderBuilder::new().from_reader(text.as_bytes());
    let header: Vec<String> = reader
        .headers()
        .expect("a header")
        .iter()
        .map(str::to_owned)
        .collect();
    let expected: Vec<&str> = HEADER.into_iter().chain(["sources"]).collect();
    assert_eq!(header, expected);
    reader
        .records()
        .map(|record| {
            let record = record.expect("as many cells as the header has");
            let cells = record
                .iter()
                .map(|cell| cell.strip_prefix('\'').unwrap_or(cell).to_owned());
            header.iter().cloned().zip(cells).collect()
        })
        .collect()
}

/// The texts of a cell that holds several.
fn several(cell: &str) -> Vec<String> {
    let mut out = vec![String::new()];
    let mut chars = cell.chars();
    while let Some(c) = chars.next() {
        match c {
            '|' => out.push(String::new()),
            c => {
                out.last_mut()
                    .expect("one")
                    .extend(if c == '\\' { chars.next() } else { Some(c) })
            }
        }
    }
    out
}

#[test]
fn the_table_is_csv_that_no_spreadsheet_runs() {
    for text in [
        read("constraints.csv"),
        render("obstacle")
            .1
            .get("crates/schema/constraints.csv")
            .expect("it")
            .to_owned(),
    ] {
        assert!(text.ends_with("\r\n"));
        let mut reader = csv::ReaderBuilder::new()
            .has_headers(false)
            .from_reader(text.as_bytes());
        for record in reader.records() {
            for cell in &record.expect("a record") {
                let number = cell.parse::<f64>().is_ok();
                assert!(
                    number || !cell.starts_with(['=', '+', '-', '@', '\t', '\r', '\n']),
                    "{cell}"
                );
            }
        }
    }
}

/// How many constraints there are, by column; rows of rules are left out.
type Counts = BTreeMap<(String, &'static str), usize>;

/// Counts the constraints of a message once more, as plainly as it can be put.
struct Count {
    operation: String,
    scope: Scope,
    counts: Counts,
}

impl Count {
    fn one(&mut self, column: &'static str, there: bool) {
        if there {
            *self
                .counts
                .entry((self.operation.clone(), column))
                .or_default() += 1;
        }
    }

    fn object(&mut self, ty: &TypeDef<'_>) {
        for field in ty.fields {
            self.one("required", field.required.holds(self.scope.direction));
            self.one("nullable", field.nullable);
            self.one("sensitive", field.sensitive);
            self.one("no_effect", field.no_effect.is_some());
            self.one("unit", field.info.unit.is_some());
            // An empty text is an empty cell.
            let empty = field
                .default
                .is_some_and(|default| json_text(&default) == Some(""));
            self.one("default", field.default.is_some() && !empty);
            self.shape(&field.shape);
        }
        for rule in ty.rules {
            if rule
                .direction
                .is_some_and(|only| only != self.scope.direction)
            {
                continue;
            }
            self.one("rule", true);
            if let mediaspec_core::contract::RuleKind::SelectsType {
                cases, otherwise, ..
            } = rule.kind
            {
                cases
                    .iter()
                    .map(|&(_, ty)| ty)
                    .chain(otherwise)
                    .for_each(|ty| self.object(ty));
            }
        }
    }

    fn shape(&mut self, shape: &Shape<'_>) {
        self.one("type", true);
        match shape {
            Shape::Int(int) => {
                self.one("min", int.min.is_some());
                self.one("max", int.max.is_some());
                self.one("accepted", int.accepted.is_some());
                self.one("format", int.unix_seconds);
            }
            Shape::Number(number) => {
                for (bound, inclusive, exclusive) in [
                    (number.lower, "min", "above"),
                    (number.upper, "max", "below"),
                ] {
                    if let Some(bound) = bound {
                        self.one(
                            if bound.exclusive {
                                exclusive
                            } else {
                                inclusive
                            },
                            true,
                        );
                    }
                }
                self.one("accepted", number.accepted.is_some());
            }
            Shape::Text(text) => {
                self.one("min_chars", text.min_chars.is_some());
                self.one("max_chars", text.max_chars.is_some());
                self.one("max_bytes", text.max_bytes.is_some());
                self.one(
                    "max_chars_without_markup",
                    text.max_chars_without_markup.is_some(),
                );
                self.one("pattern", text.pattern.is_some());
                self.one("format", text.format.is_some());
                self.one("encoding", text.content != Content::Plain);
                match text.content {
                    Content::Json(ty) => self.object(ty),
                    Content::Separated { item, .. } => self.shape(item),
                    Content::Plain | Content::Base64 => {}
                }
            }
            Shape::Enum(_) => self.one("enum", true),
            Shape::List(list) => {
                self.one("min_items", list.min_items.is_some());
                self.one("max_items", list.max_items.is_some());
                self.one("unique", list.unique != Unique::No);
                self.shape(&list.item);
            }
            Shape::Object(ty) => self.object(ty),
            Shape::Bool | Shape::Any => {}
        }
    }
}

fn json_text<'t>(json: &mediaspec_core::contract::Json<'t>) -> Option<&'t str> {
    use mediaspec_core::contract::{Json, Literal};
    match json {
        Json::Scalar(Literal::Text(text)) => Some(text),
        _ => None,
    }
}

fn counts(operation: &Operation<'_>) -> Counts {
    let mut count = Count {
        operation: format!("{}/{}", operation.service, operation.name),
        scope: Scope::body(Direction::Request),
        counts: Counts::new(),
    };
    count.one("rule", !operation.auth.is_empty());
    count.object(operation.path_parameters);
    count.object(operation.query);
    count.object(operation.headers);
    if let Some(body) = operation.request {
        count.object(body.ty);
    }
    count.scope = Scope::body(Direction::Response);
    for response in operation.responses {
        count.object(response.headers);
        if let Some(ty) = response.body {
            count.object(ty);
        }
    }
    for callback in operation.callbacks {
        count.object(callback.ty);
    }
    count.counts
}

#[test]
fn every_bound_has_a_row() {
    let (kinds, out) = render("specs/kinds");
    let shipped = (shipped_spec(), read("constraints.csv"));
    let kinds = (
        kinds,
        out.get("crates/schema/constraints.csv")
            .expect("it")
            .to_owned(),
    );
    for (catalog, text) in [shipped, kinds] {
        let mut expected = Counts::new();
        for operation in catalog
            .services
            .iter()
            .flat_map(|service| service.operations)
        {
            expected.extend(counts(operation));
        }
        let columns: BTreeSet<&'static str> = expected.keys().map(|(_, column)| *column).collect();
        assert!(columns.len() > 15, "{columns:?}");
        let mut found = Counts::new();
        for row in rows(&text) {
            for &column in &columns {
                // What a rule bounds is the rule's.
                let counted = column == "rule" || row["rule"].is_empty();
                let truth = ["required", "nullable", "sensitive"].contains(&column);
                let nothing = row[column].is_empty() || truth && row[column] == "false";
                if counted && !nothing {
                    *found.entry((row["operation"].clone(), column)).or_default() += 1;
                }
            }
        }
        assert_eq!(found, expected);
    }
}

/// What the vendors' pages say, written down apart from `spec/`, reads back from the table.
#[test]
fn facts_read_back_from_the_table() {
    let mut by_place: BTreeMap<[String; 4], Row> = BTreeMap::new();
    for row in rows(&read("constraints.csv")) {
        if row["rule"].is_empty() {
            let key = ["operation", "message", "in", "pointer"].map(|column| row[column].clone());
            by_place.insert(key, row);
        }
    }
    let mut count = 0;
    for operation in shipped_spec()
        .services
        .iter()
        .flat_map(|service| service.operations)
    {
        let file = format!("tests/facts/{}/{}.json", operation.service, operation.name);
        let Ok(book) = std::fs::read_to_string(root().join(file)) else {
            continue;
        };
        let book: Value = serde_json::from_str(&book).expect("a book");
        for fact in items(&book["facts"]) {
            let (message, part) = match text(fact, "in").split(' ').collect::<Vec<_>>()[..] {
                ["path" | "query" | "header"] => ("request", text(fact, "in")),
                ["request"] => ("request", "body"),
                ["response", status] => (status, "body"),
                ["response", status, "header"] => (status, "header"),
                ["callback", name] => (name, "body"),
                _ => panic!("{fact}"),
            };
            let operation = format!("{}/{}", operation.service, operation.name);
            let key = [operation.as_str(), message, part, text(fact, "pointer")].map(str::to_owned);
            let Some(row) = by_place.get(&key) else {
                // What a tag selects and what a text holds have no row of their own: the member has.
                let last = key[3].rsplit('/').next().unwrap_or_default();
                assert!(last.is_empty() || last.contains(['!', '?']), "{key:?}");
                continue;
            };
            for column in [
                "min",
                "max",
                "above",
                "below",
                "min_chars",
                "max_chars",
                "max_bytes",
                "max_chars_without_markup",
                "min_items",
                "max_items",
            ] {
                if let Some(value) = fact.get(column) {
                    let cell: f64 = row[column].parse().unwrap_or(f64::NAN);
                    // A bound of 0 on a length may be left out.
                    assert!(
                        value.as_f64() == Some(cell) || value == 0 && row[column].is_empty(),
                        "{key:?} {column}"
                    );
                    count += 1;
                }
            }
            for column in ["type", "format", "pattern"] {
                if let Some(value) = fact.get(column) {
                    assert_eq!(*value, row[column], "{key:?}");
                    count += 1;
                }
            }
            if let Some(values) = fact.get("enum") {
                let mut told: Vec<&str> = items(values).filter_map(Value::as_str).collect();
                let mut cells = several(&row["enum"]);
                told.sort_unstable();
                cells.sort_unstable();
                assert_eq!(cells, told, "{key:?}");
                count += 1;
            }
            if let Some(value) = fact.get("default") {
                let cell = value
                    .as_str()
                    .map_or_else(|| value.to_string(), str::to_owned);
                assert_eq!(row["default"], cell, "{key:?}");
                count += 1;
            }
            assert_eq!(
                row["required"] == "true",
                fact["required"] == true,
                "{key:?}"
            );
        }
    }
    assert!(count > 500, "{count}");
}

#[test]
fn every_row_names_its_source() {
    let sources: BTreeMap<&str, (&str, &str)> = shipped_spec()
        .services
        .iter()
        .flat_map(|service| service.sources)
        .map(|source| (source.name, (source.url, source.read)))
        .collect();
    for row in rows(&read("constraints.csv")) {
        assert_eq!(
            sources.get(row["source"].as_str()),
            Some(&(row["url"].as_str(), row["read"].as_str())),
            "{row:?}"
        );
    }
}

fn sha256(text: &str) -> String {
    let digest = Sha256::digest(text.as_bytes());
    digest.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn index() -> Value {
    serde_json::from_str(&read("index.json")).expect("the index")
}

#[test]
fn the_catalog_has_the_form_of_schema_store_and_every_document() {
    let catalog: Value = serde_json::from_str(&read("catalog.json")).expect("the catalog");
    // The form, as SchemaStore publishes it.
    let form = json!({
        "type": "object",
        "additionalProperties": false,
        "required": ["schemas", "version", "$schema"],
        "properties": {
            "$schema": { "const": "https://json.schemastore.org/schema-catalog.json" },
            "version": { "type": "number" },
            "schemas": { "type": "array", "items": {
                "type": "object",
                "additionalProperties": false,
                "required": ["name", "url", "description"],
                "properties": {
                    "name": { "type": "string" },
                    "description": { "type": "string" },
                    "fileMatch": { "type": "array", "uniqueItems": true, "items": { "type": "string" } },
                    "url": { "type": "string", "pattern": "^https://" },
                },
            } },
        },
    });
    let form = jsonschema::draft202012::new(&form).expect("a schema");
    assert!(form.is_valid(&catalog));

    let index = index();
    let expected: BTreeSet<(String, &str)> = items(&index["messages"])
        .map(|entry| {
            let operation = text(entry, "operation")
                .split('/')
                .nth(1)
                .expect("service and name");
            let message = text(entry, "message");
            let message = match (entry["status"].is_null(), entry["callback"].is_null()) {
                (false, _) => format!("response-{message}"),
                (_, false) => format!("callback-{message}"),
                _ => message.to_owned(),
            };
            let part = match text(entry, "in") {
                "body" => String::new(),
                part => format!(".{part}"),
            };
            (
                format!("*.{operation}.{message}{part}.json"),
                text(entry, "id"),
            )
        })
        .collect();
    let mut found = BTreeSet::new();
    let mut names = BTreeSet::new();
    for schema in items(&catalog["schemas"]) {
        assert!(names.insert(text(schema, "name")));
        for glob in items(&schema["fileMatch"]) {
            assert!(found.insert((
                glob.as_str().expect("a glob").to_owned(),
                text(schema, "url")
            )));
        }
    }
    assert_eq!(found, expected);
}

#[test]
fn a_file_name_leads_to_one_document() {
    let catalog: Value = serde_json::from_str(&read("catalog.json")).expect("the catalog");
    let mut seen = BTreeSet::new();
    for schema in items(&catalog["schemas"]) {
        for glob in items(&schema["fileMatch"]) {
            assert!(seen.insert(glob.to_string()), "{glob}");
        }
    }
}

#[test]
fn the_index_names_every_message_with_its_document() {
    let index = index();
    let entries: BTreeMap<[String; 3], &Value> = items(&index["messages"])
        .map(|entry| {
            (
                ["operation", "message", "in"].map(|key| text(entry, key).to_owned()),
                entry,
            )
        })
        .collect();
    let mut expected = BTreeSet::new();
    for service in shipped_spec().services {
        for operation in service.operations {
            let name = format!("{}/{}", operation.service, operation.name);
            let mut add = |message: &str, part: Part| {
                expected.insert([name.clone(), message.to_owned(), part.as_str().to_owned()]);
            };
            if operation.request.is_some() {
                add("request", Part::Body);
            }
            for (part, ty) in [
                (Part::Path, operation.path_parameters),
                (Part::Query, operation.query),
                (Part::Header, operation.headers),
            ] {
                if !ty.fields.is_empty() {
                    add("request", part);
                }
            }
            for response in operation.responses {
                let status = response.status.to_string();
                if response.body.is_some() {
                    add(&status, Part::Body);
                }
                if !response.headers.fields.is_empty() {
                    add(&status, Part::Header);
                }
            }
            for callback in operation.callbacks {
                add(callback.name, Part::Body);
            }
        }
    }
    assert_eq!(entries.keys().cloned().collect::<BTreeSet<_>>(), expected);
    for entry in entries.values() {
        for key in ["method", "path", "direction", "file", "sha256", "id"] {
            assert!(!text(entry, key).is_empty());
        }
        assert!(items(&entry["sources"]).count() > 0);
        assert!(items(&entry["sources"]).all(|source| !text(source, "read").is_empty()));
        let service = text(entry, "operation")
            .split('/')
            .next()
            .expect("a service");
        for source in items(&entry["sources"]) {
            assert!(index["sources"][service][text(source, "name")]["url"].is_string());
        }
    }
}

#[test]
fn the_digests_of_the_index_are_right() {
    let index = index();
    let files: BTreeMap<&str, &str> = items(&index["messages"])
        .map(|entry| (text(entry, "file"), text(entry, "sha256")))
        .collect();
    for (file, digest) in files {
        assert_eq!(digest, sha256(&read(file)), "{file}");
    }
}
