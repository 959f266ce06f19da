//! The generated files: a set of paths and texts, and how it is laid over a repository.

mod block;
mod disk;
mod path;

use std::collections::BTreeMap;
use std::fmt;

pub use disk::{Difference, WriteError, Written, compare, write};
pub use path::{is_generated, is_marked};

/// The text of every generated file, by its path from the repository's root.
///
/// Paths are `/`-separated. Two paths that differ in case alone are one file on some systems, so they count as equal.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct OutputSet {
    files: BTreeMap<String, String>,
    /// The path of each file by its lower-case form.
    taken: BTreeMap<String, String>,
    blocks: BTreeMap<String, String>,
    refusals: Vec<Refusal>,
}

impl OutputSet {
    /// Adds a file.
    ///
    /// A path outside the generated folders, a file name of unchecked characters or a path that is taken is not added;
    /// it is kept in [`OutputSet::refusals`], because a file that goes missing without a word would be worse.
    pub fn add(&mut self, path: impl Into<String>, text: impl Into<String>) {
        let path = path.into();
        if let Some(because) = path::fault(&path) {
            self.refusals.push(Refusal { path, because });
            return;
        }
        let key = path.to_ascii_lowercase();
        if let Some(other) = self.taken.get(&key) {
            let because = if *other == path {
                "two emitters render it".to_owned()
            } else {
                format!("it is {other} where file names have no case")
            };
            self.refusals.push(Refusal { path, because });
            return;
        }
        self.taken.insert(key, path.clone());
        self.files.insert(path, text.into());
    }

    /// Adds the generated part of a file that is written by hand otherwise: the lines between two that say so. It replaces
    /// what stands there now, and nothing else of the file is touched.
    ///
    /// A path of which nothing may be generated, or one that has its part already, is kept in [`OutputSet::refusals`].
    pub fn add_block(&mut self, path: impl Into<String>, lines: impl Into<String>) {
        let path = path.into();
        let taken = || {
            let taken = self.blocks.contains_key(&path);
            taken.then(|| "two emitters render its block".to_owned())
        };
        match path::block_fault(&path).or_else(taken) {
            Some(because) => self.refusals.push(Refusal { path, because }),
            None => {
                self.blocks.insert(path, lines.into());
            }
        }
    }

    /// Keeps something that cannot be rendered, so that [`write()`] refuses the whole set.
    pub fn refuse(&mut self, path: impl Into<String>, because: impl Into<String>) {
        self.refusals.push(Refusal {
            path: path.into(),
            because: because.into(),
        });
    }

    /// The text of a file.
    #[must_use]
    pub fn get(&self, path: &str) -> Option<&str> {
        self.files.get(path).map(String::as_str)
    }

    /// Paths and texts, in the order of the paths.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.files
            .iter()
            .map(|(path, text)| (path.as_str(), text.as_str()))
    }

    /// The generated parts of hand-written files, in the order of the paths.
    pub fn blocks(&self) -> impl Iterator<Item = (&str, &str)> {
        self.blocks
            .iter()
            .map(|(path, lines)| (path.as_str(), lines.as_str()))
    }

    /// How many files there are, those included of which only a part is generated.
    #[must_use]
    pub fn len(&self) -> usize {
        self.files.len().saturating_add(self.blocks.len())
    }

    /// Whether there is no file.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// What could not be added, and why. It is empty unless an emitter has a fault.
    #[must_use]
    pub fn refusals(&self) -> &[Refusal] {
        &self.refusals
    }
}

/// A file that could not be added to a set.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    /// Its path.
    pub path: String,
    /// Why not.
    pub because: String,
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?} cannot be generated: {}", self.path, self.because)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_is_taken_once_in_whatever_case() {
        let mut out = OutputSet::default();
        out.add("crates/schema/reference/a.md", "1");
        out.add("crates/schema/reference/A.md", "2");
        out.add("crates/schema/reference/a.md", "3");
        assert_eq!(out.get("crates/schema/reference/a.md"), Some("1"));
        assert_eq!(out.len(), 1);
        assert_eq!(out.refusals().len(), 2);
    }

    #[test]
    fn a_path_outside_the_generated_folders_is_refused() {
        let mut out = OutputSet::default();
        for path in [
            "README.md",
            "crates/core/src/lib.rs",
            "crates/schema/src/lib.rs",
            "crates/schema/src/generated/../lib.rs",
            "/crates/schema/index.json",
            "crates/schema/index.json/x",
            "crates/schema/reference/",
            "",
        ] {
            out.add(path, "");
        }
        assert!(out.is_empty());
        assert_eq!(out.refusals().len(), 8);
    }

    #[test]
    fn a_part_of_a_file_is_added_once_and_to_that_file_alone() {
        let mut out = OutputSet::default();
        out.add_block("crates/schema/Cargo.toml", "a = []\n");
        out.add_block("crates/schema/Cargo.toml", "b = []\n");
        out.add_block("Cargo.toml", "a = []\n");
        let blocks: Vec<_> = out.blocks().collect();
        assert_eq!(blocks, [("crates/schema/Cargo.toml", "a = []\n")]);
        assert_eq!((out.len(), out.refusals().len()), (1, 2));
    }
}
