//! The formats of `mediaspec check` for CI systems: SARIF, JUnit XML, and annotations of GitHub Actions.

use std::collections::BTreeMap;

use mediaspec_cli::Status;
use quick_junit::{NonSuccessKind, Report, TestCaseStatus};
use serde_json::{Value, json};

use super::{BAD, BROKEN, FORMATS, Files, GOOD, Outcome, check, check_with, mediaspec};

/// Text that wants to be a command, a link, a placeholder, markup or a colour.
const HOSTILE: &str = "%0A::error::x\n::add-mask::y\r\n##vso[task.complete]##[error]##teamcity[x] [a](https://evil.example) {0} {{1}} <b>&amp;]]>\"' \u{1b}[31m\u{202e}\u{200b}";

fn hostile() -> String {
    let name = serde_json::to_string(HOSTILE).expect("JSON");
    format!("{{\"name\": {name}, {name}: 1, \"codec\": {name}, \"tags\": [{name}]}}")
}

fn hostile_file() -> Files {
    // The file system of every system allows this one.
    Files::new(&[("::error,x=1::%0A##vso[y] [a](b) {0}", hostile().as_bytes())])
}

// SARIF

/// The log that a run wrote; the official schema was asked.
fn sarif(outcome: &Outcome) -> Value {
    let log = outcome.json();
    // Its two patterns of languages leave a bracket unescaped, which is no regular expression to strict readers.
    let schema = include_str!("../../../sarif/sarif-schema-2.1.0.json");
    let schema = schema.replace("{2}]?$", r"{2}\\]?$");
    let schema: Value = serde_json::from_str(&schema).expect("JSON");
    let schema = jsonschema::options()
        .should_validate_formats(true)
        .build(&schema)
        .expect("a schema");
    let errors: Vec<String> = schema
        .iter_errors(&log)
        .map(|error| format!("{}: {error}", error.instance_path()))
        .collect();
    assert!(errors.is_empty(), "{errors:#?}");
    log
}

fn run(log: &Value) -> &Value {
    &log["runs"][0]
}

fn results(log: &Value) -> &Vec<Value> {
    run(log)["results"].as_array().expect("a list of results")
}

#[test]
fn sarif_tells_what_and_where() {
    let files = Files::new(&[("job 1.json", BAD.as_bytes())]);
    let path = files.path("job 1.json");
    let outcome = check_with("--op CreateVideo --request --format sarif", &[&path], b"");
    assert_eq!(outcome.status, Status::Invalid);
    let log = sarif(&outcome);
    assert_eq!(run(&log)["columnKind"], "unicodeCodePoints");
    let uri = format!("file://{}", path.replace(' ', "%20"));
    let found = &results(&log)[0];
    assert_eq!(
        *found,
        json!({
            "ruleId": "maximum",
            "ruleIndex": found["ruleIndex"],
            "level": "error",
            "message": {"text": "/voice/speed is 300, above 200\n50 to 200 allowed; 100 when absent\nsource: create-page, table 9, read 2026-11-20\nhttps://docs.example.com/create"},
            "locations": [{
                "physicalLocation": {
                    "artifactLocation": {"uri": uri},
                    "region": {"startLine": 1, "startColumn": 57, "endColumn": 60},
                },
                "logicalLocations": [{"fullyQualifiedName": "/voice/speed"}],
            }],
            "properties": {
                "operation": "studio/CreateVideo",
                "message": "request",
                "violation": found["properties"]["violation"],
            },
        })
    );
    let ndjson = check("--op CreateVideo --request --format ndjson", BAD);
    assert_eq!(
        found["properties"]["violation"],
        ndjson.lines()[0]["violations"][0]
    );
    let ended = &run(&log)["invocations"][0];
    assert_eq!(
        *ended,
        json!({"executionSuccessful": true, "exitCode": 1, "toolExecutionNotifications": []})
    );
}

#[test]
fn sarif_has_a_rule_for_every_code_with_what_explain_says() {
    let log = sarif(&check("--op CreateVideo --request --format sarif", GOOD));
    assert!(results(&log).is_empty());
    let driver = &run(&log)["tool"]["driver"];
    let of = |key: &str| driver[key].as_array().expect("a list").iter();
    let mut ids = Vec::new();
    for rule in of("rules").chain(of("notifications")) {
        let id = rule["id"].as_str().expect("an id");
        let words = |text: &str| {
            let words: Vec<String> = text.split_whitespace().map(ToOwned::to_owned).collect();
            words.join(" ").replace("{{", "{").replace("}}", "}")
        };
        let explained = words(&mediaspec(&format!("explain {id}")).out);
        for key in ["shortDescription", "fullDescription", "help"] {
            let text = words(rule[key]["text"].as_str().expect("text"));
            assert!(explained.contains(&text), "{id}: {text}");
        }
        ids.push(id.to_owned());
    }
    for line in mediaspec("explain").out.lines() {
        if let Some(code) = line.split_whitespace().next()
            && !line.starts_with(' ')
        {
            assert!(ids.iter().any(|id| id == code), "{code} is no rule");
        }
    }
    let level = |id: &str| {
        let rule = of("rules").find(|rule| rule["id"] == id).expect("a rule");
        rule["defaultConfiguration"]["level"].clone()
    };
    assert_eq!(level("deprecated"), "warning");
    assert_eq!(level("maximum"), "error");
}

#[test]
fn sarif_holds_to_its_schema_whatever_is_checked() {
    let files = Files::new(&[
        ("bad", BAD.as_bytes()),
        ("broken", BROKEN.as_bytes()),
        ("empty", b""),
        ("good", GOOD.as_bytes()),
        ("utf-8", b"\xff"),
    ]);
    let hostile_file = hostile_file();
    let paths: Vec<String> = ["bad", "broken", "missing", "", "empty", "good", "utf-8"]
        .iter()
        .map(|name| files.path(name))
        .chain([hostile_file.path("::error,x=1::%0A##vso[y] [a](b) {0}")])
        .chain(["-".to_owned()])
        .collect();
    let paths: Vec<&str> = paths.iter().map(String::as_str).collect();
    for options in ["", "--lines", "--max-violations 1"] {
        let arguments = format!("--op CreateVideo --request --format sarif {options}");
        let outcome = check_with(&arguments, &paths, hostile());
        assert_eq!(outcome.status, Status::Trouble);
        let log = sarif(&outcome);
        let rules = &run(&log)["tool"]["driver"]["rules"];
        for found in results(&log) {
            let index = found["ruleIndex"]
                .as_u64()
                .and_then(|i| usize::try_from(i).ok());
            assert_eq!(rules[index.expect("an index")]["id"], found["ruleId"]);
        }
        // Files that cannot be read are no results, and the only failures of the run.
        let ended = &run(&log)["invocations"][0];
        assert_eq!(ended["executionSuccessful"], false);
        assert_eq!(ended["exitCode"], 2);
        let told = ended["toolExecutionNotifications"]
            .as_array()
            .expect("a list");
        assert_eq!(told.len(), 2);
        let ids: Vec<&Value> = results(&log).iter().map(|r| &r["ruleId"]).collect();
        assert!(ids.iter().any(|id| **id == "utf-8"));
        assert!(ids.iter().all(|id| **id != "unreadable"));
    }
    for url in ["/v1/much-too-long/videos?x=1", "/v1/p/videos"] {
        sarif(&check_with(
            &format!("--format sarif --url {url}"),
            &[],
            b"",
        ));
    }
}

#[test]
fn sarif_counts_columns_in_code_points() {
    let text = "{\"name\": \"片头片头片头片头片头片头片头\"}";
    let log = sarif(&check("--op CreateVideo --request --format sarif", text));
    let region = &results(&log)[0]["locations"][0]["physicalLocation"]["region"];
    assert_eq!(
        *region,
        json!({"startLine": 1, "startColumn": 10, "endColumn": 26})
    );
}

#[test]
fn sarif_messages_hold_no_link_and_no_placeholder() {
    let log = sarif(&check(
        "--op CreateVideo --request --format sarif",
        hostile(),
    ));
    let mut braces = 0;
    for found in results(&log) {
        let text = found["message"]["text"].as_str().expect("text");
        assert!(!text.contains("]("), "{text}");
        let plain = text.replace("{{", "").replace("}}", "");
        assert!(!plain.contains(['{', '}']), "{text}");
        braces += text.matches("{{0}}").count();
    }
    assert!(braces > 0, "a placeholder was there to be escaped");
}

#[test]
fn sarif_says_how_many_there_are_where_not_all_are_told() {
    let payload = r#"{"name": "trailer", "a": 1, "b": 1, "c": 1}"#;
    let cut = check(
        "--op CreateVideo --request --format sarif --max-violations 2",
        payload,
    );
    let log = sarif(&cut);
    let totals: Vec<&Value> = results(&log)
        .iter()
        .map(|found| &found["properties"]["total"])
        .collect();
    assert_eq!(totals, [3, 3]);
}

// JUnit

fn junit(outcome: &Outcome) -> Report {
    Report::deserialize_from_str(&outcome.out).unwrap_or_else(|e| panic!("{e}: {}", outcome.out))
}

#[test]
fn junit_has_a_suite_for_each_input_and_a_test_for_each_payload() {
    let files = Files::new(&[
        ("a", format!("{GOOD}\n{BAD}\n\n{BROKEN}\n").as_bytes()),
        ("b", br#"{"name": "trailer", "codec": "DIVX"}"#),
    ]);
    let paths = [files.path("a"), files.path("b"), files.path("missing")];
    let paths: Vec<&str> = paths.iter().map(String::as_str).collect();
    let outcome = check_with(
        "--op CreateVideo --request --lines --format junit",
        &paths,
        b"",
    );
    assert_eq!(outcome.status, Status::Trouble);
    let report = junit(&outcome);
    assert_eq!((report.tests, report.failures, report.errors), (5, 1, 2));
    let mut told = Vec::new();
    for suite in &report.test_suites {
        told.push(files.plain(&suite.name));
        for case in &suite.test_cases {
            let class = case.classname.as_ref().map_or("", |class| class.as_str());
            assert_eq!(class, "studio/CreateVideo request");
            let status = match &case.status {
                TestCaseStatus::Success { .. } => match &case.system_out {
                    Some(text) => format!("success, {} lines of warnings", text.lines().count()),
                    None => "success".to_owned(),
                },
                TestCaseStatus::NonSuccess {
                    kind, ty, message, ..
                } => {
                    let kind = match kind {
                        NonSuccessKind::Failure => "failure",
                        NonSuccessKind::Error => "error",
                    };
                    format!(
                        "{kind} {}: {}",
                        ty.as_ref().map_or("", |text| text.as_str()),
                        message.as_ref().map_or("", |text| text.as_str())
                    )
                }
                TestCaseStatus::Skipped { .. } => "skipped".to_owned(),
            };
            told.push(format!("  {}: {status}", files.plain(&case.name)));
        }
    }
    insta::assert_snapshot!(told.join("\n"), @r"
    DIR/a
      DIR/a:1: success
      DIR/a:2: failure maximum: /voice/speed is 300, above 200
      DIR/a:4: error syntax: the document ends before it is complete
    DIR/b
      DIR/b:1: success, 7 lines of warnings
    DIR/missing
      DIR/missing: error unreadable: cannot be read: No such file or directory (os error 2)
    ");
}

#[test]
fn junit_tells_people_what_they_would_read() {
    let outcome = check("--op CreateVideo --request --format junit", BAD);
    let report = junit(&outcome);
    let case = &report.test_suites[0].test_cases[0];
    let TestCaseStatus::NonSuccess { description, .. } = &case.status else {
        panic!("{}", outcome.out);
    };
    let human = check("--op CreateVideo --request", BAD).out;
    let text = description.as_ref().map_or("", |text| text.as_str());
    assert_eq!(human, format!("{}\n\n<stdin>: 1 error\n", text.trim_end()));
}

// GitHub

/// A workflow command as the runner reads it.
#[derive(Debug, PartialEq)]
struct Command {
    name: String,
    properties: BTreeMap<String, String>,
    message: String,
}

/// The runner's own way: a line that begins with two colons, up to the next two; escapes are undone last.
fn commands(outcome: &Outcome) -> Vec<Command> {
    let unescape = |text: &str, property: bool| {
        let mut text = text.replace("%0D", "\r").replace("%0A", "\n");
        if property {
            text = text.replace("%3A", ":").replace("%2C", ",");
        }
        text.replace("%25", "%")
    };
    let parse = |line: &str| {
        let (head, message) = line.strip_prefix("::")?.split_once("::")?;
        let (name, properties) = head.split_once(' ').unwrap_or((head, ""));
        let properties = properties
            .split(',')
            .filter_map(|property| property.split_once('='))
            .map(|(key, value)| (key.to_owned(), unescape(value, true)))
            .collect();
        Some(Command {
            name: name.to_owned(),
            properties,
            message: unescape(message, false),
        })
    };
    outcome
        .out
        .split('\n')
        .filter(|line| !line.is_empty())
        .map(|line| parse(line).unwrap_or_else(|| panic!("no command: {line}")))
        .collect()
}

#[test]
fn github_gets_an_annotation_for_each_finding() {
    let files = Files::new(&[("50%, a:b.json", BAD.as_bytes())]);
    let path = files.path("50%, a:b.json");
    let outcome = check_with("--op CreateVideo --request --format github", &[&path], b"");
    assert_eq!(outcome.status, Status::Invalid);
    let properties = [
        ("file", path.as_str()),
        ("line", "1"),
        ("col", "57"),
        ("endColumn", "60"),
        ("title", "mediaspec maximum"),
    ];
    let properties = properties.map(|(key, value)| (key.to_owned(), value.to_owned()));
    assert_eq!(
        commands(&outcome),
        [Command {
            name: "error".to_owned(),
            properties: BTreeMap::from(properties),
            message: "/voice/speed is 300, above 200\n50 to 200 allowed; 100 when absent\nsource: create-page, table 9, read 2026-11-20\nhttps://docs.example.com/create".to_owned(),
        }]
    );
}

#[test]
fn github_is_told_nothing_of_what_is_valid() {
    let outcome = check("--op CreateVideo --request --format github", GOOD);
    assert_eq!((outcome.status, outcome.out.as_str()), (Status::Valid, ""));
}

#[test]
fn github_levels_follow_severities() {
    let names = |payload: &str, options: &str| {
        let arguments = format!("--op CreateVideo --request --format github {options}");
        let names = commands(&check(&arguments, payload)).into_iter();
        names.map(|command| command.name).collect::<Vec<_>>()
    };
    assert_eq!(
        names(r#"{"name": "trailer", "codec": "DIVX"}"#, ""),
        ["warning"]
    );
    assert_eq!(names(BAD, "--allow maximum"), ["warning"]);
    assert_eq!(names(BROKEN, ""), ["error"]);
    let cut = r#"{"name": "trailer", "a": 1, "b": 1}"#;
    assert_eq!(names(cut, "--max-violations 1"), ["error", "notice"]);
}

// All of them

#[test]
fn no_payload_and_no_file_name_gives_a_command() {
    let files = hostile_file();
    let path = files.path("::error,x=1::%0A##vso[y] [a](b) {0}");
    let folder = path.replace("::error,x=1::%0A##vso[y] [a](b) {0}", "");
    for format in FORMATS {
        let arguments = format!("--op CreateVideo --request --format {format}");
        let outcome = check_with(&arguments, &[&path, &format!("{path}?"), "-"], hostile());
        assert_eq!(outcome.status, Status::Trouble);
        for text in [&outcome.out, &outcome.err] {
            for command in ["##vso[", "##[", "##teamcity["] {
                assert!(!text.contains(command), "{format}: {text}");
            }
            assert!(
                !text.contains(['\u{1b}', '\u{202e}', '\u{200b}']),
                "{format}"
            );
            let commands = text
                .lines()
                .filter(|line| line.trim_start().starts_with("::"));
            for line in commands {
                assert_eq!(format, "github", "{line}");
                assert!(line.starts_with("::error "), "{line}");
            }
        }
    }
    let arguments = "--op CreateVideo --request --format github";
    for command in commands(&check_with(arguments, &[&path, "-"], hostile())) {
        assert_eq!(command.name, "error");
        let file = command
            .properties
            .get("file")
            .map(|file| file.replace(&folder, ""));
        let known = [None, Some("::error,x=1::%0A#\\u{23}vso[y] [a](b) {0}")];
        assert!(known.contains(&file.as_deref()), "{file:?}");
        let known = ["file", "line", "col", "endColumn", "title"];
        assert!(
            command
                .properties
                .keys()
                .all(|key| known.contains(&key.as_str()))
        );
    }
}
