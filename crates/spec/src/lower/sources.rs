//! Sources, and references to them.

use std::collections::BTreeSet;
use std::sync::Arc;

use mediaspec_core::contract::{AuthGroup, Cite, Source, SourceKind};

use super::{Lowering, text, texts};
use crate::codes;
use crate::problem::{Problem, SourceText};
use crate::raw::{self, At};
use crate::service::Documents;

/// The names of the sources that vendor.toml lists.
pub(super) fn names(documents: &Documents) -> BTreeSet<&str> {
    documents
        .vendor
        .iter()
        .flat_map(|vendor| &vendor.raw.source)
        .filter_map(|source| source.name.as_ref())
        .map(|name| name.value.as_str())
        .collect()
}

/// The sources of vendor.toml, in order of precedence.
pub(super) fn lower(lowering: &Lowering<'_>) -> Vec<Source> {
    let Some(vendor) = &lowering.documents.vendor else {
        return Vec::new();
    };
    let mut taken: BTreeSet<&str> = BTreeSet::new();
    let mut sources = Vec::new();
    for raw in &vendor.raw.source {
        let Some(name) = &raw.name else { continue };
        if !taken.insert(name) {
            let message = format!("the source `{}` is listed twice", name.value);
            lowering.report(
                &codes::DUPLICATE_SOURCE,
                &vendor.source,
                &name.span,
                message,
            );
            continue;
        }
        sources.push(Source {
            name: name.as_str().into(),
            kind: raw.kind.as_ref().map_or(SourceKind::Sdk, |kind| kind.value),
            title: text(raw.title.as_ref()),
            url: text(raw.url.as_ref()),
            read: text(raw.read.as_ref()),
        });
    }
    // A stable sort: within one kind, the order of the file.
    sources.sort_by_key(|source| source.kind);
    sources
}

/// A reference `name#anchor`.
pub(super) fn cite(
    lowering: &Lowering<'_>,
    file: &Arc<SourceText>,
    reference: &At<String>,
) -> Cite {
    let (name, anchor) = match reference.split_once('#') {
        Some((name, anchor)) => (name, Some(anchor.trim())),
        None => (reference.as_str(), None),
    };
    if anchor == Some("") {
        let problem = Problem::at(
            &codes::UNKNOWN_SOURCE,
            file,
            reference.span.clone(),
            "nothing stands after the `#`",
        )
        .help("Name the table's number or the section's name, or leave the `#` out.");
        lowering.problem(problem);
    }
    if !lowering.sources.contains(name) && lowering.documents.sources_known() {
        let message = format!("vendor.toml lists no source `{name}`");
        let problem = Problem::at(
            &codes::UNKNOWN_SOURCE,
            file,
            reference.span.clone(),
            message,
        );
        lowering.problem(problem.suggest(name, lowering.sources.iter().copied()));
    }
    Cite {
        source: name.into(),
        anchor: anchor.map(Into::into),
    }
}

/// Header groups. A group without a source of its own has the operation's.
pub(super) fn auth(
    lowering: &Lowering<'_>,
    file: &Arc<SourceText>,
    groups: &[At<raw::Auth>],
    inherited: Option<&Cite>,
) -> Vec<AuthGroup> {
    let lowered = groups.iter().filter_map(|group| {
        if group.source.is_none() && inherited.is_none() {
            lowering.report(
                &codes::NO_SOURCE,
                file,
                &group.span,
                "the key `source` is missing",
            );
        }
        let scheme = group.scheme.as_ref()?;
        Some(AuthGroup {
            scheme: scheme.as_str().into(),
            headers: group
                .headers
                .as_ref()
                .map_or_else(Box::default, |headers| texts(headers)),
            cite: lowering.cite(file, group.source.as_ref(), inherited),
        })
    });
    lowered.collect()
}
