//! The corpus of a type that contains itself, and of headers that operations share.

use mediaspec_core::check::{Options, Target, check_bytes};
use mediaspec_core::contract::Catalog;
use mediaspec_payloads::oracle::Found;

use super::*;
use crate::fixtures::forest;

/// Calls a function with each message, its base payload and its cases.
fn each(catalog: &Catalog, mut f: impl FnMut(&Message<'_>, &Node, &[Group])) {
    for service in catalog.services() {
        let mut visited = Visited::default();
        for message in service.messages() {
            let (base, groups) = cases(&Asked::of(&message), &mut visited);
            f(&message, &base, &groups);
        }
    }
}

/// The pointers that a group's cases change, with the texts that lead there.
fn places(groups: &[Group]) -> Vec<String> {
    let cases = groups.iter().flat_map(|group| &group.cases);
    let ops = cases.flat_map(|case| &case.patch);
    ops.map(|op| format!("{}{}", op.place.within.join("!"), op.place.pointer))
        .collect()
}

#[test]
fn a_type_that_contains_itself_has_cases_for_one_value_inside_another() {
    let mut bodies = 0;
    each(&forest(), |message, _, groups| {
        let places = places(groups);
        if message.kind.to_string() == "request" && message.part.as_str() == "body" {
            bodies += 1;
            for there in ["/size", "/branches/0/size"] {
                assert!(
                    places.iter().any(|place| place == there),
                    "{there}: {places:?}"
                );
            }
            // Trees are met in branches first; one level inside themselves they are gone through once.
            assert!(
                !places
                    .iter()
                    .any(|place| place == "/branches/0/branches/0/size")
            );
        }
    });
    assert_eq!(bodies, 1);
}

#[test]
fn the_engine_reports_what_is_expected_of_every_case() {
    let mut count = 0;
    let catalog = forest();
    each(&catalog, |message, base, groups| {
        let target = Target::new(message.service, message.ty).authenticated_by(message.auth());
        for group in groups {
            for case in &group.cases {
                let mut payload = base.clone();
                for op in group.before.iter().chain(&case.patch) {
                    op.apply(&mut payload).expect("a place that is there");
                }
                let text = payload.compact();
                let report = check_bytes(
                    &target,
                    message.scope(),
                    text.as_bytes(),
                    &Options::default(),
                );
                let mut told: Vec<String> = report
                    .violations
                    .iter()
                    .map(|v| format!("{} {:?} {} {}", v.pointer, v.embedded, v.code, v.severity))
                    .collect();
                let mut expected: Vec<String> = case.expect.iter().map(written).collect();
                told.sort();
                expected.sort();
                assert_eq!(told, expected, "{}: {text}", case.name);
                count += 1;
            }
        }
    });
    assert!(count > 150, "{count}");
}

fn written(found: &Found) -> String {
    let Found {
        pointer,
        embedded,
        code,
        severity,
        visible: _,
    } = found;
    format!("{pointer} {embedded:?} {code} {severity}")
}

#[test]
fn pieces_of_texts_have_cases_on_both_sides_of_each_constraint() {
    let mut codes: BTreeMap<String, usize> = BTreeMap::new();
    each(&forest(), |_, _, groups| {
        for case in groups.iter().flat_map(|group| &group.cases) {
            for found in &case.expect {
                if found.pointer == "/marks" || found.pointer == "/owners" {
                    *codes
                        .entry(format!("{} {}", found.pointer, found.code))
                        .or_default() += 1;
                }
            }
        }
    });
    for code in [
        "/marks enum",
        "/marks deprecated",
        "/owners format",
        "/owners maxBytes",
    ] {
        assert!(codes.contains_key(code), "{code}: {codes:?}");
    }
}

#[test]
fn headers_that_operations_share_have_cases_once() {
    let mut with_cases = Vec::new();
    each(&forest(), |message, _, groups| {
        if message.part.as_str() == "header"
            && places(groups)
                .iter()
                .any(|place| place == "/mediaspecUnknown")
        {
            with_cases.push(message.operation.name.clone());
        }
    });
    assert_eq!(with_cases, ["Plant".into()]);
}

#[test]
fn the_files_are_json_and_the_page_describes_them() {
    let files = corpus(&forest());
    let paths: Vec<&str> = files.keys().map(String::as_str).collect();
    assert_eq!(
        paths,
        ["README.md", "forest/plant.json", "forest/show.json"]
    );
    let plant: Node = serde_json::from_str(&files["forest/plant.json"]).expect("JSON");
    let Node::Object(plant) = plant else {
        panic!("{plant:?}");
    };
    assert_eq!(plant.get("operation"), Some(&"forest/Plant".into()));
    let Some(Node::List(messages)) = plant.get("messages") else {
        panic!("{plant:?}");
    };
    assert_eq!(messages.len(), 3);
}
