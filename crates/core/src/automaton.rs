//! Compiled patterns: a table-driven automaton over UTF-8 bytes, built when code is generated.
//!
//! Nothing is compiled when a payload is checked, time is linear in the text, and the tables are plain `static` data.

/// A deterministic automaton that decides whether a text matches a pattern.
///
/// State 0 is the start. [`Automaton::DEAD`] and [`Automaton::MATCHED`] stand in `next` for "no way to match any
/// more" and "matches, whatever follows".
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Automaton<'t> {
    /// The class of each byte; 256 entries.
    pub classes: &'t [u8],
    /// How many classes there are: the width of a row of `next`.
    pub width: u16,
    /// The next state by state and class, rows one after another.
    pub next: &'t [u16],
    /// Whether the text may end in a state.
    pub accepting: &'t [bool],
}

impl Automaton<'_> {
    /// In `next`: the text cannot match any more.
    pub const DEAD: u16 = u16::MAX;
    /// In `next`: the text matches, whatever follows.
    pub const MATCHED: u16 = u16::MAX - 1;

    /// Whether the text matches. A malformed table matches nothing.
    #[must_use]
    pub fn matches(&self, text: &str) -> bool {
        self.matches_bytes(text.bytes())
    }

    /// The same for the bytes of a text that does not stand in one piece.
    pub(crate) fn matches_bytes(&self, bytes: impl Iterator<Item = u8>) -> bool {
        let mut state = 0_u16;
        for byte in bytes {
            match self.step(state, byte) {
                Self::DEAD => return false,
                Self::MATCHED => return true,
                next => state = next,
            }
        }
        self.accepts_at(state)
    }

    /// The state after a byte.
    #[must_use]
    pub fn step(&self, state: u16, byte: u8) -> u16 {
        let class = self.classes.get(usize::from(byte)).copied().unwrap_or(0);
        let at = usize::from(state)
            .saturating_mul(usize::from(self.width))
            .saturating_add(usize::from(class));
        self.next.get(at).copied().unwrap_or(Self::DEAD)
    }

    /// Whether the text may end in that state.
    #[must_use]
    pub fn accepts_at(&self, state: u16) -> bool {
        self.accepting
            .get(usize::from(state))
            .copied()
            .unwrap_or(false)
    }
}
