//! The third pass: what resolves, but cannot be meant.

mod conflicts;
mod engine;
mod fields;
mod graph;
mod naming;
mod operations;
mod reach;
mod rules;
mod shapes;
mod summaries;
#[cfg(test)]
mod tests;
mod texts;
mod values;
mod vendor;

use std::collections::BTreeSet;
use std::ops::Range;
use std::sync::Arc;

use mediaspec_core::contract::Part;

use crate::codes::LintCode;
use crate::lower::Lowered;
use crate::problem::{Problem, SourceText};

/// Looks at every service.
pub(crate) fn lint(services: &[Lowered<'_>], problems: &mut Vec<Problem>) {
    for service in services {
        let reach = reach::Reach::of(service);
        vendor::check(service, problems);
        naming::check(service, problems);
        reach::check(service, &reach, problems);
        operations::routes(service, problems);
        summaries::check(service, problems);
        let parameters = operations::parameter_types(service);
        let forms = operations::forms(service);
        for ty in &service.types {
            let name = ty.group.ty.name.as_str();
            let sink = &mut Sink {
                source: ty.group.source,
                problems,
            };
            texts::of_type(ty, sink);
            values::of_type(ty, sink);
            conflicts::of_type(service, ty, sink);
            let part = parameters.get(name).copied().unwrap_or(Part::Body);
            let sound = fields::check(
                service,
                &ty.group,
                part,
                forms.get(name).copied(),
                reach.directions(name),
                sink,
            );
            rules::check(service, &ty.group, &sound, &mut BTreeSet::new(), sink);
        }
        for operation in &service.operations {
            let sink = &mut Sink {
                source: &operation.document.source,
                problems,
            };
            texts::of_operation(operation, sink);
            conflicts::of_operation(service, operation, sink);
            operations::check(service, operation, sink);
            let mut ids = BTreeSet::new();
            for group in &operation.groups {
                let directions = group.direction.as_slice();
                let sound = fields::check(service, group, group.part, None, directions, sink);
                rules::check(service, group, &sound, &mut ids, sink);
            }
            for part in [Part::Path, Part::Query, Part::Header] {
                let shared = service.service.request_part(&operation.operation, part);
                ids.extend(shared.rules.iter().map(|rule| rule.id.to_string()));
            }
            rules::check_homeless(&operation.document.raw.rule, &mut ids, sink);
        }
    }
    naming::check_services(services, problems);
}

/// Collects problems of one file.
struct Sink<'a> {
    source: &'a Arc<SourceText>,
    problems: &'a mut Vec<Problem>,
}

impl Sink<'_> {
    fn report(&mut self, code: &'static LintCode, span: &Range<usize>, message: impl Into<String>) {
        let problem = self.problem(code, span, message);
        self.add(problem);
    }

    fn problem(
        &self,
        code: &'static LintCode,
        span: &Range<usize>,
        message: impl Into<String>,
    ) -> Problem {
        Problem::at(code, self.source, span.clone(), message)
    }

    fn add(&mut self, problem: Problem) {
        self.problems.push(problem);
    }

    fn count(&self) -> usize {
        self.problems.len()
    }

    /// The key and its value, where the key stands before the value on the same line.
    fn with_key(&self, value: &Range<usize>) -> Range<usize> {
        let before = self.source.text.get(..value.start).unwrap_or_default();
        let Some(rest) = before.trim_end_matches([' ', '\t']).strip_suffix('=') else {
            return value.clone();
        };
        let rest = rest.trim_end_matches([' ', '\t']);
        let bare = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.' | '"' | '\'');
        rest.trim_end_matches(bare).len()..value.end
    }
}
