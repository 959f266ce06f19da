//! The page of an operation.

use mediaspec_core::check::Scope;
use mediaspec_core::contract::{
    AuthGroup, Direction, Operation, RequestBody, Service, Style, TypeDef,
};
use mediaspec_core::sample::{SampleOptions, sample};
use mediaspec_core::words;

use super::fields::{Section, Shared, conflict, note, short_source, source};
use super::markdown::{Document, Line, Target};
use super::types::{self, link, readable};
use super::uses::{self, Users, Uses};
use super::{origin, paths};

pub(super) fn page<'t>(
    service: &Service<'t>,
    operation: &Operation<'t>,
    uses: &Uses<'t>,
) -> Document {
    let mut page = Document {
        origin: origin(&paths::source(service, "operations", operation.name)),
        path: paths::operation(service, operation),
        blocks: Vec::new(),
    };
    page.heading(1, Line::text(operation.name));
    page.paragraph(Line::text(operation.summary));
    page.paragraph(Line::code(format!(
        "{} {}",
        operation.method, operation.path
    )));
    page.bullets(facts(service, operation));

    authentication(&mut page, operation.auth);
    let parameters = [
        ("Path parameters", "path", operation.path_parameters),
        ("Query parameters", "query", operation.query),
        ("Request headers", "header", operation.headers),
    ];
    for (title, prefix, ty) in parameters {
        self::parameters(&mut page, service, title, prefix, ty, uses);
    }
    if let Some(body) = &operation.request {
        request(&mut page, service, operation, body);
    }
    responses(&mut page, service, operation, uses);
    callbacks(&mut page, service, operation);
    page
}

fn facts<'t>(service: &Service<'t>, operation: &Operation<'t>) -> Vec<Line> {
    let mut out = vec![
        Line::strong("Service:").then(" ").and(Line::link(
            Line::text(service.title),
            Target::Page(paths::service(service)),
        )),
        Line::strong("Name:").then(" ").and(Line::code(format!(
            "{}/{}",
            operation.service, operation.name
        ))),
    ];
    if !operation.tag.is_empty() {
        out.push(
            Line::strong("Vendor's group:")
                .then(" ")
                .and(Line::code(operation.tag)),
        );
    }
    if let Some(context) = operation.context {
        out.push(
            Line::strong("Service context:")
                .then(format!(" {}, ", words::context(context)))
                .and(Line::code(context.as_str())),
        );
    }
    match service.style {
        Style::Rest => {}
        Style::Rpc {
            action, version, ..
        } => out.push(
            Line::strong("In the query:")
                .then(" ")
                .and(Line::code(format!("{action}={}", operation.name)))
                .then(", the version ")
                .and(Line::code(version)),
        ),
    }
    out.push(
        Line::strong("Source:")
            .then(" ")
            .and(source(&operation.cite)),
    );
    out.extend(operation.notes.iter().map(|text| note(text)));
    out.extend(operation.conflicts.iter().map(|c| conflict(c, None)));
    out
}

fn authentication(page: &mut Document, groups: &[AuthGroup<'_>]) {
    if groups.is_empty() {
        return;
    }
    page.heading(2, Line::text("Authentication"));
    page.paragraph(Line::text(if groups.len() == 1 {
        "A request needs all of these headers."
    } else {
        "A request needs all headers of one of these schemes."
    }));
    let row = |group: &AuthGroup<'_>| {
        vec![
            Line::code(group.scheme),
            Line::join(group.headers.iter().map(|name| Line::code(*name)), ", "),
            source(&group.cite),
        ]
    };
    page.table(
        vec!["Scheme", "Headers", "Source"],
        groups.iter().map(row).collect(),
    );
}

fn parameters<'t>(
    page: &mut Document,
    service: &Service<'t>,
    title: &str,
    prefix: &str,
    ty: &TypeDef<'t>,
    uses: &Uses<'t>,
) {
    if ty.fields.is_empty() {
        return;
    }
    // Headers are shared between operations, and described once.
    let shared = match prefix {
        "header" => uses::shared(service, ty),
        _ => None,
    };
    let section = Section {
        service,
        ty,
        prefix,
        shared: shared.map(|shared| details_of(service, shared, uses)),
    };
    page.heading(2, Line::text(title));
    if let Some(shared) = shared {
        page.paragraph(
            link(service, shared)
                .then(if ty.fields.len() > shared.fields.len() {
                    ", and headers of this operation. "
                } else {
                    ". "
                })
                .then(shared.summary),
        );
    }
    section.table(page);
    section.rules(page, 3);
    section.details(page, 3);
    let mut remarks: Vec<Line> = ty.notes.iter().map(|text| note(text)).collect();
    remarks.extend(ty.conflicts.iter().map(|c| conflict(c, None)));
    page.bullets(remarks);
}

/// The page that describes shared headers.
fn details_of<'t>(service: &Service<'t>, ty: &'t TypeDef<'t>, uses: &Uses<'t>) -> Shared {
    let nobody = Users::default();
    let page = types::page(service, ty, uses.get(ty.name).unwrap_or(&nobody));
    Shared {
        fields: ty.fields.len(),
        rules: ty.rules.len(),
        anchors: page
            .anchors()
            .into_iter()
            .map(|(key, anchor)| (key.to_owned(), anchor))
            .collect(),
        path: page.path,
    }
}

fn request<'t>(
    page: &mut Document,
    service: &Service<'t>,
    operation: &Operation<'t>,
    body: &RequestBody<'t>,
) {
    page.heading(2, Line::text("Request body"));
    page.paragraph(
        link(service, body.ty)
            .then(if body.required {
                ", required. "
            } else {
                ", optional. "
            })
            .then(body.ty.summary),
    );
    let scope = Scope::body(Direction::Request).in_context(operation.context);
    let least = sample(body.ty, scope, &SampleOptions::default());
    let full = readable(body.ty, scope);
    if least == full || least.trim() == "{}" {
        page.json(full);
        return;
    }
    page.paragraph(Line::text("The least that validates:"));
    page.json(least);
    page.paragraph(Line::text("With what else has an effect:"));
    page.json(full);
}

fn responses<'t>(
    page: &mut Document,
    service: &Service<'t>,
    operation: &Operation<'t>,
    uses: &Uses<'t>,
) {
    page.heading(2, Line::text("Responses"));
    if operation.responses.is_empty() {
        page.paragraph(Line::text("None are documented."));
        return;
    }
    // Headers that are shared and nothing else: a link says it all.
    let shared = |headers: &TypeDef<'t>| {
        uses::shared(service, headers).filter(|ty| ty.fields.len() == headers.fields.len())
    };
    let rows = operation.responses.iter().map(|response| {
        let headers = match (shared(response.headers), response.headers.fields) {
            (Some(ty), _) => link(service, ty),
            (None, []) => Line::default(),
            (None, _) => Line::text("see below"),
        };
        vec![
            Line::code(response.status.to_string()),
            Line::text(response.summary),
            response.error_code.map_or_else(Line::default, Line::code),
            response
                .body
                .map_or_else(Line::default, |ty| link(service, ty)),
            headers,
            short_source(&response.cite, &operation.cite),
        ]
    });
    page.table(
        vec![
            "Status",
            "Meaning",
            "Error code",
            "Body",
            "Headers",
            "Source",
        ],
        rows.collect(),
    );
    for response in operation.responses {
        let status = response.status;
        if shared(response.headers).is_none() {
            let title = format!("Headers of {status}");
            let prefix = format!("header of {status}");
            parameters(page, service, &title, &prefix, response.headers, uses);
        }
        // One type for every error: once is enough.
        let told = operation
            .responses
            .iter()
            .take_while(|other| other.status != status)
            .any(|other| other.body == response.body);
        if let Some(ty) = response.body
            && !told
        {
            page.heading(3, Line::text(format!("Sample of {status}")));
            let scope = Scope::body(Direction::Response).in_context(operation.context);
            page.json(readable(ty, scope));
        }
    }
}

fn callbacks<'t>(page: &mut Document, service: &Service<'t>, operation: &Operation<'t>) {
    if operation.callbacks.is_empty() {
        return;
    }
    page.heading(2, Line::text("Callbacks"));
    page.paragraph(Line::text(
        "Messages that the vendor sends to an address of the caller.",
    ));
    for callback in operation.callbacks {
        page.heading(3, Line::code(callback.name));
        page.paragraph(
            link(service, callback.ty)
                .then(". ")
                .then(callback.summary)
                .then(" Source: ")
                .and(source(&callback.cite)),
        );
        if let Some(address) = callback.address {
            page.paragraph(
                Line::text(format!(
                    "It goes to the address in the request's {}: ",
                    address.part.as_str()
                ))
                .and(Line::code(address.pointer))
                .then("."),
            );
        }
        let scope = Scope::body(Direction::Response).in_context(operation.context);
        page.json(readable(callback.ty, scope));
    }
}
