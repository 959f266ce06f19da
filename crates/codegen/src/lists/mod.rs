//! Lists: every constraint as a table, and the schema documents for editors.

mod cells;
mod constraints;
mod schema_store;

use mediaspec_core::contract::Catalog;
use mediaspec_json_schema::DocumentFile;

use crate::output::OutputSet;

/// Where the list of schema documents lies.
const CATALOG: &str = "crates/schema/catalog.json";

/// Adds the list of the JSON Schema documents.
pub(crate) fn render(documents: &[DocumentFile<'_>], out: &mut OutputSet) {
    out.add(CATALOG, schema_store::catalog(documents));
}

/// Returns every constraint of a catalog as a table (`constraints.csv`): a row for each field of each type, for the items
/// of its lists, and for each rule.
///
/// It is UTF-8 with a byte order mark, comma-separated, with CRLF at the end of each line. A cell that a spreadsheet would
/// run as a formula has a `'` in front; several texts in one cell are separated by `|`.
#[must_use]
pub fn constraints_csv(catalog: &Catalog) -> String {
    cells::table(&constraints::HEADER, &constraints::rows(catalog))
}
