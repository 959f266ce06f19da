//! Writing the results of checks.

mod answer;
mod edits;
mod excerpt;
mod finding;
mod github;
mod human;
mod json;
mod junit;
mod printer;
mod sarif;
mod statistics;
mod tally;

use mediaspec_core::escape::shortened;
use mediaspec_validator::{Message, Report};

pub(crate) use answer::{Answer, Renderer, Wanted};
pub(crate) use edits::{changed_lines, fix_line};
pub(crate) use json::harmless;
pub(crate) use printer::Printer;
use tally::Tally;

/// How much of a file's name is shown.
const FILE: usize = 200;

/// What every payload of a run is checked against.
#[derive(Debug, Clone)]
pub(crate) struct Subject {
    /// The operation's full name; `None` where no contract has the operation of a request.
    pub(crate) operation: Option<String>,
    pub(crate) message: Message,
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
    pub(crate) report: &'a Report,
    /// The payload's text.
    pub(crate) text: &'a [u8],
    /// Where the text begins in the input.
    pub(crate) offset: usize,
}

/// An input's name as people are shown it.
pub(crate) fn place(file: Option<&str>) -> String {
    match file {
        None => "request".to_owned(),
        Some("-") => "<stdin>".to_owned(),
        Some(file) => shortened(file, FILE),
    }
}

/// What is said where not all violations are told.
fn cut(report: &Report) -> Option<String> {
    let shown = report.violations.len();
    let total = report.total();
    report
        .truncated()
        .then(|| format!("{shown} of {total} are listed; --max-violations sets how many"))
}
