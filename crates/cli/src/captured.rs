//! Checking recorded and written calls: the request, and the answer where there is one.

use std::borrow::Cow;
use std::sync::atomic::{AtomicU64, Ordering};

use mediaspec_capture::{Body, Exchange, Header, NotTaken, Spot, Text, pair};
use mediaspec_validator::{
    Code, Malformed, MalformedCode, Message, Part, Report, Request, Severity, Validator, Violation,
};
use serde_json::Value;

use crate::output::{Refusal, Subject};

/// How many bytes of an answer are looked into for the vendor's words.
const LOOKED_INTO: usize = 1 << 16;

/// How many characters of the vendor's words are shown.
const WORDS: usize = 200;

/// How many characters a word may have that is shown of them.
const WORD: usize = 24;

/// Checks calls.
#[derive(Debug, Clone)]
pub(crate) struct Calls<'r> {
    pub(crate) validator: Validator,
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
}

fn count(counter: &AtomicU64) {
    counter.fetch_add(1, Ordering::Relaxed);
}

/// One message of a call, checked.
pub(crate) struct Checked {
    pub(crate) subject: Subject,
    /// With places of the input.
    pub(crate) report: Report,
    /// The body.
    pub(crate) text: Option<Text>,
    pub(crate) spots: Vec<Spot>,
    pub(crate) refusal: Option<Refusal>,
}

impl Calls<'_> {
    /// Checks a call; nothing comes of one that is left alone.
    pub(crate) fn check(&self, call: &Exchange) -> Vec<Checked> {
        let body = call.body();
        let request = self.request(call, &body);
        let Some((subject, report, operation)) = request else {
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
            out.push(located(call, subject, report, body, refusal));
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
                let found = operation.message(message.clone(), Part::Body);
                found
                    .ok()
                    .map(|message| message.check_sent(media_type.as_deref(), text.bytes()))
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
            out.push(located(call, subject, report, body, None));
        }
        out
    }

    /// Checks the request: what it is of, and the report; `None` where it is of no operation that is looked for.
    fn request(
        &self,
        call: &Exchange,
        body: &Body,
    ) -> Option<(Subject, Report, Option<mediaspec_validator::OperationRef>)> {
        let headers = call.headers.as_deref().map(values);
        let headers: Option<Vec<(&str, &str)>> = headers.as_ref().map(|headers| {
            let headers = headers.iter();
            headers.map(|(name, value)| (*name, &**value)).collect()
        });
        let text = match body {
            Body::Text(text) => Some(text.bytes()),
            _ => None,
        };
        let request = Request {
            method: &call.method,
            url: &call.url,
            headers: headers.as_deref(),
            body: text,
        };
        let route = match self.validator.route_of(&request) {
            Ok(route) => route,
            Err(unknown) => {
                // Browsers ask first whether they may send a request.
                let is_preflight = call.is_recorded && call.method.eq_ignore_ascii_case("OPTIONS");
                if is_preflight || self.only.is_some() {
                    return None;
                }
                let report = self.validator.report_of_unknown(&unknown)?;
                return Some((subject(None), report, None));
            }
        };
        let operation = route.operation().clone();
        if let Some((only, _)) = &self.only
            && *only != operation.name()
        {
            return None;
        }
        let mut report = route.check(headers.as_deref(), text);
        let is_other = report.errors().any(|error| error.code == Code::OtherApi);
        if is_other && call.is_recorded {
            let host = host(call).unwrap_or_default();
            let mut endpoints = operation.service().endpoints().iter();
            if !endpoints.any(|endpoint| endpoint.serves(&host)) {
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
        Some((subject(Some(operation.name())), report, Some(operation)))
    }
}

fn subject(operation: Option<String>) -> Subject {
    Subject {
        operation,
        message: Message::Request,
        whole: false,
    }
}

/// Names and values, as checks take them.
fn values(headers: &[Header]) -> Vec<(&str, Cow<'_, str>)> {
    let headers = headers.iter();
    headers
        .map(|header| (header.name.as_str(), header.value.lossy()))
        .collect()
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

/// Moves a report to the places of the input.
fn located(
    call: &Exchange,
    subject: Subject,
    mut report: Report,
    body: Body,
    refusal: Option<Refusal>,
) -> Checked {
    let text = match body {
        Body::Text(text) => Some(text),
        _ => None,
    };
    let is_placed = |report: &Report| {
        let malformed = report.malformed.as_ref();
        malformed.is_some_and(|malformed| malformed.code == MalformedCode::Encoding)
            && text.is_none()
    };
    let spots = match &text {
        Some(text) if !is_placed(&report) => text.locate(&mut report),
        Some(_) | None => Vec::new(),
    };
    let whole = |text: &Text| text.position(0..text.bytes().len());
    let target = whole(&call.target);
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
            Part::Header => call.header(&name).map(|header| whole(&header.value)),
            Part::Body | Part::Path => None,
        };
        violation.position = Some(place.unwrap_or(target));
    }
    if let Some(malformed) = &mut report.malformed {
        malformed.position.get_or_insert(target);
    }
    Checked {
        subject,
        report,
        text,
        spots,
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
    use super::{harmless, is_code, words};

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
