//! What would stand in `spec/` of a field as the facts have it: the lines that a draft of the same would have, for whoever has to
//! add or mend it.

use mediaspec_import::draft;
use mediaspec_import::sheet::{Kind, LengthUnit, Row, Section};
use serde_json::{Number, Value};

use super::book::{Book, Place};

/// Returns the lines of the field that a place is or belongs to; `None` for what stands in a member that has no name of its own
/// (a case of a rule, an alternative).
pub(super) fn of(book: &Book<'_>, place: &Place) -> Option<String> {
    // Items and documents are written in the field that holds them.
    let field = place.pointer.trim_end_matches("/*").trim_end_matches('!');
    let name = field.rsplit('/').next()?;
    if name.is_empty() || name.contains(['?', '|', '!', '*']) {
        return None;
    }
    let field = Place {
        message: place.message.clone(),
        pointer: field.to_owned(),
    };
    let mut beyond = Vec::new();
    let mut row = row(book, &field, &mut beyond)?;
    row.name = Some(name.to_owned());
    let section = match &*place.message {
        "path" => Some(Section::Path),
        "query" => Some(Section::Query),
        "header" => Some(Section::Header),
        message if message.ends_with(" header") => Some(Section::ResponseHeader),
        _ => None,
    };
    let (mut text, unsaid) = draft::stub(section, &row, book.facts[&field].read("type"));
    beyond.extend(unsaid.into_iter().map(|one| one.says));
    for one in beyond {
        text.push_str(&format!("# and {one}\n"));
    }
    Some(text)
}

/// Returns what the facts say of a place as a row of a sheet, with its items. What a row cannot say goes into `beyond`.
fn row(book: &Book<'_>, place: &Place, beyond: &mut Vec<String>) -> Option<Row> {
    let fact = book.facts.get(place)?;
    let mut row = Row::default();
    let length = |value: &Value| value.as_u64();
    let number = |value: &Value| -> Option<Number> {
        // A whole number is one, however it is written.
        let whole = value.as_f64().filter(|number| number.fract() == 0.0);
        let whole = whole.and_then(|number| format!("{number}").parse::<i64>().ok());
        whole
            .map(Number::from)
            .or_else(|| value.as_number().cloned())
    };
    let yes = |value: &Value| value.as_bool();
    let text = |value: &Value| value.as_str().map(str::to_owned);
    for (key, value) in &fact.keys {
        match key.as_str() {
            "type" => row.kind = kind(value),
            "written" => row.holds = kind(value),
            "required" => row.mandatory = yes(value),
            "nullable" => row.nullable = yes(value),
            "deprecated" => row.deprecated = yes(value),
            "min" => row.minimum = number(value),
            "max" => row.maximum = number(value),
            "above" => row.exclusive_minimum = number(value),
            "below" => row.exclusive_maximum = number(value),
            "min_chars" => row.min_length = length(value),
            "max_chars" => row.max_length = length(value),
            "max_bytes" if !fact.keys.contains_key("max_chars") => {
                row.max_length = length(value);
                row.length_unit = Some(LengthUnit::Bytes);
            }
            "max_chars_without_markup" => row.max_length_without_markup = length(value),
            "min_items" => row.min_items = length(value),
            "max_items" => row.max_items = length(value),
            "unique_items" => row.unique_items = yes(value),
            "enum" => row.values = value.as_array().cloned().unwrap_or_default(),
            "open" => row.open = yes(value),
            "default" => row.default = Some(value.clone()),
            "format" => row.format = text(value),
            "encoding" => row.encoding = text(value),
            "pattern" => row.pattern = text(value),
            "separator" => row.separator = text(value),
            key => beyond.push(format!("{key}: {value}")),
        }
    }
    let inside = |step: &str| Place {
        message: place.message.clone(),
        pointer: format!("{}{step}", place.pointer),
    };
    row.item = self::row(book, &inside("/*"), beyond).map(Box::new);
    row.json_of = self::row(book, &inside("!"), beyond).map(Box::new);
    Some(row)
}

fn kind(value: &Value) -> Option<Kind> {
    serde_json::from_value(value.clone()).ok()
}
