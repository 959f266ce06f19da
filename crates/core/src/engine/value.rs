//! What any scalar goes through: its kind, `null`, and what is left of it for rules and for uniqueness.

use super::expect::{Expect, NOBODY, NOWHERE, State};
use super::report::{Found, Site};
use super::scalar::{Kept, Scalar, Span};
use super::{Engine, to_usize};
use crate::code::Code;
use crate::compiled::parts::Parts;
use crate::compiled::{Entry, View};
use crate::path::Path;
use crate::report::Detail;

impl<'c> Engine<'c, '_> {
    /// Checks a scalar. `token` is its JSON text, where the input has one.
    pub(crate) fn scalar(
        &mut self,
        expect: &Expect<'c>,
        path: &Path<'_>,
        span: Span,
        value: Scalar<'_>,
        token: Option<&str>,
    ) -> State {
        match value {
            Scalar::Text(text) if self.is_at_parameters() => {
                self.parameter(expect, path, span, text, token)
            }
            _ => self.by_sources(expect, path, span, value, token),
        }
    }

    /// Checks a scalar by what sources say of it, where they do not agree.
    #[inline]
    pub(super) fn by_sources(
        &mut self,
        expect: &Expect<'c>,
        path: &Path<'_>,
        span: Span,
        value: Scalar<'_>,
        token: Option<&str>,
    ) -> State {
        match expect.disputed() {
            Some(field) if !matches!(value, Scalar::Null) => {
                self.weighed(field, expect, path, span, value, token)
            }
            _ => self.plain_scalar(expect, path, span, value, token),
        }
    }

    /// Checks a scalar by the shape that is expected, whatever other sources say.
    pub(super) fn plain_scalar(
        &mut self,
        expect: &Expect<'c>,
        path: &Path<'_>,
        span: Span,
        value: Scalar<'_>,
        token: Option<&str>,
    ) -> State {
        if let View::Alternatives(alternatives) = expect.view
            && !matches!(value, Scalar::Null)
        {
            return self.one_of(alternatives, expect, path, span, value, token);
        }
        let found = Found { value, token };
        let site = &Site {
            expect,
            path,
            span,
            found: Some(found),
            piece: false,
        };
        let state = match (expect.view, value) {
            (View::Any, _) => {
                self.keep(expect, |ty, index| Kept::of_scalar(ty, index, value));
                State::Good
            }
            (View::Text(text), Scalar::Text(value)) => self.text(site, text, value),
            (View::Enum(values), Scalar::Text(value)) => self.choice(site, values, value),
            (View::Int(int), Scalar::Number(value)) => {
                let good = self.int(site, int, value);
                self.settle(good, site)
            }
            (View::Number(number), Scalar::Number(value)) => {
                let good = self.number(site, number, value);
                self.settle(good, site)
            }
            (View::Bool, Scalar::Bool(_)) => self.settle(true, site),
            (_, Scalar::Null) => self.null(&Site {
                found: None,
                ..*site
            }),
            (View::Text(_), Scalar::Number(_) | Scalar::Bool(_))
                if expect.tolerates(value.json_type()) =>
            {
                self.unwritten(site, value)
            }
            (
                View::Int(_)
                | View::Number(_)
                | View::Text(_)
                | View::Bool
                | View::Enum(_)
                | View::List(_)
                | View::Map(_)
                | View::Alternatives(_)
                | View::Object(_),
                Scalar::Text(_) | Scalar::Number(_) | Scalar::Bool(_),
            ) => self.wrong_type(site, value.json_type()),
        };
        if state != State::Absent {
            self.notes(site);
        } else if expect.duplicate {
            // `null` says that the member is absent, and the name stands there all the same.
            let site = &Site {
                found: None,
                ..*site
            };
            self.violation(site, Code::DuplicateKey, Detail::None);
        }
        state
    }

    /// Warns of a number or a truth value that should be written as text. Rules take it for the text that it would be.
    #[cold]
    pub(super) fn unwritten(&mut self, site: &Site<'_, 'c>, value: Scalar<'_>) -> State {
        self.warning(site, Code::Type, Detail::FoundType(value.json_type()));
        self.distinct(site);
        let text = value.written();
        self.keep(site.expect, |ty, index| {
            Kept::Text(ty.known_text(index, &|known| *known == *text), Parts::NONE)
        });
        State::Good
    }

    /// `null` is a value only where the vendor says so; in responses an optional member that is `null` is absent.
    fn null(&mut self, site: &Site<'_, 'c>) -> State {
        let Some(field) = site.expect.field.filter(|_| !site.path.is_document()) else {
            return self.wrong_type(site, "null");
        };
        if field.nullable && !site.expect.inside {
            return State::Good;
        }
        if !site.expect.inside && self.is_absent_if_null(field) {
            return State::Absent;
        }
        self.violation(site, Code::Null, Detail::None);
        State::Failed
    }

    /// Ends the checks of a value. What has failed is read neither by rules nor for uniqueness.
    #[inline]
    pub(super) fn settle(&mut self, good: bool, site: &Site<'_, 'c>) -> State {
        if !good {
            return State::Failed;
        }
        self.distinct(site);
        if let Some(found) = site.found {
            self.keep(site.expect, |ty, index| {
                Kept::of_scalar(ty, index, found.value)
            });
        }
        State::Good
    }

    /// Keeps what rules can know of a good value, if any of them reads it. `kept` is told the type that has the rules, and the
    /// index by which they read the value.
    #[inline]
    pub(super) fn keep(&mut self, expect: &Expect<'c>, kept: impl Fn(&'c Entry, u16) -> Kept<'c>) {
        if expect.slot != NOWHERE
            && let Some(slot) = self.slots.get_mut(to_usize(expect.slot), 0)
        {
            slot.kept = kept(expect.owner, expect.index);
        }
        if expect.watchers != NOBODY {
            self.keep_for_watchers(expect.watchers, kept);
        }
    }
}

impl<'c> Kept<'c> {
    /// Returns what rules can know of a scalar: of a text, which literal of the contract it is.
    fn of_scalar(ty: &'c Entry, index: u16, value: Scalar<'_>) -> Self {
        match value {
            Scalar::Null => Self::Nothing,
            Scalar::Bool(bool) => Self::Bool(bool),
            Scalar::Number(num) => Self::Number(num),
            Scalar::Text(text) => Self::Text(
                ty.known_text(index, &|known| text.is(known)),
                ty.parts(index, &|parts| text.holds_any(parts)),
            ),
        }
    }
}
