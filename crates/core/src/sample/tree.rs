//! A JSON value that is being made, and its text.

use std::borrow::Cow;

use serde::ser::{Serialize, SerializeMap, SerializeSeq, Serializer};

use crate::contract::{Json, Literal};
use crate::words::quoted;

/// A JSON value.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Tree<'t> {
    /// `null`.
    Null,
    /// `true` or `false`.
    Bool(bool),
    /// An integer.
    Int(i64),
    /// A number.
    Number(f64),
    /// A string.
    Text(Cow<'t, str>),
    /// An array.
    List(Vec<Tree<'t>>),
    /// An object.
    Object(Vec<(&'t str, Tree<'t>)>),
}

impl<'t> From<&'t Literal> for Tree<'t> {
    fn from(literal: &'t Literal) -> Self {
        match literal {
            Literal::Text(text) => Self::Text(Cow::Borrowed(text)),
            Literal::Int(int) => Self::Int(*int),
            Literal::Number(number) => Self::Number(*number),
            Literal::Bool(bool) => Self::Bool(*bool),
        }
    }
}

impl<'t> From<&'t Json> for Tree<'t> {
    fn from(json: &'t Json) -> Self {
        match json {
            Json::Scalar(literal) => literal.into(),
            Json::List(items) => Self::List(items.iter().map(Self::from).collect()),
            Json::Object(members) => Self::Object(
                members
                    .iter()
                    .map(|(name, value)| (&**name, value.into()))
                    .collect(),
            ),
        }
    }
}

impl Tree<'_> {
    /// Returns whether it is that literal; `1` and `1.0` are the same number.
    pub(super) fn is(&self, literal: &Literal) -> bool {
        match (self, literal) {
            (Self::Bool(a), Literal::Bool(b)) => a == b,
            (Self::Text(a), Literal::Text(b)) => **a == **b,
            (Self::Int(a), Literal::Int(b)) => a == b,
            (Self::Int(_) | Self::Number(_), Literal::Int(_) | Literal::Number(_)) => {
                self.number() == Tree::from(literal).number()
            }
            (
                Self::Null
                | Self::Bool(_)
                | Self::Text(_)
                | Self::Int(_)
                | Self::Number(_)
                | Self::List(_)
                | Self::Object(_),
                Literal::Bool(_) | Literal::Text(_) | Literal::Int(_) | Literal::Number(_),
            ) => false,
        }
    }

    /// Returns its value as a double, where it is a number.
    pub(super) fn number(&self) -> Option<f64> {
        match *self {
            #[expect(
                clippy::cast_precision_loss,
                reason = "a sample needs no more than the engine reads"
            )]
            Self::Int(int) => Some(int as f64),
            Self::Number(number) => Some(number),
            Self::Null | Self::Bool(_) | Self::Text(_) | Self::List(_) | Self::Object(_) => None,
        }
    }

    /// Returns the text that it is, if it is one: tags of rules are texts.
    pub(super) fn as_text(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text),
            Self::Null
            | Self::Bool(_)
            | Self::Int(_)
            | Self::Number(_)
            | Self::List(_)
            | Self::Object(_) => None,
        }
    }

    /// Returns the member of that name, where it is an object that has it.
    pub(super) fn member(&self, name: &str) -> Option<&Self> {
        let Self::Object(members) = self else {
            return None;
        };
        let member = members.iter().find(|(known, _)| *known == name);
        member.map(|(_, value)| value)
    }

    /// Returns its text on one line, without spaces.
    pub(super) fn compact(&self) -> String {
        let mut out = String::new();
        self.write(&mut out, None);
        out
    }

    /// Returns its text over lines, indented by two spaces, with a final newline.
    pub(super) fn pretty(&self) -> String {
        let mut out = String::new();
        self.write(&mut out, Some(0));
        out.push('\n');
        out
    }

    /// Writes the value; `indent` is the level of the line that it begins on, `None` for one line.
    fn write(&self, out: &mut String, indent: Option<usize>) {
        let inner = indent.map(|level| level.saturating_add(1));
        match self {
            Self::Null => out.push_str("null"),
            Self::Bool(bool) => out.push_str(if *bool { "true" } else { "false" }),
            Self::Int(int) => out.push_str(&int.to_string()),
            // JSON has no infinities; the bounds of a contract have none either.
            Self::Number(number) if !number.is_finite() => out.push('0'),
            Self::Number(number) => out.push_str(&number.to_string()),
            Self::Text(text) => out.push_str(&quoted(text)),
            Self::List(items) if items.is_empty() => out.push_str("[]"),
            Self::Object(members) if members.is_empty() => out.push_str("{}"),
            Self::List(items) => {
                out.push('[');
                for (at, item) in items.iter().enumerate() {
                    if at > 0 {
                        out.push(',');
                    }
                    line(out, inner);
                    item.write(out, inner);
                }
                line(out, indent);
                out.push(']');
            }
            Self::Object(members) => {
                out.push('{');
                for (at, (name, value)) in members.iter().enumerate() {
                    if at > 0 {
                        out.push(',');
                    }
                    line(out, inner);
                    out.push_str(&quoted(name));
                    out.push_str(if inner.is_some() { ": " } else { ":" });
                    value.write(out, inner);
                }
                line(out, indent);
                out.push('}');
            }
        }
    }
}

/// Begins a line at that level.
fn line(out: &mut String, indent: Option<usize>) {
    if let Some(level) = indent {
        out.push('\n');
        out.push_str(&"  ".repeat(level));
    }
}

/// For asking the engine about a value.
impl Serialize for Tree<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Null => serializer.serialize_unit(),
            Self::Bool(bool) => serializer.serialize_bool(*bool),
            Self::Int(int) => serializer.serialize_i64(*int),
            Self::Number(number) => serializer.serialize_f64(*number),
            Self::Text(text) => serializer.serialize_str(text),
            Self::List(items) => {
                let mut seq = serializer.serialize_seq(Some(items.len()))?;
                for item in items {
                    seq.serialize_element(item)?;
                }
                seq.end()
            }
            Self::Object(members) => {
                let mut map = serializer.serialize_map(Some(members.len()))?;
                for (name, value) in members {
                    map.serialize_entry(name, value)?;
                }
                map.end()
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_a_literal_of_the_same_value_however_written() {
        for (value, literal, same) in [
            (Tree::Int(5), Literal::Int(5), true),
            (Tree::Int(5), Literal::Int(6), false),
            (Tree::Int(5), Literal::Number(5.0), true),
            (Tree::Int(5), Literal::Number(5.5), false),
            (Tree::Number(5.0), Literal::Int(5), true),
            (Tree::Number(5.5), Literal::Int(5), false),
            (Tree::Number(0.5), Literal::Number(0.5), true),
            (Tree::Bool(true), Literal::Int(1), false),
        ] {
            assert_eq!(value.is(&literal), same, "{value:?} {literal:?}");
        }
    }

    #[test]
    fn values_are_written_as_json_over_lines() {
        let list = Tree::List(vec![
            Tree::Int(1),
            Tree::Number(0.5),
            Tree::Number(f64::INFINITY),
        ]);
        let object = Tree::Object(vec![
            ("a", list),
            ("b", Tree::Object(Vec::new())),
            ("c", Tree::List(Vec::new())),
            ("d", Tree::Bool(false)),
            ("e", Tree::Null),
        ]);
        let lines = [
            "{",
            "  \"a\": [",
            "    1,",
            "    0.5,",
            "    0",
            "  ],",
            "  \"b\": {},",
            "  \"c\": [],",
            "  \"d\": false,",
            "  \"e\": null",
            "}",
            "",
        ];
        assert_eq!(object.pretty(), lines.join("\n"));
    }
}
