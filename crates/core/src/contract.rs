//! The vocabulary: what a vendor's tables say of an API, as data.
//!
//! A contract is a tree of plain, `Copy`-able references. The generated crates hold it in `static` items
//! (`Catalog<'static>`); a checked spec folder builds the very same structures at run time in an arena. Either way
//! it is immutable, and the [engine](crate::check) reads it without allocating.
//!
//! **Invariant.** A [`TypeDef`] never contains itself, directly or through others: the loader refuses such a spec.
//! The engine's recursion is therefore bounded by the contract, never by the input.
//!
//! **Invariant.** A type has at most [`MAX_FIELDS`] fields and [`MAX_SLOTS`] watched fields.

use crate::automaton::Automaton;
pub use crate::engine::shortcut::{Shortcut, Shortcuts, Watched};

/// The most fields that one type may have.
pub const MAX_FIELDS: usize = 128;

/// The most fields of one type that rules may read (see [`Field::slot`]).
pub const MAX_SLOTS: usize = 64;

/// Everything that one spec folder describes: services in the order of their names.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Catalog<'t> {
    /// The services, sorted by name.
    pub services: &'t [&'t Service<'t>],
}

/// One vendor service: its operations, the types they use, and the sources that were read.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Service<'t> {
    /// Short name, the part before the slash in `metastudio/ListDigitalHumanVideo`.
    pub name: &'t str,
    /// The vendor's product name, for people.
    pub title: &'t str,
    /// What the service is, in a sentence.
    pub summary: &'t str,
    /// How a request names its operation.
    pub style: Style<'t>,
    /// Hosts that a source shows, in the order of `spec/`. Regions have their own, so the list is not complete.
    pub endpoints: &'t [Endpoint<'t>],
    /// What was read, in order of precedence (a page governs, then API Explorer, then an SDK).
    pub sources: &'t [&'t Source<'t>],
    /// The operations, sorted by name.
    pub operations: &'t [&'t Operation<'t>],
    /// The named types, sorted by name.
    pub types: &'t [&'t TypeDef<'t>],
}

/// How requests of a service name their operation.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Style<'t> {
    /// Method and path template.
    Rest,
    /// Alibaba's RPC style: one path, the operation's name in the query.
    Rpc {
        /// The query parameter that names the operation (`Action`).
        action: &'t str,
        /// The API version that the query carries.
        version: &'t str,
        /// Query parameters that every operation takes (signature, format, version); they are not checked.
        common: &'t [&'t str],
        /// Where this was read.
        cite: Cite<'t>,
    },
}

/// A host that answers requests.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Endpoint<'t> {
    /// Its name, such as `metastudio.cn-north-4.myhuaweicloud.com`.
    pub host: &'t str,
    /// Where it was read.
    pub cite: Cite<'t>,
}

/// Something that was read: a vendor page, API Explorer, an SDK.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Source<'t> {
    /// Short name, as in `spec/` (`show-2d-video`).
    pub name: &'t str,
    /// What sort of source it is; decides which one governs.
    pub kind: SourceKind,
    /// Our title for it.
    pub title: &'t str,
    /// Where it stands.
    pub url: &'t str,
    /// The day it was read, `YYYY-MM-DD`.
    pub read: &'t str,
}

/// The sorts of sources, in order of precedence.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum SourceKind {
    /// A page of the vendor's documentation.
    Page,
    /// The vendor's machine-readable definitions.
    ApiExplorer,
    /// The vendor's SDK.
    Sdk,
}

/// A source, and the place in it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Cite<'t> {
    /// What was read.
    pub source: &'t Source<'t>,
    /// The table's number or the section's name, where the source has such.
    pub anchor: Option<&'t str>,
}

/// A disagreement between sources, with the choice that was made.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Conflict<'t> {
    /// The source that says otherwise.
    pub cite: Cite<'t>,
    /// What it says, as `(constraint, value)` in words, such as `("max_chars", "64")`; `("", "absent")` when it lacks the thing.
    pub says: &'t [(&'t str, &'t str)],
    /// Why the contract does not follow it.
    pub because: &'t str,
}

/// One operation of a service.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Operation<'t> {
    /// Name of the service.
    pub service: &'t str,
    /// The vendor's name of the operation.
    pub name: &'t str,
    /// HTTP method, upper case.
    pub method: &'t str,
    /// Path template, such as `/v1/{project_id}/digital-human-videos`.
    pub path: &'t str,
    /// What it does, in a sentence of ours.
    pub summary: &'t str,
    /// The vendor's group of operations, as spelt there.
    pub tag: &'t str,
    /// The service context of its messages, for rules that hold in one context only.
    pub context: Option<Context>,
    /// Where it was read.
    pub cite: Cite<'t>,
    /// Header groups for authentication: one of them must be complete. Empty when headers carry no authentication.
    pub auth: &'t [AuthGroup<'t>],
    /// Path parameters (a type whose fields are the parameters).
    pub path_parameters: &'t TypeDef<'t>,
    /// Query parameters.
    pub query: &'t TypeDef<'t>,
    /// Request headers.
    pub headers: &'t TypeDef<'t>,
    /// The request body, where there is one.
    pub request: Option<RequestBody<'t>>,
    /// Responses in order of status.
    pub responses: &'t [Response<'t>],
    /// Messages that the vendor sends to the caller's own address.
    pub callbacks: &'t [Callback<'t>],
    /// Disagreements about the operation as a whole.
    pub conflicts: &'t [Conflict<'t>],
    /// Remarks for people.
    pub notes: &'t [&'t str],
}

/// A request body.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct RequestBody<'t> {
    /// Its type.
    pub ty: &'t TypeDef<'t>,
    /// Whether a request without a body is a mistake.
    pub required: bool,
}

/// A documented response.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Response<'t> {
    /// HTTP status.
    pub status: u16,
    /// When it comes, in a sentence.
    pub summary: &'t str,
    /// Type of the body; `None` when there is none.
    pub body: Option<&'t TypeDef<'t>>,
    /// Response headers (a type whose fields are the headers; no fields when none are documented).
    pub headers: &'t TypeDef<'t>,
    /// The vendor's error code that goes with the status, where one is documented.
    pub error_code: Option<&'t str>,
    /// Where it was read.
    pub cite: Cite<'t>,
}

/// A message that the vendor sends to the caller's own address.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Callback<'t> {
    /// Our name for it, kebab-case.
    pub name: &'t str,
    /// When it comes, in a sentence.
    pub summary: &'t str,
    /// Type of the message.
    pub ty: &'t TypeDef<'t>,
    /// The value of the operation's own request that names the address; `None` where another operation does.
    pub address: Option<Address<'t>>,
    /// Where it was read.
    pub cite: Cite<'t>,
}

/// Where a request says to which address a callback goes.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Address<'t> {
    /// The part of the request.
    pub part: Part,
    /// JSON Pointer in it.
    pub pointer: &'t str,
}

/// A set of headers that together authenticate a request.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct AuthGroup<'t> {
    /// Name of the scheme (`token`, `aksk`).
    pub scheme: &'t str,
    /// The headers that it needs.
    pub headers: &'t [&'t str],
    /// Where it was read.
    pub cite: Cite<'t>,
}

/// The service that a message belongs to. Some bounds hold in one service only, and the payload does not say which.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Context {
    /// Virtual avatar video production.
    Video2d,
    /// Virtual avatar livestream.
    Live2d,
    /// Intelligent interaction.
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
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Direction {
    /// From the caller to the vendor.
    Request,
    /// From the vendor to the caller; callbacks too.
    Response,
}

/// The part of a message that is checked, as OpenAPI names it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
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

/// A named object type: fields in the vendor's order, and the rules between them.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct TypeDef<'t> {
    /// Our name: the vendor's, or a variant of it.
    pub name: &'t str,
    /// The vendor's name.
    pub wire: &'t str,
    /// What it is, in a sentence.
    pub summary: &'t str,
    /// Where it was read.
    pub cite: Cite<'t>,
    /// Whether members beyond the documented ones are expected, in requests too (the vendor's table is known in part).
    pub open: bool,
    /// The members, in the vendor's order.
    pub fields: &'t [Field<'t>],
    /// Indices into `fields`, sorted by name: for look-up.
    pub by_name: &'t [u16],
    /// What follows from the fields and rules, in a form that is read fast.
    pub shortcuts: Shortcuts<'t>,
    /// How many fields rules read; their [`Field::slot`] numbers are below this.
    pub slots: u16,
    /// Rules between the members.
    pub rules: &'t [Rule<'t>],
    /// Disagreements about the type as a whole.
    pub conflicts: &'t [Conflict<'t>],
    /// Remarks for people.
    pub notes: &'t [&'t str],
}

impl TypeDef<'static> {
    /// A type of which nothing is known: anything may stand in its objects. Types that are made for a single check take
    /// from it what they leave open.
    pub const ANYTHING: Self = Self {
        name: "",
        wire: "",
        summary: "",
        cite: Cite {
            source: &Source {
                name: "",
                kind: SourceKind::Sdk,
                title: "",
                url: "",
                read: "",
            },
            anchor: None,
        },
        open: true,
        fields: &[],
        by_name: &[],
        shortcuts: Shortcuts::new(&[], &[], &[]),
        slots: 0,
        rules: &[],
        conflicts: &[],
        notes: &[],
    };
}

impl<'t> TypeDef<'t> {
    /// The field of that wire name, with its index.
    ///
    /// ```
    /// # #![allow(dead_code)]
    /// # use mediaspec_core::contract::TypeDef;
    /// pub fn has_voice(ty: &TypeDef<'_>) -> bool {
    ///     ty.field("voice_asset_id").is_some()
    /// }
    /// ```
    #[must_use]
    pub fn field(&self, name: &str) -> Option<(u16, &'t Field<'t>)> {
        let found = self
            .by_name
            .binary_search_by(|&i| {
                self.fields
                    .get(usize::from(i))
                    .map_or("", |f| f.name)
                    .cmp(name)
            })
            .ok()?;
        let index = *self.by_name.get(found)?;
        Some((index, self.fields.get(usize::from(index))?))
    }

    /// The field at an index, as rules name it.
    #[must_use]
    pub fn at(&self, index: u16) -> Option<&'t Field<'t>> {
        self.fields.get(usize::from(index))
    }
}

/// Where a member must be present.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Required {
    /// Nowhere.
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
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Field<'t> {
    /// Name on the wire.
    pub name: &'t str,
    /// What values it takes.
    pub shape: Shape<'t>,
    /// Where it must be present.
    pub required: Required,
    /// Whether `null` is a documented value.
    pub nullable: bool,
    /// Whether its value must never be shown (a token, a key, a signed URL).
    pub sensitive: bool,
    /// Why it should no longer be used.
    pub deprecated: Option<&'t str>,
    /// Why setting it changes nothing, in every context.
    pub no_effect: Option<&'t str>,
    /// The slot in which the engine keeps what rules read of it.
    pub slot: Option<u16>,
    /// The rule (an index into [`TypeDef::rules`]) that selects its type, see [`RuleKind::SelectsType`].
    pub selected_by: Option<u16>,
    /// The value that counts when it is absent.
    pub default: Option<Json<'t>>,
    /// What people need to know of it.
    pub info: Info<'t>,
}

/// What people need to know of a field.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Info<'t> {
    /// What it is, in a sentence of ours.
    pub summary: &'t str,
    /// Its unit, such as `px` or `kbit/s`.
    pub unit: Option<&'t str>,
    /// What happens when it is absent, where that is not a literal value.
    pub default_note: Option<&'t str>,
    /// A value of our own that the constraints accept.
    pub example: Option<Json<'t>>,
    /// Where it was read.
    pub cite: Cite<'t>,
    /// Constraints that were read elsewhere, as `(key in spec/, source)`, sorted by key: `("max_chars", …)`.
    pub cites: &'t [(&'t str, Cite<'t>)],
    /// Disagreements.
    pub conflicts: &'t [Conflict<'t>],
    /// Remarks for people: meaning of special values, duties outside the payload.
    pub notes: &'t [&'t str],
}

impl<'t> Info<'t> {
    /// Where a constraint was read, by its key in `spec/`: the field's own source where nothing else is recorded.
    #[must_use]
    pub fn cite_of(&self, key: &str) -> Cite<'t> {
        self.own_cite_of(key).unwrap_or(self.cite)
    }

    /// Where a constraint was read, if that is not where the field was.
    pub(crate) fn own_cite_of(&self, key: &str) -> Option<Cite<'t>> {
        let recorded = self.cites.iter().find(|(k, _)| *k == key);
        recorded.map(|&(_, cite)| cite)
    }
}

/// A literal JSON value, for defaults and examples.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Json<'t> {
    /// A single value.
    Scalar(Literal<'t>),
    /// A list.
    List(&'t [Json<'t>]),
    /// An object.
    Object(&'t [(&'t str, Json<'t>)]),
}

/// A literal scalar.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Literal<'t> {
    /// Text.
    Text(&'t str),
    /// An integer.
    Int(i64),
    /// A number that is no integer.
    Number(f64),
    /// `true` or `false`.
    Bool(bool),
}

/// What values a member, an item or a parameter takes.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Shape<'t> {
    /// An integer (`50`, `50.0` and `5e1` alike).
    Int(&'t Int<'t>),
    /// A number.
    Number(&'t Number<'t>),
    /// A string.
    Text(&'t Text<'t>),
    /// `true` or `false`.
    Bool,
    /// One of a list of strings.
    Enum(&'t Enum<'t>),
    /// An array.
    List(&'t List<'t>),
    /// An object of a named type.
    Object(&'t TypeDef<'t>),
    /// Any JSON value, `null` too.
    Any,
}

impl Shape<'_> {
    /// The kind's name in `spec/`: `int`, `number`, `text`, `bool`, `enum`, `list`, `object`, `any`.
    #[must_use]
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::Int(_) => "int",
            Self::Number(_) => "number",
            Self::Text(_) => "text",
            Self::Bool => "bool",
            Self::Enum(_) => "enum",
            Self::List(_) => "list",
            Self::Object(_) => "object",
            Self::Any => "any",
        }
    }

    /// The name of its JSON type: `integer`, `number`, `string`, `boolean`, `array`, `object`, `any`.
    #[must_use]
    pub const fn json_type(&self) -> &'static str {
        match self {
            Self::Int(_) => "integer",
            Self::Number(_) => "number",
            Self::Text(_) | Self::Enum(_) => "string",
            Self::Bool => "boolean",
            Self::List(_) => "array",
            Self::Object(_) => "object",
            Self::Any => "any",
        }
    }
}

/// An integer: inclusive bounds. Without bounds, those of `i64` hold.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Int<'t> {
    /// Least value allowed.
    pub min: Option<i64>,
    /// Greatest value allowed.
    pub max: Option<i64>,
    /// A narrower range outside of which the vendor accepts a value but does not honour it, `(from, to)` inclusive.
    pub accepted: Option<(i64, i64)>,
    /// Values with a meaning of their own (-1 for endless).
    pub special: &'t [(i64, &'t str)],
    /// Whether it is a time in seconds since 1970 (a format that constrains nothing).
    pub unix_seconds: bool,
}

/// A number: each bound inclusive or exclusive.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Number<'t> {
    /// Lower bound.
    pub lower: Option<Bound>,
    /// Upper bound.
    pub upper: Option<Bound>,
    /// A narrower range outside of which the vendor accepts a value but does not honour it, `(from, to)` inclusive.
    pub accepted: Option<(f64, f64)>,
    /// Values with a meaning of their own.
    pub special: &'t [(f64, &'t str)],
}

/// One end of a range of numbers.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Bound {
    /// The end.
    pub value: f64,
    /// Whether the end itself is refused (`above`, `below` in `spec/`).
    pub exclusive: bool,
}

/// A string.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Text<'t> {
    /// Least length in Unicode code points.
    pub min_chars: Option<u32>,
    /// Greatest length in Unicode code points.
    pub max_chars: Option<u32>,
    /// Greatest length in UTF-8 bytes.
    pub max_bytes: Option<u32>,
    /// Greatest length in code points outside markup (a tag runs from `<` to the next `>`).
    pub max_chars_without_markup: Option<u32>,
    /// A pattern that it must match.
    pub pattern: Option<&'t Pattern<'t>>,
    /// A named format that it must have.
    pub format: Option<(Format, &'t Pattern<'t>)>,
    /// What the text holds.
    pub content: Content<'t>,
}

/// What a text holds.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Content<'t> {
    /// Text.
    Plain,
    /// Bytes in base64 (RFC 4648 section 4, padded).
    Base64,
    /// A JSON document of that type.
    Json(&'t TypeDef<'t>),
    /// Items in one string, each a text or an enum.
    Separated {
        /// What stands between items.
        separator: &'t str,
        /// What each item must be: [`Shape::Text`] or [`Shape::Enum`].
        item: &'t Shape<'t>,
    },
}

/// A pattern of the subset that ECMA-262 and the regex crate read alike; it may match anywhere unless anchored.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Pattern<'t> {
    /// Its source text.
    pub regex: &'t str,
    /// What it asks for, in words.
    pub words: &'t str,
    /// The compiled form.
    pub automaton: Automaton<'t>,
}

/// The named formats.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Format {
    /// RFC 3339 date and time, such as `2026-01-10T08:43:17Z`.
    Rfc3339,
    /// `YYYYMMDD'T'HHMMSS'Z'`, such as `20260110T084317Z`.
    BasicDateTime,
    /// `HH:MM:SS.mmm`, such as `00:01:02.500`.
    ClockTime,
    /// A URL that begins with `https://`.
    HttpsUrl,
    /// A URL that begins with `http://` or `https://`.
    HttpUrl,
    /// An object's address, `oss://bucket.endpoint/key`.
    OssUrl,
}

impl Format {
    /// Every format.
    pub const ALL: [Self; 6] = [
        Self::Rfc3339,
        Self::BasicDateTime,
        Self::ClockTime,
        Self::HttpsUrl,
        Self::HttpUrl,
        Self::OssUrl,
    ];

    /// The name in `spec/`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Rfc3339 => "rfc3339",
            Self::BasicDateTime => "basic-date-time",
            Self::ClockTime => "clock-time",
            Self::HttpsUrl => "https-url",
            Self::HttpUrl => "http-url",
            Self::OssUrl => "oss-url",
        }
    }

    /// What it looks like, for people.
    #[must_use]
    pub const fn words(self) -> &'static str {
        match self {
            Self::Rfc3339 => "an RFC 3339 date and time such as 2026-01-10T08:43:17Z",
            Self::BasicDateTime => "YYYYMMDD'T'HHMMSS'Z' such as 20260110T084317Z",
            Self::ClockTime => "HH:MM:SS.mmm such as 00:01:02.500",
            Self::HttpsUrl => "a URL that begins with https://",
            Self::HttpUrl => "a URL that begins with http:// or https://",
            Self::OssUrl => "an object address oss://bucket.endpoint/key",
        }
    }

    /// The portable pattern that decides it; the same text is compiled for the engine and written to the JSON Schemas.
    #[must_use]
    pub const fn regex(self) -> &'static str {
        match self {
            Self::Rfc3339 => {
                "^[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])[Tt]([01][0-9]|2[0-3]):[0-5][0-9]:([0-5][0-9]|60)([.][0-9]+)?([Zz]|[+-]([01][0-9]|2[0-3]):[0-5][0-9])$"
            }
            Self::BasicDateTime => {
                "^[0-9]{4}(0[1-9]|1[0-2])(0[1-9]|[12][0-9]|3[01])T([01][0-9]|2[0-3])[0-5][0-9]([0-5][0-9]|60)Z$"
            }
            Self::ClockTime => "^[0-9]{2}:[0-5][0-9]:[0-5][0-9][.][0-9]{3}$",
            Self::HttpsUrl => "^[Hh][Tt][Tt][Pp][Ss]://[^ /?#]",
            Self::HttpUrl => "^[Hh][Tt][Tt][Pp][Ss]?://[^ /?#]",
            Self::OssUrl => "^oss://[^ /]+/[^ ]",
        }
    }
}

/// One of a list of strings.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Enum<'t> {
    /// Whether values beyond the listed ones are expected (then none is refused).
    pub open: bool,
    /// The values, in the vendor's order.
    pub values: &'t [EnumValue<'t>],
}

/// One value of an enum.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct EnumValue<'t> {
    /// The value on the wire, in the vendor's spelling.
    pub wire: &'t str,
    /// What it means, where known.
    pub summary: &'t str,
    /// Why it should no longer be used.
    pub deprecated: Option<&'t str>,
}

/// An array.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct List<'t> {
    /// What each item must be.
    pub item: Shape<'t>,
    /// Least number of items.
    pub min_items: Option<u32>,
    /// Greatest number of items.
    pub max_items: Option<u32>,
    /// What may not occur twice.
    pub unique: Unique,
}

/// What may not occur twice in a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unique {
    /// Anything may.
    No,
    /// Equal items may not (scalars only).
    Items,
    /// Items that are objects may not share the value of the field at that index.
    By(u16),
}

/// How much a violation counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// It makes the message invalid.
    Error,
    /// It is told, and changes nothing.
    Warning,
}

impl Severity {
    /// `error` or `warning`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Warning => "warning",
        }
    }
}

/// A rule between the members of a type. Fields are named by their index in [`TypeDef::fields`].
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Rule<'t> {
    /// Name, unique in its type, kebab-case.
    pub id: &'t str,
    /// The rule in a sentence of ours.
    pub summary: &'t str,
    /// Where it was read.
    pub cite: Cite<'t>,
    /// How much breaking it counts.
    pub severity: Severity,
    /// The messages that it holds for; `None` for both directions.
    pub direction: Option<Direction>,
    /// All of these must hold for the rule to run. For the `…Unless` kinds: the rule runs unless all of these hold.
    pub when: &'t [Condition<'t>],
    /// What it asks.
    pub kind: RuleKind<'t>,
    /// Disagreements.
    pub conflicts: &'t [Conflict<'t>],
}

/// What a rule asks.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum RuleKind<'t> {
    /// The fields must be present when the conditions hold (`required-if`).
    RequiredIf {
        /// The fields.
        fields: &'t [u16],
    },
    /// The fields must be present unless the conditions hold (`required-if`).
    RequiredUnless {
        /// The fields.
        fields: &'t [u16],
    },
    /// Setting the fields changes nothing when the conditions hold (`no-effect`).
    NoEffectIf {
        /// The fields.
        fields: &'t [u16],
    },
    /// Setting the fields changes nothing unless the conditions hold (`no-effect`).
    NoEffectUnless {
        /// The fields.
        fields: &'t [u16],
    },
    /// No more than one of the fields may be present (`at-most-one`).
    AtMostOne {
        /// The fields.
        fields: &'t [u16],
    },
    /// Where all winners are present, the losers change nothing (`no-effect`).
    WinsOver {
        /// The fields that count.
        winners: &'t [u16],
        /// The fields that then do not.
        losers: &'t [u16],
    },
    /// The fields' values must be one of the rows together (`rows`).
    Rows {
        /// The fields, in the order of each row.
        fields: &'t [u16],
        /// The allowed combinations.
        rows: &'t [&'t [Literal<'t>]],
    },
    /// Items of a list may not be equal, or share a member's value (`uniqueItems`); carried out through [`List::unique`].
    Unique {
        /// The list.
        list: u16,
        /// The member, where items are objects.
        by: Option<&'t str>,
    },
    /// A tag's value says what type a sibling has.
    SelectsType {
        /// The tag.
        tag: u16,
        /// The sibling.
        field: u16,
        /// Type for each value of the tag. A [`Shape::Text`] sibling is a JSON document of that type.
        cases: &'t [(&'t str, &'t TypeDef<'t>)],
        /// Type for any other value of the tag; `None` asks nothing beyond the sibling's own shape.
        otherwise: Option<&'t TypeDef<'t>>,
    },
    /// A tag's value says which sibling counts; the others change nothing (`no-effect`).
    SelectsSibling {
        /// The tag.
        tag: u16,
        /// The sibling for each value of the tag.
        cases: &'t [(&'t str, u16)],
    },
    /// The value is honoured in a narrower range only (`accepted-range`).
    Range {
        /// The field.
        field: u16,
        /// Lower bound.
        lower: Option<Bound>,
        /// Upper bound.
        upper: Option<Bound>,
    },
    /// Only some of the values are honoured (`accepted-range`).
    Values {
        /// The field.
        field: u16,
        /// The values that are.
        values: &'t [Literal<'t>],
    },
}

/// A condition of a rule.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Condition<'t> {
    /// The field has one of the values; when absent, its literal default counts.
    Is {
        /// The field.
        field: u16,
        /// The values.
        values: &'t [Literal<'t>],
    },
    /// The field is present.
    Present {
        /// The field.
        field: u16,
    },
    /// The message belongs to one of the service contexts. Where the context is not known, the rule does not run.
    Context(&'t [Context]),
}
