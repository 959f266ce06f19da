//! The OpenAPI documents, the list of constraints and the catalogs against the contract, the engine and the corpus.

mod contract;
mod examples;
mod form;
mod lists;
mod small;
mod verdicts;

use std::collections::BTreeMap;

use mediaspec_codegen::OutputSet;
use mediaspec_core::contract::{Callback, Catalog, Operation, Service};
use mediaspec_tests::{load_folder, root, shipped_spec};
use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};
use serde_json::{Map, Value};

/// A service with its document.
struct Described {
    service: Service,
    document: Value,
}

/// The documents of the repository.
fn shipped() -> Vec<Described> {
    described(&shipped_spec(), |path| {
        std::fs::read_to_string(root().join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
    })
}

/// The documents that a spec folder below `tests` gives.
fn rendered(folder: &str) -> Vec<Described> {
    let (catalog, out) = render(folder);
    described(&catalog, |path| {
        out.get(path)
            .unwrap_or_else(|| panic!("{path} is not rendered"))
            .to_owned()
    })
}

fn render(folder: &str) -> (Catalog, OutputSet) {
    let catalog = load_folder(&root().join("tests").join(folder));
    let mut out = OutputSet::default();
    mediaspec_codegen::openapi::render(&catalog, &mut out);
    assert_eq!(out.refusals(), []);
    (catalog, out)
}

/// The documents of the repository, and those of specs with every kind of constraint and with hostile names.
fn all() -> Vec<Described> {
    let mut out = shipped();
    for folder in ["specs/kinds", "obstacle", "mini"] {
        out.extend(rendered(folder));
    }
    out
}

fn described(catalog: &Catalog, read: impl Fn(&str) -> String) -> Vec<Described> {
    let of = |service: &Service| {
        let path = format!("crates/schema/openapi/{}.openapi.json", service.name());
        let text = read(&path);
        assert!(text.ends_with("}\n"), "{path}");
        Described {
            service: service.clone(),
            document: serde_json::from_str(&text).unwrap_or_else(|error| panic!("{path}: {error}")),
        }
    };
    catalog.services().iter().map(of).collect()
}

impl Described {
    /// What is written for an operation, by its name.
    fn operation(&self, operation: &Operation) -> &Value {
        let found: Vec<&Value> = self
            .operations()
            .filter(|(_, _, written)| written["operationId"] == *operation.name)
            .map(|(_, _, written)| written)
            .collect();
        assert_eq!(found.len(), 1, "{}", operation.name);
        found[0]
    }

    /// Path, method and what is written for each operation.
    fn operations(&self) -> impl Iterator<Item = (&str, &str, &Value)> {
        members(&self.document["paths"]).flat_map(|(path, item)| {
            members(item).map(move |(method, written)| (path, method, written))
        })
    }

    /// What is written for a message that the vendor sends.
    fn message(&self, operation: &Operation, callback: &Callback) -> &Value {
        let item = if callback.address.is_some() {
            let by_expression = &self.operation(operation)["callbacks"][&*callback.name];
            members(by_expression).next().expect("an expression").1
        } else {
            let hooks = &self.document["webhooks"];
            let long = hooks.get(format!("{}-{}", operation.name, callback.name));
            long.unwrap_or(&hooks[&*callback.name])
        };
        &item["post"]
    }

    /// What a reference leads to; the value itself where it is none.
    fn resolve<'d>(&'d self, value: &'d Value) -> &'d Value {
        let Some(target) = value.get("$ref").and_then(Value::as_str) else {
            return value;
        };
        let pointer = target
            .strip_prefix('#')
            .expect("a reference into the document");
        let found = self.document.pointer(pointer);
        found.unwrap_or_else(|| panic!("{target} leads nowhere"))
    }

    /// A validator of a schema of the document.
    fn validator(&self, schema: &Value) -> jsonschema::Validator {
        let mut whole = schema.as_object().expect("a schema").clone();
        whole.insert("components".to_owned(), self.document["components"].clone());
        jsonschema::draft202012::new(&Value::Object(whole)).expect("a schema")
    }
}

/// The members of an object; none of anything else.
fn members(value: &Value) -> impl Iterator<Item = (&str, &Value)> {
    let members = value.as_object().into_iter().flatten();
    members.map(|(name, value)| (name.as_str(), value))
}

/// The items of a list; none of anything else.
fn items(value: &Value) -> impl Iterator<Item = &Value> {
    value.as_array().into_iter().flatten()
}

fn text<'v>(value: &'v Value, key: &str) -> &'v str {
    let found = value.get(key).and_then(Value::as_str);
    found.unwrap_or_else(|| panic!("no text {key} in {value}"))
}

/// What a reader sees of a description: words and code. It has no markup but that, paragraphs, lists and links to the web.
fn shown(description: &str) -> String {
    let mut out = String::new();
    for event in Parser::new_ext(description, Options::ENABLE_TABLES | Options::ENABLE_GFM) {
        match event {
            Event::Text(text) | Event::Code(text) => out.push_str(&text),
            Event::SoftBreak => out.push(' '),
            Event::End(TagEnd::Paragraph | TagEnd::Item) => out.push('\n'),
            Event::Start(Tag::Link { dest_url, .. }) => {
                assert!(dest_url.starts_with("http"), "{dest_url} in {description}");
            }
            Event::Start(Tag::Paragraph | Tag::List(None) | Tag::Item | Tag::Strong)
            | Event::End(TagEnd::Link | TagEnd::List(_) | TagEnd::Strong) => {}
            other => panic!("{other:?} in {description}"),
        }
    }
    out
}

/// Calls `see` with a schema and every schema in it.
fn each_schema<'v>(schema: &'v Value, see: &mut impl FnMut(&'v Map<String, Value>)) {
    let Some(keywords) = schema.as_object() else {
        return;
    };
    see(keywords);
    for (keyword, value) in keywords {
        match keyword.as_str() {
            "properties" => members(value).for_each(|(_, schema)| each_schema(schema, see)),
            "allOf" | "anyOf" => items(value).for_each(|schema| each_schema(schema, see)),
            "items" | "additionalProperties" | "not" | "if" | "then" | "else" | "contentSchema" => {
                each_schema(value, see);
            }
            _ => {}
        }
    }
}

/// Calls `see` with every object of a document, and the way to it.
fn each_object<'v>(value: &'v Value, at: &str, see: &mut impl FnMut(&str, &'v Map<String, Value>)) {
    if let Some(object) = value.as_object() {
        see(at, object);
    }
    for (name, value) in members(value) {
        each_object(value, &format!("{at}/{name}"), see);
    }
    for (index, value) in items(value).enumerate() {
        each_object(value, &format!("{at}/{index}"), see);
    }
}

/// Parameters of an operation, references resolved, by place and name.
fn parameters<'d>(
    described: &'d Described,
    written: &'d Value,
) -> BTreeMap<(&'d str, &'d str), &'d Value> {
    let mut out = BTreeMap::new();
    for parameter in items(&written["parameters"]) {
        let parameter = described.resolve(parameter);
        let key = (text(parameter, "in"), text(parameter, "name"));
        assert!(out.insert(key, parameter).is_none(), "{key:?} stands twice");
    }
    out
}
