//! Reads what people hold of calls: HTTP archives, curl commands, raw HTTP, logs, forms, YAML, JSON with comments.
//!
//! Each reader gives [`Exchange`]s (a request with its answer) or documents, as [`Text`]s that know where in the input
//! their bytes stand. What a check finds in such a text is moved to its place in the input by [`Text::locate`].
//!
//! ```
//! use mediaspec_capture::{Body, Format, Item, Source};
//! use mediaspec_validator::Validator;
//!
//! let capture = br#"curl https://h/v1/p1/2d-digital-human-videos -H 'X-Auth-Token: t' \
//!   --json '{"voice_config": {"voice_asset_id": "c20d", "speed": 300}}'"#;
//! let source = Source::new(capture.to_vec());
//! assert_eq!(Format::detect(capture), Format::Curl);
//! let items = mediaspec_capture::read(Format::Curl, &source)?;
//! let Some(Item::Exchange(call)) = items.first() else { panic!("a call") };
//! assert_eq!(call.to_string(), "1 POST /v1/p1/2d-digital-human-videos");
//!
//! let Body::Text(body) = call.body() else { panic!("a text") };
//! let route = Validator::new().route(&call.method, &call.url).expect("an operation");
//! let mut report = route.check(None, Some(body.bytes()));
//! body.locate(&mut report);
//! let speed = report.errors().find(|error| &*error.pointer == "/voice_config/speed");
//! let position = speed.and_then(|speed| speed.position).expect("it is too fast");
//! assert_eq!((position.line, position.column), (2, 64));
//! # Ok::<(), mediaspec_validator::Malformed>(())
//! ```
//!
//! # Bounds
//!
//! An input that is read whole may have [`MAX_INPUT`] bytes. An archive is read entry by entry ([`Entries`]), of
//! [`MAX_ENTRY`] bytes at most; a body has [`MAX_BODY`] bytes at most when it is unpacked. Values may be nested 128 levels
//! deep, and YAML may have [`MAX_ALIASES`] aliases. Nothing is run, opened or fetched: what a command names is told.
#![forbid(unsafe_code)]
#![doc(test(attr(deny(warnings))))]

mod body;
mod content;
mod curl;
mod edit;
pub mod envelope;
mod exchange;
mod explain;
mod form;
mod har;
mod http;
mod jsonc;
mod line;
mod log;
mod place;
mod shell;
mod token;
mod transcript;
mod unpack;
mod yaml;

use std::ops::Range;
use std::sync::Arc;

use mediaspec_core::json_text;
use mediaspec_validator::{Malformed, MalformedCode};

pub use body::{Body, Header, NotTaken};
pub use edit::Editable;
pub use exchange::{Answer, Exchange};
pub use explain::{document as explain_document, explained};
pub use form::pair;
pub use har::{Entries, Entry, MAX_ENTRY};
pub use log::{Line, line};
pub use place::{Source, Spot, Start, Text};
pub use unpack::MAX_BODY;
pub use yaml::MAX_ALIASES;

/// How many bytes an input may have that is read whole.
pub const MAX_INPUT: u64 = 256 << 20;

/// How an input is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Format {
    /// A JSON document.
    Json,
    /// JSON with comments, and with commas behind the last one.
    Jsonc,
    /// YAML 1.2; each document is one.
    Yaml,
    /// An HTTP archive.
    Har,
    /// curl commands.
    Curl,
    /// HTTP messages, what `curl -v` and `curl --trace-ascii -` tell of them, or a file of requests.
    Http,
    /// Lines that hold JSON behind other text, or tell calls.
    Log,
    /// A form in one line, as calls of the RPC style are sent: a call whose URL is not known.
    Form,
}

impl Format {
    /// All of them.
    pub const ALL: [Self; 8] = [
        Self::Json,
        Self::Jsonc,
        Self::Yaml,
        Self::Har,
        Self::Curl,
        Self::Http,
        Self::Log,
        Self::Form,
    ];

    /// Says how an input is written, by how it begins. What begins as JSON is JSON or an archive; what looks like nothing
    /// else is JSON too, so that it is told what is wrong with it.
    #[must_use]
    pub fn detect(head: &[u8]) -> Self {
        let bare = head.strip_prefix(b"\xef\xbb\xbf").unwrap_or(head);
        let bare = bare.trim_ascii_start();
        match bare.first() {
            Some(b'{') if har::is_har(bare) => Self::Har,
            None | Some(b'{' | b'[' | b'"' | b'<') => Self::Json,
            Some(b'/') if jsonc::is_jsonc(bare) => Self::Jsonc,
            Some(_) if curl::is_curl(bare) => Self::Curl,
            Some(_) if http::is_http(bare) => Self::Http,
            Some(_) if form::is_form(bare) => Self::Form,
            Some(_) if yaml::is_yaml(bare) => Self::Yaml,
            Some(_) if log::is_log(bare) => Self::Log,
            Some(_) => Self::Json,
        }
    }

    /// The name by which it is asked for: `json`, `har`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Json => "json",
            Self::Jsonc => "jsonc",
            Self::Yaml => "yaml",
            Self::Har => "har",
            Self::Curl => "curl",
            Self::Http => "http",
            Self::Log => "log",
            Self::Form => "form",
        }
    }

    /// Says in a few words what it is, as one of a list.
    #[must_use]
    pub const fn summary(self) -> &'static str {
        match self {
            Self::Json => "JSON documents",
            Self::Jsonc => "JSON with comments, and commas behind the last one",
            Self::Yaml => "YAML 1.2",
            Self::Har => "HTTP archives, as browsers and proxies record them",
            Self::Curl => "curl commands",
            Self::Http => "HTTP messages, what curl -v tells of them, or files of requests",
            Self::Log => "Lines with JSON behind other text, or of access logs",
            Self::Form => "Forms in one line",
        }
    }

    /// Whether an input of it is a document, or several: such can be edited ([`Editable`]).
    #[must_use]
    pub const fn holds_documents(self) -> bool {
        matches!(self, Self::Json | Self::Jsonc | Self::Yaml | Self::Form)
    }

    /// Whether it gives calls rather than documents.
    #[must_use]
    pub const fn has_calls(self) -> bool {
        matches!(self, Self::Har | Self::Curl | Self::Http | Self::Form)
    }
}

/// What a reader gives.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub enum Item {
    /// A call.
    Exchange(Box<Exchange>),
    /// A document; several of one input are numbered, from 1.
    Document(Option<u64>, Text),
}

/// Reads an input that is in memory.
///
/// # Errors
/// Where it is not written as the format says, with the place.
pub fn read(format: Format, source: &Arc<Source>) -> Result<Vec<Item>, Malformed> {
    let calls = |calls: Vec<Exchange>| {
        let calls = calls.into_iter().map(Box::new);
        calls.map(Item::Exchange).collect()
    };
    let whole = 0..source.bytes().len();
    Ok(match format {
        Format::Json => vec![Item::Document(None, Text::plain(source, whole))],
        Format::Jsonc => vec![Item::Document(None, jsonc::read(source))],
        Format::Yaml => numbered(yaml::read(source)?),
        Format::Curl => calls(curl::read(source)?),
        Format::Http => calls(http::read(source)?),
        Format::Form => {
            if !form::is_form(source.bytes()) {
                let why =
                    "this is no form in one line: names and values are joined by `=`, pairs by `&`";
                return Err(exchange::malformed(
                    source,
                    &(0..0),
                    MalformedCode::Syntax,
                    why,
                ));
            }
            calls(vec![Exchange::of_form(Text::plain(source, whole))])
        }
        Format::Har => {
            let mut entries = Entries::new(source.bytes());
            let mut out = Vec::new();
            while let Some(entry) = entries.next_entry()? {
                out.push(entry.exchange()?);
            }
            calls(out)
        }
        Format::Log => {
            let mut out = Vec::new();
            let mut start = Start::default();
            for (number, text) in
                (1_u64..).zip(source.bytes().split_inclusive(|byte| *byte == b'\n'))
            {
                let line_source = Source::at(text.trim_ascii_end().to_vec(), start);
                start = start.behind(text);
                match line(&line_source, number) {
                    Line::Document(text) => out.push(Item::Document(Some(number), text)),
                    Line::Call(call) => out.push(Item::Exchange(call)),
                    Line::Other => {}
                }
            }
            out
        }
    })
}

/// Documents with their numbers; one alone needs none.
fn numbered(documents: Vec<Text>) -> Vec<Item> {
    let is_one = documents.len() == 1;
    let numbered = (1_u64..).zip(documents);
    numbered
        .map(|(number, text)| Item::Document((!is_one).then_some(number), text))
        .collect()
}

/// Returns the value at a JSON Pointer of a document, or what it says where it is a string: the body in a wrapper.
///
/// # Errors
/// Where the document is no JSON, or has no such value.
pub fn body_at(document: &Text, pointer: &str) -> Result<Text, Malformed> {
    let text = document.bytes();
    let told = |at: Range<usize>, why: String| {
        let mut malformed = Malformed::new(MalformedCode::Syntax, why);
        malformed.position = Some(document.position(at));
        malformed
    };
    match json_text::at_pointer(text, pointer) {
        Ok(Some(at)) if text.get(at.start) == Some(&b'"') => Ok(document.string_part(at)),
        Ok(Some(at)) => Ok(document.part(at)),
        Ok(None) => {
            let why = format!("the document has nothing at {pointer}, which --body-at names");
            Err(told(0..0, why))
        }
        Err(broken) => Err(told(broken.at..broken.at, broken.why.to_owned())),
    }
}

/// Returns the items of a document that is a list.
///
/// # Errors
/// Where the document is no JSON, or no list.
pub fn each(document: &Text) -> Result<Vec<Text>, Malformed> {
    let text = document.bytes();
    let start = json_text::skip_space(text, 0);
    let told = |at: usize, why: &'static str| {
        let mut malformed = Malformed::new(MalformedCode::Syntax, why);
        malformed.position = Some(document.position(at..at));
        malformed
    };
    if text.get(start) != Some(&b'[') {
        return Err(told(
            start,
            "a list of payloads is expected, as --each takes it",
        ));
    }
    let items = json_text::inside(text, start).map(|item| match item {
        Ok(item) => Ok(document.part(item.value)),
        Err(broken) => Err(told(broken.at, broken.why)),
    });
    let items: Vec<Text> = items.collect::<Result<_, _>>()?;
    let end = json_text::value_end(text, start).map_err(|broken| told(broken.at, broken.why))?;
    let end = json_text::skip_space(text, end);
    if end < text.len() {
        return Err(told(end, "text follows the end of the list"));
    }
    Ok(items)
}

#[cfg(test)]
mod tests;
