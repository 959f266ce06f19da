//! The JSON forms of what payloads touch of a contract, and of what a payload fits.
//!
//! The same types make the forms and their JSON Schema.

use std::fmt;

use crate::contract::Part;

/// What of a contract the payloads of a run have touched: `mediaspec check --coverage`.
#[derive(serde::Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schema", schemars(rename = "Coverage"))]
pub struct JsonCoverage {
    /// The version of this form.
    #[cfg_attr(feature = "schema", schemars(extend("const" = JsonCoverage::VERSION)))]
    pub schema_version: u32,
    /// How many payloads could not be read to their end; they count for nothing else.
    pub malformed: u64,
    /// The numbers.
    pub summary: JsonTotals,
    /// Every operation of the contract.
    pub operations: Vec<JsonOperation>,
    /// The types that the touched messages can hold.
    pub types: Vec<JsonType>,
}

impl JsonCoverage {
    /// The version of the form. Members are added without another one.
    pub const VERSION: u32 = 1;
}

/// How many of how many.
#[derive(Debug, Clone, Copy, Default, serde::Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schema", schemars(rename = "Share"))]
pub struct JsonShare {
    /// How many were touched.
    pub touched: u64,
    /// How many there are.
    pub of: u64,
}

impl JsonShare {
    /// Counts one more.
    pub fn count(&mut self, touched: bool) {
        self.of = self.of.saturating_add(1);
        self.touched = self.touched.saturating_add(u64::from(touched));
    }
}

impl fmt::Display for JsonShare {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} of {}", self.touched, self.of)
    }
}

/// The numbers: of operations all; of the rest, what belongs to operations that were touched.
#[derive(Debug, Clone, Copy, Default, serde::Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schema", schemars(rename = "Totals"))]
pub struct JsonTotals {
    /// Operations.
    pub operations: JsonShare,
    /// Documented messages of the touched operations.
    pub messages: JsonShare,
    /// Members of the types that the touched messages can hold.
    pub members: JsonShare,
    /// Values that these members list.
    pub values: JsonShare,
    /// Sides of their bounds: values within, and values that are refused.
    pub bound_sides: JsonShare,
    /// Rules of these types of which a member stood in a payload.
    pub rules: JsonShare,
    /// Rules of these types that found something.
    pub rules_broken: JsonShare,
}

/// An operation.
#[derive(serde::Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schema", schemars(rename = "TouchedOperation"))]
pub struct JsonOperation {
    /// Its full name.
    pub operation: String,
    /// Whether a payload was one of its messages.
    pub touched: bool,
    /// Its messages.
    pub messages: Vec<JsonMessage>,
}

/// A message of an operation.
#[derive(serde::Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schema", schemars(rename = "TouchedMessage"))]
pub struct JsonMessage {
    /// `request`, the status of a response, or the name of a callback.
    pub message: String,
    /// Whether it is documented.
    pub documented: bool,
    /// How many payloads it had.
    pub payloads: u64,
}

/// A type.
#[derive(serde::Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schema", schemars(rename = "TouchedType"))]
pub struct JsonType {
    /// Its name, with the service in front of it.
    pub r#type: String,
    /// Its members.
    pub members: Vec<JsonMember>,
    /// Its rules that can find something in the touched messages.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub rules: Vec<JsonRule>,
}

/// A member of a type.
#[derive(serde::Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schema", schemars(rename = "TouchedMember"))]
pub struct JsonMember {
    /// Its name.
    pub name: String,
    /// How often it stood in a payload.
    pub count: u64,
    /// The values that it lists.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub values: Option<JsonValues>,
    /// Its bounds.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub bounds: Vec<JsonBound>,
}

/// The values that a member lists.
#[derive(serde::Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schema", schemars(rename = "TouchedValues"))]
pub struct JsonValues {
    /// Those that stood in a payload.
    pub touched: Vec<String>,
    /// Those that did not.
    pub untouched: Vec<String>,
}

/// A bound of a number, of a length, or of how many items there are.
#[derive(serde::Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schema", schemars(rename = "TouchedBound"))]
pub struct JsonBound {
    /// The code by which a breach is told.
    pub code: &'static str,
    /// Whether a value stood within it.
    pub within: bool,
    /// Whether a value was refused by it.
    pub beyond: bool,
}

/// A rule between members.
#[derive(serde::Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schema", schemars(rename = "TouchedRule"))]
pub struct JsonRule {
    /// Its name.
    pub rule: String,
    /// Whether a member that it speaks of stood in a payload.
    pub read: bool,
    /// Whether it found something.
    pub broken: bool,
}

/// What a payload fits: `mediaspec detect --format json`.
#[derive(serde::Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schema", schemars(rename = "Fits"))]
pub struct JsonFits<'a> {
    /// The version of this form.
    #[cfg_attr(feature = "schema", schemars(extend("const" = JsonCoverage::VERSION)))]
    pub schema_version: u32,
    /// The file as it was named, `-` for standard input.
    pub file: &'a str,
    /// The messages that it fits, best first; those that are checked alike are one.
    pub fits: Vec<JsonFit<'a>>,
}

/// A message that a payload fits.
#[derive(serde::Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schema", schemars(rename = "Fit"))]
pub struct JsonFit<'a> {
    /// The operation, `service/VendorOperation`.
    pub operation: String,
    /// `request`, `response` or `callback`.
    pub message: &'a str,
    /// The status of a response.
    pub status: Option<u16>,
    /// The name of a callback.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub callback: Option<&'a str>,
    /// The part of the message.
    pub r#in: Part,
    /// How many members of the payload it documents.
    pub documented: usize,
    /// How many it does not.
    pub undocumented: usize,
    /// How many errors a check finds.
    pub errors: u64,
    /// How many warnings a check finds.
    pub warnings: u64,
    /// How many more messages share the type, and so fit alike.
    pub alike: usize,
}
