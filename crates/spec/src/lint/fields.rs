//! Fields: their own keys, and what the engine says of their literals.

use std::collections::{BTreeMap, BTreeSet};

use mediaspec_core::contract::{
    Direction, Field, MAX_FIELDS, MAX_SLOTS, Part, Required, Rule, Shape,
};

use crate::codes;
use crate::lower::{Group, Lowered};
use crate::names;
use crate::raw::{self, At, Item, Kind, Num, Value};

use super::shapes::{self, exclude, key};
use super::{Sink, conflicts, engine, texts};

/// Checks each field of a group; `part` is where messages have it, also for a type that holds headers, and `form` says of
/// which form it is the body, if it is that of one. Returns the names of those that values can be checked against.
pub(super) fn check<'g>(
    service: &Lowered<'_>,
    group: &'g Group<'_>,
    part: Part,
    form: Option<Form>,
    directions: &[Direction],
    sink: &mut Sink<'_>,
) -> BTreeSet<&'g str> {
    limits(group, sink);
    let mut sound = BTreeSet::new();
    for (field, origin) in group.fields() {
        let Some(origin) = origin else {
            sound.insert(&*field.name);
            continue;
        };
        let before = sink.count();
        let raw = &origin.raw.value;
        if let Some(name) = &raw.name {
            shapes::wire_name(name, sink);
        }
        texts::of_field(raw, sink);
        shapes::check(&raw.shape, sink);
        exclude(
            &[
                key("default", &raw.default),
                key("default_note", &raw.default_note),
            ],
            sink,
        );
        parameter(raw, part, form, sink);
        files(&raw.shape, form, sink);
        let is_sound = origin.sound && sink.count() == before;
        sensitive(raw, sink);
        if is_sound {
            let refusal = |value: &Value| {
                engine::refusal(&service.service, &group.ty, field, part, directions, value)
            };
            literals(field, raw, &refusal, sink);
            sound.insert(&*field.name);
        }
        conflicts::of_field(
            service,
            group,
            field,
            origin,
            is_sound.then_some(directions),
            sink,
        );
    }
    if part == Part::Header {
        headers(group, sink);
    }
    sound
}

fn limits(group: &Group<'_>, sink: &mut Sink<'_>) {
    let fields = group.ty.fields.len();
    let Some(last) = group.fields().filter_map(|(_, origin)| origin).last() else {
        return;
    };
    let read: BTreeSet<&str> = group
        .ty
        .rules
        .iter()
        .flat_map(Rule::uses)
        .map(|(name, _)| name)
        .collect();
    if fields > MAX_FIELDS {
        let message = format!(
            "`{}` has {fields} fields, more than {MAX_FIELDS}",
            group.ty.name
        );
        sink.report(&codes::TOO_MANY_FIELDS, &last.raw.span, message);
    } else if read.len() > MAX_SLOTS {
        let message = format!(
            "rules read {} fields of `{}`, more than {MAX_SLOTS}",
            read.len(),
            group.ty.name
        );
        sink.report(&codes::TOO_MANY_WATCHED, &last.raw.span, message);
    }
}

/// A form whose fields a type describes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    /// One that holds texts alone, at least as it is sent sometimes.
    Texts,
    /// One in parts, which may be files, and the type describes nothing else.
    Files,
}

/// Files are parts of forms, and no part of a form holds others.
fn files(item: &Item, form: Option<Form>, sink: &mut Sink<'_>) {
    let list = item.kind.as_ref().map(|kind| kind.value) == Some(Kind::List);
    let own = item.item.as_ref().filter(|_| list).map(|item| &*item.value);
    let fits =
        |one: &Item| std::ptr::eq(one, item) || own.is_some_and(|own| std::ptr::eq(one, own));
    for one in item.nested().filter(|one| one.is_file()) {
        if form == Some(Form::Files) && fits(one) {
            continue;
        }
        let Some(kind) = &one.kind else { continue };
        let message = "a file can be a field of a form that is sent as multipart/form-data alone, or the whole body of a response";
        sink.report(&codes::BAD_FILE, &sink.with_key(&kind.span), message);
    }
}

fn parameter(raw: &raw::Field, part: Part, form: Option<Form>, sink: &mut Sink<'_>) {
    let Some(kind) = &raw.shape.kind else { return };
    let kind_of = |item: &Item| item.kind.as_ref().map(|kind| kind.value);
    // A text on the wire does not say of which JSON type it is, so that all alternatives must be texts.
    let is_text = |item: &Item| {
        matches!(
            kind_of(item),
            Some(Kind::Text | Kind::Enum | Kind::File) | None
        )
    };
    let scalar = |item: &Item| match kind_of(item) {
        None
        | Some(Kind::Int | Kind::Number | Kind::Text | Kind::File | Kind::Bool | Kind::Enum) => {
            true
        }
        Some(Kind::Alternatives) => {
            let mut all = item.alternatives.iter().flat_map(|all| &all.value);
            all.all(|one| is_text(one))
        }
        Some(Kind::List | Kind::Map | Kind::Object | Kind::Any) => false,
    };
    let scalar_or_list = || {
        let item = raw.shape.item.as_ref();
        scalar(&raw.shape)
            || (kind.value == Kind::List && item.is_none_or(|item| scalar(&item.value)))
    };
    let is_text_on_the_wire = part != Part::Body || form.is_some();
    let fits = match part {
        Part::Body => form.is_none() || scalar_or_list(),
        Part::Path => scalar(&raw.shape),
        Part::Query | Part::Header => scalar_or_list(),
    };
    if !fits {
        let message = format!(
            "a parameter of kind `{}` cannot stand in the {}",
            kind.as_str(),
            form.map_or(part.as_str(), |_| "body of a form")
        );
        sink.report(&codes::PARAMETER_KIND, &sink.with_key(&kind.span), message);
    }
    if let (Some(written), true) = (&raw.shape.written, is_text_on_the_wire) {
        let message = "a parameter is text as it is: leave out `written`";
        sink.report(
            &codes::PARAMETER_KIND,
            &sink.with_key(&written.span),
            message,
        );
    }
    let optional = raw
        .required
        .as_ref()
        .is_none_or(|required| required.0 == Required::No);
    if part == Part::Path && optional && !raw.incomplete {
        let span = raw.required.as_ref().map(|required| &required.span);
        let Some(span) = span.or(raw.name.as_ref().map(|name| &name.span)) else {
            return;
        };
        sink.report(
            &codes::PATH_OPTIONAL,
            &sink.with_key(span),
            "a path parameter is always there",
        );
    }
}

fn headers(group: &Group<'_>, sink: &mut Sink<'_>) {
    let mut first: BTreeMap<String, &str> = BTreeMap::new();
    for (field, origin) in group.fields() {
        let first = *first
            .entry(field.name.to_ascii_lowercase())
            .or_insert(&field.name);
        if first == &*field.name {
            continue;
        }
        let Some(name) = origin.and_then(|origin| origin.raw.name.as_ref()) else {
            continue;
        };
        let message = format!("`{first}` and `{}` are the same header", field.name);
        sink.report(&codes::DUPLICATE_HEADER, &name.span, message);
    }
}

/// A name that very likely stands for a secret needs a decision.
fn sensitive(raw: &raw::Field, sink: &mut Sink<'_>) {
    let (Some(name), Some(_), None) = (&raw.name, &raw.shape.kind, &raw.sensitive) else {
        return;
    };
    let kind_of = |item: &Item| item.kind.as_ref().map_or(Kind::Any, |kind| kind.value);
    let mut kinds = raw.shape.nested().map(kind_of);
    let kind = kinds.find(|kind| *kind != Kind::List).unwrap_or(Kind::List);
    if !matches!(kind, Kind::Text | Kind::Any) || raw.incomplete {
        return;
    }
    if let Some(word) = names::secret_word(name) {
        let message = format!(
            "`{}` has `{word}` in its name and no `sensitive`",
            name.value
        );
        sink.report(&codes::SENSITIVE, &sink.with_key(&name.span), message);
    }
}

/// Default, example and special values, as the engine sees them.
fn literals(
    field: &Field,
    raw: &raw::Field,
    refusal: &dyn Fn(&Value) -> Option<String>,
    sink: &mut Sink<'_>,
) {
    for (value, what, code) in [
        (&raw.default, "default", &codes::DEFAULT_REFUSED),
        (&raw.example, "example", &codes::EXAMPLE_REFUSED),
    ] {
        let Some(value) = value else { continue };
        if let Some(why) = refusal(&value.value) {
            let message = format!("the {what} is refused: {why}");
            sink.report(code, &sink.with_key(&value.span), message);
        }
    }
    if let (Shape::Enum(values), Some(default)) = (&field.shape, &raw.default)
        && let Value::Text(text) = &default.value
        && let Some(listed) = values.find(text).filter(|listed| *listed.wire != **text)
    {
        let message = format!("the default `{text}` is listed as `{}`", listed.wire);
        let span = sink.with_key(&default.span);
        sink.report(&codes::DEFAULT_REFUSED, &span, message);
    }
    let special = raw.shape.special.iter().flat_map(|special| &special.value);
    for value in special.filter_map(|special: &At<raw::Special>| special.value.value.as_ref()) {
        let num: Num = value.value;
        let literal = match &field.shape {
            Shape::Int(_) | Shape::Number(_) => num.to_value(),
            Shape::Text(_) => Value::Text(num.to_string()),
            Shape::Bool
            | Shape::Enum(_)
            | Shape::List(_)
            | Shape::Map(_)
            | Shape::Object(_)
            | Shape::Alternatives(_)
            | Shape::Any => {
                continue;
            }
        };
        if let Some(why) = refusal(&literal) {
            sink.report(
                &codes::SPECIAL_REFUSED,
                &value.span,
                format!("the special value is refused: {why}"),
            );
        }
    }
}
