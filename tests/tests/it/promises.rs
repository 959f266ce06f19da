//! What is promised in writing names tests that there are.

use std::collections::BTreeSet;
use std::path::Path;

use mediaspec_tests::root;

/// The tests of a source file.
fn tests_in(path: &Path) -> BTreeSet<String> {
    let text = std::fs::read_to_string(path).expect("a source file");
    let parsed = syn::parse_file(&text).expect("a source file parses");
    parsed
        .items
        .iter()
        .filter_map(|item| match item {
            syn::Item::Fn(function) => Some(function),
            _ => None,
        })
        .filter(|function| function.attrs.iter().any(|a| a.path().is_ident("test")))
        .map(|function| function.sig.ident.to_string())
        .collect()
}

/// Every test of the repository's own sources.
fn all_tests() -> BTreeSet<String> {
    fn walk(folder: &Path, out: &mut BTreeSet<String>) {
        for entry in std::fs::read_dir(folder).expect("a folder") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                if !path.ends_with("generated") {
                    walk(&path, out);
                }
            } else if path.extension().is_some_and(|ending| ending == "rs") {
                out.append(&mut tests_in(&path));
            }
        }
    }
    let mut out = BTreeSet::new();
    walk(&root().join("tests/tests"), &mut out);
    walk(&root().join("crates/core/src"), &mut out);
    walk(&root().join("crates/cli/src"), &mut out);
    out
}

/// What stands in backquotes in the last cell of each row of the table whose head ends in `head`.
fn named(text: &str, head: &str) -> Vec<Vec<String>> {
    text.lines()
        .map(|line| line.trim_start_matches("//!").trim())
        .skip_while(|line| !(line.starts_with('|') && line.trim_end_matches(" |").ends_with(head)))
        .skip(2)
        .take_while(|line| line.starts_with('|'))
        .map(|line| {
            let cell = line
                .trim_end_matches('|')
                .rsplit(" | ")
                .next()
                .unwrap_or("");
            cell.split('`')
                .skip(1)
                .step_by(2)
                .map(str::to_owned)
                .collect()
        })
        .collect()
}

#[test]
fn every_row_of_the_semantics_has_its_test_and_every_test_its_row() {
    let text =
        std::fs::read_to_string(root().join("crates/core/src/semantics.rs")).expect("it is there");
    let rows = named(&text, "test");
    assert!(rows.len() >= 25, "{} rows", rows.len());
    let mut shown = BTreeSet::new();
    for row in rows {
        assert_eq!(row.len(), 1, "{row:?}");
        shown.extend(row);
    }
    assert_eq!(shown, tests_in(&root().join("tests/tests/it/semantics.rs")));
}

#[test]
fn every_promise_of_security_is_tested_where_it_says() {
    let text = std::fs::read_to_string(root().join("SECURITY.md")).expect("it is there");
    let tests = all_tests();
    let rows = named(&text, "tested in");
    assert!(rows.len() >= 9, "{} rows", rows.len());
    for row in rows {
        assert!(!row.is_empty(), "a promise without a test");
        for name in row {
            let known = tests.contains(&name)
                || root().join(&name).is_file()
                || name.starts_with("cargo xtask ");
            assert!(known, "{name}");
        }
    }
}

#[test]
fn every_source_file_that_the_map_names_is_there() {
    let text = std::fs::read_to_string(root().join("ARCHITECTURE.md")).expect("it is there");
    // Within a table or a walk, files are named from the folder that it is about.
    let folders = [
        "",
        "crates",
        "crates/core/src",
        "crates/core/src/engine",
        "crates/import/src",
        "crates/import/src/draft",
        "crates/import/src/drift",
        "crates/import/src/page",
        "crates/payloads/src",
        "crates/validator/src",
    ];
    let code = text.split('`').skip(1).step_by(2);
    let files: Vec<&str> = code.filter(|word| word.ends_with(".rs")).collect();
    assert!(files.len() > 30, "{files:?}");
    for file in files {
        let there = folders.map(|folder| root().join(folder).join(file).is_file());
        assert!(there.contains(&true), "{file}");
    }
}
