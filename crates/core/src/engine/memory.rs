//! What one check leaves to the next one of its thread.

use std::cell::RefCell;

use crate::compiled::Entry;
use crate::contract::MAX_FIELDS;

/// How many types are told apart.
const TYPES: usize = 64;

/// How many members they may have in all, each type's beginning counted as one more.
const PLACES: usize = 1024;

const _: () = assert!(MAX_FIELDS < u8::MAX as usize && PLACES < u16::MAX as usize);
const _: () = assert!(PLACES.is_power_of_two());

/// The documented order of the most members that a type has.
const DOCUMENTED: [u8; MAX_FIELDS + 1] = {
    let mut order = [0; MAX_FIELDS + 1];
    let mut index = 0_u8;
    let mut rest = order.as_mut_slice();
    while let [place, others @ ..] = rest {
        *place = index;
        index = index.wrapping_add(1);
        rest = others;
    }
    order
};

/// What checks leave to later ones: the order in which members were met, which one comes after which. A guess at the next
/// name costs one comparison, and members mostly stand in the order of the payload before, or of the object before.
///
/// It has a fixed size, holds nothing of a payload but the order of documented members, and changes no verdict.
pub(crate) struct Memory {
    /// The numbers of the types that were met, each at the place that it asks for, or else behind it.
    types: [u32; TYPES],
    /// Where the order of each begins.
    rows: [u16; TYPES],
    /// Where the next one will begin.
    free: u16,
    /// For each member, and for the beginning of an object: the index of the member that came next …
    next: [u8; PLACES],
    /// … and of another one that came next before.
    before: [u8; PLACES],
}

/// A place in the order of a type's members: the beginning of an object, or behind a member.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Place {
    row: usize,
    /// The index of the member that comes next in the documented order.
    pub(crate) documented: u16,
}

impl Place {
    /// Behind the member of an index.
    #[cfg_attr(not(debug_assertions), inline(always))]
    pub(crate) const fn behind(self, index: u16) -> Self {
        Self {
            row: self.row,
            documented: index.wrapping_add(1),
        }
    }

    #[cfg_attr(not(debug_assertions), inline(always))]
    fn offset(self) -> usize {
        self.row.wrapping_add(usize::from(self.documented))
    }
}

thread_local! {
    /// What the checks of a thread leave to its next one.
    static OF_THREAD: RefCell<Memory> = const { RefCell::new(Memory::new()) };
}

impl Memory {
    /// Runs a check with what earlier checks of this thread have left, and leaves to later ones what it learns.
    ///
    /// A check that begins within another one (the `Serialize` of a value may check something) starts from nothing.
    pub(crate) fn of_thread<R>(check: impl FnOnce(&mut Self) -> R) -> R {
        OF_THREAD.with(|memory| match memory.try_borrow_mut() {
            Ok(mut memory) => check(&mut memory),
            Err(_) => check(&mut Self::new()),
        })
    }

    /// Nothing is remembered.
    const fn new() -> Self {
        Self {
            types: [0; TYPES],
            rows: [0; TYPES],
            free: 0,
            next: [0; PLACES],
            before: [0; PLACES],
        }
    }

    /// The beginning of an object of a type.
    #[cfg_attr(not(debug_assertions), inline(always))]
    pub(crate) fn beginning(&mut self, ty: &Entry) -> Place {
        let slot = slot_of(ty.number);
        let row = match (self.types.get(slot), self.rows.get(slot)) {
            (Some(known), Some(row)) if *known == ty.number => *row,
            _ => self.row_of(ty.number, ty.def.fields.len()),
        };
        Place {
            row: row.into(),
            documented: 0,
        }
    }

    /// The row of a type that does not stand where its number asks for.
    #[inline(never)]
    fn row_of(&mut self, key: u32, fields: usize) -> u16 {
        let (before, after) = self.types.split_at(slot_of(key));
        let places = after.iter().chain(before);
        let slot = places
            .zip(slot_of(key)..)
            .find(|(known, _)| **known == key || **known == 0)
            .map_or(slot_of(key), |(_, slot)| slot % TYPES);
        let (Some(known), Some(row)) = (self.types.get_mut(slot), self.rows.get_mut(slot)) else {
            return 0;
        };
        if *known == key {
            return *row;
        }
        // Where all are taken, the oldest are written over: what is guessed from them is wrong, no more.
        let length = fields.min(MAX_FIELDS).wrapping_add(1);
        let begin = match usize::from(self.free).wrapping_add(length) {
            ..=PLACES => self.free,
            _ => 0,
        };
        (*known, *row) = (key, begin);
        // Unless another one is met, the documented order.
        for all in [&mut self.next, &mut self.before] {
            let places = all.get_mut(begin.into()..);
            if let Some(places) = places.and_then(|places| places.get_mut(..length))
                && let Some(documented) = DOCUMENTED.get(..length)
            {
                places.copy_from_slice(documented);
            }
        }
        self.free = begin.wrapping_add(u16::try_from(length).unwrap_or(0));
        begin
    }

    /// The index of the member that probably comes next; it may be that of none.
    #[cfg_attr(not(debug_assertions), inline(always))]
    pub(crate) fn after(&self, place: Place) -> u16 {
        // An offset beyond all of them wraps around: it is no guess that counts, and asks no comparison.
        let at = place.offset() % PLACES;
        self.next.get(at).copied().unwrap_or(0).into()
    }

    /// The index of the member that came next before that one did.
    #[cfg_attr(not(debug_assertions), inline(always))]
    pub(crate) fn before(&self, place: Place) -> u16 {
        let before = self.before.get(place.offset());
        before.copied().unwrap_or(0).into()
    }

    /// Remembers the index of the member that came next.
    #[cfg_attr(not(debug_assertions), inline(always))]
    pub(crate) fn learn(&mut self, place: Place, index: u16) {
        let at = place.offset();
        if let (Some(next), Some(before)) = (self.next.get_mut(at), self.before.get_mut(at)) {
            *before = std::mem::replace(next, u8::try_from(index).unwrap_or(0));
        }
    }
}

/// The place that a type's number asks for. Types that are used together were read one after the other, so that most have
/// their own.
#[cfg_attr(not(debug_assertions), inline(always))]
const fn slot_of(number: u32) -> usize {
    number as usize % TYPES
}

#[cfg(test)]
mod tests {
    use super::*;

    fn place(row: u16, documented: u16) -> Place {
        Place {
            row: row.into(),
            documented,
        }
    }

    #[test]
    fn types_whose_numbers_ask_for_one_place_have_an_order_each() {
        let mut memory = Memory::new();
        let types = [1, 65, 129];
        let rows = types.map(|key| memory.row_of(key, 3));
        // Documented, until another order is met.
        for row in rows {
            let order = [0, 1, 2, 3].map(|documented| memory.after(place(row, documented)));
            assert_eq!(order, [0, 1, 2, 3]);
        }
        memory.learn(place(rows[1], 1), 3);
        let next = rows.map(|row| memory.after(place(row, 1)));
        assert_eq!(next, [1, 3, 1]);
        memory.learn(place(rows[1], 1), 2);
        let both = [1, 3].map(|_| memory.before(place(rows[1], 1)));
        assert_eq!((memory.after(place(rows[1], 1)), both), (2, [3, 3]));
        assert_eq!(types.map(|key| memory.row_of(key, 3)), rows);
    }

    #[test]
    fn more_types_than_there_is_room_for_write_over_the_oldest() {
        let mut memory = Memory::new();
        for key in 1..10_000 {
            let row = memory.row_of(key, MAX_FIELDS);
            assert!(usize::from(row) + MAX_FIELDS < PLACES, "{key}");
            let order = [0, 1, 127].map(|documented| memory.after(place(row, documented)));
            assert_eq!(order, [0, 1, 127], "{key}");
            assert_eq!(memory.row_of(key, MAX_FIELDS), row, "{key}");
        }
    }
}
