//! The book of a contract: everything that it asks of an operation's messages.
//!
//! The vocabulary is taken apart without `..`, so that nothing new in it is left out in silence.

use mediaspec_core::contract::{
    AuthGroup, Bound, Callback, Catalog, Condition, Content, Direction, Enum, EnumValue, Field,
    Int, Json, List, Literal, Number, Operation, RequestBody, Response, Rule, RuleKind, Service,
    Shape, Style, Text, TypeDef, Unique,
};
use serde_json::{Value, json};

use super::book::{Book, Entry, Keys, Place, settled_rules};

/// The service and the operation of a name such as `metastudio/ListDigitalHumanVideo`.
pub(super) fn find<'t>(
    catalog: Catalog<'t>,
    name: &str,
) -> Option<(&'t Service<'t>, &'t Operation<'t>)> {
    let (service, operation) = name.split_once('/')?;
    let service = catalog.services.iter().find(|s| s.name == service)?;
    let operation = service.operations.iter().find(|o| o.name == operation)?;
    Some((service, operation))
}

/// Writes the book of an operation.
pub(super) fn book<'t>(service: &Service<'t>, operation: &'t Operation<'t>) -> Book<'t> {
    let Operation {
        service: _,
        name,
        method,
        path,
        summary: _,
        tag,
        context,
        cite: _,
        auth,
        path_parameters,
        query,
        headers,
        request,
        responses,
        callbacks,
        conflicts: _,
        notes: _,
    } = *operation;
    let mut writer = Writer::default();
    writer.book.operation = format!("{}/{name}", service.name);

    let head = &mut writer.book.head;
    head.insert("method".to_owned(), method.into());
    head.insert("path".to_owned(), path.into());
    if !tag.is_empty() {
        head.insert("tag".to_owned(), tag.into());
    }
    if let Some(context) = context {
        head.insert("context".to_owned(), context.as_str().into());
    }
    match service.style {
        Style::Rest => {}
        Style::Rpc { version, .. } => drop(head.insert("version".to_owned(), version.into())),
    }
    let statuses = responses.iter().map(|response| {
        (
            response.status.to_string(),
            response.error_code.map_or(Value::Null, Value::from),
        )
    });
    head.insert("statuses".to_owned(), Value::Object(statuses.collect()));
    let groups = auth.iter().map(|AuthGroup { headers, .. }| json!(headers));
    head.insert("auth".to_owned(), groups.collect());
    if let Some(RequestBody { ty: _, required }) = request {
        let word = if required { "required" } else { "optional" };
        head.insert("request_body".to_owned(), word.into());
    }
    if !callbacks.is_empty() {
        let names = callbacks.iter().map(|callback| Value::from(callback.name));
        head.insert("callbacks".to_owned(), names.collect());
    }

    let request_parts = [
        ("path", path_parameters),
        ("query", query),
        ("header", headers),
    ];
    for (message, ty) in request_parts {
        writer.message(message.to_owned(), ty, Direction::Request);
    }
    if let Some(RequestBody { ty, required: _ }) = request {
        writer.message("request".to_owned(), ty, Direction::Request);
    }
    for Response {
        status,
        summary: _,
        body,
        headers,
        error_code: _,
        cite: _,
    } in responses
    {
        if let Some(ty) = body {
            writer.message(format!("response {status}"), ty, Direction::Response);
        }
        writer.message(
            format!("response {status} header"),
            headers,
            Direction::Response,
        );
    }
    for Callback {
        name,
        summary: _,
        ty,
        address: _,
        cite: _,
    } in callbacks
    {
        writer.message(format!("callback {name}"), ty, Direction::Response);
    }
    writer.book
}

#[derive(Default)]
struct Writer<'t> {
    book: Book<'t>,
    message: String,
    direction: Option<Direction>,
}

impl<'t> Writer<'t> {
    fn message(&mut self, message: String, ty: &'t TypeDef<'t>, direction: Direction) {
        self.message = message;
        self.direction = Some(direction);
        self.object(ty, "");
    }

    fn place(&self, pointer: &str) -> Place {
        Place {
            message: self.message.clone(),
            pointer: pointer.to_owned(),
        }
    }

    fn object(&mut self, ty: &'t TypeDef<'t>, pointer: &str) {
        let TypeDef {
            name: _,
            wire: _,
            summary: _,
            cite: _,
            open,
            fields,
            by_name: _,
            shortcuts: _,
            slots: _,
            rules,
            conflicts: _,
            notes: _,
        } = *ty;
        // Responses and headers may have further members anyhow.
        if open && self.direction == Some(Direction::Request) && self.message != "header" {
            let place = self.place(pointer);
            let entry = self.book.facts.entry(place).or_default();
            entry.keys.insert("type".to_owned(), "object".into());
            entry.keys.insert("open".to_owned(), true.into());
        }
        for field in fields {
            self.field(field, &format!("{pointer}/{}", field.name));
        }
        for rule in rules {
            self.rule(ty, rule, pointer);
        }
    }

    fn field(&mut self, field: &'t Field<'t>, pointer: &str) {
        let Field {
            name: _,
            shape,
            required,
            nullable,
            sensitive: _,
            deprecated,
            no_effect,
            slot: _,
            selected_by: _,
            default,
            info: _,
        } = field;
        let mut keys = Keys::new();
        let required = self
            .direction
            .is_some_and(|direction| required.holds(direction));
        keys.insert("required".to_owned(), required.into());
        keys.insert("nullable".to_owned(), (*nullable).into());
        keys.insert("deprecated".to_owned(), deprecated.is_some().into());
        keys.insert("no_effect".to_owned(), no_effect.is_some().into());
        if let Some(default) = default {
            keys.insert("default".to_owned(), value_of(default));
        }
        self.value(shape, keys, pointer);
    }

    fn value(&mut self, shape: &'t Shape<'t>, mut keys: Keys, pointer: &str) {
        keys.insert("type".to_owned(), shape.json_type().into());
        let mut pattern = None;
        match shape {
            Shape::Int(int) => of_int(int, &mut keys),
            Shape::Number(number) => of_number(number, &mut keys),
            Shape::Text(text) => {
                pattern = text.pattern;
                of_text(text, &mut keys);
            }
            Shape::Enum(values) => of_enum(values, &mut keys),
            Shape::List(list) => of_list(list, &mut keys),
            Shape::Bool | Shape::Object(_) | Shape::Any => {}
        }
        let place = self.place(pointer);
        self.book
            .facts
            .insert(place, Entry::of_contract(keys, pattern));
        match shape {
            Shape::Object(ty) => self.object(ty, pointer),
            Shape::List(list) => self.value(&list.item, Keys::new(), &format!("{pointer}/*")),
            Shape::Text(text) => match text.content {
                Content::Plain | Content::Base64 => {}
                Content::Json(ty) => self.document(ty, &format!("{pointer}!")),
                Content::Separated { separator: _, item } => {
                    self.value(item, Keys::new(), &format!("{pointer}/*"));
                }
            },
            Shape::Int(_) | Shape::Number(_) | Shape::Bool | Shape::Enum(_) | Shape::Any => {}
        }
    }

    /// An object that has no line of its own as a field.
    fn document(&mut self, ty: &'t TypeDef<'t>, pointer: &str) {
        let place = self.place(pointer);
        let keys = Keys::from([("type".to_owned(), "object".into())]);
        self.book
            .facts
            .insert(place, Entry::of_contract(keys, None));
        self.object(ty, pointer);
    }

    fn rule(&mut self, ty: &'t TypeDef<'t>, rule: &'t Rule<'t>, pointer: &str) {
        let Rule {
            id,
            summary: _,
            cite: _,
            severity: _,
            direction,
            when,
            kind,
            conflicts: _,
        } = rule;
        if direction.is_some_and(|direction| Some(direction) != self.direction) {
            return;
        }
        let mut says = conditions(ty, when);
        of_rule(ty, kind, &mut says);
        says.insert("in".to_owned(), self.message.clone().into());
        says.insert("at".to_owned(), pointer.into());
        for rule in settled_rules(&Value::Object(says.into_iter().collect()), id) {
            self.book.rules.insert(rule, (*id).to_owned());
        }
        if let RuleKind::SelectsType {
            field,
            cases,
            otherwise,
            tag: _,
        } = kind
        {
            let field = ty.at(*field).expect("a field of the type");
            let mark = match field.shape {
                Shape::Text(_) => "!",
                _ => "",
            };
            for (value, selected) in *cases {
                self.document(selected, &format!("{pointer}/{}?{value}{mark}", field.name));
            }
            if let Some(selected) = otherwise {
                self.document(selected, &format!("{pointer}/{}?*{mark}", field.name));
            }
        }
    }
}

fn of_int(int: &Int<'_>, keys: &mut Keys) {
    let Int {
        min,
        max,
        accepted,
        special,
        unix_seconds,
    } = int;
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

fn of_number(number: &Number<'_>, keys: &mut Keys) {
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

fn of_text(text: &Text<'_>, keys: &mut Keys) {
    let Text {
        min_chars,
        max_chars,
        max_bytes,
        max_chars_without_markup,
        pattern,
        format,
        content,
    } = text;
    set(keys, "min_chars", *min_chars);
    set(keys, "max_chars", *max_chars);
    set(keys, "max_bytes", *max_bytes);
    set(keys, "max_chars_without_markup", *max_chars_without_markup);
    set(keys, "pattern", pattern.map(|pattern| pattern.regex));
    set(keys, "format", format.map(|(format, _)| format.as_str()));
    match content {
        // A document has a line of its own.
        Content::Plain | Content::Json(_) => {}
        Content::Base64 => set(keys, "encoding", Some("base64")),
        Content::Separated { separator, item: _ } => set(keys, "separator", Some(*separator)),
    }
}

fn of_enum(values: &Enum<'_>, keys: &mut Keys) {
    let Enum { open, values } = values;
    keys.insert("open".to_owned(), (*open).into());
    let mut listed = Vec::new();
    let mut old = Vec::new();
    for EnumValue {
        wire,
        summary: _,
        deprecated,
    } in *values
    {
        listed.push(*wire);
        old.extend(deprecated.map(|_| *wire));
    }
    keys.insert("enum".to_owned(), json!(listed));
    keys.insert("deprecated_values".to_owned(), json!(old));
}

fn of_list(list: &List<'_>, keys: &mut Keys) {
    let List {
        item: _,
        min_items,
        max_items,
        unique,
    } = list;
    set(keys, "min_items", *min_items);
    set(keys, "max_items", *max_items);
    match unique {
        // A member that must differ is a rule.
        Unique::No | Unique::By(_) => {}
        Unique::Items => set(keys, "unique_items", Some(true)),
    }
}

fn conditions(ty: &TypeDef<'_>, when: &[Condition<'_>]) -> Keys {
    let mut is = serde_json::Map::new();
    let mut present = Vec::new();
    let mut contexts = Vec::new();
    for condition in when {
        match condition {
            Condition::Is { field, values } => {
                let values: Vec<Value> = values.iter().map(literal).collect();
                is.insert(name(ty, *field).to_owned(), values.into());
            }
            Condition::Present { field } => present.push(name(ty, *field)),
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

fn of_rule(ty: &TypeDef<'_>, kind: &RuleKind<'_>, keys: &mut Keys) {
    let names = |fields: &[u16]| json!(fields.iter().map(|&f| name(ty, f)).collect::<Vec<_>>());
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
            set(keys, "field", Some(name(ty, *list)));
            set(keys, "by", *by);
            "unique"
        }
        RuleKind::SelectsType {
            tag,
            field,
            cases,
            otherwise,
        } => {
            set(keys, "tag", Some(name(ty, *tag)));
            set(keys, "field", Some(name(ty, *field)));
            let cases: Vec<&str> = cases.iter().map(|(value, _)| *value).collect();
            set(keys, "cases", Some(json!(cases)));
            set(keys, "otherwise", otherwise.map(|ty| ty.wire));
            "selects-type"
        }
        RuleKind::SelectsSibling { tag, cases } => {
            set(keys, "tag", Some(name(ty, *tag)));
            let cases = cases
                .iter()
                .map(|(value, field)| ((*value).to_owned(), name(ty, *field).into()));
            set(keys, "cases", Some(Value::Object(cases.collect())));
            "selects-sibling"
        }
        RuleKind::Range {
            field,
            lower,
            upper,
        } => {
            set(keys, "field", Some(name(ty, *field)));
            of_bounds(*lower, *upper, keys);
            "range"
        }
        RuleKind::Values { field, values } => {
            set(keys, "field", Some(name(ty, *field)));
            let values: Vec<Value> = values.iter().map(literal).collect();
            set(keys, "values", Some(json!(values)));
            "values"
        }
    };
    set(keys, "kind", Some(kind));
}

fn name<'t>(ty: &TypeDef<'t>, field: u16) -> &'t str {
    ty.at(field).expect("rules name fields of their type").name
}

fn set(keys: &mut Keys, key: &str, value: Option<impl Into<Value>>) {
    if let Some(value) = value {
        keys.insert(key.to_owned(), value.into());
    }
}

fn literal(literal: &Literal<'_>) -> Value {
    match *literal {
        Literal::Text(text) => text.into(),
        Literal::Int(int) => int.into(),
        Literal::Number(number) => number.into(),
        Literal::Bool(bool) => bool.into(),
    }
}

fn value_of(json: &Json<'_>) -> Value {
    match json {
        Json::Scalar(scalar) => literal(scalar),
        Json::List(items) => items.iter().map(value_of).collect(),
        Json::Object(members) => Value::Object(
            members
                .iter()
                .map(|(name, value)| ((*name).to_owned(), value_of(value)))
                .collect(),
        ),
    }
}
