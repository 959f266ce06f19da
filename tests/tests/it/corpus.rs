//! The engine against the boundary corpus, whose expectations come from a second reading of the contract.

use std::collections::BTreeSet;

use mediaspec_core::code::Code;
use mediaspec_core::contract::Catalog;
use mediaspec_core::report::Verdict;
use mediaspec_tests::corpus::{self, Operation, told};
use mediaspec_tests::{load_folder, root, shipped_spec};
use mediaspec_validator::Validator;

/// A spec with every kind of field, rule and condition.
fn every_kind() -> Catalog<'static> {
    load_folder(&root().join("tests/specs/kinds"))
}

/// Checks every payload, as text and as a value, and asserts that what is told is what is expected.
fn check(catalog: Catalog<'_>, corpus: &[Operation]) {
    let validator = Validator::with_catalog(catalog);
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
    check(shipped_spec(), &corpus::load());
}

#[test]
fn every_kind_of_constraint_is_reported_as_expected_by_every_driver() {
    let catalog = every_kind();
    check(
        catalog,
        &corpus::rendered(&mediaspec_codegen::render(catalog)),
    );
}

#[test]
fn the_base_of_every_message_validates() {
    let made = corpus::rendered(&mediaspec_codegen::render(every_kind()));
    for operation in corpus::load().iter().chain(&made) {
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
    let shown: BTreeSet<String> = corpus::rendered(&mediaspec_codegen::render(every_kind()))
        .into_iter()
        .flat_map(|operation| operation.messages)
        .flat_map(|cases| cases.groups)
        .flat_map(|group| group.cases)
        .flat_map(|case| case.expect)
        .map(|violation| violation.code)
        .collect();
    for code in Code::ALL {
        // Of two members with one name a tree keeps one, and a status is no payload.
        let hidden = matches!(code, Code::DuplicateKey | Code::UndocumentedStatus);
        assert_eq!(shown.contains(code.as_str()), !hidden, "{code}");
    }
}

#[test]
fn the_corpus_that_is_published_has_five_thousand_cases_with_whole_lists() {
    let corpus = corpus::load();
    let cases: Vec<_> = corpus
        .iter()
        .flat_map(|operation| &operation.messages)
        .flat_map(|cases| &cases.groups)
        .flat_map(|group| &group.cases)
        .collect();
    assert!(cases.len() >= 5_000, "{} cases", cases.len());
    let several = cases.iter().filter(|case| case.expect.len() > 1).count();
    assert!(
        several >= 400,
        "{several} cases with more than one violation"
    );
}
