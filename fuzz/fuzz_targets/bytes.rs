//! Any bytes: what the engine takes for JSON is JSON to serde_json too, and both read it alike.
#![no_main]

use std::collections::BTreeSet;
use std::sync::LazyLock;

use libfuzzer_sys::fuzz_target;
use mediaspec_core::code::Code;
use mediaspec_core::report::{MalformedCode, Report};
use mediaspec_validator::{Message, Part, Validator};

static VALIDATOR: LazyLock<Validator> = LazyLock::new(Validator::new);

/// Each violation once: an unknown name that stands twice is told twice, and is one member to a value.
fn told(report: &Report) -> BTreeSet<(String, Vec<String>, Code)> {
    let told = report.violations.iter();
    told.filter(|v| v.code != Code::Malformed)
        .map(|v| {
            let embedded = v.embedded.iter().map(ToString::to_string).collect();
            (v.pointer.to_string(), embedded, v.code)
        })
        .collect()
}

fuzz_target!(|data: &[u8]| {
    let Some((&choice, text)) = data.split_first() else {
        return;
    };
    let operations: Vec<_> = VALIDATOR.operations().collect();
    // One byte reaches from the first to the last of them, however many there are.
    let operation = &operations[usize::from(choice >> 1) * operations.len() / 128];
    let mut answers = operation.contract().responses.iter();
    if choice & 1 == 1 && answers.any(|answer| answer.status == 200 && answer.file) {
        // A file may hold anything.
        return;
    }
    let message = if choice & 1 == 0 {
        Message::Request
    } else {
        Message::Response(200)
    };
    let message = operation
        .message(message, Part::Body)
        .expect("bodies are parts");
    let report = message.check(text);
    let value = serde_json::from_slice::<serde_json::Value>(text);
    match (&report.malformed, value) {
        (None, Ok(value)) => {
            let twice = report
                .violations
                .iter()
                .any(|v| v.code == Code::DuplicateKey);
            // Of members with one name a value has the last; and a parser without exact rounding may differ in one bit.
            if !twice && !report.truncated() && !text.contains(&b'.') {
                assert_eq!(told(&report), told(&message.check_value(&value)));
            }
        }
        (None, Err(error)) => panic!("only the engine reads this: {error}"),
        // The engine reads more strictly in depth, and numbers that nobody looks at too.
        (Some(malformed), Ok(_)) => assert!(
            matches!(malformed.code, MalformedCode::Depth | MalformedCode::Number),
            "only serde_json reads this: {malformed:?}"
        ),
        (Some(_), Err(_)) => {}
    }
});
