//! The places of a payload that the contract knows: objects, members, items, documents in texts.

use crate::patch::{Op, Value};
use mediaspec_core::check::Scope;
use mediaspec_core::contract::{
    Content, Field, Json, List, Literal, Part, Rule, RuleKind, Service, Shape, TypeDef, TypeName,
};
use mediaspec_core::node::{Members, Node, push_token};

/// A place in a payload.
#[derive(Debug, Clone)]
pub(super) struct Place<'t> {
    /// Pointers to the texts whose documents lead here, from the outside in.
    pub(super) within: Vec<String>,
    pub(super) pointer: String,
    pub(super) what: What<'t>,
}

/// What stands, or can stand, at a place.
#[derive(Debug, Clone, Copy)]
pub(super) enum What<'t> {
    /// An object of a type.
    Object(&'t TypeDef),
    /// A member that is there.
    Member(Slot<'t>),
    /// A documented member that is not there.
    Absent(Slot<'t>),
    /// An item of a list, and what it must be.
    Item(&'t Shape),
}

/// A member of a type.
#[derive(Debug, Clone, Copy)]
pub(super) struct Slot<'t> {
    pub(super) ty: &'t TypeDef,
    pub(super) field: &'t Field,
    /// How a sibling selects its type.
    pub(super) selection: Option<Selection<'t>>,
}

impl Place<'_> {
    /// Sets the value here.
    pub(super) fn set(&self, value: Value) -> Op {
        Op {
            within: self.within.clone(),
            pointer: self.pointer.clone(),
            value: Some(value),
        }
    }

    /// Takes the value here away.
    pub(super) fn remove(&self) -> Op {
        Op {
            value: None,
            ..self.set(Value::Plain(Node::Null))
        }
    }

    /// Sets a member of the object here.
    pub(super) fn set_member(&self, name: &str, value: Node) -> Op {
        let mut op = self.set(Value::Plain(value));
        push_token(&mut op.pointer, name);
        op
    }
}

/// Every place of a payload, outer ones first.
pub(super) fn places<'t>(
    service: &'t Service,
    ty: &'t TypeDef,
    scope: Scope,
    payload: &Node,
) -> Vec<Place<'t>> {
    let mut walk = Walk {
        service,
        scope,
        within: Vec::new(),
        pointer: String::new(),
        out: Vec::new(),
    };
    walk.document(ty, payload);
    walk.out
}

struct Walk<'t> {
    service: &'t Service,
    scope: Scope,
    within: Vec<String>,
    pointer: String,
    out: Vec<Place<'t>>,
}

impl<'t> Walk<'t> {
    fn push(&mut self, what: What<'t>) {
        self.out.push(Place {
            within: self.within.clone(),
            pointer: self.pointer.clone(),
            what,
        });
    }

    /// Looks at a part of the value at the current pointer.
    fn at(&mut self, token: &str, look: impl FnOnce(&mut Self)) {
        let length = self.pointer.len();
        push_token(&mut self.pointer, token);
        look(self);
        self.pointer.truncate(length);
    }

    fn document(&mut self, ty: &'t TypeDef, payload: &Node) {
        self.push(What::Object(ty));
        if let Node::Object(members) = payload {
            self.object(ty, members);
        }
    }

    fn object(&mut self, ty: &'t TypeDef, members: &Members) {
        let selections: Vec<Selection<'t>> = ty.rules.iter().filter_map(Selection::of).collect();
        for field in &ty.fields {
            let mut selections = selections.iter();
            let slot = Slot {
                ty,
                field,
                selection: selections
                    .find(|selection| *selection.field == *field.name)
                    .copied(),
            };
            match given(members, &field.name, self.scope.part) {
                Some((name, value)) => self.at(name, |walk| {
                    walk.push(What::Member(slot));
                    walk.member(slot, members, value);
                }),
                None => self.at(&field.name, |walk| walk.push(What::Absent(slot))),
            }
        }
    }

    fn member(&mut self, slot: Slot<'t>, members: &Members, value: &Node) {
        let Some(name) = selected(slot, members) else {
            return self.value(&slot.field.shape, value);
        };
        let ty = self.service.resolve(name);
        match slot.field.shape {
            Shape::Text(_) => self.text(ty, value),
            Shape::Int(_)
            | Shape::Number(_)
            | Shape::Bool
            | Shape::Enum(_)
            | Shape::List(_)
            | Shape::Object(_)
            | Shape::Any => {
                if let Node::Object(members) = value {
                    self.push(What::Object(ty));
                    self.object(ty, members);
                }
            }
        }
    }

    fn value(&mut self, shape: &'t Shape, value: &Node) {
        match (shape, value) {
            (Shape::Object(name), Node::Object(members)) => {
                let ty = self.service.resolve(name);
                self.push(What::Object(ty));
                self.object(ty, members);
            }
            (Shape::List(list), Node::List(items)) => self.items(list, items),
            (Shape::Text(text), value) => match &text.content {
                Content::Json(name) => self.text(self.service.resolve(name), value),
                Content::Plain | Content::Separated(_) => {}
            },
            (
                Shape::Int(_)
                | Shape::Number(_)
                | Shape::Bool
                | Shape::Enum(_)
                | Shape::List(_)
                | Shape::Object(_)
                | Shape::Any,
                _,
            ) => {}
        }
    }

    fn items(&mut self, list: &'t List, items: &[Node]) {
        /// Of long lists the beginning says enough.
        const MOST: usize = 8;
        for (at, item) in items.iter().enumerate().take(MOST) {
            self.at(&at.to_string(), |walk| {
                walk.push(What::Item(&list.item));
                walk.value(&list.item, item);
            });
        }
    }

    /// A text that holds a document.
    fn text(&mut self, ty: &'t TypeDef, value: &Node) {
        let Node::Text(text) = value else { return };
        let Ok(document) = serde_json::from_str::<Node>(text) else {
            return;
        };
        self.within.push(std::mem::take(&mut self.pointer));
        self.document(ty, &document);
        self.pointer = self.within.pop().unwrap_or_default();
    }
}

/// A member, and the name that it has in the payload: those of headers are written in any case.
fn given<'n>(members: &'n Members, name: &str, part: Part) -> Option<(&'n str, &'n Node)> {
    members.iter().find(|(given, _)| {
        *given == name || part == Part::Header && given.eq_ignore_ascii_case(name)
    })
}

/// What a rule says that lets a tag select the type of a sibling.
#[derive(Debug, Clone, Copy)]
pub(super) struct Selection<'t> {
    tag: &'t str,
    field: &'t str,
    cases: &'t [(Box<str>, TypeName)],
    otherwise: Option<&'t TypeName>,
}

impl<'t> Selection<'t> {
    /// `None` for rules of other kinds.
    fn of(rule: &'t Rule) -> Option<Self> {
        match &rule.kind {
            RuleKind::SelectsType {
                tag,
                field,
                cases,
                otherwise,
            } => Some(Self {
                tag,
                field,
                cases,
                otherwise: otherwise.as_ref(),
            }),
            RuleKind::RequiredIf { fields: _ }
            | RuleKind::RequiredUnless { fields: _ }
            | RuleKind::NoEffectIf { fields: _ }
            | RuleKind::NoEffectUnless { fields: _ }
            | RuleKind::AtMostOne { fields: _ }
            | RuleKind::WinsOver {
                winners: _,
                losers: _,
            }
            | RuleKind::Rows { fields: _, rows: _ }
            | RuleKind::Unique { list: _, by: _ }
            | RuleKind::SelectsSibling { tag: _, cases: _ }
            | RuleKind::Range {
                field: _,
                lower: _,
                upper: _,
            }
            | RuleKind::Values {
                field: _,
                values: _,
            } => None,
        }
    }
}

/// The type that a sibling selects for a member.
fn selected<'t>(slot: Slot<'t>, members: &Members) -> Option<&'t TypeName> {
    let selection = slot.selection?;
    let value = match members.get(selection.tag) {
        Some(Node::Text(text)) => text.as_str(),
        Some(_) => return None,
        None => match &slot.ty.field(selection.tag)?.default {
            Some(Json::Scalar(Literal::Text(text))) => text,
            Some(_) | None => return None,
        },
    };
    let mut cases = selection.cases.iter();
    let case = cases.find(|(case, _)| **case == *value);
    case.map(|(_, ty)| ty).or(selection.otherwise)
}
