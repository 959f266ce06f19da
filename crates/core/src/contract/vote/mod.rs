//! What sources say of a field that do not agree, and what follows: an error is only what all of them refuse.

mod shapes;

use serde::{Deserialize, Serialize};

use super::{
    Cite, Content, Direction, Field, FieldInfo, Form, Int, Part, Required, Scope, Service,
    Severity, Shape, SourceKind, Text, TypeName, is_false,
};
use crate::code::Code;

/// What one source says of a field, where sources do not agree.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Vote {
    /// Where it says so.
    pub cite: Cite,
    /// What values it allows. Of what its constraints leave open it says nothing.
    pub shape: Shape,
    /// Where it asks for the member; `None` where the sources agree about that.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub required: Option<Required>,
    /// The messages that it speaks of, where it is plainly mistaken in the others; `None` for both.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub direction: Option<Direction>,
    /// Whether it is an older edition: it can allow, and refuses only where no newer source speaks.
    #[serde(default, skip_serializing_if = "is_false")]
    pub older: bool,
    /// What people should know of the disagreement.
    #[serde(default, skip_serializing_if = "str::is_empty")]
    pub because: Box<str>,
}

/// That a source once had the member, and has it no longer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Dropped {
    /// The source.
    pub cite: Cite,
    /// The day since when, `YYYY-MM-DD`.
    pub since: Box<str>,
}

/// What sources are asked about a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Question {
    /// Of what kind it is.
    Kind,
    /// How big the number is; what the text may be.
    Value,
    /// How many items there are.
    Items,
    /// Whether the member is there.
    Presence,
}

/// The most votes that a field may have.
pub(crate) const MAX_VOTES: usize = 16;

/// Which votes of a field speak of a question, and which of them refuse what was found: a bit for each.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Poll {
    asked: u16,
    refusing: u16,
}

/// What follows from a poll.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ruling {
    /// Nothing is said.
    Pass,
    /// A warning, by the word of the vote at that place.
    Warn(usize),
    /// An error: all refuse. The vote that allows most is the asker's to choose.
    Refuse,
}

impl Poll {
    /// Nobody was asked.
    pub(crate) const NOBODY: Self = Self {
        asked: 0,
        refusing: 0,
    };

    /// Counts the vote at a place of the field's votes.
    pub fn count(&mut self, place: usize, refuses: bool) {
        let bit = u32::try_from(place)
            .ok()
            .and_then(|place| 1_u16.checked_shl(place));
        let bit = bit.unwrap_or(0);
        self.asked |= bit;
        if refuses {
            self.refusing |= bit;
        }
    }

    /// Returns whether nobody spoke.
    #[must_use]
    pub const fn is_empty(self) -> bool {
        self.asked == 0
    }

    /// The places of the votes that speak, the highest in rank first, each with whether it refuses.
    pub fn votes(self) -> impl Iterator<Item = (usize, bool)> {
        let bit = |bits: u16, place: usize| bits.checked_shr(u32::try_from(place).unwrap_or(16));
        let is_set = move |bits, place| bit(bits, place).is_some_and(|bits| bits & 1 == 1);
        (0..MAX_VOTES)
            .filter(move |place| is_set(self.asked, *place))
            .map(move |place| (place, is_set(self.refusing, place)))
    }

    /// The vote of the source that governs.
    #[must_use]
    pub fn governing(self) -> Option<(usize, bool)> {
        self.votes().next()
    }

    /// Returns what follows for a message of a direction.
    #[must_use]
    pub fn ruling(self, direction: Direction) -> Ruling {
        let Some((governing, refused)) = self.governing() else {
            return Ruling::Pass;
        };
        let first = self.votes().find(|(_, refuses)| *refuses);
        match first {
            None => Ruling::Pass,
            Some(_) if self.refusing == self.asked => Ruling::Refuse,
            Some(_) if refused => Ruling::Warn(governing),
            Some((place, _)) if direction == Direction::Request => Ruling::Warn(place),
            Some(_) => Ruling::Pass,
        }
    }
}

impl Vote {
    /// Returns whether it counts in messages of a direction.
    #[must_use]
    pub fn counts_in(&self, direction: Direction) -> bool {
        self.direction.is_none_or(|own| own == direction)
    }
}

impl Shape {
    /// Returns what a vote says in the place of a shape of a field, counted as [`Shape::nested`] does: itself, or what the
    /// items of both are.
    pub(crate) fn counterpart<'v>(&self, vote: &'v Self, place: usize) -> Option<&'v Self> {
        let Some(inner) = place.checked_sub(1) else {
            return Some(vote);
        };
        match (self, vote) {
            (Self::List(own), Self::List(theirs)) => own.item.counterpart(&theirs.item, inner),
            _ => None,
        }
    }

    /// Returns whether it says anything of a question.
    #[must_use]
    pub fn speaks_of(&self, question: Question) -> bool {
        match question {
            Question::Kind => !matches!(self, Self::Any),
            Question::Presence => false,
            Question::Items => match self {
                Self::List(list) => list.min_items.or(list.max_items).is_some(),
                _ => false,
            },
            Question::Value => match self {
                Self::Int(int) => int.is_bounded(),
                Self::Number(number) => number.lower.or(number.upper).is_some(),
                Self::Text(Text { form, content }) => {
                    *form != Form::default()
                        || match content {
                            // A form of the text, whether or not it has bounds.
                            Content::Written(_) | Content::Separated(_) => true,
                            Content::Plain | Content::Json(_) | Content::File => false,
                        }
                }
                Self::Enum(_) => true,
                Self::Bool
                | Self::List(_)
                | Self::Map(_)
                | Self::Object(_)
                | Self::Alternatives(_)
                | Self::Any => false,
            },
        }
    }
}

impl Int {
    const fn is_bounded(&self) -> bool {
        self.min.is_some() || self.max.is_some() || self.multiple_of.is_some()
    }
}

impl Field {
    /// Returns what the sources of a named value that the field takes say of the value, where they do not agree: as votes on
    /// the field. Of several such values the first counts.
    pub(crate) fn votes_on_values<'v>(
        &self,
        definition: &dyn Fn(&TypeName) -> Option<&'v Self>,
    ) -> Box<[Vote]> {
        let mut named = self.shape.nested().filter_map(Shape::named);
        let disputed = named.find_map(|name| {
            let votes = &definition(name)?.votes;
            (!votes.is_empty()).then_some((name, votes))
        });
        let Some((name, votes)) = disputed else {
            return Box::default();
        };
        let on_field = |vote: &Vote| {
            let mut shape = self.shape.clone();
            shape.say_of_value(name, &vote.shape);
            Vote {
                shape,
                required: None,
                ..vote.clone()
            }
        };
        votes.iter().map(on_field).collect()
    }

    /// Returns the votes that speak of the shape at a place of the field's, each with its own place and what it says there.
    pub(crate) fn votes_at(
        &self,
        place: usize,
        direction: Direction,
    ) -> impl Iterator<Item = (usize, &Vote, &Shape)> {
        let votes = self.votes.iter().enumerate();
        votes.filter_map(move |(at, vote)| {
            let shape = self.shape.counterpart(&vote.shape, place)?;
            vote.counts_in(direction).then_some((at, vote, shape))
        })
    }

    /// Returns what the sources say to something, each asked by its shape: `None` for one that says nothing, otherwise
    /// whether it refuses. Older editions refuse only where no newer source speaks.
    pub(crate) fn poll<'f>(
        &'f self,
        place: usize,
        direction: Direction,
        mut refuses: impl FnMut(usize, &'f Shape) -> Option<bool>,
    ) -> Poll {
        let mut newer = Poll::default();
        let mut older = Poll::default();
        for (at, vote, shape) in self.votes_at(place, direction) {
            if let Some(refuses) = refuses(at, shape) {
                let poll = if vote.older { &mut older } else { &mut newer };
                poll.count(at, refuses);
            }
        }
        if newer.is_empty() {
            return older;
        }
        Poll {
            asked: newer.asked | (older.asked & !older.refusing),
            refusing: newer.refusing,
        }
    }

    /// Returns what the sources say to a message of a direction that lacks the member.
    #[must_use]
    pub fn poll_of_absence(&self, direction: Direction) -> Poll {
        let mut poll = Poll::default();
        let votes = self.votes.iter().enumerate();
        for (at, vote) in votes.filter(|(_, vote)| vote.counts_in(direction) && !vote.older) {
            if let Some(required) = vote.required {
                poll.count(at, required.holds(direction));
            }
        }
        poll
    }

    /// Returns how much it counts that a message of a direction lacks the member; `None` where it may.
    #[must_use]
    pub fn severity_of_absence(&self, direction: Direction) -> Option<Severity> {
        let poll = self.poll_of_absence(direction);
        if poll.is_empty() {
            return self.required.holds(direction).then_some(Severity::Error);
        }
        match poll.ruling(direction) {
            Ruling::Pass => None,
            Ruling::Warn(_) => Some(Severity::Warning),
            Ruling::Refuse => Some(Severity::Error),
        }
    }

    /// Returns whether every source asks for the member in messages of a direction.
    #[must_use]
    pub fn is_demanded(&self, direction: Direction) -> bool {
        self.severity_of_absence(direction) == Some(Severity::Error)
    }
}

/// The sources of a word, as far as it counts how many and of what sort they are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Standing {
    Firm,
    /// API Explorer alone: it states lengths, bounds, patterns and counts of nearly everything.
    Mechanical,
    /// Docstrings of an SDK alone.
    Guessed,
    /// API Explorer and docstrings, each of which alone would warn in responses.
    MechanicalAndGuessed,
}

impl Standing {
    fn of<'c>(service: &Service, cites: impl Iterator<Item = &'c Cite>) -> Self {
        let of_kind = |kind| match kind {
            SourceKind::ApiExplorer => Self::Mechanical,
            SourceKind::SdkText => Self::Guessed,
            SourceKind::Page
            | SourceKind::Metadata
            | SourceKind::Sdk
            | SourceKind::Help
            | SourceKind::Archive => Self::Firm,
        };
        let all = cites.map(|cite| of_kind(service.source(cite).kind));
        let both = |one, other| match (one, other) {
            (Self::Firm, _) | (_, Self::Firm) => Self::Firm,
            (one, other) if one == other => one,
            _ => Self::MechanicalAndGuessed,
        };
        all.reduce(both).unwrap_or(Self::Firm)
    }

    /// How much a breach counts that these sources alone speak of.
    fn severity(self, code: Code, credential: bool, direction: Direction) -> Severity {
        let is_mild = match self {
            Self::Firm => false,
            Self::Mechanical => {
                is_mechanical(code) && (credential || direction == Direction::Response)
            }
            Self::Guessed => code.is_weighed(),
            Self::MechanicalAndGuessed => {
                code.is_weighed() && (credential || direction == Direction::Response)
            }
        };
        if is_mild {
            Severity::Warning
        } else {
            Severity::Error
        }
    }
}

/// Whether a code is of a length, a bound, a pattern or a number of items.
fn is_mechanical(code: Code) -> bool {
    code.is_weighed() && !matches!(code, Code::Enum | Code::Format | Code::ContentEncoding)
}

impl Field {
    /// Whether it is a header that carries credentials.
    const fn is_credential(&self, scope: Scope) -> bool {
        self.sensitive && matches!(scope.part, Part::Header)
    }

    /// Returns how much a breach counts of a constraint that all sources that speak of it agree upon. Within the range of
    /// what a machine can hold there is no source to weigh.
    #[must_use]
    pub fn severity_of(&self, service: &Service, scope: Scope, code: Code) -> Severity {
        let standing = Standing::of(service, self.info.cites_for(code));
        standing.severity(code, self.is_credential(scope), scope.direction)
    }

    /// Returns whether breaches of its constraints are not all errors in messages of a scope.
    fn is_relaxed(&self, service: &Service, scope: Scope) -> bool {
        let cites = || std::iter::once(&self.info.cite);
        let mut kinds = cites()
            .chain(self.info.cites.iter().map(|(_, cite)| cite))
            .map(|cite| service.source(cite).kind);
        let is_mild = scope.direction == Direction::Response || self.is_credential(scope);
        kinds.any(|kind| match kind {
            SourceKind::ApiExplorer => is_mild,
            SourceKind::SdkText => true,
            SourceKind::Page
            | SourceKind::Metadata
            | SourceKind::Sdk
            | SourceKind::Help
            | SourceKind::Archive => false,
        })
    }

    /// Returns how much a breach counts that some of its votes speak of, and all of these refuse.
    #[must_use]
    pub fn severity_of_poll(
        &self,
        service: &Service,
        scope: Scope,
        code: Code,
        poll: Poll,
    ) -> Severity {
        let votes = poll.votes().filter_map(|(at, _)| self.votes.get(at));
        let standing = Standing::of(service, votes.map(|vote| &vote.cite));
        standing.severity(code, self.is_credential(scope), scope.direction)
    }
}

impl FieldInfo {
    /// Where the constraint that a code speaks of was read: the source that governs first.
    pub(crate) fn cites_for(&self, code: Code) -> impl Iterator<Item = &Cite> {
        let keys = code.spec_keys();
        let key = keys
            .iter()
            .find(|key| self.cites.iter().any(|(known, _)| **known == ***key));
        let recorded = self
            .cites
            .iter()
            .filter(move |(known, _)| key.is_some_and(|key| **known == **key))
            .map(|(_, cite)| cite);
        recorded.chain(key.is_none().then_some(&self.cite))
    }

    /// Where the constraint that a code speaks of was read.
    pub(crate) fn cite_for(&self, code: Code) -> &Cite {
        self.cites_for(code).next().unwrap_or(&self.cite)
    }
}
