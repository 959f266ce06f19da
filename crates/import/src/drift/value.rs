//! What changed about one value: its type and its constraints.

use serde_json::{Number, Value};

use super::finding::{Change, Class, Direction};
use super::pattern;
use super::side::{COUNTS, Limit, Said};
use crate::sheet::{Kind, Row};

/// What changed at a place.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Delta {
    /// The place, from where the walk began.
    pub(super) pointer: String,
    /// The type and the member where it stands in the source.
    pub(super) at: String,
    pub(super) class: Class,
    pub(super) constraint: Option<&'static str>,
    pub(super) before: Option<Value>,
    pub(super) after: Option<Value>,
    pub(super) change: Change,
    /// Whether it refuses nothing, before and after.
    pub(super) vacuous: bool,
    /// The messages in which it counts, where that is not in all.
    pub(super) only: Option<Direction>,
}

impl Delta {
    pub(super) fn new(place: &Place, class: Class, change: Change) -> Self {
        Self {
            pointer: place.pointer.clone(),
            at: place.at.clone(),
            class,
            constraint: None,
            before: None,
            after: None,
            change,
            vacuous: false,
            only: None,
        }
    }

    pub(super) fn values(self, before: Option<Value>, after: Option<Value>) -> Self {
        Self {
            before,
            after,
            ..self
        }
    }

    fn about(self, constraint: &'static str) -> Self {
        Self {
            constraint: Some(constraint),
            ..self
        }
    }

    /// Marks what refuses nothing.
    fn unless(self, vacuous: bool) -> Self {
        if vacuous {
            Self {
                vacuous,
                change: Change::None,
                ..self
            }
        } else {
            self
        }
    }
}

/// A place in a message, and in the source.
#[derive(Debug, Clone)]
pub(super) struct Place {
    pub(super) pointer: String,
    pub(super) at: String,
}

impl Place {
    /// Returns the place behind a step, where a type or a parameter stands somewhere else in the source.
    pub(super) fn at(&self, at: Option<&str>) -> Self {
        Self {
            pointer: self.pointer.clone(),
            at: at.map_or_else(|| self.at.clone(), str::to_owned),
        }
    }
}

/// Tells what changed about a value, apart from what is inside it. Returns whether it is still a value of the same kind, so that
/// what is inside can be compared.
pub(super) fn compare(
    place: &Place,
    before: &Said<'_>,
    after: &Said<'_>,
    out: &mut Vec<Delta>,
) -> bool {
    let (was, is) = (before.kind(), after.kind());
    if is_other(was, is) || before.content() != after.content() {
        let change = match (was, is) {
            (None, Some(_)) | (Some(Kind::Number), Some(Kind::Integer)) => Change::Narrower,
            (Some(_), None) | (Some(Kind::Integer), Some(Kind::Number)) => Change::Wider,
            _ if is_other(was, is) => Change::Other,
            _ => match (before.content(), after.content()) {
                (None, Some(_)) => Change::Narrower,
                (Some(_), None) => Change::Wider,
                _ => Change::Other,
            },
        };
        let shown = |said: &Said<'_>, kind: Option<Kind>| kind.map(|_| said.shown());
        out.push(
            Delta::new(place, Class::TypeChanged, change)
                .values(shown(before, was), shown(after, is)),
        );
        return false;
    }
    numbers(place, before, after, out);
    counts(place, before, after, out);
    lists(place, before, after, out);
    patterns(place, before, after, out);
    let format = |said: &Said<'_>| said.format().map(Value::from);
    if format(before) != format(after) {
        out.push(
            Delta::new(place, Class::FormatChanged, Change::None)
                .values(format(before), format(after)),
        );
    }
    let default = |said: &Said<'_>| said.get(|row| row.default.clone());
    let (was, is) = (default(before), default(after));
    let class = match (&was, &is) {
        (None, Some(_)) => Some(Class::DefaultAdded),
        (Some(_), None) => Some(Class::DefaultDropped),
        (Some(was), Some(is)) if was != is => Some(Class::DefaultChanged),
        _ => None,
    };
    if let Some(class) = class {
        let place = place.at(elsewhere(before, after, |row| row.default.as_ref()));
        out.push(Delta::new(&place, class, Change::None).values(was, is));
    }
    let mut flag = |class, constraint, before: bool, after: bool, accepts_more: bool| {
        if before != after {
            let change = Change::of(after != accepts_more, after == accepts_more);
            let delta = Delta::new(place, class, change);
            let delta = delta.values(Some(before.into()), Some(after.into()));
            out.push(match constraint {
                Some(constraint) => delta.about(constraint),
                None => delta,
            });
        }
    };
    let unique = |said: &Said<'_>| said.get(|row| row.unique_items) == Some(true);
    flag(
        Class::UniqueChanged,
        None,
        unique(before),
        unique(after),
        false,
    );
    let nullable = |said: &Said<'_>| said.get(|row| row.nullable) == Some(true);
    flag(
        Class::NullableChanged,
        None,
        nullable(before),
        nullable(after),
        true,
    );
    let empty = |said: &Said<'_>| said.get(|row| row.allow_empty) == Some(true);
    let constraint = Some("allowEmptyValue");
    flag(
        Class::NullableChanged,
        constraint,
        empty(before),
        empty(after),
        true,
    );
    // An object of which nothing is documented lets everything pass as well.
    let is_open = |said: &Said<'_>| said.is_map() || said.members().is_empty();
    if before.is_map() || after.is_map() {
        flag(
            Class::OpenChanged,
            None,
            is_open(before),
            is_open(after),
            true,
        );
    }
    let listed = !before.values().is_empty() && !after.values().is_empty();
    if listed {
        let constraint = Some("enum");
        flag(
            Class::OpenChanged,
            constraint,
            before.is_open(),
            after.is_open(),
            true,
        );
        let any_case = |said: &Said<'_>| said.get(|row| row.any_case) == Some(true);
        let constraint = Some("enum in any case");
        flag(
            Class::OpenChanged,
            constraint,
            any_case(before),
            any_case(after),
            true,
        );
    }
    true
}

/// Whether two JSON types differ. A map is an object.
fn is_other(before: Option<Kind>, after: Option<Kind>) -> bool {
    let name = |kind: Option<Kind>| kind.map(super::side::kind_name);
    name(before) != name(after)
}

/// Returns the name of the type that says it, where the row of the value does not, before and after.
fn elsewhere<'s, T>(
    before: &Said<'s>,
    after: &Said<'s>,
    of: impl Fn(&'s Row) -> Option<T>,
) -> Option<&'s str> {
    after
        .says_elsewhere(&of)
        .or_else(|| before.says_elsewhere(&of))
}

fn numbers(place: &Place, before: &Said<'_>, after: &Said<'_>, out: &mut Vec<Delta>) {
    let is_number = before.kind().is_none_or(Kind::is_number);
    let sides = [
        (true, before.lower(), after.lower()),
        (false, before.upper(), after.upper()),
    ];
    for (least, was, is) in sides {
        let exclusive = [&was, &is]
            .into_iter()
            .flatten()
            .any(|limit| limit.exclusive);
        let constraint = match (least, exclusive) {
            (true, false) => "minimum",
            (true, true) => "exclusiveMinimum",
            (false, false) => "maximum",
            (false, true) => "exclusiveMaximum",
        };
        let tighter = |limit: &Limit, than: &Limit| {
            let (a, b) = (as_f64(&limit.value), as_f64(&than.value));
            if a == b && whole(&limit.value) == whole(&than.value) {
                return limit.exclusive && !than.exclusive;
            }
            let is_above = match (whole(&limit.value), whole(&than.value)) {
                (Some(a), Some(b)) => a > b,
                _ => a > b,
            };
            is_above == least
        };
        let refuses = |limit: &Limit, value: &Value| {
            let Some(number) = value.as_f64() else {
                return false;
            };
            let bound = as_f64(&limit.value);
            let outside = if least {
                number < bound
            } else {
                number > bound
            };
            outside || limit.exclusive && (number - bound).abs() == 0.0
        };
        let shown = |limit: &Limit| match limit.exclusive {
            true => serde_json::json!({"exclusive": limit.value}),
            false => limit.value.clone().into(),
        };
        let what = Bound {
            constraint,
            vacuous: !is_number,
        };
        let of = |row: &Row| {
            let said = [
                &row.minimum,
                &row.exclusive_minimum,
                &row.maximum,
                &row.exclusive_maximum,
            ];
            said.into_iter().flatten().next().map(|_| ())
        };
        let place = place.at(elsewhere(before, after, of));
        out.extend(what.delta(&place, [before, after], [was, is], tighter, refuses, shown));
    }
    let step = |said: &Said<'_>| said.get(|row| row.multiple_of.clone());
    let what = Bound {
        constraint: "multipleOf",
        vacuous: !is_number,
    };
    let rest = |value: &Number, step: &Number| as_f64(value).rem_euclid(as_f64(step));
    let tighter = |step: &Number, than: &Number| rest(step, than) == 0.0;
    let refuses = |step: &Number, value: &Value| match value.as_number() {
        Some(value) => rest(value, step) != 0.0,
        None => false,
    };
    let steps = [step(before), step(after)];
    let shown = |step: &Number| step.clone().into();
    out.extend(what.delta(place, [before, after], steps, tighter, refuses, shown));
}

fn counts(place: &Place, before: &Said<'_>, after: &Said<'_>, out: &mut Vec<Delta>) {
    for count in &COUNTS {
        let (was, is) = (before.get(count.of), after.get(count.of));
        let nothing = |bound: Option<u64>| bound.is_none() || count.least && bound == Some(0);
        let elsewhere_counted = before.kind().is_some_and(|kind| kind != count.counts);
        let what = Bound {
            constraint: count.name,
            vacuous: elsewhere_counted
                || nothing(was) && nothing(is)
                || count.counts == Kind::String && is_implied(before, after, count.least, was, is),
        };
        let tighter = |bound: &u64, than: &u64| (bound > than) == count.least;
        let refuses = |bound: &u64, value: &Value| {
            let found = match value {
                Value::String(text) => text.chars().count(),
                Value::Array(items) => items.len(),
                _ => return false,
            };
            if count.least {
                (found as u64) < *bound
            } else {
                found as u64 > *bound
            }
        };
        let place = place.at(elsewhere(before, after, count.of));
        let shown = |bound: &u64| (*bound).into();
        out.extend(what.delta(&place, [before, after], [was, is], tighter, refuses, shown));
    }
}

/// Whether a pattern that stays the same matches no text of a length that one of two bounds lets pass and the other one does not.
fn is_implied(
    before: &Said<'_>,
    after: &Said<'_>,
    least: bool,
    was: Option<u64>,
    is: Option<u64>,
) -> bool {
    let Some(pattern) = before.pattern().filter(|was| after.pattern() == Some(was)) else {
        return false;
    };
    if was == is {
        return false;
    }
    let (from, to) = if least {
        let (was, is) = (was.unwrap_or_default(), is.unwrap_or_default());
        (was.min(is), Some(was.max(is).saturating_sub(1)))
    } else {
        let from = was.into_iter().chain(is).min().unwrap_or_default();
        (
            from.saturating_add(1),
            was.zip(is).map(|(was, is)| was.max(is)),
        )
    };
    !pattern::matches_between(pattern, from, to)
}

/// A bound of a value.
struct Bound {
    constraint: &'static str,
    /// Whether it refuses nothing, whatever it is.
    vacuous: bool,
}

impl Bound {
    /// Returns what changed about it. Beside a list of values it counts as far as it tells them apart.
    fn delta<T: PartialEq>(
        &self,
        place: &Place,
        [before, after]: [&Said<'_>; 2],
        [was, is]: [Option<T>; 2],
        tighter: impl Fn(&T, &T) -> bool,
        refuses: impl Fn(&T, &Value) -> bool,
        shown: impl Fn(&T) -> Value,
    ) -> Option<Delta> {
        let (class, change) = match (&was, &is) {
            (None, None) => return None,
            (Some(was), Some(is)) if was == is => return None,
            (None, Some(_)) => (Class::BoundAdded, Change::Narrower),
            (Some(_), None) => (Class::BoundDropped, Change::Wider),
            (Some(was), Some(is)) if tighter(is, was) => (Class::BoundNarrowed, Change::Narrower),
            (Some(was), Some(is)) if tighter(was, is) => (Class::BoundWidened, Change::Wider),
            (Some(_), Some(_)) => (Class::BoundNarrowed, Change::Other),
        };
        let refuses = |bound: &Option<T>, value: &Value| {
            bound.as_ref().is_some_and(|bound| refuses(bound, value))
        };
        let beside_list = [before, after].into_iter().all(is_listed).then(|| {
            let values = before.values().iter().chain(after.values());
            values
                .clone()
                .all(|value| refuses(&was, value) == refuses(&is, value))
        });
        let delta = Delta::new(place, class, change).about(self.constraint);
        let delta = delta.values(was.as_ref().map(&shown), is.as_ref().map(&shown));
        Some(delta.unless(self.vacuous || beside_list == Some(true)))
    }
}

/// Whether the values that are listed are all that there are.
fn is_listed(said: &Said<'_>) -> bool {
    !said.values().is_empty() && !said.is_open()
}

fn lists(place: &Place, before: &Said<'_>, after: &Said<'_>, out: &mut Vec<Delta>) {
    let (was, is) = (before.values(), after.values());
    let listed = |row: &Row| (!row.values.is_empty()).then_some(());
    let place = place.at(elsewhere(before, after, listed));
    let of_flags = |values: &[Value]| {
        let has = |flag: bool| values.contains(&flag.into());
        before.kind() == Some(Kind::Boolean) && has(true) && has(false)
    };
    let list = |values: &[Value]| Some(values.to_vec().into());
    if was.is_empty() && !is.is_empty() {
        let delta = Delta::new(&place, Class::EnumAdded, Change::Narrower);
        let delta = delta.values(None, list(is));
        out.push(delta.unless(after.is_open() || of_flags(is)));
    } else if !was.is_empty() && is.is_empty() {
        let delta = Delta::new(&place, Class::EnumDropped, Change::Wider);
        let delta = delta.values(list(was), None);
        out.push(delta.unless(before.is_open() || of_flags(was)));
    } else {
        let added = is.iter().filter(|value| !was.contains(value));
        let open = before.is_open() || after.is_open();
        out.extend(added.map(|value| {
            let delta = Delta::new(&place, Class::EnumValueAdded, Change::Wider);
            delta.values(None, Some(value.clone())).unless(open)
        }));
        let removed = was.iter().filter(|value| !is.contains(value));
        out.extend(removed.map(|value| {
            let delta = Delta::new(&place, Class::EnumValueRemoved, Change::Narrower);
            delta.values(Some(value.clone()), None).unless(open)
        }));
    }
}

fn patterns(place: &Place, before: &Said<'_>, after: &Said<'_>, out: &mut Vec<Delta>) {
    let of = |said: &Said<'_>| said.pattern().map(str::to_owned);
    let named = |said: &Said<'_>| said.get(|row| row.pattern_name.clone());
    let sides = [
        ("pattern", of(before), of(after)),
        ("pattern_name", named(before), named(after)),
    ];
    for (constraint, was, is) in sides {
        let (class, change) = match (&was, &is) {
            (None, Some(_)) => (Class::PatternAdded, Change::Narrower),
            (Some(_), None) => (Class::PatternDropped, Change::Wider),
            (Some(was), Some(is)) if was != is => {
                let change = match constraint {
                    "pattern" => pattern::change(was, is),
                    _ => Change::Other,
                };
                (Class::PatternChanged, change)
            }
            _ => continue,
        };
        let refuses_nothing = was.is_none() && is.as_deref() == Some("")
            || is.is_none() && was.as_deref() == Some("")
            || before.kind().is_some_and(|kind| kind != Kind::String);
        let said = |row: &Row| {
            row.pattern
                .as_ref()
                .or(row.pattern_name.as_ref())
                .map(|_| ())
        };
        let place = place.at(elsewhere(before, after, said));
        let delta = Delta::new(&place, class, change).about(constraint);
        let delta = delta.values(was.map(Value::from), is.map(Value::from));
        out.push(delta.unless(refuses_nothing));
    }
}

fn as_f64(number: &Number) -> f64 {
    number.as_f64().unwrap_or_default()
}

/// Returns a whole number exactly.
fn whole(number: &Number) -> Option<i128> {
    number.as_i128()
}
