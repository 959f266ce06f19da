//! The table of constraints (`constraints.csv`), `catalog.json` and `index.json`.

use std::collections::{BTreeMap, BTreeSet};

use mediaspec_codegen::constraints_csv;
use mediaspec_core::contract::{
    AuthGroup, Catalog, Cite, Condition, Content, Context, Direction, Enum, Field, Form, Int, Json,
    List, Literal, MediaTypes, Number, Operation, Part, Piece, Required, Rule, RuleKind, Service,
    Shape, Text, TypeDef, TypeName, Unique, Written,
};
use mediaspec_tests::{kinds_spec, load_folder, root, shipped_spec};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use super::{items, text};

const HEADER: [&str; 43] = [
    "service",
    "operations",
    "direction",
    "in",
    "type",
    "kind",
    "name",
    "summary",
    "json_type",
    "refers_to",
    "required",
    "nullable",
    "min",
    "max",
    "above",
    "below",
    "multiple_of",
    "min_chars",
    "max_chars",
    "max_chars_without_markup",
    "max_bytes",
    "min_items",
    "max_items",
    "unique",
    "pattern",
    "format",
    "encoding",
    "enum",
    "open",
    "any_case",
    "default",
    "unit",
    "accepted",
    "deprecated",
    "no_effect",
    "sensitive",
    "fields",
    "severity",
    "says",
    "source",
    "anchor",
    "url",
    "read",
];

type Row = BTreeMap<String, String>;

fn read(file: &str) -> String {
    std::fs::read_to_string(root().join("crates/schema").join(file)).expect("a file")
}

/// The catalog of the repository, and those of specs with every kind of constraint and with hostile names.
fn catalogs() -> [Catalog; 3] {
    let hostile = load_folder(&root().join("tests/obstacle"));
    [shipped_spec(), kinds_spec(), hostile]
}

/// The rows, with what guards against formulas taken away again.
fn rows(catalog: &Catalog) -> Vec<Row> {
    let text = constraints_csv(catalog);
    let text = text.strip_prefix('\u{feff}').expect("a byte order mark");
    let mut reader = csv::ReaderBuilder::new().from_reader(text.as_bytes());
    let header: Vec<String> = reader
        .headers()
        .expect("a header")
        .iter()
        .map(str::to_owned)
        .collect();
    let expected: Vec<&str> = HEADER.into_iter().chain(["sources"]).collect();
    assert_eq!(header, expected);
    reader
        .records()
        .map(|record| {
            let record = record.expect("as many cells as the header has");
            let cells = record
                .iter()
                .map(|cell| cell.strip_prefix('\'').unwrap_or(cell).to_owned());
            header.iter().cloned().zip(cells).collect()
        })
        .collect()
}

/// The texts of a cell that holds several.
fn several(cell: &str) -> Vec<String> {
    if cell.is_empty() {
        return Vec::new();
    }
    let mut out = vec![String::new()];
    let mut chars = cell.chars();
    while let Some(c) = chars.next() {
        match c {
            '|' => out.push(String::new()),
            c => {
                out.last_mut()
                    .expect("one")
                    .extend(if c == '\\' { chars.next() } else { Some(c) })
            }
        }
    }
    out
}

#[test]
fn the_table_is_csv_in_utf_8_that_no_spreadsheet_runs() {
    for catalog in catalogs() {
        let text = constraints_csv(&catalog);
        let text = text.strip_prefix('\u{feff}').expect("a byte order mark");
        assert!(!text.contains('\u{feff}'));
        assert!(text.ends_with("\r\n"));
        let mut reader = csv::ReaderBuilder::new()
            .has_headers(false)
            .from_reader(text.as_bytes());
        for record in reader.records() {
            for cell in &record.expect("a record") {
                let number = cell.parse::<f64>().is_ok();
                assert!(
                    number || !cell.starts_with(['=', '+', '-', '@', '\t', '\r', '\n']),
                    "{cell}"
                );
            }
        }
    }
}

/// A type by its service's name and its own; what belongs to no type has none.
type Place = (String, String);

/// How many cells have something in them: by type, kind of row, and column.
type Counts = BTreeMap<(Place, &'static str, &'static str), usize>;

/// Counts the constraints of a type once more, as plainly as it can be put.
struct Count<'c> {
    service: &'c Service,
    place: Place,
    kind: &'static str,
    counts: &'c mut Counts,
}

impl Count<'_> {
    fn one(&mut self, column: &'static str, there: bool) {
        if there {
            let key = (self.place.clone(), self.kind, column);
            *self.counts.entry(key).or_default() += 1;
        }
    }

    fn field(&mut self, ty: &TypeDef, field: &Field) {
        let Field {
            name: _,
            shape,
            required,
            nullable,
            sensitive,
            deprecated,
            no_effect,
            default,
            // The table is of what governs.
            votes: _,
            dropped: _,
            info,
        } = field;
        self.one("required", *required != Required::No);
        self.one("nullable", *nullable);
        self.one("sensitive", *sensitive);
        self.one("no_effect", no_effect.is_some());
        self.one("unit", info.unit.is_some());
        self.one("sources", !info.cites.is_empty());
        // An empty text is an empty cell.
        let empty = matches!(default, Some(Json::Scalar(Literal::Text(text))) if text.is_empty());
        self.one("default", default.is_some() && !empty);
        self.one("deprecated", deprecated.is_some() || has_old_values(shape));
        self.one("unique", ty.unique_in(field) != Unique::No);
        self.value(shape);
        self.inside(shape);
    }

    /// What a value must be by itself.
    fn value(&mut self, shape: &Shape) {
        self.one("json_type", true);
        self.one("refers_to", named(shape).is_some());
        match shape {
            Shape::Int(int) => self.int(int),
            Shape::Number(number) => self.number(number),
            Shape::Text(Text { form, content }) => {
                self.form(form);
                self.one("encoding", form.base64 || *content != Content::Plain);
                match content {
                    Content::Separated(separated) => {
                        self.one("min_items", separated.min_items.is_some());
                        self.one("max_items", separated.max_items.is_some());
                    }
                    Content::Written(Written::Int(int)) => self.int(int),
                    Content::Written(Written::Number(number)) => self.number(number),
                    Content::Written(Written::Bool)
                    | Content::Plain
                    | Content::File
                    | Content::Json(_) => {}
                }
            }
            Shape::Enum(choice) => self.choice(choice),
            Shape::List(list) => {
                let List {
                    item: _,
                    min_items,
                    max_items,
                    unique: _,
                } = &**list;
                self.one("min_items", min_items.is_some());
                self.one("max_items", max_items.is_some());
            }
            Shape::Object(name) => self.one("open", self.service.resolve(name).open),
            Shape::Bool | Shape::Map(_) | Shape::Alternatives(_) | Shape::Any => {}
        }
    }

    /// The row of an item, or of a document, and those of what is in it.
    fn inner(&mut self, shape: &Shape) {
        self.one("deprecated", has_old_values(shape));
        self.one("unique", matches!(shape, Shape::List(list) if list.unique));
        self.value(shape);
        self.inside(shape);
    }

    fn int(&mut self, int: &Int) {
        let Int {
            min,
            max,
            accepted,
            special: _,
            multiple_of,
            unix_seconds,
        } = int;
        self.one("multiple_of", multiple_of.is_some());
        self.one("min", min.is_some());
        self.one("max", max.is_some());
        self.one("accepted", accepted.is_some());
        self.one("format", *unix_seconds);
    }

    fn number(&mut self, number: &Number) {
        let Number {
            lower,
            upper,
            accepted,
            special: _,
        } = number;
        self.one("min", lower.is_some_and(|bound| !bound.exclusive));
        self.one("above", lower.is_some_and(|bound| bound.exclusive));
        self.one("max", upper.is_some_and(|bound| !bound.exclusive));
        self.one("below", upper.is_some_and(|bound| bound.exclusive));
        self.one("accepted", accepted.is_some());
    }

    /// Rows of their own: the items of a list, the pieces of a text, a document in it.
    fn inside(&mut self, shape: &Shape) {
        match shape {
            Shape::List(list) => {
                self.inner(&list.item);
            }
            Shape::Map(map) => self.inner(&map.value),
            Shape::Alternatives(alternatives) => {
                alternatives
                    .shapes
                    .iter()
                    .for_each(|shape| self.inner(shape));
            }
            Shape::Text(Text { form: _, content }) => match content {
                Content::Separated(separated) => {
                    self.one("json_type", true);
                    match &separated.piece {
                        Piece::Text(form) => {
                            self.form(form);
                            self.one("encoding", form.base64);
                        }
                        Piece::Enum(choice) => {
                            self.choice(choice);
                            let old = choice.values.iter().any(|v| v.deprecated.is_some());
                            self.one("deprecated", old);
                        }
                    }
                }
                Content::Json(document) if !matches!(**document, Shape::Object(_)) => {
                    self.inner(document);
                }
                Content::Json(_) | Content::Plain | Content::Written(_) | Content::File => {}
            },
            Shape::Int(_)
            | Shape::Number(_)
            | Shape::Bool
            | Shape::Enum(_)
            | Shape::Object(_)
            | Shape::Any => {}
        }
    }

    fn form(&mut self, form: &Form) {
        let Form {
            named: _,
            min_chars,
            max_chars,
            max_bytes,
            max_chars_without_markup,
            pattern,
            format,
            base64: _,
        } = form;
        self.one("min_chars", min_chars.is_some());
        self.one("max_chars", max_chars.is_some());
        self.one("max_bytes", max_bytes.is_some());
        self.one(
            "max_chars_without_markup",
            max_chars_without_markup.is_some(),
        );
        self.one("pattern", pattern.is_some());
        self.one("format", format.is_some());
    }

    fn choice(&mut self, choice: &Enum) {
        self.one("enum", true);
        self.one("open", choice.open);
        self.one("any_case", choice.any_case);
    }

    fn rule(&mut self, rule: &Rule) {
        self.one("severity", true);
        self.one("says", true);
        self.one("fields", true);
        match &rule.kind {
            RuleKind::Range {
                field: _,
                lower,
                upper,
            } => {
                self.one("min", lower.is_some_and(|bound| !bound.exclusive));
                self.one("above", lower.is_some_and(|bound| bound.exclusive));
                self.one("max", upper.is_some_and(|bound| !bound.exclusive));
                self.one("below", upper.is_some_and(|bound| bound.exclusive));
            }
            RuleKind::Values { .. } => self.one("enum", true),
            RuleKind::Contains { .. } => self.one("pattern", true),
            RuleKind::Unique { .. } => self.one("unique", true),
            RuleKind::SelectsType { .. } => self.one("refers_to", true),
            RuleKind::RequiredIf { .. }
            | RuleKind::RequiredUnless { .. }
            | RuleKind::NoEffectIf { .. }
            | RuleKind::NoEffectUnless { .. }
            | RuleKind::AtMostOne { .. }
            | RuleKind::AtLeastOne { .. }
            | RuleKind::WinsOver { .. }
            | RuleKind::Rows { .. }
            | RuleKind::SelectsSibling { .. } => {}
        }
    }
}

/// Whether a value of the shape's own should no longer be used.
fn has_old_values(shape: &Shape) -> bool {
    matches!(shape, Shape::Enum(choice) if choice.values.iter().any(|v| v.deprecated.is_some()))
}

/// The type that a shape names, through lists and texts.
fn named(shape: &Shape) -> Option<&TypeName> {
    shape.references().next()
}

/// The different sets of header groups that authenticate requests of a service.
fn authentications(service: &Service) -> Vec<&[AuthGroup]> {
    let mut out: Vec<&[AuthGroup]> = Vec::new();
    for groups in service
        .operations()
        .map(|operation| service.auth(operation))
    {
        if !groups.is_empty() && !out.contains(&groups) {
            out.push(groups);
        }
    }
    out
}

/// The bodies that are not sent as JSON alone: their types, where they have one, how many media types they have, and where
/// that was read.
fn sent_otherwise(service: &Service) -> Vec<(Option<&TypeName>, &MediaTypes, &Cite)> {
    let mut out = Vec::new();
    for operation in service.operations() {
        if let Some(body) = &operation.request {
            out.push((Some(&body.ty), &body.media_types, &operation.info.cite));
        }
        for answer in &operation.responses {
            out.push((answer.body.as_ref(), &answer.media_types, &answer.cite));
        }
    }
    out.retain(|(_, media_types, _)| **media_types != MediaTypes::default());
    out
}

fn counts(catalog: &Catalog) -> Counts {
    let mut counts = Counts::new();
    for service in catalog.services() {
        let mut count = Count {
            service,
            place: (service.name().to_owned(), String::new()),
            kind: "rule",
            counts: &mut counts,
        };
        for _ in authentications(service) {
            for column in ["severity", "says", "fields"] {
                count.one(column, true);
            }
        }
        for (ty, _, _) in sent_otherwise(service) {
            count.one("severity", true);
            count.one("says", true);
            count.one("refers_to", ty.is_some());
        }
        for ty in service.types() {
            count.place.1 = ty.name.to_string();
            count.kind = "field";
            for field in service.own_fields(ty) {
                count.field(ty, field);
            }
            count.kind = "rule";
            for rule in service.own_rules(ty) {
                count.rule(rule);
            }
        }
    }
    counts
}

#[test]
fn every_constraint_of_every_type_has_a_cell_and_no_cell_has_another() {
    /// What stands in every row is looked at elsewhere.
    const ELSEWHERE: [&str; 12] = [
        "service",
        "operations",
        "direction",
        "in",
        "type",
        "kind",
        "name",
        "summary",
        "source",
        "anchor",
        "url",
        "read",
    ];
    for catalog in catalogs() {
        let expected = counts(&catalog);
        let mut found = Counts::new();
        for row in rows(&catalog) {
            let place = (row["service"].clone(), row["type"].clone());
            let kind = match &*row["kind"] {
                "field" => "field",
                "rule" => "rule",
                other => panic!("{other}"),
            };
            for column in HEADER.into_iter().chain(["sources"]) {
                let nothing = matches!(
                    (column, &*row[column]),
                    (_, "")
                        | ("required", "no")
                        | ("nullable" | "sensitive" | "open" | "any_case", "false")
                );
                if !nothing && !ELSEWHERE.contains(&column) {
                    *found.entry((place.clone(), kind, column)).or_default() += 1;
                }
            }
        }
        assert_eq!(found, expected);
    }
    let kinds = counts(&kinds_spec());
    let columns: BTreeSet<&str> = kinds.keys().map(|(_, _, column)| *column).collect();
    let never: Vec<&str> = HEADER
        .into_iter()
        .filter(|column| !columns.contains(column) && !ELSEWHERE.contains(column))
        .collect();
    assert_eq!(never, [""; 0], "the spec with every kind has none");
}

/// What a row says of itself: kind, name, summary, source, place in it, and what of it was read elsewhere.
type Told = [String; 6];

fn told(kind: &str, name: &str, summary: &str, cite: &Cite) -> Told {
    let anchor = cite.anchor.as_deref().unwrap_or_default();
    [kind, name, summary, &cite.source, anchor, ""].map(str::to_owned)
}

/// The rows that a type should have.
fn told_of(service: &Service, ty: &TypeDef) -> Vec<Told> {
    let mut out = Vec::new();
    for field in service.own_fields(ty) {
        let name = field.name.replace('~', "~0").replace('/', "~1");
        let mut own = told("field", &name, &field.info.summary, &field.info.cite);
        let elsewhere = field.info.cites.iter();
        let elsewhere: Vec<String> = elsewhere
            .map(|(key, cite)| format!("{key}: {cite}"))
            .collect();
        own[5] = elsewhere.join("|");
        out.push(own);
        rows_inside(&field.shape, &name, &mut |name, summary| {
            out.push(told("field", name, summary, &field.info.cite));
        });
    }
    for rule in service.own_rules(ty) {
        out.push(told("rule", &rule.id, &rule.info.summary, &rule.info.cite));
    }
    out
}

/// The rows of what a value holds: names and summaries.
fn rows_inside(shape: &Shape, name: &str, told: &mut dyn FnMut(&str, &str)) {
    let mut inner = |step: &str, summary: &str, shape: &Shape| {
        let name = format!("{name}{step}");
        told(&name, summary);
        rows_inside(shape, &name, told);
    };
    match shape {
        Shape::List(list) => inner("/*", "Each item of the list.", &list.item),
        Shape::Map(map) => inner("/*", "Each value of the map.", &map.value),
        Shape::Text(Text { form: _, content }) => match content {
            Content::Separated(_) => inner("/*", "Each piece of the text.", &Shape::Any),
            // That has a type of its own.
            Content::Json(document) if matches!(**document, Shape::Object(_)) => {}
            Content::Json(document) => inner("!", "The JSON document in the text.", document),
            Content::Plain | Content::Written(_) | Content::File => {}
        },
        Shape::Alternatives(alternatives) => {
            for (number, shape) in (1..).zip(&alternatives.shapes) {
                inner(&format!("|{number}"), "One of the alternatives.", shape);
            }
        }
        _ => {}
    }
}

#[test]
fn every_type_has_its_rows_once_and_each_row_says_what_it_is_and_where_it_was_read() {
    for catalog in catalogs() {
        let mut expected = Vec::new();
        for service in catalog.services() {
            let mut of_type = |name: &str, told: Vec<Told>| {
                let place = (service.name().to_owned(), name.to_owned());
                if !told.is_empty() {
                    expected.push((place, told));
                }
            };
            let authentication = |groups: &[AuthGroup]| {
                let summary = "One group of headers must be complete.";
                told("rule", "authentication", summary, &groups[0].cite)
            };
            let sets = authentications(service).into_iter();
            let sent = sent_otherwise(service).into_iter();
            let sent = sent
                .map(|(_, _, cite)| told("rule", "media-type", "What the body is sent as.", cite));
            of_type("", sets.map(authentication).chain(sent).collect());
            let (mut parameters, mut own): (Vec<&TypeDef>, Vec<&TypeDef>) =
                service.types().partition(|ty| ty.parameters_of.is_some());
            parameters
                .sort_by(|a, b| (&a.parameters_of, &*a.name).cmp(&(&b.parameters_of, &*b.name)));
            own.sort_by(|a, b| a.name.cmp(&b.name));
            for ty in parameters.into_iter().chain(own) {
                of_type(&ty.name, told_of(service, ty));
            }
        }
        let mut found: Vec<(Place, Vec<Told>)> = Vec::new();
        for row in rows(&catalog) {
            let columns = ["kind", "name", "summary", "source", "anchor", "sources"];
            let told = columns.map(|column| row[column].clone());
            let place = (row["service"].clone(), row["type"].clone());
            match found.last_mut() {
                Some((last, rows)) if *last == place => rows.push(told),
                _ => found.push((place, vec![told])),
            }
            let source = catalog.service(&row["service"]).and_then(|service| {
                let mut sources = service.sources().iter();
                sources.find(|source| *source.name == *row["source"])
            });
            let source = source.expect("a source of the service");
            assert_eq!((&*source.url, &*source.read), (&*row["url"], &*row["read"]));
        }
        for (found, expected) in found.iter().zip(&expected) {
            assert_eq!(found, expected);
        }
        assert_eq!(found.len(), expected.len());
    }
}

/// A part of a message, for which rows hold.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Use {
    operation: String,
    context: Option<Context>,
    direction: Direction,
    part: Part,
}

/// The messages that each type is part of, followed from each message by hand.
fn uses(service: &Service) -> BTreeMap<&str, BTreeSet<Use>> {
    fn follow<'c>(service: &'c Service, name: &'c TypeName, seen: &mut BTreeSet<&'c str>) {
        if !seen.insert(name) {
            return;
        }
        let ty = service.resolve(name);
        for name in &ty.includes {
            follow(service, name, seen);
        }
        for field in &ty.fields {
            for name in field.shape.references() {
                follow(service, name, seen);
            }
        }
        for rule in &ty.rules {
            if let RuleKind::SelectsType {
                cases, otherwise, ..
            } = &rule.kind
            {
                let selected = cases.iter().map(|(_, name)| name).chain(otherwise);
                selected.for_each(|name| follow(service, name, seen));
            }
        }
    }
    let mut out: BTreeMap<&str, BTreeSet<Use>> = BTreeMap::new();
    for operation in service.operations() {
        let mut add = |name: Option<&'_ TypeName>, direction, part| {
            let Some(name) = name else { return };
            let mut seen = BTreeSet::new();
            follow(service, &service.resolve(name).name, &mut seen);
            for name in seen {
                out.entry(name).or_default().insert(Use {
                    operation: operation.name.to_string(),
                    context: operation.context,
                    direction,
                    part,
                });
            }
        };
        let (request, response) = (Direction::Request, Direction::Response);
        add(operation.path_parameters.as_ref(), request, Part::Path);
        add(operation.query.as_ref(), request, Part::Query);
        add(operation.headers.as_ref(), request, Part::Header);
        let body = operation.request.as_ref();
        add(body.map(|body| &body.ty), request, Part::Body);
        for answer in &operation.responses {
            add(answer.body.as_ref(), response, Part::Body);
            add(answer.headers.as_ref(), response, Part::Header);
        }
        for callback in &operation.callbacks {
            add(Some(&callback.ty), response, Part::Body);
        }
    }
    out
}

/// Whether a rule can run on a message.
fn may_run(rule: &Rule, message: &Use) -> bool {
    let unless = matches!(
        rule.kind,
        RuleKind::RequiredUnless { .. } | RuleKind::NoEffectUnless { .. }
    );
    let in_context = |condition: &Condition| match condition {
        Condition::Context(contexts) => {
            let known = message.context.is_some();
            known && (unless || message.context.is_some_and(|own| contexts.contains(&own)))
        }
        Condition::Is { .. } | Condition::Present { .. } => true,
    };
    rule.when.iter().all(in_context) && rule.direction.is_none_or(|only| only == message.direction)
}

#[test]
fn every_row_says_which_messages_it_holds_for() {
    let mut narrowed = 0;
    for catalog in catalogs() {
        let rows = rows(&catalog);
        for service in catalog.services() {
            let uses = uses(service);
            let nothing = BTreeSet::new();
            for row in rows.iter().filter(|row| row["service"] == service.name()) {
                let Some(ty) = service.ty(&row["type"]) else {
                    assert!(["authentication", "media-type"].contains(&&*row["name"]));
                    continue;
                };
                let all = uses.get(ty.name.as_str()).unwrap_or(&nothing);
                let rule = ty.rules.iter().find(|rule| *rule.id == *row["name"]);
                let rule = rule.filter(|_| row["kind"] == "rule");
                let held: Vec<&Use> = all
                    .iter()
                    .filter(|message| rule.is_none_or(|rule| may_run(rule, message)))
                    .collect();
                narrowed += usize::from(held.len() < all.len());
                let expect = |column: &str, told: BTreeSet<String>| {
                    let cells = several(&row[column]);
                    let once: BTreeSet<String> = cells.iter().cloned().collect();
                    assert_eq!(
                        (cells.len(), &once),
                        (told.len(), &told),
                        "{column} of {row:?}"
                    );
                };
                let operations = held.iter().map(|message| message.operation.clone());
                expect("operations", operations.collect());
                let directions = held.iter().map(|message| message.direction.to_string());
                expect("direction", directions.collect());
                let parts = held.iter().map(|message| message.part.to_string());
                expect("in", parts.collect());
            }
            for groups in authentications(service) {
                let told: Vec<Vec<String>> = rows
                    .iter()
                    .filter(|row| row["service"] == service.name() && row["type"].is_empty())
                    .filter(|row| {
                        let headers = several(&row["fields"]);
                        let own = groups.iter().flat_map(|group| &group.headers);
                        own.map(|name| &**name).collect::<BTreeSet<_>>()
                            == headers.iter().map(|name| &**name).collect()
                    })
                    .map(|row| several(&row["operations"]))
                    .collect();
                let having: Vec<&Operation> = service
                    .operations()
                    .filter(|operation| service.auth(operation) == groups)
                    .collect();
                let names: Vec<String> = having.iter().map(|o| o.name.to_string()).collect();
                assert!(told.contains(&names), "{told:?} {names:?}");
            }
        }
    }
    assert!(
        narrowed > 10,
        "{narrowed} rules hold for fewer messages than their types"
    );
}

/// What the table says, by service, type and name of the field.
struct Table<'c> {
    service: &'c Service,
    fields: &'c BTreeMap<[String; 3], Row>,
    rules: &'c [Row],
}

/// Where the way of a fact leads: to a row, or into a type.
enum Found<'c> {
    Row(&'c Row),
    Type(String),
}

impl<'c> Table<'c> {
    fn row(&self, ty: &str, name: &str) -> &'c Row {
        let key = [self.service.name(), ty, name].map(str::to_owned);
        let row = self.fields.get(&key);
        row.unwrap_or_else(|| panic!("no row {key:?}"))
    }

    /// Goes the way of a fact, from row to row.
    fn follow(&self, root: &str, pointer: &str) -> Found<'c> {
        let mut found = Found::Type(root.to_owned());
        for token in pointer.split('/').skip(1) {
            let ty = match &found {
                Found::Type(ty) => ty.clone(),
                Found::Row(row) => row["refers_to"].clone(),
            };
            if token == "*" {
                // Items of a form, or of a document, have no row; that of the member says of what type they are.
                let Found::Row(row) = found else {
                    if ty.is_empty() {
                        return Found::Type(ty);
                    }
                    found = Found::Type(ty);
                    continue;
                };
                found = Found::Row(self.row(&row["type"], &format!("{}/*", row["name"])));
                continue;
            }
            // What a form of several is, and what a document is, the row of the member tells.
            let (token, document) = match token.split_once(['!', '|']) {
                Some((token, _)) => (token, true),
                None => (token, false),
            };
            let (name, tag) = token
                .split_once('?')
                .map_or((token, None), |(name, tag)| (name, Some(tag)));
            // Of the types that a member may have it is the one that has the field.
            let ty = several(&ty).into_iter().find(|ty| {
                let ty = self.service.ty(ty).expect("a type");
                let mut shared = ty.includes.iter();
                let shared =
                    shared.any(|shared| self.service.resolve(shared).field(name).is_some());
                shared || ty.field(name).is_some()
            });
            let ty = ty.unwrap_or_else(|| panic!("no type has {pointer}"));
            // A field that is shared has its row in the type that has it.
            let known = self.service.ty(&ty).expect("a type");
            let mut shared = known.includes.iter();
            let shared = shared.find(|shared| self.service.resolve(shared).field(name).is_some());
            let row = self.row(shared.map_or(&*ty, |shared| shared.as_str()), name);
            found = match tag {
                Some(tag) => Found::Type(self.selected(&ty, name, tag)),
                None if document => Found::Type(row["refers_to"].clone()),
                None => Found::Row(row),
            };
        }
        found
    }

    /// The type that a field has where the tag beside it has that value: the sentence of a rule says it.
    fn selected(&self, ty: &str, field: &str, tag: &str) -> String {
        let selecting: Vec<&Row> = self
            .rules
            .iter()
            .filter(|row| row["service"] == self.service.name() && row["type"] == ty)
            .filter(|row| !row["refers_to"].is_empty())
            .filter(|row| several(&row["fields"]).iter().any(|name| name == field))
            .collect();
        let [row] = selecting[..] else {
            panic!("{ty}/{field}: {selecting:?}")
        };
        let told = several(&row["refers_to"]);
        let said = |name: &&String| {
            let case = format!("{name} for ");
            row["says"].split(", ").any(|part| {
                part.split_once(&case)
                    .is_some_and(|(_, tags)| tags.split([' ', '.', ';']).any(|word| word == tag))
            })
        };
        let found: Vec<&String> = told.iter().filter(said).collect();
        let [name] = found[..] else {
            panic!("{tag} of {}: {found:?}", row["says"])
        };
        name.clone()
    }
}

/// What the vendors' pages say, written down apart from `spec/`, reads back from the table.
#[test]
fn facts_read_back_from_the_table() {
    let catalog = shipped_spec();
    let (fields, rules): (Vec<Row>, Vec<Row>) = rows(&catalog)
        .into_iter()
        .partition(|row| row["kind"] == "field");
    let mut by_place: BTreeMap<[String; 3], Row> = BTreeMap::new();
    for row in fields {
        let key = ["service", "type", "name"].map(|column| row[column].clone());
        assert!(by_place.insert(key, row).is_none());
    }
    let mut count = 0;
    let operations = catalog.services().iter().flat_map(|service| {
        service
            .operations()
            .map(move |operation| (service, operation))
    });
    for (service, operation) in operations {
        let table = Table {
            service,
            fields: &by_place,
            rules: &rules,
        };
        let file = format!("tests/facts/{}.json", operation.full_name());
        let Ok(book) = std::fs::read_to_string(root().join(file)) else {
            continue;
        };
        let book: Value = serde_json::from_str(&book).expect("a book");
        for fact in items(&book["facts"]) {
            let words: Vec<&str> = text(fact, "in").split(' ').collect();
            let (ty, direction) = match words[..] {
                ["path"] => (operation.path_parameters.as_ref(), Direction::Request),
                ["query"] => (operation.query.as_ref(), Direction::Request),
                ["header"] => (operation.headers.as_ref(), Direction::Request),
                ["request"] => {
                    let body = operation.request.as_ref().map(|body| &body.ty);
                    (body, Direction::Request)
                }
                ["response", status] => {
                    let response = response(operation, status);
                    (response.body.as_ref(), Direction::Response)
                }
                ["response", status, "header"] => {
                    let response = response(operation, status);
                    (response.headers.as_ref(), Direction::Response)
                }
                ["callback", name] => {
                    let mut callbacks = operation.callbacks.iter();
                    let callback = callbacks.find(|callback| *callback.name == *name);
                    (callback.map(|callback| &callback.ty), Direction::Response)
                }
                _ => panic!("{fact}"),
            };
            let ty = ty.unwrap_or_else(|| panic!("{fact}: nothing is documented"));
            match table.follow(ty, text(fact, "pointer")) {
                Found::Row(row) => {
                    let held = several(&row["operations"]);
                    assert!(held.iter().any(|name| *name == *operation.name), "{row:?}");
                    count += compare(fact, row, direction);
                }
                // What a tag selects and what a text holds have no row of their own: the member has.
                Found::Type(ty) => {
                    let (pointer, is_object) = (text(fact, "pointer"), fact["type"] == "object");
                    assert!(is_object || pointer.contains(['!', '|']), "{fact}");
                    let mut types = several(&ty).into_iter();
                    assert!(
                        !is_object || types.any(|ty| service.ty(&ty).is_some()),
                        "{fact}: {ty}"
                    );
                }
            }
        }
    }
    assert!(count > 2_000, "{count}");
}

fn response<'c>(operation: &'c Operation, status: &str) -> &'c mediaspec_core::contract::Response {
    let mut responses = operation.responses.iter();
    let found = responses.find(|response| response.status.to_string() == status);
    found.expect("a documented status")
}

/// Compares what a fact says with a row; returns how much that was.
fn compare(fact: &Value, row: &Row, direction: Direction) -> usize {
    let mut count = 0;
    for column in [
        "min",
        "max",
        "above",
        "below",
        "min_chars",
        "max_chars",
        "max_bytes",
        "max_chars_without_markup",
        "min_items",
        "max_items",
    ] {
        if let Some(value) = fact.get(column) {
            let cell: f64 = row[column].parse().unwrap_or(f64::NAN);
            // A bound of 0 on a length may be left out.
            assert!(
                value.as_f64() == Some(cell) || value == 0 && row[column].is_empty(),
                "{fact} {column} {row:?}"
            );
            count += 1;
        }
    }
    for (key, column) in [
        ("type", "json_type"),
        ("format", "format"),
        ("pattern", "pattern"),
    ] {
        if let Some(value) = fact.get(key) {
            // Several forms have lines of their own among the facts, and are told together in the table.
            let forms = key == "type" && value == "any" && row[column].contains('|');
            assert!(forms || *value == row[column], "{fact} {row:?}");
            count += 1;
        }
    }
    if let Some(values) = fact.get("enum") {
        let mut told: Vec<&str> = items(values).filter_map(Value::as_str).collect();
        let mut cells = several(&row["enum"]);
        told.sort_unstable();
        cells.sort_unstable();
        assert_eq!(cells, told, "{fact}");
        count += 1;
    }
    if let Some(value) = fact.get("default") {
        let cell = value
            .as_str()
            .map_or_else(|| value.to_string(), str::to_owned);
        assert_eq!(row["default"], cell, "{fact}");
        count += 1;
    }
    if let Some(range) = fact.get("accepted") {
        let ends: Vec<String> = items(range).map(Value::to_string).collect();
        assert_eq!(row["accepted"], ends.join(" to "), "{fact}");
        count += 1;
    }
    if let Some(separator) = fact.get("separator") {
        assert_eq!(
            row["encoding"],
            format!("separated by {separator}"),
            "{fact}"
        );
        count += 1;
    }
    if let Some(encoding) = fact.get("encoding") {
        assert_eq!(*encoding, row["encoding"], "{fact}");
        count += 1;
    }
    if let Some(values) = fact.get("deprecated_values") {
        for value in items(values) {
            let told = format!("{}: ", value.as_str().expect("a value"));
            assert!(row["deprecated"].contains(&told), "{fact}");
            count += 1;
        }
    }
    let required = match (&*row["required"], direction) {
        ("yes", _) | ("in requests", Direction::Request) => true,
        ("no" | "", _) | ("in requests", Direction::Response) => false,
        (other, _) => panic!("{other}"),
    };
    assert_eq!(required, fact["required"] == true, "{fact}");
    let is_item = row["name"].ends_with("/*");
    assert_eq!(row["required"].is_empty(), is_item, "{fact}");
    assert_eq!(
        row["nullable"] == "true",
        fact["nullable"] == true,
        "{fact}"
    );
    assert_eq!(
        !row["no_effect"].is_empty(),
        fact["no_effect"] == true,
        "{fact}"
    );
    count + 3
}

fn sha256(text: &str) -> String {
    let digest = Sha256::digest(text.as_bytes());
    digest.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn index() -> Value {
    serde_json::from_str(&read("index.json")).expect("the index")
}

#[test]
fn the_catalog_has_the_form_of_schema_store_and_every_document() {
    let catalog: Value = serde_json::from_str(&read("catalog.json")).expect("the catalog");
    // The form, as SchemaStore publishes it, but for addresses: documents lie beside the list.
    let form = json!({
        "type": "object",
        "additionalProperties": false,
        "required": ["schemas", "version"],
        "properties": {
            "version": { "type": "number" },
            "schemas": { "type": "array", "items": {
                "type": "object",
                "additionalProperties": false,
                "required": ["name", "url", "description"],
                "properties": {
                    "name": { "type": "string" },
                    "description": { "type": "string" },
                    "fileMatch": { "type": "array", "uniqueItems": true, "items": { "type": "string" } },
                    "url": { "type": "string", "pattern": "^json-schema/[a-z0-9_./-]+[.]json$" },
                },
            } },
        },
    });
    let form = jsonschema::draft202012::new(&form).expect("a schema");
    assert!(form.is_valid(&catalog));

    let index = index();
    let expected: BTreeSet<(String, &str)> = items(&index["messages"])
        .map(|entry| {
            let operation = text(entry, "operation")
                .split('/')
                .nth(1)
                .expect("service and name");
            let message = text(entry, "message");
            let message = match (entry["status"].is_null(), entry["callback"].is_null()) {
                (false, _) => format!("response-{message}"),
                (_, false) => format!("callback-{message}"),
                _ => message.to_owned(),
            };
            let part = match text(entry, "in") {
                "body" => String::new(),
                part => format!(".{part}"),
            };
            (
                format!("*.{operation}.{message}{part}.json"),
                text(entry, "id"),
            )
        })
        .collect();
    let documents: Vec<(&str, Value)> = items(&catalog["schemas"])
        .map(|schema| {
            let document = serde_json::from_str(&read(text(schema, "url"))).expect("a document");
            (text(schema, "url"), document)
        })
        .collect();
    let mut found = BTreeSet::new();
    let mut names = BTreeSet::new();
    for (schema, (url, document)) in items(&catalog["schemas"]).zip(&documents) {
        assert!(names.insert(text(schema, "name")));
        let id = text(document, "$id");
        assert!(id.starts_with("urn:mediaspec:"), "{url}: {id}");
        for glob in items(&schema["fileMatch"]) {
            assert!(found.insert((glob.as_str().expect("a glob").to_owned(), id)));
        }
    }
    assert_eq!(found, expected);
}

#[test]
fn a_file_name_leads_to_one_document() {
    let catalog: Value = serde_json::from_str(&read("catalog.json")).expect("the catalog");
    let mut seen = BTreeSet::new();
    for schema in items(&catalog["schemas"]) {
        for glob in items(&schema["fileMatch"]) {
            assert!(seen.insert(glob.to_string()), "{glob}");
        }
    }
}

#[test]
fn the_index_names_every_message_with_its_document() {
    let index = index();
    let entries: BTreeMap<[String; 3], &Value> = items(&index["messages"])
        .map(|entry| {
            (
                ["operation", "message", "in"].map(|key| text(entry, key).to_owned()),
                entry,
            )
        })
        .collect();
    let mut expected = BTreeSet::new();
    for service in shipped_spec().services() {
        for operation in service.operations() {
            let name = operation.full_name();
            let mut add = |message: &str, part: Part| {
                expected.insert([name.clone(), message.to_owned(), part.as_str().to_owned()]);
            };
            if operation.request.is_some() {
                add("request", Part::Body);
            }
            for (part, ty) in [
                (Part::Path, &operation.path_parameters),
                (Part::Query, &operation.query),
                (Part::Header, &operation.headers),
            ] {
                if ty.is_some() {
                    add("request", part);
                }
            }
            for response in &operation.responses {
                let status = response.status.to_string();
                if response.body.is_some() {
                    add(&status, Part::Body);
                }
                if response.headers.is_some() {
                    add(&status, Part::Header);
                }
            }
            for callback in &operation.callbacks {
                add(&callback.name, Part::Body);
            }
        }
    }
    assert_eq!(entries.keys().cloned().collect::<BTreeSet<_>>(), expected);
    for entry in entries.values() {
        for key in ["method", "path", "direction", "file", "sha256", "id"] {
            assert!(!text(entry, key).is_empty());
        }
        assert!(text(entry, "id").starts_with("urn:mediaspec:"), "{entry}");
        assert!(items(&entry["sources"]).count() > 0);
        assert!(items(&entry["sources"]).all(|source| !text(source, "read").is_empty()));
        let service = text(entry, "operation")
            .split('/')
            .next()
            .expect("a service");
        for source in items(&entry["sources"]) {
            assert!(index["sources"][service][text(source, "name")]["url"].is_string());
        }
    }
}

#[test]
fn the_digests_of_the_index_are_right() {
    let index = index();
    let files: BTreeMap<&str, &str> = items(&index["messages"])
        .map(|entry| (text(entry, "file"), text(entry, "sha256")))
        .collect();
    for (file, digest) in files {
        assert_eq!(digest, sha256(&read(file)), "{file}");
    }
}
