//! What would have been allowed, for a report.

use crate::code::Code;
use crate::contract::{Content, Field, Literal, Number, Shape};
use crate::report::Expected;

/// What a shape allows, as far as a violation of that code is concerned.
pub(super) fn expected<'t>(
    code: Code,
    shape: Shape<'t>,
    field: Option<&'t Field<'t>>,
    item: bool,
) -> Expected<'t> {
    let mut out = Expected::default();
    match code {
        Code::Type | Code::Null => out.json_type = Some(shape.json_type()),
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
                out.min_length = text.min_chars;
                out.max_length = text.max_chars;
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
        out.default = field.default;
        out.unit = field.info.unit;
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
