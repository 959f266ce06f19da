//! The `mediaspec` command. Everything is in the library, where tests can reach it.

use std::process::ExitCode;

fn main() -> ExitCode {
    mediaspec_cli::complete();
    mediaspec_cli::run_in_process(std::env::args_os()).into()
}
