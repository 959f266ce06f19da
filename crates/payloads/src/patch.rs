//! Changes to a payload, in a form that stays small.

use crate::node::{Members, Node};

/// A change to a payload.
#[derive(Debug, Clone, PartialEq)]
pub struct Op {
    /// Pointers to the texts whose documents are to be changed, from the outside in; empty for the payload itself.
    pub within: Vec<String>,
    /// What is changed.
    pub pointer: String,
    /// The new value; `None` removes the member.
    pub value: Option<Value>,
}

/// A value, or how to make it.
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    /// The value itself.
    Plain(Node),
    /// A text that repeats another.
    Repeat(String, usize),
    /// A list that repeats an item.
    Items(Items),
}

/// A list that repeats an item.
#[derive(Debug, Clone, PartialEq)]
pub struct Items {
    /// The item.
    pub item: Node,
    /// How often it stands in the list.
    pub count: usize,
    /// The place in each item that gets a number of its own, counted from that start.
    pub numbered: Option<(String, i64)>,
}

/// Texts up to this length are written out.
const SHORT: usize = 24;

impl Value {
    /// Returns a text repeated, written out where that is short.
    #[must_use]
    pub fn text(unit: &str, count: usize) -> Self {
        if unit.chars().count().saturating_mul(count) <= SHORT {
            Self::Plain(unit.repeat(count).into())
        } else {
            Self::Repeat(unit.to_owned(), count)
        }
    }

    /// Returns the value itself.
    #[must_use]
    pub fn expand(&self) -> Node {
        match self {
            Self::Plain(node) => node.clone(),
            Self::Repeat(unit, count) => unit.repeat(*count).into(),
            Self::Items(items) => {
                let mut number = items.numbered.as_ref().map_or(0, |(_, from)| *from);
                let mut out = Vec::new();
                for _ in 0..items.count {
                    let mut item = items.item.clone();
                    if let Some((at, _)) = &items.numbered {
                        if let Some(place) = at_pointer(&mut item, at) {
                            *place = numbered(place, number);
                        }
                        number = number.saturating_add(1);
                    }
                    out.push(item);
                }
                out.into()
            }
        }
    }
}

/// Returns a number as a value like the one it replaces: a text keeps its text.
fn numbered(old: &Node, number: i64) -> Node {
    match old {
        Node::Text(text) => format!("{text}{number}").into(),
        Node::Null
        | Node::Bool(_)
        | Node::Int(_)
        | Node::Number(_)
        | Node::List(_)
        | Node::Object(_) => number.into(),
    }
}

impl Op {
    /// Returns the change as the corpus writes it.
    #[must_use]
    pub fn node(&self) -> Node {
        let mut out = Members::new();
        out.push_list(
            "within",
            self.within.iter().map(|at| at.as_str().into()).collect(),
        );
        let name = if self.value.is_some() {
            "set"
        } else {
            "remove"
        };
        out.push(name, self.pointer.as_str());
        match &self.value {
            None => {}
            Some(Value::Plain(node)) => out.push("value", node.clone()),
            Some(Value::Repeat(unit, count)) => {
                out.push("repeat", vec![unit.as_str().into(), count_of(*count)]);
            }
            Some(Value::Items(items)) => {
                out.push("items", vec![items.item.clone(), count_of(items.count)]);
                if let Some((at, from)) = &items.numbered {
                    out.push("number", vec![at.as_str().into(), (*from).into()]);
                }
            }
        }
        out.into()
    }

    /// Carries the change out. `None` when the place is not there.
    pub fn apply(&self, payload: &mut Node) -> Option<()> {
        within(&self.within, payload, &mut |document| self.change(document))
    }

    fn change(&self, payload: &mut Node) -> Option<()> {
        if self.pointer.is_empty() {
            *payload = self.value.as_ref()?.expand();
            return Some(());
        }
        let (parent, token) = self.pointer.rsplit_once('/')?;
        let name = unescape(token);
        match (at_pointer(payload, parent)?, &self.value) {
            (Node::Object(members), Some(value)) => members.set(&name, value.expand()),
            (Node::Object(members), None) => members.remove(&name),
            (Node::List(items), value) => {
                let index: usize = name.parse().ok()?;
                match value {
                    Some(value) if index == items.len() => items.push(value.expand()),
                    Some(value) => *items.get_mut(index)? = value.expand(),
                    None if index < items.len() => {
                        items.remove(index);
                    }
                    None => return None,
                }
            }
            (Node::Null | Node::Bool(_) | Node::Int(_) | Node::Number(_) | Node::Text(_), _) => {
                return None;
            }
        }
        Some(())
    }
}

/// Changes a document that stands in a text: `texts` are pointers to the texts that lead to it, from the outside in; where
/// there are none, it is the payload itself. `None` when a place is not there.
pub fn within(
    texts: &[String],
    payload: &mut Node,
    change: &mut dyn FnMut(&mut Node) -> Option<()>,
) -> Option<()> {
    let Some((outer, inner)) = texts.split_first() else {
        return change(payload);
    };
    let place = at_pointer(payload, outer)?;
    let Node::Text(text) = place else { return None };
    let mut document: Node = serde_json::from_str(text).ok()?;
    within(inner, &mut document, change)?;
    *place = document.compact().into();
    Some(())
}

fn count_of(count: usize) -> Node {
    Node::Int(i64::try_from(count).unwrap_or(i64::MAX))
}

/// Returns the value at a JSON Pointer.
pub fn at_pointer<'n>(node: &'n mut Node, pointer: &str) -> Option<&'n mut Node> {
    pointer
        .split('/')
        .skip(1)
        .try_fold(node, |node, token| match node {
            Node::Object(members) => members.get_mut(&unescape(token)),
            Node::List(items) => items.get_mut(token.parse::<usize>().ok()?),
            Node::Null | Node::Bool(_) | Node::Int(_) | Node::Number(_) | Node::Text(_) => None,
        })
}

fn unescape(token: &str) -> String {
    token.replace("~1", "/").replace("~0", "~")
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn set(within: &[&str], pointer: &str, value: Value) -> Op {
        Op {
            within: within.iter().map(|&at| at.to_owned()).collect(),
            pointer: pointer.to_owned(),
            value: Some(value),
        }
    }

    #[test]
    fn changes_reach_into_documents_in_texts() {
        let mut payload: Node = serde_json::from_str(r#"{"a":"{\"b\":[1]}"}"#).unwrap();
        set(&["/a"], "/b/1", Value::Plain(Node::Int(2)))
            .apply(&mut payload)
            .unwrap();
        assert_eq!(payload.compact(), r#"{"a":"{\"b\":[1,2]}"}"#);
    }

    #[test]
    fn items_are_numbered_where_they_must_differ() {
        let items = Items {
            item: serde_json::from_str(r#"{"no":0}"#).unwrap(),
            count: 2,
            numbered: Some(("/no".to_owned(), 1)),
        };
        let value = Value::Items(items).expand();
        assert_eq!(value.compact(), r#"[{"no":1},{"no":2}]"#);
    }
}
