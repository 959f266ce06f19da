//! Where dependencies come from, under which licences, and that builds take those that were reviewed.

use cargo_metadata::Metadata;
use spdx::{Expression, ParseMode};

/// Licences that anything may have which is compiled here or with our crates.
const LICENCES: [&str; 10] = [
    "Apache-2.0",
    "BSD-2-Clause",
    "BSD-3-Clause",
    "BSL-1.0",
    "ISC",
    "MIT",
    "MIT-0",
    "Unicode-3.0",
    "Unlicense",
    "Zlib",
];

/// Commands of cargo that resolve dependencies, and take `--locked`.
const RESOLVING: [&str; 10] = [
    "build", "check", "clippy", "doc", "install", "metadata", "nextest", "package", "run", "test",
];

/// The scripts that CI runs.
pub(super) const SCRIPTS: [&str; 3] = [".ci/run", "fuzz/run", "bindings/run"];

/// Every package, ours too, may be had under a licence of the list.
pub(super) fn licences(workspace: &Metadata) -> Vec<String> {
    let mut out = Vec::new();
    for package in &workspace.packages {
        let name = &package.name;
        let Some(licence) = &package.license else {
            out.push(format!("{name} names no licence"));
            continue;
        };
        // Old manifests write `MIT/Apache-2.0`.
        match Expression::parse_mode(licence, ParseMode::LAX) {
            Err(error) => out.push(format!("{name} is under `{licence}`: {}", error.reason)),
            Ok(expression) => {
                let listed = |id: spdx::LicenseId| LICENCES.contains(&id.name);
                if !expression.evaluate(|r| r.license.id().is_some_and(listed)) {
                    out.push(format!("{name} is under {licence}"));
                }
            }
        }
    }
    out
}

/// Every package comes from crates.io, or is ours: no git repository, no folder elsewhere.
pub(super) fn sources(workspace: &Metadata) -> Vec<String> {
    let others = workspace.packages.iter().filter(|package| {
        let ours = workspace.workspace_members.contains(&package.id);
        match &package.source {
            None => !ours,
            Some(source) => ours || !source.is_crates_io(),
        }
    });
    others
        .map(|package| {
            let source = package.source.as_ref().map_or("a folder", |s| &s.repr);
            format!("{} comes from {source}", package.name)
        })
        .collect()
}

/// CI builds what `Cargo.lock` says. `cargo fuzz` takes no `--locked`; its script asks for the metadata first, which does.
pub(super) fn locked(name: &str, script: &str) -> Vec<String> {
    script
        .lines()
        .filter(|line| !line.trim_start().starts_with('#'))
        .filter(|line| {
            let words: Vec<&str> = line.split_whitespace().collect();
            let resolves = words
                .windows(2)
                .any(|pair| pair[0] == "cargo" && RESOLVING.contains(&pair[1]));
            resolves && !words.contains(&"--locked")
        })
        .map(|line| format!("{name} has a command without --locked: {}", line.trim()))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::super::metadata::tests::workspace;
    use super::*;

    #[test]
    fn licences_that_may_be_chosen_are_enough() {
        for (licence, expected) in [
            ("MIT", 0),
            ("MIT/Apache-2.0", 0),
            ("MIT OR GPL-3.0-only", 0),
            ("(MIT OR Apache-2.0) AND Unicode-3.0", 0),
            ("Apache-2.0 WITH LLVM-exception", 0),
            ("GPL-3.0-only", 1),
            ("MIT AND GPL-3.0-only", 1),
            ("whatever you like", 1),
        ] {
            let mut house = workspace(&["a"]);
            house.packages[0].license = Some(licence.to_owned());
            assert_eq!(licences(&house).len(), expected, "{licence}");
            house.packages[0].license = None;
            assert_eq!(licences(&house), ["a names no licence"]);
        }
    }

    #[test]
    fn packages_come_from_the_registry() {
        let mut house = workspace(&["a", "b"]);
        assert_eq!(sources(&house), Vec::<String>::new());
        house.workspace_members.pop();
        assert_eq!(sources(&house), ["b comes from a folder"]);
        for (source, expected) in [
            ("registry+https://github.com/rust-lang/crates.io-index", 0),
            ("registry+https://example.com/index", 1),
            ("git+https://example.com/b", 1),
        ] {
            let repr = source.to_owned();
            house.packages[1].source = Some(cargo_metadata::Source { repr });
            assert_eq!(sources(&house).len(), expected, "{source}");
        }
    }

    #[test]
    fn commands_that_resolve_are_locked() {
        let script = "# cargo test\nstep cargo fmt --all\nstep cargo test --workspace --locked\ncargo xtask tidy\n";
        assert_eq!(locked("run", script), Vec::<String>::new());
        assert_eq!(
            locked("run", "X=1 step cargo doc --no-deps"),
            ["run has a command without --locked: X=1 step cargo doc --no-deps"]
        );
        assert_eq!(locked("run", "if ! cargo install a; then").len(), 1);
    }
}
