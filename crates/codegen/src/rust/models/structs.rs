//! The struct of a type: its definition, how it is made, `Debug`, and its link to the contract.

use mediaspec_core::contract::{Cite, Field, FieldInfo, Part, Required, Service, TypeDef};
use mediaspec_core::words::{self, Mark, Phrase};
use mediaspec_spec::names;
use proc_macro2::{Ident, TokenStream};
use quote::quote;

use super::fields::{Kept, Member};
use crate::markdown::Line;
use crate::rust::docs::{self, Docs};
use crate::rust::file::ident;
use crate::rust::plan::{Model, Plan};

/// The struct, and what belongs to it.
pub(super) fn items(
    plan: &Plan<'_>,
    model: &Model<'_>,
    members: &[Member<'_>],
) -> Vec<TokenStream> {
    let name = ident(&names::type_name(&model.ty.name));
    if let ([whole], true) = (members, model.ty.transparent) {
        let mut items = newtype(plan.service, model, &name, whole);
        items.push(link(model, &name));
        return items;
    }
    let required = required_name(plan, model, members);
    let mut items = vec![
        definition(plan.service, model, &name, members),
        methods(&name, required.as_ref(), members),
    ];
    items.extend(debug(&name, members.iter()));
    items.push(link(model, &name));
    if let Some(required) = &required {
        items.push(required_members(&name, required, members));
        items.extend(debug(
            required,
            members.iter().filter(|member| member.taken),
        ));
    }
    items
}

/// The name of the struct of those members that `new` takes; `None` where it takes none.
pub(super) fn required_name(
    plan: &Plan<'_>,
    model: &Model<'_>,
    members: &[Member<'_>],
) -> Option<Ident> {
    (!model.ty.transparent && !is_default(members)).then(|| plan.required_name(model.ty))
}

/// Whether nothing must be set, so that there is a `Default`.
fn is_default(members: &[Member<'_>]) -> bool {
    members.iter().all(|member| !member.taken)
}

/// The struct of a value that no object holds: that value by itself, in the form in which it is sent.
fn newtype(
    service: &Service,
    model: &Model<'_>,
    name: &Ident,
    whole: &Member<'_>,
) -> Vec<TokenStream> {
    let docs = field_docs(service, model.ty, whole).into_tokens();
    let value = &whole.value;
    let read = whole
        .read_with()
        .map(|with| quote!(#[serde(deserialize_with = #with)]));
    let mut derives = vec![quote!(Clone)];
    let debug = if whole.hidden {
        let title = name.to_string();
        Some(quote! {
            #[doc = " The value is left out: it holds sensitive ones."]
            impl ::core::fmt::Debug for #name {
                fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                    f.debug_tuple(#title).field(&::mediaspec_schema::support::Hidden).finish()
                }
            }
        })
    } else {
        derives.push(quote!(Debug));
        None
    };
    let definition = quote! {
        #docs
        #[derive(#(#derives,)* PartialEq, ::serde::Serialize, ::serde::Deserialize)]
        #[serde(transparent)]
        pub struct #name(#read pub #value);
    };
    let from = quote! {
        impl From<#value> for #name {
            fn from(value: #value) -> Self {
                Self(value)
            }
        }
    };
    [definition, from].into_iter().chain(debug).collect()
}

fn definition(
    service: &Service,
    model: &Model<'_>,
    name: &Ident,
    members: &[Member<'_>],
) -> TokenStream {
    let mut derives = vec![quote!(Clone)];
    if members.iter().all(|member| !member.hidden) {
        derives.push(quote!(Debug));
    }
    if is_default(members) {
        derives.push(quote!(Default));
    }
    let docs = type_docs(service, model).into_tokens();
    let fields = members.iter().map(|member| {
        let docs = field_docs(service, model.ty, member).into_tokens();
        let deprecated = deprecation(member.field.deprecated.as_deref());
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
    let note = Line::text(note?).to_markdown();
    Some(quote!(#[deprecated(note = #note)]))
}

/// `new`, and a setter for each member that it does not take.
fn methods(name: &Ident, required: Option<&Ident>, members: &[Member<'_>]) -> TokenStream {
    let new = match required {
        None => quote! {
            #[doc = " Has no member set."]
            #[must_use]
            pub fn new() -> Self {
                Self::default()
            }
        },
        Some(required) => {
            let values = members.iter().map(initial);
            quote! {
                #[doc = " Has what every request must have, and no other member set."]
                #[must_use]
                pub fn new(required: #required) -> Self {
                    Self { #(#values),* }
                }
            }
        }
    };
    let setters = members.iter().filter(|member| !member.taken).map(setter);
    quote! {
        impl #name {
            #new
            #(#setters)*
        }
    }
}

/// A member in the struct that `new` makes.
fn initial(member: &Member<'_>) -> TokenStream {
    let name = &member.name;
    if !member.taken {
        return quote!(#name: None);
    }
    match (member.kept, member.boxed) {
        (Kept::Plain, false) => quote!(#name: required.#name),
        (Kept::Plain, true) => quote!(#name: Box::new(required.#name)),
        (Kept::Optional, false) => quote!(#name: Some(required.#name)),
        (Kept::Optional, true) => quote!(#name: Some(Box::new(required.#name))),
        (Kept::Nullable, false) => quote!(#name: required.#name),
        (Kept::Nullable, true) => quote!(#name: required.#name.map(Box::new)),
        (Kept::OptionalNullable, false) => quote!(#name: Some(required.#name)),
        (Kept::OptionalNullable, true) => quote!(#name: Some(required.#name.map(Box::new))),
    }
}

fn setter(member: &Member<'_>) -> TokenStream {
    let Member {
        name, value, field, ..
    } = member;
    let docs = Docs::of(
        &Line::text("Sets ")
            .and(Line::code(name.to_string()))
            .then("."),
    )
    .into_tokens();
    let deprecated = deprecation(field.deprecated.as_deref());
    let setter = ident(&names::setter_name(&field.name));
    let given = if member.boxed {
        quote!(Box::new(value.into()))
    } else {
        quote!(value.into())
    };
    let given = match member.kept {
        Kept::Plain => given,
        Kept::Optional | Kept::Nullable => quote!(Some(#given)),
        Kept::OptionalNullable => quote!(Some(Some(#given))),
    };
    quote! {
        #docs
        #deprecated
        #[must_use]
        pub fn #setter(mut self, value: impl Into<#value>) -> Self {
            self.#name = #given;
            self
        }
    }
}

/// The struct that `new` takes. One more member in it is a change that callers must know of, so that it is not
/// `non_exhaustive`.
fn required_members(name: &Ident, required: &Ident, members: &[Member<'_>]) -> TokenStream {
    let taken = || members.iter().filter(|member| member.taken);
    let mut derives = vec![quote!(Clone)];
    if taken().all(|member| !member.hidden) {
        derives.push(quote!(Debug));
    }
    let docs = Line::text("The members that every ")
        .and(Line::code(name.to_string()))
        .then(" of a request must have.");
    let docs = Docs::of(&docs).into_tokens();
    let fields = taken().map(|member| {
        let docs = Docs::new(&member.field.info.summary).into_tokens();
        let (name, value) = (&member.name, &member.value);
        let value = match member.kept {
            Kept::Plain | Kept::Optional => value.clone(),
            Kept::Nullable | Kept::OptionalNullable => quote!(Option<#value>),
        };
        quote!(#docs pub #name: #value)
    });
    quote! {
        #docs
        #[derive(#(#derives),*)]
        pub struct #required {
            #(#fields,)*
        }
    }
}

/// `Debug` without sensitive values; `None` where it can be derived.
fn debug<'m, 'a: 'm>(
    name: &Ident,
    members: impl Iterator<Item = &'m Member<'a>> + Clone,
) -> Option<TokenStream> {
    if members.clone().all(|member| !member.hidden) {
        return None;
    }
    let title = name.to_string();
    let fields = members.map(|member| {
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

pub(super) fn link(model: &Model<'_>, name: &Ident) -> TokenStream {
    let ty = model.ty.name.as_str();
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
            const NAME: &'static str = #ty;
            #part

            fn service() -> &'static ::mediaspec_core::contract::Service {
                super::super::service()
            }
        }
    }
}

fn type_docs(service: &Service, model: &Model<'_>) -> Docs {
    let ty = model.ty;
    let mut docs = Docs::new(&ty.info.summary);
    if *ty.wire != *ty.name {
        docs.paragraph(
            &Line::text("The vendor calls it ")
                .and(Line::code(&*ty.wire))
                .then("."),
        );
    }
    if !model.in_requests {
        docs.paragraph(&Line::text(
            "Only the vendor sends it, so every member may be missing.",
        ));
    }
    rules(&mut docs, service, ty);
    for note in &ty.info.notes {
        docs.paragraph(&Line::text(&**note));
    }
    let read = &service.source(&ty.info.cite).read;
    docs.paragraph(
        &Line::text("Source: ")
            .and(docs::cite(service, &ty.info.cite))
            .then(format!(", read {read}.")),
    );
    docs
}

fn rules(docs: &mut Docs, service: &Service, ty: &TypeDef) {
    if !ty.rules.is_empty() {
        docs.paragraph(&Line::text("Rules:"));
    }
    for rule in &ty.rules {
        docs.item(
            &Line::from(&words::rule_sentence(service, ty, rule))
                .then(" ")
                .then(&*rule.info.summary),
        );
    }
}

/// What a member is: meaning, values, unit, default, duties, sources.
fn field_docs(service: &Service, ty: &TypeDef, member: &Member<'_>) -> Docs {
    let Field {
        name: _,
        // What it allows is asked of the type, whose rules may ask more.
        shape: _,
        required,
        nullable,
        sensitive,
        deprecated,
        no_effect,
        // Worded with its note.
        default: _,
        // Said on the pages.
        votes: _,
        dropped: _,
        info,
    } = member.field;
    let mut docs = Docs::new(&info.summary);
    let needed = match (required, member.kept) {
        _ if ty.transparent => "",
        (Required::InRequests, _) => "required in requests",
        (Required::Always, Kept::Plain) => "required",
        (Required::Always, Kept::Optional | Kept::Nullable | Kept::OptionalNullable) => {
            "always there, as documented"
        }
        (Required::No, _) => "",
    };
    let facts = [
        Some(Phrase::words(needed)),
        Some(words::allowed_in(ty, member.field)),
        nullable.then(|| Phrase::of(Mark::Value, "null").then(" too")),
        words::when_absent(member.field),
    ];
    let facts = Phrase::parts(facts.into_iter().flatten()).capitalised();
    docs.paragraph(&Line::from(&Phrase::sentences([facts])));
    if let Some(why) = no_effect {
        docs.paragraph(&Line::text("No effect: ").then(&**why));
    }
    if let Some(why) = deprecated {
        docs.paragraph(&Line::text("Deprecated: ").then(&**why));
    }
    if *sensitive {
        docs.paragraph(
            &Line::text("Sensitive: reports and ")
                .and(Line::code("Debug"))
                .then(" leave its value out."),
        );
    }
    for note in &info.notes {
        docs.paragraph(&Line::text(&**note));
    }
    sources(service, &mut docs, info, &ty.info.cite);
    docs
}

/// The field's source, and those of constraints that were read elsewhere.
fn sources(service: &Service, docs: &mut Docs, info: &FieldInfo, home: &Cite) {
    let mut line = Line::text("Source: ").and(docs::cite(service, &info.cite));
    let read = &service.source(&info.cite).read;
    if *read != service.source(home).read {
        line = line.then(format!(", read {read}"));
    }
    for (key, cite) in &info.cites {
        line = line
            .then("; ")
            .and(Line::code(&**key))
            .then(" from ")
            .and(docs::cite(service, cite));
    }
    docs.paragraph(&line.then("."));
}
