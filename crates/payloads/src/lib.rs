//! Payloads that fit a contract or break it, and what must be reported of them.
#![forbid(unsafe_code)]

mod automata;
pub mod boundary;
mod dice;
#[cfg(test)]
mod fixtures;
pub mod oracle;
pub mod patch;
pub mod sample;
#[cfg(feature = "proptest")]
pub mod strategies;

pub use mediaspec_core::node;
