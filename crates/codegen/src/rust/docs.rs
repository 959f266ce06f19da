//! Documentation comments: Markdown in lines of a width, as attributes. Nothing in it is compiled as a test.

use mediaspec_core::contract::{Cite, Service};
use mediaspec_core::words;
use proc_macro2::TokenStream;
use quote::quote;

use crate::markdown::{Line, address, at_line_start};

/// The width that text is wrapped to.
const WIDTH: usize = 100;

/// A documentation comment: paragraphs and lists.
#[derive(Default)]
pub(super) struct Docs {
    lines: Vec<String>,
    in_list: bool,
}

impl Docs {
    /// A comment that begins with a sentence of prose.
    pub(super) fn new(summary: &str) -> Self {
        Self::of(&Line::text(summary))
    }

    /// A comment of one paragraph.
    pub(super) fn of(line: &Line) -> Self {
        let mut docs = Self::default();
        docs.paragraph(line);
        docs
    }

    /// Adds a paragraph.
    pub(super) fn paragraph(&mut self, line: &Line) {
        self.add(line, "", "");
        self.in_list = false;
    }

    /// Adds an item of a list.
    pub(super) fn item(&mut self, line: &Line) {
        self.add(line, "- ", "  ");
        self.in_list = true;
    }

    fn add(&mut self, line: &Line, first: &str, next: &str) {
        let words = line.words();
        if words.is_empty() {
            return;
        }
        if !self.lines.is_empty() && (!self.in_list || first.is_empty()) {
            self.lines.push(String::new());
        }
        let mut text = first.to_owned();
        let mut empty = true;
        for word in words {
            if !empty && text.chars().count().saturating_add(word.chars().count()) >= WIDTH {
                self.lines
                    .push(std::mem::replace(&mut text, next.to_owned()));
                empty = true;
            }
            if empty {
                text.push_str(&at_line_start(&word));
                empty = false;
            } else {
                text.push(' ');
                text.push_str(&word);
            }
        }
        self.lines.push(text);
    }

    /// The `#[doc]` attributes. What is public has some, even where there is nothing to say.
    pub(super) fn into_tokens(mut self) -> TokenStream {
        if self.lines.is_empty() {
            self.paragraph(&Line::text("No source explains it."));
        }
        self.lines
            .into_iter()
            .map(|line| {
                // The space keeps a line that begins with a slash from becoming a plain comment.
                let line = if line.is_empty() {
                    line
                } else {
                    format!(" {line}")
                };
                quote!(#[doc = #line])
            })
            .collect()
    }
}

/// A source in few words, as a link, with the place in it.
pub(super) fn cite(service: &Service, cite: &Cite) -> Line {
    let text = match words::place(service, cite) {
        Some(place) => format!("{}, {place}", cite.source),
        None => cite.source.to_string(),
    };
    Line::link(Line::text(text), address(service.source(cite)))
}

/// The documentation of a service's module.
pub(super) fn of_service(service: &Service) -> TokenStream {
    let title = Line::text(service.title());
    Docs::of(&title.then(": ").then(service.summary())).into_tokens()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_text_is_wrapped_and_no_line_begins_with_an_active_character() {
        let text = "word ".repeat(30) + "- 1. # " + &"+ ".repeat(100);
        let made = Docs::new(&text).lines;
        assert!(made.len() > 2);
        for line in made {
            assert!(line.chars().count() <= WIDTH + 8, "{line}");
            assert!(!line.starts_with(['-', '#', '+', '1', ' ']), "{line}");
        }
    }

    #[test]
    fn what_nothing_explains_is_documented_as_such() {
        let tokens = Docs::new("").into_tokens().to_string();
        assert_eq!(tokens, "# [doc = \" No source explains it.\"]");
        let tokens = Docs::new("Width.").into_tokens().to_string();
        assert_eq!(tokens, "# [doc = \" Width.\"]");
    }

    #[test]
    fn items_stand_together_and_paragraphs_apart() {
        let mut docs = Docs::new("A.");
        docs.paragraph(&Line::text("Rules:"));
        docs.item(&Line::text("one"));
        docs.item(&Line::text("two is ").and(Line::code("x")).then("."));
        docs.paragraph(&Line::text(""));
        docs.paragraph(&Line::text("End."));
        assert_eq!(
            docs.lines,
            ["A.", "", "Rules:", "", "- one", "- two is `x`.", "", "End."]
        );
    }
}
