//! Clauses of a sentence. A list of characters or of values is one of them, whatever stands between its parts.

use std::sync::LazyLock;

use regex::Regex;

use super::{charsets, pattern, patterns, values};

/// The most clauses among which a list of characters is looked for.
const MAX_JOINED: usize = 16;

patterns! {
    CUT: r"([,;、])\s*(?:and |which |while )?(?:且|并且)?|\s+and\s+((?:the )?(?:maximum|minimum|default)\b|ranges?\b|defaults\b|(?:must|can|cannot|should|may|contains?|consists?|is|the (?:length|value))\b)";
}

/// Splits a sentence at the signs between its clauses, outside of brackets.
pub(super) fn clauses(text: &str) -> Vec<&str> {
    let mut out = Vec::new();
    let (mut from, mut seen, mut depth) = (0, 0, 0_usize);
    for found in CUT.captures_iter(text) {
        let Some(whole) = found.get(0) else { continue };
        for c in text.get(seen..whole.start()).unwrap_or_default().chars() {
            match c {
                '(' | '[' | '【' => depth = depth.saturating_add(1),
                ')' | ']' | '】' => depth = depth.saturating_sub(1),
                _ => {}
            }
        }
        seen = whole.start();
        let follows_number = |at: Option<char>| at.is_some_and(|c| c.is_ascii_digit());
        // A comma between digits is one of thousands.
        let is_thousands = whole.as_str() == ","
            && follows_number(text.get(whole.end()..).and_then(|rest| rest.chars().next()));
        if depth == 0 && !is_thousands {
            out.push(text.get(from..whole.start()).unwrap_or_default().trim());
            from = found.get(2).map_or(whole.end(), |next| next.start());
        }
    }
    out.push(text.get(from..).unwrap_or_default().trim());
    out.retain(|clause| !clause.is_empty());
    joined(text, out)
}

/// Puts clauses together that only as a whole say which characters or values there are.
fn joined<'t>(text: &'t str, clauses: Vec<&'t str>) -> Vec<&'t str> {
    if !(2..=MAX_JOINED).contains(&clauses.len()) {
        return clauses;
    }
    let mut spans = Vec::new();
    let mut from = 0;
    for clause in &clauses {
        let Some(at) = text.get(from..).and_then(|rest| rest.find(clause)) else {
            return clauses;
        };
        let start = from.saturating_add(at);
        from = start.saturating_add(clause.len());
        spans.push((start, from));
    }
    let mut out = Vec::new();
    let mut rest = &*spans;
    while let Some(((start, end), others)) = rest.split_first() {
        let ends = others.iter().map(|(_, end)| *end).enumerate().rev();
        let whole = ends
            .filter_map(|(count, end)| Some((count, text.get(*start..end)?)))
            .find(|(_, whole)| charsets::is_charset(whole) || values::is_sentence(whole));
        let (count, clause) = match whole {
            Some((count, whole)) => (count.saturating_add(1), whole),
            None => (0, text.get(*start..*end).unwrap_or_default()),
        };
        out.push(clause);
        rest = others.get(count..).unwrap_or_default();
    }
    out
}
