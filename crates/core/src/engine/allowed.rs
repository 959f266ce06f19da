//! What would have been allowed, for a report.

use crate::code::Code;
use crate::contract::{
    Bound, Content, Enum, Form, Int, Literal, Number, Piece, RuleKind, Shape, Text,
};
use crate::engine::scalar::Num;
use crate::report::{Detail, Expected, Subject, Violation};

/// What is allowed, as far as the violated constraint and its neighbours say.
pub(crate) fn expected(violation: &Violation) -> Expected {
    let code = violation.code;
    let Some(subject) = &violation.subject else {
        return Expected::default();
    };
    let (shape, rule) = (subject.shape(), subject.rule());
    let mut out = Expected::default();
    match code {
        Code::Type | Code::Null | Code::Required => {
            out.json_type = Some(match shape {
                Some(shape) if !subject.selected => shape.json_type(),
                _ => "object",
            });
        }
        Code::Enum => {
            if let Some(values) = values_of(subject, shape) {
                out.values = values
                    .values
                    .iter()
                    .map(|v| Literal::Text(v.wire.clone()))
                    .collect();
            }
        }
        Code::Minimum | Code::Maximum | Code::ExclusiveMinimum | Code::ExclusiveMaximum => {
            range(&mut out, shape);
        }
        Code::AcceptedRange => match (rule.map(|rule| &rule.kind), shape) {
            (
                Some(RuleKind::Range {
                    field: _,
                    lower,
                    upper,
                }),
                _,
            ) => {
                between(&mut out, lower.map(literal_of), upper.map(literal_of));
            }
            (Some(RuleKind::Values { field: _, values }), _) => out.values = values.clone(),
            (Some(_), _) => {}
            (None, Some(Shape::Int(int))) => {
                out.minimum = int.accepted.map(|(from, _)| Literal::Int(from));
                out.maximum = int.accepted.map(|(_, to)| Literal::Int(to));
            }
            (None, Some(Shape::Number(number))) => {
                out.minimum = number.accepted.map(|(from, _)| Literal::Number(from));
                out.maximum = number.accepted.map(|(_, to)| Literal::Number(to));
            }
            (None, _) => {}
        },
        Code::Rows => {
            if let Some(RuleKind::Rows { fields, rows }) = rule.map(|rule| &rule.kind) {
                out.columns = fields.clone();
                out.rows = rows.clone();
            }
        }
        Code::MinLength | Code::MaxLength | Code::MaxBytes | Code::Pattern | Code::Format => {
            if let Some(form) = form_of(subject, shape) {
                of_form(&mut out, violation, form);
            }
        }
        Code::MinItems | Code::MaxItems => {
            if let Some(Shape::List(list)) = shape {
                out.min_items = list.min_items;
                out.max_items = list.max_items;
            }
        }
        Code::Malformed
        | Code::UniqueItems
        | Code::AdditionalProperties
        | Code::ContentEncoding
        | Code::ContentMediaType
        | Code::DuplicateKey
        | Code::RequiredIf
        | Code::AtLeastOne
        | Code::AtMostOne
        | Code::NoEffect
        | Code::Deprecated
        | Code::Authentication
        | Code::UndocumentedStatus => {}
    }
    if let Some(field) = subject.field().filter(|_| subject.levels == 0) {
        // A rule's range has a unit as the field's own has, and no default; of a missing member the default is told.
        if rule.is_none() || code == Code::RequiredIf {
            out.default = field.default.clone();
        }
        if !matches!(code, Code::Required | Code::RequiredIf | Code::AtLeastOne) {
            out.unit = field.info.unit.clone();
        }
    }
    out
}

/// The list of values that a text, or a piece of it, must be from.
fn values_of<'a>(subject: &Subject, shape: Option<&'a Shape>) -> Option<&'a Enum> {
    match shape? {
        Shape::Enum(values) => Some(values),
        Shape::Text(Text { form: _, content }) if subject.piece => match content {
            Content::Separated(separated) => match &separated.piece {
                Piece::Enum(values) => Some(values),
                Piece::Text(_) => None,
            },
            Content::Plain | Content::Json(_) => None,
        },
        _ => None,
    }
}

/// The form that a text, or a piece of it, must have.
fn form_of<'a>(subject: &Subject, shape: Option<&'a Shape>) -> Option<&'a Form> {
    let Shape::Text(Text { form, content }) = shape? else {
        return None;
    };
    if !subject.piece {
        return Some(form);
    }
    match content {
        Content::Separated(separated) => match &separated.piece {
            Piece::Text(form) => Some(form),
            Piece::Enum(_) => None,
        },
        Content::Plain | Content::Json(_) => None,
    }
}

fn of_form(out: &mut Expected, violation: &Violation, form: &Form) {
    let Form {
        min_chars,
        max_chars,
        max_bytes,
        max_chars_without_markup,
        pattern,
        format,
        base64: _,
    } = form;
    match violation.code {
        Code::MaxBytes => out.max_bytes = *max_bytes,
        Code::Pattern => {
            out.pattern = pattern.as_ref().map(|p| p.regex.clone());
            out.pattern_words = pattern.as_ref().map(|p| p.words.clone());
        }
        Code::Format => out.format = *format,
        _ if matches!(violation.detail, Detail::CountWithoutMarkup(_)) => {
            out.max_length = *max_chars_without_markup;
        }
        _ => {
            out.min_length = *min_chars;
            out.max_length = *max_chars;
        }
    }
}

fn range(out: &mut Expected, shape: Option<&Shape>) {
    match shape {
        Some(Shape::Int(Int { min, max, .. })) => {
            out.minimum = Some(Literal::Int(min.unwrap_or(i64::MIN)));
            out.maximum = Some(Literal::Int(max.unwrap_or(i64::MAX)));
        }
        Some(Shape::Number(Number { lower, upper, .. })) => {
            let literal = |bound: Bound| (Literal::Number(bound.value), bound.exclusive);
            between(out, lower.map(literal), upper.map(literal));
        }
        _ => {}
    }
}

/// Both ends of a range, each with whether it is itself refused.
fn between(out: &mut Expected, lower: Option<(Literal, bool)>, upper: Option<(Literal, bool)>) {
    match lower {
        Some((value, true)) => out.exclusive_minimum = Some(value),
        Some((value, false)) => out.minimum = Some(value),
        None => {}
    }
    match upper {
        Some((value, true)) => out.exclusive_maximum = Some(value),
        Some((value, false)) => out.maximum = Some(value),
        None => {}
    }
}

fn literal_of(bound: Bound) -> (Literal, bool) {
    let literal = match Num::from_f64(bound.value) {
        Some(Num::Int(int)) => Literal::Int(int),
        _ => Literal::Number(bound.value),
    };
    (literal, bound.exclusive)
}
