//! The commands that help with payloads: what is told, and how a run ends.
#![allow(clippy::indexing_slicing, reason = "a test may panic")]

use std::fs;
use std::path::Path;

use serde_json::Value;
use tempfile::TempDir;

use crate::{Status, Terminal, run};

const CREATE: &str = "metastudio/Create2DDigitalHumanVideo";

/// Four findings, all of which can be mended.
const WRONG: &str = "{\n  \"script_id\": \"ab\",\n  \"voice_config\": {\n    \"voice_asset_id\": \"c20d9e8b\",\n    \"speed\": \"100\",\n    \"volumn\": 140\n  },\n  \"video_config\": {\"codec\": \"h264\", \"bitrate\": \"4000\", \"width\": 1920, \"height\": 1080}\n}\n";

/// The same without a finding.
const RIGHT: &str = "{\n  \"script_id\": \"ab\",\n  \"voice_config\": {\n    \"voice_asset_id\": \"c20d9e8b\",\n    \"speed\": 100,\n    \"volume\": 140\n  },\n  \"video_config\": {\"codec\": \"H264\", \"bitrate\": 4000, \"width\": 1920, \"height\": 1080}\n}\n";

/// One finding, which nobody can mend without a guess.
const FAST: &str = r#"{"script_id": "ab", "voice_config": {"voice_asset_id": "a", "speed": 300}}"#;

fn told(arguments: &[&str], stdin: &str) -> (Status, String, String) {
    let (mut out, mut err) = (Vec::new(), Vec::new());
    let arguments = std::iter::once(&"mediaspec").chain(arguments);
    let stdin = std::io::Cursor::new(stdin.to_owned().into_bytes());
    let status = run(arguments, stdin, &mut out, &mut err, Terminal::default());
    let text = |bytes: Vec<u8>| String::from_utf8_lossy(&bytes).into_owned();
    (status, text(out), text(err))
}

/// A folder with files.
fn folder(files: &[(&str, &str)]) -> TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    for (name, text) in files {
        let path = folder.path().join(name);
        fs::create_dir_all(path.parent().expect("it is below")).expect("a folder");
        fs::write(path, text).expect("a file");
    }
    folder
}

fn at(folder: &TempDir, name: &str) -> String {
    folder.path().join(name).to_string_lossy().into_owned()
}

fn check<'a>(more: &[&'a str]) -> Vec<&'a str> {
    let mut arguments = vec!["check", "--no-config", "--op", CREATE, "--request"];
    arguments.extend(more);
    arguments
}

fn json(path: impl AsRef<Path>) -> Value {
    let text = fs::read(path).expect("it was written");
    serde_json::from_slice(&text).expect("JSON")
}

// detect

#[test]
fn detect_lists_the_messages_that_a_payload_fits_best_first() {
    let (status, out, err) = told(&["detect"], FAST);
    assert_eq!(status, Status::Valid);
    let first = out.lines().next().unwrap_or_default();
    assert_eq!(
        first,
        "metastudio/Create2DDigitalHumanVideo, request: 4 members documented, 1 error"
    );
    assert!(
        err.contains("mediaspec check --op Create2DDigitalHumanVideo --request -"),
        "{err}"
    );
    let (_, out, _) = told(&["detect", "--format", "json", "--most", "1", "-"], FAST);
    let fits: Value = serde_json::from_str(&out).expect("JSON");
    assert_eq!(fits["fits"][0]["operation"], CREATE);
    assert_eq!(fits["fits"].as_array().map(Vec::len), Some(1));
}

#[test]
fn detect_ends_with_1_for_what_fits_nothing_and_with_2_for_what_is_no_json() {
    let (status, out, _) = told(&["detect", "-"], r#"{"qwertz": 1}"#);
    assert_eq!(status, Status::Invalid);
    assert!(out.contains("fits no message"), "{out}");
    let (status, out, err) = told(&["detect", "-"], "{\n");
    assert_eq!((status, &*out), (Status::Trouble, ""));
    assert!(err.starts_with("error: <stdin>:2:1: "), "{err}");
}

#[test]
fn what_is_another_message_is_told_which_one_it_is() {
    let arguments = [
        "check",
        "--no-config",
        "--op",
        "ListSmartLiveJobs",
        "--response",
        "200",
        "-",
    ];
    let (_, out, _) = told(&arguments, FAST);
    assert!(
        out.contains("= help: this fits Create2DDigitalHumanVideo, request"),
        "{out}"
    );
}

// check

#[test]
fn what_was_left_out_of_the_command_line_is_guessed_or_asked_for() {
    let files = folder(&[("job.json", FAST)]);
    let job = at(&files, "job.json");
    let (status, _, err) = told(&["check", "--no-config", &job], "");
    assert_eq!(status, Status::Trouble);
    assert!(
        err.contains("It fits Create2DDigitalHumanVideo, request: mediaspec check --op Create2DDigitalHumanVideo --request"),
        "{err}"
    );
    let (status, _, err) = told(
        &["check", "--no-config", "Create2DDigitalHumanVideo", &job],
        "",
    );
    assert_eq!(status, Status::Trouble);
    assert!(err.contains("it is named with --op"), "{err}");
    for check in ["check", "validate", "lint"] {
        let (status, out, err) = told(&[check, "--no-config", "--op", CREATE], FAST);
        assert_eq!(
            status,
            Status::Invalid,
            "stdin is read, and it is the request"
        );
        assert!(out.contains("/voice_config/speed is 300"), "{out}");
        assert!(err.contains("taken as the request"), "{err}");
    }
    let (status, _, err) = told(
        &["check", "--no-config", "--op", "ListSmartLiveJobs", "-"],
        "{}",
    );
    assert_eq!(status, Status::Trouble);
    assert!(err.contains("its statuses: 200, "), "{err}");
    let (_, _, err) = told(&check(&[r#"{"a": 1}"#]), "");
    assert!(err.contains("pass it through a pipe"), "{err}");
    let (_, _, err) = told(&["check", "--op", CREATE, "--response", "job.json"], "");
    assert!(
        err.contains("a status is a number from 100 to 599"),
        "{err}"
    );
}

#[test]
fn a_finding_can_be_one_line() {
    let (status, out, err) = told(&check(&["--format", "concise", "-"]), FAST);
    assert_eq!((status, &*err), (Status::Invalid, ""));
    assert_eq!(
        out,
        "<stdin>:1:70: error[maximum] /voice_config/speed: 300 is above 200 (50 to 200 allowed; 100 when absent)\n"
    );
    let (_, out, err) = told(&check(&["--format", "concise", "-"]), "{");
    assert_eq!(out, "");
    assert!(err.starts_with("error: <stdin>:1:2: "), "{err}");
}

#[test]
fn findings_that_are_alike_are_shown_once() {
    let scripts = r#"{"shoot_scripts": [{"shoot_script": {"x": 1}}, {"shoot_script": {"x": 1}}, {"shoot_script": {"x": 2}}], "script_id": "a"}"#;
    let (_, out, _) = told(&check(&["-"]), scripts);
    let told_of_x = out.matches("error[additionalProperties]").count();
    assert_eq!(told_of_x, 1, "{out}");
    assert!(out.contains("= also: 2 more of these, at 1:"), "{out}");
    let two = r#"{"shoot_scripts": [{"shoot_script": {"x": 1}}, {"shoot_script": {"x": 1}}], "script_id": "a"}"#;
    let (_, out, _) = told(&check(&["-"]), two);
    assert_eq!(
        out.matches("error[additionalProperties]").count(),
        2,
        "{out}"
    );
}

#[test]
fn warnings_can_be_denied_unless_they_are_allowed() {
    const WARNED: &str = r#"{"voice_config": {"voice_asset_id": "a"}}"#;
    let ends = |more: &[&str]| told(&check(more), WARNED).0;
    assert_eq!(ends(&["-"]), Status::Valid);
    assert_eq!(ends(&["--deny", "warnings", "-"]), Status::Invalid);
    let allowed = ["--deny", "warnings", "--allow", "required-if", "-"];
    assert_eq!(ends(&allowed), Status::Valid);
    let (status, out, _) = told(
        &check(&["--deny", "warnings", "--format", "json", "-"]),
        WARNED,
    );
    assert_eq!(status, Status::Invalid);
    assert!(
        out.contains(r#""verdict":"valid""#),
        "the verdict stays: {out}"
    );
}

#[test]
fn of_what_is_valid_nothing_is_said_where_that_is_wanted() {
    let files = folder(&[("a.json", RIGHT), ("b.json", FAST)]);
    let (a, b) = (at(&files, "a.json"), at(&files, "b.json"));
    let (status, out, _) = told(&check(&["-q", &a]), "");
    assert_eq!((status, &*out), (Status::Valid, ""));
    let (_, out, _) = told(&check(&["-q", &a, &b]), "");
    assert!(
        !out.contains("a.json") && out.contains("b.json: 1 error"),
        "{out}"
    );
}

#[test]
fn statistics_go_to_stderr_beside_results_for_programs() {
    let line = "1  error[maximum]  /voice_config/speed\n";
    let (_, out, _) = told(&check(&["--statistics", "-"]), FAST);
    assert!(out.ends_with(line), "{out}");
    let (_, out, err) = told(&check(&["--statistics", "--format", "json", "-"]), FAST);
    assert!(serde_json::from_str::<Value>(&out).is_ok(), "{out}");
    assert!(err.contains(line), "{err}");
}

// fix

fn fix<'a>(more: &[&'a str]) -> Vec<&'a str> {
    let mut arguments = vec!["fix", "--op", CREATE, "--request"];
    arguments.extend(more);
    arguments
}

#[test]
fn fix_shows_what_it_would_do_and_does_it_when_told_to() {
    let files = folder(&[("job.json", WRONG)]);
    let job = at(&files, "job.json");
    let (status, out, _) = told(&fix(&[&job]), "");
    assert_eq!((status, out.lines().count()), (Status::Invalid, 4), "{out}");
    assert!(
        out.contains(":5:14: /voice_config/speed: \"100\" becomes 100\n"),
        "{out}"
    );
    let (status, out, _) = told(&fix(&["--diff", &job]), "");
    assert_eq!(status, Status::Invalid);
    assert!(
        out.contains("\n-    \"speed\": \"100\",\n+    \"speed\": 100,\n"),
        "{out}"
    );
    assert_eq!(
        fs::read_to_string(&job).ok().as_deref(),
        Some(WRONG),
        "nothing was written"
    );
    let (status, _, err) = told(&fix(&["--write", &job]), "");
    assert_eq!(status, Status::Valid);
    assert!(
        err.contains("4 findings mended; then no error is left"),
        "{err}"
    );
    assert_eq!(fs::read_to_string(&job).ok().as_deref(), Some(RIGHT));
    let (status, out, _) = told(&fix(&["--write", &job]), "");
    assert_eq!((status, &*out), (Status::Valid, ""));
}

#[test]
fn fix_mends_what_comes_through_a_pipe() {
    let (status, out, err) = told(&fix(&["--write", "-"]), WRONG);
    assert_eq!((status, &*out), (Status::Valid, RIGHT));
    assert!(err.contains("becomes 100"), "{err}");
}

#[test]
fn fix_guesses_nothing_and_goes_on_after_a_file_that_is_missing() {
    let files = folder(&[("job.json", FAST)]);
    let (missing, job) = (at(&files, "missing.json"), at(&files, "job.json"));
    let (status, out, err) = told(&fix(&["--write", &missing, &job]), "");
    assert_eq!((status, &*out), (Status::Trouble, ""));
    assert!(
        err.contains("missing.json: cannot be read")
            && err.contains("nothing to mend; 1 error is left"),
        "{err}"
    );
    assert_eq!(fs::read_to_string(&job).ok().as_deref(), Some(FAST));
}

#[test]
fn a_document_that_is_no_json_is_not_touched() {
    let files = folder(&[("job.json", "{\"a\": }")]);
    let job = at(&files, "job.json");
    let (status, _, err) = told(&fix(&["--write", &job]), "");
    assert_eq!(status, Status::Trouble);
    assert!(err.contains("job.json:1:7: "), "{err}");
    assert_eq!(fs::read_to_string(&job).ok().as_deref(), Some("{\"a\": }"));
}

#[test]
fn fix_keeps_comments_and_takes_folders_and_lines() {
    let commented = "// mine\n{\"voice_config\": {\"voice_asset_id\": \"a\", \"speed\": \"100\", /* \"x\" */ }}\n";
    let files = folder(&[
        ("a.jsonc", commented),
        ("jobs/b.json", WRONG),
        ("jobs/c.json", RIGHT),
        ("notes.curl", "curl http://h\n"),
    ]);
    let (status, out, _) = told(&fix(&["--diff", &at(&files, "a.jsonc")]), "");
    assert_eq!(status, Status::Invalid);
    assert!(
        out.contains("\"speed\": \"100\"") && out.contains("@@ -2 +2 @@"),
        "{out}"
    );
    for name in ["a.jsonc", "jobs"] {
        let (status, _, err) = told(&fix(&["--write", &at(&files, name)]), "");
        assert_eq!(status, Status::Valid, "{err}");
    }
    let text = |name: &str| fs::read_to_string(at(&files, name)).unwrap_or_default();
    assert_eq!(text("a.jsonc"), commented.replace("\"100\"", "100"));
    assert_eq!(
        (text("jobs/b.json"), text("jobs/c.json")),
        (RIGHT.to_owned(), RIGHT.to_owned())
    );

    let line = commented
        .lines()
        .nth(1)
        .unwrap_or_default()
        .replace(", /* \"x\" */ }", "}");
    let lines = format!("{line}\n\n{line}\r\n");
    let (status, out, err) = told(&fix(&["--lines", "--write", "-"]), &lines);
    assert_eq!(
        (status, out),
        (Status::Valid, lines.replace("\"100\"", "100"))
    );
    assert!(err.contains("3:51: /voice_config/speed"), "{err}");

    let (status, _, err) = told(&fix(&[&at(&files, "notes.curl")]), "");
    assert_eq!(status, Status::Trouble);
    assert!(
        err.contains("notes.curl looks like curl: JSON documents are mended"),
        "{err}"
    );
    let (status, _, err) = told(&fix(&["--lines", "-"]), "{}\n{\n");
    assert_eq!(status, Status::Trouble);
    assert!(err.contains("<stdin>:2:2: "), "{err}");
}

/// A job with three findings in the documents in its texts.
const JOB: &str = r#"{"Input":"{\"Bucket\":\"b\",\"location\":\"oss-cn-shanghai\",\"Object\":\"\u4e2d.mp4\"}","Outputs":"[{\"OutputObject\":\"SECRET\",\"TemplateId\":\"S00000001-200010\",\"Video\":{\"Codec\":\"h.264\",\"Width\":1280}}]","OutputBucket":"SECRET","PipelineId":"0123456789abcdef0123456789abcdef"}"#;

#[test]
fn fix_mends_documents_in_texts_where_they_stand() {
    let job = [
        "fix",
        "--op",
        "mts/SubmitJobs",
        "--request",
        "--in",
        "query",
    ];
    let write = [&job[..], &["--write", "-"]].concat();
    let (status, out, err) = told(&write, JOB);
    let right = JOB
        .replace("location", "Location")
        .replace("h.264", "H.264")
        .replace("1280", r#"\"1280\""#);
    assert_eq!((status, &*out), (Status::Valid, &*right), "{err}");
    let (_, out, _) = told(&[&job[..], &["--diff", "-"]].concat(), JOB);
    assert!(
        out.contains(r#"+{"Input":"…"\"Location\"…","Outputs":"…"#),
        "{out}"
    );
    assert!(!out.contains("SECRET"), "{out}");

    // The same job in a form, which is sent with a signature.
    let form: Vec<String> = serde_json::from_str::<Value>(JOB)
        .ok()
        .and_then(|job| job.as_object().cloned())
        .unwrap_or_default()
        .iter()
        .map(|(name, value)| {
            let value = value.as_str().unwrap_or_default();
            let escaped = value
                .replace('"', "%22")
                .replace(' ', "+")
                .replace('中', "%E4%B8%AD");
            format!("{name}={escaped}")
        })
        .collect();
    let form = format!(
        "Action=SubmitJobs&Version=2014-06-18&Signature=SECRET%3D&{}",
        form.join("&")
    );
    let of_form = ["fix", "--op", "mts/SubmitJobs", "--request"];
    let (status, out, err) = told(&[&of_form[..], &["--write", "-"]].concat(), &form);
    let right = form
        .replace("location", "Location")
        .replace("h.264", "H.264")
        .replace("1280", "%221280%22");
    assert_eq!((status, &*out), (Status::Valid, &*right), "{err}");
    let (_, out, err) = told(&[&of_form[..], &["--diff", "-"]].concat(), &form);
    assert!(
        !out.contains("SECRET") && !err.contains("SECRET"),
        "{out}{err}"
    );
    assert!(out.contains("Location"), "{out}");
    let (status, _, err) = told(&fix(&["--input", "form", "-"]), "a=1");
    assert_eq!(status, Status::Trouble);
    assert!(err.contains("forms are mended that are requests"), "{err}");
}

#[test]
fn a_query_may_stand_as_it_does_in_a_url() {
    let list = ["--op", "ListSmartLiveJobs", "--request", "--in", "query"];
    let query = "create_since=2026-11-20T08%3A30%3A15.250%2B08%3A00&limit=1000&sort_dir=ASC&x=1";
    let check = [&["check"], &list[..], &["--format", "concise", "-"]].concat();
    let (status, out, err) = told(&check, query);
    assert_eq!(status, Status::Invalid, "{err}");
    let places: Vec<&str> = out
        .lines()
        .filter_map(|line| line.split(": ").next())
        .collect();
    assert_eq!(
        places,
        ["<stdin>:1:58", "<stdin>:1:72", "<stdin>:1:76"],
        "{out}"
    );
    let fix = [&["fix"], &list[..], &["--write", "-"]].concat();
    let (status, out, err) = told(&fix, query);
    assert_eq!(&*out, query.replace("ASC", "asc"), "{err}");
    assert_eq!(status, Status::Invalid, "the bound and the name stay");
}

#[test]
fn a_member_that_one_source_deprecates_and_another_dropped_is_told_once() {
    let check = [
        "check",
        "--op",
        "Create2DDigitalHumanVideo",
        "--request",
        "--format",
        "concise",
        "-",
    ];
    let (_, out, err) = told(&check, r#"{"script_id": "a", "human_image": "aGFs"}"#);
    let told: Vec<&str> = out
        .lines()
        .filter(|line| line.contains("/human_image"))
        .collect();
    let [told] = *told else { panic!("{out}{err}") };
    assert!(
        told.contains("deprecated") && told.contains("CreatePhotoDigitalHumanVideo"),
        "{told}"
    );
}

#[test]
fn fix_mends_yaml_where_it_stands_and_leaves_aliases() {
    let text = "# mine\nscript_id: ab\nvoice_config:\n  voice_asset_id: 'c20d9e8b'   # mine, too\n  speed: \"100\" # fast\n  volumn:   140\nvideo_config: {codec: h264, bitrate: &b \"4000\", width: 1920, height: 1080}\n";
    let (status, out, err) = told(&fix(&["--input", "yaml", "--write", "-"]), text);
    let right = text
        .replace("\"100\"", "100")
        .replace("volumn", "volume")
        .replace("h264", "H264");
    assert_eq!((status, &*out), (Status::Invalid, &*right));
    assert!(
        err.contains(
            "<stdin>:7:38: type of /video_config/bitrate is left as it is: it stands at an alias"
        ),
        "{err}"
    );
    let (_, out, _) = told(&fix(&["--diff", "-"]), text);
    assert!(
        out.contains("@@ -5 +5 @@\n-  speed: \"100\" ") && out.contains("\n+  speed: 100 "),
        "{out}"
    );
    assert!(!out.contains("c20d9e8b"), "{out}");
}

// mediaspec.toml, baselines, coverage

const CONFIG: &str = r#"
[[check]]
files = ["jobs/**/*.json"]
op = "Create2DDigitalHumanVideo"

[[check]]
files = ["answers/*.json"]
op = "Show2DDigitalHumanVideo"
message = 200

[[allow]]
code = "maximum"
at = "/voice_config/speed"
files = ["jobs/old/*.json"]
because = "these were taken"

[[allow]]
code = "enum"
at = "/nowhere"
because = "nobody knows"
"#;

#[test]
fn one_run_checks_all_files_that_the_configuration_names() {
    let files = folder(&[
        ("mediaspec.toml", CONFIG),
        ("jobs/new/a.json", FAST),
        ("jobs/old/b.json", FAST),
        ("answers/c.json", r#"{"job_id": "a", "state": "SUCCESS"}"#),
        ("package.json", "{}"),
    ]);
    let config = at(&files, "mediaspec.toml");
    let (status, out, err) = told(&["check", "--config", &config, "--format", "concise"], "");
    assert_eq!(status, Status::Invalid);
    let lines: Vec<&str> = out.lines().collect();
    assert_eq!(lines.len(), 3, "{out}");
    assert!(
        lines[0].contains("jobs/new/a.json:1:70: error[maximum]"),
        "{out}"
    );
    assert!(
        lines[1].contains("jobs/old/b.json:1:70: warning[maximum]"),
        "{out}"
    );
    assert!(
        lines[2].contains("answers/c.json:1:") && lines[2].contains("error[enum]"),
        "{out}"
    );
    assert!(
        err.contains("[[allow]] number 2, enum@/nowhere, matched nothing (nobody knows)"),
        "{err}"
    );
    assert!(!err.contains("number 1"), "{err}");

    // A file that is named is checked as what it is; one that no entry names is asked about.
    let old = at(&files, "jobs/old/b.json");
    let (status, _, err) = told(&["check", "--config", &config, &old], "");
    assert_eq!((status, &*err), (Status::Valid, ""));
    let (status, _, err) = told(
        &["check", "--config", &config, &at(&files, "package.json")],
        "",
    );
    assert_eq!(status, Status::Trouble);
    assert!(err.contains("which message is it?"), "{err}");
    // With --op, what is allowed is allowed all the same.
    let (status, _, _) = told(
        &[
            "check",
            "--config",
            &config,
            "--op",
            CREATE,
            "--request",
            &old,
        ],
        "",
    );
    assert_eq!(status, Status::Valid);
    // All in one document.
    let (_, out, _) = told(&["check", "--config", &config, "--format", "json"], "");
    let results: Value = serde_json::from_str(&out).expect("one document");
    assert_eq!(results["summary"]["invalid"], 2);
    assert_eq!(results["results"].as_array().map(Vec::len), Some(3));
}

#[test]
fn an_entry_without_files_and_an_unknown_operation_are_told() {
    let files = folder(&[("mediaspec.toml", CONFIG), ("jobs/a.json", RIGHT)]);
    let config = at(&files, "mediaspec.toml");
    let (status, _, err) = told(&["check", "--config", &config], "");
    assert_eq!(status, Status::Valid);
    assert!(
        err.contains("[[check]] number 2 names no file that is there"),
        "{err}"
    );
    fs::write(
        files.path().join("mediaspec.toml"),
        CONFIG.replace("\"Create2D", "\"Make2D"),
    )
    .expect("a file");
    let (status, _, err) = told(&["check", "--config", &config], "");
    assert_eq!(status, Status::Trouble);
    assert!(
        err.contains("no operation is called `Make2DDigitalHumanVideo`"),
        "{err}"
    );
}

#[test]
fn a_baseline_hides_what_was_there_before() {
    let files = folder(&[("job.json", FAST)]);
    let (known, job) = (at(&files, "known.json"), at(&files, "job.json"));
    let (status, _, err) = told(&check(&["--baseline", &known, &job]), "");
    assert_eq!(status, Status::Trouble);
    assert!(err.contains("--write-baseline makes it"), "{err}");
    let (status, _, err) = told(
        &check(&["--baseline", &known, "--write-baseline", &job]),
        "",
    );
    assert_eq!(status, Status::Valid);
    assert!(err.contains("now knows 1 findings"), "{err}");
    let (status, out, _) = told(&check(&["--baseline", &known, &job]), "");
    assert_eq!(status, Status::Valid, "{out}");
    fs::write(&job, FAST.replace("\"ab\"", "7")).expect("a file");
    let (status, out, _) = told(
        &check(&["--baseline", &known, "--format", "concise", &job]),
        "",
    );
    assert_eq!(status, Status::Invalid);
    assert!(
        out.contains("/script_id") && !out.contains("/voice_config"),
        "{out}"
    );
}

#[test]
fn coverage_is_written_of_all_inputs_and_nothing_of_them_is_in_it() {
    let files = folder(&[("a.json", FAST), ("b.json", RIGHT)]);
    let coverage = at(&files, "coverage.json");
    let (a, b) = (at(&files, "a.json"), at(&files, "b.json"));
    let (_, _, err) = told(&check(&["--coverage", &coverage, &a, &b]), "");
    assert!(
        err.contains("note: 1 of 404 operations were touched"),
        "{err}"
    );
    let written = json(&coverage);
    assert_eq!(written["summary"]["operations"]["touched"], 1);
    assert!(
        !written.to_string().contains("c20d9e8b"),
        "values are not in it"
    );
}

// show, explain

#[test]
fn show_tells_of_one_member() {
    let (status, out, _) = told(&["show", CREATE, "/video_config/width"], "");
    assert_eq!(status, Status::Valid);
    for part in [
        "integer, required: 0 to 3840 px",
        "resize-resolutions",
        "in request; a member of VideoConfig",
    ] {
        assert!(out.contains(part), "{part}: {out}");
    }
    assert!(!out.contains("voice_config"), "{out}");
    let (_, out, _) = told(
        &[
            "show",
            CREATE,
            "/shoot_scripts/*/shoot_script/layer_config/0/position",
        ],
        "",
    );
    assert!(out.contains("\n  dx "), "{out}");
    let (status, _, err) = told(&["show", CREATE, "/video_config/widht"], "");
    assert_eq!(status, Status::Trouble);
    assert!(err.contains("did you mean `width`?"), "{err}");
    let (_, _, err) = told(&["show", CREATE, "video_config"], "");
    assert!(err.contains("begins with a slash"), "{err}");
    let (_, out, _) = told(&["show", "VoiceConfig", "/speed", "--format", "json"], "");
    let found: Value = serde_json::from_str(&out).expect("JSON");
    assert_eq!(found["found"][0]["member"]["name"], "speed");
}

#[test]
fn show_can_tell_only_what_must_be_there() {
    let (_, all, _) = told(&["show", "VoiceConfig"], "");
    let (_, required, _) = told(&["show", "VoiceConfig", "--required"], "");
    assert!(
        all.contains("\n  speed ") && !required.contains("\n  speed "),
        "{required}"
    );
    assert!(required.contains("voice_asset_id"), "{required}");
}

#[test]
fn rules_that_cannot_speak_in_an_operation_are_not_shown_there() {
    let (_, of_type, _) = told(&["show", "VideoConfig"], "");
    let (_, of_operation, _) = told(&["show", CREATE], "");
    assert!(of_type.contains("livestream-resolutions"), "{of_type}");
    assert!(
        !of_operation.contains("livestream-resolutions"),
        "{of_operation}"
    );
    assert!(
        of_operation.contains("resize-resolutions"),
        "{of_operation}"
    );
}

#[test]
fn operations_are_shown_as_json() {
    let (status, out, _) = told(&["show", CREATE, "--format", "json"], "");
    assert_eq!(status, Status::Valid);
    let shown: Value = serde_json::from_str(&out).expect("JSON");
    assert_eq!(shown["operation"], CREATE);
    let types = shown["types"].as_array().expect("a list");
    assert!(types.iter().any(|ty| ty["name"] == "VoiceConfig"), "{out}");
}

#[test]
fn explain_knows_rules_members_and_the_codes_of_others() {
    for (asked, part) in [
        ("maximum", "maximum\n"),
        ("Resize-Resolutions", "a rule of metastudio/VideoConfig"),
        (
            "Create2DDigitalHumanVideo/voice_config/speed",
            "50 to 200 %",
        ),
        (
            "metastudio/Create2DDigitalHumanVideo/voice_config/speed",
            "50 to 200 %",
        ),
        ("VoiceConfig/speed", "50 to 200 %"),
        ("mss.00000003", "Status 400"),
        ("ms2003", "MS2003: a range that holds no value"),
    ] {
        let (status, out, err) = told(&["explain", asked], "");
        assert_eq!(status, Status::Valid, "{asked}: {err}");
        assert!(out.contains(part), "{asked}: {out}");
    }
    for (asked, part) in [
        ("maxium", "did you mean `maximum`"),
        ("VoiceConfig", "mediaspec show VoiceConfig"),
        ("MSS.99999999", "no page names the error code"),
        ("VoiceConfig/speeed", "did you mean `speed`?"),
        ("Nothing/at/all", "no operation is called"),
        ("a/b", "is called"),
        ("metastudio/b", "there is no code"),
        ("", "there is no code"),
    ] {
        let (status, out, err) = told(&["explain", asked], "");
        assert_eq!((status, &*out), (Status::Trouble, ""), "{asked}");
        assert!(err.contains(part), "{asked}: {err}");
    }
}

#[test]
fn an_editor_is_told_which_files_have_which_schema() {
    let config = "[[check]]\nfiles = [\"jobs/**/*.json\", \"jobs/*.yaml\"]\nop = \"Create2DDigitalHumanVideo\"\n\n[[check]]\nfiles = [\"answers/*.json\"]\nop = \"Show2DDigitalHumanVideo\"\nmessage = 200\n";
    let settings = "{\n  // Mine.\n  \"editor.tabSize\": 2,\n  \"json.schemas\": [\n    {\"url\": \"./other.json\", \"fileMatch\": [\"x.json\"]},\n    {\"url\": \"./.vscode/mediaspec/old.json\", \"fileMatch\": [\"y.json\"]},\n  ],\n}\n";
    let files = folder(&[
        ("mediaspec.toml", config),
        (".vscode/settings.json", settings),
    ]);
    let toml = at(&files, "mediaspec.toml");
    let editor = ["editor", "--vscode", "--config", &toml];
    let (status, out, err) = told(&editor, "");
    assert_eq!(
        (status, out.lines().count()),
        (Status::Valid, 3),
        "{out}{err}"
    );
    let text = |name: &str| fs::read_to_string(at(&files, name)).unwrap_or_default();
    let written = text(".vscode/settings.json");
    assert!(
        written.contains("  // Mine.\n  \"editor.tabSize\": 2,"),
        "{written}"
    );
    assert!(!written.contains("old.json"), "{written}");
    for part in [
        "{\"url\": \"./other.json\", \"fileMatch\": [\"x.json\"]}",
        "\"/jobs/**/*.json\"",
        "\"./.vscode/mediaspec/metastudio.Create2DDigitalHumanVideo.request.schema.json\"",
        "\"yaml.schemas\"",
        "\"jobs/*.yaml\"",
    ] {
        assert!(written.contains(part), "{part}: {written}");
    }
    let schema = text(".vscode/mediaspec/metastudio.Create2DDigitalHumanVideo.request.schema.json");
    let schema: Value = serde_json::from_str(&schema).expect("JSON");
    let speed = schema
        .pointer("/$defs/VoiceConfig/properties/speed/description")
        .and_then(Value::as_str)
        .unwrap_or_default();
    assert!(
        speed.contains("50 to 200") && speed.contains("100 when absent"),
        "{speed}"
    );
    assert!(speed.contains("Source: show-2d-video, table 8"), "{speed}");
    assert!(schema.to_string().contains("\"enumDescriptions\""));

    let (status, out, _) = told(&editor, "");
    assert_eq!(
        (status, out.matches("(as it was)").count()),
        (Status::Valid, 3),
        "{out}"
    );
    fs::write(at(&files, ".vscode/settings.json"), "[1]").expect("a file");
    let (status, _, err) = told(&editor, "");
    assert_eq!(status, Status::Trouble);
    assert!(
        err.contains("no object, as settings are; it is left as it is"),
        "{err}"
    );
    assert_eq!(text(".vscode/settings.json"), "[1]");
    let (status, _, err) = told(&["editor", "--vscode", "--no-config"], "");
    assert_eq!(status, Status::Trouble);
    assert!(err.contains("no mediaspec.toml names files"), "{err}");
}
