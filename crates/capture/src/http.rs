//! HTTP messages as they are sent, and files of requests as editors run them (`.http`).

use std::ops::Range;
use std::sync::Arc;

use mediaspec_validator::{Malformed, MalformedCode};

use crate::body::{Body, Header, find};
use crate::exchange::{Answer, Exchange, Held, malformed};
use crate::line::{Lines, request_line};
use crate::place::{Source, Text};
use crate::{transcript, unpack};

/// How many messages an input may have.
const MESSAGES: usize = 1_000_000;

/// Whether a text begins as a message, or as a file of requests.
pub(crate) fn is_http(head: &[u8]) -> bool {
    let mut lines = head.split(|byte| *byte == b'\n').map(<[u8]>::trim_ascii);
    let first = lines.find(|line| !line.is_empty() && !is_remark(line) && !line.starts_with(b"@"));
    head.starts_with(b"###")
        || first.is_some_and(|line| request_line(line).is_some())
        || transcript::is_one(head)
}

fn is_remark(line: &[u8]) -> bool {
    line.starts_with(b"#") || line.starts_with(b"//")
}

/// The status of a line that begins an answer.
fn status_line(line: &[u8]) -> Option<u16> {
    let text = str::from_utf8(line).ok()?;
    let (version, rest) = text.split_once(' ')?;
    let status = rest.trim_start().get(..3)?.parse().ok()?;
    (version.starts_with("HTTP/") && (100..=599).contains(&status)).then_some(status)
}

/// Reads the messages of a text.
pub(crate) fn read(source: &Arc<Source>) -> Result<Vec<Exchange>, Malformed> {
    if !transcript::is_one(source.bytes()) {
        return read_text(&Text::plain(source, 0..source.bytes().len()));
    }
    let (text, has_bodies) = transcript::read(source);
    let mut calls = read_text(&text)?;
    for call in calls.iter_mut().filter(|_| !has_bodies) {
        let length = call.header("content-length");
        if length.is_some_and(|length| length.value.bytes() != b"0") {
            let why = "curl -v does not show the body of a request; --trace-ascii - does";
            call.body = Held::Ready(Body::not_taken(source, call.target.span(), why));
        }
    }
    Ok(calls)
}

/// Reads messages as they are sent.
fn read_text(all: &Text) -> Result<Vec<Exchange>, Malformed> {
    let mut reader = Reader {
        all,
        lines: Lines {
            text: all.bytes(),
            at: 0,
        },
    };
    let mut out: Vec<Exchange> = Vec::new();
    while let Some((line, next)) = reader.lines.peek() {
        let text = all.bytes().get(line.clone()).unwrap_or_default();
        if out.len() >= MESSAGES {
            let why = "there are more than a million messages";
            return Err(malformed(
                all.source(),
                &reader.in_source(&line),
                MalformedCode::Size,
                why,
            ));
        }
        if let Some((method, target)) = request_line(text) {
            let number = u64::try_from(out.len())
                .unwrap_or(u64::MAX)
                .saturating_add(1);
            let start = line.start.saturating_add(target.start);
            let end = line.start.saturating_add(target.end);
            let method = method.to_owned();
            reader.lines.at = next;
            out.push(reader.request(number, &method, start..end));
        } else if let Some(status) = status_line(text) {
            reader.lines.at = next;
            let answer = reader.answer(status);
            // One of the hundreds says that the answer is yet to come.
            if let Some(exchange) = out.last_mut().filter(|_| status >= 200) {
                exchange.answer = Some(answer);
            }
        } else {
            reader.lines.at = next;
        }
    }
    if out.is_empty() {
        let why = "there is no request: a line such as `POST /v1/… HTTP/1.1` begins one";
        return Err(malformed(all.source(), &(0..0), MalformedCode::Syntax, why));
    }
    Ok(out)
}

struct Reader<'s> {
    all: &'s Text,
    lines: Lines<'s>,
}

impl Reader<'_> {
    /// Where a part of the text stands in the input.
    fn in_source(&self, part: &Range<usize>) -> Range<usize> {
        let start = self.all.position_in_source(part.start);
        start..self.all.position_in_source(part.end).max(start)
    }

    fn request(&mut self, number: u64, method: &str, target: Range<usize>) -> Exchange {
        let target = self.all.part(target);
        let mut url = target.lossy().into_owned();
        // A query may go on in lines of its own.
        while let Some((line, next)) = self.lines.peek() {
            let text = self.all.bytes().get(line).unwrap_or_default();
            let more = text.trim_ascii();
            if !text.starts_with(b" ") && !text.starts_with(b"\t")
                || !matches!(more.first(), Some(b'?' | b'&'))
            {
                break;
            }
            url.push_str(&String::from_utf8_lossy(more));
            self.lines.at = next;
        }
        let headers = self.headers();
        let host = find(&headers, "host").or_else(|| find(&headers, ":authority"));
        if let Some(host) = host
            && url.starts_with('/')
        {
            url = format!("https://{}{url}", host.value.lossy());
        } else if url.starts_with("{{") {
            // A variable that stands for the host.
            url =
                url.split_once("}}")
                    .map_or(url.clone(), |(_, rest)| match rest.starts_with('/') {
                        true => rest.to_owned(),
                        false => format!("http://host{rest}"),
                    });
        } else if !url.contains("://") && !url.starts_with('/') {
            url.insert_str(0, "http://");
        }
        let mut exchange = Exchange::new(number, method, url, target);
        exchange.body = Held::Ready(self.body(&headers));
        let body = match &exchange.body {
            Held::Ready(Body::Text(text)) => text.bytes(),
            Held::Ready(_) | Held::Recorded(_) => &[],
        };
        let mut values = headers.iter().map(|header| header.value.bytes());
        let has = |text: &[u8]| memchr::memmem::find(text, b"{{").is_some();
        let variable = has(exchange.target.bytes()) || has(body) || values.any(has);
        if variable {
            let why = "variables ({{…}}) are not replaced: they are taken as they stand";
            exchange.notes.push(why.to_owned());
        }
        exchange.headers = (!headers.is_empty()).then_some(headers);
        exchange
    }

    fn answer(&mut self, status: u16) -> Answer {
        let mut answer = Answer::new(status);
        let headers = self.headers();
        answer.body = Held::Ready(self.body(&headers));
        answer.headers = (!headers.is_empty()).then_some(headers);
        answer
    }

    /// The headers, to the empty line behind them.
    fn headers(&mut self) -> Vec<Header> {
        let mut out = Vec::new();
        while let Some((line, next)) = self.lines.peek() {
            let text = self.all.bytes().get(line.clone()).unwrap_or_default();
            if text.starts_with(b"###") {
                break;
            }
            self.lines.at = next;
            if text.trim_ascii().is_empty() {
                break;
            }
            if is_remark(text) {
                continue;
            }
            let from = usize::from(text.starts_with(b":"));
            let colon = memchr::memchr(b':', text.get(from..).unwrap_or_default());
            let Some(colon) = colon.map(|colon| colon.saturating_add(from)) else {
                continue;
            };
            let name = String::from_utf8_lossy(text.get(..colon).unwrap_or_default());
            let behind = text.get(colon.saturating_add(1)..).unwrap_or_default();
            let skipped = behind.len().saturating_sub(behind.trim_ascii_start().len());
            let start = line
                .start
                .saturating_add(colon)
                .saturating_add(1)
                .saturating_add(skipped);
            let end = start.saturating_add(behind.trim_ascii().len());
            out.push(Header {
                name: name.trim().to_owned(),
                value: self.all.part(start..end),
            });
        }
        out
    }

    /// The body: as long as a header says, or up to what begins the next message.
    fn body(&mut self, headers: &[Header]) -> Body {
        let text = self.all.bytes();
        let start = self.lines.at;
        let mut end = start;
        let mut is_over = false;
        // Behind a body stand what editors run then, and the next message.
        while let Some((line, next)) = self.lines.peek() {
            let found = text.get(line.clone()).unwrap_or_default();
            if found.starts_with(b"###")
                || status_line(found).is_some()
                || request_line(found).is_some()
            {
                break;
            }
            is_over = is_over || found.starts_with(b"> ") || found.starts_with(b"<> ");
            self.lines.at = next;
            if !is_over {
                end = line.end;
            }
        }
        let body = text.get(start..end).unwrap_or_default();
        let at = start..end;
        if body.trim_ascii().is_empty() {
            return Body::Absent;
        }
        if body.starts_with(b"< ") || body.starts_with(b"<@ ") {
            return Body::not_taken(
                self.all.source(),
                &self.in_source(&at),
                "the body is a file, which is not opened",
            );
        }
        let said = |name: &str| {
            find(headers, name).map(|header| header.value.lossy().to_ascii_lowercase())
        };
        let chunks = said("transfer-encoding").filter(|said| said.contains("chunked"));
        let put_together =
            chunks.and_then(|_| unpack::chunked(text.get(start..).unwrap_or_default()));
        let encodings = said("content-encoding");
        if put_together.is_none() && encodings.is_none() {
            // Empty lines behind the body are the file's.
            let kept = body.trim_ascii_end().len();
            return Body::Text(self.all.part(start..start.saturating_add(kept)));
        }
        let raw = put_together.unwrap_or_else(|| body.to_vec());
        match unpack::content(raw, &encodings.unwrap_or_default()) {
            Ok(bytes) => Body::Text(Text::decoded(self.all.source(), self.in_source(&at), bytes)),
            Err(why) => Body::broken(self.all.source(), &self.in_source(&at), why),
        }
    }
}
