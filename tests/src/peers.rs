//! Validators of other languages, which runners in `tests/peers` drive, each in a process of its own.

use std::process::Command;

use crate::root;

/// The exit status of a runner whose validator is not installed.
const NOT_INSTALLED: i32 = 3;

/// What runs a runner.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Runner {
    /// Node.
    Node,
    /// Python; the one of `target/peers`, where there is one.
    Python,
}

/// What became of asking a runner.
#[derive(Debug)]
pub enum Asked {
    /// The language or the validator is not there.
    NotInstalled,
    /// What it printed.
    Said(Vec<u8>),
}

impl Runner {
    /// A command that runs a script of `tests/peers`.
    #[must_use]
    pub fn command(self, script: &str) -> Command {
        let script = root().join("tests/peers").join(script);
        let mut command = match self {
            Self::Node => Command::new("node"),
            Self::Python => {
                let own = root().join("target/peers/bin/python3");
                Command::new(if own.is_file() { own } else { "python3".into() })
            }
        };
        command
            .arg(script)
            .env("MEDIASPEC_PEERS", root().join("target/peers"));
        command
    }
}

/// Runs a runner to its end.
///
/// # Errors
/// If it cannot be started for another reason than that it is not there, or fails.
pub fn ask(mut command: Command) -> std::io::Result<Asked> {
    let output = match command.output() {
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
            return Ok(Asked::NotInstalled);
        }
        output => output?,
    };
    if output.status.code() == Some(NOT_INSTALLED) {
        return Ok(Asked::NotInstalled);
    }
    if !output.status.success() {
        let said = String::from_utf8_lossy(&output.stderr);
        return Err(std::io::Error::other(format!("the runner failed:\n{said}")));
    }
    Ok(Asked::Said(output.stdout))
}
