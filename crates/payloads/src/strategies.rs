//! Strategies for property tests ([proptest](https://docs.rs/proptest)): payloads of any message, each with everything
//! that must be reported of it.
//!
//! They come with the feature `proptest`. Users of `mediaspec-validator` find them there, by the messages of an operation.
//!
//! ```
//! use mediaspec_core::check::{Options, Scope, Target, check_bytes};
//! use mediaspec_core::contract::{Direction, Service};
//! use mediaspec_payloads::strategies;
//! use proptest::prelude::*;
//! use proptest::test_runner::{TestError, TestRunner};
//!
//! /// Asks the engine of as many payloads of each type as proptest tries.
//! pub fn holds(service: &Service) -> Result<(), TestError<strategies::Payload>> {
//!     let scope = Scope::body(Direction::Request);
//!     for ty in service.own_types() {
//!         let target = Target::new(service, &ty.name);
//!         let mut runner = TestRunner::deterministic();
//!         runner.run(&strategies::payloads(&target, scope), |payload| {
//!             let report = check_bytes(&target, scope, payload.text().as_bytes(), &Options::default());
//!             prop_assert_eq!(report.is_valid(), payload.is_valid());
//!             Ok(())
//!         })?;
//!     }
//!     Ok(())
//! }
//! # let _ = holds;
//! ```

mod generator;
mod menu;
mod place;
mod shrink;
mod spelling;
#[cfg(test)]
#[allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    clippy::cast_possible_truncation
)]
mod tests;

use std::collections::BTreeSet;
use std::fmt;
use std::ops::RangeInclusive;
use std::sync::Arc;

use mediaspec_core::check::{Scope, Target};
use mediaspec_core::code::Code;
use mediaspec_core::contract::Severity;
use mediaspec_core::node::Node;
use proptest::strategy::{NewTree, Strategy};
use proptest::test_runner::TestRunner;

use self::generator::{Generator, Wanted};
use self::shrink::Shrinking;
use crate::dice::Dice;

/// Returns a strategy for payloads that validate.
#[must_use]
pub fn valid(target: &Target, scope: Scope) -> Payloads {
    Payloads::new(target, scope, Mix::Valid)
}

/// Returns a strategy for payloads with that many mistakes (violations of severity error), as far as the message has room
/// for so many, and at least one.
#[must_use]
pub fn invalid(target: &Target, scope: Scope, mistakes: RangeInclusive<usize>) -> Payloads {
    Payloads::new(target, scope, Mix::Invalid(mistakes))
}

/// Returns a strategy for valid payloads and invalid ones, of which most have several mistakes.
#[must_use]
pub fn payloads(target: &Target, scope: Scope) -> Payloads {
    Payloads::new(target, scope, Mix::Both)
}

/// A payload, and everything that must be reported of it.
#[derive(Clone, PartialEq)]
pub struct Payload {
    text: String,
    node: Node,
    expected: BTreeSet<Expected>,
}

/// A violation that must be reported.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Expected {
    /// JSON Pointer to the value.
    pub pointer: String,
    /// The way on inside JSON documents in texts, one JSON Pointer for each level.
    pub embedded: Vec<String>,
    /// What is wrong.
    pub code: Code,
    /// How much it counts.
    pub severity: Severity,
}

impl Payload {
    /// Returns JSON text: a body, or parameters as one object.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Returns the same as a value. Of members with one name it has the last.
    #[must_use]
    pub fn value(&self) -> serde_json::Value {
        // A tree of this kind has a value for each of its parts.
        serde_json::to_value(&self.node).unwrap_or_default()
    }

    /// Returns the same as a tree that keeps the order of members, and members with one name.
    #[must_use]
    pub fn node(&self) -> &Node {
        &self.node
    }

    /// Returns everything that must be reported: pointers, codes and severities, warnings too.
    #[must_use]
    pub const fn expected(&self) -> &BTreeSet<Expected> {
        &self.expected
    }

    /// Returns how many of the expected violations are errors.
    #[must_use]
    pub fn mistakes(&self) -> usize {
        let error = |one: &&Expected| one.severity == Severity::Error;
        self.expected.iter().filter(error).count()
    }

    /// Returns whether the verdict must be `valid`.
    #[must_use]
    pub fn is_valid(&self) -> bool {
        self.mistakes() == 0
    }
}

/// The text and what is expected, as a failing test prints them.
impl fmt::Debug for Payload {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{}", self.text)?;
        if self.expected.is_empty() {
            return f.write_str("nothing is expected");
        }
        f.write_str("expected:")?;
        for one in &self.expected {
            let severity = one.severity.as_str();
            write!(f, "\n  {severity}[{}] at {:?}", one.code, one.pointer)?;
            for way in &one.embedded {
                write!(f, " then {way:?}")?;
            }
        }
        Ok(())
    }
}

/// Which payloads a strategy yields.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Mix {
    Valid,
    Invalid(RangeInclusive<usize>),
    Both,
}

/// A strategy for payloads of one part of a message. See [`valid`], [`invalid`] and [`payloads`].
///
/// Payloads are JSON text ([`Payload::text`]) in every spelling: `50`, `50.0`, `5e1`; escapes, surrogate pairs; members in
/// any order, with any white space. Texts are of ASCII, Chinese, combining marks, emoji, and what JSON must escape.
/// Numbers, lengths and counts lie at documented bounds, and one beside them, more often than elsewhere.
/// [`valid`] payloads are minimal, full, or anything between, with `null` where it is allowed; warnings are possible in
/// them. [`invalid`] ones are such a payload with mistakes of every kind: values beyond bounds, of another type, `null`,
/// missing and unknown members, names that stand twice, pieces of a text that are not what they should be, combinations
/// that a rule refuses, within JSON documents in texts too. Where a type may contain itself, payloads do so a few times.
///
/// What is [expected](Payload::expected) of a payload is not asked of the engine that checks payloads. It comes from the
/// [oracle](crate::oracle), so that the two can disagree.
///
/// A failing payload shrinks: members, items and text that the failure does not need are taken away, as long as a valid
/// payload stays valid and an invalid one keeps a mistake, and the text ends in its plainest spelling.
#[derive(Clone)]
pub struct Payloads {
    generator: Arc<Generator>,
    mix: Mix,
}

impl Payloads {
    fn new(target: &Target, scope: Scope, mix: Mix) -> Self {
        let generator = Arc::new(Generator::new(target, scope));
        Self { generator, mix }
    }

    /// Returns a strategy for the same messages with that many mistakes: what was prepared for them is kept.
    #[must_use]
    pub fn with_mistakes(&self, mistakes: RangeInclusive<usize>) -> Self {
        Self {
            generator: Arc::clone(&self.generator),
            mix: Mix::Invalid(mistakes),
        }
    }
}

impl fmt::Debug for Payloads {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Payloads")
            .field("type", &self.generator.ty().name.as_str())
            .field("mix", &self.mix)
            .finish()
    }
}

impl Strategy for Payloads {
    type Tree = Shrinking;
    type Value = Payload;

    fn new_tree(&self, runner: &mut TestRunner) -> NewTree<Self> {
        // The dice go on where the runner's generator is, and leave it where they end.
        let mut dice = Dice::from(runner.rng().clone());
        let wanted = match &self.mix {
            Mix::Valid => Wanted::Valid,
            Mix::Invalid(mistakes) => Wanted::Mistakes(dice.within(mistakes)),
            Mix::Both => match dice.below(20) {
                0..=8 => Wanted::Valid,
                9..=10 => Wanted::Mistakes(1),
                _ => Wanted::Mistakes(dice.within(&(2..=6))),
            },
        };
        let mut made = self.generator.make(wanted, &mut dice);
        if made.is_none() && self.mix == Mix::Both {
            // A message that nothing is wrong with, whatever it holds.
            made = self.generator.make(Wanted::Valid, &mut dice);
        }
        if let Some(rng) = dice.into_rng() {
            *runner.rng() = rng;
        }
        let made = made.ok_or_else(|| {
            let kind = match wanted {
                Wanted::Valid => "valid",
                Wanted::Mistakes(_) => "invalid",
            };
            format!(
                "no {kind} payload of {} was found",
                self.generator.ty().name
            )
        })?;
        Ok(Shrinking::new(Arc::clone(&self.generator), made))
    }
}
