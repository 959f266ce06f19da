//! The page of a type.

use mediaspec_core::check::Scope;
use mediaspec_core::contract::{Direction, Service, TypeDef};
use mediaspec_core::sample::{SampleOptions, sample};
use mediaspec_core::words::{self, Mark, Phrase};

use super::fields::{Section, conflict, note, source};
use super::markdown::{Document, Line, Target};
use super::uses::{Place, Users};
use super::{origin, paths};

/// How many lines a sample may have before it is cut down to what is required.
const MOST_LINES: usize = 200;

pub(super) fn page<'t>(service: &Service<'t>, ty: &TypeDef<'t>, users: &Users<'t>) -> Document {
    let mut page = Document {
        origin: origin(&paths::source(service, "types", ty.name)),
        path: paths::ty(service, ty),
        blocks: Vec::new(),
    };
    page.heading(1, Line::text(ty.name));
    page.paragraph(Line::text(ty.summary));

    let mut facts = vec![Line::strong("Service:").then(" ").and(Line::link(
        Line::text(service.title),
        Target::Page(paths::service(service)),
    ))];
    if ty.wire != ty.name {
        facts.push(
            Line::strong("Vendor's name:")
                .then(" ")
                .and(Line::code(ty.wire)),
        );
    }
    if ty.open {
        facts.push(
            Line::strong("Open:")
                .then(" the vendor's table is known in part; members beyond these are expected"),
        );
    }
    facts.push(Line::strong("Source:").then(" ").and(source(&ty.cite)));
    facts.extend(ty.notes.iter().map(|text| note(text)));
    facts.extend(ty.conflicts.iter().map(|c| conflict(c, None)));
    page.bullets(facts);

    let section = Section {
        service,
        ty,
        prefix: "",
        shared: None,
    };
    page.heading(2, Line::text("Fields"));
    if ty.fields.is_empty() {
        page.paragraph(Line::text("None are documented."));
    }
    section.table(&mut page);
    if users.in_bodies || !users.in_requests {
        example(&mut page, ty, users);
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

/// A payload of the type alone.
fn example(page: &mut Document, ty: &TypeDef<'_>, users: &Users<'_>) {
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
    page.json(readable(ty, scope));
}

/// A sample with all that has an effect, or with what is required where that would be too long.
pub(super) fn readable(ty: &TypeDef<'_>, scope: Scope) -> String {
    let of = |full| sample(ty, scope, &SampleOptions { full, seed: 0 });
    let full = of(true);
    if full.lines().count() <= MOST_LINES {
        full
    } else {
        of(false)
    }
}

fn used_by(page: &mut Document, service: &Service<'_>, users: &Users<'_>) {
    page.heading(2, Line::text("Used by"));
    let link = |label: Line, target: Option<Target>| match target {
        Some(target) => Line::link(label, target),
        None => label,
    };
    let operations = users.operations.iter().map(|&(name, place)| {
        let place = match place {
            Place::Path => ", in a path parameter".to_owned(),
            Place::Query => ", in a query parameter".to_owned(),
            Place::Headers => ", request headers".to_owned(),
            Place::Request => ", request".to_owned(),
            Place::Response(status) => format!(", response {status}"),
            Place::ResponseHeaders(status) => format!(", headers of response {status}"),
            Place::Callback(name) => format!(", callback {name}"),
        };
        link(Line::text(name), paths::operation_target(service, name)).then(place)
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

/// A link to a type, where it has a page.
pub(super) fn link(service: &Service<'_>, ty: &TypeDef<'_>) -> Line {
    let phrase: Phrase<'_> = words::kind(&mediaspec_core::contract::Shape::Object(ty));
    Line::phrase(&phrase, &|mark, text| match mark {
        Mark::Type => paths::type_target(service, text),
        Mark::Plain | Mark::Name | Mark::Value => None,
    })
}
