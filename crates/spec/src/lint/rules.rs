//! Rules: keys that fit their kind, fields that they can read, values that can occur.

use std::collections::BTreeSet;

use mediaspec_core::contract::{
    Bound, Condition, Content, Context, Direction, Field, MAX_STEPS, Member, Part, RuleKind,
    Service, Shape, Text, steps,
};
use mediaspec_core::words::names_list;

use crate::codes;
use crate::lower::{Group, Lowered};
use crate::raw::{self, At, Num, Value};

use super::shapes::{MaybeKey, exclude, key, range};
use super::{Sink, conflicts, engine, texts};

/// Checks the rules of a group; `sound` says which fields values can be checked against, `ids` which ids are taken.
pub(super) fn check(
    service: &Lowered<'_>,
    group: &Group<'_>,
    sound: &BTreeSet<&str>,
    ids: &mut BTreeSet<String>,
    sink: &mut Sink<'_>,
) {
    let shared = group.rules().filter(|(_, origin)| origin.is_none());
    ids.extend(shared.map(|(rule, _)| rule.id.to_string()));
    let mut written: Vec<&At<raw::Rule>> = group
        .rules()
        .filter_map(|(_, origin)| origin)
        .chain(group.dropped.iter().copied())
        .collect();
    written.sort_by_key(|rule| rule.span.start);
    for rule in written {
        on_its_own(rule, group.part, ids, sink);
        conflicts::of_rule(service, group, rule, sink);
    }
    for (rule, origin) in group.rules() {
        let Some(raw) = origin else { continue };
        let checker = Checker {
            service: &service.service,
            flawed: service.documents.flawed,
            group,
            sound,
            raw,
        };
        checker.fields_once(sink);
        checker.ways(&rule.kind, sink);
        checker.conditions(&rule.when, sink);
        checker.kind(&rule.kind, sink);
    }
    decided_twice(group, sink);
}

/// Checks what can be said of rules of an operation that do not say which parameters they are about.
pub(super) fn check_homeless(
    rules: &[At<raw::Rule>],
    ids: &mut BTreeSet<String>,
    sink: &mut Sink<'_>,
) {
    for rule in rules.iter().filter(|rule| rule.part.is_none()) {
        on_its_own(rule, Part::Query, ids, sink);
        if let (Some(kind), false) = (&rule.kind, rule.incomplete) {
            let message = "a rule of an operation needs `in`: path, query or header";
            sink.report(&codes::RULE_NEEDS, &kind.span, message);
        }
    }
}

fn on_its_own(rule: &At<raw::Rule>, part: Part, ids: &mut BTreeSet<String>, sink: &mut Sink<'_>) {
    if let Some(id) = &rule.id {
        if !kebab_case(id) {
            sink.report(
                &codes::RULE_ID,
                &id.span,
                format!("`{}` is not kebab-case", id.value),
            );
        }
        if !ids.insert(id.value.clone()) {
            sink.report(
                &codes::DUPLICATE_RULE,
                &id.span,
                format!("`{}` is the id of another rule too", id.value),
            );
        }
    }
    texts::of_rule(rule, sink);
    keys(rule, part, sink);
}

/// Lower-case letters and digits with single hyphens between.
pub(super) fn kebab_case(text: &str) -> bool {
    let part = |part: &str| {
        !part.is_empty()
            && part
                .bytes()
                .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit())
    };
    text.split('-').all(part)
}

/// What each kind of rule takes: keys that it needs, and keys that it may have.
const fn table(kind: raw::RuleKind) -> (&'static [&'static str], &'static [&'static str]) {
    use raw::RuleKind;
    match kind {
        RuleKind::RequiredIf
        | RuleKind::RequiredUnless
        | RuleKind::NoEffectIf
        | RuleKind::NoEffectUnless => (&["when", "fields"], &[]),
        RuleKind::AtMostOne | RuleKind::AtLeastOne => (&["fields"], &["when"]),
        RuleKind::WinsOver => (&["fields", "over"], &["when"]),
        RuleKind::OneOfRows => (&["fields", "rows"], &["when"]),
        // Without `by`, for a list of scalars, it is what `unique_items` says, with an id and a source of its own.
        RuleKind::Unique => (&["field"], &["by"]),
        RuleKind::SelectsType => (&["tag", "field", "cases"], &["otherwise"]),
        RuleKind::SelectsSibling => (&["tag", "cases"], &[]),
        RuleKind::Range => (&["field"], &["min", "max", "above", "below", "when"]),
        RuleKind::Values => (&["field", "values"], &["when"]),
        RuleKind::Contains => (&["field", "texts"], &["when"]),
    }
}

/// A key, where it stands, and whether it is there and empty.
fn entry<T>(
    name: &'static str,
    at: &Option<At<T>>,
    count: impl Fn(&T) -> usize,
) -> (&'static str, MaybeKey, bool) {
    let empty = at.as_ref().is_some_and(|at| count(&at.value) == 0);
    (name, key(name, at), empty)
}

const fn one<T>(_: &T) -> usize {
    1
}

fn keys(rule: &At<raw::Rule>, part: Part, sink: &mut Sink<'_>) {
    let all: [(&str, MaybeKey, bool); 15] = [
        entry("when", &rule.when, |when| when.0.len()),
        entry("fields", &rule.fields, Vec::len),
        entry("field", &rule.field, one),
        entry("over", &rule.over, Vec::len),
        entry("rows", &rule.rows, Vec::len),
        entry("by", &rule.by, one),
        entry("tag", &rule.tag, one),
        entry("cases", &rule.cases, |cases| cases.0.len()),
        entry("otherwise", &rule.otherwise, one),
        entry("min", &rule.min, one),
        entry("max", &rule.max, one),
        entry("above", &rule.above, one),
        entry("below", &rule.below, one),
        entry("values", &rule.values, Vec::len),
        entry("texts", &rule.texts, Vec::len),
    ];
    if let (Part::Body, Some(written)) = (part, &rule.part) {
        let message = "`in` is for rules of operations, between parameters";
        sink.report(&codes::RULE_KEY, &sink.with_key(&written.span), message);
    }
    let Some(kind) = &rule.kind else { return };
    let (needed, allowed) = table(kind.value);
    for (name, there, empty) in all {
        match there {
            Some((_, span)) if !needed.contains(&name) && !allowed.contains(&name) => {
                let takes: Vec<&str> = needed.iter().chain(allowed).copied().collect();
                let message = format!(
                    "`{name}` is not for `{}`, which takes {}",
                    kind.as_str(),
                    names_list(&takes, "and")
                );
                sink.report(&codes::RULE_KEY, &sink.with_key(&span), message);
            }
            Some((_, span)) if empty => {
                sink.report(
                    &codes::RULE_NEEDS,
                    &sink.with_key(&span),
                    format!("`{name}` is empty"),
                );
            }
            None if needed.contains(&name) && !rule.incomplete => {
                let message = format!("a rule of kind `{}` needs the key `{name}`", kind.as_str());
                sink.report(&codes::RULE_NEEDS, &kind.span, message);
            }
            _ => {}
        }
    }
    if [raw::RuleKind::Unique, raw::RuleKind::SelectsType].contains(&kind.value) {
        // The list and the field themselves carry these out, whichever way a message goes.
        let severity = key("severity", &rule.severity);
        for (name, span) in [severity, key("direction", &rule.direction)]
            .into_iter()
            .flatten()
        {
            let message = format!(
                "`{name}` is not for `{}`, which always is an error",
                kind.as_str()
            );
            sink.report(&codes::RULE_KEY, &sink.with_key(&span), message);
        }
    }
    let single = match kind.value {
        raw::RuleKind::AtMostOne => {
            Some("at most one of a single field is always true; name two or more")
        }
        raw::RuleKind::AtLeastOne => Some(
            "at least one of a single field is that field; use `required`, or name two or more",
        ),
        _ => None,
    };
    if let Some(message) = single
        && let Some(fields) = rule.fields.as_ref().filter(|fields| fields.len() == 1)
    {
        sink.report(&codes::RULE_NEEDS, &sink.with_key(&fields.span), message);
    }
    if kind.value == raw::RuleKind::Range {
        let bounds = [&rule.min, &rule.max, &rule.above, &rule.below];
        if bounds.iter().all(|bound| bound.is_none()) && !rule.incomplete {
            let message = "a rule of kind `range` needs one of `min`, `max`, `above` and `below`";
            sink.report(&codes::RULE_NEEDS, &kind.span, message);
        }
        exclude(&[key("min", &rule.min), key("above", &rule.above)], sink);
        exclude(&[key("max", &rule.max), key("below", &rule.below)], sink);
        range((&rule.min, &rule.above), (&rule.max, &rule.below), sink);
    }
}

struct Checker<'a> {
    service: &'a Service,
    /// Whether a type may be one that could not be read.
    flawed: bool,
    group: &'a Group<'a>,
    sound: &'a BTreeSet<&'a str>,
    raw: &'a At<raw::Rule>,
}

impl<'a> Checker<'a> {
    fn member(&self, name: &str) -> Option<Member<'a>> {
        match self.group.field(name) {
            Some(field) => Some(Member {
                ty: &self.group.ty,
                field,
                way: Vec::new(),
            }),
            None => self.service.member(&self.group.ty, name),
        }
    }

    /// The member, where values can be checked against it.
    fn sound(&self, name: &str) -> Option<Member<'a>> {
        let is_sound = |member: &Member<'_>| !member.way.is_empty() || self.sound.contains(name);
        self.member(name).filter(is_sound)
    }

    fn refusal(&self, member: &Member<'_>, value: &Value) -> Option<String> {
        let Member { ty, field, way } = member;
        let part = if way.is_empty() {
            self.group.part
        } else {
            Part::Body
        };
        engine::refusal(self.service, ty, field, part, &[Direction::Request], value)
    }

    /// Every name of a member that the rule writes.
    fn names(&self) -> impl Iterator<Item = &'a At<String>> {
        let raw = self.raw;
        let lists = [&raw.fields, &raw.over].into_iter().flatten();
        let selects_sibling = raw.kind.as_ref().map(|kind| kind.value);
        let siblings = raw
            .cases
            .iter()
            .filter(move |_| selects_sibling == Some(raw::RuleKind::SelectsSibling))
            .flat_map(|cases| cases.value.0.iter().map(|(_, name)| name));
        let conditions = raw.when.iter().flat_map(|when| &when.value.0);
        lists
            .flat_map(|names| &names.value)
            .chain([&raw.tag, &raw.field].into_iter().flatten())
            .chain(siblings)
            .chain(conditions.filter_map(|condition| condition.field.as_ref()))
    }

    /// Each way to a member leads to one.
    fn ways(&self, kind: &RuleKind, sink: &mut Sink<'_>) {
        let own = |name: &At<String>| match kind {
            RuleKind::Unique { .. } => true,
            RuleKind::SelectsType { .. } => {
                let tag = self.raw.tag.as_ref();
                tag.is_some_and(|tag| tag.span == name.span)
            }
            _ => false,
        };
        for name in self.names().filter(|name| name.contains('/')) {
            if self.group.field(name).is_some() {
                continue;
            }
            if own(name) {
                let message = format!("`{}` is no field of the type itself", name.value);
                sink.report(&codes::RULE_FIELD, &name.span, message);
            } else if !self.flawed
                && let Err(why) = self.way(name)
            {
                sink.report(&codes::RULE_FIELD, &name.span, why);
            }
        }
    }

    /// Why a way leads to no member.
    fn way(&self, name: &str) -> Result<(), String> {
        if self.member(name).is_some() {
            return Ok(());
        }
        let mut end = 0_usize;
        for step in steps(name) {
            end = end.saturating_add(step.len());
            let front = name.get(..end).unwrap_or(name);
            if self.member(front).is_none() {
                return Err(format!("`{name}` leads nowhere: there is no `{front}`"));
            }
            end = end.saturating_add(1);
        }
        Err(format!(
            "`{name}` leads nowhere: it has more than {MAX_STEPS} steps"
        ))
    }

    /// No field stands twice in one rule, nor on both of its sides.
    fn fields_once(&self, sink: &mut Sink<'_>) {
        let fields = self.raw.fields.iter().flat_map(|fields| &fields.value);
        let over = self.raw.over.iter().flat_map(|over| &over.value);
        let mut seen: BTreeSet<&str> = BTreeSet::new();
        for name in fields.chain(over) {
            if !seen.insert(name) {
                let message = format!("the rule names `{}` twice", name.value);
                sink.report(&codes::FIELD_TWICE, &name.span, message);
            }
        }
        if let (Some(tag), Some(field)) = (&self.raw.tag, &self.raw.field)
            && tag.value == field.value
        {
            let message = format!("`{}` cannot select its own type", field.value);
            sink.report(&codes::FIELD_TWICE, &field.span, message);
        }
    }

    fn conditions(&self, conditions: &[Condition], sink: &mut Sink<'_>) {
        let written = self.raw.when.iter().flat_map(|when| &when.value.0);
        for (raw, condition) in written.zip(conditions) {
            let Condition::Is { field, values: _ } = condition else {
                continue;
            };
            let (Some(name), Some(known)) = (&raw.field, self.member(field)) else {
                continue;
            };
            let known = known.field;
            if matches!(known.shape, Shape::List(_) | Shape::Object(_)) {
                wrong_kind(known, name, "which has no single value", sink);
                continue;
            }
            let Some(field) = self.sound(field) else {
                continue;
            };
            let among = raw.among.iter().flat_map(|among| &among.value);
            for value in raw.is.iter().chain(among) {
                self.occurs(&field, &value.value, &value.span, &codes::NEVER_HOLDS, sink);
            }
        }
        self.contradictions(conditions, sink);
    }

    /// The value can occur in the field. For an open enum, too, it must be listed: otherwise it is a slip, or missing.
    fn occurs(
        &self,
        member: &Member<'_>,
        value: &Value,
        span: &std::ops::Range<usize>,
        code: &'static codes::LintCode,
        sink: &mut Sink<'_>,
    ) -> bool {
        let field = member.field;
        if let (Shape::Enum(shape), Value::Text(text)) = (&field.shape, value) {
            if shape.values.iter().any(|listed| *listed.wire == **text) {
                return true;
            }
            let message = format!("`{text}` is none of the values of `{}`", field.name);
            let problem = sink.problem(code, span, message);
            sink.add(problem.suggest(text, shape.values.iter().map(|listed| &*listed.wire)));
            return false;
        }
        match self.refusal(member, value) {
            Some(why) => {
                sink.report(
                    code,
                    span,
                    format!("`{}` can never have this value: {why}", field.name),
                );
                false
            }
            None => true,
        }
    }

    /// Two conditions that cannot hold together.
    fn contradictions(&self, conditions: &[Condition], sink: &mut Sink<'_>) {
        let written: Vec<_> = self
            .raw
            .when
            .iter()
            .flat_map(|when| &when.value.0)
            .collect();
        for (at, condition) in conditions.iter().enumerate() {
            for earlier in conditions.iter().take(at) {
                let disjoint = match (earlier, condition) {
                    (
                        Condition::Is {
                            field: a,
                            values: left,
                        },
                        Condition::Is {
                            field: b,
                            values: right,
                        },
                    ) => a == b && !left.iter().any(|value| right.contains(value)),
                    (Condition::Context(left), Condition::Context(right)) => {
                        let shared = |context: &Context| right.contains(context);
                        !left.iter().any(shared)
                    }
                    _ => false,
                };
                if let (true, Some(raw)) = (disjoint, written.get(at)) {
                    let message =
                        "this contradicts an earlier condition, so both never hold together";
                    sink.report(&codes::NEVER_HOLDS, &raw.span, message);
                    break;
                }
            }
        }
    }

    fn kind(&self, kind: &RuleKind, sink: &mut Sink<'_>) {
        match kind {
            RuleKind::RequiredIf { fields: _ }
            | RuleKind::RequiredUnless { fields: _ }
            | RuleKind::NoEffectIf { fields: _ }
            | RuleKind::NoEffectUnless { fields: _ }
            | RuleKind::AtMostOne { fields: _ }
            | RuleKind::AtLeastOne { fields: _ }
            | RuleKind::WinsOver {
                winners: _,
                losers: _,
            } => {}
            RuleKind::Rows { fields, rows: _ } => self.rows(fields, sink),
            RuleKind::Unique { list, by } => self.unique(list, by.as_deref(), sink),
            RuleKind::SelectsType {
                tag,
                field,
                cases: _,
                otherwise: _,
            } => {
                self.tag(tag, sink);
                self.selected(field, sink);
            }
            RuleKind::SelectsSibling { tag, cases: _ } => self.tag(tag, sink),
            RuleKind::Range {
                field,
                lower: _,
                upper: _,
            } => self.range(field, sink),
            RuleKind::Values { field, values: _ } => self.values(field, sink),
            RuleKind::Contains { field, texts: _ } => self.held(field, sink),
        }
    }

    fn scalar(&self, field: &str, name: &At<String>, sink: &mut Sink<'_>) -> bool {
        let Some(Member { field: known, .. }) = self.member(field) else {
            return false;
        };
        let scalar = known.shape.is_scalar() || matches!(known.shape, Shape::Alternatives(_));
        if !scalar && self.sound(field).is_some() {
            wrong_kind(known, name, "no scalar", sink);
        }
        scalar
    }

    fn rows(&self, fields: &[Box<str>], sink: &mut Sink<'_>) {
        let (Some(names), Some(rows)) = (&self.raw.fields, &self.raw.rows) else {
            return;
        };
        let scalars: Vec<bool> = fields
            .iter()
            .zip(&names.value)
            .map(|(field, name)| self.scalar(field, name, sink))
            .collect();
        let mut seen = BTreeSet::new();
        for row in rows.iter() {
            if row.len() != fields.len() {
                let message = format!(
                    "the row has {} values for {} fields",
                    row.len(),
                    fields.len()
                );
                sink.report(&codes::ROW_WIDTH, &row.span, message);
                continue;
            }
            let texts: Vec<String> = row.iter().map(|value| value.exact_json()).collect();
            if !seen.insert(texts) {
                let message = "this row is listed twice";
                sink.report(&codes::DUPLICATE_VALUE, &row.span, message);
            }
            for ((field, value), scalar) in fields.iter().zip(&row.value).zip(&scalars) {
                if let (Some(field), true) = (self.sound(field), *scalar) {
                    self.occurs(&field, &value.value, &value.span, &codes::ROW_REFUSED, sink);
                }
            }
        }
    }

    fn unique(&self, list: &str, by: Option<&str>, sink: &mut Sink<'_>) {
        let (Some(member), Some(name)) = (self.sound(list), &self.raw.field) else {
            return;
        };
        let field = member.field;
        let Shape::List(shape) = &field.shape else {
            wrong_kind(field, name, "not a list", sink);
            return;
        };
        match (by, &shape.item, &self.raw.by) {
            (Some(member), Shape::Object(item), Some(by)) => {
                let item = self.service.resolve(item);
                let Some(found) = item.field(member) else {
                    let problem = sink.problem(
                        &codes::RULE_FIELD,
                        &by.span,
                        format!("`{}` has no field `{member}`", item.name),
                    );
                    let names = item.fields.iter().map(|field| &*field.name);
                    sink.add(problem.suggest(member, names));
                    return;
                };
                if matches!(found.shape, Shape::List(_) | Shape::Object(_) | Shape::Any) {
                    wrong_kind(found, by, "no scalar", sink);
                }
            }
            (Some(_), item, Some(by)) => {
                let message = format!("items of kind `{}` have no members", item.kind());
                sink.report(&codes::RULE_FIELD_KIND, &by.span, message);
            }
            (None, Shape::Object(_) | Shape::List(_) | Shape::Any, _) => {
                let message = "items that are no scalars differ `by` a member";
                sink.report(&codes::RULE_NEEDS, &name.span, message);
            }
            _ => {}
        }
    }

    /// The tag is a choice, and each case one of its values.
    fn tag(&self, field: &str, sink: &mut Sink<'_>) {
        let (Some(member), Some(name)) = (self.sound(field), &self.raw.tag) else {
            return;
        };
        let field = member.field;
        let is_own = self
            .raw
            .tag
            .as_ref()
            .is_some_and(|tag| *field.name == *tag.value);
        let plain = match &field.shape {
            Shape::Enum(_) => true,
            Shape::Text(text) => is_plain(text),
            Shape::Int(_) => is_own,
            _ => false,
        };
        if !plain {
            let why = "and a tag is an enum, a text, or an integer of the type itself";
            wrong_kind(field, name, why, sink);
            return;
        }
        for (case, _) in self.raw.cases.iter().flat_map(|cases| &cases.value.0) {
            let value = match (&field.shape, case.value.parse()) {
                (Shape::Int(_), Ok(int)) => Value::Int(int),
                _ => Value::Text(case.value.clone()),
            };
            self.occurs(&member, &value, &case.span, &codes::RULE_VALUE, sink);
        }
    }

    fn selected(&self, field: &str, sink: &mut Sink<'_>) {
        let (Some(member), Some(name)) = (self.sound(field), &self.raw.field) else {
            return;
        };
        let field = member.field;
        let shaped = match &field.shape {
            Shape::Object(_) => member.way.is_empty(),
            Shape::Any => true,
            Shape::Text(text) => is_plain(text) || matches!(text.content, Content::Json(_)),
            _ => false,
        };
        if !shaped {
            wrong_kind(field, name, "which no type can shape", sink);
        }
    }

    fn range(&self, field: &str, sink: &mut Sink<'_>) {
        let (Some(member), Some(name)) = (self.sound(field), &self.raw.field) else {
            return;
        };
        let field = member.field;
        if !matches!(field.shape, Shape::Int(_) | Shape::Number(_)) {
            wrong_kind(field, name, "no number", sink);
            return;
        }
        let bounds = [
            &self.raw.min,
            &self.raw.max,
            &self.raw.above,
            &self.raw.below,
        ];
        for bound in bounds.into_iter().flatten() {
            if matches!(field.shape, Shape::Int(_)) && bound.as_i64().is_none() {
                sink.report(
                    &codes::BAD_LITERAL,
                    &bound.span,
                    format!("{} is no integer", bound.value),
                );
            } else if beyond(field, bound.value) {
                let message = format!(
                    "{} lies outside the bounds of `{}`",
                    bound.value, field.name
                );
                sink.report(&codes::RULE_VALUE, &sink.with_key(&bound.span), message);
            }
        }
    }

    /// The field is a text, and there are texts that it may hold.
    fn held(&self, field: &str, sink: &mut Sink<'_>) {
        let (Some(name), Some(texts)) = (&self.raw.field, &self.raw.texts) else {
            return;
        };
        super::texts::filled(texts.iter(), sink);
        let mut seen = BTreeSet::new();
        for text in texts.iter().filter(|text| !seen.insert(text.as_str())) {
            let message = format!("`{}` is listed twice", text.value);
            sink.report(&codes::DUPLICATE_VALUE, &text.span, message);
        }
        if let Some(member) = self.sound(field)
            && !matches!(member.field.shape, Shape::Text(_))
        {
            wrong_kind(member.field, name, "no text that could hold others", sink);
        }
    }

    fn values(&self, field: &str, sink: &mut Sink<'_>) {
        let (Some(name), Some(values)) = (&self.raw.field, &self.raw.values) else {
            return;
        };
        if !self.scalar(field, name, sink) {
            return;
        }
        let Some(field) = self.sound(field) else {
            return;
        };
        let mut seen = BTreeSet::new();
        for value in values.iter() {
            self.occurs(&field, &value.value, &value.span, &codes::RULE_VALUE, sink);
            if !seen.insert(value.exact_json()) {
                let message = format!("{} is listed twice", value.to_json());
                sink.report(&codes::DUPLICATE_VALUE, &value.span, message);
            }
        }
    }
}

/// Reports that a rule names a field of a kind that it can do nothing with.
fn wrong_kind(field: &Field, name: &At<String>, why: &str, sink: &mut Sink<'_>) {
    let message = format!(
        "`{}` is of kind `{}`, {why}",
        name.value,
        field.shape.kind()
    );
    sink.report(&codes::RULE_FIELD_KIND, &name.span, message);
}

/// Whether a text is neither encoded nor a document nor made of pieces.
fn is_plain(text: &Text) -> bool {
    let Text { form, content } = text;
    !form.base64 && *content == Content::Plain
}

/// Whether a bound lies outside a field's own bounds. An open bound may meet the field's.
fn beyond(field: &Field, bound: Num) -> bool {
    match &field.shape {
        Shape::Int(int) => {
            let under = |min| bound.compare(Num::Int(min)).is_lt();
            let over = |max| bound.compare(Num::Int(max)).is_gt();
            int.min.is_some_and(under) || int.max.is_some_and(over)
        }
        Shape::Number(number) => {
            let under = |lower: Bound| bound.as_f64() < lower.value;
            let over = |upper: Bound| bound.as_f64() > upper.value;
            number.lower.is_some_and(under) || number.upper.is_some_and(over)
        }
        _ => false,
    }
}

/// One rule alone decides a field's type, and one thing alone tells a list's items apart.
fn decided_twice(group: &Group<'_>, sink: &mut Sink<'_>) {
    let mut decided: BTreeSet<(&str, bool)> = BTreeSet::new();
    for (rule, origin) in group.rules() {
        let (field, is_type) = match &rule.kind {
            RuleKind::SelectsType { field, .. } => (field, true),
            RuleKind::Unique { list, .. } => (list, false),
            _ => continue,
        };
        let twice = !decided.insert((field, is_type));
        let Some(name) = origin.and_then(|raw| raw.field.as_ref()) else {
            continue;
        };
        let has_unique_items = matches!(
            group.field(field).map(|field| &field.shape),
            Some(Shape::List(list)) if list.unique
        );
        if twice {
            let message = format!("another rule decides `{}` already", name.value);
            sink.report(&codes::DECIDED_TWICE, &name.span, message);
        } else if !is_type && has_unique_items {
            let message = format!("`{}` has `unique_items` already", name.value);
            sink.report(&codes::DECIDED_TWICE, &name.span, message);
        }
    }
}
