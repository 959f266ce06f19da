//! Sets of a type's fields.

use crate::contract::MAX_FIELDS;

/// A set of a type's fields, by index. Few types have more than 64 of them, so that the second half is read only where
/// it has to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct FieldSet {
    low: u64,
    high: u64,
}

const _: () = assert!(MAX_FIELDS == 2 * 64);

impl FieldSet {
    pub(crate) const NONE: Self = Self { low: 0, high: 0 };

    /// Returns the set of those indices.
    pub(crate) fn of(indices: &[u16]) -> Self {
        let mut set = Self::NONE;
        indices.iter().for_each(|index| set.insert(*index));
        set
    }

    #[cfg_attr(not(debug_assertions), inline(always))]
    const fn bit(index: u16) -> u64 {
        1_u64.wrapping_shl(index as u32)
    }

    #[cfg_attr(not(debug_assertions), inline(always))]
    pub(crate) fn has(&self, index: u16) -> bool {
        if index < 64 {
            self.low & Self::bit(index) != 0
        } else {
            self.has_high(index)
        }
    }

    #[cold]
    const fn has_high(&self, index: u16) -> bool {
        self.high & Self::bit(index) != 0
    }

    #[cfg_attr(not(debug_assertions), inline(always))]
    pub(crate) const fn insert(&mut self, index: u16) {
        if index < 64 {
            self.low |= Self::bit(index);
        } else {
            self.high |= Self::bit(index);
        }
    }

    /// Adds one of the first 64.
    #[cfg_attr(not(debug_assertions), inline(always))]
    pub(crate) const fn insert_low(&mut self, index: u16) {
        self.low |= Self::bit(index);
    }

    /// Returns a bit for each of the first 64.
    #[cfg_attr(not(debug_assertions), inline(always))]
    pub(crate) const fn low(&self) -> u64 {
        self.low
    }

    #[cfg_attr(not(debug_assertions), inline(always))]
    pub(crate) const fn remove(&mut self, index: u16) {
        if index < 64 {
            self.low &= !Self::bit(index);
        } else {
            self.high &= !Self::bit(index);
        }
    }

    /// Whether one of these is not among the named, or is among the absent.
    #[cfg_attr(not(debug_assertions), inline(always))]
    pub(crate) const fn lack(&self, named: &Self, absent: &Self) -> bool {
        self.low & (!named.low | absent.low) != 0
            || self.high != 0 && self.high & (!named.high | absent.high) != 0
    }

    /// Returns all that are not among these, and those of another set.
    #[cfg_attr(not(debug_assertions), inline(always))]
    pub(crate) const fn complement_with(&self, others: &Self) -> Self {
        Self {
            low: !self.low | others.low,
            high: !self.high | others.high,
        }
    }

    /// Whether one of these is among the named.
    #[cfg_attr(not(debug_assertions), inline(always))]
    pub(crate) const fn meet(&self, named: &Self) -> bool {
        (self.low & named.low) | (self.high & named.high) != 0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn members_are_taken_out_of_a_set_as_they_were_put_in() {
        let mut fields = FieldSet::of(&[0, 63, 64, 127]);
        for (index, left) in [(64, [0, 63, 127]), (0, [63, 127, 127]), (127, [63, 63, 63])] {
            fields.remove(index);
            assert_eq!(fields, FieldSet::of(&left), "{index}");
        }
        assert!(fields.has(63) && !fields.has(0) && !fields.has(64) && !fields.has(127));
    }
}
