//! A member of a model: its Rust name and type, and how it is read and written.

use std::collections::BTreeSet;

use mediaspec_core::contract::{
    Content, Enum, Field, List, Required, RuleKind, Shape, Text, TypeDef,
};
use mediaspec_spec::names;
use proc_macro2::{Ident, TokenStream};
use quote::quote;

use crate::rust::file::ident;
use crate::rust::plan::{Model, members};

/// A member of a model.
pub(super) struct Member<'a> {
    /// The field that it holds.
    pub(super) field: &'a Field<'a>,
    /// Its Rust name.
    pub(super) name: Ident,
    /// The Rust type of a value, without what absence and `null` add.
    pub(super) value: TokenStream,
    /// How it is kept.
    pub(super) kept: Kept,
    /// How its value is read.
    pub(super) read: Read,
    /// How `new` takes its value; `None` where it does not.
    pub(super) taken: Option<Taken>,
    /// Whether `Debug` leaves its value out.
    pub(super) hidden: bool,
    /// The enum that it has of its own.
    pub(super) choice: Option<Choice<'a>>,
}

/// How a member is kept.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Kept {
    /// `T`: every request has it.
    Plain,
    /// `Option<T>`, and `None` is not written.
    Optional,
    /// `Option<T>`, and `None` is written as `null`: the member must be there.
    Nullable,
    /// `Option<Option<T>>`: absence and `null` are different things.
    OptionalNullable,
}

/// How a member's value is read.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Read {
    /// As its type reads itself.
    Plain,
    /// With integers in it that may be written as `50.0`.
    Integers,
    /// As any JSON value, `null` too.
    Any,
}

/// How `new` takes a value.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Taken {
    /// As it is.
    Itself,
    /// As something that turns into it.
    Into,
}

/// The enum of a member.
pub(super) struct Choice<'a> {
    /// The name of the Rust enum.
    pub(super) name: Ident,
    /// The type and the member that it belongs to, for its documentation.
    pub(super) owner: &'a TypeDef<'a>,
    /// The member.
    pub(super) field: &'a Field<'a>,
    /// Its values.
    pub(super) values: &'a Enum<'a>,
}

impl<'a> Member<'a> {
    pub(super) fn of(model: &Model<'a>, field: &'a Field<'a>) -> Self {
        let choice = enum_of(&field.shape).map(|values| Choice {
            name: ident(&names::enum_name(model.ty.name, field.name)),
            owner: model.ty,
            field,
            values,
        });
        let selected = field.selected_by.is_some() && !matches!(field.shape, Shape::Text(_));
        let any = quote!(::serde_json::Value);
        let value = if selected {
            any
        } else {
            rust_type(&field.shape, choice.as_ref())
        };
        let read = match field.shape {
            Shape::Any => Read::Any,
            _ if selected => Read::Plain,
            ref shape if holds_integers(shape) => Read::Integers,
            _ => Read::Plain,
        };
        let taken = match field.shape {
            Shape::Text(_) | Shape::Enum(_) | Shape::Any => Taken::Into,
            Shape::Int(_) | Shape::Number(_) | Shape::Bool | Shape::List(_) | Shape::Object(_) => {
                Taken::Itself
            }
        };
        Self {
            field,
            name: ident(&names::field_name(field.name)),
            value,
            kept: kept(model, field),
            read,
            taken: (model.in_requests && field.required != Required::No).then_some(taken),
            hidden: is_hidden(model.ty, field),
            choice,
        }
    }

    /// The Rust type of the member.
    pub(super) fn rust_type(&self) -> TokenStream {
        let value = &self.value;
        match self.kept {
            Kept::Plain => quote!(#value),
            Kept::Optional | Kept::Nullable => quote!(Option<#value>),
            Kept::OptionalNullable => quote!(Option<Option<#value>>),
        }
    }

    /// The attributes that tell serde how to read and write it.
    pub(super) fn serde(&self) -> TokenStream {
        let mut out = Vec::new();
        if self.name != self.field.name {
            let wire = self.field.name;
            out.push(quote!(rename = #wire));
        }
        match self.kept {
            Kept::Plain => {}
            Kept::Optional | Kept::OptionalNullable => {
                out.push(quote!(default, skip_serializing_if = "Option::is_none"));
            }
            Kept::Nullable => out.push(quote!(default)),
        }
        let present = matches!(self.kept, Kept::OptionalNullable)
            || (self.read == Read::Any && matches!(self.kept, Kept::Optional | Kept::Nullable));
        let with = match (present, self.read) {
            (false, Read::Plain | Read::Any) => None,
            (false, Read::Integers) => Some("::mediaspec_schema::support::integers"),
            (true, Read::Plain | Read::Any) => Some("::mediaspec_schema::support::present"),
            (true, Read::Integers) => Some("::mediaspec_schema::support::present_integers"),
        };
        if let Some(with) = with {
            out.push(quote!(deserialize_with = #with));
        }
        if out.is_empty() {
            TokenStream::new()
        } else {
            quote!(#[serde(#(#out),*)])
        }
    }
}

fn kept(model: &Model<'_>, field: &Field<'_>) -> Kept {
    match (field.required, field.nullable) {
        (Required::Always, false) if model.in_requests => Kept::Plain,
        (Required::Always | Required::InRequests, true) => Kept::Nullable,
        (Required::No, true) => Kept::OptionalNullable,
        (Required::Always | Required::InRequests | Required::No, false) => Kept::Optional,
    }
}

/// The enum that a value, or each item of it, is one of. Items within one string are that string.
fn enum_of<'a>(shape: &'a Shape<'a>) -> Option<&'a Enum<'a>> {
    match shape {
        Shape::Enum(values) => Some(values),
        Shape::List(List { item, .. }) => enum_of(item),
        Shape::Int(_)
        | Shape::Number(_)
        | Shape::Text(_)
        | Shape::Bool
        | Shape::Object(_)
        | Shape::Any => None,
    }
}

fn rust_type(shape: &Shape<'_>, choice: Option<&Choice<'_>>) -> TokenStream {
    match shape {
        Shape::Int(_) => quote!(i64),
        Shape::Number(_) => quote!(f64),
        Shape::Text(_) => quote!(String),
        Shape::Bool => quote!(bool),
        Shape::Enum(_) => match choice {
            Some(Choice { name, .. }) => quote!(#name),
            None => quote!(String),
        },
        Shape::List(List { item, .. }) => {
            let item = rust_type(item, choice);
            quote!(Vec<#item>)
        }
        Shape::Object(ty) => {
            let name = ident(&names::type_name(ty.name));
            quote!(super::#name)
        }
        Shape::Any => quote!(::serde_json::Value),
    }
}

fn holds_integers(shape: &Shape<'_>) -> bool {
    match shape {
        Shape::Int(_) => true,
        Shape::List(List { item, .. }) => holds_integers(item),
        Shape::Number(_)
        | Shape::Text(_)
        | Shape::Bool
        | Shape::Enum(_)
        | Shape::Object(_)
        | Shape::Any => false,
    }
}

/// Whether a value must not be shown: it is sensitive, or a document of a type that has sensitive members is kept in it
/// as one value. (A member that is a struct hides what it must by itself.)
fn is_hidden(owner: &TypeDef<'_>, field: &Field<'_>) -> bool {
    field.sensitive
        || documents(owner, field)
            .into_iter()
            .any(|ty| has_sensitive(ty, &mut BTreeSet::new()))
}

/// The types of documents that are kept as one value.
fn documents<'a>(owner: &TypeDef<'a>, field: &Field<'a>) -> Vec<&'a TypeDef<'a>> {
    let mut out = Vec::new();
    embedded(&field.shape, &mut out);
    let rule = field
        .selected_by
        .and_then(|index| owner.rules.get(usize::from(index)));
    if let Some(RuleKind::SelectsType {
        cases, otherwise, ..
    }) = rule.map(|rule| rule.kind)
    {
        out.extend(cases.iter().map(|&(_, ty)| ty));
        out.extend(otherwise);
        if let Shape::Object(ty) = field.shape {
            out.push(ty);
        }
    }
    out
}

fn embedded<'a>(shape: &Shape<'a>, out: &mut Vec<&'a TypeDef<'a>>) {
    match shape {
        Shape::Text(Text {
            content: Content::Json(ty),
            ..
        }) => out.push(ty),
        Shape::List(List { item, .. }) => embedded(item, out),
        Shape::Int(_)
        | Shape::Number(_)
        | Shape::Text(_)
        | Shape::Bool
        | Shape::Enum(_)
        | Shape::Object(_)
        | Shape::Any => {}
    }
}

fn has_sensitive<'a>(ty: &'a TypeDef<'a>, seen: &mut BTreeSet<&'a str>) -> bool {
    seen.insert(ty.name)
        && (ty.fields.iter().any(|field| field.sensitive)
            || members(ty)
                .into_iter()
                .any(|member| has_sensitive(member, seen)))
}
