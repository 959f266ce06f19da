//! Pieces of contracts for unit tests: fields, rules and shapes that ask for nothing until a test says so.

use crate::contract::{
    Cite, Condition, Content, Field, Info, Int, Required, Rule, RuleKind, Severity, Shape, Source,
    SourceKind, Text,
};

const SOURCE: Source<'static> = Source {
    name: "page",
    kind: SourceKind::Page,
    title: "A page",
    url: "https://example.com/",
    read: "2026-11-20",
};

pub(crate) const CITE: Cite<'static> = Cite {
    source: &SOURCE,
    anchor: None,
};

/// Any text.
pub(crate) const TEXT: Text<'static> = Text {
    min_chars: None,
    max_chars: None,
    max_bytes: None,
    max_chars_without_markup: None,
    pattern: None,
    format: None,
    content: Content::Plain,
};

/// Any integer.
pub(crate) const INT: Int<'static> = Int {
    min: None,
    max: None,
    accepted: None,
    special: &[],
    unix_seconds: false,
};

/// Contracts borrow what they consist of; a test may keep a little of it to the end of the process.
pub(crate) fn leaked<T>(value: T) -> &'static T {
    Box::leak(Box::new(value))
}

/// An optional field.
pub(crate) const fn field(name: &'static str, shape: Shape<'static>) -> Field<'static> {
    Field {
        name,
        shape,
        required: Required::No,
        nullable: false,
        sensitive: false,
        deprecated: None,
        no_effect: None,
        slot: None,
        selected_by: None,
        default: None,
        info: Info {
            summary: "",
            unit: None,
            default_note: None,
            example: None,
            cite: CITE,
            cites: &[],
            conflicts: &[],
            notes: &[],
        },
    }
}

pub(crate) const fn rule(
    severity: Severity,
    when: &'static [Condition<'static>],
    kind: RuleKind<'static>,
) -> Rule<'static> {
    Rule {
        id: "rule",
        summary: "A rule.",
        cite: CITE,
        severity,
        direction: None,
        when,
        kind,
        conflicts: &[],
    }
}
