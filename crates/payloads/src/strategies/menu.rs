//! Values to choose from, by the shape that they are for.

use std::collections::HashMap;

use mediaspec_core::check::{Scope, Target};
use mediaspec_core::contract::{Alternatives, Content, Form, Part, Service, Severity, Shape, Text};
use mediaspec_core::node::Node;

use crate::boundary;
use crate::dice::Dice;
use crate::oracle::{Found, wide};
use crate::patch::Value;
use crate::slot::Slot;

/// Values larger than this, in bytes of JSON, are chosen seldom.
const LARGE: usize = 2_000;

/// Values around the bounds of one shape.
#[derive(Debug, Default)]
pub(super) struct Menu {
    good: Choices,
    bad: Choices,
    /// A value of another JSON type.
    pub(super) other_type: Option<Value>,
}

#[derive(Debug, Default)]
struct Choices {
    small: Vec<Value>,
    large: Vec<Value>,
}

impl Choices {
    fn is_empty(&self) -> bool {
        self.small.is_empty() && self.large.is_empty()
    }

    fn pick(&self, dice: &mut Dice) -> Option<&Value> {
        let seldom = dice.once_in(200);
        match (self.small.is_empty(), self.large.is_empty()) {
            (_, false) if seldom => dice.pick(&self.large),
            (false, _) | (true, true) => dice.pick(&self.small),
            (true, false) => None,
        }
    }
}

impl Menu {
    /// A value that the shape accepts, at a bound or near it.
    pub(super) fn good(&self, dice: &mut Dice) -> Option<&Value> {
        self.good.pick(dice)
    }

    /// A value that the shape refuses, of the JSON type that it asks for.
    pub(super) fn bad(&self, dice: &mut Dice) -> Option<&Value> {
        self.bad.pick(dice)
    }
}

/// The menus of all shapes that a type leads to.
#[derive(Debug, Default)]
pub(super) struct Menus {
    by_shape: HashMap<usize, Menu>,
}

impl Menus {
    /// Types that contain themselves are gone through once, as all are.
    pub(super) fn of(target: &Target, scope: Scope) -> Self {
        let service = target.service();
        let mut menus = Self::default();
        for ty in service.reachable(target.ty()) {
            for field in &ty.fields {
                menus.add(service, Slot::of(ty, field), scope);
            }
        }
        menus
    }

    /// Adds the menu of a value, and those of what stands in it.
    fn add<'t>(&mut self, service: &'t Service, slot: Slot<'t>, scope: Scope) {
        self.by_shape
            .insert(address(slot), menu(service, slot, scope));
        match slot.shape {
            Shape::List(list) => self.add(service, slot.item_of(list), scope),
            Shape::Map(map) => self.add(service, slot.value_of(map), scope),
            Shape::Alternatives(Alternatives { shapes }) => {
                for shape in shapes {
                    self.add(service, slot.alternative_of(shape), scope);
                }
            }
            Shape::Text(Text { form: _, content }) => match content {
                Content::Json(document) => self.add(service, slot.document_of(document), scope),
                Content::Plain | Content::Separated(_) | Content::Written(_) | Content::File => {}
            },
            Shape::Int(_)
            | Shape::Number(_)
            | Shape::Bool
            | Shape::Enum(_)
            | Shape::Object(_)
            | Shape::Any => {}
        }
    }

    pub(super) fn get(&self, slot: Slot<'_>) -> Option<&Menu> {
        self.by_shape.get(&address(slot))
    }
}

/// Shapes are told apart by where they lie in the service's types: equal ones may stand in several places.
fn address(slot: Slot<'_>) -> usize {
    std::ptr::from_ref(slot.shape).addr()
}

/// Sorts values around the bounds of a field or an item by whether nothing is wrong with them alone.
fn menu<'t>(service: &'t Service, slot: Slot<'t>, scope: Scope) -> Menu {
    let mut menu = Menu {
        other_type: boundary::of_other_type(slot.shape, scope.part).map(|(_, value)| value),
        ..Menu::default()
    };
    if scope.part != Part::Body {
        let template = format!("{{{}}}", slot.field.name);
        menu.bad.small.push(Value::Plain(template.into()));
    }
    for (_, value) in boundary::around(service, slot, scope) {
        let node = value.expand();
        let found = slot.violations(service, scope, &node);
        let is_error = |found: &Found| found.severity == Severity::Error;
        let choices = if found.iter().any(is_error) {
            &mut menu.bad
        } else {
            &mut menu.good
        };
        if size(&node) > LARGE {
            choices.large.push(value);
        } else {
            choices.small.push(value);
        }
    }
    if menu.good.is_empty() {
        let good = boundary::good(service, slot, scope);
        menu.good.small.push(Value::Plain(good));
    }
    menu
}

fn size(node: &Node) -> usize {
    match node {
        Node::Null | Node::Bool(_) | Node::Int(_) | Node::Number(_) => 8,
        Node::Text(text) => text.len(),
        Node::List(items) => items.iter().map(size).sum(),
        Node::Object(members) => members
            .iter()
            .map(|(name, value)| name.len().saturating_add(size(value)))
            .sum(),
    }
}

/// The lengths in code points that a text may have, and whether it may be of any letters: what has a pattern, a format
/// or a content of its own is not made of letters at random.
pub(super) fn lengths(text: &Text) -> Option<(usize, Option<usize>)> {
    let Text { form, content } = text;
    let Form {
        named: _,
        min_chars,
        max_chars,
        max_bytes,
        max_chars_without_markup,
        pattern,
        format,
        base64,
    } = form;
    let plain = match content {
        Content::Plain | Content::File => true,
        Content::Json(_) | Content::Separated(_) | Content::Written(_) => false,
    };
    if !plain || pattern.is_some() || format.is_some() || *base64 {
        return None;
    }
    // Every code point may take four bytes, and may stand outside of markup.
    let max = [
        *max_chars,
        max_bytes.map(|bytes| bytes.checked_div(4).unwrap_or(0)),
        *max_chars_without_markup,
    ];
    let max = max.into_iter().flatten().min().map(wide);
    Some((wide(min_chars.unwrap_or(0)), max))
}
