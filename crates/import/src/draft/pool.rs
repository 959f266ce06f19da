//! What the sheets of all sources say of one service, by type and by operation. Objects without a name have been given one.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

use super::difference::{Difference, Differences, WhyNot};
use super::folder::{Folder, Vendor};
use super::place::Speaker;
use crate::sheet::{Dropped, Kind, Operation, Row, Rule, Section, Sheet, Source, Table, Unread};

/// What one source says of a type.
pub(super) struct OfType {
    pub(super) speaker: Speaker,
    pub(super) table: Table,
}

/// What one source says of an operation.
pub(super) struct OfOperation {
    pub(super) speaker: Speaker,
    pub(super) operation: Operation,
    /// The tables of parameters and headers, and of bodies; a body that has members names a type.
    pub(super) tables: Vec<Table>,
    pub(super) rules: Vec<Rule>,
    pub(super) unread: Vec<Unread>,
}

/// Returns the tables of one section.
pub(super) fn of_section(one: &OfOperation, section: Section) -> impl Iterator<Item = &Table> {
    one.tables
        .iter()
        .filter(move |table| table.section == Some(section))
}

/// What all sources say.
#[derive(Default)]
pub(super) struct Pool {
    pub(super) types: BTreeMap<String, Vec<OfType>>,
    pub(super) operations: BTreeMap<String, Vec<OfOperation>>,
    /// What sources say of every answer.
    of_answers: Vec<(Speaker, Table)>,
    /// What sources had and dropped.
    pub(super) dropped: Vec<(Speaker, Dropped)>,
    /// A source for each name that speakers have.
    pub(super) sources: BTreeMap<String, Source>,
    /// Types that were given their names here.
    named: BTreeSet<String>,
}

/// Tells what a source says in a table that is of no operation.
fn in_no_operation<'r>(
    speaker: &Speaker,
    table: &Table,
    rows: impl Iterator<Item = &'r Row>,
    differences: &mut Differences<'_>,
) {
    let rows: Vec<&str> = rows.filter_map(|row| row.name.as_deref()).collect();
    if !rows.is_empty() {
        let says = json!({ "section": table.section, "shared": table.shared, "rows": rows });
        differences.add(WhyNot::Lacks, "", &speaker.name, &table.at, &says);
    }
}

impl Pool {
    pub(super) fn new(sheets: &[Sheet], folder: &Folder, found: &mut Vec<Difference>) -> Self {
        let mut pool = Self::default();
        let vendor = &folder.vendor;
        let days = Days::of(sheets, vendor);
        for sheet in sheets {
            pool.take(sheet, vendor, &days, found);
        }
        for operations in pool.operations.values_mut() {
            operations.sort_by(|a, b| a.speaker.cmp(&b.speaker));
        }
        pool.bodies(folder, found);
        pool.answers(found);
        for tables in pool.types.values_mut() {
            tables.sort_by(|a, b| a.speaker.cmp(&b.speaker));
        }
        pool.share_equal();
        pool
    }

    fn take(
        &mut self,
        sheet: &Sheet,
        vendor: &Vendor,
        days: &Days<'_>,
        found: &mut Vec<Difference>,
    ) {
        let speaker = self.speaker(&sheet.source, None, days);
        for dropped in &sheet.dropped {
            let dropped = (speaker.clone(), dropped.clone());
            if !self.dropped.contains(&dropped) {
                self.dropped.push(dropped);
            }
        }
        let mut of_messages = Vec::new();
        for table in &sheet.tables {
            match (&table.type_name, table.section) {
                (Some(name), None) => {
                    let speaker = self.speaker(&sheet.source, table.as_of.as_deref(), days);
                    self.add_type(name, speaker, table.clone(), found);
                }
                _ => of_messages.push(table.clone()),
            }
        }
        let Some(operation) = &sheet.operation else {
            self.shared(sheet, &speaker, of_messages, vendor, found);
            return;
        };
        let operations = self.operations.entry(operation.name.clone()).or_default();
        operations.push(OfOperation {
            speaker,
            operation: operation.clone(),
            tables: of_messages,
            rules: sheet.rules.clone(),
            unread: sheet.unread.clone(),
        });
    }

    /// Takes what a sheet says of all operations: of the parameters that each takes, and of the members that each answer has.
    /// What else stands outside of types and operations is told: nothing of the folder is made of it.
    fn shared(
        &mut self,
        sheet: &Sheet,
        speaker: &Speaker,
        tables: Vec<Table>,
        vendor: &Vendor,
        found: &mut Vec<Difference>,
    ) {
        let mut differences = Differences {
            file: String::new(),
            found,
        };
        for unread in &sheet.unread {
            differences.add(WhyNot::Unread, "", &speaker.name, &unread.at, &unread.found);
        }
        for rule in &sheet.rules {
            let says = serde_json::to_value(rule).unwrap_or_default();
            differences.add(WhyNot::Rule, "", &speaker.name, &rule.at, &says);
        }
        for mut table in tables {
            match (table.section, &vendor.common) {
                (Some(Section::Query), Some(common)) => {
                    // The parameter that names the operation stands in vendor.toml.
                    table.rows.retain(|row| row.name != vendor.action);
                    table.section = None;
                    table.type_name = Some(common.clone());
                    self.add_type(common, speaker.clone(), table, differences.found);
                }
                (Some(Section::ResponseBody), _) => {
                    self.of_answers.push((speaker.clone(), table));
                }
                _ => in_no_operation(speaker, &table, table.rows.iter(), &mut differences),
            }
        }
    }

    /// Tells of members that a source says each answer has, where an answer lacks one.
    fn answers(&self, found: &mut Vec<Difference>) {
        let mut differences = Differences {
            file: String::new(),
            found,
        };
        let all = self.operations.values().flatten();
        let answers: BTreeSet<&str> = all
            .flat_map(|one| of_section(one, Section::ResponseBody))
            .filter_map(|table| table.value.as_deref()?.type_name.as_deref())
            .collect();
        let has = |answer: &str, row: &Row| {
            let tables = self.types.get(answer).into_iter().flatten();
            let mut rows = tables.flat_map(|one| &one.table.rows);
            rows.any(|known| known.name == row.name)
        };
        for (speaker, table) in &self.of_answers {
            let rows = table.rows.iter();
            let lacking = rows.filter(|row| {
                let mut answers = answers.iter();
                answers.any(|answer| !has(answer, row))
            });
            in_no_operation(speaker, table, lacking, &mut differences);
        }
    }

    /// Returns who speaks where a source was read on a day.
    fn speaker(&mut self, source: &Source, day: Option<&str>, days: &Days<'_>) -> Speaker {
        let read = day
            .or(source.read.as_deref())
            .unwrap_or_default()
            .to_owned();
        let usual = days.usual(&source.name);
        let name = if read.is_empty() || usual == Some(read.as_str()) {
            source.name.clone()
        } else {
            format!("{}-{read}", source.name)
        };
        let read = if read.is_empty() {
            usual.unwrap_or_default().to_owned()
        } else {
            read
        };
        let known = self.sources.entry(name.clone()).or_insert_with(|| Source {
            read: Some(read.clone()),
            ..source.clone()
        });
        // Pages of single operations have one address in common.
        if known.url != source.url {
            let url = known.url.as_deref().zip(source.url.as_deref());
            known.url = url.map(|(a, b)| common(a, b).to_owned());
        }
        Speaker {
            kind: source.kind,
            name,
            read,
        }
    }

    /// Adds what a source says of a type. A second table of one source adds the members that the first one lacks.
    fn add_type(
        &mut self,
        name: &str,
        speaker: Speaker,
        mut table: Table,
        found: &mut Vec<Difference>,
    ) {
        let mut inner = Vec::new();
        for row in table
            .value
            .as_deref_mut()
            .into_iter()
            .chain(&mut table.rows)
        {
            let member = row.name.clone().unwrap_or_default();
            hoist(name, &member, row, &mut inner);
        }
        for (name, rows) in inner {
            self.named.insert(name.clone());
            let table = Table {
                rows,
                ..Table::default()
            };
            self.put_type(&name, speaker.clone(), table, found);
        }
        self.put_type(name, speaker, table, found);
    }

    fn put_type(
        &mut self,
        name: &str,
        speaker: Speaker,
        table: Table,
        found: &mut Vec<Difference>,
    ) {
        let tables = self.types.entry(name.to_owned()).or_default();
        let Some(known) = tables.iter_mut().find(|known| known.speaker == speaker) else {
            tables.push(OfType { speaker, table });
            return;
        };
        let mut differences = Differences {
            file: format!("types/{name}"),
            found,
        };
        for row in table.rows {
            let mut rows = known.table.rows.iter_mut();
            match rows.find(|other| other.name == row.name) {
                None => known.table.rows.push(row),
                Some(other) if other.without_places() == row.without_places() => {
                    add_slips(other, &row)
                }
                Some(_) => {
                    let says = Value::Object(row.without_places());
                    let subject = row.name.as_deref().unwrap_or_default();
                    differences.add(WhyNot::Twice, subject, &speaker.name, &row.at, &says);
                }
            }
        }
        known.table.value = known.table.value.take().or(table.value);
    }

    /// Gives a name to each body that is an object, the same in all sources, and makes a type of it. An answer of which nobody says
    /// the status has that of success: of other sources, or of the folder, or else 200.
    fn bodies(&mut self, folder: &Folder, found: &mut Vec<Difference>) {
        let mut types: Vec<(String, Speaker, Table)> = Vec::new();
        for (operation, sources) in &mut self.operations {
            let statuses = sources.iter().flat_map(|source| &source.tables);
            let statuses = statuses.filter_map(|table| table.status);
            let success = statuses.filter(|status| (200..300).contains(status)).min();
            let known = folder.operations.get(operation).into_iter();
            let known = known.flat_map(|known| known.responses.range(200..300));
            let known = known.filter_map(|(status, _)| u16::try_from(*status).ok());
            let success = success.or_else(|| known.min());
            for source in &mut *sources {
                for table in &mut source.tables {
                    let is_answer = matches!(
                        table.section,
                        Some(Section::ResponseBody | Section::ResponseHeader)
                    );
                    if is_answer && table.status.is_none() {
                        table.status = Some(success.unwrap_or(200));
                    }
                    if table.section == Some(Section::Form) {
                        table.section = Some(Section::RequestBody);
                    }
                }
            }
            let places: BTreeSet<(Section, Option<u16>)> = sources
                .iter()
                .flat_map(|source| &source.tables)
                .filter_map(|table| Some((table.section?, table.status)))
                .filter(|(section, _)| {
                    matches!(section, Section::RequestBody | Section::ResponseBody)
                })
                .collect();
            for (section, status) in places {
                let here =
                    |table: &&Table| table.section == Some(section) && table.status == status;
                let tables = || {
                    sources
                        .iter()
                        .flat_map(|source| &source.tables)
                        .filter(here)
                };
                let named = tables().find_map(|table| table.value.as_ref()?.type_name.clone());
                let named = named.or_else(|| tables().find_map(|table| table.type_name.clone()));
                let is_object = tables().any(|table| !table.rows.is_empty());
                if !is_object {
                    continue;
                }
                let name = named.unwrap_or_else(|| match (section, status) {
                    (Section::ResponseBody, Some(status)) if !(200..300).contains(&status) => {
                        format!("{operation}Response{status}")
                    }
                    (Section::ResponseBody, _) => format!("{operation}Response"),
                    _ => format!("{operation}RequestBody"),
                });
                for source in &mut *sources {
                    for table in &mut source.tables {
                        if table.section != Some(section)
                            || table.status != status
                            || table.rows.is_empty()
                        {
                            continue;
                        }
                        let of_type = Table {
                            type_name: Some(name.clone()),
                            at: table.at.clone(),
                            rows: std::mem::take(&mut table.rows),
                            notes: std::mem::take(&mut table.notes),
                            unread: std::mem::take(&mut table.unread),
                            ..Table::default()
                        };
                        types.push((name.clone(), source.speaker.clone(), of_type));
                        let mandatory = table.value.as_ref().and_then(|value| value.mandatory);
                        table.value = Some(Box::new(Row {
                            type_name: Some(name.clone()),
                            mandatory,
                            at: table.at.clone(),
                            ..Row::default()
                        }));
                    }
                }
            }
        }
        for (name, speaker, table) in types {
            self.add_type(&name, speaker, table, found);
        }
        let mut inner: Vec<(String, Speaker, Vec<Row>)> = Vec::new();
        for (operation, sources) in &mut self.operations {
            for source in sources {
                for row in source.tables.iter_mut().flat_map(|table| {
                    let value = table.value.as_deref_mut().into_iter();
                    value.chain(&mut table.rows)
                }) {
                    let mut rows = Vec::new();
                    let member = row.name.clone().unwrap_or_default();
                    hoist(operation, &member, row, &mut rows);
                    let speaker = &source.speaker;
                    inner.extend(
                        rows.into_iter()
                            .map(|(name, rows)| (name, speaker.clone(), rows)),
                    );
                }
            }
        }
        for (name, speaker, rows) in inner {
            let table = Table {
                rows,
                ..Table::default()
            };
            self.named.insert(name.clone());
            self.put_type(&name, speaker, table, found);
        }
    }

    /// Makes one type of those that were named here and of which all sources say the same.
    fn share_equal(&mut self) {
        let mut seen: BTreeMap<String, String> = BTreeMap::new();
        let mut known: BTreeMap<String, String> = BTreeMap::new();
        let mut aliases: BTreeMap<String, String> = BTreeMap::new();
        let names: Vec<String> = self.named.iter().cloned().collect();
        for name in &names {
            let signature = self.signature(name, &mut known);
            match seen.get(&signature) {
                Some(first) => _ = aliases.insert(name.clone(), first.clone()),
                None => _ = seen.insert(signature, name.clone()),
            }
        }
        for alias in aliases.keys() {
            self.types.remove(alias);
        }
        let of_types = self.types.values_mut().flatten().map(|one| &mut one.table);
        let of_operations = self.operations.values_mut().flatten();
        let of_operations = of_operations.flat_map(|one| &mut one.tables);
        for table in of_types.chain(of_operations) {
            for row in table
                .value
                .as_deref_mut()
                .into_iter()
                .chain(&mut table.rows)
            {
                rename(row, &aliases);
            }
        }
    }

    /// Returns a text that two types share where all that is said of them is the same. Types that were named here hold each
    /// other without circles.
    fn signature(&self, name: &str, known: &mut BTreeMap<String, String>) -> String {
        if let Some(signature) = known.get(name) {
            return signature.clone();
        }
        let mut out = String::new();
        for OfType { speaker, table } in self.types.get(name).into_iter().flatten() {
            out.push_str(&format!("{}:", speaker.name));
            for row in table.top() {
                let mut row = row.clone();
                self.unfold(&mut row, known);
                out.push_str(&Value::Object(row.without_places()).to_string());
            }
        }
        known.insert(name.to_owned(), out.clone());
        out
    }
}

impl Pool {
    /// Puts what a type says in the place of its name, where that was given here.
    fn unfold(&self, row: &mut Row, known: &mut BTreeMap<String, String>) {
        if let Some(name) = row.type_name.take_if(|name| self.named.contains(name)) {
            row.type_name = Some(self.signature(&name, known));
        }
        for inner in row.inner_mut() {
            self.unfold(inner, known);
        }
    }
}

/// The day on which each source was usually read.
struct Days<'a> {
    vendor: &'a Vendor,
    latest: BTreeMap<&'a str, &'a str>,
}

impl<'a> Days<'a> {
    fn of(sheets: &'a [Sheet], vendor: &'a Vendor) -> Self {
        let mut latest: BTreeMap<&str, &str> = BTreeMap::new();
        for source in sheets.iter().map(|sheet| &sheet.source) {
            let day = source.read.as_deref().unwrap_or_default();
            let known = latest.entry(&source.name).or_default();
            *known = (*known).max(day);
        }
        Self { vendor, latest }
    }

    fn usual(&self, name: &str) -> Option<&str> {
        let listed = self
            .vendor
            .sources
            .get(name)
            .map(|source| source.read.as_str());
        listed.or_else(|| self.latest.get(name).copied())
    }
}

/// Takes the members of objects that have no name, and gives them names.
fn hoist(owner: &str, member: &str, row: &mut Row, out: &mut Vec<(String, Vec<Row>)>) {
    let name = format!("{owner}{}", camel(member));
    let boxed = [&mut row.item, &mut row.entry, &mut row.json_of];
    let boxed = boxed.into_iter().flatten().map(Box::as_mut);
    for inner in boxed.chain(&mut row.alternatives) {
        hoist(owner, member, inner, out);
    }
    if row.rows.is_empty() {
        return;
    }
    let mut rows = std::mem::take(&mut row.rows);
    for inner in &mut rows {
        let member = inner.name.clone().unwrap_or_default();
        hoist(&name, &member, inner, out);
    }
    if row.kind == Some(Kind::Object) {
        row.kind = None;
    }
    row.type_name = Some(name.clone());
    out.push((name, rows));
}

/// Returns the words of a name as one, each with a capital letter.
pub(super) fn camel(name: &str) -> String {
    let words = name.split(|c: char| !c.is_ascii_alphanumeric());
    let capital = |word: &str| {
        let mut chars = word.chars();
        let first = chars.next().map(|first| first.to_ascii_uppercase());
        first.into_iter().chain(chars).collect::<String>()
    };
    words.map(capital).collect()
}

/// Adds what is mistaken of a row where another operation uses it.
fn add_slips(row: &mut Row, other: &Row) {
    for slip in &other.slips {
        if !row.slips.contains(slip) {
            row.slips.push(slip.clone());
        }
    }
    for (row, other) in row.inner_mut().zip(other.inner()) {
        add_slips(row, other);
    }
}

fn rename(row: &mut Row, aliases: &BTreeMap<String, String>) {
    if let Some(name) = &mut row.type_name
        && let Some(other) = aliases.get(name)
    {
        name.clone_from(other);
    }
    for inner in row.inner_mut() {
        rename(inner, aliases);
    }
}

/// Returns what two addresses have in common, up to their queries.
fn common<'t>(a: &'t str, b: &str) -> &'t str {
    let same = a.bytes().zip(b.bytes()).take_while(|(a, b)| a == b).count();
    let same = a.get(..same).unwrap_or_default();
    same.split('?').next().unwrap_or_default()
}
