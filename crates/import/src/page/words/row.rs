//! What is read of a description becomes the row's: each statement is taken where the row's type has a place for it, and where it does
//! not contradict what was taken before.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use regex::Regex;
use serde_json::{Number, Value};

use super::clauses::clauses;
use super::ranges::{self, Of, Range, Statement};
use super::values::{self, Listed};
use super::{charsets, group, pattern, patterns};
use crate::page::chinese::is_han;
use crate::sheet::{Cause, Kind, LengthUnit, Row, Unread};

patterns! {
    LIST_DEFAULT: r"^\[(.*)\]$";
    UNIT_END: r"^(NUM)\s*UNIT$";
}

pub(super) struct Reader<'r> {
    pub(super) row: &'r mut Row,
    /// Whether what is read is a statement of the page, or prose.
    pub(super) states: bool,
    /// The place of the job among the others.
    pub(super) at: usize,
    /// A range that may be of numbers or of lengths, as the rest of the description tells; whether it is a statement; and where it stands.
    pub(super) range: Option<(Range, bool, usize, String)>,
    /// A default that says that there is none, unless it is a value.
    pub(super) nothing: Option<String>,
    pub(super) unread: Vec<(usize, String)>,
    pub(super) when: Vec<(usize, String)>,
    /// Whether what is read stands beside a default.
    pub(super) is_beside: bool,
}

impl<'r> Reader<'r> {
    pub(super) fn new(row: &'r mut Row) -> Self {
        Self {
            row,
            states: false,
            at: 0,
            range: None,
            nothing: None,
            unread: Vec::new(),
            when: Vec::new(),
            is_beside: false,
        }
    }

    /// Takes what stands between the pieces of a text.
    pub(super) fn separated(&mut self, separator: &str) {
        if self.row.kind != Some(Kind::String) || self.row.separator.is_some() {
            return;
        }
        self.row.separator = Some(separator.to_owned());
        let at = self.row.at.clone();
        self.row.item = Some(Box::new(Row {
            kind: Some(Kind::String),
            at,
            ..Row::default()
        }));
        self.mark("separator");
    }

    /// Takes the characters of a text, in the page's words.
    pub(super) fn characters(&mut self, text: &str) -> bool {
        let of = inner(self.row);
        let fits = matches!(of.kind, Some(Kind::String) | None) && of.characters.is_none();
        if fits {
            of.characters = Some(text.to_owned());
            mark(of, "characters", self.states);
        }
        fits
    }

    pub(super) fn mark(&mut self, key: &str) {
        mark(self.row, key, self.states);
    }

    /// Takes a default that is one value of the row's type.
    pub(super) fn default(&mut self, text: &str) -> bool {
        if let Some(found) = LIST_DEFAULT.captures(text)
            && let (Some(Kind::Array), Some(item)) = (self.row.kind, &self.row.item)
        {
            let words = group(&found).split([',', '、']).map(values::bare);
            let all: Option<Vec<Value>> = words.map(|word| literal(kind_of(item), word)).collect();
            return all.is_some_and(|all| self.set_default(all.into()));
        }
        let kind = match (self.row.kind, &self.row.item) {
            (Some(Kind::Array), Some(item)) => kind_of(item),
            (Some(Kind::Array), None) => Some(Kind::Any),
            _ => kind_of(self.row),
        };
        let text = values::bare(text);
        let is_number = kind.is_some_and(Kind::is_number);
        let number = UNIT_END.captures(text).filter(|_| is_number);
        let word = number.as_ref().map_or(text, |found| group(found));
        // Words that are not code say what counts; they are no value.
        if word.is_empty() || word.contains(|c: char| c.is_whitespace() || is_han(c)) {
            return false;
        }
        literal(kind, word).is_some_and(|value| self.set_default(value))
    }

    pub(super) fn set_default(&mut self, value: Value) -> bool {
        let known = self.row.default.as_ref();
        if known.is_some_and(|known| *known != value) {
            return false;
        }
        if known.is_none() {
            self.row.default = Some(value);
            self.mark("default");
        }
        true
    }

    pub(super) fn unit(&mut self, text: &str) -> bool {
        let known = self.row.unit.as_deref();
        let is_one = !text.is_empty()
            && text.chars().count() <= 32
            && !text.contains([',', ';', '。', '、']);
        if known.is_some_and(|known| known != text) || !is_one {
            return false;
        }
        if known.is_none() {
            self.row.unit = Some(text.to_owned());
            self.mark("unit");
        }
        true
    }

    /// Takes the form of a text; that of a number says nothing.
    pub(super) fn form(&mut self, text: &str) -> bool {
        let is_text = matches!(self.row.kind, Some(Kind::String) | None);
        let fits = is_text && self.row.format.as_deref().is_none_or(|known| known == text);
        if fits && self.row.format.is_none() {
            self.row.format = Some(text.to_owned());
            self.mark("format");
        }
        fits
    }

    /// Takes a range behind a label that asks for one.
    pub(super) fn range(&mut self, text: &str, original: &str) -> bool {
        self.range_of(text, original, true)
    }

    pub(super) fn range_of(&mut self, text: &str, original: &str, is_labelled: bool) -> bool {
        let Some(Statement {
            range,
            of,
            has_more,
        }) = ranges::statement(text, is_labelled)
        else {
            return false;
        };
        if has_more {
            // Not all characters may be allowed.
            let clauses = clauses(text);
            let told = match &*clauses {
                [_, characters] if charsets::is_charset(characters) => self.characters(characters),
                _ => false,
            };
            if !told {
                self.unread.push((self.at, original.to_owned()));
            }
        }
        let is_number = self.row.kind.is_some_and(Kind::is_number);
        match of {
            Of::Value => self.keep(range, original),
            Of::Unit(unit) => {
                // How much there is of a text is no number in it.
                let is_size = is_size(&unit) && !is_labelled;
                let fits = is_number || self.row.kind == Some(Kind::String) && !is_size;
                fits && self.row.unit.as_deref().is_none_or(|known| known == unit)
                    && self.keep(range, original)
                    && self.unit(&unit)
            }
            // Of a number, bytes are what it counts.
            Of::Bytes if is_number => self.keep(range, original) && self.unit("byte"),
            Of::Characters | Of::Bytes | Of::Length => self.length_in(&range, &of),
            Of::WithoutMarkup => {
                let most = range.counts().and_then(|(_, most)| most);
                let fits = self.row.kind == Some(Kind::String) && most.is_some();
                if fits {
                    self.row.max_length_without_markup = most;
                    self.mark("max_length_without_markup");
                }
                fits
            }
        }
    }

    pub(super) fn length_of(&mut self, text: &str) -> bool {
        match ranges::statement(text, true) {
            Some(Statement {
                range,
                of,
                has_more,
            }) => self.length_in(&range, &of) && !has_more,
            None => false,
        }
    }

    pub(super) fn length_in(&mut self, range: &Range, of: &Of) -> bool {
        let unit = match of {
            Of::Characters => Some(LengthUnit::Characters),
            Of::Bytes => Some(LengthUnit::Bytes),
            Of::Length => None,
            Of::Value | Of::Unit(_) | Of::WithoutMarkup => return false,
        };
        let Some((least, most)) = range.counts() else {
            return false;
        };
        match self.row.kind {
            Some(Kind::String) | None => self.length(least, most, unit),
            Some(Kind::Array) if unit.is_none() => self.count(least, most),
            _ => false,
        }
    }

    pub(super) fn length(
        &mut self,
        least: Option<u64>,
        most: Option<u64>,
        unit: Option<LengthUnit>,
    ) -> bool {
        let differs =
            |known: Option<u64>, now: Option<u64>| known.is_some() && now.is_some() && known != now;
        let row = &*self.row;
        let other = row.length_unit.is_some() && unit.is_some() && row.length_unit != unit;
        let (shortest, longest) = (least.or(row.min_length), most.or(row.max_length));
        if differs(row.min_length, least)
            || differs(row.max_length, most)
            || other
            || shortest > longest.or(Some(u64::MAX))
        {
            return false;
        }
        for (key, now) in [("min_length", least), ("max_length", most)] {
            let at = if key == "min_length" {
                &mut self.row.min_length
            } else {
                &mut self.row.max_length
            };
            if now.is_some() && at.is_none() {
                *at = now;
                self.mark(key);
            }
        }
        self.row.length_unit = self.row.length_unit.or(unit);
        true
    }

    /// Takes how many items a list has, behind a label.
    pub(super) fn items(&mut self, text: &str) -> bool {
        let text = text.trim_end_matches(['个', '项', '条']);
        let counts = ranges::statement(text, true)
            .filter(|said| said.of == Of::Value && !said.has_more)
            .and_then(|said| said.range.counts());
        counts.is_some_and(|(least, most)| self.count(least, most))
    }

    pub(super) fn count(&mut self, least: Option<u64>, most: Option<u64>) -> bool {
        let differs =
            |known: Option<u64>, now: Option<u64>| known.is_some() && now.is_some() && known != now;
        let has_items = self.row.kind == Some(Kind::Array) || self.row.separator.is_some();
        if !has_items
            || differs(self.row.min_items, least)
            || differs(self.row.max_items, most)
            || least > most.or(Some(u64::MAX))
        {
            return false;
        }
        if least.is_some() && self.row.min_items.is_none() {
            self.row.min_items = least;
            self.mark("min_items");
        }
        if most.is_some() && self.row.max_items.is_none() {
            self.row.max_items = most;
            self.mark("max_items");
        }
        true
    }

    /// Keeps a range until the whole description is read. A second one has to say the same, or the other side.
    pub(super) fn keep(&mut self, range: Range, original: &str) -> bool {
        let Some((known, ..)) = &mut self.range else {
            self.range = Some((range, self.states, self.at, original.to_owned()));
            return true;
        };
        let differs = |known: &Option<(Number, bool)>, now: &Option<(Number, bool)>| {
            known.is_some() && now.is_some() && known != now
        };
        if differs(&known.from, &range.from) || differs(&known.to, &range.to) {
            return false;
        }
        known.from = known.from.take().or(range.from);
        known.to = known.to.take().or(range.to);
        true
    }

    /// Puts what the whole description tells where it belongs, and lists what is left.
    pub(super) fn finish(mut self) {
        if let Some((range, states, at, original)) = self.range.take() {
            (self.states, self.at) = (states, at);
            if !self.put(&range) {
                self.unread.push((at, original));
            }
        }
        self.defaults();
        let of = inner(self.row);
        let is_bounded = of.min_length.is_some() || of.max_length.is_some();
        if of.kind == Some(Kind::String) && !of.values.is_empty() && is_bounded {
            // Free text is allowed beside the list.
            of.open = Some(true);
        }
        self.when.sort_by_key(|(at, _)| *at);
        self.unread.sort_by_key(|(at, _)| *at);
        self.when.dedup();
        self.unread.dedup();
        let mut seen = BTreeSet::new();
        for (_, when) in self.when {
            if seen.insert(when.clone()) {
                self.row.when.push(when);
            }
        }
        let at = self.row.at.clone();
        self.row
            .unread
            .extend(self.unread.into_iter().map(|(_, found)| Unread {
                at: at.clone(),
                cause: Cause::Words,
                found: found.into(),
            }));
    }

    /// A default in words may be a listed value.
    pub(super) fn defaults(&mut self) {
        let listed = |row: &Row, word: &str| {
            let of = match &row.item {
                Some(item) if row.kind == Some(Kind::Array) => item,
                _ => row,
            };
            of.values
                .iter()
                .find(|value| value.as_str() == Some(word))
                .cloned()
        };
        let note = self.row.default_note.clone().or(self.nothing.take());
        if let Some(value) = note.and_then(|note| listed(self.row, values::bare(&note)))
            && self.row.default.is_none()
        {
            self.row.default = Some(value);
            self.row.default_note = None;
            self.row.guesses.retain(|guess| guess != "default_note");
        }
    }

    /// Puts a range where it belongs: numbers, lengths of a text, or numbers that are written as text.
    pub(super) fn put(&mut self, range: &Range) -> bool {
        // A default that is a number of the range is no text of that length.
        let default = self.row.default.as_ref().and_then(Value::as_str);
        let is_of_range = default
            .and_then(ranges::number)
            .is_some_and(|default| range.holds(&default));
        let is_held = self.row.unit.is_some() || range.is_no_length() || is_of_range;
        match self.row.kind {
            Some(Kind::Integer | Kind::Number) => {
                self.beside(range);
                self.shapes(range);
                self.bounds(range);
                true
            }
            // A length is neither broken nor below zero, nor has it a unit.
            Some(Kind::String) if is_held && !(self.row.unit.is_none() && half_open(range)) => {
                self.row.holds = Some(if range.is_whole() {
                    Kind::Integer
                } else {
                    Kind::Number
                });
                self.mark("holds");
                self.bounds(range);
                true
            }
            Some(Kind::String) => {
                let counts = range.counts();
                counts.is_some_and(|(least, most)| self.length(least, most, None))
            }
            Some(Kind::Array) => {
                let is_text = self
                    .row
                    .item
                    .as_ref()
                    .is_some_and(|item| item.kind == Some(Kind::String));
                let Some((Some(least), Some(most))) = range.counts().filter(|_| is_text) else {
                    return false;
                };
                self.row.items_or_length = Some([least, most]);
                self.mark("items_or_length");
                true
            }
            _ => false,
        }
    }

    /// Takes the parts of a range with gaps, each as a shape of the value.
    fn shapes(&mut self, range: &Range) {
        if range.parts.is_empty() || !self.row.alternatives.is_empty() {
            return;
        }
        let (kind, at) = (self.row.kind, self.row.at.clone());
        self.row.alternatives = range
            .parts
            .iter()
            .map(|part| {
                let mut shape = Row {
                    kind,
                    at: at.clone(),
                    ..Row::default()
                };
                bound(&mut shape, part);
                shape
            })
            .collect();
        self.mark("alternatives");
    }

    /// A list beside a range of numbers names the special ones, and is no list of all.
    pub(super) fn beside(&mut self, range: &Range) {
        let within = |value: &Value| {
            let value = value.as_f64();
            let end =
                |bound: &Option<(Number, bool)>| bound.as_ref().and_then(|(end, _)| end.as_f64());
            end(&range.from).is_none_or(|from| value >= Some(from))
                && end(&range.to).is_none_or(|to| value <= Some(to))
        };
        if self.row.values.is_empty() || !self.row.values.iter().all(within) {
            return;
        }
        let labels = std::mem::take(&mut self.row.labels);
        let words = std::mem::take(&mut self.row.values)
            .into_iter()
            .map(|value| {
                let value = value.to_string();
                match labels.get(&value) {
                    Some(label) => format!("{value}: {label}"),
                    None => value,
                }
            });
        self.unread
            .push((self.at, words.collect::<Vec<_>>().join("\n")));
        self.row.guesses.retain(|guess| guess != "enum");
    }

    fn bounds(&mut self, range: &Range) {
        for key in bound(self.row, range) {
            self.mark(key);
        }
    }

    pub(super) fn one(
        &mut self,
        (value, meaning, is_default): (String, Option<String>, bool),
    ) -> bool {
        self.values(Listed {
            default: is_default.then(|| value.clone()),
            values: vec![(value, meaning)],
            is_open: false,
        })
    }

    /// Takes listed values; those of a list are values of its items. True and false are what a truth value is, and no list.
    pub(super) fn values(&mut self, listed: Listed) -> bool {
        let states = self.states;
        if self.row.kind == Some(Kind::Array) && self.row.item.is_none() {
            // Of a list whose items have no type, the values are of the items as well.
            let at = self.row.at.clone();
            self.row.item = Some(Box::new(Row {
                at,
                ..Row::default()
            }));
        }
        let of = inner(self.row);
        let kind = kind_of(of);
        let mut values: Vec<Value> = Vec::new();
        let mut seen = BTreeSet::new();
        for (word, _) in &listed.values {
            let Some(value) = literal(kind, word) else {
                return false;
            };
            if seen.insert(value.to_string()) {
                values.push(value);
            }
        }
        if of.kind != Some(Kind::Boolean) {
            if values.is_empty() || !of.values.is_empty() && of.values != values {
                return false;
            }
            of.values = values;
            mark(of, "enum", states);
            if listed.is_open {
                of.open = Some(true);
            }
            for (value, meaning) in listed.values {
                if let Some(meaning) = meaning {
                    of.labels.insert(value, meaning);
                }
            }
        }
        listed.default.is_none_or(|default| self.default(&default))
    }
}

/// Writes the ends of a range into a row; returns their keys.
fn bound(row: &mut Row, range: &Range) -> Vec<&'static str> {
    let ends = [
        ("minimum", &mut row.minimum, &range.from, true),
        (
            "exclusive_minimum",
            &mut row.exclusive_minimum,
            &range.from,
            false,
        ),
        ("maximum", &mut row.maximum, &range.to, true),
        (
            "exclusive_maximum",
            &mut row.exclusive_maximum,
            &range.to,
            false,
        ),
    ];
    let mut keys = Vec::new();
    for (key, at, end, is_own) in ends {
        if let Some((number, is)) = end
            && *is == is_own
        {
            *at = Some(number.clone());
            keys.push(key);
        }
    }
    keys
}

/// Marks a key as a guess, where it is none of the page's statements.
pub(super) fn mark(row: &mut Row, key: &str, states: bool) {
    if !states && !row.guesses.iter().any(|guess| guess == key) {
        row.guesses.push(key.to_owned());
    }
}

/// The row that listed values belong to.
pub(super) fn inner(row: &mut Row) -> &mut Row {
    match row {
        Row {
            kind: Some(Kind::Array),
            item: Some(item),
            ..
        }
        | Row {
            separator: Some(_),
            item: Some(item),
            ..
        } => item,
        row => row,
    }
}

/// The type of a row; that of a row without one may be any scalar's.
pub(super) fn kind_of(row: &Row) -> Option<Kind> {
    match (row.kind, &row.type_name) {
        (None, None) => Some(Kind::Any),
        (kind, _) => kind,
    }
}

pub(super) fn is_size(unit: &str) -> bool {
    matches!(&*unit.to_ascii_lowercase(), "kb" | "mb" | "gb" | "tb")
}

fn half_open(range: &Range) -> bool {
    [&range.from, &range.to]
        .into_iter()
        .flatten()
        .any(|(_, is_own)| !is_own)
}

/// Returns a word as a value of a type.
fn literal(kind: Option<Kind>, word: &str) -> Option<Value> {
    match kind {
        Some(Kind::Integer) => ranges::number(word)
            .filter(|number| !number.is_f64())
            .map(Value::from),
        Some(Kind::Number) => ranges::number(word).map(Value::from),
        Some(Kind::Boolean) => word
            .to_ascii_lowercase()
            .parse::<bool>()
            .ok()
            .map(Value::from),
        Some(Kind::String | Kind::Time) => Some(word.into()),
        // The words alone tell.
        Some(Kind::Any) => Some(match (ranges::number(word), word) {
            (Some(number), _) => number.into(),
            (None, "true") => true.into(),
            (None, "false") => false.into(),
            (None, word) => word.into(),
        }),
        _ => None,
    }
}
