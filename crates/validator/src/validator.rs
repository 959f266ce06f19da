//! The validator: a catalog, and how strictly it is taken.

use mediaspec_core::check::{Allow, Limits, Options, Profile};
use mediaspec_core::contract::Catalog;

use crate::name::{self, UnknownOperation};
use crate::operation::OperationRef;

/// Checks messages of the operations of a catalog.
///
/// It holds references and options alone: building one costs nothing, and it can be shared between threads.
///
/// ```
/// use mediaspec_validator::{Allow, Code, Profile, Validator};
///
/// let validator = Validator::new()
///     .profile(Profile::Tolerant)
///     .allow(Allow { code: Code::Deprecated, pointer: None });
/// # assert!(validator.operation("metastudio/ListSmartLiveJobs").is_ok());
/// ```
#[derive(Debug, Clone)]
pub struct Validator<'t> {
    catalog: Catalog<'t>,
    options: Options,
}

impl Validator<'static> {
    /// A validator of the shipped catalog.
    #[must_use]
    pub fn new() -> Self {
        Self::with_catalog(mediaspec_schema::CATALOG)
    }
}

impl Default for Validator<'static> {
    fn default() -> Self {
        Self::new()
    }
}

impl<'t> Validator<'t> {
    /// A validator of a catalog of your own, such as one that was loaded from a spec folder.
    #[must_use]
    pub fn with_catalog(catalog: Catalog<'t>) -> Self {
        Self {
            catalog,
            options: Options::default(),
        }
    }

    /// Takes documented limits as strictly as the profile says; [`Profile::Documented`] unless told otherwise.
    #[must_use]
    pub fn profile(mut self, profile: Profile) -> Self {
        self.options.profile = profile;
        self
    }

    /// Makes violations of a code mere warnings, everywhere or at one pointer. Can be used again and again.
    #[must_use]
    pub fn allow(mut self, allow: Allow) -> Self {
        self.options.allow.push(allow);
        self
    }

    /// Sets what hostile input can make a check do; see [`Limits::default`] for what holds otherwise.
    #[must_use]
    pub fn limits(mut self, limits: Limits) -> Self {
        self.options.limits = limits;
        self
    }

    /// The catalog.
    #[must_use]
    pub const fn catalog(&self) -> &Catalog<'t> {
        &self.catalog
    }

    /// How it checks.
    #[must_use]
    pub const fn options(&self) -> &Options {
        &self.options
    }

    /// The operation of that name: `metastudio/ListSmartLiveJobs`, or the part after the slash where it is unique.
    /// Any case will do; exact spelling wins, since two operations of a vendor may differ in case alone.
    ///
    /// # Errors
    /// [`UnknownOperation`] when no operation has the name, or several have.
    pub fn operation(&self, name: &str) -> Result<OperationRef<'_, 't>, UnknownOperation> {
        let operation = name::find(&self.catalog, name)?;
        Ok(OperationRef::new(self, operation))
    }

    /// Every operation, service by service, in the order of their names.
    pub fn operations(&self) -> impl Iterator<Item = OperationRef<'_, 't>> {
        name::all(&self.catalog).map(|operation| OperationRef::new(self, operation))
    }
}

#[cfg(test)]
mod tests {
    use mediaspec_core::code::Code;

    use super::*;
    use crate::mini::CATALOG;

    #[test]
    fn options_are_what_was_asked_for() {
        let allow = |code| Allow {
            code,
            pointer: None,
        };
        let limits = Limits {
            depth: 3,
            violations: 4,
            bytes: 5,
        };
        let validator = Validator::with_catalog(CATALOG)
            .profile(Profile::Tolerant)
            .allow(allow(Code::Null))
            .allow(allow(Code::Enum))
            .limits(limits);
        let expected = Options {
            profile: Profile::Tolerant,
            allow: vec![allow(Code::Null), allow(Code::Enum)],
            limits,
        };
        assert_eq!(*validator.options(), expected);
        assert_eq!(*validator.catalog(), CATALOG);
    }

    #[test]
    fn operations_are_listed_service_by_service() {
        let validator = Validator::with_catalog(CATALOG);
        let names: Vec<String> = validator.operations().map(|one| one.name()).collect();
        assert_eq!(
            names,
            [
                "media/QueryJob",
                "studio/CopyByInfo",
                "studio/CopybyInfo",
                "studio/CreateVideo",
                "studio/ListVideos",
                "studio/ShowLatestVideo",
                "studio/ShowVideo"
            ]
        );
        for (operation, name) in validator.operations().zip(names) {
            let found = validator.operation(&name).map(|found| found.contract());
            assert_eq!(found, Ok(operation.contract()));
        }
    }
}
