//! Forms: made of fields that are kept one by one, and found in text.

use std::collections::HashMap;
use std::ops::Range;
use std::sync::Arc;

use mediaspec_core::json_text;
use mediaspec_validator::Edit;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_encode};

use crate::place::{Map, Run, Source, Text};
use crate::token::Token;

/// What stays as it is in a form in one line.
const KEPT: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'*');

/// A text as a form in one line has it.
pub(crate) fn encoded(text: &[u8]) -> String {
    percent_encode(text, KEPT).to_string()
}

/// A form in one line.
pub(crate) fn url_encoded<'f>(fields: impl Iterator<Item = (&'f [u8], &'f [u8])>) -> Vec<u8> {
    let fields = fields.map(|(name, value)| format!("{}={}", encoded(name), encoded(value)));
    fields.collect::<Vec<_>>().join("&").into_bytes()
}

/// A name or a value of a form in one line, in the document that the form is.
#[derive(Debug, Clone)]
pub(crate) struct Field {
    /// The JSON string.
    pub(crate) token: Range<usize>,
    /// Where it stands in the form.
    pub(crate) at: Range<usize>,
}

/// A form in one line as a JSON object of texts, with its fields in the order of the object. A name that stands there several times
/// has a list of its values.
pub(crate) fn document(source: &Arc<Source>) -> (Text, Vec<Field>) {
    /// What a name says, where it stands, and where its values stand.
    type Named = (Vec<u8>, Range<usize>, Vec<Range<usize>>);
    let form = source.bytes();
    let mut names: Vec<Named> = Vec::new();
    let mut known: HashMap<Vec<u8>, usize> = HashMap::new();
    let mut end = 0_usize;
    for pair in form.trim_ascii_end().split(|byte| *byte == b'&') {
        let start = end;
        end = start.saturating_add(pair.len()).saturating_add(1);
        if pair.is_empty() {
            continue;
        }
        let behind = start.saturating_add(pair.len());
        let equals = memchr::memchr(b'=', pair).map_or(behind, |at| start.saturating_add(at));
        let (name, value) = (start..equals, equals.saturating_add(1).min(behind)..behind);
        let said = decoded(form.get(name.clone()).unwrap_or_default());
        let index = *known.entry(said.clone()).or_insert(names.len());
        match names.get_mut(index) {
            Some((_, _, values)) => values.push(value),
            None => names.push((said, name, vec![value])),
        }
    }
    let (mut out, mut fields) = (String::new(), Vec::new());
    let mut write = |out: &mut String, said: &[u8], at: &Range<usize>| {
        let token = out.len();
        out.push_str(&json_text::quoted(&String::from_utf8_lossy(said)));
        fields.push(Field {
            token: token..out.len(),
            at: at.clone(),
        });
    };
    for (number, (said, name, values)) in names.iter().enumerate() {
        out.push_str(if number == 0 { "{" } else { "," });
        write(&mut out, said, name);
        out.push(':');
        let is_list = values.len() > 1;
        for (number, value) in values.iter().enumerate() {
            match (is_list, number) {
                (true, 0) => out.push('['),
                (true, _) => out.push(','),
                (false, _) => {}
            }
            let raw = form.get(value.clone()).unwrap_or_default();
            write(&mut out, &decoded(raw), value);
        }
        if is_list {
            out.push(']');
        }
    }
    out.push_str(if out.is_empty() { "{}" } else { "}" });
    // A name and a value stand where they do in the form, all of their bytes at the beginning.
    let run = |text, source| Run {
        text,
        source,
        exact: false,
    };
    let runs = fields.iter().flat_map(|field| {
        let begins = run(field.token.start, field.at.start);
        [begins, run(field.token.end, field.at.end)]
    });
    let runs = Map::Runs(runs.collect());
    let text = Text::with(source, 0..form.len(), out.into_bytes(), runs);
    (text, fields)
}

impl Field {
    /// The edit of the form that an edit of the field is.
    pub(crate) fn edit(&self, source: &Source, edit: &Token<'_>) -> Option<Edit> {
        let raw = source.bytes().get(self.at.clone())?;
        let (start, end) = match &edit.part {
            None => (0, raw.len()),
            Some(part) => (raw_offset(raw, part.start)?, raw_offset(raw, part.end)?),
        };
        let at = self.at.start.checked_add(start)?;
        Some(Edit::new(
            at,
            end.checked_sub(start)?,
            encoded(edit.new.as_bytes()),
        ))
    }
}

/// What a name or a value of a form says.
fn decoded(raw: &[u8]) -> Vec<u8> {
    let plain: Vec<u8> = raw
        .iter()
        .map(|byte| if *byte == b'+' { b' ' } else { *byte })
        .collect();
    percent_encoding::percent_decode(&plain).collect()
}

/// Where the byte stands in a form that has an offset in what it says.
fn raw_offset(raw: &[u8], said: usize) -> Option<usize> {
    let mut at = 0_usize;
    for _ in 0..said {
        let is_escape = match raw.get(at..)? {
            [b'%', high, low, ..] => high.is_ascii_hexdigit() && low.is_ascii_hexdigit(),
            [] => return None,
            _ => false,
        };
        at = at.saturating_add(if is_escape { 3 } else { 1 });
    }
    Some(at)
}

/// The boundary of forms that are put together here.
pub(crate) const BOUNDARY: &str = "----mediaspec-form-part";

/// A field of a form in parts: its name, its value, and the file that it is.
pub(crate) type Part = (Vec<u8>, Vec<u8>, Option<Vec<u8>>);

/// A form in parts, with the boundary that the media type announces.
pub(crate) fn multipart(fields: &[Part], media_type: &str) -> Vec<u8> {
    let announced = media_type.split_once("boundary=").map(|(_, rest)| rest);
    let boundary = announced.map_or(BOUNDARY, |rest| {
        let rest = rest.split(';').next().unwrap_or_default();
        rest.trim().trim_matches('"')
    });
    let mut out = Vec::new();
    for (name, value, file) in fields {
        out.extend_from_slice(
            format!("--{boundary}\r\nContent-Disposition: form-data; name=\"").as_bytes(),
        );
        out.extend_from_slice(&quoted(name));
        if let Some(file) = file {
            out.extend_from_slice(b"\"; filename=\"");
            out.extend_from_slice(&quoted(file));
        }
        out.extend_from_slice(b"\"\r\n\r\n");
        out.extend_from_slice(value);
        out.extend_from_slice(b"\r\n");
    }
    out.extend_from_slice(format!("--{boundary}--\r\n").as_bytes());
    out
}

fn quoted(text: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(text.len());
    for byte in text {
        match byte {
            b'"' | b'\\' => out.extend_from_slice(&[b'\\', *byte]),
            b'\r' | b'\n' => out.push(b' '),
            _ => out.push(*byte),
        }
    }
    out
}

/// Whether a text is a form in one line: pairs of names and values, and no white space.
pub(crate) fn is_form(text: &[u8]) -> bool {
    let text = text.trim_ascii();
    let name = text.split(|byte| *byte == b'=').next().unwrap_or_default();
    let is_name = |byte: &u8| byte.is_ascii_alphanumeric() || b"._-%[]".contains(byte);
    // The padding of base64 is no value.
    let rest = text.get(name.len()..).unwrap_or_default();
    let is_base64 = text.len() >= 16 && matches!(rest, b"=" | b"==");
    name.len() < text.len()
        && !is_base64
        && !name.is_empty()
        && name.iter().all(is_name)
        && !text.iter().any(u8::is_ascii_whitespace)
}

/// Where the value of a pair stands in a query or a form in one line.
#[must_use]
pub fn pair(text: &[u8], name: &str) -> Option<Range<usize>> {
    let mut at = 0_usize;
    for pair in text.split(|byte| matches!(byte, b'&' | b'?' | b'#')) {
        let start = at;
        at = at.saturating_add(pair.len()).saturating_add(1);
        let (key, value) = match memchr::memchr(b'=', pair) {
            Some(equals) => pair.split_at_checked(equals)?,
            None => (pair, &b""[..]),
        };
        let plain = String::from_utf8_lossy(key).replace('+', " ");
        let said = percent_encoding::percent_decode_str(&plain).decode_utf8_lossy();
        if said == name {
            let begin = match value.is_empty() {
                true => start,
                false => start.saturating_add(key.len()).saturating_add(1),
            };
            return Some(begin..start.saturating_add(pair.len()));
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::{is_form, multipart, pair, url_encoded};

    #[test]
    fn fields_become_a_form() {
        let fields = [(&b"a b"[..], &b"1&2"[..]), (b"c", "中".as_bytes())];
        assert_eq!(url_encoded(fields.into_iter()), b"a%20b=1%262&c=%E4%B8%AD");
        let fields = [
            (b"a".to_vec(), b"1".to_vec(), None),
            (b"f".to_vec(), b"".to_vec(), Some(b"x\".png".to_vec())),
        ];
        let text = multipart(&fields, "multipart/form-data; boundary=\"xx\"");
        let text = String::from_utf8(text).expect("UTF-8");
        assert!(
            text.starts_with(
                "--xx\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n1\r\n--xx\r\n"
            ),
            "{text}"
        );
        assert!(text.contains("filename=\"x\\\".png\""), "{text}");
        assert!(text.ends_with("--xx--\r\n"), "{text}");
    }

    #[test]
    fn a_form_is_told_by_its_pairs() {
        for text in ["Action=SubmitJobs&Input=%7B%7D", "a=", "a=1\n"] {
            assert!(is_form(text.as_bytes()), "{text}");
        }
        for text in [
            "",
            "a",
            "a b=1",
            "{\"a\":\"b=c\"}",
            "a: b=c",
            "=1",
            "eyJUeXBlIjoxfQ==",
        ] {
            assert!(!is_form(text.as_bytes()), "{text}");
        }
    }

    #[test]
    fn a_pair_is_found_where_its_value_stands() {
        let text = b"https://h/?Action=A&Job%49ds=b&c";
        let found = |name| {
            pair(text, name)
                .and_then(|range| text.get(range))
                .map(<[u8]>::to_vec)
        };
        assert_eq!(found("Action").as_deref(), Some(&b"A"[..]));
        assert_eq!(found("JobIds").as_deref(), Some(&b"b"[..]));
        assert_eq!(found("c").as_deref(), Some(&b"c"[..]));
        assert_eq!(found("d"), None);
    }
}
