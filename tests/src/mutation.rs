//! Contracts that differ from a given one in one place each.
//!
//! A contract is taken as the data that its file holds, and changed by the schema of contract files (see `walk`). Nothing
//! here knows a kind of constraint, save that a pattern comes with its automaton.

mod exceptions;
mod outcomes;
mod votes;
mod walk;

use std::collections::{BTreeMap, BTreeSet};

use mediaspec_core::check::Scope;
use mediaspec_core::contract::{Catalog, Service, contract_schema};
use serde_json::Value;

pub use exceptions::EXCEPTIONS;
use outcomes::Prepared;
pub use outcomes::{Outcome, stale};

use crate::corpus::{self, Operation};

/// A change of one place.
#[derive(Debug, Clone)]
pub struct Change {
    /// Where: `service Type.field`, `service Type rule-id`, `service Type`, `service/Operation`, `service`.
    pub at: String,
    /// What is changed, by the last two names of its path: `int.max`, `enum.values`.
    pub key: String,
    /// What becomes of it.
    pub what: String,
    /// The service's place among those of the catalog.
    service: usize,
    /// The lines that are changed: several where operations have a parameter in common.
    lines: Vec<usize>,
    edit: walk::Edit,
}

/// A line of a contract file, and whose it is.
struct Line {
    at: String,
    /// The type or the operation; nothing for what the whole service has.
    owner: String,
    text: String,
    value: Value,
}

/// A service as the lines of its file.
struct Lines {
    service: Service,
    lines: Vec<Line>,
    /// The messages in which each type is found.
    scopes: BTreeMap<String, Vec<Scope>>,
    /// Each operation, with the types that are found in its messages.
    operations: Vec<BTreeSet<String>>,
}

/// Every change that can be made to a catalog, and the corpus that is to notice.
pub struct Mutations {
    services: Vec<Lines>,
    changes: Vec<Change>,
    prepared: Vec<Prepared>,
}

impl Mutations {
    /// Lists the changes of what ships and of the spec with every kind of constraint.
    ///
    /// # Panics
    /// If a spec has problems.
    #[must_use]
    pub fn of_everything() -> Self {
        let catalogs = [crate::shipped_spec(), crate::kinds_spec()];
        let services = catalogs.iter().flat_map(Catalog::services).cloned();
        let catalog = Catalog::new(services).expect("services of different names");
        Self::of(&catalog, corpus::shipped().iter().chain(corpus::kinds()))
    }

    /// Lists the changes of a catalog, in the order of the contract files.
    ///
    /// # Panics
    /// If the corpus is not of the catalog.
    #[must_use]
    pub fn of<'o>(catalog: &Catalog, corpus: impl IntoIterator<Item = &'o Operation>) -> Self {
        let schema = contract_schema();
        let services: Vec<Lines> = catalog.services().iter().map(Lines::of).collect();
        let mut changes = Vec::new();
        for (number, lines) in services.iter().enumerate() {
            lines.list(number, &schema, &mut changes);
        }
        Self {
            services,
            changes,
            prepared: outcomes::prepare(catalog, corpus),
        }
    }

    /// Returns every change.
    #[must_use]
    pub fn changes(&self) -> &[Change] {
        &self.changes
    }

    /// Returns the numbers of every so many-th change.
    #[must_use]
    pub fn sample(&self, step: usize) -> BTreeSet<usize> {
        (0..self.changes.len()).step_by(step).collect()
    }

    /// Returns whether an exception excuses any change. Those that it is meant for are tried until one is excused: some
    /// are noticed all the same.
    #[must_use]
    pub fn needs(&self, because: &str) -> bool {
        let meant = self
            .changes
            .iter()
            .filter(|change| self.exception(change) == Some(because));
        meant
            .filter_map(|change| self.outcome(change))
            .any(|outcome| outcome.exception == Some(because))
    }

    /// Why no payload of the corpus can notice a change, where none can.
    fn exception(&self, change: &Change) -> Option<&'static str> {
        let site = self.services[change.service].site(change);
        let exception = EXCEPTIONS.iter().find(|exception| (exception.holds)(&site));
        exception.map(|exception| exception.because)
    }
}

impl Lines {
    fn of(service: &Service) -> Self {
        let name = service.name();
        let (mut lines, mut of_type) = (Vec::new(), String::new());
        for text in service.write().lines() {
            let value: Value = serde_json::from_str(text).expect("a line is JSON");
            let named = |kind: &str, key: &str| value[kind][key].as_str();
            let (at, owner) = if let Some(ty) = named("type", "name") {
                ty.clone_into(&mut of_type);
                (format!("{name} {ty}"), ty)
            } else if let Some(field) = named("field", "name") {
                (format!("{name} {of_type}.{field}"), &*of_type)
            } else if let Some(rule) = named("rule", "id") {
                (format!("{name} {of_type} {rule}"), &*of_type)
            } else if let Some(operation) = named("operation", "name") {
                (format!("{name}/{operation}"), operation)
            } else {
                (name.to_owned(), "")
            };
            lines.push(Line {
                at,
                owner: owner.to_owned(),
                text: text.to_owned(),
                value,
            });
        }
        let (mut scopes, mut operations) = (BTreeMap::<String, Vec<Scope>>::new(), Vec::new());
        for operation in service.operations() {
            let mut names = BTreeSet::from([operation.name.to_string()]);
            for message in service.messages_of(operation) {
                for ty in service.described_in(message.type_def()) {
                    let known = scopes.entry(ty.name.to_string()).or_default();
                    if !known.contains(&message.scope()) {
                        known.push(message.scope());
                    }
                    names.insert(ty.name.to_string());
                }
            }
            operations.push(names);
        }
        Self {
            service: service.clone(),
            lines,
            scopes,
            operations,
        }
    }

    /// Lists the changes of each line. Parameters that several operations have in common are changed in all of them: the
    /// corpus shows them once.
    fn list(&self, service: usize, schema: &Value, changes: &mut Vec<Change>) {
        let is_of_parameter = |line: &Line| {
            let ty = self.service.ty(&line.owner);
            walk::is_entry(&line.value) && ty.is_some_and(|ty| ty.parameters_of.is_some())
        };
        let mut parameters: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
        for (at, line) in self.lines.iter().enumerate() {
            if is_of_parameter(line) {
                parameters.entry(&line.text).or_default().push(at);
            }
        }
        for (at, line) in self.lines.iter().enumerate() {
            let lines = match parameters.get(&*line.text) {
                Some(twins) if is_of_parameter(line) => twins.clone(),
                _ => vec![at],
            };
            if lines[0] != at {
                continue;
            }
            changes.extend(
                walk::edits(&line.value, schema)
                    .into_iter()
                    .map(|(what, edit)| Change {
                        at: line.at.clone(),
                        key: edit.key(),
                        what,
                        service,
                        lines: lines.clone(),
                        edit,
                    }),
            );
        }
    }

    /// The service with a change, or why it does not load. To load in no time, it has no operation but those that the change
    /// concerns.
    fn mutant(&self, change: &Change) -> Result<Service, String> {
        let owners = self.owners(change);
        let concerns = |names: &&BTreeSet<String>| {
            owners.contains("") || owners.iter().any(|owner| names.contains(*owner))
        };
        let kept = self.operations.iter().filter(concerns).flatten();
        let kept: BTreeSet<&str> = kept.map(String::as_str).collect();
        let mut text = String::new();
        for (at, line) in self.lines.iter().enumerate() {
            if !change.lines.contains(&at) && kept.contains(&*line.owner) {
                text.push_str(&line.text);
                text.push('\n');
            } else if change.lines.contains(&at) || line.owner.is_empty() {
                let changed = || change.edit.applied_to(&line.value);
                let same = || Some(line.value.clone());
                let value = if change.lines.contains(&at) {
                    changed()
                } else {
                    same()
                };
                let Some(mut value) = value else { continue };
                if let Some(Value::Array(index)) = value.get_mut("operations") {
                    let is_kept = |name: &str| kept.contains(name);
                    index.retain(|head| head["name"].as_str().is_some_and(is_kept));
                }
                text.push_str(&format!("{value}\n"));
            }
        }
        Service::read(&text).map_err(|error| error.to_string())
    }

    /// Whether a mutant says what the service says.
    fn is_same(&self, mutant: &Service, change: &Change) -> bool {
        let (one, other) = (&self.service, mutant);
        one.common_auth() == other.common_auth()
            && self.owners(change).iter().all(|owner| {
                one.ty(owner) == other.ty(owner) && one.operation(owner) == other.operation(owner)
            })
    }

    /// The types or operations that a change is of; an empty name for the whole service.
    fn owners(&self, change: &Change) -> BTreeSet<&str> {
        let lines = change.lines.iter().map(|&line| &self.lines[line]);
        lines.map(|line| line.owner.as_str()).collect()
    }

    fn site<'m>(&'m self, change: &'m Change) -> exceptions::Site<'m> {
        let line = &self.lines[change.lines[0]];
        let owners = self.owners(change).into_iter();
        exceptions::Site {
            path: &change.edit.path,
            service: &self.service,
            owner: &line.owner,
            before: &line.value,
            after: change.edit.applied_to(&line.value).unwrap_or_default(),
            scopes: owners
                .filter_map(|owner| self.scopes.get(owner))
                .flatten()
                .collect(),
        }
    }
}
