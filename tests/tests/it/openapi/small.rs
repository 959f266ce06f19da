//! What becomes of a small spec, to be looked at: `tests/mini`.

use super::render;

fn golden(name: &str, path: &str) {
    let (_, out) = render("mini");
    let text = out
        .get(path)
        .unwrap_or_else(|| panic!("{path} is not rendered"));
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
    golden("constraints", "crates/schema/constraints.csv");
}

#[test]
fn the_catalog_of_a_small_spec() {
    golden("catalog", "crates/schema/catalog.json");
}

#[test]
fn the_settings_of_the_linter() {
    golden("redocly", "crates/schema/openapi/redocly.yaml");
}
