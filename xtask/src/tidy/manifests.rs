//! What each manifest must say.

use std::fs;
use std::io;
use std::path::Path;

use cargo_metadata::Metadata;
use toml::{Table, Value};

/// The files of the licences that the manifests name.
const LICENCE_FILES: [&str; 2] = ["LICENSE-APACHE", "LICENSE-MIT"];

/// The manifest of the workspace, and that of each package with its name.
pub(super) struct Manifests {
    workspace: Table,
    packages: Vec<(String, Table)>,
}

/// Reads the manifests.
pub(super) fn read(workspace: &Metadata, root: &Path) -> Result<Manifests, io::Error> {
    let parse = |path: &Path| {
        let text = fs::read_to_string(path)?;
        text.parse::<Table>()
            .map_err(|error| io::Error::other(format!("{}: {error}", path.display())))
    };
    let packages = workspace.workspace_packages().into_iter();
    let packages =
        packages.map(|p| Ok((p.name.to_string(), parse(p.manifest_path.as_std_path())?)));
    Ok(Manifests {
        workspace: parse(&root.join("Cargo.toml"))?,
        packages: packages.collect::<Result<_, io::Error>>()?,
    })
}

/// Each package inherits the lints of the workspace, or repeats them where it has more of its own.
pub(super) fn lints(manifests: &Manifests) -> Vec<String> {
    let shared = lookup(&manifests.workspace, &["workspace", "lints"]);
    let mut out = Vec::new();
    for (name, manifest) in &manifests.packages {
        let Some(Value::Table(own)) = manifest.get("lints") else {
            out.push(format!("{name} has no [lints]"));
            continue;
        };
        if own.get("workspace") == Some(&Value::Boolean(true)) {
            continue;
        }
        let groups = shared.into_iter().flatten();
        for (group, lints) in groups {
            for (lint, level) in lints.as_table().into_iter().flatten() {
                match lookup(own, &[group]).and_then(|own| own.get(lint)) {
                    Some(own) if own == level || is_stricter(own, level) => {}
                    Some(_) => out.push(format!("{name} weakens {group} {lint}")),
                    None => out.push(format!("{name} lacks {group} {lint} of the workspace")),
                }
            }
        }
    }
    out
}

fn lookup<'a>(table: &'a Table, path: &[&str]) -> Option<&'a Table> {
    path.iter()
        .try_fold(table, |table, key| table.get(*key)?.as_table())
}

/// Whether a lint is set to more than the workspace asks for.
fn is_stricter(own: &Value, shared: &Value) -> bool {
    let rank = |value: &Value| {
        let level = value.as_str().or_else(|| value.get("level")?.as_str())?;
        ["allow", "warn", "deny", "forbid"]
            .iter()
            .position(|known| *known == level)
    };
    rank(own) > rank(shared)
}

/// The texts of the licences are there.
pub(super) fn licences(root: &Path) -> Vec<String> {
    let files = LICENCE_FILES.iter();
    let missing = files.filter(|file| !root.join(file).is_file());
    missing.map(|file| format!("{file} is missing")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn manifests(package: &str) -> Manifests {
        let shared = "[workspace.lints.rust]\nunsafe_code = \"deny\"\n[workspace.lints.clippy]\nall = { level = \"warn\", priority = -1 }";
        Manifests {
            workspace: shared.parse().expect("TOML"),
            packages: vec![("p".to_owned(), package.parse().expect("TOML"))],
        }
    }

    #[test]
    fn lints_are_inherited_or_repeated() {
        for (package, expected) in [
            ("[lints]\nworkspace = true", 0),
            (
                "[lints]\nrust.unsafe_code = \"forbid\"\nclippy.all = { level = \"warn\", priority = -1 }\nclippy.todo = \"warn\"",
                0,
            ),
            ("[package]\nname = \"p\"", 1),
            ("[lints]\nrust.unsafe_code = \"deny\"", 1),
            (
                "[lints]\nrust.unsafe_code = \"allow\"\nclippy.all = { level = \"warn\", priority = -1 }",
                1,
            ),
            ("[lints]\nworkspace = false", 2),
        ] {
            assert_eq!(lints(&manifests(package)).len(), expected, "{package}");
        }
    }

    #[test]
    fn licences_are_there() {
        let folder = tempfile::tempdir().expect("a folder");
        assert_eq!(licences(folder.path()).len(), 2);
        for file in LICENCE_FILES {
            fs::write(folder.path().join(file), "text").expect("it can be written");
        }
        assert!(licences(folder.path()).is_empty());
    }
}
