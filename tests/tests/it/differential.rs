//! Four implementations, one verdict.

use std::sync::Mutex;

use mediaspec_core::contract::Catalog;
use mediaspec_tests::differential::{self, Comparisons, Counts};
use mediaspec_tests::{kinds_spec, shipped_spec};

/// Compares the payloads of so many seeds, on all cores.
fn compare(catalog: &Catalog, cases: u64) -> Counts {
    let comparisons = Comparisons::of(catalog);
    let total = Mutex::new(Counts::default());
    let wrong = Mutex::new(Vec::new());
    let threads = std::thread::available_parallelism().map_or(1, std::num::NonZero::get) as u64;
    std::thread::scope(|scope| {
        for thread in 0..threads {
            let (comparisons, total, wrong) = (&comparisons, &total, &wrong);
            scope.spawn(move || {
                let mut counts = Counts::default();
                for seed in (thread..cases).step_by(threads as usize) {
                    if let Err(difference) = comparisons.compare(seed, &mut counts) {
                        wrong.lock().expect("no thread panics").push(difference);
                    }
                }
                total.lock().expect("no thread panics").add(&counts);
            });
        }
    });
    let wrong = wrong.into_inner().expect("no thread panics");
    let shown: Vec<String> = wrong.iter().take(10).map(ToString::to_string).collect();
    assert!(
        wrong.is_empty(),
        "{} of {cases} differ:\n{}",
        wrong.len(),
        shown.join("\n\n")
    );
    total.into_inner().expect("no thread panics")
}

#[test]
fn four_implementations_give_one_verdict() {
    let cases = 90_000;
    let counts = compare(&shipped_spec(), cases);
    assert_eq!(counts.cases, cases);
    assert!(
        counts.valid > cases / 4 && counts.several > cases * 3 / 10,
        "{counts:?}"
    );
    assert!(
        counts.models > cases / 3 && counts.schemas > cases / 2,
        "{counts:?}"
    );
    assert!(counts.lossy > 0, "{counts:?}");
}

#[test]
fn every_kind_of_constraint_gets_one_verdict() {
    let cases = 10_000;
    let counts = compare(&kinds_spec(), cases);
    assert_eq!(counts.cases, cases);
    assert!(counts.valid > cases / 4 && counts.lossy > 0, "{counts:?}");
}

#[test]
fn differences_that_were_found_are_settled() {
    let shipped = Comparisons::of(&shipped_spec());
    let kinds = Comparisons::of(&kinds_spec());
    for (file, kept) in differential::kept() {
        let comparisons = if kept.operation.starts_with("kinds/") {
            &kinds
        } else {
            &shipped
        };
        if let Err(what) = comparisons.compare_kept(&kept) {
            panic!("{}: {what}", file.display());
        }
    }
}
