//! `cargo xtask lint`: what is wrong with a spec folder, and how much it covers.

use std::io::IsTerminal as _;
use std::path::PathBuf;

use clap::Args;
use mediaspec_codegen::Coverage;

use crate::{Status, console, root};

/// Check the spec folder, and write nothing.
///
/// Tells the problems that codegen would tell. With --coverage it also prints how many operations, types, members and values
/// there are of each service, and how many of them are explained.
///
/// Exit status: 0 the spec has no problem; 2 it has some.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  cargo xtask lint                  after any change below spec/
  cargo xtask lint --coverage       how much there is, and how much of it is explained
  cargo xtask lint --spec ../x      another spec folder")]
pub(crate) struct Lint {
    /// Print what is covered.
    #[arg(long)]
    coverage: bool,
    /// The spec folder; `spec` of the repository unless another is named.
    #[arg(long, value_name = "DIR")]
    spec: Option<PathBuf>,
}

pub(crate) fn run(command: &Lint) -> Status {
    let spec = command.spec.clone().unwrap_or_else(|| root().join("spec"));
    match mediaspec_spec::load_dir(&spec) {
        Ok(catalog) => {
            let services = catalog.services().iter().filter(|_| command.coverage);
            for service in services {
                console::print(shown(&Coverage::of(service)));
            }
            Status::Fine
        }
        Err(problems) => {
            eprint!("{}", problems.render(std::io::stderr().is_terminal(), 100));
            Status::Trouble
        }
    }
}

/// What people are shown of a service.
fn shown(coverage: &Coverage) -> String {
    let Coverage {
        service,
        families,
        operations,
        types,
        members,
        values,
    } = coverage;
    let families = families.len();
    format!(
        "{service}\n  families    {families}\n  operations  {operations}\n  types       {types}\n  members     {members}\n  values      {values}\n"
    )
}
