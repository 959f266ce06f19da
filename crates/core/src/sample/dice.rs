//! Where samples differ from one another: a small generator of numbers, and the readable choice in its place.

/// Decides between possibilities. Seed 0 always takes the first, which callers make the most readable one.
#[derive(Debug, Clone)]
pub(super) struct Dice {
    /// State of the generator; `None` for seed 0.
    state: Option<u64>,
}

impl Dice {
    pub(super) const fn new(seed: u64) -> Self {
        Self {
            state: if seed == 0 { None } else { Some(seed) },
        }
    }

    /// Whether the most readable sample is asked for.
    pub(super) const fn is_plain(&self) -> bool {
        self.state.is_none()
    }

    /// The next number of splitmix64 (Steele, Lea and Flood, 2014); 0 for seed 0.
    fn next(&mut self) -> u64 {
        let Some(state) = &mut self.state else {
            return 0;
        };
        *state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = *state;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// A number below `end`; 0 for seed 0 and for an empty range.
    pub(super) fn below(&mut self, end: u64) -> u64 {
        self.next().checked_rem(end).unwrap_or(0)
    }

    /// An index below a length; 0 for seed 0.
    pub(super) fn index(&mut self, length: usize) -> usize {
        let length = u64::try_from(length).unwrap_or(u64::MAX);
        usize::try_from(self.below(length)).unwrap_or(0)
    }

    /// True once in `n` times; never for seed 0.
    pub(super) fn once_in(&mut self, n: u64) -> bool {
        !self.is_plain() && self.below(n) == 0
    }

    /// A number from 0 to below 1; 0.5 for seed 0.
    pub(super) fn fraction(&mut self) -> f64 {
        if self.is_plain() {
            return 0.5;
        }
        let thousandths = u16::try_from(self.below(1000)).unwrap_or(500);
        f64::from(thousandths) / 1000.0
    }

    /// Puts a list in another order; seed 0 leaves it.
    pub(super) fn shuffle<T>(&mut self, list: &mut [T]) {
        for at in 1..list.len() {
            if self.is_plain() {
                return;
            }
            let other = self.index(at.saturating_add(1));
            list.swap(at, other);
        }
    }
}
