//! The lines of one field, as a draft would write them of what one source says.

use super::difference::{Difference, Differences};
use super::keys::{Named, Place};
use super::place::{Speaker, Statement, weigh};
use super::reading::Reading;
use super::text::of_field;
use super::types::is_sensitive;
use crate::sheet::{Row, Section, SourceKind};

/// Returns the lines of a field of a type, or of a parameter where the row is one of that section, and what of the row the spec
/// language does not say. A value has the source's own name in the spec; types that it names are not looked up.
#[must_use]
pub fn stub(section: Option<Section>, row: &Row, source: &str) -> (String, Vec<Difference>) {
    let (block, place) = match section {
        Some(Section::Path) => ("path", Place::Wire),
        Some(Section::Query) => ("query", Place::Wire),
        Some(Section::Header) => ("header", Place::Wire),
        // The headers of an answer are fields of a type.
        Some(Section::ResponseHeader) => ("field", Place::Wire),
        Some(Section::Form | Section::RequestBody | Section::ResponseBody) | None => {
            ("field", Place::Body)
        }
    };
    let name = row.name.as_deref().unwrap_or_default();
    let mut found = Vec::new();
    let mut differences = Differences {
        file: String::new(),
        found: &mut found,
    };
    let reading = Reading {
        place,
        named: &|_| Named::Unknown,
    };
    let statement = Statement {
        speaker: Speaker {
            kind: SourceKind::Page,
            name: source.to_owned(),
            read: String::new(),
        },
        row,
        said: reading.said(row),
    };
    let mut weighed = weigh(&[statement], name, "any", &mut differences);
    if place == Place::Wire {
        weighed.on_the_wire();
    }
    let sensitive = is_sensitive(name, &weighed.keys);
    (of_field(block, name, &weighed, sensitive, ""), found)
}
