//! Payloads of the strategies, their choices taken from the input: the engine tells what is expected.
#![no_main]

use std::collections::BTreeSet;
use std::sync::LazyLock;

use libfuzzer_sys::fuzz_target;
use mediaspec_validator::strategies::{Payloads, payloads};
use mediaspec_validator::{Message, MessageRef, Part, Validator};
use proptest::strategy::{Strategy as _, ValueTree as _};
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};

static TARGETS: LazyLock<Vec<(MessageRef, Payloads)>> = LazyLock::new(|| {
    let validator = Validator::new();
    let mut out = Vec::new();
    for operation in validator.operations() {
        for (message, part) in [
            (Message::Request, Part::Body),
            (Message::Request, Part::Query),
            (Message::Request, Part::Header),
            (Message::Response(200), Part::Body),
        ] {
            let message = operation.message(message, part).expect("a part");
            out.extend(payloads(&message).map(|strategy| (message, strategy)));
        }
    }
    out
});

fuzz_target!(|data: &[u8]| {
    let Some((&choice, rest)) = data.split_first() else {
        return;
    };
    let (message, strategy) = &TARGETS[usize::from(choice) % TARGETS.len()];
    let config = Config {
        failure_persistence: None,
        ..Config::default()
    };
    let rng = TestRng::from_seed(RngAlgorithm::PassThrough, rest);
    let Ok(tree) = strategy.new_tree(&mut TestRunner::new_with_rng(config, rng)) else {
        return;
    };
    let payload = tree.current();
    let report = message.check(payload.text().as_bytes());
    let told: BTreeSet<_> = report
        .violations
        .iter()
        .map(|v| {
            let embedded: Vec<String> = v.embedded.iter().map(ToString::to_string).collect();
            (v.pointer.to_string(), embedded, v.code, v.severity)
        })
        .collect();
    let expected: BTreeSet<_> = payload
        .expected()
        .iter()
        .map(|v| (v.pointer.clone(), v.embedded.clone(), v.code, v.severity))
        .collect();
    assert_eq!(told, expected, "{payload:?}");
});
