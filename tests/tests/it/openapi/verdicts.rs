//! The schemas give the verdicts of the boundary corpus, save where a schema is known not to.

use mediaspec_core::code::Code;
use mediaspec_core::contract::{RuleKind, Style};
use mediaspec_tests::corpus::{self, Cases, Expected, Operation};
use serde_json::{Map, Value, json};

use super::{Described, members, parameters, rendered, shipped, text};

/// What several members say together; single parameters know nothing of it.
const TOGETHER: [Code; 7] = [
    Code::RequiredIf,
    Code::Rows,
    Code::AtMostOne,
    Code::AtLeastOne,
    Code::Authentication,
    Code::AdditionalProperties,
    Code::DuplicateKey,
];

/// The schema of a part of a message, put together from the parameters where it has no schema of its own.
fn schema(described: &Described, operation: &str, cases: &Cases) -> Option<Value> {
    let name = operation.split('/').nth(1).expect("service and name");
    let found = described.service.operation(name);
    let operation = found.expect("an operation of the service");
    let written = described.operation(operation);
    let of_body = |holder: &Value| {
        let (_, content) = members(&holder["content"]).next()?;
        Some(content["schema"].clone())
    };
    match (cases.message.as_str(), cases.part.as_str()) {
        ("request", "body") => of_body(&written["requestBody"]),
        ("request", part) => {
            let mut properties = Map::new();
            let mut required = Vec::new();
            for ((place, name), parameter) in parameters(described, written) {
                if place == part {
                    properties.insert(name.to_owned(), parameter["schema"].clone());
                    if parameter["required"] == true && !only_sent(described, part, name) {
                        required.push(name);
                    }
                }
            }
            Some(json!({ "type": "object", "properties": properties, "required": required }))
        }
        (status, "body") if status.parse::<u16>().is_ok() => of_body(&written["responses"][status]),
        (name, "body") => {
            let callback = operation
                .callbacks
                .iter()
                .find(|callback| *callback.name == *name);
            of_body(&described.message(operation, callback.expect("a callback"))["requestBody"])
        }
        // Headers of responses may have any other beside them, and none is required.
        _ => None,
    }
}

/// Whether a document asks for a parameter because no request goes out without it, and the contract does not: it names the
/// operation, or the version of the API.
fn only_sent(described: &Described, part: &str, name: &str) -> bool {
    match described.service.style() {
        Style::Rest => false,
        Style::Rpc {
            action,
            version,
            headers: _,
            cite: _,
        } => part == "query" && [action, version].iter().any(|known| ***known == *name),
    }
}

/// Whether a rule says what a parameter of the query must hold.
fn holds_by_rule(described: &Described, operation: &Operation, parameter: &str) -> bool {
    let name = operation.operation.split('/').nth(1);
    let contract = name.and_then(|name| described.service.operation(name));
    let query = contract.and_then(|contract| contract.query.as_ref());
    let mut rules = query
        .iter()
        .flat_map(|ty| &described.service.resolve(ty).rules);
    rules.any(|rule| match &rule.kind {
        RuleKind::Contains { field, texts: _ } => **field == *parameter,
        _ => false,
    })
}

fn compare(described: &[Described], corpus: &[Operation]) {
    let mut wrong = Vec::new();
    let mut count = 0_usize;
    for operation in corpus {
        let service = operation.operation.split('/').next().expect("a service");
        let described = described
            .iter()
            .find(|d| d.service.name() == service)
            .expect("a document");
        for cases in &operation.messages {
            let Some(schema) = schema(described, &operation.operation, cases) else {
                continue;
            };
            let whole = cases.part == "body";
            let validator = described.validator(&schema);
            for (case, payload) in cases.payloads() {
                let errors: Vec<&str> = case
                    .expect
                    .iter()
                    .filter(|violation| violation.severity == "error")
                    .map(|violation| violation.code.as_str())
                    .collect();
                if !whole
                    && (case.lossy || TOGETHER.iter().any(|code| errors.contains(&code.as_str())))
                {
                    continue;
                }
                // Nor does it know what a parameter must hold beside another.
                let by_rule = |v: &Expected| {
                    let name = v.pointer.trim_start_matches('/');
                    v.code == Code::Pattern.as_str() && holds_by_rule(described, operation, name)
                };
                if !whole && case.expect.iter().any(by_rule) {
                    continue;
                }
                // What authenticates is no parameter, so its bounds are those of a security scheme.
                let schemes = &described.document["components"]["securitySchemes"];
                let authenticates = |pointer: &str| {
                    let mut all = members(schemes);
                    all.any(|(_, scheme)| text(scheme, "name") == pointer.trim_start_matches('/'))
                };
                if !whole && case.expect.iter().any(|v| authenticates(&v.pointer)) {
                    continue;
                }
                count += 1;
                if (validator.is_valid(&payload) == errors.is_empty()) == case.lossy {
                    wrong.push(format!(
                        "{} {} {}: {} {errors:?}",
                        operation.operation, cases.message, cases.part, case.name
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
        wrong[..wrong.len().min(30)].join("\n")
    );
}

#[test]
fn components_give_the_verdicts_of_the_corpus() {
    compare(&shipped(), corpus::shipped());
}

#[test]
fn components_of_every_kind_of_constraint_give_the_verdicts_of_the_corpus() {
    compare(&rendered("specs/kinds"), corpus::kinds());
}
