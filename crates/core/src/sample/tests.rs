use super::*;
use crate::automaton::Automaton;
use crate::check::check_bytes;
use crate::contract::{
    Condition, Context, Direction, EnumValue, Format, Literal, Pattern, Severity, Shortcuts,
};
use crate::fixtures::{CITE, INT, TEXT, field, leaked, rule};

fn required(field: Field<'static>) -> Field<'static> {
    Field {
        required: Required::Always,
        ..field
    }
}

fn default(field: Field<'static>, value: Literal<'static>) -> Field<'static> {
    Field {
        default: Some(crate::contract::Json::Scalar(value)),
        ..field
    }
}

fn text(name: &'static str) -> Field<'static> {
    field(name, Shape::Text(&TEXT))
}

fn int(name: &'static str, min: i64, max: i64) -> Field<'static> {
    field(
        name,
        Shape::Int(leaked(Int {
            min: Some(min),
            max: Some(max),
            ..INT
        })),
    )
}

fn choice(name: &'static str, values: &[&'static str]) -> Field<'static> {
    let value = |&wire: &&'static str| EnumValue {
        wire,
        summary: "",
        deprecated: wire.starts_with("old").then_some("Too old."),
    };
    let values = values.iter().map(value).collect::<Vec<_>>().leak();
    field(
        name,
        Shape::Enum(leaked(Enum {
            open: false,
            values,
        })),
    )
}

fn object(name: &'static str, ty: &'static TypeDef<'static>) -> Field<'static> {
    field(name, Shape::Object(ty))
}

fn list(name: &'static str, item: Shape<'static>, min: u32, unique: Unique) -> Field<'static> {
    field(
        name,
        Shape::List(leaked(List {
            item,
            min_items: Some(min),
            max_items: None,
            unique,
        })),
    )
}

fn is(field: u16, value: &'static str) -> Condition<'static> {
    Condition::Is {
        field,
        values: vec![Literal::Text(value)].leak(),
    }
}

fn ty(
    name: &'static str,
    mut fields: Vec<Field<'static>>,
    rules: Vec<Rule<'static>>,
) -> &'static TypeDef<'static> {
    for (slot, field) in (0..).zip(&mut fields) {
        field.slot = Some(slot);
    }
    for (at, rule) in (0..).zip(&rules) {
        if let RuleKind::SelectsType { field, .. } = rule.kind {
            fields[usize::from(field)].selected_by = Some(at);
        }
    }
    let mut by_name: Vec<u16> = (0..).take(fields.len()).collect();
    by_name.sort_by_key(|&at| fields[usize::from(at)].name);
    leaked(TypeDef {
        name,
        wire: name,
        summary: "",
        cite: CITE,
        open: false,
        slots: u16::try_from(fields.len()).unwrap(),
        shortcuts: Shortcuts::new(&fields, &[], &[]),
        fields: fields.leak(),
        by_name: by_name.leak(),
        rules: rules.leak(),
        conflicts: &[],
        notes: &[],
    })
}

/// `^#[0-9A-Fa-f]{6}$`, compiled by hand.
fn colour() -> &'static Pattern<'static> {
    let mut classes = vec![0_u8; 256];
    classes[usize::from(b'#')] = 1;
    for byte in b"0123456789abcdefABCDEF" {
        classes[usize::from(*byte)] = 2;
    }
    let dead = Automaton::DEAD;
    let mut next = vec![dead, 1, dead];
    for state in 1..7 {
        next.extend([dead, dead, state + 1]);
    }
    next.extend([dead; 3]);
    let mut accepting = vec![false; 8];
    accepting[7] = true;
    leaked(Pattern {
        regex: "^#[0-9A-Fa-f]{6}$",
        words: "a colour such as #1A2B3C",
        automaton: Automaton {
            classes: classes.leak(),
            width: 3,
            next: next.leak(),
            accepting: accepting.leak(),
        },
    })
}

/// A pattern that any text matches: named formats are made by their names.
fn any() -> &'static Pattern<'static> {
    leaked(Pattern {
        regex: "",
        words: "",
        automaton: Automaton {
            classes: vec![0; 256].leak(),
            width: 1,
            next: &[0],
            accepting: &[true],
        },
    })
}

const REQUEST: Scope = Scope::body(Direction::Request);

fn plain(ty: &TypeDef<'_>, full: bool) -> String {
    sample(ty, REQUEST, &SampleOptions { full, seed: 0 })
}

/// Every sample of the type is valid, and brings no warning.
fn all_are_good(ty: &'static TypeDef<'static>) {
    let contexts = Context::ALL.map(Some).into_iter().chain([None]);
    for context in contexts {
        for direction in [Direction::Request, Direction::Response] {
            let scope = Scope::body(direction).in_context(context);
            // Few types have rules of one service.
            let seeds = if context.is_none() { 100 } else { 15 };
            for (full, seed) in [false, true]
                .into_iter()
                .flat_map(|f| (0..seeds).map(move |s| (f, s)))
            {
                let text = sample(ty, scope, &SampleOptions { full, seed });
                let report = check_bytes(ty, scope, text.as_bytes(), &Options::default());
                assert_eq!(report.malformed, None, "{text}");
                let found: Vec<_> = report.violations.iter().map(|v| v.message()).collect();
                assert!(
                    found.is_empty(),
                    "{} {scope:?} {seed}: {found:?} in {text}",
                    ty.name
                );
            }
        }
    }
}

#[test]
fn minimal_has_what_is_required_and_full_has_the_rest() {
    let ty = ty(
        "T",
        vec![
            required(text("voice_asset_id")),
            default(int("speed", 50, 200), Literal::Int(100)),
            Field {
                deprecated: Some("Use speed."),
                ..int("rate", 0, 9)
            },
            Field {
                no_effect: Some("Never read."),
                ..int("w", 0, 9)
            },
            field("loop", Shape::Bool),
        ],
        vec![],
    );
    assert_eq!(
        plain(ty, false),
        "{\n  \"voice_asset_id\": \"voice-asset-1\"\n}\n"
    );
    assert_eq!(
        plain(ty, true),
        "{\n  \"voice_asset_id\": \"voice-asset-1\",\n  \"speed\": 100,\n  \"loop\": true\n}\n"
    );
    all_are_good(ty);
}

#[test]
fn members_can_be_asked_for_by_name() {
    let ty = ty("H", vec![text("X-Auth-Token"), text("X-Sdk-Date")], vec![]);
    let scope = REQUEST.in_part(Part::Header);
    let text = sample_with(
        ty,
        scope,
        &SampleOptions::default(),
        &["x-auth-token", "unknown"],
    );
    assert_eq!(text, "{\n  \"X-Auth-Token\": \"auth-token\"\n}\n");
}

#[test]
fn sensitive_values_look_fake() {
    let ty = ty(
        "T",
        vec![Field {
            sensitive: true,
            ..text("callback_key")
        }],
        vec![],
    );
    assert!(plain(ty, true).contains("fake-callback-key"));
    for seed in 0..50 {
        assert!(sample(ty, REQUEST, &SampleOptions { full: true, seed }).contains("fake-"));
    }
}

#[test]
fn bounds_lengths_and_accepted_ranges_are_kept() {
    let number = |lower, upper, exclusive| {
        let bound = |value| Bound { value, exclusive };
        Shape::Number(leaked(Number {
            lower: Some(bound(lower)),
            upper: Some(bound(upper)),
            accepted: Some((0.2, 0.4)),
            special: &[],
        }))
    };
    let text_of = |min, max, content| {
        Shape::Text(leaked(Text {
            min_chars: Some(min),
            max_chars: Some(max),
            content,
            ..TEXT
        }))
    };
    all_are_good(ty(
        "T",
        vec![
            int("one", 7, 7),
            int("low", i64::MIN, -3),
            int("high", i64::MAX - 1, i64::MAX),
            field(
                "size",
                Shape::Int(&Int {
                    min: Some(0),
                    max: Some(120),
                    accepted: Some((4, 120)),
                    ..INT
                }),
            ),
            field("open", number(0.0, 1.0, true)),
            field("closed", number(0.4, 1.0, false)),
            field(
                "time",
                Shape::Int(&Int {
                    unix_seconds: true,
                    ..INT
                }),
            ),
            field("short", text_of(0, 1, Content::Plain)),
            field("long", text_of(300, 300, Content::Plain)),
            field("file_md5", text_of(24, 24, Content::Base64)),
            field("image", text_of(1, 5, Content::Base64)),
            field(
                "bytes",
                Shape::Text(leaked(Text {
                    max_bytes: Some(6),
                    max_chars_without_markup: Some(5),
                    ..TEXT
                })),
            ),
        ],
        vec![],
    ));
}

#[test]
fn patterns_are_met_by_walking_their_automata() {
    let shape = Shape::Text(leaked(Text {
        pattern: Some(colour()),
        ..TEXT
    }));
    let ty = ty("T", vec![field("colour", shape)], vec![]);
    assert_eq!(plain(ty, true), "{\n  \"colour\": \"#abcdef\"\n}\n");
    all_are_good(ty);
}

#[test]
fn a_text_that_no_pattern_accepts_is_no_endless_search() {
    let none = leaked(Pattern {
        automaton: Automaton {
            next: &[Automaton::DEAD],
            accepting: &[false],
            ..any().automaton
        },
        ..*any()
    });
    let shape = Shape::Text(leaked(Text {
        pattern: Some(none),
        min_chars: Some(u32::MAX),
        ..TEXT
    }));
    let ty = ty("T", vec![field("name", shape)], vec![]);
    assert!(plain(ty, true).contains("name"));
}

#[test]
fn formats_have_instances_that_read_well() {
    let mut fields = Vec::new();
    for format in Format::ALL {
        let shape = Shape::Text(leaked(Text {
            format: Some((format, any())),
            ..TEXT
        }));
        fields.push(field(format.as_str(), shape));
    }
    let text = plain(ty("T", fields, vec![]), true);
    for instance in [
        "2026-01-10T08:43:17Z",
        "20260110T084317Z",
        "00:01:02.500",
        "https://example.com/https-url",
        "oss://example-bucket.oss-cn-shanghai.aliyuncs.com/oss-url",
    ] {
        assert!(text.contains(instance), "{text}");
    }
}

#[test]
fn examples_come_first_and_discouraged_values_last() {
    let mut codec = choice("codec", &["old-mpeg", "H264", "VP8"]);
    codec.info.example = Some(crate::contract::Json::Scalar(Literal::Text("VP8")));
    let ty = ty("T", vec![codec, choice("language", &["old", "CN"])], vec![]);
    let text = plain(ty, true);
    assert!(text.contains("VP8") && text.contains("CN"), "{text}");
    all_are_good(ty);
}

#[test]
fn lists_have_as_many_items_as_they_need_and_none_twice() {
    let item = ty(
        "Item",
        vec![
            required(int("sequence_no", 1, 3)),
            choice("kind", &["A", "B"]),
        ],
        vec![],
    );
    let ty = ty(
        "T",
        vec![
            list("items", Shape::Object(item), 3, Unique::By(0)),
            list("names", Shape::Text(&TEXT), 4, Unique::Items),
            list("flags", Shape::Bool, 2, Unique::Items),
            list(
                "kinds",
                choice("", &["A", "B", "C"]).shape,
                3,
                Unique::Items,
            ),
            list("numbers", Shape::Int(&INT), 0, Unique::Items),
            field(
                "none",
                Shape::List(leaked(List {
                    item: Shape::Bool,
                    min_items: None,
                    max_items: Some(0),
                    unique: Unique::No,
                })),
            ),
        ],
        vec![],
    );
    all_are_good(ty);
}

#[test]
fn rows_are_chosen_together() {
    let clip_mode = default(
        choice("clip_mode", &["RESIZE", "CROP"]),
        Literal::Text("RESIZE"),
    );
    let ty = ty(
        "VideoConfig",
        vec![
            int("width", 0, 3840),
            int("height", 0, 3840),
            clip_mode,
            int("dx", 0, 100),
        ],
        vec![
            rule(
                Severity::Error,
                vec![is(2, "RESIZE")].leak(),
                RuleKind::Rows {
                    fields: &[0, 1],
                    rows: &[
                        &[Literal::Int(1920), Literal::Int(1080)],
                        &[Literal::Int(1080), Literal::Int(1920)],
                    ],
                },
            ),
            rule(
                Severity::Warning,
                vec![is(2, "CROP")].leak(),
                RuleKind::NoEffectUnless { fields: &[3] },
            ),
        ],
    );
    let text = plain(ty, true);
    assert!(
        text.contains("1080") && text.contains("1920") && !text.contains("dx"),
        "{text}"
    );
    let seeds = (1..20).map(|seed| sample(ty, REQUEST, &SampleOptions { full: true, seed }));
    assert!(seeds.into_iter().any(|text| text.contains("dx")));
    all_are_good(ty);
}

#[test]
fn a_default_that_asks_for_a_member_gets_it() {
    let ty = ty(
        "Background",
        vec![
            default(choice("type", &["COLOR", "IMAGE"]), Literal::Text("IMAGE")),
            text("config"),
            text("colour"),
        ],
        vec![
            rule(
                Severity::Error,
                vec![is(0, "IMAGE")].leak(),
                RuleKind::RequiredIf { fields: &[1] },
            ),
            rule(
                Severity::Error,
                vec![is(0, "IMAGE")].leak(),
                RuleKind::RequiredUnless { fields: &[2] },
            ),
        ],
    );
    assert_eq!(plain(ty, false), "{\n  \"config\": \"config\"\n}\n");
    all_are_good(ty);
}

#[test]
fn members_that_exclude_each_other_do_not_meet() {
    let ty = ty(
        "T",
        vec![
            text("script_id"),
            text("scripts"),
            text("position"),
            int("x", 0, 9),
            int("y", 0, 9),
        ],
        vec![
            rule(
                Severity::Error,
                &[],
                RuleKind::AtMostOne { fields: &[0, 1] },
            ),
            rule(
                Severity::Warning,
                &[],
                RuleKind::WinsOver {
                    winners: &[3, 4],
                    losers: &[2],
                },
            ),
        ],
    );
    all_are_good(ty);
}

#[test]
fn a_tag_selects_the_sibling_that_counts() {
    let config = ty("Config", vec![required(text("url"))], vec![]);
    let ty = ty(
        "Layer",
        vec![
            required(choice("layer_type", &["IMAGE", "VIDEO", "HUMAN"])),
            object("image_config", config),
            object("video_config", config),
        ],
        vec![rule(
            Severity::Warning,
            &[],
            RuleKind::SelectsSibling {
                tag: 0,
                cases: &[("IMAGE", 1), ("VIDEO", 2)],
            },
        )],
    );
    let text = plain(ty, true);
    assert!(
        text.contains("image_config") && !text.contains("video_config"),
        "{text}"
    );
    all_are_good(ty);
}

#[test]
fn a_tag_selects_the_type_of_a_document_in_a_text() {
    let captions = ty(
        "Captions",
        vec![required(int("fps", 2, 10)), text("track")],
        vec![],
    );
    let parameters = Shape::Text(leaked(Text {
        max_chars: Some(20),
        ..TEXT
    }));
    let ty = ty(
        "Job",
        vec![
            required(choice("FunctionName", &["Captions", "Cover"])),
            required(field("JobParams", parameters)),
            field(
                "Result",
                Shape::Text(leaked(Text {
                    content: Content::Json(captions),
                    ..TEXT
                })),
            ),
        ],
        vec![rule(
            Severity::Error,
            &[],
            RuleKind::SelectsType {
                tag: 0,
                field: 1,
                cases: vec![("Captions", captions)].leak(),
                otherwise: None,
            },
        )],
    );
    assert_eq!(
        plain(ty, false),
        "{\n  \"FunctionName\": \"Captions\",\n  \"JobParams\": \"{\\\"fps\\\":1}\"\n}\n"
            .replace('1', "6")
    );
    all_are_good(ty);
}

#[test]
fn rules_of_one_service_hold_there() {
    let bound = |value| {
        Some(Bound {
            value,
            exclusive: false,
        })
    };
    let live: &[Condition<'_>] = &[Condition::Context(&[Context::Live2d])];
    let ty = ty(
        "T",
        vec![
            int("bitrate", 40, 30_000),
            choice("frame_rate", &["20", "25", "30"]),
        ],
        vec![
            rule(
                Severity::Warning,
                live,
                RuleKind::Range {
                    field: 0,
                    lower: bound(1000.0),
                    upper: bound(8000.0),
                },
            ),
            rule(
                Severity::Warning,
                live,
                RuleKind::Values {
                    field: 1,
                    values: &[Literal::Text("25")],
                },
            ),
        ],
    );
    assert!(plain(ty, true).contains("\"20\""));
    all_are_good(ty);
}

#[test]
fn lists_in_a_text_keep_their_separator() {
    let separated = |item: &'static Shape<'static>, min, max| {
        Shape::Text(leaked(Text {
            min_chars: Some(min),
            max_chars: Some(max),
            content: Content::Separated {
                separator: "-",
                item,
            },
            ..TEXT
        }))
    };
    let states = choice("", &["CREATING", "PUBLISHED"]).shape;
    let tag = Shape::Text(leaked(Text {
        min_chars: Some(1),
        max_chars: Some(4),
        ..TEXT
    }));
    let ty = ty(
        "T",
        vec![
            field("state", separated(leaked(states), 1, 64)),
            field("tags", separated(leaked(tag), 40, 50)),
        ],
        vec![],
    );
    assert!(plain(ty, true).contains("\"CREATING-PUBLISHED\""));
    all_are_good(ty);
}

#[test]
fn a_contract_at_odds_with_itself_gets_a_sample_all_the_same() {
    let ty = ty(
        "T",
        vec![required(text("a")), required(text("b"))],
        vec![rule(
            Severity::Error,
            &[],
            RuleKind::AtMostOne { fields: &[0, 1] },
        )],
    );
    assert_eq!(plain(ty, false), "{\n  \"a\": \"a\",\n  \"b\": \"b\"\n}\n");
}

#[test]
fn the_same_seed_gives_the_same_sample_and_others_differ() {
    let ty = ty("T", vec![text("name"), int("n", 0, 1000)], vec![]);
    let of = |seed| sample(ty, REQUEST, &SampleOptions { full: true, seed });
    assert_eq!(of(7), of(7));
    assert_ne!(of(7), of(8));
}

#[test]
fn a_document_that_a_rule_reads_stays_a_document() {
    let parameters = ty("Parameters", vec![required(int("fps", 2, 10))], vec![]);
    all_are_good(ty(
        "Job",
        vec![
            required(choice("FunctionName", &["Captions", "Cover"])),
            required(text("JobParams")),
            text("note"),
        ],
        vec![
            rule(
                Severity::Error,
                &[],
                RuleKind::SelectsType {
                    tag: 0,
                    field: 1,
                    cases: vec![("Captions", parameters)].leak(),
                    otherwise: None,
                },
            ),
            rule(
                Severity::Error,
                vec![is(1, "{}")].leak(),
                RuleKind::RequiredIf { fields: &[2] },
            ),
        ],
    ));
}

/// A condition on a truth value.
fn is_true(field: u16) -> &'static [Condition<'static>] {
    vec![Condition::Is {
        field,
        values: &[Literal::Bool(true)],
    }]
    .leak()
}

#[test]
fn a_truth_value_that_rules_read_is_true_where_it_may_be() {
    let with = |rules| {
        ty(
            "T",
            vec![
                required(field("loop", Shape::Bool)),
                text("start"),
                text("end"),
            ],
            rules,
        )
    };
    let needs = |field: &'static [u16]| {
        rule(
            Severity::Error,
            is_true(0),
            RuleKind::RequiredIf { fields: field },
        )
    };
    let either = rule(
        Severity::Error,
        &[],
        RuleKind::AtMostOne { fields: &[1, 2] },
    );

    let may = with(vec![needs(&[1])]);
    assert_eq!(
        plain(may, false),
        "{\n  \"loop\": true,\n  \"start\": \"start\"\n}\n"
    );
    let may_not = with(vec![needs(&[1]), needs(&[2]), either]);
    assert_eq!(plain(may_not, false), "{\n  \"loop\": false\n}\n");
    all_are_good(may);
    all_are_good(may_not);
}

#[test]
fn an_example_of_scalars_is_shown_and_one_of_objects_is_made_whole() {
    let point = ty("Point", vec![int("x", 3, 3), int("y", 4, 4)], vec![]);
    let mut points = list("points", Shape::Object(point), 1, Unique::No);
    points.info.example = Some(crate::contract::Json::List(
        vec![crate::contract::Json::Object(
            vec![("x", crate::contract::Json::Scalar(Literal::Int(3)))].leak(),
        )]
        .leak(),
    ));
    let mut names = list("names", Shape::Text(&TEXT), 1, Unique::No);
    names.info.example = Some(crate::contract::Json::List(
        vec![crate::contract::Json::Scalar(Literal::Text("Lena"))].leak(),
    ));
    let shown = plain(ty("T", vec![points, names], vec![]), true);
    assert!(shown.contains("\"y\": 4"), "{shown}");
    assert!(shown.contains("Lena"), "{shown}");
}

#[test]
fn a_list_in_a_text_ends_before_it_is_too_long() {
    let item = Shape::Text(&Text {
        min_chars: Some(4),
        max_chars: Some(4),
        ..TEXT
    });
    let tags = Shape::Text(leaked(Text {
        min_chars: Some(1),
        max_chars: Some(9),
        content: Content::Separated {
            separator: ",",
            item: leaked(item),
        },
        ..TEXT
    }));
    let short = Shape::Text(leaked(Text {
        min_chars: Some(1),
        max_chars: Some(8),
        content: Content::Separated {
            separator: ",",
            item: leaked(item),
        },
        ..TEXT
    }));
    let ty = ty("T", vec![field("two", tags), field("one", short)], vec![]);
    let count = |name: &str| {
        let shown = plain(ty, true);
        let line = shown.lines().find(|line| line.contains(name)).unwrap();
        line.matches(',').count() - usize::from(line.ends_with(','))
    };
    assert_eq!((count("\"two\""), count("\"one\"")), (1, 0));
    all_are_good(ty);
}

#[test]
fn bounds_that_are_not_allowed_themselves_are_left_out() {
    let within = |field: u16, lower: f64, upper: f64| {
        let bound = |value| {
            Some(Bound {
                value,
                exclusive: true,
            })
        };
        rule(
            Severity::Error,
            &[],
            RuleKind::Range {
                field,
                lower: bound(lower),
                upper: bound(upper),
            },
        )
    };
    let ty = ty(
        "T",
        vec![required(int("between", 0, 9)), required(int("inner", 0, 9))],
        vec![within(0, 0.5, 1.5), within(1, 1.0, 3.0)],
    );
    assert_eq!(
        plain(ty, false),
        "{\n  \"between\": 1,\n  \"inner\": 2\n}\n"
    );
    all_are_good(ty);
}

#[test]
fn warnings_are_given_up_before_errors_and_one_at_a_time() {
    let warns = |fields| rule(Severity::Warning, &[], RuleKind::RequiredIf { fields });
    let ty = ty(
        "T",
        vec![text("a"), text("b"), text("c")],
        vec![
            rule(
                Severity::Error,
                &[],
                RuleKind::AtMostOne { fields: &[0, 1] },
            ),
            warns(&[0]),
            warns(&[1]),
            warns(&[2]),
        ],
    );
    for full in [false, true] {
        let shown = plain(ty, full);
        let report = check_bytes(ty, REQUEST, shown.as_bytes(), &Options::default());
        assert_eq!((report.errors, report.warnings), (0, 1), "{shown}");
        assert!(shown.contains("\"c\""), "{shown}");
    }
}

#[test]
fn what_lies_in_two_ranges_ends_at_the_inner_ends() {
    let bound = |(value, exclusive)| Bound { value, exclusive };
    let range = |lower: Option<(f64, bool)>, upper: Option<(f64, bool)>| Range {
        lower: lower.map(bound),
        upper: upper.map(bound),
    };
    let (open, closed) = (true, false);
    for (a, b, both) in [
        (None, None, None),
        (Some((1.0, closed)), None, Some((1.0, closed))),
        (Some((1.0, closed)), Some((2.0, open)), Some((2.0, open))),
        (Some((1.0, open)), Some((2.0, closed)), Some((2.0, closed))),
        (Some((1.0, open)), Some((1.0, closed)), Some((1.0, open))),
        (
            Some((1.0, closed)),
            Some((1.0, closed)),
            Some((1.0, closed)),
        ),
    ] {
        // Lower ends, and the same mirrored as upper ends; each in both orders.
        let mirrored = |end: Option<(f64, bool)>| end.map(|(value, open)| (-value, open));
        for (a, b) in [(a, b), (b, a)] {
            let lower = range(a, None).and(&range(b, None)).lower;
            assert_eq!(lower, both.map(bound), "{a:?} {b:?}");
            let [a, b] = [a, b].map(mirrored);
            let upper = range(None, a).and(&range(None, b)).upper;
            assert_eq!(upper, mirrored(both).map(bound), "{a:?} {b:?}");
        }
    }
}

#[test]
fn a_round_integer_is_taken_of_a_range() {
    for (least, most, nice) in [
        (i64::MIN, i64::MAX, 1),
        (i64::MIN, -3, -3),
        (7, i64::MAX, 7),
        (0, 10, 1),
        (1, 1, 1),
        (0, 11, 5),
        (2, 10, 6),
        (0, 100_000, 50_000),
        (1, 100_001, 1),
        (2, 200_000, 100_000),
        (40, 30_000, 15_000),
        (1_023, 1_027, 1_025),
    ] {
        assert_eq!(nice_int(least, most), nice, "{least} to {most}");
    }
}

#[test]
fn an_example_that_the_contract_refuses_is_not_shown() {
    let mut speed = int("speed", 50, 200);
    speed.info.example = Some(crate::contract::Json::Scalar(Literal::Int(500)));
    let ty = ty("T", vec![required(speed)], vec![]);
    assert!(!plain(ty, false).contains("500"));
    all_are_good(ty);
}

#[test]
fn an_example_outside_the_range_of_a_service_is_shown_elsewhere() {
    let bound = |value| {
        Some(Bound {
            value,
            exclusive: false,
        })
    };
    let mut bitrate = required(int("bitrate", 40, 30_000));
    bitrate.info.example = Some(crate::contract::Json::Scalar(Literal::Int(500)));
    let ty = ty(
        "T",
        vec![bitrate],
        vec![rule(
            Severity::Warning,
            &[Condition::Context(&[Context::Live2d])],
            RuleKind::Range {
                field: 0,
                lower: bound(1000.0),
                upper: bound(8000.0),
            },
        )],
    );
    assert!(plain(ty, false).contains("500"));
    all_are_good(ty);
}

#[test]
fn a_rule_of_one_direction_is_kept_there_and_not_elsewhere() {
    let asked = Rule {
        direction: Some(Direction::Request),
        ..rule(Severity::Error, &[], RuleKind::RequiredIf { fields: &[0] })
    };
    let ty = ty("T", vec![text("name")], vec![asked]);
    assert!(plain(ty, false).contains("name"));
    let response = Scope::body(Direction::Response);
    let answer = sample(ty, response, &SampleOptions::default());
    assert_eq!(answer, "{}\n");
    all_are_good(ty);
}

#[test]
fn a_document_that_nobody_describes_is_an_empty_object() {
    let ty = ty(
        "Job",
        vec![
            required(choice("FunctionName", &["Cover"])),
            required(text("JobParams")),
        ],
        vec![rule(
            Severity::Error,
            &[],
            RuleKind::SelectsType {
                tag: 0,
                field: 1,
                cases: &[],
                otherwise: None,
            },
        )],
    );
    assert!(plain(ty, false).contains("\"JobParams\": \"{}\""));
    all_are_good(ty);
}

#[test]
fn where_one_warning_is_not_enough_all_are_given_up_before_an_error() {
    let warns = |fields| rule(Severity::Warning, &[], RuleKind::RequiredIf { fields });
    let ty = ty(
        "T",
        vec![text("a"), text("b"), text("c")],
        vec![
            rule(
                Severity::Error,
                &[],
                RuleKind::AtMostOne { fields: &[0, 1, 2] },
            ),
            warns(&[0]),
            warns(&[1]),
            warns(&[2]),
        ],
    );
    for full in [false, true] {
        let shown = plain(ty, full);
        let report = check_bytes(ty, REQUEST, shown.as_bytes(), &Options::default());
        assert_eq!(report.errors, 0, "{shown}");
    }
}

#[test]
fn values_that_a_rule_names_are_tried_for_its_own_field_alone() {
    let none: &[Condition<'_>] = &[];
    let of = |when, kind| rule(Severity::Error, when, kind);
    let values = |field, values| of(none, RuleKind::Values { field, values });
    let selects = |tag, cases| of(none, RuleKind::SelectsSibling { tag, cases });
    let empty = ty("Empty", vec![], vec![]);
    let types = |tag, case| {
        of(
            none,
            RuleKind::SelectsType {
                tag,
                field: 9,
                cases: vec![(case, empty)].leak(),
                otherwise: None,
            },
        )
    };
    let rules = [
        values(0, &[Literal::Text("value 0")]),
        values(1, &[Literal::Text("value 1")]),
        selects(0, &[("sibling 0", 9)]),
        selects(1, &[("sibling 1", 9)]),
        types(0, "type 0"),
        types(1, "type 1"),
        of(
            vec![is(0, "when 0"), is(1, "when 1")].leak(),
            RuleKind::AtMostOne { fields: &[0, 1] },
        ),
        of(
            none,
            RuleKind::Rows {
                fields: &[1, 0],
                rows: &[&[Literal::Text("row 1"), Literal::Text("row 0")]],
            },
        ),
    ];
    let rules: Vec<_> = rules.iter().collect();
    let told = |field| {
        let literals = choose::literals(&rules, field).into_iter();
        let texts = literals.map(|literal| match literal {
            Literal::Text(text) => text,
            other => panic!("{other:?}"),
        });
        texts.collect::<Vec<_>>()
    };
    assert_eq!(
        told(0),
        ["value 0", "sibling 0", "type 0", "when 0", "row 0"]
    );
    assert_eq!(
        told(1),
        ["value 1", "sibling 1", "type 1", "when 1", "row 1"]
    );
    assert_eq!(told(2), [""; 0]);
}

#[test]
fn numbers_between_narrow_bounds_differ_by_small_steps() {
    let bound = |value| {
        Some(Bound {
            value,
            exclusive: true,
        })
    };
    let number = Shape::Number(leaked(Number {
        lower: bound(0.0625),
        upper: bound(0.125),
        accepted: None,
        special: &[],
    }));
    let ty = ty("T", vec![list("steps", number, 3, Unique::Items)], vec![]);
    let shown = plain(ty, true).replace([' ', '\n'], "");
    assert_eq!(shown, r#"{"steps":[0.09,0.0947265625,0.095703125]}"#);
    all_are_good(ty);
}
