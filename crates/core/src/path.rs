//! Where a value stands: a list of segments on the stack, written out only when there is something to report.

use crate::compiled::Entry;

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
    /// A member of a type; its name is looked up when it is written.
    Member(&'p Entry, u16),
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

    pub(crate) const fn is_root(&self) -> bool {
        self.parent.is_none()
    }

    /// Returns whether the value is the root of a document.
    pub(crate) const fn is_document(&self) -> bool {
        matches!(self.segment, Segment::Root | Segment::Embedded)
    }

    pub(crate) fn key(&'p self, name: &'p str, sensitive: bool) -> Self {
        self.child(Segment::Key(name), sensitive)
    }

    /// A member that the type has at an index.
    #[cfg_attr(not(debug_assertions), inline(always))]
    pub(crate) fn member(&'p self, ty: &'p Entry, index: u16, sensitive: bool) -> Self {
        self.child(Segment::Member(ty, index), sensitive)
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

    /// Appends the JSON Pointer, and one more for each document inside a string on the way: `begins` takes where those
    /// begin. Recursion is bounded by the depth that a payload may have.
    pub(crate) fn write(&self, out: &mut String, begins: &mut Vec<usize>) {
        if let Some(parent) = self.parent {
            parent.write(out, begins);
        }
        match self.segment {
            Segment::Root => {}
            Segment::Embedded => begins.push(out.len()),
            Segment::Key(name) => push_token(out, name),
            Segment::Member(ty, index) => {
                push_token(out, ty.at(index).map_or("", |field| &field.name));
            }
            Segment::Index(index) => {
                out.push('/');
                push_decimal(out, index);
            }
        }
    }
}

/// Appends a number. Formatting it costs several times as much.
fn push_decimal(out: &mut String, number: usize) {
    let mut digits = ['0'; 20];
    let mut left = number;
    let mut used = 0;
    for place in digits.iter_mut().rev() {
        let digit = u32::try_from(left % 10).unwrap_or(0);
        *place = char::from_digit(digit, 10).unwrap_or('0');
        used = usize::saturating_add(used, 1);
        left /= 10;
        if left == 0 {
            break;
        }
    }
    out.extend(digits.iter().skip(digits.len().saturating_sub(used)));
}

/// Appends a reference token of RFC 6901.
fn push_token(out: &mut String, name: &str) {
    out.push('/');
    // All bytes are looked at, which compilers turn into a few instructions.
    let special = |any: bool, byte: u8| any | (byte == b'~') | (byte == b'/');
    if !name.bytes().fold(false, special) {
        out.push_str(name);
        return;
    }
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
        let written = |path: &Path<'_>| {
            let (mut out, mut begins) = (String::new(), Vec::new());
            path.write(&mut out, &mut begins);
            (out, begins)
        };
        assert_eq!(written(&d), ("/a~1b~0c/3/x".into(), vec![10]));
        assert!(d.sensitive && !c.sensitive);
        assert_eq!(written(&Path::ROOT), (String::new(), Vec::new()));
        for index in [0, 9, 10, 99, 1_234_567_890, usize::MAX] {
            let pointer = written(&Path::ROOT.index(index)).0;
            assert_eq!(pointer, format!("/{index}"));
        }
    }
}
