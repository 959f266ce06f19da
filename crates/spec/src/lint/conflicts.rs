//! Conflicts and the precedence of sources.

use std::collections::BTreeSet;

use mediaspec_core::contract::{Direction, Field, Source};

use crate::codes;
use crate::lower::{FieldOrigin, Group, Lowered, LoweredOperation, LoweredType};
use crate::raw::{self, At, Conflict, Literal as _, Says, Value};

use super::{Sink, engine};

/// What a conflict is about.
struct Subject<'a> {
    /// Keys that `says` may have, `example` and `words` apart.
    keys: &'a [&'a str],
    /// The contract's own value of a key.
    own: &'a dyn Fn(&str) -> Option<Value>,
    /// The source that the contract follows in a key; `None` where it is not known.
    follows: &'a dyn Fn(&str) -> Option<&'a Source>,
    /// The sources that the thing as a whole was read from. A page of something else does not govern it, though it may
    /// be worth a conflict (a variant of the same name, another edition).
    governs: Vec<&'a str>,
    /// Whether the contract accepts an example; `None` where it cannot be asked.
    accepts: &'a dyn Fn(&Value) -> Option<bool>,
    /// Whether a source may have dropped it.
    is_member: bool,
}

/// Keys of a field that sources do not disagree about.
const NO_CONSTRAINTS: [&str; 6] = [
    "summary",
    "example",
    "notes",
    "source",
    "sources",
    "pattern_words",
];

pub(super) fn of_field(
    service: &Lowered<'_>,
    group: &Group<'_>,
    field: &Field,
    origin: &FieldOrigin<'_>,
    directions: Option<&[Direction]>,
    sink: &mut Sink<'_>,
) {
    let raw = &origin.raw.value;
    source_keys(raw, sink);
    let keys: Vec<&str> = raw::Field::KEYS
        .iter()
        .copied()
        .filter(|key| !NO_CONSTRAINTS.contains(key))
        .collect();
    let subject = Subject {
        keys: &keys,
        own: &|key| own_value(raw, key),
        follows: &|key| {
            let own = raw
                .sources
                .iter()
                .flat_map(|sources| &sources.0)
                .find(|(name, _)| name.value == key);
            match own {
                Some((_, references)) => source_of(service, references.value.0.first()),
                None => source(service, &field.info.cite.source),
            }
        },
        governs: vec![&field.info.cite.source, &group.ty.info.cite.source],
        accepts: &|value| {
            let (service, directions) = (&service.service, directions?);
            let refused = engine::refusal(service, &group.ty, field, group.part, directions, value);
            Some(refused.is_none())
        },
        is_member: true,
    };
    check(service, &raw.conflict, &subject, sink);
    lists_put_together(raw, sink);
}

/// A list that is put together of the lists of several sources has their values, and no others.
fn lists_put_together(raw: &raw::Field, sink: &mut Sink<'_>) {
    let (Some(lists), Some(own)) = (raw.lists_put_together(), own_value(raw, "values")) else {
        return;
    };
    let theirs: BTreeSet<String> = lists.iter().flat_map(|list| listed(&list.value)).collect();
    let own: BTreeSet<String> = listed(&own).into_iter().collect();
    let Some(other) = own.symmetric_difference(&theirs).next() else {
        return;
    };
    let message = if own.contains(other) {
        format!("{other} is in the list of none of the sources that `sources` names for `values`")
    } else {
        format!("{other} is missing, which a source has that `sources` names for `values`")
    };
    let span = raw.conflict.first().map(|conflict| conflict.span.clone());
    sink.report(&codes::LISTS_TOGETHER, &span.unwrap_or(0..0), message);
}

/// The value of a key of the field; for a list, of its items where the field itself has no such key.
fn own_value(raw: &raw::Field, key: &str) -> Option<Value> {
    let inner = raw.shape.nested().skip(1).flat_map(raw::Item::keys);
    let mut keys = raw.keys().into_iter().chain(inner);
    keys.find(|used| used.name == key).map(|used| used.value)
}

/// `sources` speaks of keys that are there.
fn source_keys(raw: &raw::Field, sink: &mut Sink<'_>) {
    for (key, _) in raw.sources.iter().flat_map(|sources| &sources.0) {
        if own_value(raw, key).is_some() && !NO_CONSTRAINTS.contains(&key.as_str()) {
            continue;
        }
        let there = raw.keys();
        let names = there
            .iter()
            .map(|used| used.name)
            .filter(|name| !NO_CONSTRAINTS.contains(name));
        let problem = sink.problem(
            &codes::SOURCES_KEY,
            &key.span,
            format!("the field has no constraint `{}`", key.value),
        );
        sink.add(problem.suggest(key, names));
    }
}

pub(super) fn of_type(service: &Lowered<'_>, ty: &LoweredType<'_>, sink: &mut Sink<'_>) {
    let raw = &ty.document.raw;
    let head = raw.head.as_ref();
    let subject = Subject {
        keys: &["name", "open"],
        own: &|key| match key {
            "name" => head?.wire.literal().or_else(|| head?.name.literal()),
            _ => head?.body.shape.open.literal(),
        },
        follows: &|_| source(service, &ty.group.ty.info.cite.source),
        governs: Vec::new(),
        accepts: &|_| None,
        is_member: false,
    };
    check(service, &raw.conflict, &subject, sink);
}

pub(super) fn of_operation(
    service: &Lowered<'_>,
    operation: &LoweredOperation<'_>,
    sink: &mut Sink<'_>,
) {
    let head = operation.document.raw.operation.as_ref();
    let subject = Subject {
        keys: &["name", "method", "path", "tag"],
        own: &|key| match key {
            "name" => head?.name.literal(),
            "method" => head?.method.literal(),
            "path" => head?.path.literal(),
            _ => head?.tag.literal(),
        },
        follows: &|_| source(service, &operation.operation.info.cite.source),
        governs: Vec::new(),
        accepts: &|_| None,
        is_member: false,
    };
    check(service, &operation.document.raw.conflict, &subject, sink);
}

pub(super) fn of_rule(
    service: &Lowered<'_>,
    group: &Group<'_>,
    raw: &At<raw::Rule>,
    sink: &mut Sink<'_>,
) {
    let inherited: &str = &group.ty.info.cite.source;
    let subject = Subject {
        keys: &[
            "fields", "over", "rows", "values", "texts", "min", "max", "above", "below",
        ],
        own: &|key| match key {
            "fields" => raw.fields.literal(),
            "over" => raw.over.literal(),
            "rows" => raw.rows.literal(),
            "values" => raw.values.literal(),
            "texts" => raw.texts.literal(),
            "min" => raw.min.literal(),
            "max" => raw.max.literal(),
            "above" => raw.above.literal(),
            _ => raw.below.literal(),
        },
        follows: &|_| match &raw.source {
            Some(reference) => source_of(service, Some(reference)),
            None => source(service, inherited),
        },
        governs: vec![inherited],
        accepts: &|_| None,
        is_member: false,
    };
    check(service, &raw.conflict, &subject, sink);
}

fn check(
    service: &Lowered<'_>,
    conflicts: &[At<Conflict>],
    subject: &Subject<'_>,
    sink: &mut Sink<'_>,
) {
    for conflict in conflicts {
        let Some(says) = &conflict.says else { continue };
        let Says::Keys(keys) = &says.value else {
            continue;
        };
        if keys.is_empty() {
            sink.report(&codes::SAYS, &sink.with_key(&says.span), "`says` is empty");
        }
        let theirs = source_of(service, conflict.source.as_ref());
        for (key, value) in keys {
            match key.as_str() {
                "words" => words(value, sink),
                "example" => example(value, subject, sink),
                "dropped" if subject.is_member => day(value, sink),
                name if subject.keys.contains(&name) => {
                    let own = (subject.own)(name);
                    if agrees(name, own.as_ref(), value) {
                        let message = format!("the contract says the same of `{name}`");
                        sink.report(
                            &codes::STALE_CONFLICT,
                            &(key.span.start..value.span.end),
                            message,
                        );
                    } else if conflict.slip.is_none()
                        && let (Some(theirs), Some(ours)) = (theirs, (subject.follows)(name))
                        && theirs.kind < ours.kind
                        && subject.governs.contains(&&*theirs.name)
                    {
                        let message = format!(
                            "the contract follows `{}` in `{name}`, but `{}` governs",
                            ours.name, theirs.name
                        );
                        sink.report(
                            &codes::PRECEDENCE,
                            &(key.span.start..value.span.end),
                            message,
                        );
                    }
                }
                name => {
                    let known = subject.keys.iter().copied().chain(["example", "words"]);
                    let problem = sink.problem(
                        &codes::SAYS,
                        &key.span,
                        format!("`says` has no key `{name}` here"),
                    );
                    sink.add(problem.suggest(name, known));
                }
            }
        }
    }
}

fn words(value: &At<Value>, sink: &mut Sink<'_>) {
    match &value.value {
        Value::Text(text) if !text.trim().is_empty() => {}
        _ => sink.report(
            &codes::SAYS,
            &value.span,
            "`words` is a text that says something",
        ),
    }
}

/// The day since when a source no longer has a member.
fn day(value: &At<Value>, sink: &mut Sink<'_>) {
    let is_day = |text: &str| {
        let form = "dddd-dd-dd";
        let fits = |(c, asked): (char, char)| {
            if asked == 'd' {
                c.is_ascii_digit()
            } else {
                c == asked
            }
        };
        text.len() == form.len() && text.chars().zip(form.chars()).all(fits)
    };
    match &value.value {
        Value::Text(text) if is_day(text) => {}
        _ => sink.report(&codes::SAYS, &value.span, "`dropped` is a day, YYYY-MM-DD"),
    }
}

fn example(value: &At<Value>, subject: &Subject<'_>, sink: &mut Sink<'_>) {
    if (subject.accepts)(&value.value) == Some(true) {
        sink.report(
            &codes::STALE_CONFLICT,
            &sink.with_key(&value.span),
            "the contract accepts this example",
        );
    }
}

/// Whether the contract says the same. A switch that is absent is off.
fn agrees(key: &str, own: Option<&Value>, theirs: &Value) -> bool {
    match own {
        None => *theirs == Value::Bool(false),
        Some(own) if matches!(key, "values" | "special") => listed(own) == listed(theirs),
        Some(own) => own.same(theirs),
    }
}

/// The values of a list, in whichever order and however they are written.
fn listed(value: &Value) -> Vec<String> {
    let Value::List(items) = value else {
        return vec![value.to_json()];
    };
    let mut listed: Vec<String> = items
        .iter()
        .map(|item| match item {
            Value::Table(members) => {
                let named = members
                    .iter()
                    .find(|(name, _)| name == "wire" || name == "value");
                named.map_or_else(|| item.to_json(), |(_, value)| value.to_json())
            }
            item => item.to_json(),
        })
        .collect();
    listed.sort();
    listed.dedup();
    listed
}

/// A source by reference.
fn source_of<'s>(service: &'s Lowered<'_>, reference: Option<&At<String>>) -> Option<&'s Source> {
    source(service, reference?.split('#').next()?)
}

/// A source by name; `None` where vendor.toml does not list it.
fn source<'s>(service: &'s Lowered<'_>, name: &str) -> Option<&'s Source> {
    let mut sources = service.service.sources().iter();
    sources.find(|source| *source.name == *name)
}
