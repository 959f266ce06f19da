//! Pieces of contracts for unit tests: fields, rules and shapes that ask for nothing until a test says so.

use crate::contract::{
    Cite, Condition, Enum, EnumValue, Field, FieldInfo, Info, Int, Late, List, Number, Operation,
    Required, Rule, RuleKind, Service, ServiceData, Severity, Shape, Source, SourceKind, Style,
    Text, TypeDef,
};

/// The source that everything was read in.
pub(crate) fn source() -> Source {
    Source {
        name: "page".into(),
        kind: SourceKind::Page,
        title: "A page".into(),
        url: "https://example.com/".into(),
        read: "2026-11-20".into(),
    }
}

pub(crate) fn cite() -> Cite {
    Cite::from("page")
}

pub(crate) fn info(summary: &str) -> Late<Info> {
    Info {
        summary: summary.into(),
        cite: cite(),
        conflicts: [].into(),
        notes: [].into(),
    }
    .into()
}

/// Any text.
pub(crate) fn text() -> Text {
    Text::default()
}

/// Any integer.
pub(crate) fn int() -> Int {
    Int::default()
}

/// Any number.
pub(crate) fn number() -> Number {
    Number::default()
}

/// An object of a type.
pub(crate) fn object(name: &str) -> Shape {
    Shape::Object(name.into())
}

/// A list of any length.
pub(crate) fn list(item: Shape) -> Shape {
    Shape::List(Box::new(List {
        item,
        min_items: None,
        max_items: None,
        unique: false,
    }))
}

/// One of some values.
pub(crate) fn one_of(values: &[&str]) -> Enum {
    let value = |wire: &&str| EnumValue {
        wire: (*wire).into(),
        summary: "".into(),
        deprecated: None,
    };
    Enum {
        named: None,
        open: false,
        any_case: false,
        values: values.iter().map(value).collect(),
    }
}

/// Names of fields.
pub(crate) fn names(names: &[&str]) -> Box<[Box<str>]> {
    names.iter().map(|name| (*name).into()).collect()
}

/// An optional field.
pub(crate) fn field(name: &str, shape: Shape) -> Field {
    Field {
        name: name.into(),
        shape,
        required: Required::No,
        nullable: false,
        sensitive: false,
        deprecated: None,
        no_effect: None,
        default: None,
        votes: [].into(),
        dropped: None,
        info: FieldInfo {
            summary: "".into(),
            unit: None,
            default_note: None,
            example: None,
            cite: cite(),
            cites: [].into(),
            conflicts: [].into(),
            notes: [].into(),
        }
        .into(),
    }
}

/// A rule called `rule`.
pub(crate) fn rule(severity: Severity, when: Vec<Condition>, kind: RuleKind) -> Rule {
    Rule {
        id: "rule".into(),
        severity,
        direction: None,
        when: when.into(),
        kind,
        info: info("A rule."),
    }
}

/// A type that is not open.
pub(crate) fn ty(name: &str, fields: Vec<Field>, rules: Vec<Rule>) -> TypeDef {
    TypeDef {
        name: name.into(),
        wire: name.into(),
        includes: [].into(),
        open: false,
        transparent: false,
        parameters_of: None,
        info: info("A type."),
        fields: fields.into(),
        rules: rules.into(),
    }
}

/// The data of a service called `studio` that has types and operations.
pub(crate) fn data(types: Vec<TypeDef>, operations: Vec<Operation>) -> ServiceData {
    ServiceData {
        name: "studio".into(),
        title: "Studio".into(),
        summary: "A service that does not exist.".into(),
        style: Style::Rest,
        common: None,
        error: None,
        endpoints: Vec::new(),
        other_apis: Vec::new(),
        agreements: Vec::new(),
        removed: Vec::new(),
        auth: Vec::new(),
        sources: vec![source()],
        types,
        operations,
    }
}

/// A service with types alone.
pub(crate) fn service(types: Vec<TypeDef>) -> Service {
    Service::new(data(types, Vec::new())).expect("a contract that can be relied on")
}
