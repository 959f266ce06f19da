//! Maintainers' commands.
#![forbid(unsafe_code)]

mod binary;
mod codegen;
mod console;
mod consumers;
mod dist;
mod drift;
mod explain;
mod files;
mod import;
mod lint;
mod new;
mod stale;
mod tidy;
mod toolbox;

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::{Parser, Subcommand};

/// Commands for whoever works on mediaspec itself. Users need none of them.
#[derive(Debug, Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask", max_term_width = 100)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Measure how fast payloads are checked, beside other ways to check or read them.
    ///
    /// Builds the benchmark with optimizations first. Everything after `bench` goes to it; its own help lists the options.
    ///
    /// Exit status: 0 measured; 1 the verdicts do not agree; 2 trouble.
    #[command(disable_help_flag = true)]
    #[command(after_help = "Examples:
  cargo xtask bench --help                           every option
  cargo xtask bench                                  everything, some minutes
  cargo xtask bench --payload 1k,1m --violations 0   two valid payloads
  cargo xtask bench --instructions --violations 0    with the instructions that a check takes
  cargo xtask bench --format json > rows.json        for programs")]
    Bench(binary::Options),
    Codegen(codegen::Codegen),
    Consumers(consumers::Consumers),
    Dist(dist::Dist),
    Drift(Box<drift::Drift>),
    Explain(explain::Explain),
    Import(Box<import::Import>),
    Lint(lint::Lint),
    /// Change one constraint of the spec after another, and show that the boundary corpus notices.
    ///
    /// Builds the command with optimizations first. Everything after `mutate-spec` goes to it; its own help lists the options.
    ///
    /// Exit status: 0 every change is noticed, save named exceptions; 1 some are not; 2 trouble.
    #[command(disable_help_flag = true)]
    #[command(after_help = "Examples:
  cargo xtask mutate-spec --help                   every option
  cargo xtask mutate-spec                          every change, an hour or more
  cargo xtask mutate-spec --format json > all.json for programs")]
    MutateSpec(binary::Options),
    New(new::New),
    /// Compare the verdicts of four implementations on millions of payloads.
    ///
    /// Builds the comparison with optimizations first. Everything after `soak` goes to it; its own help lists the options.
    ///
    /// Exit status: 0 all agree; 1 some differ; 2 trouble.
    #[command(disable_help_flag = true)]
    #[command(after_help = "Examples:
  cargo xtask soak --help               every option
  cargo xtask soak                      ten million payloads
  cargo xtask soak --minutes 5          five minutes
  cargo xtask soak --cases 1000 --peers also Ajv and Python's jsonschema")]
    Soak(binary::Options),
    Stale(stale::Stale),
    Tidy(tidy::Tidy),
}

/// How a command ended. The number is the exit status.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
enum Status {
    /// Everything is in order.
    Fine = 0,
    /// Something has to be mended; the output says how.
    Mend = 1,
    /// The command could not do its work.
    Trouble = 2,
}

fn main() -> ExitCode {
    let status = match Arguments::parse().command {
        Command::Bench(options) => binary::run("bench", &["bench"], &options),
        Command::Codegen(command) => codegen::run(&command),
        Command::Consumers(command) => consumers::run(&command),
        Command::Dist(command) => dist::run(&command),
        Command::Drift(command) => drift::run(&command),
        Command::Explain(command) => explain::run(&command),
        Command::Import(command) => import::run(&command),
        Command::Lint(command) => lint::run(&command),
        Command::MutateSpec(options) => binary::run("mutate-spec", &[], &options),
        Command::New(command) => new::run(&command),
        Command::Soak(options) => binary::run("soak", &[], &options),
        Command::Stale(command) => stale::run(&command),
        Command::Tidy(command) => tidy::run(&command),
    };
    let status = if console::failed() {
        Status::Trouble
    } else {
        status
    };
    ExitCode::from(status as u8)
}

/// The root of the repository: the folder above this package.
fn root() -> PathBuf {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    here.parent().unwrap_or(here).to_owned()
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory as _;

    use super::*;

    #[test]
    fn the_command_line_is_consistent() {
        Arguments::command().debug_assert();
    }

    #[test]
    fn the_root_holds_the_workspace() {
        assert!(root().join("Cargo.toml").is_file());
    }
}
