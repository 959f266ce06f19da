//! `cargo xtask consumers`: everything that is generated, read by the tools that people have.
//!
//! Each tool is started once for all that it reads, by a script in `tests/consumers`. Its verdicts on the boundary corpus
//! must be the engine's, but for what the lossy list says of every schema and what the list of known differences says of
//! the tool; an entry of that list which no longer differs is a failure too.

mod batch;
mod matrix;
mod mock;
mod packages;
mod runner;

use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Instant;

use clap::Parser;
use mediaspec_tests::consumers::{DIFFERENCES, Job, TOOLS, Tool, UNSEEN, Versions};
use mediaspec_tests::consumers::{readme_table, with_table};
use mediaspec_tests::root;

use batch::Document;
use matrix::{Met, Row};
use runner::Toolbox;

/// Reads everything that is generated with the tools that people have, and compares their verdicts with ours.
///
/// Validators get the payloads of the boundary corpus, of a part of the operations that stays the same unless `--all` is given, and of a corpus with every kind of constraint; generators of types
/// get the schemas of as many, and a compiler what they make of it; linters and a mock server get the OpenAPI documents; the
/// packages are installed into clean environments and used there. Validators that list all they find must have one finding for
/// each mistake of a payload. `listed` counts verdicts that differ as a list says:
/// that of what no schema can say, or that of what is known of a tool.
///
/// Exit status: 0 every tool reads everything and agrees; 1 one does not; 2 trouble.
#[derive(Debug, Parser)]
#[command(
    name = "cargo xtask consumers",
    bin_name = "cargo xtask consumers",
    max_term_width = 100
)]
#[command(after_help = "Examples:
  cargo xtask consumers                     a part of the operations, some minutes
  cargo xtask consumers --all               all of them
  cargo xtask consumers --tool ajv,prism    two tools
  cargo xtask consumers --readme            writes the table of README.md, and runs nothing")]
struct Arguments {
    /// Tools, by a part of their names in any case, with commas between; `package` for the packages. [default: all]
    #[arg(long, value_name = "NAMES", value_delimiter = ',')]
    tool: Vec<String>,
    /// Every operation, and not a part of them that stays the same; takes an hour or more.
    #[arg(long)]
    all: bool,
    /// Instead: writes the table of tools and versions in README.md.
    #[arg(long)]
    readme: bool,
    /// Where the tools of npm are installed.
    #[arg(long, hide = true, required_unless_present = "readme")]
    node: Option<PathBuf>,
    /// Where the tools of PyPI are installed.
    #[arg(long, hide = true, required_unless_present = "readme")]
    python: Option<PathBuf>,
    /// Where the packages lie.
    #[arg(long, hide = true, required_unless_present = "readme")]
    packages: Option<PathBuf>,
}

/// Why nothing could be compared.
#[derive(Debug)]
struct Trouble(String);

fn main() -> ExitCode {
    match run(&Arguments::parse()) {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::from(1),
        Err(Trouble(message)) => {
            let lines: Vec<String> = message
                .lines()
                .map(mediaspec_core::escape::visible)
                .collect();
            eprintln!("error: {}", lines.join("\n"));
            ExitCode::from(2)
        }
    }
}

/// Whether everything is as it should be.
fn run(arguments: &Arguments) -> Result<bool, Trouble> {
    let versions = Versions::locked();
    if arguments.readme {
        return write_readme(&versions).map(|()| true);
    }
    let (Some(node), Some(python), Some(packages)) =
        (&arguments.node, &arguments.python, &arguments.packages)
    else {
        return Err(Trouble("start it as `cargo xtask consumers`".to_owned()));
    };
    let run = Run {
        toolbox: Toolbox::new(node.clone(), python.clone()),
        packages: packages.clone(),
        versions,
        work: root().join("target/consumers/work"),
        all: arguments.all,
        shipped: batch::shipped(arguments.all),
        kinds: batch::every_kind(),
        editions: batch::editions(),
    };
    run.prepare()?;

    let wanted = |name: &str| {
        let name = name.to_lowercase();
        let wanted = arguments.tool.iter().map(|part| part.to_lowercase());
        arguments.tool.is_empty() || wanted.into_iter().any(|part| name.contains(&part))
    };
    let mut rows = Vec::new();
    let mut met = Met::new();
    for tool in TOOLS.iter().filter(|tool| wanted(tool.name)) {
        run.tool(tool, &mut rows, &mut met)?;
    }
    if wanted(NPM) {
        run.npm(&mut rows, &mut met)?;
    }
    if wanted(PYPI) {
        run.pypi(&mut rows, &mut met)?;
    }
    if rows.is_empty() {
        let names: Vec<&str> = TOOLS.iter().map(|tool| tool.name).collect();
        return Err(Trouble(format!(
            "no tool is called so; there are: {}; {NPM}; {PYPI}",
            names.join("; ")
        )));
    }
    print!("{}", matrix::render(&rows));
    let stale = stale(&rows, &met);
    for entry in &stale {
        println!("\nno longer differs, take it off the list of differences: {entry}");
    }
    Ok(stale.is_empty() && rows.iter().all(|row| row.problems.is_empty()))
}

/// What the packages are called in the table.
const NPM: &str = "npm package";
const PYPI: &str = "PyPI package";

/// Known differences of tools that ran, and what they do not see, which were not met.
fn stale(rows: &[Row], met: &Met) -> Vec<String> {
    let ran = |tool: &str| rows.iter().any(|row| row.tool == tool);
    let differences = DIFFERENCES
        .iter()
        .flat_map(|d| d.cases.iter().map(move |&case| (d.tool, case)));
    let unseen = UNSEEN.iter().map(|unseen| (unseen.tool, unseen.because));
    differences
        .chain(unseen)
        .filter(|(tool, _)| ran(tool))
        .map(|(tool, what)| (tool.to_owned(), what.to_owned()))
        .filter(|case| !met.contains(case))
        .map(|(tool, case)| format!("{tool}, {case}"))
        .collect()
}

fn write_readme(versions: &Versions) -> Result<(), Trouble> {
    let path = root().join("README.md");
    let readme = std::fs::read_to_string(&path).map_err(|e| Trouble(format!("README.md: {e}")))?;
    let new = with_table(&readme, &readme_table(versions))
        .ok_or_else(|| Trouble("README.md has no place for the table of tools".to_owned()))?;
    write(&path, &new)
}

/// Writes a file, and the folders that lead to it.
fn write(path: &Path, text: &str) -> Result<(), Trouble> {
    let trouble = |error: std::io::Error| Trouble(format!("{}: {error}", path.display()));
    let parent = path.parent().unwrap_or(path);
    std::fs::create_dir_all(parent).map_err(trouble)?;
    std::fs::write(path, text).map_err(trouble)
}

/// Everything that tools need.
struct Run {
    toolbox: Toolbox,
    packages: PathBuf,
    versions: Versions,
    work: PathBuf,
    /// Whether all operations take part.
    all: bool,
    shipped: Vec<Document>,
    kinds: Vec<Document>,
    /// The schemas of editions between which something breaks.
    editions: Vec<Document>,
}

impl Run {
    fn prepare(&self) -> Result<(), Trouble> {
        if self.work.exists() {
            std::fs::remove_dir_all(&self.work)
                .map_err(|error| Trouble(format!("{}: {error}", self.work.display())))?;
        }
        batch::write(self.documents(), &self.work)
    }

    fn documents(&self) -> impl Iterator<Item = &Document> {
        let own = self.kinds.iter().chain(&self.editions);
        self.shipped.iter().chain(own)
    }

    fn tool(&self, tool: &Tool, rows: &mut Vec<Row>, met: &mut Met) -> Result<(), Trouble> {
        let (script, first) = tool.script.split_first().expect("a script");
        let row = |subject| Row {
            tool: tool.name.to_owned(),
            version: tool
                .packages
                .iter()
                .map(|&package| self.versions.of(package))
                .collect::<Vec<_>>()
                .join(", "),
            subject,
            ..Row::default()
        };
        eprintln!("{}", tool.name);
        match tool.job {
            Job::Validate(dialects) | Job::Types(dialects) => {
                for &dialect in dialects {
                    let mut row = row(dialect.as_str());
                    let mut command = self.toolbox.command(script)?;
                    command.args(first).arg(&self.work).arg(dialect.as_str());
                    timed(&mut row, |row| {
                        let told = runner::told(&mut command)?;
                        for document in self.documents() {
                            let told = told.get(&document.file);
                            if tool.job.has_verdicts() {
                                row.document(document, told, met);
                            } else {
                                row.artefact(&document.file, told);
                            }
                        }
                        row.mistakes(told.get("mistakes"));
                        Ok(())
                    });
                    rows.push(row);
                }
            }
            Job::OpenApi => {
                let mut row = row("OpenAPI 3.1");
                let mut command = self.toolbox.command(script)?;
                command.args(first).arg(root().join(mock::FOLDER));
                timed(&mut row, |row| {
                    let told = runner::told(&mut command)?;
                    for artefact in mock::documents() {
                        row.artefact(&artefact, told.get(&artefact));
                    }
                    Ok(())
                });
                rows.push(row);
            }
            Job::Mock => {
                let mut row = row("OpenAPI 3.1");
                let exchanges = mock::exchanges(self.all)?;
                let requests = self.work.join("requests.ndjson");
                mock::write(&exchanges, &requests)?;
                let mut command = self.toolbox.command(script)?;
                command
                    .args(first)
                    .arg(root().join(mock::FOLDER))
                    .arg(requests);
                timed(&mut row, |row| {
                    let told = runner::told(&mut command)?;
                    mock::compare(row, &exchanges, &told, met);
                    Ok(())
                });
                rows.push(row);
            }
        }
        Ok(())
    }

    fn npm(&self, rows: &mut Vec<Row>, met: &mut Met) -> Result<(), Trouble> {
        eprintln!("{NPM}");
        let place = packages::install_npm(&self.packages, &self.work)?;
        for (subject, script) in [("as ESM", "package.mjs"), ("as CommonJS", "package.cjs")] {
            let mut command = packages::node(&place, script)?;
            command.arg(&self.work);
            rows.push(self.package(NPM, subject, &mut command, met));
        }
        let mut row = package_row(NPM, "its types, by tsc");
        row.artefacts = 1;
        let mut tsc = packages::tsc(&self.toolbox, &place, "package.mts")?;
        timed(&mut row, |row| {
            runner::output(&mut tsc)?;
            row.read = 1;
            Ok(())
        });
        rows.push(row);
        Ok(())
    }

    fn pypi(&self, rows: &mut Vec<Row>, met: &mut Met) -> Result<(), Trouble> {
        eprintln!("{PYPI}");
        let place = packages::install_wheel(&self.packages, &self.versions, &self.work)?;
        let mut command = packages::python_on(&place, "package.py")?;
        command.arg(&self.work);
        rows.push(self.package(PYPI, "in Python", &mut command, met));
        Ok(())
    }

    /// What a script tells that uses a package; packages hold what ships.
    fn package(
        &self,
        name: &str,
        subject: &'static str,
        command: &mut std::process::Command,
        met: &mut Met,
    ) -> Row {
        let mut row = package_row(name, subject);
        timed(&mut row, |row| {
            let told = runner::told(command)?;
            for document in &self.shipped {
                row.document(document, told.get(&document.file), met);
            }
            Ok(())
        });
        row
    }
}

fn package_row(name: &str, subject: &'static str) -> Row {
    Row {
        tool: name.to_owned(),
        version: env!("CARGO_PKG_VERSION").to_owned(),
        subject,
        ..Row::default()
    }
}

/// Does a row's work, and notes how long it took and why it failed.
fn timed(row: &mut Row, work: impl FnOnce(&mut Row) -> Result<(), String>) {
    let start = Instant::now();
    if let Err(problem) = work(row) {
        row.problem(problem);
    }
    row.seconds = start.elapsed().as_secs_f64();
}
