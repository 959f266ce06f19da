//! Finding values in JSON text, with their places. What is found is checked elsewhere; here it is told apart alone.

use std::borrow::Cow;
use std::ops::Range;

use crate::scan;

/// How deep values may be nested.
pub const DEPTH: usize = 128;

/// Text that is no JSON value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Broken {
    /// Where, in bytes.
    pub at: usize,
    /// Why.
    pub why: &'static str,
}

/// The offset of the first byte from a place on that is no white space.
#[must_use]
pub fn skip_space(text: &[u8], at: usize) -> usize {
    match text.get(at) {
        Some(b' ' | b'\t' | b'\r' | b'\n') => scan::white_until(text, at),
        _ => at,
    }
}

/// The offset of the first quote or backslash.
#[must_use]
pub fn next_mark(text: &[u8]) -> Option<usize> {
    let mut at = scan::plain_until(text, 0);
    loop {
        match text.get(at)? {
            b'"' | b'\\' => return Some(at),
            _ => at = scan::plain_until(text, at.saturating_add(1)),
        }
    }
}

/// The end of the string whose opening quote stands at a place.
///
/// # Errors
/// Where the text ends before the string does.
pub fn string_end(text: &[u8], at: usize) -> Result<usize, Broken> {
    let mut from = scan::plain_until(text, at.saturating_add(1));
    // Most strings have no escapes.
    if text.get(from) == Some(&b'"') {
        return Ok(from.saturating_add(1));
    }
    // In JSON within JSON marks are many: those of a block are looked for once.
    while from < text.len() {
        let (mut marks, block, length) = scan::next_special(text, from);
        from = block.saturating_add(length);
        while marks != 0 {
            let index = scan::index_of_first(marks);
            let mark = block.saturating_add(index);
            let skipped = match text.get(mark) {
                Some(b'"') => return Ok(mark.saturating_add(1)),
                Some(b'\\') => 2,
                _ => 1,
            };
            marks &= scan::bits_from(index.saturating_add(skipped));
            from = from.max(mark.saturating_add(skipped));
        }
    }
    Err(Broken {
        at: text.len(),
        why: "the text ends within a string",
    })
}

/// The end of the value that begins at a place.
pub fn value_end(text: &[u8], at: usize) -> Result<usize, Broken> {
    value_end_below(text, at, 0)
}

/// The end of the value that begins at a place within so many others.
fn value_end_below(text: &[u8], at: usize, around: usize) -> Result<usize, Broken> {
    let mut depth = 0_usize;
    let mut here = at;
    loop {
        let Some(byte) = text.get(here) else {
            let why = "the text ends within a value";
            return Err(Broken {
                at: text.len(),
                why,
            });
        };
        match byte {
            b'"' => here = string_end(text, here)?,
            b'{' | b'[' => {
                depth = depth.saturating_add(1);
                if depth.saturating_add(around) > DEPTH {
                    let why = "values are nested more than 128 levels deep";
                    return Err(Broken { at: here, why });
                }
                here = here.saturating_add(1);
            }
            b'}' | b']' => {
                let Some(less) = depth.checked_sub(1) else {
                    let why = "a value is expected";
                    return Err(Broken { at: here, why });
                };
                depth = less;
                here = here.saturating_add(1);
            }
            b',' | b':' | b' ' | b'\t' | b'\r' | b'\n' if depth > 0 => {
                here = here.saturating_add(1);
            }
            b'-' | b'+' | b'.' | b'0'..=b'9' | b'a'..=b'z' | b'A'..=b'Z' => {
                here = word_end(text, here);
            }
            _ => {
                let why = "a JSON value is expected";
                return Err(Broken { at: here, why });
            }
        }
        if depth == 0 {
            return Ok(here);
        }
    }
}

fn word_end(text: &[u8], at: usize) -> usize {
    let rest = text.get(at..).unwrap_or_default();
    let word = rest
        .iter()
        .take_while(|byte| byte.is_ascii_alphanumeric() || b"+-.".contains(byte));
    at.saturating_add(word.count())
}

/// A way through the members or items of a value, forward alone; there are none of a scalar.
///
/// [`Inside::next_name`] goes on to a value. It is gone over as a whole ([`Inside::pass`]), or entered ([`Inside::enter`]): what is
/// entered is looked at once, however deep what is wanted stands.
pub struct Inside<'a> {
    text: &'a [u8],
    at: usize,
    /// How many values stand around the members.
    depth: usize,
    object: bool,
    first: bool,
    done: bool,
}

/// A member of an object, or an item of a list, which has no name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Member {
    /// With its quotes.
    pub name: Range<usize>,
    /// Without the white space around it.
    pub value: Range<usize>,
}

/// What stands in the value that begins at a place.
pub fn inside(text: &[u8], at: usize) -> Inside<'_> {
    Inside::new(text, skip_space(text, at), 1)
}

impl<'a> Inside<'a> {
    /// Begins in the value at a place.
    fn new(text: &'a [u8], at: usize, depth: usize) -> Self {
        let object = text.get(at) == Some(&b'{');
        Self {
            text,
            at: at.saturating_add(1),
            depth,
            object,
            first: true,
            done: !object && text.get(at) != Some(&b'['),
        }
    }

    /// Goes on to the next value, which has to be gone over or entered then. Returns its name with its quotes, an empty range in
    /// a list; `None` at the end, behind which the way goes on.
    pub fn next_name(&mut self) -> Result<Option<Range<usize>>, Broken> {
        if self.done {
            return Ok(None);
        }
        let text = self.text;
        let mut at = skip_space(text, self.at);
        let close = if self.object { b'}' } else { b']' };
        match text.get(at) {
            Some(byte) if *byte == close => {
                self.at = at.saturating_add(1);
                self.done = true;
                return Ok(None);
            }
            Some(b',') if !self.first => at = skip_space(text, at.saturating_add(1)),
            Some(_) if self.first => {}
            Some(_) => {
                let why = "a comma or the end is expected";
                return Err(Broken { at, why });
            }
            None => {
                let why = "the text ends within a value";
                return Err(Broken { at, why });
            }
        }
        self.first = false;
        let mut name = at..at;
        if self.object {
            if text.get(at) != Some(&b'"') {
                let why = "a member's name in double quotes is expected";
                return Err(Broken { at, why });
            }
            name = at..string_end(text, at)?;
            at = skip_space(text, name.end);
            if text.get(at) != Some(&b':') {
                let why = "a colon is expected";
                return Err(Broken { at, why });
            }
            at = skip_space(text, at.saturating_add(1));
        }
        self.at = at;
        Ok(Some(name))
    }

    /// Goes over the value that was gone to. Returns where it stands.
    pub fn pass(&mut self) -> Result<Range<usize>, Broken> {
        let start = self.at;
        self.at = value_end_below(self.text, start, self.depth)?;
        Ok(start..self.at)
    }

    /// Enters the value that was gone to, and goes behind it. Returns where it stands.
    ///
    /// What is given the way has to go it to its end.
    pub fn enter(
        &mut self,
        read: impl FnOnce(&mut Self) -> Result<(), Broken>,
    ) -> Result<Range<usize>, Broken> {
        let start = self.at;
        let mut within = Self::new(self.text, start, self.depth.saturating_add(1));
        if within.done {
            return self.pass();
        }
        if self.depth >= DEPTH {
            let why = "values are nested more than 128 levels deep";
            return Err(Broken { at: start, why });
        }
        read(&mut within)?;
        self.at = within.at;
        Ok(start..self.at)
    }

    /// Where the way goes on.
    pub const fn place(&self) -> usize {
        self.at
    }

    /// Whether the value that was gone to is an object.
    pub fn is_object(&self) -> bool {
        self.text.get(self.at) == Some(&b'{')
    }
}

impl Iterator for Inside<'_> {
    type Item = Result<Member, Broken>;

    fn next(&mut self) -> Option<Self::Item> {
        let step = self.next_name().and_then(|name| {
            let Some(name) = name else {
                return Ok(None);
            };
            let value = self.pass()?;
            Ok(Some(Member { name, value }))
        });
        self.done = !matches!(step, Ok(Some(_)));
        step.transpose()
    }
}

/// The member of that name of the object that begins at a place, the last of several.
pub fn member(text: &[u8], at: usize, name: &str) -> Result<Option<Range<usize>>, Broken> {
    let mut found = None;
    for member in inside(text, at) {
        let member = member?;
        if is_name(text, &member.name, name) {
            found = Some(member.value);
        }
    }
    Ok(found)
}

/// Whether a string of the text, quotes included, says a name.
pub fn is_name(text: &[u8], at: &Range<usize>, name: &str) -> bool {
    *said(text, at) == *name.as_bytes()
}

/// What a string of the text says, quotes included in the place.
pub fn said<'t>(text: &'t [u8], at: &Range<usize>) -> Cow<'t, [u8]> {
    let raw = text.get(at.clone()).unwrap_or_default();
    match unescaped(raw) {
        Some(said) => Cow::Owned(said),
        None => {
            let inner = raw.get(1..raw.len().saturating_sub(1));
            Cow::Borrowed(inner.unwrap_or_default())
        }
    }
}

/// The value at a JSON Pointer in the value that begins at a place.
pub fn at_pointer(text: &[u8], pointer: &str) -> Result<Option<Range<usize>>, Broken> {
    let start = skip_space(text, 0);
    let mut here = start..value_end(text, start)?;
    for token in pointer.split('/').skip(1) {
        let token = token.replace("~1", "/").replace("~0", "~");
        let is_list = text.get(here.start) == Some(&b'[');
        let next = match token.parse::<usize>() {
            Ok(index) if is_list => inside(text, here.start).nth(index).transpose()?,
            Err(_) if is_list => None,
            Ok(_) | Err(_) => {
                let found = member(text, here.start, &token)?;
                found.map(|value| Member { name: 0..0, value })
            }
        };
        match next {
            Some(member) => here = member.value,
            None => return Ok(None),
        }
    }
    Ok(Some(here))
}

/// The value at a JSON Pointer in a text that is one JSON value, with its name; `None` where a member of the way stands there twice,
/// and where there is no such value.
pub(crate) fn only_at_pointer(text: &[u8], pointer: &str) -> Option<Member> {
    let start = skip_space(text, 0);
    let end = value_end(text, start).ok()?;
    let mut here = Member {
        name: start..start,
        value: start..end,
    };
    for token in pointer.split('/').skip(1) {
        let token = token.replace("~1", "/").replace("~0", "~");
        let is_list = text.get(here.value.start) == Some(&b'[');
        let mut all = inside(text, here.value.start).map_while(Result::ok);
        here = match is_list {
            true => all.nth(token.parse().ok()?)?,
            false => {
                let mut named = all.filter(|member| is_name(text, &member.name, &token));
                let (only, None) = (named.next()?, named.next()) else {
                    return None;
                };
                only
            }
        };
    }
    Some(here)
}

/// What a JSON string says, quotes included in what is given; `None` where that is what stands between them.
///
/// A lone surrogate becomes U+FFFD, and an escape that JSON does not have stands for itself.
pub fn unescaped(raw: &[u8]) -> Option<Vec<u8>> {
    let inner = raw.get(1..raw.len().saturating_sub(1))?;
    memchr::memchr(b'\\', inner)?;
    let mut out = Vec::with_capacity(inner.len());
    let mut rest = inner;
    // No quote stands between the two unless it is escaped.
    while let Some((plain, marked)) = next_mark(rest).and_then(|at| rest.split_at_checked(at)) {
        out.extend_from_slice(plain);
        let length = match marked {
            [b'\\', byte @ (b'"' | b'\\' | b'/'), ..] => {
                out.push(*byte);
                2
            }
            [b'\\', ..] => {
                let (letter, length) = escape(marked);
                out.extend_from_slice(letter.encode_utf8(&mut [0; 4]).as_bytes());
                length
            }
            other => {
                out.extend(other.first());
                1
            }
        };
        rest = marked.get(length..).unwrap_or_default();
    }
    out.extend_from_slice(rest);
    Some(out)
}

/// A text as a JSON string.
pub fn quoted(text: &str) -> String {
    let mut out = String::with_capacity(text.len().saturating_add(2));
    out.push('"');
    for letter in text.chars() {
        match letter {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            control if control < ' ' => out.push_str(&format!("\\u{:04x}", u32::from(control))),
            letter => out.push(letter),
        }
    }
    out.push('"');
    out
}

/// The places of a string's bytes as steps: the offset in what it says, and in the raw text.
pub fn steps(raw: &[u8]) -> Vec<(usize, usize)> {
    let mut walk = Walk::new(raw);
    let mut out = vec![(walk.said, walk.at)];
    while walk.step_byte() {
        out.push((walk.said, walk.at));
    }
    out
}

/// The stretches of what a string says: the offset in it, that in the raw text, and whether bytes stand for themselves.
pub fn stretches(raw: &[u8]) -> Vec<(usize, usize, bool)> {
    let mut walk = Walk::new(raw);
    let mut out = Vec::new();
    loop {
        let exact = walk.raw.get(walk.at) != Some(&b'\\');
        out.push((walk.said, walk.at, exact));
        if !walk.step() {
            return out;
        }
    }
}

/// A walk through a JSON string, along the raw text and what it says at once.
pub struct Walk<'a> {
    raw: &'a [u8],
    at: usize,
    said: usize,
}

impl<'a> Walk<'a> {
    /// Begins behind the opening quote.
    pub fn new(raw: &'a [u8]) -> Self {
        Self {
            raw,
            at: 1,
            said: 0,
        }
    }

    /// Goes on to an offset in what the string says; returns that in the raw text.
    pub fn to(&mut self, said: usize) -> usize {
        while self.said < said {
            let (before, at) = (self.said, self.at);
            if self.raw.get(at) != Some(&b'\\') {
                let plain = self.plain();
                let wanted = said.saturating_sub(before).min(plain);
                if wanted == 0 {
                    break;
                }
                self.at = at.saturating_add(wanted);
                self.said = before.saturating_add(wanted);
            } else if !self.step() {
                break;
            } else if self.said > said {
                // Within an escape.
                (self.said, self.at) = (before, at);
                break;
            }
        }
        self.at
    }

    /// How many bytes from here on stand for themselves.
    fn plain(&self) -> usize {
        let end = self.raw.len().saturating_sub(1);
        let rest = self.raw.get(self.at..end).unwrap_or_default();
        memchr::memchr(b'\\', rest).unwrap_or(rest.len())
    }

    /// Goes over one byte that stands for itself, or one escape.
    fn step_byte(&mut self) -> bool {
        if self.raw.get(self.at) == Some(&b'\\') {
            return self.step();
        }
        if self.plain() == 0 {
            return false;
        }
        self.at = self.at.saturating_add(1);
        self.said = self.said.saturating_add(1);
        true
    }

    /// Goes over a stretch of bytes that stand for themselves, or one escape. `false` at the end.
    fn step(&mut self) -> bool {
        let plain = self.plain();
        if plain > 0 {
            self.at = self.at.saturating_add(plain);
            self.said = self.said.saturating_add(plain);
            return true;
        }
        if self.at >= self.raw.len().saturating_sub(1) {
            return false;
        }
        let (letter, length) = escape(self.raw.get(self.at..).unwrap_or_default());
        self.at = self.at.saturating_add(length);
        self.said = self.said.saturating_add(letter.len_utf8());
        true
    }
}

/// The escape that a text begins with: what it says, and how many bytes it has.
fn escape(text: &[u8]) -> (char, usize) {
    let letter = match text.get(1) {
        Some(b'n') => '\n',
        Some(b't') => '\t',
        Some(b'r') => '\r',
        Some(b'b') => '\u{8}',
        Some(b'f') => '\u{c}',
        Some(b'u') => return code_point(text),
        Some(byte) if byte.is_ascii() => char::from(*byte),
        Some(_) | None => return (char::REPLACEMENT_CHARACTER, 1),
    };
    (letter, 2)
}

/// An escape `\uXXXX`, or the two of a pair.
fn code_point(rest: &[u8]) -> (char, usize) {
    let unit = |at: usize| {
        let digits = rest.get(at..at.saturating_add(6))?;
        let digits = str::from_utf8(digits.strip_prefix(b"\\u")?).ok()?;
        u32::from_str_radix(digits, 16).ok()
    };
    let Some(first) = unit(0) else {
        return ('u', 2);
    };
    if let Some(letter) = char::from_u32(first) {
        return (letter, 6);
    }
    let pair = unit(6).filter(|low| (0xdc00..0xe000).contains(low) && first < 0xdc00);
    let joined = pair.and_then(|low| {
        let high = first.checked_sub(0xd800)?.checked_mul(0x400)?;
        let low = low.checked_sub(0xdc00)?;
        char::from_u32(high.checked_add(low)?.checked_add(0x1_0000)?)
    });
    match joined {
        Some(letter) => (letter, 12),
        None => (char::REPLACEMENT_CHARACTER, 6),
    }
}

#[cfg(test)]
mod tests {
    use super::{at_pointer, inside, member, next_mark, steps, unescaped, value_end};

    fn found(text: &str, pointer: &str) -> Option<String> {
        let range = at_pointer(text.as_bytes(), pointer).ok().flatten()?;
        text.get(range).map(str::to_owned)
    }

    #[test]
    fn values_are_found_by_pointer() {
        let text = r#" {"a": [1, {"b~/c": "}"}], "d": null}"#;
        assert_eq!(found(text, "").as_deref(), Some(text.trim()));
        assert_eq!(found(text, "/a/1/b~0~1c").as_deref(), Some("\"}\""));
        assert_eq!(found(text, "/d").as_deref(), Some("null"));
        for gone in ["/a/2", "/a/x", "/e", "/d/0"] {
            assert_eq!(found(text, gone), None, "{gone}");
        }
    }

    #[test]
    fn the_last_of_equal_members_counts_and_names_may_be_escaped() {
        let text = br#"{"a":1,"\u0061":2}"#;
        assert_eq!(member(text, 0, "a"), Ok(Some(16..17)));
    }

    #[test]
    fn broken_text_is_told_with_its_place() {
        for (text, at) in [
            ("{\"a\"", 4),
            ("{\"a\":1", 6),
            ("{a:1}", 1),
            ("[1 2]", 3),
            ("[\"a", 3),
        ] {
            let broken = inside(text.as_bytes(), 0).find_map(Result::err);
            assert_eq!(broken.map(|broken| broken.at), Some(at), "{text}");
        }
        let deep = "[".repeat(200);
        assert!(value_end(deep.as_bytes(), 0).is_err_and(|broken| broken.at == 128));
    }

    #[test]
    fn what_a_string_says_is_as_long_as_the_walk_along_it() {
        let long = "x".repeat(100);
        for inner in [
            r#"\"a\": \"b\\c\/d\""#,
            r"\n\t\r\b\f\u00e9\ud83d\ude00\ud83d\q",
            &format!("{long}\\\"{long}"),
            &format!(r"{long}\u4e2d{long}"),
            "\\\u{e9}",
        ] {
            let raw = format!("\"{inner}\"");
            let said = unescaped(raw.as_bytes()).unwrap_or_default();
            let steps = steps(raw.as_bytes());
            let end = steps.last().copied();
            assert_eq!(end, Some((said.len(), raw.len() - 1)), "{inner}");
        }
        for length in 0..80 {
            for letter in ["x", "\u{e9}", "#", "!", "]", "["] {
                let plain = letter.repeat(length);
                assert_eq!(next_mark(plain.as_bytes()), None, "{plain}");
                for mark in ["\"", "\\", "\"\\", "\\x\""] {
                    let text = format!("{plain}{mark}{plain}");
                    assert_eq!(next_mark(text.as_bytes()), Some(plain.len()), "{text}");
                }
            }
        }
    }

    #[test]
    fn strings_say_what_their_escapes_say() {
        let said = |raw: &str| {
            unescaped(raw.as_bytes()).map(|said| String::from_utf8_lossy(&said).into_owned())
        };
        assert_eq!(said(r#""plain""#), None);
        assert_eq!(said(r#""a\"\\\/\n\t""#).as_deref(), Some("a\"\\/\n\t"));
        assert_eq!(
            said(r#""\u4e2d\ud83d\ude00\ud83d""#).as_deref(),
            Some("中😀\u{fffd}")
        );
        assert_eq!(said(r#""\uZZ""#).as_deref(), Some("uZZ"));
    }
}
