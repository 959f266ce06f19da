//! `cargo xtask soak`: four implementations, one verdict, on as many payloads as there is time for.

mod peers;

use std::io::{IsTerminal as _, Write as _};
use std::process::ExitCode;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::{Duration, Instant};

use clap::{Parser, ValueEnum};
use mediaspec_tests::differential::{Comparisons, Counts, Difference, folder};
use mediaspec_tests::{kinds_spec, shipped_spec};

/// Compares the verdicts of the engine on bytes, the engine on values, the models and the JSON Schemas, on payloads whose
/// violations are known.
///
/// Each payload has a seed; a run takes one seed after another. A payload on which two differ is shrunk, printed with its
/// seed, and kept in tests/differences, where every run of the tests looks at it again.
///
/// Exit status: 0 all agree; 1 some differ; 2 trouble.
#[derive(Debug, Parser)]
#[command(
    name = "cargo xtask soak",
    bin_name = "cargo xtask soak",
    max_term_width = 100
)]
#[command(after_help = "Examples:
  cargo xtask soak                               ten million payloads
  cargo xtask soak --minutes 5 --seed 77000000   five minutes from that seed on
  cargo xtask soak --case 44680                  the payload of one seed, and what everyone says
  cargo xtask soak --cases 20000 --peers         also Ajv and Python's jsonschema

For --peers, install what you want to ask:
  npm install --prefix target/peers ajv
  python3 -m venv target/peers && target/peers/bin/pip install jsonschema")]
struct Arguments {
    /// Payloads.
    #[arg(long, value_name = "NUMBER", default_value_t = 10_000_000)]
    cases: u64,
    /// The first seed.
    #[arg(long, value_name = "NUMBER", default_value_t = 0)]
    seed: u64,
    /// Stop after so many minutes.
    #[arg(long, value_name = "NUMBER")]
    minutes: Option<u64>,
    /// Instead: the payload of one seed.
    #[arg(long, value_name = "SEED", conflicts_with_all = ["cases", "seed", "minutes", "peers"])]
    case: Option<u64>,
    /// The spec whose messages are tried: the one that is shipped, or one with every kind of constraint.
    #[arg(long, value_enum, default_value_t = Spec::Shipped)]
    spec: Spec,
    /// Also ask Ajv 8 (npm) and jsonschema (PyPI) where they are installed, in processes of their own.
    #[arg(long)]
    peers: bool,
    /// Print differences without keeping them in tests/differences.
    #[arg(long)]
    no_keep: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Spec {
    Shipped,
    Kinds,
}

/// After so many differences there is nothing new to learn.
const ENOUGH: usize = 20;

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let comparisons = Comparisons::of(&match arguments.spec {
        Spec::Shipped => shipped_spec(),
        Spec::Kinds => kinds_spec(),
    });
    if let Some(seed) = arguments.case {
        return one(&comparisons, seed);
    }
    let (counts, differences) = all(&comparisons, &arguments);
    for difference in &differences {
        println!("{difference}\n");
        if !arguments.no_keep
            && let Err(error) = keep(difference)
        {
            eprintln!("error: the difference cannot be kept: {error}");
            return ExitCode::from(2);
        }
    }
    let Counts {
        cases,
        valid,
        several,
        models,
        schemas,
        lossy,
    } = counts;
    println!(
        "{cases} payloads of {} parts of messages: {valid} valid, {several} with two mistakes or more",
        comparisons.parts().len()
    );
    println!(
        "{models} also as models, {schemas} also by JSON Schemas, {lossy} let through as the lossy list says"
    );
    println!("{} differences", differences.len());
    let mut agreed = differences.is_empty();
    if arguments.peers {
        match peers::ask(&comparisons, arguments.seed, arguments.cases) {
            Ok(peers_agree) => agreed &= peers_agree,
            Err(error) => {
                eprintln!("error: {error}");
                return ExitCode::from(2);
            }
        }
    }
    ExitCode::from(u8::from(!agreed))
}

/// Prints the payload of a seed, and what everyone says of it.
fn one(comparisons: &Comparisons, seed: u64) -> ExitCode {
    let (part, payload) = comparisons.payload(seed);
    println!("{}", part.name());
    println!(
        "{}",
        mediaspec_core::escape::visible(&format!("{payload:?}")).replace("\\u{a}", "\n")
    );
    match comparisons.compare(seed, &mut Counts::default()) {
        Ok(()) => {
            println!("everyone agrees");
            ExitCode::SUCCESS
        }
        Err(difference) => {
            println!("{difference}");
            ExitCode::FAILURE
        }
    }
}

/// Tries all seeds, on all cores.
fn all(comparisons: &Comparisons, arguments: &Arguments) -> (Counts, Vec<Difference>) {
    /// How many seeds a thread takes at a time.
    const TURN: u64 = 256;
    let end = arguments
        .minutes
        .map(|minutes| Instant::now() + Duration::from_secs(60 * minutes));
    let (next, stop) = (AtomicU64::new(0), AtomicBool::new(false));
    let result = Mutex::new((Counts::default(), Vec::new()));
    let progress = Progress::new(arguments.cases);
    std::thread::scope(|scope| {
        for _ in 0..std::thread::available_parallelism().map_or(1, usize::from) {
            scope.spawn(|| {
                while !stop.load(Ordering::Relaxed) {
                    let from = next.fetch_add(TURN, Ordering::Relaxed);
                    if from >= arguments.cases || end.is_some_and(|end| Instant::now() > end) {
                        break;
                    }
                    let mut counts = Counts::default();
                    let mut found = Vec::new();
                    for case in from..arguments.cases.min(from + TURN) {
                        let seed = arguments.seed.wrapping_add(case);
                        if let Err(difference) = comparisons.compare(seed, &mut counts) {
                            found.push(*difference);
                        }
                    }
                    let mut result = result.lock().expect("no thread panics");
                    result.0.add(&counts);
                    result.1.extend(found);
                    progress.show(result.0.cases, result.1.len());
                    if result.1.len() >= ENOUGH {
                        stop.store(true, Ordering::Relaxed);
                    }
                }
            });
        }
    });
    progress.end();
    result.into_inner().expect("no thread panics")
}

/// A line on a terminal that says how far the run is.
struct Progress {
    cases: u64,
    begun: Instant,
    shown: Mutex<Option<Instant>>,
    terminal: bool,
}

impl Progress {
    fn new(cases: u64) -> Self {
        Self {
            cases,
            begun: Instant::now(),
            shown: Mutex::new(None),
            terminal: std::io::stderr().is_terminal(),
        }
    }

    fn show(&self, done: u64, differences: usize) {
        let mut shown = self.shown.lock().expect("no thread panics");
        let recent = shown.is_some_and(|last| last.elapsed() < Duration::from_millis(200));
        if !self.terminal || recent {
            return;
        }
        *shown = Some(Instant::now());
        let rate = done as f64 / self.begun.elapsed().as_secs_f64();
        let share = 100 * done / self.cases.max(1);
        eprint!("\r{share:3} % {done} payloads, {rate:.0} a second, {differences} differences ");
        // A line that is not shown is no loss.
        let _ = std::io::stderr().flush();
    }

    fn end(&self) {
        if self.terminal {
            eprintln!();
        }
    }
}

/// Writes a difference where the tests find it.
fn keep(difference: &Difference) -> std::io::Result<()> {
    let name = difference.operation.replace('/', "-").to_ascii_lowercase();
    let file = folder().join(format!("{name}-{}.json", difference.seed));
    let text = serde_json::to_string_pretty(difference)?;
    let mut whole = tempfile::NamedTempFile::new_in(folder())?;
    writeln!(whole, "{text}")?;
    whole.persist(&file)?;
    println!("kept in {}", file.display());
    Ok(())
}
