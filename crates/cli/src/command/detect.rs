//! `mediaspec detect`, and what is said where nobody told which message a file is.

use std::path::PathBuf;

use mediaspec_core::escape::visible;
use mediaspec_core::report::coverage::{JsonCoverage, JsonFit, JsonFits};
use mediaspec_validator::{Fit, Part, Validator};

use super::read;
use crate::arguments::{DetectArguments, ListFormat};
use crate::families::counted;
use crate::input::Input;
use crate::output::{harmless, place};
use crate::session::{Session, Stop};
use crate::style::{self, paint};
use crate::{Status, contract, log_command};

/// The largest document that is looked into where nobody asked for it, in bytes.
const GLANCE: usize = 1 << 24;

pub(super) fn run(arguments: &DetectArguments, session: &mut Session<'_>) -> Result<Status, Stop> {
    let file = match &arguments.file {
        Some(file) => file.clone(),
        None if session.terminal.typed => {
            return Err(Stop::because(
                "name a FILE, or - for stdin: mediaspec detect job.json",
            ));
        }
        None => PathBuf::from("-"),
    };
    let validator = contract::validator(&arguments.contract, session)?;
    let input = Input::of(&file);
    let payload = read(&input, session)?;
    let name = file.to_string_lossy();
    let shown = place(Some(&name));
    let fits = validator.detect(&payload).map_err(|malformed| {
        let at = malformed.position;
        let at = at.map_or_else(String::new, |at| format!(":{}:{}", at.line, at.column));
        Stop::Because(format!("{shown}{at}: {}", visible(&malformed.message)))
    })?;
    let kinds = kinds(&fits);
    let status = match kinds.is_empty() {
        true => Status::Invalid,
        false => Status::Valid,
    };
    let kinds = kinds.into_iter().take(arguments.most);
    let text = match arguments.format {
        ListFormat::Json => {
            let fits = kinds.map(|(best, alike)| JsonFit {
                operation: best.operation.name(),
                message: best.message.kind(),
                status: best.message.status(),
                callback: best.message.callback(),
                r#in: best.part,
                documented: best.documented,
                undocumented: best.undocumented,
                errors: best.errors,
                warnings: best.warnings,
                alike,
            });
            let all = JsonFits {
                schema_version: JsonCoverage::VERSION,
                file: &name,
                fits: fits.collect(),
            };
            harmless(serde_json::to_string_pretty(&all).map_err(Stop::because)?) + "\n"
        }
        ListFormat::Human if status == Status::Invalid => {
            format!("{shown}: fits no message: none has half of its members\n")
        }
        ListFormat::Human => {
            let lines = kinds.zip(1_u32..).map(|((best, alike), number)| {
                let look = if number == 1 {
                    style::STRONG
                } else {
                    anstyle::Style::new()
                };
                listed(best, alike, look, session.colour)
            });
            lines.collect()
        }
    };
    session.print(&log_command::without(text))?;
    if arguments.format == ListFormat::Human
        && let Some(best) = fits.first()
    {
        session.remark(&format!("to check it: {}", command(best, &shown)));
    }
    Ok(status)
}

/// Messages of one type as one, with how many more there are: they fit alike.
fn kinds(fits: &[Fit]) -> Vec<(&Fit, usize)> {
    let mut out: Vec<(&Fit, usize)> = Vec::new();
    for fit in fits {
        let alike = out.iter_mut().find(|(known, _)| {
            known.ty == fit.ty
                && known.part == fit.part
                && known.operation.service().name() == fit.operation.service().name()
                && known.message.direction() == fit.message.direction()
                && known.errors == fit.errors
        });
        match alike {
            Some((_, alike)) => *alike = alike.saturating_add(1),
            None => out.push((fit, 0)),
        }
    }
    out
}

/// A message and how well it is met.
fn listed(fit: &Fit, alike: usize, look: anstyle::Style, colour: bool) -> String {
    let service = fit.operation.service().name();
    let name = paint(look, &format!("{service}/{}", fit.in_words()), colour);
    let found = counted(fit.documented, "member", "members");
    let mut said = vec![format!("{found} documented")];
    if fit.undocumented > 0 {
        said.push(format!("{} not", fit.undocumented));
    }
    if fit.errors == 0 && fit.warnings == 0 {
        said.push("no finding".to_owned());
    }
    for (number, one, many) in [
        (fit.errors, "error", "errors"),
        (fit.warnings, "warning", "warnings"),
    ] {
        let number = usize::try_from(number).unwrap_or(usize::MAX);
        if number > 0 {
            said.push(counted(number, one, many));
        }
    }
    if alike > 0 {
        said.push(format!(
            "and {} of the same type",
            counted(alike, "more message", "more messages")
        ));
    }
    format!("{name}: {}\n", said.join(", "))
}

/// The command that checks a file as a message.
fn command(fit: &Fit, file: &str) -> String {
    let name = &fit.operation.contract().name;
    let message = match (fit.message.status(), fit.message.callback()) {
        (Some(status), _) => format!("--response {status}"),
        (None, Some(callback)) => format!("--callback {}", visible(callback)),
        (None, None) => "--request".to_owned(),
    };
    let part = match fit.part {
        Part::Body => String::new(),
        part => format!(" --in {part}"),
    };
    let file = if file == "<stdin>" { "-" } else { file };
    format!("mediaspec check --op {name} {message}{part} {file}")
}

/// What is said where nobody told which message a document is, and it looks like none.
pub(super) const NEEDED: &str = "which message is it? Name it with --op OPERATION --request, or --response STATUS, or --callback NAME; or pass a whole request with --url";

/// What is said where nothing is named that could be checked.
pub(super) fn nothing_to_check() -> Stop {
    Stop::because(
        "nothing to check: name an operation and files (mediaspec check --op OPERATION --request FILE), a whole request (--url URL), a recording, or write a mediaspec.toml",
    )
}

/// What is said of an operation that stands in the place of a file.
pub(super) fn operation_as_file(files: &[PathBuf], validator: &Validator) -> Option<Stop> {
    let first = files.first()?;
    let shown = place(Some(&first.to_string_lossy()));
    if first.exists() || validator.operation(&first.to_string_lossy()).is_err() {
        return None;
    }
    let rest = files.get(1).map_or_else(
        || "FILE".to_owned(),
        |file| place(Some(&file.to_string_lossy())),
    );
    Some(Stop::Because(format!(
        "`{shown}` is an operation; it is named with --op: mediaspec check --op {shown} --request {rest}"
    )))
}

/// What is said of a document of which nobody told which message it is. `shown` is its name as people are shown it.
pub(super) fn what_it_looks_like(shown: &str, payload: &[u8], validator: &Validator) -> String {
    let is_fit = payload.len() <= GLANCE;
    let fits = is_fit.then(|| validator.detect(payload).ok()).flatten();
    match fits.and_then(|fits| fits.into_iter().next()) {
        Some(best) => format!(
            "which message is {shown}? It fits {}: {}",
            best.in_words(),
            command(&best, shown)
        ),
        None => format!("{shown}: {NEEDED}"),
    }
}
