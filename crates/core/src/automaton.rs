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

// The tables from the form in which generated code holds them. A slip stops the compiler and no program: they are
// called in `static` items alone.

/// The class of each byte, in rows.
#[doc(hidden)]
#[must_use]
#[allow(clippy::indexing_slicing, clippy::arithmetic_side_effects)]
pub const fn classes<const BYTES: usize, const WIDTH: usize, const ROWS: usize>(
    rows: [&[u8; WIDTH]; ROWS],
) -> [u8; BYTES] {
    assert!(BYTES == WIDTH * ROWS, "the table is as large as its rows");
    let mut table = [0; BYTES];
    let bytes = rows.as_slice();
    let mut at = 0;
    while at < BYTES {
        table[at] = bytes[at / WIDTH][at % WIDTH];
        at += 1;
    }
    table
}

/// The next states: rows of big-endian numbers, one after another.
#[doc(hidden)]
#[must_use]
#[allow(clippy::indexing_slicing, clippy::arithmetic_side_effects)]
pub const fn next<const ENTRIES: usize, const BYTES: usize, const ROWS: usize>(
    rows: [&[u8; BYTES]; ROWS],
) -> [u16; ENTRIES] {
    assert!(
        ENTRIES * 2 == BYTES * ROWS,
        "the table is as large as its rows"
    );
    let mut table = [u16::MAX; ENTRIES];
    let bytes = rows.as_slice();
    let mut at = 0;
    while at < ENTRIES {
        let (row, column) = (at * 2 / BYTES, at * 2 % BYTES);
        table[at] = u16::from_be_bytes([bytes[row][column], bytes[row][column + 1]]);
        at += 1;
    }
    table
}

/// Which of so many states accept.
#[doc(hidden)]
#[must_use]
#[allow(clippy::indexing_slicing, clippy::arithmetic_side_effects)]
pub const fn accepting<const STATES: usize, const ACCEPTING: usize>(
    states: [usize; ACCEPTING],
) -> [bool; STATES] {
    let mut table = [false; STATES];
    let mut at = 0;
    while at < ACCEPTING {
        table[states[at]] = true;
        at += 1;
    }
    table
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_become_one_table() {
        assert_eq!(classes::<4, _, _>([b"\x00\x01", b"\x02\x03"]), [0, 1, 2, 3]);
        assert_eq!(
            next::<4, _, _>([b"\0\x01\xff\xff", b"\x01\0\0\0"]),
            [1, 65535, 256, 0]
        );
        assert_eq!(accepting::<3, _>([0, 2]), [true, false, true]);
        assert!(accepting::<0, _>([]).is_empty());
    }
}
