//! Texts of a capture, with the way from their bytes back to places of the input.

use std::borrow::Cow;
use std::cmp::Ordering;
use std::fmt;
use std::ops::Range;
use std::sync::Arc;

use mediaspec_core::json_text;
use mediaspec_validator::{Position, Report};
use memchr::{memchr_iter, memrchr};

/// A stretch of an input, and where in the input it begins.
#[derive(Clone, PartialEq, Eq)]
pub struct Source {
    bytes: Vec<u8>,
    start: Start,
}

/// Where a stretch of an input begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Start {
    /// The line, from 1.
    pub line: u64,
    /// The column in code points, from 1.
    pub column: u64,
    /// The offset in bytes, from 0.
    pub offset: usize,
}

impl Default for Start {
    /// The beginning of an input.
    fn default() -> Self {
        Self {
            line: 1,
            column: 1,
            offset: 0,
        }
    }
}

impl Start {
    /// Returns the place behind some bytes that stand here.
    #[must_use]
    pub fn behind(self, bytes: &[u8]) -> Self {
        let lines = u64::try_from(memchr_iter(b'\n', bytes).count()).unwrap_or(u64::MAX);
        let last = memrchr(b'\n', bytes).map(|at| at.saturating_add(1));
        let tail = bytes.get(last.unwrap_or(0)..).unwrap_or_default();
        let columns = code_points(tail);
        Self {
            line: self.line.saturating_add(lines),
            column: match last {
                Some(_) => columns.saturating_add(1),
                None => self.column.saturating_add(columns),
            },
            offset: self.offset.saturating_add(bytes.len()),
        }
    }
}

fn code_points(bytes: &[u8]) -> u64 {
    let continues = |byte: &&u8| **byte & 0xc0 != 0x80;
    u64::try_from(bytes.iter().filter(continues).count()).unwrap_or(u64::MAX)
}

impl Source {
    /// Returns a whole input.
    #[must_use]
    pub fn new(bytes: Vec<u8>) -> Arc<Self> {
        Self::at(bytes, Start::default())
    }

    /// Returns a stretch that begins at a place of its input.
    #[must_use]
    pub fn at(bytes: Vec<u8>, start: Start) -> Arc<Self> {
        Arc::new(Self { bytes, start })
    }

    /// Returns the bytes.
    #[must_use]
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// Returns the place in the input of a stretch of these bytes.
    #[must_use]
    pub fn position(&self, span: &Range<usize>) -> Position {
        let before = self.bytes.get(..span.start).unwrap_or(&self.bytes);
        position(self.start.behind(before), span.len())
    }
}

/// Tells no byte of the input: it may hold credentials.
impl fmt::Debug for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Source")
            .field("bytes", &self.bytes.len())
            .field("start", &self.start)
            .finish()
    }
}

fn position(start: Start, length: usize) -> Position {
    let mut position = Position::default();
    position.line = start.line;
    position.column = start.column;
    position.offset = start.offset;
    position.length = length;
    position
}

/// A text that was read out of an input: a body, a URL, the value of a header.
///
/// ```
/// use mediaspec_capture::{Source, Text};
///
/// let source = Source::new(b"speed: 300".to_vec());
/// let text = Text::plain(&source, 7..10);
/// assert_eq!(text.bytes(), b"300");
/// assert_eq!(text.position(0..3).column, 8);
/// ```
#[derive(Clone, PartialEq, Eq)]
pub struct Text {
    source: Arc<Source>,
    /// `None`: the bytes of the source as they stand.
    bytes: Option<Vec<u8>>,
    /// The stretch of the source that the text was read from.
    span: Range<usize>,
    map: Map,
}

/// How bytes of a text correspond to those of its source.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Map {
    /// One to one.
    Plain,
    /// The text is what a JSON string says, whose quotes are part of the span.
    JsonString,
    /// Stretch by stretch, in the order of the text.
    Runs(Vec<Run>),
    /// Not at all: every byte stands where the span does.
    Whole,
}

/// A stretch of a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Run {
    /// Where it begins in the text.
    pub(crate) text: usize,
    /// Where it begins in the source.
    pub(crate) source: usize,
    /// Whether its bytes stand there one to one; otherwise all of them stand at the beginning.
    pub(crate) exact: bool,
}

/// Tells no byte of the text.
impl fmt::Debug for Text {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Text")
            .field("bytes", &self.bytes().len())
            .field("span", &self.span)
            .finish_non_exhaustive()
    }
}

/// Where a value of a text stands in the input, and in the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Spot {
    /// The offset in the input.
    pub offset: usize,
    /// The offset in the text.
    pub text: usize,
    /// The length in the text.
    pub length: usize,
}

/// How many bytes a string in a string may have whose places are kept one by one.
const MAX_STEPS: usize = 1 << 20;

impl Text {
    /// Returns bytes of a source as they stand.
    #[must_use]
    pub fn plain(source: &Arc<Source>, span: Range<usize>) -> Self {
        Self {
            source: Arc::clone(source),
            bytes: None,
            span,
            map: Map::Plain,
        }
    }

    /// Returns bytes whose value stands at a place of a source, none of them as it is.
    #[must_use]
    pub fn decoded(source: &Arc<Source>, span: Range<usize>, bytes: Vec<u8>) -> Self {
        Self::with(source, span, bytes, Map::Whole)
    }

    pub(crate) fn with(source: &Arc<Source>, span: Range<usize>, bytes: Vec<u8>, map: Map) -> Self {
        Self {
            source: Arc::clone(source),
            bytes: Some(bytes),
            span,
            map,
        }
    }

    /// Returns what a JSON string of a source says; the span has its quotes.
    pub(crate) fn json_string(source: &Arc<Source>, span: Range<usize>) -> Self {
        let raw = source.bytes.get(span.clone()).unwrap_or_default();
        let inner = span.start.saturating_add(1)..span.end.saturating_sub(1);
        match json_text::unescaped(raw) {
            None => Self::plain(source, inner),
            Some(bytes) => Self::with(source, span, bytes, Map::JsonString),
        }
    }

    /// Returns the bytes.
    #[must_use]
    pub fn bytes(&self) -> &[u8] {
        match &self.bytes {
            Some(bytes) => bytes,
            None => self.source.bytes.get(self.span.clone()).unwrap_or_default(),
        }
    }

    /// Returns the text; what is not UTF-8 as U+FFFD.
    #[must_use]
    pub fn lossy(&self) -> Cow<'_, str> {
        String::from_utf8_lossy(self.bytes())
    }

    /// Returns the source that it was read from.
    #[must_use]
    pub const fn source(&self) -> &Arc<Source> {
        &self.source
    }

    /// Returns the stretch of the source that it was read from.
    #[must_use]
    pub const fn span(&self) -> &Range<usize> {
        &self.span
    }

    /// Returns a part of the text as a text.
    #[must_use]
    pub fn part(&self, range: Range<usize>) -> Self {
        let Some(bytes) = &self.bytes else {
            let start = self.span.start.saturating_add(range.start);
            let end = self.span.start.saturating_add(range.end);
            return Self::plain(&self.source, start..end.min(self.span.end));
        };
        let part = bytes.get(range.clone()).unwrap_or_default().to_vec();
        if self.map == Map::Whole {
            return Self::decoded(&self.source, self.span.clone(), part);
        }
        let places = self.places([range.start, range.end]);
        let span =
            places.first().copied().unwrap_or_default()..places.last().copied().unwrap_or_default();
        let runs = self.runs(&range);
        Self::with(&self.source, span, part, Map::Runs(runs))
    }

    /// Returns what the part says that is a JSON string of this text, quotes included.
    #[must_use]
    pub fn string_part(&self, range: Range<usize>) -> Self {
        let raw = self.bytes().get(range.clone()).unwrap_or_default();
        let Some(inner) = json_text::unescaped(raw) else {
            let inner = range.start.saturating_add(1)..range.end.saturating_sub(1);
            return self.part(inner);
        };
        if self.bytes.is_none() {
            let start = self.span.start.saturating_add(range.start);
            let end = self.span.start.saturating_add(range.end);
            return Self::with(&self.source, start..end, inner, Map::JsonString);
        }
        let whole = self.part(range);
        if whole.map == Map::Whole || inner.len() > MAX_STEPS {
            return Self::decoded(&whole.source, whole.span.clone(), inner);
        }
        let steps = json_text::steps(whole.bytes());
        let places = whole.places(steps.iter().map(|step| step.1));
        let runs = steps.iter().zip(places).map(|(step, source)| Run {
            text: step.0,
            source,
            exact: false,
        });
        let runs: Vec<Run> = runs.collect();
        Self::with(&whole.source, whole.span.clone(), inner, Map::Runs(runs))
    }

    /// The runs of a part of a text that has bytes of its own, counted from the part's beginning.
    fn runs(&self, range: &Range<usize>) -> Vec<Run> {
        let all: Cow<'_, [Run]> = match &self.map {
            Map::Runs(runs) => Cow::Borrowed(runs),
            Map::JsonString => {
                let raw = self.source.bytes.get(self.span.clone());
                let stretches = json_text::stretches(raw.unwrap_or_default()).into_iter();
                let run = |(text, at, exact)| Run {
                    text,
                    source: self.span.start.saturating_add(at),
                    exact,
                };
                stretches.map(run).collect()
            }
            Map::Plain | Map::Whole => Cow::Borrowed(&[]),
        };
        let first = all.partition_point(|run| run.text <= range.start);
        let begin = first.saturating_sub(1);
        let kept = all.get(begin..).unwrap_or_default().iter();
        let kept = kept.take_while(|run| run.text < range.end);
        kept.map(|run| {
            let skipped = range.start.saturating_sub(run.text);
            Run {
                text: run.text.saturating_sub(range.start),
                source: match run.exact {
                    true => run.source.saturating_add(skipped),
                    false => run.source,
                },
                exact: run.exact,
            }
        })
        .collect()
    }

    /// The offsets in the source of offsets in the text, which must not descend.
    fn places(&self, offsets: impl IntoIterator<Item = usize>) -> Vec<usize> {
        let offsets = offsets.into_iter();
        match &self.map {
            Map::Plain => offsets
                .map(|at| self.span.start.saturating_add(at))
                .collect(),
            Map::Whole => offsets.map(|_| self.span.start).collect(),
            Map::Runs(runs) => offsets.map(|at| in_runs(runs, at, &self.span)).collect(),
            Map::JsonString => {
                let raw = self.source.bytes.get(self.span.clone());
                let mut walk = json_text::Walk::new(raw.unwrap_or_default());
                let places = offsets.map(|at| self.span.start.saturating_add(walk.to(at)));
                places.collect()
            }
        }
    }

    /// The run that an offset in the text stands in, and where that begins in the source; `None` where there are no runs.
    pub(crate) fn run_around(&self, at: usize) -> Option<(Range<usize>, usize)> {
        let Map::Runs(runs) = &self.map else {
            return None;
        };
        let behind = runs.partition_point(|run| run.text <= at);
        let run = behind.checked_sub(1).and_then(|last| runs.get(last))?;
        let end = runs.get(behind).map_or(self.bytes().len(), |run| run.text);
        Some((run.text..end, run.source))
    }

    /// The offset in the source of an offset in the text.
    pub(crate) fn position_in_source(&self, at: usize) -> usize {
        self.places([at])
            .first()
            .copied()
            .unwrap_or(self.span.start)
    }

    /// Returns the place in the input of a part of the text.
    #[must_use]
    pub fn position(&self, range: Range<usize>) -> Position {
        let places = self.places([range.start, range.end]);
        let start = places.first().copied().unwrap_or_default();
        let end = places.last().copied().unwrap_or_default();
        self.source.position(&(start..end.max(start)))
    }

    /// Returns whether the bytes stand in the input one by one, escaped or not, so that each has a place of its own there. A
    /// body that was unpacked has none.
    #[must_use]
    pub fn stands_in_input(&self) -> bool {
        self.map != Map::Whole
    }

    /// Makes the places of a report on this text places of the input, and returns the places of the text beside them, in the
    /// order of the input.
    ///
    /// The places of a text that does not stand in the input ([`Text::stands_in_input`]) are left as they are, places of the
    /// text; none are returned then.
    pub fn locate(&self, report: &mut Report) -> Vec<Spot> {
        if !self.stands_in_input() {
            return Vec::new();
        }
        let malformed = report.malformed.iter_mut();
        let malformed = malformed.filter_map(|malformed| malformed.position.as_mut());
        let violations = report.violations.iter_mut();
        let violations = violations.filter_map(|violation| violation.position.as_mut());
        let mut all: Vec<&mut Position> = malformed.chain(violations).collect();
        all.sort_by(|a, b| by_place(a, b));
        let starts = self.places(all.iter().map(|position| position.offset));
        let mut ends: Vec<usize> = all.iter().map(|position| end(position)).collect();
        ends.sort_unstable();
        let places_of_ends = self.places(ends.iter().copied());
        let mut spots = Vec::new();
        let mut at = (self.source.start, 0_usize);
        for (found, start) in all.into_iter().zip(starts) {
            let (text, length) = (found.offset, found.length);
            let end = ends.partition_point(|end| *end < text.saturating_add(length));
            let end = places_of_ends.get(end).copied().unwrap_or(start);
            // Values stand one behind the other: the way goes on from the last one.
            let between = self.source.bytes.get(at.1..start);
            at = match between {
                Some(between) => (at.0.behind(between), start),
                None => (at.0, at.1),
            };
            *found = position(at.0, end.max(start).saturating_sub(start));
            spots.push(Spot {
                offset: found.offset,
                text,
                length,
            });
        }
        spots.dedup_by_key(|spot| (spot.offset, spot.text, spot.length));
        spots
    }
}

fn by_place(a: &Position, b: &Position) -> Ordering {
    (a.offset, a.length).cmp(&(b.offset, b.length))
}

fn end(position: &Position) -> usize {
    position.offset.saturating_add(position.length)
}

/// The offset in the source of an offset in a text of runs.
fn in_runs(runs: &[Run], at: usize, span: &Range<usize>) -> usize {
    let behind = runs.partition_point(|run| run.text <= at);
    let run = behind.checked_sub(1).and_then(|last| runs.get(last));
    match run {
        None => span.start,
        Some(run) if run.exact => run
            .source
            .saturating_add(at.saturating_sub(run.text))
            .min(span.end.max(run.source)),
        Some(run) => run.source,
    }
}

#[cfg(test)]
mod tests {
    use super::{Map, Run, Source, Text};

    fn place(text: &Text, at: usize) -> (u64, u64, usize) {
        let position = text.position(at..at.saturating_add(1));
        (position.line, position.column, position.length)
    }

    #[test]
    fn a_plain_text_stands_where_it_stands() {
        let source = Source::new("a\n中b{\"x\":1}".as_bytes().to_vec());
        let text = Text::plain(&source, 6..13);
        assert_eq!(text.bytes(), b"{\"x\":1}");
        assert_eq!(place(&text, 0), (2, 3, 1));
        assert_eq!(place(&text, 5), (2, 8, 1));
        let part = text.part(5..6);
        assert_eq!((part.bytes(), place(&part, 0)), (&b"1"[..], (2, 8, 1)));
    }

    #[test]
    fn a_json_string_is_walked_escape_by_escape() {
        let raw = r#"  "{\"x\":\u0031,\n\ud83d\ude00z}""#;
        let source = Source::new(raw.as_bytes().to_vec());
        let text = Text::json_string(&source, 2..raw.len());
        assert_eq!(text.lossy(), "{\"x\":1,\n😀z}");
        // `{` stands behind the quote, `1` is an escape of six bytes, and `z` stands behind a pair of escapes.
        assert_eq!(place(&text, 0), (1, 4, 1));
        assert_eq!(place(&text, 5), (1, 11, 6));
        let z = text.lossy().find('z').unwrap_or_default();
        let column = raw.find('z').unwrap_or_default().saturating_add(1);
        assert_eq!(place(&text, z), (1, u64::try_from(column).unwrap_or(0), 1));
        let part = text.part(z..z.saturating_add(1));
        assert_eq!(place(&part, 0), place(&text, z));
    }

    #[test]
    fn a_string_in_a_string_is_found_too() {
        let raw = r#""{\"a\":\"[\\\"b\\\"]\"}""#;
        let source = Source::new(raw.as_bytes().to_vec());
        let outer = Text::json_string(&source, 0..raw.len());
        assert_eq!(outer.lossy(), r#"{"a":"[\"b\"]"}"#);
        let inner = outer.string_part(5..14);
        assert_eq!(inner.lossy(), r#"["b"]"#);
        let column = raw.find('b').unwrap_or_default().saturating_add(1);
        assert_eq!(place(&inner, 2).1, u64::try_from(column).unwrap_or(0));
    }

    #[test]
    fn runs_say_where_each_stretch_stands() {
        let source = Source::new(b"ab''cd".to_vec());
        let run = |text, source| Run {
            text,
            source,
            exact: true,
        };
        let map = Map::Runs(vec![run(0, 0), run(2, 4)]);
        let text = Text::with(&source, 0..6, b"abcd".to_vec(), map);
        let columns: Vec<u64> = (0..4).map(|at| place(&text, at).1).collect();
        assert_eq!(columns, [1, 2, 5, 6]);
        assert_eq!(place(&text.part(1..4), 1).1, 5);
    }
}
