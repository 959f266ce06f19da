//! `--instructions`: how many instructions a check takes, counted by valgrind. They are the same on a noisy machine, and in
//! every run.
//!
//! What starting the program takes is left out: a check is repeated so many times, and as many times again, in a process of
//! its own each, and what counts is the difference.

use std::path::Path;
use std::process::{Command, Stdio};

use crate::engines::Engine;
use crate::{Arguments, Payload, Trouble};

/// How many bytes are to be checked in all, so that what differs by chance weighs nothing.
const BYTES: usize = 1 << 20;

/// The most checks of one payload.
const MOST: usize = 100;

/// Counts the instructions of one check of a payload.
pub(crate) fn of(engine: &str, payload: &Payload, folder: &Path) -> Result<f64, Trouble> {
    let file = folder.join(format!("{}.json", payload.name));
    std::fs::write(&file, &payload.text)?;
    let times = (BYTES / payload.text.len().max(1)).clamp(1, MOST);
    let [once, twice] = [times, 2 * times].map(|times| total(engine, &file, folder, times));
    #[expect(
        clippy::cast_precision_loss,
        reason = "nobody waits for 2^52 instructions"
    )]
    Ok(twice?.saturating_sub(once?) as f64 / times as f64)
}

/// Counts the instructions of a process that repeats a check.
fn total(engine: &str, file: &Path, folder: &Path, times: usize) -> Result<u64, Trouble> {
    let counts = folder.join("callgrind.out");
    let output = Command::new("valgrind")
        .arg("--tool=callgrind")
        .arg(format!("--callgrind-out-file={}", counts.display()))
        .arg(std::env::current_exe()?)
        .args([
            "--engine",
            engine,
            "--rounds",
            &times.to_string(),
            "--repeat",
        ])
        .arg(file)
        .stdin(Stdio::null())
        .output()
        .map_err(|error| Trouble::Other(format!("--instructions needs valgrind: {error}")))?;
    let said = String::from_utf8_lossy(&output.stderr);
    if !output.status.success() {
        return Err(Trouble::Other(format!("valgrind failed:\n{said}")));
    }
    let counted = std::fs::read_to_string(&counts)?;
    let mut totals = counted
        .lines()
        .filter_map(|line| line.strip_prefix("totals: "));
    let total = totals.next().and_then(|total| total.trim().parse().ok());
    total.ok_or_else(|| Trouble::Other(format!("valgrind counted nothing:\n{said}")))
}

/// Checks a file as often as there are rounds, and does nothing else.
pub(crate) fn repeat(arguments: &Arguments, file: &Path) -> Result<(), Trouble> {
    let mut engine = engine(arguments)?;
    let payload = std::fs::read(file)?;
    for _ in 0..arguments.rounds {
        std::hint::black_box(engine.check(std::hint::black_box(&payload)));
    }
    Ok(())
}

/// The one engine that was asked for.
fn engine(arguments: &Arguments) -> Result<Box<dyn Engine>, Trouble> {
    let name = arguments.engine.first().map_or("", String::as_str);
    let make = crate::engines::ALL.iter().find(|(known, _)| *known == name);
    let (_, make) = make.ok_or_else(|| Trouble::Other(format!("no engine `{name}`")))?;
    Ok(make())
}
