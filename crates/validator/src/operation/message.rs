//! The messages of an operation, and checking one of them.

use std::fmt;
use std::str::FromStr;

use mediaspec_core::check::{
    Scope, Target, check_bytes, check_deserializer, check_parameters, check_value,
};
use mediaspec_core::code::Code;
use mediaspec_core::contract::{Direction, MessageKind, Operation, Part, Service, TypeDef};
use mediaspec_core::report::{Detail, Report};
use mediaspec_core::words::names_list;
use serde::{Deserializer, Serialize};

use super::OperationRef;
use crate::text::shown;
use crate::violation;

/// A message of an operation.
///
/// As text it is `request`, the status of a response, or the name of a callback:
///
/// ```
/// use mediaspec_validator::Message;
///
/// assert_eq!("request".parse(), Ok(Message::Request));
/// assert_eq!("404".parse(), Ok(Message::Response(404)));
/// assert_eq!(Message::Callback("job-event".into()).to_string(), "job-event");
/// ```
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Message {
    /// What the caller sends.
    Request,
    /// What the vendor answers, by HTTP status.
    Response(u16),
    /// What the vendor sends to the caller's own address, by the name that the contract gives it.
    Callback(Box<str>),
}

impl Message {
    /// Returns `request`, `response` or `callback`.
    #[must_use]
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::Request => "request",
            Self::Response(_) => "response",
            Self::Callback(_) => "callback",
        }
    }

    /// Returns which way the message goes: callbacks are checked as responses are.
    #[must_use]
    pub fn direction(&self) -> Direction {
        MessageKind::from(self).direction()
    }

    /// Returns the HTTP status of a response.
    #[must_use]
    pub const fn status(&self) -> Option<u16> {
        match self {
            Self::Response(status) => Some(*status),
            Self::Request | Self::Callback(_) => None,
        }
    }

    /// Returns the name of a callback.
    #[must_use]
    pub const fn callback(&self) -> Option<&str> {
        match self {
            Self::Callback(name) => Some(name),
            Self::Request | Self::Response(_) => None,
        }
    }

    /// Returns what it is, for a sentence: `request`, `response 404`, `` callback `job-event` ``. Characters of a name
    /// that would act on a terminal are escaped.
    #[must_use]
    pub fn in_words(&self) -> String {
        match self {
            Self::Request => "request".to_owned(),
            Self::Response(status) => format!("response {status}"),
            Self::Callback(name) => format!("callback `{}`", shown(name)),
        }
    }
}

impl<'a> From<&'a Message> for MessageKind<'a> {
    fn from(message: &'a Message) -> Self {
        match message {
            Message::Request => Self::Request,
            Message::Response(status) => Self::Response(*status),
            Message::Callback(name) => Self::Callback(name),
        }
    }
}

impl fmt::Display for Message {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        MessageKind::from(self).fmt(f)
    }
}

impl FromStr for Message {
    type Err = UnknownMessage;

    /// Reads `request`, a status from 100 to 599, or the name of a callback. Whether an operation has such a callback
    /// is another question: [`OperationRef::message`] answers it.
    fn from_str(text: &str) -> Result<Self, UnknownMessage> {
        let unknown = || UnknownMessage::Name {
            name: text.to_owned(),
        };
        if text == "request" {
            return Ok(Self::Request);
        }
        if text.bytes().all(|byte| byte.is_ascii_digit()) {
            let status = text.parse().ok();
            let status = status.filter(|status| (100..=599).contains(status));
            return status.map(Self::Response).ok_or_else(unknown);
        }
        Ok(Self::Callback(text.into()))
    }
}

/// The operation has no such message, or the message no such part.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum UnknownMessage {
    /// No message can have that name.
    #[non_exhaustive]
    Name {
        /// The name that was asked for.
        name: String,
    },
    /// No callback has that name.
    #[non_exhaustive]
    Callback {
        /// The operation's full name.
        operation: String,
        /// The name that was asked for.
        name: String,
        /// The callbacks that the operation has.
        known: Vec<String>,
    },
    /// Only requests have path and query parameters, and callbacks have a body alone.
    #[non_exhaustive]
    Part {
        /// The kind of message: `response` or `callback`.
        message: &'static str,
        /// The part that it does not have.
        part: Part,
    },
}

impl fmt::Display for UnknownMessage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Name { name } => write!(
                f,
                "`{}` is no message: it is neither `request` nor an HTTP status nor the name of a callback",
                shown(name)
            ),
            Self::Callback {
                operation,
                name,
                known,
            } => {
                write!(f, "{operation} has no callback `{}`", shown(name))?;
                if known.is_empty() {
                    f.write_str("; it has none at all")
                } else {
                    write!(f, "; it has {}", names_list(known, "or"))
                }
            }
            Self::Part { message, part } => {
                let part = match part {
                    Part::Path => "path parameters",
                    Part::Query => "query parameters",
                    Part::Header => "documented headers",
                    Part::Body => "body",
                };
                write!(f, "a {message} has no {part}")
            }
        }
    }
}

impl std::error::Error for UnknownMessage {}

/// What reports call a body as a whole.
pub(crate) const BODY: &str = "body";

/// What the contract says of one part of a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Documented {
    /// It is of the target's type.
    Type,
    /// There are no parameters of that sort.
    NoParameters,
    /// The message has no body.
    NoBody,
    /// No page tells of the status.
    NoStatus,
}

/// One part of one message of an operation, ready to check payloads.
///
/// Made by [`OperationRef::message`]. It holds all that it needs, so that it can be kept in a struct, sent to another
/// thread, and cloned at the price of a few reference counts.
#[derive(Debug, Clone, PartialEq)]
pub struct MessageRef {
    operation: OperationRef,
    documented: Documented,
    target: Target,
    scope: Scope,
    status: Option<u16>,
}

impl MessageRef {
    pub(crate) fn find(
        operation: &OperationRef,
        message: &Message,
        part: Part,
    ) -> Result<Self, UnknownMessage> {
        let has_part = match message {
            Message::Request => true,
            Message::Response(_) => matches!(part, Part::Body | Part::Header),
            Message::Callback(_) => part == Part::Body,
        };
        if !has_part {
            return Err(UnknownMessage::Part {
                message: message.kind(),
                part,
            });
        }
        match message {
            Message::Request => Ok(Self::request(operation, part)),
            Message::Response(status) => Ok(Self::response(operation, *status, part)),
            Message::Callback(name) => Self::callback(operation, name),
        }
    }

    /// A part of the request.
    pub(crate) fn request(operation: &OperationRef, part: Part) -> Self {
        let (service, contract) = (operation.service(), operation.contract());
        let (documented, target) = match (part, contract.request_part(part)) {
            (Part::Header, Some(ty)) => {
                let auth = service.auth(contract);
                let target = Target::new(service, ty).authenticated_by(auth);
                (Documented::Type, target)
            }
            (_, Some(ty)) => (Documented::Type, Target::new(service, ty)),
            (Part::Body, None) => (Documented::NoBody, Target::anything(service)),
            (Part::Path | Part::Query | Part::Header, None) => {
                (Documented::NoParameters, Target::nothing(service))
            }
        };
        Self::new(
            operation,
            contract,
            documented,
            target,
            Direction::Request,
            part,
        )
    }

    /// A response: its headers, or else its body.
    pub(crate) fn response(operation: &OperationRef, status: u16, part: Part) -> Self {
        let (service, contract) = (operation.service(), operation.contract());
        let response = contract.responses.iter().find(|r| r.status == status);
        let (documented, target) = match response {
            None => (Documented::NoStatus, Target::anything(service)),
            Some(response) if part == Part::Header => match &response.headers {
                Some(ty) => (Documented::Type, Target::new(service, ty)),
                None => (Documented::NoParameters, Target::nothing(service)),
            },
            Some(response) => match &response.body {
                Some(ty) => (Documented::Type, Target::new(service, ty)),
                None => (Documented::NoBody, Target::anything(service)),
            },
        };
        Self {
            status: Some(status),
            ..Self::new(
                operation,
                contract,
                documented,
                target,
                Direction::Response,
                part,
            )
        }
    }

    fn callback(operation: &OperationRef, name: &str) -> Result<Self, UnknownMessage> {
        let contract = operation.contract();
        let known = &contract.callbacks;
        let Some(callback) = known.iter().find(|callback| *callback.name == *name) else {
            return Err(UnknownMessage::Callback {
                operation: operation.name(),
                name: name.to_owned(),
                known: known.iter().map(|c| c.name.to_string()).collect(),
            });
        };
        let target = Target::new(operation.service(), &callback.ty);
        let (documented, direction) = (Documented::Type, Direction::Response);
        Ok(Self::new(
            operation,
            contract,
            documented,
            target,
            direction,
            Part::Body,
        ))
    }

    fn new(
        operation: &OperationRef,
        contract: &Operation,
        documented: Documented,
        target: Target,
        direction: Direction,
        part: Part,
    ) -> Self {
        Self {
            operation: operation.clone(),
            documented,
            target,
            scope: Scope {
                direction,
                part,
                context: contract.context,
            },
            status: None,
        }
    }

    /// Returns the operation.
    #[must_use]
    pub const fn operation(&self) -> &OperationRef {
        &self.operation
    }

    /// Returns the service, which knows the types that [`MessageRef::ty`] names.
    #[must_use]
    pub const fn service(&self) -> &Service {
        self.operation.service()
    }

    /// Returns the type of the part; `None` where no body and no such status is documented. Parameters that an operation
    /// does not have are a type without fields.
    #[must_use]
    pub fn ty(&self) -> Option<&TypeDef> {
        self.documented_target().map(Target::ty)
    }

    /// Returns what payloads are held against, where the contract says what the part must be.
    pub(crate) const fn documented_target(&self) -> Option<&Target> {
        match self.documented {
            Documented::Type | Documented::NoParameters => Some(&self.target),
            Documented::NoBody | Documented::NoStatus => None,
        }
    }

    /// Whether the status is documented; always so for requests and callbacks.
    #[must_use]
    pub const fn is_documented(&self) -> bool {
        !matches!(self.documented, Documented::NoStatus)
    }

    /// Returns what the engine is told of the message.
    #[must_use]
    pub const fn scope(&self) -> Scope {
        self.scope
    }

    /// Checks JSON text: a body, or the parameters as one object.
    ///
    /// This is the fast path, and the only one that knows lines and columns. Where the contract knows of no body, a
    /// request must not have one (`additionalProperties` at the root), and a response may hold any JSON text.
    /// For request headers, `authentication` is checked as well.
    ///
    /// Payloads of one kind mostly have their members in one order. Each thread remembers the last one and guesses the next
    /// name from it, which makes checks of small payloads about a third faster; it changes no report.
    #[must_use]
    pub fn check(&self, bytes: &[u8]) -> Report {
        let options = self.operation.options();
        self.finish(check_bytes(&self.target, self.scope, bytes, options))
    }

    /// Checks a value that serde can write, such as a `serde_json::Value` or a typed model. A value whose own `Serialize`
    /// fails is malformed.
    #[must_use]
    pub fn check_value<T: Serialize + ?Sized>(&self, value: &T) -> Report {
        let options = self.operation.options();
        self.finish(check_value(&self.target, self.scope, value, options))
    }

    /// Checks what serde can read, without a tree in between.
    ///
    /// ```
    /// use mediaspec_validator::{Code, Message, Part, Validator};
    ///
    /// let list = Validator::new().operation("metastudio/ListSmartLiveJobs")?;
    /// let headers = list.message(Message::Request, Part::Header)?;
    /// let mut json = serde_json::Deserializer::from_str("{}");
    /// let report = headers.check_deserializer(&mut json)?;
    /// assert_eq!(report.violations[0].code, Code::Authentication);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// The error of the deserializer, when it fails for reasons of its own.
    pub fn check_deserializer<'de, D: Deserializer<'de>>(
        &self,
        deserializer: D,
    ) -> Result<Report, D::Error> {
        let options = self.operation.options();
        let report = check_deserializer(&self.target, self.scope, deserializer, options)?;
        Ok(self.finish(report))
    }

    /// Checks parameters as they stand on the wire: decoded names and values, a name again for each item of a list.
    pub(crate) fn check_pairs(&self, pairs: &[(&str, &str)]) -> Report {
        let (pairs, options) = (pairs.iter().copied(), self.operation.options());
        self.finish(check_parameters(&self.target, self.scope, pairs, options))
    }

    /// Puts the report of an undocumented body or status in place of what was found in its payload.
    fn finish(&self, mut report: Report) -> Report {
        let contract = || self.operation.contract();
        let (code, detail) = match self.documented {
            Documented::Type => return report,
            Documented::NoParameters => {
                // There is no type that would say where this was read.
                let cite = &contract().info.cite;
                report.violations = std::mem::take(&mut report.violations)
                    .into_iter()
                    .map(|violation| match violation.code {
                        Code::AdditionalProperties => violation.read_at(self.service(), cite),
                        _ => violation,
                    })
                    .collect();
                return report;
            }
            // A payload that nobody describes is still asked to be JSON.
            Documented::NoBody | Documented::NoStatus if report.malformed.is_some() => {
                return report;
            }
            Documented::NoBody if self.scope.direction == Direction::Response => {
                return Report::default();
            }
            Documented::NoBody => (Code::AdditionalProperties, Detail::Member(BODY.into())),
            Documented::NoStatus => {
                let documented = contract().responses.iter().map(|r| r.status);
                (
                    Code::UndocumentedStatus,
                    Detail::Statuses(documented.collect()),
                )
            }
        };
        let options = self.operation.options();
        let mut violation = violation::at_root(
            self.service(),
            contract(),
            self.scope.part,
            code,
            detail,
            options,
        );
        violation.found = self.status.map(|status| status.to_string().as_str().into());
        let mut report = Report::default();
        report.push(violation);
        violation::cut(&mut report, options.limits);
        report
    }
}

#[cfg(test)]
mod tests {
    use mediaspec_core::code::Code;
    use mediaspec_core::contract::Part;
    use mediaspec_core::report::{Detail, Report};

    use super::{Message, UnknownMessage};
    use crate::{Validator, mini};

    fn check(name: &str, message: Message, part: Part, text: &str) -> Report {
        let validator = Validator::from_catalog(mini::catalog());
        let operation = validator.operation(name);
        let report = operation.map(|operation| operation.check(message, part, text.as_bytes()));
        report.map(Result::unwrap_or_default).unwrap_or_default()
    }

    #[test]
    fn an_undocumented_status_is_a_violation_at_the_root() {
        let report = check(
            "CreateVideo",
            Message::Response(418),
            Part::Body,
            r#"{"a": 1}"#,
        );
        let violation = report.violations.first();
        assert_eq!(report.total(), 1);
        assert_eq!(violation.map(|v| v.code), Some(Code::UndocumentedStatus));
        assert_eq!(
            violation.map(|v| &v.detail),
            Some(&Detail::Statuses([200, 204].into()))
        );
        assert_eq!(violation.map(|v| v.pointer.as_str()), Some(""));
        let found = violation.and_then(|v| v.found.as_deref());
        assert_eq!(found, Some("418"));
    }

    #[test]
    fn an_unknown_parameter_is_told_with_the_source_of_its_operation() {
        let text = r#"{"a": 1, "a": 2}"#;
        let report = check("CreateVideo", Message::Request, Part::Query, text);
        let told = report.violations.iter().map(|violation| {
            let source = violation.source().map(|source| &*source.name);
            (violation.code, violation.pointer.as_str(), source)
        });
        let told: Vec<_> = told.collect();
        let unknown = (Code::AdditionalProperties, "/a", Some("studio-page"));
        assert_eq!(told, [unknown, unknown]);
        let report = check("CreateVideo", Message::Response(200), Part::Header, text);
        assert_eq!(report, Report::default(), "an answer may have any headers");
    }

    #[test]
    fn what_is_no_json_is_malformed_whatever_is_documented() {
        for (status, text) in [(200, "{"), (204, "{"), (418, "{"), (200, ""), (204, "")] {
            let report = check("CreateVideo", Message::Response(status), Part::Body, text);
            assert!(report.malformed.is_some(), "{status} {text}");
        }
    }

    #[test]
    fn a_response_without_a_documented_body_may_have_one() {
        let report = check("CreateVideo", Message::Response(204), Part::Body, "[1]");
        assert_eq!(report, Report::default());
    }

    #[test]
    fn headers_given_as_an_object_are_asked_for_authentication() {
        let codes = |text| -> Vec<Code> {
            let report = check("ListVideos", Message::Request, Part::Header, text);
            report.violations.iter().map(|v| v.code).collect()
        };
        assert_eq!(codes("{}"), [Code::Authentication]);
        assert_eq!(codes(r#"{"x-auth-token": "t"}"#), []);
        assert_eq!(codes(r#"{"Authorization": "a", "X-SDK-Date": "d"}"#), []);
    }

    #[test]
    fn every_way_in_asks_headers_for_authentication() {
        let validator = Validator::from_catalog(mini::catalog());
        let list = validator.operation("ListVideos").expect("it is there");
        let headers = list.message(Message::Request, Part::Header);
        let headers = headers.expect("it is there");
        for (text, authenticated) in [
            ("{}", false),
            (r#"{"Authorization": "a"}"#, false),
            (r#"{"x-auth-token": "t"}"#, true),
            (r#"{"Authorization": "a", "x-sdk-date": "d"}"#, true),
        ] {
            let mut json = serde_json::Deserializer::from_str(text);
            let value: serde_json::Value = serde_json::from_str(text).expect("JSON");
            let reports = [
                headers.check(text.as_bytes()),
                headers.check_value(&value),
                headers
                    .check_deserializer(&mut json)
                    .expect("it is read to its end"),
                headers
                    .check_deserializer(&value)
                    .expect("it is read to its end"),
            ];
            for report in reports {
                let [violation] = report.violations.as_slice() else {
                    assert!(authenticated && report.is_valid(), "{text}: {report}");
                    continue;
                };
                assert!(!authenticated, "{text}: {report}");
                assert_eq!(violation.code, Code::Authentication);
                let source = violation.source().map(|source| &*source.name);
                assert_eq!(source, Some("studio-page"));
            }
        }
    }

    #[test]
    fn messages_are_read_from_what_they_are_written_as() {
        let messages = [
            Message::Request,
            Message::Response(100),
            Message::Response(599),
            Message::Callback("live-event".into()),
            Message::Callback("Request".into()),
        ];
        for message in messages {
            assert_eq!(message.to_string().parse(), Ok(message));
        }
        assert_eq!(
            format!("{:>8}|{:<4}|", Message::Request, Message::Response(200)),
            " request|200 |"
        );
        for name in ["", "99", "600", "65736", "99999999999999999999"] {
            let unknown = UnknownMessage::Name {
                name: name.to_owned(),
            };
            assert_eq!(name.parse::<Message>(), Err(unknown));
        }
        let said = "99".parse::<Message>().expect_err("no status").to_string();
        assert_eq!(
            said,
            "`99` is no message: it is neither `request` nor an HTTP status nor the name of a callback"
        );
    }

    #[test]
    fn parts_and_callbacks_that_do_not_exist_are_errors() {
        let validator = Validator::from_catalog(mini::catalog());
        let Ok(operation) = validator.operation("ListVideos") else {
            panic!("the catalog has it");
        };
        let said = |message, part| {
            operation
                .message(message, part)
                .err()
                .map(|error| error.to_string())
        };
        assert_eq!(
            said(Message::Response(200), Part::Query).as_deref(),
            Some("a response has no query parameters")
        );
        assert_eq!(
            said(Message::Callback("done".into()), Part::Body).as_deref(),
            Some("studio/ListVideos has no callback `done`; it has none at all")
        );
        assert_eq!(said(Message::Response(999), Part::Header), None);
    }

    #[test]
    fn values_are_checked_as_their_text_is() {
        let validator = Validator::from_catalog(mini::catalog());
        let Ok(message) = validator
            .operation("CreateVideo")
            .map(|operation| operation.message(Message::Request, Part::Body))
        else {
            panic!("the catalog has it");
        };
        let value = serde_json::json!({"name": "v", "speed": 300});
        let codes =
            |report: &Report| -> Vec<Code> { report.violations.iter().map(|v| v.code).collect() };
        let Ok(message) = message else {
            panic!("the operation has it");
        };
        assert_eq!(codes(&message.check_value(&value)), [Code::Maximum]);
        assert_eq!(
            message
                .check_deserializer(&value)
                .map(|report| codes(&report))
                .ok(),
            Some(vec![Code::Maximum])
        );
    }
}
