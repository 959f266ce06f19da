//! Writing the results of checks.

mod excerpt;
mod human;
mod json;
pub(crate) mod style;

use mediaspec_core::report::{MalformedCode, Report, Verdict};
use mediaspec_validator::Message;

use crate::Status;
use crate::arguments::CheckFormat;
use crate::session::{Session, Stop};

pub(crate) use json::harmless;

/// What every payload of a run is checked against.
#[derive(Debug, Clone)]
pub(crate) struct Subject<'a> {
    /// The operation's full name.
    pub(crate) operation: String,
    pub(crate) message: Message<'a>,
    /// Whether whole requests are checked, whose path, query and headers stand on the command line.
    pub(crate) whole: bool,
}

/// What came out of one payload.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Outcome<'a> {
    /// The input as it stood on the command line; `None` for a request without a body.
    pub(crate) file: Option<&'a str>,
    /// The line that the payload was, where each line is one.
    pub(crate) record: Option<u64>,
    pub(crate) report: &'a Report<'a>,
    /// The payload's text.
    pub(crate) text: &'a [u8],
    /// Where the text begins in the input.
    pub(crate) offset: usize,
}

/// How many payloads had each verdict.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Tally {
    pub(crate) valid: u64,
    pub(crate) invalid: u64,
    pub(crate) malformed: u64,
    pub(crate) errors: u64,
    pub(crate) warnings: u64,
}

impl Tally {
    pub(crate) fn count(&mut self, report: &Report<'_>) {
        let of_verdict = match report.verdict() {
            Verdict::Valid => &mut self.valid,
            Verdict::Invalid => &mut self.invalid,
            Verdict::Malformed => &mut self.malformed,
        };
        *of_verdict = of_verdict.saturating_add(1);
        self.errors = self.errors.saturating_add(report.errors);
        self.warnings = self.warnings.saturating_add(report.warnings);
    }

    pub(crate) fn payloads(self) -> u64 {
        self.valid
            .saturating_add(self.invalid)
            .saturating_add(self.malformed)
    }

    /// The exit status that they ask for.
    pub(crate) fn status(self) -> Status {
        if self.malformed > 0 {
            Status::Trouble
        } else if self.invalid > 0 {
            Status::Invalid
        } else {
            Status::Valid
        }
    }
}

/// Writes results in one of the formats, each as soon as it is there.
pub(crate) struct Results<'a> {
    format: CheckFormat,
    subject: Subject<'a>,
    /// All payloads so far.
    total: Tally,
    /// Those of the current input.
    of_input: Tally,
    inputs: u64,
}

impl<'a> Results<'a> {
    pub(crate) fn begin(
        format: CheckFormat,
        subject: Subject<'a>,
        session: &mut Session<'_>,
    ) -> Result<Self, Stop> {
        if format == CheckFormat::Json {
            session.print(json::HEAD)?;
        }
        Ok(Self {
            format,
            subject,
            total: Tally::default(),
            of_input: Tally::default(),
            inputs: 0,
        })
    }

    /// One payload's result.
    pub(crate) fn add(
        &mut self,
        outcome: &Outcome<'_>,
        session: &mut Session<'_>,
    ) -> Result<(), Stop> {
        let first = self.total.payloads() == 0;
        self.total.count(outcome.report);
        self.of_input.count(outcome.report);
        session.so_far = self.total.status();
        if let Some(malformed) = &outcome.report.malformed
            && malformed.code != MalformedCode::Unreadable
        {
            // Trouble, as an unreadable file is: told on stderr in every format. Whoever opened a file has told that.
            let told = match self.format {
                CheckFormat::Human => human::malformed(outcome, malformed, session),
                CheckFormat::Json | CheckFormat::Ndjson => {
                    human::malformed_line(outcome, malformed)
                }
            };
            session.note(&told);
        }
        let text = match self.format {
            CheckFormat::Human => human::outcome(&self.subject, outcome, session),
            CheckFormat::Json if first => json::outcome(&self.subject, outcome),
            CheckFormat::Json => format!(",\n{}", json::outcome(&self.subject, outcome)),
            CheckFormat::Ndjson => json::outcome(&self.subject, outcome) + "\n",
        };
        session.print(&text)
    }

    /// All payloads of an input were added.
    pub(crate) fn end_input(
        &mut self,
        name: Option<&str>,
        session: &mut Session<'_>,
    ) -> Result<(), Stop> {
        let tally = std::mem::take(&mut self.of_input);
        self.inputs = self.inputs.saturating_add(1);
        if self.format == CheckFormat::Human {
            let text = human::input_summary(name, tally, session);
            session.print(&text)?;
        }
        if session.is_terminal() {
            session.flush()?;
        }
        Ok(())
    }

    /// All inputs were read. Returns the exit status.
    pub(crate) fn end(self, session: &mut Session<'_>) -> Result<Status, Stop> {
        match self.format {
            CheckFormat::Human if self.inputs > 1 => {
                session.print(&human::summary(self.inputs, self.total, session.colour))?;
            }
            CheckFormat::Human | CheckFormat::Ndjson => {}
            CheckFormat::Json => session.print(&json::tail(self.total))?,
        }
        Ok(self.total.status())
    }
}
