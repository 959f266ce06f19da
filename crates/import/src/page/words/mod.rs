//! What a description says about values: bounds, lengths, counts, lists, defaults, units, forms.
//!
//! | file | concept |
//! |---|---|
//! | `pieces.rs` | sentences, labels with what follows them, points of lists |
//! | `labels.rs` | the words with a colon that say what follows |
//! | `sentences.rs` | conditions, examples, plain description |
//! | `jobs.rs` | what there is to be read: sentences, and lists with their heads |
//! | `clauses.rs` | clauses of a sentence |
//! | `ranges.rs` | ranges of numbers, and what they count |
//! | `values.rs` | lists of values |
//! | `defaults.rs`, `units.rs` | defaults in prose; units, forms, encodings |
//! | `separators.rs`, `charsets.rs` | what stands between the pieces of a text; its characters |
//! | `reader.rs` | which form a sentence has |
//! | `row.rs` | what is read becomes the row's |
//!
//! A statement counts where it is one of the known forms from its first word to its last. What stands behind a label (`Value range`,
//! `Default value`, `枚举值` …) and what a head such as "The options are as follows" lists are statements of the page, as its columns are.
//! What is read out of other prose is a guess; where the two differ, the label has the word, and the sentence is listed as not understood.
//!
//! A sentence under a condition (a use, a value of another field, one of two ways of writing) is not about the field as such: it stands
//! in the row's `when`, as the page has it. Every other sentence that was not understood stands in `unread`, with two exceptions, for
//! which a maintainer need not look: examples, and plain description. A sentence is plain where it holds no number and none of the words
//! by which pages limit values (must, only, at most, support, format, default …); the first sentence, which says what the field means,
//! may hold the weaker of these words.

mod charsets;
mod clauses;
mod defaults;
mod jobs;
mod labels;
mod pieces;
mod ranges;
mod reader;
mod row;
mod sentences;
mod separators;
#[cfg(test)]
mod tests;
mod units;
mod values;

pub(super) use reader::read;

use regex::Regex;

/// A pattern in which names stand for the parts that several have.
fn pattern(text: &str) -> Regex {
    let mut text = text.to_owned();
    for (name, part) in [
        (
            "NUM",
            r"[-−]?\d{1,3}(?:,\d{3})+(?:\.\d+)?|[-−]?\d+(?:\.\d+)?",
        ),
        ("PLAIN", r"[-−]?\d+(?:\.\d+)?"),
        ("UNIT", units::UNIT),
        ("VALUE", r#"["'“‘`]?([^\s"'“”’`,，;；()（）]+?)["'”’`]?"#),
        (
            "TOKEN",
            r"\d+:\d+|-?[A-Za-z0-9_#](?:[A-Za-z0-9_.+/#*@%-]*[A-Za-z0-9_+/#%])?",
        ),
        (
            "SPACED",
            r"[A-Z][A-Za-z0-9]*\.? [A-Z0-9][A-Za-z0-9.]*(?: [A-Z0-9][A-Za-z0-9.]*)?",
        ),
        (
            "DEFAULT",
            r"(?i:default|default value|by default)|默认|默认值|缺省|缺省值|预设|预设值",
        ),
    ] {
        // Names stand apart from letters.
        if text.contains(name) {
            text = replaced(&text, name, part);
        }
    }
    // The tests compile every one of them.
    #[expect(clippy::expect_used, reason = "the patterns stand in this module")]
    Regex::new(&text).expect("a pattern of this module")
}

/// Returns the pattern with a part for its name, where that is no piece of a longer word.
fn replaced(text: &str, name: &str, part: &str) -> String {
    let is_letter = |c: Option<char>| c.is_some_and(|c| c.is_ascii_alphabetic());
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once(name) {
        out.push_str(before);
        let is_whole = !is_letter(before.chars().next_back()) && !is_letter(after.chars().next());
        if is_whole {
            out.push_str("(?:");
            out.push_str(part);
            out.push(')');
        } else {
            out.push_str(name);
        }
        rest = after;
    }
    out.push_str(rest);
    out
}

/// Returns the first group that took part.
fn group<'t>(found: &regex::Captures<'t>) -> &'t str {
    found
        .iter()
        .skip(1)
        .flatten()
        .next()
        .map_or("", |group| group.as_str())
}

macro_rules! patterns {
    ($($name:ident: $text:expr;)*) => {
        $(static $name: LazyLock<Regex> = LazyLock::new(|| pattern($text));)*
        #[cfg(test)]
        pub(super) const ALL: &[&LazyLock<Regex>] = &[$(&$name),*];
    };
}
use patterns;
