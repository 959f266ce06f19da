//! `mediaspec editor`.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use jsonc_parser::ParseOptions;
use jsonc_parser::cst::{CstInputValue, CstNode, CstObject, CstRootNode};
use mediaspec_json_schema::document_in_full;
use mediaspec_validator::{MessageRef, Part, Validator};

use super::undocumented;
use crate::arguments::EditorArguments;
use crate::config::{self, Check, Config};
use crate::output::{harmless, place};
use crate::session::{Session, Stop};
use crate::whole::write_whole;
use crate::{Status, contract};

/// Where Visual Studio Code looks for the settings of a folder.
const SETTINGS: &str = ".vscode/settings.json";

/// Where the schemas lie that the settings name. What the settings say of files there is ours.
const SCHEMAS: &str = ".vscode/mediaspec";

/// The settings that say which schema a JSON file has, and which one a YAML file has (of the extension for YAML).
const JSON: &str = "json.schemas";
const YAML: &str = "yaml.schemas";

/// The most bytes that the settings may have.
const MOST: u64 = 1 << 20;

pub(super) fn run(arguments: &EditorArguments, session: &mut Session<'_>) -> Result<Status, Stop> {
    let EditorArguments {
        // There is no other editor yet.
        vscode: _,
        config,
        contract,
    } = arguments;
    let validator = contract::validator(contract, session)?;
    let Some(config) = config::find(config)?.filter(|config| !config.checks.is_empty()) else {
        return Err(Stop::because(
            "no mediaspec.toml names files: write one with a [[check]], so that it is known which files are which messages",
        ));
    };
    let mut schemas: BTreeMap<String, String> = BTreeMap::new();
    let mut named: Vec<(String, &Check)> = Vec::new();
    for check in &config.checks {
        let (name, schema) = schema(check, &validator)?;
        schemas.insert(name.clone(), schema);
        named.push((name, check));
    }
    // Everything is known to be right before anything is written.
    let settings = config.folder.join(SETTINGS);
    let text = with_schemas(&read(&settings)?, &named).map_err(|why| {
        Stop::because(format_args!(
            "{}: {why}; it is left as it is",
            shown(&config, SETTINGS)
        ))
    })?;
    let folder = config.folder.join(SCHEMAS);
    fs::create_dir_all(&folder).map_err(|error| not_written(&config, SCHEMAS, &error))?;
    for (name, schema) in &schemas {
        let file = format!("{SCHEMAS}/{name}");
        write(&config, &file, schema, session)?;
    }
    write(&config, SETTINGS, &text, session)?;
    Ok(Status::Valid)
}

/// The schema of the files of a check, and the name of its own file.
fn schema(check: &Check, validator: &Validator) -> Result<(String, String), Stop> {
    let operation = contract::operation(validator, &check.op)?;
    let message = operation.message(check.message.clone(), check.part);
    let message: MessageRef = message.map_err(Stop::because)?;
    let kind = (&check.message).into();
    let document = document_in_full(operation.service(), operation.contract(), kind, check.part);
    let document = document.ok_or_else(|| {
        Stop::because(undocumented(
            &operation,
            &check.message,
            message.is_documented(),
        ))
    })?;
    let part = match check.part {
        Part::Body => String::new(),
        part => format!(".{part}"),
    };
    let of_message = check.message.to_string().replace([' ', '/'], "-");
    let name = operation.name().replace('/', ".");
    Ok((
        format!("{name}.{of_message}{part}.schema.json"),
        harmless(document.text(None)),
    ))
}

/// The settings as they are; nothing where there are none.
fn read(settings: &Path) -> Result<String, Stop> {
    let told = || place(Some(&settings.to_string_lossy()));
    let unreadable =
        |error: std::io::Error| Stop::because(format_args!("{} cannot be read: {error}", told()));
    match fs::metadata(settings) {
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(String::new()),
        Err(error) => Err(unreadable(error)),
        Ok(about) if about.len() > MOST => Err(Stop::because(format_args!(
            "{} has more than {MOST} bytes, which no settings need",
            told()
        ))),
        Ok(_) => fs::read_to_string(settings).map_err(unreadable),
    }
}

/// The settings with the schemas of files; everything else stays as it is, comments included. The error says what they are not.
fn with_schemas(settings: &str, named: &[(String, &Check)]) -> Result<String, String> {
    let text = if settings.trim().is_empty() {
        "{}\n"
    } else {
        settings
    };
    let root = CstRootNode::parse(text, &ParseOptions::default())
        .map_err(|error| format!("this is not JSON with comments: {error}"))?;
    let object = root
        .object_value()
        .ok_or("this is no object, as settings are")?;
    let (mut json, mut yaml) = (Vec::new(), Vec::new());
    for (name, check) in named {
        let url = format!("./{SCHEMAS}/{name}");
        let is_yaml = |pattern: &&String| {
            let extension = Path::new(pattern).extension();
            extension.is_some_and(|extension| extension == "yaml" || extension == "yml")
        };
        let (of_yaml, of_json): (Vec<&String>, Vec<&String>) =
            check.patterns.iter().partition(is_yaml);
        if !of_json.is_empty() {
            // From the folder that is open on.
            let files = of_json
                .into_iter()
                .map(|pattern| format!("/{}", pattern.trim_start_matches("./")).into());
            json.push(CstInputValue::Object(vec![
                (
                    "fileMatch".to_owned(),
                    CstInputValue::Array(files.collect()),
                ),
                ("url".to_owned(), url.clone().into()),
            ]));
        }
        if !of_yaml.is_empty() {
            let files = of_yaml.into_iter().map(|pattern| pattern.clone().into());
            yaml.push((url, CstInputValue::Array(files.collect())));
        }
    }
    set_json(&object, json)?;
    set_yaml(&object, yaml)?;
    Ok(root.to_string())
}

/// Whether a URL is of a schema of ours.
fn is_ours(url: &str) -> bool {
    url.starts_with(&format!("./{SCHEMAS}/"))
}

fn set_json(settings: &CstObject, ours: Vec<CstInputValue>) -> Result<(), String> {
    if ours.is_empty() && settings.get(JSON).is_none() {
        return Ok(());
    }
    let list = settings.array_value_or_create(JSON);
    let list = list.ok_or_else(|| format!("`{JSON}` is no list"))?;
    for entry in list.elements() {
        let url = entry
            .as_object()
            .and_then(|entry| entry.get("url")?.value());
        let url = url.as_ref().and_then(CstNode::as_string_lit);
        let url = url.and_then(|url| url.decoded_value().ok());
        if url.is_some_and(|url| is_ours(&url)) {
            entry.remove();
        }
    }
    for entry in ours {
        list.append(entry);
    }
    Ok(())
}

fn set_yaml(settings: &CstObject, ours: Vec<(String, CstInputValue)>) -> Result<(), String> {
    if ours.is_empty() && settings.get(YAML).is_none() {
        return Ok(());
    }
    let schemas = settings.object_value_or_create(YAML);
    let schemas = schemas.ok_or_else(|| format!("`{YAML}` is no object"))?;
    for entry in schemas.properties() {
        if entry.decoded_name().is_some_and(|url| is_ours(&url)) {
            entry.remove();
        }
    }
    for (url, files) in ours {
        schemas.append(&url, files);
    }
    Ok(())
}

/// Writes a file below the folder of the configuration, unless it says that already, and tells its name.
fn write(config: &Config, file: &str, text: &str, session: &mut Session<'_>) -> Result<(), Stop> {
    let path = config.folder.join(file);
    let is_new = fs::read(&path).map_or(true, |there| there != text.as_bytes());
    if is_new {
        write_whole(&path, text.as_bytes()).map_err(|error| not_written(config, file, &error))?;
    }
    let told = if is_new { "" } else { " (as it was)" };
    session.print(&format!("{}{told}\n", shown(config, file)))
}

/// A file below the folder of the configuration, as people are shown it.
fn shown(config: &Config, file: &str) -> String {
    let folder = config.file.parent().unwrap_or(Path::new(""));
    place(Some(&folder.join(file).to_string_lossy()))
}

fn not_written(config: &Config, file: &str, error: &std::io::Error) -> Stop {
    Stop::because(format_args!(
        "{} cannot be written: {error}",
        shown(config, file)
    ))
}
