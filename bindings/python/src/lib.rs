//! The native module of the Python package `mediaspec`: the engine, and nothing that Python says better itself.
//!
//! Names, docs and types are those of the Python files beside it; `_native.pyi` describes what is here.

mod report;
mod value;

use std::ffi::OsString;
use std::path::PathBuf;

use mediaspec_bindings::{Asked, Settings, Trouble, half_of_a_pair, without_places};
use mediaspec_validator::{Malformed, MessageRef, Part, Report, Request};
use pyo3::exceptions::PyTypeError;
use pyo3::prelude::*;
use pyo3::types::{PyByteArray, PyBytes, PyMemoryView, PyString};

use report::{raised, told};
use value::{Cause, Value};

/// Checks payloads of one part of a message.
#[pyclass(frozen, module = "mediaspec._native")]
struct Message(MessageRef);

#[pymethods]
impl Message {
    /// Checks a payload: JSON text, or what `json.dumps` would take.
    #[pyo3(signature = (payload, media_type = None))]
    fn check<'py>(
        &self,
        payload: &Bound<'py, PyAny>,
        media_type: Option<&str>,
    ) -> PyResult<Bound<'py, PyAny>> {
        let py = payload.py();
        let report = match Text::of(payload)? {
            Some(Ok(text)) => {
                let bytes = text.bytes();
                // Nothing of Python is touched: other threads may run.
                py.detach(|| match media_type {
                    None => self.0.check(bytes),
                    Some(_) => self.0.check_sent(media_type, bytes),
                })
            }
            Some(Err(malformed)) => Report::of_malformed(self.0.scope().part, malformed),
            None => self.check_object(payload)?,
        };
        told(py, &report)
    }

    /// Mends JSON text. `placed` says that the caller has it.
    fn fix<'py>(&self, payload: &Bound<'py, PyAny>, placed: bool) -> PyResult<Mended<'py>> {
        let py = payload.py();
        let text = Text::of(payload)?.ok_or_else(|| PyTypeError::new_err(TEXT))?;
        match text {
            Ok(text) => {
                let bytes = text.bytes();
                let mended = py.detach(|| mediaspec_bindings::fix(&self.0, bytes, placed));
                let report = told(py, &mended.report)?;
                Ok((
                    Some(PyBytes::new(py, &mended.payload)),
                    mended.fixes,
                    report,
                ))
            }
            Err(malformed) => {
                let report = Report::of_malformed(self.0.scope().part, malformed);
                Ok((None, "[]".to_owned(), told(py, &report)?))
            }
        }
    }

    /// The operation's full name.
    #[getter]
    fn operation(&self) -> String {
        self.0.operation().name()
    }
}

impl Message {
    fn check_object(&self, payload: &Bound<'_, PyAny>) -> PyResult<Report> {
        let py = payload.py();
        match self.0.check_deserializer(Value::of(payload)) {
            Ok(report) => Ok(report),
            Err(unreadable) => {
                let said = unreadable.to_string();
                match unreadable.cause() {
                    Cause::Surrogate => {
                        Ok(Report::of_malformed(self.0.scope().part, half_of_a_pair()))
                    }
                    Cause::Raised(error) => Err(error),
                    Cause::Class(_) | Cause::Key(_) => raised(py, "NotJson", (said,)),
                    Cause::Changed | Cause::Stopped => raised(py, "PayloadChanged", (said,)),
                }
            }
        }
    }
}

/// The payload (None where UTF-8 has no form for it), the edits as JSON text, and the report.
type Mended<'py> = (Option<Bound<'py, PyBytes>>, String, Bound<'py, PyAny>);

/// What is said where text is needed.
const TEXT: &str = "JSON text is str or bytes";

/// JSON text that Python holds.
enum Text<'a, 'py> {
    Str(&'a str),
    Bytes(&'a [u8]),
    /// A copy of what another thread could change.
    Copy(Bound<'py, PyBytes>),
}

impl<'a, 'py> Text<'a, 'py> {
    /// Returns the text; `None` of an object that is none, and an error of what cannot be UTF-8.
    fn of(payload: &'a Bound<'py, PyAny>) -> PyResult<Option<Result<Self, Malformed>>> {
        if let Ok(bytes) = payload.cast::<PyBytes>() {
            return Ok(Some(Ok(Self::Bytes(bytes.as_bytes()))));
        }
        if let Ok(string) = payload.cast::<PyString>() {
            let text = string.to_str().map(Self::Str).map_err(|_| half_of_a_pair());
            return Ok(Some(text));
        }
        if payload.is_instance_of::<PyByteArray>() || payload.is_instance_of::<PyMemoryView>() {
            let copy = payload.py().get_type::<PyBytes>().call1((payload,))?;
            return Ok(Some(Ok(Self::Copy(copy.cast_into().map_err(PyErr::from)?))));
        }
        Ok(None)
    }

    fn bytes(&self) -> &[u8] {
        match self {
            Self::Str(text) => text.as_bytes(),
            Self::Bytes(bytes) => bytes,
            Self::Copy(copy) => copy.as_bytes(),
        }
    }
}

/// A contract, and how strictly it is taken.
#[pyclass(frozen, module = "mediaspec._native")]
struct Engine(mediaspec_validator::Validator);

#[pymethods]
impl Engine {
    #[new]
    #[pyo3(signature = (contracts, profile, allow, max_violations, max_depth, max_bytes))]
    fn new(
        py: Python<'_>,
        contracts: Option<PathBuf>,
        profile: Option<String>,
        allow: Vec<String>,
        max_violations: Option<usize>,
        max_depth: Option<u32>,
        max_bytes: Option<usize>,
    ) -> PyResult<Self> {
        let settings = Settings {
            contracts,
            profile,
            allow,
            max_violations,
            max_depth,
            max_bytes,
        };
        // Contract files are read whole, which takes some milliseconds.
        let validator = py.detach(|| settings.validator());
        validator
            .map(Self)
            .or_else(|trouble| of_trouble(py, trouble))
    }

    /// Finds a part of a message.
    fn message(
        &self,
        py: Python<'_>,
        operation: &str,
        message: &str,
        part: &str,
    ) -> PyResult<Message> {
        let asked = of_names((operation, message, part));
        let found = asked.message(&self.0);
        found
            .map(Message)
            .or_else(|trouble| of_trouble(py, trouble))
    }

    /// Checks a whole request: the operation's name, or None, and the report.
    #[allow(
        clippy::needless_pass_by_value,
        reason = "what is made of Python's lists is handed over whole"
    )]
    fn check_http<'py>(
        &self,
        py: Python<'py>,
        method: &str,
        url: &str,
        headers: Option<Vec<(String, String)>>,
        body: Option<&Bound<'py, PyAny>>,
    ) -> PyResult<(Option<String>, Bound<'py, PyAny>)> {
        let body = match body {
            None => None,
            Some(body) => match Text::of(body)? {
                Some(Ok(text)) => Some(text),
                Some(Err(_)) | None => {
                    return Err(PyTypeError::new_err(
                        "the body of a request is str that UTF-8 has a form for, or bytes",
                    ));
                }
            },
        };
        let headers: Option<Vec<(&str, &str)>> = headers.as_ref().map(|headers| {
            let pairs = headers.iter();
            pairs.map(|(name, value)| (&**name, &**value)).collect()
        });
        let request = Request {
            method,
            url,
            headers: headers.as_deref(),
            body: body.as_ref().map(Text::bytes),
        };
        let checked = py.detach(|| mediaspec_bindings::check_http(&self.0, &request));
        match checked {
            Ok(whole) => Ok((whole.operation, told(py, &whole.report)?)),
            Err(trouble) => of_trouble(py, trouble),
        }
    }

    /// Finds the messages that a payload fits: JSON text, and the report on a payload that cannot be read to its end.
    fn detect<'py>(
        &self,
        payload: &Bound<'py, PyAny>,
        placed: bool,
    ) -> PyResult<(String, Option<Bound<'py, PyAny>>)> {
        let py = payload.py();
        let text = Text::of(payload)?.ok_or_else(|| PyTypeError::new_err(TEXT))?;
        let fits = text
            .map_err(|malformed| Report::of_malformed(Part::Body, malformed))
            .and_then(|text| {
                let bytes = text.bytes();
                py.detach(|| mediaspec_bindings::detect(&self.0, bytes))
            });
        match fits {
            Ok(fits) => Ok((fits, None)),
            Err(mut report) => {
                if !placed {
                    without_places(&mut report);
                }
                Ok(("[]".to_owned(), Some(told(py, &report)?)))
            }
        }
    }

    /// Makes a payload that validates: JSON text.
    fn sample(
        &self,
        py: Python<'_>,
        asked: (&str, &str, &str),
        full: bool,
        seed: u64,
    ) -> PyResult<String> {
        let asked = of_names(asked);
        let sample = py.detach(|| asked.sample(&self.0, full, seed));
        sample.or_else(|trouble| of_trouble(py, trouble))
    }

    /// Renders a JSON Schema: JSON text.
    fn schema(&self, py: Python<'_>, asked: (&str, &str, &str)) -> PyResult<String> {
        let asked = of_names(asked);
        let schema = py.detach(|| asked.schema(&self.0));
        schema.or_else(|trouble| of_trouble(py, trouble))
    }

    /// Lists the operations: JSON text.
    fn operations(&self, py: Python<'_>) -> String {
        py.detach(|| mediaspec_bindings::operations(&self.0))
    }
}

const fn of_names<'a>((operation, message, part): (&'a str, &'a str, &'a str)) -> Asked<'a> {
    Asked {
        operation,
        message,
        part,
    }
}

/// Raises the error of the package that says what is the matter.
fn of_trouble<T>(py: Python<'_>, trouble: Trouble) -> PyResult<T> {
    let (class, said) = (trouble.class(), trouble.to_string());
    match trouble {
        Trouble::Contracts(error) => raised(py, class, (said, error.file, error.line)),
        Trouble::Option(_) => raised(py, class, (said,)),
        unknown @ (Trouble::Operation(_) | Trouble::Message(..) | Trouble::Route(_)) => {
            raised(py, class, (said, unknown.suggestions()))
        }
    }
}

/// Runs the command line, and returns its exit status.
#[pyfunction]
fn run(py: Python<'_>, arguments: Vec<OsString>) -> u8 {
    mediaspec_cli::complete();
    py.detach(|| mediaspec_cli::run_in_process(arguments) as u8)
}

/// The JSON object of a report that has nothing to say.
#[pyfunction]
fn json_of_nothing() -> String {
    mediaspec_bindings::Told::json_of_nothing()
}

/// The native part of `mediaspec`.
#[pymodule]
fn _native(module: &Bound<'_, PyModule>) -> PyResult<()> {
    module.add("__version__", env!("CARGO_PKG_VERSION"))?;
    module.add_class::<Message>()?;
    module.add_class::<Engine>()?;
    module.add_function(wrap_pyfunction!(run, module)?)?;
    module.add_function(wrap_pyfunction!(json_of_nothing, module)?)
}
