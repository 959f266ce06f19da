//! Values of which several JSON types are documented.

use std::fmt;
use std::marker::PhantomData;

use serde::Serialize;
use serde::de::value::{MapAccessDeserializer, SeqAccessDeserializer};
use serde::de::{Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};
use serde_json::Value;

/// A value of which the vendor documents alternatives: of several JSON types, or several forms of one.
///
/// It is read by the JSON type of what stands there, and no type is refused: a check says whether the value is one of the
/// alternatives. `O` is what an object is read into, `L` what the items of a list are.
///
/// ```
/// use mediaspec_schema::OneOf;
///
/// let value: OneOf = serde_json::from_str("\"00:01:02\"").expect("a text");
/// assert_eq!(value, OneOf::from("00:01:02"));
/// let value: OneOf = serde_json::from_str("62.5").expect("a number");
/// assert_eq!(value, OneOf::Number(62.5));
/// ```
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(untagged)]
pub enum OneOf<O = Value, L = Value> {
    /// `true` or `false`.
    Bool(bool),
    /// A number that is written as an integer and within `i64`.
    Integer(i64),
    /// Any other number.
    Number(f64),
    /// A string.
    Text(String),
    /// An array.
    List(Vec<L>),
    /// An object.
    Object(Box<O>),
}

impl<O, L> From<bool> for OneOf<O, L> {
    fn from(value: bool) -> Self {
        Self::Bool(value)
    }
}

impl<O, L> From<i64> for OneOf<O, L> {
    fn from(value: i64) -> Self {
        Self::Integer(value)
    }
}

impl<O, L> From<f64> for OneOf<O, L> {
    fn from(value: f64) -> Self {
        Self::Number(value)
    }
}

impl<O, L> From<&str> for OneOf<O, L> {
    fn from(value: &str) -> Self {
        Self::Text(value.to_owned())
    }
}

impl<O, L> From<String> for OneOf<O, L> {
    fn from(value: String) -> Self {
        Self::Text(value)
    }
}

impl<'de, O: Deserialize<'de>, L: Deserialize<'de>> Deserialize<'de> for OneOf<O, L> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(ByType(PhantomData))
    }
}

struct ByType<O, L>(PhantomData<(O, L)>);

impl<'de, O: Deserialize<'de>, L: Deserialize<'de>> Visitor<'de> for ByType<O, L> {
    type Value = OneOf<O, L>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value that is not null")
    }

    fn visit_bool<E>(self, value: bool) -> Result<Self::Value, E> {
        Ok(OneOf::Bool(value))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Self::Value, E> {
        Ok(OneOf::Integer(value))
    }

    #[allow(
        clippy::cast_precision_loss,
        reason = "numbers beyond i64 are read as doubles everywhere"
    )]
    fn visit_u64<E>(self, value: u64) -> Result<Self::Value, E> {
        Ok(i64::try_from(value).map_or(OneOf::Number(value as f64), OneOf::Integer))
    }

    fn visit_f64<E>(self, value: f64) -> Result<Self::Value, E> {
        Ok(OneOf::Number(value))
    }

    fn visit_str<E>(self, value: &str) -> Result<Self::Value, E> {
        Ok(OneOf::from(value))
    }

    fn visit_string<E>(self, value: String) -> Result<Self::Value, E> {
        Ok(OneOf::Text(value))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, items: A) -> Result<Self::Value, A::Error> {
        Vec::deserialize(SeqAccessDeserializer::new(items)).map(OneOf::List)
    }

    fn visit_map<A: MapAccess<'de>>(self, members: A) -> Result<Self::Value, A::Error> {
        let object = O::deserialize(MapAccessDeserializer::new(members))?;
        Ok(OneOf::Object(Box::new(object)))
    }
}
