//! Circles among things that refer to each other.

/// The strongly connected components of a graph (Tarjan's algorithm): the largest groups in which everything leads to
/// everything else. `edges` says where each node leads. A component comes after those that it leads to, and its nodes
/// are in order.
pub(super) fn components(edges: &[Vec<usize>]) -> Vec<Vec<usize>> {
    let mut search = Search {
        found: vec![None; edges.len()],
        lowest: vec![0; edges.len()],
        open: Vec::new(),
        is_open: vec![false; edges.len()],
        components: Vec::new(),
    };
    let mut visited = 0_usize;
    for start in 0..edges.len() {
        // The nodes on the way from the start, each with the number of its edges that were followed.
        let mut way: Vec<(usize, usize)> = Vec::new();
        if search.enter(start, visited) {
            visited = visited.saturating_add(1);
            way.push((start, 0));
        }
        while let Some((node, followed)) = way.last_mut() {
            let node = *node;
            let target = edges.get(node).and_then(|targets| targets.get(*followed));
            *followed = followed.saturating_add(1);
            match target {
                Some(&target) if search.enter(target, visited) => {
                    visited = visited.saturating_add(1);
                    way.push((target, 0));
                }
                Some(&target) => search.see(node, target),
                None => {
                    way.pop();
                    search.leave(node);
                    if let Some((before, _)) = way.last() {
                        search.inherit(*before, node);
                    }
                }
            }
        }
    }
    search.components
}

struct Search {
    /// When a node was met first, counted from 0.
    found: Vec<Option<usize>>,
    /// The earliest node that a node leads to and that may be in its component.
    lowest: Vec<usize>,
    /// Nodes whose component is not known yet, in the order in which they were met.
    open: Vec<usize>,
    is_open: Vec<bool>,
    components: Vec<Vec<usize>>,
}

impl Search {
    /// Returns whether the node is there and was not met before.
    fn enter(&mut self, node: usize, now: usize) -> bool {
        let (Some(found @ None), Some(lowest), Some(is_open)) = (
            self.found.get_mut(node),
            self.lowest.get_mut(node),
            self.is_open.get_mut(node),
        ) else {
            return false;
        };
        *found = Some(now);
        *lowest = now;
        *is_open = true;
        self.open.push(node);
        true
    }

    /// An edge to a node that was met before.
    fn see(&mut self, node: usize, target: usize) {
        if self.is_open.get(target) == Some(&true)
            && let Some(Some(found)) = self.found.get(target).copied()
        {
            self.lower(node, found);
        }
    }

    /// What a node leads to, the one before leads to as well.
    fn inherit(&mut self, before: usize, node: usize) {
        if let Some(lowest) = self.lowest.get(node).copied() {
            self.lower(before, lowest);
        }
    }

    fn lower(&mut self, node: usize, to: usize) {
        if let Some(lowest) = self.lowest.get_mut(node) {
            *lowest = to.min(*lowest);
        }
    }

    /// All that a node leads to is known. If nothing of it was met before the node, a component ends here.
    fn leave(&mut self, node: usize) {
        let found = self.found.get(node).copied().flatten();
        if found != self.lowest.get(node).copied() {
            return;
        }
        let Some(at) = self.open.iter().rposition(|open| *open == node) else {
            return;
        };
        let mut component = self.open.split_off(at);
        for node in &component {
            if let Some(is_open) = self.is_open.get_mut(*node) {
                *is_open = false;
            }
        }
        component.sort_unstable();
        self.components.push(component);
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::components;

    #[test]
    fn circles_are_one_component_and_come_after_what_they_lead_to() {
        let edges = [
            vec![1],
            vec![2, 3],
            vec![0],
            vec![4, 4],
            vec![],
            vec![5, 3],
            vec![9],
        ];
        assert_eq!(
            components(&edges),
            [vec![4], vec![3], vec![0, 1, 2], vec![5], vec![6]]
        );
        assert_eq!(components(&[]), Vec::<Vec<usize>>::new());
    }

    /// Two nodes are in one component exactly where each leads to the other.
    #[test]
    fn components_are_those_of_the_definition() {
        let mut dice = 1_u64;
        let mut roll = |sides: u64| {
            dice = dice.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            usize::try_from((dice >> 33) % sides).expect("small")
        };
        for _ in 0..300 {
            let nodes = roll(9);
            let edges: Vec<Vec<usize>> = (0..nodes)
                .map(|_| {
                    (0..roll(4))
                        .map(|_| roll(9))
                        .filter(|to| *to < nodes)
                        .collect()
                })
                .collect();
            let leads: Vec<BTreeSet<usize>> = (0..nodes)
                .map(|start| {
                    let mut met = BTreeSet::new();
                    let mut queue = vec![start];
                    while let Some(node) = queue.pop() {
                        if met.insert(node) {
                            queue.extend(edges.get(node).into_iter().flatten());
                        }
                    }
                    met
                })
                .collect();
            let found = components(&edges);
            let place = |node: usize| found.iter().position(|nodes| nodes.contains(&node));
            assert_eq!(found.iter().map(Vec::len).sum::<usize>(), nodes);
            for (a, from_a) in leads.iter().enumerate() {
                for (b, from_b) in leads.iter().enumerate() {
                    let (there, back) = (from_a.contains(&b), from_b.contains(&a));
                    assert_eq!(place(a) == place(b), there && back, "{edges:?}");
                    assert!(!there || place(b) <= place(a), "{edges:?}");
                }
            }
        }
    }
}
