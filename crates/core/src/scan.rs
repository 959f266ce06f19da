//! Looking at many bytes at a time: the end of a plain stretch of a string, the end of white space, digits.
//!
//! Blocks are looked at with the vector instructions that every x86-64 processor has, elsewhere with portable code. Both
//! are here, and the tests hold both against loops over bytes. The only `unsafe` is to call the vector functions, which
//! are safe by themselves: bytes are read through slices.

/// The offset, from `at`, of the first byte that ends a plain stretch of a string: a quote, a backslash, or a control
/// character. The text's length if there is none.
#[cfg_attr(not(debug_assertions), inline(always))]
pub(crate) fn plain_until(text: &[u8], at: usize) -> usize {
    // Most strings are short.
    let Some(block) = block(text, at) else {
        return plain_until_by_bytes(text, at);
    };
    if let Some(index) = blocks::first_special(block) {
        return at.wrapping_add(index);
    }
    plain_until_far(text, at.wrapping_add(16))
}

/// The index of the first byte of a window, behind its own first byte, that ends a plain stretch of a string.
#[cfg_attr(not(debug_assertions), inline(always))]
pub(crate) fn first_special_in(window: &Window) -> Option<usize> {
    let (first, last): (Option<&[u8; 17]>, _) = (window.first_chunk(), window.last_chunk::<32>());
    let block = first?.last_chunk()?;
    if let Some(index) = blocks::first_special(block) {
        return Some(index.wrapping_add(1));
    }
    // One of the bytes is looked at twice.
    let index = blocks::first_special_of_32(last?)?;
    Some(index.wrapping_add(WINDOW).wrapping_sub(32))
}

/// The same as [`plain_until`] for long strings, 64 bytes at a time.
#[inline(never)]
pub(crate) fn plain_until_far(text: &[u8], at: usize) -> usize {
    let (bits, at) = blocks::skip_plain(text, at);
    if bits != 0 {
        return at.wrapping_add(index_of_first(bits));
    }
    let mut at = at;
    while let Some(block) = block::<16>(text, at) {
        if let Some(index) = blocks::first_special(block) {
            return at.wrapping_add(index);
        }
        at = at.wrapping_add(16);
    }
    plain_until_by_bytes(text, at)
}

/// Looks at whole blocks from `at` on until one has a byte that ends a plain stretch of a string: a bit for each such byte of
/// that block, and where the block begins. Without a bit, where less than a block is left.
#[cfg_attr(not(debug_assertions), inline(always))]
fn skip_plain_by(text: &[u8], at: usize, special: impl Fn(&[u8; 64]) -> u64) -> (u64, usize) {
    let mut at = at;
    while let Some(block) = block::<64>(text, at) {
        let bits = special(block);
        if bits != 0 {
            return (bits, at);
        }
        at = at.wrapping_add(64);
    }
    (0, at)
}

/// A bit for each byte that ends a plain stretch of a string, among the bytes of the first block from `at` on that has one;
/// where that block begins; and how many bytes it has: 64, or what is left of the text.
#[cfg_attr(not(debug_assertions), inline(always))]
pub(crate) fn next_special(text: &[u8], at: usize) -> (u64, usize, usize) {
    let (bits, at) = blocks::skip_plain(text, at);
    if bits != 0 {
        return (bits, at, 64);
    }
    let mut block = [b' '; 64];
    let rest = text.get(at..).unwrap_or_default();
    for (place, byte) in block.iter_mut().zip(rest) {
        *place = *byte;
    }
    (blocks::special(&block), at, rest.len())
}

/// The index of the lowest bit that is set.
#[cfg_attr(not(debug_assertions), inline(always))]
pub(crate) fn index_of_first(bits: u64) -> usize {
    usize::try_from(bits.trailing_zeros()).unwrap_or(0)
}

/// The bits from an index on.
#[cfg_attr(not(debug_assertions), inline(always))]
pub(crate) fn bits_from(index: usize) -> u64 {
    u64::MAX.unbounded_shl(u32::try_from(index).unwrap_or(u32::MAX))
}

#[cold]
fn plain_until_by_bytes(text: &[u8], at: usize) -> usize {
    let rest = text.get(at..).unwrap_or_default();
    let plain = rest.iter().position(|byte| is_special(*byte));
    plain.map_or(text.len(), |plain| at.wrapping_add(plain))
}

const fn is_special(byte: u8) -> bool {
    matches!(byte, b'"' | b'\\' | 0..=0x1f)
}

/// The index of the first byte of a window that is neither a blank nor a line feed, if it stands among the first 32.
#[cfg_attr(not(debug_assertions), inline(always))]
pub(crate) fn first_no_indent(window: &Window) -> Option<usize> {
    blocks::first_no_indent(window.first_chunk()?)
}

/// The offset, from `at`, of the first byte that is no white space; the text's length if there is none.
pub(crate) fn white_until(text: &[u8], at: usize) -> usize {
    let mut at = at;
    while let Some(block) = block::<16>(text, at) {
        if let Some(index) = blocks::first_no_white(block) {
            return at.wrapping_add(index);
        }
        at = at.wrapping_add(16);
    }
    let rest = text.get(at..).unwrap_or_default();
    let white = rest.iter().position(|byte| !is_white(*byte));
    white.map_or(text.len(), |white| at.wrapping_add(white))
}

/// Whether JSON takes the byte for white space.
const fn is_white(byte: u8) -> bool {
    matches!(byte, b' ' | b'\n' | b'\r' | b'\t')
}

/// So many bytes from `at` on, if there are as many.
#[cfg_attr(not(debug_assertions), inline(always))]
#[expect(
    unsafe_code,
    reason = "slicing compares twice where once is enough, at every token"
)]
pub(crate) fn block<const N: usize>(text: &[u8], at: usize) -> Option<&[u8; N]> {
    const { assert!(N > 0) };
    if at < text.len().saturating_sub(N.wrapping_sub(1)) {
        // SAFETY: `at` is less than the length minus `N - 1`, which is not zero then, so that `at + N` is at most the
        // length: all bytes are the slice's own, and they are borrowed as long as it is.
        return Some(unsafe { &*text.as_ptr().add(at).cast::<[u8; N]>() });
    }
    None
}

/// The most bytes that are looked at from one place on.
pub(crate) const WINDOW: usize = 48;

/// The bytes from one place on.
pub(crate) type Window = [u8; WINDOW];

/// A text that can be looked at from any place on, however close to its end: zeros stand behind it, which no token holds.
#[derive(Debug)]
pub(crate) struct Windows<'i> {
    text: &'i [u8],
    /// The first offset at which a full window no longer fits.
    last: usize,
    /// What stands there, and zeros.
    padded: [u8; 2 * WINDOW],
}

impl<'i> Windows<'i> {
    pub(crate) fn new(text: &'i [u8]) -> Self {
        let last = text.len().saturating_sub(WINDOW.wrapping_sub(1));
        let mut padded = [0; 2 * WINDOW];
        if let Some(rest) = text.get(last..)
            && let Some(place) = padded.get_mut(..rest.len())
        {
            place.copy_from_slice(rest);
        }
        Self { text, last, padded }
    }

    /// The bytes from `at` on.
    #[cfg_attr(not(debug_assertions), inline(always))]
    #[expect(
        unsafe_code,
        reason = "slicing compares twice where once is enough, at every token"
    )]
    pub(crate) fn at<const N: usize>(&self, at: usize) -> &[u8; N] {
        const { assert!(N <= WINDOW) };
        if at < self.last {
            // SAFETY: `at` is less than the length minus `WINDOW - 1`, which is not zero then, so that `at + WINDOW` is
            // at most the length: all bytes are the slice's own, and they are borrowed as long as it is.
            return unsafe { &*self.text.as_ptr().add(at).cast::<[u8; N]>() };
        }
        self.near_end(at)
    }

    #[cold]
    fn near_end<const N: usize>(&self, at: usize) -> &[u8; N] {
        let at = at.wrapping_sub(self.last).min(WINDOW);
        let rest = self.padded.get(at..).unwrap_or_default();
        rest.first_chunk().unwrap_or(&[0; N])
    }
}

/// An integer of at most eight digits as these digits, a byte each and the last one in the lowest, below zero where the integer
/// is. They compare as integers do, and cost less.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Digits(i64);

impl Digits {
    /// Less than what eight digits can say, and more.
    pub(crate) const LEAST: Self = Self(i64::MIN);
    pub(crate) const MOST: Self = Self(i64::MAX);

    /// The decimal digits at the beginning of eight bytes: how many there are, and what they say. `None` without any.
    #[cfg_attr(not(debug_assertions), inline(always))]
    pub(crate) fn of(block: &[u8; 8], negative: bool) -> Option<(usize, Self)> {
        let (count, values) = leading_digits(block);
        if count == 0 {
            return None;
        }
        let digits = values.swap_bytes().cast_signed();
        let digits = if negative {
            digits.wrapping_neg()
        } else {
            digits
        };
        Some((usize::try_from(count).unwrap_or(0), Self(digits)))
    }

    /// The digits of an integer; the least or the most where it has more than eight.
    pub(crate) fn of_integer(value: i64) -> Self {
        match Self::of_short(value) {
            Some(digits) => digits,
            None if value < 0 => Self::LEAST,
            None => Self::MOST,
        }
    }

    /// The digits of an integer that has no more than eight of them.
    pub(crate) const fn of_short(value: i64) -> Option<Self> {
        let all = value.unsigned_abs();
        if all >= 100_000_000 {
            return None;
        }
        // Two fours of digits, four pairs, eight digits: the last ones in the lowest bits. Quotients are products that are
        // shifted, which is exact for numbers as small as these.
        let fours = (all / 10_000) << 32 | (all % 10_000);
        let hundreds = (fours.wrapping_mul(5243) >> 19) & 0x7f_0000_007f;
        let pairs = fours.wrapping_sub(hundreds.wrapping_mul(100)) | hundreds << 16;
        let tens = (pairs.wrapping_mul(103) >> 10) & 0x000f_000f_000f_000f;
        let digits = (pairs.wrapping_sub(tens.wrapping_mul(10)) | tens << 8).cast_signed();
        Some(Self(if value < 0 {
            digits.wrapping_neg()
        } else {
            digits
        }))
    }

    /// The integer.
    pub(crate) fn value(self) -> i64 {
        let value = eight_digits(self.0.unsigned_abs().swap_bytes()).into();
        if self.0 < 0 {
            i64::wrapping_neg(value)
        } else {
            value
        }
    }

    pub(crate) const fn to_bits(self) -> i64 {
        self.0
    }

    pub(crate) const fn from_bits(bits: i64) -> Self {
        Self(bits)
    }
}

/// How many decimal digits eight bytes begin with, and the values of these, moved to the end behind zeros. The values are
/// without meaning if there is none.
#[cfg_attr(not(debug_assertions), inline(always))]
const fn leading_digits(block: &[u8; 8]) -> (u32, u64) {
    const ZEROS: u64 = u64::from_le_bytes(*b"00000000");
    const HIGH: u64 = 0x8080_8080_8080_8080;
    // Each byte becomes its digit's value, or something above nine. A carry out of a byte reaches later ones alone.
    let values = u64::from_le_bytes(*block) ^ ZEROS;
    let others = (values.wrapping_add(0x7676_7676_7676_7676) | values) & HIGH;
    let count = others.trailing_zeros() / 8;
    let values = values.wrapping_shl(64_u32.wrapping_sub(count.wrapping_mul(8)));
    (count, values)
}

/// The value of eight digits, one a byte, the first one in the lowest: pairs, fours and eights are put together.
#[cfg_attr(not(debug_assertions), inline(always))]
const fn eight_digits(values: u64) -> u32 {
    let pairs = values.wrapping_mul(10).wrapping_add(values >> 8) & 0x00ff_00ff_00ff_00ff;
    let fours = pairs.wrapping_mul(100).wrapping_add(pairs >> 16) & 0x0000_ffff_0000_ffff;
    low_half(fours.wrapping_mul(10_000).wrapping_add(fours >> 32))
}

/// The decimal digits at the beginning of eight bytes: how many there are, and their value. `None` without any.
#[cfg_attr(not(debug_assertions), inline(always))]
pub(crate) fn digits(block: &[u8; 8]) -> Option<(usize, u32)> {
    let (count, values) = leading_digits(block);
    if count == 0 {
        return None;
    }
    Some((usize::try_from(count).unwrap_or(0), eight_digits(values)))
}
#[allow(clippy::cast_possible_truncation, reason = "the low half is wanted")]
const fn low_half(word: u64) -> u32 {
    word as u32
}

/// How many line feeds a stretch of UTF-8 has, and how many code points behind the last of them.
pub(crate) fn lines(text: &[u8]) -> (u64, u64) {
    // Backwards to the last line feed. Many documents have none, so that both are counted at once.
    let (mut left, mut columns) = (text, 0_u64);
    while !left.is_empty() {
        let (before, last) = left.split_at(left.len().saturating_sub(4096));
        let tally = blocks::tally(last);
        if tally.line_feeds > 0 {
            let end = last.iter().rposition(|byte| *byte == b'\n').unwrap_or(0);
            let (_, line) = last.split_at(end);
            // The line feed itself is no part of the line.
            let columns = columns.wrapping_add(code_points(line)).wrapping_sub(1);
            let feeds = blocks::tally(before)
                .line_feeds
                .wrapping_add(tally.line_feeds);
            return (feeds, columns);
        }
        columns = columns.wrapping_add(tally.code_points);
        left = before;
    }
    (0, columns)
}

/// How many code points a stretch of UTF-8 has.
pub(crate) fn code_points(text: &[u8]) -> u64 {
    const ONES: u64 = u64::from_le_bytes([1; 8]);
    const HIGH: u64 = u64::from_le_bytes([0x80; 8]);
    // Most are short.
    if text.len() > 64 {
        return blocks::tally(text).code_points;
    }
    let (words, rest) = text.as_chunks::<8>();
    // And most are ASCII. The last bytes overlap with those before.
    if let Some(last) = text.last_chunk::<8>() {
        let all = words.iter().map(|word| u64::from_le_bytes(*word));
        let all = all.fold(u64::from_le_bytes(*last), |all, word| all | word);
        if all & HIGH == 0 {
            return u64::try_from(text.len()).unwrap_or(u64::MAX);
        }
    }
    let words = words
        .iter()
        .map(|word| {
            // The lowest bit of each byte: whether the two highest ones are not 10.
            let word = u64::from_le_bytes(*word);
            let begins = (!word >> 7 | word >> 6) & ONES;
            begins.wrapping_mul(ONES) >> 56
        })
        .fold(0, u64::wrapping_add);
    let rest = rest.iter().filter(|byte| begins_code_point(**byte)).count();
    words.wrapping_add(u64::try_from(rest).unwrap_or(0))
}

/// What is counted of a stretch of UTF-8.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
struct Tally {
    line_feeds: u64,
    code_points: u64,
}

/// Written so that compilers make vectors of it: a count for each place of a block, in as many blocks as a byte can count.
#[cfg_attr(not(debug_assertions), inline(always))]
fn tally_of(text: &[u8]) -> Tally {
    let (blocks, rest) = text.as_chunks::<32>();
    let mut all = Tally::default();
    for blocks in blocks.chunks(255) {
        let (mut feeds, mut begins) = ([0_u8; 32], [0_u8; 32]);
        for block in blocks {
            for ((byte, feeds), begins) in block.iter().zip(&mut feeds).zip(&mut begins) {
                *feeds = feeds.wrapping_add(u8::from(*byte == b'\n'));
                *begins = begins.wrapping_add(u8::from(begins_code_point(*byte)));
            }
        }
        let sum = |counts: [u8; 32]| {
            counts
                .iter()
                .fold(0, |sum: u64, n| sum.wrapping_add((*n).into()))
        };
        all.line_feeds = all.line_feeds.wrapping_add(sum(feeds));
        all.code_points = all.code_points.wrapping_add(sum(begins));
    }
    for byte in rest {
        all.line_feeds = all.line_feeds.wrapping_add((*byte == b'\n').into());
        all.code_points = all
            .code_points
            .wrapping_add(begins_code_point(*byte).into());
    }
    all
}

/// Whether a byte of UTF-8 is not one that continues a code point.
const fn begins_code_point(byte: u8) -> bool {
    byte & 0xC0 != 0x80
}

#[cfg(not(target_arch = "x86_64"))]
use portable as blocks;
#[cfg(target_arch = "x86_64")]
use vector as blocks;

/// Blocks as vectors of sixteen bytes.
#[cfg(target_arch = "x86_64")]
#[expect(
    unsafe_code,
    reason = "functions for a part of the processors can only be called so"
)]
mod vector {
    use std::arch::x86_64::{
        __m128i, _mm_cmpeq_epi8, _mm_min_epu8, _mm_movemask_epi8, _mm_or_si128, _mm_set_epi64x,
        _mm_set1_epi8, _mm_setzero_si128, _mm256_cmpeq_epi8, _mm256_min_epu8, _mm256_movemask_epi8,
        _mm256_or_si256, _mm256_set_m128i, _mm256_set1_epi8,
    };

    /// The index of the first byte that ends a plain stretch of a string.
    #[cfg_attr(not(debug_assertions), inline(always))]
    pub(super) fn first_special(block: &[u8; 16]) -> Option<usize> {
        // SAFETY: every x86-64 processor has SSE2.
        unsafe { first_special_sse2(block) }
    }

    #[cfg_attr(not(debug_assertions), inline(always))]
    pub(super) fn first_special_of_32(block: &[u8; 32]) -> Option<usize> {
        // SAFETY: every x86-64 processor has SSE2.
        unsafe { first_special_of_32_sse2(block) }
    }

    /// The index of the first byte that is neither a blank nor a line feed.
    #[cfg_attr(not(debug_assertions), inline(always))]
    pub(super) fn first_no_indent(block: &[u8; 32]) -> Option<usize> {
        // SAFETY: every x86-64 processor has SSE2.
        unsafe { first_no_indent_sse2(block) }
    }

    #[cfg_attr(not(debug_assertions), inline(always))]
    pub(super) fn first_no_white(block: &[u8; 16]) -> Option<usize> {
        // SAFETY: every x86-64 processor has SSE2.
        unsafe { first_no_white_sse2(block) }
    }

    /// A bit for each byte that ends a plain stretch of a string.
    #[cfg_attr(not(debug_assertions), inline(always))]
    pub(super) fn special(block: &[u8; 64]) -> u64 {
        // SAFETY: every x86-64 processor has SSE2.
        unsafe { special_sse2(block) }
    }

    pub(super) fn skip_plain(text: &[u8], at: usize) -> (u64, usize) {
        if !std::is_x86_feature_detected!("avx2") {
            return super::skip_plain_by(text, at, special);
        }
        // SAFETY: the processor has AVX2, as was just asked.
        unsafe { skip_plain_avx2(text, at) }
    }

    #[target_feature(enable = "avx2")]
    pub(super) fn skip_plain_avx2(text: &[u8], at: usize) -> (u64, usize) {
        super::skip_plain_by(text, at, |block| {
            let (halves, _) = block.as_chunks::<32>();
            match halves {
                [low, high] => special_of_32_avx2(low) | special_of_32_avx2(high) << 32,
                // Sixty-four bytes are two times thirty-two.
                _ => 0,
            }
        })
    }

    #[inline]
    #[target_feature(enable = "avx2")]
    fn special_of_32_avx2(block: &[u8; 32]) -> u64 {
        let [low, high] = halves(block);
        let bytes = _mm256_set_m128i(high, low);
        let is = |byte: u8| _mm256_cmpeq_epi8(bytes, _mm256_set1_epi8(byte.cast_signed()));
        // No greater than 0x1f, unsigned.
        let most = _mm256_min_epu8(bytes, _mm256_set1_epi8(0x1f));
        let control = _mm256_cmpeq_epi8(most, bytes);
        let quote = _mm256_or_si256(is(b'"'), is(b'\\'));
        let special = _mm256_or_si256(quote, control);
        _mm256_movemask_epi8(special).cast_unsigned().into()
    }

    pub(super) fn tally(text: &[u8]) -> super::Tally {
        if !std::is_x86_feature_detected!("avx2") {
            return super::tally_of(text);
        }
        // SAFETY: the processor has AVX2, as was just asked.
        unsafe { tally_avx2(text) }
    }

    #[target_feature(enable = "avx2")]
    fn tally_avx2(text: &[u8]) -> super::Tally {
        super::tally_of(text)
    }

    #[inline]
    #[target_feature(enable = "sse2")]
    fn first_special_sse2(block: &[u8; 16]) -> Option<usize> {
        first(bits(special_bytes(load(block))).into())
    }

    #[inline]
    #[target_feature(enable = "sse2")]
    fn first_special_of_32_sse2(block: &[u8; 32]) -> Option<usize> {
        let [low, high] = halves(block).map(|bytes| u64::from(bits(special_bytes(bytes))));
        first(low | high << 16)
    }

    #[inline]
    #[target_feature(enable = "sse2")]
    fn first_no_indent_sse2(block: &[u8; 32]) -> Option<usize> {
        let [low, high] = halves(block).map(|bytes| {
            let indent = _mm_or_si128(is(bytes, b' '), is(bytes, b'\n'));
            u64::from(bits(indent))
        });
        first((low | high << 16) ^ 0xffff_ffff)
    }

    #[inline]
    #[target_feature(enable = "sse2")]
    fn halves(block: &[u8; 32]) -> [__m128i; 2] {
        let (halves, _) = block.as_chunks::<16>();
        match halves {
            [a, b] => [load(a), load(b)],
            // Thirty-two bytes are two times sixteen.
            _ => [_mm_setzero_si128(); 2],
        }
    }

    #[inline]
    #[target_feature(enable = "sse2")]
    fn special_sse2(block: &[u8; 64]) -> u64 {
        joined(quarters(block).map(|bytes| special_bytes(bytes)))
    }

    #[inline]
    #[target_feature(enable = "sse2")]
    fn first_no_white_sse2(block: &[u8; 16]) -> Option<usize> {
        let bytes = load(block);
        let blank = _mm_or_si128(is(bytes, b' '), is(bytes, b'\t'));
        let line_end = _mm_or_si128(is(bytes, b'\n'), is(bytes, b'\r'));
        first((bits(_mm_or_si128(blank, line_end)) ^ 0xffff).into())
    }

    #[inline]
    #[target_feature(enable = "sse2")]
    fn load(block: &[u8; 16]) -> __m128i {
        let whole = u128::from_le_bytes(*block).cast_signed();
        #[allow(clippy::cast_possible_truncation, reason = "each half is wanted")]
        let (low, high) = (whole as i64, (whole >> 64) as i64);
        _mm_set_epi64x(high, low)
    }

    #[inline]
    #[target_feature(enable = "sse2")]
    fn quarters(block: &[u8; 64]) -> [__m128i; 4] {
        let (quarters, _) = block.as_chunks::<16>();
        match quarters {
            [a, b, c, d] => [load(a), load(b), load(c), load(d)],
            // Sixty-four bytes are four times sixteen.
            _ => [_mm_setzero_si128(); 4],
        }
    }

    #[inline]
    #[target_feature(enable = "sse2")]
    fn is(bytes: __m128i, byte: u8) -> __m128i {
        _mm_cmpeq_epi8(bytes, _mm_set1_epi8(byte.cast_signed()))
    }

    #[inline]
    #[target_feature(enable = "sse2")]
    fn special_bytes(bytes: __m128i) -> __m128i {
        // No greater than 0x1f, unsigned.
        let control = _mm_cmpeq_epi8(_mm_min_epu8(bytes, _mm_set1_epi8(0x1f)), bytes);
        _mm_or_si128(_mm_or_si128(is(bytes, b'"'), is(bytes, b'\\')), control)
    }

    #[inline]
    #[target_feature(enable = "sse2")]
    fn bits(mask: __m128i) -> u32 {
        _mm_movemask_epi8(mask).cast_unsigned()
    }

    #[inline]
    #[target_feature(enable = "sse2")]
    fn joined(masks: [__m128i; 4]) -> u64 {
        let [a, b, c, d] = masks.map(|mask| u64::from(bits(mask)));
        a | b << 16 | c << 32 | d << 48
    }

    #[inline]
    #[target_feature(enable = "sse2")]
    fn first(bits: u64) -> Option<usize> {
        (bits != 0).then(|| usize::try_from(bits.trailing_zeros()).unwrap_or(0))
    }
}

/// The same without vectors.
#[cfg(any(test, not(target_arch = "x86_64")))]
mod portable {
    pub(super) fn first_special(block: &[u8; 16]) -> Option<usize> {
        first_special_of(block)
    }

    pub(super) fn first_special_of_32(block: &[u8; 32]) -> Option<usize> {
        first_special_of(block)
    }

    pub(super) fn skip_plain(text: &[u8], at: usize) -> (u64, usize) {
        super::skip_plain_by(text, at, special)
    }

    pub(super) fn first_no_indent(block: &[u8; 32]) -> Option<usize> {
        block.iter().position(|byte| !matches!(byte, b' ' | b'\n'))
    }

    pub(super) fn first_no_white(block: &[u8; 16]) -> Option<usize> {
        block.iter().position(|byte| !super::is_white(*byte))
    }

    pub(super) fn special(block: &[u8; 64]) -> u64 {
        let bit =
            |(index, byte): (u32, &u8)| u64::from(super::is_special(*byte)).wrapping_shl(index);
        (0..).zip(block).map(bit).fold(0, |all, bit| all | bit)
    }

    pub(super) fn tally(text: &[u8]) -> super::Tally {
        super::tally_of(text)
    }

    /// Eight bytes a word.
    fn first_special_of(bytes: &[u8]) -> Option<usize> {
        const ONES: u64 = u64::from_le_bytes([1; 8]);
        const HIGH: u64 = u64::from_le_bytes([0x80; 8]);
        let each = |byte: u8| ONES.wrapping_mul(byte.into());
        let (words, _) = bytes.as_chunks::<8>();
        let mut at = 0_usize;
        for word in words {
            let word = u64::from_le_bytes(*word);
            // The high bit of the lowest byte below a limit is exact; those above may be set by its borrow.
            let below = |word: u64, limit: u8| word.wrapping_sub(each(limit)) & !word & HIGH;
            let found =
                below(word, 0x20) | below(word ^ each(b'"'), 1) | below(word ^ each(b'\\'), 1);
            if found != 0 {
                let index = usize::try_from(found.trailing_zeros() / 8).unwrap_or(0);
                return Some(at.wrapping_add(index));
            }
            at = at.wrapping_add(8);
        }
        None
    }
}

#[cfg(test)]
#[allow(clippy::indexing_slicing, clippy::arithmetic_side_effects)]
mod tests {
    use super::*;

    /// Bytes of every sort, the special ones often enough to stand at every place of a block.
    fn bytes(length: usize, seed: u64) -> Vec<u8> {
        let mut state = seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1;
        let mut next = || {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            state
        };
        (0..length)
            .map(|_| match next() % 24 {
                0 => {
                    b" \n\r\t\"\\\x1f\x20\x7f\x80\xbf\xc0\xff\x00"
                        [usize::try_from(next() % 14).unwrap_or(0)]
                }
                1 => u8::try_from(next() % 256).unwrap_or(0),
                2..8 => b' ',
                _ => b'a',
            })
            .collect()
    }

    #[test]
    fn blocks_agree_with_a_loop_over_bytes_with_vectors_and_without() {
        for seed in 0..3000 {
            let all: [u8; 64] = bytes(64, seed).try_into().unwrap_or([0; 64]);
            let (sixteens, _) = all.as_chunks::<16>();
            let special = |block: &[u8]| block.iter().position(|byte| is_special(*byte));
            let specials = (0..64)
                .filter(|at| is_special(all[*at]))
                .fold(0, |bits, at| bits | 1_u64 << at);
            assert_eq!(
                [blocks::special(&all), portable::special(&all)],
                [specials; 2],
                "{all:?}"
            );
            for block in all.as_chunks::<32>().0 {
                let found = [
                    blocks::first_special_of_32(block),
                    portable::first_special_of_32(block),
                ];
                assert_eq!(found, [special(block); 2], "{block:?}");
                let other = block.iter().position(|byte| !matches!(byte, b' ' | b'\n'));
                let found = [
                    blocks::first_no_indent(block),
                    portable::first_no_indent(block),
                ];
                assert_eq!(found, [other; 2], "{block:?}");
            }
            let window: &Window = all.first_chunk().unwrap_or(&[0; WINDOW]);
            let behind = special(&window[1..]).map(|index| index + 1);
            assert_eq!(first_special_in(window), behind, "{all:?}");
            for block in sixteens {
                let white = block.iter().position(|byte| !is_white(*byte));
                assert_eq!(blocks::first_special(block), special(block), "{block:?}");
                assert_eq!(portable::first_special(block), special(block), "{block:?}");
                assert_eq!(blocks::first_no_white(block), white, "{block:?}");
                assert_eq!(portable::first_no_white(block), white, "{block:?}");
            }
        }
    }

    /// The first block of 64 bytes from a place on that has a byte that ends a plain stretch, by a loop over bytes.
    fn skipped(text: &[u8], at: usize) -> (u64, usize) {
        let mut at = at;
        while let Some(block) = text.get(at..at + 64) {
            let special = (0..64).filter(|index| is_special(block[*index]));
            let bits = special.fold(0, |bits, index| bits | 1_u64 << index);
            if bits != 0 {
                return (bits, at);
            }
            at += 64;
        }
        (0, at)
    }

    #[test]
    fn searches_agree_with_a_loop_over_bytes_from_every_place() {
        for seed in 0..200 {
            // Some are longer than what is counted at a time.
            let length = if seed % 50 == 0 { 9000 + seed } else { seed };
            let text = bytes(usize::try_from(length).unwrap_or(0), seed);
            let feeds = text.iter().filter(|byte| **byte == b'\n').count();
            let last = text.iter().rposition(|byte| *byte == b'\n');
            let line = &text[last.map_or(0, |last| last + 1)..];
            let columns = line.iter().filter(|byte| begins_code_point(**byte)).count();
            let wide = |count: usize| u64::try_from(count).unwrap_or(0);
            assert_eq!(lines(&text), (wide(feeds), wide(columns)));
            let begins = text.iter().filter(|byte| begins_code_point(**byte)).count();
            assert_eq!(code_points(&text), wide(begins));
            let tally = Tally {
                line_feeds: wide(feeds),
                code_points: wide(begins),
            };
            assert_eq!([blocks::tally(&text), portable::tally(&text)], [tally; 2]);
            for at in 0..=text.len() {
                let until = |wanted: fn(u8) -> bool| {
                    let rest = text[at..].iter().position(|byte| wanted(*byte));
                    rest.map_or(text.len(), |rest| at + rest)
                };
                assert_eq!(plain_until(&text, at), until(is_special));
                assert_eq!(plain_until_far(&text, at), until(is_special));
                let skipped = skipped(&text, at);
                assert_eq!(blocks::skip_plain(&text, at), skipped);
                assert_eq!(portable::skip_plain(&text, at), skipped);
                // The same without the instructions that a part of the processors has.
                assert_eq!(skip_plain_by(&text, at, blocks::special), skipped);
                let (bits, block, length) = next_special(&text, at);
                let first = until(is_special);
                let is_there = bits != 0;
                assert_eq!(is_there, first < text.len());
                assert!(!is_there || block + index_of_first(bits) == first);
                assert_eq!(length, (text.len() - block).min(64));
                assert_eq!(white_until(&text, at), until(|byte| !is_white(byte)));
            }
        }
    }

    #[test]
    fn windows_show_the_text_and_zeros_behind_it() {
        for length in 0..200 {
            let text = bytes(length, 7);
            let windows = Windows::new(&text);
            for at in 0..length + 2 * WINDOW {
                let behind = text.get(at..).unwrap_or_default();
                let expected: Vec<u8> = behind.iter().copied().chain([0; WINDOW]).collect();
                assert_eq!(
                    windows.at::<WINDOW>(at),
                    &expected[..WINDOW],
                    "{length} {at}"
                );
                assert_eq!(windows.at::<2>(at), &expected[..2], "{length} {at}");
            }
        }
    }

    #[test]
    fn digits_are_counted_and_read() {
        for (text, found) in [
            ("12345678", Some((8, 12_345_678))),
            ("1920,104", Some((4, 1920))),
            ("7}999999", Some((1, 7))),
            ("x1234567", None),
            ("00000010", Some((8, 10))),
            ("99:/\u{7f}999", Some((2, 99))),
            ("5\u{ff}999999", Some((1, 5))),
        ] {
            let block = text.as_bytes().first_chunk().copied().unwrap_or_default();
            assert_eq!(digits(&block), found, "{text}");
            for negative in [false, true] {
                let value = |value: u32| match negative {
                    true => -i64::from(value),
                    false => value.into(),
                };
                let found = found.map(|(count, found)| (count, value(found)));
                let read = Digits::of(&block, negative);
                let values = read.map(|(count, digits)| (count, digits.value()));
                assert_eq!(values, found, "{text} {negative}");
                let same = found.map(|(count, value)| (count, Digits::of_integer(value)));
                assert_eq!(read, same, "{text} {negative}");
            }
        }
    }

    #[test]
    fn digits_of_an_integer_are_those_that_it_is_written_with() {
        let powers = (0..10).map(|power| 10_i64.pow(power));
        let near = powers.flat_map(|power| [power - 1, power, power + 1, 7 * power + 3]);
        let strides = (0..100_000_000).step_by(9_973).chain(0..20_000);
        for value in near.chain(strides).flat_map(|value| [value, -value]) {
            let written = value.unsigned_abs().to_string();
            let digits = written
                .bytes()
                .fold(0_i64, |all, digit| all << 8 | i64::from(digit - b'0'));
            let is_short = written.len() <= 8;
            let expected = is_short.then_some(Digits(if value < 0 { -digits } else { digits }));
            assert_eq!(Digits::of_short(value), expected, "{value}");
        }
        for (value, end) in [(i64::MIN, Digits::LEAST), (i64::MAX, Digits::MOST)] {
            assert_eq!(Digits::of_short(value), None);
            assert_eq!(Digits::of_integer(value), end);
        }
    }

    #[test]
    fn digits_compare_as_integers_do() {
        let powers = (0..9).map(|power| 10_i64.pow(power));
        let near = powers.flat_map(|power| [power - 1, power, power + 1, 2 * power + 3]);
        let mut all: Vec<i64> = near.flat_map(|value| [value, -value]).collect();
        all.extend([i64::MIN, i64::MAX, 1920, 99_999_999, -99_999_999]);
        let is_small = |value: i64| value.unsigned_abs() < 100_000_000;
        for a in &all {
            for b in all.iter().filter(|b| is_small(**b)) {
                let (own, other) = (Digits::of_integer(*a), Digits::of_integer(*b));
                assert_eq!(own.cmp(&other), a.cmp(b), "{a} {b}");
                assert_eq!(other.value(), *b);
            }
        }
    }
}
