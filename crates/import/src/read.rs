//! From the text of a document to its sheets.

use std::fmt;

use serde_json::Value;

use crate::days::Days;
use crate::origin::Origin;
use crate::sheet::Sheet;
use crate::{PageError, mts, page, sdk, slips, swagger};

/// The most bytes of a document.
pub const MAX_BYTES: usize = 16 << 20;

/// Why a document gives no sheet.
#[derive(Debug)]
pub enum ReadError {
    /// It is longer than [`MAX_BYTES`].
    TooLarge,
    /// It is neither JSON nor a page, or holds more than 128 levels.
    Json(serde_json::Error),
    /// No reader knows its shape.
    Shape,
    /// It looks like a sheet, and is none.
    Sheet(serde_json::Error),
    /// It is a page that describes nothing, is in a language that is not read, or is longer than pages are.
    Page(PageError),
}

impl fmt::Display for ReadError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::TooLarge => write!(f, "it is longer than {MAX_BYTES} bytes"),
            Self::Json(error) => write!(f, "it is neither JSON nor a page: {error}"),
            Self::Page(error) => error.fmt(f),
            Self::Shape => f.write_str(
                "its shape is not known; a definition in the shape of Swagger 2 has `definitions` or `paths`, facts of an \
                 SDK have `types`, those of MTS `product`, `used_by`, `codes` or `templates`, or are its common parameters or its \
                 functions; a sheet has `source`, an object",
            ),
            Self::Sheet(error) => write!(f, "it has a source as sheets have, and is no sheet: {error}"),
        }
    }
}

impl std::error::Error for ReadError {}

/// Reads a document into the sheets of the sources that it quotes, one an operation and source.
///
/// The reader is chosen by the shape of the document: a definition in the shape of Swagger 2 (a whole document with `paths`,
/// or one operation), facts of an SDK, facts of MTS, a page of documentation. The outcome depends on the arguments alone.
///
/// # Errors
/// A document that is too large, is neither JSON nor a page, or has a shape that no reader knows.
pub fn read(text: &str, origin: &Origin, days: &Days) -> Result<Vec<Sheet>, ReadError> {
    if text.len() > MAX_BYTES {
        return Err(ReadError::TooLarge);
    }
    let document: Value = match serde_json::from_str(text) {
        Ok(document) => document,
        Err(_) if page::is_page(text) => {
            let mut sheet = page::read(text, origin).map_err(ReadError::Page)?;
            slips::mark(&mut sheet);
            return Ok(vec![sheet]);
        }
        Err(error) => return Err(ReadError::Json(error)),
    };
    if document.get("source").is_some_and(Value::is_object) {
        return Ok(vec![
            serde_json::from_value(document).map_err(ReadError::Sheet)?,
        ]);
    }
    let has = |key| document.get(key).is_some();
    let mut sheets = if has("definitions") || has("paths") {
        swagger::read(&document, origin, days)
    } else if has("types") {
        vec![sdk::read(&document, origin)]
    } else {
        let mut sheets = mts::read(&document).ok_or(ReadError::Shape)?;
        for sheet in &mut sheets {
            let day = || origin.read.clone();
            sheet.source.read = sheet.source.read.take().or_else(day);
        }
        sheets
    };
    for sheet in &mut sheets {
        slips::mark(sheet);
    }
    Ok(sheets)
}
