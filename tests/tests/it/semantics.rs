//! The semantics that reports promise, one test a row; each through every driver, and through the JSON Schema that is
//! rendered of the same types.

use std::sync::LazyLock;

use mediaspec_codegen::OutputSet;
use mediaspec_core::check::{
    Allow, Options, Profile, Scope, Target, check_bytes, check_deserializer, check_parameters,
    check_value,
};
use mediaspec_core::code::Code;
use mediaspec_core::contract::{Catalog, Direction, Part, Severity};
use mediaspec_core::report::{MalformedCode, Report, Verdict};
use mediaspec_tests::{
    all, check_three_ways, errors, kinds_spec, load_folder, root, schema_accepts, schema_of,
    shipped_spec,
};
use mediaspec_validator::{Message, Request, Validator};

static DEMO: LazyLock<Catalog> =
    LazyLock::new(|| load_folder(&root().join("tests/specs/semantics")));

static RENDERED: LazyLock<OutputSet> = LazyLock::new(|| mediaspec_codegen::render(&DEMO));

/// A part of the request.
fn part(part: Part) -> Target {
    let service = &DEMO.services()[0];
    let operation = service.operation("DoThing").expect("the operation");
    let ty = operation.request_part(part).expect("it has the part");
    Target::new(service, ty)
}

fn thing() -> Target {
    part(Part::Body)
}

fn schema(direction: Direction) -> String {
    let message = match direction {
        Direction::Request => "request",
        Direction::Response => "200",
    };
    schema_of(&RENDERED, "demo/DoThing", direction, Part::Body, message).expect("it has a schema")
}

/// The members as a whole document, with what a request requires.
fn body(members: &str) -> String {
    let comma = if members.is_empty() { "" } else { "," };
    format!("{{\"must\":\"x\",\"asked\":\"x\",\"plain\":\"x\"{comma}{members}}}")
}

fn check(direction: Direction, json: &str) -> Report {
    check_three_ways(&thing(), Scope::body(direction), json, &Options::default())
}

/// Asserts the errors of a request, and that the schema's verdict is the engine's.
#[track_caller]
fn request(members: &str, expected: &[(&str, Code)]) {
    message(Direction::Request, &body(members), expected, true);
}

/// The same where no schema sees what is wrong.
#[track_caller]
fn unseen(members: &str, expected: &[(&str, Code)]) {
    message(Direction::Request, &body(members), expected, false);
}

#[track_caller]
fn message(direction: Direction, json: &str, expected: &[(&str, Code)], schema_sees_it: bool) {
    let report = check(direction, json);
    let expected: Vec<_> = expected
        .iter()
        .map(|(p, c)| ((*p).to_owned(), *c))
        .collect();
    assert_eq!(errors(&report), expected, "{json}: {report:?}");
    if schema_sees_it {
        assert_eq!(
            schema_accepts(&schema(direction), json),
            expected.is_empty(),
            "the schema differs on {json}"
        );
    }
}

fn malformed(json: &[u8]) -> MalformedCode {
    let report = check_bytes(
        &thing(),
        Scope::body(Direction::Request),
        json,
        &Options::default(),
    );
    report.malformed.expect("it is malformed").code
}

#[test]
fn fifty_point_zero_and_five_e_one_are_integers() {
    request("\"count\":50.0", &[]);
    request("\"count\":5e1", &[]);
    request("\"count\":50.5", &[("/count", Code::Type)]);
}

#[test]
fn an_integer_without_documented_bounds_has_those_of_i64() {
    request("\"free\":9223372036854775807", &[]);
    request("\"free\":-9223372036854775808", &[]);
}

#[test]
fn multiples_may_be_zero_or_negative_and_are_told_beside_bounds() {
    for value in ["0", "-16", "16", "1.6e1", "48"] {
        request(&format!("\"even\":{value}"), &[]);
    }
    for value in ["1", "-15", "47"] {
        request(&format!("\"even\":{value}"), &[("/even", Code::MultipleOf)]);
    }
    let both = [("/even", Code::Maximum), ("/even", Code::MultipleOf)];
    request("\"even\":49", &both);
    let report = check(Direction::Request, &body("\"even\":47"));
    assert_eq!(
        report.violations[0].message(),
        "47 is between two multiples (a multiple of 16 allowed)"
    );
}

#[test]
fn beyond_i64_is_out_of_range() {
    // Schemas hold the bounds that are documented, and no others.
    for (value, code) in [
        ("1e19", Code::Maximum),
        ("-1e19", Code::Minimum),
        ("100000000000000000000", Code::Maximum),
        ("9223372036854775808", Code::Maximum),
    ] {
        let members = format!("\"free\":{value}");
        unseen(&members, &[("/free", code)]);
        let schema = schema(Direction::Request);
        assert!(schema_accepts(&schema, &body(&members)), "{value}");
    }
    request("\"count\":1e19", &[("/count", Code::Maximum)]);
}

#[test]
fn beyond_f64_is_malformed_skipped_or_not() {
    for members in ["\"count\":1e400", "\"nobody\":[1e400]", "\"free\":-1e400"] {
        assert_eq!(malformed(body(members).as_bytes()), MalformedCode::Number);
    }
}

#[test]
fn minus_zero_is_zero() {
    request("\"size\":-0", &[]);
    request("\"size\":-0.0", &[]);
    request("\"ratio\":-0", &[("/ratio", Code::ExclusiveMinimum)]);
}

#[test]
fn digits_beyond_f64_are_read_as_f64_reads_them() {
    request("\"count\":49.99999999999999999999", &[]);
    request("\"count\":200.00000000000000000001", &[]);
}

#[test]
fn null_as_the_whole_document_is_a_type_violation() {
    for direction in [Direction::Request, Direction::Response] {
        message(direction, "null", &[("", Code::Type)], true);
    }
}

#[test]
fn a_body_that_is_no_object_is_checked_from_its_root() {
    let service = &DEMO.services()[0];
    let operation = service.operation("RemoveThings").expect("the operation");
    let check = |message: &str, json: &str, expected: &[(&str, Code)]| {
        let direction = match message {
            "request" => Direction::Request,
            _ => Direction::Response,
        };
        let of_message = service.messages_of(operation);
        let mut of_message = of_message.filter(|one| one.part == Part::Body);
        let found = of_message.find(|one| one.kind.to_string() == message);
        let target = Target::new(service, found.expect("the message").ty);
        let report = check_three_ways(&target, direction.into(), json, &Options::default());
        let told: Vec<(&str, Code)> = report
            .violations
            .iter()
            .map(|violation| (&*violation.pointer, violation.code))
            .collect();
        assert_eq!(told, expected, "{json}");
        let name = "demo/RemoveThings";
        let schema = schema_of(&RENDERED, name, direction, Part::Body, message);
        let schema = schema.expect("it has a schema");
        assert_eq!(
            schema_accepts(&schema, json),
            expected.is_empty(),
            "the schema differs on {json}"
        );
    };
    check("request", r#"[{"n":1}]"#, &[]);
    check("request", "[]", &[("", Code::MinItems)]);
    check("request", r#"[{},{"n":10}]"#, &[("/1/n", Code::Maximum)]);
    check(
        "request",
        r#"[{"m":1},null]"#,
        &[("/0/m", Code::AdditionalProperties), ("/1", Code::Null)],
    );
    check(
        "request",
        "[{},{},7]",
        &[("/2", Code::Type), ("", Code::MaxItems)],
    );
    check("request", r#"{"n":1}"#, &[("", Code::Type)]);
    check("200", "0", &[]);
    check("200", "-1", &[("", Code::Minimum)]);
    for (message, json) in [
        ("request", "null"),
        ("200", "null"),
        ("200", "[0]"),
        ("200", r#""0""#),
    ] {
        check(message, json, &[("", Code::Type)]);
    }
}

#[test]
fn length_counts_code_points_and_bytes_only_where_the_key_says_so() {
    request("\"name\":\"你好😀a\"", &[]);
    request("\"name\":\"你好😀ab\"", &[("/name", Code::MaxLength)]);
    request(r#""name":"\u4f60\u597d\ud83d\ude00a""#, &[]);
    request("\"name\":\"\"", &[("/name", Code::MinLength)]);
    unseen("\"short\":\"你a\"", &[]);
    unseen("\"short\":\"你好\"", &[("/short", Code::MaxBytes)]);
}

#[test]
fn null_is_a_violation_in_requests_and_absence_for_optional_members_of_responses() {
    request("\"count\":null", &[("/count", Code::Null)]);
    request("\"maybe\":null", &[]);
    let response = |members, expected| {
        message(
            Direction::Response,
            &format!("{{\"must\":\"x\"{members}}}"),
            expected,
            true,
        );
    };
    response(
        ",\"count\":null,\"mode\":null,\"inner\":null,\"tags\":null",
        &[],
    );
    response(",\"tags\":[null]", &[("/tags/0", Code::Null)]);
    message(
        Direction::Response,
        "{\"must\":null}",
        &[("/must", Code::Null)],
        true,
    );
}

#[test]
fn type_null_and_enum_end_the_checks_of_a_value_and_otherwise_every_failure_is_told() {
    request("\"count\":\"9\"", &[("/count", Code::Type)]);
    request("\"mode\":\"plain\"", &[("/mode", Code::Enum)]);
    request(
        "\"name\":\"ABCDE\"",
        &[("/name", Code::MaxLength), ("/name", Code::Pattern)],
    );
}

#[test]
fn an_unknown_member_is_a_violation_in_requests_and_ignored_in_responses() {
    request("\"nobody\":1", &[("/nobody", Code::AdditionalProperties)]);
    message(
        Direction::Response,
        "{\"must\":\"x\",\"nobody\":{\"a\":[1]}}",
        &[],
        true,
    );
}

#[test]
fn an_unknown_member_of_a_type_known_in_part_is_a_warning_in_requests() {
    let partly = body("\"partly\":{\"listd\":1}");
    let report = check(Direction::Request, &partly);
    assert_eq!(
        told_with_severity(&report),
        ["/partly/listd additionalProperties warning"]
    );
    let report = check(Direction::Response, &partly);
    assert_eq!(told_with_severity(&report), [""; 0]);
}

#[test]
fn a_documented_name_twice_is_told_every_time_and_rules_do_not_read_it() {
    let twice = "\"count\":1,\"count\":2,\"count\":60";
    unseen(
        twice,
        &[
            ("/count", Code::Minimum),
            ("/count", Code::Minimum),
            ("/count", Code::DuplicateKey),
            ("/count", Code::DuplicateKey),
        ],
    );
    unseen(
        "\"width\":1,\"width\":2,\"height\":3",
        &[("/width", Code::DuplicateKey)],
    );
    // In a response `null` says that an optional member is absent, and the name stands there all the same.
    for twice in [
        "\"count\":60,\"count\":null",
        "\"count\":null,\"count\":60",
        "\"count\":null,\"count\":null",
    ] {
        message(
            Direction::Response,
            &body(twice),
            &[("/count", Code::DuplicateKey)],
            false,
        );
    }
}

#[test]
fn a_sibling_is_read_by_what_its_tag_says_when_it_comes() {
    let kinds = kinds_spec();
    let validator = Validator::from_catalog(kinds);
    let operation = validator
        .operation("kinds/DoSelections")
        .expect("an operation of the spec");
    // An `Inner` has a text of five characters, an `Open` anything; what nothing is selected for, too.
    let sibling = r#""of bare":{"id":1,"note":"sixsix"}"#;
    let (inner, open) = (r#""bare":"inner""#, r#""bare":"open""#);
    let long = ("/of bare/note".to_owned(), Code::MaxLength);
    let twice = ("/bare".to_owned(), Code::DuplicateKey);
    let again = ("/of bare".to_owned(), Code::DuplicateKey);
    for (members, told) in [
        ([inner, sibling, ""], vec![&long]),
        ([sibling, inner, ""], vec![&long]),
        ([inner, sibling, open], vec![&long, &twice]),
        ([open, sibling, inner], vec![&twice]),
        ([inner, inner, sibling], vec![&twice]),
        ([sibling, inner, inner], vec![&twice]),
        ([inner, sibling, sibling], vec![&long, &again, &long]),
        ([sibling, inner, sibling], vec![&long, &again, &long]),
    ] {
        let members: Vec<&str> = members.into_iter().filter(|m| !m.is_empty()).collect();
        let text = format!("{{{}}}", members.join(","));
        let report = operation.response_body(200, text.as_bytes());
        let mut found = all(&report);
        found.retain(|(pointer, code)| pointer.contains("bare") && *code != Code::NoEffect);
        found.sort();
        let mut told: Vec<_> = told.into_iter().cloned().collect();
        told.sort();
        assert_eq!(found, told, "{text}");
    }

    // One that stands twice is there, though its first value was held back, and means that it is absent.
    let validator = Validator::from_catalog(DEMO.clone());
    let operation = validator.operation("demo/Tag").expect("the operation");
    let twice = ("/sibling".to_owned(), Code::DuplicateKey);
    let missing = ("/note".to_owned(), Code::RequiredIf);
    let message = operation
        .message(Message::Response(200), Part::Body)
        .expect("it has a body");
    let ty = message.ty().expect("it has a type");
    let target = Target::new(message.service(), &ty.name);
    for text in [
        r#"{"tag":"any","sibling":null,"sibling":{}}"#,
        r#"{"sibling":null,"tag":"any","sibling":{}}"#,
        r#"{"sibling":null,"sibling":{},"tag":"any"}"#,
        r#"{"sibling":{},"tag":"any","sibling":null}"#,
    ] {
        let mut deserializer = serde_json::Deserializer::from_str(text);
        let options = Options::default();
        let read = check_deserializer(&target, message.scope(), &mut deserializer, &options);
        for report in [
            operation.response_body(200, text.as_bytes()),
            read.expect("it is JSON"),
        ] {
            let mut found = all(&report);
            found.sort();
            assert_eq!(found, [missing.clone(), twice.clone()], "{text}: {found:?}");
        }
    }
    assert_eq!(
        all(&operation.response_body(200, br#"{"tag":"any","sibling":null}"#)),
        []
    );
}

#[test]
fn a_member_that_stands_twice_in_one_item_does_not_repeat_itself() {
    let kinds = kinds_spec();
    let validator = Validator::from_catalog(kinds);
    let report = validator
        .operation("kinds/DoValues")
        .expect("an operation of the spec")
        .response_body(200, br#"{"inners":[{"id":1,"id":1},{"id":1}]}"#);
    let told: Vec<_> = all(&report)
        .into_iter()
        .filter(|(pointer, _)| pointer.ends_with("/id"))
        .collect();
    assert_eq!(
        told,
        [
            ("/inners/0/id".to_owned(), Code::DuplicateKey),
            ("/inners/1/id".to_owned(), Code::UniqueItems)
        ]
    );
}

#[test]
fn length_without_markup_leaves_tags_out_and_an_unclosed_one_in() {
    for (script, good) in [
        ("<b>abc</b>", true),
        ("<b>abcd</b>", false),
        ("a<b", true),
        ("ab<c", false),
        ("<<<>abc", true),
    ] {
        let expected: &[_] = if good {
            &[]
        } else {
            &[("/script", Code::MaxLength)]
        };
        unseen(&format!("\"script\":\"{script}\""), expected);
    }
}

/// Codes and severities of a request, pointers left out: all are of one member.
#[track_caller]
fn of_member(name: &str, text: &str) -> Vec<(Code, Severity)> {
    let report = check(Direction::Request, &body(&format!("\"{name}\":\"{text}\"")));
    let told = report.violations.iter().map(|violation| {
        assert_eq!(violation.pointer, format!("/{name}"), "{text}");
        (violation.code, violation.severity)
    });
    told.collect()
}

#[test]
fn the_first_piece_that_breaks_anything_is_told_with_all_that_it_breaks() {
    let words = |text: &str, expected: &[Code]| {
        let expected: Vec<_> = expected.iter().map(|&c| (c, Severity::Error)).collect();
        assert_eq!(of_member("words", text), expected, "{text}");
    };
    words("ab,cd,ef", &[]);
    words("ab,A,cdefg", &[Code::MinLength, Code::Pattern]);
    words("ab,cdefg,A", &[Code::MaxLength]);
    words("你好你,ab", &[Code::MaxBytes]);
    words("ABCDE,A", &[Code::MaxLength, Code::Pattern]);
    // A text without a separator is one piece, and the empty text is a piece, too.
    words("", &[Code::MinLength]);
    words("ab,", &[Code::MinLength]);
    let modes = |text: &str, expected: &[(Code, Severity)]| {
        assert_eq!(of_member("modes", text), expected, "{text}");
        let refused = expected
            .iter()
            .any(|(_, severity)| *severity == Severity::Error);
        let accepted = schema_accepts(
            &schema(Direction::Request),
            &body(&format!("\"modes\":\"{text}\"")),
        );
        assert_eq!(accepted, !refused, "the schema differs on {text}");
    };
    modes("PLAIN+PLAIN", &[]);
    modes("PLAIN+NEW+NEWER", &[(Code::Enum, Severity::Error)]);
    // Advice is given where nothing is broken, and once.
    modes("PLAIN+OLD+OLD", &[(Code::Deprecated, Severity::Warning)]);
    modes("OLD+NEW", &[(Code::Enum, Severity::Error)]);
}

#[test]
fn values_in_any_case_are_those_of_the_list() {
    for text in ["Light", "LIGHT", "light", r"l\u0049ght"] {
        request(&format!("\"shade\":\"{text}\""), &[]);
    }
    for text in ["Lights", "Light ", "L\u{131}ght", ""] {
        request(&format!("\"shade\":\"{text}\""), &[("/shade", Code::Enum)]);
    }
    for text in ["h.264", "H.264"] {
        request(&format!("\"shade\":\"{text}\",\"tint\":\"x\""), &[]);
        let missing = [("/tint", Code::RequiredIf)];
        request(&format!("\"shade\":\"{text}\""), &missing);
    }
    for text in ["Dark", "dARK"] {
        let told = of_member("shade", text);
        assert_eq!(told, [(Code::Deprecated, Severity::Warning)], "{text}");
    }
}

/// What is told of members about which sources do not agree, as pointer, code and severity.
fn disputed(direction: Direction, members: &str, options: &Options) -> Vec<String> {
    let catalog = kinds_spec();
    let service = &catalog.services()[0];
    let target = Target::new(service, &"Disputed".into());
    let json = match members.is_empty() {
        true => "{\"must\":true,\"may\":true}".to_owned(),
        false => format!("{{\"must\":true,\"may\":true,{members}}}"),
    };
    let report = check_three_ways(&target, Scope::body(direction), &json, options);
    told_with_severity(&report)
}

fn told_with_severity(report: &Report) -> Vec<String> {
    let told = report
        .violations
        .iter()
        .map(|one| format!("{} {} {}", one.pointer, one.code, one.severity));
    told.collect()
}

#[test]
fn what_all_sources_refuse_is_an_error_and_what_some_refuse_a_warning() {
    let asked = |members: &str| disputed(Direction::Request, members, &Options::default());
    let told = |members: &str| disputed(Direction::Response, members, &Options::default());
    for (members, in_request, in_response) in [
        ("\"width\":10", &[][..], &[][..]),
        (
            "\"width\":11",
            &["/width maximum warning"],
            &["/width maximum warning"],
        ),
        (
            "\"width\":21",
            &["/width maximum error"],
            &["/width maximum error"],
        ),
        ("\"height\":6", &["/height exclusiveMaximum warning"], &[]),
        (
            "\"height\":9",
            &["/height exclusiveMaximum error"],
            &["/height exclusiveMaximum error"],
        ),
        ("\"label\":\"ABC\"", &["/label pattern warning"], &[]),
        (
            "\"label\":\"abcdefghi\"",
            &["/label maxLength warning"],
            &["/label maxLength warning"],
        ),
        (
            "\"label\":\"ABCDEFGHI\"",
            &["/label pattern error"],
            &["/label pattern error"],
        ),
        ("\"title\":\"a\"", &["/title minLength warning"], &[]),
        (
            "\"title\":\"abcdefg\"",
            &["/title maxLength error"],
            &["/title maxLength error"],
        ),
        (
            "\"tone\":\"D\"",
            &["/tone enum warning"],
            &["/tone enum warning"],
        ),
        (
            "\"tone\":\"E\"",
            &["/tone enum error"],
            &["/tone enum error"],
        ),
        ("\"free\":\"B\"", &["/free enum warning"], &[]),
        (
            "\"tags\":[\"a\",\"b\",\"c\"]",
            &["/tags maxItems warning"],
            &["/tags maxItems warning"],
        ),
        (
            "\"tags\":[\"abcd\"]",
            &["/tags/0 maxLength warning"],
            &["/tags/0 maxLength warning"],
        ),
        (
            "\"tags\":[\"abcdef\"]",
            &["/tags/0 maxLength error"],
            &["/tags/0 maxLength error"],
        ),
        (
            "\"guessed\":8",
            &["/guessed maximum warning"],
            &["/guessed maximum warning"],
        ),
        (
            "\"aged\":3",
            &["/aged minimum warning"],
            &["/aged minimum warning"],
        ),
        ("\"aged\":9", &[], &[]),
        ("\"slipped\":\"abc\"", &["/slipped maxLength warning"], &[]),
    ] {
        assert_eq!(asked(members), in_request, "{members}");
        assert_eq!(told(members), in_response, "{members}");
    }
    let strict = Options::default().profile(Profile::Strict);
    for (members, expected) in [
        ("\"width\":11", &["/width maximum error"][..]),
        ("\"height\":6", &["/height exclusiveMaximum warning"]),
    ] {
        assert_eq!(disputed(Direction::Request, members, &strict), expected);
    }
}

#[test]
fn what_definitions_alone_state_is_a_warning_in_responses() {
    for (members, told) in [
        ("\"stated\":\"1234\"", "/stated maxLength"),
        ("\"stated\":\"a\"", "/stated pattern"),
        ("\"listed\":[1,2,3]", "/listed maxItems"),
        ("\"listed\":[10]", "/listed/0 maximum"),
    ] {
        let in_direction = |direction| disputed(direction, members, &Options::default());
        assert_eq!(in_direction(Direction::Request), [format!("{told} error")]);
        assert_eq!(
            in_direction(Direction::Response),
            [format!("{told} warning")]
        );
        let strict = Options::default().profile(Profile::Strict);
        let told = [format!("{told} error")];
        assert_eq!(disputed(Direction::Response, members, &strict), told);
    }
}

#[test]
fn what_definitions_and_the_texts_of_a_library_alone_state_is_a_warning_in_responses() {
    for (members, told) in [
        ("\"backed\":8", "/backed maximum"),
        // Of definitions alone a list of values is an error in responses too, and of such texts a warning in requests too.
        ("\"chosen\":\"c\"", "/chosen enum"),
    ] {
        let of = |direction| told_with_severity(&check(direction, &body(members)));
        assert_eq!(of(Direction::Request), [format!("{told} error")]);
        assert_eq!(of(Direction::Response), [format!("{told} warning")]);
    }
    for members in ["\"backed\":7", "\"chosen\":\"b\""] {
        request(members, &[]);
        message(Direction::Response, &body(members), &[], true);
    }
}

#[test]
fn a_member_that_a_source_dropped_is_told_in_requests() {
    let (members, options) = ("\"gone\":\"a\"", Options::default());
    let asked = disputed(Direction::Request, members, &options);
    assert_eq!(asked, ["/gone deprecated warning"]);
    assert_eq!(disputed(Direction::Response, members, &options), [""; 0]);
}

#[test]
fn a_value_that_an_open_list_lacks_is_a_warning() {
    let report = check(Direction::Request, &body("\"known\":\"other\""));
    assert_eq!(told_with_severity(&report), ["/known enum warning"]);
    let report = check(Direction::Request, &body("\"known\":\"one\""));
    assert_eq!(told_with_severity(&report), [""; 0]);
}

#[test]
fn an_empty_text_has_every_form_where_nothing_is_a_documented_length() {
    for name in ["free_form", "free_time"] {
        request(&format!("\"{name}\":\"\""), &[]);
    }
    request("\"free_form\":\"ab\"", &[]);
    for text in [" ", "\\n", "AB"] {
        request(
            &format!("\"free_form\":\"{text}\""),
            &[("/free_form", Code::Pattern)],
        );
    }
    request("\"free_time\":\"5\"", &[("/free_time", Code::Format)]);
    // Where no least length is documented, nothing is a text like others.
    request("\"form\":\"\"", &[("/form", Code::Pattern)]);
}

#[test]
fn a_named_value_is_checked_where_it_is_named_and_told_with_its_own_source() {
    request("\"paper\":\"A4\",\"papers\":\"A4+A5\"", &[]);
    for (members, pointer) in [
        ("\"paper\":\"A3\"", "/paper"),
        ("\"papers\":\"A4+A3\"", "/papers"),
    ] {
        request(members, &[(pointer, Code::Enum)]);
        let report = check(Direction::Request, &body(members));
        let source = report.violations[0].source().expect("a source");
        assert_eq!(&*source.name, "sizes", "{members}");
    }
    // What the member itself asks has the member's source.
    for members in ["\"paper\":7", "\"papers\":\"A4+A4+A4+A4\""] {
        let report = check(Direction::Request, &body(members));
        let source = report.violations[0].source().expect("a source");
        assert_eq!(&*source.name, "page", "{members}");
    }
}

#[test]
fn numbers_and_truth_values_in_texts_are_held_against_their_bounds() {
    for text in ["50", "200", "0100", "-0100"] {
        let expected: &[_] = match text {
            "-0100" => &[("/rate", Code::Minimum)],
            _ => &[],
        };
        request(&format!("\"rate\":\"{text}\""), expected);
    }
    let far = "9".repeat(400);
    request(&format!("\"rate\":\"{far}\""), &[("/rate", Code::Maximum)]);
    request("\"rate\":\"201\"", &[("/rate", Code::Maximum)]);
    for text in ["", "5e1", "50.0", "+50", " 50", "fifty", "50\\n"] {
        request(&format!("\"rate\":\"{text}\""), &[("/rate", Code::Format)]);
    }
    request("\"factor\":\"0.25\"", &[]);
    request("\"factor\":\"00.250\"", &[]);
    for text in [".5", "5.", "1e3", "NaN"] {
        request(
            &format!("\"factor\":\"{text}\""),
            &[("/factor", Code::Format)],
        );
    }
    // No pattern says the range of a number.
    unseen("\"factor\":\"0.0\"", &[("/factor", Code::ExclusiveMinimum)]);
    request("\"mirrored\":\"true\"", &[]);
    request("\"mirrored\":\"True\"", &[("/mirrored", Code::Format)]);
    // What is not written as text is told, and is no error where it is of the right kind.
    for (name, values) in [
        ("rate", ["100", "300"]),
        ("factor", ["0.25", "7"]),
        ("mirrored", ["true", "false"]),
    ] {
        for value in values {
            request(&format!("\"{name}\":{value}"), &[]);
            let report = check(Direction::Request, &body(&format!("\"{name}\":{value}")));
            let told: Vec<_> = report
                .violations
                .iter()
                .map(|v| (v.code, v.severity))
                .collect();
            assert_eq!(told, [(Code::Type, Severity::Warning)], "{name} {value}");
        }
    }
    request("\"rate\":true", &[("/rate", Code::Type)]);
    request("\"mirrored\":1", &[("/mirrored", Code::Type)]);
    // To rules it is the text that stands there.
    request("\"rate\":\"60\"", &[("/tint", Code::RequiredIf)]);
    request("\"rate\":\"060\"", &[]);
    for value in ["60", "60.0", "6e1"] {
        request(&format!("\"rate\":{value}"), &[("/tint", Code::RequiredIf)]);
    }
}

#[test]
fn a_text_has_one_piece_more_than_separators_and_too_many_are_checked_too() {
    let some = |text: &str, expected: &[Code]| {
        let expected: Vec<_> = expected.iter().map(|code| ("/some", *code)).collect();
        request(&format!("\"some\":\"{text}\""), &expected);
    };
    some("a,b", &[]);
    some("a,b,c", &[]);
    some("a", &[Code::MinItems]);
    some("", &[Code::MinItems, Code::MinLength]);
    some("a,b,c,d", &[Code::MaxItems]);
    some("a,b,c,", &[Code::MaxItems, Code::MinLength]);
}

#[test]
fn a_text_is_told_as_a_whole_then_its_pieces_then_its_bytes() {
    let told = |text: &str| -> Vec<Code> {
        let told = of_member("words", text);
        told.into_iter().map(|(code, _)| code).collect()
    };
    assert_eq!(told("ab,cd,ef,gh,ij"), [Code::MaxLength]);
    assert_eq!(
        told("ab,A,cdefghijklmn"),
        [Code::MaxLength, Code::MinLength, Code::Pattern]
    );
    // Of a piece, too, bytes come last.
    assert_eq!(
        told("你好你A你,ab,ab,ab"),
        [
            Code::MaxLength,
            Code::MaxLength,
            Code::Pattern,
            Code::MaxBytes,
            Code::MaxBytes
        ]
    );
}

#[test]
fn base64_is_of_rfc_4648_with_padding() {
    for good in ["", "QUJD", "QQ==", "+/+/"] {
        request(&format!("\"data\":\"{good}\""), &[]);
    }
    for bad in ["QQ", "QUJD\\n", "-_-_", "QQ==QQ=="] {
        request(
            &format!("\"data\":\"{bad}\""),
            &[("/data", Code::ContentEncoding)],
        );
    }
}

#[test]
fn a_document_in_a_text_is_checked_and_told_with_the_way_on() {
    unseen(r#""document":"{\"n\":9}""#, &[]);
    let report = check(Direction::Request, &body(r#""document":"{\"n\":10}""#));
    let v = &report.violations[0];
    assert_eq!(
        (v.pointer.as_str(), v.embedded.as_slice(), v.code),
        ("/document", &["/n".into()][..], Code::Maximum)
    );
    for broken in ["{n:9}", " ", r#"{\"n\":9"#, r#"{\"n\":10} x"#] {
        unseen(
            &format!("\"document\":\"{broken}\""),
            &[("/document", Code::ContentMediaType)],
        );
    }
}

#[test]
fn a_document_in_a_text_can_be_of_any_kind() {
    unseen(r#""documents":"[{\"n\":9}]""#, &[]);
    unseen(r#""documents":"[]""#, &[]);
    let cases = [
        (r#"[{\"n\":1},{\"n\":10}]"#, "/1/n", Code::Maximum),
        (r#"[{\"n\":1},{\"n\":1},{\"n\":1}]"#, "", Code::MaxItems),
        (r#"[null]"#, "/0", Code::Null),
        (r#"{\"n\":9}"#, "", Code::Type),
    ];
    for (document, way, code) in cases {
        let members = format!("\"documents\":\"{document}\"");
        unseen(&members, &[("/documents", code)]);
        let report = check(Direction::Request, &body(&members));
        let embedded = &report.violations[0].embedded;
        assert_eq!((embedded.len(), embedded[0].as_str()), (1, way));
    }
}

#[test]
fn a_text_that_holds_no_document_counts_as_absent() {
    for nothing in ["", "null"] {
        for member in ["document", "documents"] {
            let members = format!("\"{member}\":\"{nothing}\"");
            request(&members, &[]);
            message(Direction::Response, &body(&members), &[], true);
        }
        let twice = format!("\"document\":\"{nothing}\",\"document\":\"{nothing}\"");
        unseen(&twice, &[("/document", Code::DuplicateKey)]);
    }
}

#[test]
fn a_text_that_is_no_document_is_a_warning_in_responses() {
    let members = "\"document\":\"{n:9}\"";
    unseen(members, &[("/document", Code::ContentMediaType)]);
    let report = check(Direction::Response, &body(members));
    let told: Vec<_> = report
        .violations
        .iter()
        .map(|v| (v.pointer.as_str(), v.code, v.severity))
        .collect();
    let warning = ("/document", Code::ContentMediaType, Severity::Warning);
    assert_eq!(told, [warning]);
}

#[test]
fn a_map_takes_any_name_once_and_checks_the_value_of_each() {
    request(r#""sizes":{}"#, &[]);
    request(r#""sizes":{"a":1,"A":9,"":0,"a/b~c":2}"#, &[]);
    request(r#""sizes":{"a":10}"#, &[("/sizes/a", Code::Maximum)]);
    request(
        r#""sizes":{"a/b~c":10}"#,
        &[("/sizes/a~1b~0c", Code::Maximum)],
    );
    request(r#""sizes":{"a":null}"#, &[("/sizes/a", Code::Null)]);
    request(r#""sizes":[]"#, &[("/sizes", Code::Type)]);
    // Parsers drop one of two values before a schema is asked.
    let twice: &[_] = &[("/sizes/a", Code::DuplicateKey)];
    unseen(r#""sizes":{"a":1,"b":2,"\u0061":3}"#, twice);
    let many: Vec<String> = (0..40).map(|n| format!("\"n{n}\":1")).collect();
    request(&format!("\"sizes\":{{{}}}", many.join(",")), &[]);
    unseen(
        &format!("\"sizes\":{{{},\"n39\":1}}", many.join(",")),
        &[("/sizes/n39", Code::DuplicateKey)],
    );
}

#[test]
fn an_object_of_which_nothing_is_documented_takes_any_members_once() {
    request(r#""settings":{"a":null,"b":[{"c":1}]}"#, &[]);
    request(r#""settings":7"#, &[("/settings", Code::Type)]);
    unseen(
        r#""settings":{"a":1,"b":{"c":1,"c":2},"a":2}"#,
        &[("/settings/a", Code::DuplicateKey)],
    );
}

#[test]
fn a_list_in_a_list_is_counted_and_compared_by_itself() {
    request(r#""pairs":[[1,2],[1,2],[2,1]]"#, &[]);
    request(r#""pairs":[[1,2],[3]]"#, &[("/pairs/1", Code::MinItems)]);
    request(
        r#""pairs":[[1,2],[3,3]]"#,
        &[("/pairs/1/1", Code::UniqueItems)],
    );
    request(
        r#""pairs":[1,2]"#,
        &[("/pairs/0", Code::Type), ("/pairs/1", Code::Type)],
    );
}

#[test]
fn of_alternatives_the_first_without_an_error_counts_or_else_the_one_with_the_fewest() {
    request(r#""extent":8,"output":{"n":9}"#, &[]);
    request(r#""extent":0.5,"output":"{\"n\":9}""#, &[]);
    unseen(r#""input":"https://a.example/b""#, &[]);
    unseen(r#""input":"{\"n\":9}""#, &[]);
    // As many errors by each: the first is told.
    request(r#""extent":5"#, &[("/extent", Code::Minimum)]);
    request(r#""extent":4097"#, &[("/extent", Code::Maximum)]);
    request(r#""extent":1.5"#, &[("/extent", Code::Type)]);
    unseen(
        r#""input":"ftp://a""#,
        &[("/input", Code::ContentMediaType)],
    );
    unseen(r#""input":"{\"n\":10}""#, &[("/input", Code::Maximum)]);
    // Two errors in the document, one as an address.
    unseen(
        r#""input":"{\"n\":10,\"x\":1}""#,
        &[("/input", Code::Format)],
    );
    // The JSON type decides where it can.
    request(r#""output":{"n":10}"#, &[("/output/n", Code::Maximum)]);
    unseen(r#""output":"{\"n\":10}""#, &[("/output", Code::Maximum)]);
    request(r#""output":7"#, &[("/output", Code::Type)]);
    request(r#""extent":null"#, &[("/extent", Code::Null)]);
    let report = check(Direction::Request, &body(r#""extent":5"#));
    assert_eq!(
        report.violations[0].message(),
        "5 is below 8 (8 to 4096 allowed; or number, above 0 and below 1)"
    );
}

#[test]
fn of_alternatives_with_as_many_errors_the_one_with_the_fewest_warnings_counts() {
    for (document, told) in [
        ("{}", &[][..]),
        // Two warnings in the document, an error as an address.
        (
            r#"{"n":9,"old":1,"older":1}"#,
            &[
                "/manifest deprecated warning",
                "/manifest deprecated warning",
            ],
        ),
        // An error by each, and no warning: the first is told.
        (r#"{"n":10}"#, &["/manifest maximum error"]),
        // An error by each, and a warning in the document.
        (r#"{"n":10,"old":1}"#, &["/manifest format error"]),
    ] {
        let text = serde_json::Value::from(document);
        let report = check(Direction::Request, &body(&format!("\"manifest\":{text}")));
        assert_eq!(told_with_severity(&report), told, "{document}");
    }
}

#[test]
fn rules_between_members_are_warnings_in_responses() {
    for (members, pointer, code) in [
        ("\"plain\":\"x\",\"rate\":\"60\"", "/tint", Code::RequiredIf),
        ("\"plain\":\"x\",\"width\":10,\"height\":10", "", Code::Rows),
        (
            "\"plain\":\"x\",\"many\":true,\"files\":\"a\"",
            "/files",
            Code::Pattern,
        ),
    ] {
        let json = format!("{{\"must\":\"x\",{members}}}");
        message(Direction::Response, &json, &[], true);
        let report = check(Direction::Response, &json);
        let told: Vec<_> = report
            .violations
            .iter()
            .map(|v| (&*v.pointer, v.code, v.severity))
            .collect();
        assert_eq!(told, [(pointer, code, Severity::Warning)], "{json}");
        let json = json.replace("{\"must\"", "{\"asked\":\"x\",\"must\"");
        message(Direction::Request, &json, &[(pointer, code)], true);
    }
}

#[test]
fn required_holds_in_both_directions_or_in_requests_alone() {
    message(
        Direction::Request,
        "{\"plain\":\"x\"}",
        &[("/must", Code::Required), ("/asked", Code::Required)],
        true,
    );
    message(
        Direction::Response,
        "{}",
        &[("/must", Code::Required)],
        true,
    );
}

#[test]
fn an_absent_member_counts_with_its_default_in_conditions_and_never_as_present() {
    let without = |members: &str| format!("{{\"must\":\"x\",\"asked\":\"x\"{members}}}");
    let missing: &[_] = &[("/plain", Code::RequiredIf)];
    message(Direction::Request, &without(""), missing, true);
    message(
        Direction::Request,
        &without(",\"mode\":\"PLAIN\""),
        missing,
        true,
    );
    message(
        Direction::Request,
        &without(",\"mode\":\"EXTRA\""),
        &[],
        true,
    );
}

#[test]
fn a_rule_that_reads_a_failed_member_and_rows_with_one_absent_do_not_run() {
    message(
        Direction::Request,
        "{\"must\":\"x\",\"asked\":\"x\",\"mode\":\"nobody\"}",
        &[("/mode", Code::Enum)],
        true,
    );
    request("\"width\":10,\"height\":20", &[]);
    request("\"width\":10,\"height\":10", &[("", Code::Rows)]);
    request("\"width\":10", &[]);
    request("\"width\":10,\"height\":101", &[("/height", Code::Maximum)]);
}

#[test]
fn of_several_members_the_first_is_missing_unless_one_is_there() {
    let catalog = kinds_spec();
    let service = catalog.service("kinds").expect("the service of every kind");
    let target = Target::new(service, &"Combinations".into());
    let options = Options::default();
    for (json, missing) in [
        ("{}", &["/rate"][..]),
        (r#"{"t":"x"}"#, &[]),
        (r#"{"rate":1,"t":"x","bare":"A"}"#, &[]),
        // The condition of the second rule holds.
        (r#"{"mode":"B","t":"x"}"#, &["/width"]),
        (r#"{"mode":"B","t":"x","height":1}"#, &[]),
    ] {
        let scope = Scope::body(Direction::Request);
        let report = check_three_ways(&target, scope, json, &options);
        let told = report.errors().filter(|v| v.code == Code::AtLeastOne);
        let told: Vec<&str> = told.map(|violation| &*violation.pointer).collect();
        assert_eq!(told, missing, "{json}");
    }
}

#[test]
fn a_text_holds_a_placeholder_in_any_of_its_spellings() {
    for text in [
        "a-{Count}.jpg",
        "%7BCount%7D",
        r"\u007bCount}",
        "{Count}{Count}",
    ] {
        request(&format!("\"many\":true,\"files\":\"{text}\""), &[]);
    }
    for text in ["a.jpg", "{count}", "{ Count }", "", "{Coun"] {
        request(
            &format!("\"many\":true,\"files\":\"{text}\""),
            &[("/files", Code::Pattern)],
        );
        // The condition does not hold.
        request(&format!("\"files\":\"{text}\""), &[]);
    }
    let report = check(Direction::Request, &body("\"many\":true,\"files\":\"a\""));
    assert_eq!(
        report.violations[0].message(),
        "does not hold \"{Count}\" or \"%7BCount%7D\" (Several files have several names)"
    );
}

#[test]
fn a_way_leads_to_a_member_that_is_absent_where_an_object_on_it_is() {
    let catalog = kinds_spec();
    let service = catalog.service("kinds").expect("the service of every kind");
    let target = Target::new(service, &"Ways".into());
    let rendered = mediaspec_codegen::render(&catalog);
    let told = |direction: Direction, json: &str| {
        let scope = Scope::body(direction);
        let report = check_three_ways(&target, scope, json, &Options::default());
        let told: Vec<(String, Code)> = report
            .violations
            .iter()
            .map(|violation| {
                let embedded: String = violation
                    .embedded
                    .iter()
                    .map(|at| format!(" {at}"))
                    .collect();
                (format!("{}{embedded}", violation.pointer), violation.code)
            })
            .collect();
        // Rules over documents are nothing that a schema sees.
        if !told.iter().any(|(at, _)| at.contains(' ')) {
            let message = match direction {
                Direction::Request => "request",
                Direction::Response => "200",
            };
            let schema = schema_of(&rendered, "kinds/DoWays", direction, Part::Body, message);
            let schema = schema.expect("it has a schema");
            assert_eq!(schema_accepts(&schema, json), report.is_valid(), "{json}");
        }
        told
    };
    for (json, expected) in [
        // The format counts with its default, also where the object that has it is absent; nothing is required of `A`.
        (r#"{"hint":"x"}"#, vec![]),
        (r#"{"hint":"x","container":{}}"#, vec![]),
        (
            r#"{"hint":"x","container":{"format":"B"}}"#,
            vec![("/picture/codec", Code::RequiredIf)],
        ),
        // What is required is there, before the condition or behind it.
        (
            r#"{"picture":{"codec":"X"},"hint":"x","container":{"format":"B"}}"#,
            vec![],
        ),
        // Of a member of an object that failed nothing is known: no rule speaks of it.
        (
            r#"{"hint":"x","container":{"format":"B"},"picture":7}"#,
            vec![("/picture", Code::Type)],
        ),
        (
            r#"{"hint":"x","container":[],"picture":{"codec":"X"}}"#,
            vec![("/container", Code::Type)],
        ),
        (
            r#"{"hint":"x","container":{"format":"D"},"picture":{"codec":"X"}}"#,
            vec![("/container/format", Code::Enum)],
        ),
        // A documented `null` holds nothing.
        (
            r#"{"picture":{"codec":"X","frame":null}}"#,
            vec![("/hint", Code::RequiredIf)],
        ),
        (r#"{"picture":{"codec":"X","frame":{"edge":1}}}"#, vec![]),
        // The outer and the inner object ask of the same members.
        (
            r#"{"hint":"x","picture":{}}"#,
            vec![("/picture/frame/edge", Code::AtLeastOne)],
        ),
        (
            r#"{"hint":"x","picture":{"codec":"X","width":2}}"#,
            vec![("", Code::Rows)],
        ),
        (
            r#"{"hint":"x","picture":{"codec":"X","frame":{"edge":6,"rate":1,"bent":true}}}"#,
            vec![
                ("/picture/frame/rate", Code::AcceptedRange),
                ("/picture/frame/edge", Code::AcceptedRange),
                ("/picture/frame/bent", Code::NoEffect),
            ],
        ),
        // Into a document, and the way on is told.
        (
            r#"{"hint":"x","container":{"format":"C"},"picture":{"codec":"X","width":1},"sound":"{\"voice\":{\"volume\":7}}"}"#,
            vec![
                ("/sound /voice/name", Code::RequiredIf),
                ("/sound /voice/volume", Code::AcceptedRange),
            ],
        ),
        (
            r#"{"hint":"x","sound":"{\"pitch\":\"high\"}"}"#,
            vec![("/hint", Code::NoEffect)],
        ),
    ] {
        let expected: Vec<_> = expected
            .iter()
            .map(|(at, code)| ((*at).to_owned(), *code))
            .collect();
        assert_eq!(told(Direction::Request, json), expected, "{json}");
    }
    // In a response `null` says that an optional member is absent.
    assert_eq!(
        told(
            Direction::Response,
            r#"{"hint":"x","container":{"format":"B"},"picture":null}"#
        ),
        [("/picture/codec".to_owned(), Code::RequiredIf)]
    );
    // Which of two counts is not known.
    for json in [
        r#"{"hint":"x","container":{"format":"B","format":"A"}}"#,
        r#"{"hint":"x","container":{"format":"B"},"container":{}}"#,
    ] {
        let scope = Scope::body(Direction::Request);
        let target = &target;
        let report = check_bytes(target, scope, json.as_bytes(), &Options::default());
        let codes: Vec<Code> = report.violations.iter().map(|v| v.code).collect();
        assert_eq!(codes, [Code::DuplicateKey], "{json}");
    }
}

#[test]
fn a_tag_further_out_selects_the_type_of_a_member_inside_wherever_it_stands() {
    let catalog = kinds_spec();
    let service = catalog.service("kinds").expect("the service of every kind");
    let target = Target::new(service, &"Ways".into());
    let rendered = mediaspec_codegen::render(&catalog);
    let schema = schema_of(
        &rendered,
        "kinds/DoWays",
        Direction::Request,
        Part::Body,
        "request",
    );
    let schema = schema.expect("it has a schema");
    // In the order of the members, and with the tag behind what it selects.
    let front = |verb: &str, rest: &str| format!("{{\"hint\":\"x\"{verb},{rest}}}");
    let behind = |verb: &str, rest: &str| format!("{{\"hint\":\"x\",{rest}{verb}}}");
    for (verb, rest, expected) in [
        ("SHOW", r#""container":{"data":{"id":1}}"#, vec![]),
        (
            "SHOW",
            r#""container":{"data":{"id":0,"nobody":1}}"#,
            vec![
                ("/container/data/id", Code::Minimum),
                ("/container/data/nobody", Code::AdditionalProperties),
            ],
        ),
        (
            "SHOW",
            r#""container":{"data":7}"#,
            vec![("/container/data", Code::Type)],
        ),
        (
            "PLAY",
            r#""container":{"data":{"id":0}}"#,
            vec![("/container/data/id", Code::AdditionalProperties)],
        ),
        // Nothing is selected by another value, nor where there is no tag.
        ("REST", r#""container":{"data":7}"#, vec![]),
        ("", r#""container":{"data":7}"#, vec![]),
        // A document in a document.
        (
            "SHOW",
            r#""sound":"{\"words\":\"{\\\"id\\\":0}\"}""#,
            vec![("/sound /words /id", Code::Minimum)],
        ),
        (
            "REST",
            r#""sound":"{\"words\":\"{\\\"n\\\":11}\"}""#,
            vec![("/sound /words /n", Code::Maximum)],
        ),
        (
            "PLAY",
            r#""sound":"{\"words\":\"none\"}""#,
            vec![("/sound /words", Code::ContentMediaType)],
        ),
    ] {
        let verb = match verb {
            "" => String::new(),
            verb => format!(",\"verb\":\"{verb}\""),
        };
        for json in [front(&verb, rest), behind(&verb, rest)] {
            let scope = Scope::body(Direction::Request);
            let report = check_three_ways(&target, scope, &json, &Options::default());
            let mut told: Vec<(String, Code)> = report
                .violations
                .iter()
                .map(|violation| {
                    let embedded = violation.embedded.iter().map(|at| format!(" {at}"));
                    let embedded: String = embedded.collect();
                    (format!("{}{embedded}", violation.pointer), violation.code)
                })
                .collect();
            told.sort();
            let expected = expected.iter().map(|(at, code)| ((*at).to_owned(), *code));
            assert_eq!(told, expected.collect::<Vec<_>>(), "{json}");
            if !rest.contains("sound") {
                assert_eq!(schema_accepts(&schema, &json), report.is_valid(), "{json}");
            }
        }
    }
}

#[test]
fn too_many_items_are_told_and_checked_too() {
    request(
        "\"tags\":[\"a\",\"b\",\"ccc\"]",
        &[("/tags/2", Code::MaxLength), ("/tags", Code::MaxItems)],
    );
}

#[test]
fn marks_lone_surrogates_bad_utf8_trailing_text_and_nothing_are_malformed() {
    for (input, code) in [
        (&b"\xef\xbb\xbf{}"[..], MalformedCode::Encoding),
        (b"{\0}\0", MalformedCode::Encoding),
        (b"\x1f\x8b\x08", MalformedCode::Encoding),
        (b"{\"nobody\":\"\\ud800\"}", MalformedCode::Syntax),
        (b"{\"nobody\":\"\xc0\x80\"}", MalformedCode::Utf8),
        (b"{\"\xff\":1}", MalformedCode::Utf8),
        (b"{} {}", MalformedCode::Syntax),
        (b"", MalformedCode::Syntax),
    ] {
        assert_eq!(malformed(input), code, "{}", String::from_utf8_lossy(input));
    }
}

#[test]
fn more_than_128_levels_are_malformed() {
    let nested = |levels: usize| {
        body(&format!(
            "\"nobody\":{}{}",
            "[".repeat(levels),
            "]".repeat(levels)
        ))
    };
    assert_eq!(malformed(nested(128).as_bytes()), MalformedCode::Depth);
    let scope = Scope::body(Direction::Request);
    let deepest = check_bytes(&thing(), scope, nested(127).as_bytes(), &Options::default());
    assert_eq!(deepest.verdict(), Verdict::Invalid);
}

#[test]
fn a_status_that_no_page_documents_is_a_violation_at_the_root() {
    let validator = Validator::from_catalog(DEMO.clone());
    let operation = validator.operation("demo/DoThing").expect("it is there");
    let report = operation.response_body(302, b"{}");
    assert_eq!(all(&report), [(String::new(), Code::UndocumentedStatus)]);
    assert_eq!(report.verdict(), Verdict::Valid);
    // Every error of the service is an `Inner`.
    let report = operation.response_body(418, br#"{"n": 10}"#);
    let expected = [
        (String::new(), Code::UndocumentedStatus),
        ("/n".to_owned(), Code::Maximum),
    ];
    assert_eq!(all(&report), expected);
    assert_eq!(report.verdict(), Verdict::Invalid);
}

#[test]
fn an_answer_in_which_no_documented_member_stands_is_not_recognized() {
    let validator = Validator::from_catalog(shipped_spec());
    let told = |operation, message: Message, body| {
        let operation = validator.operation(operation).expect("it is there");
        let message = operation.message(message, Part::Body).expect("a body");
        let report = message.check(str::as_bytes(body));
        assert_eq!(
            message
                .check_value(&serde_json::from_str::<serde_json::Value>(body).expect("JSON"))
                .total(),
            report.total()
        );
        let told = report.warnings();
        let told = told.map(|v| (v.severity, v.code, v.pointer.to_string(), v.message()));
        Vec::from_iter(told)
    };
    let unrecognized = |message: &str| {
        let (code, root) = (Code::Unrecognized, String::new());
        vec![(Severity::Warning, code, root, message.to_owned())]
    };
    let other = unrecognized(
        "no member that is documented stands in the object: it is probably another message",
    );
    let error = unrecognized("this is no such message but an error of the service (ErrorResponse)");
    let query = |body| told("mts/QueryIProductionJob", Message::Response(200), body);
    let list = |body| {
        told(
            "metastudio/ListDigitalHumanVideo",
            Message::Response(200),
            body,
        )
    };
    assert_eq!(
        query(r#"{"smart_live_jobs": [{"job_id": 1}], "count": 0}"#),
        other
    );
    assert_eq!(list(r#"{"JobId": "a"}"#), other);
    assert_eq!(
        list(r#"{"error_code": "MSS.00000003", "error_msg": "no"}"#),
        error
    );
    // An answer has a RequestId as well, which says nothing beside the others.
    assert_eq!(
        query(r#"{"RequestId": "1", "Code": "Throttling", "Message": "m"}"#),
        error
    );
    assert_eq!(query(r#"{"Code": "Throttling", "RequestId": "1"}"#), error);
    assert_eq!(query(r#"{"Code": "Throttling", "JobId": "1"}"#), []);
    assert_eq!(query(r#"{"RequestId": "1", "Quality": "2"}"#), []);
    for nothing in [
        "{}",
        r#"{"videos": null, "count": null}"#,
        r#"{"count": 1, "more": 2}"#,
    ] {
        assert_eq!(list(nothing), [], "{nothing}");
    }
    let body = r#"{"count": 1}"#;
    assert_eq!(
        told(
            "metastudio/ListDigitalHumanVideo",
            Message::Response(400),
            body
        ),
        other
    );
    let live = Message::Callback("live-event".into());
    let unknown = told(
        "metastudio/ListSmartLiveJobs",
        live,
        r#"{"error_code": "a"}"#,
    );
    assert_eq!(unknown, error);
}

/// A part of a form, with what stands behind the name of its field.
fn part_of_form(name: &str, value: &str) -> String {
    format!("--b\r\nContent-Disposition: form-data; name={name}{value}\r\n")
}

#[test]
fn a_body_that_is_sent_as_what_is_not_documented_is_not_read_as_what_it_is_not() {
    let validator = Validator::from_catalog(kinds_spec());
    let upload = validator.operation("kinds/DoUpload").expect("it is there");
    let answer = upload.message(Message::Response(400), Part::Body);
    let answer = answer.expect("an answer");
    let told = |report: &Report| -> Vec<(Code, Severity)> {
        let told = report.violations.iter();
        told.map(|violation| (violation.code, violation.severity))
            .collect()
    };
    let warned = (Code::MediaType, Severity::Warning);
    let wrong = (Code::Minimum, Severity::Error);
    for (sent, expected) in [
        (None, vec![wrong]),
        (Some("application/json"), vec![wrong]),
        (Some("Application/Problem+JSON; charset=utf-8"), vec![wrong]),
        (Some("text/plain"), vec![warned, wrong]),
        (Some("application/x-www-form-urlencoded"), vec![warned]),
    ] {
        let report = answer.check_sent(sent, br#"{"id":0}"#);
        assert_eq!(told(&report), expected, "{sent:?}");
    }
    let html = answer.check_sent(Some("text/html"), b"<html>");
    assert_eq!(told(&html), [warned]);
    assert_eq!(html.verdict(), Verdict::Valid);

    let request = upload.message(Message::Request, Part::Body);
    let request = request.expect("a request");
    let report = request.check_sent(Some("application/json"), b"{}");
    assert_eq!(told(&report), [(Code::MediaType, Severity::Error)]);
    let violation = &report.violations[0];
    assert_eq!((violation.part, &*violation.pointer), (Part::Body, ""));
    assert_eq!(
        violation.message(),
        "the body is sent as application/json, and is documented as multipart/form-data"
    );
}

#[test]
fn the_fields_of_a_form_are_texts_and_a_file_is_its_name() {
    let validator = Validator::from_catalog(kinds_spec());
    let upload = validator.operation("kinds/DoUpload").expect("it is there");
    let upload = upload.message(Message::Request, Part::Body);
    let upload = upload.expect("a request");
    let form = |parts: &[(&str, &str)]| {
        let parts = parts.iter().map(|(name, value)| part_of_form(name, value));
        let body = parts.collect::<String>() + "--b--\r\n";
        errors(&upload.check_sent(Some("multipart/form-data; boundary=b"), body.as_bytes()))
    };
    let told = |pointer: &str, code| vec![(pointer.to_owned(), code)];
    let cover = (
        "cover",
        "; filename=a.png\r\nContent-Type: image/png\r\n\r\n{",
    );
    assert_eq!(form(&[cover]), []);
    assert_eq!(form(&[]), told("/cover", Code::Required));
    assert_eq!(form(&[cover, ("size", "\r\n\r\n9")]), []);
    let size = form(&[cover, ("size", "\r\n\r\n10")]);
    assert_eq!(size, told("/size", Code::Maximum));
    let size = form(&[cover, ("size", "\r\n\r\n1e0")]);
    assert_eq!(size, told("/size", Code::Type));
    let title = form(&[cover, ("title", "\r\n\r\na")]);
    assert_eq!(title, told("/size", Code::RequiredIf));
    // A name again for each item of a list, of files too.
    let page = ("pages", "; filename=\"p.txt\"\r\n\r\n");
    assert_eq!(form(&[cover, page, page]), []);
    let pages = form(&[page, cover, page, page]);
    assert_eq!(pages, told("/pages", Code::MaxItems));
    assert_eq!(form(&[cover, cover]), told("/cover", Code::DuplicateKey));
    let unknown = form(&[cover, ("covers", "; filename=a\r\n\r\n")]);
    assert_eq!(unknown, told("/covers", Code::AdditionalProperties));
    // Where it is sent as a text and not as a file, it has no name.
    assert_eq!(form(&[("cover", "\r\n\r\n\u{fe}")]), []);

    // The same as JSON.
    let service = &kinds_spec().services()[0].clone();
    let target = Target::new(service, &"Upload".into());
    let rendered = mediaspec_codegen::render(&kinds_spec());
    let (direction, body) = (Direction::Request, Part::Body);
    let schema = schema_of(&rendered, "kinds/DoUpload", direction, body, "request");
    let schema = schema.expect("it has a schema");
    for (json, expected) in [
        (r#"{"cover":"a.png","pages":["p"],"size":9}"#, vec![]),
        (r#"{"cover":"","size":"9"}"#, told("/size", Code::Type)),
        (r#"{"cover":{}}"#, told("/cover", Code::Type)),
    ] {
        let scope = Scope::body(direction);
        let report = check_three_ways(&target, scope, json, &Options::default());
        assert_eq!(errors(&report), expected, "{json}");
        assert_eq!(schema_accepts(&schema, json), report.is_valid(), "{json}");
        assert_eq!(upload.check(json.as_bytes()), report, "{json}");
    }

    let sheet = validator.operation("kinds/DoSheet").expect("it is there");
    let sheet = sheet.message(Message::Request, Part::Body);
    let sheet = sheet.expect("a request");
    for (body, expected) in [
        ("ratio=0.5&final=true", vec![]),
        (
            "ratio=1.5&final=yes",
            vec![
                ("/ratio".to_owned(), Code::Maximum),
                ("/final".to_owned(), Code::Type),
            ],
        ),
        ("final=tru%65", told("/ratio", Code::Required)),
    ] {
        for sent in [None, Some("application/x-www-form-urlencoded")] {
            let report = sheet.check_sent(sent, body.as_bytes());
            assert_eq!(errors(&report), expected, "{sent:?} {body}");
        }
    }
}

#[test]
fn of_an_answer_that_is_a_file_nothing_is_checked() {
    let validator = Validator::from_catalog(kinds_spec());
    let upload = validator.operation("kinds/DoUpload").expect("it is there");
    for status in [200, 201] {
        for body in [&b"{"[..], b"", b"\xff", b"null"] {
            assert_eq!(upload.response_body(status, body), Report::default());
        }
        let body = upload.message(Message::Response(status), Part::Body);
        let body = body.expect("an answer");
        assert_eq!(body.check_value(&[1]), Report::default());
        assert_eq!((body.ty(), body.is_documented()), (None, true));
        let codes = all(&body.check_sent(Some("application/json"), b"{"));
        let expected = (status == 200).then(|| (String::new(), Code::MediaType));
        assert_eq!(codes, Vec::from_iter(expected), "{status}");
    }
}

#[test]
fn where_the_query_names_the_operation_a_form_holds_its_parameters() {
    let validator = Validator::new();
    let with = |url, body: &'static str| {
        let request = Request {
            method: "POST",
            url,
            headers: None,
            body: Some(body.as_bytes()),
        };
        let checked = validator.check_request(&request).expect("a known action");
        assert_eq!(checked.operation.name(), "mts/QueryIProductionJob");
        let violations = checked.report.violations.iter();
        let told: Vec<(Part, String, Code)> = violations
            .map(|violation| {
                (
                    violation.part,
                    violation.pointer.to_string(),
                    violation.code,
                )
            })
            .collect();
        told
    };
    let host = "https://mts.example.com/?Version=2014-06-18";
    assert_eq!(with(host, "Action=QueryIProductionJob&JobId=0a1b"), []);
    let named = format!("{host}&Action=QueryIProductionJob");
    let unknown = (Part::Query, "/JobID".to_owned(), Code::AdditionalProperties);
    assert_eq!(with(&named, "JobID=0a1b"), [unknown]);
}

#[test]
fn a_request_for_another_version_of_the_api_is_one_finding() {
    let with = |query: &str, headers: Option<&[(&str, &str)]>| {
        let url = format!("https://mts.example.com/?Action=QueryIProductionJob&{query}");
        let request = Request {
            method: "POST",
            url: &url,
            headers,
            body: None,
        };
        let checked = Validator::from_catalog(shipped_spec()).check_request(&request);
        let report = checked.expect("a known action").report;
        let violations = report.violations.iter();
        Vec::from_iter(violations.map(|v| (v.code, v.message())))
    };
    let told = |found: &str| {
        let message = format!("the request {found}, and 2014-06-18 is documented");
        [(Code::OtherApi, message)]
    };
    // ICE has an operation of the same name.
    let other = told("is written for another API: Version is 2020-11-09");
    assert_eq!(with("Version=2020-11-09&JobID=1&Scene=x", None), other);
    let unsaid = told("does not say which API it is written for: Version is missing");
    assert_eq!(with("JobId=1", None), unsaid);
    assert_eq!(with("Version=2014-06-18&JobId=1", None), []);
    let in_header = |version| with("JobId=1", Some(&[("X-Acs-Version", version)]));
    assert_eq!(in_header("2014-06-18"), []);
    assert_eq!(in_header("2020-11-09"), other);
}

#[test]
fn a_request_to_a_host_of_another_api_is_one_finding() {
    fn with(host: &str, headers: Option<&[(&str, &str)]>) -> Vec<(Code, Option<String>)> {
        let url = format!("{host}/?Action=QueryIProductionJob&Version=2020-11-09&JobID=1");
        let request = Request {
            method: "POST",
            url: &url,
            headers,
            body: None,
        };
        let checked = Validator::from_catalog(shipped_spec()).check_request(&request);
        let report = checked.expect("a known action").report;
        let violations = report.violations.iter();
        let told = violations.map(|v| (v.code, v.found.as_deref().map(str::to_owned)));
        told.collect()
    }
    let told = |found: &str| [(Code::OtherApi, Some(found.to_owned()))];
    let ice = "ice.cn-shanghai.aliyuncs.com";
    assert_eq!(with(&format!("https://{ice}"), None), told(ice));
    assert_eq!(with("", Some(&[("Host", ice)])), told(ice));
    let own = with(
        "https://mts.cn-shanghai.aliyuncs.com",
        Some(&[("Host", ice)]),
    );
    assert_eq!(own, told("2020-11-09"), "the URL goes before the header");
}

#[test]
fn an_unknown_operation_at_a_host_of_the_vendor_is_a_warning() {
    let validator = Validator::from_catalog(shipped_spec());
    let told = |method, url| {
        let unknown = validator.route(method, url).expect_err("no operation");
        let report = validator.report_of_unknown(&unknown)?;
        assert_eq!(report.verdict(), Verdict::Valid);
        Some(all(&report))
    };
    let warning = Some(vec![(String::new(), Code::UnknownOperation)]);
    let mts = "https://mts.cn-shanghai.aliyuncs.com/?Action=MakeCoffee";
    assert_eq!(told("POST", mts), warning);
    let studio = "https://metastudio.cn-north-4.myhuaweicloud.com/v1/p/coffees";
    assert_eq!(told("GET", studio), warning);
    assert_eq!(told("GET", "https://example.com/v1/p/coffees"), None);
    assert_eq!(told("GET", "/v1/p/coffees"), None);
}

#[test]
fn a_request_of_the_rpc_style_names_its_operation_in_query_header_or_form() {
    let rest = "Version=2014-06-18&JobId=1";
    for (query, headers, body) in [
        ("Action=QueryIProductionJob", &[][..], ""),
        ("", &[("X-ACS-Action", "QueryIProductionJob")], ""),
        ("", &[], "Action=QueryIProductionJob"),
        // The query goes before both.
        (
            "Action=QueryIProductionJob",
            &[("x-acs-action", "SubmitIProductionJob")],
            "",
        ),
    ] {
        let url = format!("https://mts.example.com/?{query}&{rest}");
        let request = Request {
            method: "POST",
            url: &url,
            headers: Some(headers),
            body: Some(body.as_bytes()),
        };
        let checked = Validator::from_catalog(shipped_spec()).check_request(&request);
        let checked = checked.expect("it is named");
        assert_eq!(checked.operation.name(), "mts/QueryIProductionJob");
        assert_eq!(all(&checked.report), []);
    }
}

#[test]
fn the_common_parameters_of_a_service_are_known_by_every_route() {
    let catalog = shipped_spec();
    let validator = Validator::from_catalog(catalog.clone());
    let service = catalog.service("mts").expect("it is there");
    let operation = service
        .operation("QueryIProductionJob")
        .expect("it is there");
    let query = operation.request_part(Part::Query).expect("it has a query");
    let (target, scope) = (
        Target::new(service, query),
        Scope::body(Direction::Request).in_part(Part::Query),
    );
    let schema = "crates/schema/json-schema/mts/query_i_production_job.request.query.json";
    let schema = std::fs::read_to_string(root().join(schema)).expect("a file");
    let options = Options::default();
    let name = ("Action", "QueryIProductionJob");
    for (pairs, expected) in [
        (
            vec![name, ("Version", "2014-06-18"), ("Format", "json")],
            vec![],
        ),
        (vec![name, ("JobId", "1")], vec![]),
        (
            vec![name, ("Version", "2014-06-17")],
            vec![("/Version", Code::Enum)],
        ),
        (
            vec![name, ("Timestamp", "yesterday")],
            vec![("/Timestamp", Code::Format)],
        ),
        (
            vec![name, ("SignatureKind", "1")],
            vec![("/SignatureKind", Code::AdditionalProperties)],
        ),
        (vec![name, name], vec![("/Action", Code::DuplicateKey)]),
    ] {
        let expected: Vec<_> = expected
            .into_iter()
            .map(|(pointer, code): (&str, Code)| (pointer.to_owned(), code))
            .collect();
        let members = pairs.iter().map(|(k, v)| format!("\"{k}\":\"{v}\""));
        let json = format!("{{{}}}", members.collect::<Vec<_>>().join(","));
        let report = check_three_ways(&target, scope, &json, &options);
        assert_eq!(errors(&report), expected, "{json}");
        if !expected.iter().any(|(_, code)| *code == Code::DuplicateKey) {
            assert_eq!(
                schema_accepts(&schema, &json),
                expected.is_empty(),
                "{json}"
            );
        }
        let url = pairs.iter().map(|(k, v)| format!("&{k}={v}"));
        let url = url.collect::<String>();
        let url = match pairs.iter().any(|(name, _)| *name == "Version") {
            true => format!("/?{url}"),
            false => format!("/?Version=2014-06-18{url}"),
        };
        let report = check_parameters(&target, scope, pairs, &options);
        assert_eq!(errors(&report), expected, "{json} on the wire");
        let request = Request {
            method: "POST",
            url: &url,
            ..Request::default()
        };
        let checked = validator.check_request(&request).expect("an operation");
        let expected = match &*expected {
            [(pointer, _)] if pointer == "/Version" => vec![(String::new(), Code::OtherApi)],
            _ => expected,
        };
        assert_eq!(errors(&checked.report), expected, "{url}");
    }
    // Each operation takes its own name.
    let report = check_three_ways(&target, scope, r#"{"Action":"Query"}"#, &options);
    assert_eq!(errors(&report), [("/Action".to_owned(), Code::Enum)]);
    // Rules between common parameters hold in every operation.
    let kinds = kinds_spec();
    let service = &kinds.services()[0];
    for operation in service.operations() {
        let query = operation.request_part(Part::Query).expect("it has a query");
        let target = Target::new(service, query);
        let report = check_three_ways(&target, scope, r#"{"span":1,"version":"v1"}"#, &options);
        assert_eq!(
            errors(&report),
            [("/trace".to_owned(), Code::RequiredIf)],
            "{}",
            operation.name
        );
    }
}

#[test]
fn parameters_are_text_on_the_wire() {
    let query = |pairs: &[(&'static str, &'static str)]| {
        let scope = Scope::body(Direction::Request).in_part(Part::Query);
        errors(&check_parameters(
            &part(Part::Query),
            scope,
            pairs.iter().copied(),
            &Options::default(),
        ))
    };
    let told = |pointer: &str, code| vec![(pointer.to_owned(), code)];
    let validator = Validator::from_catalog(DEMO.clone());
    for (url, is_malformed) in [
        ("/things/t?limit=10", false),
        ("/things/t?limit=10%", true),
        ("/things/t%2?limit=10", true),
        ("/things/%74?limit=1%30", false),
    ] {
        let route = validator.route("POST", url).expect("an operation");
        let report = route.check(None, None);
        assert_eq!(
            report.verdict() == Verdict::Malformed,
            is_malformed,
            "{url}"
        );
    }
    assert_eq!(query(&[("limit", "10"), ("wide", "true")]), []);
    assert_eq!(query(&[("limit", "010")]), []);
    assert_eq!(query(&[("limit", "0")]), told("/limit", Code::Minimum));
    for text in ["+1", "1e1", "10.0", " 1", "", "ten", "1 "] {
        assert_eq!(
            query(&[("limit", text)]),
            told("/limit", Code::Type),
            "{text}"
        );
    }
    assert_eq!(query(&[("wide", "TRUE")]), told("/wide", Code::Type));
    assert_eq!(
        query(&[("Limit", "1")]),
        told("/Limit", Code::AdditionalProperties)
    );
    assert_eq!(
        query(&[("limit", "1"), ("limit", "1")]),
        told("/limit", Code::DuplicateKey)
    );
    assert_eq!(
        query(&[("id", "abc"), ("limit", "1"), ("id", "abcd")]),
        told("/id/1", Code::MaxLength)
    );
    assert_eq!(
        query(&[("id", "a"), ("id", "b"), ("id", "c")]),
        told("/id", Code::MaxItems)
    );
    let headers = check_parameters(
        &part(Part::Header),
        Scope::body(Direction::Request).in_part(Part::Header),
        [("x-token", "secret"), ("Accept", "*/*")],
        &Options::default(),
    );
    assert_eq!(all(&headers), []);
}

#[test]
fn parameters_in_json_are_read_as_texts_of_the_wire_or_as_json() {
    let scope = Scope::body(Direction::Request).in_part(Part::Query);
    let query = |text: &str| {
        let options = Options::default();
        let of_text = errors(&check_bytes(
            &part(Part::Query),
            scope,
            text.as_bytes(),
            &options,
        ));
        let value: serde_json::Value = serde_json::from_str(text).expect("JSON");
        assert_eq!(
            of_text,
            errors(&check_value(&part(Part::Query), scope, &value, &options))
        );
        of_text
    };
    let told = |pointer: &str, code| vec![(pointer.to_owned(), code)];
    for good in ["20", "\"20\"", "\"\\u00320\"", "2e1", "20.0"] {
        assert_eq!(query(&format!("{{\"limit\": {good}}}")), [], "{good}");
    }
    for bad in ["\"2e1\"", "\"20.0\"", "\" 20\"", "\"\"", "true"] {
        let limit = query(&format!("{{\"limit\": {bad}}}"));
        assert_eq!(limit, told("/limit", Code::Type), "{bad}");
    }
    assert_eq!(query(r#"{"limit": "0"}"#), told("/limit", Code::Minimum));
    assert_eq!(query(r#"{"wide": "true", "id": ["a"]}"#), []);
    assert_eq!(query(r#"{"wide": "True"}"#), told("/wide", Code::Type));
    // A body is JSON alone.
    let size = check(Direction::Request, &body("\"size\":\"5\""));
    assert_eq!(errors(&size), told("/size", Code::Type));
}

#[test]
fn a_parameter_that_is_still_its_template_is_told_as_such() {
    let validator = Validator::from_catalog(DEMO.clone());
    let told = |url: &str, headers| {
        let report = validator.route("POST", url).expect("an operation");
        let report = report.check(headers, Some(b"{}"));
        let templates = report.violations.iter().filter(|v| v.part != Part::Body);
        Vec::from_iter(templates.map(|v| (v.part, v.pointer.to_string(), v.code)))
    };
    let template = |part, pointer: &str| (part, pointer.to_owned(), Code::Placeholder);
    let path = [template(Part::Path, "/thing_id")];
    for segment in [
        "{thing_id}",
        "%7Bthing_id%7D",
        "{id}",
        "${THING_ID}",
        "$THING_ID",
        ":thing-id",
    ] {
        assert_eq!(told(&format!("/things/{segment}"), None), path, "{segment}");
    }
    let others = told("/things/t?limit={limit}&id={id}&wide={limit}", None);
    let of_query = |pointer| template(Part::Query, pointer);
    let wide = (Part::Query, "/wide".to_owned(), Code::Type);
    assert_eq!(others, [of_query("/limit"), of_query("/id/0"), wide]);
    let headers: &[(&str, &str)] = &[("x-token", "<X-Token>")];
    assert_eq!(
        told("/things/{}", Some(headers)),
        [template(Part::Header, "/X-Token")]
    );
    // In a body a text may say anything.
    let thing = validator.operation("demo/DoThing").expect("it is there");
    let report = thing.request_body(br#"{"id": "{id}"}"#);
    assert!(
        report
            .violations
            .iter()
            .all(|v| v.code != Code::Placeholder)
    );
}

#[test]
fn a_header_that_does_not_say_what_the_path_says_is_told() {
    let validator = Validator::from_catalog(shipped_spec());
    let told = |project: &str, headers: &[(&str, &str)]| {
        let url = format!("/v1/{project}/digital-human-videos");
        let route = validator.route("GET", &url).expect("an operation");
        let report = route.check(Some(headers), None);
        let errors = report.errors().filter(|v| v.code != Code::Authentication);
        Vec::from_iter(errors.map(|v| (v.code, v.part, v.pointer.to_string(), v.title())))
    };
    let other = told("0a1b", &[("x-project-id", "0a1c")]);
    let title = "header /X-Project-Id is \"0a1c\", not the same as project_id in the path, which is \"0a1b\"";
    let pointer = "/X-Project-Id".to_owned();
    assert_eq!(
        other,
        [(Code::Mismatch, Part::Header, pointer, title.to_owned())]
    );
    assert_eq!(told("0a1b", &[("X-Project-Id", "0a1b")]), []);
    assert_eq!(told("%30a1b", &[("X-Project-Id", "0a1b")]), []);
    assert_eq!(told("0a1b", &[("X-Auth-Token", "t")]), []);
    let template = told("{project_id}", &[("X-Project-Id", "0a1b")]);
    assert_eq!(
        template.iter().map(|told| told.0).collect::<Vec<_>>(),
        [Code::Placeholder]
    );
}

#[test]
fn advisory_prose_warns_and_never_changes_the_verdict() {
    let report = check(Direction::Request, &body("\"size\":3,\"mode\":\"OLD\""));
    assert_eq!(report.verdict(), Verdict::Valid);
    assert_eq!(
        report
            .violations
            .iter()
            .map(|v| (v.code, v.severity))
            .collect::<Vec<_>>(),
        [
            (Code::AcceptedRange, Severity::Warning),
            (Code::Deprecated, Severity::Warning)
        ]
    );
}

#[test]
fn the_tolerant_profile_widens_what_vendors_widen_in_responses_alone() {
    let options = Options::default().profile(Profile::Tolerant);
    let members = "{\"must\":\"x\",\"asked\":\"x\",\"plain\":\"x\",\"count\":300,\"mode\":\"NEW\",\"name\":\"abcde\",\"tags\":[\"a\",\"b\",\"c\"]}";
    let response = check_three_ways(
        &thing(),
        Scope::body(Direction::Response),
        members,
        &options,
    );
    assert_eq!((response.error_count, response.warning_count), (0, 4));
    let request = check_three_ways(&thing(), Scope::body(Direction::Request), members, &options);
    assert_eq!(request.error_count, 4);
    let low = check_three_ways(
        &thing(),
        Scope::body(Direction::Response),
        "{\"must\":\"x\",\"count\":1}",
        &options,
    );
    assert_eq!(errors(&low), [("/count".to_owned(), Code::Minimum)]);
}

#[test]
fn an_allowed_code_warns_everywhere_or_at_its_pointer() {
    let allow = |pointer: Option<&str>| {
        Options::default().allow(match pointer {
            None => Allow::everywhere(Code::Maximum),
            Some(pointer) => Allow::at(Code::Maximum, pointer),
        })
    };
    let json = body("\"count\":300,\"size\":121");
    let count = |options: &Options| {
        check_three_ways(&thing(), Scope::body(Direction::Request), &json, options).error_count
    };
    assert_eq!(count(&Options::default()), 2);
    assert_eq!(count(&allow(None)), 0);
    assert_eq!(count(&allow(Some("/count"))), 1);
    assert_eq!(count(&allow(Some("/nobody"))), 2);
    assert_eq!(count(&allow(Some("/*"))), 0);
    assert_eq!(count(&allow(Some("/*/*"))), 2);
    assert_eq!(count(&allow(Some(""))), 2);
}

#[test]
fn an_allowed_warning_is_not_told_and_what_was_allowed_is() {
    let told = |allowed: &[Code]| {
        let all = allowed.iter().copied().map(Allow::everywhere);
        let options = all.fold(Options::default(), Options::allow);
        let json = body("\"size\":3,\"mode\":\"OLD\",\"count\":300");
        let scope = Scope::body(Direction::Request);
        let report = check_three_ways(&thing(), scope, &json, &options);
        let found = report.violations.iter();
        let found: Vec<_> = found.map(|v| (v.code, v.severity, v.allowed)).collect();
        assert_eq!(report.total(), u64::try_from(found.len()).unwrap_or(0));
        (found, report.allowed().to_vec())
    };
    let range = (Code::AcceptedRange, Severity::Warning, false);
    let above = (Code::Maximum, Severity::Error, false);
    let old = (Code::Deprecated, Severity::Warning, false);
    let (found, met) = told(&[Code::Null]);
    assert_eq!((found.len(), &*met), (3, &[][..]));
    for one in [range, above, old] {
        assert!(found.contains(&one), "{found:?}");
    }
    let (found, met) = told(&[Code::Null, Code::Deprecated, Code::Maximum]);
    assert_eq!(found.len(), 2);
    assert!(found.contains(&range), "{found:?}");
    assert!(
        found.contains(&(Code::Maximum, Severity::Warning, true)),
        "{found:?}"
    );
    let mut met = met;
    met.sort_unstable();
    assert_eq!(met, [1, 2]);
}
