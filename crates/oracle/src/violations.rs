//! The contract's semantics once more, as plainly as they can be put: a walk over a finished tree.

use mediaspec_core::check::Scope;
use mediaspec_core::code::Code;
use mediaspec_core::contract::{
    AuthGroup, Condition, Content, Direction, Enum, Field, Int, Json, List, Literal, Part, Rule,
    RuleKind, Severity, Shape, Text, TypeDef, Unique,
};

use crate::node::{Members, Node, push_token};

/// A violation that must be reported.
#[derive(Debug, Clone, PartialEq)]
pub struct Found {
    /// JSON Pointer to the value.
    pub pointer: String,
    /// The way on inside JSON documents in texts, one pointer for each level.
    pub embedded: Vec<String>,
    /// What is wrong.
    pub code: Code,
    /// How much it counts.
    pub severity: Severity,
    /// Whether a JSON Schema can tell.
    pub visible: bool,
}

/// What a payload is held against.
#[derive(Debug, Clone, Copy)]
pub struct Asked<'a, 't> {
    /// The type of the payload.
    pub ty: &'a TypeDef<'t>,
    /// Header groups of which one must be complete; empty for anything but request headers.
    pub auth: &'a [AuthGroup<'t>],
    /// The message that the payload is a part of.
    pub scope: Scope,
    /// Whether a pattern of a JSON Schema says exactly which texts of several items are good, by separator and item.
    /// It decides [`Found::visible`] and nothing else.
    pub separated_is_visible: fn(&str, &Shape<'_>) -> bool,
}

/// Everything that is wrong with a payload, in no particular order.
#[must_use]
pub fn violations(asked: &Asked<'_, '_>, payload: &Node) -> Vec<Found> {
    let mut walk = Walk {
        scope: asked.scope,
        separated_is_visible: asked.separated_is_visible,
        found: Vec::new(),
        errors: 0,
    };
    let root = At::default();
    walk.document(asked.ty, payload, &root);
    walk.authentication(asked.auth, payload, &root);
    walk.found
}

/// Where a value stands.
#[derive(Debug, Clone, Default)]
struct At {
    pointer: String,
    embedded: Vec<String>,
}

impl At {
    fn child(&self, token: &str) -> Self {
        let mut child = self.clone();
        let last = child.embedded.last_mut().unwrap_or(&mut child.pointer);
        push_token(last, token);
        child
    }

    fn document(&self) -> Self {
        let mut child = self.clone();
        child.embedded.push(String::new());
        child
    }
}

/// What rules know of a member.
#[derive(Debug, Clone, Copy, PartialEq)]
enum State<'n> {
    Absent,
    Good(&'n Node),
    Failed,
}

/// What a value belongs to.
#[derive(Clone, Copy)]
enum Owner<'a, 't> {
    /// The root of a document.
    Root,
    Field(&'a Field<'t>),
    /// An item of a list.
    Item,
}

struct Walk {
    scope: Scope,
    separated_is_visible: fn(&str, &Shape<'_>) -> bool,
    found: Vec<Found>,
    /// How many of `found` are errors.
    errors: usize,
}

impl Walk {
    fn tell(&mut self, at: &At, code: Code, severity: Severity, visible: bool) {
        if severity == Severity::Error {
            self.errors = self.errors.saturating_add(1);
        }
        self.found.push(Found {
            pointer: at.pointer.clone(),
            embedded: at.embedded.clone(),
            code,
            severity,
            visible: visible && at.embedded.is_empty(),
        });
    }

    fn error(&mut self, at: &At, code: Code) {
        self.tell(at, code, Severity::Error, true);
    }

    fn warning(&mut self, at: &At, code: Code) {
        self.tell(at, code, Severity::Warning, false);
    }

    fn document(&mut self, ty: &TypeDef<'_>, payload: &Node, at: &At) {
        self.value(&Shape::Object(ty), Owner::Root, None, payload, at);
    }

    fn authentication(&mut self, groups: &[AuthGroup<'_>], payload: &Node, at: &At) {
        let sent = |header: &&str| match payload {
            Node::Object(members) => members
                .iter()
                .any(|(name, _)| name.eq_ignore_ascii_case(header)),
            Node::Null
            | Node::Bool(_)
            | Node::Int(_)
            | Node::Number(_)
            | Node::Text(_)
            | Node::List(_) => false,
        };
        if !groups.is_empty() && !groups.iter().any(|group| group.headers.iter().all(sent)) {
            self.error(at, Code::Authentication);
        }
    }

    // Objects

    fn object(&mut self, ty: &TypeDef<'_>, members: &Members, at: &At) {
        let header = self.scope.part == Part::Header;
        let field_of = |name: &str| {
            ty.fields.iter().position(|field| {
                field.name == name || header && field.name.eq_ignore_ascii_case(name)
            })
        };
        // The values of each field, with their places in the object.
        let mut given: Vec<Vec<(usize, &Node)>> = vec![Vec::new(); ty.fields.len()];
        for (place, (name, value)) in members.iter().enumerate() {
            match field_of(name).and_then(|index| given.get_mut(index)) {
                Some(slot) => slot.push((place, value)),
                None => {
                    if self.scope.direction == Direction::Request && !header && !ty.open {
                        self.error(&at.child(name), Code::AdditionalProperties);
                    }
                }
            }
        }
        let mut states: Vec<State<'_>> = vec![State::Absent; ty.fields.len()];
        // What the first value of each field was.
        let mut first: Vec<State<'_>> = states.clone();
        // What a sibling selects is looked at last.
        for selected in [false, true] {
            for (index, field) in ty.fields.iter().enumerate() {
                if field.selected_by.is_some() != selected {
                    continue;
                }
                let owner = Owner::Field(field);
                for (nth, &(place, value)) in given.get(index).into_iter().flatten().enumerate() {
                    // A tag is known when it was read, and otherwise at the end of the object, where second values wait
                    // too. One that was read twice by then says nothing.
                    let chosen = selection(ty, field, |tag| {
                        let tags = given.get(usize::from(tag)).map_or(&[][..], Vec::as_slice);
                        match tags.iter().filter(|&&(at, _)| at < place).count() {
                            0 => state_of(&states, tag),
                            _ if nth > 0 => state_of(&states, tag),
                            1 => state_of(&first, tag),
                            _ => State::Failed,
                        }
                    });
                    let (shape, document) = match (chosen, field.shape) {
                        (Some(ty), Shape::Text(_)) => (field.shape, Some(ty)),
                        (Some(ty), _) => (Shape::Object(ty), None),
                        (None, shape) => (shape, None),
                    };
                    let at = at.child(field.name);
                    let state = self.value(&shape, owner, document, value, &at);
                    if nth == 0
                        && let Some(slot) = first.get_mut(index)
                    {
                        *slot = state;
                    }
                    // Which of several values counts is not known.
                    let state = if nth > 0 {
                        self.tell(&at, Code::DuplicateKey, Severity::Error, false);
                        State::Failed
                    } else {
                        state
                    };
                    if let Some(slot) = states.get_mut(index) {
                        *slot = state;
                    }
                }
            }
        }
        for (field, state) in ty.fields.iter().zip(&states) {
            if *state == State::Absent && field.required.holds(self.scope.direction) {
                self.error(&at.child(field.name), Code::Required);
            }
        }
        for rule in ty.rules {
            self.rule(ty, rule, &states, at);
        }
    }

    // Values

    fn value<'n>(
        &mut self,
        shape: &Shape<'_>,
        owner: Owner<'_, '_>,
        document: Option<&TypeDef<'_>>,
        value: &'n Node,
        at: &At,
    ) -> State<'n> {
        let state = self.itself(shape, owner, document, value, at);
        if let Owner::Field(field) = owner
            && state != State::Absent
        {
            if field.no_effect.is_some() {
                self.warning(at, Code::NoEffect);
            }
            if field.deprecated.is_some() {
                self.warning(at, Code::Deprecated);
            }
        }
        state
    }

    fn itself<'n>(
        &mut self,
        shape: &Shape<'_>,
        owner: Owner<'_, '_>,
        document: Option<&TypeDef<'_>>,
        value: &'n Node,
        at: &At,
    ) -> State<'n> {
        let before = self.errors;
        match (shape, value) {
            (Shape::Any, _) => {}
            (_, Node::Null) => return self.null(owner, value, at),
            (Shape::Int(int), Node::Int(_) | Node::Number(_)) if is_integer(value) => {
                self.int(int, value, at);
            }
            (Shape::Number(number), Node::Int(_) | Node::Number(_)) => {
                let num = number_of(value);
                if let Some(bound) = number.lower {
                    if bound.exclusive && num <= bound.value {
                        self.error(at, Code::ExclusiveMinimum);
                    } else if num < bound.value {
                        self.error(at, Code::Minimum);
                    }
                }
                if let Some(bound) = number.upper {
                    if bound.exclusive && num >= bound.value {
                        self.error(at, Code::ExclusiveMaximum);
                    } else if num > bound.value {
                        self.error(at, Code::Maximum);
                    }
                }
                let outside = number
                    .accepted
                    .is_some_and(|(from, to)| num < from || num > to);
                if self.errors == before && outside {
                    self.warning(at, Code::AcceptedRange);
                }
            }
            (Shape::Bool, Node::Bool(_)) => {}
            (Shape::Enum(values), Node::Text(value)) => self.choice(values, value, at),
            // What is wrong inside of a document, a list or an object does not make the member itself unreadable.
            (Shape::Text(text), Node::Text(content)) => {
                self.text(text, content, at);
                let failed = self.errors > before;
                let failed = self.documents(text, document, content, at) || failed;
                return if failed {
                    State::Failed
                } else {
                    State::Good(value)
                };
            }
            (Shape::List(list), Node::List(items)) => {
                self.count(list, items, at);
                let failed = self.errors > before;
                self.items(list, items, at);
                return if failed {
                    State::Failed
                } else {
                    State::Good(value)
                };
            }
            (Shape::Object(ty), Node::Object(members)) => {
                self.object(ty, members, at);
                return State::Good(value);
            }
            (
                Shape::Int(_)
                | Shape::Number(_)
                | Shape::Bool
                | Shape::Text(_)
                | Shape::Enum(_)
                | Shape::List(_)
                | Shape::Object(_),
                _,
            ) => self.error(at, Code::Type),
        }
        if self.errors == before {
            State::Good(value)
        } else {
            State::Failed
        }
    }

    fn null<'n>(&mut self, owner: Owner<'_, '_>, value: &'n Node, at: &At) -> State<'n> {
        match owner {
            Owner::Root => self.error(at, Code::Type),
            Owner::Item => self.error(at, Code::Null),
            Owner::Field(field) if field.nullable => return State::Good(value),
            Owner::Field(field)
                if self.scope.direction == Direction::Response
                    && !field.required.holds(self.scope.direction) =>
            {
                return State::Absent;
            }
            Owner::Field(_) => self.error(at, Code::Null),
        }
        State::Failed
    }

    fn choice(&mut self, values: &Enum<'_>, value: &str, at: &At) {
        match values.values.iter().find(|listed| listed.wire == value) {
            Some(listed) if listed.deprecated.is_some() => self.warning(at, Code::Deprecated),
            Some(_) => {}
            None if values.open => {}
            None => self.error(at, Code::Enum),
        }
    }

    fn int(&mut self, int: &Int<'_>, value: &Node, at: &At) {
        let value = match *value {
            Node::Int(value) => value,
            _ => match exact(number_of(value)) {
                Ok(value) => value,
                // Beyond i64 there is one violation, whatever the field's own bounds are.
                Err(code) => return self.error(at, code),
            },
        };
        if int.min.is_some_and(|min| value < min) {
            self.error(at, Code::Minimum);
        } else if int.max.is_some_and(|max| value > max) {
            self.error(at, Code::Maximum);
        } else if int
            .accepted
            .is_some_and(|(from, to)| value < from || value > to)
        {
            self.warning(at, Code::AcceptedRange);
        }
    }

    fn count(&mut self, list: &List<'_>, items: &[Node], at: &At) {
        if list.min_items.is_some_and(|min| items.len() < wide(min)) {
            self.error(at, Code::MinItems);
        }
        if list.max_items.is_some_and(|max| items.len() > wide(max)) {
            self.error(at, Code::MaxItems);
        }
    }

    fn items(&mut self, list: &List<'_>, items: &[Node], at: &At) {
        let mut seen: Vec<Node> = Vec::new();
        for (index, item) in items.iter().enumerate() {
            let at = at.child(&index.to_string());
            let state = self.value(&list.item, Owner::Item, None, item, &at);
            // What has failed is not compared.
            match list.unique {
                Unique::No => {}
                Unique::Items => {
                    if let State::Good(item) = state
                        && repeats(&mut seen, &list.item, item)
                    {
                        self.error(&at, Code::UniqueItems);
                    }
                }
                Unique::By(member) => {
                    if let (Shape::Object(ty), Node::Object(members)) = (list.item, item)
                        && let Some(field) = ty.at(member)
                        // Of several members with that name the first counts.
                        && let Some(value) = members.get(field.name)
                        && self.is_good(field, value)
                        && repeats(&mut seen, &field.shape, value)
                    {
                        let at = at.child(field.name);
                        self.tell(&at, Code::UniqueItems, Severity::Error, false);
                    }
                }
            }
        }
    }

    /// Whether a member's value is good by itself.
    fn is_good(&self, field: &Field<'_>, value: &Node) -> bool {
        let mut alone = Self {
            scope: self.scope,
            separated_is_visible: self.separated_is_visible,
            found: Vec::new(),
            errors: 0,
        };
        let owner = Owner::Field(field);
        let state = alone.value(&field.shape, owner, None, value, &At::default());
        matches!(state, State::Good(_))
    }

    fn text(&mut self, text: &Text<'_>, value: &str, at: &At) {
        let chars = value.chars().count();
        if text.min_chars.is_some_and(|min| chars < wide(min)) {
            self.error(at, Code::MinLength);
        } else if text.max_chars.is_some_and(|max| chars > wide(max)) {
            self.error(at, Code::MaxLength);
        }
        if text
            .max_chars_without_markup
            .is_some_and(|max| without_markup(value) > wide(max))
        {
            self.tell(at, Code::MaxLength, Severity::Error, false);
        }
        if text
            .pattern
            .is_some_and(|pattern| !pattern.automaton.matches(value))
        {
            self.error(at, Code::Pattern);
        }
        if text
            .format
            .is_some_and(|(_, pattern)| !pattern.automaton.matches(value))
        {
            self.error(at, Code::Format);
        }
        match text.content {
            Content::Plain | Content::Json(_) => {}
            Content::Base64 => {
                if !is_base64(value) {
                    self.error(at, Code::ContentEncoding);
                }
            }
            Content::Separated { separator, item } => {
                if let Some(code) = value
                    .split(separator)
                    .find_map(|part| wrong_part(item, part))
                {
                    let visible = (self.separated_is_visible)(separator, item);
                    self.tell(at, code, Severity::Error, visible);
                }
            }
        }
        if text.max_bytes.is_some_and(|max| value.len() > wide(max)) {
            self.tell(at, Code::MaxBytes, Severity::Error, false);
        }
    }

    /// Looks into the JSON documents that a text is to be; `true` if it is none.
    fn documents(
        &mut self,
        text: &Text<'_>,
        selected: Option<&TypeDef<'_>>,
        value: &str,
        at: &At,
    ) -> bool {
        let own = match text.content {
            Content::Json(ty) => Some(ty),
            Content::Plain | Content::Base64 | Content::Separated { .. } => None,
        };
        let mut broken = false;
        for ty in [own, selected].into_iter().flatten() {
            match serde_json::from_str::<Node>(value) {
                Ok(inner) => self.document(ty, &inner, &at.document()),
                Err(_) => {
                    self.tell(at, Code::ContentMediaType, Severity::Error, false);
                    broken = true;
                }
            }
        }
        broken
    }

    // Rules

    fn rule(&mut self, ty: &TypeDef<'_>, rule: &Rule<'_>, states: &[State<'_>], at: &At) {
        if rule
            .direction
            .is_some_and(|direction| direction != self.scope.direction)
        {
            return;
        }
        let mut holds = true;
        for condition in rule.when {
            match self.condition(ty, condition, states) {
                Some(met) => holds &= met,
                None => return,
            }
        }
        let state = |field: u16| state_of(states, field);
        let present = |field: &u16| state(*field) != State::Absent;
        match rule.kind {
            RuleKind::RequiredIf { fields } if holds => self.require(ty, rule, states, fields, at),
            RuleKind::RequiredUnless { fields } if !holds => {
                self.require(ty, rule, states, fields, at);
            }
            RuleKind::NoEffectIf { fields } if holds => self.idle(ty, rule, states, fields, at),
            RuleKind::NoEffectUnless { fields } if !holds => {
                self.idle(ty, rule, states, fields, at);
            }
            RuleKind::AtMostOne { fields } if holds => {
                if fields.iter().filter(|field| present(field)).count() > 1 {
                    self.tell(at, Code::AtMostOne, rule.severity, true);
                }
            }
            RuleKind::WinsOver { winners, losers } if holds => {
                if winners.iter().all(present) {
                    self.idle(ty, rule, states, losers, at);
                }
            }
            RuleKind::Rows { fields, rows } if holds => {
                let values: Option<Vec<&Node>> = fields
                    .iter()
                    .map(|&field| match state(field) {
                        State::Good(Node::Null) | State::Absent | State::Failed => None,
                        State::Good(value) => Some(value),
                    })
                    .collect();
                let listed = |values: &[&Node]| {
                    rows.iter().any(|row| {
                        row.len() == values.len()
                            && row.iter().zip(values).all(|(cell, value)| is(value, cell))
                    })
                };
                if values.is_some_and(|values| !listed(&values)) {
                    self.tell(at, Code::Rows, rule.severity, true);
                }
            }
            RuleKind::SelectsSibling { tag, cases } if holds => {
                let Some(value) = known(ty, tag, states) else {
                    return;
                };
                let counts = cases
                    .iter()
                    .find(|(case, _)| is(&value, &Literal::Text(case)))
                    .map(|&(_, field)| field);
                for &(_, field) in cases {
                    if Some(field) != counts {
                        self.idle(ty, rule, states, &[field], at);
                    }
                }
            }
            RuleKind::Range {
                field,
                lower,
                upper,
            } if holds => {
                if let State::Good(value @ (Node::Int(_) | Node::Number(_))) = state(field) {
                    let num = number_of(value);
                    let below =
                        lower.is_some_and(|b| num < b.value || b.exclusive && num <= b.value);
                    let above =
                        upper.is_some_and(|b| num > b.value || b.exclusive && num >= b.value);
                    if below || above {
                        self.at_field(ty, field, at, Code::AcceptedRange, rule.severity);
                    }
                }
            }
            RuleKind::Values { field, values } if holds => {
                if let State::Good(value) = state(field)
                    && !values.iter().any(|literal| is(value, literal))
                {
                    self.at_field(ty, field, at, Code::AcceptedRange, rule.severity);
                }
            }
            RuleKind::RequiredIf { .. }
            | RuleKind::RequiredUnless { .. }
            | RuleKind::NoEffectIf { .. }
            | RuleKind::NoEffectUnless { .. }
            | RuleKind::AtMostOne { .. }
            | RuleKind::WinsOver { .. }
            | RuleKind::Rows { .. }
            | RuleKind::SelectsSibling { .. }
            | RuleKind::Range { .. }
            | RuleKind::Values { .. } => {}
            // Seen to where the list and the sibling are.
            RuleKind::Unique { .. } | RuleKind::SelectsType { .. } => {}
        }
    }

    fn condition(
        &self,
        ty: &TypeDef<'_>,
        condition: &Condition<'_>,
        states: &[State<'_>],
    ) -> Option<bool> {
        match condition {
            Condition::Context(contexts) => Some(contexts.contains(&self.scope.context?)),
            Condition::Present { field } => Some(state_of(states, *field) != State::Absent),
            Condition::Is { field, values } => {
                let value = known(ty, *field, states)?;
                Some(values.iter().any(|literal| is(&value, literal)))
            }
        }
    }

    fn require(
        &mut self,
        ty: &TypeDef<'_>,
        rule: &Rule<'_>,
        states: &[State<'_>],
        fields: &[u16],
        at: &At,
    ) {
        for &field in fields {
            if state_of(states, field) == State::Absent {
                self.at_field(ty, field, at, Code::RequiredIf, rule.severity);
            }
        }
    }

    fn idle(
        &mut self,
        ty: &TypeDef<'_>,
        rule: &Rule<'_>,
        states: &[State<'_>],
        fields: &[u16],
        at: &At,
    ) {
        for &field in fields {
            if state_of(states, field) != State::Absent {
                self.at_field(ty, field, at, Code::NoEffect, rule.severity);
            }
        }
    }

    fn at_field(&mut self, ty: &TypeDef<'_>, field: u16, at: &At, code: Code, severity: Severity) {
        if let Some(field) = ty.at(field) {
            self.tell(&at.child(field.name), code, severity, true);
        }
    }
}

fn state_of<'n>(states: &[State<'n>], field: u16) -> State<'n> {
    states
        .get(usize::from(field))
        .copied()
        .unwrap_or(State::Absent)
}

/// The value of a member, or its literal default.
fn known(ty: &TypeDef<'_>, field: u16, states: &[State<'_>]) -> Option<Node> {
    value_of(ty, field, state_of(states, field))
}

fn value_of(ty: &TypeDef<'_>, field: u16, state: State<'_>) -> Option<Node> {
    match state {
        State::Good(value) => Some(value.clone()),
        State::Failed => None,
        State::Absent => match ty.at(field)?.default? {
            Json::Scalar(literal) => Some(literal.into()),
            Json::List(_) | Json::Object(_) => None,
        },
    }
}

/// The type that a sibling selects for a field. `state` says what is known of the sibling.
fn selection<'t, 'n>(
    ty: &TypeDef<'t>,
    field: &Field<'t>,
    state: impl Fn(u16) -> State<'n>,
) -> Option<&'t TypeDef<'t>> {
    let rule = ty.rules.get(usize::from(field.selected_by?))?;
    let RuleKind::SelectsType {
        tag,
        cases,
        otherwise,
        ..
    } = rule.kind
    else {
        return None;
    };
    let value = value_of(ty, tag, state(tag))?;
    cases
        .iter()
        .find(|(case, _)| is(&value, &Literal::Text(case)))
        .map(|&(_, ty)| ty)
        .or(otherwise)
}

/// Whether a scalar occurred before among those that must differ; it is remembered.
fn repeats(seen: &mut Vec<Node>, shape: &Shape<'_>, value: &Node) -> bool {
    let counts = match (shape, value) {
        (Shape::Enum(values), Node::Text(text)) => {
            values.open || values.values.iter().any(|listed| listed.wire == text)
        }
        (Shape::Bool, Node::Bool(_))
        | (Shape::Text(_), Node::Text(_))
        | (Shape::Number(_), Node::Int(_) | Node::Number(_)) => true,
        (Shape::Int(_), Node::Int(_) | Node::Number(_)) => is_integer(value),
        (
            Shape::Int(_)
            | Shape::Number(_)
            | Shape::Text(_)
            | Shape::Bool
            | Shape::Enum(_)
            | Shape::List(_)
            | Shape::Object(_)
            | Shape::Any,
            _,
        ) => false,
    };
    if !counts {
        return false;
    }
    if seen.iter().any(|old| same(old, value)) {
        return true;
    }
    seen.push(value.clone());
    false
}

/// The code that an item of a separated text deserves.
fn wrong_part(item: &Shape<'_>, part: &str) -> Option<Code> {
    match item {
        Shape::Enum(values) => (!values.open
            && !values.values.iter().any(|listed| listed.wire == part))
        .then_some(Code::Enum),
        Shape::Text(text) => {
            let chars = part.chars().count();
            if text.min_chars.is_some_and(|min| chars < wide(min)) {
                Some(Code::MinLength)
            } else if text.max_chars.is_some_and(|max| chars > wide(max)) {
                Some(Code::MaxLength)
            } else {
                text.pattern
                    .is_some_and(|pattern| !pattern.automaton.matches(part))
                    .then_some(Code::Pattern)
            }
        }
        Shape::Int(_)
        | Shape::Number(_)
        | Shape::Bool
        | Shape::List(_)
        | Shape::Object(_)
        | Shape::Any => None,
    }
}

fn is_base64(text: &str) -> bool {
    let body = text.trim_end_matches('=');
    let padding = text.len().saturating_sub(body.len());
    text.len().is_multiple_of(4)
        && padding <= 2
        && body
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || b == b'+' || b == b'/')
}

/// Code points outside of tags; a tag runs from `<` to the next `>`, and an unclosed `<` is text.
fn without_markup(text: &str) -> usize {
    let mut count = 0_usize;
    let mut rest = text;
    loop {
        let (plain, tag) = match rest.find('<') {
            Some(at) => rest.split_at(at),
            None => (rest, ""),
        };
        count = count.saturating_add(plain.chars().count());
        match tag.split_once('>') {
            Some((_, behind)) => rest = behind,
            None => return count.saturating_add(tag.chars().count()),
        }
    }
}

fn is(value: &Node, literal: &Literal<'_>) -> bool {
    same(value, &Node::from(*literal))
}

/// Equality as JSON Schema has it: numbers by value.
fn same(a: &Node, b: &Node) -> bool {
    match (a, b) {
        (Node::Int(_) | Node::Number(_), Node::Int(_) | Node::Number(_)) => {
            number_of(a) == number_of(b)
        }
        _ => a == b,
    }
}

fn is_integer(value: &Node) -> bool {
    match value {
        Node::Int(_) => true,
        Node::Number(number) => number.fract() == 0.0,
        Node::Null | Node::Bool(_) | Node::Text(_) | Node::List(_) | Node::Object(_) => false,
    }
}

fn number_of(value: &Node) -> f64 {
    match *value {
        Node::Int(int) => as_f64(int),
        Node::Number(number) => number,
        Node::Null | Node::Bool(_) | Node::Text(_) | Node::List(_) | Node::Object(_) => f64::NAN,
    }
}

/// The integer that a whole number is, or the bound of i64 that it breaks.
fn exact(number: f64) -> Result<i64, Code> {
    const EDGE: f64 = 9_223_372_036_854_775_808.0;
    if number < -EDGE {
        Err(Code::Minimum)
    } else if number >= EDGE {
        Err(Code::Maximum)
    } else {
        // Within the edges the conversion is exact.
        #[allow(clippy::cast_possible_truncation)]
        Ok(number as i64)
    }
}

#[allow(clippy::cast_precision_loss)]
const fn as_f64(int: i64) -> f64 {
    int as f64
}

fn wide(value: u32) -> usize {
    usize::try_from(value).unwrap_or(usize::MAX)
}
