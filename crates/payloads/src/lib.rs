//! Payloads that fit a contract or break it, and what must be reported of them.
#![forbid(unsafe_code)]

pub mod boundary;
#[cfg(test)]
mod fixtures;
pub mod oracle;
pub mod patch;

pub use mediaspec_core::node;
