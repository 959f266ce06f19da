//! The vocabulary of a media API contract, and the one engine that checks payloads against it.
#![doc(test(attr(deny(warnings))))]

pub mod automaton;
pub mod check;
pub mod code;
mod compiled;
pub mod contract;
mod engine;
pub mod escape;
#[cfg(test)]
mod fixtures;
#[doc(hidden)]
pub mod handle;
mod json;
pub mod json_text;
pub mod node;
mod options;
mod parameters;
mod path;
pub mod report;
mod scan;
pub mod semantics;
mod service;
mod shared;
mod tape;
pub mod template;
#[cfg(test)]
mod tests;
pub mod uses;
mod value;
pub mod words;
