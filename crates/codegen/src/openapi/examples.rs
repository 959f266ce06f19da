//! Payloads that validate, made from the contract.

use mediaspec_core::check::{Options, Scope, Target, check_value};
use mediaspec_core::contract::{Operation, Response, Service, TypeDef};
use mediaspec_core::node::{Members, Node};
use mediaspec_payloads::sample::{SampleOptions, sample};

/// A payload with all that reads well together, or with what is required alone.
pub(super) fn payload(service: &Service, ty: &TypeDef, scope: Scope, full: bool) -> Node {
    sample(service, ty, scope, &SampleOptions { full, seed: 0 })
}

/// The examples of a request body.
pub(super) fn of_request(service: &Service, ty: &TypeDef, scope: Scope) -> Members {
    let full = payload(service, ty, scope, true);
    let minimal = payload(service, ty, scope, false);
    let mut out = Members::new();
    let alike = full == minimal;
    // The first is what mock servers send.
    out.push("full", example("With all that goes together.", full));
    if !alike {
        out.push("minimal", example("With what is required alone.", minimal));
    }
    out
}

/// The example of a response or a callback.
pub(super) fn of_message(service: &Service, ty: &TypeDef, scope: Scope) -> Members {
    Members::new().with(
        "full",
        example(
            "With all that goes together.",
            payload(service, ty, scope, true),
        ),
    )
}

/// The example of a response. An error carries the code of its own status; what else the sample says belongs to another.
pub(super) fn of_response(
    service: &Service,
    operation: &Operation,
    response: &Response,
    ty: &TypeDef,
    scope: Scope,
) -> Members {
    let own = response.error_code.as_deref().and_then(|code| {
        let codes: Vec<&str> = operation
            .responses
            .iter()
            .filter_map(|other| other.error_code.as_deref())
            .collect();
        let Node::Object(members) = payload(service, ty, scope, true) else {
            return None;
        };
        let (name, told) = members.iter().find_map(|(name, value)| match value {
            Node::Text(text) if codes.contains(&text.as_str()) => {
                Some((name.to_owned(), text.clone()))
            }
            Node::Text(_)
            | Node::Null
            | Node::Bool(_)
            | Node::Int(_)
            | Node::Number(_)
            | Node::List(_)
            | Node::Object(_) => None,
        })?;
        if told == code {
            return None;
        }
        let alone = Node::from(Members::new().with(name, code));
        check_value(
            &Target::new(service, &ty.name),
            scope,
            &alone,
            &Options::default(),
        )
        .is_valid()
        .then_some(alone)
    });
    match own {
        Some(payload) => {
            Members::new().with("code", example("With the code of the status.", payload))
        }
        None => of_message(service, ty, scope),
    }
}

fn example(summary: &str, value: Node) -> Members {
    Members::new().with("summary", summary).with("value", value)
}
