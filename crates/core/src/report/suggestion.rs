//! What may have been meant in place of what was found.

use super::expected::{Asked, Expectation};
use super::{Detail, Violation};
use crate::code::Code;
use crate::contract::{Enum, Message, MessageKind, Part, Shape, TypeDef, Written};
use crate::escape::shortened;
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
        }
    }

    fn with_value(text: String, replacement: String) -> Self {
        Self {
            replacement: Some(replacement),
            ..Self::of(text)
        }
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
            (Code::Type | Code::Format, _) => self.of_asked_type(),
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
        let quoted = format!("`{meant}`");
        let text = if meant == bare {
            format!("write {quoted}, once for each item and without brackets")
        } else {
            did_you_mean(name, meant, &quoted)
        };
        Some(Suggestion {
            rename: Some(meant.to_owned()),
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

    /// A value of the list that is spelt alike.
    fn listed(&self) -> Option<Suggestion> {
        let Node::Text(found) = self.whole_value()? else {
            return None;
        };
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
        let json = Node::from(meant).compact();
        Some(Suggestion::with_value(
            did_you_mean(&found, meant, &json),
            json,
        ))
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
            Suggestion::with_value(text, json)
        };
        let in_quotes = || {
            let json = Node::from(found).compact();
            Suggestion::with_value(format!("write it as text: {json}"), json)
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

/// The values of a list.
const fn values_of(shape: &Shape) -> Option<&Enum> {
    match shape {
        Shape::Enum(values) => Some(values),
        _ => None,
    }
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
