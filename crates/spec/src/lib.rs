//! Reads a spec folder, checks it, and hands out the contract that it describes.
//!
//! ```
//! use std::path::Path;
//!
//! use mediaspec_core::check::{Options, Scope, Target, check_bytes};
//! use mediaspec_core::contract::{Direction, Part};
//! use mediaspec_spec::load_dir;
//!
//! # fn main() -> Result<(), mediaspec_spec::Problems> {
//! // A folder that describes one service with one operation.
//! let catalog = load_dir(Path::new("example"))?;
//!
//! let service = catalog.service("studio").expect("example/studio");
//! let operation = service.operation("CreateClip").expect("example/studio/operations/create_clip.toml");
//! let body = operation.request_part(Part::Body).expect("its [request]");
//!
//! let payload = br#"{"title":"Intro","width":5000}"#;
//! let scope = Scope::body(Direction::Request);
//! let report = check_bytes(&Target::new(service, body), scope, payload, &Options::default());
//! let told: Vec<String> = report.errors().map(|error| format!("{} {}", error.code, error.pointer)).collect();
//! assert_eq!(told, ["maximum /width"]);
//! # Ok(())
//! # }
//! ```
//!
//! A folder is read in four passes: *raw* (the files as written, with places), *lowered* (names looked up, the data of a
//! service), *linted* (what resolves but cannot be meant), and last [`Catalog`](mediaspec_core::contract::Catalog), for
//! which core checks once more what its engine relies on. A catalog exists only when no pass found anything. All problems
//! of a run are told at once ([`Problems`]), each with its place, an excerpt, a stable code and help.
//!
//! The language is described in `spec/README.md`. Nothing is read but the files of the folder, all reading is bounded,
//! and the outcome depends on nothing but the files.

pub mod codes;
mod files;
#[cfg(test)]
mod fixtures;
mod lint;
mod load;
mod lower;
pub mod names;
pub mod patterns;
mod problem;
mod raw;
mod service;
mod suggest;

pub use files::{MAX_FILE_BYTES, MAX_FILES, MAX_LINE_BYTES};
pub use load::{load_dir, load_files};
pub use problem::{MAX_PROBLEMS, Problem, Problems};
pub use raw::schema::meta_schemas;
