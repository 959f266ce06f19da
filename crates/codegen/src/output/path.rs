//! Which paths may be generated.

/// Folders whose every file is generated.
pub(super) const FOLDERS: [&str; 8] = [
    "crates/schema/src/generated/",
    "crates/schema/json-schema/",
    "crates/schema/reference/",
    "crates/schema/corpus/",
    "crates/schema/openapi/",
    "spec/meta/",
    "tests/src/generated_obstacle/",
    "crates/core/src/generated_kinds/",
];

/// Generated files among hand-written ones.
pub(super) const FILES: [&str; 3] = [
    "crates/schema/constraints.csv",
    "crates/schema/catalog.json",
    "crates/schema/index.json",
];

/// Whether a path from the repository's root is one of a generated file: nothing hand-written lies there.
#[must_use]
pub fn is_generated(path: &str) -> bool {
    FILES.contains(&path) || FOLDERS.iter().any(|folder| path.starts_with(folder))
}

/// The longest name of a file or folder. Windows and archives have limits on whole paths.
const MAX_NAME: usize = 120;

/// Why a path may not be generated.
pub(super) fn fault(path: &str) -> Option<String> {
    if FILES.contains(&path) {
        return None;
    }
    let Some(rest) = FOLDERS.iter().find_map(|folder| path.strip_prefix(folder)) else {
        return Some("it is outside the generated folders".to_owned());
    };
    rest.split('/').find_map(name_fault)
}

fn name_fault(name: &str) -> Option<String> {
    let checked = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.');
    let fault = if name.is_empty() {
        "a name in it is empty"
    } else if !name.chars().all(checked) {
        "a name in it has a character other than letters, digits, `_`, `-` and `.`"
    } else if name.starts_with(['.', '-']) || name.ends_with('.') || name.contains("..") {
        "a name in it begins or ends with a dot or a dash, or has two dots in a row"
    } else if name.len() > MAX_NAME {
        "a name in it is too long"
    } else if is_device(name) {
        "a name in it is reserved on Windows"
    } else {
        return None;
    };
    Some(fault.to_owned())
}

/// Whether Windows takes the name for a device, whatever its extension.
fn is_device(name: &str) -> bool {
    let stem = name.split('.').next().unwrap_or(name).to_ascii_lowercase();
    let numbered = |prefix: &str| {
        stem.strip_prefix(prefix)
            .is_some_and(|n| n.len() == 1 && n.chars().all(|c| c.is_ascii_digit()))
    };
    matches!(stem.as_str(), "con" | "prn" | "aux" | "nul") || numbered("com") || numbered("lpt")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_checked_characters_are_fine() {
        for path in [
            "crates/schema/index.json",
            "crates/schema/src/generated/mts/tables/caption_params.rs",
            "crates/schema/json-schema/mts/a.request.body.json",
            "spec/meta/type.schema.json",
        ] {
            assert_eq!(fault(path), None, "{path}");
        }
    }

    #[test]
    fn hostile_names_are_refused() {
        let long = "a".repeat(121);
        for name in [
            "..", ".", "", ".hidden", "-rf", "a b", "a\\b", "é", "a\0", "con", "NUL.txt",
            "com1.rs", "a.", "a..b", "*", &long,
        ] {
            let path = format!("crates/schema/reference/{name}");
            assert!(fault(&path).is_some(), "{name:?}");
        }
    }
}
