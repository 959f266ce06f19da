//! What may have been meant in place of what was found.

use std::ops::Range;

use super::expected::{Asked, Expectation};
use super::{Detail, SharedStr, Violation};
use crate::code::Code;
use crate::contract::{Content, Enum, Message, MessageKind, Part, Shape, TypeDef, Written};
use crate::escape::shortened;
use crate::json_text;
use crate::node::Node;
use crate::words;

/// What may have been meant in place of what was found.
///
/// Displayed, it is a sentence for people: ``did you mean `volume`?``
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Suggestion {
    /// The suggestion as a sentence.
    pub text: String,
    /// JSON text of the value to send in place of the one that was found.
    pub replacement: Option<String>,
    /// The name to give to the member.
    pub rename: Option<String>,
    /// Whether nothing else can have been meant: the same value in another JSON type or in other case, a name with one near
    /// neighbour, a value in whose place the vendor names another. What is left is a question to whoever wrote the payload.
    pub certain: bool,
}

/// A change to a text that mends what a violation tells.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Edit {
    /// Where it begins, in bytes.
    pub offset: usize,
    /// How many bytes it takes away.
    pub length: usize,
    /// What it puts there.
    pub text: String,
}

impl Edit {
    /// Returns the edit that puts a text in place of so many bytes.
    #[must_use]
    pub fn new(offset: usize, length: usize, text: impl Into<String>) -> Self {
        Self {
            offset,
            length,
            text: text.into(),
        }
    }

    /// Returns the offset behind what it takes away.
    #[must_use]
    pub const fn end(&self) -> usize {
        self.offset.saturating_add(self.length)
    }

    /// Returns a text with edits made; they stand in the order of the text, none within another. `None` where one of them
    /// stands outside.
    ///
    /// ```
    /// use mediaspec_core::report::Edit;
    ///
    /// assert_eq!(Edit::make_all(&[], b"{}").as_deref(), Some(&b"{}"[..]));
    /// ```
    #[must_use]
    pub fn make_all<'e>(edits: impl IntoIterator<Item = &'e Self>, text: &[u8]) -> Option<Vec<u8>> {
        let mut out = Vec::with_capacity(text.len().saturating_add(64));
        let mut from = 0;
        for edit in edits {
            out.extend_from_slice(text.get(from..edit.offset)?);
            out.extend_from_slice(edit.text.as_bytes());
            from = edit.end();
        }
        out.extend_from_slice(text.get(from..)?);
        Some(out)
    }
}

impl std::fmt::Display for Suggestion {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.pad(&self.text)
    }
}

impl Suggestion {
    const fn of(text: String) -> Self {
        Self {
            text,
            replacement: None,
            rename: None,
            certain: false,
        }
    }

    fn certain_if(self, certain: bool) -> Self {
        Self { certain, ..self }
    }

    fn with_value(text: String, replacement: String) -> Self {
        Self {
            replacement: Some(replacement),
            ..Self::of(text)
        }
    }
}

impl Suggestion {
    /// The change of a value or of a key that stands at a place of a text.
    fn edit_at(&self, text: &[u8], place: Range<usize>) -> Option<Edit> {
        let Range { start, end } = place;
        let (mut offset, mut length) = (start, end.checked_sub(start)?);
        let found = text.get(place)?;
        let is_key = found.first() == Some(&b'"') && next_byte(text, end)?.1 == b':';
        let inserted = match (&self.rename, &self.replacement) {
            (Some(name), _) if is_key => Node::from(name.as_str()).compact(),
            (None, Some(replacement)) => {
                if is_key {
                    // A `null` is told at its member.
                    let (colon, _) = next_byte(text, end)?;
                    (offset, _) = next_byte(text, colon.checked_add(1)?)?;
                    let rest = text.get(offset..)?;
                    length = rest.starts_with(b"null").then_some(4)?;
                }
                replacement.clone()
            }
            (Some(_) | None, _) => return None,
        };
        // An object or a list is told by its first byte: there is more of it.
        let first = *text.get(offset)?;
        (length > 0 && !matches!(first, b'{' | b'[')).then_some(Edit {
            offset,
            length,
            text: inserted,
        })
    }

    /// The change of what a JSON string of a text says, quotes included in its place: of the value at a pointer, or of the one
    /// at a pointer in the text that this is, and so on.
    fn edit_within(
        &self,
        text: &[u8],
        string: Range<usize>,
        pointer: &str,
        within: &[SharedStr],
    ) -> Option<Edit> {
        let raw = text.get(string.clone())?;
        let said = json_text::said(text, &string);
        let found = json_text::only_at_pointer(&said, pointer)?;
        let edit = match within {
            [] => {
                let place = match self.rename.is_some() {
                    true => found.name,
                    false => found.value,
                };
                self.edit_at(&said, place)?
            }
            [first, rest @ ..] => self.edit_within(&said, found.value, first, rest)?,
        };
        let mut walk = json_text::Walk::new(raw);
        let start = walk.to(edit.offset);
        let length = walk.to(edit.end()).checked_sub(start)?;
        let escaped = Node::from(edit.text.as_str()).compact();
        let escaped = escaped.strip_prefix('"')?.strip_suffix('"')?;
        Some(Edit {
            offset: string.start.checked_add(start)?,
            length,
            text: escaped.to_owned(),
        })
    }
}

/// How much of a name a suggestion repeats.
const NAME: usize = 80;

/// The most characters of a value that a violation keeps: one that has as many may be cut.
const KEPT: usize = 64;

impl Violation {
    /// Returns what may have been meant, where that can be guessed: a member or a parameter of another spelling, a value of the
    /// list, a value of another JSON type, or a message that has the member.
    ///
    /// It is looked for when it is asked for. Values that the contract marks as sensitive are never in it.
    #[must_use]
    pub fn suggestion(&self) -> Option<Suggestion> {
        match (self.code, &self.detail) {
            (Code::AdditionalProperties, Detail::Member(name)) => {
                let ty = self.ty()?;
                self.other_name(ty, name)
                    .or_else(|| self.elsewhere(ty, name))
            }
            (Code::Enum, _) => self.listed(),
            (Code::Deprecated, _) => self.in_its_place(),
            (Code::Null, _) => self.empty_document(),
            (Code::ContentMediaType, _) => self.in_double_quotes(),
            (Code::Type | Code::Format, _) => self.of_asked_type(),
            (Code::Unrecognized, _) => {
                let fit = self.fit()?;
                Some(Suggestion::of(format!("this fits {fit}")))
            }
            _ => None,
        }
    }

    /// Returns the change to the text that was checked which the suggestion is, where that is all that has to be changed.
    ///
    /// What stands in a document inside a text is changed there: what is put in place is escaped as often as it stands in texts.
    ///
    /// ```
    /// use mediaspec_core::report::Violation;
    ///
    /// /// The text with a violation mended.
    /// fn mended(violation: &Violation, text: &str) -> Option<String> {
    ///     let edit = violation.edit(text.as_bytes())?;
    ///     let (before, after) = (text.get(..edit.offset)?, text.get(edit.end()..)?);
    ///     Some(format!("{before}{}{after}", edit.text))
    /// }
    /// # let _ = mended;
    /// ```
    #[must_use]
    pub fn edit(&self, text: &[u8]) -> Option<Edit> {
        self.edit_of(&self.suggestion()?, text, 0)
    }

    /// Returns the change that a suggestion of this violation is. The text is the part of the input that begins at an offset,
    /// and so is the change.
    #[must_use]
    pub fn edit_of(&self, suggestion: &Suggestion, text: &[u8], begins: usize) -> Option<Edit> {
        let position = self.position?;
        let offset = position.offset.checked_sub(begins)?;
        let place = offset..offset.checked_add(position.length)?;
        match &*self.embedded {
            [] => suggestion.edit_at(text, place),
            [first, rest @ ..] => {
                // A text that is a value of its own, not what is told at its key.
                let end = json_text::string_end(text, offset).ok()?;
                let string = (end == place.end).then_some(place)?;
                suggestion.edit_within(text, string, first, rest)
            }
        }
    }

    /// The value that the vendor names in place of one that is out of use.
    fn in_its_place(&self) -> Option<Suggestion> {
        let Node::Text(found) = self.whole_value()? else {
            return None;
        };
        let Shape::Enum(all) = self.subject.as_ref()?.shape()? else {
            return None;
        };
        let why = all.find(&found)?.deprecated.as_deref()?;
        let current = all.values.iter().filter(|value| value.deprecated.is_none());
        let mut named = current.filter(|value| says_use(why, &value.wire));
        let (meant, None) = (named.next()?, named.next()) else {
            return None;
        };
        let json = Node::from(&*meant.wire).compact();
        let text = format!("write {json}, which took its place");
        Some(Suggestion::with_value(text, json).certain_if(true))
    }

    /// The empty text, which counts as no document, in place of `null`.
    fn empty_document(&self) -> Option<Suggestion> {
        match self.subject.as_ref()?.shape()? {
            Shape::Text(text) if matches!(text.content, Content::Json(_)) => {
                let text = "write \"\", which counts as no document".to_owned();
                Some(Suggestion::with_value(text, "\"\"".to_owned()).certain_if(true))
            }
            _ => None,
        }
    }

    /// A documented name that is spelt alike.
    fn other_name(&self, ty: &TypeDef, name: &str) -> Option<Suggestion> {
        let letters = |name: &str| -> String {
            let letters = name.chars().filter(|c| !matches!(c, '_' | '-'));
            letters.flat_map(char::to_lowercase).collect()
        };
        let known = || ty.fields.iter().map(|field| &*field.name);
        // Some clients write lists so.
        let bare = name.strip_suffix("[]").unwrap_or(name);
        let wanted = letters(bare);
        let meant = known()
            .find(|known| *known == bare)
            .or_else(|| known().find(|known| letters(known) == wanted))
            .or_else(|| words::closest(bare, known()))?;
        let of_same_letters = known().filter(|known| letters(known) == wanted).count();
        let certain = match of_same_letters {
            0 => words::is_one_slip(bare, meant) && words::close(bare, known()).nth(1).is_none(),
            number => number == 1,
        };
        let quoted = format!("`{meant}`");
        let text = if meant == bare {
            format!("write {quoted}, once for each item and without brackets")
        } else {
            did_you_mean(name, meant, &quoted)
        };
        Some(Suggestion {
            rename: Some(meant.to_owned()),
            certain,
            ..Suggestion::of(text)
        })
    }

    /// Another message of the service that has the member, or the parameter: one of the same operation sooner than one of its
    /// family, and that sooner than others.
    fn elsewhere(&self, ty: &TypeDef, name: &str) -> Option<Suggestion> {
        let is_at_root = self.embedded.is_empty() && self.pointer.matches('/').count() == 1;
        let service = &self.subject.as_ref()?.service;
        let own = service
            .messages()
            .find(|message| message.part == self.part && message.type_def().name == ty.name);
        let distance = |message: &Message<'_>| {
            let operation = own.as_ref().map(|own| own.operation);
            let family = operation.map(|operation| &operation.tag);
            let is_same = operation.is_some_and(|own| own.name == message.operation.name);
            match (is_same, family == Some(&message.operation.tag)) {
                (true, _) => 0,
                (false, true) => 1,
                (false, false) => 2,
            }
        };
        let others = service.messages().filter(|message| {
            let other = message.type_def();
            let has = other.name != ty.name && other.field(name).is_some();
            is_at_root && message.part == self.part && has
        });
        let message = others.min_by_key(distance)?;
        let kind = match message.kind {
            MessageKind::Request => "request".to_owned(),
            MessageKind::Response(status) => format!("response {status}"),
            MessageKind::Callback(name) => format!("callback {name}"),
        };
        Some(Suggestion::of(format!(
            "`{}` is a {} of {}, {kind}",
            shortened(name, NAME),
            match self.part {
                Part::Body => "member",
                Part::Path | Part::Query => "parameter",
                Part::Header => "header",
            },
            message.operation.name
        )))
    }

    /// The value that was found, where all of it is known.
    fn whole_value(&self) -> Option<Node> {
        let found = self.found.as_deref()?;
        if found.chars().count() >= KEPT {
            return None;
        }
        serde_json::from_str(found).ok()
    }

    /// A document whose names and texts lack their double quotes.
    fn in_double_quotes(&self) -> Option<Suggestion> {
        let Node::Text(found) = self.whole_value()? else {
            return None;
        };
        let meant = double_quoted(&found)?;
        let text = format!("put its names and texts in double quotes: {meant}");
        let json = Node::from(&*meant).compact();
        Some(Suggestion::with_value(text, json).certain_if(true))
    }

    /// Whether a source lists the value, whatever others do.
    fn is_listed_by_any(&self, value: &str) -> bool {
        let field = self.subject.as_ref().and_then(|subject| subject.field());
        let mut votes = field.into_iter().flat_map(|field| &field.votes);
        votes.any(|vote| {
            let mut lists = vote.shape.nested().filter_map(values_of);
            lists.any(|list| list.find(value).is_some())
        })
    }

    /// A value of the list that is spelt alike.
    fn listed(&self) -> Option<Suggestion> {
        let Node::Text(found) = self.whole_value()? else {
            return None;
        };
        if self.is_listed_by_any(&found) {
            return None;
        }
        let mut shapes = match self.subject.as_ref()?.shape()? {
            Shape::Alternatives(all) => all.shapes.iter().collect(),
            shape => vec![shape],
        };
        shapes.retain(|shape| values_of(shape).is_some());
        let known = || {
            let all = shapes.iter().filter_map(|shape| values_of(shape));
            all.flat_map(|all| all.values.iter().map(|value| &*value.wire))
        };
        let trimmed = found.trim();
        let meant = known()
            .find(|known| *known == trimmed)
            .or_else(|| known().find(|known| known.eq_ignore_ascii_case(trimmed)))
            .or_else(|| words::closest(trimmed, known()))?;
        let mut of_same_letters = known().filter(|known| known.eq_ignore_ascii_case(&found));
        let certain = of_same_letters.next().is_some() && of_same_letters.next().is_none();
        let json = Node::from(meant).compact();
        let text = did_you_mean(&found, meant, &json);
        Some(Suggestion::with_value(text, json).certain_if(certain))
    }

    /// Whether a list is expected that may have items of the value's JSON type.
    fn is_item(&self, value: &Node) -> bool {
        match self.subject.as_ref().and_then(|subject| subject.shape()) {
            Some(Shape::List(list)) => match value {
                Node::Bool(_) => list.item.takes("boolean"),
                Node::Int(_) | Node::Number(_) => list.item.takes("number"),
                Node::Text(_) => list.item.takes("string"),
                Node::Null | Node::List(_) | Node::Object(_) => false,
            },
            _ => false,
        }
    }

    /// The value that was found as one of the JSON type that is asked for.
    fn of_asked_type(&self) -> Option<Suggestion> {
        let value = self.whole_value()?;
        let found = self.found.as_deref()?;
        let without_quotes = |json: String| {
            let text = format!("write it without quotes: {json}");
            Suggestion::with_value(text, json).certain_if(true)
        };
        let in_quotes = || {
            let json = Node::from(found).compact();
            Suggestion::with_value(format!("write it as text: {json}"), json).certain_if(true)
        };
        match (Expectation::of(self).asked, value) {
            (
                Asked::Type("string") | Asked::Written(_),
                Node::Int(_) | Node::Number(_) | Node::Bool(_),
            ) => Some(in_quotes()),
            (Asked::Type("integer"), Node::Text(text)) if Written::is_integer(&text) => {
                Some(without_quotes(canonical(&text)?))
            }
            (Asked::Type("number"), Node::Text(text)) if Written::is_number(&text) => {
                Some(without_quotes(canonical(&text)?))
            }
            (Asked::Type("boolean"), Node::Text(text)) => {
                let meant = ["true", "false"];
                let meant = meant
                    .into_iter()
                    .find(|meant| meant.eq_ignore_ascii_case(&text))?;
                Some(match self.part {
                    Part::Body => without_quotes(meant.to_owned()),
                    Part::Path | Part::Query | Part::Header => {
                        Suggestion::with_value(did_you_mean(&text, meant, meant), meant.to_owned())
                    }
                })
            }
            (Asked::Type("array"), value) if self.is_item(&value) => {
                let json = format!("[{found}]");
                Some(Suggestion::with_value(
                    format!("put it into a list: {json}"),
                    json,
                ))
            }
            _ => None,
        }
    }
}

/// The first byte that is no white space, from an offset on, and where it is.
fn next_byte(text: &[u8], from: usize) -> Option<(usize, u8)> {
    let mut rest = (from..).zip(text.get(from..)?);
    let (at, byte) = rest.find(|(_, byte)| !byte.is_ascii_whitespace())?;
    Some((at, *byte))
}

/// Whether words about a value that is out of use name another to use: `Withdrawn; use CN.`
fn says_use(why: &str, value: &str) -> bool {
    let mut places = why.match_indices(value);
    places.any(|(at, _)| {
        let (before, behind) = (why.get(..at), why.get(at.saturating_add(value.len())..));
        let before = before.unwrap_or_default().trim_end_matches('`');
        let behind = behind.unwrap_or_default().trim_start_matches('`');
        let named = before.ends_with("use ") || before.ends_with("Use ");
        // A value may have a full stop inside.
        let ends = behind.is_empty() || behind.starts_with(['.', ';', ',', ' ']);
        named && ends && !behind.starts_with(" or ") && !is_within_word(behind)
    })
}

/// Whether a word goes on: a full stop with something behind it belongs to it.
fn is_within_word(behind: &str) -> bool {
    let mut chars = behind.chars();
    chars.next() == Some('.') && chars.next().is_some_and(char::is_alphanumeric)
}

/// The values of a list.
const fn values_of(shape: &Shape) -> Option<&Enum> {
    match shape {
        Shape::Enum(values) => Some(values),
        _ => None,
    }
}

/// A text as the JSON that it is once its names, and its texts in single quotes, stand in double ones; `None` where it is
/// none.
fn double_quoted(text: &str) -> Option<String> {
    let mut out = String::with_capacity(text.len().saturating_add(16));
    let mut chars = text.chars().peekable();
    let is_of_name = |c: char| c.is_alphanumeric() || matches!(c, '_' | '$' | '-');
    // What stood before a word, white space aside.
    let mut before = ' ';
    while let Some(first) = chars.next() {
        match first {
            '"' | '\'' => {
                out.push('"');
                loop {
                    match chars.next()? {
                        c if c == first => break,
                        '"' => return None,
                        '\\' => out.extend(['\\', chars.next()?]),
                        c => out.push(c),
                    }
                }
                out.push('"');
            }
            c if c.is_alphabetic() || matches!(c, '_' | '$') => {
                let mut word = String::from(c);
                while let Some(more) = chars.next_if(|c| is_of_name(*c)) {
                    word.push(more);
                }
                let space: String =
                    std::iter::from_fn(|| chars.next_if(char::is_ascii_whitespace)).collect();
                let is_name = matches!(before, '{' | ',') && chars.peek() == Some(&':');
                let quotes = if is_name { "\"" } else { "" };
                out.extend([quotes, &word, quotes, &space]);
            }
            c => out.push(c),
        }
        if !first.is_ascii_whitespace() {
            before = first;
        }
    }
    serde_json::from_str::<serde::de::IgnoredAny>(&out)
        .is_ok()
        .then_some(out)
}

/// A number in digits as JSON writes it, which knows no zeros in front.
fn canonical(text: &str) -> Option<String> {
    let number: serde_json::Number = serde_json::from_str(text).ok()?;
    Some(number.to_string())
}

fn did_you_mean(found: &str, meant: &str, quoted: &str) -> String {
    let case = match found.eq_ignore_ascii_case(meant) {
        true => " It differs in case alone.",
        false => "",
    };
    format!("did you mean {quoted}?{case}")
}
