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

#[cfg(test)]
mod tests {
    use mediaspec_core::code::Code;
    use mediaspec_core::contract::{Callback, Catalog, Service};

    use super::*;
    use crate::mini::CATALOG;

    fn codes(report: &Report<'_>) -> Vec<Code> {
        report.violations.iter().map(|v| v.code).collect()
    }

    #[test]
    fn bodies_are_checked_by_direction_and_status() {
        let validator = Validator::with_catalog(CATALOG);
        let create = validator
            .operation("CreateVideo")
            .expect("the catalog has it");
        assert_eq!(codes(&create.request_body(b"{}")), [Code::Required]);
        assert_eq!(codes(&create.request_body(br#"{"name": "v"}"#)), []);
        assert_eq!(codes(&create.response_body(200, b"{}")), [Code::Required]);
        assert_eq!(codes(&create.response_body(204, b"{}")), []);
        assert_eq!(
            codes(&create.response_body(500, b"{}")),
            [Code::UndocumentedStatus]
        );
        let report = create.check(Message::Request, Part::Path, b"{}");
        assert_eq!(
            report.map(|report| codes(&report)),
            Ok(vec![Code::Required])
        );
    }

    #[test]
    fn callbacks_are_found_by_their_names_and_checked_as_responses() {
        let validator = Validator::with_catalog(CATALOG);
        let list = validator
            .operation("ListVideos")
            .expect("the catalog has it");
        let callback = |name| Callback {
            name,
            summary: "",
            ty: list.contract().query,
            address: None,
            cite: list.contract().cite,
        };
        let callbacks = [callback("done"), callback("failed")];
        let operation = Operation {
            callbacks: &callbacks,
            ..*list.contract()
        };
        let operations = [&operation];
        let service = Service {
            operations: &operations,
            ..**CATALOG.services.last().expect("a service")
        };
        let services = [&service];
        let validator = Validator::with_catalog(Catalog {
            services: &services,
        });
        let list = validator
            .operation("ListVideos")
            .expect("the catalog has it");
        let body = list.message(Message::Callback("failed"), Part::Body);
        let body = body.expect("the operation has it");
        assert_eq!(body.ty(), Some(operation.query));
        assert_eq!(
            codes(&body.check(br#"{"limit": 0, "x": 1}"#)),
            [Code::Minimum]
        );
        let said = |message, part| list.message(message, part).err().map(|e| e.to_string());
        assert_eq!(
            said(Message::Callback("don"), Part::Body).as_deref(),
            Some("studio/ListVideos has no callback `don`; it has `done` or `failed`")
        );
        assert_eq!(
            said(Message::Callback("done"), Part::Header).as_deref(),
            Some("a callback has no documented headers")
        );
        assert_eq!(
            said(Message::Response(200), Part::Path).as_deref(),
            Some("a response has no path parameters")
        );
    }

    #[test]
    fn messages_say_what_they_are() {
        use mediaspec_core::contract::Direction;
        let messages = [
            Message::Request,
            Message::Response(404),
            Message::Callback("do\u{7}ne"),
        ];
        assert_eq!(
            messages.map(|message| message.to_string()),
            ["request", "response 404", "callback `do\\u{7}ne`"]
        );
        assert_eq!(
            messages.map(Message::kind),
            ["request", "response", "callback"]
        );
        assert_eq!(
            messages.map(Message::direction),
            [Direction::Request, Direction::Response, Direction::Response]
        );
        let validator = Validator::with_catalog(CATALOG);
        let create = validator
            .operation("CreateVideo")
            .expect("the catalog has it");
        let told = |message, part| {
            let found = create.message(message, part).expect("a message");
            let scope = found.scope();
            (
                found.ty().map(|ty| ty.name),
                found.is_documented(),
                scope.direction,
                scope.part,
            )
        };
        let (request, response) = (Direction::Request, Direction::Response);
        let body = Part::Body;
        assert_eq!(
            told(Message::Request, body),
            (Some("CreateVideo"), true, request, body)
        );
        assert_eq!(
            told(Message::Response(200), body),
            (Some("Video"), true, response, body)
        );
        assert_eq!(
            told(Message::Response(204), body),
            (None, true, response, body)
        );
        assert_eq!(
            told(Message::Response(500), body),
            (None, false, response, body)
        );
        assert_eq!(
            told(Message::Response(200), Part::Header),
            (Some("None"), true, response, Part::Header)
        );
        assert_eq!(
            told(Message::Request, Part::Path),
            (Some("Path"), true, request, Part::Path)
        );
    }

    #[test]
    fn a_checker_says_of_each_payload_what_a_check_alone_says() {
        let validator = Validator::with_catalog(CATALOG);
        let create = validator
            .operation("CreateVideo")
            .expect("the catalog has it");
        let body = create.message(Message::Request, Part::Body);
        let body = body.expect("the operation has it");
        let mut checker = body.checker();
        assert_eq!(checker.message().ty(), body.ty());
        for payload in [
            r#"{"name": "v", "speed": 300}"#,
            r#"{"speed": 100, "name": "v"}"#,
            r#"{"speed": 1}"#,
            "{",
        ] {
            let payload = payload.as_bytes();
            assert_eq!(checker.check(payload), body.check(payload));
        }
    }
}
