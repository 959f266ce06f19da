//! JUnit XML: an input is a suite, a payload a test.

use mediaspec_validator::Severity;
use quick_junit::{NonSuccessKind, Report, TestCase, TestCaseStatus, TestSuite};

use super::finding::Finding;
use super::{Outcome, Subject, human, place};
use crate::log_command;
use crate::session::Look;

/// What a log looks like.
const PLAIN: Look = Look {
    colour: false,
    colour_of_stderr: false,
    width: 100,
};

/// One payload as a test, with what people are told of it.
pub(super) fn case(subject: &Subject, outcome: &Outcome<'_>) -> TestCase {
    let text = match &outcome.report.malformed {
        Some(malformed) => human::malformed(outcome, malformed, PLAIN),
        None => human::outcome(subject, outcome, PLAIN),
    };
    let mut findings = Finding::all(subject, outcome);
    let errors = |finding: &Finding<'_>| finding.severity == Severity::Error;
    let status = match findings.find(errors) {
        None => TestCaseStatus::success(),
        Some(first) => {
            let kind = match first.violation {
                Some(_) => NonSuccessKind::Failure,
                None => NonSuccessKind::Error,
            };
            let message = match outcome.report.error_count {
                0 | 1 => first.title,
                errors => format!("{} (and {} more)", first.title, errors.saturating_sub(1)),
            };
            let mut status = TestCaseStatus::non_success(kind);
            status
                .set_type(first.code)
                .set_message(log_command::without(message))
                .set_description(text.as_str());
            status
        }
    };
    let valid = matches!(status, TestCaseStatus::Success { .. });
    let number = outcome.exchange.map(|exchange| exchange.number);
    let name = match outcome.record.or(number) {
        Some(record) => format!("{}:{record}", name(outcome.file)),
        None => name(outcome.file),
    };
    let mut case = TestCase::new(name, status);
    case.set_classname(format!(
        "{} {}",
        subject.operation.as_deref().unwrap_or("unknown operation"),
        subject.message.in_words()
    ));
    if valid && !text.is_empty() {
        // Warnings.
        case.set_system_out(text);
    }
    case
}

fn name(file: Option<&str>) -> String {
    log_command::without(place(file))
}

/// The suites of a run. Their counts stand before them, so that all is kept until the run ends.
pub(super) struct Suites {
    report: Report,
    open: Vec<TestCase>,
}

impl Suites {
    pub(super) fn new() -> Self {
        Self {
            report: Report::new("mediaspec check"),
            open: Vec::new(),
        }
    }

    pub(super) fn add(&mut self, cases: Vec<TestCase>) {
        self.open.extend(cases);
    }

    /// Everything since the last suite is one.
    pub(super) fn close(&mut self, file: Option<&str>) {
        let mut suite = TestSuite::new(name(file));
        suite.add_test_cases(self.open.drain(..));
        self.report.add_test_suite(suite);
    }

    pub(super) fn to_text(&self) -> Result<String, quick_junit::SerializeError> {
        self.report.to_string()
    }
}
