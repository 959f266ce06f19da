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
//! let source = speed.source().expect("every bound has a source");
//! assert_eq!(&*source.name, "show-2d-video");
//! # Ok::<(), mediaspec_validator::UnknownOperation>(())
//! ```
//!
//! # What can be checked
//!
//! | input | by |
//! |---|---|
//! | the body of a request or a response, as bytes | [`OperationRef::request_body`], [`OperationRef::response_body`] |
//! | the same, as a typed model, a struct of yours, a `serde_json::Value` | [`OperationRef::check_request`], [`OperationRef::check_response`] |
//! | any part of any message, callbacks too | [`OperationRef::message`], then [`MessageRef::check`] |
//! | many payloads of one sort | [`OperationRef::message`] once, then [`MessageRef::check`] for each |
//! | whatever serde writes or reads | [`MessageRef::check_value`], [`MessageRef::check_deserializer`] |
//! | a body as it is sent, with its media type: JSON, forms, files | [`MessageRef::check_sent`] |
//! | a whole request: path, query, headers and body | [`Validator::check_request`], [`Validator::check_http`] |
//! | many bodies for one URL | [`Validator::route`], then [`Route::check`] |
//! | a payload of which nobody knows what it is | [`Validator::detect`] |
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
//! assert_eq!(checked.operation.name(), "metastudio/ListDigitalHumanVideo");
//! assert_eq!(checked.report.violations[0].title(), "query /limit is 500, above 100");
//! # Ok::<(), mediaspec_validator::UnknownRoute>(())
//! ```
//!
//! [`Validator`], [`OperationRef`], [`MessageRef`] and [`Report`] borrow nothing. Keep them in the state of a server, send
//! them to other threads, clone them: a clone of a handle costs a few reference counts. The folder `examples` has a server
//! that answers wrong bodies with the report (axum), and a client that sends nothing wrong (reqwest).
//!
//! # Reports
//!
//! A [`Report`] has a verdict and every [`Violation`] within the [`Limits`], in document order; parts of a whole request
//! in the order path, query, headers, body. A violation holds its pointer, a stable [`Code`], a severity, what was found
//! and what is allowed, and the page where that was read. Input that cannot be read to its end has one violation, of the
//! code [`Code::Malformed`], so that a loop over [`Report::errors`] sees it. Values that the contract marks as sensitive
//! are never in a report. A report is an error to hand on ([`Report::into_result`]), has a line for each violation when it
//! is displayed, and serializes as what the `mediaspec` command writes of a payload:
//!
//! ```
//! use mediaspec_validator::Validator;
//!
//! let list = Validator::new().operation("metastudio/ListSmartLiveJobs")?;
//! let answer = serde_json::json!({"count": "7"});
//! let report = list.check_response(200, &answer);
//! assert_eq!(report.to_string(), r#"error[type] /count: "7" is a string (an integer expected)"#);
//! let json = serde_json::to_value(&report)?;
//! assert_eq!(json["verdict"], "invalid");
//! assert_eq!(json["violations"][0]["pointer"], "/count");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! A violation may have a [`Suggestion`], and a suggestion an [`Edit`]. What can be mended without a guess, and brings no other
//! finding, [`MessageRef::fix`] mends.
//!
//! Documented limits grow old: [`Validator::allow`] turns a code into a warning, everywhere or at one pointer, and
//! [`Profile::Tolerant`] lets the vendor widen what it sends.
//!
//! What is promised in cases that could be read either way stands in [`mediaspec_core::semantics`], each with its test.
//!
//! Checks are pure: no network, no files, no clock. Input is untrusted: depth, count and size have limits, and no tree is
//! built of it.
//!
//! # A contract of your own
//!
//! The shipped contract is part of the program. A newer one, or one for a service of your own, can be read from contract
//! files when the program starts; nothing needs to be built anew:
//!
//! ```
//! use mediaspec_validator::Validator;
//!
//! # let folder = std::env::temp_dir().join(format!("mediaspec-front-page-{}", std::process::id()));
//! # std::fs::create_dir_all(&folder)?;
//! # let file = folder.join("mts.jsonl");
//! # let shipped = Validator::new();
//! # let mts = shipped.catalog().service("mts").expect("it is shipped");
//! # std::fs::write(&file, mts.write())?;
//! // A file, or a folder with a file for each service.
//! let validator = Validator::from_contracts(&file)?;
//! assert!(validator.operation("mts/QueryIProductionJob").is_ok());
//!
//! // Files are checked whole. What is wrong is told with its line, and nothing is half-loaded.
//! std::fs::write(&file, "{\"mediaspec\":1000}\n")?;
//! let error = Validator::from_contracts(&file).expect_err("a format of the future");
//! assert_eq!((&error.file, error.line), (&file, Some(1)));
//! # std::fs::remove_dir_all(&folder)?;
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! [`Validator::from_catalog`] takes any other catalog, such as one that `mediaspec-spec` has loaded from a spec folder.
//!
//! # Features
//!
//! Features only add.
//!
//! | feature | what it adds |
//! |---|---|
//! | `metastudio`, `mts` (default) | the contract of a service |
//! | `models` | a struct for each type of every service, as the module `models` |
//! | `models-metastudio`, `models-mts` | those of one service |
//! | `models-metastudio-…`, `models-mts-…` | those of one family: the operations to which the vendor gives one tag |
//! | `proptest` | the module `strategies`: payloads for property tests, valid and invalid ones, each with what must be reported of it |
#![forbid(unsafe_code)]
#![doc(test(attr(deny(warnings))))]

mod coverage;
mod detect;
mod files;
mod fix;
mod form;
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
mod walk;

pub use mediaspec_core::check::{Allow, Limits, Options, Profile, Scope};
pub use mediaspec_core::code::{Code, UnknownCode};
pub use mediaspec_core::contract;
pub use mediaspec_core::contract::{Catalog, Context, Direction, Part, Severity};
pub use mediaspec_core::report::{
    Detail, Edit, Expected, Malformed, MalformedCode, Position, Report, SharedStr, Suggestion,
    Verdict, Violation,
};

/// Typed models of the services' messages: the crate `mediaspec-schema`. Which models it has is a matter of features.
///
/// ```
/// # #[cfg(any(feature = "models", feature = "models-metastudio"))] {
/// use mediaspec_validator::Validator;
/// use mediaspec_validator::models::metastudio::{
///     Create2DDigitalHumanVideoReq, VoiceConfig, VoiceConfigRequired,
/// };
///
/// let voice_asset_id = "b81f3a7c".into();
/// let voice = VoiceConfig::new(VoiceConfigRequired { voice_asset_id }).with_speed(300);
/// let mut request = Create2DDigitalHumanVideoReq::default();
/// request.voice_config = Some(voice);
///
/// let create = Validator::new().operation("metastudio/Create2DDigitalHumanVideo").expect("it is shipped");
/// let report = create.check_request(&request);
/// assert_eq!(report.violations[0].pointer, "/voice_config/speed");
/// # }
/// ```
pub use mediaspec_schema as models;

pub use crate::coverage::Coverage;
pub use crate::detect::Fit;
pub use crate::files::FromContractsError;
pub use crate::fix::{Fix, Fixed};
pub use crate::name::{Removed, UnknownOperation};
pub use crate::operation::{Message, MessageRef, OperationRef, UnknownMessage};
pub use crate::request::{CheckedRequest, Request, Route};
pub use crate::route::{SuggestedOperation, UnknownRoute};
pub use crate::validator::Validator;

/// The examples of the README, which name the models.
#[cfg(all(doctest, feature = "models"))]
#[doc = include_str!("../../../README.md")]
struct Readme;

/// Handles are kept in the state of servers, and sent to other threads.
const _: () = {
    const fn is_owned<T: Clone + Send + Sync + 'static>() {}
    is_owned::<Validator>();
    is_owned::<OperationRef>();
    is_owned::<MessageRef>();
    is_owned::<Route>();
    is_owned::<CheckedRequest>();
    is_owned::<Message>();
    is_owned::<Report>();
    is_owned::<Violation>();
    const fn is_error<T: std::error::Error + Send + Sync + 'static>() {}
    is_error::<FromContractsError>();
    is_error::<UnknownMessage>();
    is_error::<UnknownOperation>();
    is_error::<UnknownRoute>();
    is_error::<Report>();
    is_error::<Malformed>();
};

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;
    use std::path::Path;

    use toml::Table;

    /// The features of a crate of this workspace.
    fn features(name: &str) -> BTreeMap<String, Vec<String>> {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("..").join(name);
        let manifest = std::fs::read_to_string(folder.join("Cargo.toml")).expect("a manifest");
        let manifest: Table = manifest.parse().expect("TOML");
        let features = manifest.get("features").cloned().expect("it has features");
        features.try_into().expect("lists of features")
    }

    #[test]
    fn every_feature_of_the_schema_crate_can_be_asked_for() {
        let mut ours = features("validator");
        assert!(ours.remove("proptest").is_some());
        let theirs = features("schema").into_iter().map(|(name, list)| {
            let list = match name.as_str() {
                "default" => list,
                _ => vec![format!("mediaspec-schema/{name}")],
            };
            (name, list)
        });
        assert_eq!(ours, theirs.collect());
    }
}
