//! The one place that knows what the constraints of a contract mean.
//!
//! A driver walks an input, owns the recursion, and knows nothing of constraints: it tells the engine of each member
//! and each scalar, and does with a value what the engine asks (check, hold back, skip).

pub(crate) mod allowed;
pub(crate) mod memory;
pub(crate) mod path;
mod rules;
pub(crate) mod scalar;
pub(crate) mod shortcut;
pub(crate) mod sink;
mod stack;
mod unique;

use std::fmt::Write as _;

use crate::check::{Options, Scope};
use crate::code::Code;
use crate::contract::{
    Content, Direction, Enum, Field, Int, List, Literal, Number, Part, Pattern, RuleKind, Severity,
    Shape, Text, TypeDef, Unique,
};
use crate::report::{Detail, Report, Subject};
use crate::scan;
use memory::Memory;
use path::Path;
use scalar::{Kept, Num, Scalar, Span, Str, is_same};
use shortcut::{Fields, NO_SLOT, Passes, Shortcut};
use sink::Sink;
use stack::Stack;
use unique::Seen;

/// Deepest nesting that can be asked for with [`Limits::depth`](crate::check::Limits::depth).
pub(crate) const DEEPEST: u32 = 1024;

/// The state of one check.
pub(crate) struct Engine<'t, 'o> {
    pub(crate) scope: Scope,
    pub(crate) options: &'o Options,
    pub(crate) sink: Sink<'t, 'o>,
    /// What earlier checks have left, for drivers that guess names.
    pub(crate) memory: &'o mut Memory,
    /// Levels of nesting around the current value.
    pub(crate) depth: u32,
    /// The most that there may be.
    deepest: u32,
    /// What rules read, for all objects that are open; each frame knows where its own begin.
    slots: Stack<Slot<'t>, 16>,
    /// Values seen in the lists that are open and ask for uniqueness.
    seen: Stack<Seen, 1>,
}

/// What rules know of a member.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Slot<'t> {
    pub(crate) state: State,
    pub(crate) kept: Kept<'t>,
    pub(crate) span: Span,
}

impl<'t> Slot<'t> {
    const EMPTY: Self = Self {
        state: State::Absent,
        kept: Kept::Nothing,
        span: Span::NONE,
    };

    /// Of a good value.
    #[inline(always)]
    pub(crate) const fn good(kept: Kept<'t>, span: Span) -> Self {
        Self {
            state: State::Good,
            kept,
            span,
        }
    }
}

/// What became of a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum State {
    /// Not there, or `null` where that means the same.
    Absent,
    /// There and good.
    Good,
    /// There; rules do not read it.
    Failed,
}

/// What a value is checked against.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Expect<'t> {
    pub(crate) shape: Shape<'t>,
    /// A type that a sibling selected for the JSON document in this text.
    pub(crate) document: Option<&'t TypeDef<'t>>,
    /// The field that holds the value, or the list that the value is an item of.
    pub(crate) field: Option<&'t Field<'t>>,
    /// The type that has the field; texts are kept as literals of its rules.
    owner: Option<&'t TypeDef<'t>>,
    /// The set of values (an index into `Engine::seen`, or [`NO_SET`]) that it must not repeat.
    distinct: u32,
    /// Where rules read of it (an index into `Engine::slots`, or [`NOWHERE`]).
    slot: u32,
    /// The field's index in its type.
    pub(crate) index: u16,
    /// Whether the value is an item of the field's list.
    item: bool,
    /// Whether the member's name stands a second time in its object.
    duplicate: bool,
}

/// No slot, in the numbering of the whole engine.
const NOWHERE: u32 = u32::MAX;

/// No set of values.
const NO_SET: u32 = u32::MAX;

/// For an object that is an item: the set in which a member must differ from item to item, or [`NO_SET`], and that member.
pub(crate) type Distinct = (u32, u16);

/// For any other object.
pub(crate) const NOT_DISTINCT: Distinct = (NO_SET, u16::MAX);

impl<'t> Expect<'t> {
    pub(crate) const fn root(shape: Shape<'t>) -> Self {
        Self {
            shape,
            document: None,
            field: None,
            owner: None,
            distinct: NO_SET,
            slot: NOWHERE,
            index: 0,
            item: false,
            duplicate: false,
        }
    }

    pub(crate) const fn of_field(field: &'t Field<'t>) -> Self {
        Self {
            field: Some(field),
            ..Self::root(field.shape)
        }
    }
}

/// An object that is being read.
#[derive(Debug)]
pub(crate) struct Frame<'t> {
    ty: &'t TypeDef<'t>,
    /// Fields whose name was read.
    named: Fields,
    /// Those among them whose value is a `null` that means absent.
    absent: Fields,
    /// Where its slots begin.
    slots: usize,
    /// The field that probably comes next.
    next: u16,
    /// The set in which the member `distinct_member` must differ from item to item, or [`NO_SET`].
    distinct: u32,
    distinct_member: u16,
    span: Span,
}

impl<'t> Frame<'t> {
    /// Whether a member stands in the object, and is no `null` that means absent.
    #[inline]
    fn has(&self, index: u16) -> bool {
        self.named.has(index) && !self.absent.has(index)
    }

    pub(crate) const fn ty(&self) -> &'t TypeDef<'t> {
        self.ty
    }

    #[inline(always)]
    pub(crate) fn shortcut(&self, index: u16) -> Option<&'t Shortcut> {
        self.ty.shortcuts.fields.get(usize::from(index))
    }

    #[inline(always)]
    pub(crate) fn field(&self, index: u16) -> Option<&'t Field<'t>> {
        self.ty.at(index)
    }

    /// The member whose name a text goes on with at an offset, as far as shortcuts tell. Documents mostly follow the
    /// documented order, with optional members left out.
    pub(crate) fn named_at(
        &self,
        next: u16,
        text: &[u8],
        at: usize,
    ) -> Option<(u16, &'t Shortcut)> {
        let word = u64::from_le_bytes(*scan::block(text, at)?);
        let all = self.ty.shortcuts.fields;
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

    /// Whether a text has all the forms that the member asks for.
    #[inline]
    pub(crate) fn has_forms(&self, index: u16, text: &str) -> bool {
        match self.field(index).map(|field| field.shape) {
            Some(Shape::Text(asked)) => wrong_forms(asked, Str::plain(text)) == [None; 3],
            _ => false,
        }
    }

    /// The value of the member's enum that a text is, unless it is a discouraged one.
    #[inline(always)]
    pub(crate) fn listed(&self, index: u16, text: &[u8]) -> Option<&'t str> {
        let Some(Field {
            shape: Shape::Enum(values),
            ..
        }) = self.field(index)
        else {
            return None;
        };
        for value in values.values {
            if is_same(value.wire.as_bytes(), text) {
                return value.deprecated.is_none().then_some(value.wire);
            }
        }
        None
    }
}

/// What a driver shall do with a member's value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Member {
    /// Check it.
    Check,
    /// Keep it until the object ends, then ask [`Engine::held`].
    Hold,
    /// Skip it.
    Skip,
}

/// What a driver shall do with an object or a list.
pub(crate) enum Enter<'t> {
    /// Check its members: [`Engine::open`].
    Object(&'t TypeDef<'t>),
    /// Check its items: [`Engine::open_list`].
    List(&'t List<'t>),
    /// Skip it; this is the outcome.
    Skip(State),
}

/// A list that is being read.
#[derive(Debug)]
pub(crate) struct Items<'t> {
    list: &'t List<'t>,
    expect: Expect<'t>,
    count: u64,
    seen: u32,
    span: Span,
}

impl<'t, 'o> Engine<'t, 'o> {
    pub(crate) fn new(scope: Scope, options: &'o Options, memory: &'o mut Memory) -> Self {
        Self {
            scope,
            options,
            memory,
            sink: Sink::new(scope, options),
            depth: 0,
            deepest: options.limits.depth.min(DEEPEST),
            slots: Stack::new(Slot::EMPTY),
            seen: Stack::new(Seen::new()),
        }
    }

    pub(crate) fn into_report(self) -> Report<'t> {
        self.sink.into_report()
    }

    /// Goes one level deeper; `false` when that is too deep.
    #[inline(always)]
    pub(crate) fn descend(&mut self) -> bool {
        if self.depth >= self.deepest {
            return false;
        }
        self.depth = self.depth.wrapping_add(1);
        true
    }

    #[inline(always)]
    pub(crate) fn ascend(&mut self) {
        self.depth = self.depth.saturating_sub(1);
    }

    // Objects

    /// An object begins where `expect` is expected.
    pub(crate) fn enter_object(
        &mut self,
        expect: &Expect<'t>,
        path: &Path<'_>,
        span: Span,
    ) -> Enter<'t> {
        match expect.shape {
            Shape::Object(ty) => {
                self.notes(expect, path, span);
                Enter::Object(ty)
            }
            Shape::Any => {
                self.notes(expect, path, span);
                Enter::Skip(State::Good)
            }
            Shape::Int(_)
            | Shape::Number(_)
            | Shape::Text(_)
            | Shape::Bool
            | Shape::Enum(_)
            | Shape::List(_) => {
                self.wrong_type(expect, path, span, "object", None);
                self.notes(expect, path, span);
                Enter::Skip(State::Failed)
            }
        }
    }

    /// Begins an object of a type.
    #[inline]
    pub(crate) fn open(
        &mut self,
        ty: &'t TypeDef<'t>,
        (distinct, distinct_member): Distinct,
        span: Span,
    ) -> Frame<'t> {
        Frame {
            ty,
            named: Fields::NONE,
            absent: Fields::NONE,
            next: 0,
            slots: self.slots.extend(usize::from(ty.slots), &Slot::EMPTY),
            distinct,
            distinct_member,
            span,
        }
    }

    /// Whether shortcuts speak for a member: its name was not read before, and it need not differ from item to item, but
    /// for integers.
    #[inline(always)]
    pub(crate) fn may_pass(frame: &Frame<'t>, index: u16, passes: Passes) -> bool {
        !frame.named.has(index) && (frame.distinct_member != index || passes == Passes::Integers)
    }

    /// Whether a member's integer is none that an item before had, if it must differ from item to item.
    #[inline(always)]
    pub(crate) fn is_new(&mut self, frame: &Frame<'t>, index: u16, value: i64) -> bool {
        frame.distinct_member != index || self.is_new_in(frame.distinct, value)
    }

    #[inline(never)]
    fn is_new_in(&mut self, set: u32, value: i64) -> bool {
        self.seen
            .get_mut(wide(set), 0)
            .is_none_or(|seen| seen.insert_integer(value))
    }

    /// Whether a member's `null` means that it is absent.
    #[inline]
    pub(crate) fn is_absent_if_null(&self, field: &Field<'t>) -> bool {
        !field.nullable
            && self.scope.direction == Direction::Response
            && !field.required.holds(self.scope.direction)
    }

    /// A documented member was read, and its `null` means that it is absent.
    pub(crate) fn pass_absent(frame: &mut Frame<'t>, index: u16) {
        frame.named.insert(index);
        frame.absent.insert(index);
    }

    /// A documented member was read, name and value, and its shortcut let it pass. What rules know of it is asked for if
    /// there are any that read it.
    #[inline(always)]
    pub(crate) fn pass(
        &mut self,
        frame: &mut Frame<'t>,
        index: u16,
        shortcut: &Shortcut,
        slot: impl FnOnce() -> Slot<'t>,
    ) {
        frame.named.insert(index);
        if shortcut.slot != NO_SLOT
            && let Some(place) = self.slots.get_mut(frame.slots, usize::from(shortcut.slot))
        {
            *place = slot();
        }
    }

    /// A member's name was read.
    pub(crate) fn member(
        &mut self,
        frame: &mut Frame<'t>,
        name: &str,
        path: &Path<'_>,
        name_span: Span,
        expect: &mut Expect<'t>,
    ) -> Member {
        let found = match frame.ty.at(frame.next) {
            Some(field) if field.name == name => Some((frame.next, field)),
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

    /// The name of a documented member was read.
    #[inline]
    pub(crate) fn known_member(
        &mut self,
        frame: &mut Frame<'t>,
        index: u16,
        field: &'t Field<'t>,
        expect: &mut Expect<'t>,
    ) -> Member {
        frame.next = index.wrapping_add(1);
        let duplicate = frame.named.has(index);
        frame.named.insert(index);
        if let Some(slot) = field.slot
            && let Some(slot) = self.slots.get_mut(frame.slots, usize::from(slot))
        {
            *slot = Slot::EMPTY;
        }
        *expect = Expect {
            shape: field.shape,
            document: None,
            field: Some(field),
            owner: Some(frame.ty),
            // Written twice in one item, a member is no match of itself.
            distinct: if frame.distinct_member == index && !duplicate {
                frame.distinct
            } else {
                NO_SET
            },
            slot: field.slot.map_or(NOWHERE, |slot| {
                u32::try_from(frame.slots)
                    .unwrap_or(NOWHERE)
                    .saturating_add(slot.into())
            }),
            index,
            item: false,
            duplicate,
        };
        if field.selected_by.is_none() {
            return Member::Check;
        }
        if duplicate {
            // The first value may be held back, and must end first.
            return Member::Hold;
        }
        match self.selection(frame, field, false) {
            Selection::Undecided => Member::Hold,
            Selection::Type(ty) => {
                expect.select(ty);
                Member::Check
            }
            Selection::Own => Member::Check,
        }
    }

    /// What a value that was held back is checked against, now that all siblings are known.
    pub(crate) fn held(&self, frame: &Frame<'t>, mut expect: Expect<'t>) -> Expect<'t> {
        if let Some(field) = expect.field
            && let Selection::Type(ty) = self.selection(frame, field, true)
        {
            expect.select(ty);
        }
        expect
    }

    /// A member's value was checked.
    #[inline]
    pub(crate) fn close_member(
        &mut self,
        frame: &mut Frame<'t>,
        expect: &Expect<'t>,
        state: State,
        span: Span,
    ) {
        if state == State::Absent && !expect.duplicate {
            frame.absent.insert(expect.index);
            return;
        }
        frame.absent.remove(expect.index);
        if expect.slot != NOWHERE
            && let Some(slot) = self.slots.get_mut(wide(expect.slot), 0)
        {
            // Which of two values counts is not known: rules read neither.
            slot.state = if expect.duplicate {
                State::Failed
            } else {
                state
            };
            slot.span = span;
        }
    }

    /// An object ended, and what was held back has been checked.
    #[inline(always)]
    pub(crate) fn close(&mut self, frame: &Frame<'t>, path: &Path<'_>) -> State {
        let required = frame.ty.shortcuts.required(self.scope.direction);
        if required.lack(&frame.named, &frame.absent) {
            self.missing_of(frame, path);
        }
        if !frame.ty.rules.is_empty() {
            self.rules(frame, path);
        }
        self.slots.truncate(frame.slots);
        State::Good
    }

    #[cold]
    fn missing_of(&mut self, frame: &Frame<'t>, path: &Path<'_>) {
        for (index, field) in (0_u16..).zip(frame.ty.fields) {
            if !frame.has(index) && field.required.holds(self.scope.direction) {
                self.missing(field, path, frame.span);
            }
        }
    }

    fn missing(&mut self, field: &'t Field<'t>, path: &Path<'_>, span: Span) {
        let at = path.key(field.name, field.sensitive);
        self.sink
            .push(&at, Code::Required, Severity::Error, span, |v, texts| {
                v.detail = Detail::Member(texts.keep(field.name));
                v.cite = Some(field.info.cite_of("required"));
                v.subject = Some(Subject::of_field(field));
            });
    }

    /// A name that is not documented was read.
    #[cold]
    pub(crate) fn unknown(&mut self, ty: &'t TypeDef<'t>, name: &str, path: &Path<'_>, span: Span) {
        let refused = self.scope.direction == Direction::Request
            && self.scope.part != Part::Header
            && !ty.open;
        if refused {
            let at = path.key(name, false);
            self.sink.push(
                &at,
                Code::AdditionalProperties,
                Severity::Error,
                span,
                |v, texts| {
                    v.detail = Detail::Member(texts.keep(name));
                    v.cite = Some(ty.cite);
                },
            );
        }
    }

    /// The documented member of that name.
    pub(crate) fn find(&self, ty: &'t TypeDef<'t>, name: &str) -> Option<(u16, &'t Field<'t>)> {
        if self.scope.part == Part::Header {
            return (0_u16..)
                .zip(ty.fields)
                .find(|(_, field)| field.name.eq_ignore_ascii_case(name));
        }
        ty.field(name)
    }

    fn selection(&self, frame: &Frame<'t>, field: &'t Field<'t>, ended: bool) -> Selection<'t> {
        let Some(rule) = field.selected_by else {
            return Selection::Own;
        };
        let Some(rule) = frame.ty.rules.get(usize::from(rule)) else {
            return Selection::Own;
        };
        let RuleKind::SelectsType {
            tag,
            cases,
            otherwise,
            ..
        } = rule.kind
        else {
            return Selection::Own;
        };
        if !ended && !frame.named.has(tag) {
            return Selection::Undecided;
        }
        let kept = match self.slot(frame, tag) {
            Some(slot) if slot.state == State::Good => slot.kept,
            Some(_) => return Selection::Own,
            None => match frame.ty.at(tag).and_then(|f| f.default) {
                Some(crate::contract::Json::Scalar(literal)) => Kept::of(literal),
                _ => return Selection::Own,
            },
        };
        cases
            .iter()
            .find(|(value, _)| kept.is(&Literal::Text(value)))
            .map(|&(_, ty)| ty)
            .or(otherwise)
            .map_or(Selection::Own, Selection::Type)
    }

    /// What is known of a member that stands in the object.
    fn slot(&self, frame: &Frame<'t>, index: u16) -> Option<&Slot<'t>> {
        if !frame.has(index) {
            return None;
        }
        let slot = frame.ty.at(index)?.slot?;
        self.slots.get(frame.slots, usize::from(slot))
    }

    // Lists

    /// A list begins where `expect` is expected.
    pub(crate) fn enter_list(
        &mut self,
        expect: &Expect<'t>,
        path: &Path<'_>,
        span: Span,
    ) -> Enter<'t> {
        match expect.shape {
            Shape::List(list) => {
                self.notes(expect, path, span);
                Enter::List(list)
            }
            Shape::Any => {
                self.notes(expect, path, span);
                Enter::Skip(State::Good)
            }
            Shape::Int(_)
            | Shape::Number(_)
            | Shape::Text(_)
            | Shape::Bool
            | Shape::Enum(_)
            | Shape::Object(_) => {
                self.wrong_type(expect, path, span, "array", None);
                self.notes(expect, path, span);
                Enter::Skip(State::Failed)
            }
        }
    }

    /// Begins a list.
    pub(crate) fn open_list(
        &mut self,
        list: &'t List<'t>,
        expect: &Expect<'t>,
        span: Span,
    ) -> Items<'t> {
        let seen = if list.unique == Unique::No {
            NO_SET
        } else {
            let set = self.seen.extend(1, &Seen::new());
            if let Some(seen) = self.seen.get_mut(set, 0) {
                seen.clear();
            }
            u32::try_from(set).unwrap_or(NO_SET)
        };
        Items {
            list,
            expect: *expect,
            count: 0,
            seen,
            span,
        }
    }

    /// The next item begins, an object as it should be: its type, and what must differ from item to item.
    #[inline(always)]
    pub(crate) fn object_item(items: &mut Items<'t>) -> Option<(&'t TypeDef<'t>, Distinct)> {
        let Shape::Object(ty) = items.list.item else {
            return None;
        };
        items.count = items.count.saturating_add(1);
        let distinct = match items.list.unique {
            Unique::By(member) => (items.seen, member),
            Unique::No | Unique::Items => NOT_DISTINCT,
        };
        Some((ty, distinct))
    }

    /// The next item begins: what it is checked against.
    pub(crate) fn item(&self, items: &mut Items<'t>) -> Expect<'t> {
        items.count = items.count.saturating_add(1);
        self.peek_item(items)
    }

    /// What an item is checked against, without counting one.
    pub(crate) fn peek_item(&self, items: &Items<'t>) -> Expect<'t> {
        Expect {
            shape: items.list.item,
            document: None,
            field: items.expect.field,
            owner: None,
            distinct: items.seen,
            slot: NOWHERE,
            index: 0,
            item: true,
            duplicate: false,
        }
    }

    /// A list ended.
    pub(crate) fn close_list(&mut self, items: Items<'t>, path: &Path<'_>) -> State {
        if items.seen != NO_SET {
            self.seen
                .truncate(usize::try_from(items.seen).unwrap_or(usize::MAX));
        }
        let few = items.list.min_items.is_some_and(|n| items.count < n.into());
        let many = items.list.max_items.is_some_and(|n| items.count > n.into());
        for (wrong, code) in [(few, Code::MinItems), (many, Code::MaxItems)] {
            if wrong {
                let count = Detail::Count(items.count);
                self.violation(&items.expect, path, items.span, code, None, count);
            }
        }
        if few || many {
            State::Failed
        } else {
            State::Good
        }
    }

    // Scalars

    /// A scalar stands where `expect` is expected. `token` is its JSON text, where the input has one.
    pub(crate) fn scalar(
        &mut self,
        expect: &Expect<'t>,
        path: &Path<'_>,
        span: Span,
        value: Scalar<'_>,
        token: Option<&str>,
    ) -> State {
        match value {
            Scalar::Text(text) => self.string(expect, path, span, text, token),
            Scalar::Number(num) => self.numeral(expect, path, span, num, token),
            Scalar::Null | Scalar::Bool(_) => self.word(expect, path, span, value, token),
        }
    }

    /// A string stands where `expect` is expected.
    pub(crate) fn string(
        &mut self,
        expect: &Expect<'t>,
        path: &Path<'_>,
        span: Span,
        value: Str<'_>,
        token: Option<&str>,
    ) -> State {
        let found = Found {
            value: Scalar::Text(value),
            token,
        };
        let state = match expect.shape {
            Shape::Text(text) => self.text(expect, path, span, text, value, found),
            Shape::Enum(values) => self.choice(expect, path, span, values, value, found),
            Shape::Any => {
                self.keep(expect, found.value);
                State::Good
            }
            Shape::Int(_) | Shape::Number(_) | Shape::Bool | Shape::List(_) | Shape::Object(_) => {
                self.wrong_type(expect, path, span, "string", Some(found));
                State::Failed
            }
        };
        self.notes(expect, path, span);
        state
    }

    /// A number stands where `expect` is expected.
    pub(crate) fn numeral(
        &mut self,
        expect: &Expect<'t>,
        path: &Path<'_>,
        span: Span,
        num: Num,
        token: Option<&str>,
    ) -> State {
        let found = Found {
            value: Scalar::Number(num),
            token,
        };
        let state = match expect.shape {
            Shape::Int(int) => self.int(expect, path, span, int, num, found),
            Shape::Number(number) => self.number(expect, path, span, number, num, found),
            Shape::Any => {
                self.keep(expect, found.value);
                State::Good
            }
            Shape::Text(_) | Shape::Bool | Shape::Enum(_) | Shape::List(_) | Shape::Object(_) => {
                self.wrong_type(expect, path, span, "number", Some(found));
                State::Failed
            }
        };
        self.notes(expect, path, span);
        state
    }

    /// `true`, `false` or `null` stands where `expect` is expected.
    pub(crate) fn word(
        &mut self,
        expect: &Expect<'t>,
        path: &Path<'_>,
        span: Span,
        value: Scalar<'_>,
        token: Option<&str>,
    ) -> State {
        let found = Found { value, token };
        let state = match (expect.shape, value) {
            (Shape::Any, _) | (Shape::Bool, Scalar::Bool(_)) => {
                self.distinct(expect, path, span, found);
                self.keep(expect, value);
                State::Good
            }
            (_, Scalar::Null) => self.null(expect, path, span),
            (
                Shape::Int(_)
                | Shape::Number(_)
                | Shape::Text(_)
                | Shape::Bool
                | Shape::Enum(_)
                | Shape::List(_)
                | Shape::Object(_),
                _,
            ) => {
                self.wrong_type(expect, path, span, value.json_type(), Some(found));
                State::Failed
            }
        };
        if state != State::Absent {
            self.notes(expect, path, span);
        } else if expect.duplicate {
            // `null` says that the member is absent, and the name stands there all the same.
            self.violation(expect, path, span, Code::DuplicateKey, None, Detail::None);
        }
        state
    }

    /// `null` is a value only where the vendor says so; in responses an optional member that is `null` is absent.
    fn null(&mut self, expect: &Expect<'t>, path: &Path<'_>, span: Span) -> State {
        let Some(field) = expect.field else {
            self.wrong_type(expect, path, span, "null", None);
            return State::Failed;
        };
        if field.nullable && !expect.item {
            return State::Good;
        }
        if !expect.item && self.is_absent_if_null(field) {
            return State::Absent;
        }
        self.violation(expect, path, span, Code::Null, None, Detail::None);
        State::Failed
    }

    fn int(
        &mut self,
        expect: &Expect<'t>,
        path: &Path<'_>,
        span: Span,
        int: &Int<'t>,
        num: Num,
        found: Found<'_>,
    ) -> State {
        let value = match num {
            Num::Int(value) => value,
            Num::Float(_) => {
                self.wrong_type(expect, path, span, "number", Some(found));
                return State::Failed;
            }
            Num::Beyond(value) => {
                let code = if value < 0.0 {
                    Code::Minimum
                } else {
                    Code::Maximum
                };
                self.violation(expect, path, span, code, Some(found), Detail::None);
                return State::Failed;
            }
        };
        let mut good = true;
        if int.min.is_some_and(|min| value < min) {
            self.violation(expect, path, span, Code::Minimum, Some(found), Detail::None);
            good = false;
        }
        if int.max.is_some_and(|max| value > max) {
            self.violation(expect, path, span, Code::Maximum, Some(found), Detail::None);
            good = false;
        }
        if good
            && int
                .accepted
                .is_some_and(|(from, to)| !(from..=to).contains(&value))
        {
            self.violation(
                expect,
                path,
                span,
                Code::AcceptedRange,
                Some(found),
                Detail::None,
            );
        }
        self.settle(good, expect, path, span, found)
    }

    fn number(
        &mut self,
        expect: &Expect<'t>,
        path: &Path<'_>,
        span: Span,
        number: &Number<'t>,
        num: Num,
        found: Found<'_>,
    ) -> State {
        let value = num.as_f64();
        let mut good = true;
        if let Some(bound) = number.lower
            && (value < bound.value || bound.exclusive && value == bound.value)
        {
            let code = if bound.exclusive {
                Code::ExclusiveMinimum
            } else {
                Code::Minimum
            };
            self.violation(expect, path, span, code, Some(found), Detail::None);
            good = false;
        }
        if let Some(bound) = number.upper
            && (value > bound.value || bound.exclusive && value == bound.value)
        {
            let code = if bound.exclusive {
                Code::ExclusiveMaximum
            } else {
                Code::Maximum
            };
            self.violation(expect, path, span, code, Some(found), Detail::None);
            good = false;
        }
        if good
            && number
                .accepted
                .is_some_and(|(from, to)| !(from..=to).contains(&value))
        {
            self.violation(
                expect,
                path,
                span,
                Code::AcceptedRange,
                Some(found),
                Detail::None,
            );
        }
        self.settle(good, expect, path, span, found)
    }

    fn choice(
        &mut self,
        expect: &Expect<'t>,
        path: &Path<'_>,
        span: Span,
        values: &'t Enum<'t>,
        value: Str<'_>,
        found: Found<'_>,
    ) -> State {
        let listed = values.values.iter().find(|v| value.is(v.wire));
        if listed.is_none() && !values.open {
            self.violation(expect, path, span, Code::Enum, Some(found), Detail::None);
            return State::Failed;
        }
        self.distinct(expect, path, span, found);
        if let Some(note) = listed.and_then(|v| v.deprecated) {
            self.violation(
                expect,
                path,
                span,
                Code::Deprecated,
                Some(found),
                Detail::Note(note),
            );
        }
        if expect.slot != NOWHERE
            && let Some(slot) = self.slots.get_mut(wide(expect.slot), 0)
        {
            slot.kept = Kept::Text(listed.map(|v| v.wire));
        }
        State::Good
    }

    fn text(
        &mut self,
        expect: &Expect<'t>,
        path: &Path<'_>,
        span: Span,
        text: &'t Text<'t>,
        value: Str<'_>,
        found: Found<'_>,
    ) -> State {
        let mut good = true;
        let mut fail = |engine: &mut Self, code, detail| {
            engine.violation(expect, path, span, code, Some(found), detail);
            good = false;
        };
        let (min, max) = (
            text.min_chars.unwrap_or(0),
            text.max_chars.unwrap_or(u32::MAX),
        );
        if let Err(count) = value.length_within(min, max) {
            let code = if count < min.into() {
                Code::MinLength
            } else {
                Code::MaxLength
            };
            fail(self, code, Detail::Count(count));
        }
        let mut scratch = String::new();
        if let Some(max) = text.max_chars_without_markup
            && value.length_within(0, max).is_err()
        {
            let count = value.chars_without_markup();
            if count > max.into() {
                fail(self, Code::MaxLength, Detail::CountWithoutMarkup(count));
            }
        }
        for code in wrong_forms(text, value).into_iter().flatten() {
            fail(self, code, Detail::None);
        }
        match text.content {
            Content::Plain | Content::Json(_) | Content::Base64 => {}
            Content::Separated { separator, item } => {
                if let Some(code) = wrong_item(value.decode(&mut scratch), separator, item) {
                    fail(self, code, Detail::None);
                }
            }
        }
        let document = match text.content {
            Content::Json(ty) => Some(ty),
            Content::Plain | Content::Base64 | Content::Separated { .. } => None,
        };
        for ty in [document, expect.document].into_iter().flatten() {
            let inner = path.embedded();
            let mark = self.sink.mark();
            if let Err(stop) =
                crate::json::check_embedded(self, ty, value.decode(&mut scratch), &inner, span)
            {
                self.sink.rewind(mark);
                fail(self, Code::ContentMediaType, Detail::Syntax(stop.message));
            }
        }
        if let Some(max) = text.max_bytes {
            let count = value.bytes_count();
            if count > max.into() {
                fail(self, Code::MaxBytes, Detail::Count(count));
            }
        }
        self.settle(good, expect, path, span, found)
    }

    /// What follows from a value's own checks. What has failed is read neither by rules nor for uniqueness.
    #[inline]
    fn settle(
        &mut self,
        good: bool,
        expect: &Expect<'t>,
        path: &Path<'_>,
        span: Span,
        found: Found<'_>,
    ) -> State {
        if !good {
            return State::Failed;
        }
        self.distinct(expect, path, span, found);
        self.keep(expect, found.value);
        State::Good
    }

    /// Keeps what rules can know of a good value.
    #[inline]
    fn keep(&mut self, expect: &Expect<'t>, value: Scalar<'_>) {
        if expect.slot != NOWHERE {
            self.keep_for_rules(expect, value);
        }
    }

    fn keep_for_rules(&mut self, expect: &Expect<'t>, value: Scalar<'_>) {
        let kept = match value {
            Scalar::Null => Kept::Nothing,
            Scalar::Bool(bool) => Kept::Bool(bool),
            Scalar::Number(num) => Kept::Number(num),
            Scalar::Text(text) => Kept::Text(
                expect
                    .owner
                    .and_then(|ty| rules::literal(ty, expect.index, text)),
            ),
        };
        if let Some(slot) = self.slots.get_mut(wide(expect.slot), 0) {
            slot.kept = kept;
        }
    }

    /// Tells a value that occurred before in its list.
    fn distinct(&mut self, expect: &Expect<'t>, path: &Path<'_>, span: Span, found: Found<'_>) {
        if expect.distinct == NO_SET {
            return;
        }
        let set = usize::try_from(expect.distinct).unwrap_or(usize::MAX);
        let Some(seen) = self.seen.get_mut(set, 0) else {
            return;
        };
        if !seen.insert(found.value) {
            self.violation(
                expect,
                path,
                span,
                Code::UniqueItems,
                Some(found),
                Detail::None,
            );
        }
    }

    // Reporting

    /// A duplicate name, and what is discouraged about a member whatever its value.
    fn notes(&mut self, expect: &Expect<'t>, path: &Path<'_>, span: Span) {
        let Some(field) = expect.field else { return };
        if expect.item
            || !expect.duplicate && field.no_effect.is_none() && field.deprecated.is_none()
        {
            return;
        }
        if expect.duplicate {
            self.violation(expect, path, span, Code::DuplicateKey, None, Detail::None);
        }
        if let Some(note) = field.no_effect {
            self.violation(expect, path, span, Code::NoEffect, None, Detail::Note(note));
        }
        if let Some(note) = field.deprecated {
            self.violation(
                expect,
                path,
                span,
                Code::Deprecated,
                None,
                Detail::Note(note),
            );
        }
    }

    #[cold]
    fn wrong_type(
        &mut self,
        expect: &Expect<'t>,
        path: &Path<'_>,
        span: Span,
        json_type: &'static str,
        found: Option<Found<'_>>,
    ) {
        self.violation(
            expect,
            path,
            span,
            Code::Type,
            found,
            Detail::FoundType(json_type),
        );
    }

    #[cold]
    fn violation(
        &mut self,
        expect: &Expect<'t>,
        path: &Path<'_>,
        span: Span,
        code: Code,
        found: Option<Found<'_>>,
        detail: Detail<'t>,
    ) {
        let severity = match code {
            Code::AcceptedRange | Code::Deprecated | Code::NoEffect => Severity::Warning,
            _ => Severity::Error,
        };
        self.sink.push(path, code, severity, span, |v, texts| {
            let shown = found.filter(|_| !path.sensitive);
            v.found = shown.map(|found| texts.write(|out| found.write(out)));
            v.detail = detail;
            v.subject = Some(Subject {
                ty: expect.owner,
                field: expect.field,
                shape: expect.shape,
                item: expect.item,
            });
            v.cite = expect.field.map(|field| {
                let mut keys = code.spec_keys().iter();
                keys.find_map(|key| field.info.own_cite_of(key))
                    .unwrap_or(field.info.cite)
            });
        });
    }
}

impl<'t> Expect<'t> {
    /// A sibling's value selected a type.
    fn select(&mut self, ty: &'t TypeDef<'t>) {
        if matches!(self.shape, Shape::Text(_)) {
            self.document = Some(ty);
        } else {
            self.shape = Shape::Object(ty);
        }
    }

    /// What must differ from item to item.
    #[inline]
    pub(crate) fn distinct(&self) -> Distinct {
        if self.distinct == NO_SET {
            return NOT_DISTINCT;
        }
        match self.field.map(|field| field.shape) {
            Some(Shape::List(List {
                unique: Unique::By(member),
                ..
            })) => (self.distinct, *member),
            _ => NOT_DISTINCT,
        }
    }
}

/// What is known of a type that a sibling selects.
enum Selection<'t> {
    /// Nothing is selected.
    Own,
    Type(&'t TypeDef<'t>),
    /// The sibling has not been read yet.
    Undecided,
}

/// A scalar, with its text in the input.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Found<'a> {
    value: Scalar<'a>,
    token: Option<&'a str>,
}

/// The most characters of a value that a report shows.
const SHOWN: usize = 64;

impl Found<'_> {
    /// Appends the JSON text of the scalar, shortened.
    fn write(&self, out: &mut String) {
        if let Some(token) = self.token {
            let end = token
                .char_indices()
                .nth(SHOWN)
                .map_or(token.len(), |(at, _)| at);
            out.push_str(token.get(..end).unwrap_or_default());
            return;
        }
        // Writing to a string cannot fail.
        let _ = match self.value {
            Scalar::Null => write!(out, "null"),
            Scalar::Bool(bool) => write!(out, "{bool}"),
            Scalar::Number(Num::Int(int)) => write!(out, "{int}"),
            Scalar::Number(Num::Beyond(value) | Num::Float(value)) => write!(out, "{value}"),
            Scalar::Text(text) => {
                let mut quoted = String::from("\"");
                for c in text.chars().take(SHOWN) {
                    match c {
                        '"' => quoted.push_str("\\\""),
                        '\\' => quoted.push_str("\\\\"),
                        '\u{0}'..='\u{1f}' => {
                            let _ = write!(quoted, "\\u{:04x}", u32::from(c));
                        }
                        c => quoted.push(c),
                    }
                }
                quoted.push('"');
                out.extend(quoted.chars().take(SHOWN));
                Ok(())
            }
        };
    }
}

/// The codes of the forms that a text should have and has not.
#[inline]
fn wrong_forms(text: &Text<'_>, value: Str<'_>) -> [Option<Code>; 3] {
    let lacks = |pattern: &Pattern<'_>| !value.matches(&pattern.automaton);
    [
        text.pattern.is_some_and(lacks).then_some(Code::Pattern),
        text.format
            .is_some_and(|(_, pattern)| lacks(pattern))
            .then_some(Code::Format),
        (matches!(text.content, Content::Base64) && !value.is_base64())
            .then_some(Code::ContentEncoding),
    ]
}

/// The code of the first item of a separated list that is not what it should be.
fn wrong_item(text: &str, separator: &str, item: &Shape<'_>) -> Option<Code> {
    text.split(separator).find_map(|part| match item {
        Shape::Enum(values) => {
            (!values.open && !values.values.iter().any(|v| v.wire == part)).then_some(Code::Enum)
        }
        Shape::Text(text) => {
            let (min, max) = (
                text.min_chars.unwrap_or(0),
                text.max_chars.unwrap_or(u32::MAX),
            );
            match Str::plain(part).length_within(min, max) {
                Err(count) if count < min.into() => Some(Code::MinLength),
                Err(_) => Some(Code::MaxLength),
                Ok(()) => text
                    .pattern
                    .is_some_and(|p| !p.automaton.matches(part))
                    .then_some(Code::Pattern),
            }
        }
        Shape::Int(_)
        | Shape::Number(_)
        | Shape::Bool
        | Shape::List(_)
        | Shape::Object(_)
        | Shape::Any => None,
    })
}

fn wide(index: u32) -> usize {
    usize::try_from(index).unwrap_or(usize::MAX)
}
