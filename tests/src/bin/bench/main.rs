//! `cargo xtask bench`: how fast payloads are checked, beside what else there is.
//!
//! Machines are shared and their clocks change, so seconds tell little: every engine is measured in turn, round by round,
//! in one process, and what counts is the ratio of two rows.

mod compile;
mod copies;
mod engines;
mod instructions;
mod measure;
mod peers;
mod routes;
mod scale;
mod structs;
mod table;
mod uses;

use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Duration;

use clap::builder::{PossibleValuesParser, TypedValueParser};
use clap::{Parser, ValueEnum};
use mediaspec_tests::heap;
use mediaspec_tests::payloads::{KINDS, Kind, kind};

use engines::{Answer, Engine, IGNORED_ANY, JSONSCHEMA};
use measure::{Plan, Task};
use table::{Output, Row};

#[global_allocator]
static HEAP: heap::Counting = heap::Counting;

/// Measures how fast payloads are checked, beside other ways to check or read them.
///
/// Payloads are responses of metastudio/Show2DDigitalHumanVideo, made from a seed: valid, and with 1, 20 and 1,000
/// violations where there are as many values (`10k+20` has 20). Before anything is timed, all engines must agree on the
/// verdict. Rows are medians; `x` columns say how many times as fast as that engine a row is. Compare ratios of one run,
/// not seconds of two.
///
/// mediaspec, boon and pydantic find every violation. jsonschema, garde, Ajv, msgspec and fastjsonschema stop at the first that
/// they meet: compare them on valid payloads. ignored_any, value, sonic-rs, simd-json and mediaspec-tokens read and judge nothing.
///
/// Exit status: 0 measured; 1 the verdicts do not agree; 2 trouble.
#[derive(Debug, Parser)]
#[command(
    name = "cargo xtask bench",
    bin_name = "cargo xtask bench",
    max_term_width = 100
)]
#[command(after_help = "Examples:
  cargo xtask bench                                  everything, some minutes
  cargo xtask bench --payload 1k,1m --violations 0   two valid payloads
  cargo xtask bench --engine mediaspec --quick       a glance
  cargo xtask bench --instructions --violations 0    with the instructions that a check takes
  cargo xtask bench --format json > rows.json        for programs
  cargo xtask bench --scale                          time and memory from 1 MiB to 64 MiB
  cargo xtask bench --routes                         finding one operation of many
  cargo xtask bench --uses                           other messages, and reading contracts
  cargo xtask bench --compile                        cold builds, and the start of the command
  cargo xtask bench --compile --copies 14            what grows with the spec, as ratios against one copy

For --peers, install what you want to see:
  npm install --prefix target/peers ajv
  python3 -m venv target/peers && target/peers/bin/pip install msgspec pydantic fastjsonschema")]
struct Arguments {
    /// Payloads, with commas between. [default: all]
    #[arg(long, value_name = "NAMES", value_delimiter = ',', value_parser = payloads())]
    payload: Vec<&'static Kind>,
    /// Numbers of violations, with commas between.
    #[arg(long, value_name = "NUMBERS", value_delimiter = ',', default_values_t = [0, 1, 20, 1000])]
    violations: Vec<usize>,
    /// Engines, with commas between; those that ratios refer to are always measured. [default: all]
    #[arg(long, value_name = "NAMES", value_delimiter = ',')]
    engine: Vec<String>,
    /// Rounds in which every engine is measured once.
    #[arg(long, value_name = "NUMBER", default_value_t = 31, value_parser = clap::value_parser!(u32).range(1..))]
    rounds: u32,
    /// Seed of the payloads and of the order within rounds.
    #[arg(long, value_name = "NUMBER", default_value_t = 7)]
    seed: u64,
    /// How results are printed.
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
    /// Three short rounds: shows that everything runs, and little more.
    #[arg(long)]
    quick: bool,
    /// Also measure Ajv 8 (npm), msgspec, pydantic and fastjsonschema (PyPI) where they are installed, each in its own
    /// process beside the JSON parser of its language.
    #[arg(long)]
    peers: bool,
    /// Instead: time and peak memory of a check from 1 MiB to 64 MiB.
    #[arg(long, conflicts_with_all = ["payload", "violations", "peers"])]
    scale: bool,
    /// Instead: how long the operation of a request takes to find, of 404 and of 4,040.
    #[arg(long, conflicts_with_all = ["payload", "violations", "engine", "peers", "scale"])]
    routes: bool,
    /// Instead: small requests, a list, parameters, a whole request, and reading contracts.
    #[arg(long, conflicts_with_all = ["payload", "violations", "engine", "peers", "scale", "routes"])]
    uses: bool,
    /// Instead: cold builds of the validator and of the models, and how long the command takes to start.
    #[arg(long, conflicts_with_all = ["payload", "violations", "engine", "peers", "scale", "routes", "uses"])]
    compile: bool,
    /// With --compile, instead: what grows with the spec, on so many copies of it and on one. Takes some minutes.
    #[arg(long, value_name = "NUMBER", requires = "compile", value_parser = clap::value_parser!(u32).range(2..=99))]
    copies: Option<u32>,
    /// Also count the instructions of a check with valgrind, which must be installed. They are the same in every run, on a
    /// busy machine too; what they take differs.
    #[arg(long)]
    instructions: bool,
    /// Checks one file as often as there are rounds.
    #[arg(long, hide = true, value_name = "FILE", requires = "engine")]
    repeat: Option<PathBuf>,
    /// Checks one file once and prints the process's memory before and after, in KiB.
    #[arg(long, hide = true, value_name = "FILE", requires = "engine")]
    peak: Option<PathBuf>,
}

/// How results are printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// A table.
    Text,
    /// One JSON object.
    Json,
}

fn payloads() -> impl TypedValueParser<Value = &'static Kind> {
    PossibleValuesParser::new(KINDS.iter().map(|kind| kind.name))
        .map(|name| kind(&name).expect("the parser takes names of kinds alone"))
}

impl Arguments {
    fn plan(&self) -> Plan {
        if self.quick {
            Plan {
                rounds: 3,
                round: Duration::from_micros(200),
                seed: self.seed,
            }
        } else {
            Plan {
                rounds: self.rounds,
                round: Duration::from_millis(2),
                seed: self.seed,
            }
        }
    }

    fn kinds(&self) -> Vec<&'static Kind> {
        if self.payload.is_empty() {
            KINDS.iter().collect()
        } else {
            self.payload.clone()
        }
    }

    /// The engines that were asked for, and those that ratios refer to.
    fn engines(&self) -> Result<Vec<Box<dyn Engine>>, Trouble> {
        let all = engines::ALL;
        for name in &self.engine {
            if !all.iter().any(|(known, _)| known == name) {
                let names = all.map(|(name, _)| name);
                let message = format!(
                    "no engine is called `{name}`; there are {}",
                    names.join(", ")
                );
                return Err(Trouble::Other(message));
            }
        }
        let is_wanted = |name: &str| {
            self.engine.is_empty()
                || [IGNORED_ANY, JSONSCHEMA].contains(&name)
                || self.engine.iter().any(|wanted| wanted == name)
        };
        let wanted = all.iter().filter(|(name, _)| is_wanted(name));
        Ok(wanted.map(|(_, make)| make()).collect())
    }
}

/// Why there is no result.
#[derive(Debug)]
enum Trouble {
    /// An engine's verdict is not the one that the payload was made for.
    Disagreement(String),
    /// Anything else.
    Other(String),
}

impl From<std::io::Error> for Trouble {
    fn from(error: std::io::Error) -> Self {
        Self::Other(error.to_string())
    }
}

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let done = if let Some(file) = &arguments.repeat {
        instructions::repeat(&arguments, file)
    } else if let Some(file) = &arguments.peak {
        scale::peak(&arguments, file)
    } else if arguments.compile {
        match arguments.copies {
            Some(copies) => copies::run(&arguments, copies),
            None => compile::run(&arguments),
        }
    } else if arguments.routes {
        routes::run(&arguments)
    } else if arguments.uses {
        uses::run(&arguments)
    } else if arguments.scale {
        scale::run(&arguments)
    } else {
        check(&arguments)
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(Trouble::Disagreement(message)) => {
            eprintln!("error: {message}");
            ExitCode::from(1)
        }
        Err(Trouble::Other(message)) => {
            eprintln!("error: {message}");
            ExitCode::from(2)
        }
    }
}

/// A payload with what is expected of it.
struct Payload {
    name: String,
    text: String,
    violations: usize,
}

/// Measures every engine on every payload.
fn check(arguments: &Arguments) -> Result<(), Trouble> {
    let mut engines = arguments.engines()?;
    let plan = arguments.plan();
    let mut output = Output::new(arguments.format);
    let folder = tempfile::tempdir()?;
    let mut payloads = Vec::new();
    for kind in arguments.kinds() {
        for &violations in &arguments.violations {
            let name = kind.name_with(violations);
            let Some(text) = kind.payload(violations, arguments.seed) else {
                eprintln!("{name}: left out, it has fewer values");
                continue;
            };
            let payload = Payload {
                name,
                text,
                violations,
            };
            agree(&mut engines, &payload)?;
            let mut rows = rows(&mut engines, &payload, &plan);
            if arguments.instructions {
                for row in &mut rows {
                    row.instructions =
                        Some(instructions::of(&row.engine, &payload, folder.path())?);
                }
            }
            output.group(rows, payload.text.len());
            if arguments.peers {
                payloads.push(payload);
            }
        }
    }
    if arguments.peers {
        peers::run(&payloads, &plan, &mut output)?;
    }
    output.finish();
    Ok(())
}

/// Fails unless every engine that judges gives the verdict that the payload was made for.
fn agree(engines: &mut [Box<dyn Engine>], payload: &Payload) -> Result<(), Trouble> {
    let made = u64::try_from(payload.violations).ok();
    for engine in engines {
        let answer = engine.check(payload.text.as_bytes());
        let right = match answer {
            Answer::Json => true,
            Answer::Valid => payload.violations == 0,
            Answer::Invalid(None) => payload.violations > 0,
            Answer::Invalid(found) => payload.violations > 0 && found == made,
            Answer::Malformed => false,
        };
        if !right {
            return Err(Trouble::Disagreement(format!(
                "{} says {answer:?} of {}, which was made with {} violations",
                engine.name(),
                payload.name,
                payload.violations
            )));
        }
    }
    Ok(())
}

fn rows(engines: &mut [Box<dyn Engine>], payload: &Payload, plan: &Plan) -> Vec<Row> {
    let bytes = payload.text.as_bytes();
    let tasks = engines.iter_mut().map(|engine| Task {
        engine: engine.as_mut(),
        payload: bytes,
    });
    let times = measure::interleaved(tasks.collect(), plan);
    let time_of = |name: &str| {
        engines
            .iter()
            .zip(&times)
            .find(|(engine, _)| engine.name() == name)
            .map(|(_, time)| *time)
    };
    let (ignored_any, jsonschema) = (time_of(IGNORED_ANY), time_of(JSONSCHEMA));
    engines
        .iter_mut()
        .zip(&times)
        .map(|(engine, time)| {
            let ((), allocations) = heap::count(|| {
                engine.check(bytes);
            });
            Row {
                payload: payload.name.clone(),
                engine: engine.name().to_owned(),
                ns: *time,
                x_ignored_any: ignored_any.map(|reference| reference / time),
                x_jsonschema: jsonschema.map(|reference| reference / time),
                allocations: Some(allocations.calls),
                instructions: None,
                beside: None,
            }
        })
        .collect()
}
