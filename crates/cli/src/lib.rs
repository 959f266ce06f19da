//! The `mediaspec` command as a library.
//!
//! [`run`] is the whole command, with arguments and streams handed in, so that tests can drive it in the process. What
//! it writes and how it ends is fixed: scripts rely on the report format, the order and the exit status.
//!
//! ```
//! use mediaspec_cli::{Status, Terminal, run};
//!
//! let (mut out, mut err) = (Vec::new(), Vec::new());
//! let arguments = ["mediaspec", "explain", "maximum"];
//! let status = run(arguments, std::io::empty(), &mut out, &mut err, Terminal::default());
//! assert_eq!(status, Status::Valid);
//! assert!(String::from_utf8_lossy(&out).starts_with("maximum"));
//! ```
#![forbid(unsafe_code)]

mod arguments;
mod baseline;
mod candidates;
mod captured;
mod command;
mod config;
mod contract;
mod families;
mod files;
mod input;
mod log_command;
mod ordered;
mod output;
mod progress;
mod session;
mod style;
mod table;
mod topic;
mod whole;

use std::ffi::OsString;
use std::io::{self, BufWriter, Read, Write};
use std::panic::{self, AssertUnwindSafe};
use std::process::ExitCode;

use clap::error::ErrorKind;
use clap::{CommandFactory as _, Parser as _};
use clap_complete::CompleteEnv;

use arguments::Arguments;
pub use arguments::{parse_allow, parse_profile};
pub use command::{Undocumented, sample, schema};
pub use session::Terminal;
use session::{Session, Stop, visible_lines};

/// How a run ended. The number is the exit status.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u8)]
pub enum Status {
    /// Everything was valid, or there was nothing to check.
    Valid = 0,
    /// A violation was found.
    Invalid = 1,
    /// Wrong usage, an unknown operation, or an input that could not be read.
    Trouble = 2,
}

impl From<Status> for ExitCode {
    fn from(status: Status) -> Self {
        Self::from(status as u8)
    }
}

/// Answers a shell that asks what a word can be completed to, and ends the process then. `mediaspec completions` prints the
/// scripts with which shells ask.
pub fn complete() {
    CompleteEnv::with_factory(Arguments::command)
        .var(command::VARIABLE)
        .complete();
}

/// Runs the command. The first argument is the name that the command was called by.
///
/// Stdin is read on a thread of its own, which is left behind should it still wait for input when the run ends.
pub fn run<A: Into<OsString> + Clone>(
    arguments: impl IntoIterator<Item = A>,
    stdin: impl Read + Send + 'static,
    stdout: &mut dyn Write,
    stderr: &mut dyn Write,
    terminal: Terminal,
) -> Status {
    let mut session = Session::new(Box::new(stdin), stdout, stderr, terminal);
    let outcome = match Arguments::try_parse_from(arguments) {
        Ok(arguments) => {
            session.choose_colour(arguments.color);
            command::run(arguments.command, &mut session)
        }
        Err(error) => answer_usage(&error, &mut session),
    };
    // What was written so far is handed on, however the run ends.
    let outcome = outcome.and_then(|status| session.flush().map(|()| status));
    match outcome {
        Ok(status) => status,
        // Whoever read the results has gone; nobody is left to tell.
        Err(Stop::PipeClosed) => session.so_far,
        Err(Stop::Because(message)) => {
            if session.flush().is_err() {
                return Status::Trouble;
            }
            session.complain(&message);
            Status::Trouble
        }
    }
}

/// Runs the command on the streams of this process, as the program `mediaspec` does, whatever program this is.
///
/// A panic is told by its place alone, since its text may hold a payload's, and ends in [`Status::Trouble`]. The hook that
/// does so stays in place: the process is expected to end with the status.
pub fn run_in_process<A: Into<OsString> + Clone>(arguments: impl IntoIterator<Item = A>) -> Status {
    panic::set_hook(Box::new(|info| {
        let place = info
            .location()
            .map_or_else(String::new, ToString::to_string);
        // Where even stderr is closed, nothing is left to do.
        let _ = writeln!(
            io::stderr(),
            "mediaspec: internal error at {place}; please report it"
        );
    }));
    let terminal = Terminal::detect();
    let status = panic::catch_unwind(AssertUnwindSafe(|| {
        run(
            arguments,
            io::stdin(),
            &mut BufWriter::with_capacity(1 << 16, io::stdout().lock()),
            &mut io::stderr().lock(),
            terminal,
        )
    }));
    status.unwrap_or(Status::Trouble)
}

/// Prints what clap has to say: help and version to stdout, anything else to stderr.
fn answer_usage(error: &clap::Error, session: &mut Session<'_>) -> Result<Status, Stop> {
    let text = error.render();
    if matches!(
        error.kind(),
        ErrorKind::DisplayHelp | ErrorKind::DisplayVersion
    ) {
        let text = if session.colour {
            text.ansi().to_string()
        } else {
            text.to_string()
        };
        session.print(&text)?;
        return Ok(Status::Valid);
    }
    // Clap repeats arguments as they came, so none of its colours are taken over.
    session.note(&visible_lines(&text.to_string()));
    Ok(Status::Trouble)
}
