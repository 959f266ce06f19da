//! Checks messages of cloud media APIs against what the vendors document: a payload in, a report out.
//!
//! A vendor answers a bad payload with `Invalid parameter` and nothing more. This crate says, before anything is sent,
//! which value is wrong, what is allowed, and where the vendor says so:
//!
//! ```
//! use mediaspec_validator::{Code, Validator};
//!
//! let validator = Validator::new();
//! let create = validator.operation("metastudio/Create2DDigitalHumanVideo")?;
//!
//! let report = create.request_body(br#"{
//!     "model_asset_id": "6d0a1c5be2f94d8c",
//!     "voice_config": { "voice_asset_id": "b81f3a7c", "speed": 300 }
//! }"#);
//!
//! let speed = report
//!     .errors()
//!     .find(|violation| violation.pointer == "/voice_config/speed")
//!     .expect("300 is too fast");
//! assert_eq!(speed.code, Code::Maximum);
//! assert_eq!(speed.message(), "300 is above 200 (50 to 200 allowed; 100 when absent)");
//! let position = speed.position.expect("JSON text has lines");
//! assert_eq!((position.line, position.column), (3, 62));
//! let cite = speed.cite.expect("every bound has a source");
//! assert_eq!(cite.source.name, "show-2d-video");
//! # Ok::<(), mediaspec_validator::UnknownOperation>(())
//! ```
//!
//! # What can be checked
//!
//! | input | by |
//! |---|---|
//! | the body of a request or a response, as bytes | [`OperationRef::request_body`], [`OperationRef::response_body`] |
//! | any part of any message, callbacks too | [`OperationRef::message`], then [`MessageRef::check`] |
//! | many payloads of one sort | [`OperationRef::message`], then [`MessageRef::checker`] for each thread |
//! | a `serde_json::Value`, a typed model, whatever serde writes or reads | [`MessageRef::check_value`], [`MessageRef::check_deserializer`] |
//! | a whole request: path, query, headers and body | [`Validator::check_request`], [`Validator::check_http`] |
//!
//! A whole request names no operation; it is found by method and path:
//!
//! ```
//! use mediaspec_validator::{Request, Validator};
//!
//! let checked = Validator::new().check_request(&Request {
//!     method: "GET",
//!     url: "https://metastudio.example.com/v1/0a1b2c/digital-human-videos?limit=500",
//!     ..Request::default()
//! })?;
//! assert_eq!(checked.operation.name, "ListDigitalHumanVideo");
//! assert_eq!(checked.report.violations[0].title(), "query /limit is 500, above 100");
//! # Ok::<(), mediaspec_validator::NoOperation>(())
//! ```
//!
//! # Reports
//!
//! A [`Report`] has a verdict and every [`Violation`] within the [`Limits`], in document order; parts of a whole request
//! in the order path, query, headers, body. A violation holds its pointer, a stable [`Code`], a severity, what was found
//! and what is allowed, and the page where that was read. Values that the contract marks as sensitive are never in it.
//! Reports serialize as the `violations` of the `mediaspec` command.
//!
//! Documented limits grow old: [`Validator::allow`] turns a code into a warning, everywhere or at one pointer, and
//! [`Profile::Tolerant`] lets the vendor widen what it sends.
//!
//! Tests of a client take payloads from the `strategies`, which the feature `proptest` switches on: valid and invalid ones
//! of any message, with everything that must be reported of each.
//!
//! What is promised in cases that could be read either way stands in [`mediaspec_core::semantics`], each with its test.
//!
//! Checks are pure: no network, no files, no clock. Input is untrusted: depth, count and size have limits, and no tree is
//! built of it.
#![forbid(unsafe_code)]
#![doc(test(attr(deny(warnings))))]

mod message;
#[cfg(test)]
mod mini;
mod name;
mod operation;
mod request;
mod route;
#[cfg(feature = "proptest")]
pub mod strategies;
mod text;
mod url;
mod validator;
mod violation;

pub use mediaspec_core::check::{Allow, Limits, Options, Profile};
pub use mediaspec_core::code::Code;
pub use mediaspec_core::contract::{Catalog, Part, Severity};
pub use mediaspec_core::report::{
    Malformed, MalformedCode, Position, Report, SharedStr, Verdict, Violation,
};

pub use crate::message::{Checker, Message, MessageRef, NoSuchMessage};
pub use crate::name::UnknownOperation;
pub use crate::operation::OperationRef;
pub use crate::request::{CheckedRequest, Request};
pub use crate::route::{NoOperation, Suggestion};
pub use crate::validator::Validator;
