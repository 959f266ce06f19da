//! Changes to a payload, in a form that stays small.

use mediaspec_core::node::{Members, Node, push_token};

/// Where a value stands in a payload, or can stand.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Place {
    /// JSON Pointers to the texts whose documents lead there, from the outside in; none for the payload itself.
    pub within: Vec<String>,
    /// JSON Pointer in the innermost document.
    pub pointer: String,
}

impl Place {
    /// Returns the place of a member, or of an item.
    #[must_use]
    pub fn child(&self, token: &str) -> Self {
        let mut child = self.clone();
        push_token(&mut child.pointer, token);
        child
    }

    /// Returns the place of the document in the text that stands here.
    #[must_use]
    pub fn document(&self) -> Self {
        let mut within = self.within.clone();
        within.push(self.pointer.clone());
        Self {
            within,
            pointer: String::new(),
        }
    }

    /// Returns the change that sets the value here.
    #[must_use]
    pub fn set(&self, value: Value) -> Op {
        Op {
            place: self.clone(),
            value: Some(value),
        }
    }

    /// Returns the change that takes the value here away.
    #[must_use]
    pub fn remove(&self) -> Op {
        Op {
            place: self.clone(),
            value: None,
        }
    }

    /// Changes the document that the place is in. `None` when it is not there.
    pub(crate) fn change(
        &self,
        payload: &mut Node,
        change: &mut dyn FnMut(&mut Node) -> Option<()>,
    ) -> Option<()> {
        within(&self.within, payload, change)
    }
}

/// A change to a payload.
#[derive(Debug, Clone, PartialEq)]
pub struct Op {
    /// Where something is changed.
    pub place: Place,
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

    /// Returns the text behind another one. What is no text stays as it is.
    pub(crate) fn behind(self, before: &str) -> Self {
        if before.is_empty() {
            return self;
        }
        match self.expand() {
            Node::Text(text) => Self::Plain(format!("{before}{text}").into()),
            Node::Null
            | Node::Bool(_)
            | Node::Int(_)
            | Node::Number(_)
            | Node::List(_)
            | Node::Object(_) => self,
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
            self.place
                .within
                .iter()
                .map(|at| at.as_str().into())
                .collect(),
        );
        let name = if self.value.is_some() {
            "set"
        } else {
            "remove"
        };
        out.push(name, self.place.pointer.as_str());
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
        let pointer = &self.place.pointer;
        let value = &self.value;
        self.place.change(payload, &mut |document| {
            change(document, pointer, value.as_ref())
        })
    }
}

/// Sets or removes what stands at a pointer.
fn change(document: &mut Node, pointer: &str, value: Option<&Value>) -> Option<()> {
    if pointer.is_empty() {
        *document = value?.expand();
        return Some(());
    }
    let (parent, token) = pointer.rsplit_once('/')?;
    let name = unescape(token);
    match (at_pointer(document, parent)?, value) {
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

/// Changes the document that texts lead to, from the outside in; where there are none, it is the payload itself.
fn within(
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

/// Returns the value at a JSON Pointer, to change it.
pub(crate) fn at_pointer<'n>(node: &'n mut Node, pointer: &str) -> Option<&'n mut Node> {
    pointer
        .split('/')
        .skip(1)
        .try_fold(node, |node, token| match node {
            Node::Object(members) => members.get_mut(&unescape(token)),
            Node::List(items) => items.get_mut(token.parse::<usize>().ok()?),
            Node::Null | Node::Bool(_) | Node::Int(_) | Node::Number(_) | Node::Text(_) => None,
        })
}

/// Returns the value at a JSON Pointer, to look at.
pub(crate) fn value_at<'n>(node: &'n Node, pointer: &str) -> Option<&'n Node> {
    pointer
        .split('/')
        .skip(1)
        .try_fold(node, |node, token| match node {
            Node::Object(members) => members.get(&unescape(token)),
            Node::List(items) => items.get(token.parse::<usize>().ok()?),
            Node::Null | Node::Bool(_) | Node::Int(_) | Node::Number(_) | Node::Text(_) => None,
        })
}

/// Returns the name that a token of a JSON Pointer stands for.
pub(crate) fn unescape(token: &str) -> String {
    token.replace("~1", "/").replace("~0", "~")
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn set(within: &[&str], pointer: &str, value: Value) -> Op {
        let place = Place {
            within: within.iter().map(|&at| at.to_owned()).collect(),
            pointer: pointer.to_owned(),
        };
        place.set(value)
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
