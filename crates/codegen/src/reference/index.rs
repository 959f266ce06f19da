//! The pages that lead to the others.

use std::collections::BTreeMap;

use mediaspec_core::contract::{Catalog, Operation, RemovedOperation, Service, Style};
use mediaspec_core::uses::Uses;
use mediaspec_core::words;

use super::paths;
use crate::markdown::{Document, Line, Target, address, source};

/// How many users of a type stand beside it in the list of types.
const SHOWN: usize = 3;

/// The list of services, and how to read the pages.
pub(super) fn top(catalog: &Catalog) -> Document {
    let mut page = Document::new("spec/", paths::TOP.to_owned());
    page.heading(1, Line::text("Reference"));
    page.paragraph(Line::text(
        "What the vendors' tables say, operation by operation and type by type. The checks, the typed models and the \
         JSON Schemas come from the same source as these pages.",
    ));
    let row = |service: &Service| {
        vec![
            Line::link(
                Line::text(service.title()),
                Target::Page(paths::service(service)),
            ),
            Line::code(service.name()),
            Line::text(service.index().len().to_string()),
            Line::text(service.own_types().count().to_string()),
            Line::text(service.summary()),
        ]
    };
    page.table(
        vec!["Service", "Name", "Operations", "Types", "Summary"],
        catalog.services().iter().map(row).collect(),
    );
    page.heading(2, Line::text("How to read the pages"));
    page.bullets(vec![
        Line::strong("Required:").then(" yes, in every message; in requests, in what the caller sends but not in what comes back."),
        Line::strong("Default:").then(" the value that counts when the member is absent, or what happens then."),
        Line::strong("Characters").then(" are Unicode code points; bytes are counted in UTF-8."),
        Line::strong("Honoured, has an effect:")
            .then(" the vendor accepts more than it acts on. Going beyond that is a warning, never an error."),
        Line::strong("Conflict:")
            .then(" another source says otherwise. What it says is recorded with the reason why the contract does not follow it."),
        Line::strong("Samples").then(" validate. Their values are made up; those that look secret are fake."),
    ]);
    page
}

/// The operations of a service by family, and its sources.
pub(super) fn of_service(service: &Service) -> Document {
    let path = paths::service(service);
    let mut page = Document::new(&format!("spec/{}/", service.name()), path);
    page.heading(1, Line::text(service.title()));
    page.paragraph(Line::text(service.summary()));
    let up = Line::link(
        Line::text("All services"),
        Target::Page(paths::TOP.to_owned()),
    );
    page.paragraph(up);
    if let Style::Rpc {
        action,
        version,
        headers: _,
        cite,
    } = service.style()
    {
        page.paragraph(
            Line::text("Every request goes to one path; ")
                .and(Line::code(&**action))
                .then(" in the query names the operation, ")
                .and(Line::code(&**version))
                .then(" the version of the API, ")
                .and(Line::code(service.version().unwrap_or_default()))
                .then(". Source: ")
                .and(source(service, cite)),
        );
    }

    if let Some(common) = service.common() {
        page.paragraph(
            Line::text("Every operation takes the query parameters of ")
                .and(super::types::link(service, common))
                .then("."),
        );
    }

    for endpoint in service.endpoints() {
        page.paragraph(
            Line::text("Host that a source shows; regions have their own: ")
                .and(Line::code(&*endpoint.host))
                .then(". Source: ")
                .and(source(service, &endpoint.cite)),
        );
    }

    for other in service.other_apis() {
        page.paragraph(
            Line::text("Another API, with operations of the same names: ")
                .and(Line::text(&*other.title))
                .then(", at ")
                .and(Line::code(&*other.endpoint.host))
                .then(". Source: ")
                .and(source(service, &other.endpoint.cite)),
        );
    }

    for (title, path) in [
        ("Operations by path", paths::by_path(service)),
        ("Types, and who uses them", paths::types(service)),
    ] {
        page.paragraph(Line::link(Line::text(title), Target::Page(path)));
    }

    let mut families: BTreeMap<&str, Vec<&Operation>> = BTreeMap::new();
    for operation in service.operations() {
        families.entry(&operation.tag).or_default().push(operation);
    }
    page.heading(2, Line::text("Operations by family"));
    for (family, operations) in families {
        let family = if family.is_empty() {
            "Without a family"
        } else {
            family
        };
        page.heading(3, Line::text(family));
        let row = |operation: &&Operation| {
            let context = operation.context.map(words::context);
            vec![
                link(service, operation),
                Line::text(&*operation.info.summary),
                Line::text(context.unwrap_or_default()),
            ]
        };
        page.table(
            vec!["Operation", "Summary", "Service context"],
            operations.iter().map(row).collect(),
        );
    }
    removed(service, &mut page);

    page.heading(2, Line::text("Sources"));
    page.paragraph(Line::text(
        "Where they disagree, a documentation page governs, then the machine-readable definitions, then the SDK.",
    ));
    let rows = service.sources().iter().map(|source| {
        vec![
            Line::code(&*source.name),
            Line::link(Line::text(&*source.title), address(source)),
            Line::text(words::source_kind(source.kind)),
            Line::text(&*source.read),
        ]
    });
    page.table(vec!["Name", "Title", "Sort", "Read"], rows.collect());
    page
}

/// Operations that the vendor lists no more.
fn removed(service: &Service, page: &mut Document) {
    if service.removed().is_empty() {
        return;
    }
    page.heading(2, Line::text("Removed operations"));
    let rows = service.removed().iter().map(|removed| {
        let RemovedOperation {
            name,
            last_listed,
            renamed_to,
            route,
            cite,
        } = removed;
        let now =
            renamed_to
                .as_deref()
                .map_or_else(Line::default, |now| match service.operation(now) {
                    Some(operation) => link(service, operation),
                    None => Line::text(now),
                });
        let call = route.as_ref().map_or_else(Line::default, |route| {
            Line::code(format!("{} {}", route.method, route.path))
        });
        vec![
            Line::text(&**name),
            Line::text(&**last_listed),
            now,
            call,
            source(service, cite),
        ]
    });
    page.table(
        vec!["Operation", "Last listed", "Name now", "Call", "Source"],
        rows.collect(),
    );
}

/// The operations of a service by their paths.
pub(super) fn paths(service: &Service) -> Document {
    let mut page = part(service, paths::by_path(service), "Operations by path");
    let mut by_path: Vec<&Operation> = service.operations().collect();
    by_path.sort_by_key(|operation| (&operation.path, &operation.method, &operation.name));
    let row = |operation: &&Operation| {
        vec![
            Line::code(&*operation.method),
            Line::code(&*operation.path),
            link(service, operation),
        ]
    };
    page.table(
        vec!["Method", "Path", "Operation"],
        by_path.iter().map(row).collect(),
    );
    page
}

/// The types of a service, and who uses each. All users stand on the page of the type.
pub(super) fn types(service: &Service, uses: &Uses<'_>) -> Document {
    let mut page = part(service, paths::types(service), "Types");
    let rows = service.own_types().map(|ty| {
        let users = uses.get(ty.name.as_str());
        let operations = users.into_iter().flat_map(|users| &users.operations);
        let types = users.into_iter().flat_map(|users| &users.types);
        let operations =
            operations.map(|(name, _)| (*name, paths::operation_target(service, name)));
        let types = types.map(|(name, _)| (*name, paths::type_target(service, name)));
        let mut named: Vec<(&str, Option<Target>)> = Vec::new();
        for (name, target) in operations.chain(types) {
            if !named.iter().any(|(known, _)| *known == name) {
                named.push((name, target));
            }
        }
        let more = named.len().saturating_sub(SHOWN);
        let shown = named.into_iter().take(SHOWN);
        let mut used_by = Line::join(
            shown.map(|(name, target)| match target {
                Some(target) => Line::link(Line::text(name), target),
                None => Line::text(name),
            }),
            ", ",
        );
        if more > 0 {
            used_by = used_by.then(format!(" and {more} more"));
        }
        vec![
            super::types::link(service, &ty.name),
            Line::text(&*ty.info.summary),
            Line::text(ty.fields.len().to_string()),
            used_by,
        ]
    });
    page.table(vec!["Type", "Summary", "Fields", "Used by"], rows.collect());
    page
}

/// A page beside that of a service, which it leads to.
fn part(service: &Service, path: String, title: &'static str) -> Document {
    let mut page = Document::new(&format!("spec/{}/", service.name()), path);
    page.heading(1, Line::text(format!("{}: {title}", service.title())));
    let up = Target::Page(paths::service(service));
    page.paragraph(Line::link(Line::text(service.title()), up));
    page
}

fn link(service: &Service, operation: &Operation) -> Line {
    Line::link(
        Line::text(&*operation.name),
        Target::Page(paths::operation(service, operation)),
    )
}
