//! Payloads that fit a contract or break it, and what must be reported of each.
//!
//! It is for tests: those of the engine, and those of programs that send or read the messages of a contract. Who checks
//! payloads that somebody sent needs `mediaspec-validator`, and nothing from here.
//!
//! | module | gives |
//! |---|---|
//! | [`sample`] | a payload that validates: the one that reads best, or another one for each seed |
//! | [`boundary`] | the values of a field on both sides of each constraint |
//! | [`cases`] | the boundary corpus: payloads near each constraint of a message, as changes to a base payload |
//! | [`oracle`] | everything that must be reported of a payload, by a reading of the contract of its own |
//! | `strategies` | payloads for property tests with [proptest](https://docs.rs/proptest), behind the feature `proptest` |
//!
//! ```
//! use mediaspec_core::check::Scope;
//! use mediaspec_core::code::Code;
//! use mediaspec_core::contract::{Direction, Service};
//! use mediaspec_core::node::Members;
//! use mediaspec_payloads::boundary::around_bounds;
//! use mediaspec_payloads::oracle::{Asked, violations};
//! use mediaspec_payloads::sample::{SampleOptions, sample};
//!
//! let service = Service::read(r#"
//! {"mediaspec":1,"service":"demo","title":"Demo","summary":"It does not exist.","style":"rest","operations":[]}
//! {"source":{"name":"page","kind":"page","title":"A page","url":"https://example.com/","read":"2026-11-20"}}
//! {"type":{"name":"Voice","wire":"Voice","info":{"summary":"A voice.","cite":"page"}}}
//! {"field":{"name":"speed","shape":{"int":{"min":50,"max":200}},"required":"always","info":{"summary":"Its pace.","cite":"page"}}}
//! {"end":"demo"}
//! "#.trim_start())?;
//! let (voice, scope) = (service.ty("Voice").expect("a type"), Scope::body(Direction::Request));
//! let asked = Asked::of_type(&service, voice, scope);
//!
//! // A payload that validates.
//! let payload = sample(&service, voice, scope, &SampleOptions::default());
//! assert_eq!(payload.compact(), r#"{"speed":120}"#);
//! assert_eq!(violations(&asked, &payload), []);
//!
//! // Values around the bounds of a field, and what must be reported of them.
//! let speed = voice.field("speed").expect("a field");
//! for (name, value) in around_bounds(&service, voice, speed, scope) {
//!     let payload = Members::new().with("speed", value.expand()).into();
//!     let found = violations(&asked, &payload);
//!     match &*name {
//!         "at the maximum" => assert_eq!(found, []),
//!         "one above the maximum" => assert_eq!(found[0].code, Code::Maximum),
//!         _ => {}
//!     }
//! }
//! # Ok::<(), mediaspec_core::contract::ContractError>(())
//! ```
//!
//! # What knows what
//!
//! The oracle knows the contract and the tree of a payload. It shares no code with the engine that checks payloads, so that
//! the two can disagree, and none with what makes payloads, so that neither can bring the other's mistakes to agree with
//! its own. Samples, boundary values, cases and strategies ask the oracle whether a value is good; they never ask the engine.
//! A unit test of this crate holds both.
//!
//! One maker walks a type and makes values: samples, the good values that boundary values and cases start from, and the
//! payloads that strategies vary. One kind of dice decides for all of them: always the first choice, as a seed says, or as
//! the generator of a test runner does.
#![forbid(unsafe_code)]
#![doc(test(attr(deny(warnings))))]

mod automata;
pub mod boundary;
pub mod cases;
mod dice;
#[cfg(test)]
mod fixtures;
mod letters;
pub mod oracle;
pub mod patch;
pub mod sample;
mod slot;
#[cfg(feature = "proptest")]
pub mod strategies;
#[cfg(test)]
#[allow(clippy::arithmetic_side_effects)]
mod tests;
