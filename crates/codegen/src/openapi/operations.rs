//! Paths, operations, and the messages that the vendor sends.

use std::collections::BTreeMap;

use mediaspec_core::check::Scope;
use mediaspec_core::contract::{
    Address, Callback, Direction, Field, Info, MediaTypes, Operation, Part, RequestBody, Response,
    Service, Style, TypeDef, TypeName,
};
use mediaspec_core::node::{Members, Node};
use mediaspec_core::words;
use mediaspec_json_schema::{BYTES, prose};

use super::components::Schemas;
use super::examples;
use super::security::{self, Security};
use super::{extensions, texts};

/// What the operations of a service come to.
pub(super) struct Paths {
    pub(super) paths: Members,
    pub(super) webhooks: Members,
    pub(super) schemes: Members,
    /// Parameters that every operation has.
    pub(super) parameters: Members,
}

/// The operations of a service, by path.
pub(super) fn paths(service: &Service, schemas: &Schemas<'_>) -> Paths {
    let mut security = Security::new();
    let mut by_path: BTreeMap<String, Members> = BTreeMap::new();
    let mut webhooks = Members::new();
    // How many callbacks have each name that are sent to no address of a request.
    let mut alike: BTreeMap<&str, usize> = BTreeMap::new();
    for name in service.operations().flat_map(hooks).map(|hook| &*hook.name) {
        let count = alike.entry(name).or_default();
        *count = count.saturating_add(1);
    }
    for operation in service.operations() {
        let writer = Writer {
            service,
            operation,
            schemas,
        };
        let requirements = security.requirements(service, operation, schemas);
        by_path.entry(writer.path()).or_default().push(
            operation.method.to_ascii_lowercase(),
            writer.operation(requirements),
        );
        for callback in hooks(operation) {
            let name = &*callback.name;
            let hook = if alike.get(name).is_some_and(|count| *count > 1) {
                format!("{}-{name}", operation.name)
            } else {
                name.to_owned()
            };
            webhooks.push(hook, writer.message(callback));
        }
    }
    let mut paths = Members::new();
    for (path, item) in by_path {
        paths.push(path, item);
    }
    Paths {
        paths,
        webhooks,
        schemes: security.into_schemes(),
        parameters: common(service, schemas),
    }
}

/// The messages of an operation whose address no field of its own request holds.
fn hooks(operation: &Operation) -> impl Iterator<Item = &Callback> {
    let callbacks = operation.callbacks.iter();
    callbacks.filter(|callback| callback.address.is_none())
}

/// The group of an operation.
pub(super) fn tag<'c>(service: &'c Service, operation: &'c Operation) -> &'c str {
    if operation.tag.is_empty() {
        service.name()
    } else {
        &operation.tag
    }
}

/// Query parameters that every operation of a service takes, without those that authenticate.
fn common_fields(service: &Service) -> impl Iterator<Item = (&TypeDef, &Field)> {
    let common = service.common().map(|name| service.resolve(name));
    let fields = common
        .into_iter()
        .flat_map(|ty| ty.fields.iter().map(move |field| (ty, field)));
    fields.filter(|(_, field)| !security::is_query_scheme(service, &field.name))
}

/// The same as components.
fn common(service: &Service, schemas: &Schemas<'_>) -> Members {
    let scope = Scope::body(Direction::Request).in_part(Part::Query);
    let mut out = Members::new();
    for (ty, field) in common_fields(service) {
        let sample = examples::payload(service, ty, scope, true);
        let parameter = parameter(service, schemas, ty, field, scope, &sample);
        out.push(texts::component_name(&field.name), parameter);
    }
    out
}

/// Whether a request cannot be sent without a parameter, though the contract does not ask for it: it names the operation or the
/// version of the API.
fn is_needed(service: &Service, parameter: &str) -> bool {
    match service.style() {
        Style::Rest => false,
        Style::Rpc {
            action,
            version,
            headers: _,
            cite: _,
        } => [action, version].iter().any(|name| ***name == *parameter),
    }
}

fn parameter(
    service: &Service,
    schemas: &Schemas<'_>,
    ty: &TypeDef,
    field: &Field,
    scope: Scope,
    sample: &Node,
) -> Members {
    let mut out = Members::new()
        .with("name", &*field.name)
        .with("in", scope.part.as_str());
    let required = field.is_demanded(scope.direction)
        || scope.part == Part::Query && is_needed(service, &field.name);
    value(schemas, &mut out, (ty, field), scope, required, sample);
    out
}

/// What parameters and headers have in common.
fn value(
    schemas: &Schemas<'_>,
    out: &mut Members,
    (ty, field): (&TypeDef, &Field),
    scope: Scope,
    required: bool,
    sample: &Node,
) {
    texts::describe(out, texts::markdown(&prose::of_field(ty, field)));
    if required {
        out.push("required", true);
    }
    if field.deprecated.is_some() {
        out.push("deprecated", true);
    }
    out.push("schema", schemas.parameter(ty, field, scope));
    let sampled = match sample {
        Node::Object(members) => members.get(&field.name).cloned(),
        Node::Null
        | Node::Bool(_)
        | Node::Int(_)
        | Node::Number(_)
        | Node::Text(_)
        | Node::List(_) => None,
    };
    // What a sample leaves out (one of two that exclude each other) may still have an example of its own.
    out.push_some(
        "example",
        sampled.or_else(|| field.info.example.as_ref().map(Node::from)),
    );
    extensions::field(out, field, None);
}

/// Writes one operation.
struct Writer<'a> {
    service: &'a Service,
    operation: &'a Operation,
    schemas: &'a Schemas<'a>,
}

impl<'a> Writer<'a> {
    /// The path; in RPC style one that is made up, see the parent module.
    fn path(&self) -> String {
        match self.service.style() {
            Style::Rpc {
                action: _,
                version: _,
                headers: _,
                cite: _,
            } => format!("/{}", self.operation.name),
            _ => self.operation.path.to_string(),
        }
    }

    fn scope(&self, direction: Direction, part: Part) -> Scope {
        Scope::body(direction)
            .in_part(part)
            .in_context(self.operation.context)
    }

    fn operation(&self, security: Vec<Node>) -> Members {
        let Operation {
            service: _,
            name,
            method: _,
            path: _,
            tag: _,
            context,
            state,
            auth: _,
            path_parameters: _,
            query: _,
            headers: _,
            request,
            responses,
            callbacks,
            info,
        } = self.operation;
        let Info {
            summary,
            cite,
            conflicts,
            notes,
        } = &**info;
        let description = [summary].into_iter().chain(notes).map(|text| &**text);
        let source = texts::source(self.service, cite);
        let description = texts::paragraphs([texts::sentences(description), source]);
        let mut out = Members::new()
            .with("operationId", &**name)
            .with("tags", vec![tag(self.service, self.operation).into()]);
        texts::summarize(&mut out, summary);
        out.push("description", description);
        extensions::source(&mut out, cite);
        if let Some(state) = words::operation_state(state) {
            out.push("deprecated", true);
            out.push("x-mediaspec-state", state);
        }
        out.push_some(
            "x-mediaspec-context",
            context.map(|context| context.as_str()),
        );
        self.rpc(&mut out);
        extensions::conflicts(&mut out, conflicts);
        extensions::push_rules(&mut out, self.rules());
        out.push("security", security);
        out.push_list("parameters", self.parameters());
        if let Some(request) = request {
            out.push("requestBody", self.request(request));
        }
        let mut by_status = Members::new();
        for response in responses {
            by_status.push(response.status.to_string(), self.response(response));
        }
        if let Some(error) = self.service.error() {
            // What is documented by itself comes before these in OpenAPI, too.
            for range in ["4XX", "5XX"] {
                by_status.push(range, self.other_error(error));
            }
        }
        out.push("responses", by_status);
        let mut sent = Members::new();
        for callback in callbacks {
            if let Some(address) = &callback.address {
                let item = Members::new().with(expression(address), self.message(callback));
                sent.push(&*callback.name, item);
            }
        }
        if !sent.is_empty() {
            out.push("callbacks", sent);
        }
        out
    }

    /// How the request goes over the wire, where that is not what method and path say.
    fn rpc(&self, out: &mut Members) {
        if let Style::Rpc {
            action,
            version: _,
            headers: _,
            cite,
        } = self.service.style()
        {
            let mut rpc = Members::new()
                .with("method", &*self.operation.method)
                .with("path", &*self.operation.path)
                .with(
                    "action",
                    Members::new()
                        .with("name", &**action)
                        .with("value", &*self.operation.name),
                )
                .with("version", self.service.version().unwrap_or_default());
            extensions::source(&mut rpc, cite);
            out.push("x-mediaspec-rpc", rpc);
        }
    }

    /// Rules between parameters, which no keyword of OpenAPI can say.
    fn rules(&self) -> Vec<Members> {
        let mut out = Vec::new();
        for (part, ty) in self.parts() {
            for rule in extensions::rules(self.service, ty, Direction::Request) {
                let mut members = Members::new().with("in", part.as_str());
                members.extend(rule);
                out.push(members);
            }
        }
        out
    }

    fn parts(&self) -> impl Iterator<Item = (Part, &'a TypeDef)> {
        let (service, operation) = (self.service, self.operation);
        let parts = [Part::Path, Part::Query, Part::Header].into_iter();
        parts.map(move |part| (part, service.request_part(operation, part)))
    }

    fn parameters(&self) -> Vec<Node> {
        let mut out = Vec::new();
        for (_, field) in common_fields(self.service) {
            let name = texts::component_name(&field.name);
            out.push(
                Members::new()
                    .with("$ref", format!("#/components/parameters/{name}"))
                    .into(),
            );
        }
        let common = self.service.common();
        for (part, ty) in self.parts() {
            let scope = self.scope(Direction::Request, part);
            let sample = examples::payload(self.service, ty, scope, true);
            for field in &ty.fields {
                let is_scheme = match part {
                    Part::Header => {
                        security::is_header_scheme(self.service, self.operation, &field.name)
                    }
                    Part::Body | Part::Path | Part::Query => false,
                };
                let is_common = common == Some(&self.service.home_of(ty, &field.name).name);
                if !is_scheme && !is_common {
                    let parameter =
                        parameter(self.service, self.schemas, ty, field, scope, &sample);
                    out.push(parameter.into());
                }
            }
        }
        out
    }

    fn request(&self, request: &RequestBody) -> Members {
        let RequestBody {
            ty: name,
            required,
            media_types,
        } = request;
        let scope = self.scope(Direction::Request, Part::Body);
        let ty = self.service.resolve(name);
        let mut out = Members::new();
        texts::describe(&mut out, texts::sentences([&*ty.info.summary]));
        let examples = examples::of_request(self.service, ty, scope);
        out.push("content", self.content(media_types, name, scope, &examples));
        if *required {
            out.push("required", true);
        }
        out
    }

    fn response(&self, response: &Response) -> Members {
        let Response {
            status,
            summary,
            body,
            file,
            media_types,
            headers,
            error_code,
            cite,
        } = response;
        let status = status.to_string();
        let code = error_code.as_ref();
        let code = code.map(|code| format!("Error code: {code}"));
        let said = if summary.is_empty() {
            status.as_str()
        } else {
            summary
        };
        let description = texts::sentences([said].into_iter().chain(code.as_deref()));
        let mut out = Members::new().with("description", description);
        extensions::source(&mut out, cite);
        out.push_some("x-mediaspec-error-code", error_code.as_deref());
        let scope = self.scope(Direction::Response, Part::Header);
        let headers = self.service.response_headers(headers.as_ref());
        let sample = examples::payload(self.service, headers, scope, true);
        let mut sent = Members::new();
        for field in &headers.fields {
            let mut header = Members::new();
            let required = field.is_demanded(scope.direction);
            let place = (headers, field);
            value(self.schemas, &mut header, place, scope, required, &sample);
            sent.push(&*field.name, header);
        }
        if !sent.is_empty() {
            out.push("headers", sent);
        }
        if let Some(name) = body {
            let scope = self.scope(Direction::Response, Part::Body);
            let ty = self.service.resolve(name);
            let examples = examples::of_response(self.service, self.operation, response, ty, scope);
            out.push("content", self.content(media_types, name, scope, &examples));
        }
        if *file {
            out.push("content", bytes(media_types));
        }
        out
    }

    /// The answer of an error that the operation does not document.
    fn other_error(&self, name: &TypeName) -> Members {
        let scope = self.scope(Direction::Response, Part::Body);
        let ty = self.service.resolve(name);
        let examples = examples::of_message(self.service, ty, scope);
        Members::new()
            .with(
                "description",
                "An error that is not documented for this operation.",
            )
            .with(
                "content",
                self.content(&MediaTypes::default(), name, scope, &examples),
            )
    }

    /// A body of a type, as each of the media types.
    fn content(
        &self,
        media_types: &MediaTypes,
        name: &TypeName,
        scope: Scope,
        examples: &Members,
    ) -> Members {
        let mut out = Members::new();
        for media_type in &media_types.names {
            let media = Members::new()
                .with("schema", self.schemas.reference(name, scope))
                .with("examples", examples.clone());
            out.push(&**media_type, media);
        }
        out
    }

    /// The path item of a message that the vendor sends.
    fn message(&self, callback: &Callback) -> Members {
        let Callback {
            name,
            summary,
            ty: ty_name,
            address: _,
            cite,
        } = callback;
        let scope = self.scope(Direction::Response, Part::Body);
        let ty = self.service.resolve(ty_name);
        let sent = "The sources describe the message, not how it is sent: POST stands for whatever carries it.";
        let description = texts::paragraphs([
            texts::sentences([&**summary, sent]),
            texts::source(self.service, cite),
        ]);
        let mut body = Members::new();
        texts::describe(&mut body, texts::sentences([&*ty.info.summary]));
        let body = body
            .with(
                "content",
                self.content(
                    &MediaTypes::default(),
                    ty_name,
                    scope,
                    &examples::of_message(self.service, ty, scope),
                ),
            )
            .with("required", true);
        // These are answers of the caller's own server, not of the vendor.
        let answers = Members::new()
            .with(
                "2XX",
                Members::new().with(
                    "description",
                    "Received. The sources do not say which answer is expected.",
                ),
            )
            .with(
                "4XX",
                Members::new().with(
                    "description",
                    "Refused. The sources do not say what happens then.",
                ),
            );
        let mut operation = Members::new()
            .with("operationId", format!("{}-{name}", self.operation.name))
            .with("tags", vec![tag(self.service, self.operation).into()]);
        texts::summarize(&mut operation, summary);
        operation.push("description", description);
        extensions::source(&mut operation, cite);
        let operation = operation
            // The vendor calls, and the caller's scheme does not apply.
            .with("security", Vec::new())
            .with("requestBody", body)
            .with("responses", answers);
        Members::new().with("post", operation)
    }
}

/// A body of bytes that nothing is known of.
fn bytes(media_types: &MediaTypes) -> Members {
    let mut out = Members::new();
    let content = |media_type: &str| {
        let schema = Members::new()
            .with("type", "string")
            .with("contentMediaType", media_type);
        Members::new().with("schema", schema)
    };
    for media_type in &media_types.names {
        out.push(&**media_type, content(media_type));
    }
    if media_types.names.is_empty() {
        out.push("*/*", content(BYTES));
    }
    out
}

/// The runtime expression of a value in a request.
fn expression(address: &Address) -> String {
    let Address { part, pointer } = address;
    match part {
        Part::Body => format!("{{$request.body#{pointer}}}"),
        // Parameters have names and no structure: the pointer has one token.
        Part::Path | Part::Query | Part::Header => {
            let name = pointer
                .trim_start_matches('/')
                .replace("~1", "/")
                .replace("~0", "~");
            format!("{{$request.{}.{name}}}", part.as_str())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_become_runtime_expressions() {
        let of = |part, pointer: &str| {
            expression(&Address {
                part,
                pointer: pointer.into(),
            })
        };
        assert_eq!(
            of(Part::Body, "/callback_config/callback_url"),
            "{$request.body#/callback_config/callback_url}"
        );
        assert_eq!(of(Part::Query, "/NotifyUrl"), "{$request.query.NotifyUrl}");
        assert_eq!(of(Part::Header, "/a~1b"), "{$request.header.a/b}");
    }
}
