//! What generated code calls: how models are read and shown. It is public for that reason alone, and may change with any
//! release.

use std::collections::BTreeMap;
use std::fmt;

use serde::de::{
    Deserialize, DeserializeOwned, Deserializer, Error, SeqAccess, Unexpected, Visitor,
};

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

#[cfg(test)]
mod tests {
    use super::*;

    fn read<T: Integers>(json: &str) -> Result<T, serde_json::Error> {
        integers(&mut serde_json::Deserializer::from_str(json))
    }

    #[test]
    fn an_integer_may_be_written_as_a_number() {
        for (json, expected) in [
            ("50", 50),
            ("50.0", 50),
            ("5e1", 50),
            ("-0.0", 0),
            ("9223372036854775807", i64::MAX),
            ("-9223372036854775808", i64::MIN),
            ("-9223372036854775808.0", i64::MIN),
        ] {
            assert_eq!(read::<i64>(json).ok(), Some(expected), "{json}");
        }
        for json in [
            "50.5",
            "9223372036854775808",
            "1e300",
            "9223372036854775807.0",
            "\"50\"",
            "true",
            "null",
        ] {
            assert!(read::<i64>(json).is_err(), "{json}");
        }
    }

    #[test]
    fn lists_and_absent_integers_are_read_alike() {
        assert_eq!(read::<Option<i64>>("null").ok(), Some(None));
        assert_eq!(read::<Option<i64>>("1.0").ok(), Some(Some(1)));
        assert_eq!(
            read::<Vec<Vec<i64>>>("[[1.0],[2]]").ok(),
            Some(vec![vec![1], vec![2]])
        );
        assert_eq!(read::<Option<Vec<i64>>>("[3e0]").ok(), Some(Some(vec![3])));
    }

    #[test]
    fn a_hidden_value_shows_nothing() {
        assert_eq!(format!("{:?}", Some(Hidden)), "Some(<hidden>)");
    }
}
