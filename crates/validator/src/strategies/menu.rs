//! Values to choose from, by the shape that they are for.

use std::collections::{HashMap, HashSet};

use mediaspec_core::check::Scope;
use mediaspec_core::contract::{
    Content, Field, Required, Severity, Shape, Shortcuts, Text, TypeDef,
};
use mediaspec_oracle::boundary;
use mediaspec_oracle::node::{Members, Node};
use mediaspec_oracle::patch::Value;
use mediaspec_oracle::{Asked, violations};

use super::dice::Dice;
use super::place::Selection;

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
    fn pick(&self, dice: &mut Dice<'_>) -> Option<&Value> {
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
    pub(super) fn good(&self, dice: &mut Dice<'_>) -> Option<&Value> {
        self.good.pick(dice)
    }

    /// A value that the shape refuses, of the JSON type that it asks for.
    pub(super) fn bad(&self, dice: &mut Dice<'_>) -> Option<&Value> {
        self.bad.pick(dice)
    }
}

/// The menus of all shapes that a type leads to.
#[derive(Debug, Default)]
pub(super) struct Menus {
    by_shape: HashMap<usize, Menu>,
}

impl Menus {
    pub(super) fn of(ty: &TypeDef<'_>, scope: Scope) -> Self {
        let mut menus = Self::default();
        menus.add_type(ty, scope, &mut HashSet::new());
        menus
    }

    pub(super) fn get(&self, shape: &Shape<'_>) -> Option<&Menu> {
        self.by_shape.get(&address(shape))
    }

    fn add_type(&mut self, ty: &TypeDef<'_>, scope: Scope, seen: &mut HashSet<usize>) {
        if !seen.insert(std::ptr::from_ref(ty).addr()) {
            return;
        }
        for field in ty.fields {
            self.add(field, &field.shape, scope, seen);
        }
        for selection in ty.rules.iter().filter_map(Selection::of) {
            for inner in selection.types() {
                self.add_type(inner, scope, seen);
            }
        }
    }

    fn add(
        &mut self,
        field: &Field<'_>,
        shape: &Shape<'_>,
        scope: Scope,
        seen: &mut HashSet<usize>,
    ) {
        let mut menu = Menu {
            other_type: boundary::of_other_type(shape).map(|(_, value)| value),
            ..Menu::default()
        };
        let mut values = boundary::around_bounds(shape, scope);
        values.push((String::new(), Value::Plain(boundary::good(shape, scope))));
        for (_, value) in values {
            let node = value.expand();
            let choices = if accepts(field, shape, scope, &node) {
                &mut menu.good
            } else {
                &mut menu.bad
            };
            if size(&node) > LARGE {
                choices.large.push(value);
            } else {
                choices.small.push(value);
            }
        }
        self.by_shape.insert(address(shape), menu);
        match shape {
            Shape::List(list) => self.add(field, &list.item, scope, seen),
            Shape::Object(ty) => self.add_type(ty, scope, seen),
            Shape::Text(text) => match text.content {
                Content::Json(ty) => self.add_type(ty, scope, seen),
                Content::Plain
                | Content::Base64
                | Content::Separated {
                    separator: _,
                    item: _,
                } => {}
            },
            Shape::Int(_) | Shape::Number(_) | Shape::Bool | Shape::Enum(_) | Shape::Any => {}
        }
    }
}

/// Shapes are told apart by where they lie in the tables: equal ones may stand in several places.
fn address(shape: &Shape<'_>) -> usize {
    std::ptr::from_ref(shape).addr()
}

/// Whether nothing is wrong with a value alone.
fn accepts(field: &Field<'_>, shape: &Shape<'_>, scope: Scope, value: &Node) -> bool {
    let alone = [Field {
        shape: *shape,
        required: Required::No,
        nullable: false,
        deprecated: None,
        no_effect: None,
        slot: None,
        selected_by: None,
        default: None,
        name: field.name,
        sensitive: field.sensitive,
        info: field.info,
    }];
    let ty = TypeDef {
        name: field.name,
        wire: field.name,
        summary: "",
        cite: field.info.cite,
        open: true,
        fields: &alone,
        by_name: &[0],
        shortcuts: Shortcuts::new(&alone, &[], &[]),
        slots: 0,
        rules: &[],
        conflicts: &[],
        notes: &[],
    };
    let asked = Asked {
        ty: &ty,
        auth: &[],
        scope,
        separated_is_visible: |_, _| true,
    };
    let payload = Members::new().with(field.name, value.clone()).into();
    violations(&asked, &payload)
        .iter()
        .all(|found| found.severity == Severity::Warning)
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
pub(super) fn lengths(text: &Text<'_>) -> Option<(usize, Option<usize>)> {
    let Text {
        min_chars,
        max_chars,
        max_bytes,
        max_chars_without_markup,
        pattern,
        format,
        content,
    } = *text;
    let plain = match content {
        Content::Plain => true,
        Content::Base64
        | Content::Json(_)
        | Content::Separated {
            separator: _,
            item: _,
        } => false,
    };
    if !plain || pattern.is_some() || format.is_some() {
        return None;
    }
    let wide = |n: u32| usize::try_from(n).unwrap_or(usize::MAX);
    // Every code point may take four bytes, and may stand outside of markup.
    let max = [
        max_chars,
        max_bytes.map(|bytes| bytes.checked_div(4).unwrap_or(0)),
        max_chars_without_markup,
    ];
    let max = max.into_iter().flatten().min().map(wide);
    Some((wide(min_chars.unwrap_or(0)), max))
}
