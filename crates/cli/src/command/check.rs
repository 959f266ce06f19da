//! `mediaspec check`.

use std::borrow::Cow;
use std::fs::File;
use std::io::{self, Read as _};
use std::num::NonZeroUsize;
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;

use mediaspec_core::words;
use mediaspec_validator::{
    Allow, Limits, Malformed, MalformedCode, Message, MessageRef, Part, Report, Request, Route,
    Validator,
};

use crate::arguments::CheckArguments;
use crate::input::{Block, Input, Piece, Pieces, Text};
use crate::output::{Answer, Outcome, Printer, Renderer, Subject, place};
use crate::progress::Progress;
use crate::session::{Session, Stop};
use crate::{Status, contract, ordered};

pub(super) fn run(arguments: &CheckArguments, session: &mut Session<'_>) -> Result<Status, Stop> {
    let inputs: Vec<Input> = arguments.files.iter().map(|file| Input::of(file)).collect();
    if inputs
        .iter()
        .filter(|input| **input == Input::Stdin)
        .count()
        > 1
    {
        return Err(Stop::because("stdin (-) can be read only once"));
    }
    if arguments.url.is_some() && inputs.len() > 1 {
        return Err(Stop::because(
            "a request has one body; pass one FILE, with --lines for several bodies",
        ));
    }
    let validator = contract::validator(&arguments.contract, session)?;
    check(arguments, &inputs, validator, session)
}

fn check(
    arguments: &CheckArguments,
    inputs: &[Input],
    validator: Validator,
    session: &mut Session<'_>,
) -> Result<Status, Stop> {
    let limits = Limits::default().violations(arguments.max_violations);
    let mut validator = validator.profile(arguments.profile.into()).limits(limits);
    for allow in &arguments.allow {
        validator = validator.allow(allow.clone());
    }
    let (target, subject) = match (&arguments.url, &arguments.op) {
        (Some(url), _) => whole(arguments, url, &validator)?,
        (None, Some(op)) => message(arguments, op, &validator, session)?,
        // The command line asks for one of them.
        (None, None) => return Err(Stop::because("--op or --url is needed")),
    };

    let renderer = Renderer {
        format: arguments.format,
        subject,
        look: session.look(),
    };
    let typed = session.terminal.typed && inputs.contains(&Input::Stdin);
    let progress = Progress::new(inputs, session.terminal.progress && !typed);
    let nothing = inputs.is_empty().then_some(Piece {
        name: None,
        text: Text::Nothing,
    });
    let pieces = Pieces::new(inputs.to_vec(), session.stdin.take(), arguments.lines);
    let threads = threads(arguments, inputs.len());
    let mut printer = Printer::begin(&renderer, progress, session)?;
    let allowed = Allowed::of(&arguments.allow);
    let worker = || {
        let mut worker = Worker {
            target: target.clone(),
            renderer: &renderer,
            allowed: &allowed,
            bytes: Vec::new(),
        };
        move |piece| worker.answer(piece)
    };
    let pieces = nothing.into_iter().chain(pieces);
    ordered::answer(pieces, threads, worker, &mut printer)?;
    let status = printer.end()?;
    for allow in allowed.unmet() {
        session.remark(&format!("--allow {allow} matched nothing"));
    }
    Ok(status)
}

/// What the command line allows, and whether anything of it was found.
struct Allowed<'a> {
    entries: Vec<(&'a Allow, AtomicBool)>,
    /// Whether a report left violations out, so that nobody knows what they are.
    cut: AtomicBool,
}

impl<'a> Allowed<'a> {
    fn of(allow: &'a [Allow]) -> Self {
        Self {
            entries: allow
                .iter()
                .map(|allow| (allow, AtomicBool::new(false)))
                .collect(),
            cut: AtomicBool::new(false),
        }
    }

    fn note(&self, report: &Report) {
        if report.truncated() {
            self.cut.store(true, Ordering::Relaxed);
        }
        for (allow, met) in &self.entries {
            let mut found = report.violations.iter();
            if found.any(|violation| allow.covers(violation.code, &violation.pointer)) {
                met.store(true, Ordering::Relaxed);
            }
        }
    }

    /// Returns those of which nothing was found.
    fn unmet(&self) -> impl Iterator<Item = &'a Allow> {
        let all = self
            .entries
            .iter()
            .filter(|_| !self.cut.load(Ordering::Relaxed));
        all.filter(|(_, met)| !met.load(Ordering::Relaxed))
            .map(|(allow, _)| *allow)
    }
}

/// How many threads check.
fn threads(arguments: &CheckArguments, inputs: usize) -> NonZeroUsize {
    let threads = match arguments.jobs {
        Some(jobs) => NonZeroUsize::from(jobs),
        None => thread::available_parallelism().unwrap_or(NonZeroUsize::MIN),
    };
    if arguments.lines {
        threads
    } else {
        // Each input is checked by one.
        NonZeroUsize::new(inputs).map_or(NonZeroUsize::MIN, |inputs| threads.min(inputs))
    }
}

/// What payloads are checked against.
#[derive(Clone)]
enum Target<'a> {
    Message(MessageRef),
    Whole {
        route: Box<Route>,
        headers: Option<Vec<(&'a str, &'a str)>>,
        body: MessageRef,
    },
    /// A request of which no contract has the operation: this is said whatever its body is.
    Unknown(Report),
}

impl Target<'_> {
    /// Checks a payload; `None` is a request without a body.
    fn check(&self, payload: Option<&[u8]>) -> Report {
        match self {
            Self::Message(message) => message.check(payload.unwrap_or_default()),
            Self::Unknown(report) => report.clone(),
            // An empty file is a broken body, not a missing one, unless it is a form without fields.
            Self::Whole { body, .. } if payload.is_some_and(<[u8]>::is_empty) && !is_form(body) => {
                body.check(b"")
            }
            Self::Whole {
                route,
                headers,
                body: _,
            } => route.check(headers.as_deref(), payload),
        }
    }
}

/// Whether a body is documented as a form.
fn is_form(body: &MessageRef) -> bool {
    let request = body.operation().contract().request.as_ref();
    request.is_some_and(|request| request.media_types.are_forms())
}

fn message<'a>(
    arguments: &CheckArguments,
    op: &str,
    validator: &Validator,
    session: &mut Session<'_>,
) -> Result<(Target<'a>, Subject), Stop> {
    let operation = contract::operation(validator, op)?;
    let message = arguments.message.message();
    let found = operation
        .message(message.clone(), arguments.part.into())
        .map_err(Stop::because)?;
    if found.ty().is_none() && found.is_documented() {
        session.remark(&super::undocumented(&operation, &message, true).to_string());
    }
    if let Some(state) = words::operation_state(&operation.contract().state) {
        session.remark(&format!("{} is {state}", operation.name()));
    }
    let subject = Subject {
        operation: Some(operation.name()),
        message,
        whole: false,
    };
    Ok((Target::Message(found), subject))
}

/// The only file, which may be a form that names the operation. None where it is no file of a size that forms have.
fn form(arguments: &CheckArguments) -> Option<Vec<u8>> {
    /// The largest form that is looked into, in bytes.
    const LARGEST: u64 = 1 << 20;
    let [file] = &*arguments.files else {
        return None;
    };
    let about = std::fs::metadata(file).ok()?;
    let is_fit = about.is_file() && about.len() <= LARGEST;
    is_fit.then(|| std::fs::read(file).ok())?
}

fn whole<'a>(
    arguments: &'a CheckArguments,
    url: &str,
    validator: &Validator,
) -> Result<(Target<'a>, Subject), Stop> {
    let method = match &arguments.method {
        Some(method) => method.to_uppercase(),
        None if arguments.files.is_empty() => "GET".to_owned(),
        None => "POST".to_owned(),
    };
    let headers = headers(&arguments.headers)?;
    let request = Request {
        method: &method,
        url,
        headers: headers.as_deref(),
        body: None,
    };
    let route = validator.route_of(&request);
    let route = route.or_else(|unknown| match form(arguments) {
        Some(form) => validator.route_of(&Request {
            body: Some(&form),
            ..request
        }),
        None => Err(unknown),
    });
    let route = match route {
        Ok(route) => route,
        Err(unknown) => {
            let Some(report) = validator.report_of_unknown(&unknown) else {
                return Err(contract::unknown_to(validator, unknown));
            };
            let subject = Subject {
                operation: None,
                message: Message::Request,
                whole: true,
            };
            return Ok((Target::Unknown(report), subject));
        }
    };
    let subject = Subject {
        operation: Some(route.operation().name()),
        message: Message::Request,
        whole: true,
    };
    let body = route
        .operation()
        .message(Message::Request, Part::Body)
        .map_err(Stop::because)?;
    let target = Target::Whole {
        route: Box::new(route),
        headers,
        body,
    };
    Ok((target, subject))
}

/// The headers of `-H`; `None` without any.
fn headers(given: &[String]) -> Result<Option<Vec<(&str, &str)>>, Stop> {
    let mut headers = Vec::new();
    for (number, text) in (1_u32..).zip(given) {
        match text
            .split_once(':')
            .map(|(name, value)| (name.trim(), value.trim()))
        {
            Some((name, value)) if !name.is_empty() => headers.push((name, value)),
            // The text itself is not repeated: it may hold a token.
            Some(_) | None => {
                return Err(Stop::Because(format!(
                    "-H number {number} is not written 'Name: value'"
                )));
            }
        }
    }
    Ok((!headers.is_empty()).then_some(headers))
}

/// What checks payloads on one thread, and puts the results into words.
struct Worker<'r, 'a> {
    target: Target<'a>,
    renderer: &'r Renderer,
    allowed: &'r Allowed<'r>,
    /// The file that is checked, kept so that the next one finds the memory ready.
    bytes: Vec<u8>,
}

impl Worker<'_, '_> {
    fn answer(&mut self, piece: Piece) -> Answer {
        let Piece { name, text } = piece;
        let file = name.as_deref();
        let mut answer = Answer::new(name.clone(), !matches!(text, Text::Lines(_)));
        match text {
            Text::Nothing => {
                let report = self.target.check(None);
                self.add(file, &report, b"", &mut answer);
            }
            Text::Whole(bytes) => {
                let report = self.target.check(Some(&bytes));
                self.add(file, &report, &bytes, &mut answer);
                answer.bytes = bytes.len();
            }
            Text::File(path) => match read(&path, &mut self.bytes) {
                Ok(()) => {
                    let report = self.target.check(Some(&self.bytes));
                    self.add(file, &report, &self.bytes, &mut answer);
                    answer.bytes = self.bytes.len();
                }
                Err(error) => self.add_unreadable(file, &error, &mut answer),
            },
            Text::Lines(block) => self.add_lines(file, &block, &mut answer),
            Text::End { any: true } => {}
            Text::End { any: false } => {
                let report = malformed(
                    MalformedCode::Syntax,
                    "no payload: there is no line that is not blank",
                );
                self.add(file, &report, b"", &mut answer);
            }
            Text::Unreadable(error) => self.add_unreadable(file, &error, &mut answer),
        }
        answer
    }

    fn add_lines(&mut self, file: Option<&str>, block: &Block, answer: &mut Answer) {
        for line in block.lines() {
            let mut report = self.target.check(Some(line.bytes));
            move_to(&mut report, line.number, line.offset);
            let outcome = Outcome {
                file,
                record: Some(line.number),
                report: &report,
                text: line.bytes,
                offset: line.offset,
            };
            self.allowed.note(&report);
            self.renderer.add(&outcome, answer);
        }
        answer.bytes = block.len();
    }

    fn add_unreadable(&self, file: Option<&str>, error: &io::Error, answer: &mut Answer) {
        let message = format!("cannot be read: {error}");
        let name = place(file);
        answer.tell(self.renderer.look.complaint(&format!("{name}: {message}")));
        let report = malformed(MalformedCode::Unreadable, message);
        self.add(file, &report, b"", answer);
    }

    fn add(&self, file: Option<&str>, report: &Report, text: &[u8], answer: &mut Answer) {
        self.allowed.note(report);
        let outcome = Outcome {
            file,
            record: None,
            report,
            text,
            offset: 0,
        };
        self.renderer.add(&outcome, answer);
    }
}

/// Reads a file, into no more memory than it has bytes.
fn read(path: &Path, bytes: &mut Vec<u8>) -> io::Result<()> {
    bytes.clear();
    let mut file = File::open(path)?;
    let size = usize::try_from(file.metadata()?.len()).unwrap_or(usize::MAX);
    bytes.try_reserve_exact(size)?;
    file.read_to_end(bytes)?;
    Ok(())
}

/// Makes places in a line places in its input.
fn move_to(report: &mut Report, number: u64, offset: usize) {
    let violations = report
        .violations
        .iter_mut()
        .filter_map(|v| v.position.as_mut());
    let malformed = report
        .malformed
        .iter_mut()
        .filter_map(|m| m.position.as_mut());
    for position in violations.chain(malformed) {
        position.line = position.line.saturating_add(number.saturating_sub(1));
        position.offset = position.offset.saturating_add(offset);
    }
}

fn malformed(code: MalformedCode, message: impl Into<Cow<'static, str>>) -> Report {
    Report::of_malformed(Part::Body, Malformed::new(code, message))
}
