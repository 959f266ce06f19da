//! Groups of fields with rules between them: types, and the parameters of one part of a request.

use std::collections::BTreeMap;
use std::sync::Arc;

use mediaspec_core::contract::{
    Cite, Condition, Conflict, Field, List, Part, Rule, RuleKind, Shape, Shortcut, Shortcuts,
    TypeDef, Unique, Watched,
};

use super::{FieldOrigin, Group, Lowering};
use crate::codes;
use crate::problem::SourceText;
use crate::raw::{self, At};

/// What a group is made of.
pub(super) struct Parts<'t, 'r> {
    pub(super) name: &'t str,
    pub(super) wire: &'t str,
    pub(super) summary: &'t str,
    pub(super) cite: Cite<'t>,
    pub(super) open: bool,
    pub(super) notes: &'t [&'t str],
    pub(super) conflicts: &'t [Conflict<'t>],
    pub(super) part: Part,
    pub(super) source: &'r Arc<SourceText>,
    /// Shared headers, which come first.
    pub(super) shared: Option<&'t TypeDef<'t>>,
    pub(super) fields: &'r [At<raw::Field>],
    pub(super) rules: Vec<&'r At<raw::Rule>>,
    /// Whether all fields are known; otherwise a rule's field may be one that could not be read.
    pub(super) complete: bool,
    /// Fields that rules of other types read: those that tell a list's items apart.
    pub(super) watched: Vec<&'r str>,
}

/// Looks fields up by name; what is not there is told, unless it may be one that could not be read.
pub(super) struct Names<'t, 'a> {
    pub(super) fields: &'a [Field<'t>],
    pub(super) indices: &'a BTreeMap<&'t str, u16>,
    pub(super) complete: bool,
    /// Header names are the same in any case.
    pub(super) part: Part,
}

impl<'t, 'r> Lowering<'t, 'r> {
    pub(super) fn group(&self, parts: Parts<'t, 'r>) -> Group<'t, 'r> {
        let mut fields: Vec<Field<'t>> = Vec::new();
        let mut origins: Vec<Option<FieldOrigin<'r>>> = Vec::new();
        let mut indices: BTreeMap<&'t str, u16> = BTreeMap::new();
        for field in parts.shared.map_or(&[][..], |shared| shared.fields) {
            indices.insert(field.name, index(fields.len()));
            // The shared type's slots number the watched fields of that type alone.
            fields.push(Field {
                slot: None,
                ..*field
            });
            origins.push(None);
        }
        let mut complete = parts.complete;
        for raw in parts.fields {
            let Some(name) = &raw.name else {
                complete = false;
                continue;
            };
            if indices.contains_key(name.as_str()) {
                let message = format!("`{}` occurs twice", name.value);
                self.report(&codes::DUPLICATE_FIELD, parts.source, &name.span, message);
                continue;
            }
            let before = self.count();
            let field = self.field(parts.source, raw, name, parts.cite);
            indices.insert(field.name, index(fields.len()));
            fields.push(field);
            origins.push(Some(FieldOrigin {
                raw,
                sound: self.count() == before && !raw.incomplete,
            }));
        }

        let names = Names {
            fields: &fields,
            indices: &indices,
            complete,
            part: parts.part,
        };
        let mut rules: Vec<Rule<'t>> = parts
            .shared
            .map_or_else(Vec::new, |shared| shared.rules.to_vec());
        let mut rule_origins: Vec<Option<&'r At<raw::Rule>>> = vec![None; rules.len()];
        let mut dropped = Vec::new();
        for raw in parts.rules {
            match self.rule(parts.source, raw, &names, parts.cite) {
                Some(rule) => {
                    rules.push(rule);
                    rule_origins.push(Some(raw));
                }
                None => dropped.push(raw),
            }
        }

        self.link_rules(&mut fields, &rules);
        let slots = number_slots(&mut fields, &rules, &parts.watched);
        let mut by_name: Vec<u16> = (0..fields.len()).map(index).collect();
        by_name.sort_by_key(|&at| fields.get(usize::from(at)).map_or("", |field| field.name));
        let shortcuts: Vec<Shortcut> = (0..)
            .zip(&fields)
            .map(|(index, field)| Shortcut::of(field, index, &rules))
            .collect();
        let watched: Vec<Watched> = rules.iter().map(Watched::of).collect();
        let ty = self.arena.alloc(TypeDef {
            name: parts.name,
            wire: parts.wire,
            summary: parts.summary,
            cite: parts.cite,
            open: parts.open,
            shortcuts: Shortcuts::new(&fields, self.slice(shortcuts), self.slice(watched)),
            fields: self.slice(fields),
            by_name: self.slice(by_name),
            slots,
            rules: self.slice(rules),
            conflicts: parts.conflicts,
            notes: parts.notes,
        });
        Group {
            ty,
            source: parts.source,
            part: parts.part,
            fields: origins,
            rules: rule_origins,
            dropped,
        }
    }

    /// Tells fields of the rules that decide what they are.
    fn link_rules(&self, fields: &mut [Field<'t>], rules: &[Rule<'t>]) {
        for (at, rule) in rules.iter().enumerate() {
            match rule.kind {
                RuleKind::SelectsType { field, .. } => {
                    if let Some(field) = fields.get_mut(usize::from(field)) {
                        field.selected_by = Some(index(at));
                    }
                }
                RuleKind::Unique { list, by } => {
                    let Some(field) = fields.get_mut(usize::from(list)) else {
                        continue;
                    };
                    let Shape::List(shape) = field.shape else {
                        continue;
                    };
                    let unique = match (by, shape.item) {
                        (Some(by), Shape::Object(item)) => {
                            item.field(by).map(|(at, _)| Unique::By(at))
                        }
                        (None, _) => Some(Unique::Items),
                        (Some(_), _) => None,
                    };
                    if let Some(unique) = unique {
                        field.shape = Shape::List(self.arena.alloc(List { unique, ..*shape }));
                    }
                }
                RuleKind::RequiredIf { .. }
                | RuleKind::RequiredUnless { .. }
                | RuleKind::NoEffectIf { .. }
                | RuleKind::NoEffectUnless { .. }
                | RuleKind::AtMostOne { .. }
                | RuleKind::WinsOver { .. }
                | RuleKind::Rows { .. }
                | RuleKind::SelectsSibling { .. }
                | RuleKind::Range { .. }
                | RuleKind::Values { .. } => {}
            }
        }
    }
}

/// An index into a type's fields or rules. More than fit are refused elsewhere.
pub(super) fn index(at: usize) -> u16 {
    u16::try_from(at).unwrap_or(u16::MAX)
}

/// Numbers the fields that rules read, in the order of the fields.
fn number_slots(fields: &mut [Field<'_>], rules: &[Rule<'_>], watched: &[&str]) -> u16 {
    let mut read: Vec<u16> = rules.iter().flat_map(fields_read).collect();
    read.sort_unstable();
    let mut slots = 0_u16;
    for (at, field) in fields.iter_mut().enumerate() {
        if read.binary_search(&index(at)).is_ok() || watched.contains(&field.name) {
            field.slot = Some(slots);
            slots = slots.saturating_add(1);
        }
    }
    slots
}

/// The fields that a rule reads or speaks of. `unique` is carried out by the list itself.
pub(crate) fn fields_read(rule: &Rule<'_>) -> Vec<u16> {
    let mut read: Vec<u16> = rule
        .when
        .iter()
        .filter_map(|condition| match *condition {
            Condition::Is { field, .. } | Condition::Present { field } => Some(field),
            Condition::Context(_) => None,
        })
        .collect();
    match rule.kind {
        RuleKind::RequiredIf { fields }
        | RuleKind::RequiredUnless { fields }
        | RuleKind::NoEffectIf { fields }
        | RuleKind::NoEffectUnless { fields }
        | RuleKind::AtMostOne { fields }
        | RuleKind::Rows { fields, .. } => read.extend(fields),
        RuleKind::WinsOver { winners, losers } => {
            read.extend(winners);
            read.extend(losers);
        }
        RuleKind::Unique { .. } => {}
        RuleKind::SelectsType { tag, field, .. } => read.extend([tag, field]),
        RuleKind::SelectsSibling { tag, cases } => {
            read.push(tag);
            read.extend(cases.iter().map(|(_, field)| *field));
        }
        RuleKind::Range { field, .. } | RuleKind::Values { field, .. } => read.push(field),
    }
    read
}
