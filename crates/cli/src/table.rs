//! Text laid out for a terminal.

use std::borrow::Cow;

use anstyle::Style;
use textwrap::{Options, WordSeparator, WordSplitter, WrapAlgorithm};
use unicode_width::UnicodeWidthStr as _;

use crate::style::{FAINT, NAME, paint};

/// A name and what is said of it.
#[derive(Debug, Clone)]
pub(crate) struct Row {
    name: String,
    /// The lines and their styles; each line is wrapped by itself.
    lines: Vec<(Style, String)>,
}

impl Row {
    pub(crate) fn new(name: impl Into<String>, line: impl Into<String>) -> Self {
        Self {
            name: name.into(),
            lines: vec![(Style::new(), line.into())],
        }
    }

    /// Adds a line, unless it is empty.
    pub(crate) fn line(&mut self, line: impl Into<String>) {
        self.push(Style::new(), line.into());
    }

    /// Adds a line that is not what a reader looks for first.
    pub(crate) fn aside(&mut self, line: impl Into<String>) {
        self.push(FAINT, line.into());
    }

    fn push(&mut self, style: Style, line: String) {
        if !line.is_empty() {
            self.lines.push((style, line));
        }
    }
}

/// The widest column of names; longer names get a line of their own.
const NAMES: usize = 28;

/// Names in a column, and what is said of them beside it, wrapped to the width.
pub(crate) fn render(rows: &[Row], width: usize, colour: bool) -> String {
    let names = rows.iter().map(|row| row.name.width());
    let column = names.filter(|&w| w <= NAMES).max().unwrap_or(0);
    let margin = " ".repeat(column.saturating_add(4));
    let mut out = String::new();
    for row in rows {
        out.push_str("  ");
        out.push_str(&paint(NAME, &row.name, colour));
        // The name takes the place of the first line's margin, where it fits there.
        let gap = column.checked_sub(row.name.width());
        let mut start = gap.map(|gap| " ".repeat(gap.saturating_add(2)));
        for (style, text) in &row.lines {
            for line in lines(text, margin.width(), width) {
                out.push_str(&start.take().unwrap_or_else(|| format!("\n{margin}")));
                out.push_str(&paint(*style, &line, colour));
            }
        }
        out.push('\n');
    }
    out
}

/// The text in lines of at most `width` columns, each after `margin`. Empty text gives nothing.
pub(crate) fn wrap(text: &str, margin: &str, width: usize) -> String {
    let lines = lines(text, margin.width(), width);
    lines.map(|line| format!("{margin}{line}\n")).collect()
}

/// The lines of a text, which end between words alone: names, numbers and addresses are for copying. A narrow terminal gets
/// lines of 20 columns.
fn lines(text: &str, margin: usize, width: usize) -> impl Iterator<Item = Cow<'_, str>> {
    let options = Options::new(width.saturating_sub(margin).max(20))
        .break_words(false)
        .word_separator(WordSeparator::AsciiSpace)
        .word_splitter(WordSplitter::NoHyphenation)
        .wrap_algorithm(WrapAlgorithm::FirstFit);
    let lines = textwrap::wrap(text, options).into_iter();
    lines.filter(|line| !line.is_empty())
}

#[cfg(test)]
mod tests {
    use super::{Row, render, wrap};

    #[test]
    fn text_is_wrapped_between_words() {
        assert_eq!(
            wrap("aaaa bbbb cccc dddd eeee", "  ", 22),
            "  aaaa bbbb cccc dddd\n  eeee\n"
        );
        assert_eq!(wrap("", "  ", 20), "");
    }

    #[test]
    fn wide_characters_take_two_columns() {
        assert_eq!(
            wrap("中文中文中 文中文中文中", "", 20),
            "中文中文中\n文中文中文中\n"
        );
    }

    #[test]
    fn names_stand_in_a_column() {
        let mut long = Row::new("a_name_that_is_longer_than_the_column", "x");
        long.line("y");
        let rows = [Row::new("a", "one"), Row::new("bcd", "two"), long];
        assert_eq!(
            render(&rows, 60, false),
            "  a    one\n  bcd  two\n  a_name_that_is_longer_than_the_column\n       x\n       y\n"
        );
    }
}
