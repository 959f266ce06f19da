//! HTTP archives (HAR 1.2): what browsers, proxies and API clients record.

use std::io::{self, Read};
use std::ops::Range;
use std::sync::Arc;

use mediaspec_core::json_text::{self, Broken, DEPTH, Inside};
use mediaspec_validator::{Malformed, MalformedCode};

use crate::body::{Body, Header, find};
use crate::content::Content;
use crate::exchange::{Answer, Exchange, Held, implied, malformed};
use crate::form;
use crate::place::{Map, Run, Source, Start, Text};

/// How many bytes an entry may have.
pub const MAX_ENTRY: usize = 256 << 20;

/// How much is read at once.
const READ: usize = 1 << 18;

/// Whether a text begins as an archive does.
pub(crate) fn is_har(head: &[u8]) -> bool {
    let mut members = json_text::inside(head, 0);
    // The value may be cut off; its name is what counts.
    let at = json_text::skip_space(head, 0);
    let name = json_text::skip_space(head, at.saturating_add(1));
    let is_log = head.get(at) == Some(&b'{')
        && json_text::string_end(head, name)
            .is_ok_and(|end| json_text::is_name(head, &(name..end), "log"));
    is_log
        || members.any(|member| {
            member.is_ok_and(|member| {
                json_text::is_name(head, &member.name, "log")
                    && matches!(
                        json_text::member(head, member.value.start, "entries"),
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
    parts: Result<Parts, Broken>,
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
        let (source, parts) = self.input.entry()?;
        Ok(Some(Entry {
            number: self.number,
            source,
            parts,
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
                    if json_text::is_name(&name, &(0..name.len()), wanted) {
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
            self.at = json_text::skip_space(&self.buffer, self.at);
            if let Some(byte) = self.buffer.get(self.at) {
                return Ok(Some(*byte));
            }
            if !self.fill()? {
                return Ok(None);
            }
        }
    }

    /// Goes over the entry that begins at the next byte; returns its text, and what stands where in it.
    fn entry(&mut self) -> Result<(Arc<Source>, Result<Parts, Broken>), Malformed> {
        let rest = self.buffer.get(self.at..).unwrap_or_default();
        if let Ok((parts, end)) = Parts::of(rest) {
            let bytes = rest.get(..end).unwrap_or_default().to_vec();
            let start = self.place();
            self.start = start;
            self.counted = self.at;
            self.take(end);
            return Ok((Source::at(bytes, start), Ok(parts)));
        }
        // It goes on behind what was read, or is broken.
        let (start, bytes) = self.value(true)?;
        let parts = Parts::of(&bytes).map(|(parts, _)| parts);
        Ok((Source::at(bytes, start), parts))
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
                let Some(found) = json_text::next_mark(rest) else {
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

/// What stands where in an entry: it is found in one pass, and read once it is asked for.
#[derive(Debug, Clone, Default)]
struct Parts {
    request: Option<Sent>,
    response: Option<Answered>,
}

/// Where the members of a request stand.
#[derive(Debug, Clone, Default)]
struct Sent {
    at: Range<usize>,
    method: Option<Range<usize>>,
    url: Option<Range<usize>>,
    headers: Option<Vec<Pair>>,
    query: Option<Vec<Pair>>,
    body: Option<Carried>,
    body_size: Option<Range<usize>>,
}

/// Where the members of a response stand.
#[derive(Debug, Clone, Default)]
struct Answered {
    status: Option<Range<usize>>,
    headers: Option<Vec<Pair>>,
    content: Option<Carried>,
}

/// Where the members stand that say what a request or a response carries.
#[derive(Debug, Clone, Default)]
struct Carried {
    at: Range<usize>,
    /// A string.
    text: Option<Range<usize>>,
    params: Option<Range<usize>>,
    encoding: Option<Range<usize>>,
    media_type: Option<Range<usize>>,
    size: Option<Range<usize>>,
}

/// For how many headers there is room at once: browsers send as many.
const PAIRS: usize = 24;

/// Where the name and the value of a header or of a parameter stand.
type Pair = (Range<usize>, Range<usize>);

impl Parts {
    /// Finds the parts of the entry that a text begins with, and its end.
    fn of(text: &[u8]) -> Result<(Self, usize), Broken> {
        let mut parts = Self::default();
        let mut entry = json_text::inside(text, 0);
        while let Some(name) = entry.next_name()? {
            match &*json_text::said(text, &name) {
                b"request" => parts.request = Some(Sent::of(text, &mut entry)?),
                b"response" => parts.response = Some(Answered::of(text, &mut entry)?),
                _ => {
                    entry.pass()?;
                }
            }
        }
        Ok((parts, entry.place()))
    }
}

impl Sent {
    fn of(text: &[u8], way: &mut Inside<'_>) -> Result<Self, Broken> {
        let mut out = Self::default();
        out.at = way.enter(|way| {
            while let Some(name) = way.next_name()? {
                match &*json_text::said(text, &name) {
                    b"method" => out.method = Some(way.pass()?),
                    b"url" => out.url = Some(way.pass()?),
                    b"headers" => out.headers = pairs(text, way)?,
                    b"queryString" => out.query = pairs(text, way)?,
                    b"postData" => out.body = Some(Carried::of(text, way)?),
                    b"bodySize" => out.body_size = Some(way.pass()?),
                    _ => {
                        way.pass()?;
                    }
                }
            }
            Ok(())
        })?;
        Ok(out)
    }
}

impl Answered {
    fn of(text: &[u8], way: &mut Inside<'_>) -> Result<Self, Broken> {
        let mut out = Self::default();
        way.enter(|way| {
            while let Some(name) = way.next_name()? {
                match &*json_text::said(text, &name) {
                    b"status" => out.status = Some(way.pass()?),
                    b"headers" => out.headers = pairs(text, way)?,
                    b"content" => out.content = Some(Carried::of(text, way)?),
                    _ => {
                        way.pass()?;
                    }
                }
            }
            Ok(())
        })?;
        Ok(out)
    }
}

impl Carried {
    fn of(text: &[u8], way: &mut Inside<'_>) -> Result<Self, Broken> {
        let mut out = Self::default();
        out.at = way.enter(|way| {
            while let Some(name) = way.next_name()? {
                let value = way.pass()?;
                match &*json_text::said(text, &name) {
                    b"text" if text.get(value.start) == Some(&b'"') => out.text = Some(value),
                    b"params" => out.params = Some(value),
                    b"encoding" | b"_encoding" => out.encoding = Some(value),
                    b"mimeType" => out.media_type = Some(value),
                    b"size" => out.size = Some(value),
                    _ => {}
                }
            }
            Ok(())
        })?;
        Ok(out)
    }
}

/// Names and values: a list of objects that say both, or an object of them. `None` for anything else.
fn pairs(text: &[u8], way: &mut Inside<'_>) -> Result<Option<Vec<Pair>>, Broken> {
    let is_object = way.is_object();
    let mut out = None;
    way.enter(|way| {
        let out = out.insert(Vec::with_capacity(PAIRS));
        while let Some(name) = way.next_name()? {
            if is_object {
                out.push((name, way.pass()?));
                continue;
            }
            let (mut named, mut value) = (None, None);
            way.enter(|way| {
                while let Some(member) = way.next_name()? {
                    let at = way.pass()?;
                    match &*json_text::said(text, &member) {
                        b"name" => named = Some(at),
                        b"value" => value = Some(at),
                        _ => {}
                    }
                }
                Ok(())
            })?;
            if let (Some(name), Some(value)) = (named, value) {
                out.push((name, value));
            }
        }
        Ok(())
    })?;
    Ok(out)
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
        let parts = self.parts.as_ref().map_err(|broken| *broken);
        let exchange = parts.and_then(|parts| reader.exchange(self.number, parts));
        exchange.map_err(|broken| {
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
    fn exchange(&self, number: u64, parts: &Parts) -> Result<Exchange, Broken> {
        let why = "it has no request";
        let request = parts.request.as_ref().ok_or(Broken { at: 0, why })?;
        let mut exchange = self.request(number, request)?;
        if let Some(response) = &parts.response {
            exchange.answer = self.answer(response);
        }
        Ok(exchange)
    }

    fn request(&self, number: u64, request: &Sent) -> Result<Exchange, Broken> {
        let missing = |why| Broken {
            at: request.at.start,
            why,
        };
        let method = request.method.as_ref().and_then(|at| self.text(at));
        let method = method.ok_or(missing("its request has no method"))?;
        let target = request.url.as_ref().and_then(|at| self.text(at));
        let target = target.ok_or(missing("its request has no url"))?;
        let mut headers = self.headers(request.headers.as_deref());
        let target = self.with_query(target, request);
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
        if let Some(body) = &request.body {
            let content = self.content(body, headers.as_deref(), false);
            if let Some(headers) = &mut headers
                && find(headers, "content-type").is_none()
                && let Some(media_type) = &content.media_type
            {
                let at = &content.at;
                headers.push(implied(self.source, at, "Content-Type", media_type));
            }
            exchange.body = Held::Recorded(Box::new(content));
        } else if self.number(request.body_size.as_ref()) != Some(0)
            && !matches!(&*exchange.method, "GET" | "HEAD" | "OPTIONS")
        {
            // It may have had none, or one that was not recorded.
            let why = "the archive does not have the body";
            exchange.body = Held::Ready(Body::not_taken(self.source, &request.at, why));
        }
        exchange.headers = headers;
        Ok(exchange)
    }

    /// The URL with the parameters that are recorded beside it, where it has no query of its own.
    fn with_query(&self, url: Text, request: &Sent) -> Text {
        let parameters = request.query.as_deref().unwrap_or_default();
        if parameters.is_empty() || url.bytes().contains(&b'?') {
            return url;
        }
        let plain: Vec<u8> = url
            .bytes()
            .split(|byte| *byte == b'#')
            .next()
            .map_or_else(Vec::new, <[u8]>::to_vec);
        let mut runs = vec![Run {
            text: 0,
            source: url.span().start,
            exact: false,
        }];
        let mut bytes = plain;
        let mut before_name = b'?';
        for (name, value) in parameters {
            for (is_name, at) in [(true, name), (false, value)] {
                let Some(said) = self.text(at) else {
                    continue;
                };
                let mark = if is_name {
                    std::mem::replace(&mut before_name, b'&')
                } else {
                    b'='
                };
                let encoded = form::encoded(said.bytes());
                let raw = self.source.bytes().get(said.span().clone());
                bytes.push(mark);
                runs.push(Run {
                    text: bytes.len(),
                    source: said.span().start,
                    exact: raw == Some(encoded.as_bytes()),
                });
                bytes.extend_from_slice(encoded.as_bytes());
            }
        }
        Text::with(self.source, request.at.clone(), bytes, Map::Runs(runs))
    }

    fn answer(&self, response: &Answered) -> Option<Answer> {
        // A request that was never answered has the status 0 or -1.
        let status = self.number(response.status.as_ref());
        let status = status.and_then(|status| u16::try_from(status).ok());
        let status = status.filter(|status| (100..=599).contains(status))?;
        let mut headers = self.headers(response.headers.as_deref());
        let mut answer = Answer::new(status);
        if let Some(content) = &response.content {
            let size = self.number(content.size.as_ref()).unwrap_or(0);
            let content = self.content(content, headers.as_deref(), size > 0);
            answer.media_type.clone_from(&content.media_type);
            answer.body = Held::Recorded(Box::new(content));
        }
        if let Some(headers) = &mut headers {
            headers.retain(|header| !header.name.starts_with(':'));
        }
        answer.headers = headers;
        Some(answer)
    }

    fn content(&self, said: &Carried, headers: Option<&[Header]>, is_left_out: bool) -> Content {
        let encodings = headers.and_then(|headers| find(headers, "content-encoding"));
        let encoding = said.encoding.as_ref().and_then(|at| self.text(at));
        let media_type = said.media_type.as_ref().and_then(|at| self.text(at));
        let media_type = media_type.map(|said| said.lossy().into_owned());
        Content {
            source: Arc::clone(self.source),
            at: said.at.clone(),
            text: said.text.clone(),
            is_base64: encoding.is_some_and(|said| said.bytes().eq_ignore_ascii_case(b"base64")),
            params: said.params.clone(),
            // What recorders write where they do not know.
            media_type: media_type
                .filter(|said| said.contains('/') && !said.starts_with("x-unknown")),
            encodings: encodings.map(|header| header.value.lossy().into_owned()),
            is_left_out,
        }
    }

    fn headers(&self, pairs: Option<&[Pair]>) -> Option<Vec<Header>> {
        let pairs = pairs?.iter().filter_map(|(name, value)| {
            let name = self.text(name)?.lossy().into_owned();
            let value = self.text(value)?;
            Some(Header { name, value })
        });
        Some(pairs.collect())
    }

    fn text(&self, at: &Range<usize>) -> Option<Text> {
        let is_text = self.source.bytes().get(at.start) == Some(&b'"');
        is_text.then(|| Text::json_string(self.source, at.clone()))
    }

    fn number(&self, at: Option<&Range<usize>>) -> Option<i64> {
        let digits = self.source.bytes().get(at?.clone())?;
        str::from_utf8(digits).ok()?.trim_matches('"').parse().ok()
    }
}
