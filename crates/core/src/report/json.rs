//! The JSON form of reports: what the `mediaspec` command writes, and what a [`Report`] serializes to.
//!
//! The same types make the form and its JSON Schema.

use serde::ser::{Serialize, Serializer};

use super::{Disputed, Expected, Malformed, Report, Suggestion, Violation};
use crate::code::Code;
use crate::contract::{Cite, Part, Severity, Source};

/// The version of the JSON form. Members are added without another one.
const SCHEMA_VERSION: u32 = 1;

/// All results of a run: `--format json`.
#[derive(serde::Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schema", schemars(rename = "Results"))]
#[doc(hidden)]
pub struct JsonResults<'a> {
    /// The version of this form.
    #[cfg_attr(feature = "schema", schemars(extend("const" = SCHEMA_VERSION)))]
    pub schema_version: u32,
    /// A result for each payload.
    pub results: Vec<JsonResult<'a>>,
    /// How many payloads had which verdict.
    pub summary: JsonSummary,
}

impl JsonResults<'_> {
    /// What stands around the results, which a run writes one by one.
    #[must_use]
    pub const fn without_results(summary: JsonSummary) -> Self {
        Self {
            schema_version: SCHEMA_VERSION,
            results: Vec::new(),
            summary,
        }
    }
}

/// How many payloads had which verdict.
#[derive(Debug, Clone, Copy, serde::Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schema", schemars(rename = "Summary"))]
#[doc(hidden)]
pub struct JsonSummary {
    /// Without an error.
    pub valid: u64,
    /// With at least one error.
    pub invalid: u64,
    /// Not readable to the end.
    pub malformed: u64,
}

/// The result of one payload: a line of `--format ndjson`.
#[derive(serde::Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schema", schemars(rename = "Result"))]
#[doc(hidden)]
pub struct JsonResult<'a> {
    /// The file as it was named, `-` for standard input; null for a request without a body.
    pub file: Option<&'a str>,
    /// With `--lines`: the line's number.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub record: Option<u64>,
    /// In recorded traffic: the number of the exchange, from 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub exchange: Option<u64>,
    /// In recorded traffic: method and path of the exchange, without the query.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub call: Option<&'a str>,
    /// Whether lines and columns of what is `in` the body are those of the body, which stands packed in the file.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub in_body: bool,
    /// In recorded traffic, beside the request: that the service refused it, and with what words.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub refused: Option<JsonRefusal<'a>>,
    /// The operation, `service/VendorOperation`; null where no contract has the operation of a request.
    pub operation: Option<&'a str>,
    /// `request`, `response` or `callback`.
    pub message: &'a str,
    /// The status of a response.
    pub status: Option<u16>,
    /// The name of a callback.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub callback: Option<&'a str>,
    /// What the check found.
    #[serde(flatten)]
    pub report: JsonReport<'a>,
}

/// How a service answered a request that it refused.
#[derive(serde::Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schema", schemars(rename = "Refusal"))]
#[doc(hidden)]
pub struct JsonRefusal<'a> {
    /// The status of the answer.
    pub status: u16,
    /// The vendor's code of the error, where the answer has one.
    pub code: Option<&'a str>,
    /// The vendor's words; whatever in them may be a value is left out.
    pub message: Option<&'a str>,
}

/// What a check found.
#[derive(serde::Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schema", schemars(rename = "Report"))]
#[doc(hidden)]
pub struct JsonReport<'a> {
    /// `valid`, `invalid` (at least one error) or `malformed` (not readable to the end).
    #[cfg_attr(feature = "schema", schemars(extend("enum" = ["valid", "invalid", "malformed"])))]
    verdict: &'static str,
    /// Whether the limit cut the list of violations.
    truncated: bool,
    /// How many violations were found, beyond the limit too.
    total: u64,
    /// The violations in document order; none where the payload is malformed.
    violations: &'a [Violation],
    /// Why the payload could not be read to its end.
    error: Option<JsonError<'a>>,
}

impl<'a> From<&'a Report> for JsonReport<'a> {
    fn from(report: &'a Report) -> Self {
        let (violations, total) = match &report.malformed {
            Some(_) => (&[][..], 0),
            None => (&*report.violations, report.total()),
        };
        Self {
            verdict: report.verdict().as_str(),
            truncated: report.truncated(),
            total,
            violations,
            error: report.malformed.as_ref().map(JsonError::from),
        }
    }
}

/// Why a payload could not be read to its end.
#[derive(serde::Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schema", schemars(rename = "Error"))]
struct JsonError<'a> {
    /// `syntax`, `utf-8`, `number`, `depth`, `size`, `unreadable` or `encoding`.
    code: &'static str,
    /// The reason in a sentence.
    message: &'a str,
    /// The line, from 1.
    line: Option<u64>,
    /// The column in code points, from 1.
    column: Option<u64>,
    /// The offset in bytes, from 0.
    offset: Option<usize>,
}

impl<'a> From<&'a Malformed> for JsonError<'a> {
    fn from(malformed: &'a Malformed) -> Self {
        let position = malformed.position;
        Self {
            code: malformed.code.as_str(),
            message: &malformed.message,
            line: position.map(|p| p.line),
            column: position.map(|p| p.column),
            offset: position.map(|p| p.offset),
        }
    }
}

/// One thing that is wrong.
#[derive(serde::Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schema", schemars(rename = "Violation"))]
struct JsonViolation<'a> {
    /// The part of the message, as OpenAPI names it.
    r#in: Part,
    /// JSON Pointer to the value, relative to the part.
    pointer: &'a str,
    /// Inside JSON documents in strings: the way on from `pointer`, one JSON Pointer for each level.
    #[serde(skip_serializing_if = "<[&str]>::is_empty")]
    embedded: Vec<&'a str>,
    /// What is wrong.
    code: Code,
    /// Errors make a payload invalid; warnings do not.
    severity: Severity,
    /// What was found and what is allowed, in a sentence.
    message: String,
    /// JSON text of the scalar that was found, at most 64 characters; absent for a missing, an unknown and a sensitive member.
    #[serde(skip_serializing_if = "Option::is_none")]
    found: Option<&'a str>,
    /// What would be allowed.
    expected: Expected,
    /// The rule that was broken, where it is one.
    rule: Option<&'a str>,
    /// The line, from 1.
    line: Option<u64>,
    /// The column in code points, from 1.
    column: Option<u64>,
    /// Where the constraint was read.
    source: Option<JsonSource<'a>>,
    /// The sources that see the value otherwise than the one that governs; none where all agree.
    disputed: Vec<JsonDisputed<'a>>,
    /// What may have been meant; null where that cannot be guessed.
    suggestion: Option<JsonSuggestion>,
}

/// What may have been meant in place of what was found.
#[derive(serde::Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schema", schemars(rename = "Suggestion"))]
struct JsonSuggestion {
    /// The suggestion as a sentence.
    text: String,
    /// JSON text of the value to send in place of the one that was found.
    replacement: Option<String>,
    /// The name to give to the member.
    rename: Option<String>,
}

impl From<Suggestion> for JsonSuggestion {
    fn from(suggestion: Suggestion) -> Self {
        let Suggestion {
            text,
            replacement,
            rename,
            certain: _,
        } = suggestion;
        Self {
            text,
            replacement,
            rename,
        }
    }
}

/// A source that sees a value otherwise than the one that governs.
#[derive(serde::Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schema", schemars(rename = "Disputed"))]
struct JsonDisputed<'a> {
    /// The source.
    source: Option<JsonSource<'a>>,
    /// Whether it allows the value.
    allows: bool,
    /// What it says of the value.
    says: Expected,
}

/// Where a constraint was read.
#[derive(serde::Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schema", schemars(rename = "Source"))]
struct JsonSource<'a> {
    /// Short name of the source.
    name: &'a str,
    /// Where it can be read.
    url: &'a str,
    /// The table's number or the section's name.
    anchor: Option<&'a str>,
    /// The day it was read, `YYYY-MM-DD`.
    read: &'a str,
}

impl<'a> JsonSource<'a> {
    fn of(source: &'a Source, cite: &'a Cite) -> Self {
        Self {
            name: &source.name,
            url: &source.url,
            anchor: cite.anchor.as_deref(),
            read: &source.read,
        }
    }
}

impl<'a> From<Disputed<'a>> for JsonDisputed<'a> {
    fn from(disputed: Disputed<'a>) -> Self {
        let source = disputed.source();
        Self {
            source: source.map(|source| JsonSource::of(source, disputed.cite())),
            allows: disputed.allows(),
            says: disputed.says(),
        }
    }
}

impl<'a> From<&'a Violation> for JsonViolation<'a> {
    fn from(violation: &'a Violation) -> Self {
        let position = violation.position;
        let source = violation.source().zip(violation.cite());
        let explanation = violation.explanation();
        Self {
            r#in: violation.part,
            pointer: &violation.pointer,
            embedded: violation.embedded.iter().map(|text| &**text).collect(),
            code: violation.code,
            severity: violation.severity,
            message: explanation.message(),
            found: violation.found.as_deref(),
            expected: explanation.into_expected(),
            rule: violation.rule().map(|rule| &*rule.id),
            line: position.map(|p| p.line),
            column: position.map(|p| p.column),
            source: source.map(|(source, cite)| JsonSource::of(source, cite)),
            disputed: violation.disputed().map(JsonDisputed::from).collect(),
            suggestion: violation.suggestion().map(JsonSuggestion::from),
        }
    }
}

impl Serialize for Report {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        JsonReport::from(self).serialize(serializer)
    }
}

impl Serialize for Malformed {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        JsonError::from(self).serialize(serializer)
    }
}

impl Serialize for Violation {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        JsonViolation::from(self).serialize(serializer)
    }
}

/// The JSON Schemas (2020-12) of what the command writes, and of what a [`Report`] serializes to.
#[cfg(feature = "schema")]
mod schema {
    use std::borrow::Cow;

    use schemars::generate::SchemaSettings;
    use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};

    use super::{Code, JsonReport, JsonResult, JsonResults, JsonViolation, Violation};
    use crate::report::coverage::{JsonCoverage, JsonFits};

    impl JsonSchema for Violation {
        fn schema_name() -> Cow<'static, str> {
            JsonViolation::schema_name()
        }

        fn json_schema(generator: &mut SchemaGenerator) -> Schema {
            JsonViolation::json_schema(generator)
        }
    }

    impl JsonSchema for Code {
        fn schema_name() -> Cow<'static, str> {
            "Code".into()
        }

        fn json_schema(_: &mut SchemaGenerator) -> Schema {
            // Malformed input is told as the error of a result.
            let told = Self::ALL
                .into_iter()
                .filter(|code| *code != Self::Malformed);
            let names: Vec<&str> = told.map(Self::as_str).collect();
            json_schema!({ "type": "string", "enum": names })
        }
    }

    /// What the command and the libraries write as JSON of a check.
    #[derive(JsonSchema)]
    #[schemars(untagged, title = "Results of checks by mediaspec")]
    #[allow(dead_code, reason = "the schema alone is wanted")]
    enum Written<'a> {
        /// `--format json`.
        Results(JsonResults<'a>),
        /// A line of `--format ndjson`.
        Result(JsonResult<'a>),
        /// A serialized `Report` of the libraries.
        Report(JsonReport<'a>),
        /// `--coverage`, and a serialized `Coverage` of the libraries.
        Coverage(JsonCoverage),
        /// `mediaspec detect --format json`.
        Fits(JsonFits<'a>),
    }

    /// Returns the JSON Schema (2020-12) of everything that the command and the libraries write as JSON of a check.
    #[must_use]
    pub fn report_schema() -> serde_json::Value {
        // It describes what is written: a member is required where it is always there.
        let settings = SchemaSettings::draft2020_12().for_serialize();
        let generator = settings.into_generator();
        generator
            .into_root_schema_for::<Written<'static>>()
            .to_value()
    }
}

#[cfg(feature = "schema")]
pub use schema::report_schema;
