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
    let wanted: String = word
        .chars()
        .take(LONGEST)
        .collect::<String>()
        .to_lowercase();
    let length = wanted.chars().count();
    let mut best: Option<(&str, f64)> = None;
    for candidate in known.into_iter().take(COMPARED) {
        // What differs so much in length is not close; comparing is the dear part.
        let other = candidate.chars().count();
        if length.abs_diff(other).saturating_mul(5) > length.max(other).saturating_mul(2) {
            continue;
        }
        let score = strsim::normalized_damerau_levenshtein(&wanted, &candidate.to_lowercase());
        if score >= ALIKE && best.is_none_or(|(_, highest)| score > highest) {
            best = Some((candidate, score));
        }
    }
    best.map(|(candidate, _)| candidate)
}
