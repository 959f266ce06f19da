//! A set of generated files against the files of a repository.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::fmt;
use std::fs;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::time::Duration;

use mediaspec_core::escape::visible;
use similar::{ChangeTag, TextDiff};

use super::path::{FILES, FOLDERS};
use super::{OutputSet, Refusal, block};

/// How many lines of a diff are shown.
const DIFF_LINES: usize = 16;

/// How many characters of a line are shown.
const DIFF_WIDTH: usize = 160;

/// A diff is for people; one that takes longer than this is shown coarser.
const DIFF_TIME: Duration = Duration::from_millis(100);

/// A generated file that is not as the spec says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Difference {
    /// The file holds something else.
    Stale {
        /// Its path.
        path: String,
        /// The first lines that differ, in the form of a unified diff.
        diff: String,
    },
    /// There is no such file.
    Missing {
        /// Its path.
        path: String,
    },
    /// The file lies in a generated folder and is not generated.
    Orphan {
        /// Its path.
        path: String,
    },
}

impl Difference {
    /// The path of the file.
    #[must_use]
    pub fn path(&self) -> &str {
        match self {
            Self::Stale { path, .. } | Self::Missing { path } | Self::Orphan { path } => path,
        }
    }
}

impl fmt::Display for Difference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Stale { path, diff } => {
                write!(f, "stale    {}", visible(path))?;
                diff.lines().try_for_each(|line| write!(f, "\n    {line}"))
            }
            Self::Missing { path } => write!(f, "missing  {}", visible(path)),
            Self::Orphan { path } => write!(f, "orphan   {}", visible(path)),
        }
    }
}

/// What [`write()`] has done.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Written {
    /// Files that were created or replaced.
    pub written: Vec<String>,
    /// Orphans that were removed.
    pub removed: Vec<String>,
    /// How many files were right already. They are not touched, so that nothing is built again because of them.
    pub unchanged: usize,
}

/// Why a set could not be compared or written.
#[derive(Debug)]
pub enum WriteError {
    /// An emitter has a fault; nothing was written.
    Refused(Vec<Refusal>),
    /// A file lacks the two lines between which its generated part stands; nothing was written.
    NoBlock {
        /// Its path.
        path: String,
    },
    /// The operating system refused something.
    Io {
        /// The file or folder.
        path: PathBuf,
        /// Why.
        error: io::Error,
    },
}

impl fmt::Display for WriteError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Refused(refusals) => {
                for (at, refusal) in refusals.iter().enumerate() {
                    let line = if at == 0 { "" } else { "\n" };
                    write!(f, "{line}{refusal}")?;
                }
                Ok(())
            }
            Self::NoBlock { path } => write!(
                f,
                "{}: the two lines between which generated lines stand are not there, or more than once",
                visible(path)
            ),
            Self::Io { path, error } => write!(f, "{}: {error}", visible(&path.to_string_lossy())),
        }
    }
}

impl std::error::Error for WriteError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Refused(_) | Self::NoBlock { .. } => None,
            Self::Io { error, .. } => Some(error),
        }
    }
}

fn at(path: &Path) -> impl FnOnce(io::Error) -> WriteError {
    let path = path.to_owned();
    move |error| WriteError::Io { path, error }
}

/// Every file that is not as the set says, in the order of the paths: first those of the set, then the orphans.
///
/// # Errors
/// If the set has refusals, a file cannot be read, or has no place for its generated part.
pub fn compare(out: &OutputSet, root: &Path) -> Result<Vec<Difference>, WriteError> {
    no_refusals(out)?;
    let mut differences = Vec::new();
    for (path, text) in whole_files(out, root)? {
        match state(&join(root, path), &text)? {
            State::Same => {}
            State::Missing => differences.push(Difference::Missing {
                path: path.to_owned(),
            }),
            State::Stale(old) => {
                let diff = short_diff(&String::from_utf8_lossy(&old), &text);
                differences.push(Difference::Stale {
                    path: path.to_owned(),
                    diff,
                });
            }
        }
    }
    differences.extend(
        orphans(out, root)?
            .into_iter()
            .map(|path| Difference::Orphan { path }),
    );
    Ok(differences)
}

/// Brings the repository to what the set says: writes what differs and removes orphans.
///
/// Everything is written beside its place first and then renamed, so that no file is ever half there, and a full disk
/// changes nothing.
///
/// # Errors
/// If the set has refusals or a file no place for its generated part (nothing is touched then), or the operating system
/// refuses something.
pub fn write(out: &OutputSet, root: &Path) -> Result<Written, WriteError> {
    no_refusals(out)?;
    let mut done = Written::default();
    let mut staged = Staged::default();
    for (path, text) in whole_files(out, root)? {
        let target = join(root, path);
        match state(&target, &text)? {
            State::Same => done.unchanged = done.unchanged.saturating_add(1),
            State::Missing | State::Stale(_) => {
                staged.add(target, &text)?;
                done.written.push(path.to_owned());
            }
        }
    }
    staged.rename()?;
    for path in orphans(out, root)? {
        let target = join(root, &path);
        fs::remove_file(&target).map_err(at(&target))?;
        remove_empty_parents(root, &path);
        done.removed.push(path);
    }
    Ok(done)
}

fn no_refusals(out: &OutputSet) -> Result<(), WriteError> {
    if out.refusals().is_empty() {
        Ok(())
    } else {
        Err(WriteError::Refused(out.refusals().to_vec()))
    }
}

/// The whole text of every file: of a hand-written one with its generated part, what stands around it on disk.
fn whole_files<'o>(
    out: &'o OutputSet,
    root: &Path,
) -> Result<Vec<(&'o str, Cow<'o, str>)>, WriteError> {
    let mut files: Vec<_> = out
        .iter()
        .map(|(path, text)| (path, Cow::Borrowed(text)))
        .collect();
    for (path, lines) in out.blocks() {
        let target = join(root, path);
        let old = fs::read_to_string(&target).map_err(at(&target))?;
        let new = block::replaced(path, &old, lines).ok_or_else(|| WriteError::NoBlock {
            path: path.to_owned(),
        })?;
        files.push((path, Cow::Owned(new)));
    }
    files.sort_by_key(|(path, _)| *path);
    Ok(files)
}

fn join(root: &Path, path: &str) -> PathBuf {
    let mut joined = root.to_owned();
    joined.extend(path.split('/'));
    joined
}

enum State {
    Same,
    Missing,
    Stale(Vec<u8>),
}

fn state(target: &Path, text: &str) -> Result<State, WriteError> {
    match fs::read(target) {
        Ok(old) if old == text.as_bytes() => Ok(State::Same),
        Ok(old) => Ok(State::Stale(old)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(State::Missing),
        Err(error) => Err(at(target)(error)),
    }
}

/// New texts that lie beside their places. What was not renamed is removed again.
#[derive(Default)]
struct Staged {
    files: Vec<(PathBuf, PathBuf)>,
}

impl Staged {
    fn add(&mut self, target: PathBuf, text: &str) -> Result<(), WriteError> {
        let folder = target.parent().unwrap_or(Path::new(".")).to_owned();
        fs::create_dir_all(&folder).map_err(at(&folder))?;
        let name = target.file_name().unwrap_or_default().to_string_lossy();
        let beside = folder.join(format!(".{name}.{}.new", std::process::id()));
        self.files.push((beside.clone(), target));
        let mut file = fs::File::create(&beside).map_err(at(&beside))?;
        file.write_all(text.as_bytes()).map_err(at(&beside))
    }

    fn rename(mut self) -> Result<(), WriteError> {
        while let Some((beside, target)) = self.files.pop() {
            if let Err(error) = fs::rename(&beside, &target) {
                self.files.push((beside, target.clone()));
                return Err(at(&target)(error));
            }
        }
        Ok(())
    }
}

impl Drop for Staged {
    fn drop(&mut self) {
        for (beside, _) in &self.files {
            // It may not exist; and nothing more can be done about it.
            let _ = fs::remove_file(beside);
        }
    }
}

/// Files in generated places that the set does not hold.
fn orphans(out: &OutputSet, root: &Path) -> Result<Vec<String>, WriteError> {
    let mut found = BTreeSet::new();
    for folder in FOLDERS {
        let folder = folder.trim_end_matches('/');
        walk(&join(root, folder), folder, &mut found)?;
    }
    for file in FILES {
        if fs::symlink_metadata(join(root, file)).is_ok() {
            found.insert(file.to_owned());
        }
    }
    Ok(found
        .into_iter()
        .filter(|path| out.get(path).is_none())
        .collect())
}

/// Collects the files below a folder. Links are not followed: they lead out of the folder.
fn walk(folder: &Path, path: &str, found: &mut BTreeSet<String>) -> Result<(), WriteError> {
    let entries = match fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        Err(error) => return Err(at(folder)(error)),
    };
    for entry in entries {
        let entry = entry.map_err(at(folder))?;
        let kind = entry.file_type().map_err(at(&entry.path()))?;
        let path = format!("{path}/{}", entry.file_name().to_string_lossy());
        if kind.is_dir() {
            walk(&entry.path(), &path, found)?;
        } else {
            found.insert(path);
        }
    }
    Ok(())
}

/// Removes folders that an orphan has left empty, up to the generated folder itself.
fn remove_empty_parents(root: &Path, path: &str) {
    let mut rest = path;
    while let Some((folder, _)) = rest.rsplit_once('/') {
        let inside = FOLDERS
            .iter()
            .any(|f| folder.len() > f.len() && folder.starts_with(f));
        // A folder that is not empty is refused, and that is the end of it.
        if !inside || fs::remove_dir(join(root, folder)).is_err() {
            return;
        }
        rest = folder;
    }
}

/// The first changed lines with a line around them.
fn short_diff(old: &str, new: &str) -> String {
    let diff = TextDiff::configure()
        .timeout(DIFF_TIME)
        .diff_lines(old, new);
    let mut lines = Vec::new();
    'hunks: for group in diff.grouped_ops(1) {
        if let Some(first) = group.first() {
            lines.push(format!(
                "@@ line {} @@",
                first.old_range().start.saturating_add(1)
            ));
        }
        for op in &group {
            for change in diff.iter_changes(op) {
                let sign = match change.tag() {
                    ChangeTag::Equal => ' ',
                    ChangeTag::Delete => '-',
                    ChangeTag::Insert => '+',
                };
                let line = change.value().trim_end_matches(['\n', '\r']);
                lines.push(format!(
                    "{sign} {}",
                    mediaspec_core::escape::shortened(line, DIFF_WIDTH)
                ));
                if lines.len() >= DIFF_LINES {
                    lines.push("…".to_owned());
                    break 'hunks;
                }
            }
        }
    }
    if lines.is_empty() {
        lines.push("(only bytes that are not text, or the ends of lines, differ)".to_owned());
    }
    lines.join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn set(files: &[(&str, &str)]) -> OutputSet {
        let mut out = OutputSet::default();
        for (path, text) in files {
            out.add(*path, *text);
        }
        out
    }

    #[test]
    fn what_was_written_compares_equal_and_is_not_touched_again() {
        let root = tempfile::tempdir().expect("a folder");
        let out = set(&[
            ("crates/schema/reference/a.md", "1\n"),
            ("crates/schema/index.json", "{}"),
        ]);
        let first = write(&out, root.path()).expect("it can be written");
        assert_eq!(first.written.len(), 2);
        assert_eq!(compare(&out, root.path()).expect("it can be read"), []);
        let second = write(&out, root.path()).expect("it can be written");
        assert_eq!(
            second,
            Written {
                unchanged: 2,
                ..Written::default()
            }
        );
    }

    #[test]
    fn stale_missing_and_orphan_files_are_told_and_mended() {
        let root = tempfile::tempdir().expect("a folder");
        let old = set(&[
            ("crates/schema/reference/a.md", "1\n2\n"),
            ("crates/schema/reference/x/b.md", "b"),
        ]);
        write(&old, root.path()).expect("it can be written");
        let new = set(&[
            ("crates/schema/reference/a.md", "1\n3\n"),
            ("crates/schema/catalog.json", "{}"),
        ]);
        let told = compare(&new, root.path()).expect("it can be read");
        let told: Vec<String> = told.iter().map(ToString::to_string).collect();
        assert_eq!(
            told,
            [
                "missing  crates/schema/catalog.json",
                "stale    crates/schema/reference/a.md\n    @@ line 1 @@\n      1\n    - 2\n    + 3",
                "orphan   crates/schema/reference/x/b.md",
            ]
        );
        let done = write(&new, root.path()).expect("it can be written");
        assert_eq!(done.removed, ["crates/schema/reference/x/b.md"]);
        assert!(!root.path().join("crates/schema/reference/x").exists());
        assert_eq!(compare(&new, root.path()).expect("it can be read"), []);
    }

    #[test]
    fn a_set_with_a_refusal_writes_nothing() {
        let root = tempfile::tempdir().expect("a folder");
        let out = set(&[("crates/schema/index.json", "{}"), ("../evil", "")]);
        assert!(matches!(write(&out, root.path()), Err(WriteError::Refused(r)) if r.len() == 1));
        assert!(matches!(
            compare(&out, root.path()),
            Err(WriteError::Refused(_))
        ));
        assert!(!root.path().join("crates").exists());
    }

    #[test]
    fn the_generated_part_of_a_file_is_kept_up_to_date_and_the_rest_is_not_touched() {
        let root = tempfile::tempdir().expect("a folder");
        let path = root.path().join("crates/schema/Cargo.toml");
        fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        let begin =
            "# Generated by `cargo xtask codegen`, down to the end of the block. Do not edit.";
        let end = "# End of the generated block.";
        let text = |block: &str| format!("[features]\n{begin}\n{block}{end}\n\n[lints]\n");
        fs::write(&path, text("a = []\n")).expect("it can be written");
        let mut out = set(&[]);
        out.add_block("crates/schema/Cargo.toml", "b = []\n");
        let told = compare(&out, root.path()).expect("it can be read");
        let told: Vec<String> = told.iter().map(ToString::to_string).collect();
        assert_eq!(told.len(), 1, "{told:?}");
        assert!(
            told[0].starts_with("stale    crates/schema/Cargo.toml")
                && told[0]
                    .ends_with("\n    - a = []\n    + b = []\n      # End of the generated block."),
            "{told:?}"
        );
        let done = write(&out, root.path()).expect("it can be written");
        assert_eq!(done.written, ["crates/schema/Cargo.toml"]);
        assert_eq!(fs::read_to_string(&path).expect("text"), text("b = []\n"));
        assert_eq!(compare(&out, root.path()).expect("it can be read"), []);
    }

    #[test]
    fn a_file_without_a_place_for_its_generated_part_stops_everything() {
        let root = tempfile::tempdir().expect("a folder");
        let path = root.path().join("crates/schema/Cargo.toml");
        let mut out = set(&[("crates/schema/index.json", "{}")]);
        out.add_block("crates/schema/Cargo.toml", "b = []\n");
        assert!(matches!(
            write(&out, root.path()),
            Err(WriteError::Io { .. })
        ));
        fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        fs::write(&path, "[features]\n").expect("it can be written");
        assert!(matches!(
            compare(&out, root.path()),
            Err(WriteError::NoBlock { .. })
        ));
        assert!(matches!(
            write(&out, root.path()),
            Err(WriteError::NoBlock { .. })
        ));
        assert_eq!(fs::read_to_string(&path).expect("text"), "[features]\n");
        assert!(!root.path().join("crates/schema/index.json").exists());
    }

    #[test]
    fn a_long_diff_is_cut_and_shows_nothing_that_acts() {
        let old: String = (0..100).map(|n| format!("{n}\n")).collect();
        let new: String = (0..100).map(|n| format!("\u{1b}[31m{n}\n")).collect();
        let diff = short_diff(&old, &new);
        assert!(diff.lines().count() <= DIFF_LINES + 1);
        assert!(!diff.contains('\u{1b}'));
    }
}
