//! `mediaspec fix`.

use std::path::{Path, PathBuf};

use mediaspec_capture::{Editable, Format, Source, Start};
use mediaspec_validator::contract::Style;
use mediaspec_validator::{
    Edit, Fix, Fixed, Malformed, Message, MessageRef, OperationRef, Part, Position,
};

use super::{message_of, read};
use crate::arguments::{FixArguments, InPart};
use crate::families::counted;
use crate::input::{Input, by_name};
use crate::output::{changed_lines, fix_line, place};
use crate::session::{Session, Stop};
use crate::whole::write_whole;
use crate::{Status, contract, files, log_command};

pub(super) fn run(arguments: &FixArguments, session: &mut Session<'_>) -> Result<Status, Stop> {
    let validator = contract::validator(&arguments.contract, session)?;
    let operation = contract::operation(&validator, &arguments.op)?;
    let mut named = Named {
        operation,
        message: None,
    };
    let mut inputs = match &*arguments.files {
        [] if session.terminal.typed => {
            return Err(Stop::because("name the files to mend, or - for stdin"));
        }
        [] => vec![PathBuf::from("-")],
        _ => Vec::new(),
    };
    for file in &arguments.files {
        inputs.extend(files::named(file)?);
    }
    let mut status = Status::Valid;
    for file in &inputs {
        let one = mend(file, &mut named, arguments, session);
        let one = match one {
            Ok(one) => one,
            // Every file is processed.
            Err(Stop::Because(why)) => {
                session.complain(&why);
                Status::Trouble
            }
            Err(stop) => return Err(stop),
        };
        status = status.max(one);
        session.so_far = status;
    }
    Ok(status)
}

/// The operation that is named, and its message once an input has asked for it.
struct Named {
    operation: OperationRef,
    message: Option<MessageRef>,
}

impl Named {
    /// The message that the inputs of a format are.
    fn message(
        &mut self,
        format: Format,
        arguments: &FixArguments,
        session: &mut Session<'_>,
    ) -> Result<MessageRef, Stop> {
        let message = arguments.message.message();
        if format == Format::Form {
            // What is sent to such services in a form are parameters.
            let is_rpc = matches!(self.operation.service().style(), Style::Rpc { .. });
            let is_query = is_rpc || arguments.part == InPart::Query;
            if !is_query || message != Message::Request {
                return Err(Stop::because(
                    "forms are mended that are requests of services whose parameters stand in them, such as mts; with --in query \
                     a form is the query of a URL",
                ));
            }
            return message_of(&self.operation, message, Part::Query, session);
        }
        if let Some(found) = &self.message {
            return Ok(found.clone());
        }
        let found = message_of(&self.operation, message, arguments.part.into(), session)?;
        Ok(self.message.insert(found).clone())
    }
}

fn mend(
    file: &Path,
    named: &mut Named,
    arguments: &FixArguments,
    session: &mut Session<'_>,
) -> Result<Status, Stop> {
    let input = Input::of(file);
    let payload = read(&input, session)?;
    let shown = place(Some(&file.to_string_lossy()));
    let format = match (arguments.lines, arguments.input.format()) {
        (true, _) => Format::Json,
        (false, Some(format)) => format,
        (false, None) => by_name(file).unwrap_or_else(|| Format::detect(&payload)),
    };
    let message = named.message(format, arguments, session)?;
    let mended = match arguments.lines {
        true => Mended::of_lines(&message, &payload),
        false => Mended::of(&message, format, &payload),
    };
    let mended = mended.map_err(|why| Stop::Because(format!("{shown}{why}")))?;
    let Mended { fixes, .. } = &mended;
    let is_stdin = input == Input::Stdin;
    if arguments.write {
        let edits = fixes.iter().map(|fix| &fix.edit);
        let text = Edit::make_all(edits, &payload).ok_or_else(|| Stop::because(NOT_MENDED))?;
        if is_stdin {
            session.print_bytes(&text)?;
        } else if !fixes.is_empty() {
            write_whole(file, &text).map_err(|error| {
                Stop::because(format_args!("{shown} cannot be written: {error}"))
            })?;
        }
    }
    let text = match arguments.diff {
        true => changed_lines(&shown, &payload, fixes),
        false => {
            let lines = fixes.iter().map(|fix| fix_line(&shown, &payload, fix));
            lines.collect()
        }
    };
    let text = log_command::without(text);
    match arguments.write && is_stdin {
        true => session.note(&text),
        false => session.print(&text)?,
    }
    for fix in &mended.left_out {
        session.remark(&left_as_it_is(
            &shown,
            fix,
            "mended, it would bring another finding",
        ));
    }
    for fix in &mended.out_of_reach {
        session.remark(&left_as_it_is(&shown, fix, out_of_reach(format)));
    }
    session.remark(&summary(&shown, &mended, arguments.write));
    let pending = !arguments.write && !fixes.is_empty();
    Ok(match mended.errors == 0 && !pending {
        true => Status::Valid,
        false => Status::Invalid,
    })
}

/// Why nothing is written where the edits are not those of the text.
const NOT_MENDED: &str = "the edits do not fit the text; nothing is written";

/// What can be mended in an input.
struct Mended {
    /// With places of the input.
    fixes: Vec<Fix>,
    left_out: Vec<Fix>,
    /// What cannot be mended where it stands.
    out_of_reach: Vec<Fix>,
    /// How many errors are left.
    errors: u64,
}

impl Mended {
    const fn new() -> Self {
        Self {
            fixes: Vec::new(),
            left_out: Vec::new(),
            out_of_reach: Vec::new(),
            errors: 0,
        }
    }

    /// Looks at a document on each line. The error is what follows the input's name.
    fn of_lines(message: &MessageRef, payload: &[u8]) -> Result<Self, String> {
        let mut out = Self::new();
        let mut start = Start::default();
        for line in payload.split_inclusive(|byte| *byte == b'\n') {
            let text = line.trim_ascii_end();
            if !text.is_empty() {
                out.add(message.fix(text), start)?;
            }
            start = start.behind(line);
        }
        Ok(out)
    }

    /// Looks at the documents of an input. The error is what follows the input's name.
    fn of(message: &MessageRef, format: Format, payload: &[u8]) -> Result<Self, String> {
        let source = Source::new(payload.to_vec());
        let said = |error: Malformed| {
            let at = error.position;
            let at = at.map_or_else(String::new, |at| format!(":{}:{}", at.line, at.column));
            format!("{at}: {}", error.message)
        };
        let Some(documents) = Editable::read(format, &source).map_err(said)? else {
            return Err(format!(
                " looks like {}: JSON documents are mended, with comments too, and YAML and forms",
                format.as_str()
            ));
        };
        let mut out = Self::new();
        let mut wanted = Vec::new();
        for document in &documents {
            let text = document.text().bytes();
            let mut fixed = message.fix_where(text, |edit| document.edit(edit).is_some());
            let is_json = matches!(format, Format::Json | Format::Jsonc);
            if !is_json {
                // Places are those of the document as JSON.
                let Fixed {
                    fixes,
                    left_out,
                    out_of_reach,
                    ..
                } = &mut fixed;
                for fix in fixes.iter_mut().chain(left_out).chain(out_of_reach) {
                    let at = fix.edit.offset..fix.edit.end();
                    fix.violation.position = Some(document.position(at));
                    if let Some(edit) = document.edit(&fix.edit) {
                        fix.edit = edit;
                    }
                }
                wanted.push(std::mem::take(&mut fixed.payload));
            }
            out.add(fixed, Start::default())?;
        }
        out.fixes.sort_by_key(|fix| fix.edit.offset);
        if !wanted.is_empty() {
            out.says(format, payload, &wanted)?;
        }
        Ok(out)
    }

    /// Makes sure that an input that is no JSON, with the edits made, says what it should.
    fn says(&self, format: Format, payload: &[u8], wanted: &[Vec<u8>]) -> Result<(), String> {
        let edits = self.fixes.iter().map(|fix| &fix.edit);
        let text = Edit::make_all(edits, payload);
        let documents = text.and_then(|text| Editable::read(format, &Source::new(text)).ok()?);
        let documents = documents.unwrap_or_default();
        let said: Vec<&[u8]> = documents.iter().map(|one| one.text().bytes()).collect();
        match said == wanted {
            true => Ok(()),
            false => Err(format!(": {NOT_MENDED}")),
        }
    }

    /// Adds a document that begins at a place of the input.
    fn add(&mut self, fixed: Fixed, start: Start) -> Result<(), String> {
        let moved = |at: &mut Position| {
            if at.line == 1 {
                at.column = at.column.saturating_add(start.column.saturating_sub(1));
            }
            at.line = at.line.saturating_add(start.line.saturating_sub(1));
            at.offset = at.offset.saturating_add(start.offset);
        };
        let Fixed {
            fixes,
            left_out,
            out_of_reach,
            mut report,
            ..
        } = fixed;
        if let Some(malformed) = &mut report.malformed {
            let at = malformed.position.as_mut().map_or_else(String::new, |at| {
                moved(at);
                format!(":{}:{}", at.line, at.column)
            });
            return Err(format!("{at}: {}", malformed.message));
        }
        let moved = |mut fix: Fix| {
            fix.edit.offset = fix.edit.offset.saturating_add(start.offset);
            fix.violation.position.as_mut().map(moved);
            fix
        };
        self.fixes.extend(fixes.into_iter().map(moved));
        self.left_out.extend(left_out.into_iter().map(moved));
        self.out_of_reach
            .extend(out_of_reach.into_iter().map(moved));
        self.errors = self.errors.saturating_add(report.error_count);
        Ok(())
    }
}

/// Why an edit was not made.
fn left_as_it_is(file: &str, fix: &Fix, why: &str) -> String {
    let at = fix.violation.position;
    let at = at.map_or_else(String::new, |at| format!(":{}:{}", at.line, at.column));
    format!(
        "{file}{at}: {} of {} is left as it is: {why}",
        fix.violation.code, fix.violation.pointer
    )
}

/// Why what can be mended is not, in an input of some format.
const fn out_of_reach(format: Format) -> &'static str {
    match format {
        Format::Yaml => {
            "it stands at an alias or at what one names, has a tag, or goes over several lines, and would have to be written anew"
        }
        _ => "it would have to be written anew",
    }
}

fn summary(file: &str, mended: &Mended, written: bool) -> String {
    let Mended { fixes, errors, .. } = mended;
    let left = match errors {
        0 => "no error is left".to_owned(),
        1 => "1 error is left".to_owned(),
        errors => format!("{errors} errors are left"),
    };
    let done = match (fixes.len(), written) {
        (0, _) => return format!("{file}: nothing to mend; {left}"),
        (number, true) => format!("{} mended", counted(number, "finding", "findings")),
        (number, false) => format!(
            "{} can be mended, --write does it",
            counted(number, "finding", "findings")
        ),
    };
    format!("{file}: {done}; then {left}")
}
