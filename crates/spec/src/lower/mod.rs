//! The second pass: names are looked up, and each service becomes the data of a contract.
//!
//! Types name each other, so that they need no order and may contain themselves. Lowering goes on after a problem with
//! what is usable, so that the third pass can find more. Its result becomes part of a catalog only when no pass found
//! anything.

mod fields;
mod groups;
mod literals;
mod operations;
mod rules;
mod sources;
#[cfg(test)]
mod tests;
mod types;
mod votes;

use std::cell::{Cell, RefCell};
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::sync::Arc;

use mediaspec_core::automaton::Automaton;
use mediaspec_core::contract::{
    AuthGroup, Cite, Direction, Field, Operation, Part, Rule, Service, TypeDef, TypeName,
};

use crate::codes::{self, LintCode};
use crate::patterns::PatternError;
use crate::problem::{Problem, SourceText};
use crate::raw::{self, At, Kind};
use crate::service::{Document, Documents};

pub(crate) use literals::{json, literal, says};
pub(crate) use operations::media_types;

/// A group of fields with rules between them: a type, or the parameters of one part of a request.
pub(crate) struct Group<'r> {
    /// The type, with the fields and rules of the types that it includes.
    pub(crate) ty: TypeDef,
    included: Included,
    pub(crate) source: &'r Arc<SourceText>,
    /// Where parameters of that part are checked; `Part::Body` for types.
    pub(crate) part: Part,
    /// Which way the message goes whose part it is; `None` for types, which are in any message that names them.
    pub(crate) direction: Option<Direction>,
    /// What the fields of `ty` were made from, in their order. Shared parameters in front have no origin.
    origins: Vec<Option<FieldOrigin<'r>>>,
    /// The places of the fields by their names.
    places: BTreeMap<Box<str>, usize>,
    /// What the rules of `ty` were made from, likewise.
    rule_origins: Vec<Option<&'r At<raw::Rule>>>,
    /// Rules that are no rules of `ty` because something in them does not resolve.
    pub(crate) dropped: Vec<&'r At<raw::Rule>>,
}

impl<'r> Group<'r> {
    /// The field of that name.
    pub(crate) fn field(&self, name: &str) -> Option<&Field> {
        self.ty.fields.get(*self.places.get(name)?)
    }

    /// What the field of that name was made from.
    pub(crate) fn origin(&self, name: &str) -> Option<&FieldOrigin<'r>> {
        self.origins.get(*self.places.get(name)?)?.as_ref()
    }

    /// The fields, each with what it was made from.
    pub(crate) fn fields(&self) -> impl Iterator<Item = (&Field, Option<&FieldOrigin<'r>>)> {
        let origins = self.origins.iter().map(Option::as_ref);
        self.ty.fields.iter().zip(origins)
    }

    /// The rules, each with what it was made from.
    pub(crate) fn rules(&self) -> impl Iterator<Item = (&Rule, Option<&'r At<raw::Rule>>)> {
        self.ty.rules.iter().zip(self.rule_origins.iter().copied())
    }

    /// The type as the data of a service has it: without what it includes.
    fn data(&self) -> TypeDef {
        let Included {
            fields,
            rules,
            open,
        } = self.included;
        let mut ty = self.ty.clone();
        ty.fields = ty.fields.into_iter().skip(fields).collect();
        ty.rules = ty.rules.into_iter().skip(rules).collect();
        ty.open &= !open;
        ty
    }

    /// No values are checked against the fields.
    fn distrust(&mut self) {
        for origin in self.origins.iter_mut().flatten() {
            origin.sound = false;
        }
    }
}

/// What a type has of the types that it includes.
struct Included {
    /// How many of its fields are theirs; they come first.
    fields: usize,
    /// How many of its rules are theirs, likewise.
    rules: usize,
    /// Whether one of them is open.
    open: bool,
}

/// What a field was made from.
pub(crate) struct FieldOrigin<'r> {
    pub(crate) raw: &'r At<raw::Field>,
    /// Whether all of it was understood.
    pub(crate) sound: bool,
}

/// A lowered type.
pub(crate) struct LoweredType<'r> {
    pub(crate) document: &'r Document<raw::TypeFile>,
    pub(crate) group: Group<'r>,
}

/// A lowered operation.
pub(crate) struct LoweredOperation<'r> {
    pub(crate) document: &'r Document<raw::OperationFile>,
    pub(crate) operation: Operation,
    /// Path, query and header parameters, where the operation writes some of its own, and bodies that are no objects.
    pub(crate) groups: Vec<Group<'r>>,
}

/// A lowered service.
pub(crate) struct Lowered<'r> {
    pub(crate) documents: &'r Documents,
    /// What became of the service. It may lack what could not be read or does not resolve.
    pub(crate) service: Service,
    /// In order of their files.
    pub(crate) types: Vec<LoweredType<'r>>,
    /// In order of names.
    pub(crate) operations: Vec<LoweredOperation<'r>>,
}

/// Lowers one service.
pub(crate) fn lower<'r>(documents: &'r Documents, problems: &mut Vec<Problem>) -> Lowered<'r> {
    let lowering = Lowering {
        documents,
        sources: sources::names(documents),
        auth: Vec::new(),
        types: documents
            .types
            .iter()
            .filter_map(|document| document.raw.name())
            .map(|name| name.value.as_str())
            .collect(),
        values: documents
            .types
            .iter()
            .filter_map(|document| {
                let head = document.raw.head.as_ref().filter(|head| head.is_value())?;
                Some((
                    head.name.as_ref()?.value.as_str(),
                    (&document.source, &head.body.shape),
                ))
            })
            .collect(),
        patterns: RefCell::default(),
        problems: RefCell::default(),
        unclear: Cell::default(),
    };
    let (lowered, found) = lowering.service();
    problems.extend(found);
    lowered
}

/// What lowering one service knows.
struct Lowering<'r> {
    documents: &'r Documents,
    /// The names of the sources.
    sources: BTreeSet<&'r str>,
    /// The service's header groups.
    auth: Vec<AuthGroup>,
    /// The names of the types.
    types: BTreeSet<&'r str>,
    /// What the named values are, each with its file.
    values: BTreeMap<&'r str, (&'r Arc<SourceText>, &'r raw::Item)>,
    /// Each distinct pattern is compiled once.
    patterns: RefCell<BTreeMap<String, Result<Automaton, PatternError>>>,
    problems: RefCell<Vec<Problem>>,
    /// How often a name did not resolve without a word, because the reason is told elsewhere.
    unclear: Cell<usize>,
}

/// The text of a key, empty where the key is missing.
fn text(text: Option<&At<String>>) -> Box<str> {
    optional(text).unwrap_or_default()
}

/// The text of a key, where it is there.
fn optional(text: Option<&At<String>>) -> Option<Box<str>> {
    text.map(|text| text.as_str().into())
}

/// The sentence of a summary, empty where no source explains what it is about.
fn sentence(summary: Option<&At<raw::Summary>>) -> Box<str> {
    let sentence = summary.and_then(|summary| summary.value.0.as_deref());
    sentence.unwrap_or_default().into()
}

fn texts(texts: &[At<String>]) -> Box<[Box<str>]> {
    texts.iter().map(|text| text.as_str().into()).collect()
}

/// Whether a switch is there and on.
fn is_on(switch: &Option<At<bool>>) -> bool {
    switch.as_ref().is_some_and(|switch| switch.value)
}

impl Lowering<'_> {
    fn problem(&self, problem: Problem) {
        self.problems.borrow_mut().push(problem);
    }

    fn report(
        &self,
        code: &'static LintCode,
        source: &Arc<SourceText>,
        span: &Range<usize>,
        message: impl Into<String>,
    ) {
        self.problem(Problem::at(code, source, span.clone(), message));
    }

    /// Counts what was not understood so far, to see whether a step understood everything.
    fn count(&self) -> usize {
        self.problems
            .borrow()
            .len()
            .saturating_add(self.unclear.get())
    }

    /// A reference to the type of objects of that name.
    fn resolve(&self, source: &Arc<SourceText>, name: &At<String>) -> Option<TypeName> {
        let found = self.named(source, name)?;
        if let Some((_, value)) = self.values.get(name.as_str()) {
            self.other_kind(
                source,
                name,
                value.kind.as_ref().map_or(Kind::Any, |kind| kind.value),
            );
            return None;
        }
        Some(found)
    }

    /// A reference to the named value of that name, which must be of that kind; and what it is, with its file.
    fn value(
        &self,
        source: &Arc<SourceText>,
        name: &At<String>,
        kind: Kind,
    ) -> Option<(TypeName, &Arc<SourceText>, &raw::Item)> {
        let found = self.named(source, name)?;
        let Some((file, value)) = self.values.get(name.as_str()) else {
            self.other_kind(source, name, Kind::Object);
            return None;
        };
        let own = value.kind.as_ref()?.value;
        if own != kind {
            self.other_kind(source, name, own);
            return None;
        }
        Some((found, file, value))
    }

    fn other_kind(&self, source: &Arc<SourceText>, name: &At<String>, kind: Kind) {
        if ![Kind::Object, Kind::Text, Kind::Enum].contains(&kind) {
            // The type itself is what is wrong, and is told.
            self.unclear.set(self.unclear.get().saturating_add(1));
            return;
        }
        let message = format!("the type `{}` is of kind `{}`", name.value, kind.as_str());
        self.report(&codes::OTHER_KIND, source, &name.span, message);
    }

    /// A reference to the type of that name. Names that do not resolve are told here, at each place that uses them.
    fn named(&self, source: &Arc<SourceText>, name: &At<String>) -> Option<TypeName> {
        if self.types.contains(name.as_str()) {
            return Some(TypeName::from(name.as_str()));
        }
        if self.documents.may_define(name) {
            self.unclear.set(self.unclear.get().saturating_add(1));
            return None;
        }
        let problem = Problem::at(
            &codes::UNRESOLVED_TYPE,
            source,
            name.span.clone(),
            format!("no type is named `{}`", name.value),
        );
        self.problem(problem.suggest(name, self.types.iter().copied()));
        None
    }

    /// The source that a key names, or else the inherited one.
    fn cite(
        &self,
        source: &Arc<SourceText>,
        reference: Option<&At<String>>,
        inherited: Option<&Cite>,
    ) -> Cite {
        match (reference, inherited) {
            (Some(reference), _) => sources::cite(self, source, reference),
            (None, Some(cite)) => cite.clone(),
            // No source has an empty name.
            (None, None) => Cite::from(""),
        }
    }
}

impl raw::VendorFile {
    /// The service's name, where it has one.
    pub(crate) fn name(&self) -> Option<&At<String>> {
        self.vendor.as_ref()?.service.as_ref()
    }
}

impl raw::TypeFile {
    /// The type's name, where it has one.
    pub(crate) fn name(&self) -> Option<&At<String>> {
        self.head.as_ref()?.name.as_ref()
    }
}

impl raw::TypeHead {
    /// Whether it is of values that are no objects.
    pub(crate) fn is_value(&self) -> bool {
        self.body.shape.kind.is_some()
    }
}

impl raw::OperationFile {
    /// The operation's name, where it has one.
    pub(crate) fn name(&self) -> Option<&At<String>> {
        self.operation.as_ref()?.name.as_ref()
    }
}
