//! `mediaspec show`.

use std::fmt::Write as _;

use mediaspec_core::escape::{shortened, visible};
use mediaspec_core::uses;
use mediaspec_core::words::{self, Phrase, closest, names_list};
use mediaspec_validator::Catalog;
use mediaspec_validator::contract::{
    Cite, Conflict, Dropped, Field, FieldInfo, Info, Operation, Required, Rule, Service, Source,
    Style, TypeDef, TypeName,
};

use crate::arguments::ShowArguments;
use crate::session::{Session, Stop};
use crate::style::{self, paint};
use crate::table::{Row, render, wrap};
use crate::{Status, contract};

pub(super) fn run(arguments: &ShowArguments, session: &mut Session<'_>) -> Result<Status, Stop> {
    let validator = contract::validator(&arguments.contract, session)?;
    let unknown = match validator.operation(&arguments.name) {
        Ok(operation) => {
            let mut page = Page::new(operation.service(), session);
            page.operation(operation.contract());
            session.print(&page.out)?;
            return Ok(Status::Valid);
        }
        Err(unknown) => unknown,
    };
    match &*types_called(validator.catalog(), &arguments.name) {
        [] => {
            let services = validator.catalog().services().iter();
            let types = services.flat_map(Service::own_types);
            let bare = arguments.name.rsplit('/').next().unwrap_or_default();
            let close = closest(bare, types.map(|ty| ty.name.as_str()));
            let close = close.map(|ty| format!("; there is a type `{ty}`"));
            let said = format!("{unknown}{}", close.unwrap_or_default());
            Err(contract::unknown_to(&validator, said))
        }
        [(service, ty)] => {
            let mut page = Page::new(service, session);
            page.ty(ty);
            session.print(&page.out)?;
            Ok(Status::Valid)
        }
        several => {
            let names = several.iter();
            let names = names.map(|(service, ty)| format!("{}/{}", service.name(), ty.name));
            Err(Stop::Because(format!(
                "several types are called `{}`: use {}",
                shortened(&arguments.name, 64),
                names_list(&names.collect::<Vec<_>>(), "or")
            )))
        }
    }
}

/// The types of that name, with or without the service's in front: those in whose spelling it is, or else those in any case.
fn types_called<'c>(catalog: &'c Catalog, name: &str) -> Vec<(&'c Service, &'c TypeDef)> {
    let (of, bare) = match name.split_once('/') {
        Some((service, bare)) => (Some(service), bare),
        None => (None, name),
    };
    let of = |service: &&Service| of.is_none_or(|of| service.name().eq_ignore_ascii_case(of));
    let services = catalog.services().iter().filter(of);
    let all = services.flat_map(|service| service.own_types().map(move |ty| (service, ty)));
    let called: Vec<_> = all
        .filter(|(_, ty)| ty.name.as_str().eq_ignore_ascii_case(bare))
        .collect();
    let exact: Vec<_> = called
        .iter()
        .copied()
        .filter(|(_, ty)| *ty.name == *bare)
        .collect();
    if exact.is_empty() { called } else { exact }
}

struct Page<'c> {
    service: &'c Service,
    out: String,
    colour: bool,
    width: usize,
    /// Types in the order in which they are met; each is shown once, after what uses it.
    types: Vec<&'c TypeDef>,
    /// Sources in the order in which they are met.
    sources: Vec<&'c Source>,
}

impl<'c> Page<'c> {
    fn new(service: &'c Service, session: &Session<'_>) -> Self {
        Self {
            service,
            out: String::new(),
            colour: session.colour,
            width: session.width(),
            types: Vec::new(),
            sources: Vec::new(),
        }
    }

    fn operation(&mut self, operation: &'c Operation) {
        let Operation {
            service: _,
            name: _,
            method,
            path,
            tag,
            context,
            state,
            auth: _,
            path_parameters,
            query,
            headers,
            request: _,
            responses: _,
            callbacks: _,
            info,
        } = operation;
        let name = paint(style::STRONG, &operation.full_name(), self.colour);
        self.line(&name);
        self.line(&format!("  {method} {path}"));
        self.text(&info.summary);
        if !tag.is_empty() {
            self.text(&format!("group: {tag}"));
        }
        if let Some(context) = context {
            self.text(&format!("service: {}", words::context(*context)));
        }
        if let Some(state) = words::operation_state(state) {
            let state = paint(style::WARNING, &state, self.colour);
            self.text(&state);
        }
        let cite = self.cite(&info.cite);
        self.text(&format!("source: {cite}"));
        for note in &info.notes {
            self.text(&format!("note: {note}"));
        }
        for conflict in &info.conflicts {
            let conflict = self.conflict(conflict);
            self.text(&conflict);
        }
        self.call(operation);
        self.authentication(operation);
        self.parameters("Path parameters", path_parameters.as_ref());
        self.parameters("Query parameters", query.as_ref());
        self.parameters("Headers", headers.as_ref());
        self.messages(operation);
        self.all_types();
        self.all_sources();
    }

    /// A type with what uses it, and the types that it leads to.
    fn ty(&mut self, ty: &'c TypeDef) {
        let name = format!("{}/{}", self.service.name(), ty.name);
        let name = paint(style::STRONG, &visible(&name), self.colour);
        self.line(&name);
        self.heading("Used by");
        let uses = uses::of(self.service);
        let users = uses.get(ty.name.as_str());
        let operations = users.into_iter().flat_map(|users| &users.operations);
        let operations = operations.map(|(name, place)| Row::new(visible(name), place.to_string()));
        let types = users.into_iter().flat_map(|users| &users.types);
        let types = types.map(|(name, field)| Row::new(visible(name), visible(field)));
        let rows: Vec<Row> = operations.chain(types).collect();
        self.rows(&rows);
        self.meet(&ty.name);
        self.all_types();
        self.all_sources();
    }

    fn call(&mut self, operation: &Operation) {
        if let Style::Rpc {
            action,
            version,
            headers: _,
            cite,
        } = self.service.style()
        {
            let cite = self.cite(cite);
            self.heading("Call");
            self.text(&format!(
                "The query names the operation, {action}={}, and the version of the API, {version}={}.",
                operation.name,
                self.service.version().unwrap_or_default()
            ));
            self.text(&format!("source: {cite}"));
        }
    }

    fn authentication(&mut self, operation: &'c Operation) {
        let groups = self.service.auth(operation);
        if groups.is_empty() {
            return;
        }
        self.heading("Authentication: all headers of one scheme");
        let mut rows = Vec::new();
        for group in groups {
            let cite = self.cite(&group.cite);
            let mut row = Row::new(&*group.scheme, group.headers.join(", "));
            row.aside(format!("source: {cite}"));
            rows.push(row);
        }
        self.rows(&rows);
    }

    fn parameters(&mut self, heading: &str, ty: Option<&TypeName>) {
        let Some(ty) = ty.map(|name| self.service.resolve(name)) else {
            return;
        };
        let Some(first) = ty.fields.first() else {
            return;
        };
        self.heading(heading);
        let shared = &first.info.cite;
        if ty.fields.iter().all(|field| field.info.cite == *shared) {
            let cite = self.cite(shared);
            self.text(&format!("source: {cite}"));
            self.members(ty, Some(shared));
        } else {
            self.members(ty, None);
        }
    }

    fn messages(&mut self, operation: &'c Operation) {
        if let Some(body) = &operation.request {
            self.heading("Request body");
            let required = if body.required {
                "required"
            } else {
                "optional"
            };
            let mut text = format!("{}, {required}", body.ty);
            if let Some(sent) = words::request_sent_as(body) {
                text = text + ", " + &sent;
            }
            self.text(&text);
            self.meet(&body.ty);
        }
        self.heading("Responses");
        let mut rows = Vec::new();
        for response in &operation.responses {
            let ty = response.body.as_ref().map(|name| name.as_str().into());
            let said = ty.into_iter().chain(words::answer_sent_as(response));
            let said = Vec::<String>::from_iter(said).join(", ");
            let body = if said.is_empty() { "no body" } else { &said };
            let mut row = Row::new(response.status.to_string(), body);
            row.line(&*response.summary);
            if let Some(code) = &response.error_code {
                row.line(format!("error code: {code}"));
            }
            let headers = self.service.response_headers(response.headers.as_ref());
            let headers: Vec<&str> = headers.fields.iter().map(|f| &*f.name).collect();
            if !headers.is_empty() {
                row.line(format!("headers: {}", headers.join(", ")));
            }
            let cite = self.cite(&response.cite);
            row.aside(format!("source: {cite}"));
            rows.push(row);
            if let Some(ty) = &response.body {
                self.meet(ty);
            }
        }
        if let Some(error) = self.service.error() {
            let mut row = Row::new("4xx, 5xx", error.as_str());
            row.line("any other error");
            rows.push(row);
            self.meet(error);
        }
        self.rows(&rows);
        if operation.callbacks.is_empty() {
            return;
        }
        self.heading("Callbacks");
        let mut rows = Vec::new();
        for callback in &operation.callbacks {
            let mut row = Row::new(&*callback.name, callback.ty.as_str());
            row.line(&*callback.summary);
            let cite = self.cite(&callback.cite);
            row.aside(format!("source: {cite}"));
            rows.push(row);
            self.meet(&callback.ty);
        }
        self.rows(&rows);
    }

    fn all_types(&mut self) {
        // Showing a type meets further ones.
        let mut next = 0_usize;
        while let Some(&ty) = self.types.get(next) {
            next = next.saturating_add(1);
            self.heading(&ty.name);
            if *ty.wire != *ty.name {
                self.text(&format!("The vendor calls it {}.", ty.wire));
            }
            // Of a value that no object holds, its only row says it.
            if !ty.transparent {
                self.text(&ty.info.summary);
            }
            if ty.open {
                self.text("Further members are expected.");
            }
            let cite = self.cite(&ty.info.cite);
            self.text(&format!("source: {cite}"));
            self.out.push('\n');
            if ty.fields.is_empty() {
                self.text("It has no members.");
            }
            self.members(ty, Some(&ty.info.cite));
        }
    }

    fn all_sources(&mut self) {
        self.heading("Sources");
        let mut rows = Vec::new();
        for source in &self.sources {
            let Source {
                name,
                kind,
                title,
                url,
                read,
            } = source;
            let kind = words::source_kind(*kind);
            let mut row = Row::new(&**name, format!("{title} ({kind})"));
            row.line(&**url);
            row.line(format!("read {read}"));
            rows.push(row);
        }
        self.rows(&rows);
    }

    /// The members of a type, its rules, and what else is known of it. `told` is the source that was named for all.
    fn members(&mut self, ty: &'c TypeDef, told: Option<&Cite>) {
        let mut rows = Vec::new();
        for field in &ty.fields {
            rows.push(self.field(ty, field, told));
        }
        self.rows(&rows);
        if !ty.rules.is_empty() {
            self.subheading("Rules");
            let mut rows = Vec::new();
            for rule in &ty.rules {
                rows.push(self.rule(ty, rule));
            }
            self.rows(&rows);
        }
        let Info {
            summary: _,
            cite: _,
            conflicts,
            notes,
        } = &ty.info;
        if !(notes.is_empty() && conflicts.is_empty()) {
            self.subheading("Notes");
            for note in notes {
                self.text(note);
            }
            for conflict in conflicts {
                let conflict = self.conflict(conflict);
                self.text(&conflict);
            }
        }
        for name in ty.references() {
            self.meet(name);
        }
    }

    fn rule(&mut self, ty: &TypeDef, rule: &'c Rule) -> Row {
        // What it asks, of whom and when is in its sentence.
        let Rule {
            id,
            severity: _,
            direction: _,
            when: _,
            kind: _,
            info,
        } = rule;
        let mut row = Row::new(
            &**id,
            words::rule_sentence(self.service, ty, rule).to_string(),
        );
        row.line(&*info.summary);
        let cite = self.cite(&info.cite);
        row.aside(format!("{}; source: {cite}", words::rule_severity(rule)));
        for conflict in &info.conflicts {
            row.aside(self.conflict(conflict));
        }
        row
    }

    fn field(&mut self, ty: &TypeDef, field: &'c Field, told: Option<&Cite>) -> Row {
        let Field {
            name,
            shape,
            required: _,
            nullable: _,
            sensitive: _,
            deprecated,
            no_effect,
            default: _,
            votes,
            dropped,
            info,
        } = field;
        let title = match ty.transparent {
            true => "the value".to_owned(),
            false => visible(name),
        };
        let mut row = Row::new(title, facts(ty, field));
        row.line(&*info.summary);
        // Those of a named value are told where it is.
        for meaning in words::values_in(shape)
            .filter(|choice| choice.named.is_none())
            .map(words::meanings)
            .unwrap_or_default()
        {
            row.line(format!("- {meaning}"));
        }
        if let Some(why) = deprecated {
            row.line(format!("deprecated: {why}"));
        }
        if let Some(why) = no_effect {
            row.line(format!("no effect: {why}"));
        }
        for note in &info.notes {
            row.line(format!("note: {note}"));
        }
        if told != Some(&info.cite) {
            let cite = self.cite(&info.cite);
            row.aside(format!("source: {cite}"));
        }
        for line in self.sources_of_constraints(info) {
            row.aside(line);
        }
        for conflict in &info.conflicts {
            row.aside(self.conflict(conflict));
        }
        for vote in votes {
            let says = words::vote_says(field, vote);
            if !says.is_empty() {
                let cite = self.cite(&vote.cite);
                row.aside(format!("{cite} says: {says}"));
            }
        }
        if let Some(Dropped { cite, since }) = dropped {
            let cite = self.cite(cite);
            row.aside(format!("{cite} has it no longer since {since}"));
        }
        row
    }

    /// Constraints that were read elsewhere than the field, a line for each source.
    fn sources_of_constraints(&mut self, info: &'c FieldInfo) -> Vec<String> {
        let mut groups: Vec<(&'c Cite, Vec<&str>)> = Vec::new();
        for (key, cite) in &info.cites {
            match groups.iter_mut().find(|(known, _)| *known == cite) {
                Some((_, keys)) => keys.push(words::key(key)),
                None => groups.push((cite, vec![words::key(key)])),
            }
        }
        groups
            .iter()
            .map(|(cite, keys)| format!("source of {}: {}", keys.join(", "), self.cite(cite)))
            .collect()
    }

    fn conflict(&mut self, conflict: &Conflict) -> String {
        let cite = self.cite(&conflict.cite);
        format!(
            "conflict: {cite}: {}. {}",
            words::conflict_says(conflict),
            conflict.because
        )
    }

    /// A source in words; it is listed at the end.
    fn cite(&mut self, cite: &Cite) -> String {
        let source = self.service.source(cite);
        if !self.sources.iter().any(|known| known.name == source.name) {
            self.sources.push(source);
        }
        words::cite(self.service, cite)
    }

    /// A type that is named: it is shown further below.
    fn meet(&mut self, name: &TypeName) {
        let ty = self.service.resolve(name);
        if !self.types.iter().any(|known| known.name == ty.name) {
            self.types.push(ty);
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
fn facts(ty: &TypeDef, field: &Field) -> String {
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
    let default = words::when_absent(field).unwrap_or_default();
    let facts = Phrase::parts([words::allowed_in(ty, field), default]);
    if facts.is_empty() {
        out
    } else {
        format!("{out}: {facts}")
    }
}
