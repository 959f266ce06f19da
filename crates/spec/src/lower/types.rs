//! Types: each file that has a name becomes one.

use std::collections::BTreeMap;

use mediaspec_core::contract::{Info, Part};

use super::groups::Parts;
use super::{LoweredType, Lowering, is_on, sentence, text, texts};
use crate::codes;
use crate::raw;
use crate::service::Document;

impl<'r> Lowering<'r> {
    /// Builds every type that has a name.
    pub(super) fn types(&self) -> Vec<LoweredType<'r>> {
        let documents: &'r crate::service::Documents = self.documents;
        let mut built = Vec::with_capacity(documents.types.len());
        let mut first: BTreeMap<&str, &Document<raw::TypeFile>> = BTreeMap::new();
        for document in &documents.types {
            let (Some(head), Some(name)) = (&document.raw.head, document.raw.name()) else {
                continue;
            };
            if let Some(first) = first.get(name.as_str()) {
                let message = format!(
                    "the type `{}` is defined in {} already",
                    name.value, first.source.path
                );
                self.report(
                    &codes::DUPLICATE_TYPE,
                    &document.source,
                    &name.span,
                    message,
                );
                continue;
            }
            first.insert(name, document);
            let group = self.group(Parts {
                name: name.as_str().into(),
                wire: text(head.wire.as_ref().or(Some(name))),
                open: !head.is_value() && is_on(&head.body.shape.open),
                transparent: head.is_value(),
                parameters_of: None,
                info: Info {
                    summary: sentence(head.summary.as_ref()),
                    cite: self.cite(&document.source, head.source.as_ref(), None),
                    conflicts: self.conflicts(&document.source, &document.raw.conflict),
                    notes: head
                        .notes
                        .as_ref()
                        .map_or_else(Box::default, |notes| texts(notes)),
                }
                .into(),
                part: Part::Body,
                direction: None,
                source: &document.source,
                shared: Vec::new(),
                implied: None,
                fields: match head.is_value() {
                    true => std::slice::from_ref(&head.body),
                    false => &document.raw.field,
                },
                rules: match head.is_value() {
                    true => Vec::new(),
                    false => document.raw.rule.iter().collect(),
                },
                complete: !document.raw.incomplete,
            });
            built.push(LoweredType { document, group });
        }
        built
    }
}
