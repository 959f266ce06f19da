//! Contract files: the form in which a checked catalog is shipped.
//!
//! A service is a file of JSON Lines, `<service>.jsonl`. What stands in a line is said by a JSON Schema beside the files,
//! so that other languages can read the same contract. Another one says what is written of a check.

use mediaspec_core::contract::{Catalog, Service, contract_schema};
use mediaspec_core::report::report_schema;

use crate::origin::with_remark;
use crate::output::OutputSet;

/// The folder of a spec with every kind of constraint, from the repository's root.
pub const KINDS_SPEC: &str = "tests/specs/kinds";

/// The contract file of that spec, which the engine's own tests read.
const KINDS: &str = "crates/core/src/tests/kinds.jsonl";

/// The automata of the named formats, which `mediaspec-core` embeds.
const FORMATS: &str = "crates/core/src/contract/formats.jsonl";

/// The JSON Schema of a line of a contract file.
const SCHEMA: &str = "crates/schema/contract.schema.json";

/// The JSON Schema of what is written of a check.
const REPORT: &str = "crates/schema/report.schema.json";

/// The path of a service's contract file.
pub(crate) fn path(folder: &str, service: &Service) -> String {
    format!("{folder}/{}.jsonl", service.name())
}

/// Adds the contract file of each service to a folder.
pub(crate) fn render(catalog: &Catalog, folder: &str, out: &mut OutputSet) {
    for service in catalog.services() {
        add(service, path(folder, service), out);
    }
}

/// Adds the contract file of the spec with every kind of constraint ([`KINDS_SPEC`]).
pub fn render_kinds(catalog: &Catalog, out: &mut OutputSet) {
    match catalog.services() {
        [service] => add(service, KINDS.to_owned(), out),
        services => out.refuse(
            KINDS,
            format!("it holds one service, and there are {}", services.len()),
        ),
    }
}

/// Adds a contract file. Embedded files are not checked again when they are read, so one that would not pass is refused.
fn add(service: &Service, path: String, out: &mut OutputSet) {
    let text = service.write();
    match Service::read(&text) {
        Ok(read) if read == *service => out.add(path, text),
        Ok(_) => out.refuse(path, "it is read back as another contract"),
        Err(error) => out.refuse(path, format!("it cannot be read back: {error}")),
    }
}

/// Adds the automata of the named formats.
pub(crate) fn render_formats(out: &mut OutputSet) {
    match mediaspec_spec::patterns::format_lines() {
        Ok(lines) => out.add(FORMATS, lines),
        Err(error) => out.refuse(FORMATS, format!("{error:?}")),
    }
}

/// Adds the JSON Schemas of a line of a contract file, and of what is written of a check.
pub(crate) fn render_schemas(out: &mut OutputSet) {
    for (path, schema) in [(SCHEMA, contract_schema()), (REPORT, report_schema())] {
        match serde_json::to_string_pretty(&schema) {
            Ok(text) => {
                let text = with_remark(&text, "crates/core");
                out.add(path, text + "\n");
            }
            Err(error) => out.refuse(path, error.to_string()),
        }
    }
}
