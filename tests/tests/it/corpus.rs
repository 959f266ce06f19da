//! The engine against the boundary corpus, whose expectations come from a second reading of the contract.

use std::collections::BTreeSet;

use mediaspec_core::code::Code;
use mediaspec_core::contract::Catalog;
use mediaspec_core::report::Verdict;
use mediaspec_tests::corpus::{self, Operation, told};
use mediaspec_tests::{kinds_spec, shipped_spec};
use mediaspec_validator::Validator;

/// Checks every payload, as text and as a value, and asserts that what is told is what is expected.
fn check(catalog: Catalog, corpus: &[Operation]) {
    let validator = Validator::from_catalog(catalog);
    let mut count = 0_usize;
    let mut wrong = Vec::new();
    for operation in corpus {
        let found = validator
            .operation(&operation.operation)
            .expect("an operation of the spec");
        for cases in &operation.messages {
            let message = found
                .message(cases.message(), cases.part())
                .expect("a message of the spec");
            for (case, payload) in cases.payloads() {
                count += 1;
                let mut expected = case.expect.clone();
                expected.sort();
                let invalid = expected
                    .iter()
                    .any(|violation| violation.severity == "error");
                let text = message.check(payload.to_string().as_bytes());
                for (driver, report) in [("text", text), ("value", message.check_value(&payload))] {
                    let told = told(&report);
                    if told != expected || (report.verdict() == Verdict::Invalid) != invalid {
                        wrong.push(format!(
                            "{} {} {}: {} {:?} ({driver})\n  expected {expected:?}\n  told     {told:?}",
                            operation.operation, cases.message, cases.part, case.name, case.patch,
                        ));
                    }
                }
            }
        }
    }
    assert!(count > 1000, "the corpus has {count} cases");
    assert!(
        wrong.is_empty(),
        "{} of {count}:\n{}",
        wrong.len(),
        wrong[..wrong.len().min(20)].join("\n")
    );
}

#[test]
fn every_case_of_the_corpus_is_reported_as_expected_by_every_driver() {
    check(shipped_spec(), corpus::shipped());
}

#[test]
fn every_kind_of_constraint_is_reported_as_expected_by_every_driver() {
    check(kinds_spec(), corpus::kinds());
}

#[test]
fn the_base_of_every_message_validates() {
    for operation in corpus::shipped().iter().chain(corpus::kinds()) {
        for cases in &operation.messages {
            let group = cases.groups.first().expect("the base is a case");
            let first = group.cases.first().expect("the base is a case");
            assert!(group.before.is_empty() && first.patch.is_empty());
            let errors: Vec<_> = first
                .expect
                .iter()
                .filter(|violation| violation.severity == "error")
                .collect();
            assert!(
                errors.is_empty(),
                "{} {}: {errors:?}",
                operation.operation,
                cases.message
            );
        }
    }
}

#[test]
fn every_code_that_a_payload_can_earn_is_shown() {
    let shown: BTreeSet<&str> = corpus::kinds()
        .iter()
        .flat_map(|operation| &operation.messages)
        .flat_map(|cases| &cases.groups)
        .flat_map(|group| &group.cases)
        .flat_map(|case| &case.expect)
        .map(|violation| &*violation.code)
        .collect();
    for code in Code::ALL {
        // Of two members with one name a tree keeps one, statuses and media types are no payloads, and what is no JSON is none either.
        let hidden = matches!(
            code,
            Code::DuplicateKey
                | Code::UndocumentedStatus
                | Code::MediaType
                | Code::OtherApi
                | Code::Mismatch
                | Code::UnknownOperation
                | Code::Malformed
        );
        assert_eq!(shown.contains(code.as_str()), !hidden, "{code}");
    }
}

#[test]
fn the_corpus_of_the_shipped_spec_has_five_thousand_cases_with_whole_lists() {
    let cases: Vec<_> = corpus::shipped()
        .iter()
        .flat_map(|operation| &operation.messages)
        .flat_map(|cases| &cases.groups)
        .flat_map(|group| &group.cases)
        .collect();
    assert!(cases.len() >= 5_000, "{} cases", cases.len());
    let several = cases.iter().filter(|case| case.expect.len() > 1).count();
    assert!(
        several >= 280,
        "{several} cases with more than one violation"
    );
}
