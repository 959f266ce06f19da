//! The tools of npm and PyPI that `dist` and `consumers` use, installed as the lock files of `tests/consumers` say.

use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use mediaspec_core::escape::visible;

use crate::files::{self, Trouble};
use crate::root;

/// Where the lock files lie.
const LOCKED: &str = "tests/consumers";

/// What the packages that hold the engine are built and tested with.
const OF_ENGINE: &str = "bindings/requirements.txt";

/// What a folder was installed from, so that it is not done again.
const STAMP: &str = "installed-from";

/// What runs the tools: a program, how it tells whether it is new enough, and what is needed.
const NEEDED: [(&str, &str, &str, &str); 2] = [
    (
        "node",
        "-e",
        "const [major, minor] = process.versions.node.split('.').map(Number); process.exit(major * 100 + minor < 2019 ? 1 : 0)",
        "Node 20.19 or newer",
    ),
    (
        "python3",
        "-c",
        "import sys; sys.exit(int(sys.version_info < (3, 11)))",
        "Python 3.11 or newer",
    ),
];

/// Folders with what is installed.
#[derive(Debug)]
pub(crate) struct Toolbox {
    /// With `node_modules`.
    pub(crate) node: PathBuf,
    /// A virtual environment.
    pub(crate) python: PathBuf,
}

impl Toolbox {
    /// Installs what is not there yet, or not as the lock files say. No package may run a script while it is installed.
    pub(crate) fn install() -> Result<Self, Trouble> {
        for (program, flag, test, needed) in NEEDED {
            let status = Command::new(program).args([flag, test]).status();
            if !status.is_ok_and(|status| status.success()) {
                return Err(Trouble(format!(
                    "{program} is not there, or too old: {needed} is needed"
                )));
            }
        }
        let place = root().join("target/consumers");
        let toolbox = Self {
            node: place.join("node"),
            python: place.join("python"),
        };
        toolbox.install_node()?;
        toolbox.install_python()?;
        Ok(toolbox)
    }

    fn install_node(&self) -> Result<(), Trouble> {
        let locked = files::read(&root().join(LOCKED).join("package-lock.json"))?;
        installed(&self.node, &locked, || {
            for name in ["package.json", "package-lock.json"] {
                files::copy(&root().join(LOCKED).join(name), &self.node.join(name))?;
            }
            let mut npm = Command::new("npm");
            npm.args(["ci", "--ignore-scripts", "--no-audit", "--no-fund"])
                .args(["--loglevel", "error"])
                .current_dir(&self.node);
            run(&mut npm)
        })
    }

    fn install_python(&self) -> Result<(), Trouble> {
        install_python(&self.python, &root().join(LOCKED).join("requirements.txt"))
    }

    /// Python with what builds the packages that hold the engine.
    pub(crate) fn of_engine(&self) -> Result<Command, Trouble> {
        let folder = self.python.with_file_name("python-engine");
        install_python(&folder, &root().join(OF_ENGINE))?;
        Ok(python(&folder))
    }

    /// Node on a script of the repository. It runs from a copy beside `node_modules`, where its imports are found.
    pub(crate) fn node(&self, script: &str) -> Result<Command, Trouble> {
        let copy = self.node.join("scripts").join(script);
        files::copy(&root().join(script), &copy)?;
        let mut command = Command::new("node");
        command.arg(copy);
        Ok(command)
    }

    /// Python with the packages. It writes no compiled modules into the repository.
    pub(crate) fn python(&self) -> Command {
        python(&self.python)
    }
}

/// Makes a virtual environment with what a lock file lists.
fn install_python(folder: &Path, requirements: &Path) -> Result<(), Trouble> {
    let locked = files::read(requirements)?;
    installed(folder, &locked, || {
        let mut venv = Command::new("python3");
        run(venv.args(["-m", "venv", "--clear"]).arg(folder))?;
        let mut pip = python(folder);
        pip.args(["-m", "pip", "install", "--quiet", "--no-deps"])
            .args(["--disable-pip-version-check", "--require-hashes", "-r"])
            .arg(requirements);
        run(&mut pip)
    })
}

/// The Python of a virtual environment.
fn python(folder: &Path) -> Command {
    let programs = if cfg!(windows) { "Scripts" } else { "bin" };
    let mut command = Command::new(folder.join(programs).join("python"));
    command.env("PYTHONDONTWRITEBYTECODE", "1");
    command
}

/// Empties a folder and installs into it, unless it was installed from the same text.
fn installed(
    folder: &Path,
    locked: &str,
    install: impl FnOnce() -> Result<(), Trouble>,
) -> Result<(), Trouble> {
    let stamp = folder.join(STAMP);
    if fs::read_to_string(&stamp).is_ok_and(|from| from == locked) {
        return Ok(());
    }
    eprintln!("installing the tools into {}", folder.display());
    files::remove(folder)?;
    install()?;
    files::write(&stamp, locked.as_bytes())
}

/// Runs a command to its end. What it prints is seen only where it fails.
pub(crate) fn run(command: &mut Command) -> Result<(), Trouble> {
    let name = command.get_program().to_owned();
    let named = |message: String| {
        let name = Path::new(&name).file_name().unwrap_or(OsStr::new("?"));
        Trouble(format!("{}: {message}", name.display()))
    };
    let output = command
        .output()
        .map_err(|error| named(format!("it does not start: {error}; is it installed?")))?;
    if output.status.success() {
        return Ok(());
    }
    let told = [output.stdout, output.stderr].concat();
    let told = String::from_utf8_lossy(&told);
    let told: Vec<String> = told.lines().map(visible).collect();
    let arguments: Vec<_> = command.get_args().map(OsStr::to_string_lossy).collect();
    Err(named(format!(
        "{} of `{}`:\n{}",
        output.status,
        arguments.join(" "),
        told.join("\n")
    )))
}
