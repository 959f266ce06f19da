//! The Rust code: the models that users build messages with, and the contract files that stand beside it.
//!
//! Code is made of tokens, never of templates: names and prose of a vendor cannot become code. Identifiers come from
//! [`mediaspec_spec::names`] alone, prose only ever stands in `#[doc = "…"]` and in literals.
//!
//! A model is one struct in one file, whoever uses it. Its members are public; those that requests must have are given to
//! `new` by name, the others are set by name. A member that would make a struct contain itself stands in a `Box`.
//!
//! ```text
//! <contracts>/<service>.jsonl         the contract file
//! <code>/mod.rs                       catalog()
//! <code>/<service>/mod.rs             service()
//! <code>/<service>/models/<type>.rs   a struct, and its enums
//! ```

mod boxes;
mod docs;
mod families;
mod file;
mod models;
mod place;
mod plan;
#[cfg(test)]
mod tests;

use mediaspec_core::contract::Catalog;
use mediaspec_spec::names;
use proc_macro2::TokenStream;
use quote::quote;

use crate::contracts;
use crate::output::OutputSet;
use families::Families;
use file::{RustFile, ident};
pub use place::Place;
use plan::Plan;

/// Modules beside those of the services, here and at the root of the crate.
const RESERVED: [&str; 4] = ["generated", "mediaspec_schema", "model", "support"];

/// Adds the Rust code of every service, the contract files that it embeds, and the features that choose among it.
pub fn render(catalog: &Catalog, place: Place, out: &mut OutputSet) {
    contracts::render(catalog, place.contracts, out);
    let families = Families::of(catalog);
    if let Some(manifest) = place.manifest {
        families.render(manifest, out);
    }
    if let Some(manifest) = place.handing_on {
        families.render_handed_on(manifest, out);
    }
    for service in catalog.services() {
        let module = names::module_name(service.name());
        if RESERVED.contains(&module.as_str()) {
            out.refuse(
                format!("{}/{module}", place.code),
                "a module of ours has that name",
            );
        }
        let plan = Plan::of(service, place, &families);
        let folder = format!("{}/{module}", place.code);
        models::render(&plan, &folder, out);
        let gate = place
            .manifest
            .map(|_| families::gate(families.of_any_model(service)));
        render_service(&plan, &module, place, gate.as_ref(), out);
    }
    render_root(catalog, place, out);
}

fn render_root(catalog: &Catalog, place: Place, out: &mut OutputSet) {
    let mut file = RustFile::new(
        &format!("{}/", place.spec),
        "Generated from the spec folder: one module a service.",
    );
    // Models name deprecated members and values themselves.
    file.inner(quote!(#![allow(deprecated, clippy::all)]));
    let services: Vec<_> = catalog
        .services()
        .iter()
        .map(|service| {
            let gate = place
                .manifest
                .map(|_| families::gate([families::of_service(service)]));
            (service, gate, ident(&names::module_name(service.name())))
        })
        .collect();
    for (service, gate, module) in &services {
        let doc = docs::of_service(service);
        file.push(quote!(#doc #gate pub mod #module;));
    }
    let embedded = services
        .iter()
        .map(|(_, gate, module)| quote!(#gate #module::service));
    file.push(quote! {
        #[doc = " Everything that the vendors' tables say, as data: the services that are compiled in."]
        #[must_use]
        pub fn catalog() -> &'static ::mediaspec_core::contract::Catalog {
            static CATALOG: ::std::sync::LazyLock<::mediaspec_core::contract::Catalog> =
                ::std::sync::LazyLock::new(|| {
                    let services: &[fn() -> &'static ::mediaspec_core::contract::Service] = &[#(#embedded),*];
                    let services = services.iter().map(|service| service().clone());
                    ::mediaspec_core::contract::Catalog::new(services)
                        .unwrap_or_else(|problem| panic!("{problem}"))
                });
            &CATALOG
        }
    });
    let gate = place.manifest.map(|_| families::gate([families::ALL]));
    let modules = services.iter().map(|(_, _, module)| module);
    file.push(quote! {
        #[doc(hidden)]
        #gate
        pub fn each_model(visitor: &mut impl ::mediaspec_schema::support::EachModel) {
            #(#modules::each_model(visitor);)*
        }
    });
    file.finish(format!("{}/mod.rs", place.code), out);
}

fn render_service(
    plan: &Plan<'_>,
    module: &str,
    place: Place,
    gate: Option<&TokenStream>,
    out: &mut OutputSet,
) {
    let mut file = RustFile::new(&format!("{}/", plan.spec), "One vendor service.");
    let path = place.contract_path(module, plan.service);
    file.push(quote! {
        #gate
        mod models;
        #gate
        pub use models::*;
    });
    // A `static` in a provided method of `Model` would be one for all models.
    file.push(quote! {
        #[doc = " The contract of the service. It is embedded, and read when it is first asked for."]
        #[must_use]
        pub fn service() -> &'static ::mediaspec_core::contract::Service {
            static SERVICE: ::std::sync::LazyLock<::mediaspec_core::contract::Service> =
                ::std::sync::LazyLock::new(|| {
                    ::mediaspec_core::contract::Service::embedded(include_str!(#path))
                });
            &SERVICE
        }
    });
    file.finish(format!("{}/{module}/mod.rs", place.code), out);
}
