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

use self::choose::{Breach, Member, Reading, Selection, View};
use self::dice::Dice;
use self::text::{Lengths, Place};
use self::tree::Tree;
use crate::check::{Options, Scope, check_field};
use crate::contract::{
    Bound, Content, Enum, EnumValue, Field, Form, Int, List, Number, Part, Piece, Rule, RuleKind,
    Separated, Service, Shape, Text, TypeDef, TypeName, Unique,
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

/// After how many values objects and lists stay empty: a bound on types that require others many times over.
const MOST_VALUES: usize = 50_000;

/// The most items that one list gets, whatever the contract asks.
const MOST_ITEMS: usize = 4096;

/// The most pieces that one text gets.
const MOST_PIECES: u64 = 4096;

/// Below how many levels of nesting nothing is begun that may be left out.
const DEEP: usize = 64;

/// Below how many levels of nesting objects stay empty: checks refuse what is deeper.
const DEEPEST: usize = 128;

/// How many levels a document in a text counts for: each doubles the escapes of what is in it.
const LEVELS_OF_DOCUMENT: usize = 16;

/// Returns a payload of a type that validates in that scope: JSON text, indented by two spaces, with a final newline.
///
/// The type is one of the service's. Where the contract can be met without a warning, it is. Where it cannot be met at
/// all (rules that contradict each other), the sample is as close as the search came.
///
/// An optional member is left out where it would begin another object of a type that is being made further out already:
/// a type that may contain itself is shown once inside itself.
#[must_use]
pub fn sample(service: &Service, ty: &TypeDef, scope: Scope, options: &SampleOptions) -> String {
    sample_with(service, ty, scope, options, &[])
}

/// Returns the same with members that are to be in it beyond those that are required: the headers of one authentication
/// scheme, say. Names that the type does not have are passed over.
#[must_use]
pub fn sample_with(
    service: &Service,
    ty: &TypeDef,
    scope: Scope,
    options: &SampleOptions,
    include: &[&str],
) -> String {
    let mut maker = Maker {
        service,
        scope,
        full: options.full,
        dice: Dice::new(options.seed),
        made: 0,
        open: Vec::new(),
        levels: 0,
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
    field: &'t str,
    taken: &'a [Tree<'t>],
}

/// The field that a value is made for, and the type that has it.
#[derive(Debug, Clone, Copy)]
struct Holder<'t> {
    ty: &'t TypeDef,
    field: &'t Field,
}

/// Whether a value of an enum should no longer be used.
const fn is_old(value: &EnumValue) -> bool {
    value.deprecated.is_some()
}

/// Whether a value is one that an enum lists and that should no longer be used.
fn is_discouraged(choice: &Enum, value: &Tree<'_>) -> bool {
    let mut old = choice.values.iter().filter(|value| is_old(value));
    matches!(value, Tree::Text(text) if old.any(|value| *value.wire == **text))
}

/// The same of a value of any shape.
fn is_discouraged_in(shape: Option<&Shape>, value: &Tree<'_>) -> bool {
    match shape {
        Some(Shape::Enum(choice)) => is_discouraged(choice, value),
        Some(
            Shape::Int(_)
            | Shape::Number(_)
            | Shape::Text(_)
            | Shape::Bool
            | Shape::List(_)
            | Shape::Object(_)
            | Shape::Any,
        )
        | None => false,
    }
}

struct Maker<'t> {
    service: &'t Service,
    scope: Scope,
    full: bool,
    dice: Dice,
    /// How many values have been made.
    made: usize,
    /// The types of the objects that are being made, the innermost last.
    open: Vec<&'t str>,
    /// How deep the current value is nested.
    levels: usize,
}

impl<'t> Maker<'t> {
    /// Makes an object of a type.
    fn object(
        &mut self,
        ty: &'t TypeDef,
        include: &dyn Fn(&str) -> bool,
        distinct: Option<Distinct<'_, 't>>,
    ) -> Tree<'t> {
        if self.levels >= DEEPEST || self.made >= MOST_VALUES {
            return Tree::Object(Vec::new());
        }
        self.made = self.made.saturating_add(1);
        self.levels = self.levels.saturating_add(1);
        self.open.push(&ty.name);
        let members = self.members(ty, include, distinct);
        self.open.pop();
        self.levels = self.levels.saturating_sub(1);
        Tree::Object(members)
    }

    /// Makes the members of an object.
    fn members(
        &mut self,
        ty: &'t TypeDef,
        include: &dyn Fn(&str) -> bool,
        distinct: Option<Distinct<'_, 't>>,
    ) -> Vec<(&'t str, Tree<'t>)> {
        let rules = choose::active_rules(ty, self.scope);
        let readings = choose::readings(ty, &rules);
        let enough = self.made >= ENOUGH;
        let full = self.full && !enough;

        let mut possible = Vec::with_capacity(ty.fields.len());
        // The members that are left out so that the sample comes to an end.
        let mut cut: Vec<usize> = Vec::new();
        for ((at, field), reading) in ty.fields.iter().enumerate().zip(readings) {
            let holder = Holder { ty, field };
            let must = field.required.holds(self.scope.direction) || include(&field.name);
            let again = !must && self.begins_again(holder);
            let wanted =
                must || (full && !again && field.deprecated.is_none() && field.no_effect.is_none());
            let distinct = distinct
                .filter(|d| *d.field == *field.name)
                .map(|d| d.taken);
            let present = if reading >= Reading::Value || distinct.is_some() {
                self.values(holder, &rules, distinct.unwrap_or_default())
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
        let (mut chosen, breach) = choose::choose(ty, self.scope, &rules, &possible);
        if breach > Breach::None && !cut.is_empty() && !enough && self.levels < DEEP {
            // Rules may ask for what was left out.
            for at in cut {
                if let Some(possible) = possible.get_mut(at) {
                    possible.push(Member::Present);
                }
            }
            let (others, less) = choose::choose(ty, self.scope, &rules, &possible);
            if less < breach {
                chosen = others;
            }
        }

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
                Member::Present => self.member(Holder { ty, field }, &view),
            };
            members.push((&*field.name, value));
        }
        members
    }

    /// Returns whether a field would begin another object of a type that is being made further out than the object that
    /// has the field, or one that is nested too deep.
    fn begins_again(&self, Holder { ty, field }: Holder<'t>) -> bool {
        let selector = ty.selector_of(&field.name);
        let selected = selector.into_iter().flat_map(Rule::references);
        let mut types = field.shape.reference().into_iter().chain(selected);
        types.any(|name| self.is_open(name))
    }

    /// Returns whether an object of a type is being made further out than the innermost one, or whether nothing more should
    /// be begun at all.
    fn is_open(&self, name: &TypeName) -> bool {
        let further_out = self.open.split_last().map(|(_, types)| types);
        self.levels >= DEEP || further_out.is_some_and(|types| types.contains(&name.as_str()))
    }

    /// Makes the values of a field that rules read, the best first.
    fn values(
        &mut self,
        holder: Holder<'t>,
        rules: &[&'t Rule],
        taken: &[Tree<'t>],
    ) -> Vec<Member<'t>> {
        let Holder { ty, field } = holder;
        let mut values: Vec<Tree<'t>> = Vec::new();
        let scalar = match &field.shape {
            Shape::Int(_) | Shape::Number(_) | Shape::Bool | Shape::Enum(_) => true,
            Shape::Text(Text { form: _, content }) => {
                !matches!(content, Content::Json(_)) && ty.selector_of(&field.name).is_none()
            }
            Shape::List(_) | Shape::Object(_) | Shape::Any => false,
        };
        if !scalar {
            return vec![Member::Present];
        }
        let named_first = rules
            .iter()
            .any(|rule| choose::names_values(rule, &field.name));
        let mut named = choose::literals(rules, &field.name);
        self.dice.shuffle(&mut named);
        values.extend(self.documented(field));
        if named_first {
            values.append(&mut named);
        }
        match &field.shape {
            Shape::Enum(choice) => values.extend(self.choices(choice)),
            Shape::Bool => {
                let first = !self.dice.once_in(2);
                values.extend([Tree::Bool(first), Tree::Bool(!first)]);
            }
            Shape::Int(_) | Shape::Number(_) => {
                values.extend(self.within_rules(field, rules));
                values.push(self.plain(holder, &field.shape, 0));
            }
            Shape::Text(_) => values.push(self.plain(holder, &field.shape, 0)),
            Shape::List(_) | Shape::Object(_) | Shape::Any => {}
        }
        values.append(&mut named);
        if !taken.is_empty() {
            values.extend(self.several(holder, &field.shape, taken.len().saturating_add(1)));
        }

        let mut distinct: Vec<Tree<'t>> = Vec::new();
        for value in values {
            if !distinct.contains(&value) {
                distinct.push(value);
            }
        }
        // A type that is being made already is selected where there is no other.
        let selections: Vec<Selection<'t>> = rules
            .iter()
            .copied()
            .filter_map(choose::selection)
            .filter(|selection| *selection.tag == *field.name && self.must(ty, selection.field))
            .collect();
        let again = |value: &Tree<'t>| {
            let mut selected = selections.iter().filter_map(|s| s.by(value));
            selected.any(|name| self.is_open(name))
        };
        let mut rated: Vec<((bool, Worth), Tree<'t>)> = distinct
            .into_iter()
            .map(|v| ((again(&v), self.worth(holder, &v)), v))
            .collect();
        rated.retain(|((_, worth), value)| *worth != Worth::Refused && !taken.contains(value));
        rated.sort_by_key(|&(rank, _)| rank);
        let mut members: Vec<Member<'t>> =
            rated.into_iter().map(|(_, v)| Member::Value(v)).collect();
        if members.is_empty() {
            members.push(Member::Value(self.plain(holder, &field.shape, 0)));
        }
        members
    }

    /// Returns whether every object of a type must have a field.
    fn must(&self, ty: &TypeDef, name: &str) -> bool {
        let field = ty.field(name);
        field.is_some_and(|field| field.required.holds(self.scope.direction))
    }

    /// Returns the field's own example and default, in the order that suits the seed.
    fn documented(&mut self, field: &'t Field) -> Vec<Tree<'t>> {
        if !self.dice.is_plain() && !self.dice.once_in(4) {
            return Vec::new();
        }
        [&field.info.example, &field.default]
            .into_iter()
            .flatten()
            .map(Tree::from)
            .collect()
    }

    /// Makes numbers that lie in the ranges that rules ask for: in all of them, or in each.
    fn within_rules(&mut self, field: &Field, rules: &[&Rule]) -> Vec<Tree<'t>> {
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
                (*of == field.name).then_some(Range {
                    lower: *lower,
                    upper: *upper,
                })
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

    /// Makes the value of a member whose value no rule reads.
    fn member(&mut self, holder: Holder<'t>, view: &View<'_, 't>) -> Tree<'t> {
        let Holder { ty, field } = holder;
        if field.nullable && !may_be_empty(&field.shape) && self.begins_again(holder) {
            return Tree::Null;
        }
        let selector = ty.selector_of(&field.name).and_then(choose::selection);
        let Some(selection) = selector else {
            return self.value(holder, &field.shape, 0);
        };
        // A type that a sibling selects; without one the field's own shape is all there is.
        let tag = view.value(selection.tag);
        let selected = tag.and_then(|value| selection.by(&value));
        let selected = selected.map(|name| self.service.resolve(name));
        match (selected, &field.shape) {
            (Some(ty), Shape::Text(text)) => self.document(ty, &text.form),
            (Some(ty), _) => self.object(ty, &|_| false, None),
            (None, Shape::Text(_)) => {
                // It is a document of a type that nobody has described.
                let empty = Tree::Text(Cow::Borrowed("{}"));
                if self.worth(holder, &empty) == Worth::Good {
                    empty
                } else {
                    self.value(holder, &field.shape, 0)
                }
            }
            (None, _) => self.value(holder, &field.shape, 0),
        }
    }

    /// Makes a JSON document in a text; only what is required where all of it would be too long.
    fn document(&mut self, ty: &'t TypeDef, form: &Form) -> Tree<'t> {
        let levels = self.levels;
        self.levels = levels.saturating_add(LEVELS_OF_DOCUMENT);
        let mut document = self.object(ty, &|_| false, None).compact();
        if self.full && !text::fits(form, &document) {
            self.full = false;
            document = self.object(ty, &|_| false, None).compact();
            self.full = true;
        }
        self.levels = levels;
        Tree::Text(Cow::Owned(document))
    }

    /// Makes a value of a shape: what the contract gives as an example where that suits, otherwise one that is made up.
    fn value(&mut self, holder: Holder<'t>, shape: &'t Shape, ordinal: u64) -> Tree<'t> {
        // An example stands for the field, not for its items; and objects are made, so that they follow their rules.
        let own = core::ptr::eq(shape, &holder.field.shape) && ordinal == 0;
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
            for value in self.documented(holder.field) {
                if says(&value) && self.worth(holder, &value) == Worth::Good {
                    return value;
                }
            }
        }
        self.plain(holder, shape, ordinal)
    }

    /// Makes up a value, of any shape.
    fn plain(&mut self, holder: Holder<'t>, shape: &'t Shape, ordinal: u64) -> Tree<'t> {
        if !matches!(shape, Shape::Object(_)) {
            self.made = self.made.saturating_add(1);
        }
        match shape {
            Shape::Int(int) if int.unix_seconds && self.dice.is_plain() => {
                // 2026-01-10T08:43:17Z, the day of the other samples.
                const DAY: i64 = 1_768_034_597;
                let range = Range::of(shape);
                let (least, most) = range.whole();
                if (least..=most).contains(&DAY) {
                    Tree::Int(DAY)
                } else {
                    self.number_in(range, true, ordinal)
                }
            }
            Shape::Int(_) => self.number_in(Range::of(shape), true, ordinal),
            Shape::Number(_) => self.number_in(Range::of(shape), false, ordinal),
            Shape::Bool => Tree::Bool(self.dice.once_in(2) != ordinal.is_multiple_of(2)),
            Shape::Enum(choice) => {
                let mut choices = self.choices(choice);
                if choices.iter().any(|value| !is_discouraged(choice, value)) {
                    choices.retain(|value| !is_discouraged(choice, value));
                }
                let wanted = usize::try_from(ordinal).unwrap_or(0);
                choices
                    .get(wanted)
                    .or_else(|| choices.first())
                    .cloned()
                    .unwrap_or(Tree::Text(Cow::Borrowed("")))
            }
            Shape::Text(Text { form, content }) => match content {
                Content::Json(name) => self.document(self.service.resolve(name), form),
                Content::Separated(separated) => {
                    Tree::Text(Cow::Owned(self.separated(holder.field, form, separated)))
                }
                Content::Plain => {
                    Tree::Text(Cow::Owned(self.text(holder.field, form, ordinal, "")))
                }
            },
            Shape::List(list) => {
                let unique = if core::ptr::eq(shape, &holder.field.shape) {
                    holder.ty.unique_in(holder.field)
                } else if list.unique {
                    Unique::Items
                } else {
                    Unique::No
                };
                self.levels = self.levels.saturating_add(1);
                let items = self.list(holder, list, unique);
                self.levels = self.levels.saturating_sub(1);
                Tree::List(items)
            }
            Shape::Object(name) => self.object(self.service.resolve(name), &|_| false, None),
            Shape::Any if self.scope.part == Part::Body => Tree::Object(Vec::new()),
            Shape::Any => Tree::Text(Cow::Borrowed("any")),
        }
    }

    /// Makes values that differ from one another, `count` of them where the shape has as many.
    fn several(&mut self, holder: Holder<'t>, shape: &'t Shape, count: usize) -> Vec<Tree<'t>> {
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
                .map(|ordinal| self.plain(holder, shape, ordinal))
                .collect(),
            Shape::List(_) | Shape::Object(_) | Shape::Any => Vec::new(),
        }
    }

    /// Returns the values of an enum; the discouraged ones last.
    fn choices(&mut self, choice: &'t Enum) -> Vec<Tree<'t>> {
        self.wires(choice)
            .into_iter()
            .map(|wire| Tree::Text(Cow::Borrowed(wire)))
            .collect()
    }

    fn wires(&mut self, choice: &'t Enum) -> Vec<&'t str> {
        let (old, mut good): (Vec<&EnumValue>, Vec<_>) =
            choice.values.iter().partition(|value| is_old(value));
        self.dice.shuffle(&mut good);
        good.into_iter().chain(old).map(|v| &*v.wire).collect()
    }

    /// Makes a text of a form: one that stands alone, or a piece of a text with a separator.
    fn text(&mut self, field: &Field, form: &Form, ordinal: u64, separator: &str) -> String {
        let place = Place {
            name: &field.name,
            ordinal,
            sensitive: field.sensitive,
            bare: self.scope.part != Part::Body,
            separator,
        };
        let mut candidates = text::candidates(form, &place, &mut self.dice);
        let suits = |candidate: &String| {
            text::fits(form, candidate) && text::is_one_piece(candidate, separator)
        };
        if let Some(good) = candidates.iter().position(suits) {
            return candidates.swap_remove(good);
        }
        let walked = text::walked(&[form], separator, &mut self.dice);
        walked.or_else(|| candidates.pop()).unwrap_or_default()
    }

    /// Makes a text of several pieces.
    fn separated(&mut self, field: &Field, form: &Form, separated: &'t Separated) -> String {
        let Separated { separator, piece } = separated;
        let most = if self.dice.is_plain() {
            if self.full { 2 } else { 1 }
        } else {
            self.dice.below(3).saturating_add(1)
        };
        let Lengths { min, max } = Lengths::of(form);
        let mut out = String::new();
        let mut length = 0_usize;
        // Where the text must be long, there are as many pieces as it takes.
        for ordinal in 0..MOST_PIECES {
            let enough = ordinal >= most && length >= min;
            if enough && (ordinal >= most.saturating_add(8) || text::fits(form, &out)) {
                break;
            }
            let next = match piece {
                Piece::Text(form) => self.text(field, form, ordinal, separator),
                Piece::Enum(choice) => self.choice_before(separator, choice, ordinal),
            };
            let more = if ordinal == 0 {
                next
            } else {
                format!("{separator}{next}")
            };
            let longer = length.saturating_add(more.chars().count());
            if ordinal > 0 && longer > max {
                break;
            }
            out.push_str(&more);
            length = longer;
        }
        if !text::fits(form, &out)
            && let Some(single) = self.single(form, separated)
        {
            return single;
        }
        out
    }

    /// Returns a value of an enum that is one piece in front of a separator.
    fn choice_before(&mut self, separator: &str, choice: &'t Enum, ordinal: u64) -> String {
        let mut wires = self.wires(choice);
        let one_piece = |wire: &str| text::is_one_piece(wire, separator);
        let good = |wire: &str| !choice.values.iter().any(|v| is_old(v) && *v.wire == *wire);
        let suits: [&dyn Fn(&str) -> bool; 2] = [&one_piece, &good];
        for suits in suits {
            if wires.iter().any(|wire| suits(wire)) {
                wires.retain(|wire| suits(wire));
            }
        }
        let at = usize::try_from(ordinal).unwrap_or(0);
        let wire = wires.get(at.checked_rem(wires.len()).unwrap_or(0));
        wire.copied().unwrap_or_default().to_owned()
    }

    /// Makes a text of one piece that has the form of the whole and of the piece.
    fn single(&mut self, form: &Form, separated: &'t Separated) -> Option<String> {
        let Separated { separator, piece } = separated;
        let fits = |text: &str| text::fits(form, text) && text::is_one_piece(text, separator);
        match piece {
            Piece::Text(own) => text::walked(&[form, own], separator, &mut self.dice)
                .filter(|text| fits(text) && text::fits(own, text)),
            Piece::Enum(choice) => {
                let mut wires = self.wires(choice).into_iter();
                wires.find(|wire| fits(wire)).map(str::to_owned)
            }
        }
    }

    fn list(&mut self, holder: Holder<'t>, list: &'t List, unique: Unique<'t>) -> Vec<Tree<'t>> {
        let wide = |n: u32| usize::try_from(n).unwrap_or(usize::MAX);
        let least = list.min_items.map_or(0, wide).min(MOST_ITEMS);
        let most = list.max_items.map_or(usize::MAX, wide);
        let again = list.item.reference().is_some_and(|name| self.is_open(name));
        if again && least == 0 {
            return Vec::new();
        }
        // Unless the vendor forbids it there is an item: an empty list shows nothing.
        let mut count = least.max(1).min(most);
        if !self.dice.is_plain() && self.made < ENOUGH {
            count = count.saturating_add(self.dice.index(3)).min(most);
        }
        let mut items: Vec<Tree<'t>> = Vec::new();
        let mut taken: Vec<Tree<'t>> = Vec::new();
        for ordinal in (0_u64..).take(count) {
            if self.made >= MOST_VALUES {
                break;
            }
            let item = match (unique, &list.item) {
                (Unique::By(member), Shape::Object(name)) => {
                    let distinct = Distinct {
                        field: member,
                        taken: &taken,
                    };
                    let ty = self.service.resolve(name);
                    let item = self.object(ty, &|_| false, Some(distinct));
                    let value = item.member(member).cloned();
                    let shape = ty.field(member).map(|field| &field.shape);
                    let will_do = |value: &Tree<'t>| {
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
                    let first = self.value(holder, shape, ordinal);
                    core::iter::once(first)
                        .chain(self.several(holder, shape, items.len().saturating_add(1)))
                        .find(|item| !items.contains(item))
                        .filter(|item| items.len() < least || !is_discouraged_in(Some(shape), item))
                }
                (Unique::No | Unique::By(_), shape) => Some(self.value(holder, shape, ordinal)),
            };
            // No further one that differs and is not discouraged: fewer items, if that is allowed.
            let Some(item) = item else { break };
            items.push(item);
        }
        items
    }

    /// Makes a number in a range: a round one, or any.
    fn number_in(&mut self, range: Range, whole: bool, ordinal: u64) -> Tree<'t> {
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

    /// Returns what the engine says of a field's value.
    fn worth(&self, Holder { ty, field }: Holder<'t>, value: &Tree<'t>) -> Worth {
        let options = Options::default();
        let report = check_field(self.service, ty, &field.name, self.scope, value, &options);
        // The value is in question, not whether the member should be there.
        let of_member = [&field.deprecated, &field.no_effect];
        let warnings = of_member.into_iter().flatten().count();
        let warned = usize::try_from(report.warning_count).is_ok_and(|count| count <= warnings);
        match (report.is_valid(), warned) {
            (false, _) => Worth::Refused,
            (true, true) => Worth::Good,
            (true, false) => Worth::Discouraged,
        }
    }
}

/// Returns whether a field can be present without an object in it.
fn may_hold_nothing(field: &Field) -> bool {
    field.nullable || may_be_empty(&field.shape)
}

/// Returns whether a shape is a list that may be empty, or one whose items may.
fn may_be_empty(shape: &Shape) -> bool {
    match shape {
        Shape::List(list) => list.min_items.is_none_or(|min| min == 0) || may_be_empty(&list.item),
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

    /// Returns the numbers that a shape allows and honours.
    #[expect(
        clippy::cast_precision_loss,
        reason = "what rounding does to the ends beyond 2^53 is set right by `whole`"
    )]
    fn of(shape: &Shape) -> Self {
        let bound = |value: f64| Bound {
            value,
            exclusive: false,
        };
        match shape {
            Shape::Int(Int {
                min,
                max,
                accepted,
                special: _,
                unix_seconds: _,
            }) => Self {
                lower: min.map(|v| bound(v as f64)),
                upper: max.map(|v| bound(v as f64)),
            }
            .and(&accepted.map_or(Self::ALL, |(from, to)| Self {
                lower: Some(bound(from as f64)),
                upper: Some(bound(to as f64)),
            })),
            Shape::Number(Number {
                lower,
                upper,
                accepted,
                special: _,
            }) => Self {
                lower: *lower,
                upper: *upper,
            }
            .and(&accepted.map_or(Self::ALL, |(from, to)| Self {
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

    /// Returns what lies in both.
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

    /// Returns the least and the greatest integer in it.
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

/// Returns the integer at a double, or the nearest that there is.
#[expect(
    clippy::cast_possible_truncation,
    reason = "casts of floats saturate, as is wanted here"
)]
const fn to_int(value: f64) -> i64 {
    value as i64
}

/// Returns a readable integer in a range.
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

/// Returns a double with two decimals.
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
