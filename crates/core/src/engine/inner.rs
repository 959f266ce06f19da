//! Members of inner objects that a type's rules read: where they stand, and how their values reach the slots of the type.
//!
//! Such a member has an index behind those of the type's own fields, and a slot like them. While an object is read on the
//! way to it, watchers stand around: each knows what the rules of an object further out want of the members inside.

use std::sync::OnceLock;

use super::Engine;
use super::compiled::{Entry, TypeId};
use super::expect::{Expect, NOBODY, State};
use super::field_set::FieldSet;
use super::frame::{Frame, Slot};
use super::scalar::{Kept, Span};
use crate::contract::{Field, Service, Shape, steps};

/// A member of an inner object that the rules of a type read.
#[derive(Debug)]
pub(crate) struct Inner {
    /// The way to it, as rules write it.
    pub(crate) name: Box<str>,
    /// Where it is, once it was asked for: the way leads through other types.
    place: OnceLock<Option<Place>>,
}

/// Where a member of an inner object stands.
#[derive(Debug)]
pub(crate) struct Place {
    /// The type that has the field, and the field's index in it.
    owner: TypeId,
    index: u16,
    /// The way to it.
    pub(crate) steps: Box<[Step]>,
    /// Whether it, or a value on the way to it, must not be shown.
    pub(crate) sensitive: bool,
}

/// A step on the way to a member.
#[derive(Debug)]
pub(crate) struct Step {
    pub(crate) name: Box<str>,
    /// Whether the way goes on in the JSON document that the member's text holds.
    pub(crate) into_document: bool,
}

impl Inner {
    pub(super) fn new(name: &str) -> Self {
        Self {
            name: name.into(),
            place: OnceLock::new(),
        }
    }

    /// Returns where it is in objects of a type; `None` where the way leads nowhere, which no checked service lets happen.
    pub(crate) fn place(&self, ty: &Entry, service: &Service) -> Option<&Place> {
        self.place.get_or_init(|| self.find(ty, service)).as_ref()
    }

    fn find(&self, ty: &Entry, service: &Service) -> Option<Place> {
        let mut owner = ty;
        let mut sensitive = false;
        let mut taken: Vec<Step> = Vec::new();
        let mut names = steps(&self.name).peekable();
        while let Some(name) = names.next() {
            let (index, field) = owner.find(name)?;
            sensitive |= field.sensitive;
            let is_last = names.peek().is_none();
            taken.push(Step {
                name: name.into(),
                into_document: !is_last && matches!(field.shape, Shape::Text(_)),
            });
            if is_last {
                return Some(Place {
                    owner: owner.id,
                    index,
                    steps: taken.into(),
                    sensitive,
                });
            }
            owner = service.entry(owner.link(index).child);
        }
        None
    }
}

impl Place {
    /// Returns the field.
    pub(crate) fn field<'c>(&self, service: &'c Service) -> Option<&'c Field> {
        service.entry(self.owner).at(self.index)
    }
}

/// What rules want of the members below a member.
#[derive(Debug)]
pub(crate) struct Watch {
    /// The member.
    name: Box<str>,
    /// The index by which rules read the member itself, if they do.
    index: Option<u16>,
    /// The members of the object in it.
    below: Vec<Self>,
}

impl Watch {
    /// Arranges the members of inner objects by the steps of their ways. `first` is the index of the first of them.
    pub(super) fn all(inner: &[Inner], first: usize) -> Vec<Self> {
        let mut all: Vec<Self> = Vec::new();
        for (at, member) in inner.iter().enumerate() {
            let index = u16::try_from(first.saturating_add(at)).ok();
            let mut level = &mut all;
            let mut names = steps(&member.name).peekable();
            while let Some(name) = names.next() {
                let known = level.iter().position(|watch| *watch.name == *name);
                let place = known.unwrap_or(level.len());
                if known.is_none() {
                    level.push(Self {
                        name: name.into(),
                        index: None,
                        below: Vec::new(),
                    });
                }
                let Some(watch) = level.get_mut(place) else {
                    break;
                };
                if names.peek().is_none() {
                    watch.index = index;
                }
                level = &mut watch.below;
            }
        }
        all
    }

    pub(super) fn name(&self) -> &str {
        &self.name
    }
}

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
    /// Returns who watches the value of a member, by the place of the first of them; [`NOBODY`] where no rule wants anything.
    #[cold]
    pub(super) fn watch(&mut self, frame: &Frame<'c>, index: u16) -> u16 {
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
