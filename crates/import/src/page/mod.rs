//! Pages of documentation in English or Chinese: Markdown, HTML, reStructuredText, and text that has lost its markup.
//!
//! A reader for each form gives the same blocks, and one reading of the tables follows.
//!
//! | file | concept |
//! |---|---|
//! | `form.rs` | which form a page has, by what it holds |
//! | `block.rs` | headings, lines and tables, each with its line: what every reader gives |
//! | `markdown.rs` | Markdown, with tables of bars or of HTML |
//! | `unfold.rs` | rows of Markdown that run over lines |
//! | `html.rs` | HTML |
//! | `rst.rs` | reStructuredText |
//! | `text.rs` | text without markup, a table after the other |
//! | `bars.rs` | tables of text with bars between their cells |
//! | `runs.rs` | tables of text without bars |
//! | `lines.rs` | text that has lost its lines |
//! | `align.rs` | rows that have lost cells |
//! | `captions.rs` | what a table is about, by its caption and the headings above it |
//! | `sequence.rs` | what a table without a caption is about, by those before it |
//! | `members.rs` | members of objects that stand in the table of their object |
//! | `columns.rs` | which column is which; types, and whether a field has to be there |
//! | `words/` | what a description says about values |
//! | `chinese.rs` | both ways of writing Chinese |

mod align;
mod bars;
mod block;
mod captions;
mod chinese;
mod columns;
mod form;
mod html;
mod lines;
mod markdown;
mod members;
mod rst;
mod runs;
mod sequence;
#[cfg(test)]
mod tests;
mod text;
mod unfold;
mod words;

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::fmt;

use regex::Regex;
use serde_json::json;

use crate::origin::Origin;
use crate::sheet::{Cause, Operation, Row, Section, Sheet, SourceKind, Table, Unread};
use block::{Block, Grid, Is};
use captions::{Part, Places, Subject};
use columns::{About, Columns};
pub(crate) use form::is_page;

/// The most bytes of a page: many times what the longest of any vendor has.
const MAX_BYTES: usize = 4 << 20;

/// Why a page gives no sheet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PageError {
    /// It is longer than pages are.
    TooLarge,
    /// It is in a language that is not read.
    Language(&'static str),
    /// It has neither a table of fields nor a line with a method and a path; the headers of its tables.
    NoFields(Vec<String>),
}

impl fmt::Display for PageError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::TooLarge => write!(
                f,
                "the page is longer than {MAX_BYTES} bytes; name one page of documentation"
            ),
            Self::Language(language) => write!(
                f,
                "the page is in {language}; pages are read in English and Chinese: name the edition in one of them, or read its tables \
                 alone with --language any"
            ),
            Self::NoFields(headers) => {
                f.write_str(
                    "the page has no line with a method and a path, and no table that has a column of names (such as Parameter, 参数) \
                     and one of descriptions (such as Description, 描述)",
                )?;
                if !headers.is_empty() {
                    write!(f, "; its tables begin with {}", headers.join("; "))?;
                }
                Ok(())
            }
        }
    }
}

/// A table of fields on the page, before its rows are read.
#[derive(Debug)]
struct Found {
    line: usize,
    subject: Subject,
    /// The part of the page it stands in.
    part: Option<Part>,
    status: Option<u16>,
    columns: Columns,
    grid: Grid,
}

impl Found {
    /// Returns the names of the fields.
    fn names(&self) -> impl Iterator<Item = String> {
        let names = self
            .grid
            .rows
            .iter()
            .filter_map(|(_, cells)| cells.get(self.columns.name));
        names.map(|name| bare(name)).filter(|name| !name.is_empty())
    }
}

/// Reads a page.
///
/// # Errors
/// A page in another language, or one that describes no operation and no fields.
pub(crate) fn read(text: &str, origin: &Origin) -> Result<Sheet, PageError> {
    if text.len() > MAX_BYTES {
        return Err(PageError::TooLarge);
    }
    let blocks = form::blocks(text);
    let language = language(&blocks);
    if let Some(language) = language.filter(|_| !origin.any_language) {
        return Err(PageError::Language(language));
    }
    let mut places = Places::default();
    let mut tables: Vec<Found> = Vec::new();
    let mut unread = Vec::new();
    let mut headers = Vec::new();
    for block in blocks {
        let line = block.line;
        match block.is {
            Is::Heading { level, text } => places.heading(level, &text),
            Is::Line(text) => places.line(&text),
            Is::Table(grid) => {
                let caption = places.take_caption();
                let subject = match columns::about(&grid.header) {
                    About::Fields(columns) => {
                        places.subject(&caption).map(|subject| (subject, columns))
                    }
                    About::Other => {
                        headers.push(shown(&grid));
                        continue;
                    }
                    About::Unknown => None,
                };
                headers.push(shown(&grid));
                match subject {
                    Some((subject, columns)) => tables.push(Found {
                        line,
                        subject,
                        part: places.part(),
                        status: places.status(),
                        columns,
                        grid,
                    }),
                    None => unread.push(Unread {
                        at: format!("line {line}"),
                        cause: Cause::Shape,
                        found: json!({ "caption": caption, "header": grid.header,
                            "rows": grid.rows.into_iter().map(|(_, row)| row).collect::<Vec<_>>() }),
                    }),
                }
            }
        }
    }
    let (title, call) = places.finish();
    if call.is_none() && tables.is_empty() {
        headers.truncate(8);
        return Err(PageError::NoFields(headers));
    }
    let (method, path) = call.unzip();
    let shown = |text: String| text.chars().filter(|c| !is_hidden(*c)).collect::<String>();
    let name = title.map(|title| name_of(&shown(title)));
    let path = path.map(shown);
    let operation = name.map(|name| Operation {
        name,
        method,
        path,
        ..Operation::default()
    });
    let source = origin.source(
        SourceKind::Page,
        "page",
        operation.as_ref().map(|operation| operation.name.as_str()),
    );
    sequence::settle(&mut tables, operation.as_ref());
    if let Some(language) = language {
        unread.push(Unread {
            at: "line 1".to_owned(),
            cause: Cause::Words,
            found: json!({ "language": language, "read": "names, types and marks; nothing in words" }),
        });
    }
    Ok(Sheet {
        source,
        tables: fields(tables, language.is_none()),
        operation,
        rules: Vec::new(),
        dropped: Vec::new(),
        unread,
    })
}

fn shown(grid: &Grid) -> String {
    let header: Vec<String> = grid
        .header
        .iter()
        .take(6)
        .map(|cell| cell.chars().take(40).collect())
        .collect();
    header.join(" | ")
}

/// Returns the tables of the sheet: messages by section, then types by name.
fn fields(found: Vec<Found>, has_words: bool) -> Vec<Table> {
    let mut known = BTreeSet::new();
    for one in &found {
        if let Subject::Type(name) = &one.subject {
            known.insert(name.clone());
        }
    }
    let mut tables: Vec<Table> = Vec::new();
    let mut seen = BTreeSet::new();
    for one in found {
        let table = table(one, &known, has_words);
        // Pages repeat the types of a request in its answer.
        let is_new = table.type_name.is_none() || seen.insert(said(&table));
        if is_new && !(table.rows.is_empty() && table.notes.is_empty()) {
            tables.push(table);
        }
    }
    tables.sort_by(|one, other| {
        let key = |table: &Table| (table.type_name.is_some(), table.section);
        key(one)
            .cmp(&key(other))
            .then_with(|| one.type_name.cmp(&other.type_name))
    });
    tables
}

fn table(found: Found, known: &BTreeSet<String>, has_words: bool) -> Table {
    let Found {
        line,
        subject,
        status,
        columns,
        grid,
        ..
    } = found;
    let at = format!("line {line}");
    let mut unread = Vec::new();
    let (section, type_name) = match subject {
        Subject::Section(section) => (Some(section), None),
        Subject::Type(name) => (None, Some(name)),
        Subject::TypeOf(section) => {
            unread.push(Unread {
                at: at.clone(),
                cause: Cause::Reference,
                found: json!({ "section": section, "status": status,
                    "found": "members of a type whose name the page has lost" }),
            });
            (None, None)
        }
        // Each of them was settled.
        Subject::Next(_) => (None, None),
    };
    let others = columns::others(&columns, &grid.header);
    let mut table = Table {
        section,
        status: status.filter(|_| {
            matches!(
                section,
                Some(Section::ResponseBody | Section::ResponseHeader)
            )
        }),
        type_name,
        at,
        unread,
        notes: grid.notes,
        ..Table::default()
    };
    let mut depths = Vec::new();
    for (line, cells) in joined(grid.rows, columns.name) {
        if table.rows.is_empty() && is_whole(&cells, &columns) {
            let says = columns::description(&columns, &grid.header, &cells);
            table.notes.extend((!says.is_empty()).then_some(says));
            continue;
        }
        let says = columns::description(&columns, &grid.header, &cells);
        let row = row(line, &cells, &columns, &others, known);
        table.rows.extend(row.map(|mut row| {
            if has_words {
                words::read(&mut row, &says);
            } else if !says.is_empty() {
                let at = row.at.clone();
                row.unread.push(Unread {
                    at,
                    cause: Cause::Words,
                    found: says.into(),
                });
            }
            row
        }));
        // A name may be marked as that of a member.
        if depths.len() < table.rows.len() {
            let name = cells.get(columns.name).map_or("", String::as_str);
            depths.push(members::depth(name));
        }
    }
    table.rows = members::within(std::mem::take(&mut table.rows), &depths);
    table
}

/// Puts rows together that speak of one field: a name that spans rows stands in each of them.
fn joined(rows: Vec<(usize, Vec<String>)>, name: usize) -> Vec<(usize, Vec<String>)> {
    let mut out: Vec<(usize, Vec<String>)> = Vec::with_capacity(rows.len());
    for (line, cells) in rows {
        let is_same = |(_, above): &&mut (usize, Vec<String>)| {
            let named = cells.get(name).filter(|cell| !is_nothing(cell));
            named.is_some() && above.get(name) == named
        };
        let Some((_, above)) = out.last_mut().filter(&is_same) else {
            out.push((line, cells));
            continue;
        };
        for (cell, more) in above.iter_mut().zip(cells) {
            if *cell != more && !more.is_empty() {
                if !cell.is_empty() {
                    cell.push('\n');
                }
                cell.push_str(&more);
            }
        }
    }
    out
}

/// Whether a row speaks of the object that holds all fields: it has no name, and the type of an object.
fn is_whole(cells: &[String], columns: &Columns) -> bool {
    let cell = |index: usize| cells.get(index).map_or("", |cell| cell.trim());
    let kind = columns.kind.map_or("", cell);
    cell(columns.name).is_empty() && matches!(&*kind.to_ascii_lowercase(), "object" | "对象")
}

/// Returns the name of a type and what its table says, places aside.
fn said(table: &Table) -> (Option<String>, String) {
    let rows: Vec<_> = table.rows.iter().map(Row::without_places).collect();
    (table.type_name.clone(), json!(rows).to_string())
}

/// Whether a cell says that there is nothing: a table without fields has a row of them.
fn is_nothing(cell: &str) -> bool {
    let small = cell.trim().to_ascii_lowercase();
    matches!(
        &*small,
        "" | "-" | "--" | "/" | "none" | "n/a" | "无" | "無"
    )
}

/// Whether a character is not shown, or turns what is shown around.
fn is_hidden(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{ad}' | '\u{61c}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}')
}

/// The name in a cell, without the spaces of a break.
fn bare(name: &str) -> String {
    name.chars().filter(|c| !c.is_whitespace()).collect()
}

fn row(
    line: usize,
    cells: &[String],
    columns: &Columns,
    others: &[(usize, String)],
    known: &BTreeSet<String>,
) -> Option<Row> {
    let cell = |index: usize| cells.get(index).map_or("", |cell| cell.as_str());
    if cells.iter().all(|cell| is_nothing(cell)) {
        return None;
    }
    let name = bare(members::unmarked(cell(columns.name)));
    let is_hidden = name.chars().any(is_hidden);
    let mut row = Row {
        name: (!name.is_empty() && !is_hidden).then(|| name.clone()),
        at: format!("line {line}"),
        ..Row::default()
    };
    if is_hidden {
        // A name that is shown otherwise than it is written is none.
        let at = row.at.clone();
        row.unread.push(Unread {
            at,
            cause: Cause::Shape,
            found: name.escape_unicode().to_string().into(),
        });
    }
    if let Some(kind) = columns.kind {
        columns::typed(&mut row, cell(kind), known);
    }
    if let Some(mandatory) = columns.mandatory {
        columns::mandatory(&mut row, cell(mandatory));
    }
    for (index, header) in others {
        let found = cell(*index);
        if !found.is_empty() {
            let at = row.at.clone();
            row.unread.push(Unread {
                at,
                cause: Cause::Key,
                found: json!({ header: found }),
            });
        }
    }
    Some(row)
}

/// Returns the operation's name in a title: a word in the vendor's spelling beside a dash, or the title as it stands.
fn name_of(title: &str) -> String {
    named(title).unwrap_or(title).to_owned()
}

/// Returns the name in the vendor's spelling that stands beside a dash.
fn named(title: &str) -> Option<&str> {
    let (front, behind) = title
        .rsplit_once(" - ")
        .or_else(|| title.rsplit_once(" – "))?;
    let is_name = |name: &&str| {
        name.starts_with(|c: char| c.is_ascii_alphabetic())
            && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
            && name.chars().skip(1).any(|c| c.is_ascii_uppercase())
    };
    let mut both = [behind, front].into_iter().map(str::trim);
    both.find(is_name)
}

/// Returns the language of a page that is neither English nor Chinese: by its letters, or by the headers of its tables.
fn language(blocks: &[Block]) -> Option<&'static str> {
    let mut counts = [0_usize; LETTERS.len()];
    let mut all = 0_usize;
    let mut count = |text: &str| {
        for c in text.chars().filter(|c| c.is_alphabetic()) {
            all = all.saturating_add(1);
            for (count, (_, is)) in counts.iter_mut().zip(LETTERS) {
                *count = count.saturating_add(usize::from(is(c)));
            }
        }
    };
    let mut of_headers = None;
    for block in blocks {
        match &block.is {
            Is::Heading { text, .. } | Is::Line(text) => count(text),
            Is::Table(grid) => {
                grid.header.iter().for_each(|cell| count(cell));
                let cells = grid.rows.iter().flat_map(|(_, row)| row);
                cells.for_each(|cell| count(cell));
                of_headers = of_headers.or_else(|| columns::foreign(&grid.header));
            }
        }
    }
    let many = |count: usize| count.saturating_mul(20) > all;
    let by_letters = LETTERS.iter().zip(counts).find(|(_, count)| many(*count));
    by_letters
        .map(|((language, _), _)| *language)
        .or(of_headers)
}

/// Whether a character belongs to a language.
type IsLetter = fn(char) -> bool;

/// Letters that no page in English or Chinese has many of.
const LETTERS: [(&str, IsLetter); 5] = [
    ("Japanese", |c| matches!(c, '\u{3041}'..='\u{30ff}')),
    (
        "Korean",
        |c| matches!(c, '\u{1100}'..='\u{11ff}' | '\u{ac00}'..='\u{d7af}'),
    ),
    ("Russian or another language in Cyrillic letters", |c| {
        matches!(c, '\u{400}'..='\u{52f}')
    }),
    ("Arabic", |c| matches!(c, '\u{600}'..='\u{6ff}')),
    ("Thai", |c| matches!(c, '\u{e00}'..='\u{e7f}')),
];

/// Returns a text in simplified characters.
fn folded(text: &str) -> Cow<'_, str> {
    if text.is_ascii() {
        Cow::Borrowed(text)
    } else {
        Cow::Owned(chinese::simplified(text))
    }
}

/// A pattern of this module.
fn pattern(text: &str) -> Regex {
    // The tests compile every one of them.
    #[expect(clippy::expect_used, reason = "the patterns stand in this module")]
    Regex::new(text).expect("a pattern of this module")
}
