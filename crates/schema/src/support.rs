//! What generated code calls: how models are read and shown. It is public for that reason alone, and may change with any
//! release.

use std::collections::BTreeMap;
use std::fmt;

use mediaspec_core::contract;
use serde::de::{
    Deserialize, DeserializeOwned, Deserializer, Error, SeqAccess, Unexpected, Visitor,
};
use serde::ser::{Serialize, Serializer};

use crate::{Model, OpenEnum};

/// Something to do with each model. Generated code calls it for all of them, so that tests need no list of their own;
/// whoever does not ask for it compiles nothing of it.
pub trait EachModel {
    /// Does it with one model.
    fn model<M: Model + DeserializeOwned + Clone + PartialEq + fmt::Debug>(&mut self);
}

/// Stands for a sensitive value in `Debug`.
pub struct Hidden;

impl fmt::Debug for Hidden {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("<hidden>")
    }
}

/// Implements what belongs to an open enum, from its variants and the values that they stand for.
#[doc(hidden)]
#[macro_export]
macro_rules! open_enum {
    ($name:ident { $($variant:ident = $wire:literal,)* }) => {
        $crate::open_enum!(@ $name { $($variant = $wire,)* } |text| match text {
            $($wire => ::core::option::Option::Some($name::$variant),)*
            _ => ::core::option::Option::None,
        });
    };
    ($name:ident in any case { $($variant:ident = $wire:literal,)* }) => {
        $crate::open_enum!(@ $name { $($variant = $wire,)* } |text| match text {
            $(_ if text.eq_ignore_ascii_case($wire) => {
                ::core::option::Option::Some($name::$variant)
            })*
            _ => ::core::option::Option::None,
        });
    };
    (@ $name:ident { $($variant:ident = $wire:literal,)* } |$text:ident| $documented:expr) => {
        impl $crate::OpenEnum for $name {
            fn documented($text: &str) -> ::core::option::Option<Self> {
                $documented
            }

            fn other(text: ::std::string::String) -> Self {
                Self::Other(text)
            }

            fn as_str(&self) -> &str {
                match self {
                    $(Self::$variant => $wire,)*
                    Self::Other(text) => text,
                }
            }
        }

        impl $name {
            /// Returns the value as it stands in messages.
            #[must_use]
            pub fn as_str(&self) -> &str {
                $crate::OpenEnum::as_str(self)
            }
        }

        impl ::core::convert::From<&str> for $name {
            fn from(text: &str) -> Self {
                $crate::support::enum_from_str(text)
            }
        }

        impl ::core::convert::From<::std::string::String> for $name {
            fn from(text: ::std::string::String) -> Self {
                $crate::support::enum_from_string(text)
            }
        }

        impl ::core::fmt::Display for $name {
            fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                f.pad(self.as_str())
            }
        }

        impl ::serde::Serialize for $name {
            fn serialize<S: ::serde::Serializer>(
                &self,
                serializer: S,
            ) -> ::core::result::Result<S::Ok, S::Error> {
                serializer.serialize_str(self.as_str())
            }
        }

        impl<'de> ::serde::Deserialize<'de> for $name {
            fn deserialize<D: ::serde::Deserializer<'de>>(
                deserializer: D,
            ) -> ::core::result::Result<Self, D::Error> {
                $crate::support::enum_from(deserializer)
            }
        }
    };
}

/// The value of an enum.
pub fn enum_from_str<E: OpenEnum>(text: &str) -> E {
    E::documented(text).unwrap_or_else(|| E::other(text.to_owned()))
}

/// The value of an enum.
pub fn enum_from_string<E: OpenEnum>(text: String) -> E {
    E::documented(&text).unwrap_or_else(|| E::other(text))
}

/// Reads the value of an enum; a documented one without an allocation where the text can be borrowed.
///
/// # Errors
/// If it is no text.
pub fn enum_from<'de, E: OpenEnum, D: Deserializer<'de>>(deserializer: D) -> Result<E, D::Error> {
    struct Text<E>(std::marker::PhantomData<E>);

    impl<E: OpenEnum> Visitor<'_> for Text<E> {
        type Value = E;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("a string")
        }

        fn visit_str<X: Error>(self, text: &str) -> Result<E, X> {
            Ok(enum_from_str(text))
        }

        fn visit_string<X: Error>(self, text: String) -> Result<E, X> {
            Ok(enum_from_string(text))
        }
    }

    deserializer.deserialize_str(Text(std::marker::PhantomData))
}

/// Reads a member that is there: its `null` is a value.
///
/// # Errors
/// Those of the value.
pub fn present<'de, T: Deserialize<'de>, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Option<T>, D::Error> {
    T::deserialize(deserializer).map(Some)
}

/// Reads integers as JSON Schema understands them: `50`, `50.0` and `5e1` alike.
///
/// # Errors
/// If a value is none, or beyond `i64`.
pub fn integers<'de, T: Integers, D: Deserializer<'de>>(deserializer: D) -> Result<T, D::Error> {
    T::read(deserializer)
}

/// [`integers`] of a member that is there: its `null` is a value.
///
/// # Errors
/// If a value is none, or beyond `i64`.
pub fn present_integers<'de, T: Integers, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Option<T>, D::Error> {
    T::read(deserializer).map(Some)
}

/// An integer, a list or a map of them, or the absence of one.
pub trait Integers: Sized {
    /// Reads it.
    ///
    /// # Errors
    /// If a value is no integer, or beyond `i64`.
    fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error>;
}

impl Integers for i64 {
    fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_i64(Integer)
    }
}

impl<T: Integers> Integers for Option<T> {
    fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(Option::<Read<T>>::deserialize(deserializer)?.map(|Read(value)| value))
    }
}

impl<T: Integers> Integers for Vec<T> {
    fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_seq(List(std::marker::PhantomData))
    }
}

impl<T: Integers> Integers for BTreeMap<String, T> {
    fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let read = BTreeMap::<String, Read<T>>::deserialize(deserializer)?;
        let values = read.into_iter().map(|(name, Read(value))| (name, value));
        Ok(values.collect())
    }
}

/// Lets serde's own types read what [`Integers`] reads.
struct Read<T>(T);

impl<'de, T: Integers> Deserialize<'de> for Read<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        T::read(deserializer).map(Self)
    }
}

struct List<T>(std::marker::PhantomData<T>);

impl<'de, T: Integers> Visitor<'de> for List<T> {
    type Value = Vec<T>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a list")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Vec<T>, A::Error> {
        let mut list = Vec::new();
        while let Some(Read(item)) = items.next_element()? {
            list.push(item);
        }
        Ok(list)
    }
}

struct Integer;

impl Visitor<'_> for Integer {
    type Value = i64;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an integer")
    }

    fn visit_i64<E: Error>(self, value: i64) -> Result<i64, E> {
        Ok(value)
    }

    fn visit_u64<E: Error>(self, value: u64) -> Result<i64, E> {
        i64::try_from(value).map_err(|_| E::invalid_value(Unexpected::Unsigned(value), &self))
    }

    fn visit_f64<E: Error>(self, value: f64) -> Result<i64, E> {
        // Both ends of the range are powers of two, so that they are exact; the upper one is beyond it.
        const END: f64 = 9_223_372_036_854_775_808.0;
        if value.fract() == 0.0 && (-END..END).contains(&value) {
            Ok(value as i64)
        } else {
            Err(E::invalid_value(Unexpected::Float(value), &self))
        }
    }
}

/// Reads numbers and truth values that are written as text. One that is not written as text is let pass.
///
/// # Errors
/// If a value is neither, or an integer beyond `i64`.
pub fn written<'de, T: Written, D: Deserializer<'de>>(deserializer: D) -> Result<T, D::Error> {
    T::read(deserializer)
}

/// [`written`] of a member that is there: its `null` is a value.
///
/// # Errors
/// If a value is no such text, or an integer beyond `i64`.
pub fn present_written<'de, T: Written, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Option<T>, D::Error> {
    T::read(deserializer).map(Some)
}

/// Writes numbers and truth values as text.
///
/// # Errors
/// Those of the serializer.
pub fn write_as_text<T: Written, S: Serializer>(
    value: &T,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    value.write(serializer)
}

/// What is written as text: a number or a truth value, a list of such, or the absence of one.
pub trait Written: Sized {
    /// Reads it.
    ///
    /// # Errors
    /// If a value is no such text, or an integer beyond `i64`.
    fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error>;

    /// Writes it.
    ///
    /// # Errors
    /// Those of the serializer.
    fn write<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error>;
}

/// Implements [`Written`] of scalars: what is expected, which texts are read, and what else is let pass.
macro_rules! written {
    ($($type:ty: $what:literal, $is:expr, $pass:expr;)*) => {$(
        impl Written for $type {
            fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let scalar = deserializer.deserialize_any(AnyScalar)?;
                let is: fn(&str) -> bool = $is;
                let pass: fn(&Scalar) -> Option<$type> = $pass;
                let read = match &scalar {
                    Scalar::Text(text) => is(text).then(|| text.parse().ok()).flatten(),
                    other => pass(other),
                };
                read.ok_or_else(|| D::Error::invalid_value(scalar.unexpected(), &$what))
            }

            fn write<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.collect_str(self)
            }
        }
    )*};
}

written! {
    i64: "an integer written as text", contract::Written::is_integer, Scalar::as_i64;
    f64: "a number written as text", contract::Written::is_number, Scalar::as_f64;
    bool: "true or false, written as text", |_| true, Scalar::as_bool;
}

impl<T: Written> Written for Option<T> {
    fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(Option::<AsText<T>>::deserialize(deserializer)?.map(|AsText(value)| value))
    }

    fn write<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.as_ref().map(AsText).serialize(serializer)
    }
}

impl<T: Written> Written for Vec<T> {
    fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let items = Vec::<AsText<T>>::deserialize(deserializer)?.into_iter();
        Ok(items.map(|AsText(item)| item).collect())
    }

    fn write<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.iter().map(AsText))
    }
}

impl<T: Written> Written for BTreeMap<String, T> {
    fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let read = BTreeMap::<String, AsText<T>>::deserialize(deserializer)?;
        let values = read.into_iter().map(|(name, AsText(value))| (name, value));
        Ok(values.collect())
    }

    fn write<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.iter().map(|(name, value)| (name, AsText(value))))
    }
}

/// Lets serde's own types read and write what [`Written`] does.
struct AsText<T>(T);

impl<'de, T: Written> Deserialize<'de> for AsText<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        T::read(deserializer).map(Self)
    }
}

impl<T: Written> Serialize for AsText<&T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.write(serializer)
    }
}

/// A scalar, before it is known what it stands for.
enum Scalar {
    Text(String),
    Int(i64),
    Number(f64),
    Bool(bool),
}

impl Scalar {
    fn unexpected(&self) -> Unexpected<'_> {
        match self {
            Self::Text(text) => Unexpected::Str(text),
            Self::Int(int) => Unexpected::Signed(*int),
            Self::Number(number) => Unexpected::Float(*number),
            Self::Bool(bool) => Unexpected::Bool(*bool),
        }
    }

    fn as_i64(&self) -> Option<i64> {
        match self {
            Self::Int(int) => Some(*int),
            Self::Number(number) => Integer.visit_f64::<serde::de::value::Error>(*number).ok(),
            Self::Text(_) | Self::Bool(_) => None,
        }
    }

    const fn as_f64(&self) -> Option<f64> {
        match self {
            Self::Int(int) => Some(*int as f64),
            Self::Number(number) => Some(*number),
            Self::Text(_) | Self::Bool(_) => None,
        }
    }

    const fn as_bool(&self) -> Option<bool> {
        match self {
            Self::Bool(bool) => Some(*bool),
            Self::Text(_) | Self::Int(_) | Self::Number(_) => None,
        }
    }
}

/// Reads a [`Scalar`].
struct AnyScalar;

impl Visitor<'_> for AnyScalar {
    type Value = Scalar;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a number or a truth value, written as text")
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Scalar, E> {
        Ok(Scalar::Text(text.to_owned()))
    }

    fn visit_bool<E: Error>(self, bool: bool) -> Result<Scalar, E> {
        Ok(Scalar::Bool(bool))
    }

    fn visit_i64<E: Error>(self, int: i64) -> Result<Scalar, E> {
        Ok(Scalar::Int(int))
    }

    fn visit_u64<E: Error>(self, int: u64) -> Result<Scalar, E> {
        Ok(i64::try_from(int).map_or(Scalar::Number(int as f64), Scalar::Int))
    }

    fn visit_f64<E: Error>(self, number: f64) -> Result<Scalar, E> {
        Ok(Scalar::Number(number))
    }
}
