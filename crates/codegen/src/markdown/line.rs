//! Text without line breaks, piece by piece.

use std::borrow::Cow;

use mediaspec_core::words::{Mark, Phrase};

use super::escape::{self, Place, code_text, one_line, web_address};

/// Text without line breaks.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Line(Vec<Span>);

/// A piece of a line.
#[derive(Debug, Clone, PartialEq)]
enum Span {
    /// Words.
    Text(String),
    /// Words of ours, in bold type.
    Strong(&'static str),
    /// A name or a value.
    Code(String),
    /// A link.
    Link(Line, Target),
}

/// Where a link leads.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Target {
    /// A heading of the same page, by its key.
    Here(String),
    /// Another page, by its path.
    Page(String),
    /// A place in another page, by path and anchor.
    Place(String, String),
    /// A source, by its name and address.
    Source(String, String),
}

/// Where a line is written.
pub(super) struct Surroundings<'a> {
    /// What it stands in.
    pub(super) place: Place,
    /// Returns what stands behind the label of a link; `None` where there is nothing to lead to.
    pub(super) leads: &'a dyn Fn(&Target) -> Option<String>,
}

impl Line {
    /// Returns a line of words.
    #[must_use]
    pub fn text(text: impl Into<String>) -> Self {
        Self(vec![Span::Text(text.into())])
    }

    /// Returns a line of a name or a value.
    #[must_use]
    pub fn code(text: impl Into<String>) -> Self {
        Self(vec![Span::Code(text.into())])
    }

    pub(crate) fn strong(text: &'static str) -> Self {
        Self(vec![Span::Strong(text)])
    }

    pub(crate) fn link(label: Self, target: Target) -> Self {
        Self(vec![Span::Link(label, target)])
    }

    /// A phrase; `link` says where names and types lead.
    pub(crate) fn linked(phrase: &Phrase<'_>, link: &dyn Fn(Mark, &str) -> Option<Target>) -> Self {
        let span = |mark: Mark, text: &str| match mark {
            Mark::Plain => Span::Text(text.to_owned()),
            Mark::Name | Mark::Value | Mark::Type => match link(mark, text) {
                Some(target) => Span::Link(Self::code(text), target),
                None => Span::Code(text.to_owned()),
            },
        };
        let pieces = phrase.pieces.iter();
        Self(pieces.map(|piece| span(piece.mark, &piece.text)).collect())
    }

    /// This line, and another behind it.
    #[must_use]
    pub fn and(mut self, more: Self) -> Self {
        self.0.extend(more.0);
        self
    }

    /// This line, and words behind it.
    #[must_use]
    pub fn then(self, text: impl Into<String>) -> Self {
        self.and(Self::text(text))
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.0.iter().all(|span| match span {
            Span::Text(text) | Span::Code(text) => text.is_empty(),
            Span::Strong(text) => text.is_empty(),
            Span::Link(label, _) => label.is_empty(),
        })
    }

    /// Lines one after another, with words between them.
    #[must_use]
    pub fn join(lines: impl IntoIterator<Item = Self>, between: &str) -> Self {
        let mut out = Self::default();
        for line in lines {
            if !out.0.is_empty() {
                out = out.then(between);
            }
            out = out.and(line);
        }
        out
    }

    /// What a reader sees, without markup.
    pub(super) fn plain(&self) -> String {
        self.0
            .iter()
            .map(|span| match span {
                Span::Text(text) => one_line(text),
                Span::Code(text) => code_text(text),
                Span::Strong(text) => (*text).to_owned(),
                Span::Link(label, _) => label.plain(),
            })
            .collect()
    }

    /// The Markdown of the line as a block of its own. Links to sources have their addresses in them, others are left out.
    pub(crate) fn to_markdown(&self) -> String {
        escape::at_line_start(&self.words().join(" "))
    }

    /// The same for viewers that may put it into a page without reading it as Markdown.
    pub(crate) fn to_description(&self) -> String {
        let words = self.alone(Place {
            in_html: true,
            ..Place::default()
        });
        escape::at_line_start(&words.join(" "))
    }

    /// The Markdown of the line, in words that a line may break between. Who breaks lines owes each of them
    /// [`at_line_start`].
    ///
    /// [`at_line_start`]: super::at_line_start
    pub(crate) fn words(&self) -> Vec<String> {
        self.alone(Place::default())
    }

    fn alone(&self, place: Place) -> Vec<String> {
        self.written(&Surroundings {
            place,
            leads: &|target| match target {
                Target::Source(_, url) => Some(format!("({})", web_address(url)?)),
                Target::Here(_) | Target::Page(_) | Target::Place(_, _) => None,
            },
        })
    }

    /// The Markdown of the line, in words that a line may break between.
    pub(super) fn written(&self, surroundings: &Surroundings<'_>) -> Vec<String> {
        let place = surroundings.place;
        let mut out = Words::default();
        let mut spans = self.0.iter().peekable();
        while let Some(span) = spans.next() {
            match span {
                Span::Text(text) => {
                    // Neighbours are one text: what looks harmless in halves need not be so as a whole.
                    let mut text = Cow::Borrowed(text.as_str());
                    while let Some(Span::Text(more)) = spans.peek() {
                        text.to_mut().push_str(more);
                        spans.next();
                    }
                    for (at, word) in one_line(&text).split(' ').enumerate() {
                        if at > 0 {
                            out.end();
                        }
                        out.push(&escape::word(word, place));
                    }
                }
                Span::Strong(text) => out.push(&format!("**{text}**")),
                Span::Code(text) => out.push(&escape::code(text, place)),
                Span::Link(label, target) => {
                    let label = label.written(surroundings).join(" ");
                    match (surroundings.leads)(target) {
                        Some(target) if !label.is_empty() => {
                            out.push(&format!("[{label}]{target}"));
                        }
                        _ => out.push(&label),
                    }
                }
            }
        }
        out.words
    }
}

impl From<&Phrase<'_>> for Line {
    fn from(phrase: &Phrase<'_>) -> Self {
        Self::linked(phrase, &|_, _| None)
    }
}

/// Words in the making.
#[derive(Default)]
struct Words {
    words: Vec<String>,
    /// Whether the next text continues the last word.
    open: bool,
}

impl Words {
    fn push(&mut self, text: &str) {
        if text.is_empty() {
            return;
        }
        match self.words.last_mut() {
            Some(last) if self.open => last.push_str(text),
            _ => self.words.push(text.to_owned()),
        }
        self.open = true;
    }

    fn end(&mut self) {
        self.open = false;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(text: &str) -> String {
        Line::text(text).to_markdown()
    }

    #[test]
    fn markup_in_prose_is_escaped() {
        for (prose, escaped) in [
            ("a plain sentence.", "a plain sentence."),
            (
                "a <b>bold</b> & *x* `y`",
                "a &lt;b>bold&lt;/b> \\& \\*x\\* \\`y\\`",
            ),
            ("[a](b) ![c](d)", "\\[a\\](b) !\\[c\\](d)"),
            ("snake_case _em_ C#", "snake_case \\_em\\_ C#"),
            ("# no heading", "\\# no heading"),
            ("- no list", "\\- no list"),
            ("1. no list", "1\\. no list"),
            ("---", "\\---"),
            ("    no code", "no code"),
            ("two\n\n# lines", "two # lines"),
            ("a | b", "a \\| b"),
            ("> no quote, 1 < 2 <- 3", "\\> no quote, 1 < 2 <- 3"),
            ("<!-- </x> <?y", "&lt;!-- &lt;/x> &lt;?y"),
            ("*/ //", "\\*/ //"),
        ] {
            assert_eq!(text(prose), escaped);
        }
    }

    #[test]
    fn what_github_links_by_itself_becomes_code() {
        for (prose, escaped) in [
            ("See https://example.com/.", "See `https://example.com/`."),
            ("(www.example.com)", "(`www.example.com`)"),
            ("mail a@b.c", "mail `a@b.c`"),
            ("costs $1 or $2", "costs `$1` or `$2`"),
            ("a :smile: here", "a `:smile`: here"),
        ] {
            assert_eq!(text(prose), escaped);
        }
    }

    #[test]
    fn what_acts_on_a_screen_is_shown() {
        assert_eq!(text("a\u{202e}b"), "a\\\\u{202e}b");
    }

    #[test]
    fn code_spans_hold_anything() {
        for (text, span) in [
            ("a", "`a`"),
            ("a`b", "``a`b``"),
            ("`", "`` ` ``"),
            ("", "`\"\"`"),
            (" ", "`\" \"`"),
            ("a\nb", "`\"a\\nb\"`"),
            (" a ", "`  a  `"),
            ("a|b", "`a|b`"),
        ] {
            assert_eq!(Line::code(text).to_markdown(), span);
        }
    }

    #[test]
    fn no_tag_stands_in_a_description_not_even_in_code() {
        for (text, described) in [
            ("<b>", "&lt;b>"),
            ("https://x/<b>", "https://x/&lt;b>"),
            ("a < b", "`a < b`"),
        ] {
            assert_eq!(Line::code(text).to_description(), described);
        }
        assert_eq!(Line::code("<b>").to_markdown(), "`<b>`");
    }

    #[test]
    fn a_line_breaks_between_words_alone() {
        let source = |url: &str| Target::Source("page".to_owned(), url.to_owned());
        let line = Line::text("The value ")
            .and(Line::code("a b"))
            .then(", see ")
            .and(Line::link(Line::text("a page"), source("https://a.b/(c)")))
            .then(". ")
            .and(Line::link(Line::text("No page"), source("javascript:x")));
        assert_eq!(
            line.words(),
            [
                "The",
                "value",
                "`a b`,",
                "see",
                "[a page](https://a.b/%28c%29).",
                "No page",
            ]
        );
    }
}
