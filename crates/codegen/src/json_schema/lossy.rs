//! What the engine checks and a JSON Schema cannot.

use std::collections::BTreeSet;

use mediaspec_core::contract::{Catalog, Content, RuleKind, Shape, Text, TypeDef, Unique};

use super::messages::{Message, messages};
use super::pattern::{patterns, separated};

/// Something that the engine refuses and the schema of the message lets through.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Lossy {
    /// `service/Operation`; `*` for every operation.
    pub operation: String,
    /// `request`, the status, or the callback's name; `*` for every message.
    pub message: String,
    /// `body`, `path`, `query` or `header`; `*` for every part.
    pub part: &'static str,
    /// `Type.field`; empty for the message as a whole.
    pub at: String,
    /// What is lost.
    pub what: Loss,
}

/// What a schema cannot say.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Loss {
    /// A name that stands twice in one object: parsers drop one of the values before a schema is asked.
    DuplicateKeys,
    /// The limit on nesting.
    Depth,
    /// Integers beyond 2^53: many parsers round them before a schema is asked.
    BigIntegers,
    /// Numbers beyond a double, which the engine calls malformed.
    BigNumbers,
    /// Names of headers in any case: a schema knows one spelling.
    HeaderCase,
    /// A length in bytes.
    MaxBytes,
    /// A length without markup.
    MaxCharsWithoutMarkup,
    /// A JSON document inside a text.
    JsonInText,
    /// Items that must differ in one member.
    UniqueByMember,
    /// Items in one text, as far as a pattern cannot tell.
    SeparatedItems,
    /// A line break at the end, to readers whose `$` stands before it too (Python's, Java's, .NET's).
    LineBreakAtEnd,
}

impl Loss {
    /// In words.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::DuplicateKeys => "duplicate keys",
            Self::Depth => "depth",
            Self::BigIntegers => "integers beyond 2^53",
            Self::BigNumbers => "numbers beyond f64",
            Self::HeaderCase => "header case",
            Self::MaxBytes => "byte length",
            Self::MaxCharsWithoutMarkup => "length without markup",
            Self::JsonInText => "JSON document in a text",
            Self::UniqueByMember => "uniqueness by a member",
            Self::SeparatedItems => "items in one text",
            Self::LineBreakAtEnd => "line break at the end",
        }
    }
}

/// Everything that the schemas of a catalog cannot say: first what holds for all, then by message.
#[must_use]
pub fn lossy(catalog: Catalog<'_>) -> Vec<Lossy> {
    let everywhere = [
        (Loss::DuplicateKeys, "*"),
        (Loss::Depth, "*"),
        (Loss::BigIntegers, "*"),
        (Loss::BigNumbers, "*"),
        (Loss::HeaderCase, "header"),
    ];
    let mut out: Vec<Lossy> = everywhere
        .into_iter()
        .map(|(what, part)| Lossy {
            operation: "*".to_owned(),
            message: "*".to_owned(),
            part,
            at: String::new(),
            what,
        })
        .collect();
    for message in messages(catalog) {
        let mut seen = BTreeSet::new();
        of_type(&message, message.ty, &mut seen, &mut out);
    }
    out
}

fn of_type<'t>(
    message: &Message<'t>,
    ty: &'t TypeDef<'t>,
    seen: &mut BTreeSet<&'t str>,
    out: &mut Vec<Lossy>,
) {
    if !seen.insert(ty.name) {
        return;
    }
    for field in ty.fields {
        let selects_document = field.selected_by.is_some() && matches!(field.shape, Shape::Text(_));
        for what in of_shape(&field.shape, selects_document) {
            out.push(Lossy {
                operation: message.operation_name(),
                message: message.kind.name(),
                part: message.part.as_str(),
                at: format!("{}.{}", ty.name, field.name),
                what,
            });
        }
        if let Some(inner) = inner_types(&field.shape) {
            of_type(message, inner, seen, out);
        }
    }
    for rule in ty.rules {
        if selects_values(&rule.kind, ty) {
            for inner in super::selected_types(&rule.kind) {
                of_type(message, inner, seen, out);
            }
        }
    }
}

/// Whether a rule selects the type of a value, not of a document in a text.
fn selects_values(rule: &RuleKind<'_>, ty: &TypeDef<'_>) -> bool {
    match rule {
        RuleKind::SelectsType { field, .. } => ty
            .at(*field)
            .is_some_and(|field| !matches!(field.shape, Shape::Text(_))),
        RuleKind::RequiredIf { .. }
        | RuleKind::RequiredUnless { .. }
        | RuleKind::NoEffectIf { .. }
        | RuleKind::NoEffectUnless { .. }
        | RuleKind::AtMostOne { .. }
        | RuleKind::WinsOver { .. }
        | RuleKind::Rows { .. }
        | RuleKind::Unique { .. }
        | RuleKind::SelectsSibling { .. }
        | RuleKind::Range { .. }
        | RuleKind::Values { .. } => false,
    }
}

fn inner_types<'t>(shape: &Shape<'t>) -> Option<&'t TypeDef<'t>> {
    match shape {
        Shape::Object(ty) => Some(ty),
        Shape::List(list) => inner_types(&list.item),
        // What stands inside a document in a text is lost as a whole.
        Shape::Text(_)
        | Shape::Int(_)
        | Shape::Number(_)
        | Shape::Bool
        | Shape::Enum(_)
        | Shape::Any => None,
    }
}

fn of_shape(shape: &Shape<'_>, selects_document: bool) -> Vec<Loss> {
    let mut out = Vec::new();
    match shape {
        Shape::Text(text) => of_text(text, &mut out),
        Shape::List(list) => {
            match list.unique {
                Unique::By(_) => out.push(Loss::UniqueByMember),
                Unique::No | Unique::Items => {}
            }
            out.extend(of_shape(&list.item, false));
        }
        Shape::Int(_)
        | Shape::Number(_)
        | Shape::Bool
        | Shape::Enum(_)
        | Shape::Object(_)
        | Shape::Any => {}
    }
    if selects_document && !out.contains(&Loss::JsonInText) {
        out.push(Loss::JsonInText);
    }
    out
}

fn of_text(text: &Text<'_>, out: &mut Vec<Loss>) {
    if text.max_bytes.is_some() {
        out.push(Loss::MaxBytes);
    }
    if text.max_chars_without_markup.is_some() {
        out.push(Loss::MaxCharsWithoutMarkup);
    }
    if patterns(text).loose_end {
        out.push(Loss::LineBreakAtEnd);
    }
    match text.content {
        Content::Plain | Content::Base64 => {}
        Content::Json(_) => out.push(Loss::JsonInText),
        Content::Separated { separator, item } => {
            if !separated(separator, item).exact {
                out.push(Loss::SeparatedItems);
            }
        }
    }
}
