//! The book of a contract: everything that it asks of an operation's messages.
//!
//! The vocabulary is taken apart without `..`, so that nothing new in it is left out in silence.

use std::borrow::Cow;

use mediaspec_core::contract::{
    AuthGroup, Bound, Callback, Catalog, Condition, Content, Direction, Enum, EnumValue, Field,
    Form, Int, Json, List, Literal, MediaTypes, Number, Operation, Part, Pattern, Piece,
    RequestBody, Response, Rule, RuleKind, Scope, Separated, Service, Shape, Style, Text, TypeDef,
    TypeName, Written,
};
use mediaspec_core::words;
use serde_json::{Value, json};

use super::book::{Book, Entry, Keys, Place, settled_rules};

/// The service and the operation of a name such as `metastudio/ListDigitalHumanVideo`.
pub(super) fn find<'t>(catalog: &'t Catalog, name: &str) -> Option<(&'t Service, &'t Operation)> {
    let (service, operation) = name.split_once('/')?;
    let service = catalog.service(service)?;
    Some((service, service.operation(operation)?))
}

/// Writes the book of an operation.
pub(super) fn book<'t>(service: &'t Service, operation: &'t Operation) -> Book<'t> {
    written(service, operation, false)
}

/// Writes the book of what is refused in messages of an operation: where sources do not agree, that is what all of them
/// refuse.
pub(super) fn refused<'t>(service: &'t Service, operation: &'t Operation) -> Book<'t> {
    written(service, operation, true)
}

fn written<'t>(service: &'t Service, operation: &'t Operation, refused: bool) -> Book<'t> {
    let Operation {
        service: _,
        name,
        method,
        path,
        tag,
        context,
        // What they are worth is no fact of a table.
        state: _,
        // Those of the service where the operation has none of its own.
        auth: _,
        path_parameters,
        query,
        headers,
        request,
        responses,
        callbacks,
        info: _,
    } = operation;
    let mut writer = Writer {
        service,
        book: Book::default(),
        message: String::new(),
        direction: Direction::Request,
        open: Vec::new(),
        refused,
    };
    writer.book.operation = format!("{}/{name}", service.name());

    let head = &mut writer.book.head;
    head.insert("method".to_owned(), text(method));
    head.insert("path".to_owned(), text(path));
    if !tag.is_empty() {
        head.insert("tag".to_owned(), text(tag));
    }
    if let Some(context) = context {
        head.insert("context".to_owned(), context.as_str().into());
    }
    match service.style() {
        Style::Rest => {}
        Style::Rpc {
            action: _,
            version: _,
            headers: _,
            cite: _,
        } => {
            let version = service.version().expect("a version");
            head.insert("version".to_owned(), text(version));
        }
    }
    let statuses = responses.iter().map(|response| {
        (
            response.status.to_string(),
            response.error_code.as_deref().map_or(Value::Null, text),
        )
    });
    head.insert("statuses".to_owned(), Value::Object(statuses.collect()));
    let groups = service.auth(operation).iter().map(
        |AuthGroup {
             scheme: _,
             headers,
             cite: _,
         }| json!(headers),
    );
    head.insert("auth".to_owned(), groups.collect());
    if let Some(RequestBody {
        ty: _,
        required,
        media_types,
    }) = request
    {
        sent_as(head, "request", media_types);
        let word = if *required { "required" } else { "optional" };
        head.insert("request_body".to_owned(), word.into());
    }
    if !callbacks.is_empty() {
        let names = callbacks.iter().map(|callback| text(&callback.name));
        head.insert("callbacks".to_owned(), names.collect());
    }

    let request_parts = [
        ("path", path_parameters),
        ("query", query),
        ("header", headers),
    ];
    for (message, ty) in request_parts {
        writer.message(message.to_owned(), ty.as_ref(), Direction::Request);
    }
    let body = request.as_ref().map(|body| &body.ty);
    writer.message("request".to_owned(), body, Direction::Request);
    for Response {
        status,
        summary: _,
        body,
        file,
        media_types,
        headers,
        error_code: _,
        cite: _,
    } in responses
    {
        let head = &mut writer.book.head;
        if *file {
            let files = head.entry("files".to_owned()).or_insert_with(|| json!([]));
            let files = files.as_array_mut().expect("a list");
            files.push(status.to_string().into());
        }
        sent_as(head, &format!("response {status}"), media_types);
        for (message, ty) in [
            (format!("response {status}"), body),
            (format!("response {status} header"), headers),
        ] {
            writer.message(message, ty.as_ref(), Direction::Response);
        }
    }
    for Callback {
        name,
        summary: _,
        ty,
        address: _,
        cite: _,
    } in callbacks
    {
        writer.message(format!("callback {name}"), Some(ty), Direction::Response);
    }
    writer.book
}

/// The part that a message of the facts is.
fn part_of(message: &str) -> Part {
    match message {
        "path" => Part::Path,
        "query" => Part::Query,
        message if message.ends_with("header") => Part::Header,
        _ => Part::Body,
    }
}

/// Adds what a body is sent as, where that is not what bodies mostly are.
fn sent_as(head: &mut Keys, message: &str, media_types: &MediaTypes) {
    if !media_types.are_usual() {
        let all = head
            .entry("media_types".to_owned())
            .or_insert_with(|| json!({}));
        all[message] = json!(media_types.names);
    }
}

struct Writer<'t> {
    service: &'t Service,
    book: Book<'t>,
    message: String,
    direction: Direction,
    /// The types that are being written: what a type says of itself again would never end.
    open: Vec<&'t TypeName>,
    /// Whether what sources do not agree about is left out.
    refused: bool,
}

impl<'t> Writer<'t> {
    fn message(&mut self, message: String, ty: Option<&'t TypeName>, direction: Direction) {
        self.message = message;
        self.direction = direction;
        if let Some(ty) = ty {
            self.object(ty, "");
        }
    }

    fn place(&self, pointer: &str) -> Place {
        Place {
            message: self.message.clone(),
            pointer: pointer.to_owned(),
        }
    }

    fn object(&mut self, name: &'t TypeName, pointer: &str) {
        if self.open.contains(&name) {
            return;
        }
        self.open.push(name);
        self.members(self.service.resolve(name), pointer);
        self.open.pop();
    }

    fn members(&mut self, ty: &'t TypeDef, pointer: &str) {
        let TypeDef {
            name: _,
            wire: _,
            // Its fields and rules have them.
            includes: _,
            open,
            transparent,
            parameters_of: _,
            info: _,
            fields,
            rules,
        } = ty;
        // Responses and headers may have further members anyhow.
        if *open && self.direction == Direction::Request && self.message != "header" {
            let place = self.place(pointer);
            let entry = self.book.facts.entry(place).or_default();
            entry.keys.insert("type".to_owned(), "object".into());
            entry.keys.insert("open".to_owned(), true.into());
        }
        for field in fields {
            let step = if *transparent {
                String::new()
            } else {
                format!("/{}", field.name)
            };
            self.field(field, &format!("{pointer}{step}"));
        }
        for rule in rules {
            self.rule(ty, rule, pointer);
        }
    }

    fn field(&mut self, field: &'t Field, pointer: &str) {
        let Field {
            name: _,
            shape,
            required,
            nullable,
            sensitive: _,
            deprecated,
            no_effect,
            default,
            votes: _,
            dropped: _,
            info: _,
        } = field;
        let mut keys = Keys::new();
        let (required, shape) = if self.refused {
            let scope = Scope {
                part: part_of(&self.message),
                ..Scope::body(self.direction)
            };
            let shape: &'t Shape = match field.admitted(self.service, scope) {
                Cow::Borrowed(shape) => shape,
                // The book holds it to the end of the test.
                Cow::Owned(shape) => Box::leak(Box::new(shape)),
            };
            (field.is_demanded(self.direction), shape)
        } else {
            (required.holds(self.direction), shape)
        };
        keys.insert("required".to_owned(), required.into());
        keys.insert("nullable".to_owned(), (*nullable).into());
        keys.insert("deprecated".to_owned(), deprecated.is_some().into());
        keys.insert("no_effect".to_owned(), no_effect.is_some().into());
        if let Some(default) = default {
            keys.insert("default".to_owned(), value_of(default));
        }
        self.value(shape, keys, pointer);
    }

    fn value(&mut self, shape: &'t Shape, mut keys: Keys, pointer: &str) {
        keys.insert("type".to_owned(), shape.json_type().into());
        let mut pattern = None;
        match shape {
            Shape::Int(int) => of_int(int, &mut keys),
            Shape::Number(number) => of_number(number, &mut keys),
            Shape::Text(Text { form, content }) => {
                pattern = of_form(form, &mut keys);
                match content {
                    // A document has a line of its own.
                    Content::Plain | Content::Json(_) => {}
                    Content::File => drop(keys.insert("file".to_owned(), true.into())),
                    Content::Written(written) => {
                        let held = match written {
                            Written::Int(int) => {
                                of_int(int, &mut keys);
                                "integer"
                            }
                            Written::Number(number) => {
                                of_number(number, &mut keys);
                                "number"
                            }
                            Written::Bool => "boolean",
                        };
                        keys.insert("written".to_owned(), held.into());
                    }
                    Content::Separated(separated) => {
                        let Separated {
                            separator,
                            min_items,
                            max_items,
                            // A piece has a line of its own.
                            piece: _,
                        } = &**separated;
                        set(&mut keys, "separator", Some(&**separator));
                        set(&mut keys, "min_items", *min_items);
                        set(&mut keys, "max_items", *max_items);
                    }
                }
            }
            Shape::Enum(values) => of_enum(values, &mut keys),
            Shape::List(list) => of_list(list, &mut keys),
            Shape::Bool
            | Shape::Map(_)
            | Shape::Object(_)
            | Shape::Alternatives(_)
            | Shape::Any => {}
        }
        self.fact(pointer, keys, pattern);
        match shape {
            Shape::Object(ty) => self.object(ty, pointer),
            Shape::List(list) => self.value(&list.item, Keys::new(), &format!("{pointer}/*")),
            Shape::Map(map) => self.value(&map.value, Keys::new(), &format!("{pointer}/*")),
            Shape::Alternatives(alternatives) => {
                for (number, shape) in (1..).zip(&alternatives.shapes) {
                    self.value(shape, Keys::new(), &format!("{pointer}|{number}"));
                }
            }
            Shape::Text(Text { form: _, content }) => match content {
                Content::Plain | Content::Written(_) | Content::File => {}
                Content::Json(document) => {
                    self.value(document, Keys::new(), &format!("{pointer}!"));
                }
                Content::Separated(separated) => {
                    self.piece(&separated.piece, &format!("{pointer}/*"));
                }
            },
            Shape::Int(_) | Shape::Number(_) | Shape::Bool | Shape::Enum(_) | Shape::Any => {}
        }
    }

    fn piece(&mut self, piece: &'t Piece, pointer: &str) {
        let mut keys = Keys::from([("type".to_owned(), "string".into())]);
        let pattern = match piece {
            Piece::Text(form) => of_form(form, &mut keys),
            Piece::Enum(values) => {
                of_enum(values, &mut keys);
                None
            }
        };
        self.fact(pointer, keys, pattern);
    }

    fn fact(&mut self, pointer: &str, keys: Keys, pattern: Option<&'t Pattern>) {
        let place = self.place(pointer);
        self.book
            .facts
            .insert(place, Entry::of_contract(keys, pattern));
    }

    /// An object that has no line of its own as a field.
    fn document(&mut self, ty: &'t TypeName, pointer: &str) {
        let keys = Keys::from([("type".to_owned(), "object".into())]);
        self.fact(pointer, keys, None);
        self.object(ty, pointer);
    }

    fn rule(&mut self, ty: &'t TypeDef, rule: &'t Rule, pointer: &str) {
        let Rule {
            id,
            severity: _,
            direction,
            when,
            kind,
            info: _,
        } = rule;
        if direction.is_some_and(|direction| direction != self.direction) {
            return;
        }
        let mut says = conditions(when);
        of_rule(self.service, kind, &mut says);
        says.insert("in".to_owned(), self.message.clone().into());
        says.insert("at".to_owned(), pointer.into());
        for rule in settled_rules(&Value::Object(says.into_iter().collect()), id) {
            self.book.rules.insert(rule, id.to_string());
        }
        if let RuleKind::SelectsType {
            field,
            cases,
            otherwise,
            tag: _,
        } = kind
        {
            let field = ty.field(field).expect("a field of the type");
            let mark = match field.shape {
                Shape::Text(_) => "!",
                _ => "",
            };
            for (value, selected) in cases {
                let value = words::literal(value);
                self.document(selected, &format!("{pointer}/{}?{value}{mark}", field.name));
            }
            if let Some(selected) = otherwise {
                self.document(selected, &format!("{pointer}/{}?*{mark}", field.name));
            }
        }
    }
}

fn of_int(int: &Int, keys: &mut Keys) {
    let Int {
        min,
        max,
        accepted,
        special,
        multiple_of,
        unix_seconds,
    } = int;
    set(
        keys,
        "multiple_of",
        multiple_of.map(std::num::NonZeroU32::get),
    );
    set(keys, "min", *min);
    set(keys, "max", *max);
    set(
        keys,
        "accepted",
        accepted.map(|(from, to)| json!([from, to])),
    );
    let special: Vec<i64> = special.iter().map(|(value, _)| *value).collect();
    keys.insert("special".to_owned(), json!(special));
    set(keys, "format", unix_seconds.then_some("unix-seconds"));
}

fn of_number(number: &Number, keys: &mut Keys) {
    let Number {
        lower,
        upper,
        accepted,
        special,
    } = number;
    of_bounds(*lower, *upper, keys);
    set(
        keys,
        "accepted",
        accepted.map(|(from, to)| json!([from, to])),
    );
    let special: Vec<f64> = special.iter().map(|(value, _)| *value).collect();
    keys.insert("special".to_owned(), json!(special));
}

fn of_bounds(lower: Option<Bound>, upper: Option<Bound>, keys: &mut Keys) {
    if let Some(Bound { value, exclusive }) = lower {
        set(keys, if exclusive { "above" } else { "min" }, Some(value));
    }
    if let Some(Bound { value, exclusive }) = upper {
        set(keys, if exclusive { "below" } else { "max" }, Some(value));
    }
}

fn of_form<'t>(form: &'t Form, keys: &mut Keys) -> Option<&'t Pattern> {
    let Form {
        named: _,
        min_chars,
        max_chars,
        max_bytes,
        max_chars_without_markup,
        pattern,
        format,
        base64,
    } = form;
    set(keys, "min_chars", *min_chars);
    set(keys, "max_chars", *max_chars);
    set(keys, "max_bytes", *max_bytes);
    set(keys, "max_chars_without_markup", *max_chars_without_markup);
    let pattern = pattern.as_deref();
    set(keys, "pattern", pattern.map(|pattern| &*pattern.regex));
    set(keys, "format", format.map(|format| format.as_str()));
    set(keys, "encoding", base64.then_some("base64"));
    pattern
}

fn of_enum(values: &Enum, keys: &mut Keys) {
    let Enum {
        named: _,
        open,
        any_case,
        values,
    } = values;
    keys.insert("open".to_owned(), (*open).into());
    set(keys, "any_case", any_case.then_some(true));
    let mut listed = Vec::new();
    let mut old = Vec::new();
    for EnumValue {
        wire,
        summary: _,
        deprecated,
    } in values
    {
        listed.push(wire);
        old.extend(deprecated.as_ref().map(|_| wire));
    }
    keys.insert("enum".to_owned(), json!(listed));
    keys.insert("deprecated_values".to_owned(), json!(old));
}

fn of_list(list: &List, keys: &mut Keys) {
    let List {
        item: _,
        min_items,
        max_items,
        unique,
    } = list;
    set(keys, "min_items", *min_items);
    set(keys, "max_items", *max_items);
    // What a rule asks of the items is among the rules.
    set(keys, "unique_items", unique.then_some(true));
}

fn conditions(when: &[Condition]) -> Keys {
    let mut is = serde_json::Map::new();
    let mut present = Vec::new();
    let mut contexts = Vec::new();
    for condition in when {
        match condition {
            Condition::Is { field, values } => {
                let values: Vec<Value> = values.iter().map(literal).collect();
                is.insert(field.to_string(), values.into());
            }
            Condition::Present { field } => present.push(field),
            Condition::Context(names) => contexts.extend(names.iter().map(|c| c.as_str())),
        }
    }
    let mut keys = Keys::new();
    set(
        &mut keys,
        "when",
        (!is.is_empty()).then_some(Value::Object(is)),
    );
    set(
        &mut keys,
        "present",
        (!present.is_empty()).then_some(json!(present)),
    );
    set(
        &mut keys,
        "context",
        (!contexts.is_empty()).then_some(json!(contexts)),
    );
    keys
}

fn of_rule(service: &Service, kind: &RuleKind, keys: &mut Keys) {
    let names = |fields: &[Box<str>]| json!(fields);
    let kind = match kind {
        RuleKind::RequiredIf { fields } => {
            set(keys, "fields", Some(names(fields)));
            "required-if"
        }
        RuleKind::RequiredUnless { fields } => {
            set(keys, "fields", Some(names(fields)));
            "required-unless"
        }
        RuleKind::NoEffectIf { fields } => {
            set(keys, "fields", Some(names(fields)));
            "no-effect-if"
        }
        RuleKind::NoEffectUnless { fields } => {
            set(keys, "fields", Some(names(fields)));
            "no-effect-unless"
        }
        RuleKind::AtMostOne { fields } => {
            set(keys, "fields", Some(names(fields)));
            "at-most-one"
        }
        RuleKind::AtLeastOne { fields } => {
            set(keys, "fields", Some(names(fields)));
            "at-least-one"
        }
        RuleKind::WinsOver { winners, losers } => {
            set(keys, "fields", Some(names(winners)));
            set(keys, "over", Some(names(losers)));
            "wins-over"
        }
        RuleKind::Rows { fields, rows } => {
            set(keys, "fields", Some(names(fields)));
            let rows: Vec<Vec<Value>> = rows
                .iter()
                .map(|row| row.iter().map(literal).collect())
                .collect();
            set(keys, "rows", Some(json!(rows)));
            "one-of-rows"
        }
        RuleKind::Unique { list, by } => {
            set(keys, "field", Some(text(list)));
            set(keys, "by", by.as_deref().map(text));
            "unique"
        }
        RuleKind::SelectsType {
            tag,
            field,
            cases,
            otherwise,
        } => {
            set(keys, "tag", Some(text(tag)));
            set(keys, "field", Some(text(field)));
            let cases: Vec<Value> = cases.iter().map(|(value, _)| literal(value)).collect();
            set(keys, "cases", Some(json!(cases)));
            set(
                keys,
                "otherwise",
                otherwise.as_ref().map(|ty| text(&service.resolve(ty).wire)),
            );
            "selects-type"
        }
        RuleKind::SelectsSibling { tag, cases } => {
            set(keys, "tag", Some(text(tag)));
            let cases = cases
                .iter()
                .map(|(value, field)| (words::literal(value).into_owned(), text(field)));
            set(keys, "cases", Some(Value::Object(cases.collect())));
            "selects-sibling"
        }
        RuleKind::Range {
            field,
            lower,
            upper,
        } => {
            set(keys, "field", Some(text(field)));
            of_bounds(*lower, *upper, keys);
            "range"
        }
        RuleKind::Contains { field, texts } => {
            set(keys, "field", Some(text(field)));
            set(keys, "texts", Some(json!(texts)));
            "contains"
        }
        RuleKind::Values { field, values } => {
            set(keys, "field", Some(text(field)));
            let values: Vec<Value> = values.iter().map(literal).collect();
            set(keys, "values", Some(json!(values)));
            "values"
        }
    };
    set(keys, "kind", Some(kind));
}

fn text(text: &str) -> Value {
    text.into()
}

fn set(keys: &mut Keys, key: &str, value: Option<impl Into<Value>>) {
    if let Some(value) = value {
        keys.insert(key.to_owned(), value.into());
    }
}

fn literal(literal: &Literal) -> Value {
    match literal {
        Literal::Text(said) => text(said),
        Literal::Int(int) => (*int).into(),
        Literal::Number(number) => (*number).into(),
        Literal::Bool(bool) => (*bool).into(),
    }
}

fn value_of(json: &Json) -> Value {
    match json {
        Json::Scalar(scalar) => literal(scalar),
        Json::List(items) => items.iter().map(value_of).collect(),
        Json::Object(members) => Value::Object(
            members
                .iter()
                .map(|(name, value)| (name.to_string(), value_of(value)))
                .collect(),
        ),
    }
}
