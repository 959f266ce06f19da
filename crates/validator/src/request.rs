//! Checking whole requests: the operation is found from method and URL, and every part is checked.

use std::borrow::Cow;

use mediaspec_core::code::Code;
use mediaspec_core::contract::{Agreement, Cite, MediaTypes, Part, Style, Syntax};
use mediaspec_core::escape::shortened;
use mediaspec_core::node::{Node, push_token};
use mediaspec_core::report::{Detail, Report, Violation};
use mediaspec_core::words;

use crate::Validator;
use crate::form::{self, Pairs};
use crate::operation::OperationRef;
use crate::operation::message::{BODY, FOUND, MessageRef};
use crate::route::{self, UnknownRoute};
use crate::url;
use crate::violation;

/// A request as a client sends it.
///
/// ```
/// use mediaspec_validator::Request;
///
/// let request = Request {
///     method: "GET",
///     url: "https://metastudio.example.com/v1/0a1b/digital-human-videos?limit=20",
///     ..Request::default()
/// };
/// # assert_eq!(request.headers, None);
/// ```
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Request<'a> {
    /// The HTTP method, in any case.
    pub method: &'a str,
    /// The URL, absolute or from the path on. The host tells requests that are meant for another API; any other may serve
    /// an operation.
    pub url: &'a str,
    /// Names and values of the headers. `None`: they are not known, and nothing is said about them.
    pub headers: Option<&'a [(&'a str, &'a str)]>,
    /// The body. An empty one counts as none.
    pub body: Option<&'a [u8]>,
}

impl Default for Request<'_> {
    /// `GET /` without a body, headers unknown.
    fn default() -> Self {
        Self {
            method: "GET",
            url: "/",
            headers: None,
            body: None,
        }
    }
}

/// Tells method and path; queries, headers and bodies hold what no log should.
impl std::fmt::Debug for Request<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Request")
            .field("method", &self.method)
            .field("path", &url::split(self.url).path)
            .field("headers", &self.headers.map(<[_]>::len))
            .field("body", &self.body.map(<[_]>::len))
            .finish_non_exhaustive()
    }
}

/// What a request sends in one of its parts.
pub(crate) enum Sent<'r> {
    /// Names and texts.
    Pairs(Part, Pairs<'r>),
    /// A body that is no form.
    Body(&'r [u8]),
}

/// The outcome of checking a whole request.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct CheckedRequest {
    /// The operation that method and URL ask for.
    pub operation: OperationRef,
    /// What was found: path, query, headers, body, in this order.
    pub report: Report,
}

/// A method and a URL whose operation is known: checks what is sent there.
///
/// Path and query are checked once, when it is made; any number of headers and bodies can follow.
///
/// ```
/// use mediaspec_validator::Validator;
///
/// let route = Validator::new().route("POST", "https://metastudio.example.com/v1/0a1b/2d-digital-human-videos")?;
/// assert_eq!(route.operation().name(), "metastudio/Create2DDigitalHumanVideo");
/// let bodies = [r#"{"model_asset_id": 5}"#, "{"];
/// let verdicts = bodies.map(|body| route.check(None, Some(body.as_bytes())).verdict().as_str());
/// assert_eq!(verdicts, ["invalid", "malformed"]);
/// # Ok::<(), mediaspec_validator::UnknownRoute>(())
/// ```
///
/// Made by [`Validator::route`].
#[derive(Debug, Clone, PartialEq)]
pub struct Route {
    operation: OperationRef,
    /// The host that the URL names.
    host: Option<Box<str>>,
    /// The parameters of the path.
    segments: Box<[(Box<str>, Box<str>)]>,
    /// What is to be said of the operation itself.
    state: Report,
    /// What was found in the path.
    path: Report,
    /// What was found in the query.
    query: Report,
    /// The parameters in the query of a service of the RPC style, whose others may stand in a form.
    pairs: Box<[(Box<str>, Box<str>)]>,
    body: MessageRef,
}

impl Route {
    /// Returns the operation that method and URL ask for.
    #[must_use]
    pub const fn operation(&self) -> &OperationRef {
        &self.operation
    }

    /// Checks a request that is sent there, as [`Validator::check_request`] does: the headers where they are known, and
    /// the body. No body and an empty one are the same.
    #[must_use]
    pub fn check(&self, headers: Option<&[(&str, &str)]>, body: Option<&[u8]>) -> Report {
        let body = body.filter(|body| !body.is_empty());
        let sent = headers.and_then(media_type).filter(|_| body.is_some());
        let form = body.filter(|body| self.takes_form() && (sent.is_some() || !is_json(body)));
        let mut report = self.state.clone();
        if let Some(violation) = self.other_api(headers.unwrap_or_default(), sent, form) {
            let mut other = Report::default();
            other.push_by(self.operation.options(), violation);
            // What an operation of another API may be sent is not known here.
            if !other.is_valid() {
                return other;
            }
            report.append(other);
        }
        report.append(match form {
            Some(_) => self.form_sent_as(sent),
            None => self.body.sent_as(sent),
        });
        report.append(self.path.clone());
        report.append(match form {
            Some(form) => self.query_and_form(sent, form),
            None => self.query.clone(),
        });
        if let Some(headers) = headers {
            let message = MessageRef::request(&self.operation, Part::Header);
            report.append(message.check_pairs(headers));
            for violation in self.mismatches(headers, &report) {
                report.push_by(self.operation.options(), violation);
            }
        }
        match body {
            Some(_) if form.is_some() => {}
            Some(body) => report.append(self.body.read(sent, body)),
            None => self.expect_body(&mut report),
        }
        violation::cut(&mut report, self.operation.options().limits);
        report
    }

    /// Tells of a request that is written for another API: by its host, or by the version that it carries.
    fn other_api(
        &self,
        headers: &[(&str, &str)],
        media_type: Option<&str>,
        form: Option<&[u8]>,
    ) -> Option<Violation> {
        self.other_host(headers)
            .or_else(|| self.other_version(headers, media_type, form))
    }

    /// Tells of a request that is sent to a host of another API.
    fn other_host(&self, headers: &[(&str, &str)]) -> Option<Violation> {
        let in_header = || route::header(headers, "host").map(url::host);
        let host = self.host.as_deref().or_else(in_header)?;
        let service = self.operation.service();
        let mut others = service.other_apis().iter();
        let other = others.find(|other| other.endpoint.serves(host))?;
        let own = service.endpoints().iter();
        let detail = Detail::Host {
            api: other.title.clone(),
            documented: own.map(|endpoint| endpoint.host.clone()).collect(),
        };
        Some(self.of_another_api(detail, Some(host), &other.endpoint.cite))
    }

    /// Tells of a request that carries another version of the API than the service has, or none.
    fn other_version(
        &self,
        headers: &[(&str, &str)],
        media_type: Option<&str>,
        form: Option<&[u8]>,
    ) -> Option<Violation> {
        let service = self.operation.service();
        let Style::Rpc {
            action: _,
            version: parameter,
            headers: in_headers,
            cite,
        } = service.style()
        else {
            return None;
        };
        let documented = service.version()?;
        let form = form.filter(|_| is_url_encoded(media_type));
        // That a form cannot be read is told by itself.
        let form = form::url_encoded(form.unwrap_or_default()).ok()?;
        let in_query = self.pairs.iter().map(|(name, value)| (&**name, &**value));
        let in_form = form.iter().map(|(name, value)| (&**name, &**value));
        let parameters = in_query.chain(in_form);
        let parameters = parameters.filter(|(name, _)| **name == **parameter);
        let in_headers = in_headers.as_ref();
        let in_headers = headers.iter().filter(|(name, _)| {
            in_headers.is_some_and(|known| known.version.eq_ignore_ascii_case(name))
        });
        let mut sent = parameters.chain(in_headers.copied()).peekable();
        let found = match sent.peek() {
            None => None,
            Some(_) => Some(sent.find(|(_, version)| *version != documented)?.1),
        };
        let detail = Detail::Version {
            parameter: parameter.clone(),
            documented: documented.into(),
        };
        Some(self.of_another_api(detail, found, cite))
    }

    fn of_another_api(&self, detail: Detail, found: Option<&str>, cite: &Cite) -> Violation {
        let (service, contract) = (self.operation.service(), self.operation.contract());
        let (part, code) = (Part::Query, Code::OtherApi);
        let mut violation =
            violation::at_root(service, contract, part, code, detail).read_at(service, cite);
        violation.found = found.map(|found| shortened(found, FOUND).as_str().into());
        violation
    }

    /// Tells of headers that do not say what the path says.
    fn mismatches(&self, headers: &[(&str, &str)], report: &Report) -> Vec<Violation> {
        let (service, contract) = (self.operation.service(), self.operation.contract());
        let (part, code) = (Part::Header, Code::Mismatch);
        let is_told = |part, name: &str| {
            let mut told = report
                .violations
                .iter()
                .filter(|told| told.code == Code::Placeholder);
            told.any(|told| told.part == part && told.pointer == *format!("/{name}"))
        };
        let all = service.agreements().iter().filter_map(|agreement| {
            let Agreement { path, header, cite } = agreement;
            let (_, in_path) = self.segments.iter().find(|(name, _)| name == path)?;
            let sent = route::header(headers, header)?;
            if **in_path == *sent || is_told(Part::Path, path) || is_told(part, header) {
                return None;
            }
            let detail = Detail::Other {
                part: Part::Path,
                name: path.clone(),
                value: as_json(in_path).into(),
            };
            let pointer = pointer_to(header);
            let mut violation = violation::at(service, contract, part, &pointer, code, detail)
                .read_at(service, cite);
            violation.found = Some(as_json(sent).as_str().into());
            Some(violation)
        });
        all.collect()
    }

    /// Whether parameters of the query may stand in a form as well.
    fn takes_form(&self) -> bool {
        let is_rpc = matches!(self.operation.service().style(), Style::Rpc { .. });
        is_rpc && self.operation.contract().request.is_none()
    }

    /// Tells of a body that is not sent as the form that it can only be.
    fn form_sent_as(&self, media_type: Option<&str>) -> Report {
        let form = MediaTypes {
            names: [FORM.into()].into(),
        };
        self.body.held_against(&form, media_type)
    }

    /// Checks the parameters of the query and those of a form together.
    fn query_and_form(&self, media_type: Option<&str>, form: &[u8]) -> Report {
        if !is_url_encoded(media_type) {
            return self.query.clone();
        }
        let more = match form::url_encoded(form) {
            Ok(more) => more,
            Err(malformed) => return Report::of_malformed(Part::Query, malformed),
        };
        let pairs = self.pairs.iter().map(|(name, value)| (&**name, &**value));
        let all: Pairs<'_> = pairs
            .map(|(name, value)| (name.into(), value.into()))
            .chain(more)
            .collect();
        let query = MessageRef::request(&self.operation, Part::Query);
        query.check_pairs(&borrowed(&all))
    }

    fn expect_body(&self, report: &mut Report) {
        let contract = self.operation.contract();
        if contract.request.as_ref().is_some_and(|body| body.required) {
            let violation = violation::at_root(
                self.operation.service(),
                contract,
                Part::Body,
                Code::Required,
                Detail::Member(BODY.into()),
            );
            report.push_by(self.operation.options(), violation);
        }
    }
}

impl Validator {
    /// Finds the operation that a method and a URL ask for, and checks path and query.
    ///
    /// The operation is found by method and path. Segments of the path are percent-decoded, literal segments beat
    /// parameters, and of several operations with the same method and path the first in the catalog is taken. A path
    /// must fit whole: a trailing slash or a prefix is another path. In Alibaba's RPC style the query names the
    /// operation (`Action`); where it does so twice, the first counts.
    ///
    /// # Errors
    /// [`UnknownRoute`] where no operation has that method and path.
    pub fn route(&self, method: &str, url: &str) -> Result<Route, UnknownRoute> {
        self.route_with(
            &Request {
                method,
                url,
                ..Request::default()
            },
            &[],
        )
    }

    /// Finds the operation that a request asks for, and checks path and query, as [`Validator::route`] does. In Alibaba's RPC
    /// style the operation may be named in a form and in a header (`x-acs-action`) as well; the query goes before both.
    ///
    /// # Errors
    /// [`UnknownRoute`] where no operation has that method and path.
    pub fn route_of(&self, request: &Request<'_>) -> Result<Route, UnknownRoute> {
        let route = self.route_with(request, &[]);
        route.or_else(|unknown| match named_in_form(request) {
            Some(form) => self.route_with(request, &form),
            None => Err(unknown),
        })
    }

    /// Whether [`Validator::route_of`] finds an operation. It asks for less than finding out what may have been meant
    /// instead, which counts where most requests are meant for other APIs, as in what a browser records.
    ///
    /// ```
    /// use mediaspec_validator::{Request, Validator};
    ///
    /// let validator = Validator::new();
    /// let knows = |url| validator.knows(&Request { url, ..Request::default() });
    /// assert!(knows("https://metastudio.example.com/v1/0a1b/digital-human-videos"));
    /// assert!(!knows("https://cdn.example.com/app.js"));
    /// ```
    #[must_use]
    pub fn knows(&self, request: &Request<'_>) -> bool {
        let target = url::split(request.url);
        let pairs = url::decode_query(target.query);
        let headers = request.headers.unwrap_or_default();
        let finds = |pairs: &[(Cow<'_, str>, Cow<'_, str>)]| {
            let (method, path) = (request.method, target.path);
            route::matching(self.catalog(), method, path, pairs, headers).is_ok()
        };
        finds(&pairs)
            || named_in_form(request).is_some_and(|form| finds(&[&*pairs, &*form].concat()))
    }

    /// Finds an operation that may be named in a form as well.
    fn route_with(
        &self,
        request: &Request<'_>,
        form: &[(Cow<'_, str>, Cow<'_, str>)],
    ) -> Result<Route, UnknownRoute> {
        let Request {
            method,
            url,
            headers,
            body: _,
        } = *request;
        let target = url::split(url);
        let pairs = url::decode_query(target.query);
        let named = [&*pairs, form].concat();
        let entry = route::find(
            self.catalog(),
            method,
            (target.host, target.path),
            &named,
            headers.unwrap_or_default(),
        )?;
        let operation = OperationRef::new(&entry, self.shared_options());
        let part = |part| MessageRef::request(&operation, part);
        let is_rpc = matches!(operation.service().style(), Style::Rpc { .. });
        let kept = pairs.iter().filter(|_| is_rpc);
        Ok(Route {
            host: target.host.map(Into::into),
            state: state(&operation),
            path: check_path(&part(Part::Path), &entry.head.path, target.path),
            segments: decoded(&entry.head.path, target.path),
            query: match url::malformed(target.query, "the query") {
                None => part(Part::Query).check_pairs(&borrowed(&pairs)),
                Some(malformed) => Report::of_malformed(Part::Query, malformed),
            },
            pairs: kept
                .map(|(name, value)| ((&**name).into(), (&**value).into()))
                .collect(),
            body: part(Part::Body),
            operation,
        })
    }

    /// Takes a request apart: the operation that it asks for, and what it sends in each part; `None` where no operation is
    /// known.
    pub(crate) fn parts<'r>(&self, request: &Request<'r>) -> Option<(OperationRef, Vec<Sent<'r>>)> {
        let route = self.route_of(request).ok()?;
        let target = url::split(request.url);
        let body = request.body.filter(|body| !body.is_empty());
        let sent = request.headers.and_then(media_type);
        let mut query = url::decode_query(target.query);
        let form = body.filter(|body| route.takes_form() && (sent.is_some() || !is_json(body)));
        if let Some(form) = form {
            query.extend(form::url_encoded(form).unwrap_or_default());
        }
        let path = route.segments.into_vec().into_iter();
        let path =
            path.map(|(name, value)| (name.into_string().into(), value.into_string().into()));
        let headers = request.headers.unwrap_or_default().iter();
        let headers = headers.map(|(name, value)| ((*name).into(), (*value).into()));
        let mut all = vec![
            Sent::Pairs(Part::Path, path.collect()),
            Sent::Pairs(Part::Query, query),
            Sent::Pairs(Part::Header, headers.collect()),
        ];
        if let Some(body) = body.filter(|_| form.is_none()) {
            let text = |field: form::Field<'r>| {
                let content = String::from_utf8_lossy(&field.content).into_owned();
                (field.name, field.file.unwrap_or(content.into()))
            };
            all.push(match route.body.takes_forms() {
                true => {
                    let fields = form::read(sent, body).unwrap_or_default();
                    Sent::Pairs(Part::Body, fields.into_iter().map(text).collect())
                }
                false => Sent::Body(body),
            });
        }
        Some((route.operation, all))
    }

    /// Returns what is to be said of a request of which no operation is known, where it goes to a host of the vendor: one
    /// `unknown-operation` warning. `None` for any other host, whose requests are nothing to this contract.
    ///
    /// ```
    /// use mediaspec_validator::{Code, Validator};
    ///
    /// let validator = Validator::new();
    /// let url = "https://mts.cn-shanghai.aliyuncs.com/?Action=MakeCoffee";
    /// let unknown = validator.route("POST", url).expect_err("no operation is called so");
    /// let report = validator.report_of_unknown(&unknown).expect("it is a host of MTS");
    /// assert_eq!(report.violations[0].code, Code::UnknownOperation);
    /// ```
    #[must_use]
    pub fn report_of_unknown(&self, unknown: &UnknownRoute) -> Option<Report> {
        let host = unknown.host.as_deref()?;
        let (service, endpoint) = self.catalog().services().iter().find_map(|service| {
            let mut endpoints = service.endpoints().iter();
            Some((service, endpoints.find(|endpoint| endpoint.serves(host))?))
        })?;
        let code = Code::UnknownOperation;
        let mut violation = Violation::at_root(Part::Path, code, code.default_severity())
            .read_at(service, &endpoint.cite);
        violation.detail = Detail::Note(unknown.to_string().as_str().into());
        let mut report = Report::default();
        report.push_by(self.options(), violation);
        Some(report)
    }

    /// Checks a whole request.
    ///
    /// The operation is found as [`Validator::route_of`] finds it; in Alibaba's RPC style a form in the body may hold
    /// parameters of the query.
    ///
    /// - A body that is sent as another media type than is documented is a `media-type` violation, and is not read as what it
    ///   is not ([`MessageRef::check_sent`]). Forms are read as such.
    /// - A request that is sent to a host of another API, or that carries another version of the API than the service has, or
    ///   none where its requests carry one, is an `other-api` violation, and nothing else of it is checked.
    /// - An unknown query parameter is a violation, an unknown header is not.
    /// - An operation that the vendor deprecated, removed or renamed is a `deprecated` warning.
    /// - A body that is required and absent is a `required` violation at the root of the body.
    /// - A body that no page documents is an `additionalProperties` violation at the root of the body.
    /// - `authentication` is checked where the headers are known.
    /// - Paths and queries are malformed whose percent-encoding is not UTF-8, or that have a percent sign which escapes nothing.
    ///
    /// # Errors
    /// [`UnknownRoute`] where no operation has that method and path.
    pub fn check_request(&self, request: &Request<'_>) -> Result<CheckedRequest, UnknownRoute> {
        let route = self.route_of(request)?;
        Ok(CheckedRequest {
            report: route.check(request.headers, request.body),
            operation: route.operation,
        })
    }

    /// Checks a request of the [`http`] crate, with all its headers.
    ///
    /// Bytes of header values that are not UTF-8 count as U+FFFD.
    ///
    /// # Errors
    /// [`UnknownRoute`] where no operation has that method and path.
    pub fn check_http<B: AsRef<[u8]>>(
        &self,
        request: &http::Request<B>,
    ) -> Result<CheckedRequest, UnknownRoute> {
        let headers: Vec<(&str, Cow<'_, str>)> = request
            .headers()
            .iter()
            .map(|(name, value)| (name.as_str(), String::from_utf8_lossy(value.as_bytes())))
            .collect();
        let headers: Vec<(&str, &str)> = headers.iter().map(|(k, v)| (*k, &**v)).collect();
        self.check_request(&Request {
            method: request.method().as_str(),
            url: &request.uri().to_string(),
            headers: Some(&headers),
            body: Some(request.body().as_ref()),
        })
    }
}

/// Whether a body of which no header says what it is looks like JSON.
fn is_json(body: &[u8]) -> bool {
    matches!(body.trim_ascii_start().first(), Some(b'{' | b'['))
}

/// The media type of a form that holds parameters of a query.
const FORM: &str = "application/x-www-form-urlencoded";

/// Whether a body that can only be a form is sent as one in one line: so it is unless the header says something else.
fn is_url_encoded(media_type: Option<&str>) -> bool {
    media_type.is_none_or(|sent| Syntax::of(sent) == Syntax::UrlEncoded)
}

/// What the headers say that the body is sent as.
fn media_type<'h>(headers: &[(&'h str, &'h str)]) -> Option<&'h str> {
    let value = route::header(headers, "content-type")?;
    (!value.trim().is_empty()).then_some(value)
}

/// The fields of a body that is a form in one line.
fn named_in_form<'r>(request: &Request<'r>) -> Option<Pairs<'r>> {
    let sent = request.headers.and_then(media_type);
    if !is_url_encoded(sent) {
        return None;
    }
    form::url_encoded(request.body?).ok()
}

/// Warns of an operation that should no longer be used.
fn state(operation: &OperationRef) -> Report {
    let contract = operation.contract();
    let mut report = Report::default();
    if let Some(state) = words::operation_state(&contract.state) {
        let violation = violation::at_root(
            operation.service(),
            contract,
            Part::Body,
            Code::Deprecated,
            Detail::Note(state.as_str().into()),
        );
        report.push_by(operation.options(), violation);
    }
    report
}

fn check_path(message: &MessageRef, template: &str, path: &str) -> Report {
    let parameters = route::parameters(template, path);
    let mut values = parameters.iter().map(|(_, value)| value);
    if let Some(malformed) = values.find_map(|value| url::malformed(value, "a path parameter")) {
        return Report::of_malformed(Part::Path, malformed);
    }
    let decoded = decoded(template, path);
    let pairs: Vec<(&str, &str)> = decoded.iter().map(|(k, v)| (&**k, &**v)).collect();
    message.check_pairs(&pairs)
}

/// The parameters of a path that matches a template.
fn decoded(template: &str, path: &str) -> Box<[(Box<str>, Box<str>)]> {
    let parameters = route::parameters(template, path).into_iter();
    let decoded = parameters.map(|(name, value)| (name.into(), url::decode_segment(value).into()));
    decoded.collect()
}

/// A text as reports show it: as JSON, shortened.
fn as_json(text: &str) -> String {
    shortened(&Node::from(text).compact(), FOUND)
}

/// The JSON Pointer to a member of that name.
fn pointer_to(name: &str) -> String {
    let mut pointer = String::new();
    push_token(&mut pointer, name);
    pointer
}

/// Names and values as checks take them.
fn borrowed<'q>(pairs: &'q [(Cow<'q, str>, Cow<'q, str>)]) -> Vec<(&'q str, &'q str)> {
    let pairs = pairs.iter();
    pairs.map(|(name, value)| (&**name, &**value)).collect()
}

#[cfg(test)]
mod tests {
    use mediaspec_core::check::{Allow, Limits};
    use mediaspec_core::code::Code;
    use mediaspec_core::contract::{Catalog, OperationState, Part, Service};
    use mediaspec_core::report::Report;

    use super::{CheckedRequest, Request};
    use crate::{Validator, mini};

    /// `in pointer code` of each violation, or why the request is malformed.
    fn told(report: &Report) -> Vec<String> {
        if let Some(malformed) = &report.malformed {
            return vec![format!("malformed: {}", malformed.message)];
        }
        let line = |v: &crate::Violation| format!("{} {} {}", v.part.as_str(), v.pointer, v.code);
        report.violations.iter().map(line).collect()
    }

    fn check(request: &Request<'_>) -> Vec<String> {
        match Validator::from_catalog(mini::catalog()).check_request(request) {
            Ok(CheckedRequest { report, .. }) => told(&report),
            Err(error) => vec![error.to_string()],
        }
    }

    #[test]
    fn an_operation_that_is_no_longer_current_is_told_first_and_stays_valid() {
        let request = Request {
            url: "/v1/p/videos",
            ..Request::default()
        };
        let current = check(&request);
        for (state, told_as) in [
            (
                OperationState::Deprecated("Use ShowClip.".into()),
                "the operation is deprecated: Use ShowClip.",
            ),
            (
                OperationState::Removed("Since 2026.".into()),
                "the operation is removed by the vendor: Since 2026.",
            ),
            (
                OperationState::RenamedTo("ShowClip".into()),
                "the operation is renamed by the vendor to ShowClip",
            ),
        ] {
            let shipped = mini::catalog();
            let services = shipped.services().iter().map(|service| {
                let mut data = service.to_data();
                for operation in &mut data.operations {
                    operation.state = state.clone();
                }
                Service::provisional(data)
            });
            let catalog = Catalog::new(services.collect::<Vec<_>>()).unwrap_or_default();
            let checked = Validator::from_catalog(catalog).check_request(&request);
            let report = checked.map(|checked| checked.report).unwrap_or_default();
            let all = told(&report);
            assert_eq!(all.first().map(String::as_str), Some("body  deprecated"));
            assert_eq!(all.get(1..), Some(&*current));
            let first = report.violations.first();
            let said = first.map(|first| (first.message(), first.title()));
            assert_eq!(said, Some((told_as.to_owned(), told_as.to_owned())));
        }
    }

    #[test]
    fn parts_are_told_in_the_order_path_query_header_body() {
        let request = Request {
            method: "POST",
            url: "/v1/much-too-long/videos?x=1",
            headers: Some(&[("x-request-id", "much-too-long"), ("X-Auth-Token", "t")]),
            body: Some(br#"{"name": "v", "speed": 300}"#),
        };
        assert_eq!(
            check(&request),
            [
                "path /project_id maxLength",
                "query /x additionalProperties",
                "header /X-Request-Id maxLength",
                "body /speed maximum",
            ]
        );
    }

    #[test]
    fn one_complete_group_of_headers_authenticates() {
        let with = |headers: &[(&str, &str)]| {
            check(&Request {
                url: "/v1/p/videos",
                headers: Some(headers),
                ..Request::default()
            })
        };
        assert_eq!(with(&[]), ["header  authentication"]);
        assert_eq!(with(&[("x-auth-token", "t")]), [""; 0]);
        assert_eq!(
            with(&[("x-auth-token", "t"), ("X-Auth-Token", "t")]),
            ["header /X-Auth-Token duplicate-key"]
        );
        assert_eq!(with(&[("Authorization", "a")]), ["header  authentication"]);
        assert_eq!(
            with(&[("AUTHORIZATION", "a"), ("x-sdk-date", "d"), ("Other", "o")]),
            [""; 0]
        );
    }

    #[test]
    fn unknown_headers_are_no_reason_to_ask_for_authentication() {
        let request = Request {
            url: "/v1/p/videos",
            ..Request::default()
        };
        assert_eq!(check(&request), [""; 0]);
    }

    #[test]
    fn a_required_body_must_be_there() {
        let request = Request {
            method: "POST",
            url: "/v1/p/videos",
            ..Request::default()
        };
        assert_eq!(check(&request), ["body  required"]);
        let empty = Request {
            body: Some(b""),
            ..request
        };
        assert_eq!(check(&empty), ["body  required"]);
        let optional = Request {
            url: "/v1/p/copies",
            ..request
        };
        assert_eq!(check(&optional), [""; 0]);
    }

    #[test]
    fn a_body_that_no_page_documents_must_not_be_there() {
        let request = Request {
            url: "/v1/p/videos",
            body: Some(b"[1]"),
            ..Request::default()
        };
        assert_eq!(check(&request), ["body  additionalProperties"]);
    }

    #[test]
    fn values_are_decoded_before_they_are_checked() {
        let with = |url| {
            check(&Request {
                url,
                ..Request::default()
            })
        };
        assert_eq!(with("/v1/%E4%B8%AD%E4%B8%AD%E4%B8%AD/videos"), [""; 0]);
        assert_eq!(with("/v1/p/videos?l%69mit=1%300"), [""; 0]);
        assert_eq!(with("/v1/p/videos?limit=1%3000"), ["query /limit maximum"]);
        assert_eq!(
            with("/v1/%FF/videos"),
            ["malformed: a path parameter is not UTF-8"]
        );
        assert_eq!(
            with("/v1/p/videos?state=%FF"),
            ["malformed: the query is not UTF-8"]
        );
    }

    #[test]
    fn parameters_that_every_operation_takes_are_checked() {
        let with = |url| {
            check(&Request {
                method: "POST",
                url,
                ..Request::default()
            })
        };
        assert_eq!(
            with("/?Action=QueryJob&JobId=1&Version=2020-01-01&Format=JSON"),
            [""; 0]
        );
        assert_eq!(
            with("/?Action=QueryJob&JobId=1&Version=2020-01-01&Action=QueryJob"),
            ["query /Action duplicate-key"]
        );
        assert_eq!(
            with("/?Action=QueryJob&JobId=1&Version=2020-01-01&Action=Other"),
            ["query /Action enum", "query /Action duplicate-key"]
        );
        assert_eq!(
            with("/?Action=QueryJob&Version=2020-01-01&Versio=1"),
            [
                "query /Versio additionalProperties",
                "query /JobId required"
            ]
        );
    }

    #[test]
    fn a_request_for_another_version_of_the_api_is_one_finding() {
        fn with(url: &str, headers: Option<&[(&str, &str)]>, body: &str) -> Vec<String> {
            check(&Request {
                method: "POST",
                url,
                headers,
                body: Some(body.as_bytes()),
            })
        }
        let other = ["query  other-api"];
        let wrong = "/?Action=QueryJob&Jobid=1&Version=2019-01-01";
        let right = "/?Action=QueryJob&JobId=1&Version=2020-01-01";
        let none = "/?Action=QueryJob&JobId=1";
        assert_eq!(with(wrong, None, ""), other);
        assert_eq!(with(none, None, ""), other);
        assert_eq!(with(right, None, ""), [""; 0]);
        assert_eq!(with(none, None, "Version=2019-01-01"), other);
        assert_eq!(with(none, None, "Version=2020-01-01"), [""; 0]);
        // Of two, the one that is another counts.
        assert_eq!(with(right, None, "Version=2019-01-01"), other);
        let form = "application/x-www-form-urlencoded";
        for (version, told) in [("2020-01-01", &[][..]), ("2019-01-01", &other)] {
            let headers: &[(&str, &str)] = &[("X-ACS-Version", version), ("Content-Type", form)];
            assert_eq!(with(none, Some(headers), "Format=JSON"), told, "{version}");
        }
        // A body that is no form holds no parameters.
        let json: &[(&str, &str)] = &[("Content-Type", "application/json")];
        assert_eq!(with(none, Some(json), "Version=2020-01-01"), other);
    }

    #[test]
    fn a_request_to_a_host_of_another_api_is_one_finding() {
        fn with(url: &str, headers: Option<&[(&str, &str)]>) -> Vec<String> {
            check(&Request {
                method: "POST",
                url,
                headers,
                body: None,
            })
        }
        let other = ["query  other-api"];
        let query = "/?Action=QueryJob&Jobid=1&Version=2019-01-01";
        for host in ["other.a.example", "user@OTHER.b-2.example:443"] {
            assert_eq!(
                with(&format!("https://{host}{query}"), None),
                other,
                "{host}"
            );
        }
        assert_eq!(with(query, Some(&[("Host", "other.a.example:80")])), other);
        let good = "/?Action=QueryJob&JobId=1&Version=2020-01-01";
        for host in [
            "media.a.example",
            "other.example",
            "other.a.b.example",
            "localhost",
        ] {
            assert_eq!(
                with(&format!("https://{host}{good}"), None),
                [""; 0],
                "{host}"
            );
        }
        // The host of the URL is the one that is asked, and nobody mistakes the other service for that API.
        let headers: &[(&str, &str)] = &[("host", "other.a.example")];
        assert_eq!(
            with(&format!("https://media.a.example{good}"), Some(headers)),
            [""; 0]
        );
        let videos = "https://other.a.example/v1/p/videos?limit=0";
        let listed = check(&Request {
            url: videos,
            ..Request::default()
        });
        assert_eq!(listed, ["query /limit minimum"]);
        let validator = Validator::from_catalog(mini::catalog());
        let url = &format!("https://other.a.example{query}");
        let route = validator.route("POST", url).expect("a known action");
        let report = route.check(None, None);
        assert_eq!(
            report.to_string(),
            "error[other-api] query: the request is written for another API: other.a.example is a host of Other Media, and requests of this one go to media.{region}.example"
        );
    }

    #[test]
    fn a_header_may_name_the_operation_in_the_rpc_style() {
        let with = |url, headers: &[(&str, &str)]| {
            check(&Request {
                method: "POST",
                url,
                headers: Some(headers),
                body: None,
            })
        };
        let version = ("x-acs-version", "2020-01-01");
        let named = ("X-Acs-Action", "QueryJob");
        assert_eq!(with("/?JobId=1", &[named, version]), [""; 0]);
        assert_eq!(with("/", &[named, version]), ["query /JobId required"]);
        assert_eq!(with("/?JobId=1", &[named]), ["query  other-api"]);
        let unknown = with("/", &[("x-acs-action", "QueryJobs"), version]);
        assert!(
            unknown
                .concat()
                .contains("with the action `QueryJobs`; did you mean")
        );
        // What the query names goes first.
        let both = with(
            "/?Action=QueryJob&JobId=1",
            &[("x-acs-action", "Zz"), version],
        );
        assert_eq!(both, [""; 0]);
    }

    #[test]
    fn an_unknown_operation_at_a_host_of_the_vendor_is_told_in_a_report() {
        let validator = Validator::from_catalog(mini::catalog());
        let unknown = |url: &str, headers| {
            let request = Request {
                method: "POST",
                url,
                headers,
                body: None,
            };
            let unknown = validator.route_of(&request).expect_err("no operation");
            validator.report_of_unknown(&unknown)
        };
        let path = "/?Action=QueryJobs";
        let told = unknown(&format!("https://media.a.example{path}"), None).expect("a report");
        assert_eq!((told.is_valid(), told.warning_count), (true, 1));
        assert_eq!(
            told.to_string(),
            "warning[unknown-operation] path: no operation has the method and path `POST /` with the action `QueryJobs`; did you mean `POST /?Action=QueryJob (media/QueryJob)`?"
        );
        assert!(unknown(path, Some(&[("Host", "media.a.example:443")])).is_some());
        for url in ["https://other.a.example/?Action=QueryJobs", path] {
            assert_eq!(unknown(url, None), None, "{url}");
        }
    }

    #[test]
    fn an_allowed_version_is_a_warning_and_the_rest_is_checked() {
        let allowed = Allow::everywhere(Code::OtherApi);
        let validator = Validator::from_catalog(mini::catalog()).allow(allowed);
        let request = Request {
            method: "POST",
            url: "/?Action=QueryJob",
            ..Request::default()
        };
        let report = validator
            .check_request(&request)
            .expect("a known action")
            .report;
        assert_eq!(told(&report), ["query  other-api", "query /JobId required"]);
        assert_eq!((report.error_count, report.warning_count), (1, 1));
    }

    #[test]
    fn a_body_is_read_as_its_header_says_and_that_is_told_first() {
        let with = |media_type, body: &'static str| {
            check(&Request {
                method: "POST",
                url: "/v1/much-too-long/videos",
                headers: Some(&[("X-Auth-Token", "t"), ("content-type", media_type)]),
                body: Some(body.as_bytes()),
            })
        };
        let path = "path /project_id maxLength";
        let body = r#"{"name": "v", "speed": 300}"#;
        assert_eq!(
            with("application/json", body),
            [path, "body /speed maximum"]
        );
        assert_eq!(with(" ", body), [path, "body /speed maximum"]);
        let form = with("application/x-www-form-urlencoded", "name=v");
        assert_eq!(form, ["body  media-type", path]);
        let text = with("text/plain", body);
        assert_eq!(text, ["body  media-type", path, "body /speed maximum"]);
        // Of a body that is not there nothing is said but that.
        let none = with("text/plain", "");
        assert_eq!(none, [path, "body  required"]);
    }

    #[test]
    fn a_form_may_hold_the_parameters_of_a_query_in_the_rpc_style() {
        let with = |url, headers, body: &'static str| {
            check(&Request {
                method: "POST",
                url,
                headers,
                body: Some(body.as_bytes()),
            })
        };
        assert_eq!(
            with("/?Action=QueryJob", None, "JobId=1&Version=2020-01-01"),
            [""; 0]
        );
        assert_eq!(
            with(
                "/?Action=QueryJob",
                None,
                "JobId=1&Version=2020-01-01&Action=QueryJob"
            ),
            ["query /Action duplicate-key"]
        );
        assert_eq!(
            with("/?JobId=1&Version=2020-01-01", None, "Action=QueryJob\n"),
            [""; 0]
        );
        let expected = [
            "query /JobId maxLength",
            "query /Jobid additionalProperties",
        ];
        assert_eq!(
            with(
                "/?Version=2020-01-01",
                None,
                "Action=QueryJob&JobId=123456789&Jobid=1"
            ),
            expected
        );
        let twice = with(
            "/?Action=QueryJob&JobId=1&Version=2020-01-01",
            None,
            "JobId=2",
        );
        assert_eq!(twice, ["query /JobId duplicate-key"]);
        let form: &[(&str, &str)] = &[(
            "Content-Type",
            "application/x-www-form-urlencoded; charset=UTF-8",
        )];
        assert_eq!(
            with(
                "/?Version=2020-01-01",
                Some(form),
                "Action=QueryJob&JobId=1"
            ),
            [""; 0]
        );
        let json: &[(&str, &str)] = &[("Content-Type", "application/json")];
        let as_json = with(
            "/?Action=QueryJob&Version=2020-01-01",
            Some(json),
            r#"{"JobId": "1"}"#,
        );
        assert_eq!(as_json, ["body  media-type", "query /JobId required"]);
        let unknown = with("/", Some(json), "Action=QueryJob");
        assert_eq!(
            unknown,
            [
                "the request does not name its operation: `Action` is missing from the query and the form"
            ]
        );
        // What looks like JSON is no form, if nothing says that it is one.
        let undocumented = with("/?Action=QueryJob&JobId=1&Version=2020-01-01", None, " {}");
        assert_eq!(undocumented, ["body  additionalProperties"]);
        let bytes = check(&Request {
            method: "POST",
            url: "/?Action=QueryJob",
            body: Some(b"JobId=%FF"),
            ..Request::default()
        });
        assert_eq!(bytes, ["malformed: the form is not UTF-8"]);
    }

    #[test]
    fn a_route_checks_what_a_whole_request_would() {
        let validator = Validator::from_catalog(mini::catalog());
        let headers: &[(&str, &str)] = &[("X-Request-Id", "much-too-long")];
        for (method, url) in [
            ("POST", "/v1/p/videos"),
            ("POST", "/v1/much-too-long/videos?x=1"),
            ("GET", "/v1/p/videos?limit=0"),
            ("GET", "/v1/p/videos?state=%FF"),
            ("POST", "/v1/p/copies"),
        ] {
            let route = validator.route(method, url).expect("there is one");
            for headers in [None, Some(headers)] {
                for body in [None, Some(&b""[..]), Some(b"{}"), Some(b"{")] {
                    let request = Request {
                        method,
                        url,
                        headers,
                        body,
                    };
                    let checked = validator.check_request(&request).expect("there is one");
                    assert_eq!(*route.operation(), checked.operation);
                    assert_eq!(route.check(headers, body), checked.report);
                }
            }
        }
    }

    #[test]
    fn malformed_parts_are_told_as_an_error() {
        let validator = Validator::from_catalog(mini::catalog());
        for (url, body, part) in [
            ("/v1/%FF/videos", None, Part::Path),
            ("/v1/p/videos?state=%FF", None, Part::Query),
            ("/v1/p/videos?x=1", Some(&b"{"[..]), Part::Body),
        ] {
            let route = validator.route("POST", url).expect("there is one");
            let report = route.check(Some(&[]), body);
            let errors: Vec<_> = report
                .errors()
                .map(|error| (error.part, error.code))
                .collect();
            assert_eq!(errors, [(part, Code::Malformed)], "{url}");
        }
    }

    #[test]
    fn the_limit_holds_for_the_whole_request() {
        let validator =
            Validator::from_catalog(mini::catalog()).limits(Limits::default().violations(1));
        let request = Request {
            url: "/v1/p/videos?limit=0&x=1",
            headers: Some(&[]),
            ..Request::default()
        };
        let report = validator
            .check_request(&request)
            .map(|c| c.report)
            .unwrap_or_default();
        assert_eq!(
            (report.violations.len(), report.total(), report.truncated()),
            (1, 3, true)
        );
    }

    #[test]
    fn what_is_allowed_only_warns() {
        for (code, pointer, warns) in [
            (Code::Authentication, None, true),
            (Code::Authentication, Some(""), true),
            (Code::Authentication, Some("/X-Auth-Token"), false),
            (Code::Required, None, false),
        ] {
            let validator = Validator::from_catalog(mini::catalog()).allow(match pointer {
                Some(pointer) => Allow::at(code, pointer),
                None => Allow::everywhere(code),
            });
            let request = Request {
                url: "/v1/p/videos",
                headers: Some(&[]),
                ..Request::default()
            };
            let report = validator
                .check_request(&request)
                .map(|c| c.report)
                .unwrap_or_default();
            assert_eq!(
                (report.is_valid(), report.warning_count == 1),
                (warns, warns)
            );
            assert_eq!(report.total(), 1);
        }
    }

    #[test]
    fn requests_of_the_http_crate_are_checked_with_their_headers() {
        let request = http::Request::post("https://studio.example/v1/p/videos")
            .header("x-request-id", "much-too-long")
            .body(r#"{"name": "v"}"#);
        let told = request.map(|request| {
            match Validator::from_catalog(mini::catalog()).check_http(&request) {
                Ok(checked) => told(&checked.report),
                Err(error) => vec![error.to_string()],
            }
        });
        assert_eq!(
            told.unwrap_or_default(),
            ["header /X-Request-Id maxLength", "header  authentication"]
        );
    }

    #[test]
    fn a_request_does_not_show_its_secrets_when_it_is_debugged() {
        let request = Request {
            method: "GET",
            url: "/v1/p?sign=s3cret",
            headers: Some(&[("X-Auth-Token", "s3cret")]),
            body: Some(b"s3cret"),
        };
        assert_eq!(
            format!("{request:?}"),
            r#"Request { method: "GET", path: "/v1/p", headers: Some(1), body: Some(6), .. }"#
        );
    }
}
