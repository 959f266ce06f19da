//! Which members of models are kept in a `Box`: those by which a value would contain a value of its own type.

use std::collections::BTreeMap;

use mediaspec_core::contract::{Service, Shape, TypeDef};

/// The groups of types that contain each other by value.
///
/// Types are of one group when each contains the other, directly or through more types. A member whose type is of its
/// owner's own group lies on such a circle, and every other member lies on none.
pub(super) struct Boxes<'a> {
    /// The group of each type, by the name of the type.
    groups: BTreeMap<&'a str, usize>,
}

impl<'a> Boxes<'a> {
    pub(super) fn of(service: &'a Service) -> Self {
        let types: Vec<&TypeDef> = service.types().collect();
        let places: BTreeMap<&str, usize> = types
            .iter()
            .enumerate()
            .map(|(at, ty)| (ty.name.as_str(), at))
            .collect();
        let graph: Vec<Vec<usize>> = types
            .iter()
            .map(|ty| {
                let names = contained(ty);
                names.filter_map(|name| places.get(name).copied()).collect()
            })
            .collect();
        Self {
            groups: types
                .iter()
                .zip(components(&graph))
                .map(|(ty, group)| (ty.name.as_str(), group))
                .collect(),
        }
    }

    /// Whether a member of the first type that is a value of the second one must be kept in a `Box`.
    pub(super) fn holds(&self, owner: &str, member: &str) -> bool {
        match (self.groups.get(owner), self.groups.get(member)) {
            (Some(a), Some(b)) => a == b,
            _ => false,
        }
    }
}

/// The types that a value of a type contains as values of their own. Lists and maps hold their values elsewhere, and a
/// member whose type a rule selects is any JSON value.
fn contained(ty: &TypeDef) -> impl Iterator<Item = &str> {
    ty.fields.iter().filter_map(|field| match &field.shape {
        Shape::Object(name) => ty.selector_of(&field.name).is_none().then(|| name.as_str()),
        _ => None,
    })
}

/// The number of the strongly connected component of each node (Tarjan's algorithm, with a stack of its own: a chain of
/// types can be long).
fn components(graph: &[Vec<usize>]) -> Vec<usize> {
    const NEW: usize = usize::MAX;
    let mut component = vec![NEW; graph.len()];
    let mut found = vec![NEW; graph.len()];
    let mut lowest = vec![NEW; graph.len()];
    let (mut time, mut count) = (0, 0);
    let mut open = Vec::new();
    for root in 0..graph.len() {
        if found[root] != NEW {
            continue;
        }
        let mut stack = vec![(root, 0)];
        while let Some((node, next)) = stack.pop() {
            if next == 0 {
                found[node] = time;
                lowest[node] = time;
                time += 1;
                open.push(node);
            }
            if let Some(&to) = graph[node].get(next) {
                stack.push((node, next + 1));
                if found[to] == NEW {
                    stack.push((to, 0));
                } else if component[to] == NEW {
                    lowest[node] = lowest[node].min(found[to]);
                }
                continue;
            }
            if lowest[node] == found[node] {
                while let Some(member) = open.pop() {
                    component[member] = count;
                    if member == node {
                        break;
                    }
                }
                count += 1;
            }
            if let Some(&(parent, _)) = stack.last() {
                lowest[parent] = lowest[parent].min(lowest[node]);
            }
        }
    }
    component
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn components_are_the_circles_of_a_graph() {
        // 0 → 1 → 2 → 0 is a circle with a way out to 3 and a way in from 4; 5 leads to itself, 6 and 7 to each other.
        let graph = [
            vec![1],
            vec![2, 3],
            vec![0],
            vec![],
            vec![0],
            vec![5],
            vec![7, 3],
            vec![6],
        ];
        let found = components(&graph);
        let equal = |a: usize, b: usize| found[a] == found[b];
        assert!(equal(0, 1) && equal(1, 2) && equal(6, 7));
        for (a, b) in [(0, 3), (0, 4), (3, 4), (3, 5), (5, 6), (3, 6)] {
            assert!(!equal(a, b), "{a} and {b}");
        }
    }

    #[test]
    fn a_long_chain_is_no_circle_and_takes_no_stack() {
        let long = 100_000;
        let graph: Vec<Vec<usize>> = (0..long).map(|at| vec![at + 1]).collect();
        let mut graph = graph;
        graph.push(vec![]);
        let mut found = components(&graph);
        found.sort_unstable();
        found.dedup();
        assert_eq!(found.len(), long + 1);
        graph[long] = vec![0];
        assert!(components(&graph).iter().all(|component| *component == 0));
    }
}
