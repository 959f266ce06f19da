//! JSON Schemas: a self-contained 2020-12 document for each distinct message.
//!
//! A document says what the engine calls an error under the `documented` profile, and nothing else; what it cannot
//! say stands on the [`lossy`] list. It keeps to what every validator reads alike: references into its own `$defs`,
//! patterns for formats and encodings, no `format`, no keyword of our own, and nothing that ajv's strict mode
//! (`strictRequired` too) refuses.

mod asked;
mod documents;
mod draft07;
mod index;
mod lossy;
mod messages;
pub(crate) mod node;
mod pattern;
pub(crate) mod prose;
mod rules;
pub(crate) mod types;

use mediaspec_core::contract::{Catalog, RuleKind, TypeDef};

use crate::OutputSet;

pub(crate) use documents::{Document, documents};
pub use draft07::{MirrorError, draft07};
pub use lossy::{Loss, Lossy, lossy};
pub(crate) use messages::{Message, messages};
pub use pattern::separated_is_visible;

/// Where the documents lie.
pub(crate) const FOLDER: &str = "crates/schema/json-schema";

/// The documents, the index that says which of them serves which message, and the list that embeds them.
pub fn render(catalog: Catalog<'_>, out: &mut OutputSet) {
    let documents = documents(messages(catalog));
    for document in &documents {
        out.add(
            format!("{FOLDER}/{}", document.file),
            document.text.as_str(),
        );
    }
    out.add(
        "crates/schema/index.json",
        index::index(catalog, &documents),
    );
    match index::embedded(&documents) {
        Ok(text) => out.add(index::EMBEDDED, text),
        Err(error) => out.refuse(index::EMBEDDED, error.to_string()),
    }
}

/// The types that a rule selects among.
fn selected_types<'t>(rule: &RuleKind<'t>) -> Vec<&'t TypeDef<'t>> {
    match *rule {
        RuleKind::SelectsType {
            cases, otherwise, ..
        } => cases.iter().map(|&(_, ty)| ty).chain(otherwise).collect(),
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
        | RuleKind::Values { .. } => Vec::new(),
    }
}
