//! What a subschema asks of an object's members: the building block of the rules.
//!
//! Members are always named under `properties` beside the `required` that asks for them: ajv's strict mode wants it so.

use mediaspec_core::check::Scope;
use mediaspec_core::contract::{Condition, Direction, Field, Json, Literal, Shape, TypeDef};
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
    scope.direction == Direction::Response
        && !field.nullable
        && !field.required.holds(scope.direction)
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

    /// The member's value meets a subschema, if the member is there.
    pub(crate) fn value(&mut self, field: &Field, demand: Members) {
        self.name(&field.name, Some(demand.into()));
    }

    /// The member is there, and is not a `null` that counts as absence.
    pub(crate) fn present(&mut self, field: &Field, scope: Scope) {
        self.name(&field.name, None);
        if null_is_absence(field, scope) {
            self.value(field, not_null());
        }
        if !self.required.iter().any(|name| **name == *field.name) {
            self.required.push(field.name.to_string());
        }
    }

    /// The member is there and not `null`.
    pub(crate) fn given(&mut self, field: &Field, scope: Scope) {
        self.present(field, scope);
        if allows_null(field, scope) || matches!(field.shape, Shape::Any) {
            self.value(field, not_null());
        }
    }

    /// The member, or the default in its place, is one of the values.
    pub(crate) fn one_of(&mut self, field: &Field, scope: Scope, mut listed: Vec<Node>) {
        if is_default(field, &listed) == Some(true) {
            if null_is_absence(field, scope) {
                listed.push(Node::Null);
            }
        } else {
            self.present_as_is(field);
        }
        self.value(field, among(field, listed));
    }

    /// The member, or the default in its place, is known and none of the values.
    pub(crate) fn none_of(&mut self, field: &Field, scope: Scope, mut listed: Vec<Node>) {
        if is_default(field, &listed) != Some(false) {
            if null_is_absence(field, scope) {
                listed.push(Node::Null);
            }
            self.present_as_is(field);
        }
        self.value(field, Members::new().with("not", among(field, listed)));
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
pub(crate) fn conditions(ty: &TypeDef, when: &[Condition], scope: Scope) -> Option<Conditions> {
    let mut known = Asked::default();
    let mut held = Asked::default();
    let mut never = false;
    for condition in when {
        match condition {
            Condition::Context(contexts) => never |= !contexts.contains(&scope.context?),
            Condition::Present { field } => {
                if let Some(field) = ty.field(field) {
                    held.present(field, scope);
                }
            }
            Condition::Is { field, values } => {
                if let Some(field) = ty.field(field) {
                    if default_of(field).is_none() {
                        known.present(field, scope);
                    }
                    held.one_of(field, scope, nodes(values));
                }
            }
        }
    }
    Some(Conditions {
        known,
        held: (!never).then_some(held),
    })
}
