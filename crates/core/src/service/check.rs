//! What the engine relies on, held by one check that every loader passes through.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use super::Service;
use crate::contract::{
    Agreement, Alternatives, AuthGroup, Bound, Cite, Condition, Conflict, Content, Direction,
    Dropped, Enum, EnumValue, Field, FieldInfo, Form, Info, Int, Json, List, Literal, MAX_FIELDS,
    MAX_SLOTS, MAX_VOTES, Map, Number, Operation, OperationState, Part, Pattern, Piece,
    RemovedOperation, RequestBody, Required, Response, Rule, RuleKind, Separated, Shape, Style,
    Text, TypeDef, TypeName, Vote, Written,
};
use crate::escape::{is_active, shortened};
use crate::template::{self, MAX_SEGMENTS};

/// Why data is no contract that the engine can rely on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ContractProblem {
    at: Option<Box<str>>,
    message: String,
}

impl ContractProblem {
    pub(super) fn new(at: Option<&str>, message: impl Into<String>) -> Self {
        Self {
            at: at.map(Into::into),
            message: message.into(),
        }
    }

    /// The type or the operation that it is about, if it is about one.
    #[must_use]
    pub fn at(&self) -> Option<&str> {
        self.at.as_deref()
    }
}

impl fmt::Display for ContractProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(at) = &self.at {
            write!(f, "{}: ", shortened(at, 80))?;
        }
        f.write_str(&self.message)
    }
}

impl std::error::Error for ContractProblem {}

/// The most shapes that one field may have, those inside of others counted: the engine numbers them in 8 bits.
const MAX_SHAPES: usize = 255;

type Checked = Result<(), String>;

/// The most rules that one type may have: the engine counts them in 16 bits.
const MAX_RULES: usize = 1 << 15;

/// The most rules that may ask for a text inside of one member: the engine keeps a bit for each.
const MAX_PARTS: usize = 16;

/// Why nothing can be asked to differ.
const NOT_COMPARABLE: &str = "are no scalars of which each is written in one way";

/// Checks that types have no more fields and rules than the engine can count. Nothing can be derived from others.
pub(super) fn counts<'a>(types: impl Iterator<Item = &'a TypeDef>) -> Result<(), ContractProblem> {
    for ty in types {
        let counted = [
            ("fields", ty.fields.len(), MAX_FIELDS),
            ("rules", ty.rules.len(), MAX_RULES),
        ];
        for (what, found, most) in counted {
            if found > most {
                let message =
                    format!("it has {found} {what}, more than the {most} that a type may have");
                return Err(ContractProblem::new(Some(&ty.name), message));
            }
        }
    }
    Ok(())
}

/// Checks a whole service.
pub(super) fn check(service: &Service) -> Result<(), ContractProblem> {
    let whole = |message| ContractProblem::new(None, message);
    is_name("the service", service.name()).map_err(whole)?;
    let named = |is: fn(&TypeDef) -> bool| {
        let types = service.types().filter(|ty| is(ty));
        types.map(|ty| ty.name.as_str()).collect()
    };
    let check = Check {
        service,
        sources: service
            .sources()
            .iter()
            .map(|source| &*source.name)
            .collect(),
        objects: named(|ty| !ty.transparent),
        bodies: named(|ty| ty.transparent && ty.value().is_none()),
        values: named(|ty| ty.value().is_some()),
        of_files: service.forms_in_parts(),
    };
    check.head().map_err(whole)?;
    let types = service.types().map(|ty| ty.name.as_str());
    if let Some(name) = twice(types) {
        let message = "there are two types of this name";
        return Err(ContractProblem::new(Some(name), message));
    }
    let operations = service.operations().map(|operation| &*operation.name);
    if let Some(name) = twice(operations) {
        let message = "there are two operations of this name";
        return Err(ContractProblem::new(Some(name), message));
    }
    for ty in service.types() {
        let at = |message: String| ContractProblem::new(Some(&ty.name), message);
        check.ty(ty).map_err(at)?;
    }
    for operation in service.operations() {
        let at = |message: String| ContractProblem::new(Some(&operation.name), message);
        check.operation(operation).map_err(at)?;
    }
    requires_itself(service)
}

/// The first name that comes twice in a sorted list.
fn twice<'a>(mut names: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    let mut before = names.next()?;
    names.find(|name| *name == std::mem::replace(&mut before, name))
}

struct Check<'c> {
    service: &'c Service,
    sources: BTreeSet<&'c str>,
    /// The types whose values are objects.
    objects: BTreeSet<&'c str>,
    /// The types of bodies that are no objects.
    bodies: BTreeSet<&'c str>,
    /// The named values.
    values: BTreeSet<&'c str>,
    /// The types whose fields may be files.
    of_files: BTreeSet<&'c str>,
}

impl Check<'_> {
    fn head(&self) -> Checked {
        for source in self.service.sources() {
            is_name("a source", &source.name)?;
        }
        if self.sources.len() != self.service.sources().len() {
            return Err("two sources have one name".to_owned());
        }
        match self.service.style() {
            Style::Rest => {}
            Style::Rpc {
                action,
                version,
                headers,
                cite,
            } => {
                is_name("a parameter", action)?;
                if let Some(headers) = headers {
                    is_name("a header", &headers.action)?;
                    is_name("a header", &headers.version)?;
                }
                let common = self.service.common();
                let common = common.and_then(|name| self.service.ty(name));
                if !common.is_some_and(|ty| takes_one_value(ty, version)) {
                    return Err(format!(
                        "no parameter {} that every operation takes gives the version of the API: it must be an enum that is not open and has one value",
                        quoted(version)
                    ));
                }
                self.cite(cite)?;
            }
        }
        let mut common = self.service.common().into_iter();
        common.try_for_each(|name| self.reference(name))?;
        let mut of_errors = self.service.error().into_iter();
        of_errors.try_for_each(|name| self.body(name))?;
        let endpoints = self.service.endpoints().iter();
        let others = self.service.other_apis().iter();
        endpoints
            .chain(others.map(|other| &other.endpoint))
            .map(|one| &one.cite)
            .try_for_each(|cite| self.cite(cite))?;
        for Agreement { path, header, cite } in self.service.agreements() {
            is_name("a parameter", path)?;
            is_name("a header", header)?;
            self.cite(cite)?;
        }
        let removed = self.service.removed();
        removed.iter().try_for_each(|one| self.removed(one))?;
        if let Some(name) = twice(removed.iter().map(|one| &*one.name)) {
            return Err(format!("{} was removed twice", quoted(name)));
        }
        let groups = self.service.common_auth().iter();
        groups
            .map(|group| &group.cite)
            .try_for_each(|cite| self.cite(cite))
    }

    fn removed(&self, removed: &RemovedOperation) -> Checked {
        let RemovedOperation {
            name,
            last_listed,
            renamed_to,
            route: _,
            cite,
        } = removed;
        is_plain_name("a removed operation", name)?;
        is_plain_name("a day", last_listed)?;
        let mut new_name = renamed_to.iter();
        new_name.try_for_each(|name| is_plain_name("its new name", name))?;
        if self.service.operation(name).is_some() {
            return Err(format!(
                "{} is an operation, and one that was removed",
                quoted(name)
            ));
        }
        self.cite(cite)
    }

    fn cite(&self, cite: &Cite) -> Checked {
        if self.sources.contains(&*cite.source) {
            return Ok(());
        }
        Err(format!(
            "no source is named `{}`",
            shortened(&cite.source, 80)
        ))
    }

    fn reference(&self, name: &TypeName) -> Checked {
        if self.objects.contains(name.as_str()) {
            return Ok(());
        }
        if self.bodies.contains(name.as_str()) || self.values.contains(name.as_str()) {
            return Err(format!(
                "the type {} is transparent, and stands where only objects can",
                quoted(name)
            ));
        }
        Err(format!("no type is named {}", quoted(name)))
    }

    /// The type of a body, which need not be one of objects.
    fn body(&self, name: &TypeName) -> Checked {
        if self.bodies.contains(name.as_str()) {
            return Ok(());
        }
        self.reference(name)
    }

    fn conflicts(&self, conflicts: &[Conflict]) -> Checked {
        conflicts.iter().try_for_each(|one| self.cite(&one.cite))
    }

    fn info(&self, info: &Info) -> Checked {
        let Info {
            summary: _,
            cite,
            conflicts,
            notes: _,
        } = info;
        self.cite(cite)?;
        self.conflicts(conflicts)
    }

    fn ty(&self, ty: &TypeDef) -> Checked {
        let TypeDef {
            name,
            wire,
            includes,
            open,
            transparent,
            parameters_of: _,
            info,
            fields,
            rules,
        } = ty;
        is_plain_name("the type", name)?;
        is_name("the type's wire name", wire)?;
        self.info(info)?;
        for name in includes {
            self.reference(name)?;
            if !self.service.resolve(name).includes.is_empty() {
                return Err(format!(
                    "it includes {}, which includes others itself",
                    quoted(name)
                ));
            }
        }
        if let Some(value) = ty.value()
            && !matches!(
                &value.shape,
                Shape::Enum(Enum { named: None, .. })
                    | Shape::Text(Text {
                        form: Form { named: None, .. },
                        content: Content::Plain,
                    })
            )
        {
            return Err(
                "it is a named value: it must be a list of values, or a text that holds no other values"
                    .to_owned(),
            );
        }
        let mut names = BTreeSet::new();
        for field in fields {
            if !names.insert(&*field.name) {
                return Err(format!("the field {} occurs twice", quoted(&field.name)));
            }
            self.field(field)
                .and_then(|()| self.files(name, &field.shape))
                .map_err(|why| format!("the field {}: {why}", quoted(&field.name)))?;
        }
        if *transparent {
            stands_alone(*open, fields, rules)?;
        }
        let mut selected = BTreeSet::new();
        for rule in rules {
            if let RuleKind::SelectsType { field, .. } = &rule.kind
                && !selected.insert(&**field)
            {
                return Err(format!(
                    "two rules select the type of the field {}",
                    quoted(field)
                ));
            }
        }
        let mut ids = BTreeSet::new();
        for rule in rules {
            if !ids.insert(&*rule.id) {
                return Err(format!("the rule {} occurs twice", quoted(&rule.id)));
            }
            self.rule(ty, rule)
                .map_err(|why| format!("the rule {}: {why}", quoted(&rule.id)))?;
        }
        let Some(entry) = self.service.type_id(name).map(|id| self.service.entry(id)) else {
            return Ok(());
        };
        if usize::from(entry.slots) > MAX_SLOTS {
            return Err(format!(
                "its rules read more than the {MAX_SLOTS} members that they may read"
            ));
        }
        let members = fields.len().saturating_add(entry.inner.len());
        if members > MAX_FIELDS {
            return Err(format!(
                "it has {members} fields and inner members that rules read, more than the {MAX_FIELDS} that a type may have"
            ));
        }
        Ok(())
    }

    fn field(&self, field: &Field) -> Checked {
        let Field {
            name,
            shape,
            required: _,
            nullable: _,
            sensitive: _,
            deprecated: _,
            no_effect: _,
            default,
            votes,
            dropped,
            info,
        } = field;
        is_name("the field", name)?;
        self.votes(votes)?;
        let mut dropped = dropped.iter();
        dropped.try_for_each(|Dropped { cite, since: _ }| self.cite(cite))?;
        if let (Shape::Enum(values), Some(Json::Scalar(Literal::Text(text)))) = (shape, default)
            && values.find(text).is_some_and(|listed| listed.wire != *text)
        {
            return Err("its default is spelt otherwise than the value that it is".to_owned());
        }
        let FieldInfo {
            summary: _,
            unit: _,
            default_note: _,
            example: _,
            cite,
            cites,
            conflicts,
            notes: _,
        } = &**info;
        self.cite(cite)?;
        cites.iter().try_for_each(|(_, cite)| self.cite(cite))?;
        self.conflicts(conflicts)?;
        let shapes = shape.size();
        if shapes > MAX_SHAPES {
            return Err(format!(
                "its values nest {shapes} shapes, more than the {MAX_SHAPES} that a field may have"
            ));
        }
        self.shape(shape)
    }

    /// What sources say that do not agree.
    fn votes(&self, votes: &[Vote]) -> Checked {
        if votes.len() > MAX_VOTES {
            return Err(format!(
                "{} sources speak of it, more than the {MAX_VOTES} that may",
                votes.len()
            ));
        }
        votes.iter().try_for_each(|vote| {
            let Vote {
                cite,
                shape,
                required: _,
                direction: _,
                older: _,
                because: _,
            } = vote;
            self.cite(cite)?;
            if shape.size() > MAX_SHAPES {
                return Err(format!(
                    "what `{}` says of it nests more than the {MAX_SHAPES} shapes that a field may have",
                    shortened(&cite.source, 80)
                ));
            }
            self.shape(shape)
        })
    }

    /// Files are parts of forms.
    fn files(&self, ty: &TypeName, shape: &Shape) -> Checked {
        let has_files = shape.nested().any(Shape::is_of_files);
        if !has_files || shape.is_of_files() && self.of_files.contains(ty.as_str()) {
            return Ok(());
        }
        Err("it holds a file, which can be a field of a form that is sent as multipart/form-data alone, or an item of a list that is such a field".to_owned())
    }

    /// The definition of a named value, which must be of that kind.
    fn value(&self, named: Option<&TypeName>, kind: &str) -> Checked {
        let Some(name) = named else { return Ok(()) };
        let value = self.service.ty(name).and_then(TypeDef::value);
        match value {
            Some(value) if value.shape.kind() == kind => Ok(()),
            Some(value) => Err(format!(
                "the named value {} is of kind `{}`, not `{kind}`",
                quoted(name),
                value.shape.kind()
            )),
            None => Err(format!("no value is named {}", quoted(name))),
        }
    }

    fn shape(&self, shape: &Shape) -> Checked {
        match shape {
            Shape::Int(int) => integers(int),
            Shape::Number(number) => numbers(number),
            Shape::Text(Text { form, content }) => {
                self.value(form.named.as_ref(), "text")?;
                if form.named.is_some() && *content != Content::Plain {
                    return Err("a text that is a named value holds no other values".to_owned());
                }
                forms(form)?;
                match content {
                    Content::Plain | Content::File => Ok(()),
                    Content::Written(written) => match written {
                        Written::Int(int) => integers(int),
                        Written::Number(number) => numbers(number),
                        Written::Bool => Ok(()),
                    },
                    Content::Json(document) => self.shape(document),
                    Content::Separated(separated) => {
                        let Separated {
                            separator,
                            min_items,
                            max_items,
                            piece,
                        } = &**separated;
                        if separator.is_empty() {
                            return Err("the separator of its pieces is empty".to_owned());
                        }
                        // Without a separator a text is one piece.
                        let least = Some(min_items.unwrap_or(0).max(1));
                        in_order("pieces", least, *max_items)?;
                        match piece {
                            Piece::Text(form) => {
                                self.value(form.named.as_ref(), "text")?;
                                forms(form)
                            }
                            Piece::Enum(values) => {
                                self.value(values.named.as_ref(), "enum")?;
                                choices(values)
                            }
                        }
                    }
                }
            }
            Shape::Bool | Shape::Any => Ok(()),
            Shape::Enum(values) => {
                self.value(values.named.as_ref(), "enum")?;
                choices(values)
            }
            Shape::List(list) => {
                let List {
                    item,
                    min_items,
                    max_items,
                    unique,
                } = &**list;
                in_order("items", *min_items, *max_items)?;
                if *unique && !item.is_comparable() {
                    return Err(format!("its items are to differ, and {NOT_COMPARABLE}"));
                }
                self.shape(item)
            }
            Shape::Map(map) => {
                let Map { value } = &**map;
                self.shape(value)
            }
            Shape::Object(name) => self.reference(name),
            Shape::Alternatives(alternatives) => {
                let Alternatives { shapes } = alternatives;
                told_apart(shapes)?;
                shapes.iter().try_for_each(|shape| self.shape(shape))
            }
        }
    }

    fn rule(&self, ty: &TypeDef, rule: &Rule) -> Checked {
        let Rule {
            id: _,
            severity: _,
            direction: _,
            when,
            kind,
            info,
        } = rule;
        self.info(info)?;
        let has = |name: &str| match self.service.member(ty, name) {
            Some(member) => Ok(member.field),
            None => Err(format!("the type has no field {}", quoted(name))),
        };
        let own = |name: &str| match ty.field(name) {
            Some(field) => Ok(field),
            None => Err(format!("the type itself has no field {}", quoted(name))),
        };
        rule.uses()
            .iter()
            .try_for_each(|(name, _)| has(name).map(drop))?;
        for condition in when {
            match condition {
                Condition::Is { field: _, values } => finite(values)?,
                Condition::Present { field: _ } | Condition::Context(_) => {}
            }
        }
        rule.references()
            .try_for_each(|name| self.reference(name))?;
        match kind {
            RuleKind::RequiredIf { fields: _ }
            | RuleKind::RequiredUnless { fields: _ }
            | RuleKind::NoEffectIf { fields: _ }
            | RuleKind::NoEffectUnless { fields: _ }
            | RuleKind::AtMostOne { fields: _ }
            | RuleKind::AtLeastOne { fields: _ }
            | RuleKind::WinsOver {
                winners: _,
                losers: _,
            }
            | RuleKind::SelectsSibling { tag: _, cases: _ } => Ok(()),
            RuleKind::Rows { fields, rows } => {
                if rows.iter().any(|row| row.len() != fields.len()) {
                    return Err("a row has another length than the list of fields".to_owned());
                }
                rows.iter().try_for_each(|row| finite(row))
            }
            RuleKind::Unique { list, by } => {
                let Shape::List(list) = &own(list)?.shape else {
                    return Err("items can differ in a list alone".to_owned());
                };
                match (by, &list.item) {
                    (None, item) if !item.is_comparable() => Err(format!(
                        "the list's items are to differ, and {NOT_COMPARABLE}"
                    )),
                    (None, _) => Ok(()),
                    (Some(by), Shape::Object(name)) => {
                        self.reference(name)?;
                        let item = self.service.resolve(name);
                        match item.field(by) {
                            Some(Field {
                                shape: Shape::Enum(values),
                                ..
                            }) if values.any_case => Err(format!(
                                "the list's items are to differ in a member, and {NOT_COMPARABLE}"
                            )),
                            Some(_) => Ok(()),
                            None => Err(format!("the items have no field {}", quoted(by))),
                        }
                    }
                    (Some(_), _) => Err("the list's items are no objects".to_owned()),
                }
            }
            RuleKind::SelectsType {
                tag,
                field,
                cases: _,
                otherwise: _,
            } => match &own(tag).and(has(field))?.shape {
                shape if shape.is_of_files() => Err(format!(
                    "the field {} is a file, so that no type can be selected for it",
                    quoted(field)
                )),
                Shape::Any | Shape::Text(_) => Ok(()),
                Shape::Object(_) if ty.field(field).is_some() => Ok(()),
                Shape::Object(_) => Err(format!(
                    "the object that {} leads to has a type of its own, so that none can be selected for it",
                    quoted(field)
                )),
                Shape::Int(_)
                | Shape::Number(_)
                | Shape::Bool
                | Shape::Enum(_)
                | Shape::List(_)
                | Shape::Map(_)
                | Shape::Alternatives(_) => Err(format!(
                    "the field {} is neither an object nor a text, so that no type can be selected for it",
                    quoted(field)
                )),
            },
            RuleKind::Range {
                field: _,
                lower,
                upper,
            } => range(*lower, *upper),
            RuleKind::Values { field: _, values } => finite(values),
            RuleKind::Contains { field, texts } => {
                if texts.is_empty() || texts.iter().any(|text| text.is_empty()) {
                    return Err("a text that is to be held is missing".to_owned());
                }
                let same = |other: &&Rule| matches!(&other.kind, RuleKind::Contains { field: other, .. } if other == field);
                if ty.rules.iter().filter(same).count() > MAX_PARTS {
                    return Err(format!(
                        "more than {MAX_PARTS} rules say what {} must hold",
                        quoted(field)
                    ));
                }
                match &has(field)?.shape {
                    Shape::Text(_) => Ok(()),
                    _ => Err(format!(
                        "the field {} is no text, and can hold no other",
                        quoted(field)
                    )),
                }
            }
        }
    }

    /// The query of an operation has what every operation takes, and where the style asks for it the parameter that names the
    /// operation.
    fn takes_common(&self, operation: &Operation) -> Checked {
        let query = self.service.request_part(operation, Part::Query);
        let mut common = self.service.common().into_iter();
        if let Some(name) =
            common.find(|name| query.name != **name && !query.includes.contains(name))
        {
            return Err(format!(
                "its query does not include {}, whose parameters every operation takes",
                quoted(name)
            ));
        }
        match self.service.style() {
            Style::Rest => Ok(()),
            Style::Rpc {
                action,
                version: _,
                headers: _,
                cite: _,
            } => {
                let names_it = |field: &Field| match &field.shape {
                    Shape::Enum(names) => names.find(&operation.name).is_some(),
                    _ => false,
                };
                if takes_one_value(query, action) && query.field(action).is_some_and(names_it) {
                    return Ok(());
                }
                Err(format!(
                    "its query has no parameter {} that takes the name of the operation alone",
                    quoted(action)
                ))
            }
        }
    }

    fn operation(&self, operation: &Operation) -> Checked {
        let Operation {
            service,
            name,
            method,
            path,
            tag: _,
            context: _,
            state,
            auth: _,
            path_parameters,
            query,
            headers,
            request,
            responses,
            callbacks,
            info,
        } = operation;
        if **service != *self.service.name() {
            return Err("it names another service".to_owned());
        }
        is_plain_name("the operation", name)?;
        is_name("the method", method)?;
        is_name("the path", path)?;
        let segments = template::literals(path).count();
        if segments > MAX_SEGMENTS {
            return Err(format!(
                "its path has {segments} segments, more than {MAX_SEGMENTS}"
            ));
        }
        match state {
            OperationState::Current
            | OperationState::Deprecated(_)
            | OperationState::Removed(_) => {}
            OperationState::RenamedTo(name) => is_plain_name("its new name", name)?,
        }
        self.info(info)?;
        let parts = [path_parameters, query, headers];
        let of_answers = responses.iter().filter_map(|r| r.headers.as_ref());
        for name in parts.into_iter().flatten().chain(of_answers) {
            self.reference(name)?;
        }
        operation.bodies().try_for_each(|name| self.body(name))?;
        self.takes_common(operation)?;
        if let Some(RequestBody {
            ty,
            required: _,
            media_types,
        }) = request
        {
            fits(media_types.problem(Direction::Request))?;
            if media_types.are_forms() {
                self.reference(ty)?;
            }
        }
        let headers = self.service.request_part(operation, Part::Header);
        for AuthGroup {
            scheme: _,
            headers: names,
            cite,
        } in self.service.auth(operation)
        {
            self.cite(cite)?;
            for name in names {
                let mut known = headers.fields.iter();
                if !known.any(|field| field.name.eq_ignore_ascii_case(name)) {
                    return Err(format!(
                        "it is authenticated by the header {}, which is none of its headers",
                        quoted(name)
                    ));
                }
            }
        }
        let mut statuses = BTreeSet::new();
        for response in responses {
            let Response {
                status,
                summary: _,
                body,
                file,
                media_types,
                headers: _,
                error_code: _,
                cite,
            } = response;
            self.cite(cite)?;
            if !statuses.insert(*status) {
                return Err(format!("the status {status} occurs twice"));
            }
            fits(match (body, file) {
                (Some(_), true) => Some("its body is a file, and of a type as well".to_owned()),
                (Some(_), false) => media_types.problem(Direction::Response),
                (None, true) => media_types.problem_of_names(),
                (None, false) => {
                    (!media_types.are_usual()).then(|| "it has media types, and no body".to_owned())
                }
            })
            .map_err(|why| format!("the status {status}: {why}"))?;
        }
        let mut names = BTreeSet::new();
        for callback in callbacks {
            is_name("a callback", &callback.name)?;
            self.cite(&callback.cite)?;
            if !names.insert(&*callback.name) {
                return Err(format!(
                    "the callback {} occurs twice",
                    quoted(&callback.name)
                ));
            }
        }
        Ok(())
    }
}

/// Whether a type has a field of which one text is the value.
fn takes_one_value(ty: &TypeDef, field: &str) -> bool {
    let shape = ty.field(field).map(|field| &field.shape);
    matches!(shape, Some(Shape::Enum(values)) if !values.open && values.values.len() == 1)
}

/// Alternatives that hold others are told apart by the JSON type of a value.
fn told_apart(shapes: &[Shape]) -> Checked {
    if shapes.len() < 2 {
        return Err("it has fewer than two alternatives".to_owned());
    }
    if shapes
        .iter()
        .any(|shape| matches!(shape, Shape::Any | Shape::Alternatives(_)))
    {
        return Err("an alternative is any value, or has alternatives itself".to_owned());
    }
    for json_type in ["object", "array", "string"] {
        let same = shapes.iter().filter(|shape| shape.takes(json_type));
        if same.filter(|shape| holds_others(shape)).count() > 1 {
            return Err(format!(
                "two alternatives of the JSON type {json_type} hold other values, and cannot be told apart"
            ));
        }
    }
    Ok(())
}

/// Whether values of a shape hold other values.
const fn holds_others(shape: &Shape) -> bool {
    match shape {
        Shape::Text(text) => matches!(text.content, Content::Json(_)),
        _ => !shape.is_scalar(),
    }
}

/// A value that no object holds is always there, and nothing but what its shape asks is known of it.
fn stands_alone(open: bool, fields: &[Field], rules: &[Rule]) -> Checked {
    let fits = match fields {
        [
            Field {
                name: _,
                shape: _,
                required: Required::Always,
                nullable: false,
                sensitive: false,
                deprecated: None,
                no_effect: None,
                default: None,
                votes: _,
                dropped: None,
                info: _,
            },
        ] => !open && rules.is_empty(),
        _ => false,
    };
    if fits {
        return Ok(());
    }
    Err("it is transparent: it must have one field, which is always required and has neither a default nor a remark, no rules and no further members".to_owned())
}

fn fits(problem: Option<String>) -> Checked {
    problem.map_or(Ok(()), Err)
}

fn quoted(name: &str) -> String {
    format!("`{}`", shortened(name, 80))
}

/// Names are shown to people and written into files: none is empty, and none acts on a terminal.
fn is_name(what: &str, name: &str) -> Checked {
    if name.is_empty() {
        return Err(format!("{what} has no name"));
    }
    if name.chars().any(is_active) {
        return Err(format!(
            "{what} has a control character in its name: {}",
            quoted(name)
        ));
    }
    Ok(())
}

/// Contract files are scanned for the names of types and operations before they are parsed.
fn is_plain_name(what: &str, name: &str) -> Checked {
    if name.contains(['"', '\\']) {
        return Err(format!(
            "{what} has a quote or a backslash in its name: {}",
            quoted(name)
        ));
    }
    is_name(what, name)
}

fn in_order<T: PartialOrd + fmt::Display>(what: &str, min: Option<T>, max: Option<T>) -> Checked {
    match (min, max) {
        (Some(min), Some(max)) if min > max => Err(format!(
            "at least {min} {what} and at most {max}: nothing is allowed"
        )),
        _ => Ok(()),
    }
}

fn integers(int: &Int) -> Checked {
    let Int {
        min,
        max,
        accepted,
        special: _,
        multiple_of: _,
        unix_seconds: _,
    } = int;
    in_order("in value", *min, *max)?;
    let (from, to) = accepted.unzip();
    in_order("in value", from, to)
}

fn numbers(number: &Number) -> Checked {
    let Number {
        lower,
        upper,
        accepted,
        special,
    } = number;
    range(*lower, *upper)?;
    let ends = accepted.iter().flat_map(|(from, to)| [*from, *to]);
    let special = special.iter().map(|(value, _)| *value);
    if ends.chain(special).any(|value| !value.is_finite()) {
        return Err("a number is not finite".to_owned());
    }
    let (from, to) = accepted.unzip();
    in_order("in value", from, to)
}

fn range(lower: Option<Bound>, upper: Option<Bound>) -> Checked {
    let bounds = [lower, upper];
    if bounds
        .iter()
        .flatten()
        .any(|bound| !bound.value.is_finite())
    {
        return Err("a bound is not finite".to_owned());
    }
    in_order("in value", lower.map(|b| b.value), upper.map(|b| b.value))
}

fn forms(form: &Form) -> Checked {
    let Form {
        named: _,
        min_chars,
        max_chars,
        max_bytes: _,
        max_chars_without_markup: _,
        pattern,
        format: _,
        base64: _,
    } = form;
    in_order("characters", *min_chars, *max_chars)?;
    let Some(Pattern {
        regex: _,
        words: _,
        automaton,
    }) = pattern.as_deref()
    else {
        return Ok(());
    };
    automaton
        .problem()
        .map_or(Ok(()), |why| Err(why.to_owned()))
}

fn choices(choice: &Enum) -> Checked {
    let Enum {
        named: _,
        open,
        any_case,
        values,
    } = choice;
    if values.is_empty() && !open {
        return Err("its list of values is empty: nothing is allowed".to_owned());
    }
    let has_case = |value: &EnumValue| value.wire.bytes().any(|byte| byte.is_ascii_alphabetic());
    if *any_case && !values.iter().any(has_case) {
        return Err("its values may be in any case, and none of them has a letter".to_owned());
    }
    let mut seen = BTreeSet::new();
    let spelt = |value: &EnumValue| match any_case {
        true => value.wire.to_ascii_lowercase(),
        false => value.wire.to_string(),
    };
    match values.iter().find(|value| !seen.insert(spelt(value))) {
        Some(twice) => Err(format!("the value {} occurs twice", quoted(&twice.wire))),
        None => Ok(()),
    }
}

fn finite(values: &[Literal]) -> Checked {
    let wrong = |value: &Literal| matches!(value, Literal::Number(number) if !number.is_finite());
    if values.iter().any(wrong) {
        return Err("a number is not finite".to_owned());
    }
    Ok(())
}

/// No object of a type can exist that must hold an object of its own type, however deep.
fn requires_itself(service: &Service) -> Result<(), ContractProblem> {
    /// A type whose required types are being looked at, or have been.
    #[derive(Clone, Copy, PartialEq)]
    enum State {
        Open,
        Done,
    }
    let mut states: BTreeMap<&str, State> = BTreeMap::new();
    for start in service.types() {
        // The types that are open, each with those that it requires and that are still to be looked at.
        let mut open = vec![(start, required(start))];
        if states.contains_key(start.name.as_str()) {
            continue;
        }
        states.insert(&start.name, State::Open);
        while let Some((ty, rest)) = open.last_mut() {
            let Some(name) = rest.pop() else {
                states.insert(&ty.name, State::Done);
                open.pop();
                continue;
            };
            match states.get(name.as_str()) {
                Some(State::Done) => {}
                Some(State::Open) => {
                    return Err(ContractProblem::new(
                        Some(&ty.name),
                        format!(
                            "it requires itself through {}, so that no object of it can exist",
                            quoted(name)
                        ),
                    ));
                }
                None => {
                    let next = service.resolve(name);
                    states.insert(&next.name, State::Open);
                    open.push((next, required(next)));
                }
            }
        }
    }
    Ok(())
}

/// The types of which every object of a type must hold one.
fn required(ty: &TypeDef) -> Vec<&TypeName> {
    ty.required_references().map(|(_, name)| name).collect()
}
