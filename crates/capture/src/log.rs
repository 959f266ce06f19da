//! Logs: lines that hold JSON behind other text, and lines of access logs.

use std::ops::Range;
use std::sync::Arc;

use mediaspec_core::json_text;
use memchr::memchr2_iter;

use crate::body::Body;
use crate::exchange::{Answer, Exchange, Held};
use crate::place::{Source, Text};

/// How many lines of an input are looked at to tell whether it is a log.
const LINES: usize = 16;

/// How many of them must hold something: one alone may be a payload with text before it.
const ENOUGH: usize = 2;

/// Whether an input that does not begin as JSON does is a log: lines of it hold documents, or tell calls.
pub(crate) fn is_log(head: &[u8]) -> bool {
    let lines = head.split_inclusive(|byte| *byte == b'\n').take(LINES);
    let found = lines.filter(|text| {
        let text = text.trim_ascii_end();
        document(text).is_some() || call(&Source::new(text.to_vec()), 1).is_some()
    });
    found.take(ENOUGH).count() == ENOUGH
}

/// Whether text stands before JSON in a line.
pub(crate) fn is_line(head: &[u8]) -> bool {
    let line = head.split(|byte| *byte == b'\n').next().unwrap_or_default();
    document(line).is_some_and(|at| at.start > 0)
}

/// How many places of a line are tried for the beginning of a document.
const TRIED: usize = 64;

/// What a line holds.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub enum Line {
    /// A document.
    Document(Text),
    /// A call without its bodies.
    Call(Box<Exchange>),
    /// Neither.
    Other,
}

/// Reads a line, which is the source.
#[must_use]
pub fn line(source: &Arc<Source>, number: u64) -> Line {
    let text = source.bytes();
    if let Some(at) = document(text) {
        return Line::Document(Text::plain(source, at));
    }
    match call(source, number) {
        Some(exchange) => Line::Call(Box::new(exchange)),
        None => Line::Other,
    }
}

/// Where the first object or list of objects stands in a line.
fn document(text: &[u8]) -> Option<Range<usize>> {
    let starts = memchr2_iter(b'{', b'[', text).take(TRIED);
    let mut found = starts.filter_map(|at| {
        let inside = json_text::skip_space(text, at.checked_add(1)?);
        let begin = (text.get(at)?, text.get(inside)?);
        let fits = matches!(begin, (b'{', b'"' | b'}') | (b'[', b'{'));
        let end = fits.then(|| json_text::value_end(text, at).ok())??;
        let is_whole = json_text::inside(text, at).all(|member| member.is_ok());
        is_whole.then_some(at..end)
    });
    found.next()
}

/// The call that a line of an access log tells: `"POST /v1/a HTTP/1.1" 200`.
fn call(source: &Arc<Source>, number: u64) -> Option<Exchange> {
    let text = source.bytes();
    let version = memchr::memmem::find(text, b" HTTP/")?;
    let before = text.get(..version)?;
    let target = before
        .iter()
        .rposition(|byte| *byte == b' ')?
        .checked_add(1)?;
    let method = before.get(..target.checked_sub(1)?)?;
    let start = method.iter().rposition(|byte| !byte.is_ascii_uppercase());
    let start = start.map_or(0, |at| at.saturating_add(1));
    let method = str::from_utf8(method.get(start..)?).ok()?;
    let is_method = (3..=7).contains(&method.len());
    let url = str::from_utf8(text.get(target..version)?).ok()?;
    if !is_method || !url.starts_with('/') && !url.contains("://") {
        return None;
    }
    let at = target..version;
    let target = Text::plain(source, at.clone());
    let mut exchange = Exchange::new(number, method, url.to_owned(), target);
    exchange.is_recorded = true;
    exchange.body = Held::Ready(Body::not_taken(
        source,
        &at,
        "the log does not have the body",
    ));
    let behind = text.get(version..)?;
    let quote = memchr::memchr(b'"', behind).and_then(|at| behind.get(at.checked_add(1)?..));
    let status = quote.and_then(|rest| {
        str::from_utf8(rest.trim_ascii_start().get(..3)?)
            .ok()?
            .parse()
            .ok()
    });
    if let Some(status) = status.filter(|status| (100..=599).contains(status)) {
        let mut answer = Answer::new(status);
        let why = "the log does not have the body";
        answer.body = Held::Ready(Body::not_taken(source, &at, why));
        exchange.answer = Some(answer);
    }
    Some(exchange)
}

#[cfg(test)]
mod tests {
    use super::{Line, is_line, is_log, line};
    use crate::place::{Source, Start};

    fn told(text: &str) -> String {
        let start = Start {
            line: 7,
            column: 1,
            offset: 100,
        };
        match line(&Source::at(text.as_bytes().to_vec(), start), 7) {
            Line::Document(text) => {
                let place = text.position(0..1);
                format!("{}:{} {}", place.line, place.column, text.lossy())
            }
            Line::Call(exchange) => {
                let status = exchange.answer.as_ref().map(|answer| answer.status);
                format!("{exchange} {status:?}")
            }
            Line::Other => "other".to_owned(),
        }
    }

    #[test]
    fn a_document_is_found_behind_other_text() {
        assert_eq!(
            told("CreateRequest {\"a\": {\"b\": \"}\"}} took 3 ms"),
            "7:15 {\"a\": {\"b\": \"}\"}}"
        );
        assert_eq!(told("[INFO] {x} body=[{\"a\":1}]"), "7:17 [{\"a\":1}]");
        assert_eq!(told("{\"a\": 1}"), "7:1 {\"a\": 1}");
        for none in ["", "text", "{ x: 1 }", "[1, 2]", "{\"a\": 1", "set {a}"] {
            assert_eq!(told(none), "other", "{none}");
        }
    }

    #[test]
    fn a_line_of_an_access_log_is_a_call() {
        assert_eq!(
            told(
                "10.0.0.1 - - [30/Nov/2026:10:00:00 +0000] \"GET /v1/p/videos?limit=500&sign=x HTTP/1.1\" 400 12 \"-\" \"x\""
            ),
            "7 GET /v1/p/videos Some(400)"
        );
        assert_eq!(told("POST /v1/p HTTP/1.1"), "7 POST /v1/p None");
        assert_eq!(told("GET / HTTP/"), "7 GET / None");
        assert_eq!(told("x HTTP/1.1"), "other");
    }

    #[test]
    fn a_log_has_several_lines_that_hold_something() {
        let sent = "2026-11-30 10:00:01 sent CreateRequest {\"a\": 1}\n";
        assert!(is_log(format!("started\n{sent}{sent}").as_bytes()));
        assert!(is_log(
            "10.0.0.1 - \"GET /v1/a HTTP/1.1\" 200 1\n"
                .repeat(2)
                .as_bytes()
        ));
        assert!(!is_log(sent.as_bytes()));
        assert!(!is_log(
            format!("started\n\n{}", "text\n".repeat(20)).as_bytes()
        ));
        assert!(is_line(sent.as_bytes()) && !is_line(b"{\"a\": 1}"));
    }

    #[test]
    fn a_line_of_nothing_but_brackets_ends_soon() {
        assert_eq!(told(&"{\"".repeat(500_000)), "other");
    }
}
