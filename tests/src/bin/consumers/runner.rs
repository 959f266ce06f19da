//! Starts the scripts in `tests/consumers`, and reads what they print: a JSON object a line, one an artefact.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;

use mediaspec_tests::root;
use serde::Deserialize;

use crate::Trouble;

/// Where the scripts lie.
const SCRIPTS: &str = "tests/consumers";

/// What a script tells of an artefact.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Told {
    artefact: String,
    /// Why it was not read.
    pub(crate) error: Option<String>,
    /// `1`, `0`, or `-` where a payload was not read, by payload.
    pub(crate) verdicts: Option<String>,
    /// How many findings it has on the payload with mistakes.
    pub(crate) findings: Option<usize>,
    /// What a mock server answered.
    pub(crate) answers: Option<Vec<Answer>>,
}

/// An answer of a mock server.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Answer {
    pub(crate) id: String,
    pub(crate) status: u16,
    pub(crate) headers: serde_json::Value,
    pub(crate) body: String,
}

/// Where the tools are installed.
#[derive(Debug)]
pub(crate) struct Toolbox {
    node: PathBuf,
    python: PathBuf,
}

impl Toolbox {
    pub(crate) fn new(node: PathBuf, python: PathBuf) -> Self {
        Self { node, python }
    }

    /// Node or Python on a script. Node's runs from a copy beside the packages, where its imports are found.
    pub(crate) fn command(&self, script: &str) -> Result<Command, Trouble> {
        let folder = root().join(SCRIPTS);
        if script.ends_with(".py") {
            let mut command = Command::new(python(&self.python));
            command
                .arg(folder.join(script))
                .env("PYTHONDONTWRITEBYTECODE", "1");
            return Ok(command);
        }
        let copies = self.node.join("scripts").join(SCRIPTS);
        for name in [script, "batch.mjs"] {
            let text = std::fs::read_to_string(folder.join(name))
                .map_err(|error| Trouble(format!("{name}: {error}")))?;
            crate::write(&copies.join(name), &text)?;
        }
        let mut command = Command::new("node");
        command.arg(copies.join(script));
        Ok(command)
    }

    /// The compiler of TypeScript.
    pub(crate) fn tsc(&self) -> Command {
        let mut command = Command::new("node");
        command.arg(self.node.join("node_modules/typescript/bin/tsc"));
        command
    }
}

/// The interpreter of a virtual environment.
pub(crate) fn python(environment: &Path) -> PathBuf {
    let folder = if cfg!(windows) { "Scripts" } else { "bin" };
    environment.join(folder).join("python")
}

/// Runs a command to its end, and gives what it printed.
pub(crate) fn output(command: &mut Command) -> Result<String, String> {
    let output = command
        .output()
        .map_err(|error| format!("{}: {error}", command.get_program().display()))?;
    if output.status.success() {
        return Ok(String::from_utf8_lossy(&output.stdout).into_owned());
    }
    let told = [output.stdout, output.stderr].concat();
    Err(format!(
        "{}: {}",
        output.status,
        String::from_utf8_lossy(&told)
    ))
}

/// The same of what a script tells, by artefact.
pub(crate) fn told(command: &mut Command) -> Result<BTreeMap<String, Told>, String> {
    let printed = output(command)?;
    let mut out = BTreeMap::new();
    for line in printed.lines() {
        let told: Told =
            serde_json::from_str(line).map_err(|error| format!("{error} in: {line}"))?;
        if out.insert(told.artefact.clone(), told).is_some() {
            return Err(format!("an artefact stands twice: {line}"));
        }
    }
    Ok(out)
}
