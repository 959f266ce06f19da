//! Pieces of separated texts: what is asked of a piece is checked as it is of a text.

use serde_json::{Value, json};

use crate::automaton::Automaton;
use crate::check::{
    Options, Scope, Target, check_bytes, check_deserializer, check_parameters, check_value,
};
use crate::code::Code;
use crate::contract::{
    Content, Direction, Enum, Form, Format, Part, Pattern, Piece, Separated, Severity, Shape, Text,
};
use crate::fixtures::{self, field, list, one_of};
use crate::report::{Detail, Report, Violation};

/// A pattern of texts that begin with an `a`.
fn begins_with_a() -> Box<Pattern> {
    Box::new(Pattern {
        regex: "^a".into(),
        words: "a text that begins with a".into(),
        automaton: Automaton {
            classes: (0..=255_u8).map(|byte| u8::from(byte == b'a')).collect(),
            width: 2,
            next: [Automaton::DEAD, Automaton::MATCHED].into(),
            accepting: [false].into(),
        },
    })
}

fn separated(form: Form, separator: &str, piece: Piece) -> Shape {
    Shape::Text(Text {
        form,
        content: Content::Separated(Box::new(Separated {
            separator: separator.into(),
            min_items: None,
            max_items: None,
            piece,
        })),
    })
}

/// A type with a member `of` of a shape, a list `all` of such, and a member that must not be shown.
fn target(shape: &Shape) -> Target {
    let mut secret = field("secret", shape.clone());
    secret.sensitive = true;
    let fields = vec![
        field("of", shape.clone()),
        field("all", list(shape.clone())),
        secret,
    ];
    let service = fixtures::service(vec![fixtures::ty("Holder", fields, Vec::new())]);
    Target::new(&service, &"Holder".into())
}

/// The reports of every driver on a member that is a text, or on `all` with one item.
fn reports(target: &Target, member: &str, text: &str) -> Vec<(&'static str, Report)> {
    let (scope, options) = (Scope::body(Direction::Request), Options::default());
    let value = match member {
        "all" => json!({ member: [text] }),
        member => json!({ member: text }),
    };
    // As it stands, and with each character as an escape, which no shortcut lets pass.
    let escaped: String = text
        .encode_utf16()
        .map(|unit| format!("\\u{unit:04x}"))
        .collect();
    let plain = value.to_string();
    let written = serde_json::to_string(text).expect("a text is JSON");
    let escaped = plain.replace(&written, &format!("\"{escaped}\""));
    let [plain, escaped] =
        [plain, escaped].map(|text| check_bytes(target, scope, text.as_bytes(), &options));
    let read = check_deserializer(target, scope, &value, &options).expect("a value can be read");
    let written = check_value(target, scope, &value, &options);
    let sent = check_parameters(
        target,
        scope.in_part(Part::Query),
        [(member, text)],
        &options,
    );
    vec![
        ("text", plain),
        ("escapes", escaped),
        ("reader", read),
        ("writer", written),
        ("parameters", sent),
    ]
}

/// What is told of a piece: the code, what the check knows beyond it, and the sentence.
type Told = (Code, Detail, &'static str);

/// Asserts that every driver tells that, and nothing else, of a member that is a text, and of an item of a list.
fn assert_told(shape: &Shape, text: &str, expected: &[Told]) {
    assert_told_as(Severity::Error, shape, text, expected);
}

/// The same, with how much each counts.
fn assert_told_as(severity: Severity, shape: &Shape, text: &str, expected: &[Told]) {
    let target = target(shape);
    for (member, pointer) in [("of", "/of"), ("all", "/all/0"), ("secret", "/secret")] {
        for (driver, report) in reports(&target, member, text) {
            let said = format!("{driver}: {member} is {text}");
            assert_eq!(report.violations.len(), expected.len(), "{said}: {report}");
            for (violation, (code, detail, message)) in report.violations.iter().zip(expected) {
                assert_eq!(
                    (violation.code, &violation.detail),
                    (*code, detail),
                    "{said}"
                );
                assert_eq!(violation.message(), *message, "{said}");
                assert_eq!(violation.pointer, pointer, "{said}");
                assert_eq!(violation.severity, severity, "{said}");
                assert_eq!(violation.found.is_some(), member != "secret", "{said}");
            }
        }
    }
}

/// Texts in three pieces, of which each must have a form.
fn texts(change: impl FnOnce(&mut Form)) -> Shape {
    let mut form = Form::default();
    change(&mut form);
    separated(Form::default(), ",", Piece::Text(form))
}

#[test]
fn each_constraint_of_a_form_is_checked_of_a_piece() {
    let cases: [(Shape, &str, &str, Told); 7] = [
        (
            texts(|form| form.min_chars = Some(2)),
            "中文,ab,abc",
            "ab,中,",
            (
                Code::MinLength,
                Detail::Count(1),
                "has a piece with 1 character, fewer than allowed (at least 2 characters allowed)",
            ),
        ),
        (
            texts(|form| (form.min_chars, form.max_chars) = (Some(1), Some(2))),
            "中文,a,ab",
            "a,abcd,",
            (
                Code::MaxLength,
                Detail::Count(4),
                "has a piece with 4 characters, more than allowed (1 to 2 characters allowed)",
            ),
        ),
        (
            texts(|form| form.max_bytes = Some(4)),
            "abcd,中,",
            "中,中文,中文中文",
            (
                Code::MaxBytes,
                Detail::Count(6),
                "has a piece with 6 bytes, more than allowed (at most 4 bytes in UTF-8 allowed)",
            ),
        ),
        (
            texts(|form| form.max_chars_without_markup = Some(2)),
            "<b>ab</b>,<i/>,",
            "ab,<b>abc</b>,abcd",
            (
                Code::MaxLength,
                Detail::CountWithoutMarkup(3),
                "has a piece with 3 characters without markup, more than allowed (at most 2 characters without markup allowed)",
            ),
        ),
        (
            texts(|form| form.pattern = Some(begins_with_a())),
            "a,ab,a b",
            "a, ab,b",
            (
                Code::Pattern,
                Detail::None,
                "has a piece that does not have the documented form (a text that begins with a, matching ^a)",
            ),
        ),
        (
            texts(|form| form.format = Some(Format::ClockTime)),
            "00:00:00.000,00:01:02.500",
            "00:00:00.000,0:1:2,x",
            (
                Code::Format,
                Detail::None,
                "has a piece that does not have the documented format (HH:MM:SS.mmm such as 00:01:02.500)",
            ),
        ),
        (
            texts(|form| form.base64 = true),
            "QUJD,,QQ==",
            "QUJD,QQ,Q",
            (
                Code::ContentEncoding,
                Detail::None,
                "has a piece that is not base64 (RFC 4648 section 4, padded)",
            ),
        ),
    ];
    for (shape, good, bad, told) in cases {
        assert_told(&shape, good, &[]);
        assert_told(&shape, bad, &[told]);
    }
}

#[test]
fn the_first_piece_that_is_wrong_is_told_with_all_that_it_breaks() {
    let strict = |form: &mut Form| {
        form.min_chars = Some(3);
        form.max_bytes = Some(4);
        form.max_chars_without_markup = Some(3);
        form.pattern = Some(begins_with_a());
        form.format = Some(Format::ClockTime);
        form.base64 = true;
    };
    let few = (
        Code::MinLength,
        Detail::Count(2),
        "has a piece with 2 characters, fewer than allowed (at least 3 characters allowed)",
    );
    let many = (
        Code::MaxLength,
        Detail::CountWithoutMarkup(5),
        "has a piece with 5 characters without markup, more than allowed (at most 3 characters without markup allowed)",
    );
    let pattern = (
        Code::Pattern,
        Detail::None,
        "has a piece that does not have the documented form (a text that begins with a, matching ^a)",
    );
    let format = (
        Code::Format,
        Detail::None,
        "has a piece that does not have the documented format (HH:MM:SS.mmm such as 00:01:02.500)",
    );
    let encoding = (
        Code::ContentEncoding,
        Detail::None,
        "has a piece that is not base64 (RFC 4648 section 4, padded)",
    );
    let bytes = |count, message| (Code::MaxBytes, Detail::Count(count), message);
    let six = bytes(
        6,
        "has a piece with 6 bytes, more than allowed (at most 4 bytes in UTF-8 allowed)",
    );
    let five = bytes(
        5,
        "has a piece with 5 bytes, more than allowed (at most 4 bytes in UTF-8 allowed)",
    );
    // What the next piece breaks is not told.
    for behind in ["", ",", ",bbbbb"] {
        let text = format!("中文{behind}");
        let told = [
            few.clone(),
            pattern.clone(),
            format.clone(),
            encoding.clone(),
            six.clone(),
        ];
        assert_told(&texts(strict), &text, &told);
    }
    let told = [many, pattern, format.clone(), encoding, five];
    assert_told(&texts(strict), "bbbbb,a", &told);
    // A piece before that breaks less is the first all the same.
    assert_told(
        &texts(strict),
        "aaaa,中文",
        &[
            (
                Code::MaxLength,
                Detail::CountWithoutMarkup(4),
                "has a piece with 4 characters without markup, more than allowed (at most 3 characters without markup allowed)",
            ),
            format,
        ],
    );
}

#[test]
fn the_whole_text_is_told_before_its_pieces_and_its_bytes_at_last() {
    let whole = Form {
        max_chars: Some(3),
        max_bytes: Some(3),
        ..Form::default()
    };
    let piece = Piece::Text(Form {
        max_chars: Some(1),
        max_bytes: Some(1),
        ..Form::default()
    });
    let shape = separated(whole, "::", piece);
    assert_told(&shape, "a::", &[]);
    assert_told(
        &shape,
        "a::bc",
        &[
            (
                Code::MaxLength,
                Detail::Count(5),
                "has 5 characters, more than allowed (at most 3 characters allowed)",
            ),
            (
                Code::MaxLength,
                Detail::Count(2),
                "has a piece with 2 characters, more than allowed (at most 1 character allowed)",
            ),
            (
                Code::MaxBytes,
                Detail::Count(2),
                "has a piece with 2 bytes, more than allowed (at most 1 byte in UTF-8 allowed)",
            ),
            (
                Code::MaxBytes,
                Detail::Count(5),
                "has 5 bytes, more than allowed (at most 3 bytes in UTF-8 allowed)",
            ),
        ],
    );
}

/// Several of these values in one text.
fn choices(change: impl FnOnce(&mut Enum)) -> Shape {
    let mut values = one_of(&["A", "B", "old", "older"]);
    for value in &mut values.values {
        let note = format!("{} is too old.", value.wire);
        value.deprecated = value.wire.starts_with("old").then(|| note.into());
    }
    change(&mut values);
    separated(Form::default(), "|", Piece::Enum(values))
}

#[test]
fn a_piece_is_one_of_the_listed_values() {
    let shape = choices(|_| {});
    let unlisted = (
        Code::Enum,
        Detail::None,
        "has a piece that is not one of the listed values (A, B, old (deprecated) or older (deprecated) allowed)",
    );
    for good in ["A", "B|A", "A|A|B"] {
        assert_told(&shape, good, &[]);
    }
    for bad in ["", "a", "A,B", "A|", "A| B|C", "C|D", "old|C"] {
        assert_told(&shape, bad, std::slice::from_ref(&unlisted));
    }
    let open = choices(|values| values.open = true);
    assert_told(&open, "A|B", &[]);
    let warned = (
        Code::Enum,
        Detail::None,
        "has a piece that is not one of the listed values (A, B, old (deprecated), older (deprecated) or another value allowed)",
    );
    for unlisted in ["", "a", "A|x|B"] {
        assert_told_as(
            Severity::Warning,
            &open,
            unlisted,
            std::slice::from_ref(&warned),
        );
    }
}

#[test]
fn the_first_piece_that_should_no_longer_be_used_is_told_as_a_warning() {
    // A remark of the contract is a text of the report.
    for change in [|_: &mut Enum| {}, |values: &mut Enum| values.open = true] {
        let target = target(&choices(change));
        for (text, note) in [
            ("A|old|older", "old is too old."),
            ("older|A|old", "older is too old."),
            ("old", "old is too old."),
        ] {
            for (driver, report) in reports(&target, "of", text) {
                let [violation] = &*report.violations else {
                    panic!("{driver}: {text}: {report}");
                };
                let Violation {
                    code,
                    severity,
                    detail,
                    ..
                } = violation;
                let warning = (&Code::Deprecated, &Severity::Warning);
                assert_eq!((code, severity), warning, "{driver}: {text}");
                assert_eq!(*detail, Detail::Note(note.into()), "{driver}: {text}");
                assert_eq!(violation.message(), format!("is deprecated: {note}"));
                assert!(report.is_valid(), "{driver}: {text}");
            }
        }
    }
}

#[test]
fn a_piece_is_told_where_the_whole_text_stands() {
    let target = target(&texts(|form| form.max_chars = Some(2)));
    let payload = "{\n \"of\": \"a,bcd\"}";
    let scope = Scope::body(Direction::Request);
    let report = check_bytes(&target, scope, payload.as_bytes(), &Options::default());
    let told: Vec<Value> = report
        .violations
        .iter()
        .map(|violation| serde_json::to_value(violation).expect("a violation is a value"))
        .collect();
    let [told] = &*told else {
        panic!("{report}");
    };
    assert_eq!(told["found"], "\"a,bcd\"");
    assert_eq!((&told["line"], &told["column"]), (&json!(2), &json!(8)));
    assert_eq!(told["expected"], json!({"maxLength": 2}));
    let title = report.violations.first().map(Violation::title);
    assert_eq!(
        title.as_deref(),
        Some("/of has a piece with 3 characters, more than allowed")
    );
}
