//! Fields and rules of a type, or of an operation's parameters.

use std::collections::{BTreeMap, BTreeSet};

use mediaspec_core::contract::{
    Cite, Conflict, Content, Enum, Field, Json, Required, Rule, RuleKind, Service, Severity, Shape,
    Source, TypeDef,
};
use mediaspec_core::words::{self, Mark, Phrase};

use super::markdown::{Document, Line, Target};
use super::paths;

/// How long the words of a cell may be; what is longer stands below the table.
const CELL: usize = 64;

/// A type as part of a page.
pub(super) struct Section<'a, 't> {
    /// The service.
    pub(super) service: &'a Service<'t>,
    /// The type.
    pub(super) ty: &'a TypeDef<'t>,
    /// What tells its fields and rules from those of other sections of the page.
    pub(super) prefix: &'a str,
    /// The page that has the details of the first fields and rules, where the spec shares them.
    pub(super) shared: Option<Shared>,
}

/// Fields and rules that a page of their own describes.
pub(super) struct Shared {
    /// How many of a section's first fields they are.
    pub(super) fields: usize,
    /// How many of its first rules.
    pub(super) rules: usize,
    /// The page's path.
    pub(super) path: String,
    /// Its anchors by key.
    pub(super) anchors: BTreeMap<String, String>,
}

impl<'t> Section<'_, 't> {
    /// The table of all fields. It names sources only where they differ from the type's own.
    pub(super) fn table(&self, page: &mut Document) {
        let same = |field: &Field<'t>| field.info.cite == self.ty.cite;
        let alike = self.ty.fields.iter().all(same);
        let head = vec![
            "Name", "Type", "Required", "Allowed", "Default", "Summary", "Source",
        ];
        let row = |field: &Field<'t>| {
            vec![
                Line::link(Line::code(field.name), self.field_target(field.name)),
                self.kind(field),
                self.required(field),
                self.allowed_cell(field),
                self.default_cell(field),
                Line::text(field.info.summary),
                if alike {
                    Line::default()
                } else {
                    short_source(&field.info.cite, &self.ty.cite)
                },
            ]
        };
        page.table(head, self.ty.fields.iter().map(row).collect());
    }

    /// A heading for each field, with all that is known of it.
    pub(super) fn details(&self, page: &mut Document, level: usize) {
        let elsewhere = self.shared.as_ref().map_or(0, |shared| shared.fields);
        for field in self.ty.fields.iter().skip(elsewhere) {
            page.heading_with_key(level, Line::code(field.name), self.field_key(field.name));
            page.paragraph(Line::text(field.info.summary));
            page.bullets(self.facts(field));
            if let Some(choice) = choice_of(&field.shape)
                && has_meanings(choice)
            {
                page.table(vec!["Value", "Meaning"], meanings(choice));
            }
        }
    }

    /// A heading for each rule.
    pub(super) fn rules(&self, page: &mut Document, level: usize) {
        let elsewhere = self.shared.as_ref().map_or(0, |shared| shared.rules);
        for rule in self.ty.rules.iter().skip(elsewhere) {
            page.heading_with_key(level, Line::code(rule.id), self.rule_key(rule.id));
            page.paragraph(Line::text(rule.summary));
            page.paragraph(self.phrase(&words::rule_phrase(self.ty, rule)));
            let mut facts = Vec::new();
            if let Some(code) = words::rule_code(&rule.kind) {
                let severity = match rule.severity {
                    Severity::Error => "error ",
                    Severity::Warning => "warning ",
                };
                facts.push(
                    Line::strong("Reported as:")
                        .then(format!(" {severity}"))
                        .and(Line::code(code.as_str())),
                );
            }
            facts.push(Line::strong("Source:").then(" ").and(source(&rule.cite)));
            facts.extend(rule.conflicts.iter().map(|c| conflict(c, None)));
            page.bullets(facts);
        }
    }

    fn field_key(&self, name: &str) -> String {
        key(self.prefix, "field", name)
    }

    fn rule_key(&self, id: &str) -> String {
        key(self.prefix, "rule", id)
    }

    fn field_target(&self, name: &str) -> Target {
        let at = self.ty.fields.iter().position(|field| field.name == name);
        match &self.shared {
            Some(shared) if at.is_some_and(|at| at < shared.fields) => shared.target("field", name),
            Some(_) | None => Target::Here(self.field_key(name)),
        }
    }

    fn rule_target(&self, id: &str) -> Target {
        let at = self.ty.rules.iter().position(|rule| rule.id == id);
        match &self.shared {
            Some(shared) if at.is_some_and(|at| at < shared.rules) => shared.target("rule", id),
            Some(_) | None => Target::Here(self.rule_key(id)),
        }
    }

    /// A phrase about this type: its members and other types are linked.
    fn phrase(&self, phrase: &Phrase<'_>) -> Line {
        Line::phrase(phrase, &|mark, text| match mark {
            Mark::Name => Some(self.field_target(text)),
            Mark::Type => paths::type_target(self.service, text),
            Mark::Plain | Mark::Value => None,
        })
    }

    /// What type a field has, with the rule that decides where one does.
    fn kind(&self, field: &Field<'t>) -> Line {
        let kind = self.phrase(&words::kind(&field.shape));
        match field
            .selected_by
            .and_then(|rule| self.ty.rules.get(usize::from(rule)))
        {
            Some(rule) => kind
                .then(", ")
                .and(self.rule_link(rule, Line::text("by rule"))),
            None => kind,
        }
    }

    fn required(&self, field: &Field<'t>) -> Line {
        let words = Line::text(words::required(field.required));
        let asks = |rule: &&Rule<'t>| match rule.kind {
            RuleKind::RequiredIf { fields } | RuleKind::RequiredUnless { fields } => fields
                .iter()
                .any(|&at| self.ty.at(at).is_some_and(|f| f.name == field.name)),
            RuleKind::NoEffectIf { .. }
            | RuleKind::NoEffectUnless { .. }
            | RuleKind::AtMostOne { .. }
            | RuleKind::WinsOver { .. }
            | RuleKind::Rows { .. }
            | RuleKind::Unique { .. }
            | RuleKind::SelectsType { .. }
            | RuleKind::SelectsSibling { .. }
            | RuleKind::Range { .. }
            | RuleKind::Values { .. } => false,
        };
        match self.ty.rules.iter().find(asks) {
            Some(rule) => words
                .then(", ")
                .and(self.rule_link(rule, Line::text("or by rule"))),
            None => words,
        }
    }

    fn rule_link(&self, rule: &Rule<'_>, label: Line) -> Line {
        Line::link(label, self.rule_target(rule.id))
    }

    fn allowed_cell(&self, field: &Field<'t>) -> Line {
        let phrase = words::allowed_phrase(&field.shape);
        let allowed = if phrase.to_string().chars().count() <= CELL {
            self.phrase(&phrase)
        } else {
            let label = match choice_of(&field.shape) {
                Some(choice) => format!("{} values", choice.values.len()),
                None => "details".to_owned(),
            };
            Line::link(Line::text(label), self.field_target(field.name))
        };
        let unit = field.info.unit.map(Line::text);
        let mut parts: Vec<Line> = [Some(allowed), unit].into_iter().flatten().collect();
        parts.retain(|part| !part.is_empty());
        let mut out = Line::join(parts, " ");
        let mut add = |words: &'static str| {
            let old = core::mem::take(&mut out);
            out = if old.is_empty() {
                Line::text(words)
            } else {
                old.then(format!("; {words}"))
            };
        };
        if field.nullable {
            add("null too");
        }
        if field.deprecated.is_some() {
            add("deprecated");
        }
        if field.no_effect.is_some() {
            add("no effect");
        }
        out
    }

    fn default_cell(&self, field: &Field<'t>) -> Line {
        let Some(phrase) = words::default_words(field) else {
            return Line::default();
        };
        if phrase.to_string().chars().count() <= CELL / 2 {
            self.phrase(&phrase)
        } else {
            Line::link(Line::text("details"), self.field_target(field.name))
        }
    }

    /// All that is known of a field, an item each.
    fn facts(&self, field: &Field<'t>) -> Vec<Line> {
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
        if field.nullable {
            say("Null:", Line::text("allowed"));
        }
        let tabled = matches!(&field.shape, Shape::Enum(choice) if has_meanings(choice));
        match &field.shape {
            Shape::Enum(choice) if tabled && choice.open => {
                say("Allowed:", Line::text("the values below, or another one"));
            }
            _ if tabled => say("Allowed:", Line::text("the values below")),
            shape => say("Allowed:", self.phrase(&words::allowed_phrase(shape))),
        }
        if let Some(unit) = field.info.unit {
            say("Unit:", Line::text(unit));
        }
        if let Some(default) = words::default_words(field) {
            say("Default:", self.phrase(&default));
        }
        if let Some(example) = &field.info.example {
            say("Example:", value(example));
        }
        if field.sensitive {
            say("Sensitive:", Line::text("reports never show its value"));
        }
        if let Some(why) = field.deprecated {
            say("Deprecated:", Line::text(why));
        }
        if let Some(why) = field.no_effect {
            say("No effect:", Line::text(why));
        }
        let rules = self.ty.rules.iter().filter(|rule| {
            words::rule_fields(rule)
                .into_iter()
                .any(|at| self.ty.at(at).is_some_and(|f| f.name == field.name))
        });
        say(
            "Rules:",
            Line::join(
                rules.map(|rule| self.rule_link(rule, Line::code(rule.id))),
                ", ",
            ),
        );
        say("Source:", self.sources(field));
        out.extend(field.info.notes.iter().map(|note| self::note(note)));
        out.extend(
            field
                .info
                .conflicts
                .iter()
                .map(|c| conflict(c, Some(field))),
        );
        out
    }

    /// Where a field was read, and what of it was read elsewhere.
    fn sources(&self, field: &Field<'t>) -> Line {
        let cite = &field.info.cite;
        let mut out = if cite.source.name == self.ty.cite.source.name {
            // In full it stands at the top of the page.
            short_source(cite, &self.ty.cite)
        } else {
            source(cite)
        };
        let mut told: BTreeSet<(&str, Option<&str>)> = BTreeSet::new();
        for (_, cite) in field.info.cites {
            let place = (cite.source.name, cite.anchor);
            if !told.insert(place) {
                continue;
            }
            let keys = field
                .info
                .cites
                .iter()
                .filter(|(_, c)| (c.source.name, c.anchor) == place)
                .map(|(key, _)| Line::text(words::constraint(key).trim_end_matches([':', ','])));
            out = out
                .then("; ")
                .and(Line::join(keys, ", "))
                .then(" from ")
                .and(source(cite));
        }
        out
    }
}

impl Shared {
    /// Where a field or a rule is described; on that page they have no prefix.
    fn target(&self, sort: &str, name: &str) -> Target {
        match self.anchors.get(&key("", sort, name)) {
            Some(anchor) => Target::Place(self.path.clone(), anchor.clone()),
            None => Target::Page(self.path.clone()),
        }
    }
}

/// The key of a heading.
fn key(prefix: &str, sort: &str, name: &str) -> String {
    format!("{prefix} {sort} {name}")
}

/// The address of a source.
pub(super) fn address(source: &Source<'_>) -> Target {
    Target::Source(source.name.to_owned(), source.url.to_owned())
}

/// A source with its place and date, linked.
pub(super) fn source(cite: &Cite<'_>) -> Line {
    let label = Line::text(cite.source.title);
    let place = words::place(cite).map_or_else(String::new, |place| format!(", {place}"));
    Line::link(label, address(cite.source)).then(format!("{place}, read {}", cite.source.read))
}

/// A source in few words: the place alone where the source is that of the page, its name otherwise.
pub(super) fn short_source(cite: &Cite<'_>, home: &Cite<'_>) -> Line {
    let name = || cite.source.name.to_owned();
    let label = if cite.source.name == home.source.name {
        words::place(cite).unwrap_or_else(name)
    } else {
        name()
    };
    Line::link(Line::text(label), address(cite.source))
}

/// What another source says, what the contract says (of that field, where it is about one), and why.
pub(super) fn conflict(conflict: &Conflict<'_>, field: Option<&Field<'_>>) -> Line {
    let nowhere = |_: Mark, _: &str| None;
    let mut out = Line::strong("Conflict:")
        .then(" ")
        .and(source(&conflict.cite));
    out = out
        .then(": ")
        .and(Line::phrase(&words::conflict_says(conflict), &nowhere));
    let ours = conflict.says.iter().filter_map(|(key, _)| {
        let field = field?;
        if *key == "values" && choice_of(&field.shape).is_some_and(has_meanings) {
            return Some(Line::text("the values below"));
        }
        words::chosen(field, key).map(|phrase| Line::phrase(&phrase, &nowhere))
    });
    let ours = Line::join(ours, ", ");
    if !ours.is_empty() {
        out = out.then("; here: ").and(ours);
    }
    out.then(". ").then(conflict.because)
}

/// A remark.
pub(super) fn note(note: &str) -> Line {
    Line::strong("Note:").then(" ").then(note)
}

/// A JSON value.
fn value(json: &Json<'_>) -> Line {
    Line::code(words::json(json))
}

/// The enum in a shape.
fn choice_of<'t>(shape: &Shape<'t>) -> Option<&'t Enum<'t>> {
    match shape {
        Shape::Enum(choice) => Some(choice),
        Shape::List(list) => choice_of(&list.item),
        Shape::Text(text) => match text.content {
            Content::Separated { item, .. } => choice_of(item),
            Content::Plain | Content::Base64 | Content::Json(_) => None,
        },
        Shape::Int(_) | Shape::Number(_) | Shape::Bool | Shape::Object(_) | Shape::Any => None,
    }
}

/// Whether a table of the values says more than their list.
fn has_meanings(choice: &Enum<'_>) -> bool {
    choice
        .values
        .iter()
        .any(|value| !value.summary.is_empty() || value.deprecated.is_some())
}

fn meanings(choice: &Enum<'_>) -> Vec<Vec<Line>> {
    choice
        .values
        .iter()
        .map(|value| {
            let mut meaning = Line::text(value.summary);
            if let Some(why) = value.deprecated {
                let gap = if meaning.is_empty() { "" } else { " " };
                meaning = meaning.then(format!("{gap}Deprecated: {why}"));
            }
            vec![Line::code(words::text_value(value.wire)), meaning]
        })
        .collect()
}
