//! Contract tables, typed models and JSON Schemas of cloud media APIs, generated from what the vendors document.
//!
//! Each service is a module: its models stand in it directly, its tables in `tables` and `operations`.
//!
//! ```
//! # #[cfg(feature = "models")] {
//! use mediaspec_schema::metastudio::VoiceConfig;
//! use mediaspec_schema::{Direction, Model as _};
//!
//! let mut voice = VoiceConfig::new("c20d9e8b47f1436fa5e3b1d07c694a82");
//! voice.speed = Some(300);
//!
//! let report = voice.validate(Direction::Request);
//! let speed = report.errors().next().expect("200 is the most");
//! assert_eq!(speed.pointer, "/speed");
//! # }
//! ```
//!
//! The tables are the contract as data: what the engine of `mediaspec-core` checks payloads against, and what anything
//! else may read.
//!
//! ```
//! use mediaspec_schema::metastudio::tables::VOICE_CONFIG;
//!
//! let (_, speed) = VOICE_CONFIG.field("speed").expect("a documented member");
//! assert_eq!(speed.info.unit, Some("%"));
//! ```
//!
//! # What models promise
//!
//! - `new` takes what a request requires; a type that only the vendor sends has nothing but optional members, so that a
//!   thin answer still decodes.
//! - A documented default is documented, and not written: what is `None` is not sent.
//! - Enums have room for values that are not documented, and unknown members are passed over: decoding does not fail
//!   because the vendor has added something.
//! - An integer may be written `50.0`.
//! - What validates decodes, and is encoded to what validates again.
//!
//! # Features
//!
//! - `models` (default): a struct for each type, with [serde](https://serde.rs). Without it nothing but tables is
//!   compiled, in about a second.
//! - `json-schemas` (default): the JSON Schema files, embedded.
//!
//! # Files for other tools
//!
//! They lie beside `src`, and need no Rust.
//!
//! | file | what it is |
//! |---|---|
//! | `json-schema/` | a 2020-12 document for each distinct message; `index.json` says which one serves a message |
//! | `catalog.json` | the documents in SchemaStore's form: an editor checks `x.Show2DDigitalHumanVideo.response-200.json` by its name |
//! | `openapi/` | an OpenAPI 3.1 document for each service; `redocly.yaml` is for linting them |
//! | `constraints.csv` | a row for each field and each rule of each message, with every bound and its source |
//! | `reference/` | pages to read |
//! | `corpus/` | payloads at, inside and outside each bound, with what must be reported |
//!
//! In `constraints.csv` (RFC 4180) `*` in a pointer is any item, `!` leads into the JSON document that a text holds, and
//! `?X` means "where the tag beside it is `X`". `|` separates several values in one cell; one that is part of a value has
//! a backslash in front. A text that a spreadsheet would run as a formula has a `'` in front.
#![forbid(unsafe_code)]

// Generated models name this crate as its users do, so that the same code compiles in a test of its own.
#[cfg(feature = "models")]
extern crate self as mediaspec_schema;

#[rustfmt::skip]
mod generated;
#[cfg(feature = "json-schemas")]
mod json_schema;
#[cfg(feature = "models")]
mod model;
#[doc(hidden)]
pub mod support;

#[cfg(feature = "json-schemas")]
pub use generated::json_schemas::JSON_SCHEMAS;
pub use generated::*;
#[cfg(feature = "json-schemas")]
pub use json_schema::JsonSchema;
pub use mediaspec_core::contract::{Context, Direction};
#[cfg(feature = "models")]
pub use model::{Model, OpenEnum};
