//! What bodies are, and what they are sent as.

use crate::contract::{MediaTypes, RequestBody, Response};

/// Returns what a request body is sent as, where that is not the usual JSON: `sent as multipart/form-data`.
#[must_use]
pub fn request_sent_as(body: &RequestBody) -> Option<String> {
    sent_as(&body.media_types)
}

/// Returns what the body of an answer is, where that is no JSON of a type: `a file, sent as application/octet-stream`.
#[must_use]
pub fn answer_sent_as(response: &Response) -> Option<String> {
    let sent = sent_as(&response.media_types);
    if !response.file {
        return sent;
    }
    Some(match sent {
        Some(sent) => format!("a file, {sent}"),
        None => "a file".to_owned(),
    })
}

fn sent_as(media_types: &MediaTypes) -> Option<String> {
    let is_said = !media_types.are_usual() && !media_types.names.is_empty();
    is_said.then(|| format!("sent as {media_types}"))
}
