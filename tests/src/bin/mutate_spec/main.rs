//! `cargo xtask mutate-spec`: whether the corpus notices when a constraint is another.

use std::process::ExitCode;

use clap::{Parser, ValueEnum};
use mediaspec_tests::corpus;
use mediaspec_tests::mutation::{Change, Outcome, outcomes, prepare};
use mediaspec_tests::{load_folder, root, shipped_spec};
use serde::Serialize;

/// Changes one constraint of the spec after another, and looks whether the boundary corpus notices.
///
/// Each constraint is dropped, moved by one in each direction, widened and narrowed, in memory; then the engine checks the
/// payloads of the corpus against the changed tables, until one is not reported as the corpus expects. A change that no
/// payload notices has survived: the corpus lacks a case, or the constraint asks nothing.
///
/// Exit status: 0 every change is noticed, save named exceptions; 1 some are not; 2 trouble.
#[derive(Debug, Parser)]
#[command(
    name = "cargo xtask mutate-spec",
    bin_name = "cargo xtask mutate-spec",
    max_term_width = 100
)]
#[command(after_help = "Examples:
  cargo xtask mutate-spec                          every change, a minute or two
  cargo xtask mutate-spec --only VideoConfig       changes whose place has that in it
  cargo xtask mutate-spec --format json > all.json for programs")]
struct Arguments {
    /// How results are printed.
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
    /// Only changes whose place contains this text (`metastudio VideoConfig.width`).
    #[arg(long, value_name = "TEXT")]
    only: Option<String>,
    /// The spec: the one that is shipped, or one with every kind of constraint.
    #[arg(long, value_enum, default_value_t = Spec::Shipped)]
    spec: Spec,
}

/// How results are printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// A table, and what survived.
    Text,
    /// One JSON object.
    Json,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Spec {
    Shipped,
    Kinds,
}

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let (catalog, corpus) = match arguments.spec {
        Spec::Shipped => (shipped_spec(), corpus::load()),
        Spec::Kinds => {
            let catalog = load_folder(&root().join("tests/specs/kinds"));
            let out = mediaspec_codegen::render(catalog);
            (catalog, corpus::rendered(&out))
        }
    };
    let wanted = |_, change: &Change| {
        let only = arguments.only.as_deref();
        only.is_none_or(|text| change.at.contains(text))
    };
    let outcomes = match outcomes(catalog, &prepare(corpus), wanted) {
        Ok(outcomes) => outcomes,
        Err(case) => {
            eprintln!("error: {case} is not reported as the corpus expects: run the tests first");
            return ExitCode::from(2);
        }
    };
    if outcomes.is_empty() {
        eprintln!("error: no constraint has `--only`'s text in its place");
        return ExitCode::from(2);
    }
    match arguments.format {
        Format::Text => table(&outcomes),
        Format::Json => match serde_json::to_string_pretty(&json(&outcomes)) {
            Ok(text) => println!("{text}"),
            Err(error) => {
                eprintln!("error: {error}");
                return ExitCode::from(2);
            }
        },
    }
    ExitCode::from(u8::from(outcomes.iter().any(Outcome::survived)))
}

/// Counts by constraint.
#[derive(Debug, Serialize)]
struct Row {
    constraint: &'static str,
    changes: usize,
    noticed: usize,
    exceptions: usize,
    survived: usize,
}

fn rows(outcomes: &[Outcome]) -> Vec<Row> {
    let mut names: Vec<&'static str> = outcomes.iter().map(|one| one.constraint).collect();
    names.sort_unstable();
    names.dedup();
    names
        .into_iter()
        .map(|constraint| row(constraint, outcomes, |one| one.constraint == constraint))
        .collect()
}

fn row(constraint: &'static str, outcomes: &[Outcome], of: impl Fn(&Outcome) -> bool) -> Row {
    let count =
        |is: &dyn Fn(&Outcome) -> bool| outcomes.iter().filter(|one| of(one) && is(one)).count();
    Row {
        constraint,
        changes: count(&|_| true),
        noticed: count(&|one| one.noticed_by.is_some()),
        exceptions: count(&|one| one.exception.is_some()),
        survived: count(&Outcome::survived),
    }
}

fn table(outcomes: &[Outcome]) {
    println!(
        "{:<26} {:>8} {:>8} {:>10} {:>8}",
        "constraint", "changes", "noticed", "exceptions", "survived"
    );
    let all = row("all", outcomes, |_| true);
    for row in rows(outcomes).iter().chain([&all]) {
        println!(
            "{:<26} {:>8} {:>8} {:>10} {:>8}",
            row.constraint, row.changes, row.noticed, row.exceptions, row.survived
        );
    }
    let show = |one: &Outcome| {
        mediaspec_core::escape::visible(&format!("{} {}: {}", one.at, one.constraint, one.change))
    };
    for (title, is) in [
        ("Exceptions", Outcome::is_exception as fn(&Outcome) -> bool),
        ("Survived", Outcome::survived),
    ] {
        let some: Vec<&Outcome> = outcomes.iter().filter(|one| is(one)).collect();
        if !some.is_empty() {
            println!("\n{title}:");
        }
        for one in some {
            match one.exception {
                Some(reason) => println!("  {}\n      {reason}", show(one)),
                None => println!("  {}", show(one)),
            }
        }
    }
}

/// Everything, for programs.
#[derive(Debug, Serialize)]
struct Json<'a> {
    schema_version: u32,
    constraints: Vec<Row>,
    changes: &'a [Outcome],
}

fn json(outcomes: &[Outcome]) -> Json<'_> {
    Json {
        schema_version: 1,
        constraints: rows(outcomes),
        changes: outcomes,
    }
}
