//! `mediaspec schema`.

use mediaspec_json_schema::document;
use mediaspec_validator::{Message, OperationRef, Part};

use super::{Undocumented, undocumented};
use crate::arguments::MessageArguments;
use crate::output::harmless;
use crate::session::{Session, Stop};
use crate::{Status, contract};

pub(super) fn run(arguments: &MessageArguments, session: &mut Session<'_>) -> Result<Status, Stop> {
    let validator = contract::validator(&arguments.contract, session)?;
    let operation = contract::operation(&validator, &arguments.op)?;
    let (message, part) = (arguments.message.message(), arguments.part.into());
    let text = schema(&operation, &message, part).map_err(Stop::because)?;
    session.print(&harmless(text))?;
    Ok(Status::Valid)
}

/// Returns the JSON Schema (2020-12) of a part of a message as text: what `mediaspec schema` writes.
///
/// # Errors
/// [`Undocumented`] where the contract does not say what the part is, or the operation has no such message.
pub fn schema(
    operation: &OperationRef,
    message: &Message,
    part: Part,
) -> Result<String, Undocumented> {
    let found = operation.message(message.clone(), part)?;
    if found.ty().is_none() {
        return Err(undocumented(operation, message, found.is_documented()));
    }
    let kind = message.into();
    let document = document(operation.service(), operation.contract(), kind, part);
    document.map(|document| document.text(None)).ok_or_else(|| {
        Undocumented::because(format!(
            "{} documents no {part} parameters of its {}",
            operation.name(),
            message.in_words()
        ))
    })
}
