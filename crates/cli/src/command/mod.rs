//! The subcommands.

mod check;
mod completions;
mod detect;
mod editor;
pub(crate) mod explain;
mod fix;
mod list;
mod sample;
mod schema;
mod settled;
mod show;
#[cfg(test)]
mod tests;

use std::fmt;
use std::fs::File;
use std::io::Read as _;

pub(crate) use completions::VARIABLE;
use mediaspec_core::words;
use mediaspec_validator::{Message, MessageRef, OperationRef, Part, UnknownMessage};

use crate::Status;
use crate::arguments::Command;
use crate::input::Input;
use crate::output::place;
use crate::session::{Session, Stop};
pub use sample::sample;
pub use schema::schema;

/// Runs a subcommand.
pub(crate) fn run(command: Command, session: &mut Session<'_>) -> Result<Status, Stop> {
    match command {
        Command::Check(arguments) => check::run(&arguments, session),
        Command::Detect(arguments) => detect::run(&arguments, session),
        Command::Fix(arguments) => fix::run(&arguments, session),
        Command::List(arguments) => list::run(&arguments, session),
        Command::Show(arguments) => show::run(&arguments, session),
        Command::Schema(arguments) => schema::run(&arguments, session),
        Command::Sample(arguments) => sample::run(&arguments, session),
        Command::Explain(arguments) => explain::run(&arguments, session),
        Command::Editor(arguments) => editor::run(&arguments, session),
        Command::Completions(arguments) => completions::run(&arguments, session),
    }
}

/// Reads an input whole.
fn read(input: &Input, session: &mut Session<'_>) -> Result<Vec<u8>, Stop> {
    let mut bytes = Vec::new();
    let read = match input {
        Input::File(path) => File::open(path).and_then(|mut file| file.read_to_end(&mut bytes)),
        Input::Stdin => match &mut session.stdin {
            Some(stdin) => stdin.read_to_end(&mut bytes),
            None => Ok(0),
        },
        Input::Data(text) => {
            bytes.extend_from_slice(text.as_bytes());
            Ok(text.len())
        }
    };
    match read {
        Ok(_) => Ok(bytes),
        Err(error) => {
            let name = place(Some(&input.name()));
            Err(Stop::because(format_args!(
                "{name}: cannot be read: {error}"
            )))
        }
    }
}

/// A part of a message that payloads are held against. What is to be known of it is told.
fn message_of(
    operation: &OperationRef,
    message: Message,
    part: Part,
    session: &mut Session<'_>,
) -> Result<MessageRef, Stop> {
    let found = operation
        .message(message.clone(), part)
        .map_err(Stop::because)?;
    if found.ty().is_none() && found.is_documented() {
        let why = undocumented(operation, &message, true);
        let hint = if why.has_parameters { " (--in)" } else { "" };
        session.remark(&format!("{why}{hint}"));
    }
    if let Some(state) = words::operation_state(&operation.contract().state) {
        session.remark(&format!("{} is {state}", operation.name()));
    }
    Ok(found)
}

/// The contract does not say what a part of a message is. Displayed, it says why, and what there is instead.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Undocumented {
    why: String,
    /// Whether it names parts that there are instead.
    has_parameters: bool,
}

impl Undocumented {
    const fn because(why: String) -> Self {
        Self {
            why,
            has_parameters: false,
        }
    }
}

impl fmt::Display for Undocumented {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.why)
    }
}

impl std::error::Error for Undocumented {}

impl From<UnknownMessage> for Undocumented {
    fn from(unknown: UnknownMessage) -> Self {
        Self::because(unknown.to_string())
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
        return Undocumented::because(format!(
            "no page documents status {status} of {name}; documented: {}",
            known.join(", ")
        ));
    }
    let mut responses = contract.responses.iter();
    let answer = responses.find(|response| Some(response.status) == message.status());
    if answer.is_some_and(|response| response.file) {
        return Undocumented::because(format!(
            "the body of the {} of {name} is a file, of which nothing is checked",
            message.in_words()
        ));
    }
    let mut text = format!("{name} documents no body of its {}", message.in_words());
    let mut has_parameters = false;
    if *message == Message::Request {
        let ways: Vec<String> = [Part::Path, Part::Query, Part::Header]
            .into_iter()
            .filter(|part| contract.request_part(*part).is_some())
            .map(|part| part.to_string())
            .collect();
        if !ways.is_empty() {
            text.push_str("; its parameters are in ");
            text.push_str(&ways.join(", "));
            has_parameters = true;
        }
    }
    Undocumented {
        why: text,
        has_parameters,
    }
}
