//! The messages that schemas and boundary cases are written for.

use mediaspec_core::check::Scope;
use mediaspec_core::contract::{AuthGroup, Catalog, Direction, Operation, Part, Service, TypeDef};

/// A message of an operation, or one part of it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Message<'t> {
    pub(crate) service: &'t Service<'t>,
    pub(crate) operation: &'t Operation<'t>,
    pub(crate) kind: Kind<'t>,
    pub(crate) part: Part,
    pub(crate) ty: &'t TypeDef<'t>,
    /// Header groups of which a request needs one complete; empty but for request headers.
    pub(crate) auth: &'t [AuthGroup<'t>],
}

/// Which message of an operation.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Kind<'t> {
    Request,
    Response(u16),
    Callback(&'t str),
}

impl Kind<'_> {
    pub(crate) const fn direction(self) -> Direction {
        match self {
            Self::Request => Direction::Request,
            Self::Response(_) | Self::Callback(_) => Direction::Response,
        }
    }

    /// `request`, the status, or the callback's name.
    pub(crate) fn name(self) -> String {
        match self {
            Self::Request => "request".to_owned(),
            Self::Response(status) => status.to_string(),
            Self::Callback(name) => name.to_owned(),
        }
    }

    /// The same for file names: `request`, `response-200`, `callback-live-event`.
    pub(crate) fn slug(self) -> String {
        match self {
            Self::Request => "request".to_owned(),
            Self::Response(status) => format!("response-{status}"),
            Self::Callback(name) => format!("callback-{name}"),
        }
    }
}

impl<'t> Message<'t> {
    pub(crate) fn scope(&self) -> Scope {
        Scope::body(self.kind.direction())
            .in_part(self.part)
            .in_context(self.operation.context)
    }

    /// `metastudio/ListDigitalHumanVideo`.
    pub(crate) fn operation_name(&self) -> String {
        format!("{}/{}", self.operation.service, self.operation.name)
    }
}

/// Every message of a catalog: services, operations, then request, responses, callbacks. A part without members is none.
pub(crate) fn messages(catalog: Catalog<'_>) -> Vec<Message<'_>> {
    let mut out = Vec::new();
    for service in catalog.services {
        for operation in service.operations {
            of_operation(service, operation, &mut out);
        }
    }
    out
}

fn of_operation<'t>(
    service: &'t Service<'t>,
    operation: &'t Operation<'t>,
    out: &mut Vec<Message<'t>>,
) {
    let request = Message {
        service,
        operation,
        kind: Kind::Request,
        part: Part::Body,
        ty: operation.query,
        auth: &[],
    };
    if let Some(body) = operation.request {
        out.push(Message {
            ty: body.ty,
            ..request
        });
    }
    for (part, ty) in [
        (Part::Path, operation.path_parameters),
        (Part::Query, operation.query),
        (Part::Header, operation.headers),
    ] {
        let auth = match part {
            Part::Header => operation.auth,
            Part::Body | Part::Path | Part::Query => &[],
        };
        if !ty.fields.is_empty() || !auth.is_empty() {
            out.push(Message {
                part,
                ty,
                auth,
                ..request
            });
        }
    }
    for response in operation.responses {
        let message = Message {
            kind: Kind::Response(response.status),
            ..request
        };
        if let Some(ty) = response.body {
            out.push(Message { ty, ..message });
        }
        if !response.headers.fields.is_empty() {
            out.push(Message {
                part: Part::Header,
                ty: response.headers,
                ..message
            });
        }
    }
    for callback in operation.callbacks {
        out.push(Message {
            kind: Kind::Callback(callback.name),
            ty: callback.ty,
            ..request
        });
    }
}
