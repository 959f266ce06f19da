//! Counting verdicts.

use mediaspec_validator::{Report, Verdict};

use crate::Status;

/// How many payloads had each verdict.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Tally {
    pub(crate) valid: u64,
    pub(crate) invalid: u64,
    pub(crate) malformed: u64,
    pub(crate) errors: u64,
    pub(crate) warnings: u64,
    /// Warnings that count as errors do (`--deny warnings`).
    pub(crate) denied: u64,
}

impl Tally {
    /// Counts a payload.
    pub(super) fn count(&mut self, report: &Report) {
        let of_verdict = match report.verdict() {
            Verdict::Valid => &mut self.valid,
            Verdict::Invalid => &mut self.invalid,
            _ => &mut self.malformed,
        };
        *of_verdict = of_verdict.saturating_add(1);
        // What cannot be read has no errors of its own.
        if report.malformed.is_none() {
            self.errors = self.errors.saturating_add(report.error_count);
            self.warnings = self.warnings.saturating_add(report.warning_count);
        }
    }

    /// Counts the payloads of another tally as well.
    pub(super) fn add(&mut self, other: Self) {
        let Self {
            valid,
            invalid,
            malformed,
            errors,
            warnings,
            denied,
        } = other;
        self.valid = self.valid.saturating_add(valid);
        self.invalid = self.invalid.saturating_add(invalid);
        self.malformed = self.malformed.saturating_add(malformed);
        self.errors = self.errors.saturating_add(errors);
        self.warnings = self.warnings.saturating_add(warnings);
        self.denied = self.denied.saturating_add(denied);
    }

    /// The exit status that they ask for.
    pub(crate) fn status(self) -> Status {
        if self.malformed > 0 {
            Status::Trouble
        } else if self.invalid > 0 || self.denied > 0 {
            Status::Invalid
        } else {
            Status::Valid
        }
    }
}
