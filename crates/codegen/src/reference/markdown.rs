//! Markdown pages as a tree, and the one place where they become text.
//!
//! Everything that comes from a spec goes through [`Document::render`], which escapes what Markdown, its GitHub
//! dialect or HTML would read as markup. Emitters build the tree and never write markup themselves.

use std::borrow::Cow;
use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};

use mediaspec_core::escape::visible;
use mediaspec_core::words::{Mark, Phrase, quoted};

/// A page.
#[derive(Debug)]
pub(super) struct Document {
    /// The comment in its first line: where it comes from.
    pub(super) origin: String,
    /// Its path below the folder of all pages, such as `mts/types/voice_config.md`.
    pub(super) path: String,
    /// What it says.
    pub(super) blocks: Vec<Block>,
}

/// A part of a page.
#[derive(Debug)]
pub(super) enum Block {
    /// A heading; with a key it can be linked to.
    Heading {
        /// 1 for the page's title.
        level: usize,
        /// Its text.
        text: Line,
        /// What links name it by; unique in the page.
        key: Option<String>,
    },
    /// A paragraph.
    Paragraph(Line),
    /// A list.
    Bullets(Vec<Line>),
    /// A table. Rows shorter than the head are filled up.
    Table {
        /// The columns' names.
        head: Vec<&'static str>,
        /// The rows.
        rows: Vec<Vec<Line>>,
    },
    /// JSON text.
    Json(String),
}

/// Text without line breaks.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Line(pub(super) Vec<Span>);

/// A piece of a line.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Span {
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
pub(super) enum Target {
    /// A heading of the same page, by its key.
    Here(String),
    /// Another page, by its path.
    Page(String),
    /// A place in another page, by path and anchor.
    Place(String, String),
    /// A source, by its name and address.
    Source(String, String),
}

impl Line {
    pub(super) fn text(text: impl Into<String>) -> Self {
        Self(vec![Span::Text(text.into())])
    }

    pub(super) fn code(text: impl Into<String>) -> Self {
        Self(vec![Span::Code(text.into())])
    }

    pub(super) fn strong(text: &'static str) -> Self {
        Self(vec![Span::Strong(text)])
    }

    pub(super) fn link(label: Self, target: Target) -> Self {
        Self(vec![Span::Link(label, target)])
    }

    /// A phrase; `link` says where names and types lead.
    pub(super) fn phrase(phrase: &Phrase<'_>, link: &dyn Fn(Mark, &str) -> Option<Target>) -> Self {
        let span = |mark: Mark, text: &str| match mark {
            Mark::Plain => Span::Text(text.to_owned()),
            Mark::Name | Mark::Value | Mark::Type => match link(mark, text) {
                Some(target) => Span::Link(Self::code(text), target),
                None => Span::Code(text.to_owned()),
            },
        };
        Self(
            phrase
                .pieces
                .iter()
                .map(|piece| span(piece.mark, &piece.text))
                .collect(),
        )
    }

    /// This line, and another behind it.
    pub(super) fn and(mut self, more: Self) -> Self {
        self.0.extend(more.0);
        self
    }

    /// This line, and words behind it.
    pub(super) fn then(self, text: impl Into<String>) -> Self {
        self.and(Self::text(text))
    }

    pub(super) fn is_empty(&self) -> bool {
        self.0.iter().all(|span| match span {
            Span::Text(text) | Span::Code(text) => text.is_empty(),
            Span::Strong(text) => text.is_empty(),
            Span::Link(label, _) => label.is_empty(),
        })
    }

    /// Lines one after another, with words between them.
    pub(super) fn join(lines: impl IntoIterator<Item = Self>, between: &str) -> Self {
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
    fn plain(&self) -> String {
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
}

impl Document {
    pub(super) fn heading(&mut self, level: usize, text: Line) {
        self.blocks.push(Block::Heading {
            level,
            text,
            key: None,
        });
    }

    pub(super) fn heading_with_key(&mut self, level: usize, text: Line, key: String) {
        self.blocks.push(Block::Heading {
            level,
            text,
            key: Some(key),
        });
    }

    pub(super) fn paragraph(&mut self, text: Line) {
        if !text.is_empty() {
            self.blocks.push(Block::Paragraph(text));
        }
    }

    pub(super) fn bullets(&mut self, items: Vec<Line>) {
        if !items.is_empty() {
            self.blocks.push(Block::Bullets(items));
        }
    }

    /// A table; columns that are empty in every row are left out.
    pub(super) fn table(&mut self, head: Vec<&'static str>, rows: Vec<Vec<Line>>) {
        if rows.is_empty() {
            return;
        }
        let used = |column: &usize| {
            let cell = |row: &Vec<Line>| row.get(*column).is_some_and(|cell| !cell.is_empty());
            rows.iter().any(cell)
        };
        let columns: Vec<usize> = (0..head.len()).filter(used).collect();
        let kept = |row: &Vec<Line>| -> Vec<Line> {
            columns
                .iter()
                .map(|&column| row.get(column).cloned().unwrap_or_default())
                .collect()
        };
        self.blocks.push(Block::Table {
            head: columns
                .iter()
                .filter_map(|&column| head.get(column).copied())
                .collect(),
            rows: rows.iter().map(kept).collect(),
        });
    }

    pub(super) fn json(&mut self, text: String) {
        self.blocks.push(Block::Json(text));
    }

    /// The text of the page.
    pub(super) fn render(&self) -> String {
        let anchors = self.anchors();
        let addresses = RefCell::default();
        // A comment ends at `--`, whoever wrote it.
        let origin = one_line(&self.origin).replace("--", "- -").replace('>', "");
        let mut out = format!("<!-- {} -->\n", origin.trim());
        for block in &self.blocks {
            out.push('\n');
            let writer = Writer {
                path: &self.path,
                anchors: &anchors,
                addresses: &addresses,
                in_table: matches!(block, Block::Table { .. }),
            };
            match block {
                Block::Heading { level, text, .. } => {
                    out.push_str(&format!("{} {}\n", "#".repeat(*level), writer.line(text)));
                }
                Block::Paragraph(text) => out.push_str(&format!("{}\n", writer.line(text))),
                Block::Bullets(items) => {
                    for item in items {
                        out.push_str(&format!("- {}\n", writer.line(item)));
                    }
                }
                Block::Table { head, rows } => {
                    out.push_str(&format!("| {} |\n", head.join(" | ")));
                    out.push_str(&format!("|{}\n", " --- |".repeat(head.len())));
                    for row in rows {
                        out.push('|');
                        for at in 0..head.len() {
                            let cell = row.get(at).map_or_else(String::new, |c| writer.line(c));
                            out.push_str(&format!(" {cell} |"));
                        }
                        out.push('\n');
                    }
                }
                // JSON text holds no line that begins with a fence: lines begin with a quote, a bracket or a digit.
                Block::Json(text) => out.push_str(&format!("```json\n{}\n```\n", text.trim_end())),
            }
        }
        let addresses = addresses.into_inner();
        if !addresses.is_empty() {
            out.push('\n');
        }
        for (name, address) in addresses {
            out.push_str(&format!("[{name}]: {address}\n"));
        }
        out
    }

    /// The anchor of each keyed heading, as GitHub computes it from the text and the headings before it.
    pub(super) fn anchors(&self) -> BTreeMap<&str, String> {
        let mut seen: BTreeMap<String, usize> = BTreeMap::new();
        let mut used: BTreeSet<String> = BTreeSet::new();
        let mut out = BTreeMap::new();
        for block in &self.blocks {
            let Block::Heading { text, key, .. } = block else {
                continue;
            };
            let slug = slug(&text.plain());
            let count = seen.entry(slug.clone()).or_default();
            let anchor = if *count == 0 {
                slug.clone()
            } else {
                format!("{slug}-{count}")
            };
            *count += 1;
            // A heading whose anchor is not its own cannot be linked to.
            if used.insert(anchor.clone())
                && !slug.is_empty()
                && let Some(key) = key
            {
                out.entry(key.as_str()).or_insert(anchor);
            }
        }
        out
    }
}

/// The anchor of a heading: lower case, spaces as hyphens, without punctuation.
fn slug(heading: &str) -> String {
    heading
        .trim()
        .to_lowercase()
        .chars()
        .filter_map(|c| match c {
            ' ' => Some('-'),
            '-' | '_' => Some(c),
            c if c.is_alphanumeric() => Some(c),
            _ => None,
        })
        .collect()
}

/// Writes the lines of one block.
struct Writer<'a> {
    path: &'a str,
    anchors: &'a BTreeMap<&'a str, String>,
    /// The addresses that links name; they are defined at the end of the page, once each.
    addresses: &'a RefCell<BTreeMap<String, String>>,
    in_table: bool,
}

impl Writer<'_> {
    fn line(&self, line: &Line) -> String {
        let text = self.spans(line);
        let text = text.trim();
        // What would begin a list or a rule, or underline a heading.
        let digits = text.len() - text.trim_start_matches(|c: char| c.is_ascii_digit()).len();
        match text.as_bytes().get(digits) {
            Some(b'-' | b'+' | b'=') if digits == 0 => format!("\\{text}"),
            Some(b'.' | b')') if digits > 0 => {
                let (number, rest) = text.split_at(digits);
                format!("{number}\\{rest}")
            }
            _ => text.to_owned(),
        }
    }

    fn spans(&self, line: &Line) -> String {
        let mut out = String::new();
        let mut spans = line.0.iter().peekable();
        while let Some(span) = spans.next() {
            match span {
                Span::Text(text) => {
                    // Neighbours are one text: what looks harmless in halves need not be so as a whole.
                    let mut text = Cow::Borrowed(text.as_str());
                    while let Some(Span::Text(more)) = spans.peek() {
                        text.to_mut().push_str(more);
                        spans.next();
                    }
                    out.push_str(&self.text(&text));
                }
                Span::Strong(text) => out.push_str(&format!("**{text}**")),
                Span::Code(text) => out.push_str(&self.code(text)),
                Span::Link(label, target) => {
                    let label_text = self.spans(label);
                    let label_text = label_text.trim();
                    match self.target(target) {
                        Some(target) if !label_text.is_empty() => {
                            out.push_str(&format!("[{label_text}]{target}"));
                        }
                        _ => out.push_str(label_text),
                    }
                }
            }
        }
        out
    }

    /// Words, with nothing in them that acts.
    fn text(&self, text: &str) -> String {
        let text = one_line(text);
        let mut out = String::new();
        for (at, word) in text.split(' ').enumerate() {
            if at > 0 {
                out.push(' ');
            }
            if is_active_word(word) {
                // No escape keeps GitHub from linking these; code does.
                let start = word.trim_start_matches(['(', '"', '\'']);
                let core = start.trim_end_matches(['.', ',', ';', ':', '!', '?', ')', '"', '\'']);
                let before = word.len() - start.len();
                let (head, _) = word.split_at(before);
                let tail = start.strip_prefix(core).unwrap_or_default();
                escape(&mut out, head);
                out.push_str(&self.code(core));
                escape(&mut out, tail);
            } else {
                escape(&mut out, word);
            }
        }
        out
    }

    /// A code span.
    fn code(&self, text: &str) -> String {
        let text = code_text(text);
        // The table's grammar comes before that of code, and has no way to write a backslash before a bar.
        if self.in_table && text.contains('|') {
            let mut out = String::new();
            if !text.split(' ').any(is_active_word) {
                escape(&mut out, &text);
                return out;
            }
            // What no backslash keeps from acting is code on both sides of each bar.
            for (at, part) in text.split('|').enumerate() {
                if at > 0 {
                    out.push_str("\\|");
                }
                if !part.is_empty() {
                    out.push_str(&code_span(part));
                }
            }
            return out;
        }
        code_span(&text)
    }

    /// What stands behind a link's label; `None` where there is nothing to lead to.
    fn target(&self, target: &Target) -> Option<String> {
        match target {
            Target::Here(key) => self
                .anchors
                .get(key.as_str())
                .map(|anchor| format!("(#{anchor})")),
            Target::Page(path) => Some(format!("({})", relative(self.path, path))),
            Target::Place(path, anchor) => {
                Some(format!("({}#{anchor})", relative(self.path, path)))
            }
            Target::Source(name, url) => {
                let address = web_address(url)?;
                let nameable = name
                    .bytes()
                    .all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'.'));
                let mut addresses = self.addresses.borrow_mut();
                let known = addresses.get(name);
                if !nameable || name.is_empty() || known.is_some_and(|known| *known != address) {
                    return Some(format!("({address})"));
                }
                addresses.insert(name.clone(), address);
                Some(format!("[{name}]"))
            }
        }
    }
}

/// A code span of that text.
fn code_span(text: &str) -> String {
    let longest = text
        .split(|c| c != '`')
        .map(str::len)
        .max()
        .unwrap_or_default();
    let fence = "`".repeat(longest + 1);
    let blank = text.chars().all(|c| c == ' ');
    let edge = |c: Option<char>| c == Some('`');
    let pad = edge(text.chars().next())
        || edge(text.chars().next_back())
        || (text.starts_with(' ') && text.ends_with(' ') && !blank);
    let pad = if pad { " " } else { "" };
    format!("{fence}{pad}{text}{pad}{fence}")
}

/// One line: every run of white space is a space, and nothing in it acts on a reader's screen.
fn one_line(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        if !c.is_whitespace() {
            out.push(c);
        } else if !out.ends_with(' ') {
            out.push(' ');
        }
    }
    visible(&out)
}

/// What a code span shows: exact, so white space beyond single blanks is spelt as JSON spells it.
fn code_text(text: &str) -> String {
    let plain = !text.is_empty()
        && visible(text) == text
        && !text.contains("  ")
        && text.chars().all(|c| c == ' ' || !c.is_whitespace());
    if plain { text.to_owned() } else { quoted(text) }
}

/// Backslashes before what Markdown reads as markup, wherever it stands.
fn escape(out: &mut String, text: &str) {
    for c in text.chars() {
        if matches!(
            c,
            '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '#' | '|' | '~' | '&'
        ) {
            out.push('\\');
        }
        out.push(c);
    }
}

/// Whether GitHub would make something of a word that no backslash prevents: a link, a mail address, a formula, a
/// picture.
fn is_active_word(word: &str) -> bool {
    let lower = word.to_ascii_lowercase();
    lower.contains("://")
        || lower.contains("www.")
        || lower.contains('@')
        || lower.contains('$')
        || lower.matches(':').count() > 1
}

/// The way from one page to another.
fn relative(from: &str, to: &str) -> String {
    let from: Vec<&str> = from.split('/').collect();
    let to: Vec<&str> = to.split('/').collect();
    let folders = from.len().saturating_sub(1);
    let shared = from
        .iter()
        .take(folders)
        .zip(&to)
        .take_while(|(a, b)| a == b)
        .count()
        .min(to.len().saturating_sub(1));
    let up = core::iter::repeat_n("..", folders - shared);
    up.chain(to.into_iter().skip(shared))
        .collect::<Vec<_>>()
        .join("/")
}

/// An address that may stand in a link. Nothing but `https` and `http` may.
fn web_address(url: &str) -> Option<String> {
    if !url.starts_with("https://") && !url.starts_with("http://") {
        return None;
    }
    let mut out = String::new();
    for byte in url.bytes() {
        let harmless = byte.is_ascii_alphanumeric()
            || matches!(
                byte,
                b'-' | b'.'
                    | b'_'
                    | b'~'
                    | b':'
                    | b'/'
                    | b'?'
                    | b'#'
                    | b'@'
                    | b'!'
                    | b'$'
                    | b','
                    | b';'
                    | b'='
                    | b'%'
                    | b'+'
            );
        if byte == b'&' {
            // `&copy=1` would be read as a character.
            out.push_str("&amp;");
        } else if harmless {
            out.push(char::from(byte));
        } else {
            out.push_str(&format!("%{byte:02X}"));
        }
    }
    Some(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page(blocks: Vec<Block>) -> String {
        Document {
            origin: "Generated.".to_owned(),
            path: "a/types/b.md".to_owned(),
            blocks,
        }
        .render()
    }

    fn paragraph(text: &str) -> String {
        let page = page(vec![Block::Paragraph(Line::text(text))]);
        page.trim_start_matches("<!-- Generated. -->\n\n")
            .trim_end()
            .to_owned()
    }

    #[test]
    fn markup_in_prose_is_escaped() {
        for (text, escaped) in [
            (
                "a <b>bold</b> & *x* `y`",
                "a \\<b\\>bold\\</b\\> \\& \\*x\\* \\`y\\`",
            ),
            ("[a](b) ![c](d)", "\\[a\\](b) !\\[c\\](d)"),
            ("# no heading", "\\# no heading"),
            ("- no list", "\\- no list"),
            ("1. no list", "1\\. no list"),
            ("---", "\\---"),
            ("    no code", "no code"),
            ("two\n\n# lines", "two \\# lines"),
            ("a | b", "a \\| b"),
        ] {
            assert_eq!(paragraph(text), escaped);
        }
    }

    #[test]
    fn what_github_links_by_itself_becomes_code() {
        for (text, escaped) in [
            ("See https://example.com/.", "See `https://example.com/`."),
            ("(www.example.com)", "(`www.example.com`)"),
            ("mail a@b.c", "mail `a@b.c`"),
            ("costs $1 or $2", "costs `$1` or `$2`"),
            ("a :smile: here", "a `:smile`: here"),
        ] {
            assert_eq!(paragraph(text), escaped);
        }
    }

    #[test]
    fn what_acts_on_a_screen_is_shown() {
        assert_eq!(paragraph("a\u{202e}b"), "a\\\\u{202e}b");
    }

    #[test]
    fn code_spans_hold_anything() {
        for (text, span) in [
            ("a", "`a`"),
            ("a`b", "``a`b``"),
            ("`", "`` ` ``"),
            ("", "`\"\"`"),
            ("a\nb", "`\"a\\nb\"`"),
            (" a ", "`  a  `"),
            ("a|b", "`a|b`"),
        ] {
            let page = page(vec![Block::Paragraph(Line::code(text))]);
            assert_eq!(page.lines().nth(2), Some(span));
        }
    }

    #[test]
    fn bars_do_not_split_cells() {
        let rows = vec![vec![Line::code("a|b\\|c"), Line::text("d|e")]];
        let page = page(vec![Block::Table {
            head: vec!["A", "B", "C"],
            rows,
        }]);
        assert_eq!(page.lines().nth(4), Some("| a\\|b\\\\\\|c | d\\|e |  |"));
    }

    #[test]
    fn links_lead_to_anchors_as_github_computes_them() {
        let heading = |text: &str, key: &str| Block::Heading {
            level: 2,
            text: Line::code(text),
            key: Some(key.to_owned()),
        };
        let to =
            |key: &str| Block::Paragraph(Line::link(Line::text("x"), Target::Here(key.to_owned())));
        let page = page(vec![
            heading("X-Sdk-Date", "1"),
            heading("a.b c_d", "2"),
            heading("a.b c_d", "3"),
            heading("!", "4"),
            to("1"),
            to("2"),
            to("3"),
            to("4"),
        ]);
        let links: Vec<&str> = page.lines().skip(10).step_by(2).collect();
        assert_eq!(
            links,
            ["[x](#x-sdk-date)", "[x](#ab-c_d)", "[x](#ab-c_d-1)", "x"]
        );
    }

    #[test]
    fn ways_between_pages_are_relative() {
        for (from, to, way) in [
            ("index.md", "a/index.md", "a/index.md"),
            ("a/types/b.md", "a/types/c.md", "c.md"),
            ("a/types/b.md", "a/operations/b.md", "../operations/b.md"),
            ("a/types/b.md", "index.md", "../../index.md"),
            ("a/index.md", "a/index.md", "index.md"),
        ] {
            assert_eq!(relative(from, to), way);
        }
    }

    #[test]
    fn only_web_addresses_are_linked() {
        assert_eq!(web_address("javascript:alert(1)"), None);
        assert_eq!(
            web_address("https://a.b/?x=<y> (z)").as_deref(),
            Some("https://a.b/?x=%3Cy%3E%20%28z%29")
        );
    }
}
