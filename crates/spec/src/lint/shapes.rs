//! What a value is: keys that fit the kind, and ranges that hold something.

use std::cmp::Ordering;
use std::collections::BTreeSet;

use mediaspec_core::escape::is_active;
use mediaspec_core::words::names_list;

use crate::codes;
use crate::raw::{At, Format, Item, Kind, Num};

use super::{Sink, texts};

/// The longest name or value on the wire, in code points.
pub(super) const MAX_WIRE: usize = 300;

/// Everything that can be said of a shape without the engine.
pub(super) fn check(item: &Item, sink: &mut Sink<'_>) {
    texts::of_item(item, sink);
    let Some(kind) = &item.kind else { return };
    foreign_keys(kind.value, item, sink);
    needed_keys(kind, item, sink);
    excluding_keys(item, sink);
    match kind.value {
        Kind::Int | Kind::Number => numbers(kind.value, item, sink),
        Kind::Text => {
            lengths(item, sink);
            pieces(item, sink);
        }
        Kind::Enum => values(item, sink),
        Kind::List => counts(item, sink),
        Kind::Alternatives => alternatives(kind, item, sink),
        Kind::Bool | Kind::File | Kind::Map | Kind::Object | Kind::Any => {}
    }
    // Nesting of tables in a file is bounded, and so is this recursion.
    if let Some(document) = &item.json {
        check(&document.value.0, sink);
    }
    if let Some(inner) = &item.item {
        match kind.value {
            Kind::Text => piece(inner, sink),
            _ => check(inner, sink),
        }
    }
}

/// The alternatives of a value: two or more, told apart by the JSON type of the value where they hold other values.
fn alternatives(kind: &At<Kind>, item: &Item, sink: &mut Sink<'_>) {
    let all: Vec<&Item> = item
        .alternatives
        .iter()
        .flat_map(|all| all.iter().map(|one| &one.value))
        .collect();
    if item.alternatives.is_some() && all.len() < 2 && !item.incomplete {
        let message = "a choice needs two alternatives or more";
        sink.report(&codes::BAD_ALTERNATIVES, &kind.span, message);
    }
    let mut seen = BTreeSet::new();
    for one in all {
        check(one, sink);
        let Some(kind) = &one.kind else { continue };
        let holds = match kind.value {
            Kind::Any | Kind::Alternatives => {
                let message = format!("no alternative is of kind `{}`", kind.as_str());
                sink.report(&codes::BAD_ALTERNATIVES, &kind.span, message);
                continue;
            }
            Kind::Object | Kind::Map => "objects",
            Kind::List => "lists",
            Kind::Text if one.json.is_some() => "documents in texts",
            // Of files it is told where they can be.
            Kind::Text | Kind::File | Kind::Int | Kind::Number | Kind::Bool | Kind::Enum => {
                continue;
            }
        };
        if !seen.insert(holds) {
            let message = format!("two alternatives are {holds}");
            sink.report(&codes::BAD_ALTERNATIVES, &kind.span, message);
        }
    }
}

/// A piece of a separated text: a text or an enum. It is neither a document nor made of pieces itself.
fn piece(item: &Item, sink: &mut Sink<'_>) {
    let Some(kind) = &item.kind else { return };
    // Of files it is told where they can be.
    if ![Kind::Text, Kind::Enum, Kind::File].contains(&kind.value) {
        let message = format!("a piece of text cannot be of kind `{}`", kind.as_str());
        sink.report(&codes::BAD_ITEM, &kind.span, message);
    }
    let mut own = item.clone();
    if kind.value == Kind::Text {
        let holding = [
            key("json", &own.json.take()),
            key("separator", &own.separator.take()),
            key("item", &own.item.take()),
            key("min_items", &own.min_items.take()),
            key("max_items", &own.max_items.take()),
        ];
        for (name, span) in holding.into_iter().flatten() {
            let message = format!("a piece of text has no `{name}`");
            sink.report(&codes::BAD_ITEM, &sink.with_key(&span), message);
        }
    }
    check(&own, sink);
}

fn foreign_keys(kind: Kind, item: &Item, sink: &mut Sink<'_>) {
    for key in item.keys() {
        if key.kinds.is_empty() || key.kinds.contains(&kind) {
            continue;
        }
        let kinds: Vec<&str> = key.kinds.iter().map(|kind| kind.as_str()).collect();
        let message = format!(
            "`{}` is for kind {}, not for `{}`",
            key.name,
            names_list(&kinds, "or"),
            kind.as_str()
        );
        sink.report(&codes::FOREIGN_KEY, &sink.with_key(&key.span), message);
    }
}

fn needed_keys(kind: &At<Kind>, item: &Item, sink: &mut Sink<'_>) {
    let mut need = |there: bool, key: &str| {
        if !there && !item.incomplete {
            let message = format!("a value of kind `{}` needs the key `{key}`", kind.as_str());
            sink.report(&codes::KIND_NEEDS, &kind.span, message);
        }
    };
    match kind.value {
        Kind::Enum => need(item.values.is_some() || item.ty.is_some(), "values"),
        Kind::List | Kind::Map => need(item.item.is_some(), "item"),
        Kind::Text => {
            need(item.separator.is_none() || item.item.is_some(), "item");
            let separated = [
                item.item.is_some(),
                item.min_items.is_some(),
                item.max_items.is_some(),
            ];
            need(
                !separated.contains(&true) || item.separator.is_some(),
                "separator",
            );
            need(
                item.pattern_words.is_none() || item.pattern.is_some(),
                "pattern",
            );
        }
        Kind::Alternatives => need(item.alternatives.is_some(), "alternatives"),
        Kind::Int | Kind::Number | Kind::File | Kind::Bool | Kind::Object | Kind::Any => {}
    }
    if let Some(format) = &item.format
        && let (Kind::Text, Format::Int(_)) | (Kind::Int, Format::Text(_)) =
            (kind.value, format.value)
    {
        let message = format!(
            "the format `{}` is not for kind `{}`",
            format.as_str(),
            kind.as_str()
        );
        sink.report(&codes::FOREIGN_KEY, &sink.with_key(&format.span), message);
    }
    if let (Some(unique), Some(inner)) = (&item.unique_items, &item.item)
        && let Some(inner_kind) = &inner.kind
        && unique.value
        && [
            Kind::Object,
            Kind::Map,
            Kind::List,
            Kind::Alternatives,
            Kind::Any,
        ]
        .contains(&inner_kind.value)
    {
        let message = format!(
            "`unique_items` compares scalars, not items of kind `{}`",
            inner_kind.as_str()
        );
        sink.report(&codes::BAD_ITEM, &sink.with_key(&unique.span), message);
    }
    if let (Some(unique), Some(inner)) = (&item.unique_items, &item.item)
        && unique.value
        && (inner
            .any_case
            .as_ref()
            .is_some_and(|any_case| any_case.value)
            || inner.written.is_some()
                && inner
                    .kind
                    .as_ref()
                    .is_some_and(|kind| kind.value != Kind::Bool))
    {
        let message = "`unique_items` compares values that are written in one way, not those in any case and no numbers written as text";
        sink.report(&codes::BAD_ITEM, &sink.with_key(&unique.span), message);
    }
}

fn excluding_keys(item: &Item, sink: &mut Sink<'_>) {
    exclude(&[key("min", &item.min), key("above", &item.above)], sink);
    exclude(&[key("max", &item.max), key("below", &item.below)], sink);
    let contents = [
        key("encoding", &item.encoding),
        key("json", &item.json),
        key("separator", &item.separator),
    ];
    exclude(&contents, sink);
    let kind = item.kind.as_ref().map(|kind| kind.value);
    if let (Some(named), Some(Kind::Text | Kind::Enum)) = (key("type", &item.ty), kind) {
        // What it is stands where the value has its name.
        let others = item.keys().into_iter();
        let others = others.filter(|key| !["kind", "type"].contains(&key.name));
        for other in others {
            exclude(&[Some(named.clone()), Some((other.name, other.span))], sink);
        }
    }
}

/// A key that may be there.
pub(super) type MaybeKey = Option<(&'static str, std::ops::Range<usize>)>;

pub(super) fn key<T>(name: &'static str, value: &Option<At<T>>) -> MaybeKey {
    value.as_ref().map(|value| (name, value.span.clone()))
}

/// At most one of the keys may be there.
pub(super) fn exclude(keys: &[MaybeKey], sink: &mut Sink<'_>) {
    let mut there = keys.iter().flatten();
    let Some((first, _)) = there.next() else {
        return;
    };
    for (other, span) in there {
        let message = format!("`{first}` and `{other}` exclude each other");
        sink.report(&codes::KEYS_EXCLUDE, &sink.with_key(span), message);
    }
}

fn numbers(kind: Kind, item: &Item, sink: &mut Sink<'_>) {
    let bounds = [&item.min, &item.max, &item.above, &item.below]
        .into_iter()
        .flatten()
        .map(|num| (num.value, &num.span));
    let accepted = item
        .accepted
        .iter()
        .flat_map(|pair| pair.iter().map(|num| (*num, &pair.span)));
    let special = item.special.iter().flat_map(|special| &special.value);
    let special = special
        .filter_map(|special| special.value.value.as_ref())
        .map(|num| (num.value, &num.span));
    if kind == Kind::Int {
        for (num, span) in bounds.chain(accepted).chain(special) {
            if num.as_i64().is_none() {
                sink.report(&codes::BAD_LITERAL, span, format!("{num} is no integer"));
            }
        }
    }
    range((&item.min, &item.above), (&item.max, &item.below), sink);
    duplicate_special(item, sink);
    no_multiple(item, sink);
    let Some(pair) = &item.accepted else { return };
    let [from, to] = pair.value;
    if from.compare(to) == Ordering::Greater {
        sink.report(
            &codes::EMPTY_RANGE,
            &sink.with_key(&pair.span),
            format!("the range from {from} to {to} holds no value"),
        );
        return;
    }
    let below = |bound: &At<Num>, strict: bool| {
        let order = from.compare(bound.value);
        order == Ordering::Less || (strict && order == Ordering::Equal)
    };
    let above = |bound: &At<Num>, strict: bool| {
        let order = to.compare(bound.value);
        order == Ordering::Greater || (strict && order == Ordering::Equal)
    };
    let outside = item.min.as_ref().is_some_and(|bound| below(bound, false))
        || item.above.as_ref().is_some_and(|bound| below(bound, true))
        || item.max.as_ref().is_some_and(|bound| above(bound, false))
        || item.below.as_ref().is_some_and(|bound| above(bound, true));
    let equals = |bound: &Option<At<Num>>, end: Num| {
        bound
            .as_ref()
            .is_some_and(|bound| bound.compare(end) == Ordering::Equal)
    };
    if outside {
        let message = format!("{from} to {to} reaches beyond the bounds");
        sink.report(&codes::ACCEPTED_RANGE, &sink.with_key(&pair.span), message);
    } else if equals(&item.min, from) && equals(&item.max, to) {
        let message = format!("{from} to {to} is as wide as the bounds");
        sink.report(&codes::ACCEPTED_RANGE, &sink.with_key(&pair.span), message);
    }
}

/// A multiple lies in the bounds, and in the range that is honoured.
fn no_multiple(item: &Item, sink: &mut Sink<'_>) {
    let Some(step) = &item.multiple_of else {
        return;
    };
    let whole = |bound: &Option<At<Num>>| bound.as_ref().and_then(|bound| bound.as_i64());
    let bounds = whole(&item.min).zip(whole(&item.max));
    let accepted = item.accepted.as_ref().map(|pair| pair.value);
    let accepted = accepted.and_then(|[from, to]| from.as_i64().zip(to.as_i64()));
    for (from, to) in [bounds, accepted].into_iter().flatten() {
        let beyond = to.checked_rem_euclid(step.get().into()).unwrap_or(0);
        let greatest = to.checked_sub(beyond);
        if from <= to && greatest.is_none_or(|greatest| greatest < from) {
            let message = format!("no multiple of {} lies from {from} to {to}", step.value);
            sink.report(&codes::EMPTY_RANGE, &sink.with_key(&step.span), message);
        }
    }
}

fn duplicate_special(item: &Item, sink: &mut Sink<'_>) {
    let values: Vec<&At<Num>> = item
        .special
        .iter()
        .flat_map(|special| &special.value)
        .filter_map(|special| special.value.value.as_ref())
        .collect();
    let mut seen = BTreeSet::new();
    for value in values {
        let exact = value.as_i64().map_or(Num::Float(value.as_f64()), Num::Int);
        if !seen.insert(exact.to_string()) {
            let message = format!("{} is listed twice", value.value);
            sink.report(&codes::DUPLICATE_VALUE, &value.span, message);
        }
    }
}

/// Lower against upper bound, each inclusive or exclusive.
pub(super) fn range(
    (min, above): (&Option<At<Num>>, &Option<At<Num>>),
    (max, below): (&Option<At<Num>>, &Option<At<Num>>),
    sink: &mut Sink<'_>,
) {
    let lower = min
        .as_ref()
        .map(|min| ("min", min, false))
        .or(above.as_ref().map(|above| ("above", above, true)));
    let upper = max
        .as_ref()
        .map(|max| ("max", max, false))
        .or(below.as_ref().map(|below| ("below", below, true)));
    let (Some((lower_key, lower, open_below)), Some((upper_key, upper, open_above))) =
        (lower, upper)
    else {
        return;
    };
    let order = lower.compare(upper.value);
    if order == Ordering::Greater || (order == Ordering::Equal && (open_below || open_above)) {
        let message = format!(
            "`{lower_key}` {} and `{upper_key}` {} leave no value",
            lower.value, upper.value
        );
        sink.report(&codes::EMPTY_RANGE, &sink.with_key(&upper.span), message);
    }
}

fn count_pair(
    (lower_key, lower): (&str, &Option<At<u32>>),
    (upper_key, upper): (&str, &Option<At<u32>>),
    sink: &mut Sink<'_>,
) {
    let (Some(lower), Some(upper)) = (lower, upper) else {
        return;
    };
    if lower.value > upper.value {
        let message = format!(
            "`{lower_key}` {} and `{upper_key}` {} leave no value",
            lower.value, upper.value
        );
        sink.report(&codes::EMPTY_RANGE, &sink.with_key(&upper.span), message);
    }
}

fn lengths(item: &Item, sink: &mut Sink<'_>) {
    count_pair(
        ("min_chars", &item.min_chars),
        ("max_chars", &item.max_chars),
        sink,
    );
    // A character has at least one byte.
    count_pair(
        ("min_chars", &item.min_chars),
        ("max_bytes", &item.max_bytes),
        sink,
    );
}

fn counts(item: &Item, sink: &mut Sink<'_>) {
    count_pair(
        ("min_items", &item.min_items),
        ("max_items", &item.max_items),
        sink,
    );
}

/// How many pieces a text has. One without a separator is one piece.
fn pieces(item: &Item, sink: &mut Sink<'_>) {
    counts(item, sink);
    if let Some(most) = &item.max_items
        && most.value == 0
    {
        sink.report(
            &codes::EMPTY_RANGE,
            &sink.with_key(&most.span),
            "`max_items` 0 leaves no value: every text has one item at least",
        );
    }
}

fn values(item: &Item, sink: &mut Sink<'_>) {
    let Some(values) = &item.values else { return };
    if values.is_empty() && !item.incomplete {
        sink.report(
            &codes::NO_VALUES,
            &sink.with_key(&values.span),
            "an enum needs at least one value",
        );
    }
    let any_case = item.any_case.as_ref().filter(|any_case| any_case.value);
    let mut seen: BTreeSet<String> = BTreeSet::new();
    let wires = values.iter().filter_map(|value| value.wire.as_ref());
    if let Some(any_case) = any_case
        && !item.incomplete
        && !wires
            .clone()
            .any(|wire| wire.contains(|c: char| c.is_ascii_alphabetic()))
    {
        let message = "`any_case` says nothing: none of the values has a letter of ASCII";
        sink.report(&codes::NO_CASE, &sink.with_key(&any_case.span), message);
    }
    for wire in wires {
        let spelt = match any_case {
            Some(_) => wire.to_ascii_lowercase(),
            None => wire.value.clone(),
        };
        if !seen.insert(spelt) {
            sink.report(
                &codes::DUPLICATE_VALUE,
                &wire.span,
                format!("`{}` is listed twice", wire.value),
            );
        }
        on_the_wire(wire, char::is_control, sink);
    }
}

/// Names are the vendor's, within reason: people are shown them, so that each character must be seen.
pub(super) fn wire_name(name: &At<String>, sink: &mut Sink<'_>) {
    if name.is_empty() {
        sink.report(&codes::BAD_NAME, &name.span, "this name is empty");
    } else {
        on_the_wire(name, is_active, sink);
    }
}

/// What every name and every value on the wire keeps to; `bad` says which characters it may not have.
fn on_the_wire(text: &At<String>, bad: fn(char) -> bool, sink: &mut Sink<'_>) {
    let chars = text.chars().count();
    if chars > MAX_WIRE {
        let message = format!("this has {chars} characters, more than {MAX_WIRE}");
        sink.report(&codes::BAD_NAME, &text.span, message);
    } else if let Some(found) = text.chars().find(|c| bad(*c)) {
        let what = if found.is_control() {
            "a control character"
        } else {
            "an invisible character"
        };
        sink.report(
            &codes::BAD_NAME,
            &text.span,
            format!("this has {what} in it"),
        );
    }
}
