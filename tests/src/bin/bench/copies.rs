//! `--compile --copies N`: what grows with the number of operations, measured on a made-up spec of N copies of each service
//! and on the spec as it is, in one run.
//!
//! Both are copies of the repository in a folder that is gone afterwards. Times that are compared are measured in turn.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Instant;

use serde::Serialize;

use crate::compile::{self, OWN, cargo};
use crate::measure::{median, nanoseconds};
use crate::{Arguments, Format, Trouble};

/// How often what takes seconds is measured; the least counts.
const ROUNDS: u32 = 3;

/// How often a command is started.
const STARTS: u32 = 101;

/// The family whose models are built alone, and the operation that is checked first.
const FAMILY: &str = "models-metastudio-digital-human-video-manager";
const OPERATION: &str = "metastudio/Show2DDigitalHumanVideo";

/// What was measured.
#[derive(Debug, Serialize)]
struct Copies {
    copies: u32,
    one: Figures,
    many: Figures,
}

/// What was measured on one of the two.
#[derive(Debug, Default, Serialize)]
struct Figures {
    /// Checking that everything is rendered, in seconds.
    codegen_s: f64,
    /// Building the validator, its dependencies being there.
    validator_build_s: f64,
    /// Building the models of one family, likewise.
    models_family_build_s: f64,
    /// Building all models, likewise.
    models_build_s: f64,
    /// Starting the command, `mediaspec --version`.
    start_ms: f64,
    /// The first check of a small payload, beyond the start.
    first_check_ms: f64,
    /// How large each artefact is.
    bytes: BTreeMap<&'static str, u64>,
}

/// Measures everything, and prints it.
pub(crate) fn run(arguments: &Arguments, copies: u32) -> Result<(), Trouble> {
    let target = compile::target()?;
    let folder = tempfile::tempdir_in(&target)?;
    let mut places = Vec::new();
    for (name, number) in [("one", 1), ("many", copies)] {
        let root = folder.path().join(name);
        copy_repository(&mediaspec_tests::root(), &root)?;
        multiply(&root.join("spec"), number)?;
        places.push(root);
    }
    let mut figures = [Figures::default(), Figures::default()];
    codegen(&target, &places, &mut figures)?;
    eprintln!("rendered");
    builds(&places, &mut figures)?;
    eprintln!("built");
    starts(&places, &mut figures)?;
    for (root, figures) in places.iter().zip(&mut figures) {
        figures.bytes = sizes(root)?;
    }
    let [one, many] = figures;
    let measured = Copies { copies, one, many };
    match arguments.format {
        Format::Json => println!(
            "{}",
            serde_json::to_string(&measured).map_err(|error| Trouble::Other(error.to_string()))?
        ),
        Format::Text => print(&measured),
    }
    Ok(())
}

/// Copies what a build of the workspace needs.
fn copy_repository(from: &Path, to: &Path) -> Result<(), Trouble> {
    for name in [
        ".cargo",
        "Cargo.toml",
        "Cargo.lock",
        "README.md",
        "crates",
        "spec",
        "tests",
        "xtask",
    ] {
        copy(&from.join(name), &to.join(name))?;
    }
    Ok(())
}

fn copy(from: &Path, to: &Path) -> Result<(), Trouble> {
    if !from.is_dir() {
        if let Some(parent) = to.parent() {
            fs::create_dir_all(parent)?;
        }
        fs::copy(from, to)?;
        return Ok(());
    }
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from)? {
        let name = entry?.file_name();
        copy(&from.join(&name), &to.join(&name))?;
    }
    Ok(())
}

/// Puts further copies of each service beside it, under names of their own.
fn multiply(spec: &Path, copies: u32) -> Result<(), Trouble> {
    let mut services = Vec::new();
    for entry in fs::read_dir(spec)? {
        let folder = entry?.path();
        if folder.join("vendor.toml").is_file() {
            services.push(folder);
        }
    }
    for folder in services {
        let name = folder
            .file_name()
            .unwrap_or_default()
            .to_string_lossy()
            .into_owned();
        for number in 2..=copies {
            let copied = format!("{name}{number}");
            let to = spec.join(&copied);
            copy(&folder, &to)?;
            let vendor = to.join("vendor.toml");
            let text = fs::read_to_string(&vendor)?;
            let (own, new) = (
                format!("service = \"{name}\""),
                format!("service = \"{copied}\""),
            );
            fs::write(&vendor, text.replacen(&own, &new, 1))?;
        }
    }
    Ok(())
}

/// Renders both, and then measures how long it takes to see that all is rendered.
fn codegen(target: &Path, places: &[PathBuf], figures: &mut [Figures]) -> Result<(), Trouble> {
    cargo(&mediaspec_tests::root(), "build", target, &["-p", "xtask"])?;
    let xtask = target.join(format!("debug/xtask{}", std::env::consts::EXE_SUFFIX));
    let codegen = |root: &Path, options: &[&str]| -> Result<f64, Trouble> {
        let mut command = Command::new(&xtask);
        command.arg("codegen").arg("--root").arg(root).args(options);
        timed(&mut command)
    };
    for root in places {
        codegen(root, &[])?;
    }
    let mut taken = vec![Vec::new(); places.len()];
    for _ in 0..ROUNDS {
        for (root, taken) in places.iter().zip(&mut taken) {
            taken.push(codegen(root, &["--check"])?);
        }
    }
    for (figures, taken) in figures.iter_mut().zip(taken) {
        figures.codegen_s = least(taken);
    }
    Ok(())
}

/// Builds of our crates, dependencies being there.
fn builds(places: &[PathBuf], figures: &mut [Figures]) -> Result<(), Trouble> {
    let validator: &[&str] = &["-p", "mediaspec-validator"];
    let family: &[&str] = &[
        "-p",
        "mediaspec-schema",
        "--no-default-features",
        "--features",
        FAMILY,
    ];
    let models: &[&str] = &[
        "-p",
        "mediaspec-schema",
        "--no-default-features",
        "--features",
        "models",
    ];
    let timed_build = |root: &Path, what: &[&str]| -> Result<f64, Trouble> {
        let target = root.join("target");
        cargo(root, "clean", &target, &OWN)?;
        let start = Instant::now();
        cargo(root, "build", &target, what)?;
        Ok(start.elapsed().as_secs_f64())
    };
    for root in places {
        for what in [validator, models] {
            cargo(root, "build", &root.join("target"), what)?;
        }
    }
    let mut taken = vec![Vec::new(); places.len()];
    for _ in 0..ROUNDS {
        for (root, taken) in places.iter().zip(&mut taken) {
            taken.push(timed_build(root, validator)?);
        }
    }
    for ((root, figures), taken) in places.iter().zip(figures).zip(taken) {
        figures.validator_build_s = least(taken);
        figures.models_family_build_s = timed_build(root, family)?;
        figures.models_build_s = timed_build(root, models)?;
    }
    Ok(())
}

/// The start of the command, and its first check.
fn starts(places: &[PathBuf], figures: &mut [Figures]) -> Result<(), Trouble> {
    let payload = mediaspec_tests::root().join("tests/payloads/show-2d-video.response.json");
    let mut commands = Vec::new();
    for root in places {
        let target = root.join("target");
        cargo(
            root,
            "build",
            &target,
            &["--release", "-p", "mediaspec-cli"],
        )?;
        let program = target.join(format!("release/mediaspec{}", std::env::consts::EXE_SUFFIX));
        let mut version = Command::new(&program);
        version.arg("--version");
        let mut check = Command::new(&program);
        check.args([
            "check",
            "--op",
            OPERATION,
            "--response",
            "200",
            "--format",
            "ndjson",
        ]);
        check.arg(&payload);
        commands.push([(version, Vec::new(), 0), (check, Vec::new(), 1)]);
    }
    for _ in 0..STARTS {
        for (command, taken, status) in commands.iter_mut().flatten() {
            let start = Instant::now();
            let ended = command
                .stdin(Stdio::null())
                .stdout(Stdio::null())
                .status()?;
            taken.push(nanoseconds(start.elapsed()) / 1e6);
            if ended.code() != Some(*status) {
                return Err(Trouble::Other(format!("{command:?} ended with {ended}")));
            }
        }
    }
    for ([(_, version, _), (_, check, _)], figures) in commands.into_iter().zip(figures) {
        figures.start_ms = median(version);
        figures.first_check_ms = median(check) - figures.start_ms;
    }
    Ok(())
}

/// How large everything is that is rendered, and what is made of it.
fn sizes(root: &Path) -> Result<BTreeMap<&'static str, u64>, Trouble> {
    let schema = root.join("crates/schema");
    // With the crate that it depends on, which need not be published then.
    let both = ["-p", "mediaspec-core", "-p", "mediaspec-schema"];
    let options = [&both[..], &["--no-verify", "--allow-dirty"]].concat();
    cargo(root, "package", &root.join("target"), &options)?;
    let mut bytes = BTreeMap::new();
    for (artefact, path) in [
        ("contracts", schema.join("contracts")),
        ("models", schema.join("src/generated")),
        ("json-schema", schema.join("json-schema")),
        ("openapi", schema.join("openapi")),
        ("reference", schema.join("reference")),
        ("command", root.join("target/release/mediaspec")),
    ] {
        bytes.insert(artefact, size(&path)?);
    }
    let packages = root.join("target/package");
    let mut packed = 0;
    for entry in fs::read_dir(packages)? {
        let path = entry?.path();
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        if name.starts_with("mediaspec-schema-") && name.ends_with(".crate") {
            packed = size(&path)?;
        }
    }
    bytes.insert("package", packed);
    Ok(bytes)
}

fn size(path: &Path) -> Result<u64, Trouble> {
    if !path.is_dir() {
        return Ok(fs::metadata(path)?.len());
    }
    let mut sum = 0;
    for entry in fs::read_dir(path)? {
        sum += size(&entry?.path())?;
    }
    Ok(sum)
}

fn timed(command: &mut Command) -> Result<f64, Trouble> {
    let start = Instant::now();
    let output = command.stdin(Stdio::null()).output()?;
    let taken = start.elapsed().as_secs_f64();
    if output.status.success() {
        return Ok(taken);
    }
    let said = String::from_utf8_lossy(&output.stderr);
    Err(Trouble::Other(format!("{command:?} failed:\n{said}")))
}

fn least(taken: Vec<f64>) -> f64 {
    taken.into_iter().fold(f64::INFINITY, f64::min)
}

fn print(measured: &Copies) {
    let Copies { copies, one, many } = measured;
    println!(
        "{:<28}{:>14}{:>14}{:>9}",
        "",
        "one copy",
        format!("{copies} copies"),
        "ratio"
    );
    let row = |name: &str, one: f64, many: f64, decimals: usize| {
        println!(
            "{name:<28}{one:>14.decimals$}{many:>14.decimals$}{:>9.2}",
            many / one
        );
    };
    row("codegen --check, s", one.codegen_s, many.codegen_s, 2);
    row(
        "validator, s",
        one.validator_build_s,
        many.validator_build_s,
        2,
    );
    row(
        "models of a family, s",
        one.models_family_build_s,
        many.models_family_build_s,
        2,
    );
    row("all models, s", one.models_build_s, many.models_build_s, 2);
    row("start, ms", one.start_ms, many.start_ms, 2);
    row(
        "first check, ms",
        one.first_check_ms,
        many.first_check_ms,
        2,
    );
    for (artefact, bytes) in &one.bytes {
        let more = many.bytes.get(artefact).copied().unwrap_or(0);
        #[allow(clippy::cast_precision_loss, reason = "sizes are far below 2^53")]
        row(&format!("{artefact}, bytes"), *bytes as f64, more as f64, 0);
    }
}
