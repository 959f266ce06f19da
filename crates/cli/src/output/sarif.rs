//! SARIF 2.1.0: a run whose results are written as they come.
//!
//! The format is large, and a crate of all its types costs some thirty crates, three versions of syn among them; what is
//! used of it is here, and the official JSON Schema is asked about it in a test.
//!
//! A violation is a result, and so is a payload that is not JSON: both stand at a place that somebody has to mend. A file
//! that cannot be read has no such place; it is a notification of the run.

use std::path::{MAIN_SEPARATOR_STR, Path};

use mediaspec_core::escape::visible;
use mediaspec_validator::{MalformedCode, Violation};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde::Serialize;

use super::finding::Finding;
use super::{Outcome, Subject, json};
use crate::Status;
use crate::topic::Topic;

const SCHEMA: &str =
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";

/// What a path of a URI need not escape.
const KEPT: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'/')
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~');

#[derive(Debug, Serialize)]
struct Text {
    text: String,
}

impl Text {
    /// A plain text message. Braces are doubled, as the format asks for, and brackets make no link.
    fn of(text: &str) -> Self {
        let text = text.replace("](", "]\\u{28}");
        Self {
            text: text.replace('{', "{{").replace('}', "}}"),
        }
    }
}

#[derive(Serialize)]
struct Tool {
    driver: Driver,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Driver {
    name: &'static str,
    version: &'static str,
    semantic_version: &'static str,
    information_uri: &'static str,
    rules: Vec<Descriptor>,
    notifications: Vec<Descriptor>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Descriptor {
    id: &'static str,
    short_description: Text,
    full_description: Text,
    help: Text,
    default_configuration: Configuration,
}

#[derive(Serialize)]
struct Configuration {
    level: &'static str,
}

impl Descriptor {
    fn of(topic: Topic) -> Self {
        let help = [Some(topic.advice()), topic.note()];
        let help: Vec<&str> = help.into_iter().flatten().collect();
        Self {
            id: topic.name(),
            short_description: Text::of(topic.meaning()),
            full_description: Text::of(&format!("{} {}", topic.meaning(), topic.advice())),
            help: Text::of(&help.join("\n")),
            default_configuration: Configuration {
                level: topic.severity().as_str(),
            },
        }
    }
}

/// Whether a topic is told as a notification of the run, and not as a result.
fn is_notification(topic: Topic) -> bool {
    topic == Topic::Malformed(MalformedCode::Unreadable)
}

fn rules() -> impl Iterator<Item = Topic> {
    Topic::all().filter(|topic| !is_notification(*topic))
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct ResultObject<'a> {
    rule_id: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    rule_index: Option<usize>,
    level: &'static str,
    message: Text,
    locations: Vec<Location>,
    #[serde(skip_serializing_if = "Option::is_none")]
    fixes: Option<[Fix; 1]>,
    properties: Properties<'a>,
}

/// A change that would mend what is wrong.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Fix {
    description: Text,
    artifact_changes: [ArtifactChange; 1],
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct ArtifactChange {
    artifact_location: ArtifactLocation,
    replacements: [Replacement; 1],
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Replacement {
    deleted_region: Region,
    inserted_content: Text,
}

/// What is told of the run.
#[derive(Debug, Serialize)]
pub(super) struct Notification {
    descriptor: Reference,
    level: &'static str,
    message: Text,
    locations: Vec<Location>,
}

#[derive(Debug, Serialize)]
struct Reference {
    id: &'static str,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Location {
    #[serde(skip_serializing_if = "Option::is_none")]
    physical_location: Option<PhysicalLocation>,
    #[serde(skip_serializing_if = "Option::is_none")]
    logical_locations: Option<[LogicalLocation; 1]>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct PhysicalLocation {
    artifact_location: ArtifactLocation,
    #[serde(skip_serializing_if = "Option::is_none")]
    region: Option<Region>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
enum ArtifactLocation {
    Uri(String),
    /// For inputs without a URI, such as standard input.
    Description(Text),
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Region {
    start_line: u64,
    start_column: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    end_column: Option<u64>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct LogicalLocation {
    fully_qualified_name: String,
}

/// What else is known, as `--format json` has it.
#[derive(Serialize)]
struct Properties<'a> {
    operation: Option<&'a str>,
    message: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    status: Option<u16>,
    #[serde(skip_serializing_if = "Option::is_none")]
    callback: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    record: Option<u64>,
    /// How many violations the payload has, where not all are told.
    #[serde(skip_serializing_if = "Option::is_none")]
    total: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    violation: Option<&'a Violation>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Invocation {
    execution_successful: bool,
    exit_code: u8,
    tool_execution_notifications: Vec<Notification>,
}

/// How the log begins.
pub(super) fn head() -> String {
    let (notifications, rules): (Vec<Topic>, Vec<Topic>) =
        Topic::all().partition(|topic| is_notification(*topic));
    let of = |topics: Vec<Topic>| topics.into_iter().map(Descriptor::of).collect();
    let tool = Tool {
        driver: Driver {
            name: "mediaspec",
            version: env!("CARGO_PKG_VERSION"),
            semantic_version: env!("CARGO_PKG_VERSION"),
            information_uri: env!("CARGO_PKG_REPOSITORY"),
            rules: of(rules),
            notifications: of(notifications),
        },
    };
    let tool = json::to_text(&tool);
    format!(
        "{{\"$schema\":\"{SCHEMA}\",\"version\":\"2.1.0\",\"runs\":[{{\"tool\":{tool},\"columnKind\":\"unicodeCodePoints\",\"results\":[\n"
    )
}

/// One payload's results.
pub(super) fn results(subject: &Subject, outcome: &Outcome<'_>) -> Vec<String> {
    let result = |finding: Finding<'_>| {
        json::to_text(&ResultObject {
            rule_id: finding.code,
            rule_index: rules().position(|topic| topic.name() == finding.code),
            level: finding.severity.as_str(),
            message: Text::of(&finding.text()),
            locations: locations(&finding),
            fixes: fix(&finding).map(|fix| [fix]),
            properties: properties(subject, outcome, finding.violation),
        })
    };
    Finding::all(subject, outcome).map(result).collect()
}

/// What is told of a file that cannot be read.
pub(super) fn notifications(subject: &Subject, outcome: &Outcome<'_>) -> Vec<Notification> {
    let notification = |finding: Finding<'_>| Notification {
        descriptor: Reference { id: finding.code },
        level: finding.severity.as_str(),
        message: Text::of(&finding.text()),
        locations: locations(&finding),
    };
    Finding::all(subject, outcome).map(notification).collect()
}

/// How the log ends.
pub(super) fn tail(status: Status, notifications: Vec<Notification>) -> String {
    let invocation = json::to_text(&Invocation {
        // What was found in payloads is no failure of the run.
        execution_successful: notifications.is_empty(),
        exit_code: status as u8,
        tool_execution_notifications: notifications,
    });
    format!("\n],\"invocations\":[{invocation}]}}]}}\n")
}

/// Where a finding is: at most one place, for which there are two names.
fn locations(finding: &Finding<'_>) -> Vec<Location> {
    let physical_location = finding.file.map(|file| PhysicalLocation {
        artifact_location: artifact(file),
        region: region(finding),
    });
    let logical_locations = finding.violation.map(|violation| {
        [LogicalLocation {
            fully_qualified_name: violation.pointer.to_string(),
        }]
    });
    if physical_location.is_none() && logical_locations.is_none() {
        return Vec::new();
    }
    vec![Location {
        physical_location,
        logical_locations,
    }]
}

fn region(finding: &Finding<'_>) -> Option<Region> {
    finding.position.map(|at| Region {
        start_line: at.line,
        start_column: at.column,
        end_column: finding.end_column,
    })
}

/// What to put in the place of the finding, where that is all that has to be changed.
fn fix(finding: &Finding<'_>) -> Option<Fix> {
    let (suggestion, edit) = (finding.suggestion.as_ref()?, finding.edit.as_ref()?);
    // A region is that of the finding; a value behind the key that is told has another one.
    let region = region(finding).filter(|region| region.end_column.is_some())?;
    if finding.starts != Some(edit.offset) {
        return None;
    }
    Some(Fix {
        description: Text::of(&visible(&suggestion.text)),
        artifact_changes: [ArtifactChange {
            artifact_location: artifact(finding.file?),
            replacements: [Replacement {
                deleted_region: region,
                inserted_content: Text::of(&edit.text),
            }],
        }],
    })
}

fn artifact(file: &str) -> ArtifactLocation {
    if file == "-" {
        return ArtifactLocation::Description(Text::of("stdin"));
    }
    let absolute = Path::new(file).is_absolute();
    let path = file.replace(MAIN_SEPARATOR_STR, "/");
    let path = utf8_percent_encode(&path, KEPT);
    ArtifactLocation::Uri(match absolute {
        // A drive stands behind the empty host as well.
        true if file.starts_with('/') => format!("file://{path}"),
        true => format!("file:///{path}"),
        false => path.to_string(),
    })
}

fn properties<'a>(
    subject: &'a Subject,
    outcome: &Outcome<'_>,
    violation: Option<&'a Violation>,
) -> Properties<'a> {
    let report = outcome.report;
    Properties {
        operation: subject.operation.as_deref(),
        message: subject.message.kind(),
        status: subject.message.status(),
        callback: subject.message.callback(),
        record: outcome.record,
        total: report.truncated().then(|| report.total()),
        violation,
    }
}
