//! Sources that do not agree: who allows a value, who refuses it, and what follows from that.
//!
//! A field without votes never comes here, and one with votes only where its shortcut has not let the value pass.

use super::Engine;
use super::expect::{Expect, NO_SET, NOWHERE, State};
use super::report::{Found, Site};
use super::scalar::{Num, Scalar, Span};
use crate::code::Code;
use crate::compiled::{TypeId, View};
use crate::contract::{Direction, Field, List, Poll, Question, Ruling, Severity, Shape};
use crate::options::Profile;
use crate::path::Path;
use crate::report::{Detail, Subject};

/// By whose word a value is checked, and how breaches of it count.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Word {
    /// The vote whose shape counts in place of the field's, or [`NO_VOTE`].
    pub(crate) vote: u8,
    pub(crate) count: Count,
    /// Who was asked, and who refuses.
    pub(crate) poll: Poll,
}

/// How breaches count of what sources are asked about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Count {
    /// As the contract has it.
    Own,
    /// Likewise, and the kind of the value has still to be told.
    Narrowed,
    /// Not at all.
    Not,
    /// As warnings.
    Warning,
    /// As it is where all refuse.
    Refused,
}

const NO_VOTE: u8 = Subject::NO_VOTE;

impl Word {
    /// What the field itself says.
    pub(crate) const OWN: Self = Self {
        vote: NO_VOTE,
        count: Count::Own,
        poll: Poll::NOBODY,
    };

    fn of(vote: usize, count: Count, poll: Poll) -> Self {
        Self {
            vote: u8::try_from(vote).unwrap_or(NO_VOTE),
            count,
            poll,
        }
    }

    /// Returns the word on what stands inside of the value.
    pub(super) const fn inside(self) -> Self {
        Self {
            count: Count::Own,
            poll: Poll::NOBODY,
            ..self
        }
    }

    const fn is_own(self) -> bool {
        self.vote == NO_VOTE && matches!(self.count, Count::Own)
    }
}

impl<'c> Expect<'c> {
    /// Returns whether sources have to be asked whether an object or a list may stand there.
    #[inline]
    pub(super) fn asks_of_kind(&self) -> bool {
        self.disputed().is_some() || self.word.count == Count::Narrowed
    }

    /// Returns the field, if sources do not agree about it and have not been asked about this value.
    #[inline]
    pub(super) fn disputed(&self) -> Option<&'c Field> {
        let field = self.field?;
        (!field.votes.is_empty() && self.word.is_own() && !self.selected()).then_some(field)
    }
}

impl<'c> Engine<'c, '_> {
    /// Returns what a value is checked against by the word of one vote.
    fn by_vote(&self, expect: &Expect<'c>, shape: &'c Shape, word: Word) -> Expect<'c> {
        let named = shape.first_reference();
        let child = named.and_then(|name| self.types.service().type_id(name));
        let child = child.unwrap_or(TypeId::ANYTHING);
        Expect {
            view: View::of(shape, child),
            child,
            word,
            ..*expect
        }
    }

    fn shape_of(&self, field: &'c Field, expect: &Expect<'c>, vote: usize) -> Option<&'c Shape> {
        let place = usize::from(expect.place);
        let mut votes = field.votes_at(place, self.scope.direction);
        votes
            .find(|(at, _, _)| *at == vote)
            .map(|(_, _, shape)| shape)
    }

    /// Returns what an object or a list is checked against where the field does not take it, and a vote does.
    #[cold]
    pub(super) fn narrowed_by_vote(
        &self,
        field: &'c Field,
        expect: &Expect<'c>,
        json_type: &str,
    ) -> Option<Expect<'c>> {
        let place = usize::from(expect.place);
        let own = field.shape.nested().nth(place)?;
        let mut votes = field.votes_at(place, self.scope.direction);
        let (at, _, shape) = votes.find(|(_, _, shape)| shape.takes(json_type))?;
        let word = Word::of(at, Count::Narrowed, Poll::NOBODY);
        (!own.takes(json_type)).then(|| self.by_vote(expect, shape, word))
    }

    /// Tells of an object or a list whose kind not all sources take.
    #[cold]
    pub(super) fn weigh_kind(&mut self, site: &Site<'_, 'c>, json_type: &'static str) {
        let Some(field) = site.expect.field else {
            return;
        };
        let takes = |shape: &Shape| shape.takes(json_type);
        self.kind(field, site, json_type, &takes);
    }

    /// Asks the sources about the kind of a value, and warns where that follows. Returns what follows.
    fn kind(
        &mut self,
        field: &'c Field,
        site: &Site<'_, 'c>,
        json_type: &'static str,
        takes: &dyn Fn(&Shape) -> bool,
    ) -> Ruling {
        let (place, direction) = (usize::from(site.expect.place), self.scope.direction);
        let poll = field.poll(place, direction, |_, shape| {
            shape.speaks_of(Question::Kind).then(|| !takes(shape))
        });
        let ruling = poll.ruling(direction);
        if let Ruling::Warn(vote) = ruling {
            let expect = Expect {
                word: Word::of(vote, Count::Warning, poll),
                ..*site.expect
            };
            let site = Site {
                expect: &expect,
                ..*site
            };
            let severity = self.mild(poll);
            self.push_as(&site, Code::Type, severity, Detail::FoundType(json_type));
        }
        ruling
    }

    /// Checks a scalar of a field about which sources do not agree.
    #[cold]
    pub(super) fn weighed(
        &mut self,
        field: &'c Field,
        expect: &Expect<'c>,
        path: &Path<'_>,
        span: Span,
        value: Scalar<'_>,
        token: Option<&str>,
    ) -> State {
        let (place, direction) = (usize::from(expect.place), self.scope.direction);
        let json_type = value.json_type();
        let takes = |shape: &Shape| {
            let is_whole = !matches!(value, Scalar::Number(Num::Float(_)));
            let is_fit = is_whole || !matches!(shape, Shape::Int(_));
            is_fit && (shape.takes(json_type) || shape.tolerates(json_type))
        };
        let own = field.shape.nested().nth(place);
        let site = &Site {
            expect,
            path,
            span,
            found: Some(Found { value, token }),
            piece: false,
        };
        let ruling = self.kind(field, site, json_type, &takes);
        if ruling != Ruling::Refuse && !own.is_some_and(&takes) {
            let mut votes = field.votes_at(place, direction);
            if let Some((at, _, shape)) = votes.find(|(_, _, shape)| takes(shape)) {
                let word = Word::of(at, Count::Own, Poll::NOBODY);
                let expect = self.by_vote(expect, shape, word);
                return self.plain_scalar(&expect, path, span, value, token);
            }
        }
        let poll = field.poll(place, direction, |at, shape| {
            (shape.speaks_of(Question::Value) && takes(shape)).then(|| {
                let word = Word::of(at, Count::Own, Poll::NOBODY);
                // Whether the value occurs twice, or what rules read of it, is no question to the source.
                let alone = Expect {
                    distinct: NO_SET,
                    slot: NOWHERE,
                    duplicate: false,
                    ..self.by_vote(expect, shape, word)
                };
                let faults = self.tried(|engine| {
                    engine.plain_scalar(&alone, path, span, value, token);
                });
                faults.errors > 0
            })
        });
        let word = match poll.ruling(direction) {
            _ if poll.is_empty() => return self.plain_scalar(expect, path, span, value, token),
            Ruling::Pass => Word {
                count: Count::Not,
                poll,
                ..Word::OWN
            },
            Ruling::Warn(vote) => Word::of(vote, Count::Warning, poll),
            Ruling::Refuse => Word::of(self.loosest(field, expect, poll), Count::Refused, poll),
        };
        let expect = match self.shape_of(field, expect, word.vote.into()) {
            Some(shape) => self.by_vote(expect, shape, word),
            None => Expect { word, ..*expect },
        };
        self.plain_scalar(&expect, path, span, value, token)
    }

    /// The vote that allows most, of those in a poll.
    fn loosest(&self, field: &'c Field, expect: &Expect<'c>, poll: Poll) -> usize {
        let breadth = |vote: usize| {
            let shape = self.shape_of(field, expect, vote);
            shape.map_or(0.0, Shape::breadth)
        };
        let mut votes = poll.votes().map(|(at, _)| at);
        let first = votes.next().unwrap_or(usize::MAX);
        votes.fold(first, |best, at| {
            if breadth(at) > breadth(best) {
                at
            } else {
                best
            }
        })
    }

    /// Reports a wrong number of items of a list about which sources do not agree, and returns whether it is a right one;
    /// `None` where none of them speaks of it.
    #[cold]
    pub(super) fn weigh_count(
        &mut self,
        field: &'c Field,
        site: &Site<'_, 'c>,
        count: u64,
    ) -> Option<bool> {
        let (place, direction) = (usize::from(site.expect.place), self.scope.direction);
        let is_wrong = |list: &List| {
            list.min_items.is_some_and(|min| count < min.into())
                || list.max_items.is_some_and(|max| count > max.into())
        };
        let poll = field.poll(place, direction, |_, shape| match shape {
            Shape::List(list) if shape.speaks_of(Question::Items) => Some(is_wrong(list)),
            _ => None,
        });
        let word = match poll.ruling(direction) {
            _ if poll.is_empty() => return None,
            Ruling::Pass => return Some(true),
            Ruling::Warn(vote) => Word::of(vote, Count::Warning, poll),
            Ruling::Refuse => {
                Word::of(self.loosest(field, site.expect, poll), Count::Refused, poll)
            }
        };
        let shape = self.shape_of(field, site.expect, word.vote.into())?;
        let Shape::List(list) = shape else {
            return None;
        };
        let expect = self.by_vote(site.expect, shape, word);
        let site = Site {
            expect: &expect,
            ..*site
        };
        Some(self.counted(&site, (list.min_items, list.max_items), count))
    }

    /// Returns how much a breach of a value's constraints counts, to the contract and in this check; `None` where it does
    /// not count.
    #[cold]
    pub(super) fn weight(&self, site: &Site<'_, 'c>, code: Code) -> Option<(Severity, Severity)> {
        let documented = code.default_severity();
        let Expect { word, field, .. } = *site.expect;
        let Some(field) = field.filter(|_| code.is_weighed() && documented == Severity::Error)
        else {
            return Some((documented, documented));
        };
        let service = self.types.service();
        let severity = match word.count {
            Count::Not => return None,
            Count::Warning => return Some((Severity::Warning, self.mild(word.poll))),
            Count::Refused => field.severity_of_poll(service, self.scope, code, word.poll),
            Count::Own | Count::Narrowed if word.vote == NO_VOTE => {
                field.severity_of(service, self.scope, code)
            }
            Count::Own | Count::Narrowed => Severity::Error,
        };
        let here = if self.is_strict() {
            documented
        } else {
            severity
        };
        Some((severity, here))
    }

    /// How much it counts in this check what some sources allow and others refuse.
    fn mild(&self, poll: Poll) -> Severity {
        let governing_refuses = poll.governing().is_some_and(|(_, refuses)| refuses);
        if governing_refuses && self.is_strict() {
            Severity::Error
        } else {
            Severity::Warning
        }
    }

    fn is_strict(&self) -> bool {
        self.options.profile == Profile::Strict && !self.sink.is_trial()
    }

    /// Reports a member that a message lacks and sources ask for.
    pub(super) fn absence(&self, field: &Field) -> Option<(Severity, Word)> {
        let direction: Direction = self.scope.direction;
        let severity = field.severity_of_absence(direction)?;
        let poll = field.poll_of_absence(direction);
        Some(match poll.ruling(direction) {
            Ruling::Warn(vote) => (self.mild(poll), Word::of(vote, Count::Warning, poll)),
            Ruling::Pass | Ruling::Refuse => (severity, Word::OWN),
        })
    }
}

impl Shape {
    /// How much a shape allows, to compare shapes of one kind: the width of its range, its greatest length, how many values.
    fn breadth(&self) -> f64 {
        let count = |most: Option<u32>| most.map_or(f64::INFINITY, f64::from);
        match self {
            Self::Int(int) => {
                #[expect(clippy::cast_precision_loss, reason = "widths are compared roughly")]
                let end = |end: i64| end as f64;
                let (min, max) = (int.min.map(end), int.max.map(end));
                max.unwrap_or(f64::INFINITY) - min.unwrap_or(f64::NEG_INFINITY)
            }
            Self::Number(number) => {
                let (min, max) = (number.lower.map(|b| b.value), number.upper.map(|b| b.value));
                max.unwrap_or(f64::INFINITY) - min.unwrap_or(f64::NEG_INFINITY)
            }
            Self::Text(text) => count(text.form.max_chars.or(text.form.max_bytes)),
            Self::Enum(choice) => count(u32::try_from(choice.values.len()).ok()),
            Self::List(list) => count(list.max_items),
            Self::Bool | Self::Map(_) | Self::Object(_) | Self::Alternatives(_) | Self::Any => {
                f64::INFINITY
            }
        }
    }
}
