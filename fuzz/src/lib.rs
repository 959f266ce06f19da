//! Seeds for the targets that read specs.

use std::collections::BTreeSet;
use std::path::Path;

/// The files of a spec folder: paths and contents.
pub type Files = Vec<(String, String)>;

/// Small specs: of each folder of the tests, each operation with the types that it needs. The whole folders have more of
/// everything, and take ten times as long.
///
/// # Panics
/// If a folder can't be read, or too few of its parts are specs of their own.
#[must_use]
pub fn seeds() -> Vec<Files> {
    let tests = Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests");
    let mut out = Vec::new();
    for folder in ["mini", "specs/kinds", "obstacle"] {
        let files = read(&tests.join(folder));
        let operations = files
            .iter()
            .filter(|(path, _)| path.contains("/operations/"));
        out.extend(operations.map(|operation| with_types(operation, &files)));
    }
    // A part may lack what only another one uses, such as a source.
    out.retain(|files| mediaspec_spec::load_files(files).is_ok());
    assert!(out.len() >= 8, "only {} seeds load", out.len());
    out
}

/// Every TOML file below a folder, by its path from there, in order.
fn read(folder: &Path) -> Files {
    fn walk(folder: &Path, prefix: &str, out: &mut Files) {
        let entries = std::fs::read_dir(folder).expect("a folder of the tests");
        for entry in entries {
            let path = entry.expect("it can be read").path();
            let name = path.file_name().expect("it has a name").to_string_lossy();
            let name = format!("{prefix}{name}");
            if path.is_dir() {
                walk(&path, &format!("{name}/"), out);
            } else if name.ends_with(".toml") {
                out.push((
                    name,
                    std::fs::read_to_string(&path).expect("a file of text"),
                ));
            }
        }
    }
    let mut out = Files::new();
    walk(folder, "", &mut out);
    out.sort();
    out
}

/// The operation, the vendor, and every type that is named in one of the files taken so far.
fn with_types(operation: &(String, String), files: &Files) -> Files {
    let named = |content: &str| {
        let line = content.lines().find(|line| line.starts_with("name = "));
        line.and_then(|line| line.strip_prefix("name = "))
            .unwrap_or_default()
            .to_owned()
    };
    let types: Vec<_> = files
        .iter()
        .filter(|(path, _)| path.contains("/types/"))
        .collect();
    let vendor = files
        .iter()
        .filter(|(path, _)| path.ends_with("vendor.toml"));
    let mut out: Files = vendor.chain([operation]).cloned().collect();
    let mut taken = BTreeSet::new();
    let mut looked = 0;
    while let Some((_, content)) = out.get(looked).cloned() {
        looked += 1;
        for (path, ty) in &types {
            if content.contains(&named(ty)) && taken.insert(path) {
                out.push((path.clone(), ty.clone()));
            }
        }
    }
    out
}
