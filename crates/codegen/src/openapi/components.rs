//! The schemas of a service's types, as components.
//!
//! A type reads differently in requests and in responses, and where a rule holds in one service context only, by context
//! too. Variants that say the same, down to the last type that they refer to, are one component.

use std::collections::{BTreeMap, BTreeSet};

use mediaspec_core::check::Scope;
use mediaspec_core::contract::{Content, Context, Direction, Field, RuleKind, Shape, TypeDef};

use super::{extensions, texts, walk};
use crate::json_schema::node::{Members, Node};
use crate::json_schema::prose;
use crate::json_schema::types::Emitter;

/// Where the schemas lie.
const PREFIX: &str = "#/components/schemas/";

/// Which variant of a type.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Key<'t> {
    name: &'t str,
    direction: Direction,
    context: Option<Context>,
}

impl<'t> Key<'t> {
    /// The variant of a type that messages of a scope have. What a text in a parameter holds is a document like others.
    fn of(ty: &TypeDef<'t>, scope: Scope) -> Self {
        Self {
            name: ty.name,
            direction: scope.direction,
            context: scope.context,
        }
    }

    fn scope(self) -> Scope {
        Scope::body(self.direction).in_context(self.context)
    }
}

/// The types that the messages of a service use.
#[derive(Default)]
pub(super) struct Schemas<'t> {
    /// By variant: the type, and the number of its content.
    variants: BTreeMap<Key<'t>, (&'t TypeDef<'t>, usize)>,
    /// The number of each content: the type's name, its schema, and the numbers of what it refers to.
    contents: BTreeMap<(&'t str, String, Vec<usize>), usize>,
    /// By number: what the component is called.
    names: Vec<String>,
}

impl<'t> Schemas<'t> {
    /// Adds a type that a message of a scope refers to, and what that refers to.
    pub(super) fn add(&mut self, ty: &'t TypeDef<'t>, scope: Scope) -> usize {
        let key = Key::of(ty, scope);
        if let Some(&(_, content)) = self.variants.get(&key) {
            return content;
        }
        let mut emitter = Emitter::new(key.scope(), PREFIX);
        let schema = object(&mut emitter, ty);
        let wanted: Vec<_> = emitter.wanted().collect();
        let refers = wanted.into_iter().map(|ty| self.add(ty, scope)).collect();
        let next = self.contents.len();
        let content = *self
            .contents
            .entry((ty.name, Node::from(schema).compact(), refers))
            .or_insert(next);
        self.variants.insert(key, (ty, content));
        content
    }

    /// Adds the types that values of fields refer to.
    pub(super) fn add_fields(&mut self, ty: &'t TypeDef<'t>, scope: Scope) {
        let mut emitter = Emitter::new(scope, PREFIX);
        for field in ty.fields {
            value(&mut emitter, ty, field);
        }
        for ty in emitter.wanted() {
            self.add(ty, scope);
        }
    }

    /// Names the components. Nothing may be added afterwards.
    pub(super) fn name(&mut self) {
        let mut variants: BTreeMap<&'t str, Vec<(Key<'t>, usize)>> = BTreeMap::new();
        for (&key, &(_, content)) in &self.variants {
            variants.entry(key.name).or_default().push((key, content));
        }
        let mut taken = BTreeSet::new();
        let mut names = vec![None; self.contents.len()];
        let mut give = |content: usize, wanted: String| {
            let name = free(&mut taken, &texts::component_name(&wanted));
            if let Some(place) = names.get_mut(content) {
                *place = Some(name);
            }
        };
        // A type's own name goes first: it is the one that people look for.
        for (name, variants) in &variants {
            if let [(_, first), rest @ ..] = variants.as_slice()
                && rest.iter().all(|(_, content)| content == first)
            {
                give(*first, (*name).to_owned());
            }
        }
        for (name, variants) in &variants {
            let mut seen = BTreeSet::new();
            let contents: BTreeSet<usize> = variants.iter().map(|&(_, content)| content).collect();
            if contents.len() < 2 {
                continue;
            }
            for &(key, content) in variants {
                if !seen.insert(content) {
                    continue;
                }
                let siblings: BTreeSet<usize> = variants
                    .iter()
                    .filter(|(other, _)| other.direction == key.direction)
                    .map(|&(_, content)| content)
                    .collect();
                let direction = match key.direction {
                    Direction::Request => "Request",
                    Direction::Response => "Response",
                };
                let context = key.context.filter(|_| siblings.len() > 1);
                let context =
                    context.map_or_else(String::new, |context| capitalised(context.as_str()));
                give(content, format!("{name}{direction}{context}"));
            }
        }
        self.names = names.into_iter().map(Option::unwrap_or_default).collect();
    }

    /// A reference to the component of a type.
    pub(super) fn reference(&self, ty: &'t TypeDef<'t>, scope: Scope) -> Members {
        self.emitter(scope).object_value(ty, false)
    }

    /// The schema of a parameter or a header.
    pub(super) fn parameter(
        &self,
        ty: &'t TypeDef<'t>,
        field: &'t Field<'t>,
        scope: Scope,
    ) -> Members {
        let mut schema = value(&mut self.emitter(scope), ty, field);
        schema.push_some("default", field.default);
        texts::markdown_in(&mut schema);
        schema
    }

    /// Every component, by name.
    pub(super) fn render(&self) -> Members {
        let mut schemas: BTreeMap<&str, Members> = BTreeMap::new();
        for (key, &(ty, content)) in &self.variants {
            if let Some(name) = self.names.get(content)
                && !schemas.contains_key(name.as_str())
            {
                schemas.insert(name, object(&mut self.emitter(key.scope()), ty));
            }
        }
        let mut out = Members::new();
        for (name, schema) in schemas {
            out.push(name, schema);
        }
        out
    }

    /// An emitter that knows what types are called in messages of a scope.
    fn emitter(&self, scope: Scope) -> Emitter<'t> {
        let names = self
            .variants
            .iter()
            .filter(|(key, _)| (key.direction, key.context) == (scope.direction, scope.context))
            .filter_map(|(key, &(_, content))| Some((key.name, self.names.get(content)?.clone())))
            .collect();
        Emitter::new(scope, PREFIX).with_names(names)
    }
}

/// A name that is not taken, and takes it.
fn free(taken: &mut BTreeSet<String>, wanted: &str) -> String {
    let numbered = (2_u32..).map(|n| format!("{wanted}_{n}"));
    let mut names = std::iter::once(wanted.to_owned()).chain(numbered);
    let name = names.find(|name| !taken.contains(name)).unwrap_or_default();
    taken.insert(name.clone());
    name
}

/// `live_2d` as `Live2d`.
fn capitalised(name: &str) -> String {
    let mut out = String::new();
    for word in name.split('_') {
        let mut chars = word.chars();
        out.extend(chars.next().map(|c| c.to_ascii_uppercase()));
        out.push_str(chars.as_str());
    }
    out
}

/// The schema of a type.
fn object<'t>(emitter: &mut Emitter<'t>, ty: &'t TypeDef<'t>) -> Members {
    let direction = emitter.scope().direction;
    let mut out = Members::new().with("title", ty.wire);
    out.push_some("description", prose::of_type(ty));
    extensions::source(&mut out, ty.cite);
    extensions::conflicts(&mut out, ty.conflicts);
    extensions::push_rules(&mut out, extensions::rules(ty, direction));
    let mut body = emitter.body(ty);
    if let Some(Node::Object(properties)) = body.get_mut("properties") {
        for field in ty.fields {
            if let Some(Node::Object(property)) = properties.get_mut(field.name) {
                property.remove("$comment");
                property.extend(documents(emitter, ty, field));
                extensions::field(property, field, Some(ty.cite));
            }
        }
    }
    out.extend(body);
    texts::markdown_in(&mut out);
    leave_others_alone(&mut out);
    out
}

/// Says in each branch of a condition that it is not about members that it does not name. That is what it means anyway;
/// Redocly checks examples as if every object closed itself, a branch too, unless it says otherwise.
fn leave_others_alone(schema: &mut Members) {
    walk::each_schema(schema, &mut |keywords| {
        for name in ["then", "else"] {
            match keywords.get_mut(name) {
                Some(Node::Object(branch)) if branch.get("properties").is_some() => {
                    branch.push("unevaluatedProperties", true);
                }
                _ => {}
            }
        }
    });
}

/// The schema of a parameter's value.
fn value<'t>(emitter: &mut Emitter<'t>, ty: &'t TypeDef<'t>, field: &'t Field<'t>) -> Members {
    // What stands in a URL or in a header is a text: there is no `null` that could count as absence.
    let mut out = emitter.value(&field.shape, field.nullable);
    out.extend(documents(emitter, ty, field));
    out
}

/// What a text holds whose document's type a sibling selects: one of several. It is for people and generators; no
/// validator looks into texts.
fn documents<'t>(emitter: &mut Emitter<'t>, ty: &'t TypeDef<'t>, field: &'t Field<'t>) -> Members {
    let mut out = Members::new();
    let Some(rule) = field
        .selected_by
        .and_then(|rule| ty.rules.get(usize::from(rule)))
    else {
        return out;
    };
    let (
        Shape::Text(text),
        RuleKind::SelectsType {
            tag,
            field: _,
            cases,
            otherwise,
        },
    ) = (field.shape, rule.kind)
    else {
        return out;
    };
    if matches!(text.content, Content::Json(_)) {
        // The schema says so already.
        return out;
    }
    let mut types: Vec<&'t TypeDef<'t>> = Vec::new();
    for ty in cases.iter().map(|&(_, ty)| ty).chain(otherwise) {
        if !types.iter().any(|known| known.name == ty.name) {
            types.push(ty);
        }
    }
    let mut choices: Vec<Node> = types
        .into_iter()
        .map(|ty| emitter.object_value(ty, false).into())
        .collect();
    if otherwise.is_none() {
        let tag = ty.at(tag).map_or("", |tag| tag.name);
        let any = format!(
            "Any other document, where {tag} is none of the values that select one of these."
        );
        choices.push(Members::new().with("description", any).into());
    }
    out.push("contentMediaType", "application/json");
    out.push("contentSchema", Members::new().with("anyOf", choices));
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_given_once() {
        let mut taken = BTreeSet::new();
        assert_eq!(free(&mut taken, "A"), "A");
        assert_eq!(free(&mut taken, "A"), "A_2");
        assert_eq!(free(&mut taken, "A"), "A_3");
    }

    #[test]
    fn contexts_become_part_of_a_name() {
        assert_eq!(capitalised("live_2d"), "Live2d");
        assert_eq!(capitalised("photo"), "Photo");
    }
}
