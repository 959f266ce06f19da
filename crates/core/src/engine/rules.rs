//! Rules between the members of an object. They run when the object has ended; a rule that reads a member that is
//! absent without a default, or that failed, does not run.

use crate::code::Code;
use crate::contract::{Condition, Field, Json, Literal, Rule, RuleKind, Shape, TypeDef};
use crate::engine::path::Path;
use crate::engine::scalar::{Kept, Num, Str};
use crate::engine::{Engine, Frame, State};
use crate::report::{Detail, Subject, Violation};

impl<'t> Engine<'t, '_> {
    pub(super) fn rules(&mut self, frame: &Frame<'t>, path: &Path<'_>) {
        let watched = frame.ty.shortcuts.rules;
        for (index, rule) in frame.ty.rules.iter().enumerate() {
            let silent = watched
                .get(index)
                .is_some_and(|rule| !rule.may_speak(&frame.named, &frame.absent));
            if silent {
                continue;
            }
            if rule
                .direction
                .is_some_and(|direction| direction != self.scope.direction)
            {
                continue;
            }
            // An unknown condition keeps a rule from running, whatever the others say.
            let holds = rule.when.iter().try_fold(true, |all, condition| {
                self.condition(frame, condition).map(|holds| all && holds)
            });
            if let Some(holds) = holds {
                self.rule(frame, path, rule, holds);
            }
        }
    }

    fn rule(&mut self, frame: &Frame<'t>, path: &Path<'_>, rule: &'t Rule<'t>, holds: bool) {
        match rule.kind {
            RuleKind::RequiredIf { fields } if holds => self.require(frame, path, rule, fields),
            RuleKind::RequiredUnless { fields } if !holds => {
                self.require(frame, path, rule, fields);
            }
            RuleKind::NoEffectIf { fields } if holds => self.ineffective(frame, path, rule, fields),
            RuleKind::NoEffectUnless { fields } if !holds => {
                self.ineffective(frame, path, rule, fields);
            }
            RuleKind::RequiredIf { .. }
            | RuleKind::RequiredUnless { .. }
            | RuleKind::NoEffectIf { .. }
            | RuleKind::NoEffectUnless { .. } => {}
            // The list itself, and the driver, carry these out.
            RuleKind::Unique { .. } | RuleKind::SelectsType { .. } => {}
            _ if !holds => {}
            RuleKind::AtMostOne { fields } => {
                if fields.iter().filter(|&&field| frame.has(field)).count() > 1 {
                    self.too_many(frame, path, rule, fields);
                }
            }
            RuleKind::WinsOver { winners, losers } => {
                if winners.iter().all(|&field| frame.has(field)) {
                    self.ineffective(frame, path, rule, losers);
                }
            }
            RuleKind::Rows { fields, rows } => self.combination(frame, path, rule, fields, rows),
            RuleKind::SelectsSibling { tag, cases } => {
                let Some(kept) = self.known(frame, tag) else {
                    return;
                };
                let counts = cases
                    .iter()
                    .find(|(value, _)| kept.is(&Literal::Text(value)))
                    .map(|&(_, field)| field);
                for &(_, field) in cases {
                    if Some(field) != counts {
                        self.ineffective(frame, path, rule, &[field]);
                    }
                }
            }
            RuleKind::Range {
                field,
                lower,
                upper,
            } => {
                if let Some(Kept::Number(num)) = self.good(frame, field) {
                    let value = num.as_f64();
                    let below =
                        lower.is_some_and(|b| value < b.value || b.exclusive && value == b.value);
                    let above =
                        upper.is_some_and(|b| value > b.value || b.exclusive && value == b.value);
                    if below || above {
                        self.outside(frame, path, rule, field);
                    }
                }
            }
            RuleKind::Values { field, values } => {
                if let Some(kept) = self.good(frame, field)
                    && !values.iter().any(|value| kept.is(value))
                {
                    self.outside(frame, path, rule, field);
                }
            }
        }
    }

    /// Whether a condition holds; `None` when what it reads is not known.
    fn condition(&self, frame: &Frame<'t>, condition: &Condition<'t>) -> Option<bool> {
        match condition {
            Condition::Context(contexts) => self
                .scope
                .context
                .map(|context| contexts.contains(&context)),
            Condition::Present { field } => Some(frame.has(*field)),
            Condition::Is { field, values } => {
                let kept = self.known(frame, *field)?;
                Some(values.iter().any(|value| kept.is(value)))
            }
        }
    }

    /// The value of a member that is present and good. A documented `null` is no value that rules could read.
    fn good(&self, frame: &Frame<'t>, field: u16) -> Option<Kept<'t>> {
        self.slot(frame, field)
            .filter(|slot| slot.state == State::Good && slot.kept != Kept::Nothing)
            .map(|slot| slot.kept)
    }

    /// The value of a member, or its literal default when it is absent.
    fn known(&self, frame: &Frame<'t>, field: u16) -> Option<Kept<'t>> {
        if frame.has(field) {
            return self.good(frame, field);
        }
        match frame.ty.at(field)?.default? {
            Json::Scalar(literal) => Some(Kept::of(literal)),
            Json::List(_) | Json::Object(_) => None,
        }
    }

    #[cold]
    fn too_many(
        &mut self,
        frame: &Frame<'t>,
        path: &Path<'_>,
        rule: &'t Rule<'t>,
        fields: &'t [u16],
    ) {
        let present = fields.iter().filter(|&&field| frame.has(field));
        let names = present.filter_map(|&field| frame.ty.at(field).map(|f| f.name));
        self.sink
            .push(path, Code::AtMostOne, rule.severity, frame.span, |v, _| {
                v.detail = Detail::Members(names.collect());
                by_rule(v, rule);
            });
    }

    fn require(
        &mut self,
        frame: &Frame<'t>,
        path: &Path<'_>,
        rule: &'t Rule<'t>,
        fields: &'t [u16],
    ) {
        for &index in fields {
            let Some(field) = frame.ty.at(index) else {
                continue;
            };
            if frame.has(index) {
                continue;
            }
            let at = path.key(field.name, field.sensitive);
            self.sink.push(
                &at,
                Code::RequiredIf,
                rule.severity,
                frame.span,
                |v, texts| {
                    v.detail = Detail::Member(texts.keep(field.name));
                    v.subject = Some(Subject::of_field(field));
                    by_rule(v, rule);
                },
            );
        }
    }

    fn ineffective(
        &mut self,
        frame: &Frame<'t>,
        path: &Path<'_>,
        rule: &'t Rule<'t>,
        fields: &[u16],
    ) {
        for &index in fields {
            if !frame.has(index) {
                continue;
            }
            let (Some(field), Some(slot)) = (frame.ty.at(index), self.slot(frame, index)) else {
                continue;
            };
            let span = slot.span;
            let at = path.key(field.name, field.sensitive);
            self.sink
                .push(&at, Code::NoEffect, rule.severity, span, |v, _| {
                    v.detail = Detail::Note(rule.summary);
                    by_rule(v, rule);
                });
        }
    }

    fn combination(
        &mut self,
        frame: &Frame<'t>,
        path: &Path<'_>,
        rule: &'t Rule<'t>,
        fields: &'t [u16],
        rows: &'t [&'t [Literal<'t>]],
    ) {
        if !fields
            .iter()
            .all(|&field| self.good(frame, field).is_some())
        {
            return;
        }
        let is = |(cell, &field): (&Literal<'t>, &u16)| {
            self.good(frame, field).is_some_and(|kept| kept.is(cell))
        };
        if rows
            .iter()
            .any(|row| row.len() == fields.len() && row.iter().zip(fields).all(is))
        {
            return;
        }
        let values = fields.iter().filter_map(|&field| self.good(frame, field));
        let shown = values
            .map(|kept| json(&kept).unwrap_or_else(|| "another text".to_owned()))
            .collect::<Vec<_>>()
            .join(" x ");
        let sensitive = path.sensitive || fields.iter().any(|&f| is_sensitive(frame.ty.at(f)));
        self.sink
            .push(path, Code::Rows, rule.severity, frame.span, |v, texts| {
                v.subject = Some(Subject {
                    ty: Some(frame.ty),
                    field: None,
                    shape: Shape::Object(frame.ty),
                    item: false,
                });
                if !sensitive {
                    v.detail = Detail::Combination(texts.keep(&shown));
                }
                by_rule(v, rule);
            });
    }

    fn outside(&mut self, frame: &Frame<'t>, path: &Path<'_>, rule: &'t Rule<'t>, index: u16) {
        let (Some(field), Some(slot)) = (frame.ty.at(index), self.slot(frame, index).copied())
        else {
            return;
        };
        let at = path.key(field.name, field.sensitive);
        let shown = json(&slot.kept).filter(|_| !at.sensitive);
        self.sink.push(
            &at,
            Code::AcceptedRange,
            rule.severity,
            slot.span,
            |v, texts| {
                v.found = shown.map(|shown| texts.keep(&shown));
                v.subject = Some(Subject::of_field(field));
                by_rule(v, rule);
            },
        );
    }
}

fn is_sensitive(field: Option<&Field<'_>>) -> bool {
    field.is_some_and(|field| field.sensitive)
}

fn by_rule<'t>(violation: &mut Violation<'t>, rule: &'t Rule<'t>) {
    violation.rule = Some(rule);
    violation.cite = Some(rule.cite);
}

/// The JSON text of a kept value; `None` of a text that is no literal of the contract, which is not kept.
fn json(kept: &Kept<'_>) -> Option<String> {
    Some(match kept {
        Kept::Nothing => "null".to_owned(),
        Kept::Bool(bool) => bool.to_string(),
        Kept::Number(num) => match num {
            Num::Int(int) => int.to_string(),
            Num::Beyond(value) | Num::Float(value) => value.to_string(),
        },
        Kept::Text(text) => crate::words::quoted((*text)?),
    })
}

/// The literal of the contract that a text of the field equals: a value of its enum, or one that a rule names.
pub(super) fn literal<'t>(ty: &'t TypeDef<'t>, index: u16, text: Str<'_>) -> Option<&'t str> {
    let is = |literal: &Literal<'t>| match literal {
        Literal::Text(value) if text.is(value) => Some(*value),
        _ => None,
    };
    if let Some(field) = ty.at(index) {
        if let Shape::Enum(values) = field.shape {
            return values.values.iter().map(|v| v.wire).find(|v| text.is(v));
        }
        if let Some(Json::Scalar(default)) = &field.default
            && let Some(found) = is(default)
        {
            return Some(found);
        }
    }
    ty.rules.iter().find_map(|rule| {
        let named = rule.when.iter().find_map(|condition| match condition {
            Condition::Is { field, values } if *field == index => values.iter().find_map(is),
            Condition::Is { .. } | Condition::Present { .. } | Condition::Context(_) => None,
        });
        named.or_else(|| match rule.kind {
            RuleKind::Values { field, values } if field == index => values.iter().find_map(is),
            RuleKind::Rows { fields, rows } => {
                let column = fields.iter().position(|&field| field == index)?;
                rows.iter().find_map(|row| row.get(column).and_then(is))
            }
            RuleKind::SelectsType { tag, cases, .. } if tag == index => {
                cases.iter().map(|(v, _)| *v).find(|v| text.is(v))
            }
            RuleKind::SelectsSibling { tag, cases } if tag == index => {
                cases.iter().map(|(v, _)| *v).find(|v| text.is(v))
            }
            RuleKind::RequiredIf { .. }
            | RuleKind::RequiredUnless { .. }
            | RuleKind::NoEffectIf { .. }
            | RuleKind::NoEffectUnless { .. }
            | RuleKind::AtMostOne { .. }
            | RuleKind::WinsOver { .. }
            | RuleKind::Unique { .. }
            | RuleKind::Range { .. }
            | RuleKind::SelectsType { .. }
            | RuleKind::SelectsSibling { .. }
            | RuleKind::Values { .. } => None,
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_found_is_json_or_not_told() {
        for (kept, found) in [
            (Kept::Nothing, Some("null")),
            (Kept::Bool(true), Some("true")),
            (Kept::Number(Num::Int(-3)), Some("-3")),
            (Kept::Number(Num::Float(0.5)), Some("0.5")),
            (Kept::Text(Some("AUTO")), Some("\"AUTO\"")),
            (Kept::Text(None), None),
        ] {
            assert_eq!(json(&kept).as_deref(), found, "{kept:?}");
        }
    }
}
