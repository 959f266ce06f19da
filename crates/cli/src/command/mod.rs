//! The subcommands.

mod check;
mod completions;
pub(crate) mod explain;
mod list;
mod sample;
mod schema;
mod show;

use mediaspec_core::check::Scope;
use mediaspec_core::contract::{Part, TypeDef};
use mediaspec_validator::{Message, OperationRef};

use crate::Status;
use crate::arguments::Command;
use crate::session::{Session, Stop};

/// Runs a subcommand.
pub(crate) fn run(command: Command, session: &mut Session<'_>) -> Result<Status, Stop> {
    match command {
        Command::Check(arguments) => check::run(&arguments, session),
        Command::List(arguments) => list::run(&arguments, session),
        Command::Show(arguments) => show::run(&arguments, session),
        Command::Schema(arguments) => schema::run(&arguments, session),
        Command::Sample(arguments) => sample::run(&arguments, session),
        Command::Explain(arguments) => explain::run(&arguments, session),
        Command::Completions(arguments) => completions::run(&arguments, session),
    }
}

/// The type of a part of a message, for commands that have nothing to say without one.
fn target<'t>(
    operation: &OperationRef<'_, 't>,
    message: Message<'_>,
    part: Part,
) -> Result<(&'t TypeDef<'t>, Scope), Stop> {
    let found = operation.message(message, part).map_err(Stop::because)?;
    match found.ty() {
        Some(ty) => Ok((ty, found.scope())),
        None => Err(Stop::Because(undocumented(
            operation,
            message,
            found.is_documented(),
        ))),
    }
}

/// Why a message has no type.
fn undocumented(
    operation: &OperationRef<'_, '_>,
    message: Message<'_>,
    status_is_known: bool,
) -> String {
    let name = operation.name();
    match message {
        Message::Response(status) if !status_is_known => {
            let known: Vec<String> = operation
                .contract()
                .responses
                .iter()
                .map(|r| r.status.to_string())
                .collect();
            format!(
                "no page documents status {status} of {name}; documented: {}",
                known.join(", ")
            )
        }
        Message::Response(_) | Message::Callback(_) => {
            format!("{name} documents no body of its {message}")
        }
        Message::Request => {
            let parts = [
                (operation.contract().path_parameters, "path"),
                (operation.contract().query, "query"),
                (operation.contract().headers, "header"),
            ];
            let ways: Vec<String> = parts
                .into_iter()
                .filter(|(ty, _)| !ty.fields.is_empty())
                .map(|(_, part)| format!("--in {part}"))
                .collect();
            let mut text = format!("{name} documents no body of its request");
            if !ways.is_empty() {
                text.push_str("; its parameters: ");
                text.push_str(&ways.join(", "));
            }
            text
        }
    }
}
