//! Where a value stands: a list of segments on the stack, written out only when there is something to report.

/// A value's place, linked to its parent's.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Path<'p> {
    parent: Option<&'p Path<'p>>,
    segment: Segment<'p>,
    /// Whether the value, or one around it, must not be shown.
    pub(crate) sensitive: bool,
}

#[derive(Debug, Clone, Copy)]
enum Segment<'p> {
    Root,
    Key(&'p str),
    Index(usize),
    /// The root of a JSON document inside a string.
    Embedded,
}

impl<'p> Path<'p> {
    pub(crate) const ROOT: Path<'static> = Path {
        parent: None,
        segment: Segment::Root,
        sensitive: false,
    };

    pub(crate) fn key(&'p self, name: &'p str, sensitive: bool) -> Self {
        self.child(Segment::Key(name), sensitive)
    }

    pub(crate) fn index(&'p self, index: usize) -> Self {
        self.child(Segment::Index(index), false)
    }

    pub(crate) fn embedded(&'p self) -> Self {
        self.child(Segment::Embedded, false)
    }

    fn child(&'p self, segment: Segment<'p>, sensitive: bool) -> Self {
        Self {
            parent: Some(self),
            segment,
            sensitive: self.sensitive || sensitive,
        }
    }

    /// The JSON Pointer, and one more for each document inside a string on the way.
    pub(crate) fn pointers(&self) -> (String, Vec<String>) {
        let mut all = vec![String::new()];
        self.write(&mut all);
        let mut all = all.into_iter();
        (all.next().unwrap_or_default(), all.collect())
    }

    /// Recursion is bounded by the contract's own nesting.
    fn write(&self, out: &mut Vec<String>) {
        if let Some(parent) = self.parent {
            parent.write(out);
        }
        match self.segment {
            Segment::Root => {}
            Segment::Embedded => out.push(String::new()),
            Segment::Key(name) => {
                if let Some(last) = out.last_mut() {
                    push_token(last, name);
                }
            }
            Segment::Index(index) => {
                if let Some(last) = out.last_mut() {
                    last.push('/');
                    last.push_str(&index.to_string());
                }
            }
        }
    }
}

/// Appends a reference token of RFC 6901.
fn push_token(out: &mut String, name: &str) {
    out.push('/');
    for c in name.chars() {
        match c {
            '~' => out.push_str("~0"),
            '/' => out.push_str("~1"),
            c => out.push(c),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pointers_escape_tildes_and_slashes_and_split_at_documents_in_strings() {
        let a = Path::ROOT.key("a/b~c", false);
        let b = a.index(3);
        let c = b.embedded();
        let d = c.key("x", true);
        assert_eq!(d.pointers(), ("/a~1b~0c/3".into(), vec!["/x".into()]));
        assert!(d.sensitive && !c.sensitive);
        assert_eq!(Path::ROOT.pointers(), (String::new(), Vec::new()));
    }
}
