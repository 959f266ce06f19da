//! What a draft does not write: what the spec says otherwise, and what its language cannot say.

use std::fmt;

use serde::Serialize;
use serde_json::Value;

/// Something that a source says and that a draft does not write into the spec.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Difference {
    /// Why it was not written.
    pub why: WhyNot,
    /// The file of the spec that it belongs to, as a path in the spec folder.
    pub file: String,
    /// What it is about: a member of the type, a parameter of the operation; empty: the whole.
    pub subject: String,
    /// The name of the source that says it.
    pub source: String,
    /// Where it stands in the source.
    pub at: String,
    /// What the source says.
    #[serde(serialize_with = "as_json")]
    pub says: String,
    /// What the spec says, where it says something.
    #[serde(serialize_with = "as_json_or_null")]
    pub spec: Option<String>,
}

/// Writes the JSON text of a value as the value.
fn as_json<S: serde::Serializer>(text: &str, serializer: S) -> Result<S::Ok, S::Error> {
    let value: Value = serde_json::from_str(text).map_err(serde::ser::Error::custom)?;
    value.serialize(serializer)
}

fn as_json_or_null<S: serde::Serializer>(
    text: &Option<String>,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    match text {
        Some(text) => as_json(text, serializer),
        None => serializer.serialize_none(),
    }
}

/// Why something was not written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum WhyNot {
    /// The spec says something else, and has no conflict about it.
    Differs,
    /// The spec says nothing of it.
    Lacks,
    /// The spec says that the source lacks it.
    Absent,
    /// A conflict of the spec quotes the source otherwise than the spec says, and the source no longer says otherwise.
    Settled,
    /// Nothing in the spec language says it.
    Unsayable,
    /// The reader of the source did not understand it.
    Unread,
    /// The source dropped a member of which no shape is on record.
    Dropped,
    /// A rule between members, which a person has to write.
    Rule,
    /// Sources name a type, a route or a body differently.
    Name,
    /// No message holds a type.
    Unheld,
    /// One source says two things of one place.
    Twice,
}

impl fmt::Display for WhyNot {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Differs => "the spec says otherwise",
            Self::Lacks => "the spec says nothing of it",
            Self::Absent => "the spec says the source lacks it",
            Self::Settled => "the source no longer says otherwise",
            Self::Unsayable => "the spec language cannot say it",
            Self::Unread => "not understood",
            Self::Dropped => "dropped, and no shape is on record",
            Self::Rule => "a rule to be written by hand",
            Self::Name => "named differently",
            Self::Unheld => "no message holds it, and it is not written unless --type names it",
            Self::Twice => "said twice",
        })
    }
}

/// Collects differences about one file.
pub(super) struct Differences<'a> {
    pub(super) file: String,
    pub(super) found: &'a mut Vec<Difference>,
}

impl Differences<'_> {
    pub(super) fn add(&mut self, why: WhyNot, subject: &str, source: &str, at: &str, says: &Value) {
        self.against(why, subject, source, at, says, None);
    }

    pub(super) fn against(
        &mut self,
        why: WhyNot,
        subject: &str,
        source: &str,
        at: &str,
        says: &Value,
        spec: Option<&Value>,
    ) {
        self.found.push(Difference {
            why,
            file: self.file.clone(),
            subject: subject.to_owned(),
            source: source.to_owned(),
            at: at.to_owned(),
            says: says.to_string(),
            spec: spec.map(Value::to_string),
        });
    }
}
