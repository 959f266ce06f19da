//! What cargo knows of the workspace.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::process::Command;

use serde::Deserialize;

/// The packages of the workspace, and everything they depend on.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
pub(super) struct Workspace {
    /// Every package, those of registries too.
    pub(super) packages: Vec<Package>,
    /// The ids of the packages that are ours.
    pub(super) workspace_members: BTreeSet<String>,
    /// What depends on what, features considered.
    pub(super) resolve: Resolve,
}

/// A package.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
pub(super) struct Package {
    pub(super) id: String,
    pub(super) name: String,
    pub(super) license: Option<String>,
    /// Where it comes from; `None` for a folder.
    pub(super) source: Option<String>,
    pub(super) manifest_path: PathBuf,
    pub(super) dependencies: Vec<Dependency>,
    pub(super) targets: Vec<Target>,
}

/// A dependency as a manifest declares it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
pub(super) struct Dependency {
    pub(super) name: String,
    /// `dev` or `build`; `None` for what users compile.
    pub(super) kind: Option<String>,
    pub(super) optional: bool,
    pub(super) uses_default_features: bool,
    pub(super) features: Vec<String>,
}

impl Dependency {
    /// Whether users compile it.
    pub(super) fn is_runtime(&self) -> bool {
        self.kind.is_none()
    }
}

/// Something that cargo builds of a package.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
pub(super) struct Target {
    pub(super) kind: Vec<String>,
}

/// The graph of packages.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
pub(super) struct Resolve {
    pub(super) nodes: Vec<Node>,
}

/// A package in the graph.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
pub(super) struct Node {
    pub(super) id: String,
    pub(super) deps: Vec<Edge>,
}

/// What a package depends on.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
pub(super) struct Edge {
    pub(super) pkg: String,
    pub(super) dep_kinds: Vec<EdgeKind>,
}

/// In which way.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
pub(super) struct EdgeKind {
    pub(super) kind: Option<String>,
}

impl Workspace {
    /// Asks cargo.
    pub(super) fn read(root: &Path) -> Result<Self, String> {
        // Cargo tells its subcommands which cargo they belong to.
        let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
        let output = Command::new(cargo)
            .args(["metadata", "--format-version", "1", "--locked"])
            .current_dir(root)
            .output()
            .map_err(|error| format!("cargo cannot be run: {error}"))?;
        if !output.status.success() {
            return Err(format!(
                "cargo metadata failed:\n{}",
                String::from_utf8_lossy(&output.stderr).trim_end()
            ));
        }
        serde_json::from_slice(&output.stdout)
            .map_err(|error| format!("cargo metadata cannot be read: {error}"))
    }

    /// Our packages, in the order of their names.
    pub(super) fn ours(&self) -> Vec<&Package> {
        let mut ours: Vec<_> = self
            .packages
            .iter()
            .filter(|p| self.workspace_members.contains(&p.id))
            .collect();
        ours.sort_by_key(|package| &package.name);
        ours
    }

    /// Our package of that name.
    pub(super) fn our(&self, name: &str) -> Option<&Package> {
        self.ours().into_iter().find(|package| package.name == name)
    }

    /// The names of all packages that users compile with a package: each with the one through which it comes.
    pub(super) fn compiled_with<'a>(&'a self, package: &'a Package) -> BTreeMap<&'a str, &'a str> {
        let names: BTreeMap<&str, &str> = self
            .packages
            .iter()
            .map(|p| (p.id.as_str(), p.name.as_str()))
            .collect();
        let nodes: BTreeMap<&str, &Node> = self
            .resolve
            .nodes
            .iter()
            .map(|n| (n.id.as_str(), n))
            .collect();
        let mut found = BTreeMap::new();
        let mut open = vec![package.id.as_str()];
        while let Some(id) = open.pop() {
            let through = names.get(id).copied().unwrap_or(id);
            for edge in nodes.get(id).into_iter().flat_map(|node| &node.deps) {
                let name = names.get(edge.pkg.as_str()).copied().unwrap_or(&edge.pkg);
                let runtime = edge.dep_kinds.iter().any(|kind| kind.kind.is_none());
                if runtime && !found.contains_key(name) {
                    found.insert(name, through);
                    open.push(&edge.pkg);
                }
            }
        }
        found
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;

    /// A workspace of packages with their dependencies, as `core -> serde, jsonschema(dev), proptest(optional)`.
    /// Packages that have no line of their own come from a registry.
    pub(crate) fn workspace(lines: &[&str]) -> Workspace {
        let mut workspace = Workspace::default();
        for line in lines {
            let (name, rest) = line.split_once("->").unwrap_or((line, ""));
            let name = name.trim();
            workspace.workspace_members.insert(name.to_owned());
            let dependencies: Vec<_> = rest
                .split(',')
                .map(str::trim)
                .filter(|d| !d.is_empty())
                .map(dependency)
                .collect();
            workspace.packages.push(Package {
                id: name.to_owned(),
                name: name.to_owned(),
                license: Some("MIT".to_owned()),
                source: None,
                manifest_path: PathBuf::from(format!("/{name}/Cargo.toml")),
                dependencies,
                targets: Vec::new(),
            });
        }
        workspace.resolve.nodes = workspace
            .packages
            .iter()
            .map(|package| Node {
                id: package.id.clone(),
                deps: package
                    .dependencies
                    .iter()
                    .map(|d| Edge {
                        pkg: d.name.clone(),
                        dep_kinds: vec![EdgeKind {
                            kind: d.kind.clone(),
                        }],
                    })
                    .collect(),
            })
            .collect();
        workspace
    }

    fn dependency(text: &str) -> Dependency {
        let (name, words) = text.split_once('(').unwrap_or((text, ""));
        let words: Vec<&str> = words.trim_end_matches(')').split(' ').collect();
        Dependency {
            name: name.to_owned(),
            kind: words
                .iter()
                .find(|w| matches!(**w, "dev" | "build"))
                .map(|w| (*w).to_owned()),
            optional: words.contains(&"optional"),
            uses_default_features: !words.contains(&"bare"),
            features: words
                .iter()
                .filter_map(|w| w.strip_prefix('+'))
                .map(str::to_owned)
                .collect(),
        }
    }

    #[test]
    fn what_users_compile_is_followed_through_packages() {
        let workspace = workspace(&["a -> b, t(dev)", "b -> c", "c -> a"]);
        let a = workspace.our("a").expect("it is there");
        let compiled = workspace.compiled_with(a);
        assert_eq!(
            compiled,
            BTreeMap::from([("a", "c"), ("b", "a"), ("c", "b")])
        );
    }
}
