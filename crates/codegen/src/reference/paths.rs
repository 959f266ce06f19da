//! Where pages lie, relative to the folder of all pages, and where their sources lie.
//!
//! Files are named as the generated modules are: names that differ in case alone have files that differ in more, and
//! none is too long or reserved on some system.

use mediaspec_core::contract::{Operation, Service, TypeDef};
use mediaspec_spec::names::{file_stem, module_name};

use super::markdown::Target;

/// The page that lists the services.
pub(super) const TOP: &str = "index.md";

/// The page of a service.
pub(super) fn service(service: &Service<'_>) -> String {
    format!("{}/index.md", module_name(service.name))
}

/// The page of an operation.
pub(super) fn operation(service: &Service<'_>, operation: &Operation<'_>) -> String {
    page(service, "operations", operation.name)
}

/// The page of a type.
pub(super) fn ty(service: &Service<'_>, ty: &TypeDef<'_>) -> String {
    page(service, "types", ty.name)
}

fn page(service: &Service<'_>, folder: &str, name: &str) -> String {
    format!(
        "{}/{folder}/{}.md",
        module_name(service.name),
        module_name(name)
    )
}

/// The file that an operation or a type was read from; `folder` is `operations` or `types`.
pub(super) fn source(service: &Service<'_>, folder: &str, name: &str) -> String {
    format!("spec/{}/{folder}/{}.toml", service.name, file_stem(name))
}

/// The page of the type of that name, if the service has one.
pub(super) fn type_target(service: &Service<'_>, name: &str) -> Option<Target> {
    service
        .types
        .iter()
        .find(|ty| ty.name == name)
        .map(|found| Target::Page(ty(service, found)))
}

/// The page of the operation of that name, if the service has one.
pub(super) fn operation_target(service: &Service<'_>, name: &str) -> Option<Target> {
    service
        .operations
        .iter()
        .find(|operation| operation.name == name)
        .map(|found| Target::Page(operation(service, found)))
}
