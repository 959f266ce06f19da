//! Smaller payloads that still are what they were.

use std::sync::Arc;

use mediaspec_core::node::{Members, Node};
use proptest::strategy::ValueTree;

use super::Payload;
use super::generator::Generator;

/// A payload that becomes smaller: members, items and halves of texts are taken away one after another. What is valid
/// stays valid; what is invalid stays so.
#[derive(Debug)]
pub struct Shrinking {
    generator: Arc<Generator>,
    current: Payload,
    /// What the last step was taken from.
    before: Option<Payload>,
    /// The next step to try, counted through the tree as it now is.
    next: usize,
    /// Whether the text has its plainest spelling.
    plain: bool,
}

impl Shrinking {
    pub(super) fn new(generator: Arc<Generator>, made: Payload) -> Self {
        Self {
            generator,
            current: made,
            before: None,
            next: 0,
            plain: false,
        }
    }

    fn become_smaller(&mut self, smaller: Payload) {
        self.before = Some(std::mem::replace(&mut self.current, smaller));
    }
}

impl ValueTree for Shrinking {
    type Value = Payload;

    fn current(&self) -> Payload {
        self.current.clone()
    }

    fn simplify(&mut self) -> bool {
        if !self.plain {
            self.plain = true;
            let node = self.current.node.clone();
            let plain = self.generator.payload(node.compact(), node);
            self.become_smaller(plain);
            return true;
        }
        loop {
            let mut steps = self.next;
            let Some(node) = without(&self.current.node, &mut steps) else {
                return false;
            };
            let smaller = self.generator.payload(node.compact(), node);
            if smaller.is_valid() == self.current.is_valid() {
                self.become_smaller(smaller);
                return true;
            }
            self.next = self.next.saturating_add(1);
        }
    }

    fn complicate(&mut self) -> bool {
        let Some(before) = self.before.take() else {
            return false;
        };
        // The first step spelled the text plainly, and changed nothing else.
        if before.node != self.current.node {
            self.next = self.next.saturating_add(1);
        }
        self.current = before;
        true
    }
}

/// The tree after one step, the one that is reached after so many others; `None` when there are not as many.
fn without(node: &Node, steps: &mut usize) -> Option<Node> {
    let mut now = || match steps.checked_sub(1) {
        Some(left) => {
            *steps = left;
            false
        }
        None => true,
    };
    match node {
        Node::Null | Node::Bool(_) | Node::Int(_) | Node::Number(_) => None,
        Node::Text(text) => {
            let half = text.chars().count().checked_div(2)?;
            (!text.is_empty() && now()).then(|| text.chars().take(half).collect::<String>().into())
        }
        Node::List(items) => {
            for at in 0..items.len() {
                if now() {
                    let mut fewer = items.clone();
                    fewer.remove(at);
                    return Some(fewer.into());
                }
            }
            items.iter().enumerate().find_map(|(at, item)| {
                let smaller = without(item, steps)?;
                let mut items = items.clone();
                *items.get_mut(at)? = smaller;
                Some(items.into())
            })
        }
        Node::Object(members) => {
            let all: Vec<(&str, &Node)> = members.iter().collect();
            let rebuilt = |change: usize, to: Option<&Node>| {
                let mut out = Members::new();
                for (at, &(name, value)) in all.iter().enumerate() {
                    match to {
                        _ if at != change => out.push(name, value.clone()),
                        Some(to) => out.push(name, to.clone()),
                        None => {}
                    }
                }
                Node::from(out)
            };
            for at in 0..all.len() {
                if now() {
                    return Some(rebuilt(at, None));
                }
            }
            all.iter().enumerate().find_map(|(at, (_, value))| {
                let smaller = without(value, steps)?;
                Some(rebuilt(at, Some(&smaller)))
            })
        }
    }
}
