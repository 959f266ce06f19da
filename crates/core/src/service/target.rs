//! What a payload is checked against.

use std::sync::Arc;

use super::Service;
use crate::compiled::{Entry, TypeId};
use crate::contract::{AuthGroup, TypeDef, TypeName};

/// What a payload is checked against: a type of a service. Cheap to clone.
#[derive(Debug, Clone, PartialEq)]
pub struct Target {
    pub(crate) service: Service,
    pub(crate) ty: TypeId,
    /// Header groups of which request headers must have one.
    pub(crate) auth: Option<Arc<[AuthGroup]>>,
}

impl Target {
    /// A type of a service, by its name. A name that the service does not have stands for a type of which nothing is known.
    #[must_use]
    pub fn new(service: &Service, name: &TypeName) -> Self {
        Self::of(service, service.type_id(name).unwrap_or(TypeId::ANYTHING))
    }

    /// A type that an operation of a service names, by the operation's place in the [index](Service::index): a name that is
    /// part of the operation itself is not looked up again.
    #[must_use]
    pub fn of_operation(service: &Service, at: usize, name: &TypeName) -> Self {
        match service.id_named(at, name) {
            Some(ty) => Self::of(service, ty),
            None => Self::new(service, name),
        }
    }

    /// A type without members: for a part of which nothing is documented.
    #[must_use]
    pub fn nothing(service: &Service) -> Self {
        Self::of(service, TypeId::NOTHING)
    }

    /// A type of which nothing is known: any JSON object will do.
    #[must_use]
    pub fn anything(service: &Service) -> Self {
        Self::of(service, TypeId::ANYTHING)
    }

    fn of(service: &Service, ty: TypeId) -> Self {
        Self {
            service: service.clone(),
            ty,
            auth: None,
        }
    }

    /// The same target, which must also hold the headers of one of the groups.
    #[must_use]
    pub fn authenticated_by(mut self, groups: &[AuthGroup]) -> Self {
        self.auth = (!groups.is_empty()).then(|| groups.into());
        self
    }

    /// The service.
    #[must_use]
    pub const fn service(&self) -> &Service {
        &self.service
    }

    /// The type.
    #[must_use]
    pub fn ty(&self) -> &TypeDef {
        &self.entry().def
    }

    /// Header groups of which it must hold one; empty for anything but request headers.
    #[must_use]
    pub fn auth(&self) -> &[AuthGroup] {
        self.auth.as_deref().unwrap_or_default()
    }

    pub(crate) fn entry(&self) -> &Entry {
        self.service.entry(self.ty)
    }
}
