//! Forms: made of fields that are kept one by one, and found in text.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_encode};

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

/// The boundary of forms that are put together here.
pub(crate) const BOUNDARY: &str = "----mediaspec-form-part";

/// A field of a form in parts: its name, its value, and the file that it is.
pub(crate) type Field = (Vec<u8>, Vec<u8>, Option<Vec<u8>>);

/// A form in parts, with the boundary that the media type announces.
pub(crate) fn multipart(fields: &[Field], media_type: &str) -> Vec<u8> {
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
pub fn pair(text: &[u8], name: &str) -> Option<std::ops::Range<usize>> {
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
