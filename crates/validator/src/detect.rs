//! Which message a payload is.

use std::collections::HashMap;

use mediaspec_core::check::{Scope, Target, check_bytes};
use mediaspec_core::code::Code;
use mediaspec_core::contract::{
    self, Direction, Field, MessageKind, Part, Service, Shape, TypeDef,
};
use mediaspec_core::node::{Members, Node};
use mediaspec_core::report::{Malformed, MalformedCode, Report};

use crate::name::Entry;
use crate::operation::{Message, OperationRef};
use crate::validator::Validator;
use crate::walk::{LARGEST, Visitor, Walk, tree};

/// How many members of a payload are compared with every type of the contract.
const GLANCE: usize = 512;

/// How many members are looked at where a type is looked at closely.
const CLOSE: usize = 100_000;

/// How many types a payload is checked against.
const CHECKED: usize = 24;

/// A message that a payload fits, more or less.
///
/// Made by [`Validator::detect`].
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Fit {
    /// The operation.
    pub operation: OperationRef,
    /// Which of its messages.
    pub message: Message,
    /// Which part of it: the body, or query parameters as one object.
    pub part: Part,
    /// How many members of the payload the contract has, those of inner objects too.
    pub documented: usize,
    /// How many members it does not have, in objects that it describes.
    pub undocumented: usize,
    /// How many errors a check of the payload finds.
    pub errors: u64,
    /// How many warnings it finds.
    pub warnings: u64,
    /// The name of the type that the contract gives the part: messages that share one fit alike.
    pub ty: Box<str>,
}

impl Fit {
    /// Returns the message in words: `Show2DDigitalHumanVideo, response 200`.
    #[must_use]
    pub fn in_words(&self) -> String {
        let message = self.message.in_words();
        let name = &self.operation.contract().name;
        match self.part {
            Part::Body => format!("{name}, {message}"),
            part => format!("{name}, {part} parameters of the {message}"),
        }
    }
}

/// What stands in a payload of what a type has.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
struct Count {
    documented: usize,
    undocumented: usize,
}

impl<'c> Visitor<'c> for Count {
    fn object(&mut self, _: &'c TypeDef, _: &Members) {}

    fn member(&mut self, _: &'c TypeDef, _: &'c Field) {
        self.documented = self.documented.saturating_add(1);
    }

    fn stranger(&mut self) {
        self.undocumented = self.undocumented.saturating_add(1);
    }

    fn value(&mut self, _: &'c TypeDef, _: &'c Field, _: &'c Shape, _: &Node) {}
}

impl Count {
    fn of(service: &Service, ty: &TypeDef, payload: &Node, most: usize) -> Self {
        let mut count = Self::default();
        Walk::new(service, &mut count, most).over(ty, payload);
        count
    }

    /// Whether the payload can be of the type at all: more of it is documented than is not.
    const fn is_likely(self) -> bool {
        self.documented > self.undocumented
    }
}

/// How well a payload fits: what is documented of it, less where a part of it is wrong. What a type only lets pass, as open
/// types and members of any value do, counts for nothing, so that no type wins by accepting everything.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Score {
    documented: usize,
    flaws: usize,
}

impl Score {
    fn of(count: Count, errors: u64) -> Self {
        let errors = usize::try_from(errors).unwrap_or(usize::MAX);
        Self {
            documented: count.documented,
            flaws: count.undocumented.saturating_add(errors),
        }
    }

    /// `documented² / (documented + flaws)`: a payload without a flaw has as many points as it has documented members.
    #[allow(clippy::cast_precision_loss, reason = "it is a comparison of sizes")]
    fn points(self) -> f64 {
        let documented = self.documented as f64;
        documented * documented / (documented + self.flaws as f64).max(1.0)
    }
}

/// What messages that are checked alike have in common.
type Kind<'c> = (&'c str, &'c str, Scope);

/// What is known of a payload as one of a kind of messages.
struct Found<'c> {
    kind: Kind<'c>,
    count: Count,
    messages: Vec<contract::Message<'c>>,
}

/// What a check of a payload counts: errors, those of them that are undocumented members, and warnings.
fn checked(found: &Found<'_>, payload: &[u8], validator: &Validator) -> (u64, u64, u64) {
    let Some(message) = found.messages.first() else {
        return (0, 0, 0);
    };
    let target = Target::new(message.service, message.ty);
    let report = check_bytes(&target, message.scope(), payload, validator.options());
    let unknown = report
        .errors()
        .filter(|violation| violation.code == Code::AdditionalProperties)
        .count();
    let unknown = u64::try_from(unknown).unwrap_or(u64::MAX);
    (report.error_count, unknown, report.warning_count)
}

impl Validator {
    /// Returns the messages that a payload fits, best first: those of which it has more documented members than others.
    ///
    /// A message fits well where it documents the members that stand in the payload, where those that it requires are there,
    /// and where their values are allowed. What a message merely lets pass speaks neither for it nor against it. Every body
    /// and every set of query parameters of the catalog is looked at; the two dozen best are checked. Messages of one type fit
    /// alike, those of an operation's request before its answers. A payload of which no message has half of the members fits
    /// none.
    ///
    /// ```
    /// use mediaspec_validator::{Message, Validator};
    ///
    /// let payload = br#"{"voice_config": {"voice_asset_id": "b81f3a7c", "speed": 300}, "script_id": "7"}"#;
    /// let fits = Validator::new().detect(payload)?;
    /// let best = &fits[0];
    /// assert_eq!(best.operation.name(), "metastudio/Create2DDigitalHumanVideo");
    /// assert_eq!((&best.message, best.errors), (&Message::Request, 1));
    /// # Ok::<(), mediaspec_validator::Malformed>(())
    /// ```
    ///
    /// # Errors
    /// [`Malformed`] for a payload that cannot be read to its end, and for one of more than 64 MiB.
    pub fn detect(&self, payload: &[u8]) -> Result<Vec<Fit>, Malformed> {
        let Some(any) = self.catalog().services().first() else {
            return Ok(Vec::new());
        };
        let anything = Target::anything(any);
        let scope = Scope::body(Direction::Response);
        let report = check_bytes(&anything, scope, payload, self.options());
        if let Some(malformed) = report.malformed {
            return Err(malformed);
        }
        let Some(node) = tree(payload) else {
            return Err(Malformed::new(
                MalformedCode::Size,
                format!(
                    "it is too large to be compared with all messages: more than {LARGEST} bytes"
                ),
            ));
        };
        let mut found = self.kinds(&node);
        for one in &mut found {
            if let Some(message) = one.messages.first() {
                one.count = Count::of(message.service, message.type_def(), &node, CLOSE);
            }
        }
        let mut scored: Vec<_> = found
            .into_iter()
            .map(|one| {
                let (errors, unknown, warnings) = checked(&one, payload, self);
                let score = Score::of(one.count, errors.saturating_sub(unknown));
                (one, score, errors, warnings)
            })
            .collect();
        scored.sort_by(
            |(a, a_score, a_errors, a_warnings), (b, b_score, b_errors, b_warnings)| {
                b_score
                    .points()
                    .total_cmp(&a_score.points())
                    .then(a_errors.cmp(b_errors))
                    .then_with(|| is_answer(a).cmp(&is_answer(b)))
                    .then(a_warnings.cmp(b_warnings))
                    .then_with(|| size(a).cmp(&size(b)))
                    .then_with(|| rank(a).cmp(&rank(b)))
            },
        );
        let fits = scored.iter().flat_map(|(one, _, errors, warnings)| {
            let messages = one.messages.iter();
            messages.filter_map(|message| self.fit(message, one.count, *errors, *warnings))
        });
        Ok(fits.collect())
    }

    /// The kinds of messages that a payload fits best at a glance.
    fn kinds<'c>(&'c self, payload: &Node) -> Vec<Found<'c>> {
        let mut at: HashMap<Kind<'c>, usize> = HashMap::new();
        let mut all: Vec<Found<'c>> = Vec::new();
        let messages = self.catalog().services().iter();
        let messages = messages.flat_map(Service::messages);
        for message in messages.filter(|it| matches!(it.part, Part::Body | Part::Query)) {
            let kind = (message.service.name(), message.ty.as_str(), message.scope());
            let place = *at.entry(kind).or_insert_with(|| {
                let ty = message.type_def();
                all.push(Found {
                    kind,
                    count: Count::of(message.service, ty, payload, GLANCE),
                    messages: Vec::new(),
                });
                all.len().saturating_sub(1)
            });
            if let Some(found) = all.get_mut(place) {
                found.messages.push(message);
            }
        }
        all.retain(|found| found.count.is_likely());
        all.sort_by(|a, b| {
            let points = |found: &Found<'_>| Score::of(found.count, 0).points();
            points(b)
                .total_cmp(&points(a))
                .then_with(|| size(a).cmp(&size(b)))
                .then_with(|| a.kind.0.cmp(b.kind.0))
                .then_with(|| rank(a).cmp(&rank(b)))
        });
        all.truncate(CHECKED);
        all
    }

    fn fit(
        &self,
        message: &contract::Message<'_>,
        count: Count,
        errors: u64,
        warnings: u64,
    ) -> Option<Fit> {
        let entry = Entry::named(message.service, &message.operation.name)?;
        Some(Fit {
            operation: OperationRef::new(&entry, self.shared_options()),
            message: match message.kind {
                MessageKind::Request => Message::Request,
                MessageKind::Response(status) => Message::Response(status),
                MessageKind::Callback(name) => Message::Callback(name.into()),
            },
            part: message.part,
            documented: count.documented,
            undocumented: count.undocumented,
            errors,
            warnings,
            ty: message.ty.as_str().into(),
        })
    }

    /// Says, in an `unrecognized` finding of a report on a payload, which message the payload fits.
    ///
    /// The finding's [suggestion](mediaspec_core::report::Violation::suggestion) is that message. Nothing changes where the
    /// report has no such finding, where the finding itself says what the payload is, or where no message fits.
    ///
    /// ```
    /// use mediaspec_validator::Validator;
    ///
    /// let validator = Validator::new();
    /// let list = validator.operation("metastudio/ListSmartLiveJobs")?;
    /// let payload = br#"{"voice_config": {"voice_asset_id": "b81f3a7c", "speed": 100}}"#;
    /// let mut report = list.response_body(200, payload);
    /// validator.name_fit(&mut report, payload);
    /// let suggestion = report.violations[0].suggestion().expect("it fits another message");
    /// assert!(suggestion.text.starts_with("this fits "));
    /// # Ok::<(), mediaspec_validator::UnknownOperation>(())
    /// ```
    pub fn name_fit(&self, report: &mut Report, payload: &[u8]) {
        let mut all = report.violations.iter_mut();
        let Some(violation) = all.find(|violation| violation.code == Code::Unrecognized) else {
            return;
        };
        let fits = self.detect(payload).unwrap_or_default();
        if let Some(best) = fits.first() {
            violation.note_fit(&best.in_words());
        }
    }
}

/// How many members the type of a kind has: of two that a payload fits alike, the smaller one says more.
fn size(found: &Found<'_>) -> usize {
    found
        .messages
        .first()
        .map_or(0, |message| message.type_def().fields.len())
}

/// Whether the messages of a kind are what the vendor sends: what a caller sends is looked at more often.
fn is_answer(found: &Found<'_>) -> bool {
    found.kind.2.direction == Direction::Response
}

/// Requests come before answers, bodies before parameters.
fn rank<'c>(found: &Found<'c>) -> Option<(Part, MessageKind<'c>, &'c str)> {
    let message = found.messages.first()?;
    Some((message.part, message.kind, found.kind.1))
}

#[cfg(test)]
#[allow(clippy::indexing_slicing, reason = "a test may panic")]
mod tests {
    use crate::{Message, Part, Validator};

    fn best(payload: &str) -> Vec<String> {
        let fits = Validator::new().detect(payload.as_bytes());
        let fits = fits.expect("it is JSON");
        fits.iter().take(3).map(super::Fit::in_words).collect()
    }

    #[test]
    fn a_payload_is_recognized_although_values_are_wrong() {
        let shown = include_str!("../../../tests/payloads/show-2d-video.response.json");
        assert_eq!(best(shown)[0], "Show2DDigitalHumanVideo, response 200");
    }

    #[test]
    fn what_no_message_documents_fits_none() {
        for payload in [
            "{}",
            "[]",
            "7",
            "null",
            r#"{"qwertz": 1, "yuiop": {"a": 1}}"#,
        ] {
            assert_eq!(best(payload), [""; 0], "{payload}");
        }
    }

    #[test]
    fn query_parameters_are_recognized_as_such() {
        let payload = br#"{"Action": "QueryMediaList", "MediaIds": "a,b"}"#;
        let fits = Validator::new().detect(payload).expect("it is JSON");
        let best = fits.first().expect("it fits");
        assert_eq!(best.part, Part::Query);
        assert_eq!(best.operation.name(), "mts/QueryMediaList");
    }

    #[test]
    fn an_error_fits_the_errors_of_all_operations_alike() {
        let payload = br#"{"error_code": "MSS.00000003", "error_msg": "Invalid parameter"}"#;
        let fits = Validator::new().detect(payload).expect("it is JSON");
        let best = fits.first().expect("it fits");
        assert!(matches!(best.message, Message::Response(400..)), "{best:?}");
        let alike = fits.iter().filter(|fit| fit.ty == best.ty).count();
        assert!(alike > 100, "{alike}");
    }

    #[test]
    fn malformed_input_is_told() {
        assert!(Validator::new().detect(b"{").is_err());
        let deep = "[".repeat(100_000);
        assert!(Validator::new().detect(deep.as_bytes()).is_err());
    }

    #[test]
    fn every_sample_of_a_small_catalog_is_recognized() {
        let validator = Validator::from_catalog(crate::mini::catalog());
        let fits = validator.detect(br#"{"name": "v", "speed": 300}"#);
        let fits = fits.expect("it is JSON");
        let names: Vec<String> = fits.iter().map(super::Fit::in_words).collect();
        assert!(
            names.contains(&"CreateVideo, request".to_owned()),
            "{names:?}"
        );
        assert_eq!(fits[0].errors, 1);
        assert_eq!((fits[0].documented, fits[0].undocumented), (2, 0));
    }
}
