//! Descriptions for people, and where each constraint was read.

use mediaspec_core::contract::{
    Cite, Conflict, Content, Enum, Field, Rule, Shape, Source, Text, TypeDef,
};

use super::node::Node;

/// What a type is.
pub(crate) fn of_type(ty: &TypeDef<'_>) -> Option<String> {
    let mut out = Sentences::default();
    out.add(ty.summary);
    for note in ty.notes {
        out.add(note);
    }
    out.into_text()
}

/// What a member is, with all that a schema has no keyword for.
pub(crate) fn of_field(field: &Field<'_>) -> Option<String> {
    let mut out = Sentences::default();
    out.add(field.info.summary);
    if let Some(unit) = field.info.unit {
        out.add(&format!("Unit: {unit}"));
    }
    shape(&mut out, &field.shape);
    if let Some(note) = field.info.default_note {
        out.add(&format!("When absent: {note}"));
    }
    if let Some(note) = field.no_effect {
        out.add(&format!("Has no effect: {note}"));
    }
    if let Some(note) = field.deprecated {
        out.add(&format!("Deprecated: {note}"));
    }
    for note in field.info.notes {
        out.add(note);
    }
    if field.sensitive {
        out.add("Sensitive: keep it out of logs");
    }
    out.into_text()
}

/// What the items of a list are, as far as a schema has no keyword for it.
pub(crate) fn of_item(item: &Shape<'_>) -> Option<String> {
    let mut out = Sentences::default();
    shape(&mut out, item);
    out.into_text()
}

fn shape(out: &mut Sentences, shape: &Shape<'_>) {
    match shape {
        Shape::Int(int) => {
            if int.unix_seconds {
                out.add("Seconds since 1970-01-01T00:00:00Z");
            }
            for &(value, meaning) in int.special {
                out.add(&format!("{value}: {meaning}"));
            }
            if let Some((from, to)) = int.accepted {
                out.add(&format!("Honoured from {from} to {to} only"));
            }
        }
        Shape::Number(number) => {
            for &(value, meaning) in number.special {
                out.add(&format!("{}: {meaning}", Node::number(value).compact()));
            }
            if let Some((from, to)) = number.accepted {
                out.add(&format!(
                    "Honoured from {} to {} only",
                    Node::number(from).compact(),
                    Node::number(to).compact()
                ));
            }
        }
        Shape::Text(text) => self::text(out, text),
        Shape::Enum(values) => meanings(out, values),
        // Items describe themselves.
        Shape::Bool | Shape::List(_) | Shape::Object(_) | Shape::Any => {}
    }
}

fn text(out: &mut Sentences, text: &Text<'_>) {
    if let Some(max) = text.max_bytes {
        out.add(&format!("At most {max} bytes of UTF-8"));
    }
    if let Some(max) = text.max_chars_without_markup {
        out.add(&format!(
            "At most {max} characters, tags from < to > not counted"
        ));
    }
    if let Some(pattern) = text.pattern {
        out.add(&format!("Must be {}", pattern.words));
    }
    if let Some((format, _)) = text.format {
        out.add(&format!("Must be {}", format.words()));
    }
    match text.content {
        Content::Plain => {}
        Content::Base64 => out.add("Bytes in base64 (RFC 4648 section 4, padded)"),
        Content::Json(ty) => out.add(&format!("A JSON document of type {}", ty.name)),
        Content::Separated { separator, item } => {
            out.add(&format!(
                "Several items in one text, separated by {}",
                Node::from(separator).compact()
            ));
            shape(out, item);
        }
    }
}

fn meanings(out: &mut Sentences, values: &Enum<'_>) {
    for value in values.values {
        match (value.summary, value.deprecated) {
            ("", None) => {}
            ("", Some(note)) => out.add(&format!("{}: deprecated, {note}", value.wire)),
            (summary, None) => out.add(&format!("{}: {summary}", value.wire)),
            (summary, Some(note)) => {
                out.add(&format!("{}: {summary}", value.wire));
                out.add(&format!("{} is deprecated: {note}", value.wire));
            }
        }
    }
    if values.open {
        out.add("Further values are expected");
    }
}

/// Where a type was read, and what other sources say of it.
pub(crate) fn provenance_of_type(ty: &TypeDef<'_>) -> Option<String> {
    let mut out = Sentences::default();
    out.add(&format!("Source: {}", of_cite(ty.cite)));
    if ty.name != ty.wire {
        out.add(&format!("The vendor calls {} {}", ty.name, ty.wire));
    }
    conflicts(&mut out, ty.conflicts);
    out.into_text()
}

/// Where a member was read, if not where its type was, and what other sources say of it.
pub(crate) fn provenance_of_field(field: &Field<'_>, of_type: Option<Cite<'_>>) -> Option<String> {
    let mut out = Sentences::default();
    let info = &field.info;
    if of_type != Some(info.cite) {
        out.add(&format!("Source: {}", of_cite(info.cite)));
    }
    for &(key, cite) in info.cites {
        out.add(&format!("{key}: {}", of_cite(cite)));
    }
    conflicts(&mut out, info.conflicts);
    out.into_text()
}

/// A rule, in a sentence.
pub(crate) fn of_rule(rule: &Rule<'_>, of_type: Cite<'_>) -> String {
    let mut out = Sentences::default();
    out.add(&format!("{}: {}", rule.id, rule.summary));
    if rule.cite != of_type {
        out.add(&format!("Source: {}", of_cite(rule.cite)));
    }
    conflicts(&mut out, rule.conflicts);
    out.into_text().unwrap_or_default()
}

fn conflicts(out: &mut Sentences, conflicts: &[Conflict<'_>]) {
    for conflict in conflicts {
        let says = conflict
            .says
            .iter()
            .map(|&(key, value)| {
                match key {
                    // What can't be said in keys, and a lack.
                    "" | "words" => value.to_owned(),
                    key => format!("{key} {value}"),
                }
            })
            .collect::<Vec<_>>()
            .join(", ");
        out.add(&format!(
            "Not followed: {} ({says}), because: {}",
            of_cite(conflict.cite),
            conflict.because
        ));
    }
}

/// A source and the place in it: `show-2d-video#9`.
pub(crate) fn of_cite(cite: Cite<'_>) -> String {
    match cite.anchor {
        Some(anchor) => format!("{}#{anchor}", cite.source.name),
        None => cite.source.name.to_owned(),
    }
}

/// A source with its address and date.
pub(crate) fn of_source(source: &Source<'_>) -> String {
    format!("{} = {} (read {})", source.name, source.url, source.read)
}

/// Sentences one after another, each ended.
#[derive(Default)]
struct Sentences(String);

impl Sentences {
    fn add(&mut self, sentence: &str) {
        let sentence = sentence.trim();
        if sentence.is_empty() {
            return;
        }
        if !self.0.is_empty() {
            self.0.push(' ');
        }
        self.0.push_str(sentence);
        if !sentence.ends_with(['.', '!', '?']) {
            self.0.push('.');
        }
    }

    fn into_text(self) -> Option<String> {
        (!self.0.is_empty()).then_some(self.0)
    }
}
