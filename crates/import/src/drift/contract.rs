//! What one source says of an operation, made into a contract that the engine checks payloads by.
//!
//! Each constraint is taken as the source has it. Nothing is weighed, and no slip is left out: the contract shows what a change
//! in the source does, not what the spec says.

use std::collections::{BTreeMap, BTreeSet};
use std::num::NonZeroU32;

use mediaspec_core::contract::{
    Alternatives, Bound, Content, Enum, EnumValue, Field, FieldInfo, Form, Info, Int, List, Map,
    MediaTypes, Number, Operation, OperationState, Pattern, Piece, RequestBody, Required, Response,
    Separated, Service, ServiceData, Shape, Source, SourceKind, Style, Text, TypeDef, TypeName,
    Written,
};
use mediaspec_spec::{names, patterns};
use serde_json::Value;

use super::finding::{Direction, Part};
use super::graph::must;
use super::side::{Limit, OfOperation, Said, Scope};
use crate::sheet::{Kind, LengthUnit, Row, Section, Table};

/// The most levels of values inside of one another that have no names.
const MAX_LEVELS: usize = 64;

/// The one source that a contract cites.
const SOURCE: &str = "source";

/// A contract, and the types of its messages.
#[derive(Debug)]
pub(super) struct Contract {
    pub(super) service: Service,
    pub(super) messages: BTreeMap<Message, TypeName>,
}

/// A part of a message; answers by their status.
pub(super) type Message = (Direction, Part, Option<String>);

/// Makes a contract of an operation.
///
/// # Errors
/// Why there can be none, in words.
pub(super) fn contract(
    operation: &OfOperation<'_>,
    scope: Scope<'_, '_>,
) -> Result<Contract, String> {
    let mut maker = Maker {
        scope,
        types: BTreeMap::new(),
        pending: Vec::new(),
        made: BTreeSet::new(),
    };
    let mut messages = BTreeMap::new();
    for section in [
        Section::Path,
        Section::Query,
        Section::Header,
        Section::Form,
    ] {
        let name = format!("({section:?})");
        let rows = operation
            .rows(section)
            .map(|row| (row, section == Section::Header));
        maker.object(&name, rows.map(|(row, lower)| field_of(row, lower)))?;
        messages.insert((Direction::Request, section.into(), None), name.into());
    }
    let bodies = operation
        .tables(Section::RequestBody)
        .map(|table| (Direction::Request, table));
    let answers = operation
        .tables(Section::ResponseBody)
        .map(|table| (Direction::Response, table));
    for (direction, table) in bodies.chain(answers) {
        if let Some(row) = table.value.as_deref() {
            let status = status(direction, table);
            let name = maker.body(&format!("({direction:?} {status:?})"), row)?;
            messages.insert((direction, Part::Body, status), name);
        }
    }
    for table in operation.tables(Section::ResponseHeader) {
        let status = status(Direction::Response, table);
        let name = format!("(headers {status:?})").replace('"', "");
        maker.object(&name, table.rows.iter().map(|row| field_of(row, true)))?;
        messages.insert((Direction::Response, Part::Header, status), name.into());
    }
    maker.rest()?;
    let service = Service::new(ServiceData {
        name: SOURCE.into(),
        title: "A source".into(),
        summary: "What it says.".into(),
        style: Style::Rest,
        common: None,
        error: None,
        endpoints: Vec::new(),
        other_apis: Vec::new(),
        agreements: Vec::new(),
        auth: Vec::new(),
        removed: Vec::new(),
        sources: vec![Source {
            name: SOURCE.into(),
            kind: SourceKind::Page,
            title: "A source".into(),
            url: "https://example.com/".into(),
            read: "2000-01-01".into(),
        }],
        types: maker.types.into_values().collect(),
        operations: vec![called(&operation.operation.name, &messages)],
    });
    let service = service.map_err(|problem| problem.to_string())?;
    Ok(Contract { service, messages })
}

/// Returns the operation with its bodies.
fn called(name: &str, messages: &BTreeMap<Message, TypeName>) -> Operation {
    let request = messages.get(&(Direction::Request, Part::Body, None));
    let answers = messages
        .iter()
        .filter_map(|((direction, part, status), ty)| {
            let is_body = (*direction, *part) == (Direction::Response, Part::Body);
            let status = status.as_deref().filter(|_| is_body)?.parse().ok()?;
            Some(Response {
                status,
                summary: "An answer.".into(),
                body: Some(ty.clone()),
                file: false,
                media_types: MediaTypes::default(),
                headers: None,
                error_code: None,
                cite: SOURCE.into(),
            })
        });
    Operation {
        service: SOURCE.into(),
        name: name.into(),
        method: "POST".into(),
        path: "/".into(),
        tag: "All".into(),
        context: None,
        state: OperationState::Current,
        auth: None,
        path_parameters: None,
        query: None,
        headers: None,
        request: request.map(|ty| RequestBody {
            ty: ty.clone(),
            required: false,
            media_types: MediaTypes::default(),
        }),
        responses: answers.collect(),
        callbacks: Box::default(),
        info: Info {
            summary: "An operation.".into(),
            cite: SOURCE.into(),
            conflicts: Box::default(),
            notes: Box::default(),
        }
        .into(),
    }
}

fn status(direction: Direction, table: &Table) -> Option<String> {
    let of_answer = direction == Direction::Response;
    of_answer.then(|| {
        table
            .status
            .map_or_else(|| "default".to_owned(), |status| status.to_string())
    })
}

/// A member or a parameter with the name that it goes by.
fn field_of(row: &Row, lower: bool) -> (String, &Row) {
    let name = row.name.clone().unwrap_or_default();
    let name = if lower {
        name.to_ascii_lowercase()
    } else {
        name
    };
    (name, row)
}

/// Returns a field with nothing to say but its value.
pub(super) fn field(name: &str, shape: Shape, required: Required) -> Field {
    Field {
        name: name.into(),
        shape,
        required,
        nullable: false,
        sensitive: false,
        deprecated: None,
        no_effect: None,
        default: None,
        votes: Box::default(),
        dropped: None,
        info: FieldInfo {
            summary: "A value.".into(),
            unit: None,
            default_note: None,
            example: None,
            cite: SOURCE.into(),
            cites: Box::default(),
            conflicts: Box::default(),
            notes: Box::default(),
        }
        .into(),
    }
}

/// Returns a type with nothing to say but its fields.
fn type_def(name: &str, fields: Vec<Field>, is_value: bool) -> TypeDef {
    TypeDef {
        name: name.into(),
        wire: name.into(),
        includes: Box::default(),
        open: false,
        transparent: is_value,
        parameters_of: is_value.then(|| SOURCE.into()),
        info: Info {
            summary: "A type.".into(),
            cite: SOURCE.into(),
            conflicts: Box::default(),
            notes: Box::default(),
        }
        .into(),
        fields: fields.into(),
        rules: Box::default(),
    }
}

/// Returns a service that has one type more, whose value has that shape.
///
/// # Errors
/// Why there can be none, in words.
pub(super) fn with_value(data: &ServiceData, name: &str, field: Field) -> Result<Service, String> {
    let mut data = data.clone();
    let mut ty = type_def(name, vec![field], false);
    if let Some(source) = data.sources.first() {
        ty.info.cite = (*source.name).into();
    }
    data.types.push(ty);
    Service::new(data).map_err(|problem| problem.to_string())
}

struct Maker<'a, 's> {
    scope: Scope<'a, 's>,
    types: BTreeMap<String, TypeDef>,
    /// Types that are named and not made.
    pending: Vec<&'s str>,
    made: BTreeSet<&'s str>,
}

impl<'s> Maker<'_, 's> {
    /// Makes the type of a body.
    fn body(&mut self, name: &str, row: &'s Row) -> Result<TypeName, String> {
        let name = name.replace('"', "");
        match self.shape(&self.scope.said(row), &name, 0)? {
            Shape::Object(name) => Ok(name),
            shape => {
                let value = field("value", shape, Required::Always);
                self.types
                    .insert(name.clone(), type_def(&name, vec![value], true));
                Ok(name.into())
            }
        }
    }

    /// Makes the type of an object.
    fn object<'r>(
        &mut self,
        name: &str,
        rows: impl Iterator<Item = (String, &'r Row)>,
    ) -> Result<(), String>
    where
        's: 'r,
        'r: 's,
    {
        let mut fields: BTreeMap<String, Field> = BTreeMap::new();
        for (member, row) in rows {
            let said = self.scope.said(row);
            let at = format!("{name}.{member}").replace(['"', '\\'], "_");
            let shape = self
                .shape(&said, &at, 0)
                .map_err(|why| format!("{member}: {why}"))?;
            let must =
                [Direction::Request, Direction::Response].map(|direction| must(row, direction));
            let required = match must {
                [_, true] => Required::Always,
                [true, false] => Required::InRequests,
                [false, false] => Required::No,
            };
            let mut field = field(&member, shape, required);
            field.nullable = said.get(|row| row.nullable) == Some(true);
            fields.insert(member, field);
        }
        let ty = type_def(name, fields.into_values().collect(), false);
        self.types.insert(name.to_owned(), ty);
        Ok(())
    }

    /// Makes the types that are named and not made.
    fn rest(&mut self) -> Result<(), String> {
        while let Some(name) = self.pending.pop() {
            if self.made.insert(name)
                && let Some(table) = self.scope.table(name)
            {
                let members = self.scope.said_of(table).members();
                self.object(name, members.iter().map(|row| field_of(row, false)))?;
            }
        }
        Ok(())
    }

    /// Returns a name for an object that has none, by where it stands.
    fn own_name(&self, at: &str) -> String {
        let mut name = names::type_name(at);
        while self.types.contains_key(&name) || self.scope.table(&name).is_some() {
            name.push('_');
        }
        name
    }

    fn shape(&mut self, said: &Said<'s>, at: &str, level: usize) -> Result<Shape, String> {
        if level > MAX_LEVELS {
            return Err(format!(
                "it has more than {MAX_LEVELS} levels without names"
            ));
        }
        let inner = level.saturating_add(1);
        let alternatives = said.alternatives();
        if !alternatives.is_empty() {
            let shapes = alternatives.iter().enumerate().map(|(index, row)| {
                self.shape(&self.scope.said(row), &format!("{at}.{index}"), inner)
            });
            let shapes: Result<Vec<Shape>, String> = shapes.collect();
            return Ok(Shape::Alternatives(Alternatives {
                shapes: shapes?.into(),
            }));
        }
        let list = !said.values().is_empty() && !said.is_open();
        Ok(match said.kind() {
            None => Shape::Any,
            Some(Kind::Boolean) => {
                let has = |flag: bool| said.values().contains(&flag.into());
                if list && !(has(true) && has(false)) {
                    return Err("a truth value that may be one of the two alone".into());
                }
                Shape::Bool
            }
            Some(Kind::Integer) if list => numbers_of(said)?,
            Some(Kind::Integer) => Shape::Int(int(said)),
            Some(Kind::Number) if list => return Err("a list of broken numbers".into()),
            Some(Kind::Number) => Shape::Number(number(said)),
            Some(Kind::Array) => match said.get(|row| row.separator.as_deref()) {
                Some(separator) => self.separated(said, separator, at, inner)?,
                None => Shape::List(Box::new(List {
                    item: self.inner(said, at, inner)?,
                    min_items: count(said, |row| row.min_items),
                    max_items: count(said, |row| row.max_items),
                    unique: said.get(|row| row.unique_items) == Some(true),
                })),
            },
            Some(Kind::Map) if !said.members().is_empty() => {
                let name = self.own_name(at);
                self.object(&name, said.members().iter().map(|row| field_of(row, false)))?;
                if let Some(ty) = self.types.get_mut(&name) {
                    ty.open = true;
                }
                Shape::Object(name.into())
            }
            Some(Kind::Map) => Shape::Map(Box::new(Map {
                value: self.inner(said, at, inner)?,
            })),
            Some(Kind::Object) => match said.named {
                _ if said.members().is_empty() && said.named.is_none() => {
                    Shape::Map(Box::new(Map { value: Shape::Any }))
                }
                Some(name) if said.is_all_named() => {
                    self.pending.push(name);
                    Shape::Object(name.into())
                }
                _ => {
                    let name = self.own_name(at);
                    self.object(&name, said.members().iter().map(|row| field_of(row, false)))?;
                    Shape::Object(name.into())
                }
            },
            Some(Kind::String | Kind::File | Kind::Time | Kind::Any) => {
                match said.get(|row| row.separator.as_deref()) {
                    Some(separator) => self.separated(said, separator, at, inner)?,
                    None => self.text(said, at, inner)?,
                }
            }
        })
    }

    /// Returns what an item of a list is, or a value of a map, or the document in a text.
    fn inner(&mut self, said: &Said<'s>, at: &str, level: usize) -> Result<Shape, String> {
        match said.inner().first() {
            Some((_, row)) => self.shape(&self.scope.said(row), &format!("{at}/*"), level),
            None => Ok(Shape::Any),
        }
    }

    fn text(&mut self, said: &Said<'s>, at: &str, level: usize) -> Result<Shape, String> {
        let form = form(said)?;
        if let Some(values) = choice(said, &form)? {
            return Ok(Shape::Enum(values));
        }
        let content = match said.get(|row| row.holds) {
            Some(Kind::Integer) => Content::Written(Written::Int(int(said))),
            Some(Kind::Number) => Content::Written(Written::Number(number(said))),
            Some(Kind::Boolean) => Content::Written(Written::Bool),
            _ if said.get(|row| row.json_of.as_ref()).is_some() => {
                Content::Json(Box::new(self.inner(said, at, level)?))
            }
            _ => Content::Plain,
        };
        Ok(Shape::Text(Text { form, content }))
    }

    fn separated(
        &mut self,
        said: &Said<'s>,
        separator: &str,
        at: &str,
        level: usize,
    ) -> Result<Shape, String> {
        let piece = match self.inner(said, at, level)? {
            Shape::Enum(values) => Piece::Enum(values),
            Shape::Text(Text {
                form,
                content: Content::Plain,
            }) => Piece::Text(form),
            Shape::Any => Piece::Text(Form::default()),
            _ => return Err("pieces of a text that are neither texts nor values of a list".into()),
        };
        let separated = Separated {
            separator: separator.into(),
            min_items: count(said, |row| row.min_items),
            max_items: count(said, |row| row.max_items),
            piece,
        };
        Ok(Shape::Text(Text {
            form: Form::default(),
            content: Content::Separated(Box::new(separated)),
        }))
    }
}

/// Returns the values of a text, as far as what stands beside the list lets them pass.
fn choice(said: &Said<'_>, form: &Form) -> Result<Option<Enum>, String> {
    if said.values().is_empty() || said.is_open() {
        return Ok(None);
    }
    let passes = |text: &str| {
        let length = text.chars().count();
        let least = form.min_chars.is_none_or(|least| length >= least as usize);
        let most = form.max_chars.is_none_or(|most| length <= most as usize);
        let pattern = form.pattern.as_ref();
        least && most && pattern.is_none_or(|pattern| pattern.automaton.matches(text))
    };
    let mut values: Vec<&str> = Vec::new();
    for value in said.values().iter().filter_map(Value::as_str) {
        if passes(value) && !values.contains(&value) {
            values.push(value);
        }
    }
    if values.is_empty() {
        return Err("no value of its list passes what is asked beside it".into());
    }
    let value = |wire: &str| EnumValue {
        wire: wire.into(),
        summary: "".into(),
        deprecated: None,
    };
    Ok(Some(Enum {
        named: None,
        open: false,
        any_case: said.get(|row| row.any_case) == Some(true),
        values: values.into_iter().map(value).collect(),
    }))
}

fn form(said: &Said<'_>) -> Result<Form, String> {
    let in_bytes = said.get(|row| row.length_unit) == Some(LengthUnit::Bytes);
    let most = count(said, |row| row.max_length);
    let pattern = said.pattern().map(|regex| {
        let automaton =
            patterns::compile(regex).map_err(|_| "a pattern that is not portable".to_owned())?;
        Ok::<_, String>(Box::new(Pattern {
            regex: regex.into(),
            words: "a text of a pattern".into(),
            automaton,
        }))
    });
    Ok(Form {
        min_chars: count(said, |row| row.min_length),
        max_chars: most.filter(|_| !in_bytes),
        max_bytes: most.filter(|_| in_bytes),
        max_chars_without_markup: count(said, |row| row.max_length_without_markup),
        pattern: pattern.transpose()?,
        ..Form::default()
    })
}

fn int(said: &Said<'_>) -> Int {
    let bound = |limit: Option<Limit>, inwards: i64| {
        let limit = limit?;
        let exact = limit.value.as_i64();
        // A bound with decimals, or beyond 64 bits, counts as the next whole number.
        #[allow(clippy::cast_possible_truncation)]
        let value = exact.or_else(|| Some(limit.value.as_f64()?.round() as i64))?;
        if limit.exclusive {
            value.checked_add(inwards)
        } else {
            Some(value)
        }
    };
    let step = said.get(|row| row.multiple_of.as_ref()?.as_u64());
    Int {
        min: bound(said.lower(), 1),
        max: bound(said.upper(), -1),
        multiple_of: step.and_then(|step| NonZeroU32::new(u32::try_from(step).ok()?)),
        ..Int::default()
    }
}

/// Returns whole numbers of a list: a range for those that stand side by side.
fn numbers_of(said: &Said<'_>) -> Result<Shape, String> {
    let mut values: Vec<i64> = said.values().iter().filter_map(Value::as_i64).collect();
    values.sort_unstable();
    values.dedup();
    let mut ranges: Vec<(i64, i64)> = Vec::new();
    for value in values {
        match ranges.last_mut() {
            Some((_, last)) if last.checked_add(1) == Some(value) => *last = value,
            _ => ranges.push((value, value)),
        }
    }
    let mut shapes = ranges.into_iter().map(|(min, max)| {
        Shape::Int(Int {
            min: Some(min),
            max: Some(max),
            ..Int::default()
        })
    });
    match (shapes.next(), shapes.next()) {
        (None, _) => Err("a list of whole numbers that holds none".into()),
        (Some(only), None) => Ok(only),
        (Some(first), Some(second)) => {
            let shapes = [first, second].into_iter().chain(shapes).collect();
            Ok(Shape::Alternatives(Alternatives { shapes }))
        }
    }
}

fn number(said: &Said<'_>) -> Number {
    let bound = |limit: Limit| {
        Some(Bound {
            value: limit.value.as_f64()?,
            exclusive: limit.exclusive,
        })
    };
    Number {
        lower: said.lower().and_then(bound),
        upper: said.upper().and_then(bound),
        ..Number::default()
    }
}

/// Returns a count; one beyond 32 bits refuses nothing that can be sent.
fn count(said: &Said<'_>, of: impl Fn(&Row) -> Option<u64>) -> Option<u32> {
    u32::try_from(said.get(of)?).ok()
}
