//! `cargo xtask new`: files of the spec for a person to fill in.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use clap::{Args, Subcommand, ValueEnum};
use mediaspec_core::escape::{shortened, visible};
use mediaspec_import::draft::{Skeleton, skeleton};
use mediaspec_spec::{Problem, codes, names};

use crate::files::{self, Trouble};
use crate::{Status, console, root};

/// Make the files of a new vendor, operation or type, for you to fill in.
///
/// Writes what is known, and lists what is not: a file is done when `cargo xtask lint` has nothing to say of it. Parameters and
/// headers that the operations of a service have in common are named where there is a type of them. A file that is there is never
/// written over.
///
/// Exit status: 0 written; 2 nothing is written, because a name does not do, a file is there, or one cannot be written.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  cargo xtask new vendor studio                          spec/studio/vendor.toml
  cargo xtask new operation studio CreateClip --method POST --path '/v1/{project_id}/clips' --source api-explorer
  cargo xtask new operation mts QueryClips               of the RPC style: called by its name
  cargo xtask new type studio Clip --source api-explorer#Clip")]
pub(crate) struct New {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, Subcommand)]
enum What {
    Operation(Operation),
    Type(Type),
    Vendor(Vendor),
}

/// Make the file of a new operation.
///
/// Exit status: 0 written; 2 nothing is written, because a name does not do, a file is there, or one cannot be written.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  cargo xtask new operation studio CreateClip --method POST --path '/v1/{project_id}/clips'
  cargo xtask new operation mts QueryClips --source mts-help --family clips")]
struct Operation {
    /// The service: the name of its folder in the spec.
    service: String,
    /// The vendor's name of the operation.
    name: String,
    /// The HTTP method; needed unless the service is of the RPC style.
    #[arg(long)]
    method: Option<String>,
    /// The path, with its parameters in braces; needed unless the service is of the RPC style.
    #[arg(long)]
    path: Option<String>,
    /// The vendor's group of the operation.
    #[arg(long, value_name = "NAME")]
    family: Option<String>,
    #[command(flatten)]
    read: Read,
}

/// Make the file of a new type of objects.
///
/// Exit status: 0 written; 2 nothing is written, because a name does not do, a file is there, or one cannot be written.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  cargo xtask new type studio Clip
  cargo xtask new type studio Clip --source api-explorer#Clip")]
struct Type {
    /// The service: the name of its folder in the spec.
    service: String,
    /// The name of the type.
    name: String,
    #[command(flatten)]
    read: Read,
}

/// Make the files of a new service.
///
/// Exit status: 0 written; 2 nothing is written, because a name does not do, a file is there, or one cannot be written.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  cargo xtask new vendor studio
  cargo xtask new vendor studio --style rpc     the query names the operation")]
struct Vendor {
    /// The name of the service, and of its folder in the spec.
    name: String,
    /// How operations are called.
    #[arg(long, value_enum, default_value_t = Style::Rest)]
    style: Style,
    #[command(flatten)]
    folder: Folder,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Style {
    /// By method and path.
    Rest,
    /// By a name in the query.
    Rpc,
}

#[derive(Debug, Args)]
struct Read {
    /// Where you read it: a source of vendor.toml, with the section where there is one, as in `show-2d-video#9`.
    #[arg(long, value_name = "NAME#PLACE")]
    source: Option<String>,
    #[command(flatten)]
    folder: Folder,
}

#[derive(Debug, Args)]
struct Folder {
    /// The spec folder; `spec` of the repository unless another is named.
    #[arg(long, value_name = "DIR")]
    spec: Option<PathBuf>,
}

/// What the linter says where something is still to be filled in.
const LEFT: [&codes::LintCode; 4] = [
    &codes::MISSING_KEY,
    &codes::NO_SOURCE,
    &codes::KIND_NEEDS,
    &codes::UNUSED_TYPE,
];

pub(crate) fn run(command: &New) -> Status {
    let (what, spec) = match &command.what {
        What::Vendor(Vendor {
            name,
            style,
            folder,
        }) => (
            Skeleton::Vendor {
                service: name.clone(),
                is_rpc: *style == Style::Rpc,
            },
            &folder.spec,
        ),
        What::Operation(Operation {
            service,
            name,
            method,
            path,
            family,
            read,
        }) => (
            Skeleton::Operation {
                service: service.clone(),
                name: name.clone(),
                method: method.clone(),
                path: path.clone(),
                family: family.clone(),
                source: read.source.clone(),
            },
            &read.folder.spec,
        ),
        What::Type(Type {
            service,
            name,
            read,
        }) => (
            Skeleton::Type {
                service: service.clone(),
                name: name.clone(),
                source: read.source.clone(),
            },
            &read.folder.spec,
        ),
    };
    let spec = spec.clone().unwrap_or_else(|| root().join("spec"));
    match make(&what, &spec) {
        Ok(made) => {
            console::print(shown(&made, &spec));
            Status::Fine
        }
        Err(trouble) => {
            eprintln!("error: {trouble}");
            Status::Trouble
        }
    }
}

/// What was written.
struct Made {
    /// Paths in the spec folder.
    files: Vec<String>,
    /// What is left to fill in.
    left: Vec<Problem>,
}

/// Writes a skeleton, unless something is wrong with it that the linter tells.
fn make(what: &Skeleton, folder: &Path) -> Result<Made, Trouble> {
    let service = match what {
        Skeleton::Vendor { service, .. } => service,
        Skeleton::Operation { service, name, .. } => {
            named("an operation", name, "CreateClip")?;
            service
        }
        Skeleton::Type { service, name, .. } => {
            named("a type", name, "VideoConfig")?;
            service
        }
    };
    if !names::can_be_service(service) {
        return Err(Trouble(format!(
            "`{}` cannot be the name of a service: it has lower-case letters, digits, `_` and `-`, a letter or a digit first, no more \
             than {} of them, and is not `{}`; as in `studio`",
            shortened(service, 80),
            names::MAX_NAME,
            names::META
        )));
    }
    let inside = format!("{service}/");
    let mut spec = files::spec(folder)?;
    spec.retain(|(path, _)| path.starts_with(&inside));
    let made = skeleton(&spec, what).map_err(Trouble)?;
    for name in made.keys() {
        let path = folder.join(name);
        if path.symlink_metadata().is_ok() {
            return Err(Trouble(format!(
                "{} is there, and stays as it is; change it by hand, or take another name",
                visible(&path.to_string_lossy())
            )));
        }
    }
    let before = problems(&spec);
    spec.extend(made.clone());
    let told = |problem: &Problem| problem.to_string();
    let known: BTreeSet<String> = before.iter().map(told).collect();
    let found = problems(&spec).into_iter();
    let (left, wrong): (Vec<_>, Vec<_>) = found
        .filter(|problem| !known.contains(&told(problem)))
        .partition(|problem| made.contains_key(problem.file()) && LEFT.contains(&problem.code()));
    if !wrong.is_empty() {
        let wrong = wrong
            .iter()
            .map(|problem| format!("{problem}\n  {}", problem.advice()));
        let wrong: Vec<String> = wrong.collect();
        return Err(Trouble(format!(
            "nothing is written:\n{}",
            wrong.join("\n")
        )));
    }
    files::write_all(folder, &made)?;
    Ok(Made {
        files: made.into_keys().collect(),
        left,
    })
}

/// Refuses a name that no file and nothing in Rust can have.
fn named(what: &str, name: &str, example: &str) -> Result<(), Trouble> {
    if names::can_be_name(name) {
        return Ok(());
    }
    Err(Trouble(format!(
        "`{}` cannot be the name of {what}: it has letters, digits, `_`, `-` and `.`, a letter or a digit first, and no more than {} of \
         them; as in `{example}`",
        shortened(name, 80),
        names::MAX_NAME
    )))
}

/// What the linter says of files.
fn problems(files: &[(String, String)]) -> Vec<Problem> {
    match mediaspec_spec::load_files(files) {
        Ok(_) => Vec::new(),
        Err(problems) => problems.iter().cloned().collect(),
    }
}

/// What people are shown of what was made: what was written, what is left, and the next step.
fn shown(made: &Made, folder: &Path) -> String {
    let mut out = String::new();
    for name in &made.files {
        let path = folder.join(name);
        out.push_str(&format!("wrote {}\n", visible(&path.to_string_lossy())));
    }
    for problem in &made.left {
        out.push_str(&format!("  {problem}\n"));
    }
    let next = if made.left.is_empty() {
        "Next: add what the vendor's page says, then `cargo xtask lint`."
    } else {
        "Next: fill these in from the vendor's page, in your own words, until `cargo xtask lint` is silent."
    };
    out.push_str(next);
    out.push('\n');
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    const VENDOR: &str = r#"#:schema ../meta/vendor.schema.json

[vendor]
service = "studio"
title = "Studio"
summary = "A service of our making."
style = "rest"

[[source]]
name = "page"
kind = "page"
title = "A page"
url = "https://example.com/page"
read = "2026-11-20"

[[auth]]
scheme = "token"
headers = ["X-Token"]
source = "page"
"#;

    const PATH: &str = r#"#:schema ../../meta/type.schema.json

[type]
name = "ProjectPath"
summary = "Where calls belong."
source = "page"

[[field]]
name = "project_id"
kind = "text"
required = true
summary = "Whose space the call works in."
"#;

    const HEADERS: &str = r#"#:schema ../../meta/type.schema.json

[type]
name = "CallHeaders"
summary = "What every call sends."
source = "page"

[[field]]
name = "X-Token"
kind = "text"
summary = "Who calls."
sensitive = true
"#;

    const LIST: &str = r#"#:schema ../../meta/operation.schema.json

[operation]
name = "ListClips"
method = "GET"
path = "/v1/{project_id}/clips"
path_types = ["ProjectPath"]
headers = "CallHeaders"
summary = "Shows a page of what was cut."
source = "page"

[[response]]
status = 200
summary = "What was found."
source = "page"
"#;

    /// A spec folder of one service with one operation.
    fn spec() -> tempfile::TempDir {
        let folder = tempfile::tempdir().expect("a folder");
        for (name, text) in [
            ("studio/vendor.toml", VENDOR),
            ("studio/types/project_path.toml", PATH),
            ("studio/types/call_headers.toml", HEADERS),
            ("studio/operations/list_clips.toml", LIST),
        ] {
            files::write(&folder.path().join(name), text.as_bytes()).expect("written");
        }
        folder
    }

    fn operation(name: &str, method: &str, path: &str) -> Skeleton {
        Skeleton::Operation {
            service: "studio".to_owned(),
            name: name.to_owned(),
            method: Some(method.to_owned()),
            path: Some(path.to_owned()),
            family: None,
            source: Some("page#3".to_owned()),
        }
    }

    /// What is left to fill in, as place, code and message.
    fn left(made: &Made) -> Vec<String> {
        made.left.iter().map(Problem::to_string).collect()
    }

    /// What the linter says of a folder.
    fn lints(folder: &Path) -> Vec<String> {
        let found = problems(&files::spec(folder).expect("a folder"));
        found.iter().map(Problem::to_string).collect()
    }

    /// Writes lines behind another line of a file.
    fn fill(folder: &Path, name: &str, lines: &[(&str, &str)]) {
        let path = folder.join(name);
        let mut text = files::read(&path).expect("a skeleton");
        for (behind, more) in lines {
            let behind = format!("{behind}\n");
            assert_eq!(text.matches(&behind).count(), 1, "{behind} in {text}");
            text = text.replace(&behind, &format!("{behind}{more}\n"));
        }
        files::write(&path, text.as_bytes()).expect("written");
    }

    #[test]
    fn an_operation_names_what_others_have_in_common_and_loads_once_it_is_filled_in() {
        let folder = spec();
        let what = operation("UpdateClip", "put", "/v1/{project_id}/clips/{clip_id}");
        let made = make(&what, folder.path()).expect("made");
        let name = "studio/operations/update_clip.toml";
        assert_eq!(made.files, [name]);
        assert_eq!(
            files::read(&folder.path().join(name)).expect("written"),
            r#"#:schema ../../meta/operation.schema.json

[operation]
name = "UpdateClip"
method = "PUT"
path = "/v1/{project_id}/clips/{clip_id}"
source = "page#3"
path_types = ["ProjectPath"]
headers = "CallHeaders"

[[path]]
name = "clip_id"
required = true

[request]

[[response]]
status = 200
source = "page#3"
"#
        );
        let expected = [
            ":3:1: MS1013: the key `summary` is missing",
            ":11:1: MS1013: the key `kind` is missing",
            ":11:1: MS1013: the key `summary` is missing",
            ":15:1: MS1013: the key `type` is missing",
            ":17:1: MS1013: the key `summary` is missing",
        ];
        let expected = expected.map(|one| format!("{name}{one}"));
        assert_eq!(left(&made), expected);
        assert_eq!(lints(folder.path()), expected);
        fill(
            folder.path(),
            name,
            &[
                (
                    "name = \"UpdateClip\"",
                    "summary = \"Gives it another title.\"",
                ),
                (
                    "name = \"clip_id\"",
                    "kind = \"text\"\nsummary = \"Which one is meant.\"",
                ),
                ("[request]", "kind = \"any\"\nsummary = false"),
                ("status = 200", "summary = \"What became of it.\""),
            ],
        );
        assert_eq!(lints(folder.path()), [""; 0]);
    }

    #[test]
    fn a_type_asks_for_a_field_and_for_whoever_holds_it() {
        let folder = spec();
        let what = Skeleton::Type {
            service: "studio".to_owned(),
            name: "VideoConfig".to_owned(),
            source: None,
        };
        let made = make(&what, folder.path()).expect("made");
        let name = "studio/types/video_config.toml";
        assert_eq!(made.files, [name]);
        let expected = [
            ":3:1: MS1013: the key `summary` is missing",
            ":3:1: MS2301: the key `source` is missing",
            ":6:1: MS1013: the key `kind` is missing",
            ":6:1: MS1013: the key `name` is missing",
            ":6:1: MS1013: the key `summary` is missing",
        ];
        assert_eq!(left(&made), expected.map(|one| format!("{name}{one}")));
        fill(
            folder.path(),
            name,
            &[
                (
                    "name = \"VideoConfig\"",
                    "summary = \"Size of the picture.\"\nsource = \"page\"",
                ),
                (
                    "[[field]]",
                    "name = \"width\"\nkind = \"int\"\nsummary = \"In pixels.\"",
                ),
            ],
        );
        let told = lints(folder.path());
        assert!(
            matches!(&*told, [one] if one.contains("MS2102")),
            "{told:?}"
        );
        let list = "studio/operations/list_clips.toml";
        fill(
            folder.path(),
            list,
            &[("status = 200", "type = \"VideoConfig\"")],
        );
        assert_eq!(lints(folder.path()), [""; 0]);
    }

    #[test]
    fn a_service_is_loaded_once_it_is_filled_in_and_has_an_operation() {
        let folder = tempfile::tempdir().expect("a folder");
        let what = Skeleton::Vendor {
            service: "studio".to_owned(),
            is_rpc: false,
        };
        let made = make(&what, folder.path()).expect("made");
        let name = "studio/vendor.toml";
        assert_eq!(made.files, [name]);
        let expected = [
            ":3:1: MS1013: the key `summary` is missing",
            ":3:1: MS1013: the key `title` is missing",
            ":7:1: MS1013: the key `kind` is missing",
            ":7:1: MS1013: the key `name` is missing",
            ":7:1: MS1013: the key `read` is missing",
            ":7:1: MS1013: the key `title` is missing",
            ":7:1: MS1013: the key `url` is missing",
            ":9:1: MS1013: the key `headers` is missing",
            ":9:1: MS1013: the key `scheme` is missing",
            ":9:1: MS2301: the key `source` is missing",
        ];
        assert_eq!(left(&made), expected.map(|one| format!("{name}{one}")));
        fill(
            folder.path(),
            name,
            &[
                (
                    "service = \"studio\"",
                    "title = \"Studio\"\nsummary = \"Of our making.\"",
                ),
                (
                    "[[source]]",
                    "name = \"page\"\nkind = \"page\"\ntitle = \"A page\"\nurl = \"https://example.com\"\nread = \"2026-11-20\"",
                ),
                (
                    "[[auth]]",
                    "scheme = \"token\"\nheaders = [\"X-Token\"]\nsource = \"page\"",
                ),
            ],
        );
        assert_eq!(lints(folder.path()), [""; 0]);
    }

    #[test]
    fn a_service_of_the_rpc_style_has_a_type_of_common_parameters_and_operations_without_a_path() {
        let folder = tempfile::tempdir().expect("a folder");
        let what = Skeleton::Vendor {
            service: "studio".to_owned(),
            is_rpc: true,
        };
        let made = make(&what, folder.path()).expect("made");
        let common = "studio/types/common_parameters.toml";
        assert_eq!(made.files, [common, "studio/vendor.toml"]);
        let told = left(&made);
        for missing in ["action", "version", "source"] {
            let line = format!("the key `{missing}` is missing");
            let of_rpc = told.iter().filter(|one| one.contains("vendor.toml:8:1:"));
            assert!(
                of_rpc.into_iter().any(|one| one.ends_with(&line)),
                "{told:#?}"
            );
        }
        fill(
            folder.path(),
            "studio/vendor.toml",
            &[
                (
                    "service = \"studio\"",
                    "title = \"Studio\"\nsummary = \"Of our making.\"",
                ),
                (
                    "[rpc]",
                    "action = \"Action\"\nversion = \"Version\"\nsource = \"page\"",
                ),
                (
                    "[[source]]",
                    "name = \"page\"\nkind = \"page\"\ntitle = \"A page\"\nurl = \"https://example.com\"\nread = \"2026-11-20\"",
                ),
            ],
        );
        fill(
            folder.path(),
            common,
            &[
                ("[type]", "summary = \"Of every call.\"\nsource = \"page\""),
                (
                    "[[field]]",
                    "name = \"Version\"\nkind = \"enum\"\nsummary = \"The day of the API.\"\nvalues = [{ wire = \"2026-11-20\" }]",
                ),
            ],
        );
        let what = Skeleton::Operation {
            service: "studio".to_owned(),
            name: "QueryClips".to_owned(),
            method: None,
            path: None,
            family: Some("clips".to_owned()),
            source: Some("page".to_owned()),
        };
        let made = make(&what, folder.path()).expect("made");
        let name = "studio/operations/query_clips.toml";
        let expected = [
            ":3:1: MS1013: the key `summary` is missing",
            ":10:1: MS1013: the key `summary` is missing",
        ];
        assert_eq!(left(&made), expected.map(|one| format!("{name}{one}")));
        fill(
            folder.path(),
            name,
            &[
                (
                    "name = \"QueryClips\"",
                    "summary = \"Looks for what was cut.\"",
                ),
                ("status = 200", "summary = \"What was found.\""),
            ],
        );
        assert_eq!(lints(folder.path()), [""; 0]);
    }

    #[test]
    fn what_does_not_do_is_refused_with_what_does_and_nothing_is_written() {
        let folder = spec();
        let before = files::spec(folder.path()).expect("a folder");
        let of_type = |service: &str, name: &str, source: Option<&str>| Skeleton::Type {
            service: service.to_owned(),
            name: name.to_owned(),
            source: source.map(str::to_owned),
        };
        let of_vendor = |service: &str| Skeleton::Vendor {
            service: service.to_owned(),
            is_rpc: false,
        };
        let mut half = operation("CreateClip", "POST", "/v1/clips");
        if let Skeleton::Operation { path, .. } = &mut half {
            *path = None;
        }
        for (what, told) in [
            (
                of_vendor("../studio"),
                "`../studio` cannot be the name of a service",
            ),
            (of_vendor("Studio"), "as in `studio`"),
            (of_vendor("meta"), "is not `meta`"),
            (
                of_vendor("studio"),
                "vendor.toml is there, and stays as it is",
            ),
            (
                of_type("studio", "a/b", None),
                "`a/b` cannot be the name of a type",
            ),
            (of_type("studio", "", None), "as in `VideoConfig`"),
            (
                of_type("studio", "ProjectPath", None),
                "project_path.toml is there",
            ),
            (of_type("studio", "Clip", Some("nowhere")), "MS2302"),
            (of_type("other", "Clip", None), "other/vendor.toml"),
            (
                operation("List Clips", "GET", "/v1/clips"),
                "as in `CreateClip`",
            ),
            (operation("CreateClip", "FETCH", "/v1/clips"), "MS2410"),
            (operation("CreateClip", "POST", "v1/clips"), "MS2407"),
            (operation("CreateClip", "GET", "/v1/{id}/clips"), "MS2421"),
            (
                operation("List_Clips", "POST", "/v1/clips"),
                "list_clips.toml is there",
            ),
            (half, "needs a path: name both, as in --method POST --path"),
        ] {
            let Err(trouble) = make(&what, folder.path()) else {
                panic!("{what:?} is made");
            };
            assert!(trouble.0.contains(told), "{what:?}: {trouble}");
        }
        assert_eq!(files::spec(folder.path()).expect("a folder"), before);
    }

    #[test]
    fn what_was_wrong_before_keeps_nothing_from_being_made() {
        let folder = spec();
        let list = "studio/operations/list_clips.toml";
        fill(
            folder.path(),
            list,
            &[("status = 200", "type = \"Nothing\"")],
        );
        let before = lints(folder.path());
        assert_eq!(before.len(), 1, "{before:?}");
        let made = make(
            &operation("DeleteClip", "DELETE", "/v1/clips"),
            folder.path(),
        );
        let told = shown(&made.expect("made"), Path::new("spec"));
        assert_eq!(
            told,
            "wrote spec/studio/operations/delete_clip.toml\n  \
             studio/operations/delete_clip.toml:3:1: MS1013: the key `summary` is missing\n  \
             studio/operations/delete_clip.toml:10:1: MS1013: the key `summary` is missing\n\
             Next: fill these in from the vendor's page, in your own words, until `cargo xtask lint` is silent.\n"
        );
    }
}
