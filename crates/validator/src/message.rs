//! The messages of an operation, and checking one of them.

use std::fmt;

use mediaspec_core::check::{
    Allow, Memory, Options, Scope, check_bytes_with, check_deserializer, check_parameters,
    check_value,
};
use mediaspec_core::code::Code;
use mediaspec_core::contract::{
    AuthGroup, Cite, Direction, Field, Info, Operation, Part, Required, Shape, Shortcuts, TypeDef,
};
use mediaspec_core::report::{Detail, Report};
use serde::{Deserializer, Serialize};

use crate::name;
use crate::text::{one_of, shown};
use crate::violation;

/// A message of an operation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Message<'a> {
    /// What the caller sends.
    Request,
    /// What the vendor answers, by HTTP status.
    Response(u16),
    /// What the vendor sends to the caller's own address, by the name that the contract gives it.
    Callback(&'a str),
}

impl Message<'_> {
    /// `request`, `response` or `callback`.
    #[must_use]
    pub const fn kind(self) -> &'static str {
        match self {
            Self::Request => "request",
            Self::Response(_) => "response",
            Self::Callback(_) => "callback",
        }
    }

    /// Which way the message goes: callbacks are checked as responses are.
    #[must_use]
    pub const fn direction(self) -> Direction {
        match self {
            Self::Request => Direction::Request,
            Self::Response(_) | Self::Callback(_) => Direction::Response,
        }
    }
}

impl fmt::Display for Message<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Request => f.write_str("request"),
            Self::Response(status) => write!(f, "response {status}"),
            Self::Callback(name) => write!(f, "callback `{}`", shown(name)),
        }
    }
}

/// The operation has no such message, or the message no such part.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum NoSuchMessage {
    /// No callback has that name.
    Callback {
        /// The operation's full name.
        operation: String,
        /// The name that was asked for.
        name: String,
        /// The callbacks that the operation has.
        known: Vec<String>,
    },
    /// Only requests have path and query parameters, and callbacks have a body alone.
    Part {
        /// The kind of message: `response` or `callback`.
        message: &'static str,
        /// The part that it does not have.
        part: Part,
    },
}

impl fmt::Display for NoSuchMessage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Callback {
                operation,
                name,
                known,
            } => {
                write!(f, "{operation} has no callback `{}`", shown(name))?;
                if known.is_empty() {
                    f.write_str("; it has none at all")
                } else {
                    write!(f, "; it has {}", one_of(known))
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

impl std::error::Error for NoSuchMessage {}

/// What reports call a body as a whole.
pub(crate) const BODY: &str = "body";

/// What the contract says of one part of a message.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Documented<'t> {
    /// It is of that type.
    Type(&'t TypeDef<'t>),
    /// The message has no body.
    NoBody,
    /// No page tells of the status.
    NoStatus,
}

impl<'t> Documented<'t> {
    fn body(ty: Option<&'t TypeDef<'t>>) -> Self {
        ty.map_or(Self::NoBody, Self::Type)
    }
}

/// One part of one message of an operation, ready to check payloads.
///
/// Made by [`OperationRef::message`](crate::OperationRef::message).
#[derive(Debug, Clone, Copy)]
pub struct MessageRef<'v, 't> {
    operation: &'t Operation<'t>,
    documented: Documented<'t>,
    scope: Scope,
    status: Option<u16>,
    options: &'v Options,
}

impl<'v, 't> MessageRef<'v, 't> {
    pub(crate) fn find(
        operation: &'t Operation<'t>,
        message: Message<'_>,
        part: Part,
        options: &'v Options,
    ) -> Result<Self, NoSuchMessage> {
        let has_part = match message {
            Message::Request => true,
            Message::Response(_) => matches!(part, Part::Body | Part::Header),
            Message::Callback(_) => part == Part::Body,
        };
        if !has_part {
            return Err(NoSuchMessage::Part {
                message: message.kind(),
                part,
            });
        }
        match message {
            Message::Request => Ok(Self::request(operation, part, options)),
            Message::Response(status) => Ok(Self::response(operation, status, part, options)),
            Message::Callback(name) => Self::callback(operation, name, options),
        }
    }

    /// A part of the request.
    pub(crate) fn request(operation: &'t Operation<'t>, part: Part, options: &'v Options) -> Self {
        let documented = match part {
            Part::Path => Documented::Type(operation.path_parameters),
            Part::Query => Documented::Type(operation.query),
            Part::Header => Documented::Type(operation.headers),
            Part::Body => Documented::body(operation.request.map(|body| body.ty)),
        };
        Self::new(operation, documented, Direction::Request, part, options)
    }

    /// A response: its headers, or else its body.
    pub(crate) fn response(
        operation: &'t Operation<'t>,
        status: u16,
        part: Part,
        options: &'v Options,
    ) -> Self {
        let response = operation.responses.iter().find(|r| r.status == status);
        let documented = match response {
            None => Documented::NoStatus,
            Some(response) if part == Part::Header => Documented::Type(response.headers),
            Some(response) => Documented::body(response.body),
        };
        Self {
            status: Some(status),
            ..Self::new(operation, documented, Direction::Response, part, options)
        }
    }

    fn callback(
        operation: &'t Operation<'t>,
        name: &str,
        options: &'v Options,
    ) -> Result<Self, NoSuchMessage> {
        let known = operation.callbacks;
        let Some(callback) = known.iter().find(|callback| callback.name == name) else {
            return Err(NoSuchMessage::Callback {
                operation: name::full(operation),
                name: name.to_owned(),
                known: known.iter().map(|c| c.name.to_owned()).collect(),
            });
        };
        let documented = Documented::Type(callback.ty);
        Ok(Self::new(
            operation,
            documented,
            Direction::Response,
            Part::Body,
            options,
        ))
    }

    const fn new(
        operation: &'t Operation<'t>,
        documented: Documented<'t>,
        direction: Direction,
        part: Part,
        options: &'v Options,
    ) -> Self {
        Self {
            operation,
            documented,
            scope: Scope {
                direction,
                part,
                context: operation.context,
            },
            status: None,
            options,
        }
    }

    /// The type of the part; `None` where no body and no such status is documented.
    #[must_use]
    pub const fn ty(&self) -> Option<&'t TypeDef<'t>> {
        match self.documented {
            Documented::Type(ty) => Some(ty),
            Documented::NoBody | Documented::NoStatus => None,
        }
    }

    /// Whether the status is documented; always so for requests and callbacks.
    #[must_use]
    pub const fn is_documented(&self) -> bool {
        !matches!(self.documented, Documented::NoStatus)
    }

    /// What the engine is told of the message.
    #[must_use]
    pub const fn scope(&self) -> Scope {
        self.scope
    }

    /// The header groups of which one must be complete; none for anything but request headers.
    pub(crate) fn auth(&self) -> &'t [AuthGroup<'t>] {
        match (self.scope.direction, self.scope.part) {
            (Direction::Request, Part::Header) => self.operation.auth,
            (Direction::Request, Part::Body | Part::Path | Part::Query)
            | (Direction::Response, _) => &[],
        }
    }

    /// Checks JSON text: a body, or the parameters as one object.
    ///
    /// This is the fast path, and the only one that knows lines and columns. Where the contract knows of no body, a
    /// request must not have one (`additionalProperties` at the root), and a response may hold any JSON text.
    /// For request headers, `authentication` is checked as well.
    #[must_use]
    pub fn check(&self, bytes: &[u8]) -> Report<'t> {
        self.check_remembering(&mut Memory::new(), bytes)
    }

    /// Checks payloads one after the other, each a little faster for those before.
    #[must_use]
    pub fn checker(self) -> Checker<'v, 't> {
        Checker {
            message: self,
            memory: Box::new(Memory::new()),
        }
    }

    fn check_remembering(&self, memory: &mut Memory, bytes: &[u8]) -> Report<'t> {
        self.check_with(&mut |ty, scope, options| {
            check_bytes_with(memory, ty, scope, bytes, options)
        })
    }

    /// Checks a value that serde can write, such as a `serde_json::Value` or a typed model.
    #[must_use]
    pub fn check_value<T: Serialize + ?Sized>(&self, value: &T) -> Report<'t> {
        self.check_with(&mut |ty, scope, options| check_value(ty, scope, value, options))
    }

    /// Checks what serde can read, without a tree in between.
    ///
    /// A deserializer can be read only once, so that `authentication` is not checked here.
    ///
    /// # Errors
    /// The error of the deserializer, when it fails for reasons of its own.
    pub fn check_deserializer<'de, D: Deserializer<'de>>(
        &self,
        deserializer: D,
    ) -> Result<Report<'t>, D::Error> {
        let ty = self.ty().unwrap_or(&TypeDef::ANYTHING);
        let report = check_deserializer(ty, self.scope, deserializer, self.options)?;
        Ok(self.finish(report))
    }

    /// Checks parameters as they stand on the wire: decoded names and values, a name again for each item of a list.
    pub(crate) fn check_pairs(&self, pairs: &[(&str, &str)]) -> Report<'t> {
        self.check_with(&mut |ty, scope, options| {
            check_parameters(ty, scope, pairs.iter().copied(), options)
        })
    }

    /// Checks with the engine's entry point that suits the input.
    fn check_with(
        &self,
        check: &mut impl for<'a> FnMut(&'a TypeDef<'a>, Scope, &Options) -> Report<'a>,
    ) -> Report<'t> {
        let ty: &'t TypeDef<'t> = self.ty().unwrap_or(&TypeDef::ANYTHING);
        let mut report = self.finish(check(ty, self.scope, self.options));
        if !self.is_authenticated(check) {
            self.add_authentication(&mut report);
        }
        report
    }

    /// Puts the report of an undocumented body or status in place of what was found in its payload.
    fn finish(&self, report: Report<'t>) -> Report<'t> {
        let (code, detail) = match self.documented {
            Documented::Type(_) => return report,
            // A payload that nobody describes is still asked to be JSON.
            Documented::NoBody | Documented::NoStatus if report.malformed.is_some() => {
                return report;
            }
            Documented::NoBody if self.scope.direction == Direction::Response => {
                return Report::default();
            }
            Documented::NoBody => (Code::AdditionalProperties, Detail::Member(BODY.into())),
            Documented::NoStatus => {
                let documented = self.operation.responses.iter().map(|r| r.status);
                (
                    Code::UndocumentedStatus,
                    Detail::Statuses(documented.collect()),
                )
            }
        };
        let mut report = Report::default();
        let mut violation = violation::at_root(
            self.scope.part,
            code,
            self.operation.cite,
            detail,
            self.options,
        );
        violation.found = self.status.map(|status| status.to_string().as_str().into());
        violation::push(&mut report, violation);
        violation::cut(&mut report, self.options.limits);
        report
    }

    /// Whether the headers hold one of the groups that authenticate, or none is asked for.
    ///
    /// The engine is asked group by group, with the group's headers as required ones, so that names in any case and
    /// every kind of input are read just as they are otherwise.
    fn is_authenticated(
        &self,
        check: &mut impl for<'a> FnMut(&'a TypeDef<'a>, Scope, &Options) -> Report<'a>,
    ) -> bool {
        let groups = self.auth();
        groups.is_empty()
            || groups.iter().any(|group| {
                let mut names = group.headers.to_vec();
                names.sort_unstable();
                let fields: Vec<_> = names
                    .into_iter()
                    .map(|name| present(name, group.cite))
                    .collect();
                let by_name: Vec<u16> = (0..).take(fields.len()).collect();
                let ty = TypeDef {
                    open: true,
                    fields: &fields,
                    by_name: &by_name,
                    shortcuts: Shortcuts::new(&fields, &[], &[]),
                    ..TypeDef::ANYTHING
                };
                let options = Options {
                    limits: self.options.limits,
                    // A header that is sent twice is sent.
                    allow: vec![Allow {
                        code: Code::DuplicateKey,
                        pointer: None,
                    }],
                    ..Options::default()
                };
                check(&ty, self.scope, &options).errors == 0
            })
    }

    fn add_authentication(&self, report: &mut Report<'t>) {
        let Some(first) = self.auth().first() else {
            return;
        };
        let detail = Detail::Schemes(self.auth());
        let violation = violation::at_root(
            Part::Header,
            Code::Authentication,
            first.cite,
            detail,
            self.options,
        );
        violation::push(report, violation);
        violation::cut(report, self.options.limits);
    }
}

/// One part of one message, for many payloads one after the other.
///
/// Payloads of one kind have their members in one order. A checker remembers it and guesses the next name, which makes
/// small payloads about a third faster; reports are the same as those of [`MessageRef::check`]. It takes one KiB, holds
/// nothing of a payload but that order, and belongs to one thread: make one for each.
///
/// ```
/// use mediaspec_validator::{Message, Part, Validator};
///
/// let validator = Validator::new();
/// let operation = validator.operation("metastudio/Show2DDigitalHumanVideo")?;
/// let mut checker = operation.message(Message::Response(200), Part::Body)?.checker();
/// let payloads = [r#"{"job_id": "5a61121a", "state": "SUCCEED"}"#, r#"{"job_id": "", "state": "SUCCEED"}"#];
/// let errors: Vec<u64> = payloads.iter().map(|text| checker.check(text.as_bytes()).errors).collect();
/// assert_eq!(errors, [0, 1]);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// Made by [`MessageRef::checker`].
#[derive(Debug, Clone)]
pub struct Checker<'v, 't> {
    message: MessageRef<'v, 't>,
    memory: Box<Memory>,
}

impl<'v, 't> Checker<'v, 't> {
    /// Checks JSON text as [`MessageRef::check`] does.
    #[must_use]
    pub fn check(&mut self, bytes: &[u8]) -> Report<'t> {
        self.message.check_remembering(&mut self.memory, bytes)
    }

    /// What it checks.
    #[must_use]
    pub const fn message(&self) -> MessageRef<'v, 't> {
        self.message
    }
}

/// A member that must be present and may be anything.
const fn present<'a>(name: &'a str, cite: Cite<'a>) -> Field<'a> {
    Field {
        name,
        shape: Shape::Any,
        required: Required::Always,
        nullable: true,
        sensitive: true,
        deprecated: None,
        no_effect: None,
        slot: None,
        selected_by: None,
        default: None,
        info: Info {
            summary: "",
            unit: None,
            default_note: None,
            example: None,
            cite,
            cites: &[],
            conflicts: &[],
            notes: &[],
        },
    }
}

#[cfg(test)]
mod tests {
    use mediaspec_core::code::Code;
    use mediaspec_core::contract::Part;
    use mediaspec_core::report::{Detail, Report};

    use super::Message;
    use crate::Validator;
    use crate::mini::CATALOG;

    fn check<'t>(name: &str, message: Message<'_>, part: Part, text: &str) -> Report<'t> {
        let validator = Validator::with_catalog(CATALOG);
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
            Some(&Detail::Statuses(vec![200, 204]))
        );
        assert_eq!(violation.map(|v| v.pointer.as_str()), Some(""));
        let found = violation.and_then(|v| v.found.as_deref());
        assert_eq!(found, Some("418"));
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
    fn parts_and_callbacks_that_do_not_exist_are_errors() {
        let validator = Validator::with_catalog(CATALOG);
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
            said(Message::Callback("done"), Part::Body).as_deref(),
            Some("studio/ListVideos has no callback `done`; it has none at all")
        );
        assert_eq!(said(Message::Response(999), Part::Header), None);
    }

    #[test]
    fn values_are_checked_as_their_text_is() {
        let validator = Validator::with_catalog(CATALOG);
        let Ok(message) = validator
            .operation("CreateVideo")
            .map(|operation| operation.message(Message::Request, Part::Body))
        else {
            panic!("the catalog has it");
        };
        let value = serde_json::json!({"name": "v", "speed": 300});
        let codes = |report: &Report<'_>| -> Vec<Code> {
            report.violations.iter().map(|v| v.code).collect()
        };
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
