//! The struct of a type: its definition, `new`, `Debug`, and its link to the table.

use mediaspec_core::contract::{Cite, Field, Part, Required, TypeDef};
use mediaspec_core::words;
use mediaspec_spec::names;
use proc_macro2::{Ident, TokenStream};
use quote::quote;

use super::fields::{Kept, Member, Taken};
use crate::rust::docs::{Docs, Line};
use crate::rust::file::ident;
use crate::rust::plan::Model;

/// The struct, and what belongs to it.
pub(super) fn items(model: &Model<'_>, members: &[Member<'_>]) -> Vec<TokenStream> {
    let name = ident(&names::type_name(model.ty.name));
    let mut items = vec![
        definition(model, &name, members),
        constructor(&name, members),
    ];
    items.extend(debug(&name, members));
    items.push(link(model, &name));
    items
}

/// Whether `new` takes nothing, so that there is a `Default` too.
fn is_default(members: &[Member<'_>]) -> bool {
    members
        .iter()
        .all(|member| member.kept != Kept::Plain && member.taken.is_none())
}

fn definition(model: &Model<'_>, name: &Ident, members: &[Member<'_>]) -> TokenStream {
    let mut derives = vec![quote!(Clone)];
    if members.iter().all(|member| !member.hidden) {
        derives.push(quote!(Debug));
    }
    if is_default(members) {
        derives.push(quote!(Default));
    }
    let docs = type_docs(model).into_tokens();
    let fields = members.iter().map(|member| {
        let docs = field_docs(member, &model.ty.cite).into_tokens();
        let deprecated = deprecation(member.field.deprecated);
        let serde = member.serde();
        let name = &member.name;
        let ty = member.rust_type();
        quote!(#docs #deprecated #serde pub #name: #ty)
    });
    quote! {
        #docs
        #[derive(#(#derives,)* PartialEq, ::serde::Serialize, ::serde::Deserialize)]
        #[non_exhaustive]
        pub struct #name {
            #(#fields,)*
        }
    }
}

/// The attribute that lets the compiler tell of a deprecation.
pub(super) fn deprecation(note: Option<&str>) -> Option<TokenStream> {
    let note = Line::prose(note?).into_text();
    Some(quote!(#[deprecated(note = #note)]))
}

fn constructor(name: &Ident, members: &[Member<'_>]) -> TokenStream {
    let docs = if is_default(members) {
        Docs::new("Has no member set.")
    } else {
        Docs::new("Takes what every request must have; nothing else is set.")
    };
    let docs = docs.into_tokens();
    let parameters = members.iter().filter_map(|member| {
        let (name, value) = (&member.name, &member.value);
        Some(match member.taken? {
            Taken::Itself => quote!(#name: #value),
            Taken::Into => quote!(#name: impl Into<#value>),
        })
    });
    let values = members.iter().map(|member| {
        let name = &member.name;
        let value = match member.taken {
            None => return quote!(#name: None),
            Some(Taken::Itself) => quote!(#name),
            Some(Taken::Into) => quote!(#name.into()),
        };
        match (member.kept, member.taken) {
            (Kept::Plain, Some(Taken::Itself)) => quote!(#name),
            (Kept::Plain, _) => quote!(#name: #value),
            (Kept::Optional | Kept::Nullable, _) => quote!(#name: Some(#value)),
            (Kept::OptionalNullable, _) => quote!(#name: Some(Some(#value))),
        }
    });
    let body = if is_default(members) {
        quote!(Self::default())
    } else {
        quote!(Self { #(#values),* })
    };
    quote! {
        impl #name {
            #docs
            #[must_use]
            pub fn new(#(#parameters),*) -> Self {
                #body
            }
        }
    }
}

/// `Debug` without sensitive values; `None` where it can be derived.
fn debug(name: &Ident, members: &[Member<'_>]) -> Option<TokenStream> {
    if members.iter().all(|member| !member.hidden) {
        return None;
    }
    let title = name.to_string();
    let fields = members.iter().map(|member| {
        let name = &member.name;
        let label = name.to_string();
        if member.hidden {
            quote!(.field(#label, &::mediaspec_schema::support::Hidden))
        } else {
            quote!(.field(#label, &self.#name))
        }
    });
    Some(quote! {
        #[doc = " Sensitive values are left out."]
        impl ::core::fmt::Debug for #name {
            fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                f.debug_struct(#title) #(#fields)* .finish()
            }
        }
    })
}

fn link(model: &Model<'_>, name: &Ident) -> TokenStream {
    let table = &model.table;
    let part = match model.part {
        Part::Body => None,
        Part::Path => Some(quote!(Path)),
        Part::Query => Some(quote!(Query)),
        Part::Header => Some(quote!(Header)),
    };
    let part = part.map(|part| {
        quote!(const PART: ::mediaspec_core::contract::Part = ::mediaspec_core::contract::Part::#part;)
    });
    quote! {
        impl ::mediaspec_schema::Model for #name {
            const TYPE: &'static ::mediaspec_core::contract::TypeDef<'static> = &#table;
            #part
        }
    }
}

fn type_docs(model: &Model<'_>) -> Docs {
    let ty = model.ty;
    let mut docs = Docs::new(ty.summary);
    if ty.wire != ty.name {
        docs.paragraph(Line::prose("The vendor calls it ").code(ty.wire).with("."));
    }
    if !model.in_requests {
        docs.paragraph(Line::prose(
            "Only the vendor sends it, so every member may be missing.",
        ));
    }
    rules(&mut docs, ty);
    for note in ty.notes {
        docs.paragraph(Line::prose(note));
    }
    docs.paragraph(
        Line::prose("Source: ")
            .cite(&ty.cite)
            .with(&format!(", read {}.", ty.cite.source.read)),
    );
    docs
}

fn rules(docs: &mut Docs, ty: &TypeDef<'_>) {
    if !ty.rules.is_empty() {
        docs.paragraph(Line::prose("Rules:"));
    }
    for rule in ty.rules {
        docs.item(
            Line::default()
                .phrase(&words::rule_phrase(ty, rule))
                .with(" ")
                .with(rule.summary),
        );
    }
}

/// What a member is: meaning, values, unit, default, duties, sources.
fn field_docs(member: &Member<'_>, home: &Cite<'_>) -> Docs {
    let Field {
        name: _,
        shape,
        required,
        nullable,
        sensitive,
        deprecated,
        no_effect,
        slot: _,
        selected_by: _,
        default: _,
        info,
    } = member.field;
    let mut docs = Docs::new(info.summary);
    let mut facts = Line::default();
    let mut fact = |line: &dyn Fn(Line) -> Line| {
        let start = std::mem::take(&mut facts);
        facts = line(if start.is_empty() {
            start
        } else {
            start.with("; ")
        });
    };
    match (required, member.kept) {
        (Required::InRequests, _) => fact(&|line| line.with("required in requests")),
        (Required::Always, Kept::Plain) => fact(&|line| line.with("required")),
        (Required::Always, Kept::Optional | Kept::Nullable | Kept::OptionalNullable) => {
            fact(&|line| line.with("always there, as documented"));
        }
        (Required::No, _) => {}
    }
    let allowed = words::allowed_phrase(shape);
    if !allowed.is_empty() {
        fact(&|line| line.phrase(&allowed));
    }
    if let Some(unit) = info.unit {
        fact(&|line| line.with("unit: ").with(unit));
    }
    if *nullable {
        fact(&|line| line.code("null").with(" too"));
    }
    if let Some(default) = words::default_words(member.field) {
        fact(&|line| match member.field.default {
            Some(_) => line.phrase(&default).with(" when absent"),
            None => line.with("when absent: ").phrase(&default),
        });
    }
    docs.paragraph(stopped(facts.capitalised()));
    if let Some(why) = no_effect {
        docs.paragraph(Line::prose("No effect: ").with(why));
    }
    if let Some(why) = deprecated {
        docs.paragraph(Line::prose("Deprecated: ").with(why));
    }
    if *sensitive {
        docs.paragraph(
            Line::prose("Sensitive: reports and ")
                .code("Debug")
                .with(" leave its value out."),
        );
    }
    for note in info.notes {
        docs.paragraph(Line::prose(note));
    }
    sources(&mut docs, member.field, home);
    docs
}

/// The field's source, and those of constraints that were read elsewhere.
fn sources(docs: &mut Docs, field: &Field<'_>, home: &Cite<'_>) {
    let info = &field.info;
    let mut line = Line::prose("Source: ").cite(&info.cite);
    if info.cite.source.read != home.source.read {
        line = line.with(&format!(", read {}", info.cite.source.read));
    }
    for (key, cite) in info.cites {
        line = line.with("; ").code(key).with(" from ").cite(cite);
    }
    docs.paragraph(line.with("."));
}

/// The line with a full stop at its end, if it has none.
fn stopped(line: Line) -> Line {
    if line.is_empty() || line.ends_sentence() {
        line
    } else {
        line.with(".")
    }
}
