//! Facts of an SDK: the parameters and types of an operation as its code declares them, and beside them, under `from_text`,
//! what a program read out of its comments.

use serde_json::Value;

use crate::json::Object;
use crate::origin::Origin;
use crate::sheet::{Cause, Kind, Operation, Row, Section, Sheet, SourceKind, Table};

/// Reads the facts of one operation.
pub(crate) fn read(document: &Value, origin: &Origin) -> Sheet {
    let mut root = Object::new(document, String::new());
    let name = root.text("operation").unwrap_or_default();
    let mut source = origin.source(SourceKind::Sdk, "sdk", Some(&name));
    source.edition = root.text("source");
    let operation = Operation {
        name,
        method: root.text("method"),
        methods: Vec::new(),
        path: root.text("path"),
        version: None,
        tags: Vec::new(),
        deprecated: None,
        consumes: root.texts("consumes"),
        produces: Vec::new(),
        calls_per_second: None,
        state: None,
    };
    let types = root.members("types");
    let known: Vec<&str> = types.iter().map(|(name, ..)| *name).collect();
    let mut tables = parameters(&mut root, &known);
    for (key, section) in [
        ("request_body", Section::RequestBody),
        ("response_body", Section::ResponseBody),
    ] {
        let at = root.at(key);
        if let Some(body) = root.take(key) {
            let mut table = table(Object::new(body, at), &known);
            table.section = Some(section);
            tables.push(table);
        }
    }
    let at = root.at("response_headers");
    let headers = root.texts("response_headers");
    if !headers.is_empty() {
        tables.push(Table {
            section: Some(Section::ResponseHeader),
            rows: headers.into_iter().enumerate().map(header(&at)).collect(),
            at,
            ..Table::default()
        });
    }
    for (name, value, at) in types {
        let mut table = table(Object::new(value, at), &known);
        table.type_name = Some(name.to_owned());
        tables.push(table);
    }
    Sheet {
        source,
        operation: Some(operation),
        tables,
        rules: Vec::new(),
        dropped: Vec::new(),
        unread: root.rest(),
    }
}

fn header(at: &str) -> impl Fn((usize, String)) -> Row {
    move |(index, name)| Row {
        name: Some(name),
        at: format!("{at}/{index}"),
        ..Row::default()
    }
}

/// Returns the tables of the parameters, one a section.
fn parameters(root: &mut Object<'_>, known: &[&str]) -> Vec<Table> {
    let at = root.at("parameters");
    let mut tables: Vec<Table> = Vec::new();
    for (index, value) in root.list("parameters").iter().enumerate() {
        let mut object = Object::new(value, format!("{at}/{index}"));
        let section = match object.text("in").as_deref() {
            Some("path") => Some(Section::Path),
            Some("query") => Some(Section::Query),
            Some("header") => Some(Section::Header),
            Some("formData") => Some(Section::Form),
            Some(other) => {
                object.refuse("in", Cause::Shape, other.into());
                None
            }
            None => None,
        };
        let row = row(object, known);
        match tables.iter_mut().find(|table| table.section == section) {
            Some(table) => table.rows.push(row),
            None => tables.push(Table {
                section,
                at: at.clone(),
                rows: vec![row],
                ..Table::default()
            }),
        }
    }
    tables.sort_by_key(|table| table.section);
    tables
}

/// Reads a type or a body: fields, listed values, the name of a type, or the bytes of a file.
fn table(mut object: Object<'_>, known: &[&str]) -> Table {
    let at = object.at.clone();
    let fields = object.at("fields");
    let rows = object.list("fields").iter().enumerate();
    let rows = rows
        .map(|(index, value)| row(Object::new(value, format!("{fields}/{index}")), known))
        .collect();
    let value = if object.has("enum") {
        Some(Row {
            kind: Some(Kind::String),
            values: object.list("enum").to_vec(),
            at: at.clone(),
            ..Row::default()
        })
    } else if object.flag("stream") == Some(true) {
        Some(Row {
            kind: Some(Kind::File),
            at: at.clone(),
            ..Row::default()
        })
    } else if object.has("type") {
        let mut row = Row {
            mandatory: object.flag("required"),
            at: at.clone(),
            ..Row::default()
        };
        typed(&mut row, &mut object, known);
        Some(row)
    } else {
        None
    };
    Table {
        at,
        value: value.map(Box::new),
        rows,
        unread: object.rest(),
        ..Table::default()
    }
}

fn row(mut object: Object<'_>, known: &[&str]) -> Row {
    let mut row = Row {
        name: object.text("name"),
        mandatory: object.flag("required"),
        at: object.at.clone(),
        ..Row::default()
    };
    typed(&mut row, &mut object, known);
    match object.text("collection_format").as_deref() {
        Some("csv") => row.separator = Some(",".to_owned()),
        Some(other) => object.refuse("collection_format", Cause::Shape, other.into()),
        None => {}
    }
    let at = object.at("from_text");
    if let Some(value) = object.take("from_text") {
        let mut guessed = Object::new(value, at);
        guess(&mut row, &mut guessed);
        row.unread = guessed.rest();
    }
    row.unread.extend(object.rest());
    row
}

/// Takes the type of a value: a scalar of the language, `list[…]`, or the name of a type.
fn typed(row: &mut Row, object: &mut Object<'_>, known: &[&str]) {
    let Some(name) = object.text("type") else {
        return;
    };
    let mut inner = name.as_str();
    let mut lists = 0_usize;
    while let Some(item) = inner
        .strip_prefix("list[")
        .and_then(|rest| rest.strip_suffix(']'))
    {
        (inner, lists) = (item, lists + 1);
    }
    let mut value = Row {
        at: row.at.clone(),
        ..Row::default()
    };
    match inner {
        "str" => value.kind = Some(Kind::String),
        "int" => value.kind = Some(Kind::Integer),
        "float" => value.kind = Some(Kind::Number),
        "bool" => value.kind = Some(Kind::Boolean),
        "object" => value.kind = Some(Kind::Object),
        "file" => value.kind = Some(Kind::File),
        named if known.contains(&named) => value.type_name = Some(named.to_owned()),
        other => object.refuse("type", Cause::Reference, other.into()),
    }
    // More lists in each other than a type could have are no type.
    for _ in 0..lists.min(8) {
        value = Row {
            kind: Some(Kind::Array),
            item: Some(Box::new(value)),
            at: row.at.clone(),
            ..Row::default()
        };
    }
    row.kind = value.kind;
    row.type_name = value.type_name;
    row.item = value.item;
}

/// Takes what a program read out of a comment. Beside a list, values are those of its items.
fn guess(row: &mut Row, guessed: &mut Object<'_>) {
    let mut keys = Vec::new();
    let is_list = row.kind == Some(Kind::Array);
    if let Some(value) = guessed.text("default") {
        match literal(row.kind, &value) {
            Some(value) => {
                row.default = Some(value);
                keys.push("default");
            }
            None => guessed.refuse("default", Cause::Shape, value.into()),
        }
    }
    if let Some([from, to]) = pair(guessed, "length", Value::as_u64) {
        if is_list {
            row.items_or_length = Some([from, to]);
            keys.push("items_or_length");
        } else {
            (row.min_length, row.max_length) = (Some(from), Some(to));
            keys.extend(["min_length", "max_length"]);
        }
    }
    if let Some([from, to]) = pair(guessed, "range", |value| value.as_number().cloned()) {
        (row.minimum, row.maximum) = (Some(from), Some(to));
        keys.extend(["minimum", "maximum"]);
    }
    if let Some(unit) = guessed.text("unit") {
        row.unit = Some(unit);
        keys.push("unit");
    }
    row.guesses = keys.into_iter().map(str::to_owned).collect();
    let listed = guessed.list("values");
    let of = match &mut row.item {
        Some(item) if is_list => item.as_mut(),
        _ => row,
    };
    for value in listed {
        let typed = value
            .as_str()
            .map_or(Some(value.clone()), |text| literal(of.kind, text));
        match typed {
            Some(value) => of.values.push(value),
            None => guessed.refuse("values", Cause::Shape, value.clone()),
        }
    }
    if !of.values.is_empty() {
        of.guesses.push("enum".to_owned());
    }
}

/// Returns a text of a comment as a value of a kind; lists and objects have no such text.
fn literal(kind: Option<Kind>, text: &str) -> Option<Value> {
    let number = || serde_json::from_str::<serde_json::Number>(text).ok();
    match kind {
        Some(Kind::Integer) => number()
            .filter(|n| n.is_i64() || n.is_u64())
            .map(Value::from),
        Some(Kind::Number) => number().map(Value::from),
        Some(Kind::Boolean) => {
            let text = text.to_ascii_lowercase();
            text.parse::<bool>().ok().map(Value::from)
        }
        Some(Kind::String) | None => Some(text.into()),
        Some(_) => None,
    }
}

fn pair<T>(
    object: &mut Object<'_>,
    key: &str,
    read: impl Fn(&Value) -> Option<T>,
) -> Option<[T; 2]> {
    let value = object.take(key)?;
    if let Some([from, to]) = value.as_array().map(Vec::as_slice)
        && let (Some(from), Some(to)) = (read(from), read(to))
    {
        return Some([from, to]);
    }
    object.refuse(key, Cause::Shape, value.clone());
    None
}
