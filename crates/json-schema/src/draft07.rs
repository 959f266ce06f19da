//! The documents in draft-07, for tools that know nothing newer. They mean the same: only words are spelled differently.

use std::fmt;

use mediaspec_core::node::{Members, Node};

use super::documents::{BASE, DIALECT};

/// The older dialect.
const DRAFT_07: &str = "http://json-schema.org/draft-07/schema#";

/// Why a document has no mirror in draft-07.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum MirrorError {
    /// It is not JSON.
    Syntax(String),
    /// It is not one of our documents: its dialect or its `$id` is another.
    Foreign,
    /// It uses a keyword in a way that draft-07 does not know.
    Keyword(String),
}

impl fmt::Display for MirrorError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Syntax(message) => write!(f, "it is not JSON: {message}"),
            Self::Foreign => write!(
                f,
                "`$schema` is not {DIALECT}, or `$id` does not begin with {BASE}"
            ),
            Self::Keyword(keyword) => write!(f, "draft-07 cannot say `{keyword}`"),
        }
    }
}

impl std::error::Error for MirrorError {}

/// The mirror of a document in draft-07.
///
/// `$defs` are called `definitions`, and `draft-07:` comes into the `$id`, since it is another document. What stands
/// beside a `$ref` draft-07 passes over, so that a reference which is described moves into an `allOf`. What a text
/// holds is told by its description alone.
///
/// # Errors
/// If the text is not one of our documents, or says something that draft-07 cannot.
pub fn draft07(text: &str) -> Result<String, MirrorError> {
    let document: Node =
        serde_json::from_str(text).map_err(|error| MirrorError::Syntax(error.to_string()))?;
    let Node::Object(mut members) = document else {
        return Err(MirrorError::Foreign);
    };
    let (Some(Node::Text(dialect)), Some(Node::Text(id))) =
        (members.get("$schema"), members.get("$id"))
    else {
        return Err(MirrorError::Foreign);
    };
    let name = id.strip_prefix(BASE).filter(|_| dialect == DIALECT);
    let id = format!("{BASE}draft-07:{}", name.ok_or(MirrorError::Foreign)?);
    members.remove("$schema");
    members.remove("$id");
    let mut out = Members::new().with("$schema", DRAFT_07).with("$id", id);
    out.extend(schema(&members)?);
    Ok(Node::from(out).folded())
}

fn schema(members: &Members) -> Result<Members, MirrorError> {
    let mut out = Members::new();
    for (keyword, value) in members.iter() {
        let unknown = || MirrorError::Keyword(keyword.to_owned());
        match keyword {
            "$ref" => {
                let Node::Text(target) = value else {
                    return Err(unknown());
                };
                let name = target.strip_prefix("#/$defs/").ok_or_else(unknown)?;
                let reference = Members::new().with("$ref", format!("#/definitions/{name}"));
                if members.iter().count() == 1 {
                    out.extend(reference);
                } else if members.get("allOf").is_none() {
                    out.push("allOf", vec![reference.into()]);
                } else {
                    return Err(unknown());
                }
            }
            "$defs" | "properties" => {
                let Node::Object(named) = value else {
                    return Err(unknown());
                };
                let mut schemas = Members::new();
                for (name, value) in named.iter() {
                    schemas.push(name, subschema(value)?);
                }
                let spelled = if keyword == "$defs" {
                    "definitions"
                } else {
                    keyword
                };
                out.push(spelled, schemas);
            }
            "allOf" | "anyOf" => {
                let Node::List(items) = value else {
                    return Err(unknown());
                };
                let items: Result<Vec<Node>, MirrorError> = items.iter().map(subschema).collect();
                out.push(keyword, items?);
            }
            // `items` is one schema in both dialects; 2020-12 has another word for a list of them.
            "additionalProperties" | "else" | "if" | "items" | "not" | "then" => {
                out.push(keyword, subschema(value)?);
            }
            // In 2020-12 they tell and nothing more; in draft-07 some validators refuse by them. The description tells it too.
            "contentEncoding" | "contentMediaType" | "contentSchema" => {}
            // `deprecated` is newer: tools of draft-07 pass over it, or know it all the same.
            "$comment" | "const" | "default" | "description" | "enum" | "examples"
            | "exclusiveMaximum" | "exclusiveMinimum" | "maxItems" | "maxLength" | "maximum"
            | "multipleOf" | "minItems" | "minLength" | "minimum" | "pattern" | "required"
            | "title" | "type" | "uniqueItems" | "deprecated" => {
                out.push(keyword, value.clone());
            }
            _ => return Err(unknown()),
        }
    }
    Ok(out)
}

fn subschema(value: &Node) -> Result<Node, MirrorError> {
    match value {
        Node::Object(members) => Ok(schema(members)?.into()),
        // `true` and `false`.
        other => Ok(other.clone()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mirror(rest: &str) -> Result<String, MirrorError> {
        let text = format!("{{\"$schema\": \"{DIALECT}\", \"$id\": \"{BASE}a:b\", {rest}}}");
        draft07(&text)
    }

    #[test]
    fn words_are_spelled_as_draft_07_spells_them() {
        let text = mirror(
            r##""properties": {"$defs": {"$ref": "#/$defs/A"}, "b": {"description": "B.", "$ref": "#/$defs/A"}}, "$defs": {"A": {"enum": ["#/$defs/A"]}}"##,
        );
        let expected = r##"{
  "$schema": "http://json-schema.org/draft-07/schema#",
  "$id": "urn:mediaspec:draft-07:a:b",
  "properties": {
    "$defs": { "$ref": "#/definitions/A" },
    "b": { "description": "B.", "allOf": [{ "$ref": "#/definitions/A" }] }
  },
  "definitions": { "A": { "enum": ["#/$defs/A"] } }
}
"##;
        assert_eq!(text.as_deref(), Ok(expected));
    }

    #[test]
    fn what_draft_07_cannot_say_is_refused() {
        let refused = |keyword: &str| Err(MirrorError::Keyword(keyword.to_owned()));
        assert_eq!(
            mirror(r#""items": {"prefixItems": []}"#),
            refused("prefixItems")
        );
        assert_eq!(mirror(r#""$ref": "other.json""#), refused("$ref"));
        assert_eq!(
            mirror(r##""$ref": "#/$defs/A", "allOf": []"##),
            refused("$ref")
        );
        assert_eq!(mirror(r#""$defs": []"#), refused("$defs"));
        assert_eq!(draft07("{}"), Err(MirrorError::Foreign));
        assert!(matches!(draft07("{"), Err(MirrorError::Syntax(_))));
    }
}
