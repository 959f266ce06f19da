//! What the sources of the shipped contracts say, where they do not agree or say less than they mean: each payload gets
//! what they say together.

use std::sync::LazyLock;

use mediaspec_core::contract::{Cite, Shape, SourceKind};
use mediaspec_core::report::Report;
use mediaspec_tests::shipped_spec;
use mediaspec_validator::{Message, Part, Profile, Validator};
use serde_json::{Value, json};

static SHIPPED: LazyLock<Validator> = LazyLock::new(|| Validator::from_catalog(shipped_spec()));

const CREATE: (&str, Message) = ("Create2DDigitalHumanVideo", Message::Request);
const SHOW: (&str, Message) = ("Show2DDigitalHumanVideo", Message::Response(200));
const LIST: (&str, Message) = ("ListDigitalHumanVideo", Message::Response(200));
const LIVE: (&str, Message) = ("ListSmartLiveJobs", Message::Response(200));
const TRAINING: (&str, Message) = ("Show2dModelTrainingJob", Message::Response(200));
const SUBMIT: (&str, Message) = ("mts/SubmitIProductionJob", Message::Request);
const WORKFLOW: (&str, Message) = ("mts/AddMediaWorkflow", Message::Request);
const QUERY: (&str, Message) = ("mts/QueryIProductionJob", Message::Response(200));

fn check(
    validator: &Validator,
    (operation, message): (&str, Message),
    part: Part,
    payload: &Value,
) -> Report {
    let operation = validator.operation(operation).expect("a shipped operation");
    let payload = payload.to_string();
    let report = operation.check(message, part, payload.as_bytes());
    report.expect("a documented message")
}

/// A finding in short: `error maximum /a/b`.
fn findings(report: &Report) -> Vec<String> {
    assert_eq!(report.malformed, None);
    let violations = report.violations.iter();
    violations
        .map(|violation| {
            let inner: String = violation
                .embedded
                .iter()
                .map(|way| format!("!{way}"))
                .collect();
            format!(
                "{} {} {}{inner}",
                violation.severity.as_str(),
                violation.code,
                violation.pointer
            )
        })
        .collect()
}

#[track_caller]
fn told(message: (&str, Message), part: Part, payload: Value, expected: &[&str]) {
    let report = check(&SHIPPED, message, part, &payload);
    assert_eq!(findings(&report), expected, "{payload}");
}

#[track_caller]
fn body(message: (&str, Message), payload: Value, expected: &[&str]) {
    told(message, Part::Body, payload, expected);
}

/// A request that makes a video of one scene.
fn create() -> Value {
    json!({
        "model_asset_id": "a",
        "voice_config": { "voice_asset_id": "a" },
        "video_config": { "bitrate": 4000, "width": 1920, "height": 1080 },
        "shoot_scripts": [{ "shoot_script": { "text_config": { "text": "Hello." } } }],
    })
}

/// The payload with something else at a place.
fn with(mut payload: Value, pointer: &str, value: Value) -> Value {
    let (parent, name) = pointer.rsplit_once('/').expect("a pointer");
    let parent = payload.pointer_mut(parent).expect("it is there");
    parent[name] = value;
    payload
}

fn submit(more: Value) -> Value {
    let mut payload = json!({
        "Version": "2014-06-18", "FunctionName": "MusicSegmentDetect", "JobParams": "{}",
        "Input": "oss://in.oss-cn-shanghai.aliyuncs.com/a.mp3",
        "Output": "oss://out.oss-cn-shanghai.aliyuncs.com/{source}-{sequenceId}",
    });
    for (name, value) in more.as_object().expect("members") {
        payload[name] = value.clone();
    }
    payload
}

#[test]
fn a_request_without_a_script_gives_what_a_script_would() {
    body(CREATE, create(), &[]);
    body(CREATE, json!({ "script_id": "a" }), &[]);
    body(
        CREATE,
        json!({}),
        &[
            "warning required-if /model_asset_id",
            "warning required-if /voice_config",
            "warning required-if /video_config",
            "warning required-if /shoot_scripts",
        ],
    );
    let scene = "/shoot_scripts/0/shoot_script";
    let silent = with(create(), scene, json!({}));
    let missing = "warning required-if /shoot_scripts/0/shoot_script/text_config";
    body(CREATE, silent, &[missing]);
    let mute = with(create(), scene, json!({ "script_type": "AUDIO" }));
    let missing = "warning at-least-one /shoot_scripts/0/shoot_script/audio_config";
    body(CREATE, mute, &[missing]);
    for recording in ["audio_config", "audio_drive_file_external_url"] {
        let value = match recording {
            "audio_config" => json!({ "audio_id": 1 }),
            _ => json!("https://recordings.example.com/a.mp3"),
        };
        let spoken = json!({ "script_type": "AUDIO", recording: value });
        body(CREATE, with(create(), scene, spoken), &[]);
    }
}

#[test]
fn what_is_implied_says_so() {
    for service in shipped_spec().services() {
        for rule in service.types().flat_map(|ty| &ty.rules) {
            let summary = rule.info.summary.to_lowercase();
            if summary.contains("implied") {
                assert_eq!(rule.severity.as_str(), "warning", "{}", rule.id);
            }
        }
    }
}

#[test]
fn a_type_is_the_same_in_requests_and_answers() {
    let video = "/video_config";
    let page = with(
        create(),
        "/video_config/disable_system_watermark",
        json!(true),
    );
    body(CREATE, page, &[]);
    let scene = "/shoot_scripts/0/shoot_script";
    for (member, value) in [
        ("animation_config", json!([{ "animation": "a" }])),
        ("emotion_config", json!([{ "emotion": "SAD" }])),
    ] {
        let place = format!("{scene}/{member}");
        let report = check(&SHIPPED, CREATE, Part::Body, &with(create(), &place, value));
        assert!(report.is_valid(), "{member}");
        let dropped = format!("warning deprecated {place}");
        assert!(findings(&report).contains(&dropped), "{member}");
    }
    let behind = format!("{scene}/background_config");
    for (member, value) in [
        ("background_title", json!("Harbour")),
        (
            "background_cover_url",
            json!("https://covers.example.com/a.png"),
        ),
        ("human_position_2d", json!({ "position": "LEFT" })),
        ("human_size_2d", json!({ "width": 100 })),
    ] {
        let background = json!([{
            "background_type": "COLOR", "background_color_config": "#102030", member: value,
        }]);
        let report = check(
            &SHIPPED,
            CREATE,
            Part::Body,
            &with(create(), &behind, background),
        );
        assert!(report.is_valid(), "{member}");
        let dropped = format!("warning deprecated {behind}/0/{member}");
        assert!(findings(&report).contains(&dropped), "{member}");
    }
    let timed = with(create(), "/shoot_scripts/0/start_time", json!(0.5));
    body(
        CREATE,
        timed,
        &["warning no-effect /shoot_scripts/0/start_time"],
    );

    // Of a disputed value the highest source that speaks says whether it is told in answers.
    for (codec, in_request, in_answer) in [
        ("H264", None, None),
        ("VP9", Some("warning"), Some("warning")),
        ("AV2", Some("error"), Some("error")),
    ] {
        let config = json!({ "bitrate": 4000, "width": 1920, "height": 1080, "codec": codec });
        let found = |severity: Option<&str>| -> Vec<String> {
            let found = severity.map(|severity| format!("{severity} enum /video_config/codec"));
            found.into_iter().collect()
        };
        let request = check(
            &SHIPPED,
            CREATE,
            Part::Body,
            &with(create(), video, config.clone()),
        );
        assert_eq!(findings(&request), found(in_request), "{codec}");
        let answer = json!({ "job_id": "a", "state": "SUCCEED", "video_config": config });
        let answer = check(&SHIPPED, SHOW, Part::Body, &answer);
        assert_eq!(findings(&answer), found(in_answer), "{codec}");
    }
    let text = |length: usize| {
        let text = json!("a".repeat(length));
        with(create(), &format!("{scene}/text_config/text"), text)
    };
    let long = "warning maxLength /shoot_scripts/0/shoot_script/text_config/text";
    body(CREATE, text(10_000), &[]);
    body(CREATE, text(10_001), &[long]);
    let report = check(&SHIPPED, CREATE, Part::Body, &text(300_001));
    assert!(!report.is_valid());
}

#[test]
fn a_font_is_any_text_and_a_colour_may_be_empty() {
    let answer = |subtitles: Value| {
        json!({ "job_id": "a", "state": "SUCCEED", "video_config":
            { "bitrate": 4000, "width": 1920, "height": 1080, "subtitle_config": subtitles } })
    };
    let place = "/video_config/subtitle_config";
    let unlisted = format!("warning enum {place}/font_name");
    body(SHOW, answer(json!({ "font_name": "Lato" })), &[&unlisted]);
    let listed = answer(json!({ "font_name": "HarmonyOS_Sans_SC_Thin" }));
    body(SHOW, listed, &[]);
    body(SHOW, answer(json!({ "font_color": "" })), &[]);
    let red = format!("warning pattern {place}/font_color");
    body(SHOW, answer(json!({ "font_color": "red" })), &[&red]);
}

#[test]
fn lists_that_a_page_lost_are_open_and_hold_what_others_list() {
    for job_type in ["PHOTO_DIGITAL_HUMAN_VIDEO", "DIGITAL_HUMAN_PHOTO_VIDEO"] {
        let jobs = json!([{ "job_id": "a", "state": "SUCCEED", "job_type": job_type }]);
        body(LIST, json!({ "count": 1, "jobs": jobs }), &[]);
    }
    let jobs = json!([{ "job_id": "a", "state": "THAWED" }]);
    let unlisted = "warning enum /jobs/0/state";
    body(LIST, json!({ "count": 1, "jobs": jobs }), &[unlisted]);
    let shown = |name: &str, value: &str| {
        let mut job = json!({ "job_id": "a", "name": "a", "state": "TRAINING" });
        job[name] = value.into();
        job
    };
    let wrong = "warning enum /job_type";
    let photo =
        json!({ "job_id": "a", "state": "SUCCEED", "job_type": "DIGITAL_HUMAN_PHOTO_VIDEO" });
    body(SHOW, photo, &[wrong]);
    body(TRAINING, shown("model_version", "V3.3"), &[]);
    body(TRAINING, shown("state", "MANUL_STOP_ACTION_MARK"), &[]);
    body(
        TRAINING,
        shown("state", "RESTING"),
        &["warning enum /state"],
    );
    let logs = |kind: &str| {
        with(
            shown("state", "TRAINING"),
            "/operation_logs",
            json!([{ "log_type": kind }]),
        )
    };
    body(TRAINING, logs("TIME_OUT_RETRY"), &[]);
    let unlisted = "warning enum /operation_logs/0/log_type";
    body(TRAINING, logs("COFFEE_BREAK"), &[unlisted]);
    let catalog = shipped_spec();
    let service = catalog.service("metastudio").expect("a shipped service");
    let count = |ty: &str, field: &str| {
        let field = service.ty(ty).and_then(|ty| ty.field(field));
        match field.map(|field| &field.shape) {
            Some(Shape::Enum(values)) => values.values.len(),
            other => panic!("{other:?}"),
        }
    };
    assert_eq!(count("Show2dModelTrainingJobDetail", "state"), 47 + 14);
    assert_eq!(count("OperationLogInfo", "log_type"), 59 + 36);
}

#[test]
fn times_may_have_fractions_and_offsets() {
    for time in ["2026-01-01T00:00:00.123Z", "2026-01-01T08:00:00+08:00"] {
        let job = json!({ "start_time": time, "end_time": time, "create_time": time });
        body(LIVE, json!({ "count": 1, "smart_live_jobs": [job] }), &[]);
        let training =
            json!({ "job_id": "a", "name": "a", "state": "TRAINING", "create_time": time });
        body(TRAINING, training, &[]);
        // Here the length is all that is known, of a definition alone.
        let video = json!({ "job_id": "a", "state": "SUCCEED", "start_time": time });
        body(SHOW, video, &["warning maxLength /start_time"]);
    }
    let job = json!({ "start_time": "yesterday" });
    let wrong = "error format /smart_live_jobs/0/start_time";
    let report = check(
        &SHIPPED,
        LIVE,
        Part::Body,
        &json!({ "count": 1, "smart_live_jobs": [job] }),
    );
    assert!(findings(&report).contains(&wrong.to_owned()), "{report:?}");
}

#[test]
fn answers_are_not_held_to_what_callers_must_send() {
    let answer = json!({
        "job_id": "a", "state": "SUCCEED", "video_making_type": "PICTURE",
        "video_config": { "bitrate": 4000, "width": 1000, "height": 1000 },
    });
    body(
        SHOW,
        answer,
        &[
            "warning rows /video_config",
            "warning deprecated /video_making_type",
            "warning required-if /human_image",
        ],
    );
    let odd = with(create(), "/video_config/width", json!(1000));
    body(CREATE, odd, &["error rows /video_config"]);
    let live = |address: &str| {
        let events = json!({ "live_event_type_callback_url": address });
        json!({ "count": 1, "smart_live_jobs": [{ "live_event_callback_config": events }] })
    };
    body(LIVE, live("https://events.example.com/live?auth=a"), &[]);
    let place = "/smart_live_jobs/0/live_event_callback_config/live_event_type_callback_url";
    let wanted = format!("warning format {place}");
    body(
        LIVE,
        live("http://events.example.com/live?auth=a"),
        &[&wanted],
    );
}

#[test]
fn events_of_a_room_hold_objects_or_texts() {
    let event = || ("ListSmartLiveJobs", Message::Callback("rtc-event".into()));
    let reply = "reply_command_finish_notify";
    body(
        event(),
        json!({ "message_type": reply, "data": { "reply_id": "a" } }),
        &[],
    );
    body(
        event(),
        json!({ "message_type": reply, "data": r#"{"reply_id":"a"}"# }),
        &[],
    );
    let wrong = json!({ "message_type": reply, "data": r#"{"reply_id":1}"# });
    body(event(), wrong, &["error type /data!/reply_id"]);
}

#[test]
fn credentials_may_be_longer_than_a_definition_says() {
    let headers = json!({ "X-Auth-Token": "t".repeat(20_000) });
    let long = "warning maxLength /X-Auth-Token";
    told(CREATE, Part::Header, headers, &[long]);
    let headers = json!({
        "Authorization": "s".repeat(300), "X-Sdk-Date": "20260110T084317Z", "X-Project-Id": "a",
    });
    told(
        CREATE,
        Part::Header,
        headers,
        &["warning maxLength /Authorization"],
    );
    let headers = json!({ "X-Auth-Token": "t", "X-App-UserId": "u".repeat(300) });
    told(
        CREATE,
        Part::Header,
        headers,
        &["warning maxLength /X-App-UserId"],
    );
}

#[test]
fn states_to_list_may_be_others_than_those_of_a_task() {
    for operation in ["ListDigitalHumanVideo", "ListSmartLiveJobs"] {
        for (states, expected) in [
            ("WAITING,PROCESSING", vec![]),
            // The first that no source lists is told, and the others are not.
            ("CREATING,PUBLISHED", vec!["warning enum /state"]),
        ] {
            let query = json!({ "state": states });
            told((operation, Message::Request), Part::Query, query, &expected);
        }
    }
}

#[test]
fn a_list_is_sorted_by_what_any_source_lists() {
    for (operation, key, expected) in [
        ("ListDigitalHumanVideo", "update_time", vec![]),
        ("ListDigitalHumanVideo", "asset_order", vec![]),
        ("ListSmartLiveJobs", "create_time", vec![]),
        (
            "ListSmartLiveJobs",
            "update_time",
            vec!["warning enum /sort_key"],
        ),
        (
            "ListSmartLiveJobs",
            "asset_order",
            vec!["warning enum /sort_key"],
        ),
        ("ListSmartLiveJobs", "room", vec!["error enum /sort_key"]),
    ] {
        let query = json!({ "sort_key": key });
        told((operation, Message::Request), Part::Query, query, &expected);
    }
}

#[test]
fn only_video_production_means_no_other_service() {
    let catalog = shipped_spec();
    let service = catalog.service("metastudio").expect("a shipped service");
    let ty = service.ty("VideoConfig").expect("a shipped type");
    let rule = ty
        .rules
        .iter()
        .find(|rule| &*rule.id == "vp8-is-for-video-production");
    let when = format!("{:?}", rule.expect("the rule").when);
    for other in ["Live2d", "Chat2d", "Photo", "Flexus"] {
        assert!(when.contains(other), "{when}");
    }
    assert!(!when.contains("Video2d"), "{when}");
}

#[test]
fn a_strict_check_takes_the_word_of_the_source_that_governs() {
    let strict = Validator::from_catalog(shipped_spec()).profile(Profile::Strict);
    let codec = with(create(), "/video_config/codec", json!("VP9"));
    let report = check(&strict, CREATE, Part::Body, &codec);
    assert_eq!(findings(&report), ["error enum /video_config/codec"]);
}

#[test]
fn parameters_of_a_job_are_a_document_or_nothing() {
    told(SUBMIT, Part::Query, submit(json!({})), &[]);
    for nothing in ["", "null"] {
        let empty = submit(json!({ "JobParams": nothing }));
        let report = check(&SHIPPED, SUBMIT, Part::Query, &empty);
        assert!(report.is_valid(), "{report:?}");
    }
    for text in ["fast, please", "{mode:\"gif\"}"] {
        for function in ["ImageCartoonize", "CaptionExtraction"] {
            let wrong = submit(json!({ "JobParams": text, "FunctionName": function }));
            told(
                SUBMIT,
                Part::Query,
                wrong,
                &["error contentMediaType /JobParams"],
            );
            let answer = json!({ "JobParams": text, "FunctionName": function });
            body(QUERY, answer, &["warning contentMediaType /JobParams"]);
        }
    }
    let wrong = submit(json!({ "FunctionName": "CaptionExtraction", "JobParams": r#"{"fps":1}"# }));
    told(
        SUBMIT,
        Part::Query,
        wrong,
        &["error minimum /JobParams!/fps"],
    );
}

#[test]
fn addresses_name_their_endpoint_and_covers_their_number() {
    let bare = submit(json!({ "Input": "oss://bucket/object.mp3" }));
    told(SUBMIT, Part::Query, bare, &["warning pattern /Input"]);
    let output = "oss://out.oss-cn-shanghai.aliyuncs.com/{source}.jpg";
    let cover = submit(json!({ "FunctionName": "Cover", "Output": output }));
    told(SUBMIT, Part::Query, cover, &["error pattern /Output"]);
    told(
        SUBMIT,
        Part::Query,
        submit(json!({ "Output": output })),
        &[],
    );
}

#[test]
fn results_of_a_job_are_what_examples_show() {
    for result in ["", "null", "{}"] {
        body(QUERY, json!({ "Result": result }), &[]);
    }
    for data in [
        "",
        "null",
        r#"[{"Score":0.9,"Url":"a.jpg"}]"#,
        r#"{"result":[{"file":"a.srt"}]}"#,
    ] {
        let result = json!({ "Code": "Success", "Data": data }).to_string();
        body(QUERY, json!({ "Result": result }), &[]);
    }
    let result = json!({ "Data": r#"{"result":[{"file":1}]}"# }).to_string();
    let wrong = "error type /Result!/Data!/result/0/file";
    body(QUERY, json!({ "Result": result }), &[wrong]);
    for function in ["FaceBeauty", "SpeechDenoise"] {
        let unlisted = "warning enum /FunctionName";
        body(QUERY, json!({ "FunctionName": function }), &[unlisted]);
    }
    body(
        QUERY,
        json!({ "FunctionName": "Juggling" }),
        &["error enum /FunctionName"],
    );
}

/// Parameters of a call that makes a workflow of one step.
fn workflow(kind: &str, parameters: &Value) -> Value {
    let activities = json!({ "step": { "Type": kind, "Parameters": parameters } });
    let topology = json!({ "Activities": activities, "Dependencies": { "step": [] } });
    json!({ "Version": "2014-06-18", "Name": "a", "Topology": topology.to_string() })
}

#[test]
fn documents_that_only_old_editions_show_may_have_further_members() {
    let catalog = shipped_spec();
    let service = catalog.service("mts").expect("a shipped service");
    let is_old = |cite: &Cite| service.source(cite).kind == SourceKind::Archive;
    let mut old = 0;
    for ty in service.types() {
        let of_calls = [service.common(), service.error()].contains(&Some(&ty.name));
        let cites = ty.fields.iter().map(|field| &field.info.cite);
        if !of_calls && !ty.transparent && cites.chain([&ty.info.cite]).all(is_old) {
            assert!(ty.open, "{}", ty.name.as_str());
            old += 1;
        }
    }
    assert!(old > 30, "{old}");

    let file = json!({ "Bucket": "a", "Location": "oss-cn-beijing" }).to_string();
    let start = json!({ "PipelineId": "a", "InputFile": file, "MessageTyp": "Topic" });
    let payload = workflow("Start", &start);
    let report = check(&SHIPPED, WORKFLOW, Part::Query, &payload);
    let place = "/Topology!/Activities/step/Parameters/MessageTyp";
    let expected = [format!("warning additionalProperties {place}")];
    assert_eq!(findings(&report), expected);
    let suggestion = report.violations[0].suggestion().expect("a nearest name");
    assert_eq!(suggestion.rename.as_deref(), Some("MessageType"));
}

#[test]
fn what_an_activity_does_decides_what_its_parameters_are() {
    let place = "/Topology!/Activities/step/Parameters";
    for (kind, parameters, expected) in [
        ("Report", json!({ "PublishType": "Auto" }), vec![]),
        (
            "Report",
            json!({ "PublishType": "Never" }),
            vec![format!("error enum {place}/PublishType")],
        ),
        (
            "Transcode",
            json!({ "Outputs": json!([{ "OutputObject": "a" }]).to_string() }),
            vec![format!("error required {place}/Outputs!/0/TemplateId")],
        ),
        ("VideoGroup", json!({ "AdaptationSet": "" }), vec![]),
    ] {
        let payload = workflow(kind, &parameters);
        let report = check(&SHIPPED, WORKFLOW, Part::Query, &payload);
        assert_eq!(findings(&report), expected, "{payload}");
    }
}

#[test]
fn an_output_is_of_a_template_and_its_settings_go_together() {
    let jobs = |more: Value| {
        let mut output = json!({ "OutputObject": "a", "TemplateId": "S00000001-200010" });
        for (name, value) in more.as_object().expect("members") {
            output[name] = value.clone();
        }
        let input = json!({ "Bucket": "a", "Location": "oss-cn-beijing", "Object": "a" });
        json!({
            "Version": "2014-06-18", "PipelineId": "a", "OutputBucket": "a", "Input": input.to_string(),
            "Outputs": json!([output]).to_string(),
        })
    };
    let codec = json!({ "Codec": "H.265", "Crf": "20", "Bitrate": "900" });
    for (more, expected) in [
        (json!({}), vec![]),
        (
            json!({ "TemplateId": "0a1b2c3d4e5f60718293a4b5c6d7e8f9" }),
            vec![],
        ),
        (
            json!({ "TemplateId": 1 }),
            vec!["error type /Outputs!/0/TemplateId"],
        ),
        (
            json!({ "Container": { "Format": "flv" }, "Video": codec }),
            vec![
                "warning no-effect /Outputs!/0/Video/Bitrate",
                "warning accepted-range /Outputs!/0/Video/Codec",
            ],
        ),
        // One edition calls it a text.
        (
            json!({ "Video": codec.to_string() }),
            vec!["warning type /Outputs!/0/Video"],
        ),
        (
            json!({ "MergeList": [], "MergeConfigUrl": "http://a.example.com/a" }),
            vec!["error at-most-one /Outputs!/0"],
        ),
    ] {
        let payload = jobs(more);
        let jobs = ("mts/SubmitJobs", Message::Request);
        let report = check(&SHIPPED, jobs, Part::Query, &payload);
        assert_eq!(findings(&report), expected, "{payload}");
    }
}
