//! YAML 1.2, read by its core schema as JSON.

use std::collections::HashMap;
use std::ops::Range;
use std::sync::Arc;

use mediaspec_core::json_text::{self, DEPTH};
use mediaspec_validator::{Edit, Malformed, MalformedCode};
use saphyr_parser::{Event, Parser, ScalarStyle, Span, Tag};

use crate::exchange::malformed;
use crate::place::{Map, Run, Source, Text};
use crate::token::Token;
use crate::unpack::MAX_BODY;

/// How many aliases a text may have.
pub const MAX_ALIASES: usize = 1000;

/// Reads the documents of a text.
pub(crate) fn read(source: &Arc<Source>) -> Result<Vec<Text>, Malformed> {
    let mut reader = Reader::new(source)?;
    let mut documents = Vec::new();
    let mut parser = Parser::new_from_str(reader.text);
    while let Some(event) = parser.next_event() {
        match event {
            Ok((Event::StreamEnd, _)) => break,
            Ok((event, span)) => documents.extend(reader.take(event, span)?),
            Err(error) => {
                let at = reader.offset(error.marker().index());
                return Err(reader.broken(&(at..at), format!("this is not YAML: {}", error.info())));
            }
        }
    }
    Ok(documents)
}

/// A scalar that stands on one line, has neither an anchor nor a tag, and is part of nothing that has one.
#[derive(Debug, Clone)]
pub(crate) struct Scalar {
    pub(crate) at: Range<usize>,
}

/// The scalars of a text that can be changed where they stand, in its order.
pub(crate) fn scalars(source: &Arc<Source>) -> Result<Vec<Scalar>, Malformed> {
    let mut reader = Reader::new(source)?;
    let mut parser = Parser::new_from_str(reader.text);
    let mut out = Vec::new();
    // How many values are open within one that an alias may name.
    let mut named = 0_usize;
    while let Some(Ok((event, span))) = parser.next_event() {
        match event {
            Event::SequenceStart(anchor, _) | Event::MappingStart(anchor, _)
                if named > 0 || anchor > 0 =>
            {
                named = named.saturating_add(1);
            }
            Event::SequenceEnd | Event::MappingEnd => named = named.saturating_sub(1),
            Event::Scalar(value, style, 0, None) if named == 0 => {
                let start = reader.offset(span.start.index());
                let rest = source.bytes().get(start..).unwrap_or_default();
                let line = rest.split(|byte| *byte == b'\n').next();
                let length = length_of_scalar(line.unwrap_or_default(), &value, style);
                out.extend(length.map(|length| Scalar {
                    at: start..start.saturating_add(length),
                }));
            }
            _ => {}
        }
    }
    Ok(out)
}

/// How many bytes the scalar has that a line begins with; `None` where it goes on behind the line.
fn length_of_scalar(line: &[u8], value: &str, style: ScalarStyle) -> Option<usize> {
    match style {
        ScalarStyle::Plain => {
            let is_whole = !value.is_empty() && line.starts_with(value.as_bytes());
            is_whole.then_some(value.len())
        }
        ScalarStyle::DoubleQuoted if line.first() == Some(&b'"') => {
            json_text::string_end(line, 0).ok()
        }
        ScalarStyle::SingleQuoted => {
            // A quote that is doubled is one of the text.
            let mut rest = line.strip_prefix(b"'")?;
            loop {
                let quote = memchr::memchr(b'\'', rest)?;
                rest = rest.get(quote.checked_add(1)?..)?;
                match rest.strip_prefix(b"'") {
                    Some(behind) => rest = behind,
                    None => return line.len().checked_sub(rest.len()),
                }
            }
        }
        _ => None,
    }
}

impl Scalar {
    /// The edit of the text that an edit of the scalar is.
    pub(crate) fn edit(&self, source: &Source, edit: &Token<'_>) -> Option<Edit> {
        let raw = source.bytes().get(self.at.clone())?;
        let quote = raw
            .first()
            .copied()
            .filter(|byte| matches!(byte, b'"' | b'\''));
        let said = json_text::said(edit.raw, &(0..edit.raw.len()));
        if let Some(part) = &edit.part {
            // Where what is said stands there letter by letter, so does each part of it.
            let inside = match quote {
                Some(_) => raw.get(1..raw.len().checked_sub(1)?)?,
                None => raw,
            };
            let is_plain = !edit.new.contains(['\'', '"', '\\', '\n']);
            let is_same = *said == *inside && (quote != Some(b'"') || !inside.contains(&b'\\'));
            let start = self.at.start.checked_add(quote.map_or(0, |_| 1))?;
            return (is_same && is_plain).then_some(Edit::new(
                start.checked_add(part.start)?,
                part.len(),
                edit.new.clone(),
            ));
        }
        let text = match (edit.is_text, quote) {
            (false, _) => edit.new.clone(),
            (true, None) if is_word(&edit.new) => edit.new.clone(),
            (true, Some(b'\'')) if is_word(&edit.new) => format!("'{}'", edit.new),
            (true, _) => json_text::quoted(&edit.new),
        };
        Some(Edit::new(self.at.start, self.at.len(), text))
    }
}

/// Whether a text is one without quotes, too, and is not taken for another value.
fn is_word(text: &str) -> bool {
    let letters = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-');
    text.as_bytes().first().is_some_and(u8::is_ascii_alphabetic)
        && text.bytes().all(letters)
        && core(text).is_some_and(|said| said.starts_with('"'))
}

/// A mapping or a sequence that is being read.
struct Open {
    is_mapping: bool,
    /// How many nodes it has so far, keys and values.
    nodes: usize,
    /// Where its text begins, and the anchor that names it.
    begin: usize,
    anchor: usize,
}

struct Reader<'s> {
    source: &'s Arc<Source>,
    text: &'s str,
    /// How many bytes stand before the text.
    skipped: usize,
    /// A place in the text, in letters and in bytes: places are counted on from it.
    cursor: (usize, usize),
    out: Vec<u8>,
    runs: Vec<Run>,
    open: Vec<Open>,
    anchors: HashMap<usize, Range<usize>>,
    aliases: usize,
    /// Where the document begins in the source, and where the last node ended.
    begin: usize,
    last: usize,
}

impl<'s> Reader<'s> {
    fn new(source: &'s Arc<Source>) -> Result<Self, Malformed> {
        let Ok(text) = str::from_utf8(source.bytes()) else {
            let why = "the text is not UTF-8";
            return Err(malformed(source, &(0..0), MalformedCode::Utf8, why));
        };
        let bare = text.strip_prefix('\u{feff}').unwrap_or(text);
        Ok(Self {
            source,
            text: bare,
            skipped: text.len().saturating_sub(bare.len()),
            cursor: (0, 0),
            out: Vec::new(),
            runs: Vec::new(),
            open: Vec::new(),
            anchors: HashMap::new(),
            aliases: 0,
            begin: 0,
            last: 0,
        })
    }

    fn broken(&self, at: &Range<usize>, why: impl Into<String>) -> Malformed {
        malformed(self.source, at, MalformedCode::Syntax, why)
    }

    /// The offset in the source of a place that is counted in letters.
    fn offset(&mut self, letters: usize) -> usize {
        let (mut from, mut bytes) = self.cursor;
        if letters < from {
            (from, bytes) = (0, 0);
        }
        let rest = self.text.get(bytes..).unwrap_or_default();
        let wanted = letters.saturating_sub(from);
        let more = rest
            .char_indices()
            .nth(wanted)
            .map_or(rest.len(), |(at, _)| at);
        self.cursor = (letters, bytes.saturating_add(more));
        self.cursor.1.saturating_add(self.skipped)
    }

    fn write(&mut self, text: &[u8], source: usize, exact: bool) {
        self.runs.push(Run {
            text: self.out.len(),
            source,
            exact,
        });
        self.out.extend_from_slice(text);
    }

    fn take(&mut self, event: Event<'_>, span: Span) -> Result<Option<Text>, Malformed> {
        let start = self.offset(span.start.index());
        let end = self.offset(span.end.index()).max(start);
        let at = start..end;
        if self.out.len() > MAX_BODY {
            let why = format!("the document has more than {} MiB as JSON", MAX_BODY >> 20);
            return Err(malformed(self.source, &at, MalformedCode::Size, why));
        }
        match event {
            Event::DocumentStart(_) => self.begin = start,
            Event::DocumentEnd => {
                let bytes = std::mem::take(&mut self.out);
                let runs = std::mem::take(&mut self.runs);
                self.anchors.clear();
                let span = self.begin..end.max(self.last);
                let text = Text::with(self.source, span, bytes, Map::Runs(runs));
                return Ok(Some(text));
            }
            Event::Scalar(value, style, anchor, tag) => {
                let is_key = self.before(&at)?;
                let begin = self.out.len();
                let said = self.scalar(&value, style, tag.as_deref(), is_key, &at)?;
                self.write(said.as_bytes(), start, said == *value);
                self.close(begin, anchor, &at);
            }
            Event::SequenceStart(anchor, tag) => self.begin(&at, anchor, tag.as_deref(), false)?,
            Event::MappingStart(anchor, tag) => self.begin(&at, anchor, tag.as_deref(), true)?,
            Event::SequenceEnd | Event::MappingEnd => {
                if let Some(open) = self.open.pop() {
                    let mark: &[u8] = if open.is_mapping { b"}" } else { b"]" };
                    let last = self.last;
                    self.write(mark, last, false);
                    self.close(open.begin, open.anchor, &(start..last.max(start)));
                }
            }
            Event::Alias(anchor) => {
                self.aliases = self.aliases.saturating_add(1);
                if self.aliases > MAX_ALIASES {
                    let why = format!("there are more than {MAX_ALIASES} aliases");
                    return Err(malformed(self.source, &at, MalformedCode::Size, why));
                }
                let is_key = self.before(&at)?;
                let named = self.anchors.get(&anchor).cloned();
                let named = named.and_then(|range| self.out.get(range));
                let Some(copy) = named.map(<[u8]>::to_vec) else {
                    return Err(self.broken(&at, "the alias stands within what it names"));
                };
                if is_key && copy.first() != Some(&b'"') {
                    return Err(self.broken(&at, "a key that is no text has no place in JSON"));
                }
                if self.out.len().saturating_add(copy.len()) > MAX_BODY {
                    let why = format!("aliases make more than {} MiB of it", MAX_BODY >> 20);
                    return Err(malformed(self.source, &at, MalformedCode::Size, why));
                }
                let begin = self.out.len();
                self.write(&copy, start, false);
                self.close(begin, 0, &at);
            }
            _ => {}
        }
        Ok(None)
    }

    /// Writes what stands before a node. Returns whether it is a key.
    fn before(&mut self, at: &Range<usize>) -> Result<bool, Malformed> {
        let place = self.last.max(self.begin);
        let Some(open) = self.open.last_mut() else {
            return Ok(false);
        };
        let nodes = open.nodes;
        open.nodes = nodes.saturating_add(1);
        let is_key = open.is_mapping && nodes.is_multiple_of(2);
        let mark: &[u8] = match (open.is_mapping, nodes) {
            (_, 0) => b"",
            (true, odd) if !odd.is_multiple_of(2) => b": ",
            _ => b", ",
        };
        if self.open.len() > DEPTH {
            let why = "values are nested more than 128 levels deep";
            return Err(malformed(self.source, at, MalformedCode::Depth, why));
        }
        if !mark.is_empty() {
            self.write(mark, place, false);
        }
        Ok(is_key)
    }

    fn begin(
        &mut self,
        at: &Range<usize>,
        anchor: usize,
        tag: Option<&Tag>,
        is_mapping: bool,
    ) -> Result<(), Malformed> {
        let is_key = self.before(at)?;
        if is_key {
            return Err(self.broken(at, "a key that is no text has no place in JSON"));
        }
        if let Some(tag) = tag.filter(|tag| !tag.is_yaml_core_schema()) {
            return Err(self.unknown_tag(at, tag));
        }
        let begin = self.out.len();
        self.write(if is_mapping { b"{" } else { b"[" }, at.start, false);
        self.last = at.start;
        self.open.push(Open {
            is_mapping,
            nodes: 0,
            begin,
            anchor,
        });
        Ok(())
    }

    fn unknown_tag(&self, at: &Range<usize>, _: &Tag) -> Malformed {
        self.broken(
            at,
            "a tag that is not one of YAML's own has no meaning in JSON; leave it out",
        )
    }

    /// A node is at its end.
    fn close(&mut self, begin: usize, anchor: usize, at: &Range<usize>) {
        self.last = at.end;
        if anchor > 0 {
            self.anchors.insert(anchor, begin..self.out.len());
        }
    }

    /// A scalar as JSON.
    fn scalar(
        &self,
        value: &str,
        style: ScalarStyle,
        tag: Option<&Tag>,
        is_key: bool,
        at: &Range<usize>,
    ) -> Result<String, Malformed> {
        if is_key && value == "<<" && style == ScalarStyle::Plain {
            let why =
                "YAML 1.2 has no merge keys (<<); write the members out, or name them by aliases";
            return Err(self.broken(at, why));
        }
        let is_text = match tag {
            Some(tag) if !tag.is_yaml_core_schema() && !tag.handle.is_empty() => {
                return Err(self.unknown_tag(at, tag));
            }
            Some(tag) => tag.suffix == "str" || tag.suffix == "!",
            None => style != ScalarStyle::Plain,
        };
        if is_text || is_key {
            return Ok(json_text::quoted(value));
        }
        let Some(said) = core(value) else {
            let why = "JSON has no such number";
            return Err(malformed(self.source, at, MalformedCode::Number, why));
        };
        Ok(said)
    }
}

/// A plain scalar by the core schema, as JSON; `None` for a number that JSON does not have.
fn core(value: &str) -> Option<String> {
    match value {
        "" | "~" | "null" | "Null" | "NULL" => return Some("null".to_owned()),
        "true" | "True" | "TRUE" => return Some("true".to_owned()),
        "false" | "False" | "FALSE" => return Some("false".to_owned()),
        _ => {}
    }
    let (sign, digits) = match value.strip_prefix('-') {
        Some(rest) => ("-", rest),
        None => ("", value.strip_prefix('+').unwrap_or(value)),
    };
    if matches!(digits, ".inf" | ".Inf" | ".INF") || matches!(value, ".nan" | ".NaN" | ".NAN") {
        return None;
    }
    for (prefix, radix) in [("0x", 16), ("0o", 8)] {
        if let Some(digits) = value.strip_prefix(prefix)
            && !digits.is_empty()
            && digits.chars().all(|digit| digit.is_digit(radix))
        {
            return u128::from_str_radix(digits, radix)
                .ok()
                .map(|number| number.to_string());
        }
    }
    Some(number(sign, digits).unwrap_or_else(|| json_text::quoted(value)))
}

/// A number as JSON writes it, where it is one: `[0-9]+`, or `(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?`.
fn number(sign: &str, digits: &str) -> Option<String> {
    let is_digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    let (mantissa, exponent) = match digits.find(['e', 'E']) {
        Some(at) => {
            let exponent = digits.get(at.checked_add(1)?..)?;
            let bare = exponent.strip_prefix(['-', '+']).unwrap_or(exponent);
            if bare.is_empty() || !is_digits(bare) {
                return None;
            }
            (digits.get(..at)?, format!("e{exponent}"))
        }
        None => (digits, String::new()),
    };
    let (whole, fraction) = match mantissa.split_once('.') {
        Some((whole, fraction)) => (whole, Some(fraction)),
        None => (mantissa, None),
    };
    let nothing = whole.is_empty() && fraction.is_none_or(str::is_empty);
    if nothing || !is_digits(whole) || !is_digits(fraction.unwrap_or_default()) {
        return None;
    }
    let whole = whole.trim_start_matches('0');
    let whole = if whole.is_empty() { "0" } else { whole };
    let fraction = match fraction {
        Some("") => ".0".to_owned(),
        Some(fraction) => format!(".{fraction}"),
        None => String::new(),
    };
    Some(format!("{sign}{whole}{fraction}{exponent}"))
}

/// Whether a text begins as YAML does.
pub(crate) fn is_yaml(head: &[u8]) -> bool {
    let mut lines = head.split(|byte| *byte == b'\n');
    let first = lines.find(|line| {
        let line = line.trim_ascii();
        !line.is_empty() && !line.starts_with(b"#") && !line.starts_with(b"%YAML")
    });
    let Some(first) = first.map(<[u8]>::trim_ascii_end) else {
        return false;
    };
    let key = first.split(|byte| *byte == b':').next().unwrap_or_default();
    let rest = first.get(key.len()..).unwrap_or_default();
    let is_key = |byte: &u8| byte.is_ascii_alphanumeric() || b"_-\"'".contains(byte);
    first.starts_with(b"---")
        || first.starts_with(b"- ")
        || !key.is_empty() && key.iter().all(is_key) && (rest == b":" || rest.starts_with(b": "))
}

#[cfg(test)]
mod tests {
    use super::{MAX_ALIASES, core, is_yaml, read};
    use crate::place::Source;

    fn documents(text: &str) -> Result<Vec<String>, String> {
        let read = read(&Source::new(text.as_bytes().to_vec()));
        match read {
            Ok(all) => Ok(all.iter().map(|text| text.lossy().into_owned()).collect()),
            Err(error) => Err(error.to_string()),
        }
    }

    #[test]
    fn the_core_schema_says_what_plain_scalars_are() {
        for (value, said) in [
            ("", Some("null")),
            ("~", Some("null")),
            ("True", Some("true")),
            ("yes", Some("\"yes\"")),
            ("007", Some("7")),
            ("+12", Some("12")),
            ("-0.50", Some("-0.50")),
            (".5", Some("0.5")),
            ("5.", Some("5.0")),
            ("1e3", Some("1e3")),
            ("1e", Some("\"1e\"")),
            ("0x1F", Some("31")),
            ("0o17", Some("15")),
            ("1_000", Some("\"1_000\"")),
            ("2026-11-30", Some("\"2026-11-30\"")),
            (".", Some("\".\"")),
            ("-.inf", None),
            (".nan", None),
        ] {
            assert_eq!(core(value).as_deref(), said, "{value}");
        }
    }

    #[test]
    fn documents_become_json() {
        assert_eq!(
            documents("# a\na: 1\nb: [x, 'y', \"z\\n\", !!str 5]\nc:\n  d: ~\n  e: |\n    two\n    lines\n"),
            Ok(vec!["{\"a\": 1, \"b\": [\"x\", \"y\", \"z\\n\", \"5\"], \"c\": {\"d\": null, \"e\": \"two\\nlines\\n\"}}".to_owned()])
        );
        assert_eq!(
            documents("---\na: 1\n---\n- b\n..."),
            Ok(vec!["{\"a\": 1}".into(), "[\"b\"]".into()])
        );
        assert_eq!(
            documents("1: a\ntrue: b"),
            Ok(vec!["{\"1\": \"a\", \"true\": \"b\"}".into()])
        );
    }

    #[test]
    fn aliases_are_replaced_within_bounds() {
        assert_eq!(
            documents("a: &x {k: 1}\nb: *x\n"),
            Ok(vec!["{\"a\": {\"k\": 1}, \"b\": {\"k\": 1}}".into()])
        );
        let many = format!("a: &x 1\nb: [{}]", "*x, ".repeat(MAX_ALIASES + 1));
        assert!(documents(&many).is_err_and(|why| why.contains("1000 aliases")));
        let mut bomb = String::from("a0: &a0 [lol,lol,lol,lol,lol,lol,lol,lol,lol,lol]\n");
        for level in 1..12 {
            let below = format!("*a{}", level - 1);
            let items = vec![below; 10].join(", ");
            bomb.push_str(&format!("a{level}: &a{level} [{items}]\n"));
        }
        assert!(documents(&bomb).is_err_and(|why| why.contains("64 MiB")));
        assert!(documents("a: &x [*x]").is_err_and(|why| why.contains("alias")));
    }

    #[test]
    fn what_json_does_not_have_is_told_with_its_place() {
        for (text, told) in [
            ("a: .inf", "1:4: "),
            ("a: 1\n<<: {b: 1}", "2:1: "),
            ("? [a]\n: b", "1:3: "),
            ("a: !mine 1", "1:"),
            ("a: [1", ""),
        ] {
            let why = documents(text).expect_err(text);
            assert!(why.starts_with(told), "{text}: {why}");
        }
        let deep = "[".repeat(5000);
        assert!(documents(&deep).is_err());
    }

    #[test]
    fn values_stand_where_they_stand_in_the_text() {
        let source = Source::new("中: x\nspeed:   300 # c\n".as_bytes().to_vec());
        let text = read(&source).expect("YAML").remove(0);
        let at = text.lossy().find("300").expect("it is there");
        let place = text.position(at..at.saturating_add(3));
        assert_eq!((place.line, place.column, place.length), (2, 10, 3));
        let at = text.lossy().find("\"speed\"").expect("it is there");
        let place = text.position(at..at.saturating_add(7));
        assert_eq!((place.line, place.column, place.length), (2, 1, 5));
    }

    #[test]
    fn yaml_is_told_by_its_first_line() {
        for text in ["---\n", "a: 1", "# c\n\nvoice_config:\n  speed: 1", "- a\n"] {
            assert!(is_yaml(text.as_bytes()), "{text}");
        }
        for text in [
            "{a: 1}",
            "2026-11-30 10:00:00 x",
            "POST /v1",
            "curl http://h",
            "a=b",
            "",
        ] {
            assert!(!is_yaml(text.as_bytes()), "{text}");
        }
    }
}
