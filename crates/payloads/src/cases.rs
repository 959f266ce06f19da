//! The cases of one part of a message: a base payload, and changes to it around each constraint.

mod rules;
mod spot;
#[cfg(test)]
#[allow(clippy::arithmetic_side_effects)]
mod tests;

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use mediaspec_core::check::Scope;
use mediaspec_core::contract::{
    Alternatives, Condition, Content, Context, Direction, Enum, Field, Literal, Part, Rule,
    Severity, Shape, Text, TypeDef, TypeName,
};
use mediaspec_core::node::{Members, Node};

use self::spot::Spot;
use crate::boundary;
use crate::oracle::{Asked, Found, violations};
use crate::patch::{Op, Place, Value};
use crate::sample::{SampleOptions, sample, sample_with};
use crate::slot::{Selection, Slot, Standing};

/// How often a type is gone through inside itself.
const LEVELS_INSIDE_ITSELF: usize = 1;

/// A payload near a constraint, and what must be reported of it.
#[derive(Debug, Clone, PartialEq)]
pub struct Case {
    /// Where the payload stands: `one above the maximum`.
    pub name: String,
    /// What is changed in the base payload, behind the changes of the group.
    pub patch: Vec<Op>,
    /// What must be reported.
    pub expect: Vec<Found>,
    /// Whether a JSON Schema gives another verdict.
    pub lossy: bool,
}

/// Cases of payloads that differ from the base in the same way to begin with.
#[derive(Debug, Clone, PartialEq)]
pub struct Group {
    /// What is changed in the base first, so that there is something to try.
    pub before: Vec<Op>,
    /// The cases.
    pub cases: Vec<Case>,
}

/// What cases were made for in the messages of a service so far.
#[derive(Debug, Default)]
pub struct Visited<'c> {
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

/// Returns a base payload of a type, and cases of it. Types that were visited before are left out.
pub fn cases<'c>(asked: &Asked<'c>, visited: &mut Visited<'c>) -> (Node, Vec<Group>) {
    let base = Rc::new(base(asked));
    let mut cases = Cases {
        asked: *asked,
        visited,
        open: Vec::new(),
        seen: BTreeSet::new(),
        groups: Vec::new(),
    };
    let root = Spot::root(&base);
    let ty = asked.ty;
    cases.add("as it is", &root, Vec::new());
    if let Some(whole) = ty.transparent_field() {
        let slot = Slot::of(ty, whole);
        cases.around(slot, &root);
        cases.inside(slot, &root);
    } else {
        cases.whole_object(ty, &root);
    }
    let groups = cases.groups;
    drop(root);
    (Rc::unwrap_or_clone(base), groups)
}

/// Returns a payload that validates, with all members that go together; with fewer, where samples of all of them do not
/// validate or are long.
fn base(asked: &Asked<'_>) -> Node {
    /// How many samples of each sort are asked for before the shortest is taken as it is.
    const PATIENCE: u64 = 8;
    /// How long the text of a payload with all members may be, in bytes. Each case is judged as a whole payload.
    const LONG: usize = 32 * 1024;
    let auth = asked.auth.first().map(|group| &*group.headers);
    let make = |full, seed| {
        let options = SampleOptions { full, seed };
        let include = auth.unwrap_or_default();
        sample_with(asked.service, asked.ty, asked.scope, &options, include)
    };
    let good = |payload: &Node| {
        let found = violations(asked, payload);
        found
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

/// A name that no member of a type has.
fn unknown_member(ty: &TypeDef) -> Option<&'static str> {
    let mut names = ["mediaspecUnknown", "mediaspecUnknown2"].into_iter();
    names.find(|name| ty.field(name).is_none())
}

/// Makes the cases of a part of a message.
struct Cases<'m, 'c> {
    asked: Asked<'c>,
    visited: &'m mut Visited<'c>,
    /// The types of the objects that lead to the one that cases are made for.
    open: Vec<&'c str>,
    /// The patches that were made, as text.
    seen: BTreeSet<String>,
    groups: Vec<Group>,
}

impl<'c> Cases<'_, 'c> {
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
        let expect = violations(&self.asked, &payload);
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

    /// A payload that is an object: others in its place, what is in it, and what authenticates it.
    fn whole_object(&mut self, ty: &'c TypeDef, root: &Spot) {
        let of_other_type =
            boundary::of_other_type(&Shape::Object(ty.name.clone()), self.asked.scope.part);
        let others = [
            ("null".to_owned(), Value::Plain(Node::Null)),
            (
                "empty object".to_owned(),
                Value::Plain(Members::new().into()),
            ),
        ];
        let strangers = self.strangers(ty).into_iter();
        let others = of_other_type.into_iter().chain(others).chain(strangers);
        for (what, value) in others {
            self.add(&what, root, vec![root.put(value)]);
        }
        self.object(ty, root);
        self.authentication(ty, root);
    }

    /// Bodies that are other messages.
    fn strangers(&self, ty: &TypeDef) -> Vec<(String, Value)> {
        let (service, scope) = (self.asked.service, self.asked.scope);
        if scope.part != Part::Body {
            return Vec::new();
        }
        let unknown = unknown_member(ty).map(|name| {
            let alone = Members::new().with(name, true);
            (
                "unknown member alone".to_owned(),
                Value::Plain(alone.into()),
            )
        });
        let is_answer = scope.direction == Direction::Response;
        let error = service
            .error()
            .filter(|name| is_answer && **name != ty.name);
        let error = error.map(|name| {
            let options = SampleOptions {
                full: true,
                seed: 0,
            };
            let error = sample(service, service.resolve(name), scope, &options);
            ("error of the service".to_owned(), Value::Plain(error))
        });
        unknown.into_iter().chain(error).collect()
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
            direction: self.asked.scope.direction,
            header: self.asked.scope.part == Part::Header,
            context: self.asked.scope.context.filter(|_| contextual),
            level,
        }
    }

    fn members(&mut self, ty: &'c TypeDef, spot: &Spot) {
        if let Some(name) = unknown_member(ty) {
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
        } = self.asked.scope;
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
        let slot = Slot::of(ty, field);
        let name = &*field.name;
        let own = spot.child(name);
        let old = own.value().cloned();
        if old.is_some() {
            self.add("absent", spot, vec![spot.remove(name)]);
        }
        self.around(slot, &own);
        if self.asked.scope.part != Part::Body {
            let template = Value::Plain(format!("{{{name}}}").into());
            self.add("its template", spot, vec![own.put(template)]);
        }
        if let Some(selection) = slot.selection() {
            if let Some(tag) = ty.field(selection.tag) {
                self.selected(slot, selection, (tag, spot.place.child(&tag.name)), spot);
            }
            return;
        }
        // The value that is there, or one that can be.
        let own = if old.is_some() {
            own
        } else {
            let give = own.put(Value::Plain(self.good(slot)));
            self.add("present", spot, vec![give.clone()]);
            own.after(give)
        };
        self.inside(slot, &own);
    }

    /// A member, an item or the root of a document: of another type, `null`, and around its bounds.
    fn around(&mut self, slot: Slot<'c>, spot: &Spot) {
        if let Some((what, value)) = boundary::of_other_type(slot.shape, self.asked.scope.part) {
            self.add(&what, spot, vec![spot.put(value)]);
        }
        let null = Value::Plain(Node::Null);
        self.add("null", spot, vec![spot.put(null)]);
        for (what, value) in boundary::around(self.asked.service, slot, self.asked.scope) {
            self.add(&what, spot, vec![spot.put(value)]);
        }
        // What each source says, where they do not agree.
        for vote in &slot.field.votes {
            let (service, scope) = (self.asked.service, self.asked.scope);
            let says = match slot.standing {
                Standing::Member => Some(&vote.shape),
                Standing::Item => vote.shape.inner().first(),
                Standing::Document => None,
            };
            let Some(says) = says.filter(|says| *says != slot.shape) else {
                continue;
            };
            for (what, value) in boundary::around(service, slot.alternative_of(says), scope) {
                let what = format!("{what}, by {}", vote.cite.source);
                self.add(&what, spot, vec![spot.put(value)]);
            }
        }
    }

    /// What is in a value: members, a document, or items.
    fn inside(&mut self, slot: Slot<'c>, spot: &Spot) {
        match slot.shape {
            Shape::Object(inner) => self.object(self.resolve(inner), spot),
            Shape::List(list) => self.items(slot.item_of(list), spot),
            Shape::Map(map) => self.values(slot.value_of(map), spot),
            Shape::Text(Text { form: _, content }) => match content {
                Content::Json(document) => {
                    let (slot, spot) = (slot.document_of(document), spot.document());
                    self.around(slot, &spot);
                    self.inside(slot, &spot);
                }
                // Cases of pieces are texts around the bounds of the whole.
                Content::Plain | Content::Separated(_) | Content::Written(_) | Content::File => {}
            },
            Shape::Alternatives(Alternatives { shapes }) => {
                for shape in shapes {
                    let slot = slot.alternative_of(shape);
                    let other = spot.after(spot.put(Value::Plain(self.good(slot))));
                    self.inside(slot, &other);
                }
            }
            Shape::Int(_) | Shape::Number(_) | Shape::Bool | Shape::Enum(_) | Shape::Any => {}
        }
    }

    fn resolve(&self, name: &TypeName) -> &'c TypeDef {
        self.asked.service.resolve(name)
    }

    /// Returns a value for a member or an item that the base lacks.
    fn good(&self, slot: Slot<'c>) -> Node {
        boundary::good(self.asked.service, slot, self.asked.scope)
    }

    /// The items of a list.
    fn items(&mut self, item: Slot<'c>, list: &Spot) {
        let filled = match list.value() {
            Some(Node::List(items)) if !items.is_empty() => list.clone(),
            _ => list.after(list.put(Value::Plain(vec![self.good(item)].into()))),
        };
        let first = filled.child("0");
        self.around(item, &first);
        self.inside(item, &first);
    }

    /// The values of a map.
    fn values(&mut self, value: Slot<'c>, map: &Spot) {
        let first = match map.value() {
            Some(Node::Object(members)) => members.iter().next().map(|(name, _)| name.to_owned()),
            _ => None,
        };
        let (name, filled) = match first {
            Some(name) => (name, map.clone()),
            None => {
                let name = "a".to_owned();
                let one = Members::new().with(&*name, self.good(value));
                (name, map.after(map.put(Value::Plain(one.into()))))
            }
        };
        let first = filled.child(&name);
        self.around(value, &first);
        self.inside(value, &first);
    }

    /// A member whose type a tag selects, which stands somewhere: each case of it.
    fn selected(
        &mut self,
        slot: Slot<'c>,
        selection: Selection<'c>,
        (tag, tag_place): (&Field, Place),
        spot: &Spot,
    ) {
        let Slot { ty, field, .. } = slot;
        let name = &*field.name;
        let text = matches!(field.shape, Shape::Text(_));
        let mut choices: Vec<(Option<Node>, Option<&'c TypeName>)> = selection
            .cases
            .iter()
            .map(|(value, ty)| (Some(value.into()), Some(ty)))
            .collect();
        choices.push((unlisted(tag, selection.cases), selection.otherwise));
        choices.push((None, None));
        for (value, inner) in choices {
            let words = value
                .as_ref()
                .map_or_else(|| "absent".to_owned(), Node::compact);
            let choose = match value {
                Some(value) => tag_place.set(Value::Plain(value)),
                None => tag_place.remove(),
            };
            let chosen = spot.after(choose);
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
                boundary::of_other_type(&Shape::Object(ty.name.clone()), self.asked.scope.part)
            {
                self.add(&about(&what), &chosen, vec![chosen.set(name, value)]);
            }
            let inner = inner.map(|inner| self.resolve(inner));
            let empty = Node::from(Members::new());
            let good = inner.map_or(empty, |ty| {
                let options = SampleOptions {
                    full: true,
                    seed: 0,
                };
                sample(self.asked.service, ty, self.asked.scope, &options)
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
                    given.child(name).document()
                } else {
                    given.child(name)
                };
                self.object(inner, &place);
            }
        }
    }

    // Headers

    /// Each group of headers that authenticates, whole and lacking one; and a name in another case.
    fn authentication(&mut self, ty: &'c TypeDef, root: &Spot) {
        let groups = self.asked.auth;
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
                    Some(field) => self.good(Slot::of(ty, field)),
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

/// Returns a value of the tag that no case names.
fn unlisted(tag: &Field, cases: &[(Literal, TypeName)]) -> Option<Node> {
    let is_case = |value: &Node| cases.iter().any(|(case, _)| *value == Node::from(case));
    match &tag.shape {
        Shape::Enum(Enum {
            named: _,
            open: _,
            any_case: _,
            values,
        }) => values
            .iter()
            .map(|value| Node::from(&*value.wire))
            .find(|value| !is_case(value)),
        Shape::Int(int) => (int.min.unwrap_or(0)..=int.max.unwrap_or(i64::MAX))
            .map(Node::Int)
            .find(|value| !is_case(value)),
        Shape::Number(_)
        | Shape::Text(_)
        | Shape::Bool
        | Shape::List(_)
        | Shape::Map(_)
        | Shape::Object(_)
        | Shape::Alternatives(_)
        | Shape::Any => None,
    }
}
