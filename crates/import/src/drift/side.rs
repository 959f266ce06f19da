//! One edition: the operations of its sheets, with the types that each of them names.

use std::collections::BTreeMap;

use serde_json::{Map, Number, Value};

use crate::sheet::{Cause, Kind, Operation, Row, Section, Sheet, Table};

/// The most names that stand for one another in a row.
const MAX_ALIASES: usize = 16;

/// The types of an operation by the source's names: those of its own sheet, and those of sheets of types alone.
#[derive(Debug, Default)]
pub(super) struct Types<'s> {
    own: BTreeMap<&'s str, &'s Table>,
}

impl<'s> Types<'s> {
    fn add(&mut self, sheet: &'s Sheet) {
        for table in &sheet.tables {
            if let Some(name) = &table.type_name {
                self.own.insert(name, table);
            }
        }
    }
}

/// An operation of an edition.
#[derive(Debug)]
pub(super) struct OfOperation<'s> {
    pub(super) operation: &'s Operation,
    pub(super) sheet: &'s Sheet,
    own: Types<'s>,
}

impl<'s> OfOperation<'s> {
    /// Returns the tables of a section: one, or one a status.
    pub(super) fn tables(&self, section: Section) -> impl Iterator<Item = &'s Table> + use<'s> {
        let tables = self.sheet.tables.iter();
        tables.filter(move |table| table.section == Some(section) && table.type_name.is_none())
    }

    /// Returns the parameters at a place.
    pub(super) fn rows(&self, section: Section) -> impl Iterator<Item = &'s Row> + use<'s> {
        self.tables(section).flat_map(|table| &table.rows)
    }
}

/// An edition of what one source says.
#[derive(Debug, Default)]
pub(super) struct Side<'s> {
    pub(super) operations: BTreeMap<&'s str, OfOperation<'s>>,
    /// The types of sheets that belong to no operation.
    pub(super) shared: Types<'s>,
    /// The sheets of no operation.
    pub(super) others: Vec<&'s Sheet>,
    /// The day on which it was last read.
    pub(super) read: Option<&'s str>,
}

impl<'s> Side<'s> {
    /// Puts the sheets of one source together. Of two sheets of one operation the last one counts.
    pub(super) fn new(sheets: impl IntoIterator<Item = &'s Sheet>) -> Self {
        let mut side = Self::default();
        for sheet in sheets {
            side.read = side.read.max(sheet.source.read.as_deref());
            match &sheet.operation {
                Some(operation) => {
                    let mut own = Types::default();
                    own.add(sheet);
                    let operation = OfOperation {
                        operation,
                        sheet,
                        own,
                    };
                    side.operations.insert(&operation.operation.name, operation);
                }
                None => {
                    side.shared.add(sheet);
                    side.others.push(sheet);
                }
            }
        }
        side
    }

    /// Returns how the names of an operation are resolved.
    pub(super) fn scope<'a>(&'a self, operation: Option<&'a OfOperation<'s>>) -> Scope<'a, 's> {
        Scope {
            own: operation.map(|operation| &operation.own),
            shared: &self.shared,
        }
    }
}

/// How names of types are resolved.
#[derive(Debug, Clone, Copy)]
pub(super) struct Scope<'a, 's> {
    own: Option<&'a Types<'s>>,
    shared: &'a Types<'s>,
}

impl<'a, 's> Scope<'a, 's> {
    /// Returns the table of a type.
    pub(super) fn table(self, name: &str) -> Option<&'s Table> {
        let own = self.own.and_then(|types| types.own.get(name));
        own.or_else(|| self.shared.own.get(name)).copied()
    }

    /// Returns what a row says.
    pub(super) fn said(self, row: &'s Row) -> Said<'s> {
        let mut rows = vec![row];
        let mut table = None;
        let mut name = row.type_name.as_deref();
        while let Some(found) = name.and_then(|name| self.table(name)) {
            table = Some(found);
            name = None;
            if let Some(value) = found.value.as_deref()
                && rows.len() < MAX_ALIASES
            {
                rows.push(value);
                name = value.type_name.as_deref();
            }
        }
        Said {
            rows,
            table,
            named: row.type_name.as_deref(),
        }
    }

    /// Returns what a type is.
    pub(super) fn said_of(self, table: &'s Table) -> Said<'s> {
        let Some(value) = table.value.as_deref() else {
            return Said {
                rows: Vec::new(),
                table: Some(table),
                named: table.type_name.as_deref(),
            };
        };
        let mut said = self.said(value);
        said.table = said.table.or(Some(table));
        said.named = table.type_name.as_deref();
        said
    }
}

/// What a source says of a value: in its own row, and in the type that the row names.
#[derive(Debug, Clone)]
pub(super) struct Said<'s> {
    /// The rows that speak of it, the nearest first.
    rows: Vec<&'s Row>,
    /// The last type that is named.
    table: Option<&'s Table>,
    /// The name of the type that the row names.
    pub(super) named: Option<&'s str>,
}

/// A lower or an upper bound.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Limit {
    pub(super) value: Number,
    pub(super) exclusive: bool,
}

impl<'s> Said<'s> {
    /// Returns what the nearest row says that says something.
    pub(super) fn get<T>(&self, of: impl Fn(&'s Row) -> Option<T>) -> Option<T> {
        self.rows.iter().find_map(|row| of(row))
    }

    /// Returns the name of the type whose table says it, where the row itself does not.
    pub(super) fn says_elsewhere<T>(&self, of: impl Fn(&'s Row) -> Option<T>) -> Option<&'s str> {
        let at = self.rows.iter().position(|row| of(row).is_some())?;
        self.named.filter(|_| at > 0)
    }

    /// Returns the JSON type; a time is written as text.
    pub(super) fn kind(&self) -> Option<Kind> {
        let of_members = || self.table.map(|_| Kind::Object);
        let kind = self.get(|row| row.kind).or_else(of_members);
        match kind {
            Some(Kind::Time) => Some(Kind::String),
            Some(Kind::Any) => None,
            kind => kind,
        }
    }

    /// Returns the members: those of the row, or of the type.
    pub(super) fn members(&self) -> &'s [Row] {
        let own = self.get(|row| (!row.rows.is_empty()).then_some(&*row.rows));
        let of_table = || self.table.map(|table| &*table.rows);
        own.or_else(of_table).unwrap_or_default()
    }

    /// Returns the values that are listed.
    pub(super) fn values(&self) -> &'s [Value] {
        let listed = self.get(|row| (!row.values.is_empty()).then_some(&*row.values));
        listed.unwrap_or_default()
    }

    /// Whether there are more values than those that are listed.
    pub(super) fn is_open(&self) -> bool {
        self.get(|row| row.open) == Some(true)
    }

    pub(super) fn lower(&self) -> Option<Limit> {
        self.get(|row| limit(row.minimum.as_ref(), row.exclusive_minimum.as_ref()))
    }

    pub(super) fn upper(&self) -> Option<Limit> {
        self.get(|row| limit(row.maximum.as_ref(), row.exclusive_maximum.as_ref()))
    }

    /// Returns the regular expression, be it one that the spec language can say or not.
    pub(super) fn pattern(&self) -> Option<&'s str> {
        let unread = |row: &'s Row| unread(row, "pattern")?.as_str();
        self.get(|row| row.pattern.as_deref().or_else(|| unread(row)))
    }

    /// Returns the format, be it one that means something or not.
    pub(super) fn format(&self) -> Option<&'s str> {
        let time = |row: &Row| (row.kind == Some(Kind::Time)).then_some("time");
        let unread = |row: &'s Row| unread(row, "format")?.as_str();
        self.get(|row| {
            let format = row.format.as_deref();
            format.or_else(|| unread(row)).or_else(|| time(row))
        })
    }

    /// Returns what the value holds as a text or a list beyond its JSON type, in words.
    pub(super) fn content(&self) -> Option<String> {
        let holds = self.get(|row| row.holds.map(|kind| format!("{kind:?} as text")));
        let json = || self.get(|row| row.json_of.as_ref().map(|_| "JSON as text".to_owned()));
        let pieces =
            || self.get(|row| Some(format!("separated by {:?}", row.separator.as_deref()?)));
        let encoded = || self.get(|row| row.encoding.clone());
        let found = holds.or_else(json).or_else(pieces).or_else(encoded);
        found.map(|words| words.to_lowercase())
    }

    /// Returns what a reader sees of the value: its type, and what is asked of it, as a definition spells it.
    pub(super) fn shown(&self) -> Value {
        let mut out = Map::new();
        let mut put = |key: &str, value: Option<Value>| {
            if let Some(value) = value {
                out.insert(key.to_owned(), value);
            }
        };
        put("ref", self.named.map(Value::from));
        put("type", self.kind().map(|kind| kind_name(kind).into()));
        for (key, limit, exclusive) in [
            ("minimum", self.lower(), "exclusiveMinimum"),
            ("maximum", self.upper(), "exclusiveMaximum"),
        ] {
            if let Some(limit) = limit {
                let key = if limit.exclusive { exclusive } else { key };
                put(key, Some(limit.value.into()));
            }
        }
        for count in COUNTS {
            put(count.name, self.get(count.of).map(Value::from));
        }
        let listed = self.values();
        put("enum", (!listed.is_empty()).then(|| listed.to_vec().into()));
        put("default", self.get(|row| row.default.clone()));
        put("pattern", self.pattern().map(Value::from));
        put(
            "pattern_name",
            self.get(|row| row.pattern_name.clone()).map(Value::from),
        );
        put("format", self.format().map(Value::from));
        put("content", self.content().map(Value::from));
        Value::Object(out)
    }

    /// Returns the row for items, values of a map, or the document in a text, with the token that leads there.
    pub(super) fn inner(&self) -> Vec<(&'static str, &'s Row)> {
        let of = |token, of: fn(&Row) -> Option<&Row>| Some((token, self.get(of)?));
        [
            of("/*", |row| row.item.as_deref()),
            of("/*", |row| row.entry.as_deref()),
            of("", |row| row.json_of.as_deref()),
        ]
        .into_iter()
        .flatten()
        .collect()
    }

    /// Returns the shapes of which the value has one.
    pub(super) fn alternatives(&self) -> &'s [Row] {
        let found = self.get(|row| (!row.alternatives.is_empty()).then_some(&*row.alternatives));
        found.unwrap_or_default()
    }

    /// Whether all that is inside the value is inside the type that it names.
    pub(super) fn is_all_named(&self) -> bool {
        let own = self.rows.first();
        let none = own.is_none_or(|row| row.inner().next().is_none());
        none && self.table.is_some() && self.named.is_some()
    }

    /// Whether members that are not listed are let pass: it is a map.
    pub(super) fn is_map(&self) -> bool {
        self.get(|row| row.kind) == Some(Kind::Map)
    }
}

/// Returns the word for a JSON type.
pub(super) fn kind_name(kind: Kind) -> &'static str {
    match kind {
        Kind::String | Kind::Time => "string",
        Kind::Integer => "integer",
        Kind::Number => "number",
        Kind::Boolean => "boolean",
        Kind::Object | Kind::Map => "object",
        Kind::Array => "array",
        Kind::File => "file",
        Kind::Any => "any",
    }
}

/// A bound that counts something.
pub(super) struct Count {
    /// As JSON Schema spells it, where it has it.
    pub(super) name: &'static str,
    /// What the row says.
    pub(super) of: fn(&Row) -> Option<u64>,
    /// Whether it is the least that is asked for; otherwise the most.
    pub(super) least: bool,
    /// The JSON type of the values that it counts in.
    pub(super) counts: Kind,
}

/// All bounds that count something.
pub(super) const COUNTS: [Count; 7] = [
    Count {
        name: "minLength",
        of: |row| row.min_length,
        least: true,
        counts: Kind::String,
    },
    Count {
        name: "maxLength",
        of: |row| row.max_length,
        least: false,
        counts: Kind::String,
    },
    Count {
        name: "maxLengthWithoutMarkup",
        of: |row| row.max_length_without_markup,
        least: false,
        counts: Kind::String,
    },
    Count {
        name: "minItems",
        of: |row| row.min_items,
        least: true,
        counts: Kind::Array,
    },
    Count {
        name: "maxItems",
        of: |row| row.max_items,
        least: false,
        counts: Kind::Array,
    },
    Count {
        name: "minItemsOrLength",
        of: |row| row.items_or_length.map(|[from, _]| from),
        least: true,
        counts: Kind::Array,
    },
    Count {
        name: "maxItemsOrLength",
        of: |row| row.items_or_length.map(|[_, to]| to),
        least: false,
        counts: Kind::Array,
    },
];

fn limit(own: Option<&Number>, exclusive: Option<&Number>) -> Option<Limit> {
    // However a whole number is written, it is one.
    #[allow(clippy::cast_possible_truncation)]
    let plain = |value: &Number| match value.as_f64() {
        Some(float) if value.is_f64() && float.fract() == 0.0 && float.abs() < 9e15 => {
            Number::from(float as i64)
        }
        _ => value.clone(),
    };
    let of = |value: &Number, exclusive| Limit {
        value: plain(value),
        exclusive,
    };
    let exclusive = || exclusive.map(|value| of(value, true));
    own.map(|value| of(value, false)).or_else(exclusive)
}

/// Returns what a source says under a key and the reader did not understand.
fn unread<'s>(row: &'s Row, key: &str) -> Option<&'s Value> {
    let place = format!("{}/{key}", row.at);
    let mut all = row.unread.iter();
    let found = all.find(|unread| {
        matches!(unread.cause, Cause::Pattern | Cause::Format) && unread.at == place
    });
    found.map(|unread| &unread.found)
}

/// Returns a name as a step of a JSON Pointer.
pub(super) fn step(name: &str) -> String {
    crate::json::below("", name)
}

/// Returns rows by name, in the order of the source; header names are the same in any case.
pub(super) fn by_name<'s>(
    rows: impl IntoIterator<Item = &'s Row>,
    any_case: bool,
) -> BTreeMap<String, &'s Row> {
    let named = rows.into_iter().filter_map(|row| {
        let name = row.name.as_deref()?;
        let name = if any_case {
            name.to_ascii_lowercase()
        } else {
            name.to_owned()
        };
        Some((name, row))
    });
    named.collect()
}
