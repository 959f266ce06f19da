//! Pages whose lines are lost: everything stands on one, and lines are put back in front of parts, captions, headers, rows and cells.

use std::sync::LazyLock;

use regex::Regex;

use super::columns::{About, Columns, Role, about, header_line, is_header, is_name};
use super::runs::{is_parted, is_spelled, is_word, lead};
use super::{folded, pattern};

/// From this length on, a line may be a page.
const LONG: usize = 240;
/// The most words of a header.
const MAX_WORDS: usize = 14;
/// The longest stretch in which a row may begin.
const MAX_LEAD: usize = 240;

/// A line of dashes among other text, behind the bar that ends its header.
static DASHES: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"(?:(\|) )?(\|? ?(?::?-{2,}:? ?\| ?){2,}(?::?-{2,}:?)?)"));
/// What opens a part of a page.
static PARTS: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?:Request Parameters|Request parameters|Response Parameters|Response parameters|Example Requests|Example Responses|Status Codes|Error Codes|Error codes|Authorization information|授权信息|请求参数|响应参数|返回参数|请求示例|响应示例|返回示例|错误码|状态码)(?:\s|$)|(?:Status code|状态码)[:：] ?[1-5][0-9]{2}\b|(?:Table|表) ?[0-9]+ (?:(?:Path|Query|Request|Response|URI)[A-Za-z ]{0,24}[Pp]arameters|(?:路径|请求|响应|Query)[A-Za-z]{0,8}参数|[A-Za-z_][A-Za-z0-9_]*)(?:\s|$)|(?:GET|POST|PUT|DELETE|PATCH|HEAD) /[^\s]*(?:\s|$)|(?:Function|URI|功能介绍|接口说明|Operation description)(?:\s|$)",
    )
});

/// Returns a text whose lines are lost with lines put back, and of each the number of the line it stood on; nothing for a text that
/// has its lines.
pub(super) fn put_back(text: &str) -> Option<(String, Vec<usize>)> {
    if !text.lines().any(is_broken) {
        return None;
    }
    let mut out = String::with_capacity(text.len() + text.len() / 8);
    let mut numbers = Vec::new();
    for (index, line) in text.lines().enumerate() {
        if line.len() < LONG {
            out.push_str(line);
            out.push('\n');
            numbers.push(index + 1);
            continue;
        }
        let parted = cells(&parts(line));
        for line in parted.lines() {
            out.push_str(line);
            out.push('\n');
            numbers.push(index + 1);
        }
    }
    Some((out, numbers))
}

/// Whether a line holds the header of a table among other text.
fn is_broken(line: &str) -> bool {
    line.len() >= LONG
        && (DASHES.find(line).is_some_and(|found| found.start() > 0)
            || words(line).any(|(at, _)| header(line.get(at..).unwrap_or_default()).is_some()))
}

/// Returns the words of a line with the place of each.
fn words(line: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut at = 0;
    std::iter::from_fn(move || {
        let rest = line.get(at..)?;
        let begin = at + rest.len() - rest.trim_start().len();
        let rest = line.get(begin..).filter(|rest| !rest.is_empty())?;
        let length = rest.find(char::is_whitespace).unwrap_or(rest.len());
        at = begin + length;
        Some((begin, rest.get(..length)?))
    })
}

/// Returns the header that a text begins with, and its length.
fn header(text: &str) -> Option<(Vec<String>, usize)> {
    let first = text.split_whitespace().next()?;
    if !is_header(first) && header_line(first).is_none() && !begins_glued(first) {
        return None;
    }
    // A header says each of its words once.
    let mut seen: Vec<&str> = Vec::new();
    let ends: Vec<usize> = words(text)
        .take(MAX_WORDS)
        .take_while(|(_, word)| {
            let is_new = word.len() < 3 || !seen.contains(word);
            seen.push(word);
            is_new
        })
        .map(|(at, word)| at + word.len())
        .collect();
    ends.into_iter().rev().find_map(|end| {
        let header = header_line(text.get(..end)?)?;
        Some((header, end))
    })
}

/// Whether a word begins with the names of columns that run together, and may go on in the next word.
fn begins_glued(word: &str) -> bool {
    let small = word.to_lowercase();
    ["name", "parameter", "名称", "参数"]
        .iter()
        .any(|begin| small.len() > begin.len() && small.starts_with(begin))
}

/// Sets what opens a part on a line of its own.
fn parts(line: &str) -> String {
    // Every character keeps its place.
    let folded = folded(line);
    let mut out = String::with_capacity(line.len());
    let mut done = 0;
    for found in PARTS.find_iter(&folded) {
        // A word with a bar behind it is the header of a column.
        let behind = line.get(found.end()..).unwrap_or_default();
        let is_header = matches!(found.as_str().trim(), "状态码" | "错误码");
        if is_header && behind.trim_start().starts_with('|') {
            continue;
        }
        out.push_str(line.get(done..found.start()).unwrap_or_default());
        out.push('\n');
        out.push_str(line.get(found.range()).unwrap_or_default());
        out.push('\n');
        done = found.end();
    }
    out.push_str(line.get(done..).unwrap_or_default());
    DASHES.replace_all(&out, "$1\n$2\n").into_owned()
}

/// Sets headers, rows and cells on lines of their own.
fn cells(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for line in text.lines() {
        let is_table = line.matches(" |").count() > 1 && DASHES.find(line).is_none();
        if is_table {
            for cell in line.split(" |") {
                let cell = cell.trim();
                out.push_str(cell);
                out.push_str(" |\n");
            }
            // The last piece has no bar behind it.
            out.truncate(out.len() - " |\n".len());
            out.push('\n');
        } else {
            rows(line, &mut out);
            out.push('\n');
        }
    }
    out
}

struct Rows {
    columns: Columns,
    glued: bool,
}

/// Sets the headers of a line and the rows below each on lines of their own.
fn rows(line: &str, out: &mut String) {
    let mut table: Option<Rows> = None;
    let mut done = 0;
    let mut last = 0;
    for (at, word) in words(line) {
        if at < done {
            continue;
        }
        let rest = line.get(at..).unwrap_or_default();
        if let Some((header, length)) = header(rest)
            && let About::Fields(columns) = about(&header)
        {
            out.push_str(line.get(done..at).unwrap_or_default());
            out.push('\n');
            out.push_str(rest.get(..length).unwrap_or_default());
            out.push('\n');
            let glued = !is_parted(rest.get(..length).unwrap_or_default(), &header);
            table = Some(Rows { columns, glued });
            done = at + length;
            last = done;
            continue;
        }
        let before = line.get(done..at).unwrap_or_default().trim_end();
        let is_point = word == "•";
        let begins = table
            .as_ref()
            .is_some_and(|table| table.begins(rest, before, at == last + 1));
        if begins {
            // The example of the row above stands in front of the row.
            let has_example = table.as_ref().is_some_and(Rows::ends_with_example);
            let (text, example) = match before.rsplit_once(' ') {
                Some((text, example)) if has_example => (text, example),
                _ => (before, ""),
            };
            out.push_str(text);
            out.push('\n');
            if !example.is_empty() {
                out.push_str(example);
                out.push('\n');
            }
            done = at;
        } else if is_point {
            out.push_str(before);
            out.push('\n');
            done = at;
        }
    }
    out.push_str(line.get(done..).unwrap_or_default());
}

impl Rows {
    fn ends_with_example(&self) -> bool {
        self.columns.roles.last() == Some(&Role::Example)
    }

    /// Whether a row begins here: a name, with its type and mark behind it.
    fn begins(&self, rest: &str, before: &str, is_first: bool) -> bool {
        let mut end = rest.len().min(MAX_LEAD);
        while !rest.is_char_boundary(end) {
            end -= 1;
        }
        let word = rest.split_whitespace().next().unwrap_or_default();
        let text = if self.glued {
            word
        } else {
            rest.get(..end).unwrap_or_default()
        };
        let (kind, mark) = (self.columns.kind, self.columns.mandatory);
        let (Some(kind), true) = (kind, self.columns.name == 0) else {
            return false;
        };
        let is_marked_first = mark.is_some_and(|mark| mark < kind);
        let Some(found) = lead(text, self.glued, is_marked_first) else {
            return false;
        };
        if !is_name(&found.name) || is_word(&found.name) {
            return false;
        }
        if self.glued || mark.is_some() {
            return self.glued || found.second.is_some();
        }
        // Without a mark, words such as "a string" look the same.
        let is_capital = found.first.starts_with(|c: char| c.is_uppercase());
        let ends = before.ends_with(['.', '。', ';', '；', ')', '）']);
        let begins = is_first || before.is_empty() || ends;
        let humps = found
            .name
            .chars()
            .filter(|c| c.is_ascii_uppercase())
            .count();
        if is_capital {
            begins || is_spelled(&found.name)
        } else {
            begins && (is_spelled(&found.name) || humps > 1)
        }
    }
}
