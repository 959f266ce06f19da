//! Violations that the validator finds itself, because they are about a message and not about a value.

use mediaspec_core::check::Limits;
use mediaspec_core::code::Code;
use mediaspec_core::contract::{Operation, Part, Service, Severity};
use mediaspec_core::report::{Detail, Report, Violation};

/// Returns a violation at the root of a part, of what the operation's own source says.
pub(crate) fn at_root(
    service: &Service,
    operation: &Operation,
    part: Part,
    code: Code,
    detail: Detail,
) -> Violation {
    at(service, operation, part, "", code, detail)
}

/// Returns a violation at a pointer, of what the operation's own source says.
pub(crate) fn at(
    service: &Service,
    operation: &Operation,
    part: Part,
    pointer: &str,
    code: Code,
    detail: Detail,
) -> Violation {
    let violation = Violation::at_root(part, code, code.default_severity());
    let mut violation = violation.read_at(service, &operation.info.cite);
    violation.pointer = pointer.into();
    violation.detail = detail;
    violation
}

/// Cuts a report that was put together from several to the limits, which hold for the whole message.
pub(crate) fn cut(report: &mut Report, limits: Limits) {
    if report.malformed.is_some() {
        return;
    }
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
