//! JSON text with members in an order of our choice.
//!
//! `serde_json`'s own map sorts its members or keeps their order, depending on a feature that any crate of the build
//! may switch on. What is checked in must not depend on that.

use crate::contract::{Json, Literal};
use crate::escape::visible_json;
use serde::de::{Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};
use serde::ser::{Serialize, SerializeMap, SerializeSeq, Serializer};

/// A JSON value.
#[derive(Debug, Clone, PartialEq)]
pub enum Node {
    /// `null`.
    Null,
    /// `true` or `false`.
    Bool(bool),
    /// An integer within `i64`.
    Int(i64),
    /// A number that is no integer within `i64`.
    Number(f64),
    /// A string.
    Text(String),
    /// An array.
    List(Vec<Node>),
    /// An object.
    Object(Members),
}

/// The members of a JSON object, in order. A name may stand more than once, as in JSON text.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Members(Vec<(String, Node)>);

impl Node {
    /// Returns the number, as an integer where it is one.
    #[must_use]
    pub fn number(value: f64) -> Self {
        match Literal::of_f64(value) {
            Literal::Int(int) => Self::Int(int),
            Literal::Number(_) | Literal::Text(_) | Literal::Bool(_) => Self::Number(value),
        }
    }

    /// Returns the text that it is, if it is one.
    #[must_use]
    pub fn as_text(&self) -> Option<&str> {
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

    /// Returns the first member of that name, where it is an object that has one.
    #[must_use]
    pub fn member(&self, name: &str) -> Option<&Self> {
        match self {
            Self::Object(members) => members.get(name),
            Self::Null
            | Self::Bool(_)
            | Self::Int(_)
            | Self::Number(_)
            | Self::Text(_)
            | Self::List(_) => None,
        }
    }

    /// Returns JSON text, indented by two spaces, with a newline at its end. Characters that act instead of being seen are escaped: they mislead who
    /// reads a diff, and some are ends of lines to YAML readers.
    #[must_use]
    pub fn pretty(&self) -> String {
        let mut out = visible_json(serde_json::to_string_pretty(self).unwrap_or_default());
        out.push('\n');
        out
    }

    /// Returns the same text as [`pretty`](Self::pretty), but for lists and objects that fit on what is left of a line of 100
    /// characters: each of these stands on one. A document that people review is a third shorter so, and a change is still
    /// a line or two.
    ///
    /// ```
    /// use mediaspec_core::node::{Members, Node};
    ///
    /// let bounds = Members::new().with("minimum", Node::Int(50)).with("maximum", Node::Int(200));
    /// let words = "a number of percent, of which one hundred is the speed at which the voice was once recorded";
    /// let schema = Node::from(Members::new().with("description", words).with("if", bounds));
    /// let lines: Vec<_> = schema.folded().lines().skip(2).map(str::to_owned).collect();
    /// assert_eq!(lines, [r#"  "if": { "minimum": 50, "maximum": 200 }"#, "}"]);
    /// ```
    #[must_use]
    pub fn folded(&self) -> String {
        let mut out = String::new();
        self.fold(0, &mut out);
        out.push('\n');
        visible_json(out)
    }

    /// Appends the value, at a place that so many characters of its line stand in front of.
    fn fold(&self, depth: usize, out: &mut String) {
        let line_begins = out.rfind('\n').map_or(0, |end| end.saturating_add(1));
        let used = out.len().saturating_sub(line_begins);
        if let Some(line) = self.on_one_line(LINE.saturating_sub(used)) {
            out.push_str(&line);
            return;
        }
        let inner = depth.saturating_add(1);
        let begin = |out: &mut String, first: bool, depth: usize| {
            out.push_str(if first { "\n" } else { ",\n" });
            out.push_str(&"  ".repeat(depth));
        };
        match self {
            Self::List(items) => {
                out.push('[');
                for (at, item) in items.iter().enumerate() {
                    begin(out, at == 0, inner);
                    item.fold(inner, out);
                }
                out.push('\n');
                out.push_str(&"  ".repeat(depth));
                out.push(']');
            }
            Self::Object(members) => {
                out.push('{');
                for (at, (name, value)) in members.iter().enumerate() {
                    begin(out, at == 0, inner);
                    out.push_str(&json_text(name));
                    out.push_str(": ");
                    value.fold(inner, out);
                }
                out.push('\n');
                out.push_str(&"  ".repeat(depth));
                out.push('}');
            }
            Self::Null | Self::Bool(_) | Self::Int(_) | Self::Number(_) | Self::Text(_) => {
                out.push_str(&self.compact());
            }
        }
    }

    /// Returns the value without ends of lines, if that takes no more than so many bytes; scalars and what is empty always.
    fn on_one_line(&self, room: usize) -> Option<String> {
        let (open, close, parts): (_, _, Vec<(Option<&str>, &Self)>) = match self {
            Self::List(items) => ("[", "]", items.iter().map(|item| (None, item)).collect()),
            Self::Object(members) => {
                let named = members.iter().map(|(name, value)| (Some(name), value));
                ("{ ", " }", named.collect())
            }
            Self::Null | Self::Bool(_) | Self::Int(_) | Self::Number(_) | Self::Text(_) => {
                return Some(self.compact());
            }
        };
        if parts.is_empty() {
            return Some(self.compact());
        }
        let mut line = String::from(open);
        for (at, (name, value)) in parts.into_iter().enumerate() {
            if at > 0 {
                line.push_str(", ");
            }
            if let Some(name) = name {
                line.push_str(&json_text(name));
                line.push_str(": ");
            }
            line.push_str(&value.on_one_line(room.saturating_sub(line.len()))?);
            if line.len() > room {
                return None;
            }
        }
        line.push_str(close);
        (line.len() <= room).then_some(line)
    }

    /// Returns JSON text on one line, without spaces.
    #[must_use]
    pub fn compact(&self) -> String {
        serde_json::to_string(self).unwrap_or_default()
    }
}

/// The bytes of a line beyond which [`Node::folded`] does not put values on one line.
const LINE: usize = 100;

fn json_text(text: &str) -> String {
    serde_json::to_string(text).unwrap_or_default()
}

impl Members {
    /// Returns an object without members.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Returns whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Returns names and values, in order.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &Node)> {
        self.0.iter().map(|(name, value)| (name.as_str(), value))
    }

    /// Returns the same, to change the values.
    pub fn iter_mut(&mut self) -> impl Iterator<Item = (&str, &mut Node)> {
        self.0
            .iter_mut()
            .map(|(name, value)| (name.as_str(), value))
    }

    /// Appends a member; the caller sees to it that the name is new.
    pub fn push(&mut self, name: impl Into<String>, value: impl Into<Node>) {
        self.0.push((name.into(), value.into()));
    }

    /// Puts a member at a place counted from the beginning, or at the end where that lies beyond.
    pub fn insert(&mut self, place: usize, name: impl Into<String>, value: impl Into<Node>) {
        let place = place.min(self.0.len());
        self.0.insert(place, (name.into(), value.into()));
    }

    /// Returns how many there are.
    #[must_use]
    pub const fn len(&self) -> usize {
        self.0.len()
    }

    /// Appends a member, if there is a value.
    pub fn push_some(&mut self, name: &str, value: Option<impl Into<Node>>) {
        if let Some(value) = value {
            self.push(name, value);
        }
    }

    /// Appends a list, unless it is empty.
    pub fn push_list(&mut self, name: &str, items: Vec<Node>) {
        if !items.is_empty() {
            self.push(name, items);
        }
    }

    /// Returns the members and one more; the caller sees to it that the name is new.
    #[must_use]
    pub fn with(mut self, name: impl Into<String>, value: impl Into<Node>) -> Self {
        self.push(name, value);
        self
    }

    /// Appends the members of another object.
    pub fn extend(&mut self, other: Self) {
        self.0.extend(other.0);
    }

    /// Returns the first value of that name.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&Node> {
        self.0
            .iter()
            .find(|(n, _)| n == name)
            .map(|(_, value)| value)
    }

    /// Returns the first value of that name, to change it.
    pub fn get_mut(&mut self, name: &str) -> Option<&mut Node> {
        self.0
            .iter_mut()
            .find(|(n, _)| n == name)
            .map(|(_, value)| value)
    }

    /// Replaces the member, or appends it.
    pub fn set(&mut self, name: &str, value: Node) {
        match self.get_mut(name) {
            Some(member) => *member = value,
            None => self.push(name, value),
        }
    }

    /// Takes every member of that name away.
    pub fn remove(&mut self, name: &str) {
        self.0.retain(|(n, _)| n != name);
    }
}

impl From<Members> for Node {
    fn from(members: Members) -> Self {
        Self::Object(members)
    }
}

impl From<Vec<Node>> for Node {
    fn from(items: Vec<Node>) -> Self {
        Self::List(items)
    }
}

impl From<&str> for Node {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<String> for Node {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl From<bool> for Node {
    fn from(value: bool) -> Self {
        Self::Bool(value)
    }
}

impl From<i64> for Node {
    fn from(value: i64) -> Self {
        Self::Int(value)
    }
}

impl From<u32> for Node {
    fn from(value: u32) -> Self {
        Self::Int(value.into())
    }
}

impl From<u16> for Node {
    fn from(value: u16) -> Self {
        Self::Int(value.into())
    }
}

impl From<&Literal> for Node {
    fn from(literal: &Literal) -> Self {
        match literal {
            Literal::Text(text) => (&**text).into(),
            Literal::Int(int) => (*int).into(),
            Literal::Number(number) => Self::number(*number),
            Literal::Bool(bool) => (*bool).into(),
        }
    }
}

impl From<&Json> for Node {
    fn from(json: &Json) -> Self {
        match json {
            Json::Scalar(literal) => literal.into(),
            Json::List(items) => Self::List(items.iter().map(Self::from).collect()),
            Json::Object(members) => {
                let mut out = Members::new();
                for (name, value) in members {
                    out.push(&**name, value);
                }
                out.into()
            }
        }
    }
}

impl Serialize for Node {
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
                let mut map = serializer.serialize_map(Some(members.0.len()))?;
                for (name, value) in &members.0 {
                    map.serialize_entry(name, value)?;
                }
                map.end()
            }
        }
    }
}

impl<'de> Deserialize<'de> for Node {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Reader)
    }
}

/// Reads a node, members in the order of the text, those with one name too.
struct Reader;

impl<'de> Visitor<'de> for Reader {
    type Value = Node;

    fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("a JSON value")
    }

    fn visit_unit<E>(self) -> Result<Node, E> {
        Ok(Node::Null)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Node, E> {
        Ok(Node::Bool(value))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Node, E> {
        Ok(Node::Int(value))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Node, E> {
        #[allow(clippy::cast_precision_loss)]
        Ok(i64::try_from(value).map_or(Node::Number(value as f64), Node::Int))
    }

    fn visit_f64<E>(self, value: f64) -> Result<Node, E> {
        Ok(Node::Number(value))
    }

    fn visit_str<E>(self, value: &str) -> Result<Node, E> {
        Ok(Node::Text(value.to_owned()))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Node, A::Error> {
        let mut items = Vec::new();
        while let Some(item) = seq.next_element()? {
            items.push(item);
        }
        Ok(Node::List(items))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Node, A::Error> {
        let mut members = Members::new();
        while let Some((name, value)) = map.next_entry::<String, Node>()? {
            members.push(name, value);
        }
        Ok(Node::Object(members))
    }
}

/// Appends a reference token to a JSON Pointer (RFC 6901).
pub fn push_token(pointer: &mut String, name: &str) {
    pointer.push('/');
    for c in name.chars() {
        match c {
            '~' => pointer.push_str("~0"),
            '/' => pointer.push_str("~1"),
            c => pointer.push(c),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn members_keep_their_order_and_whole_numbers_are_written_as_integers() {
        let node: Node = Members::new()
            .with("z", Node::number(2.0))
            .with("a", Node::number(0.5))
            .with("m", vec![Node::Null, true.into()])
            .into();
        assert_eq!(node.compact(), r#"{"z":2,"a":0.5,"m":[null,true]}"#);
    }

    #[test]
    fn what_fits_on_a_line_stands_on_one_and_nothing_else_changes() {
        let long = "x".repeat(80);
        let node: Node = Members::new()
            .with("short", vec![Node::Null, true.into()])
            .with("none", Node::List(Vec::new()))
            .with(
                "deep",
                vec![Node::from(long.as_str()), Node::from(long.as_str())],
            )
            .with("empty", Members::new())
            .into();
        let text = node.folded();
        assert!(text.starts_with(
            "{\n  \"short\": [null, true],\n  \"none\": [],\n  \"deep\": [\n    \"xxx"
        ));
        assert!(text.ends_with("\n  ],\n  \"empty\": {}\n}\n"));
        assert_eq!(serde_json::from_str::<Node>(&text).ok(), Some(node));
    }

    #[test]
    fn characters_that_act_are_escaped() {
        let text = "a\u{202e}\u{7f}\n\u{e0041}中";
        let written = Node::from(text).pretty();
        assert_eq!(written, "\"a\\u202e\\u007f\\n\\udb40\\udc41中\"\n");
        assert_eq!(
            serde_json::from_str::<String>(&written).ok().as_deref(),
            Some(text)
        );
    }
}
