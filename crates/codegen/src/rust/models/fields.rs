//! A member of a model: its Rust name and type, and how it is read and written.

use std::collections::BTreeSet;

use mediaspec_core::contract::{
    Alternatives, Content, Direction, Enum, Field, Required, Rule, Service, Shape, Text, TypeDef,
    Written,
};
use mediaspec_spec::names;
use proc_macro2::{Ident, TokenStream};
use quote::quote;

use crate::rust::file::ident;
use crate::rust::plan::{Model, Plan, enum_of, innermost};

/// A member of a model.
pub(super) struct Member<'a> {
    /// The field that it holds.
    pub(super) field: &'a Field,
    /// Its Rust name.
    pub(super) name: Ident,
    /// The Rust type of a value, without what absence and `null` add.
    pub(super) value: TokenStream,
    /// Whether a value is kept in a `Box`, because its type contains the model's own by value.
    pub(super) boxed: bool,
    /// How it is kept.
    pub(super) kept: Kept,
    /// How its value is read.
    pub(super) read: Read,
    /// Whether `new` takes its value.
    pub(super) taken: bool,
    /// Whether `Debug` leaves its value out.
    pub(super) hidden: bool,
    /// The enum that it has of its own. That of an included field is with the type that it is included from.
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
    /// With numbers or truth values in it that are written as text.
    Written,
    /// As any JSON value, `null` too.
    Any,
}

/// The enum of a member.
pub(super) struct Choice<'a> {
    /// The name of the Rust enum.
    pub(super) name: Ident,
    /// The type and the member that it belongs to, for its documentation.
    pub(super) owner: &'a TypeDef,
    /// The member.
    pub(super) field: &'a Field,
    /// Its values.
    pub(super) values: &'a Enum,
}

impl<'a> Member<'a> {
    pub(super) fn of(
        plan: &Plan<'a>,
        model: &Model<'a>,
        hiding: &Hiding<'a>,
        field: &'a Field,
    ) -> Self {
        let owner = plan.service.home_of(model.ty, &field.name);
        let choice = enum_of(&field.shape).map(|values| Choice {
            name: ident(&names::enum_name(&owner.name, &field.name)),
            owner,
            field,
            values,
        });
        let is_own = owner.name == model.ty.name;
        let path = choice.as_ref().map(|Choice { name, .. }| match is_own {
            true => quote!(#name),
            false => quote!(super::#name),
        });
        let selected = is_selected(model.ty, field);
        let any = quote!(::serde_json::Value);
        let value = if selected {
            any
        } else {
            rust_type(&field.shape, path.as_ref())
        };
        let read = match field.shape {
            Shape::Any => Read::Any,
            _ if selected => Read::Plain,
            ref shape if matches!(innermost(shape), Shape::Int(_)) => Read::Integers,
            ref shape if written_in(shape).is_some() => Read::Written,
            _ => Read::Plain,
        };
        let boxed = match &field.shape {
            Shape::Object(name) => !selected && plan.boxes.holds(&model.ty.name, name),
            _ => false,
        };
        Self {
            field,
            name: ident(&names::field_name(&field.name)),
            value,
            boxed,
            kept: kept(model, field),
            read,
            taken: model.in_requests && field.required != Required::No,
            hidden: hiding.hides(model.ty, field),
            choice: choice.filter(|_| is_own),
        }
    }

    /// The Rust type of a value as it is kept.
    fn kept_value(&self) -> TokenStream {
        let value = &self.value;
        if self.boxed {
            quote!(Box<#value>)
        } else {
            value.clone()
        }
    }

    /// The Rust type of the member.
    pub(super) fn rust_type(&self) -> TokenStream {
        let value = self.kept_value();
        match self.kept {
            Kept::Plain => value,
            Kept::Optional | Kept::Nullable => quote!(Option<#value>),
            Kept::OptionalNullable => quote!(Option<Option<#value>>),
        }
    }

    /// The function that reads its value, where the type does not read itself.
    pub(super) fn read_with(&self) -> Option<&'static str> {
        let present = matches!(self.kept, Kept::OptionalNullable)
            || (self.read == Read::Any && matches!(self.kept, Kept::Optional | Kept::Nullable));
        match (present, self.read) {
            (false, Read::Plain | Read::Any) => None,
            (false, Read::Integers) => Some("::mediaspec_schema::support::integers"),
            (false, Read::Written) => Some("::mediaspec_schema::support::written"),
            (true, Read::Plain | Read::Any) => Some("::mediaspec_schema::support::present"),
            (true, Read::Integers) => Some("::mediaspec_schema::support::present_integers"),
            (true, Read::Written) => Some("::mediaspec_schema::support::present_written"),
        }
    }

    /// The attributes that tell serde how to read and write it.
    pub(super) fn serde(&self) -> TokenStream {
        let mut out = Vec::new();
        if self.name != *self.field.name {
            let wire = &*self.field.name;
            out.push(quote!(rename = #wire));
        }
        match self.kept {
            Kept::Plain => {}
            Kept::Optional | Kept::OptionalNullable => {
                out.push(quote!(default, skip_serializing_if = "Option::is_none"));
            }
            Kept::Nullable => out.push(quote!(default)),
        }
        if self.read == Read::Written {
            out.push(quote!(
                serialize_with = "::mediaspec_schema::support::write_as_text"
            ));
        }
        if let Some(with) = self.read_with() {
            out.push(quote!(deserialize_with = #with));
        }
        if out.is_empty() {
            TokenStream::new()
        } else {
            quote!(#[serde(#(#out),*)])
        }
    }
}

fn kept(model: &Model<'_>, field: &Field) -> Kept {
    // What only some sources ask for may be lacking.
    let in_requests = field.is_demanded(Direction::Request);
    let everywhere = in_requests && field.is_demanded(Direction::Response);
    match (in_requests, field.nullable) {
        (_, false) if everywhere && (model.in_requests || model.ty.transparent) => Kept::Plain,
        (true, true) => Kept::Nullable,
        (false, true) => Kept::OptionalNullable,
        (true | false, false) => Kept::Optional,
    }
}

/// Whether a rule selects the type of a member, which is then kept as any value. A text stays the text that it is.
fn is_selected(owner: &TypeDef, field: &Field) -> bool {
    !matches!(field.shape, Shape::Text(_)) && owner.selector_of(&field.name).is_some()
}

/// The Rust type of a value; `choice` is the enum that it, or what is in its lists and maps, is one of.
fn rust_type(shape: &Shape, choice: Option<&TokenStream>) -> TokenStream {
    match shape {
        Shape::Int(_) => quote!(i64),
        Shape::Number(_) => quote!(f64),
        Shape::Text(Text { form: _, content }) => match content {
            Content::Plain | Content::Json(_) | Content::Separated(_) | Content::File => {
                quote!(String)
            }
            Content::Written(Written::Int(_)) => quote!(i64),
            Content::Written(Written::Number(_)) => quote!(f64),
            Content::Written(Written::Bool) => quote!(bool),
        },
        Shape::Bool => quote!(bool),
        Shape::Enum(Enum {
            named: Some(name), ..
        }) => {
            let name = ident(&names::type_name(name));
            quote!(super::#name)
        }
        Shape::Enum(_) => match choice {
            Some(choice) => choice.clone(),
            None => quote!(String),
        },
        Shape::List(list) => {
            let item = rust_type(&list.item, choice);
            quote!(Vec<#item>)
        }
        Shape::Map(map) => {
            let value = rust_type(&map.value, choice);
            quote!(::std::collections::BTreeMap<String, #value>)
        }
        Shape::Object(ty) => {
            let name = ident(&names::type_name(ty));
            quote!(super::#name)
        }
        Shape::Alternatives(Alternatives { shapes }) => {
            let (mut object, mut item) = (None, None);
            for shape in shapes {
                match shape {
                    Shape::Object(_) | Shape::Map(_) => object = Some(rust_type(shape, None)),
                    Shape::List(list) => item = Some(rust_type(&list.item, None)),
                    Shape::Int(_)
                    | Shape::Number(_)
                    | Shape::Text(_)
                    | Shape::Bool
                    | Shape::Enum(_)
                    | Shape::Alternatives(_)
                    | Shape::Any => {}
                }
            }
            let any = || quote!(::serde_json::Value);
            let (object, item) = (object.unwrap_or_else(any), item.unwrap_or_else(any));
            quote!(::mediaspec_schema::OneOf<#object, #item>)
        }
        Shape::Any => quote!(::serde_json::Value),
    }
}

/// What is written as text in a value, or in each of what is in its lists and maps.
fn written_in(shape: &Shape) -> Option<&Written> {
    match innermost(shape) {
        Shape::Text(Text {
            form: _,
            content: Content::Written(written),
        }) => Some(written),
        _ => None,
    }
}

/// Which values `Debug` must leave out.
pub(super) struct Hiding<'a> {
    /// The types that have a sensitive member, or a type with one.
    sensitive: BTreeSet<&'a str>,
}

impl<'a> Hiding<'a> {
    pub(super) fn of(service: &'a Service) -> Self {
        let sensitive = service
            .types()
            .filter(|ty| {
                let mut all = service.reachable(ty).into_iter();
                all.any(|ty| ty.fields.iter().any(|field| field.sensitive))
            })
            .map(|ty| ty.name.as_str())
            .collect();
        Self { sensitive }
    }

    /// Whether a member's value must not be shown: it is sensitive, or a document of a type that has sensitive members is
    /// kept in it as one value. (A member that is a struct hides what it must by itself.)
    fn hides(&self, owner: &TypeDef, field: &Field) -> bool {
        let selector = owner.selector_of(&field.name);
        // A member whose type a rule selects is any value, be it an object or a document in a text.
        let any = selector.map(|_| &field.shape);
        let documents = any.or_else(|| embedded(&field.shape)).into_iter();
        let selected = selector.into_iter().flat_map(Rule::references);
        field.sensitive
            || documents
                .flat_map(Shape::references)
                .chain(selected)
                .any(|name| self.sensitive.contains(name.as_str()))
    }
}

/// The first text in a value, in lists in it too: a document in it is kept as a part of the text.
fn embedded(shape: &Shape) -> Option<&Shape> {
    let mut nested = shape.nested();
    nested.find(|shape| matches!(shape, Shape::Text(_)))
}
