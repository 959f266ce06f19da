//! `--peers`: validators of other languages, each in a process of its own.
//!
//! What is measured in two processes cannot be compared well, so each process also measures the JSON parser of its
//! language, in the same rounds. The ratios to rows of this process are rough.

use std::path::{Path, PathBuf};

use mediaspec_tests::peers::{Asked, Runner, ask as ask_runner};
use serde::Deserialize;

use crate::engines::{IGNORED_ANY, JSONSCHEMA, schema};
use crate::measure::Plan;
use crate::table::{Beside, Output, Row};
use crate::{Payload, Trouble};

/// A validator that a runner in `tests/peers` knows.
struct Peer {
    engine: &'static str,
    runner: Runner,
    /// How to get it.
    install: &'static str,
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
    let schema_file = folder.path().join("schema.json");
    std::fs::write(&schema_file, schema().to_string())?;
    let mut files = Vec::new();
    for payload in payloads {
        let file = folder.path().join(format!("{}.json", payload.name));
        std::fs::write(&file, &payload.text)?;
        files.push(file);
    }
    for peer in &PEERS {
        let Some(told) = ask(peer, plan, &schema_file, &files)? else {
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
        instructions: None,
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
fn ask(
    peer: &Peer,
    plan: &Plan,
    schema: &Path,
    files: &[PathBuf],
) -> Result<Option<Told>, Trouble> {
    let script = match peer.runner {
        Runner::Node => "ajv.mjs",
        Runner::Python => "python.py",
    };
    let mut command = peer.runner.command(script);
    command
        .arg(peer.engine)
        .arg(schema)
        .arg(plan.rounds.to_string())
        .arg(plan.round.as_nanos().to_string())
        .args(files);
    let trouble =
        |error: &dyn std::fmt::Display| Trouble::Other(format!("{}: {error}", peer.engine));
    match ask_runner(command).map_err(|error| trouble(&error))? {
        Asked::NotInstalled => {
            eprintln!(
                "{}: left out, it is not installed ({})",
                peer.engine, peer.install
            );
            Ok(None)
        }
        Asked::Said(said) => serde_json::from_slice(&said)
            .map(Some)
            .map_err(|error| trouble(&error)),
    }
}
