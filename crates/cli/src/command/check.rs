//! `mediaspec check`.

use std::borrow::Cow;
use std::io;

use mediaspec_core::check::Limits;
use mediaspec_core::contract::{Catalog, Part};
use mediaspec_core::report::{Malformed, MalformedCode, Report};
use mediaspec_validator::{Message, MessageRef, Request, Validator};

use crate::arguments::CheckArguments;
use crate::input::{Input, each_line};
use crate::output::{Outcome, Results, Subject};
use crate::session::{Session, Stop};
use crate::{Status, contract};

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
    contract::with(arguments.spec.as_deref(), session, |catalog, session| {
        check(arguments, &inputs, catalog, session)
    })
}

fn check(
    arguments: &CheckArguments,
    inputs: &[Input],
    catalog: Catalog<'_>,
    session: &mut Session<'_>,
) -> Result<Status, Stop> {
    let mut validator = Validator::with_catalog(catalog)
        .profile(arguments.profile.into())
        .limits(Limits {
            violations: arguments.max_violations,
            ..Limits::default()
        });
    for allow in &arguments.allow {
        validator = validator.allow(allow.clone());
    }
    let (target, subject) = match (&arguments.url, &arguments.op) {
        (Some(url), _) => whole(arguments, url, &validator)?,
        (None, Some(op)) => message(arguments, op, &validator, session)?,
        // The command line asks for one of them.
        (None, None) => return Err(Stop::because("--op or --url is needed")),
    };

    let mut results = Results::begin(arguments.format, subject, session)?;
    if inputs.is_empty() {
        let report = target.check(None);
        results.add(&outcome(None, &report, b""), session)?;
        results.end_input(None, session)?;
    }
    for input in inputs {
        let name = input.name();
        if arguments.lines {
            check_lines(input, &name, &target, &mut results, session)?;
        } else {
            check_whole_input(input, &name, &target, &mut results, session)?;
        }
        results.end_input(Some(&name), session)?;
    }
    results.end(session)
}

/// What payloads are checked against.
enum Target<'v, 't, 'a> {
    Message(MessageRef<'v, 't>),
    Whole {
        validator: &'v Validator<'t>,
        method: String,
        url: &'a str,
        headers: Option<Vec<(&'a str, &'a str)>>,
        body: MessageRef<'v, 't>,
    },
}

impl<'t> Target<'_, 't, '_> {
    /// Checks a payload; `None` is a request without a body.
    fn check(&self, payload: Option<&[u8]>) -> Report<'t> {
        match self {
            Self::Message(message) => message.check(payload.unwrap_or_default()),
            // An empty file is a broken body, not a missing one.
            Self::Whole { body, .. } if payload.is_some_and(<[u8]>::is_empty) => body.check(b""),
            Self::Whole {
                validator,
                method,
                url,
                headers,
                body,
            } => {
                let request = Request {
                    method,
                    url,
                    headers: headers.as_deref(),
                    body: payload,
                };
                match validator.check_request(&request) {
                    Ok(checked) => checked.report,
                    // The operation was found when the run began.
                    Err(_) => body.check(b""),
                }
            }
        }
    }
}

fn message<'v, 't, 'a>(
    arguments: &'a CheckArguments,
    op: &str,
    validator: &'v Validator<'t>,
    session: &mut Session<'_>,
) -> Result<(Target<'v, 't, 'a>, Subject<'a>), Stop> {
    let operation = validator.operation(op).map_err(Stop::because)?;
    let message = arguments.message.message();
    let found = operation
        .message(message, arguments.part.into())
        .map_err(Stop::because)?;
    if found.ty().is_none() && found.is_documented() {
        session.remark(&super::undocumented(&operation, message, true));
    }
    let subject = Subject {
        operation: operation.name(),
        message,
        whole: false,
    };
    Ok((Target::Message(found), subject))
}

fn whole<'v, 't, 'a>(
    arguments: &'a CheckArguments,
    url: &'a str,
    validator: &'v Validator<'t>,
) -> Result<(Target<'v, 't, 'a>, Subject<'a>), Stop> {
    let method = match &arguments.method {
        Some(method) => method.to_uppercase(),
        None if arguments.files.is_empty() => "GET".to_owned(),
        None => "POST".to_owned(),
    };
    let headers = headers(&arguments.headers)?;
    let probe = Request {
        method: &method,
        url,
        ..Request::default()
    };
    let operation = validator
        .check_request(&probe)
        .map_err(Stop::because)?
        .operation;
    let subject = Subject {
        operation: format!("{}/{}", operation.service, operation.name),
        message: Message::Request,
        whole: true,
    };
    let body = validator
        .operation(&subject.operation)
        .map_err(Stop::because)?
        .message(Message::Request, Part::Body)
        .map_err(Stop::because)?;
    let target = Target::Whole {
        validator,
        method,
        url,
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

fn check_whole_input(
    input: &Input,
    name: &str,
    target: &Target<'_, '_, '_>,
    results: &mut Results<'_>,
    session: &mut Session<'_>,
) -> Result<(), Stop> {
    match input.read(session) {
        Ok(bytes) => {
            let report = target.check(Some(&bytes));
            results.add(&outcome(Some(name), &report, &bytes), session)
        }
        Err(error) => add_unreadable(name, &error, results, session),
    }
}

fn check_lines(
    input: &Input,
    name: &str,
    target: &Target<'_, '_, '_>,
    results: &mut Results<'_>,
    session: &mut Session<'_>,
) -> Result<(), Stop> {
    let mut any = false;
    let read = each_line(input, session, |line, session| {
        any = true;
        let mut report = target.check(Some(line.bytes));
        move_to(&mut report, line.number, line.offset);
        let outcome = Outcome {
            record: Some(line.number),
            offset: line.offset,
            ..outcome(Some(name), &report, line.bytes)
        };
        results.add(&outcome, session)
    })?;
    match read {
        Err(error) => add_unreadable(name, &error, results, session),
        Ok(()) if !any => {
            let report = malformed(
                MalformedCode::Syntax,
                "no payload: there is no line that is not blank",
            );
            results.add(&outcome(Some(name), &report, b""), session)
        }
        Ok(()) => Ok(()),
    }
}

const fn outcome<'a>(file: Option<&'a str>, report: &'a Report<'a>, text: &'a [u8]) -> Outcome<'a> {
    Outcome {
        file,
        record: None,
        report,
        text,
        offset: 0,
    }
}

/// Makes places in a line places in its input.
fn move_to(report: &mut Report<'_>, number: u64, offset: usize) {
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

fn add_unreadable(
    name: &str,
    error: &io::Error,
    results: &mut Results<'_>,
    session: &mut Session<'_>,
) -> Result<(), Stop> {
    let message = format!("cannot be read: {error}");
    session.complain(&format!(
        "{}: {message}",
        mediaspec_core::escape::shortened(name, 200)
    ));
    let report = malformed(MalformedCode::Unreadable, message);
    results.add(&outcome(Some(name), &report, b""), session)
}

fn malformed(code: MalformedCode, message: impl Into<Cow<'static, str>>) -> Report<'static> {
    Report {
        malformed: Some(Malformed {
            code,
            message: message.into(),
            position: None,
        }),
        ..Report::default()
    }
}
