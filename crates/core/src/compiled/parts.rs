//! Rules that ask for a text inside of another one, such as a placeholder.

use super::Entry;
use crate::contract::RuleKind;

/// Which of the rules that ask for a text inside of another find it, a bit each.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Parts(u16);

impl Parts {
    pub(crate) const NONE: Self = Self(0);

    /// Notes that the rule of that number finds its text.
    pub(crate) const fn add(&mut self, number: u32) {
        self.0 |= 1_u16.wrapping_shl(number);
    }

    /// Returns whether the rule of that number finds its text.
    pub(crate) const fn has(self, number: u32) -> bool {
        self.0.wrapping_shr(number) & 1 == 1
    }
}

impl Entry {
    /// Returns which of the rules that ask for a text inside of a field's text find it, by the order of the rules.
    pub(crate) fn parts(&self, field: u16, holds_any: &dyn Fn(&[Box<str>]) -> bool) -> Parts {
        let mut parts = Parts::NONE;
        for (number, texts) in (0_u32..).zip(self.asking_for_parts(field)) {
            if holds_any(texts) {
                parts.add(number);
            }
        }
        parts
    }

    /// Returns which of those rules a rule is.
    pub(crate) fn part_number(&self, rule: u16) -> u32 {
        let before = self.rules.iter().zip(&self.def.rules).take(rule.into());
        let field = self.rules.get(usize::from(rule)).map(|rule| &rule.fields);
        let same = before.filter(|(compiled, rule)| {
            matches!(rule.kind, RuleKind::Contains { .. }) && Some(&compiled.fields) == field
        });
        u32::try_from(same.count()).unwrap_or(u32::MAX)
    }

    fn asking_for_parts(&self, field: u16) -> impl Iterator<Item = &[Box<str>]> {
        let rules = self.rules.iter().zip(&self.def.rules);
        rules.filter_map(move |(compiled, rule)| match &rule.kind {
            RuleKind::Contains { field: _, texts } if *compiled.fields == [field] => Some(&**texts),
            _ => None,
        })
    }
}
