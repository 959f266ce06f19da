//! Starting the commands that are binaries of the `tests` package, since they need generated crates.

use std::ffi::OsString;
use std::process::Command;

use crate::{Status, root};

/// Builds a binary with optimizations and runs it. Its exit statuses are those of the commands here.
pub(crate) fn run(name: &str, features: &[&str], options: &[OsString]) -> Status {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let status = Command::new(cargo)
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
        .args(options)
        .current_dir(root())
        .status();
    match status.map(|status| status.code()) {
        Ok(Some(0)) => Status::Fine,
        Ok(Some(1)) => Status::Mend,
        Ok(_) => Status::Trouble,
        Err(error) => {
            eprintln!("error: cargo does not start: {error}");
            Status::Trouble
        }
    }
}
