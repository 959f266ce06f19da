//! The line of a payload that a violation is about, or rather what may be shown of it.
//!
//! A line can hold other members, and nothing tells which of them are tokens or signed URLs. So the line is never
//! shown as it stands: it is put together from the key of the member, and from no more of its value than the report
//! itself tells.

use mediaspec_core::escape::{shortened, visible};
use mediaspec_validator::{Code, Violation};

/// How far back a line's beginning or a key's is looked for. Whatever is farther away is left out.
const LOOK_BACK: usize = 1024;

/// How many characters of a key are shown.
const KEY: usize = 64;

/// How many bytes are looked at on either side of a place that is no JSON.
const AROUND: usize = 32;

/// How many bytes a word may have that is shown there.
const SHORT: usize = 5;

/// How many characters of indentation are kept.
const INDENT: usize = 24;

/// What is shown of a line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Excerpt {
    /// The indentation and the key, or a mark that something was left out.
    pub(super) before: String,
    /// What the caret points at.
    pub(super) marked: String,
    /// What follows on the line.
    pub(super) after: String,
}

/// What may be shown of the line in which a violation's value stands. `offset` and `length` are those of the value.
pub(super) fn excerpt(
    text: &[u8],
    offset: usize,
    length: usize,
    violation: &Violation,
) -> Option<Excerpt> {
    let rest = text.get(offset..)?;
    let value = rest.get(..length)?;
    let first = *rest.first()?;
    let before = text.get(offset.saturating_sub(LOOK_BACK)..offset)?;
    let following = rest.get(length..)?.trim_ascii_start();

    // A violation about a member as such stands at its key.
    if first == b'"' && following.first() == Some(&b':') {
        return Some(Excerpt {
            before: lead(before),
            marked: key(value),
            after: ": …".to_owned(),
        });
    }
    let (before, key) = match key_before(before) {
        Some((before, text)) => (lead(before), format!("{}: ", key(text))),
        None => (lead(before), String::new()),
    };
    let (marked, after) = if !violation.embedded.is_empty() {
        // The value is the string with the whole document.
        ("\"…\"".to_owned(), "")
    } else if about_object(violation.code) && first == b'{' {
        ("{".to_owned(), " …")
    } else if let Some(found) = &violation.found {
        let comma = if following.first() == Some(&b',') {
            ","
        } else {
            ""
        };
        (shortened(found, 64), comma)
    } else {
        let hidden = match first {
            b'{' => "{…}",
            b'[' => "[…]",
            b'"' => "\"…\"",
            _ => "…",
        };
        (hidden.to_owned(), "")
    };
    Some(Excerpt {
        before: before + &key,
        marked,
        after: after.to_owned(),
    })
}

/// What may be shown around a place where a text is no JSON: its marks, and words too short to be a token.
pub(super) fn around(text: &[u8], offset: usize) -> Option<Excerpt> {
    let is_break = |byte: &u8| *byte == b'\n';
    let (before, rest) = text.split_at_checked(offset)?;
    let from = before
        .iter()
        .rposition(is_break)
        .map_or(0, |at| at.saturating_add(1));
    let to = rest.iter().position(is_break).unwrap_or(rest.len());
    let near = before.len().saturating_sub(AROUND).max(from);
    let far = to.min(AROUND);
    let (before, behind) = (before.get(near..)?, rest.get(..far)?);
    let line = [before, behind].concat();

    let mut out = Excerpt {
        before: if near > from { "… " } else { "" }.to_owned(),
        marked: String::new(),
        after: String::new(),
    };
    let mut end = 0_usize;
    for word in line.chunk_by(|a, b| !is_mark(*a) && !is_mark(*b)) {
        let start = end;
        end = end.saturating_add(word.len());
        let is_cut = near > from && start == 0 || far < to && end == line.len();
        let is_shown = word.len() <= SHORT && !is_cut || word.iter().all(|byte| is_mark(*byte));
        let shown = match is_shown {
            true => visible(&String::from_utf8_lossy(word)),
            false => "…".to_owned(),
        };
        let side = if end <= before.len() {
            &mut out.before
        } else if start <= before.len() {
            &mut out.marked
        } else {
            &mut out.after
        };
        side.push_str(&shown);
    }
    Some(out)
}

/// Whether a byte is a mark between words, of JSON or of what people take for it.
fn is_mark(byte: u8) -> bool {
    // No slash: base64 has them, and a token would be shown in pieces.
    b" \t\r{}[]():,;\"'`#*<>".contains(&byte)
}

/// Whether the value that a violation points at is the object around what is wrong.
fn about_object(code: Code) -> bool {
    matches!(
        code,
        Code::Required | Code::RequiredIf | Code::AtLeastOne | Code::Rows | Code::AtMostOne
    )
}

/// The indentation, where nothing but that stands before a member on its line; else a mark for what is left out.
fn lead(before: &[u8]) -> String {
    let line = before.rsplit(|&b| b == b'\n').next().unwrap_or(before);
    if line.len() <= INDENT && line.iter().all(|b| matches!(b, b' ' | b'\t' | b'\r')) {
        line.iter()
            .map(|&b| if b == b'\t' { "    " } else { " " })
            .collect()
    } else if line.trim_ascii().is_empty() {
        String::new()
    } else {
        "… ".to_owned()
    }
}

/// The key, quotes included, that stands before a value on the same line, and what stands before the key.
fn key_before(before: &[u8]) -> Option<(&[u8], &[u8])> {
    let trimmed = trim_line_end(before).strip_suffix(b":")?;
    let trimmed = trim_line_end(trimmed);
    let inside = trimmed.strip_suffix(b"\"")?;
    let mut end = inside.len();
    loop {
        let quote = inside.get(..end)?.iter().rposition(|&b| b == b'"')?;
        let backslashes = inside
            .get(..quote)?
            .iter()
            .rev()
            .take_while(|&&b| b == b'\\')
            .count();
        if backslashes.is_multiple_of(2) {
            return Some((inside.get(..quote)?, trimmed.get(quote..)?));
        }
        end = quote;
    }
}

fn trim_line_end(mut text: &[u8]) -> &[u8] {
    while let [rest @ .., b' ' | b'\t'] = text {
        text = rest;
    }
    text
}

/// A key as it is shown.
fn key(text: &[u8]) -> String {
    let text = String::from_utf8_lossy(text);
    let inside = text
        .strip_prefix('"')
        .and_then(|t| t.strip_suffix('"'))
        .unwrap_or(&text);
    format!("\"{}\"", shortened(inside, KEY))
}

#[cfg(test)]
mod tests {
    use mediaspec_validator::{Code, Part, Severity, Violation};

    use super::{Excerpt, around, excerpt};

    fn violation(code: Code, found: Option<&str>) -> Violation {
        let mut violation = Violation::at_root(Part::Body, code, Severity::Error);
        violation.found = found.map(Into::into);
        violation
    }

    fn shown(text: &str, value: &str, violation: &Violation) -> String {
        let offset = text.find(value).unwrap_or(usize::MAX);
        excerpt(text.as_bytes(), offset, value.len(), violation).map_or_else(String::new, |e| {
            format!("{}>{}<{}", e.before, e.marked, e.after)
        })
    }

    #[test]
    fn a_member_on_a_line_of_its_own_keeps_its_look() {
        let text = "{\n    \"speed\": 300,\n    \"pitch\": 1\n}";
        let found = violation(Code::Maximum, Some("300"));
        assert_eq!(shown(text, "300", &found), "    \"speed\": >300<,");
    }

    #[test]
    fn other_members_on_the_line_are_never_shown() {
        let text = r#"{"auth_token":"t0ps3cret","speed":300,"key":"k"}"#;
        let found = violation(Code::Maximum, Some("300"));
        assert_eq!(shown(text, "300", &found), "… \"speed\": >300<,");
    }

    #[test]
    fn a_value_that_is_not_told_is_not_shown() {
        let text = "{\n  \"auth_token\": \"t0ps3cret\"\n}";
        let hidden = violation(Code::MaxLength, None);
        assert_eq!(
            shown(text, "\"t0ps3cret\"", &hidden),
            "  \"auth_token\": >\"…\"<"
        );
    }

    #[test]
    fn an_unknown_member_shows_its_key_alone() {
        let text = r#"{"pasword": "hunter2"}"#;
        let unknown = violation(Code::AdditionalProperties, None);
        assert_eq!(shown(text, "\"pasword\"", &unknown), "… >\"pasword\"<: …");
    }

    #[test]
    fn a_missing_member_shows_where_its_object_begins() {
        let text = "{\n  \"voice_config\": {\"secret\": 1}\n}";
        let missing = violation(Code::Required, None);
        let offset = text.rfind('{').unwrap_or(usize::MAX);
        let shown = excerpt(text.as_bytes(), offset, 1, &missing);
        let shown = shown.map(|e| format!("{}>{}<{}", e.before, e.marked, e.after));
        assert_eq!(shown.as_deref(), Some("  \"voice_config\": >{< …"));
    }

    #[test]
    fn a_document_in_a_string_is_not_shown() {
        let text = r#"{"Result": "{\"token\":\"t0ps3cret\",\"Code\":1}"}"#;
        let mut inner = violation(Code::Type, Some("1"));
        inner.embedded.push("/Code".into());
        let value = r#""{\"token\":\"t0ps3cret\",\"Code\":1}""#;
        assert_eq!(shown(text, value, &inner), "… \"Result\": >\"…\"<");
    }

    #[test]
    fn hostile_keys_are_made_visible_and_cut() {
        let long = "k".repeat(100);
        let text = format!("{{\n\"\u{202e}\u{7f}a\\\"b{long}\" : 300}}");
        let found = violation(Code::Maximum, Some("300"));
        let shown = shown(&text, "300", &found);
        assert!(shown.starts_with("\"\\u{202e}\\u{7f}a\\\"bkkk"), "{shown}");
        assert!(shown.ends_with("k…\": >300<"), "{shown}");
    }

    #[test]
    fn an_item_of_a_list_has_no_key() {
        let text = "[\n\t1,\n\t300\n]";
        let found = violation(Code::Maximum, Some("300"));
        assert_eq!(shown(text, "300", &found), "    >300<");
    }

    #[test]
    fn around_a_place_that_is_no_json_long_words_are_left_out() {
        let shown = |text: &str, at: &str| {
            let offset = text.find(at).expect("it is there");
            let Excerpt {
                before,
                marked,
                after,
            } = around(text.as_bytes(), offset).expect("a line");
            [before, marked, after]
        };
        assert_eq!(
            shown("{\n  \"a\": 1, // a note\n}", "//"),
            ["  \"a\": 1, ", "//", " a note"]
        );
        assert_eq!(
            shown("{\"token\": \"MIIEvQIBADAN\", 'b': True}", "'b'"),
            ["{\"token\": \"…\", ", "'", "b': True}"]
        );
        assert_eq!(
            shown("{\"a\": MIIEvQIBADAN}", "MIIE"),
            ["{\"a\": ", "…", "}"]
        );
        assert_eq!(
            shown("{\"a\": \"abc/def/ghi\" 1}", "1}")[0],
            "{\"a\": \"…\" "
        );
        // Nor what is left of them at the edge.
        let long = format!("{{\"a\": \"{}ab\" 1}}", "secret-".repeat(9));
        assert_eq!(shown(&long, "1}"), ["… …\" ", "1", "}"]);
        assert_eq!(around(b"{", 1).map(|e| e.before), Some("{".to_owned()));
        assert_eq!(around(b"{", 2), None);
    }
}
