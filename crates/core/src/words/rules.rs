//! What rules between members ask, in sentences.

use super::allowed::{literals, range, rows};
use super::phrase::{Mark, Phrase};
use super::value::{literal, text_value};
use crate::code::Code;
use crate::contract::{
    Bounds, Condition, Context, Direction, Field, Json, Literal, OperationState, RemovedOperation,
    Required, Rule, RuleKind, Service, Severity, Shape, TypeDef,
};

/// Returns `yes`, `in requests` or `no`.
#[must_use]
pub const fn required(required: Required) -> &'static str {
    match required {
        Required::No => "no",
        Required::InRequests => "in requests",
        Required::Always => "yes",
    }
}

/// Returns what a service context is called: `virtual avatar livestream`.
#[must_use]
pub const fn context(context: Context) -> &'static str {
    match context {
        Context::Video2d => "virtual avatar video",
        Context::Live2d => "virtual avatar livestream",
        Context::Chat2d => "intelligent interaction",
        Context::Photo => "photo-based virtual avatar video",
        Context::Flexus => "the basic (Flexus) edition",
    }
}

/// Returns what callers should know of an operation that is not current.
#[must_use]
pub fn operation_state(state: &OperationState) -> Option<String> {
    match state {
        OperationState::Current => None,
        OperationState::Deprecated(note) => Some(format!("deprecated: {note}")),
        OperationState::Removed(note) => Some(format!("removed by the vendor: {note}")),
        OperationState::RenamedTo(name) => Some(format!("renamed by the vendor to {name}")),
    }
}

/// Returns what callers should know of an operation that the vendor lists no more.
#[must_use]
pub fn removed_operation(removed: &RemovedOperation) -> String {
    let listed = format!("removed by the vendor: last listed {}", removed.last_listed);
    match &removed.renamed_to {
        Some(name) => format!("{listed}; renamed to {name}"),
        None => listed,
    }
}

/// Returns what a rule asks, in one sentence that begins with a capital letter and ends with a full stop. The summary in
/// [`Rule::info`] says why; this says exactly what.
#[must_use]
pub fn rule_sentence<'a>(service: &Service, ty: &TypeDef, rule: &'a Rule) -> Phrase<'a> {
    let field = |name: &str| service.member(ty, name).map(|member| member.field);
    let direction = match rule.direction {
        None => Phrase::default(),
        Some(Direction::Request) => Phrase::words("in requests, "),
        Some(Direction::Response) => Phrase::words("in responses, "),
    };
    let when = (!rule.when.is_empty()).then(|| conditions(&field, &rule.when));
    let said = match (when, statement(&field, rule)) {
        (None, (_, said)) => said,
        (Some(when), (Link::InFront, said)) => {
            Phrase::words("when ").with(when).then(", ").with(said)
        }
        (Some(when), (Link::Behind(word), said)) => said.then(word).with(when),
    };
    direction.with(said).then(".").capitalised()
}

/// Finds the field that a rule names.
type Fields<'f> = dyn Fn(&str) -> Option<&'f Field> + 'f;

/// Where the conditions of a rule stand in its sentence.
enum Link {
    /// Before the statement, which ends in a list.
    InFront,
    /// Behind it, after a word.
    Behind(&'static str),
}

/// Returns the sentence of a rule without direction, conditions and full stop, and where the conditions belong.
fn statement<'a>(fields: &Fields<'_>, rule: &'a Rule) -> (Link, Phrase<'a>) {
    let only = match rule.severity {
        Severity::Error => " must be ",
        Severity::Warning => " is honoured only where it is ",
    };
    match &rule.kind {
        RuleKind::RequiredIf { fields } => (Link::Behind(" when "), required_fields(fields)),
        RuleKind::RequiredUnless { fields } => (Link::Behind(" unless "), required_fields(fields)),
        RuleKind::NoEffectIf { fields } => (Link::Behind(" when "), idle(fields)),
        RuleKind::NoEffectUnless { fields } => (Link::Behind(" unless "), idle(fields)),
        RuleKind::AtMostOne { fields } => {
            let out = Phrase::words("at most one of ").with(names(fields));
            (Link::Behind(" when "), out.then(" may be present"))
        }
        RuleKind::AtLeastOne { fields } => {
            let out = Phrase::words("at least one of ").with(names(fields));
            (Link::Behind(" when "), out.then(" must be present"))
        }
        RuleKind::WinsOver { winners, losers } => {
            let present = match &**winners {
                [_] => " is present, ",
                _ => " are present, ",
            };
            let winners = Phrase::words("where ").with(names(winners)).then(present);
            (Link::Behind(" when "), winners.with(idle(losers)))
        }
        RuleKind::Rows { fields, rows } => {
            let out = names(fields).then(match (rule.severity, fields.len()) {
                (Severity::Error, 1) => " must be ",
                (Severity::Error, _) => " must together be ",
                (Severity::Warning, 1) => " is honoured only as ",
                (Severity::Warning, _) => " are honoured only together as ",
            });
            (Link::InFront, out.with(self::rows(rows, usize::MAX)))
        }
        RuleKind::Unique { list, by } => {
            let out = Phrase::words("no two items of ").and(Mark::Name, &**list);
            let out = match by {
                None => out.then(" are equal"),
                Some(member) => out.then(" have the same ").and(Mark::Value, &**member),
            };
            (Link::Behind(" when "), out)
        }
        RuleKind::SelectsType {
            tag,
            field,
            cases,
            otherwise,
        } => {
            let out = Phrase::of(Mark::Name, &**tag)
                .then(" says what ")
                .and(Mark::Name, &**field)
                .then(match fields(field).map(|field| &field.shape) {
                    Some(Shape::Text(_)) => " holds as JSON: ",
                    _ => " is: ",
                });
            let cases = cases.iter().map(|(value, ty)| {
                let ty = Phrase::of(Mark::Type, ty.as_str());
                ty.then(" for ").and(Mark::Value, literal(value))
            });
            let out = out.with(Phrase::join(cases, ", ", ", "));
            let out = match otherwise {
                Some(ty) => out.then("; otherwise ").and(Mark::Type, ty.as_str()),
                None => out.then("; otherwise anything"),
            };
            (Link::InFront, out)
        }
        RuleKind::SelectsSibling { tag, cases } => {
            let out = Phrase::of(Mark::Name, &**tag)
                .then(" says which of these counts, and the others have no effect: ");
            let cases = cases.iter().map(|(value, field)| {
                let field = Phrase::of(Mark::Name, &**field);
                field.then(" for ").and(Mark::Value, literal(value))
            });
            (Link::InFront, out.with(Phrase::join(cases, ", ", ", ")))
        }
        RuleKind::Range {
            field,
            lower,
            upper,
        } => {
            let bounds = Bounds::new(*lower, *upper).map(Literal::of_f64);
            let out = Phrase::of(Mark::Name, &**field).then(only);
            (Link::Behind(" when "), out.with(range(&bounds)))
        }
        RuleKind::Contains { field, texts } => {
            let out = Phrase::of(Mark::Name, &**field).then(match rule.severity {
                Severity::Error => " must hold ",
                Severity::Warning => " should hold ",
            });
            (Link::Behind(" when "), out.with(texts_held(texts)))
        }
        RuleKind::Values { field, values } => {
            let out = Phrase::of(Mark::Name, &**field).then(only);
            (
                Link::Behind(" when "),
                out.with(literals(values, usize::MAX)),
            )
        }
    }
}

/// Returns the texts of which one must be held: `{Count} or %7BCount%7D`.
pub(crate) fn texts_held(texts: &[Box<str>]) -> Phrase<'_> {
    let each = texts
        .iter()
        .map(|text| Phrase::of(Mark::Value, text_value(text)));
    Phrase::join(each, ", ", " or ")
}

fn required_fields(fields: &[Box<str>]) -> Phrase<'_> {
    names(fields).then(match fields {
        [_] => " is required",
        _ => " are required",
    })
}

fn idle(fields: &[Box<str>]) -> Phrase<'_> {
    names(fields).then(match fields {
        [_] => " has no effect",
        _ => " have no effect",
    })
}

fn names(fields: &[Box<str>]) -> Phrase<'_> {
    let each = fields.iter().map(|name| Phrase::of(Mark::Name, &**name));
    Phrase::join(each, ", ", " and ")
}

/// Returns all conditions of a rule: `clip_mode is RESIZE and width is present`.
fn conditions<'a>(fields: &Fields<'_>, when: &'a [Condition]) -> Phrase<'a> {
    Phrase::join(when.iter().map(|c| condition(fields, c)), ", ", " and ")
}

fn condition<'a>(fields: &Fields<'_>, condition: &'a Condition) -> Phrase<'a> {
    match condition {
        Condition::Is { field, values } => {
            let out = Phrase::of(Mark::Name, &**field).then(" is ");
            let out = out.with(literals(values, usize::MAX));
            // A reader who leaves the field out must not conclude that the rule is off.
            let default = fields(field).and_then(|field| field.default.as_ref());
            match default {
                Some(Json::Scalar(default)) if values.contains(default) => {
                    out.then(" (as it is by default)")
                }
                _ => out,
            }
        }
        Condition::Present { field } => Phrase::of(Mark::Name, &**field).then(" is present"),
        Condition::Context(contexts) => {
            let each = contexts.iter().map(|&which| Phrase::words(context(which)));
            Phrase::words("the service is ").with(Phrase::join(each, ", ", " or "))
        }
    }
}

/// Returns how much breaking a rule counts: `error`, or `error, a warning in responses`.
#[must_use]
pub fn rule_severity(rule: &Rule) -> String {
    let own = rule.severity;
    let in_responses = rule.severity_in(Direction::Response);
    match rule.direction {
        Some(Direction::Response) => in_responses.to_string(),
        None if in_responses != own => format!("{own}, a {in_responses} in responses"),
        Some(Direction::Request) | None => own.to_string(),
    }
}

/// Returns the code that reports a broken rule; `None` for a rule that only says what to check against.
#[must_use]
pub const fn rule_code(kind: &RuleKind) -> Option<Code> {
    match kind {
        RuleKind::RequiredIf { fields: _ } | RuleKind::RequiredUnless { fields: _ } => {
            Some(Code::RequiredIf)
        }
        RuleKind::NoEffectIf { fields: _ }
        | RuleKind::NoEffectUnless { fields: _ }
        | RuleKind::WinsOver {
            winners: _,
            losers: _,
        }
        | RuleKind::SelectsSibling { tag: _, cases: _ } => Some(Code::NoEffect),
        RuleKind::AtMostOne { fields: _ } => Some(Code::AtMostOne),
        RuleKind::AtLeastOne { fields: _ } => Some(Code::AtLeastOne),
        RuleKind::Rows { fields: _, rows: _ } => Some(Code::Rows),
        RuleKind::Unique { list: _, by: _ } => Some(Code::UniqueItems),
        RuleKind::Range {
            field: _,
            lower: _,
            upper: _,
        }
        | RuleKind::Values {
            field: _,
            values: _,
        } => Some(Code::AcceptedRange),
        RuleKind::Contains { field: _, texts: _ } => Some(Code::Pattern),
        RuleKind::SelectsType {
            tag: _,
            field: _,
            cases: _,
            otherwise: _,
        } => None,
    }
}

/// Returns the fields that a rule names, its conditions' too; each once, in the order in which its sentence names them:
/// the conditions' last.
#[must_use]
pub fn rule_fields(rule: &Rule) -> Vec<&str> {
    let mut all: Vec<&str> = Vec::new();
    if let RuleKind::Unique { list, by: _ } = &rule.kind {
        all.push(list);
    }
    let uses = rule.uses();
    let names = uses.iter().map(|&(name, _)| name);
    // `uses` has those of the conditions first.
    let of_fields = |condition: &&Condition| !matches!(condition, Condition::Context(_));
    let of_conditions = rule.when.iter().filter(of_fields).count();
    all.extend(names.clone().skip(of_conditions));
    all.extend(names.take(of_conditions));
    let mut seen: Vec<&str> = Vec::new();
    all.retain(|name| {
        let new = !seen.contains(name);
        seen.push(name);
        new
    });
    all
}
