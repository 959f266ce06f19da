//! Tokens of JSON text with their offsets. A thin layer over the `hifijson` pull lexer: it hands over slices of the
//! input, resolves nothing, allocates nothing and does not recurse.

use hifijson::num::Lex as _;
use hifijson::str::LexWrite as _;
use hifijson::token::Lex as _;
use hifijson::{Read as _, SliceLexer};

use super::Stop;
use crate::engine::scalar::{Num, Str};
use crate::report::MalformedCode;

pub(super) struct Lexer<'i> {
    input: &'i str,
    inner: SliceLexer<'i>,
}

impl<'i> Lexer<'i> {
    pub(super) fn new(input: &'i str) -> Self {
        Self {
            input,
            inner: SliceLexer::new(input.as_bytes()),
        }
    }

    /// How many bytes have been read.
    pub(super) fn offset(&self) -> usize {
        self.input.len().saturating_sub(self.inner.as_slice().len())
    }

    pub(super) fn at_end(&self) -> bool {
        self.inner.as_slice().is_empty()
    }

    pub(super) fn go_to(&mut self, offset: usize) {
        self.inner = SliceLexer::new(self.input.as_bytes().get(offset..).unwrap_or_default());
    }

    /// The next byte that is no white space.
    pub(super) fn peek(&mut self) -> Option<u8> {
        self.inner.ws_peek()
    }

    /// Reads over the byte that was peeked.
    pub(super) fn advance(&mut self) {
        self.inner.take_next();
    }

    /// The text from an offset to here.
    pub(super) fn since(&self, start: usize) -> &'i str {
        self.input.get(start..self.offset()).unwrap_or("")
    }

    /// A string whose opening quote has been read, up to and with its closing quote.
    pub(super) fn string(&mut self) -> Result<Str<'i>, Box<Stop>> {
        let start = self.offset();
        let mut bytes: &[u8] = &[];
        self.inner.str_bytes(&mut bytes).map_err(|error| {
            use hifijson::str::Error;
            let at = self.offset();
            match error {
                Error::Control => Stop::syntax(
                    "a control character stands in a string; it must be escaped",
                    at,
                ),
                Error::Eof => Stop::syntax("the document ends inside a string", at),
                Error::Escape(hifijson::escape::Error::Eof) => {
                    Stop::syntax("the document ends inside a string", at)
                }
                Error::Escape(_) => {
                    Stop::syntax("a string has an escape that JSON does not know", at)
                }
                Error::Utf8(_) => Stop::syntax("a string is not UTF-8", at),
            }
        })?;
        let raw = self
            .input
            .get(start..start.saturating_add(bytes.len()))
            .unwrap_or("");
        let escaped = bytes.contains(&b'\\');
        if escaped && let Some(at) = lone_surrogate(raw) {
            return Err(Stop::syntax(
                "a string has half of a surrogate pair",
                start.saturating_add(at),
            ));
        }
        Ok(Str { raw, escaped })
    }

    /// Reads over a name whose opening quote has been read, if it is this one, to the letter.
    pub(super) fn name_is(&mut self, name: &str) -> bool {
        let rest = self.inner.as_slice();
        if rest.get(name.len()) != Some(&b'"') || !rest.starts_with(name.as_bytes()) {
            return false;
        }
        let end = self.offset().saturating_add(name.len()).saturating_add(1);
        self.go_to(end);
        true
    }

    /// A number.
    pub(super) fn number(&mut self) -> Result<Num, Box<Stop>> {
        let start = self.offset();
        self.inner
            .num_ignore()
            .validate()
            .map_err(|_| Stop::syntax("a digit is expected here", self.offset()))?;
        Num::parse(self.since(start)).ok_or_else(|| {
            Stop::new(
                MalformedCode::Number,
                "the number is beyond what a double holds",
                start,
            )
        })
    }

    /// `true`, `false`, or `None` for `null`.
    pub(super) fn word(&mut self) -> Result<Option<bool>, Box<Stop>> {
        let start = self.offset();
        self.inner.null_or_bool().ok_or_else(|| {
            Stop::syntax("a JSON value is expected here: true, false or null", start)
        })
    }
}

/// The offset of an escape that is half of a surrogate pair. The escapes themselves are known to be well formed.
fn lone_surrogate(raw: &str) -> Option<usize> {
    let bytes = raw.as_bytes();
    let mut at = 0_usize;
    while let Some(&byte) = bytes.get(at) {
        if byte != b'\\' {
            at = at.saturating_add(1);
            continue;
        }
        match unit(bytes, at) {
            None => at = at.saturating_add(2),
            Some(0xD800..=0xDBFF) => {
                let low = at.saturating_add(6);
                if !matches!(unit(bytes, low), Some(0xDC00..=0xDFFF)) {
                    return Some(at);
                }
                at = at.saturating_add(12);
            }
            Some(0xDC00..=0xDFFF) => return Some(at),
            Some(_) => at = at.saturating_add(6),
        }
    }
    None
}

/// The UTF-16 unit of a `\uXXXX` escape at an offset.
fn unit(bytes: &[u8], at: usize) -> Option<u16> {
    let escape = bytes.get(at..at.checked_add(6)?)?;
    let digits = escape.strip_prefix(b"\\u")?;
    u16::from_str_radix(std::str::from_utf8(digits).ok()?, 16).ok()
}
