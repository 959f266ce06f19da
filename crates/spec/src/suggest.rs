//! Suggestions for misspelt words, and lists of words for people.

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

/// `a, b or c`.
pub(crate) fn list<T: AsRef<str>>(words: &[T], conjunction: &str) -> String {
    match words {
        [] => String::new(),
        [one] => one.as_ref().to_owned(),
        [first @ .., last] => {
            let first: Vec<&str> = first.iter().map(AsRef::as_ref).collect();
            format!("{} {conjunction} {}", first.join(", "), last.as_ref())
        }
    }
}

/// The same with each word in backquotes.
pub(crate) fn quoted<T: AsRef<str>>(words: &[T], conjunction: &str) -> String {
    let words: Vec<String> = words
        .iter()
        .map(|word| format!("`{}`", word.as_ref()))
        .collect();
    list(&words, conjunction)
}
