//! `--scale`: whether time grows as the input does, and memory not at all.

use std::path::Path;
use std::process::Command;

use mediaspec_tests::heap;
use mediaspec_tests::payloads::{kind, scale};
use serde::Serialize;

use crate::engines::{Engine, IGNORED_ANY};
use crate::measure::{Task, interleaved};
use crate::table::Output;
use crate::{Arguments, Payload, Trouble, agree};

/// How many times as large the large payload is.
const TIMES: u32 = 64;

/// What was measured of one engine.
#[derive(Debug, Serialize)]
pub(crate) struct Scaled {
    pub(crate) engine: String,
    /// On 1 MiB.
    pub(crate) small: Measured,
    /// On 64 MiB.
    pub(crate) large: Measured,
    /// Time on 64 MiB, divided by 64 times the time on 1 MiB.
    pub(crate) ns_to_linear: f64,
}

/// What was measured on one payload.
#[derive(Debug, Serialize)]
pub(crate) struct Measured {
    /// Median time of one check.
    pub(crate) ns: f64,
    /// The most memory of the heap that one check holds at a time.
    pub(crate) heap_bytes: u64,
    /// By how much one check raises the most memory that the process ever had, stack included; `None` where the system
    /// does not tell.
    pub(crate) resident_kib: Option<u64>,
}

/// Measures mediaspec, and skipping beside it.
pub(crate) fn run(arguments: &Arguments) -> Result<(), Trouble> {
    let payload = |mebibytes: usize| {
        // That there are more scenes than are documented is a warning, which leaves a message valid.
        let (text, _) = scale(mebibytes, arguments.seed);
        Payload {
            name: format!("{mebibytes} MiB"),
            text,
            violations: 0,
        }
    };
    let small = payload(1);
    let large = payload(usize::try_from(TIMES).unwrap_or(usize::MAX));

    let chosen = |engine: &dyn Engine| {
        let name = engine.name();
        match arguments.engine.is_empty() {
            true => name == IGNORED_ANY || name.starts_with("mediaspec"),
            false => true,
        }
    };
    let mut engines = arguments.engines()?;
    engines.retain(|engine| chosen(engine.as_ref()));
    // Each payload has engines of its own, since one that learns would learn from both.
    let mut others = arguments.engines()?;
    others.retain(|engine| chosen(engine.as_ref()));
    agree(&mut engines, &small)?;
    agree(&mut others, &large)?;

    let task = |engine, payload| Task { engine, payload };
    let tasks = engines
        .iter_mut()
        .map(|engine| task(engine.as_mut(), small.text.as_bytes()))
        .chain(
            others
                .iter_mut()
                .map(|engine| task(engine.as_mut(), large.text.as_bytes())),
        );
    let times = interleaved(tasks.collect(), &arguments.plan());
    let (small_times, large_times) = times.split_at(engines.len());

    let folder = tempfile::tempdir()?;
    let small_file = folder.path().join("small.json");
    let large_file = folder.path().join("large.json");
    std::fs::write(&small_file, &small.text)?;
    std::fs::write(&large_file, &large.text)?;

    let mut scaled = Vec::new();
    for (index, engine) in engines.iter_mut().enumerate() {
        let mut measured = |ns: f64, payload: &Payload, file: &Path| Measured {
            ns,
            heap_bytes: heap_of(engine.as_mut(), payload),
            resident_kib: resident_of(engine.name(), file),
        };
        let small = measured(small_times[index], &small, &small_file);
        let large = measured(large_times[index], &large, &large_file);
        scaled.push(Scaled {
            engine: engine.name().to_owned(),
            ns_to_linear: large.ns / (small.ns * f64::from(TIMES)),
            small,
            large,
        });
    }
    let mut output = Output::new(arguments.format);
    output.scaled(scaled);
    output.finish();
    Ok(())
}

fn heap_of(engine: &mut dyn Engine, payload: &Payload) -> u64 {
    let ((), counted) = heap::count(|| {
        engine.check(payload.text.as_bytes());
    });
    counted.peak
}

/// Asks a process that does nothing else, since memory that was given back earlier would be taken again unseen.
fn resident_of(engine: &str, file: &Path) -> Option<u64> {
    let this = std::env::current_exe().ok()?;
    let output = Command::new(this)
        .args(["--engine", engine, "--peak"])
        .arg(file)
        .output()
        .ok()?;
    let text = String::from_utf8(output.stdout).ok()?;
    let (before, after) = text.trim().split_once(' ')?;
    after.parse::<u64>().ok()?.checked_sub(before.parse().ok()?)
}

/// Checks a file once, and prints the most memory that the process has had, before and after.
pub(crate) fn peak(arguments: &Arguments, file: &Path) -> Result<(), Trouble> {
    let name = arguments.engine.first().map_or("", String::as_str);
    let mut engines = arguments.engines()?;
    let engine = engines.iter_mut().find(|engine| engine.name() == name);
    let engine = engine.ok_or_else(|| Trouble::Other(format!("no engine `{name}`")))?;
    // Code is memory too, once it has run.
    let warm = kind("10k").and_then(|kind| kind.payload(0, arguments.seed));
    engine.check(warm.unwrap_or_default().as_bytes());
    let payload = std::fs::read(file)?;
    // Sets the most to what there is now. Without it the number may be too small, never too great.
    let _ = std::fs::write("/proc/self/clear_refs", "5");
    let before = most_resident()?;
    engine.check(&payload);
    println!("{before} {}", most_resident()?);
    Ok(())
}

/// The most memory that the process has had, in KiB.
fn most_resident() -> Result<u64, Trouble> {
    let status = std::fs::read_to_string("/proc/self/status")?;
    status
        .lines()
        .find_map(|line| line.strip_prefix("VmHWM:")?.trim().strip_suffix(" kB"))
        .and_then(|kib| kib.trim().parse().ok())
        .ok_or_else(|| Trouble::Other("the system does not tell the memory".to_owned()))
}
