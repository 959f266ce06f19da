//! Rules that ask for a text inside of another one, such as a placeholder.

use super::{CompiledRule, Entry};
use crate::contract::{RuleKind, TypeDef};

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
        let asking = self.asking.iter().filter(|(of, _)| *of == field);
        for (number, (_, rule)) in (0_u32..).zip(asking) {
            if let Some(RuleKind::Contains { field: _, texts }) = self.kind_of(*rule)
                && holds_any(texts)
            {
                parts.add(number);
            }
        }
        parts
    }

    /// Returns which of the rules that ask it of a field a rule is.
    pub(crate) fn part_number(&self, field: u16, rule: u16) -> u32 {
        let mut asking = self.asking.iter().filter(|(of, _)| *of == field);
        let number = asking.position(|(_, asks)| *asks == rule);
        number.and_then(|at| u32::try_from(at).ok()).unwrap_or(0)
    }

    fn kind_of(&self, rule: u16) -> Option<&RuleKind> {
        let rule = self.def.rules.get(usize::from(rule))?;
        Some(&rule.kind)
    }
}

/// Returns the fields whose texts rules ask for a text inside of them, each with the rule, in the order of the rules.
pub(super) fn asking(def: &TypeDef, rules: &[CompiledRule]) -> Box<[(u16, u16)]> {
    let numbered = (0_u16..).zip(def.rules.iter().zip(rules));
    let asking = numbered.filter_map(|(at, (rule, compiled))| match rule.kind {
        RuleKind::Contains { field: _, texts: _ } => Some((*compiled.fields.first()?, at)),
        _ => None,
    });
    asking.collect()
}
