//! Text from outside, made fit for error messages.

/// The most characters of a text from outside that a message repeats.
const SHOWN: usize = 120;

/// The most characters of a text that are compared with names, since comparing takes quadratic time.
const COMPARED: usize = 80;

/// A text from outside as a message repeats it.
pub(crate) fn shown(text: &str) -> String {
    mediaspec_core::escape::shortened(text, SHOWN)
}

/// How alike two names are, from 0 to 1; case does not count.
pub(crate) fn similarity(a: &str, b: &str) -> f64 {
    let lower = |text: &str| -> String {
        text.chars()
            .take(COMPARED)
            .collect::<String>()
            .to_lowercase()
    };
    strsim::normalized_damerau_levenshtein(&lower(a), &lower(b))
}
