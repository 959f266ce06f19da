//! Words that may have been meant.

/// How many words are compared: a suggestion is a courtesy, not worth much time.
const COMPARED: usize = 2000;

/// How many characters of a word are compared, since comparing takes quadratic time.
const LONGEST: usize = 100;

/// How alike two words must be, from 0 to 1, for one to be suggested for the other.
const ALIKE: f64 = 0.6;

/// Returns the known word that was most likely meant, whatever its case; the first one where several are as close.
///
/// ```
/// use mediaspec_core::words;
///
/// assert_eq!(words::closest("ofset", ["limit", "offset"]), Some("offset"));
/// assert_eq!(words::closest("colour", ["limit", "offset"]), None);
/// ```
#[must_use]
pub fn closest<'a>(word: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let mut best: Option<(&str, f64)> = None;
    for (candidate, score) in close(word, known) {
        if best.is_none_or(|(_, highest)| score > highest) {
            best = Some((candidate, score));
        }
    }
    best.map(|(candidate, _)| candidate)
}

/// Returns the known words that may have been meant, each with how alike it is, from 0 to 1.
pub(crate) fn close<'a>(
    word: &str,
    known: impl IntoIterator<Item = &'a str>,
) -> impl Iterator<Item = (&'a str, f64)> {
    let wanted: String = word
        .chars()
        .take(LONGEST)
        .collect::<String>()
        .to_lowercase();
    let length = wanted.chars().count();
    known
        .into_iter()
        .take(COMPARED)
        .filter_map(move |candidate| {
            // What differs so much in length is not close; comparing is the dear part.
            let other = candidate.chars().count();
            if length.abs_diff(other).saturating_mul(5) > length.max(other).saturating_mul(2) {
                return None;
            }
            let score = strsim::normalized_damerau_levenshtein(&wanted, &candidate.to_lowercase());
            (score >= ALIKE).then_some((candidate, score))
        })
}

/// Returns whether a word is another one with a single slip of the keyboard: a letter too many, too few, wrong, or swapped
/// with the next one. Short words are too much alike to tell.
pub(crate) fn is_one_slip(word: &str, other: &str) -> bool {
    /// The fewest letters of a word of which a slip says something.
    const FEWEST: usize = 4;
    let short = word.chars().count().min(other.chars().count()) < FEWEST;
    let long = word.chars().count() > LONGEST;
    !short && !long && strsim::damerau_levenshtein(&word.to_lowercase(), &other.to_lowercase()) == 1
}

#[cfg(test)]
mod tests {
    use super::{close, is_one_slip};

    #[test]
    fn a_slip_is_one_letter_of_a_word_that_is_long_enough() {
        for word in ["volum", "volumes", "vloume", "vOlune"] {
            assert!(is_one_slip(word, "volume"), "{word}");
        }
        for (word, other) in [("dx", "dy"), ("volume", "volume"), ("vlumn", "volume")] {
            assert!(!is_one_slip(word, other), "{word}");
        }
    }

    #[test]
    fn all_close_words_are_told() {
        let words: Vec<&str> = close("widht", ["width", "weight", "height", "codec"])
            .map(|(word, _)| word)
            .collect();
        assert_eq!(words, ["width", "weight"]);
    }
}
