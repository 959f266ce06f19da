//! Operations in the families that vendors put them in.

use std::collections::BTreeMap;

use mediaspec_validator::Catalog;
use mediaspec_validator::contract::{Operation, Service};

/// The operations of one service to which the vendor gives one tag.
#[derive(Debug)]
pub(crate) struct Family<'c> {
    pub(crate) service: &'c Service,
    /// The vendor's tag; empty for operations without one.
    pub(crate) tag: &'c str,
    /// Sorted by name.
    pub(crate) operations: Vec<&'c Operation>,
}

impl Family<'_> {
    /// What people are shown as its name.
    pub(crate) const fn name(&self) -> &str {
        if self.tag.is_empty() {
            "(no family)"
        } else {
            self.tag
        }
    }
}

/// Puts operations in families: service by service, sorted by tag.
pub(crate) fn of<'c>(
    operations: impl IntoIterator<Item = (&'c Service, &'c Operation)>,
) -> Vec<Family<'c>> {
    let mut families: BTreeMap<(&str, &str), Family<'_>> = BTreeMap::new();
    for (service, operation) in operations {
        let tag = &*operation.tag;
        let family = families.entry((service.name(), tag)).or_insert(Family {
            service,
            tag,
            operations: Vec::new(),
        });
        family.operations.push(operation);
    }
    families.into_values().collect()
}

/// Every operation of a catalog with its service.
pub(crate) fn operations(catalog: &Catalog) -> impl Iterator<Item = (&Service, &Operation)> {
    let services = catalog.services().iter();
    services.flat_map(|service| {
        service
            .operations()
            .map(move |operation| (service, operation))
    })
}

/// What a catalog has, and how to see it.
pub(crate) fn covered(catalog: &Catalog) -> String {
    let families = of(operations(catalog));
    let number = families.iter().map(|family| family.operations.len()).sum();
    format!(
        "{} in {} are covered; `mediaspec list` shows them",
        counted(number, "operation", "operations"),
        counted(families.len(), "family", "families")
    )
}

/// A number of things.
pub(crate) fn counted(number: usize, one: &str, many: &str) -> String {
    let noun = if number == 1 { one } else { many };
    format!("{number} {noun}")
}
