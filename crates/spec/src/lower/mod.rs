//! The second pass: names become references, and the contract is built in the arena.
//!
//! Lowering goes on after a problem with what is usable, so that the third pass can find more. Its result is part of an
//! [`Api`](crate::Api) only when no pass found anything.

mod fields;
mod groups;
mod literals;
mod operations;
mod order;
mod rules;
mod sources;
#[cfg(test)]
mod tests;
mod types;

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;

use bumpalo::Bump;
use mediaspec_core::contract::{AuthGroup, Cite, Part, Pattern, Service, Source, TypeDef};

use crate::codes::{self, LintCode};
use crate::patterns::PatternError;
use crate::problem::{Problem, SourceText};
use crate::raw::{self, At};
use crate::service::{Document, Documents};

pub(crate) use literals::{json, literal, says};
pub(crate) use order::references;

/// A group of fields with rules between them: a type, or the parameters of one part of a request.
pub(crate) struct Group<'t, 'r> {
    pub(crate) ty: &'t TypeDef<'t>,
    pub(crate) source: &'r Arc<SourceText>,
    /// Where parameters of that part are checked; `Part::Body` for types.
    pub(crate) part: Part,
    /// The fields of `ty`, each with what it was made from. Shared headers in front have none.
    pub(crate) fields: Vec<Option<FieldOrigin<'r>>>,
    /// The rules of `ty`, likewise.
    pub(crate) rules: Vec<Option<&'r At<raw::Rule>>>,
    /// Rules that are no rules of `ty` because something in them does not resolve.
    pub(crate) dropped: Vec<&'r At<raw::Rule>>,
}

/// What a field was made from.
pub(crate) struct FieldOrigin<'r> {
    pub(crate) raw: &'r At<raw::Field>,
    /// Whether all of it was understood.
    pub(crate) sound: bool,
}

/// A lowered type.
pub(crate) struct LoweredType<'t, 'r> {
    pub(crate) document: &'r Document<raw::TypeFile>,
    pub(crate) group: Group<'t, 'r>,
}

/// A lowered operation.
pub(crate) struct LoweredOperation<'t, 'r> {
    pub(crate) document: &'r Document<raw::OperationFile>,
    pub(crate) operation: &'t mediaspec_core::contract::Operation<'t>,
    /// Path, query and header parameters.
    pub(crate) groups: Vec<Group<'t, 'r>>,
}

/// A lowered service.
pub(crate) struct Lowered<'t, 'r> {
    pub(crate) documents: &'r Documents,
    pub(crate) service: &'t Service<'t>,
    /// In order of dependencies.
    pub(crate) types: Vec<LoweredType<'t, 'r>>,
    /// In order of names.
    pub(crate) operations: Vec<LoweredOperation<'t, 'r>>,
}

/// Lowers one service.
pub(crate) fn lower<'t, 'r>(
    documents: &'r Documents,
    arena: &'t Bump,
    problems: &mut Vec<Problem>,
) -> Lowered<'t, 'r> {
    let lowering = Lowering {
        arena,
        documents,
        unknown: arena.alloc(sources::unknown()),
        sources: BTreeMap::new(),
        auth: &[],
        types: BTreeMap::new(),
        patterns: RefCell::default(),
        problems: RefCell::default(),
        unclear: Cell::default(),
    };
    let lowered = lowering.service();
    problems.extend(lowered.1);
    lowered.0
}

/// Patterns by their text and their words.
type Compiled<'t> = BTreeMap<(String, String), Result<&'t Pattern<'t>, PatternError>>;

/// What lowering one service knows.
struct Lowering<'t, 'r> {
    arena: &'t Bump,
    documents: &'r Documents,
    /// Stands in for a source that is not known.
    unknown: &'t Source<'t>,
    sources: BTreeMap<&'r str, &'t Source<'t>>,
    auth: &'t [AuthGroup<'t>],
    /// Types that are built, by name.
    types: BTreeMap<&'r str, &'t TypeDef<'t>>,
    /// Each distinct pattern is compiled once.
    patterns: RefCell<Compiled<'t>>,
    problems: RefCell<Vec<Problem>>,
    /// How often a name did not resolve without a word, because the reason is told elsewhere.
    unclear: Cell<usize>,
}

impl<'t, 'r> Lowering<'t, 'r> {
    fn text(&self, text: &str) -> &'t str {
        self.arena.alloc_str(text)
    }

    fn optional(&self, text: Option<&At<String>>) -> Option<&'t str> {
        text.map(|text| self.text(text))
    }

    fn texts(&self, texts: &[At<String>]) -> &'t [&'t str] {
        self.arena
            .alloc_slice_fill_iter(texts.iter().map(|text| self.text(text)))
    }

    fn slice<T>(&self, items: Vec<T>) -> &'t [T] {
        self.arena.alloc_slice_fill_iter(items)
    }

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

    /// The type of that name. Names that do not resolve are told here, at each place that uses them.
    fn resolve(&self, source: &Arc<SourceText>, name: &At<String>) -> Option<&'t TypeDef<'t>> {
        if let Some(ty) = self.types.get(name.as_str()) {
            return Some(ty);
        }
        let mut known = self
            .documents
            .types
            .iter()
            .filter_map(|document| document.raw.name());
        // A type that is there and not built closes a circle, which is told once.
        if known.clone().any(|known| known.value == name.value) || self.documents.may_define(name) {
            self.unclear.set(self.unclear.get().saturating_add(1));
            return None;
        }
        let mut problem = Problem::at(
            &codes::UNRESOLVED_TYPE,
            source,
            name.span.clone(),
            format!("no type is named `{}`", name.value),
        );
        if let Some(close) =
            crate::suggest::closest(name, known.by_ref().map(|known| known.value.as_str()))
        {
            problem = problem.label(format!("did you mean `{close}`?"));
        }
        self.problem(problem);
        None
    }

    fn cite(
        &self,
        source: &Arc<SourceText>,
        reference: Option<&At<String>>,
        inherited: Option<Cite<'t>>,
    ) -> Cite<'t> {
        match (reference, inherited) {
            (Some(reference), _) => sources::cite(self, source, reference),
            (None, Some(cite)) => cite,
            (None, None) => Cite {
                source: self.unknown,
                anchor: None,
            },
        }
    }
}

impl raw::TypeFile {
    /// The type's name, where it has one.
    pub(crate) fn name(&self) -> Option<&At<String>> {
        self.head.as_ref()?.name.as_ref()
    }
}

impl raw::OperationFile {
    /// The operation's name, where it has one.
    pub(crate) fn name(&self) -> Option<&At<String>> {
        self.operation.as_ref()?.name.as_ref()
    }
}
