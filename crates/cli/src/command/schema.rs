//! `mediaspec schema`.

use mediaspec_schema::JSON_SCHEMAS;
use mediaspec_validator::{Message, Validator};

use super::target;
use crate::Status;
use crate::arguments::MessageArguments;
use crate::session::{Session, Stop};

pub(super) fn run(arguments: &MessageArguments, session: &mut Session<'_>) -> Result<Status, Stop> {
    if arguments.spec.is_some() {
        return Err(Stop::because(
            "this command prints the schemas of the shipped contract; those of a spec folder (--spec) are written when code is generated from it",
        ));
    }
    let validator = Validator::new();
    let operation = validator.operation(&arguments.op).map_err(Stop::because)?;
    let (message, part) = (arguments.message.message(), arguments.part.into());
    // Says what is wrong where nothing is documented.
    target(&operation, message, part)?;
    let name = operation.name();
    let message_name = match message {
        Message::Request => "request".to_owned(),
        Message::Response(status) => status.to_string(),
        Message::Callback(name) => name.to_owned(),
    };
    let schema = JSON_SCHEMAS.iter().find(|schema| {
        schema.operation == name && schema.message == message_name && schema.part == part
    });
    match schema {
        Some(schema) => {
            session.print(schema.text.trim_end())?;
            session.print("\n")?;
            Ok(Status::Valid)
        }
        None => Err(Stop::Because(format!(
            "{name} documents no {} parameters of its {message}",
            part.as_str()
        ))),
    }
}
