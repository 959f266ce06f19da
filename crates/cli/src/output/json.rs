//! Results for programs.

use std::fmt::Write as _;

use mediaspec_core::escape::is_active;
use mediaspec_core::report::{Malformed, Violation};
use serde::Serialize;

use super::{Outcome, Subject, Tally, log_command};

/// How the one object of `--format json` begins.
pub(super) const HEAD: &str = "{\"schema_version\":1,\"results\":[\n";

/// What stands between two results of `--format json`.
pub(super) const BETWEEN: &str = ",\n";

#[derive(Serialize)]
struct Object<'a> {
    file: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    record: Option<u64>,
    operation: &'a str,
    message: &'static str,
    status: Option<u16>,
    #[serde(skip_serializing_if = "Option::is_none")]
    callback: Option<&'a str>,
    verdict: &'static str,
    truncated: bool,
    total: u64,
    violations: &'a [Violation<'a>],
    error: Option<Error<'a>>,
}

#[derive(Serialize)]
struct Error<'a> {
    code: &'static str,
    message: &'a str,
    line: Option<u64>,
    column: Option<u64>,
    offset: Option<usize>,
}

impl<'a> Error<'a> {
    fn of(malformed: &'a Malformed) -> Self {
        Self {
            code: malformed.code.as_str(),
            message: &malformed.message,
            line: malformed.position.map(|p| p.line),
            column: malformed.position.map(|p| p.column),
            offset: malformed.position.map(|p| p.offset),
        }
    }
}

/// One payload's result on one line, without an end of line.
pub(super) fn outcome(subject: &Subject<'_>, outcome: &Outcome<'_>) -> String {
    let report = outcome.report;
    to_text(&Object {
        file: outcome.file,
        record: outcome.record,
        operation: &subject.operation,
        message: subject.message.kind(),
        status: subject.status(),
        callback: subject.callback(),
        verdict: report.verdict().as_str(),
        truncated: report.truncated(),
        total: report.total(),
        violations: &report.violations,
        error: report.malformed.as_ref().map(Error::of),
    })
}

/// How the one object of `--format json` ends.
pub(super) fn tail(tally: Tally) -> String {
    let Tally {
        valid,
        invalid,
        malformed,
        ..
    } = tally;
    format!(
        "\n],\"summary\":{{\"valid\":{valid},\"invalid\":{invalid},\"malformed\":{malformed}}}}}\n"
    )
}

/// A value on one line, of which nothing acts on a terminal or a log.
pub(super) fn to_text<T: Serialize>(value: &T) -> String {
    // Writing such objects to memory cannot fail; were it to, an empty object tells more than a panic.
    serde_json::to_string(value).map_or_else(|_| "{}".to_owned(), harmless)
}

/// JSON text with every character that would act on a terminal or a log written as an escape.
///
/// Outside of strings, JSON text holds no such character but spaces and ends of lines, so that no string need be looked for.
pub(crate) fn harmless(json: String) -> String {
    let acts = |c: char| is_active(c) && !matches!(c, '\n' | '\r' | '\t');
    // JSON text holds no other control character of ASCII than DEL.
    let plain = json.is_ascii() && !json.contains('\u{7f}');
    if plain || !json.contains(acts) {
        return log_command::without_in_json(json);
    }
    let mut out = String::with_capacity(json.len().saturating_add(64));
    for c in json.chars() {
        if acts(c) {
            for unit in c.encode_utf16(&mut [0; 2]) {
                // Writing to a string cannot fail.
                let _ = write!(out, "\\u{unit:04x}");
            }
        } else {
            out.push(c);
        }
    }
    log_command::without_in_json(out)
}

#[cfg(test)]
mod tests {
    use super::harmless;

    #[test]
    fn characters_that_act_are_escaped_and_read_back_the_same() {
        let hostile = "a\u{7f}\u{9b}31m\u{202e}b\u{feff}\u{e0041}中文\u{2028}";
        let text = serde_json::to_string(hostile).unwrap_or_default();
        let harmless = harmless(text);
        assert_eq!(
            harmless,
            r#""a\u007f\u009b31m\u202eb\ufeff\udb40\udc41中文\u2028""#
        );
        assert_eq!(
            serde_json::from_str(&harmless).ok(),
            Some(hostile.to_owned())
        );
    }
}
