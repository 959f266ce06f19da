//! curl commands, as browsers, documentation and people write them. A command is read, never run.

use std::ops::Range;
use std::sync::Arc;

use mediaspec_validator::{Malformed, MalformedCode};

use crate::body::{Body, Header, find};
use crate::exchange::{Exchange, Held, implied, malformed};
use crate::form;
use crate::place::{Map, Run, Source, Text};
use crate::shell::{self, Token, Word};

/// How many commands an input may have.
const COMMANDS: u64 = 1_000_000;

/// Options with a letter that take a value.
const SHORT: &[u8] = b"AbcCdDeEFhHKmoPQrtTuUwxXyYzZ";

/// Options with a name that take a value, besides those that matter here.
const LONG: [&str; 47] = [
    "abstract-unix-socket",
    "cacert",
    "capath",
    "cert",
    "cert-type",
    "ciphers",
    "connect-timeout",
    "connect-to",
    "continue-at",
    "cookie-jar",
    "dns-servers",
    "dump-header",
    "expect100-timeout",
    "hostpubmd5",
    "interface",
    "key",
    "key-type",
    "limit-rate",
    "local-port",
    "max-filesize",
    "max-redirs",
    "max-time",
    "noproxy",
    "output",
    "output-dir",
    "pass",
    "pinnedpubkey",
    "proto",
    "proto-default",
    "proxy",
    "proxy-header",
    "proxy-user",
    "quote",
    "range",
    "rate",
    "request-target",
    "resolve",
    "retry",
    "retry-delay",
    "retry-max-time",
    "socks5",
    "socks5-hostname",
    "stderr",
    "time-cond",
    "tls-max",
    "trace",
    "unix-socket",
];

/// Whether a text has a curl command where a command may begin.
pub(crate) fn is_curl(head: &[u8]) -> bool {
    head.split(|byte| *byte == b'\n').any(|line| {
        let words = line.split(|byte| byte.is_ascii_whitespace() || matches!(byte, b';' | b'^'));
        let mut words = words.filter(|word| !word.is_empty() && !is_before(word));
        words.next().is_some_and(is_program)
    })
}

/// Whether a word may stand before the program of a command.
fn is_before(word: &[u8]) -> bool {
    matches!(
        word,
        b"$" | b"sudo" | b"time" | b"exec" | b"command" | b"%" | b">"
    ) || word.contains(&b'=') && word.first().is_some_and(u8::is_ascii_alphabetic)
}

fn is_program(word: &[u8]) -> bool {
    let name = word.rsplit(|byte| matches!(byte, b'/' | b'\\')).next();
    matches!(name, Some(b"curl" | b"curl.exe"))
}

/// Reads the commands of a text.
pub(crate) fn read(source: &Arc<Source>) -> Result<Vec<Exchange>, Malformed> {
    let text = source.bytes();
    let tokens = shell::tokens(text, shell::shell_of(text)).map_err(|open| {
        let why = "a quote is opened here and never closed";
        malformed(source, &(open.at..open.at), MalformedCode::Syntax, why)
    })?;
    let mut out = Vec::new();
    for command in tokens.split(|token| *token == Token::End) {
        let mut number = u64::try_from(out.len()).unwrap_or(u64::MAX);
        if number >= COMMANDS {
            let why = "there are more than a million commands";
            return Err(malformed(source, &(0..0), MalformedCode::Size, why));
        }
        let Some(words) = arguments(command) else {
            continue;
        };
        for call in
            words.split(|token| matches!(token, Token::Word(word) if word.bytes == b"--next"))
        {
            let mut command = Command::new(source);
            command.read(call);
            let exchanges = command.exchanges(number);
            number = number.saturating_add(u64::try_from(exchanges.len()).unwrap_or(0));
            out.extend(exchanges);
        }
    }
    if out.is_empty() {
        let why = "there is no curl command with a URL";
        return Err(malformed(source, &(0..0), MalformedCode::Syntax, why));
    }
    Ok(out)
}

/// What stands behind `curl` in a command; `None` of another program's.
fn arguments(command: &[Token]) -> Option<&[Token]> {
    let before = |token: &Token| match token {
        Token::Word(word) => is_before(&word.bytes),
        Token::End | Token::Redirection => false,
    };
    let at = command.iter().position(|token| !before(token))?;
    match command.get(at)? {
        Token::Word(word) if is_program(&word.bytes) => command.get(at.checked_add(1)?..),
        _ => None,
    }
}

/// A command that is being read.
struct Command<'s> {
    source: &'s Arc<Source>,
    method: Option<String>,
    urls: Vec<Word>,
    headers: Vec<(String, Word)>,
    /// Names of headers that curl is told not to send of itself.
    left_out: Vec<String>,
    data: Option<Word>,
    form: Vec<form::Part>,
    form_at: Option<Range<usize>>,
    query: Vec<Word>,
    /// Where a body stands that is not opened, and what it is.
    elsewhere: Option<(Range<usize>, String)>,
    is_json: bool,
    is_get: bool,
    is_head: bool,
    is_upload: bool,
    /// Whether anything says what headers are sent.
    knows_headers: bool,
    notes: Vec<String>,
}

impl<'s> Command<'s> {
    const fn new(source: &'s Arc<Source>) -> Self {
        Self {
            source,
            method: None,
            urls: Vec::new(),
            headers: Vec::new(),
            left_out: Vec::new(),
            data: None,
            form: Vec::new(),
            form_at: None,
            query: Vec::new(),
            elsewhere: None,
            is_json: false,
            is_get: false,
            is_head: false,
            is_upload: false,
            knows_headers: false,
            notes: Vec::new(),
        }
    }

    fn read(&mut self, tokens: &[Token]) {
        let mut tokens = tokens.iter();
        let mut only_urls = false;
        while let Some(token) = tokens.next() {
            let word = match token {
                Token::Word(word) => word,
                Token::End => continue,
                Token::Redirection => {
                    tokens.next();
                    continue;
                }
            };
            let mut value = || {
                tokens.find_map(|token| match token {
                    Token::Word(word) => Some(word.clone()),
                    Token::End | Token::Redirection => None,
                })
            };
            let text = word.lossy();
            if only_urls || !text.starts_with('-') || text == "-" {
                self.urls.push(word.clone());
            } else if text == "--" {
                only_urls = true;
            } else if let Some(name) = text.strip_prefix("--") {
                let name = name.strip_prefix("expand-").unwrap_or(name);
                if is_flag(name) {
                    self.flag(name);
                } else if let Some(value) = value() {
                    self.option(name, value);
                }
            } else {
                self.letters(word, value);
            }
        }
    }

    /// Letters behind one dash: flags, of which the last may take a value, in the same word or the next.
    fn letters(&mut self, word: &Word, value: impl FnOnce() -> Option<Word>) {
        for (at, letter) in word.bytes.iter().enumerate().skip(1) {
            if SHORT.contains(letter) {
                let behind = at.saturating_add(1);
                let value = match behind < word.bytes.len() {
                    true => Some(part(word, behind..word.bytes.len())),
                    false => value(),
                };
                if let Some(value) = value {
                    self.option(long(*letter), value);
                }
                return;
            }
            match letter {
                b'G' => self.flag("get"),
                b'I' => self.flag("head"),
                _ => {}
            }
        }
    }

    fn flag(&mut self, name: &str) {
        match name {
            "get" => self.is_get = true,
            "head" => self.is_head = true,
            _ => {}
        }
    }

    fn option(&mut self, name: &str, value: Word) {
        match name {
            "request" => self.method = Some(value.lossy()),
            "url" => self.urls.push(value),
            "url-query" => self.query.push(value),
            "header" => self.header(value),
            "user-agent" => self.push_header("User-Agent", value),
            "referer" => self.push_header("Referer", value),
            "cookie" => self.push_header("Cookie", value),
            "user" | "oauth2-bearer" | "aws-sigv4" => {
                // What stands there is a secret: that it is sent is all that counts.
                let said = match name {
                    "user" => "Basic ",
                    _ => "Bearer ",
                };
                let mut header = Word {
                    bytes: said.as_bytes().to_vec(),
                    ..part(&value, 0..0)
                };
                header.bytes.extend_from_slice(&value.bytes);
                self.push_header("Authorization", header);
            }
            "data" | "data-ascii" | "data-binary" => self.data(value, true),
            "data-raw" => self.data(value, false),
            "json" => {
                self.is_json = true;
                self.data(value, true);
            }
            "data-urlencode" => self.data_to_encode(value),
            "form" => self.field(&value, true),
            "form-string" => self.field(&value, false),
            "upload-file" => {
                self.is_upload = true;
                self.is_elsewhere(&value, "a file");
            }
            "config" => {
                self.notes
                    .push("-K names a file of options, which is not opened".to_owned());
            }
            _ => {}
        }
    }

    fn is_elsewhere(&mut self, value: &Word, what: &str) {
        self.elsewhere = Some((value.span.clone(), what.to_owned()));
    }

    fn header(&mut self, value: Word) {
        self.knows_headers = true;
        if value.bytes.starts_with(b"@") {
            self.notes
                .push("-H @… names a file of headers, which is not opened".to_owned());
            return;
        }
        // The names of HTTP/2 begin with the colon.
        let from = usize::from(value.bytes.starts_with(b":"));
        let rest = value.bytes.get(from..).unwrap_or_default();
        if let Some(colon) = memchr::memchr(b':', rest) {
            let colon = colon.saturating_add(from);
            let name = String::from_utf8_lossy(value.bytes.get(..colon).unwrap_or_default());
            let name = name.trim().to_owned();
            let behind = colon.saturating_add(1);
            let content = value.bytes.get(behind..).unwrap_or_default();
            let start = content
                .len()
                .saturating_sub(content.trim_ascii_start().len());
            let start = behind.saturating_add(start);
            let content = part(
                &value,
                start..start.saturating_add(content.trim_ascii().len()),
            );
            if content.bytes.is_empty() {
                self.left_out.push(name);
            } else {
                self.push_header(&name, content);
            }
        } else if let Some(name) = value.bytes.strip_suffix(b";") {
            let name = String::from_utf8_lossy(name).trim().to_owned();
            let end = value.bytes.len();
            self.push_header(&name, part(&value, end..end));
        }
    }

    fn push_header(&mut self, name: &str, value: Word) {
        self.knows_headers = true;
        self.headers.push((name.to_owned(), value));
    }

    fn data(&mut self, value: Word, opens_files: bool) {
        if opens_files && value.bytes.starts_with(b"@") {
            let what = match &*value.bytes {
                b"@-" => "stdin of the command",
                _ => "a file",
            };
            self.is_elsewhere(&value, what);
            return;
        }
        let Some(data) = &mut self.data else {
            self.data = Some(value);
            return;
        };
        // curl joins JSON as it is, and everything else as the fields of a form.
        if !self.is_json {
            append(data, b"&", &value.span);
        }
        join(data, &value);
    }

    fn data_to_encode(&mut self, value: Word) {
        let mark = value
            .bytes
            .iter()
            .position(|byte| matches!(byte, b'=' | b'@'));
        let (name, content) = match mark {
            None => (&b""[..], &*value.bytes),
            Some(at) if value.bytes.get(at) == Some(&b'@') => {
                self.is_elsewhere(&value, "a file");
                return;
            }
            Some(at) => {
                let (name, rest) = value.bytes.split_at_checked(at).unwrap_or_default();
                (name, rest.get(1..).unwrap_or_default())
            }
        };
        let mut bytes = name.to_vec();
        if !name.is_empty() {
            bytes.push(b'=');
        }
        bytes.extend_from_slice(form::encoded(content).as_bytes());
        let run = Run {
            text: 0,
            source: value.span.start,
            exact: false,
        };
        let encoded = Word {
            bytes,
            runs: vec![run],
            ..value
        };
        self.data(encoded, false);
    }

    fn field(&mut self, value: &Word, opens_files: bool) {
        let at = self.form_at.get_or_insert_with(|| value.span.clone());
        at.end = value.span.end;
        let equals = memchr::memchr(b'=', &value.bytes).unwrap_or(value.bytes.len());
        let (name, content) = value.bytes.split_at_checked(equals).unwrap_or_default();
        let content = content.get(1..).unwrap_or_default();
        let file = content.strip_prefix(b"@").filter(|_| opens_files);
        let field = match file {
            Some(file) => {
                let file = file.split(|byte| *byte == b';').next().unwrap_or_default();
                (name.to_vec(), Vec::new(), Some(file.to_vec()))
            }
            None if opens_files && content.starts_with(b"<") => {
                self.is_elsewhere(value, "a file");
                return;
            }
            None => {
                let text = String::from_utf8_lossy(content);
                let text = match text.split_once(";type=") {
                    Some((before, _)) if opens_files => before.as_bytes().to_vec(),
                    Some(_) | None => content.to_vec(),
                };
                (name.to_vec(), text, None)
            }
        };
        self.form.push(field);
    }

    /// The calls of the command: one for each URL.
    fn exchanges(mut self, before: u64) -> Vec<Exchange> {
        let expands = |word: &Word| word.expands;
        let all = self.urls.iter().chain(self.data.iter());
        let headers = self.headers.iter().map(|(_, value)| value);
        if all.chain(headers).any(expands) {
            let why = "variables of the shell are not replaced: they are taken as they stand";
            self.notes.push(why.to_owned());
        }
        let mut out = Vec::new();
        for (number, word) in (before.saturating_add(1)..).zip(&self.urls) {
            out.push(self.exchange(number, word));
        }
        out
    }

    fn exchange(&self, number: u64, word: &Word) -> Exchange {
        let source = self.source;
        let (mut url, target) = (word.lossy(), text(source, word.clone()));
        if !url.contains("://") && !url.starts_with('/') {
            url.insert_str(0, "http://");
        }
        let in_query = self.data.iter().filter(|_| self.is_get);
        for more in in_query.chain(&self.query) {
            url.push(if url.contains('?') { '&' } else { '?' });
            url.push_str(&more.lossy());
        }
        let has_body = !self.is_get && (self.data.is_some() || self.elsewhere.is_some())
            || !self.form.is_empty();
        let method = match &self.method {
            Some(method) => method.as_str(),
            None if self.is_head => "HEAD",
            None if self.is_upload => "PUT",
            None if has_body => "POST",
            None => "GET",
        };
        let mut exchange = Exchange::new(number, method, url, target);
        exchange.notes.clone_from(&self.notes);
        let named = |name: &str| {
            let mut all = self
                .headers
                .iter()
                .map(|(known, _)| known)
                .chain(&self.left_out);
            all.any(|known| known.eq_ignore_ascii_case(name))
        };
        let mut headers: Vec<Header> = self
            .headers
            .iter()
            .filter(|(name, _)| !name.starts_with(':'))
            .map(|(name, value)| Header {
                name: name.clone(),
                value: text(source, value.clone()),
            })
            .collect();
        let at = self
            .data
            .as_ref()
            .map_or_else(|| word.span.clone(), |data| data.span.clone());
        if !self.form.is_empty() {
            let at = self.form_at.clone().unwrap_or_else(|| at.clone());
            let media_type = format!("multipart/form-data; boundary={}", form::BOUNDARY);
            let body = form::multipart(&self.form, &media_type);
            headers.retain(|header| !header.name.eq_ignore_ascii_case("content-type"));
            headers.push(implied(source, &at, "Content-Type", &media_type));
            exchange.body = Held::Ready(Body::Text(Text::decoded(source, at, body)));
        } else if let Some((at, what)) = &self.elsewhere {
            let why = format!("the body is {what}, which is not opened");
            exchange.body = Held::Ready(Body::not_taken(source, at, why));
        } else if let Some(data) = self.data.as_ref().filter(|_| !self.is_get) {
            exchange.body = Held::Ready(Body::Text(text(source, data.clone())));
        }
        if has_body && self.form.is_empty() && !named("content-type") && !self.is_upload {
            let media_type = match self.is_json {
                true => "application/json",
                false => "application/x-www-form-urlencoded",
            };
            headers.push(implied(source, &at, "Content-Type", media_type));
        }
        let authority = self.headers.iter().find(|(name, _)| name == ":authority");
        if let Some((_, authority)) = authority
            && find(&headers, "host").is_none()
        {
            headers.push(Header {
                name: "Host".to_owned(),
                value: text(source, authority.clone()),
            });
        }
        exchange.headers = (self.knows_headers || has_body).then_some(headers);
        exchange
    }
}

/// Whether an option with a name takes no value.
fn is_flag(name: &str) -> bool {
    const OURS: [&str; 19] = [
        "request",
        "url",
        "url-query",
        "header",
        "user-agent",
        "referer",
        "cookie",
        "user",
        "oauth2-bearer",
        "aws-sigv4",
        "data",
        "data-ascii",
        "data-binary",
        "data-raw",
        "json",
        "data-urlencode",
        "form",
        "form-string",
        "upload-file",
    ];
    name != "config" && name != "write-out" && !OURS.contains(&name) && !LONG.contains(&name)
}

/// The name of an option with a letter.
const fn long(letter: u8) -> &'static str {
    match letter {
        b'X' => "request",
        b'H' => "header",
        b'A' => "user-agent",
        b'e' => "referer",
        b'b' => "cookie",
        b'u' => "user",
        b'd' => "data",
        b'F' => "form",
        b'T' => "upload-file",
        b'K' => "config",
        _ => "",
    }
}

/// A part of a word.
fn part(word: &Word, range: Range<usize>) -> Word {
    let first = word.runs.partition_point(|run| run.text <= range.start);
    let runs = word.runs.iter().skip(first.saturating_sub(1));
    let runs = runs.filter(|run| run.text < range.end.max(range.start.saturating_add(1)));
    let runs = runs.map(|run| {
        let skipped = match run.exact {
            true => range.start.saturating_sub(run.text),
            false => 0,
        };
        Run {
            text: run.text.saturating_sub(range.start),
            source: run.source.saturating_add(skipped),
            exact: run.exact,
        }
    });
    Word {
        bytes: word.bytes.get(range.clone()).unwrap_or_default().to_vec(),
        runs: runs.collect(),
        span: word.span.clone(),
        expands: word.expands,
    }
}

/// Adds to a word what stands nowhere.
fn append(word: &mut Word, bytes: &[u8], at: &Range<usize>) {
    word.runs.push(Run {
        text: word.bytes.len(),
        source: at.start,
        exact: false,
    });
    word.bytes.extend_from_slice(bytes);
}

/// Adds another word.
fn join(word: &mut Word, more: &Word) {
    let before = word.bytes.len();
    word.bytes.extend_from_slice(&more.bytes);
    word.runs.extend(more.runs.iter().map(|run| Run {
        text: run.text.saturating_add(before),
        ..*run
    }));
    word.span.end = word.span.end.max(more.span.end);
    word.expands = word.expands || more.expands;
}

fn text(source: &Arc<Source>, word: Word) -> Text {
    Text::with(source, word.span, word.bytes, Map::Runs(word.runs))
}
