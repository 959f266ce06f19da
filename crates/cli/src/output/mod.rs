//! Writing the results of checks.

mod excerpt;
mod human;
mod json;
pub(crate) mod style;

use std::sync::Arc;
use std::time::Duration;

use mediaspec_core::report::{MalformedCode, Report, Verdict};
use mediaspec_validator::Message;

use crate::Status;
use crate::arguments::CheckFormat;
use crate::ordered::Sink;
use crate::progress::Progress;
use crate::session::{Look, Session, Stop};

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
    fn count(&mut self, report: &Report<'_>) {
        let of_verdict = match report.verdict() {
            Verdict::Valid => &mut self.valid,
            Verdict::Invalid => &mut self.invalid,
            Verdict::Malformed => &mut self.malformed,
        };
        *of_verdict = of_verdict.saturating_add(1);
        self.errors = self.errors.saturating_add(report.errors);
        self.warnings = self.warnings.saturating_add(report.warnings);
    }

    fn add(&mut self, other: Self) {
        let Self {
            valid,
            invalid,
            malformed,
            errors,
            warnings,
        } = other;
        self.valid = self.valid.saturating_add(valid);
        self.invalid = self.invalid.saturating_add(invalid);
        self.malformed = self.malformed.saturating_add(malformed);
        self.errors = self.errors.saturating_add(errors);
        self.warnings = self.warnings.saturating_add(warnings);
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

/// What a piece of the inputs gave, ready to be written.
#[derive(Debug)]
pub(crate) struct Answer {
    /// The input; `None` for a request without a body.
    pub(crate) name: Option<Arc<str>>,
    /// Whether the input is at its end.
    pub(crate) ends_input: bool,
    /// How many bytes of the input were checked.
    pub(crate) bytes: usize,
    tally: Tally,
    texts: Vec<Texts>,
}

/// Text for both streams; that for stderr comes first.
#[derive(Debug, Default)]
struct Texts {
    err: String,
    out: String,
}

impl Answer {
    pub(crate) const fn new(name: Option<Arc<str>>, ends_input: bool) -> Self {
        Self {
            name,
            ends_input,
            bytes: 0,
            tally: Tally {
                valid: 0,
                invalid: 0,
                malformed: 0,
                errors: 0,
                warnings: 0,
            },
            texts: Vec::new(),
        }
    }

    /// Adds text for stderr.
    pub(crate) fn tell(&mut self, err: String) {
        let out = String::new();
        self.texts.push(Texts { err, out });
    }

    fn print(&mut self, text: &str) {
        match self.texts.last_mut() {
            Some(texts) => texts.out.push_str(text),
            None => self.texts.push(Texts {
                err: String::new(),
                out: text.to_owned(),
            }),
        }
    }
}

/// Puts results into the words of a format. Workers share it.
#[derive(Debug)]
pub(crate) struct Renderer<'a> {
    pub(crate) format: CheckFormat,
    pub(crate) subject: Subject<'a>,
    pub(crate) look: Look,
}

impl Renderer<'_> {
    /// Adds one payload's result to an answer.
    pub(crate) fn add(&self, outcome: &Outcome<'_>, answer: &mut Answer) {
        let first = answer.tally.payloads() == 0;
        answer.tally.count(outcome.report);
        if let Some(malformed) = &outcome.report.malformed
            && malformed.code != MalformedCode::Unreadable
        {
            // Trouble, as an unreadable file is: told on stderr in every format. Whoever opened a file has told that.
            answer.tell(match self.format {
                CheckFormat::Human => human::malformed(outcome, malformed, self.look),
                CheckFormat::Json | CheckFormat::Ndjson => {
                    human::malformed_line(outcome, malformed)
                }
            });
        }
        match self.format {
            CheckFormat::Human => answer.print(&human::outcome(&self.subject, outcome, self.look)),
            CheckFormat::Json => {
                if !first {
                    answer.print(json::BETWEEN);
                }
                answer.print(&json::outcome(&self.subject, outcome));
            }
            CheckFormat::Ndjson => {
                answer.print(&json::outcome(&self.subject, outcome));
                answer.print("\n");
            }
        }
    }
}

/// Writes results, each as soon as it is there.
pub(crate) struct Printer<'r, 's, 'io> {
    renderer: &'r Renderer<'r>,
    session: &'s mut Session<'io>,
    progress: Progress,
    /// All payloads so far.
    total: Tally,
    /// Those of the current input.
    of_input: Tally,
    inputs: u64,
}

impl<'r, 's, 'io> Printer<'r, 's, 'io> {
    pub(crate) fn begin(
        renderer: &'r Renderer<'r>,
        progress: Progress,
        session: &'s mut Session<'io>,
    ) -> Result<Self, Stop> {
        if renderer.format == CheckFormat::Json {
            session.print(json::HEAD)?;
        }
        Ok(Self {
            renderer,
            session,
            progress,
            total: Tally::default(),
            of_input: Tally::default(),
            inputs: 0,
        })
    }

    fn print(&mut self, answer: &Answer) -> Result<(), Stop> {
        let payloads = answer.tally.payloads() > 0;
        if payloads && self.total.payloads() > 0 && self.renderer.format == CheckFormat::Json {
            self.session.print(json::BETWEEN)?;
        }
        self.total.add(answer.tally);
        self.of_input.add(answer.tally);
        self.session.so_far = self.total.status();
        for Texts { err, out } in &answer.texts {
            if !err.is_empty() {
                self.session.note(err);
            }
            self.session.print(out)?;
        }
        if answer.ends_input {
            let tally = std::mem::take(&mut self.of_input);
            self.inputs = self.inputs.saturating_add(1);
            if self.renderer.format == CheckFormat::Human {
                let name = answer.name.as_deref();
                let colour = self.renderer.look.colour;
                self.session
                    .print(&human::input_summary(name, tally, colour))?;
            }
        }
        Ok(())
    }

    /// All inputs were read. Returns the exit status.
    pub(crate) fn end(self) -> Result<Status, Stop> {
        drop(self.progress);
        let colour = self.renderer.look.colour;
        match self.renderer.format {
            CheckFormat::Human if self.inputs > 1 => {
                self.session
                    .print(&human::summary(self.inputs, self.total, colour))?;
            }
            CheckFormat::Human | CheckFormat::Ndjson => {}
            CheckFormat::Json => self.session.print(&json::tail(self.total))?,
        }
        Ok(self.total.status())
    }
}

impl Sink<Answer> for Printer<'_, '_, '_> {
    fn take(&mut self, answer: Answer) -> Result<(), Stop> {
        let on_terminal =
            self.session.is_terminal() || answer.texts.iter().any(|t| !t.err.is_empty());
        match self.progress.shown().filter(|_| on_terminal) {
            // What is still on its way to the terminal must not end up in the bar.
            Some(bar) => bar.suspend(|| self.print(&answer).and_then(|()| self.session.flush()))?,
            None => self.print(&answer)?,
        }
        self.progress.advance(answer.bytes);
        Ok(())
    }

    fn wait(&mut self) -> Result<Option<Duration>, Stop> {
        // The next answer may take long; whoever reads the results shall not wait for those that are there.
        self.session.flush()?;
        Ok(self.progress.show())
    }
}
