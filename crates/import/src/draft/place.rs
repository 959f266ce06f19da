//! What several sources say of one place, weighed: the keys of the field, where each was read, and what others say otherwise.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value, json};

use super::difference::{Differences, WhyNot};
use super::keys::{Keys, Mistake, ORDER, Said};
use crate::sheet::{Direction, Kind, Row, SourceKind, Why};
use crate::slips;

/// A source that speaks: the order is that in which sources govern.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Speaker {
    pub(super) kind: SourceKind,
    /// Its name in the spec.
    pub(super) name: String,
    /// The day on which it was read.
    pub(super) read: String,
}

impl Ord for Speaker {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        let newest = |speaker: &Self| std::cmp::Reverse(speaker.read.clone());
        (self.kind, newest(self), &self.name).cmp(&(other.kind, newest(other), &other.name))
    }
}

impl PartialOrd for Speaker {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

/// What sources say of a place: a row of each.
pub(super) type Rows<'a> = Vec<(&'a Speaker, &'a Row)>;

/// What one source says of a place.
pub(super) struct Statement<'a> {
    pub(super) speaker: Speaker,
    pub(super) row: &'a Row,
    pub(super) said: Said,
}

/// What is written of a place.
#[derive(Debug, Default)]
pub(super) struct Weighed {
    pub(super) keys: Keys,
    pub(super) required: bool,
    pub(super) nullable: bool,
    pub(super) deprecated: Option<String>,
    /// The source that governs.
    pub(super) source: String,
    /// The sources of keys that were not read in that one alone.
    pub(super) sources: BTreeMap<&'static str, Vec<String>>,
    pub(super) conflicts: Vec<Conflict>,
    pub(super) notes: Vec<String>,
}

/// What a source says otherwise.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Conflict {
    pub(super) source: String,
    pub(super) says: Map<String, Value>,
    pub(super) slip: Option<Slip>,
    pub(super) because: Option<&'static str>,
}

/// Where a mistake counts for nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Slip {
    Always,
    Only(Direction),
}

impl Slip {
    pub(super) fn value(self) -> Value {
        match self {
            Self::Always => true.into(),
            Self::Only(Direction::Request) => "request".into(),
            Self::Only(Direction::Response) => "response".into(),
        }
    }
}

impl Weighed {
    /// Takes out what says how a value is written in a text: on the wire everything is text.
    pub(super) fn on_the_wire(&mut self) {
        self.keys.own.remove("written");
        for conflict in &mut self.conflicts {
            conflict.says.remove("written");
        }
        self.conflicts.retain(|conflict| !conflict.says.is_empty());
    }
}

/// The names of what was read out of a source's prose by a program.
pub(super) fn name_of_guesses(speaker: &Speaker) -> Speaker {
    Speaker {
        kind: SourceKind::SdkText,
        name: format!("{}-text", speaker.name),
        read: speaker.read.clone(),
    }
}

/// Weighs what sources say, the one that governs first. `fallback` is the kind where none states one.
pub(super) fn weigh(
    statements: &[Statement<'_>],
    subject: &str,
    fallback: &'static str,
    differences: &mut Differences<'_>,
) -> Weighed {
    let mut voices: Vec<Voice<'_>> = Vec::new();
    for statement in statements {
        for (at, value) in &statement.said.unsayable {
            let source = &statement.speaker.name;
            differences.add(WhyNot::Unsayable, subject, source, at, value);
        }
        for unread in std::iter::once(statement.row)
            .chain(statement.row.inner())
            .flat_map(|row| &row.unread)
        {
            let source = &statement.speaker.name;
            differences.add(WhyNot::Unread, subject, source, &unread.at, &unread.found);
        }
        voices.push(Voice::new(
            statement.speaker.clone(),
            &statement.said.stated,
        ));
        if !statement.said.guessed.is_empty() {
            let speaker = name_of_guesses(&statement.speaker);
            voices.push(Voice::new(speaker, &statement.said.guessed));
        }
    }
    voices.sort_by(|a, b| a.speaker.cmp(&b.speaker));
    let mut weighing = Weighing {
        voices: &voices,
        rows: statements.iter().map(|statement| statement.row).collect(),
        sources: BTreeMap::new(),
        otherwise: BTreeMap::new(),
        unsayable: Vec::new(),
    };
    let levels: Vec<(usize, &Keys)> = voices.iter().map(|voice| voice.keys).enumerate().collect();
    let keys = weighing.level(&levels, fallback, 0);
    let Weighing {
        sources: by_key,
        mut otherwise,
        unsayable,
        ..
    } = weighing;
    for (voice, value) in unsayable {
        if let Some(Voice { speaker, .. }) = voices.get(voice) {
            let speaks = |one: &&Statement<'_>| {
                one.speaker == *speaker || name_of_guesses(&one.speaker) == *speaker
            };
            let at = statements.iter().find(speaks).map_or("", |one| &one.row.at);
            let ours = keys.get("type").filter(|_| value.get("type").is_some());
            let why = if ours.is_some() {
                WhyNot::Name
            } else {
                WhyNot::Unsayable
            };
            differences.against(why, subject, &speaker.name, at, &value, ours);
        }
    }
    let governs = statements
        .first()
        .map(|statement| statement.speaker.name.clone());
    let mut out = Weighed {
        keys,
        source: governs.unwrap_or_default(),
        nullable: statements.iter().any(|statement| statement.said.nullable),
        ..Weighed::default()
    };
    let place = |voice: usize| voices.get(voice).map(|voice| voice.speaker.name.clone());
    for (key, by) in by_key {
        let by: Vec<String> = by.into_iter().filter_map(place).collect();
        if *by != [out.source.clone()] {
            out.sources.insert(key, by);
        }
    }
    presence(statements, &mut out, &mut otherwise, &voices);
    lengths_beside(statements, &out.keys, &voices, &mut otherwise);
    conflicts(statements, &voices, otherwise, &mut out);
    for statement in statements {
        for note in &statement.said.notes {
            if !out.notes.contains(note) {
                out.notes.push(note.clone());
            }
        }
    }
    if let Some(statement) = statements
        .iter()
        .find(|statement| statement.said.deprecated)
    {
        out.deprecated = Some(format!(
            "{} marks it as deprecated.",
            statement.speaker.name
        ));
    }
    // A literal default says all that a note could.
    if out.keys.own.contains_key("default") {
        out.sources.remove("default_note");
        if let Some(Value::String(note)) = out.keys.own.remove("default_note") {
            out.notes.push(format!("Default: {note}"));
        }
    }
    out
}

/// What voices say otherwise, by voice.
type Otherwise = BTreeMap<usize, Map<String, Value>>;

fn presence(
    statements: &[Statement<'_>],
    out: &mut Weighed,
    otherwise: &mut Otherwise,
    voices: &[Voice<'_>],
) {
    let mut stated = statements
        .iter()
        .filter_map(|statement| Some((&statement.speaker, statement.said.required?)));
    let Some((first, required)) = stated.next() else {
        return;
    };
    out.required = required;
    let mut by = vec![first.name.clone()];
    for (speaker, other) in stated {
        if other == required {
            by.push(speaker.name.clone());
        } else if let Some(voice) = voices.iter().position(|voice| voice.speaker == *speaker) {
            let says = otherwise.entry(voice).or_default();
            says.insert("required".to_owned(), other.into());
        }
    }
    if required && by != [out.source.clone()] {
        out.sources.insert("required", by);
    }
}

/// Lengths beside a list say no more than the list: they are on record for people. Where the list is not what is written,
/// they are part of what the source says otherwise.
fn lengths_beside(
    statements: &[Statement<'_>],
    keys: &Keys,
    voices: &[Voice<'_>],
    otherwise: &mut Otherwise,
) {
    for statement in statements {
        let said = &statement.said;
        let guessed = said.guessed.flat().iter().any(|(key, _)| *key == "values");
        let speaker = if guessed {
            name_of_guesses(&statement.speaker)
        } else {
            statement.speaker.clone()
        };
        let Some(voice) = voices.iter().position(|voice| voice.speaker == speaker) else {
            continue;
        };
        for (key, value) in &said.beside {
            if keys.get(key) != Some(value) {
                let says = otherwise.entry(voice).or_default();
                says.insert((*key).to_owned(), value.clone());
            }
        }
    }
}

fn conflicts(
    statements: &[Statement<'_>],
    voices: &[Voice<'_>],
    otherwise: Otherwise,
    out: &mut Weighed,
) {
    for (voice, says) in otherwise {
        if let Some(voice) = voices.get(voice) {
            out.conflicts.push(Conflict {
                source: voice.speaker.name.clone(),
                says,
                slip: None,
                because: None,
            });
        }
    }
    for statement in statements {
        let mut mistakes: Vec<(_, Map<String, Value>)> = Vec::new();
        for Mistake {
            key,
            value,
            why,
            direction,
        } in &statement.said.mistakes
        {
            let slip = direction.map_or(Slip::Always, Slip::Only);
            let group = (*why, Some(slip));
            match mistakes.iter_mut().find(|(known, _)| *known == group) {
                Some((_, says)) => _ = says.insert((*key).to_owned(), value.clone()),
                None => mistakes.push((
                    group,
                    [((*key).to_owned(), value.clone())].into_iter().collect(),
                )),
            }
        }
        for ((why, slip), says) in mistakes {
            let same = |(key, value): (&String, &Value)| {
                let required = key == "required" && *value == Value::Bool(out.required);
                required
                    || out
                        .keys
                        .flat()
                        .iter()
                        .any(|(own, ours)| own == key && *ours == value)
            };
            // Another source says so as well, and is not mistaken.
            if says.iter().all(same) {
                continue;
            }
            out.conflicts.push(Conflict {
                source: statement.speaker.name.clone(),
                says,
                slip,
                because: Some(because(why)),
            });
        }
    }
}

fn because(why: Why) -> &'static str {
    match why {
        Why::RequiredWithoutMember => "There is no such member.",
        Why::RequiredWithDefault => "The same source gives it a default.",
        Why::LengthRefusesValue => "The same source lists a value that has another length.",
        Why::DefaultRefused => "The same source refuses it as a value.",
        Why::ItemsOfAnswer => "There may be nothing to list.",
        Why::LengthOfList => "A list has no length of text.",
    }
}

/// A speaker with what it states; guesses are a voice of their own.
struct Voice<'a> {
    speaker: Speaker,
    keys: &'a Keys,
}

impl<'a> Voice<'a> {
    const fn new(speaker: Speaker, keys: &'a Keys) -> Self {
        Self { speaker, keys }
    }
}

struct Weighing<'a> {
    voices: &'a [Voice<'a>],
    rows: Vec<&'a Row>,
    /// The voices that state each key that is written.
    sources: BTreeMap<&'static str, Vec<usize>>,
    otherwise: Otherwise,
    unsayable: Vec<(usize, Value)>,
}

/// Keys that say what a text may be.
const OF_TEXT: [&str; 10] = [
    "min_chars",
    "max_chars",
    "max_bytes",
    "max_chars_without_markup",
    "pattern",
    "format",
    "encoding",
    "json",
    "separator",
    "written",
];

/// Keys that say which values are listed.
const OF_LIST: [&str; 4] = ["values", "open", "any_case", "type"];

impl Weighing<'_> {
    /// Weighs one level: the value itself, its items, theirs.
    fn level(&mut self, levels: &[(usize, &Keys)], fallback: &'static str, depth: usize) -> Keys {
        // That it is a text says nothing of what the text holds.
        // Comments of an SDK alone make no other kind of it.
        let is_comment = |voice: &usize| {
            let voice = self.voices.get(*voice);
            voice.is_some_and(|voice| voice.speaker.kind == SourceKind::SdkText)
        };
        let mut refining = levels.iter().filter(|(voice, _)| !is_comment(voice));
        let refined = refining.find(|(_, keys)| keys.own.contains_key("written"));
        let refined = refined.and_then(|(_, keys)| keys.kind());
        let refined = refined.filter(|_| levels.iter().all(|(_, keys)| holds_text(keys)));
        let stated = levels.iter().filter(|(voice, _)| !is_comment(voice));
        let mut kinds = stated.chain(levels).filter_map(|(_, keys)| keys.kind());
        let kind = refined.or_else(|| kinds.next()).unwrap_or(fallback);
        let is_text = |kind: &str| matches!(kind, "text" | "enum");
        let fits = |keys: &Keys| match keys.kind() {
            None => true,
            Some("text") if refined.is_some() => keys.is_bare_text(),
            Some(other) => other == kind || is_text(other) && is_text(kind),
        };
        let mut fitting: Vec<(usize, &Keys)> = Vec::new();
        for (voice, keys) in levels {
            if fits(keys) {
                fitting.push((*voice, keys));
            } else if depth == 0 {
                let says = self.otherwise.entry(*voice).or_default();
                says.extend(keys.table());
            } else {
                self.unsayable.push((*voice, keys.table().into()));
            }
        }
        let kind = if is_text(kind) {
            text_or_list(&fitting).unwrap_or(kind)
        } else {
            kind
        };
        let mut out = Keys::default();
        out.own.insert("kind", kind.into());
        for key in ORDER {
            if matches!(key, "kind" | "item") {
                continue;
            }
            self.key(key, kind, &fitting, &mut out);
        }
        self.items(&fitting, kind, &mut out, depth);
        self.coherent(&mut out);
        out
    }

    fn key(&mut self, key: &'static str, kind: &str, fitting: &[(usize, &Keys)], out: &mut Keys) {
        let mut own: Option<&Value> = None;
        for (voice, keys) in fitting {
            let Some(value) = keys.get(key) else { continue };
            let foreign = match kind {
                "enum" => OF_TEXT.contains(&key),
                "text" => OF_LIST.contains(&key) && key != "type",
                _ => !belongs(key, kind),
            };
            if foreign {
                if belongs_anywhere(key, kind) {
                    self.say(*voice, key, value);
                } else {
                    self.unsayable.push((*voice, json!({ key: value })));
                }
                continue;
            }
            match own {
                None if key == "default" && self.is_refused(value, out, keys) => {
                    self.say(*voice, key, value);
                }
                None if matches!(key, "values" | "open" | "any_case")
                    && out.own.contains_key("type") =>
                {
                    self.unsayable.push((*voice, json!({ key: value })));
                }
                None => {
                    own = Some(value);
                    out.own.insert(key, value.clone());
                    self.sources.entry(key).or_insert_with(|| vec![*voice]);
                }
                Some(own) if same(key, own, value) => {
                    let by = self.sources.entry(key).or_default();
                    if !by.contains(voice) {
                        by.push(*voice);
                    }
                }
                Some(_) if matches!(key, "type" | "json" | "alternatives") => {
                    self.unsayable.push((*voice, json!({ key: value })));
                }
                Some(_) => self.say(*voice, key, value),
            }
        }
        match key {
            // Nobody is asked about them by themselves.
            "type" | "written" | "separator" | "open" | "any_case" => {
                self.sources.remove(key);
            }
            "default_note" | "unit" => {
                if let Some(by) = self.sources.get_mut(key) {
                    by.truncate(1);
                }
            }
            _ => {}
        }
    }

    fn say(&mut self, voice: usize, key: &str, value: &Value) {
        let says = self.otherwise.entry(voice).or_default();
        let value = match (key, value) {
            ("values", Value::Array(listed)) => wires(listed).into(),
            _ => value.clone(),
        };
        says.entry(key.to_owned()).or_insert(value);
    }

    /// Whether what is written, or what any source says, refuses a default.
    fn is_refused(&self, value: &Value, out: &Keys, keys: &Keys) -> bool {
        let listed = |keys: &Keys| {
            let Some(Value::Array(listed)) = keys.get("values") else {
                return false;
            };
            keys.get("open").is_none() && !wires(listed).contains(value)
        };
        let is_json = |text: &str| serde_json::from_str::<serde::de::IgnoredAny>(text).is_ok();
        let no_json = out.own.contains_key("json") && !value.as_str().is_some_and(is_json);
        let refuses = |row: &&Row| match (row.kind, value) {
            // On the wire a number is what its text holds.
            (Some(Kind::String), Value::Number(_) | Value::Bool(_)) => {
                slips::refuses(row, &value.to_string().into())
            }
            _ => slips::refuses(row, value),
        };
        let of_kind = match out.kind() {
            Some("text" | "enum") => value.is_string(),
            Some("int" | "number") => {
                value.is_number() || value.is_string() && out.own.contains_key("written")
            }
            Some("bool") => {
                value.is_boolean() || value.is_string() && out.own.contains_key("written")
            }
            _ => true,
        };
        !of_kind || no_json || listed(out) || listed(keys) || self.rows.iter().any(refuses)
    }

    fn items(&mut self, fitting: &[(usize, &Keys)], kind: &str, out: &mut Keys, depth: usize) {
        let items: Vec<(usize, &Keys)> = fitting
            .iter()
            .filter_map(|(voice, keys)| Some((*voice, keys.item.as_deref()?)))
            .collect();
        let separated = out.own.contains_key("separator");
        if items.is_empty() || !(matches!(kind, "list" | "map") || separated) {
            return;
        }
        let item = self.level(&items, "any", depth.saturating_add(1));
        out.item = Some(Box::new(item));
    }

    /// Takes out what contradicts a source that governs: bounds that leave no value, two keys for one thing.
    fn coherent(&mut self, out: &mut Keys) {
        let number = |out: &Keys, key: &str| out.get(key).and_then(Value::as_f64);
        for (low, high) in [
            ("min", "max"),
            ("min", "below"),
            ("above", "max"),
            ("above", "below"),
            ("min_chars", "max_chars"),
            ("min_items", "max_items"),
        ] {
            let crossed = match (number(out, low), number(out, high)) {
                (Some(from), Some(to)) => {
                    from > to || from == to && (low == "above" || high == "below")
                }
                _ => false,
            };
            if crossed {
                self.give_up(low, high, out);
            }
        }
        for (one, other) in [
            ("min", "above"),
            ("max", "below"),
            ("encoding", "json"),
            ("json", "separator"),
        ] {
            if out.own.contains_key(one) && out.own.contains_key(other) {
                self.give_up(one, other, out);
            }
        }
    }

    /// Gives up that of two keys which a lower source states.
    fn give_up(&mut self, one: &'static str, other: &'static str, out: &mut Keys) {
        let first = |key: &str| self.sources.get(key).and_then(|by| by.first()).copied();
        let lower = if first(one) > first(other) {
            one
        } else {
            other
        };
        let by = self.sources.remove(lower).unwrap_or_default();
        if let Some(value) = out.own.remove(lower) {
            for voice in by {
                self.say(voice, lower, &value);
            }
        }
    }
}

/// Whether what a source says is nothing, or a text of which it says nothing but what it holds.
fn holds_text(keys: &Keys) -> bool {
    match keys.kind() {
        None => true,
        Some("text") => keys.is_bare_text(),
        Some(_) => keys.own.contains_key("written"),
    }
}

/// Whether a text is written as a list of values or as a text: as the first source has it that says anything of it.
fn text_or_list(fitting: &[(usize, &Keys)]) -> Option<&'static str> {
    fitting.iter().find_map(|(_, keys)| {
        let says = |of: &[&str]| of.iter().any(|key| keys.own.contains_key(key));
        if says(&["values", "type"]) {
            Some("enum")
        } else if says(&OF_TEXT) {
            Some("text")
        } else {
            None
        }
    })
}

/// Whether a key is for values of a kind.
fn belongs(key: &str, kind: &str) -> bool {
    match key {
        "default" | "default_note" | "unit" => true,
        "type" => matches!(kind, "object" | "enum"),
        "alternatives" => kind == "alternatives",
        "written" => matches!(kind, "int" | "number" | "bool"),
        "min" | "max" => matches!(kind, "int" | "number"),
        "above" | "below" => kind == "number",
        "multiple_of" => kind == "int",
        "format" => matches!(kind, "text" | "int"),
        "min_items" | "max_items" => matches!(kind, "list" | "text"),
        "unique_items" => kind == "list",
        "values" | "open" | "any_case" => kind == "enum",
        _ => kind == "text",
    }
}

/// Whether what a source says with a key is another form of a text.
fn belongs_anywhere(key: &str, kind: &str) -> bool {
    matches!(kind, "text" | "enum") && (OF_TEXT.contains(&key) || OF_LIST.contains(&key))
}

fn same(key: &str, one: &Value, other: &Value) -> bool {
    match (key, one, other) {
        ("values", Value::Array(one), Value::Array(other)) => {
            let set = |listed: &[Value]| -> BTreeSet<String> {
                wires(listed).iter().map(Value::to_string).collect()
            };
            set(one) == set(other)
        }
        _ => one == other,
    }
}

/// The values themselves of a list of values.
pub(super) fn wires(listed: &[Value]) -> Vec<Value> {
    listed
        .iter()
        .map(|value| value.get("wire").unwrap_or(value).clone())
        .collect()
}
