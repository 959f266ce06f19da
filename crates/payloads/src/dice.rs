//! Choices: where payloads differ from one another.

/// Makes choices, out of the numbers of a generator or always the first, which callers make the most readable one.
#[derive(Debug, Clone)]
pub(crate) struct Dice(Source);

/// Where the numbers come from.
#[derive(Debug, Clone)]
enum Source {
    /// There are none.
    First,
    /// The state of a generator of its own.
    Seed(u64),
    /// The generator of a test runner.
    #[cfg(feature = "proptest")]
    Runner(Box<proptest::test_runner::TestRng>),
}

impl Dice {
    /// Seed 0 always takes the first.
    pub(crate) const fn new(seed: u64) -> Self {
        Self(if seed == 0 {
            Source::First
        } else {
            Source::Seed(seed)
        })
    }

    /// Returns whether the first is always taken.
    pub(crate) const fn is_plain(&self) -> bool {
        matches!(self.0, Source::First)
    }

    /// Returns any number; 0 where the first is taken.
    pub(crate) fn any(&mut self) -> u64 {
        match &mut self.0 {
            Source::First => 0,
            // splitmix64 (Steele, Lea and Flood, 2014).
            Source::Seed(state) => {
                *state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
                let mut z = *state;
                z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
                z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
                z ^ (z >> 31)
            }
            #[cfg(feature = "proptest")]
            Source::Runner(rng) => proptest::prelude::Rng::next_u64(rng.as_mut()),
        }
    }

    /// Returns a number below `end`; 0 for an empty range.
    pub(crate) fn below(&mut self, end: usize) -> usize {
        let end = u64::try_from(end).unwrap_or(u64::MAX);
        let below = self.any().checked_rem(end).unwrap_or(0);
        usize::try_from(below).unwrap_or(0)
    }

    /// Returns true once in `n` times; never where the first is taken.
    pub(crate) fn once_in(&mut self, n: usize) -> bool {
        !self.is_plain() && self.below(n) == 0
    }

    /// Returns a number from 0 to below 1; 0.5 where the first is taken.
    pub(crate) fn fraction(&mut self) -> f64 {
        if self.is_plain() {
            return 0.5;
        }
        let thousandths = u16::try_from(self.below(1000)).unwrap_or(500);
        f64::from(thousandths) / 1000.0
    }

    /// Returns one of several; `None` if there is none.
    pub(crate) fn pick<'a, T>(&mut self, of: &'a [T]) -> Option<&'a T> {
        of.get(self.below(of.len()))
    }

    /// Puts a list in another order, unless the first is taken.
    pub(crate) fn shuffle<T>(&mut self, list: &mut [T]) {
        if self.is_plain() {
            return;
        }
        for at in 1..list.len() {
            let other = self.below(at.saturating_add(1));
            list.swap(at, other);
        }
    }
}

/// What strategies ask for.
#[cfg(feature = "proptest")]
mod of_runner {
    use std::ops::RangeInclusive;

    use proptest::test_runner::TestRng;

    use super::{Dice, Source};

    impl From<TestRng> for Dice {
        fn from(rng: TestRng) -> Self {
            Self(Source::Runner(Box::new(rng)))
        }
    }

    impl Dice {
        /// Returns the generator that the dice were made of, where it now is.
        pub(crate) fn into_rng(self) -> Option<TestRng> {
            match self.0 {
                Source::First | Source::Seed(_) => None,
                Source::Runner(rng) => Some(*rng),
            }
        }

        /// Returns a number of a range; its beginning, if the range is empty.
        pub(crate) fn within(&mut self, range: &RangeInclusive<usize>) -> usize {
            let width = range.end().saturating_sub(*range.start());
            let step = self.below(width.saturating_add(1));
            range.start().saturating_add(step)
        }

        /// Returns true in that many of a hundred cases.
        pub(crate) fn percent(&mut self, share: usize) -> bool {
            self.below(100) < share
        }
    }
}
