//! Cases of a rule: what it looks at, in the states that it tells apart, where its conditions hold and where they do not.

use mediaspec_core::contract::{
    Condition, Enum, Field, Literal, Member, Rule, RuleKind, Shape, TypeDef,
};
use mediaspec_core::node::Node;

use super::Cases;
use super::spot::Spot;
use crate::boundary;
use crate::patch::{Op, Place, Value};
use crate::slot::{Selection, Slot};

impl<'c> Cases<'_, 'c> {
    pub(super) fn rule(&mut self, ty: &'c TypeDef, rule: &'c Rule, spot: &Spot) {
        let spot = &self.with_ways(ty, rule, spot);
        // What is selected for a field of the type is shown with the field.
        if let Some(selection) = Selection::of(rule)
            && ty.field(selection.field).is_none()
            && let Some(tag) = ty.field(selection.tag)
            && let Some(member) = self.one(ty, selection.field, spot)
        {
            let tag = (tag, spot.place.child(&tag.name));
            self.selected(member.slot, selection, tag, &spot.at(&member.around));
        }
        let mut targets = self.targets(ty, rule, spot);
        for head in heads(rule).filter(|head| ty.field(head).is_some()) {
            targets.push((format!("{head} absent"), vec![spot.remove(head)]));
        }
        for (circumstances, ops) in self.circumstances(ty, &rule.when, spot) {
            for (what, more) in &targets {
                let mut all = ops.clone();
                all.extend(more.iter().cloned());
                let name = format!("rule {}{circumstances}: {what}", rule.id);
                self.add(&name, spot, all);
            }
        }
    }

    /// Returns the object with the inner objects in it whose members the rule names.
    fn with_ways(&self, ty: &'c TypeDef, rule: &Rule, spot: &Spot) -> Spot {
        let mut spot = spot.clone();
        for (name, _) in rule.uses() {
            let Some(member) = self.asked.service.member(ty, name) else {
                continue;
            };
            let (mut place, mut owner) = (spot.place.clone(), ty);
            for field in member.way {
                place = place.child(&field.name);
                let there = spot.at(&place);
                if !matches!(there.value(), Some(Node::Object(_) | Node::Text(_))) {
                    let good = self.good(Slot::of(owner, field));
                    spot = spot.after(place.set(Value::Plain(good)));
                }
                if let Some(name) = field.shape.references().next() {
                    owner = self.asked.service.resolve(name);
                }
                place = into(field, place);
            }
        }
        spot
    }

    /// Returns the members of those names.
    fn named(&self, ty: &'c TypeDef, names: &[Box<str>], spot: &Spot) -> Vec<Named<'c>> {
        let names = names.iter();
        names.filter_map(|name| self.one(ty, name, spot)).collect()
    }

    fn one(&self, ty: &'c TypeDef, name: &str, spot: &Spot) -> Option<Named<'c>> {
        let Member { ty, field, way } = self.asked.service.member(ty, name)?;
        let ways = way.iter();
        let around = ways.fold(spot.place.clone(), |place, field| {
            into(field, place.child(&field.name))
        });
        Some(Named {
            name: name.to_owned(),
            slot: Slot::of(ty, field),
            place: around.child(&field.name),
            around,
        })
    }

    /// Ways to make the conditions of a rule hold, and not.
    fn circumstances(
        &self,
        ty: &'c TypeDef,
        when: &[Condition],
        spot: &Spot,
    ) -> Vec<(String, Vec<Op>)> {
        const MOST: usize = 4;
        let mut out: Vec<(String, Vec<Op>)> = vec![(String::new(), Vec::new())];
        for condition in when {
            let (Condition::Is { field, .. } | Condition::Present { field }) = condition else {
                continue;
            };
            let Some(field) = self.one(ty, field, spot) else {
                continue;
            };
            let mut ways: Vec<(String, Op)> = Vec::new();
            let mut value = |node: Node| {
                let name = format!(", {} {}", field.name, node.compact());
                ways.push((name, field.set(node)));
            };
            match condition {
                Condition::Is { field: _, values } => {
                    for literal in values.iter().take(MOST) {
                        value(literal.into());
                    }
                    if let Some(other) = other(field.slot.field, values) {
                        value(other);
                    }
                }
                Condition::Present { field: _ } => value(self.given(&field, spot)),
                Condition::Context(_) => {}
            }
            ways.push((format!(", {} absent", field.name), field.place.remove()));
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
    fn given(&self, member: &Named<'c>, spot: &Spot) -> Node {
        let there = spot.at(&member.place).value().cloned();
        there.unwrap_or_else(|| self.good(member.slot))
    }

    /// What a rule looks at, in the states that it tells apart.
    fn targets(&self, ty: &'c TypeDef, rule: &Rule, spot: &Spot) -> Vec<(String, Vec<Op>)> {
        let fields_of = |names: &[Box<str>]| self.named(ty, names, spot);
        let give = |member: &Named<'c>| member.set(self.given(member, spot));
        let all = |members: &[Named<'c>]| -> Vec<Op> { members.iter().map(give).collect() };
        let none = |members: &[Named<'c>]| -> Vec<Op> {
            let members = members.iter();
            members.map(|member| member.place.remove()).collect()
        };
        match &rule.kind {
            RuleKind::RequiredIf { fields }
            | RuleKind::RequiredUnless { fields }
            | RuleKind::NoEffectIf { fields }
            | RuleKind::NoEffectUnless { fields } => {
                let fields = fields_of(fields);
                let mut out = vec![
                    ("all present".to_owned(), all(&fields)),
                    ("none present".to_owned(), none(&fields)),
                ];
                for field in &fields {
                    let mut ops = all(&fields);
                    ops.push(field.place.remove());
                    out.push((format!("{} absent", field.name), ops));
                }
                out
            }
            RuleKind::AtMostOne { fields } | RuleKind::AtLeastOne { fields } => {
                let fields = fields_of(fields);
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
                let (winners, losers) = (fields_of(winners), fields_of(losers));
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
                    ops.push(winner.place.remove());
                    out.push((format!("{} absent", winner.name), ops));
                }
                out
            }
            RuleKind::Rows { fields, rows } => rows_of(&fields_of(fields), rows),
            RuleKind::SelectsSibling { tag, cases } => {
                let mut siblings: Vec<Named<'c>> = Vec::new();
                for (_, name) in cases {
                    if siblings.iter().all(|known| *known.name != **name) {
                        siblings.extend(self.one(ty, name, spot));
                    }
                }
                let Some(tag) = self.one(ty, tag, spot) else {
                    return Vec::new();
                };
                let cases = cases.iter();
                let mut choices: Vec<Op> = cases.map(|(value, _)| tag.set(value.into())).collect();
                choices.push(tag.place.remove());
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
                let Some(field) = self.one(ty, field, spot) else {
                    return Vec::new();
                };
                let mut out = Vec::new();
                let steps: &[f64] = match field.slot.shape {
                    Shape::Number(_) => {
                        &[-1.0, -boundary::HUNDREDTH, 0.0, boundary::HUNDREDTH, 1.0]
                    }
                    Shape::Int(_)
                    | Shape::Text(_)
                    | Shape::Bool
                    | Shape::Enum(_)
                    | Shape::List(_)
                    | Shape::Map(_)
                    | Shape::Object(_)
                    | Shape::Alternatives(_)
                    | Shape::Any => &[-1.0, 0.0, 1.0],
                };
                for bound in [lower, upper].into_iter().flatten() {
                    for step in steps {
                        let value = Node::number(bound.value + step);
                        out.push((
                            format!("{} {}", field.name, value.compact()),
                            vec![field.set(value)],
                        ));
                    }
                }
                out.push((format!("{} absent", field.name), vec![field.place.remove()]));
                out
            }
            RuleKind::Contains { field, texts } => {
                let Some(field) = self.one(ty, field, spot) else {
                    return Vec::new();
                };
                let mut out = vec![(format!("{} absent", field.name), vec![field.place.remove()])];
                let around = texts
                    .iter()
                    .flat_map(|text| [text.to_string(), format!("a{text}b")]);
                for text in around.chain(["a".to_owned()]) {
                    out.push((
                        format!("{} {}", field.name, Node::from(&*text).compact()),
                        vec![field.set((&*text).into())],
                    ));
                }
                out
            }
            RuleKind::Values { field, values } => {
                let Some(field) = self.one(ty, field, spot) else {
                    return Vec::new();
                };
                let mut nodes: Vec<Node> = values.iter().map(Node::from).collect();
                nodes.extend(other(field.slot.field, values));
                let mut out: Vec<(String, Vec<Op>)> = nodes
                    .into_iter()
                    .map(|value| {
                        (
                            format!("{} {}", field.name, value.compact()),
                            vec![field.set(value)],
                        )
                    })
                    .collect();
                out.push((format!("{} absent", field.name), vec![field.place.remove()]));
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
}

/// A member that a rule names.
struct Named<'c> {
    /// As the rule names it.
    name: String,
    slot: Slot<'c>,
    place: Place,
    /// The place of the object that has it.
    around: Place,
}

impl Named<'_> {
    fn set(&self, value: Node) -> Op {
        self.place.set(Value::Plain(value))
    }
}

/// The place of the object that a field holds.
fn into(field: &Field, place: Place) -> Place {
    if matches!(field.shape, Shape::Text(_)) {
        place.document()
    } else {
        place
    }
}

/// The fields that hold the inner objects whose members a rule names, each once.
fn heads(rule: &Rule) -> impl Iterator<Item = &str> {
    let mut all: Vec<&str> = Vec::new();
    for (name, _) in rule.uses() {
        if let Some((head, _)) = name.split_once('/')
            && !all.contains(&head)
        {
            all.push(head);
        }
    }
    all.into_iter()
}

/// Combinations of values that a rule lists, and some that it does not.
fn rows_of(fields: &[Named<'_>], rows: &[Box<[Literal]>]) -> Vec<(String, Vec<Op>)> {
    let write = |row: &[Node]| -> (String, Vec<Op>) {
        let words: Vec<String> = row.iter().map(Node::compact).collect();
        let ops = fields
            .iter()
            .zip(row)
            .map(|(field, value)| field.set(value.clone()))
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
                Node::Text(text) => other(field.slot.field, &[Literal::from(text.as_str())]),
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
            ops.push(field.place.remove());
            out.push((format!("{words} without {}", field.name), ops));
        }
    }
    out
}

/// Returns a value of the field that is none of those.
fn other(field: &Field, values: &[Literal]) -> Option<Node> {
    let listed: Vec<Node> = values.iter().map(Node::from).collect();
    let candidates: Vec<Node> = match &field.shape {
        Shape::Enum(Enum {
            named: _,
            open: _,
            any_case: _,
            values,
        }) => values.iter().map(|value| (&*value.wire).into()).collect(),
        Shape::Bool => vec![true.into(), false.into()],
        Shape::Int(_) => (0_i64..100).map(Node::Int).collect(),
        Shape::Number(_) => vec![Node::Number(0.5), Node::Number(1.5)],
        Shape::Text(_) => vec!["a".into(), "b".into()],
        Shape::List(_) | Shape::Map(_) | Shape::Object(_) | Shape::Alternatives(_) | Shape::Any => {
            Vec::new()
        }
    };
    candidates.into_iter().find(|value| !listed.contains(value))
}
