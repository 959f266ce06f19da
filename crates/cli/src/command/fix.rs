//! `mediaspec fix`.

use std::path::{Path, PathBuf};

use mediaspec_validator::{Fix, Fixed, MessageRef};

use super::{message_of, read};
use crate::arguments::FixArguments;
use crate::families::counted;
use crate::input::Input;
use crate::output::{changed_lines, fix_line, place};
use crate::session::{Session, Stop};
use crate::whole::write_whole;
use crate::{Status, contract, log_command};

pub(super) fn run(arguments: &FixArguments, session: &mut Session<'_>) -> Result<Status, Stop> {
    let validator = contract::validator(&arguments.contract, session)?;
    let operation = contract::operation(&validator, &arguments.op)?;
    let message = arguments.message.message();
    let found = message_of(&operation, message, arguments.part.into(), session)?;
    let files = match &*arguments.files {
        [] if session.terminal.typed => {
            return Err(Stop::because("name the files to mend, or - for stdin"));
        }
        [] => vec![PathBuf::from("-")],
        files => files.to_vec(),
    };
    let mut status = Status::Valid;
    for file in &files {
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
    let fixed = message.fix(&payload);
    let shown = place(Some(&file.to_string_lossy()));
    if let Some(malformed) = &fixed.report.malformed {
        let at = malformed.position;
        let at = at.map_or_else(String::new, |at| format!(":{}:{}", at.line, at.column));
        return Err(Stop::Because(format!("{shown}{at}: {}", malformed.message)));
    }
    let is_stdin = input == Input::Stdin;
    if arguments.write && is_stdin {
        session.print_bytes(&fixed.payload)?;
    } else if arguments.write && !fixed.fixes.is_empty() {
        write_whole(file, &fixed.payload)
            .map_err(|error| Stop::because(format_args!("{shown} cannot be written: {error}")))?;
    }
    let text = match arguments.diff {
        true => changed_lines(&shown, &payload, &fixed.fixes),
        false => {
            let lines = fixed
                .fixes
                .iter()
                .map(|fix| fix_line(&shown, &payload, fix));
            lines.collect()
        }
    };
    let text = log_command::without(text);
    match arguments.write && is_stdin {
        true => session.note(&text),
        false => session.print(&text)?,
    }
    for fix in &fixed.left_out {
        session.remark(&left_out(&shown, fix));
    }
    session.remark(&summary(&shown, &fixed, arguments.write));
    let pending = !arguments.write && !fixed.fixes.is_empty();
    Ok(match fixed.report.is_valid() && !pending {
        true => Status::Valid,
        false => Status::Invalid,
    })
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

fn summary(file: &str, fixed: &Fixed, written: bool) -> String {
    let Fixed { fixes, report, .. } = fixed;
    let errors = usize::try_from(report.error_count).unwrap_or(usize::MAX);
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
