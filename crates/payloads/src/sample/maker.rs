//! Making an object of a type, member by member, and the values of any shape.

use mediaspec_core::check::Scope;
use mediaspec_core::contract::{
    Alternatives, Content, Direction, Enum, EnumValue, Field, Form, Int, List, Map, Part, Rule,
    RuleKind, Service, Severity, Shape, Text, TypeDef, TypeName, Unique, Written,
};
use mediaspec_core::node::{Members, Node};

use super::choose::{self, Breach, Member, Reading, View};
use super::number::Range;
use super::text::{self, Lengths, Subject};
use crate::dice::Dice;
use crate::oracle::wide;
use crate::slot::{Selection, Slot};

/// After how many values only what is required is added: a bound on types that refer to others many times over.
const ENOUGH: usize = 20_000;

/// After how many values objects and lists stay empty: a bound on types that require others many times over.
const MOST_VALUES: usize = 50_000;

/// The most items that one list gets, whatever the contract asks.
const MOST_ITEMS: usize = 4096;

/// How many values of one source are tried until one pleases all.
const MOST_TRIES: usize = 4;

/// Below how many levels of nesting nothing is begun that may be left out.
const DEEP: usize = 64;

/// Below how many levels of nesting objects stay empty: checks refuse what is deeper.
const DEEPEST: usize = 128;

/// How many levels a document in a text counts for: each doubles the escapes of what is in it.
const LEVELS_OF_DOCUMENT: usize = 16;

/// A member that must differ from what others of the same list have in its place.
#[derive(Debug, Clone, Copy)]
struct Distinct<'a> {
    field: &'a str,
    taken: &'a [Node],
}

/// What a member of an object shall be like, by the rules of an object around it.
#[derive(Debug, Clone)]
enum Order<'t> {
    /// There or not, and which value.
    Member(Member),
    /// Of a type that was selected.
    Type(&'t TypeName),
}

/// Whether a value of an enum should no longer be used.
pub(super) const fn is_old(value: &EnumValue) -> bool {
    value.deprecated.is_some()
}

/// Whether a value is one that an enum lists and that should no longer be used.
fn is_discouraged(choice: &Enum, value: &Node) -> bool {
    matches!(value, Node::Text(text) if choice.find(text).is_some_and(is_old))
}

/// The same of a value of any shape.
fn is_discouraged_in(shape: Option<&Shape>, value: &Node) -> bool {
    match shape {
        Some(Shape::Enum(choice)) => is_discouraged(choice, value),
        Some(
            Shape::Int(_)
            | Shape::Number(_)
            | Shape::Text(_)
            | Shape::Bool
            | Shape::List(_)
            | Shape::Map(_)
            | Shape::Object(_)
            | Shape::Alternatives(_)
            | Shape::Any,
        )
        | None => false,
    }
}

/// Returns a number or a truth value as a text writes it; anything else as it is.
pub(crate) fn as_text(value: &Node) -> Node {
    match value {
        Node::Bool(bool) => bool.to_string().into(),
        Node::Int(int) => int.to_string().into(),
        Node::Number(number) => number.to_string().into(),
        Node::Null | Node::Text(_) | Node::List(_) | Node::Object(_) => value.clone(),
    }
}

/// Makes the values of one payload.
pub(crate) struct Maker<'m, 't> {
    service: &'t Service,
    scope: Scope,
    pub(super) full: bool,
    pub(super) dice: &'m mut Dice,
    /// How many values have been made.
    made: usize,
    /// The types of the objects that are being made, the innermost last.
    open: Vec<&'t str>,
    /// How deep the current value is nested.
    levels: usize,
    /// What the object that is made next shall have, by the ways to the members.
    orders: Vec<(&'t str, Order<'t>)>,
}

impl<'m, 't> Maker<'m, 't> {
    pub(crate) const fn new(
        service: &'t Service,
        scope: Scope,
        full: bool,
        dice: &'m mut Dice,
    ) -> Self {
        Self {
            service,
            scope,
            full,
            dice,
            made: 0,
            open: Vec::new(),
            levels: 0,
            orders: Vec::new(),
        }
    }

    /// Returns the service whose types the values are of.
    pub(crate) const fn service(&self) -> &'t Service {
        self.service
    }

    /// Makes a payload of a type, with members that are to be in it beyond those that are required.
    pub(crate) fn payload<S: AsRef<str>>(&mut self, ty: &'t TypeDef, include: &[S]) -> Node {
        if let Some(whole) = ty.transparent_field() {
            return self.value(Slot::of(ty, whole), 0);
        }
        let header = self.scope.part == Part::Header;
        let is_included = |name: &str| {
            let mut include = include.iter().map(AsRef::as_ref);
            include.any(|one| one == name || header && one.eq_ignore_ascii_case(name))
        };
        self.object(ty, &is_included, None)
    }

    /// Makes an object of a type.
    fn object(
        &mut self,
        ty: &'t TypeDef,
        include: &dyn Fn(&str) -> bool,
        distinct: Option<Distinct<'_>>,
    ) -> Node {
        if self.levels >= DEEPEST || self.made >= MOST_VALUES {
            return Members::new().into();
        }
        self.made = self.made.saturating_add(1);
        self.levels = self.levels.saturating_add(1);
        self.open.push(&ty.name);
        let members = self.members(ty, include, distinct);
        self.open.pop();
        self.levels = self.levels.saturating_sub(1);
        members.into()
    }

    /// Makes the members of an object.
    fn members(
        &mut self,
        ty: &'t TypeDef,
        include: &dyn Fn(&str) -> bool,
        distinct: Option<Distinct<'_>>,
    ) -> Members {
        let orders = std::mem::take(&mut self.orders);
        let rules = choose::active_rules(ty, self.scope);
        let candidates = choose::candidates(self.service, ty, self.scope, &rules);
        let readings = choose::readings(&candidates, &rules);
        let enough = self.made >= ENOUGH;
        let full = self.full && !enough;

        let mut possible = Vec::with_capacity(candidates.len());
        // The members that are left out so that the sample comes to an end.
        let mut cut: Vec<usize> = Vec::new();
        for ((at, candidate), reading) in candidates.iter().enumerate().zip(readings) {
            let slot = Slot::of(candidate.member.ty, candidate.member.field);
            let field = slot.field;
            let order = orders
                .iter()
                .find(|(name, order)| *name == candidate.name && matches!(order, Order::Member(_)));
            if let Some((_, Order::Member(order))) = order {
                possible.push(vec![order.clone()]);
                continue;
            }
            let is_around = |(way, order): &(&str, Order<'_>)| match order {
                Order::Member(Member::Absent) | Order::Type(_) => false,
                Order::Member(Member::Present | Member::Value(_)) => {
                    below(way, candidate.name).is_some()
                }
            };
            let is_own = candidate.head.is_none();
            let must = is_own
                && (field.severity_of_absence(self.scope.direction).is_some()
                    || include(&field.name)
                    || orders.iter().any(is_around));
            let again = !must && self.begins_again(slot);
            let wanted = must || (full && !again && self.is_worth_showing(field));
            let distinct = distinct
                .filter(|d| is_own && *d.field == *field.name)
                .map(|d| d.taken);
            let present = if reading >= Reading::Value || distinct.is_some() {
                self.values(slot, candidate.name, &rules, distinct.unwrap_or_default())
            } else {
                vec![Member::Present]
            };
            possible.push(match (must, wanted) {
                (true, _) => present,
                (false, true) if reading == Reading::Nothing => present,
                (false, false) if reading == Reading::Nothing => vec![Member::Absent],
                (false, true) => present.into_iter().chain([Member::Absent]).collect(),
                (false, false) if again && !may_hold_nothing(field) => {
                    cut.push(at);
                    vec![Member::Absent]
                }
                (false, false) => [Member::Absent].into_iter().chain(present).collect(),
            });
        }
        let (mut chosen, breach) = choose::choose(&candidates, self.scope, &rules, &possible);
        if breach > Breach::None && !cut.is_empty() && !enough && self.levels < DEEP {
            // Rules may ask for what was left out.
            for at in cut {
                if let Some(possible) = possible.get_mut(at) {
                    possible.push(Member::Present);
                }
            }
            let (others, less) = choose::choose(&candidates, self.scope, &rules, &possible);
            if less < breach {
                chosen = others;
            }
        }

        let taken: Vec<_> = chosen.iter().map(Some).collect();
        let view = View {
            candidates: &candidates,
            scope: self.scope,
            taken: &taken,
        };
        let mut members = Members::new();
        for (field, member) in ty.fields.iter().zip(&chosen) {
            let value = match member {
                Member::Absent => continue,
                Member::Value(value) => value.clone(),
                Member::Present => {
                    let inherited = orders.iter().cloned();
                    let chosen = candidates.iter().zip(&chosen);
                    let inner =
                        chosen.map(|(inner, member)| (inner.name, Order::Member(member.clone())));
                    let selections = rules.iter().filter_map(|rule| Selection::of(rule));
                    let selected = selections.filter_map(|selection| {
                        let ty = selection.by(&*view.value(selection.tag)?)?;
                        Some((selection.field, Order::Type(ty)))
                    });
                    // The nearest decides what is selected.
                    self.orders = inner
                        .chain(selected)
                        .chain(inherited)
                        .filter_map(|(way, order)| Some((below(way, &field.name)?, order)))
                        .collect();
                    let ordered = orders.iter().find_map(|(way, order)| match order {
                        Order::Type(ty) if **way == *field.name => Some(*ty),
                        Order::Type(_) | Order::Member(_) => None,
                    });
                    let made = self.member(Slot::of(ty, field), ordered, &view);
                    self.orders.clear();
                    made
                }
            };
            members.push(&*field.name, value);
        }
        members
    }

    /// Returns whether a full sample shows a field: nothing speaks against whoever sends it.
    fn is_worth_showing(&self, field: &Field) -> bool {
        let is_sent = self.scope.direction == Direction::Request;
        let is_gone = is_sent && field.dropped.is_some();
        field.deprecated.is_none() && field.no_effect.is_none() && !is_gone
    }

    /// Returns whether a field would begin another object of a type that is being made further out than the object that
    /// has the field, or one that is nested too deep.
    fn begins_again(&self, slot: Slot<'t>) -> bool {
        let selector = slot.ty.selector_of(&slot.field.name);
        let selected = selector.into_iter().flat_map(Rule::references);
        let mut types = slot.shape.references().chain(selected);
        types.any(|name| self.is_open(name))
    }

    /// Returns whether an object of a type is being made further out than the innermost one, or whether nothing more should
    /// be begun at all.
    fn is_open(&self, name: &TypeName) -> bool {
        let further_out = self.open.split_last().map(|(_, types)| types);
        self.levels >= DEEP || further_out.is_some_and(|types| types.contains(&name.as_str()))
    }

    /// Makes the values of a field that rules read, the best first.
    ///
    /// `name` is how the rules name it.
    fn values(
        &mut self,
        slot: Slot<'t>,
        name: &str,
        rules: &[&'t Rule],
        taken: &[Node],
    ) -> Vec<Member> {
        let Slot { ty, field, .. } = slot;
        let mut values: Vec<Node> = Vec::new();
        let scalar = match &field.shape {
            Shape::Int(_) | Shape::Number(_) | Shape::Bool | Shape::Enum(_) => true,
            Shape::Text(Text { form: _, content }) => {
                !matches!(content, Content::Json(_)) && ty.selector_of(&field.name).is_none()
            }
            Shape::List(_)
            | Shape::Map(_)
            | Shape::Object(_)
            | Shape::Alternatives(_)
            | Shape::Any => false,
        };
        if !scalar {
            return vec![Member::Present];
        }
        let named_first = rules.iter().any(|rule| choose::names_values(rule, name));
        let mut named = choose::literals(rules, name);
        self.dice.shuffle(&mut named);
        values.extend(self.documented(field));
        if named_first {
            values.append(&mut named);
        }
        match &field.shape {
            Shape::Enum(choice) => values.extend(self.choices(choice)),
            Shape::Bool => {
                let first = !self.dice.once_in(2);
                values.extend([Node::Bool(first), Node::Bool(!first)]);
            }
            Shape::Int(_) | Shape::Number(_) => {
                values.extend(self.within_rules(slot, name, rules));
                values.push(self.plain(slot, 0));
            }
            Shape::Text(_) => values.push(self.plain(slot, 0)),
            Shape::List(_)
            | Shape::Map(_)
            | Shape::Object(_)
            | Shape::Alternatives(_)
            | Shape::Any => {}
        }
        values.append(&mut named);
        if !taken.is_empty() {
            values.extend(self.several(slot, taken.len().saturating_add(1)));
        }

        let mut distinct: Vec<Node> = Vec::new();
        for value in values {
            if !distinct.contains(&value) {
                distinct.push(value);
            }
        }
        // A type that is being made already is selected where there is no other.
        let selections: Vec<Selection<'t>> = rules
            .iter()
            .copied()
            .filter_map(Selection::of)
            .filter(|selection| selection.tag == name && self.must(ty, selection.field))
            .collect();
        let again = |value: &Node| {
            let mut selected = selections.iter().filter_map(|s| s.by(value));
            selected.any(|name| self.is_open(name))
        };
        let mut rated: Vec<((bool, Worth), Node)> = distinct
            .into_iter()
            .map(|v| ((again(&v), self.worth(slot, &v)), v))
            .collect();
        rated.retain(|((_, worth), value)| *worth != Worth::Refused && !taken.contains(value));
        rated.sort_by_key(|&(rank, _)| rank);
        let mut members: Vec<Member> = rated.into_iter().map(|(_, v)| Member::Value(v)).collect();
        if members.is_empty() {
            members.push(Member::Value(self.plain(slot, 0)));
        }
        members
    }

    /// Returns whether every object of a type must have a field.
    fn must(&self, ty: &TypeDef, name: &str) -> bool {
        let field = ty.field(name);
        field.is_some_and(|field| field.severity_of_absence(self.scope.direction).is_some())
    }

    /// Returns the field's own example and default, in the order that suits the seed.
    fn documented(&mut self, field: &'t Field) -> Vec<Node> {
        if !self.dice.is_plain() && !self.dice.once_in(4) {
            return Vec::new();
        }
        [&field.info.example, &field.default]
            .into_iter()
            .flatten()
            .map(Node::from)
            .collect()
    }

    /// Makes numbers that lie in the ranges that rules ask for: in all of them, or in each.
    fn within_rules(&mut self, slot: Slot<'t>, name: &str, rules: &[&Rule]) -> Vec<Node> {
        let ranges: Vec<Range> = rules
            .iter()
            .filter_map(|rule| {
                let RuleKind::Range {
                    field: of,
                    lower,
                    upper,
                } = &rule.kind
                else {
                    return None;
                };
                (**of == *name).then_some(Range::between(*lower, *upper))
            })
            .collect();
        if ranges.is_empty() {
            return Vec::new();
        }
        let own = Range::of(slot.shape);
        let all = ranges.iter().fold(own, |all, range| all.and(range));
        let each = ranges.iter().map(|range| own.and(range));
        let whole = matches!(slot.shape, Shape::Int(_));
        core::iter::once(all)
            .chain(each)
            .map(|range| range.number(whole, 0, self.dice))
            .collect()
    }

    /// Makes the value of a member whose value no rule reads. A type may be selected for it from outside.
    fn member(&mut self, slot: Slot<'t>, ordered: Option<&'t TypeName>, view: &View<'_>) -> Node {
        let field = slot.field;
        if field.nullable && !may_be_empty(&field.shape) && self.begins_again(slot) {
            return Node::Null;
        }
        // A type that a tag selects; without one the field's own shape is all there is.
        let selected = match (slot.selection(), ordered) {
            (Some(selection), _) => {
                let tag = view.value(selection.tag);
                tag.and_then(|value| selection.by(&value))
            }
            (None, Some(ordered)) => Some(ordered),
            (None, None) => return self.value(slot, 0),
        };
        let selected = selected.map(|name| self.service.resolve(name));
        match (selected, &field.shape) {
            (Some(ty), Shape::Text(text)) => {
                self.document(&text.form, |maker| maker.object(ty, &|_| false, None))
            }
            (Some(ty), _) => self.object(ty, &|_| false, None),
            (None, Shape::Text(_)) => {
                // It is a document of a type that nobody has described.
                let empty = Node::from("{}");
                if self.worth(slot, &empty) == Worth::Good {
                    empty
                } else {
                    self.value(slot, 0)
                }
            }
            (None, _) => self.value(slot, 0),
        }
    }

    /// Makes a JSON document in a text; only what is required where all of it would be too long.
    fn document(&mut self, form: &Form, mut make: impl FnMut(&mut Self) -> Node) -> Node {
        let levels = self.levels;
        self.levels = levels.saturating_add(LEVELS_OF_DOCUMENT);
        let orders = self.orders.clone();
        let mut document = make(self).compact();
        if self.full && !text::fits(form, &document) {
            self.full = false;
            self.orders = orders;
            document = make(self).compact();
            self.full = true;
        }
        self.levels = levels;
        document.into()
    }

    /// Makes a value of a shape: what the contract gives as an example where that suits, otherwise one that is made up.
    pub(crate) fn value(&mut self, slot: Slot<'t>, ordinal: usize) -> Node {
        // An example stands for the field, not for its items; and objects are made, so that they follow their rules.
        let own = slot.is_member() && ordinal == 0 && self.orders.is_empty();
        let exemplary = match slot.shape {
            Shape::Int(_)
            | Shape::Number(_)
            | Shape::Text(_)
            | Shape::Bool
            | Shape::Enum(_)
            | Shape::Any => own,
            Shape::List(list) => own && !matches!(list.item, Shape::Object(_) | Shape::List(_)),
            Shape::Map(map) => own && (map.value.is_scalar() || map.value == Shape::Any),
            Shape::Alternatives(_) => own,
            Shape::Object(_) => false,
        };
        if exemplary {
            // A list that is empty by default shows nothing.
            let says = |value: &Node| *value != Node::List(Vec::new());
            for value in self.documented(slot.field) {
                if says(&value) && self.worth(slot, &value) == Worth::Good {
                    return value;
                }
            }
        }
        if slot.is_member() && !slot.field.votes.is_empty() {
            return self.agreed(slot, ordinal);
        }
        self.plain(slot, ordinal)
    }

    /// Makes a value of a field about which sources do not agree: one that pleases all of them, where it is found among the
    /// first that each of them allows; otherwise the first by the source that governs.
    fn agreed(&mut self, slot: Slot<'t>, ordinal: usize) -> Node {
        let votes = slot.field.votes.iter().map(|vote| &vote.shape);
        let shapes: Vec<&'t Shape> = std::iter::once(slot.shape).chain(votes).collect();
        let mut best: Option<(Worth, Node)> = None;
        for shape in shapes {
            for further in 0..MOST_TRIES {
                let value = self.plain(slot.alternative_of(shape), ordinal.saturating_add(further));
                let worth = self.worth(slot, &value);
                if worth == Worth::Good {
                    return value;
                }
                if best.as_ref().is_none_or(|(known, _)| worth < *known) {
                    best = Some((worth, value));
                }
            }
        }
        best.map_or(Node::Null, |(_, value)| value)
    }

    /// Makes up a value, of any shape.
    fn plain(&mut self, slot: Slot<'t>, ordinal: usize) -> Node {
        let shape = slot.shape;
        if !matches!(shape, Shape::Object(_) | Shape::Alternatives(_)) {
            self.made = self.made.saturating_add(1);
        }
        match shape {
            Shape::Int(int) => self.int(int, ordinal),
            Shape::Number(number) => Range::of_number(number).number(false, ordinal, self.dice),
            Shape::Bool => self.truth(ordinal),
            Shape::Enum(choice) => {
                let mut choices = self.choices(choice);
                if choices.iter().any(|value| !is_discouraged(choice, value)) {
                    choices.retain(|value| !is_discouraged(choice, value));
                }
                if !slot.field.votes.is_empty() {
                    // What pleases all sources comes first.
                    choices.sort_by_key(|value| self.worth(slot, value));
                }
                choices
                    .get(ordinal)
                    .or_else(|| choices.first())
                    .cloned()
                    .unwrap_or_else(|| "".into())
            }
            Shape::Text(Text { form, content }) => match content {
                Content::Json(document) => {
                    let slot = slot.document_of(document);
                    self.document(form, |maker| maker.plain(slot, 0))
                }
                Content::Separated(separated) => self.separated(slot.field, form, separated).into(),
                Content::Plain | Content::File => self.text(slot.field, form, ordinal, "").into(),
                Content::Written(written) => self.written(written, ordinal),
            },
            Shape::List(list) => {
                self.levels = self.levels.saturating_add(1);
                let items = self.list(slot, list);
                self.levels = self.levels.saturating_sub(1);
                Node::List(items)
            }
            Shape::Map(map) => {
                self.levels = self.levels.saturating_add(1);
                let members = self.map(slot, map);
                self.levels = self.levels.saturating_sub(1);
                members.into()
            }
            Shape::Object(name) => self.object(self.service.resolve(name), &|_| false, None),
            Shape::Alternatives(Alternatives { shapes }) => {
                let ends = |shape: &&Shape| !shape.references().any(|name| self.is_open(name));
                let ending: Vec<&'t Shape> = shapes.iter().filter(ends).collect();
                let all: Vec<&'t Shape> = shapes.iter().collect();
                let from = if ending.is_empty() { all } else { ending };
                match self.dice.pick(&from) {
                    Some(shape) => self.plain(slot.alternative_of(shape), ordinal),
                    None => Node::Null,
                }
            }
            Shape::Any if self.scope.part == Part::Body => Members::new().into(),
            Shape::Any => Node::from("any"),
        }
    }

    fn int(&mut self, int: &Int, ordinal: usize) -> Node {
        // 2026-01-10T08:43:17Z, the day of the other samples.
        const DAY: i64 = 1_768_034_597;
        let range = Range::of_int(int);
        let (least, most) = range.whole();
        if int.unix_seconds && self.dice.is_plain() && (least..=most).contains(&DAY) {
            return Node::Int(DAY);
        }
        range.number(true, ordinal, self.dice)
    }

    fn truth(&mut self, ordinal: usize) -> Node {
        Node::Bool(self.dice.once_in(2) != ordinal.is_multiple_of(2))
    }

    /// Makes a number or a truth value as text.
    fn written(&mut self, written: &Written, ordinal: usize) -> Node {
        let value = match written {
            Written::Int(int) => self.int(int, ordinal),
            Written::Number(number) => Range::of_number(number).number(false, ordinal, self.dice),
            Written::Bool => self.truth(ordinal),
        };
        as_text(&value)
    }

    /// Makes values that differ from one another, `count` of them where the shape has as many.
    fn several(&mut self, slot: Slot<'t>, count: usize) -> Vec<Node> {
        match slot.shape {
            Shape::Int(_) => {
                let all = Range::of(slot.shape).several(count);
                all.map(Node::Int).collect()
            }
            Shape::Bool => vec![Node::Bool(true), Node::Bool(false)],
            Shape::Enum(choice) => self.choices(choice),
            // Their ordinal tells them apart, where their lengths leave it room.
            Shape::Number(_) | Shape::Text(_) => (0..count.saturating_add(8))
                .map(|ordinal| self.plain(slot, ordinal))
                .collect(),
            Shape::List(_)
            | Shape::Map(_)
            | Shape::Object(_)
            | Shape::Alternatives(_)
            | Shape::Any => Vec::new(),
        }
    }

    /// Returns the values of an enum; the discouraged ones last.
    fn choices(&mut self, choice: &'t Enum) -> Vec<Node> {
        self.wires(choice).into_iter().map(Node::from).collect()
    }

    pub(super) fn wires(&mut self, choice: &'t Enum) -> Vec<&'t str> {
        let (old, mut good): (Vec<&EnumValue>, Vec<_>) =
            choice.values.iter().partition(|value| is_old(value));
        self.dice.shuffle(&mut good);
        good.into_iter().chain(old).map(|v| &*v.wire).collect()
    }

    /// Makes a text of a form: one that stands alone, or a piece of a text with a separator.
    pub(super) fn text(
        &mut self,
        field: &Field,
        form: &Form,
        ordinal: usize,
        separator: &str,
    ) -> String {
        let subject = Subject {
            name: &field.name,
            ordinal,
            sensitive: field.sensitive,
            bare: self.scope.part != Part::Body,
            separator,
        };
        let mut candidates = text::candidates(form, &subject, self.dice);
        let suits = |candidate: &String| {
            text::fits(form, candidate) && text::is_one_piece(candidate, separator)
        };
        if let Some(good) = candidates.iter().position(suits) {
            return candidates.swap_remove(good);
        }
        let walked = text::walked(&[form], separator, Lengths::of(form), self.dice);
        walked.or_else(|| candidates.pop()).unwrap_or_default()
    }

    /// Makes the items of a list.
    fn list(&mut self, slot: Slot<'t>, list: &'t List) -> Vec<Node> {
        let least = list.min_items.map_or(0, wide).min(MOST_ITEMS);
        let most = list.max_items.map_or(usize::MAX, wide);
        let again = list.item.references().any(|name| self.is_open(name));
        if again && least == 0 {
            return Vec::new();
        }
        // Unless the vendor forbids it there is an item: an empty list shows nothing.
        let mut count = least.max(1).min(most);
        if !self.dice.is_plain() && self.made < ENOUGH {
            count = count.saturating_add(self.dice.below(3)).min(most);
        }
        let item = slot.item_of(list);
        let mut items: Vec<Node> = Vec::new();
        let mut taken: Vec<Node> = Vec::new();
        for ordinal in 0..count {
            if self.made >= MOST_VALUES {
                break;
            }
            let next = match (slot.unique(), &list.item) {
                (Unique::By(member), Shape::Object(name)) => {
                    let distinct = Distinct {
                        field: member,
                        taken: &taken,
                    };
                    let ty = self.service.resolve(name);
                    let item = self.object(ty, &|_| false, Some(distinct));
                    let value = item.member(member).cloned();
                    let shape = ty.field(member).map(|field| &field.shape);
                    let will_do = |value: &Node| {
                        !taken.contains(value)
                            && (items.len() < least || !is_discouraged_in(shape, value))
                    };
                    if value.as_ref().is_some_and(|value| !will_do(value)) {
                        None
                    } else {
                        taken.extend(value);
                        Some(item)
                    }
                }
                (Unique::Items, shape) => {
                    let first = self.value(item, ordinal);
                    core::iter::once(first)
                        .chain(self.several(item, items.len().saturating_add(1)))
                        .find(|item| !items.contains(item))
                        .filter(|item| items.len() < least || !is_discouraged_in(Some(shape), item))
                }
                (Unique::No | Unique::By(_), _) => Some(self.value(item, ordinal)),
            };
            // No further one that differs and is not discouraged: fewer items, if that is allowed.
            let Some(next) = next else { break };
            items.push(next);
        }
        items
    }

    /// Makes the members of a map: one, or two that differ.
    fn map(&mut self, slot: Slot<'t>, map: &'t Map) -> Members {
        let mut members = Members::new();
        if map.value.references().any(|name| self.is_open(name)) {
            return members;
        }
        let value = slot.value_of(map);
        let two = !self.dice.is_plain() && self.made < ENOUGH && self.dice.once_in(2);
        for (ordinal, name) in ["first", "second"].into_iter().enumerate() {
            if ordinal == 0 || two {
                members.push(name, self.value(value, ordinal));
            }
        }
        members
    }

    /// Returns what is to be said against a value of a field.
    fn worth(&self, slot: Slot<'t>, value: &Node) -> Worth {
        let found = slot.violations(self.service, self.scope, value);
        if found.iter().any(|found| found.severity == Severity::Error) {
            Worth::Refused
        } else if found.is_empty() {
            Worth::Good
        } else {
            Worth::Discouraged
        }
    }
}

/// Returns the way from a member on, if it leads through the member.
fn below<'a>(way: &'a str, name: &str) -> Option<&'a str> {
    way.strip_prefix(name)?.strip_prefix('/')
}

/// Returns whether a field can be present without an object in it.
fn may_hold_nothing(field: &Field) -> bool {
    field.nullable || may_be_empty(&field.shape)
}

/// Returns whether a shape is a list that may be empty, or one whose items may.
fn may_be_empty(shape: &Shape) -> bool {
    match shape {
        Shape::List(list) => shape.may_be_empty() || may_be_empty(&list.item),
        Shape::Map(_) | Shape::Alternatives(_) => shape.may_be_empty(),
        Shape::Int(_)
        | Shape::Number(_)
        | Shape::Text(_)
        | Shape::Bool
        | Shape::Enum(_)
        | Shape::Object(_)
        | Shape::Any => false,
    }
}

/// What a value is worth.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Worth {
    /// Nothing is said against it.
    Good,
    /// It brings a warning.
    Discouraged,
    /// It brings an error.
    Refused,
}
