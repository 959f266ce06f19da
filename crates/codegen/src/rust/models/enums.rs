//! The enum of a member: the documented values, and room for others.

use mediaspec_core::contract::{Enum, EnumValue};
use mediaspec_spec::names;
use proc_macro2::{Ident, TokenStream};
use quote::quote;

use super::fields::Choice;
use super::structs::deprecation;
use crate::rust::docs::{Docs, Line};
use crate::rust::file::ident;

/// The enum, and what belongs to it.
pub(super) fn items(choice: &Choice<'_>) -> Vec<TokenStream> {
    let Choice {
        name,
        owner,
        field,
        values: Enum { open: _, values },
    } = choice;
    let mut docs = Docs::default();
    docs.paragraph(
        Line::prose("Values of ")
            .code(field.name)
            .with(" of ")
            .code(owner.name)
            .with("."),
    );
    docs.paragraph(Line::prose(field.info.summary));
    let docs = docs.into_tokens();
    let variants: Vec<Ident> = values
        .iter()
        .map(|value| ident(&names::variant_name(value.wire)))
        .collect();
    let wires: Vec<&str> = values.iter().map(|value| value.wire).collect();
    let documented = values.iter().zip(&variants).map(|(value, variant)| {
        let EnumValue {
            wire,
            summary,
            deprecated,
        } = value;
        let mut docs = Docs::default();
        let line = Line::default().code(wire);
        docs.paragraph(if summary.is_empty() {
            line.with(".")
        } else {
            line.with(": ").with(summary)
        });
        if let Some(why) = deprecated {
            docs.paragraph(Line::prose("Deprecated: ").with(why));
        }
        let docs = docs.into_tokens();
        let deprecated = deprecation(*deprecated);
        quote!(#docs #deprecated #variant)
    });
    let definition = quote! {
        #docs
        #[derive(Clone, Debug, PartialEq, Eq, Hash)]
        #[non_exhaustive]
        pub enum #name {
            #(#documented,)*
            #[doc = " A value that is not documented."]
            Other(String),
        }
    };
    let open_enum = quote! {
        impl ::mediaspec_schema::OpenEnum for #name {
            fn documented(text: &str) -> Option<Self> {
                match text {
                    #(#wires => Some(Self::#variants),)*
                    _ => None,
                }
            }

            fn other(text: String) -> Self {
                Self::Other(text)
            }

            fn as_str(&self) -> &str {
                match self {
                    #(Self::#variants => #wires,)*
                    Self::Other(text) => text,
                }
            }
        }
    };
    vec![definition, open_enum, conversions(name)]
}

fn conversions(name: &Ident) -> TokenStream {
    quote! {
        impl #name {
            #[doc = " The value as it stands in messages."]
            #[must_use]
            pub fn as_str(&self) -> &str {
                ::mediaspec_schema::OpenEnum::as_str(self)
            }
        }

        impl From<&str> for #name {
            fn from(text: &str) -> Self {
                ::mediaspec_schema::support::enum_from_str(text)
            }
        }

        impl From<String> for #name {
            fn from(text: String) -> Self {
                ::mediaspec_schema::support::enum_from_string(text)
            }
        }

        impl ::core::fmt::Display for #name {
            fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                f.pad(self.as_str())
            }
        }

        impl ::serde::Serialize for #name {
            fn serialize<S: ::serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(self.as_str())
            }
        }

        impl<'de> ::serde::Deserialize<'de> for #name {
            fn deserialize<D: ::serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                ::mediaspec_schema::support::enum_from(deserializer)
            }
        }
    }
}
