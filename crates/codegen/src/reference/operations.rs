//! The page of an operation.

use mediaspec_core::check::Scope;
use mediaspec_core::contract::{
    Address, AuthGroup, Direction, Operation, Part, RequestBody, Service, Style, TypeDef, TypeName,
};
use mediaspec_core::words;
use mediaspec_payloads::sample::{SampleOptions, sample};

use super::fields::{Details, Section, remarks, short_source};
use super::paths;
use super::types::{Types, link, readable};
use crate::markdown::{Document, Line, Target, source};

pub(super) fn page(service: &Service, operation: &Operation, types: &Types<'_>) -> Document {
    let page = Document::new(
        &paths::source(service, "operations", &operation.name),
        paths::operation(service, operation),
    );
    let mut writer = Writer {
        service,
        operation,
        types,
        page,
    };
    writer.head();
    writer.authentication();
    for (title, prefix, part) in [
        ("Path parameters", "path", Part::Path),
        ("Query parameters", "query", Part::Query),
        ("Request headers", "header", Part::Header),
    ] {
        if let Some(name) = operation.request_part(part) {
            writer.parameters(title, prefix, name);
        }
    }
    if let Some(body) = &operation.request {
        writer.request(body);
    }
    writer.responses();
    writer.callbacks();
    writer.page
}

/// Writes the page of an operation, part by part.
struct Writer<'a> {
    service: &'a Service,
    operation: &'a Operation,
    /// The pages of the service's types.
    types: &'a Types<'a>,
    page: Document,
}

impl Writer<'_> {
    fn head(&mut self) {
        let operation = self.operation;
        self.page.heading(1, Line::text(&*operation.name));
        self.page.paragraph(Line::text(&*operation.info.summary));
        self.page.paragraph(Line::code(format!(
            "{} {}",
            operation.method, operation.path
        )));
        let facts = self.facts();
        self.page.bullets(facts);
    }

    fn facts(&self) -> Vec<Line> {
        let (service, operation) = (self.service, self.operation);
        let mut out = vec![
            Line::strong("Service:").then(" ").and(Line::link(
                Line::text(service.title()),
                Target::Page(paths::service(service)),
            )),
            Line::strong("Name:")
                .then(" ")
                .and(Line::code(operation.full_name())),
        ];
        if !operation.tag.is_empty() {
            out.push(
                Line::strong("Vendor's group:")
                    .then(" ")
                    .and(Line::code(&*operation.tag)),
            );
        }
        if let Some(context) = operation.context {
            out.push(
                Line::strong("Service context:")
                    .then(format!(" {}, ", words::context(context)))
                    .and(Line::code(context.as_str())),
            );
        }
        if let Some(state) = words::operation_state(&operation.state) {
            out.push(Line::strong("State:").then(" ").and(Line::text(state)));
        }
        if let Style::Rpc {
            action,
            version,
            headers: _,
            cite: _,
        } = service.style()
        {
            out.push(
                Line::strong("In the query:")
                    .then(" ")
                    .and(Line::code(format!("{action}={}", operation.name)))
                    .then(", the version ")
                    .and(Line::code(format!(
                        "{version}={}",
                        service.version().unwrap_or_default()
                    ))),
            );
        }
        let cite = source(service, &operation.info.cite);
        out.push(Line::strong("Source:").then(" ").and(cite));
        out.extend(remarks(service, &operation.info));
        out
    }

    fn authentication(&mut self) {
        let groups = self.service.auth(self.operation);
        if groups.is_empty() {
            return;
        }
        self.page.heading(2, Line::text("Authentication"));
        self.page.paragraph(Line::text(if groups.len() == 1 {
            "A request needs all of these headers."
        } else {
            "A request needs all headers of one of these schemes."
        }));
        let row = |group: &AuthGroup| {
            vec![
                Line::code(&*group.scheme),
                Line::join(group.headers.iter().map(|name| Line::code(&**name)), ", "),
                source(self.service, &group.cite),
            ]
        };
        let rows = groups.iter().map(row).collect();
        self.page.table(vec!["Scheme", "Headers", "Source"], rows);
    }

    /// Adds the parameters of one part: those of the operation with all that is known of them, those that operations
    /// share with links to the page of their type.
    fn parameters(&mut self, title: &str, prefix: &str, name: &TypeName) {
        let service = self.service;
        let ty = service.resolve(name);
        if ty.fields.is_empty() {
            return;
        }
        self.page.heading(2, Line::text(title));
        if self.shared(name).is_some() {
            self.shared_parameters(name, prefix);
            return;
        }
        for name in &ty.includes {
            self.shared_parameters(name, prefix);
        }
        let page = &mut self.page;
        let section = Section {
            service,
            ty,
            home: &self.operation.info.cite,
            prefix,
            details: Details::Here,
        };
        if !service.own_fields(ty).is_empty() {
            section.table(page);
        }
        section.rules(page, 3);
        section.details(page, 3);
        page.bullets(remarks(service, &ty.info).collect());
    }

    /// Adds the table of a type that operations share for their parameters.
    fn shared_parameters(&mut self, name: &TypeName, prefix: &str) {
        let (service, ty) = (self.service, self.service.resolve(name));
        let section = Section {
            service,
            ty,
            home: &self.operation.info.cite,
            prefix,
            details: self.shared(name).map_or(Details::Here, Details::on_page),
        };
        let summary = link(service, name).then(". ");
        self.page.paragraph(summary.then(&*ty.info.summary));
        section.table(&mut self.page);
    }

    /// Returns the page of a type that operations share for their parameters.
    fn shared(&self, name: &TypeName) -> Option<&Document> {
        self.types.get(name.as_str())
    }

    fn request(&mut self, body: &RequestBody) {
        let service = self.service;
        let ty = service.resolve(&body.ty);
        let page = &mut self.page;
        page.heading(2, Line::text("Request body"));
        let required = if body.required {
            ", required"
        } else {
            ", optional"
        };
        let mut line = link(service, &body.ty).then(required);
        if let Some(sent) = words::request_sent_as(body) {
            line = line.then(", ").then(sent);
        }
        page.paragraph(line.then(". ").then(&*ty.info.summary));
        self.whole(ty);
        let page = &mut self.page;
        let scope = Scope::body(Direction::Request).in_context(self.operation.context);
        let least = sample(service, ty, scope, &SampleOptions::default()).pretty();
        let full = readable(service, ty, scope);
        if least == full || least.trim() == "{}" {
            page.json(full);
            return;
        }
        page.paragraph(Line::text("The least that validates:"));
        page.json(least);
        page.paragraph(Line::text("With what else has an effect:"));
        page.json(full);
    }

    /// Describes a body that is no object: its type has no page.
    fn whole(&mut self, ty: &TypeDef) {
        let Some(field) = ty.transparent_field() else {
            return;
        };
        let section = Section {
            service: self.service,
            ty,
            home: &self.operation.info.cite,
            prefix: "",
            details: Details::Here,
        };
        section.description(field, &mut self.page);
    }

    fn responses(&mut self) {
        let (service, operation) = (self.service, self.operation);
        self.page.heading(2, Line::text("Responses"));
        if operation.responses.is_empty() {
            self.page.paragraph(Line::text("None are documented."));
        } else {
            self.documented_responses();
        }
        if let Some(error) = service.error() {
            self.page.paragraph(
                Line::text("The body of any other error: ")
                    .and(link(service, error))
                    .then("."),
            );
        }
    }

    fn documented_responses(&mut self) {
        let (service, operation) = (self.service, self.operation);
        let rows = operation.responses.iter().map(|response| {
            let headers = response.headers.as_ref().map(|name| {
                if self.shared(name).is_some() {
                    // A link says it all.
                    link(service, name)
                } else {
                    Line::text("see below")
                }
            });
            let body = response.body.as_ref().map(|name| link(service, name));
            let sent = words::answer_sent_as(response).map(Line::text);
            let body = Line::join(body.into_iter().chain(sent), ", ");
            vec![
                Line::code(response.status.to_string()),
                Line::text(&*response.summary),
                response
                    .error_code
                    .as_deref()
                    .map_or_else(Line::default, Line::code),
                body,
                headers.unwrap_or_default(),
                short_source(service, &response.cite, &operation.info.cite),
            ]
        });
        let rows = rows.collect();
        self.page.table(
            vec![
                "Status",
                "Meaning",
                "Error code",
                "Body",
                "Headers",
                "Source",
            ],
            rows,
        );
        for response in &operation.responses {
            let status = response.status;
            if let Some(name) = &response.headers
                && self.shared(name).is_none()
            {
                let title = format!("Headers of {status}");
                let prefix = format!("header of {status}");
                self.parameters(&title, &prefix, name);
            }
            // One type for every error: once is enough.
            let told = operation
                .responses
                .iter()
                .take_while(|other| other.status != status)
                .any(|other| other.body == response.body);
            if let Some(name) = &response.body
                && !told
            {
                self.page
                    .heading(3, Line::text(format!("Sample of {status}")));
                self.sample(name);
            }
        }
    }

    /// Adds a sample of a message that the vendor sends.
    fn sample(&mut self, name: &TypeName) {
        let scope = Scope::body(Direction::Response).in_context(self.operation.context);
        let ty = self.service.resolve(name);
        self.whole(ty);
        self.page.json(readable(self.service, ty, scope));
    }

    fn callbacks(&mut self) {
        if self.operation.callbacks.is_empty() {
            return;
        }
        self.page.heading(2, Line::text("Callbacks"));
        self.page.paragraph(Line::text(
            "Messages that the vendor sends to an address of the caller.",
        ));
        for callback in &self.operation.callbacks {
            self.page.heading(3, Line::code(&*callback.name));
            self.page.paragraph(
                link(self.service, &callback.ty)
                    .then(". ")
                    .then(&*callback.summary)
                    .then(" Source: ")
                    .and(source(self.service, &callback.cite)),
            );
            if let Some(Address { part, pointer }) = &callback.address {
                self.page.paragraph(
                    Line::text(format!(
                        "It goes to the address in the request's {}: ",
                        part.as_str()
                    ))
                    .and(Line::code(&**pointer))
                    .then("."),
                );
            }
            self.sample(&callback.ty);
        }
    }
}
