//! The payloads that checking is measured with: a number measured with another payload than it says would be no number.

use mediaspec_core::contract::{MessageKind, Severity};
use mediaspec_core::report::Report;
use mediaspec_json_schema::document;
use mediaspec_tests::payloads::{KINDS, Kind, OPERATION, kind, scale};
use mediaspec_validator::{Code, Part, Validator};

const SEED: u64 = 7;

fn checked(payload: &str) -> Report {
    let validator = Validator::new();
    let operation = validator.operation(OPERATION).expect("a shipped operation");
    operation.response_body(200, payload.as_bytes())
}

fn valid(kind: &Kind) -> String {
    kind.payload(0, SEED).expect("no mistake fits everywhere")
}

fn named(name: &str) -> Kind {
    *kind(name).expect("there is such a kind")
}

#[test]
fn every_kind_has_the_size_that_it_says() {
    for kind in &KINDS {
        let length = valid(kind).len();
        assert!(
            length.abs_diff(kind.bytes) <= kind.bytes / 20,
            "{} has {length} bytes, not {}",
            kind.name,
            kind.bytes
        );
    }
}

#[test]
fn payloads_without_mistakes_have_neither_errors_nor_warnings() {
    for kind in &KINDS {
        for seed in SEED..SEED + 3 {
            let report = checked(&kind.payload(0, seed).expect("no mistake fits everywhere"));
            assert_eq!(report.malformed, None, "{}, seed {seed}", kind.name);
            assert_eq!(report.violations, [], "{}, seed {seed}", kind.name);
        }
    }
}

#[test]
fn the_json_schema_finds_valid_what_the_engine_finds_valid() {
    let validator = Validator::new();
    let operation = validator.operation(OPERATION).expect("a shipped operation");
    let (service, contract) = (operation.service(), operation.contract());
    let schema = document(service, contract, MessageKind::Response(200), Part::Body)
        .expect("the response has a schema");
    let schema: serde_json::Value =
        serde_json::from_str(&schema.text(None)).expect("a schema is JSON");
    let schema = jsonschema::validator_for(&schema).expect("a schema compiles");
    for kind in &KINDS {
        let payload = serde_json::from_str(&valid(kind)).expect("a payload is JSON");
        assert!(schema.is_valid(&payload), "{}", kind.name);
    }
}

#[test]
fn as_many_mistakes_are_found_as_were_made() {
    for kind in &KINDS {
        for count in [1, 20, 1000] {
            let Some(payload) = kind.payload(count, SEED) else {
                continue;
            };
            let report = checked(&payload);
            let name = kind.name_with(count);
            assert_eq!(report.malformed, None, "{name}");
            let warnings = report
                .violations
                .iter()
                .filter(|violation| violation.severity == Severity::Warning)
                .map(ToString::to_string);
            assert_eq!(warnings.collect::<Vec<_>>(), [""; 0], "{name}");
            assert_eq!(
                report.error_count,
                u64::try_from(count).unwrap_or(0),
                "{name}"
            );
            assert_eq!(report.violations.len(), count, "{name}");
        }
    }
}

#[test]
fn only_small_kinds_have_no_room_for_a_thousand_mistakes() {
    let without: Vec<_> = KINDS
        .iter()
        .filter(|kind| kind.payload(1000, SEED).is_none())
        .map(|kind| kind.name)
        .collect();
    assert_eq!(without, ["1k", "10k"]);
    assert!(KINDS.iter().all(|kind| kind.payload(20, SEED).is_some()));
}

#[test]
fn a_seed_gives_the_same_bytes_each_time_and_another_seed_others() {
    let kind = named("10k");
    assert_eq!(kind.payload(20, SEED), kind.payload(20, SEED));
    assert_ne!(kind.payload(20, SEED), kind.payload(20, SEED + 1));
}

#[test]
fn half_of_the_long_texts_are_chinese() {
    let payload = valid(&named("1m-text"));
    let value: serde_json::Value = serde_json::from_str(&payload).expect("a payload is JSON");
    let scenes = value["shoot_scripts"].as_array().expect("scenes");
    let spoken = scenes
        .iter()
        .filter_map(|scene| scene["shoot_script"]["text_config"]["text"].as_str());
    let (chinese, english): (Vec<_>, Vec<_>) =
        spoken.partition(|text| text.len() > text.chars().count() * 2);
    assert_eq!(chinese.len(), english.len());
    assert!(
        chinese
            .iter()
            .chain(&english)
            .all(|text| text.chars().count() > 4000)
    );
}

#[test]
fn pretty_text_is_indented_and_the_others_have_no_space_between_tokens() {
    assert!(valid(&named("1m-pretty")).starts_with("{\n  \"job_id\": \""));
    assert!(valid(&named("1m")).starts_with("{\"job_id\":\""));
}

#[test]
fn a_mebibyte_is_valid_and_more_has_too_many_scenes() {
    let (small, none) = scale(1, SEED);
    assert_eq!((none, checked(&small).total()), (0, 0));
    assert!(small.len().abs_diff(1 << 20) <= (1 << 20) / 20);

    let (large, one) = scale(2, SEED);
    let report = checked(&large);
    let codes: Vec<_> = report.violations.iter().map(|v| v.code).collect();
    assert_eq!((one, codes), (1, vec![Code::MaxItems]));
    assert!(large.len().abs_diff(2 << 20) <= (2 << 20) / 20);
}
