//! Forms: bodies whose fields are texts, in one line or in parts.

use std::borrow::Cow;

use mediaspec_core::contract::Syntax;
use mediaspec_core::report::{Malformed, MalformedCode};
use percent_encoding::percent_decode_str;

use crate::url;

/// A field of a form as it is sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Field<'a> {
    pub(crate) name: Cow<'a, str>,
    /// The name of the file that it is, where it is sent as one.
    pub(crate) file: Option<Cow<'a, str>>,
    /// What it holds, as it is meant: decoded, of a form in one line.
    pub(crate) content: Cow<'a, [u8]>,
}

/// Reads a form. The media type that it is sent as says how it is written; without one, what it looks like does.
pub(crate) fn read<'a>(
    media_type: Option<&str>,
    body: &'a [u8],
) -> Result<Vec<Field<'a>>, Malformed> {
    let in_parts = match media_type.map(Syntax::of) {
        Some(Syntax::Multipart) => true,
        Some(Syntax::UrlEncoded) => false,
        Some(Syntax::Json | Syntax::Other) | None => body.starts_with(b"--"),
    };
    if in_parts {
        let named = media_type.and_then(|header| parameter(header, "boundary"));
        return parts(body, named.as_deref())
            .map_err(|why| Malformed::new(MalformedCode::Syntax, why));
    }
    Ok(url_encoded(body)?
        .into_iter()
        .map(|(name, value)| Field {
            name,
            file: None,
            content: match value {
                Cow::Borrowed(value) => value.as_bytes().into(),
                Cow::Owned(value) => value.into_bytes().into(),
            },
        })
        .collect())
}

/// The names and values of a form in one line.
pub(crate) type Pairs<'a> = Vec<(Cow<'a, str>, Cow<'a, str>)>;

/// Reads a form in one line.
pub(crate) fn url_encoded(body: &[u8]) -> Result<Pairs<'_>, Malformed> {
    // An editor ends a file with a line break, which is no part of the form.
    let Ok(line) = str::from_utf8(body) else {
        return Err(Malformed::new(MalformedCode::Utf8, "the form is not UTF-8"));
    };
    let line = line.trim_end_matches(['\r', '\n']);
    match url::malformed(line, "the form") {
        Some(malformed) => Err(malformed),
        None => Ok(url::decode_query(line)),
    }
}

/// Reads a form in parts. The boundary between them is that of the header, or else the first line.
fn parts<'a>(body: &'a [u8], boundary: Option<&str>) -> Result<Vec<Field<'a>>, &'static str> {
    let mut lines = body.split_inclusive(|byte| *byte == b'\n');
    let first = lines.next().map(trimmed).unwrap_or_default();
    let delimiter = match boundary {
        Some(boundary) => format!("--{boundary}").into_bytes(),
        None => first.to_vec(),
    };
    if !delimiter.starts_with(b"--") || delimiter.len() < 3 {
        return Err("the form has no boundary between its parts");
    }
    let mut fields = Vec::new();
    // Where the part begins that is being read, and where the line begins that is looked at.
    let (mut part, mut at) = (None::<usize>, 0_usize);
    for line in body.split_inclusive(|byte| *byte == b'\n') {
        let start = at;
        at = at.saturating_add(line.len());
        let Some(rest) = trimmed(line).strip_prefix(&*delimiter) else {
            continue;
        };
        if !matches!(rest, b"" | b"--") {
            continue;
        }
        if let Some(begin) = part.replace(at) {
            let whole = body.get(begin..start).unwrap_or_default();
            fields.push(field(without_break(whole))?);
        }
        if rest == b"--" {
            return Ok(fields);
        }
    }
    Err(match part {
        Some(_) => "the form ends before its last boundary",
        None => "the form has none of the boundaries that the header announces",
    })
}

/// Reads a part: its headers, an empty line, its content.
fn field(part: &[u8]) -> Result<Field<'_>, &'static str> {
    let (mut name, mut file) = (None, None);
    let mut at = 0_usize;
    for line in part.split_inclusive(|byte| *byte == b'\n') {
        at = at.saturating_add(line.len());
        let line = trimmed(line);
        if line.is_empty() {
            let content = part.get(at..).unwrap_or_default();
            let name = name.ok_or("a part of the form has no name")?;
            return Ok(Field {
                name: Cow::Owned(name),
                file: file.map(Cow::Owned),
                content: content.into(),
            });
        }
        let line = str::from_utf8(line).map_err(|_| "a header of a part is not UTF-8")?;
        let (header, value) = line
            .split_once(':')
            .ok_or("a header of a part has no colon")?;
        if header.trim().eq_ignore_ascii_case("content-disposition") {
            name = parameter(value, "name");
            file = extended(value).or_else(|| parameter(value, "filename"));
        }
    }
    Err("a part of the form has no empty line behind its headers")
}

/// The name of a file that is written in another alphabet, `filename*=UTF-8''%E4%B8%AD`.
fn extended(header: &str) -> Option<String> {
    let value = parameter(header, "filename*")?;
    let (_, name) = value.split_once("''")?;
    let name = percent_decode_str(name).decode_utf8().ok()?;
    Some(name.into_owned())
}

/// A parameter of a header's value, such as `boundary`; its quotes are left out.
fn parameter(header: &str, wanted: &str) -> Option<String> {
    let (_, mut rest) = header.split_once(';')?;
    loop {
        let (name, behind) = rest.split_once('=')?;
        let behind = behind.trim_start();
        let mut value = String::new();
        let mut quoted = false;
        let mut escaped = false;
        let mut end = behind.len();
        for (index, letter) in behind.char_indices() {
            match letter {
                _ if escaped => {
                    value.push(letter);
                    escaped = false;
                }
                '\\' if quoted => escaped = true,
                '"' => quoted = !quoted,
                ';' if !quoted => {
                    end = index;
                    break;
                }
                _ => value.push(letter),
            }
        }
        let name = name.rsplit(';').next().unwrap_or_default();
        if name.trim().eq_ignore_ascii_case(wanted) {
            return Some(value.trim().to_owned());
        }
        rest = behind.get(end.saturating_add(1)..)?;
    }
}

/// A line without its break and the blanks before it.
fn trimmed(line: &[u8]) -> &[u8] {
    line.trim_ascii_end()
}

/// Content without the line break that belongs to the boundary behind it.
fn without_break(content: &[u8]) -> &[u8] {
    let content = content.strip_suffix(b"\n").unwrap_or(content);
    content.strip_suffix(b"\r").unwrap_or(content)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(media_type: Option<&str>, body: &str) -> Result<Vec<String>, String> {
        let fields = read(media_type, body.as_bytes());
        let fields = fields.map_err(|malformed| malformed.message.into_owned())?;
        let one = |field: &Field<'_>| {
            let content = String::from_utf8_lossy(&field.content);
            match &field.file {
                Some(file) => format!("{} is the file {file} with {content}", field.name),
                None => format!("{} is {content}", field.name),
            }
        };
        Ok(fields.iter().map(one).collect())
    }

    const TWO: &str = "--a-b\r\nContent-Disposition: form-data; name=\"x\"\r\n\r\n1\r\n2\r\n--a-b\r\ncontent-disposition: form-data; filename=\"a;\\\"b\\\".txt\"; name=y\r\nContent-Type: text/plain\r\n\r\n--a-bc\r\n--a-b--\r\n";

    #[test]
    fn a_form_in_one_line_is_read_as_a_query_is() {
        let read = told(None, "a=1%262&b=x+y\n");
        assert_eq!(
            read.as_deref(),
            Ok(&["a is 1&2".to_owned(), "b is x y".to_owned()][..])
        );
        let empty = told(Some("application/x-www-form-urlencoded"), "");
        assert_eq!(empty, Ok(vec![]));
        let bad = told(None, "a=%FF");
        assert_eq!(bad, Err("the form is not UTF-8".to_owned()));
    }

    #[test]
    fn a_form_in_parts_has_texts_and_files() {
        let all = ["x is 1\r\n2", "y is the file a;\"b\".txt with --a-bc"];
        let all: Vec<String> = all.map(str::to_owned).into();
        for media_type in [
            None,
            Some("multipart/form-data; boundary=a-b"),
            Some("Multipart/Form-Data; charset=utf-8; BOUNDARY=\"a-b\""),
            Some("multipart/form-data"),
        ] {
            assert_eq!(told(media_type, TWO).as_ref(), Ok(&all), "{media_type:?}");
        }
        let by_hand = TWO.replace("\r\n", "\n");
        let all = all.iter().map(|line| line.replace("\r\n", "\n"));
        assert_eq!(told(None, &by_hand), Ok(all.collect()));
    }

    #[test]
    fn a_file_may_have_a_name_in_any_alphabet() {
        let body = "--a\n\
            Content-Disposition: form-data; name=x; filename=\"?\"; filename*=UTF-8''%E4%B8%AD%20a.txt\n\
            \n\
            \n\
            --a--";
        let read = told(None, body);
        assert_eq!(read, Ok(vec!["x is the file 中 a.txt with ".to_owned()]));
    }

    #[test]
    fn what_is_no_form_in_parts_is_told() {
        let in_parts = Some("multipart/form-data; boundary=a");
        let part = "--a\nContent-Disposition: form-data; name=x\n\n1\n";
        for (media_type, body, said) in [
            (
                Some("multipart/form-data"),
                "a=1",
                "the form has no boundary between its parts",
            ),
            (
                Some("multipart/form-data"),
                "--\n",
                "the form has no boundary between its parts",
            ),
            (
                in_parts,
                "",
                "the form has none of the boundaries that the header announces",
            ),
            (
                in_parts,
                "--b\n--b--",
                "the form has none of the boundaries that the header announces",
            ),
            (in_parts, part, "the form ends before its last boundary"),
            (
                in_parts,
                "--a\n\n1\n--a--",
                "a part of the form has no name",
            ),
            (
                in_parts,
                "--a\nx\n\n1\n--a--",
                "a header of a part has no colon",
            ),
            (
                in_parts,
                "--a\nx: y\n--a--",
                "a part of the form has no empty line behind its headers",
            ),
        ] {
            assert_eq!(told(media_type, body), Err(said.to_owned()), "{body}");
        }
        assert_eq!(told(in_parts, "--a--"), Ok(vec![]));
    }
}
