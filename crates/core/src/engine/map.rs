//! Maps: objects whose members are named by whoever sends them. Their values are checked, and no name may come twice.

use std::borrow::Cow;
use std::collections::HashSet;

use super::expect::Expect;
use crate::contract::Map;

/// How many names are compared one by one, without memory of their own.
const FEW: usize = 8;

/// A map while it is being read.
#[derive(Debug)]
pub(crate) struct Pairs<'n, 'c> {
    value: Expect<'c>,
    /// The first names.
    few: [Cow<'n, str>; FEW],
    count: usize,
    /// The others.
    others: HashSet<Cow<'n, str>>,
}

impl<'n, 'c> Pairs<'n, 'c> {
    /// Begins to read a map where `expect` is expected.
    pub(crate) fn of(map: &'c Map, expect: &Expect<'c>) -> Self {
        let Map { value } = map;
        Self {
            value: expect.inner(value),
            few: [const { Cow::Borrowed("") }; FEW],
            count: 0,
            others: HashSet::new(),
        }
    }

    /// Takes the next name, and returns what its value is checked against.
    pub(crate) fn value(&mut self, name: Cow<'n, str>) -> Expect<'c> {
        let duplicate = !self.insert(name);
        Expect {
            duplicate,
            ..self.value
        }
    }

    /// Remembers a name; `false` if it came before.
    fn insert(&mut self, name: Cow<'n, str>) -> bool {
        let mut few = self.few.iter().take(self.count);
        if few.any(|known| *known == name) {
            return false;
        }
        match self.few.get_mut(self.count) {
            Some(place) => {
                *place = name;
                self.count = self.count.saturating_add(1);
                true
            }
            None => self.others.insert(name),
        }
    }
}

#[cfg(test)]
#[allow(clippy::arithmetic_side_effects)]
mod tests {
    use super::*;
    use crate::compiled::{Entry, TypeId};

    #[test]
    fn every_name_is_new_once_however_many_there_are() {
        let map = Map {
            value: crate::contract::Shape::Any,
        };
        let ty = crate::fixtures::ty("T", Vec::new(), Vec::new());
        let entry = Entry::new(TypeId::of(0), ty, &|_| TypeId::of(0));
        let mut pairs = Pairs::of(&map, &Expect::root(&entry));
        for again in [false, true] {
            for number in 0..3 * FEW {
                let name = format!("name {number}");
                assert_eq!(pairs.value(name.into()).duplicate, again, "{number}");
            }
        }
    }
}
