//! The raw form of whole services: which documents there are, and which could not be read.

use std::sync::Arc;

use crate::files::{Folder, Role, ServiceFiles};
use crate::names;
use crate::problem::{Problem, SourceText};
use crate::raw::{self, OperationFile, TypeFile, VendorFile};

/// A file as it was read, with its text.
pub(crate) struct Document<T> {
    /// The file's name without `.toml`.
    pub(crate) stem: String,
    pub(crate) source: Arc<SourceText>,
    pub(crate) raw: T,
}

/// The documents of one service.
pub(crate) struct Documents {
    /// The folder's name.
    pub(crate) folder: String,
    /// `None` where vendor.toml is missing or no TOML.
    pub(crate) vendor: Option<Document<VendorFile>>,
    /// In order of their paths.
    pub(crate) types: Vec<Document<TypeFile>>,
    /// In order of their paths.
    pub(crate) operations: Vec<Document<OperationFile>>,
    /// Stems of type files of which the name is not known.
    unread: Vec<String>,
    /// Whether anything could not be read: then what seems to be missing may just be unread.
    pub(crate) flawed: bool,
}

impl Documents {
    /// Whether a type of that name may be defined by a file that could not be read.
    pub(crate) fn may_define(&self, name: &str) -> bool {
        self.unread.contains(&names::file_stem(name))
    }

    /// Whether it is known which sources there are.
    pub(crate) fn sources_known(&self) -> bool {
        self.vendor.as_ref().is_some_and(|vendor| {
            let named = |source: &raw::At<raw::Source>| source.name.is_some();
            !vendor.raw.incomplete && vendor.raw.source.iter().all(named)
        })
    }
}

/// Reads every file of every service.
pub(crate) fn read(folder: &Folder, problems: &mut Vec<Problem>) -> Vec<Documents> {
    folder
        .services
        .iter()
        .map(|service| read_service(service, problems))
        .collect()
}

fn read_service(files: &ServiceFiles, problems: &mut Vec<Problem>) -> Documents {
    let before = problems.len();
    let mut documents = Documents {
        folder: files.name.clone(),
        vendor: None,
        types: Vec::new(),
        operations: Vec::new(),
        unread: Vec::new(),
        flawed: !files.unread.is_empty(),
    };
    for (role, stem) in &files.unread {
        if *role == Role::Type {
            documents.unread.push(stem.clone());
        }
    }
    for file in &files.files {
        let (stem, source) = (file.stem.clone(), Arc::clone(&file.source));
        match file.role {
            Role::Vendor => {
                let read = raw::read::<VendorFile>(&source, problems);
                documents.vendor = read.map(|raw| Document { stem, source, raw });
            }
            Role::Type => match raw::read::<TypeFile>(&source, problems) {
                Some(raw) => {
                    if raw.head.as_ref().is_none_or(|head| head.name.is_none()) {
                        documents.unread.push(stem.clone());
                    }
                    documents.types.push(Document { stem, source, raw });
                }
                None => documents.unread.push(stem),
            },
            Role::Operation => {
                if let Some(raw) = raw::read::<OperationFile>(&source, problems) {
                    documents.operations.push(Document { stem, source, raw });
                }
            }
        }
    }
    documents.flawed |= documents.vendor.is_none() || problems.len() > before;
    documents
}
