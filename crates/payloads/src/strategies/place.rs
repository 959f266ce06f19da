//! The places of a payload that the contract knows: objects, members, items, documents in texts.

use mediaspec_core::check::{Scope, Target};
use mediaspec_core::contract::{
    Alternatives, Content, Json, Part, Service, Shape, TypeDef, TypeName,
};
use mediaspec_core::node::{Members, Node, push_token};

use crate::patch::Place;
use crate::slot::{Selection, Slot};

/// What stands, or can stand, at a place.
#[derive(Debug, Clone, Copy)]
pub(super) enum What<'t> {
    /// An object of a type.
    Object(&'t TypeDef),
    /// A member that is there.
    Member(Slot<'t>),
    /// A documented member that is not there.
    Absent(Slot<'t>),
    /// An item of a list, a value of a map, or a value at the root of a document.
    Item(Slot<'t>),
}

/// Every place of a payload, outer ones first.
pub(super) fn places<'t>(
    target: &'t Target,
    scope: Scope,
    payload: &Node,
) -> Vec<(Place, What<'t>)> {
    let mut walk = Walk {
        service: target.service(),
        scope,
        place: Place::default(),
        below: Vec::new(),
        out: Vec::new(),
    };
    let ty = target.ty();
    match ty.transparent_field() {
        // As of an item, nothing but its shape is asked of it.
        Some(whole) => {
            let slot = Slot::of(ty, whole);
            walk.push(What::Item(slot));
            walk.value(slot, payload);
        }
        None => walk.of_type(ty, payload),
    }
    walk.out
}

struct Walk<'t> {
    service: &'t Service,
    scope: Scope,
    place: Place,
    /// The types that are selected inside the next object, by the ways to the members.
    below: Vec<(&'t str, &'t TypeName)>,
    out: Vec<(Place, What<'t>)>,
}

impl<'t> Walk<'t> {
    fn push(&mut self, what: What<'t>) {
        self.out.push((self.place.clone(), what));
    }

    /// Looks at a part of the value at the current pointer.
    fn at(&mut self, token: &str, look: impl FnOnce(&mut Self)) {
        let length = self.place.pointer.len();
        push_token(&mut self.place.pointer, token);
        look(self);
        self.place.pointer.truncate(length);
    }

    fn of_type(&mut self, ty: &'t TypeDef, value: &Node) {
        self.push(What::Object(ty));
        if let Node::Object(members) = value {
            self.object(ty, members);
        }
    }

    fn object(&mut self, ty: &'t TypeDef, members: &Members) {
        let above = std::mem::take(&mut self.below);
        for field in &ty.fields {
            let slot = Slot::of(ty, field);
            match given(members, &field.name, self.scope.part) {
                Some((name, value)) => self.at(name, |walk| {
                    walk.push(What::Member(slot));
                    let own = ty.rules.iter().filter_map(Selection::of);
                    let own = own.filter_map(|one| Some((one.field, selected(ty, one, members)?)));
                    let all: Vec<_> = own.chain(above.iter().copied()).collect();
                    let ways = all.iter().filter_map(|(way, ty)| {
                        let way = way.strip_prefix(&*field.name)?.strip_prefix('/')?;
                        Some((way, *ty))
                    });
                    walk.below = ways.collect();
                    let chosen = all.iter().find(|(way, _)| **way == *field.name);
                    walk.member(slot, chosen.map(|(_, ty)| *ty), value);
                    walk.below.clear();
                }),
                None => self.at(&field.name, |walk| walk.push(What::Absent(slot))),
            }
        }
    }

    fn member(&mut self, slot: Slot<'t>, selected: Option<&'t TypeName>, value: &Node) {
        let Some(name) = selected else {
            return self.value(slot, value);
        };
        let ty = self.service.resolve(name);
        match slot.shape {
            Shape::Text(_) => self.text(value, |walk, document| walk.of_type(ty, document)),
            Shape::Int(_)
            | Shape::Number(_)
            | Shape::Bool
            | Shape::Enum(_)
            | Shape::List(_)
            | Shape::Map(_)
            | Shape::Object(_)
            | Shape::Alternatives(_)
            | Shape::Any => {
                if let Node::Object(members) = value {
                    self.push(What::Object(ty));
                    self.object(ty, members);
                }
            }
        }
    }

    fn value(&mut self, slot: Slot<'t>, value: &Node) {
        match (slot.shape, value) {
            (Shape::Object(name), Node::Object(members)) => {
                let ty = self.service.resolve(name);
                self.push(What::Object(ty));
                self.object(ty, members);
            }
            (Shape::List(list), Node::List(items)) => self.items(slot.item_of(list), items),
            (Shape::Alternatives(Alternatives { shapes }), value) => {
                for shape in shapes {
                    self.value(slot.alternative_of(shape), value);
                }
            }
            (Shape::Map(map), Node::Object(members)) => {
                let slot = slot.value_of(map);
                for (name, value) in members.iter() {
                    self.at(name, |walk| {
                        walk.push(What::Item(slot));
                        walk.value(slot, value);
                    });
                }
            }
            (Shape::Text(text), value) => match &text.content {
                Content::Json(document) => {
                    let slot = slot.document_of(document);
                    self.text(value, |walk, document| match slot.shape {
                        Shape::Object(name) => walk.of_type(walk.service.resolve(name), document),
                        _ => {
                            walk.push(What::Item(slot));
                            walk.value(slot, document);
                        }
                    });
                }
                Content::Plain | Content::Separated(_) | Content::Written(_) | Content::File => {}
            },
            (
                Shape::Int(_)
                | Shape::Number(_)
                | Shape::Bool
                | Shape::Enum(_)
                | Shape::List(_)
                | Shape::Map(_)
                | Shape::Object(_)
                | Shape::Any,
                _,
            ) => {}
        }
    }

    fn items(&mut self, slot: Slot<'t>, items: &[Node]) {
        /// Of long lists the beginning says enough.
        const MOST: usize = 8;
        for (at, item) in items.iter().enumerate().take(MOST) {
            self.at(&at.to_string(), |walk| {
                walk.push(What::Item(slot));
                walk.value(slot, item);
            });
        }
    }

    /// A text that holds a document.
    fn text(&mut self, value: &Node, look: impl FnOnce(&mut Self, &Node)) {
        let Node::Text(text) = value else { return };
        let Ok(document) = serde_json::from_str::<Node>(text) else {
            return;
        };
        let document_place = self.place.document();
        let place = std::mem::replace(&mut self.place, document_place);
        look(self, &document);
        self.place = place;
    }
}

/// A member, and the name that it has in the payload: those of headers are written in any case.
fn given<'n>(members: &'n Members, name: &str, part: Part) -> Option<(&'n str, &'n Node)> {
    members.iter().find(|(given, _)| {
        *given == name || part == Part::Header && given.eq_ignore_ascii_case(name)
    })
}

/// The type that a rule of a type selects.
fn selected<'t>(
    ty: &'t TypeDef,
    selection: Selection<'t>,
    members: &Members,
) -> Option<&'t TypeName> {
    match members.get(selection.tag) {
        Some(value @ Node::Text(_)) => selection.by(value),
        Some(_) => None,
        None => match &ty.field(selection.tag)?.default {
            Some(Json::Scalar(literal)) => selection.by(&literal.into()),
            Some(_) | None => None,
        },
    }
}
