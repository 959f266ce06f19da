//! Sources, and references to them.

use std::sync::Arc;

use mediaspec_core::contract::{AuthGroup, Cite, Source, SourceKind};

use super::Lowering;
use crate::codes;
use crate::problem::{Problem, SourceText};
use crate::raw::{self, At};
use crate::suggest::closest;

/// Stands in where a source is not known. No source of a folder has an empty name.
pub(super) fn unknown() -> Source<'static> {
    Source {
        name: "",
        kind: SourceKind::Sdk,
        title: "",
        url: "",
        read: "",
    }
}

/// The sources of vendor.toml, in order of precedence.
pub(super) fn lower<'t, 'r>(lowering: &Lowering<'t, 'r>) -> Vec<(&'r str, &'t Source<'t>)> {
    let Some(vendor) = &lowering.documents.vendor else {
        return Vec::new();
    };
    let mut sources: Vec<(&str, &Source<'_>)> = Vec::new();
    for raw in &vendor.raw.source {
        let Some(name) = &raw.name else { continue };
        if sources.iter().any(|(known, _)| *known == name.value) {
            let message = format!("the source `{}` is listed twice", name.value);
            lowering.report(
                &codes::DUPLICATE_SOURCE,
                &vendor.source,
                &name.span,
                message,
            );
            continue;
        }
        let kind = match raw.kind.as_ref().map(|kind| kind.value) {
            Some(raw::SourceKind::Page) => SourceKind::Page,
            Some(raw::SourceKind::ApiExplorer) => SourceKind::ApiExplorer,
            Some(raw::SourceKind::Sdk) | None => SourceKind::Sdk,
        };
        let text = |text: &Option<At<String>>| lowering.optional(text.as_ref()).unwrap_or_default();
        let source = lowering.arena.alloc(Source {
            name: lowering.text(name),
            kind,
            title: text(&raw.title),
            url: text(&raw.url),
            read: text(&raw.read),
        });
        sources.push((name, source));
    }
    // A stable sort: within one kind, the order of the file.
    sources.sort_by_key(|(_, source)| source.kind);
    sources
}

/// A reference `name#anchor`.
pub(super) fn cite<'t>(
    lowering: &Lowering<'t, '_>,
    file: &Arc<SourceText>,
    reference: &At<String>,
) -> Cite<'t> {
    let (name, anchor) = match reference.split_once('#') {
        Some((name, anchor)) => (name, Some(anchor)),
        None => (reference.as_str(), None),
    };
    if anchor.is_some_and(|anchor| anchor.trim().is_empty()) {
        let problem = Problem::at(
            &codes::UNKNOWN_SOURCE,
            file,
            reference.span.clone(),
            "nothing stands after the `#`",
        )
        .help("Name the table's number or the section's name, or leave the `#` out.");
        lowering.problem(problem);
    }
    let anchor = anchor.map(|anchor| lowering.text(anchor.trim()));
    if let Some(source) = lowering.sources.get(name) {
        return Cite { source, anchor };
    }
    if lowering.documents.sources_known() {
        let message = format!("vendor.toml lists no source `{name}`");
        let mut problem = Problem::at(
            &codes::UNKNOWN_SOURCE,
            file,
            reference.span.clone(),
            message,
        );
        if let Some(close) = closest(name, lowering.sources.keys().copied()) {
            problem = problem.label(format!("did you mean `{close}`?"));
        }
        lowering.problem(problem);
    }
    Cite {
        source: lowering.unknown,
        anchor,
    }
}

/// Header groups. A group without a source of its own has the operation's.
pub(super) fn auth<'t>(
    lowering: &Lowering<'t, '_>,
    file: &Arc<SourceText>,
    groups: &[At<raw::Auth>],
    inherited: Option<Cite<'t>>,
) -> &'t [AuthGroup<'t>] {
    let lowered = groups.iter().filter_map(|group| {
        let scheme = group.scheme.as_ref()?;
        if group.source.is_none() && inherited.is_none() {
            lowering.report(
                &codes::NO_SOURCE,
                file,
                &group.span,
                "the key `source` is missing",
            );
        }
        Some(AuthGroup {
            scheme: lowering.text(scheme),
            headers: group
                .headers
                .as_ref()
                .map_or(&[], |headers| lowering.texts(headers)),
            cite: lowering.cite(file, group.source.as_ref(), inherited),
        })
    });
    lowering.slice(lowered.collect())
}
