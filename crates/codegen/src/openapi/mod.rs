//! OpenAPI 3.1: a document for each service.
//!
//! The schemas are those of the JSON Schema documents, as components: a type that reads alike in requests and in
//! responses is one component, otherwise there are two, `VoiceConfigRequest` and `VoiceConfigResponse`, because
//! requests refuse unknown members and `null`, and responses do not. Headers that authenticate are security schemes and
//! not parameters: OpenAPI ignores a header parameter `Authorization`, and generators would ask for the others twice.
//! What OpenAPI has no keyword for stands in members that begin with `x-mediaspec-`.
//!
//! # Services in RPC style
//!
//! In Alibaba's RPC style every request is a `POST /` and the query says which operation is meant. OpenAPI finds an
//! operation by path and method, so a path of its own has to be made up for each. These forms were tried on Redocly CLI,
//! Spectral, openapi-spec-validator, Prism and openapi-typescript:
//!
//! | form | what the tools say |
//! |---|---|
//! | one operation on `/`, with all actions in it | all take it; parameters, types and examples of the actions become one heap |
//! | `/?Action=QueryJob` | OpenAPI excludes it: Redocly reports an error, Spectral a warning; Prism never finds it |
//! | `/#QueryJob` | linters take it; what a client appends ends up in the fragment and is never sent, Prism never finds it |
//! | `/QueryJob` | all take it; a mock server answers, and clients get a function for each operation |
//!
//! The last is what is written. A client must send the request to `/`; the required parameter `Action`, which has one
//! value in each operation, is what the vendor reads. `x-mediaspec-rpc` says so for programs, `info.description` for
//! people.

mod components;
mod document;
mod examples;
mod extensions;
mod lint;
mod operations;
mod security;
mod texts;
mod walk;

use mediaspec_core::contract::Catalog;

use crate::output::OutputSet;

/// Where the documents lie.
const FOLDER: &str = "crates/schema/openapi";

/// A document for each service, and what a linter needs to know of them.
pub fn render(catalog: &Catalog, out: &mut OutputSet) {
    for service in catalog.services() {
        let path = format!("{FOLDER}/{}", document::file(service));
        out.add(path, document::document(service).folded());
    }
    out.add(format!("{FOLDER}/redocly.yaml"), lint::redocly(catalog));
}
