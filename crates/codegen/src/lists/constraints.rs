//! Every constraint: a row for each field of each type, for what is in its lists and texts, and for each rule.
//!
//! A type has its rows once, however many messages it is part of; `operations`, `direction` and `in` say of which. A field
//! is named as a token of a JSON Pointer (RFC 6901); `/*` behind it is any item of its list, any value of its map, or any piece of its text, `!` the JSON document in its text, `|1` the first of its alternatives. The
//! type of an object, of a document in a text and of items is in `refers_to`, and has rows of its own.

use std::collections::BTreeMap;

use mediaspec_core::code::Code;
use mediaspec_core::contract::{
    Alternatives, AuthGroup, Bound, Bounds, Catalog, Cite, Condition, Constraint, Content,
    Direction, Enum, EnumValue, Field, FieldInfo, Info, Json, Literal, Message, Part, Pattern,
    Rule, RuleKind, Service, Severity, Shape, Text, TypeDef, TypeName, Unique,
};
use mediaspec_core::escape::pattern_of_any;
use mediaspec_core::node::{Node, push_token};
use mediaspec_core::words;

use super::cells;

/// Makes the header, and a place in a row for each column.
macro_rules! columns {
    ($($name:ident),* $(,)?) => {
        /// The columns, in order.
        pub(super) const HEADER: [&str; columns!(@count $($name)*)] = [$(columns!(@text $name)),*];

        /// A row: every cell is a text, empty where there is nothing to say.
        #[derive(Debug, Clone, Default)]
        struct Row { $($name: String),* }

        impl Row {
            fn into_cells(self) -> [String; HEADER.len()] {
                [$(self.$name),*]
            }
        }
    };
    (@count $($name:ident)*) => { 0 $(+ columns!(@one $name))* };
    (@one $name:ident) => { 1 };
    // Keywords of Rust.
    (@text r#in) => { "in" };
    (@text r#type) => { "type" };
    (@text r#enum) => { "enum" };
    (@text $name:ident) => { stringify!($name) };
}

columns! {
    service, operations, direction, r#in, r#type,
    kind, name, summary,
    json_type, refers_to, required, nullable,
    min, max, above, below, multiple_of,
    min_chars, max_chars, max_chars_without_markup, max_bytes,
    min_items, max_items, unique,
    pattern, format, encoding, r#enum, open, any_case,
    default, unit, accepted, deprecated, no_effect, sensitive,
    fields, severity, says,
    source, anchor, url, read, sources,
}

/// Returns every row: services by name; in each, what authenticates requests, then the parameters of its operations, then
/// its types by name.
pub(super) fn rows(catalog: &Catalog) -> Vec<[String; HEADER.len()]> {
    let mut out = Vec::new();
    for service in catalog.services() {
        of_service(service, &mut out);
    }
    out.into_iter().map(Row::into_cells).collect()
}

fn of_service(service: &Service, out: &mut Vec<Row>) {
    authentication(service, out);
    media_types(service, out);
    let uses = uses(service);
    let mut table = |ty: &TypeDef| {
        let messages = uses.get(ty.name.as_str()).map_or(&[][..], Vec::as_slice);
        Table {
            service,
            ty,
            messages,
        }
        .rows(out);
    };
    let mut parameters: Vec<(&str, &TypeDef)> = service
        .types()
        .filter_map(|ty| Some((ty.parameters_of.as_deref()?, ty)))
        .collect();
    parameters.sort_by_key(|(operation, _)| *operation);
    parameters.into_iter().for_each(|(_, ty)| table(ty));
    service.own_types().for_each(table);
}

/// Adds a row for each set of header groups that authenticates requests, with the operations that have it.
fn authentication(service: &Service, out: &mut Vec<Row>) {
    let mut sets: Vec<(&[AuthGroup], Vec<&str>)> = Vec::new();
    for operation in service.operations() {
        let groups = service.auth(operation);
        match sets.iter_mut().find(|(known, _)| *known == groups) {
            Some((_, operations)) => operations.push(&operation.name),
            None => sets.push((groups, vec![&operation.name])),
        }
    }
    for (groups, operations) in sets {
        let Some(first) = groups.first() else {
            continue;
        };
        let each: Vec<String> = groups
            .iter()
            .map(|group| {
                let AuthGroup {
                    scheme: _,
                    headers,
                    cite: _,
                } = group;
                headers.join(" with ")
            })
            .collect();
        let mut fields: Vec<&str> = Vec::new();
        for header in groups.iter().flat_map(|group| &group.headers) {
            if !fields.contains(&&**header) {
                fields.push(header);
            }
        }
        let row = Row {
            service: cells::text(service.name()),
            operations: cells::text(&cells::several(&operations)),
            direction: Direction::Request.to_string(),
            r#in: Part::Header.to_string(),
            kind: RULE.to_owned(),
            name: "authentication".to_owned(),
            summary: "One group of headers must be complete.".to_owned(),
            fields: cells::text(&cells::several(&fields)),
            severity: Severity::Error.to_string(),
            says: cells::text(&format!("One must be complete: {}.", each.join("; or "))),
            ..Row::default()
        };
        out.push(cited(service, &first.cite, row));
    }
}

/// Adds a row for each body that is no JSON: what it is sent as.
fn media_types(service: &Service, out: &mut Vec<Row>) {
    for operation in service.operations() {
        let request = operation.request.as_ref().and_then(|body| {
            let said = words::request_sent_as(body)?;
            let severity = Severity::Error;
            Some((
                Direction::Request,
                Some(&body.ty),
                said,
                severity,
                &operation.info.cite,
            ))
        });
        let answers = operation.responses.iter().filter_map(|response| {
            let said = format!("{}: {}", response.status, words::answer_sent_as(response)?);
            let severity = Severity::Warning;
            Some((
                Direction::Response,
                response.body.as_ref(),
                said,
                severity,
                &response.cite,
            ))
        });
        for (direction, ty, said, severity, cite) in request.into_iter().chain(answers) {
            let row = Row {
                service: cells::text(service.name()),
                operations: cells::text(&operation.name),
                direction: direction.to_string(),
                r#in: Part::Body.to_string(),
                refers_to: cells::text(ty.map_or("", TypeName::as_str)),
                kind: RULE.to_owned(),
                name: Code::MediaType.to_string(),
                summary: "What the body is sent as.".to_owned(),
                severity: severity.to_string(),
                says: cells::text(&said),
                ..Row::default()
            };
            out.push(cited(service, cite, row));
        }
    }
}

/// A row of a field, or of what is in it.
const FIELD: &str = "field";

/// A row of a rule.
const RULE: &str = "rule";

/// Returns the messages that each type is part of, by the type's name.
fn uses(service: &Service) -> BTreeMap<&str, Vec<Message<'_>>> {
    let mut out: BTreeMap<&str, Vec<Message<'_>>> = BTreeMap::new();
    for message in service.messages() {
        for ty in service.described_in(message.type_def()) {
            out.entry(&ty.name).or_default().push(message);
        }
    }
    out
}

/// Returns several texts in one cell, each once, in the order in which they are met.
fn each_once<'a>(texts: impl Iterator<Item = &'a str>) -> String {
    let mut out: Vec<&str> = Vec::new();
    for text in texts {
        if !out.contains(&text) {
            out.push(text);
        }
    }
    cells::text(&cells::several(&out))
}

/// Fills in where the constraint was read.
fn cited(service: &Service, cite: &Cite, row: Row) -> Row {
    let source = service.source(cite);
    Row {
        source: cells::text(&cite.source),
        anchor: cells::text(cite.anchor.as_deref().unwrap_or_default()),
        url: cells::text(&source.url),
        read: cells::text(&source.read),
        ..row
    }
}

/// The rows of a type.
struct Table<'c> {
    service: &'c Service,
    ty: &'c TypeDef,
    /// The messages that the type is part of.
    messages: &'c [Message<'c>],
}

impl Table<'_> {
    fn rows(&self, out: &mut Vec<Row>) {
        let head = self.head(self.messages.iter());
        for field in self.service.own_fields(self.ty) {
            self.field(field, &head, out);
        }
        for rule in self.service.own_rules(self.ty) {
            self.rule(rule, out);
        }
    }

    /// Returns the cells that rows share: the type, and the messages that the row holds for.
    fn head<'m>(&self, messages: impl Iterator<Item = &'m Message<'m>> + Clone) -> Row {
        let operations = messages.clone().map(|message| &*message.operation.name);
        let directions = messages
            .clone()
            .map(|message| message.kind.direction().as_str());
        let parts = messages.map(|message| message.part.as_str());
        Row {
            service: cells::text(self.service.name()),
            operations: each_once(operations),
            direction: each_once(directions),
            r#in: each_once(parts),
            r#type: cells::text(&self.ty.name),
            ..Row::default()
        }
    }

    fn field(&self, field: &Field, head: &Row, out: &mut Vec<Row>) {
        let Field {
            name,
            shape,
            required,
            nullable,
            sensitive,
            deprecated,
            no_effect,
            default,
            // The table is of what the contract says, and of who else sees it so.
            votes: _,
            dropped: _,
            info,
        } = field;
        let FieldInfo {
            summary,
            unit,
            default_note: _,
            example: _,
            cite,
            cites,
            conflicts: _,
            notes: _,
        } = &**info;
        let sources: Vec<String> = cites
            .iter()
            .map(|(key, cite)| format!("{key}: {cite}"))
            .collect();
        let mut pointer = String::new();
        push_token(&mut pointer, name);
        let name = pointer.strip_prefix('/').unwrap_or_default();
        let head = cited(self.service, cite, head.clone());
        let mut row = Row {
            kind: FIELD.to_owned(),
            name: cells::text(name),
            summary: cells::text(summary),
            required: words::required(*required).to_owned(),
            nullable: truth(*nullable),
            sensitive: truth(*sensitive),
            deprecated: cells::text(deprecated.as_deref().unwrap_or_default()),
            no_effect: cells::text(no_effect.as_deref().unwrap_or_default()),
            default: default.as_ref().map_or_else(String::new, json),
            unit: cells::text(unit.as_deref().unwrap_or_default()),
            sources: cells::text(&cells::several(&sources)),
            ..head.clone()
        };
        self.shape(&mut row, shape, &self.ty.constraints_of(field));
        out.push(row);
        self.inside(shape, name, &head, out);
    }

    /// Fills in what a value must be by itself.
    fn shape(&self, row: &mut Row, shape: &Shape, constraints: &[Constraint<'_>]) {
        row.json_type = shape.json_type().to_owned();
        row.refers_to = each_once(shape.references().map(TypeName::as_str));
        constraints.iter().for_each(|one| row.fill(one));
        match shape {
            Shape::Object(name) => row.open = truth(self.service.resolve(name).open),
            Shape::Text(Text { form: _, content }) => match content {
                Content::Json(_) => row.encoded("json"),
                Content::File => row.encoded("file"),
                Content::Plain | Content::Separated(_) | Content::Written(_) => {}
            },
            Shape::Int(_)
            | Shape::Number(_)
            | Shape::Bool
            | Shape::Enum(_)
            | Shape::List(_)
            | Shape::Map(_)
            | Shape::Any => {}
            Shape::Alternatives(Alternatives { shapes }) => {
                row.json_type = each_once(shapes.iter().map(Shape::json_type));
            }
        }
    }

    /// Adds the rows of the items of a list, of the values of a map, of the pieces of a text, or of the document in it.
    fn inside(&self, shape: &Shape, name: &str, head: &Row, out: &mut Vec<Row>) {
        let row = |name: &str, summary: &str| Row {
            kind: FIELD.to_owned(),
            name: cells::text(name),
            summary: summary.to_owned(),
            ..head.clone()
        };
        let mut whole = |name: &str, summary: &str, shape: &Shape| {
            let mut row = row(name, summary);
            self.shape(&mut row, shape, &shape.constraints());
            out.push(row);
            self.inside(shape, name, head, out);
        };
        match shape {
            Shape::List(list) => {
                whole(&format!("{name}/*"), "Each item of the list.", &list.item);
            }
            Shape::Alternatives(Alternatives { shapes }) => {
                for (number, shape) in (1..).zip(shapes) {
                    whole(
                        &format!("{name}|{number}"),
                        "One of the alternatives.",
                        shape,
                    );
                }
            }
            Shape::Map(map) => {
                whole(&format!("{name}/*"), "Each value of the map.", &map.value);
            }
            Shape::Text(Text { form: _, content }) => match content {
                Content::Separated(separated) => {
                    let mut row = row(&format!("{name}/*"), "Each piece of the text.");
                    row.json_type = shape.json_type().to_owned();
                    let constraints = separated.piece.constraints();
                    constraints.iter().for_each(|one| row.fill(one));
                    out.push(row);
                }
                Content::Json(document) => match &**document {
                    // The text's own row names its type, and that type has rows.
                    Shape::Object(_) => {}
                    shape => whole(&format!("{name}!"), "The JSON document in the text.", shape),
                },
                Content::Plain | Content::Written(_) | Content::File => {}
            },
            Shape::Int(_)
            | Shape::Number(_)
            | Shape::Bool
            | Shape::Enum(_)
            | Shape::Object(_)
            | Shape::Any => {}
        }
    }

    fn rule(&self, rule: &Rule, out: &mut Vec<Row>) {
        let Rule {
            id,
            severity,
            direction: _,
            when: _,
            kind,
            info,
        } = rule;
        let Info {
            summary,
            cite,
            conflicts: _,
            notes: _,
        } = &**info;
        let messages = self
            .messages
            .iter()
            .filter(|message| may_run(rule, message));
        let mut row = Row {
            kind: RULE.to_owned(),
            name: cells::text(id),
            summary: cells::text(summary),
            refers_to: each_once(rule.references().map(TypeName::as_str)),
            fields: each_once(words::rule_fields(rule).into_iter()),
            severity: severity.to_string(),
            says: cells::text(&words::rule_sentence(self.service, self.ty, rule).to_string()),
            ..cited(self.service, cite, self.head(messages))
        };
        match kind {
            RuleKind::Range {
                field: _,
                lower,
                upper,
            } => row.bounds(&Bounds::new(*lower, *upper).map(Literal::of_f64)),
            RuleKind::Values { field: _, values } => {
                let values: Vec<String> = values.iter().map(literal).collect();
                row.r#enum = cells::text(&cells::several(&values));
            }
            RuleKind::Contains { field: _, texts } => {
                row.pattern = cells::text(&pattern_of_any(texts));
            }
            RuleKind::Unique { list: _, by } => {
                row.unique = cells::text(by.as_deref().unwrap_or("items"));
            }
            // These bound no single value: the sentence says what they ask.
            RuleKind::RequiredIf { fields: _ }
            | RuleKind::RequiredUnless { fields: _ }
            | RuleKind::NoEffectIf { fields: _ }
            | RuleKind::NoEffectUnless { fields: _ }
            | RuleKind::AtMostOne { fields: _ }
            | RuleKind::AtLeastOne { fields: _ }
            | RuleKind::WinsOver {
                winners: _,
                losers: _,
            }
            | RuleKind::Rows { fields: _, rows: _ }
            | RuleKind::SelectsType {
                tag: _,
                field: _,
                cases: _,
                otherwise: _,
            }
            | RuleKind::SelectsSibling { tag: _, cases: _ } => {}
        }
        out.push(row);
    }
}

/// Returns whether a rule can run on a message: it goes the rule's way, and belongs to a service context that the rule
/// asks for.
fn may_run(rule: &Rule, message: &Message<'_>) -> bool {
    let unless = matches!(
        rule.kind,
        RuleKind::RequiredUnless { fields: _ } | RuleKind::NoEffectUnless { fields: _ }
    );
    let in_context = rule.when.iter().all(|condition| match condition {
        Condition::Context(contexts) => match message.operation.context {
            Some(context) => unless || contexts.contains(&context),
            // Where the context is not known, the rule does not run.
            None => false,
        },
        Condition::Is {
            field: _,
            values: _,
        }
        | Condition::Present { field: _ } => true,
    });
    in_context
        && rule
            .direction
            .is_none_or(|only| only == message.kind.direction())
}

fn truth(value: bool) -> String {
    value.to_string()
}

impl Row {
    /// Fills in a constraint.
    fn fill(&mut self, constraint: &Constraint<'_>) {
        let number = |bound: &Option<Bound<u32>>| {
            bound.map_or_else(String::new, |bound| bound.value.to_string())
        };
        match constraint {
            Constraint::Bounds(bounds) => self.bounds(bounds),
            Constraint::Accepted(bounds) => {
                self.accepted = cells::text(&words::range(bounds).to_string());
            }
            Constraint::MultipleOf(step) => self.multiple_of = step.to_string(),
            Constraint::UnixSeconds => self.format = "unix-seconds".to_owned(),
            Constraint::Chars(Bounds { lower, upper }) => {
                self.min_chars = number(lower);
                self.max_chars = number(upper);
            }
            Constraint::Bytes(most) => self.max_bytes = most.to_string(),
            Constraint::CharsWithoutMarkup(most) => {
                self.max_chars_without_markup = most.to_string();
            }
            Constraint::Pattern(Pattern {
                regex,
                words: _,
                automaton: _,
            }) => self.pattern = cells::text(regex),
            Constraint::Format(format) => self.format = format.to_string(),
            Constraint::Base64 => self.encoded("base64"),
            Constraint::Written(written) => self.encoded(&format!("{} as text", written.kind())),
            Constraint::Separator(separator) => {
                self.encoded(&format!("separated by {}", words::quoted(separator)));
            }
            Constraint::Values(values) => self.choice(values),
            Constraint::Items(Bounds { lower, upper }) => {
                self.min_items = number(lower);
                self.max_items = number(upper);
            }
            Constraint::Unique(unique) => {
                self.unique = cells::text(match unique {
                    Unique::No => "",
                    Unique::Items => "items",
                    Unique::By(member) => member,
                });
            }
            // Items, pieces, documents and alternatives have rows of their own.
            Constraint::Each(_)
            | Constraint::Document(_)
            | Constraint::OneOf(_)
            | Constraint::Special(_, _) => {}
        }
    }

    fn bounds(&mut self, Bounds { lower, upper }: &Bounds<Literal>) {
        if let Some(Bound { value, exclusive }) = lower {
            let cell = if *exclusive {
                &mut self.above
            } else {
                &mut self.min
            };
            *cell = literal(value);
        }
        if let Some(Bound { value, exclusive }) = upper {
            let cell = if *exclusive {
                &mut self.below
            } else {
                &mut self.max
            };
            *cell = literal(value);
        }
    }

    /// Adds to what a text holds.
    fn encoded(&mut self, words: &str) {
        if !self.encoding.is_empty() {
            self.encoding.push_str(", ");
        }
        self.encoding.push_str(words);
    }

    fn choice(&mut self, values: &Enum) {
        let Enum {
            named: _,
            open,
            any_case,
            values,
        } = values;
        let mut wires: Vec<&str> = Vec::new();
        let mut gone: Vec<String> = Vec::new();
        for value in values {
            let EnumValue {
                wire,
                summary: _,
                deprecated,
            } = value;
            wires.push(wire);
            gone.extend(deprecated.iter().map(|why| format!("{wire}: {why}")));
        }
        self.r#enum = cells::text(&cells::several(&wires));
        self.open = truth(*open);
        self.any_case = truth(*any_case);
        if !gone.is_empty() && self.deprecated.is_empty() {
            self.deprecated = cells::text(&gone.join(" "));
        }
    }
}

/// Returns a default: a text as it is, everything else as JSON.
fn json(value: &Json) -> String {
    match value {
        Json::Scalar(Literal::Text(text)) => cells::text(text),
        Json::Scalar(value) => literal(value),
        Json::List(_) | Json::Object(_) => cells::text(&Node::from(value).compact()),
    }
}

fn literal(value: &Literal) -> String {
    match value {
        Literal::Text(text) => text.to_string(),
        Literal::Int(_) | Literal::Number(_) | Literal::Bool(_) => Node::from(value).compact(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixtures::forest;

    /// The cells of the rows of a type (of none, for what is no type's), by the columns' names.
    fn rows_of(ty: &str) -> Vec<BTreeMap<&'static str, String>> {
        let rows = rows(&forest()).into_iter();
        let named = rows.map(|row| HEADER.into_iter().zip(row).collect());
        named
            .filter(|row: &BTreeMap<_, _>| row["type"] == ty)
            .collect()
    }

    #[test]
    fn a_type_has_its_rows_once_even_where_it_contains_itself() {
        let rows = rows_of("Tree");
        let names: Vec<&str> = rows.iter().map(|row| &*row["name"]).collect();
        assert_eq!(
            names,
            [
                "size",
                "branches",
                "branches/*",
                "seed",
                "nest",
                "marks",
                "marks/*",
                "owners",
                "owners/*",
                "high-trees",
            ]
        );
        for row in &rows[..9] {
            assert_eq!(row["kind"], "field");
            assert_eq!(row["operations"], "Plant|Show");
            assert_eq!(row["direction"], "request|response");
            assert_eq!(row["in"], "body");
        }
        assert_eq!(rows[0]["summary"], "How high it is.");
        assert_eq!((&*rows[0]["min"], &*rows[0]["max"]), ("1", "9"));
        assert_eq!(rows[2]["refers_to"], "Tree");
        assert_eq!(
            (&*rows[3]["encoding"], &*rows[3]["refers_to"]),
            ("json", "Tree")
        );
    }

    #[test]
    fn a_piece_of_a_text_has_a_row_with_all_that_is_asked_of_it() {
        let rows = rows_of("Tree");
        let marks = &rows[6];
        assert_eq!(marks["json_type"], "string");
        assert_eq!(marks["enum"], "red|blue");
        assert_eq!(marks["deprecated"], "blue: Nobody sees it.");
        let owners = &rows[8];
        assert_eq!(
            (&*owners["max_bytes"], &*owners["format"]),
            ("6", "https-url")
        );
        assert_eq!(rows[7]["encoding"], "separated by \";\"");
    }

    #[test]
    fn a_rule_names_the_operations_that_it_can_run_in() {
        let rule = rows_of("Tree").pop().expect("the last row");
        assert_eq!(rule["kind"], "rule");
        assert_eq!(rule["operations"], "Show");
        assert_eq!(rule["direction"], "response");
        assert_eq!((&*rule["fields"], &*rule["min"]), ("size", "5"));
        assert_eq!(rule["severity"], "error");
    }

    #[test]
    fn parameters_have_rows_by_operation_and_shared_headers_have_rows_once() {
        let name = rows_of("ShowPath");
        assert_eq!(name.len(), 1);
        assert_eq!((&*name[0]["operations"], &*name[0]["in"]), ("Show", "path"));
        assert_eq!(name[0]["summary"], "'=Which one");
        let headers = rows_of("Headers");
        assert_eq!(headers.len(), 1);
        assert_eq!(
            (&*headers[0]["operations"], &*headers[0]["in"]),
            ("Plant|Show", "header")
        );
        let authentication = rows_of("");
        assert_eq!(authentication.len(), 1);
        assert_eq!(authentication[0]["name"], "authentication");
        assert_eq!(authentication[0]["operations"], "Plant|Show");
        assert_eq!(authentication[0]["fields"], "X-Token");
    }
}
