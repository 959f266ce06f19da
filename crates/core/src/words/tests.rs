//! What is said of each kind.

use super::*;
use crate::automaton::Automaton;
use crate::contract::{
    self, Bound, Cite, Condition, Conflict, Content, Context, Direction, Enum, Form, Format, Int,
    Json, Literal, Number, Pattern, Rule, RuleKind, Separated, Service, ServiceData, Severity,
    Shape, Source, SourceKind, Style, Text, TypeDef,
};
use crate::fixtures::{self, cite as from_page, field, list, names, object, one_of, rule, ty};

/// The values that a shape allows, in plain text.
fn allowed(shape: &Shape) -> String {
    super::allowed(shape).to_string()
}

/// A service whose one source is a page.
fn service() -> Service {
    let source = Source {
        name: "show-2d-video".into(),
        kind: SourceKind::Page,
        title: "Query a task".into(),
        url: "https://example.com/".into(),
        read: "2026-11-20".into(),
    };
    Service::provisional(ServiceData {
        name: "studio".into(),
        title: "Studio".into(),
        summary: "A service that does not exist.".into(),
        style: Style::Rest,
        common: None,
        error: None,
        endpoints: Vec::new(),
        other_apis: Vec::new(),
        agreements: Vec::new(),
        removed: Vec::new(),
        auth: Vec::new(),
        sources: vec![source],
        types: Vec::new(),
        operations: Vec::new(),
    })
}

fn modes() -> Enum {
    let mut modes = one_of(&["RESIZE", "CROP"]);
    if let [_, crop] = &mut *modes.values {
        crop.deprecated = Some("Use RESIZE.".into());
    }
    modes
}

fn text(form: Form) -> Shape {
    let content = Content::Plain;
    Shape::Text(Text { form, content })
}

fn separated(form: Form, separator: &str, piece: contract::Piece) -> Shape {
    let content = Content::Separated(Box::new(Separated {
        separator: separator.into(),
        min_items: None,
        max_items: None,
        piece,
    }));
    Shape::Text(Text { form, content })
}

/// Everything that a form can ask.
fn strict() -> Form {
    Form {
        named: None,
        min_chars: Some(2),
        max_chars: Some(8),
        max_bytes: Some(9),
        max_chars_without_markup: Some(7),
        pattern: Some(Box::new(Pattern {
            regex: "^[a-z]+$".into(),
            words: "small letters".into(),
            automaton: Automaton::default(),
        })),
        format: Some(Format::ClockTime),
        base64: true,
    }
}

fn video_config() -> TypeDef {
    let mut clip_mode = field("clip_mode", Shape::Enum(modes()));
    clip_mode.default = Some(Json::Scalar("RESIZE".into()));
    let fields = vec![
        clip_mode,
        field("width", Shape::Any),
        field("height", Shape::Any),
        field("params", Shape::Text(fixtures::text())),
    ];
    ty("VideoConfig", fields, vec![])
}

#[test]
fn integers_are_told_by_their_ends() {
    let int = |min, max| {
        allowed(&Shape::Int(Int {
            min,
            max,
            ..fixtures::int()
        }))
    };
    assert_eq!(int(None, None), "");
    assert_eq!(int(Some(50), Some(200)), "50 to 200");
    assert_eq!(int(Some(1), None), "at least 1");
    assert_eq!(int(None, Some(9)), "at most 9");
    assert_eq!(int(Some(2), Some(2)), "only 2");
}

#[test]
fn narrower_ranges_and_special_values_follow() {
    let shape = Shape::Int(Int {
        min: Some(-1),
        max: Some(120),
        accepted: Some((4, 120)),
        special: [(-1, "Plays without end.".into())].into(),
        multiple_of: None,
        unix_seconds: false,
    });
    assert_eq!(
        allowed(&shape),
        "-1 to 120; 4 to 120 honoured; -1: Plays without end"
    );
}

#[test]
fn numbers_say_whether_their_ends_are_refused() {
    let number = |lower: Option<(f64, bool)>, upper: Option<(f64, bool)>| {
        let bound = |(value, exclusive)| Bound { value, exclusive };
        allowed(&Shape::Number(Number {
            lower: lower.map(bound),
            upper: upper.map(bound),
            ..fixtures::number()
        }))
    };
    assert_eq!(
        number(Some((0.0, true)), Some((1.5, false))),
        "above 0 and at most 1.5"
    );
    assert_eq!(
        number(Some((0.0, false)), Some((1.0, true))),
        "at least 0 and below 1"
    );
    assert_eq!(number(None, Some((1.0, true))), "below 1");
}

#[test]
fn texts_are_told_by_length_form_and_content() {
    assert_eq!(
        allowed(&text(Form {
            min_chars: Some(1),
            max_chars: Some(64),
            max_bytes: Some(1),
            ..Form::default()
        })),
        "1 to 64 characters; at most 1 byte in UTF-8"
    );
    let piece = contract::Piece::Enum(modes());
    assert_eq!(
        allowed(&separated(Form::default(), ",", piece)),
        "items separated by \",\"; each RESIZE or CROP (deprecated)"
    );
    assert_eq!(
        allowed(&text(Form {
            min_chars: Some(24),
            max_chars: Some(24),
            base64: true,
            ..Form::default()
        })),
        "exactly 24 characters; base64 (RFC 4648 section 4, padded)"
    );
}

#[test]
fn all_that_is_asked_of_a_text_is_asked_of_a_piece_in_the_same_words() {
    let whole = allowed(&text(strict()));
    assert_eq!(
        whole,
        "2 to 8 characters; at most 9 bytes in UTF-8; at most 7 characters without markup; \
             small letters, matching ^[a-z]+$; HH:MM:SS.mmm such as 00:01:02.500; base64 (RFC 4648 section 4, padded)"
    );
    let pieces = separated(Form::default(), ", ", contract::Piece::Text(strict()));
    assert_eq!(
        allowed(&pieces),
        format!("items separated by \", \"; each {whole}")
    );
}

#[test]
fn a_pattern_is_told_once_with_words_or_without() {
    for (words, told) in [
        ("small letters", "small letters, matching ^[a-z]+$"),
        ("", "text matching ^[a-z]+$"),
        (
            "a text that matches ^[a-z]+$",
            "a text that matches ^[a-z]+$",
        ),
    ] {
        let pattern = Pattern {
            regex: "^[a-z]+$".into(),
            words: words.into(),
            automaton: Automaton::default(),
        };
        let form = Form {
            pattern: Some(Box::new(pattern)),
            ..Form::default()
        };
        assert_eq!(allowed(&text(form)), told);
    }
}

#[test]
fn lists_say_how_many_and_what() {
    let mut shape = list(object("Layer"));
    if let Shape::List(list) = &mut shape {
        list.min_items = Some(1);
    }
    let unique = rule(
        Severity::Error,
        vec![],
        RuleKind::Unique {
            list: "layers".into(),
            by: Some("width".into()),
        },
    );
    let ty = ty("T", vec![field("layers", shape)], vec![unique]);
    let field = ty.field("layers").expect("a field");
    assert_eq!(
        allowed_in(&ty, field).to_string(),
        "at least 1 item; no two with the same width"
    );
    assert_eq!(allowed(&field.shape), "at least 1 item");
    assert_eq!(kind(&field.shape).to_string(), "list of Layer");
    let told = chosen(&ty, field, "unique_items").map(|phrase| phrase.to_string());
    assert_eq!(told.as_deref(), Some("false"));
}

#[test]
fn lists_in_lists_say_what_may_not_occur_twice() {
    let mut inner = list(Shape::Bool);
    if let Shape::List(list) = &mut inner {
        list.unique = true;
    }
    let ty = ty("T", vec![field("rows", list(inner))], vec![]);
    let field = ty.field("rows").expect("a field");
    let told = allowed_in(&ty, field).to_string();
    assert_eq!(told, "each no two equal");
    assert_eq!(allowed(&field.shape), told);
}

#[test]
fn listed_values_are_found_wherever_they_stand() {
    let modes = modes();
    let choice = || Shape::Enum(modes.clone());
    let piece = contract::Piece::Enum(modes.clone());
    for shape in [
        choice(),
        list(list(choice())),
        separated(Form::default(), ",", piece),
    ] {
        assert_eq!(values_in(&shape), Some(&modes), "{shape:?}");
    }
    let piece = contract::Piece::Text(strict());
    for shape in [
        Shape::Bool,
        list(Shape::Any),
        text(strict()),
        separated(Form::default(), ",", piece),
    ] {
        assert_eq!(values_in(&shape), None, "{shape:?}");
    }
}

#[test]
fn what_values_mean_is_told_of_those_of_which_it_is_known() {
    let mut modes = modes();
    if let [resize, _] = &mut *modes.values {
        resize.summary = "Scales the picture.".into();
    }
    let told = meanings(&modes).into_iter();
    assert_eq!(
        Vec::from_iter(told.map(|phrase| phrase.to_string())),
        [
            "RESIZE: Scales the picture.",
            "CROP is deprecated: Use RESIZE."
        ]
    );
    assert_eq!(meanings(&one_of(&["A", "B"])), []);
}

#[test]
fn of_many_values_a_message_lists_the_first_ones() {
    let of = |values: &[&str], listed| {
        let shape = Shape::Enum(one_of(values));
        let all = shape.constraints();
        let [values] = &*all else { panic!("{all:?}") };
        constraint_listing(values, listed).to_string()
    };
    assert_eq!(of(&["A"], 2), "A");
    assert_eq!(of(&["A", "B"], 2), "A or B");
    assert_eq!(of(&["A", "B", "C"], 2), "A, B or 1 other");
    assert_eq!(of(&["A", "B", "C", "D"], 2), "A, B or 2 others");
}

#[test]
fn what_counts_for_an_absent_member_is_a_value_or_a_note() {
    let told = |default: Option<Json>, note: Option<&str>| {
        let mut field = field("speed", Shape::Any);
        field.default = default;
        field.info.default_note = note.map(Into::into);
        let both = [default_words(&field), when_absent(&field)];
        both.map(|phrase| phrase.map(|phrase| phrase.to_string()).unwrap_or_default())
    };
    let hundred = || Some(Json::Scalar(Literal::Int(100)));
    assert_eq!(told(None, None), ["", ""]);
    assert_eq!(told(hundred(), None), ["100", "100 when absent"]);
    assert_eq!(
        told(None, Some("the voice's own.")),
        ["the voice's own.", "when absent: the voice's own."]
    );
    assert_eq!(
        told(hundred(), Some("as it is.")),
        ["100 (as it is)", "100 (as it is) when absent"]
    );
}

#[test]
fn rules_are_whole_sentences() {
    let resize = vec![Condition::Is {
        field: "clip_mode".into(),
        values: ["RESIZE".into()].into(),
    }];
    let live = vec![
        Condition::Context([Context::Live2d].into()),
        Condition::Present {
            field: "width".into(),
        },
    ];
    let row = |a, b| [Literal::Int(a), Literal::Int(b)].into();
    let service = fixtures::service(vec![video_config()]);
    let ty = service.ty("VideoConfig").expect("the type");
    for (rule, sentence) in [
        (
            rule(
                Severity::Error,
                resize,
                RuleKind::Rows {
                    fields: names(&["width", "height"]),
                    rows: [row(1920, 1080), row(1080, 1920)].into(),
                },
            ),
            "When clip_mode is RESIZE (as it is by default), width and height must together be 1920 x 1080 or 1080 x 1920.",
        ),
        (
            rule(
                Severity::Error,
                live,
                RuleKind::RequiredUnless {
                    fields: names(&["height"]),
                },
            ),
            "height is required unless the service is virtual avatar livestream and width is present.",
        ),
        (
            Rule {
                direction: Some(Direction::Request),
                ..rule(
                    Severity::Error,
                    vec![],
                    RuleKind::AtMostOne {
                        fields: names(&["width", "height"]),
                    },
                )
            },
            "In requests, at most one of width and height may be present.",
        ),
        (
            rule(
                Severity::Error,
                vec![],
                RuleKind::SelectsType {
                    tag: "clip_mode".into(),
                    field: "params".into(),
                    cases: [("CROP".into(), "VideoConfig".into())].into(),
                    otherwise: None,
                },
            ),
            "clip_mode says what params holds as JSON: VideoConfig for CROP; otherwise anything.",
        ),
        (
            rule(
                Severity::Warning,
                vec![],
                RuleKind::Range {
                    field: "width".into(),
                    lower: Some(Bound {
                        value: 1000.0,
                        exclusive: false,
                    }),
                    upper: None,
                },
            ),
            "width is honoured only where it is at least 1000.",
        ),
    ] {
        assert_eq!(rule_sentence(&service, ty, &rule).to_string(), sentence);
    }
}

#[test]
fn the_fields_of_a_rule_are_told_once_and_those_of_conditions_last() {
    let when = || {
        vec![
            Condition::Context([Context::Live2d].into()),
            Condition::Present { field: "b".into() },
            Condition::Is {
                field: "c".into(),
                values: [Literal::Bool(true)].into(),
            },
        ]
    };
    let fields = names(&["a", "b"]);
    let of = |kind| rule(Severity::Error, when(), kind);
    let required = of(RuleKind::RequiredIf { fields });
    assert_eq!(rule_fields(&required), ["a", "b", "c"]);
    let unique = of(RuleKind::Unique {
        list: "items".into(),
        by: None,
    });
    assert_eq!(rule_fields(&unique), ["items", "b", "c"]);
}

#[test]
fn sources_are_told_with_place_and_date() {
    let told = cite(&service(), &Cite::from("show-2d-video#9"));
    assert_eq!(told, "show-2d-video, table 9, read 2026-11-20");
    let told = place(&service(), &Cite::from("show-2d-video#Request body"));
    assert_eq!(told.as_deref(), Some("section Request body"));
    assert_eq!(place(&service(), &Cite::from("show-2d-video")), None);
}

#[test]
fn conflicts_name_what_the_contract_has_in_their_place() {
    let conflict = Conflict {
        cite: from_page(),
        says: [
            ("max_chars".into(), "64".into()),
            ("required".into(), "true".into()),
        ]
        .into(),
        because: "The page governs.".into(),
        slip: false,
    };
    assert_eq!(
        conflict_says(&conflict).to_string(),
        "maximum length 64, required: true"
    );
    let shape = text(Form {
        max_chars: Some(256),
        ..Form::default()
    });
    let ty = ty("T", vec![field("name", shape)], vec![]);
    let field = ty.field("name").expect("a field");
    let told = |key| chosen(&ty, field, key).map(|phrase| phrase.to_string());
    assert_eq!(told("max_chars").as_deref(), Some("256"));
    assert_eq!(told("min_chars"), None);
}

#[test]
fn what_a_field_says_of_its_pieces_stands_for_the_field_where_it_says_nothing_itself() {
    let form = Form {
        max_chars: Some(99),
        ..Form::default()
    };
    let texts = separated(form, "|", contract::Piece::Text(strict()));
    let choices = contract::Piece::Enum(one_of(&["A", "B"]));
    let choices = separated(Form::default(), ",", choices);
    let ty = ty("T", vec![field("t", texts), field("c", choices)], vec![]);
    for (name, key, told) in [
        ("t", "max_chars", "99"),
        ("t", "min_chars", "2"),
        ("t", "max_bytes", "9"),
        ("t", "max_chars_without_markup", "7"),
        ("t", "pattern", "^[a-z]+$"),
        ("t", "pattern_words", "small letters"),
        ("t", "format", "clock-time"),
        ("t", "encoding", "base64"),
        ("t", "separator", "\"|\""),
        ("c", "values", "A or B"),
        ("c", "open", "false"),
        ("c", "kind", "text"),
    ] {
        let field = ty.field(name).expect("a field");
        let chosen = chosen(&ty, field, key).map(|phrase| phrase.to_string());
        assert_eq!(chosen.as_deref(), Some(told), "{name} {key}");
    }
}
