//! Which files a spec folder consists of, and reading them. Everything here is bounded.

use std::fs;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::codes::{self, LintCode};
use crate::names::META;
use crate::problem::{Problem, SourceText};

/// The largest file that is read, in bytes.
pub const MAX_FILE_BYTES: usize = 1 << 20;
/// The longest line, in bytes: excerpts show whole lines.
pub const MAX_LINE_BYTES: usize = 20_000;
/// The most files of one folder.
pub const MAX_FILES: usize = 20_000;

/// What a file describes, by its place in the folder.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Role {
    Vendor,
    Type,
    Operation,
}

impl Role {
    /// The line that must be the file's first.
    pub(crate) const fn schema_line(self) -> &'static str {
        match self {
            Self::Vendor => "#:schema ../meta/vendor.schema.json",
            Self::Type => "#:schema ../../meta/type.schema.json",
            Self::Operation => "#:schema ../../meta/operation.schema.json",
        }
    }
}

/// One file that is part of the spec.
pub(crate) struct SpecFile {
    pub(crate) role: Role,
    /// The name without `.toml`.
    pub(crate) stem: String,
    pub(crate) source: Arc<SourceText>,
}

/// The files of one service's folder.
pub(crate) struct ServiceFiles {
    /// The folder's name.
    pub(crate) name: String,
    /// The folder as people are shown it.
    pub(crate) path: String,
    pub(crate) files: Vec<SpecFile>,
    /// Stems of files that are there and could not be read, by role: what they define must not be reported as missing.
    pub(crate) unread: Vec<(Role, String)>,
}

/// Services in order of their names.
#[derive(Default)]
pub(crate) struct Folder {
    pub(crate) services: Vec<ServiceFiles>,
}

enum Content {
    Text(String),
    Failed(&'static LintCode, String),
}

/// Reads a folder from disk.
pub(crate) fn read_folder(dir: &Path, problems: &mut Vec<Problem>) -> Folder {
    let root = slashes(dir);
    let problem = |message: &str| Problem::of_path(&codes::FOLDER, &root, message);
    let unfit = match fs::metadata(dir) {
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
            Some(problem("there is no such folder"))
        }
        Err(error) => Some(problem(&format!("the folder cannot be read: {error}"))),
        Ok(meta) if !meta.is_dir() => Some(problem("this is a file, not a folder")),
        Ok(_) if dir.join("vendor.toml").is_file() => Some(
            problem("this is the folder of one service (it has a vendor.toml)")
                .help("Name the folder above it."),
        ),
        Ok(_) => None,
    };
    if let Some(problem) = unfit {
        problems.push(problem);
        return Folder::default();
    }
    let mut found = Vec::new();
    Walk {
        problems,
        found: &mut found,
    }
    .folder(dir, &mut Vec::new());
    if found.len() > MAX_FILES {
        let message = format!("more than {MAX_FILES} TOML files");
        problems.push(Problem::of_path(&codes::TOO_LARGE, &root, message));
        return Folder::default();
    }
    let files = found.into_iter().map(|parts| {
        let path: PathBuf = parts.iter().collect();
        let content = read_file(&dir.join(path));
        (parts, content)
    });
    let files = files.collect();
    sort_in(&root, files, problems)
}

/// Takes files that the caller has read: relative path with slashes, and text.
pub(crate) fn take_files(files: &[(String, String)], problems: &mut Vec<Problem>) -> Folder {
    let mut taken: Vec<(Vec<String>, Content)> = files
        .iter()
        .filter(|(path, _)| path.ends_with(".toml"))
        .map(|(path, text)| {
            let parts: Vec<String> = path.split('/').map(str::to_owned).collect();
            (parts, check_text(text.clone()))
        })
        .filter(|(parts, _)| parts.first().is_none_or(|first| first != META))
        .collect();
    taken.sort_by(|(a, _), (b, _)| a.cmp(b));
    taken.dedup_by(|(a, _), (b, _)| a == b);
    if taken.len() > MAX_FILES {
        problems.push(Problem::of_path(
            &codes::TOO_LARGE,
            ".",
            format!("more than {MAX_FILES} TOML files"),
        ));
        taken.clear();
    }
    sort_in("", taken, problems)
}

struct Walk<'a> {
    problems: &'a mut Vec<Problem>,
    found: &'a mut Vec<Vec<String>>,
}

impl Walk<'_> {
    /// Lists TOML files, four levels deep: what lies deeper is no place where anybody would expect to be read.
    fn folder(&mut self, dir: &Path, parts: &mut Vec<String>) {
        let listed = fs::read_dir(dir).and_then(Iterator::collect::<Result<Vec<_>, _>>);
        let mut entries = match listed {
            Ok(entries) => entries,
            Err(error) => {
                let message = format!("the folder cannot be read: {error}");
                self.problems
                    .push(Problem::of_path(&codes::FOLDER, &slashes(dir), message));
                return;
            }
        };
        entries.sort_by_key(fs::DirEntry::file_name);
        for entry in entries {
            let name = entry.file_name();
            let Some(name) = name.to_str() else { continue };
            if name.starts_with('.')
                || (parts.is_empty() && name == META)
                || self.found.len() > MAX_FILES
            {
                continue;
            }
            parts.push(name.to_owned());
            if name.ends_with(".toml") {
                self.found.push(parts.clone());
            } else if parts.len() < 4 && entry.path().is_dir() {
                self.folder(&entry.path(), parts);
            }
            parts.pop();
        }
    }
}

fn slashes(path: &Path) -> String {
    let text = path.to_string_lossy().replace('\\', "/");
    match text.trim_end_matches('/') {
        "" if text.starts_with('/') => "/".to_owned(),
        "" => ".".to_owned(),
        trimmed => trimmed.to_owned(),
    }
}

fn read_file(path: &Path) -> Content {
    let read = || -> std::io::Result<Option<Vec<u8>>> {
        if !fs::metadata(path)?.is_file() {
            return Ok(None);
        }
        let mut bytes = Vec::new();
        let limit = u64::try_from(MAX_FILE_BYTES)
            .unwrap_or(u64::MAX)
            .saturating_add(1);
        fs::File::open(path)?.take(limit).read_to_end(&mut bytes)?;
        Ok(Some(bytes))
    };
    match read() {
        Err(error) => Content::Failed(
            &codes::UNREADABLE,
            format!("the file cannot be read: {error}"),
        ),
        Ok(None) => Content::Failed(&codes::UNREADABLE, "this is no regular file".to_owned()),
        Ok(Some(bytes)) if bytes.len() > MAX_FILE_BYTES => too_large(),
        Ok(Some(bytes)) => match String::from_utf8(bytes) {
            Ok(text) => check_text(text),
            Err(error) => {
                let valid = error.utf8_error().valid_up_to();
                let before = error.as_bytes().get(..valid).unwrap_or_default();
                let line = before
                    .iter()
                    .filter(|&&b| b == b'\n')
                    .count()
                    .saturating_add(1);
                Content::Failed(&codes::NOT_UTF8, format!("line {line} is not UTF-8"))
            }
        },
    }
}

fn too_large() -> Content {
    Content::Failed(
        &codes::TOO_LARGE,
        format!("the file has more than {MAX_FILE_BYTES} bytes"),
    )
}

fn check_text(text: String) -> Content {
    if text.len() > MAX_FILE_BYTES {
        return too_large();
    }
    if let Some(at) = text
        .split('\n')
        .position(|line| line.len() > MAX_LINE_BYTES)
    {
        let line = at.saturating_add(1);
        return Content::Failed(
            &codes::TOO_LARGE,
            format!("line {line} has more than {MAX_LINE_BYTES} bytes"),
        );
    }
    if text.starts_with('\u{feff}') {
        return Content::Failed(
            &codes::NOT_UTF8,
            "the file begins with a byte order mark".to_owned(),
        );
    }
    Content::Text(text)
}

/// Sorts files, in order of their paths, into services.
fn sort_in(root: &str, files: Vec<(Vec<String>, Content)>, problems: &mut Vec<Problem>) -> Folder {
    let shown = |parts: &[String]| match root {
        "" => parts.join("/"),
        "/" => format!("/{}", parts.join("/")),
        root => format!("{root}/{}", parts.join("/")),
    };
    let mut services: Vec<ServiceFiles> = Vec::new();
    for (parts, content) in files {
        let path = shown(&parts);
        let stem = |name: &str| name.strip_suffix(".toml").map(str::to_owned);
        let place = match parts.as_slice() {
            [service, name] if name == "vendor.toml" => Some((service, Role::Vendor, stem(name))),
            [service, folder, name] if folder == "types" => Some((service, Role::Type, stem(name))),
            [service, folder, name] if folder == "operations" => {
                Some((service, Role::Operation, stem(name)))
            }
            _ => None,
        };
        let Some((service, role, Some(stem))) = place else {
            problems.push(Problem::of_path(
                &codes::UNEXPECTED_FILE,
                &path,
                "no TOML file is read here",
            ));
            continue;
        };
        if services.last().is_none_or(|last| last.name != *service) {
            services.push(ServiceFiles {
                name: service.clone(),
                path: shown(std::slice::from_ref(service)),
                files: Vec::new(),
                unread: Vec::new(),
            });
        }
        let Some(home) = services.last_mut() else {
            continue;
        };
        match content {
            Content::Text(text) => {
                home.files.push(SpecFile {
                    role,
                    stem,
                    source: Arc::new(SourceText::new(path, text)),
                });
            }
            Content::Failed(code, message) => {
                problems.push(Problem::of_path(code, &path, message));
                home.unread.push((role, stem));
            }
        }
    }
    if services.is_empty() && problems.is_empty() {
        let root = if root.is_empty() { "." } else { root };
        problems.push(Problem::of_path(
            &codes::EMPTY_FOLDER,
            root,
            "no service is described here",
        ));
    }
    for service in &services {
        let has_vendor = service.files.iter().any(|file| file.role == Role::Vendor)
            || service.unread.iter().any(|(role, _)| *role == Role::Vendor);
        if !has_vendor {
            problems.push(Problem::of_path(
                &codes::NO_VENDOR,
                &service.path,
                "the folder has no vendor.toml",
            ));
        }
    }
    Folder { services }
}
