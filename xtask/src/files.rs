//! Files and folders, with errors that name them.

use std::collections::BTreeMap;
use std::fmt;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use mediaspec_core::escape::visible;

/// Why a command could not do its work, for people.
#[derive(Debug)]
pub(crate) struct Trouble(pub(crate) String);

impl fmt::Display for Trouble {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// An error of the operating system at a path.
pub(crate) fn at(path: &Path) -> impl FnOnce(io::Error) -> Trouble {
    let path = visible(&path.to_string_lossy());
    move |error| Trouble(format!("{path}: {error}"))
}

/// The text of a file.
pub(crate) fn read(path: &Path) -> Result<String, Trouble> {
    fs::read_to_string(path).map_err(at(path))
}

/// Writes a file, and the folders that lead to it.
pub(crate) fn write(path: &Path, bytes: &[u8]) -> Result<(), Trouble> {
    make_parent(path)?;
    fs::write(path, bytes).map_err(at(path))
}

/// Writes files below a folder, each whole: all are written beside their places before the first one takes its place.
pub(crate) fn write_all(folder: &Path, texts: &BTreeMap<String, String>) -> Result<(), Trouble> {
    let beside = |name: &str| folder.join(format!("{name}.new"));
    let written: Result<(), Trouble> = texts
        .iter()
        .try_for_each(|(name, text)| write(&beside(name), text.as_bytes()));
    if written.is_err() {
        for name in texts.keys() {
            _ = fs::remove_file(beside(name));
        }
        return written;
    }
    texts.keys().try_for_each(|name| {
        let path = folder.join(name);
        fs::rename(beside(name), &path).map_err(at(&path))
    })
}

/// Copies a file, and makes the folders that lead to the copy.
pub(crate) fn copy(from: &Path, to: &Path) -> Result<(), Trouble> {
    make_parent(to)?;
    fs::copy(from, to).map(|_| ()).map_err(at(from))
}

fn make_parent(path: &Path) -> Result<(), Trouble> {
    let parent = path.parent().unwrap_or(path);
    fs::create_dir_all(parent).map_err(at(parent))
}

/// Removes a folder with all that is in it, if it is there.
pub(crate) fn remove(folder: &Path) -> Result<(), Trouble> {
    match fs::remove_dir_all(folder) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(at(folder)(error)),
        _ => Ok(()),
    }
}

/// The files of a spec folder, by their paths in it with slashes, with their texts.
pub(crate) fn spec(folder: &Path) -> Result<Vec<(String, String)>, Trouble> {
    let mut found = Vec::new();
    for path in list(folder)? {
        if path.extension().is_some_and(|is| is == "toml") {
            let name = path.to_string_lossy().replace('\\', "/");
            found.push((name, read(&folder.join(&path))?));
        }
    }
    Ok(found)
}

/// Every file below a folder, relative to it, sorted.
pub(crate) fn list(folder: &Path) -> Result<Vec<PathBuf>, Trouble> {
    let mut found = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(next) = folders.pop() {
        for entry in fs::read_dir(&next).map_err(at(&next))? {
            let path = entry.map_err(at(&next))?.path();
            if path.is_dir() {
                folders.push(path);
            } else if let Ok(relative) = path.strip_prefix(folder) {
                found.push(relative.to_owned());
            }
        }
    }
    found.sort_unstable();
    Ok(found)
}
