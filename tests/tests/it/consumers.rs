//! The tools that `cargo xtask consumers` runs: what can be said of them without installing one.

use mediaspec_tests::consumers::{DIFFERENCES, TOOLS, UNSEEN, Versions, readme_table, with_table};
use mediaspec_tests::root;
use serde_json::Value;

fn read(path: &str) -> String {
    std::fs::read_to_string(root().join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

#[test]
fn the_table_of_the_readme_is_that_of_the_tools_and_their_lock_files() {
    let readme = read("README.md");
    let table = readme_table(&Versions::locked());
    assert_eq!(
        with_table(&readme, &table).as_deref(),
        Some(readme.as_str()),
        "run: cargo xtask consumers --readme"
    );
}

#[test]
fn every_package_of_npm_is_pinned_and_names_no_registry() {
    let manifest: Value =
        serde_json::from_str(&read("tests/consumers/package.json")).expect("JSON");
    let lock = read("tests/consumers/package-lock.json");
    assert!(!lock.contains("\"resolved\""));
    let lock: Value = serde_json::from_str(&lock).expect("JSON");
    let wanted = manifest["dependencies"].as_object().expect("dependencies");
    for (name, version) in wanted {
        let locked = &lock["packages"][format!("node_modules/{name}")];
        assert_eq!(
            locked["version"], *version,
            "{name} is asked for as a range, or the lock is old"
        );
    }
    for (name, package) in lock["packages"].as_object().expect("packages") {
        assert!(
            name.is_empty() || package["integrity"].is_string(),
            "{name} could be anything"
        );
    }
}

#[test]
fn every_package_of_pypi_is_pinned_by_its_hashes_and_names_no_registry() {
    let requirements = read("tests/consumers/requirements.txt");
    assert!(!requirements.contains("://"));
    let mut open = None;
    for line in requirements.lines() {
        if line.contains("==") {
            assert_eq!(open.replace(line), None, "no hash");
        } else if line.contains("--hash=sha256:") {
            open = None;
        }
    }
    assert_eq!(open, None, "no hash");
    let locked = |line: &str| requirements.lines().any(|r| r == format!("{line} \\"));
    for line in read("tests/consumers/requirements.in").lines() {
        assert!(line.starts_with('#') || locked(line), "{line}");
    }
}

#[test]
fn every_script_of_a_tool_is_there_and_every_difference_is_of_a_tool() {
    for tool in TOOLS {
        let script = tool.script.first().expect("a script");
        assert!(
            root().join("tests/consumers").join(script).is_file(),
            "{script}"
        );
    }
    for difference in DIFFERENCES {
        assert!(
            TOOLS.iter().any(|tool| tool.name == difference.tool),
            "{difference:?}"
        );
        assert!(!difference.cases.is_empty() && !difference.because.is_empty());
    }
    for unseen in UNSEEN {
        let known = TOOLS.iter().any(|tool| tool.name == unseen.tool);
        assert!(known && !unseen.because.is_empty(), "{unseen:?}");
    }
}
