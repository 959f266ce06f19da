//! What is expected of a value.

use crate::compiled::{Entry, Link, NO_FIELD, TypeId, View};
use crate::contract::{Field, Shape};
use crate::engine::weigh::Word;

/// The outcome of a value's checks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum State {
    /// The value is missing, or `null` where that means the same.
    Absent,
    /// The value is valid.
    Good,
    /// The value failed a check; rules do not read it.
    Failed,
    /// Whether there is a value is not known: what it would stand in failed. Rules that speak of it do not run.
    Unknown,
}

/// What a value is checked against.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Expect<'c> {
    pub(crate) view: View<'c>,
    /// The type that the shape names.
    pub(super) child: TypeId,
    /// A type that a sibling selected for the JSON document in this text.
    pub(crate) document: Option<TypeId>,
    /// The field that holds the value, or the list that the value is an item of.
    pub(crate) field: Option<&'c Field>,
    /// The type that has the field; of a value that no field holds, its own type.
    pub(super) owner: &'c Entry,
    /// The set of values (an index into `Engine::seen`, or [`NO_SET`]) that it must not repeat.
    pub(super) distinct: u32,
    /// For an object: the member by which it must differ from other items.
    pub(super) distinct_member: u16,
    /// Who further out watches the value (an index into `Engine::watchers`), or [`NOBODY`].
    pub(super) watchers: u16,
    /// Where its slot is (an index into `Engine::slots`), or [`NOWHERE`] if no rule reads it.
    pub(super) slot: u32,
    /// The field's index in its type.
    pub(crate) index: u16,
    /// Which of the shapes of the field the value must be of, counted as [`Shape::nested`] does: 0 is the field's own.
    pub(super) place: u8,
    /// Whether the value stands inside of the field's own: an item, a document.
    pub(super) inside: bool,
    /// Whether the member's name occurred before in its object.
    pub(super) duplicate: bool,
    /// By whose word it is checked.
    pub(super) word: Word,
}

/// The index of no slot.
pub(super) const NOWHERE: u32 = u32::MAX;

/// The index of no set of values.
pub(super) const NO_SET: u32 = u32::MAX;

/// The watchers of what nobody watches.
pub(super) const NOBODY: u16 = u16::MAX;

/// What is wanted of an object from outside.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Wanted {
    /// The set that holds a member's values in earlier items of the list, or [`NO_SET`].
    pub(super) distinct: u32,
    /// The index of that member.
    pub(super) distinct_member: u16,
    /// Who watches its members, see [`Expect::watchers`].
    pub(super) watchers: u16,
}

impl Wanted {
    /// Nothing.
    pub(crate) const NOTHING: Self = Self {
        distinct: NO_SET,
        distinct_member: NO_FIELD,
        watchers: NOBODY,
    };
}

impl<'c> Expect<'c> {
    /// Returns the expectation of an object that no field holds.
    pub(crate) const fn root(entry: &'c Entry) -> Self {
        Self {
            view: View::Object(entry.id),
            child: entry.id,
            document: None,
            field: None,
            owner: entry,
            distinct: NO_SET,
            distinct_member: NO_FIELD,
            watchers: NOBODY,
            slot: NOWHERE,
            index: 0,
            place: 0,
            inside: false,
            duplicate: false,
            word: Word::OWN,
        }
    }

    /// Returns the expectation of a whole document of a type.
    pub(crate) fn document(entry: &'c Entry) -> Self {
        match entry.def.transparent_field() {
            Some(field) => Self::of_field(entry, 0, field),
            None => Self::root(entry),
        }
    }

    /// Returns the expectation of a field's value.
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

    /// Returns the expectation of what stands inside of the value and must be of a shape: an item, a document.
    pub(super) fn inner(&self, shape: &'c Shape) -> Self {
        Self {
            view: View::of(shape, self.child),
            document: None,
            distinct: NO_SET,
            distinct_member: NO_FIELD,
            watchers: NOBODY,
            slot: NOWHERE,
            place: self.place.saturating_add(1),
            inside: true,
            duplicate: false,
            word: self.word.inside(),
            ..*self
        }
    }

    /// Replaces the expected type by one that a sibling's value selects.
    pub(super) fn select(&mut self, ty: TypeId) {
        if matches!(self.view, View::Text(_)) {
            self.document = Some(ty);
        } else {
            self.view = View::Object(ty);
        }
    }

    /// Returns whether values of a JSON type are let pass with a warning.
    pub(super) fn tolerates(&self, json_type: &str) -> bool {
        match self.view {
            View::Text(text) => text.tolerates(json_type),
            View::Alternatives(alternatives) => alternatives.tolerate(json_type),
            _ => false,
        }
    }

    /// Returns whether a sibling's value selected the object that is expected.
    pub(super) fn selected(&self) -> bool {
        let View::Object(_) = self.view else {
            return false;
        };
        let shape = self.field.map(|field| &field.shape);
        self.place == 0 && !matches!(shape, None | Some(Shape::Object(_)))
    }

    /// Returns what is derived for the field.
    pub(super) fn link(&self) -> Link {
        self.owner.link(self.index)
    }

    /// Returns what is wanted of the object.
    #[inline]
    pub(crate) const fn wanted(&self) -> Wanted {
        Wanted {
            distinct: self.distinct,
            distinct_member: self.distinct_member,
            watchers: self.watchers,
        }
    }
}
