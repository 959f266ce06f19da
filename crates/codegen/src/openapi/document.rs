//! A service as one document.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use mediaspec_core::check::Scope;
use mediaspec_core::contract::{Direction, Operation, Part, Service, Style};
use mediaspec_core::node::{Members, Node};

use super::components::{Collected, Schemas};
use super::operations::{self, Paths};
use super::{extensions, texts};
use crate::origin;

/// The version of OpenAPI: the first whose schemas are those of JSON Schema 2020-12.
const OPENAPI: &str = "3.1.0";

/// What the document is licensed under, an SPDX expression.
const LICENCE: &str = env!("CARGO_PKG_LICENSE");

/// Stands in for a host that no source shows. RFC 2606 keeps the name from ever being one.
const NO_HOST: &str = "endpoint.invalid";

/// The name of a service's document, in the folder of all.
pub(super) fn file(service: &Service) -> String {
    format!("{}.openapi.json", service.name())
}

/// The document of a service.
pub(super) fn document(service: &Service) -> Node {
    let schemas = Schemas::name(collected(service));
    let Paths {
        paths,
        webhooks,
        schemes,
        parameters,
    } = operations::paths(service, &schemas);
    let mut out = Members::new()
        .with("openapi", OPENAPI)
        .with(
            "x-mediaspec-generated",
            origin::remark(&format!("spec/{}", service.name())),
        )
        .with("info", info(service))
        .with("servers", servers(service))
        .with("tags", tags(service))
        .with("paths", paths);
    if !webhooks.is_empty() {
        out.push("webhooks", webhooks);
    }
    let mut components = Members::new();
    for (name, members) in [
        ("securitySchemes", schemes),
        ("parameters", parameters),
        ("schemas", schemas.into_components()),
    ] {
        if !members.is_empty() {
            components.push(name, members);
        }
    }
    out.push("components", components);
    out.push("x-mediaspec-sources", extensions::sources(service));
    out.into()
}

/// Every type that a message uses.
fn collected(service: &Service) -> Collected<'_> {
    let mut out = Collected::new(service);
    for message in service.messages() {
        match message.part {
            Part::Body => out.add(message.ty, message.scope()),
            // Parameters are no type of the document: each has a schema of its own.
            Part::Path | Part::Query | Part::Header => {
                out.add_fields(message.type_def(), message.scope());
            }
        }
    }
    if let Some(common) = service.common() {
        let scope = Scope::body(Direction::Request).in_part(Part::Query);
        out.add_fields(service.resolve(common), scope);
    }
    if let Some(error) = service.error() {
        for operation in service.operations() {
            let scope = Scope::body(Direction::Response).in_context(operation.context);
            out.add(error, scope);
        }
    }
    out
}

fn info(service: &Service) -> Members {
    let contact = Members::new()
        .with("name", "mediaspec")
        .with("url", env!("CARGO_PKG_REPOSITORY"));
    let licence = Members::new()
        .with("name", LICENCE)
        .with("identifier", LICENCE);
    Members::new()
        .with("title", format!("{} (unofficial)", service.title()))
        .with("summary", texts::plain(service.summary()))
        .with("description", description(service))
        .with("contact", contact)
        .with("license", licence)
        .with("version", env!("CARGO_PKG_VERSION"))
}

fn description(service: &Service) -> String {
    let mut out = format!(
        "Unofficial. The vendor has neither written nor approved this document: it says in a form that programs can read \
         what the sources below said on the day they were read, in words of our own. {}\n\n\
         Requests are described strictly, responses are not: a request may have no member beyond those that are \
         described, a response may, and what is optional there may be `null`. A type that differs because of that is two \
         components, one that ends in `Request` and one in `Response`.\n\n\
         Lengths in bytes, lengths without markup, JSON documents inside texts and uniqueness by a member are beyond \
         JSON Schema. The descriptions tell them, and the checks of mediaspec enforce them. Rules between members stand in \
         `x-mediaspec-rules`, those that only warn too; other members that begin with `x-mediaspec-` tell where each \
         thing was read.\n",
        texts::sentences([service.summary()]),
    );
    if let Style::Rpc {
        action,
        version: _,
        headers: _,
        cite: _,
    } = service.style()
    {
        let _ = write!(
            out,
            "\nOn the wire every request goes to the path `/`, and the query parameter {} names the operation. \
                 OpenAPI tells operations apart by path and method alone, so **the paths of this document are made up**: \
                 a client sends the request to `/` of the server, with the same query. `x-mediaspec-rpc` says the \
                 same for programs.\n",
            texts::code(action),
        );
    }
    out.push_str("\nSources, in order of precedence:\n\n");
    for source in service.sources() {
        let _ = writeln!(
            out,
            "- {} ({}), read {}",
            texts::link(source),
            texts::code(&source.name),
            source.read
        );
    }
    out
}

/// One server whose host is a variable: hosts differ by region, and no source lists them all.
fn servers(service: &Service) -> Vec<Node> {
    let mut variable = Members::new();
    let mut shown = service.endpoints().iter();
    // A host without a label that stands for any can be asked as it is.
    match shown.find(|endpoint| !endpoint.is_template()) {
        Some(endpoint) => {
            let others: Vec<String> = service
                .endpoints()
                .iter()
                .filter(|other| *other != endpoint)
                .map(|e| texts::code(&e.host))
                .collect();
            let mut description =
                "Host of the region. Others exist; this is the one that a source shows.".to_owned();
            if !others.is_empty() {
                let _ = write!(description, " So do sources: {}.", others.join(", "));
            }
            let _ = write!(description, " {}", texts::source(service, &endpoint.cite));
            variable.push("default", &*endpoint.host);
            variable.push("description", description);
        }
        None => {
            variable.push("default", NO_HOST);
            variable.push(
                "description",
                "Host of the region. No source shows one; this is no real host.",
            );
        }
    }
    let server = Members::new()
        .with("url", "https://{endpoint}")
        .with(
            "description",
            format!(
                "{}, in the region of your choice.",
                texts::plain(service.title())
            ),
        )
        .with("variables", Members::new().with("endpoint", variable));
    vec![server.into()]
}

/// The vendor's groups of operations.
fn tags(service: &Service) -> Vec<Node> {
    let mut groups: BTreeMap<&str, Vec<&Operation>> = BTreeMap::new();
    for operation in service.operations() {
        let group = groups.entry(operations::tag(service, operation));
        group.or_default().push(operation);
    }
    groups
        .into_iter()
        .map(|(tag, operations)| {
            let whose = if operations.iter().any(|operation| *operation.tag == *tag) {
                "What the vendor groups under this name"
            } else {
                "What the vendor has in no group"
            };
            let names = operations.iter().map(|o| texts::code(&o.name));
            let names: Vec<String> = names.collect();
            Members::new()
                .with("name", tag)
                .with("description", format!("{whose}: {}.", names.join(", ")))
                .into()
        })
        .collect()
}
