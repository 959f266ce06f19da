//! The GitHub Action at the top of the repository, and the hooks of pre-commit: what they run, and with which arguments.
//!
//! The scripts run as the runner runs them; `mediaspec` and `cargo` are stand-ins that write down their arguments.
#![cfg(unix)]

use std::collections::BTreeMap;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;
use std::process::{Command, Output};

use mediaspec_cli::Status;
use mediaspec_tests::root;
use tempfile::TempDir;
use yaml_rust2::{Yaml, YamlLoader};

use super::{BAD, GOOD, check_with, with_stdin};

/// Writes each argument on a line of its own (`\n` in one becomes `\\n`), says something, and ends with `$STATUS`.
const STAND_IN: &str = r#"#!/usr/bin/env bash
for argument in "$@"; do printf '%s\n' "${argument//$'\n'/\\n}"; done >> "$ARGUMENTS"
pwd >> "$ARGUMENTS.folders"
echo results
exit "${STATUS:-0}"
"#;

fn yaml(file: &str) -> Yaml {
    let text = std::fs::read_to_string(root().join(file)).expect("a file");
    YamlLoader::load_from_str(&text).expect("YAML").remove(0)
}

fn text(yaml: &Yaml) -> &str {
    yaml.as_str().unwrap_or_else(|| panic!("no text: {yaml:?}"))
}

fn write_program(path: &Path, text: &str) {
    std::fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
    std::fs::write(path, text).expect("a program");
    let mode = std::fs::Permissions::from_mode(0o755);
    std::fs::set_permissions(path, mode).expect("a program that runs");
}

/// A folder to check, and beside it what a runner has.
struct Runner(TempDir);

impl Runner {
    fn new(files: &[&str]) -> Self {
        let runner = Self(TempDir::new().expect("a folder"));
        write_program(&runner.path("temp/mediaspec/bin/mediaspec"), STAND_IN);
        write_program(&runner.path("bin/cargo"), STAND_IN);
        std::fs::create_dir(runner.path("work")).expect("a folder");
        for file in files {
            let path = runner.path("work").join(file);
            std::fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
            std::fs::write(path, GOOD).expect("a file");
        }
        runner
    }

    fn path(&self, name: &str) -> std::path::PathBuf {
        self.0.path().join(name)
    }

    fn read(&self, name: &str) -> String {
        std::fs::read_to_string(self.path(name)).unwrap_or_default()
    }

    /// What the stand-ins were called with.
    fn arguments(&self) -> Vec<String> {
        self.read("arguments")
            .lines()
            .map(ToOwned::to_owned)
            .collect()
    }

    fn command(&self, program: &str) -> Command {
        let mut command = Command::new(program);
        let path = std::env::var("PATH").expect("a PATH");
        command
            .current_dir(self.path("work"))
            .env("PATH", format!("{}:{path}", self.path("bin").display()))
            .env("ARGUMENTS", self.path("arguments"))
            .env("GITHUB_OUTPUT", self.path("output"))
            .env("GITHUB_ACTION_PATH", root())
            .env("RUNNER_TEMP", self.path("temp"))
            // Patterns are filled in in the order of the bytes.
            .env("LC_ALL", "C");
        command
    }

    /// Runs a step of the action, with some inputs set and the defaults of all others.
    fn step(&self, name: &str, inputs: &[(&str, &str)], status: u8) -> Output {
        self.step_with(name, inputs, status, &[])
    }

    /// The same, with more of what a runner sets.
    fn step_with(
        &self,
        name: &str,
        inputs: &[(&str, &str)],
        status: u8,
        more: &[(&str, &Path)],
    ) -> Output {
        let action = yaml("action.yml");
        let step = steps(&action).find(|step| text(&step["name"]) == name);
        let step = step.expect("a step of that name");
        assert_eq!(text(&step["shell"]), "bash");
        let mut command = self.command("bash");
        for (variable, value) in environment(step) {
            let input = input_of(&value).expect("an input");
            let given = inputs.iter().find(|(name, _)| *name == input);
            let default = &action["inputs"][input.as_str()]["default"];
            let value = given.map_or_else(|| text(default), |(_, value)| value);
            command.env(variable, value);
        }
        command
            .args(["--noprofile", "--norc", "-eo", "pipefail", "-c"])
            .arg(text(&step["run"]))
            .env("STATUS", status.to_string())
            .env_remove("GITHUB_STEP_SUMMARY")
            .envs(more.iter().copied())
            .output()
            .expect("bash runs")
    }
}

fn steps(action: &Yaml) -> impl Iterator<Item = &Yaml> {
    action["runs"]["steps"].as_vec().expect("steps").iter()
}

fn environment(step: &Yaml) -> BTreeMap<String, String> {
    let of = |(key, value): (&Yaml, &Yaml)| (text(key).to_owned(), text(value).to_owned());
    step["env"]
        .as_hash()
        .into_iter()
        .flatten()
        .map(of)
        .collect()
}

/// The input that a variable is set to, where it is one and nothing else.
fn input_of(value: &str) -> Option<String> {
    let name = value.strip_prefix("${{ inputs.")?.strip_suffix(" }}")?;
    Some(name.to_owned())
}

#[test]
fn inputs_reach_the_scripts_as_variables_alone() {
    let action = yaml("action.yml");
    assert_eq!(text(&action["runs"]["using"]), "composite");
    let mut used = Vec::new();
    for step in steps(&action) {
        let script = text(&step["run"]);
        assert!(!script.contains("${{"), "{script}");
        used.extend(environment(step).values().map(|value| input_of(value)));
    }
    used.sort();
    let declared = action["inputs"].as_hash().expect("inputs").keys();
    let mut declared: Vec<Option<String>> =
        declared.map(|key| Some(text(key).to_owned())).collect();
    declared.sort();
    assert_eq!(used, declared);
}

#[test]
fn the_action_checks_the_files_of_its_patterns() {
    let runner = Runner::new(&["a.json", "b c.json", "-x.json", "jobs/1/d.json", "e.txt"]);
    let files = "*.json\njobs/**/*.json\n\nmissing/*.json\n";
    let inputs = [
        ("op", "CreateVideo"),
        ("files", files),
        (
            "options",
            "--allow=maximum@/voice/speed\n--max-violations\n5\n",
        ),
    ];
    let ended = runner.step("Check", &inputs, 0);
    assert!(ended.status.success(), "{ended:?}");
    assert_eq!(
        runner.arguments(),
        [
            "check",
            "--op=CreateVideo",
            "--format=github",
            "--request",
            "--allow=maximum@/voice/speed",
            "--max-violations",
            "5",
            "--",
            "-x.json",
            "a.json",
            "b c.json",
            "jobs/1/d.json",
            "missing/*.json",
        ]
    );
    assert_eq!(String::from_utf8_lossy(&ended.stdout), "results\n");
    assert_eq!(runner.read("output"), "status=0\n");
}

#[test]
fn the_command_takes_what_the_action_hands_it() {
    let runner = Runner::new(&[]);
    let job = runner.path("work/job.json");
    for (payload, status) in [(GOOD, Status::Valid), (BAD, Status::Invalid)] {
        std::fs::write(&job, payload).expect("a file");
        let _ = std::fs::remove_file(runner.path("arguments"));
        let pattern = job.to_str().expect("a plain name");
        runner.step("Check", &[("op", "CreateVideo"), ("files", pattern)], 0);
        let arguments = runner.arguments();
        let (first, rest) = arguments.split_first().expect("arguments");
        assert_eq!(first, "check");
        let rest: Vec<&str> = rest.iter().map(String::as_str).collect();
        let outcome = check_with("", &rest, b"");
        assert_eq!(outcome.status, status, "{}", outcome.err);
    }
}

#[test]
fn the_action_knows_every_message() {
    for (message, option) in [
        ("request", "--request"),
        ("response 200", "--response=200"),
        ("callback video-done", "--callback=video-done"),
    ] {
        let runner = Runner::new(&["a.json"]);
        let inputs = [("op", "o"), ("message", message), ("files", "a.json")];
        assert!(runner.step("Check", &inputs, 0).status.success());
        assert_eq!(runner.arguments()[3], option);
    }
    let runner = Runner::new(&["a.json"]);
    let inputs = [("op", "o"), ("message", "answer"), ("files", "a.json")];
    let ended = runner.step("Check", &inputs, 0);
    assert_eq!(ended.status.code(), Some(2));
    assert_eq!(runner.read("output"), "status=2\n");
    assert!(runner.arguments().is_empty());
}

#[test]
fn the_action_ends_as_the_command_does() {
    for (output, status) in [("", 1), ("report.sarif", 2)] {
        let runner = Runner::new(&["a.json"]);
        let inputs = [("op", "o"), ("files", "a.json"), ("output", output)];
        let ended = runner.step("Check", &inputs, status);
        assert_eq!(ended.status.code(), Some(i32::from(status)));
        assert_eq!(runner.read("output"), format!("status={status}\n"));
        let log = String::from_utf8_lossy(&ended.stdout);
        assert_eq!(log.contains("results"), output.is_empty());
        if !output.is_empty() {
            assert_eq!(runner.read("work/report.sarif"), "results\n");
        }
    }
}

#[test]
fn without_an_operation_the_configuration_says_what_is_checked() {
    let runner = Runner::new(&["a.json"]);
    assert!(runner.step("Check", &[], 0).status.success());
    assert_eq!(runner.arguments(), ["check", "--format=github", "--"]);
}

#[test]
fn the_summary_of_the_job_has_what_the_command_says() {
    for (status, title) in [
        (0, "all is valid"),
        (1, "something is wrong"),
        (2, "not everything"),
    ] {
        let runner = Runner::new(&["a.json"]);
        let summary = runner.path("summary.md");
        let inputs = [("op", "o"), ("files", "a.json")];
        let ended = runner.step_with(
            "Check",
            &inputs,
            status,
            &[("GITHUB_STEP_SUMMARY", &*summary)],
        );
        assert_eq!(ended.status.code(), Some(i32::from(status)));
        let written = runner.read("summary.md");
        assert!(
            written.starts_with("### mediaspec: ") && written.contains(title),
            "{written}"
        );
        assert!(written.ends_with("\n\n    results\n"), "{written}");
        let arguments = runner.arguments();
        let second: Vec<&str> = arguments.iter().skip(7).map(String::as_str).collect();
        assert_eq!(
            second,
            [
                "--quiet",
                "--statistics",
                "--op=o",
                "--format=concise",
                "--request",
                "--",
                "a.json"
            ]
        );
    }
}

#[test]
fn no_input_is_run() {
    let hostile = "'; touch pwned; $(touch pwned) `touch pwned` \" && touch pwned #";
    let runner = Runner::new(&["a.json"]);
    for message in [hostile, &format!("response {hostile}")] {
        let inputs = [
            ("op", hostile),
            ("message", message),
            ("files", hostile),
            ("options", hostile),
            ("format", hostile),
            ("output", ""),
        ];
        runner.step("Check", &inputs, 0);
    }
    assert_eq!(
        runner.arguments(),
        [
            "check",
            &format!("--op={hostile}"),
            &format!("--format={hostile}"),
            &format!("--response={hostile}"),
            hostile,
            "--",
            hostile
        ]
    );
    let left: Vec<_> = std::fs::read_dir(runner.path("work"))
        .expect("a folder")
        .map(|entry| entry.expect("an entry").file_name())
        .collect();
    assert_eq!(left, ["a.json"]);
}

#[test]
fn the_action_installs_the_command_of_its_own_version() {
    let runner = Runner::new(&[]);
    assert!(runner.step("Install mediaspec", &[], 0).status.success());
    let arguments = runner.arguments();
    let after = |option: &str| {
        let at = arguments.iter().position(|argument| argument == option);
        at.and_then(|at| arguments.get(at + 1)).expect("its value")
    };
    let folder = runner.read("arguments.folders");
    let manifest = Path::new(folder.trim())
        .join(after("--path"))
        .join("Cargo.toml");
    let manifest = std::fs::read_to_string(manifest).expect("a package");
    assert!(manifest.contains("name = \"mediaspec\"\n"), "its command");
    assert_eq!(Path::new(after("--root")), runner.path("temp/mediaspec"));
}

// pre-commit

#[test]
fn the_hooks_run_check() {
    let hooks = yaml(".pre-commit-hooks.yaml");
    let hooks = hooks.as_vec().expect("hooks");
    let entries: Vec<String> = hooks
        .iter()
        .map(|hook| format!("{}: {}", text(&hook["id"]), text(&hook["entry"])))
        .collect();
    assert_eq!(
        entries,
        [
            "mediaspec: crates/cli/ci/mediaspec check",
            "mediaspec-system: mediaspec check",
            "mediaspec-config: crates/cli/ci/mediaspec check",
            "mediaspec-config-system: mediaspec check",
        ]
    );
    let script = root().join("crates/cli/ci/mediaspec");
    let mode = script.metadata().expect("a script").permissions().mode();
    assert_eq!(mode & 0o111, 0o111, "everybody can run it");
}

#[test]
fn the_arguments_that_the_hooks_ask_for_are_the_commands() {
    let hooks = std::fs::read_to_string(root().join(".pre-commit-hooks.yaml")).expect("a file");
    let line = hooks.lines().find_map(|line| line.split_once("args: ["));
    let (list, _) = line
        .and_then(|(_, list)| list.split_once(']'))
        .expect("a list");
    let arguments = list.replace(", ", " ");
    let runner = Runner::new(&["a.json"]);
    let file = runner.path("work/a.json");
    let file = file.to_str().expect("a plain name");
    let outcome = with_stdin(&format!("check {arguments}"), &[file], b"");
    // The payload is of another contract; that it was checked is what counts.
    assert_eq!(outcome.status, Status::Invalid, "{}", outcome.err);
}

#[test]
fn the_hooks_script_builds_its_own_checkout_and_runs_there() {
    let runner = Runner::new(&[]);
    let script = std::fs::read_to_string(root().join("crates/cli/ci/mediaspec")).expect("a file");
    write_program(&runner.path("clone/crates/cli/ci/mediaspec"), &script);
    write_program(&runner.path("clone/target/release/mediaspec"), STAND_IN);
    let path = runner.path("clone/crates/cli/ci/mediaspec");
    let ended = runner
        .command(path.to_str().expect("a plain name"))
        .args(["check", "--", "a b.json"])
        .output()
        .expect("bash runs");
    assert!(ended.status.success(), "{ended:?}");
    // What cargo says is no result.
    assert_eq!(String::from_utf8_lossy(&ended.stdout), "results\n");
    let folders = runner.read("arguments.folders");
    let folders: Vec<&Path> = folders.lines().map(Path::new).collect();
    let real = |name: &str| runner.path(name).canonicalize().expect("a folder");
    assert_eq!(folders, [real("clone"), real("work")]);
    let arguments = runner.arguments();
    assert_eq!(arguments[0], "build");
    assert!(arguments.ends_with(&["check".into(), "--".into(), "a b.json".into()]));
}
