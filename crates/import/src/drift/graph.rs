//! The types of two editions side by side: what changed in each pair, and which pairs lead to changes.
//!
//! A pair of types is compared once, however many places it stands in. Places are looked at only where something changed, so that
//! the work grows with the text that was read and with what is told.

use std::collections::{BTreeMap, BTreeSet};

use super::finding::{Change, Class, Direction};
use super::side::{Said, Scope, by_name, step};
use super::value::{Delta, Place, compare};
use crate::sheet::{Direction as OfSheet, Row};

/// The most levels of members that places are told of.
const MAX_LEVELS: usize = 128;

/// The names of a type before and after.
pub(super) type Pair<'s> = (&'s str, &'s str);

/// What is inside of a message, a parameter or a type, up to the types that it names.
#[derive(Debug, Default)]
pub(super) struct Node<'s> {
    pub(super) deltas: Vec<Delta>,
    edges: Vec<(String, Pair<'s>)>,
    /// Whether something changed here, or further inside.
    changed: bool,
}

/// The pairs of types of an operation.
pub(super) struct Graph<'a, 's> {
    before: Scope<'a, 's>,
    after: Scope<'a, 's>,
    nodes: BTreeMap<Pair<'s>, Node<'s>>,
}

/// A change with its place in a message.
pub(super) struct Placed<'g> {
    pub(super) pointer: String,
    pub(super) delta: &'g Delta,
}

impl<'a, 's> Graph<'a, 's> {
    pub(super) fn new(before: Scope<'a, 's>, after: Scope<'a, 's>) -> Self {
        Self {
            before,
            after,
            nodes: BTreeMap::new(),
        }
    }

    /// Compares the value of a body.
    pub(super) fn body(&self, at: &str, before: &'s Row, after: &'s Row) -> Node<'s> {
        let mut node = Node::default();
        let place = Place {
            pointer: String::new(),
            at: at.to_owned(),
        };
        required(&mut node, &place, before, after);
        self.value(&mut node, &place, before, after);
        node
    }

    /// Compares two types, whatever their names are.
    pub(super) fn types(&self, before: &Said<'s>, after: &Said<'s>, at: &str) -> Node<'s> {
        let mut node = Node::default();
        let place = Place {
            pointer: String::new(),
            at: at.to_owned(),
        };
        if compare(&place, before, after, &mut node.deltas) {
            self.inside(&mut node, &place, before, after);
        }
        node
    }

    /// Compares parameters, or the headers of an answer.
    pub(super) fn parameters(
        &self,
        section: &str,
        before: impl IntoIterator<Item = &'s Row>,
        after: impl IntoIterator<Item = &'s Row>,
        [added, removed]: [Class; 2],
    ) -> Node<'s> {
        let mut node = Node::default();
        let any_case = section == "header";
        let (before, after) = (by_name(before, any_case), by_name(after, any_case));
        let at = |name: &str| Place {
            pointer: step(name),
            at: format!("({section}).{name}"),
        };
        self.rows(
            &mut node,
            &at,
            [&before, &after],
            [added, removed],
            Change::Other,
        );
        node
    }

    fn rows(
        &self,
        node: &mut Node<'s>,
        at: &dyn Fn(&str) -> Place,
        [before, after]: [&BTreeMap<String, &'s Row>; 2],
        [added, removed]: [Class; 2],
        removal: Change,
    ) {
        for (name, was) in before {
            let place = at(name);
            match after.get(name) {
                Some(is) => self.member(node, &place, was, is),
                None => {
                    let shown = self.before.said(was).shown();
                    let delta = Delta::new(&place, removed, removal);
                    node.deltas.push(delta.values(Some(shown), None));
                }
            }
        }
        for (name, is) in after {
            if before.contains_key(name) {
                continue;
            }
            let must = must(is, Direction::Request);
            let change = Change::of(must, false);
            let shown = self.after.said(is).shown();
            let delta = Delta::new(&at(name), added, change);
            node.deltas.push(delta.values(None, Some(shown)));
        }
    }

    /// Compares a member, or a parameter, that both have.
    fn member(&self, node: &mut Node<'s>, place: &Place, before: &'s Row, after: &'s Row) {
        required(node, place, before, after);
        let deprecated = |row: &Row| row.deprecated == Some(true);
        if deprecated(before) != deprecated(after) {
            let delta = Delta::new(place, Class::DeprecatedChanged, Change::None);
            let values = [before, after].map(|row| Some(deprecated(row).into()));
            let [was, is] = values;
            node.deltas.push(delta.values(was, is));
        }
        self.value(node, place, before, after);
    }

    fn value(&self, node: &mut Node<'s>, place: &Place, before: &'s Row, after: &'s Row) {
        let (was, is) = (self.before.said(before), self.after.said(after));
        if !compare(place, &was, &is, &mut node.deltas) {
            return;
        }
        if let (Some(b), Some(a)) = (was.named, is.named)
            && was.is_all_named()
            && is.is_all_named()
        {
            node.edges.push((place.pointer.clone(), (b, a)));
        } else {
            self.inside(node, place, &was, &is);
        }
    }

    /// Compares what is inside a value: alternatives, members, items.
    fn inside(&self, node: &mut Node<'s>, place: &Place, before: &Said<'s>, after: &Said<'s>) {
        let (was, is) = (before.alternatives(), after.alternatives());
        let kinds = |rows: &[Row]| -> Vec<_> { rows.iter().map(|row| row.kind).collect() };
        if kinds(was) == kinds(is) {
            for (was, is) in was.iter().zip(is) {
                self.value(node, place, was, is);
            }
        } else {
            let change = match (was.len(), is.len()) {
                (0, _) => Change::Narrower,
                (_, 0) => Change::Wider,
                _ => Change::Other,
            };
            let shown = |rows: &'s [Row], scope: Scope<'a, 's>| {
                let shown: Vec<_> = rows.iter().map(|row| scope.said(row).shown()).collect();
                (!rows.is_empty()).then(|| shown.into())
            };
            let delta = Delta::new(place, Class::TypeChanged, change);
            let delta = delta.values(shown(was, self.before), shown(is, self.after));
            node.deltas.push(delta);
            return;
        }
        let (was, is) = (
            by_name(before.members(), false),
            by_name(after.members(), false),
        );
        // Members are of the type that has them, wherever it stands.
        let home = after.named.or(before.named).unwrap_or(&place.at);
        let at = |name: &str| Place {
            pointer: format!("{}{}", place.pointer, step(name)),
            at: format!("{home}.{name}"),
        };
        // What lets anything pass lets it pass still.
        let removal = if after.is_map() {
            Change::None
        } else {
            Change::Other
        };
        let classes = [Class::FieldAdded, Class::FieldRemoved];
        self.rows(node, &at, [&was, &is], classes, removal);
        self.items(node, place, before, after);
    }

    fn items(&self, node: &mut Node<'s>, place: &Place, before: &Said<'s>, after: &Said<'s>) {
        static UNKNOWN: std::sync::LazyLock<Row> = std::sync::LazyLock::new(Row::default);
        let (was, is) = (before.inner(), after.inner());
        let find = |all: &[(&'static str, &'s Row)], step: &str| -> Option<&'s Row> {
            let mut all = all.iter();
            all.find(|(own, _)| *own == step).map(|(_, row)| *row)
        };
        let steps: BTreeSet<&str> = was.iter().chain(&is).map(|(step, _)| *step).collect();
        for step in steps {
            let (b, a) = (find(&was, step), find(&is, step));
            let inner = Place {
                pointer: format!("{}{step}", place.pointer),
                at: format!("{}{step}", place.at),
            };
            self.value(node, &inner, b.unwrap_or(&UNKNOWN), a.unwrap_or(&UNKNOWN));
        }
    }

    /// Compares all pairs of types that nodes lead to, and marks what leads to a change.
    pub(super) fn complete(&mut self, roots: &mut [&mut Node<'s>]) {
        let mut pending: Vec<Pair<'s>> = Vec::new();
        for root in roots.iter() {
            pending.extend(root.edges.iter().map(|(_, pair)| *pair));
        }
        let mut leads_to: BTreeMap<Pair<'s>, Vec<Pair<'s>>> = BTreeMap::new();
        while let Some(pair) = pending.pop() {
            if self.nodes.contains_key(&pair) {
                continue;
            }
            let node = self.pair(pair);
            for (_, inner) in &node.edges {
                leads_to.entry(*inner).or_default().push(pair);
                pending.push(*inner);
            }
            self.nodes.insert(pair, node);
        }
        let changed =
            |(pair, node): (&Pair<'s>, &Node<'s>)| (!node.deltas.is_empty()).then_some(*pair);
        let mut changed: Vec<Pair<'s>> = self.nodes.iter().filter_map(changed).collect();
        while let Some(pair) = changed.pop() {
            if let Some(node) = self.nodes.get_mut(&pair)
                && !node.changed
            {
                node.changed = true;
                changed.extend(leads_to.get(&pair).into_iter().flatten());
            }
        }
        for root in roots {
            let inner = root.edges.iter();
            let leads = inner.filter_map(|(_, pair)| self.nodes.get(pair));
            root.changed = !root.deltas.is_empty() || leads.into_iter().any(|node| node.changed);
        }
    }

    /// Compares what is inside two types. What the types are themselves is compared where they are named.
    fn pair(&self, (before, after): Pair<'s>) -> Node<'s> {
        let mut node = Node::default();
        if let (Some(was), Some(is)) = (self.before.table(before), self.after.table(after)) {
            let (was, is) = (self.before.said_of(was), self.after.said_of(is));
            let place = Place {
                pointer: String::new(),
                at: after.to_owned(),
            };
            self.inside(&mut node, &place, &was, &is);
        }
        node
    }

    /// Returns the changes in a message, each at its first place, or at every place where `all` is asked for. A type that stands
    /// inside itself is gone through once on each way. Tells by its second outcome whether all is there.
    pub(super) fn places<'g>(
        &'g self,
        root: &'g Node<'s>,
        all: bool,
        most: usize,
    ) -> (Vec<Placed<'g>>, bool) {
        let mut found = Vec::new();
        let mut seen: BTreeSet<Pair<'s>> = BTreeSet::new();
        let mut is_whole = true;
        // Each with how many of the names on the way lead there.
        let mut pending = vec![(String::new(), root, 0_usize, None)];
        let mut way: Vec<Pair<'s>> = Vec::new();
        while let Some((pointer, node, level, pair)) = pending.pop() {
            way.truncate(level.saturating_sub(1));
            way.extend(pair);
            for delta in &node.deltas {
                if found.len() >= most {
                    return (found, false);
                }
                found.push(Placed {
                    pointer: format!("{pointer}{}", delta.pointer),
                    delta,
                });
            }
            for (steps, pair) in node.edges.iter().rev() {
                let Some(inner) = self.nodes.get(pair).filter(|inner| inner.changed) else {
                    continue;
                };
                if level >= MAX_LEVELS {
                    is_whole = false;
                    continue;
                }
                let again = if all {
                    way.contains(pair)
                } else {
                    !seen.insert(*pair)
                };
                if !again {
                    let level = level.saturating_add(1);
                    pending.push((format!("{pointer}{steps}"), inner, level, Some(*pair)));
                }
            }
        }
        (found, is_whole)
    }
}

/// Tells whether something has to be there that had not to be, or the other way round.
fn required(node: &mut Node<'_>, place: &Place, before: &Row, after: &Row) {
    let directions = [Direction::Request, Direction::Response];
    let [asked, answered] =
        directions.map(|direction| (must(before, direction), must(after, direction)));
    let changes = match (asked, answered) {
        (asked, answered) if asked == answered => vec![(None, asked)],
        (asked, answered) => {
            vec![
                (Some(Direction::Request), asked),
                (Some(Direction::Response), answered),
            ]
        }
    };
    for (only, (was, is)) in changes {
        if was == is {
            continue;
        }
        let (class, change) = if is {
            (Class::RequiredAdded, Change::Narrower)
        } else {
            (Class::RequiredRemoved, Change::Wider)
        };
        let mut delta = Delta::new(place, class, change).values(Some(was.into()), Some(is.into()));
        delta.only = only;
        node.deltas.push(delta);
    }
}

/// Whether a member has to be there in messages of a direction.
pub(super) fn must(row: &Row, direction: Direction) -> bool {
    let counts = match row.mandatory_in {
        None => true,
        Some(OfSheet::Request) => direction == Direction::Request,
        Some(OfSheet::Response) => direction == Direction::Response,
    };
    counts && row.mandatory == Some(true)
}

impl Node<'_> {
    pub(super) fn is_changed(&self) -> bool {
        self.changed
    }
}
