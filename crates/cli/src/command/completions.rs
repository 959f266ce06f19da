//! `mediaspec completions`.

use clap_complete::env::Shells;

use crate::Status;
use crate::arguments::CompletionsArguments;
use crate::session::{Session, Stop};

/// The variable by which a shell asks the program itself what a word can be completed to.
pub(crate) const VARIABLE: &str = "MEDIASPEC_COMPLETE";

/// Prints a script with which the shell asks the program for completions, so that it knows the operations as well.
pub(super) fn run(
    arguments: &CompletionsArguments,
    session: &mut Session<'_>,
) -> Result<Status, Stop> {
    let name = arguments.shell.to_string();
    let shells = Shells::builtins();
    let shell = shells
        .completer(&name)
        .ok_or_else(|| Stop::Because(format!("there are no completions for {name}")))?;
    // Into memory first: what cannot be written is told as with other results.
    let mut script = Vec::new();
    shell
        .write_registration(VARIABLE, "mediaspec", "mediaspec", "mediaspec", &mut script)
        .map_err(Stop::because)?;
    session.print(&String::from_utf8_lossy(&script))?;
    Ok(Status::Valid)
}
