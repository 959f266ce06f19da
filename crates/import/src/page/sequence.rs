//! What tables without a caption are about: it follows from the part of the page they stand in, from the tables before them, and from
//! the types that those name.
//!
//! Pages show a body, and below it each type that the body names, in the order in which they are named; below a type stand the types
//! that it names in turn.

use std::collections::BTreeSet;

use super::Found;
use super::captions::{Part, Subject};
use super::columns;
use crate::sheet::{Operation, Section};

/// The most types that tables further down are awaited for.
const MAX_WANTED: usize = 4096;

/// A type that a table names, which has its own table further down.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Wanted {
    Named(String),
    /// The cell with the type is lost: there may be a name in it.
    Lost,
}

/// Says of each table that only has a place on the page what it is about.
pub(super) fn settle(found: &mut [Found], operation: Option<&Operation>) {
    let mut rest = found;
    while let Some(first) = rest.first() {
        let key = (first.part, first.status);
        let count = rest
            .iter()
            .take_while(|one| (one.part, one.status) == key)
            .count();
        let (group, behind) = rest.split_at_mut(count);
        settle_group(group, operation);
        rest = behind;
    }
}

fn settle_group(group: &mut [Found], operation: Option<&Operation>) {
    let mut state = State::new(operation);
    // What is left over with the names alone tells whether lost cells hold names as well.
    let (plain, left) = state.pass(group, false);
    let subjects = if left > 0 {
        let mut state = State::new(operation);
        let (with_lost, left) = state.pass(group, true);
        if left == 0 && state.wanted.is_empty() {
            with_lost
        } else {
            plain
        }
    } else {
        plain
    };
    for (one, subject) in group.iter_mut().zip(subjects) {
        one.subject = subject;
    }
}

struct State<'o> {
    operation: Option<&'o Operation>,
    wanted: Vec<Wanted>,
    seen: BTreeSet<String>,
    has_header: bool,
    has_body: bool,
}

impl<'o> State<'o> {
    fn new(operation: Option<&'o Operation>) -> Self {
        Self {
            operation,
            wanted: Vec::new(),
            seen: BTreeSet::new(),
            has_header: false,
            has_body: false,
        }
    }

    /// Returns what the tables of a group are about, and how many of them are types without a name.
    fn pass(&mut self, group: &[Found], with_lost: bool) -> (Vec<Subject>, usize) {
        let mut left = 0_usize;
        let subjects = group
            .iter()
            .map(|one| {
                let subject = match &one.subject {
                    Subject::Next(part) => self.next(one, *part, with_lost, &mut left),
                    known => known.clone(),
                };
                self.take(one, &subject, with_lost);
                subject
            })
            .collect();
        (subjects, left)
    }

    fn next(&mut self, one: &Found, part: Part, with_lost: bool, left: &mut usize) -> Subject {
        let names: Vec<String> = one.names().collect();
        let path = self
            .operation
            .and_then(|operation| operation.path.as_deref());
        let in_path =
            |name: &String| path.is_some_and(|path| path.contains(&format!("{{{name}}}")));
        let is_path = !names.is_empty() && names.iter().all(in_path);
        let is_header = !names.is_empty() && names.iter().all(|name| is_header(name));
        let of_body = match part {
            Part::Response => Section::ResponseBody,
            _ => Section::RequestBody,
        };
        if self.has_body {
            return match self.wanted.pop() {
                Some(Wanted::Named(name)) => Subject::Type(name),
                Some(Wanted::Lost) if with_lost => Subject::TypeOf(of_body),
                _ => {
                    *left = left.saturating_add(1);
                    Subject::TypeOf(of_body)
                }
            };
        }
        match part {
            Part::Response if is_header && !self.has_header => {
                Subject::Section(Section::ResponseHeader)
            }
            Part::Response => Subject::Section(Section::ResponseBody),
            Part::Path | Part::Request if is_path => Subject::Section(Section::Path),
            Part::Path => Subject::Section(Section::Query),
            _ if is_header && !self.has_header => Subject::Section(Section::Header),
            _ if self.takes_body() => Subject::Section(Section::RequestBody),
            _ => Subject::Section(Section::Query),
        }
    }

    /// Whether what the page calls parameters of the request is in its body: calls of one address have them in the query.
    fn takes_body(&self) -> bool {
        let method = self
            .operation
            .and_then(|operation| operation.method.as_deref());
        matches!(method, Some("POST" | "PUT" | "PATCH"))
    }

    /// Notes what a table is, and which types it names.
    fn take(&mut self, one: &Found, subject: &Subject, with_lost: bool) {
        match subject {
            Subject::Section(Section::Header | Section::ResponseHeader) => self.has_header = true,
            Subject::Section(Section::Path) => {}
            Subject::Section(_) => self.has_body = true,
            Subject::Type(name) => {
                self.seen.insert(name.clone());
                self.wanted
                    .retain(|wanted| !matches!(wanted, Wanted::Named(one) if one == name));
            }
            Subject::Next(_) | Subject::TypeOf(_) => {}
        }
        let Some(kind) = one.columns.kind else {
            return;
        };
        let mut wanted = Vec::new();
        for (_, cells) in &one.grid.rows {
            let cell = cells.get(kind).map_or("", String::as_str);
            if cell.is_empty() && with_lost {
                wanted.push(Wanted::Lost);
            } else if let Some(name) = columns::reference(cell)
                && self.seen.insert(name.clone())
            {
                wanted.push(Wanted::Named(name));
            }
        }
        wanted.reverse();
        self.wanted.append(&mut wanted);
        // A page that names more types than any vendor has would be slow to settle.
        self.wanted.truncate(MAX_WANTED);
    }
}

/// Whether a name is that of an HTTP header.
fn is_header(name: &str) -> bool {
    const NAMES: [&str; 10] = [
        "authorization",
        "host",
        "date",
        "etag",
        "location",
        "server",
        "connection",
        "accept",
        "cookie",
        "range",
    ];
    let small = name.to_ascii_lowercase();
    NAMES.contains(&&*small)
        || small.contains('-') && small.chars().all(|c| c.is_ascii_alphanumeric() || c == '-')
}
