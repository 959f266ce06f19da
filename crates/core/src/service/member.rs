//! Members that a rule names: those of the object itself, and those of objects inside it.

use super::Service;
use crate::contract::{Content, Field, MAX_STEPS, Shape, Text, TypeDef, TypeName, steps};

/// A member that a rule names.
#[derive(Debug, Clone, PartialEq)]
pub struct Member<'c> {
    /// The type that has the field.
    pub ty: &'c TypeDef,
    /// The field.
    pub field: &'c Field,
    /// The fields on the way to it, from the outside in; none for a field of the type itself. Each holds an object, or a
    /// text with a JSON document.
    pub way: Vec<&'c Field>,
}

impl Member<'_> {
    /// Returns whether the way to it leads into a JSON document in a text.
    #[must_use]
    pub fn is_in_document(&self) -> bool {
        let mut way = self.way.iter();
        way.any(|field| matches!(field.shape, Shape::Text(_)))
    }
}

impl Service {
    /// Returns the member that a rule of a type names: a field of that name, or else the one that the way leads to, through
    /// objects and through JSON documents in texts.
    ///
    /// What a way leads to, and through, is not of a type that another member beside it selects.
    #[must_use]
    pub fn member<'c>(&'c self, ty: &'c TypeDef, name: &str) -> Option<Member<'c>> {
        let mut way = Vec::new();
        if let Some(field) = ty.field(name) {
            return Some(Member { ty, field, way });
        }
        let mut ty = ty;
        let (front, last) = name.rsplit_once('/')?;
        for step in steps(front) {
            let field = plain_field(ty, step)?;
            way.push(field);
            ty = self.resolve(object_in(&field.shape)?);
        }
        let field = plain_field(ty, last)?;
        (way.len() < MAX_STEPS).then_some(Member { ty, field, way })
    }
}

/// The field of that name, if its type does not depend on the payload.
fn plain_field<'c>(ty: &'c TypeDef, name: &str) -> Option<&'c Field> {
    ty.field(name).filter(|_| ty.selector_of(name).is_none())
}

/// The type of the one object that a value holds.
fn object_in(shape: &Shape) -> Option<&TypeName> {
    match shape {
        Shape::Object(name) => Some(name),
        Shape::Text(Text { form: _, content }) => match content {
            Content::Json(document) => match &**document {
                Shape::Object(name) => Some(name),
                _ => None,
            },
            Content::Plain | Content::Separated(_) | Content::Written(_) | Content::File => None,
        },
        _ => None,
    }
}
