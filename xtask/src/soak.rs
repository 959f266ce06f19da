//! `cargo xtask soak`: starts the comparison of implementations.

use std::ffi::OsString;

use clap::Args;

use crate::{Status, binary};

/// Compare the verdicts of four implementations on millions of payloads.
///
/// Builds the comparison with optimizations first. Everything after `soak` goes to it; its own help lists the options.
///
/// Exit status: 0 all agree; 1 some differ; 2 trouble.
#[derive(Debug, Args)]
// `--help` is an option of the comparison, which alone knows the others.
#[command(disable_help_flag = true)]
#[command(after_help = "Examples:
  cargo xtask soak --help               every option
  cargo xtask soak                      ten million payloads
  cargo xtask soak --minutes 5          five minutes
  cargo xtask soak --cases 1000 --peers also Ajv and Python's jsonschema")]
pub(crate) struct Soak {
    /// Options of the comparison.
    #[arg(
        trailing_var_arg = true,
        allow_hyphen_values = true,
        value_name = "OPTIONS"
    )]
    options: Vec<OsString>,
}

pub(crate) fn run(command: &Soak) -> Status {
    binary::run("soak", &[], &command.options)
}
