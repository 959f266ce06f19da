//! Every problem that the loader can tell has a folder under `tests/lints` that has it. A folder holds only the files in
//! which it differs from `tests/lints/base`; its file `REMOVE` lists those that it lacks.

use std::fs;
use std::path::{Path, PathBuf};

use mediaspec_spec::{Problems, codes, load_dir};
use tempfile::TempDir;

fn lints() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("lints")
}

fn copy(from: &Path, to: &Path) {
    let mut entries: Vec<_> = fs::read_dir(from)
        .expect("a folder")
        .map(|entry| entry.expect("an entry"))
        .collect();
    entries.sort_by_key(fs::DirEntry::file_name);
    for entry in entries {
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            fs::create_dir_all(&target).expect("a folder");
            copy(&entry.path(), &target);
        } else {
            fs::copy(entry.path(), &target).expect("a copy");
        }
    }
}

/// The base with a case laid over it.
fn folder_of(case: &str) -> TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    copy(&lints().join("base"), folder.path());
    let case = lints().join(case);
    if case.is_dir() {
        copy(&case, folder.path());
    }
    if let Ok(removed) = fs::read_to_string(folder.path().join("REMOVE")) {
        fs::remove_file(folder.path().join("REMOVE")).expect("removed");
        for path in removed.lines() {
            fs::remove_file(folder.path().join(path)).expect("removed");
        }
    }
    folder
}

fn problems_of(folder: &Path) -> Problems {
    load_dir(folder).expect_err("problems")
}

/// What people are shown, with the folder's name made the same everywhere.
fn shown(problems: &Problems, folder: &Path) -> String {
    let name = folder.to_string_lossy().replace('\\', "/");
    // Wide enough that the length of the folder's name breaks no line.
    problems.render(false, 400).replace(&name, "spec")
}

/// Two cases that files in a repository can't show.
fn prepare(code: &str, folder: &Path) -> PathBuf {
    match code {
        "MS1001" => folder.join("nowhere"),
        "MS1003" => {
            let text = format!(
                "#:schema ../../meta/type.schema.json\n# {}\n",
                "x".repeat(20_000)
            );
            fs::write(folder.join("studio/types/part.toml"), text).expect("written");
            folder.to_path_buf()
        }
        _ => folder.to_path_buf(),
    }
}

#[test]
fn the_base_of_the_cases_has_no_problem() {
    let folder = folder_of("base");
    if let Err(problems) = load_dir(folder.path()) {
        panic!("{}", shown(&problems, folder.path()));
    }
}

#[test]
fn every_code_is_told_with_its_place_and_nothing_else_is() {
    let mut strangers = Vec::new();
    for code in codes::ALL {
        let folder = folder_of(code.code);
        let root = prepare(code.code, folder.path());
        let problems = problems_of(&root);
        let text = shown(&problems, &root);
        let others = problems.iter().filter(|problem| problem.code() != *code);
        strangers.extend(others.map(|problem| format!("in {}: {problem}", code.code)));
        insta::with_settings!({ description => code.title, omit_expression => true }, {
            insta::assert_snapshot!(code.code, text);
        });
    }
    assert!(strangers.is_empty(), "{strangers:#?}");
}

#[test]
fn every_case_is_named_after_a_code() {
    for entry in fs::read_dir(lints()).expect("a folder") {
        let name = entry
            .expect("an entry")
            .file_name()
            .into_string()
            .expect("UTF-8");
        assert!(name == "base" || codes::explain(&name).is_some(), "{name}");
    }
}

#[test]
fn problems_of_all_files_are_told_in_one_run_in_order() {
    let folder = tempfile::tempdir().expect("a folder");
    copy(&lints().join("base"), folder.path());
    for case in ["MS1011", "MS2410", "MS2307"] {
        copy(&lints().join(case), folder.path());
    }
    let problems = problems_of(folder.path());
    let files: Vec<&str> = problems.iter().map(mediaspec_spec::Problem::file).collect();
    assert!(files.is_sorted(), "{files:?}");
    let mut distinct = files.clone();
    distinct.dedup();
    assert_eq!(distinct.len(), 3, "{files:?}");
    assert_eq!(
        shown(&problems, folder.path()),
        shown(&problems_of(folder.path()), folder.path())
    );
}

#[test]
fn a_file_that_is_no_toml_hides_no_problem_of_another_and_causes_none() {
    let folder = folder_of("MS2203");
    fs::write(
        folder.path().join("studio/types/part.toml"),
        "#:schema ../../meta/type.schema.json\n[type\n",
    )
    .expect("written");
    let problems = problems_of(folder.path());
    let found: Vec<&str> = problems.iter().map(|problem| problem.code().code).collect();
    // The type of part.toml is not told as missing, though nobody knows it.
    assert_eq!(
        found,
        ["MS2203", "MS2203", "MS1010"],
        "{}",
        shown(&problems, folder.path())
    );
}
