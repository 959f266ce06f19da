//! Samples of small contracts. Every one of them is checked by the engine, which the sampler does not know.

mod kinds;

use mediaspec_core::automaton::Automaton;
use mediaspec_core::check::{Options, Target, check_bytes};
use mediaspec_core::code::Code;
use mediaspec_core::contract::{
    Bound, Condition, Content, Context, Direction, Field, Form, Format, Int, Json, List, Literal,
    Number, Part, Pattern, Piece, Rule, RuleKind, Separated, Severity, Shape, Text, TypeName,
};
use mediaspec_core::report::Report;

use super::number::{Range, nice_int};
use super::*;
use crate::fixtures::{self, colour, field, list, names, object, required, rule, words as values};

/// A service, and the one of its types that a test is about.
struct Contract {
    service: Service,
    name: TypeName,
}

impl Contract {
    fn sample(&self, scope: Scope, full: bool, seed: u64) -> String {
        let ty = self.service.resolve(&self.name);
        sample(&self.service, ty, scope, &SampleOptions { full, seed }).pretty()
    }

    /// The request that reads best.
    fn plain(&self, full: bool) -> String {
        self.sample(REQUEST, full, 0)
    }

    /// The same without what JSON lets be left out.
    fn short(&self, full: bool) -> String {
        self.plain(full).replace([' ', '\n'], "")
    }

    fn check(&self, scope: Scope, text: &str) -> Report {
        let target = Target::new(&self.service, &self.name);
        check_bytes(&target, scope, text.as_bytes(), &Options::default())
    }

    /// Every sample is valid, and brings no warning.
    fn all_are_good(&self) {
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
                    let text = self.sample(scope, full, seed);
                    let report = self.check(scope, &text);
                    assert_eq!(report.malformed, None, "{text}");
                    let found: Vec<_> = report.violations.iter().map(|v| v.message()).collect();
                    assert!(
                        found.is_empty(),
                        "{} {scope:?} {seed}: {found:?} in {text}",
                        self.name
                    );
                }
            }
        }
    }
}

/// A contract about the first of its types. Each type may have its rules under one id.
fn contract(mut types: Vec<TypeDef>) -> Contract {
    for ty in &mut types {
        for (at, rule) in ty.rules.iter_mut().enumerate() {
            rule.id = format!("rule-{at}").into();
        }
    }
    Contract {
        name: types[0].name.clone(),
        service: fixtures::service(types),
    }
}

/// A contract with one type.
fn single(fields: Vec<Field>, rules: Vec<Rule>) -> Contract {
    contract(vec![fixtures::ty("T", fields, rules)])
}

fn ty(name: &str, fields: Vec<Field>) -> TypeDef {
    fixtures::ty(name, fields, vec![])
}

fn nullable(field: Field) -> Field {
    Field {
        nullable: true,
        ..field
    }
}

fn default(field: Field, value: &str) -> Field {
    Field {
        default: Some(Json::Scalar(value.into())),
        ..field
    }
}

fn example(mut field: Field, value: Json) -> Field {
    field.info.example = Some(value);
    field
}

fn text(name: &str) -> Field {
    field(name, Shape::Text(Text::default()))
}

fn int(name: &str, min: i64, max: i64) -> Field {
    let shape = Shape::Int(Int {
        min: Some(min),
        max: Some(max),
        ..Int::default()
    });
    field(name, shape)
}

fn of_form(form: Form) -> Shape {
    let content = Content::Plain;
    Shape::Text(Text { form, content })
}

fn of_lengths(min: u32, max: u32) -> Form {
    Form {
        min_chars: Some(min),
        max_chars: Some(max),
        ..Form::default()
    }
}

fn of_pattern(pattern: Pattern) -> Form {
    Form {
        pattern: Some(Box::new(pattern)),
        ..Form::default()
    }
}

fn separated(form: Form, separator: &str, piece: Piece) -> Shape {
    let content = Content::Separated(Box::new(Separated {
        separator: separator.into(),
        min_items: None,
        max_items: None,
        piece,
    }));
    Shape::Text(Text { form, content })
}

fn document(form: Form, name: &str) -> Shape {
    let content = Content::Json(Box::new(Shape::Object(name.into())));
    Shape::Text(Text { form, content })
}

fn choice(name: &str, wires: &[&str]) -> Field {
    field(name, Shape::Enum(values(wires)))
}

/// A list of at least some items.
fn list_of(item: Shape, min: u32) -> List {
    List {
        item,
        min_items: Some(min),
        max_items: None,
        unique: false,
    }
}

fn unique(item: Shape, min: u32) -> Shape {
    Shape::List(Box::new(List {
        unique: true,
        ..list_of(item, min)
    }))
}

fn is(field: &str, value: &str) -> Condition {
    Condition::Is {
        field: field.into(),
        values: [value.into()].into(),
    }
}

fn texts(values: &[&str]) -> Box<[Literal]> {
    values.iter().map(|value| Literal::from(*value)).collect()
}

fn error(when: Vec<Condition>, kind: RuleKind) -> Rule {
    rule(when, kind)
}

fn warning(when: Vec<Condition>, kind: RuleKind) -> Rule {
    Rule {
        severity: Severity::Warning,
        ..rule(when, kind)
    }
}

fn required_if(fields: &[&str]) -> RuleKind {
    RuleKind::RequiredIf {
        fields: names(fields),
    }
}

fn at_most_one(fields: &[&str]) -> RuleKind {
    RuleKind::AtMostOne {
        fields: names(fields),
    }
}

fn selects_type(tag: &str, field: &str, cases: &[(&str, &str)]) -> RuleKind {
    let case = |(value, ty): &(&str, &str)| ((*value).into(), (*ty).into());
    RuleKind::SelectsType {
        tag: tag.into(),
        field: field.into(),
        cases: cases.iter().map(case).collect(),
        otherwise: None,
    }
}

fn selects_sibling(tag: &str, cases: &[(&str, &str)]) -> RuleKind {
    let case = |(value, field): &(&str, &str)| ((*value).into(), (*field).into());
    RuleKind::SelectsSibling {
        tag: tag.into(),
        cases: cases.iter().map(case).collect(),
    }
}

fn bound(value: f64, exclusive: bool) -> Option<Bound> {
    Some(Bound { value, exclusive })
}

fn range(field: &str, lower: Option<Bound>, upper: Option<Bound>) -> RuleKind {
    RuleKind::Range {
        field: field.into(),
        lower,
        upper,
    }
}

/// `^[-:]+$`, compiled by hand.
fn marks() -> Pattern {
    let mut classes = vec![0_u8; 256];
    classes[usize::from(b'-')] = 1;
    classes[usize::from(b':')] = 1;
    Pattern {
        regex: "^[-:]+$".into(),
        words: "marks".into(),
        automaton: Automaton {
            classes: classes.into(),
            width: 2,
            next: [Automaton::DEAD, 1, Automaton::DEAD, 1].into(),
            accepting: [false, true].into(),
        },
    }
}

const REQUEST: Scope = Scope::body(Direction::Request);

#[test]
fn minimal_has_what_is_required_and_full_has_the_rest() {
    let mut speed = int("speed", 50, 200);
    speed.default = Some(Json::Scalar(Literal::Int(100)));
    let contract = single(
        vec![
            required(text("voice_asset_id")),
            speed,
            Field {
                deprecated: Some("Use speed.".into()),
                ..int("rate", 0, 9)
            },
            Field {
                no_effect: Some("Never read.".into()),
                ..int("w", 0, 9)
            },
            field("loop", Shape::Bool),
        ],
        vec![],
    );
    assert_eq!(
        contract.plain(false),
        "{\n  \"voice_asset_id\": \"voice-asset-1\"\n}\n"
    );
    assert_eq!(
        contract.plain(true),
        "{\n  \"voice_asset_id\": \"voice-asset-1\",\n  \"speed\": 100,\n  \"loop\": true\n}\n"
    );
    contract.all_are_good();
}

#[test]
fn members_can_be_asked_for_by_name() {
    let contract = single(vec![text("X-Auth-Token"), text("X-Sdk-Date")], vec![]);
    let made = sample_with(
        &contract.service,
        contract.service.resolve(&contract.name),
        REQUEST.in_part(Part::Header),
        &SampleOptions::default(),
        &["x-auth-token", "unknown"],
    );
    assert_eq!(made.pretty(), "{\n  \"X-Auth-Token\": \"auth-token\"\n}\n");
}

#[test]
fn a_member_that_is_asked_for_shows_its_example_though_it_is_deprecated() {
    let mut old = example(int("rate", 0, 9), Json::Scalar(Literal::Int(7)));
    old.deprecated = Some("Use speed.".into());
    old.no_effect = Some("Never read.".into());
    let contract = single(vec![old], vec![]);
    let ty = contract.service.resolve(&contract.name);
    let options = SampleOptions::default();
    let made = sample_with(&contract.service, ty, REQUEST, &options, &["rate"]);
    assert_eq!(made.pretty(), "{\n  \"rate\": 7\n}\n");
}

#[test]
fn an_example_is_shown_of_a_member_that_must_be_there_though_it_should_not_be_used() {
    let changes: [fn(&mut Field); 2] = [
        |field| field.deprecated = Some("It is old.".into()),
        |field| field.no_effect = Some("Nothing reads it.".into()),
    ];
    for change in changes {
        let mut must = example(required(text("must")), Json::Scalar("an example".into()));
        change(&mut must);
        assert_eq!(
            single(vec![must], vec![]).short(false),
            r#"{"must":"anexample"}"#
        );
    }
}

#[test]
fn sensitive_values_look_fake() {
    let key = Field {
        sensitive: true,
        ..text("callback_key")
    };
    let contract = single(vec![key], vec![]);
    assert!(contract.plain(true).contains("fake-callback-key"));
    for seed in 0..50 {
        assert!(contract.sample(REQUEST, true, seed).contains("fake-"));
    }
}

#[test]
fn bounds_lengths_and_accepted_ranges_are_kept() {
    let number = |lower, upper, exclusive| {
        Shape::Number(Number {
            lower: bound(lower, exclusive),
            upper: bound(upper, exclusive),
            accepted: Some((0.2, 0.4)),
            ..Number::default()
        })
    };
    let base64 = |min, max| {
        of_form(Form {
            base64: true,
            ..of_lengths(min, max)
        })
    };
    single(
        vec![
            int("one", 7, 7),
            int("low", i64::MIN, -3),
            int("high", i64::MAX - 1, i64::MAX),
            field(
                "size",
                Shape::Int(Int {
                    min: Some(0),
                    max: Some(120),
                    accepted: Some((4, 120)),
                    ..Int::default()
                }),
            ),
            field("open", number(0.0, 1.0, true)),
            field("closed", number(0.4, 1.0, false)),
            field(
                "time",
                Shape::Int(Int {
                    unix_seconds: true,
                    ..Int::default()
                }),
            ),
            field(
                "early",
                Shape::Int(Int {
                    max: Some(1_000_000_000),
                    unix_seconds: true,
                    ..Int::default()
                }),
            ),
            field("short", of_form(of_lengths(0, 1))),
            field("long", of_form(of_lengths(300, 300))),
            field("file_md5", base64(24, 24)),
            field("image", base64(1, 5)),
            field(
                "bytes",
                of_form(Form {
                    max_bytes: Some(6),
                    max_chars_without_markup: Some(5),
                    ..Form::default()
                }),
            ),
        ],
        vec![],
    )
    .all_are_good();
}

#[test]
fn patterns_are_met_by_walking_their_automata() {
    let contract = single(vec![field("colour", of_form(of_pattern(colour())))], vec![]);
    assert_eq!(contract.plain(true), "{\n  \"colour\": \"#abcdef\"\n}\n");
    contract.all_are_good();
}

#[test]
fn a_text_that_no_pattern_accepts_is_no_endless_search() {
    let none = Pattern {
        regex: "^a^".into(),
        words: "".into(),
        automaton: Automaton {
            classes: vec![0; 256].into(),
            width: 1,
            next: [Automaton::DEAD].into(),
            accepting: [false].into(),
        },
    };
    let form = Form {
        min_chars: Some(u32::MAX),
        ..of_pattern(none)
    };
    let contract = single(vec![field("name", of_form(form))], vec![]);
    assert!(contract.plain(true).contains("name"));
}

fn of_format(format: Format) -> Form {
    Form {
        format: Some(format),
        ..Form::default()
    }
}

#[test]
fn formats_have_instances_that_read_well() {
    let fields = Format::ALL.map(|format| field(format.as_str(), of_form(of_format(format))));
    let contract = single(fields.into(), vec![]);
    let text = contract.plain(true);
    for instance in [
        "2026-01-10T08:43:17Z",
        "20260110T084317Z",
        "00:01:02.500",
        "https://example.com/https-url",
        "oss://example-bucket.oss-cn-shanghai.aliyuncs.com/oss-url",
    ] {
        assert!(text.contains(instance), "{text}");
    }
    contract.all_are_good();
}

#[test]
fn examples_come_first_and_discouraged_values_last() {
    let codec = choice("codec", &["old-mpeg", "H264", "VP8"]);
    let codec = example(codec, Json::Scalar("VP8".into()));
    let contract = single(vec![codec, choice("language", &["old", "CN"])], vec![]);
    let text = contract.plain(true);
    assert!(text.contains("VP8") && text.contains("CN"), "{text}");
    contract.all_are_good();
}

#[test]
fn lists_have_as_many_items_as_they_need_and_none_twice() {
    let item = ty(
        "Item",
        vec![
            required(int("sequence_no", 1, 3)),
            choice("kind", &["A", "B"]),
        ],
    );
    let by_rule = |list: &str, by: Option<&str>| {
        let list = list.into();
        let by = by.map(Into::into);
        error(vec![], RuleKind::Unique { list, by })
    };
    let contract = contract(vec![
        fixtures::ty(
            "T",
            vec![
                field("items", Shape::List(Box::new(list_of(object("Item"), 3)))),
                field(
                    "names",
                    Shape::List(Box::new(list_of(Shape::Text(Text::default()), 4))),
                ),
                field("flags", unique(Shape::Bool, 2)),
                field("kinds", unique(Shape::Enum(values(&["A", "B", "C"])), 3)),
                field("numbers", unique(Shape::Int(Int::default()), 0)),
                field("rows", list(unique(Shape::Bool, 2))),
                field(
                    "none",
                    Shape::List(Box::new(List {
                        item: Shape::Bool,
                        min_items: None,
                        max_items: Some(0),
                        unique: false,
                    })),
                ),
            ],
            vec![
                by_rule("items", Some("sequence_no")),
                by_rule("names", None),
            ],
        ),
        item,
    ]);
    contract.all_are_good();
}

#[test]
fn rows_are_chosen_together() {
    let clip_mode = default(choice("clip_mode", &["RESIZE", "CROP"]), "RESIZE");
    let row = |a, b| [Literal::Int(a), Literal::Int(b)].into();
    let contract = single(
        vec![
            int("width", 0, 3840),
            int("height", 0, 3840),
            clip_mode,
            int("dx", 0, 100),
        ],
        vec![
            error(
                vec![is("clip_mode", "RESIZE")],
                RuleKind::Rows {
                    fields: names(&["width", "height"]),
                    rows: [row(1920, 1080), row(1080, 1920)].into(),
                },
            ),
            warning(
                vec![is("clip_mode", "CROP")],
                RuleKind::NoEffectUnless {
                    fields: names(&["dx"]),
                },
            ),
        ],
    );
    let text = contract.plain(true);
    assert!(
        text.contains("1080") && text.contains("1920") && !text.contains("dx"),
        "{text}"
    );
    let mut seeds = (1..20).map(|seed| contract.sample(REQUEST, true, seed));
    assert!(seeds.any(|text| text.contains("dx")));
    contract.all_are_good();
}

#[test]
fn a_default_that_asks_for_a_member_gets_it() {
    let image = || vec![is("type", "IMAGE")];
    let contract = single(
        vec![
            default(choice("type", &["COLOR", "IMAGE"]), "IMAGE"),
            text("config"),
            text("colour"),
        ],
        vec![
            error(image(), required_if(&["config"])),
            error(
                image(),
                RuleKind::RequiredUnless {
                    fields: names(&["colour"]),
                },
            ),
        ],
    );
    assert_eq!(contract.plain(false), "{\n  \"config\": \"config\"\n}\n");
    contract.all_are_good();
}

#[test]
fn members_that_exclude_each_other_do_not_meet() {
    single(
        vec![
            text("script_id"),
            text("scripts"),
            text("position"),
            int("x", 0, 9),
            int("y", 0, 9),
        ],
        vec![
            error(vec![], at_most_one(&["script_id", "scripts"])),
            warning(
                vec![],
                RuleKind::WinsOver {
                    winners: names(&["x", "y"]),
                    losers: names(&["position"]),
                },
            ),
        ],
    )
    .all_are_good();
}

#[test]
fn a_tag_selects_the_sibling_that_counts() {
    let contract = contract(vec![
        fixtures::ty(
            "Layer",
            vec![
                required(choice("layer_type", &["IMAGE", "VIDEO", "HUMAN"])),
                field("image_config", object("Config")),
                field("video_config", object("Config")),
            ],
            vec![warning(
                vec![],
                selects_sibling(
                    "layer_type",
                    &[("IMAGE", "image_config"), ("VIDEO", "video_config")],
                ),
            )],
        ),
        ty("Config", vec![required(text("url"))]),
    ]);
    let text = contract.plain(true);
    assert!(
        text.contains("image_config") && !text.contains("video_config"),
        "{text}"
    );
    contract.all_are_good();
}

#[test]
fn a_tag_selects_the_type_of_a_document_in_a_text() {
    let contract = contract(vec![
        fixtures::ty(
            "Job",
            vec![
                required(choice("FunctionName", &["Captions", "Cover"])),
                required(field("JobParams", of_form(of_lengths(0, 20)))),
                field("Result", document(Form::default(), "Captions")),
                field("Results", list(document(of_lengths(0, 20), "Captions"))),
            ],
            vec![error(
                vec![],
                selects_type("FunctionName", "JobParams", &[("Captions", "Captions")]),
            )],
        ),
        ty("Captions", vec![required(int("fps", 2, 10)), text("track")]),
    ]);
    assert_eq!(
        contract.plain(false),
        "{\n  \"FunctionName\": \"Captions\",\n  \"JobParams\": \"{\\\"fps\\\":1}\"\n}\n"
            .replace('1', "6")
    );
    contract.all_are_good();
}

#[test]
fn rules_of_one_service_hold_there() {
    let live = || vec![Condition::Context([Context::Live2d].into())];
    let contract = single(
        vec![
            int("bitrate", 40, 30_000),
            choice("frame_rate", &["20", "25", "30"]),
        ],
        vec![
            warning(
                live(),
                range("bitrate", bound(1000.0, false), bound(8000.0, false)),
            ),
            warning(
                live(),
                RuleKind::Values {
                    field: "frame_rate".into(),
                    values: texts(&["25"]),
                },
            ),
        ],
    );
    assert!(contract.plain(true).contains("\"20\""));
    contract.all_are_good();
}

#[test]
fn lists_in_a_text_keep_their_separator() {
    let states = Piece::Enum(values(&["CREATING", "PUBLISHED"]));
    let tag = Piece::Text(of_lengths(1, 4));
    let contract = single(
        vec![
            field("state", separated(of_lengths(1, 64), "-", states)),
            field("tags", separated(of_lengths(40, 50), "-", tag)),
        ],
        vec![],
    );
    assert!(contract.plain(true).contains("\"CREATING-PUBLISHED\""));
    contract.all_are_good();
}

#[test]
fn texts_have_as_many_pieces_as_they_must_and_may() {
    let counted = |form: Form, piece: Piece, min, max| {
        let mut shape = separated(form, ",", piece);
        if let Shape::Text(text) = &mut shape
            && let Content::Separated(separated) = &mut text.content
        {
            separated.min_items = Some(min);
            separated.max_items = Some(max);
        }
        shape
    };
    let states = || Piece::Enum(values(&["A", "B", "long one"]));
    let word = || Piece::Text(of_lengths(2, 4));
    let contract = single(
        vec![
            field("state", counted(Form::default(), states(), 5, 6)),
            field("one", counted(Form::default(), states(), 1, 1)),
            field("word", counted(Form::default(), word(), 3, 3)),
            // There is room for the shortest pieces alone.
            field("short", counted(of_lengths(0, 8), word(), 3, 4)),
            field("shorter", counted(of_lengths(0, 5), states(), 3, 4)),
        ],
        vec![],
    );
    contract.all_are_good();
}

#[test]
fn discouraged_values_are_taken_where_nothing_else_will_do() {
    let list = |item, min, unique| {
        Shape::List(Box::new(List {
            unique,
            ..list_of(item, min)
        }))
    };
    let some = || values(&["old a", "b", "old c", "d"]);
    let object = Shape::Object("Item".into());
    let differ = RuleKind::Unique {
        list: "objects".into(),
        by: Some("kind".into()),
    };
    let of_all = fixtures::ty(
        "T",
        vec![
            field("one", Shape::Enum(some())),
            field(
                "pieces",
                separated(of_lengths(7, 99), ",", Piece::Enum(some())),
            ),
            field("list", list(Shape::Enum(some()), 3, false)),
            field("different", list(Shape::Enum(some()), 1, true)),
            field("objects", list(object, 1, false)),
        ],
        vec![error(vec![], differ)],
    );
    let item = ty("Item", vec![required(field("kind", Shape::Enum(some())))]);
    contract(vec![of_all, item]).all_are_good();

    let contract = single(
        vec![
            field(
                "only",
                separated(of_lengths(1, 99), ",", Piece::Enum(values(&["old"]))),
            ),
            field("different", list(Shape::Enum(some()), 3, true)),
        ],
        vec![],
    );
    for seed in 0..20 {
        let scope = Scope::body(Direction::Request);
        let report = contract.check(scope, &contract.sample(scope, true, seed));
        let told: Vec<_> = report.violations.iter().map(|v| v.code).collect();
        assert!(
            told.iter().all(|code| *code == Code::Deprecated),
            "{told:?}"
        );
        assert!(told.len() >= 2, "{told:?}");
    }
}

#[test]
fn all_that_is_asked_of_a_piece_is_kept() {
    let pieces = [
        of_lengths(3, 3),
        Form {
            max_bytes: Some(2),
            ..Form::default()
        },
        Form {
            max_chars_without_markup: Some(1),
            ..Form::default()
        },
        of_pattern(colour()),
        of_format(Format::BasicDateTime),
        of_format(Format::HttpsUrl),
        Form {
            base64: true,
            ..of_lengths(1, 8)
        },
    ];
    let mut fields = Vec::new();
    for separator in ["|", ", ", "-", "::", "é", "aa", "+/"] {
        for (at, piece) in pieces.iter().enumerate() {
            let name = format!("pieces {at} {separator}");
            let piece = Piece::Text(piece.clone());
            // Long enough for two pieces and more.
            let form = of_lengths(20, 100_000);
            fields.push(field(&name, separated(form, separator, piece)));
        }
    }
    let contract = single(fields, vec![]);
    let full = contract.plain(true);
    assert!(full.contains("\"#abcdef|#abcdef|#abcdef\""), "{full}");
    contract.all_are_good();
}

#[test]
fn a_separator_occurs_between_pieces_alone() {
    // Only texts of these two characters, and one of them begins the separator.
    let marks = Form {
        min_chars: Some(2),
        ..of_pattern(marks())
    };
    let odd = Piece::Enum(values(&["A::B", "C:", "D"]));
    let only = Piece::Enum(values(&["C:"]));
    let contract = single(
        vec![
            field(
                "marks",
                separated(of_lengths(9, 99), "::", Piece::Text(marks)),
            ),
            field("odd", separated(of_lengths(3, 99), "::", odd)),
            field("only", separated(Form::default(), "::", only)),
        ],
        vec![],
    );
    assert!(contract.plain(true).contains("\"D::D\""));
    assert!(contract.plain(false).len() < 4);
    let ty = contract.service.resolve(&contract.name);
    for seed in 0..100 {
        let options = SampleOptions { full: false, seed };
        let made = sample_with(&contract.service, ty, REQUEST, &options, &["marks", "odd"]);
        let report = contract.check(REQUEST, &made.compact());
        assert_eq!(report.violations, [], "{made:?}");
    }
}

#[test]
fn a_text_of_pieces_has_the_form_that_the_whole_must_have() {
    let mut whole = of_pattern(colour());
    whole.max_chars = Some(7);
    let pieces = Piece::Text(of_lengths(3, 99));
    let choices = Piece::Enum(values(&["red", "#00ff00"]));
    let contract = single(
        vec![
            field("colours", separated(whole.clone(), ",", pieces)),
            field("choices", separated(whole, ",", choices)),
            field(
                "two",
                separated(
                    of_pattern(marks()),
                    "-",
                    Piece::Enum(values(&["", ":", ":::"])),
                ),
            ),
        ],
        vec![],
    );
    let made = contract.plain(true);
    assert!(
        made.contains("\"#abcdef\"") && made.contains("\"#00ff00\""),
        "{made}"
    );
    contract.all_are_good();
}

#[test]
fn a_contract_at_odds_with_itself_gets_a_sample_all_the_same() {
    let contract = single(
        vec![required(text("a")), required(text("b"))],
        vec![error(vec![], at_most_one(&["a", "b"]))],
    );
    assert_eq!(
        contract.plain(false),
        "{\n  \"a\": \"a\",\n  \"b\": \"b\"\n}\n"
    );
}

#[test]
fn the_same_seed_gives_the_same_sample_and_others_differ() {
    let contract = single(vec![text("name"), int("n", 0, 1000)], vec![]);
    let of = |seed| contract.sample(REQUEST, true, seed);
    assert_eq!(of(7), of(7));
    assert_ne!(of(7), of(8));
}

#[test]
fn a_document_that_a_rule_reads_stays_a_document() {
    contract(vec![
        fixtures::ty(
            "Job",
            vec![
                required(choice("FunctionName", &["Captions", "Cover"])),
                required(text("JobParams")),
                text("note"),
            ],
            vec![
                error(
                    vec![],
                    selects_type("FunctionName", "JobParams", &[("Captions", "Parameters")]),
                ),
                error(vec![is("JobParams", "{}")], required_if(&["note"])),
            ],
        ),
        ty("Parameters", vec![required(int("fps", 2, 10))]),
    ])
    .all_are_good();
}

#[test]
fn a_truth_value_that_rules_read_is_true_where_it_may_be() {
    let with = |rules| {
        single(
            vec![
                required(field("loop", Shape::Bool)),
                text("start"),
                text("end"),
            ],
            rules,
        )
    };
    let is_true = || Condition::Is {
        field: "loop".into(),
        values: [Literal::Bool(true)].into(),
    };
    let needs = |field: &str| error(vec![is_true()], required_if(&[field]));
    let either = error(vec![], at_most_one(&["start", "end"]));

    let may = with(vec![needs("start")]);
    assert_eq!(
        may.plain(false),
        "{\n  \"loop\": true,\n  \"start\": \"start\"\n}\n"
    );
    let may_not = with(vec![needs("start"), needs("end"), either]);
    assert_eq!(may_not.plain(false), "{\n  \"loop\": false\n}\n");
    may.all_are_good();
    may_not.all_are_good();
}

#[test]
fn an_example_of_scalars_is_shown_and_one_of_objects_is_made_whole() {
    let x = ("x".into(), Json::Scalar(Literal::Int(3)));
    let points = example(
        field("points", list(object("Point"))),
        Json::List([Json::Object([x].into())].into()),
    );
    let names = example(
        field("names", list(Shape::Text(Text::default()))),
        Json::List([Json::Scalar("Lena".into())].into()),
    );
    let contract = contract(vec![
        ty("T", vec![points, names]),
        ty("Point", vec![int("x", 3, 3), int("y", 4, 4)]),
    ]);
    let shown = contract.plain(true);
    assert!(shown.contains("\"y\": 4"), "{shown}");
    assert!(shown.contains("Lena"), "{shown}");
}

#[test]
fn a_list_in_a_text_ends_before_it_is_too_long() {
    let tags = |max| {
        let piece = Piece::Text(of_lengths(4, 4));
        separated(of_lengths(1, max), ",", piece)
    };
    let contract = single(vec![field("two", tags(9)), field("one", tags(8))], vec![]);
    let count = |name: &str| {
        let shown = contract.plain(true);
        let line = shown.lines().find(|line| line.contains(name)).unwrap();
        line.matches(',').count() - usize::from(line.ends_with(','))
    };
    assert_eq!((count("\"two\""), count("\"one\"")), (1, 0));
    contract.all_are_good();
}

#[test]
fn bounds_that_are_not_allowed_themselves_are_left_out() {
    let within = |field: &str, lower: f64, upper: f64| {
        error(vec![], range(field, bound(lower, true), bound(upper, true)))
    };
    let contract = single(
        vec![required(int("between", 0, 9)), required(int("inner", 0, 9))],
        vec![within("between", 0.5, 1.5), within("inner", 1.0, 3.0)],
    );
    assert_eq!(
        contract.plain(false),
        "{\n  \"between\": 1,\n  \"inner\": 2\n}\n"
    );
    contract.all_are_good();
}

#[test]
fn warnings_are_given_up_before_errors_and_one_at_a_time() {
    let warns = |field: &str| warning(vec![], required_if(&[field]));
    let contract = single(
        vec![text("a"), text("b"), text("c")],
        vec![
            error(vec![], at_most_one(&["a", "b"])),
            warns("a"),
            warns("b"),
            warns("c"),
        ],
    );
    for full in [false, true] {
        let shown = contract.plain(full);
        let report = contract.check(REQUEST, &shown);
        assert_eq!(
            (report.error_count, report.warning_count),
            (0, 1),
            "{shown}"
        );
        assert!(shown.contains("\"c\""), "{shown}");
    }
}

#[test]
fn what_lies_in_two_ranges_ends_at_the_inner_ends() {
    let bound = |(value, exclusive)| Bound { value, exclusive };
    let range = |lower: Option<(f64, bool)>, upper: Option<(f64, bool)>| {
        Range::between(lower.map(bound), upper.map(bound))
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
    let speed = example(int("speed", 50, 200), Json::Scalar(Literal::Int(500)));
    let contract = single(vec![required(speed)], vec![]);
    assert!(!contract.plain(false).contains("500"));
    contract.all_are_good();
}

#[test]
fn an_example_outside_the_range_of_a_service_is_shown_elsewhere() {
    let bitrate = example(int("bitrate", 40, 30_000), Json::Scalar(Literal::Int(500)));
    let contract = single(
        vec![required(bitrate)],
        vec![warning(
            vec![Condition::Context([Context::Live2d].into())],
            range("bitrate", bound(1000.0, false), bound(8000.0, false)),
        )],
    );
    assert!(contract.plain(false).contains("500"));
    contract.all_are_good();
}

#[test]
fn a_rule_of_one_direction_is_kept_there_and_not_elsewhere() {
    let asked = Rule {
        direction: Some(Direction::Request),
        ..error(vec![], required_if(&["name"]))
    };
    let contract = single(vec![text("name")], vec![asked]);
    assert!(contract.plain(false).contains("name"));
    let answer = contract.sample(Scope::body(Direction::Response), false, 0);
    assert_eq!(answer, "{}\n");
    contract.all_are_good();
}

#[test]
fn a_document_that_nobody_describes_is_an_empty_object() {
    let contract = single(
        vec![
            required(choice("FunctionName", &["Cover"])),
            required(text("JobParams")),
        ],
        vec![error(
            vec![],
            selects_type("FunctionName", "JobParams", &[]),
        )],
    );
    assert!(contract.plain(false).contains("\"JobParams\": \"{}\""));
    contract.all_are_good();
}

#[test]
fn where_one_warning_is_not_enough_all_are_given_up_before_an_error() {
    let warns = |field: &str| warning(vec![], required_if(&[field]));
    let contract = single(
        vec![text("a"), text("b"), text("c")],
        vec![
            error(vec![], at_most_one(&["a", "b", "c"])),
            warns("a"),
            warns("b"),
            warns("c"),
        ],
    );
    for full in [false, true] {
        let shown = contract.plain(full);
        let report = contract.check(REQUEST, &shown);
        assert_eq!(report.error_count, 0, "{shown}");
    }
}

#[test]
fn values_that_a_rule_names_are_tried_for_its_own_field_alone() {
    let of = |kind| error(vec![], kind);
    let values = |field: &str, value: &str| {
        of(RuleKind::Values {
            field: field.into(),
            values: texts(&[value]),
        })
    };
    let rules = [
        values("a", "value a"),
        values("b", "value b"),
        of(selects_sibling("a", &[("sibling a", "z")])),
        of(selects_sibling("b", &[("sibling b", "z")])),
        of(selects_type("a", "z", &[("type a", "Empty")])),
        of(selects_type("b", "z", &[("type b", "Empty")])),
        error(
            vec![is("a", "when a"), is("b", "when b")],
            at_most_one(&["a", "b"]),
        ),
        of(RuleKind::Rows {
            fields: names(&["b", "a"]),
            rows: [texts(&["row b", "row a"])].into(),
        }),
    ];
    let rules: Vec<_> = rules.iter().collect();
    let told = |field| {
        let literals = choose::literals(&rules, field);
        let texts = literals
            .iter()
            .map(|tree| tree.as_text().unwrap().to_owned());
        texts.collect::<Vec<_>>()
    };
    assert_eq!(
        told("a"),
        ["value a", "sibling a", "type a", "when a", "row a"]
    );
    assert_eq!(
        told("b"),
        ["value b", "sibling b", "type b", "when b", "row b"]
    );
    assert_eq!(told("c"), [""; 0]);
}

#[test]
fn numbers_between_narrow_bounds_differ_by_small_steps() {
    let number = Shape::Number(Number {
        lower: bound(0.0625, true),
        upper: bound(0.125, true),
        ..Number::default()
    });
    let contract = single(vec![field("steps", unique(number, 3))], vec![]);
    assert_eq!(
        contract.short(true),
        r#"{"steps":[0.09,0.0947265625,0.095703125]}"#
    );
    contract.all_are_good();
}

// Types that may contain themselves

#[test]
fn a_type_that_may_contain_itself_is_shown_once_inside_itself() {
    let contract = single(
        vec![
            required(text("name")),
            field("next", object("T")),
            field("children", list(object("T"))),
            field("rows", list(list(object("T")))),
            field("text", document(Form::default(), "T")),
        ],
        vec![],
    );
    assert_eq!(contract.short(false), r#"{"name":"name"}"#);
    assert_eq!(
        contract.short(true),
        concat!(
            r#"{"name":"name","next":{"name":"name"},"children":[{"name":"name"}],"#,
            r#""rows":[[{"name":"name"}]],"text":"{\"name\":\"name\"}"}"#
        )
    );
    contract.all_are_good();
}

#[test]
fn types_that_may_contain_each_other_come_to_an_end() {
    let contract = contract(vec![
        ty("A", vec![field("b", object("B")), int("n", 1, 1)]),
        ty("B", vec![required(field("a", object("A")))]),
    ]);
    assert_eq!(contract.short(true), r#"{"b":{"a":{"n":1}},"n":1}"#);
    contract.all_are_good();
}

#[test]
fn a_list_of_its_own_type_that_must_be_there_is_empty_in_the_end() {
    let contract = single(
        vec![
            required(field("children", list(object("T")))),
            required(field(
                "rows",
                Shape::List(Box::new(list_of(list(object("T")), 1))),
            )),
        ],
        vec![],
    );
    assert_eq!(
        contract.short(false),
        r#"{"children":[{"children":[],"rows":[[]]}],"rows":[[{"children":[],"rows":[[]]}]]}"#
    );
    contract.all_are_good();
}

#[test]
fn a_member_that_may_be_null_is_null_in_the_end() {
    let contract = single(
        vec![
            required(nullable(field("next", object("T")))),
            required(nullable(field(
                "more",
                Shape::List(Box::new(list_of(object("T"), 1))),
            ))),
        ],
        vec![],
    );
    assert_eq!(
        contract.short(false),
        r#"{"next":{"next":null,"more":null},"more":[{"next":null,"more":null}]}"#
    );
    contract.all_are_good();
}

#[test]
fn rules_that_ask_for_another_of_its_type_are_evaded_inside() {
    let group = || vec![is("kind", "GROUP")];
    let contract = single(
        vec![
            required(choice("kind", &["GROUP", "LEAF"])),
            field("child", object("T")),
        ],
        vec![error(group(), required_if(&["child"]))],
    );
    for full in [false, true] {
        assert_eq!(
            contract.short(full),
            r#"{"kind":"GROUP","child":{"kind":"LEAF"}}"#
        );
    }
    contract.all_are_good();
}

#[test]
fn what_a_rule_always_asks_for_is_there_though_its_type_is_being_made() {
    let contract = contract(vec![
        ty("A", vec![field("b", object("B"))]),
        fixtures::ty(
            "B",
            vec![field("a", object("A"))],
            vec![warning(vec![], required_if(&["a"]))],
        ),
    ]);
    assert_eq!(contract.short(true), r#"{"b":{"a":{}}}"#);
    contract.all_are_good();
}

#[test]
fn a_tag_selects_another_type_than_the_one_that_is_being_made() {
    let contract = contract(vec![
        fixtures::ty(
            "Layer",
            vec![
                required(choice("kind", &["GROUP", "IMAGE"])),
                required(field("config", Shape::Any)),
            ],
            vec![error(
                vec![],
                selects_type("kind", "config", &[("GROUP", "Group"), ("IMAGE", "Image")]),
            )],
        ),
        ty(
            "Group",
            vec![required(field(
                "layers",
                Shape::List(Box::new(list_of(object("Layer"), 2))),
            ))],
        ),
        ty("Image", vec![required(text("url"))]),
    ]);
    let image = r#"{"kind":"IMAGE","config":{"url":"https://example.com/url"}}"#;
    assert_eq!(
        contract.short(true),
        format!(r#"{{"kind":"GROUP","config":{{"layers":[{image},{image}]}}}}"#)
    );
    contract.all_are_good();
}

#[test]
fn rules_that_ask_for_another_without_end_get_an_end() {
    for severity in [Severity::Error, Severity::Warning] {
        let contract = single(
            vec![field("left", object("T")), field("right", object("T"))],
            vec![Rule {
                severity,
                ..error(vec![], required_if(&["left", "right"]))
            }],
        );
        let made = contract.plain(true);
        assert!(made.len() < 100_000_000, "{}", made.len());
    }
    let selected = contract(vec![fixtures::ty(
        "T",
        vec![
            required(choice("kind", &["T"])),
            required(field("left", Shape::Any)),
            required(field("right", Shape::Any)),
        ],
        vec![
            error(vec![], selects_type("kind", "left", &[("T", "T")])),
            error(vec![], selects_type("kind", "right", &[("T", "T")])),
        ],
    )]);
    let made = selected.plain(false);
    assert!(made.len() < 100_000_000, "{}", made.len());
}

/// Types `T0`, `T1` and so on, each but the last with fields of the next one.
fn chain(length: usize, fields: impl Fn(&str) -> Vec<Field>) -> Contract {
    let name = |at: usize| format!("T{at:03}");
    let types = (0..length).map(|at| {
        let fields = match at + 1 {
            next if next < length => fields(&name(next)),
            _ => vec![],
        };
        ty(&name(at), fields)
    });
    contract(types.collect())
}

#[test]
fn types_in_a_long_row_are_shown_as_far_as_checks_go() {
    let optional = chain(300, |next| vec![field("next", object(next))]);
    let made = optional.plain(true);
    assert_eq!(optional.check(REQUEST, &made).error_count, 0);
    assert!(made.matches("next").count() >= 60, "{made}");
    let asked = chain(300, |next| vec![required(field("next", object(next)))]);
    assert!(asked.plain(false).matches("next").count() >= 100);
}

#[test]
fn types_that_require_others_many_times_over_are_cut() {
    let many = chain(60, |next| {
        vec![
            required(field("left", object(next))),
            required(field("right", object(next))),
        ]
    });
    let made = many.plain(false);
    assert!(made.len() < 100_000_000, "{}", made.len());
}

#[test]
fn documents_in_documents_do_not_swell_without_end() {
    let nested = chain(40, |next| {
        vec![field("next", document(Form::default(), next))]
    });
    let made = nested.plain(true);
    assert!(made.len() < 10_000, "{}", made.len());
    assert_eq!(nested.check(REQUEST, &made).error_count, 0);
}
