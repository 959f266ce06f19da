//! Files that arguments stand for: folders and globs.

use std::path::{Path, PathBuf};

use globset::GlobBuilder;
use walkdir::WalkDir;

use crate::input::GLOB;
use crate::session::Stop;

/// How many files an argument may stand for.
const FILES: usize = 1_000_000;

/// The file that an argument names, or those that it stands for: the `*.json` of a folder and of those below it, or what a
/// glob fits. Sorted by name. Links to folders are not followed, and nothing whose name begins with a dot is entered.
pub(crate) fn named(argument: &Path) -> Result<Vec<PathBuf>, Stop> {
    let text = argument.to_string_lossy();
    if text == "-" {
        return Ok(vec![argument.to_owned()]);
    }
    if argument.is_dir() {
        let files = below(argument, |path| {
            path.extension().is_some_and(|name| name == "json")
        })?;
        return Ok(or_itself(files, argument));
    }
    // A file whose name has such letters is meant itself.
    if !text.contains(GLOB) || argument.exists() {
        return Ok(vec![argument.to_owned()]);
    }
    let glob = GlobBuilder::new(&text).literal_separator(true).build();
    let glob = glob.map_err(|error| Stop::Because(format!("{text} is no glob: {error}")))?;
    let fits = glob.compile_matcher();
    let literal = argument.components().take_while(|part| {
        let part = part.as_os_str().to_string_lossy();
        !part.contains(GLOB)
    });
    let base: PathBuf = literal.collect();
    let is_here = base.as_os_str().is_empty();
    let folder = if is_here { Path::new(".") } else { &base };
    if !folder.exists() {
        return Ok(vec![argument.to_owned()]);
    }
    let files = below(folder, |path| {
        let path = if is_here {
            path.strip_prefix(".").unwrap_or(path)
        } else {
            path
        };
        fits.is_match(path)
    })?;
    let bare = |path: PathBuf| match path.strip_prefix(".") {
        Ok(bare) if is_here => bare.to_owned(),
        Ok(_) | Err(_) => path,
    };
    Ok(or_itself(files.into_iter().map(bare).collect(), argument))
}

/// Files, or the argument that stands for none of them: it cannot be read then, and the others are.
fn or_itself(files: Vec<PathBuf>, argument: &Path) -> Vec<PathBuf> {
    match files.is_empty() {
        true => vec![argument.to_owned()],
        false => files,
    }
}

/// The files below a folder that are wanted.
fn below(folder: &Path, wanted: impl Fn(&Path) -> bool) -> Result<Vec<PathBuf>, Stop> {
    let mut out = Vec::new();
    let entries = WalkDir::new(folder).sort_by_file_name().into_iter();
    let entries = entries.filter_entry(|entry| {
        entry.depth() == 0 || !entry.file_name().to_string_lossy().starts_with('.')
    });
    for entry in entries {
        let entry = entry.map_err(|error| Stop::Because(format!("cannot be read: {error}")))?;
        if !entry.file_type().is_dir() && wanted(entry.path()) {
            if out.len() >= FILES {
                return Err(Stop::because("there are more than a million files"));
            }
            out.push(entry.into_path());
        }
    }
    Ok(out)
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::path::Path;

    use super::named;

    #[test]
    fn folders_and_globs_stand_for_their_files() {
        let folder = tempfile::tempdir().expect("a folder");
        let root = folder.path();
        for name in [
            "b.json",
            "a.json",
            "c.har",
            "x/d.json",
            ".git/e.json",
            "f[1].json",
        ] {
            let path = root.join(name);
            fs::create_dir_all(path.parent().expect("it has one")).expect("a folder");
            fs::write(path, "{}").expect("a file");
        }
        let found = |pattern: &str| {
            let path = match pattern {
                "" => root.to_owned(),
                pattern => root.join(pattern),
            };
            let files = named(&path).map_err(|stop| format!("{stop:?}"));
            files.map(|files| {
                let names = files
                    .iter()
                    .map(|file| file.strip_prefix(root).unwrap_or(file));
                let names = names.map(|name| name.to_string_lossy().replace('\\', "/"));
                names.collect::<Vec<_>>().join(" ")
            })
        };
        assert_eq!(found("").as_deref(), Ok("a.json b.json f[1].json x/d.json"));
        assert_eq!(found("*.json").as_deref(), Ok("a.json b.json f[1].json"));
        assert_eq!(found("**/d.*").as_deref(), Ok("x/d.json"));
        assert_eq!(found("f[1].json").as_deref(), Ok("f[1].json"));
        assert_eq!(found("gone.json").as_deref(), Ok("gone.json"));
        assert_eq!(found("*.yaml").as_deref(), Ok("*.yaml"));
        assert!(found(".git").is_ok(), "a folder that is named is entered");
        assert!(named(Path::new("-")).is_ok_and(|files| files.len() == 1));
    }
}
