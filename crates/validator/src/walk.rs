//! The documented values that stand in a payload, one after another.
//!
//! The engine says what is wrong with a payload; this says what of the contract stands in it. It follows the contract as the
//! engine does: through lists and maps, documents in texts, and objects whose type a member beside them selects.

use mediaspec_core::contract::{
    Alternatives, Content, Field, RuleKind, Service, Shape, Text, TypeDef,
};
use mediaspec_core::node::{Members, Node};

/// The largest payload of which a tree is built, in bytes: a tree takes many times as much.
pub(crate) const LARGEST: usize = 1 << 26;

/// Returns the tree of a payload that was found to be JSON; `None` for one that is too large or too deep for that.
pub(crate) fn tree(payload: &[u8]) -> Option<Node> {
    let is_fit = payload.len() <= LARGEST;
    is_fit.then(|| serde_json::from_slice(payload).ok())?
}

/// What is told of a walk.
pub(crate) trait Visitor<'c> {
    /// An object, of a type.
    fn object(&mut self, ty: &'c TypeDef, members: &Members);

    /// A documented member.
    fn member(&mut self, ty: &'c TypeDef, field: &'c Field);

    /// A member that is not documented.
    fn stranger(&mut self);

    /// A value of a field, or of one of its items: the shape is the one that the contract has at this depth.
    fn value(&mut self, ty: &'c TypeDef, field: &'c Field, shape: &'c Shape, value: &Node);
}

/// A walk over one payload.
pub(crate) struct Walk<'c, 'v, V> {
    service: &'c Service,
    visitor: &'v mut V,
    /// How many more members and items are looked at.
    left: usize,
}

/// The deepest nesting that is followed. Documents in texts begin anew for their reader, so that they are counted here.
const DEPTH: u32 = 128;

impl<'c, 'v, V: Visitor<'c>> Walk<'c, 'v, V> {
    /// A walk that looks at no more than so many members and items.
    pub(crate) const fn new(service: &'c Service, visitor: &'v mut V, most: usize) -> Self {
        Self {
            service,
            visitor,
            left: most,
        }
    }

    /// Walks over a value of a type.
    pub(crate) fn over(&mut self, ty: &'c TypeDef, value: &Node) {
        self.typed(ty, value, 0);
    }

    fn typed(&mut self, ty: &'c TypeDef, value: &Node, depth: u32) {
        if let Some(field) = ty.transparent_field() {
            // An empty list, or a lone scalar, could be anything.
            match value {
                Node::List(items) if !items.is_empty() => self.visitor.member(ty, field),
                _ => {}
            }
            self.shaped((ty, field), &field.shape, value, depth);
        } else if let Node::Object(members) = value {
            self.object(ty, members, depth);
        }
    }

    fn object(&mut self, ty: &'c TypeDef, members: &Members, depth: u32) {
        self.visitor.object(ty, members);
        for (name, value) in members.iter() {
            let Some(left) = self.left.checked_sub(1) else {
                return;
            };
            self.left = left;
            let Some(field) = ty.field(name) else {
                self.visitor.stranger();
                continue;
            };
            self.visitor.member(ty, field);
            match self.selected(ty, field, members) {
                Some(selected) => {
                    self.visitor.value(ty, field, &field.shape, value);
                    self.document(value, depth, |walk, value, depth| {
                        walk.typed(selected, value, depth);
                    });
                }
                None => self.shaped((ty, field), &field.shape, value, depth),
            }
        }
    }

    /// The type that another member selects for a field.
    fn selected(&self, ty: &'c TypeDef, field: &Field, members: &Members) -> Option<&'c TypeDef> {
        let rule = ty.selector_of(&field.name)?;
        let RuleKind::SelectsType {
            tag,
            field: _,
            cases,
            otherwise,
        } = &rule.kind
        else {
            return None;
        };
        let tag = members.get(tag)?;
        let case = cases.iter().find(|(value, _)| *tag == Node::from(value));
        let name = case.map(|(_, ty)| ty).or(otherwise.as_ref())?;
        Some(self.service.resolve(name))
    }

    /// Goes into a value, or into the document that a text holds.
    fn document(&mut self, value: &Node, depth: u32, go: impl FnOnce(&mut Self, &Node, u32)) {
        let Some(depth) = depth.checked_add(1).filter(|depth| *depth < DEPTH) else {
            return;
        };
        match value {
            Node::Text(text) => {
                if let Ok(document) = serde_json::from_str::<Node>(text) {
                    go(self, &document, depth);
                }
            }
            _ => go(self, value, depth),
        }
    }

    fn shaped(&mut self, of: (&'c TypeDef, &'c Field), shape: &'c Shape, value: &Node, depth: u32) {
        let Some(deeper) = depth.checked_add(1).filter(|depth| *depth < DEPTH) else {
            return;
        };
        let (ty, field) = of;
        match (shape, value) {
            (Shape::Alternatives(Alternatives { shapes }), _) => {
                let json_type = json_type(value);
                for shape in shapes.iter().filter(|shape| shape.takes(json_type)) {
                    self.shaped(of, shape, value, deeper);
                }
                return;
            }
            (Shape::Object(name), _) => self.typed(self.service.resolve(name), value, deeper),
            (Shape::List(list), Node::List(items)) => {
                self.visitor.value(ty, field, shape, value);
                for item in items {
                    let Some(left) = self.left.checked_sub(1) else {
                        return;
                    };
                    self.left = left;
                    self.shaped(of, &list.item, item, deeper);
                }
                return;
            }
            (Shape::Map(map), Node::Object(members)) => {
                for (_, value) in members.iter() {
                    let Some(left) = self.left.checked_sub(1) else {
                        return;
                    };
                    self.left = left;
                    self.shaped(of, &map.value, value, deeper);
                }
            }
            (
                Shape::Text(Text {
                    form: _,
                    content: Content::Json(inner),
                }),
                Node::Text(_),
            ) => self.document(value, depth, |walk, document, depth| {
                walk.shaped(of, inner, document, depth);
            }),
            _ => {}
        }
        self.visitor.value(ty, field, shape, value);
    }
}

/// What JSON calls the type of a value.
const fn json_type(value: &Node) -> &'static str {
    match value {
        Node::Null => "null",
        Node::Bool(_) => "boolean",
        Node::Int(_) | Node::Number(_) => "number",
        Node::Text(_) => "string",
        Node::List(_) => "array",
        Node::Object(_) => "object",
    }
}
