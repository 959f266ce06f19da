//! What the engine checks and a JSON Schema cannot.

use std::collections::BTreeSet;

use mediaspec_core::contract::{
    Alternatives, Catalog, Content, Enum, Field, Form, List, Map, Message, Question, Rule, Service,
    Severity, Shape, Text, TypeDef, TypeName, Unique,
};

use super::pattern::{in_any_case, is_exact, patterns};
use super::rules::rule_reads_documents;
use super::written;

/// Something that the engine refuses and the schema of the message lets through.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Lossy {
    /// `service/Operation`; `*` for every operation.
    pub operation: String,
    /// `request`, the status, or the callback's name; `*` for every message.
    pub message: String,
    /// `body`, `path`, `query` or `header`; `*` for every part.
    pub part: &'static str,
    /// `Type.field` or `Type.rule`; empty for the message as a whole.
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
    /// Integers beyond 2^53: many parsers round them before a schema is asked, and no bound is written that the contract does
    /// not have.
    BigIntegers,
    /// Numbers beyond a double, which the engine calls malformed.
    BigNumbers,
    /// A text in which a parameter is still its template, and one that says a number or a truth value.
    Parameters,
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
    /// A rule over members of a JSON document inside a text.
    RuleOnDocument,
    /// Pieces in one text, as far as a pattern cannot tell.
    SeparatedItems,
    /// The range of a number that is written as text, as far as a pattern cannot tell.
    WrittenNumbers,
    /// What sources that do not agree allow together, where one set of keywords cannot hold it.
    Sources,
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
            Self::Parameters => "parameters as texts",
            Self::HeaderCase => "header case",
            Self::MaxBytes => "byte length",
            Self::MaxCharsWithoutMarkup => "length without markup",
            Self::JsonInText => "JSON document in a text",
            Self::UniqueByMember => "uniqueness by a member",
            Self::RuleOnDocument => "rule on a document in a text",
            Self::SeparatedItems => "items in one text",
            Self::WrittenNumbers => "ranges of numbers written as text",
            Self::Sources => "sources that do not agree",
            Self::LineBreakAtEnd => "line break at the end",
        }
    }
}

/// Everything that the schemas of a catalog cannot say: first what holds for all, then by message.
#[must_use]
pub fn lossy(catalog: &Catalog) -> Vec<Lossy> {
    let everywhere = [
        (Loss::DuplicateKeys, "*"),
        (Loss::Depth, "*"),
        (Loss::BigIntegers, "*"),
        (Loss::BigNumbers, "*"),
        (Loss::Parameters, "path"),
        (Loss::Parameters, "query"),
        (Loss::Parameters, "header"),
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
    for message in catalog.messages() {
        of_message(&message, &mut out);
    }
    out
}

fn of_message(message: &Message<'_>, out: &mut Vec<Lossy>) {
    let root = message.type_def();
    let mut seen = BTreeSet::from([root.name.as_str()]);
    let mut pending = vec![root];
    while let Some(ty) = pending.pop() {
        for field in &ty.fields {
            let unique = ty.unique_in(field);
            let selects_document =
                ty.selector_of(&field.name).is_some() && matches!(field.shape, Shape::Text(_));
            let admitted = field.admitted(message.service, message.scope());
            let of_sources = is_wider(field, &admitted).then_some(Loss::Sources);
            let of_shape = of_shape(&admitted, unique, selects_document);
            for what in of_shape.into_iter().chain(of_sources) {
                out.push(Lossy {
                    operation: message.operation.full_name(),
                    message: message.kind.to_string(),
                    part: message.part.as_str(),
                    at: format!("{}.{}", ty.name, field.name),
                    what,
                });
            }
        }
        let told = |rule: &&Rule| {
            rule.severity_in(message.kind.direction()) == Severity::Error
                && rule
                    .direction
                    .is_none_or(|only| only == message.kind.direction())
                && (rule_reads_documents(message.service, ty, rule)
                    || selects_inner_document(message.service, ty, rule))
        };
        for rule in ty.rules.iter().filter(told) {
            out.push(Lossy {
                operation: message.operation.full_name(),
                message: message.kind.to_string(),
                part: message.part.as_str(),
                at: format!("{}.{}", ty.name, rule.id),
                what: Loss::RuleOnDocument,
            });
        }
        let mut inner: Vec<&TypeDef> = visible_types(message.service, ty)
            .map(|name| message.service.resolve(name))
            .filter(|inner| seen.insert(&inner.name))
            .collect();
        // The first is looked at first.
        inner.reverse();
        pending.extend(inner);
    }
}

/// The types of values in an object of a type. What stands inside a document in a text is lost as a whole.
fn visible_types<'c>(service: &'c Service, ty: &'c TypeDef) -> impl Iterator<Item = &'c TypeName> {
    let inner = ty.rules.iter().filter(|rule| {
        let member = rule.selected().and_then(|name| service.member(ty, name));
        member.is_some_and(|member| {
            let is_text = matches!(member.field.shape, Shape::Text(_));
            !member.way.is_empty() && !member.is_in_document() && !is_text
        })
    });
    let of_fields = ty.fields.iter().flat_map(|field| {
        let selector = ty.selector_of(&field.name);
        let selector = selector.filter(|_| !matches!(field.shape, Shape::Text(_)));
        let selected = selector.into_iter().flat_map(Rule::references);
        visible(&field.shape).into_iter().chain(selected)
    });
    of_fields.chain(inner.flat_map(Rule::references))
}

/// Whether a rule selects the document in a text of an inner object.
fn selects_inner_document(service: &Service, ty: &TypeDef, rule: &Rule) -> bool {
    let member = rule.selected().and_then(|name| service.member(ty, name));
    member.is_some_and(|member| {
        !member.way.is_empty() && matches!(member.field.shape, Shape::Text(_))
    })
}

fn visible(shape: &Shape) -> Vec<&TypeName> {
    match shape {
        Shape::Object(name) => vec![name],
        Shape::Text(_) => Vec::new(),
        _ => shape.inner().iter().flat_map(visible).collect(),
    }
}

/// Whether the shape of all that sources allow may take more than any of those that speak of the value.
fn is_wider(field: &Field, admitted: &Shape) -> bool {
    let asked = [Question::Value, Question::Items];
    let asked = asked.into_iter().filter(|question| {
        let mut votes = field.votes.iter();
        votes.any(|vote| vote.shape.speaks_of(*question))
    });
    let asked: Vec<Question> = asked.collect();
    let mut votes = field.votes.iter();
    !field.votes.is_empty()
        && !votes.any(|vote| {
            let speaks = asked.iter().all(|question| vote.shape.speaks_of(*question));
            speaks && vote.shape == *admitted
        })
}

fn of_shape(shape: &Shape, unique: Unique<'_>, selects_document: bool) -> Vec<Loss> {
    let mut out = Vec::new();
    match shape {
        Shape::Text(text) => of_text(text, &mut out),
        Shape::List(list) => {
            let List {
                item,
                // Keywords say these; a rule or a list in a list asks no more than they say.
                min_items: _,
                max_items: _,
                unique: _,
            } = &**list;
            match unique {
                Unique::By(_) => out.push(Loss::UniqueByMember),
                Unique::No | Unique::Items => {}
            }
            out.extend(of_shape(item, Unique::No, false));
        }
        Shape::Map(map) => {
            let Map { value } = &**map;
            out.extend(of_shape(value, Unique::No, false));
        }
        Shape::Alternatives(Alternatives { shapes }) => {
            for loss in shapes
                .iter()
                .flat_map(|shape| of_shape(shape, Unique::No, false))
            {
                if !out.contains(&loss) {
                    out.push(loss);
                }
            }
        }
        Shape::Enum(values) => {
            let Enum {
                named: _,
                open,
                any_case,
                values,
            } = values;
            let wires: Vec<&str> = values.iter().map(|value| &*value.wire).collect();
            if *any_case && !open && in_any_case(&wires).loose_end {
                out.push(Loss::LineBreakAtEnd);
            }
        }
        Shape::Int(_) | Shape::Number(_) | Shape::Bool | Shape::Object(_) | Shape::Any => {}
    }
    if selects_document && !out.contains(&Loss::JsonInText) {
        out.push(Loss::JsonInText);
    }
    out
}

fn of_text(text: &Text, out: &mut Vec<Loss>) {
    let Text { form, content } = text;
    let Form {
        named: _,
        // Keywords say these.
        min_chars: _,
        max_chars: _,
        max_bytes,
        max_chars_without_markup,
        // Patterns say these.
        pattern: _,
        format: _,
        base64: _,
    } = form;
    if max_bytes.is_some() {
        out.push(Loss::MaxBytes);
    }
    if max_chars_without_markup.is_some() {
        out.push(Loss::MaxCharsWithoutMarkup);
    }
    if patterns(text).loose_end {
        out.push(Loss::LineBreakAtEnd);
    }
    match content {
        Content::Plain | Content::File => {}
        Content::Json(_) => out.push(Loss::JsonInText),
        Content::Written(written) => {
            if !written::is_exact(written) {
                out.push(Loss::WrittenNumbers);
            }
        }
        Content::Separated(separated) => {
            if !is_exact(separated) {
                out.push(Loss::SeparatedItems);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::fixtures::{field, list, object, operation, rule, service, text, ty};

    /// What is lost in the messages of a service, where it is.
    fn places(lines: &[serde_json::Value]) -> Vec<(String, Loss)> {
        let catalog = Catalog::new([service(lines)]).expect("a catalog");
        let losses = lossy(&catalog).into_iter();
        let of_messages = losses.filter(|lossy| lossy.operation != "*");
        of_messages.map(|lossy| (lossy.at, lossy.what)).collect()
    }

    #[test]
    fn a_type_that_contains_itself_is_gone_through_once() {
        let found = places(&[
            ty("Folder"),
            field("label", json!({"text": {"form": {"max_bytes": 8}}})),
            field("folders", list(object("Folder"))),
            rule(json!({"unique": {"list": "folders", "by": "label"}})),
            operation(
                "Make",
                json!({"request": {"ty": "Folder", "required": true}}),
            ),
        ]);
        assert_eq!(
            found,
            [
                ("Folder.label".to_owned(), Loss::MaxBytes),
                ("Folder.folders".to_owned(), Loss::UniqueByMember),
            ]
        );
    }

    #[test]
    fn what_stands_in_a_document_in_a_text_is_lost_as_a_whole() {
        let selects = |field: &str| {
            json!({"rule": {
                "id": field,
                "severity": "error",
                "kind": {"selects_type": {"tag": "tag", "field": field, "cases": [["a", "Inner"]]}},
                "info": {"summary": "A rule.", "cite": "page#1"},
            }})
        };
        let lines = |shape: serde_json::Value| {
            [
                ty("Inner"),
                field("label", json!({"text": {"form": {"max_bytes": 8}}})),
                ty("Outer"),
                field("tag", text()),
                field("selected", shape),
                selects("selected"),
                operation(
                    "Make",
                    json!({"request": {"ty": "Outer", "required": true}}),
                ),
            ]
        };
        assert_eq!(
            places(&lines(text())),
            [("Outer.selected".to_owned(), Loss::JsonInText)]
        );
        assert_eq!(
            places(&lines(json!("any"))),
            [("Inner.label".to_owned(), Loss::MaxBytes)]
        );
    }

    #[test]
    fn pieces_that_must_be_more_than_a_pattern_says_are_listed() {
        let separated = |form: serde_json::Value| {
            json!({"text": {"content": {"separated": {
                "separator": "-",
                "piece": {"text": form},
            }}}})
        };
        let found = places(&[
            ty("Job"),
            field("long", separated(json!({"max_chars": 4}))),
            field("urls", separated(json!({"format": "https-url"}))),
            field("bytes", list(separated(json!({"max_bytes": 2})))),
            operation("Make", json!({"request": {"ty": "Job", "required": true}})),
        ]);
        assert_eq!(
            found,
            [
                ("Job.urls".to_owned(), Loss::SeparatedItems),
                ("Job.bytes".to_owned(), Loss::SeparatedItems),
            ]
        );
    }
}
