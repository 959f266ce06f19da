//! Lists: every constraint as a table, and the schema documents for editors.

mod cells;
mod constraints;
mod schema_store;

use mediaspec_core::contract::Catalog;

use crate::OutputSet;
use crate::json_schema::{documents, messages};

/// Where the constraints lie.
const CONSTRAINTS: &str = "crates/schema/constraints.csv";

/// Where the list of schema documents lies.
const CATALOG: &str = "crates/schema/catalog.json";

/// `constraints.csv` and `catalog.json`.
pub fn render(catalog: Catalog<'_>, out: &mut OutputSet) {
    match cells::table(&constraints::HEADER, &constraints::rows(catalog)) {
        Ok(text) => out.add(CONSTRAINTS, text),
        Err(error) => out.refuse(CONSTRAINTS, error),
    }
    out.add(
        CATALOG,
        schema_store::catalog(&documents(messages(catalog))),
    );
}
