//! The packages, installed into clean environments and used from there.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use mediaspec_tests::consumers::Versions;
use mediaspec_tests::root;

use crate::Trouble;
use crate::runner::{Toolbox, output, python};

/// The package of npm in a folder of its own. It has no dependencies, so no registry is asked.
pub(crate) fn install_npm(packages: &Path, work: &Path) -> Result<PathBuf, Trouble> {
    let place = clean(&work.join("clean-npm"))?;
    crate::write(&place.join("package.json"), "{\"private\": true}\n")?;
    let mut npm = Command::new("npm");
    npm.args(["install", "--offline", "--ignore-scripts", "--no-audit"])
        .args(["--no-fund", "--loglevel", "error"])
        .arg(find(packages, ".tgz")?)
        .current_dir(&place);
    output(&mut npm).map_err(Trouble)?;
    Ok(place)
}

/// Node on a script that sees that folder alone.
pub(crate) fn node(place: &Path, script: &str) -> Result<Command, Trouble> {
    copy_script(script, place)?;
    let mut command = Command::new("node");
    command.arg(script).current_dir(place);
    Ok(command)
}

/// The compiler of TypeScript on a file that sees that folder alone.
pub(crate) fn tsc(toolbox: &Toolbox, place: &Path, script: &str) -> Result<Command, Trouble> {
    copy_script(script, place)?;
    let mut command = toolbox.tsc();
    command
        .args(["--strict", "--noEmit", "--target", "es2022"])
        .args(["--module", "nodenext", script])
        .current_dir(place);
    Ok(command)
}

/// The wheel in an environment of its own, with the validator that it asks for, in the locked version.
pub(crate) fn install_wheel(
    packages: &Path,
    versions: &Versions,
    work: &Path,
) -> Result<PathBuf, Trouble> {
    let place = clean(&work.join("clean-python"))?;
    let mut venv = Command::new("python3");
    output(venv.args(["-m", "venv"]).arg(&place)).map_err(Trouble)?;
    let constraints = place.join("constraints.txt");
    crate::write(&constraints, &versions.constraints())?;
    let mut wheel = find(packages, ".whl")?.into_os_string();
    wheel.push("[validate]");
    let mut pip = Command::new(python(&place));
    pip.args([
        "-m",
        "pip",
        "install",
        "--quiet",
        "--disable-pip-version-check",
    ])
    .arg("--constraint")
    .arg(constraints)
    .arg(wheel);
    output(&mut pip).map_err(Trouble)?;
    Ok(place)
}

/// The interpreter of that environment on a script.
pub(crate) fn python_on(place: &Path, script: &str) -> Result<Command, Trouble> {
    copy_script(script, place)?;
    let mut command = Command::new(python(place));
    // Isolated: neither the folder nor the user's packages are on the path.
    command.arg("-I").arg(place.join(script));
    Ok(command)
}

fn clean(place: &Path) -> Result<PathBuf, Trouble> {
    let trouble = |error| Trouble(format!("{}: {error}", place.display()));
    if place.exists() {
        fs::remove_dir_all(place).map_err(trouble)?;
    }
    fs::create_dir_all(place).map_err(trouble)?;
    Ok(place.to_owned())
}

fn copy_script(script: &str, place: &Path) -> Result<(), Trouble> {
    let from = root().join("tests/consumers").join(script);
    fs::copy(&from, place.join(script))
        .map(|_| ())
        .map_err(|error| Trouble(format!("{}: {error}", from.display())))
}

/// The one package with that ending.
fn find(packages: &Path, ending: &str) -> Result<PathBuf, Trouble> {
    let trouble = |error| Trouble(format!("{}: {error}", packages.display()));
    for entry in fs::read_dir(packages).map_err(trouble)? {
        let path = entry.map_err(trouble)?.path();
        if path.to_string_lossy().ends_with(ending) {
            return Ok(path);
        }
    }
    Err(Trouble(format!("{} holds no {ending}", packages.display())))
}
