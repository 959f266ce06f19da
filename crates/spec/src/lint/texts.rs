//! Words for people: summaries are one short sentence, and no text is empty.

use std::ops::Range;

use crate::codes;
use crate::lower::{LoweredOperation, LoweredType};
use crate::raw::{At, Conflict, Field, Item, Response, Rule, Summary};

use super::{Sink, shapes};

/// The longest summary, in code points.
const MAX_SUMMARY: usize = 160;

/// A summary is one sentence on one line.
pub(super) fn summary(summary: Option<&At<Summary>>, sink: &mut Sink<'_>) {
    if let Some(At { span, value }) = summary
        && let Some(sentence) = &value.0
    {
        one_sentence(sentence, span, sink);
    }
}

/// The summary of what always has a sentence.
pub(super) fn sentence(summary: Option<&At<String>>, sink: &mut Sink<'_>) {
    if let Some(At { span, value }) = summary {
        one_sentence(value, span, sink);
    }
}

fn one_sentence(summary: &str, span: &Range<usize>, sink: &mut Sink<'_>) {
    let chars = summary.chars().count();
    if summary.trim().is_empty() {
        sink.report(&codes::SUMMARY, span, "the summary is empty");
    } else if summary.contains(['\n', '\r']) {
        sink.report(&codes::SUMMARY, span, "the summary has more than one line");
    } else if chars > MAX_SUMMARY {
        let message = format!("the summary has {chars} characters, more than {MAX_SUMMARY}");
        sink.report(&codes::SUMMARY, span, message);
    }
}

/// A text that is there says something.
pub(super) fn filled<'a>(texts: impl IntoIterator<Item = &'a At<String>>, sink: &mut Sink<'_>) {
    for text in texts {
        if text.trim().is_empty() {
            sink.report(&codes::EMPTY_TEXT, &text.span, "this text is empty");
        }
    }
}

pub(super) fn of_type(ty: &LoweredType<'_>, sink: &mut Sink<'_>) {
    let raw = &ty.document.raw;
    if let Some(head) = &raw.head {
        // The summary of a value is that of its field.
        let own = head.summary.as_ref();
        summary(own.filter(|_| !head.is_value()), sink);
        let notes = head.notes.iter().flat_map(|notes| &notes.value);
        filled(notes.chain(&head.wire), sink);
        if let Some(wire) = head.wire.as_ref().filter(|wire| !wire.trim().is_empty()) {
            shapes::wire_name(wire, sink);
        }
    }
    because(&raw.conflict, sink);
}

pub(super) fn of_operation(operation: &LoweredOperation<'_>, sink: &mut Sink<'_>) {
    let raw = &operation.document.raw;
    if let Some(head) = &raw.operation {
        summary(head.summary.as_ref(), sink);
        filled(head.notes.iter().chain(&head.tag), sink);
    }
    for callback in &raw.callback {
        // The summary of a body that is no object is that of its field.
        let own = callback.summary.as_ref();
        summary(own.filter(|_| callback.body.shape.is_object()), sink);
    }
    because(&raw.conflict, sink);
}

pub(super) fn of_response(response: &Response, sink: &mut Sink<'_>) {
    let own = response.summary.as_ref();
    // The summary of a body that is no object is that of its field.
    summary(own.filter(|_| response.body.shape.is_object()), sink);
    filled(&response.error_code, sink);
}

pub(super) fn of_field(field: &Field, sink: &mut Sink<'_>) {
    summary(field.summary.as_ref(), sink);
    let notes = field.notes.iter().flat_map(|notes| &notes.value);
    let own = [
        &field.deprecated,
        &field.no_effect,
        &field.default_note,
        &field.unit,
    ];
    filled(notes.chain(own.into_iter().flatten()), sink);
    because(&field.conflict, sink);
}

pub(super) fn of_item(item: &Item, sink: &mut Sink<'_>) {
    filled(
        [&item.pattern_words, &item.separator].into_iter().flatten(),
        sink,
    );
    for value in item.values.iter().flat_map(|values| &values.value) {
        sentence(value.summary.as_ref(), sink);
        filled(&value.deprecated, sink);
    }
    for special in item.special.iter().flat_map(|special| &special.value) {
        sentence(special.value.summary.as_ref(), sink);
    }
}

pub(super) fn of_rule(rule: &Rule, sink: &mut Sink<'_>) {
    sentence(rule.summary.as_ref(), sink);
    because(&rule.conflict, sink);
}

fn because(conflicts: &[At<Conflict>], sink: &mut Sink<'_>) {
    filled(
        conflicts
            .iter()
            .filter_map(|conflict| conflict.because.as_ref()),
        sink,
    );
}
