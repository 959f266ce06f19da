//! What a value may be: the one place that words constraints.
//!
//! Each constraint is worded so that it stands in a cell (`50 to 200`), before a verb (`50 to 200 allowed`) and as a sentence
//! of its own.

use super::phrase::{Mark, Phrase};
use super::value::{json, literal, quoted, text_value};
use crate::contract::{
    self, Alternatives, Bound, Bounds, Constraint, Content, Enum, EnumValue, Field, Literal,
    Pattern, Shape, Text, TypeDef, Unique, Written,
};

/// Returns the type of a shape: `integer`, `string`, `list of LayerConfig`.
#[must_use]
pub fn kind(shape: &Shape) -> Phrase<'_> {
    named(shape, false)
}

/// Returns the type of one value or of several.
fn named(shape: &Shape, several: bool) -> Phrase<'_> {
    let noun = |one: &'static str, more| Phrase::words(if several { more } else { one });
    if let Some(name) = shape.named() {
        let name = Phrase::of(Mark::Type, name.as_str());
        return match shape {
            Shape::Text(Text {
                form: _,
                content: Content::Separated(_),
            }) => noun("string of ", "strings of ")
                .with(name)
                .then(" strings"),
            _ => name.then(if several { " strings" } else { " string" }),
        };
    }
    match shape {
        Shape::Int(_) => noun("integer", "integers"),
        Shape::Number(_) => noun("number", "numbers"),
        Shape::Text(Text { form: _, content }) => match content {
            Content::Plain | Content::Separated(_) | Content::Written(_) => {
                noun("string", "strings")
            }
            Content::File => noun("file", "files"),
            Content::Json(document) => {
                noun("string with JSON of ", "strings with JSON of ").with(named(document, false))
            }
        },
        Shape::Enum(_) => noun("string", "strings"),
        Shape::Bool => noun("boolean", "booleans"),
        Shape::List(list) => noun("list of ", "lists of ").with(named(&list.item, true)),
        Shape::Map(map) => match map.value {
            Shape::Any => noun("any object", "any objects"),
            ref value => noun("map of ", "maps of ").with(named(value, true)),
        },
        Shape::Object(name) => Phrase::of(Mark::Type, name.as_str()),
        Shape::Alternatives(Alternatives { shapes }) => {
            let mut kinds: Vec<Phrase<'_>> = Vec::new();
            for kind in shapes.iter().map(|shape| named(shape, several)) {
                if !kinds.contains(&kind) {
                    kinds.push(kind);
                }
            }
            Phrase::join(kinds, ", ", " or ")
        }
        Shape::Any => noun("any value", "any values"),
    }
}

/// Returns the values that a shape allows: `50 to 200`, `1 to 64 characters`, `RESIZE or CROP`; empty where its type says
/// it all.
///
/// What is known of a field beside its shape is in [`allowed_in`] alone.
#[must_use]
pub fn allowed(shape: &Shape) -> Phrase<'_> {
    Phrase::parts(shape.constraints().iter().map(constraint))
}

/// Returns the values that a field of a type allows: those of its shape, in its unit, and what may not occur twice in its
/// list.
#[must_use]
pub fn allowed_in<'a>(ty: &'a TypeDef, field: &'a Field) -> Phrase<'a> {
    let constraints = ty.constraints_of(field);
    let unit = field.info.unit.as_deref();
    let words = constraints.iter().map(|one| worded(one, usize::MAX, unit));
    let alone = unit.filter(|_| !constraints.iter().any(is_range));
    Phrase::parts(words.chain(alone.map(|unit| Phrase::words("in ").then(unit))))
}

/// Returns whether a constraint is worded with the unit.
fn is_range(constraint: &Constraint<'_>) -> bool {
    match constraint {
        Constraint::Bounds(_) | Constraint::Accepted(_) => true,
        Constraint::Each(inner) | Constraint::Document(inner) => inner.iter().any(is_range),
        Constraint::OneOf(shapes) => {
            let mut all = shapes.iter().flat_map(Shape::constraints);
            all.any(|one| is_range(&one))
        }
        _ => false,
    }
}

/// Returns a constraint in words.
#[must_use]
pub fn constraint<'a>(constraint: &Constraint<'a>) -> Phrase<'a> {
    worded(constraint, usize::MAX, None)
}

/// Returns a constraint in words; of a list of values the first `listed` ones, and how many others there are.
pub(crate) fn constraint_listing<'a>(constraint: &Constraint<'a>, listed: usize) -> Phrase<'a> {
    worded(constraint, listed, None)
}

fn worded<'a>(constraint: &Constraint<'a>, listed: usize, unit: Option<&'a str>) -> Phrase<'a> {
    let in_unit = |range: Phrase<'a>| match unit {
        Some(unit) => range.then(" ").then(unit),
        None => range,
    };
    match constraint {
        Constraint::Bounds(bounds) => in_unit(range(bounds)),
        Constraint::Accepted(bounds) => in_unit(range(bounds)).then(" honoured"),
        Constraint::Special(value, meaning) => Phrase::of(Mark::Value, literal(value).into_owned())
            .then(": ")
            .then(without_stop(meaning)),
        Constraint::MultipleOf(step) => {
            Phrase::words("a multiple of ").and(Mark::Value, step.to_string())
        }
        Constraint::UnixSeconds => Phrase::words("seconds since 1970-01-01 UTC"),
        Constraint::Chars(bounds) => Phrase::words(count(*bounds, "character")),
        Constraint::Bytes(most) => {
            let bytes = count(Bounds::between(None, Some(*most)), "byte");
            Phrase::words(bytes + " in UTF-8")
        }
        Constraint::CharsWithoutMarkup(most) => {
            let chars = count(Bounds::between(None, Some(*most)), "character");
            Phrase::words(chars + " without markup")
        }
        Constraint::Pattern(Pattern {
            regex,
            words,
            automaton: _,
        }) => {
            if words.contains(&**regex) {
                // What `spec/` has no words for is called a text that matches it.
                return Phrase::words(&**words);
            }
            let words = if words.is_empty() {
                Phrase::words("text ")
            } else {
                Phrase::words(&**words).then(", ")
            };
            words.then("matching ").and(Mark::Value, &**regex)
        }
        Constraint::Format(format) => Phrase::words(format.words()),
        Constraint::Written(written) => Phrase::words(noun(written)),
        Constraint::Base64 => Phrase::words("base64 (RFC 4648 section 4, padded)"),
        Constraint::Separator(separator) => {
            Phrase::words("items separated by ").and(Mark::Value, quoted(separator))
        }
        Constraint::Values(choice) => values(choice, listed),
        Constraint::Items(bounds) => Phrase::words(count(*bounds, "item")),
        Constraint::Each(inner) => {
            let inner = inner.iter().map(|one| worded(one, listed, unit));
            Phrase::words("each ").with(Phrase::parts(inner))
        }
        Constraint::Document(inner) => {
            let inner = inner.iter().map(|one| worded(one, listed, unit));
            Phrase::words("in its document ").with(Phrase::parts(inner))
        }
        Constraint::OneOf(shapes) => {
            let each = shapes.iter().map(|shape| alternative(shape, listed, unit));
            Phrase::join(each, "; or ", "; or ")
        }
        Constraint::Unique(Unique::No) => Phrase::default(),
        Constraint::Unique(Unique::Items) => Phrase::words("no two equal"),
        // A member of the items, not of the type that the list stands in.
        Constraint::Unique(Unique::By(member)) => {
            Phrase::words("no two with the same ").and(Mark::Value, *member)
        }
    }
}

/// Returns what is written as text: `integer written as text`.
const fn noun(written: &Written) -> &'static str {
    match written {
        Written::Int(_) => "integer written as text",
        Written::Number(_) => "number written as text",
        Written::Bool => "true or false, written as text",
    }
}

/// Returns the same as a sentence names it: `an integer written as text`.
pub(crate) fn article_of(written: &Written) -> Phrase<'static> {
    Phrase::words(match written {
        Written::Int(_) => "an ",
        Written::Number(_) => "a ",
        Written::Bool => "",
    })
    .then(noun(written))
}

/// Returns the pattern of what is written as text, bounds left out.
#[must_use]
pub const fn grammar(written: &Written) -> &'static str {
    match written {
        Written::Int(_) => "^-?[0-9]+$",
        Written::Number(_) => "^-?[0-9]+(?:\\.[0-9]+)?$",
        Written::Bool => "^(?:true|false)$",
    }
}

/// Returns one of several shapes of a value: its type, and what it allows.
fn alternative<'a>(shape: &'a Shape, listed: usize, unit: Option<&'a str>) -> Phrase<'a> {
    let constraints = shape.constraints();
    let words = constraints.iter().map(|one| worded(one, listed, unit));
    Phrase::join([kind(shape)].into_iter().chain(words), ", ", ", ")
}

/// Returns the alternatives to a shape that a value may be of as well: `or a number, above 0 and below 1`.
pub(crate) fn other_alternatives<'a>(
    others: impl Iterator<Item = &'a Shape>,
    listed: usize,
) -> Phrase<'a> {
    let each = others.map(|shape| alternative(shape, listed, None));
    Phrase::parts(each.map(|one| Phrase::words("or ").with(one)))
}

/// Returns a range of numbers: `50 to 200`, `at least 1`, `above 0 and at most 1.5`.
#[must_use]
pub fn range<'a>(bounds: &Bounds<Literal>) -> Phrase<'a> {
    let ends = bounds.clone().map(|end| literal(&end).into_owned());
    Phrase::words(between(ends, "only"))
}

/// Returns a count with its noun: `1 to 64 characters`, `at least 1 item`, `exactly 24 characters`.
fn count(bounds: Bounds<u32>, noun: &str) -> String {
    let last = bounds.upper.or(bounds.lower);
    let plural = if last.is_some_and(|bound| bound.value == 1) {
        ""
    } else {
        "s"
    };
    let counts = between(bounds.map(|n| n.to_string()), "exactly");
    format!("{counts} {noun}{plural}")
}

/// Returns a range in words; `single` stands before its value where it has but one.
fn between(Bounds { lower, upper }: Bounds<String>, single: &str) -> String {
    if let (
        Some(Bound {
            value: low,
            exclusive: false,
        }),
        Some(Bound {
            value: high,
            exclusive: false,
        }),
    ) = (&lower, &upper)
    {
        return if low == high {
            format!("{single} {low}")
        } else {
            format!("{low} to {high}")
        };
    }
    let end = |Bound { value, exclusive }, included, excluded| {
        format!("{} {value}", if exclusive { excluded } else { included })
    };
    let lower = lower.map(|bound| end(bound, "at least", "above"));
    let upper = upper.map(|bound| end(bound, "at most", "below"));
    Vec::from_iter(lower.into_iter().chain(upper)).join(" and ")
}

fn values(choice: &Enum, listed: usize) -> Phrase<'_> {
    let Enum {
        named: _,
        open,
        any_case,
        values,
    } = choice;
    let values = values.iter().map(|value| {
        let EnumValue {
            wire,
            summary: _,
            deprecated,
        } = value;
        let out = Phrase::of(Mark::Value, text_value(wire));
        match deprecated {
            Some(_) => out.then(" (deprecated)"),
            None => out,
        }
    });
    let another = open.then(|| Phrase::words("another value"));
    let words = one_of(values.chain(another).collect(), listed);
    match any_case {
        true => words.then(" in any case"),
        false => words,
    }
}

/// Returns one of some literals: `RESIZE or CROP`.
pub(crate) fn literals(values: &[Literal], listed: usize) -> Phrase<'_> {
    let each = values
        .iter()
        .map(|value| Phrase::of(Mark::Value, literal(value)));
    one_of(each.collect(), listed)
}

/// Returns one of some combinations of values: `1920 x 1080 or 1080 x 1920`.
pub(crate) fn rows(rows: &[Box<[Literal]>], listed: usize) -> Phrase<'_> {
    let rows = rows.iter().map(|row| {
        let values: Vec<_> = row.iter().map(literal).collect();
        Phrase::of(Mark::Value, values.join(" x "))
    });
    one_of(rows.collect(), listed)
}

/// Returns choices: `a`, `a or b`, `a, b or c`; of more than `listed` the first ones `or 3 others`.
fn one_of(mut choices: Vec<Phrase<'_>>, listed: usize) -> Phrase<'_> {
    let others = choices.len().saturating_sub(listed);
    if others > 0 {
        choices.truncate(listed);
        let noun = if others == 1 { "other" } else { "others" };
        choices.push(Phrase::words(format!("{others} {noun}")));
    }
    Phrase::join(choices, ", ", " or ")
}

/// Returns a sentence as part of another one: without its full stop.
pub(super) fn without_stop(sentence: &str) -> &str {
    sentence.strip_suffix('.').unwrap_or(sentence)
}

/// Returns the listed values of a shape, or of what it holds: its items, its pieces, its document.
#[must_use]
pub fn values_in(shape: &Shape) -> Option<&Enum> {
    shape.nested().find_map(|shape| match shape {
        Shape::Enum(choice) => Some(choice),
        Shape::Text(Text { form: _, content }) => match content {
            Content::Separated(separated) => match &separated.piece {
                contract::Piece::Enum(choice) => Some(choice),
                contract::Piece::Text(_) => None,
            },
            Content::Plain | Content::Json(_) | Content::Written(_) | Content::File => None,
        },
        Shape::Int(_)
        | Shape::Number(_)
        | Shape::Bool
        | Shape::List(_)
        | Shape::Map(_)
        | Shape::Object(_)
        | Shape::Alternatives(_)
        | Shape::Any => None,
    })
}

/// Returns what is known of listed values beyond how they are spelt, a statement each: what one means, and why it is
/// deprecated.
#[must_use]
pub fn meanings(choice: &Enum) -> Vec<Phrase<'_>> {
    let Enum {
        named: _,
        open: _,
        any_case: _,
        values,
    } = choice;
    let mut out = Vec::new();
    for EnumValue {
        wire,
        summary,
        deprecated,
    } in values
    {
        let value = || Phrase::of(Mark::Value, text_value(wire));
        if !summary.is_empty() {
            out.push(value().then(": ").then(&**summary));
        }
        if let Some(why) = deprecated {
            out.push(value().then(" is deprecated: ").then(&**why));
        }
    }
    out
}

/// Returns what counts when a member is absent, by itself: the literal default, or the note in its place.
#[must_use]
pub fn default_words(field: &Field) -> Option<Phrase<'_>> {
    let note = field.info.default_note.as_deref();
    let value = field
        .default
        .as_ref()
        .map(|value| Phrase::of(Mark::Value, json(value)));
    match (value, note) {
        (Some(value), Some(note)) => Some(value.then(" (").then(without_stop(note)).then(")")),
        (Some(value), None) => Some(value),
        (None, note) => note.map(Phrase::words),
    }
}

/// Returns what counts when a member is absent, as a statement: `100 when absent`, `when absent: the voice's own pitch`.
#[must_use]
pub fn when_absent(field: &Field) -> Option<Phrase<'_>> {
    let words = default_words(field)?;
    Some(match field.default {
        Some(_) => words.then(" when absent"),
        None => Phrase::words("when absent: ").with(words),
    })
}
