//! The spec folder of a service as it stands: what it says of each type and operation, and where more can be written.

use std::collections::BTreeMap;
use std::ops::Range;

use serde_json::{Map, Value};
use toml_edit::{Document, Item, Table};

/// A folder of one service.
pub(super) struct Folder {
    pub(super) vendor: Vendor,
    pub(super) types: BTreeMap<String, Type>,
    pub(super) operations: BTreeMap<String, Operation>,
}

/// A file, with what is to be inserted into it.
#[derive(Debug, Clone, Default)]
pub(super) struct File {
    pub(super) path: String,
    pub(super) text: String,
    /// Texts, each with the offset before which it goes.
    inserts: Vec<(usize, String)>,
}

impl File {
    /// Inserts a text at a place where a line begins. Texts of one place keep their order.
    pub(super) fn insert(&mut self, at: usize, text: String) {
        self.inserts.push((at, text));
    }

    /// Returns the file with what was inserted, if anything was.
    pub(super) fn changed(&self) -> Option<String> {
        if self.inserts.is_empty() {
            return None;
        }
        let mut inserts: Vec<_> = self.inserts.iter().collect();
        inserts.sort_by_key(|(at, _)| *at);
        let mut out = String::new();
        let mut done = 0;
        for (at, text) in inserts {
            let before = self.text.get(done..*at).unwrap_or_default();
            out.push_str(before);
            if !out.is_empty() && !out.ends_with('\n') {
                out.push('\n');
            }
            out.push_str(text);
            done = *at;
        }
        out.push_str(self.text.get(done..).unwrap_or_default());
        Some(out)
    }
}

/// What `vendor.toml` says.
#[derive(Default)]
pub(super) struct Vendor {
    pub(super) file: File,
    /// The sources: the day on which each was read, and its address.
    pub(super) sources: BTreeMap<String, Source>,
    /// Where a further source can be written.
    pub(super) after_sources: usize,
    pub(super) responses: BTreeMap<String, i64>,
    pub(super) error: Option<String>,
    pub(super) common: Option<String>,
    /// The parameter that names the operation, which no type has.
    pub(super) action: Option<String>,
    pub(super) is_rpc: bool,
    pub(super) auth_headers: Vec<String>,
}

/// A source of `vendor.toml`.
pub(super) struct Source {
    pub(super) kind: String,
    pub(super) title: String,
    pub(super) read: String,
    pub(super) url: String,
}

/// A type.
pub(super) struct Type {
    pub(super) file: File,
    /// The vendor's name of it.
    pub(super) wire: String,
    pub(super) source: String,
    /// What it is, where it is no object.
    pub(super) value: Option<Field>,
    pub(super) fields: Vec<Field>,
    /// The conflicts about the type as a whole.
    pub(super) conflicts: Vec<Recorded>,
    /// Where a field can be written that stands behind none.
    pub(super) after_head: usize,
}

/// An operation.
pub(super) struct Operation {
    pub(super) file: File,
    pub(super) source: String,
    pub(super) method: String,
    pub(super) path: String,
    /// Parameters by section: `path`, `query`, `header`.
    pub(super) parameters: BTreeMap<&'static str, Vec<Field>>,
    /// Types whose fields are parameters.
    pub(super) shared: BTreeMap<&'static str, Vec<String>>,
    /// The status and the type of each response.
    pub(super) responses: BTreeMap<i64, Option<String>>,
    /// The type of the headers of each response.
    pub(super) response_headers: Vec<String>,
    pub(super) shared_responses: Vec<String>,
    /// Whether there is a body, and its type.
    pub(super) request: Option<Option<String>>,
    /// The conflicts about the operation as a whole.
    pub(super) conflicts: Vec<Recorded>,
    pub(super) after_parameters: usize,
}

/// What a source says otherwise of something as a whole, in words.
pub(super) struct Recorded {
    pub(super) source: String,
    pub(super) words: String,
}

/// A field or a parameter.
#[derive(Debug, Clone, Default)]
pub(super) struct Field {
    pub(super) name: String,
    pub(super) keys: Map<String, Value>,
    pub(super) conflicts: Vec<Map<String, Value>>,
    /// Where something can be written behind it.
    pub(super) end: usize,
}

impl Field {
    /// Returns the value of a key of the field, or of its items.
    pub(super) fn find(&self, key: &str) -> Option<&Value> {
        let mut table = &self.keys;
        loop {
            if let Some(value) = table.get(key) {
                return Some(value);
            }
            table = table.get("item")?.as_object()?;
        }
    }
}

impl Folder {
    /// Reads the files of a service; paths begin with its folder.
    pub(super) fn read(files: &[(String, String)], service: &str) -> Result<Self, String> {
        let mut folder = Self {
            vendor: Vendor::default(),
            types: BTreeMap::new(),
            operations: BTreeMap::new(),
        };
        for (path, text) in files {
            let Some(rest) = path
                .strip_prefix(service)
                .and_then(|rest| rest.strip_prefix('/'))
            else {
                continue;
            };
            if !rest.ends_with(".toml") {
                continue;
            }
            let document =
                Document::parse(text.as_str()).map_err(|error| format!("{path}: {error}"))?;
            let file = File {
                path: path.clone(),
                text: text.clone(),
                inserts: Vec::new(),
            };
            let root = document.as_table();
            match rest.split_once('/') {
                None => folder.vendor = vendor(file, root),
                Some(("types", _)) => {
                    let (name, ty) = of_type(file, root);
                    folder.types.insert(name, ty);
                }
                Some(("operations", _)) => {
                    let (name, operation) = of_operation(file, root);
                    folder.operations.insert(name, operation);
                }
                Some(_) => {}
            }
        }
        if folder.vendor.file.path.is_empty() {
            return Err(format!(
                "the spec has no {service}/vendor.toml; write one, with [vendor] and its sources"
            ));
        }
        Ok(folder)
    }

    /// Returns the types that the vendor calls by a name, that of the same name first.
    pub(super) fn types_of(&self, wire: &str) -> Vec<&String> {
        let mut named: Vec<&String> = self
            .types
            .iter()
            .filter(|(_, ty)| ty.wire == wire)
            .map(|(name, _)| name)
            .collect();
        named.sort_by_key(|name| *name != wire);
        named
    }
}

fn vendor(file: File, root: &Table) -> Vendor {
    let head = root.get("vendor").and_then(Item::as_table);
    let text = |key: &str| Some(head?.get(key)?.as_str()?.to_owned());
    let mut out = Vendor {
        after_sources: file.text.len(),
        error: text("error"),
        common: text("common"),
        action: root
            .get("rpc")
            .and_then(|rpc| Some(rpc.get("action")?.as_str()?.to_owned())),
        is_rpc: text("style").as_deref() == Some("rpc"),
        ..Vendor::default()
    };
    for table in tables(root, "source") {
        let text = |key: &str| {
            table
                .get(key)
                .and_then(Item::as_str)
                .unwrap_or_default()
                .to_owned()
        };
        let source = Source {
            kind: text("kind"),
            title: text("title"),
            read: text("read"),
            url: text("url"),
        };
        out.sources.insert(text("name"), source);
        out.after_sources = end(&file.text, table);
    }
    for group in tables(root, "auth") {
        let headers = group.get("headers").and_then(Item::as_array);
        let headers = headers
            .into_iter()
            .flatten()
            .filter_map(|header| header.as_str());
        out.auth_headers.extend(headers.map(str::to_owned));
    }
    let responses = root.get("response").and_then(Item::as_table);
    for (name, response) in responses.into_iter().flatten() {
        let status = response.get("status").and_then(Item::as_integer);
        out.responses
            .insert(name.to_owned(), status.unwrap_or_default());
    }
    out.file = file;
    out
}

fn of_type(file: File, root: &Table) -> (String, Type) {
    let head = root.get("type").and_then(Item::as_table);
    let text = |key: &str| Some(head?.get(key)?.as_str()?.to_owned());
    let name = text("name").unwrap_or_default();
    let is_value = head.is_some_and(|head| head.contains_key("kind"));
    let mut after_head = head.map_or(file.text.len(), |head| end(&file.text, head));
    for conflict in tables(root, "conflict") {
        after_head = after_head.max(end(&file.text, conflict));
    }
    let ty = Type {
        conflicts: recorded(root),
        wire: text("wire").unwrap_or_else(|| name.clone()),
        source: text("source").unwrap_or_default(),
        value: head
            .filter(|_| is_value)
            .map(|head| field(&file.text, head)),
        fields: tables(root, "field")
            .map(|table| field(&file.text, table))
            .collect(),
        after_head,
        file,
    };
    (name, ty)
}

fn of_operation(file: File, root: &Table) -> (String, Operation) {
    let head = root.get("operation").and_then(Item::as_table);
    let text = |key: &str| Some(head?.get(key)?.as_str()?.to_owned());
    let texts = |key: &str| -> Vec<String> {
        let listed = head.and_then(|head| head.get(key)).and_then(Item::as_array);
        let listed = listed.into_iter().flatten();
        listed
            .filter_map(|one| one.as_str().map(str::to_owned))
            .collect()
    };
    let mut after = head.map_or(file.text.len(), |head| end(&file.text, head));
    for key in ["auth", "conflict"] {
        for table in tables(root, key) {
            after = after.max(end(&file.text, table));
        }
    }
    let mut parameters = BTreeMap::new();
    for section in ["path", "query", "header"] {
        let fields: Vec<Field> = tables(root, section)
            .map(|table| field(&file.text, table))
            .collect();
        after = fields.iter().map(|field| field.end).fold(after, usize::max);
        parameters.insert(section, fields);
    }
    let named = |table: &Table| table.get("type").and_then(Item::as_str).map(str::to_owned);
    let mut responses = BTreeMap::new();
    let mut response_headers = Vec::new();
    for response in tables(root, "response") {
        let status = response.get("status").and_then(Item::as_integer);
        responses.insert(status.unwrap_or_default(), named(response));
        let headers = response.get("headers").and_then(Item::as_str);
        response_headers.extend(headers.map(str::to_owned));
    }
    let operation = Operation {
        source: text("source").unwrap_or_default(),
        method: text("method").unwrap_or_default(),
        path: text("path").unwrap_or_default(),
        parameters,
        shared: BTreeMap::from([
            ("path", texts("path_types")),
            ("query", texts("query_types")),
            ("header", text("headers").into_iter().collect()),
        ]),
        responses,
        response_headers,
        shared_responses: texts("responses"),
        request: root.get("request").and_then(Item::as_table).map(named),
        conflicts: recorded(root),
        after_parameters: after,
        file,
    };
    (text("name").unwrap_or_default(), operation)
}

/// Returns the conflicts about a type or an operation as a whole.
fn recorded(root: &Table) -> Vec<Recorded> {
    let recorded = tables(root, "conflict").filter_map(|conflict| {
        let says = conflict.get("says").and_then(Item::as_inline_table)?;
        let source = conflict.get("source").and_then(Item::as_str);
        Some(Recorded {
            source: source.unwrap_or_default().to_owned(),
            words: says.get("words")?.as_str()?.to_owned(),
        })
    });
    recorded.collect()
}

fn tables<'t>(root: &'t Table, key: &str) -> impl Iterator<Item = &'t Table> {
    let listed = root.get(key).and_then(Item::as_array_of_tables);
    listed.into_iter().flatten()
}

fn field(text: &str, table: &Table) -> Field {
    let mut keys = Map::new();
    for (key, item) in table {
        if let Some(value) = item.as_value() {
            keys.insert(key.to_owned(), literal(value));
        }
    }
    let conflicts = tables(table, "conflict").map(|conflict| {
        let members = conflict.iter();
        let members =
            members.filter_map(|(key, item)| Some((key.to_owned(), literal(item.as_value()?))));
        members.collect()
    });
    Field {
        name: table
            .get("name")
            .and_then(Item::as_str)
            .unwrap_or_default()
            .to_owned(),
        keys,
        conflicts: conflicts.collect(),
        end: end(text, table),
    }
}

fn literal(value: &toml_edit::Value) -> Value {
    match value {
        toml_edit::Value::String(text) => text.value().as_str().into(),
        toml_edit::Value::Integer(int) => (*int.value()).into(),
        toml_edit::Value::Float(float) => {
            let float = *float.value();
            // A whole number is one, however it is written.
            match format!("{float}").parse::<i64>() {
                Ok(int) => int.into(),
                Err(_) => float.into(),
            }
        }
        toml_edit::Value::Boolean(is) => (*is.value()).into(),
        toml_edit::Value::Datetime(day) => day.to_string().into(),
        toml_edit::Value::Array(items) => items.iter().map(literal).collect(),
        toml_edit::Value::InlineTable(table) => {
            let members = table
                .iter()
                .map(|(key, value)| (key.to_owned(), literal(value)));
            Value::Object(members.collect())
        }
    }
}

/// Returns where the next line begins behind a table and the tables in it.
pub(crate) fn end(text: &str, table: &Table) -> usize {
    let mut last = table.span().map_or(0, |span| span.end);
    for (_, item) in table {
        match item {
            Item::Value(value) => last = last.max(value.span().map_or(0, |Range { end, .. }| end)),
            Item::ArrayOfTables(tables) => {
                last = tables
                    .iter()
                    .map(|table| end(text, table))
                    .fold(last, usize::max);
            }
            Item::Table(table) => last = last.max(end(text, table)),
            Item::None => {}
        }
    }
    if last > 0
        && text
            .get(..last)
            .is_some_and(|before| before.ends_with('\n'))
    {
        return last;
    }
    let rest = text.get(last..).unwrap_or_default();
    rest.find('\n').map_or(text.len(), |line| last + line + 1)
}
