//! Values that may not occur twice in a list.

use std::collections::HashSet;

use crate::engine::scalar::{Num, Scalar};

/// How many small integers are remembered in place: numbers of scenes and the like allocate nothing.
const SMALL: usize = 512;

/// The values seen so far in one list.
#[derive(Debug, Clone)]
pub(crate) struct Seen {
    /// A bit for each integer from zero on.
    small: [u64; SMALL / 64],
    /// All others, once there is one.
    others: Option<HashSet<Key>>,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash)]
enum Key {
    Null,
    Bool(bool),
    Int(i64),
    /// The bits of a double that is no integer within `i64`.
    Float(u64),
    Text(Box<str>),
}

impl Seen {
    /// Nothing was seen.
    pub(crate) const NONE: Self = Self {
        small: [0; SMALL / 64],
        others: None,
    };

    /// Forgets all of them, and keeps the memory.
    pub(crate) fn clear(&mut self) {
        self.small = [0; SMALL / 64];
        if let Some(others) = &mut self.others {
            others.clear();
        }
    }

    /// Whether the integer is new.
    pub(crate) fn insert_integer(&mut self, int: i64) -> bool {
        let Some((word, bit)) = self.small_at(int) else {
            return self.insert_other(Key::Int(int));
        };
        let new = *word & bit == 0;
        *word |= bit;
        new
    }

    /// Whether the value is new.
    pub(crate) fn insert(&mut self, value: Scalar<'_>) -> bool {
        let key = match value {
            Scalar::Number(Num::Int(int)) => return self.insert_integer(int),
            Scalar::Null => Key::Null,
            Scalar::Bool(bool) => Key::Bool(bool),
            Scalar::Number(Num::Beyond(value) | Num::Float(value)) => Key::Float(value.to_bits()),
            Scalar::Text(text) => Key::Text(text.chars().collect()),
        };
        self.insert_other(key)
    }

    #[inline(never)]
    fn insert_other(&mut self, key: Key) -> bool {
        self.others.get_or_insert_default().insert(key)
    }

    fn small_at(&mut self, int: i64) -> Option<(&mut u64, u64)> {
        let int = usize::try_from(int).ok()?;
        let word = self.small.get_mut(int / 64)?;
        Some((
            word,
            1_u64.wrapping_shl(u32::try_from(int % 64).unwrap_or(0)),
        ))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn integers_are_new_once_and_small_ones_take_no_memory() {
        let mut seen = Seen::NONE;
        for int in 0..512 {
            assert!(seen.insert_integer(int), "{int}");
        }
        assert!(seen.others.is_none());
        for int in [-1, 512, i64::MIN, i64::MAX] {
            assert!(seen.insert_integer(int), "{int}");
        }
        for int in (-1..=512).chain([i64::MIN, i64::MAX]) {
            assert!(!seen.insert(Scalar::Number(Num::Int(int))), "{int}");
        }
        seen.clear();
        assert!([0, 511, -1].map(|int| seen.insert_integer(int)) == [true; 3]);
    }
}
