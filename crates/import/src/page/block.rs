//! The one form that the readers of all page formats give: the parts of a page in their order, each with its line.

/// A part of a page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Block {
    /// The line on which it begins, counted from one.
    pub(super) line: usize,
    pub(super) is: Is,
}

impl Block {
    /// Moves a block so many lines down.
    pub(super) fn below(mut self, lines: usize) -> Self {
        self.line += lines;
        if let Is::Table(grid) = &mut self.is {
            for (line, _) in &mut grid.rows {
                *line += lines;
            }
        }
        self
    }
}

/// What a part of a page is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Is {
    Heading { level: usize, text: String },
    Line(String),
    Table(Grid),
}

/// A table: its header, and its rows with the line of each. A cell is plain text: its lines are parted by line breaks, and the
/// points of a list begin with `- `.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Grid {
    pub(super) header: Vec<String>,
    pub(super) rows: Vec<(usize, Vec<String>)>,
    /// What stands between its rows and is none, such as the name of a group of fields.
    pub(super) notes: Vec<String>,
}

impl Grid {
    /// Gives the last row one more line in a column: what stands between two rows belongs to the one above it.
    pub(super) fn append(&mut self, column: usize, text: &str) {
        let Some((_, row)) = self.rows.last_mut() else {
            return;
        };
        while row.len() <= column {
            row.push(String::new());
        }
        if let Some(cell) = row.get_mut(column) {
            if !cell.is_empty() {
                cell.push('\n');
            }
            cell.push_str(text);
        }
    }
}

/// Returns a line of a list as a line of a cell: the mark in front of a point becomes `- `, and a point keeps its indent.
pub(super) fn point(line: &str, indent: usize) -> String {
    let line = line.trim();
    let rest = line
        .strip_prefix(['•', '●', '◦', '○', '▪', '■', '·', '‣'])
        .or_else(|| line.strip_prefix("* "))
        .or_else(|| line.strip_prefix("- "))
        .or_else(|| line.strip_prefix("– "));
    match rest.map(str::trim) {
        Some("") | None => line.to_owned(),
        Some(rest) => format!("{}- {rest}", " ".repeat(indent.min(16))),
    }
}
