//! Operations found by method and path.

use std::borrow::Cow;
use std::collections::HashMap;

use super::{OperationHead, Service};
use crate::template;

/// The place of the first node, to which the empty path leads.
const ROOT: usize = 0;

/// The path templates of a service as a tree of segments: how long a path takes to find does not depend on how many there
/// are.
#[derive(Default)]
pub(super) struct Routes {
    nodes: Vec<Node>,
}

/// Where the templates stand that begin alike.
#[derive(Default)]
struct Node {
    literals: HashMap<Box<str>, usize>,
    parameter: Option<usize>,
    /// The operations whose templates end here, as places in the index.
    ends: Vec<usize>,
}

impl Routes {
    pub(super) fn of(index: &[OperationHead]) -> Self {
        let mut routes = Self {
            nodes: vec![Node::default()],
        };
        for (at, head) in index.iter().enumerate() {
            let Some(mut segments) = template::segments(&head.path) else {
                continue;
            };
            let end = segments.try_fold(ROOT, |node, segment| routes.child(node, segment));
            if let Some(node) = end.and_then(|end| routes.nodes.get_mut(end)) {
                node.ends.push(at);
            }
        }
        routes
    }

    /// The node behind a segment of a template; a new one where there is none.
    fn child(&mut self, node: usize, segment: &str) -> Option<usize> {
        let new = self.nodes.len();
        let node = self.nodes.get_mut(node)?;
        let child = match template::parameter(segment) {
            Some(_) => *node.parameter.get_or_insert(new),
            None => *node.literals.entry(segment.into()).or_insert(new),
        };
        if child == new {
            self.nodes.push(Node::default());
        }
        Some(child)
    }

    /// A template with a literal where another has a parameter goes first, from the left. The depth is that of the longest
    /// template, which [`template::MAX_SEGMENTS`] bounds.
    fn find<'p>(
        &self,
        node: usize,
        mut rest: impl Iterator<Item = Cow<'p, str>> + Clone,
        fits: &impl Fn(usize) -> bool,
    ) -> Option<usize> {
        let node = self.nodes.get(node)?;
        let Some(segment) = rest.next() else {
            return node.ends.iter().copied().find(|at| fits(*at));
        };
        let literal = node.literals.get(&*segment);
        let literal = literal.and_then(|child| self.find(*child, rest.clone(), fits));
        literal.or_else(|| {
            let child = node.parameter.filter(|_| !segment.is_empty())?;
            self.find(child, rest, fits)
        })
    }
}

impl Service {
    /// The operation that a method, in any case, and the decoded segments of a path ask for, as a place in the
    /// [index](Self::index). Literal segments go before parameters, from the left; of operations with one method and
    /// template the first is taken.
    #[must_use]
    pub fn route<'p>(
        &self,
        method: &str,
        segments: impl Iterator<Item = Cow<'p, str>> + Clone,
    ) -> Option<usize> {
        let index = self.index();
        let routes = self.0.routes.get_or_init(|| Routes::of(index));
        let fits = |at: usize| {
            let head = index.get(at);
            head.is_some_and(|head| head.method.eq_ignore_ascii_case(method))
        };
        routes.find(ROOT, segments, &fits)
    }
}
