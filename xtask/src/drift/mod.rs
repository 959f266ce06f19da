//! `cargo xtask drift`: what moved in what a vendor publishes, whom it hurts, and what to write.

mod output;

use std::io::IsTerminal as _;
use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};
use mediaspec_core::contract::Service;
use mediaspec_core::escape::visible;
use mediaspec_import::drift::{Edition, Options, Revision, compare, revise};
use mediaspec_import::{Days, Origin, Sheet};

use crate::files::{self, Trouble};
use crate::import::{self, Reading, inputs};
use crate::{Status, console, root};

/// Tell what moved in what a vendor publishes, whom it hurts, and what to write.
///
/// Compares documents, as `import` reads them, with the last sheets of the same source, and tells what that changes in the spec.
/// With --from it compares any two: documents, folders of documents, sheets, contract files.
///
/// A request breaks by less being accepted, an answer by more being sent. A break comes with a payload that shows it, where one can.
///
/// Exit status: 0 nothing moved; 1 something did; 2 a document cannot be read, or a file cannot be written.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  cargo xtask drift definitions                            what moved since these operations were last read
  cargo xtask drift definitions --whole                    the same, and operations that are gone
  cargo xtask drift definitions --apply                    writes what needs no decision, the sheets included
  cargo xtask drift --from old new                         two folders
  cargo xtask drift --from old.jsonl new.jsonl --positions two contract files, each place by itself
  cargo xtask drift definitions --format markdown          the text of a pull request")]
pub(crate) struct Drift {
    #[command(flatten)]
    reading: Reading,
    /// What to compare with: a document, a folder, sheets or a contract file.
    #[arg(long, value_name = "OLD")]
    from: Option<PathBuf>,
    /// Tell each place by itself. Otherwise what several places share, such as a type, is one finding.
    #[arg(long)]
    positions: bool,
    /// The documents are all that the source has: operations that they lack are gone.
    #[arg(long, conflicts_with = "from")]
    whole: bool,
    /// Write what needs no decision: what is new, what the source alone is followed in, conflicts, and the sheets.
    #[arg(long, conflicts_with = "from")]
    apply: bool,
    /// The service that the documents are about. Unless given, the one of which sheets are kept.
    #[arg(long, value_name = "NAME", conflicts_with = "from")]
    service: Option<String>,
    /// The spec folder; `spec` of the repository unless another is named.
    #[arg(long, value_name = "DIR", conflicts_with = "from")]
    spec: Option<PathBuf>,
    /// The folder with the kept sheets of each service in `SERVICE/sheets`; `tests/facts` of the repository unless another is named.
    #[arg(long, value_name = "DIR", conflicts_with = "from")]
    facts: Option<PathBuf>,
    /// How findings are listed.
    #[arg(long, value_enum, default_value_t = Format::Human)]
    format: Format,
}

/// How findings are listed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// A few lines for people.
    Human,
    /// A JSON object a line.
    Json,
    /// The text of a pull request.
    Markdown,
}

pub(crate) fn run(command: &Drift) -> Status {
    match drift(command) {
        Ok(told) => {
            let colour = std::io::stdout().is_terminal() && std::env::var_os("NO_COLOR").is_none();
            console::print(output::text(&told, command.format, colour));
            eprintln!("{}", output::summary(&told));
            if told.drift.findings.is_empty()
                && told.settled.is_empty()
                && told.undecided.is_empty()
            {
                Status::Fine
            } else {
                Status::Mend
            }
        }
        Err(trouble) => {
            eprintln!("error: {trouble}");
            Status::Trouble
        }
    }
}

fn drift(command: &Drift) -> Result<Revision, Trouble> {
    let Some(old) = &command.from else {
        return of_spec(command);
    };
    let options = Options {
        positions: command.positions,
        whole: true,
    };
    let before = edition(command, std::slice::from_ref(old))?;
    let after = edition(command, &command.reading.inputs)?;
    Ok(Revision {
        drift: compare(&before, &after, options),
        ..Revision::default()
    })
}

/// Compares with the kept sheets, and with the spec.
fn of_spec(command: &Drift) -> Result<Revision, Trouble> {
    let new = sheets(command, &command.reading.inputs)?;
    let facts = command
        .facts
        .clone()
        .unwrap_or_else(|| root().join("tests/facts"));
    let (service, folder, kept) = service_of(command.service.as_deref(), &facts, &new)?;
    let spec_folder = command.spec.clone().unwrap_or_else(|| root().join("spec"));
    let spec = files::spec(&spec_folder)?;
    let options = Options {
        positions: command.positions,
        whole: command.whole,
    };
    let told = revise(&spec, &service, &kept, new, options).map_err(Trouble)?;
    if command.apply {
        files::write_all(&spec_folder, &told.files)?;
        files::write_all(&folder, &import::kept(&folder, &told.sheets)?)?;
        eprintln!(
            "{} files of the spec and {} sheets written; now `cargo xtask codegen`, and a look at the difference",
            told.files.len(),
            told.sheets.len()
        );
    }
    Ok(told)
}

/// Returns the service that sheets are about, the folder of its kept sheets, and these.
fn service_of(
    named: Option<&str>,
    facts: &Path,
    new: &[Sheet],
) -> Result<(String, PathBuf, Vec<Sheet>), Trouble> {
    let mut services: Vec<String> = match named {
        Some(name) => vec![name.to_owned()],
        None => {
            let files = files::list(facts)?;
            let inside = files.iter().filter_map(|path| {
                let mut steps = path
                    .components()
                    .map(|step| step.as_os_str().to_string_lossy());
                let service = steps.next()?.into_owned();
                (steps.next()? == "sheets").then_some(service)
            });
            inside.collect()
        }
    };
    services.dedup();
    let mut found = Vec::new();
    for service in services {
        let folder = facts.join(&service).join("sheets");
        let mut kept = Vec::new();
        for path in inputs(std::slice::from_ref(&folder))? {
            kept.extend(import::sheets_of(
                &path,
                &Origin::default(),
                &Days::default(),
            )?);
        }
        let knows = |sheet: &Sheet| {
            let same = |other: &Sheet| {
                other.source.name == sheet.source.name && other.about() == sheet.about()
            };
            kept.iter().any(same)
        };
        if named.is_some() || new.iter().any(knows) {
            found.push((service, folder, kept));
        }
    }
    let mut found = found.into_iter();
    match (found.next(), found.next()) {
        (Some(only), None) => Ok(only),
        (None, _) => {
            let names: Vec<String> = new
                .iter()
                .map(|sheet| visible(&sheet.source.name))
                .take(1)
                .collect();
            Err(Trouble(format!(
                "no sheet of the source {} is kept below {}; name the service with --service, or the source with --source",
                names.join(""),
                visible(&facts.to_string_lossy())
            )))
        }
        (Some((one, ..)), Some((other, ..))) => Err(Trouble(format!(
            "the documents are about {one} and {other}; name one of them with --service"
        ))),
    }
}

fn sheets(command: &Drift, named: &[PathBuf]) -> Result<Vec<Sheet>, Trouble> {
    let sheets = command.reading.sheets(&inputs(named)?)?;
    Ok(sheets.into_iter().map(|(_, sheet)| sheet).collect())
}

/// Reads documents, sheets and contract files.
fn edition(command: &Drift, named: &[PathBuf]) -> Result<Edition, Trouble> {
    let mut edition = Edition::default();
    let mut documents = Vec::new();
    for path in inputs(named)? {
        match contract(&path)? {
            Some(service) => edition.append(service.into()),
            None => documents.push(path),
        }
    }
    let sheets = command.reading.sheets(&documents)?;
    let sheets: Vec<Sheet> = sheets.into_iter().map(|(_, sheet)| sheet).collect();
    edition.append(sheets.into());
    Ok(edition)
}

/// Reads a contract file; `None` where it is something else.
fn contract(path: &Path) -> Result<Option<Service>, Trouble> {
    if path.extension().is_none_or(|is| is != "jsonl") {
        return Ok(None);
    }
    let text = files::read(path)?;
    if !text.trim_start().starts_with("{\"mediaspec\"") {
        return Ok(None);
    }
    let shown = visible(&path.to_string_lossy());
    let service = Service::read(&text);
    service
        .map(Some)
        .map_err(|error| Trouble(format!("{shown}: {error}")))
}
