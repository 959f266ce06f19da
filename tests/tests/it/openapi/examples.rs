//! Examples validate: against the schema beside them, and by the engine.

use mediaspec_core::check::{Options, Scope, Target, check_field, check_value};
use mediaspec_core::contract::{Direction, Part, TypeName};
use serde_json::Value;

use super::{Described, all, each_schema, items, members, parameters};

/// Asserts that the examples of a body validate, and returns how many there are.
fn body(described: &Described, holder: &Value, name: &TypeName, scope: Scope) -> usize {
    let target = Target::new(&described.service, name);
    let ty = target.ty();
    let (_, media) = members(&holder["content"]).next().expect("a media type");
    let alike = |(_, other): (&str, &Value)| other == media;
    assert!(members(&holder["content"]).all(alike), "{}", ty.name);
    let validator = described.validator(&media["schema"]);
    let mut count = 0;
    for (name, example) in members(&media["examples"]) {
        let value = &example["value"];
        assert!(validator.is_valid(value), "{} {name}: {value}", ty.name);
        let report = check_value(&target, scope, value, &Options::default());
        assert!(
            report.is_valid(),
            "{} {name}: {:?}",
            ty.name,
            report.violations
        );
        count += 1;
    }
    assert!(count > 0, "{} has no example", ty.name);
    count
}

#[test]
fn examples_of_bodies_are_valid() {
    let mut count = 0;
    for described in all() {
        for operation in described.service.operations() {
            let written = described.operation(operation);
            let scope = |direction| Scope::body(direction).in_context(operation.context);
            if let Some(request) = &operation.request {
                count += body(
                    &described,
                    &written["requestBody"],
                    &request.ty,
                    scope(Direction::Request),
                );
            }
            for response in &operation.responses {
                if let Some(ty) = &response.body {
                    let holder = &written["responses"][response.status.to_string()];
                    count += body(&described, holder, ty, scope(Direction::Response));
                }
            }
            for callback in &operation.callbacks {
                count += body(
                    &described,
                    &described.message(operation, callback)["requestBody"],
                    &callback.ty,
                    scope(Direction::Response),
                );
            }
        }
    }
    assert!(count > 30, "{count}");
}

#[test]
fn an_error_shows_the_code_of_its_status() {
    let mut count = 0;
    for described in super::shipped() {
        for operation in described.service.operations() {
            for response in &operation.responses {
                let Some(code) = &response.error_code else {
                    continue;
                };
                let written =
                    &described.operation(operation)["responses"][response.status.to_string()];
                let examples = &written["content"]["application/json"]["examples"];
                assert!(
                    members(examples).all(|(_, example)| example["value"]["error_code"] == **code),
                    "{examples}"
                );
                count += 1;
            }
        }
    }
    assert!(count > 10, "{count}");
}

#[test]
fn examples_of_parameters_and_headers_are_valid() {
    let mut count = 0;
    for described in all() {
        for operation in described.service.operations() {
            let written = described.operation(operation);
            let parameters = parameters(&described, written);
            for ((part, name), parameter) in parameters {
                let Some(example) = parameter.get("example") else {
                    continue;
                };
                assert!(
                    described.validator(&parameter["schema"]).is_valid(example),
                    "{name}: {example}"
                );
                let part: Part = part.parse().expect("a part");
                let service = &described.service;
                let ty = service.request_part(operation, part);
                let scope = Scope::body(Direction::Request)
                    .in_part(part)
                    .in_context(operation.context);
                if ty.field(name).is_some() {
                    let report =
                        check_field(service, ty, name, scope, example, &Options::default());
                    assert!(report.is_valid(), "{name}: {:?}", report.violations);
                    count += 1;
                }
            }
            for response in &operation.responses {
                let headers = &written["responses"][response.status.to_string()]["headers"];
                for (name, header) in members(headers) {
                    let Some(example) = header.get("example") else {
                        continue;
                    };
                    assert!(
                        described.validator(&header["schema"]).is_valid(example),
                        "{name}: {example}"
                    );
                    count += 1;
                }
            }
        }
    }
    assert!(count > 30, "{count}");
}

#[test]
fn defaults_and_examples_in_schemas_are_valid() {
    let mut count = 0;
    for described in all() {
        for (name, schema) in members(&described.document["components"]["schemas"]) {
            each_schema(schema, &mut |keywords| {
                let examples = keywords.get("examples").into_iter().flat_map(items);
                let shown: Vec<&Value> = examples.chain(keywords.get("default")).collect();
                if shown.is_empty() {
                    return;
                }
                let validator = described.validator(&Value::Object(keywords.clone()));
                for value in shown {
                    assert!(validator.is_valid(value), "{name}: {value}");
                    count += 1;
                }
            });
        }
    }
    assert!(count > 100, "{count}");
}
