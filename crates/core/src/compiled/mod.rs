//! What the engine derives from a type when it is loaded: indices in place of names, and shortcuts.

pub(crate) mod field_set;
pub(crate) mod inner;
pub(crate) mod parts;
pub(crate) mod shortcut;
pub(crate) mod trigger;

use std::sync::OnceLock;
use std::sync::atomic::{AtomicU32, Ordering};

use crate::compiled::shortcut::Shortcuts;
use crate::contract::{
    Alternatives, Enum, Field, Int, Json, List, Literal, Map, Number, Rule, RuleKind, Shape, Text,
    TypeDef, TypeName, Use,
};
use field_set::FieldSet;
use inner::{Inner, Watch};

/// A type of a service, by its place among the types sorted by name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct TypeId(u32);

impl TypeId {
    /// A type without members: what is sent where nothing is documented.
    pub(crate) const NOTHING: Self = Self(u32::MAX - 1);
    /// A type of which nothing is known: anything may be in its objects.
    pub(crate) const ANYTHING: Self = Self(u32::MAX);

    pub(crate) fn of(at: usize) -> Self {
        Self(u32::try_from(at).unwrap_or(u32::MAX))
    }

    #[cfg_attr(not(debug_assertions), inline(always))]
    pub(crate) fn index(self) -> usize {
        usize::try_from(self.0).unwrap_or(usize::MAX)
    }
}

/// A type with what is derived from it.
#[derive(Debug)]
pub(crate) struct Entry {
    /// What is looked at of each object.
    pub(crate) shortcuts: Shortcuts,
    /// The number of the type among all that the program has read, from one on: what is remembered of its objects is found by
    /// it.
    pub(crate) number: u32,
    pub(crate) id: TypeId,
    pub(crate) def: TypeDef,
    /// Indices of fields, sorted by name: for look-up.
    by_name: Box<[u16]>,
    /// What is known of each field beyond what the type says.
    links: Box<[Link]>,
    /// How many fields rules read; their [`Link::slot`] numbers are below this.
    pub(crate) slots: u16,
    /// The members of inner objects that rules read, in the order of their indices, which follow those of the fields.
    pub(crate) inner: Box<[Inner]>,
    /// Whether there is one.
    pub(crate) has_inner: bool,
    /// What rules want of the members below the fields.
    watches: Vec<Watch>,
    /// By slot: the texts that rules tell apart in the field, its default among them.
    texts: Box<[Box<[Box<str>]>]>,
    /// The fields in whose texts rules look for others, each with the rule.
    asking: Box<[(u16, u16)]>,
    pub(crate) rules: Box<[CompiledRule]>,
}

/// What is derived for one field.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Link {
    /// Where the engine keeps what rules read of it.
    pub(crate) slot: Option<u16>,
    /// The rule (an index) that selects its type, see [`RuleKind::SelectsType`].
    pub(crate) selected_by: Option<u16>,
    /// The type that its shape names.
    pub(crate) child: TypeId,
    /// In what the items of the list that it holds must differ.
    pub(crate) differ: Differ,
    /// Whether rules read members of the object in it.
    pub(crate) watched: bool,
    /// Whether rules select the type of a member of the object in it.
    pub(crate) selected_inside: bool,
}

/// In what the items of a list must differ.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Differ {
    /// They need not.
    No,
    /// In their whole value.
    Items,
    /// In the member that a rule (an index) names.
    By(u16),
}

impl Link {
    const NONE: Self = Self {
        slot: None,
        selected_by: None,
        child: TypeId::ANYTHING,
        differ: Differ::No,
        watched: false,
        selected_inside: false,
    };
}

/// The fields and types of a rule by index and id, in the order in which the rule names them.
#[derive(Debug)]
pub(crate) struct CompiledRule {
    /// The fields that the conditions read; [`NO_FIELD`] for one that reads none.
    pub(crate) when: Box<[u16]>,
    /// The fields of the kind: those that it asks for, the winners, the tag and the field that it selects for.
    pub(crate) fields: Box<[u16]>,
    /// Further fields: the losers, the siblings that a tag selects.
    pub(crate) others: Box<[u16]>,
    /// The types of the cases, and the one for any other value behind them.
    pub(crate) types: Box<[TypeId]>,
    /// Of a rule on the items of a list, the member in which they must differ, once it was asked for: items are of another
    /// type.
    differ: OnceLock<u16>,
}

impl CompiledRule {
    /// Whether it names one of those members.
    pub(crate) fn speaks_of(&self, members: &FieldSet) -> bool {
        let mut all = self.when.iter().chain(&self.fields).chain(&self.others);
        all.any(|member| *member != NO_FIELD && members.has(*member))
    }

    /// The member of the items in which they must differ; [`NO_FIELD`] of rules that name none.
    pub(crate) fn differ(&self, rule: &Rule, item: &Entry) -> u16 {
        *self.differ.get_or_init(|| {
            let RuleKind::Unique {
                list: _,
                by: Some(member),
            } = &rule.kind
            else {
                return NO_FIELD;
            };
            item.find(member).map_or(NO_FIELD, |(index, _)| index)
        })
    }
}

/// The number of the next type. One that was given before, after billions of types, makes guesses wrong and nothing else.
static NUMBER: AtomicU32 = AtomicU32::new(1);

/// No field.
pub(crate) const NO_FIELD: u16 = u16::MAX;

impl Entry {
    /// Derives what the engine needs. `id_of` knows the ids of the service's types.
    pub(crate) fn new(id: TypeId, def: TypeDef, id_of: &dyn Fn(&str) -> TypeId) -> Self {
        let mut by_name: Vec<u16> = (0..).take(def.fields.len()).collect();
        by_name.sort_by(|a, b| name_at(&def, *a).cmp(name_at(&def, *b)));
        let own_index = |name: &str| {
            let found = by_name.binary_search_by(|at| name_at(&def, *at).cmp(name));
            found.ok().and_then(|at| by_name.get(at)).copied()
        };
        let uses = || def.rules.iter().flat_map(Rule::uses);
        let mut inner: Vec<Inner> = Vec::new();
        for (name, _) in uses() {
            let is_new = || !inner.iter().any(|known| *known.name == *name);
            if own_index(name).is_none() && name.contains('/') && is_new() {
                inner.push(Inner::new(name));
            }
        }
        let index_of = |name: &str| {
            let place = || inner.iter().position(|known| *known.name == *name);
            let behind = || place()?.checked_add(def.fields.len());
            own_index(name)
                .or_else(|| behind().and_then(|index| u16::try_from(index).ok()))
                .unwrap_or(NO_FIELD)
        };
        let rules: Box<[CompiledRule]> = def
            .rules
            .iter()
            .map(|rule| compile(rule, &index_of, id_of))
            .collect();

        let watches = Watch::all(&inner, def.fields.len());
        let count = def.fields.len().saturating_add(inner.len());
        let mut links: Vec<Link> = vec![Link::NONE; count];
        for (field, link) in def.fields.iter().zip(&mut links) {
            let reference = field.shape.first_reference();
            if let Shape::List(list) = &field.shape
                && list.unique
            {
                link.differ = Differ::Items;
            }
            link.child = reference.map_or(TypeId::ANYTHING, |name: &TypeName| id_of(name));
            link.watched = watches.iter().any(|watch| *watch.name == *field.name);
        }
        // The first rule of a kind counts.
        let numbered = (0_u16..).zip(def.rules.iter().zip(&rules));
        for (at, (rule, compiled)) in numbered.collect::<Vec<_>>().into_iter().rev() {
            let field = match (&rule.kind, &*compiled.fields) {
                (RuleKind::SelectsType { .. }, [_, field]) => field,
                (RuleKind::Unique { .. }, [list]) => list,
                _ => continue,
            };
            let Some(link) = links.get_mut(usize::from(*field)) else {
                continue;
            };
            match &rule.kind {
                RuleKind::Unique { list: _, by: None } => link.differ = Differ::Items,
                RuleKind::Unique {
                    list: _,
                    by: Some(_),
                } => link.differ = Differ::By(at),
                _ => link.selected_by = Some(at),
            }
        }
        for (at, inner) in inner.iter().enumerate() {
            let index = def.fields.len().saturating_add(at);
            let is_selected = links
                .get(index)
                .is_some_and(|link| link.selected_by.is_some());
            let head = own_index(inner.head()).filter(|_| is_selected);
            if let Some(link) = head.and_then(|head| links.get_mut(usize::from(head))) {
                link.selected_inside = true;
            }
        }
        let used: Vec<u16> = uses().map(|(name, _)| index_of(name)).collect();
        let mut texts: Vec<Box<[Box<str>]>> = Vec::new();
        let defaults = def
            .fields
            .iter()
            .map(|field| (&field.name, field.default.as_ref()));
        let behind = inner.iter().map(|inner| (&inner.name, None));
        for (at, ((name, default), link)) in (0_u16..).zip(defaults.chain(behind).zip(&mut links)) {
            if used.contains(&at) {
                link.slot = u16::try_from(texts.len()).ok();
                texts.push(texts_of(name, default, &def.rules));
            }
        }
        let compared: Vec<u16> = uses()
            .filter(|(_, needed)| *needed == Use::Value)
            .map(|(name, _)| index_of(name))
            .collect();
        let shortcuts = Shortcuts::of(&def, &links, &rules, &compared);
        Self {
            number: NUMBER.fetch_add(1, Ordering::Relaxed),
            id,
            by_name: by_name.into(),
            links: links.into(),
            slots: u16::try_from(texts.len()).unwrap_or(u16::MAX),
            texts: texts.into(),
            asking: parts::asking(&def, &rules),
            has_inner: !inner.is_empty(),
            inner: inner.into(),
            watches,
            rules,
            shortcuts,
            def,
        }
    }

    /// The field of that wire name, with its index.
    pub(crate) fn find(&self, name: &str) -> Option<(u16, &Field)> {
        let by_name = &self.by_name;
        let found = by_name.binary_search_by(|at| name_at(&self.def, *at).cmp(name));
        let index = *by_name.get(found.ok()?)?;
        Some((index, self.at(index)?))
    }

    /// The field at an index.
    #[cfg_attr(not(debug_assertions), inline(always))]
    pub(crate) fn at(&self, index: u16) -> Option<&Field> {
        self.def.fields.get(usize::from(index))
    }

    /// The member of an inner object at an index behind those of the fields.
    pub(crate) fn inner_at(&self, index: u16) -> Option<&Inner> {
        let place = usize::from(index).checked_sub(self.def.fields.len())?;
        self.inner.get(place)
    }

    /// The indices of the members of inner objects that rules read.
    pub(crate) fn inner_indices(&self) -> impl Iterator<Item = u16> {
        let first = u16::try_from(self.def.fields.len()).unwrap_or(NO_FIELD);
        (first..).take(self.inner.len())
    }

    /// What rules want of the members below a field.
    pub(crate) fn watched(&self, index: u16) -> Option<&Watch> {
        let name = &self.at(index).filter(|_| self.link(index).watched)?.name;
        self.watches.iter().find(|watch| *watch.name == **name)
    }

    /// The value of a field's enum at an index.
    #[inline]
    pub(crate) fn listed(&self, field: u16, value: u16) -> Option<&str> {
        match &self.at(field)?.shape {
            Shape::Enum(listed) => Some(&listed.values.get(usize::from(value))?.wire),
            _ => None,
        }
    }

    /// Returns the text that rules tell apart from others in a field and that equals the one that was found: a value of the
    /// field's enum, or one that a rule names.
    pub(crate) fn known_text(&self, field: u16, is: &dyn Fn(&str) -> bool) -> Option<&str> {
        if let Some(Shape::Enum(listed)) = self.at(field).map(|field| &field.shape) {
            let mut values = listed.values.iter().map(|value| &*value.wire);
            return values.find(|value| is(value));
        }
        let texts = self.texts.get(usize::from(self.link(field).slot?))?;
        texts.iter().map(|text| &**text).find(|text| is(text))
    }

    #[cfg_attr(not(debug_assertions), inline(always))]
    pub(crate) fn link(&self, index: u16) -> Link {
        let link = self.links.get(usize::from(index));
        link.copied().unwrap_or(Link::NONE)
    }
}

fn name_at(def: &TypeDef, at: u16) -> &str {
    let field = def.fields.get(usize::from(at));
    field.map_or("", |field| &field.name)
}

/// Returns the texts that rules tell apart in a member: its default, and those that they compare it with.
fn texts_of(name: &str, default: Option<&Json>, rules: &[Rule]) -> Box<[Box<str>]> {
    let default = default.and_then(Json::as_scalar).cloned();
    let compared = rules.iter().flat_map(|rule| rule.literals_of(name));
    let mut texts: Vec<Box<str>> = Vec::new();
    for literal in default.into_iter().chain(compared) {
        if let Literal::Text(text) = literal
            && !texts.contains(&text)
        {
            texts.push(text);
        }
    }
    texts.into()
}

fn compile(
    rule: &Rule,
    index_of: &dyn Fn(&str) -> u16,
    id_of: &dyn Fn(&str) -> TypeId,
) -> CompiledRule {
    let all = |names: &[Box<str>]| -> Box<[u16]> { names.iter().map(|n| index_of(n)).collect() };
    let none = || Box::<[u16]>::default();
    let (fields, others) = match &rule.kind {
        RuleKind::RequiredIf { fields }
        | RuleKind::RequiredUnless { fields }
        | RuleKind::NoEffectIf { fields }
        | RuleKind::NoEffectUnless { fields }
        | RuleKind::AtMostOne { fields }
        | RuleKind::AtLeastOne { fields }
        | RuleKind::Rows { fields, rows: _ } => (all(fields), none()),
        RuleKind::WinsOver { winners, losers } => (all(winners), all(losers)),
        RuleKind::Unique { list, by: _ } => ([index_of(list)].into(), none()),
        RuleKind::SelectsType {
            tag,
            field,
            cases: _,
            otherwise: _,
        } => ([index_of(tag), index_of(field)].into(), none()),
        RuleKind::SelectsSibling { tag, cases } => (
            [index_of(tag)].into(),
            cases.iter().map(|(_, sibling)| index_of(sibling)).collect(),
        ),
        RuleKind::Range {
            field,
            lower: _,
            upper: _,
        }
        | RuleKind::Values { field, values: _ }
        | RuleKind::Contains { field, texts: _ } => ([index_of(field)].into(), none()),
    };
    CompiledRule {
        when: rule
            .when
            .iter()
            .map(|condition| condition.field().map_or(NO_FIELD, index_of))
            .collect(),
        fields,
        others,
        types: rule.references().map(|name| id_of(name)).collect(),
        differ: OnceLock::new(),
    }
}

/// A shape as the engine looks at it: small, with the type that it names as an id.
#[derive(Debug, Clone, Copy)]
pub(crate) enum View<'c> {
    Int(&'c Int),
    Number(&'c Number),
    Text(&'c Text),
    Bool,
    Enum(&'c Enum),
    List(&'c List),
    Map(&'c Map),
    Object(TypeId),
    Alternatives(&'c Alternatives),
    Any,
}

impl<'c> View<'c> {
    /// The view of a shape whose reference has an id.
    #[cfg_attr(not(debug_assertions), inline(always))]
    pub(crate) fn of(shape: &'c Shape, child: TypeId) -> Self {
        match shape {
            Shape::Int(int) => Self::Int(int),
            Shape::Number(number) => Self::Number(number),
            Shape::Text(text) => Self::Text(text),
            Shape::Bool => Self::Bool,
            Shape::Enum(values) => Self::Enum(values),
            Shape::List(list) => Self::List(list),
            Shape::Map(map) => Self::Map(map),
            Shape::Object(_) => Self::Object(child),
            Shape::Alternatives(alternatives) => Self::Alternatives(alternatives),
            Shape::Any => Self::Any,
        }
    }
}
