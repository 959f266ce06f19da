//! HTTP archives (HAR 1.2): what browsers, proxies and API clients record.

use std::io::{self, Read};
use std::ops::Range;
use std::sync::Arc;

use mediaspec_validator::{Malformed, MalformedCode};

use crate::body::{Body, Header, find};
use crate::content::Content;
use crate::exchange::{Answer, Exchange, Held, implied, malformed};
use crate::json::{self, Broken, DEPTH};
use crate::place::{Source, Start, Text};

/// How many bytes an entry may have.
pub const MAX_ENTRY: usize = 256 << 20;

/// How much is read at once.
const READ: usize = 1 << 18;

/// Whether a text begins as an archive does.
pub(crate) fn is_har(head: &[u8]) -> bool {
    let mut members = json::inside(head, 0);
    // The value may be cut off; its name is what counts.
    let at = json::skip_space(head, 0);
    let name = json::skip_space(head, at.saturating_add(1));
    let is_log = head.get(at) == Some(&b'{')
        && json::string_end(head, name).is_ok_and(|end| json::is_name(head, &(name..end), "log"));
    is_log
        || members.any(|member| {
            member.is_ok_and(|member| {
                json::is_name(head, &member.name, "log")
                    && matches!(
                        json::member(head, member.value.start, "entries"),
                        Ok(Some(_))
                    )
            })
        })
}

/// The entries of an archive, one by one, while it is read: no more than one of them is in memory.
pub struct Entries<R> {
    input: Input<R>,
    state: State,
    number: u64,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    /// Before the list of entries.
    Before,
    /// In the list; whether one stands before.
    Within(bool),
    Done,
}

/// An entry that is not read yet.
#[derive(Debug, Clone)]
pub struct Entry {
    /// Its number, from 1.
    pub number: u64,
    /// Its text.
    pub source: Arc<Source>,
}

impl<R: Read> Entries<R> {
    /// Reads an archive from its beginning.
    pub fn new(reader: R) -> Self {
        Self {
            input: Input::new(reader),
            state: State::Before,
            number: 0,
        }
    }

    /// Returns the next entry; `None` at the end.
    ///
    /// # Errors
    /// Where the archive is no JSON, is cut off, or has an entry of more than [`MAX_ENTRY`] bytes. Nothing follows then.
    pub fn next_entry(&mut self) -> Result<Option<Entry>, Malformed> {
        let entry = self.step();
        if !matches!(entry, Ok(Some(_))) {
            self.state = State::Done;
        }
        entry
    }

    fn step(&mut self) -> Result<Option<Entry>, Malformed> {
        if self.state == State::Before {
            if !self.find_entries()? {
                return Err(self.input.broken("the archive has no `log.entries`"));
            }
            self.state = State::Within(false);
        }
        let State::Within(any) = self.state else {
            return Ok(None);
        };
        match self.input.next_byte()? {
            Some(b']') => return Ok(None),
            Some(b',') if any => self.input.take(1),
            Some(_) if !any => {}
            Some(_) => {
                return Err(self
                    .input
                    .broken("a comma or the end of the entries is expected"));
            }
            None => return Err(self.cut()),
        }
        self.state = State::Within(true);
        self.number = self.number.saturating_add(1);
        if self.input.next_byte()? != Some(b'{') {
            return Err(self.input.broken("an entry is expected"));
        }
        let number = self.number;
        let (start, bytes) = self.input.value(true)?;
        Ok(Some(Entry {
            number,
            source: Source::at(bytes, start),
        }))
    }

    /// Goes on to the list of entries. `false` where there is none.
    fn find_entries(&mut self) -> Result<bool, Malformed> {
        for wanted in ["log", "entries"] {
            if self.input.next_byte()? != Some(b'{') {
                return Ok(false);
            }
            self.input.take(1);
            if !self.find_member(wanted)? {
                return Ok(false);
            }
        }
        let is_list = self.input.next_byte()? == Some(b'[');
        self.input.take(1);
        Ok(is_list)
    }

    /// Goes on to the value of a member of the object that is being read.
    fn find_member(&mut self, wanted: &str) -> Result<bool, Malformed> {
        loop {
            match self.input.next_byte()? {
                Some(b',') => self.input.take(1),
                Some(b'"') => {
                    let (_, name) = self.input.value(true)?;
                    if self.input.next_byte()? != Some(b':') {
                        return Err(self.input.broken("a colon is expected"));
                    }
                    self.input.take(1);
                    self.input.next_byte()?;
                    if json::is_name(&name, &(0..name.len()), wanted) {
                        return Ok(true);
                    }
                    self.input.value(false)?;
                }
                Some(b'}') => return Ok(false),
                Some(_) => return Err(self.input.broken("a member's name is expected")),
                None => return Err(self.cut()),
            }
        }
    }

    fn cut(&self) -> Malformed {
        let why = match self.number {
            0 => "the archive is cut off before its first entry".to_owned(),
            number => format!("the archive is cut off behind entry {number}"),
        };
        self.input.broken(why)
    }
}

/// What is read of an archive, with the place of the next byte.
struct Input<R> {
    reader: R,
    buffer: Vec<u8>,
    /// The next byte in the buffer.
    at: usize,
    start: Start,
    /// The place in the buffer that `start` is that of.
    counted: usize,
}

impl<R: Read> Input<R> {
    fn new(reader: R) -> Self {
        Self {
            reader,
            buffer: Vec::new(),
            at: 0,
            start: Start::default(),
            counted: 0,
        }
    }

    /// Reads more, in place of what was taken. `false` at the end.
    fn fill(&mut self) -> Result<bool, Malformed> {
        self.start = self.place();
        self.buffer.resize(READ, 0);
        self.at = 0;
        self.counted = 0;
        loop {
            match self.reader.read(&mut self.buffer) {
                Ok(count) => {
                    self.buffer.truncate(count);
                    return Ok(count > 0);
                }
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => {
                    self.buffer.clear();
                    let why = format!("cannot be read: {error}");
                    return Err(Malformed::new(MalformedCode::Unreadable, why));
                }
            }
        }
    }

    /// The place of the next byte.
    fn place(&self) -> Start {
        let taken = self.buffer.get(self.counted..self.at);
        self.start.behind(taken.unwrap_or_default())
    }

    fn take(&mut self, count: usize) {
        self.at = self.at.saturating_add(count).min(self.buffer.len());
    }

    /// The next byte that is no white space, which is not taken.
    fn next_byte(&mut self) -> Result<Option<u8>, Malformed> {
        loop {
            self.at = json::skip_space(&self.buffer, self.at);
            if let Some(byte) = self.buffer.get(self.at) {
                return Ok(Some(*byte));
            }
            if !self.fill()? {
                return Ok(None);
            }
        }
    }

    /// Goes over the value that begins at the next byte; returns where it stands, and its bytes where they are wanted.
    fn value(&mut self, keep: bool) -> Result<(Start, Vec<u8>), Malformed> {
        let start = self.place();
        self.start = start;
        self.counted = self.at;
        let mut skim = Skim::default();
        let mut bytes = Vec::new();
        loop {
            let rest = self.buffer.get(self.at..).unwrap_or_default();
            let (taken, ended) = match skim.feed(rest) {
                Ok(Some(end)) => (end, true),
                Ok(None) => (rest.len(), false),
                Err(broken) => {
                    self.take(broken.at);
                    return Err(self.broken(broken.why));
                }
            };
            if keep {
                if bytes.len().saturating_add(taken) > MAX_ENTRY {
                    let why = format!("an entry has more than {} MiB", MAX_ENTRY >> 20);
                    let mut malformed = self.broken(why);
                    malformed.code = MalformedCode::Size;
                    return Err(malformed);
                }
                bytes.extend_from_slice(rest.get(..taken).unwrap_or_default());
            }
            self.take(taken);
            if ended {
                return Ok((start, bytes));
            }
            if !self.fill()? {
                return Err(self.broken("the archive is cut off within a value"));
            }
        }
    }

    fn broken(&self, why: impl Into<String>) -> Malformed {
        let source = Source::at(Vec::new(), self.place());
        malformed(&source, &(0..0), MalformedCode::Syntax, why)
    }
}

/// Finds the end of a value whose text comes in pieces.
#[derive(Default)]
struct Skim {
    depth: usize,
    in_string: bool,
    /// Whether the last byte was a backslash that escapes the next.
    escapes: bool,
    any: bool,
}

impl Skim {
    /// The end of the value in the next piece; `None` where it goes on.
    fn feed(&mut self, piece: &[u8]) -> Result<Option<usize>, Broken> {
        let mut at = 0_usize;
        loop {
            if self.in_string {
                if self.escapes {
                    if piece.get(at).is_none() {
                        return Ok(None);
                    }
                    self.escapes = false;
                    at = at.saturating_add(1);
                }
                let rest = piece.get(at..).unwrap_or_default();
                let Some(found) = json::next_mark(rest) else {
                    return Ok(None);
                };
                at = at.saturating_add(found);
                let closes = piece.get(at) == Some(&b'"');
                at = at.saturating_add(1);
                self.in_string = !closes;
                self.escapes = !closes;
                if closes && self.depth == 0 {
                    return Ok(Some(at));
                }
                continue;
            }
            let Some(byte) = piece.get(at) else {
                return Ok(None);
            };
            match byte {
                b'"' if self.depth == 0 && self.any => return Ok(Some(at)),
                b'"' => self.in_string = true,
                b'{' | b'[' => {
                    self.depth = self.depth.saturating_add(1);
                    if self.depth > DEPTH {
                        let why = "values are nested more than 128 levels deep";
                        return Err(Broken { at, why });
                    }
                }
                b'}' | b']' => match self.depth.checked_sub(1) {
                    Some(0) => return Ok(Some(at.saturating_add(1))),
                    Some(depth) => self.depth = depth,
                    None if self.any => return Ok(Some(at)),
                    None => {
                        let why = "a value is expected";
                        return Err(Broken { at, why });
                    }
                },
                b',' | b' ' | b'\t' | b'\r' | b'\n' if self.depth == 0 => return Ok(Some(at)),
                _ => {}
            }
            self.any = true;
            at = at.saturating_add(1);
        }
    }
}

impl Entry {
    /// Reads the entry. Bodies are unpacked once they are asked for.
    ///
    /// # Errors
    /// Where it is no JSON, or has no request.
    pub fn exchange(&self) -> Result<Exchange, Malformed> {
        let reader = Reader {
            source: &self.source,
        };
        reader.exchange(self.number).map_err(|broken| {
            let at = broken.at..broken.at;
            let why = format!("entry {}: {}", self.number, broken.why);
            malformed(&self.source, &at, MalformedCode::Syntax, why)
        })
    }
}

struct Reader<'s> {
    source: &'s Arc<Source>,
}

impl Reader<'_> {
    fn exchange(&self, number: u64) -> Result<Exchange, Broken> {
        let text = self.source.bytes();
        let (mut request, mut response) = (None, None);
        for member in json::inside(text, 0) {
            let member = member?;
            if json::is_name(text, &member.name, "request") {
                request = Some(member.value);
            } else if json::is_name(text, &member.name, "response") {
                response = Some(member.value);
            }
        }
        let why = "it has no request";
        let request = request.ok_or(Broken { at: 0, why })?;
        let mut exchange = self.request(number, request)?;
        if let Some(response) = response {
            exchange.answer = self.answer(response)?;
        }
        Ok(exchange)
    }

    fn request(&self, number: u64, request: Range<usize>) -> Result<Exchange, Broken> {
        let text = self.source.bytes();
        let (mut method, mut url, mut headers, mut posted) = (None, None, None, None);
        let mut size = None;
        for member in json::inside(text, request.start) {
            let member = member?;
            let is = |name| json::is_name(text, &member.name, name);
            if is("method") {
                method = self.text(&member.value);
            } else if is("url") {
                url = self.text(&member.value);
            } else if is("headers") {
                headers = self.headers(&member.value)?;
            } else if is("postData") {
                posted = Some(member.value);
            } else if is("bodySize") {
                size = self.number(&member.value);
            }
        }
        let missing = |why| Broken {
            at: request.start,
            why,
        };
        let method = method.ok_or(missing("its request has no method"))?;
        let target = url.ok_or(missing("its request has no url"))?;
        let mut url = target.lossy().into_owned();
        let authority = headers.as_deref().and_then(|all| find(all, ":authority"));
        if let Some(authority) = authority
            && url.starts_with('/')
        {
            url = format!("https://{}{url}", authority.value.lossy());
        }
        if let Some(headers) = &mut headers {
            // Of HTTP/2, and no headers.
            headers.retain(|header| !header.name.starts_with(':'));
        }
        let mut exchange = Exchange::new(number, &method.lossy(), url, target);
        exchange.is_recorded = true;
        if let Some(posted) = posted {
            let content = self.content(posted, headers.as_deref(), 0)?;
            if let Some(headers) = &mut headers
                && find(headers, "content-type").is_none()
                && let Some(media_type) = &content.media_type
            {
                let at = &content.at;
                headers.push(implied(self.source, at, "Content-Type", media_type));
            }
            exchange.body = Held::Recorded(Box::new(content));
        } else if size != Some(0) && !matches!(&*exchange.method, "GET" | "HEAD" | "OPTIONS") {
            // It may have had none, or one that was not recorded.
            let why = "the archive does not have the body";
            exchange.body = Held::Ready(Body::not_taken(self.source, &request, why));
        }
        exchange.headers = headers;
        Ok(exchange)
    }

    fn answer(&self, response: Range<usize>) -> Result<Option<Answer>, Broken> {
        let text = self.source.bytes();
        let (mut status, mut headers, mut content) = (None, None, None);
        for member in json::inside(text, response.start) {
            let member = member?;
            let is = |name| json::is_name(text, &member.name, name);
            if is("status") {
                status = self.number(&member.value);
            } else if is("headers") {
                headers = self.headers(&member.value)?;
            } else if is("content") {
                content = Some(member.value);
            }
        }
        // A request that was never answered has the status 0 or -1.
        let status = status.and_then(|status| u16::try_from(status).ok());
        let Some(status) = status.filter(|status| (100..=599).contains(status)) else {
            return Ok(None);
        };
        let mut answer = Answer::new(status);
        if let Some(content) = content {
            let text = self.source.bytes();
            let size = json::member(text, content.start, "size")?;
            let size = size.and_then(|size| self.number(&size)).unwrap_or(0);
            let content = self.content(content, headers.as_deref(), size)?;
            answer.media_type.clone_from(&content.media_type);
            answer.body = Held::Recorded(Box::new(content));
        }
        if let Some(headers) = &mut headers {
            headers.retain(|header| !header.name.starts_with(':'));
        }
        answer.headers = headers;
        Ok(Some(answer))
    }

    fn content(
        &self,
        at: Range<usize>,
        headers: Option<&[Header]>,
        size: i64,
    ) -> Result<Content, Broken> {
        let text = self.source.bytes();
        let encodings = headers.and_then(|headers| find(headers, "content-encoding"));
        let mut content = Content {
            source: Arc::clone(self.source),
            at: at.clone(),
            text: None,
            is_base64: false,
            params: None,
            media_type: None,
            encodings: encodings.map(|header| header.value.lossy().into_owned()),
            is_left_out: size > 0,
        };
        for member in json::inside(text, at.start) {
            let member = member?;
            let is = |name| json::is_name(text, &member.name, name);
            let is_text = text.get(member.value.start) == Some(&b'"');
            if is("text") && is_text {
                content.text = Some(member.value);
            } else if is("params") {
                content.params = Some(member.value);
            } else if is("encoding") || is("_encoding") {
                let said = self.text(&member.value);
                content.is_base64 =
                    said.is_some_and(|said| said.bytes().eq_ignore_ascii_case(b"base64"));
            } else if is("mimeType") {
                let said = self.text(&member.value);
                let said = said.map(|said| said.lossy().into_owned());
                // What recorders write where they do not know.
                content.media_type =
                    said.filter(|said| said.contains('/') && !said.starts_with("x-unknown"));
            }
        }
        Ok(content)
    }

    /// The headers: a list of names and values, or an object of them. `None` for anything else.
    fn headers(&self, at: &Range<usize>) -> Result<Option<Vec<Header>>, Broken> {
        let text = self.source.bytes();
        let is_list = match text.get(at.start) {
            Some(b'[') => true,
            Some(b'{') => false,
            _ => return Ok(None),
        };
        let mut out = Vec::new();
        for member in json::inside(text, at.start) {
            let member = member?;
            let (name, value) = if is_list {
                let named = json::member(text, member.value.start, "name")?;
                (named, json::member(text, member.value.start, "value")?)
            } else {
                (Some(member.name), Some(member.value))
            };
            let name = name.and_then(|name| self.text(&name));
            let value = value.and_then(|value| self.text(&value));
            if let (Some(name), Some(value)) = (name, value) {
                let name = name.lossy().into_owned();
                out.push(Header { name, value });
            }
        }
        Ok(Some(out))
    }

    fn text(&self, at: &Range<usize>) -> Option<Text> {
        let is_text = self.source.bytes().get(at.start) == Some(&b'"');
        is_text.then(|| Text::json_string(self.source, at.clone()))
    }

    fn number(&self, at: &Range<usize>) -> Option<i64> {
        let digits = self.source.bytes().get(at.clone())?;
        str::from_utf8(digits).ok()?.trim_matches('"').parse().ok()
    }
}
