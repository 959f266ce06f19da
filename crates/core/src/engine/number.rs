//! Integers and numbers: their bounds.

use super::Engine;
use super::report::Site;
use super::scalar::Num;
use crate::code::Code;
use crate::contract::{Int, Number};
use crate::report::Detail;

impl<'c> Engine<'c, '_> {
    /// Checks a number where an integer is expected, and returns whether it is good. One beyond the range of `i64` is out of
    /// any bounds.
    pub(super) fn int(&mut self, site: &Site<'_, 'c>, int: &Int, num: Num) -> bool {
        let value = match num {
            Num::Int(value) => value,
            Num::Float(_) => {
                self.wrong_type(site, "number");
                return false;
            }
            Num::Beyond(value) => {
                let below = value < 0.0;
                let (below, above) = (
                    below.then_some(Code::Minimum),
                    (!below).then_some(Code::Maximum),
                );
                for code in [below, above].into_iter().flatten() {
                    self.error(site, code, Detail::None);
                }
                return false;
            }
        };
        let Int {
            min,
            max,
            accepted,
            special: _,
            multiple_of,
            unix_seconds: _,
        } = int;
        let below = min.is_some_and(|min| value < min);
        let above = max.is_some_and(|max| value > max);
        let ignored = accepted.is_some_and(|(from, to)| !(from..=to).contains(&value));
        let between =
            multiple_of.is_some_and(|step| value.checked_rem(step.get().into()) != Some(0));
        let mut good = self.bounded(
            site,
            below.then_some(Code::Minimum),
            above.then_some(Code::Maximum),
            ignored && !between,
        );
        if between {
            good &= self.violation(site, Code::MultipleOf, Detail::None);
        }
        good
    }

    /// Checks a number, and returns whether it is good.
    pub(super) fn number(&mut self, site: &Site<'_, 'c>, number: &Number, num: Num) -> bool {
        let Number {
            lower,
            upper,
            accepted,
            special: _,
        } = number;
        let value = num.as_f64();
        let below =
            lower
                .filter(|bound| bound.is_above(&value))
                .map(|bound| match bound.exclusive {
                    true => Code::ExclusiveMinimum,
                    false => Code::Minimum,
                });
        let above =
            upper
                .filter(|bound| bound.is_below(&value))
                .map(|bound| match bound.exclusive {
                    true => Code::ExclusiveMaximum,
                    false => Code::Maximum,
                });
        let ignored = accepted.is_some_and(|(from, to)| !(from..=to).contains(&value));
        self.bounded(site, below, above, ignored)
    }

    /// Reports the bounds that a number breaks, or else that the service ignores it.
    fn bounded(
        &mut self,
        site: &Site<'_, 'c>,
        below: Option<Code>,
        above: Option<Code>,
        ignored: bool,
    ) -> bool {
        let is_within = below.is_none() && above.is_none();
        let ignored = (is_within && ignored).then_some(Code::AcceptedRange);
        let mut good = true;
        for code in [below, above, ignored].into_iter().flatten() {
            good &= self.violation(site, code, Detail::None);
        }
        good
    }
}
