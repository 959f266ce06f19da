//! Members of objects that stand in the table of their object: below it, with marks in front of their names, or with the names of
//! the objects that hold them.

use std::collections::HashMap;

use crate::sheet::{Kind, Row};

/// How deep members may stand; what is deeper stays beside its object.
const MAX_DEPTH: usize = 8;

/// What stands in front of the name of a member.
fn is_mark(c: char) -> bool {
    matches!(
        c,
        '>' | '»' | '└' | '├' | '│' | '─' | '-' | '–' | '—' | '＞' | '↳' | '+'
    ) || c.is_whitespace()
}

/// Returns the name without the marks of a member.
pub(super) fn unmarked(cell: &str) -> &str {
    let name = cell.trim_start_matches(is_mark);
    // A cell of marks alone says that there is nothing.
    if name.is_empty() { cell } else { name }
}

/// Returns how deep a name is marked as that of a member; zero where it is none.
pub(super) fn depth(cell: &str) -> usize {
    let marks = cell.trim_start();
    let marks = marks
        .len()
        .checked_sub(unmarked(marks).len())
        .and_then(|end| marks.get(..end))
        .unwrap_or_default();
    let mut depth = marks
        .chars()
        .filter(|c| matches!(c, '>' | '»' | '＞'))
        .count();
    if depth == 0 {
        depth = marks
            .chars()
            .filter(|c| matches!(c, '-' | '–' | '—' | '+'))
            .count();
    }
    // Lines that are drawn down to a member pass those above it.
    let drawn = marks
        .chars()
        .filter(|c| matches!(c, '└' | '├' | '│' | '↳'))
        .count();
    drawn.max(depth)
}

/// Puts members into the rows of their objects. `depths` says how deep each row is marked.
pub(super) fn within(rows: Vec<Row>, depths: &[usize]) -> Vec<Row> {
    let parents = parents(&rows, depths);
    let names: Vec<Option<String>> = rows.iter().map(|row| row.name.clone()).collect();
    let mut children: Vec<Vec<Row>> = Vec::new();
    children.resize_with(rows.len(), Vec::new);
    let mut out = Vec::new();
    // From the last to the first, so that each row has its members when it becomes one.
    for (index, mut row) in rows.into_iter().enumerate().rev() {
        let mut members = children
            .get_mut(index)
            .map(std::mem::take)
            .unwrap_or_default();
        members.reverse();
        hold(&mut row, members);
        let parent = parents.get(index).copied().flatten();
        match parent.and_then(|parent| children.get_mut(parent)) {
            Some(members) => {
                let object = parent.and_then(|parent| names.get(parent)?.as_deref());
                row.name = row.name.map(|name| own(&name, object).to_owned());
                members.push(row);
            }
            None => out.push(row),
        }
    }
    out.reverse();
    out
}

/// Returns the name of a member without that of the object that holds it. Another name may have points of its own.
fn own<'n>(name: &'n str, object: Option<&str>) -> &'n str {
    let behind = |object: &str| name.strip_prefix(object)?.strip_prefix('.');
    let object = object.unwrap_or_default();
    behind(object)
        .or_else(|| behind(object.rsplit('.').next()?))
        .filter(|own| !own.is_empty())
        .unwrap_or(name)
}

/// Returns of each row the one that it is a member of.
fn parents(rows: &[Row], depths: &[usize]) -> Vec<Option<usize>> {
    let mut by_name: HashMap<&str, usize> = HashMap::new();
    // The last row of each depth.
    let mut above: Vec<usize> = Vec::new();
    let mut levels: Vec<usize> = Vec::with_capacity(rows.len());
    let mut out = Vec::with_capacity(rows.len());
    for (index, row) in rows.iter().enumerate() {
        let name = row.name.as_deref().unwrap_or_default();
        let marked = depths.get(index).copied().unwrap_or(0);
        let named = name.rsplit_once('.').and_then(|(object, member)| {
            // A number is the place in a list of parameters.
            let is_member = member.starts_with(|c: char| c.is_ascii_alphabetic());
            by_name.get(object).copied().filter(|_| is_member)
        });
        let parent = match marked.checked_sub(1) {
            Some(_) => above
                .get(..marked.min(above.len()))
                .and_then(|all| all.last())
                .copied(),
            None => named,
        };
        let parent = parent.filter(|parent| {
            let depth = levels.get(*parent).copied().unwrap_or(MAX_DEPTH);
            depth < MAX_DEPTH && rows.get(*parent).is_some_and(may_hold)
        });
        levels.push(parent.map_or(0, |parent| {
            levels.get(parent).copied().unwrap_or(0).saturating_add(1)
        }));
        above.truncate(marked);
        above.push(index);
        if !name.is_empty() {
            by_name.entry(name).or_insert(index);
        }
        out.push(parent);
    }
    out
}

/// Whether a value may have members: an object, a list of them, a text that holds one.
fn may_hold(row: &Row) -> bool {
    let of = match (row.kind, &row.item) {
        (Some(Kind::Array), Some(item)) => item,
        _ => row,
    };
    of.type_name.is_none()
        && matches!(
            of.kind,
            None | Some(Kind::Object | Kind::Array | Kind::Any | Kind::String)
        )
        && (of.kind != Some(Kind::String) || row.kind == Some(Kind::String))
}

/// Gives a row its members.
fn hold(row: &mut Row, members: Vec<Row>) {
    if members.is_empty() {
        return;
    }
    let at = row.at.clone();
    let of_place = |kind| Row {
        kind,
        at: at.clone(),
        ..Row::default()
    };
    let object = match row.kind {
        Some(Kind::Array) => row.item.get_or_insert_with(|| Box::new(of_place(None))),
        Some(Kind::String) => row.json_of.get_or_insert_with(|| Box::new(of_place(None))),
        _ => {
            row.kind = Some(Kind::Object);
            row.rows = members;
            return;
        }
    };
    object.kind = Some(Kind::Object);
    object.rows = members;
}

#[cfg(test)]
mod tests {
    use super::own;

    #[test]
    fn a_member_loses_the_name_of_its_object_alone() {
        for (name, object, expected) in [
            ("Lamp.Width", Some("Lamp"), "Width"),
            ("Room.Lamp.Width", Some("Room.Lamp"), "Width"),
            ("Lamp.Width", Some("Room.Lamp"), "Width"),
            ("oil.level", Some("Lamp"), "oil.level"),
            ("Lamp.", Some("Lamp"), "Lamp."),
            ("Lamps", Some("Lamp"), "Lamps"),
            ("a.b", None, "a.b"),
        ] {
            assert_eq!(own(name, object), expected, "{name} in {object:?}");
        }
    }
}
