//! Problems of a spec folder, and how people see them: file, line, column, the text with a caret, a code and help.

use std::fmt;
use std::ops::Range;
use std::sync::Arc;

use mediaspec_core::escape::is_active;
use miette::{
    Diagnostic, GraphicalReportHandler, GraphicalTheme, LabeledSpan, NamedSource, Severity,
    SourceCode,
};

use crate::codes::LintCode;

/// How many problems a run lists. A folder that has more is broken at large, and the first ones say how.
pub const MAX_PROBLEMS: usize = 1000;

/// The text of one file, shared by its problems.
pub(crate) struct SourceText {
    /// The path as people are shown it.
    pub(crate) path: String,
    /// The text as it was read.
    pub(crate) text: String,
    shown: NamedSource<String>,
}

impl SourceText {
    pub(crate) fn new(path: String, text: String) -> Self {
        let shown = NamedSource::new(tame(&path), tame_lines(&text));
        Self { path, text, shown }
    }
}

/// The same text with every character that would act instead of being seen ([`is_active`]) replaced by a harmless one of
/// the same length in UTF-8, so that offsets stay true. Line breaks stay, and a tab is a blank.
pub(crate) fn tame(text: &str) -> String {
    tame_lines(text).replace('\t', " ")
}

/// The same for what an excerpt is taken of, where tabs stay: they are drawn up to their stop.
fn tame_lines(text: &str) -> String {
    text.chars()
        .map(|c| match c.len_utf8() {
            _ if !is_active(c) || matches!(c, '\n' | '\t') => c,
            1 => '?',
            2 => '¿',
            3 => '\u{fffd}',
            _ => '🛇',
        })
        .collect()
}

/// One thing that is wrong with a spec folder.
#[derive(Clone)]
pub struct Problem {
    code: &'static LintCode,
    source: Arc<SourceText>,
    span: Option<Range<usize>>,
    message: String,
    label: Option<String>,
    help: String,
}

impl Problem {
    /// A problem at a place in a file.
    pub(crate) fn at(
        code: &'static LintCode,
        source: &Arc<SourceText>,
        span: Range<usize>,
        message: impl Into<String>,
    ) -> Self {
        Self {
            code,
            source: Arc::clone(source),
            span: Some(within(&source.text, span)),
            message: tame(&message.into()),
            label: None,
            help: code.help.to_owned(),
        }
    }

    /// A problem with a file or folder as a whole.
    pub(crate) fn of_path(code: &'static LintCode, path: &str, message: impl Into<String>) -> Self {
        Self {
            code,
            source: Arc::new(SourceText::new(path.to_owned(), String::new())),
            span: None,
            message: tame(&message.into()),
            label: None,
            help: code.help.to_owned(),
        }
    }

    /// Words at the caret.
    pub(crate) fn label(mut self, label: impl Into<String>) -> Self {
        self.label = Some(tame(&label.into()));
        self
    }

    /// Advice that fits better than the code's own.
    pub(crate) fn help(mut self, help: impl Into<String>) -> Self {
        self.help = tame(&help.into());
        self
    }

    /// The stable code.
    #[must_use]
    pub fn code(&self) -> &'static LintCode {
        self.code
    }

    /// The file or folder, with slashes, beginning with the folder that was loaded.
    #[must_use]
    pub fn file(&self) -> &str {
        &self.source.path
    }

    /// Line and column, both from 1, the column in code points. `None` where a file or folder as a whole is meant.
    #[must_use]
    pub fn position(&self) -> Option<(usize, usize)> {
        let span = self.span.as_ref()?;
        Some(position(&self.source.text, span.start))
    }

    /// What is wrong, in a sentence.
    #[must_use]
    pub fn message(&self) -> &str {
        &self.message
    }

    /// What to do about it.
    #[must_use]
    pub fn advice(&self) -> &str {
        &self.help
    }

    fn order(&self) -> (&str, usize, usize, &'static str, &str) {
        let span = self.span.clone().unwrap_or(0..0);
        (
            self.file(),
            span.start,
            span.end,
            self.code.code,
            &self.message,
        )
    }
}

/// Line and column of an offset, both from 1, the column in code points.
pub(crate) fn position(text: &str, offset: usize) -> (usize, usize) {
    let before = text.get(..offset).unwrap_or(text);
    let line = before.bytes().filter(|&b| b == b'\n').count();
    let column = before.rsplit('\n').next().unwrap_or("").chars().count();
    (line.saturating_add(1), column.saturating_add(1))
}

/// The span, moved to character boundaries inside the text and cut at the end of its first line: what stands there says
/// enough, and a frame around twenty lines says less.
fn within(text: &str, span: Range<usize>) -> Range<usize> {
    let start = text.floor_char_boundary(span.start);
    let end = text.ceil_char_boundary(span.end).max(start);
    let line = text
        .get(start..end)
        .and_then(|shown| shown.lines().next())
        .unwrap_or_default();
    start..start.saturating_add(line.len())
}

impl fmt::Debug for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self}")
    }
}

/// `metastudio/types/a.toml:3:8: MS2001: …` on one line.
impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", tame(self.file()))?;
        if let Some((line, column)) = self.position() {
            write!(f, ":{line}:{column}")?;
        }
        write!(f, ": {}: {}", self.code.code, self.message)
    }
}

impl std::error::Error for Problem {}

impl Diagnostic for Problem {
    fn code<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        Some(Box::new(self.code.code))
    }

    fn severity(&self) -> Option<Severity> {
        Some(Severity::Error)
    }

    fn help<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        Some(Box::new(&self.help))
    }

    fn source_code(&self) -> Option<&dyn SourceCode> {
        self.span
            .is_some()
            .then_some(&self.source.shown as &dyn SourceCode)
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        let span = self.span.clone()?;
        let label = LabeledSpan::new_primary_with_span(self.label.clone(), span);
        Some(Box::new(std::iter::once(label)))
    }
}

/// Shows a problem's message with its path, for problems that have no excerpt to carry it.
struct Headline<'a>(&'a Problem);

impl fmt::Debug for Headline<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl fmt::Display for Headline<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.0.span.is_none() {
            write!(f, "{}: ", tame(self.0.file()))?;
        }
        f.write_str(&self.0.message)
    }
}

impl std::error::Error for Headline<'_> {}

impl Diagnostic for Headline<'_> {
    fn code<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        Diagnostic::code(self.0)
    }

    fn severity(&self) -> Option<Severity> {
        self.0.severity()
    }

    fn help<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        Diagnostic::help(self.0)
    }

    fn source_code(&self) -> Option<&dyn SourceCode> {
        self.0.source_code()
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        self.0.labels()
    }
}

/// Every problem of a run, sorted by file and place. It is never empty.
#[derive(Clone)]
pub struct Problems {
    list: Vec<Problem>,
    omitted: usize,
}

impl Problems {
    /// Sorts, drops repetitions, and keeps within [`MAX_PROBLEMS`].
    pub(crate) fn new(mut list: Vec<Problem>) -> Self {
        list.sort_by(|a, b| a.order().cmp(&b.order()));
        list.dedup_by(|a, b| a.order() == b.order());
        let omitted = list.len().saturating_sub(MAX_PROBLEMS);
        list.truncate(MAX_PROBLEMS);
        Self { list, omitted }
    }

    /// The problems in order.
    pub fn iter(&self) -> std::slice::Iter<'_, Problem> {
        self.list.iter()
    }

    /// How many there are, those beyond the limit included.
    #[must_use]
    pub fn total(&self) -> usize {
        self.list.len().saturating_add(self.omitted)
    }

    /// All of them for people: excerpts with carets, codes, help, and a count at the end.
    ///
    /// Without `color` the output is plain text and depends on nothing but the problems and the width (in columns).
    #[must_use]
    pub fn render(&self, color: bool, width: usize) -> String {
        let theme = if color {
            GraphicalTheme::unicode()
        } else {
            GraphicalTheme::unicode_nocolor()
        };
        let handler = GraphicalReportHandler::new_themed(theme)
            .with_links(false)
            .with_urls(false)
            .with_width(width.max(20));
        let mut out = String::new();
        for problem in &self.list {
            if handler.render_report(&mut out, &Headline(problem)).is_err() {
                // An excerpt that cannot be drawn must not cost the message.
                out.push_str(&problem.to_string());
                out.push('\n');
            }
            out.push('\n');
        }
        out.push_str(&self.count());
        out.push('\n');
        out
    }

    /// `3 problems in 2 files`, and how many of them are not listed.
    fn count(&self) -> String {
        let mut files: Vec<&str> = self.list.iter().map(Problem::file).collect();
        files.dedup();
        let plural = |n: usize| if n == 1 { "" } else { "s" };
        let (problems, places) = (self.total(), files.len());
        let mut count = format!(
            "{problems} problem{} in {places} file{}",
            plural(problems),
            plural(places)
        );
        if self.omitted > 0 {
            count.push_str(&format!(" ({} not shown)", self.omitted));
        }
        count
    }
}

impl<'a> IntoIterator for &'a Problems {
    type Item = &'a Problem;
    type IntoIter = std::slice::Iter<'a, Problem>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

impl fmt::Debug for Problems {
    /// The same as [`Display`](fmt::Display), which is what a program shows whose `main` ends with `?`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// How many problems [`Problems`] shows as text.
const SHOWN: usize = 10;

/// `3 problems in 2 files`, and the first ones on a line each; [`Problems::render`] shows them all, with excerpts.
impl fmt::Display for Problems {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.count())?;
        for problem in self.list.iter().take(SHOWN) {
            write!(f, "\n{problem}")?;
        }
        match self.total().saturating_sub(SHOWN) {
            0 => Ok(()),
            more => write!(f, "\nand {more} more"),
        }
    }
}

impl std::error::Error for Problems {}

impl Diagnostic for Problems {
    fn related<'a>(&'a self) -> Option<Box<dyn Iterator<Item = &'a dyn Diagnostic> + 'a>> {
        Some(Box::new(self.list.iter().map(|p| p as &dyn Diagnostic)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_would_act_is_replaced_at_the_same_length() {
        for c in ('\0'..=char::MAX).filter(|&c| !matches!(c, '\n' | '\t')) {
            let shown = tame(&c.to_string());
            assert!(!shown.contains(is_active), "{c:?}");
            assert_eq!(shown.len(), c.len_utf8(), "{c:?}");
            assert_eq!(shown == c.to_string(), !is_active(c), "{c:?}");
        }
        let text = "a\tb\n\u{1b}[31m\u{85}\u{200b}\u{e0041}";
        assert_eq!(tame(text), "a b\n?[31m¿\u{fffd}🛇");
        assert_eq!(tame_lines(text), "a\tb\n?[31m¿\u{fffd}🛇");
    }

    #[test]
    fn tabs_are_blanks_in_what_is_told_and_in_what_is_shown() {
        let text = "a = \"b\tc\"\n".to_owned();
        let source = Arc::new(SourceText::new("a\tfolder/file.toml".to_owned(), text));
        let code: &'static LintCode = crate::codes::ALL.first().expect("a code");
        let problem = Problem::at(code, &source, 4..9, "b\tc is no word")
            .label("b\tc")
            .help("not\tso");
        let shown = Problems::new(vec![problem]).render(false, 100);
        assert!(!shown.contains(|c| c != '\n' && is_active(c)), "{shown:?}");
        assert!(
            shown.contains("b c is no word") && shown.contains("a folder/"),
            "{shown}"
        );
    }

    #[test]
    fn problems_show_the_first_of_them_with_their_places() {
        let source = Arc::new(SourceText::new("a.toml".to_owned(), "x\n y\n".to_owned()));
        let code: &'static LintCode = crate::codes::ALL.first().expect("a code");
        let problem = |at: usize| Problem::at(code, &source, at..at.saturating_add(1), "no");
        let few = Problems::new(vec![problem(3), problem(0)]);
        let shown = format!(
            "2 problems in 1 file\na.toml:1:1: {0}: no\na.toml:2:2: {0}: no",
            code.code
        );
        assert_eq!(
            (few.to_string(), format!("{few:?}")),
            (shown.clone(), shown)
        );

        let many = (0..12).map(|n| Problem::of_path(code, &format!("{n:02}.toml"), "no"));
        let many = Problems::new(many.collect()).to_string();
        assert!(
            many.starts_with("12 problems in 12 files\n00.toml: "),
            "{many}"
        );
        assert!(
            many.ends_with(": no\nand 2 more") && many.lines().count() == 12,
            "{many}"
        );
    }
}
