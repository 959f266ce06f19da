//! References to types, by name.

use std::borrow::Borrow;
use std::cmp::Ordering;
use std::fmt;
use std::hash::{Hash, Hasher};
use std::ops::Deref;
use std::sync::atomic::{AtomicU32, Ordering::Relaxed};

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// The name of a type of the same service.
///
/// [`Service::ty`](super::Service::ty) gives the type.
pub struct TypeName {
    name: Box<str>,
    /// Where the type was found the last time, among the types of some service: a guess at where it will be found.
    found: AtomicU32,
}

impl TypeName {
    fn new(name: Box<str>) -> Self {
        Self {
            name,
            found: AtomicU32::new(0),
        }
    }

    /// Returns the name as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.name
    }

    /// Returns where the type was found the last time.
    pub(super) fn found_at(&self) -> usize {
        usize::try_from(self.found.load(Relaxed)).unwrap_or(0)
    }

    /// Remembers where the type was found.
    pub(super) fn remember(&self, at: usize) {
        self.found.store(u32::try_from(at).unwrap_or(0), Relaxed);
    }
}

impl Clone for TypeName {
    fn clone(&self) -> Self {
        Self::new(self.name.clone())
    }
}

impl PartialEq for TypeName {
    fn eq(&self, other: &Self) -> bool {
        self.name == other.name
    }
}

impl Eq for TypeName {}

impl PartialOrd for TypeName {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for TypeName {
    fn cmp(&self, other: &Self) -> Ordering {
        self.name.cmp(&other.name)
    }
}

impl Hash for TypeName {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.name.hash(state);
    }
}

impl fmt::Debug for TypeName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("TypeName").field(&self.name).finish()
    }
}

impl fmt::Display for TypeName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.name)
    }
}

impl From<&str> for TypeName {
    fn from(name: &str) -> Self {
        Self::new(name.into())
    }
}

impl From<String> for TypeName {
    fn from(name: String) -> Self {
        Self::new(name.into())
    }
}

impl Deref for TypeName {
    type Target = str;

    fn deref(&self) -> &str {
        &self.name
    }
}

impl Borrow<str> for TypeName {
    fn borrow(&self) -> &str {
        &self.name
    }
}

impl Serialize for TypeName {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.name)
    }
}

impl<'de> Deserialize<'de> for TypeName {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Box::deserialize(deserializer).map(Self::new)
    }
}

#[cfg(feature = "schema")]
impl schemars::JsonSchema for TypeName {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "TypeName".into()
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({
            "type": "string",
            "description": "The name of a type of the same service.\n\n[`Service::ty`] gives the type.",
        })
    }
}
