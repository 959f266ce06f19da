//! The pages that lead to the others.

use mediaspec_core::contract::{Catalog, Operation, Service, Style};
use mediaspec_core::words;

use super::paths;
use crate::markdown::{Document, Line, Target, address, source};

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

/// The operations, types and sources of a service.
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

    let link = |operation: &Operation| {
        Line::link(
            Line::text(&*operation.name),
            Target::Page(paths::operation(service, operation)),
        )
    };
    page.heading(2, Line::text("Operations"));
    let row = |operation: &Operation| {
        vec![
            link(operation),
            Line::text(&*operation.info.summary),
            operation
                .context
                .map_or_else(Line::default, |context| Line::text(words::context(context))),
        ]
    };
    page.table(
        vec!["Operation", "Summary", "Service context"],
        service.operations().map(row).collect(),
    );

    page.heading(2, Line::text("By path"));
    let mut by_path: Vec<&Operation> = service.operations().collect();
    by_path.sort_by_key(|operation| (&operation.path, &operation.method, &operation.name));
    let row = |operation: &&Operation| {
        vec![
            Line::code(&*operation.method),
            Line::code(&*operation.path),
            link(operation),
        ]
    };
    page.table(
        vec!["Method", "Path", "Operation"],
        by_path.iter().map(row).collect(),
    );

    page.heading(2, Line::text("Types"));
    let rows = service.own_types().map(|ty| {
        vec![
            super::types::link(service, &ty.name),
            Line::text(&*ty.info.summary),
            Line::text(ty.fields.len().to_string()),
        ]
    });
    page.table(vec!["Type", "Summary", "Fields"], rows.collect());

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
