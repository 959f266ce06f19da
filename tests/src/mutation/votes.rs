//! Changes of what one source says of a field that change no verdict: others say enough.

use mediaspec_core::check::Scope;
use mediaspec_core::contract::{Direction, Field, Question, Shape, Vote};
use serde_json::Value;

use super::exceptions::Site;

/// What a change of a vote is held against.
struct Votes<'s, 'm> {
    site: &'s Site<'m>,
    /// The place of the vote that is changed.
    at: usize,
    /// Where in the vote.
    within: &'s str,
    before: Field,
    /// The field afterwards, where it still is one.
    after: Option<Field>,
}

impl<'s, 'm> Votes<'s, 'm> {
    fn of(site: &'s Site<'m>) -> Option<Self> {
        let rest = site.path.strip_prefix("/field/votes/")?;
        let (at, within) = rest.split_once('/').unwrap_or((rest, ""));
        let field = |line: &Value| serde_json::from_value(line["field"].clone()).ok();
        Some(Self {
            site,
            at: at.parse().ok()?,
            within,
            before: field(site.before)?,
            after: field(&site.after),
        })
    }

    fn own(&self) -> Option<&Vote> {
        self.before.votes.get(self.at)
    }

    /// Whether all messages with the type are answers.
    fn are_answers(&self) -> bool {
        let mut scopes = self.site.scopes.iter();
        scopes.all(|scope| scope.direction == Direction::Response)
    }

    /// Whether a source of higher rank says what values there may be.
    fn is_governed(&self) -> bool {
        let above = self.before.votes.iter().take(self.at);
        let speaks = |shape: &Shape| {
            let item = |shape: &Shape| match shape {
                Shape::List(list) => list.item.speaks_of(Question::Value),
                _ => false,
            };
            shape.speaks_of(Question::Value) || shape.speaks_of(Question::Items) || item(shape)
        };
        let newer = above.filter(|vote| !vote.older);
        newer.map(|vote| &vote.shape).any(speaks)
    }

    /// Whether all that is no error is as before in every message.
    fn admits_the_same(&self) -> bool {
        let Some(after) = &self.after else {
            return false;
        };
        let (service, mut scopes) = (self.site.service, self.site.scopes.iter());
        scopes.all(|scope| {
            let shape = |field: &Field| field.admitted(service, **scope).into_owned();
            shape(&self.before) == shape(after)
        })
    }
}

/// Whether the source counts in none of the messages with the type: in them it is plainly mistaken.
pub(super) fn counts_nowhere(site: &Site<'_>) -> bool {
    let Some(votes) = Votes::of(site) else {
        return false;
    };
    let mut scopes = site.scopes.iter();
    let counts = |vote: &Vote| scopes.any(|scope| vote.counts_in(scope.direction));
    votes.within != "direction" && !votes.own().is_some_and(counts)
}

/// Whether the absence of the member counts in every message as much as before.
pub(super) fn misses_the_same(site: &Site<'_>) -> bool {
    let counts = |line: &Value, scope: &Scope| {
        let field = serde_json::from_value::<Field>(line["field"].clone());
        field
            .ok()
            .map(|field| field.severity_of_absence(scope.direction))
    };
    Votes::of(site).is_some_and(|votes| votes.within == "required") && site.same(counts)
}

/// Whether messages are answers alone, where a source above this one allows whatever this one allows.
pub(super) fn has_no_say_in_answers(site: &Site<'_>) -> bool {
    let Some(votes) = Votes::of(site) else {
        return false;
    };
    if !votes.are_answers() || !votes.is_governed() {
        return false;
    }
    let is_renamed = site.is("wire");
    let knows_the_name = || {
        let name = site.before.pointer(site.path).and_then(Value::as_str);
        let mut above = votes.before.votes.iter().take(votes.at);
        above.any(|vote| match (&vote.shape, name) {
            (Shape::Enum(choice), Some(name)) => choice.find(name).is_some(),
            _ => false,
        })
    };
    votes.admits_the_same() || is_renamed && knows_the_name()
}

/// Whether messages are answers alone, and what is no error is the same without the votes that are dropped.
pub(super) fn are_said_by_the_field(site: &Site<'_>) -> bool {
    let field = |line: &Value| serde_json::from_value::<Field>(line["field"].clone()).ok();
    let (Some(before), Some(after)) = (field(site.before), field(&site.after)) else {
        return false;
    };
    let rest = site.path.strip_prefix("/field/votes");
    let number = rest.map(|rest| rest.trim_start_matches('/'));
    let is_whole = number.is_some_and(|number| number.is_empty() || number.parse::<u32>().is_ok());
    let is_dropped = after.votes.len() < before.votes.len();
    let mut scopes = site.scopes.iter();
    is_whole
        && is_dropped
        && scopes.all(|scope| {
            let asks = |field: &Field| {
                let admitted = field.admitted(site.service, **scope);
                let mut asks = serde_json::to_value(&*admitted).expect("a shape is JSON");
                strip_words(&mut asks);
                asks
            };
            scope.direction == Direction::Response && asks(&before) == asks(&after)
        })
}

/// Takes out of a shape what makes no value valid or invalid.
fn strip_words(shape: &mut Value) {
    match shape {
        Value::Object(members) => {
            members.retain(|name, _| !matches!(name.as_str(), "summary" | "unix_seconds"));
            members.values_mut().for_each(strip_words);
        }
        Value::Array(items) => items.iter_mut().for_each(strip_words),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

/// Whether the source says no more than of what kind the value is, and another says so as well.
pub(super) fn says_what_others_say(site: &Site<'_>) -> bool {
    let Some(votes) = Votes::of(site) else {
        return false;
    };
    let Some(own) = votes.own() else { return false };
    let is_kind_alone = [Question::Value, Question::Items]
        .into_iter()
        .all(|question| !own.shape.speaks_of(question));
    let others = votes.before.votes.iter().enumerate();
    let mut others = others.filter(|(at, vote)| *at != votes.at && vote.direction.is_none());
    let kind = own.shape.json_type();
    let is_said = others.any(|(_, vote)| vote.shape.json_type() == kind);
    is_kind_alone
        && is_said
        && own.required.is_none()
        && ["", "direction", "older"].contains(&votes.within)
}

/// Whether, of all sources, the one that asks least and the one that asks most of a number ask the same as before.
pub(super) fn has_the_same_ends(site: &Site<'_>) -> bool {
    let Some(votes) = Votes::of(site) else {
        return false;
    };
    let ends = |line: &Value| {
        let all = line["field"]["votes"].as_array().into_iter().flatten();
        let at = format!("/{}", votes.within);
        let all = all.map(|vote| vote.pointer(&at).and_then(Value::as_f64));
        let mut all: Vec<Option<f64>> = all.collect();
        all.sort_by(|a, b| a.partial_cmp(b).expect("numbers of JSON"));
        (all.first().copied(), all.last().copied())
    };
    let is_number = site.before.pointer(site.path).is_some_and(Value::is_number);
    is_number && ends(site.before) == ends(&site.after)
}
