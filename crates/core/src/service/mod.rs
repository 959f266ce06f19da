//! Services and catalogs: where types, operations and sources are found by name.

mod check;
mod file;
mod member;
mod messages;
mod routes;
mod target;
#[cfg(test)]
#[allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects
)]
mod tests;

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::sync::{Arc, LazyLock, OnceLock};

use serde::{Deserialize, Serialize};

use crate::compiled::{Entry, TypeId};
use crate::contract::{
    Agreement, AuthGroup, Cite, Endpoint, Field, Info, Operation, OtherApi, Part, RemovedOperation,
    Rule, Shape, Source, SourceKind, Style, TypeDef, TypeName,
};
use crate::handle::Handle;
use file::Scanned;
use routes::Routes;

pub use check::ContractProblem;
#[cfg(feature = "schema")]
pub use file::contract_schema;
pub use file::{ContractError, FORMAT, MAX_BYTES};
pub use member::Member;
pub use messages::{Message, MessageKind};
pub use target::Target;

/// Everything that can be checked: services in the order of their names. Cheap to clone.
#[derive(Clone, PartialEq, Default)]
pub struct Catalog {
    services: Arc<[Service]>,
}

impl Catalog {
    /// A catalog of services, whose names differ.
    ///
    /// # Errors
    /// [`ContractProblem`] when two services have one name.
    pub fn new(services: impl IntoIterator<Item = Service>) -> Result<Self, ContractProblem> {
        let mut services: Vec<Service> = services.into_iter().collect();
        services.sort_by(|a, b| a.name().cmp(b.name()));
        let twice = services
            .windows(2)
            .find(|pair| matches!(pair, [a, b] if a.name() == b.name()));
        if let Some([service, ..]) = twice {
            return Err(ContractProblem::new(
                None,
                format!("two services are called `{}`", service.name()),
            ));
        }
        Ok(Self {
            services: services.into(),
        })
    }

    /// The services, sorted by name.
    #[must_use]
    pub fn services(&self) -> &[Service] {
        &self.services
    }

    /// The service of that name.
    #[must_use]
    pub fn service(&self, name: &str) -> Option<&Service> {
        self.services.iter().find(|service| service.name() == name)
    }
}

impl fmt::Debug for Catalog {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list()
            .entries(self.services.iter().map(Service::name))
            .finish()
    }
}

/// Everything of one service, as plain data: what [`Service::new`] takes and [`Service::to_data`] gives.
#[derive(Debug, Clone, PartialEq)]
pub struct ServiceData {
    /// Short name, the part before the slash in `metastudio/ListDigitalHumanVideo`.
    pub name: Box<str>,
    /// The vendor's product name, for people.
    pub title: Box<str>,
    /// What the service is, in a sentence.
    pub summary: Box<str>,
    /// How a request names its operation.
    pub style: Style,
    /// The type whose fields are the query parameters that every operation takes.
    pub common: Option<TypeName>,
    /// The type of the body that answers of 4xx and 5xx have, those too that no operation documents.
    pub error: Option<TypeName>,
    /// Hosts that a source shows, in the order of `spec/`. Regions have their own, so the list is not complete.
    pub endpoints: Vec<Endpoint>,
    /// APIs of the vendor that are easily taken for the service.
    pub other_apis: Vec<OtherApi>,
    /// Headers that say again what the path says.
    pub agreements: Vec<Agreement>,
    /// Header groups for authentication: one of them must be complete. Empty when headers carry no authentication.
    pub auth: Vec<AuthGroup>,
    /// Operations that the vendor lists no more, in any order.
    pub removed: Vec<RemovedOperation>,
    /// What was read, in order of precedence (a page governs, then API Explorer, then an SDK).
    pub sources: Vec<Source>,
    /// The types, in any order; parameters of operations are among them.
    pub types: Vec<TypeDef>,
    /// The operations, in any order.
    pub operations: Vec<Operation>,
}

/// The first line of a contract file: what is known of a service before any of its types is read.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub(super) struct Head {
    /// The version of the file's format.
    pub(super) mediaspec: u32,
    /// Short name of the service.
    pub(super) service: Box<str>,
    /// The vendor's product name.
    pub(super) title: Box<str>,
    /// What the service is, in a sentence.
    pub(super) summary: Box<str>,
    /// How a request names its operation.
    pub(super) style: Style,
    /// The type whose fields are the query parameters that every operation takes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) common: Option<TypeName>,
    /// The type of the body that answers of 4xx and 5xx have, those too that no operation documents.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) error: Option<TypeName>,
    /// Hosts that a source shows.
    #[serde(default, skip_serializing_if = "crate::contract::is_empty")]
    pub(super) endpoints: Box<[Endpoint]>,
    /// APIs of the vendor that are easily taken for the service.
    #[serde(default, skip_serializing_if = "crate::contract::is_empty")]
    pub(super) other_apis: Box<[OtherApi]>,
    /// Headers that say again what the path says.
    #[serde(default, skip_serializing_if = "crate::contract::is_empty")]
    pub(super) agreements: Box<[Agreement]>,
    /// Header groups for authentication.
    #[serde(default, skip_serializing_if = "crate::contract::is_empty")]
    pub(super) auth: Box<[AuthGroup]>,
    /// Operations that the vendor lists no more, sorted by name.
    #[serde(default, skip_serializing_if = "crate::contract::is_empty")]
    pub(super) removed: Box<[RemovedOperation]>,
    /// The operations, sorted by name.
    pub(super) operations: Box<[OperationHead]>,
}

/// What the index of a service says of an operation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct OperationHead {
    /// The vendor's name of the operation.
    pub name: Box<str>,
    /// HTTP method, upper case.
    pub method: Box<str>,
    /// Path template.
    pub path: Box<str>,
}

/// One vendor service: its operations, the types they use, and the sources that were read. Cheap to clone.
///
/// A service that is embedded in a program is read bit by bit: the first line when it is made, a type or an operation
/// when it is first asked for. Any number of threads may ask at once.
#[derive(Clone)]
pub struct Service(Handle<Inner>);

struct Inner {
    head: Head,
    /// Where the rest comes from.
    text: Text,
    rest: OnceLock<Rest>,
    /// Made when an operation is first asked for by its path.
    routes: OnceLock<Routes>,
}

/// What is read of a service when something of it is first asked for.
struct Rest {
    sources: Box<[Source]>,
    /// Sorted by name; behind them [`TypeId::NOTHING`] and [`TypeId::ANYTHING`].
    types: Box<[Slot<Entry>]>,
    operations: Box<[Slot<Named>]>,
}

/// An operation with the types that it names, in the order of [`Operation::references`].
struct Named {
    operation: Operation,
    types: Box<[TypeId]>,
}

impl Named {
    fn new(operation: Operation, id_of: &dyn Fn(&str) -> TypeId) -> Self {
        let types = operation.references().map(|name| id_of(name)).collect();
        Self { operation, types }
    }
}

/// A type or an operation, and where its lines are until it is read.
struct Slot<T> {
    name: Cow<'static, str>,
    cell: OnceLock<Box<T>>,
    lines: std::ops::Range<usize>,
}

impl<T> Slot<T> {
    fn filled(name: &str, value: T) -> Self {
        let cell = OnceLock::new();
        // The cell is new, so that nothing is there yet.
        let _ = cell.set(Box::new(value));
        Self {
            name: Cow::Owned(name.to_owned()),
            cell,
            lines: 0..0,
        }
    }
}

/// The text that a service is read from bit by bit.
#[derive(Clone, Copy)]
enum Text {
    /// A contract file that is part of the program.
    Embedded(&'static str),
    /// All is read already.
    Read,
}

impl Service {
    /// A service of plain data.
    ///
    /// # Errors
    /// The first thing that the engine could not rely on: a name that does not resolve, a bound that no value can
    /// meet, a type that requires itself.
    pub fn new(mut data: ServiceData) -> Result<Self, ContractProblem> {
        include(&mut data.types);
        check::counts(data.types.iter())?;
        let service = Self::complete(data);
        service.check()?;
        Ok(service)
    }

    /// Checks what [`Service::new`] does, of a provisional service.
    ///
    /// # Errors
    /// The first thing that the engine could not rely on.
    #[doc(hidden)]
    pub fn check(&self) -> Result<(), ContractProblem> {
        check::counts(self.types())?;
        check::check(self)
    }

    /// A service that need not be complete: names that do not resolve are taken for types of which nothing is known.
    ///
    /// For loaders that look for more problems. Nothing else should use it.
    #[doc(hidden)]
    #[must_use]
    pub fn provisional(mut data: ServiceData) -> Self {
        include(&mut data.types);
        Self::complete(data)
    }

    /// A service of data whose types have what they include.
    fn complete(data: ServiceData) -> Self {
        let ServiceData {
            name,
            title,
            summary,
            style,
            common,
            error,
            endpoints,
            other_apis,
            agreements,
            auth,
            mut removed,
            sources,
            mut types,
            mut operations,
        } = data;
        types.sort_by(|a, b| a.name.cmp(&b.name));
        define(&mut types);
        operations.sort_by(|a, b| a.name.cmp(&b.name));
        removed.sort_by(|a, b| a.name.cmp(&b.name));
        let index = operations.iter().map(|operation| OperationHead {
            name: operation.name.clone(),
            method: operation.method.clone(),
            path: operation.path.clone(),
        });
        let head = Head {
            mediaspec: FORMAT,
            service: name,
            title,
            summary,
            style,
            common,
            error,
            endpoints: endpoints.into(),
            other_apis: other_apis.into(),
            agreements: agreements.into(),
            auth: auth.into(),
            removed: removed.into(),
            operations: index.collect(),
        };
        let names: Vec<TypeName> = types.iter().map(|ty| ty.name.clone()).collect();
        let id = |name: &str| match names.binary_search_by(|known| known.as_str().cmp(name)) {
            Ok(at) => TypeId::of(at),
            Err(_) => TypeId::ANYTHING,
        };
        let entries = types.into_iter().enumerate().map(|(at, ty)| {
            let name = ty.name.clone();
            Slot::filled(&name, Entry::new(TypeId::of(at), ty, &id))
        });
        let rest = Rest {
            sources: sources.into(),
            types: entries.collect(),
            operations: operations
                .into_iter()
                .map(|operation| {
                    let name = operation.name.clone();
                    Slot::filled(&name, Named::new(operation, &id))
                })
                .collect(),
        };
        Self(Handle::counted(Inner {
            head,
            text: Text::Read,
            rest: OnceLock::from(rest),
            routes: OnceLock::new(),
        }))
    }

    /// A service of a contract file that is part of the program.
    ///
    /// What is read of it stays in memory as long as the program, so call it once. Only the first line is read now. What a later line says wrong ends the program when it is asked for, so the file
    /// must be one that a test has read whole with [`Service::read`].
    ///
    /// # Panics
    /// When the first line is not one of a contract file of this version.
    #[must_use]
    pub fn embedded(text: &'static str) -> Self {
        let head = file::head(text).unwrap_or_else(|error| panic!("{error}"));
        Self(Handle::forever(Inner {
            head,
            text: Text::Embedded(text),
            rest: OnceLock::new(),
            routes: OnceLock::new(),
        }))
    }

    /// Reads a whole contract file, and checks it.
    ///
    /// # Errors
    /// [`ContractError`] with the line, for the first thing that is wrong.
    ///
    /// ```
    /// use mediaspec_core::contract::Service;
    ///
    /// let error = Service::read("{\"mediaspec\":1000}\n").expect_err("a format of the future");
    /// assert_eq!(error.line, 1);
    /// ```
    pub fn read(text: &str) -> Result<Self, ContractError> {
        file::read(text)
    }

    /// Writes the contract file: what [`Service::read`] reads.
    #[must_use]
    pub fn write(&self) -> String {
        file::write(self)
    }

    /// Everything of it as plain data, types and operations sorted by name.
    #[must_use]
    pub fn to_data(&self) -> ServiceData {
        let head = self.head();
        ServiceData {
            name: head.service.clone(),
            title: head.title.clone(),
            summary: head.summary.clone(),
            style: head.style.clone(),
            common: head.common.clone(),
            error: head.error.clone(),
            endpoints: head.endpoints.to_vec(),
            other_apis: head.other_apis.to_vec(),
            agreements: head.agreements.to_vec(),
            auth: head.auth.to_vec(),
            removed: head.removed.to_vec(),
            sources: self.sources().to_vec(),
            types: self.types().map(|ty| self.without_included(ty)).collect(),
            operations: self.operations().cloned().collect(),
        }
    }

    pub(super) fn head(&self) -> &Head {
        &self.0.head
    }

    /// Short name, the part before the slash in `metastudio/ListDigitalHumanVideo`.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.head().service
    }

    /// The vendor's product name, for people.
    #[must_use]
    pub fn title(&self) -> &str {
        &self.head().title
    }

    /// What the service is, in a sentence.
    #[must_use]
    pub fn summary(&self) -> &str {
        &self.head().summary
    }

    /// How a request names its operation.
    #[must_use]
    pub fn style(&self) -> &Style {
        &self.head().style
    }

    /// The type whose fields are the query parameters that every operation takes. The queries of operations
    /// [include](TypeDef::includes) it.
    #[must_use]
    pub fn common(&self) -> Option<&TypeName> {
        self.head().common.as_ref()
    }

    /// The version of the API that requests carry, where the style has them carry one.
    #[must_use]
    pub fn version(&self) -> Option<&str> {
        let Style::Rpc {
            action: _,
            version,
            headers: _,
            cite: _,
        } = self.style()
        else {
            return None;
        };
        match &self.resolve(self.common()?).field(version)?.shape {
            Shape::Enum(versions) => Some(&versions.values.first()?.wire),
            _ => None,
        }
    }

    /// The type of the body that answers of 4xx and 5xx have, those too that no operation documents.
    #[must_use]
    pub fn error(&self) -> Option<&TypeName> {
        self.head().error.as_ref()
    }

    /// Hosts that a source shows, in the order of `spec/`. Regions have their own, so the list is not complete.
    #[must_use]
    pub fn endpoints(&self) -> &[Endpoint] {
        &self.head().endpoints
    }

    /// APIs of the vendor that are easily taken for the service: a request that is sent to their hosts is none of its own.
    #[must_use]
    pub fn other_apis(&self) -> &[OtherApi] {
        &self.head().other_apis
    }

    /// Headers that say again what the path says.
    #[must_use]
    pub fn agreements(&self) -> &[Agreement] {
        &self.head().agreements
    }

    /// The header groups that authenticate a request of the operation: one of them must be complete. Empty when headers
    /// carry no authentication.
    #[must_use]
    pub fn auth<'c>(&'c self, operation: &'c Operation) -> &'c [AuthGroup] {
        operation.auth.as_deref().unwrap_or(&self.head().auth)
    }

    /// The header groups of operations that have none of their own.
    #[must_use]
    pub fn common_auth(&self) -> &[AuthGroup] {
        &self.head().auth
    }

    /// Operations that the vendor lists no more, sorted by name. They are none of the service's
    /// [operations](Self::operations).
    #[must_use]
    pub fn removed(&self) -> &[RemovedOperation] {
        &self.head().removed
    }

    /// What was read, in order of precedence (a page governs, then API Explorer, then an SDK).
    #[must_use]
    pub fn sources(&self) -> &[Source] {
        &self.rest().sources
    }

    /// The source that a citation names.
    #[must_use]
    pub fn source(&self, cite: &Cite) -> &Source {
        static UNKNOWN: LazyLock<Source> = LazyLock::new(|| Source {
            name: "unknown".into(),
            kind: SourceKind::Sdk,
            title: "unknown".into(),
            url: "".into(),
            read: "".into(),
        });
        let sources = self.sources().iter();
        let mut named = sources.filter(|source| source.name == cite.source);
        // Every citation of a checked service names a source.
        named.next().unwrap_or(&UNKNOWN)
    }

    /// The operations by name, method and path: known without reading any of them.
    #[must_use]
    pub fn index(&self) -> &[OperationHead] {
        &self.head().operations
    }

    /// The operation of that very name.
    #[must_use]
    pub fn operation(&self, name: &str) -> Option<&Operation> {
        let operations = &self.rest().operations;
        let at = operations.binary_search_by(|slot| order(&slot.name, name));
        self.operation_in(operations.get(at.ok()?)?)
    }

    /// The place of the operation of that very name in the [index](Self::index).
    #[must_use]
    pub fn place_of(&self, name: &str) -> Option<usize> {
        let index = self.index();
        index.binary_search_by(|head| order(&head.name, name)).ok()
    }

    /// The operation at a place of the [index](Self::index).
    #[must_use]
    pub fn operation_at(&self, at: usize) -> Option<&Operation> {
        self.operation_in(self.rest().operations.get(at)?)
    }

    /// Every operation, sorted by name.
    pub fn operations(&self) -> impl Iterator<Item = &Operation> {
        let operations = self.rest().operations.iter();
        operations.filter_map(|slot| self.operation_in(slot))
    }

    fn operation_in<'c>(&'c self, slot: &'c Slot<Named>) -> Option<&'c Operation> {
        Some(&self.named_in(slot).operation)
    }

    fn named_in<'c>(&'c self, slot: &'c Slot<Named>) -> &'c Named {
        slot.cell.get_or_init(|| match self.0.text {
            Text::Embedded(text) => {
                let operation = file::operation(text, slot.lines.clone())
                    .unwrap_or_else(|error| panic!("the contract of {}: {error}", self.name()));
                let id_of = |name: &str| self.type_id(name).unwrap_or(TypeId::ANYTHING);
                Box::new(Named::new(operation, &id_of))
            }
            Text::Read => unreachable!("a service that is read has all its operations"),
        })
    }

    /// The id of a type that an operation names, by the place of the operation in the index, and the name as it stands in it.
    pub(crate) fn id_named(&self, at: usize, name: &TypeName) -> Option<TypeId> {
        let named = self.named_in(self.rest().operations.get(at)?);
        let mut all = named.operation.references().zip(&named.types);
        let (_, id) = all.find(|(known, _)| std::ptr::eq(*known, name))?;
        Some(*id)
    }

    /// The type of that name.
    #[must_use]
    pub fn ty(&self, name: &str) -> Option<&TypeDef> {
        let id = self.type_id(name)?;
        Some(&self.entry(id).def)
    }

    /// The type that a reference names; a type of which nothing is known where the service has none of that name, which
    /// no checked service lets happen.
    #[must_use]
    pub fn resolve(&self, name: &TypeName) -> &TypeDef {
        let id = self.type_id(name).unwrap_or(TypeId::ANYTHING);
        &self.entry(id).def
    }

    /// The parameters of a part of a request as a type, or its body's type; a type without fields where the operation has
    /// none.
    #[must_use]
    pub fn request_part(&self, operation: &Operation, part: Part) -> &TypeDef {
        match operation.request_part(part) {
            Some(name) => self.resolve(name),
            None => &self.entry(TypeId::NOTHING).def,
        }
    }

    /// The headers of a response as a type; a type without fields where none are documented.
    #[must_use]
    pub fn response_headers(&self, headers: Option<&TypeName>) -> &TypeDef {
        match headers {
            Some(name) => self.resolve(name),
            None => &self.entry(TypeId::NOTHING).def,
        }
    }

    /// Every type, sorted by name. Parameters of operations are among them ([`TypeDef::parameters_of`]).
    pub fn types(&self) -> impl Iterator<Item = &TypeDef> {
        (0..self.rest().types.len()).map(|at| &self.entry(TypeId::of(at)).def)
    }

    /// The vendor's own types, sorted by name.
    pub fn own_types(&self) -> impl Iterator<Item = &TypeDef> {
        self.types().filter(|ty| ty.parameters_of.is_none())
    }

    /// The types that a type includes.
    pub fn included<'c>(&'c self, ty: &'c TypeDef) -> impl Iterator<Item = &'c TypeDef> + Clone {
        ty.includes.iter().map(|name| self.resolve(name))
    }

    /// The fields of a type without those of the types that it includes.
    #[must_use]
    pub fn own_fields<'c>(&self, ty: &'c TypeDef) -> &'c [Field] {
        let included = self.included(ty).map(|ty| ty.fields.len());
        ty.fields.get(included.sum::<usize>()..).unwrap_or_default()
    }

    /// The rules of a type without those of the types that it includes.
    #[must_use]
    pub fn own_rules<'c>(&self, ty: &'c TypeDef) -> &'c [Rule] {
        let included = self.included(ty).map(|ty| ty.rules.len());
        ty.rules.get(included.sum::<usize>()..).unwrap_or_default()
    }

    /// The type that a field of a type is written in: one that it includes, or else itself.
    #[must_use]
    pub fn home_of<'c>(&'c self, ty: &'c TypeDef, field: &str) -> &'c TypeDef {
        let mut included = self.included(ty);
        included.find(|ty| ty.field(field).is_some()).unwrap_or(ty)
    }

    /// A type as it is in plain data and contract files.
    pub(super) fn without_included(&self, ty: &TypeDef) -> TypeDef {
        TypeDef {
            name: ty.name.clone(),
            wire: ty.wire.clone(),
            includes: ty.includes.clone(),
            open: ty.open && !self.included(ty).any(|ty| ty.open),
            transparent: ty.transparent,
            parameters_of: ty.parameters_of.clone(),
            info: ty.info.clone(),
            fields: self.own_fields(ty).into(),
            rules: self.own_rules(ty).into(),
        }
    }

    /// The types in which something is written of the values of a type: those that are found from it, itself among them,
    /// and those that it includes.
    #[must_use]
    pub fn described_in<'c>(&'c self, ty: &'c TypeDef) -> Vec<&'c TypeDef> {
        let mut found = self.reachable(ty);
        found.extend(self.included(ty));
        found
    }

    /// The types that are found from a type, itself included, each once and in the order in which they are met.
    #[must_use]
    pub fn reachable<'c>(&'c self, ty: &'c TypeDef) -> Vec<&'c TypeDef> {
        let mut met: BTreeMap<&str, ()> = BTreeMap::from([(ty.name.as_str(), ())]);
        let mut found = vec![ty];
        let mut next = 0_usize;
        while let Some(ty) = found.get(next).copied() {
            next = next.saturating_add(1);
            for name in ty.references() {
                let ty = self.resolve(name);
                if met.insert(ty.name.as_str(), ()).is_none() {
                    found.push(ty);
                }
            }
        }
        found
    }

    pub(crate) fn type_id(&self, name: &str) -> Option<TypeId> {
        let types = &self.rest().types;
        let at = types.binary_search_by(|slot| order(&slot.name, name));
        at.ok().map(TypeId::of)
    }

    /// The types, for checks: they look up one for each object.
    pub(crate) fn entries(&self) -> Entries<'_> {
        Entries {
            service: self,
            slots: &self.rest().types,
        }
    }

    /// The compiled type of an id.
    #[inline]
    pub(crate) fn entry(&self, id: TypeId) -> &Entry {
        match self
            .0
            .rest
            .get()
            .and_then(|rest| rest.types.get(id.index()))
        {
            Some(slot) => match slot.cell.get() {
                Some(entry) => entry,
                None => self.load(id, slot),
            },
            None => self.entry_slowly(id),
        }
    }

    #[cold]
    fn entry_slowly(&self, id: TypeId) -> &Entry {
        static NOTHING: LazyLock<Entry> = LazyLock::new(|| {
            Entry::new(TypeId::NOTHING, unknown_type(false), &|_| TypeId::ANYTHING)
        });
        static ANYTHING: LazyLock<Entry> = LazyLock::new(|| {
            Entry::new(TypeId::ANYTHING, unknown_type(true), &|_| TypeId::ANYTHING)
        });
        match self.rest().types.get(id.index()) {
            Some(slot) => self.load(id, slot),
            None if id == TypeId::NOTHING => &NOTHING,
            None => &ANYTHING,
        }
    }

    #[cold]
    fn load<'c>(&'c self, id: TypeId, slot: &'c Slot<Entry>) -> &'c Entry {
        slot.cell.get_or_init(|| match self.0.text {
            Text::Embedded(text) => {
                let mut ty = file::ty(text, slot.lines.clone())
                    .unwrap_or_else(|error| panic!("the contract of {}: {error}", self.name()));
                // A named value names no other, so that no two types wait for each other.
                ty.define(&|name| self.ty(name)?.value());
                if !ty.includes.is_empty() {
                    let includes = std::mem::take(&mut ty.includes);
                    ty.include(includes.iter().map(|name| self.resolve(name)));
                    ty.includes = includes;
                }
                let id_of = |name: &str| self.type_id(name).unwrap_or(TypeId::ANYTHING);
                Box::new(Entry::new(id, ty, &id_of))
            }
            Text::Read => unreachable!("a service that is read has all its types"),
        })
    }

    #[inline]
    fn rest(&self) -> &Rest {
        self.0.rest.get_or_init(|| match self.0.text {
            Text::Embedded(text) => {
                let Scanned {
                    sources,
                    types,
                    operations,
                } = file::scan(text)
                    .unwrap_or_else(|error| panic!("the contract of {}: {error}", self.name()));
                Rest {
                    sources: sources.into(),
                    types: types.into_iter().map(unread).collect(),
                    operations: operations.into_iter().map(unread).collect(),
                }
            }
            Text::Read => unreachable!("a service that is read has all its parts"),
        })
    }

    /// The same service, of which nothing is known at first sight: each value is looked at with all that the contract says,
    /// and each rule is asked.
    #[cfg(test)]
    pub(crate) fn without_shortcuts(&self) -> Self {
        let mut service = Self::provisional(self.to_data());
        let inner = service.0.get_mut();
        let rest = inner.and_then(|inner| inner.rest.get_mut());
        for slot in &mut rest.expect("a service of one's own").types {
            let entry = slot.cell.get_mut().expect("a type that is read");
            entry.shortcuts.look_closely();
        }
        service
    }

    /// Whether both are the same service of the same catalog.
    pub(crate) fn is(&self, other: &Self) -> bool {
        self.0.is(&other.0)
    }
}

/// The types of a service, found by their ids.
#[derive(Clone, Copy)]
pub(crate) struct Entries<'c> {
    service: &'c Service,
    slots: &'c [Slot<Entry>],
}

impl<'c> Entries<'c> {
    pub(crate) const fn service(self) -> &'c Service {
        self.service
    }

    /// The compiled type of an id.
    #[inline(always)]
    pub(crate) fn get(self, id: TypeId) -> &'c Entry {
        match self.slots.get(id.index()).and_then(|slot| slot.cell.get()) {
            Some(entry) => entry,
            None => self.service.entry(id),
        }
    }
}

/// The order of two names. Most differ in their first bytes, which are compared without a call.
fn order(a: &str, b: &str) -> std::cmp::Ordering {
    let beginnings = (a.as_bytes().first_chunk(), b.as_bytes().first_chunk());
    let (Some(first), Some(second)) = beginnings else {
        return a.cmp(b);
    };
    let (first, second) = (u64::from_be_bytes(*first), u64::from_be_bytes(*second));
    first.cmp(&second).then_with(|| a.cmp(b))
}

fn unread<T>((name, lines): (&'static str, std::ops::Range<usize>)) -> Slot<T> {
    Slot {
        name: Cow::Borrowed(name),
        cell: OnceLock::new(),
        lines,
    }
}

/// Gives each type what it includes. A name that is none gives nothing, and a type that includes others gives its own alone.
fn include(types: &mut [TypeDef]) {
    let named: BTreeSet<TypeName> = types.iter().flat_map(|ty| &ty.includes).cloned().collect();
    let bases = types.iter().filter(|ty| named.contains(&ty.name));
    let bases: BTreeMap<TypeName, TypeDef> =
        bases.map(|ty| (ty.name.clone(), ty.clone())).collect();
    for ty in types.iter_mut().filter(|ty| !ty.includes.is_empty()) {
        let includes = std::mem::take(&mut ty.includes);
        ty.include(includes.iter().filter_map(|name| bases.get(name)));
        ty.includes = includes;
    }
}

/// Gives each named value what its definition among the types says.
fn define(types: &mut [TypeDef]) {
    let values: BTreeMap<TypeName, Field> = types
        .iter()
        .filter_map(|ty| Some((ty.name.clone(), ty.value()?.clone())))
        .collect();
    if !values.is_empty() {
        types
            .iter_mut()
            .for_each(|ty| ty.define(&|name| values.get(name)));
    }
}

/// A type without fields.
fn unknown_type(open: bool) -> TypeDef {
    TypeDef {
        name: "".into(),
        wire: "".into(),
        includes: [].into(),
        open,
        transparent: false,
        parameters_of: None,
        info: Info {
            summary: "".into(),
            cite: Cite::from("unknown"),
            conflicts: [].into(),
            notes: [].into(),
        }
        .into(),
        fields: [].into(),
        rules: [].into(),
    }
}

impl PartialEq for Service {
    /// Reads all of both.
    fn eq(&self, other: &Self) -> bool {
        self.is(other)
            || self.head() == other.head()
                && self.sources() == other.sources()
                && self.types().eq(other.types())
                && self.operations().eq(other.operations())
    }
}

impl fmt::Debug for Service {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Service").field(&self.name()).finish()
    }
}
