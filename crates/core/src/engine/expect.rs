//! What is expected of a value.

use super::compiled::{Entry, Link, NO_FIELD, TypeId, View};
use crate::contract::{Field, Shape};

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
    pub(super) child: TypeId,
    /// A type that a sibling selected for the JSON document in this text.
    pub(crate) document: Option<TypeId>,
    /// The field that holds the value, or the list that the value is an item of.
    pub(crate) field: Option<&'c Field>,
    /// The type that has the field; of a value that no field holds, its own type.
    pub(super) owner: &'c Entry,
    /// The set of values (an index into `Engine::seen`, or [`NO_SET`]) that it must not repeat.
    pub(super) distinct: u32,
    /// Of an object: the member by which it must differ.
    pub(super) distinct_member: u16,
    /// Where rules read of it (an index into `Engine::slots`, or [`NOWHERE`]).
    pub(super) slot: u32,
    /// The field's index in its type.
    pub(crate) index: u16,
    /// How many lists stand between the field and the value, which is an item of the innermost.
    pub(super) levels: u8,
    /// Whether the member's name stands a second time in its object.
    pub(super) duplicate: bool,
}

/// No slot, in the numbering of the whole engine.
pub(super) const NOWHERE: u32 = u32::MAX;

/// No set of values.
pub(super) const NO_SET: u32 = u32::MAX;

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

    /// A sibling's value selected a type.
    pub(super) fn select(&mut self, ty: TypeId) {
        if matches!(self.view, View::Text(_)) {
            self.document = Some(ty);
        } else {
            self.view = View::Object(ty);
        }
    }

    /// Whether a sibling's value says that an object is expected.
    pub(super) fn selected(&self) -> bool {
        let View::Object(_) = self.view else {
            return false;
        };
        let shape = self.field.map(|field| &field.shape);
        self.levels == 0 && !matches!(shape, None | Some(Shape::Object(_)))
    }

    /// What is derived for the field.
    pub(super) fn link(&self) -> Link {
        self.owner.link(self.index)
    }

    /// What must differ from item to item.
    #[inline]
    pub(crate) const fn distinct(&self) -> Distinct {
        (self.distinct, self.distinct_member)
    }
}
