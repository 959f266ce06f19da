//! `cargo xtask consumers`: installs the tools, makes the packages, and starts the runner, which is a binary of the `tests`
//! package since it needs generated crates.

use std::process::Command;

use clap::Args;

use crate::binary::{self, Options};
use crate::files::Trouble;
use crate::toolbox::Toolbox;
use crate::{Status, dist, root};

/// Read everything that is generated with the tools that people have, and compare their verdicts with ours.
///
/// Installs the tools of npm and PyPI as the lock files in tests/consumers say, makes the packages twice, installs them
/// into clean environments, and prints a table. Everything after `consumers` goes to the runner; its own help lists the
/// options.
///
/// Exit status: 0 every tool reads everything and agrees; 1 one does not; 2 trouble.
#[derive(Debug, Args)]
// `--help` is an option of the runner, which alone knows the others.
#[command(disable_help_flag = true)]
#[command(after_help = "Examples:
  cargo xtask consumers --help              every option
  cargo xtask consumers                     a part of the operations, some minutes
  cargo xtask consumers --all               all of them
  cargo xtask consumers --tool ajv,Prism    two tools
  cargo xtask consumers --readme            writes the table of README.md, and runs nothing")]
pub(crate) struct Consumers {
    #[command(flatten)]
    handed_on: Options,
}

pub(crate) fn run(command: &Consumers) -> Status {
    match start(command) {
        Ok(status) => status,
        Err(trouble) => {
            eprintln!("error: {trouble}");
            Status::Trouble
        }
    }
}

fn start(command: &Consumers) -> Result<Status, Trouble> {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let mut runner = Command::new(cargo);
    runner
        .args(["run", "--quiet", "--package", "mediaspec-tests"])
        .args(["--features", "consumers", "--bin", "consumers", "--"])
        .current_dir(root());
    let options = &command.handed_on.options;
    let reads_nothing = options
        .iter()
        .any(|option| option == "--help" || option == "-h" || option == "--readme");
    if !reads_nothing {
        let toolbox = Toolbox::install()?;
        let packages = root().join("target/consumers/packages");
        let only = Some(dist::Only::Schemas);
        let first = dist::make(&toolbox, only, false, &packages)?;
        let second = dist::make(&toolbox, only, false, &packages)?;
        if first != second {
            return Err(Trouble(format!(
                "making the packages twice gives different bytes:\n{first}{second}"
            )));
        }
        runner
            .arg("--node")
            .arg(&toolbox.node)
            .arg("--python")
            .arg(&toolbox.python)
            .arg("--packages")
            .arg(&packages);
    }
    Ok(binary::finish(runner.args(options)))
}
