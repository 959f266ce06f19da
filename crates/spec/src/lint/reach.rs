//! What operations reach: types that no message contains, types of which no object can exist, and messages that unfold to
//! too much.

use std::collections::BTreeMap;
use std::ops::Range;

use mediaspec_core::contract::{Direction, Field, Shape, TypeDef, TypeName};

use crate::codes;
use crate::lower::{Group, Lowered, LoweredType};
use crate::problem::Problem;
use crate::raw::{self, At};

use super::graph::components;

/// The deepest nesting of a message's types and lists.
const MAX_DEPTH: u64 = 32;
/// The most fields that a message may unfold to.
const MAX_EXPANSION: u64 = 100_000;

/// The types that fields and rules refer to as they are written, with the places: also those of what was not understood.
fn references<'r>(fields: &'r [At<raw::Field>], rules: &'r [At<raw::Rule>]) -> Vec<&'r At<String>> {
    let mut found = Vec::new();
    for field in fields {
        for item in field.shape.nested() {
            found.extend(&item.ty);
        }
    }
    for rule in rules {
        // The cases of `selects-sibling` name fields.
        let kind = rule.kind.as_ref().map(|kind| kind.value);
        if kind == Some(raw::RuleKind::SelectsType) {
            let cases = rule.cases.iter().flat_map(|cases| &cases.0);
            found.extend(cases.map(|(_, ty)| ty));
        }
        found.extend(rule.otherwise.iter().filter(|name| name.value != "any"));
    }
    found
}

/// The directions of the messages that contain a type.
pub(super) struct Reach<'a> {
    directions: BTreeMap<&'a str, Vec<Direction>>,
}

impl<'a> Reach<'a> {
    pub(super) fn of(service: &'a Lowered<'_>) -> Self {
        let edges: BTreeMap<&str, Vec<&str>> = service
            .types
            .iter()
            .map(|ty| {
                let raw = &ty.document.raw;
                let names = references(&raw.field, &raw.rule);
                (
                    ty.group.ty.name.as_str(),
                    names.into_iter().map(|name| name.value.as_str()).collect(),
                )
            })
            .collect();
        let mut reach = Self {
            directions: BTreeMap::new(),
        };
        let vendor = service.documents.vendor.as_ref().map(|vendor| &vendor.raw);
        let head = vendor.and_then(|vendor| vendor.vendor.as_ref());
        if let Some(head) = head {
            for (name, direction) in [
                (&head.common, Direction::Request),
                (&head.error, Direction::Response),
            ] {
                let names = name.iter().map(|name| name.value.as_str());
                reach.spread(names.collect(), direction, &edges);
            }
        }
        for operation in &service.operations {
            let raw = &operation.document.raw;
            let head = raw.operation.as_ref();
            let mut requests: Vec<&str> = Vec::new();
            for fields in [&raw.path, &raw.query, &raw.header] {
                requests.extend(
                    references(fields, &raw.rule)
                        .iter()
                        .map(|name| name.value.as_str()),
                );
            }
            let names = |body: &'a At<raw::Field>| {
                let names = references(std::slice::from_ref(body), &[]);
                names.into_iter().map(|name| name.value.as_str())
            };
            requests.extend(raw.request.iter().flat_map(|request| names(&request.body)));
            let shared = head.into_iter().flat_map(|head| {
                let types = head.path_types.iter().chain(&head.query_types);
                types.chain(&head.headers)
            });
            requests.extend(shared.map(|name| name.value.as_str()));
            let names_it = |name: &At<String>| {
                let mut listed = head.into_iter().flat_map(|head| &head.responses);
                listed.any(|one| one.value == name.value)
            };
            let shared = vendor.iter().flat_map(|vendor| &vendor.response.0);
            let shared = shared.filter(|(name, _)| names_it(name));
            let own = raw.response.iter();
            let responses: Vec<&At<raw::Response>> =
                own.chain(shared.map(|(_, response)| response)).collect();
            let headers = responses.iter().filter_map(|r| r.headers.as_ref());
            let answers = responses.iter().map(|response| &response.body);
            let callbacks = raw.callback.iter().map(|callback| &callback.body);
            let responses: Vec<&str> = headers
                .map(|name| name.value.as_str())
                .chain(answers.chain(callbacks).flat_map(names))
                .collect();
            reach.spread(requests, Direction::Request, &edges);
            reach.spread(responses, Direction::Response, &edges);
        }
        reach
    }

    fn spread(
        &mut self,
        mut queue: Vec<&'a str>,
        direction: Direction,
        edges: &BTreeMap<&'a str, Vec<&'a str>>,
    ) {
        while let Some(name) = queue.pop() {
            let known = self.directions.entry(name).or_default();
            if !known.contains(&direction) {
                known.push(direction);
                queue.extend(edges.get(name).into_iter().flatten());
            }
        }
    }

    /// The directions in which a type travels; both where that is not known.
    pub(super) fn directions(&self, name: &str) -> &[Direction] {
        self.directions
            .get(name)
            .map_or(&[Direction::Request, Direction::Response], Vec::as_slice)
    }
}

pub(super) fn check(service: &Lowered<'_>, reach: &Reach<'_>, problems: &mut Vec<Problem>) {
    let types = &service.types;
    for ty in types {
        let Some(name) = ty.document.raw.name() else {
            continue;
        };
        if !service.documents.flawed && !reach.directions.contains_key(name.as_str()) {
            let message = format!("no operation reaches the type `{}`", name.value);
            problems.push(Problem::at(
                &codes::UNUSED_TYPE,
                ty.group.source,
                name.span.clone(),
                message,
            ));
        }
    }
    let indices: BTreeMap<&str, usize> = (0..)
        .zip(types)
        .map(|(at, ty)| (ty.group.ty.name.as_str(), at))
        .collect();
    requirements(types, &indices, problems);
    sizes(types, &indices, problems);
}

/// No object of a type can exist that must hold an object of its own type, however deep.
fn requirements(
    types: &[LoweredType<'_>],
    indices: &BTreeMap<&str, usize>,
    problems: &mut Vec<Problem>,
) {
    let edges: Vec<Vec<usize>> = types
        .iter()
        .map(|ty| {
            let required = ty.group.ty.required_references();
            required
                .filter_map(|(_, name)| indices.get(name.as_str()).copied())
                .collect()
        })
        .collect();
    for component in components(&edges) {
        let is_in = |name: &TypeName| {
            let at = indices.get(name.as_str());
            at.is_some_and(|at| component.binary_search(at).is_ok())
        };
        let mut told = false;
        for ty in component.iter().filter_map(|at| types.get(*at)) {
            let own = &ty.group.ty.name;
            for (field, name) in ty.group.ty.required_references() {
                // Where several types require each other, one of the places tells it.
                if name != own && (told || !is_in(name)) {
                    continue;
                }
                let message = if name == own {
                    format!("`{own}` requires itself")
                } else {
                    told = true;
                    format!("`{own}` requires itself through `{name}`")
                };
                if let Some(place) = place(&ty.group, field, name) {
                    problems.push(Problem::at(
                        &codes::RECURSIVE_TYPE,
                        ty.group.source,
                        place,
                        message,
                    ));
                }
            }
        }
    }
}

/// Where a field of a type names another type.
fn place(group: &Group<'_>, field: &Field, name: &TypeName) -> Option<Range<usize>> {
    let origin = group.origin(&field.name)?;
    let written = references(std::slice::from_ref(origin.raw), &[]);
    let mut named = written.into_iter().filter(|at| at.value == **name);
    named.next().map(|at| at.span.clone())
}

/// Measures types, and tells which are too much.
fn sizes(types: &[LoweredType<'_>], indices: &BTreeMap<&str, usize>, problems: &mut Vec<Problem>) {
    let edges: Vec<Vec<usize>> = types
        .iter()
        .map(|ty| {
            let named = ty.group.ty.references();
            named
                .filter_map(|name| indices.get(name.as_str()).copied())
                .collect()
        })
        .collect();
    let mut known: Vec<Size> = vec![Size::default(); types.len()];
    for component in components(&edges) {
        // Types that contain each other are measured as one: how often they repeat is up to the message.
        let mut size = Size::default();
        for ty in component.iter().filter_map(|at| types.get(*at)) {
            size.take(&ty.group.ty, &|name| {
                let at = indices.get(name.as_str())?;
                let is_inside = component.binary_search(at).is_ok();
                known.get(*at).copied().filter(|_| !is_inside)
            });
        }
        for at in &component {
            if let Some(known) = known.get_mut(*at) {
                *known = size;
            }
        }
        let first = component.first().and_then(|at| types.get(*at));
        let Some((ty, name)) = first.and_then(|ty| Some((ty, ty.document.raw.name()?))) else {
            continue;
        };
        // The first type that is too much is told, not those that contain it.
        let message = if size.depth > MAX_DEPTH && size.inner_depth <= MAX_DEPTH {
            format!(
                "`{}` nests {} levels, more than {MAX_DEPTH}",
                name.value, size.depth
            )
        } else if size.fields > MAX_EXPANSION && size.inner_fields <= MAX_EXPANSION {
            format!(
                "`{}` unfolds to {} fields, more than {MAX_EXPANSION}",
                name.value, size.fields
            )
        } else {
            continue;
        };
        problems.push(Problem::at(
            &codes::TOO_DEEP,
            ty.group.source,
            name.span.clone(),
            message,
        ));
    }
}

/// How deep a type nests and to how many fields it unfolds; and the same of the largest type in it.
#[derive(Clone, Copy, Default)]
struct Size {
    depth: u64,
    fields: u64,
    inner_depth: u64,
    inner_fields: u64,
}

impl Size {
    /// Adds a type. `known` gives the size of each type that it names, or `None` for what counts nothing.
    fn take(&mut self, ty: &TypeDef, known: &dyn Fn(&TypeName) -> Option<Self>) {
        self.depth = self.depth.max(1);
        for field in &ty.fields {
            self.fields = self.fields.saturating_add(1);
            self.shape(&field.shape, 1, known);
        }
        for name in ty.rules.iter().flat_map(|rule| rule.references()) {
            if let Some(inner) = known(name) {
                self.add(inner, 1);
            }
        }
    }

    /// Adds a value that stands so many levels deep.
    fn shape(&mut self, shape: &Shape, levels: u64, known: &dyn Fn(&TypeName) -> Option<Self>) {
        self.depth = self.depth.max(levels);
        match shape {
            Shape::Object(name) => {
                if let Some(inner) = known(name) {
                    self.add(inner, levels);
                }
            }
            _ => {
                let deeper = u64::from(matches!(shape, Shape::List(_) | Shape::Map(_)));
                for inner in shape.inner() {
                    self.shape(inner, levels.saturating_add(deeper), known);
                }
            }
        }
    }

    fn add(&mut self, inner: Self, levels: u64) {
        self.depth = self.depth.max(levels.saturating_add(inner.depth));
        self.fields = self.fields.saturating_add(inner.fields);
        self.inner_depth = self.inner_depth.max(inner.depth);
        self.inner_fields = self.inner_fields.max(inner.fields);
    }
}

#[cfg(test)]
mod tests {
    use mediaspec_core::contract::{List, Map};

    use super::*;

    #[test]
    fn each_list_and_each_map_is_a_level() {
        let depth = |shape: &Shape| {
            let mut size = Size::default();
            size.shape(shape, 1, &|_| None);
            size.depth
        };
        let list = |item| {
            Shape::List(Box::new(List {
                item,
                min_items: None,
                max_items: None,
                unique: false,
            }))
        };
        let map = |value| Shape::Map(Box::new(Map { value }));
        assert_eq!(depth(&Shape::Any), 1);
        assert_eq!(depth(&list(Shape::Any)), 2);
        assert_eq!(depth(&map(Shape::Any)), 2);
        assert_eq!(depth(&map(list(map(Shape::Any)))), 4);
    }
}
