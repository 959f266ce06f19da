//! Scratch that grows and shrinks with the nesting: a few places in the engine itself, more on the heap.

/// A stack whose first `N` places need no allocation.
#[derive(Debug)]
pub(super) struct Stack<T, const N: usize> {
    inline: [T; N],
    heap: Vec<T>,
    length: usize,
}

impl<T, const N: usize> Stack<T, N> {
    /// An empty stack.
    pub(super) fn new(empty: T) -> Self
    where
        T: Clone,
    {
        Self {
            inline: std::array::from_fn(|_| empty.clone()),
            heap: Vec::new(),
            length: 0,
        }
    }

    /// Adds places, and says where they begin. What stands in them may be left from before.
    #[inline]
    pub(super) fn extend(&mut self, places: usize, empty: &T) -> usize
    where
        T: Clone,
    {
        let begin = self.length;
        if places == 0 {
            return begin;
        }
        self.length = begin.saturating_add(places);
        if let Some(over) = self.length.checked_sub(N)
            && over > self.heap.len()
        {
            self.heap.resize(over, empty.clone());
        }
        begin
    }

    #[inline]
    pub(super) fn get(&self, begin: usize, place: usize) -> Option<&T> {
        let at = begin.checked_add(place)?;
        match at.checked_sub(N) {
            None => self.inline.get(at),
            Some(over) => self.heap.get(over),
        }
    }

    #[inline]
    pub(super) fn get_mut(&mut self, begin: usize, place: usize) -> Option<&mut T> {
        let at = begin.checked_add(place)?;
        match at.checked_sub(N) {
            None => self.inline.get_mut(at),
            Some(over) => self.heap.get_mut(over),
        }
    }

    /// Drops what was added since a place.
    #[inline]
    pub(super) fn truncate(&mut self, begin: usize) {
        self.length = begin;
    }
}
