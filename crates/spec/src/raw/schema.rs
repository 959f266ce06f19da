//! JSON Schemas of the spec files, made from the types that read them.

use schemars::JsonSchema;
use schemars::generate::SchemaSettings;
use serde_json::{Map, Value, json};

use super::{self as raw, INCOMPLETE};

/// The schemas for editors: file name and text, sorted by name, each with a newline at its end.
///
/// They are draft 07, which editors' TOML extensions read. The loader checks files against the very same schemas.
#[must_use]
pub fn meta_schemas() -> Vec<(&'static str, String)> {
    [
        ("operation.schema.json", schema_of::<raw::OperationFile>()),
        ("type.schema.json", schema_of::<raw::TypeFile>()),
        ("vendor.schema.json", schema_of::<raw::VendorFile>()),
    ]
    .into_iter()
    .map(|(name, mut schema)| {
        publish(&mut schema);
        // A `Value` always has a text.
        let mut text = serde_json::to_string_pretty(&schema).unwrap_or_default();
        text.push('\n');
        (name, text)
    })
    .collect()
}

/// The schema of a kind of file, with the mark of incomplete tables.
pub(crate) fn schema_of<T: JsonSchema>() -> Value {
    let schema = SchemaSettings::draft07()
        .into_generator()
        .into_root_schema_for::<T>();
    let mut schema = Value::from(schema);
    tidy(&mut schema);
    schema
}

/// The schema of any literal.
pub(crate) fn literal() -> Value {
    json!({ "type": ["string", "number", "boolean", "array", "object"] })
}

/// Says what TOML can: there is no `null`, and formats of integers become bounds.
fn tidy(schema: &mut Value) {
    match schema {
        Value::Array(items) => items.iter_mut().for_each(tidy),
        Value::Object(object) => {
            if object.get("format").and_then(Value::as_str) == Some("uint32") {
                object.insert("minimum".to_owned(), json!(0));
                object.insert("maximum".to_owned(), json!(u32::MAX));
            }
            // Where `type` is a schema, this is a table of properties, and `format` one of them.
            if matches!(object.get("type"), Some(Value::String(_) | Value::Array(_))) {
                object.remove("format");
            }
            if let Some(Value::Array(types)) = object.get_mut("type") {
                types.retain(|name| name != "null");
                if let [only] = types.as_slice() {
                    let only = only.clone();
                    object.insert("type".to_owned(), only);
                }
            }
            if let Some(Value::Array(forms)) = object.get_mut("anyOf") {
                forms.retain(|form| form.get("type").is_none_or(|name| name != "null"));
                if forms.len() == 1 {
                    unwrap_single(object);
                }
            }
            object.values_mut().for_each(tidy);
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

/// `anyOf` with one form left is that form; a reference keeps its wrapper, beside which draft 07 ignores descriptions.
fn unwrap_single(object: &mut Map<String, Value>) {
    let Some(Value::Array(mut forms)) = object.remove("anyOf") else {
        return;
    };
    let described = object.contains_key("description");
    match forms.pop() {
        Some(Value::Object(form)) if !(described && form.contains_key("$ref")) => {
            for (key, value) in form {
                object.entry(key).or_insert(value);
            }
        }
        Some(form) => {
            object.insert("allOf".to_owned(), json!([form]));
        }
        None => {}
    }
}

/// Takes out what files can't hold.
fn publish(schema: &mut Value) {
    match schema {
        Value::Array(items) => items.iter_mut().for_each(publish),
        Value::Object(object) => {
            if let Some(Value::Object(properties)) = object.get_mut("properties") {
                properties.remove(INCOMPLETE);
            }
            object.values_mut().for_each(publish);
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn schemas_know_neither_null_nor_the_mark_of_incomplete_tables() {
        for (name, text) in meta_schemas() {
            assert!(!text.contains("\"null\""), "{name}");
            assert!(!text.contains(INCOMPLETE), "{name}");
            assert!(text.ends_with("}\n"), "{name}");
        }
    }

    #[test]
    fn keys_that_must_be_present_are_required() {
        let schema = schema_of::<raw::TypeFile>();
        let required = schema.pointer("/definitions/Field/required").cloned();
        assert_eq!(required, Some(json!(["name", "summary", "kind"])));
    }
}
