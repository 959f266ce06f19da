//! The fourth pass: what came through the other three without a problem.

use std::path::Path;

use bumpalo::Bump;
use mediaspec_core::contract::{Catalog, Service};

use crate::files::{self, Folder};
use crate::lint;
use crate::lower::{self, Lowered};
use crate::problem::{Problem, Problems};
use crate::service;

/// A checked spec folder. The functions of this crate's root are the only way to one, so whoever holds it need not
/// check anything again: every name resolves, every bound holds a value, nothing contains itself.
#[derive(Debug, Clone, Copy)]
pub struct Api<'t> {
    catalog: Catalog<'t>,
}

impl<'t> Api<'t> {
    /// The contract, in the arena that the folder was loaded into.
    #[must_use]
    pub const fn catalog(&self) -> Catalog<'t> {
        self.catalog
    }
}

/// Loads a spec folder from disk.
///
/// Read are `vendor.toml`, `types/*.toml` and `operations/*.toml` of each folder in `dir`, save `meta`. The catalog is
/// allocated in `arena`.
///
/// # Errors
/// Every problem of every file, sorted by file and place.
pub fn load<'t>(dir: &Path, arena: &'t Bump) -> Result<Api<'t>, Problems> {
    let mut problems = Vec::new();
    let folder = files::read_folder(dir, &mut problems);
    build(&folder, arena, problems)
}

/// Loads a spec folder whose files the caller has read: paths relative to the folder, with slashes, and texts.
///
/// # Errors
/// Every problem of every file, sorted by file and place.
///
/// ```
/// use bumpalo::Bump;
/// use mediaspec_spec::load_files;
///
/// let arena = Bump::new();
/// let files = [("mts/vendor.toml".to_owned(), "[vendor]\nservices = 1\n".to_owned())];
/// let problems = load_files(&files, &arena).expect_err("an unknown key, and more");
/// assert!(problems.iter().any(|problem| problem.code().code == "MS1011"));
/// ```
pub fn load_files<'t>(files: &[(String, String)], arena: &'t Bump) -> Result<Api<'t>, Problems> {
    let mut problems = Vec::new();
    let folder = files::take_files(files, &mut problems);
    build(&folder, arena, problems)
}

fn build<'t>(
    folder: &Folder,
    arena: &'t Bump,
    mut problems: Vec<Problem>,
) -> Result<Api<'t>, Problems> {
    let documents = service::read(folder, &mut problems);
    let lowered: Vec<Lowered<'t, '_>> = documents
        .iter()
        .map(|documents| lower::lower(documents, arena, &mut problems))
        .collect();
    lint::lint(&lowered, &mut problems);
    if !problems.is_empty() {
        return Err(Problems::new(problems));
    }
    let mut services: Vec<&'t Service<'t>> =
        lowered.iter().map(|lowered| lowered.service).collect();
    services.sort_by_key(|service| service.name);
    Ok(Api {
        catalog: Catalog {
            services: arena.alloc_slice_copy(&services),
        },
    })
}
