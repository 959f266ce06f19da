//! Contracts for unit tests, as the lines of a contract file.
#![allow(clippy::indexing_slicing)]

use mediaspec_core::contract::Service;
use serde_json::{Value, json};

/// What people need to know of anything.
fn info() -> Value {
    json!({"summary": "A thing.", "cite": "page#1"})
}

/// The line of a type, whose fields and rules follow.
pub(crate) fn ty(name: &str) -> Value {
    json!({"type": {"name": name, "wire": name, "info": info()}})
}

/// The line of a type that holds parameters of an operation.
pub(crate) fn parameters(name: &str, operation: &str) -> Value {
    let mut line = ty(name);
    line["type"]["parameters_of"] = operation.into();
    line
}

/// The line of a field.
pub(crate) fn field(name: &str, shape: Value) -> Value {
    json!({"field": {"name": name, "shape": shape, "info": info()}})
}

/// A shape: an object of a type.
pub(crate) fn object(name: &str) -> Value {
    json!({"object": name})
}

/// A shape: a list.
pub(crate) fn list(item: Value) -> Value {
    json!({"list": {"item": item}})
}

/// A shape: any text.
pub(crate) fn text() -> Value {
    json!({"text": {}})
}

/// A line with further members.
pub(crate) fn with(mut line: Value, members: Value) -> Value {
    let kind = line
        .as_object_mut()
        .and_then(|line| line.values_mut().next());
    let kind = kind.and_then(Value::as_object_mut).expect("a line");
    for (name, value) in members.as_object().expect("members") {
        kind.insert(name.clone(), value.clone());
    }
    line
}

/// The line of a rule.
pub(crate) fn rule(kind: Value) -> Value {
    json!({"rule": {"id": "rule", "severity": "error", "kind": kind, "info": info()}})
}

/// The line of an operation, `POST /<name>`.
pub(crate) fn operation(name: &str, members: Value) -> Value {
    let line = json!({"operation": {
        "service": "studio",
        "name": name,
        "method": "POST",
        "path": format!("/{name}"),
        "tag": "",
        "responses": [],
        "info": info(),
    }});
    with(line, members)
}

/// A response with a body of a type.
pub(crate) fn response(status: u16, body: &str) -> Value {
    json!({"status": status, "summary": "", "body": body, "cite": "page#1"})
}

/// A service of types and operations, which are given in this order, each kind sorted by name.
pub(crate) fn service(lines: &[Value]) -> Service {
    service_with(&json!({}), lines)
}

/// The same with further members of the first line.
pub(crate) fn service_with(head: &Value, lines: &[Value]) -> Service {
    let operations = lines.iter().filter_map(|line| line.get("operation"));
    let index: Vec<Value> = operations
        .map(|one| json!({"name": one["name"], "method": one["method"], "path": one["path"]}))
        .collect();
    let mut first = json!({
        "mediaspec": 1,
        "service": "studio",
        "title": "Studio",
        "summary": "A service that does not exist.",
        "style": "rest",
        "operations": index,
    });
    for (name, value) in head.as_object().into_iter().flatten() {
        first[name] = value.clone();
    }
    let source = json!({"source": {
        "name": "page",
        "kind": "page",
        "title": "A page",
        "url": "https://example.com/",
        "read": "2026-11-20",
    }});
    // The first member of a type's and of an operation's line is its name.
    let text: String = [&first, &source]
        .into_iter()
        .chain(lines)
        .chain([&json!({"end": "studio"})])
        .map(|line| format!("{line}\n"))
        .collect();
    Service::read(&text).unwrap_or_else(|error| panic!("{error}\n{text}"))
}
