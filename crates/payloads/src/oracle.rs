//! The contract's semantics once more, as plainly as they can be put: a walk over a finished tree.

mod votes;

use std::collections::BTreeSet;

use mediaspec_core::check::Scope;
use mediaspec_core::code::Code;
use mediaspec_core::contract::{
    Alternatives, AuthGroup, Bound, Condition, Content, Direction, Enum, EnumValue, Field, Form,
    Int, Json, List, Literal, Map, Message, Number, Part, Piece, Rule, RuleKind, Separated,
    Service, Severity, Shape, Text, TypeDef, TypeName, Written,
};
use mediaspec_core::node::{Members, Node, push_token};
use votes::View;

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
    /// Whether sources do not agree about what it breaks, and all of them refuse it.
    pub disputed: bool,
}

/// What a payload is held against.
#[derive(Debug, Clone, Copy)]
pub struct Asked<'a> {
    /// The service whose types the type names.
    pub service: &'a Service,
    /// The type of the payload.
    pub ty: &'a TypeDef,
    /// Header groups of which one must be complete; empty for anything but request headers.
    pub auth: &'a [AuthGroup],
    /// The message that the payload is a part of.
    pub scope: Scope,
    /// Whether a pattern of a JSON Schema refuses every text whose content, as a piece of it, breaks the constraint that the
    /// code speaks of. It decides [`Found::visible`] and nothing else.
    pub content_is_visible: fn(&Content, Code) -> bool,
}

impl<'a> Asked<'a> {
    /// Returns what a part of a message is held against. Every piece counts as visible.
    #[must_use]
    pub fn of(message: &Message<'a>) -> Self {
        Self {
            auth: message.auth(),
            ..Self::of_type(message.service, message.type_def(), message.scope())
        }
    }

    /// Returns the same of any type, without authentication.
    #[must_use]
    pub const fn of_type(service: &'a Service, ty: &'a TypeDef, scope: Scope) -> Self {
        Self {
            service,
            ty,
            auth: &[],
            scope,
            content_is_visible: |_, _| true,
        }
    }
}

/// Returns everything that is wrong with a payload, in no particular order.
#[must_use]
pub fn violations(asked: &Asked<'_>, payload: &Node) -> Vec<Found> {
    let mut walk = Walk::new(asked.service, asked.scope, asked.content_is_visible);
    let wanted = match &*asked.ty.fields {
        [whole] if asked.ty.transparent => {
            walk.speaker = Some(whole);
            Wanted::Shape(&whole.shape)
        }
        _ => Wanted::Object(asked.ty),
    };
    let read = walk.read(asked.ty, payload);
    let payload = read.as_ref().unwrap_or(payload);
    walk.document(wanted, &[], payload, At::ROOT);
    if let (Wanted::Object(ty), Node::Object(members)) = (wanted, payload) {
        walk.recognition(ty, members);
    }
    walk.authentication(asked.auth, payload, At::ROOT);
    walk.found
}

/// Returns everything that is wrong with a value by itself. Whether a member should be there is not looked at.
pub(crate) fn of_value(
    service: &Service,
    scope: Scope,
    shape: &Shape,
    owner: Owner<'_>,
    value: &Node,
) -> Vec<Found> {
    let mut walk = Walk::new(service, scope, |_, _| true);
    if let Owner::Field(_, field) = owner {
        walk.speaker = Some(field);
    }
    walk.held(
        Wanted::Shape(shape),
        owner,
        Chosen::default(),
        value,
        At::ROOT,
    );
    walk.found
}

/// Where a value stands: where the value around it does, and a step from there. It is written out only for what is told.
#[derive(Debug, Clone, Copy)]
struct At<'p> {
    around: Option<&'p At<'p>>,
    step: Step<'p>,
}

#[derive(Debug, Clone, Copy, PartialEq)]
enum Step<'p> {
    Root,
    Member(&'p str),
    Item(usize),
    /// Into the document in the text that stands there.
    Document,
}

impl<'p> At<'p> {
    const ROOT: Self = Self {
        around: None,
        step: Step::Root,
    };

    const fn then(&'p self, step: Step<'p>) -> Self {
        Self {
            around: Some(self),
            step,
        }
    }

    const fn member(&'p self, name: &'p str) -> Self {
        self.then(Step::Member(name))
    }

    /// Returns the pointer, and the way on inside documents.
    fn written(&self) -> (String, Vec<String>) {
        let Some(around) = self.around else {
            return (String::new(), Vec::new());
        };
        let (mut pointer, mut embedded) = around.written();
        let last = embedded.last_mut().unwrap_or(&mut pointer);
        match self.step {
            Step::Root => {}
            Step::Member(name) => push_token(last, name),
            Step::Item(index) => push_token(last, &index.to_string()),
            Step::Document => embedded.push(String::new()),
        }
        (pointer, embedded)
    }
}

/// What rules know of a member.
#[derive(Debug, Clone, Copy, PartialEq)]
enum State<'n> {
    Absent,
    Good(&'n Node),
    Failed,
}

/// What a value must be.
#[derive(Clone, Copy)]
enum Wanted<'a> {
    Shape(&'a Shape),
    /// An object of a type that no shape names: mostly the root, or what a sibling selects.
    Object(&'a TypeDef),
}

/// The types that are selected for members inside a value, by the ways to them.
type Below<'b, 'a> = &'b [(&'a str, &'a TypeDef)];

/// What tags select for a value, and inside of it.
#[derive(Clone, Copy, Default)]
struct Chosen<'b, 'a> {
    /// The type of the document in the text.
    document: Option<&'a TypeDef>,
    below: Below<'b, 'a>,
}

/// Returns the way from a member on, if it leads through the member.
fn way_on<'a>(way: &'a str, member: &str) -> Option<&'a str> {
    way.strip_prefix(member)?.strip_prefix('/')
}

/// What a value belongs to.
#[derive(Clone, Copy)]
pub(crate) enum Owner<'a> {
    /// The root of a document.
    Root,
    /// A member of an object of the type.
    Field(&'a TypeDef, &'a Field),
    /// An item of a list.
    Item,
}

/// What a text breaks.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Flaw {
    code: Code,
    severity: Severity,
    /// Whether JSON Schema has words for the constraint.
    visible: bool,
}

impl Flaw {
    const fn error(code: Code) -> Self {
        Self {
            code,
            severity: Severity::Error,
            visible: true,
        }
    }

    /// An error that no JSON Schema can tell.
    const fn silent(code: Code) -> Self {
        Self {
            visible: false,
            ..Self::error(code)
        }
    }
}

struct Walk<'a> {
    service: &'a Service,
    scope: Scope,
    content_is_visible: fn(&Content, Code) -> bool,
    found: Vec<Found>,
    /// How many of `found` are errors.
    errors: usize,
    /// The field whose value, or an item of it, is looked at.
    speaker: Option<&'a Field>,
    /// Whether one source alone is asked about it.
    one_voice: bool,
}

impl<'a> Walk<'a> {
    const fn new(
        service: &'a Service,
        scope: Scope,
        content_is_visible: fn(&Content, Code) -> bool,
    ) -> Self {
        Self {
            service,
            scope,
            content_is_visible,
            found: Vec::new(),
            errors: 0,
            speaker: None,
            one_voice: false,
        }
    }

    /// A walk of its own over the same value.
    fn alone(&self) -> Self {
        Self {
            speaker: self.speaker,
            one_voice: self.one_voice,
            ..Self::new(self.service, self.scope, self.content_is_visible)
        }
    }

    /// Takes over what another walk found.
    fn add(&mut self, found: Found) {
        if found.severity == Severity::Error {
            self.errors = self.errors.saturating_add(1);
        }
        self.found.push(found);
    }

    fn tell(&mut self, at: At<'_>, code: Code, severity: Severity, visible: bool) {
        if severity == Severity::Error {
            self.errors = self.errors.saturating_add(1);
        }
        let (pointer, embedded) = at.written();
        self.found.push(Found {
            visible: visible && embedded.is_empty(),
            pointer,
            embedded,
            code,
            severity,
            disputed: false,
        });
    }

    fn error(&mut self, at: At<'_>, code: Code) {
        self.tell(at, code, Severity::Error, true);
    }

    fn warning(&mut self, at: At<'_>, code: Code) {
        self.tell(at, code, Severity::Warning, false);
    }

    fn document(&mut self, wanted: Wanted<'a>, below: Below<'_, 'a>, payload: &Node, at: At<'_>) {
        let chosen = Chosen {
            document: None,
            below,
        };
        self.value(wanted, Owner::Root, chosen, payload, at);
    }

    /// Returns parameters with the numbers and truth values that texts among them say.
    fn read(&self, ty: &TypeDef, payload: &Node) -> Option<Node> {
        let part = self.scope.part;
        let Node::Object(members) = payload else {
            return None;
        };
        if part == Part::Body {
            return None;
        }
        let mut out = Members::new();
        for (name, value) in members.iter() {
            let mut fields = ty.fields.iter();
            let field = fields.find(|field| match part {
                Part::Header => field.name.eq_ignore_ascii_case(name),
                Part::Path | Part::Query | Part::Body => *field.name == *name,
            });
            out.push(
                name,
                match field {
                    Some(field) => as_sent(&field.shape, value),
                    None => value.clone(),
                },
            );
        }
        Some(out.into())
    }

    /// Whether a parameter is still its template.
    fn is_unfilled(&self, value: &Node, at: At<'_>) -> bool {
        let (Node::Text(text), Some(field)) = (value, self.speaker) else {
            return false;
        };
        let mut way = std::iter::successors(Some(&at), |at| at.around);
        let inside = way.any(|at| at.step == Step::Document);
        self.scope.part != Part::Body && !inside && is_template(text, &field.name, self.scope.part)
    }

    /// An answer has a member of its own. One that errors of the service have as well counts, unless another one that only they
    /// have stands beside it.
    fn recognition(&mut self, ty: &TypeDef, members: &Members) {
        let of_answer =
            self.scope.direction == Direction::Response && self.scope.part == Part::Body;
        let of_errors = self.service.error().map(|name| self.service.resolve(name));
        let is_of_error = |name: &str| of_errors.is_some_and(|error| error.field(name).is_some());
        let names = members.iter().map(|(name, _)| -> &str { name });
        let (known, unknown): (Vec<&str>, Vec<&str>) =
            names.partition(|name| ty.field(name).is_some());
        let is_error = unknown.iter().any(|name| is_of_error(name));
        let stands = known.iter().any(|name| !(is_error && is_of_error(name)));
        if of_answer && !ty.open && !unknown.is_empty() && !stands {
            self.warning(At::ROOT, Code::Unrecognized);
        }
    }

    fn authentication(&mut self, groups: &[AuthGroup], payload: &Node, at: At<'_>) {
        let sent = |header: &str| match payload {
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
        if !groups.is_empty()
            && !groups
                .iter()
                .any(|group| group.headers.iter().all(|header| sent(header)))
        {
            self.error(at, Code::Authentication);
        }
    }

    // Objects

    fn object(&mut self, ty: &'a TypeDef, above: Below<'_, 'a>, members: &Members, at: At<'_>) {
        let TypeDef {
            name: _,
            wire: _,
            // Its fields and rules have them.
            includes: _,
            open,
            transparent: _,
            parameters_of: _,
            info: _,
            fields,
            rules,
        } = ty;
        let header = self.scope.part == Part::Header;
        // The values of fields, with the places of both: those of one field together, in the order of the object.
        let mut given: Vec<(usize, usize, &Node)> = Vec::new();
        for (place, (name, value)) in members.iter().enumerate() {
            let index = if header {
                fields
                    .iter()
                    .position(|field| field.name.eq_ignore_ascii_case(name))
            } else {
                index_of(fields, name)
            };
            match index {
                Some(index) => given.push((index, place, value)),
                None if self.scope.direction == Direction::Response || header => {}
                None if *open => self.warning(at.member(name), Code::AdditionalProperties),
                None => self.error(at.member(name), Code::AdditionalProperties),
            }
        }
        given.sort_by_key(|(index, _, _)| *index);
        let given_of = |index: usize| {
            let from = given.partition_point(|(at, _, _)| *at < index);
            let behind = given.iter().skip(from);
            behind
                .take_while(move |(at, _, _)| *at == index)
                .map(|&(_, place, value)| (place, value))
        };
        let selectors: Vec<Selector<'a>> = rules.iter().filter_map(Selector::of).collect();
        let mut states: Vec<State<'_>> = vec![State::Absent; fields.len()];
        // What the first value of each field was.
        let mut first: Vec<State<'_>> = states.clone();
        // What a sibling selects is looked at last.
        for selected in [false, true] {
            for (index, field) in fields.iter().enumerate() {
                let selector = selectors.iter().find(|one| *one.field == *field.name);
                let inside = || {
                    let all = selectors.iter();
                    all.filter_map(|one| Some((one, way_on(one.field, &field.name)?)))
                };
                if (selector.is_some() || inside().next().is_some()) != selected {
                    continue;
                }
                let owner = Owner::Field(ty, field);
                for (nth, (place, value)) in given_of(index).enumerate() {
                    // A tag is known when it was read, and otherwise at the end of the object, where second values wait
                    // too. One that was read twice by then says nothing.
                    let choose = |selector: &Selector<'a>| {
                        let tag = index_of(fields, selector.tag)?;
                        let state = match given_of(tag).filter(|(at, _)| *at < place).count() {
                            0 => state_of(&states, tag),
                            _ if nth > 0 => state_of(&states, tag),
                            1 => state_of(&first, tag),
                            _ => State::Failed,
                        };
                        let chosen = selector.chosen(fields.get(tag)?, state)?;
                        Some(self.service.resolve(chosen))
                    };
                    let from_outside = || {
                        let mut above = above.iter();
                        let found = above.find(|(way, _)| **way == *field.name);
                        found.map(|(_, ty)| *ty)
                    };
                    let chosen = selector.and_then(choose).or_else(from_outside);
                    // The nearest decides.
                    let own = inside().filter_map(|(one, way)| Some((way, choose(one)?)));
                    let others = above.iter();
                    let others =
                        others.filter_map(|&(way, ty)| Some((way_on(way, &field.name)?, ty)));
                    let below: Vec<(&str, &TypeDef)> = own.chain(others).collect();
                    let (wanted, document) = match (chosen, &field.shape) {
                        (Some(ty), Shape::Text(_)) => (Wanted::Shape(&field.shape), Some(ty)),
                        (
                            Some(ty),
                            Shape::Int(_)
                            | Shape::Number(_)
                            | Shape::Bool
                            | Shape::Enum(_)
                            | Shape::List(_)
                            | Shape::Map(_)
                            | Shape::Object(_)
                            | Shape::Alternatives(_)
                            | Shape::Any,
                        ) => (Wanted::Object(ty), None),
                        (None, shape) => (Wanted::Shape(shape), None),
                    };
                    let at = at.member(&field.name);
                    let chosen = Chosen {
                        document,
                        below: &below,
                    };
                    let state = self.value(wanted, owner, chosen, value, at);
                    if nth == 0
                        && let Some(slot) = first.get_mut(index)
                    {
                        *slot = state;
                    }
                    // Which of several values counts is not known.
                    let state = if nth > 0 {
                        self.tell(at, Code::DuplicateKey, Severity::Error, false);
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
        for (index, (field, state)) in fields.iter().zip(&states).enumerate() {
            if *state == State::Absent
                && let Some(severity) = self.absence(field)
            {
                // The document null in a text is no value either, and schemas read no documents in texts.
                let is_text = given_of(index).any(|(_, value)| matches!(value, Node::Text(_)));
                let visible = severity == Severity::Error && !is_text;
                self.tell(at.member(&field.name), Code::Required, severity, visible);
            }
        }
        let mut inner: Vec<Reached<'a>> = Vec::new();
        for (name, _) in rules.iter().flat_map(Rule::uses) {
            if index_of(fields, name).is_none() && !inner.iter().any(|known| known.name == name) {
                inner.extend(self.reached(ty, name, &states));
            }
        }
        let seen = Seen {
            fields,
            states: &states,
            inner,
        };
        for rule in rules {
            self.rule(rule, &seen, at);
        }
    }

    /// Follows the way to a member of an inner object, from the states of the fields of the outer one.
    fn reached(&self, ty: &'a TypeDef, name: &'a str, states: &[State<'_>]) -> Option<Reached<'a>> {
        let mut names = name.split('/');
        let first = index_of(&ty.fields, names.next()?)?;
        let mut field = ty.fields.get(first)?;
        let mut known = Known::of(state_of(states, first));
        let mut steps = vec![Step::Member(&field.name)];
        for step in names {
            let inside = match &field.shape {
                Shape::Object(name) => name,
                Shape::Text(Text { form: _, content }) => match content {
                    Content::Json(document) => match &**document {
                        Shape::Object(name) => name,
                        _ => return None,
                    },
                    Content::Plain
                    | Content::Separated(_)
                    | Content::Written(_)
                    | Content::File => {
                        return None;
                    }
                },
                _ => return None,
            };
            let ty = self.service.resolve(inside);
            let next = ty.field(step)?;
            known = match known {
                Known::Good(value) => self.inside(&field.shape, value, ty, next),
                Known::Absent => Known::Absent,
                Known::Failed | Known::Unknown => Known::Unknown,
            };
            if matches!(field.shape, Shape::Text(_)) {
                steps.push(Step::Document);
            }
            steps.push(Step::Member(&next.name));
            field = next;
        }
        Some(Reached {
            name,
            field,
            steps,
            known,
        })
    }

    /// What is known of a member of the object in a value that is good.
    fn inside(&self, shape: &Shape, value: Node, ty: &'a TypeDef, field: &'a Field) -> Known {
        let object = match (shape, value) {
            (_, Node::Null) => return Known::Absent,
            (Shape::Text(_), Node::Text(text)) => serde_json::from_str(&text).ok(),
            (_, value) => Some(value),
        };
        let Some(Node::Object(members)) = object else {
            return Known::Unknown;
        };
        let mut values = members.iter().filter(|(name, _)| **name == *field.name);
        match (values.next(), values.next()) {
            (None, _) => Known::Absent,
            (Some((_, value)), None) => {
                let mut alone = self.alone();
                let (wanted, owner) = (Wanted::Shape(&field.shape), Owner::Field(ty, field));
                // Of parameters, only documents in their texts have members.
                let root = At::ROOT;
                let at = match self.scope.part {
                    Part::Body => root,
                    Part::Path | Part::Query | Part::Header => root.then(Step::Document),
                };
                Known::of(alone.value(wanted, owner, Chosen::default(), value, at))
            }
            (Some(_), Some(_)) => Known::Failed,
        }
    }

    fn requires(&self, field: &Field) -> bool {
        self.absence(field) == Some(Severity::Error)
    }

    // Values

    fn value<'n>(
        &mut self,
        wanted: Wanted<'a>,
        owner: Owner<'a>,
        chosen: Chosen<'_, 'a>,
        value: &'n Node,
        at: At<'_>,
    ) -> State<'n> {
        let around = (self.speaker, self.one_voice);
        match owner {
            Owner::Field(_, field) => (self.speaker, self.one_voice) = (Some(field), false),
            Owner::Root | Owner::Item => {}
        }
        let state = match self.is_unfilled(value, at) {
            true => {
                let mut alone = self.alone();
                alone.held(wanted, owner, chosen, value, At::ROOT);
                let visible = alone.found.iter().any(|found| found.visible);
                self.tell(at, Code::Placeholder, Severity::Error, visible);
                State::Failed
            }
            false => self.held(wanted, owner, chosen, value, at),
        };
        (self.speaker, self.one_voice) = around;
        if let Owner::Field(_, field) = owner
            && state != State::Absent
        {
            // What else a field says is looked at where it is asked for.
            let Field {
                name: _,
                shape: _,
                required: _,
                nullable: _,
                sensitive: _,
                deprecated,
                no_effect,
                default: _,
                votes: _,
                dropped,
                info: _,
            } = field;
            if no_effect.is_some() {
                self.warning(at, Code::NoEffect);
            }
            let is_sent = self.scope.direction == Direction::Request;
            if deprecated.is_some() || (dropped.is_some() && is_sent) {
                self.warning(at, Code::Deprecated);
            }
        }
        state
    }

    /// Checks a value by itself; what sources say that do not agree is weighed.
    fn held<'n>(
        &mut self,
        wanted: Wanted<'a>,
        owner: Owner<'a>,
        chosen: Chosen<'_, 'a>,
        value: &'n Node,
        at: At<'_>,
    ) -> State<'n> {
        // A body that is no object is the value of a field, too.
        let whole = self.speaker.filter(|_| at.around.is_none());
        let held = match owner {
            Owner::Field(_, field) => Some(field),
            Owner::Root | Owner::Item => whole,
        };
        match (held, wanted) {
            (Some(field), Wanted::Shape(shape))
                if !field.votes.is_empty() && *value != Node::Null =>
            {
                let views = self.views(field);
                self.weigh(&views, shape, owner, chosen, value, at)
            }
            _ => self.itself(wanted, owner, chosen, value, at),
        }
    }

    fn itself<'n>(
        &mut self,
        wanted: Wanted<'a>,
        owner: Owner<'a>,
        chosen: Chosen<'_, 'a>,
        value: &'n Node,
        at: At<'_>,
    ) -> State<'n> {
        let before = self.errors;
        let shape = match (wanted, value) {
            (Wanted::Shape(Shape::Any), _) => return State::Good(value),
            (_, Node::Null) => return self.null(owner, value, at),
            (Wanted::Object(ty), _) => return self.is_object(ty, chosen.below, value, at),
            (Wanted::Shape(Shape::Alternatives(Alternatives { shapes })), _) => {
                return self.one_of(shapes, owner, value, at);
            }
            (Wanted::Shape(Shape::Object(name)), _) => {
                let ty = self.service.resolve(name);
                return self.is_object(ty, chosen.below, value, at);
            }
            (Wanted::Shape(shape), _) => shape,
        };
        match (shape, value) {
            (Shape::Int(int), Node::Int(_) | Node::Number(_)) if is_integer(value) => {
                self.int(int, value, at);
            }
            (Shape::Number(number), Node::Int(_) | Node::Number(_)) => {
                self.number(number, number_of(value), at);
            }
            (Shape::Bool, Node::Bool(_)) => {}
            (Shape::Enum(values), Node::Text(value)) => {
                if let Some(flaw) = wrong_choice(values, value) {
                    self.breach(at, flaw.code, flaw.severity, flaw.visible);
                }
            }
            (Shape::Map(map), Node::Object(members)) => {
                self.map(map, members, at);
                return State::Good(value);
            }
            (
                Shape::Text(Text {
                    form: _,
                    content: Content::Written(written),
                }),
                Node::Int(_) | Node::Number(_) | Node::Bool(_),
            ) if writes(written, value) => self.warning(at, Code::Type),
            // What is wrong inside of a document or a list does not make the member itself unreadable.
            (Shape::Text(text), Node::Text(content)) => {
                self.text(text, content, at);
                let failed = self.errors > before;
                let holds_document =
                    matches!(text.content, Content::Json(_)) || chosen.document.is_some();
                if holds_document && matches!(&**content, "" | "null") && !failed {
                    // A member whose document is missing is missing itself.
                    return match owner {
                        Owner::Field(..) => State::Absent,
                        Owner::Root | Owner::Item => State::Good(value),
                    };
                }
                let failed = self.documents(text, chosen, content, at) || failed;
                return if failed {
                    State::Failed
                } else {
                    State::Good(value)
                };
            }
            (Shape::List(list), Node::List(items)) => {
                self.count(list, items, at);
                let failed = self.errors > before;
                let unique = match owner {
                    Owner::Field(ty, field) => unique_in(ty, field, list),
                    Owner::Root | Owner::Item => Differ::by_itself(list),
                };
                self.items(list, unique, &[], items, at);
                return if failed {
                    State::Failed
                } else {
                    State::Good(value)
                };
            }
            (
                Shape::Int(_)
                | Shape::Number(_)
                | Shape::Bool
                | Shape::Text(_)
                | Shape::Enum(_)
                | Shape::List(_)
                | Shape::Map(_)
                | Shape::Object(_)
                | Shape::Alternatives(_)
                | Shape::Any,
                _,
            ) => self.error(at, Code::Type),
        }
        if self.errors == before {
            State::Good(value)
        } else {
            State::Failed
        }
    }

    /// What is wrong inside of an object does not make the member itself unreadable.
    fn is_object<'n>(
        &mut self,
        ty: &'a TypeDef,
        below: Below<'_, 'a>,
        value: &'n Node,
        at: At<'_>,
    ) -> State<'n> {
        if let Node::Object(members) = value {
            self.object(ty, below, members, at);
            return State::Good(value);
        }
        self.error(at, Code::Type);
        State::Failed
    }

    fn null<'n>(&mut self, owner: Owner<'_>, value: &'n Node, at: At<'_>) -> State<'n> {
        match owner {
            Owner::Root => self.error(at, Code::Type),
            Owner::Item => self.error(at, Code::Null),
            Owner::Field(_, field) if field.nullable => return State::Good(value),
            Owner::Field(_, field)
                if self.scope.direction == Direction::Response && !self.requires(field) =>
            {
                return State::Absent;
            }
            Owner::Field(..) => self.error(at, Code::Null),
        }
        State::Failed
    }

    /// Whether a schema refuses an integer beyond i64: there it knows what is documented alone.
    fn is_refused_beyond(&self, int: &Int, value: f64, code: Code) -> bool {
        let refuses = |int: &Int| {
            let end = if code == Code::Minimum {
                int.min
            } else {
                int.max
            };
            let steps = int
                .multiple_of
                .map_or(0.0, |step| value % f64::from(step.get()));
            end.is_some() || steps != 0.0
        };
        let Some(field) = self.speaker else {
            return refuses(int);
        };
        let admitted = field.admitted(self.service, self.scope);
        let mut ints = admitted.nested().filter_map(|shape| match shape {
            Shape::Int(int) => Some(int),
            _ => None,
        });
        refuses(int) && ints.all(refuses)
    }

    fn int(&mut self, int: &Int, value: &Node, at: At<'_>) {
        let Int {
            min,
            max,
            accepted,
            special: _,
            multiple_of,
            unix_seconds: _,
        } = int;
        let value = match *value {
            Node::Int(value) => value,
            _ => match exact(number_of(value)) {
                Ok(value) => value,
                // Beyond i64 there is one violation, whatever the field's own bounds are.
                // A schema has no bound for it but those that are documented.
                Err(code) => {
                    let visible = self.is_refused_beyond(int, number_of(value), code);
                    return self.tell(at, code, Severity::Error, visible);
                }
            },
        };
        let below = min.is_some_and(|min| value < min);
        let above = !below && max.is_some_and(|max| value > max);
        if below {
            self.breach(at, Code::Minimum, Severity::Error, true);
        } else if above {
            self.breach(at, Code::Maximum, Severity::Error, true);
        }
        let step = multiple_of.map_or(1, |step| i64::from(step.get()));
        let between = value.rem_euclid(step) != 0;
        if between {
            self.breach(at, Code::MultipleOf, Severity::Error, true);
        }
        let outside = accepted.is_some_and(|(from, to)| value < from || value > to);
        if !(below || above || between) && outside {
            self.warning(at, Code::AcceptedRange);
        }
    }

    fn number(&mut self, number: &Number, value: f64, at: At<'_>) {
        let Number {
            lower,
            upper,
            accepted,
            special: _,
        } = number;
        let below = lower.and_then(|bound| match bound {
            Bound {
                value: end,
                exclusive: true,
            } => (value <= end).then_some(Code::ExclusiveMinimum),
            Bound {
                value: end,
                exclusive: false,
            } => (value < end).then_some(Code::Minimum),
        });
        let above = upper.and_then(|bound| match bound {
            Bound {
                value: end,
                exclusive: true,
            } => (value >= end).then_some(Code::ExclusiveMaximum),
            Bound {
                value: end,
                exclusive: false,
            } => (value > end).then_some(Code::Maximum),
        });
        for code in below.into_iter().chain(above) {
            self.breach(at, code, Severity::Error, true);
        }
        let outside = accepted.is_some_and(|(from, to)| value < from || value > to);
        if below.or(above).is_none() && outside {
            self.warning(at, Code::AcceptedRange);
        }
    }

    fn count(&mut self, list: &List, items: &[Node], at: At<'_>) {
        let List {
            item: _,
            min_items,
            max_items,
            unique: _,
        } = list;
        if let Some(code) = wrong_count(*min_items, *max_items, items.len()) {
            self.breach(at, code, Severity::Error, true);
        }
    }

    fn items(
        &mut self,
        list: &'a List,
        unique: Differ<'a>,
        views: &[View<'a>],
        items: &[Node],
        at: At<'_>,
    ) {
        let mut seen: Vec<Node> = Vec::new();
        for (index, item) in items.iter().enumerate() {
            let at = at.then(Step::Item(index));
            let wanted = Wanted::Shape(&list.item);
            let state = if views.is_empty() || *item == Node::Null {
                self.value(wanted, Owner::Item, Chosen::default(), item, at)
            } else {
                self.weigh(views, &list.item, Owner::Item, Chosen::default(), item, at)
            };
            // What has failed is not compared.
            match unique {
                Differ::No => {}
                Differ::Items => {
                    if let State::Good(item) = state
                        && repeats(&mut seen, &list.item, item)
                    {
                        self.error(at, Code::UniqueItems);
                    }
                }
                Differ::By(member) => {
                    if let (Shape::Object(name), Node::Object(members)) = (&list.item, item)
                        && let ty = self.service.resolve(name)
                        && let Some(field) = ty.field(member)
                        // Of several members with that name the first counts.
                        && let Some(value) = members.get(&field.name)
                        && self.is_good(ty, field, value)
                        && repeats(&mut seen, &field.shape, value)
                    {
                        let at = at.member(&field.name);
                        self.tell(at, Code::UniqueItems, Severity::Error, false);
                    }
                }
            }
        }
    }

    /// A value of which several shapes are allowed is told of the one that fits it best.
    fn one_of<'n>(
        &mut self,
        shapes: &'a [Shape],
        owner: Owner<'a>,
        value: &'n Node,
        at: At<'_>,
    ) -> State<'n> {
        let json_type = json_type(value);
        let tried = shapes.iter().filter(|shape| fits(shape, json_type));
        let tried: Vec<(Self, State<'n>)> = tried
            .map(|shape| {
                let mut alone = self.alone();
                let state = alone.itself(Wanted::Shape(shape), owner, Chosen::default(), value, at);
                (alone, state)
            })
            .collect();
        // A schema refuses what each alternative refuses.
        let refused = |walk: &Self| {
            let mut found = walk.found.iter();
            found.any(|found| found.severity == Severity::Error && found.visible)
        };
        let visible = tried.iter().all(|(walk, _)| refused(walk));
        // For the choice a text that is no document counts as an error, in answers as well.
        let faults = |walk: &Self| {
            let is_mild = |found: &&Found| {
                found.severity == Severity::Warning && found.code != Code::ContentMediaType
            };
            let warnings = walk.found.iter().filter(is_mild).count();
            (walk.found.len().saturating_sub(warnings), warnings)
        };
        let Some((best, state)) = tried.into_iter().min_by_key(|(walk, _)| faults(walk)) else {
            let written = shapes.iter().filter_map(written_in);
            if written.into_iter().any(|written| writes(written, value)) {
                self.warning(at, Code::Type);
                return State::Good(value);
            }
            self.error(at, Code::Type);
            return State::Failed;
        };
        self.errors = self.errors.saturating_add(best.errors);
        self.found.extend(best.found.into_iter().map(|found| Found {
            visible: found.visible && visible,
            ..found
        }));
        state
    }

    /// The values of a map. No name may stand in it twice.
    fn map(&mut self, map: &'a Map, members: &Members, at: At<'_>) {
        let Map { value: wanted } = map;
        let mut names: BTreeSet<&str> = BTreeSet::new();
        for (name, value) in members.iter() {
            let at = at.member(name);
            self.value(
                Wanted::Shape(wanted),
                Owner::Item,
                Chosen::default(),
                value,
                at,
            );
            if !names.insert(name) {
                self.tell(at, Code::DuplicateKey, Severity::Error, false);
            }
        }
    }

    /// Returns whether a member's value is good by itself.
    fn is_good(&self, ty: &'a TypeDef, field: &'a Field, value: &Node) -> bool {
        let mut alone = self.alone();
        let (wanted, owner) = (Wanted::Shape(&field.shape), Owner::Field(ty, field));
        let state = alone.value(wanted, owner, Chosen::default(), value, At::ROOT);
        matches!(state, State::Good(_))
    }

    // Texts

    fn text(&mut self, text: &Text, value: &str, at: At<'_>) {
        let Text { form, content } = text;
        for flaw in flaws(form, value) {
            self.breach(at, flaw.code, flaw.severity, flaw.visible);
        }
        match content {
            Content::Plain | Content::File | Content::Json(_) => {}
            Content::Separated(separated) => self.pieces(content, separated, value, at),
            Content::Written(written) => self.written(content, written, value, at),
        }
    }

    /// Tells what is wrong with a text that is to be a number or a truth value.
    fn written(&mut self, content: &Content, written: &Written, text: &str, at: At<'_>) {
        let (value, decimals) = match spelled(text) {
            Some((value, decimals)) => (Some(value), decimals),
            None => (None, false),
        };
        let mut alone = Self::new(self.service, self.scope, self.content_is_visible);
        // Beyond i64 there is no source to ask.
        let beyond = matches!(written, Written::Int(_))
            && value
                .as_ref()
                .is_some_and(|value| exact(number_of(value)).is_err());
        match (written, value) {
            (Written::Int(int), Some(value)) if !decimals => {
                alone.int(int, &value, At::ROOT);
            }
            (Written::Number(number), Some(value)) if number_of(&value).is_finite() => {
                alone.number(number, number_of(&value), At::ROOT);
            }
            (Written::Bool, _) if matches!(text, "true" | "false") => {}
            (Written::Int(_) | Written::Number(_) | Written::Bool, _) => {
                alone.error(At::ROOT, Code::Format);
            }
        }
        for found in alone.found {
            let visible = found.visible && (self.content_is_visible)(content, found.code);
            if beyond {
                self.tell(at, found.code, found.severity, visible);
            } else {
                self.breach(at, found.code, found.severity, visible);
            }
        }
    }

    /// Tells all that the first bad piece breaks; where none is bad, the first that should no longer be used.
    fn pieces(&mut self, content: &Content, separated: &Separated, value: &str, at: At<'_>) {
        let Separated {
            separator,
            min_items,
            max_items,
            piece,
        } = separated;
        let pieces: Vec<Vec<Flaw>> = value
            .split(&**separator)
            .map(|part| match piece {
                Piece::Text(form) => flaws(form, part),
                Piece::Enum(values) => wrong_choice(values, part).into_iter().collect(),
            })
            .collect();
        if let Some(code) = wrong_count(*min_items, *max_items, pieces.len()) {
            let visible = (self.content_is_visible)(content, code);
            self.breach(at, code, Severity::Error, visible);
        }
        // A schema refuses the text for any of its pieces, in whatever order they stand.
        let visible = pieces
            .iter()
            .flatten()
            .any(|flaw| flaw.visible && (self.content_is_visible)(content, flaw.code));
        let broken = |piece: &&Vec<Flaw>| piece.iter().any(|flaw| flaw.code != Code::Deprecated);
        if let Some(piece) = pieces.iter().find(broken) {
            for flaw in piece.iter().filter(|flaw| flaw.code != Code::Deprecated) {
                self.breach(at, flaw.code, flaw.severity, visible);
            }
            return;
        }
        let mut all = pieces.iter().flatten();
        if let Some(old) = all.find(|flaw| flaw.code == Code::Deprecated) {
            self.tell(at, old.code, old.severity, old.visible);
        }
    }

    /// Looks into the JSON documents that a text is to be; `true` if it is none.
    fn documents(
        &mut self,
        text: &'a Text,
        chosen: Chosen<'_, 'a>,
        value: &str,
        at: At<'_>,
    ) -> bool {
        let own = match &text.content {
            Content::Json(document) => Some(Wanted::Shape(document)),
            Content::Plain | Content::Separated(_) | Content::Written(_) | Content::File => None,
        };
        let Chosen { document, below } = chosen;
        for wanted in [own, document.map(Wanted::Object)].into_iter().flatten() {
            match serde_json::from_str::<Node>(value) {
                Ok(inner) => self.document(wanted, below, &inner, at.then(Step::Document)),
                Err(_) => {
                    // Answers repeat what callers wrote.
                    let severity = match self.scope.direction {
                        Direction::Request => Severity::Error,
                        Direction::Response => Severity::Warning,
                    };
                    self.tell(at, Code::ContentMediaType, severity, false);
                    return true;
                }
            }
        }
        false
    }

    // Rules

    fn rule(&mut self, rule: &Rule, seen: &Seen<'_, '_>, at: At<'_>) {
        let Rule {
            id: _,
            severity,
            direction,
            when,
            kind,
            info: _,
        } = rule;
        if direction.is_some_and(|direction| direction != self.scope.direction) {
            return;
        }
        let mut holds = true;
        for condition in when {
            match self.condition(condition, seen) {
                Some(met) => holds &= met,
                None => return,
            }
        }
        let used = rule.uses();
        let inner = seen.inner.iter().filter(|inner| {
            let is_named = |(name, _): &(&str, _)| *name == inner.name;
            used.iter().any(is_named)
        });
        let (mut visible, mut unknown) = (true, false);
        for inner in inner {
            // No schema looks into a text.
            visible &= !inner.steps.contains(&Step::Document);
            unknown |= matches!(inner.known, Known::Unknown);
        }
        if unknown {
            return;
        }
        // Some bind who calls.
        let severity = match (self.scope.direction, kind) {
            (
                Direction::Response,
                RuleKind::RequiredIf { fields: _ }
                | RuleKind::RequiredUnless { fields: _ }
                | RuleKind::AtLeastOne { fields: _ }
                | RuleKind::AtMostOne { fields: _ }
                | RuleKind::Rows { fields: _, rows: _ }
                | RuleKind::Contains { field: _, texts: _ },
            ) => Severity::Warning,
            _ => *severity,
        };
        let mut told = Told {
            walk: self,
            severity,
            at,
            seen,
            visible,
        };
        let present = |name: &str| seen.is_present(name);
        match kind {
            RuleKind::RequiredIf { fields } if holds => told.missing(fields, seen),
            RuleKind::RequiredUnless { fields } if !holds => told.missing(fields, seen),
            RuleKind::NoEffectIf { fields } if holds => told.idle(fields, seen),
            RuleKind::NoEffectUnless { fields } if !holds => told.idle(fields, seen),
            RuleKind::AtMostOne { fields } if holds => {
                if fields.iter().filter(|name| present(name)).count() > 1 {
                    told.whole(Code::AtMostOne);
                }
            }
            RuleKind::AtLeastOne { fields } if holds => {
                if let (Some(first), false) = (fields.first(), fields.iter().any(|f| present(f))) {
                    told.member(first, Code::AtLeastOne);
                }
            }
            RuleKind::WinsOver { winners, losers } if holds => {
                if winners.iter().all(|name| present(name)) {
                    told.idle(losers, seen);
                }
            }
            RuleKind::Rows { fields, rows } if holds => {
                let values: Option<Vec<Node>> = fields.iter().map(|name| seen.good(name)).collect();
                let listed = |values: &[Node]| {
                    rows.iter().any(|row| {
                        row.len() == values.len()
                            && row.iter().zip(values).all(|(cell, value)| is(value, cell))
                    })
                };
                if values.is_some_and(|values| !listed(&values)) {
                    told.whole(Code::Rows);
                }
            }
            RuleKind::SelectsSibling { tag, cases } if holds => {
                let Some(value) = seen.known(tag) else {
                    return;
                };
                let counts = cases
                    .iter()
                    .find(|(case, _)| is(&value, case))
                    .map(|(_, sibling)| sibling);
                for (_, sibling) in cases {
                    if Some(sibling) != counts {
                        told.idle(std::slice::from_ref(sibling), seen);
                    }
                }
            }
            RuleKind::Range {
                field,
                lower,
                upper,
            } if holds => {
                if let Some(value @ (Node::Int(_) | Node::Number(_))) = seen.good(field) {
                    let num = number_of(&value);
                    let below =
                        lower.is_some_and(|b| num < b.value || b.exclusive && num <= b.value);
                    let above =
                        upper.is_some_and(|b| num > b.value || b.exclusive && num >= b.value);
                    if below || above {
                        told.member(field, Code::AcceptedRange);
                    }
                }
            }
            RuleKind::Contains { field, texts } if holds => {
                if let Some(Node::Text(text)) = seen.good(field)
                    && !texts.iter().any(|part| text.contains(&**part))
                {
                    told.member(field, Code::Pattern);
                }
            }
            RuleKind::Values { field, values } if holds => {
                if let Some(value) = seen.good(field)
                    && !values.iter().any(|literal| is(&value, literal))
                {
                    told.member(field, Code::AcceptedRange);
                }
            }
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
            | RuleKind::Rows { fields: _, rows: _ }
            | RuleKind::SelectsSibling { tag: _, cases: _ }
            | RuleKind::Range {
                field: _,
                lower: _,
                upper: _,
            }
            | RuleKind::Values {
                field: _,
                values: _,
            }
            | RuleKind::Contains { field: _, texts: _ } => {}
            // Seen to where the list and the sibling are.
            RuleKind::Unique { list: _, by: _ }
            | RuleKind::SelectsType {
                tag: _,
                field: _,
                cases: _,
                otherwise: _,
            } => {}
        }
    }

    fn condition(&self, condition: &Condition, seen: &Seen<'_, '_>) -> Option<bool> {
        match condition {
            Condition::Context(contexts) => Some(contexts.contains(&self.scope.context?)),
            Condition::Present { field } => Some(seen.is_present(field)),
            Condition::Is { field, values } => {
                let value = seen.known(field)?;
                Some(values.iter().any(|literal| is(&value, literal)))
            }
        }
    }
}

/// Tells what breaks a rule of an object.
struct Told<'w, 'a> {
    walk: &'w mut Walk<'a>,
    severity: Severity,
    /// The object.
    at: At<'w>,
    seen: &'w Seen<'w, 'w>,
    visible: bool,
}

impl Told<'_, '_> {
    fn whole(&mut self, code: Code) {
        self.walk.tell(self.at, code, self.severity, self.visible);
    }

    fn member(&mut self, name: &str, code: Code) {
        match self.seen.inner(name) {
            Some(inner) => self.below(self.at, &inner.steps, code),
            None => self.below(self.at, &[Step::Member(name)], code),
        }
    }

    fn below(&mut self, at: At<'_>, steps: &[Step<'_>], code: Code) {
        match steps.split_first() {
            Some((step, rest)) => self.below(at.then(*step), rest, code),
            None => self.walk.tell(at, code, self.severity, self.visible),
        }
    }

    fn missing(&mut self, names: &[Box<str>], seen: &Seen<'_, '_>) {
        for name in names {
            if !seen.is_present(name) {
                self.member(name, Code::RequiredIf);
            }
        }
    }

    fn idle(&mut self, names: &[Box<str>], seen: &Seen<'_, '_>) {
        for name in names {
            if seen.is_present(name) {
                self.member(name, Code::NoEffect);
            }
        }
    }
}

fn index_of(fields: &[Field], name: &str) -> Option<usize> {
    fields.iter().position(|field| *field.name == *name)
}

fn state_of<'n>(states: &[State<'n>], index: usize) -> State<'n> {
    states.get(index).copied().unwrap_or(State::Absent)
}

/// What rules know of a member of an inner object.
enum Known {
    Absent,
    Good(Node),
    Failed,
    /// What it would stand in failed: whether it is there is not known.
    Unknown,
}

impl Known {
    fn of(state: State<'_>) -> Self {
        match state {
            State::Absent => Self::Absent,
            State::Good(value) => Self::Good(value.clone()),
            State::Failed => Self::Failed,
        }
    }
}

/// A member of an inner object that a rule names.
struct Reached<'a> {
    name: &'a str,
    field: &'a Field,
    /// The way to it.
    steps: Vec<Step<'a>>,
    known: Known,
}

/// The members of an object as its rules see them.
struct Seen<'o, 'n> {
    fields: &'o [Field],
    states: &'o [State<'n>],
    inner: Vec<Reached<'o>>,
}

impl Seen<'_, '_> {
    fn inner(&self, name: &str) -> Option<&Reached<'_>> {
        self.inner.iter().find(|inner| inner.name == name)
    }

    fn state(&self, name: &str) -> State<'_> {
        match self.inner(name).map(|inner| &inner.known) {
            Some(Known::Absent) => State::Absent,
            Some(Known::Good(value)) => State::Good(value),
            // No rule looks at what is not known.
            Some(Known::Failed | Known::Unknown) => State::Failed,
            None => {
                let index = index_of(self.fields, name);
                index.map_or(State::Absent, |index| state_of(self.states, index))
            }
        }
    }

    fn is_present(&self, name: &str) -> bool {
        self.state(name) != State::Absent
    }

    /// Returns the value of a member, if it is one that rules can read: a scalar in which nothing is wrong.
    fn good(&self, name: &str) -> Option<Node> {
        let field = self.field(name)?;
        match self.state(name) {
            State::Good(
                value @ (Node::Bool(_) | Node::Int(_) | Node::Number(_) | Node::Text(_)),
            ) => Some(as_named(field, value)),
            State::Good(Node::Null | Node::List(_) | Node::Object(_))
            | State::Absent
            | State::Failed => None,
        }
    }

    /// The same, or the literal default of a member that is absent.
    fn known(&self, name: &str) -> Option<Node> {
        if self.is_present(name) {
            return self.good(name);
        }
        literal_default(self.field(name)?)
    }

    fn field(&self, name: &str) -> Option<&Field> {
        match self.inner(name) {
            Some(inner) => Some(inner.field),
            None => self.fields.iter().find(|field| *field.name == *name),
        }
    }
}

fn literal_default(field: &Field) -> Option<Node> {
    match field.default.as_ref()? {
        Json::Scalar(literal) => Some(literal.into()),
        Json::List(_) | Json::Object(_) => None,
    }
}

/// What a rule says of the type that a sibling selects for a field.
struct Selector<'a> {
    tag: &'a str,
    field: &'a str,
    cases: &'a [(Literal, TypeName)],
    otherwise: Option<&'a TypeName>,
}

impl<'a> Selector<'a> {
    /// `None` for rules of other kinds.
    fn of(rule: &'a Rule) -> Option<Self> {
        match &rule.kind {
            RuleKind::SelectsType {
                tag,
                field,
                cases,
                otherwise,
            } => Some(Self {
                tag,
                field,
                cases,
                otherwise: otherwise.as_ref(),
            }),
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
            | RuleKind::Rows { fields: _, rows: _ }
            | RuleKind::Unique { list: _, by: _ }
            | RuleKind::SelectsSibling { tag: _, cases: _ }
            | RuleKind::Range {
                field: _,
                lower: _,
                upper: _,
            }
            | RuleKind::Values {
                field: _,
                values: _,
            }
            | RuleKind::Contains { field: _, texts: _ } => None,
        }
    }

    /// The type that is selected, by what is known of the tag.
    fn chosen(&self, tag: &Field, state: State<'_>) -> Option<&'a TypeName> {
        let value = match state {
            State::Good(value) => as_named(tag, value),
            State::Failed => return None,
            State::Absent => literal_default(tag)?,
        };
        let mut cases = self.cases.iter();
        let case = cases.find(|(case, _)| is(&value, case));
        case.map(|(_, ty)| ty).or(self.otherwise)
    }
}

/// What must differ from item to item of a list.
#[derive(Clone, Copy)]
enum Differ<'a> {
    No,
    Items,
    /// The member of that name.
    By(&'a str),
}

fn json_type(value: &Node) -> &'static str {
    match value {
        Node::Null => "null",
        Node::Bool(_) => "boolean",
        Node::Int(_) | Node::Number(_) => "number",
        Node::Text(_) => "string",
        Node::List(_) => "array",
        Node::Object(_) => "object",
    }
}

/// Whether values of a JSON type can be of a shape.
fn fits(shape: &Shape, json_type: &str) -> bool {
    json_type
        == match shape {
            Shape::Int(_) | Shape::Number(_) => "number",
            Shape::Text(_) | Shape::Enum(_) => "string",
            Shape::Bool => "boolean",
            Shape::List(_) => "array",
            Shape::Map(_) | Shape::Object(_) => "object",
            // These are no alternatives.
            Shape::Alternatives(_) | Shape::Any => return false,
        }
}

impl Differ<'_> {
    /// What the list itself asks.
    const fn by_itself(list: &List) -> Self {
        if list.unique { Self::Items } else { Self::No }
    }
}

/// What must differ in the list that a field holds: a rule can ask more than the list itself.
fn unique_in<'a>(ty: &'a TypeDef, field: &Field, list: &List) -> Differ<'a> {
    let asked = ty.rules.iter().find_map(|rule| match &rule.kind {
        RuleKind::Unique { list, by } if *list == field.name => Some(by.as_deref()),
        _ => None,
    });
    match asked {
        Some(Some(member)) => Differ::By(member),
        Some(None) => Differ::Items,
        None => Differ::by_itself(list),
    }
}

/// Whether a scalar occurred before among those that must differ; it is remembered.
fn repeats(seen: &mut Vec<Node>, shape: &Shape, value: &Node) -> bool {
    let counts = match (shape, value) {
        (Shape::Enum(values), Node::Text(text)) => values.open || listed(values, text).is_some(),
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
            | Shape::Map(_)
            | Shape::Object(_)
            | Shape::Alternatives(_)
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

/// What is wrong with the number of items of a list, or of pieces of a text.
fn wrong_count(min: Option<u32>, max: Option<u32>, count: usize) -> Option<Code> {
    if min.is_some_and(|min| count < wide(min)) {
        return Some(Code::MinItems);
    }
    max.is_some_and(|max| count > wide(max))
        .then_some(Code::MaxItems)
}

/// What a text breaks of a form, be it a whole text or a piece of one.
pub(crate) fn flaws(form: &Form, text: &str) -> Vec<Flaw> {
    let Form {
        named: _,
        min_chars,
        max_chars,
        max_bytes,
        max_chars_without_markup,
        pattern,
        format,
        base64,
    } = form;
    let mut flaws = Vec::new();
    let chars = text.chars().count();
    if min_chars.is_some_and(|min| chars < wide(min)) {
        flaws.push(Flaw::error(Code::MinLength));
    } else if max_chars.is_some_and(|max| chars > wide(max)) {
        flaws.push(Flaw::error(Code::MaxLength));
    } else if max_chars_without_markup.is_some_and(|max| without_markup(text) > wide(max)) {
        flaws.push(Flaw::silent(Code::MaxLength));
    }
    // An empty text has every form, where no characters are a documented number of them.
    let formed = !(text.is_empty() && *min_chars == Some(0));
    if formed
        && pattern
            .as_ref()
            .is_some_and(|pattern| !pattern.automaton.matches(text))
    {
        flaws.push(Flaw::error(Code::Pattern));
    }
    if formed && format.is_some_and(|format| !format.automaton().matches(text)) {
        flaws.push(Flaw::error(Code::Format));
    }
    if formed && *base64 && !is_base64(text) {
        flaws.push(Flaw::error(Code::ContentEncoding));
    }
    if max_bytes.is_some_and(|max| text.len() > wide(max)) {
        flaws.push(Flaw::silent(Code::MaxBytes));
    }
    flaws
}

/// What is wrong with a value of an enum, be it a whole text or a piece of one.
fn wrong_choice(values: &Enum, text: &str) -> Option<Flaw> {
    match listed(values, text) {
        Some(EnumValue {
            wire: _,
            summary: _,
            deprecated,
        }) => deprecated.is_some().then_some(Flaw {
            severity: Severity::Warning,
            ..Flaw::silent(Code::Deprecated)
        }),
        None if values.open => Some(Flaw {
            severity: Severity::Warning,
            ..Flaw::silent(Code::Enum)
        }),
        None => Some(Flaw::error(Code::Enum)),
    }
}

/// The value of a list that a text is.
fn listed<'a>(choice: &'a Enum, text: &str) -> Option<&'a EnumValue> {
    let Enum {
        named: _,
        open: _,
        any_case,
        values,
    } = choice;
    let same = |value: &&EnumValue| {
        *value.wire == *text || *any_case && value.wire.eq_ignore_ascii_case(text)
    };
    values.iter().find(same)
}

/// What a text holds that is a number or a truth value.
fn written_in(shape: &Shape) -> Option<&Written> {
    match shape {
        Shape::Text(Text {
            form: _,
            content: Content::Written(written),
        }) => Some(written),
        _ => None,
    }
}

/// Returns the number that a text says in digits, and whether it has decimals.
fn spelled(text: &str) -> Option<(Node, bool)> {
    let digits = |text: &str| !text.is_empty() && text.chars().all(|c| c.is_ascii_digit());
    let unsigned = text.strip_prefix('-').unwrap_or(text);
    let (whole, decimals) = match unsigned.split_once('.') {
        Some((whole, decimals)) => (whole, Some(decimals)),
        None => (unsigned, None),
    };
    let value = match text.parse::<i64>() {
        Ok(int) => Node::Int(int),
        Err(_) => Node::Number(text.parse().ok()?),
    };
    (digits(whole) && decimals.is_none_or(digits)).then_some((value, decimals.is_some()))
}

/// What a value of a parameter says where a shape is expected: a text may be that of a number or a truth value.
fn as_sent(shape: &Shape, value: &Node) -> Node {
    let read = match (shape, value) {
        (Shape::List(list), Node::List(items)) => {
            let items = items.iter().map(|item| as_sent(&list.item, item));
            Some(items.collect::<Vec<Node>>().into())
        }
        (Shape::Int(_), Node::Text(text)) => spelled(text)
            .filter(|(_, decimals)| !decimals)
            .map(|(number, _)| number),
        (Shape::Number(_), Node::Text(text)) => spelled(text)
            .map(|(number, _)| number)
            .filter(|number| number_of(number).is_finite()),
        (Shape::Bool, Node::Text(text)) => match text.as_str() {
            "true" => Some(true.into()),
            "false" => Some(false.into()),
            _ => None,
        },
        _ => None,
    };
    read.unwrap_or_else(|| value.clone())
}

/// Whether a text is a name between brackets, or behind a colon or a dollar sign, that nobody filled in: that of the parameter in any spelling, and
/// in braces in a path any.
fn is_template(text: &str, parameter: &str, part: Part) -> bool {
    let plain = |text: &str| -> String {
        let dropped = |c: &char| !matches!(c, '_' | '-' | '.');
        text.to_ascii_lowercase().chars().filter(dropped).collect()
    };
    let is_name = |text: &str| {
        let known = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.');
        !text.is_empty() && text.chars().all(known)
    };
    let (is_variable, text) = match text.strip_prefix('$') {
        Some(variable) => (true, variable),
        None => (false, text),
    };
    let forms = [("{{", "}}"), ("{", "}"), ("<", ">"), (":", "")];
    let named = forms.iter().find_map(|(open, close)| {
        let name = text.strip_prefix(open)?.strip_suffix(close)?.trim();
        is_name(name).then_some((*open, name))
    });
    let named = named.or_else(|| (is_variable && is_name(text)).then_some(("$", text)));
    named.is_some_and(|(open, name)| {
        (part == Part::Path && open.starts_with('{')) || plain(name) == plain(parameter)
    })
}

/// Whether a value is what should be written as text.
fn writes(written: &Written, value: &Node) -> bool {
    match written {
        Written::Int(_) | Written::Number(_) => matches!(value, Node::Int(_) | Node::Number(_)),
        Written::Bool => matches!(value, Node::Bool(_)),
    }
}

/// A member's value as rules name it: one of a list as it is spelt there.
fn as_named(field: &Field, value: &Node) -> Node {
    match (&field.shape, value) {
        (Shape::Enum(values), Node::Text(text)) => match listed(values, text) {
            Some(listed) => Node::from(&*listed.wire),
            None => value.clone(),
        },
        // A number in the place of its text counts as that text, where it can be nothing else.
        (
            Shape::Text(_) | Shape::Alternatives(_),
            Node::Int(_) | Node::Number(_) | Node::Bool(_),
        ) => {
            let all: Vec<&Shape> = match &field.shape {
                Shape::Alternatives(Alternatives { shapes }) => shapes.iter().collect(),
                shape => vec![shape],
            };
            let is_number = !matches!(value, Node::Bool(_));
            let json_type = if is_number { "number" } else { "boolean" };
            let stands_for_itself = all.iter().any(|shape| fits(shape, json_type));
            match value {
                Node::Int(int) if !stands_for_itself => Node::Text(int.to_string()),
                // Zero has no sign.
                Node::Number(number) if !stands_for_itself => {
                    Node::Text((number + 0.0).to_string())
                }
                Node::Bool(bool) if !stands_for_itself => Node::Text(bool.to_string()),
                _ => value.clone(),
            }
        }
        (
            Shape::Int(_)
            | Shape::Number(_)
            | Shape::Text(_)
            | Shape::Bool
            | Shape::Enum(_)
            | Shape::List(_)
            | Shape::Map(_)
            | Shape::Object(_)
            | Shape::Alternatives(_)
            | Shape::Any,
            _,
        ) => value.clone(),
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

pub(crate) fn is(value: &Node, literal: &Literal) -> bool {
    match literal {
        Literal::Text(text) => is_text(value, text),
        Literal::Int(int) => same(value, &Node::Int(*int)),
        Literal::Number(number) => same(value, &Node::Number(*number)),
        Literal::Bool(bool) => *value == Node::Bool(*bool),
    }
}

fn is_text(value: &Node, text: &str) -> bool {
    matches!(value, Node::Text(value) if value == text)
}

/// Equality as JSON Schema has it: numbers by value.
fn same(a: &Node, b: &Node) -> bool {
    match (a, b) {
        // Doubles would not tell large integers apart.
        (Node::Int(a), Node::Int(b)) => a == b,
        (Node::Int(int), Node::Number(number)) | (Node::Number(number), Node::Int(int)) => {
            number.fract() == 0.0 && exact(*number) == Ok(*int)
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

pub(crate) fn number_of(value: &Node) -> f64 {
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
pub(crate) const fn as_f64(int: i64) -> f64 {
    int as f64
}

pub(crate) fn wide(value: u32) -> usize {
    usize::try_from(value).unwrap_or(usize::MAX)
}

#[cfg(test)]
#[allow(clippy::indexing_slicing, clippy::arithmetic_side_effects)]
mod tests;
