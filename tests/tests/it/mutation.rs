//! Whether the boundary corpus notices when a constraint is another.

use std::collections::BTreeSet;

use mediaspec_tests::mutation::{Mutations, Outcome, stale};
use mediaspec_tests::{corpus, kinds_spec};

/// Changes that the corpus does not notice yet, though it should: what `cargo xtask mutate-spec` found, a change a line. It may
/// only grow shorter.
const UNNOTICED: &str = include_str!("unnoticed.txt");

/// Tries changes, and asserts that none survives but for those of which it is known.
fn survive(mutations: &Mutations, wanted: &BTreeSet<usize>) -> Vec<Outcome> {
    let outcomes = mutations.outcomes(wanted).expect("the corpus holds");
    let known: BTreeSet<&str> = UNNOTICED.lines().collect();
    let is_known = |one: &Outcome| {
        let line = format!("{} {}: {}", one.at, one.key, one.change);
        known.contains(&*line)
    };
    let survivors: Vec<&Outcome> = outcomes
        .iter()
        .filter(|one| one.survived() && !is_known(one))
        .collect();
    assert!(survivors.is_empty(), "{survivors:#?}");
    outcomes
}

#[test]
fn every_change_of_every_kind_of_constraint_is_noticed() {
    let mutations = Mutations::of(&kinds_spec(), corpus::kinds());
    let wanted = (0..mutations.changes().len()).collect();
    let outcomes = survive(&mutations, &wanted);
    let noticed = outcomes.iter().filter(|one| one.noticed_by.is_some());
    let noticed = noticed.count();
    assert!(noticed > 1500, "{noticed}");
}

/// `cargo xtask mutate-spec` tries them all; that takes longer, the more operations there are.
#[test]
fn some_hundred_changes_are_noticed_and_every_exception_is_needed() {
    let mutations = Mutations::of_everything();
    // Some changes are none.
    let step = mutations.changes().len() / 330;
    let outcomes = survive(&mutations, &mutations.sample(step));
    assert!(outcomes.len() >= 300, "{}", outcomes.len());
    let of_sample = stale(&outcomes);
    let needless: Vec<&str> = of_sample
        .into_iter()
        .filter(|because| !mutations.needs(because))
        .collect();
    assert_eq!(needless, [""; 0], "exceptions that excuse nothing");
}
