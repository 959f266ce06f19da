//! The one place that knows what the constraints of a contract mean.
//!
//! A driver walks an input, owns the recursion, and knows nothing of constraints: it tells the engine of each member
//! and each scalar, and does with a value what the engine asks (check, hold back, skip).

mod allowed;
pub(crate) mod path;
mod rules;
pub(crate) mod scalar;
pub(crate) mod sink;
mod stack;
mod unique;

use crate::check::{Options, Scope};
use crate::code::Code;
use crate::contract::{
    Content, Direction, Enum, Field, Int, List, Literal, Number, Part, RuleKind, Severity, Shape,
    Text, TypeDef, Unique,
};
use crate::report::{Detail, Report, Violation};
use path::Path;
use scalar::{Kept, Num, Scalar, Span, Str};
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
    /// Levels of nesting around the current value.
    pub(crate) depth: u32,
    /// What rules read, for all objects that are open; each frame knows where its own begin.
    slots: Stack<Slot<'t>, 24>,
    /// Values seen in the lists that are open and ask for uniqueness.
    seen: Stack<Option<Seen>, 1>,
}

/// What rules know of a member.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Slot<'t> {
    state: State,
    kept: Kept<'t>,
    span: Span,
}

impl Slot<'_> {
    const EMPTY: Self = Self {
        state: State::Absent,
        kept: Kept::Nothing,
        span: Span::NONE,
    };
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
    /// Where rules read of it (an index into `Engine::slots`, or [`NO_SLOT`]).
    slot: u32,
    /// The field's index in its type.
    pub(crate) index: u16,
    /// Whether the value is an item of the field's list.
    item: bool,
    /// Whether the member's name stands a second time in its object.
    duplicate: bool,
}

/// No slot.
const NO_SLOT: u32 = u32::MAX;

/// No set of values.
const NO_SET: u32 = u32::MAX;

impl<'t> Expect<'t> {
    pub(crate) const fn root(shape: Shape<'t>) -> Self {
        Self {
            shape,
            document: None,
            field: None,
            owner: None,
            distinct: NO_SET,
            slot: NO_SLOT,
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
    /// Fields that stand in the object, `null` that means absent not counted.
    present: u128,
    /// Fields whose name was read.
    named: u128,
    /// The field that probably comes next.
    next: u16,
    /// Where its slots begin.
    slots: usize,
    /// The set in which the member `distinct_member` must differ from item to item, or [`NO_SET`].
    distinct: u32,
    distinct_member: u16,
    span: Span,
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
    pub(crate) fn new(scope: Scope, options: &'o Options) -> Self {
        Self {
            scope,
            options,
            sink: Sink::new(scope, options),
            depth: 0,
            slots: Stack::new(Slot::EMPTY),
            seen: Stack::new(None),
        }
    }

    pub(crate) fn into_report(self) -> Report<'t> {
        self.sink.into_report()
    }

    /// Goes one level deeper; `false` when that is too deep.
    pub(crate) fn descend(&mut self) -> bool {
        if self.depth >= self.options.limits.depth.min(DEEPEST) {
            return false;
        }
        self.depth = self.depth.saturating_add(1);
        true
    }

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
        expect: &Expect<'t>,
        span: Span,
    ) -> Frame<'t> {
        let (distinct, distinct_member) = expect.distinct_member();
        Frame {
            ty,
            present: 0,
            named: 0,
            next: 0,
            slots: self.slots.extend(usize::from(ty.slots), &Slot::EMPTY),
            distinct,
            distinct_member,
            span,
        }
    }

    /// The field that probably comes next; a driver that finds its name says [`Engine::expected_member`].
    #[inline]
    pub(crate) fn expected(&self, frame: &Frame<'t>, ahead: u16) -> Option<(u16, &'t Field<'t>)> {
        let index = frame.next.wrapping_add(ahead);
        Some((index, frame.ty.at(index)?))
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
        let bit = bit(index);
        let duplicate = frame.named & bit != 0;
        frame.named |= bit;
        *expect = Expect {
            shape: field.shape,
            document: None,
            field: Some(field),
            owner: Some(frame.ty),
            distinct: if frame.distinct_member == index {
                frame.distinct
            } else {
                NO_SET
            },
            slot: field.slot.map_or(NO_SLOT, |slot| {
                u32::try_from(frame.slots)
                    .unwrap_or(NO_SLOT)
                    .saturating_add(slot.into())
            }),
            index,
            item: false,
            duplicate,
        };
        if field.selected_by.is_none() {
            return Member::Check;
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
            return;
        }
        frame.present |= bit(expect.index);
        if expect.slot != NO_SLOT
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
    pub(crate) fn close(&mut self, frame: Frame<'t>, path: &Path<'_>) -> State {
        for (index, field) in (0_u16..).zip(frame.ty.fields) {
            if frame.present & bit(index) == 0 && field.required.holds(self.scope.direction) {
                self.missing(field, path, frame.span);
            }
        }
        if !frame.ty.rules.is_empty() {
            self.rules(&frame, path);
        }
        self.slots.truncate(frame.slots);
        State::Good
    }

    #[cold]
    fn missing(&mut self, field: &'t Field<'t>, path: &Path<'_>, span: Span) {
        let at = path.key(field.name, field.sensitive);
        self.sink
            .push(&at, Code::Required, Severity::Error, span, |v| {
                v.detail = Detail::Member(field.name.to_owned());
                v.cite = Some(field.info.cite_of("required"));
                v.expected.default = field.default;
                v.expected.json_type = Some(field.shape.json_type());
            });
    }

    #[cold]
    fn unknown(&mut self, ty: &'t TypeDef<'t>, name: &str, path: &Path<'_>, span: Span) {
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
                |v| {
                    v.detail = Detail::Member(name.to_owned());
                    v.cite = Some(ty.cite);
                },
            );
        }
    }

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
        if !ended && frame.named & bit(tag) == 0 {
            return Selection::Undecided;
        }
        let kept = match self.slot(frame, tag) {
            Some(slot) if slot.state == State::Good => slot.kept,
            Some(slot) if slot.state == State::Failed => return Selection::Own,
            _ => match frame.ty.at(tag).and_then(|f| f.default) {
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

    fn slot(&self, frame: &Frame<'t>, index: u16) -> Option<&Slot<'t>> {
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
            let set = self.seen.extend(1, &None);
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
            slot: NO_SLOT,
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

    /// Whether an integer is good at first sight and nothing is to be kept or told of it; `false` decides nothing.
    #[inline]
    pub(crate) fn accepts_integer(&self, expect: &Expect<'t>, value: i64) -> bool {
        let Shape::Int(int) = expect.shape else {
            return false;
        };
        expect.is_simple()
            && int.min.is_none_or(|min| value >= min)
            && int.max.is_none_or(|max| value <= max)
            && int.accepted.is_none()
    }

    /// Whether a string is good at first sight and nothing is to be kept or told of it; `false` decides nothing.
    #[inline]
    pub(crate) fn accepts_string(&self, expect: &Expect<'t>, value: Str<'_>) -> bool {
        if value.escaped || !expect.is_simple() {
            return false;
        }
        match expect.shape {
            Shape::Text(text) => {
                let bytes = value.raw.len();
                matches!(text.content, Content::Plain)
                    && expect.document.is_none()
                    && text.pattern.is_none()
                    && text.format.is_none()
                    && text.min_chars.is_none_or(|min| {
                        wide(min).saturating_mul(4) <= bytes || min == 1 && bytes > 0
                    })
                    && text.max_chars.is_none_or(|max| bytes <= wide(max))
                    && text.max_bytes.is_none_or(|max| bytes <= wide(max))
                    && text
                        .max_chars_without_markup
                        .is_none_or(|max| bytes <= wide(max))
            }
            Shape::Enum(values) => values
                .values
                .iter()
                .any(|v| v.deprecated.is_none() && v.wire == value.raw),
            Shape::Int(_)
            | Shape::Number(_)
            | Shape::Bool
            | Shape::List(_)
            | Shape::Object(_)
            | Shape::Any => false,
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
        if self.scope.direction == Direction::Response
            && !expect.item
            && !field.required.holds(self.scope.direction)
        {
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
        let mut scratch = String::new();
        let text = value.decode(&mut scratch);
        let listed = values.values.iter().find(|v| v.wire == text);
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
        if expect.slot != NO_SLOT
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
            && value.raw.len() > usize::try_from(max).unwrap_or(usize::MAX)
        {
            let count = value.chars_without_markup();
            if count > max.into() {
                fail(self, Code::MaxLength, Detail::CountWithoutMarkup(count));
            }
        }
        if let Some(pattern) = text.pattern
            && !pattern.automaton.matches(value.decode(&mut scratch))
        {
            fail(self, Code::Pattern, Detail::None);
        }
        if let Some((_, pattern)) = text.format
            && !pattern.automaton.matches(value.decode(&mut scratch))
        {
            fail(self, Code::Format, Detail::None);
        }
        match text.content {
            Content::Plain | Content::Json(_) => {}
            Content::Base64 => {
                if !scalar::is_base64(value.decode(&mut scratch)) {
                    fail(self, Code::ContentEncoding, Detail::None);
                }
            }
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
        if expect.slot != NO_SLOT {
            self.keep_for_rules(expect, value);
        }
    }

    fn keep_for_rules(&mut self, expect: &Expect<'t>, value: Scalar<'_>) {
        let kept =
            match value {
                Scalar::Null => Kept::Nothing,
                Scalar::Bool(bool) => Kept::Bool(bool),
                Scalar::Number(num) => Kept::Number(num),
                Scalar::Text(text) => Kept::Text(expect.owner.and_then(|ty| {
                    rules::literal(ty, expect.index, text.decode(&mut String::new()))
                })),
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
        if !seen.get_or_insert_with(Seen::default).insert(found.value) {
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
            self.violation(
                expect,
                path,
                span,
                Code::DuplicateKey,
                None,
                Detail::Member(field.name.to_owned()),
            );
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
        self.sink
            .push(path, code, severity, span, |v: &mut Violation<'t>| {
                v.found = found.filter(|_| !path.sensitive).map(|f| f.text());
                v.detail = detail;
                v.expected = allowed::expected(code, expect.shape, expect.field, expect.item);
                if let (Detail::CountWithoutMarkup(_), Shape::Text(text)) =
                    (&v.detail, expect.shape)
                {
                    v.expected.min_length = None;
                    v.expected.max_length = text.max_chars_without_markup;
                }
                v.cite = expect.field.map(|field| {
                    code.spec_keys()
                        .iter()
                        .find_map(|key| {
                            field
                                .info
                                .cites
                                .iter()
                                .find(|(k, _)| k == key)
                                .map(|&(_, cite)| cite)
                        })
                        .unwrap_or(field.info.cite)
                });
            });
    }
}

impl<'t> Expect<'t> {
    /// Whether nothing but the value itself matters: no rule reads it, and nothing is discouraged about the member.
    #[inline]
    fn is_simple(&self) -> bool {
        self.slot == NO_SLOT
            && self.distinct == NO_SET
            && !self.duplicate
            && (self.item
                || self
                    .field
                    .is_none_or(|f| f.no_effect.is_none() && f.deprecated.is_none()))
    }

    /// A sibling's value selected a type.
    fn select(&mut self, ty: &'t TypeDef<'t>) {
        if matches!(self.shape, Shape::Text(_)) {
            self.document = Some(ty);
        } else {
            self.shape = Shape::Object(ty);
        }
    }

    /// For an item that is an object: the set in which a member must differ from item to item, and that member.
    #[inline]
    fn distinct_member(&self) -> (u32, u16) {
        if self.distinct == NO_SET {
            return (NO_SET, 0);
        }
        match self.field.map(|field| field.shape) {
            Some(Shape::List(List {
                unique: Unique::By(member),
                ..
            })) => (self.distinct, *member),
            _ => (NO_SET, 0),
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
    /// The JSON text of the scalar, shortened.
    fn text(&self) -> String {
        if let Some(token) = self.token {
            return token.chars().take(SHOWN).collect();
        }
        match self.value {
            Scalar::Null => "null".to_owned(),
            Scalar::Bool(bool) => bool.to_string(),
            Scalar::Number(Num::Int(int)) => int.to_string(),
            Scalar::Number(Num::Beyond(value) | Num::Float(value)) => value.to_string(),
            Scalar::Text(text) => {
                let mut out = String::from("\"");
                for c in text.chars().take(SHOWN) {
                    match c {
                        '"' => out.push_str("\\\""),
                        '\\' => out.push_str("\\\\"),
                        '\u{0}'..='\u{1f}' => {
                            out.push_str(&format!("\\u{:04x}", u32::from(c)));
                        }
                        c => out.push(c),
                    }
                }
                out.push('"');
                out.chars().take(SHOWN).collect()
            }
        }
    }
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

/// The bit of a field in a frame's sets.
fn bit(index: u16) -> u128 {
    1_u128.checked_shl(u32::from(index)).unwrap_or(0)
}
