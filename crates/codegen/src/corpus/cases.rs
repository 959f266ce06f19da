//! The cases of one part of a message: a base payload, and changes to it around each constraint.

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use mediaspec_core::check::Scope;
use mediaspec_core::contract::{
    Condition, Content, Context, Direction, Enum, Field, Json, Literal, Message, Part, Rule,
    RuleKind, Service, Severity, Shape, Text, TypeDef, TypeName,
};
use mediaspec_core::node::{Members, Node, push_token};
use mediaspec_json_schema::piece_is_visible;
use mediaspec_payloads::boundary;
use mediaspec_payloads::oracle::{Asked, Found, violations};
use mediaspec_payloads::patch::{Op, Value};
use mediaspec_payloads::sample::{SampleOptions, sample_with};

/// How often a type is gone through inside itself.
const LEVELS_INSIDE_ITSELF: usize = 1;

/// A payload near a constraint, and what must be reported of it.
#[derive(Debug)]
pub(super) struct Case {
    pub(super) name: String,
    pub(super) patch: Vec<Op>,
    pub(super) expect: Vec<Found>,
    /// Whether a JSON Schema gives another verdict.
    pub(super) lossy: bool,
}

/// Cases of payloads that differ from the base in the same way to begin with.
#[derive(Debug)]
pub(super) struct Group {
    /// What is changed in the base first, so that there is something to try.
    pub(super) before: Vec<Op>,
    pub(super) cases: Vec<Case>,
}

/// What cases were made for in the messages of a service so far.
#[derive(Debug, Default)]
pub(super) struct Visited<'c> {
    /// Types, with what their constraints depend on.
    types: BTreeSet<TypeKey<'c>>,
    /// Parameters. Operations have types of their own for them, and the parameters are often the same.
    parameters: BTreeMap<(Direction, Part, &'c str), Vec<&'c Field>>,
}

/// A type, with what its constraints depend on.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
struct TypeKey<'c> {
    name: &'c str,
    direction: Direction,
    /// Header names are the same in any case.
    header: bool,
    /// The service context, where rules ask for it.
    context: Option<Context>,
    /// Inside how many values of the same type.
    level: usize,
}

/// Returns the base payload of a message, and its cases. Types that were visited in a message before are left out.
pub(super) fn cases<'c>(message: &Message<'c>, visited: &mut Visited<'c>) -> (Node, Vec<Group>) {
    let base = Rc::new(base(message));
    let mut maker = Maker {
        message,
        service: message.service,
        scope: message.scope(),
        visited,
        open: Vec::new(),
        seen: BTreeSet::new(),
        groups: Vec::new(),
    };
    let root = Spot::root(&base);
    let ty = message.type_def();
    maker.add("as it is", &root, Vec::new());
    if let Some((name, value)) = boundary::of_other_type(&Shape::Object(ty.name.clone())) {
        maker.add(&name, &root, vec![root.set("", value)]);
    }
    maker.add("null", &root, vec![root.set("", Value::Plain(Node::Null))]);
    maker.add(
        "empty object",
        &root,
        vec![root.set("", Value::Plain(Members::new().into()))],
    );
    maker.object(ty, &root);
    maker.authentication(ty, &root);
    let groups = maker.groups;
    drop(root);
    (Rc::unwrap_or_clone(base), groups)
}

/// Returns a payload that validates, with all members that go together; with fewer, where samples of all of them do not
/// validate or are long.
fn base(message: &Message<'_>) -> Node {
    /// How many samples of each sort are asked for before the shortest is taken as it is.
    const PATIENCE: u64 = 8;
    /// How long the text of a payload with all members may be, in bytes. Each case is judged as a whole payload.
    const LONG: usize = 32 * 1024;
    let auth = message.auth().first().map(|group| &*group.headers);
    let make = |full, seed| {
        let options = SampleOptions { full, seed };
        let (ty, scope) = (message.type_def(), message.scope());
        sample_with(
            message.service,
            ty,
            scope,
            &options,
            auth.unwrap_or_default(),
        )
    };
    let good = |payload: &Node| {
        violations(&asked(message), payload)
            .iter()
            .all(|found| found.severity == Severity::Warning)
    };
    [true, false]
        .into_iter()
        .flat_map(|full| (0..PATIENCE).map(move |seed| (full, seed)))
        .map(|(full, seed)| (full, make(full, seed)))
        .filter(|(full, payload)| !full || payload.pretty().len() <= LONG)
        .map(|(_, payload)| payload)
        .find(good)
        .unwrap_or_else(|| make(false, 0))
}

fn asked<'c>(message: &Message<'c>) -> Asked<'c> {
    Asked {
        service: message.service,
        ty: message.type_def(),
        auth: message.auth(),
        scope: message.scope(),
        separated_is_visible: piece_is_visible,
    }
}

/// An object of the payload, and what must be done first so that it is there.
#[derive(Debug, Clone)]
struct Spot {
    /// Pointers to the texts whose documents lead to the object.
    within: Vec<String>,
    /// Pointer to the object, in the innermost document.
    pointer: String,
    before: Vec<Op>,
    /// The payload after `before`; `None` where that cannot be done.
    payload: Option<Rc<Node>>,
    /// The innermost document that the object is in, in that payload; `None` where it cannot be reached.
    document: Option<Rc<Node>>,
}

impl Spot {
    /// Returns the whole payload.
    fn root(base: &Rc<Node>) -> Self {
        Self {
            within: Vec::new(),
            pointer: String::new(),
            before: Vec::new(),
            payload: Some(Rc::clone(base)),
            document: Some(Rc::clone(base)),
        }
    }

    fn at(&self, name: &str) -> String {
        let mut pointer = self.pointer.clone();
        push_token(&mut pointer, name);
        pointer
    }

    fn op(&self, pointer: String, value: Option<Value>) -> Op {
        Op {
            within: self.within.clone(),
            pointer,
            value,
        }
    }

    /// Returns the change that sets a member; the empty name stands for the object itself.
    fn set(&self, name: &str, value: Value) -> Op {
        let pointer = if name.is_empty() {
            self.pointer.clone()
        } else {
            self.at(name)
        };
        self.op(pointer, Some(value))
    }

    fn remove(&self, name: &str) -> Op {
        self.op(self.at(name), None)
    }

    /// Returns the same object, after one more change.
    fn after(&self, op: Op) -> Self {
        let payload = self.changed(std::slice::from_ref(&op)).map(Rc::new);
        let document = payload
            .as_ref()
            .and_then(|payload| document(payload, &self.within));
        let mut before = self.before.clone();
        before.push(op);
        Self {
            within: self.within.clone(),
            pointer: self.pointer.clone(),
            before,
            payload,
            document,
        }
    }

    /// Returns an object or a list that is a member or an item of this one.
    fn child(&self, token: &str) -> Self {
        Self {
            pointer: self.at(token),
            ..self.clone()
        }
    }

    /// Returns the document in the text of a member.
    fn document(&self, name: &str) -> Self {
        let mut within = self.within.clone();
        within.push(self.at(name));
        let document = self
            .payload
            .as_ref()
            .and_then(|payload| document(payload, &within));
        Self {
            within,
            pointer: String::new(),
            document,
            ..self.clone()
        }
    }

    /// Returns the payload after some changes; `None` when a place is not there.
    fn changed(&self, patch: &[Op]) -> Option<Node> {
        let mut payload = Node::clone(self.payload.as_ref()?);
        for op in patch {
            op.apply(&mut payload)?;
        }
        Some(payload)
    }

    /// Returns the value of a member.
    fn member(&self, name: &str) -> Option<&Node> {
        value_at(self.document.as_ref()?, &self.at(name))
    }
}

/// Returns the document that texts lead to, from the outside in; where there are none, the payload itself.
fn document(payload: &Rc<Node>, texts: &[String]) -> Option<Rc<Node>> {
    let mut document = Rc::clone(payload);
    for text in texts {
        let Node::Text(text) = value_at(&document, text)? else {
            return None;
        };
        document = Rc::new(serde_json::from_str(text).ok()?);
    }
    Some(document)
}

struct Maker<'m, 'c> {
    message: &'m Message<'c>,
    service: &'c Service,
    scope: Scope,
    visited: &'m mut Visited<'c>,
    /// The types of the objects that lead to the one that cases are made for.
    open: Vec<&'c str>,
    /// The patches that were made, as text.
    seen: BTreeSet<String>,
    groups: Vec<Group>,
}

impl<'c> Maker<'_, 'c> {
    /// Adds a case, unless there is one with the same payload already.
    fn add(&mut self, name: &str, spot: &Spot, patch: Vec<Op>) {
        let Some(payload) = spot.changed(&patch) else {
            return;
        };
        let whole = spot.before.iter().chain(&patch);
        let key: Vec<Node> = whole.map(Op::node).collect();
        if !self.seen.insert(Node::from(key).compact()) {
            return;
        }
        let expect = violations(&asked(self.message), &payload);
        let mut errors = expect
            .iter()
            .filter(|found| found.severity == Severity::Error)
            .peekable();
        let lossy = errors.peek().is_some() && !errors.any(|found| found.visible);
        let case = Case {
            name: name.to_owned(),
            patch,
            expect,
            lossy,
        };
        match self.groups.last_mut() {
            Some(group) if group.before == spot.before => group.cases.push(case),
            _ => self.groups.push(Group {
                before: spot.before.clone(),
                cases: vec![case],
            }),
        }
    }

    fn object(&mut self, ty: &'c TypeDef, spot: &Spot) {
        let name = ty.name.as_str();
        let level = self.open.iter().filter(|open| **open == name).count();
        if level > LEVELS_INSIDE_ITSELF || !self.visited.types.insert(self.key(ty, level)) {
            return;
        }
        self.open.push(name);
        self.members(ty, spot);
        self.open.pop();
    }

    /// Returns what the constraints of a type depend on.
    fn key(&self, ty: &'c TypeDef, level: usize) -> TypeKey<'c> {
        let asks_for_context = |rule: &Rule| {
            let mut when = rule.when.iter();
            when.any(|condition| matches!(condition, Condition::Context(_)))
        };
        let contextual = ty.rules.iter().any(asks_for_context);
        TypeKey {
            name: &ty.name,
            direction: self.scope.direction,
            header: self.scope.part == Part::Header,
            context: self.scope.context.filter(|_| contextual),
            level,
        }
    }

    fn members(&mut self, ty: &'c TypeDef, spot: &Spot) {
        let unknown = ["mediaspecUnknown", "mediaspecUnknown2"]
            .into_iter()
            .find(|name| ty.field(name).is_none());
        if let Some(name) = unknown {
            let value = Value::Plain(true.into());
            self.add("unknown member", spot, vec![spot.set(name, value)]);
        }
        for field in &ty.fields {
            if self.is_new(field) {
                self.field(ty, field, spot);
            }
        }
        for rule in &ty.rules {
            self.rule(ty, rule, spot);
        }
    }

    /// Returns whether there are no cases yet for a parameter just like this one. Fields of other types are new.
    fn is_new(&mut self, field: &'c Field) -> bool {
        let Scope {
            direction,
            part,
            context: _,
        } = self.scope;
        if part == Part::Body {
            return true;
        }
        let key = (direction, part, &*field.name);
        let known = self.visited.parameters.entry(key).or_default();
        let new = !known.contains(&field);
        if new {
            known.push(field);
        }
        new
    }

    // Members

    fn field(&mut self, ty: &'c TypeDef, field: &'c Field, spot: &Spot) {
        let name = &*field.name;
        let old = spot.member(name).cloned();
        if old.is_some() {
            self.add("absent", spot, vec![spot.remove(name)]);
        }
        if let Some((what, value)) = boundary::of_other_type(&field.shape) {
            self.add(&what, spot, vec![spot.set(name, value)]);
        }
        let null = Value::Plain(Node::Null);
        self.add("null", spot, vec![spot.set(name, null)]);
        for (what, value) in boundary::around_bounds(self.service, ty, field, self.scope) {
            // What an item must be is looked at below; here they are counted.
            self.add(&what, spot, vec![spot.set(name, value)]);
        }
        if let Some(rule) = ty.selector_of(name) {
            self.selected(ty, field, rule, spot);
            return;
        }
        // The value that is there, or one that can be.
        let (good, place) = match old {
            Some(old) => (old, spot.clone()),
            None => {
                let good = self.good(ty, field);
                let give = spot.set(name, Value::Plain(good.clone()));
                self.add("present", spot, vec![give.clone()]);
                (good, spot.after(give))
            }
        };
        self.inside(&field.shape, name, &good, &place);
    }

    /// What is in a member or an item: an object, a document, or items.
    fn inside(&mut self, shape: &'c Shape, token: &str, value: &Node, place: &Spot) {
        match shape {
            Shape::Object(inner) => self.object(self.service.resolve(inner), &place.child(token)),
            Shape::List(list) => self.items(&list.item, token, value, place),
            Shape::Text(Text { form: _, content }) => match content {
                Content::Json(inner) => {
                    self.object(self.service.resolve(inner), &place.document(token));
                }
                // Cases of pieces are texts around the bounds of the whole.
                Content::Plain | Content::Separated(_) => {}
            },
            Shape::Int(_) | Shape::Number(_) | Shape::Bool | Shape::Enum(_) | Shape::Any => {}
        }
    }

    /// Returns a value for a member that the base lacks.
    fn good(&self, ty: &TypeDef, field: &Field) -> Node {
        let known = field.info.example.as_ref().or(field.default.as_ref());
        match known {
            Some(Json::Scalar(literal)) => literal.into(),
            Some(Json::List(_) | Json::Object(_)) | None => {
                boundary::good(self.service, ty, field, self.scope)
            }
        }
    }

    /// The items of a list at a member.
    fn items(&mut self, item: &'c Shape, name: &str, list: &Node, spot: &Spot) {
        let list_spot = match list {
            Node::List(items) if !items.is_empty() => spot.child(name),
            _ => {
                let one = vec![boundary::good_of(self.service, item, self.scope)];
                let op = spot.set(name, Value::Plain(one.into()));
                spot.after(op).child(name)
            }
        };
        if let Some((what, value)) = boundary::of_other_type(item) {
            self.add(&what, &list_spot, vec![list_spot.set("0", value)]);
        }
        let null = Value::Plain(Node::Null);
        self.add("null", &list_spot, vec![list_spot.set("0", null)]);
        for (what, value) in boundary::around_bounds_of(self.service, item, self.scope) {
            self.add(&what, &list_spot, vec![list_spot.set("0", value)]);
        }
        let first = list_spot.member("0").cloned().unwrap_or(Node::Null);
        self.inside(item, "0", &first, &list_spot);
    }

    /// A member whose type a sibling selects: each case of it.
    fn selected(&mut self, ty: &'c TypeDef, field: &'c Field, rule: &'c Rule, spot: &Spot) {
        let RuleKind::SelectsType {
            tag,
            field: _,
            cases,
            otherwise,
        } = &rule.kind
        else {
            return;
        };
        let Some(tag) = ty.field(tag) else { return };
        let name = &*field.name;
        let text = matches!(field.shape, Shape::Text(_));
        let mut choices: Vec<(Option<&str>, Option<&'c TypeName>)> = cases
            .iter()
            .map(|(value, ty)| (Some(&**value), Some(ty)))
            .collect();
        choices.push((unlisted(tag, cases), otherwise.as_ref()));
        choices.push((None, None));
        for (value, inner) in choices {
            let choose = match value {
                Some(value) => spot.set(&tag.name, Value::Plain(value.into())),
                None => spot.remove(&tag.name),
            };
            let chosen = spot.after(choose);
            let words = value.map_or_else(|| "absent".to_owned(), |value| format!("{value:?}"));
            let about = |what: &str| format!("{name} with {} {words}: {what}", tag.name);
            self.add(&about("absent"), &chosen, vec![chosen.remove(name)]);
            self.add(
                &about("null"),
                &chosen,
                vec![chosen.set(name, Value::Plain(Node::Null))],
            );
            if text {
                for (what, value) in boundary::no_documents() {
                    self.add(&about(&what), &chosen, vec![chosen.set(name, value)]);
                }
            } else if let Some((what, value)) =
                boundary::of_other_type(&Shape::Object(ty.name.clone()))
            {
                self.add(&about(&what), &chosen, vec![chosen.set(name, value)]);
            }
            let inner = inner.map(|inner| self.service.resolve(inner));
            let empty = Node::from(Members::new());
            let good = inner.map_or(empty, |ty| {
                boundary::object(self.service, ty, self.scope, true)
            });
            let strange: Node = Members::new().with("mediaspecUnknown", true).into();
            let wrap = |node: Node| Value::Plain(if text { node.compact().into() } else { node });
            self.add(
                &about("unknown members alone"),
                &chosen,
                vec![chosen.set(name, wrap(strange))],
            );
            let give = chosen.set(name, wrap(good));
            self.add(&about("as selected"), &chosen, vec![give.clone()]);
            if let Some(inner) = inner {
                let given = chosen.after(give);
                let place = if text {
                    given.document(name)
                } else {
                    given.child(name)
                };
                self.object(inner, &place);
            }
        }
    }

    // Rules

    fn rule(&mut self, ty: &TypeDef, rule: &Rule, spot: &Spot) {
        let targets = self.targets(ty, rule, spot);
        for (circumstances, ops) in self.circumstances(ty, &rule.when, spot) {
            for (what, more) in &targets {
                let mut all = ops.clone();
                all.extend(more.iter().cloned());
                let name = format!("rule {}{circumstances}: {what}", rule.id);
                self.add(&name, spot, all);
            }
        }
    }

    /// Ways to make the conditions of a rule hold, and not.
    fn circumstances(
        &self,
        ty: &TypeDef,
        when: &[Condition],
        spot: &Spot,
    ) -> Vec<(String, Vec<Op>)> {
        const MOST: usize = 4;
        let mut out: Vec<(String, Vec<Op>)> = vec![(String::new(), Vec::new())];
        for condition in when {
            let (Condition::Is { field, .. } | Condition::Present { field }) = condition else {
                continue;
            };
            let Some(field) = ty.field(field) else {
                continue;
            };
            let mut ways: Vec<(String, Op)> = Vec::new();
            let mut value = |node: Node| {
                let name = format!(", {} {}", field.name, node.compact());
                ways.push((name, spot.set(&field.name, Value::Plain(node))));
            };
            match condition {
                Condition::Is { field: _, values } => {
                    for literal in values.iter().take(MOST) {
                        value(literal.into());
                    }
                    if let Some(other) = other(field, values) {
                        value(other);
                    }
                }
                Condition::Present { field: _ } => value(self.given(ty, field, spot)),
                Condition::Context(_) => {}
            }
            ways.push((format!(", {} absent", field.name), spot.remove(&field.name)));
            out = out
                .iter()
                .flat_map(|(name, ops)| {
                    ways.iter().map(move |(more, op)| {
                        let mut ops = ops.clone();
                        ops.push(op.clone());
                        (format!("{name}{more}"), ops)
                    })
                })
                .collect();
        }
        out
    }

    /// Returns the value of a member, or one that it can have.
    fn given(&self, ty: &TypeDef, field: &Field, spot: &Spot) -> Node {
        let there = spot.member(&field.name).cloned();
        there.unwrap_or_else(|| self.good(ty, field))
    }

    /// What a rule looks at, in the states that it tells apart.
    fn targets(&self, ty: &TypeDef, rule: &Rule, spot: &Spot) -> Vec<(String, Vec<Op>)> {
        let give = |field: &Field| {
            let value = self.given(ty, field, spot);
            spot.set(&field.name, Value::Plain(value))
        };
        let all = |fields: &[&Field]| -> Vec<Op> { fields.iter().map(|f| give(f)).collect() };
        let none = |fields: &[&Field]| -> Vec<Op> {
            fields
                .iter()
                .map(|field| spot.remove(&field.name))
                .collect()
        };
        match &rule.kind {
            RuleKind::RequiredIf { fields }
            | RuleKind::RequiredUnless { fields }
            | RuleKind::NoEffectIf { fields }
            | RuleKind::NoEffectUnless { fields } => {
                let fields = fields_of(ty, fields);
                let mut out = vec![
                    ("all present".to_owned(), all(&fields)),
                    ("none present".to_owned(), none(&fields)),
                ];
                for field in &fields {
                    let mut ops = all(&fields);
                    ops.push(spot.remove(&field.name));
                    out.push((format!("{} absent", field.name), ops));
                }
                out
            }
            RuleKind::AtMostOne { fields } => {
                let fields = fields_of(ty, fields);
                let mut out = vec![
                    ("none present".to_owned(), none(&fields)),
                    ("all present".to_owned(), all(&fields)),
                ];
                for (at, a) in fields.iter().enumerate() {
                    let mut ops = none(&fields);
                    ops.push(give(a));
                    out.push((format!("{} alone", a.name), ops.clone()));
                    for b in fields.iter().skip(at.saturating_add(1)) {
                        let mut ops = ops.clone();
                        ops.push(give(b));
                        out.push((format!("{} and {}", a.name, b.name), ops));
                    }
                }
                out
            }
            RuleKind::WinsOver { winners, losers } => {
                let (winners, losers) = (fields_of(ty, winners), fields_of(ty, losers));
                let both = [all(&winners), all(&losers)].concat();
                let mut out = vec![
                    ("all present".to_owned(), both.clone()),
                    (
                        "winners alone".to_owned(),
                        [all(&winners), none(&losers)].concat(),
                    ),
                ];
                for winner in &winners {
                    let mut ops = both.clone();
                    ops.push(spot.remove(&winner.name));
                    out.push((format!("{} absent", winner.name), ops));
                }
                out
            }
            RuleKind::Rows { fields, rows } => rows_of(&fields_of(ty, fields), rows, spot),
            RuleKind::SelectsSibling { tag, cases } => {
                let selected = |field: &&Field| cases.iter().any(|(_, name)| *name == field.name);
                let siblings: Vec<&Field> = ty.fields.iter().filter(selected).collect();
                let mut choices: Vec<Op> = cases
                    .iter()
                    .map(|(value, _)| spot.set(tag, Value::Plain((&**value).into())))
                    .collect();
                choices.push(spot.remove(tag));
                let mut out = Vec::new();
                for choice in choices {
                    let words = match &choice.value {
                        Some(value) => value.expand().compact(),
                        None => "absent".to_owned(),
                    };
                    for sibling in &siblings {
                        let mut ops = none(&siblings);
                        ops.push(choice.clone());
                        ops.push(give(sibling));
                        out.push((format!("{tag} {words}, {} alone", sibling.name), ops));
                    }
                }
                out
            }
            RuleKind::Range {
                field,
                lower,
                upper,
            } => {
                let Some(field) = ty.field(field) else {
                    return Vec::new();
                };
                let mut out = Vec::new();
                let steps: &[f64] = match field.shape {
                    Shape::Number(_) => {
                        &[-1.0, -boundary::HUNDREDTH, 0.0, boundary::HUNDREDTH, 1.0]
                    }
                    Shape::Int(_)
                    | Shape::Text(_)
                    | Shape::Bool
                    | Shape::Enum(_)
                    | Shape::List(_)
                    | Shape::Object(_)
                    | Shape::Any => &[-1.0, 0.0, 1.0],
                };
                for bound in [lower, upper].into_iter().flatten() {
                    for step in steps {
                        let value = Node::number(bound.value + step);
                        out.push((
                            format!("{} {}", field.name, value.compact()),
                            vec![spot.set(&field.name, Value::Plain(value))],
                        ));
                    }
                }
                out.push((
                    format!("{} absent", field.name),
                    vec![spot.remove(&field.name)],
                ));
                out
            }
            RuleKind::Values { field, values } => {
                let Some(field) = ty.field(field) else {
                    return Vec::new();
                };
                let mut nodes: Vec<Node> = values.iter().map(Node::from).collect();
                nodes.extend(other(field, values));
                let mut out: Vec<(String, Vec<Op>)> = nodes
                    .into_iter()
                    .map(|value| {
                        (
                            format!("{} {}", field.name, value.compact()),
                            vec![spot.set(&field.name, Value::Plain(value))],
                        )
                    })
                    .collect();
                out.push((
                    format!("{} absent", field.name),
                    vec![spot.remove(&field.name)],
                ));
                out
            }
            // The list's own cases show the one, the sibling's the other.
            RuleKind::Unique { list: _, by: _ }
            | RuleKind::SelectsType {
                tag: _,
                field: _,
                cases: _,
                otherwise: _,
            } => Vec::new(),
        }
    }

    // Headers

    /// Each group of headers that authenticates, whole and lacking one; and a name in another case.
    fn authentication(&mut self, ty: &TypeDef, root: &Spot) {
        let groups = self.message.auth();
        if groups.is_empty() {
            return;
        }
        let headers = groups.iter().flat_map(|group| &group.headers);
        let every: BTreeSet<&str> = headers.map(|header| &**header).collect();
        let none: Vec<Op> = every.iter().map(|header| root.remove(header)).collect();
        self.add("no authentication", root, none.clone());
        for group in groups {
            let mut whole = none.clone();
            for header in &group.headers {
                let value = match ty.field(header) {
                    Some(field) => self.good(ty, field),
                    None => "a".into(),
                };
                whole.push(root.set(header, Value::Plain(value)));
            }
            self.add(
                &format!("authentication by {}", group.scheme),
                root,
                whole.clone(),
            );
            for header in &group.headers {
                let mut ops = whole.clone();
                ops.push(root.remove(header));
                self.add(
                    &format!("authentication by {} without {header}", group.scheme),
                    root,
                    ops,
                );
            }
            // A schema knows one spelling.
            if let [only] = &*group.headers {
                let mut ops = whole;
                let value = ops.pop().and_then(|op| op.value);
                if let Some(value) = value {
                    ops.push(root.set(&only.to_ascii_lowercase(), value));
                    let name = format!("{only} in lower case");
                    self.add(&name, root, ops);
                    let added = self
                        .groups
                        .last_mut()
                        .and_then(|group| group.cases.last_mut());
                    if let Some(case) = added.filter(|case| case.name == name) {
                        case.lossy = true;
                    }
                }
            }
        }
    }
}

/// Returns the fields of those names.
fn fields_of<'c>(ty: &'c TypeDef, names: &[Box<str>]) -> Vec<&'c Field> {
    names.iter().filter_map(|name| ty.field(name)).collect()
}

/// Combinations of values that a rule lists, and some that it does not.
fn rows_of(fields: &[&Field], rows: &[Box<[Literal]>], spot: &Spot) -> Vec<(String, Vec<Op>)> {
    let write = |row: &[Node]| -> (String, Vec<Op>) {
        let words: Vec<String> = row.iter().map(Node::compact).collect();
        let ops = fields
            .iter()
            .zip(row)
            .map(|(field, value)| spot.set(&field.name, Value::Plain(value.clone())))
            .collect();
        (words.join(" x "), ops)
    };
    let mut out = Vec::new();
    let listed: Vec<Vec<Node>> = rows
        .iter()
        .map(|row| row.iter().map(Node::from).collect())
        .collect();
    for row in &listed {
        out.push(write(row));
    }
    if let Some(first) = listed.first() {
        // Values that are good one by one, and not together.
        for other in &listed {
            let mixed: Vec<Node> = first
                .iter()
                .take(1)
                .chain(other.iter().skip(1))
                .cloned()
                .collect();
            if !listed.contains(&mixed) {
                out.push(write(&mixed));
                break;
            }
        }
        for (at, (field, value)) in fields.iter().zip(first).enumerate() {
            let near = match value {
                Node::Int(int) => Some(Node::Int(int.saturating_add(1))),
                Node::Number(number) => Some(Node::Number(number + 0.5)),
                Node::Bool(bool) => Some(Node::Bool(!bool)),
                Node::Text(text) => other(field, &[Literal::from(text.as_str())]),
                Node::Null | Node::List(_) | Node::Object(_) => None,
            };
            if let Some(near) = near {
                let mut row = first.clone();
                if let Some(cell) = row.get_mut(at) {
                    *cell = near;
                }
                out.push(write(&row));
            }
            let (words, mut ops) = write(first);
            ops.push(spot.remove(&field.name));
            out.push((format!("{words} without {}", field.name), ops));
        }
    }
    out
}

/// Returns a value of the tag that no case names.
fn unlisted<'c>(tag: &'c Field, cases: &[(Box<str>, TypeName)]) -> Option<&'c str> {
    match &tag.shape {
        Shape::Enum(Enum { open: _, values }) => values
            .iter()
            .map(|value| &*value.wire)
            .find(|wire| !cases.iter().any(|(case, _)| &**case == *wire)),
        Shape::Int(_)
        | Shape::Number(_)
        | Shape::Text(_)
        | Shape::Bool
        | Shape::List(_)
        | Shape::Object(_)
        | Shape::Any => None,
    }
}

/// Returns a value of the field that is none of those.
fn other(field: &Field, values: &[Literal]) -> Option<Node> {
    let listed: Vec<Node> = values.iter().map(Node::from).collect();
    let candidates: Vec<Node> = match &field.shape {
        Shape::Enum(Enum { open: _, values }) => {
            values.iter().map(|value| (&*value.wire).into()).collect()
        }
        Shape::Bool => vec![true.into(), false.into()],
        Shape::Int(_) => (0_i64..100).map(Node::Int).collect(),
        Shape::Number(_) => vec![Node::Number(0.5), Node::Number(1.5)],
        Shape::Text(_) => vec!["a".into(), "b".into()],
        Shape::List(_) | Shape::Object(_) | Shape::Any => Vec::new(),
    };
    candidates.into_iter().find(|value| !listed.contains(value))
}

/// Returns the value at a JSON Pointer.
fn value_at<'n>(node: &'n Node, pointer: &str) -> Option<&'n Node> {
    let tokens = pointer.split('/').skip(1);
    let mut tokens = tokens.map(|token| token.replace("~1", "/").replace("~0", "~"));
    tokens.try_fold(node, |node, token| match node {
        Node::Object(members) => members.get(&token),
        Node::List(items) => items.get(token.parse::<usize>().ok()?),
        Node::Null | Node::Bool(_) | Node::Int(_) | Node::Number(_) | Node::Text(_) => None,
    })
}
