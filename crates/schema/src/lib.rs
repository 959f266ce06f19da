//! What cloud vendors document of their media APIs, as data and as Rust types.
//!
//! A vendor's tables say which members a message has, which of them are required, and which values they take.
//! This crate holds those tables for Huawei Cloud MetaStudio and Alibaba Cloud MTS, each bound with the page that says it.
//! It is for programs that build messages, and for whoever wants to read the contract itself. To check payloads that other
//! programs have made, take `mediaspec-validator`.
//!
//! # Models
//!
//! With the feature `models` there is a struct for each type. A model knows its contract, and can be checked before it is
//! sent:
//!
//! ```
//! # #[cfg(feature = "models")] {
//! use mediaspec_schema::metastudio::{VoiceConfig, VoiceConfigRequired};
//! use mediaspec_schema::{Direction, Model as _};
//!
//! let voice = VoiceConfig::new(VoiceConfigRequired {
//!     voice_asset_id: "c20d9e8b47f1436fa5e3b1d07c694a82".into(),
//! })
//! .with_speed(300)
//! .with_volume(140);
//!
//! let report = voice.validate(Direction::Request);
//! let speed = report.errors().next().expect("200 is the most");
//! assert_eq!(speed.pointer, "/speed");
//! # }
//! ```
//!
//! What models promise:
//!
//! - `new` takes a struct of what every request must have, so that each value stands beside its name. A type that only the
//!   vendor sends has nothing but optional members: a thin answer still decodes.
//! - `with_…` sets an optional member; members are public as well.
//! - A documented default is documented, and not written: what is `None` is not sent.
//! - Enums have room for values that are not documented, and unknown members are passed over: decoding does not fail
//!   because the vendor has added something.
//! - An integer may be written `50.0`.
//! - What validates decodes, and is encoded to what validates again.
//!
//! # The contract
//!
//! [`catalog`] holds every service that is compiled in. A service is read from its contract file bit by bit, when something
//! of it is first asked for.
//!
//! ```
//! # #[cfg(feature = "metastudio")] {
//! let service = mediaspec_schema::catalog().service("metastudio").expect("its feature is on");
//!
//! let operation = service.operation("Create2DDigitalHumanVideo").expect("a documented operation");
//! assert_eq!(operation.method, "POST".into());
//!
//! let voice = service.ty("VoiceConfig").expect("a documented type");
//! let speed = voice.field("speed").expect("a documented member");
//! assert_eq!(speed.info.unit.as_deref(), Some("%"));
//! # }
//! ```
//!
//! A model gives its own with [`Model::contract`].
//!
//! # Features
//!
//! Features only add; nothing is compiled differently because another crate has asked for more.
//!
//! | feature | what it adds |
//! |---|---|
//! | `metastudio`, `mts` (default) | the contract of a service |
//! | `models` | the models of every service |
//! | `models-metastudio`, `models-mts` | the models of a service |
//! | `models-metastudio-…` | the models of a family: the operations to which the vendor gives one tag, such as `models-metastudio-smart-live-job-manager` |
//!
//! Contracts compile in seconds however many operations there are. Models take longer: a program that needs a few operations
//! asks for their families.
//!
//! # Files for other tools
//!
//! They lie beside `src`, and need no Rust.
//!
//! | file | what it is |
//! |---|---|
//! | `contracts/` | the contract of each service as JSON Lines: all that is known, for programs of any language |
//! | `contract.schema.json` | the JSON Schema of a line of those files |
//! | `report.schema.json` | the JSON Schema of what the command and the libraries write of a check |
//! | `json-schema/` | a 2020-12 document for each distinct message; `index.json` says which one serves a message |
//! | `catalog.json` | the documents in SchemaStore's form: an editor checks `x.Show2DDigitalHumanVideo.response-200.json` by its name |
//! | `openapi/` | an OpenAPI 3.1 document for each service; `redocly.yaml` is for linting them |
//! | `reference/` | pages to read |
#![forbid(unsafe_code)]

// Generated models name this crate as its users do, so that the same code compiles in a test of its own.
#[allow(unused_extern_crates, reason = "without models nothing names it")]
extern crate self as mediaspec_schema;

#[rustfmt::skip]
mod generated;
mod model;
mod one_of;
#[doc(hidden)]
pub mod support;

pub use generated::*;
pub use mediaspec_core::check::{Options, Scope};
pub use mediaspec_core::contract::{Catalog, Context, Direction, Part, Service, TypeDef};
pub use mediaspec_core::report::Report;
pub use model::{Model, OpenEnum};
pub use one_of::OneOf;
