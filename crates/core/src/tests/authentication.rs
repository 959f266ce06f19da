//! Authentication is decided in the pass that reads the headers, whatever driver reads them.

use std::collections::BTreeMap;

use serde_json::Value;

use super::{kinds, target};
use crate::check::{
    Allow, Limits, Options, Scope, Target, check_bytes, check_deserializer, check_parameters,
    check_value,
};
use crate::code::Code;
use crate::contract::{Direction, Part, Severity, Shape};
use crate::fixtures::{self, field, object, text};
use crate::report::{Detail, MalformedCode, Report, Violation};

/// The headers of a request, which must be authenticated.
fn headers() -> (Target, Scope) {
    let (target, scope) = target("kinds/DoAdvice", "request", "header");
    let operation = kinds().operation("DoAdvice").expect("an operation");
    let groups = kinds().auth(operation);
    assert!(groups.len() > 1, "there is a choice");
    (target.authenticated_by(groups), scope)
}

/// The reports of each driver on headers that are texts, but for a number.
fn reports(pairs: &[(&str, &str)], options: &Options) -> Vec<(&'static str, Report)> {
    let (target, scope) = headers();
    let value = |text: &str| match text.parse() {
        Ok(number) => Value::Number(number),
        Err(_) => text.into(),
    };
    let members: Vec<String> = pairs
        .iter()
        .map(|(name, text)| format!("\"{name}\":{}", value(text)))
        .collect();
    let json = format!("{{{}}}", members.join(","));
    let mut deserializer = serde_json::Deserializer::from_str(&json);
    let read = check_deserializer(&target, scope, &mut deserializer, options);
    let map: BTreeMap<&str, Value> = pairs
        .iter()
        .map(|(name, text)| (*name, value(text)))
        .collect();
    vec![
        (
            "text",
            check_bytes(&target, scope, json.as_bytes(), options),
        ),
        ("reader", read.expect("it can be read")),
        ("writer", check_value(&target, scope, &map, options)),
        (
            "parameters",
            check_parameters(&target, scope, pairs.iter().copied(), options),
        ),
    ]
}

/// What is said of headers that do not authenticate.
fn finding() -> Violation {
    let operation = kinds().operation("DoAdvice").expect("an operation");
    let groups = kinds().auth(operation);
    let cite = &groups.first().expect("a group").cite;
    let mut finding = Violation::at_root(Part::Header, Code::Authentication, Severity::Error);
    finding.detail = Detail::Schemes(groups.into());
    finding.read_at(kinds(), cite)
}

const TOKEN: (&str, &str) = ("X-Token", "abc");
const SIGNATURE: (&str, &str) = ("Authorization", "abc");
const DATE: (&str, &str) = ("X-Date", "20260110T084317Z");
const COUNT: (&str, &str) = ("X-Count", "1");

#[test]
fn one_group_of_headers_must_be_complete() {
    for (pairs, authenticated) in [
        (&[][..], false),
        (&[COUNT], false),
        (&[TOKEN], true),
        (&[TOKEN, COUNT], true),
        (&[SIGNATURE], false),
        (&[DATE], false),
        (&[DATE, COUNT, SIGNATURE], true),
        (&[SIGNATURE, TOKEN], true),
        (&[SIGNATURE, ("X-Other", "abc")], false),
        (&[("Token", "abc"), ("XX-Token", "abc")], false),
        // A header that is wrong is sent all the same.
        (&[("X-Token", "")], true),
        (&[SIGNATURE, ("X-Date", "today")], true),
    ] {
        for change in [str::to_owned, str::to_lowercase, str::to_uppercase] as [fn(&str) -> _; 3] {
            let names: Vec<String> = pairs.iter().map(|(name, _)| change(name)).collect();
            let pairs = names
                .iter()
                .zip(pairs)
                .map(|(name, (_, value))| (&**name, *value));
            let pairs: Vec<(&str, &str)> = pairs.collect();
            for (driver, report) in reports(&pairs, &Options::default()) {
                let said = format!("{driver}: {pairs:?}");
                let of_code = |v: &&Violation| v.code == Code::Authentication;
                let found: Vec<&Violation> = report.violations.iter().filter(of_code).collect();
                let expected = finding();
                if authenticated {
                    assert!(found.is_empty(), "{said}: {found:?}");
                } else {
                    assert_eq!(found, [&expected], "{said}");
                    // It is told at last.
                    assert_eq!(report.violations.last(), Some(&expected), "{said}");
                    assert_eq!(
                        expected.message(),
                        "no complete authentication: send X-Token (token), or Authorization and X-Date (signed)"
                    );
                }
            }
        }
    }
}

#[test]
fn a_header_that_is_sent_twice_is_sent() {
    let (once, twice) = ([TOKEN, COUNT], [TOKEN, COUNT, ("x-token", "def")]);
    for (pairs, duplicates) in [(&once[..], 0), (&twice, 1)] {
        for (driver, report) in reports(pairs, &Options::default()) {
            let codes: Vec<Code> = report.violations.iter().map(|v| v.code).collect();
            assert_eq!(codes, vec![Code::DuplicateKey; duplicates], "{driver}");
        }
    }
}

#[test]
fn a_header_that_is_null_is_sent() {
    let (target, scope) = headers();
    let options = Options::default();
    // A response says by `null` that a member is absent; who is asked for headers there has them all the same.
    for direction in [Direction::Request, Direction::Response] {
        let scope = Scope { direction, ..scope };
        for (json, authenticated) in [
            (r#"{"X-Count":1,"X-Token":null}"#, true),
            (r#"{"X-Count":1,"X-TOKEN":null,"x-token":null}"#, true),
            (r#"{"X-Count":1,"authorization":null,"x-date":null}"#, true),
            (r#"{"X-Count":1,"Authorization":null}"#, false),
            (r#"{"X-Count":1,"X-Token":[]}"#, true),
        ] {
            let value: Value = serde_json::from_str(json).expect("it is JSON");
            let mut text = serde_json::Deserializer::from_str(json);
            let read = check_deserializer(&target, scope, &mut text, &options);
            for (driver, report) in [
                (
                    "text",
                    check_bytes(&target, scope, json.as_bytes(), &options),
                ),
                ("reader", read.expect("it can be read")),
                ("writer", check_value(&target, scope, &value, &options)),
            ] {
                let mut codes = report.violations.iter().map(|v| v.code);
                let found = codes.any(|code| code == Code::Authentication);
                assert_eq!(found, !authenticated, "{driver}, {direction}: {json}");
            }
        }
    }
}

#[test]
fn headers_of_the_message_authenticate_and_not_what_it_holds() {
    let fields = vec![
        field("X-Token", Shape::Text(text())),
        field("inner", object("Headers")),
        field("list", fixtures::list(object("Headers"))),
    ];
    let service = fixtures::service(vec![fixtures::ty("Headers", fields, Vec::new())]);
    let mut group = kinds().common_auth().first().expect("a group").clone();
    // Its headers may be spelt in another way than those of the type.
    group.headers = fixtures::names(&["x-TOKEN"]);
    let target = Target::new(&service, &"Headers".into()).authenticated_by(&[group]);
    let (scope, options) = (Scope::body(Direction::Request), Options::default());
    for (json, authenticated) in [
        (r#"{"X-Token":"a"}"#, true),
        (r#"{"inner":{"X-Token":"a"}}"#, false),
        (r#"{"list":[{"X-Token":"a"}]}"#, false),
        (r#"{"inner":{"X-Token":"a"},"X-Token":"a"}"#, true),
        ("[]", false),
        ("null", false),
    ] {
        let value: Value = serde_json::from_str(json).expect("it is JSON");
        let read = check_deserializer(&target, scope, &value, &options);
        for (driver, report) in [
            (
                "text",
                check_bytes(&target, scope, json.as_bytes(), &options),
            ),
            ("reader", read.expect("it can be read")),
            ("writer", check_value(&target, scope, &value, &options)),
        ] {
            let last = report.violations.last().map(|violation| violation.code);
            let found = last == Some(Code::Authentication);
            assert_eq!(found, !authenticated, "{driver}: {json}");
        }
    }
}

#[test]
fn nothing_is_said_where_no_group_is_asked_for_and_of_what_is_malformed() {
    let (target, scope) = headers();
    let options = Options::default();
    let plain = Target::new(kinds(), &"Headers".into());
    for target in [plain.clone(), plain.authenticated_by(&[])] {
        let report = check_bytes(&target, scope, br#"{"X-Count":1}"#, &options);
        assert_eq!(report, Report::default());
    }
    let report = check_bytes(&target, scope, b"{\"X-Count\":1", &options);
    let code = report.malformed.as_ref().map(|malformed| malformed.code);
    assert_eq!(code, Some(MalformedCode::Syntax));
    assert_eq!(report.violations.len(), 1);
}

#[test]
fn the_finding_keeps_to_the_options() {
    let allowed = Options::default().allow(Allow::everywhere(Code::Authentication));
    let at_root = Options::default().allow(Allow::at(Code::Authentication, ""));
    let elsewhere = Options::default().allow(Allow::at(Code::Authentication, "/X-Token"));
    let none = Options::default().limits(Limits::default().violations(0));
    for (options, errors, warnings, listed) in [
        (Options::default(), 1, 0, 1),
        (allowed, 0, 1, 1),
        (at_root, 0, 1, 1),
        (elsewhere, 1, 0, 1),
        (none, 1, 0, 0),
    ] {
        for (driver, report) in reports(&[COUNT], &options) {
            let counts = (report.error_count, report.warning_count);
            assert_eq!(counts, (errors, warnings), "{driver}: {options:?}");
            assert_eq!(report.violations.len(), listed, "{driver}: {options:?}");
        }
    }
}
