//! What operations share: types of parameters and headers, and responses.

use std::collections::{BTreeMap, BTreeSet};

use super::folder::Folder;
use super::place::Rows;
use super::pool::{OfOperation, camel, of_section};
use crate::sheet::{Row, Section};

/// What operations share: types of parameters, and responses.
pub(super) struct Shared<'a> {
    folder: &'a Folder,
    /// Types of path parameters by the names of their parameters, those too that are drafted.
    paths: BTreeMap<String, String>,
    /// Types of path parameters to be written: the vendor's name of the parameter, and what sources say of it.
    pub(super) new_paths: BTreeMap<String, (String, Rows<'a>)>,
    /// Types of query parameters, each with the names of its fields.
    queries: Vec<(String, Vec<String>)>,
    /// Types of headers: of requests, of responses.
    pub(super) headers: Option<String>,
    pub(super) response_headers: Vec<String>,
    /// The status of each response that operations share.
    pub(super) responses: BTreeMap<String, u16>,
}

impl<'a> Shared<'a> {
    pub(super) fn new(
        folder: &'a Folder,
        operations: &'a BTreeMap<String, Vec<OfOperation>>,
    ) -> Self {
        let used = |section: &str| -> BTreeSet<&String> {
            let all = folder.operations.values();
            all.flat_map(|operation| operation.shared.get(section))
                .flatten()
                .collect()
        };
        let fields = |name: &str| -> Vec<String> {
            let fields = folder.types.get(name).into_iter().flat_map(|ty| &ty.fields);
            fields.map(|field| field.name.clone()).collect()
        };
        let mut paths: BTreeMap<String, String> = BTreeMap::new();
        for ty in used("path") {
            paths.extend(fields(ty).into_iter().map(|field| (field, ty.clone())));
        }
        let authenticates = |name: &&&String| {
            let fields = fields(name);
            let mut asked = folder.vendor.auth_headers.iter();
            asked.all(|header| {
                fields
                    .iter()
                    .any(|field| field.eq_ignore_ascii_case(header))
            })
        };
        let headers = used("header")
            .iter()
            .find(authenticates)
            .map(|name| (*name).clone());
        let of_responses = folder
            .operations
            .values()
            .flat_map(|operation| &operation.response_headers);
        let of_responses: BTreeSet<&String> = of_responses.collect();
        let queries = used("query").into_iter().map(|ty| (ty.clone(), fields(ty)));
        let mut shared = Self {
            folder,
            paths,
            queries: queries.collect(),
            new_paths: BTreeMap::new(),
            headers,
            response_headers: of_responses.into_iter().cloned().collect(),
            responses: BTreeMap::new(),
        };
        shared.paths_of(operations);
        shared.responses_of(operations);
        shared
    }

    /// Finds path parameters that sources share among operations.
    fn paths_of(&mut self, operations: &'a BTreeMap<String, Vec<OfOperation>>) {
        let all = || {
            let tables = operations.values().flatten();
            let tables = tables
                .flat_map(|one| of_section(one, Section::Path).map(move |table| (one, table)));
            tables.flat_map(|(one, table)| table.rows.iter().map(move |row| (&one.speaker, row)))
        };
        for (speaker, row) in all() {
            let (Some(name), Some(shared)) = (&row.name, &row.shared) else {
                continue;
            };
            let ty = camel(shared);
            if !self.paths.contains_key(name) && !self.folder.types.contains_key(&ty) {
                self.paths.insert(name.clone(), ty.clone());
                self.new_paths
                    .insert(ty, (name.clone(), vec![(speaker, row)]));
            }
        }
        for (speaker, row) in all() {
            let ty = row.name.as_ref().and_then(|name| self.paths.get(name));
            if let Some((_, rows)) = ty.and_then(|ty| self.new_paths.get_mut(ty))
                && rows.iter().all(|(known, _)| known.kind != speaker.kind)
            {
                rows.push((speaker, row));
                rows.sort_by_key(|(speaker, _)| *speaker);
            }
        }
    }

    /// Returns the type that a path parameter is a field of, unless a source says something else of it here.
    pub(super) fn path_type(&self, parameter: &str, said: &[OfOperation]) -> Option<&String> {
        let ty = self.paths.get(parameter)?;
        let known = self
            .new_paths
            .get(ty)
            .into_iter()
            .flat_map(|(_, rows)| rows);
        for (speaker, row) in known {
            let mut here = said.iter().filter(|one| one.speaker.kind == speaker.kind);
            let rows = here.find_map(|one| {
                let mut rows = of_section(one, Section::Path).flat_map(|table| &table.rows);
                rows.find(|row| row.name.as_deref() == Some(parameter))
            });
            let content = |row: &Row| {
                let mut content = row.without_places();
                content.remove("shared");
                content
            };
            if rows.is_some_and(|other| content(other) != content(row)) {
                return None;
            }
        }
        Some(ty)
    }

    /// Returns the types of query parameters all of which an operation has.
    pub(super) fn query_types(&self, said: &[OfOperation]) -> Vec<String> {
        let tables = said.iter().flat_map(|one| of_section(one, Section::Query));
        let names: BTreeSet<&str> = tables
            .flat_map(|table| &table.rows)
            .filter_map(|row| row.name.as_deref())
            .collect();
        let has_all = |fields: &[String]| fields.iter().all(|field| names.contains(&**field));
        let types = self.queries.iter().filter(|(_, fields)| has_all(fields));
        types.map(|(ty, _)| ty.clone()).collect()
    }

    /// Gives each shared response the status that most operations have for it.
    fn responses_of(&mut self, operations: &BTreeMap<String, Vec<OfOperation>>) {
        let mut counts: BTreeMap<(String, u16), usize> = BTreeMap::new();
        for table in operations.values().flatten().flat_map(|one| &one.tables) {
            if let (Some(name), Some(status)) = (&table.shared, table.status) {
                let count = counts.entry((name.clone(), status)).or_default();
                *count = count.saturating_add(1);
            }
        }
        let mut best: BTreeMap<String, (usize, u16)> = BTreeMap::new();
        for ((name, status), count) in counts {
            let known = best.entry(name).or_default();
            if count > known.0 {
                *known = (count, status);
            }
        }
        self.responses = best
            .into_iter()
            .map(|(name, (_, status))| (name, status))
            .collect();
        for (name, status) in &self.folder.vendor.responses {
            if let Ok(status) = u16::try_from(*status) {
                self.responses.insert(name.clone(), status);
            }
        }
    }

    /// Returns the shared responses that `vendor.toml` lacks.
    pub(super) fn new_responses(&self) -> impl Iterator<Item = (&String, u16)> {
        let new = self.responses.iter();
        let new = new.filter(|(name, _)| !self.folder.vendor.responses.contains_key(*name));
        new.map(|(name, status)| (name, *status))
    }

    pub(super) fn fields_of(&self, ty: &str) -> Vec<String> {
        let fields = self
            .folder
            .types
            .get(ty)
            .into_iter()
            .flat_map(|ty| &ty.fields);
        fields
            .map(|field| field.name.to_ascii_lowercase())
            .collect()
    }
}
