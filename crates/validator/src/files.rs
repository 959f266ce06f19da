//! Reading contract files that are no part of the program.

use std::ffi::OsStr;
use std::fmt;
use std::fs::{self, File};
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};

use mediaspec_core::contract::{Catalog, MAX_BYTES, Service};
use mediaspec_core::escape::{shortened, visible};

/// How much of a service's name is shown.
const NAME: usize = 80;

/// A contract file, or a folder of such, that cannot be used.
///
/// Displayed, it says file, line and what is wrong: `contracts/metastudio.jsonl:17: …`. Nothing in it acts on a terminal.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct FromContractsError {
    /// The file, or the folder where that is the trouble.
    pub file: PathBuf,
    /// The line, from 1; `None` where the file as a whole is the trouble.
    pub line: Option<u64>,
    /// What is wrong, in a sentence.
    pub message: String,
}

impl FromContractsError {
    fn new(file: &Path, line: Option<u64>, message: impl fmt::Display) -> Self {
        Self {
            file: file.to_owned(),
            line,
            message: visible(&message.to_string()),
        }
    }

    fn unreadable(file: &Path, error: &io::Error) -> Self {
        Self::new(file, None, format_args!("it cannot be read: {error}"))
    }
}

impl fmt::Display for FromContractsError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            file,
            line,
            message,
        } = self;
        f.write_str(&visible(&file.to_string_lossy()))?;
        if let Some(line) = line {
            write!(f, ":{line}")?;
        }
        write!(f, ": {message}")
    }
}

impl std::error::Error for FromContractsError {}

/// Reads the contract file of that path, or those of the folder. What `shipped` marks as sensitive stays so.
pub(crate) fn read(path: &Path, shipped: &Catalog) -> Result<Catalog, FromContractsError> {
    let mut read: Vec<(PathBuf, Service)> = Vec::new();
    for file in files(path)? {
        let service = service(&file, shipped)?;
        let same = read
            .iter()
            .find(|(_, known)| known.name() == service.name());
        if let Some((other, _)) = same {
            let name = shortened(service.name(), NAME);
            let other = other.to_string_lossy();
            return Err(FromContractsError::new(
                &file,
                Some(1),
                format_args!("the service `{name}` is in {other} already"),
            ));
        }
        read.push((file, service));
    }
    let services = read.into_iter().map(|(_, service)| service);
    Catalog::new(services).map_err(|problem| FromContractsError::new(path, None, problem))
}

/// The path itself, or the contract files of the folder that it is, sorted by name.
fn files(path: &Path) -> Result<Vec<PathBuf>, FromContractsError> {
    let unreadable = |error: io::Error| FromContractsError::unreadable(path, &error);
    if !fs::metadata(path).map_err(unreadable)?.is_dir() {
        return Ok(vec![path.to_owned()]);
    }
    let mut files = Vec::new();
    for entry in fs::read_dir(path).map_err(unreadable)? {
        let entry = entry.map_err(unreadable)?;
        let hidden = entry.file_name().as_encoded_bytes().starts_with(b".");
        let file = entry.path();
        if !hidden && file.extension() == Some(OsStr::new("jsonl")) {
            files.push(file);
        }
    }
    if files.is_empty() {
        let message = "the folder has no contract file (`*.jsonl`)";
        return Err(FromContractsError::new(path, None, message));
    }
    files.sort();
    Ok(files)
}

fn service(file: &Path, shipped: &Catalog) -> Result<Service, FromContractsError> {
    let text = text(file, MAX_BYTES)?;
    let service = Service::read(&text)
        .map_err(|error| FromContractsError::new(file, Some(error.line), error.message))?;
    match shipped.service(service.name()) {
        Some(shipped) => still_sensitive(service, shipped)
            .map_err(|problem| FromContractsError::new(file, None, problem)),
        None => Ok(service),
    }
}

/// Reads a file that has no more than `most` bytes. Of a larger one no more than that is read.
fn text(file: &Path, most: usize) -> Result<String, FromContractsError> {
    let unreadable = |error: io::Error| FromContractsError::unreadable(file, &error);
    let mut bytes = Vec::new();
    let one_more = u64::try_from(most).unwrap_or(u64::MAX).saturating_add(1);
    File::open(file)
        .and_then(|opened| opened.take(one_more).read_to_end(&mut bytes))
        .map_err(unreadable)?;
    if bytes.len() > most {
        let message = format_args!("it has more than {most} bytes, which is all that is read");
        return Err(FromContractsError::new(file, None, message));
    }
    String::from_utf8(bytes).map_err(|error| {
        let valid = error.utf8_error().valid_up_to();
        let ends = error.as_bytes().iter().take(valid).filter(|b| **b == b'\n');
        let line = u64::try_from(ends.count())
            .unwrap_or(u64::MAX)
            .saturating_add(1);
        FromContractsError::new(file, Some(line), "the line is not UTF-8")
    })
}

/// Marks what the shipped contract of the service marks as sensitive.
fn still_sensitive(
    service: Service,
    shipped: &Service,
) -> Result<Service, mediaspec_core::contract::ContractProblem> {
    let mut data = None;
    for known in shipped.types() {
        for field in known.fields.iter().filter(|field| field.sensitive) {
            let Some(ty) = service.ty(&known.name) else {
                continue;
            };
            if ty.field(&field.name).is_none_or(|field| field.sensitive) {
                continue;
            }
            // The field may be written in a type that theirs includes.
            let home = service.home_of(ty, &field.name);
            let data = data.get_or_insert_with(|| service.to_data());
            let types = data.types.iter_mut().filter(|ty| ty.name == home.name);
            let fields = types.flat_map(|ty| &mut ty.fields);
            for field in fields.filter(|other| other.name == field.name) {
                field.sensitive = true;
            }
        }
    }
    data.map_or(Ok(service), Service::new)
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::path::Path;

    use mediaspec_core::contract::{Catalog, Service, ServiceData};
    use tempfile::TempDir;

    use super::{read, text};
    use crate::{Message, Part, Validator, mini};

    fn studio() -> ServiceData {
        let catalog = mini::catalog();
        catalog.service("studio").expect("it is there").to_data()
    }

    fn written(data: ServiceData) -> String {
        Service::new(data).expect("a service").write()
    }

    fn folder(files: &[(&str, &str)]) -> TempDir {
        let folder = tempfile::tempdir().expect("a folder");
        for (name, text) in files {
            fs::write(folder.path().join(name), text).expect("a file");
        }
        folder
    }

    /// What is told of a path, with the folder left out.
    fn told(folder: &TempDir, name: &str) -> String {
        let path = folder.path().join(name);
        match read(&path, &Catalog::default()) {
            Ok(catalog) => format!("{catalog:?}"),
            Err(error) => {
                let text = error.to_string();
                let folder = folder.path().to_string_lossy();
                text.replace(&*folder, "contracts")
                    .replace("contracts/:", "contracts:")
            }
        }
    }

    #[test]
    fn a_file_is_a_catalog_and_so_is_a_folder_of_files() {
        let media = mini::catalog()
            .service("media")
            .expect("it is there")
            .write();
        let folder = folder(&[
            ("studio.jsonl", &written(studio())),
            ("media.jsonl", &media),
            ("README.md", "no contract"),
            (".hidden.jsonl", "no contract"),
        ]);
        let file = read(&folder.path().join("media.jsonl"), &Catalog::default());
        assert_eq!(file.map(|c| c.services().len()), Ok(1));
        let all = read(folder.path(), &Catalog::default());
        assert_eq!(all.as_ref(), Ok(&mini::catalog()));
        let validator = Validator::from_contracts(folder.path()).expect("it can be read");
        let payload = br#"{"name": "v", "speed": 300}"#;
        let report = |validator: &Validator| {
            let create = validator
                .operation("studio/CreateVideo")
                .expect("it is there");
            create.request_body(payload)
        };
        let shipped = Validator::from_catalog(mini::catalog());
        assert_eq!(report(&validator), report(&shipped));
    }

    #[test]
    fn what_is_wrong_is_told_with_file_and_line() {
        let good = written(studio());
        let at = good.lines().position(|line| line.contains("\"speed\""));
        let at = at.expect("a field of that name");
        let mut lines: Vec<&str> = good.lines().collect();
        lines.remove(lines.len().saturating_sub(1));
        let cut_off = lines.join("\n");
        let broken = good.replacen("\"min\":50", "\"min\":500", 1);
        let unknown = good.replacen("\"min\":50", "\"mim\":50", 1);
        let folder = folder(&[
            ("broken.jsonl", &broken),
            ("cut-off.jsonl", &cut_off),
            ("unknown.jsonl", &unknown),
            ("empty.jsonl", ""),
            ("page.jsonl", "<html>"),
            ("future.jsonl", "{\"mediaspec\":1000}"),
        ]);
        let number = at.saturating_add(1);
        let begins = |name: &str, line: usize| {
            let told = told(&folder, name);
            let place = format!("contracts/{name}:{line}: ");
            assert!(told.starts_with(&place), "{told}");
            told
        };
        let said = begins("unknown.jsonl", number);
        assert!(said.contains("mim"), "{said}");
        let said = told(&folder, "broken.jsonl");
        assert!(
            said.starts_with("contracts/broken.jsonl:") && said.contains("speed"),
            "{said}"
        );
        begins("cut-off.jsonl", lines.len());
        begins("empty.jsonl", 1);
        begins("page.jsonl", 1);
        begins("future.jsonl", 1);
        assert!(
            told(&folder, "none.jsonl").starts_with("contracts/none.jsonl: it cannot be read: ")
        );
        // The files of a folder are read in the order of their names, and the first that is wrong ends it.
        assert_eq!(told(&folder, ""), said);
        let error = Validator::from_contracts(folder.path().join("page.jsonl"));
        let error = error.expect_err("it is a page");
        assert_eq!(
            (error.file, error.line),
            (folder.path().join("page.jsonl"), Some(1))
        );
    }

    #[test]
    fn a_folder_without_contracts_is_an_error() {
        let folder = folder(&[("README.md", ""), (".x.jsonl", "")]);
        assert_eq!(
            told(&folder, ""),
            "contracts: the folder has no contract file (`*.jsonl`)"
        );
    }

    #[test]
    fn a_service_stands_in_one_file() {
        let text = written(studio());
        let folder = folder(&[("a.jsonl", &text), ("b.jsonl", &text)]);
        assert_eq!(
            told(&folder, ""),
            "contracts/b.jsonl:1: the service `studio` is in contracts/a.jsonl already"
        );
    }

    #[test]
    fn a_large_file_is_not_read_to_its_end() {
        let folder = folder(&[("x.jsonl", "12345")]);
        let file = folder.path().join("x.jsonl");
        assert_eq!(text(&file, 5).as_deref(), Ok("12345"));
        let error = text(&file, 4).expect_err("it has one byte more");
        assert_eq!(
            (error.line, &*error.message),
            (None, "it has more than 4 bytes, which is all that is read")
        );
        #[cfg(target_os = "linux")]
        {
            let endless = text(Path::new("/dev/zero"), 1000).expect_err("it never ends");
            assert_eq!(endless.line, None);
        }
    }

    #[test]
    fn nothing_of_a_hostile_file_acts_on_a_terminal() {
        let folder = folder(&[(
            "\u{202e}x.jsonl",
            "{\"mediaspec\":1,\"\u{1b}[31m\u{202e}\":1}",
        )]);
        let told = told(&folder, "\u{202e}x.jsonl");
        assert!(told.starts_with("contracts/\\u{202e}x.jsonl:1: "), "{told}");
        assert!(
            !told.contains(mediaspec_core::escape::is_active),
            "{told:?}"
        );
        let file = folder.path().join("latin.jsonl");
        fs::write(&file, b"{}\n{}\n\xff\n").expect("a file");
        let error = text(&file, 100).expect_err("it is not UTF-8");
        assert_eq!(
            (error.line, &*error.message),
            (Some(3), "the line is not UTF-8")
        );
    }

    #[test]
    fn what_is_sensitive_stays_so_in_whatever_type_it_is_included_from() {
        let catalog = mini::catalog();
        let mut data = catalog.service("media").expect("it is there").to_data();
        let common = data.types.iter_mut().find(|ty| *ty.name == *"Common");
        let common = common.expect("it is there");
        common.name = "Shared".into();
        for field in &mut common.fields {
            field.sensitive = false;
        }
        for ty in &mut data.types {
            if !ty.includes.is_empty() {
                ty.includes = ["Shared".into()].into();
            }
        }
        data.common = Some("Shared".into());
        let folder = folder(&[("x.jsonl", &written(data))]);
        let catalog = read(folder.path(), &mini::catalog()).expect("it can be read");
        let service = catalog.service("media").expect("it is there");
        for ty in ["Shared", "JobQuery"] {
            let ty = service.ty(ty).expect("it is there");
            let signature = ty.field("Signature").expect("it has one");
            assert!(signature.sensitive, "{}", ty.name);
        }
    }

    #[test]
    fn what_the_shipped_contract_marks_as_sensitive_stays_so() {
        let unmarked = |rename: Option<&str>| {
            let mut data = studio();
            let ty = data.types.iter_mut().find(|ty| *ty.name == *"Headers");
            let ty = ty.expect("the service has it");
            ty.fields
                .iter_mut()
                .for_each(|field| field.sensitive = false);
            if let Some(name) = rename {
                data.name = name.into();
                data.operations
                    .iter_mut()
                    .for_each(|o| o.service = name.into());
            }
            written(data)
        };
        let found = |text: &str, service: &str| {
            let folder = folder(&[("x.jsonl", text)]);
            let catalog = read(folder.path(), &mini::catalog()).expect("it can be read");
            let list = Validator::from_catalog(catalog).operation(&format!("{service}/ListVideos"));
            let list = list.expect("it is there");
            let token = format!(r#"{{"X-Auth-Token": "{}"}}"#, "s3cret".repeat(20));
            let report = list.check(Message::Request, Part::Header, token.as_bytes());
            let report = report.expect("requests have headers");
            report
                .violations
                .first()
                .and_then(|violation| violation.found.clone())
        };
        let text = unmarked(None);
        assert!(!text.contains("sensitive"), "the file says nothing of it");
        assert_eq!(found(&text, "studio"), None);
        // Of another service nothing is known.
        assert!(found(&unmarked(Some("other")), "other").is_some());
        // And what the file marks itself is not unmarked.
        let mut data = studio();
        let ty = data
            .types
            .iter_mut()
            .find(|ty| *ty.name == *"CreateVideo")
            .expect("it is there");
        ty.fields
            .iter_mut()
            .for_each(|field| field.sensitive = true);
        let folder = folder(&[("x.jsonl", &written(data))]);
        let catalog = read(folder.path(), &mini::catalog()).expect("it can be read");
        let create = Validator::from_catalog(catalog)
            .operation("CreateVideo")
            .expect("it is there");
        let report = create.request_body(br#"{"name": "v", "speed": 300}"#);
        assert_eq!(
            report.violations.first().and_then(|v| v.found.clone()),
            None
        );
    }
}
