//! Which members a sample has, and the values that rules read: a search for a choice that breaks no rule.

use std::borrow::Cow;

use mediaspec_core::check::Scope;
use mediaspec_core::contract::{
    self, Condition, Field, Json, Literal, Rule, RuleKind, Service, Severity, TypeDef, Use, steps,
};
use mediaspec_core::node::Node;

use super::number::Range;
use crate::oracle::{is, number_of};
use crate::slot::Selection;

/// How many steps a search may take before it gives up.
const MOST_STEPS: usize = 20_000;

/// What can become of a member.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Member {
    /// It is left out.
    Absent,
    /// It is present; no rule reads its value, which is made later.
    Present,
    /// It is present with this value.
    Value(Node),
}

/// Returns the rules that can run in a scope.
pub(super) fn active_rules(ty: &TypeDef, scope: Scope) -> Vec<&Rule> {
    let runs = |rule: &&Rule| {
        rule.direction.is_none_or(|d| d == scope.direction)
            && (scope.context.is_some()
                || !rule.when.iter().any(|c| matches!(c, Condition::Context(_))))
    };
    ty.rules.iter().filter(runs).collect()
}

/// A member that is chosen to be there or not: a field of the type, or a member of an inner object that rules name.
#[derive(Debug)]
pub(super) struct Candidate<'t> {
    /// As rules name it.
    pub(super) name: &'t str,
    /// Where it stands.
    pub(super) member: contract::Member<'t>,
    /// Of a member of an inner object, the place of the field that holds the object among the candidates.
    pub(super) head: Option<usize>,
    /// Whether it must be there where what is around it is.
    pub(super) must: bool,
}

/// Returns the fields of a type, and behind them the members of inner objects that rules name.
pub(super) fn candidates<'t>(
    service: &'t Service,
    ty: &'t TypeDef,
    scope: Scope,
    rules: &[&'t Rule],
) -> Vec<Candidate<'t>> {
    let own = ty.fields.iter().map(|field| (&*field.name, None));
    let mut out: Vec<Candidate<'t>> = Vec::new();
    let read = rules.iter().filter(|rule| rule.selected().is_none());
    let named = read.flat_map(|rule| rule.uses());
    let inner = named.map(|(name, _)| {
        let head = steps(name).next().unwrap_or(name);
        let head = ty.fields.iter().position(|field| *field.name == *head);
        (name, head)
    });
    for (name, head) in own.chain(inner) {
        if out.iter().any(|known| known.name == name) {
            continue;
        }
        let Some(member) = service.member(ty, name) else {
            continue;
        };
        // The head is chosen by itself.
        let required = |field: &&Field| field.severity_of_absence(scope.direction).is_some();
        let must = member.way.iter().skip(1).all(required) && required(&member.field);
        out.push(Candidate {
            name,
            member,
            head,
            must,
        });
    }
    out
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
    /// Its value or its presence, as a condition of what becomes of others: those are settled first.
    Condition,
}

impl Reading {
    /// Returns what is read of an object, where this is read of a member in it.
    const fn without_value(self) -> Self {
        match self {
            Self::Value => Self::Presence,
            Self::Nothing | Self::Presence | Self::Condition => self,
        }
    }
}

/// Returns what the rules read of each candidate. An object is settled with the members in it.
pub(super) fn readings(candidates: &[Candidate<'_>], rules: &[&Rule]) -> Vec<Reading> {
    let mut out = vec![Reading::Nothing; candidates.len()];
    let mut note = |name: &str, reading: Reading| {
        let Some(at) = candidates.iter().position(|known| known.name == name) else {
            return;
        };
        let head = candidates.get(at).and_then(|known| known.head);
        for (at, reading) in [(Some(at), reading), (head, reading.without_value())] {
            if let Some(slot) = at.and_then(|at| out.get_mut(at)) {
                *slot = reading.max(*slot);
            }
        }
    };
    for rule in rules {
        // A rule that selects a type says what its field holds, and cannot be broken by it.
        if Selection::of(rule).is_none() {
            for (name, needed) in rule.uses() {
                note(
                    name,
                    match needed {
                        Use::Presence => Reading::Presence,
                        Use::Value => Reading::Value,
                    },
                );
            }
        }
        let conditions = rule.when.iter().filter_map(Condition::field);
        for name in conditions.chain(rule.tag()) {
            note(name, Reading::Condition);
        }
    }
    out
}

/// Returns whether a rule leaves a field few values, so that those that it names come before others.
pub(super) fn names_values(rule: &Rule, field: &str) -> bool {
    if let RuleKind::Rows { fields, rows: _ } = &rule.kind {
        return fields.iter().any(|f| **f == *field);
    }
    rule.tag() == Some(field)
}

/// Returns the literals that rules compare a field with, in the order of the rules.
pub(super) fn literals(rules: &[&Rule], field: &str) -> Vec<Node> {
    let literals = rules.iter().flat_map(|rule| rule.literals_of(field));
    literals.map(|literal| Node::from(&literal)).collect()
}

/// How much a choice breaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Breach {
    /// Nothing.
    None,
    /// One rule that warns.
    Warning,
    /// Rules that warn.
    Warnings,
    /// A rule that makes the message invalid.
    Error,
}

/// Chooses for each field one of its possibilities, the earlier the better, so that no rule is broken if that can be.
///
/// Where that cannot be, warnings are given up first, as few as possible; then errors: the result is then the first
/// possibility of each field, the best that a contract at odds with itself allows.
pub(super) fn choose<'a>(
    candidates: &'a [Candidate<'a>],
    scope: Scope,
    rules: &[&'a Rule],
    possible: &'a [Vec<Member>],
) -> (Vec<Member>, Breach) {
    let reading = readings(candidates, rules);
    let mut order: Vec<usize> = (0..possible.len())
        .filter(|&f| possible.get(f).is_some_and(|p| p.len() > 1))
        .collect();
    // Stable: fields of one sort stay in the vendor's order.
    order.sort_by_key(|&f| core::cmp::Reverse(reading.get(f).copied()));
    let search = |rules: Vec<&'a Rule>, breach: Breach| {
        let mut search = Search {
            candidates,
            scope,
            rules,
            possible,
            taken: possible
                .iter()
                .map(|p| if p.len() > 1 { None } else { p.first() })
                .collect(),
            steps: 0,
        };
        search.from(&order).then_some((search.taken, breach))
    };
    let without = |skip: usize| {
        let mut rules = rules.to_vec();
        rules.remove(skip);
        rules
    };
    let warning = |rule: &&Rule| rule.severity_in(scope.direction) == Severity::Warning;
    let errors_alone = || rules.iter().copied().filter(|r| !warning(r)).collect();
    let found = search(rules.to_vec(), Breach::None)
        .or_else(|| {
            (0..rules.len())
                .filter(|&at| rules.get(at).is_some_and(warning))
                .find_map(|at| search(without(at), Breach::Warning))
        })
        .or_else(|| search(errors_alone(), Breach::Warnings));
    let (taken, breach) = found.unwrap_or_else(|| {
        let first = possible.iter().map(|p| p.first()).collect();
        (first, Breach::Error)
    });
    let members = taken
        .into_iter()
        .map(|member| member.cloned().unwrap_or(Member::Absent))
        .collect();
    (members, breach)
}

struct Search<'a> {
    candidates: &'a [Candidate<'a>],
    scope: Scope,
    rules: Vec<&'a Rule>,
    possible: &'a [Vec<Member>],
    /// By field; `None` while it is open.
    taken: Vec<Option<&'a Member>>,
    steps: usize,
}

impl<'a> Search<'a> {
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

    fn take(&mut self, field: usize, member: Option<&'a Member>) {
        if let Some(slot) = self.taken.get_mut(field) {
            *slot = member;
        }
    }

    fn is_broken(&self) -> bool {
        let view = View {
            candidates: self.candidates,
            scope: self.scope,
            taken: &self.taken,
        };
        view.is_torn() || self.rules.iter().any(|rule| view.breaks(rule))
    }
}

/// What has been chosen so far, as rules see it.
pub(super) struct View<'a> {
    /// What is chosen.
    pub(super) candidates: &'a [Candidate<'a>],
    /// The scope.
    pub(super) scope: Scope,
    /// By candidate; `None` while it is open.
    pub(super) taken: &'a [Option<&'a Member>],
}

impl<'a> View<'a> {
    fn member(&self, field: &str) -> Option<&'a Member> {
        let at = self.place(field)?;
        *self.taken.get(at)?
    }

    fn place(&self, name: &str) -> Option<usize> {
        self.candidates.iter().position(|known| known.name == name)
    }

    /// Returns whether a member of an inner object is chosen where the object is not, or is left out though each such object
    /// has it.
    fn is_torn(&self) -> bool {
        let mut all = self.candidates.iter().zip(self.taken);
        all.any(|(candidate, taken)| {
            let head = candidate.head.and_then(|head| *self.taken.get(head)?);
            match (head, taken) {
                (Some(Member::Absent), Some(Member::Present | Member::Value(_))) => true,
                (Some(Member::Present | Member::Value(_)), Some(Member::Absent)) => candidate.must,
                _ => false,
            }
        })
    }

    /// Returns whether it is chosen to be present; `None` while it is open.
    fn present(&self, field: &str) -> Option<bool> {
        self.member(field).map(|m| *m != Member::Absent)
    }

    /// Returns the value that counts: the one chosen, or the literal default of an absent member.
    pub(super) fn value(&self, field: &str) -> Option<Cow<'a, Node>> {
        match self.member(field)? {
            Member::Value(value) => Some(Cow::Borrowed(value)),
            Member::Present => None,
            Member::Absent => {
                let candidate = self.candidates.get(self.place(field)?)?;
                match candidate.member.field.default.as_ref()? {
                    Json::Scalar(literal) => Some(Cow::Owned(literal.into())),
                    Json::List(_) | Json::Object(_) => None,
                }
            }
        }
    }

    /// Returns whether all conditions hold; `None` while that is open.
    fn holds(&self, when: &[Condition]) -> Option<bool> {
        let mut open = false;
        for condition in when {
            let holds = match condition {
                Condition::Is { field, values } => self.member(field).map(|_| {
                    self.value(field)
                        .is_some_and(|value| values.iter().any(|literal| is(&value, literal)))
                }),
                Condition::Present { field } => self.present(field),
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

    fn any(&self, fields: &[Box<str>], presence: bool) -> bool {
        fields.iter().any(|f| self.present(f) == Some(presence))
    }

    /// Returns whether a rule is certainly broken. Members that are still open count as satisfying it.
    ///
    /// It is stricter than the engine where a tag is absent: the engine does not run the rule then, and here no sibling counts,
    /// since samples must not rely on what is merely not checked.
    fn breaks(&self, rule: &Rule) -> bool {
        let holds = self.holds(&rule.when);
        match &rule.kind {
            RuleKind::RequiredIf { fields } => holds == Some(true) && self.any(fields, false),
            RuleKind::RequiredUnless { fields } => holds == Some(false) && self.any(fields, false),
            RuleKind::NoEffectIf { fields } => holds == Some(true) && self.any(fields, true),
            RuleKind::NoEffectUnless { fields } => holds == Some(false) && self.any(fields, true),
            RuleKind::AtMostOne { fields } => {
                let present = fields.iter().filter(|f| self.present(f) == Some(true));
                holds == Some(true) && present.count() > 1
            }
            RuleKind::AtLeastOne { fields } => {
                holds == Some(true) && fields.iter().all(|f| self.present(f) == Some(false))
            }
            RuleKind::WinsOver { winners, losers } => {
                holds == Some(true)
                    && winners.iter().all(|f| self.present(f) == Some(true))
                    && self.any(losers, true)
            }
            RuleKind::Rows { fields, rows } => {
                let agrees = |row: &[Literal]| {
                    fields
                        .iter()
                        .zip(row)
                        .all(|(field, literal)| match self.member(field) {
                            None | Some(Member::Present) => true,
                            Some(Member::Value(value)) => is(value, literal),
                            Some(Member::Absent) => true,
                        })
                };
                holds == Some(true)
                    && !self.any(fields, false)
                    && !rows.iter().any(|row| agrees(row))
            }
            RuleKind::Unique { list: _, by: _ }
            | RuleKind::SelectsType {
                tag: _,
                field: _,
                cases: _,
                otherwise: _,
            } => false,
            RuleKind::SelectsSibling { tag, cases } => {
                let Some(_) = self.member(tag) else {
                    return false;
                };
                let value = self.value(tag);
                let is_tag = |case| value.as_ref().is_some_and(|tag| **tag == Node::from(case));
                let mut counts = cases.iter().filter(|(case, _)| is_tag(case));
                let chosen = counts.next().map(|(_, field)| field);
                let ignored = |(_, field): &(Literal, Box<str>)| {
                    Some(field) != chosen && self.present(field) == Some(true)
                };
                holds == Some(true) && cases.iter().any(ignored)
            }
            RuleKind::Range {
                field,
                lower,
                upper,
            } => {
                let range = Range::between(*lower, *upper);
                let outside = match self.member(field) {
                    Some(Member::Value(value @ (Node::Int(_) | Node::Number(_)))) => {
                        !range.contains(number_of(value))
                    }
                    Some(Member::Value(_) | Member::Present | Member::Absent) | None => false,
                };
                holds == Some(true) && outside
            }
            RuleKind::Contains { field, texts } => {
                let lacks = match self.member(field) {
                    Some(Member::Value(Node::Text(text))) => {
                        !texts.iter().any(|part| text.contains(&**part))
                    }
                    Some(Member::Value(_) | Member::Present | Member::Absent) | None => false,
                };
                holds == Some(true) && lacks
            }
            RuleKind::Values { field, values } => {
                let honoured = match self.member(field) {
                    Some(Member::Value(value)) => values.iter().any(|literal| is(value, literal)),
                    Some(Member::Present | Member::Absent) | None => true,
                };
                holds == Some(true) && !honoured
            }
        }
    }
}
