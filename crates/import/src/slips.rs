//! Statements that are plainly mistaken, because others of the same source say so.

use std::collections::{BTreeMap, BTreeSet};

use mediaspec_spec::patterns;
use serde_json::Value;

use crate::sheet::{Direction, Kind, LengthUnit, Row, Section, Sheet, Slip, Table, Why};

/// Marks the slips in every row of a sheet.
pub(crate) fn mark(sheet: &mut Sheet) {
    let answered = answered(&sheet.tables);
    for table in &mut sheet.tables {
        let in_answer = match &table.type_name {
            Some(name) => answered.contains(name),
            None => table.section == Some(Section::ResponseBody),
        };
        for row in table
            .value
            .as_deref_mut()
            .into_iter()
            .chain(&mut table.rows)
        {
            mark_row(row, in_answer);
        }
    }
}

/// Returns the types that answers hold, in whatever depth.
fn answered(tables: &[Table]) -> BTreeSet<String> {
    let references = |table: &Table| -> Vec<String> {
        let rows = table.all_rows().into_iter();
        rows.filter_map(|row| row.type_name.clone()).collect()
    };
    let types: BTreeMap<&str, &Table> = tables
        .iter()
        .filter_map(|table| Some((table.type_name.as_deref()?, table)))
        .collect();
    let answers = |table: &&Table| table.section == Some(Section::ResponseBody);
    let mut pending: Vec<String> = tables.iter().filter(answers).flat_map(references).collect();
    let mut found = BTreeSet::new();
    while let Some(name) = pending.pop() {
        if let Some(table) = types.get(name.as_str())
            && found.insert(name)
        {
            pending.extend(references(table));
        }
    }
    found
}

fn mark_row(row: &mut Row, in_answer: bool) {
    let mut slips = Vec::new();
    let mut slip = |key: &str, why, direction| {
        slips.push(Slip {
            key: key.to_owned(),
            name: None,
            why,
            direction,
        });
    };
    if row.kind == Some(Kind::Array) {
        for (key, length) in lengths(row) {
            if length.is_some() {
                slip(key, Why::LengthOfList, None);
            }
        }
        // Lists of one fixed length above one are points, boxes and the like.
        let fixed = row.min_items > Some(1) && row.min_items == row.max_items;
        if in_answer && row.min_items > Some(0) && !fixed {
            slip("min_items", Why::ItemsOfAnswer, Some(Direction::Response));
        }
    } else {
        let listed = || row.values.iter().filter_map(Value::as_str);
        if listed().any(|value| Some(length(row, value)) < row.min_length) {
            slip("min_length", Why::LengthRefusesValue, None);
        }
        let above = |most| listed().any(|value| length(row, value) > most);
        if row.max_length.is_some_and(above) {
            slip("max_length", Why::LengthRefusesValue, None);
        }
    }
    if row.mandatory == Some(true) && row.default.is_some() {
        slip("mandatory", Why::RequiredWithDefault, None);
    }
    row.slips.extend(slips);
    if row
        .default
        .as_ref()
        .is_some_and(|value| refuses(row, value))
    {
        row.slips.push(Slip {
            key: "default".to_owned(),
            name: None,
            why: Why::DefaultRefused,
            direction: None,
        });
    }
    for inner in row.inner_mut() {
        mark_row(inner, in_answer);
    }
}

fn lengths(row: &Row) -> [(&'static str, Option<u64>); 2] {
    [
        ("min_length", row.min_length),
        ("max_length", row.max_length),
    ]
}

fn length(row: &Row, text: &str) -> u64 {
    let length = match row.length_unit {
        Some(LengthUnit::Bytes) => text.len(),
        Some(LengthUnit::Characters) | None => text.chars().count(),
    };
    length as u64
}

/// Whether what a row says, its slips apart, refuses a value.
pub(crate) fn refuses(row: &Row, value: &Value) -> bool {
    if !row.alternatives.is_empty() {
        // A form that was not understood may allow it.
        let understood = row.unread.is_empty();
        return understood && row.alternatives.iter().all(|form| refuses(form, value));
    }
    if let (Some(_), Some(piece), Some(text)) = (&row.separator, &row.item, value.as_str()) {
        let separator = row.separator.as_deref().unwrap_or_default();
        let mut pieces = text.split(separator).map(|text| Value::from(text.trim()));
        return !separator.is_empty() && pieces.any(|text| refuses(piece, &text));
    }
    let in_list = |listed: &Value| match (listed.as_str(), value.as_str()) {
        (Some(listed), Some(text)) if row.any_case == Some(true) => {
            listed.eq_ignore_ascii_case(text)
        }
        _ => listed == value,
    };
    if !row.values.is_empty() && row.open != Some(true) && !row.values.iter().any(in_list) {
        return true;
    }
    match (row.kind, row.holds, value) {
        (Some(Kind::String), Some(held), Value::String(text)) if held.is_number() => {
            match serde_json::from_str::<serde_json::Number>(text) {
                Ok(number) => refuses_number(row, &number),
                Err(_) => true,
            }
        }
        (Some(Kind::String), Some(Kind::Boolean), Value::String(text)) => {
            !text.eq_ignore_ascii_case("true") && !text.eq_ignore_ascii_case("false")
        }
        (Some(Kind::String) | None, _, Value::String(text)) => refuses_text(row, text),
        (Some(Kind::Integer), _, Value::Number(number)) => {
            let whole = number.as_f64().is_none_or(|number| number.fract() == 0.0);
            !whole || refuses_number(row, number)
        }
        (Some(Kind::Number) | None, _, Value::Number(number)) => refuses_number(row, number),
        (kind, _, _) => match kind {
            Some(Kind::String | Kind::Time) => !value.is_string(),
            Some(Kind::Integer | Kind::Number) => !value.is_number(),
            Some(Kind::Boolean) => !value.is_boolean(),
            Some(Kind::Object | Kind::Map) => !value.is_object(),
            Some(Kind::Array) => !value.is_array(),
            Some(Kind::File | Kind::Any) | None => false,
        },
    }
}

fn refuses_number(row: &Row, number: &serde_json::Number) -> bool {
    let Some(number) = number.as_f64() else {
        return false;
    };
    let bound = |bound: &Option<serde_json::Number>| bound.as_ref()?.as_f64();
    bound(&row.minimum).is_some_and(|least| number < least)
        || bound(&row.maximum).is_some_and(|most| number > most)
        || bound(&row.exclusive_minimum).is_some_and(|least| number <= least)
        || bound(&row.exclusive_maximum).is_some_and(|most| number >= most)
}

fn refuses_text(row: &Row, text: &str) -> bool {
    let counts = |key: &str| !row.slips.iter().any(|slip| slip.key == key);
    let length = length(row, text);
    let short = row.min_length.is_some_and(|least| length < least) && counts("min_length");
    let long = row.max_length.is_some_and(|most| length > most) && counts("max_length");
    let pattern = row.pattern.as_deref().map(patterns::compile);
    short || long || matches!(pattern, Some(Ok(automaton)) if !automaton.matches(text))
}
