//! The blocks of a page in HTML.
//!
//! Tags are read one after another and no tree is made of them, so that no depth of them costs more than the tags themselves. What
//! is not closed is closed by what follows, as browsers do it for tables.

use html5gum::emitters::default::{DefaultEmitter, StartTag, Token};
use html5gum::{HtmlString, Tokenizer};

use super::block::{Block, Grid, Is};

/// How many tables may be inside each other; one further in is read as text.
const MAX_DEPTH: usize = 4;
/// The most columns of a table; a cell further to the right joins the last one.
const MAX_COLUMNS: usize = 64;
/// How many times as long as its page a table may get where cells span rows, and what any table may have.
const MAX_GROWTH: usize = 4;
/// What an empty cell takes.
const CELL: usize = 32;

/// Returns the blocks of a page in their order. What stands in `pre` outside of tables is an example, and is left out.
pub(super) fn blocks(text: &str) -> Vec<Block> {
    blocks_from(text, 0)
}

/// Returns the blocks of a part of a page, which has so many lines in front of it.
pub(super) fn blocks_from(text: &str, before: usize) -> Vec<Block> {
    let mut emitter = DefaultEmitter::<usize>::new_with_span();
    emitter.naively_switch_states(true);
    let mut reader = Reader::new(text, before);
    for Ok(token) in Tokenizer::new_with_emitter(text, emitter) {
        match token {
            Token::StartTag(tag) => reader.start(&tag),
            Token::EndTag(tag) => reader.end(&tag.name),
            Token::String(words) => {
                reader.text(&String::from_utf8_lossy(&words.value), words.span.start);
            }
            Token::Comment(_) | Token::Doctype(_) | Token::Error(_) => {}
        }
    }
    reader.finish()
}

/// Text as it is shown: spaces are one, and blocks stand on lines of their own.
#[derive(Debug, Default)]
struct Flow {
    text: String,
    /// A space that is written if more text follows on the line.
    has_space: bool,
    /// How far in the point of a list is whose mark is written before its text.
    point: Option<usize>,
    /// Where emphasis began within a word: the underscore that it may have been.
    emphasis: Vec<Option<usize>>,
    /// Emphasis ended within a word.
    has_ended: Option<usize>,
}

fn is_word(c: char) -> bool {
    c.is_ascii_alphanumeric()
}

impl Flow {
    fn push(&mut self, words: &str, as_it_is: bool) {
        for c in words.chars() {
            if as_it_is && c == '\n' {
                self.line();
            } else if c.is_whitespace() || c == '\u{200b}' {
                self.has_space |= c != '\u{200b}';
                self.has_ended = None;
            } else {
                self.char(c);
            }
        }
    }

    fn char(&mut self, c: char) {
        if let Some(depth) = self.point.take() {
            self.has_space = false;
            self.text.push_str(&"  ".repeat(depth.min(8)));
            self.text.push_str("- ");
        }
        if std::mem::take(&mut self.has_space)
            && !self.text.is_empty()
            && !self.text.ends_with('\n')
        {
            self.text.push(' ');
        }
        // Emphasis that begins and ends within a word was a pair of underscores.
        if let Some(began) = self.has_ended.take()
            && is_word(c)
        {
            self.text.push('_');
            if self.text.is_char_boundary(began) {
                self.text.insert(began, '_');
            }
        }
        self.text.push(c);
    }

    fn line(&mut self) {
        self.has_space = false;
        self.has_ended = None;
        if self.point.is_none() && !self.text.is_empty() && !self.text.ends_with('\n') {
            self.text.push('\n');
        }
    }

    fn begin_point(&mut self, depth: usize) {
        self.point = None;
        self.line();
        self.point = Some(depth);
    }

    fn begin_emphasis(&mut self) {
        // Underscores are in names, which are short.
        let is_within = !self.has_space && self.text.ends_with(is_word);
        let begins = self.text.len();
        self.emphasis.truncate(64);
        self.emphasis.push(is_within.then_some(begins));
    }

    fn end_emphasis(&mut self) {
        let began = self.emphasis.pop().flatten();
        let is_near = |began: &usize| self.text.len().saturating_sub(*began) < 128;
        self.has_ended = began.filter(is_near).filter(|began| {
            !self.has_space && self.text.len() > *began && self.text.ends_with(is_word)
        });
    }

    fn take(&mut self) -> String {
        let text = std::mem::take(self).text;
        text.trim().to_owned()
    }
}

/// A cell that goes on in the rows below.
#[derive(Debug, Clone)]
struct Span {
    rows: usize,
    text: String,
}

#[derive(Debug, Default)]
struct Table {
    line: usize,
    caption: String,
    rows: Vec<(usize, Vec<String>)>,
    /// The last row of the head.
    header: Option<Vec<String>>,
    is_head: bool,
    row: Option<(usize, Vec<String>)>,
    /// Whether all cells of the row are heads, and whether it is one cell alone.
    is_heads: bool,
    cells: usize,
    /// Whether the cell at hand spans columns.
    is_wide: bool,
    notes: Vec<String>,
    cell: Option<Cell>,
    /// What the cells that span columns took since the last row, and whether none may any more.
    spent: usize,
    is_spent: bool,
    spans: Vec<Option<Span>>,
}

#[derive(Debug, Default)]
struct Cell {
    flow: Flow,
    columns: usize,
    rows: usize,
}

struct Reader {
    starts: Vec<usize>,
    /// How many lines stand in front of the text.
    before: usize,
    /// How many bytes spanned cells may still take.
    budget: usize,
    blocks: Vec<Block>,
    flow: Flow,
    line: usize,
    heading: Option<usize>,
    lists: usize,
    /// How many elements are open whose text is left out.
    left_out: usize,
    pre: usize,
    is_caption: bool,
    tables: Vec<Table>,
    /// Tables that are too far in.
    deep: usize,
}

impl Reader {
    fn new(text: &str, before: usize) -> Self {
        let breaks = text.bytes().enumerate().filter(|(_, byte)| *byte == b'\n');
        let starts = breaks.map(|(at, _)| at.saturating_add(1));
        Self {
            starts: std::iter::once(0).chain(starts).collect(),
            before,
            budget: text.len().saturating_mul(MAX_GROWTH),
            blocks: Vec::new(),
            flow: Flow::default(),
            line: 1,
            heading: None,
            lists: 0,
            left_out: 0,
            pre: 0,
            is_caption: false,
            tables: Vec::new(),
            deep: 0,
        }
    }

    fn number(&self, at: usize) -> usize {
        self.before + self.starts.partition_point(|start| *start <= at).max(1)
    }

    /// Returns where text goes: into the cell that is open, or between the tables.
    fn out(&mut self) -> Option<&mut Flow> {
        if self.is_caption {
            return Some(&mut self.flow);
        }
        match self.tables.last_mut() {
            Some(table) => table.cell.as_mut().map(|cell| &mut cell.flow),
            None => Some(&mut self.flow),
        }
    }

    fn text(&mut self, words: &str, at: usize) {
        let is_out = self.tables.is_empty();
        if self.left_out > 0 || is_out && self.pre > 0 {
            return;
        }
        if is_out && self.flow.text.is_empty() {
            self.line = self.number(at);
        }
        let as_it_is = self.pre > 0;
        if let Some(flow) = self.out() {
            flow.push(words, as_it_is);
        }
    }

    fn start(&mut self, tag: &StartTag<usize>) {
        let at = tag.span.start;
        let name = &*tag.name.0;
        match name {
            b"script" | b"style" | b"template" | b"nav" | b"title" | b"noscript"
                if !tag.self_closing =>
            {
                self.left_out = self.left_out.saturating_add(1);
            }
            b"pre" => {
                self.break_line();
                self.pre = self.pre.saturating_add(1);
            }
            b"ul" | b"ol" => {
                self.break_line();
                self.lists = self.lists.saturating_add(1);
            }
            b"li" => {
                let depth = self.lists.saturating_sub(1);
                if self.tables.is_empty() {
                    self.flush();
                } else if let Some(flow) = self.out() {
                    flow.begin_point(depth);
                }
            }
            b"em" | b"i" => {
                if let Some(flow) = self.out() {
                    flow.begin_emphasis();
                }
            }
            b"table" => self.start_table(at),
            b"caption" if !self.tables.is_empty() && self.deep == 0 => {
                self.is_caption = true;
                self.flow = Flow::default();
            }
            b"thead" => self.set_head(true),
            b"tbody" | b"tfoot" => self.set_head(false),
            b"tr" => {
                let line = self.number(at);
                if let Some(table) = self.open_table() {
                    table.end_row();
                    table.row = Some((line, Vec::new()));
                    table.is_heads = true;
                }
                self.end_row_budget();
            }
            b"td" | b"th" => {
                let line = self.number(at);
                let span = |key: &str, most: usize| {
                    let value = tag.attributes.get(key.as_bytes());
                    let digits =
                        value.map(|value| String::from_utf8_lossy(&value.value).into_owned());
                    let number = digits.and_then(|digits| digits.trim().parse::<usize>().ok());
                    number.unwrap_or(1).clamp(1, most)
                };
                let (columns, rows) = (span("colspan", MAX_COLUMNS), span("rowspan", 65_534));
                if let Some(table) = self.open_table() {
                    table.end_cell();
                    table.row.get_or_insert_with(|| (line, Vec::new()));
                    table.is_heads &= name == b"th";
                    table.cell = Some(Cell {
                        columns,
                        rows,
                        ..Cell::default()
                    });
                }
                self.lists = 0;
            }
            b"h1" | b"h2" | b"h3" | b"h4" | b"h5" | b"h6" if self.tables.is_empty() => {
                self.flush();
                let level = name
                    .get(1)
                    .map_or(1, |digit| usize::from(digit.saturating_sub(b'0')));
                self.heading = Some(level);
            }
            _ if is_block(name) => self.break_line(),
            _ => {}
        }
    }

    fn end(&mut self, name: &HtmlString) {
        match &*name.0 {
            b"script" | b"style" | b"template" | b"nav" | b"title" | b"noscript" => {
                self.left_out = self.left_out.saturating_sub(1);
            }
            b"pre" => {
                self.pre = self.pre.saturating_sub(1);
                self.break_line();
            }
            b"ul" | b"ol" => {
                self.lists = self.lists.saturating_sub(1);
                self.break_line();
            }
            b"em" | b"i" => {
                if let Some(flow) = self.out() {
                    flow.end_emphasis();
                }
            }
            b"caption" if self.is_caption => {
                self.is_caption = false;
                let caption = self.flow.take();
                if let Some(table) = self.tables.last_mut() {
                    table.caption = caption;
                }
            }
            b"table" => self.end_table(),
            b"thead" => self.set_head(false),
            b"td" | b"th" => {
                if let Some(table) = self.open_table() {
                    table.end_cell();
                }
            }
            b"tr" => {
                if let Some(table) = self.open_table() {
                    table.end_row();
                }
                self.end_row_budget();
            }
            b"h1" | b"h2" | b"h3" | b"h4" | b"h5" | b"h6" if self.tables.is_empty() => self.flush(),
            name if is_block(name) => self.break_line(),
            _ => {}
        }
    }

    fn open_table(&mut self) -> Option<&mut Table> {
        if self.deep > 0 {
            return None;
        }
        self.tables.last_mut()
    }

    /// Once cells that span rows have made a page several times as long, none does any more.
    fn end_row_budget(&mut self) {
        let Some(table) = self.tables.last_mut() else {
            return;
        };
        let spans = table.spans.iter().flatten();
        let spanned: usize = spans.map(|span| span.text.len() + CELL).sum();
        let spent = spanned + std::mem::take(&mut table.spent);
        self.budget = self.budget.saturating_sub(spent);
        if self.budget == 0 {
            table.spans.clear();
            table.is_spent = true;
        }
    }

    fn set_head(&mut self, is_head: bool) {
        if let Some(table) = self.open_table() {
            table.end_row();
            table.is_head = is_head;
        }
    }

    fn break_line(&mut self) {
        if self.tables.is_empty() {
            if self.heading.is_none() {
                self.flush();
            }
        } else if let Some(flow) = self.out() {
            flow.line();
        }
    }

    fn start_table(&mut self, at: usize) {
        let line = self.number(at);
        let is_inside = self.tables.last().is_some_and(|table| table.cell.is_some());
        if !self.tables.is_empty() && !is_inside {
            // A table that was not closed ends where another begins outside of its cells.
            self.end_table();
        }
        if self.tables.len() >= MAX_DEPTH {
            self.deep = self.deep.saturating_add(1);
            self.break_line();
            return;
        }
        if self.tables.is_empty() {
            self.flush();
        }
        self.tables.push(Table {
            line,
            ..Table::default()
        });
    }

    fn end_table(&mut self) {
        if self.deep > 0 {
            self.deep -= 1;
            return;
        }
        self.is_caption = false;
        let Some(mut table) = self.tables.pop() else {
            return;
        };
        table.end_row();
        if let Some(outer) = self.tables.last_mut() {
            if let Some(cell) = &mut outer.cell {
                table.write(&mut cell.flow);
            }
            return;
        }
        let Table {
            line,
            caption,
            mut rows,
            header,
            notes,
            ..
        } = table;
        if !caption.is_empty() {
            let is = Is::Line(caption);
            self.blocks.push(Block { line, is });
        }
        let header = match header {
            Some(header) => header,
            None if rows.is_empty() => return,
            None => rows.remove(0).1,
        };
        let is = Is::Table(Grid {
            header,
            rows,
            notes,
        });
        self.blocks.push(Block { line, is });
    }

    fn flush(&mut self) {
        let text = self.flow.take();
        let heading = self.heading.take();
        let line = self.line;
        if text.is_empty() {
            return;
        }
        if let Some(level) = heading {
            let text = text.replace('\n', " ");
            let is = Is::Heading { level, text };
            self.blocks.push(Block { line, is });
            return;
        }
        for text in text.lines().map(str::trim).filter(|text| !text.is_empty()) {
            let is = Is::Line(text.to_owned());
            self.blocks.push(Block { line, is });
        }
    }

    fn finish(mut self) -> Vec<Block> {
        self.deep = 0;
        while !self.tables.is_empty() {
            self.end_table();
        }
        self.flush();
        self.blocks
    }
}

impl Table {
    fn end_cell(&mut self) {
        let Some(mut cell) = self.cell.take() else {
            return;
        };
        let text = cell.flow.take();
        self.cells = self.cells.saturating_add(1);
        self.is_wide = cell.columns > 1;
        let Some((_, row)) = &mut self.row else {
            return;
        };
        fill(row, &mut self.spans);
        if row.len() >= MAX_COLUMNS {
            if let Some(last) = row.last_mut() {
                last.push('\n');
                last.push_str(&text);
            }
            return;
        }
        if self.is_spent {
            (cell.columns, cell.rows) = (1, 1);
        }
        let columns = cell.columns.min(MAX_COLUMNS.saturating_sub(row.len()));
        self.spent += (columns - 1) * CELL;
        for index in 0..columns {
            // What spans columns is said once.
            let text = if index == 0 {
                text.clone()
            } else {
                String::new()
            };
            if cell.rows > 1 {
                let column = row.len();
                if self.spans.len() <= column {
                    self.spans.resize(column.saturating_add(1), None);
                }
                if let Some(span) = self.spans.get_mut(column) {
                    *span = Some(Span {
                        rows: cell.rows - 1,
                        text: text.clone(),
                    });
                }
            }
            row.push(text);
        }
    }

    fn end_row(&mut self) {
        self.end_cell();
        let Some((line, mut row)) = self.row.take() else {
            return;
        };
        fill(&mut row, &mut self.spans);
        let is_alone = std::mem::take(&mut self.cells) < 2;
        if row.is_empty() {
            return;
        }
        let is_header = (self.is_head || self.is_heads) && self.rows.is_empty();
        if is_header && !is_alone {
            self.header = Some(row);
        } else if is_alone && self.is_wide {
            // The name of a group of fields, or a remark, over all columns.
            self.notes
                .extend(row.into_iter().find(|cell| !cell.is_empty()));
        } else {
            self.rows.push((line, row));
        }
    }

    /// Writes a table that stands in a cell: a row a line.
    fn write(&self, flow: &mut Flow) {
        let header = self.header.iter();
        let rows = self.rows.iter().map(|(_, row)| row);
        for row in header.chain(rows) {
            flow.point = None;
            flow.line();
            let cells: Vec<String> = row
                .iter()
                .filter(|cell| !cell.is_empty())
                .map(|cell| cell.replace('\n', " "))
                .collect();
            flow.push(&cells.join(" | "), false);
            flow.line();
        }
    }
}

/// Gives a row the cells that span it from above.
fn fill(row: &mut Vec<String>, spans: &mut [Option<Span>]) {
    while let Some(slot) = spans.get_mut(row.len()) {
        let Some(span) = slot else {
            return;
        };
        // A row takes each of them once.
        row.push(span.text.clone());
        span.rows -= 1;
        if span.rows == 0 {
            *slot = None;
        }
    }
}

fn is_block(name: &[u8]) -> bool {
    matches!(
        name,
        b"p" | b"div"
            | b"br"
            | b"hr"
            | b"dl"
            | b"dt"
            | b"dd"
            | b"section"
            | b"article"
            | b"header"
            | b"footer"
            | b"aside"
            | b"main"
            | b"blockquote"
            | b"figure"
            | b"form"
            | b"address"
            | b"body"
            | b"html"
            | b"head"
            | b"h1"
            | b"h2"
            | b"h3"
            | b"h4"
            | b"h5"
            | b"h6"
    )
}
