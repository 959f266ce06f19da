//! Scalars as drivers hand them over, and what is measured on texts.

use std::borrow::Cow;

use crate::automaton::Automaton;
use crate::compiled::parts::Parts;
use crate::contract::{Literal, Written};
use crate::scan;

/// Where a value stands in the input; [`Span::NONE`] for input without text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Span {
    pub(crate) offset: usize,
    pub(crate) length: usize,
}

impl Span {
    pub(crate) const NONE: Self = Self {
        offset: usize::MAX,
        length: 0,
    };

    /// What stands between two offsets.
    #[cfg_attr(not(debug_assertions), inline(always))]
    pub(crate) const fn between(from: usize, to: usize) -> Self {
        Self {
            offset: from,
            length: to.wrapping_sub(from),
        }
    }

    /// An object or a list is said to stand at its bracket.
    #[cfg_attr(not(debug_assertions), inline(always))]
    pub(crate) const fn at_bracket(offset: usize) -> Self {
        Self { offset, length: 1 }
    }
}

/// A scalar value.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Scalar<'a> {
    Null,
    Bool(bool),
    Number(Num),
    Text(Str<'a>),
}

impl Scalar<'_> {
    pub(crate) const fn json_type(&self) -> &'static str {
        match self {
            Self::Null => "null",
            Self::Bool(_) => "boolean",
            Self::Number(_) => "number",
            Self::Text(_) => "string",
        }
    }

    /// Returns the text that it would be if it were written as one.
    pub(crate) fn written(&self) -> String {
        match self {
            Self::Null => "null".to_owned(),
            Self::Bool(bool) => bool.to_string(),
            Self::Number(Num::Int(int)) => int.to_string(),
            Self::Number(Num::Beyond(value) | Num::Float(value)) => value.to_string(),
            Self::Text(text) => text.to_text().into_owned(),
        }
    }
}

/// A number. Integral values are integers, however they were written.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Num {
    Int(i64),
    /// An integer beyond `i64`; what a double makes of it.
    Beyond(f64),
    Float(f64),
}

impl Num {
    /// `None` for infinities and NaN.
    pub(crate) fn from_f64(value: f64) -> Option<Self> {
        if !value.is_finite() {
            return None;
        }
        if value.fract() != 0.0 {
            return Some(Self::Float(value));
        }
        Some(exact_i64(value).map_or(Self::Beyond(value), Self::Int))
    }

    /// Reads the text of a JSON number; `None` if no double holds it.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        if text.len() <= 18 && text.bytes().all(|b| b.is_ascii_digit()) {
            // Eighteen digits fit without a check of each step.
            return text.parse().ok().map(Self::Int);
        }
        let integer = !text.bytes().any(|b| matches!(b, b'.' | b'e' | b'E'));
        if integer && let Ok(value) = text.parse() {
            return Some(Self::Int(value));
        }
        let value: f64 = text.parse().ok()?;
        match Self::from_f64(value)? {
            // More digits than i64 holds: never in range, even where rounding would land on its edge.
            Self::Int(_) if integer => Some(Self::Beyond(value)),
            num => Some(num),
        }
    }

    /// Reads an integer that is written as text, as parameters are: see [`Written::is_integer`].
    pub(crate) fn integer(text: &str) -> Option<Self> {
        if !Written::is_integer(text) {
            return None;
        }
        // Of what is beyond any double, the sign tells which bound it breaks.
        let int = text.parse().map(Self::Int);
        int.or_else(|_| text.parse().map(Self::Beyond)).ok()
    }

    /// Reads a number that is written as text; `None` if it is none ([`Written::is_number`]), or if no double holds it.
    pub(crate) fn number(text: &str) -> Option<Self> {
        Written::is_number(text).then(|| Self::parse(text))?
    }

    #[allow(clippy::cast_precision_loss)]
    pub(crate) const fn as_f64(self) -> f64 {
        match self {
            Self::Int(value) => value as f64,
            Self::Beyond(value) | Self::Float(value) => value,
        }
    }
}

/// Reads a truth value that is written as text.
pub(crate) fn truth(text: &str) -> Option<bool> {
    match text {
        "true" => Some(true),
        "false" => Some(false),
        _ => None,
    }
}

/// The integer that a double is, if it is one within `i64`.
#[allow(clippy::cast_possible_truncation)]
fn exact_i64(value: f64) -> Option<i64> {
    // 2^63 as a double; i64::MAX itself is not one.
    const EDGE: f64 = 9_223_372_036_854_775_808.0;
    (-EDGE..EDGE).contains(&value).then_some(value as i64)
}

/// A text: as it is, or as JSON source with escapes in it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Str<'a> {
    pub(crate) raw: &'a str,
    /// How many more code points `raw` has than the text itself, through JSON escapes (valid ones: the lexer has seen
    /// them). Zero without escapes, since each takes two code points at least.
    pub(crate) excess: usize,
}

impl<'a> Str<'a> {
    pub(crate) const fn plain(raw: &'a str) -> Self {
        Self { raw, excess: 0 }
    }

    const fn is_escaped(&self) -> bool {
        self.excess > 0
    }

    /// The text itself; escapes are resolved into `scratch`.
    pub(crate) fn decode<'s>(&self, scratch: &'s mut String) -> &'s str
    where
        'a: 's,
    {
        if !self.is_escaped() {
            return self.raw;
        }
        scratch.clear();
        scratch.extend(self.chars());
        scratch
    }

    /// The text itself, copied only where it is written with escapes.
    pub(crate) fn to_text(self) -> Cow<'a, str> {
        if self.is_escaped() {
            return Cow::Owned(self.chars().collect());
        }
        Cow::Borrowed(self.raw)
    }

    /// Whether it is that text.
    pub(crate) fn is(&self, text: &str) -> bool {
        if self.is_escaped() {
            return self.chars().eq(text.chars());
        }
        is_same(self.raw.as_bytes(), text.as_bytes())
    }

    /// Whether any of those texts stands in it.
    pub(crate) fn holds_any(&self, texts: &[Box<str>]) -> bool {
        let text = self.to_text();
        texts.iter().any(|part| text.contains(&**part))
    }

    /// Whether it is that text, letters of ASCII in either case.
    pub(crate) fn is_in_any_case(&self, text: &str) -> bool {
        if self.is_escaped() {
            let lower = |c: char| c.to_ascii_lowercase();
            return self.chars().map(lower).eq(text.chars().map(lower));
        }
        self.raw.eq_ignore_ascii_case(text)
    }

    /// Whether an automaton accepts it.
    pub(crate) fn matches(&self, automaton: &Automaton) -> bool {
        if self.is_escaped() {
            return automaton.matches_bytes(utf8(self.chars()));
        }
        automaton.matches(self.raw)
    }

    /// Whether it is base64 of RFC 4648 section 4, padded.
    pub(crate) fn is_base64(&self) -> bool {
        if self.is_escaped() {
            return is_base64(utf8(self.chars()));
        }
        let raw = self.raw.as_bytes();
        // Padding stands among the last two, and what is before it is looked at without a branch a byte.
        let end = match raw {
            [.., b'=', b'='] => raw.len().wrapping_sub(2),
            [.., b'='] => raw.len().wrapping_sub(1),
            _ => raw.len(),
        };
        let digits = raw.get(..end).unwrap_or_default().iter();
        raw.len().is_multiple_of(4) && digits.fold(true, |all, byte| all & is_base64_digit(*byte))
    }

    /// The code points.
    pub(crate) fn chars(&self) -> Chars<'a> {
        Chars {
            rest: self.raw.chars(),
            escaped: self.is_escaped(),
        }
    }

    /// Whether it has between `min` and `max` code points: `Err` with their number if not.
    pub(crate) fn length_within(&self, min: u32, max: u32) -> Result<(), u64> {
        let bytes = self.raw.len();
        // A code point takes at most four bytes, or twelve as a pair of escapes: often the bytes alone decide.
        let most = if self.is_escaped() { 12 } else { 4 };
        if bytes <= to_usize(max) && to_usize(min).saturating_mul(most) <= bytes {
            return Ok(());
        }
        let count = self.chars_count();
        if count < u64::from(min) || count > u64::from(max) {
            Err(count)
        } else {
            Ok(())
        }
    }

    pub(crate) fn chars_count(&self) -> u64 {
        let excess = u64::try_from(self.excess).unwrap_or(u64::MAX);
        scan::code_points(self.raw.as_bytes()).saturating_sub(excess)
    }

    /// How many code points stand outside markup. A tag runs from `<` to the next `>`; an unclosed `<` is text.
    pub(crate) fn chars_without_markup(&self) -> u64 {
        let (mut outside, mut tag) = (0_u64, None);
        for c in self.chars() {
            match (&mut tag, c) {
                (None, '<') => tag = Some(1_u64),
                (None, _) => outside = outside.saturating_add(1),
                (Some(_), '>') => tag = None,
                (Some(length), _) => *length = length.saturating_add(1),
            }
        }
        outside.saturating_add(tag.unwrap_or(0))
    }

    pub(crate) fn bytes_count(&self) -> u64 {
        let count = if self.is_escaped() {
            self.chars()
                .fold(0_usize, |sum, c| sum.saturating_add(c.len_utf8()))
        } else {
            self.raw.len()
        };
        u64::try_from(count).unwrap_or(u64::MAX)
    }
}

/// Whether two short texts are equal: a call to the system's comparison costs more than it saves.
#[cfg_attr(not(debug_assertions), inline(always))]
pub(crate) fn is_same(a: &[u8], b: &[u8]) -> bool {
    if a.len() != b.len() {
        return false;
    }
    // The last bytes overlap with those before.
    if let (Some(a_end), Some(b_end)) = (a.last_chunk::<8>(), b.last_chunk::<8>()) {
        let (a, b) = (a.as_chunks::<8>().0, b.as_chunks::<8>().0);
        return a_end == b_end && a.iter().zip(b).all(|(a, b)| a == b);
    }
    if let (Some(a_end), Some(b_end)) = (a.last_chunk::<4>(), b.last_chunk::<4>()) {
        return a_end == b_end && a.first_chunk::<4>() == b.first_chunk::<4>();
    }
    a.iter().zip(b).all(|(a, b)| a == b)
}

fn to_usize(value: u32) -> usize {
    usize::try_from(value).unwrap_or(usize::MAX)
}

/// The code points of a text, escapes resolved.
#[derive(Debug, Clone)]
pub(crate) struct Chars<'a> {
    rest: std::str::Chars<'a>,
    escaped: bool,
}

impl Iterator for Chars<'_> {
    type Item = char;

    fn next(&mut self) -> Option<char> {
        let c = self.rest.next()?;
        if c != '\\' || !self.escaped {
            return Some(c);
        }
        Some(match self.rest.next()? {
            'b' => '\u{8}',
            'f' => '\u{c}',
            'n' => '\n',
            'r' => '\r',
            't' => '\t',
            'u' => {
                let high = self.hex()?;
                if (0xD800..0xDC00).contains(&high) {
                    // The lexer has seen to it that `\u` and a low surrogate follow.
                    self.rest.next();
                    self.rest.next();
                    let low = self.hex()?;
                    let value = 0x1_0000_u32
                        .wrapping_add(high.wrapping_sub(0xD800) << 10)
                        .wrapping_add(low.wrapping_sub(0xDC00));
                    char::from_u32(value)?
                } else {
                    char::from_u32(high)?
                }
            }
            other => other,
        })
    }
}

impl Chars<'_> {
    fn hex(&mut self) -> Option<u32> {
        let mut value = 0_u32;
        for _ in 0..4 {
            value = (value << 4) | self.rest.next()?.to_digit(16)?;
        }
        Some(value)
    }
}

/// The bytes of a text that is given as code points.
fn utf8(chars: impl Iterator<Item = char>) -> impl Iterator<Item = u8> {
    chars.flat_map(|c| {
        let mut bytes = [0; 4];
        let length = c.encode_utf8(&mut bytes).len();
        bytes.into_iter().take(length)
    })
}

/// Whether bytes are base64: quanta of four, and padding at the end alone.
fn is_base64(bytes: impl Iterator<Item = u8>) -> bool {
    let (mut length, mut padding) = (0_usize, 0_usize);
    for byte in bytes {
        length = length.wrapping_add(1);
        if byte == b'=' {
            padding = padding.wrapping_add(1);
        } else if padding > 0 || !is_base64_digit(byte) {
            return false;
        }
    }
    length.is_multiple_of(4) && padding <= 2
}

/// Whether a byte is one of the 64 digits of base64.
const fn is_base64_digit(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/')
}

/// What is kept of a scalar for rules. Texts are kept as the literal of the contract that they equal, with a bit for each rule
/// that asks for a text inside of them.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Kept<'c> {
    /// No scalar.
    Nothing,
    Bool(bool),
    Number(Num),
    Text(Option<&'c str>, Parts),
}

impl<'c> Kept<'c> {
    /// Of a finite number.
    pub(crate) fn of_number(value: f64) -> Self {
        Num::from_f64(value).map_or(Self::Nothing, Self::Number)
    }

    pub(crate) fn of(literal: &'c Literal) -> Self {
        match literal {
            Literal::Text(text) => Self::Text(Some(text), Parts::NONE),
            Literal::Int(int) => Self::Number(Num::Int(*int)),
            Literal::Number(number) => Self::of_number(*number),
            Literal::Bool(bool) => Self::Bool(*bool),
        }
    }

    pub(crate) fn is(&self, literal: &Literal) -> bool {
        match (self, literal) {
            (Self::Text(Some(kept), _), Literal::Text(text)) => {
                is_same(kept.as_bytes(), text.as_bytes())
            }
            (Self::Bool(a), Literal::Bool(b)) => a == b,
            (Self::Number(Num::Int(a)), Literal::Int(b)) => a == b,
            (Self::Number(a), Literal::Number(b)) => a.as_f64() == *b,
            _ => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn integral_numbers_are_integers_however_written() {
        for text in ["50", "50.0", "5e1", "0.5e2", "49.99999999999999999999"] {
            assert_eq!(Num::parse(text), Some(Num::Int(50)), "{text}");
        }
        assert_eq!(Num::parse("-0"), Some(Num::Int(0)));
        assert_eq!(Num::parse("-0.0"), Some(Num::Int(0)));
        assert_eq!(Num::parse("1.5"), Some(Num::Float(1.5)));
    }

    #[test]
    fn literals_are_met_by_the_same_value_and_no_other() {
        let number = |text| Kept::Number(Num::parse(text).expect("a number"));
        for (kept, literal, same) in [
            (number("5e0"), Literal::Int(5), true),
            (number("5"), Literal::Number(5.0), true),
            (number("5.5"), Literal::Int(5), false),
            (Kept::of(&Literal::Number(5.0)), Literal::Int(5), true),
            (Kept::of(&Literal::Int(5)), Literal::Number(5.0), true),
            // Doubles would not tell these apart.
            (
                number("9007199254740993"),
                Literal::Int(9_007_199_254_740_992),
                false,
            ),
            (number("9223372036854775808"), Literal::Int(i64::MAX), false),
            (Kept::Bool(true), Literal::Int(1), false),
            (Kept::Text(Some("5"), Parts::NONE), Literal::Int(5), false),
        ] {
            assert_eq!(kept.is(&literal), same, "{kept:?} and {literal:?}");
        }
    }

    #[test]
    fn numbers_in_texts_are_read_by_a_grammar_of_their_own() {
        for (text, integer, number) in [
            ("500", Some(Num::Int(500)), Some(Num::Int(500))),
            ("-007", Some(Num::Int(-7)), Some(Num::Int(-7))),
            ("2.50", None, Some(Num::Float(2.5))),
            ("3.0", None, Some(Num::Int(3))),
            ("5e1", None, None),
            ("+5", None, None),
        ] {
            assert_eq!(
                (Num::integer(text), Num::number(text)),
                (integer, number),
                "{text}"
            );
        }
        let far = "9".repeat(400);
        assert_eq!(Num::integer(&far), Some(Num::Beyond(f64::INFINITY)));
        assert_eq!(Num::number(&far), None);
        assert!(matches!(
            Num::integer("9223372036854775808"),
            Some(Num::Beyond(_))
        ));
    }

    #[test]
    fn integers_beyond_i64_are_told_apart_and_numbers_beyond_f64_are_refused() {
        assert_eq!(Num::parse("9223372036854775807"), Some(Num::Int(i64::MAX)));
        // The second rounds to the least of all.
        for beyond in ["9223372036854775808", "-9223372036854775809"] {
            assert!(
                matches!(Num::parse(beyond), Some(Num::Beyond(_))),
                "{beyond}"
            );
        }
        assert!(matches!(Num::parse("-1e19"), Some(Num::Beyond(_))));
        assert_eq!(Num::parse("1e400"), None);
        assert_eq!(Num::parse(&"9".repeat(400)), None);
    }

    #[test]
    fn escapes_are_resolved_and_counted_as_code_points() {
        let text = Str {
            raw: r"a\n\u00e9\ud83d\ude00",
            excess: 17,
        };
        assert_eq!(text.decode(&mut String::new()), "a\né😀");
        assert_eq!(text.chars_count(), 4);
        assert_eq!(text.bytes_count(), 8);
        assert_eq!(text.length_within(4, 4), Ok(()));
        assert_eq!(text.length_within(5, 9), Err(4));
    }

    #[test]
    fn tags_are_not_counted_and_an_unclosed_one_is_text() {
        for (text, count) in [
            ("<speak>你好</speak>", 2),
            ("a < b", 5),
            ("a > b <c", 8),
            ("<a<b>c", 1),
        ] {
            assert_eq!(Str::plain(text).chars_without_markup(), count, "{text}");
        }
    }

    #[test]
    fn what_is_kept_is_compared_as_json_compares_it() {
        let number = |value| Kept::Number(Num::from_f64(value).expect("a finite number"));
        for (kept, literal, same) in [
            (Kept::Number(Num::Int(2)), Literal::Int(2), true),
            (Kept::Number(Num::Int(2)), Literal::Int(3), false),
            (Kept::Number(Num::Int(2)), Literal::Number(2.0), true),
            (Kept::Number(Num::Int(2)), Literal::Number(2.5), false),
            (number(2.5), Literal::Number(2.5), true),
            (number(2.5), Literal::Number(2.0), false),
            (number(2.5), Literal::Int(2), false),
            (number(1e19), Literal::Int(i64::MAX), false),
            (Kept::Bool(true), Literal::Bool(true), true),
            (Kept::Bool(true), Literal::Bool(false), false),
            (Kept::Bool(true), Literal::Int(1), false),
            (Kept::Text(Some("a"), Parts::NONE), Literal::from("a"), true),
            (
                Kept::Text(Some("a"), Parts::NONE),
                Literal::from("b"),
                false,
            ),
            (Kept::Text(None, Parts::NONE), Literal::from("a"), false),
            (Kept::Nothing, Literal::Int(0), false),
        ] {
            assert_eq!(kept.is(&literal), same, "{kept:?} and {literal:?}");
        }
    }

    #[test]
    fn texts_that_differ_in_a_byte_are_not_the_same() {
        for length in 0..20 {
            let text: Vec<u8> = (b'a'..).take(length).collect();
            assert!(is_same(&text, &text.clone()));
            assert!(!is_same(&text, b"abcdefghijklmnopqrstuvwxyz"));
            for at in 0..length {
                let mut other = text.clone();
                *other.get_mut(at).expect("a byte of the text") = b'?';
                assert!(!is_same(&text, &other) && !is_same(&other, &text));
            }
        }
    }

    #[test]
    fn base64_needs_its_padding() {
        for good in ["", "QUJD", "QUI=", "QQ=="] {
            assert!(Str::plain(good).is_base64(), "{good}");
        }
        for bad in ["Q", "QQ", "QUI", "Q===", "QU=J", "QUJD\n", "QU-_", "===="] {
            assert!(!Str::plain(bad).is_base64(), "{bad}");
        }
    }
}
