//! What would have been allowed, for a report.

use crate::code::Code;
use crate::contract::{Bound, Content, Literal, Number, RuleKind, Shape};
use crate::engine::scalar::Num;
use crate::report::{Detail, Expected, Subject, Violation};

/// What is allowed, as far as the violated constraint and its neighbours say.
pub(crate) fn expected<'t>(violation: &Violation<'t>) -> Expected<'t> {
    let code = violation.code;
    let Some(Subject {
        ty,
        field,
        shape,
        item,
    }) = violation.subject
    else {
        return Expected::default();
    };
    let mut out = Expected::default();
    match code {
        Code::Type | Code::Null | Code::Required => out.json_type = Some(shape.json_type()),
        Code::Enum => match shape {
            Shape::Enum(values) => {
                out.values = values
                    .values
                    .iter()
                    .map(|v| Literal::Text(v.wire))
                    .collect();
            }
            Shape::Text(text) => {
                if let Content::Separated {
                    item: Shape::Enum(values),
                    ..
                } = text.content
                {
                    out.values = values
                        .values
                        .iter()
                        .map(|v| Literal::Text(v.wire))
                        .collect();
                }
            }
            _ => {}
        },
        Code::Minimum | Code::Maximum | Code::ExclusiveMinimum | Code::ExclusiveMaximum => {
            range(&mut out, shape);
        }
        Code::AcceptedRange if let Some(rule) = violation.rule => match rule.kind {
            RuleKind::Range { lower, upper, .. } => {
                out.minimum = lower.filter(|b| !b.exclusive).map(literal_of);
                out.exclusive_minimum = lower.filter(|b| b.exclusive).map(literal_of);
                out.maximum = upper.filter(|b| !b.exclusive).map(literal_of);
                out.exclusive_maximum = upper.filter(|b| b.exclusive).map(literal_of);
            }
            RuleKind::Values { values, .. } => out.values = values.to_vec(),
            _ => {}
        },
        Code::Rows => {
            if let (Some(RuleKind::Rows { fields, rows }), Some(ty)) =
                (violation.rule.map(|rule| rule.kind), ty)
            {
                let names = fields.iter().filter_map(|&index| ty.at(index));
                out.columns = names.map(|field| field.name).collect();
                out.rows = rows;
            }
        }
        Code::AcceptedRange => match shape {
            Shape::Int(int) => {
                out.minimum = int.accepted.map(|(from, _)| Literal::Int(from));
                out.maximum = int.accepted.map(|(_, to)| Literal::Int(to));
            }
            Shape::Number(number) => {
                out.minimum = number.accepted.map(|(from, _)| Literal::Number(from));
                out.maximum = number.accepted.map(|(_, to)| Literal::Number(to));
            }
            _ => {}
        },
        Code::MinLength | Code::MaxLength => {
            if let Shape::Text(text) = shape {
                if matches!(violation.detail, Detail::CountWithoutMarkup(_)) {
                    out.max_length = text.max_chars_without_markup;
                } else {
                    out.min_length = text.min_chars;
                    out.max_length = text.max_chars;
                }
            }
        }
        Code::MaxBytes => {
            if let Shape::Text(text) = shape {
                out.max_bytes = text.max_bytes;
            }
        }
        Code::MinItems | Code::MaxItems => {
            if let Shape::List(list) = shape {
                out.min_items = list.min_items;
                out.max_items = list.max_items;
            }
        }
        Code::Pattern | Code::Format => {
            if let Shape::Text(text) = shape {
                if code == Code::Pattern {
                    out.pattern = text.pattern.map(|p| p.regex);
                    out.pattern_words = text.pattern.map(|p| p.words);
                } else {
                    out.format = text.format.map(|(format, _)| format);
                }
            }
        }
        _ => {}
    }
    if let Some(field) = field.filter(|_| !item) {
        // A rule's range has a unit as the field's own has, and no default; of a missing member the default is told.
        if violation.rule.is_none() || code == Code::RequiredIf {
            out.default = field.default;
        }
        if !matches!(code, Code::Required | Code::RequiredIf) {
            out.unit = field.info.unit;
        }
    }
    out
}

fn range<'t>(out: &mut Expected<'t>, shape: Shape<'t>) {
    match shape {
        Shape::Int(int) => {
            out.minimum = Some(Literal::Int(int.min.unwrap_or(i64::MIN)));
            out.maximum = Some(Literal::Int(int.max.unwrap_or(i64::MAX)));
        }
        Shape::Number(&Number { lower, upper, .. }) => {
            if let Some(bound) = lower {
                let value = Some(Literal::Number(bound.value));
                if bound.exclusive {
                    out.exclusive_minimum = value;
                } else {
                    out.minimum = value;
                }
            }
            if let Some(bound) = upper {
                let value = Some(Literal::Number(bound.value));
                if bound.exclusive {
                    out.exclusive_maximum = value;
                } else {
                    out.maximum = value;
                }
            }
        }
        _ => {}
    }
}

#[allow(clippy::float_cmp)]
fn literal_of<'t>(bound: Bound) -> Literal<'t> {
    match Num::from_f64(bound.value) {
        Some(Num::Int(int)) => Literal::Int(int),
        _ => Literal::Number(bound.value),
    }
}
