//! The cases of every kind of constraint, held against the engine.

use std::collections::BTreeSet;

use mediaspec_core::check::{Options, Target, check_bytes};
use mediaspec_core::code::Code;
use mediaspec_core::contract::Message;

use super::*;
use crate::fixtures::kinds;

/// Calls a function with each message, its base payload, and its cases.
fn each(mut see: impl FnMut(&Message<'_>, &Node, &[Group])) {
    let mut visited = Visited::default();
    for message in kinds().messages() {
        let (base, groups) = cases(&Asked::of(&message), &mut visited);
        see(&message, &base, &groups);
    }
}

#[test]
fn the_engine_reports_what_is_expected_of_every_case() {
    let mut seen: BTreeSet<Code> = BTreeSet::new();
    let mut count = 0;
    each(|message, base, groups| {
        let target = Target::new(message.service, message.ty).authenticated_by(message.auth());
        for group in groups {
            for case in &group.cases {
                let mut payload = base.clone();
                for op in group.before.iter().chain(&case.patch) {
                    op.apply(&mut payload).expect("a place that is there");
                }
                let (text, options) = (payload.compact(), Options::default());
                let report = check_bytes(&target, message.scope(), text.as_bytes(), &options);
                let told = report.violations.iter().map(|one| {
                    let way = one.embedded.iter().map(ToString::to_string).collect();
                    (one.pointer.to_string(), way, one.code, one.severity)
                });
                let mut told: Vec<(String, Vec<String>, Code, Severity)> = told.collect();
                let expected = case.expect.iter().cloned();
                let mut expected: Vec<_> = expected
                    .map(|one| (one.pointer, one.embedded, one.code, one.severity))
                    .collect();
                told.sort();
                expected.sort();
                assert_eq!(told, expected, "{}: {text}", case.name);
                seen.extend(told.into_iter().map(|(_, _, code, _)| code));
                count += 1;
            }
        }
    });
    assert!(count > 2_000, "{count}");
    for code in Code::ALL {
        // Of two members with one name a tree keeps one, a status is no payload, and what is no JSON is none either.
        let hidden = matches!(
            code,
            Code::DuplicateKey | Code::UndocumentedStatus | Code::Malformed
        );
        assert_eq!(seen.contains(&code), !hidden, "{code}");
    }
}

#[test]
fn the_base_is_the_first_case_and_validates() {
    each(|message, base, groups| {
        let case = groups.first().and_then(|group| group.cases.first());
        let case = case.expect("a case");
        assert_eq!(case.patch, []);
        let is_error = |found: &&Found| found.severity == Severity::Error;
        let error = case.expect.iter().find(is_error);
        assert_eq!(error, None, "{} {base:?}", message.ty);
    });
}
