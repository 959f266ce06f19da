//! Contract files: written and read again, and refused where something is wrong with them.

use crate::automaton::Automaton;
use crate::contract::*;
use crate::fixtures::{self, cite, data, field, info, list, names, object, one_of, rule, ty};

/// A service with a type for each kind of constraint.
fn studio() -> ServiceData {
    let pattern = Pattern {
        regex: "^a".into(),
        words: "a text that begins with a".into(),
        automaton: Automaton {
            classes: (0..=255_u8).map(|byte| u8::from(byte == b'a')).collect(),
            width: 2,
            next: [Automaton::DEAD, Automaton::MATCHED].into(),
            accepting: [false].into(),
        },
    };
    let form = Form {
        named: None,
        min_chars: Some(1),
        max_chars: Some(9),
        max_bytes: Some(20),
        max_chars_without_markup: Some(8),
        pattern: Some(Box::new(pattern)),
        format: Some(Format::ClockTime),
        base64: true,
    };
    let separated = |piece| Text {
        form: Form::default(),
        content: Content::Separated(Box::new(Separated {
            separator: ",".into(),
            min_items: None,
            max_items: None,
            piece,
        })),
    };
    let speed = Int {
        min: Some(50),
        max: Some(200),
        accepted: Some((60, 100)),
        special: [(-1, "Endless.".into())].into(),
        multiple_of: None,
        unix_seconds: true,
    };
    let scale = Number {
        lower: Some(Bound {
            value: 0.5,
            exclusive: true,
        }),
        upper: Some(Bound {
            value: 2.0,
            exclusive: false,
        }),
        accepted: Some((1.0, 1.5)),
        special: [(1.0, "As it is.".into())].into(),
    };
    let mut voice = field("voice", Shape::Enum(one_of(&["a", "b"])));
    voice.required = Required::InRequests;
    voice.default = Some(Json::Scalar("a".into()));
    voice.info.cites = [("values".into(), Cite::from("page#3"))].into();
    voice.info.conflicts = [Conflict {
        cite: cite(),
        says: [("max_chars".into(), "64".into())].into(),
        because: "The page governs.".into(),
        slip: false,
    }]
    .into();
    let mut token = field(
        "token",
        Shape::Text(Text {
            form: form.clone(),
            content: Content::Plain,
        }),
    );
    token.sensitive = true;
    token.nullable = true;
    token.deprecated = Some("Too old.".into());
    token.no_effect = Some("Nothing reads it.".into());
    let fields = vec![
        field("speed", Shape::Int(speed)),
        field("scale", Shape::Number(scale)),
        voice,
        token,
        field("flag", Shape::Bool),
        field("pieces", Shape::Text(separated(Piece::Text(form)))),
        field(
            "choices",
            Shape::Text(separated(Piece::Enum(one_of(&["x"])))),
        ),
        field("children", list(object("Job"))),
        field(
            "document",
            Shape::Text(Text {
                form: Form::default(),
                content: Content::Json(Box::new(Shape::Object("Job".into()))),
            }),
        ),
        field("left", object("Job")),
        field("any", Shape::Any),
    ];
    let kinds = vec![
        RuleKind::RequiredIf {
            fields: names(&["flag"]),
        },
        RuleKind::RequiredUnless {
            fields: names(&["flag"]),
        },
        RuleKind::NoEffectIf {
            fields: names(&["flag"]),
        },
        RuleKind::NoEffectUnless {
            fields: names(&["flag"]),
        },
        RuleKind::AtMostOne {
            fields: names(&["flag", "speed"]),
        },
        RuleKind::WinsOver {
            winners: names(&["flag"]),
            losers: names(&["speed"]),
        },
        RuleKind::Rows {
            fields: names(&["speed", "voice"]),
            rows: [[Literal::Int(50), "a".into()].into()].into(),
        },
        RuleKind::Unique {
            list: "children".into(),
            by: Some("speed".into()),
        },
        RuleKind::SelectsType {
            tag: "voice".into(),
            field: "any".into(),
            cases: [("a".into(), "Job".into())].into(),
            otherwise: Some("Job".into()),
        },
        RuleKind::SelectsSibling {
            tag: "voice".into(),
            cases: [("a".into(), "flag".into())].into(),
        },
        RuleKind::Range {
            field: "scale".into(),
            lower: Some(Bound {
                value: 1.0,
                exclusive: false,
            }),
            upper: None,
        },
        RuleKind::Values {
            field: "speed".into(),
            values: [Literal::Int(50), Literal::Number(0.5)].into(),
        },
    ];
    let when = || {
        vec![
            Condition::Is {
                field: "voice".into(),
                values: ["b".into()].into(),
            },
            Condition::Present {
                field: "flag".into(),
            },
            Condition::Context([Context::Video2d].into()),
        ]
    };
    let rules = kinds.into_iter().enumerate().map(|(at, kind)| Rule {
        id: format!("rule-{at}").into(),
        direction: Some(Direction::Request),
        ..rule(Severity::Warning, when(), kind)
    });
    let job = ty("Job", fields, rules.collect());
    let mut query = ty(
        "ShowJobQuery",
        vec![field("limit", Shape::Int(Int::default()))],
        vec![],
    );
    query.parameters_of = Some("ShowJob".into());
    ServiceData {
        removed: vec![
            removed("ShowTask", Some("ShowJob")),
            removed("EndTask", None),
        ],
        ..data(vec![job, query], vec![show_job()])
    }
}

fn removed(name: &str, renamed_to: Option<&str>) -> RemovedOperation {
    RemovedOperation {
        name: name.into(),
        last_listed: "2025-11-07".into(),
        renamed_to: renamed_to.map(Into::into),
        route: Some(RemovedRoute {
            method: "GET".into(),
            path: "/tasks".into(),
        }),
        cite: cite(),
    }
}

fn show_job() -> Operation {
    Operation {
        service: "studio".into(),
        name: "ShowJob".into(),
        method: "GET".into(),
        path: "/jobs".into(),
        tag: "Jobs".into(),
        context: Some(Context::Photo),
        state: OperationState::RenamedTo("CopyClip".into()),
        auth: None,
        path_parameters: None,
        query: Some("ShowJobQuery".into()),
        headers: None,
        request: Some(RequestBody {
            ty: "Job".into(),
            required: true,
            media_types: MediaTypes::default(),
        }),
        responses: [Response {
            status: 200,
            summary: "The job.".into(),
            body: Some("Job".into()),
            file: false,
            media_types: MediaTypes::default(),
            headers: None,
            error_code: Some("MSS.1".into()),
            cite: cite(),
        }]
        .into(),
        callbacks: [Callback {
            name: "ended".into(),
            summary: "The job has ended.".into(),
            ty: "Job".into(),
            address: Some(Address {
                part: Part::Body,
                pointer: "/url".into(),
            }),
            cite: cite(),
        }]
        .into(),
        info: info("Shows a job."),
    }
}

fn service() -> Service {
    Service::new(studio()).expect("a contract that can be relied on")
}

#[test]
fn what_is_written_is_read_again() {
    let service = service();
    let text = service.write();
    let read = Service::read(&text).expect("a contract file");
    assert_eq!(read, service);
    assert_eq!(read.to_data(), service.to_data());
    assert_eq!(read.write(), text);
    let names: Vec<&str> = read.removed().iter().map(|one| &*one.name).collect();
    assert_eq!(names, ["EndTask", "ShowTask"]);
    // A line a type, a field, a rule, an operation, a source; a head and an end.
    let fields: usize = service
        .types()
        .map(|ty| ty.fields.len() + ty.rules.len() + 1)
        .sum();
    assert_eq!(text.lines().count(), fields + 4);
}

#[test]
fn what_nobody_sees_stands_in_a_file_as_escapes() {
    let mut data = studio();
    data.summary = "a\u{202e}b\u{200b}\u{e0041} 中文".into();
    let service = Service::new(data).expect("prose is free");
    let text = service.write();
    let (first, _) = text.split_once('\n').expect("lines");
    assert!(
        first.contains(r#""a\u202eb\u200b\udb40\udc41 中文""#),
        "{first}"
    );
    assert_eq!(Service::read(&text).expect("a contract file"), service);
}

#[test]
fn an_embedded_file_is_read_bit_by_bit_and_by_many_threads_at_once() {
    let whole = service();
    let embedded = Service::embedded(Box::leak(whole.write().into_boxed_str()));
    assert_eq!(embedded.index().len(), 1);
    std::thread::scope(|scope| {
        for _ in 0..8 {
            scope.spawn(|| {
                let job = embedded.ty("Job").expect("a type of the service");
                assert_eq!(Some(job), whole.ty("Job"));
                assert_eq!(embedded.operation("ShowJob"), whole.operation("ShowJob"));
            });
        }
    });
    assert_eq!(embedded, whole);
    assert_eq!(embedded.ty("Nobody"), None);
    assert_eq!(embedded.operation("Nothing"), None);
}

#[test]
fn a_changed_bound_is_one_short_line() {
    let mut changed = studio();
    let job = changed.types.first_mut().expect("a type");
    let Some(Field {
        shape: Shape::Int(int),
        ..
    }) = job.fields.first_mut()
    else {
        panic!("speed is the first field");
    };
    int.max = Some(201);
    let changed = Service::new(changed).expect("a contract").write();
    let before = service().write();
    let differ: Vec<_> = before
        .lines()
        .zip(changed.lines())
        .filter(|(a, b)| a != b)
        .collect();
    assert_eq!(differ.len(), 1);
    assert!(
        differ.iter().all(|(line, _)| line.len() < 400),
        "{differ:?}"
    );
}

/// The error of a file that a change has spoilt.
fn refused(change: impl FnOnce(&mut Vec<String>)) -> String {
    let mut lines: Vec<String> = service().write().lines().map(str::to_owned).collect();
    change(&mut lines);
    let text: String = lines.iter().map(|line| format!("{line}\n")).collect();
    Service::read(&text)
        .expect_err("the file is spoilt")
        .to_string()
}

fn replace(lines: &mut [String], line: usize, from: &str, to: &str) {
    let line = lines.get_mut(line).expect("a line of the file");
    assert!(line.contains(from), "{line}");
    *line = line.replacen(from, to, 1);
}

#[test]
fn a_spoilt_file_is_one_error_with_its_line() {
    let line_of = |start: &str| {
        let text = service().write();
        text.lines()
            .position(|line| line.starts_with(start))
            .expect("a line of the kind")
    };
    let (first_type, field, operation) = (
        line_of("{\"type\""),
        line_of("{\"field\""),
        line_of("{\"operation\""),
    );
    for (told, error) in [
        // A broken line.
        (
            refused(|lines| lines.get_mut(field).expect("a field").truncate(40)),
            format!("line {}: EOF", field + 1),
        ),
        // An unknown kind, of line and of shape.
        (
            refused(|lines| replace(lines, field, "{\"field\"", "{\"member\"")),
            format!("line {}: this line is of no kind", field + 1),
        ),
        (
            refused(|lines| replace(lines, field, "{\"int\"", "{\"complex\"")),
            format!("line {}: unknown variant `complex`", field + 1),
        ),
        (
            refused(|lines| replace(lines, field, "\"max\"", "\"maximum\"")),
            format!("line {}: unknown field `maximum`", field + 1),
        ),
        // A missing type.
        (
            refused(|lines| replace(lines, operation, "\"body\":\"Job\"", "\"body\":\"Jobs\"")),
            format!("line {}: ShowJob: no type is named `Jobs`", operation + 1),
        ),
        // A format of the future.
        (
            refused(|lines| replace(lines, 0, "\"mediaspec\":1", "\"mediaspec\":2")),
            "line 1: the file has format 2, and this build reads format 1 alone".to_owned(),
        ),
        (
            refused(|lines| lines.clear()),
            "line 1: the file is empty".to_owned(),
        ),
        (
            refused(|lines| replace(lines, 0, "{\"mediaspec\"", "{\"x\"")),
            "line 1: this is no contract file".to_owned(),
        ),
        // An index that does not fit.
        (
            refused(|lines| replace(lines, 0, "\"/jobs\"", "\"/job\"")),
            "line 1: the index does not fit the operations: `ShowJob`".to_owned(),
        ),
        (
            refused(|lines| drop(lines.remove(operation))),
            "line 1: the index lists `ShowJob`, and the file has no such operation".to_owned(),
        ),
        // A cut end, and text behind it.
        (
            refused(|lines| drop(lines.pop())),
            format!("line {}: the file is cut off", operation + 1),
        ),
        (
            refused(|lines| lines.push("{}".to_owned())),
            format!("line {}: text follows the last line", operation + 3),
        ),
        (
            refused(|lines| replace(lines, operation + 1, "studio", "studios")),
            format!(
                "line {}: the last line names another service",
                operation + 2
            ),
        ),
        // Lines out of order.
        (
            refused(|lines| lines.swap(first_type, field)),
            format!("line {}: this line is out of order", first_type + 1),
        ),
        // A bound that no value meets.
        (
            refused(|lines| replace(lines, field, "\"min\":50", "\"min\":500")),
            format!(
                "line {}: Job: the field `speed`: at least 500",
                first_type + 1
            ),
        ),
    ] {
        assert!(told.starts_with(&error), "{told}\n{error}");
    }
}

#[test]
fn an_automaton_that_points_out_of_its_table_is_refused() {
    let told = refused(|lines| {
        let line = lines
            .iter()
            .position(|line| line.contains("automaton"))
            .expect("a pattern");
        replace(lines, line, "[[-1,-2]]", "[[-1,7]]");
    });
    assert!(
        told.contains(
            "Job: the field `token`: an automaton names a state that is out of its table"
        ),
        "{told}"
    );
}

#[test]
fn a_file_that_is_too_large_is_not_read() {
    let text = " ".repeat(MAX_BYTES + 1);
    let error = Service::read(&text).expect_err("it is too large");
    assert!(
        error
            .message
            .contains("more than the 67108864 that are read"),
        "{error}"
    );
}

/// The problem of data that a change has spoilt.
fn problem(change: impl FnOnce(&mut ServiceData)) -> String {
    let mut data = studio();
    change(&mut data);
    Service::new(data)
        .expect_err("the data is spoilt")
        .to_string()
}

fn job(data: &mut ServiceData) -> &mut TypeDef {
    data.types.first_mut().expect("Job is the first type")
}

#[test]
fn what_the_engine_relies_on_is_held() {
    let add = |data: &mut ServiceData, new: Field| {
        let ty = job(data);
        let all = ty.fields.iter().cloned().chain([new]);
        ty.fields = all.collect();
    };
    let add_rule = |data: &mut ServiceData, kind: RuleKind| {
        let ty = job(data);
        let all = ty
            .rules
            .iter()
            .cloned()
            .chain([rule(Severity::Error, vec![], kind)]);
        ty.rules = all.collect();
    };
    for (told, found) in [
        (
            problem(|data| data.types.push(ty("Job", vec![], vec![]))),
            "there are two types of this name",
        ),
        (
            problem(|data| data.operations.push(show_job())),
            "there are two operations of this name",
        ),
        (
            problem(|data| data.removed.push(removed("EndTask", None))),
            "`EndTask` was removed twice",
        ),
        (
            problem(|data| data.removed.push(removed("ShowJob", None))),
            "`ShowJob` is an operation, and one that was removed",
        ),
        (
            problem(|data| data.removed.push(removed("ShowMore", Some("")))),
            "its new name",
        ),
        (
            problem(|data| {
                data.removed.push(RemovedOperation {
                    cite: Cite::from("nowhere"),
                    ..removed("ShowMore", None)
                })
            }),
            "no source is named `nowhere`",
        ),
        (
            problem(|data| {
                let operation = data.operations.first_mut().expect("there is one");
                operation.path = "/a".repeat(33).into();
            }),
            "its path has 33 segments, more than 32",
        ),
        (
            problem(|data| data.sources.push(fixtures::source())),
            "two sources have one name",
        ),
        (
            problem(|data| data.sources.clear()),
            "no source is named `page`",
        ),
        (
            problem(|data| add(data, field("speed", Shape::Any))),
            "the field `speed` occurs twice",
        ),
        (
            problem(|data| data.types.push(ty("A\"B", vec![], vec![]))),
            "a quote or a backslash in its name",
        ),
        (
            problem(|data| add(data, field("", Shape::Any))),
            "the field has no name",
        ),
        (
            problem(|data| add(data, field("a\u{202e}b", Shape::Any))),
            "a control character",
        ),
        (
            problem(|data| add(data, field("x", object("Nobody")))),
            "no type is named `Nobody`",
        ),
        (
            problem(|data| {
                job(data).fields = (0..=MAX_FIELDS)
                    .map(|at| field(&format!("f{at}"), Shape::Any))
                    .collect()
            }),
            "more than the 128",
        ),
        (
            problem(|data| {
                add_rule(
                    data,
                    RuleKind::RequiredIf {
                        fields: names(&["nobody"]),
                    },
                )
            }),
            "the type has no field `nobody`",
        ),
        (
            problem(|data| {
                add_rule(
                    data,
                    RuleKind::Rows {
                        fields: names(&["speed"]),
                        rows: [[].into()].into(),
                    },
                )
            }),
            "a row has another length",
        ),
        (
            problem(|data| {
                add_rule(
                    data,
                    RuleKind::Unique {
                        list: "children".into(),
                        by: Some("nobody".into()),
                    },
                )
            }),
            "the items have no field `nobody`",
        ),
        (
            problem(|data| {
                add_rule(
                    data,
                    RuleKind::Unique {
                        list: "flag".into(),
                        by: None,
                    },
                )
            }),
            "items can differ in a list alone",
        ),
        (
            problem(|data| {
                add(
                    data,
                    field(
                        "x",
                        Shape::Number(Number {
                            lower: Some(Bound {
                                value: f64::NAN,
                                exclusive: false,
                            }),
                            ..Number::default()
                        }),
                    ),
                )
            }),
            "a bound is not finite",
        ),
        (
            problem(|data| {
                let fields = names(&["nobody/inside"]);
                add_rule(data, RuleKind::AtMostOne { fields })
            }),
            "the type has no field `nobody/inside`",
        ),
        (
            problem(|data| add(data, field("x", Shape::Enum(one_of(&[]))))),
            "its list of values is empty",
        ),
        (
            problem(|data| add(data, field("x", Shape::Enum(one_of(&["a", "a"]))))),
            "the value `a` occurs twice",
        ),
        (
            problem(|data| {
                data.auth.push(AuthGroup {
                    scheme: "token".into(),
                    headers: names(&["X-Auth-Token"]),
                    cite: cite(),
                })
            }),
            "authenticated by the header `X-Auth-Token`, which is none of its headers",
        ),
    ] {
        assert!(told.contains(found), "{told}\n{found}");
    }
}

#[test]
fn a_type_may_contain_itself_and_not_require_itself() {
    let with = |change: &dyn Fn(&mut Field)| {
        let mut other = field("other", object("B"));
        change(&mut other);
        let types = vec![
            ty("A", vec![other.clone()], vec![]),
            ty(
                "B",
                vec![Field {
                    shape: object("A"),
                    ..other
                }],
                vec![],
            ),
        ];
        Service::new(data(types, vec![]))
            .map(|_| ())
            .map_err(|problem| problem.to_string())
    };
    assert_eq!(with(&|_| {}), Ok(()));
    assert_eq!(
        with(&|field| (field.required, field.nullable) = (Required::Always, true)),
        Ok(())
    );
    let refused = with(&|field| field.required = Required::InRequests);
    assert_eq!(
        refused,
        Err("B: it requires itself through `A`, so that no object of it can exist".to_owned())
    );
}

#[test]
fn a_value_that_no_object_holds_can_be_a_body_alone() {
    let with = |change: &dyn Fn(&mut ServiceData)| {
        let whole = Field {
            required: Required::Always,
            ..field("body", Shape::Int(Int::default()))
        };
        let mut data = studio();
        data.types.push(TypeDef {
            transparent: true,
            parameters_of: Some("ShowJob".into()),
            ..ty("ShowJobResponse200", vec![whole], vec![])
        });
        change(&mut data);
        Service::new(data)
            .map(drop)
            .map_err(|problem| problem.to_string())
    };
    let operation = |data: &mut ServiceData, change: &dyn Fn(&mut Operation)| {
        data.operations.iter_mut().for_each(change);
    };
    let body = &|operation: &mut Operation| {
        for response in &mut operation.responses {
            response.body = Some("ShowJobResponse200".into());
        }
    };
    assert_eq!(with(&|data| operation(data, body)), Ok(()));
    let stands = "the type `ShowJobResponse200` is transparent, and stands where only objects can";
    let query = &|operation: &mut Operation| operation.query = Some("ShowJobResponse200".into());
    assert_eq!(
        with(&|data| operation(data, query)),
        Err(format!("ShowJob: {stands}"))
    );
    let held = with(&|data| {
        let name = TypeName::from("ShowJobResponse200");
        let mut fields = job(data).fields.to_vec();
        fields.push(field("count", Shape::Object(name)));
        job(data).fields = fields.into();
    });
    assert_eq!(held, Err(format!("Job: the field `count`: {stands}")));
    let changes: [fn(&mut TypeDef); 4] = [
        |ty| ty.open = true,
        |ty| ty.fields = [].into(),
        |ty| ty.fields.iter_mut().for_each(|field| field.nullable = true),
        |ty| {
            ty.fields
                .iter_mut()
                .for_each(|field| field.required = Required::InRequests)
        },
    ];
    for change in changes {
        let told = with(&|data| data.types.last_mut().into_iter().for_each(change));
        let told = told.expect_err("no value is like that");
        assert!(told.contains("it must have one field"), "{told}");
    }
}

/// The same service in the style in which the query names the operation, with parameters that every operation takes.
fn rpc() -> ServiceData {
    let span = Condition::Present {
        field: "Span".into(),
    };
    let trace = RuleKind::RequiredIf {
        fields: names(&["Trace"]),
    };
    let common = ty(
        "Common",
        vec![
            field("Version", Shape::Enum(one_of(&["2020-01-01"]))),
            field("Trace", Shape::Text(Text::default())),
            field("Span", Shape::Int(Int::default())),
        ],
        vec![rule(Severity::Error, vec![span], trace)],
    );
    let mut data = studio();
    for ty in &mut data.types {
        if ty.parameters_of.is_some() {
            ty.includes = ["Common".into()].into();
            let action = field("Action", Shape::Enum(one_of(&["ShowJob"])));
            ty.fields = [action].into_iter().chain(ty.fields.to_vec()).collect();
        }
    }
    ServiceData {
        style: Style::Rpc {
            action: "Action".into(),
            version: "Version".into(),
            headers: None,
            cite: cite(),
        },
        common: Some("Common".into()),
        types: data.types.into_iter().chain([common]).collect(),
        ..data
    }
}

#[test]
fn what_types_include_is_written_once_and_is_in_each() {
    let service = Service::new(rpc()).expect("a contract that can be relied on");
    assert_eq!(service.version(), Some("2020-01-01"));
    let query = service.ty("ShowJobQuery").expect("a type of the service");
    let fields = |fields: &[Field]| -> Vec<String> {
        fields.iter().map(|field| field.name.to_string()).collect()
    };
    assert_eq!(
        fields(&query.fields),
        ["Version", "Trace", "Span", "Action", "limit"]
    );
    assert_eq!(fields(service.own_fields(query)), ["Action", "limit"]);
    assert_eq!((query.rules.len(), service.own_rules(query).len()), (1, 0));
    assert_eq!(service.home_of(query, "Span").name.as_str(), "Common");
    assert_eq!(
        service.home_of(query, "limit").name.as_str(),
        "ShowJobQuery"
    );
    let described: Vec<_> = service
        .described_in(query)
        .iter()
        .map(|ty| ty.name.as_str())
        .collect();
    assert_eq!(described, ["ShowJobQuery", "Common"]);
    let text = service.write();
    assert_eq!(text.matches(r#"{"field":{"name":"Span""#).count(), 1);
    assert_eq!(
        text.matches(r#""required_if":{"fields":["Trace"]"#).count(),
        1
    );
    let read = Service::read(&text).expect("a contract file");
    assert_eq!(read, service);
    assert_eq!(read.write(), text);
    let again = Service::new(service.to_data()).expect("a contract that can be relied on");
    assert_eq!(again, service);
    let embedded = Service::embedded(Box::leak(text.into_boxed_str()));
    assert_eq!(embedded, service);
}

#[test]
fn a_type_is_open_where_one_that_it_includes_is() {
    let mut data = rpc();
    for ty in data.types.iter_mut().filter(|ty| *ty.name == *"Common") {
        ty.open = true;
    }
    let service = Service::new(data).expect("a contract that can be relied on");
    let query = service.ty("ShowJobQuery").expect("a type of the service");
    assert!(query.open);
    let text = service.write();
    assert_eq!(text.matches(r#""open":true"#).count(), 1);
    assert_eq!(Service::read(&text).expect("a contract file"), service);
    let embedded = Service::embedded(Box::leak(text.into_boxed_str()));
    assert_eq!(embedded, service);
}

#[test]
fn what_types_include_is_held() {
    type Change = fn(&mut ServiceData);
    let query = |data: &mut ServiceData, change: &dyn Fn(&mut TypeDef)| {
        let mut types = data.types.iter_mut();
        change(
            types
                .find(|ty| *ty.name == *"ShowJobQuery")
                .expect("a type"),
        );
    };
    let field_of = |data: &mut ServiceData, ty: &str, name: &str, change: &dyn Fn(&mut Field)| {
        let mut types = data.types.iter_mut().filter(|known| *known.name == *ty);
        let fields = types.next().expect("a type").fields.iter_mut();
        fields.filter(|field| *field.name == *name).for_each(change);
    };
    let told = |change: &dyn Fn(&mut ServiceData)| {
        let mut data = rpc();
        change(&mut data);
        let refused = Service::new(data).expect_err("the data is spoilt");
        refused.to_string()
    };
    let nobody: Change = |data| data.common = Some("Nobody".into());
    let none: Change = |data| data.common = None;
    let version = "no parameter `Version` that every operation takes gives the version of the API";
    let action = "its query has no parameter `Action` that takes the name of the operation alone";
    for (told, found) in [
        (told(&nobody), version),
        (told(&none), version),
        (
            told(&|data| {
                field_of(data, "Common", "Version", &|field| {
                    field.shape = Shape::Enum(one_of(&["1", "2"]));
                });
            }),
            version,
        ),
        (
            told(&|data| {
                data.style = Style::Rest;
                data.common = Some("Nobody".into());
            }),
            "no type is named `Nobody`",
        ),
        (
            told(&|data| query(data, &|ty| ty.includes = ["Nobody".into()].into())),
            "no type is named `Nobody`",
        ),
        (
            told(&|data| query(data, &|ty| ty.includes = ["ShowJobQuery".into()].into())),
            "which includes others itself",
        ),
        (
            told(&|data| {
                query(data, &|ty| {
                    ty.includes = ["Common".into(), "Common".into()].into();
                });
            }),
            "the field `Version` occurs twice",
        ),
        (
            told(&|data| query(data, &|ty| ty.includes = [].into())),
            "its query does not include `Common`, whose parameters every operation takes",
        ),
        (
            told(&|data| query(data, &|ty| ty.fields = [].into())),
            action,
        ),
        (
            told(&|data| {
                field_of(data, "ShowJobQuery", "Action", &|field| {
                    field.shape = Shape::Enum(one_of(&["CopyJob"]));
                });
            }),
            action,
        ),
        (
            told(&|data| {
                field_of(data, "ShowJobQuery", "Action", &|field| {
                    field.shape = Shape::Text(Text::default());
                });
            }),
            action,
        ),
    ] {
        assert!(told.contains(found), "{told}\n{found}");
    }
    // In the style of paths, a query can be the common parameters themselves.
    let mut data = rpc();
    data.style = Style::Rest;
    for operation in &mut data.operations {
        operation.query = Some("Common".into());
    }
    assert!(Service::new(data).is_ok());
}

#[test]
fn what_types_include_and_name_is_no_more_than_two_files_can_hold() {
    let choice = Enum {
        named: Some("Wide".into()),
        ..Enum::default()
    };
    let wide = |shape| Field {
        required: Required::Always,
        ..field("wide", shape)
    };
    let mut values = one_of(&["a"]);
    for value in &mut values.values {
        value.summary = "x".repeat(1 << 20).into();
    }
    let value = TypeDef {
        transparent: true,
        ..ty("Wide", vec![wide(Shape::Enum(values))], vec![])
    };
    let naming = |name: &str| ty(name, vec![wide(Shape::Enum(choice.clone()))], vec![]);
    let including = |name: &str| TypeDef {
        includes: ["Naming".into()].into(),
        ..ty(name, vec![], vec![])
    };
    for of in [&naming as &dyn Fn(&str) -> TypeDef, &including] {
        let mut types = vec![value.clone(), naming("Naming")];
        types.extend((0..130).map(|number| of(&format!("Other{number:03}"))));
        let text = Service::provisional(data(types, vec![])).write();
        assert!(text.len() < MAX_BYTES / 16);
        let error = Service::read(&text).expect_err("it is too much");
        let all: Vec<&str> = text.lines().collect();
        let at = |line: &&str| line.contains("\"name\":\"Other126\"");
        let last = all.iter().position(at);
        assert_eq!(
            (Some(error.line), &*error.message),
            (
                last.and_then(|line| u64::try_from(line + 1).ok()),
                "with what types include and name it comes to more than 134217728 bytes"
            )
        );
    }
}

#[test]
fn files_are_fields_of_forms_in_parts_alone() {
    type Change<'c> = dyn Fn(&mut ServiceData, &mut Operation) + 'c;
    let file = || {
        Shape::Text(Text {
            form: Form::default(),
            content: Content::File,
        })
    };
    let types = |names: &[&str]| MediaTypes {
        names: names.iter().map(|name| (*name).into()).collect(),
    };
    let with = |shape: Shape, change: &Change<'_>| {
        let mut data = studio();
        let upload = ty("Upload", vec![field("file", shape)], vec![]);
        data.types.push(upload);
        let mut send = Operation {
            name: "Send".into(),
            request: Some(RequestBody {
                ty: "Upload".into(),
                required: true,
                media_types: types(&["multipart/form-data"]),
            }),
            ..show_job()
        };
        change(&mut data, &mut send);
        data.operations.push(send);
        let told = Service::new(data).map(drop);
        told.map_err(|problem| problem.to_string())
    };
    let as_it_is = &|_: &mut ServiceData, _: &mut Operation| {};
    assert_eq!(with(file(), as_it_is), Ok(()));
    assert_eq!(with(list(file()), as_it_is), Ok(()));
    let misplaced = "Upload: the field `file`: it holds a file, which can be a field of a form that is sent as multipart/form-data alone, or an item of a list that is such a field";
    let misplaced = || Err(misplaced.to_owned());
    assert_eq!(with(list(list(file())), as_it_is), misplaced());
    let either = Alternatives {
        shapes: [file(), Shape::Bool].into(),
    };
    assert_eq!(with(Shape::Alternatives(either), as_it_is), misplaced());
    let document = Text {
        form: Form::default(),
        content: Content::Json(Box::new(file())),
    };
    assert_eq!(with(Shape::Text(document), as_it_is), misplaced());
    // The type is something else as well.
    let changes: [&Change<'_>; 6] = [
        &|_, send| send.query = Some("Upload".into()),
        &|_, send| {
            for response in &mut send.responses {
                response.body = Some("Upload".into());
            }
        },
        &|data, _| data.error = Some("Upload".into()),
        &|data, _| {
            let mut fields = job(data).fields.to_vec();
            fields.push(field("upload", object("Upload")));
            job(data).fields = fields.into();
        },
        &|_, send| {
            if let Some(body) = &mut send.request {
                let both = ["multipart/form-data", "application/x-www-form-urlencoded"];
                body.media_types = types(&both);
            }
        },
        &|_, send| {
            if let Some(body) = &mut send.request {
                body.media_types = MediaTypes::default();
            }
        },
    ];
    for change in changes {
        assert_eq!(with(file(), change), misplaced());
    }
    // A tag cannot say of which type a file is.
    let selects = RuleKind::SelectsType {
        tag: "kind".into(),
        field: "file".into(),
        cases: [("a".into(), "Job".into())].into(),
        otherwise: None,
    };
    let selected = with(file(), &|data, _| {
        for ty in data.types.iter_mut().filter(|ty| *ty.name == *"Upload") {
            let tag = field("kind", Shape::Enum(one_of(&["a"])));
            ty.fields = ty.fields.iter().cloned().chain([tag]).collect();
            ty.rules = [rule(Severity::Error, vec![], selects.clone())].into();
        }
    });
    let told = selected.expect_err("a file has no type");
    assert!(
        told.ends_with("the field `file` is a file, so that no type can be selected for it"),
        "{told}"
    );
}

#[test]
fn bodies_are_sent_as_what_can_be_read_of_them() {
    let types = |names: &[&str]| MediaTypes {
        names: names.iter().map(|name| (*name).into()).collect(),
    };
    let of_request = |names: &[&str]| {
        let mut data = studio();
        for operation in &mut data.operations {
            if let Some(body) = &mut operation.request {
                body.media_types = types(names);
            }
        }
        Service::new(data)
            .map(drop)
            .map_err(|problem| problem.to_string())
    };
    assert_eq!(of_request(&["application/json", "text/json"]), Ok(()));
    assert_eq!(of_request(&["multipart/form-data"]), Ok(()));
    for (names, why) in [
        (
            &["application/xml"][..],
            "ShowJob: a body of a type is JSON, or else a form",
        ),
        (&["a"], "ShowJob: `a` is no media type in lower case"),
        (&[], "ShowJob: the list of media types is empty"),
    ] {
        let told = of_request(names).expect_err("it is no media type of a body");
        assert!(told.starts_with(why), "{told}");
    }
    let of_response = |body: Option<&str>, file: bool, names: &[&str]| {
        let mut data = studio();
        for operation in &mut data.operations {
            for response in &mut operation.responses {
                response.body = body.map(Into::into);
                response.file = file;
                response.media_types = types(names);
            }
        }
        Service::new(data)
            .map(drop)
            .map_err(|problem| problem.to_string())
    };
    let json = &["application/json"][..];
    assert_eq!(of_response(Some("Job"), false, json), Ok(()));
    assert_eq!(of_response(None, false, json), Ok(()));
    assert_eq!(of_response(None, true, &["image/png", "video/mp4"]), Ok(()));
    assert_eq!(of_response(None, true, &[]), Ok(()));
    for (body, file, names, why) in [
        (
            Some("Job"),
            false,
            &["multipart/form-data"][..],
            "an answer of a type is JSON",
        ),
        (
            Some("Job"),
            true,
            json,
            "its body is a file, and of a type as well",
        ),
        (
            None,
            false,
            &["image/png"],
            "it has media types, and no body",
        ),
        (
            None,
            true,
            &["image/PNG"],
            "`image/PNG` is no media type in lower case",
        ),
    ] {
        let told = of_response(body, file, names).expect_err("no such body is sent");
        assert!(
            told.starts_with(&format!("ShowJob: the status 200: {why}")),
            "{told}"
        );
    }
}

#[test]
fn a_form_has_fields_and_is_no_value_alone() {
    let mut data = studio();
    let whole = Field {
        required: Required::Always,
        ..field("body", Shape::Int(Int::default()))
    };
    data.types.push(TypeDef {
        transparent: true,
        parameters_of: Some("ShowJob".into()),
        ..ty("Whole", vec![whole], vec![])
    });
    for body in data
        .operations
        .iter_mut()
        .filter_map(|one| one.request.as_mut())
    {
        body.ty = "Whole".into();
        body.media_types.names = ["multipart/form-data".into()].into();
    }
    let told = Service::new(data).map(drop).expect_err("it has no fields");
    let told = told.to_string();
    assert!(
        told.starts_with("ShowJob: the type `Whole` is transparent"),
        "{told}"
    );
}

#[test]
fn a_named_value_is_said_once_and_counts_wherever_it_is_named() {
    let named = |name: &str| {
        let choice = Enum {
            named: Some(name.into()),
            ..Enum::default()
        };
        field("tone", Shape::Enum(choice))
    };
    let value = |shape| TypeDef {
        transparent: true,
        ..ty(
            "Tone",
            vec![Field {
                required: Required::Always,
                ..field("body", shape)
            }],
            vec![],
        )
    };
    let with = |tone: Field, value: TypeDef| {
        let mut data = studio();
        data.types.push(value);
        let fields = std::mem::take(&mut job(&mut data).fields);
        job(&mut data).fields = fields.into_iter().chain([tone]).collect();
        Service::new(data).map_err(|problem| problem.to_string())
    };
    let tones = || value(Shape::Enum(one_of(&["high", "low"])));
    let service = with(named("Tone"), tones()).expect("a contract");
    let tone = |service: &Service| {
        let job = service.ty("Job").expect("a type");
        job.field("tone").expect("a field").shape.clone()
    };
    let Shape::Enum(choice) = tone(&service) else {
        panic!("an enum is expected")
    };
    assert!(choice.find("low").is_some() && choice.named == Some("Tone".into()));
    // The file lists the values once, and both ways of reading it give them to the field.
    let text = service.write();
    assert_eq!(text.matches("\"high\"").count(), 1, "{text}");
    let text: &'static str = text.leak();
    for read in [
        Service::read(text).expect("it can be read"),
        Service::embedded(text),
    ] {
        assert_eq!(tone(&read), tone(&service));
        assert_eq!(read, service);
    }

    // What sources say of the value that do not agree is said once as well, and counts for the field, and for items of it.
    let vote = |values: &[&str]| Vote {
        cite: cite(),
        shape: Shape::Enum(one_of(values)),
        required: None,
        direction: None,
        older: false,
        because: "".into(),
    };
    let mut disputed = tones();
    if let [body] = &mut *disputed.fields {
        body.votes = [vote(&["high", "low"]), vote(&["high", "middle"])].into();
    }
    let items = |tone: Field| Field {
        shape: list(tone.shape.clone()),
        ..tone
    };
    for (tone, is_list) in [(named("Tone"), false), (items(named("Tone")), true)] {
        let service = with(tone, disputed.clone()).expect("a contract");
        let votes = |service: &Service| {
            let job = service.ty("Job").expect("a type");
            job.field("tone").expect("a field").votes.clone()
        };
        let shapes = votes(&service);
        let shapes: Vec<_> = shapes.iter().map(|vote| vote.shape.clone()).collect();
        let expected = [&["high", "low"], &["high", "middle"]].map(|values| {
            let shape = Shape::Enum(one_of(values));
            if is_list { list(shape) } else { shape }
        });
        assert_eq!(shapes, expected);
        let text = service.write();
        assert_eq!(text.matches("\"middle\"").count(), 1, "{text}");
        let text: &'static str = text.leak();
        for read in [
            Service::read(text).expect("it can be read"),
            Service::embedded(text),
        ] {
            assert_eq!(votes(&read), votes(&service));
        }
    }

    let refusals = [
        (named("Tones"), tones(), "no value is named `Tones`"),
        (named("Job"), tones(), "no value is named `Job`"),
        (
            named("Tone"),
            value(Shape::Text(Text::default())),
            "the named value `Tone` is of kind `text`, not `enum`",
        ),
        (
            field("tone", object("Tone")),
            tones(),
            "the type `Tone` is transparent, and stands where only objects can",
        ),
    ];
    for (field, value, why) in refusals {
        let told = with(field, value).expect_err(why);
        assert_eq!(told, format!("Job: the field `tone`: {why}"));
    }
    for shape in [Shape::Bool, named("Tone").shape] {
        let told = with(field("tone", Shape::Bool), value(shape)).expect_err("no such value");
        assert!(told.starts_with("Tone: it is a named value"), "{told}");
    }
}

#[test]
fn catalogs_list_services_by_name() {
    let named = |name: &str| {
        let mut data = studio();
        data.name = name.into();
        for operation in &mut data.operations {
            operation.service = name.into();
        }
        Service::new(data).expect("a service")
    };
    let catalog = Catalog::new([named("b"), named("a")]).expect("two names");
    let names: Vec<&str> = catalog.services().iter().map(Service::name).collect();
    assert_eq!(names, ["a", "b"]);
    assert!(catalog.service("b").is_some() && catalog.service("c").is_none());
    let twice = Catalog::new([named("a"), named("a")]).expect_err("one name");
    assert_eq!(twice.to_string(), "two services are called `a`");
}
