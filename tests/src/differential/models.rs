//! Decoding with the model of a type, without its Rust type.

use std::fmt::Debug;

use mediaspec_core::check::Scope;
use mediaspec_core::contract::TypeDef;
use mediaspec_core::report::Report;
use mediaspec_schema::Model;
use mediaspec_schema::support::EachModel;
use serde::de::DeserializeOwned;

/// Decodes a text with a model, and lets the model check itself; `Err` where the text does not decode.
pub(super) type Decode = fn(&str, Scope) -> Result<Report<'static>, String>;

fn decode<M: Model + DeserializeOwned>(
    text: &str,
    scope: Scope,
) -> Result<Report<'static>, String> {
    let model: M = serde_json::from_str(text).map_err(|error| error.to_string())?;
    Ok(model.validate(scope))
}

/// The models that are shipped.
#[derive(Default)]
pub(super) struct Models(Vec<(&'static TypeDef<'static>, Decode)>);

impl EachModel for Models {
    fn model<M: Model + DeserializeOwned + Clone + PartialEq + Debug>(&mut self) {
        self.0.push((M::TYPE, decode::<M>));
    }
}

/// Every model.
pub(super) fn all() -> Models {
    let mut models = Models::default();
    mediaspec_schema::each_model(&mut models);
    models
}

impl Models {
    /// The model of a type, by what the tables say of it: those of a spec that was loaded are equal, not the same.
    pub(super) fn of(&self, ty: &TypeDef<'_>) -> Option<Decode> {
        self.0
            .iter()
            .find(|(known, _)| known.name == ty.name && *known == ty)
            .map(|&(_, decode)| decode)
    }
}
