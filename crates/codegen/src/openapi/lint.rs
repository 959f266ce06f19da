//! The settings under which Redocly CLI has nothing to say, with a reason for each rule that is off.

use std::fmt::Write as _;

use mediaspec_core::contract::{Catalog, Service};

use super::document::file;
use crate::origin;

/// `redocly.yaml`. Names in it are checked identifiers; nothing needs quotes.
pub(super) fn redocly(catalog: &Catalog) -> String {
    let mut out = format!(
        "# {}\n\
         # In this folder: npx @redocly/cli lint\n\
         extends:\n  - recommended\n\
         apis:\n",
        origin::remark("spec/"),
    );
    for service in catalog.services() {
        // Writing to a `String` cannot fail.
        let _ = writeln!(out, "  {}:\n    root: {}", service.name(), file(service));
        let silent = without_client_error(service);
        if !silent.is_empty() {
            let _ = writeln!(
                out,
                "    rules:\n      # No source documents an error of: {}. None is made up.\n      operation-4xx-response: off",
                silent.join(", ")
            );
        }
    }
    out
}

/// Operations and messages for which no status of a client's error is documented.
fn without_client_error(service: &Service) -> Vec<&str> {
    service
        .operations()
        .filter(|operation| {
            !operation
                .responses
                .iter()
                .any(|response| (400..500).contains(&response.status))
        })
        .map(|operation| &*operation.name)
        .collect()
}
