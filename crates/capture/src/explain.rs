//! What an input is that cannot be taken, and what to do about it.

use mediaspec_core::json_text;

use crate::envelope;

/// How much of an input is looked at.
const HEAD: usize = 1 << 16;

/// Says what an input probably is that is not what was expected, and what to do; `None` where it looks like nothing known.
#[must_use]
pub fn explained(input: &[u8]) -> Option<&'static str> {
    let head = input.get(..HEAD).unwrap_or(input);
    if let Some(said) = of_bytes(head) {
        return Some(said);
    }
    let Ok(text) = text(head) else {
        let control = head.iter().filter(|byte| **byte < 9).count();
        return match is_gbk(head) {
            true => Some("this looks like GBK: save the file as UTF-8"),
            false if control.saturating_mul(100) > head.len() => {
                Some("this is no text: if it is encrypted, decrypt it; if it is packed, unpack it")
            }
            false => None,
        };
    };
    of_text(text.trim_start(), input)
}

/// The head as text, without a letter that is cut at its end.
fn text(head: &[u8]) -> Result<&str, ()> {
    match str::from_utf8(head) {
        Ok(text) => Ok(text),
        Err(error) if error.error_len().is_none() && head.len() == HEAD => {
            let valid = head.get(..error.valid_up_to()).unwrap_or_default();
            str::from_utf8(valid).map_err(|_| ())
        }
        Err(_) => Err(()),
    }
}

fn of_bytes(head: &[u8]) -> Option<&'static str> {
    let known: [(&[u8], &str); 8] = [
        (b"\x1f\x8b", "this is a gzip file: unpack it with gunzip"),
        (b"PK\x03\x04", "this is a zip archive: unpack it"),
        (
            b"\x28\xb5\x2f\xfd",
            "this is a zstd file: unpack it with unzstd",
        ),
        (b"BZh", "this is a bzip2 file: unpack it with bunzip2"),
        (
            b"Salted__",
            "this is encrypted with openssl enc: decrypt it",
        ),
        (
            b"\xd4\xc3\xb2\xa1",
            "this is a capture of packets: export the HTTP messages from it",
        ),
        (
            b"\x0a\x0d\x0d\x0a",
            "this is a capture of packets: export the HTTP messages from it",
        ),
        (b"%PDF", "this is a PDF"),
    ];
    let found = known.iter().find(|(begin, _)| head.starts_with(begin));
    found.map(|(_, said)| *said)
}

fn of_text(text: &str, input: &[u8]) -> Option<&'static str> {
    let begins = |all: &[&str]| all.iter().any(|begin| text.starts_with(begin));
    if begins(&["-----BEGIN PGP", "age-encryption.org", "$ANSIBLE_VAULT"]) {
        return Some("this is encrypted: decrypt it");
    }
    if begins(&["{'", "[{'", "{ '", "{\n'", "{\n  '", "{\n    '"]) {
        return Some("this looks like a Python literal: write it with json.dumps");
    }
    if begins(&[
        "fetch(",
        "await fetch(",
        "axios",
        "Invoke-WebRequest",
        "Invoke-RestMethod",
        "$session",
    ]) {
        return Some("this looks like code that sends a request: copy the request as cURL instead");
    }
    if begins(&["\"{", "\"[", "\" {"]) {
        return Some("the text holds JSON: it was encoded twice; take what the string says");
    }
    let is_base64 = |byte: u8| {
        byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/' | b'=' | b'\r' | b'\n')
    };
    if text.len() >= 32 && text.bytes().all(is_base64) {
        return Some(
            "this looks like base64, of something that is no JSON: an encrypted blob? Decode or decrypt it first",
        );
    }
    if begins(&["<!DOCTYPE", "<html"]) {
        return Some("this is a web page: probably an error of a proxy or a login");
    }
    if crate::curl::is_curl(text.as_bytes()) {
        return Some("this looks like a curl command: --input curl");
    }
    if crate::http::is_http(text.as_bytes()) {
        return Some("this looks like an HTTP message: --input http");
    }
    if crate::form::is_form(text.as_bytes()) {
        return Some("this looks like a form: --input form");
    }
    if crate::har::is_har(text.as_bytes()) {
        return Some("this looks like an HTTP archive: --input har");
    }
    let is_json = text.starts_with(['{', '[', '/']);
    if is_json && (text.contains("//") || text.contains("/*") || trailing_comma(text)) {
        return Some("comments and commas behind the last one are taken with --input jsonc");
    }
    if crate::yaml::is_yaml(text.as_bytes()) {
        return Some("this looks like YAML: --input yaml");
    }
    if crate::log::is_line(text.as_bytes()) {
        return Some("text stands before the JSON: --input log takes the JSON of such lines");
    }
    match has_next(input)? {
        true => Some("more documents follow the first one: --lines takes each line as one"),
        false => Some(
            "more documents follow the first one: write each on a line of its own, and --lines takes each line as one",
        ),
    }
}

fn trailing_comma(text: &str) -> bool {
    let mut commas = text.split(',').skip(1);
    commas.any(|behind| behind.trim_start().starts_with(['}', ']']))
}

/// Whether the document that follows the first one begins on a line of its own; `None` where none follows.
fn has_next(input: &[u8]) -> Option<bool> {
    let start = json_text::skip_space(input, 0);
    let end = json_text::value_end(input, start).ok()?;
    let next = json_text::skip_space(input, end);
    let between = input.get(end..next).unwrap_or_default();
    matches!(input.get(next), Some(b'{' | b'[')).then(|| between.contains(&b'\n'))
}

/// Whether bytes that are no UTF-8 are pairs of GBK.
fn is_gbk(head: &[u8]) -> bool {
    let mut bytes = head.iter();
    let (mut pairs, mut other) = (0_usize, 0_usize);
    while let Some(byte) = bytes.next() {
        match byte {
            0..=0x7f => {}
            0x81..=0xfe => match bytes.next() {
                Some(0x40..=0x7e | 0x80..=0xfe) => pairs = pairs.saturating_add(1),
                Some(_) => other = other.saturating_add(1),
                None => {}
            },
            _ => other = other.saturating_add(1),
        }
        if *byte < 9 {
            other = other.saturating_add(1);
        }
    }
    pairs > 0 && other == 0
}

/// Says what a document is that is well-formed and yet not the message that was named: a wrapper, a list of messages, a text
/// that holds one.
#[must_use]
pub fn document(text: &[u8]) -> Option<String> {
    let start = json_text::skip_space(text, 0);
    match text.get(start)? {
        b'[' => {
            let mut items = json_text::inside(text, start).filter_map(Result::ok);
            let is_object = |item: &json_text::Member| text.get(item.value.start) == Some(&b'{');
            let first = items.next().filter(is_object);
            first.map(|_| {
                "this is a list of objects: --each takes each of them as a payload".to_owned()
            })
        }
        b'"' => explained(text).map(str::to_owned),
        b'{' => {
            let pointer = envelope::wrapped(text)?;
            Some(format!(
                "this looks like a wrapper around a body: --body-at {pointer} takes that"
            ))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::{document, explained};

    #[test]
    fn inputs_that_cannot_be_taken_say_what_they_are() {
        for (input, part) in [
            (&b"\x1f\x8b\x08\0"[..], "gunzip"),
            (b"PK\x03\x04..", "zip"),
            (b"{'a': True}", "json.dumps"),
            (b"\"{\\\"a\\\": 1}\"", "encoded twice"),
            (b"{\"a\": \"\xd6\xd0\xce\xc4\"}", "GBK"),
            (b"Salted__abc", "openssl"),
            (
                b"mQENBFzqyDMBCADKHbLzXnpdtdmY7p6gYHBzJrTqnpB2YqF7",
                "base64",
            ),
            (b"fetch(\"https://h\")", "cURL"),
            (b"curl https://h", "--input curl"),
            (b"POST /v1 HTTP/1.1\n", "--input http"),
            (b"Action=A&b=c", "--input form"),
            (b"a:\n  b: 1\n", "--input yaml"),
            (b"{\"a\": 1, // c\n}", "--input jsonc"),
            (b"{\"a\": 1,\n}", "--input jsonc"),
            (b"// a\n{\"a\": 1}", "--input jsonc"),
            (b"\xff\x00\x01\x02", "encrypted"),
            (b"{\"a\":1}\n{\"a\":2}\n", "--lines"),
            (b"CreateRequest {\"a\":1}", "--input log"),
        ] {
            let said = explained(input);
            assert!(
                said.is_some_and(|said| said.contains(part)),
                "{part}: {said:?}"
            );
        }
        for input in [&b""[..], b"hello", b"\xffabc", b"{\"a\" 1}"] {
            assert_eq!(explained(input), None, "{input:?}");
        }
    }

    #[test]
    fn documents_that_are_something_else_say_so() {
        for (input, part) in [
            (&b"[{\"a\":1}]"[..], "--each"),
            (b"{\"path\":\"/v1\",\"body\":{}}", "--body-at /body"),
            (b"\"{\\\"a\\\":1}\"", "encoded twice"),
        ] {
            let said = document(input);
            assert!(
                said.as_ref().is_some_and(|said| said.contains(part)),
                "{said:?}"
            );
        }
        assert_eq!(document(b"{\"a\":1}"), None);
        assert_eq!(document(b"[1]"), None);
    }

    #[test]
    fn further_documents_are_told_with_the_way_to_check_them() {
        let lines = explained(b"{\"a\": 1}\n{\"a\": 2}\n").unwrap_or_default();
        assert!(
            lines.ends_with("the first one: --lines takes each line as one"),
            "{lines}"
        );
        let row = explained(b"{\"a\": 1} {\"a\": 2}").unwrap_or_default();
        assert!(row.contains("write each on a line of its own"), "{row}");
        assert_eq!(explained(b"{\"a\": 1}"), None);
    }
}
