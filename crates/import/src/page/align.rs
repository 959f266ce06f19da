//! Rows of text whose cells have lost their columns: which cell belongs to which column follows from what it says.

use super::columns::{Columns, Role, is_mandatory, is_type};

/// Whether a cell may stand in a column of this kind.
fn fits(role: Role, cell: &str) -> bool {
    match role {
        Role::Type => is_type(cell),
        Role::Mandatory => is_mandatory(cell),
        _ => true,
    }
}

/// Gives each cell its column. A row that has as many cells as the table has columns stays as it is, but for an empty cell at its
/// end whose place is further in front: a text lost the cell, and those behind it moved up.
pub(super) fn align(cells: Vec<String>, columns: &Columns) -> Vec<String> {
    let width = columns.roles.len();
    let spare = cells
        .iter()
        .rev()
        .take_while(|cell| cell.is_empty())
        .count();
    let mut lost = width.saturating_sub(cells.len()).saturating_add(spare);
    if lost == 0 {
        return cells;
    }
    let mut left = cells.into_iter().peekable();
    let mut out = Vec::with_capacity(width);
    for role in &columns.roles {
        let is_here = left
            .peek()
            .is_none_or(|cell| cell.is_empty() || fits(*role, cell));
        if !is_here && lost > 0 {
            lost = lost.saturating_sub(1);
            out.push(String::new());
        } else {
            out.push(left.next().unwrap_or_default());
        }
    }
    // Nothing is left out: what has no column stands in the last one.
    for cell in left.filter(|cell| !cell.is_empty()) {
        if let Some(last) = out.last_mut() {
            if !last.is_empty() {
                last.push('\n');
            }
            last.push_str(&cell);
        }
    }
    out
}
