//! `cargo xtask mutate-spec`: starts the change of one constraint after another.

use std::ffi::OsString;

use clap::Args;

use crate::{Status, binary};

/// Change one constraint of the spec after another, and show that the boundary corpus notices.
///
/// Builds the command with optimizations first. Everything after `mutate-spec` goes to it; its own help lists the options.
///
/// Exit status: 0 every change is noticed, save named exceptions; 1 some are not; 2 trouble.
#[derive(Debug, Args)]
// `--help` is an option of the command, which alone knows the others.
#[command(disable_help_flag = true)]
#[command(after_help = "Examples:
  cargo xtask mutate-spec --help                   every option
  cargo xtask mutate-spec                          every change, a minute or two
  cargo xtask mutate-spec --format json > all.json for programs")]
pub(crate) struct MutateSpec {
    /// Options of the command.
    #[arg(
        trailing_var_arg = true,
        allow_hyphen_values = true,
        value_name = "OPTIONS"
    )]
    options: Vec<OsString>,
}

pub(crate) fn run(command: &MutateSpec) -> Status {
    binary::run("mutate-spec", &[], &command.options)
}
