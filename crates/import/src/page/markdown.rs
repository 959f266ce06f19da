//! The blocks of a Markdown page: headings, lines of text, and tables, each with the line on which it stands.

use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};

use super::block::{Block, Grid, Is};
use super::html;
use super::unfold::unfold;

/// Returns the blocks of a page in their order. Code is an example, and is left out.
pub(super) fn blocks(text: &str) -> Vec<Block> {
    let mut blocks = Vec::new();
    let mut before = 0;
    for (part, is_html) in parts(text) {
        if is_html {
            blocks.extend(html::blocks_from(part, before));
        } else {
            let of_part = blocks_of(part).into_iter();
            blocks.extend(of_part.map(|block| block.below(before)));
        }
        before += part.bytes().filter(|byte| *byte == b'\n').count();
    }
    blocks
}

/// Cuts a page into its Markdown and the tables of HTML in it, which may hold what would end them as Markdown.
fn parts(text: &str) -> Vec<(&str, bool)> {
    let mut parts = Vec::new();
    let mut rest = text;
    while let Some(from) = table_in(rest) {
        let (front, behind) = rest.split_at(from);
        let to = table_end(behind);
        let (table, after) = behind.split_at(to);
        parts.push((front, false));
        parts.push((table, true));
        rest = after;
    }
    parts.push((rest, false));
    parts
}

/// Returns where the first table of HTML begins that is no example.
fn table_in(text: &str) -> Option<usize> {
    let mut is_code = false;
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        if line.trim_start().starts_with("```") {
            is_code = !is_code;
        }
        let is_row = line.trim_start().starts_with('|');
        if !is_code
            && !is_row
            && let Some(at) = tag_in(line, "<table")
        {
            return Some(start + at);
        }
        start += line.len();
    }
    None
}

/// Returns where the table ends that a text begins with.
fn table_end(text: &str) -> usize {
    let mut depth = 0_usize;
    for (at, _) in text.match_indices('<') {
        if is_tag(text, at, "<table") {
            depth += 1;
        } else if is_tag(text, at, "</table") {
            depth = depth.saturating_sub(1);
            if depth == 0 {
                let end = text.get(at..).and_then(|rest| rest.find('>'));
                return end.map_or(text.len(), |end| at + end + 1);
            }
        }
    }
    text.len()
}

/// Whether a tag stands at a place, in letters of either case.
fn is_tag(text: &str, at: usize, tag: &str) -> bool {
    let found = text.get(at..at + tag.len());
    found.is_some_and(|found| found.eq_ignore_ascii_case(tag))
}

/// Returns where a tag stands.
fn tag_in(text: &str, tag: &str) -> Option<usize> {
    let mut all = text.match_indices('<').map(|(at, _)| at);
    all.find(|at| is_tag(text, *at, tag))
}

/// Returns the blocks of a text that holds no table of HTML.
fn blocks_of(text: &str) -> Vec<Block> {
    let (text, numbers) = unfold(text);
    let (text, lines) = apart(&text, &numbers);
    let mut reader = Reader {
        lines: Lines::new(&text, lines),
        blocks: Vec::new(),
        text: String::new(),
        start: None,
        heading: None,
        grid: None,
        row: Vec::new(),
        in_code: false,
    };
    for (event, range) in Parser::new_ext(&text, Options::ENABLE_TABLES).into_offset_iter() {
        reader.take(event, range.start);
    }
    reader.flush();
    reader.blocks
}

/// Sets tables apart from the lines around them by an empty line, since a caption often stands right above its table, and a
/// heading that lost its mark right below the one before.
/// Returns the text, and of each of its lines the number that it had.
fn apart(text: &str, were: &[usize]) -> (String, Vec<usize>) {
    let is_row = |line: &str| line.trim_start().starts_with('|');
    let mut out = String::with_capacity(text.len());
    let mut numbers = Vec::new();
    let (mut was_text, mut was_row, mut is_code) = (false, false, false);
    for (index, line) in text.lines().enumerate() {
        let number = were.get(index).copied().unwrap_or(index);
        if line.trim_start().starts_with("```") {
            is_code = !is_code;
        }
        let is_below = was_row && !line.trim().is_empty() && !line.contains('|');
        if (is_row(line) && was_text || is_below) && !is_code {
            out.push('\n');
            numbers.push(number);
        }
        was_text = !is_row(line) && !line.trim().is_empty();
        was_row = is_row(line);
        out.push_str(line);
        out.push('\n');
        numbers.push(number);
    }
    (out, numbers)
}

/// From a place in the text to the number of its line.
struct Lines {
    starts: Vec<usize>,
    numbers: Vec<usize>,
}

impl Lines {
    fn new(text: &str, numbers: Vec<usize>) -> Self {
        let breaks = text.bytes().enumerate().filter(|(_, byte)| *byte == b'\n');
        let starts = breaks.map(|(at, _)| at.saturating_add(1));
        Self {
            starts: std::iter::once(0).chain(starts).collect(),
            numbers,
        }
    }

    fn of(&self, at: usize) -> usize {
        let line = self.starts.partition_point(|start| *start <= at);
        let number = self.numbers.get(line.saturating_sub(1));
        number.or(self.numbers.last()).copied().unwrap_or(1)
    }
}

struct Reader {
    lines: Lines,
    blocks: Vec<Block>,
    /// The text of the line, heading or cell that is being read.
    text: String,
    start: Option<usize>,
    heading: Option<usize>,
    grid: Option<(usize, Grid)>,
    row: Vec<String>,
    in_code: bool,
}

impl Reader {
    fn take(&mut self, event: Event<'_>, at: usize) {
        match event {
            Event::Start(Tag::CodeBlock(_)) => {
                self.flush();
                self.in_code = true;
            }
            Event::End(TagEnd::CodeBlock) => self.in_code = false,
            Event::Start(Tag::Heading { level, .. }) => {
                self.flush();
                self.heading = Some(level as usize);
                self.start = Some(at);
            }
            Event::Start(Tag::Table(_)) => {
                self.flush();
                self.grid = Some((self.lines.of(at), Grid::default()));
            }
            Event::End(TagEnd::TableCell) => {
                let cell = std::mem::take(&mut self.text);
                self.row.push(cell.trim().to_owned());
            }
            Event::End(TagEnd::TableHead) => {
                let row = std::mem::take(&mut self.row);
                if let Some((_, grid)) = &mut self.grid {
                    grid.header = row;
                }
            }
            Event::Start(Tag::TableRow) => self.start = Some(at),
            Event::End(TagEnd::TableRow) => {
                let line = self.lines.of(self.start.take().unwrap_or(at));
                let row = std::mem::take(&mut self.row);
                if let Some((_, grid)) = &mut self.grid {
                    grid.rows.push((line, row));
                }
            }
            Event::End(TagEnd::Table) => {
                if let Some((line, grid)) = self.grid.take() {
                    let is = Is::Table(grid);
                    self.blocks.push(Block { line, is });
                }
            }
            Event::End(TagEnd::Heading(_) | TagEnd::Paragraph | TagEnd::Item)
            | Event::Start(Tag::Item | Tag::Paragraph) => self.flush(),
            Event::SoftBreak | Event::HardBreak => self.break_line(),
            Event::InlineHtml(html) | Event::Html(html) => {
                let html = html.trim_start_matches(['<', '/']).to_ascii_lowercase();
                if html.starts_with("br") || html.starts_with("p>") || html.starts_with("li") {
                    self.break_line();
                }
            }
            Event::Text(text) | Event::Code(text) if !self.in_code => {
                self.start.get_or_insert(at);
                // A space that does not break is one that stands for an indent.
                self.text.push_str(&text.replace('\u{a0}', " "));
            }
            _ => {}
        }
    }

    /// A line ends: within a cell, the cell goes on.
    fn break_line(&mut self) {
        if self.grid.is_some() {
            self.text.push('\n');
        } else if self.heading.is_some() {
            self.text.push(' ');
        } else {
            self.flush();
        }
    }

    fn flush(&mut self) {
        if self.grid.is_some() {
            return;
        }
        let text = std::mem::take(&mut self.text).trim().to_owned();
        let line = self.start.take().map_or(1, |at| self.lines.of(at));
        let heading = self.heading.take();
        if text.is_empty() {
            return;
        }
        let is = match heading {
            Some(level) => Is::Heading { level, text },
            None => Is::Line(text),
        };
        self.blocks.push(Block { line, is });
    }
}
