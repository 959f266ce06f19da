//! Payloads that validate, made from a contract.
//!
//! A sample shows what a message looks like; other seeds give other payloads that validate too, for tests. The engine
//! is asked about every value that is taken from the contract (examples, defaults, the values that rules name), so a
//! sample cannot disagree with a check.

mod choose;
mod dice;
mod machine;
mod text;
mod tree;

use std::borrow::Cow;

use self::choose::{Member, Reading, View};
use self::dice::Dice;
use self::text::{Lengths, Place};
use self::tree::Tree;
use crate::check::{Options, Scope, check_field};
use crate::contract::{
    Bound, Content, Enum, EnumValue, Field, Int, List, Number, Part, Required, Rule, RuleKind,
    Shape, Text, TypeDef, Unique,
};

/// What a sample shall be like.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Hash)]
pub struct SampleOptions {
    /// Whether optional members are in it: all but those that are deprecated or without effect, or that another
    /// member excludes. Otherwise only what is required has a place.
    pub full: bool,
    /// 0 for the sample that reads best; any other number for values that differ from seed to seed.
    pub seed: u64,
}

/// After how many values only what is required is added: a bound on types that refer to others many times over.
const ENOUGH: usize = 20_000;

/// The most items that one list gets, whatever the contract asks.
const MOST_ITEMS: usize = 4096;

/// A payload of a type that validates in that scope: JSON text, indented by two spaces, with a final newline.
///
/// Where the contract can be met without a warning, it is. Where it cannot be met at all (rules that contradict each
/// other), the sample is as close as the search came.
#[must_use]
pub fn sample(ty: &TypeDef<'_>, scope: Scope, options: &SampleOptions) -> String {
    sample_with(ty, scope, options, &[])
}

/// The same, with members that are to be in it beyond those that are required: the headers of one authentication
/// scheme, say. Names that the type does not have are passed over.
#[must_use]
pub fn sample_with(
    ty: &TypeDef<'_>,
    scope: Scope,
    options: &SampleOptions,
    include: &[&str],
) -> String {
    let mut maker = Maker {
        scope,
        full: options.full,
        dice: Dice::new(options.seed),
        made: 0,
    };
    let include = |name: &str| match scope.part {
        Part::Header => include.iter().any(|n| n.eq_ignore_ascii_case(name)),
        Part::Body | Part::Path | Part::Query => include.contains(&name),
    };
    maker.object(ty, &include, None).pretty()
}

/// A member that must differ from what others of the same list have in its place.
#[derive(Debug, Clone, Copy)]
struct Distinct<'a, 't> {
    field: u16,
    taken: &'a [Tree<'t>],
}

struct Maker {
    scope: Scope,
    full: bool,
    dice: Dice,
    /// How many values have been made.
    made: usize,
}

impl Maker {
    /// An object of a type.
    fn object<'t>(
        &mut self,
        ty: &TypeDef<'t>,
        include: &dyn Fn(&str) -> bool,
        distinct: Option<Distinct<'_, 't>>,
    ) -> Tree<'t> {
        let rules = choose::active_rules(ty, self.scope);
        let readings = choose::readings(ty, &rules);
        let full = self.full && self.made < ENOUGH;

        let mut possible = Vec::with_capacity(ty.fields.len());
        for ((index, field), reading) in (0_u16..).zip(ty.fields).zip(readings) {
            let must = field.required.holds(self.scope.direction) || include(field.name);
            let wanted = must || (full && field.deprecated.is_none() && field.no_effect.is_none());
            let distinct = distinct.filter(|d| d.field == index).map(|d| d.taken);
            let present = if reading >= Reading::Value || distinct.is_some() {
                self.values(field, index, &rules, distinct.unwrap_or_default())
            } else {
                vec![Member::Present]
            };
            possible.push(match (must, wanted) {
                (true, _) => present,
                (false, true) if reading == Reading::Nothing => present,
                (false, false) if reading == Reading::Nothing => vec![Member::Absent],
                (false, true) => present.into_iter().chain([Member::Absent]).collect(),
                (false, false) => [Member::Absent].into_iter().chain(present).collect(),
            });
        }
        let chosen = choose::choose(ty, self.scope, &rules, &possible);

        let taken: Vec<_> = chosen.iter().map(Some).collect();
        let view = View {
            ty,
            scope: self.scope,
            taken: &taken,
        };
        let mut members = Vec::new();
        for (field, member) in ty.fields.iter().zip(&chosen) {
            let value = match member {
                Member::Absent => continue,
                Member::Value(value) => value.clone(),
                Member::Present => self.member(ty, field, &view),
            };
            members.push((field.name, value));
        }
        Tree::Object(members)
    }

    /// The values of a field that rules read, the best first.
    fn values<'t>(
        &mut self,
        field: &Field<'t>,
        index: u16,
        rules: &[&Rule<'t>],
        taken: &[Tree<'t>],
    ) -> Vec<Member<'t>> {
        let mut values: Vec<Tree<'t>> = Vec::new();
        let scalar = match field.shape {
            Shape::Int(_) | Shape::Number(_) | Shape::Bool | Shape::Enum(_) => true,
            Shape::Text(text) => {
                !matches!(text.content, Content::Json(_)) && field.selected_by.is_none()
            }
            Shape::List(_) | Shape::Object(_) | Shape::Any => false,
        };
        if !scalar {
            return vec![Member::Present];
        }
        let literals = choose::literals(rules, index);
        let in_rows = rules.iter().any(|rule| match rule.kind {
            RuleKind::Rows { fields, .. } => fields.contains(&index),
            RuleKind::SelectsType { tag, .. } | RuleKind::SelectsSibling { tag, .. } => {
                tag == index
            }
            RuleKind::RequiredIf { .. }
            | RuleKind::RequiredUnless { .. }
            | RuleKind::NoEffectIf { .. }
            | RuleKind::NoEffectUnless { .. }
            | RuleKind::AtMostOne { .. }
            | RuleKind::WinsOver { .. }
            | RuleKind::Unique { .. }
            | RuleKind::Range { .. }
            | RuleKind::Values { .. } => false,
        });
        let mut named: Vec<Tree<'t>> = literals.into_iter().map(Tree::from).collect();
        self.dice.shuffle(&mut named);
        values.extend(self.documented(field));
        if in_rows {
            values.append(&mut named);
        }
        match field.shape {
            Shape::Enum(choice) => values.extend(self.choices(choice)),
            Shape::Bool => {
                let first = !self.dice.once_in(2);
                values.extend([Tree::Bool(first), Tree::Bool(!first)]);
            }
            Shape::Int(_) | Shape::Number(_) => {
                values.extend(self.within_rules(field, index, rules));
                values.push(self.plain(field, &field.shape, 0));
            }
            Shape::Text(_) => values.push(self.plain(field, &field.shape, 0)),
            Shape::List(_) | Shape::Object(_) | Shape::Any => {}
        }
        values.append(&mut named);
        if !taken.is_empty() {
            values.extend(self.several(field, &field.shape, taken.len().saturating_add(1)));
        }

        let mut distinct: Vec<Tree<'t>> = Vec::new();
        for value in values {
            if !distinct.contains(&value) {
                distinct.push(value);
            }
        }
        let worth = |value: &Tree<'t>| self.worth(field, &field.shape, value);
        let mut rated: Vec<(Worth, Tree<'t>)> =
            distinct.into_iter().map(|v| (worth(&v), v)).collect();
        rated.retain(|(worth, value)| *worth != Worth::Refused && !taken.contains(value));
        rated.sort_by_key(|&(worth, _)| worth);
        let mut members: Vec<Member<'t>> =
            rated.into_iter().map(|(_, v)| Member::Value(v)).collect();
        if members.is_empty() {
            members.push(Member::Value(self.plain(field, &field.shape, 0)));
        }
        members
    }

    /// The field's own example and default, in the order that suits the seed.
    fn documented<'t>(&mut self, field: &Field<'t>) -> Vec<Tree<'t>> {
        if !self.dice.is_plain() && !self.dice.once_in(4) {
            return Vec::new();
        }
        [field.info.example, field.default]
            .into_iter()
            .flatten()
            .map(Tree::from)
            .collect()
    }

    /// Numbers that lie in the ranges that rules ask for: in all of them, or in each.
    fn within_rules<'t>(
        &mut self,
        field: &Field<'t>,
        index: u16,
        rules: &[&Rule<'t>],
    ) -> Vec<Tree<'t>> {
        let ranges: Vec<Range> = rules
            .iter()
            .filter_map(|rule| match rule.kind {
                RuleKind::Range {
                    field: of,
                    lower,
                    upper,
                } if of == index => Some(Range { lower, upper }),
                RuleKind::RequiredIf { .. }
                | RuleKind::RequiredUnless { .. }
                | RuleKind::NoEffectIf { .. }
                | RuleKind::NoEffectUnless { .. }
                | RuleKind::AtMostOne { .. }
                | RuleKind::WinsOver { .. }
                | RuleKind::Rows { .. }
                | RuleKind::Unique { .. }
                | RuleKind::SelectsType { .. }
                | RuleKind::SelectsSibling { .. }
                | RuleKind::Range { .. }
                | RuleKind::Values { .. } => None,
            })
            .collect();
        if ranges.is_empty() {
            return Vec::new();
        }
        let own = Range::of(&field.shape);
        let all = ranges.iter().fold(own, |all, range| all.and(range));
        let each = ranges.iter().map(|range| own.and(range));
        let whole = matches!(field.shape, Shape::Int(_));
        core::iter::once(all)
            .chain(each)
            .collect::<Vec<_>>()
            .into_iter()
            .map(|range| self.number_in(range, whole, 0))
            .collect()
    }

    /// The value of a member that no rule reads.
    fn member<'t>(&mut self, ty: &TypeDef<'t>, field: &Field<'t>, view: &View<'_, 't>) -> Tree<'t> {
        let Some(rule) = field
            .selected_by
            .and_then(|rule| ty.rules.get(usize::from(rule)))
        else {
            return self.value(field, &field.shape, 0);
        };
        // A type that a sibling selects; without one the field's own shape is all there is.
        let selected = match rule.kind {
            RuleKind::SelectsType {
                tag,
                cases,
                otherwise,
                ..
            } => view.value(tag).and_then(|value| {
                cases
                    .iter()
                    .find(|&&(case, _)| value.as_text() == Some(case))
                    .map(|&(_, ty)| ty)
                    .or(otherwise)
            }),
            RuleKind::RequiredIf { .. }
            | RuleKind::RequiredUnless { .. }
            | RuleKind::NoEffectIf { .. }
            | RuleKind::NoEffectUnless { .. }
            | RuleKind::AtMostOne { .. }
            | RuleKind::WinsOver { .. }
            | RuleKind::Rows { .. }
            | RuleKind::Unique { .. }
            | RuleKind::SelectsSibling { .. }
            | RuleKind::Range { .. }
            | RuleKind::Values { .. } => None,
        };
        match (selected, field.shape) {
            (Some(ty), Shape::Text(_)) => self.document(ty, field),
            (Some(ty), _) => self.object(ty, &|_| false, None),
            (None, Shape::Text(_)) => {
                // It is a document of a type that nobody has described.
                let empty = Tree::Text(Cow::Borrowed("{}"));
                if self.worth(field, &field.shape, &empty) == Worth::Good {
                    empty
                } else {
                    self.value(field, &field.shape, 0)
                }
            }
            (None, _) => self.value(field, &field.shape, 0),
        }
    }

    /// A JSON document in a text; only what is required where all of it would be too long.
    fn document<'t>(&mut self, ty: &TypeDef<'t>, field: &Field<'t>) -> Tree<'t> {
        let all = Tree::Text(Cow::Owned(self.object(ty, &|_| false, None).compact()));
        if !self.full || self.worth(field, &field.shape, &all) != Worth::Refused {
            return all;
        }
        self.full = false;
        let least = Tree::Text(Cow::Owned(self.object(ty, &|_| false, None).compact()));
        self.full = true;
        least
    }

    /// A value of a shape: what the contract gives as an example where that suits, otherwise one that is made.
    fn value<'t>(&mut self, field: &Field<'t>, shape: &Shape<'t>, ordinal: u64) -> Tree<'t> {
        // An example stands for the field, not for its items; and objects are made, so that they follow their rules.
        let own = *shape == field.shape && ordinal == 0;
        let exemplary = match shape {
            Shape::Int(_)
            | Shape::Number(_)
            | Shape::Text(_)
            | Shape::Bool
            | Shape::Enum(_)
            | Shape::Any => own,
            Shape::List(list) => own && !matches!(list.item, Shape::Object(_) | Shape::List(_)),
            Shape::Object(_) => false,
        };
        if exemplary {
            // A list that is empty by default shows nothing.
            let says = |value: &Tree<'t>| *value != Tree::List(Vec::new());
            for value in self.documented(field) {
                if says(&value) && self.worth(field, shape, &value) == Worth::Good {
                    return value;
                }
            }
        }
        self.plain(field, shape, ordinal)
    }

    /// A value that is made, of any shape.
    fn plain<'t>(&mut self, field: &Field<'t>, shape: &Shape<'t>, ordinal: u64) -> Tree<'t> {
        self.made = self.made.saturating_add(1);
        match shape {
            Shape::Int(int) if int.unix_seconds && self.dice.is_plain() => {
                // 2026-01-10T08:43:17Z, the day of the other samples.
                let value = Tree::Int(1_768_034_597);
                if self.worth(field, shape, &value) == Worth::Good {
                    value
                } else {
                    self.number_in(Range::of(shape), true, ordinal)
                }
            }
            Shape::Int(_) => self.number_in(Range::of(shape), true, ordinal),
            Shape::Number(_) => self.number_in(Range::of(shape), false, ordinal),
            Shape::Bool => Tree::Bool(self.dice.once_in(2) != ordinal.is_multiple_of(2)),
            Shape::Enum(choice) => {
                let choices = self.choices(choice);
                let wanted = usize::try_from(ordinal).unwrap_or(0);
                choices
                    .get(wanted)
                    .or_else(|| choices.first())
                    .cloned()
                    .unwrap_or(Tree::Text(Cow::Borrowed("")))
            }
            Shape::Text(text) => self.text(field, text, ordinal, ""),
            Shape::List(list) => self.list(field, list),
            Shape::Object(ty) => self.object(ty, &|_| false, None),
            Shape::Any if self.scope.part == Part::Body => Tree::Object(Vec::new()),
            Shape::Any => Tree::Text(Cow::Borrowed("any")),
        }
    }

    /// Values that differ from one another, `count` of them where the shape has as many.
    fn several<'t>(&mut self, field: &Field<'t>, shape: &Shape<'t>, count: usize) -> Vec<Tree<'t>> {
        let wide = u64::try_from(count).unwrap_or(u64::MAX);
        match shape {
            Shape::Int(_) => {
                let (least, most) = Range::of(shape).whole();
                let from = nice_int(least, most);
                let up = (from..=most).take(count);
                let down = (least..from).rev().take(count);
                up.chain(down).map(Tree::Int).collect()
            }
            Shape::Bool => vec![Tree::Bool(true), Tree::Bool(false)],
            Shape::Enum(choice) => self.choices(choice),
            // Their ordinal tells them apart, where their lengths leave it room.
            Shape::Number(_) | Shape::Text(_) => (0..wide.saturating_add(8))
                .map(|ordinal| self.plain(field, shape, ordinal))
                .collect(),
            Shape::List(_) | Shape::Object(_) | Shape::Any => Vec::new(),
        }
    }

    /// The values of an enum; the discouraged ones last.
    fn choices<'t>(&mut self, choice: &Enum<'t>) -> Vec<Tree<'t>> {
        let (old, mut good): (Vec<&EnumValue<'t>>, Vec<_>) =
            choice.values.iter().partition(|v| v.deprecated.is_some());
        self.dice.shuffle(&mut good);
        good.into_iter()
            .chain(old)
            .map(|value| Tree::Text(Cow::Borrowed(value.wire)))
            .collect()
    }

    fn text<'t>(
        &mut self,
        field: &Field<'t>,
        text: &'t Text<'t>,
        ordinal: u64,
        without: &str,
    ) -> Tree<'t> {
        match text.content {
            Content::Json(ty) => return self.document(ty, field),
            Content::Separated { separator, item } => {
                return self.separated(field, text, separator, item);
            }
            Content::Plain | Content::Base64 => {}
        }
        let place = Place {
            name: field.name,
            ordinal,
            sensitive: field.sensitive,
            bare: self.scope.part != Part::Body,
            without,
        };
        let shape = Shape::Text(text);
        let candidates = text::candidates(text, &place, &mut self.dice);
        let last = candidates.last().cloned().unwrap_or_default();
        let suits = |candidate: &String| {
            let value = Tree::Text(Cow::Borrowed(candidate.as_str()));
            self.worth(field, &shape, &value) == Worth::Good
                && (without.is_empty() || !candidate.contains(without))
        };
        if let Some(good) = candidates.iter().find(|c| suits(c)) {
            return Tree::Text(Cow::Owned(good.clone()));
        }
        let automata: Vec<_> = text
            .pattern
            .into_iter()
            .chain(text.format.map(|(_, pattern)| pattern))
            .map(|pattern| pattern.automaton)
            .collect();
        let Lengths { min, max } = Lengths::of(text);
        Tree::Text(Cow::Owned(
            machine::accepted(&automata, min, max, without, &mut self.dice).unwrap_or(last),
        ))
    }

    /// Several items in one text.
    fn separated<'t>(
        &mut self,
        field: &Field<'t>,
        text: &Text<'t>,
        separator: &str,
        item: &Shape<'t>,
    ) -> Tree<'t> {
        let most = if self.dice.is_plain() {
            if self.full { 2 } else { 1 }
        } else {
            self.dice.below(3).saturating_add(1)
        };
        let Lengths { min, max } = Lengths::of(text);
        let mut out = String::new();
        // Where the text must be long, there are as many items as it takes.
        for ordinal in 0..4096_u64 {
            let length = out.chars().count();
            if ordinal >= most && length >= min {
                break;
            }
            let next = match item {
                Shape::Text(text) => self.text(field, text, ordinal, separator),
                Shape::Enum(choice) => {
                    let choices = self.choices(choice);
                    let at = usize::try_from(ordinal).unwrap_or(0);
                    choices
                        .get(at.checked_rem(choices.len()).unwrap_or(0))
                        .cloned()
                        .unwrap_or(Tree::Text(Cow::Borrowed("")))
                }
                Shape::Int(_)
                | Shape::Number(_)
                | Shape::Bool
                | Shape::List(_)
                | Shape::Object(_)
                | Shape::Any => self.plain(field, item, ordinal),
            };
            let next = match next {
                Tree::Text(text) => text.into_owned(),
                other @ (Tree::Bool(_)
                | Tree::Int(_)
                | Tree::Number(_)
                | Tree::List(_)
                | Tree::Object(_)) => other.compact(),
            };
            let more = if ordinal == 0 {
                next
            } else {
                format!("{separator}{next}")
            };
            if ordinal > 0 && length.saturating_add(more.chars().count()) > max {
                break;
            }
            out.push_str(&more);
        }
        Tree::Text(Cow::Owned(out))
    }

    fn list<'t>(&mut self, field: &Field<'t>, list: &List<'t>) -> Tree<'t> {
        let wide = |n: u32| usize::try_from(n).unwrap_or(usize::MAX);
        let least = list.min_items.map_or(0, wide).min(MOST_ITEMS);
        let most = list.max_items.map_or(usize::MAX, wide);
        // Unless the vendor forbids it there is an item: an empty list shows nothing.
        let mut count = least.max(1).min(most);
        if !self.dice.is_plain() && self.made < ENOUGH {
            count = count.saturating_add(self.dice.index(3)).min(most);
        }
        let mut items: Vec<Tree<'t>> = Vec::new();
        let mut taken: Vec<Tree<'t>> = Vec::new();
        for ordinal in (0_u64..).take(count) {
            let item = match (list.unique, list.item) {
                (Unique::By(member), Shape::Object(ty)) => {
                    let distinct = Distinct {
                        field: member,
                        taken: &taken,
                    };
                    let item = self.object(ty, &|_| false, Some(distinct));
                    let value = match &item {
                        Tree::Object(members) => ty.at(member).and_then(|field| {
                            let named = |(name, _): &&(&str, Tree<'t>)| *name == field.name;
                            members.iter().find(named).map(|(_, value)| value.clone())
                        }),
                        Tree::Bool(_)
                        | Tree::Int(_)
                        | Tree::Number(_)
                        | Tree::Text(_)
                        | Tree::List(_) => None,
                    };
                    if value.as_ref().is_some_and(|value| taken.contains(value)) {
                        None
                    } else {
                        taken.extend(value);
                        Some(item)
                    }
                }
                (Unique::Items, shape) => {
                    let first = self.value(field, &shape, ordinal);
                    core::iter::once(first)
                        .chain(self.several(field, &shape, items.len().saturating_add(1)))
                        .find(|item| !items.contains(item))
                }
                (Unique::No | Unique::By(_), shape) => Some(self.value(field, &shape, ordinal)),
            };
            // No further one that differs: fewer items, if that is allowed.
            let Some(item) = item else { break };
            items.push(item);
        }
        Tree::List(items)
    }

    /// A number in a range: a round one, or any.
    fn number_in<'t>(&mut self, range: Range, whole: bool, ordinal: u64) -> Tree<'t> {
        if whole {
            Tree::Int(self.int_in(range, ordinal))
        } else {
            Tree::Number(self.float_in(range, ordinal))
        }
    }

    fn int_in(&mut self, range: Range, ordinal: u64) -> i64 {
        let (least, most) = range.whole();
        let nice = nice_int(least, most);
        if self.dice.is_plain() {
            let ordinal = i64::try_from(ordinal).unwrap_or(0);
            let up = nice.saturating_add(ordinal);
            return if up <= most {
                up
            } else {
                nice.saturating_sub(up.saturating_sub(most)).max(least)
            };
        }
        if self.dice.once_in(6) && least > i64::MIN {
            return least;
        }
        if self.dice.once_in(6) && most < i64::MAX {
            return most;
        }
        // Neither the edges of i64 nor anything below zero, unless the contract says so.
        let least = if least == i64::MIN {
            nice.min(0)
        } else {
            least
        };
        let least = least.max(nice.saturating_sub(100_000));
        let most = most.min(nice.saturating_add(100_000));
        let width = least.abs_diff(most).saturating_add(1);
        least.saturating_add_unsigned(self.dice.below(width))
    }

    #[expect(
        clippy::cast_precision_loss,
        reason = "a handful of items are told apart by it"
    )]
    fn float_in(&mut self, range: Range, ordinal: u64) -> f64 {
        let least = range.lower.map(|b| b.value);
        let most = range.upper.map(|b| b.value);
        let fits = |value: f64| choose::within(value, range.lower, range.upper);
        if self.dice.is_plain() && (least.is_none() || most.is_none()) {
            // Small whole numbers on the open side.
            let step = 1.0 + ordinal as f64;
            let value = match (least, most) {
                (Some(low), _) => low.floor() + step,
                (None, Some(high)) => high.ceil() - step,
                (None, None) => step,
            };
            if fits(value) {
                return value;
            }
        }
        let (low, high) = match (least, most) {
            (Some(low), Some(high)) => (low, high),
            (Some(low), None) => (low, low + 100.0),
            (None, Some(high)) => (high - 100.0, high),
            (None, None) => (0.0, 100.0),
        };
        let middle = low + (high - low) * 0.5;
        let mut tries = Vec::new();
        if self.dice.is_plain() {
            if high - low > 2.0 {
                let (least, most) = range.whole();
                tries.push(nice_int(least, most) as f64 + ordinal as f64);
            }
            // A few steps past the middle tell items apart, unless rounding makes them one again.
            let step = (high - low) / 64.0;
            let value = middle + step * ordinal as f64;
            if ordinal == 0 || step >= 0.01 {
                tries.push(round(value));
            }
            tries.push(value);
        } else {
            if self.dice.once_in(6) {
                tries.push(low);
            }
            if self.dice.once_in(6) {
                tries.push(high);
            }
            let any = low + (high - low) * self.dice.fraction();
            tries.extend([round(any), any]);
        }
        tries.extend([middle, low, high]);
        tries.into_iter().find(|&v| fits(v)).unwrap_or(middle)
    }

    /// What the engine says of a value.
    fn worth<'t>(&self, field: &Field<'t>, shape: &Shape<'t>, value: &Tree<'t>) -> Worth {
        // The value is in question, not whether the member should be there.
        let bare = Field {
            shape: *shape,
            required: Required::No,
            deprecated: None,
            no_effect: None,
            slot: None,
            selected_by: None,
            ..*field
        };
        let report = check_field(&bare, self.scope, value, &Options::default());
        match (report.is_valid(), report.warnings) {
            (false, _) => Worth::Refused,
            (true, 0) => Worth::Good,
            (true, _) => Worth::Discouraged,
        }
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

/// A range of numbers.
#[derive(Debug, Clone, Copy)]
struct Range {
    lower: Option<Bound>,
    upper: Option<Bound>,
}

impl Range {
    const ALL: Self = Self {
        lower: None,
        upper: None,
    };

    /// The numbers that a shape allows and honours.
    #[expect(
        clippy::cast_precision_loss,
        reason = "what rounding does to the ends beyond 2^53 is set right by `whole`"
    )]
    fn of(shape: &Shape<'_>) -> Self {
        let bound = |value: f64| Bound {
            value,
            exclusive: false,
        };
        match *shape {
            Shape::Int(&Int {
                min, max, accepted, ..
            }) => Self {
                lower: min.map(|v| bound(v as f64)),
                upper: max.map(|v| bound(v as f64)),
            }
            .and(&accepted.map_or(Self::ALL, |(from, to)| Self {
                lower: Some(bound(from as f64)),
                upper: Some(bound(to as f64)),
            })),
            Shape::Number(&Number {
                lower,
                upper,
                accepted,
                ..
            }) => Self { lower, upper }.and(&accepted.map_or(Self::ALL, |(from, to)| Self {
                lower: Some(bound(from)),
                upper: Some(bound(to)),
            })),
            Shape::Text(_)
            | Shape::Bool
            | Shape::Enum(_)
            | Shape::List(_)
            | Shape::Object(_)
            | Shape::Any => Self::ALL,
        }
    }

    /// What lies in both.
    fn and(&self, other: &Self) -> Self {
        // Of two ends the one further in; of equal ones the one that is itself refused.
        let lower = |a: Bound, b: Bound| {
            if b.value > a.value || (b.value == a.value && b.exclusive) {
                b
            } else {
                a
            }
        };
        let upper = |a: Bound, b: Bound| {
            if b.value < a.value || (b.value == a.value && b.exclusive) {
                b
            } else {
                a
            }
        };
        let both =
            |a: Option<Bound>, b: Option<Bound>, tighter: &dyn Fn(Bound, Bound) -> Bound| match (
                a, b,
            ) {
                (Some(a), Some(b)) => Some(tighter(a, b)),
                (a, b) => a.or(b),
            };
        Self {
            lower: both(self.lower, other.lower, &lower),
            upper: both(self.upper, other.upper, &upper),
        }
    }

    /// The least and the greatest integer in it.
    fn whole(&self) -> (i64, i64) {
        let least = self.lower.map_or(i64::MIN, |b| {
            let up = to_int(b.value.ceil());
            if b.exclusive && b.value.fract() == 0.0 {
                up.saturating_add(1)
            } else {
                up
            }
        });
        let most = self.upper.map_or(i64::MAX, |b| {
            let down = to_int(b.value.floor());
            if b.exclusive && b.value.fract() == 0.0 {
                down.saturating_sub(1)
            } else {
                down
            }
        });
        (least, most.max(least))
    }
}

/// The integer at a double, or the nearest that there is.
#[expect(
    clippy::cast_possible_truncation,
    reason = "casts of floats saturate, as is wanted here"
)]
const fn to_int(value: f64) -> i64 {
    value as i64
}

/// A readable integer in a range.
fn nice_int(least: i64, most: i64) -> i64 {
    match (least, most) {
        (i64::MIN, i64::MAX) => 1,
        (least, i64::MAX) => least.max(1),
        (i64::MIN, most) => most.min(1),
        (least, most) if least <= 1 && (1..=10).contains(&most) => 1,
        // A bound that far out is one of the type's, not of the thing's.
        (least, most) if least <= 1 && most > 100_000 => 1,
        (least, most) => {
            let middle = least.midpoint(most);
            // Two digits, then zeros: 15020 is better read as 15000.
            let mut unit = 1_i64;
            while middle.checked_div(unit).unwrap_or(0).abs() >= 100 {
                unit = unit.saturating_mul(10);
            }
            let round = middle.checked_div(unit).unwrap_or(0).saturating_mul(unit);
            if (least..=most).contains(&round) {
                round
            } else {
                middle
            }
        }
    }
}

/// A double with two decimals.
fn round(value: f64) -> f64 {
    (value * 100.0).round() / 100.0
}

#[cfg(test)]
#[allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects
)]
mod tests;
