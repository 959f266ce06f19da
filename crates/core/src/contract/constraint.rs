//! What a value must meet, one constraint after another: the view of a shape for whoever says of each constraint what it is.
//!
//! Shapes keep their constraints as members, which suits files and checks. Words, reports and tables go by this list: a new
//! kind of constraint is one more [`Constraint`], and whoever renders constraints does not compile until it has an answer.

use serde::{Deserialize, Serialize};

use super::{
    Alternatives, Content, Enum, Field, Form, Format, Int, List, Literal, Map, Number, Pattern,
    Piece, Separated, Shape, Text, TypeDef, Unique, Written, is_false,
};
use crate::code::Code;

/// One end of a range of numbers.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schema", schemars(rename = "Bound"))]
#[serde(deny_unknown_fields)]
pub struct Bound<T = f64> {
    /// The end.
    pub value: T,
    /// Whether the end itself is refused (`above`, `below` in `spec/`).
    #[serde(default, skip_serializing_if = "is_false")]
    pub exclusive: bool,
}

impl<T: PartialOrd> Bound<T> {
    /// Returns whether a range that begins here is above a value.
    #[must_use]
    pub fn is_above(&self, value: &T) -> bool {
        *value < self.value || self.exclusive && *value == self.value
    }

    /// Returns whether a range that ends here is below a value.
    #[must_use]
    pub fn is_below(&self, value: &T) -> bool {
        *value > self.value || self.exclusive && *value == self.value
    }
}

/// A range: of numbers, or of how many there may be of something.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Bounds<T = f64> {
    /// Its lower end.
    pub lower: Option<Bound<T>>,
    /// Its upper end.
    pub upper: Option<Bound<T>>,
}

impl<T> Bounds<T> {
    /// Returns the range with these ends.
    pub const fn new(lower: Option<Bound<T>>, upper: Option<Bound<T>>) -> Self {
        Self { lower, upper }
    }

    /// Returns the range between two values that belong to it.
    #[must_use]
    pub fn between(from: Option<T>, to: Option<T>) -> Self {
        let bound = |value| Bound {
            value,
            exclusive: false,
        };
        Self {
            lower: from.map(bound),
            upper: to.map(bound),
        }
    }

    /// Returns the range with its ends as values of another kind.
    #[must_use]
    pub fn map<U>(self, mut as_other: impl FnMut(T) -> U) -> Bounds<U> {
        let mut bound = |Bound { value, exclusive }| Bound {
            value: as_other(value),
            exclusive,
        };
        Bounds {
            lower: self.lower.map(&mut bound),
            upper: self.upper.map(&mut bound),
        }
    }

    /// Returns the range, unless it is open at both ends.
    #[must_use]
    pub fn if_any(self) -> Option<Self> {
        (self.lower.is_some() || self.upper.is_some()).then_some(self)
    }
}

/// One constraint of a value.
#[derive(Debug, Clone, PartialEq)]
pub enum Constraint<'c> {
    /// The number lies in a range.
    Bounds(Bounds<Literal>),
    /// The number is honoured in a narrower range only.
    Accepted(Bounds<Literal>),
    /// The number is a multiple of another.
    MultipleOf(u32),
    /// A number with a meaning of its own.
    Special(Literal, &'c str),
    /// The number is a time in seconds since 1970. Nothing breaks this.
    UnixSeconds,
    /// How many Unicode code points the text has.
    Chars(Bounds<u32>),
    /// How many bytes of UTF-8 the text has at most.
    Bytes(u32),
    /// How many code points the text has at most, tags from `<` to `>` left out.
    CharsWithoutMarkup(u32),
    /// The text matches a pattern.
    Pattern(&'c Pattern),
    /// The text has a named format.
    Format(Format),
    /// The text is base64.
    Base64,
    /// The text is a number or a truth value.
    Written(&'c Written),
    /// The text is made of pieces, with this between them.
    Separator(&'c str),
    /// The text is one of a list.
    Values(&'c Enum),
    /// How many items the list has, or how many pieces the text.
    Items(Bounds<u32>),
    /// Each item of the list, each value of the map, or each piece of the text meets these.
    Each(Vec<Constraint<'c>>),
    /// The JSON document in the text meets these.
    Document(Vec<Constraint<'c>>),
    /// The value is of one of these shapes.
    OneOf(&'c [Shape]),
    /// Items of the list differ.
    Unique(Unique<'c>),
}

impl Constraint<'_> {
    /// Returns the codes under which a breach of it is reported.
    #[must_use]
    pub const fn codes(&self) -> &'static [Code] {
        match self {
            Self::Bounds(_) => &[
                Code::Minimum,
                Code::Maximum,
                Code::ExclusiveMinimum,
                Code::ExclusiveMaximum,
            ],
            Self::Accepted(_) => &[Code::AcceptedRange],
            Self::MultipleOf(_) => &[Code::MultipleOf],
            Self::Chars(_) => &[Code::MinLength, Code::MaxLength],
            Self::Bytes(_) => &[Code::MaxBytes],
            Self::CharsWithoutMarkup(_) => &[Code::MaxLength],
            Self::Pattern(_) => &[Code::Pattern],
            Self::Format(_) | Self::Written(_) => &[Code::Format],
            Self::Base64 => &[Code::ContentEncoding],
            Self::Values(_) => &[Code::Enum],
            Self::Items(_) => &[Code::MinItems, Code::MaxItems],
            Self::Unique(_) => &[Code::UniqueItems],
            // Breaches of the inner ones are reported of the item, the value, the piece or the document.
            Self::Each(_)
            | Self::OneOf(_)
            | Self::Document(_)
            | Self::Special(_, _)
            | Self::UnixSeconds
            | Self::Separator(_) => &[],
        }
    }
}

impl Shape {
    /// Returns what a value must meet beyond being of its type.
    ///
    /// What a rule asks of the items of a field's list is in [`TypeDef::constraints_of`] alone.
    #[must_use]
    pub fn constraints(&self) -> Vec<Constraint<'_>> {
        match self {
            Self::Int(int) => of_int(int),
            Self::Number(number) => of_number(number),
            Self::Text(text) => of_text(text),
            Self::Enum(values) => vec![Constraint::Values(values)],
            Self::List(list) => of_list(list, list.own_unique()),
            Self::Map(map) => {
                let Map { value } = &**map;
                Vec::from_iter(each(value.constraints()))
            }
            Self::Alternatives(Alternatives { shapes }) => vec![Constraint::OneOf(shapes)],
            Self::Bool | Self::Object(_) | Self::Any => Vec::new(),
        }
    }
}

impl TypeDef {
    /// Returns what the value of a field must meet beyond being of its type: what its shape asks, and which items of its list
    /// must differ by a rule of the type.
    #[must_use]
    pub fn constraints_of<'c>(&'c self, field: &'c Field) -> Vec<Constraint<'c>> {
        match &field.shape {
            Shape::List(list) => of_list(list, self.unique_in(field)),
            shape => shape.constraints(),
        }
    }
}

impl Piece {
    /// Returns what a piece must meet.
    #[must_use]
    pub fn constraints(&self) -> Vec<Constraint<'_>> {
        match self {
            Self::Text(form) => of_form(form),
            Self::Enum(values) => vec![Constraint::Values(values)],
        }
    }
}

fn of_int(int: &Int) -> Vec<Constraint<'_>> {
    let Int {
        min,
        max,
        accepted,
        special,
        multiple_of,
        unix_seconds,
    } = int;
    let mut out = numeric(
        Bounds::between(*min, *max).map(Literal::Int),
        accepted.map(|(from, to)| Bounds::between(Some(from), Some(to)).map(Literal::Int)),
        special
            .iter()
            .map(|(value, meaning)| (Literal::Int(*value), &**meaning)),
    );
    out.extend(multiple_of.map(|step| Constraint::MultipleOf(step.get())));
    out.extend(unix_seconds.then_some(Constraint::UnixSeconds));
    out
}

fn of_number(number: &Number) -> Vec<Constraint<'_>> {
    let Number {
        lower,
        upper,
        accepted,
        special,
    } = number;
    numeric(
        Bounds::new(*lower, *upper).map(Literal::of_f64),
        accepted.map(|(from, to)| Bounds::between(Some(from), Some(to)).map(Literal::of_f64)),
        special
            .iter()
            .map(|(value, meaning)| (Literal::of_f64(*value), &**meaning)),
    )
}

fn numeric<'c>(
    bounds: Bounds<Literal>,
    accepted: Option<Bounds<Literal>>,
    special: impl Iterator<Item = (Literal, &'c str)>,
) -> Vec<Constraint<'c>> {
    let bounds = bounds.if_any().map(Constraint::Bounds).into_iter();
    bounds
        .chain(accepted.map(Constraint::Accepted))
        .chain(special.map(|(value, meaning)| Constraint::Special(value, meaning)))
        .collect()
}

fn of_text(text: &Text) -> Vec<Constraint<'_>> {
    let Text { form, content } = text;
    let mut out = of_form(form);
    match content {
        Content::Plain | Content::File => {}
        Content::Written(written) => {
            out.push(Constraint::Written(written));
            match written {
                Written::Int(int) => out.extend(of_int(int)),
                Written::Number(number) => out.extend(of_number(number)),
                Written::Bool => {}
            }
        }
        Content::Json(document) => {
            let inside = document.constraints();
            out.extend((!inside.is_empty()).then_some(Constraint::Document(inside)));
        }
        Content::Separated(separated) => {
            let Separated {
                separator,
                min_items,
                max_items,
                piece,
            } = &**separated;
            out.push(Constraint::Separator(separator));
            out.extend(items(*min_items, *max_items));
            out.extend(each(piece.constraints()));
        }
    }
    out
}

fn of_form(form: &Form) -> Vec<Constraint<'_>> {
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
    let chars = Bounds::between(*min_chars, *max_chars);
    [
        chars.if_any().map(Constraint::Chars),
        max_bytes.map(Constraint::Bytes),
        max_chars_without_markup.map(Constraint::CharsWithoutMarkup),
        pattern.as_deref().map(Constraint::Pattern),
        format.map(Constraint::Format),
        base64.then_some(Constraint::Base64),
    ]
    .into_iter()
    .flatten()
    .collect()
}

fn of_list<'c>(list: &'c List, unique: Unique<'c>) -> Vec<Constraint<'c>> {
    let List {
        item,
        min_items,
        max_items,
        // The caller knows, and knows whether a rule asks more.
        unique: _,
    } = list;
    let mut out = Vec::from_iter(items(*min_items, *max_items));
    out.extend(each(item.constraints()));
    out.extend((unique != Unique::No).then_some(Constraint::Unique(unique)));
    out
}

fn items<'c>(min: Option<u32>, max: Option<u32>) -> Option<Constraint<'c>> {
    Bounds::between(min, max).if_any().map(Constraint::Items)
}

fn each(constraints: Vec<Constraint<'_>>) -> Option<Constraint<'_>> {
    (!constraints.is_empty()).then_some(Constraint::Each(constraints))
}
