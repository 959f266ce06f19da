//! The codes of violations: what each means and what to do about it.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize, Serializer};

use crate::escape::shortened;

/// How much a violation counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
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

/// What is wrong with a value. Named as JSON Schema names its keywords, where it has one.
///
/// The order of the variants is the order in which the violations of one value are told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Code {
    /// The input could not be read to its end: it is not JSON, or beyond a limit.
    Malformed,
    /// A value of another JSON type.
    Type,
    /// A missing member.
    Required,
    /// A value that is not in the list.
    Enum,
    /// Below the least value.
    Minimum,
    /// Above the greatest value.
    Maximum,
    /// At or below a bound that is itself refused.
    ExclusiveMinimum,
    /// At or above a bound that is itself refused.
    ExclusiveMaximum,
    /// No multiple of what it must be a multiple of.
    MultipleOf,
    /// Too short.
    MinLength,
    /// Too long.
    MaxLength,
    /// Too few items.
    MinItems,
    /// Too many items.
    MaxItems,
    /// An item that occurs twice.
    UniqueItems,
    /// A text that a pattern refuses.
    Pattern,
    /// A text that is not of its named format.
    Format,
    /// An unknown member.
    AdditionalProperties,
    /// A text that is not base64.
    ContentEncoding,
    /// A text that should be JSON and is not.
    ContentMediaType,
    /// Too many bytes.
    MaxBytes,
    /// `null` where a value is expected.
    Null,
    /// A member that occurs twice.
    DuplicateKey,
    /// A member that is missing under a condition.
    RequiredIf,
    /// Several members of which one is needed, and none is there.
    AtLeastOne,
    /// A combination that is not in the list.
    Rows,
    /// Members that exclude each other.
    AtMostOne,
    /// A member that changes nothing.
    NoEffect,
    /// A value that is accepted but not honoured.
    AcceptedRange,
    /// Something that should no longer be used.
    Deprecated,
    /// No complete set of authentication headers.
    Authentication,
    /// A status that no page documents.
    UndocumentedStatus,
    /// A body that is sent as another media type than is documented.
    MediaType,
    /// A request that is written for another API.
    OtherApi,
    /// An object in which no member of the message stands.
    Unrecognized,
    /// A parameter that is still its template.
    Placeholder,
    /// Two places that must say the same and do not.
    Mismatch,
    /// A request to the vendor's host for an operation that no contract has.
    UnknownOperation,
}

impl Code {
    /// Every code, in order.
    pub const ALL: [Self; 37] = [
        Self::Malformed,
        Self::Type,
        Self::Required,
        Self::Enum,
        Self::Minimum,
        Self::Maximum,
        Self::ExclusiveMinimum,
        Self::ExclusiveMaximum,
        Self::MultipleOf,
        Self::MinLength,
        Self::MaxLength,
        Self::MinItems,
        Self::MaxItems,
        Self::UniqueItems,
        Self::Pattern,
        Self::Format,
        Self::AdditionalProperties,
        Self::ContentEncoding,
        Self::ContentMediaType,
        Self::MaxBytes,
        Self::Null,
        Self::DuplicateKey,
        Self::RequiredIf,
        Self::AtLeastOne,
        Self::Rows,
        Self::AtMostOne,
        Self::NoEffect,
        Self::AcceptedRange,
        Self::Deprecated,
        Self::Authentication,
        Self::UndocumentedStatus,
        Self::MediaType,
        Self::OtherApi,
        Self::Unrecognized,
        Self::Placeholder,
        Self::Mismatch,
        Self::UnknownOperation,
    ];

    /// The code as reports write it.
    ///
    /// ```
    /// use mediaspec_core::code::Code;
    ///
    /// assert_eq!(Code::MaxLength.as_str(), "maxLength");
    /// assert_eq!("required-if".parse(), Ok(Code::RequiredIf));
    /// ```
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Malformed => "malformed",
            Self::Type => "type",
            Self::Required => "required",
            Self::Enum => "enum",
            Self::Minimum => "minimum",
            Self::Maximum => "maximum",
            Self::ExclusiveMinimum => "exclusiveMinimum",
            Self::ExclusiveMaximum => "exclusiveMaximum",
            Self::MultipleOf => "multipleOf",
            Self::MinLength => "minLength",
            Self::MaxLength => "maxLength",
            Self::MinItems => "minItems",
            Self::MaxItems => "maxItems",
            Self::UniqueItems => "uniqueItems",
            Self::Pattern => "pattern",
            Self::Format => "format",
            Self::AdditionalProperties => "additionalProperties",
            Self::ContentEncoding => "contentEncoding",
            Self::ContentMediaType => "contentMediaType",
            Self::MaxBytes => "maxBytes",
            Self::Null => "null",
            Self::DuplicateKey => "duplicate-key",
            Self::RequiredIf => "required-if",
            Self::AtLeastOne => "at-least-one",
            Self::Rows => "rows",
            Self::AtMostOne => "at-most-one",
            Self::NoEffect => "no-effect",
            Self::AcceptedRange => "accepted-range",
            Self::Deprecated => "deprecated",
            Self::Authentication => "authentication",
            Self::UndocumentedStatus => "undocumented-status",
            Self::MediaType => "media-type",
            Self::OtherApi => "other-api",
            Self::Unrecognized => "unrecognized",
            Self::Placeholder => "placeholder",
            Self::Mismatch => "mismatch",
            Self::UnknownOperation => "unknown-operation",
        }
    }

    /// How much a violation of this code counts where the contract does not say otherwise.
    #[must_use]
    pub const fn default_severity(self) -> Severity {
        match self {
            Self::NoEffect
            | Self::AcceptedRange
            | Self::Deprecated
            | Self::UndocumentedStatus
            | Self::Unrecognized
            | Self::UnknownOperation => Severity::Warning,
            Self::Malformed
            | Self::Type
            | Self::Required
            | Self::Enum
            | Self::Minimum
            | Self::Maximum
            | Self::ExclusiveMinimum
            | Self::ExclusiveMaximum
            | Self::MultipleOf
            | Self::MinLength
            | Self::MaxLength
            | Self::MinItems
            | Self::MaxItems
            | Self::UniqueItems
            | Self::Pattern
            | Self::Format
            | Self::AdditionalProperties
            | Self::ContentEncoding
            | Self::ContentMediaType
            | Self::MaxBytes
            | Self::Null
            | Self::DuplicateKey
            | Self::RequiredIf
            | Self::AtLeastOne
            | Self::Rows
            | Self::AtMostOne
            | Self::Authentication
            | Self::MediaType
            | Self::OtherApi
            | Self::Placeholder
            | Self::Mismatch => Severity::Error,
        }
    }

    /// The key in `spec/` whose source explains a violation of this code, where a field's key does.
    #[must_use]
    pub const fn spec_keys(self) -> &'static [&'static str] {
        match self {
            Self::Type => &["kind", "type", "item"],
            Self::Required => &["required"],
            Self::Enum => &["values", "any_case", "item"],
            Self::Minimum => &["min"],
            Self::Maximum => &["max"],
            Self::ExclusiveMinimum => &["above"],
            Self::ExclusiveMaximum => &["below"],
            Self::MultipleOf => &["multiple_of"],
            Self::MinLength => &["min_chars"],
            Self::MaxLength => &["max_chars", "max_chars_without_markup"],
            Self::MinItems => &["min_items"],
            Self::MaxItems => &["max_items"],
            Self::UniqueItems => &["unique_items"],
            Self::Pattern => &["pattern"],
            Self::Format => &["format", "written"],
            Self::ContentEncoding => &["encoding"],
            Self::ContentMediaType => &["json"],
            Self::MaxBytes => &["max_bytes"],
            Self::Null => &["nullable"],
            Self::NoEffect => &["no_effect"],
            Self::AcceptedRange => &["accepted"],
            Self::Deprecated => &["deprecated"],
            Self::Malformed
            | Self::AdditionalProperties
            | Self::DuplicateKey
            | Self::RequiredIf
            | Self::AtLeastOne
            | Self::Rows
            | Self::AtMostOne
            | Self::Authentication
            | Self::UndocumentedStatus
            | Self::MediaType
            | Self::OtherApi
            | Self::Unrecognized
            | Self::Placeholder
            | Self::Mismatch
            | Self::UnknownOperation => &[],
        }
    }

    /// Returns whether sources are asked before a breach with that code is told: it is of how big a number is, what a text
    /// may be, or how many items there are.
    #[must_use]
    pub const fn is_weighed(self) -> bool {
        matches!(
            self,
            Self::Enum
                | Self::Minimum
                | Self::Maximum
                | Self::ExclusiveMinimum
                | Self::ExclusiveMaximum
                | Self::MultipleOf
                | Self::MinLength
                | Self::MaxLength
                | Self::MaxBytes
                | Self::Pattern
                | Self::Format
                | Self::ContentEncoding
                | Self::MinItems
                | Self::MaxItems
        )
    }

    /// What the code means, in a sentence.
    #[must_use]
    pub const fn meaning(self) -> &'static str {
        match self {
            Self::Malformed => {
                "The input cannot be read to its end: it is not JSON, not UTF-8, or beyond a limit."
            }
            Self::Type => "The value has another JSON type than the vendor documents.",
            Self::Required => "A member that the vendor requires is missing.",
            Self::Enum => "The value is none of those that the vendor lists.",
            Self::Minimum => "The number is below the least value allowed.",
            Self::Maximum => "The number is above the greatest value allowed.",
            Self::ExclusiveMinimum => {
                "The number must be greater than the bound; the bound itself is refused."
            }
            Self::ExclusiveMaximum => {
                "The number must be less than the bound; the bound itself is refused."
            }
            Self::MultipleOf => "The number is no multiple of the one that the vendor names.",
            Self::MinLength => "The text has too few characters, counted as Unicode code points.",
            Self::MaxLength => {
                "The text has too many characters, counted as Unicode code points; where the vendor counts without markup, tags are left out."
            }
            Self::MinItems => "The list has too few items.",
            Self::MaxItems => "The list has too many items.",
            Self::UniqueItems => {
                "An item, or the member that must tell items apart, occurs twice in the list."
            }
            Self::Pattern => "The text does not have the form that the vendor asks for.",
            Self::Format => {
                "The text is not of its documented format, such as a date, an https URL or a number written as text."
            }
            Self::AdditionalProperties => {
                "The vendor documents no member or parameter of this name."
            }
            Self::ContentEncoding => "The text is not base64 (RFC 4648 section 4, with padding).",
            Self::ContentMediaType => "The text must itself be a JSON document, and is not.",
            Self::MaxBytes => "The text has too many bytes, counted in UTF-8.",
            Self::Null => "The value is null, which the vendor does not document.",
            Self::DuplicateKey => {
                "The same member stands twice in one object; which one counts is anybody's guess."
            }
            Self::RequiredIf => {
                "Another member's value, or its absence, makes this member mandatory."
            }
            Self::AtLeastOne => "One of several members is needed, and none of them is present.",
            Self::Rows => "The values are allowed each by itself, but not together.",
            Self::AtMostOne => "These members exclude each other.",
            Self::NoEffect => "The vendor accepts this member here and ignores it.",
            Self::AcceptedRange => {
                "The vendor's interface takes this value, but only a narrower range is honoured."
            }
            Self::Deprecated => {
                "The vendor has discarded this member or value, or has announced to."
            }
            Self::Authentication => "No complete set of authentication headers is present.",
            Self::UndocumentedStatus => {
                "No page documents a response of this status for the operation."
            }
            Self::MediaType => {
                "The Content-Type header says that the body is of another media type than is documented: a form where JSON is, JSON where a form is. In answers it is a warning."
            }
            Self::OtherApi => {
                "The request is sent to a host of another API, or carries another version of the API than the contract describes, or none. Operations of several APIs of a vendor have the same names, so nothing else of it is checked."
            }
            Self::Unrecognized => {
                "No member that the vendor documents for the message stands in the object, so that it probably is another message. Members that an error of the service has, too, do not count where others of the error stand beside them."
            }
            Self::Placeholder => {
                "The parameter is still the template that it should have been made of, such as {project_id}."
            }
            Self::Mismatch => {
                "Two places of the request must say the same, such as the project in the path and in a header, and do not."
            }
            Self::UnknownOperation => {
                "The request goes to a host of the vendor, and no operation of the contract has its method and path, so that nothing of it is checked."
            }
        }
    }

    /// What to do about it.
    #[must_use]
    pub const fn advice(self) -> &'static str {
        match self {
            Self::Malformed => {
                "Mend the text at the place that the message names; nothing else was checked."
            }
            Self::Type => {
                "Send the documented JSON type: a number without quotes, a list in brackets even for one item."
            }
            Self::Required => {
                "Add the member. A documented default does not stand in for a required member."
            }
            Self::Enum => {
                "Use one of the listed values in exactly this spelling, the vendor's misspellings too; in another case only where the message says so. If the vendor has added a value since the source was read, pass --allow enum or --profile tolerant, and report it."
            }
            Self::Minimum | Self::Maximum | Self::ExclusiveMinimum | Self::ExclusiveMaximum => {
                "Choose a value inside the range that the message names."
            }
            Self::MultipleOf => "Choose a multiple of the number that the message names.",
            Self::MinLength | Self::MaxLength | Self::MaxBytes => {
                "Change the text so that its length lies in the range that the message names."
            }
            Self::MinItems | Self::MaxItems => "Add or remove items, or split the request.",
            Self::UniqueItems => "Give each item a value of its own.",
            Self::Pattern | Self::Format => "Write the value in the form that the message names.",
            Self::AdditionalProperties => {
                "Check the spelling; `mediaspec show OPERATION` lists the members. Remove what is not listed."
            }
            Self::ContentEncoding => {
                "Encode the bytes with the standard base64 alphabet and keep the padding."
            }
            Self::ContentMediaType => {
                "Serialize the inner document to JSON first, then put that text into the member."
            }
            Self::Null => {
                "In a request, leave the member out instead of sending null. In an answer, null may stand for a member that need not be there, and for nothing else."
            }
            Self::DuplicateKey => "Keep one of the members.",
            Self::RequiredIf => "Add the member, or change the value that asks for it.",
            Self::AtLeastOne => "Add one of the members that the message names.",
            Self::Rows => "Use one of the listed combinations.",
            Self::AtMostOne => "Keep one of the members.",
            Self::NoEffect => "In a request, leave the member out, or set what makes it count.",
            Self::AcceptedRange => "Stay inside the range that is honoured.",
            Self::Deprecated => "Use what the message names instead.",
            Self::Authentication => {
                "Send either all headers of one scheme or those of another; the message lists them."
            }
            Self::UndocumentedStatus => {
                "Check the status. `mediaspec show OPERATION` lists those that are documented."
            }
            Self::MediaType => {
                "Send the body as it is documented, and say so in the Content-Type header."
            }
            Self::OtherApi => {
                "Send the documented version; if another API was meant, this contract does not describe it."
            }
            Self::Unrecognized => {
                "Check which operation, status and message it is. A message may have members that no page documents, but it has others, too."
            }
            Self::Placeholder => "Put the value in before the request is sent.",
            Self::Mismatch => "Send the same value in both places.",
            Self::UnknownOperation => {
                "Compare method and path with those of the operation that was meant; `mediaspec list` lists what the contract has."
            }
        }
    }
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl Serialize for Code {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

/// No code has the name.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct UnknownCode {
    /// The name that was asked for.
    pub name: String,
}

impl fmt::Display for UnknownCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "there is no code `{}`", shortened(&self.name, 80))
    }
}

impl std::error::Error for UnknownCode {}

impl FromStr for Code {
    type Err = UnknownCode;

    fn from_str(name: &str) -> Result<Self, UnknownCode> {
        let known = Self::ALL.into_iter().find(|code| code.as_str() == name);
        known.ok_or_else(|| UnknownCode {
            name: name.to_owned(),
        })
    }
}
