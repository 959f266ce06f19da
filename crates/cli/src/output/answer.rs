//! What comes of a piece of the inputs, put into words on the thread that checked it.

use std::sync::Arc;

use mediaspec_validator::{MalformedCode, Report};
use quick_junit::TestCase;

use super::sarif::Notification;
use super::statistics::Statistics;
use super::{Outcome, Subject, Tally, github, human, json, junit, sarif};
use crate::arguments::CheckFormat;
use crate::session::Look;

/// What a piece of the inputs gave, ready to be written.
#[derive(Debug)]
pub(crate) struct Answer {
    /// The input; `None` for a request without a body.
    pub(crate) name: Option<Arc<str>>,
    /// Whether the input is at its end.
    pub(crate) ends_input: bool,
    /// How many bytes of the input were checked.
    pub(crate) bytes: usize,
    pub(super) tally: Tally,
    pub(super) texts: Vec<Texts>,
    /// How many items of one list the text for stdout has.
    pub(super) items: u64,
    pub(super) cases: Vec<TestCase>,
    pub(super) notifications: Vec<Notification>,
    pub(super) statistics: Statistics,
}

/// Text for both streams; that for stderr comes first.
#[derive(Debug, Default)]
pub(super) struct Texts {
    pub(super) err: String,
    pub(super) out: String,
}

impl Answer {
    pub(crate) fn new(name: Option<Arc<str>>, ends_input: bool) -> Self {
        Self {
            name,
            ends_input,
            bytes: 0,
            tally: Tally::default(),
            texts: Vec::new(),
            items: 0,
            cases: Vec::new(),
            notifications: Vec::new(),
            statistics: Statistics::default(),
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

    /// Adds an item of a list.
    fn item(&mut self, text: &str) {
        if self.items > 0 {
            self.print(json::BETWEEN);
        }
        self.items = self.items.saturating_add(1);
        self.print(text);
    }
}

/// What is wanted of the results, beside their format.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Wanted {
    /// Nothing for people of what is valid.
    pub(crate) quiet: bool,
    /// How often each sort of finding was made.
    pub(crate) statistics: bool,
    /// Warnings count as errors do, but for those that are allowed.
    pub(crate) deny_warnings: bool,
}

impl Wanted {
    /// How many warnings of a report count as errors do.
    fn denied(&self, report: &Report) -> u64 {
        if !self.deny_warnings || report.malformed.is_some() {
            return 0;
        }
        let allowed = report.warnings().filter(|warning| warning.allowed).count();
        let allowed = u64::try_from(allowed).unwrap_or(u64::MAX);
        report.warning_count.saturating_sub(allowed)
    }
}

/// Puts results into the words of a format. Workers share it.
#[derive(Debug)]
pub(crate) struct Renderer {
    pub(crate) format: CheckFormat,
    pub(crate) subject: Subject,
    pub(crate) look: Look,
    pub(crate) wanted: Wanted,
}

impl Renderer {
    /// Adds one payload's result to an answer.
    pub(crate) fn add(&self, outcome: &Outcome<'_>, answer: &mut Answer) {
        let subject = outcome.subject.unwrap_or(&self.subject);
        answer.tally.count(outcome.report);
        let denied = self.wanted.denied(outcome.report);
        answer.tally.denied = answer.tally.denied.saturating_add(denied);
        if self.wanted.statistics {
            answer.statistics.count(outcome.report);
        }
        if self.wanted.quiet
            && outcome.report.is_valid()
            && denied == 0
            && self.format.is_for_people()
        {
            return;
        }
        let malformed = outcome.report.malformed.as_ref();
        let unreadable = malformed.is_some_and(|m| m.code == MalformedCode::Unreadable);
        if let Some(malformed) = malformed.filter(|_| !unreadable) {
            // Trouble, as an unreadable file is: told on stderr in every format. Whoever opened a file has told that.
            answer.tell(match self.format {
                CheckFormat::Human => human::malformed(outcome, malformed, self.look),
                CheckFormat::Json
                | CheckFormat::Ndjson
                | CheckFormat::Sarif
                | CheckFormat::Junit
                | CheckFormat::Concise
                | CheckFormat::Github => human::malformed_line(outcome, malformed),
            });
        }
        match self.format {
            CheckFormat::Human => answer.print(&human::outcome(subject, outcome, self.look)),
            CheckFormat::Concise => answer.print(&human::concise(subject, outcome, self.look)),
            CheckFormat::Json => answer.item(&json::outcome(subject, outcome)),
            CheckFormat::Ndjson => {
                answer.print(&json::outcome(subject, outcome));
                answer.print("\n");
            }
            CheckFormat::Sarif if unreadable => {
                let told = sarif::notifications(subject, outcome);
                answer.notifications.extend(told);
            }
            CheckFormat::Sarif => {
                for result in sarif::results(subject, outcome) {
                    answer.item(&result);
                }
            }
            CheckFormat::Junit => answer.cases.push(junit::case(subject, outcome)),
            CheckFormat::Github => answer.print(&github::outcome(subject, outcome)),
        }
    }
}
