//! Tables of text whose cells are parted by bars: cells that a bar ends, cells that a bar begins, or both; a cell a line, a row a
//! line, or a cell over several lines.

use std::collections::BTreeMap;

use super::align::align;
use super::block::{Grid, point};
use super::captions::is_end;
use super::columns::{About, Columns, about, is_header, is_mandatory, is_name, is_type};
use super::text::Line;

/// The most columns of a table.
const MAX_COLUMNS: usize = 32;
/// The most lines between two rows that belong to neither.
const MAX_BETWEEN: usize = 40;

/// The headers of all tables of a page, by the line on which each begins.
#[derive(Debug)]
pub(super) struct Bars {
    heads: BTreeMap<usize, Head>,
}

#[derive(Debug)]
struct Head {
    cells: Vec<String>,
    /// The first line of the rows.
    body: usize,
    /// Whether a bar begins each row, and whether one ends it.
    begins: bool,
    ends: bool,
    /// Whether the whole header is on one line.
    is_line: bool,
}

/// Returns the number of columns of a line of dashes and bars.
pub(super) fn separator(line: &str) -> Option<usize> {
    let is_dashes = |c: char| matches!(c, '-' | '|' | ':' | ' ' | '\t');
    if !line.contains('|') || !line.contains("--") || !line.chars().all(is_dashes) {
        return None;
    }
    let line = line.trim();
    let line = line.strip_prefix('|').unwrap_or(line);
    let line = line.strip_suffix('|').unwrap_or(line);
    let count = line.split('|').count();
    (2..=MAX_COLUMNS).contains(&count).then_some(count)
}

/// Cuts a line at its bars, but for those with a backslash in front.
pub(super) fn cut(line: &str) -> Vec<String> {
    let mut cells = vec![String::new()];
    let mut chars = line.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '\\' if chars.peek() == Some(&'|') => {
                chars.next();
                if let Some(cell) = cells.last_mut() {
                    cell.push('|');
                }
            }
            '|' => cells.push(String::new()),
            _ => {
                if let Some(cell) = cells.last_mut() {
                    cell.push(c);
                }
            }
        }
    }
    cells
}

fn trimmed(cells: Vec<String>) -> Vec<String> {
    cells
        .into_iter()
        .map(|cell| cell.trim().to_owned())
        .collect()
}

impl Bars {
    pub(super) fn new(lines: &[Line<'_>]) -> Self {
        let mut heads = BTreeMap::new();
        let mut is_free = 0;
        for (at, line) in lines.iter().enumerate() {
            let found = match separator(line.text) {
                Some(count) => above(lines, is_free, at, count),
                // Without the line of dashes, a header is known by its words.
                None if at >= is_free && line.text.contains('|') => of_words(lines, at),
                None => None,
            };
            if let Some((start, head)) = found {
                is_free = head.body;
                heads.insert(start, head);
            }
        }
        Self { heads }
    }

    /// Whether a table begins on this line.
    pub(super) fn begins(&self, at: usize) -> bool {
        self.heads.contains_key(&at)
    }

    /// Returns the table that begins on a line, and the line behind it.
    pub(super) fn table(&self, lines: &[Line<'_>], at: usize) -> Option<(Grid, usize)> {
        let head = self.heads.get(&at)?;
        let after = at.saturating_add(1);
        let next = self.heads.range(after..).next().map(|(next, _)| *next);
        let columns = match about(&head.cells) {
            About::Fields(columns) => Some(columns),
            About::Other | About::Unknown => None,
        };
        let mut rows = Rows {
            lines: lines.get(..next.unwrap_or(lines.len())).unwrap_or(lines),
            at: head.body,
            width: head.cells.len(),
            head,
            columns: columns.as_ref(),
            grid: Grid {
                header: head.cells.clone(),
                ..Grid::default()
            },
        };
        while rows.row() {}
        Some((rows.grid, rows.at))
    }
}

/// Returns the header above a line of dashes: as many lines as hold as many cells as the line has columns.
fn above(lines: &[Line<'_>], free: usize, at: usize, count: usize) -> Option<(usize, Head)> {
    let mut text = String::new();
    let mut start = at;
    let mut found = None;
    // A header cell is a line, or two; with bars on lines of their own, three.
    let lowest = at.saturating_sub(count.saturating_mul(3)).max(free);
    while start > lowest {
        start -= 1;
        let line = lines.get(start)?.text;
        text = format!("{line}\n{text}");
        // Where a bar ends each cell and another begins the next, they part two cells together.
        let mut cells = trimmed(cut(&text.replace("|\n|", "|\n")));
        let begins = cells.first().is_some_and(String::is_empty) && cells.len() > count;
        if begins {
            cells.remove(0);
        }
        let ends = cells.last().is_some_and(String::is_empty) && cells.len() > count;
        if ends {
            cells.pop();
        }
        if cells.len() == count && cells.iter().all(|cell| !cell.is_empty()) {
            found = Some((cells, begins, ends, start));
            break;
        }
        if cells.len() > count {
            break;
        }
    }
    let (cells, mut begins, ends, mut start) = found?;
    let is_line = start + 1 == at;
    // A bar alone on the line above belongs to the header, too.
    if !begins && start > free && lines.get(start - 1).is_some_and(|line| line.text == "|") {
        begins = true;
        start -= 1;
    }
    Some((
        start,
        Head {
            cells,
            body: at + 1,
            begins,
            ends,
            is_line,
        },
    ))
}

/// Returns the header that begins on a line, known by its words.
fn of_words(lines: &[Line<'_>], at: usize) -> Option<(usize, Head)> {
    let line = lines.get(at)?.text;
    let mut cells = trimmed(cut(line));
    let begins = cells.first().is_some_and(String::is_empty);
    if begins {
        cells.remove(0);
    }
    let mut ends = cells.last().is_some_and(String::is_empty);
    if ends {
        cells.pop();
    }
    let mut body = at + 1;
    let is_line = cells.len() > 1;
    if is_line {
        if !cells.iter().any(|cell| is_header(cell)) {
            return None;
        }
    } else {
        cells.clear();
        body = at;
        while let Some(line) = lines.get(body).filter(|line| line.text.contains('|')) {
            let word = line.text.trim_matches(['|', ' ', '\t']);
            if word.is_empty() && cells.is_empty() {
                body += 1;
                continue;
            }
            if cells.len() >= MAX_COLUMNS || word.contains('|') || !is_header(word) {
                break;
            }
            ends = line.text.ends_with('|');
            cells.push(word.to_owned());
            body += 1;
        }
    }
    let is_table = (2..=MAX_COLUMNS).contains(&cells.len())
        && matches!(about(&cells), About::Fields(_))
        // A line of dashes says better where the header ends.
        && lines.get(body).is_none_or(|line| separator(line.text).is_none());
    is_table.then_some((
        at,
        Head {
            cells,
            body,
            begins,
            ends,
            is_line,
        },
    ))
}

struct Rows<'t> {
    /// The lines up to the next table.
    lines: &'t [Line<'t>],
    at: usize,
    width: usize,
    head: &'t Head,
    columns: Option<&'t Columns>,
    grid: Grid,
}

impl Rows<'_> {
    fn text(&self, at: usize) -> Option<&str> {
        self.lines.get(at).map(|line| line.text)
    }

    /// Whether a row may begin on this line.
    fn may_begin(&self, at: usize) -> bool {
        let Some(text) = self.text(at) else {
            return false;
        };
        if text == "|" {
            return self.head.begins;
        }
        if self.head.is_line {
            return text.contains('|');
        }
        text.starts_with('|') || text.ends_with('|')
    }

    /// Reads one row; returns whether there was one.
    fn row(&mut self) -> bool {
        let Some(text) = self.text(self.at) else {
            return false;
        };
        let is_first = self.grid.rows.is_empty();
        let is_over = !text.contains('|') && is_end(text);
        if is_over || !self.may_begin(self.at) {
            return !is_first && !is_over && self.between();
        }
        let number = self.lines.get(self.at).map_or(1, |line| line.number);
        let mut cells = Cells::default();
        let mut at = self.at;
        let ends = self.head.ends;
        while let Some(line) = self.lines.get(at) {
            let text = line.text;
            let is_full = if ends {
                cells.done.len() >= self.width
            } else {
                cells.count() >= self.width
                    && (text.starts_with('|')
                        || self.head.is_line && (line.after_blank || text.contains('|')))
            };
            // Cells are lost: a row ends where another begins, and where the table does.
            let may_end = at > self.at && (!cells.is_open() || cells.count() >= self.width);
            if is_full || may_end && (is_end(text) || cells.count() >= 2 && self.is_row(at)) {
                break;
            }
            self.line(line, at == self.at, &mut cells);
            at += 1;
        }
        let cells = cells.finish();
        self.at = at;
        if cells.is_empty() {
            return true;
        }
        let cells = match self.columns {
            Some(columns) => align(cells, columns),
            None => cells,
        };
        self.grid.rows.push((number, cells));
        true
    }

    /// Whether a line is the name of a field and the next says its type, or whether it has to be there.
    fn is_row(&self, at: usize) -> bool {
        let Some(columns) = self.columns else {
            return false;
        };
        if self.head.is_line || columns.name != 0 {
            return false;
        }
        let cell = |at| {
            self.text(at)
                .map(|text: &str| text.trim_matches(['|', ' ']))
        };
        let is_lead = self.head.begins && self.text(at) == Some("|");
        let at = at + usize::from(is_lead);
        let (Some(name), Some(next)) = (cell(at), cell(at + 1)) else {
            return false;
        };
        let says = |next: &str| match (columns.mandatory, columns.kind) {
            (Some(1), _) => is_mandatory(next),
            (_, Some(1)) => is_type(next),
            _ => false,
        };
        is_name(name) && !is_type(name) && !is_mandatory(name) && says(next)
    }

    /// Takes the cells of a line.
    fn line(&self, line: &Line<'_>, is_first: bool, cells: &mut Cells) {
        let Line { text, indent, .. } = *line;
        let begins = text.starts_with('|');
        let ends = text.len() > 1 && text.ends_with('|') && !text.ends_with("\\|");
        let inner = text.strip_prefix('|').unwrap_or(text);
        let inner = if ends {
            inner.strip_suffix('|').unwrap_or(inner)
        } else {
            inner
        };
        // A bar ends the cell above it, or is an empty one.
        if begins && !is_first && (cells.is_open() || text == "|" && self.head.ends) {
            cells.close();
        }
        if text == "|" {
            if !self.head.ends && !is_first {
                cells.open();
            }
            return;
        }
        if self.head.is_line {
            let parts = cut(inner);
            let count = parts.len();
            for (index, part) in parts.into_iter().enumerate() {
                cells.text(part.trim(), indent);
                if index + 1 < count || ends {
                    cells.close();
                }
            }
        } else {
            cells.text(inner.trim(), indent);
            if ends {
                cells.close();
            }
        }
    }

    /// Takes lines between two rows as the last words of the row above them; returns whether there is a row below.
    fn between(&mut self) -> bool {
        let from = self.at;
        let mut at = from;
        while let Some(text) = self.text(at) {
            if at - from > MAX_BETWEEN || is_end(text) {
                return false;
            }
            if self.is_row(at) || self.columns.is_some() && self.head.is_line && self.may_begin(at)
            {
                break;
            }
            at += 1;
        }
        let (Some(columns), true) = (self.columns, at > from && at < self.lines.len()) else {
            return false;
        };
        let between: Vec<String> = self
            .lines
            .get(from..at)
            .unwrap_or_default()
            .iter()
            .map(Line::in_cell)
            .collect();
        self.grid.append(columns.description, &between.join("\n"));
        self.at = at;
        true
    }
}

/// The cells of a row as they are read.
#[derive(Debug, Default)]
struct Cells {
    done: Vec<String>,
    open: Option<String>,
}

impl Cells {
    fn count(&self) -> usize {
        self.done.len() + usize::from(self.open.is_some())
    }

    fn is_open(&self) -> bool {
        self.open.is_some()
    }

    fn open(&mut self) {
        self.open.get_or_insert_default();
    }

    fn text(&mut self, text: &str, indent: usize) {
        let open = self.open.get_or_insert_default();
        if text.is_empty() {
            return;
        }
        if !open.is_empty() {
            open.push('\n');
        }
        open.push_str(&point(text, indent));
    }

    fn close(&mut self) {
        self.done.push(self.open.take().unwrap_or_default());
    }

    fn finish(mut self) -> Vec<String> {
        if self.open.is_some() {
            self.close();
        }
        self.done
    }
}
