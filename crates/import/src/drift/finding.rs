//! What is told of a change.

use std::fmt;

use serde::Serialize;
use serde_json::Value;

use crate::sheet::Section;

/// A change between two editions of what a source says.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Finding {
    /// The operation, or the first of them.
    pub operation: String,
    /// Which messages it is about.
    pub direction: Direction,
    /// The part of the message; absent where it is about the operation or the answer as a whole.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub part: Option<Part>,
    /// The status of the answer; absent in requests.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status: Option<String>,
    /// Where in the part: empty for a body as a whole, `/name` a member or a parameter, `/*` an item or a value of a map.
    /// Names of headers are in lower case.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pointer: Option<String>,
    /// What changed.
    pub class: Class,
    /// The constraint that changed, where the class has several, as JSON Schema spells it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub constraint: Option<&'static str>,
    /// What the source said before.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub before: Option<Value>,
    /// What it says now.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub after: Option<Value>,
    /// Whom it breaks.
    pub severity: Severity,
    /// Whether what changed refuses nothing, so that no value is accepted that was not, and none refused that was.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub vacuous: bool,
    /// The operation of the same route that stands for one that was removed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub renamed_to: Option<String>,
    /// A payload that shows the break: one edition accepts it, and the other one refuses it. Asked for where something breaks.
    #[serde(skip_serializing_if = "Witness::is_unasked")]
    pub witness: Witness,
    /// Why no payload shows it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub why: Option<String>,
    /// All operations that have it, sorted.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub operations: Vec<String>,
    /// The type and the member where it stands in the source, `VideoConfig.width`, or the place of a parameter, `(query).limit`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub at: Option<String>,
    /// What was read.
    pub source: ReadFrom,
    /// The lines of the spec that it is about, and what they should become.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub spec: Vec<super::spec::Advice>,
}

/// The source of a finding, and the day on which its newer edition was read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ReadFrom {
    /// The name of the source.
    pub name: String,
    /// The day, `2026-03-13`, where one is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub read: Option<String>,
}

/// A payload that shows a break.
#[derive(Debug, Clone, PartialEq, Default, Serialize)]
#[serde(untagged)]
pub enum Witness {
    /// Nothing breaks.
    #[default]
    Unasked,
    /// No payload was found; [`Finding::why`] says why.
    Missing,
    /// The payload: a body, or the parameters of the part by name.
    Payload(Value),
}

impl Witness {
    fn is_unasked(&self) -> bool {
        *self == Self::Unasked
    }
}

/// Which messages a change is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Direction {
    /// The operation as a whole.
    Operation,
    /// What callers send.
    Request,
    /// What they are answered.
    Response,
}

/// A part of a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Part {
    /// Parameters in the path.
    Path,
    /// Parameters in the query.
    Query,
    /// Headers.
    Header,
    /// Fields of a form.
    Form,
    /// The body.
    Body,
}

impl From<Section> for Part {
    fn from(section: Section) -> Self {
        match section {
            Section::Path => Self::Path,
            Section::Query => Self::Query,
            Section::Header | Section::ResponseHeader => Self::Header,
            Section::Form => Self::Form,
            Section::RequestBody | Section::ResponseBody => Self::Body,
        }
    }
}

/// Whom a change breaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Severity {
    /// Callers: a request that was accepted may be refused.
    BreaksCallers,
    /// Readers of answers: something may be answered that was not, or be gone.
    BreaksReaders,
    /// Nobody.
    Compatible,
}

/// What a change does to the set of values that are accepted at its place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Change {
    /// Every value is accepted that was, and none else.
    None,
    /// Some values are no longer accepted.
    Narrower,
    /// Values are accepted that were not.
    Wider,
    /// Both.
    Other,
}

impl Change {
    /// Returns whom the change breaks in messages of a direction: requests break by less being accepted, answers by more.
    pub(super) fn severity(self, direction: Direction) -> Severity {
        match (direction, self) {
            (Direction::Request | Direction::Operation, Self::Narrower | Self::Other) => {
                Severity::BreaksCallers
            }
            (Direction::Response, Self::Wider | Self::Other) => Severity::BreaksReaders,
            _ => Severity::Compatible,
        }
    }

    /// Returns the change of what accepts less where `narrows`, and more where `widens`.
    pub(super) fn of(narrows: bool, widens: bool) -> Self {
        match (narrows, widens) {
            (false, false) => Self::None,
            (true, false) => Self::Narrower,
            (false, true) => Self::Wider,
            (true, true) => Self::Other,
        }
    }
}

macro_rules! words {
    ($(#[$of:meta])* $name:ident { $($(#[$doc:meta])* $variant:ident = $word:literal,)+ }) => {
        $(#[$of])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
        pub enum $name { $($(#[$doc])* #[serde(rename = $word)] $variant,)+ }

        impl $name {
            /// All of them.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)+];

            /// Returns the word for it in reports.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $word,)+ }
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(self.as_str())
            }
        }
    };
}

words! {
    /// What changed.
    Class {
        /// An operation is new.
        OperationAdded = "operation-added",
        /// An operation is gone.
        OperationRemoved = "operation-removed",
        /// An operation has another method.
        MethodChanged = "method-changed",
        /// An operation has another path.
        PathChanged = "path-changed",
        /// An operation, a parameter or a member should no longer be used, or may be used again.
        DeprecatedChanged = "deprecated-changed",
        /// A media type of requests is new.
        ConsumesAdded = "consumes-added",
        /// A media type of requests is gone.
        ConsumesRemoved = "consumes-removed",
        /// A media type of answers is new.
        ProducesAdded = "produces-added",
        /// A media type of answers is gone.
        ProducesRemoved = "produces-removed",
        /// A parameter is new.
        ParameterAdded = "parameter-added",
        /// A parameter is gone.
        ParameterRemoved = "parameter-removed",
        /// A message has a body, and had none.
        BodyAdded = "body-added",
        /// A message had a body, and has none.
        BodyRemoved = "body-removed",
        /// An answer of a status is new.
        ResponseAdded = "response-added",
        /// An answer of a status is gone.
        ResponseRemoved = "response-removed",
        /// An answer of its own became one that operations share, or the other way round.
        ResponseChanged = "response-changed",
        /// A header of an answer is new.
        HeaderAdded = "header-added",
        /// A header of an answer is gone.
        HeaderRemoved = "header-removed",
        /// A member is new.
        FieldAdded = "field-added",
        /// A member is gone.
        FieldRemoved = "field-removed",
        /// Something has to be there.
        RequiredAdded = "required-added",
        /// Something no longer has to be there.
        RequiredRemoved = "required-removed",
        /// A value is of another type.
        TypeChanged = "type-changed",
        /// A value is of another format.
        FormatChanged = "format-changed",
        /// A bound lets more values pass.
        BoundWidened = "bound-widened",
        /// A bound lets fewer values pass.
        BoundNarrowed = "bound-narrowed",
        /// A bound is new.
        BoundAdded = "bound-added",
        /// A bound is gone.
        BoundDropped = "bound-dropped",
        /// A list of values is new.
        EnumAdded = "enum-added",
        /// A list of values is gone.
        EnumDropped = "enum-dropped",
        /// A value is new in a list.
        EnumValueAdded = "enum-value-added",
        /// A value is gone from a list.
        EnumValueRemoved = "enum-value-removed",
        /// A pattern is new.
        PatternAdded = "pattern-added",
        /// A pattern is gone.
        PatternDropped = "pattern-dropped",
        /// A pattern is another one.
        PatternChanged = "pattern-changed",
        /// A default is new.
        DefaultAdded = "default-added",
        /// A default is gone.
        DefaultDropped = "default-dropped",
        /// A default is another one.
        DefaultChanged = "default-changed",
        /// Equal items are refused, or no longer.
        UniqueChanged = "unique-changed",
        /// Values or members beyond those that are listed are let pass, or no longer.
        OpenChanged = "open-changed",
        /// `null` is a value, or no longer.
        NullableChanged = "nullable-changed",
    }
}
