//! What the text driver alone answers for: syntax, positions, depth, duplicates, values that wait for a sibling.

use crate::check::{Limits, Options, Scope, check_bytes};
use crate::code::Code;
use crate::contract::{
    Cite, Content, Context, Direction, Enum, EnumValue, Field, Info, Int, List, Required, Rule,
    RuleKind, Severity, Shape, Shortcut, Shortcuts, Source, SourceKind, Text, TypeDef, Unique,
};
use crate::report::{MalformedCode, Report, Verdict};

const SOURCE: Source<'static> = Source {
    name: "fixture",
    kind: SourceKind::Page,
    title: "A page",
    url: "https://example.com/page",
    read: "2026-11-20",
};
const CITE: Cite<'static> = Cite {
    source: &SOURCE,
    anchor: None,
};

const fn field(name: &'static str, shape: Shape<'static>) -> Field<'static> {
    Field {
        name,
        shape,
        required: Required::No,
        nullable: false,
        sensitive: false,
        deprecated: None,
        no_effect: None,
        slot: None,
        selected_by: None,
        default: None,
        info: Info {
            summary: "A field.",
            unit: None,
            default_note: None,
            example: None,
            cite: CITE,
            cites: &[],
            conflicts: &[],
            notes: &[],
        },
    }
}

macro_rules! object {
    ($name:literal, $fields:expr, $by_name:expr, $rules:expr $(,)?) => {{
        const FIELDS: &[Field<'static>] = $fields;
        const RULES: &[Rule<'static>] = $rules;
        const SHORTCUTS: [Shortcut; FIELDS.len()] = match FIELDS.first_chunk() {
            Some(fields) => Shortcut::of_all(fields, RULES),
            None => panic!(),
        };
        TypeDef {
            name: $name,
            wire: $name,
            summary: "A type.",
            cite: CITE,
            open: false,
            fields: FIELDS,
            by_name: $by_name,
            shortcuts: Shortcuts::new(FIELDS, &SHORTCUTS, &[]),
            slots: 2,
            rules: RULES,
            conflicts: &[],
            notes: &[],
        }
    }};
}

const SPEED: Shape<'static> = Shape::Int(&Int {
    min: Some(50),
    max: Some(200),
    accepted: None,
    special: &[],
    unix_seconds: false,
});
const PLAIN: Text<'static> = Text {
    min_chars: Some(1),
    max_chars: Some(4),
    max_bytes: None,
    max_chars_without_markup: None,
    pattern: None,
    format: None,
    content: Content::Plain,
};
static VOICE: TypeDef<'static> = object!(
    "Voice",
    &[
        field("speed", SPEED),
        field("name", Shape::Text(&PLAIN)),
        field("extra", Shape::Any),
    ],
    &[2, 1, 0],
    &[],
);
static NAMED: TypeDef<'static> = object!("Named", &[field("name", Shape::Text(&PLAIN))], &[0], &[]);
static TAGS: Enum<'static> = Enum {
    open: false,
    values: &[
        EnumValue {
            wire: "voice",
            summary: "",
            deprecated: None,
        },
        EnumValue {
            wire: "named",
            summary: "",
            deprecated: None,
        },
    ],
};
static VOICES: List<'static> = List {
    item: Shape::Object(&VOICE),
    min_items: None,
    max_items: Some(2),
    unique: Unique::By(0),
};
static ROOT: TypeDef<'static> = object!(
    "Root",
    &[
        Field {
            slot: Some(0),
            ..field("kind", Shape::Enum(&TAGS))
        },
        Field {
            slot: Some(1),
            selected_by: Some(0),
            ..field("data", Shape::Any)
        },
        field("list", Shape::List(&VOICES),),
    ],
    &[1, 0, 2],
    &[Rule {
        id: "data-by-kind",
        summary: "The kind names the type of data.",
        cite: CITE,
        severity: Severity::Error,
        direction: None,
        when: &[],
        kind: RuleKind::SelectsType {
            tag: 0,
            field: 1,
            cases: &[("voice", &VOICE), ("named", &NAMED)],
            otherwise: None,
        },
        conflicts: &[],
    }],
);

fn check(input: &str) -> Report<'static> {
    check_bytes(
        &ROOT,
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
            let place = v.position.unwrap_or(crate::report::Position {
                line: 0,
                column: 0,
                offset: 0,
                length: 0,
            });
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
        (b"\xef\xbb\xbf{}", MalformedCode::Syntax, 0),
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
            &ROOT,
            Scope::body(Direction::Request),
            input,
            &Options::default(),
        );
        let shown = String::from_utf8_lossy(input);
        assert_eq!(report.verdict(), Verdict::Malformed, "{shown}");
        assert!(
            report.violations.is_empty() && report.errors == 0,
            "{shown}"
        );
        let malformed = report.malformed.unwrap();
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
            depth: 1000,
            ..Limits::default()
        },
        ..Options::default()
    };
    let mixed = format!(
        "{{\"data\":{}1{}}}",
        "{\"a\":[".repeat(499),
        "]}".repeat(499)
    );
    let report = check_bytes(
        &ROOT,
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
