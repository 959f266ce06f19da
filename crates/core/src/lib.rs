//! The vocabulary of a media API contract, and the one engine that checks payloads against it.
#![doc(test(attr(deny(warnings))))]

// Generated code names this crate as its users do.
#[cfg(test)]
extern crate self as mediaspec_core;

pub mod automaton;
pub mod check;
pub mod code;
pub mod contract;
mod engine;
pub mod escape;
#[cfg(test)]
mod fixtures;
#[cfg(test)]
#[rustfmt::skip]
#[allow(unreachable_pub)]
mod generated_kinds;
mod json;
mod message;
mod parameters;
pub mod report;
pub mod sample;
mod scan;
pub mod semantics;
mod shared;
mod tape;
#[cfg(test)]
mod tests;
mod value;
pub mod words;
