//! The JSON Schema documents, embedded.

use mediaspec_core::contract::Part;

/// The JSON Schema (2020-12) of one part of a message: a document that refers to nothing outside itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct JsonSchema {
    /// `service/Operation`, such as `metastudio/ListDigitalHumanVideo`.
    pub operation: &'static str,
    /// `request`, the status of a response (`200`), or the name of a callback (`live-event`).
    pub message: &'static str,
    /// The part of the message. Parameters are described as one object of parsed values.
    pub part: Part,
    /// Path of the file below the folder `json-schema`. Messages that say the same share a file.
    pub file: &'static str,
    /// The document.
    pub text: &'static str,
}
