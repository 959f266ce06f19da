//! Payloads that validate, made from a contract.
//!
//! A sample shows what a message looks like; other seeds give other payloads that validate too, for tests. The
//! [oracle](crate::oracle) is asked about every value that is taken from the contract (examples, defaults, the values that
//! rules name), so that a sample does not show what the contract refuses.

mod choose;
pub(crate) mod maker;
pub(crate) mod number;
mod pieces;
pub(crate) mod text;

use mediaspec_core::check::Scope;
use mediaspec_core::contract::{Service, TypeDef};
use mediaspec_core::node::Node;

use self::maker::Maker;
use crate::dice::Dice;

/// What a sample shall be like.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Hash)]
pub struct SampleOptions {
    /// Whether optional members are in it: all but those that are deprecated or without effect, or that another
    /// member excludes. Otherwise only what is required has a place.
    pub full: bool,
    /// 0 for the sample that reads best; any other number for values that differ from seed to seed.
    pub seed: u64,
}

/// Returns a payload of a type that validates in that scope.
///
/// The type is one of the service's. Where the contract can be met without a warning, it is. Where it cannot be met at
/// all (rules that contradict each other), the sample is as close as the search came.
///
/// An optional member is left out where it would begin another object of a type that is being made further out already:
/// a type that may contain itself is shown once inside itself.
#[must_use]
pub fn sample(service: &Service, ty: &TypeDef, scope: Scope, options: &SampleOptions) -> Node {
    sample_with::<&str>(service, ty, scope, options, &[])
}

/// Returns the same with members that are to be in it beyond those that are required: the headers of one authentication
/// scheme, say. Names that the type does not have are passed over.
#[must_use]
pub fn sample_with<S: AsRef<str>>(
    service: &Service,
    ty: &TypeDef,
    scope: Scope,
    options: &SampleOptions,
    include: &[S],
) -> Node {
    let mut dice = Dice::new(options.seed);
    Maker::new(service, scope, options.full, &mut dice).payload(ty, include)
}

#[cfg(test)]
#[allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects
)]
mod tests;
