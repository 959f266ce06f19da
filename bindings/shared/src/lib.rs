//! What the Python and the Node package ask of the crates in the same way: messages by name, options by name, and results as
//! JSON text.
//!
//! What a language hands over comes here as text; what it gets back it reads as JSON. The words of every error are made
//! here or in the crates, so that both packages say the same.
#![forbid(unsafe_code)]

use std::fmt;

use mediaspec_cli::{parse_allow, parse_profile};
use mediaspec_core::node::Node;
use mediaspec_core::words::{closest, names_list};
use mediaspec_payloads::sample::SampleOptions;
use mediaspec_validator::{
    CheckedRequest, Fix, Fixed, FromContractsError, Limits, Malformed, MalformedCode, Message,
    MessageRef, OperationRef, Part, Report, Request, UnknownMessage, UnknownOperation,
    UnknownRoute, Validator,
};
use serde_json::json;

/// The names that a part of a message has.
const PARTS: [Part; 4] = [Part::Body, Part::Path, Part::Query, Part::Header];

/// Why something could not be done that was asked for.
#[derive(Debug)]
pub enum Trouble {
    /// No operation has the name, or several have.
    Operation(Box<UnknownOperation>),
    /// The operation has no such message, or the message no such part: a sentence, and the name that may have been meant.
    Message(String, Option<String>),
    /// No operation has that method and path.
    Route(Box<UnknownRoute>),
    /// A contract file cannot be used.
    Contracts(Box<FromContractsError>),
    /// An option has a value that it does not take, in a sentence.
    Option(String),
}

impl fmt::Display for Trouble {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Operation(unknown) => unknown.fmt(f),
            Self::Message(said, _) | Self::Option(said) => f.write_str(said),
            Self::Route(unknown) => unknown.fmt(f),
            Self::Contracts(error) => error.fmt(f),
        }
    }
}

impl std::error::Error for Trouble {}

impl Trouble {
    /// Returns the name of the error class that every language has for it.
    #[must_use]
    pub const fn class(&self) -> &'static str {
        match self {
            Self::Operation(_) => "UnknownOperation",
            Self::Message(..) => "UnknownMessage",
            Self::Route(_) => "UnknownRoute",
            Self::Contracts(_) => "ContractError",
            Self::Option(_) => "BadOption",
        }
    }

    /// Returns the names that may have been meant, the likeliest first.
    #[must_use]
    pub fn suggestions(&self) -> Vec<String> {
        match self {
            Self::Operation(unknown) => {
                let now = unknown.removed.iter().filter_map(|gone| gone.now.clone());
                unknown.suggestions.iter().cloned().chain(now).collect()
            }
            Self::Message(_, close) => Vec::from_iter(close.clone()),
            Self::Route(unknown) => {
                let suggestions = unknown.suggestions.iter();
                suggestions.map(|one| one.operation.clone()).collect()
            }
            Self::Contracts(_) | Self::Option(_) => Vec::new(),
        }
    }
}

impl From<UnknownOperation> for Trouble {
    fn from(unknown: UnknownOperation) -> Self {
        Self::Operation(Box::new(unknown))
    }
}

impl From<UnknownRoute> for Trouble {
    fn from(unknown: UnknownRoute) -> Self {
        Self::Route(Box::new(unknown))
    }
}

impl From<FromContractsError> for Trouble {
    fn from(error: FromContractsError) -> Self {
        Self::Contracts(Box::new(error))
    }
}

/// How a validator is made.
#[derive(Debug, Clone, Default)]
pub struct Settings {
    /// A contract file, or a folder of them, in place of the contract that is built in.
    pub contracts: Option<std::path::PathBuf>,
    /// The profile, as `--profile` takes it.
    pub profile: Option<String>,
    /// What shall only warn, as `--allow` takes it.
    pub allow: Vec<String>,
    /// How many errors, and apart from them how many warnings, a report lists.
    pub max_violations: Option<usize>,
    /// The deepest nesting of objects and lists.
    pub max_depth: Option<u32>,
    /// The largest payload in bytes.
    pub max_bytes: Option<usize>,
}

impl Settings {
    /// Returns the validator that they describe.
    ///
    /// # Errors
    /// [`Trouble::Contracts`] and [`Trouble::Option`].
    pub fn validator(&self) -> Result<Validator, Trouble> {
        let mut validator = match &self.contracts {
            Some(path) => Validator::from_contracts(path)?,
            None => Validator::new(),
        };
        if let Some(profile) = &self.profile {
            validator = validator.profile(parse_profile(profile).map_err(Trouble::Option)?);
        }
        for allow in &self.allow {
            validator = validator.allow(parse_allow(allow).map_err(Trouble::Option)?);
        }
        let mut limits = Limits::default();
        if let Some(violations) = self.max_violations {
            limits = limits.violations(violations);
        }
        if let Some(depth) = self.max_depth {
            limits = limits.depth(depth);
        }
        if let Some(bytes) = self.max_bytes {
            limits = limits.bytes(bytes);
        }
        Ok(validator.limits(limits))
    }
}

/// A part of a message, by names.
#[derive(Debug, Clone, Copy)]
pub struct Asked<'a> {
    /// The operation, as [`Validator::operation`] takes it.
    pub operation: &'a str,
    /// `request`, a status, or the name of a callback.
    pub message: &'a str,
    /// `body`, `path`, `query` or `header`.
    pub part: &'a str,
}

impl Asked<'_> {
    /// Returns the operation, the message and the part that are meant.
    fn find(self, validator: &Validator) -> Result<(OperationRef, Message, Part), Trouble> {
        let operation = validator.operation(self.operation)?;
        let message: Message = self
            .message
            .parse()
            .map_err(|unknown| self.unknown(&operation, &unknown))?;
        let part = part(self.part)?;
        Ok((operation, message, part))
    }

    /// Returns the part of the message.
    ///
    /// # Errors
    /// [`Trouble::Operation`], [`Trouble::Message`] and, for the name of the part, [`Trouble::Option`].
    pub fn message(self, validator: &Validator) -> Result<MessageRef, Trouble> {
        let (operation, message, part) = self.find(validator)?;
        operation
            .message(message, part)
            .map_err(|unknown| self.unknown(&operation, &unknown))
    }

    /// Tells of a message that does not exist, and which may have been meant.
    fn unknown(self, operation: &OperationRef, unknown: &UnknownMessage) -> Trouble {
        let said = unknown.to_string();
        if matches!(unknown, UnknownMessage::Part { .. }) {
            return Trouble::Message(said, None);
        }
        let contract = operation.contract();
        let statuses = contract.responses.iter().map(|one| one.status.to_string());
        let statuses: Vec<String> = statuses.collect();
        let callbacks = contract.callbacks.iter().map(|one| &*one.name);
        let known: Vec<&str> = std::iter::once("request")
            .chain(statuses.iter().map(String::as_str))
            .chain(callbacks)
            .collect();
        match closest(self.message, known.iter().copied()) {
            Some(close) => Trouble::Message(
                format!("{said}; did you mean `{close}`?"),
                Some(close.to_owned()),
            ),
            None => Trouble::Message(
                format!(
                    "{said}; documented messages of {} are {}",
                    operation.name(),
                    names_list(&known, "and")
                ),
                None,
            ),
        }
    }

    /// Returns a payload that validates, as JSON text on one line.
    ///
    /// # Errors
    /// Those of [`Asked::message`]; and [`Trouble::Message`] where the contract does not say what the part is.
    pub fn sample(self, validator: &Validator, full: bool, seed: u64) -> Result<String, Trouble> {
        let (operation, message, part) = self.found(validator)?;
        let options = SampleOptions { full, seed };
        let sample = mediaspec_cli::sample(&operation, &message, part, &options);
        let sample: Node = sample.map_err(|error| Trouble::Message(error.to_string(), None))?;
        Ok(sample.compact())
    }

    /// Returns the JSON Schema (2020-12) as text.
    ///
    /// # Errors
    /// Those of [`Asked::message`]; and [`Trouble::Message`] where the contract does not say what the part is.
    pub fn schema(self, validator: &Validator) -> Result<String, Trouble> {
        let (operation, message, part) = self.found(validator)?;
        mediaspec_cli::schema(&operation, &message, part)
            .map_err(|error| Trouble::Message(error.to_string(), None))
    }

    /// As [`Asked::find`], of a message that the operation has.
    fn found(self, validator: &Validator) -> Result<(OperationRef, Message, Part), Trouble> {
        self.message(validator)?;
        self.find(validator)
    }
}

/// Returns the part of that name.
fn part(name: &str) -> Result<Part, Trouble> {
    name.parse().map_err(|unknown| {
        Trouble::Option(format!(
            "{unknown}; the parts are {}",
            names_list(&PARTS, "and")
        ))
    })
}

/// The outcome of checking a whole request.
#[derive(Debug)]
pub struct Whole {
    /// The operation's full name; `None` where a host of the vendor was asked for an operation that no contract has.
    pub operation: Option<String>,
    /// What was found.
    pub report: Report,
}

/// Checks a whole request.
///
/// # Errors
/// [`Trouble::Route`] where no operation has that method and path, and the host is none of the vendors'.
pub fn check_http(validator: &Validator, request: &Request<'_>) -> Result<Whole, Trouble> {
    match validator.check_request(request) {
        Ok(CheckedRequest {
            operation, report, ..
        }) => Ok(Whole {
            operation: Some(operation.name()),
            report,
        }),
        Err(unknown) => match validator.report_of_unknown(&unknown) {
            Some(report) => Ok(Whole {
                operation: None,
                report,
            }),
            None => Err(unknown.into()),
        },
    }
}

/// Whether a report has nothing to say.
fn is_silent(report: &Report) -> bool {
    report.violations.is_empty() && report.total() == 0 && report.malformed.is_none()
}

/// A report as a language is handed it.
#[derive(Debug)]
pub struct Told {
    /// The JSON object that the report serializes to: that of the `mediaspec` command.
    pub json: String,
    /// A line for each violation, as the report is displayed.
    pub text: String,
    /// A line for each violation, that of malformed input too.
    pub lines: Vec<String>,
    /// The violations as a list of JSON, where the object has none: that of malformed input.
    pub malformed: Option<String>,
}

impl Told {
    /// Returns what is handed over of a report; `None` of one that has nothing to say.
    #[must_use]
    pub fn of(report: &Report) -> Option<Self> {
        if is_silent(report) {
            return None;
        }
        let malformed = report.malformed.as_ref();
        Some(Self {
            json: text_of(report),
            text: report.to_string(),
            lines: report.violations.iter().map(ToString::to_string).collect(),
            malformed: malformed.map(|_| text_of(&report.violations)),
        })
    }

    /// Returns the JSON object of a report that has nothing to say.
    #[must_use]
    pub fn json_of_nothing() -> String {
        text_of(&Report::default())
    }
}

/// A value on one line. Writing to memory cannot fail; were it to, `null` tells more than a panic.
fn text_of<T: serde::Serialize + ?Sized>(value: &T) -> String {
    serde_json::to_string(value).unwrap_or_else(|_| "null".to_owned())
}

/// Returns what is wrong with text that has half of a surrogate pair.
#[must_use]
pub fn half_of_a_pair() -> Malformed {
    let message = "a text has half of a surrogate pair, which UTF-8 has no form for";
    Malformed::new(MalformedCode::Utf8, message)
}

/// Takes the lines and columns out of a report: those of text that whoever asked has not seen.
pub fn without_places(report: &mut Report) {
    for violation in &mut report.violations {
        violation.position = None;
    }
    if let Some(malformed) = &mut report.malformed {
        malformed.position = None;
    }
}

/// Checks a value, of which `text` is the JSON that a language has written of it: the report is the one on the value, without lines and
/// columns, and with scalars as the engine writes them.
#[must_use]
pub fn check_written(message: &MessageRef, text: &[u8]) -> Report {
    let mut report = message.check(text);
    if is_silent(&report) {
        return report;
    }
    let mut read = serde_json::Deserializer::from_slice(text);
    message.check_deserializer(&mut read).unwrap_or_else(|_| {
        // What serde cannot read, such as an escape of half a surrogate pair, the engine has told of.
        without_places(&mut report);
        report
    })
}

/// Returns the messages that a payload fits, best first, as a list of JSON objects; see [`Validator::detect`].
///
/// `message` and `in` are what [`Asked`] takes; `type` is what messages have in common that fit alike.
///
/// # Errors
/// The report on a payload that cannot be read to its end.
pub fn detect(validator: &Validator, payload: &[u8]) -> Result<String, Report> {
    let fits = validator.detect(payload);
    let fits = fits.map_err(|malformed| Report::of_malformed(Part::Body, malformed))?;
    let fits = fits.iter().map(|fit| {
        json!({
            "operation": fit.operation.name(),
            "message": fit.message.to_string(),
            "in": fit.part,
            "documented": fit.documented,
            "undocumented": fit.undocumented,
            "errors": fit.errors,
            "warnings": fit.warnings,
            "type": fit.ty,
        })
    });
    Ok(text_of(&fits.collect::<Vec<_>>()))
}

/// A payload with what could be mended, as a language is handed it.
#[derive(Debug)]
pub struct Mended {
    /// The payload: JSON text.
    pub payload: Vec<u8>,
    /// The edits that were made, and behind them those that were left out, as a list of JSON objects: `violation`, `line` (the violation
    /// as it is displayed), `offset`, `length`, `text` and `made`.
    pub fixes: String,
    /// What a check finds of the payload as it is now.
    pub report: Report,
}

/// Mends what can be mended without a guess; see [`MessageRef::fix`].
///
/// `placed` says that whoever asked has the text that lines, columns and offsets are those of.
#[must_use]
pub fn fix(message: &MessageRef, text: &[u8], placed: bool) -> Mended {
    let Fixed {
        payload,
        fixes,
        left_out,
        mut report,
        ..
    } = message.fix(text);
    if !placed {
        report = check_written(message, &payload);
    }
    let made = fixes.into_iter().map(|fix| (fix, true));
    let not_made = left_out.into_iter().map(|fix| (fix, false));
    let edits = made.chain(not_made).map(|(fix, made)| {
        let Fix {
            mut violation,
            edit,
            ..
        } = fix;
        if !placed {
            violation.position = None;
        }
        json!({
            "violation": violation,
            "line": violation.to_string(),
            "offset": placed.then_some(edit.offset),
            "length": placed.then_some(edit.length),
            "text": edit.text,
            "made": made,
        })
    });
    Mended {
        payload,
        fixes: text_of(&edits.collect::<Vec<_>>()),
        report,
    }
}

/// Returns every operation as a list of JSON objects, with its name, method, path, family, summary and documented messages.
#[must_use]
pub fn operations(validator: &Validator) -> String {
    let all = validator.operations().map(|operation| {
        let contract = operation.contract();
        let statuses = contract.responses.iter().map(|response| response.status);
        let callbacks = contract.callbacks.iter().map(|callback| &callback.name);
        json!({
            "name": operation.name(),
            "method": contract.method,
            "path": contract.path,
            "family": contract.tag,
            "summary": contract.info.summary,
            "statuses": statuses.collect::<Vec<u16>>(),
            "callbacks": callbacks.collect::<Vec<_>>(),
        })
    });
    text_of(&all.collect::<Vec<_>>())
}

#[cfg(test)]
#[allow(clippy::expect_used, clippy::indexing_slicing)]
mod tests {
    use super::*;

    const CREATE: &str = "metastudio/Create2DDigitalHumanVideo";

    fn asked<'a>(operation: &'a str, message: &'a str, part: &'a str) -> Asked<'a> {
        Asked {
            operation,
            message,
            part,
        }
    }

    fn said(operation: &str, message: &str, part: &str) -> String {
        let found = asked(operation, message, part).message(&Validator::new());
        found.map_or_else(|trouble| trouble.to_string(), |found| format!("{found:?}"))
    }

    #[test]
    fn names_that_do_not_exist_are_told_with_what_may_be_meant() {
        assert!(said("Create2DDigitalHumanVide", "request", "body").contains(CREATE));
        assert!(said(CREATE, "reqest", "body").ends_with("; did you mean `request`?"));
        assert!(said(CREATE, "zzz", "body").contains("`request`, `200`"));
        assert!(said(CREATE, "request", "bodi").ends_with("`body`, `path`, `query` and `header`"));
        assert_eq!(
            said(CREATE, "200", "query"),
            "a response has no query parameters"
        );
    }

    #[test]
    fn samples_validate_and_schemas_are_json() {
        let validator = Validator::new();
        let of = asked("Create2DDigitalHumanVideo", "request", "body");
        for full in [false, true] {
            let sample = of.sample(&validator, full, 3).expect("it is documented");
            let message = of.message(&validator).expect("it is there");
            assert!(message.check(sample.as_bytes()).is_valid(), "{sample}");
        }
        let schema = of.schema(&validator).expect("it is documented");
        let schema: serde_json::Value = serde_json::from_str(&schema).expect("JSON");
        assert_eq!(schema["type"], "object");
        let nothing = asked(CREATE, "599", "body").sample(&validator, false, 0);
        assert!(nothing.is_err_and(|error| error.to_string().contains("documented: ")));
    }

    #[test]
    fn settings_take_what_the_command_takes() {
        let settings = |profile: &str, allow: &str| Settings {
            profile: Some(profile.to_owned()),
            allow: vec![allow.to_owned()],
            ..Settings::default()
        };
        let validator = settings("tolerant", "enum@/a/*/b").validator();
        let validator = validator.expect("they are taken");
        let allowed: Vec<String> = validator
            .options()
            .allow
            .iter()
            .map(ToString::to_string)
            .collect();
        assert_eq!(allowed, ["enum@/a/*/b"]);
        let refused = settings("lenient", "enum")
            .validator()
            .expect_err("no such profile");
        assert!(refused.to_string().contains("`tolerant`"), "{refused}");
        assert!(settings("strict", "enum@a").validator().is_err());
    }

    #[test]
    fn a_value_that_was_written_has_the_report_of_the_value() {
        let of = asked("Show2DDigitalHumanVideo", "200", "body");
        let message = of.message(&Validator::new()).expect("it is there");
        let text = r#"{"state": "A\nB", "duration": 0.30000000000000004}"#;
        let value: serde_json::Value = serde_json::from_str(text).expect("it is JSON");
        let report = check_written(&message, text.as_bytes());
        assert_eq!(text_of(&report), text_of(&message.check_value(&value)));
        assert_ne!(text_of(&report), text_of(&message.check(text.as_bytes())));
        // What serde refuses is told as well, at no place.
        let half = check_written(&message, br#"{"state": "\ud800"}"#);
        let malformed = half.malformed.expect("it has half of a pair");
        assert_eq!(
            (malformed.position, half.violations[0].position),
            (None, None)
        );
    }

    #[test]
    fn payloads_are_recognized_and_mended() {
        let validator = Validator::new();
        let text = br#"{"voice_config": {"voice_asset_id": "b81f3a7c", "speed": "100"}}"#;
        let fits = detect(&validator, text).expect("it is JSON");
        assert!(fits.starts_with(r#"[{"documented":"#), "{fits}");
        assert!(fits.contains(CREATE), "{fits}");
        assert!(detect(&validator, b"{").is_err_and(|report| report.malformed.is_some()));
        let message = asked(CREATE, "request", "body").message(&validator);
        let message = message.expect("it is there");
        for placed in [true, false] {
            let mended = fix(&message, text, placed);
            let expected = br#"{"voice_config": {"voice_asset_id": "b81f3a7c", "speed": 100}}"#;
            assert_eq!(mended.payload, expected);
            let place = if placed {
                r#""offset":57"#
            } else {
                r#""offset":null"#
            };
            assert!(mended.fixes.contains(place), "{}", mended.fixes);
            let placed_still = mended
                .report
                .violations
                .iter()
                .any(|one| one.position.is_some());
            assert!(placed || !placed_still);
        }
    }

    #[test]
    fn of_a_report_with_nothing_to_say_nothing_is_made() {
        let of = asked(CREATE, "request", "body");
        let message = of.message(&Validator::new()).expect("it is there");
        let malformed = Told::of(&message.check(b"{")).expect("it has something to say");
        assert!(
            malformed
                .malformed
                .is_some_and(|text| text.starts_with("[{"))
        );
        assert_eq!(malformed.lines.len(), 1);
        assert!(Told::of(&Report::default()).is_none());
        assert!(Told::json_of_nothing().starts_with(r#"{"verdict":"valid""#));
    }
}
