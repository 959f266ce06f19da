//! What makes a rule worth running when an object has ended.

use super::CompiledRule;
use super::field_set::FieldSet;
use crate::contract::{Rule, RuleKind};

/// When a rule may have something to say, told by the members that an object has and lacks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Trigger {
    /// The rule can fire only if one of these fields is present …
    present: FieldSet,
    /// … or one of these is missing.
    missing: FieldSet,
    /// The rule's index in its type.
    pub(crate) rule: u16,
    /// Whether the rule fires if its conditions hold, or else if they do not.
    pub(crate) if_holds: bool,
}

impl Trigger {
    /// Returns the trigger of a rule; `None` for rules that are carried out elsewhere, by lists and by drivers.
    pub(crate) fn of(index: u16, rule: &Rule, compiled: &CompiledRule) -> Option<Self> {
        let CompiledRule { fields, others, .. } = compiled;
        let (present, missing, if_holds) = match &rule.kind {
            RuleKind::RequiredIf { fields: _ } | RuleKind::AtLeastOne { fields: _ } => {
                (FieldSet::NONE, FieldSet::of(fields), true)
            }
            RuleKind::RequiredUnless { fields: _ } => (FieldSet::NONE, FieldSet::of(fields), false),
            RuleKind::NoEffectUnless { fields: _ } => (FieldSet::of(fields), FieldSet::NONE, false),
            RuleKind::NoEffectIf { fields: _ }
            | RuleKind::AtMostOne { fields: _ }
            | RuleKind::Rows { fields: _, rows: _ }
            | RuleKind::Range {
                field: _,
                lower: _,
                upper: _,
            }
            | RuleKind::Values {
                field: _,
                values: _,
            }
            | RuleKind::Contains { field: _, texts: _ } => {
                (FieldSet::of(fields), FieldSet::NONE, true)
            }
            RuleKind::WinsOver {
                winners: _,
                losers: _,
            }
            | RuleKind::SelectsSibling { tag: _, cases: _ } => {
                (FieldSet::of(others), FieldSet::NONE, true)
            }
            RuleKind::Unique { list: _, by: _ }
            | RuleKind::SelectsType {
                tag: _,
                field: _,
                cases: _,
                otherwise: _,
            } => return None,
        };
        Some(Self {
            present,
            missing,
            rule: index,
            if_holds,
        })
    }

    /// Whether the rule may have something to say of an object with those names, and those among them absent.
    #[cfg_attr(not(debug_assertions), inline(always))]
    pub(crate) const fn may_fire(&self, named: &FieldSet, absent: &FieldSet) -> bool {
        self.present.meet(named) || self.missing.lack(named, absent)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    impl Trigger {
        /// The rule is always asked.
        pub(in crate::compiled) fn always_fires(&mut self) {
            (self.present, self.missing) = (
                FieldSet::of(&(0..128).collect::<Vec<_>>()),
                FieldSet::of(&(0..128).collect::<Vec<_>>()),
            );
        }
    }

    fn watching(present: FieldSet, missing: FieldSet) -> Trigger {
        Trigger {
            present,
            missing,
            rule: 0,
            if_holds: true,
        }
    }

    #[test]
    fn a_rule_is_asked_if_one_of_its_members_is_there_or_lacking() {
        let watched = watching(FieldSet::of(&[1, 70]), FieldSet::of(&[3, 90]));
        let all = [3, 90];
        for (named, absent, speaks) in [
            (&all[..], &[][..], false),
            (&[3, 90, 0, 2, 64, 91], &[0, 64], false),
            (&[3, 90, 1], &[], true),
            (&[3, 90, 70], &[], true),
            (&[3], &[], true),
            (&[90], &[], true),
            (&all, &[3], true),
            (&all, &[90], true),
        ] {
            let told = watched.may_fire(&FieldSet::of(named), &FieldSet::of(absent));
            assert_eq!(told, speaks, "{named:?} {absent:?}");
        }
        // Nothing is asked of those that nobody watches.
        let none = watching(FieldSet::NONE, FieldSet::NONE);
        assert!(!none.may_fire(&FieldSet::of(&[1, 70]), &FieldSet::of(&[70])));
        let all: Vec<u16> = (0..128).collect();
        for named in [&[][..], &[1, 70], &all] {
            let mut always = none;
            always.always_fires();
            assert!(always.may_fire(&FieldSet::of(named), &FieldSet::NONE));
        }
    }
}
