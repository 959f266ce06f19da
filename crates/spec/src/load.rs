//! From files to a catalog: the passes one after another, and the last one, which core makes.

use std::path::Path;

use mediaspec_core::contract::{Catalog, ContractProblem};

use crate::codes;
use crate::files::{self, Folder};
use crate::lint;
use crate::lower::{self, Lowered};
use crate::problem::{Problem, Problems};
use crate::service;

/// Loads a spec folder from disk.
///
/// Reads `vendor.toml`, `types/*.toml` and `operations/*.toml` of each folder in `dir`, save `meta`.
///
/// # Errors
/// Every problem of every file, sorted by file and place.
pub fn load_dir(dir: &Path) -> Result<Catalog, Problems> {
    let mut problems = Vec::new();
    let folder = files::read_folder(dir, &mut problems);
    build(&folder, problems)
}

/// Loads a spec folder whose files the caller has read: paths relative to the folder, with slashes, and texts.
///
/// # Errors
/// Every problem of every file, sorted by file and place.
///
/// ```
/// use mediaspec_spec::load_files;
///
/// let files = [("mts/vendor.toml".to_owned(), "[vendor]\nservices = 1\n".to_owned())];
/// let problems = load_files(&files).expect_err("an unknown key, and more");
/// assert!(problems.iter().any(|problem| problem.code().code == "MS1011"));
/// ```
pub fn load_files(files: &[(String, String)]) -> Result<Catalog, Problems> {
    let mut problems = Vec::new();
    let folder = files::take_files(files, &mut problems);
    build(&folder, problems)
}

fn build(folder: &Folder, mut problems: Vec<Problem>) -> Result<Catalog, Problems> {
    let documents = service::read(folder, &mut problems);
    let lowered: Vec<Lowered<'_>> = documents
        .iter()
        .map(|documents| lower::lower(documents, &mut problems))
        .collect();
    lint::lint(&lowered, &mut problems);
    if problems.is_empty() {
        let refused = lowered
            .iter()
            .filter_map(|lowered| Some(refusal(lowered, &lowered.service.check().err()?)));
        problems.extend(refused);
    }
    if !problems.is_empty() {
        return Err(Problems::new(problems));
    }
    Catalog::new(lowered.into_iter().map(|lowered| lowered.service)).map_err(|refused| {
        let message = refused.to_string();
        Problems::new(vec![Problem::of_path(&codes::REFUSED, ".", message)])
    })
}

/// What core refuses, at the file of the type or the operation that it names.
fn refusal(lowered: &Lowered<'_>, refused: &ContractProblem) -> Problem {
    let at = refused.at().unwrap_or_default();
    let ty = lowered.types.iter().find(|ty| *ty.group.ty.name == *at);
    let operation = lowered.operations.iter().find(|operation| {
        let mut groups = operation.groups.iter();
        *operation.operation.name == *at || groups.any(|group| *group.ty.name == *at)
    });
    let vendor = lowered.documents.vendor.as_ref();
    let source = ty
        .map(|ty| &ty.document.source)
        .or(operation.map(|operation| &operation.document.source))
        .or(vendor.map(|vendor| &vendor.source));
    let path = source.map_or(lowered.documents.folder.as_str(), |source| &source.path);
    Problem::of_path(&codes::REFUSED, path, refused.to_string())
}

#[cfg(test)]
mod tests {
    use mediaspec_core::contract::{Service, ServiceData, TypeName};

    use super::*;
    use crate::fixtures::{CLIP, HEADERS, LAYER, OPERATION, VENDOR};

    #[test]
    fn what_core_refuses_is_told_at_its_file() {
        let files = [
            ("studio/vendor.toml", VENDOR),
            ("studio/types/request_headers.toml", HEADERS),
            ("studio/types/layer.toml", LAYER),
            ("studio/types/clip.toml", CLIP),
            ("studio/operations/create_clip.toml", OPERATION),
        ];
        let files = files.map(|(path, text)| (path.to_owned(), text.to_owned()));
        let mut problems = Vec::new();
        let folder = files::take_files(&files, &mut problems);
        let documents = service::read(&folder, &mut problems);
        let documents = documents.first().expect("a service");
        let lowered = lower::lower(documents, &mut problems);
        assert!(problems.is_empty(), "{problems:?}");

        let told = |change: &dyn Fn(&mut ServiceData)| {
            let mut data = lowered.service.to_data();
            change(&mut data);
            let refused = Service::new(data).expect_err("it is broken");
            let problem = refusal(&lowered, &refused);
            assert_eq!((problem.code().code, problem.position()), ("MS1015", None));
            problem.file().to_owned()
        };
        let break_type = |name: &'static str| {
            move |data: &mut ServiceData| {
                let mut types = data.types.iter_mut();
                let ty = types.find(|ty| *ty.name == *name).expect("a type");
                ty.info.cite.source = "nowhere".into();
            }
        };
        assert_eq!(told(&break_type("Layer")), "studio/types/layer.toml");
        let of_operation = "studio/operations/create_clip.toml";
        assert_eq!(told(&break_type("CreateClipQuery")), of_operation);
        let file = told(&|data| {
            for operation in &mut data.operations {
                operation.query = Some(TypeName::from("Nothing"));
            }
        });
        assert_eq!(file, of_operation);
        let file = told(&|data| data.sources.clear());
        assert_eq!(file, "studio/vendor.toml");
    }
}
