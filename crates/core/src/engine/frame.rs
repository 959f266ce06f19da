//! Objects: which members were met, what each is checked against, and what rules know of it.

use super::expect::{Expect, NO_SET, NOBODY, NOWHERE, State, Wanted};
use super::scalar::{Kept, Span, Str};
use super::text::wrong_forms;
use super::weigh::Word;
use super::{Engine, Enter, Strangers, to_usize};
use crate::code::Code;
use crate::compiled::field_set::FieldSet;
use crate::compiled::shortcut::{NO_SLOT, Shortcut};
use crate::compiled::{Entry, Link, NO_FIELD, TypeId, View};
use crate::contract::{Direction, Field, Json, List, Part, RuleKind, Severity, Shape};
use crate::path::Path;
use crate::report::{Detail, Subject};
use crate::scan;

/// What rules know about a member.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Slot<'c> {
    pub(crate) state: State,
    pub(crate) kept: Kept<'c>,
    pub(crate) span: Span,
}

impl<'c> Slot<'c> {
    pub(super) const EMPTY: Self = Self {
        state: State::Absent,
        kept: Kept::Nothing,
        span: Span::NONE,
    };

    /// The slot of a member whose value is good.
    #[cfg_attr(not(debug_assertions), inline(always))]
    pub(crate) const fn good(kept: Kept<'c>, span: Span) -> Self {
        Self {
            state: State::Good,
            kept,
            span,
        }
    }
}

/// An object while it is being read.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Frame<'c> {
    pub(super) ty: &'c Entry,
    /// The type's shortcuts, one for each field.
    pub(super) shortcuts: &'c [Shortcut],
    /// The fields among the first 64 that the fast path leaves alone: those whose names were read, and the one in which items
    /// of the list must differ.
    left: u64,
    /// The fields whose names were read.
    pub(super) named: FieldSet,
    /// The fields among them whose value is a `null` that means absent.
    pub(super) absent: FieldSet,
    /// Where the object's slots begin in `Engine::slots`.
    pub(super) slots: usize,
    /// The field that the documented order puts next.
    next: u16,
    /// The set that holds the values of `distinct_member` in earlier items of the list, or [`NO_SET`].
    pub(super) distinct: u32,
    pub(super) distinct_member: u16,
    /// Who watches its members, see [`Expect::watchers`].
    pub(super) watchers: u16,
    pub(super) span: Span,
}

impl<'c> Frame<'c> {
    /// Returns whether the object has a member, other than a `null` that means absent.
    #[inline]
    pub(super) fn has(&self, index: u16) -> bool {
        self.named.has(index) && !self.absent.has(index)
    }

    pub(crate) const fn ty(&self) -> &'c Entry {
        self.ty
    }

    #[cfg_attr(not(debug_assertions), inline(always))]
    pub(crate) fn shortcut(&self, index: u16) -> Option<&'c Shortcut> {
        self.shortcuts.get(usize::from(index))
    }

    #[cfg_attr(not(debug_assertions), inline(always))]
    pub(crate) fn field(&self, index: u16) -> Option<&'c Field> {
        self.ty.at(index)
    }

    /// Returns whether the fast path may accept a member of the first 64: its name was not read before, and no list asks that
    /// it differ from item to item.
    #[cfg_attr(not(debug_assertions), inline(always))]
    pub(crate) const fn may_pass(&self, index: u16) -> bool {
        self.left & 1_u64.wrapping_shl(index as u32) == 0
    }

    /// Returns whether the items of a list must differ in the member, whose name was not read before.
    pub(crate) fn is_distinct(&self, index: u16) -> bool {
        self.distinct_member == index && !self.named.has(index)
    }

    /// Returns whether a `null` for the member need not be told: its name was not read before, and no list asks that it
    /// differ from item to item.
    pub(crate) fn may_be_absent(&self, index: u16) -> bool {
        self.distinct_member != index && !self.named.has(index)
    }

    /// Notes that a field's name was read.
    #[cfg_attr(not(debug_assertions), inline(always))]
    fn name(&mut self, index: u16) {
        self.named.insert(index);
        self.left |= self.named.low();
    }

    /// Returns the field at an index with its list, where it holds one.
    pub(crate) fn list(&self, index: u16) -> Option<(&'c Field, &'c List)> {
        let field = self.field(index)?;
        match &field.shape {
            Shape::List(list) => Some((field, list)),
            _ => None,
        }
    }

    /// Returns the member whose name begins at an offset of the text, if shortcuts can tell. The search begins at `next`:
    /// documents mostly follow the documented order, with optional members left out.
    pub(crate) fn named_at(
        &self,
        next: u16,
        text: &[u8],
        at: usize,
    ) -> Option<(u16, &'c Shortcut)> {
        let word = u64::from_le_bytes(*scan::block(text, at)?);
        let all = self.shortcuts;
        let (before, after) = all.split_at_checked(usize::from(next).min(all.len()))?;
        for (shortcuts, first) in [(after, next), (before, 0)] {
            for (shortcut, index) in shortcuts.iter().zip(first..) {
                if shortcut.may_begin(word) && shortcut.is_name_at(text, at) {
                    return Some((index, shortcut));
                }
            }
        }
        None
    }

    /// Returns whether a text matches the pattern, format and encoding of the member, to whoever says anything of it.
    #[inline]
    pub(crate) fn has_forms(&self, index: u16, text: &str) -> bool {
        let has = |shape: &Shape| match shape {
            Shape::Text(asked) => wrong_forms(&asked.form, Str::plain(text)) == [None; 3],
            _ => false,
        };
        self.field(index).is_some_and(|field| match &*field.votes {
            [] => has(&field.shape),
            votes => votes.iter().all(|vote| has(&vote.shape)),
        })
    }
}

/// What a driver must do with a member's value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Member {
    /// Check it.
    Check,
    /// Keep it until the object ends, then ask [`Engine::held`].
    Hold,
    /// Skip it.
    Skip,
}

/// Which type a tag selects for a member.
pub(super) enum Selection {
    /// None: the member's own shape counts.
    Own,
    Type(TypeId),
    /// The tag has not been read yet.
    Undecided,
}

impl<'c> Engine<'c, '_> {
    /// Begins an object where `expect` is expected, and returns what the driver must do with it.
    pub(crate) fn enter_object(
        &mut self,
        expect: &Expect<'c>,
        path: &Path<'_>,
        span: Span,
    ) -> Enter<'c> {
        let fits = match expect.view {
            View::Object(id) => Some(Enter::Object(self.entry(id))),
            View::Map(map) => Some(Enter::Map(map)),
            View::Any => Some(Enter::Skip(State::Good)),
            View::Int(_)
            | View::Number(_)
            | View::Text(_)
            | View::Bool
            | View::Enum(_)
            | View::List(_)
            | View::Alternatives(_) => None,
        };
        self.enter(expect, path, span, "object", fits)
    }

    /// Begins an object of a type.
    #[inline]
    pub(crate) fn open(&mut self, ty: &'c Entry, wanted: Wanted, span: Span) -> Frame<'c> {
        let Wanted {
            distinct,
            distinct_member,
            watchers,
        } = wanted;
        let slots = self.slots.extend(usize::from(ty.slots), &Slot::EMPTY);
        if ty.has_inner {
            self.clear(slots, ty);
        }
        Frame {
            ty,
            // What is watched is told of each value, and parameters are read as they stand on the wire.
            shortcuts: if watchers == NOBODY && !self.is_at_parameters() {
                &ty.shortcuts.fields
            } else {
                &[]
            },
            left: match distinct_member {
                NO_FIELD => 0,
                member => FieldSet::of(&[member]).low(),
            },
            named: FieldSet::NONE,
            absent: FieldSet::NONE,
            next: 0,
            slots,
            distinct,
            distinct_member,
            watchers,
            span,
        }
    }

    /// Forgets what stands in the slots of an object that begins: those of inner members are read whether or not they were
    /// written.
    #[cold]
    fn clear(&mut self, slots: usize, ty: &Entry) {
        for slot in 0..usize::from(ty.slots) {
            if let Some(slot) = self.slots.get_mut(slots, slot) {
                *slot = Slot::EMPTY;
            }
        }
    }

    /// Returns whether `null` for this member means that it is absent.
    #[inline]
    pub(crate) fn is_absent_if_null(&self, field: &Field) -> bool {
        !field.nullable
            && self.scope.direction == Direction::Response
            && !field.is_demanded(self.scope.direction)
    }

    /// Records a documented member whose `null` means that it is absent.
    pub(crate) fn pass_absent(frame: &mut Frame<'c>, index: u16) {
        frame.name(index);
        frame.absent.insert(index);
    }

    /// Records a member of the first 64 that the fast path accepted. `slot` is evaluated only if a rule reads the member.
    #[cfg_attr(not(debug_assertions), inline(always))]
    pub(crate) fn pass(
        &mut self,
        frame: &mut Frame<'c>,
        index: u16,
        shortcut: &Shortcut,
        slot: impl FnOnce() -> Slot<'c>,
    ) {
        frame.named.insert_low(index);
        frame.left |= 1_u64.wrapping_shl(index.into());
        if shortcut.slot != NO_SLOT
            && let Some(place) = self.slots.get_mut(frame.slots, usize::from(shortcut.slot))
        {
            *place = slot();
        }
    }

    /// Looks up a member's name, fills in what its value is checked against, and returns what the driver must do with it.
    pub(crate) fn member(
        &mut self,
        frame: &mut Frame<'c>,
        name: &str,
        path: &Path<'_>,
        name_span: Span,
        expect: &mut Expect<'c>,
    ) -> Member {
        let found = match frame.ty.at(frame.next) {
            Some(field) if *field.name == *name => Some((frame.next, field)),
            _ => self.find(frame.ty, name),
        };
        match found {
            Some((index, field)) => self.known_member(frame, index, field, expect),
            None => {
                self.unknown(frame.ty, name, path, name_span);
                Member::Skip
            }
        }
    }

    /// Does the same for a documented member whose field is known.
    #[inline]
    pub(crate) fn known_member(
        &mut self,
        frame: &mut Frame<'c>,
        index: u16,
        field: &'c Field,
        expect: &mut Expect<'c>,
    ) -> Member {
        frame.next = index.wrapping_add(1);
        let duplicate = frame.named.has(index);
        frame.name(index);
        let Link {
            slot,
            selected_by,
            child,
            differ: _,
            watched,
            selected_inside,
        } = frame.ty.link(index);
        if let Some(slot) = slot
            && let Some(slot) = self.slots.get_mut(frame.slots, usize::from(slot))
        {
            *slot = Slot::EMPTY;
        }
        *expect = Expect {
            view: View::of(&field.shape, child),
            child,
            document: None,
            field: Some(field),
            owner: frame.ty,
            // Written twice in one item, a member is no match of itself.
            distinct: if frame.distinct_member == index && !duplicate {
                frame.distinct
            } else {
                NO_SET
            },
            distinct_member: NO_FIELD,
            watchers: NOBODY,
            slot: slot.map_or(NOWHERE, |slot| {
                u32::try_from(frame.slots)
                    .unwrap_or(NOWHERE)
                    .saturating_add(slot.into())
            }),
            index,
            place: 0,
            inside: false,
            duplicate,
            word: Word::OWN,
        };
        if selected_by.is_some() {
            // The first of two values may be held back, and must end first.
            if duplicate {
                return Member::Hold;
            }
            match self.selection(frame, index, false) {
                Selection::Undecided => return Member::Hold,
                Selection::Type(ty) => expect.select(ty),
                Selection::Own => {}
            }
        }
        if selected_inside && (duplicate || Self::waits(frame, field)) {
            return Member::Hold;
        }
        if watched || frame.watchers != NOBODY {
            self.observe(frame, expect);
        }
        Member::Check
    }

    /// Returns what a value that was held back is checked against, now that all siblings are known.
    pub(crate) fn held(&mut self, frame: &Frame<'c>, mut expect: Expect<'c>) -> Expect<'c> {
        if let Selection::Type(ty) = self.selection(frame, expect.index, true) {
            expect.select(ty);
        }
        self.observe(frame, &mut expect);
        expect
    }

    /// Records the outcome of a member's value.
    #[inline]
    pub(crate) fn close_member(
        &mut self,
        frame: &mut Frame<'c>,
        expect: &Expect<'c>,
        state: State,
        span: Span,
    ) {
        // Which of two values counts is not known: rules read neither.
        let state = if expect.duplicate {
            State::Failed
        } else {
            state
        };
        if expect.watchers != NOBODY {
            self.tell_watchers(expect, state, span);
        }
        if state == State::Absent {
            frame.absent.insert(expect.index);
            return;
        }
        frame.absent.remove(expect.index);
        if expect.slot != NOWHERE
            && let Some(slot) = self.slots.get_mut(to_usize(expect.slot), 0)
        {
            (slot.state, slot.span) = (state, span);
        }
    }

    /// Ends an object: reports missing members and runs the rules. Values that were held back must have been checked.
    #[cfg_attr(not(debug_assertions), inline(always))]
    pub(crate) fn close(&mut self, frame: &Frame<'c>, path: &Path<'_>) -> State {
        if self.strangers != Strangers::None {
            self.unrecognized(frame, path);
        }
        let required = frame.ty.shortcuts.required(self.scope.direction);
        if required.lack(&frame.named, &frame.absent) {
            self.missing_of(frame, path);
        }
        if !frame.ty.shortcuts.rules(self.scope.direction).is_empty() {
            self.rules(frame, path);
        }
        if self
            .auth
            .is_some_and(|groups| path.is_root() && Self::is_authenticated(frame, groups))
        {
            self.auth = None;
        }
        self.slots.truncate(frame.slots);
        State::Good
    }

    /// Warns of an object at the root of an answer in which no documented member stands. What an error of the service has, too,
    /// tells nothing where others of the error stand beside it.
    #[cold]
    fn unrecognized(&mut self, frame: &Frame<'c>, path: &Path<'_>) {
        if !path.is_root() {
            return;
        }
        let is_error = self.strangers == Strangers::OfError;
        let error = self.type_of_errors().filter(|_| is_error);
        let mut known = (0_u16..).zip(&frame.ty.def.fields);
        let stands = known.any(|(index, field)| {
            frame.named.has(index) && error.is_none_or(|error| error.find(&field.name).is_none())
        });
        if stands {
            return;
        }
        let subject = self.subject(frame.ty, None);
        let (code, severity) = (Code::Unrecognized, Severity::Warning);
        self.sink
            .push_first(path, code, severity, frame.span, |v, _| {
                v.detail = match error {
                    Some(error) => Detail::Error(error.def.name.as_str().into()),
                    None => Detail::None,
                };
                v.subject = Some(subject);
            });
    }

    /// The type of the bodies of errors.
    fn type_of_errors(&self) -> Option<&'c Entry> {
        let service = self.types.service();
        Some(self.entry(service.type_id(service.error()?)?))
    }

    /// Takes note of an undocumented member at the root of an answer.
    #[cold]
    fn stranger(&mut self, ty: &'c Entry, name: &str) {
        let is_of_error = || Some(self.type_of_errors()?.find(name).is_some());
        match self.strangers {
            // More members are expected than are documented.
            _ if ty.def.open => {}
            Strangers::OfError => {}
            Strangers::None | Strangers::Some => {
                self.strangers = match is_of_error() {
                    Some(true) => Strangers::OfError,
                    Some(false) | None => Strangers::Some,
                };
            }
        }
    }

    #[cold]
    fn missing_of(&mut self, frame: &Frame<'c>, path: &Path<'_>) {
        for (index, field) in (0_u16..).zip(&frame.ty.def.fields) {
            if !frame.has(index) {
                self.missing(frame, index, field, path);
            }
        }
    }

    fn missing(&mut self, frame: &Frame<'c>, index: u16, field: &'c Field, path: &Path<'_>) {
        let Some((severity, word)) = self.absence(field) else {
            return;
        };
        let at = path.key(&field.name, field.sensitive);
        let subject = Subject {
            vote: word.vote,
            poll: word.poll,
            ..self.subject(frame.ty, Some(index))
        };
        let code = Code::Required;
        self.sink.push(&at, code, severity, frame.span, |v, texts| {
            v.detail = Detail::Member(texts.keep(&field.name));
            v.subject = Some(subject);
        });
    }

    /// Reports an undocumented member of a request: an error, or a warning where more members are expected than are documented.
    #[cold]
    pub(crate) fn unknown(&mut self, ty: &'c Entry, name: &str, path: &Path<'_>, span: Span) {
        if path.is_root()
            && self.scope.direction == Direction::Response
            && self.scope.part == Part::Body
        {
            self.stranger(ty, name);
        }
        if self.scope.direction == Direction::Request && self.scope.part != Part::Header {
            let at = path.key(name, false);
            let subject = self.subject(ty, None);
            let severity = if ty.def.open {
                Severity::Warning
            } else {
                Severity::Error
            };
            self.sink.push(
                &at,
                Code::AdditionalProperties,
                severity,
                span,
                |v, texts| {
                    v.detail = Detail::Member(texts.keep(name));
                    v.subject = Some(subject);
                },
            );
        }
    }

    /// Returns the documented member of that name; headers are compared in any case.
    pub(crate) fn find(&self, ty: &'c Entry, name: &str) -> Option<(u16, &'c Field)> {
        if self.scope.part == Part::Header {
            return (0_u16..)
                .zip(&ty.def.fields)
                .find(|(_, field)| field.name.eq_ignore_ascii_case(name));
        }
        ty.find(name)
    }

    fn selection(&self, frame: &Frame<'c>, index: u16, ended: bool) -> Selection {
        let Some(at) = frame.ty.link(index).selected_by else {
            return Selection::Own;
        };
        let tag = frame.ty.rules.get(usize::from(at));
        let tag = tag.and_then(|rule| rule.fields.first());
        if !ended && tag.is_some_and(|tag| !frame.named.has(*tag)) {
            return Selection::Undecided;
        }
        chosen(frame.ty, at, |tag| self.slot(frame, tag))
    }

    /// Returns what rules know about a member, if the object has it.
    pub(super) fn slot(&self, frame: &Frame<'c>, index: u16) -> Option<&Slot<'c>> {
        if !frame.has(index) {
            return None;
        }
        let slot = frame.ty.link(index).slot?;
        self.slots.get(frame.slots, usize::from(slot))
    }
}

/// Returns the type that a rule of a type selects, by what is known of its tag; nothing is known of an absent one.
pub(super) fn chosen<'s, 'c: 's>(
    ty: &'c Entry,
    rule: u16,
    slot: impl FnOnce(u16) -> Option<&'s Slot<'c>>,
) -> Selection {
    let at = usize::from(rule);
    let (Some(rule), Some(compiled)) = (ty.def.rules.get(at), ty.rules.get(at)) else {
        return Selection::Own;
    };
    let (RuleKind::SelectsType { cases, .. }, [tag, _]) = (&rule.kind, &*compiled.fields) else {
        return Selection::Own;
    };
    let kept = match slot(*tag) {
        Some(slot) if slot.state == State::Good => slot.kept,
        Some(_) => return Selection::Own,
        None => match ty.at(*tag).and_then(|f| f.default.as_ref()) {
            Some(Json::Scalar(literal)) => Kept::of(literal),
            _ => return Selection::Own,
        },
    };
    // Behind the types of the cases is the one for any other value, where there is one.
    let case = cases.iter().position(|(value, _)| kept.is(value));
    let ty = compiled.types.get(case.unwrap_or(cases.len()));
    ty.map_or(Selection::Own, |ty| Selection::Type(*ty))
}
