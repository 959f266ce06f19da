//! Strategies for property tests ([proptest](https://docs.rs/proptest)): payloads of any message, each with everything
//! that must be reported of it.
//!
//! They come with the feature `proptest`. A client that builds or reads messages of a vendor's API can be tried with
//! thousands of them, valid ones and invalid ones:
//!
//! ```
//! use mediaspec_validator::{Message, Part, Validator, strategies};
//! use proptest::prelude::*;
//! use proptest::test_runner::TestRunner;
//!
//! /// The client that is tried: it must read every pace of speech that the vendor documents.
//! fn pace(body: &str) -> Result<Option<i64>, String> {
//!     let body: serde_json::Value = serde_json::from_str(body).map_err(|error| error.to_string())?;
//!     match &body["voice_config"]["speed"] {
//!         serde_json::Value::Null => Ok(None),
//!         speed => match speed.as_f64() {
//!             Some(speed) if (50.0..=200.0).contains(&speed) => Ok(Some(speed as i64)),
//!             _ => Err(format!("{speed} is no pace")),
//!         },
//!     }
//! }
//!
//! let validator = Validator::new();
//! let create = validator.operation("metastudio/Create2DDigitalHumanVideo")?;
//! let body = create.message(Message::Request, Part::Body)?;
//!
//! // Valid payloads: the client must take them all.
//! let valid = strategies::valid(&body).expect("the request has a body");
//! let mut runner = TestRunner::deterministic();
//! runner.run(&valid, |payload| {
//!     prop_assert!(pace(payload.text()).is_ok());
//!     Ok(())
//! })?;
//!
//! // Payloads with one to three mistakes. What is wrong with each is known.
//! let invalid = strategies::invalid(&body, 1..=3).expect("the request has a body");
//! runner.run(&invalid, |payload| {
//!     let told = payload.expected().iter().any(|one| one.pointer == "/voice_config/speed");
//!     if told {
//!         prop_assert!(pace(payload.text()).is_err());
//!     }
//!     Ok(())
//! })?;
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # What they yield
//!
//! Payloads are JSON text ([`Payload::text`]) in every spelling: `50`, `50.0`, `5e1`; escapes, surrogate pairs; members in
//! any order, with any white space. Texts are of ASCII, Chinese, combining marks, emoji, and what JSON must escape.
//! Numbers, lengths and counts lie at documented bounds, and one beside them, more often than elsewhere.
//! [`valid`] payloads are minimal, full, or anything between, with `null` where it is allowed; warnings are possible in
//! them. [`invalid`] ones are such a payload with mistakes of every kind: values beyond bounds, of another type, `null`,
//! missing and unknown members, names that stand twice, pieces of a text that are not what they should be, combinations
//! that a rule refuses, within JSON documents in texts too. Where a type may contain itself, payloads do so a few times.
//!
//! What is [expected](Payload::expected) of a payload is not asked of the engine that checks payloads. It comes from a
//! second reading of the contract, so that the two can disagree.
//!
//! A failing payload shrinks: members, items and text that the failure does not need are taken away, as long as a valid
//! payload stays valid and an invalid one keeps a mistake, and the text ends in its plainest spelling.

mod dice;
mod letters;
mod maker;
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

use mediaspec_core::code::Code;
use mediaspec_core::contract::Severity;
use mediaspec_payloads::node::Node;
use proptest::strategy::{NewTree, Strategy};
use proptest::test_runner::TestRunner;

use crate::MessageRef;
use dice::Dice;
use maker::{Maker, Wanted};
use shrink::Shrinking;

/// Returns a strategy for payloads that validate; `None` for a message or a part that the vendor does not document.
#[must_use]
pub fn valid(message: &MessageRef) -> Option<Payloads> {
    Payloads::new(message, Mix::Valid)
}

/// Returns a strategy for payloads with that many mistakes (violations of severity error), as far as the message has room
/// for so many, and at least one; `None` for a message or a part that the vendor does not document.
#[must_use]
pub fn invalid(message: &MessageRef, mistakes: RangeInclusive<usize>) -> Option<Payloads> {
    Payloads::new(message, Mix::Invalid(mistakes))
}

/// Returns a strategy for valid payloads and invalid ones, of which most have several mistakes; `None` for a message or a
/// part that the vendor does not document.
#[must_use]
pub fn payloads(message: &MessageRef) -> Option<Payloads> {
    Payloads::new(message, Mix::Both)
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
#[derive(Clone)]
pub struct Payloads {
    maker: Arc<Maker>,
    mix: Mix,
}

impl Payloads {
    fn new(message: &MessageRef, mix: Mix) -> Option<Self> {
        let maker = Arc::new(Maker::new(message)?);
        Some(Self { maker, mix })
    }

    /// Returns a strategy for the same messages with that many mistakes: what was prepared for them is kept.
    #[must_use]
    pub fn with_mistakes(&self, mistakes: RangeInclusive<usize>) -> Self {
        Self {
            maker: Arc::clone(&self.maker),
            mix: Mix::Invalid(mistakes),
        }
    }
}

impl fmt::Debug for Payloads {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Payloads")
            .field("type", &self.maker.ty().name.as_str())
            .field("mix", &self.mix)
            .finish()
    }
}

impl Strategy for Payloads {
    type Tree = Shrinking;
    type Value = Payload;

    fn new_tree(&self, runner: &mut TestRunner) -> NewTree<Self> {
        let mut dice = Dice::new(runner.rng());
        let wanted = match &self.mix {
            Mix::Valid => Wanted::Valid,
            Mix::Invalid(mistakes) => Wanted::Mistakes(dice.within(mistakes)),
            Mix::Both => match dice.below(20) {
                0..=8 => Wanted::Valid,
                9..=10 => Wanted::Mistakes(1),
                _ => Wanted::Mistakes(dice.within(&(2..=6))),
            },
        };
        let mut made = self.maker.make(wanted, &mut dice);
        if made.is_none() && self.mix == Mix::Both {
            // A message that nothing is wrong with, whatever it holds.
            made = self.maker.make(Wanted::Valid, &mut dice);
        }
        let made = made.ok_or_else(|| {
            let kind = match wanted {
                Wanted::Valid => "valid",
                Wanted::Mistakes(_) => "invalid",
            };
            format!("no {kind} payload of {} was found", self.maker.ty().name)
        })?;
        Ok(Shrinking::new(Arc::clone(&self.maker), made))
    }
}
