//! Rules between members, as `allOf` of a type's schema.
//!
//! Advice (severity `warning`) has no place here: a schema knows only valid and invalid.

use mediaspec_core::check::Scope;
use mediaspec_core::contract::{
    Bound, Condition, Field, Literal, Rule, RuleKind, Severity, Shape, TypeDef,
};

use super::asked::{
    Asked, Conditions, allows_null, allows_null_when_selected, conditions, default_of,
    null_is_absence,
};
use super::node::{Members, Node};
use super::prose;
use super::types::Emitter;

/// When a demand is made.
enum Guard {
    Always,
    If(Members),
    Unless(Members),
}

impl Guard {
    fn on(asked: &Asked) -> Self {
        if asked.is_empty() {
            Self::Always
        } else {
            Self::If(asked.members())
        }
    }

    fn demand(self, demand: Members) -> Members {
        match self {
            // Generators of types would take bare `properties` for a second description of the members.
            Self::Always if demand.get("properties").is_some() => Members::new()
                .with("if", Members::new())
                .with("then", demand),
            Self::Always => demand,
            Self::If(condition) => Members::new().with("if", condition).with("then", demand),
            Self::Unless(condition) => Members::new().with("if", condition).with("else", demand),
        }
    }
}

/// The subschemas that a type's rules amount to in messages of that scope.
pub(crate) fn rules<'t>(emitter: &mut Emitter<'t>, ty: &'t TypeDef<'t>) -> Vec<Node> {
    let mut out = Vec::new();
    for rule in ty.rules {
        for subschema in rule_subschemas(emitter, ty, rule) {
            let mut members = Members::new().with("$comment", prose::of_rule(rule, ty.cite));
            members.extend(subschema);
            out.push(members.into());
        }
    }
    out
}

fn rule_subschemas<'t>(
    emitter: &mut Emitter<'t>,
    ty: &'t TypeDef<'t>,
    rule: &Rule<'t>,
) -> Vec<Members> {
    if let RuleKind::SelectsType {
        tag,
        field,
        cases,
        otherwise,
    } = rule.kind
    {
        // The selected type replaces the member's own, whatever else the rule says.
        return selected(emitter, ty, tag, field, cases, otherwise);
    }
    let scope = emitter.scope();
    let elsewhere = rule
        .direction
        .is_some_and(|direction| direction != scope.direction);
    if elsewhere || rule.severity == Severity::Warning {
        return Vec::new();
    }
    let Some(when) = conditions(ty, rule.when, scope) else {
        return Vec::new();
    };
    match rule.kind {
        RuleKind::RequiredIf { fields } => if_held(&when, require(ty, scope, fields))
            .into_iter()
            .collect(),
        RuleKind::RequiredUnless { fields } => {
            unless_held(ty, rule.when, scope, &when, require(ty, scope, fields))
                .into_iter()
                .collect()
        }
        RuleKind::NoEffectIf { fields } => if_held(&when, forbid(ty, scope, fields))
            .into_iter()
            .collect(),
        RuleKind::NoEffectUnless { fields } => {
            unless_held(ty, rule.when, scope, &when, forbid(ty, scope, fields))
                .into_iter()
                .collect()
        }
        RuleKind::AtMostOne { fields } => if_held(&when, exclude(ty, scope, fields))
            .into_iter()
            .collect(),
        RuleKind::WinsOver { winners, losers } => {
            let Some(mut held) = when.held else {
                return Vec::new();
            };
            for field in at_all(ty, winners) {
                held.present(field, scope);
            }
            vec![Guard::on(&held).demand(forbid(ty, scope, losers))]
        }
        RuleKind::Rows { fields, rows } => {
            let Some(mut held) = when.held else {
                return Vec::new();
            };
            for field in at_all(ty, fields) {
                held.given(field, scope);
            }
            vec![Guard::on(&held).demand(one_row(ty, fields, rows))]
        }
        // `uniqueItems` stands at the list itself.
        RuleKind::Unique { .. } | RuleKind::SelectsType { .. } => Vec::new(),
        RuleKind::SelectsSibling { tag, cases } => {
            let (Some(tag), Some(held)) = (ty.at(tag), when.held) else {
                return Vec::new();
            };
            let mut siblings: Vec<u16> = Vec::new();
            for &(_, field) in cases {
                if !siblings.contains(&field) {
                    siblings.push(field);
                }
            }
            siblings
                .iter()
                .map(|&sibling| {
                    let own: Vec<Literal<'_>> = cases
                        .iter()
                        .filter(|(_, field)| *field == sibling)
                        .map(|&(value, _)| Literal::Text(value))
                        .collect();
                    let mut held = held.clone();
                    held.none_of(tag, scope, &own);
                    Guard::on(&held).demand(forbid(ty, scope, &[sibling]))
                })
                .collect()
        }
        RuleKind::Range {
            field,
            lower,
            upper,
        } => match ty.at(field) {
            Some(field) => if_held(&when, within(field, scope, lower, upper))
                .into_iter()
                .collect(),
            None => Vec::new(),
        },
        RuleKind::Values { field, values } => match ty.at(field) {
            Some(field) => if_held(&when, among(field, scope, values))
                .into_iter()
                .collect(),
            None => Vec::new(),
        },
    }
}

fn if_held(when: &Conditions, demand: Members) -> Option<Members> {
    let held = when.held.as_ref()?;
    Some(Guard::on(held).demand(demand))
}

/// A rule that runs unless its conditions hold. It does not run either while they can't be decided.
fn unless_held(
    ty: &TypeDef<'_>,
    conditions: &[Condition<'_>],
    scope: Scope,
    when: &Conditions,
    demand: Members,
) -> Option<Members> {
    let Some(held) = &when.held else {
        return Some(Guard::on(&when.known).demand(demand));
    };
    if held.is_empty() {
        return None;
    }
    if when.known.is_empty() {
        return Some(Guard::Unless(held.members()).demand(demand));
    }
    // The common case has a shorter form.
    if let [Condition::Is { field, values }] = conditions
        && let Some(field) = ty.at(*field)
    {
        let mut asked = Asked::default();
        asked.none_of(field, scope, values);
        return Some(Guard::on(&asked).demand(demand));
    }
    let mut condition = when.known.members();
    condition.push("not", held.members());
    Some(Guard::If(condition).demand(demand))
}

fn at_all<'t>(ty: &TypeDef<'t>, fields: &'t [u16]) -> impl Iterator<Item = &'t Field<'t>> {
    fields.iter().filter_map(|&field| ty.at(field))
}

fn require(ty: &TypeDef<'_>, scope: Scope, fields: &[u16]) -> Members {
    let mut asked = Asked::default();
    for field in fields.iter().filter_map(|&field| ty.at(field)) {
        asked.present(field, scope);
    }
    asked.members()
}

fn absent(field: &Field<'_>, scope: Scope) -> Members {
    let mut asked = Asked::default();
    asked.present(field, scope);
    Members::new().with("not", asked.members())
}

fn forbid(ty: &TypeDef<'_>, scope: Scope, fields: &[u16]) -> Members {
    all(fields
        .iter()
        .filter_map(|&field| ty.at(field))
        .map(|field| absent(field, scope))
        .collect())
}

fn exclude(ty: &TypeDef<'_>, scope: Scope, fields: &[u16]) -> Members {
    let fields: Vec<_> = fields.iter().filter_map(|&field| ty.at(field)).collect();
    let mut pairs = Vec::new();
    for (at, a) in fields.iter().enumerate() {
        for b in fields.iter().skip(at.saturating_add(1)) {
            let mut both = Asked::default();
            both.present(a, scope);
            both.present(b, scope);
            pairs.push(Members::new().with("not", both.members()));
        }
    }
    all(pairs)
}

fn all(mut demands: Vec<Members>) -> Members {
    match demands.len() {
        1 => demands.remove(0),
        _ => Members::new().with(
            "allOf",
            demands.into_iter().map(Node::from).collect::<Vec<_>>(),
        ),
    }
}

fn one_row(ty: &TypeDef<'_>, fields: &[u16], rows: &[&[Literal<'_>]]) -> Members {
    if rows.is_empty() {
        return never();
    }
    let rows: Vec<Node> = rows
        .iter()
        .map(|row| {
            let mut properties = Members::new();
            for (field, &value) in fields.iter().filter_map(|&f| ty.at(f)).zip(*row) {
                properties.push(field.name, Members::new().with("const", value));
            }
            Members::new().with("properties", properties).into()
        })
        .collect();
    Members::new().with("anyOf", rows)
}

fn within(field: &Field<'_>, scope: Scope, lower: Option<Bound>, upper: Option<Bound>) -> Members {
    let mut value = Members::new().with("type", typed(field, scope));
    bound(&mut value, "minimum", "exclusiveMinimum", lower);
    bound(&mut value, "maximum", "exclusiveMaximum", upper);
    Members::new().with("properties", Members::new().with(field.name, value))
}

/// What no value meets; `enum` and `anyOf` may not be empty.
pub(crate) fn never() -> Members {
    Members::new().with("not", Members::new())
}

/// The JSON type of a number's field; bounds without a type beside them are refused by ajv's strict mode.
fn typed(field: &Field<'_>, scope: Scope) -> Node {
    let name = match field.shape {
        Shape::Int(_) => "integer",
        Shape::Number(_)
        | Shape::Text(_)
        | Shape::Bool
        | Shape::Enum(_)
        | Shape::List(_)
        | Shape::Object(_)
        | Shape::Any => "number",
    };
    if allows_null(field, scope) {
        vec![name.into(), "null".into()].into()
    } else {
        name.into()
    }
}

/// Writes one end of a range.
pub(crate) fn bound(out: &mut Members, inclusive: &str, exclusive: &str, bound: Option<Bound>) {
    if let Some(bound) = bound {
        let keyword = if bound.exclusive {
            exclusive
        } else {
            inclusive
        };
        out.push(keyword, Node::number(bound.value));
    }
}

fn among(field: &Field<'_>, scope: Scope, values: &[Literal<'_>]) -> Members {
    let mut listed: Vec<Node> = values.iter().map(|&value| value.into()).collect();
    if null_is_absence(field, scope) {
        listed.push(Node::Null);
    }
    let value = Members::new().with("enum", listed);
    Members::new().with("properties", Members::new().with(field.name, value))
}

/// The member's type by the tag's value; its own type where nothing is selected.
fn selected<'t>(
    emitter: &mut Emitter<'t>,
    ty: &'t TypeDef<'t>,
    tag: u16,
    field: u16,
    cases: &'t [(&'t str, &'t TypeDef<'t>)],
    otherwise: Option<&'t TypeDef<'t>>,
) -> Vec<Members> {
    let scope = emitter.scope();
    let (Some(tag), Some(field)) = (ty.at(tag), ty.at(field)) else {
        return Vec::new();
    };
    if matches!(field.shape, Shape::Text(_)) {
        // A JSON document in a string: out of a schema's reach, and on the lossy list.
        return Vec::new();
    }
    let demand = |emitter: &mut Emitter<'t>, ty: &'t TypeDef<'t>| {
        let value = emitter.object_value(ty, allows_null_when_selected(field, scope));
        Members::new().with("properties", Members::new().with(field.name, value))
    };
    let mut out = Vec::new();
    let mut chosen: Vec<&'t TypeDef<'t>> = Vec::new();
    for &(_, ty) in cases {
        if !chosen.iter().any(|seen| seen.name == ty.name) {
            chosen.push(ty);
        }
    }
    for ty in chosen {
        let values: Vec<Literal<'_>> = cases
            .iter()
            .filter(|(_, t)| t.name == ty.name)
            .map(|&(value, _)| Literal::Text(value))
            .collect();
        let mut asked = Asked::default();
        asked.one_of(tag, scope, &values);
        out.push(Guard::If(asked.members()).demand(demand(emitter, ty)));
    }
    let values: Vec<Literal<'_>> = cases.iter().map(|&(v, _)| Literal::Text(v)).collect();
    if let Some(ty) = otherwise {
        let mut asked = Asked::default();
        asked.none_of(tag, scope, &values);
        out.push(Guard::on(&asked).demand(demand(emitter, ty)));
    }
    if !matches!(field.shape, Shape::Any) {
        // Nothing is selected: the tag names no case, or is not there at all.
        let guard = match (otherwise, default_of(tag)) {
            (None, _) => {
                let mut asked = Asked::default();
                asked.one_of(tag, scope, &values);
                Some(Guard::Unless(asked.members()))
            }
            (Some(_), None) => {
                let mut asked = Asked::default();
                asked.present(tag, scope);
                Some(Guard::Unless(asked.members()))
            }
            (Some(_), Some(_)) => None,
        };
        if let Some(guard) = guard {
            let own = emitter.value(&field.shape, allows_null(field, scope));
            let properties = Members::new().with(field.name, own);
            out.push(guard.demand(Members::new().with("properties", properties)));
        }
    }
    out
}
