//! The validator: a catalog, and how strictly it is taken.

use std::path::Path;
use std::sync::LazyLock;

use mediaspec_core::check::{Allow, Limits, Options, Profile};
use mediaspec_core::contract::Catalog;
use mediaspec_core::handle::Handle;

use crate::files::{self, FromContractsError};
use crate::name::{self, UnknownOperation};
use crate::operation::OperationRef;

/// Checks messages of the operations of a catalog.
///
/// It is cheap to make and to clone, and one can be shared between threads: types of the contract are read when a check
/// first needs them, once a process.
///
/// ```
/// use mediaspec_validator::{Allow, Code, Profile, Validator};
///
/// let validator = Validator::new()
///     .profile(Profile::Tolerant)
///     .allow(Allow::everywhere(Code::Deprecated));
/// # assert!(validator.operation("metastudio/ListSmartLiveJobs").is_ok());
/// ```
#[derive(Debug, Clone)]
pub struct Validator {
    catalog: Handle<Catalog>,
    options: Handle<Options>,
}

/// The options of most validators: making one asks the heap for nothing, and counts nothing.
static DEFAULT: LazyLock<Options> = LazyLock::new(Options::default);

impl Default for Validator {
    fn default() -> Self {
        Self::new()
    }
}

impl Validator {
    /// Returns a validator of the shipped catalog.
    #[must_use]
    pub fn new() -> Self {
        Self::of(Handle::Static(mediaspec_schema::catalog()))
    }

    /// Returns a validator of a catalog of your own, such as one that was loaded from a spec folder.
    #[must_use]
    pub fn from_catalog(catalog: Catalog) -> Self {
        Self::of(Handle::counted(catalog))
    }

    fn of(catalog: Handle<Catalog>) -> Self {
        Self {
            catalog,
            options: Handle::Static(&DEFAULT),
        }
    }

    /// Returns a validator of contract files: of one file, or of all `*.jsonl` in a folder (not below it, and without
    /// those whose names begin with a dot). They take the place of the shipped catalog.
    ///
    /// A newer contract needs no new build: a program that reads its contract from a file takes the next one by
    /// reading that. The files are read whole, which takes some milliseconds, and each may have
    /// [64 MiB](mediaspec_core::contract::MAX_BYTES).
    ///
    /// What the shipped catalog marks as sensitive stays so: where a file has a field of the same service, type and name,
    /// reports leave out its value, whatever the file says.
    ///
    /// ```no_run
    /// use mediaspec_validator::Validator;
    ///
    /// match Validator::from_contracts("contracts") {
    ///     Ok(validator) => println!("{} operations", validator.operations().count()),
    ///     // contracts/metastudio.jsonl:17: …
    ///     Err(error) => eprintln!("{error}"),
    /// }
    /// ```
    ///
    /// # Errors
    /// [`FromContractsError`] for the first thing that is wrong, with its file and line; nothing is loaded then.
    pub fn from_contracts(path: impl AsRef<Path>) -> Result<Self, FromContractsError> {
        files::read(path.as_ref(), mediaspec_schema::catalog()).map(Self::from_catalog)
    }

    /// Takes documented limits as strictly as the profile says; [`Profile::Documented`] unless told otherwise.
    #[must_use]
    pub fn profile(mut self, profile: Profile) -> Self {
        self.options.make_mut().profile = profile;
        self
    }

    /// Makes errors of a code mere warnings, everywhere or at one pointer; what is a warning as it is, is not told then. Can be
    /// used again and again.
    #[must_use]
    pub fn allow(mut self, allow: Allow) -> Self {
        self.options.make_mut().allow.push(allow);
        self
    }

    /// Sets what hostile input can make a check do; see [`Limits::default`] for what holds otherwise.
    #[must_use]
    pub fn limits(mut self, limits: Limits) -> Self {
        self.options.make_mut().limits = limits;
        self
    }

    /// Returns the catalog.
    #[must_use]
    pub fn catalog(&self) -> &Catalog {
        &self.catalog
    }

    /// Returns how it checks.
    #[must_use]
    pub fn options(&self) -> &Options {
        &self.options
    }

    pub(crate) const fn shared_options(&self) -> &Handle<Options> {
        &self.options
    }

    /// Returns the operation of that name: `metastudio/ListSmartLiveJobs`, or the part after the slash where it is unique.
    /// Any case will do; exact spelling wins, since two operations of a vendor may differ in case alone.
    ///
    /// # Errors
    /// [`UnknownOperation`] when no operation has the name, or several have.
    pub fn operation(&self, name: &str) -> Result<OperationRef, UnknownOperation> {
        let entry = name::find(&self.catalog, name)?;
        Ok(OperationRef::new(&entry, &self.options))
    }

    /// Returns every operation, service by service, in the order of their names.
    pub fn operations(&self) -> impl Iterator<Item = OperationRef> {
        name::all(&self.catalog).map(|entry| OperationRef::new(&entry, &self.options))
    }
}

#[cfg(test)]
mod tests {
    use mediaspec_core::code::Code;

    use super::*;
    use crate::mini;

    #[test]
    fn options_are_what_was_asked_for() {
        let allow = Allow::everywhere;
        let limits = Limits::default().depth(3).violations(4).bytes(5);
        let validator = Validator::from_catalog(mini::catalog())
            .profile(Profile::Tolerant)
            .allow(allow(Code::Null))
            .allow(allow(Code::Enum))
            .limits(limits);
        let expected = Options::default()
            .profile(Profile::Tolerant)
            .allow(allow(Code::Null))
            .allow(allow(Code::Enum))
            .limits(limits);
        assert_eq!(*validator.options(), expected);
        assert_eq!(*validator.catalog(), mini::catalog());
    }

    #[test]
    fn operations_are_listed_service_by_service() {
        let validator = Validator::from_catalog(mini::catalog());
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
            assert_eq!(validator.operation(&name), Ok(operation.clone()));
            assert_eq!(operation.contract().full_name(), name);
        }
    }
}
