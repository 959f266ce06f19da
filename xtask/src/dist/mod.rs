//! `cargo xtask dist`: packages for people without Rust, from the schemas that are checked in and from the spec.

mod archive;
mod engine;

use std::fs;
use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};
use mediaspec_codegen::json_schema::{documents_in_full, draft07};
use mediaspec_codegen::{constraints_csv, corpus};
use mediaspec_core::contract::Catalog;

use crate::files::{self, Trouble, at};
use crate::toolbox::{self, Toolbox};
use crate::{Status, console, root};

/// Where packages go unless another folder is named.
const OUT: &str = "target/dist";

/// What packages are called, and the folder in the tarball.
const NAME: &str = "mediaspec-schemas";

const VERSION: &str = env!("CARGO_PKG_VERSION");

/// What of `crates/schema` goes into packages.
const SCHEMA: [&str; 7] = [
    "json-schema",
    "openapi",
    "contracts",
    "catalog.json",
    "index.json",
    "contract.schema.json",
    "report.schema.json",
];

const LICENCES: [&str; 2] = ["LICENSE-APACHE", "LICENSE-MIT"];

/// Make packages: of the schemas for npm, for PyPI and as a tarball, and of the engine for npm and PyPI, with checksums.
///
/// Besides the schemas, every package of them holds the same in draft-07, the table of constraints and the boundary corpus.
/// The engine is compiled for this platform: a package for npm, a wheel, and a source distribution that is compiled where it
/// is installed.
///
/// The same checkout gives the same bytes of the schemas. Node and Python 3.11 make types and compiled checks, with tools
/// that are installed as the lock files in tests/consumers and bindings say. The folder is replaced as a whole, or left as
/// it is.
///
/// Exit status: 0 done; 2 something could not be made.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  cargo xtask dist                  into target/dist
  cargo xtask dist --out packages   into another folder
  cargo xtask dist --only schemas   nothing is compiled
  cargo xtask dist --only engine    the packages `mediaspec` for Node and Python")]
pub(crate) struct Dist {
    /// The folder that the packages go to.
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,

    /// Only these packages.
    #[arg(long, value_enum)]
    only: Option<Only>,

    /// Compile the engine with few optimizations: for tests of the packages, and not for users.
    #[arg(long)]
    quick: bool,
}

/// Some of the packages.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Only {
    /// Those of the schemas: nothing is compiled.
    Schemas,
    /// Those of the engine.
    Engine,
}

pub(crate) fn run(command: &Dist) -> Status {
    let out = command.out.clone().unwrap_or_else(|| root().join(OUT));
    let made =
        Toolbox::install().and_then(|toolbox| make(&toolbox, command.only, command.quick, &out));
    match made {
        Ok(checksums) => {
            console::print(checksums);
            Status::Fine
        }
        Err(trouble) => {
            eprintln!("error: {trouble}");
            Status::Trouble
        }
    }
}

/// Makes the packages, and gives the text of their checksums.
///
/// `quick` compiles the engine with few optimizations.
pub(crate) fn make(
    toolbox: &Toolbox,
    only: Option<Only>,
    quick: bool,
    out: &Path,
) -> Result<String, Trouble> {
    let out = std::path::absolute(out).map_err(at(out))?;
    if out.exists() && !out.join(archive::CHECKSUMS).is_file() && !files::list(&out)?.is_empty() {
        return Err(Trouble(format!(
            "{} is there already, and is no folder of packages: name another one",
            out.display()
        )));
    }
    let parent = out.parent().unwrap_or(&out);
    fs::create_dir_all(parent).map_err(at(parent))?;
    // Beside its place, so that it can be moved there in one step.
    let work = tempfile::Builder::new()
        .prefix(".dist-")
        .tempdir_in(parent)
        .map_err(at(parent))?;
    let packages = work.path().join("packages");
    fs::create_dir(&packages).map_err(at(&packages))?;

    let spec = root().join("spec");
    let catalog =
        mediaspec_spec::load_dir(&spec).map_err(|problems| Trouble(problems.render(false, 100)))?;
    let schemas = work.path().join(NAME);
    collect(&catalog, &schemas)?;
    let documents = work.path().join("documents");
    for (file, text) in documents_in_full(&catalog) {
        files::write(&documents.join(file), text.as_bytes())?;
    }
    let python = work.path().join("python");
    models(toolbox, &schemas, &documents, &python)?;
    let types = work.path().join("types");
    declarations(toolbox, &schemas, &documents, &types)?;
    if only != Some(Only::Engine) {
        npm(
            toolbox,
            &schemas,
            &types,
            &work.path().join("npm"),
            &packages,
        )?;
        wheel(toolbox, &python, &packages)?;
        let checksums = archive::checksums(&schemas)?;
        files::write(&schemas.join(archive::CHECKSUMS), checksums.as_bytes())?;
        let name = format!("{NAME}-{VERSION}");
        files::write(
            &packages.join(format!("{name}.tar.gz")),
            &archive::tarball(&schemas, &name)?,
        )?;
    }
    if only != Some(Only::Schemas) {
        let models = python.join("mediaspec_schemas/models");
        engine::python(toolbox, quick, &models, &packages)?;
        let work = work.path().join("node");
        engine::node(toolbox, quick, &types, &work, &packages)?;
    }
    let checksums = archive::checksums(&packages)?;
    files::write(&packages.join(archive::CHECKSUMS), checksums.as_bytes())?;

    let old = work.path().join("old");
    if out.exists() {
        fs::rename(&out, &old).map_err(at(&out))?;
    }
    if let Err(error) = fs::rename(&packages, &out) {
        if old.exists() {
            fs::rename(&old, &out).map_err(at(&out))?;
        }
        return Err(at(&out)(error));
    }
    Ok(checksums)
}

/// What all packages hold: the schemas in both dialects, the contracts, the lists, the corpus, the licences.
fn collect(catalog: &Catalog, to: &Path) -> Result<(), Trouble> {
    let from = root().join("crates/schema");
    for name in SCHEMA {
        copy_all(&from.join(name), &to.join(name))?;
    }
    for name in LICENCES {
        files::copy(&root().join(name), &to.join(name))?;
    }
    let constraints = constraints_csv(catalog);
    files::write(&to.join("constraints.csv"), constraints.as_bytes())?;
    for (file, text) in corpus(catalog) {
        files::write(&to.join("corpus").join(file), text.as_bytes())?;
    }
    let documents = to.join("json-schema");
    for file in files::list(&documents)? {
        let text = files::read(&documents.join(&file))?;
        let mirror = draft07(&text)
            .map_err(|error| Trouble(format!("{} in draft-07: {error}", file.display())))?;
        files::write(&to.join("draft-07").join(&file), mirror.as_bytes())?;
    }
    Ok(())
}

fn npm(
    toolbox: &Toolbox,
    schemas: &Path,
    types: &Path,
    work: &Path,
    packages: &Path,
) -> Result<(), Trouble> {
    copy_all(schemas, work)?;
    copy_all(types, &work.join("types"))?;
    by_hand("packages/npm", work)?;
    let mut build = toolbox.node("packages/npm/build.mjs")?;
    toolbox::run(build.arg(work))?;
    pack(work, packages)
}

/// Packs what npm installs.
fn pack(work: &Path, packages: &Path) -> Result<(), Trouble> {
    let mut pack = std::process::Command::new("npm");
    pack.args(["pack", "--ignore-scripts", "--silent", "--pack-destination"])
        .arg(packages)
        .current_dir(work);
    toolbox::run(&mut pack)
}

/// Makes the TypeScript types of all messages.
fn declarations(
    toolbox: &Toolbox,
    schemas: &Path,
    documents: &Path,
    types: &Path,
) -> Result<(), Trouble> {
    let mut build = toolbox.node("packages/npm/build-types.mjs")?;
    let index = schemas.join("index.json");
    toolbox::run(build.arg(index).arg(documents).arg(types))
}

/// Collects what the wheel of the schemas holds, and makes the types of it.
fn models(toolbox: &Toolbox, schemas: &Path, documents: &Path, work: &Path) -> Result<(), Trouble> {
    copy_all(schemas, &work.join("mediaspec_schemas/data"))?;
    for name in LICENCES {
        let inside = work.join("mediaspec_schemas/data").join(name);
        fs::rename(&inside, work.join(name)).map_err(at(&inside))?;
    }
    by_hand("packages/python", work)?;
    let mut build = toolbox.python();
    let script = root().join("packages/python/build.py");
    toolbox::run(build.arg(script).arg(work).arg(documents))
}

fn wheel(toolbox: &Toolbox, work: &Path, packages: &Path) -> Result<(), Trouble> {
    let mut flit = toolbox.python();
    flit.args(["-m", "flit_core.wheel"])
        .arg(work)
        .arg("--outdir")
        .arg(packages)
        .env("SOURCE_DATE_EPOCH", archive::EPOCH.to_string());
    toolbox::run(&mut flit)
}

/// Copies what of a package is written by hand. Scripts that make the rest (`build*`) are no part of it.
fn by_hand(folder: &str, to: &Path) -> Result<(), Trouble> {
    let folder = root().join(folder);
    for file in files::list(&folder)? {
        let name = file.file_name().unwrap_or_default().to_string_lossy();
        if name.starts_with("build") {
            continue;
        }
        let text = files::read(&folder.join(&file))?
            .replace("@VERSION@", VERSION)
            .replace("@REPOSITORY@", env!("CARGO_PKG_REPOSITORY"));
        files::write(&to.join(&file), text.as_bytes())?;
    }
    Ok(())
}

/// Copies a file, or a folder with all that is in it.
fn copy_all(from: &Path, to: &Path) -> Result<(), Trouble> {
    if from.is_file() {
        return files::copy(from, to);
    }
    for file in files::list(from)? {
        files::copy(&from.join(&file), &to.join(&file))?;
    }
    Ok(())
}
