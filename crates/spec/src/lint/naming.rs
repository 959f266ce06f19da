//! Names of files, folders and types, and the Rust names that come of names.

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;

use mediaspec_core::contract::{Direction, Field, Part};
use mediaspec_core::words;

use crate::codes;
use crate::lower::{FieldOrigin, Group, Lowered};
use crate::names;
use crate::problem::{MAX_PROBLEMS, Problem, SourceText, position};
use crate::raw::At;
use crate::service::{Document, Documents};

use super::Sink;

pub(super) fn check(service: &Lowered<'_>, problems: &mut Vec<Problem>) {
    let documents = service.documents;
    if let Some(vendor) = &documents.vendor
        && let Some(name) = vendor.raw.name()
    {
        let sink = &mut Sink {
            source: &vendor.source,
            problems,
        };
        if !names::can_be_service(name) {
            let message = format!("`{}` cannot be the name of a service", name.value);
            sink.report(&codes::BAD_TYPE_NAME, &name.span, message);
        } else if name.value != documents.folder {
            let message = format!(
                "the service `{}` is in the folder `{}`",
                name.value, documents.folder
            );
            sink.report(&codes::FILE_NAME, &name.span, message);
        }
    }
    // A second definition of a name is told as such; that its file has another name follows from it.
    let types = service.types.iter().map(|ty| ty.document);
    let operations = service
        .operations
        .iter()
        .map(|operation| operation.document);
    types.for_each(|document| file(document, document.raw.name(), problems));
    operations.for_each(|document| file(document, document.raw.name(), problems));
    collisions(service, problems);
}

fn file<T>(document: &Document<T>, name: Option<&At<String>>, problems: &mut Vec<Problem>) {
    let Some(name) = name else { return };
    let sink = &mut Sink {
        source: &document.source,
        problems,
    };
    let expected = names::file_stem(name);
    if self::name(name, sink) && document.stem != expected {
        let message = format!("the file is named `{}.toml`", document.stem);
        let help = format!("Name the file `{expected}.toml`, or correct the name.");
        sink.add(
            sink.problem(&codes::FILE_NAME, &name.span, message)
                .help(help),
        );
    }
}

/// A name of a type or an operation; whether it can be one.
pub(super) fn name(name: &At<String>, sink: &mut Sink<'_>) -> bool {
    let allowed = names::can_be_name(name);
    if !allowed {
        let message = format!("`{}` cannot be a name here", name.value);
        sink.report(&codes::BAD_TYPE_NAME, &name.span, message);
    }
    allowed
}

/// One Rust name space: what took a name first, and where.
struct Space<'a> {
    what: &'static str,
    taken: BTreeMap<String, (String, &'a Arc<SourceText>, Range<usize>)>,
}

impl<'a> Space<'a> {
    const fn new(what: &'static str) -> Self {
        Self {
            what,
            taken: BTreeMap::new(),
        }
    }

    fn take(
        &mut self,
        name: String,
        origin: String,
        source: &'a Arc<SourceText>,
        at: &At<String>,
        problems: &mut Vec<Problem>,
    ) {
        let span = at.span.clone();
        match self.taken.get(&name) {
            None => {
                self.taken.insert(name, (origin, source, span));
            }
            // The same thing twice is told as such.
            Some((first, _, _)) if *first == origin => {}
            Some((first, first_source, first_span)) => {
                // Finding a line takes time in proportion to the file; past what is listed nobody sees it.
                let place = if problems.len() < MAX_PROBLEMS {
                    let (line, column) = position(&first_source.text, first_span.start);
                    format!("{}:{line}:{column}", first_source.path)
                } else {
                    first_source.path.clone()
                };
                let message = format!(
                    "{origin} and {first} ({place}) both become the {} `{name}` in Rust",
                    self.what
                );
                problems.push(Problem::at(&codes::NAME_COLLISION, source, span, message));
            }
        }
    }
}

fn collisions(service: &Lowered<'_>, problems: &mut Vec<Problem>) {
    let mut types = Space::new("type");
    let mut modules = Space::new("module");
    let mut take = |name: &str, origin: String, source, at, problems: &mut Vec<Problem>| {
        types.take(names::type_name(name), origin.clone(), source, at, problems);
        modules.take(names::module_name(name), origin, source, at, problems);
    };
    for document in &service.documents.types {
        let Some(name) = document.raw.name() else {
            continue;
        };
        let origin = format!("the type `{}`", name.value);
        take(name, origin, &document.source, name, problems);
    }
    // Reference pages of operations are named as modules are.
    let mut pages = Space::new("module");
    for operation in &service.operations {
        let (source, name) = (&operation.document.source, operation.document.raw.name());
        let Some(name) = name else { continue };
        let origin = format!("the operation `{}`", name.value);
        pages.take(names::module_name(name), origin, source, name, problems);
        for group in &operation.groups {
            let what = match (group.part, group.direction) {
                (Part::Body, Some(Direction::Response)) => "body of an answer".to_owned(),
                (Part::Body, _) => "request body".to_owned(),
                (part, _) => format!("{part} parameters"),
            };
            let origin = format!("the {what} of `{}`", name.value);
            take(&group.ty.name, origin, source, name, problems);
        }
    }
    let parameters = service
        .operations
        .iter()
        .flat_map(|operation| &operation.groups);
    for group in service.types.iter().map(|ty| &ty.group).chain(parameters) {
        of_group(service, group, &mut types, problems);
    }
}

fn of_group<'r>(
    service: &Lowered<'r>,
    group: &Group<'r>,
    types: &mut Space<'r>,
    problems: &mut Vec<Problem>,
) {
    let mut fields = Space::new("field");
    let mut headers: BTreeMap<String, usize> = BTreeMap::new();
    if group.part == Part::Header {
        for field in &group.ty.fields {
            let count = headers.entry(field.name.to_ascii_lowercase()).or_default();
            *count = count.saturating_add(1);
        }
    }
    for (field, origin) in group.fields() {
        let Some((source, name)) = written(service, group, field, origin) else {
            continue;
        };
        // Headers that differ in case alone are told as such.
        if headers.get(&field.name.to_ascii_lowercase()) > Some(&1) {
            continue;
        }
        let what = format!("the field `{}`", field.name);
        let field_name = names::field_name(&field.name);
        fields.take(field_name, what, source, name, problems);
        let home = service.service.home_of(&group.ty, &field.name);
        let Some(shape) = words::values_in(&field.shape).filter(|_| home.name == group.ty.name)
        else {
            continue;
        };
        let what = format!("the values of `{}.{}`", group.ty.name, field.name);
        let enum_name = names::enum_name(&group.ty.name, &field.name);
        types.take(enum_name, what, source, name, problems);
        let Some(origin) = origin else { continue };
        let mut variants = Space::new("variant");
        // Both lists leave out values without a name, so they run side by side.
        for (value, written) in shape.values.iter().zip(wires(origin.raw)) {
            let what = format!("`{}`", value.wire);
            let variant = names::variant_name(&value.wire);
            variants.take(variant, what, group.source, written, problems);
        }
    }
}

/// Where the name of a field is written: with the field, in a type that is included, or in vendor.toml where it names the
/// operation.
fn written<'r>(
    service: &Lowered<'r>,
    group: &Group<'r>,
    field: &Field,
    origin: Option<&FieldOrigin<'r>>,
) -> Option<(&'r Arc<SourceText>, &'r At<String>)> {
    if let Some(origin) = origin {
        return Some((group.source, origin.raw.name.as_ref()?));
    }
    let documents: &'r Documents = service.documents;
    let mut included = service
        .types
        .iter()
        .filter(|ty| group.ty.includes.contains(&ty.group.ty.name));
    let shared = included.find_map(|ty| Some((ty.group.source, ty.group.origin(&field.name)?)));
    if let Some((source, origin)) = shared {
        return Some((source, origin.raw.name.as_ref()?));
    }
    let vendor = documents.vendor.as_ref()?;
    Some((&vendor.source, vendor.raw.rpc.as_ref()?.action.as_ref()?))
}

/// The wire values as they are written in a field or its items.
fn wires(field: &crate::raw::Field) -> Vec<&At<String>> {
    let values = field.shape.nested().find_map(|item| item.values.as_ref());
    let values = values.into_iter().flat_map(|values| &values.value);
    values.filter_map(|value| value.wire.as_ref()).collect()
}

/// Services share one name space of modules.
pub(super) fn check_services(services: &[Lowered<'_>], problems: &mut Vec<Problem>) {
    let mut modules = Space::new("module");
    let vendors = services.iter().filter_map(|s| s.documents.vendor.as_ref());
    for vendor in vendors {
        let Some(name) = vendor.raw.name() else {
            continue;
        };
        let origin = format!("the service `{}`", name.value);
        let module = names::module_name(name);
        modules.take(module, origin, &vendor.source, name, problems);
    }
}
