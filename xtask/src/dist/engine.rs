//! The packages that hold the engine, compiled for this platform.

use std::env::consts::{DLL_PREFIX, DLL_SUFFIX};
use std::fs;
use std::path::Path;
use std::process::Command;

use super::{LICENCES, archive, by_hand, copy_all, pack};
use crate::files::{self, Trouble, at};
use crate::root;
use crate::toolbox::{self, Toolbox};

/// Where they are kept.
const BINDINGS: &str = "bindings";

/// Where the compiler works. The other workspace builds beside it.
const TARGET: &str = "target/bindings";

/// Makes the wheel and the source distribution. What is made for them (types, texts of licences) goes beside the sources, where
/// git does not look.
pub(super) fn python(
    toolbox: &Toolbox,
    quick: bool,
    types: &Path,
    packages: &Path,
) -> Result<(), Trouble> {
    let package = root().join(BINDINGS).join("python");
    let own_types = package.join("python/mediaspec/types");
    files::remove(&own_types)?;
    copy_all(types, &own_types)?;
    let marker = own_types.join("__init__.py");
    let text = files::read(&marker)?;
    let docs = "\"\"\"A TypedDict of every message, in a module of its own under the service's name.\"\"\"\n";
    fs::write(&marker, format!("{text}{docs}")).map_err(at(&marker))?;
    for name in LICENCES {
        files::copy(&root().join(name), &package.join(name))?;
    }
    // Each by itself: a wheel that is made of the source distribution compiles all of ours once more, in another folder.
    let commands: [&[&str]; 2] = [
        &["sdist"],
        &[
            "build",
            "--locked",
            "--profile",
            if quick { "dev" } else { "release" },
        ],
    ];
    for command in commands {
        let mut maturin = toolbox.of_engine()?;
        maturin
            .args(["-m", "maturin"])
            .args(command)
            .arg("--out")
            .arg(packages)
            .current_dir(&package)
            .env("CARGO_TARGET_DIR", root().join(TARGET))
            .env("SOURCE_DATE_EPOCH", archive::EPOCH.to_string());
        toolbox::run(&mut maturin)?;
    }
    Ok(())
}

/// Makes the package of npm for this platform.
pub(super) fn node(
    toolbox: &Toolbox,
    quick: bool,
    types: &Path,
    work: &Path,
    packages: &Path,
) -> Result<(), Trouble> {
    by_hand("bindings/node/package", work)?;
    copy_all(types, &work.join("types"))?;
    for name in LICENCES {
        files::copy(&root().join(name), &work.join(name))?;
    }
    let target = root().join(TARGET);
    let mut cargo = Command::new(env!("CARGO"));
    cargo
        .args(["build", "--locked", "--quiet", "-p", "mediaspec-node"])
        .args(["--profile", if quick { "dev" } else { "release" }])
        .arg("--target-dir")
        .arg(&target)
        .current_dir(root().join(BINDINGS));
    toolbox::run(&mut cargo)?;
    let built = target.join(if quick { "debug" } else { "release" });
    let library = format!("{DLL_PREFIX}mediaspec_node{DLL_SUFFIX}");
    files::copy(&built.join(library), &work.join("mediaspec.node"))?;
    let mut build = toolbox.node("bindings/node/package/build.mjs")?;
    toolbox::run(build.arg(work))?;
    pack(work, packages)
}
