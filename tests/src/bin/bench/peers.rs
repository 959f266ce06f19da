//! `--peers`: validators of other languages, each in a process of its own.
//!
//! What is measured in two processes cannot be compared well, so each process also measures the JSON parser of its
//! language, in the same rounds. The ratios to rows of this process are rough.

use std::path::{Path, PathBuf};
use std::process::Command;

use mediaspec_tests::root;
use serde::Deserialize;

use crate::engines::{IGNORED_ANY, JSONSCHEMA};
use crate::measure::Plan;
use crate::table::{Beside, Output, Row};
use crate::{Payload, Trouble};

/// The exit status of a runner whose validator is not installed.
const NOT_INSTALLED: i32 = 3;

/// A validator that a runner in `tests/peers` knows.
struct Peer {
    engine: &'static str,
    runner: Runner,
    /// How to get it.
    install: &'static str,
}

#[derive(Clone, Copy)]
enum Runner {
    Node,
    Python,
}

const PEERS: [Peer; 4] = [
    Peer {
        engine: "ajv",
        runner: Runner::Node,
        install: "npm install --prefix target/peers ajv",
    },
    Peer {
        engine: "msgspec",
        runner: Runner::Python,
        install: "target/peers/bin/pip install msgspec",
    },
    Peer {
        engine: "pydantic",
        runner: Runner::Python,
        install: "target/peers/bin/pip install pydantic",
    },
    Peer {
        engine: "fastjsonschema",
        runner: Runner::Python,
        install: "target/peers/bin/pip install fastjsonschema",
    },
];

impl Runner {
    fn command(self) -> Command {
        let folder = root().join("tests/peers");
        match self {
            Self::Node => {
                let mut command = Command::new("node");
                command.arg(folder.join("ajv.mjs"));
                command
            }
            Self::Python => {
                let own = root().join("target/peers/bin/python3");
                let python = if own.is_file() { own } else { "python3".into() };
                let mut command = Command::new(python);
                command.arg(folder.join("python.py"));
                command
            }
        }
    }
}

/// What a runner prints.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Told {
    /// What was measured beside the engine.
    reference: String,
    rows: Vec<ToldRow>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct ToldRow {
    payload: String,
    valid: bool,
    ns: f64,
    reference_ns: f64,
}

/// Runs every peer that is installed on the payloads, and adds its rows.
pub(crate) fn run(payloads: &[Payload], plan: &Plan, output: &mut Output) -> Result<(), Trouble> {
    let folder = tempfile::tempdir()?;
    let mut files = Vec::new();
    for payload in payloads {
        let file = folder.path().join(format!("{}.json", payload.name));
        std::fs::write(&file, &payload.text)?;
        files.push(file);
    }
    for peer in &PEERS {
        let Some(told) = ask(peer, plan, &files)? else {
            continue;
        };
        output.say(&format!(
            "{}, in a process of its own: `x {}` is sound, ratios to rows above are rough\n",
            peer.engine, told.reference
        ));
        for (payload, row) in payloads.iter().zip(told.rows) {
            if row.valid != (payload.violations == 0) || row.payload != payload.name {
                return Err(Trouble::Disagreement(format!(
                    "{} says that {} is {}",
                    peer.engine,
                    row.payload,
                    if row.valid { "valid" } else { "invalid" }
                )));
            }
            let rows = rows(peer, payload, &told.reference, &row, output);
            output.group(rows, payload.text.len());
        }
    }
    Ok(())
}

/// The row of a peer, and that of the parser beside it.
fn rows(
    peer: &Peer,
    payload: &Payload,
    reference: &str,
    told: &ToldRow,
    output: &Output,
) -> Vec<Row> {
    let row = |engine: String, ns: f64| Row {
        payload: payload.name.clone(),
        engine,
        ns,
        x_ignored_any: output
            .time_of(&payload.name, IGNORED_ANY)
            .map(|time| time / ns),
        x_jsonschema: output
            .time_of(&payload.name, JSONSCHEMA)
            .map(|time| time / ns),
        allocations: None,
        beside: Some(Beside {
            reference: reference.to_owned(),
            x_reference: Some(told.reference_ns / ns),
        }),
    };
    vec![
        row(reference.to_owned(), told.reference_ns),
        row(peer.engine.to_owned(), told.ns),
    ]
}

/// What a peer measured; `None` where it is not there.
fn ask(peer: &Peer, plan: &Plan, files: &[PathBuf]) -> Result<Option<Told>, Trouble> {
    let missing = || {
        eprintln!(
            "{}: left out, it is not installed ({})",
            peer.engine, peer.install
        );
        Ok(None)
    };
    let schema = Path::new(
        "crates/schema/json-schema/metastudio/show2_d_digital_human_video.response-200.json",
    );
    let mut command = peer.runner.command();
    command
        .arg(peer.engine)
        .arg(root().join(schema))
        .arg(plan.rounds.to_string())
        .arg(plan.round.as_nanos().to_string())
        .args(files)
        .env("MEDIASPEC_PEERS", root().join("target/peers"));
    let output = match command.output() {
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return missing(),
        output => output?,
    };
    if output.status.code() == Some(NOT_INSTALLED) {
        return missing();
    }
    if !output.status.success() {
        let said = String::from_utf8_lossy(&output.stderr);
        return Err(Trouble::Other(format!("{} failed:\n{said}", peer.engine)));
    }
    serde_json::from_slice(&output.stdout)
        .map(Some)
        .map_err(|error| Trouble::Other(format!("{}: {error}", peer.engine)))
}
