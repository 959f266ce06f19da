//! Rules between members, as `allOf` of a type's schema.
//!
//! Advice (severity `warning`) has no place here: a schema knows only valid and invalid.

use mediaspec_core::check::Scope;
use mediaspec_core::contract::{
    Bounds, Condition, Field, Literal, Rule, RuleKind, Severity, Shape, TypeDef, TypeName,
};
use mediaspec_core::node::{Members, Node};

use super::asked::{
    self, Asked, Conditions, allows_null, allows_null_when_selected, conditions, default_of, nodes,
    null_is_absence, typed,
};
use super::emitter::{Emitter, never, range};
use super::prose;

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

/// The subschemas that a type's rules amount to in messages of the emitter's scope.
pub(crate) fn rules<'c>(emitter: &mut Emitter<'c>, ty: &'c TypeDef) -> Vec<Node> {
    let mut out = Vec::new();
    for rule in &ty.rules {
        for subschema in rule_subschemas(emitter, ty, rule) {
            let mut members = Members::new().with("$comment", prose::of_rule(rule, &ty.info.cite));
            members.extend(subschema);
            out.push(members.into());
        }
    }
    out
}

fn rule_subschemas<'c>(emitter: &mut Emitter<'c>, ty: &'c TypeDef, rule: &'c Rule) -> Vec<Members> {
    let Rule {
        id: _,
        severity,
        direction,
        when,
        kind,
        info: _,
    } = rule;
    if let RuleKind::SelectsType {
        tag,
        field,
        cases,
        otherwise,
    } = kind
    {
        // The selected type replaces the member's own, whatever else the rule says.
        return selected(emitter, ty, tag, field, cases, otherwise.as_ref());
    }
    let scope = emitter.scope();
    let elsewhere = direction.is_some_and(|direction| direction != scope.direction);
    if elsewhere || *severity == Severity::Warning {
        return Vec::new();
    }
    let Some(conditions) = conditions(ty, when, scope) else {
        return Vec::new();
    };
    let one = |demand: Option<Members>| demand.into_iter().collect();
    match kind {
        RuleKind::RequiredIf { fields } => one(if_held(&conditions, require(ty, scope, fields))),
        RuleKind::RequiredUnless { fields } => one(unless_held(
            ty,
            when,
            scope,
            &conditions,
            require(ty, scope, fields),
        )),
        RuleKind::NoEffectIf { fields } => one(if_held(&conditions, forbid(ty, scope, fields))),
        RuleKind::NoEffectUnless { fields } => one(unless_held(
            ty,
            when,
            scope,
            &conditions,
            forbid(ty, scope, fields),
        )),
        RuleKind::AtMostOne { fields } => one(if_held(&conditions, exclude(ty, scope, fields))),
        RuleKind::AtLeastOne { fields } => {
            // Not all absent, rather than any present: one keyword fails, once.
            let none = forbid(ty, scope, fields);
            one(if_held(&conditions, Members::new().with("not", none)))
        }
        RuleKind::WinsOver { winners, losers } => {
            let Some(mut held) = conditions.held else {
                return Vec::new();
            };
            for field in named(ty, winners) {
                held.present(field, scope);
            }
            vec![Guard::on(&held).demand(forbid(ty, scope, losers))]
        }
        RuleKind::Rows { fields, rows } => {
            let Some(mut held) = conditions.held else {
                return Vec::new();
            };
            for field in named(ty, fields) {
                held.given(field, scope);
            }
            vec![Guard::on(&held).demand(one_row(ty, fields, rows))]
        }
        // `uniqueItems` stands at the list itself, and `SelectsType` was looked at above.
        RuleKind::Unique { list: _, by: _ }
        | RuleKind::SelectsType {
            tag: _,
            field: _,
            cases: _,
            otherwise: _,
        } => Vec::new(),
        RuleKind::SelectsSibling { tag, cases } => {
            let (Some(tag), Some(held)) = (ty.field(tag), conditions.held) else {
                return Vec::new();
            };
            let mut siblings: Vec<&Box<str>> = Vec::new();
            for (_, field) in cases {
                if !siblings.contains(&field) {
                    siblings.push(field);
                }
            }
            siblings
                .into_iter()
                .map(|sibling| {
                    let own = cases.iter().filter(|(_, field)| field == sibling);
                    let own = own.map(|(value, _)| (&**value).into()).collect();
                    let mut held = held.clone();
                    held.none_of(tag, scope, own);
                    let absent = forbid(ty, scope, std::slice::from_ref(sibling));
                    Guard::on(&held).demand(absent)
                })
                .collect()
        }
        RuleKind::Range {
            field,
            lower,
            upper,
        } => one(ty.field(field).and_then(|field| {
            if_held(
                &conditions,
                within(field, scope, Bounds::new(*lower, *upper)),
            )
        })),
        RuleKind::Values { field, values } => one(ty
            .field(field)
            .and_then(|field| if_held(&conditions, among(field, scope, values)))),
    }
}

fn if_held(when: &Conditions, demand: Members) -> Option<Members> {
    let held = when.held.as_ref()?;
    Some(Guard::on(held).demand(demand))
}

/// A rule that runs unless its conditions hold. It does not run either while they can't be decided.
fn unless_held(
    ty: &TypeDef,
    conditions: &[Condition],
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
        && let Some(field) = ty.field(field)
    {
        let mut asked = Asked::default();
        asked.none_of(field, scope, nodes(values));
        return Some(Guard::on(&asked).demand(demand));
    }
    let mut condition = when.known.members();
    condition.push("not", held.members());
    Some(Guard::If(condition).demand(demand))
}

/// The fields of those names.
fn named<'c>(ty: &'c TypeDef, names: &'c [Box<str>]) -> impl Iterator<Item = &'c Field> {
    names.iter().filter_map(|name| ty.field(name))
}

fn require(ty: &TypeDef, scope: Scope, fields: &[Box<str>]) -> Members {
    let mut asked = Asked::default();
    for field in named(ty, fields) {
        asked.present(field, scope);
    }
    asked.members()
}

fn absent(field: &Field, scope: Scope) -> Members {
    let mut asked = Asked::default();
    asked.present(field, scope);
    Members::new().with("not", asked.members())
}

fn forbid(ty: &TypeDef, scope: Scope, fields: &[Box<str>]) -> Members {
    all(named(ty, fields)
        .map(|field| absent(field, scope))
        .collect())
}

fn exclude(ty: &TypeDef, scope: Scope, fields: &[Box<str>]) -> Members {
    let fields: Vec<_> = named(ty, fields).collect();
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

fn one_row(ty: &TypeDef, fields: &[Box<str>], rows: &[Box<[Literal]>]) -> Members {
    if rows.is_empty() {
        return never();
    }
    let rows: Vec<Node> = rows
        .iter()
        .map(|row| {
            let mut properties = Members::new();
            for (field, value) in named(ty, fields).zip(row) {
                properties.push(&*field.name, asked::among(field, vec![value.into()]));
            }
            Members::new().with("properties", properties).into()
        })
        .collect();
    Members::new().with("anyOf", rows)
}

fn within(field: &Field, scope: Scope, bounds: Bounds) -> Members {
    // Bounds without a type beside them are refused by ajv's strict mode.
    let name = match field.shape {
        Shape::Int(_) => "integer",
        Shape::Number(_)
        | Shape::Text(_)
        | Shape::Bool
        | Shape::Enum(_)
        | Shape::List(_)
        | Shape::Map(_)
        | Shape::Object(_)
        | Shape::Alternatives(_)
        | Shape::Any => "number",
    };
    let mut value = Members::new().with("type", typed(name, allows_null(field, scope)));
    range(&mut value, bounds);
    Members::new().with("properties", Members::new().with(&*field.name, value))
}

fn among(field: &Field, scope: Scope, values: &[Literal]) -> Members {
    let mut listed = nodes(values);
    if null_is_absence(field, scope) {
        listed.push(Node::Null);
    }
    let value = asked::among(field, listed);
    Members::new().with("properties", Members::new().with(&*field.name, value))
}

/// The member's type by the tag's value; its own type where nothing is selected.
fn selected<'c>(
    emitter: &mut Emitter<'c>,
    ty: &'c TypeDef,
    tag: &str,
    field: &str,
    cases: &'c [(Box<str>, TypeName)],
    otherwise: Option<&'c TypeName>,
) -> Vec<Members> {
    let scope = emitter.scope();
    let (Some(tag), Some(field)) = (ty.field(tag), ty.field(field)) else {
        return Vec::new();
    };
    if matches!(field.shape, Shape::Text(_)) {
        // A JSON document in a string: out of a schema's reach, and on the lossy list.
        return Vec::new();
    }
    let demand = |emitter: &mut Emitter<'c>, ty: &TypeName| {
        let value = emitter.object_value(ty, allows_null_when_selected(field, scope));
        Members::new().with("properties", Members::new().with(&*field.name, value))
    };
    let mut out = Vec::new();
    let mut chosen: Vec<&TypeName> = Vec::new();
    for (_, ty) in cases {
        if !chosen.contains(&ty) {
            chosen.push(ty);
        }
    }
    for ty in chosen {
        let own = cases.iter().filter(|(_, other)| other == ty);
        let mut asked = Asked::default();
        asked.one_of(
            tag,
            scope,
            own.map(|(value, _)| (&**value).into()).collect(),
        );
        out.push(Guard::If(asked.members()).demand(demand(emitter, ty)));
    }
    let values: Vec<Node> = cases.iter().map(|(value, _)| (&**value).into()).collect();
    if let Some(ty) = otherwise {
        let mut asked = Asked::default();
        asked.none_of(tag, scope, values.clone());
        out.push(Guard::on(&asked).demand(demand(emitter, ty)));
    }
    if !matches!(field.shape, Shape::Any) {
        // Nothing is selected: the tag names no case, or is not there at all.
        let guard = match (otherwise, default_of(tag)) {
            (None, _) => {
                let mut asked = Asked::default();
                asked.one_of(tag, scope, values);
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
            let own = emitter.value(ty, field, allows_null(field, scope));
            let properties = Members::new().with(&*field.name, own);
            out.push(guard.demand(Members::new().with("properties", properties)));
        }
    }
    out
}
