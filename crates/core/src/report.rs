//! What a check found.

use std::borrow::Cow;

use serde::ser::{Serialize, SerializeMap, SerializeSeq, SerializeStruct, Serializer};

use crate::code::Code;
use crate::contract::{Cite, Field, Format, Json, Literal, Part, Rule, Severity, Shape, TypeDef};
use crate::engine::allowed;
pub use crate::shared::SharedStr;

/// The outcome of a check: the verdict, and every violation within the limits.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Report<'t> {
    /// The violations in the order that the contract of reports fixes: document order first.
    pub violations: Vec<Violation<'t>>,
    /// How many errors were found, beyond the limit too.
    pub errors: u64,
    /// How many warnings were found, beyond the limit too.
    pub warnings: u64,
    /// Why the input could not be read to its end. Then `violations` is empty.
    pub malformed: Option<Malformed>,
}

/// Whether a message is good.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Verdict {
    /// No violation of severity error.
    Valid,
    /// At least one.
    Invalid,
    /// The input is not JSON, or beyond a limit.
    Malformed,
}

impl Verdict {
    /// `valid`, `invalid` or `malformed`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Valid => "valid",
            Self::Invalid => "invalid",
            Self::Malformed => "malformed",
        }
    }
}

impl<'t> Report<'t> {
    /// The verdict.
    #[must_use]
    pub fn verdict(&self) -> Verdict {
        if self.malformed.is_some() {
            Verdict::Malformed
        } else if self.errors > 0 {
            Verdict::Invalid
        } else {
            Verdict::Valid
        }
    }

    /// Whether the verdict is [`Verdict::Valid`]; warnings do not count.
    #[must_use]
    pub fn is_valid(&self) -> bool {
        self.verdict() == Verdict::Valid
    }

    /// How many violations were found, errors and warnings, beyond the limit too.
    #[must_use]
    pub fn total(&self) -> u64 {
        self.errors.saturating_add(self.warnings)
    }

    /// Whether the limit cut the list.
    #[must_use]
    pub fn truncated(&self) -> bool {
        u64::try_from(self.violations.len()).is_ok_and(|shown| shown < self.total())
    }

    /// The violations that make the message invalid.
    pub fn errors(&self) -> impl Iterator<Item = &Violation<'t>> {
        self.violations
            .iter()
            .filter(|v| v.severity == Severity::Error)
    }

    /// Adds what another check of the same message found (its other parts).
    pub fn append(&mut self, other: Self) {
        self.violations.extend(other.violations);
        self.errors = self.errors.saturating_add(other.errors);
        self.warnings = self.warnings.saturating_add(other.warnings);
        if self.malformed.is_none() {
            self.malformed = other.malformed;
        }
        if self.malformed.is_some() {
            self.violations.clear();
            self.errors = 0;
            self.warnings = 0;
        }
    }
}

/// One thing that is wrong.
#[derive(Debug, Clone, PartialEq)]
pub struct Violation<'t> {
    /// The part of the message.
    pub part: Part,
    /// JSON Pointer to the value, relative to the part.
    pub pointer: SharedStr,
    /// Inside JSON documents in strings: the way on from `pointer`, one JSON Pointer for each level.
    pub embedded: Vec<SharedStr>,
    /// What is wrong.
    pub code: Code,
    /// How much it counts here.
    pub severity: Severity,
    /// JSON text of the scalar that was found, at most 64 characters; absent for a missing, an unknown and a sensitive member.
    pub found: Option<SharedStr>,
    /// What the check knows beyond the code.
    pub detail: Detail<'t>,
    /// What the constraint stands in.
    pub(crate) subject: Option<Subject<'t>>,
    /// The rule that was broken, where it is one.
    pub rule: Option<&'t Rule<'t>>,
    /// Where the constraint was read.
    pub cite: Option<Cite<'t>>,
    /// Where the value stands in the text that was checked. `None` for values that came through serde.
    pub position: Option<Position>,
}

/// What a violated constraint stands in.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Subject<'t> {
    /// The type whose object it is about.
    pub(crate) ty: Option<&'t TypeDef<'t>>,
    /// The field that holds the value, or the list that the value is an item of.
    pub(crate) field: Option<&'t Field<'t>>,
    /// What the value is checked against.
    pub(crate) shape: Shape<'t>,
    /// Whether the value is an item of the field's list.
    pub(crate) item: bool,
}

impl<'t> Subject<'t> {
    pub(crate) const fn of_field(field: &'t Field<'t>) -> Self {
        Self {
            ty: None,
            field: Some(field),
            shape: field.shape,
            item: false,
        }
    }
}

impl<'t> Violation<'t> {
    /// A violation at the root of a part, of which only the code is known.
    #[must_use]
    pub fn at_root(part: Part, code: Code, severity: Severity) -> Self {
        Self {
            part,
            pointer: SharedStr::default(),
            embedded: Vec::new(),
            code,
            severity,
            found: None,
            detail: Detail::None,
            subject: None,
            rule: None,
            cite: None,
            position: None,
        }
    }

    /// What would be allowed, as far as the violated constraint and its neighbours say.
    #[must_use]
    pub fn expected(&self) -> Expected<'t> {
        allowed::expected(self)
    }

    /// Each text that it holds.
    pub(crate) fn texts_mut(&mut self) -> impl Iterator<Item = &mut SharedStr> {
        let detail = match &mut self.detail {
            Detail::Member(text) | Detail::Combination(text) => Some(text),
            Detail::None
            | Detail::FoundType(_)
            | Detail::Count(_)
            | Detail::CountWithoutMarkup(_)
            | Detail::Members(_)
            | Detail::Note(_)
            | Detail::Schemes(_)
            | Detail::Statuses(_)
            | Detail::Syntax(_) => None,
        };
        std::iter::once(&mut self.pointer)
            .chain(&mut self.embedded)
            .chain(&mut self.found)
            .chain(detail)
    }
}

/// A place in the text that was checked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Position {
    /// Line, from 1.
    pub line: u64,
    /// Column in code points, from 1.
    pub column: u64,
    /// Byte offset from the beginning.
    pub offset: usize,
    /// How many bytes the value takes: a scalar's text, a key's; 1 for an object or a list.
    pub length: usize,
}

/// What a violation's message says beyond its code.
#[derive(Debug, Clone, PartialEq)]
pub enum Detail<'t> {
    /// Nothing more.
    None,
    /// The JSON type that was found.
    FoundType(&'static str),
    /// A length or a count that was found.
    Count(u64),
    /// The text's length without markup.
    CountWithoutMarkup(u64),
    /// The name of the member that is missing or unknown, as pointers write it.
    Member(SharedStr),
    /// Names of members that a rule is about.
    Members(Vec<&'t str>),
    /// A combination that was found.
    Combination(SharedStr),
    /// Why it is discouraged or without effect.
    Note(&'t str),
    /// Header groups that would authenticate.
    Schemes(&'t [crate::contract::AuthGroup<'t>]),
    /// The documented statuses.
    Statuses(Vec<u16>),
    /// What the JSON parser of a document in a string says.
    Syntax(Cow<'static, str>),
}

/// What would be allowed; only what the violated constraint and its neighbours say.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Expected<'t> {
    /// The JSON type.
    pub json_type: Option<&'static str>,
    /// Least value.
    pub minimum: Option<Literal<'t>>,
    /// Greatest value.
    pub maximum: Option<Literal<'t>>,
    /// Lower bound that is itself refused.
    pub exclusive_minimum: Option<Literal<'t>>,
    /// Upper bound that is itself refused.
    pub exclusive_maximum: Option<Literal<'t>>,
    /// Least length in code points.
    pub min_length: Option<u32>,
    /// Greatest length in code points.
    pub max_length: Option<u32>,
    /// Greatest length in bytes.
    pub max_bytes: Option<u32>,
    /// Least number of items.
    pub min_items: Option<u32>,
    /// Greatest number of items.
    pub max_items: Option<u32>,
    /// The values of the list.
    pub values: Vec<Literal<'t>>,
    /// The combinations.
    pub rows: &'t [&'t [Literal<'t>]],
    /// The names that the rows' columns have.
    pub columns: Vec<&'t str>,
    /// The pattern.
    pub pattern: Option<&'t str>,
    /// The pattern in words.
    pub pattern_words: Option<&'t str>,
    /// The named format.
    pub format: Option<Format>,
    /// The value that counts when the member is absent.
    pub default: Option<Json<'t>>,
    /// The unit of the numbers.
    pub unit: Option<&'t str>,
}

/// Why an input could not be checked to its end.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Malformed {
    /// What kind of trouble.
    pub code: MalformedCode,
    /// The trouble in a sentence.
    pub message: Cow<'static, str>,
    /// Where; `None` for a file that could not be read.
    pub position: Option<Position>,
}

/// Kinds of input that cannot be checked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum MalformedCode {
    /// Not JSON.
    Syntax,
    /// Not UTF-8.
    Utf8,
    /// A number beyond what a double holds.
    Number,
    /// Nested too deeply.
    Depth,
    /// Larger than allowed.
    Size,
    /// A file that could not be read.
    Unreadable,
}

impl MalformedCode {
    /// `syntax`, `utf-8`, `number`, `depth`, `size` or `unreadable`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Syntax => "syntax",
            Self::Utf8 => "utf-8",
            Self::Number => "number",
            Self::Depth => "depth",
            Self::Size => "size",
            Self::Unreadable => "unreadable",
        }
    }
}

impl Serialize for Json<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Scalar(literal) => literal.serialize(serializer),
            Self::List(items) => {
                let mut seq = serializer.serialize_seq(Some(items.len()))?;
                for item in *items {
                    seq.serialize_element(item)?;
                }
                seq.end()
            }
            Self::Object(members) => {
                let mut map = serializer.serialize_map(Some(members.len()))?;
                for (name, value) in *members {
                    map.serialize_entry(name, value)?;
                }
                map.end()
            }
        }
    }
}

impl Serialize for Literal<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match *self {
            Self::Text(text) => serializer.serialize_str(text),
            Self::Int(int) => serializer.serialize_i64(int),
            Self::Number(number) => serializer.serialize_f64(number),
            Self::Bool(bool) => serializer.serialize_bool(bool),
        }
    }
}

/// The `violations` objects of reports, as the command writes them.
impl Serialize for Violation<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut out = serializer.serialize_struct("Violation", 12)?;
        out.serialize_field("in", self.part.as_str())?;
        out.serialize_field("pointer", &self.pointer)?;
        if !self.embedded.is_empty() {
            out.serialize_field("embedded", &self.embedded)?;
        }
        out.serialize_field("code", self.code.as_str())?;
        out.serialize_field("severity", self.severity.as_str())?;
        out.serialize_field("message", &self.message())?;
        if let Some(found) = &self.found {
            out.serialize_field("found", found)?;
        }
        out.serialize_field("expected", &self.expected())?;
        out.serialize_field("rule", &self.rule.map(|rule| rule.id))?;
        out.serialize_field("line", &self.position.map(|p| p.line))?;
        out.serialize_field("column", &self.position.map(|p| p.column))?;
        out.serialize_field("source", &self.cite.map(SourceOf))?;
        out.end()
    }
}

struct SourceOf<'t>(Cite<'t>);

impl Serialize for SourceOf<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut out = serializer.serialize_struct("Source", 4)?;
        out.serialize_field("name", self.0.source.name)?;
        out.serialize_field("url", self.0.source.url)?;
        out.serialize_field("anchor", &self.0.anchor)?;
        out.serialize_field("read", self.0.source.read)?;
        out.end()
    }
}

impl Serialize for Expected<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut out = serializer.serialize_map(None)?;
        macro_rules! some {
            ($($name:literal = $value:expr),* $(,)?) => {
                $(if let Some(value) = &$value { out.serialize_entry($name, value)?; })*
            };
        }
        some! {
            "type" = self.json_type,
            "minimum" = self.minimum,
            "maximum" = self.maximum,
            "exclusiveMinimum" = self.exclusive_minimum,
            "exclusiveMaximum" = self.exclusive_maximum,
            "minLength" = self.min_length,
            "maxLength" = self.max_length,
            "maxBytes" = self.max_bytes,
            "minItems" = self.min_items,
            "maxItems" = self.max_items,
        }
        if !self.values.is_empty() {
            out.serialize_entry("enum", &self.values)?;
        }
        if !self.rows.is_empty() {
            out.serialize_entry("columns", &self.columns)?;
            out.serialize_entry("rows", &self.rows)?;
        }
        some! {
            "pattern" = self.pattern,
            "format" = self.format.map(Format::as_str),
            "default" = self.default,
            "unit" = self.unit,
        }
        out.end()
    }
}
