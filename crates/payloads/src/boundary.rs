//! Values at the bounds of a shape, inside and outside.

use mediaspec_core::check::Scope;
use mediaspec_core::contract::{
    Alternatives, Bound, Content, Enum, EnumValue, Field, Form, Format, Int, List, Map, Number,
    Part, Piece, Separated, Service, Shape, Text, TypeDef, Unique, Written,
};
use mediaspec_core::node::{Members, Node, push_token};

use crate::dice::Dice;
use crate::oracle::{as_f64, wide};
use crate::patch::{Items, Value, at_pointer};
use crate::sample::maker::{Maker, as_text};
use crate::sample::number::Range;
use crate::sample::text::{self, Lengths};
use crate::slot::Slot;

/// How long a tag may be that fills a text.
const MOST_OF_TAG: usize = 200;

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

/// Returns a value of another JSON type: the one that is likeliest to be sent by mistake.
pub(crate) fn of_other_type(shape: &Shape, part: Part) -> Option<Named> {
    Some(match shape {
        // Parameters are texts on the wire.
        Shape::Int(_) | Shape::Number(_) if part != Part::Body => {
            named("text in place of a number", "1e0")
        }
        Shape::Bool if part != Part::Body => named("text in place of a truth value", "True"),
        Shape::Int(_) | Shape::Number(_) => named("text in place of a number", "1"),
        Shape::Text(_) | Shape::Enum(_) => named("number in place of a text", 1_i64),
        Shape::Bool => named("text in place of a truth value", "true"),
        Shape::List(_) => named("text in place of a list", "a"),
        Shape::Map(_) | Shape::Object(_) => named("text in place of an object", "{}"),
        Shape::Alternatives(_) => {
            let others: [Node; 4] = [true.into(), 1_i64.into(), "a".into(), Vec::new().into()];
            let types = ["boolean", "number", "string", "array"];
            let mut others = types.into_iter().zip(others);
            let (what, other) = others.find(|(json_type, _)| !shape.takes(json_type))?;
            named(format!("{what} where none is expected"), other)
        }
        Shape::Any => return None,
    })
}

/// Returns values of the right JSON type for a field, on both sides of each constraint, those of the type's rules on lists
/// among them. Whether a value is good is for [`violations`](crate::oracle::violations) to say.
#[must_use]
pub fn around_bounds(service: &Service, ty: &TypeDef, field: &Field, scope: Scope) -> Vec<Named> {
    around(service, Slot::of(ty, field), scope)
}

/// Returns the same for a field or an item.
pub(crate) fn around<'t>(service: &'t Service, slot: Slot<'t>, scope: Scope) -> Vec<Named> {
    let mut dice = Dice::new(0);
    let mut maker = Maker::new(service, scope, false, &mut dice);
    match slot.shape {
        Shape::Int(int) => integers(int),
        Shape::Number(number) => numbers(number),
        Shape::Text(text) => texts(text, slot, &mut maker),
        Shape::Bool => truths(),
        Shape::Enum(values) => choices(values),
        Shape::List(list) => lists(list, slot, &mut maker),
        Shape::Map(map) => maps(map, slot, &mut maker),
        Shape::Alternatives(Alternatives { shapes }) => {
            let each = shapes.iter().map(|shape| slot.alternative_of(shape));
            each.flat_map(|slot| around(service, slot, scope)).collect()
        }
        Shape::Object(_) => Vec::new(),
        Shape::Any => vec![
            named("any text", "a"),
            named("any number", Node::Number(0.5)),
            named("any list", vec![Node::Null]),
            named("any object", Members::new().with("a", Node::Null)),
        ],
    }
}

/// Returns a value that a field or an item accepts, as far as one can be made.
pub(crate) fn good<'t>(service: &'t Service, slot: Slot<'t>, scope: Scope) -> Node {
    Maker::new(service, scope, false, &mut Dice::new(0)).value(slot, 0)
}

// Numbers

fn truths() -> Vec<Named> {
    vec![named("true", true), named("false", false)]
}

fn integers(int: &Int) -> Vec<Named> {
    let Int {
        min,
        max,
        accepted,
        special,
        multiple_of,
        unix_seconds: _,
    } = int;
    let mut out = Vec::new();
    match *min {
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
    match *max {
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
    if let Some((from, to)) = *accepted {
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
    for (value, _) in special {
        out.push(named("special value", *value));
    }
    if let Some(step) = multiple_of {
        let multiple = Range::of_int(int).multiple(1.max(min.unwrap_or(1)));
        out.push(named("a multiple", multiple));
        let next = multiple.checked_add(i64::from(step.get()));
        out.extend(next.map(|v| named("the next multiple", v)));
        out.extend(
            multiple
                .checked_add(1)
                .map(|v| named("one above a multiple", v)),
        );
    }
    let (least, most) = Range::of_int(int).whole();
    let inside = as_f64(1.max(least).min(most));
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

fn numbers(number: &Number) -> Vec<Named> {
    let Number {
        lower,
        upper,
        accepted,
        special,
    } = number;
    let mut out = Vec::new();
    let step = match (lower, upper) {
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
    around(*lower, "lower bound");
    around(*upper, "upper bound");
    let end = |value| {
        Some(Bound {
            value,
            exclusive: false,
        })
    };
    if let Some((from, to)) = *accepted {
        around(end(from), "lower end of the accepted range");
        around(end(to), "upper end of the accepted range");
    }
    for (value, _) in special {
        out.push(named("special value", Node::number(*value)));
    }
    out.push(named(
        "any number",
        Range::of_number(number).number(false, 0, &mut Dice::new(0)),
    ));
    out
}

// Texts

fn texts<'t>(text: &'t Text, slot: Slot<'t>, maker: &mut Maker<'_, 't>) -> Vec<Named> {
    let Text { form, content } = text;
    let mut out = forms(form, "");
    match content {
        Content::Plain | Content::File => {}
        Content::Json(_) => out.extend(no_documents()),
        Content::Separated(of) => out.extend(separated(of, slot.field, maker)),
        Content::Written(of) => out.extend(written(of)),
    }
    out.push(named("empty text", ""));
    out
}

/// Returns numbers and truth values as texts, and texts that are nearly such.
fn written(written: &Written) -> Vec<Named> {
    let values = match written {
        Written::Int(int) => integers(int),
        Written::Number(number) => numbers(number),
        Written::Bool => truths(),
    };
    let texts = values.into_iter().map(|(name, value)| {
        let text = as_text(&value.expand());
        (format!("as text: {name}"), Value::Plain(text))
    });
    let (near, good): (&[&str], _) = match written {
        Written::Int(int) => (
            &["+", " ", "0x"],
            as_text(&Node::Int(Range::of_int(int).whole().0)),
        ),
        Written::Number(number) => {
            let number = Range::of_number(number).number(false, 0, &mut Dice::new(0));
            (&["+", " ", "."], as_text(&number))
        }
        Written::Bool => (&[" ", "T"], "true".into()),
    };
    let good = good.as_text().unwrap_or_default();
    let near = near.iter().map(|before| format!("{before}{good}"));
    let behind = ["\n", "e0", "."].map(|behind| format!("{good}{behind}"));
    let zeros = match good.strip_prefix('-') {
        Some(digits) => format!("-00{digits}"),
        None => format!("00{good}"),
    };
    let near = near.chain(behind).chain([zeros, "-0".to_owned()]);
    texts
        .chain(near.map(|text| named("nearly as text", text)))
        .collect()
}

/// Returns texts on both sides of each constraint of a form, be it of a whole text or of a piece of one. They are without
/// the separator of pieces, if there is one, as far as that can be had.
fn forms(form: &Form, separator: &str) -> Vec<Named> {
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
    let of_length = |chars: usize| of_length(form, separator, chars);
    let mut out = Vec::new();
    if let Some(min) = min_chars.filter(|&min| min <= LONGEST) {
        if let Some(less) = min.checked_sub(1) {
            out.push((format!("{less} characters"), of_length(wide(less))));
        }
        out.push((format!("{min} characters"), of_length(wide(min))));
    }
    if let Some(max) = max_chars.filter(|&max| max < LONGEST) {
        let more = max.saturating_add(1);
        if let Some(less) = max.checked_sub(1) {
            out.push((format!("{less} characters"), of_length(wide(less))));
        }
        for length in [max, more] {
            out.push((format!("{length} characters"), of_length(wide(length))));
        }
        // Longest in UTF-8, and in UTF-16.
        out.push((format!("{max} emoji"), Value::text("🎬", wide(max))));
        out.push((
            format!("{more} Chinese characters"),
            Value::text("字", wide(more)),
        ));
    }
    if let Some(max) = max_bytes.filter(|&max| max < LONGEST) {
        let more = max.saturating_add(1);
        for bytes in [max, more] {
            out.push((format!("{bytes} bytes"), of_length(wide(bytes))));
        }
        let chars = wide(max).checked_div(3).unwrap_or(0);
        for chars in [chars, chars.saturating_add(1)] {
            out.push((
                format!("{chars} characters of three bytes"),
                Value::text("字", chars),
            ));
        }
    }
    if let Some(max) = max_chars_without_markup.filter(|&max| max < LONGEST) {
        let max = wide(max);
        let more = max.saturating_add(1);
        let letter = letter(separator);
        out.push((
            format!("{max} characters without markup"),
            Value::text(letter, max),
        ));
        out.push((
            format!("{more} characters without markup"),
            Value::text(letter, more),
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
                format!("{letter}<"),
                max.checked_div(2).unwrap_or(0).saturating_add(1),
            ),
        ));
        // As long as the tags may be with it, and one longer.
        let longest = max_chars.filter(|&max| max < LONGEST).map(wide);
        let lengths = longest.map(|longest| [longest, longest.saturating_add(1)]);
        for length in lengths.into_iter().flatten() {
            let tags = tags(length).map(|tags| (format!("{length} characters of tags"), tags));
            out.extend(tags);
        }
    }
    if pattern.is_some() || format.is_some() {
        out.extend(matching(form, separator));
    }
    if *base64 {
        for good in ["QUJD", "QUI=", "QQ==", "QR==", "+/+/"] {
            out.push(named("base64", good));
        }
        for bad in ["QQ", "QUI", "Q===", "QU=J", "QU-_", "QUJD\n", "QU D"] {
            out.push(named("not base64", bad));
        }
    }
    out
}

/// Returns a text of that many characters that are all of tags; `None` where equal tags would be long.
fn tags(chars: usize) -> Option<Value> {
    let mut lengths = 3..=MOST_OF_TAG;
    let length = lengths.find(|length| chars.is_multiple_of(*length))?;
    let name = "b".repeat(length.saturating_sub(2));
    Some(Value::Repeat(
        format!("<{name}>"),
        chars.checked_div(length)?,
    ))
}

/// Returns texts that are no JSON objects.
pub(crate) fn no_documents() -> Vec<Named> {
    vec![
        named("text that is no JSON", "{"),
        named("JSON with more behind it", "{} {}"),
        named("JSON document that is a number", "1"),
        named("JSON document that is null", "null"),
    ]
}

/// Returns a text of that many characters; one that is good otherwise, where that can be had.
fn of_length(form: &Form, separator: &str, chars: usize) -> Value {
    let lengths = Lengths {
        min: chars,
        max: chars,
    };
    match match_of(form, separator, lengths) {
        Some(found) => Value::Plain(found.into()),
        None if form.base64 && chars.is_multiple_of(4) => {
            Value::text("QUJD", chars.checked_div(4).unwrap_or(0))
        }
        None => Value::text(letter(separator), chars),
    }
}

/// Returns a text of those lengths that is what a form asks of it beside its length. `None` where it asks nothing else: such
/// a text can be one letter again and again.
fn match_of(form: &Form, separator: &str, lengths: Lengths) -> Option<String> {
    let asks = form.pattern.is_some() || form.format.is_some() || form.base64;
    if !asks || lengths.min > LONGEST_MATCH {
        return None;
    }
    text::walked(&[form], separator, lengths, &mut Dice::new(0))
}

/// Returns a letter that is no part of a separator.
fn letter(separator: &str) -> &'static str {
    let mut letters = ["a", "b", "c", "d"].into_iter();
    letters
        .find(|letter| !separator.contains(letter))
        .unwrap_or("a")
}

/// Returns a text of a form, the shortest that is not empty.
fn shortest(form: &Form) -> String {
    let lengths = Lengths::of(form);
    let found = match_of(form, "", lengths);
    found.unwrap_or_else(|| letter("").repeat(lengths.min.max(1)))
}

/// Returns texts on both sides of patterns and formats.
fn matching(form: &Form, separator: &str) -> Vec<Named> {
    let mut out = Vec::new();
    if let Some(format) = form.format {
        for &example in examples_of(format) {
            out.push(named("near the format", example));
        }
    }
    if let Some(good) = match_of(form, separator, Lengths::of(form)) {
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

/// Returns texts that have the format, and texts that nearly have it.
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

/// Returns texts of one piece around the constraints of pieces, and texts of several.
fn separated<'t>(
    separated: &'t Separated,
    field: &'t Field,
    maker: &mut Maker<'_, 't>,
) -> Vec<Named> {
    let Separated {
        separator,
        min_items,
        max_items,
        piece,
    } = separated;
    let one = maker.piece(field, separated, 0);
    // Where a text has several pieces at least, those around the constraints of pieces are the last.
    let others = min_items.map_or(0, |min| wide(min).saturating_sub(1));
    let (place, others) = match others {
        0 => ("one item", String::new()),
        _ => ("the last item", format!("{one}{separator}").repeat(others)),
    };
    let (pieces, outdated) = match piece {
        Piece::Text(form) => {
            let mut pieces = forms(form, separator);
            pieces.push(named("empty text", ""));
            (pieces, Vec::new())
        }
        Piece::Enum(values) => (choices(values), deprecated(values).collect()),
    };
    let mut out: Vec<Named> = pieces
        .into_iter()
        .map(|(name, value)| (format!("{place}: {name}"), value.behind(&others)))
        .collect();
    let counts = counts(*min_items, *max_items).into_iter();
    for count in counts.filter(|&count| (1..=MOST_ITEMS).contains(&count)) {
        let items = vec![one.as_str(); wide(count)].join(separator);
        out.push(named(format!("{count} items in one text"), items));
    }
    for (name, text) in [
        ("two items", format!("{one}{separator}{one}")),
        ("an empty item at the end", format!("{one}{separator}")),
        (
            "an empty item at the beginning",
            format!("{separator}{one}"),
        ),
        (
            "a space behind the separator",
            format!("{one}{separator} {one}"),
        ),
        (
            "an undocumented item at the end",
            format!("{one}{separator}?"),
        ),
    ] {
        out.push(named(name, text));
    }
    if let (Some(first), Some(last)) = (outdated.first(), outdated.last()) {
        for (name, text) in [
            (
                "a deprecated item behind another",
                format!("{one}{separator}{first}"),
            ),
            ("two deprecated items", format!("{first}{separator}{last}")),
            (
                "a deprecated item before an undocumented one",
                format!("{first}{separator}?"),
            ),
        ] {
            out.push(named(name, text));
        }
    }
    out
}

/// Returns the values that should no longer be used.
fn deprecated(values: &Enum) -> impl Iterator<Item = &str> {
    let values = values.values.iter();
    values
        .filter(|value| value.deprecated.is_some())
        .map(|value| &*value.wire)
}

fn choices(choice: &Enum) -> Vec<Named> {
    let Enum {
        named: _,
        open: _,
        any_case: _,
        values,
    } = choice;
    let mut out = Vec::new();
    for value in values {
        let EnumValue {
            wire,
            summary: _,
            deprecated: _,
        } = value;
        out.push(named("documented value", &**wire));
    }
    let others = values.iter().map(|value| in_other_case(&value.wire));
    let mut others = others.filter(|other| !values.iter().any(|value| *value.wire == **other));
    if let Some(other) = others.next() {
        out.push(named("documented value in another case", other));
    }
    if let Some(first) = values.first() {
        out.push(named(
            "documented value with a space behind it",
            format!("{} ", first.wire),
        ));
    }
    out.push(named("undocumented value", "mediaspec-undocumented"));
    out
}

/// Returns the text with each letter of ASCII in its other case.
fn in_other_case(text: &str) -> String {
    let other = |c: char| match c.is_ascii_uppercase() {
        true => c.to_ascii_lowercase(),
        false => c.to_ascii_uppercase(),
    };
    text.chars().map(other).collect()
}

// Lists

fn lists<'t>(list: &'t List, slot: Slot<'t>, maker: &mut Maker<'_, 't>) -> Vec<Named> {
    let List {
        item,
        min_items,
        max_items,
        // A rule may ask more than the list.
        unique: _,
    } = list;
    let mut out = Vec::new();
    let mut counts = counts(*min_items, *max_items);
    counts.extend([0, 1]);
    counts.sort_unstable();
    counts.dedup();
    for count in counts.into_iter().filter(|&count| count <= MOST_ITEMS) {
        if let Some(items) = good_items(list, slot, maker, wide(count)) {
            out.push((format!("{count} items"), items));
        }
    }
    // Where equal items are no mistake, that is shown as well.
    if (slot.unique() != Unique::No || item.is_comparable())
        && let Some(Value::Plain(Node::List(one))) = good_items(list, slot, maker, 1)
    {
        let twice = [one.clone(), one].concat();
        out.push(named("the same item twice", twice));
    }
    out
}

// Maps

fn maps<'t>(map: &'t Map, slot: Slot<'t>, maker: &mut Maker<'_, 't>) -> Vec<Named> {
    let mut out = vec![named("no members", Members::new())];
    // Whoever sends a map names its members.
    for name in ["", "a/b~c", "\u{1b}[31m\u{202e}", "名"] {
        let value = maker.value(slot.value_of(map), 0);
        let members = Members::new().with(name, value);
        out.push(named(format!("a member named {name:?}"), members));
    }
    out
}

/// Returns numbers of items on both sides of each bound.
fn counts(min: Option<u32>, max: Option<u32>) -> Vec<u32> {
    let around_min = min.map(|min| [min.checked_sub(1), Some(min), None]);
    let around_max = max.map(|max| [max.checked_sub(1), Some(max), max.checked_add(1)]);
    let around = [around_min, around_max].into_iter().flatten().flatten();
    around.flatten().collect()
}

/// Returns a list of that many items; `None` where so many can't be told apart.
fn good_items<'t>(
    list: &'t List,
    slot: Slot<'t>,
    maker: &mut Maker<'_, 't>,
    count: usize,
) -> Option<Value> {
    let mut item = maker.value(slot.item_of(list), 0);
    let shape = match (slot.unique(), &list.item) {
        (Unique::No, _) => None,
        (Unique::Items, shape) => Some((String::new(), shape)),
        (Unique::By(member), Shape::Object(name)) => {
            let ty = maker.service().resolve(name);
            ty.field(member).map(|field| {
                let mut pointer = String::new();
                push_token(&mut pointer, &field.name);
                if let Node::Object(members) = &mut item
                    && members.get(&field.name).is_none()
                {
                    members.push(&*field.name, maker.value(Slot::of(ty, field), 0));
                }
                (pointer, &field.shape)
            })
        }
        (Unique::By(_), _) => None,
    };
    let numbered = match shape {
        None => None,
        Some((at, Shape::Int(int))) => Some((at, int.min.unwrap_or(0))),
        Some((at, Shape::Text(text))) => match text.content {
            Content::Plain | Content::File => {
                // The number comes behind it: no longer than it must be.
                *at_pointer(&mut item, &at)? = shortest(&text.form).into();
                Some((at, 1))
            }
            Content::Json(_) | Content::Separated(_) => Some((at, 1)),
            // A number behind it makes another one of it, or none.
            Content::Written(_) if count > 1 => return None,
            Content::Written(_) => None,
        },
        Some((at, Shape::Number(_) | Shape::Any)) => Some((at, 1)),
        Some((at, Shape::Enum(values))) => {
            let values = values.values.iter().take(count);
            let items: Option<Vec<Node>> = values
                .map(|value| {
                    let mut item = item.clone();
                    *at_pointer(&mut item, &at)? = Node::from(&*value.wire);
                    Some(item)
                })
                .collect();
            let items = items.filter(|items| items.len() == count)?;
            return Some(Value::Plain(items.into()));
        }
        // Too few to tell apart, or no scalars.
        Some((
            _,
            Shape::Bool
            | Shape::List(_)
            | Shape::Map(_)
            | Shape::Object(_)
            | Shape::Alternatives(_),
        )) => {
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

#[cfg(test)]
#[allow(clippy::indexing_slicing)]
mod tests;
