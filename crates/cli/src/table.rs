//! Text laid out for a terminal.

use std::fmt::Write as _;

use anstyle::Style;
use unicode_width::UnicodeWidthStr as _;

use crate::output::style::{FAINT, NAME, paint};

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
    let longest = rows
        .iter()
        .map(|row| row.name.width())
        .filter(|&w| w <= NAMES)
        .max();
    let column = longest.unwrap_or(0).saturating_add(4);
    let margin = " ".repeat(column);
    let mut out = String::new();
    for row in rows {
        let name = paint(NAME, &row.name, colour);
        let body: String = row
            .lines
            .iter()
            .map(|(style, line)| painted(*style, &wrap(line, &margin, width), &margin, colour))
            .collect();
        let used = row.name.width().saturating_add(4);
        if used <= column {
            let gap = " ".repeat(column.saturating_sub(used));
            // The name takes the place of the first line's margin.
            let body = body.strip_prefix(&margin).unwrap_or(&body);
            let _ = write!(
                out,
                "  {name}{gap}  {}",
                if body.is_empty() { "\n" } else { body }
            );
        } else {
            let _ = write!(out, "  {name}\n{body}");
        }
    }
    out
}

/// Wrapped text in a style, which spares the margins.
fn painted(style: Style, wrapped: &str, margin: &str, colour: bool) -> String {
    if !colour || style == Style::new() {
        return wrapped.to_owned();
    }
    wrapped
        .lines()
        .map(|line| {
            let text = line.strip_prefix(margin).unwrap_or(line);
            format!("{margin}{}\n", paint(style, text, colour))
        })
        .collect()
}

/// The text in lines of at most `width` columns, each after `margin`. Empty text gives nothing.
pub(crate) fn wrap(text: &str, margin: &str, width: usize) -> String {
    let room = width.saturating_sub(margin.width()).max(20);
    let mut out = String::new();
    let mut used = 0_usize;
    for word in text.split_whitespace() {
        let needed = word.width();
        if used > 0 && used.saturating_add(1).saturating_add(needed) <= room {
            out.push(' ');
            used = used.saturating_add(1);
        } else {
            if used > 0 {
                out.push('\n');
            }
            out.push_str(margin);
            used = 0;
        }
        out.push_str(word);
        used = used.saturating_add(needed);
    }
    if used > 0 {
        out.push('\n');
    }
    out
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
