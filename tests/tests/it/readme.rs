//! What the README shows is what happens.

use mediaspec_cli::{Terminal, run};
use mediaspec_tests::root;
use mediaspec_validator::Validator;

const PAYLOAD: &str = "tests/payloads/show-2d-video.response.json";

fn readme() -> String {
    std::fs::read_to_string(root().join("README.md")).expect("the README is there")
}

/// Runs `mediaspec check` on the payload that the README names; stdout, with the payload's name as the README has it.
fn check(format: &str) -> String {
    let path = root().join(PAYLOAD);
    let path = path.to_str().expect("a plain path");
    let (mut out, mut err) = (Vec::new(), Vec::new());
    let _ = run(
        [
            "mediaspec",
            "check",
            "--op",
            "Show2DDigitalHumanVideo",
            "--response",
            "200",
            "--format",
            format,
            path,
        ],
        std::io::empty(),
        &mut out,
        &mut err,
        Terminal::default(),
    );
    assert!(err.is_empty(), "{}", String::from_utf8_lossy(&err));
    String::from_utf8(out).expect("text").replace(path, PAYLOAD)
}

#[test]
fn the_shipped_payload_carries_the_six_mistakes_of_the_vendors_example() {
    let result: serde_json::Value =
        serde_json::from_str(&check("ndjson")).expect("a line for each payload");
    let told: Vec<String> = result["violations"]
        .as_array()
        .expect("a list")
        .iter()
        .map(|v| {
            format!(
                "{} {}",
                v["pointer"].as_str().unwrap_or(""),
                v["code"].as_str().unwrap_or("")
            )
        })
        .collect();
    assert_eq!(
        told,
        [
            "/state enum",
            "/video_config/frame_rate type",
            "/shoot_scripts/0/shoot_script/background_config type",
            "/shoot_scripts/0/shoot_script/layer_config/0/position/dx type",
            "/shoot_scripts/0/shoot_script/layer_config/0/position/dy type",
            "/shoot_scripts/0/shoot_script/layer_config/0/size/width type",
        ]
    );
}

#[test]
fn the_output_in_the_readme_is_the_commands() {
    let readme = readme();
    let (_, shown) = readme
        .split_once(&format!("--response 200 {PAYLOAD}\n"))
        .expect("the README shows the command");
    let (shown, _) = shown.split_once("```").expect("a fence");
    let printed = check("human");
    for line in shown.lines().filter(|line| *line != "…") {
        assert!(printed.lines().any(|p| p == line), "not printed: {line}");
    }
}

#[test]
fn the_line_that_the_readme_says_of_a_violation_is_printed() {
    let readme = readme();
    let (_, code) = readme.split_once("request_body(br#\"").expect("a body");
    let (body, code) = code.split_once("\"#)").expect("its end");
    let told: Vec<&str> = code
        .lines()
        .take_while(|line| !line.starts_with("```"))
        .filter_map(|line| line.strip_prefix("    // "))
        .collect();
    let validator = Validator::new();
    let create = validator.operation("metastudio/Create2DDigitalHumanVideo");
    let report = create.expect("it is shipped").request_body(body.as_bytes());
    let printed: Vec<String> = report.errors().map(ToString::to_string).collect();
    assert_eq!(printed, told);
}

#[test]
fn every_file_that_the_readme_links_is_there() {
    let readme = readme();
    let links = readme
        .split("](")
        .skip(1)
        .filter_map(|rest| rest.split_once(')'))
        .map(|(link, _)| link);
    for link in links {
        assert!(root().join(link).exists(), "{link}");
    }
}

#[test]
fn what_ci_runs_first_is_the_readmes_test_command() {
    let ci = std::fs::read_to_string(root().join(".ci/run")).expect("the script is there");
    assert!(readme().contains("$ cargo test --workspace\n"));
    assert!(ci.contains("cargo test --workspace --locked"));
}
