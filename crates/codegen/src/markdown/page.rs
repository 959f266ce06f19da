//! Pages as a tree, and how they become text.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};

use super::escape::{Place, at_line_start, one_line, web_address};
use super::line::{Line, Surroundings, Target};
use crate::origin;

/// A page.
#[derive(Debug)]
pub struct Document {
    /// What it is made from.
    source: String,
    /// Its path below the folder of all pages, such as `mts/types/voice_config.md`.
    path: String,
    /// What it says.
    blocks: Vec<Block>,
}

/// A part of a page.
#[derive(Debug)]
enum Block {
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

impl Document {
    /// An empty page of that path, made from a file or a folder below the repository's root.
    #[must_use]
    pub fn new(source: &str, path: String) -> Self {
        Self {
            source: source.to_owned(),
            path,
            blocks: Vec::new(),
        }
    }

    /// Its path below the folder of all pages.
    pub(crate) fn path(&self) -> &str {
        &self.path
    }

    /// Adds a heading of that level.
    pub fn heading(&mut self, level: usize, text: Line) {
        self.blocks.push(Block::Heading {
            level,
            text,
            key: None,
        });
    }

    pub(crate) fn heading_with_key(&mut self, level: usize, text: Line, key: String) {
        self.blocks.push(Block::Heading {
            level,
            text,
            key: Some(key),
        });
    }

    /// Adds a paragraph, unless it is empty.
    pub fn paragraph(&mut self, text: Line) {
        if !text.is_empty() {
            self.blocks.push(Block::Paragraph(text));
        }
    }

    /// Adds a list, unless it is empty.
    pub fn bullets(&mut self, items: Vec<Line>) {
        if !items.is_empty() {
            self.blocks.push(Block::Bullets(items));
        }
    }

    /// A table; columns that are empty in every row are left out.
    pub fn table(&mut self, head: Vec<&'static str>, rows: Vec<Vec<Line>>) {
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

    pub(crate) fn json(&mut self, text: String) {
        self.blocks.push(Block::Json(text));
    }

    /// The text of the page.
    pub(crate) fn render(&self) -> String {
        // A comment ends at `--`, whoever wrote it.
        let origin = one_line(&origin::remark(&self.source))
            .replace("--", "- -")
            .replace('>', "");
        format!("<!-- {} -->\n{}", origin.trim(), self.part())
    }

    /// The page without the line that says where it comes from, for a place in another one.
    #[must_use]
    pub fn part(&self) -> String {
        let anchors = self.anchors();
        let addresses = RefCell::default();
        let mut out = String::new();
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
                    let mut text = writer.line(text);
                    let last = text.rsplit(' ').next().unwrap_or_default();
                    if last.starts_with('#') && last.trim_start_matches('#').is_empty() {
                        // It would close the heading.
                        text.insert(text.len() - 1, '\\');
                    }
                    out.push_str(&format!("{} {text}\n", "#".repeat(*level)));
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
    pub(crate) fn anchors(&self) -> BTreeMap<&str, String> {
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
        let words = line.written(&Surroundings {
            place: Place {
                in_table: self.in_table,
                in_html: false,
            },
            leads: &|target| self.target(target),
        });
        at_line_start(&words.join(" "))
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

#[cfg(test)]
mod tests {
    use super::*;

    fn page(blocks: Vec<Block>) -> String {
        Document {
            source: "spec/".to_owned(),
            path: "a/types/b.md".to_owned(),
            blocks,
        }
        .render()
    }

    #[test]
    fn a_heading_keeps_a_sign_at_its_end() {
        let page = page(vec![Block::Heading {
            level: 2,
            text: Line::text("C # #"),
            key: None,
        }]);
        assert_eq!(page.lines().nth(2), Some("## C # \\#"));
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
}
