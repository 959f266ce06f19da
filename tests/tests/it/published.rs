//! The JSON Schemas of forms of our own, `contract.schema.json` and `report.schema.json`: what is written fits them, and
//! they say all of it.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use mediaspec_core::contract::Service;
use mediaspec_core::report::Report;
use mediaspec_tests::command::mediaspec;
use mediaspec_tests::corpus;
use mediaspec_tests::{kinds_spec, load_folder, root, shipped_spec};
use mediaspec_validator::{Coverage, Message, Part, Validator};
use serde_json::{Value, json};

fn schema(file: &str) -> Value {
    let path = root().join("crates/schema").join(file);
    let text = std::fs::read_to_string(&path);
    let text = text.unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    serde_json::from_str(&text).unwrap_or_else(|error| panic!("{file}: {error}"))
}

fn validator(schema: &Value) -> jsonschema::Validator {
    jsonschema::draft202012::new(schema).expect("a schema")
}

/// What is wrong with a value, by a schema.
fn faults(validator: &jsonschema::Validator, value: &Value) -> Vec<String> {
    let errors = validator.iter_errors(value);
    errors
        .map(|error| format!("{}: {error}", error.instance_path()))
        .collect()
}

// Contract files

#[test]
fn every_line_of_every_shipped_contract_file_fits_the_published_schema() {
    let line_schema = validator(&schema("contract.schema.json"));
    let folder = std::fs::read_dir(root().join("crates/schema/contracts")).expect("a folder");
    let mut count = 0;
    for entry in folder {
        let path = entry.expect("a file").path();
        let text = std::fs::read_to_string(&path).expect("text");
        for (at, line) in text.lines().enumerate() {
            let value: Value = serde_json::from_str(line).expect("a JSON value a line");
            let faults = faults(&line_schema, &value);
            assert!(
                faults.is_empty(),
                "{}:{}: {faults:?}",
                path.display(),
                at + 1
            );
            count += 1;
        }
    }
    assert!(count > 500, "{count}");
}

#[test]
fn lines_of_every_kind_fit_the_published_schema() {
    let line_schema = validator(&schema("contract.schema.json"));
    let hostile = load_folder(&root().join("tests/obstacle"));
    for catalog in [kinds_spec(), hostile] {
        for line in catalog.services().iter().map(Service::write) {
            for line in line.lines() {
                let value: Value = serde_json::from_str(line).expect("a JSON value a line");
                let faults = faults(&line_schema, &value);
                assert!(faults.is_empty(), "{line}: {faults:?}");
            }
        }
    }
}

/// JSON Pointers to every object in a value.
fn objects(value: &Value, at: &str, out: &mut Vec<String>) {
    match value {
        Value::Object(members) => {
            out.push(at.to_owned());
            for (name, value) in members {
                let name = name.replace('~', "~0").replace('/', "~1");
                objects(value, &format!("{at}/{name}"), out);
            }
        }
        Value::Array(items) => {
            for (index, item) in items.iter().enumerate() {
                objects(item, &format!("{at}/{index}"), out);
            }
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

/// A way in a value, with every index of a list alike.
fn alike(pointer: &str) -> String {
    let tokens = pointer.split('/').map(|token| {
        let index = !token.is_empty() && token.bytes().all(|byte| byte.is_ascii_digit());
        if index { "*" } else { token }
    });
    tokens.collect::<Vec<_>>().join("/")
}

/// A line changed in one place at a time: a member less, a member of another kind, a member more.
fn changes(line: &Value, tried: &mut BTreeSet<String>) -> Vec<(String, Value)> {
    let mut pointers = Vec::new();
    objects(line, "", &mut pointers);
    let mut out = Vec::new();
    for pointer in pointers {
        let object = |line: &mut Value, change: &dyn Fn(&mut serde_json::Map<String, Value>)| {
            let found = line.pointer_mut(&pointer).and_then(Value::as_object_mut);
            change(found.expect("an object"));
        };
        let place = alike(&pointer);
        let members = line.pointer(&pointer).and_then(Value::as_object);
        let members = members.expect("an object");
        let names: Vec<String> = members.keys().cloned().collect();
        for name in names {
            if tried.insert(format!("{place}/{name}")) {
                let mut less = line.clone();
                object(&mut less, &|members| drop(members.remove(&name)));
                out.push((format!("without {place}/{name}"), less));
                for other in [json!([[]]), json!(7), json!("seven"), Value::Null] {
                    // A list in the place of an object is taken member by member. Nobody has to know that.
                    if other.is_array() && members[&name].is_object() {
                        continue;
                    }
                    let mut changed = line.clone();
                    object(&mut changed, &|members| {
                        members.insert(name.clone(), other.clone());
                    });
                    out.push((format!("{place}/{name}: {other}"), changed));
                }
            }
        }
        if tried.insert(format!("{place}/another")) {
            let mut more = line.clone();
            object(&mut more, &|members| {
                members.insert("another".to_owned(), json!(1));
            });
            out.push((format!("{place}/another"), more));
        }
    }
    out
}

/// What the schema refuses is refused by the reader too: nobody is told that a good file is wrong.
#[test]
fn the_schema_of_contract_files_refuses_nothing_that_is_read_and_most_of_what_is_not() {
    let line_schema = validator(&schema("contract.schema.json"));
    let text = kinds_spec().services()[0].write();
    let lines: Vec<&str> = text.lines().collect();
    let mut tried = BTreeSet::new();
    let (mut refused, mut by_the_reader_alone) = (0, Vec::new());
    for (at, line) in lines.iter().enumerate() {
        let value: Value = serde_json::from_str(line).expect("a JSON value a line");
        for (what, changed) in changes(&value, &mut tried) {
            let changed_line = changed.to_string();
            let mut file = lines.clone();
            file[at] = &changed_line;
            let read = Service::read(&(file.join("\n") + "\n"));
            match (read, line_schema.is_valid(&changed)) {
                (Ok(_), false) => {
                    panic!("{what} is read: {:?}", faults(&line_schema, &changed))
                }
                (Ok(_), true) => {}
                (Err(_), false) => refused += 1,
                (Err(error), true) => by_the_reader_alone.push(format!("{what}: {error}")),
            }
        }
    }
    assert!(refused > 300, "{refused}");
    // Names that lead nowhere, and what a line says together with others.
    assert!(
        by_the_reader_alone.len() * 4 < refused,
        "{} and {refused}:\n{}",
        by_the_reader_alone.len(),
        by_the_reader_alone.join("\n")
    );
}

// Reports

/// The schema of reports with every object closed: a member that it does not describe is then a fault.
static CLOSED: LazyLock<Value> = LazyLock::new(|| {
    let mut whole = schema("report.schema.json");
    let definitions = whole["$defs"].as_object_mut().expect("definitions");
    for (name, definition) in definitions {
        let definition = definition.as_object_mut().expect("a schema");
        if definition.contains_key("properties") {
            assert!(definition.contains_key("required") || name == "Expected");
            definition.insert("unevaluatedProperties".to_owned(), json!(false));
        }
    }
    whole
});

/// The closed schema of one of the forms: `Results`, `Result`, `Report`.
fn closed(form: &str) -> jsonschema::Validator {
    let mut whole = CLOSED.clone();
    let members = whole.as_object_mut().expect("a schema");
    members.remove("anyOf").expect("one of three forms");
    members.insert("$ref".to_owned(), format!("#/$defs/{form}").into());
    validator(&whole)
}

static RESULTS: LazyLock<jsonschema::Validator> = LazyLock::new(|| closed("Results"));
static RESULT: LazyLock<jsonschema::Validator> = LazyLock::new(|| closed("Result"));
static REPORT: LazyLock<jsonschema::Validator> = LazyLock::new(|| closed("Report"));
static ANY: LazyLock<jsonschema::Validator> =
    LazyLock::new(|| validator(&schema("report.schema.json")));

fn assert_fits(closed: &jsonschema::Validator, value: &Value) {
    let faults = faults(closed, value);
    assert!(faults.is_empty(), "{value}: {faults:?}");
    assert!(ANY.is_valid(value), "{value}");
}

/// Asserts that what `check` has written as JSON fits the published schema, whatever it was asked. Says nothing of other
/// formats and of output that ends in the middle.
pub(crate) fn assert_written_fits(arguments: &[&str], out: &str) {
    let of_format = |format: &str| {
        let split = arguments.windows(2).any(|two| two == ["--format", format]);
        let joined = arguments.contains(&&*format!("--format={format}"));
        arguments.contains(&"check") && (split || joined)
    };
    if of_format("ndjson") {
        for line in out.lines() {
            assert_fits(&RESULT, &serde_json::from_str(line).expect("JSON a line"));
        }
    } else if of_format("json")
        && let Ok(value) = serde_json::from_str(out)
    {
        assert_fits(&RESULTS, &value);
    }
}

/// Notes every member that there is, with the definition that it belongs to.
fn note(members: &mut BTreeSet<String>, report: &Value) {
    let mut add = |definition: &str, value: &Value| {
        let names = value
            .as_object()
            .into_iter()
            .flat_map(|object| object.keys());
        members.extend(names.map(|name| format!("{definition}/{name}")));
    };
    add("Report", report);
    add("Error", &report["error"]);
    for violation in report["violations"].as_array().into_iter().flatten() {
        add("Violation", violation);
        add("Expected", &violation["expected"]);
        add("Source", &violation["source"]);
    }
}

/// The members that the schema describes in some definitions.
fn described(definitions: &[&str]) -> BTreeSet<String> {
    let mut out = BTreeSet::new();
    for definition in definitions {
        let properties = &CLOSED["$defs"][definition]["properties"];
        let names = properties.as_object().expect("properties").keys();
        out.extend(names.map(|name| format!("{definition}/{name}")));
    }
    out
}

#[test]
fn every_serialized_report_fits_the_published_schema_which_says_nothing_more() {
    let (mut members, mut codes, mut count) = (BTreeSet::new(), BTreeSet::new(), 0_usize);
    let mut see = |report: &Report| {
        let value = serde_json::to_value(report).expect("a report is JSON");
        assert_fits(&REPORT, &value);
        note(&mut members, &value);
        codes.extend(report.violations.iter().map(|v| v.code.as_str()));
        count += 1;
    };
    for (catalog, operations) in [
        (shipped_spec(), corpus::shipped()),
        (kinds_spec(), corpus::kinds()),
    ] {
        let validator = Validator::from_catalog(catalog);
        for operation in operations {
            let found = validator
                .operation(&operation.operation)
                .expect("it is known");
            for cases in &operation.messages {
                let message = found
                    .message(cases.message(), cases.part())
                    .expect("a message of the spec");
                for (_, payload) in cases.payloads() {
                    see(&message.check(payload.to_string().as_bytes()));
                    see(&message.check_value(&payload));
                }
                see(&message.check(b"{"));
                see(&message.check(b"\xff"));
                see(&message.check_sent(Some("image/png\u{7}"), b"\xff"));
                if let Some((name, value)) =
                    cases.base.as_object().and_then(|base| base.iter().next())
                {
                    see(&message.check(format!("{{{name:?}:{value},{name:?}:{value}}}").as_bytes()));
                }
            }
            see(&found.response_body(299, b"{}"));
        }
    }
    let shipped = Validator::from_catalog(shipped_spec());
    for action in ["QueryIProductionJob", "SubmitIProductionJob"] {
        for version in ["", "&Version=2020-11-09"] {
            let url = format!("/?Action={action}{version}");
            let route = shipped.route("POST", &url).expect("a known action");
            see(&route.check(None, None));
        }
    }
    let route = shipped.route("GET", "/v1/a/digital-human-videos");
    let headers: &[(&str, &str)] = &[("X-Project-Id", "b")];
    see(&route.expect("a known path").check(Some(headers), None));
    let host = "https://mts.cn-shanghai.aliyuncs.com/?Action=MakeCoffee";
    let unknown = shipped.route("POST", host).expect_err("no operation");
    see(&shipped
        .report_of_unknown(&unknown)
        .expect("a host of the vendor"));
    assert!(count > 2_000, "{count}");
    let told = ["Report", "Error", "Violation", "Expected", "Source"];
    assert_eq!(members, described(&told));
    let listed = CLOSED["$defs"]["Code"]["enum"].as_array().expect("codes");
    let never: Vec<&Value> = listed
        .iter()
        .filter(|code| !codes.contains(code.as_str().expect("a code")))
        .collect();
    assert!(never.is_empty(), "{never:?} are never told");
}

#[test]
fn what_the_command_writes_fits_the_published_schema() {
    let folder = tempfile::TempDir::new().expect("a folder");
    let path = |name: &str| {
        let path = folder.path().join(name);
        path.to_str().expect("a plain path").to_owned()
    };
    let (good, bad, broken) = (path("good.json"), path("bad.json"), path("broken.json"));
    std::fs::write(&good, "{}").expect("a file");
    std::fs::write(&bad, "{\"count\":\"7\"}\n{\"count\":1,\"count\":2}\n").expect("a file");
    std::fs::write(&broken, "{").expect("a file");
    let missing = path("missing.json");
    let list = ["--op", "ListSmartLiveJobs"];
    let answer = [list[0], list[1], "--response", "200"];
    let (mut members, mut files) = (BTreeSet::new(), BTreeSet::new());
    for (more, stdin) in [
        (
            [&answer[..], &[&good, &bad, &broken, &missing, "-"]].concat(),
            "[]",
        ),
        ([&answer[..], &["--lines", &bad, "-"]].concat(), "{}\n{"),
        (
            [&answer[..], &["--max-violations", "1", "-"]].concat(),
            r#"{"count":[],"jobs":1}"#,
        ),
        (
            [&list[..], &["--callback", "live-event", "-"]].concat(),
            r#"{"event":7}"#,
        ),
        (
            [&list[..], &["--request", "--in", "query", "-"]].concat(),
            r#"{"limit":0}"#,
        ),
        (
            vec![
                "--url",
                "https://host/v1/0a1b2c/digital-human-videos?limit=500",
            ],
            "",
        ),
        (
            vec!["--input", "har", "-"],
            r#"{"log":{"entries":[{"request":{"method":"GET","url":"https://metastudio.cn-north-4.myhuaweicloud.com/v1/0a1b2c/digital-human-videos?limit=500","headers":[]},"response":{"status":400,"headers":[],"content":{"size":2,"mimeType":"application/json","text":"{\"error_code\":\"MSS.00000003\",\"error_msg\":\"Invalid parameter\"}"}}}]}}"#,
        ),
        (
            vec!["--input", "har", "-"],
            r#"{"log":{"entries":[{"request":{"method":"GET","url":"https://metastudio.cn-north-4.myhuaweicloud.com/v1/0a1b2c/digital-human-videos","headers":[]},"response":{"status":200,"headers":[],"content":{"size":2,"mimeType":"application/json","encoding":"base64","text":"e30="}}}]}}"#,
        ),
    ] {
        for (format, form) in [("json", "Results"), ("ndjson", "Result")] {
            let arguments = [&["check", "--format", format], &more[..]].concat();
            let (out, err) = mediaspec(&arguments, stdin.as_bytes());
            assert!(!out.is_empty(), "{arguments:?}: {err}");
            assert_written_fits(&arguments, &out);
            let written: Vec<Value> = match form {
                "Results" => {
                    let whole: Value = serde_json::from_str(&out).expect("one value");
                    let names = whole.as_object().expect("an object").keys();
                    members.extend(names.map(|name| format!("Results/{name}")));
                    whole["results"].as_array().expect("a list").clone()
                }
                _ => out
                    .lines()
                    .map(|line| serde_json::from_str(line).expect("a value a line"))
                    .collect(),
            };
            for result in &written {
                let names = result.as_object().expect("an object").keys();
                members.extend(names.map(|name| format!("Result/{name}")));
                files.insert(result["file"].as_str().map(str::to_owned));
            }
        }
    }
    let described = described(&["Results", "Result"]);
    assert_eq!(members, described);
    let named = [&good, &bad, &broken, &missing].map(|name| Some(name.clone()));
    let all = named.into_iter().chain([Some("-".to_owned()), None]);
    assert_eq!(files, all.collect());
}

/// Takes away what every result must have, one by one.
#[test]
fn a_member_less_than_a_result_has_does_not_fit() {
    let list = Validator::new();
    let list = list
        .operation("metastudio/ListSmartLiveJobs")
        .expect("it is shipped");
    let report = list.response_body(200, br#"{"count":"7"}"#);
    let whole = serde_json::to_value(&report).expect("a report is JSON");
    assert_fits(&REPORT, &whole);
    let mut refused = 0;
    for pointer in ["", "/violations/0", "/violations/0/source"] {
        let members = whole.pointer(pointer).and_then(Value::as_object);
        for name in members.expect("an object").keys() {
            let mut less = whole.clone();
            let object = less.pointer_mut(pointer).and_then(Value::as_object_mut);
            object.expect("an object").remove(name);
            // What is found is absent where nothing may be shown.
            assert_eq!(REPORT.is_valid(&less), name == "found", "{pointer}/{name}");
            refused += 1;
        }
    }
    assert!(refused > 15, "{refused}");
}

// Coverage, and what a payload fits

#[test]
fn what_is_written_of_coverage_and_of_fits_is_described_by_the_published_schema() {
    let validator = Validator::new();
    let mut coverage = Coverage::new(&validator);
    let payload = br#"{"script_id": "a", "video_config": {"codec": "H264", "width": 1}, "x": 1}"#;
    for name in ["Create2DDigitalHumanVideo", "ListSmartLiveJobs"] {
        let operation = validator.operation(name).expect("it is shipped");
        for message in [
            Message::Request,
            Message::Response(200),
            Message::Response(299),
        ] {
            let message = operation.message(message, Part::Body).expect("a message");
            coverage.note(&message, payload, &message.check(payload));
            coverage.note(&message, b"{", &message.check(b"{"));
        }
    }
    let value = serde_json::to_value(&coverage).expect("coverage is JSON");
    assert_fits(&closed("Coverage"), &value);
    let (out, _) = mediaspec(&["detect", "--format", "json", "-"], payload);
    let fits = serde_json::from_str(&out).expect("JSON");
    assert_fits(&closed("Fits"), &fits);
}
