//! Types: new ones, and members that one of the folder lacks.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value, json};

use mediaspec_spec::names;

use super::compare::{compare, listed};
use super::difference::{Difference, Differences, WhyNot};
use super::folder::{Field, Folder};
use super::keys::{Keys, Named, Place};
use super::place::{Conflict, Rows, Speaker, Statement, Weighed, name_of_guesses, weigh};
use super::pool::{OfType, Pool};
use super::reading::Reading;
use super::text::{Block, OF_TYPE, conflicts, of_field, sources};
use crate::sheet::{Dropped, Kind, Row, SourceKind, Table};

/// The most types that name each other before one of them is described.
const MAX_NAMES: usize = 8;

/// Drafts the types that messages need.
pub(super) struct Types<'a> {
    pub(super) pool: &'a Pool,
    pub(super) folder: &'a Folder,
    /// Names that are used of each source, with the speaker.
    pub(super) speakers: BTreeMap<String, Speaker>,
}

/// What a type is for: the messages that hold it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Use {
    pub(super) in_requests: bool,
    pub(super) in_answers: bool,
}

/// The types that messages hold.
#[derive(Default)]
pub(super) struct Needed {
    uses: BTreeMap<String, Use>,
}

impl Needed {
    /// Adds a type and those that it holds.
    pub(super) fn add(&mut self, name: &str, usage: Use, types: &Types<'_>) {
        let mut pending = vec![name.to_owned()];
        while let Some(name) = pending.pop() {
            let known = self.uses.entry(name.clone()).or_default();
            let before = *known;
            known.in_requests |= usage.in_requests;
            known.in_answers |= usage.in_answers;
            if *known == before {
                continue;
            }
            pending.extend(types.held(&name));
        }
    }

    pub(super) fn types(&self) -> impl Iterator<Item = (&String, Use)> {
        self.uses.iter().map(|(name, usage)| (name, *usage))
    }
}

impl<'a> Types<'a> {
    /// Returns what a name of the vendor means.
    pub(super) fn named(&self, name: &str) -> Named<'a> {
        self.meaning(name, 0)
    }

    fn meaning(&self, name: &str, depth: usize) -> Named<'a> {
        let ours = self.folder.types_of(name).first().map_or(name, |name| name);
        let Some(tables) = self.pool.types.get(name) else {
            // A type of the folder that the sheets do not describe.
            return match self.folder.types.get(ours) {
                Some(ty) if ty.value.is_none() => Named::Object(ours.to_owned()),
                Some(ty) => Named::Listed(ours.to_owned(), listed(ty)),
                None => Named::Unknown,
            };
        };
        let is_object = |one: &&OfType| one.table.value.is_none() || !one.table.rows.is_empty();
        if tables.iter().any(|one| is_object(&one)) {
            return Named::Object(ours.to_owned());
        }
        let Some(value) = tables.iter().find_map(|one| one.table.value.as_deref()) else {
            return Named::Unknown;
        };
        if let Some(other) = value.type_name.as_deref() {
            return if depth < MAX_NAMES {
                self.meaning(other, depth.saturating_add(1))
            } else {
                Named::Unknown
            };
        }
        let is_list = matches!(value.kind, Some(Kind::String) | None) && !value.values.is_empty();
        if is_list && value.values.iter().all(Value::is_string) {
            return Named::Listed(ours.to_owned(), value.values.clone());
        }
        Named::Value(value)
    }

    /// Returns the names of the types that a type holds.
    fn held(&self, name: &str) -> BTreeSet<String> {
        let tables = self.pool.types.get(name).into_iter().flatten();
        let rows = tables.flat_map(|one| one.table.all_rows());
        rows.filter_map(|row| row.type_name.clone()).collect()
    }

    /// Returns what sources say of the members of a type, by member: in the order in which the type has them.
    fn members(&self, name: &str) -> Vec<(String, Rows<'a>)> {
        let tables: Vec<&OfType> = self.pool.types.get(name).into_iter().flatten().collect();
        let names = |table: &'a Table| table.rows.iter().filter_map(|row| row.name.as_deref());
        // A table in the order of its names has lost the order of its source.
        let ordered = tables.iter().filter(|one| !names(&one.table).is_sorted());
        let ordered = ordered.rev().max_by_key(|one| one.table.rows.len());
        let mut order: Vec<&str> = ordered
            .map(|one| names(&one.table).collect())
            .unwrap_or_default();
        for name in tables.iter().flat_map(|one| names(&one.table)) {
            if !order.contains(&name) {
                order.push(name);
            }
        }
        order
            .into_iter()
            .map(|member| {
                let said = tables.iter().filter_map(|one| {
                    let mut rows = one.table.rows.iter();
                    let row = rows.find(|row| row.name.as_deref() == Some(member))?;
                    Some((&one.speaker, row))
                });
                (member.to_owned(), said.collect())
            })
            .collect()
    }

    /// Weighs what sources say of a member, a parameter or a body.
    pub(super) fn weigh(
        &mut self,
        rows: &[(&'a Speaker, &'a Row)],
        place: Place,
        usage: Use,
        subject: &str,
        fallback: &'static str,
        differences: &mut Differences<'_>,
    ) -> Weighed {
        let statements = self.statements(rows, place, usage);
        let mut weighed = self.weighed(&statements, subject, fallback, differences);
        if place == Place::Wire {
            weighed.on_the_wire();
        }
        weighed
    }

    fn weighed(
        &mut self,
        statements: &[Statement<'_>],
        subject: &str,
        fallback: &'static str,
        differences: &mut Differences<'_>,
    ) -> Weighed {
        for statement in statements {
            let guesses = name_of_guesses(&statement.speaker);
            for speaker in [statement.speaker.clone(), guesses] {
                self.speakers.insert(speaker.name.clone(), speaker);
            }
        }
        weigh(statements, subject, fallback, differences)
    }

    pub(super) fn statements(
        &self,
        rows: &[(&'a Speaker, &'a Row)],
        place: Place,
        usage: Use,
    ) -> Vec<Statement<'a>> {
        let named = |name: &str| self.named(name);
        let reading = Reading {
            place,
            named: &named,
        };
        let statements = rows.iter().map(|(speaker, row)| {
            let mut said = reading.said(row);
            if speaker.kind == SourceKind::Page {
                said.leave_sentences(&row.at);
            }
            if let Some(default) = self.default_of_type(speaker, row) {
                said.stated.own.entry("default").or_insert(default);
            }
            // What the code of a client does not ask for can be left out of a request. Of answers it says nothing.
            let says_by_silence = speaker.kind == SourceKind::Sdk && row.mandatory.is_none();
            if says_by_silence && usage.in_requests && !usage.in_answers {
                said.required = Some(false);
            }
            Statement {
                speaker: (*speaker).clone(),
                row,
                said,
            }
        });
        statements.collect()
    }

    /// Returns the default that a source gives to a list of values that has a name: it is one of each field that takes it.
    fn default_of_type(&self, speaker: &Speaker, row: &Row) -> Option<Value> {
        let name = row.type_name.as_ref()?;
        let Named::Listed(..) = self.named(name) else {
            return None;
        };
        let tables = self.pool.types.get(name).into_iter().flatten();
        let mut own = tables.filter(|one| one.speaker.kind == speaker.kind);
        own.find_map(|one| one.table.value.as_ref()?.default.clone())
    }

    /// Returns what sources say of a list of values that has a name: what it is, and nothing of the fields that take it.
    fn of_listed(&self, rows: &Rows<'a>, usage: Use) -> Vec<Statement<'a>> {
        let mut statements = self.statements(rows, Place::Body, usage);
        for statement in &mut statements {
            for keys in [&mut statement.said.stated, &mut statement.said.guessed] {
                keys.own.remove("default");
            }
        }
        statements
    }

    /// Returns the text of a new type.
    pub(super) fn new_type(
        &mut self,
        name: &str,
        usage: Use,
        found: &mut Vec<Difference>,
    ) -> Option<(String, String)> {
        let tables: Vec<&'a OfType> = self.pool.types.get(name)?.iter().collect();
        let first = tables.first()?;
        let path = format!("types/{}.toml", names::file_stem(name));
        let mut differences = Differences {
            file: path.clone(),
            found,
        };
        let source = &first.speaker.name;
        self.speakers.insert(source.clone(), first.speaker.clone());
        let mut block = Block::new("[type]");
        block.text("name", name);
        let mut text = format!("{OF_TYPE}\n");
        if let Named::Listed(..) = self.named(name) {
            let rows: Vec<(&Speaker, &Row)> = tables
                .iter()
                .filter_map(|one| Some((&one.speaker, one.table.value.as_deref()?)))
                .collect();
            let statements = self.of_listed(&rows, usage);
            let weighed = self.weighed(&statements, "", "enum", &mut differences);
            block.unexplained();
            block.text("source", &format!("{source}#{name}"));
            block.value(&weighed.keys);
            sources(&mut block, &weighed);
            text.push_str(&block.finish());
            text.push_str(&conflicts("type.conflict", &weighed.conflicts));
            return Some((path, text));
        }
        block.unexplained();
        block.text("source", &format!("{source}#{name}"));
        // What an old edition alone shows may have grown since.
        if tables
            .iter()
            .all(|one| one.speaker.kind == SourceKind::Archive)
        {
            block.key("open", &true.into());
        }
        let notes: Vec<String> = tables
            .iter()
            .flat_map(|one| one.table.notes.clone())
            .collect();
        block.notes(&unique(notes));
        text.push_str(&block.finish());
        text.push_str(&self.of_whole(&tables, &mut differences));
        for (member, rows) in self.members(name) {
            let weighed = self.member(name, &member, &rows, usage, &mut differences);
            text.push('\n');
            text.push_str(&of_field(
                "field",
                &member,
                &weighed,
                is_sensitive(&member, &weighed.keys),
                source,
            ));
        }
        self.dropped_without_shape(name, &[], &mut differences);
        Some((path, text))
    }

    fn member(
        &mut self,
        ty: &str,
        member: &str,
        rows: &[(&'a Speaker, &'a Row)],
        usage: Use,
        differences: &mut Differences<'_>,
    ) -> Weighed {
        let mut weighed = self.weigh(rows, Place::Body, usage, member, "any", differences);
        for (speaker, dropped) in self
            .dropped(ty)
            .filter(|(_, dropped)| dropped.name == member)
        {
            // A source that has it again has not dropped it.
            if rows.iter().any(|(known, _)| known.kind == speaker.kind) {
                continue;
            }
            self.speakers.insert(speaker.name.clone(), speaker.clone());
            weighed.conflicts.push(was_dropped(speaker, &dropped.day));
        }
        weighed
    }

    fn dropped(&self, ty: &str) -> impl Iterator<Item = (&'a Speaker, &'a Dropped)> + use<'a> {
        let ty = ty.to_owned();
        let all = self
            .pool
            .dropped
            .iter()
            .map(|(speaker, dropped)| (speaker, dropped));
        let mut seen = BTreeSet::new();
        all.filter(move |(_, dropped)| dropped.type_name.as_deref() == Some(&ty))
            .filter(move |(_, dropped)| seen.insert((*dropped).clone()))
    }

    /// Tells of members that were dropped and that neither a source nor the folder has.
    fn dropped_without_shape(&self, ty: &str, known: &[Field], differences: &mut Differences<'_>) {
        let members = self.members(ty);
        for (speaker, dropped) in self.dropped(ty) {
            let is_known = members.iter().any(|(name, _)| *name == dropped.name)
                || known.iter().any(|field| field.name == dropped.name);
            if !is_known {
                let says = json!({ "dropped": dropped.day });
                differences.add(WhyNot::Dropped, &dropped.name, &speaker.name, "", &says);
            }
        }
    }

    /// What sources say of the type as a whole: what is mistaken as a conflict, what was not understood as a difference.
    fn of_whole(&mut self, tables: &[&'a OfType], differences: &mut Differences<'_>) -> String {
        let mut all = Vec::new();
        for OfType { speaker, table } in tables {
            for unread in &table.unread {
                differences.add(WhyNot::Unread, "", &speaker.name, &unread.at, &unread.found);
            }
            for slip in &table.slips {
                self.speakers.insert(speaker.name.clone(), speaker.clone());
                let name = slip.name.as_deref().unwrap_or_default();
                let words = format!("requires a member `{name}`, which it does not have");
                let says: Map<String, Value> =
                    [("words".to_owned(), words.into())].into_iter().collect();
                all.push(Conflict {
                    source: speaker.name.clone(),
                    says,
                    slip: None,
                    because: Some("A name without a member asks for nothing."),
                });
            }
        }
        conflicts("conflict", &all)
    }

    /// Adds to a type of the folder the members that it lacks, and tells what else sources say otherwise.
    pub(super) fn complete(
        &mut self,
        name: &str,
        wire: &str,
        usage: Use,
        found: &mut Vec<Difference>,
    ) -> Option<String> {
        let ty = self.folder.types.get(name)?;
        let mut file = ty.file.clone();
        let path = file
            .path
            .split_once('/')
            .map_or(&*file.path, |(_, path)| path)
            .to_owned();
        let mut differences = Differences { file: path, found };
        if let Some(value) = &ty.value {
            let tables = self.pool.types.get(wire).into_iter().flatten();
            let rows: Vec<_> = tables
                .filter_map(|one| Some((&one.speaker, one.table.value.as_deref()?)))
                .collect();
            let statements = self.of_listed(&rows, usage);
            compare(
                value,
                "",
                &statements,
                Place::Body,
                self.folder,
                &[],
                &mut differences,
            );
            return None;
        }
        // First, so that they stand with their fields where members follow.
        for field in &ty.fields {
            let dropped: Vec<_> = self.dropped(wire).collect();
            for (speaker, dropped) in dropped
                .into_iter()
                .filter(|(_, dropped)| dropped.name == field.name)
            {
                let is_there = self.members(wire).iter().any(|(member, rows)| {
                    *member == field.name
                        && rows.iter().any(|(known, _)| known.kind == speaker.kind)
                });
                if is_there || says_dropped(field, &dropped.day) {
                    continue;
                }
                self.speakers.insert(speaker.name.clone(), speaker.clone());
                let conflict = was_dropped(speaker, &dropped.day);
                file.insert(field.end, conflicts("field.conflict", &[conflict]));
            }
        }
        let own = ty.source.split('#').next().unwrap_or_default().to_owned();
        let mut after = ty.after_head;
        for OfType { speaker, table } in self.pool.types.get(wire).into_iter().flatten() {
            for unread in &table.unread {
                let source = &speaker.name;
                differences.add(WhyNot::Unread, "", source, &unread.at, &unread.found);
            }
            for slip in &table.slips {
                let name = slip.name.as_deref().unwrap_or_default();
                if !ty.conflicts.iter().any(|one| one.words.contains(name)) {
                    let says = json!({ "required": name });
                    differences.add(WhyNot::Lacks, "", &speaker.name, &table.at, &says);
                }
            }
        }
        for (member, rows) in self.members(wire) {
            let Some(field) = ty.fields.iter().find(|field| field.name == member) else {
                let weighed = self.member(wire, &member, &rows, usage, &mut differences);
                let sensitive = is_sensitive(&member, &weighed.keys);
                let text = of_field("field", &member, &weighed, sensitive, &own);
                file.insert(after, format!("\n{text}"));
                continue;
            };
            after = field.end;
            let statements = self.statements(&rows, Place::Body, usage);
            compare(
                field,
                &member,
                &statements,
                Place::Body,
                self.folder,
                &[],
                &mut differences,
            );
        }
        self.dropped_without_shape(wire, &ty.fields, &mut differences);
        file.changed()
    }
}

fn was_dropped(speaker: &Speaker, day: &str) -> Conflict {
    Conflict {
        source: speaker.name.clone(),
        says: [("dropped".to_owned(), day.into())].into_iter().collect(),
        slip: None,
        because: None,
    }
}

fn says_dropped(field: &Field, day: &str) -> bool {
    let mut says = field
        .conflicts
        .iter()
        .filter_map(|conflict| conflict.get("says"));
    says.any(|says| says.get("dropped").and_then(Value::as_str) == Some(day))
}

/// Whether the value of a member is not to be shown: its name speaks of a secret, and nobody has looked yet.
pub(super) fn is_sensitive(name: &str, keys: &Keys) -> bool {
    let mut inner = keys;
    while let (Some("list"), Some(item)) = (inner.kind(), &inner.item) {
        inner = item;
    }
    matches!(inner.kind(), Some("text" | "any")) && names::secret_word(name).is_some()
}

/// Returns texts in their order, each once.
pub(super) fn unique(texts: Vec<String>) -> Vec<String> {
    let mut out: Vec<String> = Vec::new();
    for text in texts {
        if !text.trim().is_empty() && !out.contains(&text) {
            out.push(text);
        }
    }
    out
}
