//! Rules between the members of an object. They run when the object has ended; a rule that reads a member that is
//! absent without a default, or that failed, does not run.

use crate::code::Code;
use crate::compiled::field_set::FieldSet;
use crate::compiled::trigger::{Contexts, There, Trigger};
use crate::compiled::{CompiledRule, Entry};
use crate::contract::{Bound, Condition, Literal, Rule, RuleKind};
use crate::engine::scalar::{Kept, Num};
use crate::engine::{Engine, Frame, State};
use crate::path::Path;
use crate::report::{Detail, Subject};

/// A rule, with the indices of its fields and its place in the type.
#[derive(Clone, Copy)]
struct Running<'c> {
    rule: &'c Rule,
    compiled: &'c CompiledRule,
    index: u16,
}

/// A member that a rule speaks of.
struct Named<'c, 'p> {
    /// As the rule names it.
    name: &'c str,
    path: Path<'p>,
}

impl<'c> Engine<'c, '_> {
    /// Runs the rules of an object that has ended.
    pub(super) fn rules(&mut self, frame: &Frame<'c>, path: &Path<'_>) {
        if frame.ty.has_inner {
            let (frame, unknown) = self.with_inner(frame);
            self.ask_all(&frame, path, &unknown);
        } else {
            self.ask_all(frame, path, &FieldSet::NONE);
        }
    }

    /// Asks each rule that may have something to say. Of some members nothing is known.
    #[inline]
    fn ask_all(&mut self, frame: &Frame<'c>, path: &Path<'_>, unknown: &FieldSet) {
        let context = Contexts::only(self.scope.context);
        let there = There::new(&frame.named, &frame.absent);
        for trigger in frame.ty.shortcuts.rules(self.scope.direction) {
            if trigger.may_fire(&there, context) {
                self.ask(frame, path, trigger, unknown);
            }
        }
    }

    #[inline(never)]
    fn ask(&mut self, frame: &Frame<'c>, path: &Path<'_>, trigger: &Trigger, unknown: &FieldSet) {
        let Entry { def, rules, .. } = frame.ty;
        let index = trigger.rule;
        let at = usize::from(index);
        let (Some(rule), Some(compiled)) = (def.rules.get(at), rules.get(at)) else {
            return;
        };
        if *unknown != FieldSet::NONE && compiled.speaks_of(unknown) {
            return;
        }
        let running = Running {
            rule,
            compiled,
            index,
        };
        if trigger.is_settled || self.holds(frame, running) == Some(trigger.if_holds) {
            self.rule(frame, path, running);
        }
    }

    /// Whether the conditions of a rule hold. An unknown one keeps a rule from running, whatever the others say.
    fn holds(&self, frame: &Frame<'c>, running: Running<'c>) -> Option<bool> {
        let Running { rule, compiled, .. } = running;
        let mut all = true;
        for (condition, field) in rule.when.iter().zip(&compiled.when) {
            all &= self.condition(frame, condition, *field)?;
        }
        Some(all)
    }

    /// Runs a rule whose conditions are as they must be for it to speak.
    fn rule(&mut self, frame: &Frame<'c>, path: &Path<'_>, running: Running<'c>) {
        let Running { rule, compiled, .. } = running;
        let CompiledRule { fields, others, .. } = compiled;
        match &rule.kind {
            RuleKind::RequiredIf { fields: _ } | RuleKind::RequiredUnless { fields: _ } => {
                self.require(frame, path, running);
            }
            RuleKind::NoEffectIf { fields: _ } | RuleKind::NoEffectUnless { fields: _ } => {
                self.ineffective(frame, path, running, fields);
            }
            // The list itself, and the driver, carry these out.
            RuleKind::Unique { list: _, by: _ }
            | RuleKind::SelectsType {
                tag: _,
                field: _,
                cases: _,
                otherwise: _,
            } => {}
            RuleKind::AtMostOne { fields: names } => {
                if fields.iter().filter(|&&field| frame.has(field)).count() > 1 {
                    self.too_many(frame, path, running, names);
                }
            }
            RuleKind::AtLeastOne { fields: names } => {
                if !fields.iter().any(|&field| frame.has(field)) {
                    self.too_few(frame, path, running, names);
                }
            }
            RuleKind::WinsOver {
                winners: _,
                losers: _,
            } => {
                if fields.iter().all(|&field| frame.has(field)) {
                    self.ineffective(frame, path, running, others);
                }
            }
            RuleKind::Rows { fields: _, rows } => self.combination(frame, path, running, rows),
            RuleKind::SelectsSibling { tag: _, cases } => {
                let Some(kept) = fields.first().and_then(|tag| self.known(frame, *tag)) else {
                    return;
                };
                let mut siblings = cases.iter().zip(others);
                let counts = siblings
                    .find(|((value, _), _)| kept.is(value))
                    .map(|(_, field)| *field);
                for &field in others {
                    if Some(field) != counts {
                        self.ineffective(frame, path, running, &[field]);
                    }
                }
            }
            RuleKind::Range {
                field: _,
                lower,
                upper,
            } => {
                for &field in fields {
                    if let Some(Kept::Number(num)) = self.good(frame, field)
                        && is_outside(num.as_f64(), *lower, *upper)
                    {
                        self.outside(frame, path, running, field);
                    }
                }
            }
            RuleKind::Contains { field: _, texts: _ } => {
                for &field in fields {
                    if let Some(Kept::Text(_, parts)) = self.good(frame, field)
                        && !parts.has(frame.ty.part_number(field, running.index))
                    {
                        self.not_held(frame, path, running, field);
                    }
                }
            }
            RuleKind::Values { field: _, values } => {
                for &field in fields {
                    if let Some(kept) = self.good(frame, field)
                        && !values.iter().any(|value| kept.is(value))
                    {
                        self.outside(frame, path, running, field);
                    }
                }
            }
        }
    }

    /// Whether a condition holds; `None` when what it reads is not known.
    fn condition(&self, frame: &Frame<'c>, condition: &Condition, field: u16) -> Option<bool> {
        match condition {
            Condition::Context(contexts) => self
                .scope
                .context
                .map(|context| contexts.contains(&context)),
            Condition::Present { field: _ } => Some(frame.has(field)),
            Condition::Is { field: _, values } => {
                let kept = self.known(frame, field)?;
                Some(values.iter().any(|value| kept.is(value)))
            }
        }
    }

    /// The value of a member that is present and good. A documented `null` is no value that rules could read.
    #[cfg_attr(not(debug_assertions), inline(always))]
    fn good(&self, frame: &Frame<'c>, field: u16) -> Option<Kept<'c>> {
        self.slot(frame, field)
            .filter(|slot| slot.state == State::Good && slot.kept != Kept::Nothing)
            .map(|slot| slot.kept)
    }

    /// The value of a member, or its literal default when it is absent.
    #[cfg_attr(not(debug_assertions), inline(always))]
    fn known(&self, frame: &Frame<'c>, field: u16) -> Option<Kept<'c>> {
        if frame.has(field) {
            return self.good(frame, field);
        }
        let field = match frame.ty.at(field) {
            Some(field) => field,
            None => {
                let inner = frame.ty.inner_at(field)?;
                let place = inner.place(frame.ty, |id| self.entry(id))?;
                self.entry(place.owner).at(place.index)?
            }
        };
        field.default.as_ref()?.as_scalar().map(Kept::of)
    }

    /// The member that a rule of an object at a path speaks of.
    fn named<'p>(&self, frame: &Frame<'c>, path: &'p Path<'p>, index: u16) -> Option<Named<'c, 'p>>
    where
        'c: 'p,
    {
        if let Some(field) = frame.ty.at(index) {
            return Some(Named {
                name: &field.name,
                path: path.key(&field.name, field.sensitive),
            });
        }
        let inner = frame.ty.inner_at(index)?;
        let place = inner.place(frame.ty, |id| self.entry(id))?;
        Some(Named {
            name: &inner.name,
            path: path.inner(&place.steps, place.sensitive),
        })
    }

    /// What a violation of a rule is about: a field of the type, or the object as a whole.
    fn broken(&self, frame: &Frame<'c>, running: Running<'c>, field: Option<u16>) -> Subject {
        Subject {
            rule: Some(running.index),
            ..self.subject(frame.ty, field)
        }
    }

    #[cold]
    fn too_many(
        &mut self,
        frame: &Frame<'c>,
        path: &Path<'_>,
        running: Running<'c>,
        names: &[Box<str>],
    ) {
        let all = names.iter().zip(&running.compiled.fields);
        let present = all.filter(|(_, field)| frame.has(**field));
        let names = present.map(|(name, _)| name.clone()).collect();
        let subject = self.broken(frame, running, None);
        let (code, severity) = (
            Code::AtMostOne,
            running.rule.severity_in(self.scope.direction),
        );
        self.sink.push(path, code, severity, frame.span, |v, _| {
            v.detail = Detail::Members(names);
            v.subject = Some(subject);
        });
    }

    /// Reports that none of several members is present, at the first of them.
    #[cold]
    fn too_few(
        &mut self,
        frame: &Frame<'c>,
        path: &Path<'_>,
        running: Running<'c>,
        names: &[Box<str>],
    ) {
        let Some(&index) = running.compiled.fields.first() else {
            return;
        };
        let Some(Named { name: _, path: at }) = self.named(frame, path, index) else {
            return;
        };
        let subject = self.broken(frame, running, Some(index));
        let (code, severity) = (
            Code::AtLeastOne,
            running.rule.severity_in(self.scope.direction),
        );
        self.sink.push(&at, code, severity, frame.span, |v, _| {
            v.detail = Detail::Members(names.into());
            v.subject = Some(subject);
        });
    }

    fn require(&mut self, frame: &Frame<'c>, path: &Path<'_>, running: Running<'c>) {
        for &index in &running.compiled.fields {
            if frame.has(index) {
                continue;
            }
            let Some(Named { name, path: at }) = self.named(frame, path, index) else {
                continue;
            };
            let subject = self.broken(frame, running, Some(index));
            let (code, severity) = (
                Code::RequiredIf,
                running.rule.severity_in(self.scope.direction),
            );
            self.sink.push(&at, code, severity, frame.span, |v, texts| {
                v.detail = Detail::Member(texts.keep(name));
                v.subject = Some(subject);
            });
        }
    }

    fn ineffective(
        &mut self,
        frame: &Frame<'c>,
        path: &Path<'_>,
        running: Running<'c>,
        fields: &[u16],
    ) {
        for &index in fields {
            if !frame.has(index) {
                continue;
            }
            let Some(span) = self.slot(frame, index).map(|slot| slot.span) else {
                continue;
            };
            let Some(Named { name: _, path: at }) = self.named(frame, path, index) else {
                continue;
            };
            let subject = self.broken(frame, running, Some(index));
            let (code, severity) = (
                Code::NoEffect,
                running.rule.severity_in(self.scope.direction),
            );
            self.sink.push(&at, code, severity, span, |v, texts| {
                v.detail = Detail::Note(texts.keep(&running.rule.info.summary));
                v.subject = Some(subject);
            });
        }
    }

    fn combination(
        &mut self,
        frame: &Frame<'c>,
        path: &Path<'_>,
        running: Running<'c>,
        rows: &[Box<[Literal]>],
    ) {
        let fields = &*running.compiled.fields;
        let is = |(cell, &field): (&Literal, &u16)| {
            self.good(frame, field).is_some_and(|kept| kept.is(cell))
        };
        // Most rows differ in their first cell already.
        let first = fields.first().and_then(|&field| self.good(frame, field));
        let begins = |row: &[Literal]| match (row.first(), &first) {
            (Some(cell), Some(kept)) => kept.is(cell),
            _ => true,
        };
        if rows
            .iter()
            .any(|row| begins(row) && row.len() == fields.len() && row.iter().zip(fields).all(is))
        {
            return;
        }
        // Of a value that failed, or is none, no row is told.
        if !fields
            .iter()
            .all(|&field| self.good(frame, field).is_some())
        {
            return;
        }
        let values = fields.iter().filter_map(|&field| self.good(frame, field));
        let shown = values
            .map(|kept| json(&kept).unwrap_or_else(|| "another text".to_owned()))
            .collect::<Vec<_>>()
            .join(" x ");
        let mut named = fields.iter().map(|&field| self.named(frame, path, field));
        let sensitive = named.any(|named| named.is_none_or(|named| named.path.sensitive));
        let subject = self.broken(frame, running, None);
        let (code, severity) = (Code::Rows, running.rule.severity_in(self.scope.direction));
        self.sink
            .push(path, code, severity, frame.span, |v, texts| {
                if !sensitive {
                    v.detail = Detail::Combination(texts.keep(&shown));
                }
                v.subject = Some(subject);
            });
    }

    /// Reports that a text does not hold what it must.
    #[cold]
    fn not_held(&mut self, frame: &Frame<'c>, path: &Path<'_>, running: Running<'c>, index: u16) {
        let named = self.named(frame, path, index);
        let (Some(named), Some(slot)) = (named, self.slot(frame, index).copied()) else {
            return;
        };
        let subject = self.broken(frame, running, Some(index));
        let (code, severity) = (
            Code::Pattern,
            running.rule.severity_in(self.scope.direction),
        );
        self.sink
            .push(&named.path, code, severity, slot.span, |v, _| {
                v.subject = Some(subject);
            });
    }

    fn outside(&mut self, frame: &Frame<'c>, path: &Path<'_>, running: Running<'c>, index: u16) {
        let named = self.named(frame, path, index);
        let (Some(named), Some(slot)) = (named, self.slot(frame, index).copied()) else {
            return;
        };
        let at = named.path;
        let shown = json(&slot.kept).filter(|_| !at.sensitive);
        let subject = self.broken(frame, running, Some(index));
        let (code, severity) = (
            Code::AcceptedRange,
            running.rule.severity_in(self.scope.direction),
        );
        self.sink.push(&at, code, severity, slot.span, |v, texts| {
            v.found = shown.map(|shown| texts.keep(&shown));
            v.subject = Some(subject);
        });
    }
}

fn is_outside(value: f64, lower: Option<Bound>, upper: Option<Bound>) -> bool {
    lower.is_some_and(|bound| bound.is_above(&value))
        || upper.is_some_and(|bound| bound.is_below(&value))
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
        Kept::Text(text, _) => crate::words::quoted((*text)?),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::compiled::parts::Parts;

    #[test]
    fn what_was_found_is_json_or_not_told() {
        for (kept, found) in [
            (Kept::Nothing, Some("null")),
            (Kept::Bool(true), Some("true")),
            (Kept::Number(Num::Int(-3)), Some("-3")),
            (Kept::Number(Num::Float(0.5)), Some("0.5")),
            (Kept::Text(Some("AUTO"), Parts::NONE), Some("\"AUTO\"")),
            (Kept::Text(None, Parts::NONE), None),
        ] {
            assert_eq!(json(&kept).as_deref(), found, "{kept:?}");
        }
    }
}
