//! Descriptions as OpenAPI wants them: CommonMark.

use std::fmt::Write as _;

use mediaspec_core::contract::{Cite, Service, Source};
use mediaspec_core::node::{Members, Node};
use mediaspec_core::words;

use super::walk;

/// Plain text as CommonMark: what could begin an HTML tag becomes an entity, and brackets make no links, since viewers
/// put it into a page.
pub(super) fn markdown(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut last = ' ';
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        let tag = chars
            .peek()
            .is_some_and(|&next| next.is_ascii_alphabetic() || matches!(next, '/' | '!' | '?'));
        match c {
            '<' if tag => out.push_str("&lt;"),
            '(' | '[' if last == ']' => {
                out.push('\\');
                out.push(c);
            }
            c => out.push(c),
        }
        last = c;
    }
    out
}

/// Sets the descriptions in a schema, and in all schemas in it, as CommonMark.
pub(super) fn markdown_in(schema: &mut Members) {
    walk::each_schema(schema, &mut |keywords| {
        if let Some(Node::Text(text)) = keywords.get_mut("description") {
            *text = markdown(text);
        }
    });
}

/// Sentences, each ended, one after another.
pub(super) fn sentences<'a>(sentences: impl IntoIterator<Item = &'a str>) -> String {
    let mut out = String::new();
    for sentence in sentences {
        let sentence = sentence.trim();
        if sentence.is_empty() {
            continue;
        }
        if !out.is_empty() {
            out.push(' ');
        }
        out.push_str(&markdown(sentence));
        if !sentence.ends_with(['.', '!', '?']) {
            out.push('.');
        }
    }
    out
}

/// Where something was read, as a link: `Source: [List video tasks](…), table 2, read 2026-11-20.`
pub(super) fn source(service: &Service, cite: &Cite) -> String {
    let source = service.source(cite);
    let mut out = format!("Source: {}", link(source));
    if let Some(place) = words::place(service, cite) {
        let _ = write!(out, ", {}", markdown(&place));
    }
    let _ = write!(out, ", read {}.", source.read);
    out
}

/// A link to a source.
pub(super) fn link(source: &Source) -> String {
    // Angle brackets allow for parentheses in an address; the loader lets no white space through.
    let url = source.url.replace('<', "%3C").replace('>', "%3E");
    let title = markdown(&source.title)
        .replace('[', "\\[")
        .replace(']', "\\]");
    format!("[{title}](<{url}>)")
}

/// A name for a component, of the characters that OpenAPI allows there.
pub(super) fn component_name(name: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_');
    name.chars()
        .map(|c| if plain(c) { c } else { '_' })
        .collect()
}

/// Appends a description, unless it is empty.
pub(super) fn describe(out: &mut Members, description: String) {
    if !description.is_empty() {
        out.push("description", description);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_does_not_become_markup() {
        assert_eq!(
            markdown("a <b> c </d> <!-- < e > [x](javascript:y)"),
            "a &lt;b> c &lt;/d> &lt;!-- < e > [x]\\(javascript:y)"
        );
    }

    #[test]
    fn descriptions_are_escaped_and_values_are_not() {
        let mut schema = Members::new()
            .with("description", "<b>")
            .with("default", Members::new().with("description", "<b>"))
            .with(
                "properties",
                Members::new().with("x", Members::new().with("description", "<i>")),
            );
        markdown_in(&mut schema);
        assert_eq!(
            Node::from(schema).compact(),
            r#"{"description":"&lt;b>","default":{"description":"<b>"},"properties":{"x":{"description":"&lt;i>"}}}"#
        );
    }
}
