//! Where pages lie, relative to the folder of all pages, and where their sources lie.
//!
//! Files are named as the generated modules are: names that differ in case alone have files that differ in more, and
//! none is too long or reserved on some system.

use mediaspec_core::contract::{Operation, Service, TypeDef};
use mediaspec_spec::names::{file_stem, module_name};

use crate::markdown::Target;

/// The page that lists the services.
pub(super) const TOP: &str = "index.md";

/// Returns the path of a service's page.
pub(super) fn service(service: &Service) -> String {
    format!("{}/index.md", module_name(service.name()))
}

/// Returns the path of the page that lists a service's operations by path.
pub(super) fn by_path(service: &Service) -> String {
    format!("{}/paths.md", module_name(service.name()))
}

/// Returns the path of the page that lists a service's types.
pub(super) fn types(service: &Service) -> String {
    format!("{}/types.md", module_name(service.name()))
}

/// Returns the path of an operation's page.
pub(super) fn operation(service: &Service, operation: &Operation) -> String {
    page(service, "operations", &operation.name)
}

/// Returns the path of a type's page.
pub(super) fn ty(service: &Service, ty: &TypeDef) -> String {
    page(service, "types", &ty.name)
}

fn page(service: &Service, folder: &str, name: &str) -> String {
    format!(
        "{}/{folder}/{}.md",
        module_name(service.name()),
        module_name(name)
    )
}

/// Returns the file that an operation or a type was read from; `folder` is `operations` or `types`.
pub(super) fn source(service: &Service, folder: &str, name: &str) -> String {
    format!("spec/{}/{folder}/{}.toml", service.name(), file_stem(name))
}

/// Returns the page of the type of that name, if there is one. Parameters have none: the page of their operation lists
/// them.
pub(super) fn type_target(service: &Service, name: &str) -> Option<Target> {
    let found = service.ty(name)?;
    match found.parameters_of {
        None => Some(Target::Page(ty(service, found))),
        Some(_) => None,
    }
}

/// Returns the page of the operation of that name, if the service has one.
pub(super) fn operation_target(service: &Service, name: &str) -> Option<Target> {
    let found = service.operation(name)?;
    Some(Target::Page(operation(service, found)))
}
