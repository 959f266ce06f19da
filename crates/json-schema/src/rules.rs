//! Rules between members, as `allOf` of a type's schema.
//!
//! Advice (severity `warning`) has no place here: a schema knows only valid and invalid.

use mediaspec_core::check::Scope;
use mediaspec_core::contract::{
    Bounds, Condition, Literal, Member, Rule, RuleKind, Service, Severity, Shape, TypeDef, TypeName,
};
use mediaspec_core::escape::pattern_of_any;
use mediaspec_core::node::{Members, Node};
use mediaspec_core::words;

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
            members.extend(titled(subschema, &rule.info.summary));
            out.push(members.into());
        }
    }
    out
}

/// What the branch is called in which a rule asks for nothing.
const OTHERWISE: &str = "Otherwise";

/// A rule's subschema with titles, which viewers show of its branches: the rule's sentence where it asks for something.
fn titled(mut subschema: Members, summary: &str) -> Members {
    let summary = match summary.is_empty() {
        true => "A rule",
        false => summary.trim_end_matches('.'),
    };
    let has_then = subschema.get("then").is_some();
    let (asked, other) = match has_then {
        true => (summary, OTHERWISE),
        false => (OTHERWISE, summary),
    };
    match subschema.get_mut("if") {
        Some(Node::Object(condition)) if condition.get("title").is_none() => {
            condition.insert(0, "title", asked);
        }
        Some(_) => {}
        None => {
            subschema.insert(0, "title", summary);
            return subschema;
        }
    }
    match subschema.get_mut("else") {
        Some(Node::Object(otherwise)) => otherwise.insert(0, "title", other),
        _ => subschema.push("else", Members::new().with("title", other)),
    }
    subschema
}

fn rule_subschemas<'c>(emitter: &mut Emitter<'c>, ty: &'c TypeDef, rule: &'c Rule) -> Vec<Members> {
    let Rule {
        id: _,
        // That of the direction counts.
        severity: _,
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
    if elsewhere || rule.severity_in(scope.direction) == Severity::Warning {
        return Vec::new();
    }
    let service = emitter.service();
    if rule_reads_documents(service, ty, rule) {
        // Out of a schema's reach, and on the lossy list.
        return Vec::new();
    }
    let ty = Owner { service, ty, scope };
    let Some(conditions) = conditions(service, ty.ty, when, scope) else {
        return Vec::new();
    };
    let one = |demand: Option<Members>| demand.into_iter().collect();
    match kind {
        RuleKind::RequiredIf { fields } => one(if_held(&conditions, ty.require(fields))),
        RuleKind::RequiredUnless { fields } => {
            one(unless_held(ty, when, &conditions, ty.require(fields)))
        }
        RuleKind::NoEffectIf { fields } => one(if_held(&conditions, ty.forbid(fields))),
        RuleKind::NoEffectUnless { fields } => {
            one(unless_held(ty, when, &conditions, ty.forbid(fields)))
        }
        RuleKind::AtMostOne { fields } => one(if_held(&conditions, ty.exclude(fields))),
        RuleKind::AtLeastOne { fields } => {
            // Not all absent, rather than any present: one keyword fails, once.
            let none = ty.forbid(fields);
            one(if_held(&conditions, Members::new().with("not", none)))
        }
        RuleKind::WinsOver { winners, losers } => {
            let Some(mut held) = conditions.held else {
                return Vec::new();
            };
            for field in ty.members(winners) {
                held.present(&field, scope);
            }
            vec![Guard::on(&held).demand(ty.forbid(losers))]
        }
        RuleKind::Rows { fields, rows } => {
            let Some(mut held) = conditions.held else {
                return Vec::new();
            };
            for field in ty.members(fields) {
                held.given(&field, scope);
            }
            vec![Guard::on(&held).demand(ty.one_row(fields, rows))]
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
            let (Some(tag), Some(held)) = (ty.member(tag), conditions.held) else {
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
                    let own = own.map(|(value, _)| value.into()).collect();
                    let mut held = held.clone();
                    held.none_of(&tag, scope, own);
                    let absent = ty.forbid(std::slice::from_ref(sibling));
                    Guard::on(&held).demand(absent)
                })
                .collect()
        }
        RuleKind::Range {
            field,
            lower,
            upper,
        } => one(ty.member(field).and_then(|member| {
            if_held(&conditions, ty.within(&member, Bounds::new(*lower, *upper)))
        })),
        RuleKind::Contains { field, texts } => one(ty
            .member(field)
            .and_then(|member| if_held(&conditions, ty.holding(&member, texts)))),
        RuleKind::Values { field, values } => one(ty
            .member(field)
            .and_then(|member| if_held(&conditions, ty.among(&member, values)))),
    }
}

fn if_held(when: &Conditions, demand: Members) -> Option<Members> {
    let held = when.held.as_ref()?;
    Some(Guard::on(held).demand(demand))
}

/// A rule that runs unless its conditions hold. It does not run either while they can't be decided.
fn unless_held(
    ty: Owner<'_>,
    conditions: &[Condition],
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
        && let Some(member) = ty.member(field)
    {
        let mut asked = Asked::default();
        asked.none_of(&member, ty.scope, nodes(values));
        return Some(Guard::on(&asked).demand(demand));
    }
    let mut condition = when.known.members();
    condition.push("not", held.members());
    Some(Guard::If(condition).demand(demand))
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

/// Returns whether a rule reads members of JSON documents in texts.
pub(crate) fn rule_reads_documents(service: &Service, ty: &TypeDef, rule: &Rule) -> bool {
    let uses = rule.uses().into_iter();
    let mut members = uses.filter_map(|(name, _)| service.member(ty, name));
    members.any(|member| member.is_in_document())
}

/// The type that has a rule, in messages of a scope.
#[derive(Clone, Copy)]
struct Owner<'c> {
    service: &'c Service,
    ty: &'c TypeDef,
    scope: Scope,
}

impl<'c> Owner<'c> {
    fn member(self, name: &str) -> Option<Member<'c>> {
        self.service.member(self.ty, name)
    }

    /// The members of those names.
    fn members(self, names: &'c [Box<str>]) -> impl Iterator<Item = Member<'c>> {
        names.iter().filter_map(move |name| self.member(name))
    }

    fn require(self, fields: &'c [Box<str>]) -> Members {
        let mut asked = Asked::default();
        for member in self.members(fields) {
            asked.present(&member, self.scope);
        }
        asked.members()
    }

    fn forbid(self, fields: &'c [Box<str>]) -> Members {
        let absent = |member: Member<'_>| {
            let mut asked = Asked::default();
            asked.present(&member, self.scope);
            Members::new().with("not", asked.members())
        };
        all(self.members(fields).map(absent).collect())
    }

    fn exclude(self, fields: &'c [Box<str>]) -> Members {
        let members: Vec<_> = self.members(fields).collect();
        let mut pairs = Vec::new();
        for (at, a) in members.iter().enumerate() {
            for b in members.iter().skip(at.saturating_add(1)) {
                let mut both = Asked::default();
                both.present(a, self.scope);
                both.present(b, self.scope);
                pairs.push(Members::new().with("not", both.members()));
            }
        }
        all(pairs)
    }

    fn one_row(self, fields: &'c [Box<str>], rows: &[Box<[Literal]>]) -> Members {
        if rows.is_empty() {
            return never();
        }
        let rows: Vec<Node> = rows
            .iter()
            .map(|row| {
                let values = fields.iter().zip(row);
                let values =
                    values.map(|(name, value)| format!("{name} {}", words::literal(value)));
                let title = values.collect::<Vec<_>>().join(", ");
                let mut asked = Asked::default();
                for (member, value) in self.members(fields).zip(row) {
                    let value = asked::among(member.field, vec![value.into()]);
                    asked.value(&member, self.scope, value);
                }
                let mut row = Members::new().with("title", title);
                row.extend(asked.members());
                row.into()
            })
            .collect();
        Members::new().with("anyOf", rows)
    }

    fn within(self, member: &Member<'_>, bounds: Bounds) -> Members {
        // Bounds without a type beside them are refused by ajv's strict mode.
        let name = match member.field.shape {
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
        let null = allows_null(member.field, self.scope);
        let mut value = Members::new().with("type", typed(name, null));
        range(&mut value, bounds);
        self.demand(member, value)
    }

    fn among(self, member: &Member<'_>, values: &[Literal]) -> Members {
        let mut listed = nodes(values);
        if null_is_absence(member.field, self.scope) {
            listed.push(Node::Null);
        }
        self.demand(member, asked::among(member.field, listed))
    }

    fn holding(self, member: &Member<'_>, texts: &[Box<str>]) -> Members {
        let null = allows_null(member.field, self.scope);
        let value = Members::new()
            .with("type", typed("string", null))
            .with("pattern", pattern_of_any(texts));
        self.demand(member, value)
    }

    fn demand(self, member: &Member<'_>, value: Members) -> Members {
        let mut asked = Asked::default();
        asked.value(member, self.scope, value);
        asked.members()
    }
}

/// The member's type by the tag's value; its own type where nothing is selected.
fn selected<'c>(
    emitter: &mut Emitter<'c>,
    ty: &'c TypeDef,
    tag: &str,
    field: &str,
    cases: &'c [(Literal, TypeName)],
    otherwise: Option<&'c TypeName>,
) -> Vec<Members> {
    let scope = emitter.scope();
    let service = emitter.service();
    let (Some(tag_member), Some(member)) = (service.member(ty, tag), service.member(ty, field))
    else {
        return Vec::new();
    };
    let (tag, field) = (tag_member.field, member.field);
    if matches!(field.shape, Shape::Text(_)) || member.is_in_document() {
        // A JSON document in a string: out of a schema's reach, and on the lossy list.
        return Vec::new();
    }
    let demand = |emitter: &mut Emitter<'c>, ty: &TypeName| {
        let value = emitter.object_value(ty, allows_null_when_selected(field, scope));
        let mut asked = Asked::default();
        asked.value(&member, scope, value);
        asked.members()
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
            &tag_member,
            scope,
            own.clone().map(|(value, _)| value.into()).collect(),
        );
        let values: Vec<_> = own.map(|(value, _)| words::literal(value)).collect();
        let title = format!("{} {}", tag.name, values.join(", "));
        let mut condition = Members::new().with("title", title);
        condition.extend(asked.members());
        out.push(Guard::If(condition).demand(demand(emitter, ty)));
    }
    let values: Vec<Node> = cases.iter().map(|(value, _)| value.into()).collect();
    if let Some(ty) = otherwise {
        let mut asked = Asked::default();
        asked.none_of(&tag_member, scope, values.clone());
        out.push(Guard::on(&asked).demand(demand(emitter, ty)));
    }
    if !matches!(field.shape, Shape::Any) {
        // Nothing is selected: the tag names no case, or is not there at all.
        let guard = match (otherwise, default_of(tag)) {
            (None, _) => {
                let mut asked = Asked::default();
                asked.one_of(&tag_member, scope, values);
                Some(Guard::Unless(asked.members()))
            }
            (Some(_), None) => {
                let mut asked = Asked::default();
                asked.present(&tag_member, scope);
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
