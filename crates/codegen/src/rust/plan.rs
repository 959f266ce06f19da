//! What is generated for a service: which types have models, and what is known of each.

use std::collections::BTreeSet;

use mediaspec_core::contract::{Enum, Field, Part, Service, Shape, TypeDef};
use mediaspec_spec::names;
use proc_macro2::{Ident, TokenStream};

use super::boxes::Boxes;
use super::families::{self, Families};
use super::file::ident;
use super::place::Place;

/// The plan for one service.
pub(super) struct Plan<'a> {
    /// The service.
    pub(super) service: &'a Service,
    /// The folder of the service's spec files, below the repository's root.
    pub(super) spec: String,
    /// The types that have models, in the order of their names.
    pub(super) models: Vec<Model<'a>>,
    /// Which members are kept in a `Box`.
    pub(super) boxes: Boxes<'a>,
    /// The Rust names of models and enums.
    taken: BTreeSet<String>,
    /// The attribute of what is compiled with all models of the service.
    pub(super) gate: Option<TokenStream>,
}

/// A type that has a model.
pub(super) struct Model<'a> {
    /// The type.
    pub(super) ty: &'a TypeDef,
    /// Whether requests use it: only then is a member that every message requires more than an `Option`.
    pub(super) in_requests: bool,
    /// The part of a message that it is.
    pub(super) part: Part,
    /// Where it comes from, below the repository's root.
    pub(super) source: String,
    /// The attribute that compiles it with the families that use it.
    pub(super) gate: Option<TokenStream>,
}

impl<'a> Plan<'a> {
    pub(super) fn of(service: &'a Service, place: Place, families: &Families) -> Self {
        let mut plan = Self {
            service,
            spec: format!("{}/{}", place.spec, service.name()),
            models: Vec::new(),
            boxes: Boxes::of(service),
            taken: BTreeSet::new(),
            gate: place
                .manifest
                .map(|_| families::gate([&*families::of_models(service)])),
        };
        plan.models = plan.find_models();
        for Model { ty, .. } in &plan.models {
            let enums = ty
                .fields
                .iter()
                .filter(|field| enum_of(&field.shape).is_some());
            let enums = enums.map(|field| names::enum_name(&ty.name, &field.name));
            plan.taken.extend(enums.chain([names::type_name(&ty.name)]));
        }
        if place.manifest.is_some() {
            for model in &mut plan.models {
                let features = families.of_type(service, &model.ty.name);
                model.gate = Some(families::gate(features));
            }
        }
        plan
    }

    /// The name of the struct of those members of a type that requests must have.
    ///
    /// Something of the vendor's can have that name, as an enum of a member `required` does; the struct gives way then, for
    /// no other name ends in an underscore behind that word.
    pub(super) fn required_name(&self, ty: &TypeDef) -> Ident {
        let mut name = names::required_name(&ty.name);
        if self.taken.contains(&name) {
            name.push('_');
        }
        ident(&name)
    }

    /// The spec file that a type is defined in: its own, or that of the operation whose parameters it lists.
    fn source(&self, ty: &TypeDef) -> String {
        let (folder, name) = match &ty.parameters_of {
            Some(operation) => ("operations", &**operation),
            None => ("types", ty.name.as_str()),
        };
        format!("{}/{folder}/{}.toml", self.spec, names::file_stem(name))
    }

    /// The types that have models: bodies, queries and shared headers, and what they are made of. Path parameters and the
    /// headers of a single operation are few, and written by hand.
    fn find_models(&self) -> Vec<Model<'a>> {
        let service = self.service;
        let (mut requests, mut responses) = (BTreeSet::new(), BTreeSet::new());
        // A type that is a body as well is one model, which is that of a body.
        let (mut bodies, mut queries, mut headers) = (Vec::new(), Vec::new(), Vec::new());
        for operation in service.operations() {
            let sent = operation.request_part(Part::Body);
            let answers = operation.responses.iter();
            for (names, reach) in [
                (sent.into_iter().collect::<Vec<_>>(), &mut requests),
                (operation.received().collect(), &mut responses),
            ] {
                for name in names {
                    let all = service.reachable(service.resolve(name));
                    reach.extend(all.iter().map(|ty| ty.name.as_str()));
                    bodies.extend(all);
                }
            }
            if let Some(name) = operation.request_part(Part::Query) {
                let query = service.resolve(name);
                let all = service.reachable(query);
                requests.extend(all.iter().map(|ty| ty.name.as_str()));
                bodies.extend(all.into_iter().skip(1));
                queries.push(query);
            }
            let shared = |ty: &&TypeDef| ty.parameters_of.is_none();
            let sent = operation.request_part(Part::Header);
            let sent = sent.map(|name| service.resolve(name)).filter(shared);
            requests.extend(sent.map(|ty| ty.name.as_str()));
            let received = answers.filter_map(|response| response.headers.as_ref());
            let received = received.map(|name| service.resolve(name)).filter(shared);
            for ty in sent.into_iter().chain(received) {
                headers.push(ty);
                bodies.extend(service.reachable(ty).into_iter().skip(1));
            }
        }
        if let Some(error) = service.error() {
            let all = service.reachable(service.resolve(error));
            responses.extend(all.iter().map(|ty| ty.name.as_str()));
            bodies.extend(all);
        }
        let parts = [
            (Part::Body, bodies),
            (Part::Query, queries),
            (Part::Header, headers),
        ];
        let mut models: Vec<Model<'a>> = Vec::new();
        let mut seen = BTreeSet::new();
        for (part, types) in parts {
            for ty in types {
                // A text is a text, whatever its name.
                let is_text = ty.value().is_some() && named_enum(ty).is_none();
                if is_text || !seen.insert(ty.name.as_str()) {
                    continue;
                }
                models.push(Model {
                    ty,
                    in_requests: requests.contains(ty.name.as_str()),
                    part,
                    source: self.source(ty),
                    gate: None,
                });
            }
        }
        models.sort_by_key(|model| model.ty.name.as_str());
        models
    }
}

/// What a value is made of in the end: itself, or what is in the lists and maps that it is.
pub(super) fn innermost(shape: &Shape) -> &Shape {
    match shape {
        Shape::List(list) => innermost(&list.item),
        Shape::Map(map) => innermost(&map.value),
        Shape::Int(_)
        | Shape::Number(_)
        | Shape::Text(_)
        | Shape::Bool
        | Shape::Enum(_)
        | Shape::Object(_)
        | Shape::Alternatives(_)
        | Shape::Any => shape,
    }
}

/// The enum without a name of its own that a value, or what is in its lists and maps, is one of. Pieces of one string are
/// that string.
pub(super) fn enum_of(shape: &Shape) -> Option<&Enum> {
    match innermost(shape) {
        Shape::Enum(values) if values.named.is_none() => Some(values),
        _ => None,
    }
}

/// The list of values that a type is the name of.
pub(super) fn named_enum(ty: &TypeDef) -> Option<(&Field, &Enum)> {
    let field = ty.value()?;
    Some((field, enum_of(&field.shape)?))
}
