//! What may have been meant in place of what was found.

use mediaspec_tests::shipped_spec;
use mediaspec_validator::{Message, Part, Report, Suggestion, Validator};

/// Pointer and text of each suggestion of a report, with the value or the name that it gives.
fn told(report: &Report) -> Vec<(String, String, Option<String>, Option<String>)> {
    let all = report.violations.iter().filter_map(|violation| {
        let Suggestion {
            text,
            replacement,
            rename,
            ..
        } = violation.suggestion()?;
        Some((violation.pointer.to_string(), text, replacement, rename))
    });
    all.collect()
}

fn of_body(body: &str) -> Vec<(String, String, Option<String>, Option<String>)> {
    let validator = Validator::from_catalog(shipped_spec());
    let create = validator.operation("metastudio/Create2DDigitalHumanVideo");
    told(&create.expect("it is there").request_body(body.as_bytes()))
}

fn of_query(query: &str) -> Vec<(String, String, Option<String>, Option<String>)> {
    let validator = Validator::from_catalog(shipped_spec());
    let url = format!("/v1/p/digital-human-videos?{query}");
    let route = validator.route("GET", &url).expect("an operation");
    told(&route.check(None, None))
}

fn rename(
    pointer: &str,
    text: &str,
    name: &str,
) -> (String, String, Option<String>, Option<String>) {
    (
        pointer.to_owned(),
        text.to_owned(),
        None,
        Some(name.to_owned()),
    )
}

fn replace(
    pointer: &str,
    text: &str,
    json: &str,
) -> (String, String, Option<String>, Option<String>) {
    (
        pointer.to_owned(),
        text.to_owned(),
        Some(json.to_owned()),
        None,
    )
}

#[test]
fn an_unknown_member_is_one_that_is_spelt_alike() {
    for (found, text) in [
        ("voiceConfig", "did you mean `voice_config`?"),
        (
            "Voice_Config",
            "did you mean `voice_config`? It differs in case alone.",
        ),
        ("calback_config", "did you mean `callback_config`?"),
        ("voice-config\\n", "did you mean `voice_config`?"),
    ] {
        let name = text.split('`').nth(1).expect("a name");
        let pointer = format!("/{}", found.replace("\\n", "\n"));
        assert_eq!(
            of_body(&format!("{{\"{found}\": {{}}}}")),
            [rename(&pointer, text, name)]
        );
    }
    let inner = of_body(r#"{"voice_config": {"voice_asset_id": "a", "volumn": 100}}"#);
    let pointer = "/voice_config/volumn";
    assert_eq!(inner, [rename(pointer, "did you mean `volume`?", "volume")]);
    assert_eq!(of_body(r#"{"nothing_like_it": 1}"#), []);
}

#[test]
fn an_unknown_parameter_is_one_that_is_spelt_alike() {
    let case = rename(
        "/Limit",
        "did you mean `limit`? It differs in case alone.",
        "limit",
    );
    assert_eq!(of_query("Limit=1"), [case]);
    let slip = rename("/ofset", "did you mean `offset`?", "offset");
    assert_eq!(of_query("ofset=1"), [slip]);
    let text = "write `fuzzy_query_field`, once for each item and without brackets";
    let list = rename("/fuzzy_query_field[]", text, "fuzzy_query_field");
    assert_eq!(of_query("fuzzy_query_field[]=a"), [list]);
}

#[test]
fn a_member_of_another_message_is_told_with_the_message() {
    let elsewhere = |pointer: &str, text: &str| (pointer.to_owned(), text.to_owned(), None, None);
    let state = "`state` is a member of Show2DDigitalHumanVideo, response 200";
    assert_eq!(of_body(r#"{"state": "x"}"#), [elsewhere("/state", state)]);
    let script = "`show_script` is a parameter of Show2DDigitalHumanVideo, request";
    assert_eq!(
        of_query("show_script=true"),
        [elsewhere("/show_script", script)]
    );
    // Members of inner objects are not looked for elsewhere.
    let inner = of_body(r#"{"voice_config": {"voice_asset_id": "a", "state": 1}}"#);
    assert_eq!(inner, []);
}

#[test]
fn a_value_is_one_of_the_list_that_is_spelt_alike() {
    let codec = |value: &str| {
        let size = r#""bitrate": 4000, "width": 1920, "height": 1080"#;
        of_body(&format!(
            "{{\"video_config\": {{\"codec\": {value}, {size}}}}}"
        ))
    };
    let pointer = "/video_config/codec";
    let case = "did you mean \"H264\"? It differs in case alone.";
    assert_eq!(codec("\"h264\""), [replace(pointer, case, "\"H264\"")]);
    let slip = "did you mean \"H264\"?";
    assert_eq!(codec("\"H.264\""), [replace(pointer, slip, "\"H264\"")]);
    assert_eq!(codec("\"nothing\""), []);
}

#[test]
fn a_value_of_another_type_is_written_as_the_type_that_is_asked_for() {
    let id = of_body(r#"{"model_asset_id": 50}"#);
    assert_eq!(
        id,
        [replace(
            "/model_asset_id",
            "write it as text: \"50\"",
            "\"50\""
        )]
    );
    let speed = |value: &str| {
        of_body(&format!(
            "{{\"voice_config\": {{\"voice_asset_id\": \"a\", \"speed\": {value}}}}}"
        ))
    };
    let text = "write it without quotes: 120";
    assert_eq!(
        speed("\"120\""),
        [replace("/voice_config/speed", text, "120")]
    );
    for no_number in ["\"fast\"", "\"1e2\"", "\"007\"", "true", "[1]"] {
        assert_eq!(speed(no_number), [], "{no_number}");
    }
    // No list has such an item.
    assert_eq!(of_body(r#"{"shoot_scripts": "a"}"#), []);
    let validator = Validator::from_catalog(shipped_spec());
    let show = validator.operation("metastudio/Show2DDigitalHumanVideo");
    let show = show.expect("it is there");
    let query = show
        .message(Message::Request, Part::Query)
        .expect("a query");
    let script = told(&query.check(br#"{"show_script": "True"}"#));
    let text = "did you mean true? It differs in case alone.";
    assert_eq!(script, [replace("/show_script", text, "true")]);
}

#[test]
fn suggestions_hold_no_sensitive_value() {
    let validator = Validator::from_catalog(shipped_spec());
    let list = validator.operation("metastudio/ListDigitalHumanVideo");
    let list = list.expect("it is there");
    let headers = list
        .message(Message::Request, Part::Header)
        .expect("headers");
    let report = headers.check(br#"{"X-Auth-Token": 12345}"#);
    assert!(
        report
            .violations
            .iter()
            .any(|v| v.pointer == *"/X-Auth-Token")
    );
    assert_eq!(told(&report), []);
}

#[test]
fn a_value_that_a_source_lists_is_no_slip_of_the_pen() {
    let validator = Validator::from_catalog(shipped_spec());
    let checked = |key: &str| {
        let url = format!("/v1/p/smart-live-jobs?sort_key={key}");
        let route = validator.route("GET", &url).expect("an operation");
        route.check(None, None)
    };
    // One source lists it, another does not.
    let report = checked("update_time");
    assert_eq!(report.warning_count, 1);
    assert_eq!(told(&report), []);
    // None lists it.
    let text = "did you mean \"update_time\"?";
    assert_eq!(
        told(&checked("updated_time")),
        [replace("/sort_key", text, "\"update_time\"")]
    );
}

#[test]
fn a_document_in_a_text_is_given_the_quotes_that_it_lacks() {
    let validator = Validator::from_catalog(shipped_spec());
    let query = validator.operation("mts/QueryIProductionJob");
    let query = query.expect("it is there");
    let of = |params: &str| {
        let body = serde_json::json!({"JobId": "j", "JobParams": params});
        told(&query.response_body(200, body.to_string().as_bytes()))
    };
    for (params, meant) in [
        ("{mode:\"gif\"}", "{\"mode\":\"gif\"}"),
        (
            "{ fps : 2, 'lang': 'ch' }",
            "{ \"fps\" : 2, \"lang\": \"ch\" }",
        ),
    ] {
        let text = format!("put its names and texts in double quotes: {meant}");
        let json = serde_json::Value::from(meant).to_string();
        assert_eq!(of(params), [replace("/JobParams", &text, &json)]);
    }
    for params in [
        "gif",
        "{mode:gif}",
        "{mode:\"gif\"",
        "{'a\"b':1}",
        "{\"a\":}",
        "'",
    ] {
        assert_eq!(of(params), [], "{params}");
    }
}
