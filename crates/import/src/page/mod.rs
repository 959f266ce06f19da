//! Pages of documentation in Markdown whose tables have bars between their cells, in English or Chinese.
//!
//! | file | concept |
//! |---|---|
//! | `markdown.rs` | headings, lines and tables, each with its line |
//! | `captions.rs` | what a table is about, by its caption and the headings above it |
//! | `columns.rs` | which column is which; types, and whether a field has to be there |
//! | `words/` | what a description says about values |
//! | `chinese.rs` | both ways of writing Chinese |

mod captions;
mod chinese;
mod columns;
mod markdown;
#[cfg(test)]
mod tests;
mod words;

use std::fmt;

use regex::Regex;
use serde_json::json;

use crate::origin::Origin;
use crate::sheet::{Cause, Operation, Row, Section, Sheet, SourceKind, Table, Unread};
use captions::{Places, Subject};
use columns::{About, Columns};
pub(crate) use markdown::is_page;
use markdown::{Grid, Is};

/// Why a page gives no sheet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PageError {
    /// It is in a language that is not read.
    Language(&'static str),
    /// It has neither a table of fields nor a line with a method and a path; the headers of its tables.
    NoFields(Vec<String>),
}

impl fmt::Display for PageError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Language(language) => write!(
                f,
                "the page is in {language}; pages are read in English and Chinese: name the edition in one of them"
            ),
            Self::NoFields(headers) => {
                f.write_str(
                    "the page has no line with a method and a path, and no table with bars that has a column of names (such as Parameter, 参数) \
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
struct Found {
    line: usize,
    subject: Subject,
    status: Option<u16>,
    columns: Columns,
    grid: Grid,
}

/// Reads a page.
///
/// # Errors
/// A page in another language, or one that describes no operation and no fields.
pub(crate) fn read(text: &str, origin: &Origin) -> Result<Sheet, PageError> {
    let blocks = markdown::blocks(text);
    if let Some(language) = language(&blocks) {
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
    let name = title.map(|title| name_of(&title));
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
    Ok(Sheet {
        source,
        tables: fields(tables, operation.as_ref(), &mut unread),
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
fn fields(
    found: Vec<Found>,
    operation: Option<&Operation>,
    unread: &mut Vec<Unread>,
) -> Vec<Table> {
    let mut known: Vec<String> = Vec::new();
    for one in &found {
        if let Subject::Type(name) = &one.subject
            && !known.contains(name)
        {
            known.push(name.clone());
        }
    }
    let mut tables: Vec<Table> = Vec::new();
    for Found {
        line,
        subject,
        status,
        columns,
        grid,
    } in found
    {
        let at = format!("line {line}");
        let section = match subject {
            Subject::Section(section) => Some(section),
            Subject::Type(_) => None,
            Subject::Request => request(&grid, &columns, operation),
        };
        if section.is_none() && !matches!(subject, Subject::Type(_)) {
            unread.push(Unread {
                at: at.clone(),
                cause: Cause::Shape,
                found: json!({ "header": grid.header,
                "rows": grid.rows.into_iter().map(|(_, row)| row).collect::<Vec<_>>() }),
            });
            continue;
        }
        let others = columns::others(&columns, &grid.header);
        let mut table = Table {
            section,
            status: status.filter(|_| {
                matches!(
                    section,
                    Some(Section::ResponseBody | Section::ResponseHeader)
                )
            }),
            type_name: match subject {
                Subject::Type(name) => Some(name),
                _ => None,
            },
            at,
            ..Table::default()
        };
        for (line, cells) in grid.rows {
            let row = row(line, &cells, &columns, &others, &known);
            table.rows.extend(row);
        }
        if !tables.iter().any(|known| is_same(known, &table)) {
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

/// Whether a type is described a second time, by the same words: pages repeat the types of a request in its answer.
fn is_same(one: &Table, other: &Table) -> bool {
    let rows = |table: &Table| {
        table
            .rows
            .iter()
            .map(Row::without_places)
            .collect::<Vec<_>>()
    };
    one.type_name.is_some() && one.type_name == other.type_name && rows(one) == rows(other)
}

/// Returns where parameters belong of which the page only says that they are those of the request.
fn request(grid: &Grid, columns: &Columns, operation: Option<&Operation>) -> Option<Section> {
    let operation = operation?;
    let path = operation.path.as_deref().unwrap_or_default();
    let mut names = grid
        .rows
        .iter()
        .filter_map(|(_, cells)| cells.get(columns.name));
    if !grid.rows.is_empty() && names.all(|name| path.contains(&format!("{{{}}}", bare(name)))) {
        return Some(Section::Path);
    }
    let has_body = matches!(operation.method.as_deref(), Some("POST" | "PUT" | "PATCH"));
    has_body.then_some(Section::RequestBody)
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
    known: &[String],
) -> Option<Row> {
    let cell = |index: usize| cells.get(index).map_or("", |cell| cell.as_str());
    if cells.iter().all(|cell| cell.is_empty()) {
        return None;
    }
    let name = bare(cell(columns.name));
    let mut row = Row {
        name: (!name.is_empty()).then_some(name),
        at: format!("line {line}"),
        ..Row::default()
    };
    if let Some(kind) = columns.kind {
        columns::typed(&mut row, cell(kind), known);
    }
    if let Some(mandatory) = columns.mandatory {
        columns::mandatory(&mut row, cell(mandatory));
    }
    words::read(&mut row, cell(columns.description));
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

/// Returns the operation's name in a title: a word in the vendor's spelling behind a dash, or the title as it stands.
fn name_of(title: &str) -> String {
    let behind = title
        .rsplit_once(" - ")
        .or_else(|| title.rsplit_once(" – "))
        .map(|(_, name)| name.trim());
    let is_name = |name: &&str| {
        name.starts_with(|c: char| c.is_ascii_alphabetic())
            && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
    };
    behind.filter(is_name).unwrap_or(title).to_owned()
}

/// Returns the language of a page that is neither English nor Chinese: by its letters, or by the headers of its tables.
fn language(blocks: &[markdown::Block]) -> Option<&'static str> {
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

/// A pattern of this module.
fn pattern(text: &str) -> Regex {
    // The tests compile every one of them.
    #[expect(clippy::expect_used, reason = "the patterns stand in this module")]
    Regex::new(text).expect("a pattern of this module")
}
