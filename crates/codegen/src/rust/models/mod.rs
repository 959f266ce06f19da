//! Models: plain structs that users build and read messages with.

mod enums;
mod fields;
mod structs;

use std::collections::BTreeMap;

use mediaspec_spec::names;
use proc_macro2::Ident;
use quote::quote;

use super::file::{RustFile, ident};
use super::plan::Plan;
use crate::output::OutputSet;
use fields::Member;

/// Adds the models of a service.
pub(super) fn render(plan: &Plan<'_>, folder: &str, out: &mut OutputSet) {
    let summary =
        "A struct for each type that messages are made of, and an enum for each list of values.";
    let mut index = RustFile::new(&format!("{}/", plan.spec), summary);
    let mut exports = Vec::new();
    let hiding = fields::Hiding::of(plan.service);
    for model in &plan.models {
        let module = names::module_name(&model.ty.name);
        let members: Vec<_> = model
            .ty
            .fields
            .iter()
            .map(|field| Member::of(plan, model, &hiding, field))
            .collect();
        let summary = format!("Models of {}.", plan.service.name());
        let mut file = RustFile::new(&model.source, &summary);
        for item in structs::items(plan, model, &members) {
            file.push(item);
        }
        let mut exported = vec![ident(&names::type_name(&model.ty.name))];
        exported.extend(structs::required_name(plan, model, &members));
        for member in &members {
            if let Some(choice) = &member.choice {
                exported.push(choice.name.clone());
                enums::items(choice)
                    .into_iter()
                    .for_each(|item| file.push(item));
            }
        }
        file.finish(format!("{folder}/models/{module}.rs"), out);
        let (module, gate) = (ident(&module), &model.gate);
        index.push(quote!(#gate mod #module;));
        exports.push((module, gate, exported));
    }
    refuse_equal_names(
        exports.iter().map(|(module, _, names)| (module, names)),
        folder,
        out,
    );
    for (module, gate, names) in &exports {
        index.push(quote!(#gate pub use #module::{#(#names),*};));
    }
    let (gate, models) = (
        &plan.gate,
        plan.models
            .iter()
            .map(|model| ident(&names::type_name(&model.ty.name))),
    );
    index.push(quote! {
        #[doc(hidden)]
        #gate
        pub fn each_model(visitor: &mut impl ::mediaspec_schema::support::EachModel) {
            #(visitor.model::<#models>();)*
        }
    });
    index.finish(format!("{folder}/models/mod.rs"), out);
}

/// A struct and an enum of another file may be called alike, and only one of them could be exported.
fn refuse_equal_names<'e>(
    exports: impl Iterator<Item = (&'e Ident, &'e Vec<Ident>)>,
    folder: &str,
    out: &mut OutputSet,
) {
    let mut owners = BTreeMap::new();
    for (module, names) in exports {
        for name in names {
            if let Some(other) = owners.insert(name, module) {
                out.refuse(
                    format!("{folder}/models"),
                    format!("`{name}` is defined by {other} and by {module}"),
                );
            }
        }
    }
}
