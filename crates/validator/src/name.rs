//! Finding operations by name.

use std::fmt;

use mediaspec_core::contract::{Catalog, Operation};

use crate::text::{one_of, shown, similarity};

/// How many names an error suggests.
const SUGGESTIONS: usize = 3;

/// How alike two names must be for one to be suggested for the other.
const ALIKE: f64 = 0.6;

/// No operation has the name, or several have.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct UnknownOperation {
    /// The name that was asked for.
    pub name: String,
    /// Whether the name fits several operations; then `suggestions` lists them all.
    pub ambiguous: bool,
    /// Full names of the operations that may have been meant, the likeliest first.
    pub suggestions: Vec<String>,
}

impl fmt::Display for UnknownOperation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = shown(&self.name);
        let names = one_of(&self.suggestions);
        if self.ambiguous {
            write!(f, "several operations are called `{name}`: use {names}")
        } else if self.suggestions.is_empty() {
            write!(f, "no operation is called `{name}`")
        } else {
            write!(f, "no operation is called `{name}`; did you mean {names}?")
        }
    }
}

impl std::error::Error for UnknownOperation {}

/// The operation of that name: exact spelling wins, then any case; the part after the slash is enough where it is unique.
pub(crate) fn find<'t>(
    catalog: &Catalog<'t>,
    name: &str,
) -> Result<&'t Operation<'t>, UnknownOperation> {
    if let Some(operation) = full_name(catalog, name) {
        return Ok(operation);
    }
    let fits: [fn(&Operation<'_>, &str) -> bool; 4] = [
        |operation, name| is_full(operation, name, str::eq),
        |operation, name| operation.name == name,
        |operation, name| is_full(operation, name, str::eq_ignore_ascii_case),
        |operation, name| operation.name.eq_ignore_ascii_case(name),
    ];
    for fits in fits {
        let mut found = all(catalog).filter(|operation| fits(operation, name));
        if let Some(first) = found.next() {
            let rest: Vec<_> = found.collect();
            if rest.is_empty() {
                return Ok(first);
            }
            return Err(UnknownOperation {
                name: name.to_owned(),
                ambiguous: true,
                suggestions: std::iter::once(first).chain(rest).map(full).collect(),
            });
        }
    }
    Err(UnknownOperation {
        name: name.to_owned(),
        ambiguous: false,
        suggestions: close_to(catalog, name),
    })
}

/// The operation of that very name. Services list theirs by name, so that a check for a single payload is not all look-up.
fn full_name<'t>(catalog: &Catalog<'t>, name: &str) -> Option<&'t Operation<'t>> {
    let (service, bare) = name.split_once('/')?;
    let service = catalog.services.iter().find(|s| s.name == service)?;
    let found = service
        .operations
        .binary_search_by(|operation| operation.name.cmp(bare));
    service.operations.get(found.ok()?).copied()
}

/// Every operation of a catalog, in the order of services and names.
pub(crate) fn all<'t>(catalog: &Catalog<'t>) -> impl Iterator<Item = &'t Operation<'t>> + use<'t> {
    catalog
        .services
        .iter()
        .flat_map(|service| service.operations.iter().copied())
}

/// The name with its service.
pub(crate) fn full(operation: &Operation<'_>) -> String {
    format!("{}/{}", operation.service, operation.name)
}

fn is_full(operation: &Operation<'_>, name: &str, eq: fn(&str, &str) -> bool) -> bool {
    name.split_once('/')
        .is_some_and(|(service, bare)| eq(operation.service, service) && eq(operation.name, bare))
}

fn close_to(catalog: &Catalog<'_>, name: &str) -> Vec<String> {
    let bare = name.rsplit_once('/').map_or(name, |(_, bare)| bare);
    let mut scored: Vec<_> = all(catalog)
        .map(|operation| (similarity(operation.name, bare), operation))
        .filter(|(score, _)| *score >= ALIKE)
        .collect();
    scored.sort_by(|(a, _), (b, _)| b.total_cmp(a));
    scored
        .into_iter()
        .take(SUGGESTIONS)
        .map(|(_, operation)| full(operation))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::find;
    use crate::mini::CATALOG;

    fn found(name: &str) -> String {
        match find(&CATALOG, name) {
            Ok(operation) => super::full(operation),
            Err(error) => error.to_string(),
        }
    }

    #[test]
    fn the_full_name_is_found() {
        assert_eq!(found("studio/ListVideos"), "studio/ListVideos");
    }

    #[test]
    fn an_operation_of_another_service_is_not_found() {
        assert_eq!(
            found("studio/QueryJob"),
            "no operation is called `studio/QueryJob`; did you mean `media/QueryJob`?"
        );
    }

    #[test]
    fn the_part_after_the_slash_is_enough() {
        assert_eq!(found("ListVideos"), "studio/ListVideos");
    }

    #[test]
    fn any_case_will_do() {
        assert_eq!(found("listvideos"), "studio/ListVideos");
        assert_eq!(found("STUDIO/LISTVIDEOS"), "studio/ListVideos");
    }

    #[test]
    fn exact_spelling_wins_over_case() {
        assert_eq!(found("CopyByInfo"), "studio/CopyByInfo");
        assert_eq!(found("studio/CopybyInfo"), "studio/CopybyInfo");
    }

    #[test]
    fn a_name_that_fits_two_lists_both() {
        assert_eq!(
            found("copybyinfo"),
            "several operations are called `copybyinfo`: use `studio/CopyByInfo` or `studio/CopybyInfo`"
        );
    }

    #[test]
    fn a_slip_is_answered_with_close_names() {
        assert_eq!(
            found("studio/ListVideo"),
            "no operation is called `studio/ListVideo`; did you mean `studio/ListVideos`?"
        );
    }

    #[test]
    fn nothing_close_suggests_nothing() {
        assert_eq!(found("\u{1b}[31m"), r"no operation is called `\u{1b}[31m`");
    }
}
