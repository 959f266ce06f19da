//! An operation of a validator's catalog.

pub(crate) mod message;

use std::fmt;

use mediaspec_core::check::{Options, Target};
use mediaspec_core::contract::{Operation, Part, Service, TypeName};
use mediaspec_core::handle::Handle;
use mediaspec_core::report::Report;
use serde::Serialize;

use crate::name::Entry;
use crate::violation;
pub use message::{Message, MessageRef, UnknownMessage};

/// An operation, ready to check its messages.
///
/// Made by [`Validator::operation`](crate::Validator::operation). It holds all that it needs, so that it can be kept in a
/// struct, sent to another thread, and cloned at the price of two reference counts.
#[derive(Clone, PartialEq)]
pub struct OperationRef {
    service: Service,
    /// The place in the service's index.
    at: usize,
    options: Handle<Options>,
}

impl fmt::Debug for OperationRef {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("OperationRef").field(&self.name()).finish()
    }
}

impl OperationRef {
    pub(crate) fn new(entry: &Entry<'_>, options: &Handle<Options>) -> Self {
        Self {
            service: entry.service.clone(),
            at: entry.at,
            options: options.clone(),
        }
    }

    /// Returns its full name, such as `metastudio/ListDigitalHumanVideo`.
    #[must_use]
    pub fn name(&self) -> String {
        let head = self.service.index().get(self.at);
        let bare = head.map_or("", |head| &head.name);
        format!("{}/{bare}", self.service.name())
    }

    /// Returns what the contract says of it.
    #[must_use]
    pub fn contract(&self) -> &Operation {
        match self.service.operation_at(self.at) {
            Some(operation) => operation,
            None => unreachable!("the place was found in the service's own index"),
        }
    }

    /// Returns the service that it belongs to, which knows the types that the contract names.
    #[must_use]
    pub const fn service(&self) -> &Service {
        &self.service
    }

    /// Returns a target: a type that the operation's contract names.
    pub(crate) fn target(&self, name: &TypeName) -> Target {
        Target::of_operation(&self.service, self.at, name)
    }

    pub(crate) fn options(&self) -> &Options {
        &self.options
    }

    /// Returns one part of one of its messages. A status that no page documents is no error here: checks report it.
    ///
    /// # Errors
    /// [`UnknownMessage`] for an unknown callback, and for a part that such a message never has.
    pub fn message(&self, message: Message, part: Part) -> Result<MessageRef, UnknownMessage> {
        MessageRef::find(self, &message, part)
    }

    /// Checks a part of a message: JSON text of the body, or of the parameters as one object.
    ///
    /// # Errors
    /// [`UnknownMessage`] for an unknown callback, and for a part that such a message never has.
    pub fn check(
        &self,
        message: Message,
        part: Part,
        bytes: &[u8],
    ) -> Result<Report, UnknownMessage> {
        Ok(self.message(message, part)?.check(bytes))
    }

    /// Checks the body of a request: JSON text. See [`MessageRef::check`].
    #[must_use]
    pub fn request_body(&self, bytes: &[u8]) -> Report {
        MessageRef::request(self, Part::Body).check(bytes)
    }

    /// Checks the body of a response: JSON text. A status that no page documents is an `undocumented-status` violation.
    #[must_use]
    pub fn response_body(&self, status: u16, bytes: &[u8]) -> Report {
        MessageRef::response(self, status, Part::Body).check(bytes)
    }

    /// Checks a response as it was received: its headers, where they are known and the contract has some of the status, and
    /// its body as [`MessageRef::check_sent`] does.
    ///
    /// ```
    /// use mediaspec_validator::{Part, Validator};
    ///
    /// let create = Validator::new().operation("metastudio/Create2DDigitalHumanVideo")?;
    /// let twice = [("x-request-id", "a"), ("X-Request-Id", "b")];
    /// let report = create.received(200, Some(&twice), None, br#"{"job_id": "a"}"#);
    /// assert_eq!(report.violations[0].part, Part::Header);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn received(
        &self,
        status: u16,
        headers: Option<&[(&str, &str)]>,
        media_type: Option<&str>,
        body: &[u8],
    ) -> Report {
        let message = MessageRef::response(self, status, Part::Body);
        let mut report = message.sent_as(media_type);
        let of_headers = MessageRef::response(self, status, Part::Header);
        if let Some(headers) = headers
            && of_headers.is_documented()
        {
            report.append(of_headers.check_pairs(headers));
        }
        report.append(message.read(media_type, body));
        violation::cut(&mut report, self.options().limits);
        report
    }

    /// Checks the body of a request that serde can write: a typed model, a struct of your own, a `serde_json::Value`.
    ///
    /// Reports carry no lines and columns. See [`MessageRef::check_value`].
    #[must_use]
    pub fn check_request<T: Serialize + ?Sized>(&self, body: &T) -> Report {
        MessageRef::request(self, Part::Body).check_value(body)
    }

    /// Checks the body of a response that serde can write: a typed model, a struct of your own, a `serde_json::Value`.
    ///
    /// Reports carry no lines and columns. A status that no page documents is an `undocumented-status` violation. See
    /// [`MessageRef::check_value`].
    #[must_use]
    pub fn check_response<T: Serialize + ?Sized>(&self, status: u16, body: &T) -> Report {
        MessageRef::response(self, status, Part::Body).check_value(body)
    }
}

#[cfg(test)]
mod tests {
    use mediaspec_core::code::Code;
    use mediaspec_core::contract::{Callback, Catalog, Service};

    use super::*;
    use crate::{Validator, mini};

    fn operation(name: &str) -> OperationRef {
        let validator = Validator::from_catalog(mini::catalog());
        validator.operation(name).expect("the catalog has it")
    }

    fn codes(report: &Report) -> Vec<Code> {
        report.violations.iter().map(|v| v.code).collect()
    }

    #[test]
    fn bodies_are_checked_by_direction_and_status() {
        let create = operation("CreateVideo");
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
        let studio = operation("ListVideos").service().clone();
        let mut data = studio.to_data();
        let list = data
            .operations
            .iter_mut()
            .find(|o| *o.name == *"ListVideos");
        let list = list.expect("the service has it");
        let query = list.query.clone().expect("it has parameters");
        list.callbacks = ["done", "failed"]
            .map(|name| Callback {
                name: name.into(),
                summary: "A message.".into(),
                ty: query.clone(),
                address: None,
                cite: list.info.cite.clone(),
            })
            .into();
        let service = Service::new(data).expect("a service");
        let catalog = Catalog::new([service]).expect("a catalog");
        let list = Validator::from_catalog(catalog).operation("ListVideos");
        let list = list.expect("the catalog has it");
        let body = list.message(Message::Callback("failed".into()), Part::Body);
        let body = body.expect("the operation has it");
        assert_eq!(body.ty().map(|ty| &ty.name), Some(&query));
        assert_eq!(
            codes(&body.check(br#"{"limit": 0, "x": 1}"#)),
            [Code::Minimum]
        );
        let said = |message, part| list.message(message, part).err().map(|e| e.to_string());
        assert_eq!(
            said(Message::Callback("don".into()), Part::Body).as_deref(),
            Some("studio/ListVideos has no callback `don`; it has `done` or `failed`")
        );
        assert_eq!(
            said(Message::Callback("done".into()), Part::Header).as_deref(),
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
            Message::Callback("do\u{7}ne".into()),
        ];
        assert_eq!(
            messages.each_ref().map(Message::in_words),
            ["request", "response 404", "callback `do\\u{7}ne`"]
        );
        assert_eq!(
            messages.each_ref().map(Message::kind),
            ["request", "response", "callback"]
        );
        assert_eq!(
            messages.each_ref().map(Message::direction),
            [Direction::Request, Direction::Response, Direction::Response]
        );
        assert_eq!(
            messages.each_ref().map(|m| (m.status(), m.callback())),
            [(None, None), (Some(404), None), (None, Some("do\u{7}ne"))]
        );
        let create = operation("CreateVideo");
        let told = |message, part| {
            let found = create.message(message, part).expect("a message");
            let scope = found.scope();
            (
                found.ty().map(|ty| ty.name.to_string()),
                found.is_documented(),
                scope.direction,
                scope.part,
            )
        };
        let named = |name: &str| Some(name.to_owned());
        let (request, response) = (Direction::Request, Direction::Response);
        let body = Part::Body;
        assert_eq!(
            told(Message::Request, body),
            (named("CreateVideo"), true, request, body)
        );
        assert_eq!(
            told(Message::Response(200), body),
            (named("Video"), true, response, body)
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
            (named(""), true, response, Part::Header),
            "no headers are documented: a type without a name and without fields"
        );
        assert_eq!(
            told(Message::Request, Part::Path),
            (named("Path"), true, request, Part::Path)
        );
    }

    #[test]
    fn an_operation_checks_values_as_its_message_does() {
        let create = operation("CreateVideo");
        let message = |message| {
            let found = create.message(message, Part::Body);
            found.expect("the operation has it")
        };
        for body in [
            serde_json::json!({"name": "v", "speed": 300, "x": null}),
            serde_json::json!({"name": "v"}),
            serde_json::json!([]),
        ] {
            assert_eq!(
                create.check_request(&body),
                message(Message::Request).check_value(&body)
            );
            for status in [200, 204, 500] {
                assert_eq!(
                    create.check_response(status, &body),
                    message(Message::Response(status)).check_value(&body)
                );
            }
        }
        #[derive(serde::Serialize)]
        struct Body {
            name: &'static str,
            speed: Option<i64>,
        }
        let (name, speed) = ("v", Some(300));
        let report = create.check_request(&Body { name, speed });
        assert_eq!(codes(&report), [Code::Maximum]);
        let speed = None;
        let report = create.check_request(&Body { name, speed });
        assert_eq!(codes(&report), [Code::Null], "a request sends no null");
        let report = create.check_response(200, &Body { name, speed });
        let other = [Code::Unrecognized, Code::Required];
        assert_eq!(codes(&report), other, "an answer has `job_id` alone");
    }

    #[test]
    fn a_loop_over_errors_sees_malformed_input() {
        let create = operation("CreateVideo");
        for (report, position) in [
            (create.request_body(b"{\n,"), Some((2, 1))),
            (create.request_body(b""), Some((1, 1))),
            (
                create.response_body(200, b"{\"job_id\": 1e400}"),
                Some((1, 12)),
            ),
            (create.response_body(204, b"{"), Some((1, 2))),
            (create.response_body(500, b"{"), Some((1, 2))),
        ] {
            let errors: Vec<_> = report.errors().collect();
            let [error] = errors.as_slice() else {
                panic!("one error: {report:?}");
            };
            assert_eq!((error.code, report.error_count), (Code::Malformed, 1));
            let at = error.position.map(|at| (at.line, at.column));
            assert_eq!(at, position);
            assert_eq!(report.warnings().count(), 0);
            assert!(!report.is_valid());
            let json = serde_json::to_value(&report).expect("reports are JSON");
            assert_eq!(json.get("violations"), Some(&serde_json::json!([])));
            let line = json.pointer("/error/line");
            assert_eq!(line.and_then(|line| line.as_u64()), at.map(|at| at.0));
        }
    }

    #[test]
    fn handles_outlive_what_made_them() {
        let body = {
            let validator = Validator::from_catalog(mini::catalog())
                .allow(crate::Allow::everywhere(Code::Maximum));
            let create = validator.operation("CreateVideo").expect("it is there");
            create
                .message(Message::Request, Part::Body)
                .expect("it is there")
        };
        let elsewhere = body.clone();
        let other = std::thread::spawn(move || elsewhere.check(br#"{"name": "v", "speed": 300}"#));
        let report = other.join().expect("nothing panics");
        assert_eq!((report.is_valid(), report.warning_count), (true, 1));
        assert_eq!(report, body.check(br#"{"name": "v", "speed": 300}"#));
        assert_eq!(body.operation().name(), "studio/CreateVideo");
    }
}
