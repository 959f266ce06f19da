//! Payloads that show a break: one contract accepts them, and the other one refuses them.
//!
//! A sample of the contract that accepts more is made with everything in it that leads to the place. Values around the constraints
//! of both contracts are tried there, until the engine finds nothing wrong by one of them, and an error by the other one.

use mediaspec_core::check::{Options, Scope, Target, check_parameters, check_value};
use mediaspec_core::contract::{
    Alternatives, Content, Field, Part as OfMessage, Required, Service, ServiceData, Shape,
    TypeDef, TypeName,
};
use mediaspec_core::node::{Members, Node};
use mediaspec_payloads::boundary::around_bounds;
use mediaspec_payloads::patch::{Op, Place, Value as Patch};
use mediaspec_payloads::sample::{SampleOptions, sample};

use super::contract::{Contract, field, with_value};
use super::finding::{Class, Direction, Finding, Part, Severity, Witness};
use super::pattern;

/// The most samples that are tried as values at a place.
const SAMPLES: u64 = 4;

/// Looks for a payload that shows a break, and tells why there is none where none is found.
pub(super) fn find(
    finding: &mut Finding,
    before: &Result<Contract, String>,
    after: &Result<Contract, String>,
) {
    if finding.severity == Severity::Compatible {
        return;
    }
    let found = match unshown(finding) {
        Some(why) => Err(why.to_owned()),
        None => match (before, after) {
            (Ok(before), Ok(after)) if !is_small(&before.service) || !is_small(&after.service) => {
                Err("its shortest payloads may be too long to be made".to_owned())
            }
            (Ok(before), Ok(after)) => shown(finding, before, after),
            (Err(why), _) => Err(format!(
                "no contract can be made of what was said before: {why}"
            )),
            (_, Err(why)) => Err(format!(
                "no contract can be made of what is said now: {why}"
            )),
        },
    };
    match found {
        Ok(payload) => finding.witness = Witness::Payload(payload),
        Err(why) => finding.why = Some(why),
    }
}

/// Whether samples of a contract stay short, by all that its lists and texts ask for at least, were each inside of the others.
fn is_small(service: &Service) -> bool {
    const MOST: u64 = 10_000_000;
    let fields = service.types().flat_map(|ty| &ty.fields);
    let (mut items, mut longest) = (1_u64, 1_u64);
    let mut count = |least: Option<u32>| {
        items = items.saturating_mul(least.unwrap_or_default().max(1).into());
    };
    for shape in fields.flat_map(|field| field.shape.nested()) {
        match shape {
            Shape::List(list) => count(list.min_items),
            Shape::Text(text) => {
                longest = longest.max(text.form.min_chars.unwrap_or_default().into());
                if let Content::Separated(separated) = &text.content {
                    count(separated.min_items);
                }
            }
            _ => {}
        }
    }
    items.saturating_mul(longest) <= MOST
}

/// Returns why no payload can show a change, whatever the contracts are.
fn unshown(finding: &Finding) -> Option<&'static str> {
    let named = finding.constraint == Some("pattern_name");
    Some(match finding.class {
        Class::OperationRemoved => "the operation is gone: every call of it fails",
        Class::MethodChanged | Class::PathChanged => {
            "it is about how the operation is called, not about a payload"
        }
        Class::ConsumesRemoved | Class::ProducesRemoved => "a media type is no part of a payload",
        Class::ResponseRemoved => "a status is no part of a payload",
        Class::BodyAdded | Class::BodyRemoved => {
            "it is about whether there is a body, not about what is in it"
        }
        Class::HeaderRemoved => {
            "the header was never promised, so that an answer without it was one before"
        }
        Class::PatternAdded | Class::PatternDropped | Class::PatternChanged if named => {
            "the source gives the name of the pattern alone"
        }
        Class::ParameterRemoved if finding.part == Some(Part::Header) => {
            "headers that are not documented are let pass, so that none is refused for being sent"
        }
        Class::NullableChanged if finding.constraint == Some("allowEmptyValue") => {
            "it is about how a parameter is written, not about its value"
        }
        _ if finding
            .constraint
            .is_some_and(|name| name.ends_with("ItemsOrLength")) =>
        {
            "the source does not say whether it counts items or characters"
        }
        Class::RequiredAdded | Class::RequiredRemoved if finding.pointer.as_deref() == Some("") => {
            "it is about whether there is a body, not about what is in it"
        }
        _ => return None,
    })
}

fn shown(
    finding: &Finding,
    before: &Contract,
    after: &Contract,
) -> Result<serde_json::Value, String> {
    let (wide, narrow) = match finding.direction {
        Direction::Response => (after, before),
        Direction::Request | Direction::Operation => (before, after),
    };
    let part = finding.part.ok_or("it is about no part of a message")?;
    let message = (finding.direction, part, finding.status.clone());
    let of = |contract: &Contract| contract.messages.get(&message).cloned();
    let (wide_name, narrow_name) = of(wide)
        .zip(of(narrow))
        .ok_or("one of the two has no such message")?;
    let pointer = finding.pointer.as_deref().unwrap_or_default();
    let steps: Vec<String> = pointer
        .split('/')
        .skip(1)
        .map(|step| step.replace("~1", "/").replace("~0", "~"))
        .collect();
    // What is missing is shown by a payload without it.
    let is_missing = matches!(
        (finding.class, finding.direction),
        (Class::FieldAdded | Class::ParameterAdded, _)
            | (Class::RequiredAdded | Class::RequiredRemoved, _)
            | (Class::FieldRemoved, Direction::Response)
    );
    let way = match steps.split_last() {
        Some((_, parents)) if is_missing => parents,
        _ => &steps[..],
    };
    let checks = Checks {
        wide: (wide, &wide_name),
        narrow: (narrow, &narrow_name),
        scope: scope(finding.direction, part),
        form: part == Part::Form,
    };
    let mut walk = Walk::new(&wide.service, &wide_name);
    let root = walk.to(way).ok_or("no payload reaches the place")?;
    let (end, data) = (walk.end, walk.data);
    let service = Service::new(data.clone()).map_err(|problem| problem.to_string())?;
    let ty = service.ty(&root).ok_or("no payload reaches the place")?;
    let options = SampleOptions::default();
    let base = sample(&service, ty, checks.scope, &options);
    if is_missing {
        return checks.tell_apart(&base).ok_or_else(|| match finding.class {
            Class::FieldRemoved => {
                "the member was never promised, so that an answer without it was one before"
                    .to_owned()
            }
            _ => NOTHING.to_owned(),
        });
    }
    if let Some(found) = checks.tell_apart(&base) {
        return Ok(found);
    }
    let place = walk.place;
    for value in values(finding, &checks, end, &data, way) {
        let mut payload = base.clone();
        let op = Op {
            place: place.clone(),
            value: Some(value),
        };
        if op.apply(&mut payload).is_some()
            && let Some(found) = checks.tell_apart(&payload)
        {
            return Ok(found);
        }
    }
    Err(NOTHING.to_owned())
}

const NOTHING: &str = "no payload was found that one of the two accepts and the other one refuses";

fn scope(direction: Direction, part: Part) -> Scope {
    let direction = match direction {
        Direction::Response => mediaspec_core::contract::Direction::Response,
        Direction::Request | Direction::Operation => mediaspec_core::contract::Direction::Request,
    };
    Scope::body(direction).in_part(match part {
        Part::Path => OfMessage::Path,
        Part::Query => OfMessage::Query,
        Part::Header => OfMessage::Header,
        Part::Form | Part::Body => OfMessage::Body,
    })
}

/// Returns values to try at a place.
fn values(
    finding: &Finding,
    checks: &Checks<'_>,
    end: Option<Shape>,
    wide: &ServiceData,
    way: &[String],
) -> Vec<Patch> {
    let mut found: Vec<Patch> = Vec::new();
    if finding.class == Class::NullableChanged {
        found.push(Patch::Plain(Node::Null));
    }
    if finding.class == Class::OpenChanged {
        let other = Members::new().with("mediaspecUnknown", "a");
        found.push(Patch::Plain(other.into()));
    }
    let text = |value: &Option<serde_json::Value>| match value {
        Some(serde_json::Value::String(text)) => Some(text.clone()),
        _ => None,
    };
    let said = [text(&finding.before), text(&finding.after)];
    if finding.class == Class::PatternChanged
        && let [Some(was), Some(is)] = &said
    {
        let (matching, not) = match finding.direction {
            Direction::Response => (is, was),
            Direction::Request | Direction::Operation => (was, is),
        };
        let text = pattern::told_apart(matching, not);
        found.extend(text.map(|text| Patch::Plain(text.as_str().into())));
    }
    let mut listed = said.into_iter().flatten();
    found.extend(
        listed
            .by_ref()
            .map(|text| Patch::Plain(text.as_str().into())),
    );
    let mut narrow = Walk::new(&checks.narrow.0.service, checks.narrow.1);
    let narrow_end = narrow.to(way).and_then(|_| narrow.end.clone());
    for (data, shape) in [(wide, end), (&narrow.data, narrow_end)] {
        let Some(shape) = shape else { continue };
        const NAME: &str = "(place)";
        let Ok(service) = with_value(data, NAME, field("value", shape, Required::Always)) else {
            continue;
        };
        let Some(ty) = service.ty(NAME) else { continue };
        let Some(value) = ty.field("value") else {
            continue;
        };
        let around = around_bounds(&service, ty, value, checks.scope);
        found.extend(around.into_iter().map(|(_, value)| value));
        for seed in 0..SAMPLES {
            let options = SampleOptions {
                full: seed % 2 == 1,
                seed,
            };
            let made = sample(&service, ty, checks.scope, &options);
            found.extend(made.member("value").cloned().map(Patch::Plain));
        }
    }
    found
}

/// The two contracts, and how a payload is checked by them.
struct Checks<'c> {
    wide: (&'c Contract, &'c TypeName),
    narrow: (&'c Contract, &'c TypeName),
    scope: Scope,
    form: bool,
}

impl Checks<'_> {
    /// Returns the payload where one contract accepts it and the other one refuses it.
    fn tell_apart(&self, payload: &Node) -> Option<serde_json::Value> {
        let is_told = self.accepts(self.wide, payload) && !self.accepts(self.narrow, payload);
        is_told
            .then(|| serde_json::to_value(payload).ok())
            .flatten()
    }

    fn accepts(&self, (contract, name): (&Contract, &TypeName), payload: &Node) -> bool {
        let target = Target::new(&contract.service, name);
        let options = Options::default();
        let report = if self.scope.part == OfMessage::Body || self.form {
            check_value(&target, self.scope, payload, &options)
        } else {
            let pairs = pairs(payload);
            let pairs = pairs.iter().map(|(name, value)| (&**name, &**value));
            check_parameters(&target, self.scope, pairs, &options)
        };
        report.is_valid()
    }
}

/// Returns parameters as they stand on the wire.
fn pairs(payload: &Node) -> Vec<(String, String)> {
    let text = |value: &Node| match value {
        Node::Text(text) => text.to_string(),
        other => other.compact(),
    };
    let Node::Object(members) = payload else {
        return Vec::new();
    };
    members
        .iter()
        .flat_map(|(name, value)| match value {
            Node::List(items) => items
                .iter()
                .map(|item| (name.to_owned(), text(item)))
                .collect(),
            value => vec![(name.to_owned(), text(value))],
        })
        .collect()
}

/// Returns a type that includes no others: their members are among its own.
fn alone(ty: TypeDef) -> TypeDef {
    TypeDef {
        includes: Box::default(),
        ..ty
    }
}

/// A way through the types of a contract, on which everything that leads further is required.
struct Walk {
    data: ServiceData,
    root: TypeName,
    made: usize,
    /// Where the way ends in a payload.
    place: Place,
    /// What the value at the end is.
    end: Option<Shape>,
}

impl Walk {
    fn new(service: &Service, root: &TypeName) -> Self {
        Self {
            data: ServiceData {
                // With the members of the types that they include.
                types: service.types().cloned().map(alone).collect(),
                operations: Vec::new(),
                removed: Vec::new(),
                ..service.to_data()
            },
            root: root.clone(),
            made: 0,
            place: Place::default(),
            end: None,
        }
    }

    /// Goes the way, and returns the type of payloads that have something at its end. `None` where there is no such way.
    fn to(&mut self, steps: &[String]) -> Option<TypeName> {
        let root = self.root.clone();
        let ty = self.find(&root)?.clone();
        if let Some(value) = ty.transparent_field().cloned() {
            let (shape, end) = self.through(&value.shape, steps)?;
            self.end = end;
            let mut ty = ty;
            ty.fields = Box::new([Field { shape, ..value }]);
            return Some(self.add(ty));
        }
        let (name, end) = self.object(&root, steps)?;
        self.end = end;
        Some(name)
    }

    fn find(&self, name: &TypeName) -> Option<&TypeDef> {
        self.data.types.iter().find(|ty| ty.name == *name)
    }

    /// Adds a type under a name of its own.
    fn add(&mut self, mut ty: TypeDef) -> TypeName {
        self.made = self.made.saturating_add(1);
        let name = format!("{}({})", ty.name, self.made);
        ty.name = name.as_str().into();
        self.data.types.push(ty);
        name.into()
    }

    fn object(&mut self, name: &TypeName, steps: &[String]) -> Option<(TypeName, Option<Shape>)> {
        let Some((step, rest)) = steps.split_first() else {
            return Some((name.clone(), Some(Shape::Object(name.clone()))));
        };
        let mut ty = self.find(name)?.clone();
        let at = ty.fields.iter().position(|field| *field.name == **step)?;
        self.place = self.place.child(step);
        let shape = ty.fields.get(at)?.shape.clone();
        let (shape, end) = self.through(&shape, rest)?;
        let field = ty.fields.get_mut(at)?;
        (field.shape, field.required) = (shape, Required::Always);
        Some((self.add(ty), end))
    }

    fn through(&mut self, shape: &Shape, steps: &[String]) -> Option<(Shape, Option<Shape>)> {
        let Some((step, rest)) = steps.split_first() else {
            return Some((shape.clone(), Some(shape.clone())));
        };
        match shape {
            Shape::Object(name) => {
                let (name, end) = self.object(name, steps)?;
                Some((Shape::Object(name), end))
            }
            Shape::List(list) if step == "*" => {
                self.place = self.place.child("0");
                let (item, end) = self.through(&list.item, rest)?;
                let mut list = list.clone();
                list.item = item;
                list.min_items = Some(list.min_items.unwrap_or_default().max(1));
                Some((Shape::List(list), end))
            }
            Shape::Alternatives(Alternatives { shapes }) => {
                let place = self.place.clone();
                shapes.iter().find_map(|shape| {
                    self.place = place.clone();
                    self.through(shape, steps)
                })
            }
            Shape::Text(text) => {
                let Content::Json(document) = &text.content else {
                    return None;
                };
                self.place = self.place.document();
                let (document, end) = self.through(document, steps)?;
                let mut text = text.clone();
                text.content = Content::Json(Box::new(document));
                Some((Shape::Text(text), end))
            }
            _ => None,
        }
    }
}
