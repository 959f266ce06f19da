//! Operations: new ones, and parameters and responses that one of the folder lacks.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

use mediaspec_spec::names;

use super::compare::compare;
use super::difference::{Difference, Differences, WhyNot};
use super::folder::{self, Folder, Recorded};
use super::keys::{Named, Place};
use super::place::{Rows, Speaker, Weighed};
use super::pool::{OfOperation, of_section};
use super::shared::Shared;
use super::text::{Block, OF_OPERATION, conflicts, of_field, sources};
use super::types::{Needed, Types, Use, is_sensitive, unique};
use crate::sheet::{Operation, Row, Section, SourceKind, State, Table};

const REQUEST: Use = Use {
    in_requests: true,
    in_answers: false,
};
const ANSWER: Use = Use {
    in_requests: false,
    in_answers: true,
};

/// A draft of one operation.
pub(super) struct Draft<'a, 'd> {
    pub(super) types: &'d mut Types<'a>,
    pub(super) shared: &'d Shared<'a>,
    pub(super) needed: &'d mut Needed,
    /// Types of headers to be written: the name, and the headers.
    pub(super) headers: &'d mut BTreeMap<String, Rows<'a>>,
    /// Shared responses that are used.
    pub(super) responses: &'d mut BTreeSet<String>,
}

impl<'a> Draft<'a, '_> {
    /// Returns the text of an operation that the folder does not have.
    pub(super) fn new_operation(
        &mut self,
        name: &str,
        family: Option<&String>,
        said: &'a [OfOperation],
        found: &mut Vec<Difference>,
    ) -> Option<(String, String)> {
        let first = said.first()?;
        let path = format!("operations/{}.toml", names::file_stem(name));
        let mut differences = Differences {
            file: path.clone(),
            found,
        };
        self.unread(said, &mut differences);
        for source in said {
            self.types
                .speakers
                .insert(source.speaker.name.clone(), source.speaker.clone());
        }
        let own = first.speaker.name.clone();
        let template = said.iter().find_map(|one| one.operation.path.clone())?;
        let method = said.iter().find_map(|one| one.operation.method.clone())?;
        self.same_route(&method, &template, said, &mut differences);
        let mut block = Block::new("[operation]");
        block.text("name", name);
        block.text("method", &method);
        block.text("path", &template);
        if let Some(tag) = family {
            block.text("tag", tag);
        }
        state(&mut block, said, self.types.folder);
        block.unexplained();
        block.text("source", &format!("{own}#{name}"));
        let mut text = String::new();
        let rpc = self.types.folder.vendor.is_rpc;
        let named = parameters_of(&template);
        let mut path_types: Vec<String> = Vec::new();
        for parameter in &named {
            if let Some(ty) = self.shared.path_type(parameter, said)
                && !path_types.contains(ty)
            {
                path_types.push(ty.clone());
            }
        }
        if !path_types.is_empty() {
            block.key("path_types", &path_types.clone().into());
        }
        let query_types = self.shared.query_types(said);
        if !query_types.is_empty() {
            block.key("query_types", &query_types.clone().into());
        }
        let headers = self.shared.headers.clone().filter(|_| !rpc);
        if let Some(headers) = &headers {
            block.text("headers", headers);
        }
        for (section, place) in [
            (Section::Path, "path"),
            (Section::Query, "query"),
            (Section::Header, "header"),
        ] {
            let types: Vec<String> = match section {
                Section::Path => path_types.clone(),
                Section::Header => headers.iter().cloned().collect(),
                _ => {
                    let common = self.types.folder.vendor.common.iter();
                    common.chain(&query_types).cloned().collect()
                }
            };
            for (parameter, rows) in rows_of(said, section) {
                if let Some(field) = self.field_of(&types, section, &parameter) {
                    self.need(rows.iter().map(|(_, row)| *row), REQUEST);
                    self.against(&field, &parameter, &rows, &[], &mut differences);
                } else if section == Section::Path
                    && self.shared.path_type(&parameter, said).is_some()
                {
                    // The type that is drafted for all operations says the same.
                } else if section == Section::Path && !named.contains(&parameter) {
                    let says = json!({ "path": parameter });
                    differences.add(WhyNot::Name, &parameter, &own, "", &says);
                } else {
                    text.push('\n');
                    text.push_str(&self.parameter(
                        place,
                        &parameter,
                        &rows,
                        &own,
                        &mut differences,
                    ));
                }
            }
        }
        let described: BTreeSet<String> = rows_of(said, Section::Path)
            .into_iter()
            .map(|(name, _)| name)
            .collect();
        for parameter in named {
            if self.shared.path_type(&parameter, said).is_none() && !described.contains(&parameter)
            {
                let mut block = Block::new("[[path]]");
                block.text("name", &parameter);
                block.text("kind", "text");
                block.unexplained();
                block.key("required", &true.into());
                text.push_str(&format!("\n{}", block.finish()));
                let says = json!({ "path": parameter });
                differences.add(WhyNot::Lacks, &parameter, &own, "", &says);
            }
        }
        text.push_str(&self.request(said, &own, &mut differences));
        let (responses, shared) =
            self.responses(name, said, &own, &BTreeSet::new(), &mut differences);
        text.push_str(&responses);
        if !shared.is_empty() {
            block.key("responses", &shared.into());
        }
        let calls = said.iter().find_map(|one| one.operation.calls_per_second);
        let notes = calls.map(|calls| format!("{calls} calls a second for each user."));
        block.notes(&unique(notes.into_iter().collect()));
        Some((path, format!("{OF_OPERATION}\n{}{text}", block.finish())))
    }

    /// Returns the field of a type of the folder that is a parameter. Names of headers are the same in any case.
    fn field_of(
        &self,
        types: &[String],
        section: Section,
        parameter: &str,
    ) -> Option<folder::Field> {
        let types = types
            .iter()
            .filter_map(|name| self.types.folder.types.get(name));
        let mut fields = types.flat_map(|ty| &ty.fields);
        let is_it = |field: &&folder::Field| {
            let header = section == Section::Header && field.name.eq_ignore_ascii_case(parameter);
            field.name == parameter || header
        };
        fields.find(is_it).cloned()
    }

    fn unread(&self, said: &[OfOperation], differences: &mut Differences<'_>) {
        for one in said {
            let source = &one.speaker.name;
            for unread in one
                .unread
                .iter()
                .chain(one.tables.iter().flat_map(|table| &table.unread))
            {
                differences.add(WhyNot::Unread, "", source, &unread.at, &unread.found);
            }
            for rule in &one.rules {
                let says = serde_json::to_value(rule).unwrap_or_default();
                differences.add(WhyNot::Rule, "", source, &rule.at, &says);
            }
        }
    }

    fn parameter(
        &mut self,
        section: &str,
        name: &str,
        rows: &[(&'a Speaker, &'a Row)],
        parent: &str,
        differences: &mut Differences<'_>,
    ) -> String {
        let mut weighed = self
            .types
            .weigh(rows, Place::Wire, REQUEST, name, "text", differences);
        // A path without a parameter is another path.
        if section == "path" {
            weighed.required = true;
            weighed.sources.remove("required");
        }
        self.need(rows.iter().map(|(_, row)| *row), REQUEST);
        let sensitive = is_sensitive(name, &weighed.keys);
        of_field(section, name, &weighed, sensitive, parent)
    }

    /// Marks the types that rows name as needed.
    fn need<'r>(&mut self, rows: impl Iterator<Item = &'r Row>, usage: Use) {
        let mut pending: Vec<&Row> = rows.collect();
        while let Some(row) = pending.pop() {
            if let Some(name) = &row.type_name {
                self.needed.add(name, usage, self.types);
            }
            pending.extend(row.inner());
        }
    }

    fn request(
        &mut self,
        said: &'a [OfOperation],
        own: &str,
        differences: &mut Differences<'_>,
    ) -> String {
        let rows: Rows<'_> = said
            .iter()
            .flat_map(|one| of_section(one, Section::RequestBody).map(move |table| (one, table)))
            .filter_map(|(one, table)| Some((&one.speaker, table.value.as_deref()?)))
            .collect();
        let Some((first, row)) = rows.first().copied() else {
            return String::new();
        };
        let mut block = Block::new("[request]");
        self.need(rows.iter().map(|(_, row)| *row), REQUEST);
        let mut weighed = self
            .types
            .weigh(&rows, Place::Body, REQUEST, "body", "any", differences);
        // An SDK marks no body.
        let says = |(speaker, row): &&(&Speaker, &Row)| {
            speaker.kind != SourceKind::Sdk && row.mandatory.is_some()
        };
        let marks: BTreeSet<Option<bool>> = rows
            .iter()
            .filter(says)
            .map(|(_, row)| row.mandatory)
            .collect();
        for conflict in weighed.conflicts.iter_mut().filter(|_| marks.len() < 2) {
            conflict.says.remove("required");
        }
        weighed
            .conflicts
            .retain(|conflict| !conflict.says.is_empty());
        let object = self.body(&mut block, &weighed, row);
        if marks.first() == Some(&Some(true)) {
            block.key("required", &true.into());
        }
        media_types(
            &mut block,
            said.iter().flat_map(|one| &one.operation.consumes),
        );
        if !object {
            block.unexplained();
            sources_of_value(&mut block, &weighed);
        }
        if first.name != own {
            block.text("source", &first.name);
        }
        format!(
            "\n{}{}",
            block.finish(),
            self.of_body("request.conflict", object, &weighed, differences)
        )
    }

    /// Writes what a body is; returns whether that is an object of a type.
    fn body(&mut self, block: &mut Block, weighed: &Weighed, row: &Row) -> bool {
        let named = row.type_name.as_deref().map(|name| self.types.named(name));
        if let Some(Named::Object(name)) = named {
            block.text("type", &name);
            return true;
        }
        block.value(&weighed.keys);
        false
    }

    /// Returns the conflicts of a body that is no object. Of an object they would be those of its members.
    fn of_body(
        &self,
        header: &str,
        object: bool,
        weighed: &Weighed,
        differences: &mut Differences<'_>,
    ) -> String {
        let of_body = weighed.conflicts.iter();
        let (told, kept): (Vec<_>, Vec<_>) =
            of_body.partition(|conflict| object || conflict.says.contains_key("required"));
        for conflict in told {
            let says = Value::Object(conflict.says.clone());
            differences.add(WhyNot::Differs, "body", &conflict.source, "", &says);
        }
        let kept: Vec<_> = kept.into_iter().cloned().collect();
        conflicts(header, &kept)
    }

    /// Returns the text of responses, and the names of those that operations share.
    fn responses(
        &mut self,
        operation: &str,
        said: &'a [OfOperation],
        own: &str,
        known: &BTreeSet<i64>,
        differences: &mut Differences<'_>,
    ) -> (String, Vec<String>) {
        let mut by_status: BTreeMap<u16, Vec<(&'a OfOperation, &'a Table)>> = BTreeMap::new();
        for one in said {
            for table in of_section(one, Section::ResponseBody) {
                by_status
                    .entry(table.status.unwrap_or(200))
                    .or_default()
                    .push((one, table));
            }
        }
        if by_status.is_empty() {
            by_status.insert(200, Vec::new());
        }
        let mut text = String::new();
        let mut names = Vec::new();
        for (status, tables) in by_status {
            if known.contains(&i64::from(status)) {
                continue;
            }
            let shared = tables.iter().find_map(|(_, table)| table.shared.clone());
            if let Some(name) = &shared
                && self.shared.responses.get(name) == Some(&status)
            {
                self.responses.insert(name.clone());
                names.push(name.clone());
                continue;
            }
            text.push('\n');
            text.push_str(&self.response(
                operation,
                status,
                &tables,
                shared.is_some(),
                said,
                own,
                differences,
            ));
        }
        (text, names)
    }

    #[expect(clippy::too_many_arguments, reason = "what a response is made of")]
    fn response(
        &mut self,
        operation: &str,
        status: u16,
        tables: &[(&'a OfOperation, &'a Table)],
        is_shared: bool,
        said: &'a [OfOperation],
        own: &str,
        differences: &mut Differences<'_>,
    ) -> String {
        let mut block = Block::new("[[response]]");
        block.key("status", &status.into());
        let rows: Rows<'_> = tables
            .iter()
            .filter_map(|(one, table)| Some((&one.speaker, table.value.as_deref()?)))
            .collect();
        let mut after = String::new();
        let mut is_value = None;
        if let Some((_, row)) = rows.first() {
            self.need(rows.iter().map(|(_, row)| *row), ANSWER);
            let weighed = self
                .types
                .weigh(&rows, Place::Body, ANSWER, "body", "any", differences);
            let object = self.body(&mut block, &weighed, row);
            after = self.of_body("response.conflict", object, &weighed, differences);
            if weighed.keys.kind() == Some("file") {
                media_types(
                    &mut block,
                    said.iter().flat_map(|one| &one.operation.produces),
                );
            }
            is_value = (!object).then_some(weighed);
        } else if is_shared && let Some(error) = &self.types.folder.vendor.error {
            block.text("type", error);
        }
        if let Some(headers) = self.response_headers(operation, status, said) {
            block.text("headers", &headers);
        }
        block.unexplained();
        if let Some(weighed) = &is_value {
            sources_of_value(&mut block, weighed);
        }
        let speaker = tables
            .first()
            .map_or(own, |(one, _)| one.speaker.name.as_str());
        block.text("source", &format!("{speaker}#{operation}"));
        format!("{}{after}", block.finish())
    }

    /// Returns the type of the headers of a response: one of the folder that has them all, or a new one.
    fn response_headers(
        &mut self,
        operation: &str,
        status: u16,
        said: &'a [OfOperation],
    ) -> Option<String> {
        let mut rows: Rows<'_> = Vec::new();
        for one in said {
            for table in of_section(one, Section::ResponseHeader) {
                if table.status == Some(status) {
                    rows.extend(table.rows.iter().map(|row| (&one.speaker, row)));
                }
            }
        }
        if rows.is_empty() {
            return None;
        }
        let has_all = |ty: &&String| {
            let fields = self.shared.fields_of(ty);
            let mut names = rows.iter().filter_map(|(_, row)| row.name.as_ref());
            names.all(|name| fields.contains(&name.to_ascii_lowercase()))
        };
        let known = self.shared.response_headers.iter().find(has_all);
        if let Some(known) = known {
            return Some(known.clone());
        }
        let names: BTreeSet<&str> = rows
            .iter()
            .filter_map(|(_, row)| row.name.as_deref())
            .collect();
        let same = |of: &Rows<'_>| {
            let theirs: BTreeSet<&str> = of
                .iter()
                .filter_map(|(_, row)| row.name.as_deref())
                .collect();
            theirs == names
        };
        if let Some((name, _)) = self.headers.iter().find(|(_, of)| same(of)) {
            return Some(name.clone());
        }
        let name = format!("{operation}Headers");
        self.headers.insert(name.clone(), rows);
        Some(name)
    }

    /// Adds to an operation of the folder what it lacks, and tells what sources say otherwise.
    pub(super) fn complete(
        &mut self,
        name: &str,
        operation: &folder::Operation,
        said: &'a [OfOperation],
        found: &mut Vec<Difference>,
    ) -> Option<String> {
        let mut file = operation.file.clone();
        let path = file
            .path
            .split_once('/')
            .map_or(&*file.path, |(_, path)| path)
            .to_owned();
        let mut differences = Differences { file: path, found };
        self.unread(said, &mut differences);
        self.same_route(&operation.method, &operation.path, said, &mut differences);
        let own = operation
            .source
            .split('#')
            .next()
            .unwrap_or_default()
            .to_owned();
        for (section, place) in [
            (Section::Path, "path"),
            (Section::Query, "query"),
            (Section::Header, "header"),
        ] {
            let mut known: Vec<&folder::Field> = operation
                .parameters
                .get(place)
                .into_iter()
                .flatten()
                .collect();
            let shared = operation.shared.get(place).into_iter().flatten();
            let shared = shared.chain(
                self.types
                    .folder
                    .vendor
                    .common
                    .iter()
                    .filter(|_| place == "query"),
            );
            for ty in shared {
                known.extend(
                    self.types
                        .folder
                        .types
                        .get(ty)
                        .into_iter()
                        .flat_map(|ty| &ty.fields),
                );
            }
            for (parameter, rows) in rows_of(said, section) {
                let field = known.iter().find(|field| {
                    let same_header =
                        place == "header" && field.name.eq_ignore_ascii_case(&parameter);
                    field.name == parameter || same_header
                });
                self.need(rows.iter().map(|(_, row)| *row), REQUEST);
                match field {
                    Some(field) => {
                        let elsewhere = &operation.conflicts;
                        self.against(field, &parameter, &rows, elsewhere, &mut differences);
                    }
                    None => {
                        let text = self.parameter(place, &parameter, &rows, &own, &mut differences);
                        file.insert(operation.after_parameters, format!("\n{text}"));
                    }
                }
            }
        }
        for one in said {
            for table in of_section(one, Section::RequestBody) {
                self.need(table.value.as_deref().into_iter(), REQUEST);
                let ours = operation.request.as_ref();
                let theirs = table
                    .value
                    .as_ref()
                    .and_then(|value| value.type_name.as_deref());
                self.same_type(ours, theirs, "request", &one.speaker, &mut differences);
            }
            for table in of_section(one, Section::ResponseBody) {
                let status = table.status.unwrap_or(200);
                if let Some(ours) = operation.responses.get(&i64::from(status)) {
                    self.need(table.value.as_deref().into_iter(), ANSWER);
                    let theirs = table
                        .value
                        .as_ref()
                        .and_then(|value| value.type_name.as_deref());
                    if theirs.is_some() {
                        let place = format!("response {status}");
                        self.same_type(Some(ours), theirs, &place, &one.speaker, &mut differences);
                    }
                }
            }
        }
        let mut known: BTreeSet<i64> = operation.responses.keys().copied().collect();
        let shared = operation.shared_responses.iter();
        known.extend(shared.filter_map(|name| self.types.folder.vendor.responses.get(name)));
        let (text, names) = self.responses(name, said, &own, &known, &mut differences);
        for name in names {
            let says = json!({ "responses": name });
            differences.add(WhyNot::Lacks, "", &own, "", &says);
        }
        if !text.is_empty() {
            file.insert(file.text.len(), text);
        }
        file.changed()
    }

    fn against(
        &mut self,
        field: &folder::Field,
        subject: &str,
        rows: &[(&'a Speaker, &'a Row)],
        elsewhere: &[Recorded],
        differences: &mut Differences<'_>,
    ) {
        let statements = self.types.statements(rows, Place::Wire, REQUEST);
        compare(
            field,
            subject,
            &statements,
            Place::Wire,
            self.types.folder,
            elsewhere,
            differences,
        );
    }

    /// Tells where a source has another route.
    fn same_route(
        &self,
        method: &str,
        path: &str,
        said: &[OfOperation],
        differences: &mut Differences<'_>,
    ) {
        for one in said {
            let Operation {
                method: other_method,
                path: other_path,
                ..
            } = &one.operation;
            for (key, ours, theirs) in
                [("path", path, other_path), ("method", method, other_method)]
            {
                if let Some(theirs) = theirs.as_ref().filter(|theirs| *theirs != ours) {
                    let says = json!({ key: theirs });
                    let source = &one.speaker.name;
                    differences.against(WhyNot::Name, "", source, "", &says, Some(&ours.into()));
                }
            }
        }
    }

    /// Tells where a source has a body of another type.
    fn same_type(
        &self,
        ours: Option<&Option<String>>,
        theirs: Option<&str>,
        place: &str,
        speaker: &Speaker,
        differences: &mut Differences<'_>,
    ) {
        let wire = |name: &String| {
            let ty = self.types.folder.types.get(name);
            ty.map_or(name.clone(), |ty| ty.wire.clone())
        };
        let ours = ours.map(|name| name.as_ref().map(wire));
        if ours.as_ref().map(Option::as_deref) != Some(theirs) {
            let spec = json!(ours);
            differences.against(
                WhyNot::Name,
                place,
                &speaker.name,
                "",
                &json!(theirs),
                Some(&spec),
            );
        }
    }
}

fn sources_of_value(block: &mut Block, weighed: &Weighed) {
    let mut weighed = Weighed {
        sources: weighed.sources.clone(),
        ..Weighed::default()
    };
    weighed.sources.remove("required");
    sources(block, &weighed);
}

/// Writes the media types of a body that may be anything but JSON: in lower case, without parameters.
fn media_types<'r>(block: &mut Block, written: impl Iterator<Item = &'r String>) {
    let names = written.map(|name| {
        name.split(';')
            .next()
            .unwrap_or_default()
            .trim()
            .to_ascii_lowercase()
    });
    let mut names: BTreeSet<String> = names.collect();
    names.remove("application/json");
    if !names.is_empty() {
        let names: Vec<Value> = names.into_iter().map(Value::from).collect();
        block.key("media_types", &names.into());
    }
}

/// Writes what became of an operation.
fn state(block: &mut Block, said: &[OfOperation], folder: &Folder) {
    let states = said
        .iter()
        .filter_map(|one| Some((one, one.operation.state.as_ref()?)));
    for (one, state) in states {
        let State {
            name,
            since: _,
            until,
            renamed_to,
        } = state;
        if let Some(other) = renamed_to
            .as_ref()
            .filter(|other| folder.operations.contains_key(*other))
        {
            block.text("renamed_to", other);
            return;
        }
        if name == "removed" {
            let since = until
                .as_ref()
                .map(|day| format!(" since {day}"))
                .unwrap_or_default();
            let words = format!("{} lists it no longer{since}.", one.speaker.name);
            // Another source may have it still.
            let key = if said.len() > 1 {
                "deprecated"
            } else {
                "removed"
            };
            block.text(key, &words);
            return;
        }
    }
    let mark = said
        .iter()
        .find(|one| one.operation.deprecated == Some(true));
    if let Some(one) = mark {
        block.text(
            "deprecated",
            &format!("{} marks it as deprecated.", one.speaker.name),
        );
    }
}

/// Returns the parameters of a section, each with what sources say of it, in the order of the source that governs.
fn rows_of(said: &[OfOperation], section: Section) -> Vec<(String, Rows<'_>)> {
    let mut out: Vec<(String, Rows<'_>)> = Vec::new();
    for one in said {
        for row in of_section(one, section).flat_map(|table| &table.rows) {
            let Some(name) = &row.name else { continue };
            match out.iter_mut().find(|(known, _)| known == name) {
                Some((_, rows)) => rows.push((&one.speaker, row)),
                None => out.push((name.clone(), vec![(&one.speaker, row)])),
            }
        }
    }
    out
}

/// Returns the names between braces of a path.
pub(super) fn parameters_of(path: &str) -> Vec<String> {
    let parts = path.split('{').skip(1);
    let names = parts.filter_map(|part| part.split_once('}'));
    names.map(|(name, _)| name.to_owned()).collect()
}
