//! Mending payloads: no payload gets a finding that it did not have, and none without findings is changed.

use std::collections::BTreeMap;

use mediaspec_tests::corpus;
use mediaspec_tests::{kinds_spec, shipped_spec};
use mediaspec_validator::{Report, Validator};

/// How often each finding was made.
fn findings(report: &Report) -> BTreeMap<(String, &'static str), usize> {
    let mut all = BTreeMap::new();
    for violation in report {
        let embedded: Vec<&str> = violation.embedded.iter().map(|text| &**text).collect();
        let place = format!("{}#{}", violation.pointer, embedded.join("#"));
        *all.entry((place, violation.code.as_str())).or_insert(0) += 1;
    }
    all
}

#[test]
fn payloads_of_the_corpus_are_mended_without_a_new_finding() {
    let (mut payloads, mut valid, mut mended, mut left_out) = (0_usize, 0_usize, 0_usize, 0_usize);
    // Mending checks a payload several times. Every kind of constraint is among the kinds; of all operations a part is tried.
    for (catalog, operations, every) in [
        (shipped_spec(), corpus::shipped(), 7),
        (kinds_spec(), corpus::kinds(), 1),
    ] {
        let mut number = 0_usize;
        let validator = Validator::from_catalog(catalog);
        for operation in operations {
            let found = validator.operation(&operation.operation);
            let found = found.expect("it is known");
            for cases in &operation.messages {
                let message = found.message(cases.message(), cases.part());
                let message = message.expect("a message of the spec");
                for (case, payload) in cases.payloads() {
                    number += 1;
                    if !number.is_multiple_of(every) {
                        continue;
                    }
                    let name = &case.name;
                    let text = payload.to_string();
                    let before = message.check(text.as_bytes());
                    let fixed = message.fix(text.as_bytes());
                    payloads += 1;
                    left_out += fixed.left_out.len();
                    if before.total() == 0 {
                        valid += 1;
                        assert_eq!(fixed.payload, text.as_bytes(), "{name}");
                    }
                    let (before, after) = (findings(&before), findings(&fixed.report));
                    for (finding, count) in &after {
                        let known = before.get(finding);
                        assert!(
                            known.is_some_and(|known| count <= known),
                            "{} {name}: {finding:?} is new",
                            found.name()
                        );
                    }
                    let (many, few): (usize, usize) = (before.values().sum(), after.values().sum());
                    assert!(few + fixed.fixes.len() <= many, "{} {name}", found.name());
                    assert_eq!(message.check(&fixed.payload), fixed.report);
                    mended += usize::from(!fixed.fixes.is_empty());
                }
            }
        }
    }
    assert!(payloads > 1_000 && valid > 100, "{valid} of {payloads}");
    assert!(mended > 20, "{mended} of {payloads}, {left_out} left out");
}
