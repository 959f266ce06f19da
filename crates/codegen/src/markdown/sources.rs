//! Sources, as links to what was read.

use mediaspec_core::contract::{Cite, Service, Source};
use mediaspec_core::words;

use super::{Line, Target};

/// The address of a source.
pub(crate) fn address(source: &Source) -> Target {
    Target::Source(source.name.to_string(), source.url.to_string())
}

/// A source with its place and date, linked: `[List video tasks](…), table 2, read 2026-11-20`.
pub(crate) fn source(service: &Service, cite: &Cite) -> Line {
    let source = service.source(cite);
    let label = Line::text(&*source.title);
    let place = words::place(service, cite).map_or_else(String::new, |place| format!(", {place}"));
    Line::link(label, address(source)).then(format!("{place}, read {}", source.read))
}
