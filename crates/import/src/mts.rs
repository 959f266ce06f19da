//! Facts of Alibaba Cloud MTS: an operation, a type of a document inside a text, the parameters that every call takes, the
//! functions of intelligent production, the codes of errors, or the templates that are there from the start. Each fact names the sources that state it by letters; a sheet is made for each source.

use std::collections::BTreeSet;

use serde_json::{Number, Value};

use crate::json::{Object, texts};
use crate::pattern::portable;
use crate::sheet::{
    Cause, Kind, LengthUnit, Operation, Row, Rule, RuleKind, Section, Sheet, Source, SourceKind,
    Table, Unread,
};

/// A source that facts name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Edition {
    /// The letters that stand for it.
    letters: &'static [&'static str],
    kind: SourceKind,
    name: &'static str,
    edition: Option<&'static str>,
    url: &'static str,
    read: Option<&'static str>,
}

const SDK: &str = "https://github.com/aliyun/alibabacloud-sdk";
const DOCS: &str = "https://github.com/AlibabaCloudDocs/mts";

/// The sources, the newest word first.
const EDITIONS: [Edition; 6] = [
    Edition {
        letters: &["Z", "E"],
        kind: SourceKind::Metadata,
        name: "mts-metadata",
        edition: None,
        url: "https://github.com/aliyun/aliyun-openapi-meta",
        read: Some("2026-04-21"),
    },
    Edition {
        letters: &["S26"],
        kind: SourceKind::Sdk,
        name: "alibaba-sdk",
        edition: Some("mts-20140618 6.0.3"),
        url: SDK,
        read: Some("2026-11-20"),
    },
    Edition {
        letters: &["S25"],
        kind: SourceKind::SdkText,
        name: "alibaba-sdk-2025",
        edition: Some("mts-20140618 at e034448b0"),
        url: SDK,
        read: Some("2025-10-24"),
    },
    // Several pages, of days between 2024 and 2026.
    Edition {
        letters: &["H"],
        kind: SourceKind::Help,
        name: "mts-help",
        edition: None,
        url: "https://help.aliyun.com/zh/mps/",
        read: None,
    },
    Edition {
        letters: &["D"],
        kind: SourceKind::Archive,
        name: "mts-docs",
        edition: None,
        url: DOCS,
        read: Some("2021-07-16"),
    },
    Edition {
        letters: &["E21"],
        kind: SourceKind::Archive,
        name: "mts-docs-english",
        edition: None,
        url: DOCS,
        read: Some("2021-05-21"),
    },
];

impl Edition {
    fn of(letter: &str) -> Option<&'static Self> {
        EDITIONS
            .iter()
            .find(|edition| edition.letters.contains(&letter))
    }

    fn source(&self) -> Source {
        Source {
            kind: self.kind,
            name: self.name.to_owned(),
            edition: self.edition.map(str::to_owned),
            url: Some(self.url.to_owned()),
            read: self.read.map(str::to_owned),
        }
    }
}

/// What comments say of values, and shapes do not.
const OF_COMMENTS: [&str; 9] = [
    "minimum",
    "maximum",
    "exclusive_minimum",
    "exclusive_maximum",
    "min_length",
    "max_length",
    "enum",
    "default",
    "holds",
];

/// The sources that state something, by their names.
type Editions = BTreeSet<&'static str>;

/// Takes the letters under a key. An unknown letter is not understood.
fn editions(object: &mut Object<'_>, key: &str) -> Option<Editions> {
    object.has(key).then(|| {
        let mut found = Editions::new();
        for letter in object.texts(key) {
            match Edition::of(&letter) {
                Some(edition) => _ = found.insert(edition.name),
                None => object.refuse(key, Cause::Reference, letter.into()),
            }
        }
        found
    })
}

/// Reads a document, if it is one of those that hold facts of MTS.
pub(crate) fn read(document: &Value) -> Option<Vec<Sheet>> {
    let has = |key: &str| document.get(key).is_some();
    let facts = if has("product") {
        operation(document)
    } else if has("used_by") {
        of_type(document)
    } else if has("container_codec") {
        common(document)
    } else if has("codes") {
        listing(document, "ErrorCode", "codes", "code")
    } else if has("templates") {
        listing(document, "PresetTemplate", "templates", "id")
    } else {
        functions(document)?
    };
    let sheets = EDITIONS.iter().filter_map(|edition| facts.sheet(edition));
    Some(sheets.collect())
}

/// What a document says, each part with the sources that say it.
#[derive(Default)]
struct Facts {
    operation: Option<(Operation, Editions)>,
    tables: Vec<Group>,
    rules: Vec<(Result<Rule, Unread>, Editions)>,
    /// What was not understood outside of tables, with the sources of the document.
    unread: Vec<Unread>,
    sources: Editions,
}

/// A table, with the rows that some of its sources state.
#[derive(Default)]
struct Group {
    /// What all sources say of the table.
    table: Table,
    value: Option<Box<Fact>>,
    rows: Vec<Fact>,
    /// The sources that show the table.
    sources: Editions,
}

/// A field with its sources.
#[derive(Default)]
struct Fact {
    /// What it is, as far as its shape goes.
    shape: Row,
    /// The same, with what its values may be.
    full: Row,
    shaped_by: Editions,
    said_by: Editions,
    /// Members of the object that it is, or of the objects that its items are.
    members: Vec<Fact>,
    disagreements: Vec<Disagreement>,
}

/// What a source says of a field that others say differently.
struct Disagreement {
    /// The sources that the sentence is about.
    by: Editions,
    /// Whether these say something else than the field, and not something more.
    instead: bool,
    mandatory: Option<bool>,
    default: Option<Value>,
    words: Option<Unread>,
}

impl Facts {
    /// Returns what one source says, if it says anything.
    fn sheet(&self, edition: &Edition) -> Option<Sheet> {
        let name = edition.name;
        let mut tables: Vec<Table> = self
            .tables
            .iter()
            .filter_map(|group| group.table(name))
            .collect();
        let answers = tables.iter_mut();
        for table in answers.filter(|table| table.section == Some(Section::ResponseBody)) {
            for row in &mut table.rows {
                out_of_comments(row, edition.kind);
            }
        }
        let mut rules = Vec::new();
        let mut unread = Vec::new();
        for (rule, by) in &self.rules {
            match rule {
                _ if !by.contains(name) => {}
                Ok(rule) => rules.push(rule.clone()),
                Err(words) => unread.push(words.clone()),
            }
        }
        if self.sources.contains(name) {
            unread.extend(self.unread.iter().cloned());
        }
        if tables.is_empty() && rules.is_empty() && unread.is_empty() {
            return None;
        }
        let operation = self.operation.as_ref().map(|(operation, by)| {
            if by.contains(name) {
                return operation.clone();
            }
            Operation {
                name: operation.name.clone(),
                ..Operation::default()
            }
        });
        Some(Sheet {
            source: edition.source(),
            operation,
            tables,
            rules,
            dropped: Vec::new(),
            unread,
        })
    }
}

/// Marks what is known of the values of an answer: it was read out of comments, which list what there may be and promise
/// nothing. The comments of an SDK are no part of its shapes.
fn out_of_comments(row: &mut Row, kind: SourceKind) {
    if !row.values.is_empty() {
        row.open = Some(true);
    }
    if kind == SourceKind::Sdk {
        let said = row.constraints().into_iter();
        let of_comments = said.filter(|key| OF_COMMENTS.contains(key));
        row.guesses = of_comments.map(str::to_owned).collect();
    }
    for inner in row.inner_mut() {
        out_of_comments(inner, kind);
    }
}

impl Group {
    fn table(&self, edition: &str) -> Option<Table> {
        let rows: Vec<Row> = self
            .rows
            .iter()
            .filter_map(|fact| fact.row(edition))
            .collect();
        let value = self.value.as_ref().and_then(|fact| fact.row(edition));
        let shown = self.sources.contains(edition);
        if rows.is_empty() && value.is_none() && !shown {
            return None;
        }
        let mut table = self.table.clone();
        if !shown {
            table.unread.clear();
            table.notes.clear();
            table.used_by.clear();
        }
        Some(Table {
            rows,
            value: value.map(Box::new),
            ..table
        })
    }
}

impl Fact {
    /// Returns what a source says of the field, if it says anything.
    fn row(&self, edition: &str) -> Option<Row> {
        let own: Vec<_> = self
            .disagreements
            .iter()
            .filter(|one| one.by.contains(edition))
            .collect();
        let members: Vec<Row> = self
            .members
            .iter()
            .filter_map(|fact| fact.row(edition))
            .collect();
        let shaped = self.shaped_by.contains(edition);
        // Where every source is said to say something else, the values are those of all.
        let differs = |edition: &str| {
            let mut other = self
                .disagreements
                .iter()
                .filter(|one| one.by.contains(edition));
            other.any(|one| one.instead)
        };
        let all_differ = self.said_by.iter().all(|edition| differs(edition));
        let said = self.said_by.contains(edition) && (all_differ || !differs(edition));
        if !shaped && !said && own.is_empty() && members.is_empty() {
            return None;
        }
        let mut row = if said {
            self.full.clone()
        } else {
            self.shape.clone()
        };
        if !shaped {
            (row.mandatory, row.deprecated) = (None, None);
        }
        match &mut row.item {
            Some(item) if !members.is_empty() => item.rows = members,
            _ => row.rows = members,
        }
        for one in own {
            row.mandatory = one.mandatory.or(row.mandatory);
            row.default = one.default.clone().or(row.default);
            row.unread.extend(one.words.clone());
        }
        Some(row)
    }
}

fn operation(document: &Value) -> Facts {
    let mut root = Object::new(document, String::new());
    let sources = editions(&mut root, "sources").unwrap_or_default();
    // How a call is made, of which the parameters say the same again, and what the facts do not differ in.
    root.past(&["style", "auth", "answer", "product", "protocols", "status"]);
    let operation = Operation {
        name: root.text("operation").unwrap_or_default(),
        method: root.text("method"),
        methods: root.texts("methods_allowed"),
        path: root.text("path"),
        version: root.text("version"),
        deprecated: root.flag("deprecated"),
        calls_per_second: root.whole("qps_per_user"),
        ..Operation::default()
    };
    let mut tables = vec![parameters(&mut root, &Editions::new())];
    let at = root.at("response");
    if let Some(value) = root.take("response") {
        let mut response = Object::new(value, at.clone());
        let rows = answer(&mut response);
        tables.push(Group {
            table: Table {
                section: Some(Section::ResponseBody),
                type_name: response.text("type"),
                at,
                unread: response.rest(),
                ..Table::default()
            },
            rows,
            sources: shapes_of_answers(),
            value: None,
        });
    }
    let place = root.at("rules");
    let rules = root.list("rules").iter().enumerate();
    let rules = rules
        .map(|(index, value)| rule(value, format!("{place}/{index}")))
        .collect();
    let by = [EDITIONS[0].name, EDITIONS[1].name].into();
    Facts {
        operation: Some((operation, by)),
        tables,
        rules,
        unread: root.rest(),
        sources,
    }
}

/// The shapes of answers are those of the SDK of today: no other source shows them whole.
fn shapes_of_answers() -> Editions {
    Edition::of("S26")
        .map(|edition| edition.name)
        .into_iter()
        .collect()
}

fn answer(object: &mut Object<'_>) -> Vec<Fact> {
    fields(object, "fields", |fact, said| {
        fact.shaped_by = shapes_of_answers();
        fact.said_by = said.unwrap_or_else(shapes_of_answers);
    })
}

fn parameters(root: &mut Object<'_>, fallback: &Editions) -> Group {
    let at = root.at("parameters");
    let rows = fields(root, "parameters", |fact, by| {
        fact.shaped_by = by.unwrap_or_else(|| fallback.clone());
        if fact.said_by.is_empty() {
            fact.said_by = fact.shaped_by.clone();
        }
    });
    Group {
        table: Table {
            section: Some(Section::Query),
            at,
            ..Table::default()
        },
        rows,
        ..Group::default()
    }
}

fn of_type(document: &Value) -> Facts {
    let mut root = Object::new(document, String::new());
    root.past(&["example"]);
    let sources = editions(&mut root, "sources").unwrap_or_default();
    let mut table = Table {
        type_name: root.text("name"),
        used_by: root.texts("used_by"),
        notes: root.text("note").into_iter().collect(),
        ..Table::default()
    };
    let mut rows = fields(&mut root, "fields", |fact, by| {
        fact.shaped_by = by.unwrap_or_else(|| sources.clone());
        fact.said_by = fact.shaped_by.clone();
    });
    let kind = root.text("kind");
    let any_name = rows
        .iter()
        .any(|fact| fact.shape.name.as_deref() == Some("*"));
    let value = match (kind.as_deref(), rows.pop()) {
        // Members of any name beside members that have one: a map, whose values are of the types of all of them.
        (Some("object"), Some(last)) if any_name => {
            rows.push(last);
            table.unread.extend(rows.iter().filter_map(named));
            Some(one_of(std::mem::take(&mut rows)).around(Kind::Map))
        }
        (Some("object"), last) => {
            rows.extend(last);
            None
        }
        (Some("array"), Some(item)) => Some(item.around(Kind::Array)),
        (Some("map"), Some(entry)) => {
            root.past(&["value"]);
            Some(entry.around(Kind::Map))
        }
        // Which type it is says a member beside it: a rule of whoever uses it.
        (Some("union"), None) => Some(Fact {
            full: any(String::new()),
            said_by: sources.clone(),
            ..Fact::default()
        }),
        (kind, last) => {
            rows.extend(last);
            root.refuse("kind", Cause::Type, kind.into());
            None
        }
    };
    table.unread.extend(root.rest());
    Facts {
        tables: vec![Group {
            table,
            value: value.map(Box::new),
            rows,
            sources,
        }],
        ..Facts::default()
    }
}

/// Returns what a map has no place for: the name of a member, beside members of any name.
fn named(fact: &Fact) -> Option<Unread> {
    let name = fact.shape.name.as_deref().filter(|name| *name != "*")?;
    Some(Unread {
        at: format!("{}/name", fact.shape.at),
        cause: Cause::Shape,
        found: name.into(),
    })
}

/// Returns what is one of several values, whatever their names are. Who says so says it of all of them.
fn one_of(facts: Vec<Fact>) -> Fact {
    let mut one = Fact::default();
    for fact in facts {
        for (row, form) in [(&mut one.shape, fact.shape), (&mut one.full, fact.full)] {
            row.alternatives.push(Row { name: None, ..form });
        }
        one.shaped_by.extend(fact.shaped_by);
        one.said_by.extend(fact.said_by);
        one.disagreements.extend(fact.disagreements);
    }
    one
}

impl Fact {
    /// Returns the list or map of which this is an item or a value.
    fn around(self, kind: Kind) -> Self {
        let wrap = |mut row: Row| {
            row.name = None;
            let at = row.at.clone();
            let inner = Some(Box::new(row));
            let (item, entry) = if kind == Kind::Map {
                (None, inner)
            } else {
                (inner, None)
            };
            Row {
                kind: Some(kind),
                item,
                entry,
                at,
                ..Row::default()
            }
        };
        Self {
            shape: wrap(self.shape),
            full: wrap(self.full),
            ..self
        }
    }
}

fn common(document: &Value) -> Facts {
    let mut root = Object::new(document, String::new());
    let sources = editions(&mut root, "source").unwrap_or_default();
    let at = root.at("response");
    let rows = fields(&mut root, "response", |fact, _| {
        fact.shaped_by = sources.clone();
        fact.said_by = sources.clone();
    });
    let answer = Group {
        table: Table {
            section: Some(Section::ResponseBody),
            at,
            ..Table::default()
        },
        rows,
        ..Group::default()
    };
    root.past(&["style"]);
    Facts {
        tables: vec![parameters(&mut root, &sources), answer],
        unread: root.rest(),
        sources,
        ..Facts::default()
    }
}

/// Reads a list of values that several members may have: each with its name, where it has one. The list is never said to be whole.
fn listing(document: &Value, name: &str, list: &str, key: &str) -> Facts {
    let mut root = Object::new(document, String::new());
    let sources = editions(&mut root, "source").unwrap_or_default();
    let at = root.at(list);
    let mut row = Row {
        kind: Some(Kind::String),
        open: Some(true),
        at: at.clone(),
        ..Row::default()
    };
    for (index, value) in root.list(list).iter().enumerate() {
        let mut object = Object::new(value, format!("{at}/{index}"));
        let (listed, label) = (object.text(key), object.text("name"));
        if let (Some(listed), Some(label)) = (&listed, label) {
            row.labels.insert(listed.clone(), label);
        }
        row.values.extend(listed.map(Value::from));
        row.unread.extend(object.rest());
    }
    let table = Table {
        type_name: Some(name.to_owned()),
        unread: root.rest(),
        ..Table::default()
    };
    let value = Fact {
        shape: row.clone(),
        full: row,
        shaped_by: sources.clone(),
        said_by: sources.clone(),
        ..Fact::default()
    };
    Facts {
        tables: vec![Group {
            table,
            value: Some(Box::new(value)),
            sources: sources.clone(),
            ..Group::default()
        }],
        sources,
        ..Facts::default()
    }
}

/// Reads the functions of intelligent production: which type their parameters are of, by the name of the function. What
/// goes in and comes out is told in words.
fn functions(document: &Value) -> Option<Facts> {
    let list = document.as_array()?;
    let all = list.iter().all(|value| value.get("function").is_some());
    (all && !list.is_empty()).then_some(())?;
    let mut rules = Vec::new();
    for (index, value) in list.iter().enumerate() {
        let mut object = Object::new(value, format!("/{index}"));
        let by = editions(&mut object, "source").unwrap_or_default();
        let rule = Rule {
            kind: RuleKind::SelectsType,
            members: vec!["JobParams".to_owned()],
            by: Some("FunctionName".to_owned()),
            when: object.text("function"),
            text: object.text("params"),
            at: object.at.clone(),
        };
        if rule.text.is_none() {
            let (at, cause) = (object.at.clone(), Cause::Rule);
            let found = value.clone();
            rules.push((Err(Unread { at, cause, found }), by));
            continue;
        }
        rules.push((Ok(rule), by.clone()));
        let rest = object.rest().into_iter();
        rules.extend(rest.map(|unread| (Err(unread), by.clone())));
    }
    Some(Facts {
        rules,
        ..Facts::default()
    })
}

/// Reads a list of fields. The caller says from the letters of each who states it.
fn fields(
    object: &mut Object<'_>,
    key: &str,
    attribute: impl Fn(&mut Fact, Option<Editions>) + Copy,
) -> Vec<Fact> {
    let at = object.at(key);
    let list = object.list(key).iter().enumerate();
    list.map(|(index, value)| field(Object::new(value, format!("{at}/{index}")), attribute))
        .collect()
}

/// Reads a field and its members. That it holds members of members is bounded by the depth of JSON that is read.
fn field(mut object: Object<'_>, attribute: impl Fn(&mut Fact, Option<Editions>) + Copy) -> Fact {
    let by = editions(&mut object, "source");
    let mut fact = Fact {
        said_by: editions(&mut object, "fact_source").unwrap_or_default(),
        ..Fact::default()
    };
    attribute(&mut fact, by);
    if let Some(place) = object.text("in")
        && place != "query"
    {
        object.refuse("in", Cause::Shape, place.into());
    }
    fact.shape = shape(&mut object);
    fact.members = fields(&mut object, "fields", attribute);
    let at = object.at("disagree");
    let sentences = object.texts("disagree").into_iter();
    fact.disagreements = sentences
        .map(|text| disagreement(&text, &at, &fact.said_by))
        .collect();
    fact.full = fact.shape.clone();
    values(&mut fact.full, &mut object);
    fact.full.unread.extend(object.rest());
    fact
}

/// Takes what a field is: its name, type, mark, and the width of a number.
fn shape(object: &mut Object<'_>) -> Row {
    let mut row = Row {
        name: object.text("name"),
        mandatory: object.flag("required"),
        deprecated: object.flag("deprecated"),
        at: object.at.clone(),
        ..Row::default()
    };
    if let Some(text) = object.text("type") {
        match scalar(&text) {
            Some(kind) => row.kind = Some(kind),
            None => object.refuse("type", Cause::Type, text.into()),
        }
    }
    let at = object.at("of");
    match object.text("of") {
        Some(text) if row.kind == Some(Kind::Map) => {
            row.entry = Some(Box::new(expression(&text, at)));
        }
        named => row.type_name = named,
    }
    let at = object.at("items");
    row.item = object
        .text("items")
        .map(|text| Box::new(expression(&text, at)));
    if row.kind.is_some_and(Kind::is_number) {
        row.format = object.text("format");
    }
    row
}

fn scalar(text: &str) -> Option<Kind> {
    Some(match text {
        "string" => Kind::String,
        "integer" => Kind::Integer,
        "number" => Kind::Number,
        "boolean" => Kind::Boolean,
        "object" => Kind::Object,
        "array" => Kind::Array,
        "map" => Kind::Map,
        "any" => Kind::Any,
        "time" => Kind::Time,
        _ => return None,
    })
}

fn any(at: String) -> Row {
    Row {
        kind: Some(Kind::Any),
        at,
        ..Row::default()
    }
}

/// Reads the name of a type: a scalar, `array<…>`, a type, or `unknown`.
fn expression(text: &str, at: String) -> Row {
    let mut inner = text;
    let mut lists = 0_usize;
    while let Some(item) = inner
        .strip_prefix("array<")
        .and_then(|rest| rest.strip_suffix('>'))
    {
        (inner, lists) = (item, lists + 1);
    }
    let kind = match inner {
        "unknown" => Some(Kind::Any),
        known => scalar(known),
    };
    let mut row = Row {
        kind,
        type_name: kind.is_none().then(|| inner.to_owned()),
        at: at.clone(),
        ..Row::default()
    };
    // More lists in each other than a type could have are no type.
    for _ in 0..lists.min(8) {
        row = Row {
            kind: Some(Kind::Array),
            item: Some(Box::new(row)),
            at: at.clone(),
            ..Row::default()
        };
    }
    row
}

/// Takes what the values of a field may be.
fn values(row: &mut Row, object: &mut Object<'_>) {
    document(row, object);
    row.minimum = object.number("minimum");
    row.maximum = object.number("maximum");
    row.exclusive_minimum = object.number("exclusive_minimum");
    row.exclusive_maximum = object.number("exclusive_maximum");
    row.min_length = object.whole("min_length");
    row.max_length = object.whole("max_length");
    row.length_unit = length_unit(object, "length_unit");
    row.default = object.take("default").cloned();
    row.default_note = object.text("default_note");
    row.unit = object.text("unit");
    row.characters = object.text("chars");
    row.placeholders = object.texts("placeholders");
    row.when = object.text("when").into_iter().collect();
    row.notes = object.text("note").into_iter().collect();
    row.separator = object.text("separator");
    counts(row, object);
    listed(row, object);
    let at = object.at("forms");
    for (index, form) in object.texts("forms").into_iter().enumerate() {
        let at = format!("{at}/{index}");
        match alternative(&form, &at) {
            Some(form) => row.alternatives.push(form),
            None => row.unread.push(Unread {
                at,
                cause: Cause::Words,
                found: form.into(),
            }),
        }
    }
}

/// Takes what a text holds: a number, a boolean, a time, or a JSON document.
fn document(row: &mut Row, object: &mut Object<'_>) {
    let at = object.at("holds");
    if let Some(held) = object.text("holds") {
        match scalar(&held) {
            Some(kind) => row.holds = Some(kind),
            None => row.json_of = Some(Box::new(expression(&held, at))),
        }
    }
    let at = object.at("json_of");
    match object.take("json_of") {
        Some(Value::String(name)) => row.json_of = Some(Box::new(expression(name, at))),
        Some(value) => match texts(value) {
            Some(names) => {
                let forms = names.iter().map(|name| expression(name, at.clone()));
                row.json_of = Some(Box::new(Row {
                    alternatives: forms.collect(),
                    at: at.clone(),
                    ..Row::default()
                }));
            }
            None => object.refuse("json_of", Cause::Shape, value.clone()),
        },
        None => {}
    }
}

/// Takes how many items there are, and how long each is: of a list, of a text with separators, of a list in a text.
fn counts(row: &mut Row, object: &mut Object<'_>) {
    let (at, text) = (row.at.clone(), row.separator.is_some());
    let most = object.whole("max_items");
    let length = object.whole("item_max_length");
    let unit = length_unit(object, "item_length_unit");
    let count = object.whole("item_length");
    let list = match &mut row.json_of {
        Some(inner) if inner.kind == Some(Kind::Array) => inner.as_mut(),
        _ => row,
    };
    list.max_items = most;
    if text || length.is_some() || count.is_some() {
        let item = list.item.get_or_insert_with(|| {
            Box::new(Row {
                kind: text.then_some(Kind::String),
                at,
                ..Row::default()
            })
        });
        (item.max_length, item.length_unit) = (length, unit);
        // It is that of the items where these are lists, otherwise that of the list.
        if item.kind == Some(Kind::Array) {
            (item.min_items, item.max_items) = (count, count);
        } else if count.is_some() {
            (list.min_items, list.max_items) = (count, count);
        }
    }
}

/// Takes listed values and forms. Beside a list, a text with separators, or a list in a text, they are those of an item.
fn listed(row: &mut Row, object: &mut Object<'_>) {
    let of_items = row.kind == Some(Kind::Array) || row.separator.is_some();
    let document = row.json_of.as_deref_mut();
    let list = document.filter(|document| document.kind == Some(Kind::Array));
    let item = list.and_then(|list| list.item.as_deref_mut());
    match (item, &mut row.item) {
        (Some(item), _) => list_into(item, object),
        (None, Some(item)) if of_items => list_into(item, object),
        _ => list_into(row, object),
    }
}

fn list_into(row: &mut Row, object: &mut Object<'_>) {
    row.values = object.list("enum").to_vec();
    let known = object.list("known_values");
    if !known.is_empty() {
        row.open = Some(true);
        row.values.extend(known.iter().cloned());
    }
    for (value, label, _) in object.members("labels") {
        match label.as_str() {
            Some(label) => _ = row.labels.insert(value.to_owned(), label.to_owned()),
            None => object.refuse("labels", Cause::Shape, label.clone()),
        }
    }
    match object.text("case").as_deref() {
        Some("insensitive") => row.any_case = Some(true),
        Some(other) => object.refuse("case", Cause::Shape, other.into()),
        None => {}
    }
    match object.take("format") {
        Some(Value::String(format)) => match format.strip_prefix("regex ") {
            Some(pattern) => match portable(pattern) {
                Some(pattern) => row.pattern = Some(pattern),
                None => object.refuse("format", Cause::Pattern, format.as_str().into()),
            },
            None if format == "base64" => row.encoding = Some(format.clone()),
            None => row.format = Some(format.clone()),
        },
        Some(value) => match texts(value) {
            Some(formats) => row
                .alternatives
                .extend(formats.into_iter().map(|format| Row {
                    kind: Some(Kind::String),
                    format: Some(format),
                    at: object.at("format"),
                    ..Row::default()
                })),
            None => object.refuse("format", Cause::Shape, value.clone()),
        },
        None => {}
    }
}

fn length_unit(object: &mut Object<'_>, key: &str) -> Option<LengthUnit> {
    match object.text(key)?.as_str() {
        "bytes" => Some(LengthUnit::Bytes),
        "characters" => Some(LengthUnit::Characters),
        other => {
            object.refuse(key, Cause::Shape, other.into());
            None
        }
    }
}

/// Reads one of the forms of a text: `int 1..10 s`, `int (0,10)`, `decimal (0,1) of …`, a word, or a picture such as
/// `hh:mm:ss`.
fn alternative(form: &str, at: &str) -> Option<Row> {
    let mut row = Row {
        kind: Some(Kind::String),
        at: at.to_owned(),
        ..Row::default()
    };
    let number = |text: &str| serde_json::from_str::<Number>(text).ok();
    let (first, rest) = form.split_once(' ').unwrap_or((form, ""));
    if matches!(first, "int" | "decimal") {
        row.holds = Some(if first == "int" {
            Kind::Integer
        } else {
            Kind::Number
        });
        let (range, words) = rest.split_once(' ').unwrap_or((rest, ""));
        let open = range
            .strip_prefix('(')
            .and_then(|range| range.strip_suffix(')'));
        if let Some((from, to)) = open.and_then(|range| range.split_once(',')) {
            (row.exclusive_minimum, row.exclusive_maximum) =
                (Some(number(from)?), Some(number(to)?));
        } else {
            let (from, to) = range.split_once("..")?;
            (row.minimum, row.maximum) = (Some(number(from)?), Some(number(to)?));
        }
        match words.split_once(' ') {
            Some(_) => row.notes.push(words.to_owned()),
            None if !words.is_empty() => row.unit = Some(words.to_owned()),
            None => {}
        }
    } else if !rest.is_empty() {
        return None;
    } else if form.contains([':', '[']) {
        row.format = Some(form.to_owned());
    } else {
        row.values.push(form.into());
    }
    Some(row)
}

/// Reads a sentence about sources that differ: `D: required`, `S25 and E21: default 5`, or words.
fn disagreement(text: &str, at: &str, said_by: &Editions) -> Disagreement {
    let mut rest = text;
    let mut by = Editions::new();
    loop {
        let word = rest.split([' ', ':']).next().unwrap_or_default();
        match Edition::of(word) {
            Some(edition) => _ = by.insert(edition.name),
            None if word == "and" && !by.is_empty() => {}
            None => break,
        }
        rest = rest.get(word.len()..).unwrap_or_default().trim_start();
        // Which page it is.
        if let Some((_, after)) = rest.strip_prefix('(').and_then(|rest| rest.split_once(')')) {
            rest = after;
        }
    }
    let instead = !by.is_empty();
    if by.is_empty() {
        let named = text.split(['(', ')']).filter_map(Edition::of);
        by.extend(named.map(|edition| edition.name));
    }
    if by.is_empty() {
        by.clone_from(said_by);
    }
    let said = rest.trim_start_matches([':', ' ']);
    let mandatory = match said.split(',').next() {
        Some("required") => Some(true),
        Some("not required" | "not marked required") => Some(false),
        _ => None,
    };
    let default = said
        .strip_prefix("default ")
        .filter(|value| !value.contains(' '));
    let understood = instead && (default.is_some() || mandatory.is_some() && !said.contains(','));
    let words = Unread {
        at: at.to_owned(),
        cause: Cause::Words,
        found: text.into(),
    };
    Disagreement {
        by,
        instead: instead && mandatory.is_none() && default.is_none(),
        mandatory: mandatory.filter(|_| instead),
        default: default.filter(|_| instead).map(Value::from),
        words: (!understood).then_some(words),
    }
}

/// Reads a rule. One that the form of sheets has no kind for is not understood.
fn rule(value: &Value, at: String) -> (Result<Rule, Unread>, Editions) {
    let mut object = Object::new(value, at.clone());
    let by = editions(&mut object, "source").unwrap_or_default();
    let kind = object.text("kind").unwrap_or_default();
    let mut rule = Rule {
        kind: RuleKind::AtLeastOne,
        members: object.texts("params"),
        by: None,
        when: None,
        text: None,
        at: at.clone(),
    };
    rule.members.extend(object.text("param"));
    let selector = object.text("selector");
    let known = match (kind.as_str(), selector) {
        ("at_least_one_of", None) => Some(RuleKind::AtLeastOne),
        ("at_most_one_of", None) => Some(RuleKind::AtMostOne),
        ("required_by_value", Some(selector)) => {
            let (member, value) = selector.split_once('=').unwrap_or((&selector, ""));
            rule.by = Some(member.to_owned());
            rule.when = (!value.is_empty()).then(|| value.to_owned());
            // A sentence is no member.
            (!member.contains(' ') && rule.when.is_some()).then_some(RuleKind::RequiredIf)
        }
        ("overrides", None) => {
            rule.by = object.text("by");
            object.past(&["note"]);
            Some(RuleKind::WinsOver)
        }
        ("shape_by_value", Some(selector)) => {
            rule.by = Some(selector);
            rule.text = object.text("types");
            Some(RuleKind::SelectsType)
        }
        ("placeholder_required", None) => {
            rule.text = object.text("placeholder");
            rule.when = object.text("when");
            Some(RuleKind::Contains)
        }
        _ => None,
    };
    match known {
        Some(kind) if object.rest().is_empty() => (Ok(Rule { kind, ..rule }), by),
        _ => {
            let words = Unread {
                at,
                cause: Cause::Rule,
                found: value.clone(),
            };
            (Err(words), by)
        }
    }
}
