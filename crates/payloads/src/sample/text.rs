//! Texts for samples: candidates that read well, fitted to the lengths that are asked.

use std::sync::LazyLock;

use mediaspec_core::automaton::Automaton;
use mediaspec_core::contract::{Form, Format};

use crate::automata;
use crate::dice::Dice;
use crate::letters::{self, ODD, PLAIN};
use crate::oracle::{flaws, wide};

/// The longest text that is made; a contract that asks for more gets this much.
const LARGEST: usize = 1 << 20;

/// What a text is for.
#[derive(Debug, Clone, Copy)]
pub(super) struct Subject<'a> {
    /// Name of the member or parameter.
    pub(super) name: &'a str,
    /// Which one it is among several that should differ, from 0.
    pub(super) ordinal: usize,
    /// Whether it must look fake at first sight.
    pub(super) sensitive: bool,
    /// Whether it is part of a URL or a header, where spaces and letters beyond ASCII are a nuisance.
    pub(super) bare: bool,
    /// What separates it from the next one in one text; empty for a text that stands alone.
    pub(super) separator: &'a str,
}

impl Subject<'_> {
    /// Returns the number that tells the text from others, from 1.
    fn number(&self, dice: &mut Dice) -> usize {
        let number = self.ordinal.saturating_add(dice.below(1000));
        number.saturating_add(1)
    }
}

/// The lengths that a text may have.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Lengths {
    pub(crate) min: usize,
    pub(crate) max: usize,
}

impl Lengths {
    /// Returns those of a form. In ASCII a code point is a byte, and what has no markup is not shorter without it: one pair
    /// of bounds for all.
    pub(crate) fn of(form: &Form) -> Self {
        let max = [
            form.max_chars,
            form.max_bytes,
            form.max_chars_without_markup,
        ]
        .into_iter()
        .flatten()
        .map(wide)
        .fold(LARGEST, usize::min);
        Self {
            min: form.min_chars.map_or(0, wide).min(LARGEST),
            max,
        }
    }

    /// Returns the lengths that both allow.
    pub(super) fn and(self, other: Self) -> Self {
        Self {
            min: self.min.max(other.min),
            max: self.max.min(other.max),
        }
    }
}

/// Returns whether a text has a form.
pub(super) fn fits(form: &Form, text: &str) -> bool {
    flaws(form, text).is_empty()
}

/// Returns whether a text in front of a separator is one piece.
pub(super) fn is_one_piece(text: &str, separator: &str) -> bool {
    separator.is_empty() || format!("{text}{separator}").find(separator) == Some(text.len())
}

/// Returns a text of those lengths that is what all of the forms ask beside their lengths, and one piece in front of the
/// separator: meaningless, but found by walking automata. `None` where there is none in reach.
pub(crate) fn walked(
    forms: &[&Form],
    separator: &str,
    lengths: Lengths,
    dice: &mut Dice,
) -> Option<String> {
    static BASE64: LazyLock<Automaton> = LazyLock::new(automata::base64);
    let whole = automata::without(separator);
    let mut automata: Vec<&Automaton> = whole.iter().collect();
    for form in forms {
        automata.extend(form.pattern.as_ref().map(|pattern| &pattern.automaton));
        automata.extend(form.format.map(Format::automaton));
        automata.extend(form.base64.then_some(&*BASE64));
    }
    automata::accepted(&automata, lengths.min, lengths.max, dice)
}

/// Returns texts that may suit, the best first.
pub(super) fn candidates(form: &Form, subject: &Subject<'_>, dice: &mut Dice) -> Vec<String> {
    let lengths = Lengths::of(form);
    let mut out = Vec::new();
    if let Some(format) = form.format {
        out.extend(of_format(format, subject, lengths, dice));
    }
    if form.base64 {
        out.push(base64(lengths, dice));
    }
    if !dice.is_plain() && !subject.sensitive && !dice.once_in(4) {
        let ascii = subject.bare || form.max_bytes.is_some() || !subject.separator.is_empty();
        out.push(random(lengths, ascii, dice));
    }
    out.push(fit(&readable(subject, dice), lengths));
    out
}

/// Returns the words of a name: `video asset id`, `job id`, `auth token`.
fn words(name: &str) -> Vec<String> {
    let mut out: Vec<String> = Vec::new();
    let mut after_lower = false;
    let mut fresh = true;
    for c in name.chars() {
        if !c.is_alphanumeric() {
            fresh = true;
            continue;
        }
        if fresh || (c.is_uppercase() && after_lower) {
            out.push(String::new());
        }
        fresh = false;
        after_lower = c.is_lowercase() || c.is_ascii_digit();
        if let Some(last) = out.last_mut() {
            last.extend(c.to_lowercase());
        }
    }
    // `X-Auth-Token`: the X says nothing.
    if out.len() > 1 && out.first().is_some_and(|w| w == "x") {
        out.remove(0);
    }
    if out.is_empty() {
        out.push("value".to_owned());
    }
    out
}

/// Returns a text that says what it stands for.
fn readable(subject: &Subject<'_>, dice: &mut Dice) -> String {
    let mut words = words(subject.name);
    let number = subject.number(dice);
    let last = words.last().map_or("", String::as_str);
    if subject.sensitive {
        let fake = format!("fake-{}", words.join("-"));
        let fake = if matches!(last, "url" | "uri") {
            format!("https://example.com/{fake}")
        } else {
            fake
        };
        return numbered(fake, "-", number);
    }
    match last {
        "id" | "ids" => {
            if words.len() > 1 {
                words.pop();
            }
            format!("{}-{number}", words.join("-"))
        }
        "url" | "uri" => {
            if words.len() > 1 {
                words.pop();
            }
            numbered(
                format!("https://example.com/{}", words.join("-")),
                "-",
                number,
            )
        }
        _ if subject.bare || !subject.separator.is_empty() => {
            numbered(words.join("-"), "-", number)
        }
        _ => numbered(words.join(" "), " ", number),
    }
}

/// Returns the text with its number; the first goes without.
fn numbered(text: String, link: &str, number: usize) -> String {
    if number == 1 {
        text
    } else {
        format!("{text}{link}{number}")
    }
}

/// Returns the text, cut or lengthened to the lengths that are asked.
pub(super) fn fit(text: &str, lengths: Lengths) -> String {
    let mut out: String = text.chars().take(lengths.max).collect();
    let cut = out.trim_end_matches([' ', '-', '.', '/']);
    if cut.len() < out.len() && cut.chars().count() >= lengths.min.max(1) {
        out.truncate(cut.len());
    }
    let mut length = out.chars().count();
    let mut more = "-".chars().chain(text.chars()).cycle();
    while length < lengths.min {
        out.extend(more.next());
        length = length.saturating_add(1);
    }
    out
}

/// Returns a text without meaning.
fn random(lengths: Lengths, ascii: bool, dice: &mut Dice) -> String {
    let mut least = lengths.min.max(1).min(lengths.max);
    let most = if lengths.max <= 512 && dice.once_in(6) {
        least = lengths.max;
        lengths.max
    } else {
        lengths.max.min(least.saturating_add(24))
    };
    let length = least.saturating_add(dice.below(most.saturating_sub(least).saturating_add(1)));
    let alphabets = if ascii { &[PLAIN][..] } else { &[PLAIN, ODD] };
    letters::text(length, alphabets, dice)
}

/// Returns a text of a named format; `None` of those to come, whose automata still give texts.
fn of_format(
    format: Format,
    subject: &Subject<'_>,
    lengths: Lengths,
    dice: &mut Dice,
) -> Option<String> {
    // Any day that every month has.
    let (year, month, day) = if dice.is_plain() {
        (2026, 1, 10)
    } else {
        (
            dice.below(60).saturating_add(2000),
            dice.below(12).saturating_add(1),
            dice.below(28).saturating_add(1),
        )
    };
    let (hour, minute, second) = if dice.is_plain() {
        (8, 43, 17)
    } else {
        (dice.below(24), dice.below(60), dice.below(60))
    };
    let address = |stem: &str, dice: &mut Dice| {
        let rest = words(subject.name).join("-");
        let fake = if subject.sensitive { "fake-" } else { "" };
        let url = numbered(format!("{stem}{fake}{rest}"), "-", subject.number(dice));
        fit(&url, lengths)
    };
    let text = match format {
        Format::Rfc3339 => {
            let stem = format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}");
            // Fractions of a second fill up what is asked beyond the 20 characters.
            match lengths.min {
                0..=20 => format!("{stem}Z"),
                min => format!("{stem}.{}Z", "0".repeat(min.saturating_sub(21).max(1))),
            }
        }
        Format::BasicDateTime => {
            format!("{year:04}{month:02}{day:02}T{hour:02}{minute:02}{second:02}Z")
        }
        Format::ClockTime if dice.is_plain() => "00:01:02.500".to_owned(),
        Format::ClockTime => {
            format!("{hour:02}:{minute:02}:{second:02}.{:03}", dice.below(1000))
        }
        Format::HttpsUrl | Format::HttpUrl => address("https://example.com/", dice),
        Format::OssUrl => address("oss://example-bucket.oss-cn-shanghai.aliyuncs.com/", dice),
        _ => return None,
    };
    Some(text)
}

/// Returns bytes in base64, of a length that is asked where groups of four characters allow it.
fn base64(lengths: Lengths, dice: &mut Dice) -> String {
    let least = lengths.min.div_ceil(4).max(1);
    let most = (lengths.max.checked_div(4)).unwrap_or(0).max(least);
    let groups = if dice.is_plain() {
        least.max(6.min(most))
    } else {
        let more = most.saturating_sub(least).min(12).saturating_add(1);
        least.saturating_add(dice.below(more))
    };
    // One byte in the last group, as in the digests that vendors ask for: 16 bytes are 24 characters.
    let length = groups.saturating_mul(3).saturating_sub(2);
    let bytes: Vec<u8> = if dice.is_plain() {
        b"sample data, "
            .iter()
            .copied()
            .cycle()
            .take(length)
            .collect()
    } else {
        let byte = |_| u8::try_from(dice.below(256)).unwrap_or(0);
        (0..length).map(byte).collect()
    };
    encode_base64(&bytes)
}

/// Returns bytes as RFC 4648 section 4 has them, padded.
fn encode_base64(bytes: &[u8]) -> String {
    const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut out = String::new();
    for group in bytes.chunks(3) {
        let mut all = 0_u32;
        for at in 0..3 {
            all = (all << 8) | u32::from(group.get(at).copied().unwrap_or(0));
        }
        for at in 0..4_u32 {
            let six = (all >> 18_u32.saturating_sub(at.saturating_mul(6))) & 63;
            let sign = usize::try_from(six).ok().and_then(|six| ALPHABET.get(six));
            let padding = usize::try_from(at).is_ok_and(|at| at > group.len());
            out.push(if padding {
                '='
            } else {
                sign.map_or('A', |&sign| char::from(sign))
            });
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn base64_is_that_of_the_rfc() {
        for (bytes, text) in [
            ("", ""),
            ("f", "Zg=="),
            ("fo", "Zm8="),
            ("foo", "Zm9v"),
            ("foob", "Zm9vYg=="),
            ("fooba", "Zm9vYmE="),
            ("foobar", "Zm9vYmFy"),
        ] {
            assert_eq!(encode_base64(bytes.as_bytes()), text);
        }
    }

    #[test]
    fn names_are_taken_apart() {
        assert_eq!(words("video_asset_id").join(" "), "video asset id");
        assert_eq!(words("JobId").join(" "), "job id");
        assert_eq!(words("X-Auth-Token").join(" "), "auth token");
        assert_eq!(words("--").join(" "), "value");
        assert_eq!(words("x").join(" "), "x");
    }

    #[test]
    fn texts_say_what_they_stand_for() {
        for (name, ordinal, sensitive, bare, expected) in [
            ("job_id", 0, false, false, "job-1"),
            ("job_ids", 2, false, false, "job-3"),
            ("id", 0, false, false, "id-1"),
            ("cover_url", 0, false, false, "https://example.com/cover"),
            ("cover_url", 1, false, false, "https://example.com/cover-2"),
            ("url", 0, false, false, "https://example.com/url"),
            ("auth_token", 0, true, false, "fake-auth-token"),
            ("auth_token", 1, true, false, "fake-auth-token-2"),
            (
                "sign_uri",
                0,
                true,
                false,
                "https://example.com/fake-sign-uri",
            ),
            ("asset_name", 0, false, false, "asset name"),
            ("asset_name", 1, false, false, "asset name 2"),
            ("asset_name", 1, false, true, "asset-name-2"),
        ] {
            let subject = Subject {
                name,
                ordinal,
                sensitive,
                bare,
                separator: "",
            };
            assert_eq!(readable(&subject, &mut Dice::new(0)), expected);
        }
    }

    #[test]
    fn texts_are_cut_and_lengthened() {
        let fitted = |text, min, max| fit(text, Lengths { min, max });
        assert_eq!(fitted("video asset", 1, 64), "video asset");
        assert_eq!(fitted("video asset", 1, 6), "video");
        assert_eq!(fitted("ab", 6, 6), "ab-ab-");
        assert_eq!(fitted("ab", 0, 0), "");
        // What is cut at its end must not fall short.
        assert_eq!(fitted("ab.cd", 3, 3), "ab.");
        assert_eq!(fitted("ab.cd", 2, 3), "ab");
    }
}
