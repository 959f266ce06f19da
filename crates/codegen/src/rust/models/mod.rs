//! Models: plain structs that users build and read messages with.

mod enums;
mod fields;
mod structs;

use std::collections::BTreeMap;

use mediaspec_spec::names;
use proc_macro2::{Ident, TokenStream};
use quote::quote;

use super::file::{RustFile, ident};
use super::plan::{Model, Plan, named_enum};
use crate::output::OutputSet;
use fields::{Choice, Hiding, Member};

/// Adds the models of a service.
pub(super) fn render(plan: &Plan<'_>, folder: &str, out: &mut OutputSet) {
    let summary =
        "A struct for each type that messages are made of, and an enum for each list of values.";
    let mut index = RustFile::new(&format!("{}/", plan.spec), summary);
    let mut exports = Vec::new();
    let hiding = Hiding::of(plan.service);
    for model in &plan.models {
        let module = names::module_name(&model.ty.name);
        let summary = format!("Models of {}.", plan.service.name());
        let mut file = RustFile::new(&model.source, &summary);
        let exported = items(plan, model, &hiding, &mut file);
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

/// Writes the items of a model, and returns the names of those that users see.
fn items(
    plan: &Plan<'_>,
    model: &Model<'_>,
    hiding: &Hiding<'_>,
    file: &mut RustFile,
) -> Vec<Ident> {
    let name = ident(&names::type_name(&model.ty.name));
    let mut exported = vec![name.clone()];
    let mut push = |items: Vec<TokenStream>| items.into_iter().for_each(|item| file.push(item));
    if let Some((field, values)) = named_enum(model.ty) {
        let link = structs::link(model, &name);
        push(enums::items(&Choice {
            name,
            owner: model.ty,
            field,
            values,
        }));
        push(vec![link]);
        return exported;
    }
    let fields = model.ty.fields.iter();
    let members: Vec<_> = fields
        .map(|field| Member::of(plan, model, hiding, field))
        .collect();
    push(structs::items(plan, model, &members));
    exported.extend(structs::required_name(plan, model, &members));
    for choice in members.iter().filter_map(|member| member.choice.as_ref()) {
        exported.push(choice.name.clone());
        push(enums::items(choice));
    }
    exported
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
