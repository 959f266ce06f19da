//! The schemas of a service's types, as components.
//!
//! A type reads differently in requests and in responses, and where a rule holds in one service context only, by context
//! too. Variants that say the same, down to the last type that they refer to, are one component. A type may contain
//! itself: it is referred to like any other.

use std::collections::{BTreeMap, BTreeSet};

use mediaspec_core::check::Scope;
use mediaspec_core::contract::{
    Content, Context, Direction, Field, RuleKind, Service, Shape, TypeDef, TypeName,
};
use mediaspec_core::node::{Members, Node};
use mediaspec_core::words::{Mark, Phrase};
use mediaspec_json_schema::{Emitter, prose, reference};

use super::{extensions, texts, walk};

/// Where the schemas lie.
const PREFIX: &str = "#/components/schemas/";

/// The messages in which a type reads one way.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Circumstances {
    direction: Direction,
    context: Option<Context>,
}

impl Circumstances {
    /// Those of messages of a scope. What a text in a parameter holds is a document like others.
    const fn of(scope: Scope) -> Self {
        Self {
            direction: scope.direction,
            context: scope.context,
        }
    }

    const fn scope(self) -> Scope {
        Scope::body(self.direction).in_context(self.context)
    }
}

/// Which variant of a type: the type's name, and where it reads that way.
type Key<'c> = (&'c str, Circumstances);

/// The types that the messages of a service use. [`Schemas::name`] makes components of them.
pub(super) struct Collected<'c> {
    service: &'c Service,
    variants: BTreeMap<Key<'c>, Draft<'c>>,
}

/// A variant of a type, rendered as if components had the names of their types.
struct Draft<'c> {
    schema: Members,
    /// The variants that it refers to.
    refers: Vec<Key<'c>>,
}

impl<'c> Collected<'c> {
    pub(super) const fn new(service: &'c Service) -> Self {
        Self {
            service,
            variants: BTreeMap::new(),
        }
    }

    /// Adds a type that a message of a scope refers to, and what that refers to in turn.
    pub(super) fn add(&mut self, name: &TypeName, scope: Scope) {
        self.add_all(vec![self.service.resolve(name)], scope);
    }

    /// Adds the types that values of parameters refer to.
    pub(super) fn add_fields(&mut self, ty: &TypeDef, scope: Scope) {
        let types = ty.references().map(|name| self.service.resolve(name));
        self.add_all(types.collect(), scope);
    }

    fn add_all(&mut self, mut pending: Vec<&'c TypeDef>, scope: Scope) {
        let circumstances = Circumstances::of(scope);
        while let Some(ty) = pending.pop() {
            let key = (ty.name.as_str(), circumstances);
            if self.variants.contains_key(&key) {
                continue;
            }
            let mut emitter = emitter(self.service, circumstances.scope());
            let schema = object(&mut emitter, ty);
            let refers = emitter.wanted().map(|ty| (ty.name.as_str(), circumstances));
            let draft = Draft {
                schema,
                refers: refers.collect(),
            };
            pending.extend(emitter.wanted());
            self.variants.insert(key, draft);
        }
    }
}

/// The components of a service.
pub(super) struct Schemas<'c> {
    service: &'c Service,
    /// The references to components, by those to types, where types read one way.
    references: BTreeMap<Circumstances, BTreeMap<String, String>>,
    /// Every component, by name.
    components: BTreeMap<String, Members>,
}

impl<'c> Schemas<'c> {
    /// Finds the variants that say the same, and names the components.
    pub(super) fn name(collected: Collected<'c>) -> Self {
        let Collected { service, variants } = collected;
        let contents = contents(&variants);
        let mut by_type: BTreeMap<&'c str, Vec<(Circumstances, usize)>> = BTreeMap::new();
        for ((name, circumstances), content) in variants.keys().zip(&contents) {
            let of_type = by_type.entry(name).or_default();
            of_type.push((*circumstances, *content));
        }
        let mut taken = BTreeSet::new();
        let mut given: BTreeMap<usize, String> = BTreeMap::new();
        let mut give = |content: usize, wanted: &str| {
            given.insert(content, free(&mut taken, &texts::component_name(wanted)));
        };
        // A type's own name goes first: it is the one that people look for.
        for (name, variants) in &by_type {
            if let [(_, first), rest @ ..] = variants.as_slice()
                && rest.iter().all(|(_, content)| content == first)
            {
                give(*first, name);
            }
        }
        for (name, variants) in &by_type {
            let all: BTreeSet<usize> = variants.iter().map(|(_, content)| *content).collect();
            if all.len() < 2 {
                continue;
            }
            let mut seen = BTreeSet::new();
            for (circumstances, content) in variants {
                if !seen.insert(content) {
                    continue;
                }
                let siblings: BTreeSet<usize> = variants
                    .iter()
                    .filter(|(other, _)| other.direction == circumstances.direction)
                    .map(|(_, content)| *content)
                    .collect();
                let direction = match circumstances.direction {
                    Direction::Request => "Request",
                    Direction::Response => "Response",
                };
                let context = circumstances.context.filter(|_| siblings.len() > 1);
                let context =
                    context.map_or_else(String::new, |context| capitalised(context.as_str()));
                give(*content, &format!("{name}{direction}{context}"));
            }
        }
        let mut out = Self {
            service,
            references: BTreeMap::new(),
            components: BTreeMap::new(),
        };
        for ((ty_name, circumstances), content) in variants.keys().zip(&contents) {
            if let Some(name) = given.get(content) {
                let references = out.references.entry(*circumstances).or_default();
                references.insert(reference(PREFIX, ty_name), reference(PREFIX, name));
            }
        }
        for (((_, circumstances), draft), content) in variants.into_iter().zip(contents) {
            // The first of the variants that say the same is the component.
            if let Some(name) = given.remove(&content) {
                let mut schema = draft.schema;
                out.lead_to_components(&mut schema, circumstances);
                out.components.insert(name, schema);
            }
        }
        out
    }

    /// A reference to the component of a type.
    pub(super) fn reference(&self, name: &TypeName, scope: Scope) -> Members {
        let mut schema = Members::new().with("$ref", reference(PREFIX, name));
        self.lead_to_components(&mut schema, Circumstances::of(scope));
        schema
    }

    /// The schema of a parameter or a header.
    pub(super) fn parameter(&self, ty: &TypeDef, field: &Field, scope: Scope) -> Members {
        let mut schema = value(&mut emitter(self.service, scope), ty, field);
        self.lead_to_components(&mut schema, Circumstances::of(scope));
        schema.push_some("default", field.default.as_ref());
        schema
    }

    /// Every component, by name.
    pub(super) fn into_components(self) -> Members {
        let mut out = Members::new();
        for (name, schema) in self.components {
            out.push(name, schema);
        }
        out
    }

    /// Puts components in the place of the types that a schema refers to.
    fn lead_to_components(&self, schema: &mut Members, circumstances: Circumstances) {
        let Some(references) = self.references.get(&circumstances) else {
            return;
        };
        walk::each_schema(schema, &mut |keywords| {
            if let Some(Node::Text(target)) = keywords.get_mut("$ref")
                && let Some(component) = references.get(target)
            {
                target.clone_from(component);
            }
        });
    }
}

/// Writes schemas with descriptions in Markdown.
fn emitter(service: &Service, scope: Scope) -> Emitter<'_> {
    Emitter::new(service, scope, PREFIX).for_generators(texts::markdown)
}

/// Numbers the variants so that those that say the same have one number.
///
/// Variants of one type are taken to say the same as long as their texts do not differ, and no type that they refer to
/// says anything else. That is asked again and again until nothing more differs, so that it holds for types that contain
/// themselves, too.
fn contents(variants: &BTreeMap<Key<'_>, Draft<'_>>) -> Vec<usize> {
    let places: BTreeMap<&Key<'_>, usize> = variants.keys().zip(0..).collect();
    let refers: Vec<Vec<usize>> = variants
        .values()
        .map(|draft| draft.refers.iter())
        .map(|refers| refers.filter_map(|key| places.get(key).copied()).collect())
        .collect();
    let texts = variants
        .iter()
        .map(|((name, _), draft)| (*name, Node::from(draft.schema.clone()).compact()));
    let mut numbers = numbered(texts);
    let mut count = 0_usize;
    loop {
        let before = count;
        count = numbers.iter().collect::<BTreeSet<_>>().len();
        if count == before {
            return numbers;
        }
        numbers = numbered(numbers.iter().zip(&refers).map(|(own, refers)| {
            let refers = refers.iter().filter_map(|place| numbers.get(*place));
            (*own, refers.copied().collect::<Vec<usize>>())
        }));
    }
}

/// A number for each thing: the same for things that are equal.
fn numbered<T: Ord>(things: impl Iterator<Item = T>) -> Vec<usize> {
    let mut known: BTreeMap<T, usize> = BTreeMap::new();
    things
        .map(|thing| {
            let next = known.len();
            *known.entry(thing).or_insert(next)
        })
        .collect()
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
fn object<'c>(emitter: &mut Emitter<'c>, ty: &'c TypeDef) -> Members {
    let direction = emitter.scope().direction;
    let mut out = Members::new().with("title", &*ty.wire);
    emitter.describe(&mut out, &prose::of_type(ty));
    extensions::source(&mut out, &ty.info.cite);
    extensions::conflicts(&mut out, &ty.info.conflicts);
    extensions::push_rules(
        &mut out,
        extensions::rules(emitter.service(), ty, direction),
    );
    let mut body = emitter.body(ty);
    if let Some(Node::Object(properties)) = body.get_mut("properties") {
        for field in &ty.fields {
            if let Some(Node::Object(property)) = properties.get_mut(&field.name) {
                property.remove("$comment");
                documents(emitter, ty, field, property);
                extensions::field(property, field, Some(&ty.info.cite));
            }
        }
    }
    if let Some(whole) = ty.transparent_field() {
        documents(emitter, ty, whole, &mut body);
        extensions::field(&mut body, whole, Some(&ty.info.cite));
    }
    out.extend(body);
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
fn value<'c>(emitter: &mut Emitter<'c>, ty: &'c TypeDef, field: &'c Field) -> Members {
    // What stands in a URL or in a header is a text: there is no `null` that could count as absence.
    let mut out = emitter.value(ty, field, field.nullable);
    documents(emitter, ty, field, &mut out);
    out
}

/// Says what a text holds whose document's type a sibling selects: one of several. It is for people and generators; no
/// validator looks into texts.
fn documents(emitter: &mut Emitter<'_>, ty: &TypeDef, field: &Field, out: &mut Members) {
    let Some(rule) = ty.selector_of(&field.name) else {
        return;
    };
    let (
        Shape::Text(text),
        RuleKind::SelectsType {
            tag,
            field: _,
            cases,
            otherwise,
        },
    ) = (&field.shape, &rule.kind)
    else {
        return;
    };
    if matches!(&text.content, Content::Json(document) if **document != Shape::Any) {
        // The schema says so already.
        return;
    }
    let mut types: Vec<&TypeName> = Vec::new();
    for name in cases.iter().map(|(_, name)| name).chain(otherwise) {
        if !types.contains(&name) {
            types.push(name);
        }
    }
    let mut choices: Vec<Node> = types
        .into_iter()
        .map(|name| emitter.object_value(name, false).into())
        .collect();
    if otherwise.is_none() {
        let any = Phrase::words("Any other document, where ")
            .and(Mark::Name, &**tag)
            .then(" is none of the values that select one of these.");
        let mut other = Members::new();
        emitter.describe(&mut other, &any);
        choices.push(other.into());
    }
    let selected = Members::new().with("anyOf", choices);
    match out.get_mut("contentSchema") {
        Some(any) => *any = selected.into(),
        None => {
            out.push("contentMediaType", "application/json");
            out.push("contentSchema", selected);
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::openapi::document;

    fn named(kind: &str, name: &str, members: Value) -> Value {
        let mut line = json!({"name": name, "info": {"summary": "A thing.", "cite": "page"}});
        for (name, value) in members.as_object().expect("members") {
            line[name] = value.clone();
        }
        json!({ kind: line })
    }

    /// A type of which members beyond its fields are known to exist: requests and responses say the same of it.
    fn open_type(name: &str) -> Value {
        named("type", name, json!({"wire": name, "open": true}))
    }

    /// A member that every message must have.
    fn member(name: &str, shape: Value) -> Value {
        named("field", name, json!({"shape": shape, "required": "always"}))
    }

    fn list_of(name: &str) -> Value {
        json!({"list": {"item": {"object": name}}})
    }

    /// A service whose only operation takes a type and answers with the same.
    fn service(root: &str, types: &[Value]) -> Service {
        let mut lines = vec![
            json!({
                "mediaspec": 1,
                "service": "studio",
                "title": "Studio",
                "summary": "A service that does not exist.",
                "style": "rest",
                "operations": [{"name": "Make", "method": "POST", "path": "/make"}],
            }),
            json!({"source": {
                "name": "page",
                "kind": "page",
                "title": "A page",
                "url": "https://example.com/",
                "read": "2026-11-20",
            }}),
        ];
        lines.extend_from_slice(types);
        lines.push(named(
            "operation",
            "Make",
            json!({
                "service": "studio",
                "method": "POST",
                "path": "/make",
                "tag": "",
                "request": {"ty": root, "required": true},
                "responses": [{"status": 200, "summary": "", "body": root, "cite": "page"}],
            }),
        ));
        lines.push(json!({"end": "studio"}));
        let lines: Vec<String> = lines.iter().map(Value::to_string).collect();
        Service::read(&(lines.join("\n") + "\n")).unwrap_or_else(|error| panic!("{error}"))
    }

    /// Each component of the service's document, with the components that it refers to.
    fn references(service: &Service) -> Vec<(String, Vec<String>)> {
        let text = document::document(service).compact();
        let document: Value = serde_json::from_str(&text).expect("JSON");
        let schemas = document["components"]["schemas"].as_object();
        let schemas = schemas.expect("components").iter();
        let targets = |schema: &Value| {
            let text = schema.to_string();
            let parts = text.split("\"#/components/schemas/").skip(1);
            let names = parts.map(|part| part.split('"').next().unwrap_or_default().to_owned());
            names.collect()
        };
        schemas
            .map(|(name, schema)| (name.clone(), targets(schema)))
            .collect()
    }

    fn expected(components: &[(&str, &[&str])]) -> Vec<(String, Vec<String>)> {
        let owned = |name: &&str| (*name).to_owned();
        components
            .iter()
            .map(|(name, targets)| (owned(name), targets.iter().map(owned).collect()))
            .collect()
    }

    #[test]
    fn a_type_that_contains_itself_is_a_component_that_refers_to_itself() {
        let folder = [open_type("Folder"), member("folders", list_of("Folder"))];
        assert_eq!(
            references(&service("Folder", &folder)),
            expected(&[("Folder", &["Folder"])])
        );
    }

    #[test]
    fn variants_of_a_type_that_contains_itself_refer_to_themselves() {
        let folder = [
            named("type", "Folder", json!({"wire": "Folder"})),
            member("folders", list_of("Folder")),
        ];
        assert_eq!(
            references(&service("Folder", &folder)),
            expected(&[
                ("FolderRequest", &["FolderRequest"]),
                ("FolderResponse", &["FolderResponse"]),
            ])
        );
    }

    #[test]
    fn types_that_lead_to_one_that_reads_in_two_ways_do_so_themselves() {
        // Requests refuse unknown members of a leaf. A branch leads there, and back to itself.
        let types = [
            open_type("Branch"),
            member("leaves", list_of("Leaf")),
            named("type", "Leaf", json!({"wire": "Leaf"})),
            member("grows_to", list_of("Branch")),
            open_type("Root"),
            member("roots", list_of("Root")),
            open_type("Tree"),
            member("branches", list_of("Branch")),
            member("roots", list_of("Root")),
        ];
        assert_eq!(
            references(&service("Tree", &types)),
            expected(&[
                ("BranchRequest", &["LeafRequest"]),
                ("BranchResponse", &["LeafResponse"]),
                ("LeafRequest", &["BranchRequest"]),
                ("LeafResponse", &["BranchResponse"]),
                ("Root", &["Root"]),
                ("TreeRequest", &["BranchRequest", "Root"]),
                ("TreeResponse", &["BranchResponse", "Root"]),
            ])
        );
    }

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
