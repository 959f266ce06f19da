//! Whether the boundary corpus notices when a constraint is another.

use mediaspec_core::contract::Catalog;
use mediaspec_tests::corpus::{self, Operation};
use mediaspec_tests::mutation::{Outcome, changes, outcomes, prepare};
use mediaspec_tests::{load_folder, root, shipped_spec};

/// Tries every so many-th change, and asserts that none survives.
fn survive(catalog: Catalog<'static>, corpus: Vec<Operation>, step: usize) -> Vec<Outcome> {
    let wanted = |number: usize, _: &_| number.is_multiple_of(step);
    let outcomes = outcomes(catalog, &prepare(corpus), wanted).expect("the corpus holds");
    let survivors: Vec<&Outcome> = outcomes.iter().filter(|one| one.survived()).collect();
    assert!(survivors.is_empty(), "{survivors:#?}");
    outcomes
}

#[test]
fn every_change_of_every_kind_of_constraint_is_noticed() {
    let catalog = load_folder(&root().join("tests/specs/kinds"));
    let corpus = corpus::rendered(&mediaspec_codegen::render(catalog));
    let outcomes = survive(catalog, corpus, 1);
    assert!(outcomes.len() > 1000, "{}", outcomes.len());
    let excused: Vec<_> = outcomes.iter().filter(|one| one.is_exception()).collect();
    assert!(excused.is_empty(), "{excused:#?}");
}

/// `cargo xtask mutate-spec` tries them all; that takes longer, the more operations there are.
#[test]
fn some_hundred_changes_of_the_shipped_spec_are_noticed() {
    let catalog = shipped_spec();
    let step = (changes(catalog).len() / 300).max(1);
    let outcomes = survive(catalog, corpus::load(), step);
    assert!(outcomes.len() >= 300, "{}", outcomes.len());
}
