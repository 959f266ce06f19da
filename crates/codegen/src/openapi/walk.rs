//! The schemas inside a schema.

use mediaspec_core::node::{Members, Node};

/// Calls `change` with a schema and every schema in it. Values (defaults, examples, `enum`) are not looked into.
pub(super) fn each_schema(schema: &mut Members, change: &mut impl FnMut(&mut Members)) {
    change(schema);
    for (keyword, value) in schema.iter_mut() {
        match (keyword, value) {
            ("properties" | "$defs", Node::Object(schemas)) => {
                schemas
                    .iter_mut()
                    .for_each(|(_, schema)| each(schema, change));
            }
            ("allOf" | "anyOf", Node::List(schemas)) => {
                schemas.iter_mut().for_each(|schema| each(schema, change));
            }
            (
                "items" | "additionalProperties" | "not" | "if" | "then" | "else" | "contentSchema",
                schema,
            ) => each(schema, change),
            _ => {}
        }
    }
}

fn each(schema: &mut Node, change: &mut impl FnMut(&mut Members)) {
    match schema {
        Node::Object(schema) => each_schema(schema, change),
        Node::Null
        | Node::Bool(_)
        | Node::Int(_)
        | Node::Number(_)
        | Node::Text(_)
        | Node::List(_) => {}
    }
}
