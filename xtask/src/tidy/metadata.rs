//! What cargo knows of the workspace.

use std::collections::BTreeMap;
use std::path::Path;

use cargo_metadata::{DependencyKind, Error, Metadata, MetadataCommand, Package, PackageId};

/// Asks cargo.
pub(super) fn read(root: &Path) -> Result<Metadata, Error> {
    let locked = ["--locked".to_owned()];
    MetadataCommand::new()
        .current_dir(root)
        .other_options(locked)
        .exec()
}

/// Our package of that name.
pub(super) fn our<'a>(workspace: &'a Metadata, name: &str) -> Option<&'a Package> {
    let mut ours = workspace.workspace_packages().into_iter();
    ours.find(|package| package.name == name)
}

/// The names of all packages that users compile with a package: each with the one through which it comes.
pub(super) fn compiled_with<'a>(
    workspace: &'a Metadata,
    package: &'a Package,
) -> BTreeMap<&'a str, &'a str> {
    let packages = workspace.packages.iter();
    let names: BTreeMap<&PackageId, &str> = packages.map(|p| (&p.id, p.name.as_str())).collect();
    let nodes = workspace.resolve.iter().flat_map(|graph| &graph.nodes);
    let nodes: BTreeMap<&PackageId, _> = nodes.map(|node| (&node.id, &node.deps)).collect();
    let name = |id: &'a PackageId| names.get(id).copied().unwrap_or(&id.repr);
    let mut found = BTreeMap::new();
    let mut open = vec![&package.id];
    while let Some(id) = open.pop() {
        for edge in nodes.get(id).into_iter().copied().flatten() {
            let kinds = &edge.dep_kinds;
            let runtime = kinds.iter().any(|kind| kind.kind == DependencyKind::Normal);
            if runtime && !found.contains_key(name(&edge.pkg)) {
                found.insert(name(&edge.pkg), name(id));
                open.push(&edge.pkg);
            }
        }
    }
    found
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use serde_json::{Value, from_value, json};

    /// A workspace of packages with their dependencies, as `core -> serde, jsonschema(dev), proptest(optional)`.
    /// Packages that have no line of their own come from a registry.
    pub(crate) fn workspace(lines: &[&str]) -> Metadata {
        let split = |line| str::split_once(line, "->").unwrap_or((line, ""));
        let packages = lines.iter().map(|line| {
            let (name, rest) = split(line);
            let dependencies = rest.split(',').map(str::trim).filter(|d| !d.is_empty());
            json!({
                "id": name.trim(), "name": name.trim(), "version": "0.0.0", "license": "MIT",
                "manifest_path": "Cargo.toml", "targets": [], "features": {},
                "dependencies": dependencies.map(dependency).collect::<Value>(),
            })
        });
        let packages: Vec<Value> = packages.collect();
        let nodes = packages.iter().map(|package| {
            let dependencies = package["dependencies"].as_array().into_iter().flatten();
            let edge = |d: &Value| json!({"name": d["name"], "pkg": d["name"], "dep_kinds": [{"kind": d["kind"]}]});
            json!({
                "id": package["id"], "dependencies": [],
                "deps": dependencies.map(edge).collect::<Value>(),
            })
        });
        let metadata = json!({
            "version": 1, "workspace_root": "", "target_directory": "",
            "workspace_members": packages.iter().map(|p| p["id"].clone()).collect::<Value>(),
            "resolve": {"nodes": nodes.collect::<Value>()},
            "packages": packages,
        });
        from_value(metadata).expect("what cargo would write")
    }

    fn dependency(text: &str) -> Value {
        let (name, words) = text.split_once('(').unwrap_or((text, ""));
        let words: Vec<&str> = words.trim_end_matches(')').split(' ').collect();
        let features = words.iter().filter_map(|word| word.strip_prefix('+'));
        json!({
            "name": name, "req": "*",
            "kind": words.iter().find(|word| matches!(**word, "dev" | "build")),
            "optional": words.contains(&"optional"),
            "uses_default_features": true,
            "features": features.collect::<Value>(),
        })
    }

    #[test]
    fn what_users_compile_is_followed_through_packages() {
        let workspace = workspace(&["a -> b, t(dev)", "b -> c", "c -> a"]);
        let a = our(&workspace, "a").expect("it is there");
        let compiled = compiled_with(&workspace, a);
        assert_eq!(
            compiled,
            BTreeMap::from([("a", "c"), ("b", "a"), ("c", "b")])
        );
    }
}
