//! Edits as people are shown them.
//!
//! A line of a payload can hold more than what is mended, and nothing tells which of that is a token. So of a line that changes
//! no more is shown than the keys, the marks between values, and the values that the edits take away and put there.

use std::fmt::Write as _;

use mediaspec_core::escape::{shortened, visible};
use mediaspec_validator::{Edit, Fix};

/// How much of a key or of an edit is shown.
const SHOWN: usize = 64;

/// How much of a line is shown before and after what changes, in bytes.
const AROUND: usize = 400;

/// An edit on one line: `job.json:4:14: /voice_config/speed: "100" becomes 100`.
pub(crate) fn fix_line(file: &str, payload: &[u8], fix: &Fix) -> String {
    let at = fix.violation.position;
    let at = at.map_or_else(String::new, |at| format!("{}:{}: ", at.line, at.column));
    let (old, new) = (taken_away(payload, &fix.edit), visible(&fix.edit.text));
    let pointer = visible(&fix.violation.pointer);
    format!("{file}:{at}{pointer}: {old} becomes {new}\n")
}

/// What an edit takes away. It is never sensitive: of such values there is no edit.
fn taken_away(payload: &[u8], edit: &Edit) -> String {
    let taken = payload.get(edit.offset..edit.end()).unwrap_or_default();
    shortened(&String::from_utf8_lossy(taken), SHOWN)
}

/// The lines that change, before and after, as a difference of two files without context.
pub(crate) fn changed_lines(file: &str, payload: &[u8], fixes: &[Fix]) -> String {
    if fixes.is_empty() {
        return String::new();
    }
    let mut out = format!("--- {file}\n+++ {file}\n");
    let mut rest = fixes;
    while let Some(first) = rest.first() {
        let before = payload.get(..first.edit.offset).unwrap_or_default();
        let start = before.iter().rposition(|&byte| byte == b'\n');
        let start = start.map_or(0, |at| at.saturating_add(1));
        let behind = payload.get(first.edit.offset..).unwrap_or_default();
        let end = behind.iter().position(|&byte| byte == b'\n');
        let end = end.map_or(payload.len(), |at| first.edit.offset.saturating_add(at));
        let of_line = rest
            .iter()
            .take_while(|fix| fix.edit.offset < end)
            .count()
            .max(1);
        let (here, later) = rest.split_at(of_line);
        rest = later;
        let number = first.violation.position.map_or(0, |at| at.line);
        let (old, new) = line(payload, start, end, here);
        let _ = write!(out, "@@ -{number} +{number} @@\n-{old}\n+{new}\n");
    }
    out
}

/// A line before and after its edits.
fn line(payload: &[u8], start: usize, end: usize, fixes: &[Fix]) -> (String, String) {
    let (mut old, mut new) = (String::new(), String::new());
    let mut from = start;
    // Whether what follows is the rest of a string.
    let mut in_string = false;
    for fix in fixes {
        let stretch = payload.get(from..fix.edit.offset).unwrap_or_default();
        let kept = without_values(stretch, from > start, in_string);
        in_string = !fix.violation.embedded.is_empty();
        old.push_str(&kept);
        new.push_str(&kept);
        old.push_str(&taken_away(payload, &fix.edit));
        new.push_str(&visible(&fix.edit.text));
        from = fix.edit.end();
    }
    let kept = without_values(payload.get(from..end).unwrap_or_default(), true, in_string);
    for text in [&mut old, &mut new] {
        text.push_str(&kept);
    }
    (old, new)
}

/// Text in which every value is `…`. A stretch that is too long is left out as a whole but for its end, or its beginning.
fn without_values(text: &[u8], is_behind: bool, in_string: bool) -> String {
    let text = text.strip_suffix(b"\r").unwrap_or(text);
    if text.len() > AROUND {
        let tail = text.len().saturating_sub(AROUND);
        return match is_behind {
            true => " …".to_owned(),
            // Where a string begins cannot be told from its middle; the key of the edit ends the stretch.
            false => format!("… {}", last_key(text.get(tail..).unwrap_or_default())),
        };
    }
    let mut out = String::new();
    let mut rest = text;
    if in_string {
        out.push('…');
        let Some(end) = closing_quote(rest) else {
            return out;
        };
        out.push('"');
        rest = rest.get(end.saturating_add(1)..).unwrap_or_default();
    }
    while let Some((&first, behind)) = rest.split_first() {
        let token = match first {
            b'"' => string_length(rest),
            b'{' | b'}' | b'[' | b']' | b':' | b',' | b' ' | b'\t' => 1,
            _ => {
                let is_end = |byte: &u8| b"{}[]:, \t\"".contains(byte);
                let length = behind.iter().position(is_end).unwrap_or(behind.len());
                length.saturating_add(1)
            }
        };
        let (token, later) = rest.split_at_checked(token).unwrap_or((rest, &[]));
        rest = later;
        let is_key = later.trim_ascii_start().first() == Some(&b':');
        match first {
            b'\t' => out.push_str("    "),
            b'"' if is_key => out.push_str(&shortened(&String::from_utf8_lossy(token), SHOWN)),
            b'"' => out.push_str("\"…\""),
            // The first word of a line of YAML.
            _ if is_key
                && !is_behind
                && is_word(token)
                && out.trim_matches([' ', '-']).is_empty() =>
            {
                out.push_str(&shortened(&String::from_utf8_lossy(token), SHOWN));
            }
            _ if token.len() == 1 && !first.is_ascii_alphanumeric() => out.push(char::from(first)),
            _ => out.push('…'),
        }
    }
    out
}

fn is_word(token: &[u8]) -> bool {
    token
        .iter()
        .all(|byte| byte.is_ascii_alphanumeric() || *byte == b'_')
}

/// The bytes of a string, its quotes included; to the end of the text where it does not end.
fn string_length(text: &[u8]) -> usize {
    let end = closing_quote(text.get(1..).unwrap_or_default());
    end.map_or(text.len(), |at| at.saturating_add(2))
}

/// Where the string ends whose rest a text is.
fn closing_quote(text: &[u8]) -> Option<usize> {
    let mut escaped = false;
    text.iter().position(|&byte| {
        let ends = byte == b'"' && !escaped;
        escaped = byte == b'\\' && !escaped;
        ends
    })
}

/// The key, with its colon, that a text ends with.
fn last_key(text: &[u8]) -> String {
    let trimmed = text.trim_ascii_end();
    let Some(key) = trimmed.strip_suffix(b":") else {
        return String::new();
    };
    let key = key.trim_ascii_end();
    let Some(inside) = key.strip_suffix(b"\"") else {
        return String::new();
    };
    let start = inside.iter().rposition(|&byte| byte == b'"');
    let key = start.and_then(|start| key.get(start..)).unwrap_or_default();
    format!("{}: ", shortened(&String::from_utf8_lossy(key), SHOWN))
}

#[cfg(test)]
mod tests {
    use mediaspec_validator::{Message, Part, Validator};

    use super::{changed_lines, fix_line};

    fn changed(payload: &str) -> (String, String) {
        let create = Validator::new().operation("metastudio/Create2DDigitalHumanVideo");
        let create = create.expect("it is shipped");
        let request = create
            .message(Message::Request, Part::Body)
            .expect("it has one");
        let fixed = request.fix(payload.as_bytes());
        let lines = fixed
            .fixes
            .iter()
            .map(|fix| fix_line("a.json", payload.as_bytes(), fix));
        (
            changed_lines("a.json", payload.as_bytes(), &fixed.fixes),
            lines.collect(),
        )
    }

    #[test]
    fn a_line_with_one_member_is_shown_as_it_is() {
        let (diff, lines) = changed(
            "{\n  \"voice_config\": {\n    \"voice_asset_id\": \"secret\",\n    \"speed\": \"100\",\n    \"pitch\": 100\n  }\n}\n",
        );
        assert_eq!(
            diff,
            "--- a.json\n+++ a.json\n@@ -4 +4 @@\n-    \"speed\": \"100\",\n+    \"speed\": 100,\n"
        );
        assert_eq!(
            lines,
            "a.json:4:14: /voice_config/speed: \"100\" becomes 100\n"
        );
    }

    #[test]
    fn other_values_of_a_line_are_left_out() {
        let (diff, _) = changed(
            r#"{"script_id": "to\"ken", "voice_config": {"voice_asset_id": "secret", "speed": "100", "pitch": 987}, "video_config": {"codec": "h264"}}"#,
        );
        assert!(diff.contains(
            r#"-{"script_id": "…", "voice_config": {"voice_asset_id": "…", "speed": "100", "pitch": …}, "video_config": {"codec": "h264"}}"#
        ), "{diff}");
        assert!(diff.contains(r#""speed": 100, "pitch": …}"#), "{diff}");
        let long = "x".repeat(1000);
        let (diff, _) = changed(&format!(
            r#"{{"script_id": "{long}", "voice_config": {{"speed": "100"}}, "name": "{long}"}}"#
        ));
        assert!(
            !diff.contains("xx") && diff.contains("-… \"speed\": \"100\" …\n"),
            "{diff}"
        );
    }
}
