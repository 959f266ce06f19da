//! The vocabulary: what a vendor's tables say of an API, as plain owned data.
//!
//! A [`Service`] holds the types and operations of one vendor API. They refer to each other, to their fields and to
//! their sources by name, so that any of them can be written to a contract file as it stands, and a type may contain
//! itself. Two loaders make services: `mediaspec-spec` from a folder of TOML files, and [`Service::read`] from a
//! contract file. Both hand out nothing but what [`Catalog::new`] accepts.
//!
//! What is derived for fast checks (indices, look-up tables) is private to the engine.
//!
//! **Invariant.** A type has at most [`MAX_FIELDS`] fields and [`MAX_SLOTS`] fields that rules read.

mod constraint;
mod format;
mod json;
mod late;
mod media;
mod name;
mod vote;
mod way;
mod written;

use std::fmt;
use std::num::NonZeroU32;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::automaton::Automaton;
use crate::escape::shortened;

pub use constraint::{Bound, Bounds, Constraint};
pub use format::Format;
#[doc(hidden)]
pub use format::FormatLine;
pub use json::{Json, Literal};
pub use late::Late;
pub use media::{MediaTypes, Syntax};
pub use name::TypeName;
pub(crate) use vote::MAX_VOTES;
pub use vote::{Dropped, Poll, Question, Ruling, Vote};
pub use way::{MAX_STEPS, steps};
pub use written::Written;

// What is made of the vocabulary is found beside it.
pub use crate::automaton::MAX_STATES;
pub use crate::code::Severity;
#[cfg(feature = "schema")]
pub use crate::service::contract_schema;
pub use crate::service::{
    Catalog, ContractError, ContractProblem, FORMAT, MAX_BYTES, Member, Message, MessageKind,
    OperationHead, Service, ServiceData,
};

/// The most fields that one type may have.
pub const MAX_FIELDS: usize = 128;

/// The most fields of one type that rules may read.
pub const MAX_SLOTS: usize = 64;

/// How requests of a service name their operation.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Style {
    /// Method and path template.
    Rest,
    /// Alibaba's RPC style: one path, the operation's name in the query.
    Rpc {
        /// The query parameter that names the operation (`Action`); each operation takes its own name in it.
        action: Box<str>,
        /// The [common parameter](Service::common) that carries the version of the API (`Version`); see
        /// [`Service::version`].
        version: Box<str>,
        /// The headers that say the same, where requests may be signed so that headers say it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        headers: Option<CallHeaders>,
        /// Where this was read.
        cite: Cite,
    },
}

/// Headers that say what in the RPC style the query says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct CallHeaders {
    /// The header that names the operation (`x-acs-action`).
    pub action: Box<str>,
    /// The header that carries the version of the API (`x-acs-version`).
    pub version: Box<str>,
}

/// A host that answers requests.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Endpoint {
    /// Its name, such as `metastudio.cn-north-4.myhuaweicloud.com`. A label in braces stands for any label, where a source
    /// tells how the hosts of all regions are named: `mts.{region}.aliyuncs.com`.
    pub host: Box<str>,
    /// Where it was read.
    pub cite: Cite,
}

impl Endpoint {
    /// Returns whether the name holds a label that stands for any.
    #[must_use]
    pub fn is_template(&self) -> bool {
        self.host.split('.').any(is_any_label)
    }

    /// Returns whether a host is called so, in any case.
    ///
    /// ```
    /// use mediaspec_core::contract::{Cite, Endpoint};
    ///
    /// let cite = Cite { source: "pages".into(), anchor: None };
    /// let endpoint = Endpoint { host: "mts.{region}.aliyuncs.com".into(), cite };
    /// assert!(endpoint.serves("MTS.cn-shanghai.aliyuncs.com"));
    /// assert!(!endpoint.serves("mts.aliyuncs.com"));
    /// ```
    #[must_use]
    pub fn serves(&self, host: &str) -> bool {
        let mut labels = host.split('.');
        let fits = |expected: &str| {
            labels.next().is_some_and(|label| {
                let is_any = is_any_label(expected) && !label.is_empty();
                is_any || label.eq_ignore_ascii_case(expected)
            })
        };
        self.host.split('.').all(fits) && labels.next().is_none()
    }
}

/// Whether a label of a host's name stands for any label.
fn is_any_label(label: &str) -> bool {
    label.starts_with('{') && label.ends_with('}')
}

/// An API of the vendor that is easily taken for the service, since its operations have the same names.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct OtherApi {
    /// The vendor's product name.
    pub title: Box<str>,
    /// The hosts that answer its requests.
    pub endpoint: Endpoint,
}

/// A header that says again what the path says: where both are there, they must be the same.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Agreement {
    /// The parameter of the path.
    pub path: Box<str>,
    /// The header.
    pub header: Box<str>,
    /// Where this was read.
    pub cite: Cite,
}

/// Something that was read: a vendor page, API Explorer, an SDK.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Source {
    /// Short name, as in `spec/` (`show-2d-video`).
    pub name: Box<str>,
    /// What sort of source it is; decides which one governs.
    pub kind: SourceKind,
    /// Our title for it.
    pub title: Box<str>,
    /// Where it can be read.
    pub url: Box<str>,
    /// The day it was read, `YYYY-MM-DD`.
    pub read: Box<str>,
}

/// The sorts of sources, in order of precedence.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum SourceKind {
    /// A page of the vendor's documentation.
    Page,
    /// The vendor's machine-readable definitions, which state lengths, bounds and patterns of nearly everything.
    ApiExplorer,
    /// The vendor's machine-readable metadata.
    Metadata,
    /// The vendor's SDK.
    Sdk,
    /// What was read out of the texts of an SDK: a guess until a second source confirms it.
    SdkText,
    /// A page of the vendor's help that does not document the operation itself.
    Help,
    /// An older edition: it can allow, and refuses only where no newer source speaks.
    Archive,
}

/// A place in a source: the source's name, and the table or section in it.
///
/// Written as `show-2d-video#8`; [`Service::source`] gives the source.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Cite {
    /// The name of what was read.
    pub source: Box<str>,
    /// The table's number or the section's name, where the source has such.
    pub anchor: Option<Box<str>>,
}

impl fmt::Display for Cite {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.source)?;
        match &self.anchor {
            Some(anchor) => write!(f, "#{anchor}"),
            None => Ok(()),
        }
    }
}

impl From<&str> for Cite {
    fn from(text: &str) -> Self {
        match text.split_once('#') {
            Some((source, anchor)) => Self {
                source: source.into(),
                anchor: Some(anchor.into()),
            },
            None => Self {
                source: text.into(),
                anchor: None,
            },
        }
    }
}

impl Serialize for Cite {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Cite {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = std::borrow::Cow::<str>::deserialize(deserializer)?;
        Ok(Self::from(&*text))
    }
}

#[cfg(feature = "schema")]
impl schemars::JsonSchema for Cite {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Cite".into()
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({
            "description": "A source's name, and after a `#` the table or section in it.",
            "type": "string",
        })
    }
}

/// A disagreement between sources about something that no value breaks. What they say of values is in [`Field::votes`].
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Conflict {
    /// The source that says otherwise.
    pub cite: Cite,
    /// What it says, as `(constraint, value)` in words, such as `("max_chars", "64")`; `("", "absent")` when it lacks the thing.
    pub says: Box<[(Box<str>, Box<str>)]>,
    /// What people should know of the disagreement.
    #[serde(default, skip_serializing_if = "str::is_empty")]
    pub because: Box<str>,
    /// Whether it is plainly mistaken, so that its word counts for nothing.
    #[serde(default, skip_serializing_if = "is_false")]
    pub slip: bool,
}

/// What people need to know of a type, a rule or an operation.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Info {
    /// What it is or does, in a sentence of ours.
    pub summary: Box<str>,
    /// Where it was read.
    pub cite: Cite,
    /// Disagreements.
    #[serde(default, skip_serializing_if = "is_empty")]
    pub conflicts: Box<[Conflict]>,
    /// Remarks for people.
    #[serde(default, skip_serializing_if = "is_empty")]
    pub notes: Box<[Box<str>]>,
}

/// Whether callers should still use an operation.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum OperationState {
    /// They may.
    #[default]
    Current,
    /// The vendor advises against it: why, or what to use instead.
    Deprecated(Box<str>),
    /// The vendor documents it no longer: since when, or what to use instead.
    Removed(Box<str>),
    /// It has another name now.
    RenamedTo(Box<str>),
}

impl OperationState {
    /// Returns whether callers may use it.
    #[must_use]
    pub const fn is_current(&self) -> bool {
        matches!(self, Self::Current)
    }
}

/// An operation that the vendor lists no more. Nothing is known of its messages.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct RemovedOperation {
    /// The vendor's name of the operation.
    pub name: Box<str>,
    /// The last day on which a source was read that listed it, `YYYY-MM-DD`.
    pub last_listed: Box<str>,
    /// The name of the operation that it is now, where it only has another name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub renamed_to: Option<Box<str>>,
    /// How it was called, where that is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub route: Option<RemovedRoute>,
    /// The source that lists it no more.
    pub cite: Cite,
}

/// How an operation was called that the vendor lists no more.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct RemovedRoute {
    /// HTTP method, upper case.
    pub method: Box<str>,
    /// Path template.
    pub path: Box<str>,
}

/// One operation of a service.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Operation {
    /// Name of the service.
    pub service: Box<str>,
    /// The vendor's name of the operation.
    pub name: Box<str>,
    /// HTTP method, upper case.
    pub method: Box<str>,
    /// Path template, such as `/v1/{project_id}/digital-human-videos`.
    pub path: Box<str>,
    /// The vendor's group of operations, as spelt there.
    pub tag: Box<str>,
    /// The service context of its messages, for rules that hold in one context only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub context: Option<Context>,
    /// Whether callers should still use it.
    #[serde(default, skip_serializing_if = "OperationState::is_current")]
    pub state: OperationState,
    /// Header groups for authentication that replace those of the service ([`Service::auth`]).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub auth: Option<Box<[AuthGroup]>>,
    /// Path parameters: a type whose fields are the parameters. `None` when there are none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub path_parameters: Option<TypeName>,
    /// Query parameters, likewise.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub query: Option<TypeName>,
    /// Request headers, likewise.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub headers: Option<TypeName>,
    /// The request body, where there is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub request: Option<RequestBody>,
    /// Responses in order of status.
    pub responses: Box<[Response]>,
    /// Messages that the vendor sends to the caller's own address.
    #[serde(default, skip_serializing_if = "is_empty")]
    pub callbacks: Box<[Callback]>,
    /// What people need to know of it.
    pub info: Late<Info>,
}

impl Operation {
    /// The name with its service: `metastudio/ListDigitalHumanVideo`.
    #[must_use]
    pub fn full_name(&self) -> String {
        format!("{}/{}", self.service, self.name)
    }

    /// The type that lists the parameters of a part of the request; for [`Part::Body`] the body's type.
    #[must_use]
    pub fn request_part(&self, part: Part) -> Option<&TypeName> {
        match part {
            Part::Path => self.path_parameters.as_ref(),
            Part::Query => self.query.as_ref(),
            Part::Header => self.headers.as_ref(),
            Part::Body => self.request.as_ref().map(|body| &body.ty),
        }
    }

    /// Every type that it names.
    pub fn references(&self) -> impl Iterator<Item = &TypeName> {
        let parts = [Part::Path, Part::Query, Part::Header];
        let of_answers = self.responses.iter().filter_map(|r| r.headers.as_ref());
        parts
            .into_iter()
            .filter_map(|part| self.request_part(part))
            .chain(of_answers)
            .chain(self.bodies())
    }

    /// The types of its bodies: of the request, of the responses, of the callbacks.
    pub fn bodies(&self) -> impl Iterator<Item = &TypeName> {
        let sent = self.request.iter().map(|body| &body.ty);
        sent.chain(self.received())
    }

    /// The types of the bodies that the vendor sends: of the responses, of the callbacks.
    pub fn received(&self) -> impl Iterator<Item = &TypeName> {
        let answers = self.responses.iter().filter_map(|r| r.body.as_ref());
        answers.chain(self.callbacks.iter().map(|callback| &callback.ty))
    }
}

/// A request body.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct RequestBody {
    /// Its type.
    pub ty: TypeName,
    /// Whether a request without a body is a mistake.
    pub required: bool,
    /// What it may be sent as. The fields of a form are texts on the wire, as parameters are.
    #[serde(default, skip_serializing_if = "MediaTypes::are_usual")]
    pub media_types: MediaTypes,
}

/// A documented response.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Response {
    /// HTTP status.
    pub status: u16,
    /// When it comes, in a sentence.
    pub summary: Box<str>,
    /// Type of the body; `None` when there is none, or when it is a file.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub body: Option<TypeName>,
    /// Whether the body is a file, of which nothing is checked.
    #[serde(default, skip_serializing_if = "is_false")]
    pub file: bool,
    /// What the body is sent as, where there is one.
    #[serde(default, skip_serializing_if = "MediaTypes::are_usual")]
    pub media_types: MediaTypes,
    /// Response headers: a type whose fields are the headers. `None` when none are documented.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub headers: Option<TypeName>,
    /// The vendor's error code that goes with the status, where one is documented.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub error_code: Option<Box<str>>,
    /// Where it was read.
    pub cite: Cite,
}

/// A message that the vendor sends to the caller's own address.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Callback {
    /// Our name for it, kebab-case.
    pub name: Box<str>,
    /// When it comes, in a sentence.
    pub summary: Box<str>,
    /// Type of the message.
    pub ty: TypeName,
    /// The field of the operation's own request that holds the callback URL; `None` where another operation sets it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub address: Option<Address>,
    /// Where it was read.
    pub cite: Cite,
}

/// The request field that holds the callback URL.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Address {
    /// The part of the request.
    pub part: Part,
    /// JSON Pointer in it.
    pub pointer: Box<str>,
}

/// A set of headers that together authenticate a request.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct AuthGroup {
    /// Name of the scheme (`token`, `aksk`).
    pub scheme: Box<str>,
    /// The headers that it needs.
    pub headers: Box<[Box<str>]>,
    /// Where it was read.
    pub cite: Cite,
}

/// The service that a message belongs to. Some bounds hold in one service only, and the payload does not say which.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Context {
    /// Virtual avatar video production.
    #[serde(rename = "video_2d")]
    Video2d,
    /// Virtual avatar livestream.
    #[serde(rename = "live_2d")]
    Live2d,
    /// Intelligent interaction.
    #[serde(rename = "chat_2d")]
    Chat2d,
    /// Photo-based virtual avatar video.
    Photo,
    /// The basic (Flexus) edition.
    Flexus,
}

impl Context {
    /// Every context.
    pub const ALL: [Self; 5] = [
        Self::Video2d,
        Self::Live2d,
        Self::Chat2d,
        Self::Photo,
        Self::Flexus,
    ];

    /// The name in `spec/`: `video_2d`, `live_2d`, `chat_2d`, `photo`, `flexus`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Video2d => "video_2d",
            Self::Live2d => "live_2d",
            Self::Chat2d => "chat_2d",
            Self::Photo => "photo",
            Self::Flexus => "flexus",
        }
    }
}

/// Which way a message goes. Requests are checked more strictly: unknown members and `null` are refused there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Direction {
    /// From the caller to the vendor.
    Request,
    /// From the vendor to the caller; callbacks too.
    Response,
}

impl Direction {
    /// `request` or `response`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Request => "request",
            Self::Response => "response",
        }
    }
}

/// The part of a message that is checked, as OpenAPI names it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Part {
    /// The body, or a callback message.
    Body,
    /// Path parameters.
    Path,
    /// Query parameters.
    Query,
    /// Headers.
    Header,
}

impl Part {
    /// `body`, `path`, `query` or `header`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Body => "body",
            Self::Path => "path",
            Self::Query => "query",
            Self::Header => "header",
        }
    }
}

/// What is checked: which way the message goes, which part of it, and the service it belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Scope {
    /// Which way the message goes.
    pub direction: Direction,
    /// The part of the message.
    pub part: Part,
    /// The service, where rules of one service only shall run.
    pub context: Option<Context>,
}

impl Scope {
    /// The body of a message of that direction, in no particular service.
    #[must_use]
    pub const fn body(direction: Direction) -> Self {
        Self {
            direction,
            part: Part::Body,
            context: None,
        }
    }

    /// The same scope in a service context.
    #[must_use]
    pub const fn in_context(self, context: Option<Context>) -> Self {
        Self { context, ..self }
    }

    /// The same scope for another part of the message.
    #[must_use]
    pub const fn in_part(self, part: Part) -> Self {
        Self { part, ..self }
    }
}

impl From<Direction> for Scope {
    fn from(direction: Direction) -> Self {
        Self::body(direction)
    }
}

impl From<(Direction, Context)> for Scope {
    fn from((direction, context): (Direction, Context)) -> Self {
        Self::body(direction).in_context(Some(context))
    }
}

/// A named type: fields in the vendor's order, and the rules between them. Its values are objects, unless it is
/// [transparent](TypeDef::transparent).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct TypeDef {
    /// Our name: the vendor's, or a variant of it.
    pub name: TypeName,
    /// The vendor's name.
    pub wire: Box<str>,
    /// Types whose fields and rules it has too, in front of its own: parameters that operations share. They include no
    /// others. Where one of them is open, so is it.
    #[serde(default, skip_serializing_if = "is_empty")]
    pub includes: Box<[TypeName]>,
    /// Whether members beyond the documented ones are expected (the vendor's table is known in part): in a request, one is a
    /// warning.
    #[serde(default, skip_serializing_if = "is_false")]
    pub open: bool,
    /// Whether a value of it is that of its only field, with no object around it: a body that is a list or a scalar.
    #[serde(default, skip_serializing_if = "is_false")]
    pub transparent: bool,
    /// For parameters, and for a body that is no object: the operation that they are of. `None` for the vendor's own types.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub parameters_of: Option<Box<str>>,
    /// What people need to know of it.
    pub info: Late<Info>,
    /// The members, in the vendor's order. A type of a [`Service`] has those of the types that it includes in front of its
    /// own; [`ServiceData`] and contract files have its own alone.
    #[serde(skip)]
    pub fields: Box<[Field]>,
    /// Rules between the members, likewise.
    #[serde(skip)]
    pub rules: Box<[Rule]>,
}

impl TypeDef {
    /// Returns what a named value is, where the type is one: a list of values or the form of a text that members of several types
    /// have by its name.
    #[must_use]
    pub fn value(&self) -> Option<&Field> {
        self.transparent_field()
            .filter(|_| self.parameters_of.is_none())
    }

    /// Gives each named value of its fields what the value's definition says, and what sources say of the value that do not
    /// agree.
    pub(crate) fn define<'v>(&mut self, definition: &dyn Fn(&TypeName) -> Option<&'v Field>) {
        let shape_of = |name: &TypeName| Some(&definition(name)?.shape);
        for field in &mut self.fields {
            field.shape.define(&shape_of);
            for vote in &mut field.votes {
                vote.shape.define(&shape_of);
            }
            if field.votes.is_empty() {
                field.votes = field.votes_on_values(definition);
            }
        }
    }

    /// Takes from its fields what named values have given them, which is what a contract file says of them.
    pub(crate) fn undefine<'v>(&mut self, definition: &dyn Fn(&TypeName) -> Option<&'v Field>) {
        for field in &mut self.fields {
            if field.votes == field.votes_on_values(definition) {
                field.votes = Box::default();
            }
            field.shape.undefine();
            for vote in &mut field.votes {
                vote.shape.undefine();
            }
        }
    }

    /// Returns the field with that wire name.
    ///
    /// ```
    /// # #![allow(dead_code)]
    /// use mediaspec_core::contract::TypeDef;
    ///
    /// pub fn has_voice(ty: &TypeDef) -> bool {
    ///     ty.field("voice_asset_id").is_some()
    /// }
    /// ```
    #[must_use]
    pub fn field(&self, name: &str) -> Option<&Field> {
        self.fields.iter().find(|field| &*field.name == name)
    }

    /// Puts the fields and rules of the types that it includes in front of its own, and is open where one of them is.
    pub(crate) fn include<'a>(&mut self, included: impl Iterator<Item = &'a Self> + Clone) {
        let fields = included.clone().flat_map(|ty| &ty.fields);
        self.fields = fields.chain(&self.fields).cloned().collect();
        self.open |= included.clone().any(|ty| ty.open);
        let rules = included.flat_map(|ty| &ty.rules);
        self.rules = rules.chain(&self.rules).cloned().collect();
    }

    /// Returns the field whose value stands for the whole, where the type is [transparent](Self::transparent).
    #[must_use]
    pub fn transparent_field(&self) -> Option<&Field> {
        self.fields.first().filter(|_| self.transparent)
    }

    /// The types that its fields and rules name, in their order. A type may name itself, or one type twice.
    pub fn references(&self) -> impl Iterator<Item = &TypeName> {
        let of_fields = self.fields.iter().flat_map(|field| {
            let of_votes = field.votes.iter().map(|vote| &vote.shape);
            std::iter::once(&field.shape)
                .chain(of_votes)
                .flat_map(Shape::references)
        });
        of_fields.chain(self.rules.iter().flat_map(Rule::references))
    }

    /// The types of which every object of this type must hold one, each with the field that asks for it: a required
    /// member, the items of a required list that may not be empty, a required document in a text.
    pub fn required_references(&self) -> impl Iterator<Item = (&Field, &TypeName)> {
        let fields = self.fields.iter();
        let must = fields.filter(|field| field.required != Required::No && !field.nullable);
        must.filter_map(|field| Some((field, field.shape.required_reference()?)))
    }

    /// The rule that selects the type of a field by the value of another.
    #[must_use]
    pub fn selector_of(&self, name: &str) -> Option<&Rule> {
        let mut rules = self.rules.iter();
        rules.find(|rule| rule.selected() == Some(name))
    }

    /// What may not occur twice in the list that a field holds.
    #[must_use]
    pub fn unique_in(&self, field: &Field) -> Unique<'_> {
        let by_rule = self.rules.iter().find_map(|rule| match &rule.kind {
            RuleKind::Unique { list, by } if *list == field.name => {
                Some(by.as_deref().map_or(Unique::Items, Unique::By))
            }
            _ => None,
        });
        by_rule.unwrap_or(match &field.shape {
            Shape::List(list) => list.own_unique(),
            _ => Unique::No,
        })
    }
}

/// What may not occur twice in a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unique<'a> {
    /// Anything may.
    No,
    /// Equal items may not (scalars only).
    Items,
    /// Items that are objects may not share the value of the member of that name.
    By(&'a str),
}

/// Where a member must be present.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Required {
    /// Nowhere.
    #[default]
    No,
    /// In requests; a response may lack it.
    InRequests,
    /// In every message.
    Always,
}

impl Required {
    /// Whether a message of that direction must have it.
    #[must_use]
    pub const fn holds(self, direction: Direction) -> bool {
        match self {
            Self::No => false,
            Self::InRequests => matches!(direction, Direction::Request),
            Self::Always => true,
        }
    }
}

/// A member of a type, or a parameter.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Field {
    /// Name on the wire.
    pub name: Box<str>,
    /// What values it takes.
    pub shape: Shape,
    /// Where it must be present.
    #[serde(default, skip_serializing_if = "is_optional")]
    pub required: Required,
    /// Whether `null` is a documented value.
    #[serde(default, skip_serializing_if = "is_false")]
    pub nullable: bool,
    /// Whether its value must never be shown (a token, a key, a signed URL).
    #[serde(default, skip_serializing_if = "is_false")]
    pub sensitive: bool,
    /// Why it should no longer be used.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub deprecated: Option<Box<str>>,
    /// Why setting it changes nothing, in every context.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub no_effect: Option<Box<str>>,
    /// The value that counts when it is absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub default: Option<Json>,
    /// What each source says where they do not agree, the highest in rank first. The field itself says what governs, and what
    /// else is known where that says nothing.
    #[serde(default, skip_serializing_if = "is_empty")]
    pub votes: Box<[Vote]>,
    /// The source that had it once and has it no longer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub dropped: Option<Dropped>,
    /// What people need to know of it.
    pub info: Late<FieldInfo>,
}

/// What people need to know of a field.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct FieldInfo {
    /// What it is, in a sentence of ours.
    pub summary: Box<str>,
    /// Its unit, such as `px` or `kbit/s`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unit: Option<Box<str>>,
    /// What happens when it is absent, where that is not a literal value.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub default_note: Option<Box<str>>,
    /// A value of our own that the constraints accept.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub example: Option<Json>,
    /// Where it was read.
    pub cite: Cite,
    /// Constraints that were read elsewhere, as `(key in spec/, source)`, sorted by key: `("max_chars", …)`.
    #[serde(default, skip_serializing_if = "is_empty")]
    pub cites: Box<[(Box<str>, Cite)]>,
    /// Disagreements.
    #[serde(default, skip_serializing_if = "is_empty")]
    pub conflicts: Box<[Conflict]>,
    /// Remarks for people: meaning of special values, duties outside the payload.
    #[serde(default, skip_serializing_if = "is_empty")]
    pub notes: Box<[Box<str>]>,
}

/// What values a member, an item or a parameter takes.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Shape {
    /// An integer (`50`, `50.0` and `5e1` alike).
    Int(Int),
    /// A number.
    Number(Number),
    /// A string.
    Text(Text),
    /// `true` or `false`.
    Bool,
    /// One of a list of strings.
    Enum(Enum),
    /// An array.
    List(Box<List>),
    /// An object whose members are named by whoever sends it, all of one shape.
    Map(Box<Map>),
    /// An object of a named type.
    Object(TypeName),
    /// A value of one of several shapes.
    Alternatives(Alternatives),
    /// Any JSON value, `null` too.
    Any,
}

impl Shape {
    /// The kind's name in `spec/`: `int`, `number`, `text`, `file`, `bool`, `enum`, `list`, `map`, `object`,
    /// `alternatives`, `any`.
    #[must_use]
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::Int(_) => "int",
            Self::Number(_) => "number",
            Self::Text(text) if matches!(text.content, Content::File) => "file",
            Self::Text(_) => "text",
            Self::Bool => "bool",
            Self::Enum(_) => "enum",
            Self::List(_) => "list",
            Self::Map(_) => "map",
            Self::Object(_) => "object",
            Self::Alternatives(_) => "alternatives",
            Self::Any => "any",
        }
    }

    /// The name of its JSON type: `integer`, `number`, `string`, `boolean`, `array`, `object`; `any` where it is of several.
    #[must_use]
    pub fn json_type(&self) -> &'static str {
        match self {
            Self::Int(_) => "integer",
            Self::Number(_) => "number",
            Self::Text(_) | Self::Enum(_) => "string",
            Self::Bool => "boolean",
            Self::List(_) => "array",
            Self::Map(_) | Self::Object(_) => "object",
            Self::Alternatives(Alternatives { shapes }) => {
                let mut types = shapes.iter().map(Self::json_type);
                let first = types.next().unwrap_or("any");
                if types.all(|other| other == first) {
                    first
                } else {
                    "any"
                }
            }
            Self::Any => "any",
        }
    }

    /// Returns whether values of a JSON type can be of this shape: `null`, `boolean`, `number`, `string`, `array` or `object`.
    #[must_use]
    pub fn takes(&self, json_type: &str) -> bool {
        match self {
            Self::Alternatives(Alternatives { shapes }) => {
                shapes.iter().any(|shape| shape.takes(json_type))
            }
            Self::Any => true,
            Self::Int(_) => json_type == "number",
            _ => json_type == self.json_type(),
        }
    }

    /// Returns whether values of a JSON type are let pass with a warning: numbers, or truth values, where such are written
    /// as text.
    #[must_use]
    pub fn tolerates(&self, json_type: &str) -> bool {
        match self {
            Self::Text(text) => text.tolerates(json_type),
            Self::Alternatives(alternatives) => alternatives.tolerate(json_type),
            Self::Int(_)
            | Self::Number(_)
            | Self::Bool
            | Self::Enum(_)
            | Self::List(_)
            | Self::Map(_)
            | Self::Object(_)
            | Self::Any => false,
        }
    }

    /// Returns whether it is of values that hold no others: numbers, texts, truth values.
    #[must_use]
    pub const fn is_scalar(&self) -> bool {
        match self {
            Self::Int(_) | Self::Number(_) | Self::Text(_) | Self::Bool | Self::Enum(_) => true,
            Self::List(_) | Self::Map(_) | Self::Object(_) | Self::Alternatives(_) | Self::Any => {
                false
            }
        }
    }

    /// Returns whether it is of files: one, or a list of them. The fields of a form can be, and nothing else.
    #[must_use]
    pub fn is_of_files(&self) -> bool {
        match self {
            Self::Text(Text { form: _, content }) => matches!(content, Content::File),
            Self::List(list) => matches!(&list.item, Self::Text(_)) && list.item.is_of_files(),
            _ => false,
        }
    }

    /// Whether equal values of the shape can be told: it is a scalar of which each value is written in one way.
    #[must_use]
    pub const fn is_comparable(&self) -> bool {
        match self {
            Self::Text(Text {
                form: _,
                content: Content::Written(written),
            }) => matches!(written, Written::Bool),
            Self::Enum(values) => !values.any_case,
            _ => self.is_scalar(),
        }
    }

    /// Returns the shapes of what it holds: of the items of a list, of the values of a map, of the JSON
    /// document in a text; and the alternatives, of which a value is one.
    #[must_use]
    pub fn inner(&self) -> &[Self] {
        match self {
            Self::List(list) => std::slice::from_ref(&list.item),
            Self::Map(map) => std::slice::from_ref(&map.value),
            Self::Alternatives(Alternatives { shapes }) => shapes,
            Self::Text(Text { form: _, content }) => match content {
                Content::Json(document) => std::slice::from_ref(document),
                Content::Plain | Content::Separated(_) | Content::Written(_) | Content::File => &[],
            },
            Self::Int(_)
            | Self::Number(_)
            | Self::Bool
            | Self::Enum(_)
            | Self::Object(_)
            | Self::Any => &[],
        }
    }

    /// Returns itself and all shapes inside of it, each before what it holds.
    pub fn nested(&self) -> impl Iterator<Item = &Self> {
        let mut pending = vec![self];
        std::iter::from_fn(move || {
            let next = pending.pop()?;
            pending.extend(next.inner().iter().rev());
            Some(next)
        })
    }

    /// Returns the types that it names, in their order: of objects and of named values, wherever they stand in it.
    pub fn references(&self) -> impl Iterator<Item = &TypeName> {
        self.nested().filter_map(|shape| match shape {
            Self::Object(name) => Some(name),
            _ => shape.named(),
        })
    }

    /// Returns the named value that it is, or that each piece of a text is.
    #[must_use]
    pub fn named(&self) -> Option<&TypeName> {
        match self {
            Self::Enum(choice) => choice.named.as_ref(),
            Self::Text(Text { form, content }) => match content {
                Content::Separated(separated) => separated.piece.named(),
                Content::Plain | Content::Json(_) | Content::Written(_) | Content::File => {
                    form.named.as_ref()
                }
            },
            Self::Int(_)
            | Self::Number(_)
            | Self::Bool
            | Self::List(_)
            | Self::Map(_)
            | Self::Object(_)
            | Self::Alternatives(_)
            | Self::Any => None,
        }
    }

    /// Shows each part of it that can be a named value.
    fn each_nameable(&mut self, see: &mut dyn FnMut(Nameable<'_>)) {
        match self {
            Self::Enum(choice) => see(Nameable::Enum(choice)),
            Self::Text(Text { form, content }) => {
                see(Nameable::Text(form));
                match content {
                    Content::Json(document) => document.each_nameable(see),
                    Content::Separated(separated) => match &mut separated.piece {
                        Piece::Text(form) => see(Nameable::Text(form)),
                        Piece::Enum(choice) => see(Nameable::Enum(choice)),
                    },
                    Content::Plain | Content::Written(_) | Content::File => {}
                }
            }
            Self::List(list) => list.item.each_nameable(see),
            Self::Map(map) => map.value.each_nameable(see),
            Self::Alternatives(Alternatives { shapes }) => {
                shapes.iter_mut().for_each(|one| one.each_nameable(see));
            }
            Self::Int(_) | Self::Number(_) | Self::Bool | Self::Object(_) | Self::Any => {}
        }
    }

    /// Gives each named value in it what the value's definition says. What has no definition of its kind is left as it is.
    pub(crate) fn define<'v>(&mut self, definition: &dyn Fn(&TypeName) -> Option<&'v Self>) {
        self.each_nameable(&mut |nameable| match nameable {
            Nameable::Text(form) => {
                if let Some(name) = &form.named
                    && let Some(Self::Text(Text {
                        form: defined,
                        content: _,
                    })) = definition(name)
                {
                    *form = Form {
                        named: form.named.take(),
                        ..defined.clone()
                    };
                }
            }
            Nameable::Enum(choice) => {
                if let Some(name) = &choice.named
                    && let Some(Self::Enum(defined)) = definition(name)
                {
                    *choice = Enum {
                        named: choice.named.take(),
                        ..defined.clone()
                    };
                }
            }
        });
    }

    /// Takes from each named value in it all but the name, which is what a contract file says of it.
    pub(crate) fn undefine(&mut self) {
        self.each_nameable(&mut |nameable| match nameable {
            Nameable::Text(form) if form.named.is_some() => {
                *form = Form {
                    named: form.named.take(),
                    ..Form::default()
                };
            }
            Nameable::Enum(choice) if choice.named.is_some() => {
                *choice = Enum {
                    named: choice.named.take(),
                    ..Enum::default()
                };
            }
            Nameable::Text(_) | Nameable::Enum(_) => {}
        });
    }

    /// Puts another shape in the place of a named value, wherever it stands in it.
    fn say_of_value(&mut self, name: &TypeName, other: &Self) {
        match self {
            Self::Text(Text {
                content: Content::Separated(separated),
                ..
            }) => {
                if separated.piece.named() == Some(name) {
                    match other {
                        Self::Text(text) => separated.piece = Piece::Text(text.form.clone()),
                        Self::Enum(choice) => separated.piece = Piece::Enum(choice.clone()),
                        _ => {}
                    }
                }
            }
            Self::Text(Text {
                content: Content::Json(document),
                ..
            }) => document.say_of_value(name, other),
            Self::Enum(_) | Self::Text(_) if self.named() == Some(name) => *self = other.clone(),
            Self::List(list) => list.item.say_of_value(name, other),
            Self::Map(map) => map.value.say_of_value(name, other),
            Self::Alternatives(Alternatives { shapes }) => {
                shapes
                    .iter_mut()
                    .for_each(|one| one.say_of_value(name, other));
            }
            Self::Text(_)
            | Self::Enum(_)
            | Self::Int(_)
            | Self::Number(_)
            | Self::Bool
            | Self::Object(_)
            | Self::Any => {}
        }
    }

    /// Returns the first type that it names.
    pub(crate) fn first_reference(&self) -> Option<&TypeName> {
        match self {
            Self::Object(name) => Some(name),
            _ => self.inner().iter().find_map(Self::first_reference),
        }
    }

    /// Returns how many shapes there are: itself, and all inside of it.
    pub(crate) fn size(&self) -> usize {
        let inner = self.inner().iter().map(Self::size);
        inner.fold(1, usize::saturating_add)
    }

    /// Returns the alternatives of which the shape at a place is one, as [`Shape::nested`] counts: their place, the shapes, and
    /// which of them it is.
    pub(crate) fn alternatives_at(&self, place: usize) -> Option<(usize, &[Self], usize)> {
        let mut all = (0_usize..).zip(self.nested());
        all.find_map(|(outer, shape)| {
            let Self::Alternatives(Alternatives { shapes }) = shape else {
                return None;
            };
            let mut at = outer.saturating_add(1);
            let index = shapes.iter().position(|shape| {
                let here = at;
                at = at.saturating_add(shape.size());
                here == place
            });
            Some((outer, &**shapes, index?))
        })
    }

    /// Returns whether a value can do without what the shape holds.
    #[must_use]
    pub fn may_be_empty(&self) -> bool {
        match self {
            Self::List(list) => list.min_items.is_none_or(|min| min == 0),
            Self::Map(_) => true,
            Self::Alternatives(Alternatives { shapes }) => shapes
                .iter()
                .any(|shape| shape.may_be_empty() || shape.first_reference().is_none()),
            Self::Int(_)
            | Self::Number(_)
            | Self::Text(_)
            | Self::Bool
            | Self::Enum(_)
            | Self::Object(_)
            | Self::Any => false,
        }
    }

    /// Returns the type of which every value must hold an object.
    fn required_reference(&self) -> Option<&TypeName> {
        match self {
            Self::Object(name) => Some(name),
            _ if self.may_be_empty() => None,
            _ => match self.inner() {
                [only] => only.required_reference(),
                _ => None,
            },
        }
    }
}

/// A part of a shape that can be a named value.
enum Nameable<'s> {
    /// A text, or a piece of one.
    Text(&'s mut Form),
    /// One of a list of strings.
    Enum(&'s mut Enum),
}

/// An integer: inclusive bounds. Without bounds, those of `i64` hold.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Int {
    /// Least value allowed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub min: Option<i64>,
    /// Greatest value allowed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max: Option<i64>,
    /// A narrower range outside of which the vendor accepts a value but does not honour it, `(from, to)` inclusive.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub accepted: Option<(i64, i64)>,
    /// Values with a meaning of their own (-1 for endless).
    #[serde(default, skip_serializing_if = "is_empty")]
    pub special: Box<[(i64, Box<str>)]>,
    /// What it must be a multiple of.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub multiple_of: Option<NonZeroU32>,
    /// Whether it is a time in seconds since 1970 (a format that constrains nothing).
    #[serde(default, skip_serializing_if = "is_false")]
    pub unix_seconds: bool,
}

impl Int {
    /// Returns the range in which every integer is good and honoured; `None` where not every one is.
    pub(crate) fn good(&self) -> Option<(i64, i64)> {
        let Self {
            min,
            max,
            accepted,
            special: _,
            multiple_of,
            unix_seconds: _,
        } = self;
        let (low, high) = accepted.unwrap_or((i64::MIN, i64::MAX));
        let (min, max) = (min.unwrap_or(i64::MIN), max.unwrap_or(i64::MAX));
        multiple_of
            .is_none()
            .then_some((low.max(min), high.min(max)))
    }
}

/// A number: each bound inclusive or exclusive.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Number {
    /// Lower bound.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lower: Option<Bound>,
    /// Upper bound.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub upper: Option<Bound>,
    /// A narrower range outside of which the vendor accepts a value but does not honour it, `(from, to)` inclusive.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub accepted: Option<(f64, f64)>,
    /// Values with a meaning of their own.
    #[serde(default, skip_serializing_if = "is_empty")]
    pub special: Box<[(f64, Box<str>)]>,
}

/// A string: the form of the whole text, and what it holds.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Text {
    /// What the text as a whole must look like.
    #[serde(default, skip_serializing_if = "is_default")]
    pub form: Form,
    /// What the text holds.
    #[serde(default, skip_serializing_if = "is_default")]
    pub content: Content,
}

impl Text {
    /// See [`Shape::tolerates`].
    pub(crate) fn tolerates(&self, json_type: &str) -> bool {
        matches!(&self.content, Content::Written(written) if written.json_type() == json_type)
    }
}

/// What a text must look like: its lengths, and the forms that it must have.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Form {
    /// The value that it is one of, where the contract gives the form a name. The rest of it is then that of the value.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub named: Option<TypeName>,
    /// Least length in Unicode code points.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub min_chars: Option<u32>,
    /// Greatest length in Unicode code points.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max_chars: Option<u32>,
    /// Greatest length in UTF-8 bytes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max_bytes: Option<u32>,
    /// Greatest length in code points outside markup (a tag runs from `<` to the next `>`).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max_chars_without_markup: Option<u32>,
    /// A pattern that it must match.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pattern: Option<Box<Pattern>>,
    /// A named format that it must have.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub format: Option<Format>,
    /// Whether it is bytes in base64 (RFC 4648 section 4, padded).
    #[serde(default, skip_serializing_if = "is_false")]
    pub base64: bool,
}

/// What a text holds.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Content {
    /// Text.
    #[default]
    Plain,
    /// A JSON document: what the value at its root must be.
    Json(Box<Shape>),
    /// Pieces in one string.
    Separated(Box<Separated>),
    /// A number or a truth value, written as text.
    Written(Written),
    /// The name of a file, which is a part of a form. What the file holds is not looked at.
    File,
}

/// Pieces in one string.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Separated {
    /// The text between two pieces.
    pub separator: Box<str>,
    /// Least number of pieces; a text without a separator is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub min_items: Option<u32>,
    /// Greatest number of pieces.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max_items: Option<u32>,
    /// What each piece must be.
    pub piece: Piece,
}

/// What a piece of a separated text must be. It holds what is checked of a piece, and nothing else.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Piece {
    /// A text of that form.
    Text(Form),
    /// One of a list of strings.
    Enum(Enum),
}

impl Piece {
    /// Returns the named value that it is.
    #[must_use]
    pub fn named(&self) -> Option<&TypeName> {
        match self {
            Self::Text(form) => form.named.as_ref(),
            Self::Enum(choice) => choice.named.as_ref(),
        }
    }
}

/// A pattern of the subset that ECMA-262 and the regex crate read alike; it may match anywhere unless anchored.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Pattern {
    /// Its source text.
    pub regex: Box<str>,
    /// What it asks for, in words.
    pub words: Box<str>,
    /// The compiled form.
    pub automaton: Automaton,
}

/// One of a list of strings.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Enum {
    /// The value that it is one of, where the contract gives the list a name. The rest of it is then that of the value.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub named: Option<TypeName>,
    /// Whether values beyond the listed ones are expected (then none is refused).
    #[serde(default, skip_serializing_if = "is_false")]
    pub open: bool,
    /// Whether a value may be spelt in any case: letters of ASCII in either case are the same. Rules and defaults name a
    /// value as it is listed.
    #[serde(default, skip_serializing_if = "is_false")]
    pub any_case: bool,
    /// The values, in the vendor's order.
    #[serde(default, skip_serializing_if = "is_empty")]
    pub values: Box<[EnumValue]>,
}

impl Enum {
    /// Returns the listed value that a text is.
    #[must_use]
    pub fn find(&self, text: &str) -> Option<&EnumValue> {
        let Self {
            named: _,
            open: _,
            any_case,
            values,
        } = self;
        values.iter().find(|value| match any_case {
            true => value.wire.eq_ignore_ascii_case(text),
            false => *value.wire == *text,
        })
    }
}

/// One value of an enum.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct EnumValue {
    /// The value on the wire, in the vendor's spelling.
    pub wire: Box<str>,
    /// What it means, where known.
    #[serde(default, skip_serializing_if = "str::is_empty")]
    pub summary: Box<str>,
    /// Why it should no longer be used.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub deprecated: Option<Box<str>>,
}

/// An array.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct List {
    /// What each item must be.
    pub item: Shape,
    /// Least number of items.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub min_items: Option<u32>,
    /// Greatest number of items.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max_items: Option<u32>,
    /// Whether equal items are refused (scalars only). A rule can ask more, see [`TypeDef::unique_in`].
    #[serde(default, skip_serializing_if = "is_false")]
    pub unique: bool,
}

impl List {
    /// Returns what may not occur twice by the list's own word.
    #[must_use]
    pub const fn own_unique(&self) -> Unique<'static> {
        if self.unique {
            Unique::Items
        } else {
            Unique::No
        }
    }
}

/// An object whose members are named by whoever sends it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Map {
    /// What the value of each member must be; [`Shape::Any`] where nothing is documented.
    pub value: Shape,
}

/// The shapes of which a value is one.
///
/// No two of them are of objects, none is any value or has alternatives itself: an object, a list and a document in a text
/// are told apart by the JSON type of the value, so that they are read once.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(transparent)]
pub struct Alternatives {
    /// The shapes, two or more.
    pub shapes: Box<[Shape]>,
}

impl Alternatives {
    /// See [`Shape::tolerates`].
    pub(crate) fn tolerate(&self, json_type: &str) -> bool {
        self.shapes.iter().any(|shape| shape.tolerates(json_type))
    }
}

/// A rule between the members of a type. Fields are named as they are on the wire; those of objects inside by the way to
/// them, `Video/Codec` (see [`Service::member`]).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Rule {
    /// Name, unique in its type, kebab-case.
    pub id: Box<str>,
    /// How much breaking it counts; see [`Rule::severity_in`].
    pub severity: Severity,
    /// The messages that it holds for; `None` for both directions.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub direction: Option<Direction>,
    /// All of these must hold for the rule to run. For the `…Unless` kinds: the rule runs unless all of these hold.
    #[serde(default, skip_serializing_if = "is_empty")]
    pub when: Box<[Condition]>,
    /// What it asks.
    pub kind: RuleKind,
    /// The rule in a sentence of ours, its source, and disagreements.
    pub info: Late<Info>,
}

/// What a rule needs of a field.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Use {
    /// Whether it is present.
    Presence,
    /// Its value.
    Value,
}

impl Rule {
    /// The fields that it reads or speaks of, each with what it needs of them. A field can occur more than once.
    ///
    /// [`RuleKind::Unique`] uses none: the list itself carries it out.
    #[must_use]
    pub fn uses(&self) -> Vec<(&str, Use)> {
        let mut uses: Vec<(&str, Use)> = Vec::new();
        for condition in &self.when {
            match condition {
                Condition::Is { field, values: _ } => uses.push((field, Use::Value)),
                Condition::Present { field } => uses.push((field, Use::Presence)),
                Condition::Context(_) => {}
            }
        }
        match &self.kind {
            RuleKind::RequiredIf { fields }
            | RuleKind::RequiredUnless { fields }
            | RuleKind::NoEffectIf { fields }
            | RuleKind::NoEffectUnless { fields }
            | RuleKind::AtMostOne { fields }
            | RuleKind::AtLeastOne { fields } => {
                uses.extend(fields.iter().map(|field| (&**field, Use::Presence)));
            }
            RuleKind::WinsOver { winners, losers } => {
                let all = winners.iter().chain(losers);
                uses.extend(all.map(|field| (&**field, Use::Presence)));
            }
            RuleKind::Rows { fields, rows: _ } => {
                uses.extend(fields.iter().map(|field| (&**field, Use::Value)));
            }
            RuleKind::Unique { list: _, by: _ } => {}
            RuleKind::SelectsType {
                tag,
                field,
                cases: _,
                otherwise: _,
            } => uses.extend([(&**tag, Use::Value), (&**field, Use::Presence)]),
            RuleKind::SelectsSibling { tag, cases } => {
                uses.push((tag, Use::Value));
                uses.extend(cases.iter().map(|(_, field)| (&**field, Use::Presence)));
            }
            RuleKind::Range {
                field,
                lower: _,
                upper: _,
            }
            | RuleKind::Values { field, values: _ }
            | RuleKind::Contains { field, texts: _ } => uses.push((field, Use::Value)),
        }
        uses
    }

    /// Returns the literals that it compares a field with: those that it asks for (of texts that are to be held, those texts),
    /// then those of its conditions. A literal can occur more than once.
    #[must_use]
    pub fn literals_of(&self, field: &str) -> Vec<Literal> {
        let mut literals: Vec<Literal> = match &self.kind {
            RuleKind::Rows { fields, rows } => {
                let column = fields.iter().position(|name| **name == *field);
                let cells = rows.iter().filter_map(|row| row.get(column?));
                cells.cloned().collect()
            }
            RuleKind::Values {
                field: name,
                values,
            } if **name == *field => values.to_vec(),
            RuleKind::SelectsType {
                tag,
                field: _,
                cases,
                otherwise: _,
            } if **tag == *field => cases.iter().map(|(value, _)| value.clone()).collect(),
            RuleKind::SelectsSibling { tag, cases } if **tag == *field => {
                cases.iter().map(|(value, _)| value.clone()).collect()
            }
            RuleKind::Contains { field: name, texts } if **name == *field => {
                texts.iter().map(|text| (&**text).into()).collect()
            }
            RuleKind::RequiredIf { fields: _ }
            | RuleKind::RequiredUnless { fields: _ }
            | RuleKind::NoEffectIf { fields: _ }
            | RuleKind::NoEffectUnless { fields: _ }
            | RuleKind::AtMostOne { fields: _ }
            | RuleKind::AtLeastOne { fields: _ }
            | RuleKind::WinsOver {
                winners: _,
                losers: _,
            }
            | RuleKind::Unique { list: _, by: _ }
            | RuleKind::SelectsType {
                tag: _,
                field: _,
                cases: _,
                otherwise: _,
            }
            | RuleKind::SelectsSibling { tag: _, cases: _ }
            | RuleKind::Range {
                field: _,
                lower: _,
                upper: _,
            }
            | RuleKind::Values {
                field: _,
                values: _,
            }
            | RuleKind::Contains { field: _, texts: _ } => Vec::new(),
        };
        for condition in &self.when {
            match condition {
                Condition::Is {
                    field: name,
                    values,
                } if **name == *field => literals.extend_from_slice(values),
                Condition::Is {
                    field: _,
                    values: _,
                }
                | Condition::Present { field: _ }
                | Condition::Context(_) => {}
            }
        }
        literals
    }

    /// Returns how much breaking it counts in a message of a direction: what asks for members, and for values that go
    /// together, binds who calls, and is a warning in what the vendor answers.
    #[must_use]
    pub const fn severity_in(&self, direction: Direction) -> Severity {
        let binds_callers = match &self.kind {
            RuleKind::RequiredIf { fields: _ }
            | RuleKind::RequiredUnless { fields: _ }
            | RuleKind::AtLeastOne { fields: _ }
            | RuleKind::AtMostOne { fields: _ }
            | RuleKind::Rows { fields: _, rows: _ }
            | RuleKind::Contains { field: _, texts: _ } => true,
            RuleKind::NoEffectIf { fields: _ }
            | RuleKind::NoEffectUnless { fields: _ }
            | RuleKind::WinsOver {
                winners: _,
                losers: _,
            }
            | RuleKind::Unique { list: _, by: _ }
            | RuleKind::SelectsType {
                tag: _,
                field: _,
                cases: _,
                otherwise: _,
            }
            | RuleKind::SelectsSibling { tag: _, cases: _ }
            | RuleKind::Range {
                field: _,
                lower: _,
                upper: _,
            }
            | RuleKind::Values {
                field: _,
                values: _,
            } => false,
        };
        match direction {
            Direction::Response if binds_callers => Severity::Warning,
            Direction::Request | Direction::Response => self.severity,
        }
    }

    /// Returns whether it can say anything of a message of a scope: whether the message goes its way, and is of a service that
    /// it speaks of.
    #[must_use]
    pub fn can_speak_in(&self, scope: Scope) -> bool {
        if self.direction.is_some_and(|way| way != scope.direction) {
            return false;
        }
        let is_unless = matches!(
            self.kind,
            RuleKind::RequiredUnless { fields: _ } | RuleKind::NoEffectUnless { fields: _ }
        );
        // Where the service is not known, a rule that asks for one does not run.
        let asks = |condition: &Condition| matches!(condition, Condition::Context(_));
        if scope.context.is_none() && self.when.iter().any(asks) {
            return false;
        }
        let mut known = self.when.iter().map(|condition| match condition {
            Condition::Context(contexts) => Some(
                scope
                    .context
                    .is_some_and(|context| contexts.contains(&context)),
            ),
            Condition::Is {
                field: _,
                values: _,
            }
            | Condition::Present { field: _ } => None,
        });
        match is_unless {
            true => self.when.is_empty() || known.any(|holds| holds != Some(true)),
            false => known.all(|holds| holds != Some(false)),
        }
    }

    /// Returns the field whose value decides what another one holds, or which one counts.
    #[must_use]
    pub fn tag(&self) -> Option<&str> {
        match &self.kind {
            RuleKind::SelectsType { tag, .. } | RuleKind::SelectsSibling { tag, .. } => Some(tag),
            _ => None,
        }
    }

    /// Returns the member whose type it selects.
    #[must_use]
    pub fn selected(&self) -> Option<&str> {
        match &self.kind {
            RuleKind::SelectsType { field, .. } => Some(field),
            _ => None,
        }
    }

    /// The types that it selects.
    pub fn references(&self) -> impl Iterator<Item = &TypeName> {
        let (cases, otherwise) = match &self.kind {
            RuleKind::SelectsType {
                tag: _,
                field: _,
                cases,
                otherwise,
            } => (&**cases, otherwise.as_ref()),
            RuleKind::RequiredIf { fields: _ }
            | RuleKind::RequiredUnless { fields: _ }
            | RuleKind::NoEffectIf { fields: _ }
            | RuleKind::NoEffectUnless { fields: _ }
            | RuleKind::AtMostOne { fields: _ }
            | RuleKind::AtLeastOne { fields: _ }
            | RuleKind::WinsOver {
                winners: _,
                losers: _,
            }
            | RuleKind::Rows { fields: _, rows: _ }
            | RuleKind::Unique { list: _, by: _ }
            | RuleKind::SelectsSibling { tag: _, cases: _ }
            | RuleKind::Range {
                field: _,
                lower: _,
                upper: _,
            }
            | RuleKind::Values {
                field: _,
                values: _,
            }
            | RuleKind::Contains { field: _, texts: _ } => (&[][..], None),
        };
        cases.iter().map(|(_, ty)| ty).chain(otherwise)
    }
}

/// What a rule asks.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum RuleKind {
    /// The fields must be present when the conditions hold (`required-if`).
    RequiredIf {
        /// The fields.
        fields: Box<[Box<str>]>,
    },
    /// The fields must be present unless the conditions hold (`required-if`).
    RequiredUnless {
        /// The fields.
        fields: Box<[Box<str>]>,
    },
    /// Setting the fields changes nothing when the conditions hold (`no-effect`).
    NoEffectIf {
        /// The fields.
        fields: Box<[Box<str>]>,
    },
    /// Setting the fields changes nothing unless the conditions hold (`no-effect`).
    NoEffectUnless {
        /// The fields.
        fields: Box<[Box<str>]>,
    },
    /// No more than one of the fields may be present (`at-most-one`).
    AtMostOne {
        /// The fields.
        fields: Box<[Box<str>]>,
    },
    /// One of the fields must be present, or more of them (`at-least-one`).
    AtLeastOne {
        /// The fields.
        fields: Box<[Box<str>]>,
    },
    /// Where all winners are present, the losers change nothing (`no-effect`).
    WinsOver {
        /// The fields that count.
        winners: Box<[Box<str>]>,
        /// The fields that then do not.
        losers: Box<[Box<str>]>,
    },
    /// The fields' values must be one of the rows together (`rows`).
    Rows {
        /// The fields, in the order of each row.
        fields: Box<[Box<str>]>,
        /// The allowed combinations.
        rows: Box<[Box<[Literal]>]>,
    },
    /// Items of a list may not be equal, or share a member's value (`uniqueItems`); see [`TypeDef::unique_in`].
    Unique {
        /// The list.
        list: Box<str>,
        /// The member, where items are objects.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        by: Option<Box<str>>,
    },
    /// A tag's value says what type a sibling has, or a member of an object in a sibling.
    SelectsType {
        /// The tag, a field of the type itself.
        tag: Box<str>,
        /// The sibling, or the way to the member.
        field: Box<str>,
        /// Type for each value of the tag. A [`Shape::Text`] sibling is a JSON document of that type.
        cases: Box<[(Literal, TypeName)]>,
        /// Type for any other value of the tag; `None` asks nothing beyond the sibling's own shape.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        otherwise: Option<TypeName>,
    },
    /// The field's text must hold one of these texts, anywhere in it (`pattern`).
    Contains {
        /// The field.
        field: Box<str>,
        /// The texts, any of which will do: a placeholder in its spellings.
        texts: Box<[Box<str>]>,
    },
    /// A tag's value says which sibling counts; the others change nothing (`no-effect`).
    SelectsSibling {
        /// The tag.
        tag: Box<str>,
        /// The sibling for each value of the tag.
        cases: Box<[(Literal, Box<str>)]>,
    },
    /// The value is honoured in a narrower range only (`accepted-range`).
    Range {
        /// The field.
        field: Box<str>,
        /// Lower bound.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        lower: Option<Bound>,
        /// Upper bound.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        upper: Option<Bound>,
    },
    /// Only some of the values are honoured (`accepted-range`).
    Values {
        /// The field.
        field: Box<str>,
        /// The values that are.
        values: Box<[Literal]>,
    },
}

/// A condition of a rule.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Condition {
    /// The field has one of the values; when absent, its literal default counts.
    Is {
        /// The field.
        field: Box<str>,
        /// The values.
        values: Box<[Literal]>,
    },
    /// The field is present.
    Present {
        /// The field.
        field: Box<str>,
    },
    /// The message belongs to one of the service contexts. Where the context is not known, the rule does not run.
    Context(Box<[Context]>),
}

impl Condition {
    /// Returns the field that it reads, if it reads one.
    #[must_use]
    pub fn field(&self) -> Option<&str> {
        match self {
            Self::Is { field, values: _ } | Self::Present { field } => Some(field),
            Self::Context(_) => None,
        }
    }
}

/// A name as `spec/`, reports and the command line write it.
macro_rules! named {
    ($($name:ident: $what:literal, [$($value:ident),+];)+) => {$(
        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.pad(self.as_str())
            }
        }

        impl FromStr for $name {
            type Err = UnknownName;

            fn from_str(name: &str) -> Result<Self, UnknownName> {
                let all = [$(Self::$value),+];
                let known = all.into_iter().find(|value| value.as_str() == name);
                known.ok_or_else(|| UnknownName { what: $what, name: name.to_owned() })
            }
        }
    )+};
}

named! {
    Context: "service context", [Video2d, Live2d, Chat2d, Photo, Flexus];
    Direction: "direction", [Request, Response];
    Part: "part of a message", [Body, Path, Query, Header];
    Format: "format", [Rfc3339, BasicDateTime, ClockTime, HttpsUrl, HttpUrl, OssUrl];
    Severity: "severity", [Error, Warning];
}

/// No value of an enum of the vocabulary has the name.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct UnknownName {
    /// What was to be named: `direction`, `format`.
    pub what: &'static str,
    /// The name that was asked for.
    pub name: String,
}

impl fmt::Display for UnknownName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "there is no {} `{}`",
            self.what,
            shortened(&self.name, 80)
        )
    }
}

impl std::error::Error for UnknownName {}

// What is not written to contract files because it is the usual case.

#[allow(clippy::trivially_copy_pass_by_ref, reason = "serde asks so")]
const fn is_false(value: &bool) -> bool {
    !*value
}

pub(crate) fn is_empty<T>(items: &[T]) -> bool {
    items.is_empty()
}

fn is_default<T: Default + PartialEq>(value: &T) -> bool {
    *value == T::default()
}

fn is_optional(required: &Required) -> bool {
    *required == Required::No
}
