//! `mediaspec list`.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use mediaspec_core::escape::{shortened, visible};
use mediaspec_core::words::{self, closest, names_list};
use mediaspec_validator::Catalog;
use mediaspec_validator::contract::{Operation, RemovedOperation, Service};
use serde::Serialize;

use crate::arguments::{ListArguments, ListFormat};
use crate::families::{self, Family, counted, covered};
use crate::output::harmless;
use crate::session::{Session, Stop};
use crate::style::{self, paint};
use crate::table::{Row, render, wrap};
use crate::{Status, contract};

/// The most operations that a terminal is shown one by one without being asked to find some: more are shown by family.
const FEW: usize = 24;

/// How many operations stand for their family.
const NAMED: usize = 2;

pub(super) fn run(arguments: &ListArguments, session: &mut Session<'_>) -> Result<Status, Stop> {
    let validator = contract::validator(&arguments.contract, session)?;
    let found = Found::of(validator.catalog(), arguments)?;
    let text = match arguments.format {
        ListFormat::Json => json(&found)?,
        ListFormat::Human if session.is_terminal() => for_terminal(&found, session),
        ListFormat::Human => for_pipe(&found),
    };
    session.print(&text)?;
    Ok(Status::Valid)
}

type Removed<'c> = (&'c Service, &'c RemovedOperation);

/// What is listed.
struct Found<'c> {
    operations: Vec<(&'c Service, &'c Operation)>,
    removed: Vec<Removed<'c>>,
    /// Whether operations were looked for, so that all that were found are shown.
    looked_for: bool,
    /// Whether people are shown the operations that were removed, beside how many there are.
    shows_removed: bool,
}

impl<'c> Found<'c> {
    fn of(catalog: &'c Catalog, arguments: &ListArguments) -> Result<Self, Stop> {
        let ListArguments {
            words,
            service,
            family,
            removed: only_removed,
            format: _,
            contract: _,
        } = arguments;
        let service = service.as_deref();
        let services = chosen(catalog, service)?;
        let all = services.iter().copied();
        let mut operations: Vec<(&Service, &Operation)> = all
            .clone()
            .flat_map(|service| service.operations().map(move |one| (service, one)))
            .collect();
        let mut removed: Vec<Removed<'_>> = all
            .flat_map(|service| service.removed().iter().map(move |one| (service, one)))
            .collect();
        if let Some(family) = family {
            operations = in_family(operations, family)?;
            // Nothing tells what family they were of.
            removed.clear();
        }
        if !words.is_empty() {
            let of_all = operations.clone();
            operations.retain(|(_, one)| has(&text_of(one), words));
            removed
                .retain(|(service, one)| has(&format!("{}/{}", service.name(), one.name), words));
            if operations.is_empty() && removed.is_empty() {
                return Err(nothing(catalog, &of_all, words));
            }
        }
        if *only_removed {
            operations.clear();
        }
        Ok(Self {
            operations,
            removed,
            looked_for: family.is_some() || !words.is_empty(),
            shows_removed: *only_removed || !words.is_empty(),
        })
    }
}

fn chosen<'c>(catalog: &'c Catalog, name: Option<&str>) -> Result<Vec<&'c Service>, Stop> {
    let is_chosen =
        |service: &&Service| name.is_none_or(|name| service.name().eq_ignore_ascii_case(name));
    let services: Vec<&Service> = catalog.services().iter().filter(is_chosen).collect();
    match name {
        Some(name) if services.is_empty() => {
            let known: Vec<&str> = catalog.services().iter().map(Service::name).collect();
            Err(Stop::Because(format!(
                "there is no service `{}`; there is {}",
                shortened(name, 64),
                known.join(", ")
            )))
        }
        Some(_) | None => Ok(services),
    }
}

/// The operations of a family, whatever the case of its name.
fn in_family<'c>(
    mut operations: Vec<(&'c Service, &'c Operation)>,
    name: &str,
) -> Result<Vec<(&'c Service, &'c Operation)>, Stop> {
    let tags: BTreeSet<&str> = operations.iter().map(|(_, one)| &*one.tag).collect();
    operations.retain(|(_, one)| one.tag.eq_ignore_ascii_case(name));
    if !operations.is_empty() {
        return Ok(operations);
    }
    let lower = name.to_lowercase();
    let parts = tags
        .iter()
        .filter(|tag| tag.to_lowercase().contains(&lower));
    let mut close: Vec<&str> = parts.copied().take(NAMED).collect();
    if close.is_empty() {
        close.extend(closest(name, tags));
    }
    let name = shortened(name, 64);
    Err(Stop::Because(if close.is_empty() {
        format!("there is no family `{name}`; `mediaspec list` shows the families")
    } else {
        format!(
            "there is no family `{name}`; did you mean {}?",
            names_list(&close, "or")
        )
    }))
}

/// What words are looked for in.
fn text_of(operation: &Operation) -> String {
    let Operation {
        path, tag, info, ..
    } = operation;
    format!("{} {path} {tag} {}", operation.full_name(), info.summary)
}

/// Whether a text has all the words, in any case.
fn has(text: &str, words: &[String]) -> bool {
    let text = text.to_lowercase();
    words.iter().all(|word| text.contains(&word.to_lowercase()))
}

/// What is told where no operation has all the words.
fn nothing(catalog: &Catalog, operations: &[(&Service, &Operation)], words: &[String]) -> Stop {
    let texts: Vec<String> = operations.iter().map(|(_, one)| text_of(one)).collect();
    let is_foreign = |word: &&String| {
        !texts
            .iter()
            .any(|text| has(text, std::slice::from_ref(*word)))
    };
    let said = match words.iter().find(is_foreign) {
        Some(word) => {
            let known: BTreeSet<String> = texts.iter().flat_map(|text| pieces(text)).collect();
            let shown = shortened(word, 64);
            match closest(word, known.iter().map(String::as_str)) {
                Some(close) => {
                    format!("no operation has the word `{shown}`; did you mean `{close}`?")
                }
                None => format!("no operation has the word `{shown}`"),
            }
        }
        None => {
            let words: Vec<String> = words.iter().map(|word| shortened(word, 64)).collect();
            format!(
                "no operation has all of the words {}",
                names_list(&words, "and")
            )
        }
    };
    Stop::Because(format!("{said}\n{}", covered(catalog)))
}

/// The words of a text and of the names in it, in lower case: `ListVideos` has two.
fn pieces(text: &str) -> Vec<String> {
    let mut pieces = vec![String::new()];
    let mut before = ' ';
    for c in text.chars() {
        if !c.is_alphanumeric() || c.is_uppercase() && before.is_lowercase() {
            pieces.push(String::new());
        }
        if let Some(piece) = pieces.last_mut().filter(|_| c.is_alphanumeric()) {
            piece.extend(c.to_lowercase());
        }
        before = c;
    }
    pieces.retain(|piece| !piece.is_empty());
    pieces
}

fn for_terminal(found: &Found<'_>, session: &Session<'_>) -> String {
    let Found {
        operations,
        removed,
        looked_for,
        shows_removed,
    } = found;
    let families = families::of(operations.iter().copied());
    let mut out = if operations.len() <= FEW || *looked_for {
        operations_of(&families, session)
    } else {
        overview(&families, session)
    };
    if *shows_removed && !removed.is_empty() {
        let heading = format!(
            "Removed by the vendor: {}",
            operations_counted(removed.len())
        );
        let rows: Vec<Row> = removed.iter().map(removed_row).collect();
        out.push_str(&paint(style::HEADING, &heading, session.colour));
        out.push('\n');
        out.push_str(&render(&rows, session.width(), session.colour));
    } else if !removed.is_empty() {
        let number = operations_counted(removed.len());
        out.push_str(&wrap(
            &format!("Removed by the vendors: {number}; `mediaspec list --removed` shows them."),
            "",
            session.width(),
        ));
    }
    out
}

fn operations_counted(number: usize) -> String {
    counted(number, "operation", "operations")
}

/// Each operation on lines of its own, below its family.
fn operations_of(families: &[Family<'_>], session: &Session<'_>) -> String {
    let (colour, width) = (session.colour, session.width());
    let mut out = String::new();
    for family in families {
        let heading = format!(
            "{}, {}",
            visible(family.service.title()),
            visible(family.name())
        );
        let heading = paint(style::HEADING, &heading, colour);
        // Writing to a string cannot fail.
        let _ = writeln!(
            out,
            "{heading}: {}",
            operations_counted(family.operations.len())
        );
        for operation in &family.operations {
            let name = paint(style::STRONG, &visible(&operation.full_name()), colour);
            let call = format!("{} {}", operation.method, visible(&operation.path));
            let call = paint(style::FAINT, &call, colour);
            let summary = wrap(&visible(&operation.info.summary), "      ", width);
            let _ = write!(out, "  {name}  {call}\n{summary}");
            if let Some(state) = words::operation_state(&operation.state) {
                let state = wrap(&visible(&state), "      ", width);
                out.push_str(&paint(style::WARNING, state.trim_end(), colour));
                out.push('\n');
            }
        }
        out.push('\n');
    }
    out
}

/// The families of each service, with some of their operations.
fn overview(families: &[Family<'_>], session: &Session<'_>) -> String {
    let mut out = String::new();
    let of_one = |a: &Family<'_>, b: &Family<'_>| a.service.name() == b.service.name();
    for families in families.chunk_by(of_one) {
        let Some(Family { service, .. }) = families.first() else {
            continue;
        };
        let number = families.iter().map(|family| family.operations.len()).sum();
        let heading = format!("{} ({})", service.title(), service.name());
        let heading = paint(style::HEADING, &visible(&heading), session.colour);
        let _ = writeln!(
            out,
            "{heading}: {} in {}",
            operations_counted(number),
            counted(families.len(), "family", "families")
        );
        let rows: Vec<Row> = families.iter().map(family_row).collect();
        out.push_str(&render(&rows, session.width(), session.colour));
        out.push('\n');
    }
    let hint = "`mediaspec list --family NAME` lists the operations of a family, `mediaspec list WORD…` those that words are about.";
    out.push_str(&wrap(hint, "", session.width()));
    out
}

fn family_row(family: &Family<'_>) -> Row {
    let all = &family.operations;
    let named = all.iter().take(NAMED).map(|one| &*one.name);
    let mut line = format!("{}  {}", all.len(), named.collect::<Vec<_>>().join(", "));
    let more = all.len().saturating_sub(NAMED);
    if more > 0 {
        let _ = write!(line, " and {more} more");
    }
    Row::new(visible(family.name()), visible(&line))
}

fn removed_row((service, removed): &Removed<'_>) -> Row {
    let name = format!("{}/{}", service.name(), removed.name);
    Row::new(visible(&name), visible(&words::removed_operation(removed)))
}

/// One operation a line, for `grep` and its like.
fn for_pipe(found: &Found<'_>) -> String {
    let operations = found.operations.iter().map(|(_, one)| one);
    let names = operations.clone().map(|o| o.full_name().len()).max();
    let paths = operations.clone().map(|o| o.path.len()).max();
    let (names, paths) = (names.unwrap_or(0), paths.unwrap_or(0));
    let mut out = String::new();
    for operation in operations {
        let name = operation.full_name();
        let (method, path) = (&operation.method, &operation.path);
        let summary = visible(&operation.info.summary);
        let line = format!("{name:names$}  {method:6}  {path:paths$}  {summary}");
        out.push_str(line.trim_end());
        if let Some(state) = words::operation_state(&operation.state) {
            let _ = write!(out, " ({})", visible(&state));
        }
        out.push('\n');
    }
    for (service, removed) in found.removed.iter().filter(|_| found.shows_removed) {
        let (service, name) = (service.name(), visible(&removed.name));
        let said = visible(&words::removed_operation(removed));
        let _ = writeln!(out, "{service}/{name}  ({said})");
    }
    out
}

#[derive(Serialize)]
struct List<'c> {
    schema_version: u32,
    operations: Vec<Entry<'c>>,
    /// Operations that the vendors list no more.
    removed: Vec<Gone<'c>>,
}

#[derive(Serialize)]
struct Entry<'c> {
    operation: String,
    method: &'c str,
    path: &'c str,
    tag: &'c str,
    summary: &'c str,
    /// That it should no longer be used, and why.
    #[serde(skip_serializing_if = "Option::is_none")]
    state: Option<String>,
    request_body: bool,
    responses: Vec<u16>,
    callbacks: Vec<&'c str>,
}

#[derive(Serialize)]
struct Gone<'c> {
    operation: String,
    last_listed: &'c str,
    /// The vendor's name of the operation that it is now.
    #[serde(skip_serializing_if = "Option::is_none")]
    renamed_to: Option<&'c str>,
}

fn json(found: &Found<'_>) -> Result<String, Stop> {
    let entries = found.operations.iter().map(|(_, operation)| Entry {
        operation: operation.full_name(),
        method: &operation.method,
        path: &operation.path,
        tag: &operation.tag,
        summary: &operation.info.summary,
        state: words::operation_state(&operation.state),
        request_body: operation.request.is_some(),
        responses: operation.responses.iter().map(|r| r.status).collect(),
        callbacks: operation.callbacks.iter().map(|c| &*c.name).collect(),
    });
    let removed = found.removed.iter().map(|(service, removed)| Gone {
        operation: format!("{}/{}", service.name(), removed.name),
        last_listed: &removed.last_listed,
        renamed_to: removed.renamed_to.as_deref(),
    });
    let list = List {
        schema_version: 1,
        operations: entries.collect(),
        removed: removed.collect(),
    };
    let text = serde_json::to_string_pretty(&list).map_err(Stop::because)?;
    Ok(harmless(text) + "\n")
}
