//! `cargo xtask import`: what vendors publish, made into sheets and into drafts of the spec.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use clap::{Args, Subcommand, ValueEnum};
use mediaspec_core::escape::visible;
use mediaspec_import::draft::{Difference, Draft, Scope, WhyNot, draft, name_sources};
use mediaspec_import::{Days, Origin, Sheet, Tally, read};

use crate::files::{self, Trouble};
use crate::{Status, console, root};

/// Draft or complete the spec from what vendors publish about their APIs.
///
/// Reads sheets, and the documents that `import sheet` reads. Writes the types and operations that the spec folder lacks, and adds
/// members, parameters and responses that those of the folder lack; what stands in the folder stays as it is. What sources say
/// otherwise, and what the spec language cannot say, is listed on stdout. How much there was is told on stderr.
///
/// Exit status: 0 written, or nothing to write; 2 a document or the folder cannot be read, or a file cannot be written.
#[derive(Debug, Args)]
#[command(args_conflicts_with_subcommands = true, subcommand_negates_reqs = true)]
#[command(after_help = "Examples:
  cargo xtask import --service metastudio sheets                            everything that the sheets of a folder say
  cargo xtask import --service metastudio sheets --operation ListStyles     one operation, with its types
  cargo xtask import --service metastudio sheets --dry-run                  shows what would be written
  cargo xtask import --service metastudio sheets --format json > rest.json  a difference a line, for programs
  cargo xtask import --service metastudio sheets --spec ../draft            into another spec folder
  cargo xtask import sheet definitions --out sheets                         sheets alone")]
pub(crate) struct Import {
    #[command(subcommand)]
    command: Option<Command>,
    #[command(flatten)]
    into: ToSpec,
}

#[derive(Debug, Subcommand)]
enum Command {
    Sheet(ToSheets),
}

#[derive(Debug, Args)]
struct ToSpec {
    #[command(flatten)]
    reading: Reading,
    /// The service that the documents are about: the name of its folder in the spec.
    #[arg(long, required = true, value_name = "NAME")]
    service: Option<String>,
    /// The operations to draft or complete, with their types; unless given, all that there are.
    #[arg(long, value_name = "NAME")]
    operation: Vec<String>,
    /// The vendor's group of operations to draft or complete.
    #[arg(long, value_name = "NAME")]
    family: Option<String>,
    /// A JSON file with the group of each operation, `{"SERVICE":{"OPERATION":"GROUP"}}`, for those that no source puts in one.
    #[arg(long, value_name = "FILE")]
    families: Option<PathBuf>,
    /// The vendor's names of types to draft though no message holds them; a rule that you write will.
    #[arg(long = "type", value_name = "NAME")]
    types: Vec<String>,
    /// The spec folder; `spec` of the repository unless another is named.
    #[arg(long, value_name = "DIR")]
    spec: Option<PathBuf>,
    /// The folder in which the sheets are kept, a file a source and a line a sheet: what was read of an operation before is
    /// replaced. Unless given, `tests/facts/NAME/sheets` where the spec folder is that of the repository.
    #[arg(long, value_name = "DIR")]
    keep: Option<PathBuf>,
    /// Write nothing; show what would be written.
    #[arg(long)]
    dry_run: bool,
    /// How differences are listed.
    #[arg(long, value_enum, default_value_t = Format::Human)]
    format: Format,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// A line for people.
    Human,
    /// A JSON object a line.
    Json,
}

/// Write what a source says as sheets: operations, tables, rows and constraints, each with its place.
///
/// Reads definitions in the shape of Swagger 2, facts of an SDK, facts of MTS, and pages of documentation in English or Chinese: as
/// HTML, Markdown, reStructuredText, or text that is left of a page whose markup is gone. What the form is follows from what the page
/// holds, not from its name. What labels and lists of a cell state counts as its columns do; what is read out of other sentences is
/// marked as guesses. Writes nothing where one document cannot be read.
/// How much was read, and what was not understood, is told on stderr.
///
/// Exit status: 0 written; 2 a document cannot be read, or a sheet cannot be written.
#[derive(Debug, Args)]
#[command(visible_alias = "page")]
#[command(after_help = "Examples:
  cargo xtask import sheet CreateClip.json                    one document, to stdout
  cargo xtask import sheet definitions --out sheets           a folder; a file for each sheet
  cargo xtask import page CreateClip.md --url https://example.com/clips --read 2026-03-13
  cargo xtask import page CreateClip.html                     a page as it is served
  cargo xtask import page CreateClip.txt                      a page as text, with bars, a cell a line, or run together
  cargo xtask import page CrearClip.html --language any       names, types and marks of a page in another language
  cargo xtask import sheet definitions --out sheets --operations-as-of days.json --types-as-of types.json")]
struct ToSheets {
    #[command(flatten)]
    reading: Reading,
    /// The folder for sheets; one document goes to stdout without it.
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
}

/// The languages of pages.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Language {
    /// Any, without what is said in words.
    Any,
}

/// What is read, and what it does not say about itself.
#[derive(Debug, Default, Args)]
pub(crate) struct Reading {
    /// Documents, and folders whose JSON files are read; pages are named one by one.
    #[arg(required = true, value_name = "FILE|DIR")]
    pub(crate) inputs: Vec<PathBuf>,
    /// The name of the source; unless given, that of its kind, or what the spec calls its only source of that kind.
    #[arg(long, value_name = "NAME")]
    source: Option<String>,
    /// The address of the source; `{operation}` in it stands for the name of an operation.
    #[arg(long)]
    url: Option<String>,
    /// The day on which the source was read, for what no other file has a day.
    #[arg(long, value_name = "YYYY-MM-DD")]
    read: Option<String>,
    /// `any`: reads the tables of pages that are neither in English nor in Chinese. Names, types and marks are read, and nothing in
    /// words; the sheet says so.
    #[arg(long, value_enum, value_name = "any")]
    language: Option<Language>,
    /// A JSON file with the day on which each operation was last read.
    #[arg(long, value_name = "FILE")]
    operations_as_of: Option<PathBuf>,
    /// A JSON file with the day on which each type was last read.
    #[arg(long, value_name = "FILE")]
    types_as_of: Option<PathBuf>,
    /// A JSON file with the members and parameters that were dropped, and the day of each. Those of no operation are in a
    /// sheet of their own.
    #[arg(long, value_name = "FILE")]
    dropped: Option<PathBuf>,
}

pub(crate) fn run(command: &Import) -> Status {
    let told = match &command.command {
        Some(Command::Sheet(command)) => to_sheets(command).map(|tally| told(&tally)),
        None => to_spec(&command.into),
    };
    match told {
        Ok(told) => {
            eprintln!("{told}");
            Status::Fine
        }
        Err(trouble) => {
            eprintln!("error: {trouble}");
            Status::Trouble
        }
    }
}

impl Reading {
    /// Returns the sheets of all documents, each with the path of its document.
    pub(crate) fn sheets(&self, documents: &[PathBuf]) -> Result<Vec<(PathBuf, Sheet)>, Trouble> {
        let days = days(self)?;
        let origin = Origin {
            name: self.source.clone(),
            url: self.url.clone(),
            read: self.read.clone(),
            any_language: self.language == Some(Language::Any),
        };
        let dropped = days.sheet(&origin).into_iter();
        let mut found: Vec<(PathBuf, Sheet)> =
            dropped.map(|sheet| ("dropped".into(), sheet)).collect();
        for path in documents {
            let sheets = sheets_of(path, &origin, &days)?.into_iter();
            found.extend(sheets.map(|sheet| (path.clone(), sheet)));
        }
        Ok(found)
    }
}

/// Returns the sheets of a document, or of each line of a file of kept sheets.
pub(crate) fn sheets_of(path: &Path, origin: &Origin, days: &Days) -> Result<Vec<Sheet>, Trouble> {
    let text = files::read(path)?;
    let shown = visible(&path.to_string_lossy());
    let is_kept = path.extension().is_some_and(|is| is == "jsonl");
    let documents: Vec<&str> = if is_kept {
        text.lines().collect()
    } else {
        vec![&text]
    };
    let mut sheets = Vec::new();
    for (line, document) in documents.into_iter().enumerate() {
        let read = read(document, origin, days);
        sheets.extend(read.map_err(|error| {
            let place = if is_kept {
                format!(":{}", line.saturating_add(1))
            } else {
                String::new()
            };
            Trouble(format!("{shown}{place}: {error}"))
        })?);
    }
    Ok(sheets)
}

fn to_sheets(command: &ToSheets) -> Result<Tally, Trouble> {
    let documents = inputs(&command.reading.inputs)?;
    if command.out.is_none() && documents.len() != 1 {
        return Err(Trouble(format!(
            "{} documents are too many for stdout; name a folder for their sheets with --out",
            documents.len()
        )));
    }
    let sheets = command.reading.sheets(&documents)?;
    let mut tally = Tally::default();
    let mut written: BTreeMap<String, String> = BTreeMap::new();
    let kept = sheets
        .iter()
        .filter(|(path, _)| command.out.is_some() || path != Path::new("dropped"));
    for (path, sheet) in kept {
        tally.add(sheet);
        let name = file_name(path, sheet);
        if written.insert(name.clone(), sheet.to_json()).is_some() {
            return Err(Trouble(format!(
                "two documents give a sheet {}; write them to folders of their own",
                visible(&name)
            )));
        }
    }
    for (name, json) in &written {
        match &command.out {
            Some(folder) => files::write(&folder.join(name), json.as_bytes())?,
            None => console::print(json),
        }
    }
    Ok(tally)
}

fn to_spec(command: &ToSpec) -> Result<String, Trouble> {
    let folder = command.spec.clone().unwrap_or_else(|| root().join("spec"));
    let documents = inputs(&command.reading.inputs)?;
    let sheets = command.reading.sheets(&documents)?;
    let mut sheets: Vec<Sheet> = sheets.into_iter().map(|(_, sheet)| sheet).collect();
    let spec = files::spec(&folder)?;
    let service = command.service.as_deref().unwrap_or_default();
    name_sources(&spec, service, &mut sheets).map_err(Trouble)?;
    let scope = Scope {
        service: command.service.clone().unwrap_or_default(),
        operations: command.operation.iter().cloned().collect(),
        family: command.family.clone(),
        families: match &command.families {
            Some(path) => families(path, command.service.as_deref().unwrap_or_default())?,
            None => BTreeMap::new(),
        },
        types: command.types.iter().cloned().collect(),
    };
    let Draft {
        files, differences, ..
    } = draft(&spec, &sheets, &scope).map_err(Trouble)?;
    let old: BTreeMap<&str, &str> = spec.iter().map(|(name, text)| (&**name, &**text)).collect();
    let mut new = 0_usize;
    for (name, text) in &files {
        let before = old.get(name.as_str()).copied();
        new = new.saturating_add(usize::from(before.is_none()));
        if command.dry_run {
            console::print(diff(name, before.unwrap_or_default(), text));
        }
    }
    for difference in &differences {
        match command.format {
            Format::Human => console::line(visible(&line(difference))),
            Format::Json => console::line(serde_json::to_string(difference).unwrap_or_default()),
        }
    }
    if !command.dry_run {
        files::write_all(&folder, &files)?;
        let usual = || {
            root()
                .join("tests/facts")
                .join(&scope.service)
                .join("sheets")
        };
        let keep = command
            .keep
            .clone()
            .or_else(|| command.spec.is_none().then(usual));
        if let Some(folder) = keep {
            files::write_all(&folder, &kept(&folder, &sheets)?)?;
        }
    }
    let mut by_cause: BTreeMap<WhyNot, usize> = BTreeMap::new();
    for difference in &differences {
        let count = by_cause.entry(difference.why).or_default();
        *count = count.saturating_add(1);
    }
    let causes: Vec<String> = by_cause
        .iter()
        .map(|(why, count)| format!("{count} {why}"))
        .collect();
    Ok(format!(
        "{} files new, {} completed; {} differences{}{}",
        new,
        files.len().saturating_sub(new),
        differences.len(),
        if causes.is_empty() { "" } else { ": " },
        causes.join(", ")
    ))
}

/// Reads the groups of the operations of a service.
fn families(path: &Path, service: &str) -> Result<BTreeMap<String, String>, Trouble> {
    let read: Result<BTreeMap<String, BTreeMap<String, String>>, _> =
        serde_json::from_str(&files::read(path)?);
    let shown = visible(&path.to_string_lossy());
    let mut all = read.map_err(|error| Trouble(format!("{shown}: {error}")))?;
    Ok(all.remove(service).unwrap_or_default())
}

/// Returns the files of kept sheets, a file a source and a line a sheet: those that are there, with these in their places.
pub(crate) fn kept(folder: &Path, sheets: &[Sheet]) -> Result<BTreeMap<String, String>, Trouble> {
    let mut by_file: BTreeMap<String, BTreeMap<String, String>> = BTreeMap::new();
    for sheet in sheets {
        let name = format!("{}.jsonl", safe(&sheet.source.name));
        if !by_file.contains_key(&name) {
            let path = folder.join(&name);
            let mut lines = BTreeMap::new();
            if path.is_file() {
                for sheet in sheets_of(&path, &Origin::default(), &Days::default())? {
                    lines.insert(sheet.about(), sheet.to_line());
                }
            }
            by_file.insert(name.clone(), lines);
        }
        if let Some(lines) = by_file.get_mut(&name) {
            lines.insert(sheet.about(), sheet.to_line());
        }
    }
    let files = by_file.into_iter();
    Ok(files
        .map(|(name, lines)| (name, lines.into_values().collect()))
        .collect())
}

/// A difference as a line.
pub(crate) fn line(difference: &Difference) -> String {
    let Difference {
        why,
        file,
        subject,
        source,
        at,
        says,
        spec,
    } = difference;
    let place = [file.as_str(), subject.as_str()];
    let place: Vec<&str> = place.into_iter().filter(|part| !part.is_empty()).collect();
    let at = if at.is_empty() {
        String::new()
    } else {
        format!(" at {at}")
    };
    let against = spec
        .as_ref()
        .map(|spec| format!("; the spec has {spec}"))
        .unwrap_or_default();
    format!(
        "{}: {why}: {source}{at} says {says}{against}",
        place.join(" ")
    )
}

/// What would change in a file.
fn diff(name: &str, before: &str, after: &str) -> String {
    let changes = similar::TextDiff::from_lines(before, after);
    let old = if before.is_empty() { "/dev/null" } else { name };
    changes.unified_diff().header(old, name).to_string()
}

/// Returns the name of a sheet's file: that of its operation, or of the document where it has none, and that of its source.
fn file_name(path: &Path, sheet: &Sheet) -> String {
    let stem = path.file_stem().unwrap_or_default().to_string_lossy();
    let operation = sheet
        .operation
        .as_ref()
        .map(|operation| operation.name.as_str());
    let name = operation.unwrap_or(&stem);
    format!("{}.{}.json", safe(name), safe(&sheet.source.name))
}

/// Returns a name with nothing in it that a path could be made of.
fn safe(text: &str) -> String {
    let known = |c: char| match c {
        c if c.is_ascii_alphanumeric() => c,
        '-' => c,
        _ => '_',
    };
    text.chars().map(known).collect()
}

fn days(command: &Reading) -> Result<Days, Trouble> {
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
pub(crate) fn inputs(named: &[PathBuf]) -> Result<Vec<PathBuf>, Trouble> {
    let mut found = Vec::new();
    for path in named {
        if path.is_dir() {
            let inside = files::list(path)?.into_iter();
            let json = inside.filter(|file| {
                file.extension()
                    .is_some_and(|is| is == "json" || is == "jsonl")
            });
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
            reading: Reading {
                inputs: inputs.iter().map(|name| folder.join(name)).collect(),
                ..Reading::default()
            },
            out: Some(folder.join("out")),
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
    fn a_page_is_a_document_as_any_other() {
        let folder = tempfile::tempdir().expect("a folder");
        let page = "# Clips - ListClips\n\nGET /clips\n\nTable 1 Query parameters\n\n| Parameter | Type | Description |\n|---|---|---|\n| limit | Integer | Limit. Value range: 1-50 |\n";
        files::write(&folder.path().join("a.md"), page.as_bytes()).expect("written");
        let mut command = command(folder.path(), &["a.md"]);
        command.reading.url = Some("https://example.com/{operation}".to_owned());
        command.reading.read = Some("2026-03-13".to_owned());
        let tally = to_sheets(&command).expect("sheets");
        let text = files::read(&folder.path().join("out/ListClips.page.json")).expect("a sheet");
        let sheet: Sheet = serde_json::from_str(&text).expect("the form of sheets");
        assert_eq!(
            sheet.source.url.as_deref(),
            Some("https://example.com/ListClips")
        );
        assert_eq!(sheet.source.read.as_deref(), Some("2026-03-13"));
        assert_eq!(
            told(&tally),
            "1 sheets: 1 tables, 1 rows, 3 constraints, 0 rules, 0 slips; not understood: nothing"
        );
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

    const VENDOR: &str = "#:schema ../meta/vendor.schema.json\n\n[vendor]\nservice = \"studio\"\ntitle = \"Studio\"\nsummary = \"Clips.\"\nstyle = \"rest\"\n";

    /// A folder with a spec of one service and the definition of an operation, and the command that imports it.
    fn spec() -> (tempfile::TempDir, ToSpec) {
        let folder = tempfile::tempdir().expect("a folder");
        files::write(
            &folder.path().join("spec/studio/vendor.toml"),
            VENDOR.as_bytes(),
        )
        .expect("written");
        files::write(&folder.path().join("in/a.json"), DEFINITION.as_bytes()).expect("written");
        let command = ToSpec {
            reading: Reading {
                inputs: vec![folder.path().join("in")],
                read: Some("2026-03-13".to_owned()),
                url: Some("https://example.com".to_owned()),
                ..Reading::default()
            },
            service: Some("studio".to_owned()),
            operation: Vec::new(),
            family: None,
            families: None,
            types: Vec::new(),
            spec: Some(folder.path().join("spec")),
            keep: None,
            dry_run: false,
            format: Format::Human,
        };
        (folder, command)
    }

    #[test]
    fn a_dry_run_writes_nothing_and_a_second_run_changes_nothing() {
        let (folder, mut command) = spec();
        command.dry_run = true;
        let operation = folder.path().join("spec/studio/operations/list_clips.toml");
        let told = to_spec(&command).expect("a draft");
        assert_eq!(
            told,
            "1 files new, 1 completed; 1 differences: 1 not understood"
        );
        assert!(!operation.exists());
        command.dry_run = false;
        assert_eq!(to_spec(&command).expect("a draft"), told);
        let written = files::read(&operation).expect("an operation");
        assert!(written.contains("name = \"limit\""), "{written}");
        let all = files::list(folder.path()).expect("files");
        assert!(
            all.iter()
                .all(|path| path.extension().is_none_or(|is| is != "new")),
            "{all:?}"
        );
        let told = to_spec(&command).expect("a draft");
        assert_eq!(
            told,
            "0 files new, 0 completed; 1 differences: 1 not understood"
        );
    }

    #[test]
    fn sheets_give_what_their_documents_give() {
        let (folder, command) = spec();
        let sheets = ToSheets {
            reading: Reading {
                inputs: command.reading.inputs.clone(),
                read: command.reading.read.clone(),
                url: command.reading.url.clone(),
                ..Reading::default()
            },
            out: Some(folder.path().join("sheets")),
        };
        to_sheets(&sheets).expect("sheets");
        to_spec(&command).expect("a draft");
        let again = ToSpec {
            reading: Reading {
                inputs: vec![folder.path().join("sheets")],
                ..Reading::default()
            },
            ..command
        };
        let told = to_spec(&again).expect("a draft");
        assert_eq!(
            told,
            "0 files new, 0 completed; 1 differences: 1 not understood"
        );
    }

    #[test]
    fn sheets_are_kept_a_line_each_and_are_read_again() {
        let (folder, mut command) = spec();
        let keep = folder.path().join("kept");
        command.keep = Some(keep.clone());
        command.dry_run = true;
        to_spec(&command).expect("a draft");
        assert!(!keep.exists());
        command.dry_run = false;
        to_spec(&command).expect("a draft");
        let path = keep.join("api-explorer.jsonl");
        let first = files::read(&path).expect("kept");
        assert_eq!(first.lines().count(), 1);
        let other = DEFINITION
            .replace("ListClips", "CountClips")
            .replace("/clips", "/count");
        files::write(&folder.path().join("in/a.json"), other.as_bytes()).expect("written");
        to_spec(&command).expect("a draft");
        let both = files::read(&path).expect("kept");
        assert_eq!(both.lines().count(), 2);
        assert!(both.ends_with(&first), "{both}");
        command.reading.inputs = vec![keep];
        command.reading.read = None;
        let told = to_spec(&command).expect("a draft");
        assert_eq!(
            told,
            "0 files new, 0 completed; 2 differences: 2 not understood"
        );
        assert_eq!(files::read(&path).expect("kept"), both);
    }

    #[test]
    fn sheets_of_no_operation_are_told_apart_by_what_they_are_about() {
        let sheet = |text: &str| -> Sheet {
            let source = r#""source":{"kind":"sdk","name":"sdk"}"#;
            serde_json::from_str(&format!("{{{source}{text}}}")).expect("a sheet")
        };
        let keys = [
            "",
            r#","tables":[{"type":"Clip","at":""}]"#,
            r#","tables":[{"section":"query","at":""}]"#,
            r#","rules":[{"kind":"at-least-one","members":[],"at":""}]"#,
            r#","dropped":[{"name":"a","day":"2025-07-11"}]"#,
            r#","operation":{"name":"Clip"}"#,
        ];
        let keys: std::collections::BTreeSet<String> =
            keys.iter().map(|text| sheet(text).about()).collect();
        assert_eq!(keys.len(), 6, "{keys:?}");
        assert_eq!(keys.first().map(String::as_str), Some("Clip"));
    }

    #[test]
    fn an_operation_without_a_group_has_the_one_that_is_given() {
        let (folder, mut command) = spec();
        let path = folder.path().join("families.json");
        files::write(
            &path,
            br#"{"studio":{"ListClips":"clips"},"other":{"ListClips":"others"}}"#,
        )
        .expect("written");
        command.families = Some(path.clone());
        command.family = Some("others".to_owned());
        assert!(
            to_spec(&command)
                .expect("a draft")
                .starts_with("0 files new")
        );
        command.family = Some("clips".to_owned());
        to_spec(&command).expect("a draft");
        let operation = folder.path().join("spec/studio/operations/list_clips.toml");
        assert!(
            files::read(&operation)
                .expect("an operation")
                .contains("tag = \"clips\"\n")
        );
        files::write(&path, b"[]").expect("written");
        let trouble = to_spec(&command).expect_err("no families");
        assert!(trouble.0.contains("families.json: "), "{trouble}");
    }

    #[test]
    fn a_difference_is_a_line_with_its_place() {
        let difference = Difference {
            why: WhyNot::Differs,
            file: "types/clip.toml".to_owned(),
            subject: "width".to_owned(),
            source: "sdk".to_owned(),
            at: "/types/Clip".to_owned(),
            says: "{\"max\":5}".to_owned(),
            spec: Some("4".to_owned()),
        };
        assert_eq!(
            line(&difference),
            "types/clip.toml width: the spec says otherwise: sdk at /types/Clip says {\"max\":5}; the spec has 4"
        );
        assert_eq!(
            serde_json::to_string(&difference).expect("JSON"),
            r#"{"why":"differs","file":"types/clip.toml","subject":"width","source":"sdk","at":"/types/Clip","says":{"max":5},"spec":4}"#
        );
    }
}
