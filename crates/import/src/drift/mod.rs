//! What moved between two editions of what a source says, and whom it hurts.
//!
//! Two sets of [sheets](crate::Sheet) are compared by what they accept: a request breaks by less being accepted, an answer by more
//! being sent. Names of types make no difference, the order in which something stands neither.
//!
//! ```
//! use mediaspec_import::drift::{Class, Edition, Options, Severity, compare};
//! use mediaspec_import::{Days, Origin, read};
//!
//! let edition = |most: u32| {
//!     let definition = format!(
//!         r##"{{
//!           "operation": "CreateClip", "method": "POST", "path": "/v1/clips",
//!           "parameters": [{{"in": "body", "name": "body", "required": true, "schema": {{"$ref": "#/definitions/Clip"}}}}],
//!           "responses": {{"200": {{}}}},
//!           "definitions": {{"Clip": {{"properties": {{"width": {{"type": "integer", "maximum": {most}}}}}}}}}
//!         }}"##
//!     );
//!     read(&definition, &Origin::default(), &Days::default()).map(Edition::from)
//! };
//! let drift = compare(&edition(3840)?, &edition(1920)?, Options::default());
//! let finding = &drift.findings[0];
//! assert_eq!((finding.class, finding.severity), (Class::BoundNarrowed, Severity::BreaksCallers));
//! assert_eq!(finding.pointer.as_deref(), Some("/width"));
//! # Ok::<(), mediaspec_import::ReadError>(())
//! ```

mod compare;
mod contract;
mod finding;
mod graph;
mod pattern;
mod published;
mod side;
mod spec;
#[cfg(test)]
mod tests;
mod value;
mod witness;

pub use compare::{Drift, Edition, MAX_FINDINGS, Options, compare};
pub use finding::{Class, Direction, Finding, Part, ReadFrom, Severity, Witness};
pub use spec::{Advice, Revision, revise};
