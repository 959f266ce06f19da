//! The contract as `static` tables: one file a type, one an operation.

mod print;

use mediaspec_core::contract::{Operation, Response, Service, Source, TypeDef};
use mediaspec_spec::names;
use proc_macro2::{Ident, TokenStream};
use quote::quote;

use super::Place;
use super::docs::{Docs, Line, of_service};
use super::file::{RustFile, ident, slice};
use super::patterns::Patterns;
use super::plan::Plan;
use crate::OutputSet;
use print::Printer;

/// Adds the tables of a service: its types, operations and sources.
pub(super) fn render(
    plan: &Plan<'_>,
    folder: &str,
    place: Place,
    patterns: &mut Patterns,
    out: &mut OutputSet,
) {
    render_sources(plan, folder, out);
    render_types(plan, folder, patterns, out);
    render_operations(plan, folder, patterns, out);
    render_service(plan, folder, place, patterns, out);
}

fn render_sources(plan: &Plan<'_>, folder: &str, out: &mut OutputSet) {
    let mut file = RustFile::new(&format!("{}/vendor.toml", plan.spec), "What was read.");
    file.push(quote!(
        use ::mediaspec_core::contract::{Source, SourceKind};
    ));
    for source in plan.service.sources {
        let Source {
            name,
            kind,
            title,
            url,
            read,
        } = source;
        let mut docs = Docs::new(title);
        docs.paragraph(Line::prose("Read ").with(read).with("."));
        let docs = docs.into_tokens();
        let constant = ident(&names::constant_name(name));
        let kind = print::source_kind(*kind);
        file.push(quote! {
            #docs
            pub static #constant: Source<'static> = Source { name: #name, kind: #kind, title: #title, url: #url, read: #read };
        });
    }
    file.finish(format!("{folder}/sources.rs"), out);
}

fn render_types(plan: &Plan<'_>, folder: &str, patterns: &mut Patterns, out: &mut OutputSet) {
    let mut modules = Vec::new();
    for ty in plan.service.types {
        let module = names::module_name(ty.name);
        let constant = ident(&names::constant_name(ty.name));
        let mut printer = Printer::new(plan, patterns, ty.cite);
        let table = printer.type_def(ty);
        let item = typed_static(&constant, ty, &table);
        let mut file = RustFile::new(
            &plan.type_source(ty),
            &format!("A table of {}.", plan.service.name),
        );
        printer
            .preamble()
            .into_iter()
            .for_each(|item| file.push(item));
        file.push(item);
        file.finish(format!("{folder}/tables/{module}.rs"), out);
        modules.push((ident(&module), constant));
    }
    let summary = "A table for each type: what its members are, which values they take, and the rules between them.";
    render_index(
        plan,
        summary,
        &modules,
        format!("{folder}/tables/mod.rs"),
        out,
    );
}

fn render_operations(plan: &Plan<'_>, folder: &str, patterns: &mut Patterns, out: &mut OutputSet) {
    let mut modules = Vec::new();
    for operation in plan.service.operations {
        let module = names::module_name(operation.name);
        let constant = ident(&names::constant_name(operation.name));
        let mut printer = Printer::new(plan, patterns, operation.cite);
        let own = own_parameters(plan, operation);
        let parameters: Vec<_> = own
            .iter()
            .map(|(name, ty)| typed_static(name, ty, &printer.type_def(ty)))
            .collect();
        own.into_iter()
            .for_each(|(name, ty)| printer.define(name, ty));
        let table = printer.operation(operation);
        let docs = Docs::new(operation.summary).into_tokens();
        let mut file = RustFile::new(
            &plan.operation_source(operation),
            &format!("An operation of {}.", plan.service.name),
        );
        printer
            .preamble()
            .into_iter()
            .for_each(|item| file.push(item));
        file.push(quote!(#docs pub static #constant: Operation<'static> = #table;));
        parameters.into_iter().for_each(|item| file.push(item));
        file.finish(format!("{folder}/operations/{module}.rs"), out);
        modules.push((ident(&module), constant));
    }
    render_index(
        plan,
        "A table for each operation, with its parameters.",
        &modules,
        format!("{folder}/operations/mod.rs"),
        out,
    );
}

/// The module of the tables in a folder, from which all of them can be named.
fn render_index(
    plan: &Plan<'_>,
    summary: &str,
    modules: &[(Ident, Ident)],
    path: String,
    out: &mut OutputSet,
) {
    let mut file = RustFile::new(&format!("{}/", plan.spec), summary);
    for (module, _) in modules {
        file.push(quote!(pub mod #module;));
    }
    for (module, constant) in modules {
        file.push(quote!(pub use #module::#constant;));
    }
    file.finish(path, out);
}

fn render_service(
    plan: &Plan<'_>,
    folder: &str,
    place: Place,
    patterns: &mut Patterns,
    out: &mut OutputSet,
) {
    let Service {
        name,
        title,
        summary,
        style,
        endpoints,
        sources,
        operations,
        types,
    } = plan.service;
    let mut file = RustFile::new(&format!("{}/", plan.spec), "One vendor service.");
    // The service's own file has no source that most of it comes from; the style alone names one.
    let mut printer = Printer::new(plan, patterns, None);
    let style = printer.style(style);
    let endpoints = slice(endpoints.iter().map(|endpoint| printer.endpoint(endpoint)));
    let sources: Vec<TokenStream> = sources
        .iter()
        .map(|source| plan.source_path(source))
        .collect();
    let of = |name: &str| ident(&names::constant_name(name));
    let operations = slice(operations.iter().map(|operation| {
        let constant = of(operation.name);
        quote!(&operations::#constant)
    }));
    let types = slice(types.iter().map(|ty| {
        let constant = of(ty.name);
        quote!(&tables::#constant)
    }));
    file.push(printer.contract_imports(&["Service"]));
    if place.models {
        file.push(quote! {
            #[cfg(feature = "models")]
            mod models;
        });
    }
    file.push(quote! {
        pub mod operations;
        pub mod sources;
        pub mod tables;
    });
    if place.models {
        file.push(quote! {
            #[cfg(feature = "models")]
            pub use models::*;
        });
    }
    let docs = of_service(plan.service);
    file.push(quote! {
        #docs
        pub static SERVICE: Service<'static> = Service {
            name: #name,
            title: #title,
            summary: #summary,
            style: #style,
            endpoints: #endpoints,
            sources: &[#(&#sources),*],
            operations: #operations,
            types: #types,
        };
    });
    file.finish(format!("{folder}/mod.rs"), out);
}

/// A table as an item.
fn typed_static(name: &Ident, ty: &TypeDef<'_>, table: &TokenStream) -> TokenStream {
    let docs = Docs::new(ty.summary).into_tokens();
    quote!(#docs pub static #name: TypeDef<'static> = #table;)
}

/// The types of an operation's parameters that are no named types: they stand in the operation's own file.
fn own_parameters<'a>(
    plan: &Plan<'a>,
    operation: &'a Operation<'a>,
) -> Vec<(Ident, &'a TypeDef<'a>)> {
    let mut all = vec![
        ("PATH_PARAMETERS".to_owned(), operation.path_parameters),
        ("QUERY".to_owned(), operation.query),
        ("HEADERS".to_owned(), operation.headers),
    ];
    for Response {
        status, headers, ..
    } in operation.responses
    {
        all.push((format!("RESPONSE_{status}_HEADERS"), headers));
    }
    let mut own: Vec<(Ident, &TypeDef<'_>)> = Vec::new();
    for (name, ty) in all {
        // Equal tables are one, such as those of responses without documented headers.
        if !plan.is_named(ty) && !own.iter().any(|(_, other)| *other == ty) {
            own.push((ident(&name), ty));
        }
    }
    own
}
