//! Cases of a rule: what it looks at, in the states that it tells apart, where its conditions hold and where they do not.

use mediaspec_core::contract::{Condition, Enum, Field, Literal, Rule, RuleKind, Shape, TypeDef};
use mediaspec_core::node::Node;

use super::Cases;
use super::spot::Spot;
use crate::boundary;
use crate::patch::{Op, Value};
use crate::slot::Slot;

impl<'c> Cases<'_, 'c> {
    pub(super) fn rule(&mut self, ty: &'c TypeDef, rule: &Rule, spot: &Spot) {
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
    fn given(&self, ty: &'c TypeDef, field: &'c Field, spot: &Spot) -> Node {
        let there = spot.child(&field.name).value().cloned();
        there.unwrap_or_else(|| self.good(Slot::of(ty, field)))
    }

    /// What a rule looks at, in the states that it tells apart.
    fn targets(&self, ty: &'c TypeDef, rule: &Rule, spot: &Spot) -> Vec<(String, Vec<Op>)> {
        let give = |field: &'c Field| {
            let value = self.given(ty, field, spot);
            spot.set(&field.name, Value::Plain(value))
        };
        let all = |fields: &[&'c Field]| -> Vec<Op> { fields.iter().map(|f| give(f)).collect() };
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
            RuleKind::AtMostOne { fields } | RuleKind::AtLeastOne { fields } => {
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

/// Returns a value of the field that is none of those.
fn other(field: &Field, values: &[Literal]) -> Option<Node> {
    let listed: Vec<Node> = values.iter().map(Node::from).collect();
    let candidates: Vec<Node> = match &field.shape {
        Shape::Enum(Enum {
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
