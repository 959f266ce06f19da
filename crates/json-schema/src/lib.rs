//! Renders JSON Schemas: a self-contained 2020-12 document of any message of any catalog.
//!
//! A document says what the engine calls an error under the `documented` profile, and nothing else; what it cannot
//! say stands on the [`lossy`] list. It keeps to what every validator reads alike: references into its own `$defs`,
//! patterns for formats and encodings, no `format`, no keyword of our own, and nothing that ajv's strict mode
//! (`strictRequired` too) refuses.
//!
//! [`document`] renders one message. [`documents`] renders many, and finds those that read alike: they share one
//! document. [`draft07`] says the same for tools that know nothing newer.
//!
//! Documents are built in layers, each of which knows those above it alone: what patterns can say of texts (`written`, `pattern`),
//! what a subschema asks of members (`asked`), values and references ([`Emitter`]), rules (`rules`), types
//! (`types`), documents.
#![forbid(unsafe_code)]
#![doc(test(attr(deny(warnings))))]

mod asked;
mod documents;
mod draft07;
mod emitter;
#[cfg(test)]
mod fixtures;
mod lossy;
mod pattern;
pub mod prose;
mod rules;
mod types;
mod written;

pub use documents::{Document, DocumentFile, document, document_in_full, documents};
pub use draft07::{MirrorError, draft07};
pub use emitter::{BYTES, Emitter, reference};
pub use lossy::{Loss, Lossy, lossy};
pub use pattern::content_is_visible;
