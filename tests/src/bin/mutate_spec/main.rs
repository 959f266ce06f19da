//! `cargo xtask mutate-spec`: whether the corpus notices when a constraint is another.

use std::collections::{BTreeMap, BTreeSet};
use std::process::ExitCode;

use clap::{Parser, ValueEnum};
use mediaspec_tests::mutation::{Mutations, Outcome, stale};
use serde::Serialize;

/// Changes one place of the contracts after another (those that ship, and one with every kind of constraint), and looks whether the boundary corpus notices.
///
/// Numbers go one up and one down, flags and choices become each other, texts become others, what may be absent is dropped,
/// in memory; then the engine checks the payloads of the corpus against the changed contract, until one is not reported as
/// the corpus expects. A contract that does not load is refused. A change that loads and that no payload notices has
/// survived: the corpus lacks a case, or what was changed asks nothing.
///
/// Exit status: 0 every change is refused or noticed, save named exceptions; 1 some are not, or an exception excuses
/// nothing; 2 trouble.
#[derive(Debug, Parser)]
#[command(
    name = "cargo xtask mutate-spec",
    bin_name = "cargo xtask mutate-spec",
    max_term_width = 100
)]
#[command(after_help = "Examples:
  cargo xtask mutate-spec                          every change, an hour or more
  cargo xtask mutate-spec --only VideoConfig       changes whose place has that in it
  cargo xtask mutate-spec --format json > all.json for programs")]
struct Arguments {
    /// How results are printed.
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
    /// Only changes whose place contains this text (`metastudio VideoConfig.width`).
    #[arg(long, value_name = "TEXT")]
    only: Option<String>,
}

/// How results are printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// A table, and what survived.
    Text,
    /// One JSON object.
    Json,
}

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let mutations = Mutations::of_everything();
    let only = arguments.only.as_deref();
    let changes = mutations.changes().iter().enumerate();
    let wanted: BTreeSet<usize> = changes
        .filter(|(_, change)| only.is_none_or(|text| change.at.contains(text)))
        .map(|(number, _)| number)
        .collect();
    let outcomes = match mutations.outcomes(&wanted) {
        Ok(outcomes) => outcomes,
        Err(case) => {
            eprintln!("error: {case} is not reported as the corpus expects: run the tests first");
            return ExitCode::from(2);
        }
    };
    if outcomes.is_empty() {
        eprintln!("error: nothing has `--only`'s text in its place");
        return ExitCode::from(2);
    }
    // Of a part of the changes an exception may excuse none.
    let stale = if only.is_none() {
        stale(&outcomes)
    } else {
        Vec::new()
    };
    match arguments.format {
        Format::Text => table(&outcomes, &stale),
        Format::Json => match serde_json::to_string_pretty(&json(&outcomes, &stale)) {
            Ok(text) => println!("{text}"),
            Err(error) => {
                eprintln!("error: {error}");
                return ExitCode::from(2);
            }
        },
    }
    let fine = stale.is_empty() && !outcomes.iter().any(Outcome::survived);
    ExitCode::from(u8::from(!fine))
}

/// Counts by what is changed.
#[derive(Debug, Serialize)]
struct Row<'o> {
    key: &'o str,
    changes: usize,
    refused: usize,
    noticed: usize,
    exceptions: usize,
    survived: usize,
}

fn rows(outcomes: &[Outcome]) -> Vec<Row<'_>> {
    let keys: BTreeSet<&str> = outcomes.iter().map(|one| one.key.as_str()).collect();
    let keys = keys.into_iter();
    keys.map(|key| row(key, outcomes.iter().filter(|one| one.key == key)))
        .collect()
}

fn row<'o>(key: &'o str, of: impl Iterator<Item = &'o Outcome>) -> Row<'o> {
    let mut row = Row {
        key,
        changes: 0,
        refused: 0,
        noticed: 0,
        exceptions: 0,
        survived: 0,
    };
    for one in of {
        row.changes += 1;
        row.refused += usize::from(one.refused.is_some());
        row.noticed += usize::from(one.noticed_by.is_some());
        row.exceptions += usize::from(one.exception.is_some());
        row.survived += usize::from(one.survived());
    }
    row
}

fn table(outcomes: &[Outcome], stale: &[&str]) {
    println!(
        "{:<26} {:>8} {:>8} {:>8} {:>10} {:>8}",
        "changed", "changes", "refused", "noticed", "exceptions", "survived"
    );
    let all = row("all", outcomes.iter());
    for row in rows(outcomes).iter().chain([&all]) {
        println!(
            "{:<26} {:>8} {:>8} {:>8} {:>10} {:>8}",
            row.key, row.changes, row.refused, row.noticed, row.exceptions, row.survived
        );
    }
    let mut excused: BTreeMap<&str, usize> = BTreeMap::new();
    for because in outcomes.iter().filter_map(|one| one.exception) {
        *excused.entry(because).or_default() += 1;
    }
    if !excused.is_empty() {
        println!("\nExceptions:");
    }
    for (because, count) in excused {
        println!("{count:>8}  {because}");
    }
    for because in stale {
        println!("{:>8}  {because}: take it off the list of exceptions", 0);
    }
    let survived: Vec<&Outcome> = outcomes.iter().filter(|one| one.survived()).collect();
    if !survived.is_empty() {
        println!("\nSurvived:");
    }
    for Outcome {
        at, key, change, ..
    } in survived
    {
        let line = format!("  {at} {key}: {change}");
        println!("{}", mediaspec_core::escape::visible(&line));
    }
}

/// Everything, for programs.
#[derive(Debug, Serialize)]
struct Json<'o> {
    schema_version: u32,
    rows: Vec<Row<'o>>,
    changes: &'o [Outcome],
    stale: &'o [&'static str],
}

fn json<'o>(outcomes: &'o [Outcome], stale: &'o [&'static str]) -> Json<'o> {
    Json {
        schema_version: 2,
        rows: rows(outcomes),
        changes: outcomes,
        stale,
    }
}
