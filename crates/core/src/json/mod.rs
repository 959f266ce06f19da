//! The driver for JSON text: reads the bytes once, knows where everything stands, and never builds a tree.

mod cause;
mod lexer;
#[cfg(test)]
#[allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects
)]
mod tests;

use std::borrow::Cow;
use std::num::NonZeroUsize;

use crate::compiled::parts::Parts;
use crate::compiled::shortcut::{Passes, Shortcut};
use crate::compiled::{Entry, NO_FIELD};
use crate::contract::{List, Map, Part, Shape};
use crate::engine::memory::Place;
use crate::engine::scalar::{Kept, Num, Scalar, Span, Str};
use crate::engine::{
    DEEPEST, Documents, Engine, Enter, Expect, Frame, Member, Pairs, Slot, State, Wanted,
};
use crate::options::Options;
use crate::path::Path;
use crate::report::{Malformed, MalformedCode, Position, Report};
use crate::scan::{self, Window};
use crate::service::Target;
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
pub(crate) fn check<'c>(
    engine: &mut Engine<'c, '_>,
    target: &'c Target,
    input: &[u8],
    options: &Options,
) -> Report {
    let part = engine.scope.part;
    let expect = Expect::document(target.entry());
    let stopped = text_of(input, options)
        .and_then(|text| Reader::new(text).document(engine, &expect, &Path::ROOT));
    match stopped {
        Ok(_) => {
            let mut report = engine.finish();
            if !report.violations.is_empty() {
                locate(&mut report, input);
            }
            report
        }
        Err(stop) => malformed(cause::explained(*stop, input), part, input),
    }
}

/// The report on a text that cannot be read to its end.
#[cold]
fn malformed(stop: Stop, part: Part, input: &[u8]) -> Report {
    let mut position = Position {
        offset: stop.offset,
        ..Position::default()
    };
    Counted::default().go_to(&mut position, input);
    let malformed = Malformed {
        code: stop.code,
        message: stop.message,
        position: Some(position),
    };
    Report::of_malformed(part, malformed)
}

/// Reads documents inside texts as JSON text.
pub(crate) struct JsonText;

impl Documents for JsonText {
    fn check<'c>(
        &self,
        engine: &mut Engine<'c, '_>,
        expect: &Expect<'c>,
        text: &str,
        path: &Path<'_>,
        span: Span,
    ) -> Result<State, Cow<'static, str>> {
        let reader = Reader::new(text);
        let (depth, around) = (engine.depth, engine.sink.enter_text(span));
        let done = reader.document(engine, expect, path);
        engine.sink.leave_text(around);
        engine.depth = depth;
        done.map_err(|stop| stop.message)
    }
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
    if let Some(what) = cause::encoding(input) {
        return Err(Stop::new(MalformedCode::Encoding, what, 0));
    }
    simdutf8::basic::from_utf8(input).map_err(|_| {
        // The place is looked for once it is known that there is one.
        let end = simdutf8::compat::from_utf8(input).map_or_else(|e| e.valid_up_to(), str::len);
        Stop::new(MalformedCode::Utf8, "the input is not UTF-8", end)
    })
}

/// Reads a text. Where it stands is in no state of its own: functions take an offset and give the one behind what they
/// have read.
///
/// Objects and lists are read by recursion. What is inlined always is so in builds without debug assertions alone: where
/// nothing is optimized, each inlined function takes its own part of the frame, and a level would need several times the
/// stack.
struct Reader<'i> {
    lexer: Lexer<'i>,
    windows: scan::Windows<'i>,
}

impl<'i> Reader<'i> {
    fn new(text: &'i str) -> Self {
        Self {
            lexer: Lexer::new(text),
            windows: scan::Windows::new(text.as_bytes()),
        }
    }

    fn document<'c>(
        &self,
        engine: &mut Engine<'c, '_>,
        expect: &Expect<'c>,
        path: &Path<'_>,
    ) -> Result<State, Box<Stop>> {
        let (_, at) = self.lexer.token(0);
        if self.lexer.at(at).is_none() {
            return Err(Stop::syntax(
                "the input is empty; a JSON document is expected",
                at,
            ));
        }
        let (state, end) = self.value(engine, at, expect, path)?;
        let (_, at) = self.lexer.token(end);
        match self.lexer.at(at) {
            None => Ok(state),
            Some(_) => Err(Stop::syntax(
                "text follows the end of the JSON document",
                at,
            )),
        }
    }

    /// Reads and checks the value that begins at `start`.
    fn value<'c>(
        &self,
        engine: &mut Engine<'c, '_>,
        start: usize,
        expect: &Expect<'c>,
        path: &Path<'_>,
    ) -> Result<(State, usize), Box<Stop>> {
        let span = Span::at_bracket(start);
        let is_object = match self.lexer.at(start) {
            Some(b'{') => true,
            Some(b'[') => false,
            _ => return self.scalar_value(engine, start, expect, path),
        };
        let narrowed = engine.narrowed(expect, if is_object { "object" } else { "array" });
        let expect = narrowed.as_ref().unwrap_or(expect);
        let enter = if is_object {
            engine.enter_object(expect, path, span)
        } else {
            engine.enter_list(expect, path, span)
        };
        match enter {
            Enter::Skip(state) => Ok((state, self.skip(engine, start)?)),
            Enter::Object(ty) => {
                let end = self.object(engine, ty, expect.wanted(), start, path)?;
                Ok((State::Good, end))
            }
            Enter::List(list) => self.list(engine, list, expect, start, path),
            Enter::Map(map) => self.map(engine, map, expect, start, path),
        }
    }

    fn scalar_value<'c>(
        &self,
        engine: &mut Engine<'c, '_>,
        start: usize,
        expect: &Expect<'c>,
        path: &Path<'_>,
    ) -> Result<(State, usize), Box<Stop>> {
        let (value, end) = self.scalar(start)?;
        let token = self.lexer.slice(start, end);
        let span = Span::between(start, end);
        Ok((engine.scalar(expect, path, span, value, Some(token)), end))
    }

    fn scalar(&self, start: usize) -> Result<(Scalar<'i>, usize), Box<Stop>> {
        Ok(match self.lexer.at(start).unwrap_or(0) {
            b'"' => {
                let (text, end) = self.lexer.string(start)?;
                (Scalar::Text(text), end)
            }
            b'-' | b'0'..=b'9' => {
                let (num, end) = self.lexer.number(start)?;
                (Scalar::Number(num), end)
            }
            b't' | b'f' | b'n' => match self.lexer.word(start)? {
                (Some(bool), end) => (Scalar::Bool(bool), end),
                (None, end) => (Scalar::Null, end),
            },
            _ => {
                return Err(self
                    .lexer
                    .unexpected("a JSON value is expected here", start));
            }
        })
    }

    /// Reads and checks an object whose bracket stands at `start`.
    fn object<'c>(
        &self,
        engine: &mut Engine<'c, '_>,
        ty: &'c Entry,
        wanted: Wanted,
        start: usize,
        path: &Path<'_>,
    ) -> Result<usize, Box<Stop>> {
        if !engine.descend() {
            return Err(too_deep(engine, start));
        }
        let mut frame = engine.open(ty, wanted, Span::at_bracket(start));
        let mut held: Option<Vec<(Expect<'c>, usize)>> = None;
        let mut place = engine.memory.beginning(ty);
        let mut next = self.first_name(start)?;
        while let Next::At(first) = next {
            let mut quote = first;
            let mut window = self.windows.at(quote.wrapping_sub(1));
            // Mostly a member's name is the one that came next the last time, its value is good at first sight, and the
            // next one follows without white space.
            next = loop {
                let guess = engine.memory.after(place);
                let (index, shortcut, behind) = if let Some(shortcut) = frame.shortcut(guess)
                    && let Some(behind) = shortcut.name_in(window)
                {
                    (guess, Some(shortcut), quote.wrapping_add(behind))
                } else {
                    let (index, behind) = self.other_member(engine, &frame, place, quote, path)?;
                    (index, frame.shortcut(index), behind)
                };
                let end = if index == NO_FIELD {
                    // What is not documented is read over.
                    behind
                } else {
                    place = place.behind(index);
                    let value = self.value_from(behind);
                    let passed = match shortcut {
                        Some(shortcut) => {
                            self.pass(engine, &mut frame, index, shortcut, value, path)?
                        }
                        None => None,
                    };
                    match passed {
                        Some(end) => end.get(),
                        None => self.member(engine, &mut frame, index, value.0, path, &mut held)?,
                    }
                };
                window = self.windows.at(end);
                match window {
                    [b',', b'"', ..] => quote = end.wrapping_add(1),
                    [b'}', ..] => break Next::End(end.wrapping_add(1)),
                    _ => break self.next_name_far(end, window)?,
                }
            };
        }
        if let Some(held) = held {
            self.held_members(engine, &mut frame, held, path)?;
        }
        engine.close(&frame, path);
        engine.ascend();
        Ok(next.end())
    }

    /// Reads and checks the members that waited for a sibling, now that all are known.
    #[inline(never)]
    fn held_members<'c>(
        &self,
        engine: &mut Engine<'c, '_>,
        frame: &mut Frame<'c>,
        held: Vec<(Expect<'c>, usize)>,
        path: &Path<'_>,
    ) -> Result<(), Box<Stop>> {
        for (expect, at) in held {
            let expect = engine.held(frame, expect);
            self.checked_member(engine, frame, &expect, at, path)?;
        }
        Ok(())
    }

    /// Finds the member whose name is not the one that was guessed; its opening quote stands at an offset. Gives its index,
    /// and the place behind the colon. Of a member that is not documented, which is read over: [`NO_FIELD`], and its end.
    #[inline(never)]
    fn other_member<'c>(
        &self,
        engine: &mut Engine<'c, '_>,
        frame: &Frame<'c>,
        place: Place,
        quote: usize,
        path: &Path<'_>,
    ) -> Result<(u16, usize), Box<Stop>> {
        let name = quote.wrapping_add(1);
        // Where members come in one of two orders, the other one is the next to be tried.
        let other = engine.memory.before(place);
        let (index, value) = if let Some(shortcut) = frame.shortcut(other)
            && shortcut.is_name_at(self.lexer.bytes(), name)
        {
            (other, name.wrapping_add(shortcut.name_length()))
        } else if let Some((index, shortcut)) =
            frame.named_at(place.documented, self.lexer.bytes(), name)
        {
            (index, name.wrapping_add(shortcut.name_length()))
        } else {
            let (name, name_end) = self.lexer.string(quote)?;
            let mut scratch = String::new();
            let name = name.decode(&mut scratch);
            let value = self.value_behind(name_end)?;
            let Some((index, _)) = engine.find(frame.ty(), name) else {
                engine.unknown(frame.ty(), name, path, Span::between(quote, name_end));
                return Ok((NO_FIELD, self.skip(engine, value)?));
            };
            (index, value)
        };
        engine.memory.learn(place, index);
        Ok((index, value))
    }

    /// Where the value behind a colon begins, and its first bytes.
    #[cfg_attr(not(debug_assertions), inline(always))]
    fn value_from(&self, behind: usize) -> (usize, &Window) {
        let window = self.windows.at(behind);
        if window[0] > b' ' {
            return (behind, window);
        }
        let (_, at) = self.lexer.token(behind);
        (at, self.windows.at(at))
    }

    /// Where the value behind a name begins.
    #[cfg_attr(not(debug_assertions), inline(always))]
    fn value_behind(&self, name_end: usize) -> Result<usize, Box<Stop>> {
        if let [b':', first] = self.windows.at(name_end)
            && *first > b' '
        {
            return Ok(name_end.wrapping_add(1));
        }
        let (colon, at) = self.lexer.token(name_end);
        if colon != b':' {
            return Err(self.lexer.unexpected("a colon is expected here", at));
        }
        Ok(self.lexer.token(at.wrapping_add(1)).1)
    }

    /// Reads a member's value if its shortcut lets it pass, and gives the place behind it, which is never the text's beginning;
    /// `None` if it is to be read again with all that is known of it.
    #[cfg_attr(not(debug_assertions), inline(always))]
    fn pass<'c>(
        &self,
        engine: &mut Engine<'c, '_>,
        frame: &mut Frame<'c>,
        index: u16,
        shortcut: &Shortcut,
        (start, window): (usize, &Window),
        path: &Path<'_>,
    ) -> Result<Option<NonZeroUsize>, Box<Stop>> {
        if !frame.may_pass(index) {
            return Ok(self.pass_distinct(engine, frame, index, shortcut, (start, window)));
        }
        let text = self.lexer.bytes();
        let first = window[0];
        let end = match shortcut.passes {
            Passes::Texts if first == b'"' => {
                let from = start.wrapping_add(1);
                let mut to = lexer::plain_until(window, text, start);
                if self.lexer.at(to) != Some(b'"') {
                    let (text, behind) = self.lexer.string_with_escapes(from, to)?;
                    if !shortcut.lets_escapes_pass(text.raw.len()) {
                        self.long_text(engine, frame, index, text, start, path);
                        return Ok(NonZeroUsize::new(behind));
                    }
                    to = behind.wrapping_sub(1);
                } else if !shortcut.lets_text_pass(text, from, to) {
                    return Ok(None);
                }
                let end = to.wrapping_add(1);
                engine.pass(frame, index, shortcut, move || {
                    Slot::good(Kept::Text(None, Parts::NONE), Span::between(start, end))
                });
                end
            }
            Passes::Forms if first == b'"' => {
                let from = start.wrapping_add(1);
                let to = lexer::plain_until(window, text, start);
                if self.lexer.at(to) != Some(b'"')
                    || !shortcut.lets_text_pass(text, from, to)
                    || !frame.has_forms(index, self.lexer.slice(from, to))
                {
                    return Ok(None);
                }
                let end = to.wrapping_add(1);
                engine.pass(frame, index, shortcut, move || {
                    Slot::good(Kept::Text(None, Parts::NONE), Span::between(start, end))
                });
                end
            }
            Passes::Values if first == b'"' => {
                match frame.ty().shortcuts.value_in(shortcut, window) {
                    Some((value, length)) => {
                        let (end, ty) = (start.wrapping_add(length), frame.ty());
                        engine.pass(frame, index, shortcut, move || {
                            let text = Kept::Text(ty.listed(index, value), Parts::NONE);
                            Slot::good(text, Span::between(start, end))
                        });
                        end
                    }
                    None => return Ok(None),
                }
            }
            Passes::Integers => match lexer::small_integer(window) {
                Some((digits, length)) if shortcut.lets_digits_pass(digits) => {
                    let end = start.wrapping_add(length);
                    engine.pass(frame, index, shortcut, move || {
                        let value = Num::Int(digits.value());
                        Slot::good(Kept::Number(value), Span::between(start, end))
                    });
                    end
                }
                _ => return Ok(None),
            },
            Passes::Numbers => match lexer::small_decimal(window) {
                Some((value, length)) if shortcut.lets_number_pass(value) => {
                    let end = start.wrapping_add(length);
                    engine.pass(frame, index, shortcut, move || {
                        Slot::good(Kept::of_number(value), Span::between(start, end))
                    });
                    end
                }
                _ => return Ok(None),
            },
            Passes::Flags => match lexer::flag(window) {
                Some((value, length)) => {
                    let end = start.wrapping_add(length);
                    engine.pass(frame, index, shortcut, move || {
                        Slot::good(Kept::Bool(value), Span::between(start, end))
                    });
                    end
                }
                None => return Ok(None),
            },
            Passes::Objects if first == b'{' => {
                let ty = engine.entry(shortcut.child);
                let path = path.member(frame.ty(), index, shortcut.sensitive);
                let end = self.object(engine, ty, Wanted::NOTHING, start, &path)?;
                engine.pass(frame, index, shortcut, move || {
                    Slot::good(Kept::Nothing, Span::at_bracket(start))
                });
                end
            }
            Passes::Lists if first == b'[' => {
                let path = path.member(frame.ty(), index, shortcut.sensitive);
                let (state, end) = if shortcut.differ {
                    let Some((field, list)) = frame.list(index) else {
                        return Ok(None);
                    };
                    let expect = Expect::of_field(frame.ty(), index, field);
                    self.list(engine, list, &expect, start, &path)?
                } else {
                    self.objects(engine, frame, index, shortcut, start, &path)?
                };
                engine.pass(frame, index, shortcut, move || Slot {
                    state,
                    ..Slot::good(Kept::Nothing, Span::at_bracket(start))
                });
                end
            }
            Passes::Texts
            | Passes::Forms
            | Passes::Values
            | Passes::Objects
            | Passes::Lists
            | Passes::Nothing => return Ok(None),
        };
        Ok(NonZeroUsize::new(end))
    }

    /// Reads and checks a list of objects that need not differ, whose bracket stands at `start`.
    fn objects<'c>(
        &self,
        engine: &mut Engine<'c, '_>,
        frame: &Frame<'c>,
        index: u16,
        shortcut: &Shortcut,
        start: usize,
        path: &Path<'_>,
    ) -> Result<(State, usize), Box<Stop>> {
        if !engine.descend() {
            return Err(too_deep(engine, start));
        }
        let ty = engine.entry(shortcut.child);
        let mut count = 0_usize;
        let mut next = self.first_item(start)?;
        while let Next::At(at) = next {
            let place = path.index(count);
            let end = match self.lexer.at(at) {
                Some(b'{') => self.object(engine, ty, Wanted::NOTHING, at, &place)?,
                _ => self.other_item(engine, frame, index, at, &place)?,
            };
            count = count.wrapping_add(1);
            next = match self.windows.at(end) {
                b",{" => Next::At(end.wrapping_add(1)),
                [b']', _] => Next::End(end.wrapping_add(1)),
                _ => self.next_item(end)?,
            };
        }
        let state = match shortcut.lets_count_pass(count) {
            true => State::Good,
            false => Self::wrong_count(engine, frame, index, count, start, path),
        };
        engine.ascend();
        Ok((state, next.end()))
    }

    /// Reads and checks what stands among objects and is none.
    #[cold]
    fn other_item<'c>(
        &self,
        engine: &mut Engine<'c, '_>,
        frame: &Frame<'c>,
        index: u16,
        at: usize,
        path: &Path<'_>,
    ) -> Result<usize, Box<Stop>> {
        let Some((field, list)) = frame.list(index) else {
            return self.skip(engine, at);
        };
        let expect = Expect::of_field(frame.ty(), index, field);
        let mut items = engine.open_list(list, &expect, Span::at_bracket(at));
        let expect = engine.item(&mut items);
        Ok(self.value(engine, at, &expect, path)?.1)
    }

    /// Reports a list that has not as many items as it should have to everybody.
    #[cold]
    fn wrong_count<'c>(
        engine: &mut Engine<'c, '_>,
        frame: &Frame<'c>,
        index: u16,
        count: usize,
        start: usize,
        path: &Path<'_>,
    ) -> State {
        let Some((field, list)) = frame.list(index) else {
            return State::Good;
        };
        let expect = Expect::of_field(frame.ty(), index, field);
        let mut items = engine.open_list(list, &expect, Span::at_bracket(start));
        items.count = u64::try_from(count).unwrap_or(u64::MAX);
        engine.close_list(items, path)
    }

    /// Reads an integer in which items of a list must differ, if its shortcut lets it pass; `None` for all else.
    #[inline(never)]
    fn pass_distinct<'c>(
        &self,
        engine: &mut Engine<'c, '_>,
        frame: &mut Frame<'c>,
        index: u16,
        shortcut: &Shortcut,
        (start, window): (usize, &Window),
    ) -> Option<NonZeroUsize> {
        if shortcut.passes != Passes::Integers || !frame.is_distinct(index) {
            return None;
        }
        let (digits, length) = lexer::small_integer(window)?;
        let value = digits.value();
        if !shortcut.lets_digits_pass(digits) || !engine.is_new(frame, value) {
            return None;
        }
        let end = start.wrapping_add(length);
        engine.pass(frame, index, shortcut, move || {
            Slot::good(Kept::Number(Num::Int(value)), Span::between(start, end))
        });
        NonZeroUsize::new(end)
    }

    /// Checks a member's text that its shortcut did not let pass. Such texts may be long: it is not read again.
    #[inline(never)]
    fn long_text<'c>(
        &self,
        engine: &mut Engine<'c, '_>,
        frame: &mut Frame<'c>,
        index: u16,
        text: Str<'_>,
        start: usize,
        path: &Path<'_>,
    ) {
        let Some(field) = frame.field(index) else {
            return;
        };
        let mut expect = Expect::root(frame.ty());
        engine.known_member(frame, index, field, &mut expect);
        let at = path.key(&field.name, field.sensitive);
        // The two quotes stand around it.
        let end = start.wrapping_add(text.raw.len()).wrapping_add(2);
        let (span, token) = (Span::between(start, end), self.lexer.slice(start, end));
        let state = engine.scalar(&expect, &at, span, Scalar::Text(text), Some(token));
        engine.close_member(frame, &expect, state, span);
    }

    /// Reads and checks the value of a documented member, or reads over it if it has to wait for a sibling.
    #[inline(never)]
    fn member<'c>(
        &self,
        engine: &mut Engine<'c, '_>,
        frame: &mut Frame<'c>,
        index: u16,
        start: usize,
        path: &Path<'_>,
        held: &mut Option<Vec<(Expect<'c>, usize)>>,
    ) -> Result<usize, Box<Stop>> {
        let Some(field) = frame.field(index) else {
            return self.skip(engine, start);
        };
        if self.windows.at(start) == b"null"
            && !matches!(field.shape, Shape::Any)
            && engine.is_absent_if_null(field)
            && frame.may_be_absent(index)
        {
            Engine::pass_absent(frame, index);
            return Ok(start.wrapping_add(4));
        }
        let mut expect = Expect::root(frame.ty());
        match engine.known_member(frame, index, field, &mut expect) {
            Member::Check => self.checked_member(engine, frame, &expect, start, path),
            Member::Hold => {
                held.get_or_insert_default().push((expect, start));
                self.skip(engine, start)
            }
            Member::Skip => self.skip(engine, start),
        }
    }

    fn checked_member<'c>(
        &self,
        engine: &mut Engine<'c, '_>,
        frame: &mut Frame<'c>,
        expect: &Expect<'c>,
        start: usize,
        path: &Path<'_>,
    ) -> Result<usize, Box<Stop>> {
        let (name, sensitive) = expect
            .field
            .map_or(("", false), |f| (&*f.name, f.sensitive));
        let at = path.key(name, sensitive);
        let (state, end) = self.value(engine, start, expect, &at)?;
        let span = match self.lexer.at(start) {
            Some(b'{' | b'[') => Span::at_bracket(start),
            _ => Span::between(start, end),
        };
        engine.close_member(frame, expect, state, span);
        Ok(end)
    }

    /// Reads and checks a list whose bracket stands at `start`.
    fn list<'c>(
        &self,
        engine: &mut Engine<'c, '_>,
        list: &'c List,
        expect: &Expect<'c>,
        start: usize,
        path: &Path<'_>,
    ) -> Result<(State, usize), Box<Stop>> {
        if !engine.descend() {
            return Err(too_deep(engine, start));
        }
        let mut items = engine.open_list(list, expect, Span::at_bracket(start));
        let mut index = 0_usize;
        let mut next = self.first_item(start)?;
        while let Next::At(at) = next {
            let place = path.index(index);
            let first = self.lexer.at(at).unwrap_or(0);
            let object = if first == b'{' {
                Engine::object_item(&mut items)
            } else {
                None
            };
            let end = match object {
                Some((ty, wanted)) => self.object(engine, ty, wanted, at, &place)?,
                None => {
                    let expect = engine.item(&mut items);
                    self.value(engine, at, &expect, &place)?.1
                }
            };
            index = index.wrapping_add(1);
            next = self.next_item(end)?;
        }
        let state = engine.close_list(items, path);
        engine.ascend();
        Ok((state, next.end()))
    }

    /// Reads and checks a map whose bracket stands at `start`.
    #[inline(never)]
    fn map<'c>(
        &self,
        engine: &mut Engine<'c, '_>,
        map: &'c Map,
        expect: &Expect<'c>,
        start: usize,
        path: &Path<'_>,
    ) -> Result<(State, usize), Box<Stop>> {
        if !engine.descend() {
            return Err(too_deep(engine, start));
        }
        let mut pairs = Pairs::of(map, expect);
        let mut next = self.first_name(start)?;
        while let Next::At(quote) = next {
            let (name, behind) = self.lexer.string(quote)?;
            let at = self.value_behind(behind)?;
            let expect = pairs.value(name.to_text());
            let name = name.to_text();
            let (_, end) = self.value(engine, at, &expect, &path.key(&name, false))?;
            next = self.next_name(end)?;
        }
        engine.ascend();
        Ok((State::Good, next.end()))
    }

    /// The next byte that is no white space, and where it stands, as [`Lexer::token`] says.
    #[cfg_attr(not(debug_assertions), inline(always))]
    fn token(&self, at: usize) -> (u8, usize) {
        let window: &Window = self.windows.at(at);
        if window[0] > b' ' {
            return (window[0], at);
        }
        if let Some(length) = scan::first_no_indent(window)
            && let Some(byte) = window.get(length)
            && *byte > b' '
        {
            return (*byte, at.wrapping_add(length));
        }
        self.lexer.token(at)
    }

    /// The first name of an object whose bracket stands at `start`.
    #[cfg_attr(not(debug_assertions), inline(always))]
    fn first_name(&self, start: usize) -> Result<Next, Box<Stop>> {
        let (first, at) = self.token(start.wrapping_add(1));
        match first {
            b'"' => Ok(Next::At(at)),
            b'}' => Ok(Next::End(at.wrapping_add(1))),
            _ => Err(self.no_name(at)),
        }
    }

    /// The name behind a member.
    #[cfg_attr(not(debug_assertions), inline(always))]
    fn next_name(&self, behind: usize) -> Result<Next, Box<Stop>> {
        if self.windows.at(behind) == b",\"" {
            return Ok(Next::At(behind.wrapping_add(1)));
        }
        let (separator, at) = self.lexer.token(behind);
        match separator {
            b',' => {
                let (first, at) = self.lexer.token(at.wrapping_add(1));
                if first == b'"' {
                    Ok(Next::At(at))
                } else {
                    Err(self.no_name(at))
                }
            }
            b'}' => Ok(Next::End(at.wrapping_add(1))),
            _ => Err(self
                .lexer
                .unexpected("a comma or the end of the object is expected here", at)),
        }
    }

    /// The name behind a member where white space stands between: mostly a line feed and blanks.
    #[cfg_attr(not(debug_assertions), inline(always))]
    fn next_name_far(&self, behind: usize, window: &Window) -> Result<Next, Box<Stop>> {
        if window[0] == b','
            && let at = behind.wrapping_add(1)
            && let window = self.windows.at(at)
            && let Some(length) = scan::first_no_indent(window)
            && window.get(length) == Some(&b'"')
        {
            return Ok(Next::At(at.wrapping_add(length)));
        }
        if let Some(length) = scan::first_no_indent(window)
            && window.get(length) == Some(&b'}')
        {
            return Ok(Next::End(behind.wrapping_add(length).wrapping_add(1)));
        }
        self.next_name(behind)
    }

    #[cold]
    fn no_name(&self, at: usize) -> Box<Stop> {
        self.lexer
            .unexpected("a member's name in double quotes is expected here", at)
    }

    /// The first item of a list whose bracket stands at `start`.
    #[cfg_attr(not(debug_assertions), inline(always))]
    fn first_item(&self, start: usize) -> Result<Next, Box<Stop>> {
        let (first, at) = self.token(start.wrapping_add(1));
        match first {
            b']' => Ok(Next::End(at.wrapping_add(1))),
            _ => Ok(Next::At(at)),
        }
    }

    /// The item behind an item.
    #[cfg_attr(not(debug_assertions), inline(always))]
    fn next_item(&self, behind: usize) -> Result<Next, Box<Stop>> {
        let (separator, at) = self.token(behind);
        match separator {
            b',' => Ok(Next::At(self.token(at.wrapping_add(1)).1)),
            b']' => Ok(Next::End(at.wrapping_add(1))),
            _ => Err(self
                .lexer
                .unexpected("a comma or the end of the list is expected here", at)),
        }
    }

    /// Reads over a value without recursion. Its syntax, its strings and its numbers are checked all the same.
    fn skip(&self, engine: &Engine<'_, '_>, start: usize) -> Result<usize, Box<Stop>> {
        let limit = engine.options.limits.depth.min(DEEPEST);
        let mut open = Nesting::default();
        let mut at = start;
        loop {
            // One value begins here.
            let first = self.lexer.at(at);
            let mut next = match first {
                Some(b'{' | b'[') => {
                    if engine.depth.saturating_add(open.depth) >= limit {
                        return Err(too_deep(engine, at));
                    }
                    open.push(first == Some(b'{'));
                    if open.in_object() {
                        self.first_name(at)?
                    } else {
                        self.first_item(at)?
                    }
                }
                _ => {
                    let (_, end) = self.scalar(at)?;
                    if open.depth == 0 {
                        return Ok(end);
                    }
                    self.next_inner(&open, end)?
                }
            };
            // What has ended ends with it.
            at = loop {
                match next {
                    Next::At(at) => break at,
                    Next::End(end) => {
                        open.pop();
                        if open.depth == 0 {
                            return Ok(end);
                        }
                        next = self.next_inner(&open, end)?;
                    }
                }
            };
            if open.in_object() {
                let (_, behind) = self.lexer.string(at)?;
                at = self.value_behind(behind)?;
            }
        }
    }

    /// What follows a value in the innermost object or list.
    fn next_inner(&self, open: &Nesting, behind: usize) -> Result<Next, Box<Stop>> {
        if open.in_object() {
            self.next_name(behind)
        } else {
            self.next_item(behind)
        }
    }
}

/// What comes next in an object or a list.
#[derive(Clone, Copy)]
enum Next {
    /// A member's name or an item, at an offset.
    At(usize),
    /// The end; the offset is the one behind the bracket.
    End(usize),
}

impl Next {
    const fn end(self) -> usize {
        match self {
            Self::At(at) | Self::End(at) => at,
        }
    }
}

/// Which of the open objects and lists are objects, one bit for each level.
#[derive(Default)]
struct Nesting {
    objects: [u64; 8],
    depth: u32,
}

const _: () = assert!(DEEPEST == 8 * 64);

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
#[cold]
fn locate(report: &mut Report, input: &[u8]) {
    let violations = report.violations.iter_mut();
    let places = violations.filter_map(|v| v.position.as_mut());
    let mut here = Counted::default();
    let mut back: Vec<&mut Position> = Vec::new();
    for place in places {
        if place.offset < here.offset {
            back.push(place);
        } else {
            here.go_to(place, input);
        }
    }
    // What was held back is told behind what follows it.
    back.sort_by_key(|place| place.offset);
    here = Counted::default();
    for place in back {
        here.go_to(place, input);
    }
}

/// How far lines have been counted.
struct Counted {
    offset: usize,
    line: u64,
    column: u64,
}

impl Default for Counted {
    fn default() -> Self {
        Self {
            offset: 0,
            line: 1,
            column: 1,
        }
    }
}

impl Counted {
    /// Advances to `place`, which must not lie behind the current position, and fills in its line and column.
    fn go_to(&mut self, place: &mut Position, input: &[u8]) {
        let target = place.offset.min(input.len());
        let (feeds, columns) = scan::lines(input.get(self.offset..target).unwrap_or_default());
        if feeds > 0 {
            self.line = self.line.saturating_add(feeds);
            self.column = 1;
        }
        self.column = self.column.saturating_add(columns);
        self.offset = target;
        (place.line, place.column) = (self.line, self.column);
    }
}
