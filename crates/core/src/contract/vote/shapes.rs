//! What the votes of a field come to as one shape: all that is no error.

use std::borrow::Cow;

use super::super::{
    Alternatives, Bound, Content, Enum, EnumValue, Field, Form, Int, List, Number, Piece, Scope,
    Service, Severity, Shape, Text, Written,
};
use super::{Poll, Question};
use crate::code::Code;

impl Field {
    /// Returns the smallest shape of one set of constraints that takes every value which is no error in messages of a scope.
    #[must_use]
    pub fn admitted(&self, service: &Service, scope: Scope) -> Cow<'_, Shape> {
        if self.votes.is_empty() {
            if !self.is_relaxed(service, scope) {
                return Cow::Borrowed(&self.shape);
            }
            let mut shape = self.shape.clone();
            shape.relax(&|code| self.severity_of(service, scope, code) == Severity::Warning);
            return Cow::Owned(shape);
        }
        let votes = self.votes_at(0, scope.direction);
        let all: Vec<(usize, &Shape)> = votes.map(|(at, _, shape)| (at, shape)).collect();
        if all.is_empty() {
            return Cow::Borrowed(&self.shape);
        }
        let is_mild = |speakers: Poll, code| {
            self.severity_of_poll(service, scope, code, speakers) == Severity::Warning
        };
        Cow::Owned(joined(&all, &is_mild))
    }
}

/// Returns the smallest shape that takes whatever one of these takes, each at the place of its vote. Who says nothing of a
/// question is not asked.
fn joined(all: &[(usize, &Shape)], is_mild: &dyn Fn(Poll, Code) -> bool) -> Shape {
    let mut kinds: Vec<Shape> = Vec::new();
    for (_, shape) in all {
        if !shape.speaks_of(Question::Kind) {
            continue;
        }
        if kinds.iter().any(|known| known.is_of_kind(shape)) {
            continue;
        }
        let same = all.iter().filter(|(_, other)| other.is_of_kind(shape));
        kinds.push(joined_of_kind(&Vec::from_iter(same), is_mild));
    }
    match <[Shape; 1]>::try_from(kinds) {
        Ok([only]) => only,
        Err(shapes) if shapes.is_empty() => Shape::Any,
        Err(shapes) => Shape::Alternatives(Alternatives {
            shapes: shapes.into(),
        }),
    }
}

fn joined_of_kind(same: &[&(usize, &Shape)], is_mild: &dyn Fn(Poll, Code) -> bool) -> Shape {
    let Some((_, first)) = same.first() else {
        return Shape::Any;
    };
    if let Shape::List(_) = first {
        let lists = || {
            same.iter().filter_map(|(at, shape)| match shape {
                Shape::List(list) => Some((*at, &**list)),
                _ => None,
            })
        };
        let items: Vec<(usize, &Shape)> = lists().map(|(at, list)| (at, &list.item)).collect();
        let mut speakers = Poll::default();
        let speaking = lists().filter(|(_, list)| list.min_items.or(list.max_items).is_some());
        let mut counts = None;
        for (at, list) in speaking {
            speakers.count(at, true);
            counts = Some(match counts {
                None => (list.min_items, list.max_items),
                Some((min, max)) => (
                    both(min, list.min_items, u32::min),
                    both(max, list.max_items, u32::max),
                ),
            });
        }
        let (min_items, max_items) = counts.unwrap_or_default();
        return Shape::List(Box::new(List {
            item: joined(&items, is_mild),
            min_items: min_items.filter(|_| !is_mild(speakers, Code::MinItems)),
            max_items: max_items.filter(|_| !is_mild(speakers, Code::MaxItems)),
            unique: lists().all(|(_, list)| list.unique),
        }));
    }
    let mut speakers = Poll::default();
    let mut out: Option<Shape> = None;
    for (at, shape) in same {
        if shape.speaks_of(Question::Value) {
            speakers.count(*at, true);
            out = Some(match out {
                None => (*shape).clone(),
                Some(before) => before.widened(shape),
            });
        }
    }
    let mut out = out.unwrap_or_else(|| (*first).clone());
    out.relax(&|code| is_mild(speakers, code));
    let mut written = same.iter().filter_map(|(_, shape)| shape.written());
    match written.next() {
        Some(written) => out.or_unwritten(written),
        None => out,
    }
}

/// Returns what holds of two ends; `None` where one is open.
fn both<T>(a: Option<T>, b: Option<T>, wider: impl FnOnce(T, T) -> T) -> Option<T> {
    Some(wider(a?, b?))
}

fn lower_of(a: Bound, b: Bound) -> Bound {
    if b.value < a.value || b.value == a.value && !b.exclusive {
        b
    } else {
        a
    }
}

fn upper_of(a: Bound, b: Bound) -> Bound {
    if b.value > a.value || b.value == a.value && !b.exclusive {
        b
    } else {
        a
    }
}

fn same<T: PartialEq>(a: Option<T>, b: &Option<T>) -> Option<T> {
    a.filter(|a| b.as_ref() == Some(a))
}

impl Shape {
    /// Returns whether values of both are of one kind, as sources are asked about it.
    fn is_of_kind(&self, other: &Self) -> bool {
        let is_number = |shape: &Self| matches!(shape, Self::Int(_) | Self::Number(_));
        match (self, other) {
            (Self::Object(own), Self::Object(theirs)) => own == theirs,
            _ => self.json_type() == other.json_type() || is_number(self) && is_number(other),
        }
    }

    /// Returns what a text holds, if it is a number or a truth value.
    const fn written(&self) -> Option<&Written> {
        match self {
            Self::Text(Text {
                form: _,
                content: Content::Written(written),
            }) => Some(written),
            _ => None,
        }
    }

    /// Returns the shape that takes, beside texts, what should have been written as text and was not: that is no error.
    fn or_unwritten(self, written: &Written) -> Self {
        if self.written().is_some() {
            return self;
        }
        let other = match written {
            Written::Bool => Self::Bool,
            Written::Int(_) | Written::Number(_) => Self::Number(Number {
                lower: None,
                upper: None,
                accepted: None,
                special: [].into(),
            }),
        };
        Self::Alternatives(Alternatives {
            shapes: [self, other].into(),
        })
    }

    /// Returns the smallest shape that takes what either of two of one kind takes.
    fn widened(self, other: &Self) -> Self {
        match (self, other) {
            (Self::Int(a), Self::Int(b)) => Self::Int(a.widened(b)),
            (Self::Number(a), Self::Number(b)) => Self::Number(a.widened(b)),
            (Self::Int(a), Self::Number(b)) => Self::Number(a.as_number().widened(b)),
            (Self::Number(a), Self::Int(b)) => Self::Number(a.widened(&b.as_number())),
            (Self::Text(a), Self::Text(b)) => {
                let Text { form, content } = a;
                Self::Text(Text {
                    form: form.widened(&b.form),
                    content: content.widened(&b.content),
                })
            }
            (Self::Enum(a), Self::Enum(b)) => Self::Enum(a.widened(b)),
            // An open list takes any text.
            (Self::Enum(open), Self::Text(_)) if open.open => Self::Enum(open),
            (Self::Text(_), Self::Enum(open)) if open.open => Self::Enum(open.clone()),
            (Self::Text(text), Self::Enum(choice)) => Self::Text(text.with_values(choice)),
            (Self::Enum(choice), Self::Text(text)) => Self::Text(text.clone().with_values(&choice)),
            // Of other kinds nothing is said beyond the kind.
            (shape, _) => shape,
        }
    }

    /// Drops the constraints whose breach is no error.
    fn relax(&mut self, is_mild: &dyn Fn(Code) -> bool) {
        match self {
            Self::Int(int) => int.relax(is_mild),
            Self::Number(number) => number.relax(is_mild),
            Self::Text(Text { form, content }) => {
                form.relax(is_mild);
                if let Content::Written(written) = content
                    && is_mild(Code::Format)
                {
                    let written = written.clone();
                    *content = Content::Plain;
                    *self = std::mem::replace(self, Self::Any).or_unwritten(&written);
                    return;
                }
                match content {
                    Content::Written(Written::Int(int)) => int.relax(is_mild),
                    Content::Written(Written::Number(number)) => number.relax(is_mild),
                    Content::Separated(separated) => {
                        drop_if(&mut separated.min_items, is_mild(Code::MinItems));
                        drop_if(&mut separated.max_items, is_mild(Code::MaxItems));
                        match &mut separated.piece {
                            Piece::Text(form) => form.relax(is_mild),
                            Piece::Enum(choice) => choice.open |= is_mild(Code::Enum),
                        }
                    }
                    Content::Plain
                    | Content::Json(_)
                    | Content::File
                    | Content::Written(Written::Bool) => {}
                }
            }
            Self::Enum(choice) => choice.open |= is_mild(Code::Enum),
            Self::List(list) => {
                drop_if(&mut list.min_items, is_mild(Code::MinItems));
                drop_if(&mut list.max_items, is_mild(Code::MaxItems));
                list.item.relax(is_mild);
            }
            Self::Map(map) => map.value.relax(is_mild),
            Self::Alternatives(Alternatives { shapes }) => {
                shapes.iter_mut().for_each(|one| one.relax(is_mild));
            }
            Self::Bool | Self::Object(_) | Self::Any => {}
        }
    }
}

fn drop_if<T>(constraint: &mut Option<T>, is_mild: bool) {
    if is_mild {
        *constraint = None;
    }
}

impl Int {
    fn widened(self, other: &Self) -> Self {
        Self {
            min: both(self.min, other.min, i64::min),
            max: both(self.max, other.max, i64::max),
            multiple_of: same(self.multiple_of, &other.multiple_of),
            ..self
        }
    }

    fn as_number(&self) -> Number {
        #[expect(clippy::cast_precision_loss, reason = "bounds of numbers are doubles")]
        let bound = |value: i64| Bound {
            value: value as f64,
            exclusive: false,
        };
        Number {
            lower: self.min.map(bound),
            upper: self.max.map(bound),
            accepted: None,
            special: [].into(),
        }
    }

    fn relax(&mut self, is_mild: &dyn Fn(Code) -> bool) {
        drop_if(&mut self.min, is_mild(Code::Minimum));
        drop_if(&mut self.max, is_mild(Code::Maximum));
        drop_if(&mut self.multiple_of, is_mild(Code::MultipleOf));
    }
}

impl Number {
    fn widened(self, other: &Self) -> Self {
        Self {
            lower: both(self.lower, other.lower, lower_of),
            upper: both(self.upper, other.upper, upper_of),
            ..self
        }
    }

    fn relax(&mut self, is_mild: &dyn Fn(Code) -> bool) {
        let code = |bound: Option<Bound>, [inclusive, exclusive]: [Code; 2]| {
            let is_exclusive = bound.is_some_and(|bound| bound.exclusive);
            if is_exclusive { exclusive } else { inclusive }
        };
        let lower = code(self.lower, [Code::Minimum, Code::ExclusiveMinimum]);
        let upper = code(self.upper, [Code::Maximum, Code::ExclusiveMaximum]);
        drop_if(&mut self.lower, is_mild(lower));
        drop_if(&mut self.upper, is_mild(upper));
    }
}

impl Form {
    fn widened(self, other: &Self) -> Self {
        Self {
            named: same(self.named, &other.named),
            min_chars: both(self.min_chars, other.min_chars, u32::min),
            max_chars: both(self.max_chars, other.max_chars, u32::max),
            max_bytes: both(self.max_bytes, other.max_bytes, u32::max),
            max_chars_without_markup: both(
                self.max_chars_without_markup,
                other.max_chars_without_markup,
                u32::max,
            ),
            pattern: same(self.pattern, &other.pattern),
            format: same(self.format, &other.format),
            base64: self.base64 && other.base64,
        }
    }

    fn relax(&mut self, is_mild: &dyn Fn(Code) -> bool) {
        let before = self.clone();
        drop_if(&mut self.min_chars, is_mild(Code::MinLength));
        drop_if(&mut self.max_chars, is_mild(Code::MaxLength));
        drop_if(&mut self.max_chars_without_markup, is_mild(Code::MaxLength));
        drop_if(&mut self.max_bytes, is_mild(Code::MaxBytes));
        drop_if(&mut self.pattern, is_mild(Code::Pattern));
        drop_if(&mut self.format, is_mild(Code::Format));
        self.base64 &= !is_mild(Code::ContentEncoding);
        if *self != before {
            self.named = None;
        }
    }
}

impl Content {
    fn widened(self, other: &Self) -> Self {
        match (self, other) {
            (Self::Written(Written::Int(a)), Self::Written(Written::Int(b))) => {
                Self::Written(Written::Int(a.widened(b)))
            }
            (Self::Written(Written::Number(a)), Self::Written(Written::Number(b))) => {
                Self::Written(Written::Number(a.widened(b)))
            }
            (content, other) if content == *other => content,
            _ => Self::Plain,
        }
    }
}

impl Enum {
    fn widened(self, other: &Self) -> Self {
        let further = other.values.iter();
        let further = further.filter(|value| self.find(&value.wire).is_none());
        let values: Box<[EnumValue]> = self.values.iter().chain(further).cloned().collect();
        Self {
            named: self.named.filter(|_| values.len() == self.values.len()),
            open: self.open || other.open,
            any_case: self.any_case || other.any_case,
            values,
        }
    }
}

impl Text {
    /// Returns the text that may be one of a list of values as well.
    fn with_values(self, choice: &Enum) -> Self {
        let lengths = || {
            let lengths = choice.values.iter().map(|value| value.wire.chars().count());
            lengths.map(|length| u32::try_from(length).unwrap_or(u32::MAX))
        };
        let Form {
            named: _,
            min_chars,
            max_chars,
            max_bytes: _,
            max_chars_without_markup: _,
            pattern: _,
            format: _,
            base64: _,
        } = self.form;
        Self {
            form: Form {
                min_chars: both(min_chars, lengths().min(), u32::min),
                max_chars: both(max_chars, lengths().max(), u32::max),
                ..Form::default()
            },
            content: Content::Plain,
        }
    }
}
