//! Suggestions for misspelt words.

use mediaspec_core::words::closest;

use crate::problem::Problem;

impl Problem {
    /// Names the known word that was most likely meant, if there is one.
    pub(crate) fn suggest<'a>(self, word: &str, known: impl IntoIterator<Item = &'a str>) -> Self {
        match closest(word, known) {
            Some(close) => self.label(format!("did you mean `{close}`?")),
            None => self,
        }
    }
}
