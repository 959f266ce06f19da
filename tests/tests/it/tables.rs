//! The generated tables are the catalog that the spec folder gives, and nothing else.

use std::fmt::Debug;

use mediaspec_core::contract::{Catalog, Operation, Service, TypeDef};

/// The first thing in which two catalogs differ; the whole of both would fill a screen for hours.
fn first_difference(ours: &Catalog<'_>, theirs: &Catalog<'_>) -> Option<String> {
    if ours == theirs {
        return None;
    }
    let services = ours.services.iter().zip(theirs.services);
    let found = services
        .filter(|(a, b)| a != b)
        .find_map(|(a, b)| in_service(a, b));
    Some(found.unwrap_or_else(|| {
        let names = |catalog: &Catalog<'_>| {
            catalog
                .services
                .iter()
                .map(|s| s.name.to_owned())
                .collect::<Vec<_>>()
        };
        format!("services: {:?} and {:?}", names(ours), names(theirs))
    }))
}

fn in_service(a: &Service<'_>, b: &Service<'_>) -> Option<String> {
    let types = a
        .types
        .iter()
        .zip(b.types)
        .filter(|(a, b)| a != b)
        .find_map(|(a, b)| in_type(a, b));
    let operations = || {
        a.operations
            .iter()
            .zip(b.operations)
            .filter(|(a, b)| a != b)
            .find_map(|(a, b)| in_operation(a, b))
    };
    types.or_else(operations).or_else(|| differ(a.name, &a, &b))
}

fn in_type(a: &TypeDef<'_>, b: &TypeDef<'_>) -> Option<String> {
    let fields = a
        .fields
        .iter()
        .zip(b.fields)
        .find_map(|(x, y)| differ(&format!("{}.{}", a.name, x.name), x, y));
    fields.or_else(|| differ(a.name, a, b))
}

fn in_operation(a: &Operation<'_>, b: &Operation<'_>) -> Option<String> {
    [
        (a.query, b.query),
        (a.headers, b.headers),
        (a.path_parameters, b.path_parameters),
    ]
    .into_iter()
    .filter(|(a, b)| a != b)
    .find_map(|(a, b)| in_type(a, b))
    .or_else(|| differ(a.name, a, b))
}

fn differ<T: PartialEq + Debug>(place: &str, a: &T, b: &T) -> Option<String> {
    (a != b).then(|| format!("{place}:\n{a:#?}\nand\n{b:#?}"))
}

#[test]
fn the_generated_tables_are_what_the_spec_says() {
    let spec = mediaspec_tests::shipped_spec();
    if let Some(difference) = first_difference(&mediaspec_schema::CATALOG, &spec) {
        panic!("run `cargo xtask codegen`; {difference}");
    }
}

#[test]
fn a_difference_between_tables_is_found() {
    let mut services = mediaspec_schema::CATALOG.services.to_vec();
    let mut changed = *services[0];
    changed.title = "another title";
    services[0] = &changed;
    let other = Catalog {
        services: &services,
    };
    let told = first_difference(&mediaspec_schema::CATALOG, &other);
    assert!(told.is_some_and(|told| told.contains("another title")));
}

#[test]
fn rendering_twice_gives_the_same_bytes() {
    let spec = mediaspec_tests::shipped_spec();
    let first = mediaspec_codegen::render(spec);
    assert_eq!(first.refusals(), []);
    assert!(first == mediaspec_codegen::render(mediaspec_tests::shipped_spec()));
}
