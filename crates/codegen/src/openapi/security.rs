//! Authentication: groups of headers, or in RPC style parameters of the query.

use mediaspec_core::check::Scope;
use mediaspec_core::contract::{
    AuthGroup, Direction, Field, Operation, Part, Service, Style, TypeDef,
};
use mediaspec_core::node::{Members, Node};
use mediaspec_json_schema::prose;

use super::components::Schemas;
use super::{extensions, texts};

/// The query parameters that name and prove the caller in RPC style, where a service has them.
const RPC: [&str; 2] = ["AccessKeyId", "Signature"];

/// Whether a header authenticates: then it is a security scheme and no parameter.
pub(super) fn is_header_scheme(service: &Service, operation: &Operation, header: &str) -> bool {
    let mut headers = service
        .auth(operation)
        .iter()
        .flat_map(|group| &group.headers);
    headers.any(|known| known.eq_ignore_ascii_case(header))
}

/// Whether a query parameter authenticates: then it is a security scheme and no parameter.
pub(super) fn is_query_scheme(service: &Service, parameter: &str) -> bool {
    match service.style() {
        Style::Rest => false,
        Style::Rpc {
            action: _,
            version: _,
            headers: _,
            cite: _,
        } => RPC.contains(&parameter),
    }
}

/// The schemes of a service, and the requirements of each operation.
pub(super) struct Security {
    schemes: Members,
}

impl Security {
    pub(super) fn new() -> Self {
        Self {
            schemes: Members::new(),
        }
    }

    /// What an operation requires: one of the groups, of a group all headers.
    pub(super) fn requirements(
        &mut self,
        service: &Service,
        operation: &Operation,
        schemas: &Schemas<'_>,
    ) -> Vec<Node> {
        match service.style() {
            Style::Rpc {
                action: _,
                version: _,
                headers: _,
                cite: _,
            } => self.of_query(service, schemas),
            _ => self.of_headers(service, operation, schemas),
        }
    }

    /// Every scheme, by name.
    pub(super) fn into_schemes(self) -> Members {
        self.schemes
    }

    fn of_headers(
        &mut self,
        service: &Service,
        operation: &Operation,
        schemas: &Schemas<'_>,
    ) -> Vec<Node> {
        let scope = Scope::body(Direction::Request)
            .in_part(Part::Header)
            .in_context(operation.context);
        let ty = service.request_part(operation, Part::Header);
        let mut out = Vec::new();
        for group in service.auth(operation) {
            let AuthGroup {
                scheme: group_name,
                headers,
                cite,
            } = group;
            let mut requirement = Members::new();
            for header in headers {
                let name = match &**headers {
                    [_] => group_name.to_string(),
                    _ => format!("{group_name}-{header}"),
                };
                let mut scheme = Members::new()
                    .with("type", "apiKey")
                    .with("in", "header")
                    .with("name", &**header);
                let mut fields = ty.fields.iter();
                if let Some(field) = fields.find(|field| field.name.eq_ignore_ascii_case(header)) {
                    describe(&mut scheme, schemas, ty, field, scope);
                } else {
                    extensions::source(&mut scheme, cite);
                }
                requirement.push(self.add(&name, scheme), Vec::new());
            }
            out.push(requirement.into());
        }
        out
    }

    fn of_query(&mut self, service: &Service, schemas: &Schemas<'_>) -> Vec<Node> {
        let scope = Scope::body(Direction::Request).in_part(Part::Query);
        let common = service.common().map(|name| service.resolve(name));
        let fields = common
            .into_iter()
            .flat_map(|ty| RPC.map(|name| (ty, ty.field(name))));
        let mut requirement = Members::new();
        for (ty, field) in fields.filter_map(|(ty, field)| Some((ty, field?))) {
            let mut scheme = Members::new()
                .with("type", "apiKey")
                .with("in", "query")
                .with("name", &*field.name);
            describe(&mut scheme, schemas, ty, field, scope);
            requirement.push(self.add(&field.name, scheme), Vec::new());
        }
        if requirement.is_empty() {
            Vec::new()
        } else {
            vec![requirement.into()]
        }
    }

    /// The name of a scheme: operations share those that are equal.
    fn add(&mut self, name: &str, scheme: Members) -> String {
        let name = texts::component_name(name);
        let scheme = Node::from(scheme);
        let numbered = (2_u32..).map(|n| format!("{name}_{n}"));
        for name in std::iter::once(name.clone()).chain(numbered) {
            match self.schemes.get(&name) {
                Some(known) if *known == scheme => return name,
                Some(_) => {}
                None => {
                    self.schemes.push(name.clone(), scheme);
                    return name;
                }
            }
        }
        name
    }
}

/// Adds what is known of the parameter that a scheme is.
fn describe(
    scheme: &mut Members,
    schemas: &Schemas<'_>,
    ty: &TypeDef,
    field: &Field,
    scope: Scope,
) {
    texts::describe(scheme, texts::markdown(&prose::of_field(ty, field)));
    scheme.push("x-mediaspec-schema", schemas.parameter(ty, field, scope));
    extensions::field(scheme, field, None);
}
