//! Tokens of JSON text. Each is read from an offset and gives the offset behind it: a driver that keeps offsets in its
//! own variables keeps them in registers, which no state behind a reference does.

use super::Stop;
use crate::engine::scalar::{Num, Str};
use crate::report::MalformedCode;
use crate::scan::{self, Digits, WINDOW, Window};

/// A text that is read.
#[derive(Debug, Clone, Copy)]
pub(super) struct Lexer<'i> {
    input: &'i str,
}

impl<'i> Lexer<'i> {
    pub(super) const fn new(input: &'i str) -> Self {
        Self { input }
    }

    #[cfg_attr(not(debug_assertions), inline(always))]
    pub(super) const fn bytes(self) -> &'i [u8] {
        self.input.as_bytes()
    }

    pub(super) fn slice(self, from: usize, to: usize) -> &'i str {
        self.input.get(from..to).unwrap_or("")
    }

    #[cfg_attr(not(debug_assertions), inline(always))]
    pub(super) fn at(self, offset: usize) -> Option<u8> {
        self.bytes().get(offset).copied()
    }

    /// The next byte that is no white space, and where it stands. Zero at the end of the text: no token begins with it.
    ///
    /// What stands between tokens is mostly nothing, a blank, or a line feed with blanks behind it.
    #[cfg_attr(not(debug_assertions), inline(always))]
    pub(super) fn token(self, at: usize) -> (u8, usize) {
        match self.at(at) {
            Some(byte) if byte > b' ' => (byte, at),
            // A single blank stands behind colons.
            Some(b' ') => match self.at(at.wrapping_add(1)) {
                Some(byte) if byte > b' ' => (byte, at.wrapping_add(1)),
                _ => self.token_far(at),
            },
            _ => self.token_far(at),
        }
    }

    #[inline(never)]
    fn token_far(self, at: usize) -> (u8, usize) {
        let at = scan::white_until(self.bytes(), at);
        (self.at(at).unwrap_or(0), at)
    }

    /// A string whose opening quote stands at an offset.
    #[cfg_attr(not(debug_assertions), inline(always))]
    pub(super) fn string(self, quote: usize) -> Result<(Str<'i>, usize), Box<Stop>> {
        let start = quote.wrapping_add(1);
        let end = scan::plain_until(self.bytes(), start);
        if self.at(end) == Some(b'"') {
            return Ok((Str::plain(self.slice(start, end)), end.wrapping_add(1)));
        }
        self.string_with_escapes(start, end)
    }

    /// A string that has been read from `start` to something else than its end.
    #[inline(never)]
    pub(super) fn string_with_escapes(
        self,
        start: usize,
        mut at: usize,
    ) -> Result<(Str<'i>, usize), Box<Stop>> {
        let mut excess = 0_usize;
        loop {
            // Escapes stand close together: those of a block are found at once.
            let (mut found, block, length) = scan::next_special(self.bytes(), at);
            at = block.wrapping_add(length);
            while found != 0 {
                let place = scan::index_of_first(found);
                let special = block.wrapping_add(place);
                match self.at(special) {
                    Some(b'\\') => {
                        let length = self.escape(special)?;
                        excess = excess.wrapping_add(length).wrapping_sub(1);
                        let behind = place.wrapping_add(length);
                        found &= scan::bits_from(behind);
                        at = at.max(block.wrapping_add(behind));
                    }
                    Some(b'"') => {
                        let raw = self.slice(start, special);
                        return Ok((Str { raw, excess }, special.wrapping_add(1)));
                    }
                    _ => {
                        return Err(Stop::syntax(
                            "a control character stands in a string; it must be escaped",
                            special,
                        ));
                    }
                }
            }
            if length == 0 {
                return Err(unfinished(at));
            }
        }
    }

    /// How many bytes an escape takes, both halves of a surrogate pair together.
    #[cfg_attr(not(debug_assertions), inline(always))]
    fn escape(self, at: usize) -> Result<usize, Box<Stop>> {
        match self.at(at.wrapping_add(1)) {
            Some(b'"' | b'\\' | b'/' | b'b' | b'f' | b'n' | b'r' | b't') => Ok(2),
            Some(b'u') => self.unicode_escape(at),
            Some(_) => Err(no_escape(at.wrapping_add(1))),
            None => Err(unfinished(self.input.len())),
        }
    }

    #[inline(never)]
    fn unicode_escape(self, at: usize) -> Result<usize, Box<Stop>> {
        let half = || Stop::syntax("a string has half of a surrogate pair", at);
        match self.unit(at.wrapping_add(2))? {
            0xD800..=0xDBFF => {
                let low = at.wrapping_add(6);
                if self.at(low) != Some(b'\\') || self.at(low.wrapping_add(1)) != Some(b'u') {
                    return Err(half());
                }
                match self.unit(low.wrapping_add(2))? {
                    0xDC00..=0xDFFF => Ok(12),
                    _ => Err(half()),
                }
            }
            0xDC00..=0xDFFF => Err(half()),
            _ => Ok(6),
        }
    }

    /// The UTF-16 unit of four hexadecimal digits.
    fn unit(self, at: usize) -> Result<u32, Box<Stop>> {
        let mut unit = 0_u32;
        for place in 0..4 {
            let at = at.wrapping_add(place);
            let Some(byte) = self.at(at) else {
                return Err(unfinished(at));
            };
            let Some(digit) = char::from(byte).to_digit(16) else {
                return Err(no_escape(at));
            };
            unit = unit << 4 | digit;
        }
        Ok(unit)
    }

    #[cfg_attr(not(debug_assertions), inline(always))]
    fn sign(self, at: usize) -> (bool, usize) {
        let negative = self.at(at) == Some(b'-');
        (negative, at.wrapping_add(usize::from(negative)))
    }

    /// A number.
    pub(super) fn number(self, start: usize) -> Result<(Num, usize), Box<Stop>> {
        let (_, mut at) = self.sign(start);
        at = match self.at(at) {
            Some(b'0') => at.wrapping_add(1),
            _ => self.digits(at)?,
        };
        if self.at(at) == Some(b'.') {
            at = self.digits(at.wrapping_add(1))?;
        }
        if matches!(self.at(at), Some(b'e' | b'E')) {
            at = at.wrapping_add(1);
            if matches!(self.at(at), Some(b'+' | b'-')) {
                at = at.wrapping_add(1);
            }
            at = self.digits(at)?;
        }
        match Num::parse(self.slice(start, at)) {
            Some(num) => Ok((num, at)),
            None => Err(Stop::new(
                MalformedCode::Number,
                "the number is beyond what a double holds",
                start,
            )),
        }
    }

    /// Reads over at least one digit.
    fn digits(self, at: usize) -> Result<usize, Box<Stop>> {
        let rest = self.bytes().get(at..).unwrap_or_default();
        let digits = rest.iter().take_while(|byte| byte.is_ascii_digit()).count();
        if digits == 0 {
            return Err(Stop::syntax("a digit is expected here", at));
        }
        Ok(at.wrapping_add(digits))
    }

    /// `true`, `false`, or `None` for `null`.
    pub(super) fn word(self, start: usize) -> Result<(Option<bool>, usize), Box<Stop>> {
        let rest = self.bytes().get(start..).unwrap_or_default();
        let words: [(&[u8], _); 3] = [
            (b"true", Some(true)),
            (b"false", Some(false)),
            (b"null", None),
        ];
        words
            .into_iter()
            .find(|(word, _)| rest.starts_with(word))
            .map(|(word, value)| (value, start.wrapping_add(word.len())))
            .ok_or_else(|| {
                Stop::syntax("a JSON value is expected here: true, false or null", start)
            })
    }

    /// What is wrong where something else was expected.
    #[cold]
    pub(super) fn unexpected(self, message: &'static str, at: usize) -> Box<Stop> {
        if at >= self.input.len() {
            Stop::syntax("the document ends before it is complete", self.input.len())
        } else {
            Stop::syntax(message, at)
        }
    }
}

/// Where the plain stretch of a string ends, as [`scan::plain_until`] says. The quote stands first in the window, and at
/// `quote` in the text.
#[cfg_attr(not(debug_assertions), inline(always))]
pub(super) fn plain_until(window: &Window, text: &[u8], quote: usize) -> usize {
    match scan::first_special_in(window) {
        Some(index) => quote.wrapping_add(index),
        None => scan::plain_until_far(text, quote.wrapping_add(WINDOW)),
    }
}

/// An integer of at most eight digits, such as most numbers are, and its length. Anything else is not decided here.
#[cfg_attr(not(debug_assertions), inline(always))]
pub(super) fn small_integer(window: &Window) -> Option<(Digits, usize)> {
    let negative = window[0] == b'-';
    let at = usize::from(negative);
    let block: &[u8; 8] = window.get(at..)?.first_chunk()?;
    let (count, digits) = Digits::of(block, negative)?;
    let length = at.wrapping_add(count);
    // More digits, decimals or an exponent may follow, and no number has a leading zero.
    let end = *window.get(length)?;
    if matches!(end, b'.' | b'0'..=b'9' | b'E' | b'e') || count > 1 && block[0] == b'0' {
        return None;
    }
    Some((digits, length))
}

/// A number of at most seven digits before and seven behind its point, and its length. Anything else is not decided here.
#[cfg_attr(not(debug_assertions), inline(always))]
pub(super) fn small_decimal(window: &Window) -> Option<(f64, usize)> {
    const POWERS: [u32; 8] = [1, 10, 100, 1000, 10_000, 100_000, 1_000_000, 10_000_000];
    let negative = window[0] == b'-';
    let at = usize::from(negative);
    let block: &[u8; 8] = window.get(at..)?.first_chunk()?;
    let (count, whole) = scan::digits(block)?;
    if *block.get(count)? != b'.' || count > 1 && block[0] == b'0' {
        return None;
    }
    let at = at.wrapping_add(count).wrapping_add(1);
    let block: &[u8; 8] = window.get(at..)?.first_chunk()?;
    let (count, decimals) = scan::digits(block)?;
    if matches!(block.get(count)?, b'e' | b'E') {
        return None;
    }
    // A double holds fourteen digits, and it holds the power of ten: rounded once, their quotient is the nearest one.
    let power = *POWERS.get(count)?;
    let digits = u64::from(whole)
        .wrapping_mul(power.into())
        .wrapping_add(decimals.into());
    #[allow(clippy::cast_precision_loss, reason = "it has fourteen digits at most")]
    let value = digits as f64 / f64::from(power);
    let value = if negative { -value } else { value };
    Some((value, at.wrapping_add(count)))
}

/// `true` or `false`, and its length.
#[cfg_attr(not(debug_assertions), inline(always))]
pub(super) fn flag(window: &Window) -> Option<(bool, usize)> {
    match window {
        [b't', b'r', b'u', b'e', ..] => Some((true, 4)),
        [b'f', b'a', b'l', b's', b'e', ..] => Some((false, 5)),
        _ => None,
    }
}

#[cold]
fn unfinished(at: usize) -> Box<Stop> {
    Stop::syntax("the document ends inside a string", at)
}

#[cold]
fn no_escape(at: usize) -> Box<Stop> {
    Stop::syntax("a string has an escape that JSON does not know", at)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What stands at the beginning of a value and behind it.
    fn window(text: &str) -> Window {
        let mut window: Window = [b' '; _];
        for (place, byte) in window.iter_mut().zip(text.bytes()) {
            *place = byte;
        }
        window
    }

    #[test]
    fn integers_of_eight_digits_are_read_at_first_sight() {
        for (text, read) in [
            ("0", Some((0, 1))),
            ("-0,", Some((0, 2))),
            ("7]", Some((7, 1))),
            ("-42}", Some((-42, 3))),
            ("10\n", Some((10, 2))),
            ("1234567,", Some((1_234_567, 7))),
            ("-1234567,", Some((-1_234_567, 8))),
            ("12345678,", Some((12_345_678, 8))),
            ("-99999999", Some((-99_999_999, 9))),
            ("123456789,", None),
            ("-123456789,", None),
            ("00", None),
            ("-01", None),
            ("1.5", None),
            ("1e3", None),
            ("1E3", None),
            ("-", None),
            ("\"1\"", None),
        ] {
            let found = small_integer(&window(text));
            let found = found.map(|(digits, length)| (digits.value(), length));
            assert_eq!(found, read, "{text}");
        }
    }

    #[test]
    fn decimals_of_seven_and_seven_digits_are_read_at_first_sight() {
        for (text, read) in [
            ("0.5,", Some((0.5, 3))),
            ("-0.25]", Some((-0.25, 5))),
            ("10.10", Some((10.1, 5))),
            ("1234567.1234567}", Some((1_234_567.123_456_7, 15))),
            ("0.12345678", None),
            ("12345678.5", None),
            ("00.5", None),
            ("-01.5", None),
            ("1", None),
            ("1.", None),
            ("1.5e3", None),
            ("1.5E3", None),
            (".5", None),
        ] {
            assert_eq!(small_decimal(&window(text)), read, "{text}");
        }
    }

    #[test]
    fn truth_values_are_read_at_first_sight() {
        for (text, read) in [
            ("true,", Some((true, 4))),
            ("false}", Some((false, 5))),
            ("trueish", Some((true, 4))),
            ("fals", None),
            ("null", None),
        ] {
            assert_eq!(flag(&window(text)), read, "{text}");
        }
    }
}
