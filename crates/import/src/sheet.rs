//! The form of a sheet: what one source says, each statement with its place in the source.
//!
//! A key is absent where the source says nothing. What a reader does not understand is in `unread`; what the source says
//! and plainly does not mean is marked in `slips`. Nothing that a source says is left out, but for its prose and its examples.

use std::collections::BTreeMap;
use std::fmt;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Number, Value};

/// What one source says of one operation, or of types that operations share.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Sheet {
    /// What was read.
    pub source: Source,
    /// The operation that the tables belong to; absent where they are shared.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub operation: Option<Operation>,
    /// The messages of the operation in the order of their sections, then the types by name.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub tables: Vec<Table>,
    /// Rules between members.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub rules: Vec<Rule>,
    /// Members and parameters that the source had and has no longer.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub dropped: Vec<Dropped>,
    /// What was not understood outside the tables.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub unread: Vec<Unread>,
}

/// Where a sheet was read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Source {
    /// What kind of source it is.
    pub kind: SourceKind,
    /// Its name.
    pub name: String,
    /// Its edition, such as a package with its version.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub edition: Option<String>,
    /// Its address.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    /// The day on which it was last read, `2026-03-13`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub read: Option<String>,
}

/// The kinds of sources, in the order in which they govern where several speak.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum SourceKind {
    /// A page of documentation.
    Page,
    /// A definition in the shape of Swagger 2.
    ApiExplorer,
    /// The metadata from which a vendor makes its SDKs.
    Metadata,
    /// The code of an SDK, with its comments.
    Sdk,
    /// The comments of an SDK alone.
    SdkText,
    /// A page of help that does not document the operation itself.
    Help,
    /// An older edition.
    Archive,
}

impl SourceKind {
    /// Returns the word for it in the spec language.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Page => "page",
            Self::ApiExplorer => "api-explorer",
            Self::Metadata => "metadata",
            Self::Sdk => "sdk",
            Self::SdkText => "sdk-text",
            Self::Help => "help",
            Self::Archive => "archive",
        }
    }
}

/// How an operation is called.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Operation {
    /// The vendor's name.
    pub name: String,
    /// The HTTP method.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub method: Option<String>,
    /// The methods that are accepted, where there is more than one.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub methods: Vec<String>,
    /// The path with its parameters, `/v1/{project_id}/jobs`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub path: Option<String>,
    /// The version of the API.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub version: Option<String>,
    /// The groups in which the vendor lists it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub tags: Vec<String>,
    /// Whether it should no longer be called.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub deprecated: Option<bool>,
    /// Media types of the request.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub consumes: Vec<String>,
    /// Media types of the answer.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub produces: Vec<String>,
    /// How often a user may call it in a second.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub calls_per_second: Option<u64>,
    /// What became of it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub state: Option<State>,
}

/// What became of an operation in its source.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct State {
    /// The source's word for it: `listed`, `removed` …
    pub name: String,
    /// The first day on which the source had it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub since: Option<String>,
    /// The first day on which the source no longer had it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<String>,
    /// Its name from that day on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub renamed_to: Option<String>,
}

/// The parameters at one place, a body, the headers of an answer, or a type.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Table {
    /// Where the table belongs in a message; absent for a type.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub section: Option<Section>,
    /// The status of the answer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub status: Option<u16>,
    /// The name of the type that the table describes.
    #[serde(rename = "type", default, skip_serializing_if = "Option::is_none")]
    pub type_name: Option<String>,
    /// The name of the answer that operations share, of which the source says no more here.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub shared: Option<String>,
    /// Where it stands in the source: a JSON Pointer, or the line of a page.
    pub at: String,
    /// The day on which this table was last read, where it differs from the source's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub as_of: Option<String>,
    /// What the body or the type is, where it is no object with the members in `rows`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub value: Option<Box<Row>>,
    /// The parameters, headers or members.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub rows: Vec<Row>,
    /// Where the source says that the type is used.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub used_by: Vec<String>,
    /// Remarks of the source.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub notes: Vec<String>,
    /// Statements about the table that count for nothing.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub slips: Vec<Slip>,
    /// What was not understood.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub unread: Vec<Unread>,
}

/// Where in a message a table belongs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Section {
    /// Parameters in the path.
    Path,
    /// Parameters in the query.
    Query,
    /// Headers of the request.
    Header,
    /// The fields of a form.
    Form,
    /// The body of the request.
    RequestBody,
    /// The headers of an answer.
    ResponseHeader,
    /// The body of an answer.
    ResponseBody,
}

/// What a value may be, as far as the source says: of a parameter, a member, an item, a body.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Row {
    /// The name of the parameter or member; absent for items and other values without a name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// The name under which operations share the parameter.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub shared: Option<String>,
    /// The JSON type.
    #[serde(rename = "type", default, skip_serializing_if = "Option::is_none")]
    pub kind: Option<Kind>,
    /// The name of the type that the value is of.
    #[serde(rename = "ref", default, skip_serializing_if = "Option::is_none")]
    pub type_name: Option<String>,
    /// Whether it has to be there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mandatory: Option<bool>,
    /// The messages in which it has to be there; absent: all.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mandatory_in: Option<Direction>,
    /// Whether `null` is a value.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub nullable: Option<bool>,
    /// Whether a parameter may be sent without a value.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub allow_empty: Option<bool>,
    /// The smallest number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub minimum: Option<Number>,
    /// The largest number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub maximum: Option<Number>,
    /// A number that the value is above.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub exclusive_minimum: Option<Number>,
    /// A number that the value is below.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub exclusive_maximum: Option<Number>,
    /// A number that the value is a multiple of.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub multiple_of: Option<Number>,
    /// The smallest length.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub min_length: Option<u64>,
    /// The largest length.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max_length: Option<u64>,
    /// What the lengths count.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub length_unit: Option<LengthUnit>,
    /// The largest length of a text, markup not counted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max_length_without_markup: Option<u64>,
    /// The smallest number of items.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub min_items: Option<u64>,
    /// The largest number of items.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max_items: Option<u64>,
    /// Beside a list: from and to of either its number of items or the length of its items. The source does not say which.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub items_or_length: Option<[u64; 2]>,
    /// Whether equal items are refused.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unique_items: Option<bool>,
    /// The values.
    #[serde(rename = "enum", default, skip_serializing_if = "Vec::is_empty")]
    pub values: Vec<Value>,
    /// Whether there are more values than are listed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub open: Option<bool>,
    /// Whether letters of a listed value may be in either case.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub any_case: Option<bool>,
    /// What values mean.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub labels: BTreeMap<String, String>,
    /// The value that counts when it is absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub default: Option<Value>,
    /// What counts when it is absent, where that is no literal.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub default_note: Option<String>,
    /// The regular expression that a text matches somewhere, in the portable subset of the spec's language.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pattern: Option<String>,
    /// The name of a regular expression that the source does not show.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pattern_name: Option<String>,
    /// The characters of a text, in the source's words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub characters: Option<String>,
    /// What a text has to contain, or what is replaced in it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub placeholders: Vec<String>,
    /// The unit of a number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unit: Option<String>,
    /// The source's name for the form of the value.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub format: Option<String>,
    /// How a text is encoded.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub encoding: Option<String>,
    /// The JSON type of what is written as text.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub holds: Option<Kind>,
    /// What the JSON document in a text is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub json_of: Option<Box<Row>>,
    /// What stands between the pieces of a text; `item` says what a piece is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub separator: Option<String>,
    /// What an item of a list, or a piece of a text, is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub item: Option<Box<Row>>,
    /// What the value of each member of a map is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub entry: Option<Box<Row>>,
    /// The members of an object that has no name.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub rows: Vec<Row>,
    /// Shapes of which the value has one.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub alternatives: Vec<Row>,
    /// Whether it should no longer be used.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub deprecated: Option<bool>,
    /// What the source says will become of it: that it is to be given up. It can still be used.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub announced: Option<String>,
    /// Conditions, in the source's terms.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub when: Vec<String>,
    /// Remarks of the source.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub notes: Vec<String>,
    /// The keys whose values were read out of prose by a program, and may be mistaken.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub guesses: Vec<String>,
    /// Statements that count for nothing.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub slips: Vec<Slip>,
    /// What was not understood.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub unread: Vec<Unread>,
    /// Where it stands in the source: a JSON Pointer, or the line of a page.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub at: String,
}

/// A JSON type, or what a message can hold beside JSON.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// A text.
    String,
    /// A whole number.
    Integer,
    /// A number.
    Number,
    /// True or false.
    Boolean,
    /// An object.
    Object,
    /// A list.
    Array,
    /// An object whose members the caller names.
    Map,
    /// A file.
    File,
    /// Any value.
    Any,
    /// A time, written as text.
    Time,
}

impl Kind {
    /// Whether its values are whole or broken numbers.
    #[must_use]
    pub fn is_number(self) -> bool {
        matches!(self, Self::Integer | Self::Number)
    }
}

/// What lengths count.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum LengthUnit {
    /// Characters.
    Characters,
    /// Bytes of UTF-8.
    Bytes,
}

/// A rule between members.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rule {
    /// What it asks.
    pub kind: RuleKind,
    /// The members that it asks it of, as the source names them.
    pub members: Vec<String>,
    /// The member that decides.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by: Option<String>,
    /// The value of `by`, or the condition in the source's words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub when: Option<String>,
    /// The text that the members contain, or the name of the type, in which `<…>` stands for the value of a member.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
    /// Where it stands in the source.
    pub at: String,
}

/// What a rule asks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum RuleKind {
    /// One of the members is there, or more.
    AtLeastOne,
    /// No more than one of the members is there.
    AtMostOne,
    /// The members are there when the condition holds.
    RequiredIf,
    /// The members change nothing where `by` is there.
    WinsOver,
    /// The value of `by` names the type of the members.
    SelectsType,
    /// The members contain a text when the condition holds.
    Contains,
}

/// A member or a parameter that a source had and has no longer.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Dropped {
    /// The type that had the member.
    #[serde(rename = "type", default, skip_serializing_if = "Option::is_none")]
    pub type_name: Option<String>,
    /// Where the parameter belonged.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub section: Option<Section>,
    /// Its name.
    pub name: String,
    /// The first day on which the source did not have it.
    pub day: String,
}

/// A statement that is plainly mistaken, and counts for nothing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Slip {
    /// The key of the row or table that holds the statement.
    pub key: String,
    /// The name of the member that it is about, where that has no row.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Why it cannot be meant.
    pub why: Why,
    /// The messages in which it counts for nothing; absent: all.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub direction: Option<Direction>,
}

/// Why a statement cannot be meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Why {
    /// A name is required that no member has.
    RequiredWithoutMember,
    /// A member is required that has a default.
    RequiredWithDefault,
    /// A listed value is longer or shorter than the length beside it.
    LengthRefusesValue,
    /// The constraints beside a default refuse it.
    DefaultRefused,
    /// A list of an answer is asked to hold an item, where there may be none.
    ItemsOfAnswer,
    /// A length of text stands beside a list.
    LengthOfList,
}

/// Which messages.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Direction {
    /// Requests.
    Request,
    /// Responses.
    Response,
}

/// Something in a source that was not understood.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Unread {
    /// Where it stands in the source: a JSON Pointer, or the line of a page.
    pub at: String,
    /// Why it was not understood.
    pub cause: Cause,
    /// What stands there.
    pub found: Value,
}

/// Why something was not understood.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Cause {
    /// A key that the reader does not know.
    Key,
    /// A known key whose value is of another shape than expected.
    Shape,
    /// A name of a type that the source does not describe.
    Reference,
    /// A JSON type that is none.
    Type,
    /// A format that means nothing beside its type.
    Format,
    /// A regular expression outside the portable subset.
    Pattern,
    /// A second statement about the same thing, which differs from the first.
    Twice,
    /// A type that is made of itself, or of more parts than are read.
    Parts,
    /// A sentence.
    Words,
    /// A rule that the form of sheets has no kind for.
    Rule,
}

impl fmt::Display for Cause {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Key => "key",
            Self::Shape => "shape",
            Self::Reference => "reference",
            Self::Type => "type",
            Self::Format => "format",
            Self::Pattern => "pattern",
            Self::Twice => "twice",
            Self::Parts => "parts",
            Self::Words => "words",
            Self::Rule => "rule",
        })
    }
}

impl Row {
    /// Returns the keys under which the row says what the value may be, in the order of the form.
    #[must_use]
    pub fn constraints(&self) -> Vec<&'static str> {
        let Self {
            name: _,
            shared: _,
            kind,
            type_name,
            mandatory,
            mandatory_in: _,
            nullable,
            allow_empty,
            minimum,
            maximum,
            exclusive_minimum,
            exclusive_maximum,
            multiple_of,
            min_length,
            max_length,
            length_unit: _,
            max_length_without_markup,
            min_items,
            max_items,
            items_or_length,
            unique_items,
            values,
            open: _,
            any_case: _,
            labels: _,
            default,
            default_note: _,
            pattern,
            pattern_name,
            characters,
            placeholders,
            unit: _,
            format,
            encoding,
            holds,
            json_of,
            separator,
            item: _,
            entry: _,
            rows: _,
            alternatives,
            deprecated: _,
            announced: _,
            when: _,
            notes: _,
            guesses: _,
            slips: _,
            unread: _,
            at: _,
        } = self;
        let said = [
            ("type", kind.is_some()),
            ("ref", type_name.is_some()),
            ("mandatory", mandatory.is_some()),
            ("nullable", nullable.is_some()),
            ("allow_empty", allow_empty.is_some()),
            ("minimum", minimum.is_some()),
            ("maximum", maximum.is_some()),
            ("exclusive_minimum", exclusive_minimum.is_some()),
            ("exclusive_maximum", exclusive_maximum.is_some()),
            ("multiple_of", multiple_of.is_some()),
            ("min_length", min_length.is_some()),
            ("max_length", max_length.is_some()),
            (
                "max_length_without_markup",
                max_length_without_markup.is_some(),
            ),
            ("min_items", min_items.is_some()),
            ("max_items", max_items.is_some()),
            ("items_or_length", items_or_length.is_some()),
            ("unique_items", unique_items.is_some()),
            ("enum", !values.is_empty()),
            ("default", default.is_some()),
            ("pattern", pattern.is_some()),
            ("pattern_name", pattern_name.is_some()),
            ("characters", characters.is_some()),
            ("placeholders", !placeholders.is_empty()),
            ("format", format.is_some()),
            ("encoding", encoding.is_some()),
            ("holds", holds.is_some()),
            ("json_of", json_of.is_some()),
            ("separator", separator.is_some()),
            ("alternatives", !alternatives.is_empty()),
        ];
        let said = said.into_iter().filter(|(_, said)| *said);
        said.map(|(key, _)| key).collect()
    }

    /// Returns the rows inside this one: items, pieces, documents, members, alternatives.
    pub fn inner(&self) -> impl Iterator<Item = &Self> {
        let boxed = [&self.item, &self.entry, &self.json_of];
        let lists = self.rows.iter().chain(&self.alternatives);
        boxed.into_iter().flatten().map(Box::as_ref).chain(lists)
    }

    /// Returns the row as JSON, without where it stands and what others of its source say of it.
    pub(crate) fn without_places(&self) -> Map<String, Value> {
        fn strip(value: &mut Value) {
            match value {
                Value::Object(members) => {
                    members.retain(|key, _| !matches!(&**key, "at" | "unread" | "slips"));
                    members.values_mut().for_each(strip);
                }
                Value::Array(items) => items.iter_mut().for_each(strip),
                Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
            }
        }
        let mut value = serde_json::to_value(self).unwrap_or_default();
        strip(&mut value);
        match value {
            Value::Object(members) => members,
            _ => Map::new(),
        }
    }

    /// Returns the rows inside this one, to be changed.
    pub(crate) fn inner_mut(&mut self) -> impl Iterator<Item = &mut Self> {
        let boxed = [&mut self.item, &mut self.entry, &mut self.json_of];
        let lists = self.rows.iter_mut().chain(&mut self.alternatives);
        boxed.into_iter().flatten().map(Box::as_mut).chain(lists)
    }
}

impl Table {
    /// Returns the rows at the top of the table: what its value is, and its members.
    pub fn top(&self) -> impl Iterator<Item = &Row> {
        self.value.as_deref().into_iter().chain(&self.rows)
    }

    /// Returns every row of the table, inner ones after those that hold them.
    #[must_use]
    pub fn all_rows(&self) -> Vec<&Row> {
        let mut out: Vec<&Row> = self.top().collect();
        let mut next = 0;
        while let Some(row) = out.get(next).copied() {
            out.extend(row.inner());
            next += 1;
        }
        out
    }
}

impl Sheet {
    /// Returns the sheet as JSON with a line for each value, and a line break at its end. Equal sheets give equal bytes.
    #[must_use]
    pub fn to_json(&self) -> String {
        // Texts, numbers, lists and maps with texts as keys can always be written.
        let mut out = serde_json::to_string_pretty(self).unwrap_or_default();
        out.push('\n');
        out
    }

    /// Returns the sheet as JSON on one line, with a line break at its end. Equal sheets give equal bytes.
    #[must_use]
    pub fn to_line(&self) -> String {
        let mut out = serde_json::to_string(self).unwrap_or_default();
        out.push('\n');
        out
    }

    /// Returns what the sheet is about: the name of an operation, or the types that it describes, or what calls have in common. Those
    /// come behind every operation.
    #[must_use]
    pub fn about(&self) -> String {
        if let Some(operation) = &self.operation {
            return operation.name.clone();
        }
        let tables = self
            .tables
            .iter()
            .map(|table| match (&table.type_name, table.section) {
                (Some(name), _) => name.clone(),
                (None, section) => format!("{section:?}"),
            });
        let rules = (!self.rules.is_empty()).then(|| "rules".to_owned());
        let dropped = (!self.dropped.is_empty()).then(|| "dropped".to_owned());
        let about: Vec<String> = tables.chain(rules).chain(dropped).collect();
        format!("\u{7f}{}", about.join(" "))
    }

    /// Returns everything in the sheet that was not understood.
    #[must_use]
    pub fn all_unread(&self) -> Vec<&Unread> {
        let tables = self.tables.iter().flat_map(|table| {
            let rows = table.all_rows().into_iter().flat_map(|row| &row.unread);
            table.unread.iter().chain(rows)
        });
        self.unread.iter().chain(tables).collect()
    }
}
