//! Who uses a type, and in which messages.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use crate::contract::{Context, Operation, Rule, Service, TypeDef, TypeName, steps};

/// Where a type stands in an operation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Place<'c> {
    /// A document in a path parameter.
    Path,
    /// A document in a query parameter.
    Query,
    /// The request headers, or a document in one of them.
    Headers,
    /// The request body.
    Request,
    /// The body of a response.
    Response(u16),
    /// The headers of a response, or a document in one of them.
    ResponseHeaders(u16),
    /// A callback.
    Callback(&'c str),
}

/// `request`, `response 200`, `callback live-event`.
impl fmt::Display for Place<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Path => f.write_str("in a path parameter"),
            Self::Query => f.write_str("in a query parameter"),
            Self::Headers => f.write_str("request headers"),
            Self::Request => f.write_str("request"),
            Self::Response(status) => write!(f, "response {status}"),
            Self::ResponseHeaders(status) => write!(f, "headers of response {status}"),
            Self::Callback(name) => write!(f, "callback {name}"),
        }
    }
}

/// Who uses one type.
#[derive(Debug, Default)]
pub struct Users<'c> {
    /// Types that have it, and the field that they have it in.
    pub types: BTreeSet<(&'c str, &'c str)>,
    /// Operations, and where it stands there itself.
    pub operations: BTreeSet<(&'c str, Place<'c>)>,
    /// Whether it is, or is in, a request.
    pub in_requests: bool,
    /// Whether it is, or is in, a body (of either direction) or a callback.
    pub in_bodies: bool,
    /// The contexts of the operations whose messages it is in.
    pub contexts: BTreeSet<Option<Context>>,
}

/// The users of types, by the types' names.
pub type Uses<'c> = BTreeMap<&'c str, Users<'c>>;

/// Returns the users of each of the vendor's types.
#[must_use]
pub fn of(service: &Service) -> Uses<'_> {
    let mut out: Uses<'_> = service
        .own_types()
        .map(|ty| (ty.name.as_str(), Users::default()))
        .collect();
    for ty in service.own_types() {
        for (field, used) in parts(service, ty) {
            if let Some(users) = out.get_mut(used.as_str()) {
                users.types.insert((&ty.name, field));
            }
        }
    }
    for operation in service.operations() {
        for (place, name) in places(service, operation) {
            if let Some(users) = out.get_mut(name.as_str()) {
                users.operations.insert((&operation.name, place));
            }
            reach(&mut out, service, operation, place, name);
        }
    }
    out
}

/// Returns the types that stand in an operation, each with its place.
fn places<'c>(service: &'c Service, operation: &'c Operation) -> Vec<(Place<'c>, &'c TypeName)> {
    let mut out = Vec::new();
    let mut parameters = |place: Place<'c>, name: Option<&'c TypeName>| {
        let Some(name) = name else { return };
        let ty = service.resolve(name);
        if ty.parameters_of.is_some() {
            out.extend(ty.includes.iter().map(|name| (place, name)));
            out.extend(parts(service, ty).map(|(_, part)| (place, part)));
        } else {
            out.push((place, name));
        }
    };
    parameters(Place::Path, operation.path_parameters.as_ref());
    parameters(Place::Query, operation.query.as_ref());
    parameters(Place::Headers, operation.headers.as_ref());
    for response in &operation.responses {
        let place = Place::ResponseHeaders(response.status);
        parameters(place, response.headers.as_ref());
    }
    let request = operation.request.iter();
    out.extend(request.map(|body| (Place::Request, &body.ty)));
    for response in &operation.responses {
        let body = response.body.iter();
        out.extend(body.map(|name| (Place::Response(response.status), name)));
    }
    let callbacks = operation.callbacks.iter();
    out.extend(callbacks.map(|callback| (Place::Callback(&callback.name), &callback.ty)));
    out
}

/// Notes a message with everything in it.
fn reach<'c>(
    out: &mut Uses<'c>,
    service: &'c Service,
    operation: &'c Operation,
    place: Place<'c>,
    name: &TypeName,
) {
    let (request, body) = match place {
        Place::Path | Place::Query | Place::Headers => (true, false),
        Place::Request => (true, true),
        Place::Response(_) | Place::Callback(_) => (false, true),
        Place::ResponseHeaders(_) => (false, false),
    };
    for ty in service.described_in(service.resolve(name)) {
        if let Some(users) = out.get_mut(ty.name.as_str()) {
            users.in_requests |= request;
            users.in_bodies |= body;
            users.contexts.insert(operation.context);
        }
    }
}

/// Returns the types that a type's own fields and rules name, each with the field that it is in.
fn parts<'c>(
    service: &'c Service,
    ty: &'c TypeDef,
) -> impl Iterator<Item = (&'c str, &'c TypeName)> {
    service.own_fields(ty).iter().flat_map(|field| {
        // The field itself, or a member of an object in it.
        let is_selected = |rule: &&Rule| {
            let way = rule.selected().map(|way| steps(way).next());
            way.is_some_and(|head| head == Some(&*field.name))
        };
        let selected = ty.rules.iter().filter(is_selected);
        let named = field.shape.references();
        named
            .chain(selected.flat_map(Rule::references))
            .map(|name| (&*field.name, name))
    })
}
