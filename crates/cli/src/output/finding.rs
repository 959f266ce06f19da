//! What a finding says, in the words that all formats for people share.

use mediaspec_core::escape::visible;
use mediaspec_core::words;
use mediaspec_validator::{
    Edit, Malformed, Part, Position, Report, Severity, Suggestion, Violation,
};

use super::{Outcome, Subject};

/// A violation, or why a payload could not be checked. Nothing in its words acts on a terminal.
#[derive(Debug)]
pub(super) struct Finding<'a> {
    pub(super) severity: Severity,
    pub(super) code: &'static str,
    /// What was found, and where: `/voice_config/speed is 300, above 200`.
    pub(super) title: String,
    /// What is allowed.
    pub(super) allowed: Option<String>,
    /// What may have been meant.
    pub(super) suggestion: Option<Suggestion>,
    /// The change to the input that the suggestion is.
    pub(super) edit: Option<Edit>,
    /// Where it begins in the payload, in bytes.
    pub(super) starts: Option<usize>,
    /// The rule, with what it says unless that is told already.
    pub(super) rule: Option<String>,
    /// Where the constraint was read.
    pub(super) source: Option<String>,
    /// The page where it was read.
    pub(super) url: Option<&'a str>,
    /// The input; `None` for what stands on the command line.
    pub(super) file: Option<&'a str>,
    pub(super) position: Option<Position>,
    /// The place in the body, where that is packed in the input at the position.
    pub(super) in_body: Option<Position>,
    /// The column behind its end, where that is on the same line.
    pub(super) end_column: Option<u64>,
    /// Which it is; `None` for a payload that could not be checked.
    pub(super) violation: Option<&'a Violation>,
}

impl<'a> Finding<'a> {
    /// Everything that is told of a payload, in its order.
    pub(super) fn all(
        subject: &Subject,
        outcome: &Outcome<'a>,
    ) -> impl Iterator<Item = Finding<'a>> {
        let malformed = outcome.report.malformed.iter();
        malformed
            .map(|malformed| Self::of_malformed(outcome, malformed))
            .chain(
                of_values(outcome.report)
                    .map(|violation| Self::of_violation(subject, outcome, violation)),
            )
    }

    pub(super) fn of_violation(
        subject: &Subject,
        outcome: &Outcome<'a>,
        violation: &'a Violation,
    ) -> Self {
        let explanation = violation.explanation();
        let rule = explanation.rule().map(|(rule, told)| {
            let summary = rule.info.summary.trim_end_matches('.');
            visible(&if told || summary.is_empty() {
                rule.id.to_string()
            } else {
                format!("{}: {summary}", rule.id)
            })
        });
        let suggestion = violation.suggestion();
        let edit = suggestion
            .as_ref()
            .and_then(|meant| violation.edit_of(meant, outcome.text, outcome.offset));
        let on_command_line = subject.whole && violation.part != Part::Body;
        let packed = outcome.packed(violation.part);
        Self {
            severity: violation.severity,
            code: violation.code.as_str(),
            title: explanation.title(),
            allowed: explanation.allowed(),
            rule,
            suggestion,
            edit,
            starts: violation
                .position
                .and_then(|at| at.offset.checked_sub(outcome.offset)),
            source: violation
                .source()
                .zip(violation.cite())
                .map(|(source, cite)| visible(&words::cite_in(source, cite))),
            url: violation.source().map(|source| &*source.url),
            file: outcome.file.filter(|_| !on_command_line),
            position: packed.or(violation.position),
            in_body: violation.position.filter(|_| packed.is_some()),
            end_column: match packed {
                Some(_) => None,
                None => end_column(outcome, violation.position),
            },
            violation: Some(violation),
        }
    }

    pub(super) fn of_malformed(outcome: &Outcome<'a>, malformed: &Malformed) -> Self {
        Self {
            severity: Severity::Error,
            code: malformed.code.as_str(),
            title: visible(&malformed.message),
            allowed: None,
            rule: None,
            suggestion: None,
            edit: None,
            starts: None,
            source: None,
            url: None,
            file: outcome.file,
            position: outcome.in_body.or(malformed.position),
            in_body: malformed.position.filter(|_| outcome.in_body.is_some()),
            end_column: None,
            violation: None,
        }
    }

    /// All of it in a few lines, for whoever sees no more than that.
    pub(super) fn text(&self) -> String {
        let mut text = self.title.clone();
        if let Some(allowed) = &self.allowed {
            text.push('\n');
            text.push_str(allowed);
        }
        if let Some(suggestion) = &self.suggestion {
            text.push('\n');
            text.push_str(&visible(&suggestion.text));
        }
        if let Some(rule) = &self.rule {
            text.push_str("\nrule: ");
            text.push_str(rule);
        }
        if let Some(source) = &self.source {
            text.push_str("\nsource: ");
            text.push_str(source);
        }
        if let Some(url) = self.url {
            text.push('\n');
            text.push_str(&visible(url));
        }
        text
    }
}

/// What is wrong with values: all violations, but for the one that says that an input cannot be read.
pub(super) fn of_values(report: &Report) -> impl Iterator<Item = &Violation> {
    let all = if report.malformed.is_some() {
        &[]
    } else {
        &*report.violations
    };
    all.iter()
}

/// The column behind the end of what stands at a position.
fn end_column(outcome: &Outcome<'_>, position: Option<Position>) -> Option<u64> {
    let position = position?;
    if outcome.spots.is_some() {
        // What stands there may be written otherwise than what it says.
        let columns = u64::try_from(position.length).ok()?;
        let (start, length) = outcome.in_text(position)?;
        let text = outcome.text.get(start..start.checked_add(length)?)?;
        let same = length == position.length && text.is_ascii() && !text.contains(&b'\n');
        return same.then(|| position.column.saturating_add(columns));
    }
    let (start, length) = outcome.in_text(position)?;
    let end = start.checked_add(length)?;
    let text = str::from_utf8(outcome.text.get(start..end)?).ok()?;
    let columns = u64::try_from(text.chars().count()).ok()?;
    (columns > 0 && !text.contains('\n')).then(|| position.column.saturating_add(columns))
}
