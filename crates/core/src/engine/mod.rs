//! The one place that knows what the constraints of a contract mean.
//!
//! A driver walks an input, owns the recursion, and knows nothing of constraints: it tells the engine of each member
//! and each scalar, and does with a value what the engine asks (check, hold back, skip).

pub(crate) mod compiled;
pub(crate) mod memory;
pub(crate) mod path;
mod rules;
pub(crate) mod scalar;
pub(crate) mod shortcut;
pub(crate) mod sink;
mod stack;
mod unique;

use std::fmt::Write as _;

use crate::check::{Options, Scope, Target};
use crate::code::Code;
use crate::contract::{
    AuthGroup, Content, Direction, Entries, Enum, EnumValue, Field, Form, Int, List, Number, Part,
    Piece, RuleKind, Separated, Severity, Shape, Text,
};
use crate::report::{Detail, Report, Subject};
use crate::scan;
use compiled::{Differ, Entry, Link, NO_FIELD, TypeId, View};
use memory::Memory;
use path::Path;
use scalar::{Kept, Num, Scalar, Span, Str};
use shortcut::{Fields, NO_SLOT, Passes, Shortcut};
use sink::Sink;
use stack::Stack;
use unique::Seen;

/// Deepest nesting that can be asked for with [`Limits::depth`](crate::check::Limits::depth). A type may contain itself, so that
/// every level can take a frame of the stack: this many fit the two MiB of a thread in any profile.
pub(crate) const DEEPEST: u32 = 512;

/// The state of one check.
pub(crate) struct Engine<'c, 'o> {
    /// The types that are asked for.
    types: Entries<'c>,
    pub(crate) scope: Scope,
    pub(crate) options: &'o Options,
    pub(crate) sink: Sink<'o>,
    /// Header groups of which the message must have one.
    auth: Option<&'c [AuthGroup]>,
    /// What earlier checks have left, for drivers that guess names.
    pub(crate) memory: &'o mut Memory,
    /// Levels of nesting around the current value.
    pub(crate) depth: u32,
    /// The most that there may be.
    deepest: u32,
    /// What rules read, for all objects that are open; each frame knows where its own begin.
    slots: Stack<Slot<'c>, 16>,
    /// Values seen in the lists that are open and ask for uniqueness.
    seen: Stack<Seen, 1>,
}

/// What rules know of a member.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Slot<'c> {
    pub(crate) state: State,
    pub(crate) kept: Kept<'c>,
    pub(crate) span: Span,
}

impl<'c> Slot<'c> {
    const EMPTY: Self = Self {
        state: State::Absent,
        kept: Kept::Nothing,
        span: Span::NONE,
    };

    /// Of a good value.
    #[cfg_attr(not(debug_assertions), inline(always))]
    pub(crate) const fn good(kept: Kept<'c>, span: Span) -> Self {
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
pub(crate) struct Expect<'c> {
    pub(crate) view: View<'c>,
    /// The type that the shape names.
    child: TypeId,
    /// A type that a sibling selected for the JSON document in this text.
    pub(crate) document: Option<TypeId>,
    /// The field that holds the value, or the list that the value is an item of.
    pub(crate) field: Option<&'c Field>,
    /// The type that has the field; of a value that no field holds, its own type.
    owner: &'c Entry,
    /// The set of values (an index into `Engine::seen`, or [`NO_SET`]) that it must not repeat.
    distinct: u32,
    /// Of an object: the member by which it must differ.
    distinct_member: u16,
    /// Where rules read of it (an index into `Engine::slots`, or [`NOWHERE`]).
    slot: u32,
    /// The field's index in its type.
    pub(crate) index: u16,
    /// How many lists stand between the field and the value, which is an item of the innermost.
    levels: u8,
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
pub(crate) const NOT_DISTINCT: Distinct = (NO_SET, NO_FIELD);

impl<'c> Expect<'c> {
    /// An object of a type, which no field holds.
    pub(crate) const fn root(entry: &'c Entry) -> Self {
        Self {
            view: View::Object(entry.id),
            child: entry.id,
            document: None,
            field: None,
            owner: entry,
            distinct: NO_SET,
            distinct_member: NO_FIELD,
            slot: NOWHERE,
            index: 0,
            levels: 0,
            duplicate: false,
        }
    }

    /// The value of a field.
    pub(crate) fn of_field(owner: &'c Entry, index: u16, field: &'c Field) -> Self {
        let child = owner.link(index).child;
        Self {
            view: View::of(&field.shape, child),
            child,
            field: Some(field),
            index,
            ..Self::root(owner)
        }
    }
}

/// An object that is being read.
#[derive(Debug)]
pub(crate) struct Frame<'c> {
    ty: &'c Entry,
    /// Those of its fields, at hand.
    shortcuts: &'c [Shortcut],
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

impl<'c> Frame<'c> {
    /// Whether a member stands in the object, and is no `null` that means absent.
    #[inline]
    fn has(&self, index: u16) -> bool {
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

    /// The member whose name a text goes on with at an offset, as far as shortcuts tell. Documents mostly follow the
    /// documented order, with optional members left out.
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

    /// Whether a text has all the forms that the member asks for.
    #[inline]
    pub(crate) fn has_forms(&self, index: u16, text: &str) -> bool {
        match self.field(index).map(|field| &field.shape) {
            Some(Shape::Text(asked)) => wrong_forms(&asked.form, Str::plain(text)) == [None; 3],
            _ => false,
        }
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
pub(crate) enum Enter<'c> {
    /// Check its members: [`Engine::open`].
    Object(&'c Entry),
    /// Check its items: [`Engine::open_list`].
    List(&'c List),
    /// Skip it; this is the outcome.
    Skip(State),
}

/// A list that is being read.
#[derive(Debug)]
pub(crate) struct Items<'c> {
    list: &'c List,
    /// The type of the items, where they are objects.
    item: Option<&'c Entry>,
    /// The member in which items that are objects must differ.
    distinct_member: u16,
    expect: Expect<'c>,
    count: u64,
    seen: u32,
    span: Span,
}

impl<'c, 'o> Engine<'c, 'o> {
    pub(crate) fn new(
        target: &'c Target,
        scope: Scope,
        options: &'o Options,
        memory: &'o mut Memory,
    ) -> Self {
        Self {
            types: target.service.entries(),
            scope,
            options,
            memory,
            auth: target.auth.as_deref(),
            sink: Sink::new(scope, options),
            depth: 0,
            deepest: options.limits.depth.min(DEEPEST),
            slots: Stack::new(Slot::EMPTY),
            seen: Stack::new(Seen::new()),
        }
    }

    /// The type of an id.
    #[cfg_attr(not(debug_assertions), inline(always))]
    pub(crate) fn entry(&self, id: TypeId) -> &'c Entry {
        self.types.get(id)
    }

    pub(crate) fn into_report(mut self) -> Report {
        if let Some(groups) = self.auth {
            self.unauthenticated(groups);
        }
        self.sink.into_report()
    }

    #[cold]
    fn unauthenticated(&mut self, groups: &[AuthGroup]) {
        let (error, at, service) = (Severity::Error, &Path::ROOT, self.types.service());
        self.sink
            .push(at, Code::Authentication, error, Span::NONE, |v, _| {
                v.detail = Detail::Schemes(groups.into());
                if let Some(AuthGroup { cite, .. }) = groups.first() {
                    v.source = Some(Box::new(service.source(cite).clone()));
                    v.cite = Some(Box::new(cite.clone()));
                }
            });
    }

    /// Whether the headers of an object hold one of the groups that authenticate.
    #[cold]
    fn is_authenticated(frame: &Frame<'c>, groups: &[AuthGroup]) -> bool {
        let has = |name: &str| {
            let mut fields = (0_u16..).zip(&frame.ty.def.fields);
            fields.any(|(index, field)| {
                field.name.eq_ignore_ascii_case(name) && frame.named.has(index)
            })
        };
        groups
            .iter()
            .any(|group| group.headers.iter().all(|name| has(name)))
    }

    /// Goes one level deeper; `false` when that is too deep.
    #[cfg_attr(not(debug_assertions), inline(always))]
    pub(crate) fn descend(&mut self) -> bool {
        if self.depth >= self.deepest {
            return false;
        }
        self.depth = self.depth.wrapping_add(1);
        true
    }

    #[cfg_attr(not(debug_assertions), inline(always))]
    pub(crate) fn ascend(&mut self) {
        self.depth = self.depth.saturating_sub(1);
    }

    // Objects

    /// An object begins where `expect` is expected.
    pub(crate) fn enter_object(
        &mut self,
        expect: &Expect<'c>,
        path: &Path<'_>,
        span: Span,
    ) -> Enter<'c> {
        match expect.view {
            View::Object(id) => {
                self.notes(expect, path, span);
                Enter::Object(self.entry(id))
            }
            View::Any => {
                self.notes(expect, path, span);
                Enter::Skip(State::Good)
            }
            View::Int(_)
            | View::Number(_)
            | View::Text(_)
            | View::Bool
            | View::Enum(_)
            | View::List(_) => {
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
        ty: &'c Entry,
        (distinct, distinct_member): Distinct,
        span: Span,
    ) -> Frame<'c> {
        Frame {
            ty,
            shortcuts: &ty.shortcuts.fields,
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
    #[cfg_attr(not(debug_assertions), inline(always))]
    pub(crate) fn may_pass(frame: &Frame<'c>, index: u16, passes: Passes) -> bool {
        !frame.named.has(index) && (frame.distinct_member != index || passes == Passes::Integers)
    }

    /// Whether a member's integer is none that an item before had, if it must differ from item to item.
    #[cfg_attr(not(debug_assertions), inline(always))]
    pub(crate) fn is_new(&mut self, frame: &Frame<'c>, index: u16, value: i64) -> bool {
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
    pub(crate) fn is_absent_if_null(&self, field: &Field) -> bool {
        !field.nullable
            && self.scope.direction == Direction::Response
            && !field.required.holds(self.scope.direction)
    }

    /// A documented member was read, and its `null` means that it is absent.
    pub(crate) fn pass_absent(frame: &mut Frame<'c>, index: u16) {
        frame.named.insert(index);
        frame.absent.insert(index);
    }

    /// A documented member was read, name and value, and its shortcut let it pass. What rules know of it is asked for if
    /// there are any that read it.
    #[cfg_attr(not(debug_assertions), inline(always))]
    pub(crate) fn pass(
        &mut self,
        frame: &mut Frame<'c>,
        index: u16,
        shortcut: &Shortcut,
        slot: impl FnOnce() -> Slot<'c>,
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

    /// The name of a documented member was read.
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
        frame.named.insert(index);
        let Link {
            slot,
            selected_by,
            child,
            differ: _,
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
            slot: slot.map_or(NOWHERE, |slot| {
                u32::try_from(frame.slots)
                    .unwrap_or(NOWHERE)
                    .saturating_add(slot.into())
            }),
            index,
            levels: 0,
            duplicate,
        };
        if selected_by.is_none() {
            return Member::Check;
        }
        if duplicate {
            // The first value may be held back, and must end first.
            return Member::Hold;
        }
        match self.selection(frame, index, false) {
            Selection::Undecided => Member::Hold,
            Selection::Type(ty) => {
                expect.select(ty);
                Member::Check
            }
            Selection::Own => Member::Check,
        }
    }

    /// What a value that was held back is checked against, now that all siblings are known.
    pub(crate) fn held(&self, frame: &Frame<'c>, mut expect: Expect<'c>) -> Expect<'c> {
        if let Selection::Type(ty) = self.selection(frame, expect.index, true) {
            expect.select(ty);
        }
        expect
    }

    /// A member's value was checked.
    #[inline]
    pub(crate) fn close_member(
        &mut self,
        frame: &mut Frame<'c>,
        expect: &Expect<'c>,
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
    #[cfg_attr(not(debug_assertions), inline(always))]
    pub(crate) fn close(&mut self, frame: &Frame<'c>, path: &Path<'_>) -> State {
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

    #[cold]
    fn missing_of(&mut self, frame: &Frame<'c>, path: &Path<'_>) {
        for (index, field) in (0_u16..).zip(&frame.ty.def.fields) {
            if !frame.has(index) && field.required.holds(self.scope.direction) {
                self.missing(frame, index, field, path);
            }
        }
    }

    fn missing(&mut self, frame: &Frame<'c>, index: u16, field: &'c Field, path: &Path<'_>) {
        let at = path.key(&field.name, field.sensitive);
        let subject = self.subject(frame.ty, Some(index));
        let (code, error) = (Code::Required, Severity::Error);
        self.sink.push(&at, code, error, frame.span, |v, texts| {
            v.detail = Detail::Member(texts.keep(&field.name));
            v.subject = Some(subject);
        });
    }

    /// What a violation is about: a field of a type, or its objects as a whole.
    fn subject(&self, ty: &Entry, field: Option<u16>) -> Subject {
        Subject {
            service: self.types.service().clone(),
            ty: ty.id,
            field,
            rule: None,
            levels: 0,
            selected: false,
            piece: false,
        }
    }

    /// A name that is not documented was read.
    #[cold]
    pub(crate) fn unknown(&mut self, ty: &'c Entry, name: &str, path: &Path<'_>, span: Span) {
        let refused = self.scope.direction == Direction::Request
            && self.scope.part != Part::Header
            && !ty.def.open;
        if refused {
            let at = path.key(name, false);
            let subject = self.subject(ty, None);
            self.sink.push(
                &at,
                Code::AdditionalProperties,
                Severity::Error,
                span,
                |v, texts| {
                    v.detail = Detail::Member(texts.keep(name));
                    v.subject = Some(subject);
                },
            );
        }
    }

    /// The documented member of that name.
    pub(crate) fn find(&self, ty: &'c Entry, name: &str) -> Option<(u16, &'c Field)> {
        if self.scope.part == Part::Header {
            return (0_u16..)
                .zip(&ty.def.fields)
                .find(|(_, field)| field.name.eq_ignore_ascii_case(name));
        }
        ty.find(name)
    }

    fn selection(&self, frame: &Frame<'c>, index: u16, ended: bool) -> Selection {
        let Some(at) = frame.ty.link(index).selected_by.map(usize::from) else {
            return Selection::Own;
        };
        let (Some(rule), Some(compiled)) = (frame.ty.def.rules.get(at), frame.ty.rules.get(at))
        else {
            return Selection::Own;
        };
        let (RuleKind::SelectsType { cases, .. }, [tag, _]) = (&rule.kind, &*compiled.fields)
        else {
            return Selection::Own;
        };
        let tag = *tag;
        if !ended && !frame.named.has(tag) {
            return Selection::Undecided;
        }
        let kept = match self.slot(frame, tag) {
            Some(slot) if slot.state == State::Good => slot.kept,
            Some(_) => return Selection::Own,
            None => match frame.ty.at(tag).and_then(|f| f.default.as_ref()) {
                Some(crate::contract::Json::Scalar(literal)) => Kept::of(literal),
                _ => return Selection::Own,
            },
        };
        // Behind the types of the cases is the one for any other value, where there is one.
        let case = cases.iter().position(|(value, _)| kept.is_text(value));
        let ty = compiled.types.get(case.unwrap_or(cases.len()));
        ty.map_or(Selection::Own, |ty| Selection::Type(*ty))
    }

    /// What is known of a member that stands in the object.
    fn slot(&self, frame: &Frame<'c>, index: u16) -> Option<&Slot<'c>> {
        if !frame.has(index) {
            return None;
        }
        let slot = frame.ty.link(index).slot?;
        self.slots.get(frame.slots, usize::from(slot))
    }

    // Lists

    /// A list begins where `expect` is expected.
    pub(crate) fn enter_list(
        &mut self,
        expect: &Expect<'c>,
        path: &Path<'_>,
        span: Span,
    ) -> Enter<'c> {
        match expect.view {
            View::List(list) => {
                self.notes(expect, path, span);
                Enter::List(list)
            }
            View::Any => {
                self.notes(expect, path, span);
                Enter::Skip(State::Good)
            }
            View::Int(_)
            | View::Number(_)
            | View::Text(_)
            | View::Bool
            | View::Enum(_)
            | View::Object(_) => {
                self.wrong_type(expect, path, span, "array", None);
                self.notes(expect, path, span);
                Enter::Skip(State::Failed)
            }
        }
    }

    /// Begins a list.
    pub(crate) fn open_list(
        &mut self,
        list: &'c List,
        expect: &Expect<'c>,
        span: Span,
    ) -> Items<'c> {
        let item = match list.item {
            Shape::Object(_) => Some(self.entry(expect.child)),
            _ => None,
        };
        // A rule can ask something of the field's own list alone, not of lists in it.
        let differ = match expect.levels {
            0 => expect.link().differ,
            _ if list.unique => Differ::Items,
            _ => Differ::No,
        };
        let distinct_member = match (differ, item) {
            (Differ::By(rule), Some(item)) => distinct_member(expect.owner, rule, item),
            _ => NO_FIELD,
        };
        let seen = if differ == Differ::No {
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
            item,
            distinct_member,
            expect: *expect,
            count: 0,
            seen,
            span,
        }
    }

    /// The next item begins, an object as it should be: its type, and what must differ from item to item.
    #[cfg_attr(not(debug_assertions), inline(always))]
    pub(crate) fn object_item(items: &mut Items<'c>) -> Option<(&'c Entry, Distinct)> {
        let ty = items.item?;
        items.count = items.count.saturating_add(1);
        Some((ty, (items.seen, items.distinct_member)))
    }

    /// The next item begins: what it is checked against.
    pub(crate) fn item(&self, items: &mut Items<'c>) -> Expect<'c> {
        items.count = items.count.saturating_add(1);
        self.peek_item(items)
    }

    /// What an item is checked against, without counting one.
    pub(crate) fn peek_item(&self, items: &Items<'c>) -> Expect<'c> {
        Expect {
            view: View::of(&items.list.item, items.expect.child),
            document: None,
            distinct: items.seen,
            slot: NOWHERE,
            distinct_member: items.distinct_member,
            levels: items.expect.levels.saturating_add(1),
            duplicate: false,
            ..items.expect
        }
    }

    /// A list ended.
    pub(crate) fn close_list(&mut self, items: Items<'c>, path: &Path<'_>) -> State {
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
        expect: &Expect<'c>,
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
        expect: &Expect<'c>,
        path: &Path<'_>,
        span: Span,
        value: Str<'_>,
        token: Option<&str>,
    ) -> State {
        let found = Found {
            value: Scalar::Text(value),
            token,
        };
        let state = match expect.view {
            View::Text(text) => self.text(expect, path, span, text, value, found),
            View::Enum(values) => self.choice(expect, path, span, values, value, found),
            View::Any => {
                self.keep(expect, found.value);
                State::Good
            }
            View::Int(_) | View::Number(_) | View::Bool | View::List(_) | View::Object(_) => {
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
        expect: &Expect<'c>,
        path: &Path<'_>,
        span: Span,
        num: Num,
        token: Option<&str>,
    ) -> State {
        let found = Found {
            value: Scalar::Number(num),
            token,
        };
        let state = match expect.view {
            View::Int(int) => self.int(expect, path, span, int, num, found),
            View::Number(number) => self.number(expect, path, span, number, num, found),
            View::Any => {
                self.keep(expect, found.value);
                State::Good
            }
            View::Text(_) | View::Bool | View::Enum(_) | View::List(_) | View::Object(_) => {
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
        expect: &Expect<'c>,
        path: &Path<'_>,
        span: Span,
        value: Scalar<'_>,
        token: Option<&str>,
    ) -> State {
        let found = Found { value, token };
        let state = match (expect.view, value) {
            (View::Any, _) => {
                self.keep(expect, value);
                State::Good
            }
            (View::Bool, Scalar::Bool(_)) => {
                self.distinct(expect, path, span, found);
                self.keep(expect, value);
                State::Good
            }
            (_, Scalar::Null) => self.null(expect, path, span),
            (
                View::Int(_)
                | View::Number(_)
                | View::Text(_)
                | View::Bool
                | View::Enum(_)
                | View::List(_)
                | View::Object(_),
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
    fn null(&mut self, expect: &Expect<'c>, path: &Path<'_>, span: Span) -> State {
        let Some(field) = expect.field else {
            self.wrong_type(expect, path, span, "null", None);
            return State::Failed;
        };
        if field.nullable && expect.levels == 0 {
            return State::Good;
        }
        if expect.levels == 0 && self.is_absent_if_null(field) {
            return State::Absent;
        }
        self.violation(expect, path, span, Code::Null, None, Detail::None);
        State::Failed
    }

    fn int(
        &mut self,
        expect: &Expect<'c>,
        path: &Path<'_>,
        span: Span,
        int: &Int,
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
        let Int {
            min,
            max,
            accepted,
            special: _,
            unix_seconds: _,
        } = int;
        let below = min.is_some_and(|min| value < min);
        let above = max.is_some_and(|max| value > max);
        let good = !below && !above;
        let ignored = good && accepted.is_some_and(|(from, to)| !(from..=to).contains(&value));
        for (wrong, code) in [
            (below, Code::Minimum),
            (above, Code::Maximum),
            (ignored, Code::AcceptedRange),
        ] {
            if wrong {
                self.violation(expect, path, span, code, Some(found), Detail::None);
            }
        }
        self.settle(good, expect, path, span, found)
    }

    fn number(
        &mut self,
        expect: &Expect<'c>,
        path: &Path<'_>,
        span: Span,
        number: &Number,
        num: Num,
        found: Found<'_>,
    ) -> State {
        let Number {
            lower,
            upper,
            accepted,
            special: _,
        } = number;
        let value = num.as_f64();
        let below =
            lower.filter(|bound| value < bound.value || bound.exclusive && value == bound.value);
        let above =
            upper.filter(|bound| value > bound.value || bound.exclusive && value == bound.value);
        let lower_code = below.map(|bound| match bound.exclusive {
            true => Code::ExclusiveMinimum,
            false => Code::Minimum,
        });
        let upper_code = above.map(|bound| match bound.exclusive {
            true => Code::ExclusiveMaximum,
            false => Code::Maximum,
        });
        let good = below.is_none() && above.is_none();
        let ignored = good && accepted.is_some_and(|(from, to)| !(from..=to).contains(&value));
        let accepted_code = ignored.then_some(Code::AcceptedRange);
        for code in [lower_code, upper_code, accepted_code]
            .into_iter()
            .flatten()
        {
            self.violation(expect, path, span, code, Some(found), Detail::None);
        }
        self.settle(good, expect, path, span, found)
    }

    fn choice(
        &mut self,
        expect: &Expect<'c>,
        path: &Path<'_>,
        span: Span,
        values: &'c Enum,
        value: Str<'_>,
        found: Found<'_>,
    ) -> State {
        let Enum { open, values } = values;
        let listed = values.iter().find(|v| value.is(&v.wire));
        if listed.is_none() && !open {
            self.violation(expect, path, span, Code::Enum, Some(found), Detail::None);
            return State::Failed;
        }
        self.distinct(expect, path, span, found);
        if let Some(listed) = listed {
            self.discouraged(expect, path, span, listed, found, false);
        }
        if expect.slot != NOWHERE
            && let Some(slot) = self.slots.get_mut(wide(expect.slot), 0)
        {
            slot.kept = Kept::Text(listed.map(|v| &*v.wire));
        }
        State::Good
    }

    /// Warns of a listed value that should no longer be used.
    fn discouraged(
        &mut self,
        expect: &Expect<'c>,
        path: &Path<'_>,
        span: Span,
        value: &EnumValue,
        found: Found<'_>,
        piece: bool,
    ) {
        let EnumValue {
            wire: _,
            summary: _,
            deprecated,
        } = value;
        if let Some(note) = deprecated {
            let note = Note::Value(note);
            self.violation_of(
                expect,
                path,
                span,
                Code::Deprecated,
                Some(found),
                note,
                piece,
            );
        }
    }

    fn text(
        &mut self,
        expect: &Expect<'c>,
        path: &Path<'_>,
        span: Span,
        text: &'c Text,
        value: Str<'_>,
        found: Found<'_>,
    ) -> State {
        let Text { form, content } = text;
        let mut good = true;
        let mut fail = |engine: &mut Self, code, detail| {
            engine.violation(expect, path, span, code, Some(found), detail);
            good = false;
        };
        let too_large = self.wrong_form(form, value, &mut |engine, code, detail| {
            fail(engine, code, detail);
        });
        let mut scratch = String::new();
        let document = match content {
            Content::Plain => None,
            Content::Json(_) => Some(expect.child),
            Content::Separated(separated) => {
                let text = value.decode(&mut scratch);
                if !self.pieces(expect, path, span, separated, text, found) {
                    good = false;
                }
                None
            }
        };
        for id in [document, expect.document].into_iter().flatten() {
            let inner = path.embedded();
            let mark = self.sink.mark();
            let ty = self.entry(id);
            if let Err(stop) =
                crate::json::check_embedded(self, ty, value.decode(&mut scratch), &inner, span)
            {
                self.sink.rewind(mark);
                let detail = Detail::Syntax(stop.message);
                self.violation(
                    expect,
                    path,
                    span,
                    Code::ContentMediaType,
                    Some(found),
                    detail,
                );
                good = false;
            }
        }
        if let Some(count) = too_large {
            let (code, detail) = (Code::MaxBytes, Detail::Count(count));
            self.violation(expect, path, span, code, Some(found), detail);
            good = false;
        }
        self.settle(good, expect, path, span, found)
    }

    /// Tells `fail` what a text breaks of a form, in the order of the codes, but for the length in bytes: that comes after
    /// what is said of the text's content. Gives the number of bytes where there are too many.
    fn wrong_form(
        &mut self,
        form: &Form,
        value: Str<'_>,
        fail: &mut dyn FnMut(&mut Self, Code, Detail),
    ) -> Option<u64> {
        let Form {
            min_chars,
            max_chars,
            max_bytes,
            max_chars_without_markup,
            pattern: _,
            format: _,
            base64: _,
        } = form;
        let (min, max) = (min_chars.unwrap_or(0), max_chars.unwrap_or(u32::MAX));
        if let Err(count) = value.length_within(min, max) {
            let code = if count < min.into() {
                Code::MinLength
            } else {
                Code::MaxLength
            };
            fail(self, code, Detail::Count(count));
        }
        if let Some(max) = max_chars_without_markup
            && value.length_within(0, *max).is_err()
        {
            let count = value.chars_without_markup();
            if count > u64::from(*max) {
                fail(self, Code::MaxLength, Detail::CountWithoutMarkup(count));
            }
        }
        for code in wrong_forms(form, value).into_iter().flatten() {
            fail(self, code, Detail::None);
        }
        let max = (*max_bytes)?;
        Some(value.bytes_count()).filter(|count| *count > max.into())
    }

    /// Checks the pieces of a text; `false` when one is not what it should be.
    ///
    /// The first piece that breaks anything is reported with all that it breaks, and the first value that should no longer
    /// be used where none breaks anything.
    fn pieces(
        &mut self,
        expect: &Expect<'c>,
        path: &Path<'_>,
        span: Span,
        separated: &Separated,
        text: &str,
        found: Found<'_>,
    ) -> bool {
        let Separated { separator, piece } = separated;
        let mut deprecated: Option<&EnumValue> = None;
        for part in text.split(&**separator) {
            let part = Str::plain(part);
            let mut good = true;
            let mut fail = |engine: &mut Self, code, detail| {
                let note = Note::Of(detail);
                engine.violation_of(expect, path, span, code, Some(found), note, true);
                good = false;
            };
            match piece {
                Piece::Text(form) => {
                    let too_large = self.wrong_form(form, part, &mut fail);
                    if let Some(count) = too_large {
                        fail(self, Code::MaxBytes, Detail::Count(count));
                    }
                }
                Piece::Enum(Enum { open, values }) => {
                    let listed = values.iter().find(|value| part.is(&value.wire));
                    if listed.is_none() && !open {
                        fail(self, Code::Enum, Detail::None);
                    }
                    deprecated = deprecated.or(listed.filter(|value| value.deprecated.is_some()));
                }
            }
            if !good {
                return false;
            }
        }
        if let Some(value) = deprecated {
            self.discouraged(expect, path, span, value, found, true);
        }
        true
    }

    /// What follows from a value's own checks. What has failed is read neither by rules nor for uniqueness.
    #[inline]
    fn settle(
        &mut self,
        good: bool,
        expect: &Expect<'c>,
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
    fn keep(&mut self, expect: &Expect<'c>, value: Scalar<'_>) {
        if expect.slot != NOWHERE {
            self.keep_for_rules(expect, value);
        }
    }

    fn keep_for_rules(&mut self, expect: &Expect<'c>, value: Scalar<'_>) {
        let kept = match value {
            Scalar::Null => Kept::Nothing,
            Scalar::Bool(bool) => Kept::Bool(bool),
            Scalar::Number(num) => Kept::Number(num),
            Scalar::Text(text) => Kept::Text(rules::literal(expect.owner, expect.index, text)),
        };
        if let Some(slot) = self.slots.get_mut(wide(expect.slot), 0) {
            slot.kept = kept;
        }
    }

    /// Tells a value that occurred before in its list.
    fn distinct(&mut self, expect: &Expect<'c>, path: &Path<'_>, span: Span, found: Found<'_>) {
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
    fn notes(&mut self, expect: &Expect<'c>, path: &Path<'_>, span: Span) {
        let Some(field) = expect.field else { return };
        if expect.levels > 0
            || !expect.duplicate && field.no_effect.is_none() && field.deprecated.is_none()
        {
            return;
        }
        if expect.duplicate {
            self.violation(expect, path, span, Code::DuplicateKey, None, Detail::None);
        }
        for (code, note) in [
            (Code::NoEffect, &field.no_effect),
            (Code::Deprecated, &field.deprecated),
        ] {
            if let Some(note) = note {
                let note = Note::Value(note);
                self.violation_of(expect, path, span, code, None, note, false);
            }
        }
    }

    #[cold]
    fn wrong_type(
        &mut self,
        expect: &Expect<'c>,
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

    fn violation(
        &mut self,
        expect: &Expect<'c>,
        path: &Path<'_>,
        span: Span,
        code: Code,
        found: Option<Found<'_>>,
        detail: Detail,
    ) {
        self.violation_of(expect, path, span, code, found, Note::Of(detail), false);
    }

    #[cold]
    #[allow(
        clippy::too_many_arguments,
        reason = "it is where all of a violation comes together"
    )]
    fn violation_of(
        &mut self,
        expect: &Expect<'c>,
        path: &Path<'_>,
        span: Span,
        code: Code,
        found: Option<Found<'_>>,
        note: Note<'_>,
        piece: bool,
    ) {
        let subject = Subject {
            levels: expect.levels,
            selected: expect.selected(),
            piece,
            ..self.subject(expect.owner, expect.field.map(|_| expect.index))
        };
        let severity = code.default_severity();
        self.sink.push(path, code, severity, span, |v, texts| {
            let shown = found.filter(|_| !path.sensitive);
            v.found = shown.map(|found| texts.write(|out| found.write(out)));
            v.detail = match note {
                Note::Of(detail) => detail,
                Note::Value(note) => Detail::Note(texts.keep(note)),
            };
            v.subject = Some(subject);
        });
    }
}

/// What a violation says beyond its code.
enum Note<'a> {
    Of(Detail),
    /// A remark of the contract.
    Value(&'a str),
}

impl<'c> Expect<'c> {
    /// A sibling's value selected a type.
    fn select(&mut self, ty: TypeId) {
        if matches!(self.view, View::Text(_)) {
            self.document = Some(ty);
        } else {
            self.view = View::Object(ty);
        }
    }

    /// Whether a sibling's value says that an object is expected.
    fn selected(&self) -> bool {
        let View::Object(_) = self.view else {
            return false;
        };
        let shape = self.field.map(|field| &field.shape);
        self.levels == 0 && !matches!(shape, None | Some(Shape::Object(_)))
    }

    /// What is derived for the field.
    fn link(&self) -> Link {
        self.owner.link(self.index)
    }

    /// What must differ from item to item.
    #[inline]
    pub(crate) const fn distinct(&self) -> Distinct {
        (self.distinct, self.distinct_member)
    }
}

/// What is known of a type that a sibling selects.
enum Selection {
    /// Nothing is selected.
    Own,
    Type(TypeId),
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
fn wrong_forms(form: &Form, value: Str<'_>) -> [Option<Code>; 3] {
    let Form {
        min_chars: _,
        max_chars: _,
        max_bytes: _,
        max_chars_without_markup: _,
        pattern,
        format,
        base64,
    } = form;
    let pattern = pattern.as_ref().map(|pattern| &pattern.automaton);
    let format = format.map(|format| format.automaton());
    [
        pattern
            .is_some_and(|automaton| !value.matches(automaton))
            .then_some(Code::Pattern),
        format
            .is_some_and(|automaton| !value.matches(automaton))
            .then_some(Code::Format),
        (*base64 && !value.is_base64()).then_some(Code::ContentEncoding),
    ]
}

/// The member in which items must differ by a rule of a type.
fn distinct_member(ty: &Entry, rule: u16, item: &Entry) -> u16 {
    let at = usize::from(rule);
    match (ty.def.rules.get(at), ty.rules.get(at)) {
        (Some(rule), Some(compiled)) => compiled.differ(rule, item),
        _ => NO_FIELD,
    }
}

fn wide(index: u32) -> usize {
    usize::try_from(index).unwrap_or(usize::MAX)
}
