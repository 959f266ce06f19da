//! Showing text that somebody else wrote: nothing of it may act on a terminal or a log.

/// Whether a character would act instead of being seen: controls, bidirectional marks, line separators, invisible joiners.
#[must_use]
pub const fn is_active(c: char) -> bool {
    matches!(c,
        '\u{0}'..='\u{1f}'
        | '\u{7f}'..='\u{9f}'
        | '\u{ad}'
        | '\u{61c}'
        | '\u{180e}'
        | '\u{200b}'..='\u{200f}'
        | '\u{2028}'..='\u{202e}'
        | '\u{2060}'..='\u{206f}'
        | '\u{feff}'
        | '\u{fff9}'..='\u{fffb}'
        | '\u{e0000}'..='\u{e007f}')
}

/// The text with such characters written as `\u{…}`.
///
/// ```
/// use mediaspec_core::escape::visible;
///
/// assert_eq!(visible("a\u{1b}[31mb\n"), "a\\u{1b}[31mb\\u{a}");
/// assert_eq!(visible("中文"), "中文");
/// ```
#[must_use]
pub fn visible(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        if is_active(c) {
            out.extend(c.escape_unicode());
        } else {
            out.push(c);
        }
    }
    out
}

/// JSON text with such characters written as escapes of JSON. It reads back as the same value.
///
/// Outside of strings, JSON text holds no such character but ends of lines and tabs, so that no string need be looked for.
///
/// ```
/// use mediaspec_core::escape::visible_json;
///
/// assert_eq!(visible_json("[\n\"a\u{202e}b\"]".to_owned()), "[\n\"a\\u202eb\"]");
/// ```
#[must_use]
pub fn visible_json(json: String) -> String {
    let acts = |c: char| is_active(c) && !matches!(c, '\n' | '\r' | '\t');
    // JSON text holds no other control character of ASCII than DEL.
    let plain = json.is_ascii() && !json.contains('\u{7f}');
    if plain || !json.contains(acts) {
        return json;
    }
    let mut out = String::with_capacity(json.len().saturating_add(64));
    for c in json.chars() {
        if acts(c) {
            push_json(&mut out, c);
        } else {
            out.push(c);
        }
    }
    out
}

/// Appends a character, as an escape of JSON if it would act.
pub(crate) fn push_json(out: &mut String, c: char) {
    if is_active(c) {
        for unit in c.encode_utf16(&mut [0; 2]) {
            out.push_str(&format!("\\u{unit:04x}"));
        }
    } else {
        out.push(c);
    }
}

/// At most `limit` characters of the text, made visible, with `…` where something was cut.
#[must_use]
pub fn shortened(text: &str, limit: usize) -> String {
    let mut chars = text.chars();
    let mut out = visible(&chars.by_ref().take(limit).collect::<String>());
    if chars.next().is_some() {
        out.push('…');
    }
    out
}

/// Returns a pattern that finds a text.
#[must_use]
pub fn escaped_in_pattern(text: &str) -> String {
    let mut out = String::new();
    for c in text.chars() {
        if matches!(
            c,
            '^' | '$' | '\\' | '.' | '*' | '+' | '?' | '(' | ')' | '[' | ']' | '{' | '}' | '|'
        ) {
            out.push('\\');
        }
        out.push(c);
    }
    out
}

/// Returns a pattern that finds any of some texts.
#[must_use]
pub fn pattern_of_any(texts: &[Box<str>]) -> String {
    let texts: Vec<String> = texts.iter().map(|text| escaped_in_pattern(text)).collect();
    texts.join("|")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_cut_ends_with_an_ellipsis() {
        assert_eq!(shortened("abc", 3), "abc");
        assert_eq!(shortened("abcd", 3), "abc…");
        assert_eq!(shortened("\u{7}\u{7}", 1), "\\u{7}…");
    }

    #[test]
    fn json_text_reads_back_the_same() {
        let hostile = "a\u{7f}\u{9b}31m\u{202e}b\u{feff}\u{e0041}中文\u{2028}";
        let text = visible_json(serde_json::to_string(hostile).expect("JSON"));
        assert_eq!(
            text,
            r#""a\u007f\u009b31m\u202eb\ufeff\udb40\udc41中文\u2028""#
        );
        let read: String = serde_json::from_str(&text).expect("JSON");
        assert_eq!(read, hostile);
    }

    #[test]
    fn marks_that_nobody_sees_are_written_out() {
        for mark in [
            '\u{1b}',
            '\u{9b}',
            '\u{ad}',
            '\u{202e}',
            '\u{2066}',
            '\u{feff}',
            '\u{e0041}',
        ] {
            assert!(is_active(mark), "{mark:?}");
            assert_eq!(
                visible(&format!("a{mark}")),
                format!("a{}", mark.escape_unicode())
            );
        }
        assert!(!"a 中é\u{a0}".contains(is_active));
    }
}
