//! The `mediaspec` command, end to end: arguments and streams in, results and an exit status out.

mod action;
mod ci;
mod list;
mod parallel;

use std::io::{self, Cursor, Write};
use std::path::{Path, PathBuf};

use mediaspec_cli::{Status, Terminal, run};
use serde_json::Value;
use tempfile::TempDir;

/// What a run of the command left behind.
#[derive(Debug)]
struct Outcome {
    status: Status,
    out: String,
    err: String,
}

impl Outcome {
    /// Stdout as one JSON value.
    fn json(&self) -> Value {
        serde_json::from_str(&self.out).unwrap_or_else(|error| panic!("{error}: {}", self.out))
    }

    /// Stdout as one JSON value a line.
    fn lines(&self) -> Vec<Value> {
        let parse = |line| serde_json::from_str(line).unwrap_or_else(|e| panic!("{e}: {line}"));
        self.out.lines().map(parse).collect()
    }

    /// Codes and pointers of the first result.
    fn told(&self) -> Vec<String> {
        let result = &self.lines()[0];
        let violations = result["violations"]
            .as_array()
            .expect("a list of violations");
        let part = |v: &Value, key: &str| v[key].as_str().unwrap_or("?").to_owned();
        violations
            .iter()
            .map(|v| {
                format!(
                    "{} {} {}",
                    part(v, "in"),
                    part(v, "pointer"),
                    part(v, "code")
                )
            })
            .collect()
    }
}

/// Runs the command with its arguments, split at spaces, and some more that are taken as they are.
fn with_stdin(arguments: &str, more: &[&str], stdin: &[u8]) -> Outcome {
    at(Terminal::default(), arguments, more, stdin)
}

fn at(terminal: Terminal, arguments: &str, more: &[&str], stdin: &[u8]) -> Outcome {
    let (mut out, mut err) = (Vec::new(), Vec::new());
    let all = std::iter::once("mediaspec")
        .chain(arguments.split_whitespace())
        .chain(more.iter().copied());
    let status = run(
        all,
        Cursor::new(stdin.to_vec()),
        &mut out,
        &mut err,
        terminal,
    );
    let outcome = Outcome {
        status,
        out: String::from_utf8(out).expect("stdout is UTF-8"),
        err: String::from_utf8(err).expect("stderr is UTF-8"),
    };
    let all: Vec<&str> = arguments
        .split_whitespace()
        .chain(more.iter().copied())
        .collect();
    crate::published::assert_written_fits(&all, &outcome.out);
    outcome
}

fn mediaspec(arguments: &str) -> Outcome {
    with_stdin(arguments, &[], b"")
}

/// A spec folder of two small services.
fn studio() -> String {
    let folder = mediaspec_tests::root().join("tests/specs/studio");
    folder.to_str().expect("a plain name").to_owned()
}

/// `check` against the small spec folder; the payload comes from stdin.
fn check(arguments: &str, payload: impl AsRef<[u8]>) -> Outcome {
    check_with(arguments, &["-"], payload)
}

fn check_with(arguments: &str, more: &[&str], payload: impl AsRef<[u8]>) -> Outcome {
    let spec = studio();
    let more: Vec<&str> = ["--spec", &spec]
        .into_iter()
        .chain(more.iter().copied())
        .collect();
    with_stdin(&format!("check {arguments}"), &more, payload.as_ref())
}

/// `check --url` against the small spec folder.
fn check_url(arguments: &str, more: &[&str]) -> Outcome {
    check_with(&format!("--format ndjson {arguments}"), more, b"")
}

/// A folder with files, and their paths.
struct Files(TempDir);

impl Files {
    fn new(files: &[(&str, &[u8])]) -> Self {
        let folder = TempDir::new().expect("a folder for inputs");
        for (name, bytes) in files {
            std::fs::write(folder.path().join(name), bytes).expect("an input");
        }
        Self(folder)
    }

    fn path(&self, name: &str) -> String {
        self.0
            .path()
            .join(name)
            .to_str()
            .expect("a plain name")
            .to_owned()
    }

    /// Text in which the folder stands as `DIR`.
    fn plain(&self, text: &str) -> String {
        text.replace(&self.path(""), "DIR/")
    }
}

/// The formats of `check`.
const FORMATS: [&str; 6] = ["human", "json", "ndjson", "sarif", "junit", "github"];

const GOOD: &str = r#"{"name": "trailer"}"#;
const BAD: &str = r#"{"name": "trailer", "voice": {"voice_id": "v", "speed": 300}}"#;
const BROKEN: &str = r#"{"name": "trailer""#;

// Exit status

#[test]
fn a_valid_payload_ends_with_0() {
    let outcome = check("--op CreateVideo --request", GOOD);
    assert_eq!(outcome.status, Status::Valid);
    assert_eq!(outcome.out, "<stdin>: valid\n");
    assert_eq!(outcome.err, "");
}

#[test]
fn warnings_end_with_0() {
    let outcome = check(
        "--op CreateVideo --request",
        r#"{"name": "trailer", "codec": "DIVX"}"#,
    );
    assert_eq!(outcome.status, Status::Valid);
    assert!(outcome.out.contains("warning[enum]"), "{}", outcome.out);
    assert!(
        outcome.out.ends_with("<stdin>: valid, 1 warning\n"),
        "{}",
        outcome.out
    );
}

#[test]
fn a_violation_ends_with_1() {
    assert_eq!(
        check("--op CreateVideo --request", BAD).status,
        Status::Invalid
    );
}

#[test]
fn malformed_input_ends_with_2() {
    for payload in [
        BROKEN,
        "",
        "\u{feff}{}",
        "{} {}",
        r#"{"a": 1e400}"#,
        r#"{"name": "\ud800"}"#,
    ] {
        let outcome = check("--op CreateVideo --request --format ndjson", payload);
        assert_eq!(outcome.status, Status::Trouble, "{payload}");
        let result = &outcome.lines()[0];
        assert_eq!(result["verdict"], "malformed", "{payload}");
        assert_eq!(result["violations"], Value::Array(vec![]), "{payload}");
        assert_eq!(result["total"], 0, "{payload}");
        assert_eq!(outcome.err.lines().count(), 1, "{}", outcome.err);
        let for_people = check("--op CreateVideo --request", payload);
        assert!(for_people.err.starts_with("error["), "{payload}");
        assert_eq!(for_people.out, "<stdin>: malformed\n", "{payload}");
    }
    let outcome = check(
        "--op CreateVideo --request --format ndjson",
        b"{\"name\": \"\xff\"}",
    );
    assert_eq!(outcome.lines()[0]["error"]["code"], "utf-8");
    assert_eq!(outcome.status, Status::Trouble);
}

#[test]
fn every_input_is_processed_and_2_beats_1() {
    let files = Files::new(&[
        ("bad.json", BAD.as_bytes()),
        ("broken.json", BROKEN.as_bytes()),
        ("empty.json", b""),
        ("good.json", GOOD.as_bytes()),
    ]);
    let names = [
        "bad.json",
        "missing.json",
        "",
        "broken.json",
        "empty.json",
        "good.json",
    ];
    let paths: Vec<String> = names.iter().map(|name| files.path(name)).collect();
    let paths: Vec<&str> = paths.iter().map(String::as_str).collect();
    let outcome = check_with("--op CreateVideo --request --format json", &paths, b"");
    assert_eq!(outcome.status, Status::Trouble);
    let json = outcome.json();
    let told: Vec<String> = json["results"]
        .as_array()
        .expect("a list of results")
        .iter()
        .map(|r| format!("{} {}", r["verdict"], r["error"]["code"]).replace('"', ""))
        .collect();
    assert_eq!(
        told,
        [
            "invalid null",
            "malformed unreadable",
            // The folder, with the *.json that are in it.
            "invalid null",
            "malformed syntax",
            "malformed syntax",
            "valid null",
            "malformed syntax",
            "malformed syntax",
            "valid null",
        ]
    );
    assert_eq!(
        json["summary"],
        serde_json::json!({"valid": 2, "invalid": 2, "malformed": 5})
    );
    assert!(
        outcome.err.contains("missing.json: cannot be read"),
        "{}",
        outcome.err
    );
}

#[test]
fn wrong_usage_ends_with_2_and_leaves_stdout_empty() {
    for arguments in [
        "",
        "check --op CreateVideo --request --response 200 -",
        "check --op CreateVideo --response 99 -",
        "check --op CreateVideo --request --url /v1 -",
        "check --op CreateVideo --request --allow nonsense -",
        "check --op CreateVideo --request --allow enum@pointer -",
        "check --op CreateVideo --request --format yaml -",
        "check --op CreateVideo --request --jobs 0 -",
        "check --op CreateVideo --request --jobs 1025 -",
        "check --op NoSuchOperation --request -",
        "check --op metastudio/ListSmartLiveJobs --callback nothing -",
        "check --op metastudio/ListSmartLiveJobs --response 200 --in query -",
        "check --op metastudio/ListSmartLiveJobs --request - -",
        "check --url /no/such/path",
        "check --url /v1/p/smart-live-jobs -H nonsense",
        "check --op ListSmartLiveJobs --request --spec /no/such/folder -",
        "list --service nowhere",
        "show NoSuchOperation",
        "schema metastudio/ListSmartLiveJobs --response 599",
        "sample metastudio/ListSmartLiveJobs --response 599",
        "explain nonsense",
        "completions nonsense",
        "nonsense",
    ] {
        let outcome = mediaspec(arguments);
        assert_eq!(outcome.status, Status::Trouble, "{arguments}");
        assert_eq!(outcome.out, "", "{arguments}");
        assert!(!outcome.err.is_empty(), "{arguments}");
    }
}

#[test]
fn a_header_that_is_no_header_is_not_repeated() {
    let outcome = with_stdin("check --url /v1/p/videos -H", &["t0ps3cret"], b"");
    assert_eq!(outcome.status, Status::Trouble);
    assert!(!outcome.err.contains("t0ps3cret"), "{}", outcome.err);
}

#[test]
fn an_undocumented_status_is_a_violation_in_check_alone() {
    let outcome = check("--op CreateVideo --response 418 --format ndjson", "{}");
    assert_eq!(outcome.status, Status::Valid);
    assert_eq!(outcome.told(), ["body  undocumented-status"]);
    for command in ["sample", "schema"] {
        let outcome = mediaspec(&format!(
            "{command} metastudio/ListSmartLiveJobs --response 418"
        ));
        assert_eq!(outcome.status, Status::Trouble);
        assert!(outcome.err.contains("418"), "{}", outcome.err);
    }
}

#[test]
fn of_a_file_there_is_neither_a_schema_nor_a_sample() {
    let spec = mediaspec_tests::root().join("tests/specs/kinds");
    let spec = spec.to_str().expect("a plain name");
    for command in ["sample", "schema"] {
        let arguments = format!("{command} DoUpload --response 200 --spec");
        let outcome = with_stdin(&arguments, &[spec], b"");
        assert_eq!((outcome.status, &*outcome.out), (Status::Trouble, ""));
        assert!(
            outcome.err.contains("the body of the response 200 of kinds/DoUpload is a file, of which nothing is checked"),
            "{}",
            outcome.err
        );
    }
    let arguments = "check --op DoUpload --response 200 --spec";
    let outcome = with_stdin(arguments, &[spec, "-"], b"\xff{");
    assert_eq!(outcome.status, Status::Valid, "{}", outcome.err);
    assert!(outcome.err.contains("is a file"), "{}", outcome.err);
}

#[test]
fn a_form_is_read_as_one() {
    let spec = mediaspec_tests::root().join("tests/specs/kinds");
    let spec = spec.to_str().expect("a plain name");
    let sent = |more: &[&str], body: &str| {
        let url = "check --format ndjson --url https://kinds.example.com/v1/do_sheet";
        let more = [&["--spec", spec], more, &["-"]].concat();
        let outcome = with_stdin(url, &more, body.as_bytes());
        let told = outcome.told();
        (
            outcome.status,
            told.into_iter()
                .filter(|one| !one.starts_with("header"))
                .collect::<Vec<_>>(),
        )
    };
    assert_eq!(sent(&[], "ratio=1"), (Status::Valid, vec![]));
    let told = vec!["body /ratio maximum".to_owned()];
    assert_eq!(sent(&[], "ratio=2"), (Status::Invalid, told));
    // No body and an empty one are the same, and this one is optional.
    assert_eq!(sent(&[], ""), (Status::Valid, vec![]));
    let told = ["body /ratio required"];
    let header = ["-H", "Content-Type: application/x-www-form-urlencoded"];
    assert_eq!(sent(&header, "final=true").1, told);
    let header = ["-H", "Content-Type: application/json"];
    assert_eq!(sent(&header, "{}").1, ["body  media-type"]);
}

// Names

#[test]
fn an_operation_is_found_by_its_bare_name_in_any_case() {
    let outcome = check("--op createvideo --request --format ndjson", GOOD);
    assert_eq!(outcome.lines()[0]["operation"], "studio/CreateVideo");
}

#[test]
fn an_unknown_operation_lists_close_matches() {
    let outcome = check("--op studio/CreatVideo --request", GOOD);
    assert_eq!(
        outcome.err,
        "error: no operation is called `studio/CreatVideo`; did you mean `studio/CreateVideo`?\n\
         5 operations in 2 families are covered; `mediaspec list` shows them\n"
    );
    // A name that fits several is known.
    let outcome = with_stdin("show createvideo", &["--spec", &studio()], b"");
    assert_eq!(outcome.err, "");
}

// The formats

#[test]
fn people_see_what_where_and_why() {
    let files = Files::new(&[(
        "job.json",
        b"{\n  \"name\": \"trailer\",\n  \"voice\": {\n    \"voice_id\": \"v7\",\n    \"speed\": 300,\n    \"pich\": 1\n  },\n  \"width\": 1920,\n  \"height\": 1081,\n  \"upload_url\": \"https://up.example/x?sign=1\"\n}\n",
    )]);
    let outcome = check_with(
        "--op CreateVideo --request",
        &[&files.path("job.json")],
        b"",
    );
    insta::assert_snapshot!(files.plain(&outcome.out), @r#"
    error[maximum]: /voice/speed is 300, above 200
      --> DIR/job.json:5:14
      5 |     "speed": 300,
        |              ^^^ 50 to 200 allowed; 100 when absent
        = source: create-page, table 9, read 2026-11-20
        = more: mediaspec explain maximum

    error[additionalProperties]: /voice/pich is not a documented member
      --> DIR/job.json:6:5
      6 |     "pich": …
        |     ^^^^^^
        = source: create-page, table 9, read 2026-11-20
        = more: mediaspec explain additionalProperties

    error[rows]: the whole document combines width and height into 1920 x 1081, which is not listed
      --> DIR/job.json:1:1
      1 | { …
        | ^ 1920 x 1080, 1080 x 1920 or 1280 x 720 allowed; Three sizes are offered
        = rule: picture-sizes
        = source: create-page, table 8, read 2026-11-20
        = more: mediaspec explain rows

    error[required-if]: /access_key is missing
      --> DIR/job.json:1:1
      1 | { …
        | ^ An upload needs a key
        = rule: key-goes-with-url
        = source: create-page, table 7, read 2026-11-20
        = more: mediaspec explain required-if

    DIR/job.json: 4 errors
    "#);
}

#[test]
fn programs_get_one_object_a_line() {
    let outcome = check("--op CreateVideo --request --format ndjson", BAD);
    insta::assert_snapshot!(outcome.out, @r#"{"file":"-","operation":"studio/CreateVideo","message":"request","status":null,"verdict":"invalid","truncated":false,"total":1,"violations":[{"in":"body","pointer":"/voice/speed","code":"maximum","severity":"error","message":"300 is above 200 (50 to 200 allowed; 100 when absent)","found":"300","expected":{"minimum":50,"maximum":200,"default":100,"unit":"%"},"rule":null,"line":1,"column":57,"source":{"name":"create-page","url":"https://docs.example.com/create","anchor":"9","read":"2026-11-20"},"disputed":[],"suggestion":null}],"error":null}"#);
}

#[test]
fn programs_get_one_object_around_all() {
    let outcome = check(
        "--op CreateVideo --response 200 --format json",
        r#"{"video_id": 7"#,
    );
    insta::assert_snapshot!(outcome.out, @r#"
    {"schema_version":1,"results":[
    {"file":"-","operation":"studio/CreateVideo","message":"response","status":200,"verdict":"malformed","truncated":false,"total":0,"violations":[],"error":{"code":"syntax","message":"the document ends before it is complete","line":1,"column":15,"offset":14}}
    ],"summary":{"valid":0,"invalid":0,"malformed":1}}
    "#);
    let empty = check("--op CreateVideo --response 200 --format json", "");
    assert_eq!(empty.json()["schema_version"], 1);
}

#[test]
fn a_result_names_its_message() {
    let message = |arguments: &str, payload: &str| {
        let outcome = check(&format!("{arguments} --format ndjson"), payload);
        let result = &outcome.lines()[0];
        format!(
            "{} {} {}",
            result["message"], result["status"], result["callback"]
        )
    };
    assert_eq!(
        message("--op CreateVideo --request", GOOD),
        "\"request\" null null"
    );
    assert_eq!(
        message("--op CreateVideo --response 400", "{}"),
        "\"response\" 400 null"
    );
    assert_eq!(
        message("--op CreateVideo --callback video-done", "{}"),
        "\"callback\" null \"video-done\""
    );
}

#[test]
fn several_inputs_end_with_a_summary() {
    let files = Files::new(&[("a.json", GOOD.as_bytes()), ("b.json", BAD.as_bytes())]);
    let paths = [
        files.path("a.json"),
        files.path("b.json"),
        files.path("c.json"),
    ];
    let paths: Vec<&str> = paths.iter().map(String::as_str).collect();
    let outcome = check_with("--op CreateVideo --request", &paths, b"");
    let lines: Vec<String> = files
        .plain(&outcome.out)
        .lines()
        .map(ToOwned::to_owned)
        .collect();
    assert_eq!(lines.first().map(String::as_str), Some("DIR/a.json: valid"));
    assert_eq!(
        lines[lines.len() - 3..],
        [
            "DIR/b.json: 1 error",
            "DIR/c.json: malformed",
            "3 inputs: 1 valid, 1 invalid, 1 malformed (1 error)",
        ]
    );
}

#[test]
fn the_limit_cuts_the_list_and_not_the_count() {
    let payload = r#"{"name": "trailer", "a": 1, "b": 1, "c": 1}"#;
    let outcome = check(
        "--op CreateVideo --request --format ndjson --max-violations 2",
        payload,
    );
    let result = &outcome.lines()[0];
    assert_eq!(result["violations"].as_array().map(Vec::len), Some(2));
    assert_eq!(
        (&result["total"], &result["truncated"]),
        (&3.into(), &true.into())
    );
    let human = check("--op CreateVideo --request --max-violations 2", payload);
    assert!(
        human.out.contains("note: 2 of 3 are listed"),
        "{}",
        human.out
    );
    assert!(human.out.ends_with("<stdin>: 3 errors\n"), "{}", human.out);
}

// Options

#[test]
fn an_allowed_code_only_warns() {
    let status =
        |allow: &str| check(&format!("--op CreateVideo --request --allow {allow}"), BAD).status;
    assert_eq!(status("maximum"), Status::Valid);
    assert_eq!(status("MAXIMUM@/voice/speed"), Status::Valid);
    assert_eq!(status("maximum@/voice/pitch"), Status::Invalid);
    assert_eq!(status("minimum --allow maximum"), Status::Valid);
    assert_eq!(status("maximum@/*/speed"), Status::Valid);
    assert_eq!(status("maximum@/*"), Status::Invalid);
    let told = |arguments: &str| check(&format!("--op CreateVideo --request {arguments}"), BAD).err;
    assert_eq!(
        told("--allow minimum@/voice/* --allow maximum@/*/speed --allow enum"),
        "note: --allow minimum@/voice/* matched nothing\nnote: --allow enum matched nothing\n"
    );
    // What a report leaves out has been met with all the same.
    assert_eq!(
        told("--max-violations 0 --allow enum --allow maximum"),
        "note: --allow enum matched nothing\n"
    );
}

#[test]
fn the_tolerant_profile_lets_vendors_widen_what_they_send() {
    let payload = r#"{"video_id": "v1", "state": "PAUSED"}"#;
    let status =
        |profile: &str| check(&format!("--op ShowVideo --response 200 {profile}"), payload).status;
    assert_eq!(status(""), Status::Invalid);
    assert_eq!(status("--profile documented"), Status::Invalid);
    assert_eq!(status("--profile tolerant"), Status::Valid);
}

#[test]
fn parameters_are_checked_as_one_object() {
    let told = |arguments: &str, payload: &str| {
        check(
            &format!("--op ListVideos --request --format ndjson {arguments}"),
            payload,
        )
        .told()
    };
    assert_eq!(
        told("--in query", r#"{"limit": 300, "x": 1}"#),
        ["query /limit maximum", "query /x additionalProperties",]
    );
    assert_eq!(told("--in path", "{}"), ["path /project_id required"]);
    assert_eq!(told("--in header", "{}"), ["header  authentication"]);
    assert_eq!(told("--in header", r#"{"x-auth-token": "t"}"#), [""; 0]);
}

#[test]
fn a_body_that_no_page_documents_is_a_violation_with_a_hint() {
    let outcome = check("--op ListVideos --request --format ndjson", "{}");
    assert_eq!(outcome.status, Status::Invalid);
    assert_eq!(outcome.told(), ["body  additionalProperties"]);
    let hint = "its parameters are in path, query, header (--in)";
    assert!(outcome.err.contains(hint), "{}", outcome.err);
}

#[test]
fn each_line_is_a_payload_and_blank_lines_are_skipped() {
    let text = format!("{GOOD}\n\n  \r\n{BAD}\r\n{BROKEN}\n{GOOD}");
    let outcome = check("--op CreateVideo --request --lines --format ndjson", &text);
    assert_eq!(outcome.status, Status::Trouble);
    let told: Vec<String> = outcome
        .lines()
        .iter()
        .map(|r| {
            format!(
                "{} {} {}",
                r["record"], r["verdict"], r["violations"][0]["line"]
            )
        })
        .collect();
    assert_eq!(
        told,
        [
            "1 \"valid\" null",
            "4 \"invalid\" 4",
            "5 \"malformed\" null",
            "6 \"valid\" null"
        ]
    );
    let error = &outcome.lines()[2]["error"];
    let offset = error["offset"]
        .as_u64()
        .and_then(|at| usize::try_from(at).ok());
    assert_eq!(error["line"], 5);
    assert!(
        offset.is_some_and(|at| text[..at].matches('\n').count() == 4),
        "{error}"
    );

    let human = check("--op CreateVideo --request --lines", &text);
    assert!(human.out.contains("--> <stdin>:4:57\n"), "{}", human.out);
    assert!(
        human
            .out
            .ends_with("<stdin>: 2 valid, 1 invalid, 1 malformed (1 error)\n"),
        "{}",
        human.out
    );
}

#[test]
fn lines_without_any_payload_are_no_input() {
    for text in ["", "\n \n"] {
        let outcome = check("--op CreateVideo --request --lines", text);
        assert_eq!(outcome.status, Status::Trouble);
    }
}

// Whole requests

#[test]
fn the_operation_is_found_by_method_and_url() {
    let operation = |arguments: &str| {
        let outcome = check_url(arguments, &[]);
        outcome.lines()[0]["operation"]
            .as_str()
            .unwrap_or("?")
            .to_owned()
    };
    assert_eq!(
        operation("--url https://h.example/v1/p/videos?limit=5"),
        "studio/ListVideos"
    );
    assert_eq!(
        operation("-X post --url /v1/p/videos"),
        "studio/CreateVideo"
    );
    assert_eq!(
        operation("-X DELETE --url /v1/p/videos/7"),
        "studio/DeleteVideo"
    );
    assert_eq!(
        operation("--url https://h.example/?Action=QueryJob&Version=2020-01-01&JobId=1"),
        "media/QueryJob"
    );
}

#[test]
fn a_form_names_the_operation_of_a_whole_request() {
    let form = b"Action=QueryJob&Version=2020-01-01&Jobid=1";
    let files = Files::new(&[
        ("job.form", form),
        ("job.json", b"{\"Action\": \"QueryJob\"}"),
    ]);
    let sent = |file: &str| {
        let more = ["-H", "Content-Type: application/x-www-form-urlencoded"];
        check_url(
            "--url https://h.example/",
            &[&more[..], &[&files.path(file)]].concat(),
        )
    };
    let outcome = sent("job.form");
    assert_eq!(outcome.lines()[0]["operation"], "media/QueryJob");
    assert_eq!(
        outcome.told(),
        ["query /Jobid additionalProperties", "query /JobId required"]
    );
    assert_eq!(sent("job.json").status, Status::Trouble);
}

#[test]
fn all_parts_are_checked_in_order() {
    let files = Files::new(&[("job.json", BAD.as_bytes())]);
    let more = ["-H", "X-Sdk-Date: today", &files.path("job.json")];
    let outcome = check_url("--url /v1/much-too-long/videos?x=1", &more);
    assert_eq!(outcome.status, Status::Invalid);
    assert_eq!(
        outcome.told(),
        [
            "path /project_id maxLength",
            "query /x additionalProperties",
            "header /X-Sdk-Date format",
            "header  authentication",
            "body /voice/speed maximum",
        ]
    );
    assert_eq!(outcome.lines()[0]["file"], files.path("job.json"));
}

#[test]
fn headers_are_checked_only_where_there_are_any() {
    assert_eq!(check_url("--url /v1/p/videos", &[]).told(), [""; 0]);
    let with = check_url("--url /v1/p/videos", &["-H", "Accept: */*"]);
    assert_eq!(with.told(), ["header  authentication"]);
    let with = check_url("--url /v1/p/videos", &["-H", "x-auth-token:t"]);
    assert_eq!(with.told(), [""; 0]);
}

#[test]
fn a_missing_body_is_told() {
    let outcome = check_url("-X POST --url /v1/p/videos", &[]);
    assert_eq!(outcome.told(), ["body  required"]);
    assert_eq!(outcome.lines()[0]["file"], Value::Null);
}

#[test]
fn a_path_that_no_operation_has_lists_close_ones() {
    let outcome = check_url("--url /v1/p/videos/", &[]);
    assert_eq!(outcome.status, Status::Trouble);
    assert!(
        outcome
            .err
            .contains("`GET /v1/{project_id}/videos (studio/ListVideos)`"),
        "{}",
        outcome.err
    );
}

#[test]
fn people_see_which_part_of_a_request_is_wrong() {
    let more = [
        "-H",
        "X-Auth-Token: t0ps3cret-t0ps3cret-t0ps3cret-t0ps3cret-t0ps3cret-t0ps3cret-t0ps3cret",
    ];
    let outcome = check_with("--url /v1/p/videos?limit=300", &more, b"");
    insta::assert_snapshot!(outcome.out, @r#"
    error[maximum]: query /limit is 300, above 100
      --> query of --url
        = help: 1 to 100 allowed; 10 when absent
        = source: create-page, read 2026-11-20
        = more: mediaspec explain maximum

    error[maxLength]: header /X-Auth-Token has 69 characters, more than allowed
      --> headers of -H
        = help: at most 64 characters allowed
        = source: create-page, table 3, read 2026-11-20
        = more: mediaspec explain maxLength

    request: 2 errors
    "#);
}

// Hostile input

#[test]
fn what_is_sensitive_is_never_shown() {
    let pretty = r#"{
  "name": "a name that is too long",
  "upload_url": "ftp://t0ps3cret", "access_key": "t0ps3cret-t0ps3cret", "x": "t0ps3cret", "voice": {"voice_id": 7, "note": "t0ps3cret"}
}"#;
    let compact: String = pretty.lines().map(str::trim).collect();
    let broken = pretty.replace("\"x\":", "\"x\"");
    for payload in [pretty, &compact, &broken] {
        for format in FORMATS {
            let outcome = check(
                &format!("--op CreateVideo --request --format {format}"),
                payload,
            );
            assert_ne!(outcome.status, Status::Valid);
            assert!(!outcome.out.contains("t0ps3cret"), "{}", outcome.out);
            assert!(!outcome.err.contains("t0ps3cret"), "{}", outcome.err);
        }
    }
}

#[test]
fn characters_that_act_are_escaped_in_every_format() {
    let hostile = "\u{1b}[31m\u{9b}2J\u{202e}\u{2066}\u{200b}\u{feff}\u{7f}\u{2028}\u{e0041}";
    let escaped = hostile.replace('\u{1b}', "\\u001b");
    let payload = format!(
        "{{\"name\": \"{escaped}\\n::error::gotcha\", \"{escaped}\\n::error::gotcha\": 1, \"codec\": \"{escaped}\"}}"
    );
    for format in FORMATS {
        let outcome = check(
            &format!("--op CreateVideo --request --format {format}"),
            &payload,
        );
        assert_eq!(outcome.status, Status::Invalid);
        for c in hostile.chars() {
            if c != '[' && !c.is_ascii_alphanumeric() {
                assert!(
                    !outcome.out.contains(c),
                    "{format}: {c:?} in {}",
                    outcome.out
                );
            }
        }
        let commands = outcome.out.lines().filter(|line| line.starts_with("::"));
        assert!(format == "github" || commands.count() == 0, "{format}");
    }
    // Programs read back what was there.
    let outcome = check("--op CreateVideo --request --format ndjson", &payload);
    let pointer = outcome.lines()[0]["violations"][1]["pointer"].clone();
    assert_eq!(pointer, format!("/{hostile}\n::error::gotcha"));
}

#[cfg(unix)]
#[test]
fn names_of_files_and_operations_are_made_harmless() {
    let files = Files::new(&[("a\u{1b}[2J\n\u{202e}.json", BAD.as_bytes())]);
    let path = files.path("a\u{1b}[2J\n\u{202e}.json");
    let missing = files.path("b\u{1b}[2J.json");
    let outcome = check_with("--op CreateVideo --request", &[&path, &missing], b"");
    for text in [&outcome.out, &outcome.err] {
        assert!(!text.contains(['\u{1b}', '\u{202e}']), "{text}");
    }
    let outcome = with_stdin("show", &["a\u{1b}[2Jb"], b"");
    assert!(!outcome.err.contains('\u{1b}'), "{}", outcome.err);
    let outcome = with_stdin("check --a\u{1b}[2Jb", &[], b"");
    assert!(!outcome.err.contains('\u{1b}'), "{}", outcome.err);
}

#[test]
fn very_long_values_and_keys_are_cut_for_people() {
    let long = "x".repeat(100_000);
    let payload =
        format!(r#"{{"name": "{long}", "{long}": 1, "voice": {{"voice_id": "v", "speed": 300}}}}"#);
    let outcome = check("--op CreateVideo --request", &payload);
    assert!(
        outcome.out.lines().all(|line| line.chars().count() < 300),
        "{}",
        outcome.out.len()
    );
    // The place stays exact.
    let column = payload.find("300").map_or(0, |at| at + 1);
    assert!(
        outcome.out.contains(&format!("--> <stdin>:1:{column}\n")),
        "{}",
        outcome.out
    );
    let json = check("--op CreateVideo --request --format ndjson", &payload);
    let violations = &json.lines()[0]["violations"];
    assert!(
        violations[0]["found"]
            .as_str()
            .is_some_and(|found| found.chars().count() <= 65)
    );
    assert_eq!(
        violations[1]["pointer"].as_str().map(str::len),
        Some(100_001)
    );
}

#[test]
fn columns_count_code_points_and_carets_count_cells() {
    let outcome = check(
        "--op CreateVideo --request",
        "{\"name\": \"片头片头片头片头片头片头片头\"}",
    );
    insta::assert_snapshot!(outcome.out, @r#"
    error[maxLength]: /name has 14 characters, more than allowed
      --> <stdin>:1:10
      1 | … "name": "片头片头片头片头片头片头片头"
        |           ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ 1 to 12 characters allowed
        = source: create-page, table 7, read 2026-11-20
        = more: mediaspec explain maxLength

    <stdin>: 1 error
    "#);
}

#[test]
fn a_document_inside_a_string_is_told_by_the_way_to_it() {
    let payload = r#"{"video_id": "v1", "verdict": "{\"score\": 101, \"t\": \"t0ps3cret\"}"}"#;
    let outcome = check("--op ShowVideo --response 200 --format ndjson", payload);
    let violation = &outcome.lines()[0]["violations"][0];
    assert_eq!(violation["pointer"], "/verdict");
    assert_eq!(violation["embedded"], serde_json::json!(["/score"]));
    let human = check("--op ShowVideo --response 200", payload);
    assert!(
        human.out.contains("/verdict -> /score is 101"),
        "{}",
        human.out
    );
    assert!(!human.out.contains("t0ps3cret"), "{}", human.out);
}

#[test]
fn deep_nesting_is_malformed() {
    let deep = format!("{{\"a\": {}{}}}", "[".repeat(100_000), "]".repeat(100_000));
    let outcome = check("--op CreateVideo --request --format ndjson", deep);
    assert_eq!(outcome.status, Status::Trouble);
    assert_eq!(outcome.lines()[0]["error"]["code"], "depth");
}

// Streams

/// Fails every write.
struct Gone(io::ErrorKind);

impl Write for Gone {
    fn write(&mut self, _: &[u8]) -> io::Result<usize> {
        Err(self.0.into())
    }
    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

fn check_into(mut stdout: Gone) -> (Status, String) {
    let mut err = Vec::new();
    let spec = studio();
    let arguments = "mediaspec check --op CreateVideo --request - --spec";
    let arguments = arguments.split(' ').chain([spec.as_str()]);
    let status = run(
        arguments,
        BAD.as_bytes(),
        &mut stdout,
        &mut err,
        Terminal::default(),
    );
    (status, String::from_utf8_lossy(&err).into_owned())
}

#[test]
fn a_reader_that_went_away_ends_the_run_quietly() {
    let (status, err) = check_into(Gone(io::ErrorKind::BrokenPipe));
    assert_eq!((status, err.as_str()), (Status::Invalid, ""));
}

#[test]
fn results_that_cannot_be_written_end_with_2() {
    let (status, err) = check_into(Gone(io::ErrorKind::StorageFull));
    assert_eq!(status, Status::Trouble);
    assert!(err.contains("cannot write the results"), "{err}");
}

#[test]
fn colours_are_shown_when_asked_for() {
    let coloured = |color: &str| {
        check(&format!("--op CreateVideo --request --color {color}"), BAD)
            .out
            .contains("\u{1b}[")
    };
    assert!(coloured("always"));
    assert!(!coloured("never"));
    assert!(!coloured("auto"));
}

// The other commands

#[test]
fn show_tells_who_uses_a_type() {
    let show = |name: &str| with_stdin(&format!("show {name}"), &["--spec", &studio()], b"");
    let outcome = show("studio/Voice");
    assert_eq!((outcome.status, &*outcome.err), (Status::Valid, ""));
    insta::assert_snapshot!(outcome.out);
    assert_eq!(show("voice").out, outcome.out);
    let outcome = show("studio/Video");
    assert!(
        outcome.out.contains("ShowVideo    response 200"),
        "{}",
        outcome.out
    );
    let outcome = show("studio/Voise");
    assert!(
        outcome.err.contains("; there is a type `Voice`"),
        "{}",
        outcome.err
    );
    let outcome = show("media/Voice");
    assert!(
        outcome
            .err
            .starts_with("error: no operation is called `media/Voice`"),
        "{}",
        outcome.err
    );
}

#[test]
fn show_tells_all_that_is_documented() {
    let spec = studio();
    let outcome = with_stdin("show CreateVideo", &["--spec", &spec], b"");
    assert_eq!(outcome.status, Status::Valid);
    insta::assert_snapshot!(outcome.out, @r#"
    studio/CreateVideo
      POST /v1/{project_id}/videos
      Creates a video.
      group: Videos
      source: create-page, read 2026-11-20

    Authentication: all headers of one scheme
      token      X-Auth-Token
                 source: create-page, table 3, read 2026-11-20
      signature  Authorization, X-Sdk-Date
                 source: create-page, table 3, read 2026-11-20

    Path parameters
      source: create-page, read 2026-11-20
      project_id  string, required: at most 8 characters
                  Whose clips they are.

    Headers
      source: create-page, table 3, read 2026-11-20
      X-Auth-Token   string, sensitive: at most 64 characters
                     Token of the user.
      Authorization  string, sensitive
                     Signature of the call.
      X-Sdk-Date     string: YYYYMMDD'T'HHMMSS'Z' such as 20260110T084317Z
                     When the call is made.

    Request body
      CreateVideoReq, required

    Responses
      200  Video
           The video is under way.
           source: create-page, read 2026-11-20
      400  Fault
           The request is wrong.
           error code: ST.0003
           source: create-page, read 2026-11-20

    Callbacks
      video-done  Video
                  Rendering has ended.
                  source: create-page, table 15, read 2026-11-20

    CreateVideoReq
      The video that is asked for.
      source: create-page, table 7, read 2026-11-20

      name        string, required: 1 to 12 characters
                  Name of the video.
      codec       string: H264, VP8 or DIVX (deprecated); H264 when absent
                  Codec of the file.
                  - H264: In MP4.
                  - VP8: In WebM.
                  - DIVX is deprecated: Use H264.
                  create-page, table 7, read 2026-11-20 says: H264, VP8 or DIVX
                  explorer, read 2026-03-13 says: H264, VP8 or VP9
      width       integer: 16 to 3840 px
                  Width of the picture.
      height      integer: 16 to 2160 px
                  Height of the picture.
      voice       Voice
                  The voice that speaks.
      upload_url  string, sensitive: a URL that begins with https://
                  Signed address that the file is sent to.
      access_key  string, sensitive: 4 to 16 characters
                  Key of the upload.
      tags        list of strings: at most 3 items; each at most 8 characters; no two equal
                  Tags of the video.

      Rules
      picture-sizes      width and height must together be 1920 x 1080, 1080 x 1920 or 1280 x 720.
                         Three sizes are offered.
                         error, a warning in responses; source: create-page, table 8, read 2026-11-20
      key-goes-with-url  access_key is required when upload_url is present.
                         An upload needs a key.
                         error, a warning in responses; source: create-page, table 7, read 2026-11-20

    Video
      What was rendered.
      source: create-page, table 12, read 2026-11-20

      video_id  string, required: at most 8 characters
                Id of the video, for later.
      state     string: WAITING or DONE
                How far it is.
      verdict   string with JSON of Verdict
                What the review says.

    Fault
      Why a call failed.
      source: create-page, table 13, read 2026-11-20

      error_code  string, required
                  Code of the fault.

    Voice
      How the voice speaks.
      source: create-page, table 9, read 2026-11-20

      voice_id  string, required
                The voice that is meant.
      speed     integer: 50 to 200 %; 100 when absent
                Pace of speech.

    Verdict
      What the review says.
      source: create-page, table 14, read 2026-11-20

      score  integer: 0 to 100
             How good it is.

    Sources
      create-page  Create a video (documentation page)
                   https://docs.example.com/create
                   read 2026-11-20
      explorer     Definitions (machine-readable definitions)
                   https://docs.example.com/explorer
                   read 2026-03-13
    "#);
}

#[test]
fn whatever_sample_prints_validates() {
    let spec = studio();
    for message in [
        "CreateVideo --request",
        "CreateVideo --request --in path",
        "CreateVideo --request --in header",
        "CreateVideo --response 200",
        "CreateVideo --response 400",
        "CreateVideo --callback video-done",
        "ListVideos --request --in query",
        "ListVideos --response 200",
        "QueryJob --request --in query",
    ] {
        for options in ["", "--full", "--full --seed 7", "--seed 8"] {
            let sample = with_stdin(
                &format!("sample {message} {options}"),
                &["--spec", &spec],
                b"",
            );
            assert_eq!(sample.status, Status::Valid, "{message}: {}", sample.err);
            let checked = check(&format!("--op {message}"), &sample.out);
            assert_eq!(
                checked.status,
                Status::Valid,
                "{message}: {}{}",
                sample.out,
                checked.out
            );
        }
    }
}

#[test]
fn schema_prints_the_shipped_schema_of_every_message() {
    let folder = mediaspec_tests::root().join("crates/schema");
    let read = |file: &str| -> Value {
        let text = std::fs::read_to_string(folder.join(file)).expect("a shipped file");
        serde_json::from_str(&text).expect("JSON")
    };
    let index = read("index.json");
    let messages = index["messages"].as_array().expect("a list");
    assert!(messages.len() > 40, "{}", messages.len());
    for entry in messages {
        let text = |key: &str| entry[key].as_str().expect("a text");
        let message = match (text("message"), entry["callback"].is_null()) {
            ("request", _) => "--request".to_owned(),
            (status, true) => format!("--response {status}"),
            (name, false) => format!("--callback {name}"),
        };
        let command = format!("schema {} {message} --in {}", text("operation"), text("in"));
        let outcome = mediaspec(&command);
        assert_eq!(outcome.status, Status::Valid, "{command}: {}", outcome.err);
        let (mut printed, mut shipped) = (outcome.json(), read(text("file")));
        // A file says in addition how it was made. Messages that read alike share one, under the name of the first.
        let comment = printed["$comment"].take();
        let comment = comment.as_str().expect("it names its sources");
        assert!(comment.starts_with("Source"), "{command}: {comment}");
        shipped["$comment"].take();
        if shipped["$id"] != printed["$id"] {
            let shared = messages
                .iter()
                .filter(|other| other["id"] == shipped["$id"]);
            assert!(shared.count() > 1, "{command}: {}", printed["$id"]);
            shipped["$id"] = printed["$id"].clone();
        }
        assert_eq!(printed, shipped, "{command}");
    }
}

#[test]
fn the_schema_of_a_spec_folder_accepts_what_the_check_accepts() {
    let spec = studio();
    let outcome = with_stdin("schema CreateVideo --request", &["--spec", &spec], b"");
    assert_eq!(outcome.status, Status::Valid, "{}", outcome.err);
    let id = &outcome.json()["$id"];
    assert_eq!(id, "urn:mediaspec:studio:CreateVideo:request");
    for (payload, status) in [(GOOD, Status::Valid), (BAD, Status::Invalid)] {
        assert_eq!(check("--op CreateVideo --request", payload).status, status);
        let accepted = mediaspec_tests::schema_accepts(&outcome.out, payload);
        assert_eq!(accepted, status == Status::Valid, "{payload}");
    }
}

#[test]
fn operations_that_are_not_current_are_marked_in_lists() {
    let spec = mediaspec_tests::root().join("tests/specs/kinds");
    let spec = spec.to_str().expect("a plain name");
    let states = [
        ("kinds/DoAdvice", "deprecated: Use DoValues."),
        (
            "kinds/DoAdviceLive",
            "removed by the vendor: Gone with the service.",
        ),
        ("kinds/DoDemandsPhoto", "renamed by the vendor to DoDemands"),
    ];
    let outcome = with_stdin("list --spec", &[spec], b"");
    let marked: Vec<&str> = outcome.out.lines().filter(|l| l.ends_with(')')).collect();
    assert_eq!(marked.len(), states.len(), "{}", outcome.out);
    for (line, (name, state)) in marked.iter().zip(states) {
        assert!(line.starts_with(name), "{line}");
        assert!(line.ends_with(&format!(" ({state})")), "{line}");
    }
    let outcome = with_stdin("list --format json --spec", &[spec], b"");
    let listed = outcome.json();
    let operations = listed["operations"].as_array().expect("a list");
    let told: Vec<_> = operations
        .iter()
        .filter(|operation| operation.get("state").is_some())
        .map(|operation| (operation["operation"].as_str(), operation["state"].as_str()))
        .collect();
    assert_eq!(told, states.map(|(name, state)| (Some(name), Some(state))));
}

#[test]
fn explain_tells_what_to_do() {
    for code in ["maximum", "MAXIMUM", "duplicate-key", "utf-8", "unreadable"] {
        let outcome = mediaspec(&format!("explain {code}"));
        assert_eq!(outcome.status, Status::Valid, "{code}");
        assert!(
            outcome.out.starts_with(&code.to_lowercase()),
            "{}",
            outcome.out
        );
    }
    let outcome = mediaspec("explain maxlenght");
    assert!(outcome.err.contains("`maxLength`"), "{}", outcome.err);
}

#[test]
fn completions_are_printed_for_each_shell() {
    for shell in ["bash", "elvish", "fish", "powershell", "zsh"] {
        let outcome = mediaspec(&format!("completions {shell}"));
        assert_eq!(outcome.status, Status::Valid);
        assert!(outcome.out.contains("mediaspec"), "{shell}");
    }
}

#[test]
fn help_goes_to_stdout_and_has_examples() {
    for command in [
        "",
        "check",
        "detect",
        "fix",
        "list",
        "show",
        "schema",
        "sample",
        "explain",
        "completions",
    ] {
        let outcome = mediaspec(&format!("{command} --help"));
        assert_eq!(outcome.status, Status::Valid);
        assert!(outcome.out.contains("Examples:"), "{command}");
        assert_eq!(outcome.err, "", "{command}");
    }
    assert!(mediaspec("").err.contains("Usage: mediaspec"));
    assert!(mediaspec("--version").out.starts_with("mediaspec "));
}

#[test]
fn what_is_wrong_with_a_spec_folder_is_told_with_its_place() {
    let folder = TempDir::new().expect("a folder");
    let vendor: PathBuf = folder.path().join("demo").join("vendor.toml");
    let parent: &Path = vendor.parent().expect("a folder");
    std::fs::create_dir_all(parent).expect("a folder");
    std::fs::write(&vendor, "[vendor]\nservise = \"demo\"\n").expect("a file");
    let spec = folder.path().to_str().expect("a plain name");
    let outcome = with_stdin("list --spec", &[spec], b"");
    assert_eq!(outcome.status, Status::Trouble);
    assert_eq!(outcome.out, "");
    assert!(outcome.err.contains("servise"), "{}", outcome.err);
}
