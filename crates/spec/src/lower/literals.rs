//! Literals of the contract.

use mediaspec_core::contract::{Json, Literal};

use crate::raw::{Value, exact};

/// A JSON value.
pub(crate) fn json(value: &Value) -> Json {
    match value {
        Value::List(items) => Json::List(items.iter().map(json).collect()),
        Value::Table(members) => Json::Object(
            members
                .iter()
                .map(|(name, value)| (name.as_str().into(), json(value)))
                .collect(),
        ),
        scalar => Json::Scalar(literal(scalar).unwrap_or(Literal::Bool(false))),
    }
}

/// A scalar; `None` for a list or a table. `50.0` is the integer that it is.
pub(crate) fn literal(value: &Value) -> Option<Literal> {
    Some(match value {
        Value::Text(text) => Literal::from(text.as_str()),
        Value::Int(int) => Literal::Int(*int),
        Value::Float(float) => exact(*float).map_or(Literal::Number(*float), Literal::Int),
        Value::Bool(bool) => Literal::Bool(*bool),
        Value::List(_) | Value::Table(_) => return None,
    })
}

/// What a source says of a key, in words: `64`, `H264, VP8`; JSON text where it is a literal of the API.
pub(crate) fn says(key: &str, value: &Value) -> String {
    match value {
        Value::Text(text) if !matches!(key, "example" | "default") => text.clone(),
        Value::List(items) if !matches!(key, "example" | "default" | "rows") => {
            let item = |item: &Value| match item {
                Value::Text(text) => text.clone(),
                Value::Table(_) => wire(item).map_or_else(|| item.to_json(), str::to_owned),
                other => other.to_json(),
            };
            items.iter().map(item).collect::<Vec<_>>().join(", ")
        }
        other => other.to_json(),
    }
}

/// The wire value of an enum's value that is written as a table.
fn wire(value: &Value) -> Option<&str> {
    let Value::Table(members) = value else {
        return None;
    };
    members.iter().find_map(|(name, value)| match value {
        Value::Text(text) if name == "wire" => Some(text.as_str()),
        _ => None,
    })
}
