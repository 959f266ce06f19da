//! JSON Schemas as files: a document for each distinct message, and lists that say which document serves which message.

mod index;

use mediaspec_core::contract::Catalog;
use mediaspec_json_schema::{DocumentFile, documents};
use mediaspec_spec::names::file_stem;

pub use mediaspec_json_schema::{MirrorError, draft07};

use crate::lists;
use crate::origin;
use crate::output::OutputSet;
use index::Written;

/// Where the documents lie.
const FOLDER: &str = "crates/schema/json-schema";

/// Adds the documents, the index that says which of them serves which message, and the same as a list for editors.
pub fn render(catalog: &Catalog, out: &mut OutputSet) {
    let documents = documents(catalog.messages(), file_stem);
    lists::render(&documents, out);
    let written: Vec<Written<'_>> = documents
        .into_iter()
        .map(|document| Written {
            text: document.document.text(Some(&remark(&document))),
            document,
        })
        .collect();
    out.add("crates/schema/index.json", index::index(catalog, &written));
    for Written { document, text } in written {
        out.add(format!("{FOLDER}/{}", document.file), text);
    }
}

/// Returns every document as readers need it who see descriptions and no keywords, by its path in the folder of the documents: types for
/// programs are made of these.
#[must_use]
pub fn documents_in_full(catalog: &Catalog) -> Vec<(String, String)> {
    let documents = documents(catalog.messages(), file_stem);
    let in_full = documents.into_iter().filter_map(|document| {
        let text = document.in_full()?.text(Some(&remark(&document)));
        Some((document.file, text))
    });
    in_full.collect()
}

/// How a document was made.
fn remark(document: &DocumentFile<'_>) -> String {
    // The messages of a document are those of one service.
    let service = document.messages.first().map(|message| message.service);
    let service = service.map_or("", |service| service.name());
    origin::remark(&format!("spec/{service}"))
}

#[cfg(test)]
mod tests {
    use mediaspec_core::contract::{Pattern, Service, Shape};
    use mediaspec_json_schema::{Loss, lossy};
    use mediaspec_spec::patterns::compile;

    use super::*;

    /// A contract with one operation, whose request has one member: a text with a pattern.
    fn with_pattern(regex: &str) -> Catalog {
        let text = r#"{"mediaspec":1,"service":"studio","title":"Studio","summary":"","style":"rest","operations":[{"name":"Make","method":"POST","path":"/make"}]}
{"source":{"name":"page","kind":"page","title":"A page","url":"https://example.com/","read":"2026-11-20"}}
{"type":{"name":"Job","wire":"Job","info":{"summary":"","cite":"page"}}}
{"field":{"name":"label","shape":{"text":{}},"info":{"summary":"","cite":"page"}}}
{"operation":{"service":"studio","name":"Make","method":"POST","path":"/make","tag":"","request":{"ty":"Job","required":true},"responses":[],"info":{"summary":"","cite":"page"}}}
{"end":"studio"}
"#;
        let mut data = Service::read(text).expect("a contract").to_data();
        let fields = data.types.iter_mut().flat_map(|ty| &mut ty.fields);
        for shape in fields.map(|field| &mut field.shape) {
            let Shape::Text(text) = shape else {
                panic!("{shape:?}");
            };
            text.form.pattern = Some(Box::new(Pattern {
                regex: regex.into(),
                words: "of a form".into(),
                automaton: compile(regex).expect("portable"),
            }));
        }
        let service = Service::new(data).expect("a contract");
        Catalog::new([service]).expect("a catalog")
    }

    /// How the schema of a text with a pattern deals with a line break at the end.
    #[derive(Debug, PartialEq)]
    enum LineBreak {
        Refused,
        AllowedAnyway,
        Lost,
    }

    fn line_break_after(regex: &str) -> LineBreak {
        let catalog = with_pattern(regex);
        let documents = documents(catalog.messages(), file_stem);
        let [document] = documents.as_slice() else {
            panic!("{documents:?}");
        };
        let refused = document
            .document
            .text(None)
            .contains(r#""pattern": "\\n$""#);
        let lost = lossy(&catalog)
            .iter()
            .any(|lossy| lossy.what == Loss::LineBreakAtEnd);
        match (refused, lost) {
            (true, false) => LineBreak::Refused,
            (false, true) => LineBreak::Lost,
            (false, false) => LineBreak::AllowedAnyway,
            (true, true) => panic!("{regex} is said to be refused, and to be lost"),
        }
    }

    #[test]
    fn what_a_pattern_says_of_line_breaks_at_the_end_is_read_from_its_automaton() {
        let base64 = "^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$";
        for (regex, expected) in [
            ("^#[0-9A-Fa-f]{6}$", LineBreak::Refused),
            (base64, LineBreak::Refused),
            ("^$", LineBreak::Refused),
            ("^(a|[^<>]*)$", LineBreak::AllowedAnyway),
            ("^mns://", LineBreak::AllowedAnyway),
            ("^[^<>]{1,5}$", LineBreak::Lost),
            ("^(a|b[^b]*)$", LineBreak::Lost),
        ] {
            assert_eq!(line_break_after(regex), expected, "{regex}");
        }
    }
}
