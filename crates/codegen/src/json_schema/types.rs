//! A type's schema: its members where everyone looks for them (`properties.<name>`), its rules under `allOf`.

use std::collections::BTreeMap;

use mediaspec_core::check::Scope;
use mediaspec_core::contract::{
    Content, Direction, Enum, Field, Int, List, Number, Part, Shape, Text, TypeDef, Unique,
};

use super::asked::allows_null;
use super::node::{Members, Node, reference};
use super::pattern::{Patterns, patterns};
use super::prose;
use super::rules;

/// Writes schemas for messages of one scope, and remembers the types that they refer to.
pub(crate) struct Emitter<'t> {
    scope: Scope,
    /// Where definitions lie, such as `#/$defs/`.
    prefix: &'static str,
    /// What definitions are called there, by type; the type's own name where none is given.
    names: BTreeMap<&'t str, String>,
    /// Types that were referred to, by name.
    wanted: BTreeMap<&'t str, &'t TypeDef<'t>>,
}

impl<'t> Emitter<'t> {
    pub(crate) const fn new(scope: Scope, prefix: &'static str) -> Self {
        Self {
            scope,
            prefix,
            names: BTreeMap::new(),
            wanted: BTreeMap::new(),
        }
    }

    /// The same with other names for definitions.
    pub(crate) fn with_names(self, names: BTreeMap<&'t str, String>) -> Self {
        Self { names, ..self }
    }

    pub(crate) const fn scope(&self) -> Scope {
        self.scope
    }

    /// The types that were referred to so far, by name.
    pub(crate) fn wanted(&self) -> impl Iterator<Item = &'t TypeDef<'t>> {
        self.wanted.values().copied()
    }

    /// The schemas of all types that were referred to, and of those that they refer to in turn.
    pub(crate) fn definitions(&mut self) -> Members {
        let mut done: BTreeMap<&'t str, Node> = BTreeMap::new();
        while let Some((name, ty)) = self
            .wanted
            .iter()
            .map(|(&name, &ty)| (name, ty))
            .find(|(name, _)| !done.contains_key(name))
        {
            let schema = self.object(ty).into();
            done.insert(name, schema);
        }
        let mut out = Members::new();
        for (name, schema) in done {
            out.push(name, schema);
        }
        out
    }

    /// The schema of a type.
    pub(crate) fn object(&mut self, ty: &'t TypeDef<'t>) -> Members {
        let mut out = Members::new();
        out.push("title", ty.wire);
        out.push_some("description", prose::of_type(ty));
        out.push_some("$comment", prose::provenance_of_type(ty));
        out.extend(self.body(ty));
        out
    }

    /// The schema of a type without its prose.
    pub(crate) fn body(&mut self, ty: &'t TypeDef<'t>) -> Members {
        let mut out = Members::new().with("type", "object");
        let mut properties = Members::new();
        for field in ty.fields {
            let schema = self.field(ty, field);
            properties.push(field.name, schema);
        }
        if !properties.is_empty() {
            out.push("properties", properties);
        }
        let required = ty
            .fields
            .iter()
            .filter(|field| field.required.holds(self.scope.direction))
            .map(|field| field.name.into())
            .collect();
        out.push_list("required", required);
        if self.refuses_unknown(ty) {
            out.push("additionalProperties", false);
        }
        out.push_list("allOf", rules::rules(self, ty));
        out
    }

    /// Unknown members are mistakes in requests alone. Servers, proxies and clients add headers.
    fn refuses_unknown(&self, ty: &TypeDef<'_>) -> bool {
        self.scope.direction == Direction::Request && self.scope.part != Part::Header && !ty.open
    }

    fn field(&mut self, ty: &TypeDef<'t>, field: &'t Field<'t>) -> Members {
        let null = allows_null(field, self.scope);
        let mut out = Members::new();
        out.push_some("description", prose::of_field(field));
        if field.selected_by.is_some() && !matches!(field.shape, Shape::Text(_)) {
            // What it must be depends on a sibling: the rule says so under `allOf`.
            if matches!(field.shape, Shape::Object(_)) {
                out.push("type", typed("object", null));
            }
        } else {
            out.extend(self.value(&field.shape, null));
        }
        out.push_some("default", field.default);
        if let Some(example) = field.info.example {
            out.set("examples", vec![example.into()].into());
        }
        if field.deprecated.is_some() {
            out.push("deprecated", true);
        }
        // Lists of parameters belong to an operation, and several operations may share a document.
        let of_type = Some(ty.cite).filter(|_| self.scope.part == Part::Body);
        out.push_some("$comment", prose::provenance_of_field(field, of_type));
        out
    }

    /// The schema of a value.
    pub(crate) fn value(&mut self, shape: &Shape<'t>, null: bool) -> Members {
        match shape {
            Shape::Int(int) => integer(int, null),
            Shape::Number(number) => float(number, null),
            Shape::Text(text) => self.text(text, null),
            Shape::Bool => Members::new().with("type", typed("boolean", null)),
            Shape::Enum(values) => choice(values, null),
            Shape::List(list) => self.list(list, null),
            Shape::Object(ty) => self.object_value(ty, null),
            Shape::Any => Members::new(),
        }
    }

    /// A reference to a type.
    pub(crate) fn object_value(&mut self, ty: &'t TypeDef<'t>, null: bool) -> Members {
        let target = self.refer(ty);
        let own = Members::new().with("$ref", target);
        if !null {
            return own;
        }
        let nothing = Members::new().with("type", "null");
        Members::new().with("anyOf", vec![own.into(), nothing.into()])
    }

    fn refer(&mut self, ty: &'t TypeDef<'t>) -> String {
        self.wanted.insert(ty.name, ty);
        let name = self.names.get(ty.name).map_or(ty.name, String::as_str);
        reference(self.prefix, name)
    }

    fn text(&mut self, text: &Text<'t>, null: bool) -> Members {
        let mut out = Members::new().with("type", typed("string", null));
        out.push_some("minLength", text.min_chars);
        out.push_some("maxLength", text.max_chars);
        let Patterns {
            all_of, none_of, ..
        } = patterns(text);
        let mut all_of = all_of.into_iter();
        out.push_some("pattern", all_of.next());
        out.push_list(
            "allOf",
            all_of
                .map(|pattern| Members::new().with("pattern", pattern).into())
                .collect(),
        );
        if !none_of.is_empty() {
            // With its type: `null`, which no pattern applies to, would meet the pattern alone.
            let never = Members::new()
                .with("type", "string")
                .with("pattern", none_of.join("|"));
            out.push("not", never);
        }
        match text.content {
            Content::Plain | Content::Separated { .. } => {}
            // Annotations: a pattern decides.
            Content::Base64 => out.push("contentEncoding", "base64"),
            Content::Json(ty) => {
                out.push("contentMediaType", "application/json");
                let target = self.refer(ty);
                out.push("contentSchema", Members::new().with("$ref", target));
            }
        }
        out
    }

    fn list(&mut self, list: &List<'t>, null: bool) -> Members {
        let mut out = Members::new().with("type", typed("array", null));
        out.push_some("minItems", list.min_items);
        out.push_some("maxItems", list.max_items);
        match list.unique {
            Unique::Items => out.push("uniqueItems", true),
            // A schema compares whole items only.
            Unique::No | Unique::By(_) => {}
        }
        let mut item = Members::new();
        item.push_some("description", prose::of_item(&list.item));
        item.extend(self.value(&list.item, false));
        out.push("items", item);
        out
    }
}

/// A JSON type, with `null` beside it where that is allowed.
fn typed(name: &str, null: bool) -> Node {
    if null {
        vec![name.into(), "null".into()].into()
    } else {
        name.into()
    }
}

fn integer(int: &Int<'_>, null: bool) -> Members {
    Members::new()
        .with("type", typed("integer", null))
        .with("minimum", int.min.unwrap_or(i64::MIN))
        .with("maximum", int.max.unwrap_or(i64::MAX))
}

fn float(number: &Number<'_>, null: bool) -> Members {
    let mut out = Members::new().with("type", typed("number", null));
    rules::bound(&mut out, "minimum", "exclusiveMinimum", number.lower);
    rules::bound(&mut out, "maximum", "exclusiveMaximum", number.upper);
    out
}

fn choice(values: &Enum<'_>, null: bool) -> Members {
    let mut out = Members::new().with("type", typed("string", null));
    let mut listed: Vec<Node> = values
        .values
        .iter()
        .map(|value| value.wire.into())
        .collect();
    if values.open {
        out.push_list("examples", listed);
        return out;
    }
    if null {
        listed.push(Node::Null);
    }
    if listed.is_empty() {
        out.extend(rules::never());
    } else {
        out.push("enum", listed);
    }
    out
}
