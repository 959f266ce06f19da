//! What makes a rule worth running when an object has ended.

use super::field_set::FieldSet;
use super::{CompiledRule, NO_FIELD};
use crate::contract::{Condition, Context, Field, Json, Rule, RuleKind};

/// When a rule may have something to say, told by the members that an object has and lacks, and by the message's context.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Trigger {
    /// The rule can fire only if one of these fields is named …
    present: FieldSet,
    /// … or one of these is missing, …
    missing: FieldSet,
    /// … and only if none of these is: without them a condition does not hold, or is not known.
    needed: FieldSet,
    /// The contexts in which it can fire.
    contexts: Contexts,
    /// Whether its conditions are as they must be wherever it may fire.
    pub(crate) is_settled: bool,
    /// The rule's index in its type.
    pub(crate) rule: u16,
    /// Whether the rule fires if its conditions hold, or else if they do not.
    pub(crate) if_holds: bool,
}

impl Trigger {
    /// Returns the trigger of a rule; `None` for rules that are carried out elsewhere, by lists and by drivers.
    pub(crate) fn of(
        index: u16,
        rule: &Rule,
        compiled: &CompiledRule,
        members: &[Field],
    ) -> Option<Self> {
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
        let asks_no_value = |(condition, index): (&Condition, &u16)| match condition {
            Condition::Is { .. } => false,
            Condition::Present { .. } => members.get(usize::from(*index)).is_some(),
            Condition::Context(_) => true,
        };
        let mut conditions = rule.when.iter().zip(&compiled.when);
        Some(Self {
            present,
            missing,
            is_settled: if_holds && conditions.all(asks_no_value),
            needed: needed(rule, compiled, members, if_holds),
            contexts: Contexts::of(&rule.when, if_holds),
            rule: index,
            if_holds,
        })
    }

    /// Whether the rule may have something to say of an object with those members, in a context.
    #[cfg_attr(not(debug_assertions), inline(always))]
    pub(crate) const fn may_fire(&self, there: &There, context: Contexts) -> bool {
        let There { named, missing } = there;
        self.contexts.meet(context)
            && (self.present.meet(named) || self.missing.meet(missing))
            && !self.needed.meet(missing)
    }
}

/// Which members an object has, and which not.
#[derive(Debug, Clone, Copy)]
pub(crate) struct There {
    /// Those whose names were read.
    named: FieldSet,
    /// All others, and those whose value is a `null` that means absent.
    missing: FieldSet,
}

impl There {
    pub(crate) const fn new(named: &FieldSet, absent: &FieldSet) -> Self {
        Self {
            named: *named,
            missing: named.complement_with(absent),
        }
    }
}

/// Returns the members without which the rule does not fire. A member whose default counts is none of them, nor is one of an
/// inner object, which may have a default too.
fn needed(rule: &Rule, compiled: &CompiledRule, members: &[Field], if_holds: bool) -> FieldSet {
    let mut needed = FieldSet::NONE;
    for (condition, index) in rule.when.iter().zip(&compiled.when) {
        let Some(field) = members.get(usize::from(*index)) else {
            continue;
        };
        let is_needed = match condition {
            Condition::Is { .. } => !matches!(field.default, Some(Json::Scalar(_))),
            Condition::Present { .. } => if_holds,
            Condition::Context(_) => false,
        };
        if is_needed && *index != NO_FIELD {
            needed.insert(*index);
        }
    }
    needed
}

/// A set of contexts, that of messages without a known one among them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Contexts(u8);

const _: () = assert!(Context::ALL.len() < 8);

impl Contexts {
    /// Returns the set of one context.
    #[cfg_attr(not(debug_assertions), inline(always))]
    pub(crate) const fn only(context: Option<Context>) -> Self {
        match context {
            None => Self(1),
            Some(context) => Self(2_u8.wrapping_shl(context as u32)),
        }
    }

    /// Returns the contexts in which conditions can be as they must be, whatever the members are.
    fn of(conditions: &[Condition], if_holds: bool) -> Self {
        let asked = conditions.iter().filter_map(|condition| match condition {
            Condition::Context(contexts) => Some(contexts),
            Condition::Is { .. } | Condition::Present { .. } => None,
        });
        let asks_of_members = asked.clone().count() < conditions.len();
        let fires = |context: &Option<Context>| match context {
            None => asked.clone().next().is_none() && (if_holds || asks_of_members),
            Some(context) => {
                let holds = asked.clone().all(|contexts| contexts.contains(context));
                if if_holds {
                    holds
                } else {
                    !holds || asks_of_members
                }
            }
        };
        let all = std::iter::once(None).chain(Context::ALL.map(Some));
        Self(
            all.filter(|context| fires(context))
                .fold(0, |set, context| set | Self::only(context).0),
        )
    }

    #[cfg_attr(not(debug_assertions), inline(always))]
    const fn meet(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::contract::{Literal, Severity, Shape};
    use crate::fixtures::{self, field};

    impl Trigger {
        /// The rule is always asked.
        pub(in crate::compiled) fn always_fires(&mut self) {
            (self.present, self.missing) = (
                FieldSet::of(&(0..128).collect::<Vec<_>>()),
                FieldSet::of(&(0..128).collect::<Vec<_>>()),
            );
            (self.needed, self.contexts) = (FieldSet::NONE, Contexts(u8::MAX));
            self.is_settled = false;
        }
    }

    const ANY: Contexts = Contexts::only(None);

    fn there(named: &[u16], absent: &[u16]) -> There {
        There::new(&FieldSet::of(named), &FieldSet::of(absent))
    }

    fn watching(present: FieldSet, missing: FieldSet) -> Trigger {
        Trigger {
            present,
            missing,
            needed: FieldSet::NONE,
            contexts: Contexts::of(&[], true),
            is_settled: false,
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
            let told = watched.may_fire(&there(named, absent), ANY);
            assert_eq!(told, speaks, "{named:?} {absent:?}");
        }
        // Nothing is asked of those that nobody watches.
        let none = watching(FieldSet::NONE, FieldSet::NONE);
        assert!(!none.may_fire(&there(&[1, 70], &[70]), ANY));
        let all: Vec<u16> = (0..128).collect();
        for named in [&[][..], &[1, 70], &all] {
            let mut always = none;
            always.always_fires();
            assert!(always.may_fire(&there(named, &[]), ANY));
        }
    }

    #[test]
    fn a_rule_is_asked_in_contexts_in_which_its_conditions_can_be_as_they_must_be() {
        let context = |contexts: &[Context]| Condition::Context(contexts.into());
        let present = || Condition::Present { field: "a".into() };
        let (video, live) = (Context::Video2d, Context::Live2d);
        let all = || std::iter::once(None).chain(Context::ALL.map(Some));
        for (conditions, if_holds, fires) in [
            (vec![], true, all().collect::<Vec<_>>()),
            (vec![], false, vec![]),
            (vec![present()], false, all().collect()),
            (vec![context(&[video])], true, vec![Some(video)]),
            (
                vec![context(&[video, live]), context(&[live]), present()],
                true,
                vec![Some(live)],
            ),
            (
                vec![context(&[video])],
                false,
                Context::ALL.map(Some)[1..].into(),
            ),
            (
                vec![context(&[video]), present()],
                false,
                Context::ALL.map(Some).into(),
            ),
        ] {
            let contexts = Contexts::of(&conditions, if_holds);
            let found: Vec<_> = all()
                .filter(|context| contexts.meet(Contexts::only(*context)))
                .collect();
            assert_eq!(found, fires, "{conditions:?} {if_holds}");
        }
    }

    #[test]
    fn a_rule_is_asked_only_where_the_members_are_that_its_conditions_read() {
        let is = |field: &str| Condition::Is {
            field: field.into(),
            values: [].into(),
        };
        let present = |field: &str| Condition::Present {
            field: field.into(),
        };
        let with_default = Field {
            default: Some(Json::Scalar(Literal::Bool(true))),
            ..field("b", Shape::Bool)
        };
        let members = [field("a", Shape::Bool), with_default];
        for (condition, index, if_holds, needed) in [
            (is("a"), 0, true, &[0][..]),
            (is("a"), 0, false, &[0]),
            (is("b"), 1, true, &[]),
            (present("a"), 0, true, &[0]),
            (present("a"), 0, false, &[]),
            (present("b"), 1, true, &[1]),
            (is("c/d"), 2, true, &[]),
            (Condition::Context([].into()), NO_FIELD, true, &[]),
        ] {
            let told = format!("{condition:?} {if_holds}");
            let kind = RuleKind::RequiredIf { fields: [].into() };
            let rule = fixtures::rule(Severity::Error, vec![condition], kind);
            let compiled = CompiledRule {
                when: [index].into(),
                fields: [].into(),
                others: [].into(),
                types: [].into(),
                differ: std::sync::OnceLock::new(),
            };
            let found = super::needed(&rule, &compiled, &members, if_holds);
            assert_eq!(found, FieldSet::of(needed), "{told}");
            let trigger = Trigger {
                needed: found,
                ..watching(FieldSet::NONE, FieldSet::of(&[5]))
            };
            let both = &[0, 1][..];
            assert!(trigger.may_fire(&there(both, &[]), ANY), "{told}");
            // A null that means absent is no value.
            for there in [there(&[], &[]), there(both, both)] {
                assert_eq!(trigger.may_fire(&there, ANY), needed.is_empty(), "{told}");
            }
        }
    }

    #[test]
    fn conditions_that_ask_for_no_value_are_settled_by_what_is_there() {
        let present = |field: &str| Condition::Present {
            field: field.into(),
        };
        let is = Condition::Is {
            field: "a".into(),
            values: [].into(),
        };
        let context = || Condition::Context([Context::Photo].into());
        let members = [field("a", Shape::Bool)];
        let fields = || [].into();
        for (when, indices, kind, settled) in [
            (
                vec![],
                &[][..],
                RuleKind::RequiredIf { fields: fields() },
                true,
            ),
            (
                vec![],
                &[],
                RuleKind::RequiredUnless { fields: fields() },
                false,
            ),
            (
                vec![present("a"), context()],
                &[0, NO_FIELD],
                RuleKind::NoEffectIf { fields: fields() },
                true,
            ),
            (
                vec![context()],
                &[NO_FIELD],
                RuleKind::NoEffectUnless { fields: fields() },
                false,
            ),
            (
                vec![is],
                &[0],
                RuleKind::RequiredIf { fields: fields() },
                false,
            ),
            // A member of an inner object.
            (
                vec![present("a/b")],
                &[1],
                RuleKind::RequiredIf { fields: fields() },
                false,
            ),
        ] {
            let told = format!("{when:?} {kind:?}");
            let rule = fixtures::rule(Severity::Error, when, kind);
            let compiled = CompiledRule {
                when: indices.into(),
                fields: [].into(),
                others: [].into(),
                types: [].into(),
                differ: std::sync::OnceLock::new(),
            };
            let trigger = Trigger::of(0, &rule, &compiled, &members);
            assert_eq!(
                trigger.map(|trigger| trigger.is_settled),
                Some(settled),
                "{told}"
            );
        }
    }
}
