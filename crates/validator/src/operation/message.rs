//! The messages of an operation, and checking one of them.

use std::fmt;
use std::str::FromStr;

use mediaspec_core::check::{
    Scope, Target, check_bytes, check_deserializer, check_parameters, check_value,
};
use mediaspec_core::code::Code;
use mediaspec_core::contract::{
    Direction, MediaTypes, MessageKind, Operation, Part, Service, Severity, Syntax, TypeDef,
};
use mediaspec_core::escape::shortened;
use mediaspec_core::report::{Detail, Malformed, MalformedCode, Report};
use mediaspec_core::words::names_list;
use serde::{Deserializer, Serialize};

use super::OperationRef;
use crate::form;
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

/// The most code points that a report shows of what stands in a message as a whole, such as a media type.
pub(crate) const FOUND: usize = 64;

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
    /// The body is a file.
    File,
    /// No page tells of the status.
    NoStatus,
    /// The same of an error, whose body is of the service's type for errors.
    NoStatusOfError,
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
    /// The name of a callback.
    callback: Option<Box<str>>,
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
                let target = operation.target(ty).authenticated_by(auth);
                (Documented::Type, target)
            }
            (_, Some(ty)) => (Documented::Type, operation.target(ty)),
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
            None => {
                let is_error = (400..600).contains(&status) && part == Part::Body;
                let error = service.error().filter(|_| is_error);
                match error {
                    Some(ty) => (Documented::NoStatusOfError, Target::new(service, ty)),
                    None => (Documented::NoStatus, Target::anything(service)),
                }
            }
            Some(response) if part == Part::Header => match &response.headers {
                Some(ty) => (Documented::Type, operation.target(ty)),
                None => (Documented::NoParameters, Target::nothing(service)),
            },
            Some(response) => match &response.body {
                Some(ty) => (Documented::Type, operation.target(ty)),
                None if response.file => (Documented::File, Target::anything(service)),
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
        let target = operation.target(&callback.ty);
        let (documented, direction) = (Documented::Type, Direction::Response);
        Ok(Self {
            callback: Some(callback.name.clone()),
            ..Self::new(
                operation,
                contract,
                documented,
                target,
                direction,
                Part::Body,
            )
        })
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
            callback: None,
        }
    }

    /// Returns which message of the operation it is a part of.
    #[must_use]
    pub fn message(&self) -> Message {
        match (self.status, &self.callback) {
            (Some(status), _) => Message::Response(status),
            (None, Some(name)) => Message::Callback(name.clone()),
            (None, None) => Message::Request,
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

    /// Returns the type of the part; `None` where no body and no such status is documented, and for a file. Parameters that
    /// an operation does not have are a type without fields.
    #[must_use]
    pub fn ty(&self) -> Option<&TypeDef> {
        self.documented_target().map(Target::ty)
    }

    /// Returns what payloads are held against, where the contract says what the part must be.
    pub(crate) const fn documented_target(&self) -> Option<&Target> {
        match self.documented {
            Documented::Type | Documented::NoParameters => Some(&self.target),
            Documented::NoBody
            | Documented::File
            | Documented::NoStatus
            | Documented::NoStatusOfError => None,
        }
    }

    /// Whether the status is documented; always so for requests and callbacks.
    #[must_use]
    pub const fn is_documented(&self) -> bool {
        !matches!(
            self.documented,
            Documented::NoStatus | Documented::NoStatusOfError
        )
    }

    /// Returns what the engine is told of the message.
    #[must_use]
    pub const fn scope(&self) -> Scope {
        self.scope
    }

    /// Checks JSON text: a body, or the parameters as one object; of a form, its fields as one object.
    ///
    /// Of a file nothing is checked. This is the fast path, and the only one that knows lines and columns. Where the contract knows of no body, a
    /// request must not have one (`additionalProperties` at the root), and a response may hold any JSON text. A status
    /// that no page documents is a warning; where the service has a type for errors, the body of one is checked all the same.
    /// For request headers, `authentication` is checked as well.
    ///
    /// Payloads of one kind mostly have their members in one order. Each thread remembers the last one and guesses the next
    /// name from it, which makes checks of small payloads about a third faster; it changes no report.
    #[must_use]
    pub fn check(&self, bytes: &[u8]) -> Report {
        if self.documented == Documented::File {
            return Report::default();
        }
        let options = self.operation.options();
        self.finish(check_bytes(&self.target, self.scope, bytes, options))
    }

    /// Checks a body as it is sent: JSON, or a form in one line or in parts, as it is documented.
    ///
    /// `media_type` is what the `Content-Type` header says; without it nothing is said of that. A body that is sent as
    /// another media type than is documented is a `media-type` violation, an error in requests and a warning in answers:
    /// it is not read as what it is not, so that a form is never read as JSON, nor JSON as a form. One that is sent as
    /// something else again, such as `text/plain`, is read as it is documented where it can be.
    ///
    /// The fields of a form are texts, as parameters are. What its files hold is not looked at.
    ///
    /// ```
    /// use mediaspec_validator::{Code, Message, Part, Validator};
    ///
    /// let create = Validator::new().operation("metastudio/Create2DDigitalHumanVideo")?;
    /// let body = create.message(Message::Request, Part::Body)?;
    /// let report = body.check_sent(Some("application/x-www-form-urlencoded"), b"{}");
    /// assert_eq!(report.violations[0].code, Code::MediaType);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn check_sent(&self, media_type: Option<&str>, body: &[u8]) -> Report {
        let mut report = self.sent_as(media_type);
        report.append(self.read(media_type, body));
        violation::cut(&mut report, self.operation.options().limits);
        report
    }

    /// Returns the media types that are documented for the body, where there is one.
    fn media_types(&self) -> Option<&MediaTypes> {
        let contract = self.operation.contract();
        match (self.documented, self.scope.direction, self.status) {
            (Documented::Type, Direction::Request, _) if self.scope.part == Part::Body => {
                contract.request.as_ref().map(|body| &body.media_types)
            }
            (Documented::Type | Documented::File, Direction::Response, Some(status))
                if self.scope.part == Part::Body =>
            {
                let mut all = contract.responses.iter();
                let response = all.find(|response| response.status == status)?;
                Some(&response.media_types)
            }
            _ => None,
        }
    }

    /// Tells of a body that is sent as what is not documented.
    pub(crate) fn sent_as(&self, media_type: Option<&str>) -> Report {
        match self.media_types() {
            Some(documented) => self.held_against(documented, media_type),
            None => Report::default(),
        }
    }

    /// Tells of a body that is sent as none of some media types. Who calls is bound by them; who reads an answer can only be
    /// warned.
    pub(crate) fn held_against(&self, documented: &MediaTypes, sent: Option<&str>) -> Report {
        let mut report = Report::default();
        let Some(sent) = sent.filter(|sent| !documented.admit(sent)) else {
            return report;
        };
        let mut violation = violation::at_root(
            self.service(),
            self.operation.contract(),
            self.scope.part,
            Code::MediaType,
            Detail::MediaTypes(documented.clone()),
        );
        if self.scope.direction == Direction::Response {
            violation.severity = Severity::Warning;
        }
        violation.found = Some(shortened(sent, FOUND).as_str().into());
        report.push_by(self.operation.options(), violation);
        report
    }

    /// Whether the body is documented as a form.
    pub(crate) fn takes_forms(&self) -> bool {
        self.media_types().is_some_and(MediaTypes::are_forms)
    }

    /// Checks a body as it is sent, but for its media type.
    pub(crate) fn read(&self, media_type: Option<&str>, body: &[u8]) -> Report {
        let sent = media_type.map(Syntax::of);
        let Some(documented) = self.media_types() else {
            // Of a body that nobody describes it is not asked that it is JSON if it does not say so itself.
            return match sent {
                None | Some(Syntax::Json) => self.check(body),
                Some(_) => self.finish(Report::default()),
            };
        };
        if self.documented == Documented::File {
            return Report::default();
        }
        let read = || match documented.are_forms() {
            true => self.check_form(media_type, body),
            false => self.check(body),
        };
        let is_admitted = media_type.is_none_or(|sent| documented.admit(sent));
        // JSON of a media type that is not listed is JSON all the same.
        let is_alike = |sent| documented.syntaxes().any(|syntax| syntax == sent);
        if is_admitted || sent.is_some_and(is_alike) {
            return read();
        }
        match sent {
            Some(Syntax::Other) => Some(read()).filter(|report| report.malformed.is_none()),
            Some(Syntax::Json | Syntax::UrlEncoded | Syntax::Multipart) | None => None,
        }
        .unwrap_or_default()
    }

    /// Checks a form: the texts of its fields, and the names of its files.
    fn check_form(&self, media_type: Option<&str>, body: &[u8]) -> Report {
        let part = self.scope.part;
        let fields = match form::read(media_type, body) {
            Ok(fields) => fields,
            Err(malformed) => return Report::of_malformed(part, malformed),
        };
        let ty = self.target.ty();
        let mut pairs: Vec<(&str, &str)> = Vec::new();
        for field in &fields {
            let known = ty.field(&field.name);
            let value = match known.is_some_and(|known| known.shape.is_of_files()) {
                true => Ok(field.file.as_deref().unwrap_or_default()),
                false => str::from_utf8(&field.content),
            };
            match value {
                Ok(value) => pairs.push((&field.name, value)),
                Err(_) => {
                    let message = "a field of the form is not UTF-8";
                    let malformed = Malformed::new(MalformedCode::Utf8, message);
                    return Report::of_malformed(part, malformed);
                }
            }
        }
        self.check_pairs(&pairs)
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

    /// Puts the report of an undocumented body or status in place of what was found in its payload, or in front of it
    /// where every error has such a body.
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
            Documented::NoBody | Documented::NoStatus | Documented::NoStatusOfError
                if report.malformed.is_some() =>
            {
                return report;
            }
            Documented::File => return Report::default(),
            Documented::NoBody if self.scope.direction == Direction::Response => {
                return Report::default();
            }
            Documented::NoBody => (Code::AdditionalProperties, Detail::Member(BODY.into())),
            Documented::NoStatus | Documented::NoStatusOfError => {
                let documented = contract().responses.iter().map(|r| r.status);
                (
                    Code::UndocumentedStatus,
                    Detail::Statuses(documented.collect()),
                )
            }
        };
        let options = self.operation.options();
        let mut violation =
            violation::at_root(self.service(), contract(), self.scope.part, code, detail);
        violation.found = self.status.map(|status| status.to_string().as_str().into());
        let mut told = Report::default();
        told.push_by(options, violation);
        if self.documented == Documented::NoStatusOfError {
            told.append(report);
        }
        violation::cut(&mut told, options.limits);
        told
    }
}

#[cfg(test)]
mod tests {
    use mediaspec_core::code::Code;
    use mediaspec_core::contract::{Catalog, Part, Service};
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
    fn the_body_of_an_undocumented_error_is_checked_where_every_error_has_the_same() {
        let studio = mini::catalog().service("studio").cloned();
        let mut data = studio.expect("the catalog has it").to_data();
        data.error = Some("Video".into());
        let service = Service::new(data).expect("a service");
        let catalog = Catalog::new([service]).expect("a catalog");
        let create = Validator::from_catalog(catalog).operation("CreateVideo");
        let create = create.expect("the catalog has it");
        let codes = |status, text: &str| -> Vec<Code> {
            let report = create.response_body(status, text.as_bytes());
            report.violations.iter().map(|v| v.code).collect()
        };
        let undocumented = Code::UndocumentedStatus;
        assert_eq!(codes(418, "{}"), [undocumented, Code::Required]);
        assert_eq!(codes(500, r#"{"job_id": "a"}"#), [undocumented]);
        assert_eq!(codes(302, "{}"), [undocumented], "that is no error");
        let report = create.response_body(503, b"{}");
        assert_eq!((report.error_count, report.warning_count), (1, 1));
        let headers = create.message(Message::Response(503), Part::Header);
        let headers = headers.expect("a response has headers").check(b"{}");
        assert_eq!(headers.total(), 1);
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

    /// `code severity pointer` of each violation of a body that is sent as a media type, or why it is malformed; `answer` says
    /// what the body of the response is sent as.
    fn told(documented: &[&str], message: Message, sent: Option<&str>, body: &[u8]) -> Vec<String> {
        let studio = mini::catalog().service("studio").cloned();
        let mut data = studio.expect("the catalog has it").to_data();
        let names = || documented.iter().map(|name| (*name).into()).collect();
        for operation in &mut data.operations {
            if let (Some(body), Message::Request) = (&mut operation.request, &message) {
                body.media_types.names = names();
            }
            for response in &mut operation.responses {
                let is_file = Message::Response(204) == message && response.status == 204;
                if is_file {
                    response.file = true;
                }
                if is_file || message == Message::Response(response.status) {
                    response.media_types.names = names();
                }
            }
        }
        let service = Service::new(data).expect("a service");
        let catalog = Catalog::new([service]).expect("a catalog");
        let create = Validator::from_catalog(catalog).operation("CreateVideo");
        let create = create.expect("the catalog has it");
        let message = create.message(message, Part::Body).expect("a body");
        let report = message.check_sent(sent, body);
        if let Some(malformed) = report.malformed {
            return vec![format!("malformed {}", malformed.message)];
        }
        let line = |v: &crate::Violation| format!("{} {} {}", v.code, v.severity, v.pointer);
        report.violations.iter().map(line).collect()
    }

    const JSON: &[&str] = &["application/json"];
    const MULTIPART: &str = "multipart/form-data";
    const URL_ENCODED: &str = "application/x-www-form-urlencoded";

    #[test]
    fn a_body_that_is_sent_as_another_media_type_is_told_and_not_read_as_what_it_is_not() {
        let request = |sent, body: &str| told(JSON, Message::Request, sent, body.as_bytes());
        let bad = r#"{"name": "v", "speed": 300}"#;
        let of_body = ["maximum error /speed"];
        for sent in [
            None,
            Some("application/json"),
            Some("Application/JSON; charset=utf-8"),
        ] {
            assert_eq!(request(sent, bad), of_body, "{sent:?}");
        }
        for form in [URL_ENCODED, MULTIPART] {
            assert_eq!(request(Some(form), bad), ["media-type error "]);
        }
        // Other names of JSON, and what says nothing of how it is written.
        for sent in ["application/vnd.studio+json", "text/plain", "octets"] {
            let expected = ["media-type error ", "maximum error /speed"];
            assert_eq!(request(Some(sent), bad), expected, "{sent}");
        }
        assert_eq!(request(Some("text/xml"), "<a/>"), ["media-type error "]);
        let broken = request(Some("text/json"), "<a/>");
        assert!(broken.concat().starts_with("malformed"), "{broken:?}");
    }

    #[test]
    fn the_media_type_of_an_answer_is_a_warning() {
        let answer = |sent, body: &str| told(JSON, Message::Response(200), sent, body.as_bytes());
        assert_eq!(
            answer(Some("application/json"), "{}"),
            ["required error /job_id"]
        );
        assert_eq!(answer(Some("text/html"), "<html>"), ["media-type warning "]);
        let expected = ["media-type warning ", "required error /job_id"];
        assert_eq!(answer(Some("text/plain"), "{}"), expected);
        // Nobody describes these.
        let undocumented = ["undocumented-status warning "];
        let undescribed =
            |sent, body: &str| told(JSON, Message::Response(302), sent, body.as_bytes());
        assert_eq!(undescribed(Some("text/html"), "<html>"), undocumented);
        assert_eq!(undescribed(None, "{}"), undocumented);
    }

    #[test]
    fn of_a_file_nothing_is_checked() {
        let answer = |documented, sent| told(documented, Message::Response(204), sent, b"\xff{");
        assert_eq!(answer(&["image/png"], Some("Image/PNG")), [""; 0]);
        assert_eq!(answer(&["image/png"], None), [""; 0]);
        assert_eq!(
            answer(&["image/png"], Some("application/json")),
            ["media-type warning "]
        );
        assert_eq!(answer(&[], Some("application/json")), [""; 0]);
    }

    #[test]
    fn the_fields_of_a_form_are_texts_as_parameters_are() {
        let both = &[URL_ENCODED, MULTIPART][..];
        let form = |sent, body: &str| told(both, Message::Request, sent, body.as_bytes());
        let part = |name: &str, value: &str| {
            format!("--b\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n")
        };
        let in_parts = part("speed", "2e2") + &part("nane", "v") + "--b--\r\n";
        let expected = [
            "type error /speed",
            "additionalProperties error /nane",
            "required error /name",
        ];
        for (sent, body) in [
            (None, "speed=2e2&nane=v"),
            (Some(URL_ENCODED), "speed=2e2&nane=v"),
            (None, &*in_parts),
            (Some("multipart/form-data; boundary=b"), &in_parts),
        ] {
            assert_eq!(form(sent, body), expected, "{sent:?} {body}");
        }
        assert_eq!(form(None, "speed=200&name=v"), [""; 0]);
        let twice = form(None, "speed=200&name=v&speed=0");
        assert_eq!(
            twice,
            ["minimum error /speed", "duplicate-key error /speed"]
        );
        assert_eq!(form(Some("application/json"), "{}"), ["media-type error "]);
        assert_eq!(form(Some("text/plain"), "name=v"), ["media-type error "]);
        let cut = form(Some("multipart/form-data; boundary=b"), "--b\r\n");
        assert_eq!(cut, ["malformed the form ends before its last boundary"]);
        let bytes = b"--b\nContent-Disposition: form-data; name=name\n\n\xff\n--b--";
        let told = told(both, Message::Request, None, bytes);
        assert_eq!(told, ["malformed a field of the form is not UTF-8"]);
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
