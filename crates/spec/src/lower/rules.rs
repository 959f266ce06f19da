//! Rules and their conditions. A rule some of which does not resolve is left out; what is missing is told.

use std::sync::Arc;

use mediaspec_core::contract::{
    Cite, Condition, Context, Direction, Literal, Part, Rule, RuleKind, Severity,
};

use super::fields::bound;
use super::groups::Names;
use super::{Lowering, literal};
use crate::codes;
use crate::problem::{Problem, SourceText};
use crate::raw::{self, At, Value};
use crate::suggest::closest;

impl<'t, 'r> Lowering<'t, 'r> {
    pub(super) fn rule(
        &self,
        source: &Arc<SourceText>,
        raw: &raw::Rule,
        names: &Names<'t, '_>,
        inherited: Cite<'t>,
    ) -> Option<Rule<'t>> {
        let cite = self.cite(source, raw.source.as_ref(), Some(inherited));
        let conflicts = self.conflicts(source, &raw.conflict);
        // Both halves are lowered before either can end it: all of a rule's problems are told.
        let when = self.conditions(source, raw, names);
        let kind = self.rule_kind(source, raw, names);
        let written = raw.kind.as_ref()?.value;
        Some(Rule {
            id: self.optional(raw.id.as_ref()).unwrap_or_default(),
            summary: self.optional(raw.summary.as_ref()).unwrap_or_default(),
            cite,
            severity: match raw.severity.as_ref().map(|severity| severity.value) {
                Some(raw::Severity::Error) => Severity::Error,
                Some(raw::Severity::Warning) => Severity::Warning,
                None => default_severity(written),
            },
            direction: raw
                .direction
                .as_ref()
                .map(|direction| match direction.value {
                    raw::Direction::Request => Direction::Request,
                    raw::Direction::Response => Direction::Response,
                }),
            when: when?,
            kind: kind?,
            conflicts,
        })
    }

    fn rule_kind(
        &self,
        source: &Arc<SourceText>,
        raw: &raw::Rule,
        names: &Names<'t, '_>,
    ) -> Option<RuleKind<'t>> {
        let field = |name: &Option<At<String>>| self.index_of(source, name.as_ref()?, names);
        let fields = |names_of: &Option<At<Vec<At<String>>>>| -> Option<&'t [u16]> {
            let found: Vec<Option<u16>> = names_of
                .as_ref()?
                .iter()
                .map(|name| self.index_of(source, name, names))
                .collect();
            Some(self.slice(found.into_iter().collect::<Option<Vec<u16>>>()?))
        };
        Some(match raw.kind.as_ref()?.value {
            raw::RuleKind::RequiredIf => RuleKind::RequiredIf {
                fields: fields(&raw.fields)?,
            },
            raw::RuleKind::RequiredUnless => RuleKind::RequiredUnless {
                fields: fields(&raw.fields)?,
            },
            raw::RuleKind::NoEffectIf => RuleKind::NoEffectIf {
                fields: fields(&raw.fields)?,
            },
            raw::RuleKind::NoEffectUnless => RuleKind::NoEffectUnless {
                fields: fields(&raw.fields)?,
            },
            raw::RuleKind::AtMostOne => RuleKind::AtMostOne {
                fields: fields(&raw.fields)?,
            },
            raw::RuleKind::WinsOver => {
                let (winners, losers) = (fields(&raw.fields), fields(&raw.over));
                RuleKind::WinsOver {
                    winners: winners?,
                    losers: losers?,
                }
            }
            raw::RuleKind::OneOfRows => {
                let fields = fields(&raw.fields)?;
                let rows = raw
                    .rows
                    .as_ref()?
                    .iter()
                    .map(|row| self.literals(row))
                    .collect::<Option<Vec<_>>>()?;
                RuleKind::Rows {
                    fields,
                    rows: self.slice(rows),
                }
            }
            raw::RuleKind::Unique => RuleKind::Unique {
                list: field(&raw.field)?,
                by: self.optional(raw.by.as_ref()),
            },
            raw::RuleKind::SelectsType => {
                let (tag, field) = (field(&raw.tag), field(&raw.field));
                let cases: Vec<_> = raw
                    .cases
                    .iter()
                    .flat_map(|cases| &cases.0)
                    .map(|(value, name)| Some((self.text(value), self.resolve(source, name)?)))
                    .collect();
                let otherwise = raw.otherwise.as_ref().filter(|name| name.value != "any");
                let otherwise = otherwise.map(|name| self.resolve(source, name));
                RuleKind::SelectsType {
                    tag: tag?,
                    field: field?,
                    cases: self.slice(cases.into_iter().collect::<Option<Vec<_>>>()?),
                    otherwise: match otherwise {
                        Some(resolved) => Some(resolved?),
                        None => None,
                    },
                }
            }
            raw::RuleKind::SelectsSibling => {
                let tag = field(&raw.tag);
                let cases: Vec<_> = raw
                    .cases
                    .iter()
                    .flat_map(|cases| &cases.0)
                    .map(|(value, name)| {
                        Some((self.text(value), self.index_of(source, name, names)?))
                    })
                    .collect();
                let cases = cases.into_iter().collect::<Option<Vec<_>>>()?;
                RuleKind::SelectsSibling {
                    tag: tag?,
                    cases: self.slice(cases),
                }
            }
            raw::RuleKind::Range => RuleKind::Range {
                field: field(&raw.field)?,
                lower: bound(raw.min.as_ref(), raw.above.as_ref()),
                upper: bound(raw.max.as_ref(), raw.below.as_ref()),
            },
            raw::RuleKind::Values => RuleKind::Values {
                field: field(&raw.field)?,
                values: self.literals(raw.values.as_ref()?)?,
            },
        })
    }

    /// Scalars; `None` where one is none, which is told.
    fn literals(&self, values: &[At<Value>]) -> Option<&'t [Literal<'t>]> {
        let literals: Option<Vec<Literal<'t>>> = values
            .iter()
            .map(|value| literal(self.arena, value))
            .collect();
        Some(self.slice(literals?))
    }

    /// `None` where a condition does not resolve.
    fn conditions(
        &self,
        source: &Arc<SourceText>,
        raw: &raw::Rule,
        names: &Names<'t, '_>,
    ) -> Option<&'t [Condition<'t>]> {
        let Some(when) = &raw.when else {
            return Some(&[]);
        };
        let lowered: Vec<Option<Condition<'t>>> = when
            .0
            .iter()
            .map(|condition| self.condition(source, condition, names))
            .collect();
        Some(self.slice(lowered.into_iter().collect::<Option<Vec<_>>>()?))
    }

    fn condition(
        &self,
        source: &Arc<SourceText>,
        raw: &At<raw::Condition>,
        names: &Names<'t, '_>,
    ) -> Option<Condition<'t>> {
        let form = |message: &str| {
            self.report(&codes::CONDITION_FORM, source, &raw.span, message);
        };
        let tests = [raw.is.is_some(), raw.among.is_some(), raw.present.is_some()]
            .iter()
            .filter(|there| **there)
            .count();
        match (&raw.field, &raw.context, &raw.auth) {
            (Some(name), None, None) => {
                let field = self.index_of(source, name, names);
                if tests != 1 {
                    form("a condition on a field has one of `is`, `in` and `present`");
                    return None;
                }
                if let Some(present) = &raw.present {
                    if !present.value {
                        form("a condition cannot ask for absence");
                        return None;
                    }
                    return Some(Condition::Present { field: field? });
                }
                let values: Vec<&At<Value>> = raw
                    .is
                    .iter()
                    .chain(raw.among.iter().flat_map(|among| &among.value))
                    .collect();
                if values.is_empty() {
                    self.report(
                        &codes::NEVER_HOLDS,
                        source,
                        &raw.span,
                        "no value is listed, so this never holds",
                    );
                    return None;
                }
                let literals: Option<Vec<Literal<'t>>> = values
                    .iter()
                    .map(|value| literal(self.arena, value))
                    .collect();
                let Some(literals) = literals else {
                    form("a condition compares with scalars alone");
                    return None;
                };
                Some(Condition::Is {
                    field: field?,
                    values: self.slice(literals),
                })
            }
            (None, Some(contexts), None) if tests == 0 => {
                let contexts: Vec<Context> = contexts
                    .0
                    .iter()
                    .map(|context| context.value.lower())
                    .collect();
                if contexts.is_empty() {
                    self.report(
                        &codes::NEVER_HOLDS,
                        source,
                        &raw.span,
                        "no context is listed, so this never holds",
                    );
                    return None;
                }
                Some(Condition::Context(self.slice(contexts)))
            }
            (None, None, Some(scheme)) if tests == 0 => self.auth_condition(source, scheme, names),
            _ => {
                form("this is none of the five forms of a condition");
                None
            }
        }
    }

    /// A scheme is in use when its first header is there.
    fn auth_condition(
        &self,
        source: &Arc<SourceText>,
        scheme: &At<String>,
        names: &Names<'t, '_>,
    ) -> Option<Condition<'t>> {
        let Some(group) = self.auth.iter().find(|group| group.scheme == scheme.value) else {
            if self.documents.vendor.is_some() {
                let message = format!("no header group has the scheme `{}`", scheme.value);
                let mut problem =
                    Problem::at(&codes::NEVER_HOLDS, source, scheme.span.clone(), message);
                if let Some(close) = closest(scheme, self.auth.iter().map(|group| group.scheme)) {
                    problem = problem.label(format!("did you mean `{close}`?"));
                }
                self.problem(problem);
            }
            return None;
        };
        let header = group.headers.first()?;
        let found = names
            .fields
            .iter()
            .position(|field| field.name.eq_ignore_ascii_case(header));
        let Some(at) = found else {
            if names.complete {
                let message =
                    format!("the header `{header}` of this scheme is not among these fields");
                self.report(&codes::NEVER_HOLDS, source, &scheme.span, message);
            }
            return None;
        };
        Some(Condition::Present {
            field: super::groups::index(at),
        })
    }

    fn index_of(
        &self,
        source: &Arc<SourceText>,
        name: &At<String>,
        names: &Names<'t, '_>,
    ) -> Option<u16> {
        if let Some(&at) = names.indices.get(name.as_str()) {
            return Some(at);
        }
        if names.part == Part::Header
            && let Some(at) = names
                .fields
                .iter()
                .position(|field| field.name.eq_ignore_ascii_case(name))
        {
            return Some(super::groups::index(at));
        }
        if names.complete {
            let message = format!("there is no field `{}`", name.value);
            let mut problem = Problem::at(&codes::RULE_FIELD, source, name.span.clone(), message);
            if let Some(close) = closest(name, names.fields.iter().map(|field| field.name)) {
                problem = problem.label(format!("did you mean `{close}`?"));
            }
            self.problem(problem);
        }
        None
    }
}

/// As spec/README.md lists them.
const fn default_severity(kind: raw::RuleKind) -> Severity {
    match kind {
        raw::RuleKind::RequiredIf
        | raw::RuleKind::RequiredUnless
        | raw::RuleKind::AtMostOne
        | raw::RuleKind::OneOfRows
        | raw::RuleKind::Unique
        | raw::RuleKind::SelectsType => Severity::Error,
        raw::RuleKind::NoEffectIf
        | raw::RuleKind::NoEffectUnless
        | raw::RuleKind::WinsOver
        | raw::RuleKind::SelectsSibling
        | raw::RuleKind::Range
        | raw::RuleKind::Values => Severity::Warning,
    }
}
