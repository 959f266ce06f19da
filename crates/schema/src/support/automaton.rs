//! Tables of automata from the form in which source code holds them.

/// The class of each byte, in rows.
#[must_use]
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
#[must_use]
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
#[must_use]
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
