//! Making payloads: a sample, varied as long as it stays valid, then spoiled.

use std::collections::BTreeSet;

use mediaspec_core::check::{Scope, Target};
use mediaspec_core::code::Code;
use mediaspec_core::contract::{Direction, Part, Severity, Shape, TypeDef};
use mediaspec_core::node::{Members, Node};

use super::menu::{Menus, lengths};
use super::place::{What, places};
use super::spelling::spell;
use super::{Expected, Payload};
use crate::dice::Dice;
use crate::letters::{self, WILD};
use crate::oracle::{Asked, Found, violations};
use crate::patch::{Op, Place, Value, at_pointer, unescape};
use crate::sample::maker::Maker;
use crate::slot::Slot;

/// How many samples are looked at, and how many times a payload is begun again, before there is none.
const PATIENCE: usize = 16;

/// How many changes are tried for each mistake.
const TRIES: usize = 12;

/// What a payload shall be like.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Wanted {
    Valid,
    /// So many mistakes, or as many as there is room for, and at least one.
    Mistakes(usize),
}

/// Makes payloads of one part of a message.
#[derive(Debug)]
pub(super) struct Generator {
    target: Target,
    scope: Scope,
    menus: Menus,
}

impl Generator {
    pub(super) fn new(target: &Target, scope: Scope) -> Self {
        Self {
            target: target.clone(),
            scope,
            menus: Menus::of(target, scope),
        }
    }

    pub(super) fn ty(&self) -> &TypeDef {
        self.target.ty()
    }

    fn places(&self, payload: &Node) -> Vec<(Place, What<'_>)> {
        places(&self.target, self.scope, payload)
    }

    /// A payload; `None` where none was found.
    pub(super) fn make(&self, wanted: Wanted, dice: &mut Dice) -> Option<Payload> {
        for _ in 0..PATIENCE {
            let mut node = self.sample(dice)?;
            self.vary(&mut node, dice);
            match wanted {
                Wanted::Valid => {}
                Wanted::Mistakes(count) => self.spoil(&mut node, count.max(1), dice),
            }
            if dice.once_in(3) {
                self.shuffle(&mut node, dice);
            }
            let payload = self.payload(spell(&node, dice), node);
            if payload.is_valid() == (wanted == Wanted::Valid) {
                return Some(payload);
            }
        }
        None
    }

    /// A tree, with what must be reported of it.
    pub(super) fn payload(&self, text: String, node: Node) -> Payload {
        let expected = self
            .violations(&node)
            .into_iter()
            .map(|found| Expected {
                pointer: found.pointer,
                embedded: found.embedded,
                code: found.code,
                severity: found.severity,
            })
            .collect();
        Payload {
            text,
            node,
            expected,
        }
    }

    fn violations(&self, node: &Node) -> Vec<Found> {
        let asked = Asked {
            auth: self.target.auth(),
            ..Asked::of_type(self.target.service(), self.ty(), self.scope)
        };
        violations(&asked, node)
    }

    /// The errors of a payload, each once.
    fn errors(&self, node: &Node) -> BTreeSet<(String, Vec<String>, Code)> {
        self.violations(node)
            .into_iter()
            .filter(|found| found.severity == Severity::Error)
            .map(|found| (found.pointer, found.embedded, found.code))
            .collect()
    }

    /// Puts members into another order. Where a tag stands twice, its siblings are read by what is known of it when they
    /// come: an order that lets mistakes come or go is not taken.
    fn shuffle(&self, node: &mut Node, dice: &mut Dice) {
        let mut shuffled = node.clone();
        shuffle(&mut shuffled, dice);
        if self.errors(&shuffled) == self.errors(node) {
            *node = shuffled;
        }
    }

    /// A sample that validates.
    fn sample(&self, dice: &mut Dice) -> Option<Node> {
        (0..PATIENCE).find_map(|_| {
            let full = dice.percent(80);
            let auth = dice.pick(self.target.auth()).map(|group| &*group.headers);
            let mut maker = Maker::new(self.target.service(), self.scope, full, dice);
            let node = maker.payload(self.ty(), auth.unwrap_or_default());
            self.errors(&node).is_empty().then_some(node)
        })
    }

    // Valid payloads

    /// Changes values and leaves members out, as long as the payload stays valid.
    fn vary(&self, node: &mut Node, dice: &mut Dice) {
        let thinned = dice.pick(&[0, 0, 15, 60]).copied().unwrap_or(0);
        let (mut changes, mut strangers) = (Vec::new(), Vec::new());
        for (place, what) in self.places(node) {
            match what {
                What::Object(ty) => strangers.extend(self.stranger(place, ty, dice)),
                What::Member(slot) => {
                    let may = slot
                        .field
                        .severity_of_absence(self.scope.direction)
                        .is_none();
                    // Where `null` is documented, and in answers, where it mostly is the same as nothing.
                    let answer = self.scope.direction == Direction::Response;
                    let nullable = slot.field.nullable || answer;
                    if may && dice.percent(thinned) {
                        changes.push(place.remove());
                    } else if nullable && dice.once_in(12) {
                        changes.push(place.set(Value::Plain(Node::Null)));
                    } else if slot.selection().is_none() && dice.percent(80) {
                        let value = self.near_bound(slot, dice);
                        changes.extend(value.map(|value| place.set(value)));
                    }
                }
                What::Absent(slot) => {
                    if slot.selection().is_none() && dice.percent(5) {
                        let value = self.near_bound(slot, dice);
                        changes.extend(value.map(|value| place.set(value)));
                    }
                }
                What::Item(slot) => {
                    if dice.percent(80) {
                        let value = self.near_bound(slot, dice);
                        changes.extend(value.map(|value| place.set(value)));
                    }
                }
            }
        }
        // One that shall be alone comes last.
        changes.extend(strangers);
        self.keep_what_is_valid(node, changes);
        if self.scope.part == Part::Header && dice.once_in(4) {
            let mut recased = Members::new();
            if let Node::Object(members) = &*node {
                for (name, value) in members.iter() {
                    recased.push(other_case(name, dice), value.clone());
                }
                *node = recased.into();
            }
        }
    }

    /// A member that is not documented, in an answer, where it is no mistake: sometimes one that errors of the service have, and
    /// sometimes alone.
    fn stranger(&self, place: Place, ty: &TypeDef, dice: &mut Dice) -> Option<Op> {
        let answers = self.scope.direction == Direction::Response && self.scope.part == Part::Body;
        if !answers || !dice.once_in(10) {
            return None;
        }
        let service = self.target.service();
        let of_errors = service.error().filter(|_| dice.once_in(2));
        let of_errors = of_errors.map(|name| service.resolve(name));
        let name = match of_errors.and_then(|error| dice.pick(&error.fields)) {
            Some(field) => Some(field.name.to_string()),
            None => unknown_name(ty, dice),
        };
        let name = name.filter(|name| ty.field(name).is_none())?;
        let value = unknown_value(dice);
        if dice.once_in(2) {
            let alone = Members::new().with(&*name, value);
            return Some(place.set(Value::Plain(alone.into())));
        }
        Some(place.child(&name).set(Value::Plain(value)))
    }

    /// Carries out those of the changes that leave the payload valid.
    fn keep_what_is_valid(&self, node: &mut Node, changes: Vec<Op>) {
        let mut changed = node.clone();
        for change in &changes {
            // What was removed with its parent is not there any more.
            let _ = change.apply(&mut changed);
        }
        let errors = self.errors(&changed);
        if errors.is_empty() {
            *node = changed;
            return;
        }
        // Most errors stand where the change was; where they do not, halves are tried.
        let (guilty, mut rest): (Vec<Op>, Vec<Op>) = changes.into_iter().partition(|change| {
            let Place { within, pointer } = &change.place;
            let at = within.first().unwrap_or(pointer);
            let parent = at.rsplit_once('/').map_or("", |(parent, _)| parent);
            errors.iter().any(|(pointer, _, _)| {
                let inside = pointer.strip_prefix(at.as_str());
                pointer == parent
                    || inside.is_some_and(|way| way.is_empty() || way.starts_with('/'))
            })
        });
        if guilty.is_empty() {
            if rest.len() > 1 {
                let half = rest.split_off(rest.len().div_ceil(2));
                self.keep_what_is_valid(node, rest);
                self.keep_what_is_valid(node, half);
            }
        } else if !rest.is_empty() {
            self.keep_what_is_valid(node, rest);
        }
    }

    /// A value that a field or an item accepts, most of them at a bound or one beside it.
    fn near_bound(&self, slot: Slot<'_>, dice: &mut Dice) -> Option<Value> {
        match slot.shape {
            Shape::Text(text) => match lengths(text) {
                Some((min, max)) => Some(Value::Plain(letters_within(min, max, dice).into())),
                None => self.menus.get(slot)?.good(dice).cloned(),
            },
            // Of their own accord lists and maps are short; what is in them is varied by itself.
            Shape::List(_) | Shape::Map(_) if !dice.once_in(3) => None,
            Shape::Int(_)
            | Shape::Number(_)
            | Shape::Bool
            | Shape::Enum(_)
            | Shape::List(_)
            | Shape::Map(_)
            | Shape::Alternatives(_) => self.menus.get(slot)?.good(dice).cloned(),
            Shape::Any if dice.once_in(3) => self.menus.get(slot)?.good(dice).cloned(),
            Shape::Object(_) | Shape::Any => None,
        }
    }

    // Invalid payloads

    /// Makes mistakes, until there are as many as that.
    fn spoil(&self, node: &mut Node, count: usize, dice: &mut Dice) {
        let mut known = self.places(node);
        let mut errors = self.errors(node).len();
        for _ in 0..count.saturating_mul(TRIES) {
            if errors >= count {
                break;
            }
            let mut changed = node.clone();
            let Some((place, what)) = dice.pick(&known) else {
                break;
            };
            if self.mistake(&mut changed, place, *what, dice).is_none() {
                continue;
            }
            let now = self.errors(&changed).len();
            if now > errors && now <= count {
                *node = changed;
                errors = now;
                known = self.places(node);
            }
        }
        if errors == 0 {
            self.spoil_somewhere(node, known, dice);
        }
    }

    /// Makes one mistake wherever one can be made: a message with few members has little room for chance.
    fn spoil_somewhere(
        &self,
        node: &mut Node,
        mut places: Vec<(Place, What<'_>)>,
        dice: &mut Dice,
    ) {
        dice.shuffle(&mut places);
        for (place, what) in &places {
            let slot = match what {
                What::Object(_) => continue,
                What::Member(slot) | What::Absent(slot) | What::Item(slot) => *slot,
            };
            let other = self
                .menus
                .get(slot)
                .and_then(|menu| menu.other_type.clone());
            let mut changed = node.clone();
            let applied = other.and_then(|value| place.set(value).apply(&mut changed));
            if applied.is_some() && self.errors(&changed).len() == 1 {
                *node = changed;
                return;
            }
        }
    }

    /// Makes one change that is likely to be a mistake. `None` where it does not fit.
    fn mistake(
        &self,
        node: &mut Node,
        place: &Place,
        what: What<'_>,
        dice: &mut Dice,
    ) -> Option<()> {
        let change = match what {
            What::Object(ty) => {
                // Unknown members are no mistakes of answers and of headers.
                if self.scope.direction == Direction::Response || self.scope.part == Part::Header {
                    return None;
                }
                let name = unknown_name(ty, dice)?;
                place.child(&name).set(Value::Plain(unknown_value(dice)))
            }
            What::Member(slot) => match dice.below(20) {
                0..=1 => place.set(Value::Plain(Node::Null)),
                2..=3 => place.set(self.menus.get(slot)?.other_type.clone()?),
                4..=7 => place.remove(),
                8 => return self.duplicate(node, place, slot, dice),
                9..=10 => place.set(self.near_bound(slot, dice)?),
                _ => place.set(self.menus.get(slot)?.bad(dice)?.clone()),
            },
            What::Absent(slot) => match dice.below(3) {
                0 => place.set(Value::Plain(Node::Null)),
                1 => place.set(self.near_bound(slot, dice)?),
                _ => place.set(self.menus.get(slot)?.bad(dice)?.clone()),
            },
            What::Item(slot) => match dice.below(7) {
                0 => place.set(Value::Plain(Node::Null)),
                // In a map, a name must not stand twice either.
                1 => return self.duplicate(node, place, slot, dice),
                2 => place.set(self.menus.get(slot)?.other_type.clone()?),
                _ => place.set(self.menus.get(slot)?.bad(dice)?.clone()),
            },
        };
        change.apply(node)
    }

    /// Writes a member a second time, before or behind the first: in documents in texts too, and tags and the siblings
    /// that they select among them.
    fn duplicate(
        &self,
        node: &mut Node,
        place: &Place,
        slot: Slot<'_>,
        dice: &mut Dice,
    ) -> Option<()> {
        let other = self.near_bound(slot, dice).filter(|_| dice.once_in(2));
        let null = dice.once_in(8);
        let (parent, token) = place.pointer.rsplit_once('/')?;
        let name = unescape(token);
        place.change(node, &mut |document| {
            let again = match &other {
                _ if null => Node::Null,
                Some(other) => other.expand(),
                None => at_pointer(document, &place.pointer)?.clone(),
            };
            match at_pointer(document, parent)? {
                Node::Object(members) => {
                    let at = dice.below(members.len().saturating_add(1));
                    members.insert(at, &*name, again);
                    Some(())
                }
                Node::Null
                | Node::Bool(_)
                | Node::Int(_)
                | Node::Number(_)
                | Node::Text(_)
                | Node::List(_) => None,
            }
        })
    }
}

/// A text of letters, its length near one of the bounds.
fn letters_within(min: usize, max: Option<usize>, dice: &mut Dice) -> String {
    /// Longer texts are seldom made.
    const LONG: usize = 300;
    let upper = max.filter(|&max| max <= LONG || dice.once_in(300));
    let near_upper = upper.filter(|_| dice.once_in(3));
    let length = match near_upper {
        Some(max) => max.saturating_sub(dice.below(2)),
        None if dice.percent(75) => min.saturating_add(dice.below(2)),
        None => min.saturating_add(dice.below(24)),
    };
    letters::text(length.max(min).min(max.unwrap_or(usize::MAX)), &WILD, dice)
}

/// A name that the type does not have. In another case it is another name: headers have no unknown members.
fn unknown_name(ty: &TypeDef, dice: &mut Dice) -> Option<String> {
    let known = dice.pick(&ty.fields).map_or("id", |field| &field.name);
    let name = match dice.below(6) {
        0 => letters::text(dice.below(6), &WILD, dice),
        1 => known.to_uppercase(),
        2 => format!("{known}s"),
        3 => format!("{known}/~0"),
        4 => format!("{known}\u{202e}\n"),
        _ => "mediaspecUnknown".to_owned(),
    };
    ty.field(&name).is_none().then_some(name)
}

fn unknown_value(dice: &mut Dice) -> Node {
    match dice.below(4) {
        0 => Node::Null,
        1 => letters::text(3, &WILD, dice).into(),
        2 => vec![Node::Number(0.5), Members::new().into()].into(),
        _ => Members::new().with("a", vec![Node::from(true)]).into(),
    }
}

/// The name with some letters in the other case.
fn other_case(name: &str, dice: &mut Dice) -> String {
    name.chars()
        .map(|c| match dice.below(3) {
            0 => c.to_ascii_lowercase(),
            1 => c.to_ascii_uppercase(),
            _ => c,
        })
        .collect()
}

/// Puts members into another order, at every level.
fn shuffle(node: &mut Node, dice: &mut Dice) {
    match node {
        Node::Object(members) => {
            let mut all: Vec<(String, Node)> = members
                .iter()
                .map(|(name, value)| (name.to_owned(), value.clone()))
                .collect();
            dice.shuffle(&mut all);
            let mut out = Members::new();
            for (name, mut value) in all {
                shuffle(&mut value, dice);
                out.push(name, value);
            }
            *members = out;
        }
        Node::List(items) => items.iter_mut().for_each(|item| shuffle(item, dice)),
        Node::Null | Node::Bool(_) | Node::Int(_) | Node::Number(_) | Node::Text(_) => {}
    }
}

#[cfg(test)]
#[allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects
)]
mod tests;
