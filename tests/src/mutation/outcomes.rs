//! Whether the boundary corpus notices a change.

use std::collections::BTreeSet;
use std::io::{IsTerminal as _, Write as _};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use mediaspec_core::contract::{Catalog, Part, Service};
use mediaspec_validator::{Message, Validator};
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
pub struct Prepared {
    service: String,
    operation: String,
    message: Message,
    part: Part,
    /// The types that are found in it.
    types: BTreeSet<String>,
    payloads: Vec<Payload>,
}

struct Payload {
    name: String,
    text: String,
    expected: Vec<Expected>,
}

/// Makes every payload of a catalog's corpus, once for all changes.
///
/// # Panics
/// If the corpus is not of the catalog.
#[must_use]
pub fn prepare(catalog: &Catalog, corpus: &[Operation]) -> Vec<Prepared> {
    let validator = Validator::from_catalog(catalog.clone());
    let mut prepared = Vec::new();
    for operation in corpus {
        let found = validator
            .operation(&operation.operation)
            .expect("an operation of the catalog");
        for cases in &operation.messages {
            let message = found
                .message(cases.message(), cases.part())
                .expect("a message");
            let ty = message.ty().expect("a type for each message");
            let reachable = found.service().reachable(ty);
            let payloads = cases.payloads().map(|(case, payload)| {
                let mut expected = case.expect.clone();
                expected.sort();
                let (name, text) = (case.name.clone(), payload.to_string());
                Payload {
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
                types: reachable
                    .into_iter()
                    .map(|ty| ty.name.to_string())
                    .collect(),
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
    pub fn outcomes(
        &self,
        prepared: &[Prepared],
        numbers: &BTreeSet<usize>,
    ) -> Result<Vec<Outcome>, String> {
        for lines in &self.services {
            if let Some(case) = notices(&lines.service, prepared, |_| true) {
                return Err(case);
            }
        }
        let wanted: Vec<usize> = numbers.iter().copied().collect();
        let (next, outcomes) = (AtomicUsize::new(0), Mutex::new(Vec::new()));
        let terminal = std::io::stderr().is_terminal();
        std::thread::scope(|scope| {
            for _ in 0..std::thread::available_parallelism().map_or(1, usize::from) {
                scope.spawn(|| {
                    loop {
                        let at = next.fetch_add(1, Ordering::Relaxed);
                        let Some(&number) = wanted.get(at) else {
                            break;
                        };
                        if let Some(outcome) = self.outcome(&self.changes[number], prepared) {
                            outcomes
                                .lock()
                                .expect("no thread panics")
                                .push((number, outcome));
                        }
                        if terminal && at.is_multiple_of(50) {
                            eprint!("\r{at} of {} changes ", wanted.len());
                            // A line that is not shown is no loss.
                            let _ = std::io::stderr().flush();
                        }
                    }
                });
            }
        });
        if terminal {
            eprint!("\r\x1b[K");
        }
        let mut outcomes = outcomes.into_inner().expect("no thread panics");
        outcomes.sort_by_key(|&(number, _)| number);
        Ok(outcomes.into_iter().map(|(_, outcome)| outcome).collect())
    }

    /// What becomes of a change; `None` where the contract says the same as before.
    fn outcome(&self, change: &Change, prepared: &[Prepared]) -> Option<Outcome> {
        let lines = &self.services[change.service];
        let owners = lines.owners(change);
        let touched = |part: &Prepared| {
            owners.contains("") && part.part == Part::Header
                || owners.contains(&*part.operation)
                || owners.iter().any(|owner| part.types.contains(*owner))
        };
        let (mut refused, mut noticed_by) = (None, None);
        match lines.mutant(change) {
            Ok(mutant) if mutant == lines.service => return None,
            Ok(mutant) => noticed_by = notices(&mutant, prepared, touched),
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
}

/// The first case that a changed service reports in another way than the corpus expects.
fn notices(
    service: &Service,
    prepared: &[Prepared],
    touched: impl Fn(&Prepared) -> bool,
) -> Option<String> {
    let catalog = Catalog::new([service.clone()]).expect("one service");
    let validator = Validator::from_catalog(catalog);
    for part in prepared
        .iter()
        .filter(|part| part.service == service.name() && touched(part))
    {
        let operation = validator
            .operation(&part.operation)
            .expect("operations keep their names");
        let at = |name: &str| format!("{} {} {}: {name}", part.operation, part.message, part.part);
        let Ok(message) = operation.message(part.message.clone(), part.part) else {
            return Some(at("there is no such message"));
        };
        for payload in &part.payloads {
            if corpus::told(&message.check(payload.text.as_bytes())) != payload.expected {
                return Some(at(&payload.name));
            }
        }
    }
    None
}
