//! The enum of a member: the documented values, and room for others.

use mediaspec_core::contract::{Enum, EnumValue};
use mediaspec_spec::names;
use proc_macro2::{Ident, TokenStream};
use quote::quote;

use super::fields::Choice;
use super::structs::deprecation;
use crate::markdown::Line;
use crate::rust::docs::Docs;
use crate::rust::file::ident;

/// The enum, and what belongs to it.
pub(super) fn items(choice: &Choice<'_>) -> Vec<TokenStream> {
    let Choice {
        name,
        owner,
        field,
        values:
            Enum {
                named: _,
                open: _,
                any_case,
                values,
            },
    } = choice;
    let mut of = Line::text("Values of ");
    if !owner.transparent {
        of = of.and(Line::code(&*field.name)).then(" of ");
    }
    let mut docs = Docs::of(&of.and(Line::code(owner.name.as_str())).then("."));
    docs.paragraph(&Line::text(&*field.info.summary));
    if *any_case {
        let how = "Read in any case, and written as documented.";
        docs.paragraph(&Line::text(how));
    }
    let docs = docs.into_tokens();
    let in_any_case = any_case.then(|| quote!(in any case));
    let variants: Vec<Ident> = values
        .iter()
        .map(|value| ident(&names::variant_name(&value.wire)))
        .collect();
    let wires: Vec<&str> = values.iter().map(|value| &*value.wire).collect();
    let documented = values.iter().zip(&variants).map(|(value, variant)| {
        let EnumValue {
            wire,
            summary,
            deprecated,
        } = value;
        let line = Line::code(&**wire);
        let mut docs = Docs::of(&if summary.is_empty() {
            line.then(".")
        } else {
            line.then(": ").then(&**summary)
        });
        if let Some(why) = deprecated {
            docs.paragraph(&Line::text("Deprecated: ").then(&**why));
        }
        let docs = docs.into_tokens();
        let deprecated = deprecation(deprecated.as_deref());
        quote!(#docs #deprecated #variant)
    });
    vec![
        quote! {
            #docs
            #[derive(Clone, Debug, PartialEq, Eq, Hash)]
            #[non_exhaustive]
            pub enum #name {
                #(#documented,)*
                #[doc = " A value that is not documented."]
                Other(String),
            }
        },
        quote! {
            ::mediaspec_schema::open_enum!(#name #in_any_case { #(#variants = #wires,)* });
        },
    ]
}
