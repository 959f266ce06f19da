//! Sources that do not agree about a field: what each of them says, made of the field's keys, of where each was read, and of
//! the conflicts.

use std::cmp::Reverse;
use std::collections::BTreeSet;
use std::sync::Arc;

use serde::Deserialize as _;
use serde::de::IntoDeserializer as _;

use mediaspec_core::contract::{
    Cite, Conflict, Direction, Dropped, Field, Question, SourceKind, Vote,
};

use super::{Lowering, says, text};
use crate::codes;
use crate::problem::SourceText;
use crate::raw::{self, At, Item, Kind, Says, Slip, Value};

/// The disagreements about a field.
pub(super) struct Disagreements {
    /// What each source says of what values it takes and where it must be, where they do not agree.
    pub(super) votes: Box<[Vote]>,
    /// The source that had it once.
    pub(super) dropped: Option<Dropped>,
    /// What else they say, for people.
    pub(super) conflicts: Box<[Conflict]>,
}

/// The keys of an item, by name, sorted.
type Keys = Vec<(String, Value)>;

/// What a source is asked about a key; `None` for keys about which nobody is asked.
fn question(key: &str) -> Option<Question> {
    Some(match key {
        "kind" | "type" | "item" | "alternatives" | "written" | "json" | "separator" => {
            Question::Kind
        }
        "min_items" | "max_items" | "unique_items" => Question::Items,
        "required" => Question::Presence,
        "min"
        | "max"
        | "above"
        | "below"
        | "multiple_of"
        | "min_chars"
        | "max_chars"
        | "max_bytes"
        | "max_chars_without_markup"
        | "pattern"
        | "pattern_words"
        | "format"
        | "encoding"
        | "values"
        | "open"
        | "any_case" => Question::Value,
        _ => return None,
    })
}

/// A source that speaks of a field, with what it says otherwise.
struct Speaker<'r> {
    cite: Cite,
    kind: SourceKind,
    read: &'r str,
    /// What its conflicts say, each with the messages of which it is plainly mistaken.
    says: Vec<(&'r str, &'r At<Value>, Option<Slip>)>,
    because: Box<str>,
}

impl Speaker<'_> {
    /// Whether any of what it says counts in one direction alone.
    fn differs_by_direction(&self) -> bool {
        let mut says = self.says.iter();
        says.any(|(_, _, slip)| matches!(slip, Some(Slip::Requests | Slip::Responses)))
    }

    /// What counts of what it says, in one direction or in both.
    fn counting(&self, direction: Option<Direction>) -> impl Iterator<Item = (&str, &At<Value>)> {
        let says = self.says.iter().filter(move |(_, _, slip)| match slip {
            None => true,
            Some(Slip::Always) => false,
            Some(Slip::Requests) => direction == Some(Direction::Response),
            Some(Slip::Responses) => direction == Some(Direction::Request),
        });
        says.map(|(key, value, _)| (*key, *value))
    }
}

impl<'r> Lowering<'r> {
    /// Returns what sources say of a field that do not agree. `field` is what it is by its own keys.
    pub(super) fn disagreements(
        &self,
        file: &Arc<SourceText>,
        raw: &raw::Field,
        field: &Field,
    ) -> Disagreements {
        let mut speakers: Vec<Speaker<'_>> = Vec::new();
        self.speak(&mut speakers, field.info.cite.clone());
        for (_, cite) in &field.info.cites {
            self.speak(&mut speakers, cite.clone());
        }
        let mut dropped = None;
        let mut conflicts = Vec::new();
        let lists_of = raw.lists_put_together();
        for conflict in &raw.conflict {
            let cite = self.cite(file, conflict.source.as_ref(), None);
            let because = text(conflict.because.as_ref());
            let slip = conflict.slip.as_ref().map(|slip| slip.value);
            let mut rest: Vec<(Box<str>, Box<str>)> = Vec::new();
            let mut is_vote = false;
            match conflict.says.as_ref().map(|says| &says.value) {
                None => {}
                Some(Says::Absent) => rest.push(("".into(), "absent".into())),
                Some(Says::Keys(keys)) => {
                    for (key, value) in keys {
                        match (question(key), &value.value) {
                            (None, Value::Text(day)) if key.as_str() == "dropped" => {
                                dropped = Some(Dropped {
                                    cite: cite.clone(),
                                    since: day.as_str().into(),
                                });
                            }
                            // Of a source that contradicts itself what the field has of it counts.
                            (Some(_), _)
                                if !matches!(slip, Some(Slip::Always))
                                    && !lists(raw, field, keys, key, &cite)
                                    && (lists_of.is_some() && key.value == "values"
                                        || !has(raw, key)
                                        || !stating(field, key)
                                            .any(|name| *name == *cite.source)) =>
                            {
                                let speaker = self.speak(&mut speakers, cite.clone());
                                speaker.says.push((key.as_str(), value, slip));
                                is_vote = true;
                            }
                            _ => rest.push((key.as_str().into(), says(key, value).into())),
                        }
                    }
                }
            }
            if is_vote {
                self.speak(&mut speakers, cite.clone()).because = because.clone();
            }
            if !rest.is_empty() {
                conflicts.push(Conflict {
                    cite,
                    says: rest.into(),
                    because,
                    slip: slip.is_some(),
                });
            }
        }
        speakers.sort_by_key(|speaker| (speaker.kind, Reverse(speaker.read)));
        let votes = if self.is_disputed(&speakers, raw, field) {
            self.votes(file, &speakers, raw, field)
        } else {
            Vec::new()
        };
        Disagreements {
            votes: votes.into(),
            dropped,
            conflicts: conflicts.into(),
        }
    }

    /// The speaker of a source, which is a new one where the source has not spoken before.
    fn speak<'s>(&self, speakers: &'s mut Vec<Speaker<'r>>, cite: Cite) -> &'s mut Speaker<'r>
    where
        'r: 's,
    {
        let known = speakers
            .iter()
            .position(|speaker| speaker.cite.source == cite.source);
        let at = known.unwrap_or(speakers.len());
        if known.is_none() {
            let mut sources = self.documents.vendor.iter().flat_map(|one| &one.raw.source);
            let source = sources.find(|source| {
                let name = source.name.as_ref();
                name.is_some_and(|name| name.value == *cite.source)
            });
            let kind = source.and_then(|source| source.kind.as_ref());
            let read = source.and_then(|source| source.read.as_ref());
            speakers.push(Speaker {
                cite,
                kind: kind.map_or(SourceKind::Sdk, |kind| kind.value),
                read: read.map_or("", |read| read),
                says: Vec::new(),
                because: "".into(),
            });
        }
        // It was just put there, if it was not there before.
        let (_, behind) = speakers.split_at_mut(at);
        match behind {
            [speaker, ..] => speaker,
            [] => unreachable!("every speaker has a place"),
        }
    }

    /// Whether anything that counts is said otherwise, or keys of one question were read in different sources.
    fn is_disputed(&self, speakers: &[Speaker<'_>], raw: &raw::Field, field: &Field) -> bool {
        let directions = [Some(Direction::Request), Some(Direction::Response)];
        let differs = |speaker: &Speaker<'_>| {
            let mut directions = directions.iter();
            directions.any(|direction| speaker.counting(*direction).next().is_some())
        };
        if speakers.iter().any(differs) {
            return true;
        }
        let mut stated: Vec<(Question, usize, BTreeSet<&str>)> = Vec::new();
        for (level, item) in raw.shape.nested().enumerate() {
            for key in item.keys() {
                let Some(question @ (Question::Value | Question::Items)) = question(key.name)
                else {
                    continue;
                };
                let by = stating(field, key.name).collect();
                let mut known = stated.iter();
                match known.find(|(other, at, _)| *other == question && *at == level) {
                    Some((_, _, others)) if *others != by => return true,
                    Some(_) => {}
                    None => stated.push((question, level, by)),
                }
            }
        }
        false
    }

    fn votes(
        &self,
        file: &Arc<SourceText>,
        speakers: &[Speaker<'_>],
        raw: &raw::Field,
        field: &Field,
    ) -> Vec<Vote> {
        let presence = speakers
            .iter()
            .any(|speaker| speaker.says.iter().any(|(key, _, _)| *key == "required"));
        let mut items = raw.shape.nested();
        let open = items.find_map(|item| item.open.as_ref()).map(|open| At {
            value: Value::Bool(open.value),
            span: open.span.clone(),
        });
        let mut votes = Vec::new();
        for speaker in speakers {
            let both: &[Option<Direction>] = &[None];
            let each: &[Option<Direction>] = &[Some(Direction::Request), Some(Direction::Response)];
            let directions = if speaker.differs_by_direction() {
                each
            } else {
                both
            };
            for direction in directions {
                let mut says: Vec<(&str, &At<Value>)> = speaker.counting(*direction).collect();
                let named = &*speaker.cite.source;
                let states = |key: &str| stating(field, key).any(|name| name == named);
                let mut cites = field.info.cites.iter();
                let opens = cites.any(|(key, cite)| &**key == "open" && *cite.source == *named);
                if let Some(open) = &open
                    && opens
                    && !states("values")
                    && says
                        .iter()
                        .all(|(key, _)| !matches!(*key, "open" | "values"))
                {
                    says.push(("open", open));
                }
                let Some(item) = self.item_by(file, &raw.shape, &says, &states) else {
                    continue;
                };
                let required = says.iter().find(|(key, _)| *key == "required");
                let required = match required {
                    Some((_, value)) => raw::required(value),
                    None if presence && states("required") => Some(field.required),
                    None => None,
                };
                votes.push(Vote {
                    cite: speaker.cite.clone(),
                    shape: self.shape(&item.0, &item.1),
                    required,
                    direction: *direction,
                    older: speaker.kind == SourceKind::Archive,
                    because: speaker.because.clone(),
                });
            }
        }
        votes
    }

    /// The item as one source has it: the keys that it states, and what it says otherwise; with the text that it stands in.
    fn item_by(
        &self,
        file: &Arc<SourceText>,
        own: &Item,
        says: &[(&str, &At<Value>)],
        states: &dyn Fn(&str) -> bool,
    ) -> Option<(Arc<SourceText>, Item)> {
        let of_values = says.iter().filter(|(key, _)| *key != "required");
        let mut says: Vec<(&str, &At<Value>)> = of_values.copied().collect();
        let place = says.first().map(|(_, value)| value.span.clone());
        let keys = stated(own, &mut says, states);
        let written = toml::to_string(&toml(&Value::Table(keys)));
        let told = says.first().map(|(key, _)| {
            format!("`{key}` says nothing of what this field, or an item of it, is")
        });
        let read = written
            .map_err(|error| error.to_string())
            .and_then(|text| match told {
                Some(told) => Err(told),
                None => toml::from_str::<Item>(&text)
                    .map(|item| (text, item))
                    .map_err(|error| error.message().to_owned()),
            });
        match read {
            Ok((text, item)) => Some((Arc::new(SourceText::new(file.path.clone(), text)), item)),
            Err(message) => {
                self.report(&codes::SAYS, file, &place.unwrap_or(0..0), message);
                None
            }
        }
    }
}

/// Whether a key says something of texts beside a list of values that the same source has for the field or its items: it says
/// nothing more than the list, and is for people alone.
fn lists(
    raw: &raw::Field,
    field: &Field,
    says: &[(At<String>, At<Value>)],
    key: &str,
    cite: &Cite,
) -> bool {
    let is_of_text = matches!(
        key,
        "min_chars" | "max_chars" | "max_bytes" | "max_chars_without_markup" | "pattern"
    );
    let mut items = raw.shape.nested();
    let listed = items.any(|item| item.values.is_some() || is_named_list(item));
    let stated = listed && stating(field, "values").any(|name| *name == *cite.source);
    is_of_text && (stated || says.iter().any(|(key, _)| key.value == "values"))
}

/// Whether a field has a key: of its value, or of a value inside of that. What a value is, and where it must be, it always says.
fn has(raw: &raw::Field, key: &str) -> bool {
    let is_bound = matches!(question(key), Some(Question::Value | Question::Items));
    let mut keys = raw.shape.nested().flat_map(Item::keys);
    !is_bound || keys.any(|known| known.name == key)
}

/// Whether an item is a list of values that has a name.
fn is_named_list(item: &Item) -> bool {
    let kind = item.kind.as_ref().map(|kind| kind.value);
    kind == Some(Kind::Enum) && item.ty.is_some()
}

/// The names of the sources that state a key of a field.
fn stating<'f>(field: &'f Field, key: &str) -> impl Iterator<Item = &'f str> {
    let cites = &field.info.cites;
    // A pattern's words were read where the pattern was.
    let key = if key == "pattern_words" {
        "pattern"
    } else {
        key
    };
    let is_recorded = cites.iter().any(|(known, _)| **known == *key);
    let key = key.to_owned();
    let recorded = cites
        .iter()
        .filter(move |(known, _)| **known == *key)
        .map(|(_, cite)| &*cite.source);
    recorded.chain((!is_recorded).then_some(&*field.info.cite.source))
}

/// Returns the keys of an item that a source states, with what it says otherwise in their place. What is taken is taken out
/// of `says`.
fn stated(own: &Item, says: &mut Vec<(&str, &At<Value>)>, states: &dyn Fn(&str) -> bool) -> Keys {
    let mut take = |key: &str| {
        let at = says.iter().position(|(said, _)| *said == key)?;
        Some(says.remove(at).1.value.clone())
    };
    let own_kind = own.kind.as_ref().map(|kind| kind.value);
    let other_kind = take("kind");
    let is_list_of_values = own_kind == Some(Kind::Text) && other_kind.is_none();
    let kind = match &other_kind {
        Some(Value::Text(kind)) => Kind::deserialize(kind.as_str().into_deserializer())
            .map_err(|_: serde::de::value::Error| ())
            .ok(),
        Some(_) => None,
        None => own_kind,
    };
    // A list of values in the place of a text.
    let lists = says.iter().any(|(key, _)| *key == "values");
    // That there may be more than a list has is said of the list that the field has.
    let opens = !lists && says.iter().any(|(key, _)| *key == "open");
    let lists_as_the_field_does = own_kind == kind && (opens || states("values"));
    let kind = match kind {
        _ if lists && is_list_of_values => Some(Kind::Enum),
        // Without a list it is a text to this source.
        Some(Kind::Enum) if !lists && !lists_as_the_field_does => Some(Kind::Text),
        kind => kind,
    };
    let mut take = |key: &str| {
        let at = says.iter().position(|(said, _)| *said == key)?;
        Some(says.remove(at).1.value.clone())
    };
    let mut keys = Keys::new();
    if let Some(kind) = kind {
        keys.push(("kind".to_owned(), Value::Text(kind.as_str().to_owned())));
    }
    let fits = |kinds: &[Kind]| kinds.is_empty() || kind.is_some_and(|kind| kinds.contains(&kind));
    for (name, kinds) in Item::KINDS {
        if !fits(kinds) || matches!(*name, "item" | "json" | "special" | "accepted") {
            continue;
        }
        let said = take(name);
        let is_same_kind = kind == own_kind;
        let stands = || own.keys().into_iter().find(|key| key.name == *name);
        let own_value = || {
            let key = stands().filter(|_| is_same_kind)?;
            let counts = matches!(question(name), Some(Question::Kind) | None)
                || states(name)
                || opens && *name == "values";
            counts.then_some(key.value)
        };
        if let Some(value) = said.or_else(own_value) {
            keys.push(((*name).to_owned(), value));
        }
    }
    if kind == own_kind {
        if let Some(item) = &own.item {
            keys.push(("item".to_owned(), Value::Table(stated(item, says, states))));
        }
        if let Some(json) = &own.json {
            let inside = stated(&json.0, says, states);
            keys.push(("json".to_owned(), Value::Table(inside)));
        }
    }
    for name in ["item", "json"] {
        if let Some(at) = says.iter().position(|(said, _)| *said == name) {
            let value = says.remove(at).1.value.clone();
            keys.retain(|(known, _)| known != name);
            keys.push((name.to_owned(), value));
        }
    }
    keys
}

/// A literal as the TOML library has it. A listed value may be written by itself.
fn toml(value: &Value) -> toml::Value {
    match value {
        Value::Text(text) => toml::Value::String(text.clone()),
        Value::Int(int) => toml::Value::Integer(*int),
        Value::Float(float) => toml::Value::Float(*float),
        Value::Bool(bool) => toml::Value::Boolean(*bool),
        Value::List(items) => toml::Value::Array(items.iter().map(toml).collect()),
        Value::Table(members) => {
            let member = |(name, value): &(String, Value)| match (name.as_str(), value) {
                ("values", Value::List(items)) => {
                    let listed = items.iter().map(|item| match item {
                        Value::Text(_) => {
                            let wire = [("wire".to_owned(), toml(item))];
                            toml::Value::Table(wire.into_iter().collect())
                        }
                        other => toml(other),
                    });
                    (name.clone(), toml::Value::Array(listed.collect()))
                }
                _ => (name.clone(), toml(value)),
            };
            toml::Value::Table(members.iter().map(member).collect())
        }
    }
}
