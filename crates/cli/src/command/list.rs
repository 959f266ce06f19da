//! `mediaspec list`.

use std::fmt::Write as _;

use mediaspec_core::contract::{Catalog, Operation, Service};
use mediaspec_core::escape::visible;
use serde::Serialize;

use crate::arguments::{ListArguments, ListFormat};
use crate::output::harmless;
use crate::output::style::{self, paint};
use crate::session::{Session, Stop};
use crate::table::wrap;
use crate::{Status, contract};

pub(super) fn run(arguments: &ListArguments, session: &mut Session<'_>) -> Result<Status, Stop> {
    contract::with(arguments.spec.as_deref(), session, |catalog, session| {
        let services = chosen(&catalog, arguments.service.as_deref())?;
        let operations = services
            .iter()
            .flat_map(|service| service.operations.iter().copied());
        let text = match arguments.format {
            ListFormat::Json => json(operations)?,
            ListFormat::Human if session.is_terminal() => for_terminal(&services, session),
            ListFormat::Human => for_pipe(operations),
        };
        session.print(&text)?;
        Ok(Status::Valid)
    })
}

fn chosen<'t>(catalog: &Catalog<'t>, name: Option<&str>) -> Result<Vec<&'t Service<'t>>, Stop> {
    let services: Vec<_> = catalog
        .services
        .iter()
        .copied()
        .filter(|service| name.is_none_or(|name| service.name.eq_ignore_ascii_case(name)))
        .collect();
    match name {
        Some(name) if services.is_empty() => {
            let known: Vec<&str> = catalog
                .services
                .iter()
                .map(|service| service.name)
                .collect();
            Err(Stop::Because(format!(
                "there is no service `{}`; there is {}",
                mediaspec_core::escape::shortened(name, 64),
                known.join(", ")
            )))
        }
        Some(_) | None => Ok(services),
    }
}

/// A heading for each service, and each operation on lines of its own.
fn for_terminal(services: &[&Service<'_>], session: &Session<'_>) -> String {
    let colour = session.colour;
    let mut out = String::new();
    for service in services {
        let heading = paint(style::HEADING, &visible(service.title), colour);
        // Writing to a string cannot fail.
        let count = service.operations.len();
        let noun = if count == 1 {
            "operation"
        } else {
            "operations"
        };
        let _ = writeln!(out, "{heading}: {count} {noun}");
        for operation in service.operations {
            let name = paint(style::STRONG, &full_name(operation), colour);
            let call = paint(
                style::FAINT,
                &format!("{} {}", operation.method, operation.path),
                colour,
            );
            let _ = write!(
                out,
                "\n{name}\n{}    {call}\n",
                wrap(&visible(operation.summary), "    ", session.width())
            );
        }
        out.push('\n');
    }
    out
}

/// One operation a line, for `grep` and its like.
fn for_pipe<'t>(operations: impl Iterator<Item = &'t Operation<'t>> + Clone) -> String {
    let names = operations
        .clone()
        .map(|o| full_name(o).len())
        .max()
        .unwrap_or(0);
    let paths = operations.clone().map(|o| o.path.len()).max().unwrap_or(0);
    let mut out = String::new();
    for operation in operations {
        let name = full_name(operation);
        let Operation {
            method,
            path,
            summary,
            ..
        } = operation;
        let summary = visible(summary);
        let line = format!("{name:names$}  {method:6}  {path:paths$}  {summary}");
        out.push_str(line.trim_end());
        out.push('\n');
    }
    out
}

fn full_name(operation: &Operation<'_>) -> String {
    format!("{}/{}", operation.service, operation.name)
}

#[derive(Serialize)]
struct List<'t> {
    schema_version: u32,
    operations: Vec<Entry<'t>>,
}

#[derive(Serialize)]
struct Entry<'t> {
    operation: String,
    method: &'t str,
    path: &'t str,
    tag: &'t str,
    summary: &'t str,
    request_body: bool,
    responses: Vec<u16>,
    callbacks: Vec<&'t str>,
}

fn json<'t>(operations: impl Iterator<Item = &'t Operation<'t>>) -> Result<String, Stop> {
    let entries = operations.map(|operation| Entry {
        operation: full_name(operation),
        method: operation.method,
        path: operation.path,
        tag: operation.tag,
        summary: operation.summary,
        request_body: operation.request.is_some(),
        responses: operation.responses.iter().map(|r| r.status).collect(),
        callbacks: operation.callbacks.iter().map(|c| c.name).collect(),
    });
    let list = List {
        schema_version: 1,
        operations: entries.collect(),
    };
    let text = serde_json::to_string_pretty(&list).map_err(Stop::because)?;
    Ok(harmless(text) + "\n")
}
