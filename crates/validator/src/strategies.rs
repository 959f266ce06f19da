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
//! What they yield, and how failing payloads shrink, is said of [`Payloads`].

use std::ops::RangeInclusive;

use mediaspec_payloads::strategies;
pub use mediaspec_payloads::strategies::{Expected, Payload, Payloads};

use crate::MessageRef;

/// Returns a strategy for payloads that validate; `None` for a message or a part that the vendor does not document.
#[must_use]
pub fn valid(message: &MessageRef) -> Option<Payloads> {
    let target = message.documented_target()?;
    Some(strategies::valid(target, message.scope()))
}

/// Returns a strategy for payloads with that many mistakes (violations of severity error), as far as the message has room
/// for so many, and at least one; `None` for a message or a part that the vendor does not document.
#[must_use]
pub fn invalid(message: &MessageRef, mistakes: RangeInclusive<usize>) -> Option<Payloads> {
    let target = message.documented_target()?;
    Some(strategies::invalid(target, message.scope(), mistakes))
}

/// Returns a strategy for valid payloads and invalid ones, of which most have several mistakes; `None` for a message or a
/// part that the vendor does not document.
#[must_use]
pub fn payloads(message: &MessageRef) -> Option<Payloads> {
    let target = message.documented_target()?;
    Some(strategies::payloads(target, message.scope()))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use proptest::strategy::{Strategy as _, ValueTree as _};
    use proptest::test_runner::TestRunner;

    use super::{invalid, payloads, valid};
    use crate::{Code, Message, MessageRef, Part, Validator, mini};

    fn message(message: Message, part: Part) -> MessageRef {
        let operation = Validator::from_catalog(mini::catalog()).operation("CreateVideo");
        let message = operation.map(|operation| operation.message(message, part));
        message.expect("an operation").expect("a message")
    }

    #[test]
    fn what_the_vendor_documents_has_payloads_and_nothing_else() {
        for (kind, part, documented) in [
            (Message::Request, Part::Body, true),
            (Message::Request, Part::Query, true),
            (Message::Response(204), Part::Body, false),
            (Message::Response(418), Part::Body, false),
        ] {
            let message = message(kind, part);
            assert_eq!(payloads(&message).is_some(), documented, "{message:?}");
            assert_eq!(valid(&message).is_some(), documented, "{message:?}");
            assert_eq!(
                invalid(&message, 1..=1).is_some(),
                documented,
                "{message:?}"
            );
        }
    }

    #[test]
    fn what_is_expected_of_a_payload_is_what_its_message_reports() {
        let mut codes = BTreeSet::new();
        for part in [Part::Body, Part::Path, Part::Query, Part::Header] {
            let message = message(Message::Request, part);
            let strategy = payloads(&message).expect("a type");
            let mut runner = TestRunner::deterministic();
            for _ in 0..300 {
                let payload = strategy.new_tree(&mut runner).expect("a payload").current();
                let report = message.check(payload.text().as_bytes());
                let told = report
                    .violations
                    .iter()
                    .map(|v| (v.pointer.clone(), v.code));
                let expected = payload.expected().iter();
                let expected = expected.map(|one| (one.pointer.as_str().into(), one.code));
                let (told, expected): (BTreeSet<_>, BTreeSet<_>) =
                    (told.collect(), expected.collect());
                assert_eq!(told, expected, "{payload:?}");
                codes.extend(told.into_iter().map(|(_, code)| (part.as_str(), code)));
            }
        }
        assert!(
            codes.contains(&("header", Code::Authentication)),
            "{codes:?}"
        );
        assert!(
            codes.contains(&("query", Code::AdditionalProperties)),
            "{codes:?}"
        );
    }
}
