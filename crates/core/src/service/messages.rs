//! The messages of an operation, in one list: everything that is written or checked message by message goes by it.

use std::collections::BTreeSet;
use std::fmt;

use super::{Catalog, Service};
use crate::contract::{AuthGroup, Direction, Operation, Part, Scope, TypeDef, TypeName};

/// One part of a message of an operation.
///
/// ```
/// use mediaspec_core::contract::Service;
///
/// /// Every message of a service: `ListDigitalHumanVideo request query`, `ListDigitalHumanVideo 200 body`.
/// pub fn listed(service: &Service) -> Vec<String> {
///     let messages = service.messages();
///     messages
///         .map(|message| format!("{} {} {}", message.operation.name, message.kind, message.part))
///         .collect()
/// }
/// # let _ = listed;
/// ```
#[derive(Debug, Clone, Copy)]
#[non_exhaustive]
pub struct Message<'c> {
    /// The service.
    pub service: &'c Service,
    /// The operation.
    pub operation: &'c Operation,
    /// Which message of the operation.
    pub kind: MessageKind<'c>,
    /// Which part of the message.
    pub part: Part,
    /// The name of its type.
    pub ty: &'c TypeName,
}

/// Which message of an operation.
///
/// Written as `request`, as the status of a response (`200`), or as the name of a callback (`live-event`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum MessageKind<'c> {
    /// The request.
    Request,
    /// The response of that status.
    Response(u16),
    /// The callback of that name.
    Callback(&'c str),
}

impl MessageKind<'_> {
    /// Which way the message goes.
    #[must_use]
    pub const fn direction(self) -> Direction {
        match self {
            Self::Request => Direction::Request,
            Self::Response(_) | Self::Callback(_) => Direction::Response,
        }
    }

    /// The form for names of files, which says of what kind the message is: `request`, `response-200`,
    /// `callback-live-event`.
    #[must_use]
    pub fn slug(self) -> String {
        match self {
            Self::Request => "request".to_owned(),
            Self::Response(status) => format!("response-{status}"),
            Self::Callback(name) => format!("callback-{name}"),
        }
    }
}

impl fmt::Display for MessageKind<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Request => f.pad("request"),
            Self::Response(status) => status.fmt(f),
            Self::Callback(name) => f.pad(name),
        }
    }
}

impl<'c> Message<'c> {
    /// What a check of it goes by.
    #[must_use]
    pub const fn scope(&self) -> Scope {
        Scope::body(self.kind.direction())
            .in_part(self.part)
            .in_context(self.operation.context)
    }

    /// Its type.
    #[must_use]
    pub fn type_def(&self) -> &'c TypeDef {
        self.service.resolve(self.ty)
    }

    /// The header groups of which it must hold one: none but for the headers of a request.
    #[must_use]
    pub fn auth(&self) -> &'c [AuthGroup] {
        match (self.kind, self.part) {
            (MessageKind::Request, Part::Header) => self.service.auth(self.operation),
            (MessageKind::Request, Part::Body | Part::Path | Part::Query)
            | (MessageKind::Response(_) | MessageKind::Callback(_), _) => &[],
        }
    }
}

impl Service {
    /// The messages of an operation of this service, part by part: the request (body, path, query, header), the
    /// responses (each body, header), the callbacks. A part that the operation names no type for is not among them.
    pub fn messages_of<'c>(
        &'c self,
        operation: &'c Operation,
    ) -> impl Iterator<Item = Message<'c>> + use<'c> {
        let message = move |kind, part, ty: Option<&'c TypeName>| {
            ty.map(|ty| Message {
                service: self,
                operation,
                kind,
                part,
                ty,
            })
        };
        let parts = [Part::Body, Part::Path, Part::Query, Part::Header].into_iter();
        let request = parts
            .map(move |part| message(MessageKind::Request, part, operation.request_part(part)));
        let responses = operation.responses.iter().flat_map(move |response| {
            let kind = MessageKind::Response(response.status);
            [
                message(kind, Part::Body, response.body.as_ref()),
                message(kind, Part::Header, response.headers.as_ref()),
            ]
        });
        let callbacks = operation.callbacks.iter().map(move |callback| {
            let kind = MessageKind::Callback(&callback.name);
            message(kind, Part::Body, Some(&callback.ty))
        });
        request.chain(responses).chain(callbacks).flatten()
    }

    /// The messages of all operations, sorted by the operations' names.
    pub fn messages(&self) -> impl Iterator<Item = Message<'_>> {
        self.operations()
            .flat_map(|operation| self.messages_of(operation))
    }
}

impl Service {
    /// Returns the names of the types that describe forms in parts (`multipart/form-data`) and nothing else: only their
    /// fields can be files.
    #[must_use]
    pub fn forms_in_parts(&self) -> BTreeSet<&str> {
        let mut forms = BTreeSet::new();
        let mut others: Vec<&TypeName> = self.error().into_iter().collect();
        others.extend(self.types().flat_map(TypeDef::references));
        for operation in self.operations() {
            let request = operation.request.as_ref();
            let form = request.filter(|body| body.media_types.hold_files());
            let form = form.map(|body| &body.ty);
            let is_form = |name: &TypeName| form.is_some_and(|form| std::ptr::eq(form, name));
            others.extend(operation.references().filter(|name| !is_form(name)));
            forms.extend(form.map(TypeName::as_str));
        }
        for name in others {
            forms.remove(name.as_str());
        }
        forms
    }
}

impl Catalog {
    /// The messages of all services.
    pub fn messages(&self) -> impl Iterator<Item = Message<'_>> {
        self.services().iter().flat_map(Service::messages)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::contract::{Callback, MediaTypes, OperationState, RequestBody, Response};
    use crate::fixtures;

    #[test]
    fn messages_are_listed_part_by_part() {
        let service = fixtures::service(Vec::new());
        let mut operation = Operation {
            service: "studio".into(),
            name: "Make".into(),
            method: "POST".into(),
            path: "/make".into(),
            tag: "".into(),
            context: None,
            state: OperationState::Current,
            auth: None,
            path_parameters: None,
            query: None,
            headers: None,
            request: None,
            responses: [].into(),
            callbacks: [].into(),
            info: fixtures::info("Makes."),
        };
        assert_eq!(service.messages_of(&operation).count(), 0);
        operation.query = Some("Query".into());
        operation.headers = Some("Headers".into());
        operation.request = Some(RequestBody {
            ty: "Body".into(),
            required: true,
            media_types: MediaTypes::default(),
        });
        let response = |status, body: Option<&str>, headers: Option<&str>| Response {
            status,
            summary: "".into(),
            body: body.map(Into::into),
            file: false,
            media_types: MediaTypes::default(),
            headers: headers.map(Into::into),
            error_code: None,
            cite: fixtures::cite(),
        };
        operation.responses = [
            response(200, Some("Answer"), Some("Answered")),
            response(204, None, None),
        ]
        .into();
        operation.callbacks = [Callback {
            name: "job-done".into(),
            summary: "".into(),
            ty: "Done".into(),
            address: None,
            cite: fixtures::cite(),
        }]
        .into();
        let messages = service.messages_of(&operation);
        let listed: Vec<String> = messages
            .map(|message| format!("{} {} {}", message.kind, message.part, message.ty))
            .collect();
        assert_eq!(
            listed,
            [
                "request body Body",
                "request query Query",
                "request header Headers",
                "200 body Answer",
                "200 header Answered",
                "job-done body Done",
            ]
        );
    }

    #[test]
    fn a_message_says_its_kind_in_names_of_files() {
        let kinds = [
            (MessageKind::Request, Direction::Request, "request"),
            (
                MessageKind::Response(200),
                Direction::Response,
                "response-200",
            ),
            (
                MessageKind::Callback("live-event"),
                Direction::Response,
                "callback-live-event",
            ),
        ];
        for (kind, direction, slug) in kinds {
            assert_eq!((kind.direction(), &*kind.slug()), (direction, slug));
        }
    }
}
