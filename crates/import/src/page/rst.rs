//! The blocks of a page in reStructuredText: headings, grid tables, simple tables, tables made of lists.

use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;

use super::block::{Block, Grid, Is, point};
use super::pattern;

/// The most columns of a table.
const MAX_COLUMNS: usize = 64;

static DIRECTIVE: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"^\.\. +(?:[a-z|]+:)?([a-z][a-z-]*)::(?:\s+(.*))?$"));
static ROLE: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"(?::[a-z][a-z:+-]*:)?`([^`<]*[^`<\s])\s*(?:<[^`>]*>)?`_{0,2}"));
static LITERAL: LazyLock<Regex> = LazyLock::new(|| pattern(r"``([^`]+)``"));
static EMPHASIS: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"\*{1,2}([^*\s](?:[^*]*[^*\s])?)\*{1,2}"));

/// Whether a text looks like reStructuredText: it has a directive with a table, a target, or the border of a grid or a simple table.
pub(super) fn is_rst(text: &str) -> bool {
    let lines = || text.lines().map(str::trim);
    let has_directive = lines().any(|line| {
        line.starts_with(".. table::")
            || line.starts_with(".. list-table::")
            || line.starts_with(".. csv-table::")
            || line.starts_with(".. _") && line.ends_with(':')
    });
    has_directive
        || !text.contains("```") && lines().any(|line| is_border(line) || simple(line).is_some())
}

/// Whether a line is a border of a grid table.
fn is_border(line: &str) -> bool {
    line.len() > 4
        && line.starts_with("+-")
        && line.ends_with('+')
        && line.matches('+').count() > 2
        && line.chars().all(|c| matches!(c, '+' | '-' | '='))
}

/// Returns where the columns of a simple table are, of which a line is a border.
fn simple(line: &str) -> Option<Vec<(usize, usize)>> {
    if !line.starts_with("==") || !line.chars().all(|c| matches!(c, '=' | ' ')) {
        return None;
    }
    let mut columns = Vec::new();
    let mut start = None;
    for (at, c) in line.chars().chain([' ']).enumerate() {
        match (c, start) {
            ('=', None) => start = Some(at),
            (' ', Some(from)) => {
                columns.push((from, at));
                start = None;
            }
            _ => {}
        }
    }
    (2..=MAX_COLUMNS)
        .contains(&columns.len())
        .then_some(columns)
}

/// Returns the blocks of a page in their order. Code is an example, and is left out.
pub(super) fn blocks(text: &str) -> Vec<Block> {
    let lines: Vec<&str> = text.lines().collect();
    let mut reader = Reader {
        lines,
        at: 0,
        levels: Vec::new(),
        blocks: Vec::new(),
    };
    while reader.at < reader.lines.len() {
        reader.step();
    }
    reader.blocks
}

struct Reader<'t> {
    lines: Vec<&'t str>,
    at: usize,
    /// The marks below headings, from the top level on.
    levels: Vec<char>,
    blocks: Vec<Block>,
}

fn indent(line: &str) -> usize {
    line.len() - line.trim_start().len()
}

impl<'t> Reader<'t> {
    fn raw(&self, at: usize) -> &'t str {
        self.lines.get(at).copied().unwrap_or_default()
    }

    fn push(&mut self, at: usize, is: Is) {
        let line = at + 1;
        self.blocks.push(Block { line, is });
    }

    fn step(&mut self) {
        let at = self.at;
        let raw = self.raw(at);
        let line = raw.trim();
        self.at += 1;
        if line.is_empty() {
            return;
        }
        if let Some(found) = DIRECTIVE.captures(line) {
            let of = |index| found.get(index).map_or("", |found| found.as_str());
            match of(1) {
                "table" => self.line(at, of(2)),
                "list-table" => {
                    self.line(at, of(2));
                    self.list_table(indent(raw));
                }
                "csv-table" => {
                    self.line(at, of(2));
                    self.csv_table(indent(raw));
                }
                "code-block" | "code" | "parsed-literal" | "image" | "figure" | "toctree"
                | "raw" => {
                    self.skip(indent(raw));
                }
                _ => self.line(at, of(2)),
            }
            return;
        }
        if line.starts_with(".. ") || line.starts_with(':') && line.ends_with(".html") {
            return;
        }
        if is_border(line) {
            self.grid(at);
            return;
        }
        if let Some(columns) = simple(line) {
            self.simple(at, &columns);
            return;
        }
        if let Some(level) = self.heading(line, self.raw(at + 1).trim()) {
            let text = plain(line);
            self.push(at, Is::Heading { level, text });
            self.at += 1;
            return;
        }
        // A literal block follows a line with two colons at its end.
        if let Some(words) = line.strip_suffix("::") {
            self.line(at, words);
            self.skip(indent(raw));
            return;
        }
        self.line(at, line);
    }

    fn line(&mut self, at: usize, words: &str) {
        let text = plain(words);
        if !text.is_empty() {
            self.push(at, Is::Line(text));
        }
    }

    /// Leaves out what is indented deeper than a directive.
    fn skip(&mut self, than: usize) {
        while self.at < self.lines.len() {
            let raw = self.raw(self.at);
            if !raw.trim().is_empty() && indent(raw) <= than {
                return;
            }
            self.at += 1;
        }
    }

    /// Returns the level of a heading, which has a line of marks below it that is as long as it is.
    fn heading(&mut self, line: &str, below: &str) -> Option<usize> {
        let mark = below
            .chars()
            .next()
            .filter(|c| "=-~^\"'*+#`:.".contains(*c))?;
        let is_line = below.chars().all(|c| c == mark) && below.chars().count() >= 3;
        if !is_line || below.chars().count() < line.chars().count().min(200) {
            return None;
        }
        let known = self.levels.iter().position(|level| *level == mark);
        let level = known.unwrap_or(self.levels.len());
        if known.is_none() && self.levels.len() < 16 {
            self.levels.push(mark);
        }
        Some(level + 1)
    }

    /// Adds a table whose rows are read; the last of its head is its header.
    fn table(&mut self, at: usize, mut rows: Vec<(usize, Vec<String>)>, heads: usize) {
        if rows.is_empty() {
            return;
        }
        let head = heads.clamp(1, rows.len());
        let mut front: Vec<(usize, Vec<String>)> = rows.drain(..head).collect();
        let header = front.pop().map(|(_, header)| header).unwrap_or_default();
        self.push(
            at,
            Is::Table(Grid {
                header,
                rows,
                ..Grid::default()
            }),
        );
    }

    fn grid(&mut self, start: usize) {
        let mut lines = Vec::new();
        let mut at = start;
        while at < self.lines.len() {
            let line = self.raw(at).trim();
            if !line.starts_with(['+', '|']) {
                break;
            }
            lines.push((at, cells_of(line)));
            at += 1;
        }
        self.at = at;
        let mut bounds: Vec<usize> = lines
            .iter()
            .filter(|(_, line)| line.first() == Some(&'+'))
            .flat_map(|(_, line)| {
                let all = line.iter().enumerate();
                all.filter(|(_, c)| **c == '+').map(|(at, _)| at)
            })
            .collect();
        bounds.sort_unstable();
        bounds.dedup();
        if !(2..=MAX_COLUMNS).contains(&bounds.len()) {
            return;
        }
        let size: usize = lines.iter().map(|(_, line)| line.len()).sum();
        let mut grid = GridReader::new(bounds, size.saturating_mul(4));
        for (at, line) in &lines {
            grid.line(*at, line);
        }
        let heads = grid.heads;
        let rows = grid.finish();
        self.table(start, rows, heads);
    }

    fn simple(&mut self, start: usize, columns: &[(usize, usize)]) {
        let offset = indent(self.raw(start));
        let mut rows: Vec<(usize, Vec<Vec<String>>)> = Vec::new();
        let mut borders = 1;
        let mut heads = 1;
        let mut is_blank = true;
        while self.at < self.lines.len() {
            let at = self.at;
            let raw = self.raw(at);
            self.at += 1;
            let line = raw.trim();
            if simple(line).is_some() {
                borders += 1;
                is_blank = true;
                let is_last = self.raw(self.at).trim().is_empty();
                if is_last || borders > 2 {
                    break;
                }
                heads = rows.len();
                continue;
            }
            if line.is_empty() {
                if let Some((_, cells)) = rows.last_mut() {
                    cells.iter_mut().for_each(|cell| cell.push(String::new()));
                }
                continue;
            }
            if indent(raw) < offset {
                self.at = at;
                break;
            }
            if line.chars().all(|c| matches!(c, '-' | ' ')) {
                continue;
            }
            let chars = cells_of(raw.get(offset..).unwrap_or(line));
            let last = columns.len() - 1;
            let cells = columns.iter().enumerate().map(|(index, (from, to))| {
                let to = if index == last { chars.len() } else { *to };
                text_of(chars.get(*from..to.min(chars.len())).unwrap_or_default())
            });
            let cells: Vec<String> = cells.collect();
            let begins = cells.first().is_some_and(|cell| !cell.trim().is_empty());
            // A header over several lines is one row.
            let is_new = begins && (borders > 1 || rows.is_empty());
            if is_new || is_blank {
                rows.push((at + 1, cells.into_iter().map(|cell| vec![cell]).collect()));
            } else if let Some((_, row)) = rows.last_mut() {
                for (cell, words) in row.iter_mut().zip(cells) {
                    cell.push(words);
                }
            }
            is_blank = false;
        }
        let rows = rows.into_iter();
        let rows = rows.map(|(at, row)| (at, row.iter().map(|cell| cell_text(cell)).collect()));
        self.table(start, rows.collect(), heads);
    }

    /// Goes past the lines of a directive, those that stand deeper than its own, and returns where they are.
    fn inside(&mut self, than: usize) -> Range<usize> {
        let start = self.at;
        let is_inside = |at: &usize| {
            let raw = self.raw(*at);
            raw.trim().is_empty() || indent(raw) > than
        };
        let lines = (start..self.lines.len()).take_while(is_inside).count();
        self.at = start + lines;
        start..self.at
    }

    /// Reads a table of values with commas between them; the header is an option, or the first row.
    fn csv_table(&mut self, than: usize) {
        let start = self.at;
        let (mut header, mut heads, mut delimiter) = (None, 0, b',');
        let mut text = String::new();
        let mut first = start;
        for at in self.inside(than) {
            let raw = self.raw(at);
            let line = raw.trim();
            let option = text.is_empty().then(|| line.strip_prefix(':')).flatten();
            if let Some((name, value)) = option.and_then(|option| option.split_once(':')) {
                match (name, value.trim()) {
                    ("header", value) => header = Some(value.to_owned()),
                    ("header-rows", value) => heads = value.parse().unwrap_or(0),
                    ("delim", "tab") => delimiter = b'\t',
                    ("delim", value) => {
                        delimiter = value.bytes().next().unwrap_or(delimiter);
                    }
                    _ => {}
                }
                continue;
            }
            if text.is_empty() {
                if line.is_empty() {
                    continue;
                }
                first = at + 1;
            }
            text.push_str(line);
            text.push('\n');
        }
        let records = |text: &str| -> Vec<(usize, Vec<String>)> {
            let mut reader = csv::ReaderBuilder::new();
            reader
                .has_headers(false)
                .flexible(true)
                .delimiter(delimiter)
                .trim(csv::Trim::All);
            let text = close(text, delimiter);
            let records = reader.from_reader(text.as_bytes()).into_records();
            let read = records.filter_map(Result::ok).map(|record| {
                let line = record.position().map_or(0, csv::Position::line);
                let cells = record.iter().take(MAX_COLUMNS).map(|cell| {
                    let lines: Vec<String> = cell.lines().map(str::to_owned).collect();
                    cell_text(&lines)
                });
                let line = usize::try_from(line).unwrap_or_default();
                (
                    first.saturating_add(line).saturating_sub(1),
                    cells.collect(),
                )
            });
            read.collect()
        };
        let mut rows = header.map_or_else(Vec::new, |header| records(&header));
        heads += rows.len();
        rows.extend(records(&text));
        self.table(start, rows, heads);
    }

    fn list_table(&mut self, than: usize) {
        let start = self.at;
        let mut rows: Vec<(usize, Vec<Vec<String>>)> = Vec::new();
        let mut heads = 1;
        let mut depth = 0;
        for at in self.inside(than) {
            let raw = self.raw(at);
            let line = raw.trim();
            if let Some(count) = line.strip_prefix(":header-rows:") {
                heads = count.trim().parse().unwrap_or(1);
            } else if let Some(first) = line
                .strip_prefix("* - ")
                .or_else(|| (line == "* -").then_some(""))
            {
                depth = indent(raw) + 2;
                rows.push((at + 1, vec![vec![first.to_owned()]]));
            } else if let Some((_, row)) = rows.last_mut() {
                let begins = indent(raw) == depth && (line.starts_with("- ") || line == "-");
                if begins && row.len() < MAX_COLUMNS {
                    row.push(vec![line.get(1..).unwrap_or_default().trim().to_owned()]);
                } else if let Some(cell) = row.last_mut() {
                    cell.push(raw.get(depth + 2..).unwrap_or(line).to_owned());
                }
            }
        }
        let rows = rows.into_iter();
        let rows = rows.map(|(at, row)| (at, row.iter().map(|cell| cell_text(cell)).collect()));
        self.table(start, rows.collect(), heads);
    }
}

/// Leaves out the spaces between a delimiter and the cell behind it, which may be in quotes.
fn close(text: &str, delimiter: u8) -> String {
    let mut out = String::with_capacity(text.len());
    let (mut is_quoted, mut begins) = (false, true);
    for c in text.chars() {
        if begins && matches!(c, ' ' | '\t') && u32::from(c) != u32::from(delimiter) {
            continue;
        }
        is_quoted ^= c == '"';
        begins = !is_quoted && (c == '\n' || u32::from(c) == u32::from(delimiter));
        out.push(c);
    }
    out
}

/// The rows of a grid table as they are read.
struct GridReader {
    bounds: Vec<usize>,
    /// The lines of the open cell of each column, the line on which it begins, and the rows that wait for its text.
    open: Vec<(Vec<String>, Vec<usize>)>,
    start: usize,
    rows: Vec<(usize, Vec<String>)>,
    heads: usize,
    /// How many bytes cells that span rows may still take.
    budget: usize,
}

impl GridReader {
    fn new(bounds: Vec<usize>, budget: usize) -> Self {
        let columns = bounds.len() - 1;
        Self {
            bounds,
            open: vec![(Vec::new(), Vec::new()); columns],
            start: 0,
            rows: Vec::new(),
            heads: 0,
            budget,
        }
    }

    fn between(&self, column: usize, line: &[char]) -> Vec<char> {
        let from = self.bounds.get(column).map_or(0, |bound| bound + 1);
        let to = self.bounds.get(column + 1).copied().unwrap_or(from);
        let to = to.min(line.len());
        line.get(from..to).map(<[char]>::to_vec).unwrap_or_default()
    }

    fn line(&mut self, at: usize, line: &[char]) {
        let columns = self.open.len();
        let closed: Vec<bool> = (0..columns)
            .map(|column| {
                let part = self.between(column, line);
                !part.is_empty() && part.iter().all(|c| matches!(c, '-' | '=')) && part.len() > 1
            })
            .collect();
        if closed.iter().any(|closed| *closed) {
            self.border(&closed, line.contains(&'='));
            if closed.iter().all(|closed| *closed) {
                return;
            }
        }
        if self.open.iter().all(|(lines, _)| lines.is_empty()) || self.start == 0 {
            self.start = at + 1;
        }
        let mut column = 0;
        while column < columns {
            if closed.get(column) == Some(&true) {
                column += 1;
                continue;
            }
            // A cell that spans columns goes on to the next bar.
            let mut end = column + 1;
            while end < columns
                && self
                    .bounds
                    .get(end)
                    .and_then(|bound| line.get(*bound))
                    .is_some_and(|c| !matches!(c, '|' | '+'))
            {
                end += 1;
            }
            let from = self.bounds.get(column).map_or(0, |bound| bound + 1);
            let to = self
                .bounds
                .get(end)
                .copied()
                .unwrap_or(from)
                .min(line.len());
            let words = text_of(line.get(from..to).unwrap_or_default());
            if let Some((lines, _)) = self.open.get_mut(column) {
                lines.push(words);
            }
            column = end;
        }
    }

    /// Ends the cells above a border; what spans rows goes on.
    fn border(&mut self, closed: &[bool], is_head: bool) {
        if self.open.iter().all(|(lines, _)| lines.is_empty()) {
            return;
        }
        let index = self.rows.len();
        let row = vec![String::new(); self.open.len()];
        self.rows.push((self.start, row));
        self.start = 0;
        for (column, (lines, waiting)) in self.open.iter_mut().enumerate() {
            waiting.push(index);
            if closed.get(column) != Some(&true) {
                continue;
            }
            let text = cell_text(&std::mem::take(lines));
            for (count, index) in waiting.drain(..).enumerate() {
                if count > 0 {
                    let Some(left) = self.budget.checked_sub(text.len()) else {
                        break;
                    };
                    self.budget = left;
                }
                let cell = self
                    .rows
                    .get_mut(index)
                    .and_then(|(_, row)| row.get_mut(column));
                if let Some(cell) = cell {
                    text.clone_into(cell);
                }
            }
        }
        if is_head {
            self.heads = self.rows.len();
        }
    }

    fn finish(mut self) -> Vec<(usize, Vec<String>)> {
        let all = vec![true; self.open.len()];
        self.border(&all, false);
        self.rows
    }
}

/// Returns the characters of a line by the columns they are shown in: wide ones take two.
fn cells_of(line: &str) -> Vec<char> {
    let mut out = Vec::with_capacity(line.len());
    for c in line.chars() {
        out.push(c);
        if matches!(c, '\u{1100}'..='\u{115f}' | '\u{2e80}'..='\u{a4cf}' | '\u{ac00}'..='\u{d7a3}' | '\u{f900}'..='\u{faff}' | '\u{fe30}'..='\u{fe6f}' | '\u{ff00}'..='\u{ff60}' | '\u{ffe0}'..='\u{ffe6}')
        {
            out.push('\0');
        }
    }
    out
}

fn text_of(chars: &[char]) -> String {
    let text: String = chars.iter().filter(|c| **c != '\0').collect();
    text.trim_end().to_owned()
}

/// Returns what a cell says: wrapped lines are one, points of lists and paragraphs stand on lines of their own.
fn cell_text(lines: &[String]) -> String {
    let filled = lines.iter().filter(|line| !line.trim().is_empty());
    let margin = filled.map(|line| indent(line)).min().unwrap_or(0);
    let mut out = String::new();
    let mut begins = true;
    for line in lines {
        let depth = indent(line).saturating_sub(margin);
        let words = line.trim();
        if words.is_empty() {
            begins = true;
            continue;
        }
        let words = match DIRECTIVE.captures(words) {
            Some(found) => {
                begins = true;
                let name = found.get(1).map_or("", |found| found.as_str());
                let rest = found.get(2).map_or("", |found| found.as_str());
                format!("{}: {rest}", name.to_uppercase())
            }
            None => words.strip_prefix("| ").map_or_else(
                || words.to_owned(),
                |words| {
                    begins = true;
                    words.to_owned()
                },
            ),
        };
        let shown = point(&words, depth / 2);
        let is_point = shown.trim_start().starts_with("- ");
        if begins || is_point {
            if !out.is_empty() {
                out.push('\n');
            }
        } else if !(out.ends_with(is_wide) && words.starts_with(is_wide)) {
            out.push(' ');
        }
        let (blank, words) = shown.split_at(indent(&shown));
        out.push_str(blank);
        if is_point {
            out.push_str("- ");
            out.push_str(&plain(words.trim_start_matches("- ")));
        } else {
            out.push_str(&plain(words));
        }
        begins = false;
    }
    out
}

fn is_wide(c: char) -> bool {
    c > '\u{2e80}'
}

/// Returns what a text says, without its marks.
fn plain(text: &str) -> String {
    if !text.contains(['`', '*', '\\']) {
        return text.trim().to_owned();
    }
    let text = LITERAL.replace_all(text, "$1");
    let text = ROLE.replace_all(&text, "$1");
    let text = EMPHASIS.replace_all(&text, "$1");
    let mut out = String::with_capacity(text.len());
    let mut chars = text.chars();
    while let Some(c) = chars.next() {
        if c == '\\' {
            out.extend(chars.next().filter(|c| !c.is_whitespace()));
        } else {
            out.push(c);
        }
    }
    out.trim().to_owned()
}
