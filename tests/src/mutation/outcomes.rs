//! Whether the boundary corpus notices a change.

use std::collections::BTreeSet;
use std::io::IsTerminal as _;
use std::sync::atomic::{AtomicUsize, Ordering};

use mediaspec_core::contract::{Catalog, Part, Service};
use mediaspec_validator::{Message, Report, Validator, Violation};
use serde::Serialize;

use super::{Change, EXCEPTIONS, Mutations};
use crate::corpus::{self, Expected, Operation};

/// What became of a change.
#[derive(Debug, Clone, Serialize)]
pub struct Outcome {
    /// Where the change is.
    pub at: String,
    /// What is changed.
    pub key: String,
    /// How.
    pub change: String,
    /// Why the changed contract does not load.
    pub refused: Option<String>,
    /// The first case that noticed.
    pub noticed_by: Option<String>,
    /// Why none has to, where none did.
    pub exception: Option<&'static str>,
}

impl Outcome {
    /// Whether nothing noticed, and something should have.
    #[must_use]
    pub const fn survived(&self) -> bool {
        self.refused.is_none() && self.noticed_by.is_none() && self.exception.is_none()
    }
}

/// Returns the exceptions that excuse none of these: each is one too many.
#[must_use]
pub fn stale<'o>(outcomes: impl IntoIterator<Item = &'o Outcome>) -> Vec<&'static str> {
    let used: BTreeSet<&str> = outcomes
        .into_iter()
        .filter_map(|one| one.exception)
        .collect();
    let exceptions = EXCEPTIONS.iter().map(|exception| exception.because);
    exceptions
        .filter(|because| !used.contains(because))
        .collect()
}

/// The cases of one part of a message, ready to be checked again and again.
pub(super) struct Prepared {
    service: String,
    operation: String,
    message: Message,
    part: Part,
    payloads: Vec<Payload>,
}

struct Payload {
    name: String,
    text: String,
    expected: Vec<Expected>,
    /// Who sees it otherwise, with nothing changed; the corpus does not tell.
    sides: Vec<Side>,
}

/// A source that sees a value otherwise than the one that governs: where the value stands, the source, whether it allows it.
type Side = (String, String, bool);

/// Returns who sees what a report tells otherwise, sorted.
fn sides(report: &Report) -> Vec<Side> {
    let of_violation = |violation: &Violation| {
        let at = violation.pointer.to_string();
        let sides = violation.disputed();
        let sides = sides.map(|one| (at.clone(), one.cite().to_string(), one.allows()));
        sides.collect::<Vec<_>>()
    };
    let mut sides: Vec<Side> = report.violations.iter().flat_map(of_violation).collect();
    sides.sort();
    sides
}

/// Makes every payload of a catalog's corpus, once for all changes.
pub(super) fn prepare<'o>(
    catalog: &Catalog,
    corpus: impl IntoIterator<Item = &'o Operation>,
) -> Vec<Prepared> {
    let validator = Validator::from_catalog(catalog.clone());
    let mut prepared = Vec::new();
    for operation in corpus {
        let found = validator
            .operation(&operation.operation)
            .expect("an operation of the catalog");
        for cases in &operation.messages {
            let message = found.message(cases.message(), cases.part());
            let message = message.expect("a message of the operation");
            let payloads = cases.payloads().map(|(case, payload)| {
                let mut expected = case.expect.clone();
                expected.sort();
                let (name, text) = (case.name.clone(), payload.to_string());
                Payload {
                    sides: sides(&message.check(text.as_bytes())),
                    name,
                    text,
                    expected,
                }
            });
            prepared.push(Prepared {
                service: found.service().name().to_owned(),
                operation: found.contract().name.to_string(),
                message: cases.message(),
                part: cases.part(),
                payloads: payloads.collect(),
            });
        }
    }
    prepared
}

impl Mutations {
    /// Tries changes by their numbers, on all cores. Outcomes are in the order of the changes; what turns out to change
    /// nothing has none.
    ///
    /// # Errors
    /// The first case that is not reported as the corpus expects, with nothing changed.
    ///
    /// # Panics
    /// If the corpus names operations that the catalog does not have.
    pub fn outcomes(&self, numbers: &BTreeSet<usize>) -> Result<Vec<Outcome>, String> {
        for lines in &self.services {
            if let Some(case) = self.notices(&lines.service) {
                return Err(case);
            }
        }
        let threads = std::thread::available_parallelism().map_or(1, usize::from);
        let (done, terminal) = (AtomicUsize::new(0), std::io::stderr().is_terminal());
        let some = |from: usize| -> Vec<(usize, Outcome)> {
            let mine = numbers.iter().skip(from).step_by(threads);
            let tried = mine.filter_map(|&number| {
                let done = done.fetch_add(1, Ordering::Relaxed);
                if terminal && done.is_multiple_of(50) {
                    eprint!("\r{done} of {} changes ", numbers.len());
                }
                Some((number, self.outcome(&self.changes[number])?))
            });
            tried.collect()
        };
        let mut outcomes: Vec<(usize, Outcome)> = std::thread::scope(|scope| {
            let spawned: Vec<_> = (0..threads)
                .map(|from| scope.spawn(move || some(from)))
                .collect();
            let ended = spawned.into_iter().map(|thread| thread.join());
            ended
                .flat_map(|some| some.expect("no thread panics"))
                .collect()
        });
        if terminal {
            eprint!("\r\x1b[K");
        }
        outcomes.sort_by_key(|&(number, _)| number);
        Ok(outcomes.into_iter().map(|(_, outcome)| outcome).collect())
    }

    /// What becomes of a change; `None` where the contract says the same as before.
    pub(super) fn outcome(&self, change: &Change) -> Option<Outcome> {
        let lines = &self.services[change.service];
        let (mut refused, mut noticed_by) = (None, None);
        match lines.mutant(change) {
            Ok(mutant) if lines.is_same(&mutant, change) => return None,
            Ok(mutant) => noticed_by = self.notices(&mutant),
            Err(error) => refused = Some(error),
        }
        let told = refused.is_some() || noticed_by.is_some();
        Some(Outcome {
            at: change.at.clone(),
            key: change.key.clone(),
            change: change.what.clone(),
            exception: if told { None } else { self.exception(change) },
            refused,
            noticed_by,
        })
    }

    /// The first case that a service reports in another way than the corpus expects.
    fn notices(&self, service: &Service) -> Option<String> {
        let catalog = Catalog::new([service.clone()]).expect("one service");
        let validator = Validator::from_catalog(catalog);
        let of_service = |part: &&Prepared| part.service == service.name();
        self.prepared.iter().filter(of_service).find_map(|part| {
            let name = &part.operation;
            // A mutant has those operations alone that its change concerns.
            let operation = validator.operation(name).ok()?;
            let at = |case: &str| format!("{name} {} {}: {case}", part.message, part.part);
            let Ok(message) = operation.message(part.message.clone(), part.part) else {
                return Some(at("there is no such message"));
            };
            let differs = |payload: &&Payload| {
                let report = message.check(payload.text.as_bytes());
                corpus::told(&report) != payload.expected || sides(&report) != payload.sides
            };
            part.payloads
                .iter()
                .find(differs)
                .map(|payload| at(&payload.name))
        })
    }
}
