//! `cargo xtask codegen`: renders the spec folder, and writes or compares the result.

use std::io::IsTerminal as _;
use std::path::{Path, PathBuf};

use clap::Args;
use mediaspec_codegen::contracts;
use mediaspec_codegen::rust::{self, Place};
use mediaspec_codegen::{COMMAND, OutputSet, compare, render, write};
use mediaspec_spec::Problems;

use crate::{Status, console, root};

/// Render everything that is generated from spec/.
///
/// Checks the spec folder, renders contract files, models, JSON Schemas, OpenAPI documents and reference pages from it,
/// writes the files that differ and removes files that are no longer generated. A spec with problems writes nothing.
///
/// Exit status: 0 done, or nothing to do; 1 with --check, files differ; 2 the spec has problems.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  cargo xtask codegen               after any change below spec/
  cargo xtask codegen --check       in CI: is everything that is checked in what the spec says?
  cargo xtask codegen --spec ../x   with another spec folder
  cargo xtask codegen --root ../y   in another checkout")]
pub(crate) struct Codegen {
    /// Write nothing; list every stale, missing and orphan file.
    #[arg(long)]
    check: bool,
    /// The spec folder; `spec` of the repository unless another is named.
    #[arg(long, value_name = "DIR")]
    spec: Option<PathBuf>,
    /// The repository to render into; this one unless given.
    #[arg(long, value_name = "DIR")]
    root: Option<PathBuf>,
}

pub(crate) fn run(command: &Codegen) -> Status {
    let root = command.root.clone().unwrap_or_else(root);
    let spec = command.spec.clone().unwrap_or_else(|| root.join("spec"));
    match render_all(&spec, &root) {
        Ok(out) if command.check => check(&out, &root),
        Ok(out) => update(&out, &root),
        Err(problems) => {
            eprint!("{}", problems.render(std::io::stderr().is_terminal(), 100));
            Status::Trouble
        }
    }
}

/// What ships, and what the tests need of two small specs: the code of one with hostile names, which they compile, and the
/// contract file of one with every kind of constraint. The tests cannot write that themselves: they do not compile while it
/// is stale.
fn render_all(spec: &Path, root: &Path) -> Result<OutputSet, Problems> {
    let mut out = render(&mediaspec_spec::load_dir(spec)?);
    let obstacle = mediaspec_spec::load_dir(&root.join(Place::OBSTACLE.spec))?;
    rust::render(&obstacle, Place::OBSTACLE, &mut out);
    let kinds = mediaspec_spec::load_dir(&root.join(contracts::KINDS_SPEC))?;
    contracts::render_kinds(&kinds, &mut out);
    Ok(out)
}

fn check(out: &OutputSet, root: &Path) -> Status {
    match compare(out, root) {
        Ok(differences) if differences.is_empty() => {
            console::line(format_args!(
                "{} generated files are as the spec says",
                out.len()
            ));
            Status::Fine
        }
        Ok(differences) => {
            for difference in &differences {
                console::line(difference);
            }
            console::line(format_args!(
                "{} of {} generated files differ; run: {COMMAND}",
                differences.len(),
                out.len()
            ));
            Status::Mend
        }
        Err(error) => {
            eprintln!("error: {error}");
            Status::Trouble
        }
    }
}

fn update(out: &OutputSet, root: &Path) -> Status {
    match write(out, root) {
        Ok(done) => {
            console::line(format_args!(
                "{} files written, {} removed, {} unchanged",
                done.written.len(),
                done.removed.len(),
                done.unchanged
            ));
            Status::Fine
        }
        Err(error) => {
            eprintln!("error: {error}");
            Status::Trouble
        }
    }
}
