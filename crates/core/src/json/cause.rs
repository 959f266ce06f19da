//! What broken input is, where it can be told: the usual mistakes, and other formats.

use std::borrow::Cow;

use super::Stop;
use crate::report::MalformedCode;

/// Names what the bytes are, where they are no text in UTF-8 at all, or one with a mark in front.
#[inline]
pub(super) fn encoding(input: &[u8]) -> Option<&'static str> {
    Some(match input {
        [0xef, 0xbb, 0xbf, ..] => {
            "the text begins with a byte order mark, which JSON does not allow"
        }
        [0x1f, 0x8b, ..] => "the input is compressed with gzip; JSON is expected as it is",
        [0xff, 0xfe, ..]
        | [0xfe, 0xff, ..]
        | [b'{' | b'[' | b'"', 0, ..]
        | [0, b'{' | b'[' | b'"', ..] => "the input is UTF-16; JSON is UTF-8",
        _ => return None,
    })
}

/// Adds to what is wrong with a text what is probably the cause.
#[cold]
pub(super) fn explained(stop: Stop, input: &[u8]) -> Stop {
    let cause = match stop.code {
        MalformedCode::Syntax => cause(input, stop.offset),
        MalformedCode::Utf8
        | MalformedCode::Encoding
        | MalformedCode::Number
        | MalformedCode::Depth
        | MalformedCode::Size
        | MalformedCode::Unreadable => None,
    };
    match cause {
        Some(cause) => Stop {
            message: Cow::Owned(format!("{}; {cause}", stop.message)),
            ..stop
        },
        None => stop,
    }
}

/// Words of other languages, with what JSON has for them.
const WORDS: [(&str, &str); 8] = [
    ("True", "JSON writes true"),
    ("False", "JSON writes false"),
    ("None", "JSON writes null"),
    ("undefined", "JSON writes null"),
    ("nil", "JSON writes null"),
    ("NaN", "JSON has no such number"),
    ("Infinity", "JSON has no such number"),
    ("-Infinity", "JSON has no such number"),
];

/// The probable cause of an error of syntax at a place.
fn cause(input: &[u8], at: usize) -> Option<&'static str> {
    let (before, rest) = input.split_at_checked(at)?;
    let before = before.trim_ascii_end();
    if rest.starts_with(b"//") || rest.starts_with(b"/*") || rest.starts_with(b"#") {
        return Some("JSON has no comments");
    }
    if rest.starts_with(b"'") {
        return Some("JSON puts texts in double quotes");
    }
    if before.ends_with(b",") && matches!(rest.first(), Some(b'}' | b']')) {
        return Some("JSON has no comma behind the last one");
    }
    if let Some((_, cause)) = WORDS
        .iter()
        .find(|(word, _)| rest.starts_with(word.as_bytes()))
    {
        return Some(cause);
    }
    let is_begin = before.is_empty();
    match rest.first() {
        Some(b'<') if is_begin => Some("this looks like XML or HTML"),
        Some(b'`') if is_begin => Some("JSON has no backticks around it"),
        Some(_) if is_begin && rest.iter().any(|byte| matches!(byte, b'{' | b'[')) => {
            Some("text stands before the JSON document")
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_usual_mistakes_are_named() {
        for (input, at, expected) in [
            ("{// a\n}", 1, Some("JSON has no comments")),
            ("{\"a\":1 /* a */}", 7, Some("JSON has no comments")),
            ("# a\n{}", 0, Some("JSON has no comments")),
            ("{'a': 1}", 1, Some("JSON puts texts in double quotes")),
            (
                "{\"a\": 1 ,\n}",
                10,
                Some("JSON has no comma behind the last one"),
            ),
            ("[1,]", 3, Some("JSON has no comma behind the last one")),
            ("{\"a\": True}", 6, Some("JSON writes true")),
            ("[None]", 1, Some("JSON writes null")),
            ("[NaN]", 1, Some("JSON has no such number")),
            (" <a/>", 1, Some("this looks like XML or HTML")),
            (
                "POST /a {\"a\": 1}",
                0,
                Some("text stands before the JSON document"),
            ),
            ("hello", 0, None),
            ("{\"a\": <b>}", 6, None),
            ("{a: 1}", 1, None),
            (
                "```json\n{}\n```",
                0,
                Some("JSON has no backticks around it"),
            ),
            ("[1 2]", 3, None),
            ("", 0, None),
        ] {
            assert_eq!(cause(input.as_bytes(), at), expected, "{input}");
        }
    }

    #[test]
    fn bytes_that_are_no_utf_8_are_named() {
        let named = |input: &[u8]| encoding(input).map(|name| name.contains("UTF-16"));
        for input in [&b"\xff\xfe{\0"[..], b"\xfe\xff\0{", b"{\0}\0", b"\0[\0]"] {
            assert_eq!(named(input), Some(true), "{input:?}");
        }
        for input in [&b"\x1f\x8b\x08"[..], b"\xef\xbb\xbf{}"] {
            assert_eq!(named(input), Some(false), "{input:?}");
        }
        for input in [&b"{}"[..], b"", b"{", b"\xff{", b"\0"] {
            assert_eq!(named(input), None, "{input:?}");
        }
    }
}
