//! An edit of one JSON token, which readers carry over to the input.

use std::ops::Range;

use mediaspec_core::json_text;
use mediaspec_validator::Edit;

use crate::place::Text;

/// An edit of one JSON token of a document, or of a part of what a string says.
pub(crate) struct Token<'t> {
    /// The token as it is.
    pub(crate) raw: &'t [u8],
    /// What is taken away of what the string says; `None` for the whole token.
    pub(crate) part: Option<Range<usize>>,
    /// What is put there: what a string says, or the JSON text of another value.
    pub(crate) new: String,
    /// Whether that is a text.
    pub(crate) is_text: bool,
}

impl<'t> Token<'t> {
    /// Returns what an edit does to the token at a place of a text; `None` where it goes beyond the token.
    pub(crate) fn of(text: &'t Text, at: Range<usize>, edit: &Edit) -> Option<Self> {
        let raw = text.bytes().get(at.clone())?;
        let said = |text: &str| {
            let said = json_text::said(text.as_bytes(), &(0..text.len()));
            String::from_utf8(said.into_owned()).ok()
        };
        if at == (edit.offset..edit.end()) {
            let is_text = edit.text.starts_with('"');
            return Some(Self {
                raw,
                part: None,
                new: match is_text {
                    true => said(&edit.text)?,
                    false => edit.text.clone(),
                },
                is_text,
            });
        }
        let is_within = raw.first() == Some(&b'"') && edit.offset > at.start && edit.end() < at.end;
        if !is_within {
            return None;
        }
        let before = |offset: usize| {
            let raw = text.bytes().get(at.start..offset)?;
            Some(said(&format!("{}\"", str::from_utf8(raw).ok()?))?.len())
        };
        Some(Self {
            raw,
            part: Some(before(edit.offset)?..before(edit.end())?),
            new: said(&format!("\"{}\"", edit.text))?,
            is_text: true,
        })
    }
}
