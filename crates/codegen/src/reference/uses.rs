//! Who uses a type, and in which messages.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use mediaspec_core::contract::{
    Content, Context, Field, Operation, RuleKind, Service, Shape, TypeDef,
};

/// Where a type stands in an operation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Place<'t> {
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
    /// The headers of a response.
    ResponseHeaders(u16),
    /// A callback.
    Callback(&'t str),
}

/// Who uses one type.
#[derive(Debug, Default)]
pub(super) struct Users<'t> {
    /// Types that have it, and the field that they have it in.
    pub(super) types: BTreeSet<(&'t str, &'t str)>,
    /// Operations, and where it stands there itself.
    pub(super) operations: BTreeSet<(&'t str, Place<'t>)>,
    /// Whether it is, or is in, a request.
    pub(super) in_requests: bool,
    /// Whether it is, or is in, a body (of either direction) or a callback.
    pub(super) in_bodies: bool,
    /// The contexts of the operations whose messages it is in.
    pub(super) contexts: BTreeSet<Option<Context>>,
}

/// The users of types, by the types' names.
pub(super) type Uses<'t> = BTreeMap<&'t str, Users<'t>>;

/// The users of every type of a service.
pub(super) fn of<'t>(service: &Service<'t>) -> Uses<'t> {
    let mut out: Uses<'t> = service
        .types
        .iter()
        .map(|ty| (ty.name, Users::default()))
        .collect();
    for ty in service.types {
        for (field, used) in parts(ty) {
            if let Some(users) = out.get_mut(used.name) {
                users.types.insert((ty.name, field));
            }
        }
    }
    for operation in service.operations {
        for (place, ty) in places(service, operation) {
            if let Some(users) = out.get_mut(ty.name) {
                users.operations.insert((operation.name, place));
            }
            reach(&mut out, operation, place, ty);
        }
    }
    out
}

/// The type whose fields the headers of a message begin with, where the spec shares one between messages.
pub(super) fn shared<'t>(service: &Service<'t>, headers: &TypeDef<'t>) -> Option<&'t TypeDef<'t>> {
    // What slot the engine keeps a field in differs from type to type.
    let same =
        |(a, b): (&Field<'t>, &Field<'t>)| Field { slot: None, ..*a } == Field { slot: None, ..*b };
    service
        .types
        .iter()
        .copied()
        .filter(|ty| !ty.fields.is_empty() && ty.fields.len() <= headers.fields.len())
        .filter(|ty| ty.fields.iter().zip(headers.fields).all(same))
        .max_by_key(|ty| ty.fields.len())
}

/// The types that stand in an operation, each with its place.
fn places<'t>(
    service: &Service<'t>,
    operation: &Operation<'t>,
) -> Vec<(Place<'t>, &'t TypeDef<'t>)> {
    let mut out = Vec::new();
    let parameters = [
        (Place::Path, operation.path_parameters),
        (Place::Query, operation.query),
        (Place::Headers, operation.headers),
    ];
    for (place, ty) in parameters {
        out.extend(parts(ty).map(|(_, part)| (place, part)));
    }
    let headers = shared(service, operation.headers);
    out.extend(headers.map(|ty| (Place::Headers, ty)));
    out.extend(operation.request.map(|body| (Place::Request, body.ty)));
    for response in operation.responses {
        out.extend(
            response
                .body
                .map(|ty| (Place::Response(response.status), ty)),
        );
        let headers = shared(service, response.headers);
        out.extend(headers.map(|ty| (Place::ResponseHeaders(response.status), ty)));
    }
    for callback in operation.callbacks {
        out.push((Place::Callback(callback.name), callback.ty));
    }
    out
}

/// Notes a message with everything in it.
fn reach<'t>(
    out: &mut BTreeMap<&'t str, Users<'t>>,
    operation: &Operation<'t>,
    place: Place<'t>,
    ty: &'t TypeDef<'t>,
) {
    let (request, body) = match place {
        Place::Path | Place::Query | Place::Headers => (true, false),
        Place::Request => (true, true),
        Place::Response(_) | Place::Callback(_) => (false, true),
        Place::ResponseHeaders(_) => (false, false),
    };
    let mut waiting = VecDeque::from([ty]);
    let mut seen = BTreeSet::new();
    while let Some(ty) = waiting.pop_front() {
        if !seen.insert(ty.name) {
            continue;
        }
        if let Some(users) = out.get_mut(ty.name) {
            users.in_requests |= request;
            users.in_bodies |= body;
            users.contexts.insert(operation.context);
        }
        waiting.extend(parts(ty).map(|(_, part)| part));
    }
}

/// The types that a type names, each with the field that it is in.
fn parts<'t>(ty: &TypeDef<'t>) -> impl Iterator<Item = (&'t str, &'t TypeDef<'t>)> {
    let of_fields = ty
        .fields
        .iter()
        .filter_map(|field: &Field<'_>| of_shape(&field.shape).map(|ty| (field.name, ty)));
    let selected = ty.rules.iter().flat_map(|rule| match rule.kind {
        RuleKind::SelectsType {
            field,
            cases,
            otherwise,
            ..
        } => {
            let name = ty.at(field).map_or("", |field| field.name);
            cases
                .iter()
                .map(|&(_, ty)| ty)
                .chain(otherwise)
                .map(|ty| (name, ty))
                .collect()
        }
        RuleKind::RequiredIf { .. }
        | RuleKind::RequiredUnless { .. }
        | RuleKind::NoEffectIf { .. }
        | RuleKind::NoEffectUnless { .. }
        | RuleKind::AtMostOne { .. }
        | RuleKind::WinsOver { .. }
        | RuleKind::Rows { .. }
        | RuleKind::Unique { .. }
        | RuleKind::SelectsSibling { .. }
        | RuleKind::Range { .. }
        | RuleKind::Values { .. } => Vec::new(),
    });
    of_fields.chain(selected).collect::<Vec<_>>().into_iter()
}

/// The type that a shape names.
fn of_shape<'t>(shape: &Shape<'t>) -> Option<&'t TypeDef<'t>> {
    match shape {
        Shape::Object(ty) => Some(ty),
        Shape::List(list) => of_shape(&list.item),
        Shape::Text(text) => match text.content {
            Content::Json(ty) => Some(ty),
            Content::Separated { item, .. } => of_shape(item),
            Content::Plain | Content::Base64 => None,
        },
        Shape::Int(_) | Shape::Number(_) | Shape::Bool | Shape::Enum(_) | Shape::Any => None,
    }
}
