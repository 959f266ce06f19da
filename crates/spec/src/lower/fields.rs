//! Fields and their shapes. What does not fit a kind is left out here and told by the lints.

use std::sync::Arc;

use mediaspec_core::contract::{
    Bound, Cite, Conflict, Content, Enum, EnumValue, Field, Info, Int, List, Number, Pattern,
    Required, Shape, Text, Unique,
};

use super::{Lowering, json, says};
use crate::codes;
use crate::patterns::{self, PatternError};
use crate::problem::{Problem, SourceText};
use crate::raw::{self, At, Item, Kind, Num, Says};

impl<'t, 'r> Lowering<'t, 'r> {
    pub(super) fn field(
        &self,
        source: &Arc<SourceText>,
        raw: &raw::Field,
        name: &At<String>,
        inherited: Cite<'t>,
    ) -> Field<'t> {
        let cite = self.cite(source, raw.source.as_ref(), Some(inherited));
        let mut cites: Vec<(&'t str, Cite<'t>)> = raw
            .sources
            .iter()
            .flat_map(|sources| &sources.0)
            .map(|(key, reference)| (self.text(key), self.cite(source, Some(reference), None)))
            .collect();
        cites.sort_by_key(|(key, _)| *key);
        Field {
            name: self.text(name),
            shape: self.shape(source, &raw.shape()),
            required: match raw.required.as_ref().map(|required| required.value) {
                None | Some(raw::Required::No) => Required::No,
                Some(raw::Required::Request) => Required::InRequests,
                Some(raw::Required::Always) => Required::Always,
            },
            nullable: raw.nullable.as_ref().is_some_and(|nullable| nullable.value),
            sensitive: raw
                .sensitive
                .as_ref()
                .is_some_and(|sensitive| sensitive.value),
            deprecated: self.optional(raw.deprecated.as_ref()),
            no_effect: self.optional(raw.no_effect.as_ref()),
            slot: None,
            selected_by: None,
            default: raw.default.as_ref().map(|value| json(self.arena, value)),
            info: Info {
                summary: self.optional(raw.summary.as_ref()).unwrap_or_default(),
                unit: self.optional(raw.unit.as_ref()),
                default_note: self.optional(raw.default_note.as_ref()),
                example: raw.example.as_ref().map(|value| json(self.arena, value)),
                cite,
                cites: self.slice(cites),
                conflicts: self.conflicts(source, &raw.conflict),
                notes: raw.notes.as_ref().map_or(&[], |notes| self.texts(notes)),
            },
        }
    }

    /// Conflicts of anything.
    pub(super) fn conflicts(
        &self,
        source: &Arc<SourceText>,
        raw: &[At<raw::Conflict>],
    ) -> &'t [Conflict<'t>] {
        let lowered = raw.iter().map(|conflict| {
            let says: Vec<(&'t str, &'t str)> = match conflict.says.as_ref().map(|says| &says.value)
            {
                None => Vec::new(),
                Some(Says::Absent) => vec![("", "absent")],
                Some(Says::Keys(keys)) => keys
                    .iter()
                    .map(|(key, value)| (self.text(key), self.text(&says(key, value))))
                    .collect(),
            };
            Conflict {
                cite: self.cite(source, conflict.source.as_ref(), None),
                says: self.slice(says),
                because: self.optional(conflict.because.as_ref()).unwrap_or_default(),
            }
        });
        self.slice(lowered.collect())
    }

    fn shape(&self, source: &Arc<SourceText>, raw: &Item) -> Shape<'t> {
        let Some(kind) = &raw.kind else {
            return Shape::Any;
        };
        match kind.value {
            Kind::Int => Shape::Int(self.arena.alloc(self.int(raw))),
            Kind::Number => Shape::Number(self.arena.alloc(self.number(raw))),
            Kind::Text => Shape::Text(self.arena.alloc(self.text_shape(source, raw))),
            Kind::Bool => Shape::Bool,
            Kind::Enum => Shape::Enum(self.arena.alloc(self.enumeration(raw))),
            Kind::List => Shape::List(self.arena.alloc(self.list(source, raw))),
            Kind::Object => {
                let ty = raw.ty.as_ref().and_then(|name| self.resolve(source, name));
                ty.map_or(Shape::Any, Shape::Object)
            }
            Kind::Any => Shape::Any,
        }
    }

    fn int(&self, raw: &Item) -> Int<'t> {
        let whole = |num: &Option<At<Num>>| num.as_ref().and_then(|num| num.as_i64());
        let special = raw
            .special
            .iter()
            .flat_map(|special| &special.value)
            .filter_map(|special| {
                let value = special.value.value.as_ref()?.as_i64()?;
                Some((
                    value,
                    self.optional(special.value.summary.as_ref())
                        .unwrap_or_default(),
                ))
            });
        Int {
            min: whole(&raw.min),
            max: whole(&raw.max),
            accepted: raw
                .accepted
                .as_ref()
                .and_then(|pair| Some((pair[0].as_i64()?, pair[1].as_i64()?))),
            special: self.slice(special.collect()),
            unix_seconds: raw
                .format
                .as_ref()
                .is_some_and(|format| format.value == raw::Format::UnixSeconds),
        }
    }

    fn number(&self, raw: &Item) -> Number<'t> {
        let special = raw
            .special
            .iter()
            .flat_map(|special| &special.value)
            .filter_map(|special| {
                let value = special.value.value.as_ref()?.as_f64();
                Some((
                    value,
                    self.optional(special.value.summary.as_ref())
                        .unwrap_or_default(),
                ))
            });
        Number {
            lower: bound(raw.min.as_ref(), raw.above.as_ref()),
            upper: bound(raw.max.as_ref(), raw.below.as_ref()),
            accepted: raw
                .accepted
                .as_ref()
                .map(|pair| (pair[0].as_f64(), pair[1].as_f64())),
            special: self.slice(special.collect()),
        }
    }

    fn text_shape(&self, source: &Arc<SourceText>, raw: &Item) -> Text<'t> {
        let number = |number: &Option<At<u32>>| number.as_ref().map(|number| number.value);
        let pattern = raw.pattern.as_ref().and_then(|pattern| {
            let words = match &raw.pattern_words {
                Some(words) => words.value.clone(),
                None => format!("a text that matches {}", pattern.value),
            };
            self.pattern(source, pattern, &words)
        });
        let format = raw.format.as_ref().and_then(|format| {
            let lowered = format.value.lower()?;
            let regex = At {
                span: format.span.clone(),
                value: lowered.regex().to_owned(),
            };
            Some((lowered, self.pattern(source, &regex, lowered.words())?))
        });
        let content = if raw.encoding.is_some() {
            Content::Base64
        } else if let Some(name) = &raw.json {
            self.resolve(source, name)
                .map_or(Content::Plain, Content::Json)
        } else if let (Some(separator), Some(item)) = (&raw.separator, &raw.item) {
            let item = self.arena.alloc(self.shape(source, item));
            match item {
                Shape::Text(_) | Shape::Enum(_) => Content::Separated {
                    separator: self.text(separator),
                    item,
                },
                _ => Content::Plain,
            }
        } else {
            Content::Plain
        };
        Text {
            min_chars: number(&raw.min_chars),
            max_chars: number(&raw.max_chars),
            max_bytes: number(&raw.max_bytes),
            max_chars_without_markup: number(&raw.max_chars_without_markup),
            pattern,
            format,
            content,
        }
    }

    fn enumeration(&self, raw: &Item) -> Enum<'t> {
        let values = raw
            .values
            .iter()
            .flat_map(|values| &values.value)
            .filter_map(|value| {
                Some(EnumValue {
                    wire: self.text(value.wire.as_ref()?),
                    summary: self.optional(value.summary.as_ref()).unwrap_or_default(),
                    deprecated: self.optional(value.deprecated.as_ref()),
                })
            });
        Enum {
            open: raw.open.as_ref().is_some_and(|open| open.value),
            values: self.slice(values.collect()),
        }
    }

    fn list(&self, source: &Arc<SourceText>, raw: &Item) -> List<'t> {
        let number = |number: &Option<At<u32>>| number.as_ref().map(|number| number.value);
        let unique = raw.unique_items.as_ref().is_some_and(|unique| unique.value);
        List {
            // Nesting of tables in a file is bounded, and so is this recursion.
            item: raw
                .item
                .as_ref()
                .map_or(Shape::Any, |item| self.shape(source, item)),
            min_items: number(&raw.min_items),
            max_items: number(&raw.max_items),
            unique: if unique { Unique::Items } else { Unique::No },
        }
    }

    fn pattern(
        &self,
        source: &Arc<SourceText>,
        pattern: &At<String>,
        words: &str,
    ) -> Option<&'t Pattern<'t>> {
        let key = (pattern.value.clone(), words.to_owned());
        let known = self.patterns.borrow().get(&key).cloned();
        let compiled = known.unwrap_or_else(|| {
            let compiled = patterns::compile(pattern, self.arena).map(|automaton| {
                let (regex, words) = (self.text(pattern), self.text(words));
                &*self.arena.alloc(Pattern {
                    regex,
                    words,
                    automaton,
                })
            });
            self.patterns.borrow_mut().insert(key, compiled.clone());
            compiled
        });
        match compiled {
            Ok(pattern) => Some(pattern),
            Err(error) => {
                self.problem(pattern_problem(source, pattern, &error));
                None
            }
        }
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
