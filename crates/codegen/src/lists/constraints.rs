//! Every constraint: a row for each field of each message, for each item of a list, and for each rule.
//!
//! Pointers are JSON Pointers (RFC 6901) with three additions. `*` is any item of a list, or of a text that holds several;
//! `!` leads into the JSON document that a text holds; `?X` stands for "where the tag beside it is X", `?*` for every
//! other tag: `/JobParams?CaptionExtraction!/fps`.

use mediaspec_core::check::Scope;
use mediaspec_core::contract::{
    AuthGroup, Bound, Catalog, Cite, Content, Direction, Enum, Field, Info, Int, Json, List,
    Literal, Number, Rule, RuleKind, Shape, Text, TypeDef, Unique,
};
use mediaspec_core::words;

use super::cells;
use crate::json_schema::node::{Node, push_token};
use crate::json_schema::{Message, messages, prose};

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
    operation, message, r#in, pointer, r#type, required, nullable,
    min, max, above, below,
    min_chars, max_chars, max_chars_without_markup, max_bytes,
    min_items, max_items, unique,
    pattern, format, encoding, r#enum, open,
    default, unit, accepted, deprecated, no_effect, sensitive,
    rule, severity, says,
    source, anchor, url, read, sources,
}

/// Every row, in the order of the catalog: operations, then request, responses, callbacks, then members as the vendor
/// lists them.
pub(super) fn rows(catalog: Catalog<'_>) -> Vec<[String; HEADER.len()]> {
    let mut out = Vec::new();
    for message in messages(catalog) {
        let mut walk = Walk {
            scope: message.scope(),
            head: head(&message),
            rows: Vec::new(),
        };
        walk.authentication(message.auth);
        walk.object(message.ty, "");
        out.extend(walk.rows.into_iter().map(Row::into_cells));
    }
    out
}

/// The cells that all rows of a message share.
fn head(message: &Message<'_>) -> Row {
    Row {
        operation: cells::text(&message.operation_name()),
        message: cells::text(&message.kind.name()),
        r#in: message.part.as_str().to_owned(),
        ..Row::default()
    }
}

struct Walk {
    scope: Scope,
    head: Row,
    rows: Vec<Row>,
}

impl Walk {
    fn row(&self, pointer: &str, cite: Cite<'_>) -> Row {
        Row {
            pointer: cells::text(pointer),
            source: cells::text(cite.source.name),
            anchor: cells::text(cite.anchor.unwrap_or_default()),
            url: cells::text(cite.source.url),
            read: cells::text(cite.source.read),
            ..self.head.clone()
        }
    }

    /// One of the groups must be complete.
    fn authentication(&mut self, groups: &[AuthGroup<'_>]) {
        let Some(first) = groups.first() else { return };
        let each: Vec<String> = groups
            .iter()
            .map(|group| group.headers.join(" with "))
            .collect();
        let row = Row {
            rule: "authentication".to_owned(),
            severity: "error".to_owned(),
            says: cells::text(&format!("One must be complete: {}.", each.join("; or "))),
            ..self.row("", first.cite)
        };
        self.rows.push(row);
    }

    fn object(&mut self, ty: &TypeDef<'_>, pointer: &str) {
        for field in ty.fields {
            let mut at = pointer.to_owned();
            push_token(&mut at, field.name);
            self.field(field, &at);
        }
        for rule in ty.rules {
            self.rule(ty, rule, pointer);
        }
    }

    fn field(&mut self, field: &Field<'_>, pointer: &str) {
        let Field {
            name: _,
            shape,
            required,
            nullable,
            sensitive,
            deprecated,
            no_effect,
            slot: _,
            selected_by: _,
            default,
            info,
        } = field;
        let Info {
            summary: _,
            unit,
            default_note: _,
            example: _,
            cite,
            cites,
            conflicts: _,
            notes: _,
        } = info;
        let sources: Vec<String> = cites
            .iter()
            .map(|&(key, cite)| format!("{key}: {}", prose::of_cite(cite)))
            .collect();
        let row = Row {
            required: truth(required.holds(self.scope.direction)),
            nullable: truth(*nullable),
            sensitive: truth(*sensitive),
            deprecated: cells::text(deprecated.unwrap_or_default()),
            no_effect: cells::text(no_effect.unwrap_or_default()),
            default: default.map_or_else(String::new, json),
            unit: cells::text(unit.unwrap_or_default()),
            sources: cells::text(&cells::several(&sources)),
            ..self.row(pointer, *cite)
        };
        self.value(shape, row, pointer, *cite);
    }

    /// The row of a value, and the rows of what is in it.
    fn value(&mut self, shape: &Shape<'_>, mut row: Row, pointer: &str, cite: Cite<'_>) {
        row.r#type = shape.json_type().to_owned();
        match shape {
            Shape::Int(int) => integer(&mut row, int),
            Shape::Number(float) => number(&mut row, float),
            Shape::Text(text) => self::text(&mut row, text),
            Shape::Enum(values) => choice(&mut row, values),
            Shape::List(list) => self::list(&mut row, list),
            Shape::Object(ty) => row.open = truth(self.takes_more(ty)),
            Shape::Bool | Shape::Any => {}
        }
        self.rows.push(row);
        let items = format!("{pointer}/*");
        match shape {
            Shape::List(list) => {
                let row = self.row(&items, cite);
                self.value(&list.item, row, &items, cite);
            }
            Shape::Object(ty) => self.object(ty, pointer),
            Shape::Text(text) => match text.content {
                Content::Plain | Content::Base64 => {}
                Content::Json(ty) => self.object(ty, &format!("{pointer}!")),
                Content::Separated { separator: _, item } => {
                    let row = self.row(&items, cite);
                    self.value(item, row, &items, cite);
                }
            },
            Shape::Int(_) | Shape::Number(_) | Shape::Bool | Shape::Enum(_) | Shape::Any => {}
        }
    }

    fn takes_more(&self, ty: &TypeDef<'_>) -> bool {
        ty.open || self.scope.direction == Direction::Response
    }

    fn rule(&mut self, ty: &TypeDef<'_>, rule: &Rule<'_>, pointer: &str) {
        if rule
            .direction
            .is_some_and(|only| only != self.scope.direction)
        {
            return;
        }
        let mut row = Row {
            rule: cells::text(rule.id),
            severity: rule.severity.as_str().to_owned(),
            says: cells::text(&words::rule_sentence(ty, rule)),
            ..self.row(pointer, rule.cite)
        };
        let place = |index: u16| {
            let mut at = pointer.to_owned();
            push_token(&mut at, ty.at(index).map_or("", |field| field.name));
            at
        };
        match rule.kind {
            RuleKind::Range {
                field,
                lower,
                upper,
            } => {
                row.pointer = cells::text(&place(field));
                bounds(&mut row, lower, upper);
                self.rows.push(row);
            }
            RuleKind::Values { field, values } => {
                row.pointer = cells::text(&place(field));
                let values: Vec<String> = values.iter().map(literal).collect();
                row.r#enum = cells::text(&cells::several(&values));
                self.rows.push(row);
            }
            RuleKind::Unique { list, by } => {
                row.pointer = cells::text(&place(list));
                row.unique = cells::text(by.unwrap_or("items"));
                self.rows.push(row);
            }
            RuleKind::SelectsType {
                tag: _,
                field,
                cases,
                otherwise,
            } => {
                self.rows.push(row);
                let document =
                    matches!(ty.at(field).map(|field| field.shape), Some(Shape::Text(_)));
                let mark = if document { "!" } else { "" };
                for &(value, selected) in cases {
                    self.object(selected, &format!("{}?{value}{mark}", place(field)));
                }
                if let Some(selected) = otherwise {
                    self.object(selected, &format!("{}?*{mark}", place(field)));
                }
            }
            RuleKind::RequiredIf { .. }
            | RuleKind::RequiredUnless { .. }
            | RuleKind::NoEffectIf { .. }
            | RuleKind::NoEffectUnless { .. }
            | RuleKind::AtMostOne { .. }
            | RuleKind::WinsOver { .. }
            | RuleKind::Rows { .. }
            | RuleKind::SelectsSibling { .. } => self.rows.push(row),
        }
    }
}

fn truth(value: bool) -> String {
    value.to_string()
}

fn float(value: f64) -> String {
    Node::number(value).compact()
}

fn count(value: Option<u32>) -> String {
    value.map_or_else(String::new, |value| value.to_string())
}

fn integer(row: &mut Row, int: &Int<'_>) {
    let Int {
        min,
        max,
        accepted,
        special: _,
        unix_seconds,
    } = int;
    row.min = min.map_or_else(String::new, |min| min.to_string());
    row.max = max.map_or_else(String::new, |max| max.to_string());
    row.accepted = accepted.map_or_else(String::new, |(from, to)| {
        cells::text(&format!("{from} to {to}"))
    });
    if *unix_seconds {
        row.format = "unix-seconds".to_owned();
    }
}

fn number(row: &mut Row, number: &Number<'_>) {
    let Number {
        lower,
        upper,
        accepted,
        special: _,
    } = number;
    bounds(row, *lower, *upper);
    row.accepted = accepted.map_or_else(String::new, |(from, to)| {
        cells::text(&format!("{} to {}", float(from), float(to)))
    });
}

fn bounds(row: &mut Row, lower: Option<Bound>, upper: Option<Bound>) {
    if let Some(Bound { value, exclusive }) = lower {
        *(if exclusive {
            &mut row.above
        } else {
            &mut row.min
        }) = float(value);
    }
    if let Some(Bound { value, exclusive }) = upper {
        *(if exclusive {
            &mut row.below
        } else {
            &mut row.max
        }) = float(value);
    }
}

fn text(row: &mut Row, text: &Text<'_>) {
    let Text {
        min_chars,
        max_chars,
        max_bytes,
        max_chars_without_markup,
        pattern,
        format,
        content,
    } = text;
    row.min_chars = count(*min_chars);
    row.max_chars = count(*max_chars);
    row.max_bytes = count(*max_bytes);
    row.max_chars_without_markup = count(*max_chars_without_markup);
    row.pattern = pattern.map_or_else(String::new, |pattern| cells::text(pattern.regex));
    row.format = format.map_or_else(String::new, |(format, _)| format.as_str().to_owned());
    row.encoding = match content {
        Content::Plain => String::new(),
        Content::Base64 => "base64".to_owned(),
        Content::Json(ty) => cells::text(&format!("json {}", ty.name)),
        Content::Separated { separator, item: _ } => {
            cells::text(&format!("separated by {}", words::quoted(separator)))
        }
    };
}

fn choice(row: &mut Row, values: &Enum<'_>) {
    let Enum { open, values } = values;
    let wires: Vec<&str> = values.iter().map(|value| value.wire).collect();
    row.r#enum = cells::text(&cells::several(&wires));
    row.open = truth(*open);
    let gone: Vec<String> = values
        .iter()
        .filter_map(|value| Some(format!("{}: {}", value.wire, value.deprecated?)))
        .collect();
    if !gone.is_empty() && row.deprecated.is_empty() {
        row.deprecated = cells::text(&gone.join(" "));
    }
}

fn list(row: &mut Row, list: &List<'_>) {
    let List {
        item,
        min_items,
        max_items,
        unique,
    } = list;
    row.min_items = count(*min_items);
    row.max_items = count(*max_items);
    row.unique = match unique {
        Unique::No => String::new(),
        Unique::Items => "items".to_owned(),
        Unique::By(index) => match item {
            Shape::Object(ty) => cells::text(ty.at(*index).map_or("", |field| field.name)),
            Shape::Int(_)
            | Shape::Number(_)
            | Shape::Text(_)
            | Shape::Bool
            | Shape::Enum(_)
            | Shape::List(_)
            | Shape::Any => String::new(),
        },
    };
}

/// A default: a text as it is, everything else as JSON.
fn json(value: Json<'_>) -> String {
    match value {
        Json::Scalar(value) => match value {
            Literal::Text(text) => cells::text(text),
            Literal::Int(_) | Literal::Number(_) | Literal::Bool(_) => literal(&value),
        },
        Json::List(_) | Json::Object(_) => cells::text(&Node::from(value).compact()),
    }
}

fn literal(value: &Literal<'_>) -> String {
    match value {
        Literal::Text(text) => (*text).to_owned(),
        Literal::Int(_) | Literal::Number(_) | Literal::Bool(_) => Node::from(*value).compact(),
    }
}
