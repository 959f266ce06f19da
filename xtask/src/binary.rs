//! Starting the commands that are binaries of the `tests` package, since they need generated crates.

use std::ffi::OsString;
use std::process::Command;

use clap::Args;

use crate::{Status, root};

/// What is handed on to the binary, which alone knows its options; `--help` is one of them.
#[derive(Debug, Args)]
pub(crate) struct Options {
    /// Options of the command.
    #[arg(
        trailing_var_arg = true,
        allow_hyphen_values = true,
        value_name = "OPTIONS"
    )]
    pub(crate) options: Vec<OsString>,
}

/// Builds a binary with optimizations and runs it.
pub(crate) fn run(name: &str, features: &[&str], handed_on: &Options) -> Status {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let mut command = Command::new(cargo);
    command
        .args([
            "run",
            "--release",
            "--quiet",
            "--locked",
            "--package",
            "mediaspec-tests",
        ])
        .args(features.iter().flat_map(|feature| ["--features", feature]))
        .args(["--bin", name, "--"])
        .args(&handed_on.options)
        .current_dir(root());
    finish(&mut command)
}

/// Runs the command. Its exit statuses are those of the commands here.
pub(crate) fn finish(command: &mut Command) -> Status {
    match command.status().map(|status| status.code()) {
        Ok(Some(0)) => Status::Fine,
        Ok(Some(1)) => Status::Mend,
        Ok(_) => Status::Trouble,
        Err(error) => {
            eprintln!("error: cargo does not start: {error}");
            Status::Trouble
        }
    }
}
