//! What would have been allowed: of one constraint, for people and for programs.

use super::{Detail, Subject, Violation};
use crate::code::Code;
use crate::contract::{
    Alternatives, Bound, Bounds, Constraint, Content, Field, Format, Json, Literal, Pattern,
    RuleKind, Shape, Text, Written,
};
use crate::escape::pattern_of_any;
use crate::words;

/// What would be allowed; only what the violated constraint and its neighbours say.
#[derive(Debug, Clone, PartialEq, Default, serde::Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct Expected {
    /// The JSON type.
    #[serde(rename = "type", skip_serializing_if = "Option::is_none")]
    pub json_type: Option<&'static str>,
    /// Least value.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub minimum: Option<Literal>,
    /// Greatest value.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub maximum: Option<Literal>,
    /// Lower bound that is itself refused.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub exclusive_minimum: Option<Literal>,
    /// Upper bound that is itself refused.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub exclusive_maximum: Option<Literal>,
    /// What it must be a multiple of.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub multiple_of: Option<u32>,
    /// Least length in code points.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub min_length: Option<u32>,
    /// Greatest length in code points.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_length: Option<u32>,
    /// Greatest length in bytes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_bytes: Option<u32>,
    /// Least number of items.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub min_items: Option<u32>,
    /// Greatest number of items.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_items: Option<u32>,
    /// The values of the list.
    #[serde(rename = "enum", skip_serializing_if = "<[Literal]>::is_empty")]
    pub values: Box<[Literal]>,
    /// The names that the columns of `rows` have.
    #[serde(skip_serializing_if = "<[Box<str>]>::is_empty")]
    pub columns: Box<[Box<str>]>,
    /// The combinations.
    #[serde(skip_serializing_if = "<[Box<[Literal]>]>::is_empty")]
    pub rows: Box<[Box<[Literal]>]>,
    /// The pattern.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pattern: Option<Box<str>>,
    /// The named format.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub format: Option<Format>,
    /// The value that counts when the member is absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub default: Option<Json>,
    /// The unit of the numbers.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unit: Option<Box<str>>,
    /// What would be allowed as well, where the value may be of one of several shapes.
    #[serde(skip_serializing_if = "<[Expected]>::is_empty")]
    pub any_of: Box<[Self]>,
}

/// The constraint that a violation breaks, as the contract has it: the words and the [`Expected`] of the violation are made of
/// it.
#[derive(Debug, Clone)]
pub(super) struct Expectation<'v> {
    /// What is asked.
    pub(super) asked: Asked<'v>,
    /// The field whose default counts when the member is absent.
    pub(super) default_of: Option<&'v Field>,
    unit: Option<&'v str>,
    /// The other shapes that the value may be of.
    pub(super) others: Vec<&'v Shape>,
}

/// What a constraint asks.
#[derive(Debug, Clone)]
pub(super) enum Asked<'v> {
    /// Nothing that could be told beside what was found.
    Nothing,
    /// A value of that JSON type.
    Type(&'static str),
    /// A number or a truth value, written as text.
    Written(&'v Written),
    /// What the value by itself must meet.
    Of(Constraint<'v>),
    /// One of the values that are honoured.
    Honoured(&'v [Literal]),
    /// A text that holds one of these.
    Holding(&'v [Box<str>]),
    /// One of these combinations of the values of fields.
    Rows(&'v [Box<str>], &'v [Box<[Literal]>]),
}

impl<'v> Expectation<'v> {
    pub(super) fn of(violation: &'v Violation) -> Self {
        let Some(subject) = &violation.subject else {
            return Self {
                asked: Asked::Nothing,
                default_of: None,
                unit: None,
                others: Vec::new(),
            };
        };
        let (code, rule) = (violation.code, subject.rule());
        let field = subject.field().filter(|_| subject.is_own());
        let unit = field.and_then(|field| field.info.unit.as_deref());
        let is_missing = matches!(code, Code::Required | Code::RequiredIf | Code::AtLeastOne);
        // A rule's range has a unit as the field's own has, and no default; of a missing member the default is told.
        let has_default = rule.is_none() || code == Code::RequiredIf;
        Self {
            asked: match rule.map(|rule| &rule.kind) {
                Some(kind) => asked_by(kind),
                None => asked_of(violation),
            },
            default_of: field.filter(|field| has_default && field.default.is_some()),
            unit: unit.filter(|_| !is_missing),
            others: others(subject, code).unwrap_or_default(),
        }
    }

    /// Returns the end of the range that a number lies beyond.
    pub(super) fn end(&self, code: Code) -> Option<&Literal> {
        let Asked::Of(Constraint::Bounds(Bounds { lower, upper })) = &self.asked else {
            return None;
        };
        let bound = match code {
            Code::Minimum | Code::ExclusiveMinimum => lower,
            _ => upper,
        };
        bound.as_ref().map(|bound| &bound.value)
    }

    /// Returns the same for programs.
    pub(super) fn into_expected(self) -> Expected {
        let Self {
            asked,
            default_of,
            unit,
            others,
        } = self;
        let mut out = Expected {
            default: default_of.and_then(|field| field.default.clone()),
            unit: unit.map(Into::into),
            any_of: others.into_iter().map(Expected::of_shape).collect(),
            ..Expected::default()
        };
        match asked {
            Asked::Nothing => {}
            Asked::Type(json_type) => out.json_type = Some(json_type),
            Asked::Written(_) => out.json_type = Some("string"),
            Asked::Of(constraint) => out.fill(constraint),
            Asked::Honoured(values) => out.values = values.into(),
            Asked::Holding(texts) => out.pattern = Some(pattern_of_any(texts).into()),
            Asked::Rows(columns, rows) => {
                out.columns = columns.into();
                out.rows = rows.into();
            }
        }
        out
    }
}

impl Expected {
    /// Returns what a vote says of the shape at a place: of the kind of value where that is asked, otherwise all.
    pub(super) fn of_vote(shape: &Shape, place: usize, code: Code) -> Self {
        let Some(shape) = shape.nested().nth(place) else {
            return Self::default();
        };
        if code == Code::Type {
            return Self {
                json_type: Some(shape.json_type()),
                ..Self::default()
            };
        }
        let mut out = Self::default();
        for constraint in shape.constraints() {
            out.fill(constraint);
        }
        out
    }

    /// Returns what a shape allows.
    fn of_shape(shape: &Shape) -> Self {
        let mut out = Self {
            json_type: Some(shape.json_type()),
            ..Self::default()
        };
        for constraint in shape.constraints() {
            out.fill(constraint);
        }
        out
    }

    fn fill(&mut self, constraint: Constraint<'_>) {
        match constraint {
            Constraint::Bounds(bounds) | Constraint::Accepted(bounds) => {
                let Bounds { lower, upper } = bounds;
                if let Some(Bound { value, exclusive }) = lower {
                    let end = if exclusive {
                        &mut self.exclusive_minimum
                    } else {
                        &mut self.minimum
                    };
                    *end = Some(value);
                }
                if let Some(Bound { value, exclusive }) = upper {
                    let end = if exclusive {
                        &mut self.exclusive_maximum
                    } else {
                        &mut self.maximum
                    };
                    *end = Some(value);
                }
            }
            Constraint::Chars(Bounds { lower, upper }) => {
                self.min_length = lower.map(|bound| bound.value);
                self.max_length = upper.map(|bound| bound.value);
            }
            Constraint::MultipleOf(step) => self.multiple_of = Some(step),
            Constraint::CharsWithoutMarkup(most) => self.max_length = Some(most),
            Constraint::Bytes(most) => self.max_bytes = Some(most),
            Constraint::Items(Bounds { lower, upper }) => {
                self.min_items = lower.map(|bound| bound.value);
                self.max_items = upper.map(|bound| bound.value);
            }
            Constraint::Pattern(Pattern {
                regex,
                words: _,
                automaton: _,
            }) => self.pattern = Some(regex.clone()),
            Constraint::Format(format) => self.format = Some(format),
            Constraint::Written(written) => self.pattern = Some(words::grammar(written).into()),
            Constraint::Values(choice) => {
                let values = choice.values.iter();
                self.values = values.map(|v| Literal::Text(v.wire.clone())).collect();
            }
            // No member says these; nothing breaks some of them.
            Constraint::Base64
            | Constraint::Unique(_)
            | Constraint::Special(_, _)
            | Constraint::UnixSeconds
            | Constraint::Separator(_)
            | Constraint::Document(_)
            | Constraint::Each(_) => {}
            Constraint::OneOf(shapes) => {
                self.any_of = shapes.iter().map(Self::of_shape).collect();
            }
        }
    }
}

/// The alternatives to the shape that a violation speaks of.
fn others(subject: &Subject, code: Code) -> Option<Vec<&Shape>> {
    let of_the_member = matches!(
        code,
        Code::NoEffect
            | Code::Deprecated
            | Code::DuplicateKey
            | Code::AcceptedRange
            | Code::UniqueItems
    );
    if of_the_member || subject.rule.is_some() {
        return None;
    }
    let place = usize::from(subject.place);
    let (_, shapes, own) = subject.field()?.shape.alternatives_at(place)?;
    let others = shapes.iter().enumerate().filter(|(at, _)| *at != own);
    Some(others.map(|(_, shape)| shape).collect())
}

/// What a rule asks beyond what its sentence says.
fn asked_by(kind: &RuleKind) -> Asked<'_> {
    match kind {
        RuleKind::Range {
            field: _,
            lower,
            upper,
        } => {
            let bounds = Bounds::new(*lower, *upper).map(Literal::of_f64);
            Asked::Of(Constraint::Accepted(bounds))
        }
        RuleKind::Values { field: _, values } => Asked::Honoured(values),
        RuleKind::Rows { fields, rows } => Asked::Rows(fields, rows),
        RuleKind::Contains { field: _, texts } => Asked::Holding(texts),
        RuleKind::RequiredIf { fields: _ }
        | RuleKind::RequiredUnless { fields: _ }
        | RuleKind::NoEffectIf { fields: _ }
        | RuleKind::NoEffectUnless { fields: _ }
        | RuleKind::AtMostOne { fields: _ }
        | RuleKind::AtLeastOne { fields: _ }
        | RuleKind::WinsOver {
            winners: _,
            losers: _,
        }
        | RuleKind::Unique { list: _, by: _ }
        | RuleKind::SelectsType {
            tag: _,
            field: _,
            cases: _,
            otherwise: _,
        }
        | RuleKind::SelectsSibling { tag: _, cases: _ } => Asked::Nothing,
    }
}

/// What the shape of a value, or of a piece of it, asks.
fn asked_of(violation: &Violation) -> Asked<'_> {
    let code = violation.code;
    let Some(subject) = &violation.subject else {
        return Asked::Nothing;
    };
    let shape = subject.shape();
    let written = match shape {
        Some(Shape::Text(Text {
            form: _,
            content: Content::Written(written),
        })) => Some(written),
        _ => None,
    };
    if let (Some(written), Code::Type) = (written, code) {
        return Asked::Written(written);
    }
    if matches!(code, Code::Type | Code::Null | Code::Required) {
        return match shape {
            Some(Shape::Alternatives(Alternatives { shapes })) => {
                Asked::Of(Constraint::OneOf(shapes))
            }
            _ => Asked::Type(match shape {
                Some(shape) if !subject.selected => shape.json_type(),
                _ => "object",
            }),
        };
    }
    let Some(shape) = shape else {
        return Asked::Nothing;
    };
    let int = match (shape, written) {
        (Shape::Int(int), _) | (_, Some(Written::Int(int))) => Some(int),
        _ => None,
    };
    if let (Some(int), Code::Minimum | Code::Maximum) = (int, code) {
        // Without documented bounds, those of `i64` hold; the one that is broken is told.
        let min = int.min.or((code == Code::Minimum).then_some(i64::MIN));
        let max = int.max.or((code == Code::Maximum).then_some(i64::MAX));
        let bounds = Bounds::between(min, max).map(Literal::Int);
        return Asked::Of(Constraint::Bounds(bounds));
    }
    let constraints = match (subject.piece, shape) {
        (false, shape) => shape.constraints(),
        (true, Shape::Text(Text { form: _, content })) => match content {
            Content::Separated(separated) => separated.piece.constraints(),
            Content::Plain | Content::Json(_) | Content::Written(_) | Content::File => Vec::new(),
        },
        (true, _) => Vec::new(),
    };
    let without_markup = matches!(violation.detail, Detail::CountWithoutMarkup(_));
    let is_broken = |constraint: &Constraint<'_>| {
        let is_counted = match constraint {
            Constraint::Chars(_) => !without_markup,
            Constraint::CharsWithoutMarkup(_) => without_markup,
            _ => true,
        };
        is_counted && constraint.codes().contains(&code)
    };
    let broken = constraints.into_iter().find(is_broken);
    broken.map_or(Asked::Nothing, Asked::Of)
}
