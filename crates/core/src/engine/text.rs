//! Texts: their lengths and forms, the pieces of a separated text, and documents inside texts.

use super::Engine;
use super::choice::listed;
use super::expect::{Expect, State};
use super::report::Site;
use super::scalar::{Num, Str, truth};
use crate::code::Code;
use crate::contract::{
    Content, Direction, EnumValue, Form, Piece, Separated, Shape, Text, Written,
};
use crate::report::Detail;

impl<'c> Engine<'c, '_> {
    /// Checks a text where one is expected.
    pub(super) fn text(&mut self, site: &Site<'_, 'c>, text: &'c Text, value: Str<'_>) -> State {
        let Text { form, content } = text;
        let mut good = true;
        let too_large = self.form(site, form, value, &mut good);
        let mut scratch = String::new();
        // An object at the root of a document is held by no field, and watched as the text is.
        let types = self.types;
        let object = |id| Expect {
            watchers: site.expect.watchers,
            ..Expect::root(types.get(id))
        };
        let document = match content {
            Content::Plain | Content::File => None,
            Content::Json(shape) => Some(match &**shape {
                Shape::Object(_) => object(site.expect.child),
                shape => site.expect.inner(shape),
            }),
            Content::Written(written) => {
                good &= self.written(site, written, value.decode(&mut scratch));
                None
            }
            Content::Separated(separated) => {
                let text = value.decode(&mut scratch);
                good &= self.pieces(site, separated, text);
                None
            }
        };
        let selected = site.expect.document.map(object);
        let holds_document = document.or(selected).is_some();
        if holds_document && is_no_document(value.decode(&mut scratch)) {
            // A member whose document is missing is missing itself.
            if good && !site.expect.inside && site.expect.field.is_some() {
                return State::Absent;
            }
            return self.settle(good, site);
        }
        for expect in [document, selected].iter().flatten() {
            let mark = self.sink.mark();
            let watching = self.watchers.len();
            let (text, documents) = (value.decode(&mut scratch), self.documents);
            let inner = site.path.embedded();
            // What is plainly no document is not worth the words of an error that nobody reads.
            let done = if self.sink.is_trial() && !begins_json(text) {
                Err("".into())
            } else {
                documents.check(self, expect, text, &inner, site.span)
            };
            match done {
                Ok(State::Failed) => self.nothing_below(site.expect),
                Ok(State::Good | State::Absent | State::Unknown) => {}
                Err(message) => {
                    self.sink.rewind(mark);
                    self.watchers.truncate(watching);
                    self.no_document(site, Detail::Syntax(message));
                    good = false;
                    break;
                }
            }
        }
        if let Some(count) = too_large {
            good &= self.violation(site, Code::MaxBytes, Detail::Count(count));
        }
        self.settle(good, site)
    }

    /// Reports a text that should be a JSON document and is none. Answers repeat what callers wrote, so there it is a warning; for
    /// the choice between alternatives it is an error everywhere.
    fn no_document(&mut self, site: &Site<'_, 'c>, detail: Detail) {
        let code = Code::ContentMediaType;
        if self.scope.direction == Direction::Response && !self.sink.is_trial() {
            self.warning(site, code, detail);
        } else {
            self.violation(site, code, detail);
        }
    }

    /// Checks a text that is to be a number or a truth value, and returns whether it is a good one.
    fn written(&mut self, site: &Site<'_, 'c>, written: &Written, text: &str) -> bool {
        let read = match written {
            Written::Int(int) => Num::integer(text).map(|num| self.int(site, int, num)),
            Written::Number(number) => Num::number(text).map(|num| self.number(site, number, num)),
            Written::Bool => truth(text).map(|_| true),
        };
        read.unwrap_or_else(|| self.violation(site, Code::Format, Detail::None))
    }

    /// Reports what a text breaks of a form, in the order of the codes, but for the length in bytes: that comes after what
    /// is said of the text's content. Returns the number of bytes if there are too many.
    fn form(
        &mut self,
        site: &Site<'_, 'c>,
        form: &Form,
        value: Str<'_>,
        good: &mut bool,
    ) -> Option<u64> {
        let Form {
            named: _,
            min_chars,
            max_chars,
            max_bytes,
            max_chars_without_markup,
            pattern: _,
            format: _,
            base64: _,
        } = form;
        let mut fail = |code, detail| *good &= self.violation(site, code, detail);
        let (min, max) = (min_chars.unwrap_or(0), max_chars.unwrap_or(u32::MAX));
        let length = value.length_within(min, max);
        if let Err(count) = length {
            let short = count < min.into();
            let code = if short {
                Code::MinLength
            } else {
                Code::MaxLength
            };
            fail(code, Detail::Count(count));
        }
        // A text that is too long with its tags is told once.
        let is_long = length.is_err_and(|count| count > max.into());
        if let Some(max) = max_chars_without_markup
            && !is_long
            && value.length_within(0, *max).is_err()
        {
            let count = value.chars_without_markup();
            if count > u64::from(*max) {
                fail(Code::MaxLength, Detail::CountWithoutMarkup(count));
            }
        }
        for code in wrong_forms(form, value).into_iter().flatten() {
            fail(code, Detail::None);
        }
        let max = (*max_bytes)?;
        Some(value.bytes_count()).filter(|count| *count > max.into())
    }

    /// Checks the pieces of a text, how many there are and what each is, and returns whether all is as it should be.
    ///
    /// The first piece that breaks anything is reported with all that it breaks, and the first value that should no longer
    /// be used if none breaks anything.
    fn pieces(&mut self, site: &Site<'_, 'c>, separated: &Separated, text: &str) -> bool {
        let Separated {
            separator,
            min_items,
            max_items,
            piece,
        } = separated;
        let counted = min_items.or(*max_items).is_none() || {
            let count = text.split(&**separator).count();
            let count = u64::try_from(count).unwrap_or(u64::MAX);
            self.counted(site, (*min_items, *max_items), count)
        };
        let site = &Site {
            piece: true,
            ..*site
        };
        let mut deprecated: Option<&EnumValue> = None;
        for part in text.split(&**separator) {
            let part = Str::plain(part);
            let (mark, mut good) = (self.sink.mark(), true);
            match piece {
                Piece::Text(form) => {
                    if let Some(count) = self.form(site, form, part, &mut good) {
                        good &= self.violation(site, Code::MaxBytes, Detail::Count(count));
                    }
                }
                Piece::Enum(values) => {
                    let listed = listed(values, part);
                    if listed.is_none() {
                        good &= self.unlisted(site, values);
                    }
                    deprecated = deprecated.or(listed.filter(|value| value.deprecated.is_some()));
                }
            }
            if self.sink.has_told_since(mark) {
                return good && counted;
            }
        }
        if let Some(value) = deprecated {
            self.discouraged(site, value);
        }
        counted
    }
}

/// Returns whether a text that is to hold a document holds none: the empty text, and `null`.
fn is_no_document(text: &str) -> bool {
    matches!(text, "" | "null")
}

/// Returns whether a text begins as JSON does.
fn begins_json(text: &str) -> bool {
    let text = text.trim_start_matches([' ', '\t', '\n', '\r']);
    text.starts_with(|c: char| matches!(c, '{' | '[' | '"' | '-' | '0'..='9' | 't' | 'f' | 'n'))
}

/// Returns the codes of what a text should have and has not: the pattern, the format, the encoding.
#[inline]
pub(super) fn wrong_forms(form: &Form, value: Str<'_>) -> [Option<Code>; 3] {
    let Form {
        named: _,
        min_chars,
        max_chars: _,
        max_bytes: _,
        max_chars_without_markup: _,
        pattern,
        format,
        base64,
    } = form;
    // Where nothing is a documented length, an empty text has every form.
    if *min_chars == Some(0) && value.raw.is_empty() {
        return [None; 3];
    }
    let pattern = pattern.as_ref().map(|pattern| &pattern.automaton);
    let format = format.map(|format| format.automaton());
    [
        pattern
            .is_some_and(|automaton| !value.matches(automaton))
            .then_some(Code::Pattern),
        format
            .is_some_and(|automaton| !value.matches(automaton))
            .then_some(Code::Format),
        (*base64 && !value.is_base64()).then_some(Code::ContentEncoding),
    ]
}
