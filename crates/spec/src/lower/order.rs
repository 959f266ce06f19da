//! The order in which types are built: what a type refers to before the type itself.

use std::collections::BTreeMap;

use crate::codes;
use crate::problem::Problem;
use crate::raw::{At, Field, Item, Rule, TypeFile};
use crate::service::Document;

/// Names of types that fields and rules refer to, with the places.
pub(crate) fn references<'r>(
    fields: &'r [At<Field>],
    rules: &'r [At<Rule>],
) -> Vec<&'r At<String>> {
    let mut found = Vec::new();
    for field in fields {
        found.extend(field.ty.as_ref());
        found.extend(field.json.as_ref());
        let mut item = field.item.as_ref();
        while let Some(inner) = item {
            found.extend(of_item(inner));
            item = inner.item.as_ref();
        }
    }
    for rule in rules {
        found.extend(
            rule.cases
                .iter()
                .flat_map(|cases| cases.0.iter())
                .filter_map(|(_, to)| {
                    // The cases of `selects-sibling` name fields.
                    let selects_type = rule
                        .kind
                        .as_ref()
                        .is_some_and(|kind| kind.value == crate::raw::RuleKind::SelectsType);
                    selects_type.then_some(to)
                }),
        );
        found.extend(rule.otherwise.as_ref().filter(|name| name.value != "any"));
    }
    found
}

fn of_item(item: &Item) -> impl Iterator<Item = &At<String>> {
    item.ty.iter().chain(item.json.as_ref())
}

/// Indices of documents in the order in which they can be built. A circle is told once and cut at the reference that
/// closes it; the types of it are then built as if that reference did not resolve.
pub(super) fn order(documents: &[&Document<TypeFile>], problems: &mut Vec<Problem>) -> Vec<usize> {
    let mut indices: BTreeMap<&str, usize> = BTreeMap::new();
    for (at, document) in documents.iter().enumerate() {
        if let Some(name) = document.raw.name() {
            indices.entry(name).or_insert(at);
        }
    }
    let mut edges: Vec<Vec<(usize, &At<String>)>> = documents
        .iter()
        .map(|document| {
            let names = references(&document.raw.field, &document.raw.rule);
            names
                .into_iter()
                .filter_map(|name| Some((*indices.get(name.as_str())?, name)))
                .collect()
        })
        .collect();
    let mut order = Vec::with_capacity(documents.len());
    let mut done = vec![false; documents.len()];
    loop {
        build_what_can_be(&edges, &mut done, &mut order);
        let cut = closing_references(&edges, &done);
        if cut.is_empty() {
            return order;
        }
        for (from, reference) in cut {
            let (Some(document), Some(targets)) = (documents.get(from), edges.get_mut(from)) else {
                continue;
            };
            let own = document.raw.name().map_or("", |name| name.value.as_str());
            let message = if own == reference.value {
                format!("`{own}` contains itself")
            } else {
                format!("`{own}` contains itself through `{}`", reference.value)
            };
            problems.push(Problem::at(
                &codes::RECURSIVE_TYPE,
                &document.source,
                reference.span.clone(),
                message,
            ));
            targets.retain(|(_, name)| name.value != reference.value);
        }
    }
}

/// Builds, again and again, the types all of whose references are built.
fn build_what_can_be(
    edges: &[Vec<(usize, &At<String>)>],
    done: &mut [bool],
    order: &mut Vec<usize>,
) {
    let built = |done: &[bool], at: usize| done.get(at).copied().unwrap_or(true);
    let mut users: Vec<Vec<usize>> = vec![Vec::new(); edges.len()];
    let mut waiting = vec![0_usize; edges.len()];
    for (at, targets) in edges.iter().enumerate() {
        for (to, _) in targets.iter().filter(|(to, _)| !built(done, *to)) {
            if let (Some(users), Some(waiting)) = (users.get_mut(*to), waiting.get_mut(at)) {
                users.push(at);
                *waiting = waiting.saturating_add(1);
            }
        }
    }
    let mut ready: Vec<usize> = (0..edges.len())
        .filter(|&at| !built(done, at) && waiting.get(at) == Some(&0))
        .collect();
    let mut next = 0_usize;
    while let Some(&at) = ready.get(next) {
        next = next.saturating_add(1);
        if let Some(done) = done.get_mut(at) {
            *done = true;
        }
        order.push(at);
        for &user in users.get(at).into_iter().flatten() {
            if let Some(left) = waiting.get_mut(user) {
                *left = left.saturating_sub(1);
                if *left == 0 {
                    ready.push(user);
                }
            }
        }
    }
}

/// Walks along types that are not built (each refers to another such) until one comes again: at least one circle.
fn closing_references<'r>(
    edges: &[Vec<(usize, &'r At<String>)>],
    done: &[bool],
) -> Vec<(usize, &'r At<String>)> {
    let mut found = Vec::new();
    // The walk that came by, counted from 1; 0 for none.
    let mut seen = vec![0_usize; edges.len()];
    for (walk, start) in (1..).zip(0..edges.len()) {
        let mut at = start;
        while let (Some(mark), Some(false)) = (seen.get_mut(at), done.get(at)) {
            if *mark != 0 {
                break;
            }
            *mark = walk;
            let targets = edges.get(at).into_iter().flatten();
            let Some(&(to, name)) = targets
                .clone()
                .find(|(to, _)| done.get(*to) == Some(&false))
            else {
                break;
            };
            if seen.get(to) == Some(&walk) {
                found.push((at, name));
                break;
            }
            at = to;
        }
    }
    found
}
