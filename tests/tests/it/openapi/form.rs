//! The documents as OpenAPI: what any tool may count on.

use std::collections::BTreeSet;

use mediaspec_core::node::Node;
use mediaspec_tests::{SCHEMA_KEYWORDS, root};
use serde_json::Value;

use super::{all, each_object, each_schema, items, members, parameters, shipped, shown, text};

#[test]
fn every_service_has_a_document_of_openapi_3_1() {
    for described in shipped() {
        let document = &described.document;
        assert_eq!(document["openapi"], "3.1.0");
        let info = &document["info"];
        assert!(text(info, "title").contains(described.service.title()));
        assert!(text(info, "description").starts_with("Unofficial."));
        assert_eq!(info["license"]["identifier"], "MIT OR Apache-2.0");
        for source in described.service.sources() {
            let told = text(info, "description");
            assert!(
                told.contains(&*source.url) && told.contains(&*source.read),
                "{}",
                source.name
            );
        }
        assert_eq!(document["servers"][0]["url"], "https://{endpoint}");
        let variable = &document["servers"][0]["variables"]["endpoint"];
        let endpoint = described.service.endpoints().first().expect("an endpoint");
        assert_eq!(variable["default"], *endpoint.host);
    }
}

#[test]
fn no_member_of_an_object_stands_twice() {
    fn see(value: &Node, at: &mut Vec<String>) {
        match value {
            Node::Object(members) => {
                let mut names = BTreeSet::new();
                for (name, member) in members.iter() {
                    at.push(name.to_owned());
                    assert!(names.insert(name), "{}", at.join("/"));
                    see(member, at);
                    at.pop();
                }
            }
            Node::List(items) => items.iter().for_each(|item| see(item, at)),
            Node::Null | Node::Bool(_) | Node::Int(_) | Node::Number(_) | Node::Text(_) => {}
        }
    }
    for described in shipped() {
        let path = format!(
            "crates/schema/openapi/{}.openapi.json",
            described.service.name()
        );
        let text = std::fs::read_to_string(root().join(path)).expect("a document");
        let document: Node = serde_json::from_str(&text).expect("JSON");
        see(&document, &mut Vec::new());
    }
}

#[test]
fn a_service_without_a_known_host_names_none_that_could_exist() {
    for described in super::rendered("mini") {
        let variable = &described.document["servers"][0]["variables"]["endpoint"];
        assert!(text(variable, "default").ends_with(".invalid"));
    }
}

#[test]
fn references_resolve_and_components_are_used() {
    for described in all() {
        let mut used = BTreeSet::new();
        each_object(&described.document, "", &mut |at, object| {
            // In an example it would be a value.
            if at.contains("/value/") || at.contains("/default/") || at.ends_with("/default") {
                return;
            }
            if let Some(Value::String(target)) = object.get("$ref") {
                let pointer = target
                    .strip_prefix('#')
                    .unwrap_or_else(|| panic!("{at}: {target}"));
                assert!(
                    described.document.pointer(pointer).is_some(),
                    "{at}: {target}"
                );
                assert!(target.starts_with("#/components/"), "{at}: {target}");
                used.insert(target.trim_start_matches("#/components/").to_owned());
            }
        });
        for (kind, components) in members(&described.document["components"]) {
            for (name, _) in members(components) {
                let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_');
                assert!(name.chars().all(plain), "{name}");
                let scheme = kind == "securitySchemes";
                assert!(
                    scheme || used.contains(&format!("{kind}/{name}")),
                    "{kind}/{name} is not used"
                );
            }
        }
    }
}

#[test]
fn operation_ids_are_unique_and_tags_are_declared() {
    for described in all() {
        let document = &described.document;
        let declared: BTreeSet<&str> = items(&document["tags"])
            .map(|tag| text(tag, "name"))
            .collect();
        assert!(items(&document["tags"]).all(|tag| !text(tag, "description").is_empty()));
        let mut ids = BTreeSet::new();
        let mut used = BTreeSet::new();
        each_object(document, "", &mut |at, object| {
            let Some(id) = object.get("operationId") else {
                return;
            };
            assert!(ids.insert(id.to_string()), "{at}: {id}");
            assert!(
                object.contains_key("summary") && object.contains_key("description"),
                "{at}"
            );
            let tags: Vec<&str> = items(&object["tags"]).filter_map(Value::as_str).collect();
            assert_eq!(tags.len(), 1, "{at}");
            used.extend(tags);
        });
        assert_eq!(used, declared);
    }
}

#[test]
fn members_of_our_own_begin_with_x_mediaspec_and_name_known_sources() {
    for described in all() {
        let named = |reference: &Value| {
            let reference = reference.as_str().unwrap_or_default();
            let name = reference.split('#').next().unwrap_or_default();
            let legend = &described.document["x-mediaspec-sources"];
            let source = described
                .service
                .sources()
                .iter()
                .find(|source| &*source.name == name);
            source.is_some_and(|source| {
                legend[name]["url"] == *source.url && legend[name]["read"] == *source.read
            })
        };
        each_object(&described.document, "", &mut |at, object| {
            for (name, value) in object {
                if !name.starts_with("x-") || at.ends_with("/properties") || at.contains("/value") {
                    continue;
                }
                match name.as_str() {
                    "x-mediaspec-source" => assert!(named(value), "{at}: {value}"),
                    "x-mediaspec-source-of" => {
                        let all_named = |value: &Value| match value {
                            Value::Array(several) => several.len() > 1 && several.iter().all(named),
                            only => named(only),
                        };
                        assert!(members(value).all(|(_, value)| all_named(value)), "{at}")
                    }
                    "x-mediaspec-conflicts" | "x-mediaspec-votes" | "x-mediaspec-rules" => {
                        assert!(items(value).count() > 0, "{at}");
                        assert!(
                            items(value).all(|entry| named(&entry["source"])),
                            "{at}: {value}"
                        );
                    }
                    "x-mediaspec-dropped" => assert!(named(&value["source"]), "{at}: {value}"),
                    "x-mediaspec-generated" | "x-mediaspec-sources" => assert_eq!(at, ""),
                    "x-mediaspec-sensitive" => assert_eq!(*value, true, "{at}"),
                    "x-mediaspec-context" | "x-mediaspec-error-code" => {
                        assert!(value.is_string(), "{at}")
                    }
                    "x-mediaspec-state" => {
                        assert!(value.is_string(), "{at}");
                        assert_eq!(object.get("deprecated"), Some(&Value::Bool(true)), "{at}");
                    }
                    "x-mediaspec-schema" | "x-mediaspec-rpc" => assert!(value.is_object(), "{at}"),
                    other => panic!("{at}: {other}"),
                }
            }
        });
    }
}

#[test]
fn schemas_keep_to_keywords_of_the_dialect() {
    let more = ["unevaluatedProperties"];
    for described in all() {
        let mut seen = 0_usize;
        let mut look = |schema: &Value, at: &str| {
            each_schema(schema, &mut |keywords| {
                for keyword in keywords.keys() {
                    seen += 1;
                    let known = SCHEMA_KEYWORDS.contains(&keyword.as_str())
                        || more.contains(&keyword.as_str());
                    assert!(
                        known || keyword.starts_with("x-mediaspec-"),
                        "{at}: {keyword}"
                    );
                }
            });
        };
        for (name, schema) in members(&described.document["components"]["schemas"]) {
            look(schema, name);
        }
        for (path, _, written) in described.operations() {
            for parameter in parameters(&described, written).into_values() {
                look(&parameter["schema"], path);
            }
        }
        assert!(seen > 0);
    }
}

#[test]
fn no_description_holds_markup_that_a_page_would_run() {
    for described in all() {
        each_object(&described.document, "", &mut |at, object| {
            // A member of a type may have that name, and an example any text.
            if at.contains("/value") || at.ends_with("/properties") {
                return;
            }
            let Some(Value::String(told)) = object.get("description") else {
                return;
            };
            // A viewer that knows no Markdown puts it into a page as it is.
            for (index, _) in told.match_indices('<') {
                let next = told[index + 1..].chars().next().unwrap_or(' ');
                let tag = next.is_ascii_alphabetic() || matches!(next, '/' | '!' | '?');
                assert!(!tag, "{at}: {told}");
            }
            // One that knows it finds words, code and links to sources.
            shown(told);
        });
    }
}

#[test]
fn a_type_is_one_component_unless_requests_and_responses_differ() {
    let described = shipped()
        .into_iter()
        .find(|d| d.service.name() == "metastudio")
        .expect("the service");
    let schemas = &described.document["components"]["schemas"];
    let closed =
        |name: &str| schemas[name].get("additionalProperties") == Some(&Value::Bool(false));
    assert!(closed("VoiceConfigRequest"));
    assert!(!closed("VoiceConfigResponse"));
    assert!(schemas.get("VoiceConfig").is_none());
    // Used one way only.
    assert!(schemas.get("SmartLiveJob").is_some());
    assert!(schemas.get("SmartLiveJobResponse").is_none());
}
