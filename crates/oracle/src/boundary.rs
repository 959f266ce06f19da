//! Values at the bounds of a shape, inside and outside.

use std::collections::BTreeMap;

use mediaspec_core::automaton::Automaton;
use mediaspec_core::check::Scope;
use mediaspec_core::contract::{
    Bound, Content, Enum, Format, Int, List, Number, Shape, Text, TypeDef, Unique,
};
use mediaspec_core::sample::{SampleOptions, sample};

use crate::node::{Members, Node, push_token};
use crate::patch::{Items, Value};

/// Longest text that is made, in code points; bounds beyond are out of reach of a test.
pub const LONGEST: u32 = 400_000;

/// The least by which vendors tell numbers apart: they write two decimals at most.
pub const HUNDREDTH: f64 = 0.01;

/// Longest text that is made for a pattern.
const LONGEST_MATCH: usize = 600;

/// Longest list that is made.
pub const MOST_ITEMS: u32 = 2_000;

/// A value with a name that says where it stands.
pub type Named = (String, Value);

fn named(name: impl Into<String>, node: impl Into<Node>) -> Named {
    (name.into(), Value::Plain(node.into()))
}

/// A value of another JSON type: the one that is likeliest to be sent by mistake.
pub fn of_other_type(shape: &Shape<'_>) -> Option<Named> {
    Some(match shape {
        Shape::Int(_) | Shape::Number(_) => named("text in place of a number", "1"),
        Shape::Text(_) | Shape::Enum(_) => named("number in place of a text", 1_i64),
        Shape::Bool => named("text in place of a truth value", "true"),
        Shape::List(_) => named("text in place of a list", "a"),
        Shape::Object(_) => named("text in place of an object", "{}"),
        Shape::Any => return None,
    })
}

/// Values of the right JSON type, on both sides of each constraint. What becomes of each is not decided here.
pub fn around_bounds(shape: &Shape<'_>, scope: Scope) -> Vec<Named> {
    match shape {
        Shape::Int(int) => integers(int),
        Shape::Number(number) => numbers(number),
        Shape::Text(text) => texts(text, scope),
        Shape::Bool => vec![named("true", true), named("false", false)],
        Shape::Enum(values) => choices(values),
        Shape::List(list) => lists(list, scope),
        Shape::Object(_) => Vec::new(),
        Shape::Any => vec![
            named("any text", "a"),
            named("any number", Node::Number(0.5)),
            named("any list", vec![Node::Null]),
            named("any object", Members::new().with("a", Node::Null)),
        ],
    }
}

/// A value that the shape accepts, as far as one can be made.
pub fn good(shape: &Shape<'_>, scope: Scope) -> Node {
    match shape {
        Shape::Int(int) => good_integer(int).into(),
        Shape::Number(number) => good_number(number),
        Shape::Text(text) => good_text(text, scope),
        Shape::Bool => true.into(),
        Shape::Enum(values) => values
            .values
            .iter()
            .find(|value| value.deprecated.is_none())
            .or(values.values.first())
            .map_or("a", |value| value.wire)
            .into(),
        Shape::List(list) => {
            match good_items(list, scope, wide(list.min_items.unwrap_or(1).max(1))) {
                Some(items) => items.expand(),
                None => Node::List(Vec::new()),
            }
        }
        Shape::Object(ty) => object(ty, scope, false),
        Shape::Any => Members::new().into(),
    }
}

/// A payload of a type: all that it may have, or what it must.
pub fn object(ty: &TypeDef<'_>, scope: Scope, full: bool) -> Node {
    let options = SampleOptions { full, seed: 0 };
    serde_json::from_str(&sample(ty, scope, &options)).unwrap_or(Node::Null)
}

// Numbers

fn integers(int: &Int<'_>) -> Vec<Named> {
    let mut out = Vec::new();
    match int.min {
        Some(min) => {
            out.extend(
                min.checked_sub(1)
                    .map(|v| named("one below the minimum", v)),
            );
            out.push(named("at the minimum", min));
            out.extend(
                min.checked_add(1)
                    .map(|v| named("one above the minimum", v)),
            );
        }
        None => {
            out.push(named("least integer of 64 bits", i64::MIN));
            out.push(named("below 64 bits", Node::Number(-1e19)));
        }
    }
    match int.max {
        Some(max) => {
            out.extend(
                max.checked_sub(1)
                    .map(|v| named("one below the maximum", v)),
            );
            out.push(named("at the maximum", max));
            out.extend(
                max.checked_add(1)
                    .map(|v| named("one above the maximum", v)),
            );
        }
        None => {
            out.push(named("greatest integer of 64 bits", i64::MAX));
            out.push(named("beyond 64 bits", Node::Number(1e19)));
        }
    }
    if let Some((from, to)) = int.accepted {
        out.extend(
            from.checked_sub(1)
                .map(|v| named("one below the accepted range", v)),
        );
        out.push(named("at the lower end of the accepted range", from));
        out.push(named("at the upper end of the accepted range", to));
        out.extend(
            to.checked_add(1)
                .map(|v| named("one above the accepted range", v)),
        );
    }
    for &(value, _) in int.special {
        out.push(named("special value", value));
    }
    let inside = as_f64(good_integer(int));
    out.push(named(
        "integer written with a fraction of zero",
        Node::Number(inside),
    ));
    out.push(named(
        "fraction in place of an integer",
        Node::Number(inside + 0.5),
    ));
    out
}

fn good_integer(int: &Int<'_>) -> i64 {
    let (min, max) = (int.min.unwrap_or(i64::MIN), int.max.unwrap_or(i64::MAX));
    let wanted = int.accepted.map_or(1, |(from, _)| from);
    wanted.max(min).min(max)
}

fn numbers(number: &Number<'_>) -> Vec<Named> {
    let mut out = Vec::new();
    let step = match (number.lower, number.upper) {
        (Some(lower), Some(upper)) => ((upper.value - lower.value) / 4.0).clamp(0.000_1, 0.5),
        (Some(_), None) | (None, Some(_)) | (None, None) => 0.5,
    };
    let mut around = |bound: Option<Bound>, name: &str| {
        if let Some(Bound {
            value,
            exclusive: _,
        }) = bound
        {
            for (place, value) in [
                ("below", value - step),
                ("just below", value - HUNDREDTH),
                ("at", value),
                ("just above", value + HUNDREDTH),
                ("above", value + step),
            ] {
                out.push(named(format!("{place} the {name}"), Node::number(value)));
            }
        }
    };
    around(number.lower, "lower bound");
    around(number.upper, "upper bound");
    let end = |value| {
        Some(Bound {
            value,
            exclusive: false,
        })
    };
    if let Some((from, to)) = number.accepted {
        around(end(from), "lower end of the accepted range");
        around(end(to), "upper end of the accepted range");
    }
    for &(value, _) in number.special {
        out.push(named("special value", Node::number(value)));
    }
    out.push(named("any number", good_number(number)));
    out
}

fn good_number(number: &Number<'_>) -> Node {
    let lower = number.lower.map(|bound| bound.value);
    let upper = number.upper.map(|bound| bound.value);
    Node::number(match (number.accepted, lower, upper) {
        (Some((from, to)), _, _) => f64::midpoint(from, to),
        (None, Some(lower), Some(upper)) => f64::midpoint(lower, upper),
        (None, Some(lower), None) => lower + 1.0,
        (None, None, Some(upper)) => upper - 1.0,
        (None, None, None) => 0.5,
    })
}

// Texts

fn texts(text: &Text<'_>, scope: Scope) -> Vec<Named> {
    let mut out = Vec::new();
    if let Some(min) = text.min_chars.filter(|&min| min <= LONGEST) {
        if let Some(less) = min.checked_sub(1) {
            out.push((format!("{less} characters"), of_length(text, wide(less))));
        }
        out.push((format!("{min} characters"), of_length(text, wide(min))));
    }
    if let Some(max) = text.max_chars.filter(|&max| max < LONGEST) {
        let more = max.saturating_add(1);
        if let Some(less) = max.checked_sub(1) {
            out.push((format!("{less} characters"), of_length(text, wide(less))));
        }
        for length in [max, more] {
            out.push((
                format!("{length} characters"),
                of_length(text, wide(length)),
            ));
        }
        // Longest in UTF-8, and in UTF-16.
        out.push((format!("{max} emoji"), Value::text("🎬", wide(max))));
        out.push((
            format!("{more} Chinese characters"),
            Value::text("字", wide(more)),
        ));
    }
    if let Some(max) = text.max_bytes.filter(|&max| max < LONGEST) {
        let more = max.saturating_add(1);
        for bytes in [max, more] {
            out.push((format!("{bytes} bytes"), of_length(text, wide(bytes))));
        }
        let chars = wide(max).checked_div(3).unwrap_or(0);
        for chars in [chars, chars.saturating_add(1)] {
            out.push((
                format!("{chars} characters of three bytes"),
                Value::text("字", chars),
            ));
        }
    }
    if let Some(max) = text.max_chars_without_markup.filter(|&max| max < LONGEST) {
        let max = wide(max);
        let more = max.saturating_add(1);
        out.push((
            format!("{max} characters without markup"),
            Value::text("a", max),
        ));
        out.push((
            format!("{more} characters without markup"),
            Value::text("a", more),
        ));
        out.push((
            format!("{max} characters, each with a tag"),
            Value::Repeat("<b>字".to_owned(), max),
        ));
        out.push((
            format!("{more} characters, each with a tag"),
            Value::Repeat("<b>字".to_owned(), more),
        ));
        out.push((
            "unclosed tags, which count".to_owned(),
            Value::Repeat(
                "a<".to_owned(),
                max.checked_div(2).unwrap_or(0).saturating_add(1),
            ),
        ));
    }
    if text.pattern.is_some() || text.format.is_some() {
        out.extend(matching(text));
    }
    match text.content {
        Content::Plain => {}
        Content::Base64 => {
            for good in ["QUJD", "QUI=", "QQ==", "QR==", "+/+/"] {
                out.push(named("base64", good));
            }
            for bad in ["QQ", "QUI", "Q===", "QU=J", "QU-_", "QUJD\n", "QU D"] {
                out.push(named("not base64", bad));
            }
        }
        Content::Json(_) => out.extend(no_documents()),
        Content::Separated { separator, item } => out.extend(separated(separator, item, scope)),
    }
    out.push(named("empty text", ""));
    out
}

/// Texts that are no JSON objects.
pub fn no_documents() -> Vec<Named> {
    vec![
        named("text that is no JSON", "{"),
        named("JSON with more behind it", "{} {}"),
        named("JSON document that is a number", "1"),
        named("JSON document that is null", "null"),
    ]
}

/// A text of that many characters; one that is good otherwise, where that can be had.
fn of_length(text: &Text<'_>, chars: usize) -> Value {
    match text.content {
        Content::Base64 if chars.is_multiple_of(4) => {
            Value::text("QUJD", chars.checked_div(4).unwrap_or(0))
        }
        Content::Plain | Content::Base64 | Content::Json(_) | Content::Separated { .. } => {
            match match_of_length(text, chars) {
                Some(found) => Value::Plain(found.into()),
                None => Value::text("a", chars),
            }
        }
    }
}

fn good_text(text: &Text<'_>, scope: Scope) -> Node {
    match text.content {
        Content::Json(ty) => return object(ty, scope, true).compact().into(),
        Content::Separated { item, .. } => {
            if let good @ Node::Text(_) = good(item, scope) {
                return good;
            }
        }
        Content::Base64 => return "QUJD".into(),
        Content::Plain => {}
    }
    let least = wide(text.min_chars.unwrap_or(0).min(LONGEST)).max(1);
    shortest(text, least)
        .unwrap_or_else(|| "a".repeat(least))
        .into()
}

/// The shortest match from that length on; patterns that match nothing for that long are given up.
fn shortest(text: &Text<'_>, least: usize) -> Option<String> {
    const PATIENCE: usize = 64;
    (least..=least.saturating_add(PATIENCE)).find_map(|chars| match_of_length(text, chars))
}

/// Texts on both sides of patterns and formats.
fn matching(text: &Text<'_>) -> Vec<Named> {
    let mut out = Vec::new();
    let mut good: Vec<String> = Vec::new();
    let least = wide(text.min_chars.unwrap_or(0).min(LONGEST));
    good.extend(shortest(text, least));
    if let Some((format, _)) = text.format {
        for &example in examples_of(format) {
            out.push(named("near the format", example));
        }
    }
    for good in good {
        out.push(named("of the right form", good.as_str()));
        out.push(named(
            "line break behind the right form",
            format!("{good}\n"),
        ));
        out.push(named("space before the right form", format!(" {good}")));
        out.push(named(
            "Chinese character behind the right form",
            format!("{good}字"),
        ));
    }
    out.push(named("a symbol", "~"));
    out.push(named("Chinese characters", "中文"));
    out
}

/// Texts that have the format, and texts that nearly have it.
const fn examples_of(format: Format) -> &'static [&'static str] {
    match format {
        Format::Rfc3339 => &[
            "2026-01-10T08:43:17Z",
            "2026-01-10T08:43:17.5+08:00",
            "2026-12-31T23:59:60Z",
            "2026-13-10T08:43:17Z",
            "2026-01-10T24:43:17Z",
            "2026-01-10 08:43:17Z",
            "2026-01-10T08:43:17",
            "2026-01-10",
        ],
        Format::BasicDateTime => &[
            "20260110T084317Z",
            "20261310T084317Z",
            "20260110T084317",
            "2026-01-10T08:43:17Z",
        ],
        Format::ClockTime => &[
            "00:01:02.500",
            "99:59:59.999",
            "00:60:02.500",
            "00:01:02",
            "0:01:02.500",
        ],
        Format::HttpsUrl => &[
            "https://example.com/a",
            "HTTPS://example.com",
            "http://example.com/a",
            "https:///a",
            "example.com",
        ],
        Format::HttpUrl => &[
            "https://example.com/a",
            "http://example.com/a",
            "ftp://example.com/a",
            "http:///a",
        ],
        Format::OssUrl => &[
            "oss://bucket.oss-cn-hangzhou.aliyuncs.com/a.mp4",
            "oss://bucket/",
            "OSS://bucket/a.mp4",
            "https://bucket/a.mp4",
        ],
        // Formats to come: their pattern still makes texts that have them.
        _ => &[],
    }
}

fn separated(separator: &str, item: &Shape<'_>, scope: Scope) -> Vec<Named> {
    let mut out = Vec::new();
    let one = match good(item, scope) {
        Node::Text(text) => text,
        other => other.compact(),
    };
    for (name, value) in around_bounds(item, scope) {
        out.push((format!("one item: {name}"), value));
    }
    out.push(named("two items", format!("{one}{separator}{one}")));
    out.push(named(
        "an empty item at the end",
        format!("{one}{separator}"),
    ));
    out.push(named(
        "an empty item at the beginning",
        format!("{separator}{one}"),
    ));
    out.push(named(
        "a space behind the separator",
        format!("{one}{separator} {one}"),
    ));
    out.push(named(
        "an undocumented item at the end",
        format!("{one}{separator}?"),
    ));
    out
}

fn choices(values: &Enum<'_>) -> Vec<Named> {
    let mut out = Vec::new();
    for value in values.values {
        out.push(named("documented value", value.wire));
    }
    if let Some(first) = values.values.first() {
        let other: String = first
            .wire
            .chars()
            .map(|c| {
                if c.is_ascii_uppercase() {
                    c.to_ascii_lowercase()
                } else {
                    c.to_ascii_uppercase()
                }
            })
            .collect();
        if other != first.wire {
            out.push(named("documented value in another case", other));
        }
        out.push(named(
            "documented value with a space behind it",
            format!("{} ", first.wire),
        ));
    }
    out.push(named("undocumented value", "mediaspec-undocumented"));
    out
}

/// A state of each machine.
type States = Vec<u16>;

/// The states that texts of one length reach, each with the state before it and the byte between.
type Reached = BTreeMap<States, (States, u8)>;

/// A text of printable ASCII that has that length and matches whatever patterns there are; letters rather than
/// symbols. Plain texts have none, and get one letter again and again.
fn match_of_length(text: &Text<'_>, chars: usize) -> Option<String> {
    let machines: Vec<&Automaton<'_>> = text
        .pattern
        .iter()
        .map(|pattern| &pattern.automaton)
        .chain(text.format.iter().map(|(_, pattern)| &pattern.automaton))
        .collect();
    if machines.is_empty() {
        return None;
    }
    if chars > LONGEST_MATCH {
        return None;
    }
    let bytes: Vec<u8> = (b'a'..=b'z')
        .chain(b'0'..=b'9')
        .chain(b'A'..=b'Z')
        .chain(b' '..=b'/')
        .chain(b':'..=b'@')
        .chain(b'['..=b'`')
        .chain(b'{'..=b'~')
        .collect();
    let start: States = vec![0; machines.len()];
    let mut layers: Vec<Reached> = vec![Reached::from([(start.clone(), (start, 0))])];
    for _ in 0..chars {
        let mut next = Reached::new();
        for state in layers.last()?.keys() {
            for &byte in &bytes {
                let to: States = machines
                    .iter()
                    .zip(state)
                    .map(|(machine, &state)| step(machine, state, byte))
                    .collect();
                if !to.contains(&Automaton::DEAD) {
                    next.entry(to).or_insert_with(|| (state.clone(), byte));
                }
            }
        }
        layers.push(next);
    }
    let accepted = |state: &States| {
        machines
            .iter()
            .zip(state)
            .all(|(machine, &state)| state == Automaton::MATCHED || machine.accepts_at(state))
    };
    let mut state = layers.last()?.keys().find(|state| accepted(state))?.clone();
    let mut found = Vec::new();
    for layer in layers.iter().skip(1).rev() {
        let (before, byte) = layer.get(&state)?;
        found.push(char::from(*byte));
        state = before.clone();
    }
    Some(found.into_iter().rev().collect())
}

fn step(machine: &Automaton<'_>, state: u16, byte: u8) -> u16 {
    if state == Automaton::MATCHED {
        Automaton::MATCHED
    } else {
        machine.step(state, byte)
    }
}

// Lists

fn lists(list: &List<'_>, scope: Scope) -> Vec<Named> {
    let mut out = Vec::new();
    let mut counts: Vec<u32> = Vec::new();
    if let Some(min) = list.min_items {
        counts.extend(min.checked_sub(1));
        counts.push(min);
    }
    if let Some(max) = list.max_items {
        counts.extend(max.checked_sub(1));
        counts.push(max);
        counts.extend(max.checked_add(1));
    }
    counts.extend([0, 1]);
    counts.sort_unstable();
    counts.dedup();
    for count in counts.into_iter().filter(|&count| count <= MOST_ITEMS) {
        if let Some(items) = good_items(list, scope, wide(count)) {
            out.push((format!("{count} items"), items));
        }
    }
    if list.unique != Unique::No
        && let Some(Value::Plain(Node::List(one))) = good_items(list, scope, 1)
    {
        let twice = [one.clone(), one].concat();
        out.push(named("the same item twice", twice));
    }
    out
}

/// A list of that many items; `None` where so many can't be told apart.
fn good_items(list: &List<'_>, scope: Scope, count: usize) -> Option<Value> {
    let mut item = good(&list.item, scope);
    let shape = match (list.unique, list.item) {
        (Unique::No, _) => None,
        (Unique::Items, shape) => Some((String::new(), shape)),
        (Unique::By(member), Shape::Object(ty)) => ty.at(member).map(|field| {
            let mut pointer = String::new();
            push_token(&mut pointer, field.name);
            if let Node::Object(members) = &mut item
                && members.get(field.name).is_none()
            {
                members.push(field.name, good(&field.shape, scope));
            }
            (pointer, field.shape)
        }),
        (Unique::By(_), _) => None,
    };
    let numbered = match shape {
        None => None,
        Some((at, Shape::Int(int))) => Some((at, int.min.unwrap_or(0))),
        Some((at, Shape::Number(_) | Shape::Text(_) | Shape::Any)) => Some((at, 1)),
        Some((_, Shape::Enum(values))) => {
            let values: Vec<Node> = values
                .values
                .iter()
                .take(count)
                .map(|value| value.wire.into())
                .collect();
            return (values.len() == count).then_some(Value::Plain(values.into()));
        }
        // Too few to tell apart, or no scalars.
        Some((_, Shape::Bool | Shape::List(_) | Shape::Object(_))) => {
            if count > 1 {
                return None;
            }
            None
        }
    };
    Some(match count {
        0 => Value::Plain(Node::List(Vec::new())),
        1 => Value::Plain(Node::List(vec![item])),
        count => Value::Items(Items {
            item,
            count,
            numbered,
        }),
    })
}

#[allow(clippy::cast_precision_loss)]
const fn as_f64(int: i64) -> f64 {
    int as f64
}

fn wide(value: u32) -> usize {
    usize::try_from(value).unwrap_or(usize::MAX)
}
