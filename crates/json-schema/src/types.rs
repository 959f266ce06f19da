//! A type's schema: its members where everyone looks for them (`properties.<name>`), its rules under `allOf`.

use std::collections::BTreeMap;

use mediaspec_core::contract::{Direction, Field, Part, Shape, TypeDef};
use mediaspec_core::node::{Members, Node};

use super::asked::{allows_null, typed};
use super::emitter::Emitter;
use super::{prose, rules};

impl<'c> Emitter<'c> {
    /// The schemas of all types that were referred to, and of those that they refer to in turn, by name.
    pub fn definitions(&mut self) -> Members {
        let mut done: BTreeMap<&'c str, Node> = BTreeMap::new();
        while let Some(ty) = self.next_pending() {
            let schema = self.object(ty).into();
            done.insert(&ty.name, schema);
        }
        let mut out = Members::new();
        for (name, schema) in done {
            out.push(name, schema);
        }
        out
    }

    /// The schema of a type.
    fn object(&mut self, ty: &'c TypeDef) -> Members {
        let mut out = Members::new();
        out.push("title", &*ty.wire);
        self.describe(&mut out, &self.prose_of_type(ty));
        out.push("$comment", prose::provenance_of_type(ty));
        let mut body = self.body(ty);
        if self.definitions_take_null() && ty.transparent_field().is_none() {
            body.set("type", typed("object", true));
        }
        out.extend(body);
        out
    }

    /// The schema of a type without its prose.
    pub fn body(&mut self, ty: &'c TypeDef) -> Members {
        if let Some(whole) = ty.transparent_field() {
            let mut out = self.value(ty, whole, false);
            push_example(&mut out, whole);
            return out;
        }
        let mut out = Members::new().with("type", "object");
        let mut properties = Members::new();
        for field in &ty.fields {
            let schema = self.field(ty, field);
            properties.push(&*field.name, schema);
        }
        if !properties.is_empty() {
            out.push("properties", properties);
        }
        let required = ty
            .fields
            .iter()
            .filter(|field| field.is_demanded(self.scope().direction))
            .map(|field| (&*field.name).into())
            .collect();
        out.push_list("required", required);
        if self.refuses_unknown(ty) {
            out.push("additionalProperties", false);
        }
        out.push_list("allOf", rules::rules(self, ty));
        out
    }

    /// Unknown members are mistakes in requests alone. Servers, proxies and clients add headers.
    fn refuses_unknown(&self, ty: &TypeDef) -> bool {
        let scope = self.scope();
        scope.direction == Direction::Request && scope.part != Part::Header && !ty.open
    }

    fn field(&mut self, ty: &'c TypeDef, field: &'c Field) -> Members {
        let Field {
            name,
            shape,
            required: _,
            nullable: _,
            // The description says these.
            sensitive: _,
            no_effect: _,
            deprecated,
            default,
            // What they say is in what the value may be.
            votes: _,
            dropped: _,
            info: _,
        } = field;
        let null = allows_null(field, self.scope());
        let mut out = Members::new();
        self.describe(&mut out, &self.prose_of_field(ty, field));
        if ty.selector_of(name).is_some() && !matches!(shape, Shape::Text(_)) {
            // What it must be depends on a sibling: the rule says so under `allOf`.
            if matches!(shape, Shape::Object(_)) {
                out.push("type", typed("object", null));
            }
        } else {
            out.extend(self.value(ty, field, null));
        }
        out.push_some("default", default.as_ref());
        push_example(&mut out, field);
        if deprecated.is_some() {
            out.push("deprecated", true);
        }
        // Parameters of one operation: others may have the same, and share the document.
        let of_type = ty.parameters_of.is_none().then_some(&ty.info.cite);
        out.push_some("$comment", prose::provenance_of_field(field, of_type));
        out
    }
}

fn push_example(schema: &mut Members, field: &Field) {
    if let Some(example) = &field.info.example {
        schema.set("examples", vec![example.into()].into());
    }
}
