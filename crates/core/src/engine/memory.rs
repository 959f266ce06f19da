//! What one check can leave to the next.

use super::shortcut::Shortcut;
use crate::contract::{MAX_FIELDS, TypeDef};

/// How many places there are. Neighbours in a table have neighbouring places, so that few of them are shared.
const PLACES: usize = 1024;

/// No member's index.
const NOTHING: u8 = u8::MAX;

const _: () = assert!(MAX_FIELDS < NOTHING as usize);

/// What checks leave to later ones: the order in which members were met, which one comes after which. A guess at the next
/// name costs one comparison, and members mostly stand in the order of the payload before, or of the object before.
///
/// It has a fixed size, holds nothing of a payload but the order of documented members, and changes no verdict.
#[derive(Debug, Clone)]
pub struct Memory {
    /// The index of the member that came next; [`NOTHING`] where none has.
    next: [u8; PLACES],
}

/// A place in the order: the beginning of an object, or a member.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Place {
    place: usize,
    /// The index of the member that comes next in the documented order.
    pub(crate) documented: u16,
}

impl Place {
    /// The beginning of an object of a type.
    #[inline(always)]
    pub(crate) fn beginning(ty: &TypeDef<'_>) -> Self {
        Self {
            place: std::ptr::from_ref(ty).addr() >> 4,
            documented: 0,
        }
    }

    /// Behind the member of an index.
    #[inline(always)]
    pub(crate) fn behind(index: u16, shortcut: &Shortcut) -> Self {
        Self {
            place: std::ptr::from_ref(shortcut).addr() >> 6,
            documented: index.wrapping_add(1),
        }
    }
}

impl Default for Memory {
    fn default() -> Self {
        Self::new()
    }
}

impl Memory {
    /// Nothing is remembered.
    #[must_use]
    pub const fn new() -> Self {
        Self {
            next: [NOTHING; PLACES],
        }
    }

    /// The index of the member that came next; that of none if nothing is known.
    #[inline(always)]
    pub(crate) fn after(&self, place: Place) -> u16 {
        let next = self.next.get(place.place % PLACES);
        next.copied().unwrap_or(NOTHING).into()
    }

    /// Remembers the index of the member that came next.
    #[inline(always)]
    pub(crate) fn learn(&mut self, place: Place, index: u16) {
        if let Some(next) = self.next.get_mut(place.place % PLACES) {
            *next = u8::try_from(index).unwrap_or(NOTHING);
        }
    }
}
