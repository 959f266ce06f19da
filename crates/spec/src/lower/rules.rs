//! Rules and their conditions. A rule some of which does not resolve is left out; what is missing is told.

use std::sync::Arc;

use mediaspec_core::code::Code;
use mediaspec_core::contract::{
    Cite, Condition, Context, Field, Info, Literal, Rule, RuleKind, Shape, TypeName,
};
use mediaspec_core::words;

use super::fields::bound;
use super::groups::Names;
use super::{Lowering, literal, optional, text, texts};
use crate::codes;
use crate::problem::{Problem, SourceText};
use crate::raw::{self, At, Value};

/// What each value of a tag selects.
type Cases<T> = Box<[(Literal, T)]>;

impl Lowering<'_> {
    pub(super) fn rule(
        &self,
        source: &Arc<SourceText>,
        raw: &raw::Rule,
        names: &Names<'_>,
        inherited: &Cite,
    ) -> Option<Rule> {
        let info = Info {
            summary: text(raw.summary.as_ref()),
            cite: self.cite(source, raw.source.as_ref(), Some(inherited)),
            conflicts: self.conflicts(source, &raw.conflict),
            notes: Box::default(),
        };
        // Both halves are lowered before either can end it: all of a rule's problems are told.
        let when = self.conditions(source, raw, names);
        let kind = self.rule_kind(source, raw, names);
        let (when, kind) = (when?, kind?);
        // What a rule selects is told by the type that it selects.
        let code = words::rule_code(&kind).unwrap_or(Code::Type);
        Some(Rule {
            id: text(raw.id.as_ref()),
            severity: match &raw.severity {
                Some(severity) => severity.value,
                None => code.default_severity(),
            },
            direction: raw.direction.as_ref().map(|direction| direction.value),
            when,
            kind,
            info: info.into(),
        })
    }

    fn rule_kind(
        &self,
        source: &Arc<SourceText>,
        raw: &raw::Rule,
        names: &Names<'_>,
    ) -> Option<RuleKind> {
        let field = |name: &Option<At<String>>| self.name_of(source, name.as_ref()?, names);
        let fields = |written: &Option<At<Vec<At<String>>>>| {
            let written = written.as_ref()?.iter();
            all(written.map(|name| self.name_of(source, name, names)))
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
            raw::RuleKind::AtLeastOne => RuleKind::AtLeastOne {
                fields: fields(&raw.fields)?,
            },
            raw::RuleKind::WinsOver => {
                let (winners, losers) = (fields(&raw.fields), fields(&raw.over));
                RuleKind::WinsOver {
                    winners: winners?,
                    losers: losers?,
                }
            }
            raw::RuleKind::OneOfRows => RuleKind::Rows {
                fields: fields(&raw.fields)?,
                rows: all(raw
                    .rows
                    .as_ref()?
                    .iter()
                    .map(|row| self.literals(source, row)))?,
            },
            raw::RuleKind::Unique => RuleKind::Unique {
                list: field(&raw.field)?,
                by: optional(raw.by.as_ref()),
            },
            raw::RuleKind::SelectsType => {
                let (tag, field) = (field(&raw.tag), field(&raw.field));
                let cases = self.cases(raw, names, |name| self.resolve(source, name));
                let otherwise: Option<Option<TypeName>> = raw
                    .otherwise
                    .as_ref()
                    .filter(|name| name.value != "any")
                    .map(|name| self.resolve(source, name));
                RuleKind::SelectsType {
                    tag: tag?,
                    field: field?,
                    cases: cases?,
                    otherwise: match otherwise {
                        Some(resolved) => Some(resolved?),
                        None => None,
                    },
                }
            }
            raw::RuleKind::SelectsSibling => {
                let tag = field(&raw.tag);
                let cases = self.cases(raw, names, |name| self.name_of(source, name, names));
                RuleKind::SelectsSibling {
                    tag: tag?,
                    cases: cases?,
                }
            }
            raw::RuleKind::Range => RuleKind::Range {
                field: field(&raw.field)?,
                lower: bound(raw.min.as_ref(), raw.above.as_ref()),
                upper: bound(raw.max.as_ref(), raw.below.as_ref()),
            },
            raw::RuleKind::Contains => RuleKind::Contains {
                field: field(&raw.field)?,
                texts: texts(raw.texts.as_ref()?),
            },
            raw::RuleKind::Values => RuleKind::Values {
                field: field(&raw.field)?,
                values: self.literals(source, raw.values.as_ref()?)?,
            },
        })
    }

    /// What each value of a tag selects. Keys of TOML are texts; those of a tag that is an integer say one.
    fn cases<T>(
        &self,
        raw: &raw::Rule,
        names: &Names<'_>,
        find: impl Fn(&At<String>) -> Option<T>,
    ) -> Option<Cases<T>> {
        let mut fields = names.fields.iter();
        let is_int = |field: &Field| matches!(field.shape, Shape::Int(_));
        let tag = raw.tag.as_ref();
        let of_ints =
            fields.any(|field| tag.is_some_and(|tag| *field.name == *tag.value) && is_int(field));
        let value = |said: &str| match said.parse() {
            Ok(int) if of_ints => Literal::Int(int),
            _ => said.into(),
        };
        let cases = raw.cases.iter().flat_map(|cases| &cases.0);
        all(cases.map(|(said, name)| Some((value(said.as_str()), find(name)?))))
    }

    /// Scalars; `None` where one is none, which is told.
    fn literals(&self, source: &Arc<SourceText>, values: &[At<Value>]) -> Option<Box<[Literal]>> {
        all(values.iter().map(|value| {
            let scalar = literal(value);
            if scalar.is_none() {
                let message = format!("{} is no single value", value.to_json());
                self.report(&codes::RULE_VALUE, source, &value.span, message);
            }
            scalar
        }))
    }

    /// `None` where a condition does not resolve.
    fn conditions(
        &self,
        source: &Arc<SourceText>,
        raw: &raw::Rule,
        names: &Names<'_>,
    ) -> Option<Box<[Condition]>> {
        let written = raw.when.iter().flat_map(|when| &when.0);
        all(written.map(|condition| self.condition(source, condition, names)))
    }

    fn condition(
        &self,
        source: &Arc<SourceText>,
        raw: &At<raw::Condition>,
        names: &Names<'_>,
    ) -> Option<Condition> {
        let form = |message: &str| {
            self.report(&codes::CONDITION_FORM, source, &raw.span, message);
        };
        let tests = [raw.is.is_some(), raw.among.is_some(), raw.present.is_some()]
            .iter()
            .filter(|there| **there)
            .count();
        match (&raw.field, &raw.context, &raw.auth) {
            (Some(name), None, None) => {
                let field = self.name_of(source, name, names);
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
                let values: Option<Box<[Literal]>> =
                    values.into_iter().map(|value| literal(value)).collect();
                let Some(values) = values else {
                    form("a condition compares with scalars alone");
                    return None;
                };
                Some(Condition::Is {
                    field: field?,
                    values,
                })
            }
            (None, Some(contexts), None) if tests == 0 => {
                let contexts = contexts.0.iter().map(|context| context.value);
                let contexts: Box<[Context]> = contexts.collect();
                if contexts.is_empty() {
                    self.report(
                        &codes::NEVER_HOLDS,
                        source,
                        &raw.span,
                        "no context is listed, so this never holds",
                    );
                    return None;
                }
                Some(Condition::Context(contexts))
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
        names: &Names<'_>,
    ) -> Option<Condition> {
        let Some(group) = self
            .auth
            .iter()
            .find(|group| *group.scheme == *scheme.value)
        else {
            if self.documents.vendor.is_some() {
                let message = format!("no header group has the scheme `{}`", scheme.value);
                let problem =
                    Problem::at(&codes::NEVER_HOLDS, source, scheme.span.clone(), message);
                self.problem(problem.suggest(scheme, self.auth.iter().map(|group| &*group.scheme)));
            }
            return None;
        };
        let header = group.headers.first()?;
        let Some(field) = names.in_any_case(header) else {
            if names.complete {
                let message =
                    format!("the header `{header}` of this scheme is not among these fields");
                self.report(&codes::NEVER_HOLDS, source, &scheme.span, message);
            }
            return None;
        };
        Some(Condition::Present { field })
    }

    /// The wire name of the field that a rule names.
    fn name_of(
        &self,
        source: &Arc<SourceText>,
        name: &At<String>,
        names: &Names<'_>,
    ) -> Option<Box<str>> {
        if let Some(known) = names.find(name) {
            return Some(known);
        }
        // Where the way to a member of an inner object leads is looked at once all types are there.
        if let Some((head, way)) = name.split_once('/')
            && let Some(head) = names.find(head)
        {
            return Some(format!("{head}/{way}").into());
        }
        if names.complete {
            let message = format!("there is no field `{}`", name.value);
            let problem = Problem::at(&codes::RULE_FIELD, source, name.span.clone(), message);
            self.problem(problem.suggest(name, names.fields.iter().map(|field| &*field.name)));
        }
        None
    }
}

/// All of them, or `None` where one is missing. Each is looked at, so that each can tell its problem.
fn all<T>(items: impl Iterator<Item = Option<T>>) -> Option<Box<[T]>> {
    let items: Vec<Option<T>> = items.collect();
    items.into_iter().collect()
}
