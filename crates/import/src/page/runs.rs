//! Tables of text without bars: cells that stand on lines of their own, cells of a row on one line with spaces between them or
//! without.
//!
//! Where a row begins follows from what its first cells say: a name, a type, and whether the field has to be there.

use std::sync::LazyLock;

use regex::Regex;

use super::align::align;
use super::bars::Bars;
use super::block::{Grid, point};
use super::captions::is_end;
use super::columns::{
    About, Columns, Role, about, header_line, is_header, is_mandatory, is_name, is_type,
};
use super::text::Line;
use super::{folded, pattern};

/// A type as it stands beside other words.
const TYPES: &str = r"(?:(?i:array|list) ?(?:of|<) ?)*(?i:strings?|integers?|int(?:32|64)?|longs?|floats?|doubles?|numbers?|booleans?|bool|objects?|map<[^<>\n]{1,60}>|map|array|list|file|any)(?:\[\]|>)*";
/// One that names another table.
const NAMED: &str = r"(?:(?i:array|list) ?(?:of|<) ?)*[A-Za-z_][A-Za-z0-9_]* objects?>?";
/// A list of what another table describes: its first word parts it from the name in front.
const LISTED: &str = r"(?:(?:Array|array|List|list) ?(?:of|<) ?)+[A-Za-z_][A-Za-z0-9_]* objects?>?";
/// What a cell of the mandatory column says, beside other words; in simplified characters.
const MARKS: &str = r"(?:Yes|No|yes|no|YES|NO|Mandatory|Optional|Required|mandatory|optional|required|是|否|必选|可选|必填|选填|必须|必需|非必选|非必填|非必须)";

/// The forms of a line on which a row begins: its name, then its type and mark in the order of the header, with spaces between them or
/// without. Without spaces, nothing parts a name from that of a type.
struct Rows {
    type_then_mark: Regex,
    mark_then_type: Regex,
}

impl Rows {
    fn new(space: &str, types: &str) -> Self {
        let name = r"^([A-Za-z_$][\w.$\[\]{}*-]{0,127}?)";
        Self {
            type_then_mark: pattern(&format!(
                r"{name}{space}({types})(?:{space}({MARKS}))?(?:\s+(.*))?$"
            )),
            mark_then_type: pattern(&format!(
                r"{name}{space}({MARKS})(?:{space}({types}))?(?:\s+(.*))?$"
            )),
        }
    }
}

static SPACES: LazyLock<Rows> =
    LazyLock::new(|| Rows::new(r"\s+", &format!("(?:{NAMED}|{TYPES})")));
static GLUED: LazyLock<Rows> = LazyLock::new(|| Rows::new("", &format!("(?:{LISTED}|{TYPES})")));

/// The cells with which a row begins on a line, and what follows them.
#[derive(Debug)]
pub(super) struct Lead {
    pub(super) name: String,
    /// The type, or what says whether the field has to be there.
    pub(super) first: String,
    /// The other one.
    pub(super) second: Option<String>,
    pub(super) rest: String,
}

/// Returns the cells with which a row begins on a line.
pub(super) fn lead(line: &str, glued: bool, is_marked_first: bool) -> Option<Lead> {
    let rows = if glued { &*GLUED } else { &*SPACES };
    // Every character keeps its place.
    let folded = folded(line);
    let found = if is_marked_first {
        rows.mark_then_type.captures(&folded)?
    } else {
        rows.type_then_mark.captures(&folded)?
    };
    let of = |index| {
        let place = found.get(index)?.range();
        line.get(place).map(str::to_owned)
    };
    Some(Lead {
        name: of(1)?,
        first: of(2)?,
        second: of(3),
        rest: of(4).unwrap_or_default(),
    })
}

/// How the cells of a row are parted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Layout {
    /// Each on a line of its own.
    Lines,
    /// The first on one line, with spaces between them.
    Spaces,
    /// The first on one line, with nothing between them.
    Glued,
}

/// Returns the table that begins on a line, and the line behind it.
pub(super) fn table(lines: &[Line<'_>], at: usize, bars: &Bars) -> Option<(Grid, usize)> {
    let (header, body, layout) = header(lines, at)?;
    let About::Fields(columns) = about(&header) else {
        return None;
    };
    let lead = columns
        .roles
        .iter()
        .position(|role| *role == Role::Description)?;
    let mut table = Runs {
        lines,
        layout,
        lead,
        columns: &columns,
        is_capital: None,
    };
    let mut grid = Grid {
        header,
        ..Grid::default()
    };
    let mut at = body;
    let mut row = Vec::new();
    while let Some(line) = lines.get(at) {
        if bars.begins(at) || table_begins(lines, at) {
            break;
        }
        if let Some(start) = table.start(at, row.is_empty(), &row) {
            // Where nothing is left between two rows, the last line of the one above is its example.
            let is_joined = table.layout == Layout::Glued && !line.after_blank;
            table.push(&mut grid, std::mem::take(&mut row), is_joined);
            row.extend((0..start).filter_map(|index| lines.get(at + index).copied()));
            at += start;
            continue;
        }
        if is_end(line.text) || row.is_empty() {
            break;
        }
        row.push(*line);
        at += 1;
    }
    table.push(&mut grid, row, false);
    (!grid.rows.is_empty()).then_some((grid, at))
}

/// Whether another table of fields begins on a line.
fn table_begins(lines: &[Line<'_>], at: usize) -> bool {
    header(lines, at).is_some_and(|(header, ..)| matches!(about(&header), About::Fields(_)))
}

/// Returns the header that begins on a line, the line behind it, and how its cells are parted.
fn header(lines: &[Line<'_>], at: usize) -> Option<(Vec<String>, usize, Layout)> {
    let line = lines.get(at)?.text;
    if is_header(line) {
        let words = lines.get(at..)?.iter().take(12);
        let words: Vec<String> = words
            .map(|line| line.text)
            .take_while(|word| is_header(word))
            .map(str::to_owned)
            .collect();
        if matches!(about(&words), About::Fields(_)) {
            let body = at + words.len();
            return Some((words, body, Layout::Lines));
        }
    }
    let words = header_line(line)?;
    let spaces = line.split_whitespace().count();
    let layout = if spaces >= words.len() && is_parted(line, &words) {
        Layout::Spaces
    } else {
        Layout::Glued
    };
    Some((words, at + 1, layout))
}

/// Whether spaces stand between the words of a header.
pub(super) fn is_parted(line: &str, words: &[String]) -> bool {
    let mut rest = line;
    for (index, word) in words.iter().enumerate() {
        if index > 0 && !rest.starts_with(char::is_whitespace) {
            return false;
        }
        for letter in word.chars() {
            rest = rest.trim_start_matches(|c: char| c.is_whitespace() || c == '*');
            rest = rest.strip_prefix(letter).unwrap_or(rest);
        }
    }
    true
}

struct Runs<'t> {
    lines: &'t [Line<'t>],
    layout: Layout,
    /// How many columns stand in front of the description.
    lead: usize,
    columns: &'t Columns,
    /// Whether types are written with a capital letter, as in the first row.
    is_capital: Option<bool>,
}

impl Runs<'_> {
    fn text(&self, at: usize) -> &str {
        self.lines.get(at).map_or("", |line| line.text)
    }

    fn leads(&self) -> &[Role] {
        self.columns.roles.get(..self.lead).unwrap_or_default()
    }

    fn trails(&self) -> &[Role] {
        self.columns.roles.get(self.lead + 1..).unwrap_or_default()
    }

    /// Returns how many lines the first cells of a row take that begins here.
    fn start(&mut self, at: usize, is_first: bool, row: &[Line<'_>]) -> Option<usize> {
        match self.layout {
            Layout::Lines => self.start_of_lines(at, is_first, row),
            Layout::Spaces | Layout::Glued => self.start_of_line(at).then_some(1),
        }
    }

    fn start_of_lines(&self, at: usize, is_first: bool, row: &[Line<'_>]) -> Option<usize> {
        let mut count = 0;
        let mut anchors = 0_usize;
        let mut is_typed = false;
        for role in self.leads() {
            let cell = self.text(at + count);
            let fits = match role {
                Role::Name => is_name(cell),
                Role::Type => is_type(cell),
                Role::Mandatory => is_mandatory(cell) && !matches!(cell, "true" | "false"),
                _ => !cell.is_empty() && !is_end(cell),
            };
            if *role == Role::Name && !fits {
                return None;
            }
            if matches!(role, Role::Type | Role::Mandatory) {
                anchors += usize::from(fits);
                is_typed |= fits && *role == Role::Type;
            }
            count += usize::from(fits);
        }
        let of_lead = |role| self.leads().contains(&role);
        if !of_lead(Role::Name) {
            return None;
        }
        if anchors > 0 {
            return Some(count);
        }
        let is_anchored = of_lead(Role::Type) || of_lead(Role::Mandatory);
        let trails = self.trails();
        let is_anchored_behind = trails.contains(&Role::Type) || trails.contains(&Role::Mandatory);
        let above = row.last().map_or("", |line| line.text);
        if !is_anchored && is_anchored_behind {
            // The row above ends with its own type or mark.
            let ends = is_type(above) || is_mandatory(above);
            return (is_first || ends).then_some(count);
        }
        // Nothing but the name is left of the cells in front: a name in the spelling of fields, with its description below.
        let name = self.text(at);
        let next = self.text(at + count);
        let is_alone = row.len() > count || is_first;
        let is_free = !above.ends_with([':', '：', ',', '，']) && !is_name(above);
        let is_field = is_spelled(name) || !is_anchored;
        (is_alone
            && is_free
            && is_field
            && !next.is_empty()
            && !is_name(next)
            && !is_end(next)
            && !is_typed)
            .then_some(count)
    }

    fn start_of_line(&mut self, at: usize) -> bool {
        let line = self.text(at);
        let Some(cells) = self.cells_of(line) else {
            // A row whose name the text lost, or that never had one.
            return self.layout == Layout::Glued
                && self.columns.name == 0
                && self.columns.kind == Some(1)
                && is_type(line);
        };
        // Within a sentence, the word for a type is written otherwise; one of several words is none of a sentence's.
        let kind = self.columns.kind.and_then(|at| cells.get(at));
        let word = kind.filter(|kind| kind.chars().all(char::is_alphanumeric));
        word.and_then(|word| word.chars().next())
            .is_none_or(|first| {
                let is_capital = first.is_uppercase();
                *self.is_capital.get_or_insert(is_capital) == is_capital
            })
    }

    /// Returns the cells of a line on which a row begins, as far as the description.
    fn cells_of(&self, line: &str) -> Option<Vec<String>> {
        let leads = self.leads();
        let place = |role| leads.iter().position(|one| *one == role);
        let name = place(Role::Name)?;
        if name != 0 || line.len() > 4000 {
            return None;
        }
        let (kind, mark) = (place(Role::Type), place(Role::Mandatory));
        let glued = self.layout == Layout::Glued;
        let is_marked_first = match (kind, mark) {
            (Some(kind), Some(mark)) => mark < kind,
            (Some(_), None) => false,
            (None, Some(_)) => true,
            (None, None) => return self.without_anchor(line),
        };
        let Lead {
            name,
            first,
            second,
            rest,
        } = lead(line, glued, is_marked_first)?;
        if is_word(&name) || !is_name(&name) {
            return None;
        }
        let mut cells = vec![String::new(); self.columns.roles.len()];
        let mut set = |index: Option<usize>, text: String| {
            if let Some(cell) = index.and_then(|index| cells.get_mut(index)) {
                *cell = text;
            }
        };
        set(Some(0), name);
        let (one, other) = match (kind, mark) {
            (Some(kind), Some(mark)) if mark < kind => (Some(mark), Some(kind)),
            (Some(kind), mark) => (Some(kind), mark),
            (None, mark) => (mark, None),
        };
        if second.is_some() && other.is_none() {
            return None;
        }
        let is_short = second.is_none() && other.is_some();
        // A sentence may begin with such words; a row of which a cell is lost has nothing else on its line.
        if is_short && !rest.is_empty() && !glued {
            return None;
        }
        if glued && !rest.is_empty() && self.lead == self.columns.roles.len() {
            return None;
        }
        set(one, first);
        set(other, second.unwrap_or_default());
        let example = place(Role::Example)
            .or_else(|| place(Role::Label))
            .or_else(|| place(Role::Other));
        match example {
            Some(index) => {
                let below = rest.split_once("  ");
                let (example, below) = below.unwrap_or((&rest, ""));
                set(Some(index), example.trim().to_owned());
                set(Some(self.lead), below.trim().to_owned());
            }
            None => set(Some(self.lead), rest),
        }
        Some(cells)
    }

    /// Returns the cells of a line in a table that has neither types nor marks in front of its descriptions.
    fn without_anchor(&self, line: &str) -> Option<Vec<String>> {
        if self.layout == Layout::Glued || self.lead != 1 {
            return None;
        }
        let (name, rest) = line.split_once(char::is_whitespace)?;
        let ends = |role: &Role| match role {
            Role::Type => rest.rsplit(' ').next().is_some_and(is_type),
            Role::Mandatory => rest.rsplit(' ').next().is_some_and(is_mandatory),
            _ => false,
        };
        let trails = self.trails();
        let is_row =
            is_name(name) && !is_word(name) && (trails.is_empty() || trails.iter().any(ends));
        is_row.then(|| {
            let mut cells = vec![String::new(); self.columns.roles.len()];
            for (cell, text) in cells.iter_mut().zip([name, rest.trim()]) {
                text.clone_into(cell);
            }
            cells
        })
    }

    /// Adds a row that is over; `is_joined` says that it ends with its example.
    fn push(&self, grid: &mut Grid, row: Vec<Line<'_>>, is_joined: bool) {
        let Some(first) = row.first() else {
            return;
        };
        let number = first.number;
        let width = self.columns.roles.len();
        let (mut cells, below) = if self.layout == Layout::Lines {
            let mut cells = vec![String::new(); width];
            let mut at = 0;
            for (index, role) in self.leads().iter().enumerate() {
                let Some(line) = row.get(at) else {
                    break;
                };
                let fits = match role {
                    Role::Type => is_type(line.text),
                    Role::Mandatory => is_mandatory(line.text),
                    _ => true,
                };
                if fits && let Some(cell) = cells.get_mut(index) {
                    line.text.clone_into(cell);
                    at += 1;
                }
            }
            (cells, row.get(at..).unwrap_or_default())
        } else {
            let cells = self.cells_of(first.text).unwrap_or_else(|| {
                let mut cells = vec![String::new(); width];
                if let Some(cell) = self.columns.kind.and_then(|kind| cells.get_mut(kind)) {
                    first.text.clone_into(cell);
                }
                cells
            });
            (cells, row.get(1..).unwrap_or_default())
        };
        let mut below = below.to_vec();
        for (index, role) in self
            .columns
            .roles
            .iter()
            .enumerate()
            .skip(self.lead + 1)
            .rev()
        {
            let Some(last) = below.last() else {
                break;
            };
            let is_it = match role {
                Role::Type => is_type(last.text),
                Role::Mandatory => is_mandatory(last.text),
                Role::Description => false,
                _ => below.len() > 1 && (is_joined || is_value(last.text)),
            };
            if is_it && let Some(cell) = cells.get_mut(index) {
                last.text.clone_into(cell);
                below.pop();
            }
        }
        if let Some(cell) = cells.get_mut(self.lead) {
            for line in &below {
                if !cell.is_empty() {
                    cell.push('\n');
                }
                cell.push_str(&line.in_cell());
            }
        }
        grid.rows.push((number, align(cells, self.columns)));
    }
}

/// Whether a text shows a value, and is no sentence.
fn is_value(text: &str) -> bool {
    point(text, 0) == text && !text.ends_with(['。', '；', '：', ':', ';']) && {
        let words = text.split_whitespace().count();
        let ends = text.ends_with('.') && words > 1;
        !ends && (words <= 3 || text.starts_with(['{', '[', '"']))
    }
}

/// Whether a name is spelled as fields are and words are not.
pub(super) fn is_spelled(name: &str) -> bool {
    let small = name.starts_with(|c: char| c.is_ascii_lowercase());
    let inner = name.chars().skip(1);
    small
        && inner.clone().all(|c| c == '_' || c.is_ascii_alphanumeric())
        && (name.contains('_') || inner.clone().any(|c| c.is_ascii_uppercase()))
}

/// Whether a text is a word of sentences.
pub(super) fn is_word(text: &str) -> bool {
    const WORDS: [&str; 34] = [
        "the", "a", "an", "this", "that", "each", "any", "all", "is", "are", "of", "or", "and",
        "as", "to", "in", "on", "if", "for", "with", "by", "be", "using", "enter", "specify",
        "when", "only", "it", "its", "must", "can", "no", "not", "from",
    ];
    WORDS.contains(&&*text.to_ascii_lowercase())
}
