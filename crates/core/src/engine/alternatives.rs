//! Values that may be of one of several shapes: which of them counts.

use super::Engine;
use super::expect::{Expect, NO_SET, NOWHERE, State};
use super::report::{Found, Site};
use super::scalar::{Scalar, Span};
use super::sink::Faults;
use crate::compiled::{TypeId, View};
use crate::contract::{Alternatives, Shape};
use crate::path::Path;

impl<'c> Engine<'c, '_> {
    /// Returns what an object or a list is checked against where alternatives are expected and one of them takes it; `None`
    /// in every other case.
    #[cfg_attr(not(debug_assertions), inline(always))]
    pub(crate) fn narrowed(&self, expect: &Expect<'c>, json_type: &str) -> Option<Expect<'c>> {
        match expect.view {
            View::Alternatives(alternatives) => self.taking(alternatives, expect, json_type).next(),
            _ => self.narrowed_by_vote(expect.disputed()?, expect, json_type),
        }
    }

    /// The alternatives that take values of a JSON type.
    fn taking(
        &self,
        alternatives: &'c Alternatives,
        expect: &Expect<'c>,
        json_type: &str,
    ) -> impl Iterator<Item = Expect<'c>> {
        let Alternatives { shapes } = alternatives;
        let mut place = usize::from(expect.place).saturating_add(1);
        shapes.iter().filter_map(move |shape| {
            let here = place;
            place = place.saturating_add(shape.size());
            shape
                .takes(json_type)
                .then(|| self.alternative(expect, shape, here))
        })
    }

    fn alternative(&self, expect: &Expect<'c>, shape: &'c Shape, place: usize) -> Expect<'c> {
        let named = shape.first_reference();
        let child = named.and_then(|name| self.types.service().type_id(name));
        let child = child.unwrap_or(TypeId::ANYTHING);
        Expect {
            view: View::of(shape, child),
            child,
            place: u8::try_from(place).unwrap_or(u8::MAX),
            ..*expect
        }
    }

    /// Checks a scalar where alternatives are expected: by the first of those that take its JSON type that has nothing to
    /// tell, and otherwise by the one that has the least: the fewest errors, then the fewest warnings.
    #[cold]
    pub(super) fn one_of(
        &mut self,
        alternatives: &'c Alternatives,
        expect: &Expect<'c>,
        path: &Path<'_>,
        span: Span,
        value: Scalar<'_>,
        token: Option<&str>,
    ) -> State {
        let json_type = value.json_type();
        let mut chosen: Option<(Expect<'c>, Faults)> = None;
        let several = self
            .taking(alternatives, expect, json_type)
            .nth(1)
            .is_some();
        for index in 0.. {
            let Some(one) = self.taking(alternatives, expect, json_type).nth(index) else {
                break;
            };
            if !several {
                chosen = Some((one, Faults::NONE));
                break;
            }
            // Whether the value occurs twice, or what rules read of it, is no question of the alternative.
            let alone = Expect {
                distinct: NO_SET,
                slot: NOWHERE,
                duplicate: false,
                ..one
            };
            let faults = self.tried(|engine| {
                engine.scalar(&alone, path, span, value, token);
            });
            if chosen.is_none_or(|(_, least)| faults < least) {
                chosen = Some((one, faults));
            }
            if faults == Faults::NONE {
                break;
            }
        }
        if let Some((one, _)) = chosen {
            return self.scalar(&one, path, span, value, token);
        }
        let site = &Site {
            expect,
            path,
            span,
            found: Some(Found { value, token }),
            piece: false,
        };
        let state = if expect.tolerates(json_type) {
            self.unwritten(site, value)
        } else {
            self.wrong_type(site, json_type)
        };
        self.notes(site);
        state
    }

    /// Checks something without a report of it, and returns what it has to tell.
    pub(super) fn tried(&mut self, check: impl FnOnce(&mut Self)) -> Faults {
        let before = self.sink.begin_trial();
        check(self);
        self.sink.end_trial(before)
    }
}
