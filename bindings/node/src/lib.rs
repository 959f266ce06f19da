//! The native module of the npm package `mediaspec`: the engine, and nothing that JavaScript says better itself.
//!
//! Names, docs and types are those of the files in `package`. What can be refused comes back as a value, of which the files
//! there make an error of the class that it names.
#![allow(
    clippy::missing_errors_doc,
    clippy::must_use_candidate,
    clippy::needless_pass_by_value,
    reason = "JavaScript calls what is here, and hands over what is made of its values"
)]

use std::ffi::OsString;
use std::panic::{self, AssertUnwindSafe};
use std::path::PathBuf;

use mediaspec_bindings::{Asked, Settings, Told, Trouble, half_of_a_pair, without_places};
use mediaspec_validator::{Malformed, MessageRef, Part, Report, Request, Validator};
use napi::bindgen_prelude::{Buffer, Either, Uint8ArraySlice};
use napi::{Error, Result};
use napi_derive::napi;

/// JSON text, as bytes that no other thread can change. `None` is a string that has half of a surrogate pair.
type Text<'a> = Option<Uint8ArraySlice<'a>>;

/// Why something could not be done.
#[napi(object)]
pub struct Refusal {
    /// The class of the error.
    pub class: String,
    /// What it says.
    pub message: String,
    /// The names that may have been meant.
    pub suggestions: Vec<String>,
    /// The contract file.
    pub file: Option<String>,
    /// The line in it.
    pub line: Option<u32>,
}

impl From<Trouble> for Refusal {
    fn from(trouble: Trouble) -> Self {
        let place = match &trouble {
            Trouble::Contracts(error) => Some((error.file.display().to_string(), error.line)),
            _ => None,
        };
        let (file, line) = place.unzip();
        Self {
            class: trouble.class().to_owned(),
            message: trouble.to_string(),
            suggestions: trouble.suggestions(),
            file,
            line: line.flatten().and_then(|line| u32::try_from(line).ok()),
        }
    }
}

/// A report that has something to say.
#[napi(object)]
pub struct Finding {
    /// The JSON object that it serializes to.
    pub json: String,
    /// A line for each violation.
    pub text: String,
    /// The same, as a list.
    pub lines: Vec<String>,
    /// The violations of malformed input.
    pub malformed: Option<String>,
}

impl Finding {
    fn of(report: &Report) -> Option<Self> {
        let told = Told::of(report)?;
        Some(Self {
            json: told.json,
            text: told.text,
            lines: told.lines,
            malformed: told.malformed,
        })
    }
}

/// The outcome of checking a whole request.
#[napi(object)]
pub struct Checked {
    /// The operation's full name.
    pub operation: Option<String>,
    /// What was found.
    pub finding: Option<Finding>,
}

/// The messages that a payload fits.
#[napi(object)]
pub struct Detected {
    /// A list of JSON objects.
    pub fits: String,
    /// What is wrong with a payload that cannot be read to its end.
    pub finding: Option<Finding>,
}

/// A payload with what could be mended.
#[napi(object)]
pub struct Mended {
    /// The payload: JSON text. `None` where it has half of a surrogate pair.
    pub payload: Option<Buffer>,
    /// The edits.
    pub fixes: String,
    /// What is left.
    pub finding: Option<Finding>,
}

/// How a validator is made.
#[napi(object)]
pub struct Options {
    /// A contract file, or a folder of them.
    pub contracts: Option<String>,
    /// The profile.
    pub profile: Option<String>,
    /// What shall only warn.
    pub allow: Vec<String>,
    /// How many errors, and how many warnings, a report lists.
    pub max_violations: Option<u32>,
    /// The deepest nesting.
    pub max_depth: Option<u32>,
    /// The largest payload.
    pub max_bytes: Option<u32>,
}

/// A part of a message, by names.
#[napi(object)]
pub struct Names {
    /// The operation.
    pub operation: String,
    /// The message.
    pub message: String,
    /// The part.
    pub part: String,
}

impl Names {
    fn asked(&self) -> Asked<'_> {
        Asked {
            operation: &self.operation,
            message: &self.message,
            part: &self.part,
        }
    }
}

/// Calls the engine. Nothing that it is given makes it panic; should it do so all the same, the process goes on.
fn guarded<T>(call: impl FnOnce() -> T) -> Result<T> {
    panic::catch_unwind(AssertUnwindSafe(call))
        .map_err(|_| Error::from_reason("mediaspec: internal error; please report it"))
}

fn bytes<'a>(text: &'a Text<'_>) -> std::result::Result<&'a [u8], Malformed> {
    text.as_deref().ok_or_else(half_of_a_pair)
}

/// Checks payloads of one part of a message.
#[napi]
pub struct Message(MessageRef);

#[napi]
impl Message {
    /// The operation's full name.
    #[napi(getter)]
    pub fn operation(&self) -> String {
        self.0.operation().name()
    }

    /// Checks JSON text.
    #[napi]
    pub fn check(&self, text: Text<'_>, media_type: Option<String>) -> Result<Option<Finding>> {
        guarded(|| {
            let report = match (bytes(&text), &media_type) {
                (Ok(text), None) => self.0.check(text),
                (Ok(text), Some(_)) => self.0.check_sent(media_type.as_deref(), text),
                (Err(malformed), _) => Report::of_malformed(self.0.scope().part, malformed),
            };
            Finding::of(&report)
        })
    }

    /// Checks a value, of which this is the text that nobody has seen: without lines and columns.
    #[napi]
    pub fn check_value(&self, text: Uint8ArraySlice<'_>) -> Result<Option<Finding>> {
        guarded(|| Finding::of(&mediaspec_bindings::check_written(&self.0, &text)))
    }

    /// Mends JSON text. `placed` says that the caller has it.
    #[napi]
    pub fn fix(&self, text: Text<'_>, placed: bool) -> Result<Mended> {
        guarded(|| {
            let text = bytes(&text)
                .map_err(|malformed| Report::of_malformed(self.0.scope().part, malformed));
            match text.map(|text| mediaspec_bindings::fix(&self.0, text, placed)) {
                Ok(mended) => Mended {
                    payload: Some(mended.payload.into()),
                    fixes: mended.fixes,
                    finding: Finding::of(&mended.report),
                },
                Err(report) => Mended {
                    payload: None,
                    fixes: "[]".to_owned(),
                    finding: Finding::of(&report),
                },
            }
        })
    }
}

/// A contract, and how strictly it is taken.
#[napi]
pub struct Engine(Validator);

#[napi]
impl Engine {
    /// Makes one.
    #[napi]
    pub fn make(options: Options) -> Result<Either<Engine, Refusal>> {
        let size = |number: u32| usize::try_from(number).unwrap_or(usize::MAX);
        let settings = Settings {
            contracts: options.contracts.map(PathBuf::from),
            profile: options.profile,
            allow: options.allow,
            max_violations: options.max_violations.map(size),
            max_depth: options.max_depth,
            max_bytes: options.max_bytes.map(size),
        };
        guarded(|| either(settings.validator().map(Self)))
    }

    /// Finds a part of a message.
    #[napi]
    pub fn message(&self, names: Names) -> Result<Either<Message, Refusal>> {
        guarded(|| either(names.asked().message(&self.0).map(Message)))
    }

    /// Checks a whole request.
    #[napi]
    pub fn check_http(
        &self,
        method: String,
        url: String,
        headers: Option<Vec<(String, String)>>,
        body: Option<Uint8ArraySlice<'_>>,
    ) -> Result<Either<Checked, Refusal>> {
        guarded(|| {
            let headers: Option<Vec<(&str, &str)>> = headers.as_ref().map(|headers| {
                let pairs = headers.iter();
                pairs.map(|(name, value)| (&**name, &**value)).collect()
            });
            let request = Request {
                method: &method,
                url: &url,
                headers: headers.as_deref(),
                body: body.as_deref(),
            };
            let checked = mediaspec_bindings::check_http(&self.0, &request);
            either(checked.map(|whole| Checked {
                operation: whole.operation,
                finding: Finding::of(&whole.report),
            }))
        })
    }

    /// Finds the messages that a payload fits.
    #[napi]
    pub fn detect(&self, text: Text<'_>, placed: bool) -> Result<Detected> {
        guarded(|| {
            let fits = bytes(&text)
                .map_err(|malformed| Report::of_malformed(Part::Body, malformed))
                .and_then(|text| mediaspec_bindings::detect(&self.0, text));
            match fits {
                Ok(fits) => Detected {
                    fits,
                    finding: None,
                },
                Err(mut report) => {
                    if !placed {
                        without_places(&mut report);
                    }
                    Detected {
                        fits: "[]".to_owned(),
                        finding: Finding::of(&report),
                    }
                }
            }
        })
    }

    /// Makes a payload that validates: JSON text.
    #[napi]
    pub fn sample(&self, names: Names, full: bool, seed: u32) -> Result<Either<String, Refusal>> {
        guarded(|| either(names.asked().sample(&self.0, full, seed.into())))
    }

    /// Renders a JSON Schema: JSON text.
    #[napi]
    pub fn schema(&self, names: Names) -> Result<Either<String, Refusal>> {
        guarded(|| either(names.asked().schema(&self.0)))
    }

    /// Lists the operations: JSON text.
    #[napi]
    pub fn operations(&self) -> Result<String> {
        guarded(|| mediaspec_bindings::operations(&self.0))
    }
}

fn either<T>(result: std::result::Result<T, Trouble>) -> Either<T, Refusal> {
    match result {
        Ok(done) => Either::A(done),
        Err(trouble) => Either::B(trouble.into()),
    }
}

/// Runs the command line on the streams of the process, and returns its exit status. Of the arguments, the process has as many, the
/// last of its own.
#[napi]
pub fn run(arguments: Vec<String>) -> u8 {
    mediaspec_cli::complete();
    // Node has no form for an argument that is not UTF-8, such as a file's name.
    let own: Vec<OsString> = std::env::args_os().collect();
    let start = own.len().checked_sub(arguments.len());
    let rest = start.and_then(|start| own.get(start..).map(<[_]>::to_vec));
    let rest = rest.unwrap_or_else(|| arguments.into_iter().map(OsString::from).collect());
    mediaspec_cli::run_in_process(std::iter::once("mediaspec".into()).chain(rest)) as u8
}

/// The JSON object of a report that has nothing to say.
#[napi]
pub fn json_of_nothing() -> String {
    Told::json_of_nothing()
}
