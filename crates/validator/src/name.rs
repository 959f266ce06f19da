//! Finding operations by name.

use std::fmt;

use mediaspec_core::contract::{Catalog, OperationHead, Service};
use mediaspec_core::words::names_list;

use crate::text::{shown, similarity};

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
        let names = names_list(&self.suggestions, "or");
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

/// What the index of a service says of one operation. Nothing of the operation itself is read for it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Entry<'c> {
    pub(crate) service: &'c Service,
    /// The place in the service's index.
    pub(crate) at: usize,
    pub(crate) head: &'c OperationHead,
}

impl Entry<'_> {
    /// The name with its service.
    pub(crate) fn full_name(&self) -> String {
        format!("{}/{}", self.service.name(), self.head.name)
    }
}

/// Finds the operation of that name: exact spelling wins, then any case; the part after the slash is enough where it is
/// unique.
pub(crate) fn find<'c>(catalog: &'c Catalog, name: &str) -> Result<Entry<'c>, UnknownOperation> {
    if let Some(entry) = full_name(catalog, name) {
        return Ok(entry);
    }
    let fits: [fn(&Entry<'_>, &str) -> bool; 4] = [
        |entry, name| is_full(entry, name, str::eq),
        |entry, name| *entry.head.name == *name,
        |entry, name| is_full(entry, name, str::eq_ignore_ascii_case),
        |entry, name| entry.head.name.eq_ignore_ascii_case(name),
    ];
    for fits in fits {
        let mut found = all(catalog).filter(|entry| fits(entry, name));
        if let Some(first) = found.next() {
            let rest: Vec<_> = found.collect();
            if rest.is_empty() {
                return Ok(first);
            }
            let every = std::iter::once(first).chain(rest);
            return Err(UnknownOperation {
                name: name.to_owned(),
                ambiguous: true,
                suggestions: every.map(|entry| entry.full_name()).collect(),
            });
        }
    }
    Err(UnknownOperation {
        name: name.to_owned(),
        ambiguous: false,
        suggestions: close_to(catalog, name),
    })
}

/// Finds the operation of that very name. An index is sorted by name, so that a check of a single payload is not all
/// look-up.
fn full_name<'c>(catalog: &'c Catalog, name: &str) -> Option<Entry<'c>> {
    let (service, bare) = name.split_once('/')?;
    let service = catalog.service(service)?;
    let index = service.index();
    let at = index.binary_search_by(|head| (*head.name).cmp(bare)).ok()?;
    Some(Entry {
        service,
        at,
        head: index.get(at)?,
    })
}

/// Every operation of a catalog, in the order of services and names.
pub(crate) fn all(catalog: &Catalog) -> impl Iterator<Item = Entry<'_>> {
    catalog.services().iter().flat_map(of_service)
}

/// Every operation of a service, in the order of their names.
pub(crate) fn of_service(service: &Service) -> impl Iterator<Item = Entry<'_>> {
    let heads = service.index().iter().enumerate();
    heads.map(move |(at, head)| Entry { service, at, head })
}

fn is_full(entry: &Entry<'_>, name: &str, eq: fn(&str, &str) -> bool) -> bool {
    name.split_once('/').is_some_and(|(service, bare)| {
        eq(entry.service.name(), service) && eq(&entry.head.name, bare)
    })
}

fn close_to(catalog: &Catalog, name: &str) -> Vec<String> {
    let bare = name.rsplit_once('/').map_or(name, |(_, bare)| bare);
    let mut scored: Vec<_> = all(catalog)
        .map(|entry| (similarity(&entry.head.name, bare), entry))
        .filter(|(score, _)| *score >= ALIKE)
        .collect();
    scored.sort_by(|(a, _), (b, _)| b.total_cmp(a));
    scored
        .into_iter()
        .take(SUGGESTIONS)
        .map(|(_, entry)| entry.full_name())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::find;
    use crate::mini;

    fn found(name: &str) -> String {
        match find(&mini::catalog(), name) {
            Ok(entry) => entry.full_name(),
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
