//! Cargo features: which services and which models are compiled.
//!
//! A service is a feature, and so are the models of a family: the operations to which the vendor gives one tag. A model is
//! compiled when any family is on that has it in one of its messages, however deep. Features only ever add something.

use std::collections::{BTreeMap, BTreeSet};

use mediaspec_core::contract::{Catalog, Operation, Service};
use mediaspec_spec::names;
use proc_macro2::TokenStream;
use quote::quote;

use crate::output::OutputSet;

/// The feature of every model.
pub(super) const ALL: &str = "models";

/// The feature of a service: its contract.
pub(super) fn of_service(service: &Service) -> &str {
    service.name()
}

/// The feature of all models of a service.
pub(super) fn of_models(service: &Service) -> String {
    format!("{ALL}-{}", service.name())
}

/// The feature of the models of an operation's family. An operation without a tag is of none, and its models come with all
/// of the service.
fn of_operation(service: &Service, operation: &Operation) -> String {
    let models = of_models(service);
    if operation.tag.is_empty() {
        return models;
    }
    format!("{models}-{}", names::feature_name(&operation.tag))
}

/// The attribute that compiles an item when any of the features is on.
pub(super) fn gate<'f>(features: impl IntoIterator<Item = &'f str>) -> TokenStream {
    let features: Vec<&str> = features.into_iter().collect();
    match features.as_slice() {
        [feature] => quote!(#[cfg(feature = #feature)]),
        features => quote!(#[cfg(any(#(feature = #features),*))]),
    }
}

/// The features of a catalog.
pub(super) struct Families {
    services: Vec<Features>,
}

/// The features of a service.
struct Features {
    service: String,
    models: String,
    /// The features of its families.
    families: BTreeSet<String>,
    /// The features that have each type, by the name of the type.
    types: BTreeMap<String, BTreeSet<String>>,
}

impl Families {
    pub(super) fn of(catalog: &Catalog) -> Self {
        Self {
            services: catalog.services().iter().map(Features::of).collect(),
        }
    }

    /// The features that have a type of a service in one of their messages.
    pub(super) fn of_type(&self, service: &Service, ty: &str) -> impl Iterator<Item = &str> {
        let services = self.services.iter();
        let own = services.filter(|features| features.service == of_service(service));
        own.filter_map(|features| features.types.get(ty))
            .flatten()
            .map(String::as_str)
    }

    /// The features that have any model of a service.
    pub(super) fn of_any_model(&self, service: &Service) -> impl Iterator<Item = &str> {
        let services = self.services.iter();
        let own = services.filter(|features| features.service == of_service(service));
        own.flat_map(|features| [&features.models].into_iter().chain(&features.families))
            .map(String::as_str)
    }

    /// Adds the list of features to a manifest.
    pub(super) fn render(&self, manifest: &str, out: &mut OutputSet) {
        let mut lines = Lines::default();
        let services = |models: bool| {
            let services = self.services.iter();
            services.map(move |of| if models { &of.models } else { &of.service })
        };
        lines.feature("default", services(false));
        lines.comment("The contract of each service.");
        for name in services(false) {
            lines.feature(name, []);
        }
        lines.comment(
            "Models: all, those of a service, and those of each family of its operations with what their messages are made of.",
        );
        lines.feature(ALL, services(true));
        for Features {
            service,
            models,
            families,
            types: _,
        } in &self.services
        {
            lines.feature(models, [service].into_iter().chain(families));
            for family in families {
                lines.feature(family, [service]);
            }
        }
        lines.add(manifest, out);
    }

    /// Adds the list of features to the manifest of a crate that hands them on to the crate of the first list.
    pub(super) fn render_handed_on(&self, manifest: &str, out: &mut OutputSet) {
        let mut lines = Lines::default();
        let hand_on = |name: &String| format!("{PACKAGE}/{name}");
        lines.feature("default", self.services.iter().map(|of| &of.service));
        lines.comment(
            "The contract of each service. Without any, a program brings its own (`Validator::from_contracts`).",
        );
        for Features { service, .. } in &self.services {
            lines.feature(service, [&hand_on(service)]);
        }
        lines.comment(
            "Models: all, those of a service, and those of each family of its operations.",
        );
        lines.feature(ALL, [&hand_on(&ALL.to_owned())]);
        for Features {
            service: _,
            models,
            families,
            types: _,
        } in &self.services
        {
            for name in [models].into_iter().chain(families) {
                lines.feature(name, [&hand_on(name)]);
            }
        }
        lines.add(manifest, out);
    }
}

/// The crate that has the models.
const PACKAGE: &str = "mediaspec-schema";

impl Features {
    fn of(service: &Service) -> Self {
        let models = of_models(service);
        let mut families = BTreeSet::new();
        let mut types: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
        for operation in service.operations() {
            let feature = of_operation(service, operation);
            // An answer to any operation may be an error.
            for name in operation.references().chain(service.error()) {
                for ty in service.described_in(service.resolve(name)) {
                    let features = types.entry(ty.name.to_string()).or_default();
                    features.insert(feature.clone());
                }
            }
            if feature != models {
                families.insert(feature);
            }
        }
        Self {
            service: of_service(service).to_owned(),
            models,
            families,
            types,
        }
    }
}

/// The lines of a manifest's table of features.
#[derive(Default)]
struct Lines {
    text: String,
    names: BTreeSet<String>,
    fault: Option<String>,
}

impl Lines {
    fn comment(&mut self, text: &str) {
        self.text.push_str(&format!("\n# {text}\n"));
    }

    /// A feature, and those that it turns on.
    fn feature<'f>(&mut self, name: &str, of: impl IntoIterator<Item = &'f String>) {
        let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-');
        if !name.chars().all(plain) || name.is_empty() {
            self.fault = Some(format!("{name:?} cannot be the name of a feature"));
        }
        if !self.names.insert(name.to_owned()) {
            self.fault = Some(format!("two features are called `{name}`"));
        }
        let of: Vec<String> = of.into_iter().map(|name| format!("{name:?}")).collect();
        let line = format!("{name} = [{}]\n", of.join(", "));
        if line.len() <= 100 {
            self.text.push_str(&line);
        } else {
            self.text
                .push_str(&format!("{name} = [\n    {},\n]\n", of.join(",\n    ")));
        }
    }

    /// Adds the lines to a manifest.
    fn add(self, manifest: &str, out: &mut OutputSet) {
        match self.fault {
            None => out.add_block(manifest, self.text),
            Some(because) => out.refuse(manifest, because),
        }
    }
}
