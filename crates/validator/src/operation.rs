//! An operation of a validator's catalog.

use mediaspec_core::contract::{Operation, Part};
use mediaspec_core::report::Report;

use crate::message::{Message, MessageRef, NoSuchMessage};
use crate::{Validator, name};

/// An operation, ready to check its messages.
///
/// Made by [`Validator::operation`].
#[derive(Debug, Clone, Copy)]
pub struct OperationRef<'v, 't> {
    validator: &'v Validator<'t>,
    operation: &'t Operation<'t>,
}

impl<'v, 't> OperationRef<'v, 't> {
    pub(crate) const fn new(validator: &'v Validator<'t>, operation: &'t Operation<'t>) -> Self {
        Self {
            validator,
            operation,
        }
    }

    /// Its full name, such as `metastudio/ListDigitalHumanVideo`.
    #[must_use]
    pub fn name(&self) -> String {
        name::full(self.operation)
    }

    /// What the contract says of it.
    #[must_use]
    pub const fn contract(&self) -> &'t Operation<'t> {
        self.operation
    }

    /// One part of one of its messages. A status that no page documents is no error here: checks report it.
    ///
    /// # Errors
    /// [`NoSuchMessage`] for an unknown callback, and for a part that such a message never has.
    pub fn message(
        &self,
        message: Message<'_>,
        part: Part,
    ) -> Result<MessageRef<'v, 't>, NoSuchMessage> {
        MessageRef::find(self.operation, message, part, self.validator.options())
    }

    /// Checks a part of a message: JSON text of the body, or of the parameters as one object.
    ///
    /// # Errors
    /// [`NoSuchMessage`] for an unknown callback, and for a part that such a message never has.
    pub fn check(
        &self,
        message: Message<'_>,
        part: Part,
        bytes: &[u8],
    ) -> Result<Report<'t>, NoSuchMessage> {
        Ok(self.message(message, part)?.check(bytes))
    }

    /// Checks the body of a request. See [`MessageRef::check`].
    #[must_use]
    pub fn request_body(&self, bytes: &[u8]) -> Report<'t> {
        MessageRef::request(self.operation, Part::Body, self.validator.options()).check(bytes)
    }

    /// Checks the body of a response. A status that no page documents is an `undocumented-status` violation.
    #[must_use]
    pub fn response_body(&self, status: u16, bytes: &[u8]) -> Report<'t> {
        let options = self.validator.options();
        MessageRef::response(self.operation, status, Part::Body, options).check(bytes)
    }
}
