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

use mediaspec_capture::Spot;
use mediaspec_core::escape::shortened;
use mediaspec_core::report::JsonRefusal;
use mediaspec_validator::{Message, Part, Position, Report};

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
    /// Where values of the text stand, which does not stand in the input as it is.
    pub(crate) spots: Option<&'a [Spot]>,
    /// Where the text is packed in the input; places of the body are those of the text then.
    pub(crate) in_body: Option<Position>,
    /// What the payload is checked against, where that is not the same for all of the run.
    pub(crate) subject: Option<&'a Subject>,
    /// The recorded call that the payload is of.
    pub(crate) exchange: Option<Exchanged<'a>>,
}

impl<'a> Outcome<'a> {
    /// What came out of a text that is an input.
    pub(crate) const fn of(file: Option<&'a str>, report: &'a Report, text: &'a [u8]) -> Self {
        Self {
            file,
            record: None,
            report,
            text,
            offset: 0,
            spots: None,
            in_body: None,
            subject: None,
            exchange: None,
        }
    }

    /// Where a packed text stands in the input, for what is said of a part of a message.
    fn packed(&self, part: Part) -> Option<Position> {
        self.in_body.filter(|_| part == Part::Body)
    }

    /// Offset and length in the text of what stands at a place of the input; `None` where the text does not have it.
    fn in_text(&self, position: Position) -> Option<(usize, usize)> {
        let Some(spots) = self.spots else {
            return Some((position.offset.checked_sub(self.offset)?, position.length));
        };
        let at = spots.partition_point(|spot| spot.offset < position.offset);
        let spot = spots.get(at)?;
        (spot.offset == position.offset).then_some((spot.text, spot.length))
    }
}

/// A recorded call, as results name it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Exchanged<'a> {
    /// Its number in the recording.
    pub(crate) number: u64,
    /// Method and path.
    pub(crate) call: &'a str,
    /// How the request was answered, where it was refused and the payload is the request.
    pub(crate) refusal: Option<&'a Refusal>,
}

impl<'a> Exchanged<'a> {
    fn refused(self) -> Option<JsonRefusal<'a>> {
        let refusal = self.refusal?;
        Some(JsonRefusal {
            status: refusal.status,
            code: refusal.code.as_deref(),
            message: refusal.message.as_deref(),
        })
    }
}

/// How a service answered a request that it refused.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Refusal {
    pub(crate) status: u16,
    pub(crate) code: Option<String>,
    /// Without what may be a value.
    pub(crate) message: Option<String>,
}

impl Refusal {
    /// `400 MSS.00000003: Invalid parameter`.
    fn in_words(&self) -> String {
        let mut out = self.status.to_string();
        if let Some(code) = &self.code {
            out.push_str(&format!(" {code}"));
        }
        if let Some(message) = &self.message {
            out.push_str(&format!(": {message}"));
        }
        out
    }

    /// Whether the payload is what was refused, rather than who sent it, or when.
    const fn is_about_payload(&self) -> bool {
        matches!(self.status, 400 | 405 | 406 | 411..=417 | 422)
    }
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
