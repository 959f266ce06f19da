//! Whether the boundary corpus notices a change.

use std::io::{IsTerminal as _, Write as _};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use bumpalo::Bump;
use mediaspec_core::contract::{Catalog, Part};
use mediaspec_validator::Validator;
use serde::Serialize;

use super::{Change, Mutant, changes, mutant};
use crate::corpus::{self, Cases, Expected, Operation};

/// What became of a change.
#[derive(Debug, Clone, Serialize)]
pub struct Outcome {
    /// Where the change is.
    pub at: String,
    /// The constraint that is changed.
    pub constraint: &'static str,
    /// How.
    pub change: String,
    /// The first case that noticed.
    pub noticed_by: Option<String>,
    /// Why none has to, where none did.
    pub exception: Option<&'static str>,
}

impl Outcome {
    /// Whether nothing noticed, and something should have.
    #[must_use]
    pub const fn survived(&self) -> bool {
        self.noticed_by.is_none() && self.exception.is_none()
    }

    /// Whether nothing noticed, and nothing could.
    #[must_use]
    pub const fn is_exception(&self) -> bool {
        self.exception.is_some()
    }
}

/// The cases of one part of a message, ready to be checked again and again.
pub struct Prepared {
    operation: String,
    cases: Cases,
    payloads: Vec<Payload>,
}

struct Payload {
    name: String,
    text: String,
    expected: Vec<Expected>,
}

/// Makes every payload of a corpus, once for all changes.
#[must_use]
pub fn prepare(corpus: Vec<Operation>) -> Vec<Prepared> {
    let mut out = Vec::new();
    for operation in corpus {
        for cases in operation.messages {
            let payloads = cases
                .payloads()
                .map(|(case, payload)| {
                    let mut expected = case.expect.clone();
                    expected.sort();
                    Payload {
                        name: case.name.clone(),
                        text: payload.to_string(),
                        expected,
                    }
                })
                .collect();
            out.push(Prepared {
                operation: operation.operation.clone(),
                cases,
                payloads,
            });
        }
    }
    out
}

/// Tries the changes that are wanted, on all cores. Outcomes are in the order of the changes.
///
/// # Errors
/// The first case that is not reported as the corpus expects, with nothing changed.
///
/// # Panics
/// If the corpus names operations that the catalog does not have.
pub fn outcomes(
    catalog: Catalog<'static>,
    prepared: &[Prepared],
    wanted: impl Fn(usize, &Change) -> bool,
) -> Result<Vec<Outcome>, String> {
    let all = changes(catalog);
    let arena = Bump::new();
    if let Some(case) = notices(&mutant(catalog, all.len(), &arena), prepared, true) {
        return Err(case);
    }
    let wanted: Vec<(usize, &Change)> = all
        .iter()
        .enumerate()
        .filter(|&(number, change)| wanted(number, change))
        .collect();
    let next = AtomicUsize::new(0);
    let outcomes = Mutex::new(Vec::new());
    let terminal = std::io::stderr().is_terminal();
    std::thread::scope(|scope| {
        for _ in 0..std::thread::available_parallelism().map_or(1, usize::from) {
            scope.spawn(|| {
                loop {
                    let at = next.fetch_add(1, Ordering::Relaxed);
                    let Some(&(number, change)) = wanted.get(at) else {
                        break;
                    };
                    let arena = Bump::new();
                    let mutant = mutant(catalog, number, &arena);
                    let noticed_by = notices(&mutant, prepared, false);
                    let exception = match &noticed_by {
                        Some(_) => None,
                        None => change.excuse,
                    };
                    let outcome = Outcome {
                        at: change.at.clone(),
                        constraint: change.constraint,
                        change: change.what.clone(),
                        noticed_by,
                        exception,
                    };
                    outcomes
                        .lock()
                        .expect("no thread panics")
                        .push((number, outcome));
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

/// The first case that a changed catalog reports in another way than the corpus expects.
fn notices(mutant: &Mutant<'_>, prepared: &[Prepared], everything: bool) -> Option<String> {
    let validator = Validator::with_catalog(mutant.catalog);
    for part in prepared {
        let operation = validator
            .operation(&part.operation)
            .expect("operations are not changed");
        let named = part.cases.message();
        let message = operation
            .message(named, part.cases.part())
            .expect("messages keep their names");
        let touched = mutant.touches(&part.operation, message.ty());
        let headers = part.cases.part() == Part::Header;
        if !(everything || touched || headers && mutant.touches(&part.operation, None)) {
            continue;
        }
        for payload in &part.payloads {
            let report = message.check(payload.text.as_bytes());
            if corpus::told(&report) != payload.expected {
                return Some(format!(
                    "{} {} {}: {}",
                    part.operation,
                    part.cases.message,
                    part.cases.part().as_str(),
                    payload.name
                ));
            }
        }
    }
    None
}
