//! Descriptions for people, and where each constraint was read.

use mediaspec_core::contract::{
    Cite, Conflict, Content, Enum, EnumValue, Field, FieldInfo, Form, Int, Number, Piece, Rule,
    Separated, Shape, Source, Text, TypeDef,
};
use mediaspec_core::node::Node;

/// What a type is.
#[must_use]
pub fn of_type(ty: &TypeDef) -> Option<String> {
    let mut out = Sentences::default();
    out.add(&ty.info.summary);
    for note in &ty.info.notes {
        out.add(note);
    }
    out.into_text()
}

/// What a member is, with all that a schema has no keyword for.
#[must_use]
pub fn of_field(field: &Field) -> Option<String> {
    let Field {
        name: _,
        shape,
        // Keywords say these.
        required: _,
        nullable: _,
        default: _,
        sensitive,
        deprecated,
        no_effect,
        info,
    } = field;
    let FieldInfo {
        summary,
        unit,
        default_note,
        // A keyword.
        example: _,
        // Remarks, see `provenance_of_field`.
        cite: _,
        cites: _,
        conflicts: _,
        notes,
    } = info;
    let mut out = Sentences::default();
    out.add(summary);
    if let Some(unit) = unit {
        out.add(&format!("Unit: {unit}"));
    }
    self::shape(&mut out, shape);
    if let Some(note) = default_note {
        out.add(&format!("When absent: {note}"));
    }
    if let Some(note) = no_effect {
        out.add(&format!("Has no effect: {note}"));
    }
    if let Some(note) = deprecated {
        out.add(&format!("Deprecated: {note}"));
    }
    for note in notes {
        out.add(note);
    }
    if *sensitive {
        out.add("Sensitive: keep it out of logs");
    }
    out.into_text()
}

/// What the items of a list are, as far as a schema has no keyword for it.
#[must_use]
pub fn of_item(item: &Shape) -> Option<String> {
    let mut out = Sentences::default();
    shape(&mut out, item);
    out.into_text()
}

fn shape(out: &mut Sentences, shape: &Shape) {
    match shape {
        Shape::Int(int) => self::int(out, int),
        Shape::Number(number) => self::number(out, number),
        Shape::Text(text) => self::text(out, text),
        Shape::Enum(values) => meanings(out, values),
        // Items describe themselves.
        Shape::Bool | Shape::List(_) | Shape::Object(_) | Shape::Any => {}
    }
}

fn int(out: &mut Sentences, int: &Int) {
    let Int {
        min: _,
        max: _,
        accepted,
        special,
        unix_seconds,
    } = int;
    if *unix_seconds {
        out.add("Seconds since 1970-01-01T00:00:00Z");
    }
    for (value, meaning) in special {
        out.add(&format!("{value}: {meaning}"));
    }
    if let Some((from, to)) = accepted {
        out.add(&format!("Honoured from {from} to {to} only"));
    }
}

fn number(out: &mut Sentences, number: &Number) {
    let Number {
        lower: _,
        upper: _,
        accepted,
        special,
    } = number;
    for (value, meaning) in special {
        out.add(&format!("{}: {meaning}", Node::number(*value).compact()));
    }
    if let Some((from, to)) = accepted {
        out.add(&format!(
            "Honoured from {} to {} only",
            Node::number(*from).compact(),
            Node::number(*to).compact()
        ));
    }
}

fn text(out: &mut Sentences, text: &Text) {
    let Text { form, content } = text;
    for demand in self::form(form) {
        out.add(&capitalised(&demand));
    }
    match content {
        Content::Plain => {}
        Content::Json(name) => out.add(&format!("A JSON document of type {name}")),
        Content::Separated(separated) => {
            let Separated { separator, piece } = &**separated;
            out.add(&format!(
                "Several items in one text, separated by {}",
                Node::from(&**separator).compact()
            ));
            match piece {
                Piece::Text(form) => {
                    piece_lengths(out, form);
                    for demand in self::form(form) {
                        out.add(&format!("Each: {demand}"));
                    }
                }
                Piece::Enum(values) => meanings(out, values),
            }
        }
    }
}

/// What a text, or each piece of one, must look like. Lengths are left out: a text has keywords for them.
fn form(form: &Form) -> Vec<String> {
    let Form {
        min_chars: _,
        max_chars: _,
        max_bytes,
        max_chars_without_markup,
        pattern,
        format,
        base64,
    } = form;
    let bytes = max_bytes.map(|max| format!("at most {max} bytes of UTF-8"));
    let without_markup = max_chars_without_markup
        .map(|max| format!("at most {max} characters, tags from < to > not counted"));
    let pattern = pattern.as_ref();
    let pattern = pattern.map(|pattern| format!("must be {}", pattern.words));
    let format = format.map(|format| format!("must be {}", format.words()));
    let base64 = base64.then(|| "bytes in base64 (RFC 4648 section 4, padded)".to_owned());
    let all = [bytes, without_markup, pattern, format, base64];
    all.into_iter().flatten().collect()
}

/// How long a piece is: no keyword says it.
fn piece_lengths(out: &mut Sentences, form: &Form) {
    match (form.min_chars, form.max_chars) {
        (None, None) => {}
        (Some(min), None) => out.add(&format!("Each of at least {min} characters")),
        (None, Some(max)) => out.add(&format!("Each of at most {max} characters")),
        (Some(min), Some(max)) => out.add(&format!("Each of {min} to {max} characters")),
    }
}

fn capitalised(text: &str) -> String {
    let mut chars = text.chars();
    let first = chars.next().map(|first| first.to_ascii_uppercase());
    first.into_iter().chain(chars).collect()
}

fn meanings(out: &mut Sentences, values: &Enum) {
    let Enum { open, values } = values;
    for value in values {
        let EnumValue {
            wire,
            summary,
            deprecated,
        } = value;
        match (&**summary, deprecated) {
            ("", None) => {}
            ("", Some(note)) => out.add(&format!("{wire}: deprecated, {note}")),
            (summary, None) => out.add(&format!("{wire}: {summary}")),
            (summary, Some(note)) => {
                out.add(&format!("{wire}: {summary}"));
                out.add(&format!("{wire} is deprecated: {note}"));
            }
        }
    }
    if *open {
        out.add("Further values are expected");
    }
}

/// Where a type was read, and what other sources say of it.
pub(crate) fn provenance_of_type(ty: &TypeDef) -> Option<String> {
    let mut out = Sentences::default();
    out.add(&format!("Source: {}", ty.info.cite));
    if *ty.name != *ty.wire {
        out.add(&format!("The vendor calls {} {}", ty.name, ty.wire));
    }
    conflicts(&mut out, &ty.info.conflicts);
    out.into_text()
}

/// Where a member was read, if not where its type was, and what other sources say of it.
pub(crate) fn provenance_of_field(field: &Field, of_type: Option<&Cite>) -> Option<String> {
    let mut out = Sentences::default();
    let info = &field.info;
    if of_type != Some(&info.cite) {
        out.add(&format!("Source: {}", info.cite));
    }
    for (key, cite) in &info.cites {
        out.add(&format!("{key}: {cite}"));
    }
    conflicts(&mut out, &info.conflicts);
    out.into_text()
}

/// A rule, in a sentence.
pub(crate) fn of_rule(rule: &Rule, of_type: &Cite) -> String {
    let mut out = Sentences::default();
    out.add(&format!("{}: {}", rule.id, rule.info.summary));
    if rule.info.cite != *of_type {
        out.add(&format!("Source: {}", rule.info.cite));
    }
    conflicts(&mut out, &rule.info.conflicts);
    out.into_text().unwrap_or_default()
}

fn conflicts(out: &mut Sentences, conflicts: &[Conflict]) {
    for Conflict {
        cite,
        says,
        because,
    } in conflicts
    {
        let says = says
            .iter()
            .map(|(key, value)| {
                match &**key {
                    // What can't be said in keys, and a lack.
                    "" | "words" => value.to_string(),
                    key => format!("{key} {value}"),
                }
            })
            .collect::<Vec<_>>()
            .join(", ");
        out.add(&format!(
            "Not followed: {cite} ({says}), because: {because}"
        ));
    }
}

/// A source with its address and date.
pub(crate) fn of_source(source: &Source) -> String {
    let Source {
        name,
        kind: _,
        title: _,
        url,
        read,
    } = source;
    format!("{name} = {url} (read {read})")
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
