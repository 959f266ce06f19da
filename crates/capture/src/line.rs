//! Lines of HTTP messages.

use std::ops::Range;

/// Methods that a request may begin with.
const METHODS: [&str; 8] = [
    "GET", "POST", "PUT", "DELETE", "PATCH", "HEAD", "OPTIONS", "TRACE",
];

/// The lines of a text, each without its end.
pub(crate) struct Lines<'a> {
    pub(crate) text: &'a [u8],
    pub(crate) at: usize,
}

impl Lines<'_> {
    /// The next line, and where the one behind it begins; `None` at the end.
    pub(crate) fn peek(&self) -> Option<(Range<usize>, usize)> {
        let rest = self.text.get(self.at..)?;
        if rest.is_empty() {
            return None;
        }
        let length = memchr::memchr(b'\n', rest);
        let end = self.at.saturating_add(length.unwrap_or(rest.len()));
        let next = length.map_or(end, |_| end.saturating_add(1));
        let carriage = end.checked_sub(1).filter(|last| *last >= self.at);
        let carriage = carriage.is_some_and(|last| self.text.get(last) == Some(&b'\r'));
        Some((self.at..end.saturating_sub(usize::from(carriage)), next))
    }
}

/// Method and target of a line that begins a request, with the place of the target in it.
pub(crate) fn request_line(line: &[u8]) -> Option<(&str, Range<usize>)> {
    let text = str::from_utf8(line).ok()?.trim_end();
    let (method, rest) = text.split_once(' ')?;
    if !METHODS.contains(&method) {
        return None;
    }
    let target = rest.trim();
    let target = match target.rsplit_once(' ') {
        Some((target, version)) if version.starts_with("HTTP/") => target.trim(),
        Some(_) | None => target,
    };
    let is_target = target.starts_with('/') || target.contains("://") || target.starts_with("{{");
    let is_host = || {
        let host = target.split('/').next().unwrap_or_default();
        host.contains('.') && !host.contains(' ')
    };
    if target.contains(' ') && !target.contains("{{") || !is_target && !is_host() {
        return None;
    }
    let at = text.len().saturating_sub(rest.len());
    let at = at.saturating_add(rest.len().saturating_sub(rest.trim_start().len()));
    Some((method, at..at.saturating_add(target.len())))
}
