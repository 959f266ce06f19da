//! What the modules of this crate may know: the contract, and nothing that checks payloads.

use std::path::Path;

/// The sources of the crate, without tests and comments: their paths below `src`, and their text.
fn sources() -> Vec<(String, String)> {
    fn walk(folder: &Path, below: &str, out: &mut Vec<(String, String)>) {
        for entry in std::fs::read_dir(folder).expect("a folder") {
            let path = entry.expect("an entry").path();
            let name = path.file_name().expect("a name").to_string_lossy();
            let (name, folder) = (format!("{below}{name}"), path.is_dir());
            if folder && !name.ends_with("tests") {
                walk(&path, &format!("{name}/"), out);
            } else if !folder && !name.ends_with("tests.rs") && name != "fixtures.rs" {
                let text = std::fs::read_to_string(&path).expect("a source file");
                // Unit tests stand behind the code.
                let code = text
                    .split("#[cfg(test)]\nmod tests {")
                    .next()
                    .expect("code");
                let is_code = |line: &&str| !line.trim_start().starts_with("//");
                let lines: Vec<&str> = code.lines().filter(is_code).collect();
                out.push((name, lines.join("\n")));
            }
        }
    }
    let mut out = Vec::new();
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    walk(&source, "", &mut out);
    assert!(out.len() > 10, "{} files", out.len());
    out
}

/// What follows a path's beginning, wherever it stands in a text.
fn behind<'t>(text: &'t str, beginning: &str) -> Vec<&'t str> {
    let places = text.match_indices(beginning);
    let rest = places.map(|(at, found)| text.split_at(at + found.len()).1);
    rest.map(|rest| rest.lines().next().unwrap_or_default())
        .collect()
}

#[test]
fn the_oracle_knows_the_contract_and_the_tree_of_a_payload_alone() {
    let sources = sources();
    let of_oracle = sources
        .iter()
        .filter(|(name, _)| name.starts_with("oracle"));
    let mut seen = 0;
    for (name, text) in of_oracle {
        for used in behind(text, "mediaspec_core::") {
            let may = [
                "check::Scope;",
                "code::Code;",
                "contract::{",
                "node::Node;",
                "node::{",
            ];
            assert!(
                may.iter().any(|may| used.starts_with(may)),
                "{name}: {used}"
            );
            seen += 1;
        }
        // Above a module of the oracle there is the oracle.
        let above = (!name.contains('/')).then_some("super::");
        let ours = ["crate::", "mediaspec_core as", "extern crate"];
        for ours in ours.into_iter().chain(above) {
            assert_eq!(behind(text, ours), [""; 0], "{name}: {ours}");
        }
    }
    assert!(seen >= 4, "{seen}");
}

#[test]
fn nothing_that_makes_payloads_asks_the_engine() {
    for (name, text) in sources() {
        for used in behind(&text, "mediaspec_core::") {
            let may = [
                "automaton::Automaton;",
                "check::Scope;",
                "check::{Scope, Target};",
                "code::Code;",
                "contract::",
                "node::",
            ];
            assert!(
                may.iter().any(|may| used.starts_with(may)),
                "{name}: {used}"
            );
        }
    }
}
