//! Finding operations by name.

use std::fmt;

use mediaspec_core::contract::{Catalog, OperationHead, RemovedOperation, Service};
use mediaspec_core::words::{self, names_list};

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
    /// What was called so once, where the vendor removed it.
    pub removed: Option<Box<Removed>>,
    /// Full names of the operations that may have been meant, the likeliest first.
    pub suggestions: Vec<String>,
}

impl fmt::Display for UnknownOperation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = shown(&self.name);
        let names = names_list(&self.suggestions, "or");
        if let Some(removed) = &self.removed {
            write!(f, "{removed}")
        } else if self.ambiguous {
            write!(f, "several operations are called `{name}`: use {names}")
        } else if self.suggestions.is_empty() {
            write!(f, "no operation is called `{name}`")
        } else {
            write!(f, "no operation is called `{name}`; did you mean {names}?")
        }
    }
}

impl std::error::Error for UnknownOperation {}

/// An operation that the vendor lists no more. Its messages cannot be checked.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Removed {
    /// Its full name, such as `metastudio/CreateTtsa`.
    pub operation: String,
    /// What is known of it.
    pub contract: RemovedOperation,
    /// The full name of the operation that it is now, where the catalog has that.
    pub now: Option<String>,
}

impl Removed {
    pub(crate) fn new(service: &Service, removed: &RemovedOperation) -> Self {
        let full_name = |name: &str| format!("{}/{name}", service.name());
        let now = removed.renamed_to.as_deref();
        Self {
            operation: full_name(&removed.name),
            contract: removed.clone(),
            now: now
                .filter(|name| Entry::named(service, name).is_some())
                .map(full_name),
        }
    }
}

impl fmt::Display for Removed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let said = words::removed_operation(&self.contract);
        write!(f, "`{}` was {}", shown(&self.operation), shown(&said))?;
        match &self.now {
            Some(now) => write!(f, "; use `{}`", shown(now)),
            None => Ok(()),
        }
    }
}

/// What the index of a service says of one operation. Nothing of the operation itself is read for it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Entry<'c> {
    pub(crate) service: &'c Service,
    /// The place in the service's index.
    pub(crate) at: usize,
    pub(crate) head: &'c OperationHead,
}

impl<'c> Entry<'c> {
    /// What stands at a place of a service's index.
    pub(crate) fn at(service: &'c Service, at: usize) -> Option<Self> {
        let head = service.index().get(at)?;
        Some(Self { service, at, head })
    }

    /// The operation of that very name. An index is sorted by name, so that a check of a single payload is not all look-up.
    pub(crate) fn named(service: &'c Service, name: &str) -> Option<Self> {
        Self::at(service, service.place_of(name)?)
    }

    /// The name with its service.
    pub(crate) fn full_name(&self) -> String {
        format!("{}/{}", self.service.name(), self.head.name)
    }
}

/// Finds the operation of that name: exact spelling wins, then any case; the part after the slash is enough where it is
/// unique.
pub(crate) fn find<'c>(catalog: &'c Catalog, name: &str) -> Result<Entry<'c>, UnknownOperation> {
    let slash = name.bytes().position(|byte| byte == b'/');
    let (service, bare) = match slash.and_then(|at| name.split_at_checked(at)) {
        Some((service, bare)) => (Some(service), bare.get(1..).unwrap_or_default()),
        None => (None, name),
    };
    let exact = service.and_then(|service| Entry::named(catalog.service(service)?, bare));
    if let Some(entry) = exact {
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
                removed: None,
                suggestions: every.map(|entry| entry.full_name()).collect(),
            });
        }
    }
    Err(UnknownOperation {
        name: name.to_owned(),
        ambiguous: false,
        removed: removed(catalog, service, bare),
        suggestions: close_to(catalog, bare),
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

/// The operation that was called so once, in any case.
fn removed(catalog: &Catalog, service: Option<&str>, name: &str) -> Option<Box<Removed>> {
    let is_meant =
        |known: &&Service| service.is_none_or(|it| known.name().eq_ignore_ascii_case(it));
    let mut services = catalog.services().iter().filter(is_meant);
    services.find_map(|service| {
        let mut all = service.removed().iter();
        let removed = all.find(|one| one.name.eq_ignore_ascii_case(name))?;
        Some(Box::new(Removed::new(service, removed)))
    })
}

fn close_to(catalog: &Catalog, bare: &str) -> Vec<String> {
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
    fn a_removed_operation_is_told_with_its_day_and_with_what_it_is_now() {
        for name in ["CreateFilm", "createfilm", "studio/CreateFilm"] {
            let said = "`studio/CreateFilm` was removed by the vendor: last listed 2025-11-07";
            assert_eq!(found(name), said, "{name}");
        }
        assert_eq!(
            found("CreateVideos"),
            "`studio/CreateVideos` was removed by the vendor: last listed 2025-11-07; renamed to CreateVideo; \
             use `studio/CreateVideo`"
        );
        assert_eq!(
            found("ShowFilm"),
            "`studio/ShowFilm` was removed by the vendor: last listed 2025-11-07; renamed to ShowPicture"
        );
        // Another service's is another operation.
        let said = found("media/CreateFilm");
        assert!(
            said.starts_with("no operation is called `media/CreateFilm`"),
            "{said}"
        );
    }

    #[test]
    fn nothing_close_suggests_nothing() {
        assert_eq!(found("\u{1b}[31m"), r"no operation is called `\u{1b}[31m`");
    }
}
