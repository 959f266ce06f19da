//! `mediaspec show`.

use std::collections::HashMap;
use std::fmt::Write as _;

use mediaspec_core::escape::{shortened, visible};
use mediaspec_core::node::{Members, Node};
use mediaspec_core::uses;
use mediaspec_core::words::{self, Phrase, closest, names_list};
use mediaspec_validator::contract::{
    Cite, Conflict, Content, Dropped, Field, FieldInfo, Info, MessageKind, Operation, Required,
    Rule, Service, Shape, Source, Style, TypeDef, TypeName,
};
use mediaspec_validator::{Catalog, Code, Part, Scope};
use serde::Serialize;

use crate::arguments::{ListFormat, ShowArguments};
use crate::output::harmless;
use crate::session::{Session, Stop};
use crate::style::{self, paint};
use crate::table::{Row, render, wrap};
use crate::{Status, contract};

pub(super) fn run(arguments: &ShowArguments, session: &mut Session<'_>) -> Result<Status, Stop> {
    let validator = contract::validator(&arguments.contract, session)?;
    let unknown = match validator.operation(&arguments.name) {
        Ok(operation) => {
            let subject = Subject::Operation(operation.service(), operation.contract());
            return shown(subject, arguments, session);
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
        [(service, ty)] => shown(Subject::Type(service, ty), arguments, session),
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

/// What is shown.
#[derive(Clone, Copy)]
pub(super) enum Subject<'c> {
    Operation(&'c Service, &'c Operation),
    Type(&'c Service, &'c TypeDef),
}

impl<'c> Subject<'c> {
    const fn service(self) -> &'c Service {
        match self {
            Self::Operation(service, _) | Self::Type(service, _) => service,
        }
    }

    fn name(self) -> String {
        match self {
            Self::Operation(_, operation) => operation.full_name(),
            Self::Type(service, ty) => format!("{}/{}", service.name(), ty.name),
        }
    }

    /// Where the types stand that its pointers begin in, and these types.
    fn roots(self) -> Vec<(String, &'c TypeDef)> {
        match self {
            Self::Operation(service, operation) => {
                let messages = service.messages_of(operation);
                let roots = messages.map(|message| {
                    let place = match message.kind {
                        MessageKind::Request => "request".to_owned(),
                        MessageKind::Response(status) => format!("response {status}"),
                        MessageKind::Callback(name) => format!("callback {name}"),
                    };
                    let place = match message.part {
                        Part::Body => place,
                        part => format!("{part} of the {place}"),
                    };
                    (place, message.type_def())
                });
                roots.collect()
            }
            Self::Type(_, ty) => vec![(ty.name.to_string(), ty)],
        }
    }
}

fn shown(
    subject: Subject<'_>,
    arguments: &ShowArguments,
    session: &mut Session<'_>,
) -> Result<Status, Stop> {
    let mut page = Page::new(subject, arguments.required, session);
    let text = match (&arguments.pointer, arguments.format) {
        (None, ListFormat::Human) => {
            match subject {
                Subject::Operation(_, operation) => page.operation(operation),
                Subject::Type(_, ty) => page.ty(ty),
            }
            page.out
        }
        (None, ListFormat::Json) => page.json()?,
        (Some(pointer), ListFormat::Human) => {
            page.member(pointer)?;
            page.out
        }
        (Some(pointer), ListFormat::Json) => page.member_json(pointer)?,
    };
    session.print(&text)?;
    Ok(Status::Valid)
}

/// Everything about one member, for whoever asks with its pointer alone.
pub(super) fn member_page(
    subject: Subject<'_>,
    pointer: &str,
    session: &Session<'_>,
) -> Result<String, Stop> {
    let mut page = Page::new(subject, false, session);
    page.member(pointer)?;
    Ok(page.out)
}

/// The types of that name, with or without the service's in front: those in whose spelling it is, or else those in any case.
pub(super) fn types_called<'c>(
    catalog: &'c Catalog,
    name: &str,
) -> Vec<(&'c Service, &'c TypeDef)> {
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

/// The version of the JSON form.
const SCHEMA_VERSION: u32 = 1;

/// How deep a contract is followed without a step of the pointer.
const DEPTH: u32 = 64;

/// A member that a pointer leads to.
#[derive(Clone, Copy)]
struct Spot<'c> {
    ty: &'c TypeDef,
    field: &'c Field,
    /// The shape of the value itself: of an item, where the pointer leads to one.
    shape: &'c Shape,
}

impl<'c> Spot<'c> {
    fn is(&self, other: &Self) -> bool {
        self.ty.name == other.ty.name
            && self.field.name == other.field.name
            && std::ptr::eq(self.shape, other.shape)
    }

    /// The types of objects that the value can be, or that a document in it can be.
    fn types(&self, service: &'c Service) -> Vec<&'c TypeDef> {
        let mut types: Vec<&TypeDef> = Vec::new();
        let selected = self.ty.selector_of(&self.field.name);
        let selected = selected.into_iter().flat_map(Rule::references);
        for name in self.shape.references().chain(selected) {
            let ty = service.resolve(name);
            if ty.value().is_none() && !types.iter().any(|known| known.name == ty.name) {
                types.push(ty);
            }
        }
        types
    }
}

/// Where a pointer leads to nothing.
struct Missed<'c> {
    /// The place of the step that nothing has.
    step: usize,
    /// The type that does not have it.
    ty: &'c TypeDef,
}

impl Missed<'_> {
    fn hint(&self, steps: &[String]) -> String {
        let known = self.ty.fields.iter().map(|field| &*field.name);
        let wanted = steps.get(self.step).map_or("", |step| step);
        match closest(wanted, known.clone()) {
            Some(meant) => format!("; did you mean `{}`?", visible(meant)),
            None => {
                let names: Vec<&str> = known.take(12).collect();
                match names.is_empty() {
                    true => String::new(),
                    false => format!("; {} has {}", self.ty.name, names_list(&names, "and")),
                }
            }
        }
    }
}

/// The way of a pointer through a contract.
struct Search<'c> {
    service: &'c Service,
    found: Vec<Spot<'c>>,
    /// The deepest miss.
    missed: Option<Missed<'c>>,
}

impl<'c> Search<'c> {
    /// From a value of a type on; `at` is the next step.
    fn in_type(&mut self, ty: &'c TypeDef, steps: &[String], at: usize) {
        if let Some(field) = ty.transparent_field() {
            let spot = Spot {
                ty,
                field,
                shape: &field.shape,
            };
            self.in_value(spot, steps, at, 0);
            return;
        }
        let Some(step) = steps.get(at) else { return };
        let Some(field) = ty.field(step) else {
            if self.missed.as_ref().is_none_or(|known| at > known.step) {
                self.missed = Some(Missed { step: at, ty });
            }
            return;
        };
        let spot = Spot {
            ty,
            field,
            shape: &field.shape,
        };
        self.in_value(spot, steps, at.saturating_add(1), 0);
    }

    fn in_value(&mut self, spot: Spot<'c>, steps: &[String], at: usize, depth: u32) {
        let Some(step) = steps.get(at) else {
            self.found.push(spot);
            return;
        };
        if depth > DEPTH {
            return;
        }
        let deeper = depth.saturating_add(1);
        let within = |shape: &'c Shape| Spot { shape, ..spot };
        let own_shape = std::ptr::eq(spot.shape, &raw const spot.field.shape);
        if let Some(rule) = spot.ty.selector_of(&spot.field.name).filter(|_| own_shape) {
            for name in rule.references() {
                self.in_type(self.service.resolve(name), steps, at);
            }
        }
        match spot.shape {
            Shape::Object(name) => self.in_type(self.service.resolve(name), steps, at),
            Shape::List(list) => {
                let is_item = step == "*" || step.bytes().all(|byte| byte.is_ascii_digit());
                // The star can be left out where nothing else can be meant.
                let next = if is_item { at.saturating_add(1) } else { at };
                self.in_value(within(&list.item), steps, next, deeper);
            }
            Shape::Map(map) => {
                self.in_value(within(&map.value), steps, at.saturating_add(1), deeper);
            }
            Shape::Alternatives(all) => {
                for shape in &all.shapes {
                    self.in_value(within(shape), steps, at, deeper);
                }
            }
            Shape::Text(text) => {
                if let Content::Json(document) = &text.content {
                    self.in_value(within(document), steps, at, deeper);
                }
            }
            Shape::Int(_) | Shape::Number(_) | Shape::Bool | Shape::Enum(_) | Shape::Any => {}
        }
    }
}

/// A step of a JSON Pointer as the name that it stands for.
fn unescaped(step: &str) -> String {
    step.replace("~1", "/").replace("~0", "~")
}

/// Whether a rule speaks of a field.
fn names_field(rule: &Rule, field: &str) -> bool {
    let names = words::rule_fields(rule);
    let heads = names.iter().map(|name| name.split('/').next());
    let is_selected = rule.selected() == Some(field) || rule.tag() == Some(field);
    is_selected || heads.into_iter().any(|head| head == Some(field))
}

/// A part of the contract as contract files write it.
fn node<T: Serialize>(value: &T) -> Result<Node, Stop> {
    let text = serde_json::to_string(value).map_err(Stop::because)?;
    serde_json::from_str(&text).map_err(Stop::because)
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
    subject: Subject<'c>,
    /// Whether only what must be there is shown.
    required: bool,
    /// In which messages of the operation each type can stand.
    scopes: HashMap<&'c TypeName, Vec<Scope>>,
}

impl<'c> Page<'c> {
    fn new(subject: Subject<'c>, required: bool, session: &Session<'_>) -> Self {
        let mut scopes: HashMap<&TypeName, Vec<Scope>> = HashMap::new();
        if let Subject::Operation(service, operation) = subject {
            for message in service.messages_of(operation) {
                for ty in service.reachable(message.type_def()) {
                    scopes.entry(&ty.name).or_default().push(message.scope());
                }
            }
        }
        Self {
            subject,
            required,
            scopes,
            service: subject.service(),
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
        for field in self.fields(ty) {
            rows.push(self.field(ty, field, told));
        }
        if rows.is_empty() && self.required {
            self.text("Nothing must be there.");
        }
        self.rows(&rows);
        let rules = self.rules(ty);
        if !rules.is_empty() {
            self.subheading("Rules");
            let rows: Vec<Row> = rules.into_iter().map(|rule| self.rule(ty, rule)).collect();
            self.rows(&rows);
        }
        let Info {
            summary: _,
            cite: _,
            conflicts,
            notes,
        } = &*ty.info;
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
        if self.required {
            // What an optional member holds need not be there.
            for field in self.fields(ty) {
                field.shape.references().for_each(|name| self.meet(name));
            }
            return;
        }
        for name in ty.references() {
            self.meet(name);
        }
    }

    /// Whether a rule can say anything in the operation that is shown; always so where a type is.
    fn speaks(&self, ty: &TypeDef, rule: &Rule) -> bool {
        match (self.subject, self.scopes.get(&ty.name)) {
            (Subject::Operation(_, _), Some(scopes)) => {
                scopes.iter().any(|scope| rule.can_speak_in(*scope))
            }
            (Subject::Operation(_, _) | Subject::Type(_, _), _) => true,
        }
    }

    /// The members of a type that are shown.
    fn fields(&self, ty: &'c TypeDef) -> impl Iterator<Item = &'c Field> + use<'c> {
        let required = self.required;
        let fields = ty.fields.iter();
        fields.filter(move |field| !required || field.required != Required::No)
    }

    /// The rules of a type that are shown.
    fn rules(&self, ty: &'c TypeDef) -> Vec<&'c Rule> {
        let asks = |rule: &Rule| {
            let code = words::rule_code(&rule.kind);
            matches!(code, Some(Code::RequiredIf | Code::AtLeastOne))
        };
        let rules = ty.rules.iter();
        rules
            .filter(|rule| self.speaks(ty, rule) && (!self.required || asks(rule)))
            .collect()
    }

    /// The members that a pointer leads to, each with the places of the roots from which it does.
    fn met_at(&self, pointer: &str) -> Result<Vec<(Vec<String>, Spot<'c>)>, Stop> {
        let steps = match pointer.strip_prefix('/') {
            Some(steps) => steps.split('/').map(unescaped).collect::<Vec<String>>(),
            None => {
                return Err(Stop::because(
                    "a JSON Pointer begins with a slash, as in /video_config/codec; * stands for any item",
                ));
            }
        };
        let mut met: Vec<(Vec<String>, Spot<'c>)> = Vec::new();
        let mut missed: Option<Missed<'c>> = None;
        for (place, ty) in self.subject.roots() {
            let mut search = Search {
                service: self.service,
                found: Vec::new(),
                missed: None,
            };
            search.in_type(ty, &steps, 0);
            for spot in search.found {
                let known = met.iter_mut().find(|(_, known)| known.is(&spot));
                match known {
                    Some((places, _)) if places.contains(&place) => {}
                    Some((places, _)) => places.push(place.clone()),
                    None => met.push((vec![place.clone()], spot)),
                }
            }
            let deeper =
                |miss: &Missed<'_>| missed.as_ref().is_none_or(|known| miss.step > known.step);
            if let Some(miss) = search.missed.filter(deeper) {
                missed = Some(miss);
            }
        }
        if met.is_empty() {
            let name = self.subject.name();
            let shown = shortened(pointer, 120);
            let hint = missed.map(|miss| miss.hint(&steps)).unwrap_or_default();
            return Err(Stop::Because(format!("{name} has no {shown}{hint}")));
        }
        Ok(met)
    }

    /// One member, with its rules and what an object in it has.
    fn member(&mut self, pointer: &str) -> Result<(), Stop> {
        let name = self.subject.name();
        for (places, spot) in self.met_at(pointer)? {
            let title = format!("{name} {}", visible(pointer));
            let title = paint(style::STRONG, &title, self.colour);
            if !self.out.is_empty() {
                self.out.push('\n');
            }
            self.line(&title);
            self.text(&format!(
                "in {}; a member of {}",
                places.join(", "),
                spot.ty.name
            ));
            self.out.push('\n');
            let row = self.field(spot.ty, spot.field, None);
            self.rows(&[row]);
            let name = &*spot.field.name;
            let rules = self
                .rules(spot.ty)
                .into_iter()
                .filter(|rule| names_field(rule, name));
            let rules: Vec<Row> = rules.map(|rule| self.rule(spot.ty, rule)).collect();
            if !rules.is_empty() {
                self.subheading("Rules");
                self.rows(&rules);
            }
            for ty in spot.types(self.service) {
                self.heading(&ty.name);
                self.members(ty, Some(&ty.info.cite));
            }
        }
        self.all_sources();
        Ok(())
    }

    /// The whole subject as JSON.
    fn json(&self) -> Result<String, Stop> {
        let name = self.subject.name();
        let roots = self.subject.roots();
        let mut types: Vec<&TypeDef> = Vec::new();
        for (_, ty) in &roots {
            for reached in self.service.reachable(ty) {
                if !types.iter().any(|known| known.name == reached.name) {
                    types.push(reached);
                }
            }
        }
        let types = types.into_iter().map(|ty| self.type_json(ty));
        let types = types.collect::<Result<Vec<_>, _>>()?;
        let value = match self.subject {
            Subject::Operation(_, operation) => {
                let messages = roots.iter().map(|(place, ty)| {
                    Node::from(
                        Members::new()
                            .with("message", place.as_str())
                            .with("type", &*ty.name.to_string()),
                    )
                });
                Members::new()
                    .with("schema_version", SCHEMA_VERSION)
                    .with("operation", name)
                    .with("method", &*operation.method)
                    .with("path", &*operation.path)
                    .with("summary", &*operation.info.summary)
                    .with("messages", messages.collect::<Vec<_>>())
                    .with("types", types)
            }
            Subject::Type(_, _) => Members::new()
                .with("schema_version", SCHEMA_VERSION)
                .with("type", name)
                .with("types", types),
        };
        Ok(harmless(Node::from(value).pretty()))
    }

    /// One member as JSON.
    fn member_json(&self, pointer: &str) -> Result<String, Stop> {
        let met = self.met_at(pointer)?.into_iter().map(|(places, spot)| {
            let places: Vec<Node> = places.into_iter().map(Node::from).collect();
            let rules = self.rules(spot.ty).into_iter();
            let rules = rules.filter(|rule| names_field(rule, &spot.field.name));
            let rules = rules.map(node).collect::<Result<Vec<_>, _>>()?;
            Ok(Node::from(
                Members::new()
                    .with("messages", places)
                    .with("type", spot.ty.name.to_string())
                    .with("member", node(spot.field)?)
                    .with("rules", rules),
            ))
        });
        let value = Members::new()
            .with("schema_version", SCHEMA_VERSION)
            .with("of", self.subject.name())
            .with("pointer", pointer)
            .with("found", met.collect::<Result<Vec<_>, Stop>>()?);
        Ok(harmless(Node::from(value).pretty()))
    }

    /// A type as contract files have it, its members and rules beside it.
    fn type_json(&self, ty: &'c TypeDef) -> Result<Node, Stop> {
        let members = self.fields(ty).map(node).collect::<Result<Vec<_>, _>>()?;
        let rules = self
            .rules(ty)
            .into_iter()
            .map(node)
            .collect::<Result<Vec<_>, _>>()?;
        Ok(Members::new()
            .with("name", ty.name.to_string())
            .with("summary", &*ty.info.summary)
            .with("open", ty.open)
            .with("members", members)
            .with("rules", rules)
            .into())
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
