//! Numbers of a range: round ones, or any.

use mediaspec_core::contract::{Bound, Int, Number, Shape};
use mediaspec_core::node::Node;

use crate::dice::Dice;

/// A range of numbers.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Range {
    pub(super) lower: Option<Bound>,
    pub(super) upper: Option<Bound>,
    /// What its integers are multiples of.
    step: i64,
}

const fn bound(value: f64) -> Bound {
    Bound {
        value,
        exclusive: false,
    }
}

impl Range {
    const ALL: Self = Self::between(None, None);

    /// Returns the range with these ends.
    pub(crate) const fn between(lower: Option<Bound>, upper: Option<Bound>) -> Self {
        Self {
            lower,
            upper,
            step: 1,
        }
    }

    /// Returns the numbers that a shape allows and honours.
    pub(crate) fn of(shape: &Shape) -> Self {
        match shape {
            Shape::Int(int) => Self::of_int(int),
            Shape::Number(number) => Self::of_number(number),
            Shape::Text(_)
            | Shape::Bool
            | Shape::Enum(_)
            | Shape::List(_)
            | Shape::Map(_)
            | Shape::Object(_)
            | Shape::Alternatives(_)
            | Shape::Any => Self::ALL,
        }
    }

    /// Returns the integers that are allowed and honoured.
    #[expect(
        clippy::cast_precision_loss,
        reason = "what rounding does to the ends beyond 2^53 is set right by `whole`"
    )]
    pub(crate) fn of_int(int: &Int) -> Self {
        let Int {
            min,
            max,
            accepted,
            special: _,
            multiple_of,
            unix_seconds: _,
        } = int;
        let end = |v: i64| bound(v as f64);
        let all = Self {
            step: multiple_of.map_or(1, |step| step.get().into()),
            ..Self::between(min.map(end), max.map(end))
        };
        all.and(&accepted.map_or(Self::ALL, |(from, to)| {
            Self::between(Some(end(from)), Some(end(to)))
        }))
    }

    /// Returns the numbers that are allowed and honoured.
    pub(crate) fn of_number(number: &Number) -> Self {
        let Number {
            lower,
            upper,
            accepted,
            special: _,
        } = number;
        let all = Self::between(*lower, *upper);
        all.and(&accepted.map_or(Self::ALL, |(from, to)| {
            Self::between(Some(bound(from)), Some(bound(to)))
        }))
    }

    /// Returns what lies in both.
    pub(crate) fn and(&self, other: &Self) -> Self {
        // Of two ends the one further in; of equal ones the one that is itself refused.
        let lower = |a: Bound, b: Bound| {
            if b.value > a.value || (b.value == a.value && b.exclusive) {
                b
            } else {
                a
            }
        };
        let upper = |a: Bound, b: Bound| {
            if b.value < a.value || (b.value == a.value && b.exclusive) {
                b
            } else {
                a
            }
        };
        let both =
            |a: Option<Bound>, b: Option<Bound>, tighter: &dyn Fn(Bound, Bound) -> Bound| match (
                a, b,
            ) {
                (Some(a), Some(b)) => Some(tighter(a, b)),
                (a, b) => a.or(b),
            };
        Self {
            lower: both(self.lower, other.lower, &lower),
            upper: both(self.upper, other.upper, &upper),
            // Of two steps one is none.
            step: self.step.max(other.step),
        }
    }

    /// Returns the least and the greatest integer in it.
    pub(crate) fn whole(&self) -> (i64, i64) {
        let least = self.lower.map_or(i64::MIN, |b| {
            let up = to_int(b.value.ceil());
            if b.exclusive && b.value.fract() == 0.0 {
                up.saturating_add(1)
            } else {
                up
            }
        });
        let most = self.upper.map_or(i64::MAX, |b| {
            let down = to_int(b.value.floor());
            if b.exclusive && b.value.fract() == 0.0 {
                down.saturating_sub(1)
            } else {
                down
            }
        });
        (least, most.max(least))
    }

    /// Returns whether a number lies in it.
    pub(crate) fn contains(&self, number: f64) -> bool {
        let Self {
            lower,
            upper,
            step: _,
        } = self;
        !lower.is_some_and(|bound| bound.is_above(&number))
            && !upper.is_some_and(|bound| bound.is_below(&number))
    }

    /// Returns integers of the range that differ from one another: a readable one, those above it, those below it.
    pub(crate) fn several(self, count: usize) -> impl Iterator<Item = i64> {
        let (least, most) = self.whole();
        let (from, step) = (self.multiple(nice_int(least, most)), self.step);
        let up = std::iter::successors(Some(from), move |v| v.checked_add(step));
        let down = std::iter::successors(from.checked_sub(step), move |v| v.checked_sub(step));
        up.take_while(move |v| *v <= most)
            .take(count)
            .chain(down.take_while(move |v| *v >= least).take(count))
    }

    /// Returns the multiple of the step that is at an integer of the range, or below it, or else above it.
    pub(crate) fn multiple(&self, value: i64) -> i64 {
        let (least, _) = self.whole();
        let beyond = value.checked_rem_euclid(self.step).unwrap_or(0);
        match value.checked_sub(beyond) {
            Some(below) if below >= least => below,
            _ => value.saturating_add(self.step.saturating_sub(beyond)),
        }
    }

    /// Makes a number of the range: a round one, or any.
    pub(crate) fn number(&self, whole: bool, ordinal: usize, dice: &mut Dice) -> Node {
        if whole {
            self.int(ordinal, dice).into()
        } else {
            let float = self.float(ordinal, dice);
            // Ends that are too far apart have no middle.
            Node::number(if float.is_finite() { float } else { 0.0 })
        }
    }

    fn int(&self, ordinal: usize, dice: &mut Dice) -> i64 {
        let ordinal = i64::try_from(ordinal).unwrap_or(0);
        self.multiple(self.any_int(ordinal.saturating_mul(self.step), dice))
    }

    /// Makes an integer of the range, whatever it is a multiple of.
    fn any_int(&self, ordinal: i64, dice: &mut Dice) -> i64 {
        let (least, most) = self.whole();
        let nice = nice_int(least, most);
        if dice.is_plain() {
            let up = nice.saturating_add(ordinal);
            return if up <= most {
                up
            } else {
                nice.saturating_sub(up.saturating_sub(most)).max(least)
            };
        }
        if dice.once_in(6) && least > i64::MIN {
            return least;
        }
        if dice.once_in(6) && most < i64::MAX {
            return most;
        }
        // Neither the edges of i64 nor anything below zero, unless the contract says so.
        let least = if least == i64::MIN {
            nice.min(0)
        } else {
            least
        };
        let least = least.max(nice.saturating_sub(100_000));
        let most = most.min(nice.saturating_add(100_000));
        let width = least.abs_diff(most).saturating_add(1);
        let width = usize::try_from(width).unwrap_or(usize::MAX);
        let step = i64::try_from(dice.below(width)).unwrap_or(0);
        least.saturating_add(step)
    }

    #[expect(
        clippy::cast_precision_loss,
        reason = "a handful of items are told apart by it"
    )]
    fn float(&self, ordinal: usize, dice: &mut Dice) -> f64 {
        let least = self.lower.map(|b| b.value);
        let most = self.upper.map(|b| b.value);
        if dice.is_plain() && (least.is_none() || most.is_none()) {
            // Small whole numbers on the open side.
            let step = 1.0 + ordinal as f64;
            let value = match (least, most) {
                (Some(low), _) => low.floor() + step,
                (None, Some(high)) => high.ceil() - step,
                (None, None) => step,
            };
            if self.contains(value) {
                return value;
            }
        }
        let (low, high) = match (least, most) {
            (Some(low), Some(high)) => (low, high),
            (Some(low), None) => (low, low + 100.0),
            (None, Some(high)) => (high - 100.0, high),
            (None, None) => (0.0, 100.0),
        };
        let middle = low + (high - low) * 0.5;
        let mut tries = Vec::new();
        if dice.is_plain() {
            if high - low > 2.0 {
                let (least, most) = self.whole();
                tries.push(nice_int(least, most) as f64 + ordinal as f64);
            }
            // A few steps past the middle tell items apart, unless rounding makes them one again.
            let step = (high - low) / 64.0;
            let value = middle + step * ordinal as f64;
            if ordinal == 0 || step >= 0.01 {
                tries.push(round(value));
            }
            tries.push(value);
        } else {
            if dice.once_in(6) {
                tries.push(low);
            }
            if dice.once_in(6) {
                tries.push(high);
            }
            let any = low + (high - low) * dice.fraction();
            tries.extend([round(any), any]);
        }
        tries.extend([middle, low, high]);
        tries
            .into_iter()
            .find(|&v| self.contains(v))
            .unwrap_or(middle)
    }
}

/// Returns the integer at a double, or the nearest that there is.
#[expect(
    clippy::cast_possible_truncation,
    reason = "casts of floats saturate, as is wanted here"
)]
const fn to_int(value: f64) -> i64 {
    value as i64
}

/// Returns a readable integer in a range.
pub(crate) fn nice_int(least: i64, most: i64) -> i64 {
    match (least, most) {
        (i64::MIN, i64::MAX) => 1,
        (least, i64::MAX) => least.max(1),
        (i64::MIN, most) => most.min(1),
        (least, most) if least <= 1 && (1..=10).contains(&most) => 1,
        // A bound that far out is one of the type's, not of the thing's.
        (least, most) if least <= 1 && most > 100_000 => 1,
        (least, most) => {
            let middle = least.midpoint(most);
            // Two digits, then zeros: 15020 is better read as 15000.
            let mut unit = 1_i64;
            while middle.checked_div(unit).unwrap_or(0).abs() >= 100 {
                unit = unit.saturating_mul(10);
            }
            let round = middle.checked_div(unit).unwrap_or(0).saturating_mul(unit);
            if (least..=most).contains(&round) {
                round
            } else {
                middle
            }
        }
    }
}

/// Returns a double with two decimals.
fn round(value: f64) -> f64 {
    (value * 100.0).round() / 100.0
}
