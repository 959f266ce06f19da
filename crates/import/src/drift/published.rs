//! A contract file as sheets, so that it can be compared like any other source.

use mediaspec_core::contract::{
    Alternatives, Bounds, Content, Direction as Of, Field, Form, Int, Json, List, Literal, Number,
    Operation as Contracted, OperationState, Part as OfMessage, Piece, Required, Service, Shape,
    Text, TypeDef, TypeName, Written,
};
use serde_json::Value;

use super::contract::Contract;
use super::finding::{Direction, Part};
use crate::sheet::{
    Direction as OfSheet, Kind, LengthUnit, Operation, Row, Section, Sheet, Source, SourceKind,
    Table,
};

/// Returns what a contract file says, as sheets of a source with the name of its service: one an operation or a callback, and one
/// for all types.
pub(super) fn sheets(service: &Service) -> Vec<Sheet> {
    let mut out: Vec<Sheet> = Vec::new();
    for operation in service.operations() {
        out.push(of_operation(service, operation));
        for callback in &operation.callbacks {
            let mut sheet = sheet(service);
            sheet.operation = Some(Operation {
                name: format!("{} {}", operation.name, callback.name),
                ..Operation::default()
            });
            sheet
                .tables
                .push(body(Section::ResponseBody, None, named(&callback.ty)));
            out.push(sheet);
        }
    }
    let mut types = sheet(service);
    types.tables = service.types().map(|ty| table(service, ty)).collect();
    out.push(types);
    out
}

/// Returns the types of the messages of an operation, or of its callback.
pub(super) fn contract(service: &Service, name: &str) -> Option<Contract> {
    let mut messages = std::collections::BTreeMap::new();
    let operation = service.operation(name);
    if let Some(operation) = operation {
        let parts = [
            OfMessage::Path,
            OfMessage::Query,
            OfMessage::Header,
            OfMessage::Body,
        ];
        for (part, own) in
            parts
                .into_iter()
                .zip([Part::Path, Part::Query, Part::Header, Part::Body])
        {
            if let Some(ty) = operation.request_part(part) {
                messages.insert((Direction::Request, own, None), ty.clone());
            }
        }
        for answer in &operation.responses {
            let status = Some(answer.status.to_string());
            let parts = [(Part::Body, &answer.body), (Part::Header, &answer.headers)];
            for (part, ty) in parts {
                if let Some(ty) = ty {
                    messages.insert((Direction::Response, part, status.clone()), ty.clone());
                }
            }
        }
    } else {
        let (name, called) = name.rsplit_once(' ')?;
        let callbacks = &service.operation(name)?.callbacks;
        let callback = callbacks
            .iter()
            .find(|callback| *callback.name == *called)?;
        let status = Some("default".to_owned());
        messages.insert(
            (Direction::Response, Part::Body, status),
            callback.ty.clone(),
        );
    }
    Some(Contract {
        service: service.clone(),
        messages,
    })
}

/// Returns how many types of two contract files differ in what sheets do not say of them, in words.
pub(super) fn left_out(before: &Service, after: &Service) -> Option<String> {
    let differ = |ty: &&TypeDef| {
        after.ty(&ty.name).is_some_and(|other| {
            let tables = [(before, *ty), (after, other)].map(|(service, ty)| table(service, ty));
            let [was, is] = tables;
            *ty != other && was == is
        })
    };
    let count = before.types().filter(differ).count();
    (count > 0).then(|| {
        format!(
            "{}: {count} types differ in sentences, in rules between members, or in what single sources say of them",
            before.name()
        )
    })
}

fn sheet(service: &Service) -> Sheet {
    let days = service.sources().iter().map(|source| &*source.read);
    Sheet {
        source: Source {
            kind: SourceKind::Metadata,
            name: service.name().to_owned(),
            edition: None,
            url: None,
            read: days.max().map(str::to_owned),
        },
        operation: None,
        tables: Vec::new(),
        rules: Vec::new(),
        dropped: Vec::new(),
        unread: Vec::new(),
    }
}

fn of_operation(service: &Service, operation: &Contracted) -> Sheet {
    let mut sheet = sheet(service);
    let media = |types: &mediaspec_core::contract::MediaTypes| -> Vec<String> {
        types.names.iter().map(ToString::to_string).collect()
    };
    let consumes = operation
        .request
        .iter()
        .flat_map(|body| media(&body.media_types));
    let mut produces: Vec<String> = operation
        .responses
        .iter()
        .filter(|answer| answer.body.is_some() || answer.file)
        .flat_map(|answer| media(&answer.media_types))
        .collect();
    produces.sort_unstable();
    produces.dedup();
    sheet.operation = Some(Operation {
        name: operation.name.to_string(),
        method: Some(operation.method.to_string()),
        path: Some(operation.path.to_string()),
        tags: vec![operation.tag.to_string()],
        deprecated: matches!(operation.state, OperationState::Deprecated(_)).then_some(true),
        consumes: consumes.collect(),
        produces,
        ..Operation::default()
    });
    let parts = [
        (Section::Path, OfMessage::Path),
        (Section::Query, OfMessage::Query),
        (Section::Header, OfMessage::Header),
    ];
    for (section, part) in parts {
        if let Some(name) = operation.request_part(part) {
            sheet
                .tables
                .push(parameters(section, None, service.resolve(name)));
        }
    }
    if let Some(request) = &operation.request {
        let mut table = body(Section::RequestBody, None, named(&request.ty));
        if let Some(value) = &mut table.value {
            value.mandatory = Some(request.required);
        }
        sheet.tables.push(table);
    }
    for answer in &operation.responses {
        let value = match &answer.body {
            Some(name) => Some(named(name)),
            None => answer.file.then(|| kind(Kind::File)),
        };
        let mut table = body(Section::ResponseBody, Some(answer.status), Row::default());
        table.value = value.map(Box::new);
        sheet.tables.push(table);
        if let Some(name) = &answer.headers {
            let ty = service.resolve(name);
            sheet
                .tables
                .push(parameters(Section::ResponseHeader, Some(answer.status), ty));
        }
    }
    sheet
}

fn body(section: Section, status: Option<u16>, value: Row) -> Table {
    Table {
        section: Some(section),
        status,
        value: Some(Box::new(value)),
        ..Table::default()
    }
}

fn parameters(section: Section, status: Option<u16>, ty: &TypeDef) -> Table {
    Table {
        section: Some(section),
        status,
        rows: ty.fields.iter().map(of_field).collect(),
        ..Table::default()
    }
}

fn table(service: &Service, ty: &TypeDef) -> Table {
    let value = ty
        .transparent_field()
        .map(|field| Box::new(of_field(field)));
    let value = value.map(|mut row| {
        row.name = None;
        row
    });
    Table {
        type_name: Some(ty.name.to_string()),
        at: format!("{}/{}", service.name(), ty.name),
        rows: match value {
            Some(_) => Vec::new(),
            None => ty.fields.iter().map(of_field).collect(),
        },
        value,
        ..Table::default()
    }
}

fn named(name: &TypeName) -> Row {
    Row {
        type_name: Some(name.to_string()),
        ..Row::default()
    }
}

fn kind(kind: Kind) -> Row {
    Row {
        kind: Some(kind),
        ..Row::default()
    }
}

fn of_field(field: &Field) -> Row {
    let required = |direction| field.required.holds(direction);
    let (asked, answered) = (required(Of::Request), required(Of::Response));
    Row {
        name: Some(field.name.to_string()),
        mandatory: (field.required != Required::No).then_some(true),
        mandatory_in: (asked && !answered).then_some(OfSheet::Request),
        nullable: field.nullable.then_some(true),
        deprecated: field.deprecated.is_some().then_some(true),
        default: field.default.as_ref().map(json),
        unit: field.info.unit.as_deref().map(str::to_owned),
        ..of_shape(&field.shape)
    }
}

fn of_shape(shape: &Shape) -> Row {
    if let Some(name) = shape.named()
        && !matches!(shape, Shape::Text(text) if text.content != Content::Plain)
    {
        return named(name);
    }
    match shape {
        Shape::Int(int) => of_int(int, kind(Kind::Integer)),
        Shape::Number(number) => of_number(number, kind(Kind::Number)),
        Shape::Text(text) => of_text(text),
        Shape::Bool => kind(Kind::Boolean),
        Shape::Enum(choice) => Row {
            values: choice
                .values
                .iter()
                .map(|value| (*value.wire).into())
                .collect(),
            open: choice.open.then_some(true),
            any_case: choice.any_case.then_some(true),
            ..kind(Kind::String)
        },
        Shape::List(list) => {
            let List {
                item,
                min_items,
                max_items,
                unique,
            } = &**list;
            Row {
                item: Some(Box::new(of_shape(item))),
                min_items: min_items.map(u64::from),
                max_items: max_items.map(u64::from),
                unique_items: unique.then_some(true),
                ..kind(Kind::Array)
            }
        }
        Shape::Map(map) => Row {
            entry: Some(Box::new(of_shape(&map.value))),
            ..kind(Kind::Map)
        },
        Shape::Object(name) => named(name),
        Shape::Alternatives(Alternatives { shapes }) => Row {
            alternatives: shapes.iter().map(of_shape).collect(),
            ..Row::default()
        },
        Shape::Any => kind(Kind::Any),
    }
}

fn of_int(int: &Int, row: Row) -> Row {
    Row {
        minimum: int.min.map(Into::into),
        maximum: int.max.map(Into::into),
        multiple_of: int.multiple_of.map(|step| step.get().into()),
        ..row
    }
}

fn of_number(number: &Number, row: Row) -> Row {
    let Bounds { lower, upper } = Bounds::new(number.lower, number.upper);
    let ends = |bound: Option<mediaspec_core::contract::Bound>| {
        let value = |exclusive| {
            let bound = bound.filter(|bound| bound.exclusive == exclusive)?;
            match Literal::of_f64(bound.value) {
                Literal::Int(whole) => Some(whole.into()),
                _ => serde_json::Number::from_f64(bound.value),
            }
        };
        (value(false), value(true))
    };
    let ((minimum, exclusive_minimum), (maximum, exclusive_maximum)) = (ends(lower), ends(upper));
    Row {
        minimum,
        exclusive_minimum,
        maximum,
        exclusive_maximum,
        ..row
    }
}

fn of_form(form: &Form) -> Row {
    let Form {
        named: _,
        min_chars,
        max_chars,
        max_bytes,
        max_chars_without_markup,
        pattern,
        format,
        base64,
    } = form;
    Row {
        min_length: min_chars.map(u64::from),
        max_length: max_bytes.or(*max_chars).map(u64::from),
        length_unit: max_bytes.map(|_| LengthUnit::Bytes),
        max_length_without_markup: max_chars_without_markup.map(u64::from),
        pattern: pattern.as_ref().map(|pattern| pattern.regex.to_string()),
        format: format.map(|format| format.as_str().to_owned()),
        encoding: base64.then(|| "base64".to_owned()),
        ..kind(Kind::String)
    }
}

fn of_text(text: &Text) -> Row {
    let row = of_form(&text.form);
    match &text.content {
        Content::Plain => row,
        Content::File => Row {
            kind: Some(Kind::File),
            ..row
        },
        Content::Written(written) => {
            let held = |kind| Row {
                holds: Some(kind),
                ..row.clone()
            };
            match written {
                Written::Int(int) => of_int(int, held(Kind::Integer)),
                Written::Number(number) => of_number(number, held(Kind::Number)),
                Written::Bool => held(Kind::Boolean),
            }
        }
        Content::Json(document) => Row {
            json_of: Some(Box::new(of_shape(document))),
            ..row
        },
        Content::Separated(separated) => Row {
            separator: Some(separated.separator.to_string()),
            min_items: separated.min_items.map(u64::from),
            max_items: separated.max_items.map(u64::from),
            item: Some(Box::new(match &separated.piece {
                Piece::Text(form) => of_form(form),
                Piece::Enum(choice) => of_shape(&Shape::Enum(choice.clone())),
            })),
            ..row
        },
    }
}

fn json(value: &Json) -> Value {
    serde_json::to_value(value).unwrap_or_default()
}
