//! Calls as curl tells them while it makes them: `-v`, and `--trace-ascii -`.

use std::ops::Range;
use std::sync::Arc;

use crate::line::{Lines, request_line};
use crate::place::{Map, Run, Source, Text};

/// How many lines may stand before the first request.
const BEFORE: usize = 200;

const SEND_HEADER: &[u8] = b"=> Send header";
const RECEIVE_HEADER: &[u8] = b"<= Recv header";

/// Whether a text tells calls: its first lines have a request behind a mark.
pub(crate) fn is_one(text: &[u8]) -> bool {
    let mut lines = text.split(|byte| *byte == b'\n').take(BEFORE);
    lines.any(|line| {
        let sent = line.strip_prefix(b"> ").map(<[u8]>::trim_ascii);
        // What editors run behind a request begins so, too.
        let sent = sent.filter(|sent| sent.ends_with(b"HTTP/1.1") || sent.ends_with(b"HTTP/2"));
        sent.is_some_and(|sent| request_line(sent).is_some()) || line.starts_with(SEND_HEADER)
    })
}

/// The messages that a text tells, as they are sent, and whether it tells what requests carry.
pub(crate) fn read(source: &Arc<Source>) -> (Text, bool) {
    let text = source.bytes();
    let mut out = Messages {
        source: text,
        bytes: Vec::new(),
        runs: Vec::new(),
    };
    let mut part = None;
    let mut lines = Lines { text, at: 0 };
    while let Some((line, next)) = lines.peek() {
        lines.at = next;
        let told = text.get(line.clone()).unwrap_or_default();
        if let Some(begun) = Part::begun(told) {
            if let Some(last) = &part {
                out.end_part(last);
            }
            if begun.is_header && out.bytes.last().is_some_and(|last| *last != b'\n') {
                // What was carried before need not end with its line.
                out.bytes.push(b'\n');
            }
            part = Some(begun);
        } else if let Some(part) = &mut part {
            if let Some(offset) = offset(told) {
                let at = line.start.saturating_add(6)..line.end;
                if part.next.is_some_and(|expected| offset > expected) {
                    out.bytes.push(b'\n');
                }
                part.next = Some(offset.saturating_add(at.len()));
                out.take(at);
            }
        } else if let Some(b'>' | b'<') = told.first()
            && matches!(told.get(1), None | Some(b' '))
        {
            out.take_line(line.start.saturating_add(2).min(line.end)..line.end);
        } else if !is_remark(told) {
            out.take_line(line);
        }
    }
    if let Some(last) = &part {
        out.end_part(last);
    }
    let Messages { bytes, runs, .. } = out;
    let all = Text::with(source, 0..text.len(), bytes, Map::Runs(runs));
    (all, part.is_some())
}

/// Whether a line is what curl says besides.
fn is_remark(line: &[u8]) -> bool {
    let bare = line.trim_ascii_start();
    let is_meter = memchr::memmem::find(line, b"--:--").is_some()
        || bare.starts_with(b"% Total")
        || bare.starts_with(b"Dload");
    line.starts_with(b"* ") || line.starts_with(b"{ [") || line.starts_with(b"} [") || is_meter
}

/// A part of a trace: what is sent or received at once.
struct Part {
    is_header: bool,
    /// The offset that the next line has unless a line of the message ends before it.
    next: Option<usize>,
}

impl Part {
    /// The part that a line begins.
    fn begun(line: &[u8]) -> Option<Self> {
        let is_header = line.starts_with(SEND_HEADER) || line.starts_with(RECEIVE_HEADER);
        let is_part = is_header
            || line.starts_with(b"=> Send ")
            || line.starts_with(b"<= Recv ")
            || line.starts_with(b"== Info:");
        is_part.then_some(Self {
            is_header,
            next: None,
        })
    }
}

/// The offset that a line of a part begins with.
fn offset(line: &[u8]) -> Option<usize> {
    let (digits, rest) = line.split_at_checked(4)?;
    let digits = str::from_utf8(digits).ok()?;
    let offset = usize::from_str_radix(digits, 16).ok()?;
    rest.starts_with(b": ").then_some(offset)
}

/// Messages that are put together.
struct Messages<'s> {
    source: &'s [u8],
    bytes: Vec<u8>,
    runs: Vec<Run>,
}

impl Messages<'_> {
    fn take(&mut self, at: Range<usize>) {
        self.runs.push(Run {
            text: self.bytes.len(),
            source: at.start,
            exact: true,
        });
        let taken = self.source.get(at).unwrap_or_default();
        self.bytes.extend_from_slice(taken);
    }

    fn take_line(&mut self, at: Range<usize>) {
        self.take(at);
        self.bytes.push(b'\n');
    }

    /// Ends the lines of a header; what is carried may come in several parts.
    fn end_part(&mut self, part: &Part) {
        if part.is_header {
            self.bytes.push(b'\n');
        }
    }
}
