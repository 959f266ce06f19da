//! Violations that the validator finds itself, because they are about a message and not about a value.

use mediaspec_core::check::Limits;
use mediaspec_core::code::Code;
use mediaspec_core::contract::{Cite, Operation, Part, Service, Severity};
use mediaspec_core::escape::shortened;
use mediaspec_core::node::push_token;
use mediaspec_core::report::{Detail, Report, Violation};

/// The most code points that a report shows of what stands in a message as a whole, such as a media type.
pub(crate) const FOUND: usize = 64;

/// The JSON Pointer to a member of that name.
pub(crate) fn pointer_to(name: &str) -> String {
    let mut pointer = String::new();
    push_token(&mut pointer, name);
    pointer
}

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

/// Returns a violation that tells of a request that is written for another API.
pub(crate) fn of_another_api(
    service: &Service,
    operation: &Operation,
    detail: Detail,
    found: Option<&str>,
    cite: &Cite,
) -> Violation {
    let code = Code::OtherApi;
    let violation = at_root(service, operation, Part::Query, code, detail);
    let mut violation = violation.read_at(service, cite);
    violation.found = found.map(|found| shortened(found, FOUND).as_str().into());
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
