//! Where a value stands in a type, and what selects the type that it is of itself.

use mediaspec_core::check::Scope;
use mediaspec_core::contract::{
    Field, List, Literal, Map, Rule, RuleKind, Service, Shape, TypeDef, TypeName, Unique,
};
use mediaspec_core::node::Node;

use crate::oracle::{Found, Owner, of_value};

/// A field of a type, or an item of the lists that it holds.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Slot<'t> {
    /// The type that has the field.
    pub(crate) ty: &'t TypeDef,
    /// The field.
    pub(crate) field: &'t Field,
    /// What the value must be.
    pub(crate) shape: &'t Shape,
    /// What it is to the field.
    pub(crate) standing: Standing,
}

/// What a value is to a field.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Standing {
    /// Its value.
    Member,
    /// An item of a list in it or a value of a map, of which the field tells no more than the shape.
    Item,
    /// The root of a JSON document in a text in it, likewise.
    Document,
}

impl<'t> Slot<'t> {
    /// Returns the field itself.
    pub(crate) const fn of(ty: &'t TypeDef, field: &'t Field) -> Self {
        Self {
            ty,
            field,
            shape: &field.shape,
            standing: Standing::Member,
        }
    }

    /// Returns an item of the list that stands here.
    pub(crate) const fn item_of(self, list: &'t List) -> Self {
        Self {
            shape: &list.item,
            standing: Standing::Item,
            ..self
        }
    }

    /// Returns a value of the map that stands here.
    pub(crate) const fn value_of(self, map: &'t Map) -> Self {
        Self {
            shape: &map.value,
            standing: Standing::Item,
            ..self
        }
    }

    /// Returns what stands here, by one of its alternatives.
    pub(crate) const fn alternative_of(self, shape: &'t Shape) -> Self {
        Self { shape, ..self }
    }

    /// Returns the root of the JSON document in the text that stands here.
    pub(crate) const fn document_of(self, document: &'t Shape) -> Self {
        Self {
            shape: document,
            standing: Standing::Document,
            ..self
        }
    }

    /// Returns whether the value is the field's own.
    pub(crate) fn is_member(self) -> bool {
        self.standing == Standing::Member
    }

    /// Returns what must differ from item to item, if a list stands here: the rules of a type ask of its own fields.
    pub(crate) fn unique(self) -> Unique<'t> {
        match self.list() {
            _ if self.is_member() => self.ty.unique_in(self.field),
            Some(list) if list.unique => Unique::Items,
            Some(_) | None => Unique::No,
        }
    }

    /// Returns everything that is wrong with a value here.
    pub(crate) fn violations(self, service: &Service, scope: Scope, value: &Node) -> Vec<Found> {
        let owner = match self.standing {
            Standing::Member => Owner::Field(self.ty, self.field),
            Standing::Item => Owner::Item,
            Standing::Document => Owner::Root,
        };
        of_value(service, scope, self.shape, owner, value)
    }

    /// Returns what a rule says of the type of the value, if there is such a rule.
    pub(crate) fn selection(self) -> Option<Selection<'t>> {
        let rule = self.ty.selector_of(&self.field.name);
        rule.filter(|_| self.is_member()).and_then(Selection::of)
    }

    /// Returns the list that stands here, if there is one.
    pub(crate) fn list(self) -> Option<&'t List> {
        match self.shape {
            Shape::List(list) => Some(list),
            Shape::Int(_)
            | Shape::Number(_)
            | Shape::Text(_)
            | Shape::Bool
            | Shape::Enum(_)
            | Shape::Map(_)
            | Shape::Object(_)
            | Shape::Alternatives(_)
            | Shape::Any => None,
        }
    }
}

/// What a rule says of the type of a field: the value of another field selects it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Selection<'t> {
    /// The field whose value selects the type.
    pub(crate) tag: &'t str,
    /// The field that has the type.
    pub(crate) field: &'t str,
    /// The types by the values of the tag.
    pub(crate) cases: &'t [(Literal, TypeName)],
    /// The type of any other value.
    pub(crate) otherwise: Option<&'t TypeName>,
}

impl<'t> Selection<'t> {
    /// Returns what a rule says of the type of a field, if it is such a rule.
    pub(crate) fn of(rule: &'t Rule) -> Option<Self> {
        let RuleKind::SelectsType {
            tag,
            field,
            cases,
            otherwise,
        } = &rule.kind
        else {
            return None;
        };
        Some(Self {
            tag,
            field,
            cases,
            otherwise: otherwise.as_ref(),
        })
    }

    /// Returns the type that a value of the tag selects.
    pub(crate) fn by(&self, value: &Node) -> Option<&'t TypeName> {
        let mut cases = self.cases.iter();
        let case = cases.find(|(case, _)| *value == Node::from(case));
        case.map(|(_, ty)| ty).or(self.otherwise)
    }
}
