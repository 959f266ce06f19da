//! Reads a spec folder, checks it, and hands out the contract that it describes.
//!
//! Four passes: *raw* (the files as written, with places), *lowered* (names resolved, the contract built in an arena),
//! *linted* (what is resolved but cannot be meant), and [`Api`], which exists only when no pass found anything. All
//! problems of a run are told at once, each with its place, an excerpt, a stable code and help.
//!
//! The language is described in `spec/README.md`. Nothing is read but the files of the folder, all reading is bounded,
//! and the outcome depends on nothing but the files.

mod api;
pub mod codes;
mod files;
mod lint;
mod lower;
mod meta;
pub mod names;
pub mod patterns;
mod problem;
mod raw;
mod service;
mod suggest;

pub use api::{Api, load, load_files};
pub use files::{MAX_FILE_BYTES, MAX_FILES, MAX_LINE_BYTES};
pub use meta::meta_schemas;
pub use problem::{MAX_PROBLEMS, Problem, Problems};
