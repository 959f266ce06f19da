//! Helpers of the tests: small specs, and a message checked in every way there is.

use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use mediaspec_codegen::OutputSet;
use mediaspec_core::check::{Options, Scope, Target, check_bytes, check_deserializer, check_value};
use mediaspec_core::code::Code;
use mediaspec_core::contract::{Catalog, Direction, Part};
use mediaspec_core::report::{Report, Verdict};
use mediaspec_spec::Problems;

pub mod command;
pub mod consumers;
pub mod corpus;
pub mod differential;
pub mod editions;
#[rustfmt::skip]
#[allow(unexpected_cfgs, reason = "it is kept without its JSON Schemas, and asks for their feature all the same")]
pub mod generated_obstacle;
pub mod heap;
pub mod mutation;
pub mod part;
pub mod payloads;
pub mod peers;
pub mod random;

/// Returns the repository's root.
#[must_use]
pub fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .parent()
        .map_or_else(PathBuf::new, Path::to_path_buf)
}

/// Loads a spec given as `(path, text)`.
///
/// # Panics
/// With the rendered problems if the spec has any.
#[must_use]
pub fn load(files: &[(&str, &str)]) -> Catalog {
    let files: Vec<(String, String)> = files
        .iter()
        .map(|(path, text)| ((*path).to_owned(), (*text).to_owned()))
        .collect();
    checked(mediaspec_spec::load_files(&files))
}

/// Loads a spec folder.
///
/// # Panics
/// With the rendered problems if the spec has any.
#[must_use]
pub fn load_folder(folder: &Path) -> Catalog {
    checked(mediaspec_spec::load_dir(folder))
}

fn checked(loaded: Result<Catalog, Problems>) -> Catalog {
    loaded.unwrap_or_else(|problems| panic!("{}", problems.render(false, 100)))
}

/// Returns what the spec folder of the repository says. It is loaded once a process.
///
/// # Panics
/// If the spec has problems.
#[must_use]
pub fn shipped_spec() -> Catalog {
    static SHIPPED: LazyLock<Catalog> = LazyLock::new(|| load_folder(&root().join("spec")));
    SHIPPED.clone()
}

/// Returns what `tests/specs/kinds` says: a spec with every kind of field, rule and condition. It is loaded once a
/// process.
///
/// # Panics
/// If the spec has problems.
#[must_use]
pub fn kinds_spec() -> Catalog {
    static KINDS: LazyLock<Catalog> =
        LazyLock::new(|| load_folder(&root().join("tests/specs/kinds")));
    KINDS.clone()
}

/// What a test says of a violation: pointer, then code.
pub type Told = Vec<(String, Code)>;

/// Returns pointers and codes of the errors of a report.
#[must_use]
pub fn errors(report: &Report) -> Told {
    report
        .errors()
        .map(|v| (v.pointer.to_string(), v.code))
        .collect()
}

/// Returns pointers and codes of everything in a report.
#[must_use]
pub fn all(report: &Report) -> Told {
    report
        .violations
        .iter()
        .map(|v| (v.pointer.to_string(), v.code))
        .collect()
}

/// Checks a body as bytes, as a `Value` and as something serializable, and asserts that the three agree.
///
/// # Panics
/// If the drivers disagree.
#[must_use]
pub fn check_three_ways(target: &Target, scope: Scope, json: &str, options: &Options) -> Report {
    let bytes = check_bytes(target, scope, json.as_bytes(), options);
    if bytes.verdict() == Verdict::Malformed {
        return bytes;
    }
    // A `Value` keeps one of two equal names, and sorts: compare as sets.
    let duplicates = bytes
        .violations
        .iter()
        .any(|v| v.code == Code::DuplicateKey);
    if !duplicates {
        let value: serde_json::Value = serde_json::from_str(json).expect("the engine has read it");
        let sorted = |report: &Report| {
            let mut told: Vec<_> = report
                .violations
                .iter()
                .map(|v| {
                    (
                        v.pointer.to_string(),
                        v.embedded.clone(),
                        v.code,
                        v.severity,
                        v.message(),
                    )
                })
                .collect();
            told.sort();
            for entry in &mut told {
                // The text of a number is the input's own, a `Value` has its own spelling.
                if json.contains(['e', 'E', '.', '\\']) || json.contains("-0") {
                    entry.4.clear();
                }
            }
            told
        };
        let through_serde = check_deserializer(target, scope, &value, options).expect("a value");
        assert_eq!(
            sorted(&through_serde),
            sorted(&bytes),
            "deserializer: {json}"
        );
        let written = check_value(target, scope, &value, options);
        assert_eq!(sorted(&written), sorted(&bytes), "serializer: {json}");
    }
    bytes
}

/// Returns whether a JSON Schema accepts a document.
///
/// # Panics
/// If either is not JSON, or the schema is none.
#[must_use]
pub fn schema_accepts(schema: &str, json: &str) -> bool {
    let schema: serde_json::Value = serde_json::from_str(schema).expect("a schema is JSON");
    let value: serde_json::Value = serde_json::from_str(json).expect("a document is JSON");
    jsonschema::validator_for(&schema)
        .expect("a schema compiles")
        .is_valid(&value)
}

/// Returns the text of the JSON Schema of a message, which the rendered index names.
#[must_use]
pub fn schema_of(
    out: &OutputSet,
    operation: &str,
    direction: Direction,
    part: Part,
    message: &str,
) -> Option<String> {
    let index = out.get("crates/schema/index.json")?;
    let index: serde_json::Value = serde_json::from_str(index).ok()?;
    let entry = index["messages"].as_array()?.iter().find(|entry| {
        entry["operation"] == operation
            && entry["in"] == part.as_str()
            && entry["message"] == message
            && entry["direction"] == direction.as_str()
    })?;
    let file = entry["file"].as_str()?;
    out.get(&format!("crates/schema/{file}")).map(str::to_owned)
}

/// The keywords of JSON Schema that every validator reads alike: no schema of ours has another.
pub const SCHEMA_KEYWORDS: [&str; 34] = [
    "$comment",
    "$ref",
    "additionalProperties",
    "allOf",
    "anyOf",
    "const",
    "contentEncoding",
    "contentMediaType",
    "contentSchema",
    "default",
    "deprecated",
    "description",
    "else",
    "enum",
    "examples",
    "exclusiveMaximum",
    "exclusiveMinimum",
    "if",
    "items",
    "maxItems",
    "maxLength",
    "maximum",
    "minItems",
    "minLength",
    "minimum",
    "multipleOf",
    "not",
    "pattern",
    "properties",
    "required",
    "then",
    "title",
    "type",
    "uniqueItems",
];
