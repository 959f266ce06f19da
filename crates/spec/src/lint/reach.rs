//! What operations reach: types that no message contains, and messages that unfold to too much.

use std::collections::BTreeMap;

use mediaspec_core::contract::{Content, Direction, RuleKind, Shape, TypeDef};

use crate::codes;
use crate::lower::{Lowered, references};
use crate::problem::Problem;

/// The deepest nesting of a message's types and lists.
const MAX_DEPTH: u64 = 32;
/// The most fields that a message may unfold to.
const MAX_EXPANSION: u64 = 100_000;

/// The directions of the messages that contain a type.
pub(super) struct Reach<'a> {
    directions: BTreeMap<&'a str, Vec<Direction>>,
}

impl<'a> Reach<'a> {
    pub(super) fn of(service: &'a Lowered<'_, '_>) -> Self {
        let edges: BTreeMap<&str, Vec<&str>> = service
            .types
            .iter()
            .map(|ty| {
                let raw = &ty.document.raw;
                let names = references(&raw.field, &raw.rule);
                (
                    ty.group.ty.name,
                    names.into_iter().map(|name| name.value.as_str()).collect(),
                )
            })
            .collect();
        let mut reach = Self {
            directions: BTreeMap::new(),
        };
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
            requests.extend(
                raw.request
                    .iter()
                    .filter_map(|request| request.ty.as_ref())
                    .map(|name| name.value.as_str()),
            );
            requests.extend(
                head.and_then(|head| head.headers.as_ref())
                    .map(|name| name.value.as_str()),
            );
            let bodies = raw
                .response
                .iter()
                .flat_map(|response| [&response.ty, &response.headers]);
            let callbacks = raw.callback.iter().map(|callback| &callback.ty);
            let responses: Vec<&str> = bodies
                .chain(callbacks)
                .flatten()
                .map(|name| name.value.as_str())
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

pub(super) fn check(service: &Lowered<'_, '_>, reach: &Reach<'_>, problems: &mut Vec<Problem>) {
    let mut sizes: BTreeMap<&str, Size> = BTreeMap::new();
    for ty in &service.types {
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
        let size = Size::of(ty.group.ty, &sizes);
        // The first type that is too much is told, not those that contain it.
        if size.depth > MAX_DEPTH && size.inner_depth <= MAX_DEPTH {
            let message = format!(
                "`{}` nests {} levels, more than {MAX_DEPTH}",
                name.value, size.depth
            );
            problems.push(Problem::at(
                &codes::TOO_DEEP,
                ty.group.source,
                name.span.clone(),
                message,
            ));
        } else if size.fields > MAX_EXPANSION && size.inner_fields <= MAX_EXPANSION {
            let message = format!(
                "`{}` unfolds to {} fields, more than {MAX_EXPANSION}",
                name.value, size.fields
            );
            problems.push(Problem::at(
                &codes::TOO_DEEP,
                ty.group.source,
                name.span.clone(),
                message,
            ));
        }
        sizes.insert(ty.group.ty.name, size);
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
    /// Types are looked at in the order of their dependencies, so those in it are known.
    fn of(ty: &TypeDef<'_>, known: &BTreeMap<&str, Self>) -> Self {
        let mut size = Self {
            depth: 1,
            ..Self::default()
        };
        for field in ty.fields {
            size.fields = size.fields.saturating_add(1);
            size.shape(&field.shape, 1, known);
        }
        for rule in ty.rules {
            if let RuleKind::SelectsType {
                cases, otherwise, ..
            } = rule.kind
            {
                for ty in cases.iter().map(|(_, ty)| *ty).chain(otherwise) {
                    size.add(ty, 1, known);
                }
            }
        }
        size
    }

    fn shape(&mut self, shape: &Shape<'_>, levels: u64, known: &BTreeMap<&str, Self>) {
        match shape {
            Shape::Object(ty) => self.add(ty, levels, known),
            Shape::List(list) => {
                let levels = levels.saturating_add(1);
                self.depth = self.depth.max(levels);
                self.shape(&list.item, levels, known);
            }
            Shape::Text(text) => match text.content {
                Content::Json(ty) => self.add(ty, levels, known),
                Content::Plain | Content::Base64 | Content::Separated { .. } => {}
            },
            Shape::Int(_) | Shape::Number(_) | Shape::Bool | Shape::Enum(_) | Shape::Any => {}
        }
    }

    fn add(&mut self, ty: &TypeDef<'_>, levels: u64, known: &BTreeMap<&str, Self>) {
        let inner = known.get(ty.name).copied().unwrap_or_default();
        self.depth = self.depth.max(levels.saturating_add(inner.depth));
        self.fields = self.fields.saturating_add(inner.fields);
        self.inner_depth = self.inner_depth.max(inner.depth);
        self.inner_fields = self.inner_fields.max(inner.fields);
    }
}
