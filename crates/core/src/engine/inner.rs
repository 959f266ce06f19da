//! How values of members of inner objects reach the slots of the object whose rules read them: while an object is read on
//! the way to such a member, watchers stand around, and each knows what the rules of an object further out want.

use super::Engine;
use super::expect::{Expect, NOBODY, State};
use super::frame::{Frame, Selection, Slot, chosen};
use super::scalar::{Kept, Span};
use crate::compiled::Entry;
use crate::compiled::field_set::FieldSet;
use crate::compiled::inner::Watch;
use crate::contract::Field;

/// An object whose rules want something of a value that is being read further in.
#[derive(Debug, Clone, Copy)]
pub(super) struct Watcher<'c> {
    /// The object's type, and where its slots begin.
    ty: &'c Entry,
    slots: usize,
    /// What is wanted of the value.
    watch: &'c Watch,
    /// Whether it is the last that watches the value.
    is_last: bool,
}

impl<'c> Engine<'c, '_> {
    /// Lets those who watch a member's value say what they want of it: what their rules read, and the type that the nearest
    /// of them selects.
    #[cold]
    pub(super) fn observe(&mut self, frame: &Frame<'c>, expect: &mut Expect<'c>) {
        expect.watchers = self.watch(frame, expect.index);
        let mut at = expect.watchers;
        while let Some(watcher) = self.watcher(at) {
            let index = watcher.watch.index;
            let rule = index.and_then(|index| watcher.ty.link(index).selected_by);
            if let Some(rule) = rule
                && let Selection::Type(ty) = chosen(watcher.ty, rule, |tag| {
                    let slot = watcher.ty.link(tag).slot?;
                    let slot = self.slots.get(watcher.slots, slot.into())?;
                    (slot.state != State::Absent).then_some(slot)
                })
            {
                expect.select(ty);
                return;
            }
            at = next(at, &watcher);
        }
    }

    /// Returns whether the type of a member inside a field's value is selected by a tag that was not read yet.
    #[cold]
    pub(super) fn waits(frame: &Frame<'c>, field: &Field) -> bool {
        let mut inner = frame.ty.inner_indices();
        inner.any(|index| {
            let is_inside = || {
                let inner = frame.ty.inner_at(index);
                inner.is_some_and(|inner| *inner.head() == *field.name)
            };
            let rule = frame.ty.link(index).selected_by;
            let tag = rule.and_then(|rule| frame.ty.rules.get(usize::from(rule)));
            let tag = tag.and_then(|rule| rule.fields.first());
            tag.is_some_and(|tag| !frame.named.has(*tag)) && is_inside()
        })
    }

    /// Returns who watches the value of a member, by the place of the first of them; [`NOBODY`] where no rule wants anything.
    fn watch(&mut self, frame: &Frame<'c>, index: u16) -> u16 {
        let Some(field) = frame.ty.at(index) else {
            return NOBODY;
        };
        let begin = self.watchers.len();
        if let Some(watch) = frame.ty.watched(index) {
            self.add_watcher(Watcher {
                ty: frame.ty,
                slots: frame.slots,
                watch,
                is_last: false,
            });
        }
        let mut around = frame.watchers;
        while let Some(watcher) = self.watcher(around) {
            let mut below = watcher.watch.below.iter();
            if let Some(watch) = below.find(|watch| *watch.name == *field.name) {
                self.add_watcher(Watcher { watch, ..watcher });
            }
            around = next(around, &watcher);
        }
        let last = self.watchers.len().checked_sub(1);
        if let Some(last) = last.filter(|last| *last >= begin)
            && let Some(Some(watcher)) = self.watchers.get_mut(last, 0)
        {
            watcher.is_last = true;
            return u16::try_from(begin).unwrap_or(NOBODY);
        }
        NOBODY
    }

    fn add_watcher(&mut self, watcher: Watcher<'c>) {
        let at = self.watchers.extend(1, &None);
        if let Some(place) = self.watchers.get_mut(at, 0) {
            *place = Some(watcher);
        }
    }

    fn watcher(&self, at: u16) -> Option<Watcher<'c>> {
        if at == NOBODY {
            return None;
        }
        self.watchers.get(at.into(), 0).copied().flatten()
    }

    /// Lets those who watch a value keep what their rules read of it.
    #[cold]
    pub(super) fn keep_for_watchers(
        &mut self,
        mut at: u16,
        kept: impl Fn(&'c Entry, u16) -> Kept<'c>,
    ) {
        while let Some(watcher) = self.watcher(at) {
            if let Some(index) = watcher.watch.index {
                let kept = kept(watcher.ty, index);
                self.watched_slot(&watcher, index, |slot| slot.kept = kept);
            }
            at = next(at, &watcher);
        }
    }

    /// Tells those who watch a member's value what came of it, and sends them away.
    #[cold]
    pub(super) fn tell_watchers(&mut self, expect: &Expect<'c>, state: State, span: Span) {
        // What stands in a document is said to stand where the text does.
        let span = self.sink.place().unwrap_or(span);
        let mut at = expect.watchers;
        while let Some(watcher) = self.watcher(at) {
            if let Some(index) = watcher.watch.index {
                self.watched_slot(&watcher, index, |slot| {
                    (slot.state, slot.span) = (state, span);
                });
            }
            if state == State::Failed {
                self.forget(&watcher, &watcher.watch.below);
            }
            at = next(at, &watcher);
        }
        self.watchers.truncate(expect.watchers.into());
    }

    /// Lets those who watch a text know that what should be in it cannot be read.
    pub(super) fn nothing_below(&mut self, expect: &Expect<'c>) {
        let mut at = expect.watchers;
        while let Some(watcher) = self.watcher(at) {
            self.forget(&watcher, &watcher.watch.below);
            at = next(at, &watcher);
        }
    }

    /// Of what stands in a value that failed nothing is known. Rules name members by a few steps at most.
    fn forget(&mut self, watcher: &Watcher<'c>, below: &'c [Watch]) {
        for watch in below {
            if let Some(index) = watch.index {
                self.watched_slot(watcher, index, |slot| slot.state = State::Unknown);
            }
            self.forget(watcher, &watch.below);
        }
    }

    fn watched_slot(
        &mut self,
        watcher: &Watcher<'c>,
        index: u16,
        change: impl FnOnce(&mut Slot<'c>),
    ) {
        if let Some(slot) = watcher.ty.link(index).slot
            && let Some(slot) = self.slots.get_mut(watcher.slots, slot.into())
        {
            change(slot);
        }
    }

    /// Returns the object with the members of inner objects that its rules read among its own, and those of which nothing
    /// is known.
    #[cold]
    pub(super) fn with_inner(&self, frame: &Frame<'c>) -> (Frame<'c>, FieldSet) {
        let (mut out, mut unknown) = (*frame, FieldSet::NONE);
        for index in frame.ty.inner_indices() {
            let slot = frame.ty.link(index).slot;
            let slot = slot.and_then(|slot| self.slots.get(frame.slots, slot.into()));
            match slot.map(|slot| slot.state) {
                Some(State::Good | State::Failed) => out.named.insert(index),
                Some(State::Unknown) => unknown.insert(index),
                Some(State::Absent) | None => {}
            }
        }
        (out, unknown)
    }
}

/// The place of the next of those who watch a value.
const fn next(at: u16, watcher: &Watcher<'_>) -> u16 {
    if watcher.is_last {
        NOBODY
    } else {
        at.saturating_add(1)
    }
}
