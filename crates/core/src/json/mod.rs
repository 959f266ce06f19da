//! The driver for JSON text: reads the bytes once, knows where everything stands, and never builds a tree.

mod lexer;
#[cfg(test)]
#[allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects
)]
mod tests;

use std::borrow::Cow;

use crate::check::{Options, Scope};
use crate::contract::{List, Shape, TypeDef};
use crate::engine::path::Path;
use crate::engine::scalar::{Num, Scalar, Span};
use crate::engine::{DEEPEST, Engine, Enter, Expect, Frame, Member, State};
use crate::report::{Malformed, MalformedCode, Position, Report};
use lexer::Lexer;

/// Why reading stopped, and where.
#[derive(Debug)]
pub(crate) struct Stop {
    pub(crate) code: MalformedCode,
    pub(crate) message: Cow<'static, str>,
    pub(crate) offset: usize,
}

impl Stop {
    #[cold]
    fn new(code: MalformedCode, message: impl Into<Cow<'static, str>>, offset: usize) -> Box<Self> {
        Box::new(Self {
            code,
            message: message.into(),
            offset,
        })
    }

    #[cold]
    fn syntax(message: impl Into<Cow<'static, str>>, offset: usize) -> Box<Self> {
        Self::new(MalformedCode::Syntax, message, offset)
    }
}

/// Checks a whole JSON text.
pub(crate) fn check<'t>(
    ty: &'t TypeDef<'t>,
    scope: Scope,
    input: &[u8],
    options: &Options,
) -> Report<'t> {
    let mut engine = Engine::new(scope, options);
    let stopped = text_of(input, options).and_then(|text| {
        let mut reader = Reader {
            lexer: Lexer::new(text),
            fixed: None,
        };
        reader.document(&mut engine, ty, &Path::ROOT)
    });
    let mut report = match stopped {
        Ok(()) => engine.into_report(),
        Err(stop) => Report {
            malformed: Some(Malformed {
                code: stop.code,
                message: stop.message,
                position: Some(Position {
                    line: 0,
                    column: 0,
                    offset: stop.offset,
                    length: 0,
                }),
            }),
            ..Report::default()
        },
    };
    locate(&mut report, input);
    report
}

/// Checks a JSON document that stands in a string; everything in it stands where the string does.
pub(crate) fn check_embedded<'t>(
    engine: &mut Engine<'t, '_>,
    ty: &'t TypeDef<'t>,
    text: &str,
    path: &Path<'_>,
    span: Span,
) -> Result<(), Box<Stop>> {
    let depth = engine.depth;
    let mut reader = Reader {
        lexer: Lexer::new(text),
        fixed: Some(span),
    };
    let done = reader.document(engine, ty, path);
    engine.depth = depth;
    done
}

/// The input as text: UTF-8 is checked once, over the whole of it.
fn text_of<'i>(input: &'i [u8], options: &Options) -> Result<&'i str, Box<Stop>> {
    if input.len() > options.limits.bytes {
        return Err(Stop::new(
            MalformedCode::Size,
            format!(
                "the input has {} bytes, more than the {} that are allowed",
                input.len(),
                options.limits.bytes
            ),
            0,
        ));
    }
    if input.starts_with(b"\xef\xbb\xbf") {
        return Err(Stop::syntax(
            "the text begins with a byte order mark, which JSON does not allow",
            0,
        ));
    }
    simdutf8::compat::from_utf8(input).map_err(|error| {
        Stop::new(
            MalformedCode::Utf8,
            "the input is not UTF-8",
            error.valid_up_to(),
        )
    })
}

/// How many of the fields that may come next are tried before a name is looked up.
const PREDICTED: u16 = 3;

struct Reader<'i> {
    lexer: Lexer<'i>,
    /// Where everything is said to stand, in a document inside a string.
    fixed: Option<Span>,
}

impl<'i> Reader<'i> {
    fn document<'t>(
        &mut self,
        engine: &mut Engine<'t, '_>,
        ty: &'t TypeDef<'t>,
        path: &Path<'_>,
    ) -> Result<(), Box<Stop>> {
        let Some(next) = self.lexer.peek() else {
            return Err(Stop::syntax(
                "the input is empty; a JSON document is expected",
                self.lexer.offset(),
            ));
        };
        let expect = Expect::root(Shape::Object(ty));
        self.value(engine, next, &expect, path)?;
        match self.lexer.peek() {
            None => Ok(()),
            Some(_) => Err(Stop::syntax(
                "text follows the end of the JSON document",
                self.lexer.offset(),
            )),
        }
    }

    fn span(&self, offset: usize, length: usize) -> Span {
        self.fixed.unwrap_or(Span { offset, length })
    }

    /// Reads and checks the value that begins with `next`.
    fn value<'t>(
        &mut self,
        engine: &mut Engine<'t, '_>,
        next: u8,
        expect: &Expect<'t>,
        path: &Path<'_>,
    ) -> Result<State, Box<Stop>> {
        let start = self.lexer.offset();
        if !matches!(next, b'{' | b'[') {
            return self.scalar_value(engine, next, expect, path);
        }
        let span = self.span(start, 1);
        let enter = if next == b'{' {
            engine.enter_object(expect, path, span)
        } else {
            engine.enter_list(expect, path, span)
        };
        if let Enter::Skip(outcome) = enter {
            self.skip(engine, next)?;
            return Ok(outcome);
        }
        if !engine.descend() {
            return Err(too_deep(engine, start));
        }
        self.lexer.advance();
        let outcome = match enter {
            Enter::Object(ty) => self.object(engine, ty, expect, span, path)?,
            Enter::List(list) => self.list(engine, list, expect, span, path)?,
            Enter::Skip(outcome) => outcome,
        };
        engine.ascend();
        Ok(outcome)
    }

    #[inline]
    fn scalar_value<'t>(
        &mut self,
        engine: &mut Engine<'t, '_>,
        next: u8,
        expect: &Expect<'t>,
        path: &Path<'_>,
    ) -> Result<State, Box<Stop>> {
        let start = self.lexer.offset();
        match next {
            b'"' => {
                self.lexer.advance();
                let text = self.lexer.string()?;
                if engine.accepts_string(expect, text) {
                    return Ok(State::Good);
                }
                let token = self.lexer.since(start);
                let span = self.span(start, token.len());
                Ok(engine.string(expect, path, span, text, Some(token)))
            }
            b'-' | b'0'..=b'9' => {
                let num = self.lexer.number()?;
                if let Num::Int(int) = num
                    && engine.accepts_integer(expect, int)
                {
                    return Ok(State::Good);
                }
                let token = self.lexer.since(start);
                let span = self.span(start, token.len());
                Ok(engine.numeral(expect, path, span, num, Some(token)))
            }
            _ => {
                let value = self.scalar(next)?;
                let token = self.lexer.since(start);
                let span = self.span(start, token.len());
                Ok(engine.word(expect, path, span, value, Some(token)))
            }
        }
    }

    fn scalar(&mut self, next: u8) -> Result<Scalar<'i>, Box<Stop>> {
        let start = self.lexer.offset();
        Ok(match next {
            b'"' => {
                self.lexer.advance();
                Scalar::Text(self.lexer.string()?)
            }
            b'-' | b'0'..=b'9' => Scalar::Number(self.lexer.number()?),
            b't' | b'f' | b'n' => match self.lexer.word()? {
                Some(bool) => Scalar::Bool(bool),
                None => Scalar::Null,
            },
            _ => return Err(Stop::syntax("a JSON value is expected here", start)),
        })
    }

    fn object<'t>(
        &mut self,
        engine: &mut Engine<'t, '_>,
        ty: &'t TypeDef<'t>,
        expect: &Expect<'t>,
        span: Span,
        path: &Path<'_>,
    ) -> Result<State, Box<Stop>> {
        let mut frame = engine.open(ty, expect, span);
        let mut expect = Expect::root(Shape::Any);
        let mut held: Vec<(Expect<'t>, usize)> = Vec::new();
        let mut first = true;
        while self.name_begins(first)? {
            first = false;
            match self.member(engine, &mut frame, path, &mut expect)? {
                Member::Check => {
                    let next = self.value_begins()?;
                    self.member_value(engine, &mut frame, &expect, next, path)?;
                }
                Member::Hold => {
                    let next = self.value_begins()?;
                    held.push((expect, self.lexer.offset()));
                    self.skip(engine, next)?;
                }
                Member::Skip => {
                    let next = self.value_begins()?;
                    self.skip(engine, next)?;
                }
            }
        }
        if !held.is_empty() {
            let end = self.lexer.offset();
            for (expect, offset) in held {
                self.lexer.go_to(offset);
                let expect = engine.held(&frame, expect);
                let next = self.value_begins()?;
                self.member_value(engine, &mut frame, &expect, next, path)?;
            }
            self.lexer.go_to(end);
        }
        Ok(engine.close(frame, path))
    }

    /// Reads a member's name, its opening quote behind it, and the colon.
    #[inline]
    fn member<'t>(
        &mut self,
        engine: &mut Engine<'t, '_>,
        frame: &mut Frame<'t>,
        path: &Path<'_>,
        expect: &mut Expect<'t>,
    ) -> Result<Member, Box<Stop>> {
        // Documents mostly follow the documented order, with optional members left out.
        for ahead in 0..PREDICTED {
            let Some((index, field)) = engine.expected(frame, ahead) else {
                break;
            };
            if self.lexer.name_is(field.name) {
                self.colon()?;
                return Ok(engine.known_member(frame, index, field, expect));
            }
        }
        let start = self.lexer.offset().saturating_sub(1);
        let name = self.lexer.string()?;
        self.colon()?;
        let span = self.span(start, name.raw.len().saturating_add(2));
        let mut scratch = String::new();
        Ok(engine.member(frame, name.decode(&mut scratch), path, span, expect))
    }

    #[inline]
    fn member_value<'t>(
        &mut self,
        engine: &mut Engine<'t, '_>,
        frame: &mut Frame<'t>,
        expect: &Expect<'t>,
        next: u8,
        path: &Path<'_>,
    ) -> Result<(), Box<Stop>> {
        let (name, sensitive) = expect.field.map_or(("", false), |f| (f.name, f.sensitive));
        let at = path.key(name, sensitive);
        let start = self.lexer.offset();
        let outcome = self.value(engine, next, expect, &at)?;
        let length = if matches!(next, b'{' | b'[') {
            1
        } else {
            self.lexer.offset().saturating_sub(start)
        };
        let span = self.span(start, length);
        engine.close_member(frame, expect, outcome, span);
        Ok(())
    }

    fn list<'t>(
        &mut self,
        engine: &mut Engine<'t, '_>,
        list: &'t List<'t>,
        expect: &Expect<'t>,
        span: Span,
        path: &Path<'_>,
    ) -> Result<State, Box<Stop>> {
        let mut items = engine.open_list(list, expect, span);
        let mut index = 0_usize;
        while let Some(next) = self.next_item(index == 0)? {
            let expect = engine.item(&mut items);
            let at = path.index(index);
            self.value(engine, next, &expect, &at)?;
            index = index.saturating_add(1);
        }
        Ok(engine.close_list(items, path))
    }

    /// Reads up to and over the opening quote of the next member's name; `false` at the end of the object.
    #[inline]
    fn name_begins(&mut self, first: bool) -> Result<bool, Box<Stop>> {
        let mut next = self.lexer.peek();
        if next == Some(b'}') {
            self.lexer.advance();
            return Ok(false);
        }
        if !first {
            if next != Some(b',') {
                return Err(self.unexpected("a comma or the end of the object is expected here"));
            }
            self.lexer.advance();
            next = self.lexer.peek();
        }
        if next != Some(b'"') {
            return Err(self.unexpected("a member's name in double quotes is expected here"));
        }
        self.lexer.advance();
        Ok(true)
    }

    #[inline]
    fn colon(&mut self) -> Result<(), Box<Stop>> {
        if self.lexer.peek() != Some(b':') {
            return Err(self.unexpected("a colon is expected here"));
        }
        self.lexer.advance();
        Ok(())
    }

    /// The first byte of the next item; `None` at the end of the list.
    fn next_item(&mut self, first: bool) -> Result<Option<u8>, Box<Stop>> {
        let next = self.lexer.peek();
        if next == Some(b']') {
            self.lexer.advance();
            return Ok(None);
        }
        if !first {
            if next != Some(b',') {
                return Err(self.unexpected("a comma or the end of the list is expected here"));
            }
            self.lexer.advance();
        }
        self.value_begins().map(Some)
    }

    fn value_begins(&mut self) -> Result<u8, Box<Stop>> {
        self.lexer
            .peek()
            .ok_or_else(|| self.unexpected("a JSON value is expected here"))
    }

    fn unexpected(&self, message: &'static str) -> Box<Stop> {
        let offset = self.lexer.offset();
        if self.lexer.at_end() {
            Stop::syntax("the document ends before it is complete", offset)
        } else {
            Stop::syntax(message, offset)
        }
    }

    /// Reads over a value without recursion. Its syntax, its strings and its numbers are checked all the same.
    fn skip(&mut self, engine: &Engine<'_, '_>, first: u8) -> Result<(), Box<Stop>> {
        let limit = engine.options.limits.depth.min(DEEPEST);
        let mut open = Nesting::default();
        let mut next = first;
        loop {
            // One value begins with `next`.
            let object = next == b'{';
            if object || next == b'[' {
                if engine.depth.saturating_add(open.depth) >= limit {
                    return Err(too_deep(engine, self.lexer.offset()));
                }
                open.push(object);
                self.lexer.advance();
                if let Some(inner) = self.next_inner(&open, true)? {
                    next = inner;
                    continue;
                }
                open.pop();
            } else {
                self.scalar(next)?;
            }
            // It has ended: go on in the innermost open object or list that has not.
            loop {
                if open.depth == 0 {
                    return Ok(());
                }
                if let Some(inner) = self.next_inner(&open, false)? {
                    next = inner;
                    break;
                }
                open.pop();
            }
        }
    }

    /// The first byte of the next value in the innermost object or list.
    fn next_inner(&mut self, open: &Nesting, first: bool) -> Result<Option<u8>, Box<Stop>> {
        if open.in_object() {
            if !self.name_begins(first)? {
                return Ok(None);
            }
            self.lexer.string()?;
            self.colon()?;
            self.value_begins().map(Some)
        } else {
            self.next_item(first)
        }
    }
}

/// Which of the open objects and lists are objects, one bit for each level.
#[derive(Default)]
struct Nesting {
    objects: [u64; 16],
    depth: u32,
}

const _: () = assert!(DEEPEST == 16 * 64);

impl Nesting {
    fn push(&mut self, object: bool) {
        if let Some((word, bit)) = self.at(self.depth) {
            *word = (*word & !bit) | if object { bit } else { 0 };
        }
        self.depth = self.depth.saturating_add(1);
    }

    fn pop(&mut self) {
        self.depth = self.depth.saturating_sub(1);
    }

    fn in_object(&self) -> bool {
        let level = self.depth.saturating_sub(1);
        self.objects
            .get(usize::try_from(level / 64).unwrap_or(0))
            .is_some_and(|word| word & (1 << (level % 64)) != 0)
    }

    fn at(&mut self, level: u32) -> Option<(&mut u64, u64)> {
        let word = self
            .objects
            .get_mut(usize::try_from(level / 64).unwrap_or(0))?;
        Some((word, 1 << (level % 64)))
    }
}

#[cold]
fn too_deep(engine: &Engine<'_, '_>, offset: usize) -> Box<Stop> {
    Stop::new(
        MalformedCode::Depth,
        format!(
            "objects and lists are nested more than {} levels deep",
            engine.options.limits.depth.min(DEEPEST)
        ),
        offset,
    )
}

/// Fills in lines and columns, in one pass over the input however many violations there are.
fn locate(report: &mut Report<'_>, input: &[u8]) {
    let mut places: Vec<&mut Position> = report
        .violations
        .iter_mut()
        .filter_map(|v| v.position.as_mut())
        .chain(
            report
                .malformed
                .iter_mut()
                .filter_map(|m| m.position.as_mut()),
        )
        .collect();
    places.sort_by_key(|place| place.offset);
    let (mut line, mut column, mut at) = (1_u64, 1_u64, 0_usize);
    for place in places {
        let target = place.offset.min(input.len());
        for &byte in input.get(at..target).unwrap_or_default() {
            if byte == b'\n' {
                line = line.saturating_add(1);
                column = 1;
            } else if byte & 0xC0 != 0x80 {
                // Bytes that continue a code point are no column of their own.
                column = column.saturating_add(1);
            }
        }
        at = target;
        place.line = line;
        place.column = column;
    }
}

/// The text again, if it is exactly one JSON number.
pub(crate) fn number(text: &str) -> Option<&str> {
    let mut lexer = Lexer::new(text);
    if !matches!(text.as_bytes().first(), Some(b'-' | b'0'..=b'9')) {
        return None;
    }
    lexer.number().ok()?;
    (lexer.offset() == text.len()).then_some(text)
}
