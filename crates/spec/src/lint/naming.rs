//! Names of files, folders and types, and the Rust names that come of names.

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;

use mediaspec_core::contract::{Content, Enum, Part, Piece, Shape};

use crate::codes;
use crate::lower::{Group, Lowered};
use crate::names;
use crate::problem::{MAX_PROBLEMS, Problem, SourceText, position};
use crate::raw::At;

/// The longest name of a service, a type or an operation.
const MAX_NAME: usize = 100;

pub(super) fn check(service: &Lowered<'_>, problems: &mut Vec<Problem>) {
    let documents = service.documents;
    if let Some(vendor) = &documents.vendor
        && let Some(name) = vendor
            .raw
            .vendor
            .as_ref()
            .and_then(|head| head.service.as_ref())
    {
        let lower = name
            .bytes()
            .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || matches!(b, b'_' | b'-'));
        if !lower || !allowed(name) {
            let message = format!("`{}` cannot be the name of a service", name.value);
            problems.push(Problem::at(
                &codes::BAD_TYPE_NAME,
                &vendor.source,
                name.span.clone(),
                message,
            ));
        } else if name.value != documents.folder {
            let message = format!(
                "the service `{}` is in the folder `{}`",
                name.value, documents.folder
            );
            problems.push(Problem::at(
                &codes::FILE_NAME,
                &vendor.source,
                name.span.clone(),
                message,
            ));
        }
    }
    // A second definition of a name is told as such; that its file has another name follows from it.
    for document in service.types.iter().map(|ty| ty.document) {
        file(
            &document.stem,
            &document.source,
            document.raw.name(),
            problems,
        );
    }
    for document in service
        .operations
        .iter()
        .map(|operation| operation.document)
    {
        file(
            &document.stem,
            &document.source,
            document.raw.name(),
            problems,
        );
    }
    collisions(service, problems);
}

fn file(
    stem: &str,
    source: &Arc<SourceText>,
    name: Option<&At<String>>,
    problems: &mut Vec<Problem>,
) {
    let Some(name) = name else { return };
    if !allowed(name) {
        let message = format!("`{}` cannot be a name here", name.value);
        problems.push(Problem::at(
            &codes::BAD_TYPE_NAME,
            source,
            name.span.clone(),
            message,
        ));
        return;
    }
    let expected = names::file_stem(name);
    if stem != expected {
        let message = format!("the file is named `{stem}.toml`");
        let help = format!("Name the file `{expected}.toml`, or correct the name.");
        problems
            .push(Problem::at(&codes::FILE_NAME, source, name.span.clone(), message).help(help));
    }
}

/// ASCII letters, digits, `_`, `-`, `.`, beginning with a letter or a digit.
fn allowed(name: &str) -> bool {
    name.len() <= MAX_NAME
        && name.starts_with(|c: char| c.is_ascii_alphanumeric())
        && name
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-' | b'.'))
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
        span: Range<usize>,
        problems: &mut Vec<Problem>,
    ) {
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
    for document in &service.documents.types {
        let Some(name) = document.raw.name() else {
            continue;
        };
        let origin = format!("the type `{}`", name.value);
        types.take(
            names::type_name(name),
            origin.clone(),
            &document.source,
            name.span.clone(),
            problems,
        );
        modules.take(
            names::module_name(name),
            origin,
            &document.source,
            name.span.clone(),
            problems,
        );
    }
    let mut operation_modules = Space::new("module");
    for operation in &service.operations {
        let (source, name) = (&operation.document.source, operation.document.raw.name());
        let Some(name) = name else { continue };
        let origin = format!("the operation `{}`", name.value);
        operation_modules.take(
            names::module_name(name),
            origin,
            source,
            name.span.clone(),
            problems,
        );
        for group in &operation.groups {
            let origin = format!("the {} parameters of `{}`", group.part.as_str(), name.value);
            types.take(
                names::type_name(&group.ty.name),
                origin.clone(),
                source,
                name.span.clone(),
                problems,
            );
            modules.take(
                names::module_name(&group.ty.name),
                origin,
                source,
                name.span.clone(),
                problems,
            );
        }
    }
    let mut constants = Space::new("constant");
    if let Some(vendor) = &service.documents.vendor {
        for name in vendor
            .raw
            .source
            .iter()
            .filter_map(|source| source.name.as_ref())
        {
            let origin = format!("the source `{}`", name.value);
            constants.take(
                names::constant_name(name),
                origin,
                &vendor.source,
                name.span.clone(),
                problems,
            );
        }
    }
    let parameters = service
        .operations
        .iter()
        .flat_map(|operation| &operation.groups);
    for group in service.types.iter().map(|ty| &ty.group).chain(parameters) {
        of_group(group, &mut types, problems);
    }
}

fn of_group<'r>(group: &Group<'r>, types: &mut Space<'r>, problems: &mut Vec<Problem>) {
    let mut fields = Space::new("field");
    let mut headers: BTreeMap<String, usize> = BTreeMap::new();
    if group.part == Part::Header {
        for field in &group.ty.fields {
            let count = headers.entry(field.name.to_ascii_lowercase()).or_default();
            *count = count.saturating_add(1);
        }
    }
    for (field, origin) in group.fields() {
        let Some(origin) = origin else { continue };
        let Some(name) = &origin.raw.name else {
            continue;
        };
        // Headers that differ in case alone are told as such.
        if headers.get(&field.name.to_ascii_lowercase()) > Some(&1) {
            continue;
        }
        let what = format!("the field `{}`", field.name);
        fields.take(
            names::field_name(&field.name),
            what,
            group.source,
            name.span.clone(),
            problems,
        );
        let Some(shape) = enumeration(&field.shape) else {
            continue;
        };
        let what = format!("the values of `{}.{}`", group.ty.name, field.name);
        types.take(
            names::enum_name(&group.ty.name, &field.name),
            what,
            group.source,
            name.span.clone(),
            problems,
        );
        let mut variants = Space::new("variant");
        // Both lists leave out values without a name, so they run side by side.
        for (value, written) in shape.values.iter().zip(wires(origin.raw)) {
            let what = format!("`{}`", value.wire);
            let span = written.span.clone();
            variants.take(
                names::variant_name(&value.wire),
                what,
                group.source,
                span,
                problems,
            );
        }
    }
}

/// The enum in a shape: itself, of its items, or of the pieces of a text.
fn enumeration(shape: &Shape) -> Option<&Enum> {
    match shape {
        Shape::Enum(shape) => Some(shape),
        Shape::List(list) => enumeration(&list.item),
        Shape::Text(text) => match &text.content {
            Content::Separated(separated) => match &separated.piece {
                Piece::Enum(shape) => Some(shape),
                Piece::Text(_) => None,
            },
            Content::Plain | Content::Json(_) => None,
        },
        Shape::Int(_) | Shape::Number(_) | Shape::Bool | Shape::Object(_) | Shape::Any => None,
    }
}

/// The wire values as they are written in a field or its items.
fn wires(field: &crate::raw::Field) -> Vec<&At<String>> {
    let mut values = field.values.as_ref();
    let mut item = field.item.as_ref();
    while let (None, Some(inner)) = (values, item) {
        values = inner.values.as_ref();
        item = inner.item.as_ref();
    }
    values
        .into_iter()
        .flat_map(|values| &values.value)
        .filter_map(|value| value.wire.as_ref())
        .collect()
}

/// Services share one name space of modules.
pub(super) fn check_services(services: &[Lowered<'_>], problems: &mut Vec<Problem>) {
    let mut modules = Space::new("module");
    for service in services {
        let Some(vendor) = &service.documents.vendor else {
            continue;
        };
        let Some(name) = vendor
            .raw
            .vendor
            .as_ref()
            .and_then(|head| head.service.as_ref())
        else {
            continue;
        };
        let origin = format!("the service `{}`", name.value);
        modules.take(
            names::module_name(name),
            origin,
            &vendor.source,
            name.span.clone(),
            problems,
        );
    }
}
