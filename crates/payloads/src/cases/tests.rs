//! The cases of every kind of constraint, held against the engine.

use std::collections::BTreeSet;

use mediaspec_core::check::{Options, Target, check_bytes};
use mediaspec_core::code::Code;
use mediaspec_core::contract::Message;

use super::*;
use crate::fixtures::{kinds, tree};

/// Calls a function with each message, its base payload, and its cases.
fn each(mut see: impl FnMut(&Message<'static>, &Node, &[Group])) {
    let mut visited = Visited::default();
    for message in kinds().messages() {
        let (base, groups) = cases(&Asked::of(&message), &mut visited);
        see(&message, &base, &groups);
    }
}

/// The pointers that cases change, with the texts that lead there.
fn places(groups: &[Group]) -> Vec<String> {
    let ops = groups.iter().flat_map(|group| &group.cases);
    ops.flat_map(|case| &case.patch)
        .map(|op| format!("{}{}", op.place.within.join("!"), op.place.pointer))
        .collect()
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

#[test]
fn a_type_that_contains_itself_has_cases_for_one_value_inside_another() {
    let service = tree();
    let node = service.ty("Node").expect("a type");
    let asked = Asked::of_type(&service, node, Scope::body(Direction::Request));
    let (_, groups) = cases(&asked, &mut Visited::default());
    let places = places(&groups);
    for there in ["/name", "/children/0/name"] {
        assert!(places.iter().any(|place| place == there), "{there}");
    }
    // Children are met first; one level inside themselves nodes are gone through once.
    for not in ["/children/0/children/0/name", "/twin/name", "/note!/name"] {
        assert!(!places.iter().any(|place| place == not), "{not}");
    }
}

#[test]
fn pieces_of_texts_have_cases_on_both_sides_of_each_constraint() {
    let mut seen: BTreeSet<String> = BTreeSet::new();
    each(|_, _, groups| {
        for case in groups.iter().flat_map(|group| &group.cases) {
            let [op] = &*case.patch else { continue };
            let codes = case.expect.iter().map(|found| found.code.as_str());
            let codes: Vec<&str> = codes.collect();
            seen.insert(format!("{} {}", op.place.pointer, codes.join(" ")));
        }
    });
    for known in [
        "/choices enum",
        "/aged choices deprecated",
        "/words minLength",
        "/words maxLength",
        "/digits pattern",
        "/addresses format",
        "/short words maxBytes",
        "/marked words maxLength",
        "/pieces contentEncoding",
    ] {
        assert!(seen.contains(known), "{known}: {seen:?}");
        let (pointer, _) = known.rsplit_once(' ').expect("a code");
        assert!(seen.contains(&format!("{pointer} ")), "{pointer}: {seen:?}");
    }
}

#[test]
fn headers_that_operations_share_have_cases_once() {
    let mut with_cases = Vec::new();
    let mut all = 0;
    each(|message, _, groups| {
        if message.part == Part::Header {
            let unknown = places(groups)
                .iter()
                .any(|place| place == "/mediaspecUnknown");
            with_cases.extend(unknown.then(|| (message.kind.direction().as_str(), message.ty)));
            all += 1;
        }
    });
    let once: BTreeSet<_> = with_cases.iter().collect();
    assert_eq!(once.len(), with_cases.len(), "{with_cases:?}");
    assert!(
        !once.is_empty() && once.len() < all,
        "{with_cases:?} of {all}"
    );
}
