//! Fields and their shapes. What does not fit a kind is left out here and told by the lints.

use std::sync::Arc;

use mediaspec_core::automaton::Automaton;
use mediaspec_core::contract::{
    Alternatives, Bound, Cite, Conflict, Content, Enum, EnumValue, Field, FieldInfo, Form, Int,
    List, Map, Number, Pattern, Piece, Separated, Shape, Text, Written,
};

use super::votes::Disagreements;
use super::{Lowering, is_on, json, optional, says, sentence, text, texts};
use crate::codes;
use crate::patterns::{self, PatternError};
use crate::problem::{Problem, SourceText};
use crate::raw::{self, At, Item, Kind, Num, Says, WrittenAs};

impl Lowering<'_> {
    pub(super) fn field(
        &self,
        source: &Arc<SourceText>,
        raw: &raw::Field,
        name: &At<String>,
        inherited: &Cite,
    ) -> Field {
        let mut cites: Vec<(Box<str>, Cite)> = raw
            .sources
            .iter()
            .flat_map(|sources| &sources.0)
            .flat_map(|(key, references)| {
                references.value.0.iter().map(|reference| {
                    let cite = self.cite(source, Some(reference), None);
                    (key.as_str().into(), cite)
                })
            })
            .collect();
        // A stable sort: the source that governs stays the first of a key.
        cites.sort_by(|(a, _), (b, _)| a.cmp(b));
        let mut field = Field {
            name: name.as_str().into(),
            shape: self.shape(source, &raw.shape),
            required: raw.required.as_ref().map(|at| at.0).unwrap_or_default(),
            nullable: is_on(&raw.nullable),
            sensitive: is_on(&raw.sensitive),
            deprecated: optional(raw.deprecated.as_ref()),
            no_effect: optional(raw.no_effect.as_ref()),
            default: raw.default.as_ref().map(|value| json(value)),
            votes: Box::default(),
            dropped: None,
            info: FieldInfo {
                summary: sentence(raw.summary.as_ref()),
                unit: optional(raw.unit.as_ref()),
                default_note: optional(raw.default_note.as_ref()),
                example: raw.example.as_ref().map(|value| json(value)),
                cite: self.cite(source, raw.source.as_ref(), Some(inherited)),
                cites: cites.into(),
                conflicts: Box::default(),
                notes: raw
                    .notes
                    .as_ref()
                    .map_or_else(Box::default, |notes| texts(notes)),
            }
            .into(),
        };
        let Disagreements {
            votes,
            dropped,
            conflicts,
        } = self.disagreements(source, raw, &field);
        (field.votes, field.dropped, field.info.conflicts) = (votes, dropped, conflicts);
        field
    }

    /// Conflicts of anything but a field.
    pub(super) fn conflicts(
        &self,
        source: &Arc<SourceText>,
        raw: &[At<raw::Conflict>],
    ) -> Box<[Conflict]> {
        let lowered = raw.iter().map(|conflict| Conflict {
            cite: self.cite(source, conflict.source.as_ref(), None),
            says: match conflict.says.as_ref().map(|says| &says.value) {
                None => Box::default(),
                Some(Says::Absent) => [("".into(), "absent".into())].into(),
                Some(Says::Keys(keys)) => keys
                    .iter()
                    .map(|(key, value)| (key.as_str().into(), says(key, value).into()))
                    .collect(),
            },
            because: text(conflict.because.as_ref()),
            slip: conflict.slip.is_some(),
        });
        lowered.collect()
    }

    pub(super) fn shape(&self, source: &Arc<SourceText>, raw: &Item) -> Shape {
        let Some(kind) = &raw.kind else {
            return Shape::Any;
        };
        match kind.value {
            Kind::Int => match value(&raw.written) {
                Some(WrittenAs::Text) => in_text(Written::Int(int(raw))),
                None => Shape::Int(int(raw)),
            },
            Kind::Number => match value(&raw.written) {
                Some(WrittenAs::Text) => in_text(Written::Number(number(raw))),
                None => Shape::Number(number(raw)),
            },
            Kind::Text => Shape::Text(Text {
                form: self.form(source, raw),
                content: self.content(source, raw),
            }),
            Kind::File => Shape::Text(Text {
                form: Form::default(),
                content: Content::File,
            }),
            Kind::Bool => match value(&raw.written) {
                Some(WrittenAs::Text) => in_text(Written::Bool),
                None => Shape::Bool,
            },
            Kind::Enum => Shape::Enum(self.enumeration(source, raw)),
            Kind::List => Shape::List(Box::new(List {
                item: self.item(source, raw),
                min_items: value(&raw.min_items),
                max_items: value(&raw.max_items),
                unique: is_on(&raw.unique_items),
            })),
            Kind::Map => Shape::Map(Box::new(Map {
                value: self.item(source, raw),
            })),
            Kind::Object => match &raw.ty {
                Some(name) => self.resolve(source, name).map_or(Shape::Any, Shape::Object),
                None => Shape::Map(Box::new(Map { value: Shape::Any })),
            },
            Kind::Alternatives => {
                let all = raw.alternatives.iter().flat_map(|all| &all.value);
                let shapes = all.map(|one| self.shape(source, one)).collect();
                Shape::Alternatives(Alternatives { shapes })
            }
            Kind::Any => Shape::Any,
        }
    }

    /// What each item of a list, or each value of a map, must be.
    fn item(&self, source: &Arc<SourceText>, raw: &Item) -> Shape {
        // Nesting of tables in a file is bounded, and so is this recursion.
        let item = raw.item.as_ref();
        item.map_or(Shape::Any, |item| self.shape(source, item))
    }

    /// What a text, or a piece of one, must look like.
    fn form(&self, source: &Arc<SourceText>, raw: &Item) -> Form {
        if let Some(name) = &raw.ty {
            // A named value names no other.
            let value = self.value(source, name, Kind::Text);
            let value = value.filter(|(_, _, value)| value.ty.is_none());
            return value.map_or_else(Form::default, |(name, file, value)| Form {
                named: Some(name),
                ..self.form(file, value)
            });
        }
        Form {
            named: None,
            min_chars: value(&raw.min_chars),
            max_chars: value(&raw.max_chars),
            max_bytes: value(&raw.max_bytes),
            max_chars_without_markup: value(&raw.max_chars_without_markup),
            pattern: raw.pattern.as_ref().and_then(|regex| {
                let automaton = self.automaton(source, regex)?;
                Some(Box::new(Pattern {
                    regex: regex.as_str().into(),
                    words: match &raw.pattern_words {
                        Some(words) => words.as_str().into(),
                        None => format!("a text that matches {}", regex.value).into(),
                    },
                    automaton,
                }))
            }),
            format: match value(&raw.format) {
                Some(raw::Format::Text(format)) => Some(format),
                Some(raw::Format::Int(raw::IntFormat::UnixSeconds)) | None => None,
            },
            base64: value(&raw.encoding).is_some_and(|encoding| match encoding {
                raw::Encoding::Base64 => true,
            }),
        }
    }

    fn enumeration(&self, source: &Arc<SourceText>, raw: &Item) -> Enum {
        let Some(name) = &raw.ty else {
            return enumeration(raw);
        };
        let value = self.value(source, name, Kind::Enum);
        value.map_or_else(Enum::default, |(name, _, value)| Enum {
            named: Some(name),
            ..enumeration(value)
        })
    }

    fn content(&self, source: &Arc<SourceText>, raw: &Item) -> Content {
        if let Some(document) = &raw.json {
            return Content::Json(Box::new(self.shape(source, &document.value.0)));
        }
        let (Some(separator), Some(item)) = (&raw.separator, &raw.item) else {
            return Content::Plain;
        };
        let piece = match item.kind.as_ref().map(|kind| kind.value) {
            Some(Kind::Text) => Piece::Text(self.form(source, item)),
            Some(Kind::Enum) => Piece::Enum(self.enumeration(source, item)),
            // No piece of text is anything else.
            Some(
                Kind::Int
                | Kind::Number
                | Kind::File
                | Kind::Bool
                | Kind::List
                | Kind::Map
                | Kind::Object
                | Kind::Alternatives
                | Kind::Any,
            )
            | None => return Content::Plain,
        };
        Content::Separated(Box::new(Separated {
            separator: separator.as_str().into(),
            min_items: value(&raw.min_items),
            max_items: value(&raw.max_items),
            piece,
        }))
    }

    fn automaton(&self, source: &Arc<SourceText>, pattern: &At<String>) -> Option<Automaton> {
        let mut patterns = self.patterns.borrow_mut();
        let compiled = patterns
            .entry(pattern.value.clone())
            .or_insert_with(|| patterns::compile(pattern));
        match compiled {
            Ok(automaton) => Some(automaton.clone()),
            Err(error) => {
                self.problem(pattern_problem(source, pattern, error));
                None
            }
        }
    }
}

/// The value of a key, where it is there.
fn value<T: Copy>(key: &Option<At<T>>) -> Option<T> {
    key.as_ref().map(|key| key.value)
}

/// A text that holds a number or a truth value.
fn in_text(written: Written) -> Shape {
    Shape::Text(Text {
        form: Form::default(),
        content: Content::Written(written),
    })
}

fn int(raw: &Item) -> Int {
    let whole = |num: &Option<At<Num>>| num.as_ref().and_then(|num| num.as_i64());
    Int {
        min: whole(&raw.min),
        max: whole(&raw.max),
        accepted: value(&raw.accepted).and_then(|[from, to]| Some((from.as_i64()?, to.as_i64()?))),
        special: special(raw, Num::as_i64),
        multiple_of: value(&raw.multiple_of),
        unix_seconds: matches!(
            value(&raw.format),
            Some(raw::Format::Int(raw::IntFormat::UnixSeconds))
        ),
    }
}

fn number(raw: &Item) -> Number {
    Number {
        lower: bound(raw.min.as_ref(), raw.above.as_ref()),
        upper: bound(raw.max.as_ref(), raw.below.as_ref()),
        accepted: value(&raw.accepted).map(|[from, to]| (from.as_f64(), to.as_f64())),
        special: special(raw, |num| Some(num.as_f64())),
    }
}

/// Values with a meaning of their own, where `read` can read them.
fn special<T>(raw: &Item, read: impl Fn(Num) -> Option<T>) -> Box<[(T, Box<str>)]> {
    let special = raw.special.iter().flat_map(|special| &special.value);
    special
        .filter_map(|special| {
            let value = read(special.value.value.as_ref()?.value)?;
            Some((value, text(special.value.summary.as_ref())))
        })
        .collect()
}

fn enumeration(raw: &Item) -> Enum {
    let values = raw.values.iter().flat_map(|values| &values.value);
    Enum {
        named: None,
        open: is_on(&raw.open),
        any_case: is_on(&raw.any_case),
        values: values
            .filter_map(|value| {
                Some(EnumValue {
                    wire: optional(value.wire.as_ref())?,
                    summary: text(value.summary.as_ref()),
                    deprecated: optional(value.deprecated.as_ref()),
                })
            })
            .collect(),
    }
}

/// The inclusive key counts where both are there; that is told elsewhere.
pub(super) fn bound(inclusive: Option<&At<Num>>, exclusive: Option<&At<Num>>) -> Option<Bound> {
    match (inclusive, exclusive) {
        (Some(bound), _) => Some(Bound {
            value: bound.as_f64(),
            exclusive: false,
        }),
        (None, Some(bound)) => Some(Bound {
            value: bound.as_f64(),
            exclusive: true,
        }),
        (None, None) => None,
    }
}

fn pattern_problem(
    source: &Arc<SourceText>,
    pattern: &At<String>,
    error: &PatternError,
) -> Problem {
    let (code, message, inner) = match error {
        PatternError::Syntax { message, span } => {
            (&codes::PATTERN_SYNTAX, message.clone(), Some(span))
        }
        PatternError::NotPortable { message, span } => {
            (&codes::PATTERN_NOT_PORTABLE, message.clone(), Some(span))
        }
        PatternError::TooLarge => (
            &codes::PATTERN_TOO_LARGE,
            "the compiled pattern would be too large".to_owned(),
            None,
        ),
    };
    // Inside a literal string without escapes the very place is known.
    let written = source.text.get(pattern.span.clone()).unwrap_or_default();
    let verbatim = written.get(1..written.len().saturating_sub(1)) == Some(pattern.value.as_str());
    let span = match inner {
        Some(inner) if verbatim => {
            let start = pattern.span.start.saturating_add(1);
            start.saturating_add(inner.start)..start.saturating_add(inner.end)
        }
        _ => pattern.span.clone(),
    };
    Problem::at(code, source, span, message)
}
