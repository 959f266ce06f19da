//! `--compile`: what users wait for before anything is checked.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Instant;

use serde::Serialize;

use crate::measure::{median, nanoseconds};
use crate::table::Output;
use crate::{Arguments, Trouble};

/// What is built from nothing: the contracts of every operation with the engine, the typed models of one family, and all.
const BUILDS: [&[&str]; 3] = [
    &["-p", "mediaspec-validator"],
    &[
        "-p",
        "mediaspec-schema",
        "--no-default-features",
        "--features",
        "models-metastudio-digital-human-video-manager",
    ],
    &[
        "-p",
        "mediaspec-schema",
        "--no-default-features",
        "--features",
        "models",
    ],
];

/// The packages of ours that [`BUILDS`] consist of.
pub(crate) const OWN: [&str; 6] = [
    "-p",
    "mediaspec-core",
    "-p",
    "mediaspec-schema",
    "-p",
    "mediaspec-validator",
];

/// How often a command is started.
const STARTS: u32 = 101;

/// What was measured.
#[derive(Debug, Serialize)]
pub(crate) struct Compiled {
    pub(crate) compile: Vec<Build>,
    pub(crate) start: Vec<Start>,
}

/// A cold build.
#[derive(Debug, Serialize)]
pub(crate) struct Build {
    pub(crate) command: String,
    /// With every dependency.
    pub(crate) seconds: f64,
    /// Of ours alone, dependencies being there.
    pub(crate) own_seconds: f64,
}

/// The start of a command, to its end.
#[derive(Debug, Serialize)]
pub(crate) struct Start {
    pub(crate) command: String,
    /// Median.
    pub(crate) ms: f64,
}

/// Measures builds, then starts.
pub(crate) fn run(arguments: &Arguments) -> Result<(), Trouble> {
    let mut compile = Vec::new();
    for what in BUILDS {
        let build = build(what)?;
        eprintln!("{}: {:.1} s", build.command, build.seconds);
        compile.push(build);
    }
    let start = starts()?;
    let mut output = Output::new(arguments.format);
    output.compiled(Compiled { compile, start });
    output.finish();
    Ok(())
}

fn build(what: &[&str]) -> Result<Build, Trouble> {
    // Gone with its folder, which lies in the target folder so that it is on the disk that builds are on.
    let folder = tempfile::tempdir_in(target()?)?;
    let build = |folder: &Path| -> Result<f64, Trouble> {
        let start = Instant::now();
        cargo(&mediaspec_tests::root(), "build", folder, what)?;
        Ok(start.elapsed().as_secs_f64())
    };
    let seconds = build(folder.path())?;
    cargo(&mediaspec_tests::root(), "clean", folder.path(), &OWN)?;
    let own_seconds = build(folder.path())?;
    Ok(Build {
        command: format!("cargo build {}", what.join(" ")),
        seconds,
        own_seconds,
    })
}

/// Runs cargo in a workspace.
pub(crate) fn cargo(
    root: &Path,
    command: &str,
    target: &Path,
    arguments: &[&str],
) -> Result<(), Trouble> {
    let program = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let output = Command::new(program)
        .args([command, "--offline"])
        .args(arguments)
        .arg("--target-dir")
        .arg(target)
        .current_dir(root)
        .stdin(Stdio::null())
        .output()?;
    if output.status.success() {
        return Ok(());
    }
    let said = String::from_utf8_lossy(&output.stderr);
    Err(Trouble::Other(format!("cargo {command} failed:\n{said}")))
}

/// The folder of the profile that this program was built in: `target/release`.
fn profile_folder() -> Result<PathBuf, Trouble> {
    let mut folder = std::env::current_exe()?;
    folder.pop();
    Ok(folder)
}

/// The target folder.
pub(crate) fn target() -> Result<PathBuf, Trouble> {
    let mut folder = profile_folder()?;
    folder.pop();
    Ok(folder)
}

fn starts() -> Result<Vec<Start>, Trouble> {
    let root = mediaspec_tests::root();
    cargo(
        &root,
        "build",
        &target()?,
        &["--release", "-p", "mediaspec-cli"],
    )?;
    let command = profile_folder()?.join(format!("mediaspec{}", std::env::consts::EXE_SUFFIX));
    // A command that does nothing shows what starting a process costs by itself.
    let commands = [
        (
            "mediaspec --version",
            Command::new(command),
            Some("--version"),
        ),
        ("true", Command::new("true"), None),
    ];
    let mut prepared: Vec<_> = commands
        .into_iter()
        .map(|(name, mut command, argument)| {
            command
                .args(argument)
                .stdin(Stdio::null())
                .stdout(Stdio::null());
            (name, command, Vec::new())
        })
        .collect();
    for _ in 0..STARTS {
        for (name, command, taken) in &mut prepared {
            let start = Instant::now();
            let status = command.status()?;
            taken.push(nanoseconds(start.elapsed()) / 1e6);
            if !status.success() {
                return Err(Trouble::Other(format!("{name} failed")));
            }
        }
    }
    let start = |(name, _, taken): (&str, Command, Vec<f64>)| Start {
        command: name.to_owned(),
        ms: median(taken),
    };
    Ok(prepared.into_iter().map(start).collect())
}
