//! What a subschema asks of an object's members: the building block of the rules.
//!
//! Members are always named under `properties` beside the `required` that asks for them: ajv's strict mode wants it so.

use std::collections::BTreeMap;

use mediaspec_core::check::Scope;
use mediaspec_core::contract::{
    Condition, Direction, Field, Json, Literal, Member, Service, Shape, TypeDef,
};
use mediaspec_core::node::{Members, Node};

use super::pattern::in_any_case;

/// Whether `null` is allowed for a member.
pub(crate) fn allows_null(field: &Field, scope: Scope) -> bool {
    field.nullable || null_is_absence(field, scope)
}

/// Whether a member that is `null` counts as absent: vendors send that in responses. To a member of kind `any`, `null`
/// is a value.
pub(crate) fn null_is_absence(field: &Field, scope: Scope) -> bool {
    may_be_void(field, scope) && !matches!(field.shape, Shape::Any)
}

/// The same for a member whose type a sibling has selected: it is no longer of kind `any`.
pub(crate) fn allows_null_when_selected(field: &Field, scope: Scope) -> bool {
    field.nullable || may_be_void(field, scope)
}

fn may_be_void(field: &Field, scope: Scope) -> bool {
    scope.direction == Direction::Response && !field.nullable && !field.is_demanded(scope.direction)
}

/// The literal that counts when a member is absent.
pub(crate) fn default_of(field: &Field) -> Option<&Literal> {
    field.default.as_ref().and_then(Json::as_scalar)
}

/// A JSON type, with `null` beside it where that is allowed.
pub(crate) fn typed(name: &str, null: bool) -> Node {
    if null {
        vec![name.into(), "null".into()].into()
    } else {
        name.into()
    }
}

/// Values as JSON.
pub(crate) fn nodes(values: &[Literal]) -> Vec<Node> {
    values.iter().map(Node::from).collect()
}

/// Demands on members, all of which must be met.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Asked {
    /// By member: what its value must be.
    values: Vec<(String, Vec<Node>)>,
    required: Vec<String>,
    /// By member: what is asked of the members of the object in it.
    inner: BTreeMap<String, Inner>,
}

/// Demands on the members of an object that is itself a member.
#[derive(Debug, Clone, Default, PartialEq)]
struct Inner {
    /// Whether there must be an object: where there need not, `null` in its place meets the demands.
    required: bool,
    null: bool,
    asked: Asked,
}

impl Asked {
    pub(crate) fn is_empty(&self) -> bool {
        self.values.is_empty() && self.required.is_empty()
    }

    /// Names a member, and asks for a value of it if there is something to ask.
    fn name(&mut self, name: &str, demand: Option<Node>) {
        match self.values.iter_mut().find(|(known, _)| known == name) {
            Some((_, demands)) => {
                demands.extend(demand.filter(|demand| !demands.contains(demand)));
            }
            None => self
                .values
                .push((name.to_owned(), demand.into_iter().collect())),
        }
    }

    /// Returns the demands on the object that has a member, which must be there or need not.
    fn around(&mut self, member: &Member<'_>, scope: Scope, required: bool) -> &mut Self {
        let mut asked = self;
        for field in &member.way {
            asked.name(&field.name, None);
            if required {
                asked.present_as_is(field);
            }
            let inner = asked.inner.entry(field.name.to_string()).or_default();
            inner.null = allows_null(field, scope);
            inner.required |= required;
            asked = &mut inner.asked;
        }
        asked
    }

    /// The member's value meets a subschema, if the member is there.
    pub(crate) fn value(&mut self, member: &Member<'_>, scope: Scope, demand: Members) {
        let asked = self.around(member, scope, false);
        asked.name(&member.field.name, Some(demand.into()));
    }

    /// The member is there, and is not a `null` that counts as absence.
    pub(crate) fn present(&mut self, member: &Member<'_>, scope: Scope) {
        let field = member.field;
        let asked = self.around(member, scope, true);
        let not_null = null_is_absence(field, scope).then(not_null);
        asked.name(&field.name, not_null.map(Node::from));
        asked.present_as_is(field);
    }

    /// The member is there and not `null`.
    pub(crate) fn given(&mut self, member: &Member<'_>, scope: Scope) {
        let field = member.field;
        self.present(member, scope);
        if allows_null(field, scope) || matches!(field.shape, Shape::Any) {
            self.value(member, scope, not_null());
        }
    }

    /// The member, or the default in its place, is one of the values.
    pub(crate) fn one_of(&mut self, member: &Member<'_>, scope: Scope, mut listed: Vec<Node>) {
        let field = member.field;
        if is_default(field, &listed) == Some(true) {
            if null_is_absence(field, scope) {
                listed.push(Node::Null);
            }
        } else {
            self.around(member, scope, true).present_as_is(field);
        }
        self.value(member, scope, among(field, listed));
    }

    /// The member, or the default in its place, is known and none of the values.
    pub(crate) fn none_of(&mut self, member: &Member<'_>, scope: Scope, mut listed: Vec<Node>) {
        let field = member.field;
        if is_default(field, &listed) != Some(false) {
            if null_is_absence(field, scope) {
                listed.push(Node::Null);
            }
            self.around(member, scope, true).present_as_is(field);
        }
        let demand = Members::new().with("not", among(field, listed));
        self.value(member, scope, demand);
    }

    /// Names the member under `required`; what it may be is said elsewhere.
    fn present_as_is(&mut self, field: &Field) {
        if !self.required.iter().any(|name| **name == *field.name) {
            self.required.push(field.name.to_string());
        }
    }

    /// The keywords of the subschema.
    pub(crate) fn members(&self) -> Members {
        let mut properties = Members::new();
        for (name, demands) in &self.values {
            let mut demands = demands.clone();
            demands.extend(self.inner.get(name).map(|inner| {
                let Inner {
                    required,
                    null,
                    asked,
                } = inner;
                // Keywords on members without a type beside them are refused by ajv's strict mode.
                let mut object = Members::new().with("type", typed("object", *null && !required));
                object.extend(asked.members());
                Node::from(object)
            }));
            let demand = match demands.as_slice() {
                [] => Members::new().into(),
                [only] => only.clone(),
                several => Members::new().with("allOf", several.to_vec()).into(),
            };
            properties.push(name, demand);
        }
        let mut out = Members::new();
        if !properties.is_empty() {
            out.push("properties", properties);
        }
        out.push_list(
            "required",
            self.required
                .iter()
                .map(|name| name.as_str().into())
                .collect(),
        );
        out
    }
}

fn not_null() -> Members {
    Members::new().with("not", Members::new().with("const", Node::Null))
}

/// The value that stands for a text which a rule names, where one of another type is let pass in its place.
fn unwritten(field: &Field, value: &Node) -> Option<Node> {
    let Node::Text(text) = value else { return None };
    let shape = &field.shape;
    let passes = |json_type: &str| shape.tolerates(json_type) && !shape.takes(json_type);
    if passes("boolean")
        && let Ok(bool) = text.parse::<bool>()
    {
        return Some(Node::Bool(bool));
    }
    if !passes("number") {
        return None;
    }
    let number: f64 = text.parse().ok()?;
    match text.parse::<i64>() {
        Ok(int) => (int.to_string() == *text).then_some(Node::Int(int)),
        Err(_) => {
            (number.is_finite() && number.to_string() == *text).then_some(Node::Number(number))
        }
    }
}

/// The subschema of a member's value that is one of these.
pub(crate) fn among(field: &Field, mut values: Vec<Node>) -> Members {
    if let Shape::Enum(choice) = &field.shape
        && choice.any_case
    {
        let null = values.contains(&Node::Null);
        let texts = values.iter().filter_map(|value| match value {
            Node::Text(text) => Some(text.as_str()),
            _ => None,
        });
        let mut out = Members::new().with("type", typed("string", null));
        in_any_case(&Vec::from_iter(texts)).push_to(&mut out);
        return out;
    }
    // A number in the place of its text counts as that text.
    let unwritten: Vec<Node> = values
        .iter()
        .filter_map(|value| unwritten(field, value))
        .collect();
    values.extend(unwritten);
    match values.pop() {
        Some(only) if values.is_empty() => Members::new().with("const", only),
        Some(last) => {
            values.push(last);
            Members::new().with("enum", values)
        }
        None => Members::new().with("enum", values),
    }
}

/// Whether the default of a member is one of the values; `None` when it has none. Integers and numbers compare by value.
fn is_default(field: &Field, values: &[Node]) -> Option<bool> {
    let default = Node::from(default_of(field)?);
    Some(values.contains(&default))
}

/// What the conditions of a rule ask.
pub(crate) struct Conditions {
    /// What makes the conditions decidable: members without a default that they read.
    pub(crate) known: Asked,
    /// What the payload must be for them to hold; `None` when they never do in this service context.
    pub(crate) held: Option<Asked>,
}

/// Reads the conditions of a rule; `None` when the rule can't run because the service context is not known.
pub(crate) fn conditions(
    service: &Service,
    ty: &TypeDef,
    when: &[Condition],
    scope: Scope,
) -> Option<Conditions> {
    let mut known = Asked::default();
    let mut held = Asked::default();
    let mut never = false;
    for condition in when {
        match condition {
            Condition::Context(contexts) => never |= !contexts.contains(&scope.context?),
            Condition::Present { field } => {
                if let Some(member) = service.member(ty, field) {
                    held.present(&member, scope);
                }
            }
            Condition::Is { field, values } => {
                if let Some(member) = service.member(ty, field) {
                    if default_of(member.field).is_none() {
                        known.present(&member, scope);
                    }
                    held.one_of(&member, scope, nodes(values));
                }
            }
        }
    }
    Some(Conditions {
        known,
        held: (!never).then_some(held),
    })
}
