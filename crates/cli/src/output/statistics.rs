//! Counting findings by what is wrong and where.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use std::fmt::Write as _;

use mediaspec_core::escape::shortened;
use mediaspec_validator::{Part, Report, Severity, SharedStr, Violation};

use super::finding::of_values;
use crate::log_command;

/// How many sorts of findings are told apart. A payload can have unknown members of any names.
const SORTS: usize = 1000;

/// How much of a place is shown.
const PLACE: usize = 120;

/// What findings that are alike have in common: all but the indices of items, and what was found.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct Likeness<'v> {
    severity: Severity,
    code: &'static str,
    part: Part,
    pointer: String,
    rule: Option<&'v str>,
}

impl<'v> Likeness<'v> {
    pub(super) fn of(violation: &'v Violation) -> Self {
        let all = std::iter::once(&violation.pointer).chain(&violation.embedded);
        let all: Vec<String> = all.map(any_item).collect();
        Self {
            severity: violation.severity,
            code: violation.code.as_str(),
            part: violation.part,
            pointer: all.join(" in it "),
            rule: violation.rule().map(|rule| &*rule.id),
        }
    }
}

/// The pointer with `*` in place of each index, as `--allow` takes it.
fn any_item(pointer: &SharedStr) -> String {
    let is_index = |step: &str| !step.is_empty() && step.bytes().all(|byte| byte.is_ascii_digit());
    let steps = pointer.split('/');
    let steps: Vec<&str> = steps
        .map(|step| if is_index(step) { "*" } else { step })
        .collect();
    steps.join("/")
}

/// How often each sort of finding was made.
#[derive(Debug, Default)]
pub(super) struct Statistics {
    sorts: BTreeMap<Likeness<'static>, u64>,
    /// Findings of further sorts, and such as were counted and not listed.
    others: u64,
}

impl Statistics {
    pub(super) fn count(&mut self, report: &Report) {
        if report.malformed.is_some() {
            return;
        }
        let mut listed = 0_u64;
        for violation in of_values(report) {
            listed = listed.saturating_add(1);
            // Which rule it was is told by the findings themselves.
            let Likeness {
                severity,
                code,
                part,
                pointer,
                rule: _,
            } = Likeness::of(violation);
            let sort = Likeness {
                severity,
                code,
                part,
                pointer,
                rule: None,
            };
            self.add_sort(sort, 1);
        }
        self.others = self
            .others
            .saturating_add(report.total().saturating_sub(listed));
    }

    fn add_sort(&mut self, sort: Likeness<'static>, times: u64) {
        let full = self.sorts.len() >= SORTS;
        let count = match self.sorts.entry(sort) {
            Entry::Occupied(known) => known.into_mut(),
            Entry::Vacant(_) if full => &mut self.others,
            Entry::Vacant(new) => new.insert(0),
        };
        *count = count.saturating_add(times);
    }

    pub(super) fn add(&mut self, other: Self) {
        for (sort, times) in other.sorts {
            self.add_sort(sort, times);
        }
        self.others = self.others.saturating_add(other.others);
    }

    /// A line for each sort, the most frequent first: `40  error[maximum]  /shoot_scripts/*/x`.
    pub(super) fn to_text(&self) -> String {
        let mut sorts: Vec<(&Likeness<'_>, u64)> = self
            .sorts
            .iter()
            .map(|(sort, times)| (sort, *times))
            .collect();
        sorts.sort_by_key(|(_, times)| std::cmp::Reverse(*times));
        let digits = sorts
            .first()
            .map_or(1, |(_, times)| times.to_string().len());
        let mut out = String::new();
        for (sort, times) in sorts {
            let part = match sort.part {
                Part::Body => String::new(),
                part => format!("{part} "),
            };
            let place = match &*sort.pointer {
                "" => "(the message as a whole)".to_owned(),
                pointer => shortened(pointer, PLACE),
            };
            let _ = writeln!(
                out,
                "{times:>digits$}  {}[{}]  {part}{place}",
                sort.severity, sort.code
            );
        }
        if self.others > 0 {
            let _ = writeln!(
                out,
                "{:>digits$}  others, which are not listed",
                self.others
            );
        }
        log_command::without(out)
    }
}

#[cfg(test)]
mod tests {
    use mediaspec_validator::Validator;

    use super::{SORTS, Statistics};

    fn of(payloads: &[String]) -> Statistics {
        let create = Validator::new().operation("metastudio/Create2DDigitalHumanVideo");
        let create = create.expect("it is shipped");
        let mut all = Statistics::default();
        for payload in payloads {
            let mut one = Statistics::default();
            one.count(&create.request_body(payload.as_bytes()));
            all.add(one);
        }
        all
    }

    #[test]
    fn findings_are_counted_by_code_and_place_whatever_the_item_is() {
        let script = r#"{"shoot_script": {"sequence_no": "1"}}"#;
        let payload = format!(
            r#"{{"shoot_scripts": [{script}, {script}], "voice_config": {{"speed": 300}}}}"#
        );
        let text = of(&[payload.clone(), payload]).to_text();
        assert!(
            text.contains(
                "4  error[additionalProperties]  /shoot_scripts/*/shoot_script/sequence_no\n"
            ),
            "{text}"
        );
        assert!(
            text.contains("2  error[maximum]  /voice_config/speed\n"),
            "{text}"
        );
    }

    #[test]
    fn the_number_of_sorts_is_bounded() {
        let members: Vec<String> = (0..2500).map(|at| format!("\"member_{at}\": 1")).collect();
        let payload = format!("{{{}}}", members.join(","));
        let second = payload.replace("member", "other");
        let statistics = of(&[payload, second]);
        assert!(
            statistics.sorts.len() <= SORTS,
            "{}",
            statistics.sorts.len()
        );
        assert!(statistics.others >= 2500, "{}", statistics.others);
    }
}
