//! JSON as people write it for themselves: with comments, and with commas behind the last one.

use std::sync::Arc;

use mediaspec_core::json_text;

use crate::place::{Map, Run, Source, Text};

/// Whether an input begins with a comment.
pub(crate) fn is_jsonc(head: &[u8]) -> bool {
    head.starts_with(b"//") || head.starts_with(b"/*")
}

/// The text with white space in the place of what JSON does not have, so that everything else stays where it is.
pub(crate) fn read(source: &Arc<Source>) -> Text {
    let mut bytes = source.bytes().to_vec();
    // A mark in front is common, and says nothing.
    let mut at = match bytes.starts_with(&[0xef, 0xbb, 0xbf]) {
        true => blank(&mut bytes, 0, 3),
        false => 0,
    };
    let mut comma = None;
    while let Some(byte) = bytes.get(at).copied() {
        match (byte, bytes.get(at.saturating_add(1))) {
            (b'"', _) => {
                comma = None;
                at = json_text::string_end(&bytes, at).unwrap_or(bytes.len());
            }
            (b'/', Some(b'/')) => {
                let rest = bytes.get(at..).unwrap_or_default();
                let end =
                    memchr::memchr(b'\n', rest).map_or(bytes.len(), |end| at.saturating_add(end));
                at = blank(&mut bytes, at, end);
            }
            (b'/', Some(b'*')) => {
                let rest = bytes.get(at.saturating_add(2)..).unwrap_or_default();
                let Some(end) = memchr::memmem::find(rest, b"*/") else {
                    // It stays, and is told as what it is.
                    break;
                };
                let end = at.saturating_add(end).saturating_add(4);
                at = blank(&mut bytes, at, end);
            }
            (b'}' | b']', _) => {
                if let Some(comma) = comma.take() {
                    blank(&mut bytes, comma, comma.saturating_add(1));
                }
                at = at.saturating_add(1);
            }
            (b',', _) => {
                comma = Some(at);
                at = at.saturating_add(1);
            }
            (b' ' | b'\t' | b'\r' | b'\n', _) => at = at.saturating_add(1),
            _ => {
                comma = None;
                at = at.saturating_add(1);
            }
        }
    }
    let run = Run {
        text: 0,
        source: 0,
        exact: true,
    };
    Text::with(source, 0..bytes.len(), bytes, Map::Runs(vec![run]))
}

/// Puts spaces in the place of a stretch, but for its line breaks; returns its end.
fn blank(bytes: &mut [u8], start: usize, end: usize) -> usize {
    for byte in bytes.get_mut(start..end).unwrap_or_default() {
        if !matches!(byte, b'\n' | b'\r') {
            *byte = b' ';
        }
    }
    end
}

#[cfg(test)]
mod tests {
    use super::read;
    use crate::place::Source;

    #[test]
    fn comments_and_last_commas_become_white_space() {
        let text = "{ // a \"b\n \"x\": \"//no /*\", /* c\n */ \"y\": [1, 2 , ],\n}";
        let read = read(&Source::new(text.as_bytes().to_vec()));
        assert_eq!(
            read.lossy(),
            "{        \n \"x\": \"//no /*\",     \n    \"y\": [1, 2   ] \n}"
        );
        assert_eq!(read.bytes().len(), text.len());
    }

    #[test]
    fn a_comment_without_an_end_and_a_comma_in_between_stay() {
        for text in ["{\"a\":1} /* b", "[1,,2]", "\"a"] {
            assert_eq!(read(&Source::new(text.as_bytes().to_vec())).lossy(), text);
        }
    }
}
