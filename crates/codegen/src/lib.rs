//! Renders everything that is generated from a checked spec, as a pure function.
//!
//! [`render`] turns a [`Catalog`] into an [`OutputSet`]: the text of every generated file by its path. It knows no
//! clock, no file system and no environment, so the same spec gives the same bytes everywhere. Reading and writing the
//! files is a step of its own: [`compare`] and [`write()`].
//!
//! Every emitter goes through the contract's kinds with exhaustive matches, so that nothing the spec says is dropped
//! without a word.
#![forbid(unsafe_code)]

pub mod contracts;
mod corpus;
mod coverage;
#[cfg(test)]
mod fixtures;
pub mod json_schema;
mod lists;
pub mod markdown;
pub mod openapi;
mod origin;
mod output;
pub mod reference;
pub mod rust;

use mediaspec_core::contract::Catalog;

pub use corpus::corpus;
pub use coverage::{Count, Coverage};
pub use lists::constraints_csv;
pub use origin::COMMAND;
pub use output::{
    Difference, OutputSet, Refusal, WriteError, Written, compare, is_generated, is_marked, write,
};

/// Renders every file that is generated from the spec folder, and what is generated whatever the spec says: the automata of
/// the named formats, the JSON Schemas of contract files, of reports and of spec files.
///
/// An emitter that hands in a path that is not allowed, or one path twice, is told so through
/// [`OutputSet::refusals`]; [`write()`] then writes nothing.
#[must_use]
pub fn render(catalog: &Catalog) -> OutputSet {
    let mut out = OutputSet::default();
    rust::render(catalog, rust::Place::SHIPPED, &mut out);
    json_schema::render(catalog, &mut out);
    openapi::render(catalog, &mut out);
    reference::render(catalog, &mut out);
    coverage::render(catalog, &mut out);
    contracts::render_formats(&mut out);
    contracts::render_schemas(&mut out);
    for (name, text) in mediaspec_spec::meta_schemas() {
        out.add(
            format!("spec/meta/{name}"),
            origin::with_remark(&text, "crates/spec"),
        );
    }
    out
}
