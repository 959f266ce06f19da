//! What the text driver alone answers for: syntax, positions, depth, duplicates, values that wait for a sibling.

use std::sync::LazyLock;

use crate::check::{Limits, Options, Scope, Target, check_bytes};
use crate::code::Code;
use crate::contract::{
    Content, Context, Direction, Form, Int, List, RuleKind, Severity, Shape, Text,
};
use crate::fixtures::{self, field, object, one_of, rule, ty};
use crate::report::{MalformedCode, Report, Verdict};

/// What the payloads are checked against.
fn root() -> &'static Target {
    static ROOT: LazyLock<Target> = LazyLock::new(|| {
        let speed = Shape::Int(Int {
            min: Some(50),
            max: Some(200),
            ..Int::default()
        });
        let name = Shape::Text(Text {
            form: Form {
                min_chars: Some(1),
                max_chars: Some(4),
                ..Form::default()
            },
            content: Content::Plain,
        });
        let voice = vec![
            field("speed", speed),
            field("name", name.clone()),
            field("extra", Shape::Any),
        ];
        let voices = Shape::List(Box::new(List {
            item: object("Voice"),
            min_items: None,
            max_items: Some(2),
            unique: false,
        }));
        let all = vec![
            field("kind", Shape::Enum(one_of(&["voice", "named"]))),
            field("data", Shape::Any),
            field("list", voices),
        ];
        let mut by_kind = rule(
            Severity::Error,
            Vec::new(),
            RuleKind::SelectsType {
                tag: "kind".into(),
                field: "data".into(),
                cases: [
                    ("voice".into(), "Voice".into()),
                    ("named".into(), "Named".into()),
                ]
                .into(),
                otherwise: None,
            },
        );
        by_kind.id = "data-by-kind".into();
        let mut differ = rule(
            Severity::Error,
            Vec::new(),
            RuleKind::Unique {
                list: "list".into(),
                by: Some("speed".into()),
            },
        );
        differ.id = "voices-differ".into();
        let service = fixtures::service(vec![
            ty("Root", all, vec![by_kind, differ]),
            ty("Voice", voice, Vec::new()),
            ty("Named", vec![field("name", name)], Vec::new()),
        ]);
        Target::new(&service, &"Root".into())
    });
    &ROOT
}

fn check(input: &str) -> Report {
    check_bytes(
        root(),
        Scope::body(Direction::Request).in_context(Some(Context::Photo)),
        input.as_bytes(),
        &Options::default(),
    )
}

fn told(input: &str) -> Vec<(String, Code, u64, u64)> {
    let report = check(input);
    assert_eq!(report.malformed, None, "{input}");
    report
        .violations
        .iter()
        .map(|v| {
            let place = v.position.unwrap_or_default();
            (v.pointer.to_string(), v.code, place.line, place.column)
        })
        .collect()
}

#[test]
fn a_value_is_told_with_pointer_line_and_column_in_code_points() {
    assert_eq!(
        told("{\n  \"list\": [{\"name\":\"你好\", \"speed\": 300}]}"),
        [("/list/0/speed".into(), Code::Maximum, 2, 35)]
    );
}

#[test]
fn a_value_whose_type_a_later_sibling_selects_is_held_back() {
    let late = r#"{"data":{"speed":1},"list":[{"speed":2}],"kind":"voice"}"#;
    assert_eq!(
        told(late)
            .iter()
            .map(|t| (t.0.as_str(), t.1))
            .collect::<Vec<_>>(),
        [
            ("/list/0/speed", Code::Minimum),
            ("/data/speed", Code::Minimum)
        ]
    );
    let early = r#"{"kind":"named","data":{"speed":1}}"#;
    assert_eq!(told(early)[0].1, Code::AdditionalProperties);
    assert!(told(r#"{"data":{"speed":1}}"#).is_empty());
}

#[test]
fn duplicate_names_are_told_each_time_and_each_value_is_checked() {
    let told = told(r#"{"list":[{"speed":1,"sp\u0065ed":2,"speed":300}]}"#);
    assert_eq!(
        told.iter().map(|t| t.1).collect::<Vec<_>>(),
        [
            Code::Minimum,
            Code::Minimum,
            Code::DuplicateKey,
            Code::Maximum,
            Code::DuplicateKey
        ]
    );
}

#[test]
fn items_may_not_share_the_value_of_a_member() {
    assert_eq!(
        told(r#"{"list":[{"speed":60},{"speed":60.0}]}"#),
        [("/list/1/speed".into(), Code::UniqueItems, 1, 32)]
    );
}

#[test]
fn a_value_that_failed_is_not_read_for_uniqueness() {
    let told = told(r#"{"list":[{"speed":1},{"speed":1}]}"#);
    assert_eq!(
        told.iter().map(|t| t.1).collect::<Vec<_>>(),
        [Code::Minimum, Code::Minimum]
    );
}

#[test]
fn malformed_input_has_a_code_and_a_place() {
    let cases: &[(&[u8], MalformedCode, usize)] = &[
        (b"", MalformedCode::Syntax, 0),
        (b"  ", MalformedCode::Syntax, 2),
        (b"\xef\xbb\xbf{}", MalformedCode::Encoding, 0),
        (b"\x1f\x8b\x08\0", MalformedCode::Encoding, 0),
        (b"\xff\xfe{\0}\0", MalformedCode::Encoding, 0),
        (b"{\"a\":\"\xff\"}", MalformedCode::Utf8, 6),
        (b"{} x", MalformedCode::Syntax, 3),
        (b"{\"a\":1e400}", MalformedCode::Number, 5),
        (b"{\"a\":\"\\ud800\"}", MalformedCode::Syntax, 6),
        (b"{\"a\":\"\\udc00\\ud800\"}", MalformedCode::Syntax, 6),
        (b"{\"a\":01}", MalformedCode::Syntax, 6),
        (b"{\"a\":+1}", MalformedCode::Syntax, 5),
        (b"{\"a\":1.}", MalformedCode::Syntax, 7),
        (b"{\"a\":[1,]}", MalformedCode::Syntax, 8),
        (b"{\"a\":1,}", MalformedCode::Syntax, 7),
        (b"{\"a\" 1}", MalformedCode::Syntax, 5),
        (b"{\"a\":nul}", MalformedCode::Syntax, 5),
        (b"{\"a\":\"\x01\"}", MalformedCode::Syntax, 6),
        (b"{\"a\":\"\\q\"}", MalformedCode::Syntax, 7),
        (b"{\"a\":tru", MalformedCode::Syntax, 5),
        (b"{\"a\":\"x", MalformedCode::Syntax, 7),
        (b"[1,2", MalformedCode::Syntax, 4),
        (b"{a:1}", MalformedCode::Syntax, 1),
        (b"[NaN]", MalformedCode::Syntax, 1),
    ];
    let mut wrong = Vec::new();
    for &(input, code, offset) in cases {
        let report = check_bytes(
            root(),
            Scope::body(Direction::Request),
            input,
            &Options::default(),
        );
        let shown = String::from_utf8_lossy(input);
        assert_eq!(report.verdict(), Verdict::Malformed, "{shown}");
        let [violation] = &*report.violations else {
            panic!(
                "{shown}: one violation says it, not {:?}",
                report.violations
            );
        };
        assert_eq!((report.error_count, report.warning_count), (1, 0));
        let malformed = report.malformed.clone().unwrap();
        assert_eq!(
            (violation.code, violation.severity, violation.position),
            (Code::Malformed, Severity::Error, malformed.position),
            "{shown}"
        );
        assert_eq!(violation.message(), malformed.message, "{shown}");
        assert_eq!(malformed.code, code, "{shown}");
        if malformed.position.unwrap().offset != offset {
            wrong.push((shown.into_owned(), offset, malformed));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn depth_is_bounded_on_a_small_stack_whether_checked_or_skipped() {
    let deep = |n: usize| format!("{{\"data\":{}1{}}}", "[".repeat(n), "]".repeat(n));
    assert!(check(&deep(127)).is_valid());
    for n in [128, 1_000_000] {
        let input = deep(n);
        let report = std::thread::Builder::new()
            .stack_size(128 * 1024)
            .spawn(move || check(&input))
            .unwrap()
            .join()
            .unwrap();
        assert_eq!(report.malformed.unwrap().code, MalformedCode::Depth);
    }
    let options = Options {
        limits: Limits {
            depth: 500,
            ..Limits::default()
        },
        ..Options::default()
    };
    let mixed = format!(
        "{{\"data\":{}1{}}}",
        "{\"a\":[".repeat(249),
        "]}".repeat(249)
    );
    let report = check_bytes(
        root(),
        Scope::body(Direction::Request),
        mixed.as_bytes(),
        &options,
    );
    assert!(report.is_valid(), "{report:?}");
}

#[test]
fn the_limit_cuts_the_list_and_not_the_count() {
    let mut input = String::from("{\"list\":[");
    for n in 0..5000 {
        if n > 0 {
            input.push(',');
        }
        input.push_str("{\"name\":\"\"}");
    }
    input.push_str("]}");
    let report = check(&input);
    assert_eq!((report.violations.len(), report.total()), (1000, 5001));
    assert!(report.truncated());
}
