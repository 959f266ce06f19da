//! What a document does not say about itself.

use crate::sheet::{Source, SourceKind};

/// The name of definitions in the shape of Swagger 2, unless another is given.
pub(crate) const API_EXPLORER: &str = "api-explorer";

/// What a document does not say about itself.
#[derive(Debug, Clone, Default)]
pub struct Origin {
    /// The name of the source; absent: that of its kind.
    pub name: Option<String>,
    /// The address, in which `{operation}` stands for the name of an operation.
    pub url: Option<String>,
    /// The day on which the document was read, where [`Days`](crate::Days) has none.
    pub read: Option<String>,
    /// Whether the tables of a page are read, but nothing in words, where it is in a language that is not read.
    pub any_language: bool,
}

impl Origin {
    /// Returns the source of a document, or of an operation in it.
    pub(crate) fn source(&self, kind: SourceKind, name: &str, operation: Option<&str>) -> Source {
        let url = self.url.as_deref();
        Source {
            kind,
            name: self.name.clone().unwrap_or_else(|| name.to_owned()),
            edition: None,
            url: url.map(|url| url.replace("{operation}", operation.unwrap_or_default())),
            read: self.read.clone(),
        }
    }
}
