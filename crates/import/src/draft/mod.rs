//! From sheets to the spec: drafts types and operations that a folder lacks, completes those that it has, and tells what
//! sources say otherwise.

mod compare;
mod difference;
mod folder;
mod keys;
mod operations;
mod place;
mod pool;
mod put;
mod reading;
mod shared;
mod skeleton;
mod stub;
#[cfg(test)]
mod tests;
mod text;
mod types;

use std::collections::{BTreeMap, BTreeSet};

pub use difference::{Difference, WhyNot};
pub use skeleton::{Skeleton, skeleton};
pub use stub::stub;

use crate::sheet::{Sheet, SourceKind};
use difference::Differences;
use folder::Folder;
pub(crate) use folder::end;
use keys::Place;
use operations::Draft as OfOperation;
use place::{Rows, Speaker, name_of_guesses};
use pool::Pool;
use shared::Shared;
use text::{Block, OF_TYPE, of_field};
use types::{Needed, Types, Use};

/// Which operations are drafted.
#[derive(Debug, Clone, Default)]
pub struct Scope {
    /// The service: the name of its folder.
    pub service: String,
    /// The names of the operations; empty: all of which there are sheets.
    pub operations: BTreeSet<String>,
    /// The vendor's group of operations; absent: all.
    pub family: Option<String>,
    /// The group of operations that no source puts in one, by their names.
    pub families: BTreeMap<String, String>,
    /// The vendor's names of types that are drafted though no message holds them yet: a rule that a person writes will. Where only
    /// types are named, no operation is drafted.
    pub types: BTreeSet<String>,
}

impl Scope {
    /// Returns the group of an operation: the vendor's, or else the one that was given.
    fn family_of<'a>(&'a self, name: &str, said: &'a [pool::OfOperation]) -> Option<&'a String> {
        let mut tags = said.iter().flat_map(|one| &one.operation.tags);
        tags.next().or_else(|| self.families.get(name))
    }

    /// Whether everything is drafted of which there are sheets.
    fn is_whole(&self) -> bool {
        self.operations.is_empty() && self.family.is_none() && self.types.is_empty()
    }
}

/// What is to be written, and what is not.
#[derive(Debug, Clone, Default)]
pub struct Draft {
    /// The files that are new or changed, by their paths in the spec folder.
    pub files: BTreeMap<String, String>,
    /// What a person has to look at, sorted.
    pub differences: Vec<Difference>,
    /// Conflicts that quote a source otherwise than it speaks here. Where a source says two things at two places, both are right.
    pub settled: Vec<Difference>,
}

/// Gives sheets whose source is named after its kind alone (`sdk`) the name, and where they have none the day, that the folder of
/// the service has for its only source of that kind.
///
/// # Errors
/// The service has no `vendor.toml`, or it is no TOML.
pub fn name_sources(
    spec: &[(String, String)],
    service: &str,
    sheets: &mut [Sheet],
) -> Result<(), String> {
    let folder = Folder::read(spec, service)?;
    let known = &folder.vendor.sources;
    for sheet in sheets {
        let source = &mut sheet.source;
        let kind = source.kind.as_str();
        if source.name != kind || known.contains_key(kind) {
            continue;
        }
        let mut same = known.iter().filter(|(_, known)| known.kind == kind);
        if let (Some((name, known)), None) = (same.next(), same.next()) {
            source.name.clone_from(name);
            source.read.get_or_insert_with(|| known.read.clone());
        }
    }
    Ok(())
}

/// Drafts what sheets say that a spec folder does not.
///
/// `spec` holds the files of the folder, by their paths with slashes. What stands in them stays as it is, byte for byte: text is
/// only added. A second draft of the same sheets over what came of the first one adds nothing.
///
/// # Errors
/// A file of the folder is no TOML, or the service has no `vendor.toml`.
pub fn draft(spec: &[(String, String)], sheets: &[Sheet], scope: &Scope) -> Result<Draft, String> {
    let folder = Folder::read(spec, &scope.service)?;
    let mut found = Vec::new();
    let pool = Pool::new(sheets, &folder, &mut found);
    let shared = Shared::new(&folder, &pool.operations);
    let mut types = Types {
        pool: &pool,
        folder: &folder,
        speakers: BTreeMap::new(),
    };
    let mut needed = Needed::default();
    let mut files: BTreeMap<String, String> = BTreeMap::new();
    let mut headers = BTreeMap::new();
    let mut responses = BTreeSet::new();
    for (name, said) in &pool.operations {
        let family = scope.family_of(name, said);
        let of_family = scope.family.is_some() && scope.family.as_ref() == family;
        let is_asked = scope.operations.contains(name) || of_family;
        if !is_asked && !scope.is_whole() {
            continue;
        }
        let mut of_operation = OfOperation {
            types: &mut types,
            shared: &shared,
            needed: &mut needed,
            headers: &mut headers,
            responses: &mut responses,
        };
        match folder.operations.get(name) {
            None => {
                let new = of_operation.new_operation(name, family, said, &mut found);
                files.extend(new);
            }
            Some(operation) => {
                let path = operation.file.path.clone();
                let text = of_operation.complete(name, operation, said, &mut found);
                files.extend(text.map(|text| (inside(&path), text)));
            }
        }
    }
    for (ty, (parameter, rows)) in &shared.new_paths {
        if !files
            .values()
            .any(|text| text.contains(&format!("\"{ty}\"")))
        {
            continue;
        }
        let usage = Use {
            in_requests: true,
            in_answers: false,
        };
        let rows = [(parameter.clone(), rows.clone())];
        let (path, text) = of_parameters(&mut types, ty, &rows, usage, &mut found);
        files.insert(path, text);
    }
    for (ty, rows) in &headers {
        let usage = Use {
            in_requests: false,
            in_answers: true,
        };
        let mut by_name: Vec<(String, Vec<_>)> = Vec::new();
        for (speaker, row) in rows {
            let name = row.name.clone().unwrap_or_default();
            match by_name.iter_mut().find(|(known, _)| *known == name) {
                Some((_, rows)) => rows.push((*speaker, *row)),
                None => by_name.push((name, vec![(*speaker, *row)])),
            }
        }
        let (path, text) = of_parameters(&mut types, ty, &by_name, usage, &mut found);
        files.insert(path, text);
    }
    // Types of the folder that no sheet of an operation leads to, such as those of callbacks.
    let of_folder = folder.types.values().map(|ty| &ty.wire);
    let of_folder = of_folder.filter(|wire| scope.is_whole() && pool.types.contains_key(*wire));
    for name in scope.types.iter().chain(of_folder) {
        let usage = Use {
            in_requests: true,
            in_answers: true,
        };
        needed.add(name, usage, &types);
    }
    for (wire, usage) in needed.types() {
        let known = folder.types_of(wire);
        for name in &known {
            let path = folder.types.get(*name).map(|ty| ty.file.path.clone());
            let text = types.complete(name, wire, usage, &mut found);
            files.extend(path.zip(text).map(|(path, text)| (inside(&path), text)));
        }
        if known.is_empty()
            && !matches!(
                types.named(wire),
                keys::Named::Value(_) | keys::Named::Unknown
            )
        {
            files.extend(types.new_type(wire, usage, &mut found));
        }
    }
    if scope.is_whole() {
        unused(&pool, &folder, &needed, &mut found);
    }
    unheld(&folder, scope, &mut files, &mut found);
    let mut vendor = folder.vendor.file.clone();
    let texts: Vec<&String> = files.values().collect();
    let mut new_sources = String::new();
    for speaker in types.speakers.values() {
        let is_cited = |text: &&String| {
            text.contains(&format!("\"{}\"", speaker.name))
                || text.contains(&format!("\"{}#", speaker.name))
        };
        if !folder.vendor.sources.contains_key(&speaker.name) && texts.iter().any(is_cited) {
            if speaker.read.is_empty() {
                return Err(format!(
                    "no sheet says on which day `{}` was read; make its sheets with --read YYYY-MM-DD",
                    speaker.name
                ));
            }
            new_sources.push_str(&source(speaker, &pool, &folder));
        }
    }
    kinds_of_sources(&types, &folder, &mut found);
    if !new_sources.is_empty() {
        vendor.insert(folder.vendor.after_sources, new_sources);
    }
    let mut new_responses = String::new();
    for (name, status) in shared
        .new_responses()
        .filter(|(name, _)| responses.contains(*name))
    {
        let mut block = Block::new(&format!("[response.{}]", text::key(name)));
        block.key("status", &status.into());
        if let Some(error) = &folder.vendor.error {
            block.text("type", error);
        }
        block.unexplained();
        let by = types
            .speakers
            .values()
            .min()
            .map_or("", |speaker| &speaker.name);
        block.text("source", by);
        new_responses.push('\n');
        new_responses.push_str(&block.finish());
    }
    if !new_responses.is_empty() {
        vendor.insert(vendor.text.len(), new_responses);
    }
    files.extend(vendor.changed().map(|text| (inside(&vendor.path), text)));
    found.sort();
    found.dedup();
    let is_settled = |one: &Difference| one.why == WhyNot::Settled;
    let (settled, differences) = found.into_iter().partition(is_settled);
    Ok(Draft {
        files: files
            .into_iter()
            .map(|(path, text)| (format!("{}/{path}", scope.service), text))
            .collect(),
        differences,
        settled,
    })
}

/// A path without the folder of the service.
fn inside(path: &str) -> String {
    path.split_once('/')
        .map_or(path, |(_, path)| path)
        .to_owned()
}

/// Tells where the folder has a source for something else than the sheets: who governs goes by it.
fn kinds_of_sources(types: &Types<'_>, folder: &Folder, found: &mut Vec<Difference>) {
    for speaker in types.speakers.values() {
        let known = folder.vendor.sources.get(&speaker.name);
        if let Some(known) = known.filter(|known| known.kind != speaker.kind.as_str()) {
            let mut differences = Differences {
                file: inside(&folder.vendor.file.path),
                found,
            };
            let (says, spec) = (speaker.kind.as_str().into(), known.kind.as_str().into());
            differences.against(
                WhyNot::Differs,
                "kind",
                &speaker.name,
                "",
                &says,
                Some(&spec),
            );
        }
    }
}

/// Tells what no operation holds: types, and parameters that were dropped.
fn unused(pool: &Pool, folder: &Folder, needed: &Needed, found: &mut Vec<Difference>) {
    let mut differences = Differences {
        file: String::new(),
        found,
    };
    for (speaker, dropped) in &pool.dropped {
        if dropped.type_name.is_none() {
            let says = serde_json::to_value(dropped).unwrap_or_default();
            differences.add(WhyNot::Dropped, &dropped.name, &speaker.name, "", &says);
        }
    }
    let used: BTreeSet<&String> = needed.types().map(|(name, _)| name).collect();
    for (name, tables) in &pool.types {
        if used.contains(name) || !folder.types_of(name).is_empty() {
            continue;
        }
        if let Some(first) = tables.first() {
            let (source, at) = (&first.speaker.name, &first.table.at);
            differences.add(WhyNot::Unheld, name, source, at, &name.as_str().into());
        }
    }
}

/// Takes out the new types that nothing holds: a source that does not govern alone names them.
fn unheld(
    folder: &Folder,
    scope: &Scope,
    files: &mut BTreeMap<String, String>,
    found: &mut Vec<Difference>,
) {
    let known = folder.types.values().map(|ty| &ty.file.path);
    let known: BTreeSet<String> = known.map(|path| inside(path)).collect();
    let is_new = |path: &str| path.starts_with("types/") && !known.contains(path);
    let mut pending: Vec<&str> = files
        .keys()
        .map(String::as_str)
        .filter(|path| !is_new(path))
        .collect();
    let asked = scope
        .types
        .iter()
        .map(|name| format!("types/{}.toml", mediaspec_spec::names::file_stem(name)));
    let mut held: BTreeSet<String> = asked.collect();
    pending.extend(
        held.iter()
            .filter_map(|path| files.get_key_value(path))
            .map(|(path, _)| path.as_str()),
    );
    while let Some(path) = pending.pop() {
        for name in files
            .get(path)
            .into_iter()
            .flat_map(|text| text::names_of_types(text))
        {
            let path = format!("types/{}.toml", mediaspec_spec::names::file_stem(name));
            if let Some((path, _)) = files.get_key_value(&path).filter(|(path, _)| is_new(path))
                && held.insert(path.clone())
            {
                pending.push(path);
            }
        }
    }
    files.retain(|path, text| {
        let is_held = !is_new(path) || held.contains(path);
        if !is_held {
            let says = text.lines().find_map(|line| line.strip_prefix("source = "));
            let mut differences = Differences {
                file: path.clone(),
                found,
            };
            let source = says.unwrap_or_default().trim_matches('"');
            let (name, ty) = source.split_once('#').unwrap_or((source, ""));
            differences.add(WhyNot::Unheld, "", name, "", &ty.into());
        }
        is_held
    });
}

/// Returns the file of a type that holds parameters or headers.
fn of_parameters<'a>(
    types: &mut Types<'a>,
    name: &str,
    rows: &[(String, Rows<'a>)],
    usage: Use,
    found: &mut Vec<Difference>,
) -> (String, String) {
    let path = format!("types/{}.toml", mediaspec_spec::names::file_stem(name));
    let mut differences = Differences {
        file: path.clone(),
        found,
    };
    let first = rows
        .iter()
        .flat_map(|(_, rows)| rows)
        .map(|(speaker, _)| *speaker)
        .min();
    let source = first.map_or("", |speaker| &speaker.name).to_owned();
    let mut block = Block::new("[type]");
    block.text("name", name);
    block.unexplained();
    block.text("source", &source);
    let mut text = format!("{OF_TYPE}\n{}", block.finish());
    for (parameter, rows) in rows {
        let weighed = types.weigh(
            rows,
            Place::Wire,
            usage,
            parameter,
            "text",
            &mut differences,
        );
        let sensitive = types::is_sensitive(parameter, &weighed.keys);
        text.push('\n');
        text.push_str(&of_field("field", parameter, &weighed, sensitive, &source));
    }
    (path, text)
}

/// Returns the block of a source that `vendor.toml` lacks. One that was read on another day is called as the one that is there.
fn source(speaker: &Speaker, pool: &Pool, folder: &Folder) -> String {
    let all = pool.types.values().flatten().map(|one| &one.speaker);
    let all = all.chain(pool.operations.values().flatten().map(|one| &one.speaker));
    let mut of_texts = all.filter(|known| name_of_guesses(known).name == speaker.name);
    let told = of_texts.next();
    let name = told.map_or(speaker.name.as_str(), |known| &known.name);
    let said = pool.sources.get(name);
    let day = format!("-{}", speaker.read);
    let base = folder
        .vendor
        .sources
        .get(name.strip_suffix(&day).unwrap_or(name));
    let title = base.map(|base| base.title.clone());
    let title = title.or_else(|| said.and_then(|said| said.edition.clone()));
    let mut title = title.unwrap_or_else(|| name.to_owned());
    if base.is_some() && name.ends_with(&day) {
        title.push_str(&format!(", as of {}", speaker.read));
    }
    match told.map(|known| known.kind) {
        Some(SourceKind::Page) => title.push_str(", read out of its sentences by a program"),
        Some(_) => title.push_str(", read out of its comments by a program"),
        None => {}
    }
    let url = base.map(|base| base.url.clone());
    let url = url.or_else(|| said.and_then(|said| said.url.clone()));
    let mut block = Block::new("[[source]]");
    block.text("name", &speaker.name);
    block.text("kind", speaker.kind.as_str());
    block.text("title", &title);
    block.text("url", &url.unwrap_or_default());
    block.text("read", &speaker.read);
    format!("\n{}", block.finish())
}
