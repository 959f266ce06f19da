//! `mediaspec list`.

use std::fmt::Write as _;

use mediaspec_core::escape::{shortened, visible};
use mediaspec_core::words;
use mediaspec_validator::Catalog;
use mediaspec_validator::contract::{Operation, Service};
use serde::Serialize;

use crate::arguments::{ListArguments, ListFormat};
use crate::output::harmless;
use crate::session::{Session, Stop};
use crate::style::{self, paint};
use crate::table::wrap;
use crate::{Status, contract};

pub(super) fn run(arguments: &ListArguments, session: &mut Session<'_>) -> Result<Status, Stop> {
    let validator = contract::validator(&arguments.contract, session)?;
    let services = chosen(validator.catalog(), arguments.service.as_deref())?;
    let operations = services.iter().flat_map(|service| service.operations());
    let operations: Vec<&Operation> = operations.collect();
    let text = match arguments.format {
        ListFormat::Json => json(&operations)?,
        ListFormat::Human if session.is_terminal() => for_terminal(&services, session),
        ListFormat::Human => for_pipe(&operations),
    };
    session.print(&text)?;
    Ok(Status::Valid)
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

/// A heading for each service, and each operation on lines of its own.
fn for_terminal(services: &[&Service], session: &Session<'_>) -> String {
    let colour = session.colour;
    let mut out = String::new();
    for service in services {
        let heading = paint(style::HEADING, &visible(service.title()), colour);
        // Writing to a string cannot fail.
        let count = service.index().len();
        let noun = if count == 1 {
            "operation"
        } else {
            "operations"
        };
        let _ = writeln!(out, "{heading}: {count} {noun}");
        for operation in service.operations() {
            let name = paint(style::STRONG, &operation.full_name(), colour);
            let call = paint(
                style::FAINT,
                &format!("{} {}", operation.method, operation.path),
                colour,
            );
            let _ = write!(
                out,
                "\n{name}\n{}    {call}\n",
                wrap(&visible(&operation.info.summary), "    ", session.width())
            );
            if let Some(state) = words::operation_state(&operation.state) {
                let state = wrap(&visible(&state), "    ", session.width());
                out.push_str(&paint(style::WARNING, state.trim_end(), colour));
                out.push('\n');
            }
        }
        out.push('\n');
    }
    out
}

/// One operation a line, for `grep` and its like.
fn for_pipe(operations: &[&Operation]) -> String {
    let names = operations.iter().map(|o| o.full_name().len()).max();
    let paths = operations.iter().map(|o| o.path.len()).max();
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
    out
}

#[derive(Serialize)]
struct List<'c> {
    schema_version: u32,
    operations: Vec<Entry<'c>>,
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

fn json(operations: &[&Operation]) -> Result<String, Stop> {
    let entries = operations.iter().map(|operation| Entry {
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
    let list = List {
        schema_version: 1,
        operations: entries.collect(),
    };
    let text = serde_json::to_string_pretty(&list).map_err(Stop::because)?;
    Ok(harmless(text) + "\n")
}
