//! What a newer edition of a source changes in the spec: which lines, and what they should become.
//!
//! What the newer edition says is drafted into the spec as an import would do it. Beyond that, what the source says otherwise now is
//! written where it alone is followed, and recorded as a conflict where another source is. What remains is for a person to decide.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;
use serde_json::Value;
use similar::{DiffTag, TextDiff};
use toml_edit::{Document, Item, Table as Toml};

use super::compare::{Drift, Edition, Options, compare, place_of_body};
use super::finding::{Class, Direction, Finding};
use crate::draft::{Difference, Draft, Scope, WhyNot, draft, end};
use crate::sheet::{Dropped, Section, Sheet, Table};

/// What a line of the spec should become.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Advice {
    /// The file, as a path in the spec folder.
    pub file: String,
    /// The line that is to be changed, or before which lines are to be added, from 1.
    pub line: usize,
    /// The lines as they are; absent where lines are added.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub is: Option<String>,
    /// What they should become.
    pub becomes: String,
}

/// What newer sheets change.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Revision {
    /// What changed in the source, with what it means for the spec.
    pub drift: Drift,
    /// How many changes the spec has on record already, or that ask nothing of it.
    pub quiet: usize,
    /// Conflicts of the spec in which the source no longer says otherwise.
    pub settled: Vec<Difference>,
    /// What the spec says otherwise, and what a person has to decide.
    pub undecided: Vec<Difference>,
    /// The files of the spec that are new or changed, by their paths in the spec folder: what needs no decision.
    pub files: BTreeMap<String, String>,
    /// The sheets that take the place of kept ones.
    pub sheets: Vec<Sheet>,
}

/// Compares sheets with those that were kept of the same sources, and tells what that changes in a spec folder.
///
/// `spec` holds the files of the folder by their paths, as [`draft`] takes them; `kept` all sheets of the service.
///
/// # Errors
/// A new sheet says on no day that it was read, a file of the folder is no TOML, or the service has no `vendor.toml`.
pub fn revise(
    spec: &[(String, String)],
    service: &str,
    kept: &[Sheet],
    new: Vec<Sheet>,
    options: Options,
) -> Result<Revision, String> {
    if let Some(sheet) = new.iter().find(|sheet| sheet.source.read.is_none()) {
        return Err(format!(
            "nothing says on which day `{}` was read; name it with --read YYYY-MM-DD",
            sheet.source.name
        ));
    }
    let sources: BTreeSet<&str> = new.iter().map(|sheet| &*sheet.source.name).collect();
    let before = kept
        .iter()
        .filter(|sheet| sources.contains(&*sheet.source.name));
    let before: Vec<Sheet> = before.cloned().collect();
    let mut drift = compare(&before.into(), &Edition::from(new.clone()), options);
    let News {
        all,
        changed,
        renamed,
    } = news(kept, new, &drift.findings);
    let names = all.iter().filter(|sheet| changed.contains(&about(sheet)));
    let operations = names.clone().filter_map(|sheet| sheet.operation.as_ref());
    let scope = Scope {
        service: service.to_owned(),
        operations: operations.map(|operation| operation.name.clone()).collect(),
        ..Scope::default()
    };
    let sheets: Vec<Sheet> = names.cloned().collect();
    if sheets.is_empty() {
        return Ok(Revision {
            drift,
            ..Revision::default()
        });
    }
    let homes = Homes::read(spec, service)?;
    let mut text: BTreeMap<String, String> = spec.iter().cloned().collect();
    for (home, (was, is)) in &renamed {
        if let Some(text) = homes.file(home).and_then(|file| text.get_mut(file)) {
            *text = text
                .replace(&format!("\"{was}\""), &format!("\"{is}\""))
                .replace(&format!("\"{was}#"), &format!("\"{is}#"));
        }
    }
    let known = draft(spec, kept, &scope)?;
    let renamed: Vec<(String, String)> = text.clone().into_iter().collect();
    let Draft {
        files,
        differences,
        settled,
    } = draft(&renamed, &all, &scope)?;
    text.extend(files);
    // What stood so before is no news; a source is the same whatever its day.
    let same = |one: &Difference, other: &Difference| {
        (&one.why, &one.file, &one.subject) == (&other.why, &other.file, &other.subject)
            && (&one.says, &one.spec) == (&other.says, &other.spec)
    };
    let is_new = |one: &Difference| !known.differences.iter().any(|other| same(one, other));
    // A conflict is settled by a change of what it is about.
    let moved: BTreeSet<(String, String)> = drift
        .findings
        .iter()
        .filter_map(|finding| homes.of(finding))
        .map(|(file, subject)| (file.to_owned(), subject))
        .collect();
    let is_moved = |one: &Difference| {
        moved.contains(&(format!("{service}/{}", one.file), one.subject.clone()))
            && !known.settled.iter().any(|other| same(one, other))
    };
    let mut revision = Revision {
        sheets,
        settled: settled.into_iter().filter(is_moved).collect(),
        ..Revision::default()
    };
    for difference in differences.into_iter().filter(is_new) {
        match difference.why {
            WhyNot::Differs | WhyNot::Lacks => {
                let file = format!("{service}/{}", difference.file);
                let written = text.get(&file).and_then(|text| write(text, &difference));
                match written {
                    Some(written) => {
                        text.insert(file, written);
                    }
                    None => revision.undecided.push(difference),
                }
            }
            _ => revision.undecided.push(difference),
        }
    }
    let old: BTreeMap<&str, &str> = spec.iter().map(|(path, text)| (&**path, &**text)).collect();
    text.retain(|path, text| old.get(&**path) != Some(&&**text));
    let hunks: BTreeMap<&str, Vec<Advice>> = text
        .iter()
        .map(|(path, text)| {
            let before = old.get(&**path).copied().unwrap_or_default();
            (&**path, hunks(path, before, text))
        })
        .collect();
    drift.findings.retain_mut(|finding| {
        finding.spec = advice(finding, &homes, &hunks, &old);
        let asks = !finding.spec.is_empty() || is_of_structure(finding.class);
        let undecided = revision.undecided.iter().any(|difference| {
            let subject = homes
                .of(finding)
                .map(|(file, subject)| (file.to_owned(), subject));
            let own = (
                format!("{service}/{}", difference.file),
                difference.subject.clone(),
            );
            subject == Some(own)
        });
        let is_told = asks || undecided;
        revision.quiet = revision.quiet.saturating_add(usize::from(!is_told));
        is_told
    });
    revision.drift = drift;
    revision.files = text;
    Ok(revision)
}

/// Whether a change is told though no line of the spec follows from it: something comes or goes.
fn is_of_structure(class: Class) -> bool {
    !matches!(
        class,
        Class::RequiredAdded
            | Class::RequiredRemoved
            | Class::TypeChanged
            | Class::FormatChanged
            | Class::BoundWidened
            | Class::BoundNarrowed
            | Class::BoundAdded
            | Class::BoundDropped
            | Class::EnumAdded
            | Class::EnumDropped
            | Class::EnumValueAdded
            | Class::EnumValueRemoved
            | Class::PatternAdded
            | Class::PatternDropped
            | Class::PatternChanged
            | Class::DefaultAdded
            | Class::DefaultDropped
            | Class::DefaultChanged
            | Class::UniqueChanged
            | Class::OpenChanged
            | Class::NullableChanged
    )
}

/// What a sheet is of: its source, and the operation or the types that it is about.
type About = (String, String);

fn about(sheet: &Sheet) -> About {
    (sheet.source.name.clone(), sheet.about())
}

/// The sheets of a service after a newer edition came in.
struct News {
    all: Vec<Sheet>,
    /// Those that say something else than before.
    changed: BTreeSet<About>,
    /// The names under which the spec cites a source of a type or an operation, before and now.
    renamed: BTreeMap<Home, (String, String)>,
}

/// A type or an operation, by the source's name; or a body.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
enum Home {
    Type(String),
    Operation(String),
    /// The type of a body that the source does not name, by the place of the body.
    Body(String),
}

/// Puts new sheets in the places of those that were kept. What a new sheet says as before keeps the day on which it was read; a type
/// that is another one now is so in every sheet of its source.
fn news(kept: &[Sheet], new: Vec<Sheet>, findings: &[Finding]) -> News {
    let mut all: BTreeMap<About, Sheet> = kept
        .iter()
        .map(|sheet| (about(sheet), sheet.clone()))
        .collect();
    let mut changed = BTreeSet::new();
    let mut renamed = BTreeMap::new();
    let mut types: BTreeMap<(String, String), (Table, String)> = BTreeMap::new();
    for mut sheet in new {
        let key = about(&sheet);
        let day = sheet.source.read.clone().unwrap_or_default();
        let source = sheet.source.name.clone();
        let Some(old) = all.get(&key) else {
            changed.insert(key.clone());
            all.insert(key, sheet);
            continue;
        };
        let old_day = old.source.read.clone().unwrap_or_default();
        // What a list of days says of an operation stays where nobody gave one.
        if let (Some(now), Some(was)) = (&mut sheet.operation, &old.operation) {
            now.state = now.state.take().or_else(|| was.state.clone());
        }
        let of_type = |sheet: &Sheet, name: &str| -> Option<Table> {
            let mut tables = sheet.tables.iter();
            tables
                .find(|table| table.type_name.as_deref() == Some(name))
                .cloned()
        };
        let mut is_changed = false;
        for table in &mut sheet.tables {
            let Some(name) = table.type_name.clone() else {
                continue;
            };
            let known = of_type(old, &name);
            let known_day = known.as_ref().and_then(|table| table.as_of.clone());
            let known_day = known_day.unwrap_or_else(|| old_day.clone());
            if known
                .as_ref()
                .is_some_and(|known| says_the_same(known, table))
            {
                table.as_of = Some(known_day);
                continue;
            }
            is_changed = true;
            let read = table.as_of.clone().unwrap_or_else(|| day.clone());
            table.as_of = Some(read.clone());
            if known.is_some() {
                let names = (
                    cited(kept, &source, &known_day),
                    cited(kept, &source, &read),
                );
                renamed.insert(Home::Type(name.clone()), names);
                types.insert((source.clone(), name), (table.clone(), read));
            }
        }
        let own = |sheet: &Sheet| -> Vec<Table> {
            let tables = sheet.tables.iter();
            tables
                .filter(|table| table.type_name.is_none())
                .cloned()
                .collect()
        };
        let (was, is) = (own(old), own(&sheet));
        let same =
            was.len() == is.len() && was.iter().zip(&is).all(|(was, is)| says_the_same(was, is));
        if same && old.operation == sheet.operation {
            sheet.source.read = Some(old_day);
        } else {
            is_changed = true;
            let names = (cited(kept, &source, &old_day), cited(kept, &source, &day));
            let bodies = is
                .iter()
                .filter(|table| table.value.is_none() && !table.rows.is_empty());
            for body in bodies {
                let status = match body.section {
                    Some(Section::RequestBody) => None,
                    Some(Section::ResponseBody) => body.status.map(|status| status.to_string()),
                    _ => continue,
                };
                let place = place_of_body(&key.1, status.as_deref());
                renamed.insert(Home::Body(place), names.clone());
            }
            renamed.insert(Home::Operation(key.1.clone()), names);
        }
        sheet.dropped.extend(old.dropped.iter().cloned());
        sheet.dropped.extend(dropped(&key, findings, &day));
        sheet.dropped.sort_unstable();
        sheet.dropped.dedup();
        if is_changed {
            changed.insert(key.clone());
            all.insert(key, sheet);
        }
    }
    for (key, sheet) in &mut all {
        for table in &mut sheet.tables {
            let name = (key.0.clone(), table.type_name.clone().unwrap_or_default());
            if let Some((now, read)) = types.get(&name)
                && !says_the_same(table, now)
            {
                let at = std::mem::take(&mut table.at);
                *table = Table {
                    at,
                    as_of: Some(read.clone()),
                    ..now.clone()
                };
                changed.insert(key.clone());
            }
        }
    }
    News {
        all: all.into_values().collect(),
        changed,
        renamed,
    }
}

/// Returns the members and parameters that an operation lost.
fn dropped((source, operation): &About, findings: &[Finding], day: &str) -> Vec<Dropped> {
    let own = findings.iter().filter(|finding| {
        let gone = matches!(finding.class, Class::FieldRemoved | Class::ParameterRemoved);
        let named = finding.operation == *operation || finding.operations.contains(operation);
        gone && finding.source.name == *source && named
    });
    let each = own.filter_map(|finding| {
        let at = finding.at.as_deref()?;
        let (home, name) = at.split_once('.')?;
        let section = match home {
            "(path)" => Some(Section::Path),
            "(query)" => Some(Section::Query),
            "(header)" => Some(Section::Header),
            "(form)" => Some(Section::Form),
            _ => None,
        };
        Some(Dropped {
            type_name: section.is_none().then(|| home.to_owned()),
            section,
            name: name.to_owned(),
            day: day.to_owned(),
        })
    });
    each.collect()
}

/// Whether two tables say the same, wherever and whenever they were read.
fn says_the_same(one: &Table, other: &Table) -> bool {
    fn bare(table: &Table) -> Value {
        fn strip(value: &mut Value) {
            match value {
                Value::Object(members) => {
                    members.retain(|key, _| !matches!(&**key, "at" | "as_of"));
                    members.values_mut().for_each(strip);
                }
                Value::Array(items) => items.iter_mut().for_each(strip),
                _ => {}
            }
        }
        let mut value = serde_json::to_value(table).unwrap_or_default();
        strip(&mut value);
        value
    }
    bare(one) == bare(other)
}

/// Returns the name under which the spec cites a source of a day: its own, or that with the day.
fn cited(kept: &[Sheet], source: &str, day: &str) -> String {
    let own = kept.iter().filter(|sheet| sheet.source.name == source);
    let latest = own.filter_map(|sheet| sheet.source.read.as_deref()).max();
    if latest == Some(day) {
        source.to_owned()
    } else {
        format!("{source}-{day}")
    }
}

/// Which files of a spec folder say what types and operations are.
struct Homes {
    files: BTreeMap<Home, String>,
    /// The types of the bodies of each operation, by the place that a finding names.
    bodies: BTreeMap<String, String>,
    /// The files of types by the names of the spec.
    types: BTreeMap<String, String>,
}

impl Homes {
    fn read(spec: &[(String, String)], service: &str) -> Result<Self, String> {
        let mut files = BTreeMap::new();
        let (mut bodies, mut types) = (BTreeMap::new(), BTreeMap::new());
        for (path, text) in spec {
            let own = path
                .strip_prefix(service)
                .and_then(|rest| rest.strip_prefix('/'));
            let Some(("types" | "operations", _)) = own.and_then(|rest| rest.split_once('/'))
            else {
                continue;
            };
            let document =
                Document::parse(text.as_str()).map_err(|error| format!("{path}: {error}"))?;
            let root = document.as_table();
            let text = |table: &str, key: &str| -> Option<String> {
                Some(root.get(table)?.as_table()?.get(key)?.as_str()?.to_owned())
            };
            if let Some(name) = text("type", "wire").or_else(|| text("type", "name")) {
                files
                    .entry(Home::Type(name))
                    .or_insert_with(|| path.clone());
            }
            if let Some(name) = text("type", "name") {
                types.insert(name, path.clone());
            }
            if let Some(name) = text("operation", "name") {
                if let Some(ty) = text("request", "type") {
                    bodies.insert(place_of_body(&name, None), ty);
                }
                let answers = root.get("response").and_then(Item::as_array_of_tables);
                for answer in answers.into_iter().flatten() {
                    let status = answer.get("status").and_then(Item::as_integer);
                    let ty = answer.get("type").and_then(Item::as_str);
                    if let (Some(status), Some(ty)) = (status, ty) {
                        let place = place_of_body(&name, Some(&status.to_string()));
                        bodies.insert(place, ty.to_owned());
                    }
                }
                files.insert(Home::Operation(name), path.clone());
            }
        }
        Ok(Self {
            files,
            bodies,
            types,
        })
    }

    fn file(&self, home: &Home) -> Option<&str> {
        let found = match home {
            Home::Body(place) => self.types.get(self.bodies.get(place)?),
            Home::Type(_) | Home::Operation(_) => self.files.get(home),
        };
        found.map(String::as_str)
    }

    /// Returns the file that a finding is about, and the member or parameter in it.
    fn of(&self, finding: &Finding) -> Option<(&str, String)> {
        let of_operation = || self.file(&Home::Operation(finding.operation.clone()));
        let Some(at) = finding.at.as_deref() else {
            return Some((of_operation()?, String::new()));
        };
        let (home, member) = at.split_once('.').unwrap_or((at, ""));
        let member = member
            .split(['.', '/'])
            .next()
            .unwrap_or_default()
            .to_owned();
        if home.starts_with('(') {
            // A body whose type the source does not name has one in the spec.
            let body = Home::Body(home.to_owned());
            let file = self.file(&body).filter(|_| !member.is_empty());
            return match file {
                Some(file) => Some((file, member)),
                None => Some((of_operation()?, member)),
            };
        }
        let file = self.file(&Home::Type(home.to_owned()))?;
        Some((file, member))
    }
}

/// Returns what a finding changes in the spec, out of all that changes.
fn advice(
    finding: &Finding,
    homes: &Homes,
    hunks: &BTreeMap<&str, Vec<Advice>>,
    old: &BTreeMap<&str, &str>,
) -> Vec<Advice> {
    if finding.class == Class::OperationAdded {
        // A new file, named after the operation, with everything in it.
        let name = format!("name = {:?}", finding.operation);
        let of_operation =
            |one: &&Advice| one.is.is_none() && one.becomes.lines().any(|line| line == name);
        let all = hunks.values().flatten().filter(of_operation);
        return all
            .map(|one| Advice {
                becomes: format!("a new file of {} lines", one.becomes.lines().count()),
                ..one.clone()
            })
            .collect();
    }
    if finding.direction == Direction::Operation {
        return Vec::new();
    }
    let Some((file, member)) = homes.of(finding) else {
        return Vec::new();
    };
    let Some(all) = hunks.get(file) else {
        return Vec::new();
    };
    let text = old.get(file).copied().unwrap_or_default();
    let starts = starts(text);
    let name = format!("name = {member:?}");
    let own = all.iter().filter(|one| {
        // A new member comes with its name. Whatever else is added belongs to what stands before it.
        let names = |line: &str| line.starts_with("name = ");
        let is_added = one.is.is_none();
        if is_added && one.becomes.lines().any(names) {
            return one.becomes.lines().any(|line| line == name);
        }
        let line = one.line.saturating_sub(usize::from(is_added));
        let home = starts.iter().rev().find(|(start, _)| *start <= line);
        home.is_some_and(|(_, home)| *home == member)
            || one.becomes.lines().any(|line| line == name)
    });
    own.cloned().collect()
}

/// Returns the lines from 1 on which the head and each member or parameter begin, with its name.
fn starts(text: &str) -> Vec<(usize, String)> {
    let Ok(document) = Document::parse(text) else {
        return Vec::new();
    };
    let root = document.as_table();
    let line = |offset: usize| {
        let before = text.get(..offset).unwrap_or_default();
        before.matches('\n').count().saturating_add(1)
    };
    let mut out = vec![(1, String::new())];
    for (_, table) in blocks(root) {
        let name = table.get("name").and_then(Item::as_str).unwrap_or_default();
        out.extend(table.span().map(|span| (line(span.start), name.to_owned())));
    }
    out.sort_unstable();
    out
}

/// Returns the tables of members and parameters, each with its key.
fn blocks(root: &Toml) -> impl Iterator<Item = (&'static str, &Toml)> {
    let keys = ["field", "path", "query", "header"].into_iter();
    keys.flat_map(|key| {
        let all = root.get(key).and_then(Item::as_array_of_tables);
        all.into_iter().flatten().map(move |table| (key, table))
    })
}

/// Writes what a source says now into the text of a file: in place of what it said before where it is followed, as a conflict where
/// another source is. `None` where a person has to look.
fn write(text: &str, difference: &Difference) -> Option<String> {
    let document = Document::parse(text).ok()?;
    let root = document.as_table();
    let head = root
        .get("type")
        .or_else(|| root.get("operation"))?
        .as_table()?;
    let named =
        |table: &Toml, member: &str| table.get("name").and_then(Item::as_str) == Some(member);
    let (kind, table) = match difference.subject.as_str() {
        "" => ("type", head),
        member => blocks(root).find(|(_, table)| named(table, member))?,
    };
    let says: serde_json::Map<String, Value> = serde_json::from_str(&difference.says).ok()?;
    let (key, value) = says.iter().next()?;
    let of_source = |cite: &str| cite.split('#').next() == Some(&difference.source);
    let text_of =
        |table: &Toml, key: &str| table.get(key).and_then(Item::as_str).map(str::to_owned);
    let source = text_of(table, "source").or_else(|| text_of(head, "source"))?;
    let by_key = table.get("sources").and_then(|sources| sources.get(key));
    let is_followed = match by_key {
        Some(Item::Value(toml_edit::Value::String(cite))) => of_source(cite.value()),
        // Of several that say the same, one says otherwise now.
        Some(_) => return None,
        None => of_source(&source),
    };
    let conflicts = table.get("conflict").and_then(Item::as_array_of_tables);
    let own = conflicts.into_iter().flatten().find(|conflict| {
        let cite = text_of(conflict, "source").unwrap_or_default();
        of_source(&cite)
            && conflict
                .get("says")
                .and_then(|says| says.get(key))
                .is_some()
    });
    let replaced = if let Some(conflict) = own {
        conflict.get("says")?.get(key)?.as_value()
    } else if is_followed {
        match table.get(key).and_then(Item::as_value) {
            Some(value) => Some(value),
            // Inside an item, or nowhere: a person knows where it belongs.
            None => return None,
        }
    } else {
        None
    };
    let mut out = text.to_owned();
    if let Some(old) = replaced {
        let span = old.span()?;
        let new = if key == "values" && own.is_none() {
            listed(text.get(span.clone())?, old, value)?
        } else {
            toml(value)?.to_string()
        };
        out.replace_range(span, new.trim());
        return Some(out);
    }
    let end = end(text, table);
    let written = format!(
        "\n[[{kind}.conflict]]\nsource = {:?}\nsays = {{ {key} = {} }}\n",
        difference.source,
        toml(value)?.to_string().trim()
    );
    out.insert_str(end, &written);
    Some(out)
}

/// Returns a list of values with those that are new behind the others, and without those that are gone.
fn listed(text: &str, old: &toml_edit::Value, now: &Value) -> Option<String> {
    let now: Vec<&str> = now.as_array()?.iter().filter_map(Value::as_str).collect();
    let old = old.as_array()?;
    let wire = |item: &toml_edit::Value| {
        let own = item
            .as_inline_table()
            .and_then(|table| table.get("wire")?.as_str());
        own.or_else(|| item.as_str()).map(str::to_owned)
    };
    let known: Vec<String> = old.iter().filter_map(wire).collect();
    if known.iter().any(|value| !now.contains(&&**value)) {
        // What goes may have its reasons in another source.
        return None;
    }
    let added = now
        .iter()
        .filter(|value| !known.iter().any(|known| known == *value));
    let of_tables = old.iter().any(toml_edit::Value::is_inline_table);
    let item = |value: &&str| match of_tables {
        true => format!("{{ wire = {value:?} }}"),
        false => format!("{value:?}"),
    };
    let added: Vec<String> = added.map(item).collect();
    let body = text.trim_end().strip_suffix(']')?;
    let many_lines = body.contains('\n');
    let body = body.trim_end().trim_end_matches(',');
    Some(if many_lines {
        format!("{body},\n  {},\n]", added.join(",\n  "))
    } else {
        format!("{body}, {}]", added.join(", "))
    })
}

fn toml(value: &Value) -> Option<toml_edit::Value> {
    Some(match value {
        Value::Bool(is) => (*is).into(),
        Value::Number(number) => match number.as_i64() {
            Some(whole) => whole.into(),
            None => number.as_f64()?.into(),
        },
        Value::String(text) => text.as_str().into(),
        Value::Array(items) => {
            let items: Option<Vec<toml_edit::Value>> = items.iter().map(toml).collect();
            toml_edit::Value::Array(items?.into_iter().collect())
        }
        Value::Null | Value::Object(_) => return None,
    })
}

/// Returns what changes between two texts of a file, without what changes in the day of a source alone.
fn hunks(file: &str, before: &str, after: &str) -> Vec<Advice> {
    let diff = TextDiff::from_lines(before, after);
    let mut out = Vec::new();
    for op in diff.ops() {
        if op.tag() == DiffTag::Equal {
            continue;
        }
        let is: String = op
            .old_range()
            .filter_map(|line| diff.old_slice(line))
            .collect();
        let becomes: String = op
            .new_range()
            .filter_map(|line| diff.new_slice(line))
            .collect();
        let undated = |text: &str| -> String {
            let digits = |c: char| if c.is_ascii_digit() { '0' } else { c };
            let lines = text
                .lines()
                .map(|line| line.chars().map(digits).collect::<String>());
            lines
                .map(|line| line.replace("-0000-00-00", ""))
                .collect::<Vec<_>>()
                .join("\n")
        };
        let cites = |text: &str| text.lines().all(|line| line.contains("source"));
        if op.tag() == DiffTag::Replace && cites(&is) && undated(&is) == undated(&becomes) {
            continue;
        }
        let line = op.old_range().start.saturating_add(1);
        // Lines with another day alone, before what is added.
        let dated = is.lines().zip(becomes.lines());
        let dated = dated.take_while(|(is, becomes)| cites(is) && undated(is) == undated(becomes));
        let dated = dated.count();
        let rest = |text: &str| text.split_inclusive('\n').skip(dated).collect::<String>();
        let (is, becomes, line) = (rest(&is), rest(&becomes), line.saturating_add(dated));
        out.push(Advice {
            file: file.to_owned(),
            line,
            is: (!is.is_empty()).then_some(is),
            becomes,
        });
    }
    out
}
