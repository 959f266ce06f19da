//! What counts as JSON text: the categories of the known conformance suites (must accept, must refuse, free to choose),
//! written out as cases of our own. Each document stands where the contract describes nothing, so that it is only read
//! over, and is compared with what `serde_json` says of it.

use mediaspec_core::check::{Options, Scope, Target, check_bytes, check_value};
use mediaspec_core::code::Code;
use mediaspec_core::contract::{Context, Direction};
use mediaspec_core::report::{MalformedCode, Report, Verdict, Violation};
use mediaspec_tests::all;
use mediaspec_tests::payloads::kind;
use mediaspec_tests::random::Random;

/// A type of the shipped contract.
fn target(ty: &str) -> Target {
    let service = mediaspec_schema::catalog().service("metastudio");
    let service = service.expect("it is shipped");
    let ty = service.ty(ty).expect("the service has the type");
    Target::new(service, &ty.name)
}

/// The error body of a service.
fn error() -> Target {
    target("ErrorResponse")
}

/// The document, checked as a response member that no page describes; `None` when it is well formed.
fn malformed(document: &[u8]) -> Option<MalformedCode> {
    let mut input = b"{\"undescribed\":".to_vec();
    input.extend_from_slice(document);
    input.push(b'}');
    let report = check_bytes(
        &error(),
        Scope::body(Direction::Response),
        &input,
        &Options::default(),
    );
    report.malformed.map(|m| m.code)
}

#[test]
fn what_must_be_accepted_is_accepted() {
    let accepted: &[&[u8]] = &[
        b"[]",
        b"{}",
        b" [ ] ",
        b"\t{\n}\r",
        b"[[]]",
        b"[{}]",
        b"[\"\"]",
        b"\"\"",
        b"0",
        b"-0",
        b"-1",
        b"10",
        b"1.5",
        b"-1.5",
        b"0.0",
        b"1e1",
        b"1E1",
        b"1e+1",
        b"1e-1",
        b"1E-10",
        b"0e0",
        b"0e+1",
        b"20e1",
        b"1.5e3",
        b"-123.0",
        b"123456789012345678901234567890",
        b"0.000000000000000000000000000000000000000000000000000000000000001",
        b"1e-400",
        b"true",
        b"false",
        b"null",
        b"[null, 1, \"1\", {}]",
        b"[1\n,1\n,23]",
        b"[1,null,null,null,2]",
        b"\"\\u0041\\u00e9\\u4e2d\"",
        b"\"\\ud801\\udc37\"",
        b"\"\\uD83d\\uDe39\\ud83d\\ude0d\"",
        b"\"\\\"\\\\\\/\\b\\f\\n\\r\\t\"",
        b"\"\\u0000\"",
        b"\"\\u0012\"",
        b"\"\\u007f\"",
        b"\"\x7f\"",
        b"\"\\uFFFF\"",
        b"\"\\uDBFF\\uDFFF\"",
        b"\"\\u2028\\u2029\"",
        "\"\u{2028}\u{2029}\"".as_bytes(),
        "\"\u{20ac}\u{1d11e}\u{ffff}\"".as_bytes(),
        "\"é中😀\"".as_bytes(),
        b"\"\\\\a\"",
        b"\"\\\\n\"",
        b"\"a/*b*/c//d\"",
        b"\" \"",
        b"\"\\u005C\"",
        b"\"\\u0022\"",
        b"{\"a\":1,\"a\":1}",
        b"{\"\":0}",
        b"{\"a\\u0000b\":1}",
        b"{\"a\":[],\"b\":{}}",
        b"{\"min\":-1.0e+28,\"max\":1.0e+28}",
        b"\"\xf4\x8f\xbf\xbf\"",
        b"[1,2,3,4,5,6,7,8,9,10]",
        b"\"\\uA66D\"",
        b"\"\\u200B\"",
    ];
    for document in accepted {
        let shown = String::from_utf8_lossy(document);
        assert_eq!(malformed(document), None, "{shown}");
        assert!(
            serde_json::from_slice::<serde_json::Value>(document).is_ok(),
            "{shown}"
        );
    }
}

#[test]
fn what_must_be_refused_is_refused() {
    let refused: &[&[u8]] = &[
        b"",
        b" ",
        b"[1 true]",
        b"[1:2]",
        b"[,1]",
        b"[1,,2]",
        b"[1,]",
        b"[1,,]",
        b"[",
        b"]",
        b"[1",
        b"[\"a\"",
        b"[\"a",
        b"[1,\n1\n,1",
        b"[{}",
        b"[x",
        b"[3[4]]",
        b"[*]",
        b"[,]",
        b"[-]",
        b"[\"\":1]",
        b"{",
        b"{]",
        b"{,\"a\":1}",
        b"{\"a\"}",
        b"{\"a\":}",
        b"{\"a\"",
        b"{\"a\":",
        b"{\"a\":\"b\",}",
        b"{\"a\":\"b\",,\"c\":1}",
        b"{a:1}",
        b"{'a':1}",
        b"{1:1}",
        b"{null:1}",
        b"{\"a\":1 \"b\":2}",
        b"{\"a\",1}",
        b"{\"a\"::1}",
        b"{\"a\":1}}",
        b"{[:1}",
        b"{\"x\":truth}",
        b"tru",
        b"True",
        b"TRUE",
        b"nul",
        b"nulll",
        b"fals",
        b"truefalse",
        b"NaN",
        b"-NaN",
        b"Infinity",
        b"-Infinity",
        b"Inf",
        b"undefined",
        b"+1",
        b"++1",
        b"-",
        b"--1",
        b"-01",
        b"01",
        b"-012",
        b"012",
        b".5",
        b"-.5",
        b"2.",
        b"-2.",
        b"2.e3",
        b"2.e+3",
        b"0.e1",
        b"0.3e",
        b"0.3e+",
        b"0e",
        b"0e+",
        b"1e",
        b"1.0e-",
        b"1eE2",
        b"1.2.3",
        b"0x1",
        b"0x42",
        b"1 000",
        b"1_000",
        b"1+2",
        b"-1x",
        b"1a",
        b"1e1.5",
        "１".as_bytes(),
        b"'a'",
        b"\"",
        b"\"a",
        b"\"\\\"",
        b"\"\\x00\"",
        b"\"\\a\"",
        b"\"\\'\"",
        b"\"\\u\"",
        b"\"\\u1\"",
        b"\"\\u12\"",
        b"\"\\u123\"",
        b"\"\\u00A\"",
        b"\"\\u00G0\"",
        b"\"\\U0041\"",
        b"\"\\ud834\\uDd\"",
        b"\"\\u{41}\"",
        b"\"\\\x00\"",
        b"\"a\nb\"",
        b"\"\t\"",
        b"\"\x1f\"",
        b"\"\x00\"",
        b"\x00",
        b"\x0c",
        b"[\x0b1]",
        b"[1\x0c]",
        b"\xc2\xa01",
        b"\xe2\x81\xa0[]",
        b"/**/1",
        b"1//",
        b"#",
        b"<null>",
        b"[a]",
        b"abc",
        b"\"a\" \"b\"",
        b"1 2",
        b"[][]",
        b"{}{}",
        b"\"x\"x",
        b"\\u000A\"\"",
        b"\xef\xbb\xbf1",
        b"\xef\xbb\xbf{}",
        // Half of a surrogate pair: free to choose for a parser, refused here.
        b"\"\\ud800\"",
        b"\"\\udc00\"",
        b"\"\\ud800\\ud800\"",
        b"\"\\ud800a\"",
        b"\"\\ud83d\\u0041\"",
        b"\"\\uDd1e\\uD834\"",
        b"\"\\ud800\\n\"",
        b"\"\\ud800",
        // Not UTF-8.
        b"\"\xff\"",
        b"\"\xc0\xaf\"",
        b"\"\xe9\"",
        b"\"\xed\xa0\x80\"",
        b"\"\xf4\x90\x80\x80\"",
        b"\"\x80\"",
        b"\"\xe2\x82\"",
        b"\"\xfc\x80\x80\x80\x80\x80\"",
        b"\xff",
        b"[\xff]",
        // The same in names.
        b"{\"\xff\":1}",
        b"{\"a\xc0\xaf\":1}",
        b"{\"\xed\xa0\x80\":1}",
        b"{\"\\ud800\":1}",
        b"{\"\\udc00\\ud800\":1}",
        b"{\"a\x00b\":1}",
        b"{\"a\nb\":1}",
        b"{\"\\x\":1}",
        b"{\"\\u12\":1}",
        // UTF-16 and UTF-32.
        b"[\x00]\x00",
        b"\xff\xfe[\x00]\x00",
        b"\x00[\x00]",
        b"[\x00\x00\x00]\x00\x00\x00",
    ];
    for document in refused {
        let shown = String::from_utf8_lossy(document);
        assert!(malformed(document).is_some(), "{shown}");
        assert!(
            serde_json::from_slice::<serde_json::Value>(document).is_err(),
            "{shown}"
        );
    }
}

#[test]
fn what_parsers_are_free_to_choose_is_chosen_and_stays() {
    // A number that no double holds is refused, wherever it stands.
    for number in ["1e400", "-1e400", "123123e100000", "1e99999999999999999999"] {
        assert_eq!(
            malformed(number.as_bytes()),
            Some(MalformedCode::Number),
            "{number}"
        );
    }
    assert_eq!(
        malformed("9".repeat(400).as_bytes()),
        Some(MalformedCode::Number)
    );
    assert_eq!(malformed("9".repeat(300).as_bytes()), None);
    // Numbers below what a double holds are zero.
    assert_eq!(malformed(b"1e-99999"), None);
    // Depth is bounded.
    let nested = |n: usize| format!("{}{}", "[".repeat(n), "]".repeat(n));
    assert_eq!(malformed(nested(127).as_bytes()), None);
    assert_eq!(
        malformed(nested(128).as_bytes()),
        Some(MalformedCode::Depth)
    );
    assert_eq!(
        malformed("[".repeat(1_000_000).as_bytes()),
        Some(MalformedCode::Depth)
    );
    assert_eq!(
        malformed("{\"\":[".repeat(500_000).as_bytes()),
        Some(MalformedCode::Depth)
    );
}

#[test]
fn every_truncation_of_a_document_is_malformed_and_none_is_taken_for_another() {
    let document =
        r#"{"error_code":"MSS.1","list":[1,-2.5e3,true,null,{"a":"\u4e2d\ud83d\ude00"}]}"#;
    let error = error();
    for end in 0..document.len() {
        let report = check_bytes(
            &error,
            Scope::body(Direction::Response),
            &document.as_bytes()[..end],
            &Options::default(),
        );
        assert_eq!(report.verdict(), Verdict::Malformed, "{}", &document[..end]);
    }
}

#[test]
fn a_number_of_a_million_digits_and_a_string_of_64_mebibytes_take_linear_time() {
    assert_eq!(
        malformed("1".repeat(1_000_000).as_bytes()),
        Some(MalformedCode::Number)
    );
    let fraction = format!("0.{}", "1".repeat(1_000_000));
    assert_eq!(malformed(fraction.as_bytes()), None);
    let long = format!("\"{}\"", "a".repeat(64 << 20));
    assert_eq!(malformed(long.as_bytes()), None);
    let name = format!("{{{long}:1}}");
    assert_eq!(malformed(name.as_bytes()), None);
}

/// A payload with bytes replaced, taken out and put in, mostly those that mean something in JSON.
fn mutated(payload: &[u8], random: &mut Random) -> Vec<u8> {
    const TELLING: &[u8] = b"\"\\{}[]:,.-+eE019 \n\tutfn/\x00\x1f\x7f\x80\xc3\xe4\xed\xf0\xff";
    let mut text = payload.to_vec();
    for _ in 0..=random.below(3) {
        let at = random.below(text.len());
        match random.below(12) {
            0 => text.truncate(at.max(8)),
            1..4 => drop(text.remove(at)),
            4..8 => text.insert(at, random.pick(TELLING)),
            _ => text[at] = random.pick(TELLING),
        }
    }
    text
}

#[test]
fn mutated_payloads_are_json_for_us_as_for_serde_json_and_are_read_alike() {
    let random = &mut Random::new(11, "mutations");
    let scope = Scope::body(Direction::Response).in_context(Some(Context::Video2d));
    let target = target("Show2DDigitalHumanVideoDetail");
    let (mut json, mut broken) = (0, 0);
    for name in ["1k", "10k"] {
        let kind = kind(name).expect("there is such a kind");
        for violations in [0, 20] {
            let payload = kind.payload(violations, 3).expect("it has as many values");
            for _ in 0..5000 {
                let text = mutated(payload.as_bytes(), random);
                let shown = || String::from_utf8_lossy(&text).into_owned();
                let options = Options::default();
                let report = check_bytes(&target, scope, &text, &options);
                let value = serde_json::from_slice::<serde_json::Value>(&text);
                assert_eq!(report.malformed.is_some(), value.is_err(), "{}", shown());
                let Ok(value) = value else {
                    broken += 1;
                    continue;
                };
                json += 1;
                // A tree keeps one of two members of a name.
                let duplicates = |v: &Violation| v.code == Code::DuplicateKey;
                if report.violations.iter().any(duplicates) {
                    continue;
                }
                let told = |report: &Report| {
                    let mut told = all(report);
                    told.sort();
                    told
                };
                let of_tree = check_value(&target, scope, &value, &options);
                assert_eq!(told(&report), told(&of_tree), "{}", shown());
            }
        }
    }
    assert!(json > 2000 && broken > 2000, "{json} {broken}");
}
