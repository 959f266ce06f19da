//! `mediaspec show`.

use std::fmt::Write as _;

use mediaspec_core::contract::{
    Cite, Conflict, Content, Field, Info, Operation, Required, RuleKind, Service, Shape, Source,
    Style, TypeDef,
};
use mediaspec_core::escape::visible;
use mediaspec_core::words;
use mediaspec_validator::Validator;

use crate::arguments::ShowArguments;
use crate::output::style::{self, paint};
use crate::session::{Session, Stop};
use crate::table::{Row, render, wrap};
use crate::{Status, contract};

pub(super) fn run(arguments: &ShowArguments, session: &mut Session<'_>) -> Result<Status, Stop> {
    contract::with(arguments.spec.as_deref(), session, |catalog, session| {
        let validator = Validator::with_catalog(catalog);
        let operation = validator
            .operation(&arguments.op)
            .map_err(Stop::because)?
            .contract();
        let service = catalog
            .services
            .iter()
            .find(|service| service.name == operation.service);
        let mut page = Page::new(session);
        page.operation(operation, service.copied());
        session.print(&page.out)?;
        Ok(Status::Valid)
    })
}

struct Page<'t> {
    out: String,
    colour: bool,
    width: usize,
    /// Types in the order in which they are met; each is shown once, after what uses it.
    types: Vec<&'t TypeDef<'t>>,
    /// Sources in the order in which they are met.
    sources: Vec<&'t Source<'t>>,
}

impl<'t> Page<'t> {
    fn new(session: &Session<'_>) -> Self {
        Self {
            out: String::new(),
            colour: session.colour,
            width: session.width(),
            types: Vec::new(),
            sources: Vec::new(),
        }
    }

    fn operation(&mut self, operation: &'t Operation<'t>, service: Option<&'t Service<'t>>) {
        let name = format!("{}/{}", operation.service, operation.name);
        let name = paint(style::STRONG, &name, self.colour);
        self.line(&name);
        self.line(&format!("  {} {}", operation.method, operation.path));
        self.text(operation.summary);
        if !operation.tag.is_empty() {
            self.text(&format!("group: {}", operation.tag));
        }
        if let Some(context) = operation.context {
            self.text(&format!("service: {}", words::context(context)));
        }
        let cite = self.cite(&operation.cite);
        self.text(&format!("source: {cite}"));
        for note in operation.notes {
            self.text(&format!("note: {note}"));
        }
        for conflict in operation.conflicts {
            let conflict = self.conflict(conflict);
            self.text(&conflict);
        }
        if let Some(service) = service {
            self.call(operation, service);
        }
        self.authentication(operation);
        self.parameters("Path parameters", operation.path_parameters);
        self.parameters("Query parameters", operation.query);
        self.parameters("Headers", operation.headers);
        self.messages(operation);
        self.all_types();
        self.all_sources();
    }

    fn call(&mut self, operation: &Operation<'_>, service: &'t Service<'t>) {
        if let Style::Rpc {
            action,
            version,
            common,
            cite,
        } = &service.style
        {
            let cite = self.cite(cite);
            self.heading("Call");
            self.text(&format!(
                "The query names the operation: {action}={}. API version: {version}.",
                operation.name
            ));
            if !common.is_empty() {
                self.text(&format!(
                    "Parameters that every operation takes are not checked: {}.",
                    common.join(", ")
                ));
            }
            self.text(&format!("source: {cite}"));
        }
    }

    fn authentication(&mut self, operation: &'t Operation<'t>) {
        if operation.auth.is_empty() {
            return;
        }
        self.heading("Authentication: all headers of one scheme");
        let rows: Vec<Row> = operation
            .auth
            .iter()
            .map(|group| {
                let cite = self.cite(&group.cite);
                let mut row = Row::new(group.scheme, group.headers.join(", "));
                row.aside(format!("source: {cite}"));
                row
            })
            .collect();
        self.rows(&rows);
    }

    fn parameters(&mut self, heading: &str, ty: &'t TypeDef<'t>) {
        let Some(first) = ty.fields.first() else {
            return;
        };
        self.heading(heading);
        let shared = first.info.cite;
        if ty.fields.iter().all(|field| field.info.cite == shared) {
            let cite = self.cite(&shared);
            self.text(&format!("source: {cite}"));
            self.members(ty, Some(shared));
        } else {
            self.members(ty, None);
        }
    }

    fn messages(&mut self, operation: &'t Operation<'t>) {
        if let Some(body) = &operation.request {
            self.heading("Request body");
            let required = if body.required {
                "required"
            } else {
                "optional"
            };
            self.text(&format!("{}, {required}", body.ty.name));
            self.meet(body.ty);
        }
        self.heading("Responses");
        let mut rows = Vec::new();
        for response in operation.responses {
            let body = response.body.map_or("no body", |ty| ty.name);
            let mut row = Row::new(response.status.to_string(), body);
            row.line(response.summary);
            if let Some(code) = response.error_code {
                row.line(format!("error code: {code}"));
            }
            let headers: Vec<&str> = response.headers.fields.iter().map(|f| f.name).collect();
            if !headers.is_empty() {
                row.line(format!("headers: {}", headers.join(", ")));
            }
            let cite = self.cite(&response.cite);
            row.aside(format!("source: {cite}"));
            rows.push(row);
            if let Some(ty) = response.body {
                self.meet(ty);
            }
        }
        self.rows(&rows);
        if operation.callbacks.is_empty() {
            return;
        }
        self.heading("Callbacks");
        let mut rows = Vec::new();
        for callback in operation.callbacks {
            let mut row = Row::new(callback.name, callback.ty.name);
            row.line(callback.summary);
            let cite = self.cite(&callback.cite);
            row.aside(format!("source: {cite}"));
            rows.push(row);
            self.meet(callback.ty);
        }
        self.rows(&rows);
    }

    fn all_types(&mut self) {
        // Showing a type meets further ones.
        let mut next = 0_usize;
        while let Some(&ty) = self.types.get(next) {
            next = next.saturating_add(1);
            self.heading(ty.name);
            if ty.wire != ty.name {
                self.text(&format!("The vendor calls it {}.", ty.wire));
            }
            self.text(ty.summary);
            if ty.open {
                self.text("Further members are expected.");
            }
            let cite = self.cite(&ty.cite);
            self.text(&format!("source: {cite}"));
            self.out.push('\n');
            if ty.fields.is_empty() {
                self.text("It has no members.");
            }
            self.members(ty, Some(ty.cite));
        }
    }

    fn all_sources(&mut self) {
        self.heading("Sources");
        let rows: Vec<Row> = self
            .sources
            .iter()
            .map(|source| {
                let kind = words::source_kind(source.kind);
                let mut row = Row::new(source.name, format!("{} ({kind})", source.title));
                row.line(source.url);
                row.line(format!("read {}", source.read));
                row
            })
            .collect();
        self.rows(&rows);
    }

    /// The members of a type, its rules, and what else is known of it. `told` is the source that was named for all.
    fn members(&mut self, ty: &'t TypeDef<'t>, told: Option<Cite<'t>>) {
        let rows: Vec<Row> = ty
            .fields
            .iter()
            .map(|field| self.field(field, told))
            .collect();
        self.rows(&rows);
        if !ty.rules.is_empty() {
            self.subheading("Rules");
            let mut rows = Vec::new();
            for rule in ty.rules {
                let mut row = Row::new(rule.id, words::rule_sentence(ty, rule));
                row.line(rule.summary);
                let cite = self.cite(&rule.cite);
                row.aside(format!("{}; source: {cite}", rule.severity.as_str()));
                for conflict in rule.conflicts {
                    row.aside(self.conflict(conflict));
                }
                rows.push(row);
                if let RuleKind::SelectsType {
                    cases, otherwise, ..
                } = &rule.kind
                {
                    for ty in cases.iter().map(|(_, ty)| *ty).chain(*otherwise) {
                        self.meet(ty);
                    }
                }
            }
            self.rows(&rows);
        }
        if !(ty.notes.is_empty() && ty.conflicts.is_empty()) {
            self.subheading("Notes");
            for note in ty.notes {
                self.text(note);
            }
            for conflict in ty.conflicts {
                let conflict = self.conflict(conflict);
                self.text(&conflict);
            }
        }
    }

    fn field(&mut self, field: &'t Field<'t>, told: Option<Cite<'t>>) -> Row {
        self.meet_shape(&field.shape);
        let info = &field.info;
        let mut row = Row::new(visible(field.name), facts(field));
        row.line(info.summary);
        if let Some(shape) = scalar_of(&field.shape) {
            for value in shape.values {
                if !value.summary.is_empty() {
                    row.line(format!(
                        "- {}: {}",
                        words::text_value(value.wire),
                        value.summary
                    ));
                }
                if let Some(why) = value.deprecated {
                    row.line(format!(
                        "- {} is deprecated: {why}",
                        words::text_value(value.wire)
                    ));
                }
            }
        }
        if let Some(why) = field.deprecated {
            row.line(format!("deprecated: {why}"));
        }
        if let Some(why) = field.no_effect {
            row.line(format!("no effect: {why}"));
        }
        for note in info.notes {
            row.line(format!("note: {note}"));
        }
        if told != Some(info.cite) {
            let cite = self.cite(&info.cite);
            row.aside(format!("source: {cite}"));
        }
        for line in self.sources_of_constraints(info) {
            row.aside(line);
        }
        for conflict in info.conflicts {
            row.aside(self.conflict(conflict));
        }
        row
    }

    /// Constraints that were read elsewhere than the field, a line for each source.
    fn sources_of_constraints(&mut self, info: &Info<'t>) -> Vec<String> {
        let mut groups: Vec<(Cite<'t>, Vec<&str>)> = Vec::new();
        for (key, cite) in info.cites {
            let key = words::constraint(key).trim_end_matches([':', ',']);
            match groups.iter_mut().find(|(known, _)| known == cite) {
                Some((_, keys)) => keys.push(key),
                None => groups.push((*cite, vec![key])),
            }
        }
        groups
            .iter()
            .map(|(cite, keys)| format!("source of {}: {}", keys.join(", "), self.cite(cite)))
            .collect()
    }

    fn conflict(&mut self, conflict: &Conflict<'t>) -> String {
        let cite = self.cite(&conflict.cite);
        format!(
            "conflict: {cite}: {}. {}",
            words::conflict_says(conflict),
            conflict.because
        )
    }

    /// A source in words; it is listed at the end.
    fn cite(&mut self, cite: &Cite<'t>) -> String {
        if !self
            .sources
            .iter()
            .any(|known| known.name == cite.source.name)
        {
            self.sources.push(cite.source);
        }
        words::cite(cite)
    }

    fn meet(&mut self, ty: &'t TypeDef<'t>) {
        if !self.types.iter().any(|known| known.name == ty.name) {
            self.types.push(ty);
        }
    }

    fn meet_shape(&mut self, shape: &Shape<'t>) {
        match shape {
            Shape::Object(ty) => self.meet(ty),
            Shape::List(list) => self.meet_shape(&list.item),
            Shape::Text(text) => {
                if let Content::Json(ty) = text.content {
                    self.meet(ty);
                }
            }
            Shape::Int(_) | Shape::Number(_) | Shape::Bool | Shape::Enum(_) | Shape::Any => {}
        }
    }

    fn heading(&mut self, text: &str) {
        let text = paint(style::HEADING, &visible(text), self.colour);
        // Writing to a string cannot fail.
        let _ = write!(self.out, "\n{text}\n");
    }

    fn subheading(&mut self, text: &str) {
        let text = paint(style::STRONG, text, self.colour);
        let _ = write!(self.out, "\n  {text}\n");
    }

    fn rows(&mut self, rows: &[Row]) {
        self.out.push_str(&render(rows, self.width, self.colour));
    }

    fn text(&mut self, text: &str) {
        self.out.push_str(&wrap(&visible(text), "  ", self.width));
    }

    fn line(&mut self, text: &str) {
        self.out.push_str(text);
        self.out.push('\n');
    }
}

/// What a machine checks of a field, on one line: `integer, required: 50 to 200 %; 100 when absent`.
fn facts(field: &Field<'_>) -> String {
    let mut out = words::kind(&field.shape).to_string();
    out.push_str(match field.required {
        Required::No => "",
        Required::InRequests => ", required in requests",
        Required::Always => ", required",
    });
    if field.nullable {
        out.push_str(", nullable");
    }
    if field.sensitive {
        out.push_str(", sensitive");
    }
    let mut parts = Vec::new();
    let allowed = words::allowed(&field.shape);
    let unit = field
        .info
        .unit
        .map(|unit| format!(" {unit}"))
        .unwrap_or_default();
    if !allowed.is_empty() {
        parts.push(format!("{allowed}{unit}"));
    } else if !unit.is_empty() {
        parts.push(format!("in{unit}"));
    }
    if let Some(default) = words::default_words(field) {
        parts.push(format!("when absent: {default}"));
    }
    if !parts.is_empty() {
        out.push_str(": ");
        out.push_str(&parts.join("; "));
    }
    out
}

/// The list of values of a field, or of its items.
const fn scalar_of<'t>(shape: &Shape<'t>) -> Option<&'t mediaspec_core::contract::Enum<'t>> {
    match shape {
        Shape::Enum(choice) => Some(choice),
        Shape::List(list) => match list.item {
            Shape::Enum(choice) => Some(choice),
            _ => None,
        },
        _ => None,
    }
}
