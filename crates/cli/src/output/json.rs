//! Results for programs.

use mediaspec_core::escape::visible_json;
use mediaspec_core::report::{JsonResult, JsonResults, JsonSummary};
use serde::Serialize;

use super::{Exchanged, Outcome, Subject, Tally};
use crate::log_command;

/// What stands between two results of `--format json`.
pub(super) const BETWEEN: &str = ",\n";

/// One payload's result on one line, without an end of line.
pub(super) fn outcome(subject: &Subject, outcome: &Outcome<'_>) -> String {
    to_text(&JsonResult {
        file: outcome.file,
        record: outcome.record,
        exchange: outcome.exchange.map(|exchange| exchange.number),
        call: outcome.exchange.map(|exchange| exchange.call),
        in_body: outcome.in_body.is_some(),
        refused: outcome.exchange.and_then(Exchanged::refused),
        operation: subject.operation.as_deref(),
        message: subject.message.kind(),
        status: subject.message.status(),
        callback: subject.message.callback(),
        report: outcome.report.into(),
    })
}

/// How the one object of `--format json` begins: results follow, each on a line of its own.
pub(super) fn head() -> String {
    let (head, _) = around(Tally::default());
    head + "[\n"
}

/// How the one object of `--format json` ends.
pub(super) fn tail(tally: Tally) -> String {
    let (_, tail) = around(tally);
    format!("\n]{tail}\n")
}

/// What stands around the list of results.
fn around(tally: Tally) -> (String, String) {
    let Tally {
        valid,
        invalid,
        malformed,
        errors: _,
        warnings: _,
        denied: _,
    } = tally;
    let summary = JsonSummary {
        valid,
        invalid,
        malformed,
    };
    let all = to_text(&JsonResults::without_results(summary));
    let (head, tail) = all.split_once("[]").unwrap_or((&all, ""));
    (head.to_owned(), tail.to_owned())
}

/// A value on one line, of which nothing acts on a terminal or a log.
pub(super) fn to_text<T: Serialize>(value: &T) -> String {
    // Writing such objects to memory cannot fail; were it to, an empty object tells more than a panic.
    serde_json::to_string(value).map_or_else(|_| "{}".to_owned(), harmless)
}

/// JSON text with whatever would act on a terminal or a log written as an escape.
pub(crate) fn harmless(json: String) -> String {
    log_command::without_in_json(visible_json(json))
}

#[cfg(test)]
mod tests {
    use super::{Tally, harmless, head, tail};

    #[test]
    fn results_stand_between_a_head_and_a_tail() {
        assert_eq!(head(), "{\"schema_version\":1,\"results\":[\n");
        let tally = Tally {
            valid: 3,
            invalid: 2,
            malformed: 1,
            ..Tally::default()
        };
        let summary = r#"{"valid":3,"invalid":2,"malformed":1}"#;
        assert_eq!(tail(tally), format!("\n],\"summary\":{summary}}}\n"));
    }

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
