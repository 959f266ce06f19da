//! The page of a type.

use std::collections::BTreeMap;

use mediaspec_core::check::Scope;
use mediaspec_core::contract::{Direction, Service, TypeDef, TypeName};
use mediaspec_core::uses::Users;
use mediaspec_payloads::sample::{SampleOptions, sample};

use super::fields::{Details, Section, remarks};
use super::paths;
use crate::markdown::{Document, Line, Target, source};

/// The pages of a service's types, by the types' names.
pub(super) type Types<'c> = BTreeMap<&'c str, Document>;

/// How many lines a sample may have before it is cut down to what is required.
const MOST_LINES: usize = 200;

pub(super) fn page(service: &Service, ty: &TypeDef, users: &Users<'_>) -> Document {
    let mut page = Document::new(
        &paths::source(service, "types", &ty.name),
        paths::ty(service, ty),
    );
    page.heading(1, Line::text(ty.name.as_str()));
    page.paragraph(Line::text(&*ty.info.summary));

    let mut facts = vec![Line::strong("Service:").then(" ").and(Line::link(
        Line::text(service.title()),
        Target::Page(paths::service(service)),
    ))];
    if *ty.wire != *ty.name {
        facts.push(
            Line::strong("Vendor's name:")
                .then(" ")
                .and(Line::code(&*ty.wire)),
        );
    }
    if ty.open {
        facts.push(
            Line::strong("Open:")
                .then(" the vendor's table is known in part; members beyond these are expected"),
        );
    }
    let cite = source(service, &ty.info.cite);
    facts.push(Line::strong("Source:").then(" ").and(cite));
    facts.extend(remarks(service, &ty.info));
    page.bullets(facts);

    let section = Section {
        service,
        ty,
        home: &ty.info.cite,
        prefix: "",
        details: Details::Here,
    };
    if let Some(value) = ty.value() {
        page.heading(2, Line::text("Value"));
        section.description(value, &mut page);
        used_by(&mut page, service, users);
        return page;
    }
    page.heading(2, Line::text("Fields"));
    if ty.fields.is_empty() {
        page.paragraph(Line::text("None are documented."));
    }
    section.table(&mut page);
    if users.in_bodies || !users.in_requests {
        example(&mut page, service, ty, users);
    }
    if !ty.rules.is_empty() {
        page.heading(2, Line::text("Rules"));
        section.rules(&mut page, 3);
    }
    if !ty.fields.is_empty() {
        page.heading(2, Line::text("Field by field"));
        section.details(&mut page, 3);
    }
    used_by(&mut page, service, users);
    page
}

/// Adds a payload of the type alone.
fn example(page: &mut Document, service: &Service, ty: &TypeDef, users: &Users<'_>) {
    let direction = if users.in_requests {
        Direction::Request
    } else {
        Direction::Response
    };
    let mut contexts = users.contexts.iter();
    let context = match (contexts.next(), contexts.next()) {
        (Some(&only), None) => only,
        _ => None,
    };
    let scope = Scope::body(direction).in_context(context);
    page.heading(2, Line::text("Sample"));
    page.json(readable(service, ty, scope));
}

/// Returns a sample with all that has an effect, or with what is required where that would be too long.
pub(super) fn readable(service: &Service, ty: &TypeDef, scope: Scope) -> String {
    let of = |full| sample(service, ty, scope, &SampleOptions { full, seed: 0 }).pretty();
    let full = of(true);
    if full.lines().count() <= MOST_LINES {
        full
    } else {
        of(false)
    }
}

fn used_by(page: &mut Document, service: &Service, users: &Users<'_>) {
    page.heading(2, Line::text("Used by"));
    let link = |label: Line, target: Option<Target>| match target {
        Some(target) => Line::link(label, target),
        None => label,
    };
    let operations = users.operations.iter().map(|&(name, place)| {
        link(Line::text(name), paths::operation_target(service, name)).then(format!(", {place}"))
    });
    let types = users.types.iter().map(|&(name, field)| {
        link(Line::text(name), paths::type_target(service, name))
            .then(", ")
            .and(Line::code(field))
    });
    let all: Vec<Line> = operations.chain(types).collect();
    if all.is_empty() {
        page.paragraph(Line::text("Nothing yet."));
    }
    page.bullets(all);
}

/// Returns the name of a type, as a link where it has a page.
pub(super) fn link(service: &Service, name: &TypeName) -> Line {
    let label = Line::code(name.as_str());
    match paths::type_target(service, name) {
        Some(target) => Line::link(label, target),
        None => label,
    }
}
