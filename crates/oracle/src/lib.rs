//! A test oracle: what must be reported of a payload, by a second and plainer reading of the contract.
//!
//! The engine reads a stream, keeps what rules need and nothing else, and reports within limits. [`violations`] walks a
//! finished tree and knows none of that, so that the two can disagree; the boundary corpus and the strategies for
//! property tests take what they expect from here. [`boundary`] has values on both sides of each constraint.
//!
//! This is for tests. It is slow, has no limits, and is no way to check a payload that somebody else sent.
#![forbid(unsafe_code)]

pub mod boundary;
#[cfg(test)]
mod fixtures;
pub use mediaspec_core::node;
pub mod patch;
mod violations;

pub use violations::{Asked, Found, violations};
