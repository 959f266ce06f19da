//! Checking recorded and written calls: the request, and the answer where there is one.

use std::borrow::Cow;
use std::sync::atomic::{AtomicU64, Ordering};

use mediaspec_capture::{Body, Exchange, Header, NotTaken, Spot, Text, pair};
use mediaspec_validator::contract::{Service, Style};
use mediaspec_validator::{
    Code, Malformed, MalformedCode, Message, OperationRef, Part, Position, Report, Request, Route,
    Severity, UnknownRoute, Validator, Violation,
};
use serde_json::Value;

use crate::output::{Refusal, Subject};

/// How many bytes of an answer are looked into for the vendor's words.
const LOOKED_INTO: usize = 1 << 16;

/// How many characters of the vendor's words are shown.
const WORDS: usize = 200;

/// How many characters a word may have that is shown of them.
const WORD: usize = 24;

/// Says what is allowed of an operation (`None` where no contract has it) in a file: what [`Checked::allowed`] is to be, and
/// the validator that allows it.
pub(crate) type Allowing<'r> =
    dyn Fn(Option<&str>, Option<&str>) -> (Vec<usize>, Validator) + Sync + 'r;

/// Checks calls.
#[derive(Clone)]
pub(crate) struct Calls<'r> {
    /// Without what is allowed.
    pub(crate) validator: Validator,
    pub(crate) allowing: &'r Allowing<'r>,
    /// The only operation and message that are looked at, where the command line names one.
    pub(crate) only: Option<(String, Message)>,
    pub(crate) counts: &'r Counts,
}

/// How many calls there were, and what was not looked at.
#[derive(Debug, Default)]
pub(crate) struct Counts {
    /// Calls of which something was checked.
    pub(crate) checked: AtomicU64,
    /// Calls of other APIs, or of other operations than the one that was named.
    pub(crate) left_alone: AtomicU64,
    /// Requests without credentials in recordings, which leave them out.
    pub(crate) without_credentials: AtomicU64,
    /// Bodies that the recording does not have.
    pub(crate) without_body: AtomicU64,
    /// Lines of logs that hold JSON of which nobody said what it is.
    pub(crate) unnamed: AtomicU64,
}

pub(crate) fn count(counter: &AtomicU64) {
    counter.fetch_add(1, Ordering::Relaxed);
}

/// One message of a call, checked.
pub(crate) struct Checked {
    pub(crate) subject: Subject,
    /// What was allowed.
    pub(crate) allowed: Vec<usize>,
    /// With places of the input.
    pub(crate) report: Report,
    /// The body.
    pub(crate) text: Option<Text>,
    pub(crate) spots: Vec<Spot>,
    /// Where the body is packed in the input; places in it are those of the body then.
    pub(crate) in_body: Option<Position>,
    pub(crate) refusal: Option<Refusal>,
}

impl Calls<'_> {
    /// Checks a call of a file; nothing comes of one that is left alone.
    pub(crate) fn check(&self, file: Option<&str>, call: &Exchange) -> Vec<Checked> {
        let body = call.body();
        let request = self.request(file, call, &body);
        let Some(Requested {
            subject,
            report,
            operation,
            allowed,
        }) = request
        else {
            count(&self.counts.left_alone);
            return Vec::new();
        };
        count(&self.counts.checked);
        let mut out = Vec::new();
        let wanted = self.only.as_ref().map(|(_, message)| message);
        let answer = call.answer.as_ref().map(|answer| (answer, answer.body()));
        if wanted.is_none_or(|wanted| *wanted == Message::Request) {
            let refused = answer.as_ref().filter(|(answer, _)| answer.status >= 400);
            let refusal = refused.map(|(answer, body)| refusal(answer.status, body));
            let allowed = allowed.clone();
            let headers = call.headers.as_deref();
            out.push(located(
                call, headers, subject, allowed, report, body, refusal,
            ));
        }
        let (Some(operation), Some((answer, body))) = (operation, answer) else {
            return out;
        };
        let message = Message::Response(answer.status);
        if wanted.is_some_and(|wanted| *wanted != message) {
            return out;
        }
        let report = match &body {
            Body::Text(text) => {
                let media_type = answer.media_type();
                let headers = answer.headers.as_deref();
                Some(pairs(headers, |headers| {
                    let media_type = media_type.as_deref();
                    operation.received(answer.status, headers, media_type, text.bytes())
                }))
            }
            Body::NotTaken(not_taken) if not_taken.is_error => Some(broken(not_taken)),
            Body::NotTaken(_) => {
                count(&self.counts.without_body);
                None
            }
            _ => None,
        };
        if let Some(report) = report {
            let subject = Subject {
                operation: Some(operation.name()),
                message,
                whole: false,
            };
            let headers = answer.headers.as_deref();
            out.push(located(call, headers, subject, allowed, report, body, None));
        }
        out
    }

    /// Whether a call goes to a host of a service that the contract has.
    fn is_of_vendor(&self, call: &Exchange) -> bool {
        let host = host(call).unwrap_or_default();
        let mut services = self.validator.catalog().services().iter();
        services.any(|service| serves(service, &host))
    }

    /// The URL that names the operation of the command line, for a form that names none.
    fn named(&self, call: &Exchange) -> Option<String> {
        let (name, _) = self.only.as_ref().filter(|_| call.url == "/")?;
        let operation = self.validator.operation(name).ok()?;
        let Style::Rpc {
            action, version, ..
        } = operation.service().style()
        else {
            return None;
        };
        let (_, bare) = name.split_once('/')?;
        let number = operation.service().version()?;
        Some(format!("/?{action}={bare}&{version}={number}"))
    }

    /// Gives something the request of a call, with the operation of the command line where it names none itself.
    pub(crate) fn addressed(
        &self,
        call: &Exchange,
        body: Option<&[u8]>,
        with: impl FnOnce(&Request<'_>),
    ) {
        sent(call, body, |request| {
            let named = self.named(call);
            let named = named.filter(|_| self.validator.route_of(request).is_err());
            with(&Request {
                url: named.as_deref().unwrap_or(request.url),
                ..*request
            });
        });
    }

    /// Finds the operation that a request asks for.
    fn route(
        &self,
        validator: &Validator,
        call: &Exchange,
        request: &Request<'_>,
    ) -> Result<Route, UnknownRoute> {
        let route = validator.route_of(request);
        route.or_else(|unknown| match self.named(call) {
            // A form that does not say which operation it is of.
            Some(url) => validator.route_of(&Request {
                url: &url,
                ..*request
            }),
            None => Err(unknown),
        })
    }

    /// Checks the request; `None` where it is of no operation that is looked for.
    fn request(&self, file: Option<&str>, call: &Exchange, body: &Body) -> Option<Requested> {
        let text = match body {
            Body::Text(text) => Some(text.bytes()),
            _ => None,
        };
        sent(call, text, |request| {
            self.check_sent(file, call, request, body)
        })
    }

    fn check_sent(
        &self,
        file: Option<&str>,
        call: &Exchange,
        request: &Request<'_>,
        body: &Body,
    ) -> Option<Requested> {
        // Most of what a browser records goes to other hosts.
        if call.is_recorded && !self.is_of_vendor(call) && !self.validator.knows(request) {
            return None;
        }
        let route = self.route(&self.validator, call, request);
        let operation = route.as_ref().ok().map(|route| route.operation().name());
        let (allowed, validator) = (self.allowing)(operation.as_deref(), file);
        let route = match allowed.is_empty() {
            true => route,
            false => self.route(&validator, call, request),
        };
        let route = match route {
            Ok(route) => route,
            Err(unknown) => {
                // Browsers ask first whether they may send a request.
                let is_preflight = call.is_recorded && call.method.eq_ignore_ascii_case("OPTIONS");
                if is_preflight || self.only.is_some() {
                    return None;
                }
                return Some(Requested {
                    subject: subject(None),
                    report: validator.report_of_unknown(&unknown)?,
                    operation: None,
                    allowed,
                });
            }
        };
        let operation = route.operation().clone();
        if let Some((only, _)) = &self.only
            && *only != operation.name()
        {
            return None;
        }
        let mut report = route.check(request.headers, request.body);
        let is_other = report.errors().any(|error| error.code == Code::OtherApi);
        if is_other && call.is_recorded {
            let host = host(call).unwrap_or_default();
            if !serves(operation.service(), &host) {
                return None;
            }
        }
        if call.is_recorded && leave_out(&mut report, |found| found.code == Code::Authentication) {
            count(&self.counts.without_credentials);
        }
        if let Body::NotTaken(not_taken) = body {
            if not_taken.is_error {
                report = broken(not_taken);
            } else {
                count(&self.counts.without_body);
                leave_out(&mut report, |found| {
                    found.part == Part::Body
                        && found.code == Code::Required
                        && found.pointer.is_empty()
                });
            }
        }
        Some(Requested {
            subject: subject(Some(operation.name())),
            report,
            operation: Some(operation),
            allowed,
        })
    }
}

/// What a request is of, and what was found.
struct Requested {
    subject: Subject,
    report: Report,
    /// `None` where no contract has it.
    operation: Option<OperationRef>,
    allowed: Vec<usize>,
}

fn subject(operation: Option<String>) -> Subject {
    Subject {
        operation,
        message: Message::Request,
        whole: false,
    }
}

/// Gives something the request of a call, as checks take it.
fn sent<T>(call: &Exchange, body: Option<&[u8]>, with: impl FnOnce(&Request<'_>) -> T) -> T {
    pairs(call.headers.as_deref(), |headers| {
        with(&Request {
            method: &call.method,
            url: &call.url,
            headers,
            body,
        })
    })
}

/// Gives something headers, as checks take them.
fn pairs<T>(headers: Option<&[Header]>, with: impl FnOnce(Option<&[(&str, &str)]>) -> T) -> T {
    let headers = headers.map(values);
    let headers: Option<Vec<(&str, &str)>> = headers.as_ref().map(|headers| {
        let headers = headers.iter();
        headers.map(|(name, value)| (*name, &**value)).collect()
    });
    with(headers.as_deref())
}

/// Names and values, as checks take them.
fn values(headers: &[Header]) -> Vec<(&str, Cow<'_, str>)> {
    let headers = headers.iter();
    headers
        .map(|header| (header.name.as_str(), header.value.lossy()))
        .collect()
}

/// Whether a host is one of a service.
fn serves(service: &Service, host: &str) -> bool {
    let mut endpoints = service.endpoints().iter();
    endpoints.any(|endpoint| endpoint.serves(host))
}

/// The host that a call goes to.
fn host(call: &Exchange) -> Option<String> {
    let in_url = call.url.split_once("://").map(|(_, rest)| {
        let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
        authority.to_owned()
    });
    let in_header = || {
        call.header("host")
            .map(|header| header.value.lossy().into_owned())
    };
    let authority = in_url.or_else(in_header)?;
    let host = authority.rsplit('@').next().unwrap_or_default();
    Some(host.split(':').next().unwrap_or_default().to_owned())
}

/// Takes violations out of a report. Returns whether there was one.
fn leave_out(report: &mut Report, is_meant: impl Fn(&Violation) -> bool) -> bool {
    let mut any = false;
    let (errors, warnings) = (&mut report.error_count, &mut report.warning_count);
    report.violations.retain(|found| {
        let is_meant = is_meant(found);
        if is_meant {
            let counted = match found.severity {
                Severity::Error => &mut *errors,
                Severity::Warning => &mut *warnings,
            };
            *counted = counted.saturating_sub(1);
            any = true;
        }
        !is_meant
    });
    any
}

fn broken(not_taken: &NotTaken) -> Report {
    let mut malformed = Malformed::new(MalformedCode::Encoding, not_taken.why.clone());
    malformed.position = Some(not_taken.position);
    Report::of_malformed(Part::Body, malformed)
}

/// Moves a report on the request or the answer that has these headers to the places of the input.
fn located(
    call: &Exchange,
    headers: Option<&[Header]>,
    subject: Subject,
    allowed: Vec<usize>,
    mut report: Report,
    body: Body,
    refusal: Option<Refusal>,
) -> Checked {
    let text = match body {
        Body::Text(text) => Some(text),
        _ => None,
    };
    let spots = text.as_ref().map(|text| text.locate(&mut report));
    let spots = spots.unwrap_or_default();
    let whole = |text: &Text| text.position(0..text.bytes().len());
    let packed = text.as_ref().filter(|text| !text.stands_in_input());
    let in_body = packed.map(whole);
    let target = whole(&call.target);
    let header = |name: &str| {
        let mut headers = headers.unwrap_or_default().iter();
        let found = headers.find(|header| header.name.eq_ignore_ascii_case(name));
        found.map(|header| whole(&header.value))
    };
    let found = |name: &str| {
        let in_target = pair(call.target.bytes(), name);
        let in_target = in_target.map(|at| call.target.position(at));
        let in_body = || {
            let text = text.as_ref()?;
            Some(text.position(pair(text.bytes(), name)?))
        };
        in_target.or_else(in_body)
    };
    for violation in &mut report.violations {
        if violation.position.is_some() {
            continue;
        }
        let name = violation.pointer.trim_start_matches('/');
        let name = name
            .split('/')
            .next()
            .unwrap_or_default()
            .replace("~1", "/")
            .replace("~0", "~");
        let place = match violation.part {
            Part::Query => found(&name),
            Part::Header => header(&name),
            Part::Body if violation.code == Code::MediaType => header("content-type"),
            Part::Body if in_body.is_some() => continue,
            Part::Body | Part::Path => None,
        };
        violation.position = Some(place.unwrap_or(target));
    }
    if let Some(malformed) = report.malformed.as_mut().filter(|_| in_body.is_none()) {
        malformed.position.get_or_insert(target);
    }
    Checked {
        subject,
        allowed,
        report,
        text,
        spots,
        in_body,
        refusal,
    }
}

/// The vendor's words on a request that was refused.
fn refusal(status: u16, body: &Body) -> Refusal {
    let bytes = match body {
        Body::Text(text) if text.bytes().len() <= LOOKED_INTO => text.bytes(),
        _ => &[],
    };
    let (code, message) = words(bytes);
    Refusal {
        status,
        code: code.filter(|code| is_code(code)),
        message: message.map(|message| harmless(&message)),
    }
}

/// Code and message of an answer, in JSON or XML.
fn words(body: &[u8]) -> (Option<String>, Option<String>) {
    if body.trim_ascii_start().starts_with(b"<") {
        let text = String::from_utf8_lossy(body);
        let element = |name: &str| {
            let (_, rest) = text.split_once(&format!("<{name}>"))?;
            let (inner, _) = rest.split_once(&format!("</{name}>"))?;
            Some(inner.to_owned())
        };
        return (element("Code"), element("Message"));
    }
    let value: Value = serde_json::from_slice(body).unwrap_or_default();
    let error = value.get("error").filter(|error| error.is_object());
    let error = error.unwrap_or(&value);
    let said = |names: &[&str]| {
        let mut found = names.iter().filter_map(|name| error.get(name)?.as_str());
        found.next().map(str::to_owned)
    };
    (
        said(&["error_code", "Code", "code", "errorCode"]),
        said(&[
            "error_msg",
            "Message",
            "message",
            "errorMsg",
            "error_message",
        ]),
    )
}

/// Whether a text is a code of an error, such as `MSS.00000003` or `InvalidParameter.Width`.
fn is_code(text: &str) -> bool {
    let letters = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'_' | b'-');
    (1..=64).contains(&text.len()) && text.bytes().all(letters)
}

/// A sentence without what may be a value of the request: a service repeats keys and signatures in its errors.
fn harmless(sentence: &str) -> String {
    let mut out = String::new();
    for word in sentence.split_whitespace() {
        let is_word = word.chars().count() <= WORD
            && word.chars().all(|letter| {
                letter.is_alphabetic() || ".,;:()'’\"-_`[]{}，。：、".contains(letter)
            });
        let shown = if is_word { word } else { "…" };
        if shown == "…" && out.ends_with('…') {
            continue;
        }
        if !out.is_empty() {
            out.push(' ');
        }
        out.push_str(shown);
        if out.len() > WORDS {
            out.push_str(" …");
            break;
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use std::fs;

    use serde_json::Value;

    use super::{harmless, is_code, words};
    use crate::{Status, Terminal, run};

    /// Status, stdout and stderr of `mediaspec check`.
    fn told(arguments: &[&str], stdin: &str) -> (Status, String, String) {
        let (mut out, mut err) = (Vec::new(), Vec::new());
        let arguments = ["mediaspec", "check"].iter().chain(arguments);
        let stdin = std::io::Cursor::new(stdin.to_owned().into_bytes());
        let status = run(arguments, stdin, &mut out, &mut err, Terminal::default());
        let text = |bytes: Vec<u8>| String::from_utf8_lossy(&bytes).into_owned();
        (status, text(out), text(err))
    }

    /// `exchange or record, line:column, pointer, code` of each finding.
    fn findings(arguments: &[&str], stdin: &str) -> Vec<String> {
        let (_, out, _) = told(&[arguments, &["--format", "json"]].concat(), stdin);
        let value: Value = serde_json::from_str(&out).expect("JSON");
        let results = value
            .pointer("/results")
            .and_then(Value::as_array)
            .cloned()
            .unwrap_or_default();
        let mut all = Vec::new();
        for result in results {
            let number = ["/exchange", "/record"].map(|name| result.pointer(name));
            let number = number.into_iter().flatten().find_map(Value::as_u64);
            let found = result
                .pointer("/violations")
                .and_then(Value::as_array)
                .cloned()
                .unwrap_or_default();
            for one in found.iter().filter(|one| one["severity"] == "error") {
                let text = |name: &str| one[name].as_str().unwrap_or_default().to_owned();
                let (line, column) = (&one["line"], &one["column"]);
                all.push(format!(
                    "{number:?} {line}:{column} {} {}",
                    text("pointer"),
                    text("code")
                ));
            }
            if let Some(error) = result.pointer("/error").and_then(Value::as_object) {
                all.push(format!(
                    "{number:?} {}:{} {}",
                    error["line"], error["column"], error["code"]
                ));
            }
        }
        all
    }

    const VIDEOS: &str = "https://metastudio.cn-north-4.myhuaweicloud.com/v1/0123456789abcdef0123456789abcdef/2d-digital-human-videos";
    const BODY: &str = r#"{"script_id":"26f065244f754b3aa853b649a21aaf66","voice_config":{"voice_asset_id":"c20d9e8b","speed":300}}"#;
    const CREATE: [&str; 3] = ["--op", "Create2DDigitalHumanVideo", "--request"];

    fn quoted(text: &str) -> String {
        serde_json::to_string(text).unwrap_or_default()
    }

    /// An archive with a call, its answer, and what a browser records besides.
    fn archive(url: &str, body: &str, status: u16, answer: &str) -> String {
        let (url, body, answer) = (quoted(url), quoted(body), quoted(answer));
        format!(
            r#"{{"log":{{"version":"1.2","entries":[
{{"request":{{"method":"OPTIONS","url":{url},"headers":[]}},"response":{{"status":204}}}},
{{"request":{{"method":"GET","url":"https://cdn.example/a.js","headers":[]}},"response":{{"status":200}}}},
{{"request":{{"method":"POST","url":{url},"headers":[{{"name":"content-type","value":"application/json"}}],"postData":{{"mimeType":"application/json","text":{body}}}}},"response":{{"status":{status},"headers":[],"content":{{"size":1,"mimeType":"application/json","text":{answer}}}}}}}
]}}}}"#
        )
    }

    #[test]
    fn findings_of_a_recording_are_those_of_the_bare_payload_at_places_of_the_recording() {
        let bare = findings(&CREATE, BODY);
        assert_eq!(bare, ["None 1:101 /voice_config/speed maximum"]);
        let har = archive(
            VIDEOS,
            BODY,
            200,
            r#"{"job_id":"26f065244f754b3aa853b649a21aaf66"}"#,
        );
        let line = har.lines().nth(3).unwrap_or_default();
        let column = line.find("300").unwrap_or_default() + 1;
        assert_eq!(
            findings(&[], &har),
            [format!("Some(3) 4:{column} /voice_config/speed maximum")]
        );
        let curl = format!("curl {VIDEOS} \\\n -H 'X-Auth-Token: t' --json '{BODY}'");
        let line = curl.lines().nth(1).unwrap_or_default();
        let column = line.find("300").unwrap_or_default() + 1;
        assert_eq!(
            findings(&[], &curl),
            [format!("Some(1) 2:{column} /voice_config/speed maximum")]
        );
        let http = format!(
            "POST {VIDEOS} HTTP/1.1\nX-Auth-Token: t\nContent-Type: application/json\n\n{BODY}\n"
        );
        assert_eq!(
            findings(&[], &http),
            ["Some(1) 5:101 /voice_config/speed maximum"]
        );
        let log = format!("started\nCreate2DDigitalHumanVideoReq {BODY} sent\n");
        let input = [&CREATE[..], &["--input", "log"]].concat();
        assert_eq!(
            findings(&input, &log),
            ["Some(2) 2:130 /voice_config/speed maximum"]
        );
        let yaml = "script_id: 26f065244f754b3aa853b649a21aaf66\nvoice_config:\n  voice_asset_id: c20d9e8b\n  speed: 300\n";
        assert_eq!(
            findings(&CREATE, yaml),
            ["None 4:10 /voice_config/speed maximum"]
        );
        let jsonc = format!("// mine\n{BODY}");
        let input = [&CREATE[..], &["--input", "jsonc"]].concat();
        assert_eq!(
            findings(&input, &jsonc),
            ["None 2:101 /voice_config/speed maximum"]
        );
        let each = [&CREATE[..], &["--each"]].concat();
        assert_eq!(
            findings(&each, &format!("[{BODY},\n{BODY}]")),
            [
                "Some(1) 1:102 /voice_config/speed maximum",
                "Some(2) 2:101 /voice_config/speed maximum"
            ]
        );
        let wrapped = format!(r#"{{"path":"/v1","body":{}}}"#, quoted(BODY));
        let at = [&CREATE[..], &["--body-at", "/body"]].concat();
        let column = wrapped.find("300").unwrap_or_default() + 1;
        assert_eq!(
            findings(&at, &wrapped),
            [format!("None 1:{column} /voice_config/speed maximum")]
        );
    }

    #[test]
    fn the_vendors_error_stands_beside_what_was_found_and_where_nothing_was_that_is_said() {
        let answer = r#"{"error_code":"MSS.00000003","error_msg":"Invalid parameter"}"#;
        let (status, out, err) = told(&[], &archive(VIDEOS, BODY, 400, answer));
        assert_eq!(status, Status::Invalid);
        assert!(
            out.contains(
                "exchange 3: POST /v1/0123456789abcdef0123456789abcdef/2d-digital-human-videos"
            ),
            "{out}"
        );
        assert!(
            out.contains("answered 400 MSS.00000003: Invalid parameter"),
            "{out}"
        );
        assert!(!out.contains("Please report"), "{out}");
        assert!(
            err.contains("1 request was recorded without its credentials"),
            "{err}"
        );
        assert!(
            err.contains("2 calls of other hosts or operations were left alone"),
            "{err}"
        );
        let valid = BODY.replace("300", "100");
        let (status, out, _) = told(&[], &archive(VIDEOS, &valid, 400, answer));
        assert_eq!(status, Status::Valid);
        assert!(
            out.contains("Please report the operation and the vendor's code"),
            "{out}"
        );
        let (_, out, _) = told(
            &["--format", "ndjson"],
            &archive(VIDEOS, &valid, 400, answer),
        );
        assert!(
            out.contains(
                r#""refused":{"status":400,"code":"MSS.00000003","message":"Invalid parameter"}"#
            ),
            "{out}"
        );
        let (_, out, _) = told(&[], &archive(VIDEOS, &valid, 429, answer));
        assert!(
            out.contains("answered 429") && !out.contains("Please report"),
            "{out}"
        );
    }

    #[test]
    fn places_in_a_body_that_is_packed_are_those_of_the_body() {
        // {"script_id":"26f065244f754b3aa853b649a21aaf66",
        // "voice_config":{"voice_asset_id":"c20d9e8b","speed":300}}
        let packed = "eyJzY3JpcHRfaWQiOiIyNmYwNjUyNDRmNzU0YjNhYTg1M2I2NDlhMjFhYWY2NiIsCiJ2b2ljZV9jb25maWciOnsidm9pY2VfYXNzZXRfaWQiOiJjMjBkOWU4YiIsInNwZWVkIjozMDB9fQ==";
        let har = archive(VIDEOS, packed, 200, "{}");
        let har = har.replacen("\"text\":", "\"encoding\":\"base64\",\"text\":", 1);
        let all = findings(&[], &har);
        let first = all.first().map(String::as_str);
        assert_eq!(first, Some("Some(3) 2:53 /voice_config/speed maximum"));
        let (_, out, _) = told(&["--format", "ndjson"], &har);
        assert!(out.contains(r#""in_body":true"#), "{out}");
        let (_, out, _) = told(&[], &har);
        assert!(out.contains("<stdin>:4:"), "{out}");
        assert!(out.contains(", in the body 2:53\n"), "{out}");
        assert!(out.contains("\"speed\": 300"), "{out}");
        let (_, out, _) = told(&["--format", "concise"], &har);
        assert!(out.contains(": in the body, 2:53: error[maximum]"), "{out}");
    }

    #[test]
    fn what_is_allowed_of_an_operation_or_a_file_is_allowed_in_recordings() {
        let folder = tempfile::tempdir().expect("a folder");
        let file = |name: &str| folder.path().join(name).to_string_lossy().into_owned();
        let (har, config) = (file("a.har"), file("mediaspec.toml"));
        fs::write(&har, archive(VIDEOS, BODY, 400, "{}")).expect("a file");
        for (only, allowed) in [
            ("op = \"Create2DDigitalHumanVideo\"", true),
            ("op = \"Show2DDigitalHumanVideo\"", false),
            ("files = [\"*.har\"]", true),
            ("files = [\"*.json\"]", false),
        ] {
            let text = format!("[[allow]]\ncode = \"maximum\"\nbecause = \"it is so\"\n{only}\n");
            fs::write(&config, text).expect("a file");
            let (status, out, _) = told(&["--config", &config, &har], "");
            assert_eq!(status == Status::Valid, allowed, "{only}: {out}");
        }
    }

    #[test]
    fn answers_are_checked_as_their_status_says() {
        let answer = r#"{"job_id": 5}"#;
        let har = archive(VIDEOS, &BODY.replace("300", "100"), 200, answer);
        let line = har.lines().nth(3).unwrap_or_default();
        let column = line.rfind('5').unwrap_or_default() + 1;
        assert_eq!(
            findings(&[], &har),
            [format!("Some(3) 4:{column} /job_id type")]
        );
        let only = ["--op", "Create2DDigitalHumanVideo", "--request"];
        assert_eq!(findings(&only, &har), [""; 0]);
        let other = ["--op", "Show2DDigitalHumanVideo", "--response", "200"];
        assert_eq!(told(&other, &har).0, Status::Trouble, "nothing was checked");
    }

    #[test]
    fn headers_of_answers_are_checked_where_the_contract_has_some() {
        let har = archive(
            VIDEOS,
            &BODY.replace("300", "100"),
            200,
            r#"{"job_id":"a"}"#,
        );
        let twice = r#""headers":[{"name":"x-request-id","value":"a"},
{"name":"X-Request-Id","value":"b"}],"content""#;
        let har = har.replace(r#""headers":[],"content""#, twice);
        let found = findings(&[], &har);
        assert_eq!(found.len(), 1, "{found:?}");
        let all = found.concat();
        assert!(all.ends_with("/X-Request-Id duplicate-key"), "{all}");
        let once = har.replace("X-Request-Id", "X-Other");
        assert_eq!(findings(&[], &once), [""; 0]);
    }

    #[test]
    fn a_form_without_its_operation_counts_in_coverage() {
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("coverage.json");
        let coverage = file.to_string_lossy().into_owned();
        let form = "JobIds=88c6ca184c0e432bbf5b665e2a15";
        for form in [
            form.to_owned(),
            format!("Action=QueryJobList&Version=2014-06-18&{form}"),
        ] {
            let named = ["--op", "mts/QueryJobList", "--request", "--input", "form"];
            let (_, _, err) = told(&[&named[..], &["--coverage", &coverage]].concat(), &form);
            assert!(err.contains("1 of 404 operations were touched"), "{err}");
            assert!(err.contains("3 of 16 members"), "{err}");
        }
    }

    #[test]
    fn what_curl_tells_of_a_call_is_checked_at_its_places() {
        let path = VIDEOS.split_once(".com").map_or("", |(_, path)| path);
        let trace = format!(
            "== Info: Connected to h\n=> Send header, 99 bytes (0x63)\n0000: POST {path} HTTP/1.1\n0100: Host: metastudio.cn-north-4.myhuaweicloud.com\n0200: X-Auth-Token: t\n0300: Content-Type: application/json\n0400: \n=> Send data, {} bytes\n0000: {}\n0040: {}\n<= Recv header, 26 bytes (0x1a)\n0000: HTTP/1.1 400 Bad Request\n<= Recv header, 2 bytes (0x2)\n0000: \n<= Recv data, 31 bytes (0x1f)\n0000: {{\"error_code\":\"MSS.00000003\"}}\n== Info: Closing\n",
            BODY.len(),
            BODY.get(..64).unwrap_or_default(),
            BODY.get(64..).unwrap_or_default(),
        );
        let row = trace.lines().nth(9).unwrap_or_default();
        let column = row.find("300").unwrap_or_default() + 1;
        assert_eq!(
            findings(&[], &trace),
            [format!("Some(1) 10:{column} /voice_config/speed maximum")]
        );
        let (_, out, _) = told(&[], &trace);
        assert!(out.contains("answered 400 MSS.00000003"), "{out}");
        let verbose = format!(
            "* Connected to h\n> POST {path} HTTP/2\n> Host: metastudio.cn-north-4.myhuaweicloud.com\n> X-Auth-Token: t\n> Content-Type: application/json\n> Content-Length: 99\n>\n* upload completely sent off\n< HTTP/2 200\n< content-type: application/json\n<\n{{\"job_id\": 5}}\n* Connection #0 left intact\n"
        );
        assert_eq!(findings(&[], &verbose), ["Some(1) 12:12 /job_id type"]);
        let (_, _, err) = told(&[], &verbose);
        assert!(err.contains("1 body is not in the input"), "{err}");
    }

    #[test]
    fn a_recording_of_other_hosts_alone_is_told() {
        let har = archive("https://h.example/x", "{}", 200, "{}");
        let (status, _, err) = told(&[], &har);
        assert_eq!(status, Status::Trouble);
        assert!(
            err.contains("nothing was checked: 3 calls are of other hosts"),
            "{err}"
        );
        let other = archive(
            "https://ecs.aliyuncs.com/?Action=DeleteTemplate&Version=2014-05-26",
            "",
            200,
            "{}",
        );
        assert_eq!(told(&[], &other).0, Status::Trouble);
    }

    #[test]
    fn secrets_of_a_capture_are_in_no_output() {
        let rpc = "https://mts.cn-shanghai.aliyuncs.com/?Action=SubmitJobs&Version=2014-06-18&AccessKeyId=SECRET1&Signature=SECRET2%2F&SecurityToken=SECRET3&Input=%7B%22a%22%3A1%7D&x=SECRET4";
        let echo = r#"{"Code":"SignatureDoesNotMatch","Message":"server string to sign is:GET&SECRET2 and key SECRET1"}"#;
        let curl = format!(
            "curl -u SECRET:SECRET -b session=SECRET '{VIDEOS}?Signature=SECRET' -H 'X-Auth-Token: SECRET' -H 'Authorization: SECRET' --json '{{\"auth_token\":\"SECRET\",\"speed\":1}}'\ncurl '{rpc}' -H 'x-acs-security-token: SECRET'\ncurl '{VIDEOS}' -H 'X-Auth-Token: SECRET' --json '{{\"a\": SECRET}}'"
        );
        let form = rpc.split_once('?').map_or("", |(_, form)| form);
        let log = format!(
            "1.2.3.4 \"GET {} HTTP/1.1\" 400",
            rpc.split_once(".com").map_or("", |(_, rest)| rest)
        );
        let http = format!(
            "POST {rpc} HTTP/1.1\nAuthorization: SECRET\nCookie: SECRET\n\n{form}\n\nHTTP/1.1 400 Bad\n\n{echo}\n"
        );
        let archives = [
            archive(&format!("{VIDEOS}?sign=SECRET"), BODY, 400, echo),
            archive(rpc, "", 400, echo),
            archive(VIDEOS, "SECRET", 400, "SECRET"),
        ];
        let all = [curl, form.to_owned(), log, http]
            .into_iter()
            .chain(archives);
        for capture in all {
            for format in ["human", "json", "ndjson", "sarif", "junit", "github"] {
                let input: &[&str] = if capture.starts_with("1.2") {
                    &["--input", "log"]
                } else {
                    &[]
                };
                let (_, out, err) = told(&[input, &["--format", format]].concat(), &capture);
                for text in [out, err] {
                    assert!(!text.contains("SECRET"), "{format} of {capture}\n{text}");
                }
            }
        }
    }

    #[test]
    fn hostile_captures_end_in_one_error() {
        let deep = format!("{{\"log\":{{\"entries\":[{{\"a\":{}", "[".repeat(1_000_000));
        let cut = archive(VIDEOS, BODY, 200, "{}");
        let cut = cut.get(..cut.len() - 100).unwrap_or_default();
        for (capture, format, part) in [
            (&*deep, "har", "128 levels"),
            (cut, "har", "cut off"),
            ("curl 'https://h", "curl", "never closed"),
            ("a: [1", "yaml", "not YAML"),
            ("hello", "http", "no request"),
            ("hello", "curl", "no curl command"),
            ("hello", "form", "no form"),
        ] {
            let (status, out, err) = told(&[&CREATE[..], &["--input", format]].concat(), capture);
            assert_eq!(status, Status::Trouble, "{format}");
            assert_eq!(err.matches("error").count(), 1, "{format}: {err}");
            assert!(err.contains(part), "{format}: {err}");
            assert!(out.contains("malformed"), "{format}: {out}");
        }
    }

    #[test]
    fn inputs_are_files_folders_globs_data_or_stdin() {
        let folder = tempfile::tempdir().expect("a folder");
        for name in ["a.json", "b/c.json"] {
            let path = folder.path().join(name);
            fs::create_dir_all(path.parent().expect("it has one")).expect("a folder");
            fs::write(path, BODY).expect("a file");
        }
        let root = folder.path().to_string_lossy().into_owned();
        let (_, out, _) = told(&[&CREATE[..], &[&root]].concat(), "");
        assert!(out.contains("2 inputs: 0 valid, 2 invalid"), "{out}");
        let glob = format!("{root}/**/c.*");
        let (_, out, _) = told(&[&CREATE[..], &[&glob]].concat(), "");
        assert!(out.contains("c.json: 1 error"), "{out}");
        let url = ["-X", "POST", "--url", VIDEOS];
        assert_eq!(
            findings(&[&url[..], &["-d", BODY]].concat(), ""),
            ["None 1:101 /voice_config/speed maximum"]
        );
        let file = format!("@{root}/a.json");
        assert_eq!(findings(&[&url[..], &["-d", &file]].concat(), "").len(), 1);
        let (status, _, err) = told(&[], "{}");
        assert_eq!(status, Status::Trouble);
        assert!(
            err.contains("which message is it? Name it with --op OPERATION"),
            "{err}"
        );
    }

    #[test]
    fn logs_and_comments_are_found_by_what_stands_there() {
        let line = format!("10:00:01 sent Create2DDigitalHumanVideoReq {BODY}\n");
        let log = format!("10:00:00 started\n{line}{line}");
        let column = line.find("300").unwrap_or_default() + 1;
        let found =
            |number| format!("Some({number}) {number}:{column} /voice_config/speed maximum");
        assert_eq!(findings(&CREATE, &log), [found(2), found(3)]);
        let (status, _, err) = told(&[], &log);
        assert_eq!(status, Status::Trouble);
        assert!(
            err.contains("2 lines hold JSON of which nobody said"),
            "{err}"
        );
        assert!(err.contains("nothing was checked"), "{err}");
        // One line with text before the JSON may be a payload that went wrong.
        let (status, _, err) = told(&CREATE, &line);
        assert_eq!(status, Status::Trouble);
        assert!(err.contains("--input log"), "{err}");
        let jsonc = format!("// mine\n{BODY}");
        assert_eq!(
            findings(&CREATE, &jsonc),
            ["None 2:101 /voice_config/speed maximum"]
        );
    }

    #[test]
    fn messages_that_are_delivered_in_envelopes_are_taken_out() {
        let callback = ["--op", "ListSmartLiveJobs", "--callback", "live-event"];
        let bare = r#"{"event_type":5}"#;
        let envelope = format!(r#"{{"TopicName":"t","Message":{}}}"#, quoted(bare));
        let xml = "<Notification><Message>{&quot;event_type&quot;:5}</Message></Notification>";
        for (capture, column) in [
            (bare, 15),
            (&envelope, 45),
            (xml, 48),
            // The column in what the base64 says.
            ("eyJldmVudF90eXBlIjo1fQ==", 15),
        ] {
            let all = findings(&callback, capture);
            let found = format!("None 1:{column} /event_type type");
            assert!(all.contains(&found), "{capture}: {all:?}");
        }
    }

    #[test]
    fn words_of_vendors_are_found_and_values_left_out() {
        let huawei = br#"{"error_code":"MSS.00000003","error_msg":"Invalid parameter"}"#;
        let alibaba = br#"{"RequestId":"x","Code":"InvalidParameter.Width","Message":"The width 5000 is not valid."}"#;
        let xml = b"<?xml version='1.0'?><Error><Code>SignatureDoesNotMatch</Code><Message>Specified signature is not matched. server string to sign is:GET&amp;%2F</Message></Error>";
        let nested = br#"{"error":{"code":"APIGW.0301","message":"Incorrect IAM authentication information: x"}}"#;
        let said = |body: &[u8]| {
            let (code, message) = words(body);
            format!(
                "{} {}",
                code.unwrap_or_default(),
                harmless(&message.unwrap_or_default())
            )
        };
        assert_eq!(said(huawei), "MSS.00000003 Invalid parameter");
        assert_eq!(
            said(alibaba),
            "InvalidParameter.Width The width … is not valid."
        );
        assert_eq!(
            said(xml),
            "SignatureDoesNotMatch Specified signature is not matched. server string to sign …"
        );
        assert_eq!(
            said(nested),
            "APIGW.0301 Incorrect IAM authentication information: x"
        );
        assert_eq!(said(b"{"), " ");
    }

    #[test]
    fn what_is_no_code_is_not_shown() {
        assert!(is_code("MSS.00000003"));
        for text in ["", "a b", "https://h", &"x".repeat(65)] {
            assert!(!is_code(text), "{text}");
        }
    }
}
