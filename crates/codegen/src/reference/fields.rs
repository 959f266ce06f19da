//! Fields and rules of a type, or of an operation's parameters.

use std::collections::BTreeMap;

use mediaspec_core::contract::{
    Cite, Conflict, Dropped, Enum, EnumValue, Field, FieldInfo, Info, Json, Required, Rule,
    RuleKind, Service, Shape, TypeDef, Vote,
};
use mediaspec_core::words::{self, Mark, Phrase};

use super::paths;
use crate::markdown::{Document, Line, Target, address, source};

/// How long the words of a cell may be; what is longer stands below the table.
const CELL: usize = 64;

/// A type as part of a page.
pub(super) struct Section<'a> {
    /// The service.
    pub(super) service: &'a Service,
    /// The type.
    pub(super) ty: &'a TypeDef,
    /// The source that the page names at its top.
    pub(super) home: &'a Cite,
    /// What tells its fields and rules from those of other sections of the page.
    pub(super) prefix: &'a str,
    /// Where its fields and rules are described one by one.
    pub(super) details: Details,
}

/// Where the fields and rules of a type are described one by one.
pub(super) enum Details {
    /// On the same page.
    Here,
    /// On the page of their type.
    OnPage {
        /// The page's path.
        path: String,
        /// Its anchors by key.
        anchors: BTreeMap<String, String>,
    },
}

impl Details {
    /// Returns the details that the page of a type has.
    pub(super) fn on_page(page: &Document) -> Self {
        let anchors = page.anchors().into_iter();
        Self::OnPage {
            path: page.path().to_owned(),
            anchors: anchors
                .map(|(key, anchor)| (key.to_owned(), anchor))
                .collect(),
        }
    }
}

impl Section<'_> {
    /// The table of the type's own fields. It names sources only where they differ from the type's own.
    pub(super) fn table(&self, page: &mut Document) {
        let same = |field: &Field| field.info.cite == *self.home;
        let fields = self.service.own_fields(self.ty);
        let alike = fields.iter().all(same);
        let head = vec![
            "Name", "Type", "Required", "Allowed", "Default", "Summary", "Source",
        ];
        let row = |field: &Field| {
            vec![
                Line::link(Line::code(&*field.name), self.field_target(&field.name)),
                self.kind(field),
                self.required(field),
                self.allowed_cell(field),
                self.default_cell(field),
                Line::text(&*field.info.summary),
                if alike {
                    Line::default()
                } else {
                    short_source(self.service, &field.info.cite, self.home)
                },
            ]
        };
        page.table(head, fields.iter().map(row).collect());
    }

    /// A heading for each of its own fields, with all that is known of it.
    pub(super) fn details(&self, page: &mut Document, level: usize) {
        for field in self.service.own_fields(self.ty) {
            page.heading_with_key(
                level,
                Line::code(&*field.name),
                self.key("field", &field.name),
            );
            page.paragraph(Line::text(&*field.info.summary));
            self.description(field, page);
        }
    }

    /// What is known of a field beyond its summary.
    pub(super) fn description(&self, field: &Field, page: &mut Document) {
        page.bullets(self.facts(field));
        if let Some(choice) = meant(field) {
            page.table(vec!["Value", "Meaning"], meanings(choice));
        }
    }

    /// A heading for each of its own rules.
    pub(super) fn rules(&self, page: &mut Document, level: usize) {
        for rule in self.service.own_rules(self.ty) {
            // What the rule asks, of whom and when is in its sentence.
            let Rule {
                id,
                severity: _,
                direction: _,
                when: _,
                kind,
                info,
            } = rule;
            page.heading_with_key(level, Line::code(&**id), self.key("rule", id));
            page.paragraph(Line::text(&*info.summary));
            page.paragraph(self.phrase(&words::rule_sentence(self.service, self.ty, rule)));
            let mut facts = Vec::new();
            if let Some(code) = words::rule_code(kind) {
                facts.push(
                    Line::strong("Reported as:")
                        .then(" ")
                        .and(Line::code(code.as_str()))
                        .then(format!(", {}", words::rule_severity(rule))),
                );
            }
            let cite = source(self.service, &info.cite);
            facts.push(Line::strong("Source:").then(" ").and(cite));
            facts.extend(remarks(self.service, info));
            page.bullets(facts);
        }
    }

    fn key(&self, sort: &str, name: &str) -> String {
        key(self.prefix, sort, name)
    }

    /// Returns where a field is described: here, or on the page of the type that it is included from.
    fn field_target(&self, name: &str) -> Target {
        let home = self.service.home_of(self.ty, name);
        let elsewhere = (home.name != self.ty.name)
            .then(|| paths::type_target(self.service, &home.name))
            .flatten();
        elsewhere.unwrap_or_else(|| self.target("field", name))
    }

    /// Returns where a field or a rule is described. On the page of its type it has no prefix.
    fn target(&self, sort: &str, name: &str) -> Target {
        match &self.details {
            Details::Here => Target::Here(self.key(sort, name)),
            Details::OnPage { path, anchors } => match anchors.get(&key("", sort, name)) {
                Some(anchor) => Target::Place(path.clone(), anchor.clone()),
                None => Target::Page(path.clone()),
            },
        }
    }

    /// A phrase about this type: its members and other types are linked.
    fn phrase(&self, phrase: &Phrase<'_>) -> Line {
        Line::linked(phrase, &|mark, text| match mark {
            Mark::Name => Some(self.field_target(text)),
            Mark::Type => paths::type_target(self.service, text),
            Mark::Plain | Mark::Value => None,
        })
    }

    /// What type a field has, with the rule that decides where one does.
    fn kind(&self, field: &Field) -> Line {
        let kind = self.phrase(&words::kind(&field.shape));
        match self.ty.selector_of(&field.name) {
            Some(rule) => kind
                .then(", ")
                .and(self.rule_link(rule, Line::text("by rule"))),
            None => kind,
        }
    }

    fn required(&self, field: &Field) -> Line {
        let words = Line::text(words::required(field.required));
        let asks = |rule: &&Rule| match &rule.kind {
            RuleKind::RequiredIf { fields } | RuleKind::RequiredUnless { fields } => {
                fields.contains(&field.name)
            }
            _ => false,
        };
        match self.ty.rules.iter().find(asks) {
            Some(rule) => words
                .then(", ")
                .and(self.rule_link(rule, Line::text("or by rule"))),
            None => words,
        }
    }

    fn rule_link(&self, rule: &Rule, label: Line) -> Line {
        Line::link(label, self.target("rule", &rule.id))
    }

    fn allowed_cell(&self, field: &Field) -> Line {
        let phrase = words::allowed_in(self.ty, field);
        let allowed = if phrase.to_string().chars().count() <= CELL {
            self.phrase(&phrase)
        } else {
            let label = match words::values_in(&field.shape) {
                Some(choice) => format!("{} values", choice.values.len()),
                None => "details".to_owned(),
            };
            Line::link(Line::text(label), self.field_target(&field.name))
        };
        let marks = [
            (field.nullable, "null too"),
            (field.deprecated.is_some(), "deprecated"),
            (field.no_effect.is_some(), "no effect"),
        ];
        let marks = marks.into_iter().filter(|(holds, _)| *holds);
        let parts = std::iter::once(allowed).chain(marks.map(|(_, mark)| Line::text(mark)));
        Line::join(parts.filter(|part| !part.is_empty()), "; ")
    }

    fn default_cell(&self, field: &Field) -> Line {
        let Some(phrase) = words::default_words(field) else {
            return Line::default();
        };
        if phrase.to_string().chars().count() <= CELL / 2 {
            self.phrase(&phrase)
        } else {
            Line::link(Line::text("details"), self.field_target(&field.name))
        }
    }

    /// All that is known of a field, an item each.
    fn facts(&self, field: &Field) -> Vec<Line> {
        let Field {
            name,
            shape,
            required: _,
            nullable,
            sensitive,
            deprecated,
            no_effect,
            default: _,
            votes,
            dropped,
            info,
        } = field;
        let FieldInfo {
            summary: _,
            unit,
            default_note: _,
            example,
            cite: _,
            cites: _,
            conflicts,
            notes,
        } = &**info;
        let mut out = Vec::new();
        let mut say = |label: &'static str, line: Line| {
            if !line.is_empty() {
                out.push(Line::strong(label).then(" ").and(line));
            }
        };
        say("Type:", self.kind(field));
        let required = self.required(field);
        if required != Line::text(words::required(Required::No)) {
            say("Required:", required);
        }
        if *nullable {
            say("Null:", Line::text("allowed"));
        }
        match shape {
            Shape::Enum(choice) if meant(field).is_some() => say(
                "Allowed:",
                Line::text(match (choice.open, choice.any_case) {
                    (false, false) => "the values below",
                    (false, true) => "the values below, in any case",
                    (true, false) => "the values below, or another one",
                    (true, true) => "the values below in any case, or another one",
                }),
            ),
            _ => say("Allowed:", self.phrase(&words::allowed_in(self.ty, field))),
        }
        if let Some(unit) = unit {
            say("Unit:", Line::text(&**unit));
        }
        if let Some(default) = words::default_words(field) {
            say("Default:", self.phrase(&default));
        }
        if let Some(example) = example {
            say("Example:", value(example));
        }
        if *sensitive {
            say("Sensitive:", Line::text("reports never show its value"));
        }
        if let Some(why) = deprecated {
            say("Deprecated:", Line::text(&**why));
        }
        if let Some(why) = no_effect {
            say("No effect:", Line::text(&**why));
        }
        let named = |rule: &&Rule| words::rule_fields(rule).contains(&&**name);
        let rules = self.ty.rules.iter().filter(named);
        let links = rules.map(|rule| self.rule_link(rule, Line::code(&*rule.id)));
        say("Rules:", Line::join(links, ", "));
        say("Source:", self.sources(field));
        out.extend(notes.iter().map(|text| note(text)));
        let conflicts = conflicts.iter();
        out.extend(conflicts.map(|c| conflict(self.service, c, Some((self.ty, field)))));
        out.extend(votes.iter().filter_map(|vote| self.vote(field, vote)));
        out.extend(dropped.iter().map(|Dropped { cite, since }| {
            Line::strong("Dropped:")
                .then(" ")
                .and(source(self.service, cite))
                .then(" has it no longer since ")
                .then(&**since)
        }));
        out
    }

    /// What a source says of a field's value that the field itself does not.
    fn vote(&self, field: &Field, vote: &Vote) -> Option<Line> {
        let says = words::vote_says(field, vote);
        let line = Line::strong("Also said:")
            .then(" ")
            .and(source(self.service, &vote.cite))
            .then(": ")
            .and(self.phrase(&says));
        let line = match &*vote.because {
            "" => line,
            because => line.then(". ").then(because.to_owned()),
        };
        (!says.is_empty()).then_some(line)
    }

    /// Where a field was read, and what of it was read elsewhere.
    fn sources(&self, field: &Field) -> Line {
        let cite = &field.info.cite;
        let mut out = if cite.source == self.home.source {
            // In full it stands at the top of the page.
            short_source(self.service, cite, self.home)
        } else {
            source(self.service, cite)
        };
        let mut told: Vec<&Cite> = Vec::new();
        for (_, cite) in &field.info.cites {
            if told.contains(&cite) {
                continue;
            }
            told.push(cite);
            let from_there = field.info.cites.iter().filter(|(_, c)| c == cite);
            let keys = from_there.map(|(key, _)| Line::text(words::key(key)));
            out = out
                .then("; ")
                .and(Line::join(keys, ", "))
                .then(" from ")
                .and(source(self.service, cite));
        }
        out
    }
}

/// Returns the listed values of a field, where more is known of them than how they are spelt.
fn meant(field: &Field) -> Option<&Enum> {
    // Those of a named value are on its own page.
    words::values_in(&field.shape)
        .filter(|choice| choice.named.is_none() && !words::meanings(choice).is_empty())
}

/// Returns what people need to know of a type, a rule or an operation beside its summary and its source.
pub(super) fn remarks<'a>(service: &'a Service, info: &'a Info) -> impl Iterator<Item = Line> {
    let Info {
        summary: _,
        cite: _,
        conflicts,
        notes,
    } = info;
    let conflicts = conflicts.iter().map(|c| conflict(service, c, None));
    notes.iter().map(|text| note(text)).chain(conflicts)
}

/// The key of a heading.
fn key(prefix: &str, sort: &str, name: &str) -> String {
    format!("{prefix} {sort} {name}")
}

/// A source in few words: the place alone where the source is that of the page, its name otherwise.
pub(super) fn short_source(service: &Service, cite: &Cite, home: &Cite) -> Line {
    let place = if cite.source == home.source {
        words::place(service, cite)
    } else {
        None
    };
    let label = place.unwrap_or_else(|| cite.source.to_string());
    Line::link(Line::text(label), address(service.source(cite)))
}

/// What another source says, what the contract says (of that field of a type, where it is about one), and why.
fn conflict(service: &Service, conflict: &Conflict, about: Option<(&TypeDef, &Field)>) -> Line {
    let mut out = Line::strong("Conflict:")
        .then(" ")
        .and(source(service, &conflict.cite));
    out = out
        .then(": ")
        .and(Line::from(&words::conflict_says(conflict)));
    let ours = conflict.says.iter().filter_map(|(key, _)| {
        let (ty, field) = about?;
        if &**key == "values" && meant(field).is_some() {
            return Some(Line::text("the values below"));
        }
        words::chosen(ty, field, key).map(|phrase| Line::from(&phrase))
    });
    let ours = Line::join(ours, ", ");
    if !ours.is_empty() {
        out = out.then("; here: ").and(ours);
    }
    out.then(". ").then(&*conflict.because)
}

/// A remark.
fn note(note: &str) -> Line {
    Line::strong("Note:").then(" ").then(note)
}

/// A JSON value.
fn value(json: &Json) -> Line {
    Line::code(words::json(json))
}

/// The rows of a table of values.
fn meanings(choice: &Enum) -> Vec<Vec<Line>> {
    let row = |value: &EnumValue| {
        let EnumValue {
            wire,
            summary,
            deprecated,
        } = value;
        let mut meaning = Line::text(&**summary);
        if let Some(why) = deprecated {
            let gap = if meaning.is_empty() { "" } else { " " };
            meaning = meaning.then(format!("{gap}Deprecated: {why}"));
        }
        vec![Line::code(words::text_value(wire)), meaning]
    };
    choice.values.iter().map(row).collect()
}
