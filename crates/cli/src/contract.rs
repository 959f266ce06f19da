//! The contract that a run works with: the shipped one, or that of a spec folder.

use std::path::Path;

use bumpalo::Bump;
use mediaspec_core::contract::Catalog;

use crate::session::{Session, Stop};

/// Hands the catalog to `work`: the shipped one, or that of the folder. What is wrong with a folder is told on stderr.
pub(crate) fn with<R>(
    folder: Option<&Path>,
    session: &mut Session<'_>,
    work: impl FnOnce(Catalog<'_>, &mut Session<'_>) -> Result<R, Stop>,
) -> Result<R, Stop> {
    let Some(folder) = folder else {
        return work(mediaspec_schema::CATALOG, session);
    };
    let arena = Bump::new();
    match mediaspec_spec::load(folder, &arena) {
        Ok(api) => work(api.catalog(), session),
        Err(problems) => {
            let text = problems.render(session.colour_of_stderr, session.width());
            session.note(&text);
            Err(Stop::because(format_args!(
                "the spec folder {} cannot be used",
                folder.display()
            )))
        }
    }
}
