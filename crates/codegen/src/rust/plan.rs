//! What is generated for a service: which type has its table where, and which types have models.

use std::collections::{BTreeMap, BTreeSet};

use mediaspec_core::contract::{
    Callback, Content, List, Operation, Part, Response, RuleKind, Service, Shape, Source, Text,
    TypeDef,
};
use mediaspec_spec::names;
use proc_macro2::TokenStream;
use quote::quote;

use super::Place;
use super::file::ident;
use crate::OutputSet;

/// The plan for one service.
pub(super) struct Plan<'a> {
    /// The service.
    pub(super) service: &'a Service<'a>,
    /// The folder of the service's spec files, below the repository's root.
    pub(super) spec: String,
    /// The named types by name.
    named: BTreeMap<&'a str, &'a TypeDef<'a>>,
    /// The types that have models, in the order of their names.
    pub(super) models: Vec<Model<'a>>,
}

/// A type that has a model.
pub(super) struct Model<'a> {
    /// The type.
    pub(super) ty: &'a TypeDef<'a>,
    /// Whether requests use it: only then is a member that every message requires more than an `Option`.
    pub(super) in_requests: bool,
    /// The part of a message that it is.
    pub(super) part: Part,
    /// Where it comes from, below the repository's root.
    pub(super) source: String,
    /// Its table, as the file of a model names it.
    pub(super) table: TokenStream,
}

impl<'a> Plan<'a> {
    pub(super) fn of(service: &'a Service<'a>, place: Place, out: &mut OutputSet) -> Self {
        let named = service.types.iter().map(|ty| (ty.name, *ty)).collect();
        let mut plan = Self {
            service,
            spec: format!("{}/{}", place.spec, service.name),
            named,
            models: Vec::new(),
        };
        plan.refuse_strangers(out);
        plan.models = plan.find_models();
        plan
    }

    /// Refuses references to types that have no table of their own: there would be nothing to refer to.
    fn refuse_strangers(&self, out: &mut OutputSet) {
        let mut check = |of: &str, ty: &TypeDef<'_>| {
            if !self.is_named(ty) {
                let because = format!(
                    "it refers to {:?}, which is not among the service's types",
                    ty.name
                );
                out.refuse(of, because);
            }
        };
        for ty in self.service.types {
            members(ty)
                .into_iter()
                .for_each(|member| check(ty.name, member));
        }
        for operation in self.service.operations {
            let parameters = [
                operation.path_parameters,
                operation.query,
                operation.headers,
            ];
            let bodies = bodies(operation).into_iter().flatten();
            let types = bodies.chain(parameters.into_iter().flat_map(members));
            types.for_each(|ty| check(operation.name, ty));
        }
    }

    /// Whether the type is one of the service's named types, which have a file of their own.
    pub(super) fn is_named(&self, ty: &TypeDef<'_>) -> bool {
        self.named
            .get(ty.name)
            .is_some_and(|named| std::ptr::eq(*named, ty) || *named == ty)
    }

    /// The path of a source in the service's own module.
    pub(super) fn source_path(&self, source: &Source<'_>) -> TokenStream {
        let name = ident(&names::constant_name(source.name));
        quote!(sources::#name)
    }

    /// The spec file of a named type.
    pub(super) fn type_source(&self, ty: &TypeDef<'_>) -> String {
        format!("{}/types/{}.toml", self.spec, names::file_stem(ty.name))
    }

    /// The spec file of an operation.
    pub(super) fn operation_source(&self, operation: &Operation<'_>) -> String {
        format!(
            "{}/operations/{}.toml",
            self.spec,
            names::file_stem(operation.name)
        )
    }

    fn find_models(&self) -> Vec<Model<'a>> {
        let mut requests = Reach::default();
        let mut responses = Reach::default();
        let mut queries = Vec::new();
        for operation in self.service.operations {
            let [sent, received] = bodies(operation);
            sent.into_iter().for_each(|ty| requests.add(ty));
            received.into_iter().for_each(|ty| responses.add(ty));
            if !operation.query.fields.is_empty() {
                requests.add_members(operation.query);
                queries.push(*operation);
            }
        }
        let mut models = Vec::new();
        let mut seen = BTreeSet::new();
        for ty in requests.types.iter().chain(&responses.types) {
            if !seen.insert(ty.name) {
                continue;
            }
            let name = ident(&names::constant_name(ty.name));
            models.push(Model {
                ty,
                in_requests: requests.names.contains(ty.name),
                part: Part::Body,
                source: self.type_source(ty),
                table: quote!(super::super::tables::#name),
            });
        }
        for operation in queries {
            let ty = operation.query;
            if self.is_named(ty) && !seen.insert(ty.name) {
                // It is a body as well; one model serves both.
                continue;
            }
            let module = ident(&names::module_name(operation.name));
            let table = if self.is_named(ty) {
                let name = ident(&names::constant_name(ty.name));
                quote!(super::super::tables::#name)
            } else {
                quote!(super::super::operations::#module::QUERY)
            };
            models.push(Model {
                ty,
                in_requests: true,
                part: Part::Query,
                source: self.operation_source(operation),
                table,
            });
        }
        models.sort_by_key(|model| model.ty.name);
        models
    }
}

/// The types of the bodies that an operation is sent, and of those that it answers with or calls back with.
fn bodies<'a>(operation: &'a Operation<'a>) -> [Vec<&'a TypeDef<'a>>; 2] {
    let sent = operation.request.map(|body| body.ty).into_iter().collect();
    let answers = operation
        .responses
        .iter()
        .filter_map(|Response { body, .. }| *body);
    let callbacks = operation.callbacks.iter().map(|Callback { ty, .. }| *ty);
    [sent, answers.chain(callbacks).collect()]
}

/// Types that are used by some messages, in the order of discovery.
#[derive(Default)]
struct Reach<'a> {
    types: Vec<&'a TypeDef<'a>>,
    names: BTreeSet<&'a str>,
}

impl<'a> Reach<'a> {
    fn add(&mut self, ty: &'a TypeDef<'a>) {
        if self.names.insert(ty.name) {
            self.types.push(ty);
            self.add_members(ty);
        }
    }

    fn add_members(&mut self, ty: &'a TypeDef<'a>) {
        for member in members(ty) {
            self.add(member);
        }
    }
}

/// The types that a type refers to, directly: members, documents in texts, and what rules select.
pub(super) fn members<'a>(ty: &'a TypeDef<'a>) -> Vec<&'a TypeDef<'a>> {
    let mut out = Vec::new();
    for field in ty.fields {
        of_shape(&field.shape, &mut out);
    }
    for rule in ty.rules {
        match rule.kind {
            RuleKind::SelectsType {
                tag: _,
                field: _,
                cases,
                otherwise,
            } => {
                out.extend(cases.iter().map(|&(_, ty)| ty));
                out.extend(otherwise);
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
            | RuleKind::Values { .. } => {}
        }
    }
    out
}

fn of_shape<'a>(shape: &'a Shape<'a>, out: &mut Vec<&'a TypeDef<'a>>) {
    match shape {
        Shape::Object(ty) => out.push(ty),
        Shape::List(List { item, .. }) => of_shape(item, out),
        Shape::Text(Text { content, .. }) => match content {
            Content::Json(ty) => out.push(ty),
            Content::Separated { separator: _, item } => of_shape(item, out),
            Content::Plain | Content::Base64 => {}
        },
        Shape::Int(_) | Shape::Number(_) | Shape::Bool | Shape::Enum(_) | Shape::Any => {}
    }
}
