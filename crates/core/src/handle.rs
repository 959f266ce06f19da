//! A handle to what several owners read: counted, or part of the program.

use std::ops::Deref;
use std::sync::Arc;

/// A handle that is cheap to clone. One to a value that lives as long as the program counts nothing, which saves two
/// locked additions a clone; checks of single small payloads would feel them.
#[derive(Debug)]
pub enum Handle<T: 'static> {
    /// Lives as long as the program.
    Static(&'static T),
    /// Lives as long as its last handle.
    Counted(Arc<T>),
}

impl<T> Handle<T> {
    /// Returns a handle that is dropped with its last clone.
    #[must_use]
    pub fn counted(value: T) -> Self {
        Self::Counted(Arc::new(value))
    }

    /// Returns a handle to a value that is never dropped.
    #[must_use]
    pub fn forever(value: T) -> Self {
        Self::Static(Box::leak(Box::new(value)))
    }

    /// Returns whether both handles lead to the same value.
    #[must_use]
    pub fn is(&self, other: &Self) -> bool {
        std::ptr::eq::<T>(&**self, &**other)
    }

    /// Returns the value for changes, if this is its only handle.
    #[cfg(test)]
    pub(crate) fn get_mut(&mut self) -> Option<&mut T> {
        match self {
            Self::Static(_) => None,
            Self::Counted(value) => Arc::get_mut(value),
        }
    }
}

impl<T: Clone> Handle<T> {
    /// Returns the value for changes, which no other handle sees.
    pub fn make_mut(&mut self) -> &mut T {
        if let Self::Static(value) = self {
            *self = Self::counted(value.clone());
        }
        match self {
            Self::Counted(value) => Arc::make_mut(value),
            Self::Static(_) => unreachable!("it was just counted"),
        }
    }
}

impl<T: PartialEq> PartialEq for Handle<T> {
    fn eq(&self, other: &Self) -> bool {
        self.is(other) || **self == **other
    }
}

impl<T> Clone for Handle<T> {
    fn clone(&self) -> Self {
        match self {
            Self::Static(value) => Self::Static(value),
            Self::Counted(value) => Self::Counted(Arc::clone(value)),
        }
    }
}

impl<T> Deref for Handle<T> {
    type Target = T;

    fn deref(&self) -> &T {
        match self {
            Self::Static(value) => value,
            Self::Counted(value) => value,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_handle_and_its_clone_are_one_and_equal_values_are_two() {
        for make in [Handle::counted, Handle::forever] {
            let handle: Handle<u8> = make(7);
            assert!(handle.is(&handle.clone()));
            assert!(!handle.is(&make(7)));
            assert_eq!(*handle, 7);
        }
        let mut counted = Handle::counted(7_u8);
        assert!(counted.get_mut().is_some());
        let clone = counted.clone();
        assert!(counted.get_mut().is_none());
        drop(clone);
        assert!(counted.get_mut().is_some());
        assert!(Handle::forever(7_u8).get_mut().is_none());
    }

    #[test]
    fn a_change_is_seen_by_one_handle_alone() {
        for make in [Handle::counted, Handle::forever] {
            let handle: Handle<u8> = make(7);
            let mut changed = handle.clone();
            assert!(changed == handle);
            *changed.make_mut() = 8;
            assert_eq!((*handle, *changed), (7, 8));
            assert!(changed != handle);
            // A handle of its own stays one.
            *changed.make_mut() += 1;
            assert!(changed == make(9));
        }
    }
}
