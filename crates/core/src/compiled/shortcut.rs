//! The fast path: names of members compared in a few instructions, and values that are valid at first sight.

use crate::compiled::field_set::FieldSet;
use crate::compiled::trigger::Trigger;
use crate::compiled::{CompiledRule, Differ, Link, TypeId};
use crate::contract::{Content, Direction, Field, Form, List, Number, Shape, Text, TypeDef};
use crate::scan::{self, Digits, Window};

/// A compact summary of a field that accepts the common values without reading the whole [`Field`]: the name in a form that
/// compares fast, and a range of values that are valid whatever else the field asks.
///
/// A shortcut accepts a subset of what its field accepts. What it does not accept is checked again by the engine. It fills
/// one line of a processor's cache.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(align(64))]
pub(crate) struct Shortcut {
    /// The name, with the quote and the colon behind it …
    name: Mark,
    /// … and how many bytes they take.
    length: u16,
    /// The least that passes: the bits of an integer's [`Digits`], or of a number, a text's code points, a list's items; where
    /// the values of an enum begin among [`Shortcuts::values`].
    low: i64,
    /// The greatest that passes: the bits of digits or of a number, a text's bytes, a list's items; where the values of an enum
    /// end.
    high: i64,
    /// How many bits of the first word lie behind a name that is shorter.
    behind: u8,
    /// The field's slot, see [`Link::slot`]; [`NO_SLOT`] if no rule reads it.
    pub(crate) slot: u16,
    /// The type of the object, or of the list's items.
    pub(crate) child: TypeId,
    pub(crate) passes: Passes,
    /// Whether reports leave out what the field holds.
    pub(crate) sensitive: bool,
    /// Whether the items of the list must differ.
    pub(crate) differ: bool,
}

const _: () = assert!(size_of::<Shortcut>() == 64);

/// A short byte string in a form that compares fast.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Mark {
    /// The first sixteen bytes; zero beyond.
    head: [u64; 2],
    /// For strings that end within the head: a mask of its bits. For longer ones: the last sixteen bytes.
    rest: [u64; 2],
}

impl Mark {
    fn of(bytes: &[u8]) -> Self {
        let (head, rest) = match bytes.len() {
            0..=16 => (words(bytes, 0), words(&vec![0xff; bytes.len()], 0)),
            17..=32 => (words(bytes, 0), words(bytes, bytes.len().wrapping_sub(16))),
            // No text that is looked for has zeros.
            _ => ([0; 2], [u64::MAX; 2]),
        };
        Self { head, rest }
    }

    /// Returns whether the string, `length` bytes long, stands at an offset of the window. Always `false` for strings of
    /// more than thirty-two bytes.
    #[cfg_attr(not(debug_assertions), inline(always))]
    fn is_in(&self, length: u16, window: &Window, from: usize) -> bool {
        let word = |at: usize| {
            let word = window.get(from.wrapping_add(at)..)?.first_chunk()?;
            Some(u64::from_le_bytes(*word))
        };
        let (Some(a), Some(b)) = (word(0), word(8)) else {
            return false;
        };
        let [a, b] = [a ^ self.head[0], b ^ self.head[1]];
        let length = usize::from(length);
        if length <= 16 {
            return (a & self.rest[0]) | (b & self.rest[1]) == 0;
        }
        let rest = length.wrapping_sub(16) % 32;
        let (Some(c), Some(d)) = (word(rest), word(rest.wrapping_add(8))) else {
            return false;
        };
        a | b | (c ^ self.rest[0]) | (d ^ self.rest[1]) == 0
    }
}

/// A value of an enum that is not deprecated, with the quote behind it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Value {
    text: Mark,
    /// How many bytes they take.
    length: u16,
    /// Its index in the enum.
    index: u16,
}

/// How many fields of a type can be let pass, so that a word has a bit for each. Few types have more.
pub(crate) const FIRST: u16 = 64;

/// No slot.
pub(crate) const NO_SLOT: u16 = u16::MAX;

/// Which kind of values a shortcut can accept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub(crate) enum Passes {
    /// None: any value must be reported or kept, or needs all checks.
    Nothing,
    /// Integers within the range.
    Integers,
    /// Numbers within the range.
    Numbers,
    /// Texts whose lengths are within the range.
    Texts,
    /// Texts without escapes whose lengths are within the range, if they have the form that is asked for.
    Forms,
    /// The values of the enum that are not deprecated.
    Values,
    /// `true` and `false`.
    Flags,
    /// Objects; their members have shortcuts of their own.
    Objects,
    /// Lists of objects.
    Lists,
}

impl Shortcut {
    /// Derives the shortcut of a field. `compared` says whether a rule compares the field's value.
    fn of(field: &Field, link: &Link, compared: bool) -> Self {
        let (passes, low, high) = passing(field, link, compared);
        let (low, high) = match passes {
            Passes::Integers => {
                let digits = |value| Digits::of_integer(value).to_bits();
                // A bound beyond eight digits is one that none of so few meets, or that all of them meet.
                (digits(low), digits(high))
            }
            _ => (low, high),
        };
        let name = [field.name.as_bytes(), b"\":"].concat();
        let bits = name.len().saturating_mul(8);
        Self {
            name: Mark::of(&name),
            length: u16::try_from(name.len()).unwrap_or(u16::MAX),
            low,
            high,
            behind: u8::try_from(64_usize.saturating_sub(bits)).unwrap_or(0),
            slot: link.slot.unwrap_or(NO_SLOT),
            child: link.child,
            passes,
            sensitive: field.sensitive,
            differ: link.differ != Differ::No,
        }
    }

    /// Returns the length in bytes of the name with the quote and the colon behind it.
    #[cfg_attr(not(debug_assertions), inline(always))]
    pub(crate) fn name_length(&self) -> usize {
        self.length.into()
    }

    /// Cheap pre-check: could these eight bytes be the beginning of `name":`?
    #[cfg_attr(not(debug_assertions), inline(always))]
    pub(crate) const fn may_begin(&self, word: u64) -> bool {
        (word ^ self.name.head[0]).wrapping_shl(self.behind as u32) == 0
    }

    /// Returns the length in bytes of `"name":` if the window holds it from its second byte on.
    ///
    /// Always `None` for names that are longer than the two parts that are compared.
    #[cfg_attr(not(debug_assertions), inline(always))]
    pub(crate) fn name_in(&self, window: &Window) -> Option<usize> {
        self.name
            .is_in(self.length, window, 2)
            .then(|| self.name_length().wrapping_add(1))
    }

    /// Returns whether `name":` stands at an offset of the text.
    ///
    /// Always `false` for names that are longer than the two parts that are compared, and close to the text's end.
    #[cfg_attr(not(debug_assertions), inline(always))]
    pub(crate) fn is_name_at(&self, text: &[u8], at: usize) -> bool {
        let Some(head) = two_words(text, at) else {
            return false;
        };
        let Mark { head: own, rest } = self.name;
        let [a, b] = [head[0] ^ own[0], head[1] ^ own[1]];
        let length = self.name_length();
        if length <= 16 {
            return (a & rest[0]) | (b & rest[1]) == 0;
        }
        a | b == 0 && two_words(text, at.wrapping_add(length).wrapping_sub(16)) == Some(rest)
    }

    /// Returns whether an integer is within the range.
    #[cfg_attr(not(debug_assertions), inline(always))]
    pub(crate) fn lets_digits_pass(&self, digits: Digits) -> bool {
        Digits::from_bits(self.low) <= digits && digits <= Digits::from_bits(self.high)
    }

    /// Returns whether a list may have so many items.
    pub(crate) fn lets_count_pass(&self, count: usize) -> bool {
        i64::try_from(count).is_ok_and(|count| self.low <= count && count <= self.high)
    }

    /// Returns whether a text without escapes, between two offsets, is within the lengths. A text has at most as many code
    /// points as bytes, so they are counted only if the bytes do not decide.
    #[cfg_attr(not(debug_assertions), inline(always))]
    pub(crate) fn lets_text_pass(&self, all: &[u8], from: usize, to: usize) -> bool {
        let bytes = to.wrapping_sub(from).cast_signed();
        let bytes = i64::try_from(bytes).unwrap_or(i64::MAX);
        self.low <= bytes && bytes <= self.high && (self.low <= 1 || self.has_enough(all, from, to))
    }

    #[inline(never)]
    fn has_enough(&self, all: &[u8], from: usize, to: usize) -> bool {
        let text = all.get(from..to).unwrap_or_default();
        i64::try_from(scan::code_points(text)).is_ok_and(|count| count >= self.low)
    }

    /// Returns whether a text with escapes that takes that many bytes is within the lengths. An escape is at least one code
    /// point.
    pub(crate) fn lets_escapes_pass(&self, bytes: usize) -> bool {
        self.low <= 1 && i64::try_from(bytes).is_ok_and(|bytes| bytes <= self.high)
    }

    #[cfg_attr(not(debug_assertions), inline(always))]
    pub(crate) fn lets_number_pass(&self, value: f64) -> bool {
        f64::from_bits(self.low.cast_unsigned()) <= value
            && value <= f64::from_bits(self.high.cast_unsigned())
    }
}

/// What the fast path needs of a type.
#[derive(Debug)]
#[repr(align(64))]
pub(crate) struct Shortcuts {
    /// One for each field.
    pub(crate) fields: Box<[Shortcut]>,
    /// Returns the fields that must be present, in requests and in responses.
    pub(crate) required: [FieldSet; 2],
    /// Triggers of the rules that run when an object of a request, or of a response, has ended.
    rules: [Box<[Trigger]>; 2],
    /// The values of the enums that shortcuts let pass.
    values: Box<[Value]>,
}

impl Shortcuts {
    /// Derives the shortcuts of a type. `compared` holds the fields whose values rules compare.
    pub(crate) fn of(
        def: &TypeDef,
        links: &[Link],
        rules: &[CompiledRule],
        compared: &[u16],
    ) -> Self {
        let mut values = Vec::new();
        let mut fields = Vec::with_capacity(def.fields.len());
        for (at, (field, link)) in (0_u16..).zip(def.fields.iter().zip(links)) {
            let mut shortcut = Shortcut::of(field, link, compared.contains(&at));
            if at >= FIRST {
                shortcut.passes = Passes::Nothing;
            }
            if let (Passes::Values, Shape::Enum(listed)) = (shortcut.passes, &field.shape) {
                shortcut.low = i64::try_from(values.len()).unwrap_or(i64::MAX);
                let good = (0_u16..).zip(&listed.values);
                let good = good.filter(|(_, value)| value.deprecated.is_none());
                let good = good.filter(|(_, value)| {
                    let mut votes = field.votes.iter();
                    votes.all(|vote| takes(&vote.shape, &value.wire))
                });
                values.extend(good.map(|(index, value)| {
                    let text = [value.wire.as_bytes(), b"\""].concat();
                    Value {
                        text: Mark::of(&text),
                        length: u16::try_from(text.len()).unwrap_or(u16::MAX),
                        index,
                    }
                }));
                shortcut.high = i64::try_from(values.len()).unwrap_or(i64::MAX);
            }
            fields.push(shortcut);
        }
        Self {
            fields: fields.into(),
            required: Self::required_of(&def.fields),
            rules: [Direction::Request, Direction::Response].map(|direction| {
                let all = (0_u16..).zip(def.rules.iter().zip(rules));
                all.filter(|(_, (rule, _))| rule.direction.is_none_or(|own| own == direction))
                    .filter_map(|(index, (rule, compiled))| {
                        Trigger::of(index, rule, compiled, &def.fields)
                    })
                    .collect()
            }),
            values: values.into(),
        }
    }

    /// Returns the value of an enum that the window holds, which begins with the opening quote: the value's index, and its
    /// length in bytes with both quotes.
    #[cfg_attr(not(debug_assertions), inline(always))]
    pub(crate) fn value_in(&self, shortcut: &Shortcut, window: &Window) -> Option<(u16, usize)> {
        let [low, high] = [shortcut.low, shortcut.high].map(i64::cast_unsigned);
        let range = usize::try_from(low).ok()?..usize::try_from(high).ok()?;
        for value in self.values.get(range)? {
            if value.text.is_in(value.length, window, 1) {
                return Some((value.index, usize::from(value.length).wrapping_add(1)));
            }
        }
        None
    }

    /// Returns the triggers of the rules that run in messages of that direction.
    #[cfg_attr(not(debug_assertions), inline(always))]
    pub(crate) const fn rules(&self, direction: Direction) -> &[Trigger] {
        let [request, response] = &self.rules;
        match direction {
            Direction::Request => request,
            Direction::Response => response,
        }
    }

    /// Turns the fast path off: each value gets all checks, and each rule runs.
    #[cfg(test)]
    pub(crate) fn look_closely(&mut self) {
        self.fields = [].into();
        for trigger in self.rules.iter_mut().flatten() {
            trigger.always_fires();
        }
    }

    /// Returns the fields that must be present in messages of that direction.
    #[cfg_attr(not(debug_assertions), inline(always))]
    pub(crate) const fn required(&self, direction: Direction) -> FieldSet {
        let [request, response] = self.required;
        match direction {
            Direction::Request => request,
            Direction::Response => response,
        }
    }

    /// The fields that must be present, in requests and in responses.
    pub(crate) fn required_of(fields: &[Field]) -> [FieldSet; 2] {
        [Direction::Request, Direction::Response].map(|direction| {
            let mut required = FieldSet::NONE;
            for (index, field) in (0_u16..).zip(fields) {
                if field.severity_of_absence(direction).is_some() {
                    required.insert(index);
                }
            }
            required
        })
    }
}

/// Returns the sixteen bytes from `at` on, if the text has as many.
#[cfg_attr(not(debug_assertions), inline(always))]
fn two_words(text: &[u8], at: usize) -> Option<[u64; 2]> {
    let block: &[u8; 16] = text.get(at..)?.first_chunk()?;
    let (words, _) = block.as_chunks::<8>();
    match words {
        [a, b] => Some([u64::from_le_bytes(*a), u64::from_le_bytes(*b)]),
        _ => None,
    }
}

/// Returns sixteen bytes from an offset on, with zeros behind the last.
fn words(bytes: &[u8], from: usize) -> [u64; 2] {
    [from, from.wrapping_add(8)].map(|begin| {
        let byte = |place| bytes.get(begin.wrapping_add(place)).copied().unwrap_or(0);
        u64::from_le_bytes(std::array::from_fn(byte))
    })
}

/// Returns which kind of values the fast path accepts for a field, and their range.
fn passing(field: &Field, link: &Link, compared: bool) -> (Passes, i64, i64) {
    const NOTHING: (Passes, i64, i64) = (Passes::Nothing, 0, 0);
    if is_told(field, link) {
        return NOTHING;
    }
    // What all sources allow passes, and nothing else.
    let of_votes = field.votes.iter();
    let of_votes = of_votes.map(|vote| passing_shape(&vote.shape, compared));
    let own = passing_shape(&field.shape, compared);
    of_votes.fold(own, |(passes, low, high), (other, least, most)| {
        match (passes, other) {
            (Passes::Texts | Passes::Forms, Passes::Texts | Passes::Forms) => {
                // Where one asks for a form, all are asked whether a text has it.
                let passes = if passes == other {
                    passes
                } else {
                    Passes::Forms
                };
                (passes, low.max(least), high.min(most))
            }
            // Which values all list or allow is asked where they are collected.
            (Passes::Values, Passes::Values | Passes::Texts) => (passes, 0, 0),
            _ if passes != other => NOTHING,
            (Passes::Numbers, _) => {
                let number = |bits: i64| f64::from_bits(bits.cast_unsigned());
                let bits = |number: f64| number.to_bits().cast_signed();
                let (low, high) = (number(low), number(high));
                let low = low.max(number(least));
                (passes, bits(low), bits(high.min(number(most))))
            }
            (
                Passes::Nothing
                | Passes::Integers
                | Passes::Texts
                | Passes::Forms
                | Passes::Values
                | Passes::Flags
                | Passes::Objects
                | Passes::Lists,
                _,
            ) => (passes, low.max(least), high.min(most)),
        }
    })
}

/// Returns whether there is more to say of a field than what its values may be.
fn is_told(field: &Field, link: &Link) -> bool {
    let told = field.no_effect.is_some() || field.deprecated.is_some() || field.dropped.is_some();
    told || link.selected_by.is_some() || link.watched
}

/// The shapes that sources give a field: what each of them takes passes.
fn shapes(field: &Field) -> impl Iterator<Item = &Shape> {
    let votes = field.votes.iter().map(|vote| &vote.shape);
    std::iter::once(&field.shape).chain(votes)
}

/// The same, of a list.
fn lists(field: &Field) -> impl Iterator<Item = Option<&List>> {
    shapes(field).map(|shape| match shape {
        Shape::List(list) => Some(&**list),
        _ => None,
    })
}

/// Returns whether every source takes an integer; a shortcut knows no more than eight digits.
pub(crate) fn takes_integer(field: &Field, value: i64) -> bool {
    shapes(field).all(|shape| match shape {
        Shape::Int(int) => int
            .good()
            .is_some_and(|(low, high)| (low..=high).contains(&value)),
        _ => false,
    })
}

/// Returns whether a field is a list of texts, to whoever says anything of it, of which nothing is to be told but that an item is no
/// good one or that there are too few or too many.
pub(crate) fn is_of_texts(field: &Field, link: &Link) -> bool {
    let is_list = |list: Option<&List>| {
        list.is_some_and(|list| {
            !list.unique && matches!(list.item, Shape::Enum(_) | Shape::Text(_))
        })
    };
    !is_told(field, link)
        && !link.selected_inside
        && link.differ == Differ::No
        && lists(field).all(is_list)
}

/// Returns whether every source takes that many items.
pub(crate) fn takes_count(field: &Field, count: usize) -> bool {
    let count = u32::try_from(count).unwrap_or(u32::MAX);
    lists(field).all(|list| {
        list.is_some_and(|list| {
            list.min_items.is_none_or(|min| min <= count)
                && list.max_items.is_none_or(|max| count <= max)
        })
    })
}

/// Returns whether every source takes a text as an item of a list, and nothing is to be said of it.
pub(crate) fn takes_item(field: &Field, text: &str) -> bool {
    lists(field).all(|list| {
        let Some(item) = list.map(|list| &list.item) else {
            return false;
        };
        let is_old = matches!(item, Shape::Enum(listed) if listed.find(text).is_some_and(|value| value.deprecated.is_some()));
        takes(item, text) && !is_old
    })
}

/// Returns whether a shape is a list of values with that value in it, or a text that it may be.
fn takes(shape: &Shape, value: &str) -> bool {
    let Shape::Text(text) = shape else {
        return matches!(shape, Shape::Enum(listed) if listed.find(value).is_some());
    };
    let (passes, least, most) = texts(text);
    let count = |count: usize| i64::try_from(count).unwrap_or(i64::MAX);
    let is_long_enough = count(value.chars().count()) >= least;
    passes == Passes::Texts && is_long_enough && count(value.len()) <= most
}

/// Returns the same for a shape by itself.
fn passing_shape(shape: &Shape, compared: bool) -> (Passes, i64, i64) {
    const NOTHING: (Passes, i64, i64) = (Passes::Nothing, 0, 0);
    match shape {
        Shape::Int(int) => {
            let Some((low, high)) = int.good() else {
                return NOTHING;
            };
            (Passes::Integers, low, high)
        }
        Shape::Number(number) => {
            let (low, high) = numbers(number);
            (
                Passes::Numbers,
                low.to_bits().cast_signed(),
                high.to_bits().cast_signed(),
            )
        }
        // Rules read which literal a text is.
        Shape::Text(_) if compared => NOTHING,
        Shape::Text(text) => texts(text),
        Shape::Bool => (Passes::Flags, 0, 0),
        Shape::Enum(_) => (Passes::Values, 0, 0),
        Shape::List(list) => {
            let List {
                item,
                min_items,
                max_items,
                unique: _,
            } = &**list;
            match item {
                Shape::Object(_) => (
                    Passes::Lists,
                    min_items.map_or(0, i64::from),
                    max_items.map_or(i64::MAX, i64::from),
                ),
                Shape::Int(_)
                | Shape::Number(_)
                | Shape::Text(_)
                | Shape::Bool
                | Shape::Enum(_)
                | Shape::List(_)
                | Shape::Map(_)
                | Shape::Alternatives(_)
                | Shape::Any => NOTHING,
            }
        }
        Shape::Object(_) => (Passes::Objects, 0, 0),
        Shape::Map(_) | Shape::Alternatives(_) | Shape::Any => NOTHING,
    }
}

/// Returns the least and the greatest number within all bounds.
fn numbers(number: &Number) -> (f64, f64) {
    let Number {
        lower,
        upper,
        accepted,
        special: _,
    } = number;
    let (mut low, mut high) = accepted.unwrap_or((f64::MIN, f64::MAX));
    if let Some(bound) = lower {
        let least = if bound.exclusive {
            bound.value.next_up()
        } else {
            bound.value
        };
        if least > low {
            low = least;
        }
    }
    if let Some(bound) = upper {
        let greatest = if bound.exclusive {
            bound.value.next_down()
        } else {
            bound.value
        };
        if greatest < high {
            high = greatest;
        }
    }
    (low, high)
}

/// Returns the lengths at which texts are valid whatever they hold: the least in code points, the greatest in bytes.
fn texts(text: &Text) -> (Passes, i64, i64) {
    let Text { form, content } = text;
    let Form {
        named: _,
        min_chars,
        max_chars,
        max_bytes,
        max_chars_without_markup,
        pattern,
        format,
        base64,
    } = form;
    let passes = match content {
        Content::Plain | Content::File if pattern.is_none() && format.is_none() && !base64 => {
            Passes::Texts
        }
        Content::Plain | Content::File => Passes::Forms,
        Content::Json(_) | Content::Separated(_) | Content::Written(_) => {
            return (Passes::Nothing, 0, 0);
        }
    };
    let maxima = [max_chars, max_bytes, max_chars_without_markup];
    let high = maxima.into_iter().flatten().min();
    (
        passes,
        min_chars.map_or(0, i64::from),
        high.map_or(i64::MAX, |max| i64::from(*max)),
    )
}

#[cfg(test)]
#[allow(clippy::indexing_slicing, clippy::arithmetic_side_effects)]
mod tests {
    use super::*;
    use crate::compiled::Entry;
    use crate::contract::Int;
    use crate::contract::{
        Bound, Condition, Enum, EnumValue, Format, Literal, Pattern, Piece, Rule, RuleKind,
        Separated, Severity,
    };
    use crate::fixtures::{self, field, list, names as wire, object};

    fn text(change: impl FnOnce(&mut Form)) -> Shape {
        let mut form = Form::default();
        change(&mut form);
        Shape::Text(Text {
            form,
            content: Content::Plain,
        })
    }

    fn int(min: Option<i64>, max: Option<i64>, accepted: Option<(i64, i64)>) -> Shape {
        Shape::Int(Int {
            min,
            max,
            accepted,
            ..Int::default()
        })
    }

    /// What the engine derives for the fields of a type, other types being the second and the ones behind it.
    fn shortcuts(fields: Vec<Field>, rules: Vec<Rule>) -> Box<[Shortcut]> {
        entry(fields, rules).shortcuts.fields
    }

    fn entry(fields: Vec<Field>, rules: Vec<Rule>) -> Entry {
        let ty = fixtures::ty("First", fields, rules);
        let id_of = |name: &str| TypeId::of(if name == "First" { 0 } else { 1 });
        Entry::new(TypeId::of(0), ty, &id_of)
    }

    fn of_field(field: Field) -> Shortcut {
        let shortcuts = shortcuts(vec![field], Vec::new());
        *shortcuts.first().expect("one for each field")
    }

    fn of(shape: Shape) -> Shortcut {
        of_field(field("name", shape))
    }

    /// Names of every length, no two bytes of one alike.
    fn names() -> impl Iterator<Item = String> {
        let letters: String = ('A'..='Z').chain('a'..='z').collect();
        (0..=letters.len()).map(move |length| letters[..length].to_owned())
    }

    /// What stands in a document from the byte before a name's opening quote on, with as much behind it as is looked at.
    fn written(name: &str) -> Vec<u8> {
        format!("{{\"{name}\":1234567{}", " ".repeat(64)).into_bytes()
    }

    fn window(text: &[u8]) -> &[u8; 48] {
        text.first_chunk().expect("as many bytes as are looked at")
    }

    fn word(text: &[u8]) -> u64 {
        u64::from_le_bytes(*text[2..].first_chunk().expect("eight bytes"))
    }

    #[test]
    fn names_of_up_to_thirty_bytes_are_known_at_first_sight() {
        for name in names() {
            let shortcut = of_field(field(&name, Shape::Bool));
            let text = written(&name);
            // Both quotes and the colon.
            let length = (name.len() <= 30).then_some(name.len() + 3);
            assert_eq!(shortcut.name_in(window(&text)), length, "{name}");
            assert_eq!(shortcut.is_name_at(&text, 2), length.is_some(), "{name}");
            if length.is_some() {
                assert!(shortcut.may_begin(word(&text)), "{name}");
                assert_eq!(shortcut.name_length() + 1, name.len() + 3);
            }
            // Where the text ends with the colon there is nothing to compare it with, or all that is needed.
            let short = &text[..name.len() + 4];
            let enough = length.is_some() && name.len() + 2 >= 16;
            assert_eq!(shortcut.is_name_at(short, 2), enough, "{name}");
        }
    }

    #[test]
    fn a_name_that_differs_in_a_byte_is_another() {
        for name in names() {
            let shortcut = of_field(field(&name, Shape::Bool));
            // The quote and the colon behind the name are compared with it.
            for at in 0..name.len() + 2 {
                let mut text = written(&name);
                text[2 + at] ^= 0x1f;
                assert_eq!(shortcut.name_in(window(&text)), None, "{name} {at}");
                assert!(!shortcut.is_name_at(&text, 2), "{name} {at}");
                if at < 8 && name.len() <= 30 {
                    assert!(!shortcut.may_begin(word(&text)), "{name} {at}");
                }
            }
        }
    }

    #[test]
    fn integers_and_numbers_within_all_bounds_pass_and_no_others() {
        for (shape, low, high) in [
            (int(None, None, None), i64::MIN, i64::MAX),
            (int(Some(2), Some(9), None), 2, 9),
            (int(Some(2), Some(9), Some((4, 7))), 4, 7),
            (int(Some(5), Some(6), Some((4, 7))), 5, 6),
        ] {
            let shortcut = of(shape);
            assert_eq!(shortcut.passes, Passes::Integers);
            let passes = |value| shortcut.lets_digits_pass(Digits::of_integer(value));
            assert!(passes(low) && passes(high));
            assert!(low == i64::MIN || !passes(low - 1));
            assert!(high == i64::MAX || !passes(high + 1));
            // Of up to eight digits, as many as may be asked.
            for value in [-99_999_999, -1, 0, 3, 99_999_999] {
                assert_eq!(passes(value), (low..=high).contains(&value), "{value}");
            }
        }
        let number = |lower, upper, accepted| {
            let bound = |(value, exclusive)| Bound { value, exclusive };
            of(Shape::Number(Number {
                lower: Option::map(lower, bound),
                upper: Option::map(upper, bound),
                accepted,
                special: [].into(),
            }))
        };
        for (shortcut, low, high) in [
            (number(None, None, None), f64::MIN, f64::MAX),
            (
                number(Some((2.0, false)), Some((3.0, false)), None),
                2.0,
                3.0,
            ),
            (
                number(Some((2.0, true)), Some((3.0, true)), None),
                2.0_f64.next_up(),
                3.0_f64.next_down(),
            ),
            (
                number(Some((2.0, false)), Some((3.0, false)), Some((2.25, 2.5))),
                2.25,
                2.5,
            ),
            (
                number(Some((2.3, false)), Some((2.4, false)), Some((2.25, 2.5))),
                2.3,
                2.4,
            ),
        ] {
            assert_eq!(shortcut.passes, Passes::Numbers);
            assert!(shortcut.lets_number_pass(low) && shortcut.lets_number_pass(high));
            assert!(!shortcut.lets_number_pass(low.next_down()), "{low}");
            assert!(!shortcut.lets_number_pass(high.next_up()), "{high}");
        }
    }

    #[test]
    fn texts_pass_that_are_long_enough_and_short_enough_in_any_unit() {
        for (shape, low, high) in [
            (text(|_| {}), 0, i64::MAX),
            (
                text(|t| (t.min_chars, t.max_chars) = (Some(2), Some(5))),
                2,
                5,
            ),
            (
                text(|t| (t.max_chars, t.max_bytes) = (Some(5), Some(4))),
                0,
                4,
            ),
            (
                text(|t| (t.max_bytes, t.max_chars_without_markup) = (Some(4), Some(3))),
                0,
                3,
            ),
        ] {
            let shortcut = of(shape);
            assert_eq!(
                (shortcut.passes, shortcut.low, shortcut.high),
                (Passes::Texts, low, high)
            );
        }
        for shape in [
            text(|t| t.base64 = true),
            text(|t| t.format = Some(Format::ClockTime)),
            text(|t| {
                t.pattern = Some(Box::new(Pattern {
                    regex: "".into(),
                    words: "".into(),
                    automaton: crate::automaton::Automaton::default(),
                }));
            }),
        ] {
            assert_eq!(of(shape).passes, Passes::Forms);
        }
        let separated = Content::Separated(Box::new(Separated {
            separator: ",".into(),
            min_items: None,
            max_items: None,
            piece: Piece::Text(Form::default()),
        }));
        for content in [
            separated,
            Content::Json(Box::new(Shape::Object("Point".into()))),
        ] {
            let form = Form::default();
            let shortcut = of(Shape::Text(Text { form, content }));
            assert_eq!(shortcut.passes, Passes::Nothing);
        }

        // Two characters of three bytes each: enough bytes, and perhaps too few characters.
        let all = "\"中文\"".as_bytes();
        for (min, passes) in [(0, true), (1, true), (2, true), (3, false)] {
            let shortcut = of(text(|t| t.min_chars = Some(min)));
            assert_eq!(shortcut.lets_text_pass(all, 1, 7), passes, "{min}");
        }
    }

    #[test]
    fn other_values_pass_by_their_kind() {
        let choice = Shape::Enum(Enum::default());
        let selects = fixtures::rule(
            Severity::Error,
            Vec::new(),
            RuleKind::SelectsType {
                tag: "tag".into(),
                field: "name".into(),
                cases: [("a".into(), "Point".into())].into(),
                otherwise: None,
            },
        );
        let (first, second) = (TypeId::of(0), TypeId::of(1));
        for (shape, passes, child) in [
            (Shape::Bool, Passes::Flags, TypeId::ANYTHING),
            (choice, Passes::Values, TypeId::ANYTHING),
            (object("First"), Passes::Objects, first),
            (object("Point"), Passes::Objects, second),
            (list(object("Point")), Passes::Lists, second),
            (list(list(object("Point"))), Passes::Nothing, second),
            (list(Shape::Bool), Passes::Nothing, TypeId::ANYTHING),
            (Shape::Any, Passes::Nothing, TypeId::ANYTHING),
        ] {
            let shortcut = of(shape.clone());
            assert_eq!((shortcut.passes, shortcut.child), (passes, child));
            let told = [
                Field {
                    deprecated: Some("too old".into()),
                    ..field("name", shape.clone())
                },
                Field {
                    no_effect: Some("nothing reads it".into()),
                    ..field("name", shape.clone())
                },
            ];
            for field in told {
                assert_eq!(of_field(field).passes, Passes::Nothing);
            }
            let fields = vec![field("tag", Shape::Bool), field("name", shape)];
            let selected = shortcuts(fields, vec![selects.clone()]);
            let selected: Vec<Passes> = selected.iter().map(|one| one.passes).collect();
            assert_eq!(selected, [Passes::Flags, Passes::Nothing]);
        }
    }

    #[test]
    fn a_text_that_rules_compare_is_read_and_one_whose_presence_counts_passes() {
        let rule = |when: &[Condition], kind| fixtures::rule(Severity::Error, when.to_vec(), kind);
        let is = Condition::Is {
            field: "a".into(),
            values: [].into(),
        };
        let present = Condition::Present { field: "a".into() };
        let c = || RuleKind::RequiredIf {
            fields: wire(&["c"]),
        };
        let fields = wire(&["c", "a"]);
        let cases = [("x".into(), "c".into())].into();
        let values: Box<[Literal]> = [].into();
        for (rule, by_value) in [
            (rule(&[is], c()), true),
            (rule(&[present], c()), false),
            (
                rule(
                    &[],
                    RuleKind::RequiredIf {
                        fields: fields.clone(),
                    },
                ),
                false,
            ),
            (
                rule(
                    &[],
                    RuleKind::NoEffectUnless {
                        fields: fields.clone(),
                    },
                ),
                false,
            ),
            (
                rule(
                    &[],
                    RuleKind::AtMostOne {
                        fields: fields.clone(),
                    },
                ),
                false,
            ),
            (
                rule(
                    &[],
                    RuleKind::Rows {
                        fields,
                        rows: [].into(),
                    },
                ),
                true,
            ),
            (
                rule(
                    &[],
                    RuleKind::SelectsSibling {
                        tag: "a".into(),
                        cases,
                    },
                ),
                true,
            ),
            (
                rule(
                    &[],
                    RuleKind::Values {
                        field: "a".into(),
                        values,
                    },
                ),
                true,
            ),
        ] {
            let fields = ["a", "b", "c"].map(|name| field(name, text(|_| {})));
            let told = format!("{:?}", rule.kind);
            let [a, b, c] = &*shortcuts(fields.into(), vec![rule]) else {
                panic!("one for each field");
            };
            let read = if by_value {
                Passes::Nothing
            } else {
                Passes::Texts
            };
            assert_eq!(a.passes, read, "{told}");
            assert_ne!(a.slot, NO_SLOT, "{told}");
            // No rule reads it at all.
            assert_eq!((b.passes, b.slot), (Passes::Texts, NO_SLOT), "{told}");
            let both = matches!(told.split(' ').next(), Some("Rows"));
            assert_eq!(c.passes == Passes::Nothing, both, "{told}");
        }
    }

    #[test]
    fn the_fields_that_must_be_there_are_known_for_each_direction() {
        let [always, asked, optional] = ["a", "b", "c"].map(|name| field(name, Shape::Bool));
        let always = Field {
            required: crate::contract::Required::Always,
            ..always
        };
        let asked = Field {
            required: crate::contract::Required::InRequests,
            ..asked
        };
        let required = Shortcuts::required_of(&[always, optional, asked]);
        assert_eq!(required, [FieldSet::of(&[0, 2]), FieldSet::of(&[0])]);
    }

    #[test]
    fn an_object_asks_the_rules_of_its_direction_that_are_not_carried_out_elsewhere() {
        let rule = |direction, kind| Rule {
            direction,
            ..fixtures::rule(Severity::Error, Vec::new(), kind)
        };
        let required = || RuleKind::RequiredIf {
            fields: wire(&["a"]),
        };
        let rules = vec![
            rule(Some(Direction::Request), required()),
            rule(
                None,
                RuleKind::Unique {
                    list: "b".into(),
                    by: None,
                },
            ),
            rule(Some(Direction::Response), required()),
            rule(
                None,
                RuleKind::RequiredUnless {
                    fields: wire(&["a"]),
                },
            ),
        ];
        let fields = vec![field("a", Shape::Bool), field("b", list(Shape::Bool))];
        let shortcuts = entry(fields, rules).shortcuts;
        for (direction, asked) in [
            (Direction::Request, [(0, true), (3, false)]),
            (Direction::Response, [(2, true), (3, false)]),
        ] {
            let rules = shortcuts.rules(direction).iter();
            let rules: Vec<_> = rules.map(|rule| (rule.rule, rule.if_holds)).collect();
            assert_eq!(rules, asked);
        }
    }

    #[test]
    fn values_of_up_to_thirty_one_bytes_are_known_at_first_sight() {
        let value = |wire: &str, deprecated: Option<&str>| EnumValue {
            wire: wire.into(),
            summary: "".into(),
            deprecated: deprecated.map(Into::into),
        };
        let values: Vec<String> = names().filter(|name| !name.is_empty()).collect();
        let mut listed: Vec<EnumValue> = values.iter().map(|name| value(name, None)).collect();
        listed.push(value("late", Some("too old")));
        let listed = Shape::Enum(Enum {
            named: None,
            open: false,
            any_case: false,
            values: listed.into(),
        });
        // A second enum, so that neither is told the other's values.
        let other = Shape::Enum(Enum {
            named: None,
            open: false,
            any_case: false,
            values: [value("other", None)].into(),
        });
        let shortcuts = entry(vec![field("a", other), field("b", listed)], Vec::new()).shortcuts;
        let [other, of_names] = &*shortcuts.fields else {
            panic!("one for each field");
        };
        let seen = |shortcut, text: &str| {
            let written = format!("\"{text}\",{}", " ".repeat(64));
            shortcuts.value_in(shortcut, window(written.as_bytes()))
        };
        for (index, name) in (0_u16..).zip(&values) {
            let known = (name.len() <= 31).then_some((index, name.len() + 2));
            assert_eq!(seen(of_names, name), known, "{name}");
            assert_eq!(seen(other, name), None, "{name}");
            // The quote behind it is compared with it.
            for at in 0..name.len() {
                let mut text = name.clone().into_bytes();
                text[at] ^= 0x1f;
                let text = String::from_utf8(text).expect("ASCII");
                assert_eq!(seen(of_names, &text), None, "{text}");
            }
        }
        assert_eq!(seen(other, "other"), Some((0, 7)));
        for text in ["late", "", "othe", "others"] {
            assert_eq!(seen(of_names, text), None, "{text}");
            assert_eq!(seen(other, text), None, "{text}");
        }
    }
}
