//! Members of inner objects that a type's rules read: where they stand. Such a member has an index behind those of the type's
//! own fields, and a slot like them.

use std::sync::OnceLock;

use super::{Entry, TypeId};
use crate::contract::{Shape, steps};

/// A member of an inner object that the rules of a type read.
#[derive(Debug)]
pub(crate) struct Inner {
    /// The way to it, as rules write it.
    pub(crate) name: Box<str>,
    /// Where it is, once it was asked for: the way leads through other types.
    place: OnceLock<Option<Place>>,
}

/// Where a member of an inner object stands.
#[derive(Debug)]
pub(crate) struct Place {
    /// The type that has the field, and the field's index in it.
    pub(crate) owner: TypeId,
    pub(crate) index: u16,
    /// The way to it.
    pub(crate) steps: Box<[Step]>,
    /// Whether it, or a value on the way to it, must not be shown.
    pub(crate) sensitive: bool,
}

/// A step on the way to a member.
#[derive(Debug)]
pub(crate) struct Step {
    pub(crate) name: Box<str>,
    /// Whether the way goes on in the JSON document that the member's text holds.
    pub(crate) into_document: bool,
}

impl Inner {
    pub(super) fn new(name: &str) -> Self {
        Self {
            name: name.into(),
            place: OnceLock::new(),
        }
    }

    /// The name of the field that holds the object on the way to it.
    pub(crate) fn head(&self) -> &str {
        steps(&self.name).next().unwrap_or(&self.name)
    }

    /// Returns where it is in objects of a type; `None` where the way leads nowhere, which no checked service lets happen.
    pub(crate) fn place<'e>(
        &self,
        ty: &'e Entry,
        entry: impl Fn(TypeId) -> &'e Entry,
    ) -> Option<&Place> {
        self.place.get_or_init(|| self.find(ty, entry)).as_ref()
    }

    fn find<'e>(&self, ty: &'e Entry, entry: impl Fn(TypeId) -> &'e Entry) -> Option<Place> {
        let mut owner = ty;
        let mut sensitive = false;
        let mut taken: Vec<Step> = Vec::new();
        let mut names = steps(&self.name).peekable();
        while let Some(name) = names.next() {
            let (index, field) = owner.find(name)?;
            sensitive |= field.sensitive;
            let is_last = names.peek().is_none();
            taken.push(Step {
                name: name.into(),
                into_document: !is_last && matches!(field.shape, Shape::Text(_)),
            });
            if is_last {
                return Some(Place {
                    owner: owner.id,
                    index,
                    steps: taken.into(),
                    sensitive,
                });
            }
            owner = entry(owner.link(index).child);
        }
        None
    }
}

/// What rules want of the members below a member.
#[derive(Debug)]
pub(crate) struct Watch {
    /// The member.
    pub(crate) name: Box<str>,
    /// The index by which rules read the member itself, if they do.
    pub(crate) index: Option<u16>,
    /// The members of the object in it.
    pub(crate) below: Vec<Self>,
}

impl Watch {
    /// Arranges the members of inner objects by the steps of their ways. `first` is the index of the first of them.
    pub(super) fn all(inner: &[Inner], first: usize) -> Vec<Self> {
        let mut all: Vec<Self> = Vec::new();
        for (at, member) in inner.iter().enumerate() {
            let index = u16::try_from(first.saturating_add(at)).ok();
            let mut level = &mut all;
            let mut names = steps(&member.name).peekable();
            while let Some(name) = names.next() {
                let known = level.iter().position(|watch| *watch.name == *name);
                let place = known.unwrap_or(level.len());
                if known.is_none() {
                    level.push(Self {
                        name: name.into(),
                        index: None,
                        below: Vec::new(),
                    });
                }
                let Some(watch) = level.get_mut(place) else {
                    break;
                };
                if names.peek().is_none() {
                    watch.index = index;
                }
                level = &mut watch.below;
            }
        }
        all
    }
}
