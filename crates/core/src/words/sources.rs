//! Where something was read, and what other sources say of it.

use core::fmt;

use super::allowed::{constraint, kind, range, without_stop};
use super::phrase::{Mark, Phrase};
use super::value::{json, literal, quoted};
use crate::contract::{
    Bound, Bounds, Cite, Conflict, Constraint, Content, Enum, Field, Literal, Pattern, Required,
    Service, Shape, Source, SourceKind, Text, TypeDef, Unique, Vote,
};

/// Returns what a sort of source is called.
#[must_use]
pub const fn source_kind(kind: SourceKind) -> &'static str {
    match kind {
        SourceKind::Page => "documentation page",
        SourceKind::ApiExplorer => "machine-readable definitions",
        SourceKind::Metadata => "machine-readable metadata",
        SourceKind::Sdk => "SDK",
        SourceKind::SdkText => "texts of an SDK",
        SourceKind::Help => "help page",
        SourceKind::Archive => "older edition",
    }
}

/// Returns source, place in it, and the day it was read: `show-2d-video, table 9, read 2026-11-20`.
#[must_use]
pub fn cite(service: &Service, cite: &Cite) -> String {
    cite_in(service.source(cite), cite)
}

/// Returns what [`cite`] does, of a source that is at hand.
#[must_use]
pub fn cite_in(source: &Source, cite: &Cite) -> String {
    let place = place_in(source, cite).map_or_else(String::new, |place| format!(", {place}"));
    format!("{}{place}, read {}", cite.source, source.read)
}

/// Returns the place in a source: `table 9` or `section Request body` of a page, the operation or class of what machines
/// read.
#[must_use]
pub fn place(service: &Service, cite: &Cite) -> Option<String> {
    place_in(service.source(cite), cite)
}

fn place_in(source: &Source, cite: &Cite) -> Option<String> {
    let anchor = cite.anchor.as_deref()?;
    Some(match source.kind {
        SourceKind::Page | SourceKind::Help | SourceKind::Archive
            if anchor.starts_with(|c: char| c.is_ascii_digit()) =>
        {
            format!("table {anchor}")
        }
        SourceKind::Page | SourceKind::Help | SourceKind::Archive => format!("section {anchor}"),
        SourceKind::ApiExplorer | SourceKind::Metadata | SourceKind::Sdk | SourceKind::SdkText => {
            anchor.to_owned()
        }
    })
}

/// Returns what a conflict's source says: `maximum length 64`, `lacks it`.
#[must_use]
pub fn conflict_says(conflict: &Conflict) -> Phrase<'_> {
    let says = conflict
        .says
        .iter()
        .map(|(key, value)| match (&**key, &**value) {
            ("", "absent") => Phrase::words("lacks it"),
            ("", value) => Phrase::words(value),
            ("words", words) => Phrase::words(without_stop(words)),
            (key, value) => {
                let link = match key {
                    "required" | "nullable" | "unique_items" => ": ",
                    _ => " ",
                };
                let key = Phrase::words(self::key(key));
                key.then(link).and(Mark::Value, value)
            }
        });
    Phrase::join(says, ", ", ", ")
}

/// Returns what a vote of a field says that the field itself does not; nothing where it only leaves out what another says.
#[must_use]
pub fn vote_says<'a>(field: &'a Field, vote: &'a Vote) -> Phrase<'a> {
    let Vote {
        cite: _,
        shape,
        required,
        direction: _,
        older: _,
        because: _,
    } = vote;
    let is_other = shape.kind() != field.shape.kind();
    let own = field.shape.constraints();
    let others = shape.constraints().into_iter();
    let others = others.filter(|other| is_other || !own.contains(other));
    let kind = is_other.then(|| kind(shape));
    let presence = required.filter(|required| *required != field.required);
    Phrase::join(
        kind.into_iter()
            .chain(others.map(|other| constraint(&other)))
            .chain(presence.map(|required| Phrase::words(super::required(required)))),
        ", ",
        ", ",
    )
}

/// Returns what a constraint key of `spec/` is called in a sentence; an unknown key as it is.
#[must_use]
pub fn key(key: &str) -> &str {
    match key {
        "kind" => "type",
        "type" => "the type",
        "item" => "items",
        "min" => "minimum",
        "max" => "maximum",
        "above" => "exclusive lower bound",
        "below" => "exclusive upper bound",
        "accepted" => "accepted range",
        "special" => "special values",
        "min_chars" => "minimum length",
        "max_chars" => "maximum length",
        "max_bytes" => "maximum length in bytes",
        "max_chars_without_markup" => "maximum length without markup",
        "min_items" => "minimum number of items",
        "max_items" => "maximum number of items",
        "unique_items" => "unique items",
        "default_note" => "when absent",
        "no_effect" => "no effect",
        other => other,
    }
}

/// Returns what the contract says in place of a conflict's constraint: the field's own value of that key of `spec/`, or of
/// its items or pieces. `None` where it says nothing, or where the key is about more than the field.
#[must_use]
pub fn chosen<'a>(ty: &'a TypeDef, field: &'a Field, key: &str) -> Option<Phrase<'a>> {
    match key {
        // As `spec/` writes it: that is how the other source's word is told, too.
        "required" => value(match field.required {
            Required::No => "false",
            Required::InRequests => "request",
            Required::Always => "true",
        }),
        "nullable" => value(field.nullable),
        "sensitive" => value(field.sensitive),
        "default" => field
            .default
            .as_ref()
            .and_then(|default| value(json(default))),
        "default_note" => note(&field.info.default_note),
        "deprecated" => note(&field.deprecated),
        "no_effect" => note(&field.no_effect),
        "example" => None,
        "unit" => note(&field.info.unit),
        "kind" => value(field.shape.kind()),
        "unique_items" if matches!(field.shape, Shape::List(_)) => {
            value(ty.unique_in(field) == Unique::Items)
        }
        "item" => match &field.shape {
            Shape::List(list) => Some(kind(&list.item)),
            Shape::Map(map) => Some(kind(&map.value)),
            _ => None,
        },
        _ => of_type(&field.shape, key).or_else(|| among(&ty.constraints_of(field), key)),
    }
}

fn value<'a>(value: impl fmt::Display) -> Option<Phrase<'a>> {
    Some(Phrase::of(Mark::Value, value.to_string()))
}

fn note(note: &Option<Box<str>>) -> Option<Phrase<'_>> {
    note.as_deref().map(Phrase::words)
}

/// Returns the type that a key asks for, of a value or of what it holds.
fn of_type<'a>(shape: &'a Shape, key: &str) -> Option<Phrase<'a>> {
    shape.nested().find_map(|shape| match (shape, key) {
        (Shape::Object(name), "type") => Some(Phrase::of(Mark::Type, name.as_str())),
        (
            Shape::Text(Text {
                form: _,
                content: Content::Json(document),
            }),
            "json",
        ) => Some(kind(document)),
        _ => None,
    })
}

/// Returns the first of constraints that is written with a key; those of items and pieces stand last.
fn among<'a>(constraints: &[Constraint<'a>], key: &str) -> Option<Phrase<'a>> {
    constraints
        .iter()
        .find_map(|constraint| written(constraint, key))
}

/// Returns a constraint as `spec/` writes it with a key.
fn written<'a>(of: &Constraint<'a>, key: &str) -> Option<Phrase<'a>> {
    let if_key = |name: &str, phrase: Option<Phrase<'a>>| phrase.filter(|_| key == name);
    let end = |bound: &Option<Bound<Literal>>, is_excluded| {
        let Bound {
            value: end,
            exclusive,
        } = bound.as_ref()?;
        value(literal(end)).filter(|_| *exclusive == is_excluded)
    };
    match of {
        Constraint::Bounds(Bounds { lower, upper }) => match key {
            "min" => end(lower, false),
            "above" => end(lower, true),
            "max" => end(upper, false),
            "below" => end(upper, true),
            _ => None,
        },
        Constraint::Accepted(bounds) => if_key("accepted", value(range(bounds))),
        Constraint::MultipleOf(step) => if_key("multiple_of", value(step)),
        Constraint::UnixSeconds => if_key("format", value("unix-seconds")),
        Constraint::Chars(chars) => count(chars, key, ["min_chars", "max_chars"]),
        Constraint::Bytes(most) => if_key("max_bytes", value(most)),
        Constraint::CharsWithoutMarkup(most) => if_key("max_chars_without_markup", value(most)),
        Constraint::Pattern(Pattern {
            regex,
            words,
            automaton: _,
        }) => match key {
            "pattern" => value(regex),
            "pattern_words" => Some(Phrase::words(&**words)),
            _ => None,
        },
        Constraint::Format(format) => if_key("format", value(format)),
        Constraint::Written(written) => match key {
            "written" => value("text"),
            "kind" => value(written.kind()),
            _ => None,
        },
        Constraint::Base64 => if_key("encoding", value("base64")),
        Constraint::Separator(separator) => if_key("separator", value(quoted(separator))),
        Constraint::Values(Enum {
            named: _,
            open,
            any_case,
            values: _,
        }) => match key {
            "values" => Some(constraint(of)),
            "open" => value(open),
            "any_case" => value(any_case),
            _ => None,
        },
        Constraint::Items(items) => count(items, key, ["min_items", "max_items"]),
        Constraint::Each(inner) | Constraint::Document(inner) => among(inner, key),
        Constraint::OneOf(shapes) => shapes
            .iter()
            .find_map(|shape| among(&shape.constraints(), key)),
        Constraint::Special(_, _) | Constraint::Unique(_) => None,
    }
}

fn count<'a>(bounds: &Bounds<u32>, key: &str, [least, most]: [&str; 2]) -> Option<Phrase<'a>> {
    let bound = match key {
        key if key == least => bounds.lower,
        key if key == most => bounds.upper,
        _ => None,
    };
    value(bound?.value)
}
