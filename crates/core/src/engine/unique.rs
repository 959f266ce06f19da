//! Values that may not occur twice in a list.

use std::collections::HashSet;

use crate::engine::scalar::{Num, Scalar};

/// How many integers are remembered in place: short lists allocate nothing.
const SHORT: usize = 16;

/// The values seen so far in one list.
#[derive(Debug, Clone, Default)]
pub(crate) struct Seen {
    short: [i64; SHORT],
    length: usize,
    long: HashSet<Key>,
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
    /// Whether the value is new.
    pub(crate) fn insert(&mut self, value: Scalar<'_>) -> bool {
        let key = match value {
            Scalar::Number(Num::Int(int)) => {
                if self.short.iter().take(self.length).any(|&seen| seen == int) {
                    return false;
                }
                if let Some(free) = self.short.get_mut(self.length) {
                    *free = int;
                    self.length = self.length.saturating_add(1);
                    return true;
                }
                Key::Int(int)
            }
            Scalar::Null => Key::Null,
            Scalar::Bool(bool) => Key::Bool(bool),
            Scalar::Number(Num::Beyond(value) | Num::Float(value)) => Key::Float(value.to_bits()),
            Scalar::Text(text) => Key::Text(text.chars().collect()),
        };
        self.long.insert(key)
    }
}
