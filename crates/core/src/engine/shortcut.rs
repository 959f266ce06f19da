//! What can be told of a member at first sight: its name, and values that are surely good.

use crate::contract::{
    Condition, Content, Direction, Field, Int, List, MAX_FIELDS, Number, Rule, RuleKind, Shape,
    Text,
};
use crate::scan;

/// The most of a member that is decided without looking at its whole [`Field`]: the name in a form that compares fast, and
/// a range of values that are good whatever else the field asks.
///
/// It is derived from the field, and a narrower statement than it: what a shortcut lets pass is good, and what it does
/// not let pass is looked at again with all that the contract says. It fills one line of a processor's cache.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(align(64))]
pub struct Shortcut {
    /// The first sixteen bytes of the name with the quote and the colon behind it; zero beyond.
    head: [u64; 2],
    /// Of a name that ends within the head: which bits of it count. Of a longer one: its last bytes with the quote and
    /// the colon, as many again.
    rest: [u64; 2],
    /// The least that passes: an integer, the bits of a number, a text's code points.
    low: i64,
    /// The greatest that passes: an integer, the bits of a number, a text's bytes.
    high: i64,
    /// How many bits of the head's first word stand behind the name, the quote and the colon.
    behind: u8,
    /// Bytes of the name.
    length: u16,
    /// Where rules read of it, as in [`Field::slot`]; [`NO_SLOT`] without.
    pub(crate) slot: u16,
    pub(crate) passes: Passes,
}

/// No slot.
pub(crate) const NO_SLOT: u16 = u16::MAX;

/// What sort of value can pass.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub(crate) enum Passes {
    /// None: something is to be told or kept of any value, or it needs a closer look.
    Nothing,
    /// Integers within the range.
    Integers,
    /// Numbers within the range.
    Numbers,
    /// Texts whose lengths are within the range.
    Texts,
    /// Texts without escapes whose lengths are within the range, if they have the form that is asked for.
    Forms,
    /// The values of the enum, but for discouraged ones.
    Values,
    /// `true` and `false`.
    Flags,
    /// Objects: what they hold is looked at on its own.
    Objects,
    /// Lists of objects, likewise.
    Lists,
}

impl Shortcut {
    /// The shortcuts of a type's fields, in their order.
    #[must_use]
    #[allow(
        clippy::indexing_slicing,
        reason = "constants are built by loops, and within their bounds"
    )]
    pub const fn of_all<const N: usize>(fields: &[Field<'_>; N], rules: &[Rule<'_>]) -> [Self; N] {
        let mut all = [Self::EMPTY; N];
        let mut index = 0_u16;
        while (index as usize) < N {
            all[index as usize] = Self::of(&fields[index as usize], index, rules);
            index = index.wrapping_add(1);
        }
        all
    }

    const EMPTY: Self = Self {
        head: [0; 2],
        rest: [0; 2],
        low: 0,
        high: 0,
        behind: 0,
        length: 0,
        slot: NO_SLOT,
        passes: Passes::Nothing,
    };

    /// The shortcut of a field, which has that index in its type.
    #[must_use]
    pub const fn of(field: &Field<'_>, index: u16, rules: &[Rule<'_>]) -> Self {
        let (passes, low, high) = passing(field, index, rules);
        let name = field.name.as_bytes();
        let (head, rest) = compared(name);
        #[allow(clippy::cast_possible_truncation, reason = "it is checked just here")]
        let (length, behind) = match name.len() {
            length @ 0..7 => (length as u16, 48_u8.wrapping_sub((length as u8) << 3)),
            length @ 7..0xffff => (length as u16, 0),
            _ => (u16::MAX, 0),
        };
        Self {
            head,
            rest,
            low,
            high,
            behind,
            length,
            slot: match field.slot {
                Some(slot) => slot,
                None => NO_SLOT,
            },
            passes,
        }
    }

    /// How many bytes the name, the quote and the colon behind it take.
    #[inline(always)]
    pub(crate) fn name_length(&self) -> usize {
        usize::from(self.length).wrapping_add(2)
    }

    /// Whether a text that begins with those eight bytes may begin with the name, the quote and the colon.
    #[inline(always)]
    pub(crate) const fn may_begin(&self, word: u64) -> bool {
        (word ^ self.head[0]).wrapping_shl(self.behind as u32) == 0
    }

    /// How many bytes the name takes, both quotes and the colon included, in a window of the text whose second byte is the
    /// opening quote.
    ///
    /// `None` also of names that are longer than the two parts that are compared.
    #[inline(always)]
    pub(crate) fn name_in(&self, window: &[u8; 48]) -> Option<usize> {
        let word = |at: usize| Some(u64::from_le_bytes(*window.get(at..)?.first_chunk()?));
        let a = word(2)? ^ self.head[0];
        let b = word(10)? ^ self.head[1];
        let length = self.name_length();
        let same = if length <= 16 {
            (a & self.rest[0]) | (b & self.rest[1]) == 0
        } else {
            let rest = length.wrapping_sub(14) % 32;
            let c = word(rest)? ^ self.rest[0];
            let d = word(rest.wrapping_add(8))? ^ self.rest[1];
            a | b | c | d == 0
        };
        same.then(|| length.wrapping_add(1))
    }

    /// Whether the text goes on with the name, the quote and the colon at an offset.
    ///
    /// `false` also of names that are longer than the two parts that are compared, and close to the text's end.
    #[inline(always)]
    pub(crate) fn is_name_at(&self, text: &[u8], at: usize) -> bool {
        let Some(head) = two_words(text, at) else {
            return false;
        };
        let [a, b] = [head[0] ^ self.head[0], head[1] ^ self.head[1]];
        let length = self.name_length();
        if length <= 16 {
            return (a & self.rest[0]) | (b & self.rest[1]) == 0;
        }
        a | b == 0 && two_words(text, at.wrapping_add(length).wrapping_sub(16)) == Some(self.rest)
    }

    #[inline(always)]
    pub(crate) const fn lets_pass(&self, value: i64) -> bool {
        self.low <= value && value <= self.high
    }

    /// Whether a text without escapes passes that stands between two offsets. It has no more code points than bytes; where
    /// that does not decide whether they are enough, they are counted.
    #[inline(always)]
    pub(crate) fn lets_text_pass(&self, all: &[u8], from: usize, to: usize) -> bool {
        let bytes = i64::try_from(to.wrapping_sub(from)).unwrap_or(i64::MAX);
        self.lets_pass(bytes) && (self.low <= 1 || self.has_enough(all, from, to))
    }

    #[inline(never)]
    fn has_enough(&self, all: &[u8], from: usize, to: usize) -> bool {
        let text = all.get(from..to).unwrap_or_default();
        i64::try_from(scan::code_points(text)).is_ok_and(|count| count >= self.low)
    }

    /// Whether texts with escapes pass that take that many bytes: an escape stands for one code point at least.
    pub(crate) fn lets_escapes_pass(&self, bytes: usize) -> bool {
        self.low <= 1 && i64::try_from(bytes).is_ok_and(|bytes| bytes <= self.high)
    }

    #[inline(always)]
    pub(crate) fn lets_number_pass(&self, value: f64) -> bool {
        f64::from_bits(self.low.cast_unsigned()) <= value
            && value <= f64::from_bits(self.high.cast_unsigned())
    }
}

/// What follows from a type's fields and rules, in a form that is read fast.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Shortcuts<'t> {
    /// One for each field; or none at all, then every member is looked at with all that the contract says.
    pub(crate) fields: &'t [Shortcut],
    /// The fields that must be present, in requests and in responses.
    required: [Fields; 2],
    /// One for each rule; or none at all, then every rule is asked.
    pub(crate) rules: &'t [Watched],
}

/// What the members of an object must be like for a rule to have anything to say.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Watched {
    /// One of these is there,
    present: Fields,
    /// or one of these is not.
    missing: Fields,
}

impl Watched {
    /// What each rule of a type watches.
    #[must_use]
    #[allow(
        clippy::indexing_slicing,
        reason = "constants are built by loops, and within their bounds"
    )]
    pub const fn of_all<const N: usize>(rules: &[Rule<'_>]) -> [Self; N] {
        let mut all = [Self {
            present: Fields::NONE,
            missing: Fields::NONE,
        }; N];
        let mut index = 0;
        while index < N {
            all[index] = Self::of(&rules[index]);
            index = index.wrapping_add(1);
        }
        all
    }

    /// What a rule watches.
    #[must_use]
    pub const fn of(rule: &Rule<'_>) -> Self {
        let mut present = Fields::NONE;
        let mut missing = Fields::NONE;
        match &rule.kind {
            RuleKind::RequiredIf { fields } | RuleKind::RequiredUnless { fields } => {
                missing.insert_all(fields);
            }
            RuleKind::NoEffectIf { fields }
            | RuleKind::NoEffectUnless { fields }
            | RuleKind::AtMostOne { fields }
            | RuleKind::Rows { fields, rows: _ } => present.insert_all(fields),
            RuleKind::WinsOver { winners: _, losers } => present.insert_all(losers),
            RuleKind::SelectsSibling { tag: _, cases } => {
                let mut rest: &[(&str, u16)] = cases;
                while let [(_, field), others @ ..] = rest {
                    present.insert(*field);
                    rest = others;
                }
            }
            RuleKind::Range {
                field,
                lower: _,
                upper: _,
            }
            | RuleKind::Values { field, values: _ } => present.insert(*field),
            // The list itself, and the driver, carry these out.
            RuleKind::Unique { list: _, by: _ }
            | RuleKind::SelectsType {
                tag: _,
                field: _,
                cases: _,
                otherwise: _,
            } => {}
        }
        Self { present, missing }
    }

    /// Whether the rule may have something to say of an object with those names, and those among them absent.
    #[inline(always)]
    pub(crate) const fn may_speak(&self, named: &Fields, absent: &Fields) -> bool {
        self.present.meet(named) || self.missing.lack(named, absent)
    }
}

impl<'t> Shortcuts<'t> {
    /// The shortcuts of a type with those fields: what is known of each field ([`Shortcut::of_all`]) and rule
    /// ([`Watched::of_all`]). Both may be left out, for types that are made for a single check.
    #[must_use]
    pub const fn new(
        fields: &[Field<'_>],
        shortcuts: &'t [Shortcut],
        rules: &'t [Watched],
    ) -> Self {
        Self {
            fields: shortcuts,
            rules,
            required: [
                required(fields, Direction::Request),
                required(fields, Direction::Response),
            ],
        }
    }

    /// The fields that must be present in messages of that direction.
    #[inline(always)]
    pub(crate) const fn required(&self, direction: Direction) -> Fields {
        let [request, response] = self.required;
        match direction {
            Direction::Request => request,
            Direction::Response => response,
        }
    }
}

const fn required(fields: &[Field<'_>], direction: Direction) -> Fields {
    let mut required = Fields::NONE;
    let mut index = 0;
    let mut rest = fields;
    while let [field, others @ ..] = rest {
        if field.required.holds(direction) {
            required.insert(index);
        }
        index = index.wrapping_add(1);
        rest = others;
    }
    required
}

/// A set of a type's fields, by index. Few types have more than 64 of them, so that the second half is read only where
/// it has to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Fields {
    low: u64,
    high: u64,
}

const _: () = assert!(MAX_FIELDS == 2 * 64);

impl Fields {
    pub(crate) const NONE: Self = Self { low: 0, high: 0 };

    #[inline(always)]
    const fn bit(index: u16) -> u64 {
        1_u64.wrapping_shl(index as u32)
    }

    #[inline(always)]
    pub(crate) fn has(&self, index: u16) -> bool {
        if index < 64 {
            self.low & Self::bit(index) != 0
        } else {
            self.has_high(index)
        }
    }

    #[cold]
    const fn has_high(&self, index: u16) -> bool {
        self.high & Self::bit(index) != 0
    }

    #[inline(always)]
    pub(crate) const fn insert(&mut self, index: u16) {
        if index < 64 {
            self.low |= Self::bit(index);
        } else {
            self.high |= Self::bit(index);
        }
    }

    const fn insert_all(&mut self, indices: &[u16]) {
        let mut rest = indices;
        while let [index, others @ ..] = rest {
            self.insert(*index);
            rest = others;
        }
    }

    #[inline(always)]
    pub(crate) const fn remove(&mut self, index: u16) {
        if index < 64 {
            self.low &= !Self::bit(index);
        } else {
            self.high &= !Self::bit(index);
        }
    }

    /// Whether one of these is not among the named, or is among the absent.
    #[inline(always)]
    pub(crate) const fn lack(&self, named: &Self, absent: &Self) -> bool {
        self.low & (!named.low | absent.low) != 0
            || self.high != 0 && self.high & (!named.high | absent.high) != 0
    }

    /// Whether one of these is among the named.
    #[inline(always)]
    pub(crate) const fn meet(&self, named: &Self) -> bool {
        self.low & named.low != 0 || self.high & named.high != 0
    }
}

/// Sixteen bytes of a text from `at` on, if there are as many.
#[inline(always)]
fn two_words(text: &[u8], at: usize) -> Option<[u64; 2]> {
    let block: &[u8; 16] = text.get(at..)?.first_chunk()?;
    let (words, _) = block.as_chunks::<8>();
    match words {
        [a, b] => Some([u64::from_le_bytes(*a), u64::from_le_bytes(*b)]),
        _ => None,
    }
}

/// The two parts of a name that are compared.
const fn compared(name: &[u8]) -> ([u64; 2], [u64; 2]) {
    let end = name.len().wrapping_add(2);
    if end > 32 {
        // No text has zeros in a name.
        return ([0; 2], [u64::MAX; 2]);
    }
    if end > 16 {
        return (
            words(name, 0, false),
            words(name, end.wrapping_sub(16), false),
        );
    }
    (words(name, 0, false), words(name, 0, true))
}

/// Sixteen bytes of a name, the quote and the colon behind it, or the bits that they take.
#[allow(
    clippy::indexing_slicing,
    reason = "constants are built by loops, and within their bounds"
)]
const fn words(name: &[u8], from: usize, mask: bool) -> [u64; 2] {
    let mut out = [0_u64; 2];
    let mut place = 0_u32;
    while place < 16 {
        let at = from.wrapping_add(place as usize);
        let byte = match at.checked_sub(name.len()) {
            Some(2..) => 0,
            _ if mask => 0xff,
            Some(1) => b':',
            Some(_) => b'"',
            None => name[at],
        };
        out[place as usize / 8] |= (byte as u64).wrapping_shl(place.wrapping_mul(8));
        place = place.wrapping_add(1);
    }
    out
}

/// What sort of value can pass, and the range of what does.
const fn passing(field: &Field<'_>, index: u16, rules: &[Rule<'_>]) -> (Passes, i64, i64) {
    const NOTHING: (Passes, i64, i64) = (Passes::Nothing, 0, 0);
    let told = field.no_effect.is_some() || field.deprecated.is_some();
    if told || field.selected_by.is_some() {
        return NOTHING;
    }
    match &field.shape {
        Shape::Int(int) => {
            let (low, high) = integers(int);
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
        Shape::Text(text) if field.slot.is_none() || !is_compared(index, rules) => texts(text),
        Shape::Text(_) => NOTHING,
        Shape::Bool => (Passes::Flags, 0, 0),
        Shape::Enum(_) => (Passes::Values, 0, 0),
        Shape::List(List {
            item: Shape::Object(_),
            ..
        }) => (Passes::Lists, 0, 0),
        Shape::List(_) => NOTHING,
        Shape::Object(_) => (Passes::Objects, 0, 0),
        Shape::Any => NOTHING,
    }
}

/// The integers within all bounds.
const fn integers(int: &Int<'_>) -> (i64, i64) {
    let Int {
        min,
        max,
        accepted,
        special: _,
        unix_seconds: _,
    } = *int;
    let (mut low, mut high) = match accepted {
        Some(accepted) => accepted,
        None => (i64::MIN, i64::MAX),
    };
    if let Some(min) = min
        && min > low
    {
        low = min;
    }
    if let Some(max) = max
        && max < high
    {
        high = max;
    }
    (low, high)
}

/// The numbers within all bounds.
const fn numbers(number: &Number<'_>) -> (f64, f64) {
    let Number {
        lower,
        upper,
        accepted,
        special: _,
    } = *number;
    let (mut low, mut high) = match accepted {
        Some(accepted) => accepted,
        None => (f64::MIN, f64::MAX),
    };
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

/// The lengths of texts that are good whatever they say: the least in code points, the greatest in bytes.
const fn texts(text: &Text<'_>) -> (Passes, i64, i64) {
    let Text {
        min_chars,
        max_chars,
        max_bytes,
        max_chars_without_markup,
        pattern,
        format,
        content,
    } = *text;
    let passes = match content {
        Content::Plain if pattern.is_none() && format.is_none() => Passes::Texts,
        Content::Plain | Content::Base64 => Passes::Forms,
        Content::Json(_) | Content::Separated { .. } => return (Passes::Nothing, 0, 0),
    };
    let low = match min_chars {
        None => 0,
        Some(min) => min as i64,
    };
    let mut high = i64::MAX;
    let maxima = [max_chars, max_bytes, max_chars_without_markup];
    let mut rest: &[Option<u32>] = &maxima;
    while let [max, others @ ..] = rest {
        if let Some(max) = *max
            && (max as i64) < high
        {
            high = max as i64;
        }
        rest = others;
    }
    (passes, low, high)
}

/// Whether a rule compares the value of the field.
const fn is_compared(field: u16, rules: &[Rule<'_>]) -> bool {
    let mut rest = rules;
    while let [rule, others @ ..] = rest {
        if compares(rule, field) {
            return true;
        }
        rest = others;
    }
    false
}

const fn compares(rule: &Rule<'_>, index: u16) -> bool {
    let mut conditions = rule.when;
    while let [condition, others @ ..] = conditions {
        match condition {
            Condition::Is { field, values: _ } if *field == index => return true,
            Condition::Is { .. } | Condition::Present { field: _ } | Condition::Context(_) => {}
        }
        conditions = others;
    }
    match &rule.kind {
        RuleKind::Rows { fields, rows: _ } => contains(fields, index),
        RuleKind::SelectsType {
            tag,
            field: _,
            cases: _,
            otherwise: _,
        }
        | RuleKind::SelectsSibling { tag, cases: _ } => *tag == index,
        RuleKind::Range {
            field,
            lower: _,
            upper: _,
        }
        | RuleKind::Values { field, values: _ } => *field == index,
        RuleKind::RequiredIf { fields: _ }
        | RuleKind::RequiredUnless { fields: _ }
        | RuleKind::NoEffectIf { fields: _ }
        | RuleKind::NoEffectUnless { fields: _ }
        | RuleKind::AtMostOne { fields: _ }
        | RuleKind::WinsOver {
            winners: _,
            losers: _,
        }
        | RuleKind::Unique { list: _, by: _ } => false,
    }
}

const fn contains(fields: &[u16], index: u16) -> bool {
    let mut rest = fields;
    while let [field, others @ ..] = rest {
        if *field == index {
            return true;
        }
        rest = others;
    }
    false
}

#[cfg(test)]
#[allow(clippy::indexing_slicing, clippy::arithmetic_side_effects)]
mod tests {
    use super::*;
    use crate::contract::{Bound, Enum, Severity, TypeDef, Unique};
    use crate::fixtures::{self, CITE, INT, TEXT, field, leaked};

    fn text(change: impl FnOnce(&mut Text<'static>)) -> Shape<'static> {
        let mut text = TEXT;
        change(&mut text);
        Shape::Text(leaked(text))
    }

    fn int(min: Option<i64>, max: Option<i64>, accepted: Option<(i64, i64)>) -> Shape<'static> {
        Shape::Int(leaked(Int {
            min,
            max,
            accepted,
            ..INT
        }))
    }

    fn rule(when: &'static [Condition<'static>], kind: RuleKind<'static>) -> Rule<'static> {
        fixtures::rule(Severity::Error, when, kind)
    }

    fn of(shape: Shape<'static>) -> Shortcut {
        Shortcut::of(&field("name", shape), 0, &[])
    }

    /// Names of every length, no two bytes of one alike.
    fn names() -> impl Iterator<Item = &'static str> {
        let letters: &str = leaked(('A'..='Z').chain('a'..='z').collect::<String>());
        (0..=letters.len()).map(move |length| &letters[..length])
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
            let shortcut = Shortcut::of(&field(name, Shape::Bool), 0, &[]);
            let text = written(name);
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
            let shortcut = Shortcut::of(&field(name, Shape::Bool), 0, &[]);
            // The quote and the colon behind the name are compared with it.
            for at in 0..name.len() + 2 {
                let mut text = written(name);
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
            assert!(shortcut.lets_pass(low) && shortcut.lets_pass(high));
            assert!(low == i64::MIN || !shortcut.lets_pass(low - 1));
            assert!(high == i64::MAX || !shortcut.lets_pass(high + 1));
        }
        let number = |lower, upper, accepted| {
            let bound = |(value, exclusive)| Bound { value, exclusive };
            of(Shape::Number(leaked(Number {
                lower: Option::map(lower, bound),
                upper: Option::map(upper, bound),
                accepted,
                special: &[],
            })))
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
        let base64 = of(text(|t| t.content = Content::Base64));
        assert_eq!(base64.passes, Passes::Forms);
        let separated = Content::Separated {
            separator: ",",
            item: &Shape::Bool,
        };
        assert_eq!(of(text(|t| t.content = separated)).passes, Passes::Nothing);

        // Two characters of three bytes each: enough bytes, and perhaps too few characters.
        let all = "\"中文\"".as_bytes();
        for (min, passes) in [(0, true), (1, true), (2, true), (3, false)] {
            let shortcut = of(text(|t| t.min_chars = Some(min)));
            assert_eq!(shortcut.lets_text_pass(all, 1, 7), passes, "{min}");
        }
    }

    #[test]
    fn other_values_pass_by_their_kind() {
        let point = leaked(TypeDef {
            name: "Point",
            wire: "Point",
            summary: "",
            cite: CITE,
            open: false,
            fields: &[],
            by_name: &[],
            shortcuts: Shortcuts::new(&[], &[], &[]),
            slots: 0,
            rules: &[],
            conflicts: &[],
            notes: &[],
        });
        let list = |item| {
            Shape::List(leaked(List {
                item,
                min_items: None,
                max_items: None,
                unique: Unique::No,
            }))
        };
        let choice = Shape::Enum(leaked(Enum {
            open: false,
            values: &[],
        }));
        for (shape, passes) in [
            (Shape::Bool, Passes::Flags),
            (choice, Passes::Values),
            (Shape::Object(point), Passes::Objects),
            (list(Shape::Object(point)), Passes::Lists),
            (list(Shape::Bool), Passes::Nothing),
            (Shape::Any, Passes::Nothing),
        ] {
            assert_eq!(of(shape).passes, passes);
            let told = [
                Field {
                    deprecated: Some("too old"),
                    ..field("name", shape)
                },
                Field {
                    no_effect: Some("nothing reads it"),
                    ..field("name", shape)
                },
                Field {
                    selected_by: Some(0),
                    ..field("name", shape)
                },
            ];
            for field in told {
                assert_eq!(Shortcut::of(&field, 0, &[]).passes, Passes::Nothing);
            }
        }
    }

    #[test]
    fn a_text_that_rules_compare_is_read_and_one_whose_presence_counts_passes() {
        let cases = &[("a", 2)];
        let compared = |rule: Rule<'static>, index: u16| {
            let field = Field {
                slot: Some(0),
                ..field("name", text(|_| {}))
            };
            Shortcut::of(&field, index, &[rule]).passes == Passes::Nothing
        };
        let when = &[Condition::Is {
            field: 0,
            values: &[],
        }];
        let present = &[Condition::Present { field: 0 }];
        let fields = &[2, 0];
        for (rule, by_value) in [
            (rule(when, RuleKind::RequiredIf { fields: &[2] }), true),
            (rule(present, RuleKind::RequiredIf { fields: &[2] }), false),
            (rule(&[], RuleKind::RequiredIf { fields }), false),
            (rule(&[], RuleKind::NoEffectUnless { fields }), false),
            (rule(&[], RuleKind::AtMostOne { fields }), false),
            (rule(&[], RuleKind::Rows { fields, rows: &[] }), true),
            (rule(&[], RuleKind::SelectsSibling { tag: 0, cases }), true),
            (
                rule(
                    &[],
                    RuleKind::Values {
                        field: 0,
                        values: &[],
                    },
                ),
                true,
            ),
        ] {
            assert_eq!(compared(rule, 0), by_value, "{:?}", rule.kind);
            assert!(!compared(rule, 1), "{:?}", rule.kind);
        }
        // Without a slot no rule reads it at all.
        let unread = Shortcut::of(
            &field("name", text(|_| {})),
            0,
            &[rule(when, RuleKind::RequiredIf { fields: &[2] })],
        );
        assert_eq!(unread.passes, Passes::Texts);
    }

    fn set(indices: &[u16]) -> Fields {
        let mut set = Fields::NONE;
        set.insert_all(indices);
        set
    }

    #[test]
    fn members_are_taken_out_of_a_set_as_they_were_put_in() {
        let mut fields = set(&[0, 63, 64, 127]);
        for (index, left) in [(64, [0, 63, 127]), (0, [63, 127, 127]), (127, [63, 63, 63])] {
            fields.remove(index);
            assert_eq!(fields, set(&left), "{index}");
        }
        assert!(fields.has(63) && !fields.has(0) && !fields.has(64) && !fields.has(127));
    }

    #[test]
    fn a_rule_is_asked_if_one_of_its_members_is_there_or_lacking() {
        let watched = Watched {
            present: set(&[1, 70]),
            missing: set(&[3, 90]),
        };
        let all = [3, 90];
        for (named, absent, speaks) in [
            (&all[..], &[][..], false),
            (&[3, 90, 0, 2, 64, 91], &[0, 64], false),
            (&[3, 90, 1], &[], true),
            (&[3, 90, 70], &[], true),
            (&[3], &[], true),
            (&[90], &[], true),
            (&all, &[3], true),
            (&all, &[90], true),
        ] {
            let told = watched.may_speak(&set(named), &set(absent));
            assert_eq!(told, speaks, "{named:?} {absent:?}");
        }
        // Nothing is asked of those that nobody watches.
        let none = Watched {
            present: Fields::NONE,
            missing: Fields::NONE,
        };
        assert!(!none.may_speak(&set(&[1, 70]), &set(&[70])));
    }
}
