//! The payloads that the engine's own tests check: `crates/core/src/tests/payloads.jsonl`.
//!
//! The engine must notice its own mistakes without anything that is built on it: its crate is then tested in seconds, as
//! `cargo mutants` needs. What it needs of the other crates is therefore kept in a file: payloads of a spec with every kind
//! of constraint, and the reports on them. Here the reports are held against the oracle.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use mediaspec_core::code::Code;
use mediaspec_core::contract::Part;
use mediaspec_tests::corpus;
use mediaspec_tests::differential::{Comparison, Comparisons};
use mediaspec_tests::{kinds_spec, root};
use serde::{Deserialize, Serialize};
use serde_json::Value;

const FILE: &str = "crates/core/src/tests/payloads.jsonl";

/// A payload, and the report on it.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Kept {
    operation: String,
    message: String,
    #[serde(rename = "in")]
    part: String,
    payload: String,
    violations: Vec<Value>,
}

fn comparisons() -> Comparisons {
    Comparisons::of(&kinds_spec())
}

/// What would be chosen, and what the file holds. With `UPDATE_KEPT=1` the file is written anew before it is read.
static TEXTS: LazyLock<[String; 2]> = LazyLock::new(|| {
    let chosen: String = chosen(&comparisons())
        .iter()
        .map(|kept| serde_json::to_string(kept).expect("a line is JSON") + "\n")
        .collect();
    let file = root().join(FILE);
    if std::env::var_os("UPDATE_KEPT").is_some() {
        std::fs::write(&file, &chosen).expect("the file can be written");
    }
    let kept = std::fs::read_to_string(&file).expect("the file is there");
    [chosen, kept]
});

fn kept() -> Vec<Kept> {
    let [_, text] = &*TEXTS;
    text.lines()
        .map(|line| serde_json::from_str(line).expect("a line is a payload"))
        .collect()
}

/// Pointer, way on, code and severity of each violation.
type Told = BTreeSet<(String, Vec<String>, String, String)>;

/// What the violations of a report are, by their JSON.
fn recorded(violations: &[Value]) -> Told {
    let text = |value: &Value| value.as_str().expect("a text").to_owned();
    violations
        .iter()
        .map(|violation| {
            let way = violation.get("embedded").and_then(Value::as_array);
            let way = way.map_or_else(Vec::new, |way| way.iter().map(text).collect());
            let told = |key: &str| text(&violation[key]);
            (told("pointer"), way, told("code"), told("severity"))
        })
        .collect()
}

/// The same, by the oracle.
fn expected(part: &Comparison, payload: &str) -> Told {
    part.expected_of(payload)
        .expect("a payload is JSON")
        .into_iter()
        // Header groups are the validator's business.
        .filter(|found| found.code != Code::Authentication)
        .map(|found| {
            (
                found.pointer,
                found.embedded,
                found.code.as_str().to_owned(),
                found.severity.as_str().to_owned(),
            )
        })
        .collect()
}

#[test]
fn the_engines_own_payloads_are_reported_as_the_oracle_says() {
    let comparisons = comparisons();
    let mut codes = BTreeSet::new();
    for kept in kept() {
        let name = format!("{} {} {}", kept.operation, kept.message, kept.part);
        let part = comparisons
            .parts()
            .iter()
            .find(|part| part.name() == name)
            .unwrap_or_else(|| panic!("{name}: there is no such message"));
        let told = recorded(&kept.violations);
        assert_eq!(
            told,
            expected(part, &kept.payload),
            "{name}: {}",
            kept.payload
        );
        codes.extend(told.into_iter().map(|(_, _, code, _)| code));
    }
    let missing: Vec<&str> = Code::ALL
        .iter()
        .filter(|code| {
            !matches!(
                code,
                Code::Authentication
                    | Code::UndocumentedStatus
                    | Code::MediaType
                    | Code::OtherApi
                    | Code::Mismatch
                    | Code::UnknownOperation
                    | Code::Malformed
            )
        })
        .map(|code| code.as_str())
        .filter(|code| !codes.contains(*code))
        .collect();
    assert_eq!(missing, [""; 0], "codes that no payload has");
}

/// What a payload shows: each violation, each rule that is broken, and of a valid one each member with the form of its value.
fn shown(part: &Comparison, payload: &str, violations: &[Value]) -> BTreeSet<Vec<String>> {
    let mut shown = BTreeSet::new();
    for (pointer, way, code, severity) in recorded(violations) {
        let mut place = pointer.replace(|c: char| c.is_ascii_digit(), "0");
        if code == "additionalProperties" {
            // Names that nobody knows are as good as each other.
            place.truncate(place.rfind('/').unwrap_or(0));
        }
        shown.insert(vec![code, severity, place, way.len().to_string()]);
    }
    // Rules of one kind share codes and places, and differ in when they hold.
    shown.extend(violations.iter().filter_map(|violation| {
        let rule = violation["rule"].as_str()?;
        Some(vec!["rule".to_owned(), rule.to_owned()])
    }));
    if violations
        .iter()
        .all(|violation| violation["severity"] != "error")
    {
        shown.insert(vec!["valid".to_owned()]);
        let payload: Value = serde_json::from_str(payload).expect("a payload is JSON");
        if let (Value::Object(members), "request body", None) = (
            payload,
            format!("{} {}", part.message, part.part.as_str()).as_str(),
            part.scope().context,
        ) {
            shown.extend(
                members
                    .into_iter()
                    .map(|(member, value)| vec![member, form(&value)]),
            );
        }
    }
    shown
}

/// A value, as far as the bounds of the spec tell values apart.
fn form(value: &Value) -> String {
    match value {
        Value::Null | Value::Bool(_) => value.to_string(),
        Value::Number(number) => match number.as_f64() {
            Some(number) if number.abs() < 20.0 => number.to_string(),
            _ => "a number".to_owned(),
        },
        Value::String(text) => format!("text {}", text.chars().count().min(24)),
        Value::Array(items) => format!("list {}", items.len().min(4)),
        Value::Object(members) => members.keys().map(String::as_str).collect(),
    }
}

/// Whether a message shows more than others do: parameters and callbacks are the same for all operations, and those with a
/// context differ in rules.
fn tells_apart(part: &Comparison, violations: &[Value]) -> bool {
    if part.part != Part::Body || part.message == "ended" {
        return part.operation == "kinds/DoAdvice";
    }
    part.scope().context.is_none()
        || violations
            .iter()
            .any(|violation| !violation["rule"].is_null())
}

/// Of the boundary corpus and the strategies, the smallest payloads that show all that larger ones do.
fn chosen(comparisons: &Comparisons) -> Vec<Kept> {
    let mut payloads: BTreeSet<(usize, String, String)> = BTreeSet::new();
    for operation in corpus::kinds() {
        for cases in &operation.messages {
            let name = format!("{} {} {}", operation.operation, cases.message, cases.part);
            payloads.extend(cases.payloads().map(|(_, payload)| {
                let text = payload.to_string();
                (text.len(), name.clone(), text)
            }));
        }
    }
    for seed in 0..20_000 {
        let (part, payload) = comparisons.payload(seed);
        let text = payload.text().to_owned();
        payloads.insert((text.len(), part.name(), text));
    }
    let (mut seen, mut kept) = (BTreeSet::new(), Vec::new());
    for (_, name, payload) in payloads {
        let part = comparisons.parts().iter().find(|part| part.name() == name);
        let part = part.expect("a part of that name");
        let violations: Vec<Value> = part
            .report(&payload)
            .violations
            .iter()
            .filter(|violation| violation.code != Code::Authentication)
            .map(|violation| serde_json::to_value(violation).expect("a violation is a value"))
            .collect();
        if !tells_apart(part, &violations) {
            continue;
        }
        let before = seen.len();
        for shown in shown(part, &payload, &violations) {
            seen.insert((name.clone(), shown));
        }
        if seen.len() > before {
            kept.push(Kept {
                operation: part.operation.clone(),
                message: part.message.clone(),
                part: part.part.as_str().to_owned(),
                payload,
                violations,
            });
        }
    }
    kept
}

#[test]
fn the_engines_own_payloads_are_those_that_are_chosen() {
    let [chosen, kept] = &*TEXTS;
    assert!(
        kept == chosen,
        "{FILE} is not what would be chosen: UPDATE_KEPT=1 writes it anew"
    );
}
