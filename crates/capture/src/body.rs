//! What requests and answers carry.

use std::ops::Range;

use mediaspec_validator::Position;

use crate::place::{Source, Text};

/// A header, as it stands there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Header {
    /// Its name, in any case.
    pub name: String,
    /// Its value.
    pub value: Text,
}

pub(crate) fn find<'h>(headers: &'h [Header], name: &str) -> Option<&'h Header> {
    let mut headers = headers.iter();
    headers.find(|header| header.name.eq_ignore_ascii_case(name))
}

/// What a request or an answer carries.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub enum Body {
    /// Nothing.
    Absent,
    /// A text.
    Text(Text),
    /// Something that cannot be checked.
    NotTaken(NotTaken),
}

/// Why a body cannot be checked.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct NotTaken {
    /// The reason in a sentence.
    pub why: String,
    /// Where it would stand.
    pub position: Position,
    /// Whether the input is broken there. Otherwise it never had the body, and nothing is wrong with it.
    pub is_error: bool,
}

impl Body {
    pub(crate) fn not_taken(source: &Source, span: &Range<usize>, why: impl Into<String>) -> Self {
        Self::NotTaken(NotTaken {
            why: why.into(),
            position: source.position(span),
            is_error: false,
        })
    }

    pub(crate) fn broken(source: &Source, span: &Range<usize>, why: impl Into<String>) -> Self {
        Self::NotTaken(NotTaken {
            why: why.into(),
            position: source.position(span),
            is_error: true,
        })
    }
}
