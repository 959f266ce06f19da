//! Contract files: one JSON value a line.
//!
//! The first line says what service it is and lists its operations. Then come the sources, the types and the operations,
//! each kind sorted by name: a line for each source and operation; for a type a line of its own and one for each field and
//! rule, so that a changed bound is one short line of a diff. What a type includes, and what a named value is, stands in that
//! type alone. The last line says that the file is whole.

use std::collections::BTreeMap;
use std::fmt;
use std::ops::Range;

use memchr::memchr;
use memchr::memmem::{self, Finder};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use super::{Head, OperationHead, Service, ServiceData};
use crate::contract::{Field, Late, Operation, Rule, Shape, Source, TypeDef};
use crate::escape::{shortened, visible_json};

/// The version of the format that this build reads and writes.
pub const FORMAT: u32 = 1;

/// The largest contract file that is read, in bytes.
pub const MAX_BYTES: usize = 64 << 20;

/// Why a contract file is refused.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct ContractError {
    /// The line, from 1.
    pub line: u64,
    /// What is wrong, in a sentence.
    pub message: String,
}

impl fmt::Display for ContractError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}: {}", self.line, self.message)
    }
}

impl std::error::Error for ContractError {}

/// A line behind the first.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
enum Line {
    /// Something that was read.
    Source(Source),
    /// A type; its fields and rules follow.
    Type(TypeDef),
    /// A field of the type before.
    Field(Field),
    /// A rule of the type before.
    Rule(Rule),
    /// An operation.
    Operation(Operation),
    /// The end of the file, with the name of the service.
    End(Box<str>),
}

/// Any line: the first one, or one behind it.
#[cfg(feature = "schema")]
#[derive(schemars::JsonSchema)]
#[schemars(untagged, title = "A line of a contract file of mediaspec")]
#[allow(dead_code, reason = "the schema alone is wanted")]
enum AnyLine {
    Head(Box<Head>),
    Line(Box<Line>),
}

/// The JSON Schema (2020-12) of a line of a contract file.
#[cfg(feature = "schema")]
#[must_use]
pub fn contract_schema() -> serde_json::Value {
    schemars::schema_for!(AnyLine).to_value()
}

/// The kinds of lines, in the order of the file.
const KINDS: [(&str, Kind); 6] = [
    (r#"{"source":"#, Kind::Source),
    (r#"{"type":"#, Kind::Type),
    (r#"{"field":"#, Kind::Field),
    (r#"{"rule":"#, Kind::Rule),
    (r#"{"operation":"#, Kind::Operation),
    (r#"{"end":"#, Kind::End),
];

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Source,
    Type,
    Field,
    Rule,
    Operation,
    End,
}

/// What a first look at a contract file finds: where everything is.
pub(super) struct Scanned<'a> {
    pub(super) sources: Vec<Source>,
    /// The types with the lines of each, sorted by name.
    pub(super) types: Vec<(&'a str, Range<usize>)>,
    pub(super) operations: Vec<(&'a str, Range<usize>)>,
}

/// The lines of a text with the offset and the number of each.
struct Lines<'a> {
    text: &'a str,
    at: usize,
    number: u64,
}

impl<'a> Lines<'a> {
    const fn new(text: &'a str) -> Self {
        Self {
            text,
            at: 0,
            number: 0,
        }
    }
}

impl<'a> Iterator for Lines<'a> {
    type Item = (Range<usize>, &'a str);

    fn next(&mut self) -> Option<Self::Item> {
        let rest = self.text.get(self.at..)?;
        if rest.is_empty() {
            return None;
        }
        let length = memchr(b'\n', rest.as_bytes()).unwrap_or(rest.len());
        let line = rest.get(..length)?;
        let range = self.at..self.at.saturating_add(length);
        self.at = range.end.saturating_add(1);
        self.number = self.number.saturating_add(1);
        Some((range, line))
    }
}

fn error(line: u64, message: impl Into<String>) -> ContractError {
    ContractError {
        line,
        message: message.into(),
    }
}

/// Reads a line as JSON.
fn parse<T: DeserializeOwned>(line: &str, number: u64) -> Result<T, ContractError> {
    serde_json::from_str(line).map_err(|problem| {
        let column = problem.column();
        let mut message = problem.to_string();
        // The parser counts its own lines, and each text is one.
        if let Some(end) = message.rfind(" at line 1 column ") {
            message.truncate(end);
        }
        let message = shortened(&message, 200);
        error(number, format!("{message} (column {column})"))
    })
}

/// Reads a line of a file that is part of the program, all but what is for people ([`Late`]), which stands last in it.
fn parse_late(line: &'static str, number: u64, brief: &mut String) -> Result<Line, ContractError> {
    const INFO: &str = r#","info":"#;
    let found = memmem::find(line.as_bytes(), INFO.as_bytes());
    let parts = found.and_then(|at| {
        let info = line.get(at.checked_add(INFO.len())?..)?;
        Some((line.get(..at)?, info.strip_suffix("}}")?))
    });
    if let Some((before, info)) = parts {
        brief.clear();
        brief.push_str(before);
        brief.push_str(r#","info":{"summary":"","cite":""}}}"#);
        // Where a value further in has a member of that name, what comes out is no JSON.
        let read = serde_json::from_str(brief).ok().and_then(|mut line| {
            match &mut line {
                Line::Type(ty) => ty.info = Late::unread(info),
                Line::Field(field) => field.info = Late::unread(info),
                Line::Rule(rule) => rule.info = Late::unread(info),
                Line::Operation(operation) => operation.info = Late::unread(info),
                Line::Source(_) | Line::End(_) => return None,
            }
            Some(line)
        });
        if let Some(line) = read {
            return Ok(line);
        }
    }
    parse(line, number)
}

/// The first line.
pub(super) fn head(text: &str) -> Result<Head, ContractError> {
    /// Only what says whether the rest can be read.
    #[derive(Deserialize)]
    struct Version {
        mediaspec: u32,
    }
    let Some((_, line)) = Lines::new(text).next() else {
        return Err(error(1, "the file is empty"));
    };
    let read = parse::<Head>(line, 1);
    if matches!(&read, Ok(head) if head.mediaspec == FORMAT) {
        return read;
    }
    let Ok(Version { mediaspec }) = serde_json::from_str(line) else {
        return Err(error(
            1,
            "this is no contract file: the first line says no version (`{\"mediaspec\":1,…}`)",
        ));
    };
    if mediaspec != FORMAT {
        return Err(error(
            1,
            format!("the file has format {mediaspec}, and this build reads format {FORMAT} alone"),
        ));
    }
    read
}

/// The kind of a line.
fn kind(line: &str) -> Option<Kind> {
    let mut kinds = KINDS.iter().filter(|(start, _)| line.starts_with(start));
    kinds.next().map(|(_, kind)| *kind)
}

/// The name that a type's or an operation's line begins with, found by what stands before it.
fn name<'a>(line: &'a str, before: &Finder<'_>) -> Option<&'a str> {
    let from = before.find(line.as_bytes())?;
    let rest = line.get(from.checked_add(before.needle().len())?..)?;
    rest.get(..memchr(b'"', rest.as_bytes())?)
}

/// The fewest bytes that the lines of a type or an operation have on average, roughly.
const SMALLEST: usize = 1 << 10;

/// Looks where types and operations are, and reads the sources.
pub(super) fn scan(text: &str) -> Result<Scanned<'_>, ContractError> {
    // Memory that stays untouched costs nothing; growing would copy what is there.
    let most = text.len().div_ceil(SMALLEST);
    let mut scanned = Scanned {
        sources: Vec::new(),
        types: Vec::with_capacity(most),
        operations: Vec::with_capacity(most),
    };
    let before_name = Finder::new(r#""name":""#);
    let mut lines = Lines::new(text);
    lines.next();
    while let Some((range, line)) = lines.next() {
        let named =
            || name(line, &before_name).ok_or_else(|| error(lines.number, "a name is missing"));
        match kind(line) {
            Some(Kind::Field | Kind::Rule) => {
                if let Some((_, lines)) = scanned.types.last_mut() {
                    lines.end = range.end;
                }
            }
            Some(Kind::Type) => scanned.types.push((named()?, range)),
            Some(Kind::Operation) => scanned.operations.push((named()?, range)),
            Some(Kind::Source) => match parse(line, lines.number)? {
                Line::Source(source) => scanned.sources.push(source),
                _ => return Err(error(lines.number, "a source is expected here")),
            },
            Some(Kind::End) => {}
            None => return Err(unknown_kind(lines.number, line)),
        }
    }
    Ok(scanned)
}

#[cold]
fn unknown_kind(number: u64, line: &str) -> ContractError {
    error(
        number,
        format!(
            "this line is of no kind that is known (source, type, field, rule, operation, end): {}",
            shortened(line, 40)
        ),
    )
}

/// Reads a type of a file that is part of the program: its line, and those of its fields and rules.
pub(super) fn ty(text: &'static str, lines: Range<usize>) -> Result<TypeDef, ContractError> {
    let mut lines = Lines::new(text.get(lines).unwrap_or_default());
    let mut ty = None;
    let (mut fields, mut rules) = (Vec::new(), Vec::new());
    let mut brief = String::new();
    while let Some((_, line)) = lines.next() {
        match parse_late(line, lines.number, &mut brief)? {
            Line::Type(head) => ty = Some(head),
            Line::Field(field) => fields.push(field),
            Line::Rule(rule) => rules.push(rule),
            Line::Source(_) | Line::Operation(_) | Line::End(_) => {
                return Err(error(
                    lines.number,
                    "a type, a field or a rule is expected here",
                ));
            }
        }
    }
    let mut ty: TypeDef = ty.ok_or_else(|| error(lines.number, "a type is expected here"))?;
    ty.fields = fields.into();
    ty.rules = rules.into();
    Ok(ty)
}

/// Reads an operation's line of such a file.
pub(super) fn operation(
    text: &'static str,
    lines: Range<usize>,
) -> Result<Operation, ContractError> {
    let line = text.get(lines).unwrap_or_default();
    match parse_late(line, 1, &mut String::new())? {
        Line::Operation(operation) => Ok(operation),
        _ => Err(error(1, "an operation is expected here")),
    }
}

/// Reads a whole file.
pub(super) fn read(text: &str) -> Result<Service, ContractError> {
    if text.len() > MAX_BYTES {
        return Err(error(
            1,
            format!(
                "the file has {} bytes, more than the {MAX_BYTES} that are read",
                text.len()
            ),
        ));
    }
    let Head {
        mediaspec: _,
        service,
        title,
        summary,
        style,
        common,
        error: of_errors,
        endpoints,
        other_apis,
        agreements,
        auth,
        removed,
        operations: index,
    } = head(text)?;
    let mut data = ServiceData {
        name: service,
        title,
        summary,
        style,
        common,
        error: of_errors,
        endpoints: endpoints.into(),
        other_apis: other_apis.into(),
        agreements: agreements.into(),
        auth: auth.into(),
        removed: removed.into(),
        sources: Vec::new(),
        types: Vec::new(),
        operations: Vec::new(),
    };
    let mut reading = Reading::default();
    let mut lines = Lines::new(text);
    lines.next();
    let mut ended = false;
    while let Some((_, line)) = lines.next() {
        let number = lines.number;
        if ended {
            return Err(error(number, "text follows the last line of the contract"));
        }
        let Some(kind) = kind(line) else {
            return Err(unknown_kind(number, line));
        };
        reading.order(kind, number)?;
        match parse(line, number)? {
            Line::Source(source) => data.sources.push(source),
            Line::Type(ty) => {
                reading.finish(&mut data);
                reading.types.push(Read::at(&ty.name, number));
                data.types.push(ty);
            }
            Line::Field(field) => {
                reading.measure(line);
                reading.fields.push(field);
            }
            Line::Rule(rule) => {
                reading.measure(line);
                reading.rules.push(rule);
            }
            Line::Operation(operation) => {
                reading.finish(&mut data);
                reading.operations.push(Read::at(&operation.name, number));
                data.operations.push(operation);
            }
            Line::End(name) if name == data.name => ended = true,
            Line::End(_) => {
                return Err(error(number, "the last line names another service"));
            }
        }
    }
    if !ended {
        return Err(error(
            lines.number,
            "the file is cut off: its last line is not `{\"end\":…}`",
        ));
    }
    reading.finish(&mut data);
    reading.bounded(&data.types)?;
    let found = data.operations.iter().map(|operation| OperationHead {
        name: operation.name.clone(),
        method: operation.method.clone(),
        path: operation.path.clone(),
    });
    let mut index_lines = index.iter();
    for head in found {
        if index_lines.next() != Some(&head) {
            return Err(error(
                1,
                format!(
                    "the index does not fit the operations: `{}` is not where it should be",
                    shortened(&head.name, 80)
                ),
            ));
        }
    }
    if let Some(head) = index_lines.next() {
        return Err(error(
            1,
            format!(
                "the index lists `{}`, and the file has no such operation",
                shortened(&head.name, 80)
            ),
        ));
    }
    Service::new(data).map_err(|problem| {
        let line = problem.at().map_or(1, |name| reading.line_of(name));
        error(line, problem.to_string())
    })
}

/// What is read of the type at hand, and where everything was.
#[derive(Default)]
struct Reading {
    before: Option<Kind>,
    fields: Vec<Field>,
    rules: Vec<Rule>,
    types: Vec<Read>,
    operations: Vec<Read>,
}

/// A type or an operation that was read.
struct Read {
    name: String,
    line: u64,
    /// How long the lines of its fields and rules are.
    size: usize,
}

impl Read {
    fn at(name: &str, line: u64) -> Self {
        Self {
            name: name.to_owned(),
            line,
            size: 0,
        }
    }
}

impl Reading {
    /// Fields and rules stand behind their type, and nothing else is out of order.
    fn order(&mut self, kind: Kind, number: u64) -> Result<(), ContractError> {
        let fits = matches!(
            (self.before, kind),
            (_, Kind::End)
                | (
                    None | Some(Kind::Source),
                    Kind::Source | Kind::Type | Kind::Operation
                )
                | (Some(Kind::Type | Kind::Field), Kind::Field)
                | (
                    Some(Kind::Type | Kind::Field | Kind::Rule),
                    Kind::Rule | Kind::Type | Kind::Operation
                )
                | (Some(Kind::Operation), Kind::Operation)
        );
        self.before = Some(kind);
        if fits {
            return Ok(());
        }
        Err(error(
            number,
            "this line is out of order: sources, then types each with its fields and rules, then operations",
        ))
    }

    /// Gives the last type its fields and rules.
    fn finish(&mut self, data: &mut ServiceData) {
        if let Some(ty) = data.types.last_mut()
            && (!self.fields.is_empty() || !self.rules.is_empty())
        {
            ty.fields = std::mem::take(&mut self.fields).into();
            ty.rules = std::mem::take(&mut self.rules).into();
        }
    }

    /// The line of a type or an operation.
    fn line_of(&self, name: &str) -> u64 {
        let mut all = self.types.iter().chain(&self.operations);
        all.find(|read| read.name == name)
            .map_or(1, |read| read.line)
    }

    /// Counts a line of the type at hand.
    fn measure(&mut self, line: &str) {
        if let Some(ty) = self.types.last_mut() {
            ty.size = ty.size.saturating_add(line.len());
        }
    }

    /// What types include, and what named values say, is no more than a file can hold, however often it is named.
    fn bounded(&self, types: &[TypeDef]) -> Result<(), ContractError> {
        let read: BTreeMap<&str, usize> = self
            .types
            .iter()
            .map(|read| (&*read.name, read.size))
            .collect();
        let of = |sizes: &BTreeMap<&str, usize>, name: &str| {
            sizes.get(name).copied().unwrap_or_default()
        };
        // A type with all that its named values say.
        let whole: BTreeMap<&str, usize> = types
            .iter()
            .map(|ty| {
                let shapes = ty.fields.iter().flat_map(|field| field.shape.nested());
                let named = shapes.filter_map(Shape::named);
                let size = named.fold(of(&read, &ty.name), |size, name| {
                    size.saturating_add(of(&read, name))
                });
                (&*ty.name, size)
            })
            .collect();
        let mut total = 0_usize;
        for ty in types {
            let parts = ty.includes.iter().chain([&ty.name]);
            total = parts.fold(total, |total, name| total.saturating_add(of(&whole, name)));
            if total > 2 * MAX_BYTES {
                return Err(error(
                    self.line_of(&ty.name),
                    format!(
                        "with what types include and name it comes to more than {} bytes",
                        2 * MAX_BYTES
                    ),
                ));
            }
        }
        Ok(())
    }
}

/// Writes a whole file.
pub(super) fn write(service: &Service) -> String {
    let mut out = String::new();
    push(&mut out, service.head());
    for source in service.sources() {
        push(&mut out, &Line::Source(source.clone()));
    }
    for ty in service.types() {
        let mut ty = service.without_included(ty);
        // A named value is written once, as a type of its own.
        ty.undefine(&|name| service.ty(name)?.value());
        let (fields, rules) = (
            std::mem::take(&mut ty.fields),
            std::mem::take(&mut ty.rules),
        );
        push(&mut out, &Line::Type(ty));
        for field in fields {
            push(&mut out, &Line::Field(field));
        }
        for rule in rules {
            push(&mut out, &Line::Rule(rule));
        }
    }
    for operation in service.operations() {
        push(&mut out, &Line::Operation(operation.clone()));
    }
    push(&mut out, &Line::End(service.name().into()));
    out
}

fn push<T: Serialize>(out: &mut String, line: &T) {
    // Names and texts can always be written, and keys are texts.
    let text = serde_json::to_string(line).unwrap_or_default();
    // Contract files are reviewed as they stand.
    out.push_str(&visible_json(text));
    out.push('\n');
}
