//! What must be reported, looked at one constraint after another and held against the engine.

use std::collections::BTreeSet;

use mediaspec_core::check::{Options, Target, check_bytes};
use mediaspec_core::contract::{Cite, Format, RuleKind};

use super::*;
use crate::boundary::around_bounds;
use crate::fixtures::{
    field, int, letters, pieces, required, rule, service, service_of, text, tree, ty, words,
};

const REQUEST: Scope = Scope::body(Direction::Request);

fn node(json: &str) -> Node {
    serde_json::from_str(json).expect("JSON")
}

fn asked<'a>(service: &'a Service, name: &str) -> Asked<'a> {
    Asked::of_type(service, service.ty(name).expect("a type"), REQUEST)
}

/// Where something is found, and what.
fn told(asked: &Asked<'_>, payload: &str) -> Vec<String> {
    let found = violations(asked, &node(payload)).into_iter();
    let mut found: Vec<String> = found
        .map(|found| {
            let way: String = found
                .embedded
                .iter()
                .map(|way| format!(" > {way}"))
                .collect();
            let severity = found.severity.as_str();
            format!("{severity} {}{way} {}", found.pointer, found.code)
        })
        .collect();
    found.sort();
    found
}

/// The codes of what is wrong with a text of that shape.
fn codes(shape: &Shape, value: &str) -> Vec<Code> {
    let service = service_of(shape.clone());
    let payload = Members::new().with("f", value).into();
    let found = violations(&asked(&service, "T"), &payload);
    found.into_iter().map(|found| found.code).collect()
}

fn engine(service: &Service, name: &str, payload: &Node) -> BTreeSet<(String, Vec<String>, Code)> {
    let target = Target::new(service, &name.into());
    let text = payload.compact();
    let report = check_bytes(&target, REQUEST, text.as_bytes(), &Options::default());
    let told = report.violations.iter().map(|violation| {
        let way = violation.embedded.iter().map(ToString::to_string);
        (violation.pointer.to_string(), way.collect(), violation.code)
    });
    told.collect()
}

fn oracle(asked: &Asked<'_>, payload: &Node) -> BTreeSet<(String, Vec<String>, Code)> {
    let found = violations(asked, payload).into_iter();
    found
        .map(|found| (found.pointer, found.embedded, found.code))
        .collect()
}

// Pieces

/// Every constraint of a form by itself, with the code of a text that breaks it.
fn constraints() -> Vec<(Form, Code)> {
    let none = Form::default;
    vec![
        (
            Form {
                min_chars: Some(2),
                ..none()
            },
            Code::MinLength,
        ),
        (
            Form {
                max_chars: Some(3),
                ..none()
            },
            Code::MaxLength,
        ),
        (
            Form {
                max_chars_without_markup: Some(3),
                ..none()
            },
            Code::MaxLength,
        ),
        (
            Form {
                pattern: Some(letters()),
                ..none()
            },
            Code::Pattern,
        ),
        (
            Form {
                format: Some(Format::ClockTime),
                ..none()
            },
            Code::Format,
        ),
        (
            Form {
                base64: true,
                ..none()
            },
            Code::ContentEncoding,
        ),
        (
            Form {
                max_bytes: Some(4),
                ..none()
            },
            Code::MaxBytes,
        ),
    ]
}

#[test]
fn a_piece_must_have_its_form_just_as_a_text_must() {
    for (form, code) in constraints() {
        let whole = text(form.clone());
        let of_pieces = pieces(Form::default(), Piece::Text(form.clone()));
        let (mut good, mut bad) = (0, 0);
        let service = service_of(whole.clone());
        let ty = service.ty("T").expect("a type");
        for (name, value) in around_bounds(&service, ty, ty.fields.first().expect("f"), REQUEST) {
            let Node::Text(value) = value.expand() else {
                panic!("{name} is no text");
            };
            if value.contains(',') {
                continue;
            }
            let alone = codes(&whole, &value);
            assert_eq!(codes(&of_pieces, &value), alone, "{form:?} {name}");
            assert_eq!(codes(&of_pieces, &format!("{value},{value}")), alone);
            good += usize::from(alone.is_empty());
            bad += usize::from(alone.contains(&code));
        }
        assert!(good > 0 && bad > 0, "{code} {good} {bad}");
    }
}

#[test]
fn boundary_values_of_pieces_stand_on_both_sides_and_the_engine_agrees() {
    for (form, code) in constraints() {
        let service = service_of(pieces(Form::default(), Piece::Text(form.clone())));
        let asked = asked(&service, "T");
        let (mut good, mut bad) = (0, 0);
        let values = around_bounds(&service, asked.ty, &asked.ty.fields[0], REQUEST);
        for (name, value) in values {
            let payload = Members::new().with("f", value.expand()).into();
            let expected = oracle(&asked, &payload);
            assert_eq!(engine(&service, "T", &payload), expected, "{form:?} {name}");
            if name.starts_with("one item") {
                good += usize::from(expected.is_empty());
                bad += usize::from(expected.iter().any(|(_, _, found)| *found == code));
            }
        }
        assert!(good > 0 && bad > 0, "{code} {good} {bad}");
    }
}

#[test]
fn the_first_bad_piece_is_told_with_all_that_it_breaks() {
    let form = Form {
        max_chars: Some(3),
        pattern: Some(letters()),
        base64: true,
        max_bytes: Some(4),
        ..Form::default()
    };
    let shape = pieces(Form::default(), Piece::Text(form));
    assert_eq!(
        codes(&shape, "字字字字,a"),
        [
            Code::MaxLength,
            Code::Pattern,
            Code::ContentEncoding,
            Code::MaxBytes
        ]
    );
    // What later pieces break is not told.
    assert_eq!(codes(&shape, "a,字字字字"), [Code::ContentEncoding]);
}

#[test]
fn the_form_of_the_whole_text_is_told_beside_its_pieces() {
    let whole = Form {
        max_chars: Some(4),
        max_bytes: Some(4),
        ..Form::default()
    };
    let piece = Piece::Text(Form {
        pattern: Some(letters()),
        ..Form::default()
    });
    let shape = pieces(whole, piece);
    assert_eq!(codes(&shape, "a,b"), []);
    assert_eq!(codes(&shape, "a,B"), [Code::Pattern]);
    assert_eq!(codes(&shape, "ab,cd"), [Code::MaxLength, Code::MaxBytes]);
    assert_eq!(
        codes(&shape, "ab,CD"),
        [Code::MaxLength, Code::MaxBytes, Code::Pattern]
    );
}

#[test]
fn pieces_that_are_deprecated_bring_one_warning_unless_one_is_wrong() {
    let piece = Piece::Enum(words(&["RED", "OLD", "OLDER"]));
    let service = service_of(pieces(Form::default(), piece.clone()));
    let asked = asked(&service, "T");
    for (value, expected) in [
        ("RED,RED", vec![]),
        ("OLD", vec!["warning /f deprecated"]),
        ("RED,OLDER,OLD", vec!["warning /f deprecated"]),
        ("OLD,BLUE", vec!["error /f enum"]),
        ("BLUE,OLD,GREEN", vec!["error /f enum"]),
        ("", vec!["error /f enum"]),
        ("RED, RED", vec!["error /f enum"]),
    ] {
        let payload = Node::from(Members::new().with("f", value));
        assert_eq!(told(&asked, &payload.compact()), expected, "{value}");
        let expected = oracle(&asked, &payload);
        assert_eq!(engine(&service, "T", &payload), expected, "{value}");
    }
    // An open one warns of what it does not list.
    let Piece::Enum(values) = piece else {
        panic!("an enum");
    };
    let open = Enum {
        open: true,
        any_case: false,
        ..values
    };
    let shape = pieces(Form::default(), Piece::Enum(open));
    assert_eq!(codes(&shape, "RED,RED"), []);
    assert_eq!(codes(&shape, "BLUE,RED"), [Code::Enum]);
    assert_eq!(codes(&shape, "RED,OLD"), [Code::Deprecated]);
}

#[test]
fn rules_read_a_text_whose_pieces_only_warn_and_none_whose_pieces_fail() {
    let piece = Piece::Enum(words(&["RED", "OLD"]));
    let values = RuleKind::Values {
        field: "f".into(),
        values: ["RED".into()].into(),
    };
    let fields = vec![field("f", pieces(Form::default(), piece))];
    let service = service(vec![ty("T", fields, vec![rule(vec![], values)])]);
    let asked = asked(&service, "T");
    assert_eq!(
        told(&asked, r#"{"f":"OLD"}"#),
        ["error /f accepted-range", "warning /f deprecated"]
    );
    assert_eq!(told(&asked, r#"{"f":"BLUE"}"#), ["error /f enum"]);
    assert_eq!(told(&asked, r#"{"f":"RED"}"#), [""; 0]);
}

#[test]
fn a_schema_sees_a_bad_piece_where_it_has_words_for_any_of_them() {
    let form = Form {
        min_chars: Some(2),
        max_bytes: Some(4),
        format: Some(Format::ClockTime),
        ..Form::default()
    };
    let service = service_of(pieces(Form::default(), Piece::Text(form)));
    let visible = |value: &str, sees: fn(&Content, Code) -> bool| {
        let asked = Asked {
            content_is_visible: sees,
            ..asked(&service, "T")
        };
        let payload = Members::new().with("f", value).into();
        let found = violations(&asked, &payload);
        assert!(!found.is_empty(), "{value}");
        found.iter().all(|found| found.visible)
    };
    assert!(visible("a", |_, _| true));
    assert!(!visible("a", |_, _| false));
    assert!(visible("a", |_, code| code == Code::MinLength));
    assert!(!visible("ab", |_, code| code == Code::MinLength));
    // The first piece alone is told, and the schema refuses the text for the second.
    assert!(visible("ab,a", |_, code| code == Code::MinLength));
    // No schema counts bytes.
    assert!(!visible("00:00:00.000", |_, code| code == Code::MaxBytes));
}

// Headers

#[test]
fn one_group_of_headers_must_be_complete_if_there_are_any() {
    let group = |names: &[&str]| AuthGroup {
        scheme: "a scheme".into(),
        headers: names.iter().map(|&name| name.into()).collect(),
        cite: Cite::from("page"),
    };
    let groups = [
        group(&["X-Auth-Token"]),
        group(&["X-Sdk-Date", "Authorization"]),
    ];
    let names = ["X-Auth-Token", "X-Sdk-Date", "Authorization"];
    let fields = names.map(|name| field(name, text(Form::default())));
    let service = service(vec![ty("Headers", fields.into(), vec![])]);
    let scope = Scope {
        part: Part::Header,
        ..REQUEST
    };
    let nobody = Asked {
        scope,
        ..asked(&service, "Headers")
    };
    let asked = Asked {
        auth: &groups,
        ..nobody
    };
    let target = Target::new(&service, &"Headers".into()).authenticated_by(&groups);
    for (payload, authenticated) in [
        ("{}", false),
        (r#"{"X-Auth-Token":"a"}"#, true),
        (r#"{"x-auth-TOKEN":"a"}"#, true),
        (r#"{"X-Auth-Token":null}"#, true),
        (r#"{"X-Auth-Token":"a","x-auth-token":"b"}"#, true),
        (r#"{"X-Sdk-Date":"a"}"#, false),
        (r#"{"X-Sdk-Date":"a","Authorization":"b"}"#, true),
        (r#"{"X-Other":"a"}"#, false),
        ("null", false),
        ("[]", false),
    ] {
        let found = oracle(&asked, &node(payload));
        let unauthenticated = (String::new(), Vec::new(), Code::Authentication);
        assert_eq!(
            found.contains(&unauthenticated),
            !authenticated,
            "{payload}"
        );
        assert!(!oracle(&nobody, &node(payload)).contains(&unauthenticated));
        let report = check_bytes(&target, scope, payload.as_bytes(), &Options::default());
        let told: BTreeSet<Code> = report.violations.iter().map(|one| one.code).collect();
        let expected: BTreeSet<Code> = found.into_iter().map(|(_, _, code)| code).collect();
        assert_eq!(told, expected, "{payload}");
    }
}

// Types that contain themselves

#[test]
fn a_type_that_contains_itself_is_followed_as_far_as_the_payload_goes() {
    let service = tree();
    let asked = asked(&service, "Node");
    let payload = r#"{"name":"a","children":[{"name":"b","children":[{"twin":{"name":""}}]}],
        "twin":{"name":"c","children":[{"name":"d"},1]},
        "note":"{\"name\":\"e\",\"note\":\"{\\\"nam\\\":1}\"}"}"#;
    assert_eq!(
        told(&asked, payload),
        [
            "error /children/0/children/0/name required",
            "error /children/0/children/0/twin/name minLength",
            "error /note > /note > /nam additionalProperties",
            "error /note > /note > /name required",
            "error /twin/children/1 type",
        ]
    );
    let payload = node(payload);
    assert_eq!(engine(&service, "Node", &payload), oracle(&asked, &payload));
    let mut deep = node(r#"{"name":""}"#);
    for _ in 0..40 {
        deep = Members::new()
            .with("name", "a")
            .with("children", vec![deep])
            .into();
    }
    let found = oracle(&asked, &deep);
    assert_eq!(found.len(), 1);
    assert_eq!(engine(&service, "Node", &deep), found);
}

// Values that rules read

#[test]
fn null_and_lists_are_no_values_that_rules_read() {
    let nullable = |name: &str, shape| Field {
        nullable: true,
        ..field(name, shape)
    };
    let unless = RuleKind::RequiredUnless {
        fields: ["b".into()].into(),
    };
    let is_one = Condition::Is {
        field: "a".into(),
        values: [Literal::Int(1)].into(),
    };
    let values = RuleKind::Values {
        field: "a".into(),
        values: [Literal::Int(1)].into(),
    };
    let rules = vec![
        rule(vec![is_one], unless),
        Rule {
            id: "another".into(),
            ..rule(vec![], values)
        },
    ];
    let fields = vec![nullable("a", Shape::Any), field("b", int(1, 2))];
    let service = service(vec![ty("T", fields, rules)]);
    let asked = asked(&service, "T");
    for (payload, expected) in [
        (r#"{"a":null}"#, vec![]),
        (r#"{"a":[1]}"#, vec![]),
        (r#"{"a":{}}"#, vec![]),
        ("{}", vec![]),
        (r#"{"a":1}"#, vec![]),
        (r#"{"a":1.0}"#, vec![]),
        (
            r#"{"a":2}"#,
            vec!["error /a accepted-range", "error /b required-if"],
        ),
        (
            r#"{"a":"1"}"#,
            vec!["error /a accepted-range", "error /b required-if"],
        ),
    ] {
        assert_eq!(told(&asked, payload), expected, "{payload}");
        let payload = node(payload);
        assert_eq!(engine(&service, "T", &payload), oracle(&asked, &payload));
    }
}

#[test]
fn large_integers_are_told_apart_to_the_last_digit() {
    let values = RuleKind::Values {
        field: "a".into(),
        values: [Literal::Int(9_007_199_254_740_992), Literal::Int(i64::MAX)].into(),
    };
    let fields = vec![field("a", Shape::Int(Int::default()))];
    let service = service(vec![ty("T", fields, vec![rule(vec![], values)])]);
    let asked = asked(&service, "T");
    for (number, good) in [
        ("9007199254740992", true),
        ("9007199254740992.0", true),
        ("9007199254740993", false),
        ("9223372036854775807", true),
    ] {
        let payload = format!(r#"{{"a":{number}}}"#);
        assert_eq!(told(&asked, &payload).is_empty(), good, "{number}");
        let payload = node(&payload);
        assert_eq!(engine(&service, "T", &payload), oracle(&asked, &payload));
    }
}

#[test]
fn a_rule_says_what_must_differ_in_the_list_of_a_field_and_in_no_list_within() {
    let item = ty("Item", vec![required(field("id", int(1, 9)))], vec![]);
    let unique = |list: &str, by: Option<&str>| Rule {
        id: list.into(),
        ..rule(
            vec![],
            RuleKind::Unique {
                list: list.into(),
                by: by.map(Into::into),
            },
        )
    };
    let list = crate::fixtures::list;
    let service = service(vec![
        item,
        ty(
            "T",
            vec![
                field("items", list(Shape::Object("Item".into()))),
                field("numbers", list(int(1, 9))),
                field("lists", list(list(int(1, 9)))),
            ],
            vec![unique("items", Some("id")), unique("numbers", None)],
        ),
    ]);
    let asked = asked(&service, "T");
    for (payload, expected) in [
        (
            r#"{"items":[{"id":1},{"id":2},{"id":1.0}]}"#,
            vec!["error /items/2/id uniqueItems"],
        ),
        // What is wrong is not compared.
        (
            r#"{"items":[{"id":0},{"id":0}]}"#,
            vec!["error /items/0/id minimum", "error /items/1/id minimum"],
        ),
        (
            r#"{"numbers":[3,4,3]}"#,
            vec!["error /numbers/2 uniqueItems"],
        ),
        (r#"{"lists":[[1,1],[1]]}"#, vec![]),
    ] {
        assert_eq!(told(&asked, payload), expected, "{payload}");
        let payload = node(payload);
        assert_eq!(engine(&service, "T", &payload), oracle(&asked, &payload));
    }
}
