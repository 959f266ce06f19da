//! Definitions in the shape of Swagger 2: a whole document with `paths`, or the definition of one operation, with
//! `operation`, `method` and `path` beside its parameters and responses.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value};

use crate::days::Days;
use crate::json::{Object, below};
use crate::origin::{API_EXPLORER, Origin};
use crate::pattern::portable;
use crate::sheet::{
    Cause, Kind, Operation, Row, Section, Sheet, Slip, SourceKind, Table, Unread, Why,
};

/// The most parts that a type is put together of.
const MAX_PARTS: usize = 256;

/// Keys that say how the API as a whole is reached and described.
const OF_THE_DOCUMENT: [&str; 10] = [
    "swagger",
    "info",
    "host",
    "basePath",
    "schemes",
    "tags",
    "securityDefinitions",
    "security",
    "externalDocs",
    "responses",
];

const METHODS: [&str; 7] = ["get", "put", "post", "delete", "options", "head", "patch"];

/// A named part of a document, with its place.
type Named<'v> = BTreeMap<&'v str, (&'v Value, String)>;

/// What the operations of a document share.
struct Document<'v> {
    definitions: Named<'v>,
    parameters: Named<'v>,
    consumes: Vec<String>,
    produces: Vec<String>,
    origin: &'v Origin,
    days: &'v Days,
}

/// Reads a document into a sheet for each operation, and one for the types that none of them uses.
pub(crate) fn read(document: &Value, origin: &Origin, days: &Days) -> Vec<Sheet> {
    let mut root = Object::new(document, String::new());
    let definitions = named(&mut root, "definitions");
    let one = root.has("operation");
    let shared = if one {
        "shared_parameters"
    } else {
        "parameters"
    };
    let parameters = named(&mut root, shared);
    let document = Document {
        definitions,
        parameters,
        consumes: if one {
            Vec::new()
        } else {
            root.texts("consumes")
        },
        produces: if one {
            Vec::new()
        } else {
            root.texts("produces")
        },
        origin,
        days,
    };
    if one {
        let method = root.text("method");
        let path = root.text("path");
        vec![document.operation(root, method, path, &[], true)]
    } else {
        document.paths(root)
    }
}

fn named<'v>(root: &mut Object<'v>, key: &str) -> Named<'v> {
    let members = root.members(key).into_iter();
    members
        .map(|(name, value, at)| (name, (value, at)))
        .collect()
}

impl<'v> Document<'v> {
    /// Reads a whole document: each operation with the types that it uses, then what is shared and not used.
    fn paths(&self, mut root: Object<'v>) -> Vec<Sheet> {
        let base = root.text("basePath").unwrap_or_default();
        let base = base.trim_end_matches('/');
        let mut sheets = Vec::new();
        let mut unread = Vec::new();
        for (path, value, at) in root.members("paths") {
            let mut item = Object::new(value, at);
            let at = item.at("parameters");
            let shared: Vec<_> = item.list("parameters").iter().enumerate().collect();
            let shared: Vec<_> = shared
                .into_iter()
                .map(|(index, value)| (value, format!("{at}/{index}")))
                .collect();
            for method in METHODS {
                let at = item.at(method);
                if let Some(value) = item.take(method) {
                    let (method, path) = (method.to_ascii_uppercase(), format!("{base}{path}"));
                    let object = Object::new(value, at);
                    sheets.push(self.operation(object, Some(method), Some(path), &shared, false));
                }
            }
            item.past_if(is_prose);
            unread.extend(item.rest());
        }
        let mut tables = Vec::new();
        for (name, value, at) in root.members("responses") {
            let mut table = self.answer(Object::new(value, at), None);
            for table in &mut table {
                table.shared = Some(name.to_owned());
            }
            tables.extend(table);
        }
        let used: BTreeSet<&str> = sheets
            .iter()
            .flat_map(|sheet| &sheet.tables)
            .filter_map(|table| table.type_name.as_deref())
            .collect();
        let unused = self
            .definitions
            .keys()
            .filter(|name| !used.contains(**name));
        tables.extend(unused.filter_map(|name| self.definition(name)));
        root.past(&OF_THE_DOCUMENT);
        root.past_if(is_prose);
        unread.extend(root.rest());
        if !tables.is_empty() || !unread.is_empty() {
            sheets.push(Sheet {
                source: self
                    .origin
                    .source(SourceKind::ApiExplorer, API_EXPLORER, None),
                operation: None,
                tables,
                rules: Vec::new(),
                dropped: Vec::new(),
                unread,
            });
        }
        sheets
    }

    /// Reads an operation with its types: all of the document, or those that it uses.
    fn operation(
        &self,
        mut object: Object<'v>,
        method: Option<String>,
        path: Option<String>,
        of_path: &[(&'v Value, String)],
        all_types: bool,
    ) -> Sheet {
        let name = object
            .text("operation")
            .or_else(|| object.text("operationId"));
        let name = name.unwrap_or_default();
        let or = |own: Vec<String>, shared: &[String]| {
            if own.is_empty() { shared.to_vec() } else { own }
        };
        let operation = Operation {
            method,
            methods: Vec::new(),
            path,
            version: object.text("version"),
            tags: object.texts("tags"),
            deprecated: object.flag("deprecated"),
            consumes: or(object.texts("consumes"), &self.consumes),
            produces: or(object.texts("produces"), &self.produces),
            calls_per_second: None,
            state: self.days.state(&name),
            name,
        };
        let mut source =
            self.origin
                .source(SourceKind::ApiExplorer, API_EXPLORER, Some(&operation.name));
        if let Some(day) = self.days.of_operation(&operation.name) {
            source.read = Some(day.to_owned());
        }
        let refreshed = refreshed(&mut object);
        let mut unread = Vec::new();
        let mut tables = self.requests(&mut object, of_path, &mut unread);
        for (status, value, at) in object.members("responses") {
            let code = status.parse::<u16>().ok();
            if code.is_none() {
                unread.push(Unread {
                    at: at.clone(),
                    cause: Cause::Shape,
                    found: status.into(),
                });
            }
            tables.extend(self.answer(Object::new(value, at), code));
        }
        let used = if all_types {
            self.definitions.keys().copied().collect()
        } else {
            self.used(&tables)
        };
        for name in used {
            let Some(mut table) = self.definition(name) else {
                continue;
            };
            let day = self.days.of_type(name).map(str::to_owned);
            let day = day.or_else(|| refreshed.get(name).cloned());
            table.as_of = day.filter(|day| source.read.as_ref() != Some(day));
            tables.push(table);
        }
        object.past_if(is_prose);
        unread.extend(object.rest());
        let dropped = self.days.members_dropped(&operation.name);
        Sheet {
            source,
            operation: Some(operation),
            tables,
            rules: Vec::new(),
            dropped: dropped.into_iter().collect(),
            unread,
        }
    }

    /// Returns the types that tables name, and those that these name.
    fn used(&self, tables: &[Table]) -> BTreeSet<&'v str> {
        let mut pending: Vec<String> = Vec::new();
        let names = |table: &Table| -> Vec<String> {
            let rows = table.all_rows().into_iter();
            rows.filter_map(|row| row.type_name.clone()).collect()
        };
        pending.extend(tables.iter().flat_map(names));
        let mut found = BTreeSet::new();
        while let Some(name) = pending.pop() {
            if let Some((&name, _)) = self.definitions.get_key_value(name.as_str())
                && found.insert(name)
            {
                pending.extend(self.definition(name).iter().flat_map(names));
            }
        }
        found
    }

    /// Returns the tables of parameters and of the body, in the order of sections.
    fn requests(
        &self,
        object: &mut Object<'v>,
        of_path: &[(&'v Value, String)],
        unread: &mut Vec<Unread>,
    ) -> Vec<Table> {
        let place = object.at("parameters");
        let own = object.list("parameters").iter().enumerate();
        let own = own.map(|(index, value)| (value, format!("{place}/{index}")));
        let mut tables: Vec<Table> = Vec::new();
        for (value, at) in of_path.iter().cloned().chain(own) {
            let (shared, value, at) = match self.shared(value, &at) {
                Ok(found) => found,
                Err(problem) => {
                    unread.push(problem);
                    continue;
                }
            };
            let mut parameter = Object::new(value, at.clone());
            let place_name = parameter.text("in");
            let section = match place_name.as_deref() {
                Some("path") => Section::Path,
                Some("query") => Section::Query,
                Some("header") => Section::Header,
                Some("formData") => Section::Form,
                Some("body") => {
                    tables.push(self.body(parameter));
                    continue;
                }
                _ => {
                    unread.push(Unread {
                        at,
                        cause: Cause::Shape,
                        found: value.clone(),
                    });
                    continue;
                }
            };
            let mut row = self.row(parameter);
            row.shared = shared;
            match tables
                .iter_mut()
                .find(|table| table.section == Some(section))
            {
                Some(table) => table.rows.push(row),
                None => tables.push(Table {
                    section: Some(section),
                    at: place.clone(),
                    rows: vec![row],
                    ..Table::default()
                }),
            }
        }
        tables.sort_by_key(|table| table.section);
        tables
    }

    /// Follows the reference of a parameter.
    fn shared(
        &self,
        value: &'v Value,
        at: &str,
    ) -> Result<(Option<String>, &'v Value, String), Unread> {
        let Some(reference) = value.get("$ref") else {
            return Ok((None, value, at.to_owned()));
        };
        let name = reference
            .as_str()
            .and_then(|text| text.strip_prefix("#/parameters/"));
        let found = name.and_then(|name| Some((name, self.parameters.get(name)?)));
        match found {
            Some((name, (value, at))) => Ok((Some(name.to_owned()), value, at.clone())),
            None => Err(Unread {
                at: below(at, "$ref"),
                cause: Cause::Reference,
                found: reference.clone(),
            }),
        }
    }

    fn body(&self, mut parameter: Object<'v>) -> Table {
        let at = parameter.at("schema");
        let name = parameter.text("name");
        let mandatory = parameter.flag("required");
        let filled = parameter.flag("items_not_null");
        let mut value = match parameter.take("schema") {
            Some(schema) => self.row(Object::new(schema, at)),
            None => Row::default(),
        };
        (value.name, value.mandatory) = (name, mandatory);
        not_null(&mut value, filled, &mut parameter);
        parameter.past_if(is_prose);
        Table {
            section: Some(Section::RequestBody),
            at: parameter.at.clone(),
            value: Some(Box::new(value)),
            unread: parameter.rest(),
            ..Table::default()
        }
    }

    /// Returns the tables of an answer: its body, and its headers where it has any.
    fn answer(&self, mut object: Object<'v>, status: Option<u16>) -> Vec<Table> {
        let at = object.at.clone();
        let reference = object.text("$ref");
        let name = reference
            .as_deref()
            .map(|text| text.strip_prefix("#/responses/").unwrap_or(text));
        let shared = name.map(str::to_owned);
        let place = object.at("schema");
        let value = object
            .take("schema")
            .map(|schema| self.row(Object::new(schema, place)));
        let headers_at = object.at("headers");
        let headers: Vec<Row> = object
            .members("headers")
            .into_iter()
            .map(|(name, value, at)| Row {
                name: Some(name.to_owned()),
                ..self.row(Object::new(value, at))
            })
            .collect();
        object.past_if(is_prose);
        let mut tables = vec![Table {
            section: Some(Section::ResponseBody),
            status,
            shared,
            at,
            value: value.map(Box::new),
            unread: object.rest(),
            ..Table::default()
        }];
        if !headers.is_empty() {
            tables.push(Table {
                section: Some(Section::ResponseHeader),
                status,
                at: headers_at,
                rows: headers,
                ..Table::default()
            });
        }
        tables
    }

    /// Reads a named type: an object with its members, or another value.
    fn definition(&self, name: &str) -> Option<Table> {
        let (value, at) = self.definitions.get(name)?;
        let mut table = Table {
            type_name: Some(name.to_owned()),
            at: at.clone(),
            ..Table::default()
        };
        let (mut row, slips) = self.value(Object::new(value, at.clone()));
        table.slips = slips;
        if row.kind == Some(Kind::Object) && row.type_name.is_none() {
            table.rows = std::mem::take(&mut row.rows);
            table.unread = std::mem::take(&mut row.unread);
            // An object of which nothing is documented is a value: it has no members to show.
            let more = row.constraints().iter().any(|key| *key != "type");
            if more || table.rows.is_empty() {
                table.value = Some(Box::new(row));
            }
        } else {
            table.value = Some(Box::new(row));
        }
        Some(table)
    }

    /// Reads a value without a table of its own. Names that it requires and does not have are listed with it.
    fn row(&self, object: Object<'_>) -> Row {
        let (mut row, slips) = self.value(object);
        row.slips.extend(slips);
        row
    }

    /// Reads a schema, or a parameter that has the keys of one, with the names that it requires and does not have.
    fn value(&self, mut object: Object<'_>) -> (Row, Vec<Slip>) {
        object.past_if(is_prose);
        let mut row = Row {
            name: object.text("name"),
            at: object.at.clone(),
            nullable: object.flag("x-nullable"),
            allow_empty: object.flag("allowEmptyValue"),
            minimum: object.number("minimum"),
            maximum: object.number("maximum"),
            multiple_of: object.number("multipleOf"),
            min_length: object.whole("minLength"),
            max_length: object.whole("maxLength"),
            min_items: object.whole("minItems"),
            max_items: object.whole("maxItems"),
            unique_items: object.flag("uniqueItems"),
            values: object.list("enum").to_vec(),
            default: object.take("default").cloned(),
            pattern_name: object.text("pattern_name"),
            deprecated: object.flag("deprecated"),
            ..Row::default()
        };
        self.reference(&mut row, &mut object);
        // A list is for the members.
        row.mandatory = object.flag_if_one("required");
        let slips = self.structure(&mut row, &mut object);
        kind(&mut row, &mut object);
        exclusive(&mut row, &mut object);
        lengths(&mut row, &mut object);
        text(&mut row, &mut object);
        row.unread.extend(object.rest());
        (row, slips)
    }

    fn reference(&self, row: &mut Row, object: &mut Object<'_>) {
        let Some(reference) = object.text("$ref") else {
            return;
        };
        let name = reference.strip_prefix("#/definitions/");
        match name.filter(|name| self.definitions.contains_key(name)) {
            Some(name) => row.type_name = Some(name.to_owned()),
            None => object.refuse("$ref", Cause::Reference, reference.into()),
        }
    }

    /// Reads members, items and the values of a map; returns the names that are required and are no members.
    fn structure(&self, row: &mut Row, object: &mut Object<'_>) -> Vec<Slip> {
        let at = object.at("items");
        if let Some(items) = object.take("items") {
            row.kind = Some(Kind::Array);
            row.item = Some(Box::new(self.row(Object::new(items, at))));
        }
        let filled = object.flag("items_not_null");
        not_null(row, filled, object);
        let at = object.at("additionalProperties");
        match object.take("additionalProperties") {
            Some(value @ Value::Object(_)) => {
                row.kind = Some(Kind::Map);
                row.entry = Some(Box::new(self.row(Object::new(value, at))));
            }
            Some(Value::Bool(true)) => {
                row.kind = Some(Kind::Map);
                row.entry = Some(Box::new(Row {
                    kind: Some(Kind::Any),
                    at,
                    ..Row::default()
                }));
            }
            Some(other) => object.refuse("additionalProperties", Cause::Key, other.clone()),
            None => {}
        }
        if !["properties", "allOf", "required"]
            .iter()
            .any(|key| object.has(key))
        {
            return Vec::new();
        }
        row.kind = row.kind.or(Some(Kind::Object));
        let mut parts = Parts::default();
        self.gather(object, &mut parts);
        row.unread.append(&mut parts.unread);
        let slips = parts
            .required
            .iter()
            .filter(|name| !parts.members.contains_key(*name));
        let slips = slips.map(|name| Slip {
            key: "mandatory".to_owned(),
            name: Some(name.clone()),
            why: Why::RequiredWithoutMember,
            direction: None,
        });
        let slips = slips.collect();
        for (name, said) in parts.members {
            let (value, at, mut twice) = merged(said);
            let mut member = self.row(Object::new(&value, at));
            if parts.required.contains(&name) {
                member.mandatory = Some(true);
            }
            member.name = Some(name);
            member.unread.append(&mut twice);
            row.rows.push(member);
        }
        slips
    }

    /// Collects the members of an object from all of its parts.
    fn gather(&self, object: &mut Object<'_>, parts: &mut Parts) {
        for (name, value, at) in object.members("properties") {
            let said = parts.members.entry(name.to_owned()).or_default();
            said.push((value.clone(), at));
        }
        parts.required.extend(object.texts("required"));
        let place = object.at("allOf");
        for (index, part) in object.list("allOf").iter().enumerate() {
            let at = format!("{place}/{index}");
            let reference = part.get("$ref").and_then(Value::as_str);
            let name = reference.and_then(|text| text.strip_prefix("#/definitions/"));
            let known = name.and_then(|name| Some((name, self.definitions.get(name)?)));
            let again = known.is_some_and(|(name, _)| parts.open.iter().any(|open| open == name));
            if again || parts.read >= MAX_PARTS {
                let (cause, found) = (Cause::Parts, part.clone());
                parts.unread.push(Unread { at, cause, found });
                continue;
            }
            parts.read += 1;
            if let Some((name, (value, at))) = known {
                // What is not understood in a named part stands in its own table.
                parts.open.push(name.to_owned());
                self.gather(&mut Object::new(value, at.clone()), parts);
                parts.open.pop();
            } else {
                let mut inner = Object::new(part, at);
                inner.past_if(is_prose);
                if part.get("type").and_then(Value::as_str) == Some("object") {
                    inner.past(&["type"]);
                }
                self.gather(&mut inner, parts);
                // A reference that leads nowhere is among what is left.
                parts.unread.extend(inner.rest());
            }
        }
    }
}

/// The parts of an object, put together.
#[derive(Default)]
struct Parts {
    /// What the parts say of each member, in their order.
    members: BTreeMap<String, Vec<(Value, String)>>,
    required: BTreeSet<String>,
    unread: Vec<Unread>,
    /// The named parts that are being read.
    open: Vec<String>,
    /// How many parts were read.
    read: usize,
}

/// Puts together what the parts of a type say of one member. Where they differ, the last one counts: it is the one that
/// the type has for itself.
fn merged(mut said: Vec<(Value, String)>) -> (Value, String, Vec<Unread>) {
    let (mut value, at) = said.pop().unwrap_or_default();
    let mut unread = Vec::new();
    for (other, at) in said {
        let (Some(value), Value::Object(other)) = (value.as_object_mut(), other) else {
            continue;
        };
        add(value, other, &at, &mut unread);
    }
    (value, at, unread)
}

fn add(
    value: &mut Map<String, Value>,
    other: Map<String, Value>,
    at: &str,
    unread: &mut Vec<Unread>,
) {
    for (key, found) in other {
        match value.get(&key) {
            Some(own) if *own == found || is_prose(&key) => {}
            Some(_) => unread.push(Unread {
                at: below(at, &key),
                cause: Cause::Twice,
                found,
            }),
            None => {
                value.insert(key, found);
            }
        }
    }
}

/// Returns the day on which types were brought up to date, where a definition says so of itself.
fn refreshed(object: &mut Object<'_>) -> BTreeMap<String, String> {
    let members = object.members("refreshed").into_iter();
    let days = members.filter_map(|(name, value, _)| {
        let day = value.as_array()?.get(1)?.as_str()?;
        Some((name.to_owned(), day.to_owned()))
    });
    days.collect()
}

/// Whether a key holds sentences or examples.
fn is_prose(key: &str) -> bool {
    let known = [
        "description",
        "summary",
        "title",
        "example",
        "examples",
        "externalDocs",
    ];
    known.contains(&key)
        || key.starts_with("x-request-examples")
        || key.starts_with("x-response-examples")
}

/// Marks the items of a list as never `null`.
fn not_null(row: &mut Row, filled: Option<bool>, object: &mut Object<'_>) {
    match (&mut row.item, filled) {
        (Some(item), Some(filled)) => item.nullable = Some(!filled),
        (None, Some(filled)) => object.refuse("items_not_null", Cause::Key, filled.into()),
        (_, None) => {}
    }
}

/// Takes the JSON type, and the format that goes with it.
fn kind(row: &mut Row, object: &mut Object<'_>) {
    let kind = object.text("type");
    let kind = match kind.as_deref() {
        Some("string") => Some(Kind::String),
        Some("integer") => Some(Kind::Integer),
        Some("number") => Some(Kind::Number),
        Some("boolean") => Some(Kind::Boolean),
        Some("object") => Some(Kind::Object),
        Some("array") => Some(Kind::Array),
        Some("file") => Some(Kind::File),
        Some(other) => {
            object.refuse("type", Cause::Type, other.into());
            None
        }
        None => None,
    };
    // A map is an object in JSON.
    if row.kind != Some(Kind::Map) {
        row.kind = kind.or(row.kind);
    }
    let Some(format) = object.text("format") else {
        return;
    };
    let formats: &[&str] = match row.kind {
        Some(Kind::Integer) => &["int32", "int64", "uint32", "uint64"],
        Some(Kind::Number) => &["float", "double", "float32", "float64"],
        Some(Kind::String) => &[
            "byte",
            "binary",
            "date",
            "date-time",
            "email",
            "hostname",
            "ipv4",
            "ipv6",
            "password",
            "uri",
            "uuid",
        ],
        _ => &[],
    };
    if formats.contains(&format.as_str()) {
        row.format = Some(format);
    } else {
        object.refuse("format", Cause::Format, format.into());
    }
}

/// Takes the marks that make bounds exclusive.
fn exclusive(row: &mut Row, object: &mut Object<'_>) {
    if object.flag("exclusiveMinimum") == Some(true) {
        row.exclusive_minimum = row.minimum.take();
    }
    if object.flag("exclusiveMaximum") == Some(true) {
        row.exclusive_maximum = row.maximum.take();
    }
}

/// Takes the lengths that stand in annotations of the vendor's code.
fn lengths(row: &mut Row, object: &mut Object<'_>) {
    for key in ["text_length_max", "x-maxLength"] {
        let Some(length) = object.whole(key) else {
            continue;
        };
        match row.max_length {
            Some(said) if said != length => object.refuse(key, Cause::Twice, length.into()),
            _ => row.max_length = Some(length),
        }
    }
    // Where it is no number, a limit is there, and nothing says which.
    row.max_length_without_markup = object.whole("text_length");
}

/// Takes what a text looks like, and how a list is written as one.
fn text(row: &mut Row, object: &mut Object<'_>) {
    if let Some(pattern) = object.text("pattern") {
        match portable(&pattern) {
            Some(pattern) => row.pattern = Some(pattern),
            None => object.refuse("pattern", Cause::Pattern, pattern.into()),
        }
    }
    let separator = match object.text("collectionFormat").as_deref() {
        Some("csv") => ",",
        Some("ssv") => " ",
        Some("tsv") => "\t",
        Some("pipes") => "|",
        Some(other) => {
            object.refuse("collectionFormat", Cause::Key, other.into());
            return;
        }
        None => return,
    };
    row.separator = Some(separator.to_owned());
}
