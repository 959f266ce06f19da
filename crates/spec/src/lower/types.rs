//! Types, built in the order of their dependencies.

use std::collections::BTreeMap;

use mediaspec_core::contract::Part;

use super::groups::Parts;
use super::{LoweredType, Lowering, order};
use crate::codes;
use crate::raw::{self, At};
use crate::service::Document;

impl<'t, 'r> Lowering<'t, 'r> {
    /// Builds every type that has a name, and registers it.
    pub(super) fn types(&mut self) -> Vec<LoweredType<'t, 'r>> {
        let documents: &'r crate::service::Documents = self.documents;
        let mut named: Vec<&'r Document<raw::TypeFile>> = Vec::new();
        let mut first: BTreeMap<&str, &Document<raw::TypeFile>> = BTreeMap::new();
        for document in &documents.types {
            let Some(name) = document.raw.name() else {
                continue;
            };
            if let Some(first) = first.get(name.as_str()) {
                let message = format!(
                    "the type `{}` is defined in {} already",
                    name.value, first.source.path
                );
                self.report(
                    &codes::DUPLICATE_TYPE,
                    &document.source,
                    &name.span,
                    message,
                );
                continue;
            }
            first.insert(name, document);
            named.push(document);
        }
        let mut circles = Vec::new();
        let order = order::order(&named, &mut circles);
        self.problems.borrow_mut().extend(circles);

        let watched = self.watched();
        let mut built = Vec::with_capacity(order.len());
        for document in order.into_iter().filter_map(|at| named.get(at).copied()) {
            let (Some(head), Some(name)) = (&document.raw.head, document.raw.name()) else {
                continue;
            };
            let cite = self.cite(&document.source, head.source.as_ref(), None);
            let own_name = self.text(name);
            let group = self.group(Parts {
                name: own_name,
                wire: self.optional(head.wire.as_ref()).unwrap_or(own_name),
                summary: self.optional(head.summary.as_ref()).unwrap_or_default(),
                cite,
                open: head.open.as_ref().is_some_and(|open| open.value),
                notes: self.texts(&head.notes),
                conflicts: self.conflicts(&document.source, &document.raw.conflict),
                part: Part::Body,
                source: &document.source,
                shared: None,
                fields: &document.raw.field,
                rules: document.raw.rule.iter().collect(),
                complete: !document.raw.incomplete,
                watched: watched.get(name.as_str()).cloned().unwrap_or_default(),
            });
            self.types.insert(name, group.ty);
            built.push(LoweredType { document, group });
        }
        built
    }

    /// The members by which lists of a type's objects tell their items apart, by the type's name.
    fn watched(&self) -> BTreeMap<&'r str, Vec<&'r str>> {
        let documents: &'r crate::service::Documents = self.documents;
        let mut watched: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
        let mut watch = |fields: &'r [At<raw::Field>], rules: &'r [At<raw::Rule>]| {
            for rule in rules {
                let (Some(list), Some(by)) = (&rule.field, &rule.by) else {
                    continue;
                };
                let named = |field: &&At<raw::Field>| {
                    field
                        .name
                        .as_ref()
                        .is_some_and(|name| name.value == list.value)
                };
                let item = fields
                    .iter()
                    .find(named)
                    .and_then(|field| field.item.as_ref());
                if let Some(ty) = item.and_then(|item| item.ty.as_ref()) {
                    watched.entry(ty.as_str()).or_default().push(by.as_str());
                }
            }
        };
        for document in &documents.types {
            watch(&document.raw.field, &document.raw.rule);
        }
        watched
    }
}
