//! The subcommands.

mod check;
mod completions;
pub(crate) mod explain;
mod list;
mod sample;
mod schema;
mod show;

use std::fmt;

use mediaspec_validator::{Message, OperationRef, Part, UnknownMessage};

use crate::Status;
use crate::arguments::Command;
use crate::session::{Session, Stop};
pub use sample::sample;
pub use schema::schema;

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

/// The contract does not say what a part of a message is. Displayed, it says why, and what there is instead.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Undocumented(String);

impl fmt::Display for Undocumented {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for Undocumented {}

impl From<UnknownMessage> for Undocumented {
    fn from(unknown: UnknownMessage) -> Self {
        Self(unknown.to_string())
    }
}

/// Why a message has no type.
fn undocumented(
    operation: &OperationRef,
    message: &Message,
    status_is_known: bool,
) -> Undocumented {
    let (name, contract) = (operation.name(), operation.contract());
    if let Some(status) = message.status()
        && !status_is_known
    {
        let known: Vec<String> = contract
            .responses
            .iter()
            .map(|response| response.status.to_string())
            .collect();
        return Undocumented(format!(
            "no page documents status {status} of {name}; documented: {}",
            known.join(", ")
        ));
    }
    let mut responses = contract.responses.iter();
    let answer = responses.find(|response| Some(response.status) == message.status());
    if answer.is_some_and(|response| response.file) {
        return Undocumented(format!(
            "the body of the {} of {name} is a file, of which nothing is checked",
            message.in_words()
        ));
    }
    let mut text = format!("{name} documents no body of its {}", message.in_words());
    if *message == Message::Request {
        let ways: Vec<String> = [Part::Path, Part::Query, Part::Header]
            .into_iter()
            .filter(|part| contract.request_part(*part).is_some())
            .map(|part| part.to_string())
            .collect();
        if !ways.is_empty() {
            text.push_str("; its parameters are in ");
            text.push_str(&ways.join(", "));
        }
    }
    Undocumented(text)
}
