//! What a check of a valid payload never looks at: read when it is first asked for.

use std::fmt;
use std::ops::{Deref, DerefMut};
use std::sync::OnceLock;

use serde::de::DeserializeOwned;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A part of a contract that is for people, which a contract file that is part of the program has read when somebody first
/// looks at it: half of such a file is of this kind, and a check needs none of it until something is wrong.
///
/// It behaves as what it holds, and is made of it with [`From`].
///
/// ```
/// use mediaspec_core::contract::{Cite, Info, Late};
///
/// let info = Late::from(Info {
///     summary: "The voice and how it speaks.".into(),
///     cite: Cite::from("show-2d-video#8"),
///     conflicts: [].into(),
///     notes: [].into(),
/// });
/// assert_eq!(&*info.summary, "The voice and how it speaks.");
/// ```
pub struct Late<T> {
    /// Its JSON, where it was not read at once.
    text: &'static str,
    read: OnceLock<Box<T>>,
}

impl<T> Late<T> {
    /// What a text says that is part of the program. Nobody reads it now, so it must be one that a test has read.
    pub(crate) const fn unread(text: &'static str) -> Self {
        Self {
            text,
            read: OnceLock::new(),
        }
    }
}

impl<T: DeserializeOwned> Late<T> {
    #[cold]
    fn load(&self) -> Box<T> {
        serde_json::from_str(self.text)
            .unwrap_or_else(|error| panic!("a contract that is part of the program: {error}"))
    }
}

impl<T> From<T> for Late<T> {
    fn from(value: T) -> Self {
        Self {
            text: "",
            read: OnceLock::from(Box::new(value)),
        }
    }
}

impl<T: DeserializeOwned> Deref for Late<T> {
    type Target = T;

    fn deref(&self) -> &T {
        self.read.get_or_init(|| self.load())
    }
}

impl<T: DeserializeOwned> DerefMut for Late<T> {
    fn deref_mut(&mut self) -> &mut T {
        if self.read.get().is_none() {
            self.read = OnceLock::from(self.load());
        }
        match self.read.get_mut() {
            Some(value) => value,
            None => unreachable!("it was read just now"),
        }
    }
}

impl<T: DeserializeOwned + Clone> Clone for Late<T> {
    fn clone(&self) -> Self {
        Self {
            text: self.text,
            read: self.read.clone(),
        }
    }
}

impl<T: DeserializeOwned + PartialEq> PartialEq for Late<T> {
    fn eq(&self, other: &Self) -> bool {
        **self == **other
    }
}

impl<T: DeserializeOwned + fmt::Debug> fmt::Debug for Late<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        (**self).fmt(f)
    }
}

impl<T: DeserializeOwned + Serialize> Serialize for Late<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        (**self).serialize(serializer)
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Late<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        T::deserialize(deserializer).map(Self::from)
    }
}

#[cfg(feature = "schema")]
impl<T: schemars::JsonSchema> schemars::JsonSchema for Late<T> {
    fn inline_schema() -> bool {
        T::inline_schema()
    }

    fn schema_name() -> std::borrow::Cow<'static, str> {
        T::schema_name()
    }

    fn schema_id() -> std::borrow::Cow<'static, str> {
        T::schema_id()
    }

    fn json_schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
        T::json_schema(generator)
    }
}
