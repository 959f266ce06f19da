//! The blocks of a page as text: what is left of it when its markup is gone.
//!
//! Tables are found by the line of dashes below their headers, or by headers that are known words.

use super::bars::{Bars, separator};
use super::block::{Block, Is, point};
use super::{captions, lines, runs};

/// A line that holds something.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Line<'t> {
    /// Its number, counted from one.
    pub(super) number: usize,
    /// What it says, without the spaces around it.
    pub(super) text: &'t str,
    /// How many spaces stand in front of it.
    pub(super) indent: usize,
    /// Whether the line above it is empty.
    pub(super) after_blank: bool,
}

impl Line<'_> {
    /// Returns what it says as a line of a cell.
    pub(super) fn in_cell(&self) -> String {
        point(self.text, self.indent)
    }
}

/// Returns the blocks of a page in their order.
pub(super) fn blocks(text: &str) -> Vec<Block> {
    let put_back = lines::put_back(text);
    let (text, numbers) = match &put_back {
        Some((text, numbers)) => (text.as_str(), numbers.as_slice()),
        None => (text, [].as_slice()),
    };
    let mut all = Vec::new();
    let mut after_blank = true;
    for (index, line) in text.lines().enumerate() {
        let indent = line.len() - line.trim_start().len();
        let line = line.trim();
        if !line.is_empty() {
            let number = numbers.get(index).copied().unwrap_or(index + 1);
            all.push(Line {
                number,
                text: line,
                indent,
                after_blank,
            });
        }
        after_blank = line.is_empty();
    }
    let bars = Bars::new(&all);
    let title = title(&all);
    let mut blocks = Vec::new();
    let mut at = 0;
    while let Some(line) = all.get(at) {
        let table = bars
            .table(&all, at)
            .or_else(|| runs::table(&all, at, &bars));
        if let Some((grid, next)) = table
            && next > at
        {
            blocks.push(Block {
                line: line.number,
                is: Is::Table(grid),
            });
            at = next;
            continue;
        }
        let text = line.text.to_owned();
        blocks.push(Block {
            line: line.number,
            is: if Some(at) == title {
                Is::Heading { level: 1, text }
            } else {
                Is::Line(text)
            },
        });
        at += 1;
    }
    blocks
}

/// Returns the line that names the page: one with a name in the vendor's spelling beside a dash, the one above what the operation
/// does, or the first.
fn title(lines: &[Line<'_>]) -> Option<usize> {
    // A page has its title above its parts.
    let is_part = |line: &Line<'_>| {
        captions::part(line.text).is_some_and(|part| part != captions::Part::Beside)
            || separator(line.text).is_some()
    };
    let until = lines.iter().position(is_part).unwrap_or(lines.len());
    let front = lines.get(..until).unwrap_or_default();
    let named = front
        .iter()
        .position(|line| line.text.len() < 300 && super::named(line.text).is_some());
    let above = front.iter().position(|line| {
        matches!(
            line.text,
            "Function" | "Functions" | "功能介绍" | "功能描述" | "功能"
        )
    });
    named.or_else(|| above?.checked_sub(1)).or(Some(0))
}
