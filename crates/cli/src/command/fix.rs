//! `mediaspec fix`.

use std::path::{Path, PathBuf};

use mediaspec_capture::{Format, Item, Source, Start};
use mediaspec_validator::{Edit, Fix, Fixed, MessageRef, Position};

use super::{message_of, read};
use crate::arguments::FixArguments;
use crate::families::counted;
use crate::input::{Input, by_name};
use crate::output::{changed_lines, fix_line, place};
use crate::session::{Session, Stop};
use crate::whole::write_whole;
use crate::{Status, contract, files, log_command};

pub(super) fn run(arguments: &FixArguments, session: &mut Session<'_>) -> Result<Status, Stop> {
    let validator = contract::validator(&arguments.contract, session)?;
    let operation = contract::operation(&validator, &arguments.op)?;
    let message = arguments.message.message();
    let found = message_of(&operation, message, arguments.part.into(), session)?;
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
        let one = mend(file, &found, arguments, session);
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

fn mend(
    file: &Path,
    message: &MessageRef,
    arguments: &FixArguments,
    session: &mut Session<'_>,
) -> Result<Status, Stop> {
    let input = Input::of(file);
    let payload = read(&input, session)?;
    let shown = place(Some(&file.to_string_lossy()));
    let mended = Mended::of(message, arguments, file, &payload);
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
        session.remark(&left_out(&shown, fix));
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
    /// How many errors are left.
    errors: u64,
}

impl Mended {
    /// Looks at an input: a document, or with `--lines` one on each line. The error is what follows the input's name.
    fn of(
        message: &MessageRef,
        arguments: &FixArguments,
        file: &Path,
        payload: &[u8],
    ) -> Result<Self, String> {
        let mut out = Self {
            fixes: Vec::new(),
            left_out: Vec::new(),
            errors: 0,
        };
        if arguments.lines {
            let mut start = Start::default();
            for line in payload.split_inclusive(|byte| *byte == b'\n') {
                let text = line.trim_ascii_end();
                if !text.is_empty() {
                    out.add(message.fix(text), start)?;
                }
                start = start.behind(line);
            }
            return Ok(out);
        }
        let format = match arguments.input.format() {
            Some(format) => format,
            None => by_name(file).unwrap_or_else(|| Format::detect(payload)),
        };
        let fixed = match format {
            Format::Json => message.fix(payload),
            Format::Jsonc => {
                // Comments are as long as the white space in their place, so that edits fit the text with them.
                let items = mediaspec_capture::read(Format::Jsonc, &Source::new(payload.to_vec()));
                match items
                    .map_err(|error| format!(": {}", error.message))?
                    .first()
                {
                    Some(Item::Document(_, text)) => message.fix(text.bytes()),
                    _ => return Ok(out),
                }
            }
            other => {
                return Err(format!(
                    " looks like {}: JSON documents are mended, and JSON with comments",
                    other.as_str()
                ));
            }
        };
        out.add(fixed, Start::default())?;
        Ok(out)
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
        self.errors = self.errors.saturating_add(report.error_count);
        Ok(())
    }
}

/// Why an edit was not made.
fn left_out(file: &str, fix: &Fix) -> String {
    let at = fix.violation.position;
    let at = at.map_or_else(String::new, |at| format!(":{}:{}", at.line, at.column));
    format!(
        "{file}{at}: {} of {} is left as it is: mended, it would bring another finding",
        fix.violation.code, fix.violation.pointer
    )
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
