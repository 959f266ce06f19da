//! Text that the values of a report share.

use std::borrow::Borrow;
use std::fmt;
use std::ops::Deref;
use std::sync::Arc;

use crate::path::Path;

/// A piece of text. The pieces of one report lie in one block of memory, however many violations it has; a piece that is
/// cloned out of a report keeps the block alive.
///
/// ```
/// use mediaspec_core::report::SharedStr;
///
/// let pointer = SharedStr::from("/voice_config/speed");
/// assert_eq!(pointer, "/voice_config/speed");
/// assert!(pointer.ends_with("/speed"));
/// ```
#[derive(Clone, Default)]
pub struct SharedStr {
    /// `None` for an empty text, and while the block is still being written.
    block: Option<Arc<str>>,
    from: usize,
    to: usize,
}

impl SharedStr {
    /// The text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        let block = self.block.as_deref().unwrap_or_default();
        block.get(self.from..self.to).unwrap_or_default()
    }
}

impl From<&str> for SharedStr {
    fn from(text: &str) -> Self {
        Self {
            block: (!text.is_empty()).then(|| text.into()),
            from: 0,
            to: text.len(),
        }
    }
}

impl Deref for SharedStr {
    type Target = str;

    fn deref(&self) -> &str {
        self.as_str()
    }
}

impl Borrow<str> for SharedStr {
    fn borrow(&self) -> &str {
        self.as_str()
    }
}

impl AsRef<str> for SharedStr {
    fn as_ref(&self) -> &str {
        self.as_str()
    }
}

impl fmt::Display for SharedStr {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self.as_str(), f)
    }
}

impl fmt::Debug for SharedStr {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(self.as_str(), f)
    }
}

impl PartialEq for SharedStr {
    fn eq(&self, other: &Self) -> bool {
        self.as_str() == other.as_str()
    }
}

impl Eq for SharedStr {}

impl PartialOrd for SharedStr {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for SharedStr {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.as_str().cmp(other.as_str())
    }
}

impl std::hash::Hash for SharedStr {
    fn hash<H: std::hash::Hasher>(&self, state: &mut H) {
        self.as_str().hash(state);
    }
}

impl PartialEq<str> for SharedStr {
    fn eq(&self, other: &str) -> bool {
        self.as_str() == other
    }
}

impl PartialEq<&str> for SharedStr {
    fn eq(&self, other: &&str) -> bool {
        self.as_str() == *other
    }
}

impl PartialEq<String> for SharedStr {
    fn eq(&self, other: &String) -> bool {
        self.as_str() == other
    }
}

impl PartialEq<SharedStr> for &str {
    fn eq(&self, other: &SharedStr) -> bool {
        *self == other.as_str()
    }
}

impl serde::Serialize for SharedStr {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self)
    }
}

/// The block of a report while it is written. Pieces of it are empty until [`Block::share`] has been called and each was
/// bound to what it gave.
#[derive(Debug, Default)]
pub(crate) struct Block {
    text: String,
}

impl Block {
    pub(crate) fn len(&self) -> usize {
        self.text.len()
    }

    pub(crate) fn truncate(&mut self, length: usize) {
        self.text.truncate(length);
    }

    /// Adds a piece.
    pub(crate) fn keep(&mut self, text: &str) -> SharedStr {
        self.write(|out| out.push_str(text))
    }

    /// Adds what is written to the end of the block, as a piece.
    pub(crate) fn write(&mut self, write: impl FnOnce(&mut String)) -> SharedStr {
        let from = self.text.len();
        write(&mut self.text);
        self.since(from)
    }

    /// What was added since the block had a length, as a piece.
    pub(crate) fn since(&self, from: usize) -> SharedStr {
        SharedStr {
            block: None,
            from,
            to: self.text.len(),
        }
    }

    /// Adds the pointers of a place: that in the document, and those in documents inside strings.
    pub(crate) fn keep_path(&mut self, path: &Path<'_>) -> (SharedStr, Vec<SharedStr>) {
        // Room for what most violations take, so that one violation is one allocation.
        self.text.reserve(128);
        let mut begins = Vec::new();
        let mut pointer = self.write(|out| path.write(out, &mut begins));
        let end = pointer.to;
        let ends = begins.iter().skip(1).copied().chain(std::iter::once(end));
        let embedded = begins.iter().zip(ends).map(|(from, to)| SharedStr {
            block: None,
            from: *from,
            to,
        });
        let embedded = embedded.collect();
        pointer.to = begins.first().copied().unwrap_or(end);
        (pointer, embedded)
    }

    /// The block, to which its pieces can be bound.
    pub(crate) fn share(self) -> Arc<str> {
        self.text.into()
    }
}

impl SharedStr {
    /// Lets a piece of a block lie in what the block has become.
    pub(crate) fn bind(&mut self, block: &Arc<str>) {
        if self.block.is_none() && self.from < self.to {
            self.block = Some(Arc::clone(block));
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashMap;

    use super::*;

    #[test]
    fn it_is_compared_hashed_and_shown_as_its_text() {
        let (a, b) = (SharedStr::from("a\"b"), SharedStr::from("c"));
        assert_eq!(
            (a.to_string(), format!("{a:?}")),
            ("a\"b".to_owned(), r#""a\"b""#.to_owned())
        );
        assert!(a < b && a != b && a == a.clone());
        assert_eq!(a.partial_cmp(&b), Some("a\"b".cmp("c")));
        assert!(a == *"a\"b" && a != *"c" && a == "a\"b" && a != "c");
        let (text, other) = ("a\"b".to_owned(), "c".to_owned());
        assert!(a == text && a != other && "a\"b" == a && "c" != a);
        assert_eq!((a.as_ref(), a.len()), ("a\"b", 3));
        let found = HashMap::from([(a, 1), (b, 2)]);
        assert_eq!(
            (found.get("a\"b"), found.get("c"), found.get("d")),
            (Some(&1), Some(&2), None)
        );
    }

    #[test]
    fn pieces_of_a_block_are_told_apart_once_it_is_shared() {
        let mut block = Block::default();
        let mut pieces = [
            block.keep("ab"),
            block.keep(""),
            block.write(|out| out.push('c')),
        ];
        assert_eq!(block.len(), 3);
        block.keep("gone");
        block.truncate(3);
        let shared = block.share();
        for piece in &mut pieces {
            piece.bind(&shared);
        }
        assert_eq!(pieces, ["ab", "", "c"]);
        // A piece that is bound stays with its own block.
        let [first, ..] = &mut pieces;
        first.bind(&"xyz".into());
        assert_eq!(*first, "ab");
        assert_eq!(std::sync::Arc::strong_count(&shared), 3);
    }
}
