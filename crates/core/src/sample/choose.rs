//! Which members a sample has, and the values that rules read: a search for a choice that breaks no rule.

use std::borrow::Cow;

use super::tree::Tree;
use crate::check::Scope;
use crate::contract::{Bound, Condition, Json, Literal, Rule, RuleKind, Severity, TypeDef};

/// How many steps a search may take before it gives up.
const MOST_STEPS: usize = 20_000;

/// What can become of a member.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Member<'t> {
    /// It is left out.
    Absent,
    /// It is present; no rule reads its value, which is made later.
    Present,
    /// It is present with this value.
    Value(Tree<'t>),
}

/// The rules that can run in a scope.
pub(super) fn active_rules<'t>(ty: &TypeDef<'t>, scope: Scope) -> Vec<&'t Rule<'t>> {
    let runs = |rule: &&Rule<'_>| {
        rule.direction.is_none_or(|d| d == scope.direction)
            && (scope.context.is_some()
                || !rule.when.iter().any(|c| matches!(c, Condition::Context(_))))
    };
    ty.rules.iter().filter(runs).collect()
}

/// What rules read of a member.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Reading {
    /// Nothing.
    Nothing,
    /// Whether it is present.
    Presence,
    /// Its value.
    Value,
    /// Its value, as a condition of what becomes of others: those are settled first.
    Condition,
}

/// What the rules read of each field.
pub(super) fn readings(ty: &TypeDef<'_>, rules: &[&Rule<'_>]) -> Vec<Reading> {
    let mut out = vec![Reading::Nothing; ty.fields.len()];
    let mut note = |field: u16, reading: Reading| {
        if let Some(slot) = out.get_mut(usize::from(field)) {
            *slot = reading.max(*slot);
        }
    };
    for rule in rules {
        for condition in rule.when {
            match condition {
                Condition::Is { field, .. } | Condition::Present { field } => {
                    note(*field, Reading::Condition);
                }
                Condition::Context(_) => {}
            }
        }
        match rule.kind {
            RuleKind::RequiredIf { fields }
            | RuleKind::RequiredUnless { fields }
            | RuleKind::NoEffectIf { fields }
            | RuleKind::NoEffectUnless { fields }
            | RuleKind::AtMostOne { fields } => {
                fields.iter().for_each(|&f| note(f, Reading::Presence));
            }
            RuleKind::WinsOver { winners, losers } => {
                winners.iter().for_each(|&f| note(f, Reading::Presence));
                losers.iter().for_each(|&f| note(f, Reading::Presence));
            }
            RuleKind::Rows { fields, .. } => {
                fields.iter().for_each(|&f| note(f, Reading::Value));
            }
            // Carried out where the list's items are made.
            RuleKind::Unique { .. } => {}
            RuleKind::SelectsType { tag, .. } => note(tag, Reading::Condition),
            RuleKind::SelectsSibling { tag, cases } => {
                note(tag, Reading::Condition);
                cases.iter().for_each(|&(_, f)| note(f, Reading::Presence));
            }
            RuleKind::Range { field, .. } | RuleKind::Values { field, .. } => {
                note(field, Reading::Value);
            }
        }
    }
    out
}

/// The literals that rules compare a field with, in the order of the rules.
pub(super) fn literals<'t>(rules: &[&Rule<'t>], field: u16) -> Vec<Literal<'t>> {
    let mut out = Vec::new();
    for rule in rules {
        match rule.kind {
            RuleKind::Rows { fields, rows } => {
                if let Some(column) = fields.iter().position(|&f| f == field) {
                    out.extend(rows.iter().filter_map(|row| row.get(column).copied()));
                }
            }
            RuleKind::Values { field: of, values } if of == field => out.extend(values),
            RuleKind::SelectsType { tag, cases, .. } if tag == field => {
                out.extend(cases.iter().map(|&(value, _)| Literal::Text(value)));
            }
            RuleKind::SelectsSibling { tag, cases } if tag == field => {
                out.extend(cases.iter().map(|&(value, _)| Literal::Text(value)));
            }
            RuleKind::RequiredIf { .. }
            | RuleKind::RequiredUnless { .. }
            | RuleKind::NoEffectIf { .. }
            | RuleKind::NoEffectUnless { .. }
            | RuleKind::AtMostOne { .. }
            | RuleKind::WinsOver { .. }
            | RuleKind::Unique { .. }
            | RuleKind::SelectsType { .. }
            | RuleKind::SelectsSibling { .. }
            | RuleKind::Range { .. }
            | RuleKind::Values { .. } => {}
        }
        for condition in rule.when {
            match condition {
                Condition::Is { field: of, values } if *of == field => out.extend(*values),
                Condition::Is { .. } | Condition::Present { .. } | Condition::Context(_) => {}
            }
        }
    }
    out
}

/// Chooses for each field one of its possibilities, the earlier the better, so that no rule is broken.
///
/// Where that cannot be, warnings are given up first, as few as possible; then errors: the result is then the first
/// possibility of each field, the best that a contract at odds with itself allows.
pub(super) fn choose<'r, 't>(
    ty: &'r TypeDef<'t>,
    scope: Scope,
    rules: &[&'r Rule<'t>],
    possible: &'r [Vec<Member<'t>>],
) -> Vec<Member<'t>> {
    let reading = readings(ty, rules);
    let mut order: Vec<usize> = (0..possible.len())
        .filter(|&f| possible.get(f).is_some_and(|p| p.len() > 1))
        .collect();
    // Stable: fields of one sort stay in the vendor's order.
    order.sort_by_key(|&f| core::cmp::Reverse(reading.get(f).copied()));
    let search = |rules: Vec<&'r Rule<'t>>| {
        let mut search = Search {
            ty,
            scope,
            rules,
            possible,
            taken: possible
                .iter()
                .map(|p| if p.len() > 1 { None } else { p.first() })
                .collect(),
            steps: 0,
        };
        search.from(&order).then_some(search.taken)
    };
    let without = |skip: usize| {
        let mut rules = rules.to_vec();
        rules.remove(skip);
        rules
    };
    let warning = |rule: &&Rule<'_>| rule.severity == Severity::Warning;
    let errors_alone = || rules.iter().copied().filter(|r| !warning(r)).collect();
    let found = search(rules.to_vec())
        .or_else(|| {
            (0..rules.len())
                .filter(|&at| rules.get(at).is_some_and(warning))
                .find_map(|at| search(without(at)))
        })
        .or_else(|| search(errors_alone()));
    let taken = found.unwrap_or_else(|| possible.iter().map(|p| p.first()).collect());
    taken
        .into_iter()
        .map(|member| member.cloned().unwrap_or(Member::Absent))
        .collect()
}

struct Search<'a, 't> {
    ty: &'a TypeDef<'t>,
    scope: Scope,
    rules: Vec<&'a Rule<'t>>,
    possible: &'a [Vec<Member<'t>>],
    /// By field; `None` while it is open.
    taken: Vec<Option<&'a Member<'t>>>,
    steps: usize,
}

impl<'a, 't> Search<'a, 't> {
    fn from(&mut self, order: &[usize]) -> bool {
        let Some((&field, rest)) = order.split_first() else {
            return !self.is_broken();
        };
        for member in self.possible.get(field).into_iter().flatten() {
            self.steps = self.steps.saturating_add(1);
            if self.steps > MOST_STEPS {
                return false;
            }
            self.take(field, Some(member));
            if !self.is_broken() && self.from(rest) {
                return true;
            }
        }
        self.take(field, None);
        false
    }

    fn take(&mut self, field: usize, member: Option<&'a Member<'t>>) {
        if let Some(slot) = self.taken.get_mut(field) {
            *slot = member;
        }
    }

    fn is_broken(&self) -> bool {
        let view = View {
            ty: self.ty,
            scope: self.scope,
            taken: &self.taken,
        };
        self.rules.iter().any(|rule| view.breaks(rule))
    }
}

/// What has been chosen so far, as rules see it.
pub(super) struct View<'a, 't> {
    /// The type.
    pub(super) ty: &'a TypeDef<'t>,
    /// The scope.
    pub(super) scope: Scope,
    /// By field; `None` while it is open.
    pub(super) taken: &'a [Option<&'a Member<'t>>],
}

impl<'t> View<'_, 't> {
    fn member(&self, field: u16) -> Option<&Member<'t>> {
        self.taken.get(usize::from(field)).copied().flatten()
    }

    /// Whether it is chosen to be present; `None` while it is open.
    fn present(&self, field: u16) -> Option<bool> {
        self.member(field).map(|m| *m != Member::Absent)
    }

    /// The value that counts: the one chosen, or the literal default of an absent member.
    pub(super) fn value(&self, field: u16) -> Option<Cow<'_, Tree<'t>>> {
        match self.member(field)? {
            Member::Value(value) => Some(Cow::Borrowed(value)),
            Member::Present => None,
            Member::Absent => match self.ty.at(field)?.default? {
                Json::Scalar(literal) => Some(Cow::Owned(literal.into())),
                Json::List(_) | Json::Object(_) => None,
            },
        }
    }

    /// Whether all conditions hold; `None` while that is open.
    pub(super) fn holds(&self, when: &[Condition<'_>]) -> Option<bool> {
        let mut open = false;
        for condition in when {
            let holds = match condition {
                Condition::Is { field, values } => self.member(*field).map(|_| {
                    self.value(*field)
                        .is_some_and(|value| values.iter().any(|literal| value.is(literal)))
                }),
                Condition::Present { field } => self.present(*field),
                Condition::Context(contexts) => {
                    Some(self.scope.context.is_some_and(|c| contexts.contains(&c)))
                }
            };
            match holds {
                Some(false) => return Some(false),
                None => open = true,
                Some(true) => {}
            }
        }
        if open { None } else { Some(true) }
    }

    fn any(&self, fields: &[u16], presence: bool) -> bool {
        fields.iter().any(|&f| self.present(f) == Some(presence))
    }

    /// Whether a rule is certainly broken. What is open counts for the rule, and so does what the engine lets pass
    /// because a field is absent: a sample should not live on that.
    fn breaks(&self, rule: &Rule<'t>) -> bool {
        let holds = self.holds(rule.when);
        match rule.kind {
            RuleKind::RequiredIf { fields } => holds == Some(true) && self.any(fields, false),
            RuleKind::RequiredUnless { fields } => holds == Some(false) && self.any(fields, false),
            RuleKind::NoEffectIf { fields } => holds == Some(true) && self.any(fields, true),
            RuleKind::NoEffectUnless { fields } => holds == Some(false) && self.any(fields, true),
            RuleKind::AtMostOne { fields } => {
                let present = fields.iter().filter(|&&f| self.present(f) == Some(true));
                holds == Some(true) && present.count() > 1
            }
            RuleKind::WinsOver { winners, losers } => {
                holds == Some(true)
                    && winners.iter().all(|&f| self.present(f) == Some(true))
                    && self.any(losers, true)
            }
            RuleKind::Rows { fields, rows } => {
                let agrees = |row: &&[Literal<'_>]| {
                    fields.iter().zip(row.iter()).all(|(&field, literal)| {
                        match self.member(field) {
                            None | Some(Member::Present) => true,
                            Some(Member::Value(value)) => value.is(literal),
                            Some(Member::Absent) => true,
                        }
                    })
                };
                holds == Some(true) && !self.any(fields, false) && !rows.iter().any(agrees)
            }
            RuleKind::Unique { .. } | RuleKind::SelectsType { .. } => false,
            RuleKind::SelectsSibling { tag, cases } => {
                let Some(_) = self.member(tag) else {
                    return false;
                };
                let value = self.value(tag);
                let tag = value.as_ref().and_then(|value| value.as_text());
                let counts = |&&(case, _): &&(&str, u16)| tag == Some(case);
                let chosen = cases.iter().find(counts).map(|&(_, field)| field);
                let ignored = |&(_, field): &(&str, u16)| {
                    Some(field) != chosen && self.present(field) == Some(true)
                };
                holds == Some(true) && cases.iter().any(ignored)
            }
            RuleKind::Range {
                field,
                lower,
                upper,
            } => {
                let number = match self.member(field) {
                    Some(Member::Value(value)) => value.number(),
                    Some(Member::Present | Member::Absent) | None => None,
                };
                holds == Some(true) && number.is_some_and(|number| !within(number, lower, upper))
            }
            RuleKind::Values { field, values } => {
                let honoured = match self.member(field) {
                    Some(Member::Value(value)) => values.iter().any(|l| value.is(l)),
                    Some(Member::Present | Member::Absent) | None => true,
                };
                holds == Some(true) && !honoured
            }
        }
    }
}

/// Whether a number lies in a range.
pub(super) fn within(number: f64, lower: Option<Bound>, upper: Option<Bound>) -> bool {
    lower.is_none_or(|b| number > b.value || (number == b.value && !b.exclusive))
        && upper.is_none_or(|b| number < b.value || (number == b.value && !b.exclusive))
}
