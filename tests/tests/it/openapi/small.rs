//! What becomes of a small spec, to be looked at: `tests/mini`.

use mediaspec_codegen::{OutputSet, constraints_csv, json_schema};

use super::render;

fn golden(name: &str, path: &str) {
    let (_, out) = render("mini");
    let text = out.get(path);
    keep(
        name,
        text.unwrap_or_else(|| panic!("{path} is not rendered")),
    );
}

fn keep(name: &str, text: &str) {
    insta::with_settings!({ omit_expression => true, prepend_module_to_snapshot => false }, {
        insta::assert_snapshot!(format!("mini__{name}"), text);
    });
}

#[test]
fn the_document_of_a_small_spec() {
    golden("openapi", "crates/schema/openapi/studio.openapi.json");
}

#[test]
fn the_constraints_of_a_small_spec() {
    let (catalog, _) = render("mini");
    let table = constraints_csv(&catalog);
    keep("constraints", table.trim_start_matches('\u{feff}'));
}

#[test]
fn the_catalog_of_a_small_spec() {
    let (catalog, _) = render("mini");
    let mut out = OutputSet::default();
    json_schema::render(&catalog, &mut out);
    keep(
        "catalog",
        out.get("crates/schema/catalog.json")
            .expect("it is rendered"),
    );
}

#[test]
fn the_settings_of_the_linter() {
    golden("redocly", "crates/schema/openapi/redocly.yaml");
}
