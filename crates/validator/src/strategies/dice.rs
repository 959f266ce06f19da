//! Choices, made by the generator of a test runner.

use std::ops::RangeInclusive;

use proptest::prelude::Rng as _;
use proptest::test_runner::TestRng;

/// Makes choices.
pub(super) struct Dice<'r> {
    rng: &'r mut TestRng,
}

impl<'r> Dice<'r> {
    pub(super) const fn new(rng: &'r mut TestRng) -> Self {
        Self { rng }
    }

    /// Any number.
    pub(super) fn any(&mut self) -> u64 {
        self.rng.next_u64()
    }

    /// A number below `end`; 0 for an empty range.
    pub(super) fn below(&mut self, end: usize) -> usize {
        let end = u64::try_from(end).unwrap_or(u64::MAX);
        usize::try_from(self.any().checked_rem(end).unwrap_or(0)).unwrap_or(0)
    }

    /// A number of a range; its beginning, if the range is empty.
    pub(super) fn within(&mut self, range: &RangeInclusive<usize>) -> usize {
        let width = range.end().saturating_sub(*range.start());
        range
            .start()
            .saturating_add(self.below(width.saturating_add(1)))
    }

    /// True once in `n` times.
    pub(super) fn once_in(&mut self, n: usize) -> bool {
        self.below(n) == 0
    }

    /// True in that many of a hundred cases.
    pub(super) fn percent(&mut self, share: usize) -> bool {
        self.below(100) < share
    }

    /// One of several; `None` if there is none.
    pub(super) fn pick<'a, T>(&mut self, of: &'a [T]) -> Option<&'a T> {
        of.get(self.below(of.len()))
    }

    /// Puts a list in another order.
    pub(super) fn shuffle<T>(&mut self, list: &mut [T]) {
        for at in (1..list.len()).rev() {
            list.swap(at, self.below(at.saturating_add(1)));
        }
    }
}
