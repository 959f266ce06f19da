//! Values of the spec files that are more than one TOML type, and the place where a value stands.

use std::borrow::Cow;
use std::fmt;
use std::ops::{Deref, Range};

use mediaspec_core::contract;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::Deserialize;
use serde::de::{Deserializer, MapAccess, SeqAccess, Visitor, value::MapAccessDeserializer};

/// A value and where it stands in its file, in bytes.
#[derive(Debug, Clone)]
pub(crate) struct At<T> {
    pub(crate) span: Range<usize>,
    pub(crate) value: T,
}

impl<T> Deref for At<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.value
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for At<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let spanned = toml::Spanned::<T>::deserialize(deserializer)?;
        Ok(Self {
            span: spanned.span(),
            value: spanned.into_inner(),
        })
    }
}

/// The place of a value is nothing that a schema speaks of.
impl<T: JsonSchema> JsonSchema for At<T> {
    fn inline_schema() -> bool {
        T::inline_schema()
    }

    fn schema_name() -> Cow<'static, str> {
        T::schema_name()
    }

    fn schema_id() -> Cow<'static, str> {
        T::schema_id()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        T::json_schema(generator)
    }
}

/// Any literal.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Value {
    Text(String),
    Int(i64),
    Float(f64),
    Bool(bool),
    List(Vec<Value>),
    /// Sorted by name, as TOML tables are.
    Table(Vec<(String, Value)>),
}

impl Value {
    /// Whether two literals mean the same JSON value: `1` and `1.0` do.
    pub(crate) fn same(&self, other: &Self) -> bool {
        self.exact_json() == other.exact_json()
    }

    /// JSON text in which the same values are the same text.
    pub(crate) fn exact_json(&self) -> String {
        match self {
            Self::Float(float) => match exact(*float) {
                Some(int) => int.to_string(),
                None => self.to_json(),
            },
            Self::List(items) => {
                let items: Vec<String> = items.iter().map(Self::exact_json).collect();
                format!("[{}]", items.join(","))
            }
            Self::Table(members) => {
                let member = |(name, value): &(String, Self)| {
                    let name = serde_json::Value::from(name.as_str());
                    format!("{name}:{}", value.exact_json())
                };
                let members: Vec<String> = members.iter().map(member).collect();
                format!("{{{}}}", members.join(","))
            }
            Self::Text(_) | Self::Int(_) | Self::Bool(_) => self.to_json(),
        }
    }

    /// JSON text of the value, for people.
    pub(crate) fn to_json(&self) -> String {
        match self {
            Self::Text(text) => serde_json::Value::from(text.as_str()).to_string(),
            Self::Int(int) => int.to_string(),
            Self::Float(float) => serde_json::Value::from(*float).to_string(),
            Self::Bool(bool) => bool.to_string(),
            Self::List(items) => {
                let items: Vec<String> = items.iter().map(Self::to_json).collect();
                format!("[{}]", items.join(", "))
            }
            Self::Table(members) => {
                let member = |(name, value): &(String, Self)| {
                    format!(
                        "{}: {}",
                        serde_json::Value::from(name.as_str()),
                        value.to_json()
                    )
                };
                let members: Vec<String> = members.iter().map(member).collect();
                format!("{{{}}}", members.join(", "))
            }
        }
    }
}

/// The integer that a float is, where it is one that a double holds exactly.
pub(crate) fn exact(float: f64) -> Option<i64> {
    const LARGEST: f64 = 9_007_199_254_740_992.0;
    #[expect(
        clippy::cast_possible_truncation,
        reason = "the range and the fraction are checked"
    )]
    (float.fract() == 0.0 && float.abs() <= LARGEST).then_some(float as i64)
}

impl<'de> Deserialize<'de> for Value {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Literal;

        impl<'de> Visitor<'de> for Literal {
            type Value = Value;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a literal value")
            }

            fn visit_str<E>(self, text: &str) -> Result<Value, E> {
                Ok(Value::Text(text.to_owned()))
            }

            fn visit_i64<E>(self, int: i64) -> Result<Value, E> {
                Ok(Value::Int(int))
            }

            fn visit_f64<E>(self, float: f64) -> Result<Value, E> {
                Ok(Value::Float(float))
            }

            fn visit_bool<E>(self, bool: bool) -> Result<Value, E> {
                Ok(Value::Bool(bool))
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Value, A::Error> {
                let mut items = Vec::new();
                while let Some(item) = seq.next_element()? {
                    items.push(item);
                }
                Ok(Value::List(items))
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Value, A::Error> {
                let mut members = Vec::new();
                while let Some(member) = map.next_entry::<String, Value>()? {
                    members.push(member);
                }
                members.sort_by(|(a, _), (b, _)| a.cmp(b));
                Ok(Value::Table(members))
            }
        }

        deserializer.deserialize_any(Literal)
    }
}

impl JsonSchema for Value {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        "Literal".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": ["string", "number", "boolean", "array", "object"] })
    }
}

/// What something is for: one sentence of our own, or `false` where no source explains it.
#[derive(Debug, Clone)]
pub(crate) struct Summary(pub(crate) Option<String>);

impl<'de> Deserialize<'de> for Summary {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Sentence;

        impl Visitor<'_> for Sentence {
            type Value = Summary;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a sentence, or false where no source explains it")
            }

            fn visit_str<E>(self, text: &str) -> Result<Summary, E> {
                Ok(Summary(Some(text.to_owned())))
            }

            fn visit_bool<E: serde::de::Error>(self, explained: bool) -> Result<Summary, E> {
                if explained {
                    return Err(E::invalid_value(
                        serde::de::Unexpected::Bool(explained),
                        &self,
                    ));
                }
                Ok(Summary(None))
            }
        }

        deserializer.deserialize_any(Sentence)
    }
}

impl JsonSchema for Summary {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        "Summary".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "anyOf": [{ "type": "string" }, { "type": "boolean", "const": false }] })
    }
}

/// A number: an integer stays one.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Num {
    Int(i64),
    Float(f64),
}

impl Num {
    /// The number as a double.
    #[expect(clippy::cast_precision_loss, reason = "bounds of numbers are doubles")]
    pub(crate) fn as_f64(self) -> f64 {
        match self {
            Self::Int(int) => int as f64,
            Self::Float(float) => float,
        }
    }

    /// The integer, where it is one.
    pub(crate) fn as_i64(self) -> Option<i64> {
        match self {
            Self::Int(int) => Some(int),
            Self::Float(float) => exact(float),
        }
    }

    pub(crate) fn to_value(self) -> Value {
        match self {
            Self::Int(int) => Value::Int(int),
            Self::Float(float) => Value::Float(float),
        }
    }

    /// Exact order of integers; the order of doubles otherwise.
    pub(crate) fn compare(self, other: Self) -> std::cmp::Ordering {
        match (self, other) {
            (Self::Int(a), Self::Int(b)) => a.cmp(&b),
            (a, b) => a.as_f64().total_cmp(&b.as_f64()),
        }
    }
}

impl fmt::Display for Num {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Int(int) => int.fmt(f),
            Self::Float(float) => float.fmt(f),
        }
    }
}

impl<'de> Deserialize<'de> for Num {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Number;

        impl Visitor<'_> for Number {
            type Value = Num;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a number")
            }

            fn visit_i64<E>(self, int: i64) -> Result<Num, E> {
                Ok(Num::Int(int))
            }

            fn visit_f64<E>(self, float: f64) -> Result<Num, E> {
                Ok(Num::Float(float))
            }
        }

        deserializer.deserialize_any(Number)
    }
}

impl JsonSchema for Num {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        "Number".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "number" })
    }
}

/// `required`: `true`, `false` or `"request"`.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Required(pub(crate) contract::Required);

impl<'de> Deserialize<'de> for Required {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Presence;

        impl Visitor<'_> for Presence {
            type Value = Required;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("true, false or \"request\"")
            }

            fn visit_bool<E>(self, always: bool) -> Result<Required, E> {
                Ok(Required(if always {
                    contract::Required::Always
                } else {
                    contract::Required::No
                }))
            }

            fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<Required, E> {
                match text {
                    "request" => Ok(Required(contract::Required::InRequests)),
                    _ => Err(E::invalid_value(serde::de::Unexpected::Str(text), &self)),
                }
            }
        }

        deserializer.deserialize_any(Presence)
    }
}

impl JsonSchema for Required {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        "Required".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "anyOf": [{ "type": "boolean" }, { "const": "request" }] })
    }
}

/// One thing, or an array of them.
#[derive(Debug, Clone)]
pub(crate) struct OneOrMany<T>(pub(crate) Vec<At<T>>);

impl<'de, T: Deserialize<'de>> Deserialize<'de> for OneOrMany<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Several<T>(std::marker::PhantomData<T>);

        impl<'de, T: Deserialize<'de>> Visitor<'de> for Several<T> {
            type Value = Vec<At<T>>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("one value or an array of them")
            }

            fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Self::Value, A::Error> {
                let value = T::deserialize(MapAccessDeserializer::new(map))?;
                Ok(vec![At { span: 0..0, value }])
            }

            fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<Self::Value, E> {
                let value = T::deserialize(serde::de::value::StrDeserializer::new(text))?;
                Ok(vec![At { span: 0..0, value }])
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Self::Value, A::Error> {
                let mut items = Vec::new();
                while let Some(item) = seq.next_element()? {
                    items.push(item);
                }
                Ok(items)
            }
        }

        // A single value takes the place of the whole; asking for a span first keeps it.
        let whole = toml::Spanned::<Inner<T>>::deserialize(deserializer)?;
        let span = whole.span();
        let mut items = whole.into_inner().0;
        for item in &mut items {
            if item.span == (0..0) {
                item.span = span.clone();
            }
        }
        return Ok(Self(items));

        struct Inner<T>(Vec<At<T>>);

        impl<'de, T: Deserialize<'de>> Deserialize<'de> for Inner<T> {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                deserializer
                    .deserialize_any(Several(std::marker::PhantomData))
                    .map(Self)
            }
        }
    }
}

impl<T: JsonSchema> JsonSchema for OneOrMany<T> {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        format!("OneOrMany{}", T::schema_name()).into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let one = generator.subschema_for::<T>();
        json_schema!({ "anyOf": [one, { "type": "array", "items": one }] })
    }
}

/// Returns what a literal says of where a member must be.
pub(crate) fn required(value: &Value) -> Option<contract::Required> {
    match value {
        Value::Bool(true) => Some(contract::Required::Always),
        Value::Bool(false) => Some(contract::Required::No),
        Value::Text(text) if text == "request" => Some(contract::Required::InRequests),
        _ => None,
    }
}

/// The messages in which a source is plainly mistaken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Slip {
    Requests,
    Responses,
    Always,
}

impl<'de> Deserialize<'de> for Slip {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Messages;

        impl Visitor<'_> for Messages {
            type Value = Slip;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("true, \"request\" or \"response\"")
            }

            fn visit_bool<E: serde::de::Error>(self, always: bool) -> Result<Slip, E> {
                match always {
                    true => Ok(Slip::Always),
                    false => Err(E::invalid_value(serde::de::Unexpected::Bool(always), &self)),
                }
            }

            fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<Slip, E> {
                match text {
                    "request" => Ok(Slip::Requests),
                    "response" => Ok(Slip::Responses),
                    _ => Err(E::invalid_value(serde::de::Unexpected::Str(text), &self)),
                }
            }
        }

        deserializer.deserialize_any(Messages)
    }
}

impl JsonSchema for Slip {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        "Slip".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "anyOf": [{ "type": "boolean" }, { "const": "request" }, { "const": "response" }] })
    }
}

/// What a source says in a conflict: `"absent"`, or constraints.
#[derive(Debug, Clone)]
pub(crate) enum Says {
    Absent,
    Keys(Vec<Entry<Value>>),
}

impl<'de> Deserialize<'de> for Says {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Statement;

        impl<'de> Visitor<'de> for Statement {
            type Value = Says;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("\"absent\" or a table")
            }

            fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<Says, E> {
                match text {
                    "absent" => Ok(Says::Absent),
                    _ => Err(E::invalid_value(serde::de::Unexpected::Str(text), &self)),
                }
            }

            fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Says, A::Error> {
                entries(map).map(Says::Keys)
            }
        }

        deserializer.deserialize_any(Statement)
    }
}

impl JsonSchema for Says {
    fn schema_name() -> Cow<'static, str> {
        "Says".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "anyOf": [
                { "const": "absent", "description": "That source lacks the field, value or rule." },
                {
                    "type": "object",
                    "description": "What that source says, in the keys of a field; `example`, `words` and `dropped` (the day since when it no longer has it) besides.",
                    "additionalProperties": { "type": ["string", "number", "boolean", "array", "object"] }
                }
            ]
        })
    }
}

/// A table from names to values, in the order of the file.
#[derive(Debug, Clone)]
pub(crate) struct Entries<T>(pub(crate) Vec<Entry<T>>);

/// A key and its value.
pub(crate) type Entry<T> = (At<String>, At<T>);

impl<T> Default for Entries<T> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

fn entries<'de, T: Deserialize<'de>, A: MapAccess<'de>>(
    mut map: A,
) -> Result<Vec<Entry<T>>, A::Error> {
    let mut entries: Vec<Entry<T>> = Vec::new();
    while let Some(entry) = map.next_entry()? {
        entries.push(entry);
    }
    entries.sort_by_key(|(key, _)| key.span.start);
    Ok(entries)
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Entries<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Table<T>(std::marker::PhantomData<T>);

        impl<'de, T: Deserialize<'de>> Visitor<'de> for Table<T> {
            type Value = Vec<Entry<T>>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a table")
            }

            fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Self::Value, A::Error> {
                entries(map)
            }
        }

        deserializer
            .deserialize_map(Table(std::marker::PhantomData))
            .map(Self)
    }
}

impl<T: JsonSchema> JsonSchema for Entries<T> {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        format!("TableOf{}", T::schema_name()).into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let value = generator.subschema_for::<T>();
        json_schema!({ "type": "object", "additionalProperties": value })
    }
}

/// The engine reads literals through serde.
impl serde::Serialize for Value {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Text(text) => serializer.serialize_str(text),
            Self::Int(int) => serializer.serialize_i64(*int),
            Self::Float(float) => serializer.serialize_f64(*float),
            Self::Bool(bool) => serializer.serialize_bool(*bool),
            Self::List(items) => serializer.collect_seq(items),
            Self::Table(members) => {
                serializer.collect_map(members.iter().map(|(name, value)| (name, value)))
            }
        }
    }
}
