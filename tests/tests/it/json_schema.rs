//! The JSON Schemas against the dialect, against the corpus, and against what strict tools refuse.

use std::collections::{BTreeMap, BTreeSet};

use mediaspec_codegen::OutputSet;
use mediaspec_core::contract::{Catalog, Int, Number, Written};
use mediaspec_core::words;
use mediaspec_json_schema::{document, draft07, lossy};
use mediaspec_tests::corpus::{self, Operation};
use mediaspec_tests::{SCHEMA_KEYWORDS, kinds_spec, root, schema_accepts, shipped_spec};
use serde_json::{Value, json};

/// Schema files, and what the index says of them.
struct Schemas {
    /// The entries of the index, one a message.
    entries: Vec<Value>,
    /// The documents, by the path that the index gives.
    documents: BTreeMap<String, Value>,
}

impl Schemas {
    fn read(read: impl Fn(&str) -> String) -> Self {
        let json = |file: &str| -> Value {
            serde_json::from_str(&read(file)).unwrap_or_else(|error| panic!("{file}: {error}"))
        };
        let entries = json("index.json")["messages"]
            .as_array()
            .expect("a list of messages")
            .clone();
        let documents = entries
            .iter()
            .map(|entry| text(entry, "file"))
            .map(|file| (file.to_owned(), json(file)))
            .collect();
        Self { entries, documents }
    }

    /// Those that are checked in.
    fn shipped() -> Self {
        Self::read(|file| {
            let path = root().join("crates/schema").join(file);
            std::fs::read_to_string(path).expect("a file of the index")
        })
    }

    fn rendered(out: &OutputSet) -> Self {
        Self::read(|file| {
            let text = out.get(&format!("crates/schema/{file}"));
            text.expect("a file of the index").to_owned()
        })
    }

    /// The documents of the repository and those of a spec with every kind of constraint.
    fn all() -> impl Iterator<Item = (String, Value)> {
        let rendered = Self::rendered(&every_kind());
        Self::shipped()
            .documents
            .into_iter()
            .chain(rendered.documents)
    }
}

/// What is rendered of a spec with every kind of field, rule and condition.
fn every_kind() -> OutputSet {
    mediaspec_codegen::render(&kinds_spec())
}

fn text<'v>(entry: &'v Value, key: &str) -> &'v str {
    entry[key].as_str().expect("a text")
}

/// Calls `see` with every schema in a document; keywords that hold other things are passed over.
fn each_schema<'v>(schema: &'v Value, see: &mut impl FnMut(&'v serde_json::Map<String, Value>)) {
    let Some(keywords) = schema.as_object() else {
        return;
    };
    see(keywords);
    for (keyword, value) in keywords {
        match keyword.as_str() {
            "properties" | "$defs" => {
                for (_, schema) in value.as_object().into_iter().flatten() {
                    each_schema(schema, see);
                }
            }
            "allOf" | "anyOf" => {
                for schema in value.as_array().into_iter().flatten() {
                    each_schema(schema, see);
                }
            }
            "items" | "not" | "if" | "then" | "else" | "contentSchema" | "additionalProperties" => {
                each_schema(value, see);
            }
            _ => {}
        }
    }
}

#[test]
fn every_document_is_a_schema_of_its_dialect_and_compiles() {
    for (file, document) in Schemas::all() {
        jsonschema::meta::validate(&document).unwrap_or_else(|error| panic!("{file}: {error}"));
        jsonschema::draft202012::new(&document).unwrap_or_else(|error| panic!("{file}: {error}"));
    }
}

#[test]
fn documents_keep_to_keywords_that_every_validator_reads_alike() {
    let of_documents = ["$defs", "$id", "$schema"];
    let mut ids = BTreeSet::new();
    for (file, document) in Schemas::all() {
        let dialect = "https://json-schema.org/draft/2020-12/schema";
        assert_eq!(text(&document, "$schema"), dialect, "{file}");
        let id = text(&document, "$id");
        assert!(id.starts_with("urn:mediaspec:"), "{file}: {id}");
        assert!(ids.insert(id.to_owned()), "{file}: {id} stands twice");
        each_schema(&document, &mut |schema| {
            for (keyword, value) in schema {
                let keyword_is_known = SCHEMA_KEYWORDS.contains(&keyword.as_str())
                    || of_documents.contains(&keyword.as_str());
                assert!(keyword_is_known, "{file}: {keyword}");
                if keyword == "$ref" {
                    let target = value.as_str().and_then(|target| target.strip_prefix('#'));
                    let target = target.filter(|target| target.starts_with("/$defs/"));
                    let found = target.and_then(|target| document.pointer(target));
                    assert!(found.is_some(), "{file}: {value}");
                }
            }
        });
    }
}

#[test]
fn what_is_required_is_described_beside_it() {
    // ajv calls this `strictRequired`.
    for (file, document) in Schemas::all() {
        each_schema(&document, &mut |schema| {
            let required = schema.get("required").and_then(Value::as_array);
            for name in required.into_iter().flatten() {
                let name = name.as_str().expect("a name");
                let described = schema.get("properties").and_then(|all| all.get(name));
                assert!(described.is_some(), "{file}: {name}");
            }
        });
    }
}

#[test]
fn documents_that_several_messages_share_name_none_of_them() {
    let schemas = Schemas::shipped();
    let mut users: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for entry in &schemas.entries {
        users
            .entry(text(entry, "file"))
            .or_default()
            .insert(text(entry, "operation"));
    }
    users.retain(|_, operations| operations.len() > 1);
    assert!(!users.is_empty(), "error bodies at least are shared");
    for (file, operations) in users {
        for operation in operations {
            let name = operation.split('/').nth(1).expect("service and name");
            assert!(!file.contains(name), "{file} names {operation}");
            let title = text(&schemas.documents[file], "title");
            assert_ne!(title, name, "{file} names {operation}");
        }
    }
}

#[test]
fn a_document_that_is_rendered_on_demand_says_what_the_published_one_says() {
    let schemas = Schemas::shipped();
    let mut rendered = BTreeMap::new();
    for message in mediaspec_schema::catalog().messages() {
        let (kind, part) = (message.kind, message.part);
        let remark = format!(
            "Generated by `{}` from spec/{}. Do not edit.",
            mediaspec_codegen::COMMAND,
            message.service.name()
        );
        let document = document(message.service, message.operation, kind, part);
        let document = document.expect("a document for each message");
        let name = [
            message.operation.full_name(),
            kind.to_string(),
            part.to_string(),
        ];
        let text: Value = serde_json::from_str(&document.text(Some(&remark))).expect("JSON");
        assert!(rendered.insert(name, text).is_none());
    }
    assert_eq!(rendered.len(), schemas.entries.len());
    for entry in &schemas.entries {
        let name = ["operation", "message", "in"].map(|key| text(entry, key).to_owned());
        let file = text(entry, "file");
        let mut published = schemas.documents[file].clone();
        let rendered = &rendered[&name];
        let shared = schemas
            .entries
            .iter()
            .filter(|one| text(one, "file") == file);
        if shared.count() > 1 {
            // It bears no message's name.
            assert_ne!(published["$id"], rendered["$id"], "{name:?}");
            published["$id"] = rendered["$id"].clone();
        }
        assert_eq!(published, *rendered, "{name:?}");
    }
}

/// Asserts that each payload gets the verdict of the corpus from its schema, and that cases that are said to be lossy
/// do not: a stale mark would hide that a schema could say more.
fn compare(schemas: &Schemas, corpus: &[Operation]) {
    let mut wrong = Vec::new();
    let mut count = 0_usize;
    for operation in corpus {
        for cases in &operation.messages {
            let wanted = [&operation.operation, &cases.message, &cases.part];
            let entry = schemas
                .entries
                .iter()
                .find(|entry| ["operation", "message", "in"].map(|key| text(entry, key)) == wanted);
            let file = text(entry.expect("a document for each message"), "file");
            let schema = jsonschema::validator_for(&schemas.documents[file]).expect("a schema");
            for (case, payload) in cases.payloads() {
                count += 1;
                let valid = !case
                    .expect
                    .iter()
                    .any(|violation| violation.severity == "error");
                if (schema.is_valid(&payload) == valid) == case.lossy {
                    wrong.push(format!(
                        "{file}: {} {:?}: valid {valid}, lossy {}",
                        case.name, case.patch, case.lossy
                    ));
                }
            }
        }
    }
    assert!(count > 1000, "the corpus has {count} cases");
    assert!(
        wrong.is_empty(),
        "{} of {count}:\n{}",
        wrong.len(),
        wrong[..wrong.len().min(20)].join("\n")
    );
}

#[test]
fn schemas_give_the_verdicts_of_the_corpus_save_where_they_are_known_not_to() {
    compare(&Schemas::shipped(), corpus::shipped());
}

#[test]
fn schemas_of_every_kind_of_constraint_give_the_verdicts_of_the_corpus() {
    compare(&Schemas::rendered(&every_kind()), corpus::kinds());
}

/// The documents as readers take them to whom `$` also stands before a line break that ends the text.
fn with_loose_ends(mut schemas: Schemas) -> Schemas {
    fn loosen(value: &mut Value) {
        match value {
            Value::Object(members) => {
                if let Some(Value::String(pattern)) = members.get_mut("pattern")
                    && let Some(start) = pattern.strip_suffix('$')
                {
                    *pattern = format!("{start}\n?$");
                }
                members.values_mut().for_each(loosen);
            }
            Value::Array(items) => items.iter_mut().for_each(loosen),
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
        }
    }
    schemas.documents.values_mut().for_each(loosen);
    schemas
}

#[test]
fn verdicts_do_not_depend_on_where_a_validator_lets_a_dollar_stand() {
    compare(&with_loose_ends(Schemas::shipped()), corpus::shipped());
    let kinds = with_loose_ends(Schemas::rendered(&every_kind()));
    compare(&kinds, corpus::kinds());
}

/// The documents as tools read them that know draft-07 and nothing newer.
fn in_draft_07(mut schemas: Schemas) -> Schemas {
    for (file, document) in &mut schemas.documents {
        let mirror = draft07(&document.to_string()).unwrap_or_else(|e| panic!("{file}: {e}"));
        *document = serde_json::from_str(&mirror).expect("JSON");
        jsonschema::meta::validate(document).unwrap_or_else(|e| panic!("{file}: {e}"));
        assert!(!mirror.contains("$defs"), "{file}");
    }
    schemas
}

#[test]
fn the_mirror_in_draft_07_gives_the_same_verdicts() {
    compare(&in_draft_07(Schemas::shipped()), corpus::shipped());
    let kinds = in_draft_07(Schemas::rendered(&every_kind()));
    compare(&kinds, corpus::kinds());
}

#[test]
fn defaults_and_examples_are_what_their_schemas_accept() {
    for (file, document) in Schemas::all() {
        each_schema(&document, &mut |schema| {
            let examples = schema.get("examples").and_then(Value::as_array);
            let shown: Vec<&Value> = examples
                .into_iter()
                .flatten()
                .chain(schema.get("default"))
                .collect();
            // References lead out of a subschema that stands alone.
            if shown.is_empty() || schema.contains_key("$ref") || schema.contains_key("anyOf") {
                return;
            }
            let mut alone = schema.clone();
            for applied in ["items", "if", "then", "else"] {
                alone.remove(applied);
            }
            alone.remove("additionalProperties");
            alone.remove("contentSchema");
            let alone = jsonschema::draft202012::new(&Value::Object(alone)).expect("a schema");
            for value in shown {
                assert!(alone.is_valid(value), "{file}: {value} in {schema:?}");
            }
        });
    }
}

/// The lossy list, by place.
fn losses(catalog: &Catalog) -> String {
    let mut places: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for lossy in lossy(catalog) {
        let service = lossy.operation.split('/').next().unwrap_or_default();
        let place = format!(
            "{service} {} {}: {}",
            lossy.part,
            lossy.at,
            lossy.what.as_str()
        );
        let message = format!("\n  {} {}", lossy.operation, lossy.message);
        places.entry(place).or_default().insert(message);
    }
    let lines: Vec<String> = places
        .into_iter()
        .map(|(place, messages)| place + &messages.into_iter().collect::<String>())
        .collect();
    lines.join("\n")
}

#[test]
fn what_schemas_cannot_say_is_listed() {
    insta::assert_snapshot!(losses(&shipped_spec()));
}

#[test]
fn what_schemas_cannot_say_of_any_kind_is_listed() {
    insta::assert_snapshot!(losses(&kinds_spec()));
}

#[test]
fn rules_become_schemas() {
    let out = every_kind();
    for name in [
        "do_demands.request",
        "do_combinations.response-200",
        "do_advice_live.request",
        "do_selections.response-200",
    ] {
        let text = out.get(&format!("crates/schema/json-schema/kinds/{name}.json"));
        insta::assert_snapshot!(name, text.expect("a document"));
    }
}

#[test]
fn values_become_schemas() {
    let out = every_kind();
    for name in ["do_values.request", "headers.request.header"] {
        let text = out.get(&format!("crates/schema/json-schema/kinds/{name}.json"));
        insta::assert_snapshot!(name, text.expect("a document"));
    }
}

#[test]
fn the_pattern_of_what_is_written_as_text_takes_what_is_read_and_nothing_else() {
    type Reads = fn(&str) -> bool;
    let truth: Reads = |text| matches!(text, "true" | "false");
    let texts = [
        "0", "7", "-7", "007", "-0", "7.5", "-0.50", "7.", ".5", "+7", "7e1", " 7", "7 ", "", "-",
        "--7", "7.5.1", "7,5", "٧", "true", "false", "True", "true ", "NaN", "inf", "0x7", "1_000",
    ];
    for (written, reads) in [
        (Written::Int(Int::default()), Written::is_integer as Reads),
        (Written::Number(Number::default()), Written::is_number),
        (Written::Bool, truth),
    ] {
        let pattern = json!({ "pattern": words::grammar(&written) }).to_string();
        for text in texts {
            let taken = schema_accepts(&pattern, &json!(text).to_string());
            assert_eq!(taken, reads(text), "{written:?}: {text:?}");
        }
    }
}
