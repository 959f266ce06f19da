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
//! let speed = Shape::Int(Int { min: Some(50), max: Some(200), ..Int::default() });
//! assert_eq!(words::allowed(&speed), "50 to 200");
//! ```

use core::fmt;
use std::borrow::Cow;

use crate::code::Code;
use crate::contract::{
    self, Bound, Cite, Condition, Conflict, Content, Context, Direction, Enum, EnumValue, Field,
    Form, Int, Json, List, Literal, Number, OperationState, Required, Rule, RuleKind, Separated,
    Service, Severity, Shape, Source, SourceKind, Text, TypeDef, Unique,
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
pub struct Piece<'a> {
    /// What it is.
    pub mark: Mark,
    /// Its text, unescaped.
    pub text: Cow<'a, str>,
}

/// A sentence, or a part of one, whose names and values are marked.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Phrase<'a> {
    /// The pieces in order.
    pub pieces: Vec<Piece<'a>>,
}

impl fmt::Display for Phrase<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.pieces
            .iter()
            .try_for_each(|piece| f.write_str(&piece.text))
    }
}

impl<'a> Phrase<'a> {
    /// Returns whether it says nothing.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.pieces.iter().all(|piece| piece.text.is_empty())
    }

    fn push(&mut self, mark: Mark, text: impl Into<Cow<'a, str>>) {
        self.pieces.push(Piece {
            mark,
            text: text.into(),
        });
    }

    fn plain(&mut self, text: impl Into<Cow<'a, str>>) {
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
fn one<'a>(mark: Mark, text: impl Into<Cow<'a, str>>) -> Phrase<'a> {
    let mut out = Phrase::default();
    out.push(mark, text);
    out
}

/// `a`, `a and b`, `a, b and c`.
fn join<'a>(items: Vec<Phrase<'a>>, last: &'static str) -> Phrase<'a> {
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
fn parts<'a>(items: Vec<Phrase<'a>>) -> Phrase<'a> {
    let mut out = Phrase::default();
    for item in items.into_iter().filter(|item| !item.is_empty()) {
        if !out.pieces.is_empty() {
            out.plain("; ");
        }
        out.append(item);
    }
    out
}

/// Returns words as a sentence lists them: `a, b or c`.
#[must_use]
pub fn list<T: fmt::Display>(words: &[T], conjunction: &str) -> String {
    let words: Vec<String> = words.iter().map(T::to_string).collect();
    match words.as_slice() {
        [first @ .., last] if !first.is_empty() => {
            format!("{} {conjunction} {last}", first.join(", "))
        }
        _ => words.concat(),
    }
}

/// Returns names as a sentence lists them, each in backquotes.
#[must_use]
pub fn names_list<T: fmt::Display>(names: &[T], conjunction: &str) -> String {
    let names: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
    list(&names, conjunction)
}

/// Returns a text value as it stands in a sentence: bare where that cannot be misread, in JSON's quotes otherwise.
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

/// Returns a text as JSON writes it. Control, bidi and other invisible characters are escaped: they could make a page or a
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

/// Returns a literal as it stands in a sentence.
#[must_use]
pub fn literal(literal: &Literal) -> Cow<'_, str> {
    match literal {
        Literal::Text(text) => text_value(text),
        Literal::Int(int) => Cow::Owned(int.to_string()),
        Literal::Number(number) => Cow::Owned(number.to_string()),
        Literal::Bool(true) => Cow::Borrowed("true"),
        Literal::Bool(false) => Cow::Borrowed("false"),
    }
}

/// Returns a JSON value as it stands in a sentence: a scalar like [`literal`], a list or an object as JSON text on one line.
#[must_use]
pub fn json(value: &Json) -> Cow<'_, str> {
    match value {
        Json::Scalar(scalar) => literal(scalar),
        Json::List(_) | Json::Object(_) => {
            let mut out = String::new();
            write_json(&mut out, value);
            Cow::Owned(out)
        }
    }
}

fn write_json(out: &mut String, value: &Json) {
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

/// Returns `yes`, `in requests` or `no`.
#[must_use]
pub const fn required(required: Required) -> &'static str {
    match required {
        Required::No => "no",
        Required::InRequests => "in requests",
        Required::Always => "yes",
    }
}

/// Returns what a service context is called: `virtual avatar livestream`.
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

/// Returns what a sort of source is called.
#[must_use]
pub const fn source_kind(kind: SourceKind) -> &'static str {
    match kind {
        SourceKind::Page => "documentation page",
        SourceKind::ApiExplorer => "machine-readable definitions",
        SourceKind::Sdk => "SDK",
    }
}

/// Returns source, place in it, and the day it was read: `show-2d-video, table 9, read 2026-11-20`.
#[must_use]
pub fn cite(service: &Service, cite: &Cite) -> String {
    cite_in(service.source(cite), cite)
}

/// Returns what [`cite`] does, of a source that is at hand.
#[must_use]
pub fn cite_in(source: &Source, cite: &Cite) -> String {
    let place = place_in(source, cite).map_or_else(String::new, |place| format!(", {place}"));
    format!("{}{place}, read {}", cite.source, source.read)
}

/// Returns the place in a source: `table 9` or `section Request body` of a page, the operation or class of what machines
/// read.
#[must_use]
pub fn place(service: &Service, cite: &Cite) -> Option<String> {
    place_in(service.source(cite), cite)
}

fn place_in(source: &Source, cite: &Cite) -> Option<String> {
    let anchor = cite.anchor.as_deref()?;
    Some(match source.kind {
        SourceKind::Page if anchor.starts_with(|c: char| c.is_ascii_digit()) => {
            format!("table {anchor}")
        }
        SourceKind::Page => format!("section {anchor}"),
        SourceKind::ApiExplorer | SourceKind::Sdk => anchor.to_owned(),
    })
}

/// Returns the type of a shape: `integer`, `string`, `list of LayerConfig`.
#[must_use]
pub fn kind(shape: &Shape) -> Phrase<'_> {
    match shape {
        Shape::Int(_) => one(Mark::Plain, "integer"),
        Shape::Number(_) => one(Mark::Plain, "number"),
        Shape::Text(Text { form: _, content }) => match content {
            Content::Plain | Content::Separated(_) => one(Mark::Plain, "string"),
            Content::Json(name) => {
                let mut out = one(Mark::Plain, "string with JSON of ");
                out.push(Mark::Type, name.as_str());
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
        Shape::Object(name) => one(Mark::Type, name.as_str()),
        Shape::Any => one(Mark::Plain, "any value"),
    }
}

/// Returns [`kind`] for several.
fn plural(shape: &Shape) -> Phrase<'_> {
    match shape {
        Shape::Int(_) => one(Mark::Plain, "integers"),
        Shape::Number(_) => one(Mark::Plain, "numbers"),
        Shape::Text(Text { form: _, content }) => match content {
            Content::Plain | Content::Separated(_) => one(Mark::Plain, "strings"),
            Content::Json(name) => {
                let mut out = one(Mark::Plain, "strings with JSON of ");
                out.push(Mark::Type, name.as_str());
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
        Shape::Object(name) => one(Mark::Type, name.as_str()),
        Shape::Any => one(Mark::Plain, "any values"),
    }
}

/// Returns the values that a shape allows, in plain text; empty where its type says it all.
#[must_use]
pub fn allowed(shape: &Shape) -> String {
    allowed_phrase(shape).to_string()
}

/// Returns the values that a shape allows: `50 to 200`, `1 to 64 characters`, `RESIZE or CROP`; empty where its type says
/// it all.
///
/// What a rule asks of the items of a field's list is in [`allowed_in`] alone.
#[must_use]
pub fn allowed_phrase(shape: &Shape) -> Phrase<'_> {
    match shape {
        Shape::Int(int) => of_int(int),
        Shape::Number(number) => of_number(number),
        Shape::Text(text) => of_text(text),
        Shape::Bool | Shape::Object(_) | Shape::Any => Phrase::default(),
        Shape::Enum(choice) => of_enum(choice),
        Shape::List(list) => {
            let unique = if list.unique {
                Unique::Items
            } else {
                Unique::No
            };
            of_list(list, unique)
        }
    }
}

/// Returns the values that a field of a type allows: those of its shape, and what may not occur twice in its list.
#[must_use]
pub fn allowed_in<'a>(ty: &'a TypeDef, field: &'a Field) -> Phrase<'a> {
    match &field.shape {
        Shape::List(list) => of_list(list, ty.unique_in(field)),
        shape => allowed_phrase(shape),
    }
}

/// Returns the listed values of a shape, of its items or of its pieces.
#[must_use]
pub fn values_in(shape: &Shape) -> Option<&Enum> {
    match shape {
        Shape::Enum(choice) => Some(choice),
        Shape::List(list) => values_in(&list.item),
        Shape::Text(Text { form: _, content }) => match content {
            Content::Separated(separated) => match &separated.piece {
                contract::Piece::Enum(choice) => Some(choice),
                contract::Piece::Text(_) => None,
            },
            Content::Plain | Content::Json(_) => None,
        },
        Shape::Int(_) | Shape::Number(_) | Shape::Bool | Shape::Object(_) | Shape::Any => None,
    }
}

/// Returns whether more is known of listed values than how they are spelt: what one means, or why it is deprecated.
#[must_use]
pub fn has_meanings(choice: &Enum) -> bool {
    let Enum { open: _, values } = choice;
    values.iter().any(|value| {
        let EnumValue {
            wire: _,
            summary,
            deprecated,
        } = value;
        !summary.is_empty() || deprecated.is_some()
    })
}

fn of_int(int: &Int) -> Phrase<'_> {
    let Int {
        min,
        max,
        accepted,
        special: specials,
        unix_seconds,
    } = int;
    let end = |bound: &Option<i64>| bound.map(|v| (v.to_string(), false));
    let mut all = vec![
        between(end(min), end(max)),
        honoured(accepted.map(|(from, to)| (from.to_string(), to.to_string()))),
    ];
    let specials = specials.iter();
    all.extend(specials.map(|(value, meaning)| special(value.to_string(), meaning)));
    if *unix_seconds {
        all.push(one(Mark::Plain, "seconds since 1970-01-01"));
    }
    parts(all)
}

fn of_number(number: &Number) -> Phrase<'_> {
    let Number {
        lower,
        upper,
        accepted,
        special: specials,
    } = number;
    let mut all = vec![
        between(lower.map(end), upper.map(end)),
        honoured(accepted.map(|(from, to)| (from.to_string(), to.to_string()))),
    ];
    let specials = specials.iter();
    all.extend(specials.map(|(value, meaning)| special(value.to_string(), meaning)));
    parts(all)
}

/// Returns an end of a range, and whether it is itself refused.
fn end(bound: Bound) -> (String, bool) {
    let Bound { value, exclusive } = bound;
    (value.to_string(), exclusive)
}

fn honoured<'a>(range: Option<(String, String)>) -> Phrase<'a> {
    range.map_or_else(Phrase::default, |(from, to)| {
        one(Mark::Plain, format!("honoured from {from} to {to}"))
    })
}

fn special(value: String, meaning: &str) -> Phrase<'_> {
    let mut out = one(Mark::Value, value);
    out.plain(": ");
    out.plain(without_stop(meaning));
    out
}

/// Returns a sentence as part of another one: without its full stop.
fn without_stop(sentence: &str) -> &str {
    sentence.strip_suffix('.').unwrap_or(sentence)
}

/// Returns a range; each end with whether it is itself refused.
fn between<'a>(lower: Option<(String, bool)>, upper: Option<(String, bool)>) -> Phrase<'a> {
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

/// Returns a count with its noun: `1 to 64 characters`, `at least 1 item`, `exactly 24 characters`.
fn count<'a>(min: Option<u32>, max: Option<u32>, noun: &str) -> Phrase<'a> {
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

fn of_text(text: &Text) -> Phrase<'_> {
    let Text { form, content } = text;
    let mut all = of_form(form);
    match content {
        // What a JSON document must be is said by `kind`.
        Content::Plain | Content::Json(_) => {}
        Content::Separated(separated) => {
            let Separated { separator, piece } = &**separated;
            let mut part = one(Mark::Plain, "items separated by ");
            part.push(Mark::Value, quoted(separator));
            all.push(part);
            all.push(each(match piece {
                contract::Piece::Text(form) => parts(of_form(form)),
                contract::Piece::Enum(choice) => of_enum(choice),
            }));
        }
    }
    parts(all)
}

/// Returns what a text or a piece of one must look like.
fn of_form(form: &Form) -> Vec<Phrase<'_>> {
    let Form {
        min_chars,
        max_chars,
        max_bytes,
        max_chars_without_markup,
        pattern,
        format,
        base64,
    } = form;
    let mut all = vec![count(*min_chars, *max_chars, "character")];
    if max_bytes.is_some() {
        let mut part = count(None, *max_bytes, "byte");
        part.plain(" in UTF-8");
        all.push(part);
    }
    if max_chars_without_markup.is_some() {
        let mut part = count(None, *max_chars_without_markup, "character");
        part.plain(" without markup");
        all.push(part);
    }
    if let Some(pattern) = pattern {
        let mut part = Phrase::default();
        if !pattern.words.is_empty() {
            part.plain(&*pattern.words);
            part.plain(", ");
        }
        part.plain("matching ");
        part.push(Mark::Value, &*pattern.regex);
        all.push(part);
    }
    if let Some(format) = format {
        all.push(one(Mark::Plain, format.words()));
    }
    if *base64 {
        all.push(one(Mark::Plain, "base64, padded"));
    }
    all
}

/// Returns what each item or piece must be; nothing where its type says it all.
fn each(words: Phrase<'_>) -> Phrase<'_> {
    if words.is_empty() {
        return words;
    }
    let mut out = one(Mark::Plain, "each ");
    out.append(words);
    out
}

fn of_enum(choice: &Enum) -> Phrase<'_> {
    let Enum { open, values } = choice;
    let mut values: Vec<Phrase<'_>> = values
        .iter()
        .map(|value| {
            let mut out = one(Mark::Value, text_value(&value.wire));
            if value.deprecated.is_some() {
                out.plain(" (deprecated)");
            }
            out
        })
        .collect();
    if *open {
        values.push(one(Mark::Plain, "another value"));
    }
    join(values, " or ")
}

fn of_list<'a>(list: &'a List, unique: Unique<'a>) -> Phrase<'a> {
    let List {
        item,
        min_items,
        max_items,
        unique: _,
    } = list;
    let unique = match unique {
        Unique::No => Phrase::default(),
        Unique::Items => one(Mark::Plain, "no two equal"),
        Unique::By(member) => {
            let mut out = one(Mark::Plain, "no two with the same ");
            // A member of the items, not of the type that the list stands in.
            out.push(Mark::Value, member);
            out
        }
    };
    parts(vec![
        count(*min_items, *max_items, "item"),
        each(allowed_phrase(item)),
        unique,
    ])
}

/// Returns what counts when a member is absent: the literal default, or the note in its place.
#[must_use]
pub fn default_words(field: &Field) -> Option<Phrase<'_>> {
    match (&field.default, field.info.default_note.as_deref()) {
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

fn names<'a>(fields: &'a [Box<str>], last: &'static str) -> Phrase<'a> {
    let each = fields.iter().map(|name| one(Mark::Name, &**name));
    join(each.collect(), last)
}

fn literals<'a>(values: &'a [Literal], last: &'static str) -> Phrase<'a> {
    let each = values.iter().map(|value| one(Mark::Value, literal(value)));
    join(each.collect(), last)
}

/// Returns what a condition asks: `clip_mode is RESIZE`.
#[must_use]
pub fn condition<'a>(ty: &TypeDef, condition: &'a Condition) -> Phrase<'a> {
    match condition {
        Condition::Is { field, values } => {
            let mut out = one(Mark::Name, &**field);
            out.plain(" is ");
            out.append(literals(values, " or "));
            // A reader who leaves the field out must not conclude that the rule is off.
            let default = ty.field(field).and_then(|field| field.default.as_ref());
            if let Some(Json::Scalar(default)) = default
                && values.contains(default)
            {
                out.plain(" (as it is by default)");
            }
            out
        }
        Condition::Present { field } => {
            let mut out = one(Mark::Name, &**field);
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

/// Returns all conditions of a rule: `clip_mode is RESIZE and width is present`.
#[must_use]
pub fn conditions<'a>(ty: &TypeDef, when: &'a [Condition]) -> Phrase<'a> {
    join(when.iter().map(|c| condition(ty, c)).collect(), " and ")
}

/// Returns what a rule asks, in plain text. The summary in [`Rule::info`] says why; this says exactly what.
#[must_use]
pub fn rule_sentence(ty: &TypeDef, rule: &Rule) -> String {
    rule_phrase(ty, rule).to_string()
}

/// Returns what callers should know of an operation that is not current, in a sentence.
#[must_use]
pub fn operation_state(state: &OperationState) -> Option<String> {
    match state {
        OperationState::Current => None,
        OperationState::Deprecated(note) => Some(format!("deprecated: {note}")),
        OperationState::Removed(note) => Some(format!("removed by the vendor: {note}")),
        OperationState::RenamedTo(name) => Some(format!("renamed by the vendor to {name}")),
    }
}

/// Returns what a rule asks, in one sentence that begins with a capital letter and ends with a full stop.
#[must_use]
pub fn rule_phrase<'a>(ty: &TypeDef, rule: &'a Rule) -> Phrase<'a> {
    let mut out = match rule.direction {
        None => Phrase::default(),
        Some(Direction::Request) => one(Mark::Plain, "in requests, "),
        Some(Direction::Response) => one(Mark::Plain, "in responses, "),
    };
    let (statement, link) = statement(ty, rule);
    match link {
        _ if rule.when.is_empty() => out.append(statement),
        Some(link) => {
            out.append(statement);
            out.plain(link);
            out.append(conditions(ty, &rule.when));
        }
        None => {
            out.plain("when ");
            out.append(conditions(ty, &rule.when));
            out.plain(", ");
            out.append(statement);
        }
    }
    out.plain(".");
    out.capitalised()
}

/// Returns the code that reports a broken rule; `None` for a rule that only says what to check against.
#[must_use]
pub const fn rule_code(kind: &RuleKind) -> Option<Code> {
    match kind {
        RuleKind::RequiredIf { fields: _ } | RuleKind::RequiredUnless { fields: _ } => {
            Some(Code::RequiredIf)
        }
        RuleKind::NoEffectIf { fields: _ }
        | RuleKind::NoEffectUnless { fields: _ }
        | RuleKind::WinsOver {
            winners: _,
            losers: _,
        }
        | RuleKind::SelectsSibling { tag: _, cases: _ } => Some(Code::NoEffect),
        RuleKind::AtMostOne { fields: _ } => Some(Code::AtMostOne),
        RuleKind::AtLeastOne { fields: _ } => Some(Code::AtLeastOne),
        RuleKind::Rows { fields: _, rows: _ } => Some(Code::Rows),
        RuleKind::Unique { list: _, by: _ } => Some(Code::UniqueItems),
        RuleKind::Range {
            field: _,
            lower: _,
            upper: _,
        }
        | RuleKind::Values {
            field: _,
            values: _,
        } => Some(Code::AcceptedRange),
        RuleKind::SelectsType {
            tag: _,
            field: _,
            cases: _,
            otherwise: _,
        } => None,
    }
}

/// Returns the fields that a rule names, its conditions' too; each once, in the order in which its sentence names them:
/// the conditions' last.
#[must_use]
pub fn rule_fields(rule: &Rule) -> Vec<&str> {
    let mut all: Vec<&str> = Vec::new();
    if let RuleKind::Unique { list, by: _ } = &rule.kind {
        all.push(list);
    }
    let uses = rule.uses();
    let names = uses.iter().map(|&(name, _)| name);
    // `uses` has those of the conditions first.
    let of_fields = |condition: &&Condition| !matches!(condition, Condition::Context(_));
    let of_conditions = rule.when.iter().filter(of_fields).count();
    all.extend(names.clone().skip(of_conditions));
    all.extend(names.take(of_conditions));
    let mut seen: Vec<&str> = Vec::new();
    all.retain(|name| {
        let new = !seen.contains(name);
        seen.push(name);
        new
    });
    all
}

/// Returns the sentence of a rule without direction, condition and full stop, and what stands between it and the
/// condition; `None` where it ends in a list, so that its condition reads better in front.
fn statement<'a>(ty: &TypeDef, rule: &'a Rule) -> (Phrase<'a>, Option<&'static str>) {
    let (when, unless) = (Some(" when "), Some(" unless "));
    let mut out = Phrase::default();
    let only = match rule.severity {
        Severity::Error => " must be ",
        Severity::Warning => " is honoured only where it is ",
    };
    let link = match &rule.kind {
        RuleKind::RequiredIf { fields } => {
            out.append(with_verb(fields, " is required", " are required"));
            when
        }
        RuleKind::RequiredUnless { fields } => {
            out.append(with_verb(fields, " is required", " are required"));
            unless
        }
        RuleKind::NoEffectIf { fields } => {
            out.append(with_verb(fields, " has no effect", " have no effect"));
            when
        }
        RuleKind::NoEffectUnless { fields } => {
            out.append(with_verb(fields, " has no effect", " have no effect"));
            unless
        }
        RuleKind::AtMostOne { fields } => {
            out.plain("at most one of ");
            out.append(names(fields, " and "));
            out.plain(" may be present");
            when
        }
        RuleKind::AtLeastOne { fields } => {
            out.plain("at least one of ");
            out.append(names(fields, " and "));
            out.plain(" must be present");
            when
        }
        RuleKind::WinsOver { winners, losers } => {
            out.plain("where ");
            out.append(with_verb(winners, " is present, ", " are present, "));
            out.append(with_verb(losers, " has no effect", " have no effect"));
            when
        }
        RuleKind::Rows { fields, rows } => {
            out.append(names(fields, " and "));
            out.plain(match (rule.severity, fields.len()) {
                (Severity::Error, 1) => " must be one of: ",
                (Severity::Error, _) => " must together be one of: ",
                (Severity::Warning, 1) => " is honoured only as one of: ",
                (Severity::Warning, _) => " are honoured only as one of: ",
            });
            let rows = rows.iter().map(|row| {
                let values: Vec<_> = row.iter().map(|v| literal(v).into_owned()).collect();
                one(Mark::Value, values.join(" × "))
            });
            out.append(join(rows.collect(), ", "));
            None
        }
        RuleKind::Unique { list, by } => {
            out.plain("no two items of ");
            out.push(Mark::Name, &**list);
            match by {
                None => out.plain(" are equal"),
                Some(member) => {
                    out.plain(" have the same ");
                    out.push(Mark::Value, &**member);
                }
            }
            when
        }
        RuleKind::SelectsType {
            tag,
            field,
            cases,
            otherwise,
        } => {
            out.push(Mark::Name, &**tag);
            out.plain(" says what ");
            out.push(Mark::Name, &**field);
            out.plain(match ty.field(field).map(|field| &field.shape) {
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
            let cases = cases.iter().map(|(value, ty)| {
                let mut out = one(Mark::Type, ty.as_str());
                out.plain(" for ");
                out.push(Mark::Value, text_value(value));
                out
            });
            out.append(join(cases.collect(), ", "));
            match otherwise {
                Some(ty) => {
                    out.plain("; otherwise ");
                    out.push(Mark::Type, ty.as_str());
                }
                None => out.plain("; otherwise anything"),
            }
            None
        }
        RuleKind::SelectsSibling { tag, cases } => {
            out.push(Mark::Name, &**tag);
            out.plain(" says which of these counts, and the others have no effect: ");
            let cases = cases.iter().map(|(value, field)| {
                let mut out = one(Mark::Name, &**field);
                out.plain(" for ");
                out.push(Mark::Value, text_value(value));
                out
            });
            out.append(join(cases.collect(), ", "));
            None
        }
        RuleKind::Range {
            field,
            lower,
            upper,
        } => {
            out.push(Mark::Name, &**field);
            out.plain(only);
            out.append(between(lower.map(end), upper.map(end)));
            when
        }
        RuleKind::Values { field, values } => {
            out.push(Mark::Name, &**field);
            out.plain(only);
            out.append(literals(values, " or "));
            when
        }
    };
    (out, link)
}

/// Returns names of fields and a verb.
fn with_verb<'a>(fields: &'a [Box<str>], one: &'static str, several: &'static str) -> Phrase<'a> {
    let mut out = names(fields, " and ");
    out.plain(if fields.len() == 1 { one } else { several });
    out
}

/// Returns what a conflict's source says: `maximum length 64`, `lacks it`.
#[must_use]
pub fn conflict_says(conflict: &Conflict) -> Phrase<'_> {
    let says = conflict.says.iter().map(|(key, value)| {
        if key.is_empty() {
            let value = if &**value == "absent" {
                "lacks it"
            } else {
                value
            };
            return one(Mark::Plain, value);
        }
        if &**key == "words" {
            return one(Mark::Plain, without_stop(value));
        }
        let mut out = one(Mark::Plain, constraint(key));
        out.plain(" ");
        out.push(Mark::Value, &**value);
        out
    });
    join(says.collect(), ", ")
}

/// Returns what a constraint key of `spec/` is called in a sentence; an unknown key as it is.
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

/// Returns what the contract says in place of a conflict's constraint: the field's own value of that key of `spec/`, or of
/// its items or pieces. `None` where it says nothing, or where the key is about more than the field.
#[must_use]
pub fn chosen<'a>(ty: &TypeDef, field: &'a Field, key: &str) -> Option<Phrase<'a>> {
    match key {
        // As `spec/` writes it: that is how the other source's word is told, too.
        "required" => Some(one(
            Mark::Value,
            match field.required {
                Required::No => "false",
                Required::InRequests => "request",
                Required::Always => "true",
            },
        )),
        "nullable" => value(field.nullable),
        "sensitive" => value(field.sensitive),
        "default" => {
            let default = field.default.as_ref()?;
            Some(one(Mark::Value, json(default)))
        }
        "default_note" => note(&field.info.default_note),
        "deprecated" => note(&field.deprecated),
        "no_effect" => note(&field.no_effect),
        "example" => None,
        "unit" => note(&field.info.unit),
        "unique_items" if matches!(field.shape, Shape::List(_)) => {
            value(ty.unique_in(field) == Unique::Items)
        }
        _ => of_shape(&field.shape, key),
    }
}

fn value<'a>(value: impl fmt::Display) -> Option<Phrase<'a>> {
    Some(one(Mark::Value, value.to_string()))
}

fn note(note: &Option<Box<str>>) -> Option<Phrase<'_>> {
    note.as_deref().map(|note| one(Mark::Plain, note))
}

/// Returns what [`chosen`] does, for what is said of values.
fn of_shape<'a>(shape: &'a Shape, key: &str) -> Option<Phrase<'a>> {
    let number = |bound: Option<Bound>, exclusive: bool| {
        let bound = bound.filter(|b| b.exclusive == exclusive)?;
        value(bound.value)
    };
    if key == "kind" {
        return value(shape.kind());
    }
    match shape {
        Shape::Int(int) => match key {
            "min" => value(int.min?),
            "max" => value(int.max?),
            "accepted" => {
                let (from, to) = int.accepted?;
                value(format_args!("{from} to {to}"))
            }
            "format" => int.unix_seconds.then(|| one(Mark::Value, "unix-seconds")),
            _ => None,
        },
        Shape::Number(of) => match key {
            "min" => number(of.lower, false),
            "max" => number(of.upper, false),
            "above" => number(of.lower, true),
            "below" => number(of.upper, true),
            "accepted" => {
                let (from, to) = of.accepted?;
                value(format_args!("{from} to {to}"))
            }
            _ => None,
        },
        Shape::Text(Text { form, content }) => in_form(form, key).or_else(|| match content {
            Content::Plain => None,
            Content::Json(name) => (key == "json").then(|| one(Mark::Type, name.as_str())),
            Content::Separated(separated) => {
                let Separated { separator, piece } = &**separated;
                match piece {
                    _ if key == "separator" => value(quoted(separator)),
                    contract::Piece::Text(form) => in_form(form, key),
                    contract::Piece::Enum(choice) => in_enum(choice, key),
                }
            }
        }),
        Shape::Enum(choice) => in_enum(choice, key),
        Shape::List(list) => match key {
            "min_items" => value(list.min_items?),
            "max_items" => value(list.max_items?),
            "unique_items" => value(list.unique),
            "item" => Some(kind(&list.item)),
            _ => of_shape(&list.item, key),
        },
        Shape::Object(name) => (key == "type").then(|| one(Mark::Type, name.as_str())),
        Shape::Bool | Shape::Any => None,
    }
}

fn in_form<'a>(form: &'a Form, key: &str) -> Option<Phrase<'a>> {
    match key {
        "min_chars" => value(form.min_chars?),
        "max_chars" => value(form.max_chars?),
        "max_bytes" => value(form.max_bytes?),
        "max_chars_without_markup" => value(form.max_chars_without_markup?),
        "pattern" => {
            let pattern = form.pattern.as_ref()?;
            Some(one(Mark::Value, &*pattern.regex))
        }
        "pattern_words" => {
            let pattern = form.pattern.as_ref()?;
            Some(one(Mark::Plain, &*pattern.words))
        }
        "format" => value(form.format?.as_str()),
        "encoding" => form.base64.then(|| one(Mark::Value, "base64")),
        _ => None,
    }
}

fn in_enum<'a>(choice: &'a Enum, key: &str) -> Option<Phrase<'a>> {
    match key {
        "values" => Some(of_enum(choice)),
        "open" => value(choice.open),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::automaton::Automaton;
    use crate::contract::{Format, Pattern, ServiceData, Source, Style};
    use crate::fixtures::{self, cite as from_page, field, list, names, object, one_of, rule, ty};

    /// A service whose one source is a page.
    fn service() -> Service {
        let source = Source {
            name: "show-2d-video".into(),
            kind: SourceKind::Page,
            title: "Query a task".into(),
            url: "https://example.com/".into(),
            read: "2026-11-20".into(),
        };
        Service::provisional(ServiceData {
            name: "studio".into(),
            title: "Studio".into(),
            summary: "A service that does not exist.".into(),
            style: Style::Rest,
            endpoints: Vec::new(),
            auth: Vec::new(),
            sources: vec![source],
            types: Vec::new(),
            operations: Vec::new(),
        })
    }

    fn modes() -> Enum {
        let mut modes = one_of(&["RESIZE", "CROP"]);
        if let [_, crop] = &mut *modes.values {
            crop.deprecated = Some("Use RESIZE.".into());
        }
        modes
    }

    fn text(form: Form) -> Shape {
        let content = Content::Plain;
        Shape::Text(Text { form, content })
    }

    fn separated(form: Form, separator: &str, piece: contract::Piece) -> Shape {
        let content = Content::Separated(Box::new(Separated {
            separator: separator.into(),
            piece,
        }));
        Shape::Text(Text { form, content })
    }

    /// Everything that a form can ask.
    fn strict() -> Form {
        Form {
            min_chars: Some(2),
            max_chars: Some(8),
            max_bytes: Some(9),
            max_chars_without_markup: Some(7),
            pattern: Some(Box::new(Pattern {
                regex: "^[a-z]+$".into(),
                words: "small letters".into(),
                automaton: Automaton::default(),
            })),
            format: Some(Format::ClockTime),
            base64: true,
        }
    }

    fn video_config() -> TypeDef {
        let mut clip_mode = field("clip_mode", Shape::Enum(modes()));
        clip_mode.default = Some(Json::Scalar("RESIZE".into()));
        let fields = vec![
            clip_mode,
            field("width", Shape::Any),
            field("height", Shape::Any),
            field("params", Shape::Text(fixtures::text())),
        ];
        ty("VideoConfig", fields, vec![])
    }

    #[test]
    fn integers_are_told_by_their_ends() {
        let int = |min, max| {
            allowed(&Shape::Int(Int {
                min,
                max,
                ..fixtures::int()
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
        let shape = Shape::Int(Int {
            min: Some(-1),
            max: Some(120),
            accepted: Some((4, 120)),
            special: [(-1, "Plays without end.".into())].into(),
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
            allowed(&Shape::Number(Number {
                lower: lower.map(bound),
                upper: upper.map(bound),
                ..fixtures::number()
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
        assert_eq!(
            allowed(&text(Form {
                min_chars: Some(1),
                max_chars: Some(64),
                max_bytes: Some(1),
                ..Form::default()
            })),
            "1 to 64 characters; at most 1 byte in UTF-8"
        );
        let piece = contract::Piece::Enum(modes());
        assert_eq!(
            allowed(&separated(Form::default(), ",", piece)),
            "items separated by \",\"; each RESIZE or CROP (deprecated)"
        );
        assert_eq!(
            allowed(&text(Form {
                min_chars: Some(24),
                max_chars: Some(24),
                base64: true,
                ..Form::default()
            })),
            "exactly 24 characters; base64, padded"
        );
    }

    #[test]
    fn all_that_is_asked_of_a_text_is_asked_of_a_piece_in_the_same_words() {
        let whole = allowed(&text(strict()));
        assert_eq!(
            whole,
            "2 to 8 characters; at most 9 bytes in UTF-8; at most 7 characters without markup; \
             small letters, matching ^[a-z]+$; HH:MM:SS.mmm such as 00:01:02.500; base64, padded"
        );
        let pieces = separated(Form::default(), ", ", contract::Piece::Text(strict()));
        assert_eq!(
            allowed(&pieces),
            format!("items separated by \", \"; each {whole}")
        );
    }

    #[test]
    fn lists_say_how_many_and_what() {
        let mut shape = list(object("Layer"));
        if let Shape::List(list) = &mut shape {
            list.min_items = Some(1);
        }
        let unique = rule(
            Severity::Error,
            vec![],
            RuleKind::Unique {
                list: "layers".into(),
                by: Some("width".into()),
            },
        );
        let ty = ty("T", vec![field("layers", shape)], vec![unique]);
        let field = ty.field("layers").expect("a field");
        assert_eq!(
            allowed_in(&ty, field).to_string(),
            "at least 1 item; no two with the same width"
        );
        assert_eq!(allowed(&field.shape), "at least 1 item");
        assert_eq!(kind(&field.shape).to_string(), "list of Layer");
        let told = chosen(&ty, field, "unique_items").map(|phrase| phrase.to_string());
        assert_eq!(told.as_deref(), Some("false"));
    }

    #[test]
    fn lists_in_lists_say_what_may_not_occur_twice() {
        let mut inner = list(Shape::Bool);
        if let Shape::List(list) = &mut inner {
            list.unique = true;
        }
        let ty = ty("T", vec![field("rows", list(inner))], vec![]);
        let field = ty.field("rows").expect("a field");
        let told = allowed_in(&ty, field).to_string();
        assert_eq!(told, "each no two equal");
        assert_eq!(allowed(&field.shape), told);
    }

    #[test]
    fn listed_values_are_found_wherever_they_stand() {
        let modes = modes();
        let choice = || Shape::Enum(modes.clone());
        let piece = contract::Piece::Enum(modes.clone());
        for shape in [
            choice(),
            list(list(choice())),
            separated(Form::default(), ",", piece),
        ] {
            assert_eq!(values_in(&shape), Some(&modes), "{shape:?}");
        }
        let piece = contract::Piece::Text(strict());
        for shape in [
            Shape::Bool,
            list(Shape::Any),
            text(strict()),
            separated(Form::default(), ",", piece),
        ] {
            assert_eq!(values_in(&shape), None, "{shape:?}");
        }
        assert!(has_meanings(&modes));
        let mut plain = one_of(&["A", "B"]);
        assert!(!has_meanings(&plain));
        if let [_, b] = &mut *plain.values {
            b.summary = "The second.".into();
        }
        assert!(has_meanings(&plain));
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
        let resize = vec![Condition::Is {
            field: "clip_mode".into(),
            values: ["RESIZE".into()].into(),
        }];
        let live = vec![
            Condition::Context([Context::Live2d].into()),
            Condition::Present {
                field: "width".into(),
            },
        ];
        let row = |a, b| [Literal::Int(a), Literal::Int(b)].into();
        let ty = video_config();
        for (rule, sentence) in [
            (
                rule(
                    Severity::Error,
                    resize,
                    RuleKind::Rows {
                        fields: names(&["width", "height"]),
                        rows: [row(1920, 1080), row(1080, 1920)].into(),
                    },
                ),
                "When clip_mode is RESIZE (as it is by default), width and height must together be one of: 1920 × 1080, 1080 × 1920.",
            ),
            (
                rule(
                    Severity::Error,
                    live,
                    RuleKind::RequiredUnless {
                        fields: names(&["height"]),
                    },
                ),
                "height is required unless the service is virtual avatar livestream and width is present.",
            ),
            (
                Rule {
                    direction: Some(Direction::Request),
                    ..rule(
                        Severity::Error,
                        vec![],
                        RuleKind::AtMostOne {
                            fields: names(&["width", "height"]),
                        },
                    )
                },
                "In requests, at most one of width and height may be present.",
            ),
            (
                rule(
                    Severity::Error,
                    vec![],
                    RuleKind::SelectsType {
                        tag: "clip_mode".into(),
                        field: "params".into(),
                        cases: [("CROP".into(), "VideoConfig".into())].into(),
                        otherwise: None,
                    },
                ),
                "clip_mode says what params holds as JSON: VideoConfig for CROP; otherwise anything.",
            ),
            (
                rule(
                    Severity::Warning,
                    vec![],
                    RuleKind::Range {
                        field: "width".into(),
                        lower: Some(Bound {
                            value: 1000.0,
                            exclusive: false,
                        }),
                        upper: None,
                    },
                ),
                "width is honoured only where it is 1000 or more.",
            ),
        ] {
            assert_eq!(rule_sentence(&ty, &rule), sentence);
        }
    }

    #[test]
    fn the_fields_of_a_rule_are_told_once_and_those_of_conditions_last() {
        let when = || {
            vec![
                Condition::Context([Context::Live2d].into()),
                Condition::Present { field: "b".into() },
                Condition::Is {
                    field: "c".into(),
                    values: [Literal::Bool(true)].into(),
                },
            ]
        };
        let fields = names(&["a", "b"]);
        let of = |kind| rule(Severity::Error, when(), kind);
        let required = of(RuleKind::RequiredIf { fields });
        assert_eq!(rule_fields(&required), ["a", "b", "c"]);
        let unique = of(RuleKind::Unique {
            list: "items".into(),
            by: None,
        });
        assert_eq!(rule_fields(&unique), ["items", "b", "c"]);
    }

    #[test]
    fn sources_are_told_with_place_and_date() {
        let told = cite(&service(), &Cite::from("show-2d-video#9"));
        assert_eq!(told, "show-2d-video, table 9, read 2026-11-20");
        let told = place(&service(), &Cite::from("show-2d-video#Request body"));
        assert_eq!(told.as_deref(), Some("section Request body"));
        assert_eq!(place(&service(), &Cite::from("show-2d-video")), None);
    }

    #[test]
    fn conflicts_name_what_the_contract_has_in_their_place() {
        let conflict = Conflict {
            cite: from_page(),
            says: [
                ("max_chars".into(), "64".into()),
                ("required".into(), "true".into()),
            ]
            .into(),
            because: "The page governs.".into(),
        };
        assert_eq!(
            conflict_says(&conflict).to_string(),
            "maximum length 64, required: true"
        );
        let shape = text(Form {
            max_chars: Some(256),
            ..Form::default()
        });
        let ty = ty("T", vec![field("name", shape)], vec![]);
        let field = ty.field("name").expect("a field");
        let told = |key| chosen(&ty, field, key).map(|phrase| phrase.to_string());
        assert_eq!(told("max_chars").as_deref(), Some("256"));
        assert_eq!(told("min_chars"), None);
    }

    #[test]
    fn what_a_field_says_of_its_pieces_stands_for_the_field_where_it_says_nothing_itself() {
        let form = Form {
            max_chars: Some(99),
            ..Form::default()
        };
        let texts = separated(form, "|", contract::Piece::Text(strict()));
        let choices = contract::Piece::Enum(one_of(&["A", "B"]));
        let choices = separated(Form::default(), ",", choices);
        let ty = ty("T", vec![field("t", texts), field("c", choices)], vec![]);
        for (name, key, told) in [
            ("t", "max_chars", "99"),
            ("t", "min_chars", "2"),
            ("t", "max_bytes", "9"),
            ("t", "max_chars_without_markup", "7"),
            ("t", "pattern", "^[a-z]+$"),
            ("t", "pattern_words", "small letters"),
            ("t", "format", "clock-time"),
            ("t", "encoding", "base64"),
            ("t", "separator", "\"|\""),
            ("c", "values", "A or B"),
            ("c", "open", "false"),
            ("c", "kind", "text"),
        ] {
            let field = ty.field(name).expect("a field");
            let chosen = chosen(&ty, field, key).map(|phrase| phrase.to_string());
            assert_eq!(chosen.as_deref(), Some(told), "{name} {key}");
        }
    }
}
