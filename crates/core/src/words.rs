//! What a contract says, in words: one place for the sentences that reference pages, `mediaspec show` and the
//! documentation of models share.
//!
//! Everything here is plain text. Names, values and types inside a sentence are marked ([`Mark`]), so that an emitter
//! can set them as code or link them; it also owes the escaping that its format asks for. Who wants text alone takes
//! `Phrase::to_string`, or the functions that return a `String`.
//!
//! ```
//! use mediaspec_core::contract::{Int, Shape};
//! use mediaspec_core::words;
//!
//! let speed = Shape::Int(&Int { min: Some(50), max: Some(200), accepted: None, special: &[], unix_seconds: false });
//! assert_eq!(words::allowed(&speed), "50 to 200");
//! ```

use core::fmt;
use std::borrow::Cow;

use crate::code::Code;
use crate::contract::{
    Bound, Cite, Condition, Conflict, Content, Context, Direction, Enum, Field, Int, Json, List,
    Literal, Number, Required, Rule, RuleKind, Severity, Shape, SourceKind, Text, TypeDef, Unique,
};
use crate::escape::is_active;

/// What a piece of a phrase is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Mark {
    /// Words of ours.
    Plain,
    /// The name of a member or a parameter.
    Name,
    /// A value, a pattern, a separator: something that stands in a payload.
    Value,
    /// The name of a type of the same service.
    Type,
}

/// A piece of a phrase.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Piece<'t> {
    /// What it is.
    pub mark: Mark,
    /// Its text, unescaped.
    pub text: Cow<'t, str>,
}

/// A sentence, or a part of one, whose names and values are marked.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Phrase<'t> {
    /// The pieces in order.
    pub pieces: Vec<Piece<'t>>,
}

impl fmt::Display for Phrase<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.pieces
            .iter()
            .try_for_each(|piece| f.write_str(&piece.text))
    }
}

impl<'t> Phrase<'t> {
    /// Whether it says nothing.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.pieces.iter().all(|piece| piece.text.is_empty())
    }

    fn push(&mut self, mark: Mark, text: impl Into<Cow<'t, str>>) {
        self.pieces.push(Piece {
            mark,
            text: text.into(),
        });
    }

    fn plain(&mut self, text: impl Into<Cow<'t, str>>) {
        self.push(Mark::Plain, text);
    }

    fn append(&mut self, other: Self) {
        self.pieces.extend(other.pieces);
    }

    /// Begins with an upper-case letter, as a sentence does, unless it begins with a name or a value.
    fn capitalised(mut self) -> Self {
        if let Some(first) = self.pieces.first_mut()
            && first.mark == Mark::Plain
        {
            let mut chars = first.text.chars();
            if let Some(head) = chars.next() {
                first.text = Cow::Owned(head.to_uppercase().chain(chars).collect());
            }
        }
        self
    }
}

/// One piece as a phrase.
fn one<'t>(mark: Mark, text: impl Into<Cow<'t, str>>) -> Phrase<'t> {
    let mut out = Phrase::default();
    out.push(mark, text);
    out
}

/// `a`, `a and b`, `a, b and c`.
fn join<'t>(items: Vec<Phrase<'t>>, last: &'static str) -> Phrase<'t> {
    let mut out = Phrase::default();
    let count = items.len();
    for (at, item) in items.into_iter().enumerate() {
        if at > 0 {
            out.plain(if at.saturating_add(1) == count {
                last
            } else {
                ", "
            });
        }
        out.append(item);
    }
    out
}

/// Parts of one statement: `1 to 10 items; each: 1 to 64 characters`.
fn parts<'t>(items: Vec<Phrase<'t>>) -> Phrase<'t> {
    let mut out = Phrase::default();
    for item in items.into_iter().filter(|item| !item.is_empty()) {
        if !out.pieces.is_empty() {
            out.plain("; ");
        }
        out.append(item);
    }
    out
}

/// A text value as it stands in a sentence: bare where that cannot be misread, in JSON's quotes otherwise.
#[must_use]
pub fn text_value(text: &str) -> Cow<'_, str> {
    let bare =
        |c: char| c.is_alphanumeric() || matches!(c, '_' | '-' | '.' | '/' | ':' | '+' | '#');
    if !text.is_empty() && text.chars().all(bare) {
        Cow::Borrowed(text)
    } else {
        Cow::Owned(quoted(text))
    }
}

/// A text as JSON writes it. Control, bidi and other invisible characters are escaped: they could make a page or a
/// terminal show something else than what stands there.
#[must_use]
pub fn quoted(text: &str) -> String {
    let mut out = String::with_capacity(text.len().saturating_add(2));
    out.push('"');
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            c if is_active(c) => {
                for unit in c.encode_utf16(&mut [0; 2]) {
                    out.push_str(&format!("\\u{unit:04x}"));
                }
            }
            c => out.push(c),
        }
    }
    out.push('"');
    out
}

/// A literal as it stands in a sentence.
#[must_use]
pub fn literal<'t>(literal: &Literal<'t>) -> Cow<'t, str> {
    match *literal {
        Literal::Text(text) => text_value(text),
        Literal::Int(int) => Cow::Owned(int.to_string()),
        Literal::Number(number) => Cow::Owned(number.to_string()),
        Literal::Bool(true) => Cow::Borrowed("true"),
        Literal::Bool(false) => Cow::Borrowed("false"),
    }
}

/// A JSON value as it stands in a sentence: a scalar like [`literal`], a list or an object as JSON text on one line.
#[must_use]
pub fn json<'t>(value: &Json<'t>) -> Cow<'t, str> {
    match value {
        Json::Scalar(scalar) => literal(scalar),
        Json::List(_) | Json::Object(_) => {
            let mut out = String::new();
            write_json(&mut out, value);
            Cow::Owned(out)
        }
    }
}

fn write_json(out: &mut String, value: &Json<'_>) {
    match value {
        Json::Scalar(Literal::Text(text)) => out.push_str(&quoted(text)),
        Json::Scalar(other) => out.push_str(&literal(other)),
        Json::List(items) => {
            out.push('[');
            for (at, item) in items.iter().enumerate() {
                if at > 0 {
                    out.push_str(", ");
                }
                write_json(out, item);
            }
            out.push(']');
        }
        Json::Object(members) => {
            out.push('{');
            for (at, (name, value)) in members.iter().enumerate() {
                if at > 0 {
                    out.push_str(", ");
                }
                out.push_str(&quoted(name));
                out.push_str(": ");
                write_json(out, value);
            }
            out.push('}');
        }
    }
}

/// `yes`, `in requests` or `no`.
#[must_use]
pub const fn required(required: Required) -> &'static str {
    match required {
        Required::No => "no",
        Required::InRequests => "in requests",
        Required::Always => "yes",
    }
}

/// What a service context is called: `virtual avatar livestream`.
#[must_use]
pub const fn context(context: Context) -> &'static str {
    match context {
        Context::Video2d => "virtual avatar video",
        Context::Live2d => "virtual avatar livestream",
        Context::Chat2d => "intelligent interaction",
        Context::Photo => "photo-based virtual avatar video",
        Context::Flexus => "the basic (Flexus) edition",
    }
}

/// What a sort of source is called.
#[must_use]
pub const fn source_kind(kind: SourceKind) -> &'static str {
    match kind {
        SourceKind::Page => "documentation page",
        SourceKind::ApiExplorer => "machine-readable definitions",
        SourceKind::Sdk => "SDK",
    }
}

/// Source, place in it, and the day it was read: `show-2d-video, table 9, read 2026-11-20`.
#[must_use]
pub fn cite(cite: &Cite<'_>) -> String {
    let place = place(cite).map_or_else(String::new, |place| format!(", {place}"));
    format!("{}{place}, read {}", cite.source.name, cite.source.read)
}

/// The place in a source: `table 9` or `section Request body` of a page, the operation or class of what machines read.
#[must_use]
pub fn place(cite: &Cite<'_>) -> Option<String> {
    let anchor = cite.anchor?;
    Some(match cite.source.kind {
        SourceKind::Page if anchor.starts_with(|c: char| c.is_ascii_digit()) => {
            format!("table {anchor}")
        }
        SourceKind::Page => format!("section {anchor}"),
        SourceKind::ApiExplorer | SourceKind::Sdk => anchor.to_owned(),
    })
}

/// The type of a shape: `integer`, `string`, `list of LayerConfig`.
#[must_use]
pub fn kind<'t>(shape: &Shape<'t>) -> Phrase<'t> {
    match shape {
        Shape::Int(_) => one(Mark::Plain, "integer"),
        Shape::Number(_) => one(Mark::Plain, "number"),
        Shape::Text(text) => match text.content {
            Content::Plain | Content::Base64 | Content::Separated { .. } => {
                one(Mark::Plain, "string")
            }
            Content::Json(ty) => {
                let mut out = one(Mark::Plain, "string with JSON of ");
                out.push(Mark::Type, ty.name);
                out
            }
        },
        Shape::Enum(_) => one(Mark::Plain, "string"),
        Shape::Bool => one(Mark::Plain, "boolean"),
        Shape::List(list) => {
            let mut out = one(Mark::Plain, "list of ");
            out.append(plural(&list.item));
            out
        }
        Shape::Object(ty) => one(Mark::Type, ty.name),
        Shape::Any => one(Mark::Plain, "any value"),
    }
}

/// [`kind`] for several.
fn plural<'t>(shape: &Shape<'t>) -> Phrase<'t> {
    match shape {
        Shape::Int(_) => one(Mark::Plain, "integers"),
        Shape::Number(_) => one(Mark::Plain, "numbers"),
        Shape::Text(text) => match text.content {
            Content::Plain | Content::Base64 | Content::Separated { .. } => {
                one(Mark::Plain, "strings")
            }
            Content::Json(ty) => {
                let mut out = one(Mark::Plain, "strings with JSON of ");
                out.push(Mark::Type, ty.name);
                out
            }
        },
        Shape::Enum(_) => one(Mark::Plain, "strings"),
        Shape::Bool => one(Mark::Plain, "booleans"),
        Shape::List(list) => {
            let mut out = one(Mark::Plain, "lists of ");
            out.append(plural(&list.item));
            out
        }
        Shape::Object(ty) => one(Mark::Type, ty.name),
        Shape::Any => one(Mark::Plain, "any values"),
    }
}

/// The values that a shape allows, in plain text; empty where its type says it all.
#[must_use]
pub fn allowed(shape: &Shape<'_>) -> String {
    allowed_phrase(shape).to_string()
}

/// The values that a shape allows: `50 to 200`, `1 to 64 characters`, `RESIZE or CROP`; empty where its type says it all.
#[must_use]
pub fn allowed_phrase<'t>(shape: &Shape<'t>) -> Phrase<'t> {
    match shape {
        Shape::Int(int) => of_int(int),
        Shape::Number(number) => of_number(number),
        Shape::Text(text) => of_text(text),
        Shape::Bool | Shape::Object(_) | Shape::Any => Phrase::default(),
        Shape::Enum(choice) => of_enum(choice),
        Shape::List(list) => of_list(list),
    }
}

fn of_int<'t>(int: &Int<'t>) -> Phrase<'t> {
    let mut all = vec![
        between(
            int.min.map(|v| (v.to_string(), false)),
            int.max.map(|v| (v.to_string(), false)),
        ),
        honoured(
            int.accepted
                .map(|(from, to)| (from.to_string(), to.to_string())),
        ),
    ];
    all.extend(
        int.special
            .iter()
            .map(|&(value, meaning)| special(value.to_string(), meaning)),
    );
    if int.unix_seconds {
        all.push(one(Mark::Plain, "seconds since 1970-01-01"));
    }
    parts(all)
}

fn of_number<'t>(number: &Number<'t>) -> Phrase<'t> {
    let end = |bound: Bound| (bound.value.to_string(), bound.exclusive);
    let mut all = vec![
        between(number.lower.map(end), number.upper.map(end)),
        honoured(
            number
                .accepted
                .map(|(from, to)| (from.to_string(), to.to_string())),
        ),
    ];
    all.extend(
        number
            .special
            .iter()
            .map(|&(value, meaning)| special(value.to_string(), meaning)),
    );
    parts(all)
}

fn honoured<'t>(range: Option<(String, String)>) -> Phrase<'t> {
    range.map_or_else(Phrase::default, |(from, to)| {
        one(Mark::Plain, format!("honoured from {from} to {to}"))
    })
}

fn special<'t>(value: String, meaning: &'t str) -> Phrase<'t> {
    let mut out = one(Mark::Value, value);
    out.plain(": ");
    out.plain(without_stop(meaning));
    out
}

/// A sentence as part of another one: without its full stop.
fn without_stop(sentence: &str) -> &str {
    sentence.strip_suffix('.').unwrap_or(sentence)
}

/// A range; each end with whether it is itself refused.
fn between<'t>(lower: Option<(String, bool)>, upper: Option<(String, bool)>) -> Phrase<'t> {
    let words = match (lower, upper) {
        (None, None) => return Phrase::default(),
        (Some((low, false)), Some((high, false))) if low == high => format!("only {low}"),
        (Some((low, false)), Some((high, false))) => format!("{low} to {high}"),
        (Some((low, false)), None) => format!("{low} or more"),
        (None, Some((high, false))) => format!("at most {high}"),
        (Some((low, true)), None) => format!("above {low}"),
        (None, Some((high, true))) => format!("below {high}"),
        (Some((low, true)), Some((high, true))) => format!("above {low}, below {high}"),
        (Some((low, true)), Some((high, false))) => format!("above {low}, at most {high}"),
        (Some((low, false)), Some((high, true))) => format!("{low} or more, below {high}"),
    };
    one(Mark::Plain, words)
}

/// A count with its noun: `1 to 64 characters`, `at least 1 item`, `exactly 24 characters`.
fn count<'t>(min: Option<u32>, max: Option<u32>, noun: &str) -> Phrase<'t> {
    let noun_for = |n: u32| {
        if n == 1 {
            noun.to_owned()
        } else {
            format!("{noun}s")
        }
    };
    let words = match (min, max) {
        (None, None) => return Phrase::default(),
        (Some(low), Some(high)) if low == high => format!("exactly {low} {}", noun_for(low)),
        (Some(low), Some(high)) => format!("{low} to {high} {}", noun_for(high)),
        (Some(low), None) => format!("at least {low} {}", noun_for(low)),
        (None, Some(high)) => format!("at most {high} {}", noun_for(high)),
    };
    one(Mark::Plain, words)
}

fn of_text<'t>(text: &Text<'t>) -> Phrase<'t> {
    let mut all = vec![count(text.min_chars, text.max_chars, "character")];
    if let Some(bytes) = text.max_bytes {
        let mut part = count(None, Some(bytes), "byte");
        part.plain(" in UTF-8");
        all.push(part);
    }
    if let Some(chars) = text.max_chars_without_markup {
        let mut part = count(None, Some(chars), "character");
        part.plain(" without markup");
        all.push(part);
    }
    if let Some(pattern) = text.pattern {
        let mut part = Phrase::default();
        if !pattern.words.is_empty() {
            part.plain(pattern.words);
            part.plain(", ");
        }
        part.plain("matching ");
        part.push(Mark::Value, pattern.regex);
        all.push(part);
    }
    if let Some((format, _)) = text.format {
        all.push(one(Mark::Plain, format.words()));
    }
    match text.content {
        // What a JSON document must be is said by `kind`.
        Content::Plain | Content::Json(_) => {}
        Content::Base64 => all.push(one(Mark::Plain, "base64, padded")),
        Content::Separated { separator, item } => {
            let mut part = one(Mark::Plain, "items separated by ");
            part.push(Mark::Value, quoted(separator));
            all.push(part);
            all.push(each(item));
        }
    }
    parts(all)
}

/// What each item of a list must be; nothing where its type says it all.
fn each<'t>(item: &Shape<'t>) -> Phrase<'t> {
    let words = allowed_phrase(item);
    if words.is_empty() {
        return words;
    }
    let mut out = one(Mark::Plain, "each ");
    out.append(words);
    out
}

fn of_enum<'t>(choice: &Enum<'t>) -> Phrase<'t> {
    let mut values: Vec<Phrase<'t>> = choice
        .values
        .iter()
        .map(|value| {
            let mut out = one(Mark::Value, text_value(value.wire));
            if value.deprecated.is_some() {
                out.plain(" (deprecated)");
            }
            out
        })
        .collect();
    if choice.open {
        values.push(one(Mark::Plain, "another value"));
    }
    join(values, " or ")
}

fn of_list<'t>(list: &List<'t>) -> Phrase<'t> {
    let unique = match list.unique {
        Unique::No => Phrase::default(),
        Unique::Items => one(Mark::Plain, "no two equal"),
        Unique::By(index) => match list.item {
            Shape::Object(ty) => {
                let mut out = one(Mark::Plain, "no two with the same ");
                // A member of the items, not of the type that the list stands in.
                out.push(Mark::Value, name(ty, index));
                out
            }
            Shape::Int(_)
            | Shape::Number(_)
            | Shape::Text(_)
            | Shape::Bool
            | Shape::Enum(_)
            | Shape::List(_)
            | Shape::Any => Phrase::default(),
        },
    };
    parts(vec![
        count(list.min_items, list.max_items, "item"),
        each(&list.item),
        unique,
    ])
}

/// What counts when a member is absent: the literal default, or the note in its place.
#[must_use]
pub fn default_words<'t>(field: &Field<'t>) -> Option<Phrase<'t>> {
    match (&field.default, field.info.default_note) {
        (Some(value), None) => Some(one(Mark::Value, json(value))),
        (None, Some(note)) => Some(one(Mark::Plain, note)),
        (Some(value), Some(note)) => {
            let mut out = one(Mark::Value, json(value));
            out.plain(" (");
            out.plain(without_stop(note));
            out.plain(")");
            Some(out)
        }
        (None, None) => None,
    }
}

fn name<'t>(ty: &TypeDef<'t>, index: u16) -> &'t str {
    ty.at(index).map_or("?", |field| field.name)
}

fn names<'t>(ty: &TypeDef<'t>, fields: &[u16], last: &'static str) -> Phrase<'t> {
    let each = |&index: &u16| one(Mark::Name, name(ty, index));
    join(fields.iter().map(each).collect(), last)
}

/// What a condition asks: `clip_mode is RESIZE`.
#[must_use]
pub fn condition<'t>(ty: &TypeDef<'t>, condition: &Condition<'t>) -> Phrase<'t> {
    match condition {
        Condition::Is { field, values } => {
            let mut out = one(Mark::Name, name(ty, *field));
            out.plain(" is ");
            let value = |value: &Literal<'t>| one(Mark::Value, literal(value));
            out.append(join(values.iter().map(value).collect(), " or "));
            // A reader who leaves the field out must not conclude that the rule is off.
            let default = ty.at(*field).and_then(|field| field.default);
            if let Some(Json::Scalar(default)) = default
                && values.contains(&default)
            {
                out.plain(" (as it is by default)");
            }
            out
        }
        Condition::Present { field } => {
            let mut out = one(Mark::Name, name(ty, *field));
            out.plain(" is present");
            out
        }
        Condition::Context(contexts) => {
            let each = |&which: &Context| one(Mark::Plain, context(which));
            let mut out = one(Mark::Plain, "the service is ");
            out.append(join(contexts.iter().map(each).collect(), " or "));
            out
        }
    }
}

/// All conditions of a rule: `clip_mode is RESIZE and width is present`.
#[must_use]
pub fn conditions<'t>(ty: &TypeDef<'t>, when: &[Condition<'t>]) -> Phrase<'t> {
    join(when.iter().map(|c| condition(ty, c)).collect(), " and ")
}

/// What a rule asks, in plain text. [`Rule::summary`] says why; this says exactly what.
#[must_use]
pub fn rule_sentence(ty: &TypeDef<'_>, rule: &Rule<'_>) -> String {
    rule_phrase(ty, rule).to_string()
}

/// What a rule asks, in one sentence that begins with a capital letter and ends with a full stop.
#[must_use]
pub fn rule_phrase<'t>(ty: &TypeDef<'t>, rule: &Rule<'t>) -> Phrase<'t> {
    let mut out = match rule.direction {
        None => Phrase::default(),
        Some(Direction::Request) => one(Mark::Plain, "in requests, "),
        Some(Direction::Response) => one(Mark::Plain, "in responses, "),
    };
    out.append(statement(ty, rule));
    let link = match rule.kind {
        RuleKind::RequiredUnless { .. } | RuleKind::NoEffectUnless { .. } => " unless ",
        RuleKind::RequiredIf { .. }
        | RuleKind::NoEffectIf { .. }
        | RuleKind::AtMostOne { .. }
        | RuleKind::WinsOver { .. }
        | RuleKind::Rows { .. }
        | RuleKind::Unique { .. }
        | RuleKind::SelectsType { .. }
        | RuleKind::SelectsSibling { .. }
        | RuleKind::Range { .. }
        | RuleKind::Values { .. } => " when ",
    };
    // The sentences that end in a list name their condition first; see `statement`.
    if !rule.when.is_empty() && !condition_first(&rule.kind) {
        out.plain(link);
        out.append(conditions(ty, rule.when));
    }
    out.plain(".");
    out.capitalised()
}

/// The code that reports a broken rule; `None` for a rule that only says what to check against.
#[must_use]
pub const fn rule_code(kind: &RuleKind<'_>) -> Option<Code> {
    match kind {
        RuleKind::RequiredIf { .. } | RuleKind::RequiredUnless { .. } => Some(Code::RequiredIf),
        RuleKind::NoEffectIf { .. }
        | RuleKind::NoEffectUnless { .. }
        | RuleKind::WinsOver { .. }
        | RuleKind::SelectsSibling { .. } => Some(Code::NoEffect),
        RuleKind::AtMostOne { .. } => Some(Code::AtMostOne),
        RuleKind::Rows { .. } => Some(Code::Rows),
        RuleKind::Unique { .. } => Some(Code::UniqueItems),
        RuleKind::Range { .. } | RuleKind::Values { .. } => Some(Code::AcceptedRange),
        RuleKind::SelectsType { .. } => None,
    }
}

/// The fields that a rule names, its conditions' too; each once, in the order in which the rule names them.
#[must_use]
pub fn rule_fields(rule: &Rule<'_>) -> Vec<u16> {
    let mut out: Vec<u16> = Vec::new();
    match rule.kind {
        RuleKind::RequiredIf { fields }
        | RuleKind::RequiredUnless { fields }
        | RuleKind::NoEffectIf { fields }
        | RuleKind::NoEffectUnless { fields }
        | RuleKind::AtMostOne { fields }
        | RuleKind::Rows { fields, .. } => out.extend(fields),
        RuleKind::WinsOver { winners, losers } => out.extend(winners.iter().chain(losers)),
        RuleKind::Unique { list, .. } => out.push(list),
        RuleKind::SelectsType { tag, field, .. } => out.extend([tag, field]),
        RuleKind::SelectsSibling { tag, cases } => {
            out.push(tag);
            out.extend(cases.iter().map(|&(_, field)| field));
        }
        RuleKind::Range { field, .. } | RuleKind::Values { field, .. } => out.push(field),
    }
    for condition in rule.when {
        match condition {
            Condition::Is { field, .. } | Condition::Present { field } => out.push(*field),
            Condition::Context(_) => {}
        }
    }
    let mut seen = Vec::new();
    out.retain(|field| {
        let new = !seen.contains(field);
        seen.push(*field);
        new
    });
    out
}

/// Whether a rule's sentence ends in a list, so that its condition reads better in front.
const fn condition_first(kind: &RuleKind<'_>) -> bool {
    match kind {
        RuleKind::Rows { .. } | RuleKind::SelectsType { .. } | RuleKind::SelectsSibling { .. } => {
            true
        }
        RuleKind::RequiredIf { .. }
        | RuleKind::RequiredUnless { .. }
        | RuleKind::NoEffectIf { .. }
        | RuleKind::NoEffectUnless { .. }
        | RuleKind::AtMostOne { .. }
        | RuleKind::WinsOver { .. }
        | RuleKind::Unique { .. }
        | RuleKind::Range { .. }
        | RuleKind::Values { .. } => false,
    }
}

/// The sentence of a rule without direction and full stop.
fn statement<'t>(ty: &TypeDef<'t>, rule: &Rule<'t>) -> Phrase<'t> {
    let mut out = Phrase::default();
    if condition_first(&rule.kind) && !rule.when.is_empty() {
        out.plain("when ");
        out.append(conditions(ty, rule.when));
        out.plain(", ");
    }
    let verb = |fields: &[u16], single: &'static str, several: &'static str| {
        if fields.len() == 1 { single } else { several }
    };
    let only = match rule.severity {
        Severity::Error => "must be",
        Severity::Warning => "is honoured only where it is",
    };
    match &rule.kind {
        RuleKind::RequiredIf { fields } | RuleKind::RequiredUnless { fields } => {
            out.append(names(ty, fields, " and "));
            out.plain(verb(fields, " is required", " are required"));
        }
        RuleKind::NoEffectIf { fields } | RuleKind::NoEffectUnless { fields } => {
            out.append(names(ty, fields, " and "));
            out.plain(verb(fields, " has no effect", " have no effect"));
        }
        RuleKind::AtMostOne { fields } => {
            out.plain("at most one of ");
            out.append(names(ty, fields, " and "));
            out.plain(" may be present");
        }
        RuleKind::WinsOver { winners, losers } => {
            out.plain("where ");
            out.append(names(ty, winners, " and "));
            out.plain(verb(winners, " is present, ", " are present, "));
            out.append(names(ty, losers, " and "));
            out.plain(verb(losers, " has no effect", " have no effect"));
        }
        RuleKind::Rows { fields, rows } => {
            out.append(names(ty, fields, " and "));
            out.plain(match (rule.severity, fields.len()) {
                (Severity::Error, 1) => " must be one of: ",
                (Severity::Error, _) => " must together be one of: ",
                (Severity::Warning, 1) => " is honoured only as one of: ",
                (Severity::Warning, _) => " are honoured only as one of: ",
            });
            let row = |row: &&[Literal<'t>]| {
                let values: Vec<_> = row.iter().map(|v| literal(v).into_owned()).collect();
                one(Mark::Value, values.join(" × "))
            };
            out.append(join(rows.iter().map(row).collect(), ", "));
        }
        RuleKind::Unique { list, by } => {
            out.plain("no two items of ");
            out.push(Mark::Name, name(ty, *list));
            match by {
                None => out.plain(" are equal"),
                Some(member) => {
                    out.plain(" have the same ");
                    out.push(Mark::Value, *member);
                }
            }
        }
        RuleKind::SelectsType {
            tag,
            field,
            cases,
            otherwise,
        } => {
            out.push(Mark::Name, name(ty, *tag));
            out.plain(" says what ");
            out.push(Mark::Name, name(ty, *field));
            out.plain(match ty.at(*field).map(|field| field.shape) {
                Some(Shape::Text(_)) => " holds as JSON: ",
                Some(
                    Shape::Int(_)
                    | Shape::Number(_)
                    | Shape::Bool
                    | Shape::Enum(_)
                    | Shape::List(_)
                    | Shape::Object(_)
                    | Shape::Any,
                )
                | None => " is: ",
            });
            let case = |(value, ty): &(&'t str, &'t TypeDef<'t>)| {
                let mut out = one(Mark::Type, ty.name);
                out.plain(" for ");
                out.push(Mark::Value, text_value(value));
                out
            };
            out.append(join(cases.iter().map(case).collect(), ", "));
            match otherwise {
                Some(ty) => {
                    out.plain("; otherwise ");
                    out.push(Mark::Type, ty.name);
                }
                None => out.plain("; otherwise anything"),
            }
        }
        RuleKind::SelectsSibling { tag, cases } => {
            out.push(Mark::Name, name(ty, *tag));
            out.plain(" says which of these counts, and the others have no effect: ");
            let case = |&(value, field): &(&'t str, u16)| {
                let mut out = one(Mark::Name, name(ty, field));
                out.plain(" for ");
                out.push(Mark::Value, text_value(value));
                out
            };
            out.append(join(cases.iter().map(case).collect(), ", "));
        }
        RuleKind::Range {
            field,
            lower,
            upper,
        } => {
            out.push(Mark::Name, name(ty, *field));
            out.plain(" ");
            out.plain(only);
            out.plain(" ");
            let end = |bound: Bound| (bound.value.to_string(), bound.exclusive);
            out.append(between(lower.map(end), upper.map(end)));
        }
        RuleKind::Values { field, values } => {
            out.push(Mark::Name, name(ty, *field));
            out.plain(" ");
            out.plain(only);
            out.plain(" ");
            let value = |value: &Literal<'t>| one(Mark::Value, literal(value));
            out.append(join(values.iter().map(value).collect(), " or "));
        }
    }
    out
}

/// What a conflict's source says: `maximum length 64`, `lacks it`.
#[must_use]
pub fn conflict_says<'t>(conflict: &Conflict<'t>) -> Phrase<'t> {
    let each = |&(key, value): &(&'t str, &'t str)| {
        if key.is_empty() {
            return one(
                Mark::Plain,
                if value == "absent" { "lacks it" } else { value },
            );
        }
        if key == "words" {
            return one(Mark::Plain, without_stop(value));
        }
        let mut out = one(Mark::Plain, constraint(key));
        out.plain(" ");
        out.push(Mark::Value, value);
        out
    };
    join(conflict.says.iter().map(each).collect(), ", ")
}

/// What a constraint key of `spec/` is called in a sentence; an unknown key as it is.
#[must_use]
pub fn constraint(key: &str) -> &str {
    match key {
        "kind" => "type",
        "type" => "the type",
        "item" => "items",
        "required" => "required:",
        "nullable" => "nullable:",
        "min" => "minimum",
        "max" => "maximum",
        "above" => "lower bound, itself refused,",
        "below" => "upper bound, itself refused,",
        "accepted" => "accepted range",
        "special" => "special values",
        "min_chars" => "minimum length",
        "max_chars" => "maximum length",
        "max_bytes" => "maximum length in bytes",
        "max_chars_without_markup" => "maximum length without markup",
        "min_items" => "minimum number of items",
        "max_items" => "maximum number of items",
        "unique_items" => "unique items:",
        "default_note" => "when absent",
        "no_effect" => "no effect",
        other => other,
    }
}

/// What the contract says in place of a conflict's constraint: the field's own value of that key of `spec/`, or of its
/// items. `None` where it says nothing, or where the key is about more than the field.
#[must_use]
pub fn chosen<'t>(field: &Field<'t>, key: &str) -> Option<Phrase<'t>> {
    let value = |text: String| Some(one(Mark::Value, text));
    match key {
        // As `spec/` writes it: that is how the other source's word is told, too.
        "required" => value(
            match field.required {
                Required::No => "false",
                Required::InRequests => "request",
                Required::Always => "true",
            }
            .to_owned(),
        ),
        "nullable" => value(field.nullable.to_string()),
        "sensitive" => value(field.sensitive.to_string()),
        "default" => field
            .default
            .as_ref()
            .map(|default| one(Mark::Value, json(default))),
        "default_note" => field.info.default_note.map(|note| one(Mark::Plain, note)),
        "deprecated" => field.deprecated.map(|note| one(Mark::Plain, note)),
        "no_effect" => field.no_effect.map(|note| one(Mark::Plain, note)),
        "example" => None,
        "unit" => field.info.unit.map(|unit| one(Mark::Plain, unit)),
        _ => of_shape(&field.shape, key),
    }
}

/// [`chosen`], for what is said of values.
fn of_shape<'t>(shape: &Shape<'t>, key: &str) -> Option<Phrase<'t>> {
    let value = |text: String| Some(one(Mark::Value, text));
    let number = |bound: Option<Bound>, exclusive: bool| {
        bound
            .filter(|b| b.exclusive == exclusive)
            .and_then(|b| value(b.value.to_string()))
    };
    if key == "kind" {
        return value(shape.kind().to_owned());
    }
    match shape {
        Shape::Int(int) => match key {
            "min" => value(int.min?.to_string()),
            "max" => value(int.max?.to_string()),
            "accepted" => int
                .accepted
                .and_then(|(from, to)| value(format!("{from} to {to}"))),
            "format" => int.unix_seconds.then(|| one(Mark::Value, "unix-seconds")),
            _ => None,
        },
        Shape::Number(of) => match key {
            "min" => number(of.lower, false),
            "max" => number(of.upper, false),
            "above" => number(of.lower, true),
            "below" => number(of.upper, true),
            "accepted" => of
                .accepted
                .and_then(|(from, to)| value(format!("{from} to {to}"))),
            _ => None,
        },
        Shape::Text(text) => match key {
            "min_chars" => value(text.min_chars?.to_string()),
            "max_chars" => value(text.max_chars?.to_string()),
            "max_bytes" => value(text.max_bytes?.to_string()),
            "max_chars_without_markup" => value(text.max_chars_without_markup?.to_string()),
            "pattern" => value(text.pattern?.regex.to_owned()),
            "pattern_words" => text.pattern.map(|pattern| one(Mark::Plain, pattern.words)),
            "format" => value(text.format?.0.as_str().to_owned()),
            "encoding" => match text.content {
                Content::Base64 => Some(one(Mark::Value, "base64")),
                Content::Plain | Content::Json(_) | Content::Separated { .. } => None,
            },
            "json" => match text.content {
                Content::Json(ty) => Some(one(Mark::Type, ty.name)),
                Content::Plain | Content::Base64 | Content::Separated { .. } => None,
            },
            _ => match text.content {
                Content::Separated { separator, .. } if key == "separator" => {
                    value(quoted(separator))
                }
                Content::Separated { item, .. } => of_shape(item, key),
                Content::Plain | Content::Base64 | Content::Json(_) => None,
            },
        },
        Shape::Enum(choice) => match key {
            "values" => Some(of_enum(choice)),
            "open" => value(choice.open.to_string()),
            _ => None,
        },
        Shape::List(list) => match key {
            "min_items" => value(list.min_items?.to_string()),
            "max_items" => value(list.max_items?.to_string()),
            "unique_items" => value((list.unique == Unique::Items).to_string()),
            "item" => Some(kind(&list.item)),
            _ => of_shape(&list.item, key),
        },
        Shape::Object(ty) => match key {
            "type" => Some(one(Mark::Type, ty.name)),
            _ => None,
        },
        Shape::Bool | Shape::Any => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::contract::{EnumValue, Info, Shortcuts, Source};

    const SOURCE: Source<'static> = Source {
        name: "show-2d-video",
        kind: SourceKind::Page,
        title: "Query a task",
        url: "https://example.com/",
        read: "2026-11-20",
    };

    const CITE: Cite<'static> = Cite {
        source: &SOURCE,
        anchor: Some("9"),
    };

    const TEXT: Text<'static> = Text {
        min_chars: None,
        max_chars: None,
        max_bytes: None,
        max_chars_without_markup: None,
        pattern: None,
        format: None,
        content: Content::Plain,
    };

    const MODES: Enum<'static> = Enum {
        open: false,
        values: &[
            EnumValue {
                wire: "RESIZE",
                summary: "",
                deprecated: None,
            },
            EnumValue {
                wire: "CROP",
                summary: "",
                deprecated: Some("Use RESIZE."),
            },
        ],
    };

    const fn field(name: &'static str, shape: Shape<'static>) -> Field<'static> {
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

    const FIELDS: &[Field<'static>] = &[
        Field {
            default: Some(Json::Scalar(Literal::Text("RESIZE"))),
            ..field("clip_mode", Shape::Enum(&MODES))
        },
        field("width", Shape::Any),
        field("height", Shape::Any),
        field("params", Shape::Text(&TEXT)),
    ];

    const TYPE: TypeDef<'static> = TypeDef {
        name: "VideoConfig",
        wire: "VideoConfig",
        summary: "",
        cite: CITE,
        open: false,
        fields: FIELDS,
        by_name: &[0, 2, 3, 1],
        shortcuts: Shortcuts::new(FIELDS, &[], &[]),
        slots: 0,
        rules: &[],
        conflicts: &[],
        notes: &[],
    };

    fn rule<'t>(when: &'t [Condition<'t>], kind: RuleKind<'t>) -> Rule<'t> {
        Rule {
            id: "rule",
            summary: "",
            cite: CITE,
            severity: Severity::Error,
            direction: None,
            when,
            kind,
            conflicts: &[],
        }
    }

    #[test]
    fn integers_are_told_by_their_ends() {
        let int = |min, max| {
            allowed(&Shape::Int(&Int {
                min,
                max,
                accepted: None,
                special: &[],
                unix_seconds: false,
            }))
        };
        assert_eq!(int(None, None), "");
        assert_eq!(int(Some(50), Some(200)), "50 to 200");
        assert_eq!(int(Some(1), None), "1 or more");
        assert_eq!(int(None, Some(9)), "at most 9");
        assert_eq!(int(Some(2), Some(2)), "only 2");
    }

    #[test]
    fn narrower_ranges_and_special_values_follow() {
        let shape = Shape::Int(&Int {
            min: Some(-1),
            max: Some(120),
            accepted: Some((4, 120)),
            special: &[(-1, "Plays without end.")],
            unix_seconds: false,
        });
        assert_eq!(
            allowed(&shape),
            "-1 to 120; honoured from 4 to 120; -1: Plays without end"
        );
    }

    #[test]
    fn numbers_say_whether_their_ends_are_refused() {
        let number = |lower: Option<(f64, bool)>, upper: Option<(f64, bool)>| {
            let bound = |(value, exclusive)| Bound { value, exclusive };
            allowed(&Shape::Number(&Number {
                lower: lower.map(bound),
                upper: upper.map(bound),
                accepted: None,
                special: &[],
            }))
        };
        assert_eq!(
            number(Some((0.0, true)), Some((1.5, false))),
            "above 0, at most 1.5"
        );
        assert_eq!(
            number(Some((0.0, false)), Some((1.0, true))),
            "0 or more, below 1"
        );
        assert_eq!(number(None, Some((1.0, true))), "below 1");
    }

    #[test]
    fn texts_are_told_by_length_form_and_content() {
        let text = |text: Text<'_>| allowed(&Shape::Text(&text));
        assert_eq!(
            text(Text {
                min_chars: Some(1),
                max_chars: Some(64),
                max_bytes: Some(1),
                ..TEXT
            }),
            "1 to 64 characters; at most 1 byte in UTF-8"
        );
        let item = Shape::Enum(&MODES);
        assert_eq!(
            text(Text {
                content: Content::Separated {
                    separator: ",",
                    item: &item
                },
                ..TEXT
            }),
            "items separated by \",\"; each RESIZE or CROP (deprecated)"
        );
        assert_eq!(
            text(Text {
                min_chars: Some(24),
                max_chars: Some(24),
                content: Content::Base64,
                ..TEXT
            }),
            "exactly 24 characters; base64, padded"
        );
    }

    #[test]
    fn lists_say_how_many_and_what() {
        let list = List {
            item: Shape::Object(&TYPE),
            min_items: Some(1),
            max_items: None,
            unique: Unique::By(1),
        };
        let shape = Shape::List(&list);
        assert_eq!(
            allowed(&shape),
            "at least 1 item; no two with the same width"
        );
        assert_eq!(kind(&shape).to_string(), "list of VideoConfig");
    }

    #[test]
    fn values_that_could_be_misread_are_quoted() {
        assert_eq!(text_value("V3.2"), "V3.2");
        assert_eq!(text_value(""), "\"\"");
        assert_eq!(text_value("a, b"), "\"a, b\"");
        assert_eq!(quoted("\u{202e}\n\"\\"), "\"\\u202e\\n\\\"\\\\\"");
        assert_eq!(quoted("\u{e0041}"), "\"\\udb40\\udc41\"");
    }

    #[test]
    fn rules_are_whole_sentences() {
        let resize: &[Condition<'_>] = &[Condition::Is {
            field: 0,
            values: &[Literal::Text("RESIZE")],
        }];
        let live: &[Condition<'_>] = &[
            Condition::Context(&[Context::Live2d]),
            Condition::Present { field: 1 },
        ];
        let rows: &[&[Literal<'_>]] = &[
            &[Literal::Int(1920), Literal::Int(1080)],
            &[Literal::Int(1080), Literal::Int(1920)],
        ];
        let cases: &[(&str, &TypeDef<'_>)] = &[("CROP", &TYPE)];
        for (rule, sentence) in [
            (
                rule(
                    resize,
                    RuleKind::Rows {
                        fields: &[1, 2],
                        rows,
                    },
                ),
                "When clip_mode is RESIZE (as it is by default), width and height must together be one of: 1920 × 1080, 1080 × 1920.",
            ),
            (
                rule(live, RuleKind::RequiredUnless { fields: &[2] }),
                "height is required unless the service is virtual avatar livestream and width is present.",
            ),
            (
                Rule {
                    direction: Some(Direction::Request),
                    ..rule(&[], RuleKind::AtMostOne { fields: &[1, 2] })
                },
                "In requests, at most one of width and height may be present.",
            ),
            (
                rule(
                    &[],
                    RuleKind::SelectsType {
                        tag: 0,
                        field: 3,
                        cases,
                        otherwise: None,
                    },
                ),
                "clip_mode says what params holds as JSON: VideoConfig for CROP; otherwise anything.",
            ),
            (
                Rule {
                    severity: Severity::Warning,
                    ..rule(
                        &[],
                        RuleKind::Range {
                            field: 1,
                            lower: Some(Bound {
                                value: 1000.0,
                                exclusive: false,
                            }),
                            upper: None,
                        },
                    )
                },
                "width is honoured only where it is 1000 or more.",
            ),
        ] {
            assert_eq!(rule_sentence(&TYPE, &rule), sentence);
        }
    }

    #[test]
    fn sources_are_told_with_place_and_date() {
        assert_eq!(cite(&CITE), "show-2d-video, table 9, read 2026-11-20");
    }

    #[test]
    fn conflicts_name_what_the_contract_has_in_their_place() {
        let conflict = Conflict {
            cite: CITE,
            says: &[("max_chars", "64"), ("required", "true")],
            because: "The page governs.",
        };
        assert_eq!(
            conflict_says(&conflict).to_string(),
            "maximum length 64, required: true"
        );
        let text = Text {
            max_chars: Some(256),
            ..TEXT
        };
        let shape = Shape::Text(&text);
        let field = Field {
            shape,
            ..field("name", Shape::Any)
        };
        assert_eq!(
            chosen(&field, "max_chars")
                .map(|p| p.to_string())
                .as_deref(),
            Some("256")
        );
        assert_eq!(chosen(&field, "min_chars"), None);
    }
}
