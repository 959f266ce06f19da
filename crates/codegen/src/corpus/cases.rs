//! The cases of one part of a message: a base payload, and changes to it around each constraint.

use std::collections::BTreeSet;

use mediaspec_core::check::Scope;
use mediaspec_core::contract::{
    Condition, Content, Field, Json, Literal, Part, Rule, RuleKind, Severity, Shape, TypeDef,
};
use mediaspec_core::sample::{SampleOptions, sample_with};

use mediaspec_oracle::boundary;
use mediaspec_oracle::patch::{Op, Value, at_pointer};
use mediaspec_oracle::{Asked, Found, violations};

use crate::json_schema::node::{Members, Node, push_token};
use crate::json_schema::{Message, separated_is_visible};

/// A payload near a constraint, and what must be reported of it.
#[derive(Debug)]
pub(crate) struct Case {
    pub(crate) name: String,
    pub(crate) patch: Vec<Op>,
    pub(crate) expect: Vec<Found>,
    /// Whether a JSON Schema gives another verdict.
    pub(crate) lossy: bool,
}

/// Cases of payloads that differ from the base in the same way to begin with.
#[derive(Debug)]
pub(crate) struct Group {
    /// What is changed in the base first, so that there is something to try.
    pub(crate) before: Vec<Op>,
    pub(crate) cases: Vec<Case>,
}

/// The types whose members have been gone through, with what their constraints depend on.
pub(crate) type Visited = BTreeSet<String>;

/// The cases of a part of a message. Types that were visited in a message before are left out.
pub(crate) fn cases(message: &Message<'_>, visited: &mut Visited) -> (Node, Vec<Group>) {
    let base = base(message);
    let mut maker = Maker {
        message,
        scope: message.scope(),
        base: base.clone(),
        visited,
        seen: BTreeSet::new(),
        groups: Vec::new(),
    };
    let root = Spot::default();
    maker.add("as it is", &root, Vec::new());
    if let Some((name, value)) = boundary::of_other_type(&Shape::Object(message.ty)) {
        maker.add(&name, &root, vec![root.set("", value)]);
    }
    maker.add("null", &root, vec![root.set("", Value::Plain(Node::Null))]);
    maker.add(
        "empty object",
        &root,
        vec![root.set("", Value::Plain(Members::new().into()))],
    );
    maker.object(message.ty, &root);
    maker.authentication();
    (base, maker.groups)
}

/// A payload that validates, with all members that go together; with fewer, where samples of all of them do not.
fn base(message: &Message<'_>) -> Node {
    /// How many samples are asked for before the first is taken as it is.
    const PATIENCE: u64 = 8;
    let auth: Vec<&str> = message
        .auth
        .first()
        .map(|group| group.headers.to_vec())
        .unwrap_or_default();
    let make = |full, seed| {
        let options = SampleOptions { full, seed };
        let text = sample_with(message.ty, message.scope(), &options, &auth);
        serde_json::from_str(&text).unwrap_or(Node::Null)
    };
    let good = |payload: &Node| {
        violations(&asked(message), payload)
            .iter()
            .all(|found| found.severity == Severity::Warning)
    };
    [true, false]
        .into_iter()
        .flat_map(|full| (0..PATIENCE).map(move |seed| (full, seed)))
        .map(|(full, seed)| make(full, seed))
        .find(good)
        .unwrap_or_else(|| make(true, 0))
}

fn asked<'m, 't>(message: &'m Message<'t>) -> Asked<'m, 't> {
    Asked {
        ty: message.ty,
        auth: message.auth,
        scope: message.scope(),
        separated_is_visible,
    }
}

/// An object of the payload, and what must be done first so that it is there.
#[derive(Debug, Clone, Default)]
struct Spot {
    within: Vec<String>,
    pointer: String,
    before: Vec<Op>,
}

impl Spot {
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

    /// Sets a member; the empty name stands for the object itself.
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

    fn child(&self, token: &str, before: Vec<Op>) -> Self {
        Self {
            within: self.within.clone(),
            pointer: self.at(token),
            before,
        }
    }

    /// The document in the text of a member.
    fn document(&self, name: &str, before: Vec<Op>) -> Self {
        let mut within = self.within.clone();
        within.push(self.at(name));
        Self {
            within,
            pointer: String::new(),
            before,
        }
    }

    fn with(&self, op: Op) -> Vec<Op> {
        let mut before = self.before.clone();
        before.push(op);
        before
    }
}

struct Maker<'m, 't> {
    message: &'m Message<'t>,
    scope: Scope,
    base: Node,
    visited: &'m mut Visited,
    /// The patches that were made, as text.
    seen: BTreeSet<String>,
    groups: Vec<Group>,
}

impl<'t> Maker<'_, 't> {
    /// Adds a case, unless there is one with the same payload already.
    fn add(&mut self, name: &str, spot: &Spot, patch: Vec<Op>) {
        let mut whole = spot.before.clone();
        whole.extend(patch.iter().cloned());
        let Some(payload) = self.payload(&whole) else {
            return;
        };
        let key: Vec<Node> = whole.iter().map(Op::node).collect();
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

    fn payload(&self, patch: &[Op]) -> Option<Node> {
        let mut payload = self.base.clone();
        for op in patch {
            op.apply(&mut payload)?;
        }
        Some(payload)
    }

    /// The value of a member of the object at a spot.
    fn member(&self, spot: &Spot, name: &str) -> Option<Node> {
        let mut payload = self.payload(&spot.before)?;
        for text in &spot.within {
            let Node::Text(text) = at_pointer(&mut payload, text)? else {
                return None;
            };
            payload = serde_json::from_str(text).ok()?;
        }
        at_pointer(&mut payload, &spot.at(name)).map(|value| value.clone())
    }

    fn object(&mut self, ty: &'t TypeDef<'t>, spot: &Spot) {
        if !self.visited.insert(self.key(ty)) {
            return;
        }
        let unknown = ["mediaspecUnknown", "mediaspecUnknown2"]
            .into_iter()
            .find(|name| ty.field(name).is_none());
        if let Some(name) = unknown {
            let value = Value::Plain(true.into());
            self.add("unknown member", spot, vec![spot.set(name, value)]);
        }
        for field in ty.fields {
            // Parameters have a type for each operation, and are often the same.
            let parameter = format!(
                "{} {:?} {field:?}",
                self.message.service.name, self.scope.part
            );
            if self.scope.part == Part::Body || self.visited.insert(parameter) {
                self.field(ty, field, spot);
            }
        }
        for rule in ty.rules {
            self.rule(ty, rule, spot);
        }
    }

    /// What the constraints of a type depend on, beside the type.
    fn key(&self, ty: &TypeDef<'_>) -> String {
        let contextual = ty.rules.iter().any(|rule| {
            rule.when
                .iter()
                .any(|condition| matches!(condition, Condition::Context(_)))
        });
        let context = self.scope.context.filter(|_| contextual);
        format!(
            "{} {} {:?} {} {context:?}",
            self.message.service.name,
            ty.name,
            self.scope.direction,
            self.scope.part == Part::Header,
        )
    }

    // Members

    fn field(&mut self, ty: &'t TypeDef<'t>, field: &'t Field<'t>, spot: &Spot) {
        let name = field.name;
        let old = self.member(spot, name);
        if old.is_some() {
            self.add("absent", spot, vec![spot.remove(name)]);
        }
        if let Some((what, value)) = boundary::of_other_type(&field.shape) {
            self.add(&what, spot, vec![spot.set(name, value)]);
        }
        let null = Value::Plain(Node::Null);
        self.add("null", spot, vec![spot.set(name, null)]);
        let selects = field
            .selected_by
            .and_then(|rule| ty.rules.get(usize::from(rule)));
        for (what, value) in boundary::around_bounds(&field.shape, self.scope) {
            // What an item must be is looked at below; here they are counted.
            self.add(&what, spot, vec![spot.set(name, value)]);
        }
        if let Some(rule) = selects {
            self.selected(ty, field, rule, spot);
            return;
        }
        // The value that is there, or one that can be.
        let good = old.clone().unwrap_or_else(|| self.good(field));
        let before = if old.is_some() {
            spot.before.clone()
        } else {
            spot.with(spot.set(name, Value::Plain(good.clone())))
        };
        if old.is_none() {
            self.add(
                "present",
                spot,
                vec![spot.set(name, Value::Plain(good.clone()))],
            );
        }
        match field.shape {
            Shape::Object(inner) => self.object(inner, &spot.child(name, before)),
            Shape::List(list) => {
                let place = Spot {
                    before,
                    ..spot.clone()
                };
                self.items(&list.item, name, &good, &place);
            }
            Shape::Text(text) => match text.content {
                Content::Json(inner) => self.object(inner, &spot.document(name, before)),
                Content::Plain | Content::Base64 | Content::Separated { .. } => {}
            },
            Shape::Int(_) | Shape::Number(_) | Shape::Bool | Shape::Enum(_) | Shape::Any => {}
        }
    }

    /// A value for a member that the base lacks.
    fn good(&self, field: &Field<'_>) -> Node {
        match field.info.example.or(field.default) {
            Some(Json::Scalar(literal)) => literal.into(),
            Some(Json::List(_) | Json::Object(_)) | None => {
                boundary::good(&field.shape, self.scope)
            }
        }
    }

    /// The items of a list at a member.
    fn items(&mut self, item: &Shape<'t>, name: &str, list: &Node, spot: &Spot) {
        let list_spot = match list {
            Node::List(items) if !items.is_empty() => spot.child(name, spot.before.clone()),
            _ => {
                let one = vec![boundary::good(item, self.scope)];
                let op = spot.set(name, Value::Plain(one.into()));
                spot.child(name, spot.with(op))
            }
        };
        if let Some((what, value)) = boundary::of_other_type(item) {
            self.add(&what, &list_spot, vec![list_spot.set("0", value)]);
        }
        let null = Value::Plain(Node::Null);
        self.add("null", &list_spot, vec![list_spot.set("0", null)]);
        for (what, value) in boundary::around_bounds(item, self.scope) {
            self.add(&what, &list_spot, vec![list_spot.set("0", value)]);
        }
        match item {
            Shape::Object(inner) => {
                self.object(inner, &list_spot.child("0", list_spot.before.clone()));
            }
            Shape::List(inner) => {
                let first = self.member(&list_spot, "0").unwrap_or(Node::Null);
                self.items(&inner.item, "0", &first, &list_spot);
            }
            Shape::Text(text) => match text.content {
                Content::Json(inner) => {
                    let spot = list_spot.document("0", list_spot.before.clone());
                    self.object(inner, &spot);
                }
                Content::Plain | Content::Base64 | Content::Separated { .. } => {}
            },
            Shape::Int(_) | Shape::Number(_) | Shape::Bool | Shape::Enum(_) | Shape::Any => {}
        }
    }

    /// A member whose type a sibling selects: each case of it.
    fn selected(
        &mut self,
        ty: &'t TypeDef<'t>,
        field: &'t Field<'t>,
        rule: &'t Rule<'t>,
        spot: &Spot,
    ) {
        let RuleKind::SelectsType {
            tag,
            cases,
            otherwise,
            ..
        } = rule.kind
        else {
            return;
        };
        let Some(tag) = ty.at(tag) else { return };
        let text = matches!(field.shape, Shape::Text(_));
        let mut choices: Vec<(Option<&'t str>, Option<&'t TypeDef<'t>>)> = cases
            .iter()
            .map(|&(value, ty)| (Some(value), Some(ty)))
            .collect();
        choices.push((unlisted(tag, cases), otherwise));
        choices.push((None, None));
        for (value, inner) in choices {
            let choose = match value {
                Some(value) => spot.set(tag.name, Value::Plain(value.into())),
                None => spot.remove(tag.name),
            };
            let chosen = Spot {
                before: spot.with(choose),
                ..spot.clone()
            };
            let words = value.map_or_else(|| "absent".to_owned(), |value| format!("{value:?}"));
            let about = |what: &str| format!("{} with {} {words}: {what}", field.name, tag.name);
            self.add(&about("absent"), &chosen, vec![chosen.remove(field.name)]);
            self.add(
                &about("null"),
                &chosen,
                vec![chosen.set(field.name, Value::Plain(Node::Null))],
            );
            if text {
                for (what, value) in boundary::no_documents() {
                    self.add(&about(&what), &chosen, vec![chosen.set(field.name, value)]);
                }
            } else {
                if let Some((what, value)) = boundary::of_other_type(&Shape::Object(ty)) {
                    self.add(&about(&what), &chosen, vec![chosen.set(field.name, value)]);
                }
            }
            let empty = Node::from(Members::new());
            let good = inner.map_or(empty, |ty| boundary::object(ty, self.scope, true));
            let strange: Node = Members::new().with("mediaspecUnknown", true).into();
            let wrap = |node: Node| Value::Plain(if text { node.compact().into() } else { node });
            self.add(
                &about("unknown members alone"),
                &chosen,
                vec![chosen.set(field.name, wrap(strange))],
            );
            let give = chosen.set(field.name, wrap(good));
            self.add(&about("as selected"), &chosen, vec![give.clone()]);
            if let Some(inner) = inner {
                let before = chosen.with(give);
                let place = if text {
                    spot.document(field.name, before)
                } else {
                    spot.child(field.name, before)
                };
                self.object(inner, &place);
            }
        }
    }

    // Rules

    fn rule(&mut self, ty: &'t TypeDef<'t>, rule: &'t Rule<'t>, spot: &Spot) {
        let targets = self.targets(ty, rule, spot);
        for (circumstances, ops) in self.circumstances(ty, rule.when, spot) {
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
        ty: &'t TypeDef<'t>,
        when: &'t [Condition<'t>],
        spot: &Spot,
    ) -> Vec<(String, Vec<Op>)> {
        const MOST: usize = 4;
        let mut out: Vec<(String, Vec<Op>)> = vec![(String::new(), Vec::new())];
        for condition in when {
            let (Condition::Is { field, .. } | Condition::Present { field }) = condition else {
                continue;
            };
            let Some(field) = ty.at(*field) else { continue };
            let mut ways: Vec<(String, Op)> = Vec::new();
            let mut value = |node: Node| {
                let name = format!(", {} {}", field.name, node.compact());
                ways.push((name, spot.set(field.name, Value::Plain(node))));
            };
            match condition {
                Condition::Is { values, .. } => {
                    for &literal in values.iter().take(MOST) {
                        value(literal.into());
                    }
                    if let Some(other) = other(field, values) {
                        value(other);
                    }
                }
                Condition::Present { .. } => {
                    value(
                        self.member(spot, field.name)
                            .unwrap_or_else(|| self.good(field)),
                    );
                }
                Condition::Context(_) => {}
            }
            ways.push((format!(", {} absent", field.name), spot.remove(field.name)));
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

    /// What a rule looks at, in the states that it tells apart.
    fn targets(
        &self,
        ty: &'t TypeDef<'t>,
        rule: &'t Rule<'t>,
        spot: &Spot,
    ) -> Vec<(String, Vec<Op>)> {
        let give = |field: &Field<'_>| {
            let value = self
                .member(spot, field.name)
                .unwrap_or_else(|| self.good(field));
            spot.set(field.name, Value::Plain(value))
        };
        let fields_at = |fields: &'t [u16]| -> Vec<&'t Field<'t>> {
            fields.iter().filter_map(|&field| ty.at(field)).collect()
        };
        let all = |fields: &[&Field<'t>]| -> Vec<Op> { fields.iter().map(|f| give(f)).collect() };
        let none = |fields: &[&Field<'t>]| -> Vec<Op> {
            fields.iter().map(|field| spot.remove(field.name)).collect()
        };
        match rule.kind {
            RuleKind::RequiredIf { fields }
            | RuleKind::RequiredUnless { fields }
            | RuleKind::NoEffectIf { fields }
            | RuleKind::NoEffectUnless { fields } => {
                let fields = fields_at(fields);
                let mut out = vec![
                    ("all present".to_owned(), all(&fields)),
                    ("none present".to_owned(), none(&fields)),
                ];
                for field in &fields {
                    let mut ops = all(&fields);
                    ops.push(spot.remove(field.name));
                    out.push((format!("{} absent", field.name), ops));
                }
                out
            }
            RuleKind::AtMostOne { fields } => {
                let fields = fields_at(fields);
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
                let (winners, losers) = (fields_at(winners), fields_at(losers));
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
                    ops.push(spot.remove(winner.name));
                    out.push((format!("{} absent", winner.name), ops));
                }
                out
            }
            RuleKind::Rows { fields, rows } => self.rows(&fields_at(fields), rows, spot),
            RuleKind::SelectsSibling { tag, cases } => {
                let Some(tag) = ty.at(tag) else {
                    return Vec::new();
                };
                let mut siblings: Vec<u16> = cases.iter().map(|&(_, field)| field).collect();
                siblings.sort_unstable();
                siblings.dedup();
                let siblings: Vec<&Field<'t>> =
                    siblings.iter().filter_map(|&field| ty.at(field)).collect();
                let mut choices: Vec<Op> = cases
                    .iter()
                    .map(|&(value, _)| spot.set(tag.name, Value::Plain(value.into())))
                    .collect();
                choices.push(spot.remove(tag.name));
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
                        out.push((format!("{} {words}, {} alone", tag.name, sibling.name), ops));
                    }
                }
                out
            }
            RuleKind::Range {
                field,
                lower,
                upper,
            } => {
                let Some(field) = ty.at(field) else {
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
                            vec![spot.set(field.name, Value::Plain(value))],
                        ));
                    }
                }
                out.push((
                    format!("{} absent", field.name),
                    vec![spot.remove(field.name)],
                ));
                out
            }
            RuleKind::Values { field, values } => {
                let Some(field) = ty.at(field) else {
                    return Vec::new();
                };
                let mut nodes: Vec<Node> = values.iter().map(|&value| value.into()).collect();
                nodes.extend(other(field, values));
                let mut out: Vec<(String, Vec<Op>)> = nodes
                    .into_iter()
                    .map(|value| {
                        (
                            format!("{} {}", field.name, value.compact()),
                            vec![spot.set(field.name, Value::Plain(value))],
                        )
                    })
                    .collect();
                out.push((
                    format!("{} absent", field.name),
                    vec![spot.remove(field.name)],
                ));
                out
            }
            // The list's own cases show the one, the sibling's the other.
            RuleKind::Unique { .. } | RuleKind::SelectsType { .. } => Vec::new(),
        }
    }

    fn rows(
        &self,
        fields: &[&Field<'_>],
        rows: &[&[Literal<'_>]],
        spot: &Spot,
    ) -> Vec<(String, Vec<Op>)> {
        let write = |row: &[Node]| -> (String, Vec<Op>) {
            let words: Vec<String> = row.iter().map(Node::compact).collect();
            let ops = fields
                .iter()
                .zip(row)
                .map(|(field, value)| spot.set(field.name, Value::Plain(value.clone())))
                .collect();
            (words.join(" x "), ops)
        };
        let mut out = Vec::new();
        let listed: Vec<Vec<Node>> = rows
            .iter()
            .map(|row| row.iter().map(|&value| value.into()).collect())
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
                    Node::Text(text) => other(field, &[Literal::Text(text)]),
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
                ops.push(spot.remove(field.name));
                out.push((format!("{words} without {}", field.name), ops));
            }
        }
        out
    }

    // Headers

    /// Each group of headers that authenticates, whole and lacking one; and a name in another case.
    fn authentication(&mut self) {
        let groups = self.message.auth;
        if groups.is_empty() {
            return;
        }
        let root = Spot::default();
        let mut every: Vec<&str> = groups
            .iter()
            .flat_map(|group| group.headers)
            .copied()
            .collect();
        every.sort_unstable();
        every.dedup();
        let none: Vec<Op> = every.iter().map(|header| root.remove(header)).collect();
        self.add("no authentication", &root, none.clone());
        for group in groups {
            let mut whole = none.clone();
            for header in group.headers {
                let value = self
                    .message
                    .ty
                    .field(header)
                    .map_or_else(|| "a".into(), |(_, field)| self.good(field));
                whole.push(root.set(header, Value::Plain(value)));
            }
            self.add(
                &format!("authentication by {}", group.scheme),
                &root,
                whole.clone(),
            );
            for header in group.headers {
                let mut ops = whole.clone();
                ops.push(root.remove(header));
                self.add(
                    &format!("authentication by {} without {header}", group.scheme),
                    &root,
                    ops,
                );
            }
            // A schema knows one spelling.
            if let [only] = group.headers {
                let mut ops = whole;
                let value = ops.pop().and_then(|op| op.value);
                if let Some(value) = value {
                    ops.push(root.set(&only.to_ascii_lowercase(), value));
                    let name = format!("{only} in lower case");
                    self.add(&name, &root, ops);
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

/// A value of the tag that no case names.
fn unlisted<'t>(tag: &Field<'t>, cases: &[(&str, &TypeDef<'_>)]) -> Option<&'t str> {
    match tag.shape {
        Shape::Enum(values) => values
            .values
            .iter()
            .map(|value| value.wire)
            .find(|wire| !cases.iter().any(|(case, _)| case == wire)),
        Shape::Int(_)
        | Shape::Number(_)
        | Shape::Text(_)
        | Shape::Bool
        | Shape::List(_)
        | Shape::Object(_)
        | Shape::Any => None,
    }
}

/// A value of the field that is none of those.
fn other(field: &Field<'_>, values: &[Literal<'_>]) -> Option<Node> {
    let listed: Vec<Node> = values.iter().map(|&value| value.into()).collect();
    let candidates: Vec<Node> = match field.shape {
        Shape::Enum(values) => values
            .values
            .iter()
            .map(|value| value.wire.into())
            .collect(),
        Shape::Bool => vec![true.into(), false.into()],
        Shape::Int(_) => (0_i64..100).map(Node::Int).collect(),
        Shape::Number(_) => vec![Node::Number(0.5), Node::Number(1.5)],
        Shape::Text(_) => vec!["a".into(), "b".into()],
        Shape::List(_) | Shape::Object(_) | Shape::Any => Vec::new(),
    };
    candidates.into_iter().find(|value| !listed.contains(value))
}
