//! `mediaspec check`.

use std::borrow::Cow;
use std::fs::File;
use std::io::{self, Read as _};
use std::num::NonZeroUsize;
use std::path::Path;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::thread;

use mediaspec_capture::{
    Exchange, Format, Item, Line as LogLine, MAX_INPUT, Source, Start, Text as Captured, envelope,
};
use mediaspec_core::words;
use mediaspec_validator::{
    Allow, Limits, Malformed, MalformedCode, Message, MessageRef, Part, Report, Request, Route,
    Validator,
};

use crate::arguments::CheckArguments;
use crate::captured::{Calls, Counts};
use crate::input::{Block, Input, Piece, Pieces, Reading, Text};
use crate::output::{Answer, Exchanged, Outcome, Printer, Renderer, Subject, place};
use crate::progress::Progress;
use crate::session::{Session, Stop};
use crate::{Status, contract, files, ordered};

pub(super) fn run(arguments: &CheckArguments, session: &mut Session<'_>) -> Result<Status, Stop> {
    let inputs = inputs(arguments, session)?;
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

/// The inputs that the arguments name. Without any, it is stdin, unless a request may go without a body.
fn inputs(arguments: &CheckArguments, session: &Session<'_>) -> Result<Vec<Input>, Stop> {
    if let Some(data) = &arguments.data {
        return Ok(vec![match data.strip_prefix('@') {
            Some(file) => Input::of(Path::new(file)),
            None => Input::Data(data.clone()),
        }]);
    }
    if arguments.files.is_empty() && arguments.url.is_none() {
        if session.terminal.typed {
            return Err(Stop::because(
                "no input: name a FILE, or - for what is typed here; mediaspec check --help has examples",
            ));
        }
        return Ok(vec![Input::Stdin]);
    }
    let mut out = Vec::new();
    for file in &arguments.files {
        let files = files::named(file)?;
        out.extend(files.iter().map(|file| Input::of(file)));
    }
    Ok(out)
}

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
        (None, None) => {
            let subject = Subject {
                operation: None,
                message: Message::Request,
                whole: false,
            };
            (Target::None, subject)
        }
    };
    let reading = reading(arguments)?;
    let counts = Counts::default();
    let only = arguments.op.as_ref().and_then(|_| {
        let name = subject.operation.clone()?;
        Some((name, subject.message.clone()))
    });
    let calls = Calls {
        validator,
        only,
        counts: &counts,
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
    let pieces = Pieces::new(inputs.to_vec(), session.stdin.take(), reading);
    let threads = threads(arguments, inputs, reading);
    let mut printer = Printer::begin(&renderer, progress, session)?;
    let allowed = Allowed::of(&arguments.allow);
    let worker = || {
        let mut worker = Worker {
            target: target.clone(),
            calls: calls.clone(),
            renderer: &renderer,
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
    ordered::answer(pieces, threads, worker, &mut printer)?;
    let status = printer.end()?;
    for allow in allowed.unmet() {
        session.remark(&format!("--allow {allow} matched nothing"));
    }
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
    if left_alone > 0 && number(&counts.checked) == 0 && status != Status::Trouble {
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
    /// Nothing: calls are checked alone.
    None,
}

/// What is said of a document where no message is named.
const UNNAMED: &str = "this is a document; say which message it is: --op OPERATION with --request, --response STATUS or --callback NAME";

impl Target<'_> {
    /// Checks a payload; `None` is a request without a body.
    fn check(&self, payload: Option<&[u8]>) -> Report {
        match self {
            Self::Message(message) => message.check(payload.unwrap_or_default()),
            Self::Unknown(report) => report.clone(),
            Self::None => malformed(MalformedCode::Unreadable, UNNAMED),
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
        session.remark(&super::undocumented(&operation, &message, true));
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
    url: &str,
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
    allowed: &'r Allowed<'r>,
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
                self.add(file, &report, b"", &mut answer);
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
                self.add(file, &report, b"", &mut answer);
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
            let name = place(file);
            answer.tell(self.renderer.look.complaint(&format!("{name}: {UNNAMED}")));
            let report = self.target.check(None);
            self.add(file, &report, b"", answer);
            return;
        }
        if is_document && !self.is_callback() {
            let mut report = self.target.check(Some(bytes));
            self.explain(file, bytes, &mut report, answer);
            self.add(file, &report, bytes, answer);
            return;
        }
        let source = Source::new(std::mem::take(bytes));
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
            self.calls.counts.checked.fetch_add(1, Ordering::Relaxed);
            if record.is_none() {
                self.explain(file, text.bytes(), &mut report, answer);
            }
            let spots = text.locate(&mut report);
            let record = if each { Some(number) } else { record };
            self.allowed.note(&report);
            let outcome = Outcome {
                record,
                spots: Some(&spots),
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
        for checked in self.calls.check(call) {
            self.allowed.note(&checked.report);
            let outcome = Outcome {
                spots: Some(&checked.spots),
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
                LogLine::Document(text) if !matches!(self.target, Target::None) => {
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
            move_to(&mut report, line.number, line.offset);
            let outcome = Outcome {
                record: Some(line.number),
                offset: line.offset,
                ..Outcome::of(file, &report, line.bytes)
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

    fn add_broken(&self, file: Option<&str>, error: Malformed, answer: &mut Answer) {
        let report = Report::of_malformed(Part::Body, error);
        let outcome = Outcome {
            spots: Some(&[]),
            ..Outcome::of(file, &report, b"")
        };
        self.renderer.add(&outcome, answer);
    }

    fn add(&self, file: Option<&str>, report: &Report, text: &[u8], answer: &mut Answer) {
        self.allowed.note(report);
        self.renderer.add(&Outcome::of(file, report, text), answer);
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
