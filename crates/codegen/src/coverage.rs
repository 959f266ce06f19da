//! What a catalog covers: how much there is of each service, and how much of it is explained.

use std::collections::BTreeMap;
use std::fmt;

use mediaspec_core::contract::{Catalog, Service, TypeDef};
use mediaspec_core::words;

use crate::markdown::{Document, Line};
use crate::output::OutputSet;

/// The file that shows it to people.
const README: &str = "README.md";

/// How many things there are, and how many of them have a sentence that says what they are for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Count {
    /// All of them.
    pub all: usize,
    /// Those that are explained.
    pub explained: usize,
}

impl Count {
    fn add(&mut self, summary: &str) {
        self.all += 1;
        self.explained += usize::from(!summary.is_empty());
    }
}

impl fmt::Display for Count {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}, {} explained", self.all, self.explained)
    }
}

/// What there is of one service.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Coverage {
    /// Its name.
    pub service: String,
    /// How many operations each family has, by the vendor's tag. Those without one have an empty tag.
    pub families: BTreeMap<String, usize>,
    /// Its operations.
    pub operations: Count,
    /// The vendor's types, named values among them.
    pub types: Count,
    /// Members of types and parameters of operations, each where it is written.
    pub members: Count,
    /// Values of lists of values.
    pub values: Count,
}

impl Coverage {
    /// Counts what there is of a service.
    #[must_use]
    pub fn of(service: &Service) -> Self {
        let mut coverage = Self {
            service: service.name().to_owned(),
            families: BTreeMap::new(),
            operations: Count::default(),
            types: Count::default(),
            members: Count::default(),
            values: Count::default(),
        };
        for operation in service.operations() {
            coverage.operations.add(&operation.info.summary);
            let family = coverage.families.entry(operation.tag.to_string());
            *family.or_default() += 1;
        }
        for ty in service.types() {
            coverage.count(service, ty);
        }
        coverage
    }

    fn count(&mut self, service: &Service, ty: &TypeDef) {
        // The one field of a value that no object holds is the value.
        if ty.parameters_of.is_none() && (!ty.transparent || ty.value().is_some()) {
            self.types.add(&ty.info.summary);
        }
        for field in service.own_fields(ty) {
            if !ty.transparent {
                self.members.add(&field.info.summary);
            }
            let choice = words::values_in(&field.shape);
            // Those of a named value are counted where it is.
            for value in choice
                .filter(|choice| choice.named.is_none())
                .iter()
                .flat_map(|one| &one.values)
            {
                self.values.add(&value.summary);
            }
        }
    }
}

/// Adds the part of the README that says what is covered.
pub(crate) fn render(catalog: &Catalog, out: &mut OutputSet) {
    let all: Vec<Coverage> = catalog.services().iter().map(Coverage::of).collect();
    let mut page = Document::new("spec/", README.to_owned());
    let text = |text: String| Line::text(text);
    let row = |one: &Coverage| {
        let Coverage {
            service,
            families: _,
            operations,
            types,
            members,
            values,
        } = one;
        let counts = [operations, types, members, values].map(|count| text(count.to_string()));
        [Line::code(service)].into_iter().chain(counts).collect()
    };
    page.table(
        vec!["Service", "Operations", "Types", "Members", "Values"],
        all.iter().map(row).collect(),
    );
    let families = all.iter().flat_map(|one| {
        let families = one.families.iter();
        families.map(|(family, number)| {
            let family = if family.is_empty() { "–" } else { family };
            let cells = [family.to_owned(), number.to_string()].map(text);
            [Line::code(&one.service)]
                .into_iter()
                .chain(cells)
                .collect()
        })
    });
    page.table(vec!["Service", "Family", "Operations"], families.collect());
    out.add_block(README, page.part() + "\n");
}

#[cfg(test)]
mod tests {
    use mediaspec_core::contract::Service;

    use super::Coverage;
    use crate::fixtures::forest;

    #[test]
    fn what_nothing_explains_is_counted() {
        let catalog = forest();
        let service = catalog.service("forest").expect("it is there");
        let counts = |service: &Service| {
            let Coverage {
                service: _,
                families,
                operations,
                types,
                members,
                values,
            } = Coverage::of(service);
            assert_eq!(families, [("Trees".to_owned(), 2)].into());
            [operations, types, members, values].map(|count| (count.all, count.explained))
        };
        assert_eq!(counts(service), [(2, 2), (3, 3), (9, 9), (2, 1)]);
        let mut data = service.to_data();
        for operation in data.operations.iter_mut().take(1) {
            operation.info.summary = "".into();
        }
        for ty in data.types.iter_mut().filter(|ty| *ty.name == *"Tree") {
            ty.info.summary = "".into();
            for field in ty.fields.iter_mut().take(2) {
                field.info.summary = "".into();
            }
        }
        let service = Service::new(data).expect("prose is free");
        assert_eq!(counts(&service), [(2, 1), (3, 2), (9, 7), (2, 1)]);
    }
}
