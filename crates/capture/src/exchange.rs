//! A request and its answer.

use std::fmt;
use std::ops::Range;
use std::sync::Arc;

use mediaspec_validator::{Malformed, MalformedCode};

use crate::body::{Body, Header, find};
use crate::content::Content;
use crate::place::{Source, Text};

/// A request that was made, or is written down to be made, with its answer where there is one.
///
/// Displayed, it is named by number, method and path: a query may hold a signature.
#[derive(Clone)]
#[non_exhaustive]
pub struct Exchange {
    /// Its number in the input, from 1.
    pub number: u64,
    /// The method, as it stands there.
    pub method: String,
    /// The URL, absolute or from its path on.
    pub url: String,
    /// Where the URL stands.
    pub target: Text,
    /// The headers; `None` where they are not known.
    pub headers: Option<Vec<Header>>,
    /// The answer.
    pub answer: Option<Answer>,
    /// What whoever reads the results should know of how it was read.
    pub notes: Vec<String>,
    /// Whether it was written by a tool that leaves out credentials.
    pub is_recorded: bool,
    pub(crate) body: Held,
}

/// The answer to a request.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Answer {
    /// The status.
    pub status: u16,
    /// The headers; `None` where they are not known.
    pub headers: Option<Vec<Header>>,
    /// What the content is said to be, where no header says it.
    pub(crate) media_type: Option<String>,
    pub(crate) body: Held,
}

/// A body, or what one can be made of once it is asked for.
#[derive(Debug, Clone)]
pub(crate) enum Held {
    Ready(Body),
    Recorded(Box<Content>),
}

impl Held {
    fn body(&self) -> Body {
        match self {
            Self::Ready(body) => body.clone(),
            Self::Recorded(content) => content.body(),
        }
    }
}

impl Exchange {
    pub(crate) fn new(number: u64, method: &str, url: String, target: Text) -> Self {
        Self {
            number,
            method: method.to_owned(),
            url,
            target,
            headers: None,
            answer: None,
            notes: Vec::new(),
            is_recorded: false,
            body: Held::Ready(Body::Absent),
        }
    }

    /// A form that is sent to the root of some host.
    pub(crate) fn of_form(form: Text) -> Self {
        let mut call = Self::new(1, "POST", "/".to_owned(), form.clone());
        call.body = Held::Ready(Body::Text(form));
        call
    }

    /// Returns what the request carries. It is unpacked at each call.
    #[must_use]
    pub fn body(&self) -> Body {
        self.body.body()
    }

    /// Returns the path of the URL, without host and query.
    #[must_use]
    pub fn path(&self) -> &str {
        let url = self.url.split(['?', '#']).next().unwrap_or_default();
        let path = match url.split_once("://") {
            Some((scheme, rest)) if !scheme.contains('/') => {
                rest.find('/').and_then(|at| rest.get(at..)).unwrap_or("/")
            }
            Some(_) | None => url,
        };
        // What a matrix parameter holds may be a session.
        path.split(';').next().unwrap_or(path)
    }

    /// Returns method and path, as they are shown: `POST /v1/p1/2d-digital-human-videos`.
    #[must_use]
    pub fn call(&self) -> String {
        format!("{} {}", self.method, self.path())
    }

    /// Returns where a header stands.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&Header> {
        find(self.headers.as_deref()?, name)
    }
}

/// Tells no more than its name: everything else may hold credentials.
impl fmt::Debug for Exchange {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Exchange")
            .field("number", &self.number)
            .field("call", &self.call())
            .field("headers", &self.headers.as_ref().map(Vec::len))
            .field("answer", &self.answer.as_ref().map(|answer| answer.status))
            .finish_non_exhaustive()
    }
}

impl fmt::Display for Exchange {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.number, self.call())
    }
}

impl Answer {
    pub(crate) fn new(status: u16) -> Self {
        Self {
            status,
            headers: None,
            media_type: None,
            body: Held::Ready(Body::Absent),
        }
    }

    /// Returns what the answer carries. It is unpacked at each call.
    #[must_use]
    pub fn body(&self) -> Body {
        self.body.body()
    }

    /// Returns what the answer is sent as, where that is known.
    #[must_use]
    pub fn media_type(&self) -> Option<String> {
        let header = self.headers.as_deref();
        let header = header.and_then(|headers| find(headers, "content-type"));
        let named = header.map(|header| header.value.lossy().into_owned());
        named.or_else(|| self.media_type.clone())
    }
}

/// An input that cannot be read on.
pub(crate) fn malformed(
    source: &Source,
    span: &Range<usize>,
    code: MalformedCode,
    why: impl Into<String>,
) -> Malformed {
    let mut malformed = Malformed::new(code, why.into());
    malformed.position = Some(source.position(span));
    malformed
}

/// A header that is not in the input.
pub(crate) fn implied(source: &Arc<Source>, at: &Range<usize>, name: &str, value: &str) -> Header {
    Header {
        name: name.to_owned(),
        value: Text::decoded(source, at.clone(), value.as_bytes().to_vec()),
    }
}
