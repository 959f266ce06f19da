//! Reference pages in Markdown: a page an operation, a page a type, and the indexes that lead to them.
//!
//! Pages are read on a code host, so they are plain CommonMark with tables: no HTML but the comment in the first line,
//! links that are relative, anchors as GitHub computes them.

mod fields;
mod index;
mod operations;
mod paths;
mod types;

#[cfg(test)]
mod tests;

use mediaspec_core::contract::Catalog;
use mediaspec_core::uses;

use self::types::Types;
use crate::markdown::Document;
use crate::output::OutputSet;

/// The folder of all pages.
const FOLDER: &str = "crates/schema/reference";

/// Adds the pages of every service.
pub fn render(catalog: &Catalog, out: &mut OutputSet) {
    let mut add = |page: &Document| out.add(format!("{FOLDER}/{}", page.path()), page.render());
    add(&index::top(catalog));
    for service in catalog.services() {
        let uses = uses::of(service);
        add(&index::of_service(service));
        add(&index::paths(service));
        add(&index::types(service, &uses));
        let nobody = uses::Users::default();
        let types: Types<'_> = service
            .own_types()
            .map(|ty| {
                let users = uses.get(ty.name.as_str()).unwrap_or(&nobody);
                (ty.name.as_str(), types::page(service, ty, users))
            })
            .collect();
        for operation in service.operations() {
            add(&operations::page(service, operation, &types));
        }
        types.values().for_each(&mut add);
    }
}
