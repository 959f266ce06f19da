//! The days on which parts of a source were read, and what the source had before: kept beside the definitions.

use std::collections::{BTreeMap, BTreeSet};

use serde::Deserialize;
use serde::de::DeserializeOwned;

use crate::origin::{API_EXPLORER, Origin};
use crate::sheet::{Dropped, Section, Sheet, SourceKind, State};

/// When operations and types of a source were last read, and which members it dropped.
#[derive(Debug, Clone, Default)]
pub struct Days {
    operations: BTreeMap<String, Reading>,
    types: BTreeMap<String, String>,
    dropped: Vec<Gone>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct Reading {
    first_listed: Option<String>,
    last_read: String,
    state: String,
    unlisted_since: Option<String>,
    renamed_to: Option<String>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct Gone {
    #[serde(rename = "type")]
    type_name: Option<String>,
    member: Option<String>,
    parameter: Option<String>,
    #[serde(rename = "in")]
    place: Option<Section>,
    dropped: String,
    /// Absent for a parameter, of which no operation is on record.
    #[serde(default)]
    operations: Vec<String>,
}

impl Days {
    /// Reads the day of each operation: `{"CreateClip":{"last_read":"2026-03-13","state":"listed"}}`, with
    /// `first_listed`, `unlisted_since` and `renamed_to` where they are known.
    ///
    /// # Errors
    /// What is wrong with the text, and where.
    pub fn with_operations(mut self, text: &str) -> Result<Self, String> {
        self.operations = parse(text)?;
        Ok(self)
    }

    /// Reads the day of each type: `{"Clip":"2026-03-13"}`.
    ///
    /// # Errors
    /// What is wrong with the text, and where.
    pub fn with_types(mut self, text: &str) -> Result<Self, String> {
        self.types = parse(text)?;
        Ok(self)
    }

    /// Reads what was dropped: `[{"type":"Clip","member":"title","dropped":"2025-07-11","operations":["CreateClip"]}]`, or
    /// for a parameter `{"parameter":"limit","in":"query","dropped":"2025-07-11"}`.
    ///
    /// # Errors
    /// What is wrong with the text, and where.
    pub fn with_dropped(mut self, text: &str) -> Result<Self, String> {
        self.dropped = parse(text)?;
        Ok(self)
    }

    /// Returns the day on which an operation was last read.
    pub(crate) fn of_operation(&self, name: &str) -> Option<&str> {
        Some(self.operations.get(name)?.last_read.as_str())
    }

    /// Returns what became of an operation.
    pub(crate) fn state(&self, name: &str) -> Option<State> {
        let reading = self.operations.get(name)?;
        Some(State {
            name: reading.state.clone(),
            since: reading.first_listed.clone(),
            until: reading.unlisted_since.clone(),
            renamed_to: reading.renamed_to.clone(),
        })
    }

    /// Returns the day on which the body of a type was last read.
    pub(crate) fn of_type(&self, name: &str) -> Option<&str> {
        self.types.get(name).map(String::as_str)
    }

    /// Returns the members that types of an operation have lost, in the order of types and names.
    pub(crate) fn members_dropped(&self, operation: &str) -> BTreeSet<Dropped> {
        let of = |gone: &&Gone| gone.operations.iter().any(|name| name == operation);
        self.dropped
            .iter()
            .filter(of)
            .filter_map(Gone::told)
            .collect()
    }

    /// Returns a sheet of what was dropped of which no operation is on record, if there is anything.
    #[must_use]
    pub fn sheet(&self, origin: &Origin) -> Option<Sheet> {
        let of = |gone: &&Gone| gone.operations.is_empty();
        let dropped: BTreeSet<Dropped> = self
            .dropped
            .iter()
            .filter(of)
            .filter_map(Gone::told)
            .collect();
        (!dropped.is_empty()).then(|| Sheet {
            source: origin.source(SourceKind::ApiExplorer, API_EXPLORER, None),
            operation: None,
            tables: Vec::new(),
            rules: Vec::new(),
            dropped: dropped.into_iter().collect(),
            unread: Vec::new(),
        })
    }
}

impl Gone {
    fn told(&self) -> Option<Dropped> {
        Some(Dropped {
            type_name: self.type_name.clone(),
            section: self.place,
            name: self.member.clone().or_else(|| self.parameter.clone())?,
            day: self.dropped.clone(),
        })
    }
}

fn parse<T: DeserializeOwned>(text: &str) -> Result<T, String> {
    serde_json::from_str(text).map_err(|error| error.to_string())
}
