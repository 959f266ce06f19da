//! Text whose names and values are marked.

use core::fmt;
use std::borrow::Cow;

use crate::escape::visible;

/// What a piece of a phrase is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Mark {
    /// Words of ours.
    Plain,
    /// The name of a member or a parameter.
    Name,
    /// A value, a pattern, a separator: something that stands in a payload.
    Value,
    /// The name of a type of the same service.
    Type,
}

/// A piece of a phrase.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Piece<'a> {
    /// What it is.
    pub mark: Mark,
    /// Its text, unescaped.
    pub text: Cow<'a, str>,
}

/// A sentence, or a part of one, whose names and values are marked.
///
/// Displayed, it is the text of its pieces, unescaped.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Phrase<'a> {
    /// The pieces in order.
    pub pieces: Vec<Piece<'a>>,
}

impl fmt::Display for Phrase<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.pieces
            .iter()
            .try_for_each(|piece| f.write_str(&piece.text))
    }
}

impl<'a> Phrase<'a> {
    /// Returns a phrase of one piece.
    pub fn of(mark: Mark, text: impl Into<Cow<'a, str>>) -> Self {
        Self::default().and(mark, text)
    }

    /// Returns words of ours.
    pub fn words(text: impl Into<Cow<'a, str>>) -> Self {
        Self::of(Mark::Plain, text)
    }

    /// Returns the phrase with one more piece.
    #[must_use]
    pub fn and(mut self, mark: Mark, text: impl Into<Cow<'a, str>>) -> Self {
        self.pieces.push(Piece {
            mark,
            text: text.into(),
        });
        self
    }

    /// Returns the phrase with words of ours behind it.
    #[must_use]
    pub fn then(self, text: impl Into<Cow<'a, str>>) -> Self {
        self.and(Mark::Plain, text)
    }

    /// Returns the phrase with another one behind it.
    #[must_use]
    pub fn with(mut self, other: Self) -> Self {
        self.pieces.extend(other.pieces);
        self
    }

    /// Returns whether it says nothing.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.pieces.iter().all(|piece| piece.text.trim().is_empty())
    }

    /// Returns its text, with characters that would act on a terminal or in a log written as escapes.
    #[must_use]
    pub fn visible(&self) -> String {
        visible(&self.to_string())
    }

    /// Returns phrases one after another, `between` two of them and `last` before the last one: `a`, `a or b`, `a, b or c`.
    pub fn join(
        phrases: impl IntoIterator<Item = Self>,
        between: &'static str,
        last: &'static str,
    ) -> Self {
        let mut out = Self::default();
        let mut phrases = phrases.into_iter().peekable();
        while let Some(phrase) = phrases.next() {
            if !out.pieces.is_empty() {
                let is_last = phrases.peek().is_none();
                out = out.then(if is_last { last } else { between });
            }
            out = out.with(phrase);
        }
        out
    }

    /// Returns parts of one statement, those left out that say nothing: `1 to 10 items; no two equal`.
    pub fn parts(phrases: impl IntoIterator<Item = Self>) -> Self {
        let phrases = phrases.into_iter().filter(|phrase| !phrase.is_empty());
        Self::join(phrases, "; ", "; ")
    }

    /// Returns sentences one after another, each of them ended, those left out that say nothing.
    pub fn sentences(phrases: impl IntoIterator<Item = Self>) -> Self {
        let phrases = phrases.into_iter().filter(|phrase| !phrase.is_empty());
        Self::join(phrases.map(Self::ended), " ", " ")
    }

    /// Begins with an upper-case letter, as a sentence does, unless it begins with a name or a value.
    #[must_use]
    pub fn capitalised(mut self) -> Self {
        if let Some(first) = self.pieces.first_mut()
            && first.mark == Mark::Plain
        {
            let mut chars = first.text.chars();
            if let Some(head) = chars.next() {
                first.text = Cow::Owned(head.to_uppercase().chain(chars).collect());
            }
        }
        self
    }

    /// Ends as a sentence does.
    fn ended(self) -> Self {
        let ends =
            |piece: &Piece<'_>| piece.mark == Mark::Plain && piece.text.ends_with(['.', '!', '?']);
        if self.pieces.last().is_some_and(ends) {
            self
        } else {
            self.then(".")
        }
    }
}
