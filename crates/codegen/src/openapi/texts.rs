//! Descriptions as OpenAPI wants them: CommonMark.

use mediaspec_core::contract::{Cite, Service, Source};
use mediaspec_core::node::Members;
use mediaspec_core::words::Phrase;

use crate::markdown::{self, Line};

/// What is said of something.
pub(super) fn markdown(phrase: &Phrase<'_>) -> String {
    Line::from(phrase).to_description()
}

/// Words of a spec, as a part of a text.
pub(super) fn plain(text: &str) -> String {
    Line::text(text).to_description()
}

/// A name or a value, as a part of a text.
pub(super) fn code(text: &str) -> String {
    Line::code(text).to_description()
}

/// Sentences, each ended, one after another.
pub(super) fn sentences<'a>(sentences: impl IntoIterator<Item = &'a str>) -> String {
    markdown(&Phrase::sentences(sentences.into_iter().map(Phrase::words)))
}

/// Paragraphs, without those that say nothing.
pub(super) fn paragraphs(paragraphs: [String; 2]) -> String {
    let mut there = Vec::from(paragraphs);
    there.retain(|text| !text.is_empty());
    there.join("\n\n")
}

/// Adds a summary, unless no source explains what there is.
pub(super) fn summarize(out: &mut Members, summary: &str) {
    if !summary.is_empty() {
        out.push("summary", summary.trim_end_matches('.'));
    }
}

/// Where something was read, as a link: `Source: [List video tasks](…), table 2, read 2026-11-20.`
pub(super) fn source(service: &Service, cite: &Cite) -> String {
    let source = markdown::source(service, cite);
    Line::text("Source: ")
        .and(source)
        .then(".")
        .to_description()
}

/// A link to a source.
pub(super) fn link(source: &Source) -> String {
    Line::link(Line::text(&*source.title), markdown::address(source)).to_description()
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
    fn what_nothing_explains_has_neither_a_summary_nor_an_empty_paragraph() {
        let described = |sentence: &str| {
            let mut out = Members::new();
            summarize(&mut out, sentence);
            let source = "Source: a page.".to_owned();
            out.push("description", paragraphs([sentences([sentence]), source]));
            mediaspec_core::node::Node::from(out).compact()
        };
        assert_eq!(described(""), r#"{"description":"Source: a page."}"#);
        assert_eq!(
            described("Lists."),
            r#"{"summary":"Lists","description":"Lists.\n\nSource: a page."}"#
        );
    }
}
