//! `--peers`: JSON Schema validators of other languages, each in a process of its own.

use std::io::Write as _;

use mediaspec_tests::differential::Comparisons;
use mediaspec_tests::peers::{Asked, Runner, ask as ask_runner};
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// A validator that a runner in `tests/peers` knows.
struct Peer {
    name: &'static str,
    runner: Runner,
    script: &'static str,
    install: &'static str,
    /// Why its verdict may differ, where it may.
    excuse: fn(&Value) -> Option<&'static str>,
}

const PEERS: [Peer; 2] = [
    Peer {
        name: "ajv",
        runner: Runner::Node,
        script: "verdicts.mjs",
        install: "npm install --prefix target/peers ajv",
        excuse: |payload| has(payload, &is_big).then_some("integers beyond 2^53"),
    },
    Peer {
        name: "jsonschema",
        runner: Runner::Python,
        script: "verdicts.py",
        install: "target/peers/bin/pip install jsonschema",
        // In Python's `re`, `$` matches before a line break at the end.
        excuse: |payload| has(payload, &ends_in_line_break).then_some("a line break at the end"),
    },
];

/// The payloads of one schema, as a runner reads them.
#[derive(Debug, Serialize)]
struct Batch {
    schema: Value,
    payloads: Vec<Value>,
}

/// What a runner prints: for each batch a text of `1` for valid and `0` for invalid.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Told {
    verdicts: Vec<String>,
}

/// How many payloads a runner gets at a time.
const AT_A_TIME: u64 = 10_000;

/// Asks every peer that is installed about the payloads of so many seeds; `false` if one differs.
pub(crate) fn ask(comparisons: &Comparisons, seed: u64, cases: u64) -> Result<bool, String> {
    let mut agreed = true;
    for peer in &PEERS {
        let (mut asked, mut excused, mut differences) = (0_u64, 0_u64, 0_u64);
        let mut missing = false;
        for from in (0..cases).step_by(AT_A_TIME as usize) {
            let some = batches(
                comparisons,
                seed.wrapping_add(from),
                AT_A_TIME.min(cases - from),
            );
            let Some(told) = verdicts(peer, &some)? else {
                missing = true;
                break;
            };
            for (at, (batch, told)) in some.iter().zip(&told.verdicts).enumerate() {
                for ((payload, &(case, must)), told) in batch
                    .batch
                    .payloads
                    .iter()
                    .zip(&batch.must)
                    .zip(told.bytes())
                {
                    asked += 1;
                    if must == (told == b'1') {
                        continue;
                    }
                    if (peer.excuse)(payload).is_some() {
                        excused += 1;
                        continue;
                    }
                    differences += 1;
                    if differences <= 5 {
                        let name = comparisons.parts()[batch.part].name();
                        let text = mediaspec_core::escape::visible(&payload.to_string());
                        let says = if must { "refuses" } else { "accepts" };
                        println!(
                            "seed {case}: {name}: {} {says} (batch {at})\n{text}\n",
                            peer.name
                        );
                    }
                }
            }
        }
        if missing {
            eprintln!(
                "{}: left out, it is not installed ({})",
                peer.name, peer.install
            );
            continue;
        }
        println!(
            "{}: {asked} payloads, {excused} explained differences, {differences} others",
            peer.name
        );
        agreed &= differences == 0;
    }
    Ok(agreed)
}

/// A batch, and what must be said of each payload of it, with the payload's seed.
struct Prepared {
    part: usize,
    batch: Batch,
    must: Vec<(u64, bool)>,
}

fn batches(comparisons: &Comparisons, seed: u64, cases: u64) -> Vec<Prepared> {
    let mut all: Vec<Prepared> = comparisons
        .parts()
        .iter()
        .enumerate()
        .map(|(at, part)| Prepared {
            part: at,
            batch: Batch {
                schema: serde_json::from_str(&part.schema_text).expect("a schema is JSON"),
                payloads: Vec::new(),
            },
            must: Vec::new(),
        })
        .collect();
    for case in 0..cases {
        let seed = seed.wrapping_add(case);
        let (part, payload) = comparisons.payload(seed);
        let place = comparisons
            .parts()
            .iter()
            .position(|other| std::ptr::eq(other, part));
        if let Some(prepared) = place.and_then(|at| all.get_mut(at))
            && let Some((value, must)) = part.for_schema(&payload)
        {
            prepared.batch.payloads.push(value);
            prepared.must.push((seed, must));
        }
    }
    all
}

fn verdicts(peer: &Peer, batches: &[Prepared]) -> Result<Option<Told>, String> {
    let trouble = |error: &dyn std::fmt::Display| format!("{}: {error}", peer.name);
    let mut file = tempfile::NamedTempFile::new().map_err(|error| trouble(&error))?;
    for prepared in batches {
        let line = serde_json::to_string(&prepared.batch).map_err(|error| trouble(&error))?;
        writeln!(file, "{line}").map_err(|error| trouble(&error))?;
    }
    let mut command = peer.runner.command(peer.script);
    command.arg(file.path());
    match ask_runner(command).map_err(|error| trouble(&error))? {
        Asked::NotInstalled => Ok(None),
        Asked::Said(said) => serde_json::from_slice(&said)
            .map(Some)
            .map_err(|error| trouble(&error)),
    }
}

/// Whether a scalar of that sort is anywhere in a payload.
fn has(payload: &Value, is: &dyn Fn(&Value) -> bool) -> bool {
    match payload {
        Value::Array(items) => items.iter().any(|item| has(item, is)),
        Value::Object(members) => members.values().any(|value| has(value, is)),
        scalar => is(scalar),
    }
}

fn is_big(value: &Value) -> bool {
    value
        .as_f64()
        .is_some_and(|number| number.abs() >= 9_007_199_254_740_992.0)
}

fn ends_in_line_break(value: &Value) -> bool {
    value.as_str().is_some_and(|text| text.ends_with('\n'))
}
