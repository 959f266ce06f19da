//! Groups of fields with rules between them: types, and the parameters of one part of a request.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use mediaspec_core::contract::{Direction, Field, Info, Late, Part, Rule, TypeDef, TypeName};

use super::{FieldOrigin, Group, Included, Lowering};
use crate::codes;
use crate::problem::SourceText;
use crate::raw::{self, At};

/// What a group is made of.
pub(super) struct Parts<'r, 'a> {
    pub(super) name: TypeName,
    pub(super) wire: Box<str>,
    pub(super) open: bool,
    pub(super) transparent: bool,
    pub(super) parameters_of: Option<Box<str>>,
    pub(super) info: Late<Info>,
    pub(super) part: Part,
    pub(super) direction: Option<Direction>,
    pub(super) source: &'r Arc<SourceText>,
    /// Types of shared parameters, whose fields and rules come first.
    pub(super) shared: Vec<&'a TypeDef>,
    /// A field that is written nowhere, which comes next.
    pub(super) implied: Option<Field>,
    pub(super) fields: &'r [At<raw::Field>],
    pub(super) rules: Vec<&'r At<raw::Rule>>,
    /// Whether all fields are known; otherwise a rule's field may be one that could not be read.
    pub(super) complete: bool,
}

/// Looks fields up by name; what is not there is told, unless it may be one that could not be read.
pub(super) struct Names<'a> {
    pub(super) fields: &'a [Field],
    /// The names of the fields.
    known: BTreeSet<Box<str>>,
    /// The first field of each name in lower case.
    in_lower_case: BTreeMap<String, &'a str>,
    pub(super) complete: bool,
    part: Part,
}

impl Names<'_> {
    /// The field of that name, as the contract spells it.
    pub(super) fn find(&self, name: &str) -> Option<Box<str>> {
        if self.known.contains(name) {
            return Some(name.into());
        }
        match self.part {
            // Header names are the same in any case.
            Part::Header => self.in_any_case(name),
            Part::Body | Part::Path | Part::Query => None,
        }
    }

    /// The field of that name, in whatever case it is written.
    pub(super) fn in_any_case(&self, name: &str) -> Option<Box<str>> {
        let found = self.in_lower_case.get(&name.to_ascii_lowercase());
        found.map(|name| (*name).into())
    }
}

impl<'r> Lowering<'r> {
    pub(super) fn group(&self, parts: Parts<'r, '_>) -> Group<'r> {
        let Parts {
            name,
            wire,
            open,
            transparent,
            parameters_of,
            info,
            part,
            direction,
            source,
            shared,
            implied,
            fields: written,
            rules: written_rules,
            mut complete,
        } = parts;
        let shared_fields = shared.iter().flat_map(|ty| &ty.fields);
        let mut fields: Vec<Field> = shared_fields.cloned().collect();
        let mut rules: Vec<Rule> = shared.iter().flat_map(|ty| &ty.rules).cloned().collect();
        let included = Included {
            fields: fields.len(),
            rules: rules.len(),
            open: shared.iter().any(|ty| ty.open),
        };
        fields.extend(implied);
        let mut origins: Vec<Option<FieldOrigin<'r>>> = Vec::new();
        origins.resize_with(fields.len(), || None);
        let mut rule_origins: Vec<Option<&'r At<raw::Rule>>> = vec![None; rules.len()];

        let mut taken: BTreeSet<Box<str>> = fields.iter().map(|field| field.name.clone()).collect();
        for raw in written {
            let Some(name) = &raw.name else {
                complete = false;
                continue;
            };
            if !taken.insert(name.as_str().into()) {
                let message = match shared.iter().find(|ty| ty.field(name).is_some()) {
                    Some(ty) => format!(
                        "`{}` is a parameter that `{}` has already",
                        name.value, ty.name
                    ),
                    None => format!("`{}` occurs twice", name.value),
                };
                self.report(&codes::DUPLICATE_FIELD, source, &name.span, message);
                continue;
            }
            let before = self.count();
            fields.push(self.field(source, raw, name, &info.cite));
            origins.push(Some(FieldOrigin {
                raw,
                sound: self.count() == before && !raw.incomplete,
            }));
        }

        let mut in_lower_case = BTreeMap::new();
        for name in fields.iter().map(|field| &*field.name) {
            in_lower_case
                .entry(name.to_ascii_lowercase())
                .or_insert(name);
        }
        let names = Names {
            fields: &fields,
            known: taken,
            in_lower_case,
            complete,
            part,
        };
        let mut dropped = Vec::new();
        for raw in written_rules {
            match self.rule(source, raw, &names, &info.cite) {
                Some(rule) => {
                    rules.push(rule);
                    rule_origins.push(Some(raw));
                }
                None => dropped.push(raw),
            }
        }
        let places = (0..)
            .zip(&fields)
            .map(|(at, field)| (field.name.clone(), at))
            .collect();
        Group {
            ty: TypeDef {
                name,
                wire,
                includes: shared.iter().map(|ty| ty.name.clone()).collect(),
                open: open || included.open,
                transparent,
                parameters_of,
                info,
                fields: fields.into(),
                rules: rules.into(),
            },
            included,
            source,
            part,
            direction,
            origins,
            places,
            rule_origins,
            dropped,
        }
    }
}
