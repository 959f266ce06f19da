//! Questions to the engine that checks payloads, so that what the linter thinks of a value is what users get.

use mediaspec_core::check::{Options, Scope, check_field};
use mediaspec_core::contract::{Direction, Field, Part, Service, TypeDef};

use crate::raw::Value;

/// Why a message of one of the directions may not have that value in a field; `None` where each may.
pub(super) fn refusal(
    service: &Service,
    ty: &TypeDef,
    field: &Field,
    part: Part,
    directions: &[Direction],
    value: &Value,
) -> Option<String> {
    directions.iter().find_map(|&direction| {
        let scope = Scope::body(direction).in_part(part);
        let report = check_field(service, ty, &field.name, scope, value, &Options::default());
        if let Some(malformed) = &report.malformed {
            return Some(malformed.message.to_string());
        }
        let first = report.errors().next()?;
        let message = first.message();
        let at = if first.pointer.is_empty() {
            String::new()
        } else {
            format!("{}: ", first.pointer)
        };
        Some(if message.is_empty() {
            format!("{at}{}", first.code)
        } else {
            format!("{at}{message}")
        })
    })
}
