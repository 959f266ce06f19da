//! What a check found.

#[doc(hidden)]
pub mod coverage;
mod expected;
mod explanation;
mod json;
mod suggestion;

use std::borrow::Cow;
use std::fmt;

use serde::ser::{Serialize, Serializer};

use crate::code::Code;
use crate::compiled::TypeId;
use crate::contract::{
    AuthGroup, Cite, Content, Field, MediaTypes, Part, Poll, Rule, Service, Severity, Shape,
    Source, TypeDef, Vote,
};
use crate::escape::visible;
use crate::options::Options;
pub use crate::shared::SharedStr;
pub use expected::Expected;
pub use explanation::Explanation;
#[cfg(feature = "schema")]
pub use json::report_schema;
#[doc(hidden)]
pub use json::{JsonRefusal, JsonReport, JsonResult, JsonResults, JsonSummary};
pub use suggestion::{Edit, Suggestion};

/// The outcome of a check: the verdict, and every violation within the limits.
///
/// It is an error that can be handed on: [`Report::into_result`] gives `Err` unless the message is valid. Displayed, it
/// has a line for each violation; serialized, it is what the `mediaspec` command writes of a payload.
///
/// ```
/// use mediaspec_core::report::Report;
///
/// fn send(report: Report) -> Result<(), Report> {
///     report.into_result()?;
///     // Nothing stands in the way.
///     Ok(())
/// }
/// # assert!(send(Report::default()).is_ok());
/// ```
#[derive(Debug, Clone, PartialEq, Default)]
#[non_exhaustive]
pub struct Report {
    /// The violations in the order that the contract of reports fixes: document order first. Of malformed input there is
    /// one, [`Code::Malformed`].
    pub violations: Vec<Violation>,
    /// How many errors were found, beyond the limit too.
    pub error_count: u64,
    /// How many warnings were found, beyond the limit too.
    pub warning_count: u64,
    /// Why the input could not be read to its end.
    pub malformed: Option<Malformed>,
    /// What was met with that is allowed.
    pub(crate) met: Option<Box<Met>>,
}

/// Which of the things that are allowed were met with: their places in [`Options::allow`], in the order in which they were met.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Met {
    entries: Vec<usize>,
}

/// Whether a message is good.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
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

impl fmt::Display for Verdict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl Serialize for Verdict {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

impl Report {
    /// The report on input that cannot be read to its end.
    #[must_use]
    pub fn of_malformed(part: Part, malformed: Malformed) -> Self {
        let mut violation = Violation::at_root(part, Code::Malformed, Severity::Error);
        violation.detail = Detail::Syntax(malformed.message.clone());
        violation.position = malformed.position;
        Self {
            violations: vec![violation],
            error_count: 1,
            warning_count: 0,
            malformed: Some(malformed),
            met: None,
        }
    }

    /// The verdict.
    #[must_use]
    pub const fn verdict(&self) -> Verdict {
        if self.malformed.is_some() {
            Verdict::Malformed
        } else if self.error_count > 0 {
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

    /// `Ok` for a valid message, with or without warnings; otherwise the report as the error.
    ///
    /// # Errors
    /// The report, unless the verdict is [`Verdict::Valid`].
    pub fn into_result(self) -> Result<(), Self> {
        if self.is_valid() { Ok(()) } else { Err(self) }
    }

    /// How many violations were found, errors and warnings, beyond the limit too.
    #[must_use]
    pub const fn total(&self) -> u64 {
        self.error_count.saturating_add(self.warning_count)
    }

    /// Whether the limit cut the list.
    #[must_use]
    pub fn truncated(&self) -> bool {
        u64::try_from(self.violations.len()).is_ok_and(|shown| shown < self.total())
    }

    /// The violations that make the message invalid. Of malformed input there is one.
    pub fn errors(&self) -> impl Iterator<Item = &Violation> {
        self.of_severity(Severity::Error)
    }

    /// The violations that are mere advice.
    pub fn warnings(&self) -> impl Iterator<Item = &Violation> {
        self.of_severity(Severity::Warning)
    }

    fn of_severity(&self, severity: Severity) -> impl Iterator<Item = &Violation> {
        let all = self.violations.iter();
        all.filter(move |violation| violation.severity == severity)
    }

    /// Adds what another check of the same message found (its other parts). Of a malformed message nothing else is said.
    pub fn append(&mut self, other: Self) {
        if self.malformed.is_some() {
            return;
        }
        if other.malformed.is_some() {
            *self = other;
            return;
        }
        for entry in other.allowed() {
            self.meet(*entry);
        }
        self.violations.extend(other.violations);
        self.error_count = self.error_count.saturating_add(other.error_count);
        self.warning_count = self.warning_count.saturating_add(other.warning_count);
    }

    /// Which of the things that are allowed ([`Options::allow`]) were met with, as their places in that list, in the order in
    /// which they were met. An error that is allowed is among the warnings ([`Violation::allowed`]), and a warning that is
    /// allowed is not told.
    #[must_use]
    pub fn allowed(&self) -> &[usize] {
        self.met.as_deref().map_or(&[], |met| &met.entries)
    }

    /// Takes note of something that is allowed.
    pub(crate) fn meet(&mut self, entry: usize) {
        if !self.allowed().contains(&entry) {
            self.met.get_or_insert_default().entries.push(entry);
        }
    }

    /// Forgets what was met with after the first so many.
    pub(crate) fn forget_met(&mut self, kept: usize) {
        if kept == 0 {
            self.met = None;
        } else if let Some(met) = &mut self.met {
            met.entries.truncate(kept);
        }
    }

    /// Adds a violation as options let it count: of an allowed error a warning remains, and of an allowed warning nothing.
    pub fn push_by(&mut self, options: &Options, mut violation: Violation) {
        let Violation { code, pointer, .. } = &violation;
        if let Some(entry) = options.allowing(*code, || pointer) {
            self.meet(entry);
            if violation.severity == Severity::Warning {
                return;
            }
            violation.severity = Severity::Warning;
            violation.allowed = true;
        }
        self.push(violation);
    }

    /// Adds a violation, unless the input was malformed: then nothing else is said of it.
    pub fn push(&mut self, violation: Violation) {
        if self.malformed.is_some() {
            return;
        }
        let count = match violation.severity {
            Severity::Error => &mut self.error_count,
            Severity::Warning => &mut self.warning_count,
        };
        *count = count.saturating_add(1);
        self.violations.push(violation);
    }
}

impl<'r> IntoIterator for &'r Report {
    type Item = &'r Violation;
    type IntoIter = std::slice::Iter<'r, Violation>;

    /// Every violation within the limits, errors and warnings.
    fn into_iter(self) -> Self::IntoIter {
        self.violations.iter()
    }
}

impl fmt::Display for Report {
    /// A line for each violation, with a last one where the limit cut the list; `valid` where there is none.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.violations.is_empty() && self.total() == 0 {
            return f.write_str(Verdict::Valid.as_str());
        }
        for (at, violation) in self.violations.iter().enumerate() {
            if at > 0 {
                f.write_str("\n")?;
            }
            violation.fmt(f)?;
        }
        if self.truncated() {
            write!(f, "\n… {} violations in all", self.total())?;
        }
        Ok(())
    }
}

impl std::error::Error for Report {}

/// One thing that is wrong.
///
/// Displayed, it is one line: `3:62: error[maximum] /voice_config/speed: 300 is above 200 (50 to 200 allowed)`.
#[derive(Clone, PartialEq)]
#[non_exhaustive]
pub struct Violation {
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
    /// Whether it would be an error if it was not allowed.
    pub allowed: bool,
    /// JSON text of the scalar that was found, at most 64 characters; absent for a missing, an unknown and a sensitive member.
    pub found: Option<SharedStr>,
    /// What the check knows beyond the code.
    pub detail: Detail,
    /// What the constraint belongs to.
    pub(crate) subject: Option<Subject>,
    /// Where the constraint was read, where that does not follow from the subject.
    pub(crate) cite: Option<Box<Cite>>,
    /// The source of that place.
    pub(crate) source: Option<Box<Source>>,
    /// Where the value is in the text that was checked. `None` for values that came through serde.
    pub position: Option<Position>,
    /// The message that the payload would fit, where somebody has looked for one.
    pub(crate) fit: Option<Box<str>>,
}

/// What a violated constraint belongs to: a field of a type, or the objects of the type as a whole.
#[derive(Clone)]
pub(crate) struct Subject {
    pub(crate) service: Service,
    pub(crate) ty: TypeId,
    /// The field that holds the value, or the list that the value is an item of; of a rule, a member that it speaks of.
    pub(crate) field: Option<u16>,
    /// The rule that was broken, where it is one.
    pub(crate) rule: Option<u16>,
    /// Which of the shapes of the field is meant, counted as [`Shape::nested`] does: 0 is the field's own.
    pub(crate) place: u8,
    /// Whether a sibling's value says that an object is expected.
    pub(crate) selected: bool,
    /// Whether it is about a piece of a separated text.
    pub(crate) piece: bool,
    /// The vote of the field by whose word it was found; [`Subject::NO_VOTE`] for the field's own.
    pub(crate) vote: u8,
    /// The votes that were asked.
    pub(crate) poll: Poll,
}

impl PartialEq for Subject {
    fn eq(&self, other: &Self) -> bool {
        let Self {
            service,
            ty,
            field,
            rule,
            place,
            selected,
            piece,
            vote,
            poll,
        } = self;
        *service.name() == *other.service.name()
            && *ty == other.ty
            && (*field, *rule) == (other.field, other.rule)
            && (*place, *selected, *piece) == (other.place, other.selected, other.piece)
            && (*vote, *poll) == (other.vote, other.poll)
    }
}

impl Subject {
    /// The vote of no source: what the field itself says counts.
    pub(crate) const NO_VOTE: u8 = u8::MAX;

    pub(crate) fn ty(&self) -> &TypeDef {
        &self.service.entry(self.ty).def
    }

    pub(crate) fn field(&self) -> Option<&Field> {
        let (ty, index) = (self.service.entry(self.ty), self.field?);
        if let Some(field) = ty.at(index) {
            return Some(field);
        }
        // A member of an inner object, of which a rule of the type speaks.
        let inner = ty.inner_at(index)?;
        let place = inner.place(ty, |id| self.service.entry(id))?;
        self.service.entry(place.owner).at(place.index)
    }

    pub(crate) fn rule(&self) -> Option<&Rule> {
        self.ty().rules.get(usize::from(self.rule?))
    }

    /// The vote by whose word it was found.
    fn vote(&self) -> Option<&Vote> {
        self.field()?.votes.get(usize::from(self.vote))
    }

    /// The shape that the value should have; `None` for an object that no field holds.
    pub(crate) fn shape(&self) -> Option<&Shape> {
        let own = || Some(&self.field()?.shape);
        let shape = self.vote().map(|vote| &vote.shape).or_else(own)?;
        shape.nested().nth(self.place.into())
    }

    /// The votes that were asked, each with whether it refuses: the one that governs first.
    fn asked(&self) -> impl Iterator<Item = (usize, bool)> {
        self.poll.votes()
    }

    /// The same with the word of the source that governs, where that allows what another refuses.
    fn by_governing(&self) -> Option<Self> {
        let (governing, refuses) = self.asked().next()?;
        let vote = u8::try_from(governing).ok().filter(|_| !refuses)?;
        Some(Self {
            vote,
            ..self.clone()
        })
    }

    /// Whether it is about the field's own value, and not about something inside of it.
    pub(crate) fn is_own(&self) -> bool {
        let one_of = |field: &Field| {
            let found = field.shape.alternatives_at(self.place.into());
            found.is_some_and(|(outer, _, _)| outer == 0)
        };
        self.place == 0 || self.field().is_some_and(one_of)
    }

    /// Where the constraint that a code speaks of was read, where it is one of a named value.
    fn cite_of_value(&self, field: &Field, code: Code) -> Option<&Cite> {
        let shape = field.shape.nested().nth(self.place.into())?;
        let of_pieces =
            matches!(shape, Shape::Text(text) if matches!(text.content, Content::Separated(_)));
        if of_pieces != self.piece {
            return None;
        }
        let value = self.service.ty(shape.named()?)?.value()?;
        let of_value = match code {
            Code::Deprecated => field.deprecated.is_none(),
            _ => value
                .shape
                .constraints()
                .iter()
                .any(|constraint| constraint.codes().contains(&code)),
        };
        of_value.then(|| value.info.cite_for(code))
    }

    /// Where the constraint that a code speaks of was read.
    fn cite(&self, code: Code) -> Option<&Cite> {
        if let Some(rule) = self.rule() {
            return Some(&rule.info.cite);
        }
        if let Some(vote) = self.vote() {
            return Some(&vote.cite);
        }
        match self.field() {
            Some(field) => Some(
                self.cite_of_value(field, code)
                    .unwrap_or_else(|| field.info.cite_for(code)),
            ),
            None => matches!(code, Code::AdditionalProperties | Code::Unrecognized)
                .then(|| &self.ty().info.cite),
        }
    }
}

impl Violation {
    /// A violation at the root of a part, of which only the code is known.
    #[must_use]
    pub fn at_root(part: Part, code: Code, severity: Severity) -> Self {
        Self {
            part,
            pointer: SharedStr::default(),
            embedded: Vec::new(),
            code,
            severity,
            allowed: false,
            found: None,
            detail: Detail::None,
            subject: None,
            cite: None,
            source: None,
            position: None,
            fit: None,
        }
    }

    /// Names the message that the payload would fit: the suggestion of an `unrecognized` finding. One that says by itself that
    /// the payload is an error of the service needs none.
    pub fn note_fit(&mut self, message: &str) {
        if !matches!(self.detail, Detail::Error(_)) {
            self.fit = Some(message.into());
        }
    }

    /// The message that the payload would fit, where one was named.
    pub(crate) fn fit(&self) -> Option<&str> {
        self.fit.as_deref()
    }

    /// The same violation, of something that was read at a place of a source.
    #[must_use]
    pub fn read_at(mut self, service: &Service, cite: &Cite) -> Self {
        self.source = Some(Box::new(service.source(cite).clone()));
        self.cite = Some(Box::new(cite.clone()));
        self
    }

    /// The rule that was broken, where it is one.
    #[must_use]
    pub fn rule(&self) -> Option<&Rule> {
        self.subject.as_ref()?.rule()
    }

    /// The type that documents the value's object, where the violation is about one.
    #[must_use]
    pub fn ty(&self) -> Option<&TypeDef> {
        self.subject.as_ref().map(Subject::ty)
    }

    /// The field that documents the value, or the list that it is an item of.
    #[must_use]
    pub fn field(&self) -> Option<&Field> {
        self.subject.as_ref()?.field()
    }

    /// Where the constraint was read.
    #[must_use]
    pub fn cite(&self) -> Option<&Cite> {
        match &self.cite {
            Some(cite) => Some(cite),
            None => {
                let subject = self.subject.as_ref()?;
                match subject.asked().next() {
                    // Of what only some refuse, the source that governs is named first.
                    Some((governing, _)) if self.disputed().next().is_some() => {
                        subject.field()?.votes.get(governing).map(|vote| &vote.cite)
                    }
                    _ => subject.cite(self.code),
                }
            }
        }
    }

    /// The names of the sources that were asked, each with whether it refuses; none where all agree.
    pub(crate) fn opinions(&self) -> Vec<(&str, bool)> {
        let Some(subject) = self
            .subject
            .as_ref()
            .filter(|_| self.disputed().next().is_some())
        else {
            return Vec::new();
        };
        let named = subject.asked().filter_map(|(at, refuses)| {
            let vote = subject.field()?.votes.get(at)?;
            Some((&*vote.cite.source, refuses))
        });
        named.collect()
    }

    /// The sources that see it otherwise than the one that governs, where sources do not agree about the value.
    pub fn disputed(&self) -> impl Iterator<Item = Disputed<'_>> {
        let subject = self.subject.as_ref();
        let governing = subject.and_then(|subject| subject.asked().next());
        let others = subject.into_iter().flat_map(Subject::asked);
        others.filter_map(move |(at, refuses)| {
            let (_, governing_refuses) = governing?;
            let vote = subject?.field()?.votes.get(at)?;
            (refuses != governing_refuses).then_some(Disputed {
                vote,
                violation: self,
                allows: !refuses,
            })
        })
    }

    /// The source that the constraint was read in.
    #[must_use]
    pub fn source(&self) -> Option<&Source> {
        match &self.source {
            Some(source) => Some(source),
            None => {
                let subject = self.subject.as_ref()?;
                Some(subject.service.source(self.cite()?))
            }
        }
    }

    /// Each text that it holds.
    pub(crate) fn texts_mut(&mut self) -> impl Iterator<Item = &mut SharedStr> {
        let detail = match &mut self.detail {
            Detail::Member(text) | Detail::Combination(text) | Detail::Note(text) => Some(text),
            Detail::None
            | Detail::FoundType(_)
            | Detail::Count(_)
            | Detail::CountWithoutMarkup(_)
            | Detail::Members(_)
            | Detail::Schemes(_)
            | Detail::Statuses(_)
            | Detail::MediaTypes(_)
            | Detail::Version {
                parameter: _,
                documented: _,
            }
            | Detail::Error(_)
            | Detail::Other {
                part: _,
                name: _,
                value: _,
            }
            | Detail::Host {
                api: _,
                documented: _,
            }
            | Detail::Syntax(_) => None,
        };
        std::iter::once(&mut self.pointer)
            .chain(&mut self.embedded)
            .chain(&mut self.found)
            .chain(detail)
    }
}

/// A source that sees a value otherwise than the one that governs.
#[derive(Debug, Clone, Copy)]
pub struct Disputed<'v> {
    vote: &'v Vote,
    violation: &'v Violation,
    allows: bool,
}

impl<'v> Disputed<'v> {
    /// Whether it allows the value.
    #[must_use]
    pub const fn allows(&self) -> bool {
        self.allows
    }

    /// Where it says so.
    #[must_use]
    pub const fn cite(&self) -> &'v Cite {
        &self.vote.cite
    }

    /// The source.
    #[must_use]
    pub fn source(&self) -> Option<&'v Source> {
        let subject = self.violation.subject.as_ref()?;
        Some(subject.service.source(&self.vote.cite))
    }

    /// What it says of the value.
    #[must_use]
    pub fn says(&self) -> Expected {
        let Some(subject) = &self.violation.subject else {
            return Expected::default();
        };
        match self.violation.code {
            Code::Required => Expected::default(),
            _ => Expected::of_vote(&self.vote.shape, subject.place.into(), self.violation.code),
        }
    }
}

impl fmt::Display for Violation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(Position { line, column, .. }) = self.position {
            write!(f, "{line}:{column}: ")?;
        }
        write!(f, "{}[{}]", self.severity, self.code)?;
        if self.part != Part::Body {
            write!(f, " {}", self.part)?;
        }
        if !self.pointer.is_empty() {
            write!(f, " {}", visible(&self.pointer))?;
        }
        for pointer in &self.embedded {
            write!(f, " in it {}", visible(pointer))?;
        }
        write!(f, ": {}", self.message())
    }
}

impl fmt::Debug for Violation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            part,
            pointer,
            embedded,
            code,
            severity,
            allowed: _,
            found,
            detail,
            subject: _,
            cite: _,
            source: _,
            position,
            fit: _,
        } = self;
        f.debug_struct("Violation")
            .field("part", part)
            .field("pointer", pointer)
            .field("embedded", embedded)
            .field("code", code)
            .field("severity", severity)
            .field("found", found)
            .field("detail", detail)
            .field("position", position)
            .field("rule", &self.rule().map(|rule| &rule.id))
            .field("cite", &self.cite().map(Cite::to_string))
            .finish()
    }
}

/// A place in the text that was checked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
#[non_exhaustive]
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
#[non_exhaustive]
pub enum Detail {
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
    Members(Box<[Box<str>]>),
    /// A combination that was found.
    Combination(SharedStr),
    /// Why it is discouraged or without effect.
    Note(SharedStr),
    /// Header groups that would authenticate.
    Schemes(Box<[AuthGroup]>),
    /// The documented statuses.
    Statuses(Box<[u16]>),
    /// The documented media types.
    MediaTypes(MediaTypes),
    /// The version of the API that a request must carry.
    Version {
        /// The parameter that carries it.
        parameter: Box<str>,
        /// The one that is documented.
        documented: Box<str>,
    },
    /// The type of the errors of the service, one of which was found in place of another message.
    Error(Box<str>),
    /// The parameter that must have the same value.
    Other {
        /// The part of the message that it is in.
        part: Part,
        /// Its name.
        name: Box<str>,
        /// Its value, as JSON text.
        value: Box<str>,
    },
    /// The host of another API.
    Host {
        /// The API that answers there.
        api: Box<str>,
        /// The hosts that answer requests of the service.
        documented: Box<[Box<str>]>,
    },
    /// What the JSON parser says of the input, or of a document in a string.
    Syntax(Cow<'static, str>),
}

/// Why an input could not be checked to its end.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Malformed {
    /// What kind of trouble.
    pub code: MalformedCode,
    /// The trouble in a sentence.
    pub message: Cow<'static, str>,
    /// Where; `None` for a file that could not be read.
    pub position: Option<Position>,
}

impl Malformed {
    /// Trouble of a kind, described in a sentence, at no place that is known.
    pub fn new(code: MalformedCode, message: impl Into<Cow<'static, str>>) -> Self {
        Self {
            code,
            message: message.into(),
            position: None,
        }
    }
}

impl fmt::Display for Malformed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(Position { line, column, .. }) = self.position {
            write!(f, "{line}:{column}: ")?;
        }
        write!(f, "error[{}]: {}", self.code, visible(&self.message))
    }
}

impl std::error::Error for Malformed {}

/// Kinds of input that cannot be checked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum MalformedCode {
    /// Not JSON.
    Syntax,
    /// Not UTF-8.
    Utf8,
    /// Bytes of another encoding, which is named: UTF-16, gzip, a byte order mark.
    Encoding,
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
    /// `syntax`, `utf-8`, `encoding`, `number`, `depth`, `size` or `unreadable`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Syntax => "syntax",
            Self::Utf8 => "utf-8",
            Self::Encoding => "encoding",
            Self::Number => "number",
            Self::Depth => "depth",
            Self::Size => "size",
            Self::Unreadable => "unreadable",
        }
    }
}

impl fmt::Display for MalformedCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}
