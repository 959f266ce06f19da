//! Rows of Markdown tables that run over lines, as one line each.
//!
//! In some pages a cell goes on over empty lines, lists and code until the bar that ends it. No reader of Markdown takes that for
//! a row: it is folded out first, with `<br>` where a line ends.

use super::bars::{cut, separator};

/// The most lines of a row.
const MAX_LINES: usize = 2000;

/// Returns the text with each row on one line, and of each of its lines the number that it had.
pub(super) fn unfold(text: &str) -> (String, Vec<usize>) {
    let lines: Vec<&str> = text.lines().collect();
    let mut out = String::with_capacity(text.len());
    let mut numbers = Vec::new();
    let mut push = |line: &str, number: usize| {
        out.push_str(line);
        out.push('\n');
        numbers.push(number);
    };
    let mut columns = None;
    let mut is_code = false;
    let mut at = 0;
    while let Some(line) = lines.get(at) {
        let number = at + 1;
        let trimmed = line.trim();
        if columns.is_none() && trimmed.starts_with("```") {
            is_code = !is_code;
        }
        let is_row = trimmed.starts_with('|') && !is_code;
        if let Some(count) = separator(trimmed).filter(|_| is_row) {
            columns = Some(count);
        } else if !is_row {
            columns = None;
        }
        let row = columns
            .filter(|_| is_row && separator(trimmed).is_none())
            .and_then(|columns| row(&lines, at, columns));
        if let Some((row, next)) = row {
            push(&row, number);
            at = next;
            // The table goes on behind empty lines.
            let mut after = next;
            while lines.get(after).is_some_and(|line| line.trim().is_empty()) {
                after += 1;
            }
            if lines
                .get(after)
                .is_some_and(|line| line.trim().starts_with('|'))
            {
                at = after;
            }
            continue;
        }
        push(line, number);
        at += 1;
    }
    (out, numbers)
}

/// Returns a row that begins on a line and ends on a later one, and the line behind it.
fn row(lines: &[&str], at: usize, columns: usize) -> Option<(String, usize)> {
    let first = lines.get(at)?.trim();
    let mut bars = count(first);
    let is_whole = |bars: usize, line: &str| bars > columns && line.ends_with('|');
    // The cell that goes on may be any but the first.
    if bars > columns || bars < 2 || first.ends_with('|') && bars < columns {
        return None;
    }
    let mut parts = vec![parted(first)];
    let mut is_code = has_fence(first);
    let mut next = at + 1;
    while let Some(line) = lines.get(next).filter(|_| next - at < MAX_LINES) {
        let trimmed = line.trim();
        if has_fence(trimmed) {
            is_code = !is_code;
        }
        let is_heading =
            trimmed.starts_with('#') && trimmed.trim_start_matches('#').starts_with(' ');
        // A row that is never closed ends where another begins, and where the text goes on.
        if !is_code && (is_heading || trimmed.starts_with('|') && trimmed != "|") {
            return (next > at + 1).then(|| (format!("{}|", parts.join("<br>")), next));
        }
        next += 1;
        // The rest of the row: the cell that goes on, and those behind it.
        let inner = count(trimmed);
        if !is_code && inner > 1 && trimmed.ends_with('|') && bars + inner == columns + 1 {
            parts.push(trimmed.to_owned());
            return Some((parts.join("<br>"), next));
        }
        let ends =
            bars == columns && trimmed.ends_with('|') && !trimmed.ends_with("\\|") && !is_code;
        let words = if ends {
            trimmed.strip_suffix('|').unwrap_or(trimmed)
        } else {
            trimmed
        };
        if !words.trim().is_empty() && !words.starts_with("```") {
            // A space more or less is no depth: the points of a list within a point are indented by four.
            let depth = (line.len() - line.trim_start().len()) / 4;
            let indent = "&nbsp;&nbsp;".repeat(depth.min(8));
            parts.push(format!("{indent}{}", parted(&escaped(words))));
        }
        if ends {
            bars += 1;
            return is_whole(bars, trimmed).then(|| (format!("{}|", parts.join("<br>")), next));
        }
    }
    None
}

/// Counts the bars of a line that part cells.
fn count(line: &str) -> usize {
    cut(line).len() - 1
}

fn has_fence(line: &str) -> bool {
    line.trim_start().starts_with("```")
}

/// Escapes the bars within the cell of a line.
fn escaped(line: &str) -> String {
    let parts = cut(line);
    parts.join("\\|")
}

/// Sets the points of a list apart that stand behind each other on one line.
fn parted(line: &str) -> String {
    line.replace("-   ", "<br>- ")
}
