//! Lists: how many items there are, what each is checked against, and in what they must differ.

use super::expect::{Expect, NO_SET, State, Wanted};
use super::frame::Frame;
use super::report::Site;
use super::scalar::Span;
use super::unique::Seen;
use super::{Engine, Enter, to_usize};
use crate::code::Code;
use crate::compiled::{Differ, Entry, NO_FIELD, View};
use crate::contract::{List, Shape};
use crate::path::Path;
use crate::report::Detail;

/// A list while it is being read.
#[derive(Debug)]
pub(crate) struct Items<'e, 'c> {
    list: &'c List,
    /// The type of the items, where they are objects.
    item: Option<&'c Entry>,
    /// The member in which items that are objects must differ.
    distinct_member: u16,
    expect: &'e Expect<'c>,
    pub(crate) count: u64,
    seen: u32,
    span: Span,
}

impl<'c> Engine<'c, '_> {
    /// Begins a list where `expect` is expected, and returns what the driver must do with it.
    pub(crate) fn enter_list(
        &mut self,
        expect: &Expect<'c>,
        path: &Path<'_>,
        span: Span,
    ) -> Enter<'c> {
        let fits = match expect.view {
            View::List(list) => Some(Enter::List(list)),
            View::Any => Some(Enter::Skip(State::Good)),
            View::Int(_)
            | View::Number(_)
            | View::Text(_)
            | View::Bool
            | View::Enum(_)
            | View::Map(_)
            | View::Object(_)
            | View::Alternatives(_) => None,
        };
        self.enter(expect, path, span, "array", fits)
    }

    /// Begins to count a list's items.
    #[inline]
    pub(crate) fn open_list<'e>(
        &mut self,
        list: &'c List,
        expect: &'e Expect<'c>,
        span: Span,
    ) -> Items<'e, 'c> {
        let item = match list.item {
            Shape::Object(_) => Some(self.entry(expect.child)),
            _ => None,
        };
        // A rule can ask something of the field's own list alone, not of lists in it.
        let differ = match expect.link().differ {
            differ if !expect.inside && differ != Differ::No => differ,
            _ if list.unique => Differ::Items,
            _ => Differ::No,
        };
        let distinct_member = match (differ, item) {
            (Differ::By(rule), Some(item)) => distinct_member(expect.owner, rule, item),
            _ => NO_FIELD,
        };
        let seen = if differ == Differ::No {
            NO_SET
        } else {
            let set = self.seen.extend(1, &Seen::NONE);
            if let Some(seen) = self.seen.get_mut(set, 0) {
                seen.clear();
            }
            u32::try_from(set).unwrap_or(NO_SET)
        };
        Items {
            list,
            item,
            distinct_member,
            expect,
            count: 0,
            seen,
            span,
        }
    }

    /// Counts an item that is an object, and returns its type and what is wanted of it; `None` if the items are
    /// not objects.
    #[cfg_attr(not(debug_assertions), inline(always))]
    pub(crate) fn object_item(items: &mut Items<'_, 'c>) -> Option<(&'c Entry, Wanted)> {
        let ty = items.item?;
        items.count = items.count.saturating_add(1);
        let wanted = Wanted {
            distinct: items.seen,
            distinct_member: items.distinct_member,
            ..Wanted::NOTHING
        };
        Some((ty, wanted))
    }

    /// Counts an item, and returns what it is checked against.
    pub(crate) fn item(&self, items: &mut Items<'_, 'c>) -> Expect<'c> {
        items.count = items.count.saturating_add(1);
        self.peek_item(items)
    }

    /// Returns what an item is checked against, without counting one.
    pub(crate) fn peek_item(&self, items: &Items<'_, 'c>) -> Expect<'c> {
        Expect {
            distinct: items.seen,
            distinct_member: items.distinct_member,
            ..items.expect.inner(&items.list.item)
        }
    }

    /// Ends a list, and reports a wrong number of items.
    pub(crate) fn close_list(&mut self, items: Items<'_, 'c>, path: &Path<'_>) -> State {
        if items.seen != NO_SET {
            self.seen.truncate(to_usize(items.seen));
        }
        let List {
            item: _,
            min_items,
            max_items,
            unique: _,
        } = items.list;
        let site = Site {
            expect: items.expect,
            path,
            span: items.span,
            found: None,
            piece: false,
        };
        let disputed = items.expect.disputed();
        let weighed = disputed.and_then(|field| self.weigh_count(field, &site, items.count));
        let good = match weighed {
            Some(good) => good,
            None => self.counted(&site, (*min_items, *max_items), items.count),
        };
        if good { State::Good } else { State::Failed }
    }

    /// Reports a wrong number of items, or of pieces of a text, and returns whether it is a right one.
    pub(super) fn counted(
        &mut self,
        site: &Site<'_, 'c>,
        (min, max): (Option<u32>, Option<u32>),
        count: u64,
    ) -> bool {
        let few = min.is_some_and(|min| count < min.into());
        let many = max.is_some_and(|max| count > max.into());
        let mut good = true;
        for (wrong, code) in [(few, Code::MinItems), (many, Code::MaxItems)] {
            if wrong {
                good &= self.violation(site, code, Detail::Count(count));
            }
        }
        good
    }

    /// Returns whether no earlier item had the integer in the member in which the items of the list must differ.
    pub(crate) fn is_new(&mut self, frame: &Frame<'c>, value: i64) -> bool {
        self.seen
            .get_mut(to_usize(frame.distinct), 0)
            .is_none_or(|seen| seen.insert_integer(value))
    }

    /// Reports a value that occurred before in its list, if its items must differ.
    #[inline]
    pub(super) fn distinct(&mut self, site: &Site<'_, 'c>) {
        if site.expect.distinct != NO_SET {
            self.distinct_in(site);
        }
    }

    fn distinct_in(&mut self, site: &Site<'_, 'c>) {
        if let Some(seen) = self.seen.get_mut(to_usize(site.expect.distinct), 0)
            && let Some(found) = site.found
            && !seen.insert(found.value)
        {
            self.violation(site, Code::UniqueItems, Detail::None);
        }
    }
}

/// Returns the member in which items must differ by a rule of a type.
fn distinct_member(ty: &Entry, rule: u16, item: &Entry) -> u16 {
    let at = usize::from(rule);
    match (ty.def.rules.get(at), ty.rules.get(at)) {
        (Some(rule), Some(compiled)) => compiled.differ(rule, item),
        _ => NO_FIELD,
    }
}
