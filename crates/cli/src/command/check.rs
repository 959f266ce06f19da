//! `mediaspec check`.

use std::borrow::Cow;
use std::fs::File;
use std::io::{self, Read as _};
use std::num::NonZeroUsize;
use std::path::Path;
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread;

use mediaspec_capture::{
    Editable, Exchange, Format, Item, Line as LogLine, MAX_INPUT, Source, Start, Text as Captured,
    envelope,
};
use mediaspec_validator::{
    Limits, Malformed, MalformedCode, Message, MessageRef, OperationRef, Part, Report, Request,
    Route, Validator,
};

use super::settled::{Of, Settled};
use super::{detect, message_of, undocumented};
use crate::arguments::{CheckArguments, Denied};
use crate::captured::{Calls, Checked, Counts, count};
use crate::input::{Block, Input, Piece, Pieces, Reading, Text};
use crate::output::{Answer, Exchanged, Outcome, Printer, Renderer, Subject, Wanted, place};
use crate::progress::Progress;
use crate::session::{Session, Stop};
use crate::{Status, config, contract, files, ordered};

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

/// The inputs that the command line names. Without any it is stdin where that is no terminal, unless a request may go without a
/// body, or the files may be those of `mediaspec.toml`.
fn inputs(arguments: &CheckArguments, session: &Session<'_>) -> Result<Vec<Input>, Stop> {
    if let Some(data) = &arguments.data {
        return Ok(vec![match data.strip_prefix('@') {
            Some(file) => Input::of(Path::new(file)),
            None => Input::Data(data.clone()),
        }]);
    }
    let mut inputs = Vec::new();
    for file in &arguments.files {
        let text = file.to_string_lossy();
        if text.trim_start().starts_with(['{', '[']) && !file.exists() {
            return Err(Stop::because(
                "FILE is JSON text, and no file: pass it through a pipe, as in echo '{…}' | mediaspec check … -",
            ));
        }
        let named = files::named(file)?;
        inputs.extend(named.iter().map(|file| Input::of(file)));
    }
    let of_stdin = inputs.iter().filter(|input| **input == Input::Stdin);
    if of_stdin.count() > 1 {
        return Err(Stop::because("stdin (-) can be read only once"));
    }
    let asks_for_some = arguments.op.is_some() || arguments.input.format().is_some();
    if inputs.is_empty() && arguments.url.is_none() && asks_for_some {
        if session.terminal.typed {
            return Err(Stop::because(NO_INPUT));
        }
        return Ok(vec![Input::Stdin]);
    }
    Ok(inputs)
}

/// What is said where nothing is named, and nothing comes through a pipe.
const NO_INPUT: &str =
    "no input: name a FILE, or - for what is typed here; mediaspec check --help has examples";

/// How the inputs are read.
fn reading(arguments: &CheckArguments) -> Result<Reading, Stop> {
    let format = arguments.input.format();
    match (arguments.lines, format) {
        (true, None | Some(Format::Json)) => Ok(Reading::Lines),
        (true, Some(Format::Log)) | (false, Some(Format::Log)) => Ok(Reading::Log),
        (true, Some(_)) => Err(Stop::because(
            "--lines takes lines of JSON; leave it out, or take --input log",
        )),
        // A body may be anything that is sent.
        (false, None) if arguments.url.is_some() => Ok(Reading::Whole(Some(Format::Json))),
        (false, format) => Ok(Reading::Whole(format)),
    }
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
    if let Some(stop) = detect::operation_as_file(&arguments.files, validator) {
        return Err(stop);
    }
    let config = settled.config.as_ref();
    let Some(config) = config.filter(|config| !config.checks.is_empty()) else {
        let inputs = match &*inputs {
            [] if session.terminal.typed => return Err(detect::nothing_to_check()),
            [] => vec![Input::Stdin],
            named => named.to_vec(),
        };
        return Ok(vec![unnamed(inputs, settled)]);
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
    let strays: Vec<Input> = inputs
        .iter()
        .filter(|input| !is_named(input))
        .cloned()
        .collect();
    if !strays.is_empty() {
        jobs.push(unnamed(strays, settled));
    }
    if jobs.is_empty() {
        return Err(Stop::Because(format!(
            "nothing to check: {} names no file that is there",
            place(Some(&config.file.to_string_lossy()))
        )));
    }
    Ok(jobs)
}

/// The job of checking inputs of which nobody said what they are: they must say it themselves, as recordings do.
fn unnamed<'a>(inputs: Vec<Input>, settled: &Settled) -> Job<'a> {
    Job {
        target: Target::None,
        subject: Subject {
            operation: None,
            message: Message::Request,
            whole: false,
        },
        inputs,
        allowed: settled.allowed_of(None, None),
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
    url: &'a str,
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
    let reading = reading(arguments)?;
    let counts = Counts::default();
    for (job, renderer) in jobs.into_iter().zip(&renderers) {
        let Job {
            target,
            subject,
            inputs,
            allowed,
        } = job;
        let only = match &target {
            Target::Message(_) => subject.operation.map(|name| (name, subject.message)),
            _ => None,
        };
        let allowing = |operation: Option<&str>, file: Option<&str>| {
            let file = file.map(|file| Input::of(Path::new(file)));
            let allowed = settled.allowed_of(operation, file.as_ref());
            let validator = settled.allowing(&settled.validator, &allowed);
            (allowed, validator)
        };
        let calls = Calls {
            validator: settled.validator.clone(),
            allowing: &allowing,
            only,
            counts: &counts,
        };
        let nothing = inputs.is_empty().then_some(Piece {
            name: None,
            text: Text::Nothing,
        });
        // Asking how many cores there are takes as long as checking a small file.
        let threads = (arguments.jobs.is_some() || !is_little(&inputs))
            .then(|| threads(arguments, &inputs, reading));
        let stdin = inputs
            .contains(&Input::Stdin)
            .then(|| stdin.take())
            .flatten();
        let pieces = Pieces::new(inputs, stdin, reading);
        let worker = || {
            let mut worker = Worker {
                target: target.clone(),
                calls: calls.clone(),
                renderer,
                settled,
                allowed: &allowed,
                taking: Taking {
                    body_at: arguments.body_at.as_deref(),
                    each: arguments.each,
                },
                bytes: Vec::new(),
            };
            move |piece| worker.answer(piece)
        };
        let pieces = nothing.into_iter().chain(pieces);
        match threads {
            Some(threads) => ordered::answer(pieces, threads, worker, &mut printer)?,
            None => ordered::answer_here(pieces, worker(), &mut printer)?,
        }
    }
    let status = printer.end()?;
    Ok(tell(&counts, status, session))
}

/// Tells what of the calls was not looked at. Returns the status of the run, which must have checked something.
fn tell(counts: &Counts, status: Status, session: &mut Session<'_>) -> Status {
    let number = |counter: &AtomicU64| counter.load(Ordering::Relaxed);
    let left_alone = number(&counts.left_alone);
    let mut remark = |count: u64, one: &str, many: &str| match count {
        0 => {}
        1 => session.remark(&format!("1 {one}")),
        count => session.remark(&format!("{count} {many}")),
    };
    remark(
        number(&counts.without_credentials),
        "request was recorded without its credentials, which are not checked then",
        "requests were recorded without their credentials, which are not checked then",
    );
    remark(
        number(&counts.without_body),
        "body is not in the input, and not checked",
        "bodies are not in the input, and not checked",
    );
    remark(
        number(&counts.unnamed),
        "line holds JSON of which nobody said what it is: name it with --op OPERATION",
        "lines hold JSON of which nobody said what it is: name it with --op OPERATION",
    );
    let checked = number(&counts.checked);
    if number(&counts.unnamed) > 0 && checked == 0 && status != Status::Trouble {
        session.complain("nothing was checked");
        return Status::Trouble;
    }
    if left_alone > 0 && checked == 0 && status != Status::Trouble {
        let calls = if left_alone == 1 {
            "call is"
        } else {
            "calls are"
        };
        session.complain(&format!(
            "nothing was checked: {left_alone} {calls} of other hosts or operations; mediaspec list shows what is known"
        ));
        return Status::Trouble;
    }
    remark(
        left_alone,
        "call of another host or operation was left alone",
        "calls of other hosts or operations were left alone",
    );
    status
}

/// How many threads check.
fn threads(arguments: &CheckArguments, inputs: &[Input], reading: Reading) -> NonZeroUsize {
    let threads = match arguments.jobs {
        Some(jobs) => NonZeroUsize::from(jobs),
        None => thread::available_parallelism().unwrap_or(NonZeroUsize::MIN),
    };
    // An input that is read as a whole is checked by one; an archive comes in pieces.
    let may_be_archive = match reading {
        Reading::Lines | Reading::Log => true,
        Reading::Whole(format) => format.is_none_or(|format| format == Format::Har),
    };
    let large = |input: &Input| input.size().is_none_or(|size| size > LARGE);
    if may_be_archive && (!matches!(reading, Reading::Whole(_)) || inputs.iter().any(large)) {
        threads
    } else {
        NonZeroUsize::new(inputs.len()).map_or(NonZeroUsize::MIN, |inputs| threads.min(inputs))
    }
}

/// How many bytes an input has at least for which several threads are begun.
const LARGE: u64 = 1 << 20;

/// Returns whether all inputs are at hand, and together so small that starting threads takes longer than checking them.
fn is_little(inputs: &[Input]) -> bool {
    let mut sizes = inputs.iter().map(Input::size);
    let total = sizes.try_fold(0_u64, |total, size| Some(total.saturating_add(size?)));
    total.is_some_and(|total| total <= LITTLE)
}

/// How many bytes are checked without a thread.
const LITTLE: u64 = 256 << 10;

/// What payloads are checked against.
#[derive(Clone)]
enum Target<'a> {
    Message(MessageRef),
    Whole {
        method: String,
        url: &'a str,
        route: Box<Route>,
        headers: Option<Vec<(&'a str, &'a str)>>,
        body: MessageRef,
    },
    /// A request of which no contract has the operation: this is said whatever its body is.
    Unknown(Report),
    /// Nothing: calls are checked alone.
    None,
}

impl Target<'_> {
    /// Checks a payload; `None` is a request without a body.
    fn check(&self, payload: Option<&[u8]>) -> Report {
        match self {
            Self::Message(message) => message.check(payload.unwrap_or_default()),
            Self::Unknown(report) => report.clone(),
            Self::None => malformed(MalformedCode::Unreadable, detect::NEEDED),
            // An empty file is a broken body, not a missing one, unless it is a form without fields.
            Self::Whole { body, .. } if payload.is_some_and(<[u8]>::is_empty) && !is_form(body) => {
                body.check(b"")
            }
            Self::Whole { route, headers, .. } => route.check(headers.as_deref(), payload),
        }
    }

    /// Whether payloads are the parameters of a query, which can be written as one line as well.
    fn is_of_query(&self) -> bool {
        matches!(self, Self::Message(message) if message.scope().part == Part::Query)
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
    if let Some(data) = arguments
        .data
        .as_ref()
        .filter(|data| !data.starts_with('@'))
    {
        return Some(data.clone().into_bytes());
    }
    let [file] = &*arguments.files else {
        return None;
    };
    let about = std::fs::metadata(file).ok()?;
    let is_fit = about.is_file() && about.len() <= LARGEST;
    is_fit.then(|| std::fs::read(file).ok())?
}

fn whole<'a>(
    arguments: &'a CheckArguments,
    url: &'a str,
    validator: &Validator,
) -> Result<(Target<'a>, Subject), Stop> {
    let method = match &arguments.method {
        Some(method) => method.to_uppercase(),
        None if arguments.files.is_empty() && arguments.data.is_none() => "GET".to_owned(),
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
        method,
        url,
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

/// Which part of a document is taken.
#[derive(Debug, Clone, Copy)]
struct Taking<'a> {
    body_at: Option<&'a str>,
    each: bool,
}

/// What checks payloads on one thread, and puts the results into words.
struct Worker<'r, 'a> {
    target: Target<'a>,
    calls: Calls<'r>,
    renderer: &'r Renderer,
    settled: &'r Settled,
    /// Which of the things that are allowed speak of the inputs.
    allowed: &'r [usize],
    taking: Taking<'r>,
    /// The file that is checked, kept so that the next one finds the memory ready.
    bytes: Vec<u8>,
}

impl Worker<'_, '_> {
    fn answer(&mut self, piece: Piece) -> Answer {
        let Piece { name, text } = piece;
        let file = name.as_deref();
        let mut answer = Answer::new(name.clone(), text.ends_input());
        match text {
            Text::Nothing => {
                let report = self.target.check(None);
                self.add(file, report, b"", &mut answer);
            }
            Text::Whole(bytes, format) => {
                answer.bytes = bytes.len();
                self.add_input(file, &mut { bytes }, format, &mut answer);
            }
            Text::File(path, format) => {
                let mut bytes = std::mem::take(&mut self.bytes);
                match read(&path, format, &mut bytes) {
                    Ok(()) => {
                        answer.bytes = bytes.len();
                        self.add_input(file, &mut bytes, format, &mut answer);
                    }
                    Err(error) => self.add_unreadable(file, &error, &mut answer),
                }
                self.bytes = bytes;
            }
            Text::Lines(block) => self.add_lines(file, &block, &mut answer),
            Text::Log(block) => self.add_log(file, &block, &mut answer),
            Text::Entries(entries) => {
                for entry in entries {
                    answer.bytes = answer.bytes.saturating_add(entry.source.bytes().len());
                    match entry.exchange() {
                        Ok(call) => self.add_call(file, &call, &mut answer),
                        Err(error) => self.add_broken(file, error, &mut answer),
                    }
                }
            }
            Text::End { any: true } => {}
            Text::End { any: false } => {
                let report = malformed(
                    MalformedCode::Syntax,
                    "no payload: there is no line that is not blank, and no entry",
                );
                self.add(file, report, b"", &mut answer);
            }
            Text::Unreadable(error) => self.add_unreadable(file, &error, &mut answer),
            Text::Broken(error) => self.add_broken(file, error, &mut answer),
        }
        answer
    }

    /// Whether payloads are messages that a vendor delivers, which come in envelopes.
    fn is_callback(&self) -> bool {
        self.renderer.subject.message.callback().is_some()
    }

    /// Adds an input that is in memory, whose bytes may be taken.
    fn add_input(
        &self,
        file: Option<&str>,
        bytes: &mut Vec<u8>,
        format: Format,
        answer: &mut Answer,
    ) {
        let Taking { body_at, each } = self.taking;
        let is_document = format == Format::Json && body_at.is_none() && !each;
        if is_document && matches!(self.target, Target::None) {
            let said = detect::what_it_looks_like(&place(file), bytes, &self.calls.validator);
            answer.tell(self.renderer.look.complaint(&said));
            self.add(file, self.target.check(None), b"", answer);
            return;
        }
        if is_document && !self.is_callback() {
            let mut report = self.target.check(Some(bytes));
            self.explain(file, bytes, &mut report, answer);
            self.add(file, report, bytes, answer);
            return;
        }
        let source = Source::new(std::mem::take(bytes));
        if format == Format::Form && self.target.is_of_query() {
            return match Editable::read(format, &source) {
                Ok(documents) => {
                    for document in documents.unwrap_or_default() {
                        self.add_document(file, None, document.text().clone(), answer);
                    }
                }
                Err(error) => self.add_broken(file, error, answer),
            };
        }
        match mediaspec_capture::read(format, &source) {
            Ok(items) => {
                for item in items {
                    match item {
                        Item::Exchange(call) => self.add_call(file, &call, answer),
                        Item::Document(record, text) => {
                            self.add_document(file, record, text, answer);
                        }
                        _ => {}
                    }
                }
            }
            Err(error) => self.add_broken(file, error, answer),
        }
    }

    /// Tells of an input what it probably is, where it is not what was expected.
    fn explain(&self, file: Option<&str>, bytes: &[u8], report: &mut Report, answer: &mut Answer) {
        if let Some(found) = &mut report.malformed {
            // What is no UTF-8 is named already.
            if found.code != MalformedCode::Encoding
                && let Some(said) = mediaspec_capture::explained(bytes)
            {
                found.message = format!("{}; {said}", found.message).into();
            }
        } else if report.error_count > 0
            && let Some(said) = mediaspec_capture::explain_document(bytes)
        {
            let text = format!("{}: {said}", place(file));
            answer.tell(self.renderer.look.remark(&text));
        }
    }

    /// Adds a document, or what of it is asked for.
    fn add_document(
        &self,
        file: Option<&str>,
        record: Option<u64>,
        document: Captured,
        answer: &mut Answer,
    ) {
        let Taking { body_at, each } = self.taking;
        let taken = match body_at {
            Some(pointer) => mediaspec_capture::body_at(&document, pointer),
            None => Ok(document),
        };
        let all = taken.and_then(|taken| match each {
            true => mediaspec_capture::each(&taken),
            false => Ok(vec![taken]),
        });
        let all = match all {
            Ok(all) => all,
            Err(error) => return self.add_broken(file, error, answer),
        };
        for (number, text) in (1_u64..).zip(all) {
            let text = match envelope::open(&text).filter(|_| self.is_callback()) {
                Some((message, _)) => message,
                None => text,
            };
            let mut report = self.target.check(Some(text.bytes()));
            count(&self.calls.counts.checked);
            if record.is_none() {
                self.explain(file, text.bytes(), &mut report, answer);
            }
            self.settle(file, &mut report, text.bytes());
            let spots = text.locate(&mut report);
            let packed = (!text.stands_in_input()).then(|| text.position(0..text.bytes().len()));
            let record = if each { Some(number) } else { record };
            let outcome = Outcome {
                record,
                spots: packed.is_none().then_some(&spots),
                in_body: packed,
                ..Outcome::of(file, &report, text.bytes())
            };
            self.renderer.add(&outcome, answer);
        }
    }

    fn add_call(&self, file: Option<&str>, call: &Exchange, answer: &mut Answer) {
        let name = call.call();
        for note in &call.notes {
            let text = format!("{}: {name}: {note}", place(file));
            answer.tell(self.renderer.look.remark(&text));
        }
        for mut checked in self.calls.check(file, call) {
            self.settle_call(file, call, &mut checked);
            let outcome = Outcome {
                spots: checked.in_body.is_none().then_some(&checked.spots),
                in_body: checked.in_body,
                subject: Some(&checked.subject),
                exchange: Some(Exchanged {
                    number: call.number,
                    call: &name,
                    refusal: checked.refusal.as_ref(),
                }),
                ..Outcome::of(
                    file,
                    &checked.report,
                    checked.text.as_ref().map_or(b"", |text| text.bytes()),
                )
            };
            self.renderer.add(&outcome, answer);
        }
    }

    fn add_log(&self, file: Option<&str>, block: &Block, answer: &mut Answer) {
        for line in block.lines() {
            let start = Start {
                line: line.number,
                column: 1,
                offset: line.offset,
            };
            let source = Source::at(line.bytes.to_vec(), start);
            match mediaspec_capture::line(&source, line.number) {
                LogLine::Document(_) if matches!(self.target, Target::None) => {
                    count(&self.calls.counts.unnamed);
                }
                LogLine::Document(text) => {
                    self.add_document(file, Some(line.number), text, answer);
                }
                LogLine::Call(call) => self.add_call(file, &call, answer),
                _ => {}
            }
        }
        answer.bytes = block.len();
    }

    fn add_lines(&mut self, file: Option<&str>, block: &Block, answer: &mut Answer) {
        for line in block.lines() {
            if self.taking.body_at.is_some() {
                let start = Start {
                    line: line.number,
                    column: 1,
                    offset: line.offset,
                };
                let source = Source::at(line.bytes.to_vec(), start);
                let text = Captured::plain(&source, 0..line.bytes.len());
                self.add_document(file, Some(line.number), text, answer);
                continue;
            }
            let mut report = self.target.check(Some(line.bytes));
            self.settle(file, &mut report, line.bytes);
            move_to(&mut report, line.number, line.offset);
            let outcome = Outcome {
                record: Some(line.number),
                offset: line.offset,
                ..Outcome::of(file, &report, line.bytes)
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

    fn add_broken(&self, file: Option<&str>, error: Malformed, answer: &mut Answer) {
        let report = Report::of_malformed(Part::Body, error);
        let outcome = Outcome {
            spots: Some(&[]),
            ..Outcome::of(file, &report, b"")
        };
        self.renderer.add(&outcome, answer);
    }

    fn add(&self, file: Option<&str>, mut report: Report, text: &[u8], answer: &mut Answer) {
        self.settle(file, &mut report, text);
        self.renderer.add(&Outcome::of(file, &report, text), answer);
    }

    /// What is done with every report before it is put into words.
    fn settle(&self, file: Option<&str>, report: &mut Report, payload: &[u8]) {
        let of = match &self.target {
            Target::Message(message) => Of::Message(message),
            Target::Whole {
                method,
                url,
                headers,
                ..
            } => Of::Request(Request {
                method,
                url,
                headers: headers.as_deref(),
                body: Some(payload),
            }),
            Target::Unknown(_) | Target::None => Of::Nothing,
        };
        self.settled.settle(self.allowed, of, file, report, payload);
    }

    /// The same of a message of a call.
    fn settle_call(&self, file: Option<&str>, call: &Exchange, checked: &mut Checked) {
        let Checked {
            subject,
            allowed,
            report,
            text,
            ..
        } = checked;
        let body = text.as_ref().map(|text| text.bytes());
        let payload = body.unwrap_or_default();
        if !self.settled.notes_coverage() {
            // Nobody asks what the payload is of.
            self.settled
                .settle(allowed, Of::Nothing, file, report, payload);
            return;
        }
        if subject.message == Message::Request {
            self.calls.addressed(call, body, |request| {
                let of = Of::Request(*request);
                self.settled.settle(allowed, of, file, report, payload);
            });
            return;
        }
        let operation = subject.operation.as_deref();
        let operation = operation.and_then(|name| self.calls.validator.operation(name).ok());
        let message = operation
            .and_then(|operation| operation.message(subject.message.clone(), Part::Body).ok());
        let of = message.as_ref().map_or(Of::Nothing, Of::Message);
        self.settled.settle(allowed, of, file, report, payload);
    }
}

/// Reads a file, into no more memory than it has bytes.
fn read(path: &Path, format: Format, bytes: &mut Vec<u8>) -> io::Result<()> {
    bytes.clear();
    let mut file = File::open(path)?;
    let size = file.metadata()?.len();
    if format != Format::Json && size > MAX_INPUT {
        let why = format!("it has more than {} MiB", MAX_INPUT >> 20);
        return Err(io::Error::new(io::ErrorKind::FileTooLarge, why));
    }
    let size = usize::try_from(size).unwrap_or(usize::MAX);
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
