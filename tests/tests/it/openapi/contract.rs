//! The documents against the contract: nothing is missing, and nothing is made up.

use std::collections::BTreeSet;

use mediaspec_core::contract::{Direction, MediaTypes, Operation, Part, Service, Style, TypeDef};
use mediaspec_core::escape::visible;
use serde_json::{Value, json};

use super::{Described, all, items, members, parameters, shown, text};

fn authenticates(service: &Service, operation: &Operation, header: &str) -> bool {
    let groups = service.auth(operation).iter();
    let mut headers = groups.flat_map(|group| &group.headers);
    headers.any(|known| known.eq_ignore_ascii_case(header))
}

#[test]
fn every_operation_stands_under_its_path_and_method() {
    for described in all() {
        let written: BTreeSet<(String, String, &str)> = described
            .operations()
            .map(|(path, method, written)| {
                (
                    path.to_owned(),
                    method.to_owned(),
                    text(written, "operationId"),
                )
            })
            .collect();
        let expected: BTreeSet<(String, String, &str)> = described
            .service
            .operations()
            .map(|operation| {
                let path = match described.service.style() {
                    Style::Rest => operation.path.to_string(),
                    Style::Rpc { .. } => format!("/{}", operation.name),
                };
                (path, operation.method.to_lowercase(), &*operation.name)
            })
            .collect();
        assert_eq!(written, expected);
    }
}

#[test]
fn every_parameter_is_described_once() {
    for described in all() {
        for operation in described.service.operations() {
            let mut written = parameters(&described, described.operation(operation));
            // What names the operation and the version must be sent, though the contract does not ask for it.
            let mut needed: Vec<&str> = Vec::new();
            let mut schemes: Vec<&str> = Vec::new();
            if let Style::Rpc {
                action,
                version,
                headers: _,
                cite: _,
            } = described.service.style()
            {
                needed.extend([&**action, &**version]);
                let all = members(&described.document["components"]["securitySchemes"]);
                schemes.extend(all.map(|(_, scheme)| text(scheme, "name")));
                let schema = |name: &str| &written[&("query", name)]["schema"];
                assert_eq!(schema(action)["enum"], json!([&*operation.name]));
                assert_eq!(
                    schema(version)["enum"],
                    json!([described.service.version()])
                );
            }
            for part in [Part::Path, Part::Query, Part::Header] {
                let ty = described.service.request_part(operation, part);
                for field in &ty.fields {
                    let name = &*field.name;
                    let is_scheme = match part {
                        Part::Header => authenticates(&described.service, operation, name),
                        Part::Query => schemes.contains(&name),
                        Part::Body | Part::Path => false,
                    };
                    if is_scheme {
                        continue;
                    }
                    let parameter = written
                        .remove(&(part.as_str(), &*field.name))
                        .unwrap_or_else(|| panic!("{} lacks {}", operation.name, field.name));
                    let required = field.is_demanded(Direction::Request)
                        || part == Part::Query && needed.contains(&name);
                    assert_eq!(parameter["required"].as_bool().unwrap_or(false), required);
                    assert_eq!(
                        parameter["deprecated"].as_bool().unwrap_or(false),
                        field.deprecated.is_some()
                    );
                    // What nothing explains may have nothing to say.
                    if !field.info.summary.is_empty() {
                        let described = shown(text(parameter, "description"));
                        let summary = field.info.summary.split_whitespace();
                        let summary = visible(&summary.collect::<Vec<_>>().join(" "));
                        assert!(described.starts_with(&summary), "{described}");
                    }
                    assert!(parameter["schema"].is_object());
                }
            }
            assert_eq!(
                written.keys().collect::<Vec<_>>(),
                Vec::<&(&str, &str)>::new(),
                "{}",
                operation.name
            );
        }
    }
}

#[test]
fn one_header_group_must_be_complete() {
    for described in all() {
        for operation in described.service.operations() {
            let written = described.operation(operation);
            let groups: Vec<BTreeSet<&str>> = items(&written["security"])
                .map(|requirement| {
                    members(requirement)
                        .map(|(name, scopes)| {
                            assert_eq!(*scopes, Value::Array(Vec::new()));
                            let scheme = &described.document["components"]["securitySchemes"][name];
                            assert_eq!(scheme["type"], "apiKey");
                            text(scheme, "name")
                        })
                        .collect()
                })
                .collect();
            match described.service.style() {
                Style::Rest => {
                    let all = described.service.auth(operation).iter();
                    let expected: Vec<BTreeSet<&str>> = all
                        .map(|group| group.headers.iter().map(|name| &**name).collect())
                        .collect();
                    assert_eq!(groups, expected, "{}", operation.name);
                }
                Style::Rpc { .. } => {
                    let common = described.service.common().expect("common parameters");
                    let common = described.service.resolve(common);
                    let mut names = groups.iter().flatten();
                    assert!(names.all(|name| common.field(name).is_some()));
                }
            }
        }
    }
}

#[test]
fn what_all_sources_refuse_of_headers_that_authenticate_is_kept() {
    let metastudio = &super::shipped()[0];
    let schemes = &metastudio.document["components"]["securitySchemes"];
    assert_eq!(schemes["token"]["name"], "X-Auth-Token");
    // The length is of a source that states one of nearly everything.
    let token = &schemes["token"]["x-mediaspec-schema"];
    assert_eq!(token["type"], "string");
    assert!(token.get("maxLength").is_none());
    assert_eq!(schemes["token"]["x-mediaspec-sensitive"], true);
    assert_eq!(
        schemes["aksk-X-Sdk-Date"]["x-mediaspec-schema"]["type"],
        "string"
    );
}

#[test]
fn every_status_has_its_body_and_its_headers() {
    for described in all() {
        for operation in described.service.operations() {
            let written = &described.operation(operation)["responses"];
            let error = described.service.error();
            for range in ["4XX", "5XX"] {
                assert_eq!(written.get(range).is_some(), error.is_some());
                if let Some(ty) = error {
                    body(&described, &written[range], described.service.resolve(ty));
                }
            }
            let documented = members(written).filter(|(status, _)| !status.ends_with("XX"));
            assert_eq!(
                documented.count(),
                operation.responses.len(),
                "{}",
                operation.name
            );
            for response in &operation.responses {
                let found = &written[response.status.to_string()];
                assert!(!text(found, "description").is_empty());
                let has_body = response.body.is_some() || response.file;
                assert_eq!(found.get("content").is_some(), has_body);
                if has_body {
                    assert_sent_as(found, &response.media_types);
                }
                if let Some(ty) = &response.body {
                    body(&described, found, described.service.resolve(ty));
                }
                if response.file {
                    for (_, content) in members(&found["content"]) {
                        assert_eq!(content["schema"]["type"], "string");
                        assert!(content["schema"]["contentMediaType"].is_string());
                    }
                }
                assert_eq!(
                    found["x-mediaspec-error-code"].as_str(),
                    response.error_code.as_deref()
                );
                let headers: BTreeSet<&str> =
                    members(&found["headers"]).map(|(name, _)| name).collect();
                let documented = described
                    .service
                    .response_headers(response.headers.as_ref());
                let expected: BTreeSet<&str> =
                    documented.fields.iter().map(|field| &*field.name).collect();
                assert_eq!(headers, expected);
            }
        }
    }
}

/// Asserts that a body has the media types that are documented.
fn assert_sent_as(holder: &Value, media_types: &MediaTypes) {
    let written: BTreeSet<&str> = members(&holder["content"]).map(|(name, _)| name).collect();
    let documented = media_types.names.iter().map(|name| &**name);
    let any = media_types.names.is_empty().then_some("*/*");
    assert_eq!(written, documented.chain(any).collect());
}

/// Asserts that a body is of a type, whatever it is sent as.
fn body(described: &Described, holder: &Value, ty: &TypeDef) {
    for (_, content) in members(&holder["content"]) {
        described_as(described, &content["schema"], ty);
    }
}

fn described_as(described: &Described, schema: &Value, ty: &TypeDef) {
    let schema = described.resolve(schema);
    assert_eq!(schema["title"], *ty.wire);
    let written: BTreeSet<&str> = members(&schema["properties"])
        .map(|(name, _)| name)
        .collect();
    let members = ty.fields.iter().filter(|_| !ty.transparent);
    let expected: BTreeSet<&str> = members.map(|field| &*field.name).collect();
    assert_eq!(written, expected, "{}", ty.name);
    let json_type = ty.transparent_field().map(|whole| whole.shape.json_type());
    let json_type = json_type.unwrap_or("object");
    assert_eq!(schema["type"], json_type, "{}", ty.name);
    assert_eq!(
        items(&schema["x-mediaspec-rules"]).count() > 0,
        !ty.rules.is_empty(),
        "{}",
        ty.name
    );
}

#[test]
fn every_request_body_is_described() {
    for described in all() {
        for operation in described.service.operations() {
            let written = described.operation(operation);
            assert_eq!(
                written.get("requestBody").is_some(),
                operation.request.is_some()
            );
            if let Some(request) = &operation.request {
                let found = &written["requestBody"];
                assert_eq!(
                    found["required"].as_bool().unwrap_or(false),
                    request.required
                );
                assert_sent_as(found, &request.media_types);
                body(&described, found, described.service.resolve(&request.ty));
            }
        }
    }
}

#[test]
fn callbacks_go_to_the_address_that_the_request_names() {
    let mut addresses = 0;
    for described in all() {
        let mut hooks = 0;
        for operation in described.service.operations() {
            let written = described.operation(operation);
            let mut expected = BTreeSet::new();
            for callback in &operation.callbacks {
                body(
                    &described,
                    &described.message(operation, callback)["requestBody"],
                    described.service.resolve(&callback.ty),
                );
                match callback.address {
                    Some(_) => drop(expected.insert(&*callback.name)),
                    None => hooks += 1,
                }
            }
            let found: BTreeSet<&str> = members(&written["callbacks"])
                .map(|(name, _)| name)
                .collect();
            assert_eq!(found, expected);
            for (_, by_expression) in members(&written["callbacks"]) {
                for (expression, _) in members(by_expression) {
                    let schema = addressed(&described, written, expression);
                    assert!(
                        schema.to_string().contains("\"string\""),
                        "{expression}: {schema}"
                    );
                    addresses += 1;
                }
            }
        }
        assert_eq!(members(&described.document["webhooks"]).count(), hooks);
    }
    assert!(addresses > 3, "{addresses}");
}

/// The type of what a runtime expression reads in a request.
fn addressed<'d>(described: &'d Described, written: &'d Value, expression: &str) -> &'d Value {
    let inner = expression
        .strip_prefix("{$request.")
        .and_then(|rest| rest.strip_suffix('}'));
    let inner = inner.unwrap_or_else(|| panic!("{expression}"));
    if let Some(pointer) = inner.strip_prefix("body#/") {
        let mut schema =
            described.resolve(&written["requestBody"]["content"]["application/json"]["schema"]);
        for token in pointer.split('/') {
            let name = token.replace("~1", "/").replace("~0", "~");
            schema = described.resolve(&schema["properties"][name]);
        }
        return &schema["type"];
    }
    let (part, name) = inner.split_once('.').expect("a part and a name");
    &parameters(described, written)[&(part, name)]["schema"]["type"]
}

#[test]
fn the_address_of_the_end_of_a_video_task_is_in_its_request() {
    let metastudio = &super::shipped()[0];
    let operation = metastudio
        .service
        .operation("Create2DDigitalHumanVideo")
        .expect("the operation");
    let written = metastudio.operation(operation);
    let expressions: Vec<&str> = members(&written["callbacks"]["video-task-ended"])
        .map(|(name, _)| name)
        .collect();
    assert_eq!(
        expressions,
        ["{$request.body#/callback_config/callback_url}"]
    );
}

#[test]
fn rules_between_parameters_are_told() {
    let mut told = 0;
    for described in all() {
        for operation in described.service.operations() {
            let parts = [Part::Path, Part::Query, Part::Header];
            let types = parts.map(|part| described.service.request_part(operation, part));
            let expected: usize = types.iter().map(|ty| ty.rules.len()).sum();
            let written = items(&described.operation(operation)["x-mediaspec-rules"]).count();
            assert_eq!(written, expected, "{}", operation.name);
            told += written;
        }
    }
    assert!(told > 0);
}

/// Whether a component is the variant of a type for requests or for responses.
fn is_variant(component: &str, ty: &TypeDef) -> bool {
    let rest = component.strip_prefix(&*ty.name);
    rest.is_some_and(|rest| rest.starts_with("Request") || rest.starts_with("Response"))
}

#[test]
fn conflicts_of_fields_are_told() {
    for described in all() {
        for (name, schema) in members(&described.document["components"]["schemas"]) {
            let ty = described.service.ty(name);
            let mut types = described.service.types();
            let ty = ty.or_else(|| types.find(|ty| is_variant(name, ty)));
            let ty = ty.unwrap_or_else(|| panic!("{name}"));
            assert_eq!(schema["title"], *ty.wire);
            for field in &ty.fields {
                let property = if ty.transparent {
                    schema
                } else {
                    &schema["properties"][&*field.name]
                };
                let written = items(&property["x-mediaspec-conflicts"]).count();
                assert_eq!(
                    written,
                    field.info.conflicts.len(),
                    "{}.{}",
                    ty.name,
                    field.name
                );
                assert_eq!(property["x-mediaspec-sensitive"] == true, field.sensitive);
            }
        }
    }
}
