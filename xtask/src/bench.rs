//! `cargo xtask bench`: starts the benchmark, which is a binary of the `tests` package since it needs generated crates.

use std::ffi::OsString;

use clap::Args;

use crate::{Status, binary};

/// Measure how fast payloads are checked, beside other ways to check or read them.
///
/// Builds the benchmark with optimizations first. Everything after `bench` goes to it; its own help lists the options.
///
/// Exit status: 0 measured; 1 the verdicts do not agree; 2 trouble.
#[derive(Debug, Args)]
// `--help` is an option of the benchmark, which alone knows the others.
#[command(disable_help_flag = true)]
#[command(after_help = "Examples:
  cargo xtask bench --help                           every option
  cargo xtask bench                                  everything, some minutes
  cargo xtask bench --payload 1k,1m --violations 0   two valid payloads
  cargo xtask bench --format json > rows.json        for programs")]
pub(crate) struct Bench {
    /// Options of the benchmark.
    #[arg(
        trailing_var_arg = true,
        allow_hyphen_values = true,
        value_name = "OPTIONS"
    )]
    options: Vec<OsString>,
}

pub(crate) fn run(command: &Bench) -> Status {
    binary::run("bench", &["bench"], &command.options)
}
