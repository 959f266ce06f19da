//! Decoding with the model of a type, without its Rust type.

use std::collections::BTreeMap;
use std::fmt::Debug;

use mediaspec_core::check::Scope;
use mediaspec_core::contract::{Catalog, Service, TypeName};
use mediaspec_core::report::Report;
use mediaspec_schema::Model;
use mediaspec_schema::support::EachModel;
use serde::de::DeserializeOwned;

/// Decodes a text with a model, and lets the model check itself; `Err` where the text does not decode.
pub(super) type Decode = fn(&str, Scope) -> Result<Report, String>;

fn decode<M: Model + DeserializeOwned>(text: &str, scope: Scope) -> Result<Report, String> {
    let model: M = serde_json::from_str(text).map_err(|error| error.to_string())?;
    Ok(model.validate(scope))
}

/// The models that are shipped of the services of a catalog: of none that says something else than the shipped one.
pub(super) struct Models<'c> {
    catalog: &'c Catalog,
    /// Whether a service is the shipped one.
    shipped: BTreeMap<&'static str, bool>,
    /// By service and type.
    models: BTreeMap<(&'static str, &'static str), Decode>,
}

impl<'c> Models<'c> {
    pub(super) fn of(catalog: &'c Catalog) -> Self {
        let mut models = Self {
            catalog,
            shipped: BTreeMap::new(),
            models: BTreeMap::new(),
        };
        mediaspec_schema::each_model(&mut models);
        models
    }

    /// Returns what decodes a type.
    pub(super) fn decoder(&self, service: &Service, ty: &TypeName) -> Option<Decode> {
        self.models.get(&(service.name(), ty.as_str())).copied()
    }
}

impl EachModel for Models<'_> {
    fn model<M: Model + DeserializeOwned + Clone + PartialEq + Debug>(&mut self) {
        let service = M::service();
        let (name, catalog) = (service.name(), self.catalog);
        let is_shipped = || catalog.service(name) == Some(service);
        if *self.shipped.entry(name).or_insert_with(is_shipped) {
            self.models.insert((name, M::NAME), decode::<M>);
        }
    }
}
