//! The first pass: the files as they are written, with the place of each value.
//!
//! The types here are read by serde, and schemars makes the JSON Schemas for editors from the same types. Keys that
//! must be present are `Option` all the same: a file with problems is read as far as it goes, so that one slip does not
//! hide the others. Such a table is marked as incomplete, and later passes are silent about what it may lack.

mod keys;
mod read;
pub(crate) mod schema;
mod value;

use mediaspec_core::contract::{self, Context, Direction, Severity, SourceKind};
use schemars::JsonSchema;
use serde::Deserialize;

pub(crate) use keys::{Callback, Field, Item, Literal, Request, Response, TypeHead};
pub(crate) use read::read;
pub(crate) use value::{At, Entries, Num, OneOrMany, Says, Slip, Summary, Value, exact, required};

/// The key that marks a table some of which could not be read. No file can hold it: it is no key of the published
/// schemas, and reading refuses it.
pub(crate) const INCOMPLETE: &str = "(incomplete)";

/// A vendor service: what it is, what was read, and how requests authenticate.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(title = "vendor.toml")]
pub(crate) struct VendorFile {
    #[serde(rename = "(incomplete)", default)]
    pub(crate) incomplete: bool,
    /// The service.
    #[schemars(required)]
    pub(crate) vendor: Option<At<Vendor>>,
    /// How requests name their operation, for style "rpc" alone.
    pub(crate) rpc: Option<At<Rpc>>,
    /// Hosts that a source shows.
    #[serde(default)]
    pub(crate) endpoint: Vec<At<Endpoint>>,
    /// APIs of the vendor that are easily taken for the service: requests to their hosts are none of its own.
    #[serde(default)]
    pub(crate) other_api: Vec<At<OtherApi>>,
    /// Headers that say again what the path says: where both are there, they must be the same.
    #[serde(default)]
    pub(crate) agreement: Vec<At<Agreement>>,
    /// Operations that the vendor lists no more, and of whose messages nothing is said here.
    #[serde(default)]
    pub(crate) removed: Vec<At<Removed>>,
    /// What was read.
    #[serde(default)]
    pub(crate) source: Vec<At<Source>>,
    /// Header groups: a request needs one of them complete.
    #[serde(default)]
    pub(crate) auth: Vec<At<Auth>>,
    /// Responses that operations have by these names.
    #[serde(default)]
    pub(crate) response: Entries<Response>,
}

/// The service.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Vendor {
    /// The part before the slash in an operation's name; the folder's name.
    #[schemars(required)]
    pub(crate) service: Option<At<String>>,
    /// The vendor's product name.
    #[schemars(required)]
    pub(crate) title: Option<At<String>>,
    /// What the service is, in one sentence of our own.
    #[schemars(required)]
    pub(crate) summary: Option<At<String>>,
    /// How requests name their operation.
    #[schemars(required)]
    pub(crate) style: Option<At<Style>>,
    /// A type whose fields are the query parameters that every operation takes.
    pub(crate) common: Option<At<String>>,
    /// Type of the body that answers of 4xx and 5xx have, those too that no operation documents.
    pub(crate) error: Option<At<String>>,
}

/// How requests name their operation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Style {
    /// Method and path.
    Rest,
    /// POST to one path, the operation's name in the query.
    Rpc,
}

/// RPC style: how the query names the operation.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Rpc {
    /// The query parameter that names the operation: each takes its own name in it.
    #[schemars(required)]
    pub(crate) action: Option<At<String>>,
    /// The field of the type in `common` that carries the version of the API: an enum of one value.
    #[schemars(required)]
    pub(crate) version: Option<At<String>>,
    /// The headers that say the same, where requests may be signed so that headers do.
    pub(crate) headers: Option<At<CallHeaders>>,
    /// Source name, then `#` and the table's number or the section's name.
    #[schemars(required)]
    pub(crate) source: Option<At<String>>,
}

/// Headers that say what the query says.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct CallHeaders {
    /// The header that names the operation.
    #[schemars(required)]
    pub(crate) action: Option<At<String>>,
    /// The header that carries the version.
    #[schemars(required)]
    pub(crate) version: Option<At<String>>,
}

/// A header that says again what the path says.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Agreement {
    /// The parameter of the path.
    #[schemars(required)]
    pub(crate) path: Option<At<String>>,
    /// The header.
    #[schemars(required)]
    pub(crate) header: Option<At<String>>,
    /// Source name, then `#` and the table's number or the section's name.
    #[schemars(required)]
    pub(crate) source: Option<At<String>>,
}

/// An operation that the vendor lists no more.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Removed {
    /// Its name.
    #[schemars(required)]
    pub(crate) name: Option<At<String>>,
    /// The last day on which a source was read that listed it, YYYY-MM-DD.
    #[schemars(required)]
    pub(crate) last_listed: Option<At<String>>,
    /// The name of the operation that it is now, where it only has another name.
    pub(crate) renamed_to: Option<At<String>>,
    /// The method with which it was called, where that is known; `path` goes with it.
    pub(crate) method: Option<At<String>>,
    /// The path template of its calls; `method` goes with it.
    pub(crate) path: Option<At<String>>,
    /// The source that lists it no more.
    #[schemars(required)]
    pub(crate) source: Option<At<String>>,
}

/// An API of the vendor whose operations have the same names.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct OtherApi {
    /// The vendor's product name.
    #[schemars(required)]
    pub(crate) title: Option<At<String>>,
    /// The name of the host that answers there, without scheme and path; a label in braces stands for any label.
    #[schemars(required)]
    pub(crate) host: Option<At<String>>,
    /// Source name, then `#` and the table's number or the section's name.
    #[schemars(required)]
    pub(crate) source: Option<At<String>>,
}

/// A host that answers requests.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Endpoint {
    /// Its name, without scheme and path; a label in braces stands for any label.
    #[schemars(required)]
    pub(crate) host: Option<At<String>>,
    /// Source name, then `#` and the table's number or the section's name.
    #[schemars(required)]
    pub(crate) source: Option<At<String>>,
}

/// Something that was read.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Source {
    /// The name by which constraints refer to it.
    #[schemars(required)]
    pub(crate) name: Option<At<String>>,
    /// What it is; a page governs, then API Explorer, then an SDK.
    #[schemars(required)]
    pub(crate) kind: Option<At<SourceKind>>,
    /// Our title for it.
    #[schemars(required)]
    pub(crate) title: Option<At<String>>,
    /// Where it stands.
    #[schemars(required)]
    pub(crate) url: Option<At<String>>,
    /// The day it was read, YYYY-MM-DD.
    #[schemars(required)]
    pub(crate) read: Option<At<String>>,
}

/// Headers that together authenticate a request.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Auth {
    /// Name of the scheme.
    #[schemars(required)]
    pub(crate) scheme: Option<At<String>>,
    /// The headers that it needs.
    #[schemars(required)]
    pub(crate) headers: Option<At<Vec<At<String>>>>,
    /// Source name, then `#` and the table's number or the section's name. In an operation: the operation's, if absent.
    pub(crate) source: Option<At<String>>,
}

/// A type: its fields in the vendor's order, and the rules between them; or a value that members of several types have.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(title = "types/*.toml")]
pub(crate) struct TypeFile {
    #[serde(rename = "(incomplete)", default)]
    pub(crate) incomplete: bool,
    /// The type.
    #[serde(rename = "type")]
    #[schemars(required)]
    pub(crate) head: Option<At<TypeHead>>,
    /// Disagreements about the type as a whole.
    #[serde(default)]
    pub(crate) conflict: Vec<At<Conflict>>,
    /// Members, in the vendor's order.
    #[serde(default)]
    pub(crate) field: Vec<At<Field>>,
    /// Rules between members.
    #[serde(default)]
    pub(crate) rule: Vec<At<Rule>>,
}

/// An operation: its parameters, its body, its responses.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(title = "operations/*.toml")]
pub(crate) struct OperationFile {
    #[serde(rename = "(incomplete)", default)]
    pub(crate) incomplete: bool,
    /// The operation.
    #[schemars(required)]
    pub(crate) operation: Option<At<OperationHead>>,
    /// Header groups, instead of the vendor's.
    #[serde(default)]
    pub(crate) auth: Vec<At<Auth>>,
    /// Path parameters.
    #[serde(default)]
    pub(crate) path: Vec<At<Field>>,
    /// Query parameters.
    #[serde(default)]
    pub(crate) query: Vec<At<Field>>,
    /// Request headers, beside the shared ones.
    #[serde(default)]
    pub(crate) header: Vec<At<Field>>,
    /// The request body.
    pub(crate) request: Option<At<Request>>,
    /// The documented responses.
    #[serde(default)]
    pub(crate) response: Vec<At<Response>>,
    /// Messages that the vendor sends to the caller's own address.
    #[serde(default)]
    pub(crate) callback: Vec<At<Callback>>,
    /// Rules between parameters.
    #[serde(default)]
    pub(crate) rule: Vec<At<Rule>>,
    /// Disagreements about the operation as a whole.
    #[serde(default)]
    pub(crate) conflict: Vec<At<Conflict>>,
}

/// The operation.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct OperationHead {
    /// The vendor's name of the operation.
    #[schemars(required)]
    pub(crate) name: Option<At<String>>,
    /// HTTP method, upper case.
    #[schemars(required)]
    pub(crate) method: Option<At<String>>,
    /// Path template, such as /v1/{project_id}/digital-human-videos.
    #[schemars(required)]
    pub(crate) path: Option<At<String>>,
    /// The vendor's group of operations, as spelt there.
    pub(crate) tag: Option<At<String>>,
    /// The service of its messages, where there is one.
    pub(crate) context: Option<At<Context>>,
    /// That the vendor advises against it: why, or what to use instead.
    pub(crate) deprecated: Option<At<String>>,
    /// That the vendor documents it no longer: since when, or what to use instead.
    pub(crate) removed: Option<At<String>>,
    /// The operation that it is called now.
    pub(crate) renamed_to: Option<At<String>>,
    /// What it does, in one sentence of our own; false where no source explains it.
    #[schemars(required)]
    pub(crate) summary: Option<At<Summary>>,
    /// Source name, then `#` and the table's number or the section's name.
    #[schemars(required)]
    pub(crate) source: Option<At<String>>,
    /// Types whose fields are path parameters that operations share.
    #[serde(default)]
    pub(crate) path_types: Vec<At<String>>,
    /// Types whose fields are query parameters that operations share.
    #[serde(default)]
    pub(crate) query_types: Vec<At<String>>,
    /// A type whose fields are the shared request headers.
    pub(crate) headers: Option<At<String>>,
    /// Names of responses that vendor.toml describes.
    #[serde(default)]
    pub(crate) responses: Vec<At<String>>,
    /// Remarks for people.
    #[serde(default)]
    pub(crate) notes: Vec<At<String>>,
}

/// A disagreement: what another source says.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Conflict {
    /// The source that says otherwise.
    #[schemars(required)]
    pub(crate) source: Option<At<String>>,
    /// What it says.
    #[schemars(required)]
    pub(crate) says: Option<At<Says>>,
    /// That it is plainly mistaken, so that its word counts for nothing: `true`, or in `"request"` or `"response"` alone.
    pub(crate) slip: Option<At<Slip>>,
    /// What people should know of the disagreement.
    pub(crate) because: Option<At<String>>,
}

impl Field {
    /// Returns the lists of the sources that `sources.values` names, where there are several, each has a list of its own in a
    /// conflict, and the lists differ: the list of the field is put together of them then.
    pub(crate) fn lists_put_together(&self) -> Option<Vec<&At<Value>>> {
        let sources = self.sources.as_ref()?;
        let (_, named) = sources.0.iter().find(|(key, _)| key.value == "values")?;
        let lists: Vec<&At<Value>> = named
            .value
            .0
            .iter()
            .map(|reference| self.list_of(reference))
            .collect::<Option<_>>()?;
        let differ =
            |pair: &[&At<Value>]| matches!(pair, [one, other] if !one.value.same(&other.value));
        lists.windows(2).any(differ).then_some(lists)
    }

    /// The list of values that a source has in a conflict.
    fn list_of(&self, reference: &At<String>) -> Option<&At<Value>> {
        let name = |reference: &str| reference.split('#').next().map(str::to_owned);
        self.conflict.iter().find_map(|conflict| {
            let source = conflict.source.as_ref()?;
            let Says::Keys(keys) = &conflict.says.as_ref()?.value else {
                return None;
            };
            let (_, list) = keys.iter().find(|(key, _)| key.value == "values")?;
            (conflict.slip.is_none() && name(source) == name(reference)).then_some(list)
        })
    }
}

/// A value of an enum.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct EnumValue {
    /// The value in the vendor's spelling.
    #[schemars(required)]
    pub(crate) wire: Option<At<String>>,
    /// What it means.
    pub(crate) summary: Option<At<String>>,
    /// Why it should no longer be used, and what to use instead.
    pub(crate) deprecated: Option<At<String>>,
}

/// A value with a meaning of its own.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Special {
    /// The value.
    #[schemars(required)]
    pub(crate) value: Option<At<Num>>,
    /// What it means.
    #[schemars(required)]
    pub(crate) summary: Option<At<String>>,
}

/// The kinds of fields.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Kind {
    /// An integer.
    Int,
    /// A number.
    Number,
    /// A string.
    Text,
    /// A file: a part of a form, or the whole body of a response.
    File,
    /// `true` or `false`.
    Bool,
    /// One of a list of strings.
    Enum,
    /// An array.
    List,
    /// An object whose members are named by whoever sends it.
    Map,
    /// An object of a named type; without one, nothing is documented of its members.
    Object,
    /// A value of one of several kinds or forms.
    Alternatives,
    /// Any JSON value.
    Any,
}

impl Kind {
    /// The word in the files.
    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Self::Int => "int",
            Self::Number => "number",
            Self::Text => "text",
            Self::File => "file",
            Self::Bool => "bool",
            Self::Enum => "enum",
            Self::List => "list",
            Self::Map => "map",
            Self::Object => "object",
            Self::Alternatives => "alternatives",
            Self::Any => "any",
        }
    }
}

/// The named formats.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(untagged)]
#[schemars(inline)]
pub(crate) enum Format {
    Text(contract::Format),
    Int(IntFormat),
}

/// The named formats of integers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum IntFormat {
    /// For an int: seconds since 1970.
    UnixSeconds,
}

impl Format {
    /// The word in the files.
    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Self::Text(format) => format.as_str(),
            Self::Int(IntFormat::UnixSeconds) => "unix-seconds",
        }
    }
}

/// Encodings of bytes in a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Encoding {
    /// RFC 4648 section 4, padded.
    Base64,
}

/// How numbers and truth values can be written, other than by themselves.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub(crate) enum WrittenAs {
    /// As text.
    Text,
}

/// A rule between members, or between parameters.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Rule {
    #[serde(rename = "(incomplete)", default)]
    pub(crate) incomplete: bool,
    /// Name in kebab-case, unique in the file.
    #[schemars(required)]
    pub(crate) id: Option<At<String>>,
    /// What the rule asks.
    #[schemars(required)]
    pub(crate) kind: Option<At<RuleKind>>,
    /// In an operation: the parameters that it is about.
    #[serde(rename = "in")]
    pub(crate) part: Option<At<PartName>>,
    /// All of these must hold for the rule to run.
    pub(crate) when: Option<At<OneOrMany<Condition>>>,
    /// The fields.
    pub(crate) fields: Option<At<Vec<At<String>>>>,
    /// The field.
    pub(crate) field: Option<At<String>>,
    /// The fields that then change nothing.
    pub(crate) over: Option<At<Vec<At<String>>>>,
    /// The allowed combinations.
    pub(crate) rows: Option<At<Vec<Row>>>,
    /// The member that tells items apart.
    pub(crate) by: Option<At<String>>,
    /// The field whose value decides.
    pub(crate) tag: Option<At<String>>,
    /// A type, or a sibling, for each value of the tag.
    pub(crate) cases: Option<At<Entries<String>>>,
    /// The type for any other value of the tag, or "any".
    pub(crate) otherwise: Option<At<String>>,
    /// Least value that is honoured.
    pub(crate) min: Option<At<Num>>,
    /// Greatest value that is honoured.
    pub(crate) max: Option<At<Num>>,
    /// Lower bound that is itself not honoured.
    pub(crate) above: Option<At<Num>>,
    /// Upper bound that is itself not honoured.
    pub(crate) below: Option<At<Num>>,
    /// The values that are honoured.
    pub(crate) values: Option<At<Vec<At<Value>>>>,
    /// The texts of which one is held: a placeholder in its spellings.
    pub(crate) texts: Option<At<Vec<At<String>>>>,
    /// How much breaking it counts; each kind has its default.
    pub(crate) severity: Option<At<Severity>>,
    /// The messages that it holds for; absent: both directions.
    pub(crate) direction: Option<At<Direction>>,
    /// The rule in one sentence of our own.
    #[schemars(required)]
    pub(crate) summary: Option<At<String>>,
    /// Where it was read, if not where the type was.
    pub(crate) source: Option<At<String>>,
    /// Disagreements about the rule.
    #[serde(default)]
    pub(crate) conflict: Vec<At<Conflict>>,
}

/// A combination of values.
pub(crate) type Row = At<Vec<At<Value>>>;

/// The kinds of rules.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum RuleKind {
    /// The fields are present when the condition holds.
    RequiredIf,
    /// The fields are present unless the condition holds.
    RequiredUnless,
    /// Setting the fields changes nothing when the condition holds.
    NoEffectIf,
    /// Setting the fields changes nothing unless the condition holds.
    NoEffectUnless,
    /// No more than one of the fields is present.
    AtMostOne,
    /// One of the fields is present, or more of them.
    AtLeastOne,
    /// Where all of `fields` are present, those of `over` change nothing.
    WinsOver,
    /// The fields' values are one of the rows.
    OneOfRows,
    /// Items of the list differ in their member `by`.
    Unique,
    /// The tag's value names the type of the sibling.
    SelectsType,
    /// The tag's value names the sibling that counts.
    SelectsSibling,
    /// The value is honoured in a range only.
    Range,
    /// Only some values are honoured.
    Values,
    /// The text holds one of some texts, anywhere in it.
    Contains,
}

impl RuleKind {
    /// The word in the files.
    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Self::RequiredIf => "required-if",
            Self::RequiredUnless => "required-unless",
            Self::NoEffectIf => "no-effect-if",
            Self::NoEffectUnless => "no-effect-unless",
            Self::AtMostOne => "at-most-one",
            Self::AtLeastOne => "at-least-one",
            Self::WinsOver => "wins-over",
            Self::OneOfRows => "one-of-rows",
            Self::Unique => "unique",
            Self::SelectsType => "selects-type",
            Self::SelectsSibling => "selects-sibling",
            Self::Range => "range",
            Self::Values => "values",
            Self::Contains => "contains",
        }
    }
}

/// The parameters that a rule of an operation is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub(crate) enum PartName {
    /// Path parameters.
    Path,
    /// Query parameters.
    Query,
    /// Request headers.
    Header,
}

/// A condition, in one of five forms: field and is, field and in, field and present, context, auth.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Condition {
    /// The field that is looked at.
    pub(crate) field: Option<At<String>>,
    /// The value that it has.
    pub(crate) is: Option<At<Value>>,
    /// The values of which it has one.
    #[serde(rename = "in")]
    pub(crate) among: Option<At<Vec<At<Value>>>>,
    /// It is present.
    pub(crate) present: Option<At<bool>>,
    /// The service that the message belongs to, or several.
    pub(crate) context: Option<At<OneOrMany<Context>>>,
    /// The scheme whose headers are used; over headers alone.
    pub(crate) auth: Option<At<String>>,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read<T: serde::de::DeserializeOwned>(name: &str) -> T {
        T::deserialize(toml::Value::String(name.to_owned())).expect("known")
    }

    #[test]
    fn words_are_those_of_the_contract() {
        for context in Context::ALL {
            assert_eq!(read::<Context>(context.as_str()), context);
        }
        for format in contract::Format::ALL {
            assert_eq!(read::<Format>(format.as_str()), Format::Text(format));
        }
        for severity in [Severity::Error, Severity::Warning] {
            assert_eq!(read::<Severity>(severity.as_str()), severity);
        }
        for direction in [Direction::Request, Direction::Response] {
            assert_eq!(read::<Direction>(direction.as_str()), direction);
        }
    }
}
