//! The Rust code: contract tables, and the models that users build messages with.
//!
//! Code is made of tokens, never of templates: names and prose of a vendor cannot become code. Identifiers come from
//! [`mediaspec_spec::names`] alone, prose only ever stands in `#[doc = "…"]` and in literals.
//!
//! ```text
//! generated/mod.rs                          CATALOG
//! generated/patterns.rs                     patterns and their automata, each once
//! generated/<service>/mod.rs                SERVICE
//! generated/<service>/sources.rs            what was read
//! generated/<service>/tables/<type>.rs      a contract table for each type
//! generated/<service>/operations/<name>.rs  an operation with its parameters
//! generated/<service>/models/<type>.rs      a struct, and its enums
//! ```

mod docs;
mod file;
mod models;
mod patterns;
mod plan;
mod tables;

use mediaspec_core::contract::{Catalog, Service};
use mediaspec_spec::names;
use quote::quote;

use crate::OutputSet;
use file::{RustFile, ident};
use patterns::Patterns;
use plan::Plan;

/// Where generated Rust code lies, and what it is made from: paths from the repository's root.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place {
    /// The folder of the code.
    pub code: &'static str,
    /// The spec folder.
    pub spec: &'static str,
    /// Whether models and embedded JSON Schemas stand beside the tables.
    pub models: bool,
}

impl Place {
    /// The code that ships.
    pub const SHIPPED: Self = Self {
        code: "crates/schema/src/generated",
        spec: "spec",
        models: true,
    };

    /// The code of a spec of hostile names, which the tests compile.
    pub const OBSTACLE: Self = Self {
        code: "tests/src/generated_obstacle",
        spec: "tests/obstacle",
        models: true,
    };

    /// The tables of a spec with every kind of constraint, which the engine's own tests compile.
    pub const KINDS: Self = Self {
        code: "crates/core/src/generated_kinds",
        spec: "tests/specs/kinds",
        models: false,
    };
}

/// Modules beside those of the services, here and at the root of the crate.
const RESERVED: [&str; 5] = [
    "json_schema",
    "json_schemas",
    "model",
    "patterns",
    "support",
];

/// Adds the Rust code of every service.
pub fn render(catalog: Catalog<'_>, place: Place, out: &mut OutputSet) {
    let Catalog { services } = catalog;
    let mut patterns = Patterns::default();
    for service in services {
        let module = names::module_name(service.name);
        if RESERVED.contains(&module.as_str()) {
            out.refuse(
                format!("{}/{module}", place.code),
                "a module of ours has that name",
            );
        }
        render_service(service, place, &module, &mut patterns, out);
    }
    patterns.render(place, out);
    render_root(services, place, out);
}

fn render_root(services: &[&Service<'_>], place: Place, out: &mut OutputSet) {
    let mut file = RustFile::new(
        &format!("{}/", place.spec),
        "Generated from the spec folder: one module a service.",
    );
    // The tables repeat what they repeat, and `new` takes what a request requires, however much that is.
    file.inner(quote!(#![allow(deprecated, clippy::all)]));
    let modules: Vec<_> = services
        .iter()
        .map(|s| ident(&names::module_name(s.name)))
        .collect();
    for (service, module) in services.iter().zip(&modules) {
        let doc = docs::of_service(service);
        file.push(quote!(#doc pub mod #module;));
    }
    if place.models {
        file.push(quote! {
            #[doc = " Every JSON Schema file, embedded."]
            #[cfg(feature = "json-schemas")]
            pub mod json_schemas;
        });
    }
    file.push(quote!(
        #[doc(hidden)]
        pub mod patterns;
    ));
    file.push(quote! {
        #[doc = " Everything that the vendors' tables say, as data."]
        pub static CATALOG: ::mediaspec_core::contract::Catalog<'static> = ::mediaspec_core::contract::Catalog {
            services: &[#(&#modules::SERVICE),*],
        };
    });
    if place.models {
        file.push(quote! {
            #[doc(hidden)]
            #[cfg(feature = "models")]
            pub fn each_model(visitor: &mut impl ::mediaspec_schema::support::EachModel) {
                #(#modules::each_model(visitor);)*
            }
        });
    }
    file.finish(format!("{}/mod.rs", place.code), out);
}

fn render_service(
    service: &Service<'_>,
    place: Place,
    module: &str,
    patterns: &mut Patterns,
    out: &mut OutputSet,
) {
    let plan = Plan::of(service, place, out);
    let folder = format!("{}/{module}", place.code);
    tables::render(&plan, &folder, place, patterns, out);
    if place.models {
        models::render(&plan, &folder, out);
    }
}
