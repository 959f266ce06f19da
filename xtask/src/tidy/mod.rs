//! `cargo xtask tidy`: what the compiler does not see of how the repository is kept.

mod dependencies;
mod files;
mod manifests;
mod metadata;
mod supply;

use std::path::Path;

use cargo_metadata::Metadata;
use clap::Args;

use crate::{Status, console, root};

/// Check who depends on whom, manifests, generated files and file names.
///
/// Lists everything that is not in order.
///
/// Exit status: 0 all in order; 1 something is not; 2 cargo could not be asked.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  cargo xtask tidy                  before a change lands; CI runs it too")]
pub(crate) struct Tidy {}

/// A rule: its name, and what breaks it.
type Finding = (&'static str, Vec<String>);

pub(crate) fn run(_: &Tidy) -> Status {
    let root = root();
    let findings = read(&root).and_then(|(workspace, bindings)| {
        findings(&workspace, &bindings, &root).map_err(|error| error.to_string())
    });
    let findings = match findings {
        Ok(findings) => findings,
        Err(message) => {
            eprintln!("error: {message}");
            return Status::Trouble;
        }
    };
    let mut count = 0_usize;
    for (rule, broken) in &findings {
        for message in broken {
            console::line(format_args!(
                "{rule}: {}",
                mediaspec_core::escape::visible(message)
            ));
            count = count.saturating_add(1);
        }
    }
    if count > 0 {
        console::line(format_args!("{count} to mend"));
        return Status::Mend;
    }
    console::line(format_args!("{} rules hold", findings.len()));
    Status::Fine
}

/// Reads the workspace, and that of the bindings, whose dependencies go to users too.
fn read(root: &Path) -> Result<(Metadata, Metadata), String> {
    let read = |folder: &Path| metadata::read(folder).map_err(|error| error.to_string());
    Ok((read(root)?, read(&root.join("bindings"))?))
}

fn findings(
    workspace: &Metadata,
    bindings: &Metadata,
    root: &Path,
) -> Result<Vec<Finding>, std::io::Error> {
    let mut findings = vec![
        ("dependency", dependencies::edges(workspace)),
        ("tests-only", dependencies::tests_only(workspace)),
        ("lean-core", dependencies::lean_core(workspace)),
        ("no-network", dependencies::no_network(workspace)),
        ("json-features", dependencies::json_features(workspace)),
        ("contracts-only", dependencies::contracts_only(workspace)),
        ("no-build-script", dependencies::no_build_script(workspace)),
        ("licence", manifests::licences(root)),
        ("licence-of-dependency", supply::licences(workspace)),
        ("licence-of-dependency", supply::licences(bindings)),
        ("source", supply::sources(workspace)),
    ];
    for (workspace, root) in [(workspace, root), (bindings, &root.join("bindings"))] {
        let manifests = manifests::read(workspace, root)?;
        findings.push(("lints", manifests::lints(&manifests)));
    }
    for name in supply::SCRIPTS {
        let script = std::fs::read_to_string(root.join(name))?;
        findings.push(("locked", supply::locked(name, &script)));
    }
    let files = files::list(root)?;
    findings.push(("file-name", files::names(&files)));
    findings.push((
        "header",
        files::headers(&files::read_generated(root, &files)?),
    ));
    Ok(findings)
}
