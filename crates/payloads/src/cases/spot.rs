//! Values of a payload that cases are made in.

use std::rc::Rc;

use mediaspec_core::node::Node;

use crate::patch::{Op, Place, Value, value_at};

/// A value of the payload, and what must be done first so that it is there.
#[derive(Debug, Clone)]
pub(super) struct Spot {
    /// Where the value stands.
    pub(super) place: Place,
    pub(super) before: Vec<Op>,
    /// The payload after `before`; `None` where that cannot be done.
    payload: Option<Rc<Node>>,
    /// The innermost document that the value is in, in that payload; `None` where it cannot be reached.
    document: Option<Rc<Node>>,
}

impl Spot {
    /// Returns the whole payload.
    pub(super) fn root(base: &Rc<Node>) -> Self {
        Self {
            place: Place::default(),
            before: Vec::new(),
            payload: Some(Rc::clone(base)),
            document: Some(Rc::clone(base)),
        }
    }

    /// Returns the change that puts another value here.
    pub(super) fn put(&self, value: Value) -> Op {
        self.place.set(value)
    }

    /// Returns the change that sets a member.
    pub(super) fn set(&self, name: &str, value: Value) -> Op {
        self.place.child(name).set(value)
    }

    pub(super) fn remove(&self, name: &str) -> Op {
        self.place.child(name).remove()
    }

    /// Returns the same value, after one more change.
    pub(super) fn after(&self, op: Op) -> Self {
        let payload = self.changed(std::slice::from_ref(&op)).map(Rc::new);
        let document = payload
            .as_ref()
            .and_then(|payload| document(payload, &self.place.within));
        let mut before = self.before.clone();
        before.push(op);
        Self {
            place: self.place.clone(),
            before,
            payload,
            document,
        }
    }

    /// Returns a value that is a member or an item of this one.
    pub(super) fn child(&self, token: &str) -> Self {
        Self {
            place: self.place.child(token),
            ..self.clone()
        }
    }

    /// Returns the document in the text that stands here.
    pub(super) fn document(&self) -> Self {
        self.at(&self.place.document())
    }

    /// Returns the value at another place of the same payload.
    pub(super) fn at(&self, place: &Place) -> Self {
        let payload = self.payload.as_ref();
        let document = payload.and_then(|payload| document(payload, &place.within));
        Self {
            place: place.clone(),
            document,
            ..self.clone()
        }
    }

    /// Returns the payload after some changes; `None` when a place is not there.
    pub(super) fn changed(&self, patch: &[Op]) -> Option<Node> {
        let mut payload = Node::clone(self.payload.as_ref()?);
        for op in patch {
            op.apply(&mut payload)?;
        }
        Some(payload)
    }

    /// Returns the value that stands here.
    pub(super) fn value(&self) -> Option<&Node> {
        value_at(self.document.as_ref()?, &self.place.pointer)
    }
}

/// Returns the document that texts lead to, from the outside in; where there are none, the payload itself.
fn document(payload: &Rc<Node>, texts: &[String]) -> Option<Rc<Node>> {
    let mut document = Rc::clone(payload);
    for text in texts {
        let text = value_at(&document, text)?.as_text()?;
        document = Rc::new(serde_json::from_str(text).ok()?);
    }
    Some(document)
}
