//! Maintainers' commands.
#![forbid(unsafe_code)]

mod bench;
mod binary;
mod codegen;
mod consumers;
mod dist;
mod explain;
mod files;
mod mutate_spec;
mod soak;
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
    Bench(bench::Bench),
    Codegen(codegen::Codegen),
    Consumers(consumers::Consumers),
    Dist(dist::Dist),
    Explain(explain::Explain),
    MutateSpec(mutate_spec::MutateSpec),
    Soak(soak::Soak),
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
        Command::Bench(command) => bench::run(&command),
        Command::Codegen(command) => codegen::run(&command),
        Command::Consumers(command) => consumers::run(&command),
        Command::Dist(command) => dist::run(&command),
        Command::Explain(command) => explain::run(&command),
        Command::MutateSpec(command) => mutate_spec::run(&command),
        Command::Soak(command) => soak::run(&command),
        Command::Tidy(command) => tidy::run(&command),
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
