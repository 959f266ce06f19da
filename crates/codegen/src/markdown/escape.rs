//! Text in which Markdown finds nothing.

use mediaspec_core::escape::visible;
use mediaspec_core::words::quoted;

/// What a text stands in.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Place {
    /// Whether it is a cell of a table, whose bars need more care than others.
    pub(super) in_table: bool,
    /// Whether viewers may put it into a page without reading it as Markdown: then no tag may stand in code either.
    pub(super) in_html: bool,
}

/// One line: every run of white space is a space, and nothing in it acts on a reader's screen.
pub(super) fn one_line(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        if !c.is_whitespace() {
            out.push(c);
        } else if !out.ends_with(' ') {
            out.push(' ');
        }
    }
    visible(&out)
}

/// A word, with nothing in it that acts.
pub(super) fn word(word: &str, place: Place) -> String {
    let mut out = String::new();
    if is_active(word) {
        // No escape keeps GitHub from linking these; code does.
        let start = word.trim_start_matches(['(', '"', '\'']);
        let core = start.trim_end_matches(['.', ',', ';', ':', '!', '?', ')', '"', '\'']);
        let (head, _) = word.split_at(word.len() - start.len());
        escape(&mut out, head);
        out.push_str(&code(core, place));
        escape(&mut out, start.strip_prefix(core).unwrap_or_default());
    } else {
        escape(&mut out, word);
    }
    out
}

/// A code span of any text; words where no span can hold it.
pub(super) fn code(text: &str, place: Place) -> String {
    let text = code_text(text);
    let mut out = String::new();
    // The table's grammar comes before that of code, and has no way to write a backslash before a bar.
    let is_split = place.in_table && text.contains('|');
    let is_tag = place.in_html && text.char_indices().any(|(at, _)| begins_tag(&text, at));
    if !is_split && !is_tag {
        return span(&text);
    }
    if is_tag || !text.split(' ').any(is_active) {
        escape(&mut out, &text);
        return out;
    }
    // What no backslash keeps from acting is code on both sides of each bar.
    for (at, part) in text.split('|').enumerate() {
        if at > 0 {
            out.push_str("\\|");
        }
        if !part.is_empty() {
            out.push_str(&span(part));
        }
    }
    out
}

/// What a code span shows: exact, so white space beyond single blanks is spelt as JSON spells it.
pub(super) fn code_text(text: &str) -> String {
    let plain = !text.trim().is_empty()
        && visible(text) == text
        && !text.contains("  ")
        && text.chars().all(|c| c == ' ' || !c.is_whitespace());
    if plain { text.to_owned() } else { quoted(text) }
}

/// A code span. Its fence is longer than any run of backticks in it.
fn span(text: &str) -> String {
    let longest = text.split(|c| c != '`').map(str::len).max();
    let fence = "`".repeat(longest.unwrap_or_default() + 1);
    let blank = text.chars().all(|c| c == ' ');
    let edge = |c: Option<char>| c == Some('`');
    let pad = edge(text.chars().next())
        || edge(text.chars().next_back())
        || (text.starts_with(' ') && text.ends_with(' ') && !blank);
    let pad = if pad { " " } else { "" };
    format!("{fence}{pad}{text}{pad}{fence}")
}

/// Backslashes before what Markdown reads as markup.
fn escape(out: &mut String, text: &str) {
    let mut before = None;
    let mut chars = text.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        let is_letter = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
        match c {
            '<' if begins_tag(text, at) => out.push_str("&lt;"),
            '\\' | '`' | '*' | '[' | ']' | '|' | '~' | '&' => out.extend(['\\', c]),
            // Inside a word it is a letter like any other.
            '_' if !(is_letter(before) && is_letter(chars.peek().map(|&(_, c)| c))) => {
                out.push_str("\\_");
            }
            c => out.push(c),
        }
        before = Some(c);
    }
}

/// Whether HTML could take what stands at a place of a text for a tag, or Markdown for an address.
fn begins_tag(text: &str, at: usize) -> bool {
    let mut chars = text.get(at..).unwrap_or_default().chars();
    let begins = |c: char| c.is_ascii_alphabetic() || matches!(c, '/' | '!' | '?');
    chars.next() == Some('<') && chars.next().is_some_and(begins)
}

/// Whether GitHub would make something of a word that no backslash prevents: a link, a mail address, a formula, a
/// picture.
fn is_active(word: &str) -> bool {
    let lower = word.to_ascii_lowercase();
    lower.contains("://")
        || lower.contains("www.")
        || lower.contains('@')
        || lower.contains('$')
        || lower.matches(':').count() > 1
}

/// The first word of a line or a block: what would begin a list, a heading or a rule there is escaped.
pub(crate) fn at_line_start(word: &str) -> String {
    let digits = word.bytes().take_while(u8::is_ascii_digit).count();
    let (number, rest) = word.split_at(digits);
    let begins = |signs: &[char]| rest.starts_with(signs);
    if (digits > 0 && begins(&['.', ')']))
        || (digits == 0 && begins(&['#', '-', '+', '=', ':', '>']))
    {
        format!("{number}\\{rest}")
    } else {
        word.to_owned()
    }
}

/// An address that may stand in a link. Nothing but `https` and `http` may.
pub(super) fn web_address(url: &str) -> Option<String> {
    if !url.starts_with("https://") && !url.starts_with("http://") {
        return None;
    }
    let mut out = String::new();
    for byte in url.bytes() {
        let harmless = byte.is_ascii_alphanumeric() || b"-._~:/?#@!$,;=%+".contains(&byte);
        if byte == b'&' {
            // `&copy=1` would be read as a character.
            out.push_str("&amp;");
        } else if harmless {
            out.push(char::from(byte));
        } else {
            out.push_str(&format!("%{byte:02X}"));
        }
    }
    Some(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_web_addresses_are_linked() {
        for url in ["javascript:alert(1)", "https:x", "", " https://a.b"] {
            assert_eq!(web_address(url), None);
        }
        assert_eq!(
            web_address("https://a.b/?x=<y> (z)\u{202e}").as_deref(),
            Some("https://a.b/?x=%3Cy%3E%20%28z%29%E2%80%AE")
        );
    }

    #[test]
    fn a_line_does_not_begin_a_block() {
        for (word, escaped) in [
            ("#", "\\#"),
            (">", "\\>"),
            ("-", "\\-"),
            ("+1", "\\+1"),
            ("===", "\\==="),
            (":-", "\\:-"),
            ("1.", "1\\."),
            ("12)", "12\\)"),
            ("1", "1"),
            ("a-", "a-"),
            ("", ""),
        ] {
            assert_eq!(at_line_start(word), escaped);
        }
    }
}
