//! Suggestions for misspelt words.

use crate::problem::Problem;

/// How many words are compared: a suggestion is a courtesy, not worth much time.
const MAX_CANDIDATES: usize = 2000;

/// The known word that was most likely meant; the first one where several are as close.
pub(crate) fn closest<'a>(word: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let wanted: String = word.chars().take(100).collect::<String>().to_lowercase();
    let length = wanted.chars().count();
    let mut best: Option<(&str, f64)> = None;
    for candidate in known.into_iter().take(MAX_CANDIDATES) {
        // What differs so much in length is not close; comparing is the dear part.
        let other = candidate.chars().count();
        if length.abs_diff(other).saturating_mul(5) > length.max(other).saturating_mul(2) {
            continue;
        }
        let score = strsim::normalized_damerau_levenshtein(&wanted, &candidate.to_lowercase());
        if score >= 0.6 && best.is_none_or(|(_, highest)| score > highest) {
            best = Some((candidate, score));
        }
    }
    best.map(|(candidate, _)| candidate)
}

impl Problem {
    /// Names the known word that was most likely meant, if there is one.
    pub(crate) fn suggest<'a>(self, word: &str, known: impl IntoIterator<Item = &'a str>) -> Self {
        match closest(word, known) {
            Some(close) => self.label(format!("did you mean `{close}`?")),
            None => self,
        }
    }
}
