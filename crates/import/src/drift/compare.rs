//! Two editions beside each other, operation by operation.

use std::collections::{BTreeMap, BTreeSet};

use mediaspec_core::contract::Service;
use serde_json::Value;

use super::contract::{self, Contract};
use super::finding::{Change, Class, Direction, Finding, Part, ReadFrom, Severity, Witness};
use super::graph::{Graph, Node};
use super::published;
use super::side::{OfOperation, Side};
use super::witness;
use crate::sheet::{Kind, Operation, Row, Section, Sheet, Table};

/// The most findings that are told.
pub const MAX_FINDINGS: usize = 100_000;

/// For how many findings of a source payloads are looked for, each counted by the types of its contracts: a sample is made by all of
/// them.
const MAX_WORK: usize = 100_000;

/// How changes are told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Options {
    /// A finding for each place. Otherwise what changes at several places for one reason, such as a type that they share, is
    /// one finding, with its first place and all operations that have it.
    pub positions: bool,
    /// Whether operations that the newer edition lacks are gone. Otherwise it is taken for a part of what there is.
    pub whole: bool,
}

/// The most tables of an operation that a contract is made of.
const MAX_TABLES: usize = 500;

/// What two editions differ in.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Drift {
    /// The changes, sorted by operation and place.
    pub findings: Vec<Finding>,
    /// Whether all of them are there: there are no more than [`MAX_FINDINGS`], and none is deeper than 128 levels.
    pub is_whole: bool,
    /// What was not compared, in words.
    pub left_out: Vec<String>,
}

/// An edition of what sources say.
#[derive(Debug, Clone, Default)]
pub struct Edition {
    sheets: Vec<Sheet>,
    services: Vec<Service>,
}

impl From<Vec<Sheet>> for Edition {
    fn from(mut sheets: Vec<Sheet>) -> Self {
        for table in sheets.iter_mut().flat_map(|sheet| &mut sheet.tables) {
            whole(table);
        }
        Self {
            sheets,
            services: Vec::new(),
        }
    }
}

impl From<Service> for Edition {
    /// What a contract says; its service is the source.
    fn from(service: Service) -> Self {
        Self {
            sheets: published::sheets(&service),
            services: vec![service],
        }
    }
}

impl Edition {
    /// Adds what another edition has.
    pub fn append(&mut self, other: Self) {
        self.sheets.extend(other.sheets);
        self.services.extend(other.services);
    }

    /// Returns a contract in which the operation of a source has the bodies that it has here: what witnesses are checked by. In that of
    /// a contract file, it is the file's.
    ///
    /// # Errors
    /// Why there can be none, in words.
    pub fn service(&self, source: &str, operation: &str) -> Result<Service, String> {
        let own = self.sheets.iter();
        let side = Side::new(own.filter(|sheet| sheet.source.name == source));
        let found = self.contract(&side, source, operation)?;
        Ok(found.service)
    }

    /// Returns the contract of an operation.
    fn contract(&self, side: &Side<'_>, source: &str, operation: &str) -> Result<Contract, String> {
        let mut services = self.services.iter();
        if let Some(service) = services.find(|service| service.name() == source) {
            let found = published::contract(service, operation);
            return found.ok_or_else(|| "it has no such operation".to_owned());
        }
        match side.operations.get(operation) {
            Some(found) if found.sheet.tables.len() > MAX_TABLES => {
                Err(format!("it has more than {MAX_TABLES} tables"))
            }
            Some(found) => contract::contract(found, side.scope(Some(found))),
            None => Err("it is a type of no operation".to_owned()),
        }
    }
}

/// Compares two editions of what sources say. What a source says is compared with what one of the same name says; where each edition
/// has one source alone, names are free.
#[must_use]
pub fn compare(old: &Edition, new: &Edition, options: Options) -> Drift {
    let (mut before, mut after) = (by_source(&old.sheets), by_source(&new.sheets));
    let former = before.keys().next().copied().unwrap_or_default();
    let is_renamed = before.len() == 1 && after.len() == 1;
    if is_renamed {
        let name = after.keys().next().copied().unwrap_or_default();
        before = before.into_values().map(|sheets| (name, sheets)).collect();
    }
    let mut drift = Drift {
        is_whole: true,
        ..Drift::default()
    };
    let names: BTreeSet<&str> = before.keys().chain(after.keys()).copied().collect();
    for name in names {
        let was = Side::new(before.remove(name).unwrap_or_default());
        let is = Side::new(after.remove(name).unwrap_or_default());
        let mut own = Drift {
            is_whole: true,
            ..Drift::default()
        };
        let mut comparison = Comparison {
            before: &was,
            after: &is,
            options,
            source: ReadFrom {
                name: name.to_owned(),
                read: is.read.map(str::to_owned),
            },
            drift: &mut own,
        };
        comparison.run();
        if !options.positions {
            own.findings = folded(own.findings);
        }
        own.findings.sort_by_cached_key(sort_key);
        let former = if is_renamed { former } else { name };
        let contracts = |operation: &str| {
            [
                old.contract(&was, former, operation),
                new.contract(&is, name, operation),
            ]
        };
        witnesses(&mut own.findings, contracts);
        drift.findings.append(&mut own.findings);
        drift.left_out.append(&mut own.left_out);
        drift.is_whole &= own.is_whole;
    }
    drift.findings.sort_by_cached_key(sort_key);
    for before in &old.services {
        let mut services = new.services.iter();
        if let Some(after) = services.find(|after| after.name() == before.name()) {
            drift.left_out.extend(published::left_out(before, after));
        }
    }
    drift
}

/// Looks for the witnesses of findings, which are sorted by operation.
fn witnesses(findings: &mut [Finding], contracts: impl Fn(&str) -> [Result<Contract, String>; 2]) {
    let mut made: Option<(String, [Result<Contract, String>; 2])> = None;
    let mut sought = 0_usize;
    for finding in findings {
        if finding.severity == Severity::Compatible {
            continue;
        }
        if sought > MAX_WORK {
            finding.why =
                Some("it is one of so many that payloads are looked for no more".to_owned());
            continue;
        }
        let name = &finding.operation;
        let (_, [before, after]) = match made.take().filter(|(known, _)| known == name) {
            Some(known) => made.insert(known),
            None => made.insert((name.clone(), contracts(name))),
        };
        let types = |contract: &Result<Contract, String>| match contract {
            Ok(contract) => contract.service.types().count(),
            Err(_) => 1,
        };
        sought = sought
            .saturating_add(types(before))
            .saturating_add(types(after));
        witness::find(finding, before, after);
    }
}

/// Returns where a body stands: what has no name stands in its operation.
pub(super) fn place_of_body(operation: &str, status: Option<&str>) -> String {
    match status {
        Some(status) => format!("({operation} {status} answer)"),
        None => format!("({operation} request)"),
    }
}

/// Makes a value of the members that a table gives of a body: a body is compared as the object that it is.
fn whole(table: &mut Table) {
    let is_body = matches!(
        table.section,
        Some(Section::RequestBody | Section::ResponseBody)
    );
    if is_body && table.value.is_none() && !table.rows.is_empty() {
        table.value = Some(Box::new(Row {
            kind: Some(Kind::Object),
            rows: std::mem::take(&mut table.rows),
            at: table.at.clone(),
            ..Row::default()
        }));
    }
}

fn by_source(sheets: &[Sheet]) -> BTreeMap<&str, Vec<&Sheet>> {
    let mut out: BTreeMap<&str, Vec<&Sheet>> = BTreeMap::new();
    for sheet in sheets {
        out.entry(&sheet.source.name).or_default().push(sheet);
    }
    out
}

/// What findings are sorted by.
fn sort_key(finding: &Finding) -> impl Ord + use<> {
    let text = |value: &Option<Value>| value.as_ref().map(Value::to_string);
    (
        finding.operation.clone(),
        (finding.direction, finding.part, finding.status.clone()),
        finding.pointer.clone(),
        (finding.class, finding.constraint),
        (text(&finding.before), text(&finding.after)),
        finding.source.name.clone(),
    )
}

/// Makes one of findings that say the same of the same place in the source.
fn folded(findings: Vec<Finding>) -> Vec<Finding> {
    let mut out: Vec<Finding> = Vec::new();
    let mut known: BTreeMap<_, usize> = BTreeMap::new();
    for finding in findings {
        let text = |value: &Option<Value>| value.as_ref().map(Value::to_string);
        let key = finding.at.as_ref().map(|at| {
            (
                (finding.source.name.clone(), at.clone()),
                (finding.direction, finding.severity, finding.vacuous),
                (finding.class, finding.constraint),
                (text(&finding.before), text(&finding.after)),
            )
        });
        let same = key.as_ref().and_then(|key| known.get(key).copied());
        if let Some(first) = same.and_then(|at| out.get_mut(at)) {
            first.operations.extend(finding.operations);
            continue;
        }
        if let Some(key) = key {
            known.insert(key, out.len());
        }
        out.push(finding);
    }
    for finding in &mut out {
        finding.operations.sort_unstable();
        finding.operations.dedup();
    }
    out
}

struct Comparison<'a, 's> {
    before: &'a Side<'s>,
    after: &'a Side<'s>,
    options: Options,
    source: ReadFrom,
    drift: &'a mut Drift,
}

/// A message, or a part of one.
#[derive(Clone, Copy)]
struct Where<'w> {
    direction: Direction,
    part: Option<Part>,
    status: Option<&'w str>,
}

const OF_OPERATION: Where<'static> = Where {
    direction: Direction::Operation,
    part: None,
    status: None,
};

const OF_REQUEST: Where<'static> = Where {
    direction: Direction::Request,
    ..OF_OPERATION
};

const OF_ANSWER: Where<'static> = Where {
    direction: Direction::Response,
    ..OF_OPERATION
};

impl<'s> Comparison<'_, 's> {
    fn run(&mut self) {
        let (before, after) = (self.before, self.after);
        for (name, was) in &before.operations {
            match after.operations.get(name) {
                Some(is) => self.operation(name, was, is),
                None if self.options.whole => self.removed(name, was.operation),
                None => {}
            }
        }
        for (name, is) in &after.operations {
            if !before.operations.contains_key(name) {
                let mut finding = self.finding(name, OF_OPERATION, Class::OperationAdded);
                finding.after = Some(route(is.operation).into());
                self.push(finding);
            }
        }
        self.types();
    }

    fn removed(&mut self, name: &str, operation: &Operation) {
        let mut finding = self.finding(name, OF_OPERATION, Class::OperationRemoved);
        finding.before = Some(route(operation).into());
        let same = |other: &&OfOperation<'_>| is_same_route(operation, other.operation);
        let twin = self.after.operations.values().find(same);
        finding.renamed_to = twin.map(|twin| twin.operation.name.clone());
        if twin.is_none() {
            finding.severity = Severity::BreaksCallers;
        }
        self.push(finding);
    }

    /// Returns a finding that breaks nobody.
    fn finding(&self, operation: &str, place: Where<'_>, class: Class) -> Finding {
        Finding {
            operation: operation.to_owned(),
            direction: place.direction,
            part: place.part,
            status: place.status.map(str::to_owned),
            pointer: None,
            class,
            constraint: None,
            before: None,
            after: None,
            severity: Severity::Compatible,
            vacuous: false,
            renamed_to: None,
            witness: Witness::Unasked,
            why: None,
            operations: if self.options.positions {
                Vec::new()
            } else {
                vec![operation.to_owned()]
            },
            at: None,
            source: self.source.clone(),
            spec: Vec::new(),
        }
    }

    fn push(&mut self, mut finding: Finding) {
        if self.drift.findings.len() >= MAX_FINDINGS {
            self.drift.is_whole = false;
            return;
        }
        if finding.severity != Severity::Compatible {
            finding.witness = Witness::Missing;
        }
        self.drift.findings.push(finding);
    }

    /// Tells of a change that is no value's.
    fn tell(
        &mut self,
        name: &str,
        place: Where<'_>,
        class: Class,
        values: [Option<Value>; 2],
        change: Change,
    ) {
        let [before, after] = values;
        let mut finding = self.finding(name, place, class);
        (finding.before, finding.after) = (before, after);
        finding.severity = change.severity(place.direction);
        self.push(finding);
    }

    fn operation(&mut self, name: &str, was: &OfOperation<'s>, is: &OfOperation<'s>) {
        self.head(name, was.operation, is.operation);
        let mut graph = Graph::new(self.before.scope(Some(was)), self.after.scope(Some(is)));
        let mut nodes: Vec<(Where<'_>, Node<'s>)> = Vec::new();
        let requests = [
            (Section::Path, "path"),
            (Section::Query, "query"),
            (Section::Header, "header"),
            (Section::Form, "form"),
        ];
        for (section, word) in requests {
            let classes = [Class::ParameterAdded, Class::ParameterRemoved];
            let node = graph.parameters(word, was.rows(section), is.rows(section), classes);
            let place = Where {
                part: Some(section.into()),
                ..OF_REQUEST
            };
            nodes.push((place, node));
        }
        let body = |operation: &OfOperation<'s>| operation.tables(Section::RequestBody).next();
        let place = Where {
            part: Some(Part::Body),
            ..OF_REQUEST
        };
        nodes.extend(self.body(name, place, body(was), body(is), &graph));
        let (old, new) = (answers(was), answers(is));
        for (status, old) in &old {
            let place = Where {
                status: Some(status),
                ..OF_ANSWER
            };
            match new.get(status) {
                Some(new) => nodes.extend(self.answer(name, place, old, new, &graph)),
                None => {
                    let success = status.starts_with('2');
                    let change = if success { Change::Other } else { Change::None };
                    let shown = old.shown();
                    self.tell(name, place, Class::ResponseRemoved, [shown, None], change);
                }
            }
        }
        for (status, new) in &new {
            if !old.contains_key(status) {
                let place = Where {
                    status: Some(status),
                    ..OF_ANSWER
                };
                let shown = new.shown();
                self.tell(
                    name,
                    place,
                    Class::ResponseAdded,
                    [None, shown],
                    Change::None,
                );
            }
        }
        let mut roots: Vec<&mut Node<'s>> = nodes.iter_mut().map(|(_, node)| node).collect();
        graph.complete(&mut roots);
        for (place, node) in &nodes {
            self.changes(name, *place, &graph, node);
        }
        let rules = |operation: &OfOperation<'s>| operation.sheet.rules.clone();
        if rules(was) != rules(is) {
            let left = format!("{name}: rules between members, which are other ones now");
            self.drift.left_out.push(left);
        }
    }

    fn head(&mut self, name: &str, was: &Operation, is: &Operation) {
        let methods = |operation: &Operation| -> BTreeSet<String> {
            let all = operation.methods.iter().chain(&operation.method);
            all.map(|method| method.to_ascii_uppercase()).collect()
        };
        let (old, new) = (methods(was), methods(is));
        if old != new {
            let change = Change::of(!old.is_subset(&new), !new.is_subset(&old));
            let shown = |methods: &BTreeSet<String>| {
                Some(methods.iter().cloned().collect::<Vec<_>>().join(" ").into())
            };
            let values = [shown(&old), shown(&new)];
            self.tell(name, OF_OPERATION, Class::MethodChanged, values, change);
        }
        if was.path != is.path {
            let shown = |operation: &Operation| operation.path.clone().map(Value::from);
            let values = [shown(was), shown(is)];
            self.tell(
                name,
                OF_OPERATION,
                Class::PathChanged,
                values,
                Change::Other,
            );
        }
        let deprecated = |operation: &Operation| operation.deprecated == Some(true);
        if deprecated(was) != deprecated(is) {
            let values = [was, is].map(|operation| Some(deprecated(operation).into()));
            self.tell(
                name,
                OF_OPERATION,
                Class::DeprecatedChanged,
                values,
                Change::None,
            );
        }
        let media = [
            (
                OF_REQUEST,
                &was.consumes,
                &is.consumes,
                [Class::ConsumesAdded, Class::ConsumesRemoved],
            ),
            (
                OF_ANSWER,
                &was.produces,
                &is.produces,
                [Class::ProducesAdded, Class::ProducesRemoved],
            ),
        ];
        for (place, old, new, [added, removed]) in media {
            let types = |types: &[String]| -> BTreeSet<String> { types.iter().cloned().collect() };
            let (old, new) = (types(old), types(new));
            for media in new.difference(&old) {
                let values = [None, Some(media.clone().into())];
                self.tell(name, place, added, values, Change::None);
            }
            for media in old.difference(&new) {
                let values = [Some(media.clone().into()), None];
                self.tell(name, place, removed, values, Change::Other);
            }
        }
    }

    /// Compares the bodies of a message.
    fn body<'w>(
        &mut self,
        name: &str,
        place: Where<'w>,
        was: Option<&'s Table>,
        is: Option<&'s Table>,
        graph: &Graph<'_, 's>,
    ) -> Option<(Where<'w>, Node<'s>)> {
        let value = |table: Option<&'s Table>| table?.value.as_deref();
        let (old, new) = (value(was), value(is));
        let place = Where {
            part: Some(Part::Body),
            ..place
        };
        let (class, change) = match (old, new) {
            (None, None) => return None,
            (Some(old), Some(new)) => {
                let at = place_of_body(name, place.status);
                return Some((place, graph.body(&at, old, new)));
            }
            (None, Some(new)) => {
                let must = new.mandatory == Some(true);
                (Class::BodyAdded, Change::of(must, false))
            }
            (Some(_), None) => (Class::BodyRemoved, Change::Other),
        };
        let scopes = [(old, true), (new, false)];
        let values = scopes.map(|(row, is_before)| {
            let row = row?;
            let named = row.type_name.clone();
            Some(match named {
                Some(name) => serde_json::json!({"ref": name}),
                None if is_before => self.before.scope(None).said(row).shown(),
                None => self.after.scope(None).said(row).shown(),
            })
        });
        let [before, after] = values;
        let mut finding = self.finding(name, place, class);
        finding.pointer = Some(String::new());
        (finding.before, finding.after) = (before, after);
        finding.severity = change.severity(place.direction);
        self.push(finding);
        None
    }

    /// Compares two answers of one status.
    fn answer<'w>(
        &mut self,
        name: &str,
        place: Where<'w>,
        was: &Answer<'s>,
        is: &Answer<'s>,
        graph: &Graph<'_, 's>,
    ) -> Vec<(Where<'w>, Node<'s>)> {
        if was.shared() != is.shared() {
            let values = [was.shown(), is.shown()];
            self.tell(name, place, Class::ResponseChanged, values, Change::None);
            return Vec::new();
        }
        let mut nodes = Vec::new();
        nodes.extend(self.body(name, place, was.body, is.body, graph));
        let classes = [Class::HeaderAdded, Class::HeaderRemoved];
        let node = graph.parameters("header", was.headers(), is.headers(), classes);
        let place = Where {
            part: Some(Part::Header),
            ..place
        };
        nodes.push((place, node));
        nodes
    }

    /// Tells what changed in a message.
    fn changes(&mut self, name: &str, place: Where<'_>, graph: &Graph<'_, 's>, node: &Node<'s>) {
        if !node.is_changed() {
            return;
        }
        let most = MAX_FINDINGS.saturating_sub(self.drift.findings.len());
        let (found, is_whole) = graph.places(node, self.options.positions, most);
        self.drift.is_whole &= is_whole;
        for placed in found {
            let delta = placed.delta;
            if delta.only.is_some_and(|only| only != place.direction) {
                continue;
            }
            let mut finding = self.finding(name, place, delta.class);
            finding.pointer = Some(placed.pointer);
            finding.constraint = delta.constraint;
            finding.before.clone_from(&delta.before);
            finding.after.clone_from(&delta.after);
            finding.vacuous = delta.vacuous;
            finding.severity = delta.change.severity(place.direction);
            finding.at = Some(delta.at.clone());
            self.push(finding);
        }
    }

    /// Compares the types of sheets that belong to no operation, as far as no operation leads to them. Where they stand is not
    /// said, so that each is told of requests and of answers.
    fn types(&mut self) {
        let reached = |side: &Side<'s>| -> BTreeSet<&'s str> {
            let sheets = side.operations.values().map(|operation| operation.sheet);
            let tables = sheets.flat_map(|sheet| &sheet.tables);
            let mut pending: Vec<&'s str> = tables.flat_map(names).collect();
            let mut found = BTreeSet::new();
            while let Some(name) = pending.pop() {
                if found.insert(name)
                    && let Some(table) = side.scope(None).table(name)
                {
                    pending.extend(names(table));
                }
            }
            found
        };
        let reached = reached(self.before);
        let tables = |side: &Side<'s>| -> BTreeMap<&'s str, &'s Table> {
            let tables = side.others.iter().flat_map(|sheet| &sheet.tables);
            let named = tables.filter_map(|table| Some((table.type_name.as_deref()?, table)));
            named.collect()
        };
        let (was, is) = (tables(self.before), tables(self.after));
        for (name, old) in &was {
            let Some(new) = is.get(name).filter(|_| !reached.contains(name)) else {
                continue;
            };
            let mut graph = Graph::new(self.before.scope(None), self.after.scope(None));
            let (before, after) = (
                self.before.scope(None).said_of(old),
                self.after.scope(None).said_of(new),
            );
            let mut node = graph.types(&before, &after, name);
            graph.complete(&mut [&mut node]);
            let users = if new.used_by.is_empty() {
                vec![(*name).to_owned()]
            } else {
                new.used_by.clone()
            };
            for place in [OF_REQUEST, OF_ANSWER] {
                let place = Where {
                    part: Some(Part::Body),
                    ..place
                };
                for user in &users {
                    self.changes(user, place, &graph, &node);
                }
            }
        }
    }
}

/// Returns the names of the types that a table holds.
fn names(table: &Table) -> impl Iterator<Item = &str> {
    let rows = table.all_rows().into_iter();
    rows.filter_map(|row| row.type_name.as_deref())
}

/// An answer of one status: its body and its headers.
#[derive(Debug, Default)]
struct Answer<'s> {
    body: Option<&'s Table>,
    headers: Option<&'s Table>,
}

impl<'s> Answer<'s> {
    fn headers(&self) -> &'s [Row] {
        self.headers.map(|table| &*table.rows).unwrap_or_default()
    }

    /// Returns the name of the answer that operations share.
    fn shared(&self) -> Option<&str> {
        self.body.and_then(|table| table.shared.as_deref())
    }

    /// Returns what a reader sees of the answer.
    fn shown(&self) -> Option<Value> {
        let name = self.body?.value.as_ref()?.type_name.as_deref();
        match (self.shared(), name) {
            (Some(shared), _) => Some(serde_json::json!({"shared": shared})),
            (None, Some(name)) => Some(serde_json::json!({"ref": name})),
            (None, None) => None,
        }
    }
}

/// Returns the answers of an operation by status.
fn answers<'s>(operation: &OfOperation<'s>) -> BTreeMap<String, Answer<'s>> {
    let mut out: BTreeMap<String, Answer<'s>> = BTreeMap::new();
    let status = |table: &Table| {
        table
            .status
            .map_or_else(|| "default".to_owned(), |status| status.to_string())
    };
    for table in operation.tables(Section::ResponseBody) {
        out.entry(status(table)).or_default().body = Some(table);
    }
    for table in operation.tables(Section::ResponseHeader) {
        out.entry(status(table)).or_default().headers = Some(table);
    }
    out
}

/// Returns how an operation is called, in words.
fn route(operation: &Operation) -> String {
    let method = operation.method.as_deref();
    let parts = [method, operation.path.as_deref()];
    let parts: Vec<&str> = parts.into_iter().flatten().collect();
    if parts.is_empty() {
        operation.name.clone()
    } else {
        parts.join(" ")
    }
}

/// Whether two operations have one route: the names of parameters in a path make no difference.
fn is_same_route(one: &Operation, other: &Operation) -> bool {
    let parts = |operation: &Operation| -> Option<Vec<String>> {
        let path = operation.path.as_deref()?;
        let part = |part: &str| {
            if part.starts_with('{') {
                "{}".to_owned()
            } else {
                part.to_owned()
            }
        };
        Some(path.split('/').map(part).collect())
    };
    one.method == other.method && parts(one).is_some() && parts(one) == parts(other)
}
