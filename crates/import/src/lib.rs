//! Reads what vendors publish about their APIs into [sheets](Sheet).
//!
//! A sheet is what one source says: operations, tables, rows, constraints, each with its place in the source. A reader is
//! chosen by the shape of the document ([`read`]); it is pure, reads bounded input, knows nothing of the spec folder, and
//! leaves nothing out but prose and examples: what it does not understand is in the sheet as such.
//!
//! [`draft`](draft::draft) makes files of a spec folder from sheets of several sources.
//!
//! ```
//! use mediaspec_import::{Days, Origin, read};
//!
//! let definition = r##"{
//!   "operation": "CreateClip", "method": "POST", "path": "/v1/clips",
//!   "parameters": [{"in": "body", "name": "body", "required": true, "schema": {"$ref": "#/definitions/Clip"}}],
//!   "responses": {"200": {}},
//!   "definitions": {"Clip": {"properties": {"width": {"type": "integer", "maximum": 1920}}, "required": ["width"]}}
//! }"##;
//! let sheets = read(definition, &Origin::default(), &Days::default())?;
//! let clip = sheets[0].tables.iter().find(|table| table.type_name.as_deref() == Some("Clip")).expect("a type");
//! assert_eq!(clip.rows[0].maximum, Some(1920.into()));
//! assert_eq!(clip.rows[0].at, "/definitions/Clip/properties/width");
//! # Ok::<(), mediaspec_import::ReadError>(())
//! ```
#![forbid(unsafe_code)]

mod days;
pub mod draft;
pub mod drift;
#[cfg(test)]
mod fixtures;
mod json;
mod mts;
mod origin;
mod page;
mod pattern;
mod read;
mod sdk;
pub mod sheet;
mod slips;
mod swagger;
mod tally;
#[cfg(test)]
mod tests;

pub use days::Days;
pub use origin::Origin;
pub use page::PageError;
pub use read::{MAX_BYTES, ReadError, read};
pub use sheet::Sheet;
pub use tally::Tally;
