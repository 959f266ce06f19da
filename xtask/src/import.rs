//! `cargo xtask import`: what vendors publish, made into sheets.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use clap::{Args, Subcommand};
use mediaspec_core::escape::visible;
use mediaspec_import::{Days, Origin, Sheet, Tally, read};

use crate::Status;
use crate::files::{self, Trouble};

/// Read what vendors publish about their APIs.
#[derive(Debug, Args)]
pub(crate) struct Import {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    Sheet(ToSheets),
}

/// Write what a source says as sheets: operations, tables, rows and constraints, each with its place.
///
/// Reads definitions in the shape of Swagger 2, facts of an SDK, and facts of MTS. Writes nothing where one document cannot be read.
/// How much was read, and what was not understood, is told on stderr.
///
/// Exit status: 0 written; 2 a document cannot be read, or a sheet cannot be written.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  cargo xtask import sheet CreateClip.json                    one document, to stdout
  cargo xtask import sheet definitions --out sheets           a folder; a file for each sheet
  cargo xtask import sheet definitions --out sheets --operations-as-of days.json --types-as-of types.json")]
struct ToSheets {
    /// Documents, and folders whose JSON files are read.
    #[arg(required = true, value_name = "FILE|DIR")]
    inputs: Vec<PathBuf>,
    /// The folder for sheets; one document goes to stdout without it.
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
    /// The name of the source; unless given, that of its kind.
    #[arg(long, value_name = "NAME")]
    source: Option<String>,
    /// The address of the source; `{operation}` in it stands for the name of an operation.
    #[arg(long)]
    url: Option<String>,
    /// The day on which the source was read, for what no other file has a day.
    #[arg(long, value_name = "YYYY-MM-DD")]
    read: Option<String>,
    /// A JSON file with the day on which each operation was last read.
    #[arg(long, value_name = "FILE")]
    operations_as_of: Option<PathBuf>,
    /// A JSON file with the day on which each type was last read.
    #[arg(long, value_name = "FILE")]
    types_as_of: Option<PathBuf>,
    /// A JSON file with the members and parameters that were dropped, and the day of each. Those of no operation are in a
    /// sheet `dropped`, with --out.
    #[arg(long, value_name = "FILE")]
    dropped: Option<PathBuf>,
}

pub(crate) fn run(command: &Import) -> Status {
    let Command::Sheet(command) = &command.command;
    match to_sheets(command) {
        Ok(tally) => {
            eprintln!("{}", told(&tally));
            Status::Fine
        }
        Err(trouble) => {
            eprintln!("error: {trouble}");
            Status::Trouble
        }
    }
}

fn to_sheets(command: &ToSheets) -> Result<Tally, Trouble> {
    let days = days(command)?;
    let origin = Origin {
        name: command.source.clone(),
        url: command.url.clone(),
        read: command.read.clone(),
    };
    let inputs = inputs(&command.inputs)?;
    if command.out.is_none() && inputs.len() != 1 {
        return Err(Trouble(format!(
            "{} documents are too many for stdout; name a folder for their sheets with --out",
            inputs.len()
        )));
    }
    let mut tally = Tally::default();
    let mut written: BTreeMap<String, String> = BTreeMap::new();
    if let Some(sheet) = days.sheet(&origin)
        && command.out.is_some()
    {
        tally.add(&sheet);
        written.insert(file_name(Path::new("dropped"), &sheet), sheet.to_json());
    }
    for path in &inputs {
        let text = files::read(path)?;
        let sheets = read(&text, &origin, &days)
            .map_err(|error| Trouble(format!("{}: {error}", visible(&path.to_string_lossy()))))?;
        for sheet in sheets {
            tally.add(&sheet);
            let name = file_name(path, &sheet);
            if written.insert(name.clone(), sheet.to_json()).is_some() {
                return Err(Trouble(format!(
                    "two documents give a sheet {}; write them to folders of their own",
                    visible(&name)
                )));
            }
        }
    }
    for (name, json) in &written {
        match &command.out {
            Some(folder) => files::write(&folder.join(name), json.as_bytes())?,
            None => print!("{json}"),
        }
    }
    Ok(tally)
}

/// Returns the name of a sheet's file: that of its operation, or of the document where it has none, and that of its source.
fn file_name(path: &Path, sheet: &Sheet) -> String {
    let stem = path.file_stem().unwrap_or_default().to_string_lossy();
    let operation = sheet
        .operation
        .as_ref()
        .map(|operation| operation.name.as_str());
    let name = operation.unwrap_or(&stem);
    let safe = |text: &str| -> String {
        let known = |c: char| {
            if c.is_ascii_alphanumeric() || "-_".contains(c) {
                c
            } else {
                '_'
            }
        };
        text.chars().map(known).collect()
    };
    format!("{}.{}.json", safe(name), safe(&sheet.source.name))
}

fn days(command: &ToSheets) -> Result<Days, Trouble> {
    let with = |path: &Option<PathBuf>, days: Days, add: fn(Days, &str) -> Result<Days, String>| {
        let Some(path) = path else { return Ok(days) };
        let shown = visible(&path.to_string_lossy());
        add(days, &files::read(path)?).map_err(|error| Trouble(format!("{shown}: {error}")))
    };
    let days = with(
        &command.operations_as_of,
        Days::default(),
        Days::with_operations,
    )?;
    let days = with(&command.types_as_of, days, Days::with_types)?;
    with(&command.dropped, days, Days::with_dropped)
}

/// Returns the documents: those that are named, and the JSON files of folders.
fn inputs(named: &[PathBuf]) -> Result<Vec<PathBuf>, Trouble> {
    let mut found = Vec::new();
    for path in named {
        if path.is_dir() {
            let inside = files::list(path)?.into_iter();
            let json = inside.filter(|file| file.extension().is_some_and(|is| is == "json"));
            found.extend(json.map(|file| path.join(file)));
        } else {
            found.push(path.clone());
        }
    }
    Ok(found)
}

fn told(tally: &Tally) -> String {
    let Tally {
        sheets,
        tables,
        rows,
        constraints,
        rules,
        slips,
        unread,
    } = tally;
    let causes: Vec<String> = unread
        .iter()
        .map(|(cause, count)| format!("{count} {cause}"))
        .collect();
    let causes = if causes.is_empty() {
        "nothing".to_owned()
    } else {
        causes.join(", ")
    };
    format!(
        "{sheets} sheets: {tables} tables, {rows} rows, {constraints} constraints, {rules} rules, {slips} slips; not understood: {causes}"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    const DEFINITION: &str = r#"{"operation":"ListClips","method":"GET","path":"/clips","definitions":{},
        "parameters":[{"in":"query","name":"limit","type":"integer","x-odd":1}],"responses":{"200":{}}}"#;

    fn command(folder: &Path, inputs: &[&str]) -> ToSheets {
        ToSheets {
            inputs: inputs.iter().map(|name| folder.join(name)).collect(),
            out: Some(folder.join("out")),
            source: None,
            url: None,
            read: None,
            operations_as_of: None,
            types_as_of: None,
            dropped: None,
        }
    }

    #[test]
    fn sheets_of_a_folder_are_written_and_counted() {
        let folder = tempfile::tempdir().expect("a folder");
        files::write(&folder.path().join("in/a.json"), DEFINITION.as_bytes()).expect("written");
        files::write(&folder.path().join("in/a.txt"), b"no document").expect("written");
        let tally = to_sheets(&command(folder.path(), &["in"])).expect("sheets");
        let text =
            files::read(&folder.path().join("out/ListClips.api-explorer.json")).expect("a sheet");
        let sheet: Sheet = serde_json::from_str(&text).expect("the form of sheets");
        assert_eq!(sheet.to_json(), text);
        assert_eq!(
            told(&tally),
            "1 sheets: 2 tables, 1 rows, 1 constraints, 0 rules, 0 slips; not understood: 1 key"
        );
    }

    #[test]
    fn nothing_is_written_where_one_document_cannot_be_read() {
        let folder = tempfile::tempdir().expect("a folder");
        files::write(&folder.path().join("a.json"), DEFINITION.as_bytes()).expect("written");
        files::write(&folder.path().join("b.json"), b"[1]").expect("written");
        let trouble =
            to_sheets(&command(folder.path(), &["a.json", "b.json"])).expect_err("no document");
        assert!(
            trouble.0.contains("b.json: its shape is not known"),
            "{trouble}"
        );
        assert!(!folder.path().join("out").exists());
    }

    #[test]
    fn two_sheets_of_one_name_are_refused() {
        let folder = tempfile::tempdir().expect("a folder");
        files::write(&folder.path().join("a.json"), DEFINITION.as_bytes()).expect("written");
        let trouble = to_sheets(&command(folder.path(), &["a.json", "a.json"])).expect_err("twice");
        assert!(
            trouble.0.contains("ListClips.api-explorer.json"),
            "{trouble}"
        );
        assert!(!folder.path().join("out").exists());
    }

    #[test]
    fn many_documents_need_a_folder() {
        let folder = tempfile::tempdir().expect("a folder");
        let mut command = command(folder.path(), &["a.json", "b.json"]);
        command.out = None;
        let trouble = to_sheets(&command).expect_err("too many");
        assert!(trouble.0.contains("--out"), "{trouble}");
    }
}
