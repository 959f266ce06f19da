//! Summaries that say nothing: words of the name alone, or one sentence for members of different names.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::codes;
use crate::lower::Lowered;
use crate::problem::{Problem, SourceText};
use crate::raw::{At, Field, Item, Response, Summary};

/// Words without which a sentence says as much.
const STOP: [&str; 30] = [
    "a", "an", "the", "of", "in", "on", "for", "to", "is", "are", "it", "its", "that", "this",
    "which", "with", "by", "at", "as", "and", "or", "be", "was", "were", "id", "ids", "url",
    "urls", "whose", "from",
];

/// Looks at every summary of a service.
pub(super) fn check<'r>(service: &Lowered<'r>, problems: &mut Vec<Problem>) {
    let documents = service.documents;
    let mut summaries = Summaries {
        members: BTreeMap::new(),
        problems,
    };
    for document in &documents.types {
        let (source, raw) = (&document.source, &document.raw);
        if let Some(head) = &raw.head {
            summaries.explained(source, head.name.as_ref(), head.summary.as_ref());
            summaries.values(source, &head.body.shape);
        }
        summaries.members(source, &raw.field);
    }
    for document in &documents.operations {
        let (source, raw) = (&document.source, &document.raw);
        let head = raw.operation.as_ref();
        let name = head.and_then(|head| head.name.as_ref());
        let summary = head.and_then(|head| head.summary.as_ref());
        summaries.explained(source, name, summary);
        for parameters in [&raw.path, &raw.query, &raw.header] {
            summaries.members(source, parameters);
        }
        if let Some(request) = &raw.request {
            summaries.values(source, &request.body.shape);
        }
        for response in &raw.response {
            summaries.response(source, name, response);
        }
        for callback in &raw.callback {
            summaries.explained(source, callback.name.as_ref(), callback.summary.as_ref());
            summaries.values(source, &callback.body.shape);
        }
    }
    if let Some(vendor) = &documents.vendor {
        // The names of responses that operations share are our own.
        for (_, response) in &vendor.raw.response.0 {
            summaries.response(&vendor.source, None, response);
        }
    }
}

struct Summaries<'r, 'p> {
    /// The first member that has a summary: its name, and the file in which it stands.
    members: BTreeMap<&'r str, (&'r str, &'r str)>,
    problems: &'p mut Vec<Problem>,
}

impl<'r> Summaries<'r, '_> {
    fn members(&mut self, source: &'r Arc<SourceText>, members: &'r [At<Field>]) {
        for member in members {
            let (name, summary) = (member.name.as_ref(), member.summary.as_ref());
            self.explained(source, name, summary);
            self.values(source, &member.shape);
            let sentence = summary.and_then(|summary| Some((summary, summary.0.as_deref()?)));
            let (Some(name), Some((summary, sentence))) = (name, sentence) else {
                continue;
            };
            let first = self.members.entry(sentence).or_insert((name, &source.path));
            let (other, path) = *first;
            if other != name.value {
                let message = format!("`{other}` ({path}) has the same summary, word for word");
                let (code, span) = (&codes::SHARED_SUMMARY, summary.span.clone());
                self.problems.push(Problem::at(code, source, span, message));
            }
        }
    }

    fn response(
        &mut self,
        source: &Arc<SourceText>,
        name: Option<&At<String>>,
        response: &Response,
    ) {
        self.explained(source, name, response.summary.as_ref());
        self.values(source, &response.body.shape);
    }

    fn values(&mut self, source: &Arc<SourceText>, shape: &Item) {
        let lists = shape.nested().filter_map(|item| item.values.as_ref());
        for value in lists.flat_map(|values| &values.value) {
            if let (Some(wire), Some(summary)) = (&value.wire, &value.summary) {
                self.sentence(source, wire, summary, summary);
            }
        }
    }

    fn explained(
        &mut self,
        source: &Arc<SourceText>,
        name: Option<&At<String>>,
        summary: Option<&At<Summary>>,
    ) {
        if let (Some(name), Some(summary)) = (name, summary)
            && let Some(sentence) = &summary.0
        {
            self.sentence(source, name, summary, sentence);
        }
    }

    /// Tells of a sentence that says no more than a name.
    fn sentence<T>(&mut self, source: &Arc<SourceText>, name: &str, place: &At<T>, sentence: &str) {
        if says_the_name_alone(name, sentence) {
            let message = format!("`{name}` is explained by words of its name alone");
            let (code, span) = (&codes::NAME_ALONE, place.span.clone());
            self.problems.push(Problem::at(code, source, span, message));
        }
    }
}

/// Whether a sentence has no word that its name has not, endings of plurals and verbs aside.
fn says_the_name_alone(name: &str, sentence: &str) -> bool {
    let name = words(name);
    let known: Vec<&str> = name.iter().map(|word| stem(word)).collect();
    let sentence = words(sentence);
    let says_nothing = |word: &String| STOP.contains(&word.as_str()) || known.contains(&stem(word));
    !sentence.is_empty() && sentence.iter().all(says_nothing)
}

/// The words of a text and of the names in it, in lower case: `RTCRoom_list` has three.
fn words(text: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    let mut before = ' ';
    let mut rest = text.chars().peekable();
    while let Some(c) = rest.next() {
        let ends_lower = before.is_ascii_lowercase() || before.is_ascii_digit();
        let begins_word = rest.peek().is_some_and(char::is_ascii_lowercase);
        let begins =
            c.is_ascii_uppercase() && (ends_lower || before.is_ascii_uppercase() && begins_word);
        if begins || !c.is_alphanumeric() {
            words.push(String::new());
        }
        if let Some(word) = words.last_mut().filter(|_| c.is_alphanumeric()) {
            word.extend(c.to_lowercase());
        }
        before = c;
    }
    words.retain(|word| !word.is_empty());
    words
}

/// A word without the ending of a plural or a verb.
fn stem(word: &str) -> &str {
    let endings = ["ies", "ing", "es", "ed", "s"];
    let mut stems = endings
        .iter()
        .filter_map(|ending| word.strip_suffix(ending));
    stems.next().unwrap_or(word)
}

#[cfg(test)]
mod tests {
    use super::{says_the_name_alone, stem, words};

    #[test]
    fn names_are_made_of_words() {
        for (text, expected) in [
            ("RTCRoom_list", &["rtc", "room", "list"][..]),
            (
                "Show2DDigitalHumanVideo",
                &["show2", "d", "digital", "human", "video"],
            ),
            ("X-Auth-Token", &["x", "auth", "token"]),
            ("The caller's own id.", &["the", "caller", "s", "own", "id"]),
            ("中文 aB", &["中文", "a", "b"]),
            ("", &[]),
        ] {
            assert_eq!(words(text), expected, "{text}");
        }
    }

    #[test]
    fn endings_do_not_count() {
        for (word, expected) in [
            ("videos", "video"),
            ("categories", "categor"),
            ("boxes", "box"),
            ("marked", "mark"),
            ("training", "train"),
            ("video", "video"),
        ] {
            assert_eq!(stem(word), expected);
        }
    }

    #[test]
    fn a_sentence_needs_a_word_that_the_name_has_not() {
        for (name, sentence) in [
            ("project_id", "The project."),
            ("ActionMarkItem", "A marked action."),
            ("TRAIN_FAILED", "Training failed."),
            ("resource_id", "Id of the resource."),
        ] {
            assert!(says_the_name_alone(name, sentence), "{sentence}");
        }
        for (name, sentence) in [
            ("project_id", "The caller's project."),
            ("DeleteVideo", "Deletes a video."),
            ("name", "名称"),
            ("name", " "),
        ] {
            assert!(!says_the_name_alone(name, sentence), "{sentence}");
        }
    }
}
