//! `mediaspec schema`.

use mediaspec_json_schema::document;

use super::undocumented;
use crate::arguments::MessageArguments;
use crate::output::harmless;
use crate::session::{Session, Stop};
use crate::{Status, contract};

pub(super) fn run(arguments: &MessageArguments, session: &mut Session<'_>) -> Result<Status, Stop> {
    let validator = contract::validator(&arguments.contract, session)?;
    let operation = contract::operation(&validator, &arguments.op)?;
    let (message, part) = (arguments.message.message(), arguments.part.into());
    let found = operation
        .message(message.clone(), part)
        .map_err(Stop::because)?;
    if found.ty().is_none() {
        let known = found.is_documented();
        return Err(Stop::Because(undocumented(&operation, &message, known)));
    }
    let kind = (&message).into();
    match document(operation.service(), operation.contract(), kind, part) {
        Some(document) => {
            session.print(&harmless(document.text(None)))?;
            Ok(Status::Valid)
        }
        None => Err(Stop::Because(format!(
            "{} documents no {part} parameters of its {}",
            operation.name(),
            message.in_words()
        ))),
    }
}
