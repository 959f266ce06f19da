//! Violations that the validator finds itself, because they are about a message and not about a value.

use mediaspec_core::check::{Limits, Options};
use mediaspec_core::code::Code;
use mediaspec_core::contract::{Cite, Part, Severity};
use mediaspec_core::report::{Detail, Report, Violation};

/// A violation at the root of a part.
pub(crate) fn at_root<'t>(
    part: Part,
    code: Code,
    cite: Cite<'t>,
    detail: Detail<'t>,
    options: &Options,
) -> Violation<'t> {
    let allowed = options
        .allow
        .iter()
        .any(|allow| allow.code == code && allow.pointer.as_deref().is_none_or(str::is_empty));
    let severity = if allowed {
        Severity::Warning
    } else {
        Severity::Error
    };
    let mut violation = Violation::at_root(part, code, severity);
    violation.detail = detail;
    violation.cite = Some(cite);
    violation
}

/// Adds a violation to a report, unless the input was malformed: then nothing else is said of it.
pub(crate) fn push<'t>(report: &mut Report<'t>, violation: Violation<'t>) {
    if report.malformed.is_some() {
        return;
    }
    match violation.severity {
        Severity::Error => report.errors = report.errors.saturating_add(1),
        Severity::Warning => report.warnings = report.warnings.saturating_add(1),
    }
    report.violations.push(violation);
}

/// Cuts a report that was put together from several to the limits, which hold for the whole message.
pub(crate) fn cut(report: &mut Report<'_>, limits: Limits) {
    let (mut errors, mut warnings) = (limits.violations, limits.violations);
    report.violations.retain(|violation| {
        let left = match violation.severity {
            Severity::Error => &mut errors,
            Severity::Warning => &mut warnings,
        };
        let keep = *left > 0;
        *left = left.saturating_sub(1);
        keep
    });
}
