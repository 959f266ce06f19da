//! Values to choose from, by the shape that they are for.

use std::collections::HashMap;

use crate::boundary;
use crate::oracle::{Asked, violations};
use crate::patch::Value;
use mediaspec_core::check::Scope;
use mediaspec_core::contract::{
    Content, Field, Form, Required, Rule, RuleKind, Service, Severity, Shape, Text, TypeDef,
};
use mediaspec_core::node::{Members, Node};

use crate::dice::Dice;

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
    pub(super) fn of(service: &Service, ty: &TypeDef, scope: Scope) -> Self {
        let mut menus = Self::default();
        for ty in service.reachable(ty) {
            for field in &ty.fields {
                menus.add(service, ty, field, scope);
            }
        }
        menus
    }

    pub(super) fn get(&self, shape: &Shape) -> Option<&Menu> {
        self.by_shape.get(&address(shape))
    }

    /// Adds the menus of a field and of the items of its list.
    fn add(&mut self, service: &Service, ty: &TypeDef, field: &Field, scope: Scope) {
        let mut values = boundary::around_bounds(service, ty, field, scope);
        let good = boundary::good(service, ty, field, scope);
        values.push((String::new(), Value::Plain(good)));
        let alone = alone(ty, field, &field.shape);
        self.by_shape
            .insert(address(&field.shape), menu(service, &alone, scope, values));
        let mut shape = &field.shape;
        while let Shape::List(list) = shape {
            shape = &list.item;
            let mut values = boundary::around_bounds_of(service, shape, scope);
            let good = boundary::good_of(service, shape, scope);
            values.push((String::new(), Value::Plain(good)));
            let alone = self::alone(ty, field, shape);
            self.by_shape
                .insert(address(shape), menu(service, &alone, scope, values));
        }
    }
}

/// Shapes are told apart by where they lie in the service's types: equal ones may stand in several places.
fn address(shape: &Shape) -> usize {
    std::ptr::from_ref(shape).addr()
}

/// Sorts values by whether nothing is wrong with them alone.
fn menu(
    service: &Service,
    alone: &TypeDef,
    scope: Scope,
    values: impl IntoIterator<Item = (String, Value)>,
) -> Menu {
    let mut menu = Menu::default();
    let Some(field) = alone.fields.first() else {
        return menu;
    };
    menu.other_type = boundary::of_other_type(&field.shape).map(|(_, value)| value);
    let asked = Asked {
        service,
        ty: alone,
        auth: &[],
        scope,
        separated_is_visible: |_, _| true,
    };
    for (_, value) in values {
        let node = value.expand();
        let large = size(&node) > LARGE;
        let payload = Members::new().with(&*field.name, node).into();
        let found = violations(&asked, &payload);
        let good = found
            .iter()
            .all(|found| found.severity == Severity::Warning);
        let choices = if good { &mut menu.good } else { &mut menu.bad };
        if large {
            choices.large.push(value);
        } else {
            choices.small.push(value);
        }
    }
    menu
}

/// A type with one field, of which nothing is asked but what the shape says; for the shape of the field itself also what
/// rules say of the items of its list.
fn alone(ty: &TypeDef, field: &Field, shape: &Shape) -> TypeDef {
    let Field {
        name,
        shape: own,
        required: _,
        nullable: _,
        sensitive,
        deprecated: _,
        no_effect: _,
        default: _,
        info,
    } = field;
    let is_asked = |rule: &&Rule| {
        std::ptr::eq(own, shape)
            && matches!(&rule.kind, RuleKind::Unique { list, by: _ } if list == name)
    };
    TypeDef {
        name: ty.name.clone(),
        wire: ty.wire.clone(),
        open: true,
        parameters_of: None,
        info: ty.info.clone(),
        fields: [Field {
            name: name.clone(),
            shape: shape.clone(),
            required: Required::No,
            nullable: false,
            sensitive: *sensitive,
            deprecated: None,
            no_effect: None,
            default: None,
            info: info.clone(),
        }]
        .into(),
        rules: ty.rules.iter().filter(is_asked).cloned().collect(),
    }
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
        min_chars,
        max_chars,
        max_bytes,
        max_chars_without_markup,
        pattern,
        format,
        base64,
    } = form;
    let plain = match content {
        Content::Plain => true,
        Content::Json(_) | Content::Separated(_) => false,
    };
    if !plain || pattern.is_some() || format.is_some() || *base64 {
        return None;
    }
    let wide = |n: u32| usize::try_from(n).unwrap_or(usize::MAX);
    // Every code point may take four bytes, and may stand outside of markup.
    let max = [
        *max_chars,
        max_bytes.map(|bytes| bytes.checked_div(4).unwrap_or(0)),
        *max_chars_without_markup,
    ];
    let max = max.into_iter().flatten().min().map(wide);
    Some((wide(min_chars.unwrap_or(0)), max))
}
