//! Documentation comments: prose that somebody wrote, as Markdown that says just that.
//!
//! Nothing of the prose may act: no link, no HTML, no code block that would be compiled as a test, no character that
//! turns the direction of the text around it. Everything Markdown could read is escaped, names and values stand in code
//! spans.

use std::fmt::Write as _;

use mediaspec_core::contract::{Cite, Service};
use mediaspec_core::escape::visible;
use mediaspec_core::words::{self, Mark, Phrase};
use proc_macro2::TokenStream;
use quote::quote;

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
        Self::of(Line::prose(summary))
    }

    /// A comment of one paragraph.
    pub(super) fn of(line: Line) -> Self {
        let mut docs = Self::default();
        docs.paragraph(line);
        docs
    }

    /// Adds a paragraph.
    pub(super) fn paragraph(&mut self, line: Line) {
        self.add(line, "", "");
        self.in_list = false;
    }

    /// Adds an item of a list.
    pub(super) fn item(&mut self, line: Line) {
        self.add(line, "- ", "  ");
        self.in_list = true;
    }

    fn add(&mut self, line: Line, first: &str, next: &str) {
        if line.words.is_empty() {
            return;
        }
        if !self.lines.is_empty() && (!self.in_list || first.is_empty()) {
            self.lines.push(String::new());
        }
        let mut text = first.to_owned();
        let mut empty = true;
        for word in line.words {
            if !empty && text.chars().count().saturating_add(word.chars().count()) >= WIDTH {
                self.lines
                    .push(std::mem::replace(&mut text, next.to_owned()));
                empty = true;
            }
            if empty {
                text.push_str(&at_line_start(word));
                empty = false;
            } else {
                text.push(' ');
                text.push_str(&word);
            }
        }
        self.lines.push(text);
    }

    /// The `#[doc]` attributes.
    pub(super) fn into_tokens(self) -> TokenStream {
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

/// What would begin a list, a heading or a rule at the start of a line is escaped there.
fn at_line_start(word: String) -> String {
    let digits = word.bytes().take_while(u8::is_ascii_digit).count();
    let (number, rest) = word.split_at(digits);
    if digits > 0 && rest.starts_with(['.', ')']) {
        return format!("{number}\\{rest}");
    }
    if word.starts_with(['#', '-', '+', '=', ':']) {
        format!("\\{word}")
    } else {
        word
    }
}

/// One paragraph or list item in the making: words that a line may break between.
#[derive(Default)]
pub(super) struct Line {
    words: Vec<String>,
    /// Whether the next text continues the last word.
    open: bool,
}

impl Line {
    /// Text of ours or of the spec, escaped.
    pub(super) fn prose(text: &str) -> Self {
        Self::default().with(text)
    }

    /// Appends prose.
    pub(super) fn with(mut self, text: &str) -> Self {
        if text.starts_with(char::is_whitespace) {
            self.open = false;
        }
        for word in text.split_whitespace() {
            self.push(escaped(word));
            self.open = false;
        }
        self.open = !text.ends_with(char::is_whitespace) && !self.words.is_empty();
        self
    }

    /// Appends a name or a value as code.
    pub(super) fn code(mut self, text: &str) -> Self {
        self.push(code_span(text));
        self
    }

    /// Appends a sentence with its marks.
    pub(super) fn phrase(self, phrase: &Phrase<'_>) -> Self {
        phrase
            .pieces
            .iter()
            .fold(self, |line, piece| match piece.mark {
                Mark::Plain => line.with(&piece.text),
                Mark::Name | Mark::Value | Mark::Type => line.code(&piece.text),
            })
    }

    /// Appends a source as a link, with the place in it.
    pub(super) fn cite(mut self, service: &Service, cite: &Cite) -> Self {
        let text = match words::place(service, cite) {
            Some(place) => format!("{}, {place}", cite.source),
            None => cite.source.to_string(),
        };
        let words: Vec<String> = text.split_whitespace().map(escaped).collect();
        let url = &service.source(cite).url;
        match link_target(url) {
            Some(url) => self.push(format!("[{}]({url})", words.join(" "))),
            None => self = self.with(&text).with(" ").code(url),
        }
        self
    }

    /// The text on one line: rustdoc reads the notes of `#[deprecated]` as Markdown too.
    pub(super) fn into_text(self) -> String {
        let mut words = self.words.into_iter();
        let first = words.next().map(at_line_start);
        first.into_iter().chain(words).collect::<Vec<_>>().join(" ")
    }

    /// Whether it says nothing.
    pub(super) fn is_empty(&self) -> bool {
        self.words.is_empty()
    }

    /// Begins with an upper-case letter, unless it begins with code.
    pub(super) fn capitalised(mut self) -> Self {
        if let Some(first) = self.words.first_mut()
            && let Some(letter) = first.chars().next()
        {
            let upper: String = letter.to_uppercase().chain(first.chars().skip(1)).collect();
            *first = upper;
        }
        self
    }

    /// Whether it ends with a full stop, an exclamation mark or a question mark.
    pub(super) fn ends_sentence(&self) -> bool {
        self.words
            .last()
            .is_some_and(|word| word.ends_with(['.', '!', '?']))
    }

    fn push(&mut self, text: String) {
        match self.words.last_mut() {
            Some(last) if self.open => last.push_str(&text),
            _ => self.words.push(text),
        }
        self.open = true;
    }
}

/// A URL as the target of a link; `None` for one that has characters which Markdown would take for something else.
fn link_target(url: &str) -> Option<&str> {
    let plain = |c: char| {
        c.is_ascii_graphic() && !matches!(c, '(' | ')' | '<' | '>' | '\\' | '"' | '\'' | '`')
    };
    let web = url.starts_with("https://") || url.starts_with("http://");
    (web && url.chars().all(plain)).then_some(url)
}

/// A word in which Markdown finds nothing.
fn escaped(word: &str) -> String {
    let word = visible(word);
    let mut out = String::with_capacity(word.len());
    let mut before = None;
    let mut chars = word.chars().peekable();
    while let Some(c) = chars.next() {
        let inside = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
        let active = match c {
            '\\' | '`' | '*' | '[' | ']' | '<' | '>' | '~' | '|' | '&' => true,
            // Inside a word it is a letter like any other.
            '_' => !(inside(before) && inside(chars.peek().copied())),
            // A bare address would become a link.
            '/' => before == Some(':'),
            _ => false,
        };
        if active {
            out.push('\\');
        }
        out.push(c);
        before = Some(c);
    }
    out
}

/// Text as code. A fence is longer than any run of backticks in it.
fn code_span(text: &str) -> String {
    let text = visible(text);
    if text.trim().is_empty() {
        // Markdown has no empty code span.
        return escaped(&words::quoted(&text));
    }
    let longest = text.split(|c| c != '`').map(str::len).max().unwrap_or(0);
    let fence = "`".repeat(longest.saturating_add(1));
    let edge = |c: Option<char>| matches!(c, Some('`' | ' '));
    let pad = if edge(text.chars().next()) || edge(text.chars().next_back()) {
        " "
    } else {
        ""
    };
    let mut out = String::with_capacity(text.len().saturating_add(4));
    let _ = write!(out, "{fence}{pad}{text}{pad}{fence}");
    out
}

/// The documentation of a service's module.
pub(super) fn of_service(service: &Service) -> TokenStream {
    let title = Line::prose(service.title());
    Docs::of(title.with(": ").with(service.summary())).into_tokens()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(docs: Docs) -> Vec<String> {
        docs.lines
    }

    #[test]
    fn markdown_in_prose_is_escaped() {
        for (text, expected) in [
            ("a plain sentence.", "a plain sentence."),
            ("[x](y)", "\\[x\\](y)"),
            ("snake_case _em_", "snake_case \\_em\\_"),
            ("<b>&amp;", "\\<b\\>\\&amp;"),
            ("see https://x.y/z", "see https:\\//x.y/z"),
            ("`code` *em*", "\\`code\\` \\*em\\*"),
            ("# x", "\\# x"),
            ("1. x", "1\\. x"),
            ("- x", "\\- x"),
            ("    let x;", "let x;"),
            ("a\n\n\nb", "a b"),
            ("a\u{202e}b", "a\\\\u{202e}b"),
            ("*/ //", "\\*/ //"),
        ] {
            assert_eq!(lines(Docs::new(text)), [expected], "{text:?}");
        }
    }

    #[test]
    fn code_spans_hold_any_text() {
        for (text, expected) in [
            ("a", "`a`"),
            ("a`b", "``a`b``"),
            ("`", "`` ` ``"),
            ("a\nb", "`a\\u{a}b`"),
            ("", "\"\""),
            (" ", "\" \""),
        ] {
            assert_eq!(code_span(text), expected);
        }
    }

    #[test]
    fn long_text_is_wrapped_and_no_line_begins_with_an_active_character() {
        let text = "word ".repeat(30) + "- 1. # " + &"+ ".repeat(100);
        let made = lines(Docs::new(&text));
        assert!(made.len() > 2);
        for line in made {
            assert!(line.chars().count() <= WIDTH + 8, "{line}");
            assert!(!line.starts_with(['-', '#', '+', '1', ' ']), "{line}");
        }
    }

    #[test]
    fn items_stand_together_and_paragraphs_apart() {
        let mut docs = Docs::new("A.");
        docs.paragraph(Line::prose("Rules:"));
        docs.item(Line::prose("one"));
        docs.item(Line::prose("two is ").code("x").with("."));
        docs.paragraph(Line::prose(""));
        docs.paragraph(Line::prose("End."));
        assert_eq!(
            lines(docs),
            ["A.", "", "Rules:", "", "- one", "- two is `x`.", "", "End."]
        );
    }

    #[test]
    fn a_url_of_odd_characters_is_no_link() {
        assert!(link_target("https://x.y/z?a=b#c").is_some());
        for url in [
            "javascript:alert(1)",
            "https://x y",
            "https://x>y",
            "https://x\u{202e}",
            "",
        ] {
            assert!(link_target(url).is_none(), "{url}");
        }
    }
}
