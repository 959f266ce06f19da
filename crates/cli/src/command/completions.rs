//! `mediaspec completions`.

use clap::CommandFactory as _;

use crate::Status;
use crate::arguments::{Arguments, CompletionsArguments};
use crate::session::{Session, Stop};

pub(super) fn run(
    arguments: &CompletionsArguments,
    session: &mut Session<'_>,
) -> Result<Status, Stop> {
    // Into memory first: the generator ends the process when it cannot write.
    let mut script = Vec::new();
    clap_complete::generate(
        arguments.shell,
        &mut Arguments::command(),
        "mediaspec",
        &mut script,
    );
    session.print(&String::from_utf8_lossy(&script))?;
    Ok(Status::Valid)
}
