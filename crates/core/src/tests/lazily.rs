//! A service that is read bit by bit, while payloads are checked.

use serde_json::{Value, json};

use super::{KEPT, kinds};
use crate::check::{Options, Scope, Target, check_bytes, check_deserializer, check_value};
use crate::code::Code;
use crate::contract::{Direction, Int, List, RuleKind, Service, Severity, Shape, TypeName};
use crate::fixtures::{self, field, list, object, rule};
use crate::report::Report;

/// The service of the payloads, of which nothing is read yet.
fn unread() -> Service {
    Service::embedded(include_str!("kinds.jsonl"))
}

/// The reports of each driver, each by a service of which nothing is read yet.
fn reports(
    service: impl Fn() -> Service,
    ty: &TypeName,
    value: &Value,
) -> [(&'static str, Report); 3] {
    let (scope, options) = (Scope::body(Direction::Request), Options::default());
    let target = || Target::new(&service(), ty);
    let text = value.to_string();
    let read = check_deserializer(&target(), scope, value, &options);
    [
        (
            "text",
            check_bytes(&target(), scope, text.as_bytes(), &options),
        ),
        ("reader", read.expect("a value can be read")),
        ("writer", check_value(&target(), scope, value, &options)),
    ]
}

/// Where a report says that something occurs twice.
fn repeated(report: &Report) -> Vec<&str> {
    let violations = report.violations.iter();
    let repeated = violations.filter(|violation| violation.code == Code::UniqueItems);
    repeated.map(|violation| &*violation.pointer).collect()
}

#[test]
fn a_service_that_is_read_bit_by_bit_gives_the_same_reports() {
    assert_eq!(unread(), *kinds());
    let options = Options::default();
    let service = unread();
    for kept in KEPT.iter() {
        let target = Target::new(&service, &kept.target.ty().name);
        let payload = kept.payload.as_bytes();
        let [whole, lazy] = [&kept.target, &target]
            .map(|target| check_bytes(target, kept.scope, payload, &options));
        assert_eq!(whole, lazy, "{}", kept.payload);
    }
}

#[test]
fn many_threads_may_be_the_first_to_ask_for_a_type() {
    let (options, service) = (Options::default(), unread());
    let (service, options) = (&service, &options);
    let check = |threads: usize| {
        // Each begins somewhere else.
        for kept in KEPT
            .iter()
            .cycle()
            .skip(threads * 97)
            .take(KEPT.len())
            .step_by(3)
        {
            let target = Target::new(service, &kept.target.ty().name);
            let payload = kept.payload.as_bytes();
            let [whole, lazy] = [&kept.target, &target]
                .map(|target| check_bytes(target, kept.scope, payload, options));
            assert_eq!(whole, lazy, "{}", kept.payload);
        }
    };
    std::thread::scope(|scope| {
        for thread in 0..8 {
            scope.spawn(move || check(thread));
        }
    });
}

#[test]
fn items_differ_in_a_member_of_a_type_that_is_read_when_the_list_begins() {
    let value = json!({"inners": [{"id": 1}, {"note": "x", "id": 2}, {"id": 1}, {"id": 2}]});
    for (driver, report) in reports(unread, &"Values".into(), &value) {
        let expected = ["/inners/2/id", "/inners/3/id"];
        assert_eq!(repeated(&report), expected, "{driver}");
    }
    // The first list of all may be one of an item that is an object: its type is found all the same.
    for (driver, report) in reports(unread, &"Values".into(), &json!({"inners": []})) {
        assert_eq!(repeated(&report), [""; 0], "{driver}");
    }
}

#[test]
fn items_of_nested_lists_differ_in_their_own_list_alone() {
    let differ = |item| {
        Shape::List(Box::new(List {
            item,
            min_items: None,
            max_items: None,
            unique: true,
        }))
    };
    let int = || Shape::Int(Int::default());
    let fields = vec![
        field("rows", list(differ(int()))),
        field("deep", list(list(differ(int())))),
        field("free", list(list(int()))),
        field("boxes", list(object("Box"))),
    ];
    let by_id = RuleKind::Unique {
        list: "boxes".into(),
        by: Some("id".into()),
    };
    let inner = vec![field("tags", differ(int())), field("id", int())];
    let service = fixtures::service(vec![
        fixtures::ty(
            "Holder",
            fields,
            vec![rule(Severity::Error, Vec::new(), by_id)],
        ),
        fixtures::ty("Box", inner, Vec::new()),
    ]);
    let text: &'static str = service.write().leak();
    let value = json!({
        "boxes": [
            {"tags": [1, 2, 1], "id": 1},
            {"id": 2, "tags": [1, 2]},
            {"tags": [2, 2, 2], "id": 1},
        ],
        "deep": [[[1, 2], [1, 1]], [[2, 1, 2]]],
        "free": [[1, 1], [1]],
        "rows": [[1, 2, 3], [3, 2, 1, 2], [], [3, 3.0]],
    });
    let expected = [
        "/boxes/0/tags/2",
        "/boxes/2/id",
        "/boxes/2/tags/1",
        "/boxes/2/tags/2",
        "/deep/0/1/1",
        "/deep/1/0/2",
        "/rows/1/3",
        "/rows/3/1",
    ];
    for (driver, report) in reports(|| Service::embedded(text), &"Holder".into(), &value) {
        assert_eq!(repeated(&report), expected, "{driver}");
        assert_eq!(
            report.violations.len(),
            expected.len(),
            "{driver}: {report}"
        );
    }
}
