//! `mediaspec check`.

use std::borrow::Cow;
use std::fs::File;
use std::io::{self, Read as _};
use std::num::NonZeroUsize;
use std::path::Path;
use std::thread;

use mediaspec_validator::{
    Limits, Malformed, MalformedCode, Message, MessageRef, OperationRef, Part, Report, Request,
    Route, Validator,
};

use super::settled::Settled;
use super::{detect, message_of, undocumented};
use crate::arguments::{CheckArguments, Denied};
use crate::input::{Block, Input, Piece, Pieces, Text};
use crate::output::{Answer, Outcome, Printer, Renderer, Subject, Wanted, place};
use crate::progress::Progress;
use crate::session::{Session, Stop};
use crate::{Status, config, contract, ordered};

pub(super) fn run(arguments: &CheckArguments, session: &mut Session<'_>) -> Result<Status, Stop> {
    let inputs = inputs(arguments, session)?;
    if arguments.url.is_some() && inputs.len() > 1 {
        return Err(Stop::because(
            "a request has one body; pass one FILE, with --lines for several bodies",
        ));
    }
    let validator = contract::validator(&arguments.contract, session)?;
    let limits = Limits::default().violations(arguments.max_violations);
    let validator = validator.profile(arguments.profile.into()).limits(limits);
    let config = config::find(&arguments.config)?;
    let settled = Settled::of(arguments, config, &validator)?;
    let jobs = jobs(arguments, inputs, &validator, &settled, session)?;
    let status = check(arguments, jobs, &settled, session)?;
    settled.end(arguments, status, session)
}

/// The inputs that the command line names. Stdin is one where it is no terminal and nothing else is named.
fn inputs(arguments: &CheckArguments, session: &Session<'_>) -> Result<Vec<Input>, Stop> {
    let inputs: Vec<Input> = arguments.files.iter().map(|file| Input::of(file)).collect();
    let of_stdin = inputs.iter().filter(|input| **input == Input::Stdin);
    if of_stdin.count() > 1 {
        return Err(Stop::because("stdin (-) can be read only once"));
    }
    for file in &arguments.files {
        let text = file.to_string_lossy();
        if text.trim_start().starts_with(['{', '[']) && !file.exists() {
            return Err(Stop::because(
                "FILE is JSON text, and no file: pass it through a pipe, as in echo '{…}' | mediaspec check … -",
            ));
        }
    }
    if inputs.is_empty() && arguments.op.is_some() {
        if session.terminal.typed {
            return Err(Stop::because("name the files to check, or - for stdin"));
        }
        return Ok(vec![Input::Stdin]);
    }
    Ok(inputs)
}

/// Inputs that are checked against one target.
struct Job<'a> {
    target: Target<'a>,
    subject: Subject,
    inputs: Vec<Input>,
    /// Which of the things that are allowed speak of these inputs.
    allowed: Vec<usize>,
}

/// What is to be checked: what the command line names, or else the files that `mediaspec.toml` names.
fn jobs<'a>(
    arguments: &'a CheckArguments,
    inputs: Vec<Input>,
    validator: &Validator,
    settled: &Settled,
    session: &mut Session<'_>,
) -> Result<Vec<Job<'a>>, Stop> {
    if let Some(url) = &arguments.url {
        return whole_job(arguments, url, inputs, validator, settled).map(|job| vec![job]);
    }
    if let Some(op) = &arguments.op {
        let named = Named {
            op,
            message: arguments.message.given(),
            part: arguments.part.into(),
        };
        return named.jobs(inputs, validator, settled, session);
    }
    let config = settled.config.as_ref();
    let Some(config) = config.filter(|config| !config.checks.is_empty()) else {
        return Err(detect::what_is_missing(&arguments.files, validator));
    };
    let mut jobs = Vec::new();
    for (number, check) in (1_u32..).zip(&config.checks) {
        let files = match &*arguments.files {
            [] => config.files(check),
            named => {
                let of_check = named.iter().filter(|file| config.names(check, file));
                of_check.cloned().collect()
            }
        };
        if files.is_empty() {
            if arguments.files.is_empty() {
                let file = place(Some(&config.file.to_string_lossy()));
                session.remark(&format!(
                    "{file}: [[check]] number {number} names no file that is there"
                ));
            }
            continue;
        }
        let named = Named {
            op: &check.op,
            message: Some(check.message.clone()),
            part: check.part,
        };
        let inputs = files.into_iter().map(Input::File).collect();
        jobs.extend(named.jobs(inputs, validator, settled, session)?);
    }
    let is_named = |input: &&Input| jobs.iter().any(|job: &Job<'_>| job.inputs.contains(input));
    match inputs.iter().find(|input| !is_named(input)) {
        Some(Input::Stdin) => Err(Stop::because(
            "nothing says what stdin (-) is: name it with --op",
        )),
        Some(Input::File(stray)) => {
            let stray = std::slice::from_ref(stray);
            Err(detect::what_is_missing(stray, validator))
        }
        None if jobs.is_empty() => Err(Stop::Because(format!(
            "nothing to check: {} names no file that is there",
            place(Some(&config.file.to_string_lossy()))
        ))),
        None => Ok(jobs),
    }
}

/// A message as somebody has named it.
struct Named<'n> {
    op: &'n str,
    /// `None` where it has to be guessed.
    message: Option<Message>,
    part: Part,
}

impl Named<'_> {
    /// The jobs of checking inputs as this message: one, unless something is allowed of some files alone.
    fn jobs<'a>(
        self,
        inputs: Vec<Input>,
        validator: &Validator,
        settled: &Settled,
        session: &mut Session<'_>,
    ) -> Result<Vec<Job<'a>>, Stop> {
        let operation = contract::operation(validator, self.op)?;
        let message = match self.message {
            Some(message) => message,
            None => guessed(&operation, self.part, session)?,
        };
        message_of(&operation, message.clone(), self.part, session)?;
        let name = operation.name();
        let groups = settled.by_allowance(&name, inputs).into_iter();
        let jobs = groups.map(|(allowed, inputs)| {
            let validator = settled.allowing(validator, &allowed);
            let operation = contract::operation(&validator, self.op)?;
            let found = operation.message(message.clone(), self.part);
            Ok(Job {
                target: Target::Message(found.map_err(Stop::because)?),
                subject: Subject {
                    operation: Some(name.clone()),
                    message: message.clone(),
                    whole: false,
                },
                inputs,
                allowed,
            })
        });
        jobs.collect()
    }
}

/// The message that is meant where none is named: the request, where the operation has such a part of one.
fn guessed(
    operation: &OperationRef,
    part: Part,
    session: &mut Session<'_>,
) -> Result<Message, Stop> {
    let contract = operation.contract();
    let statuses: Vec<String> = contract
        .responses
        .iter()
        .map(|response| response.status.to_string())
        .collect();
    let name = operation.name();
    if contract.request_part(part).is_none() {
        return Err(Stop::Because(format!(
            "which message of {name}? {}; --response takes one of its statuses: {}",
            undocumented(operation, &Message::Request, true),
            statuses.join(", ")
        )));
    }
    session.remark(&format!(
        "taken as the request of {name}; an answer is named with --response {}",
        statuses.first().map_or("STATUS", |status| status)
    ));
    Ok(Message::Request)
}

/// The job of checking a whole request.
fn whole_job<'a>(
    arguments: &'a CheckArguments,
    url: &str,
    inputs: Vec<Input>,
    validator: &Validator,
    settled: &Settled,
) -> Result<Job<'a>, Stop> {
    let (_, subject) = whole(arguments, url, validator)?;
    let file = inputs.first();
    let allowed = settled.allowed_of(subject.operation.as_deref(), file);
    let validator = settled.allowing(validator, &allowed);
    let (target, subject) = whole(arguments, url, &validator)?;
    Ok(Job {
        target,
        subject,
        inputs,
        allowed,
    })
}

fn check(
    arguments: &CheckArguments,
    jobs: Vec<Job<'_>>,
    settled: &Settled,
    session: &mut Session<'_>,
) -> Result<Status, Stop> {
    let renderers = jobs.iter().map(|job| Renderer {
        format: arguments.format,
        subject: job.subject.clone(),
        look: session.look(),
        wanted: Wanted {
            quiet: arguments.quiet,
            statistics: arguments.statistics,
            deny_warnings: arguments.deny == Some(Denied::Warnings),
            allow: settled.allows_at(&job.allowed).cloned().collect(),
        },
    });
    let renderers: Vec<Renderer> = renderers.collect();
    let all: Vec<Input> = jobs.iter().flat_map(|job| job.inputs.clone()).collect();
    let typed = session.terminal.typed && all.contains(&Input::Stdin);
    let progress = Progress::new(&all, session.terminal.progress && !typed);
    let mut stdin = session.stdin.take();
    let Some(first) = renderers.first() else {
        return Err(Stop::because("nothing to check"));
    };
    let mut printer = Printer::begin(first, progress, session)?;
    for (job, renderer) in jobs.into_iter().zip(&renderers) {
        let Job {
            target,
            inputs,
            allowed,
            ..
        } = job;
        let nothing = inputs.is_empty().then_some(Piece {
            name: None,
            text: Text::Nothing,
        });
        let threads = threads(arguments, inputs.len());
        let stdin = inputs
            .contains(&Input::Stdin)
            .then(|| stdin.take())
            .flatten();
        let pieces = Pieces::new(inputs, stdin, arguments.lines);
        let worker = || {
            let mut worker = Worker {
                target: target.clone(),
                renderer,
                settled,
                allowed: &allowed,
                bytes: Vec::new(),
            };
            move |piece| worker.answer(piece)
        };
        let pieces = nothing.into_iter().chain(pieces);
        ordered::answer(pieces, threads, worker, &mut printer)?;
    }
    printer.end()
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
    settled: &'r Settled,
    /// Which of the things that are allowed speak of the inputs.
    allowed: &'r [usize],
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
                self.add(file, report, b"", &mut answer);
            }
            Text::Whole(bytes) => {
                let report = self.target.check(Some(&bytes));
                self.add(file, report, &bytes, &mut answer);
                answer.bytes = bytes.len();
            }
            Text::File(path) => match read(&path, &mut self.bytes) {
                Ok(()) => {
                    let report = self.target.check(Some(&self.bytes));
                    self.add(file, report, &self.bytes, &mut answer);
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
                self.add(file, report, b"", &mut answer);
            }
            Text::Unreadable(error) => self.add_unreadable(file, &error, &mut answer),
        }
        answer
    }

    fn add_lines(&mut self, file: Option<&str>, block: &Block, answer: &mut Answer) {
        for line in block.lines() {
            let mut report = self.target.check(Some(line.bytes));
            self.settle(file, &mut report, line.bytes);
            move_to(&mut report, line.number, line.offset);
            let outcome = Outcome {
                file,
                record: Some(line.number),
                report: &report,
                text: line.bytes,
                offset: line.offset,
            };
            self.renderer.add(&outcome, answer);
        }
        answer.bytes = block.len();
    }

    fn add_unreadable(&self, file: Option<&str>, error: &io::Error, answer: &mut Answer) {
        let message = format!("cannot be read: {error}");
        let name = place(file);
        answer.tell(self.renderer.look.complaint(&format!("{name}: {message}")));
        let report = malformed(MalformedCode::Unreadable, message);
        self.add(file, report, b"", answer);
    }

    fn add(&self, file: Option<&str>, mut report: Report, text: &[u8], answer: &mut Answer) {
        self.settle(file, &mut report, text);
        let outcome = Outcome {
            file,
            record: None,
            report: &report,
            text,
            offset: 0,
        };
        self.renderer.add(&outcome, answer);
    }
}

impl Worker<'_, '_> {
    /// What is done with every report before it is put into words.
    fn settle(&self, file: Option<&str>, report: &mut Report, payload: &[u8]) {
        let message = match &self.target {
            Target::Message(message) => Some(message),
            Target::Whole { body, .. } => Some(body),
            Target::Unknown(_) => None,
        };
        self.settled
            .settle(self.allowed, message, file, report, payload);
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
