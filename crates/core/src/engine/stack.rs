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
    #[cfg_attr(not(debug_assertions), inline(always))]
    pub(super) fn extend(&mut self, places: usize, empty: &T) -> usize
    where
        T: Clone,
    {
        let begin = self.length;
        self.length = begin.saturating_add(places);
        if self.length > N {
            self.extend_heap(empty);
        }
        begin
    }

    /// Makes room for all places on the heap.
    #[cold]
    fn extend_heap(&mut self, empty: &T)
    where
        T: Clone,
    {
        let over = self.length.saturating_sub(N);
        if over > self.heap.len() {
            self.heap.resize(over, empty.clone());
        }
    }

    /// How many places there are.
    pub(super) const fn len(&self) -> usize {
        self.length
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_keep_what_stands_in_them_on_both_sides_of_the_border() {
        let mut stack = Stack::<u8, 2>::new(0);
        assert_eq!(stack.extend(0, &9), 0);
        let begins: Vec<usize> = (0..5).map(|_| stack.extend(2, &0)).collect();
        assert_eq!(begins, [0, 2, 4, 6, 8]);
        for (value, begin) in (1..).zip(&begins) {
            *stack.get_mut(*begin, 1).expect("a place") = value;
        }
        let kept: Vec<_> = begins.iter().map(|at| stack.get(*at, 1).copied()).collect();
        assert_eq!(kept, [1, 2, 3, 4, 5].map(Some));
        // What ended makes room, and what stood before it stays.
        stack.truncate(4);
        assert_eq!(stack.extend(1, &0), 4);
        assert_eq!(stack.get(2, 1), Some(&2));
        assert_eq!(stack.get(10, 0), None);
    }
}
