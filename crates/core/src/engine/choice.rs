//! Values that must be among those of a list.

use super::Engine;
use super::expect::State;
use super::report::Site;
use super::scalar::{Kept, Str};
use crate::code::Code;
use crate::compiled::parts::Parts;
use crate::contract::{Enum, EnumValue};
use crate::report::Detail;

impl<'c> Engine<'c, '_> {
    /// Checks a text where a value of a list is expected.
    pub(super) fn choice(
        &mut self,
        site: &Site<'_, 'c>,
        values: &'c Enum,
        value: Str<'_>,
    ) -> State {
        let listed = listed(values, value);
        if listed.is_none() && !self.unlisted(site, values) {
            return State::Failed;
        }
        self.distinct(site);
        if let Some(listed) = listed {
            self.discouraged(site, listed);
        }
        self.keep(site.expect, |_, _| {
            Kept::Text(listed.map(|v| &*v.wire), Parts::NONE)
        });
        State::Good
    }

    /// Reports a value that is not listed, and returns whether it is good all the same: where the list is open it is.
    pub(super) fn unlisted(&mut self, site: &Site<'_, 'c>, values: &Enum) -> bool {
        if values.open {
            self.warning(site, Code::Enum, Detail::None);
            return true;
        }
        self.violation(site, Code::Enum, Detail::None)
    }

    /// Warns of a listed value that should no longer be used.
    pub(super) fn discouraged(&mut self, site: &Site<'_, 'c>, value: &EnumValue) {
        let EnumValue {
            wire: _,
            summary: _,
            deprecated,
        } = value;
        if let Some(note) = deprecated {
            self.remark(site, Code::Deprecated, note);
        }
    }
}

/// Returns the listed value that a text is.
pub(super) fn listed<'c>(choice: &'c Enum, text: Str<'_>) -> Option<&'c EnumValue> {
    let Enum {
        named: _,
        open: _,
        any_case,
        values,
    } = choice;
    values.iter().find(|value| match any_case {
        true => text.is_in_any_case(&value.wire),
        false => text.is(&value.wire),
    })
}
