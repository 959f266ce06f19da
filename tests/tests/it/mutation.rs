//! Whether the boundary corpus notices when a constraint is another.

use std::collections::BTreeSet;

use mediaspec_core::contract::Catalog;
use mediaspec_tests::corpus::{self, Operation};
use mediaspec_tests::mutation::{Mutations, Outcome, prepare, stale};
use mediaspec_tests::{kinds_spec, shipped_spec};

/// Tries every so many-th change, and asserts that none survives.
fn survive(catalog: &Catalog, corpus: &[Operation], step: usize) -> Vec<Outcome> {
    let mutations = Mutations::of(catalog);
    let wanted: BTreeSet<usize> = match step {
        1 => (0..mutations.changes().len()).collect(),
        step => mutations.sample(step),
    };
    let prepared = prepare(catalog, corpus);
    let outcomes = mutations
        .outcomes(&prepared, &wanted)
        .expect("the corpus holds");
    let survivors: Vec<&Outcome> = outcomes.iter().filter(|one| one.survived()).collect();
    assert!(survivors.is_empty(), "{survivors:#?}");
    outcomes
}

#[test]
fn every_change_of_every_kind_of_constraint_is_noticed() {
    let outcomes = survive(&kinds_spec(), corpus::kinds(), 1);
    assert!(outcomes.len() > 1000, "{}", outcomes.len());
    let noticed = outcomes.iter().filter(|one| one.noticed_by.is_some());
    let noticed = noticed.count();
    assert!(noticed > 1000, "{noticed}");
}

/// `cargo xtask mutate-spec` tries them all; that takes longer, the more operations there are.
#[test]
fn some_hundred_changes_of_the_shipped_spec_are_noticed() {
    let catalog = shipped_spec();
    let step = (Mutations::of(&catalog).changes().len() / 300).max(2);
    let outcomes = survive(&catalog, corpus::shipped(), step);
    assert!(outcomes.len() >= 300, "{}", outcomes.len());
    assert_eq!(stale(&outcomes), [""; 0], "exceptions that excuse nothing");
}
