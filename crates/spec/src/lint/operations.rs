//! Operations: method and path, parameters, responses, authentication.

use std::collections::BTreeMap;
use std::ops::Range;

use mediaspec_core::contract::{Direction, Part, Service, Shape, Style, TypeDef};
use mediaspec_core::escape::is_active;
use mediaspec_core::template;

use crate::codes;
use crate::lower::{Lowered, LoweredOperation, media_types};
use crate::problem::Problem;
use crate::raw::{self, At};
use crate::service::Documents;

use super::fields::Form;
use super::{Sink, rules, shapes, texts, vendor};

const METHODS: [&str; 7] = ["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS"];

pub(super) fn check(service: &Lowered<'_>, operation: &LoweredOperation<'_>, sink: &mut Sink<'_>) {
    let raw = &operation.document.raw;
    let Some(head) = &raw.operation else { return };
    method(head.method.as_ref(), sink);
    path_template(&service.service, raw, head, sink);
    state(service, head, sink);
    style(service, head, sink);
    bodies(raw, sink);
    responses(service, raw, sink);
    callbacks(raw, sink);
    addresses(service, operation, sink);
    vendor::groups(&raw.auth, sink);
    authentication(service, operation, head, sink);
}

/// The parts of messages that types of parameters are for, by the types' names.
pub(super) fn parameter_types<'r>(service: &Lowered<'r>) -> BTreeMap<&'r str, Part> {
    let documents: &'r Documents = service.documents;
    let vendor = documents.vendor.as_ref().map(|vendor| &vendor.raw);
    let head = vendor.and_then(|vendor| vendor.vendor.as_ref());
    let common = head.and_then(|head| head.common.as_ref());
    let mut named: Vec<(&At<String>, Part)> = Vec::new();
    named.extend(common.map(|name| (name, Part::Query)));
    let shared = vendor.into_iter().flat_map(|vendor| &vendor.response.0);
    let mut answers: Vec<&raw::Response> = shared.map(|(_, response)| &response.value).collect();
    for raw in documents.operations.iter().map(|document| &document.raw) {
        answers.extend(raw.response.iter().map(|response| &response.value));
        let Some(head) = &raw.operation else { continue };
        named.extend(head.path_types.iter().map(|name| (name, Part::Path)));
        named.extend(head.query_types.iter().map(|name| (name, Part::Query)));
        named.extend(head.headers.iter().map(|name| (name, Part::Header)));
    }
    let headers = answers
        .into_iter()
        .filter_map(|answer| answer.headers.as_ref());
    named.extend(headers.map(|name| (name, Part::Header)));
    let parts = named.into_iter();
    parts
        .map(|(name, part)| (name.value.as_str(), part))
        .collect()
}

/// Names of the types that describe forms.
pub(super) fn forms<'r>(service: &'r Lowered<'_>) -> BTreeMap<&'r str, Form> {
    let in_parts = service.service.forms_in_parts();
    let operations = service.operations.iter().map(|one| &one.operation);
    let bodies = operations.filter_map(|operation| operation.request.as_ref());
    let forms = bodies.filter(|body| body.media_types.are_forms());
    let forms = forms.map(|body| match in_parts.contains(body.ty.as_str()) {
        true => (body.ty.as_str(), Form::Files),
        false => (body.ty.as_str(), Form::Texts),
    });
    forms.collect()
}

/// Each parameter of the template is described, by the operation or by a type that it shares, and nothing else is.
fn path_template(
    service: &Service,
    raw: &raw::OperationFile,
    head: &raw::OperationHead,
    sink: &mut Sink<'_>,
) {
    let Some((path, names)) = path_of(head.path.as_ref(), sink) else {
        return;
    };
    let types = head.path_types.iter().filter_map(|name| service.ty(name));
    let shared = types.flat_map(|ty| &ty.fields).map(|field| &*field.name);
    let shared: Vec<&str> = shared.collect();
    // What could not be read may describe a parameter.
    let unread = |name: &At<String>| service.ty(name).is_none();
    let incomplete = raw.incomplete
        || raw.path.iter().any(|field| field.name.is_none())
        || head.path_types.iter().any(unread);
    for name in &names {
        let mut own = raw.path.iter().filter_map(|field| field.name.as_ref());
        let described = own.any(|known| known.value == *name) || shared.contains(name);
        if !described && !incomplete {
            let message =
                format!("neither a [[path]] nor a type in `path_types` describes `{{{name}}}`");
            sink.report(&codes::PATH_PARAMETER, &path.span, message);
        }
    }
    for name in shared.iter().filter(|name| !names.contains(name)) {
        let message =
            format!("the path has no `{{{name}}}`, which a type in `path_types` describes");
        sink.report(&codes::PATH_PARAMETER, &path.span, message);
    }
    for name in raw.path.iter().filter_map(|field| field.name.as_ref()) {
        if !names.contains(&name.as_str()) {
            let message = format!("the path has no `{{{}}}`", name.value);
            sink.report(&codes::PATH_PARAMETER, &name.span, message);
        }
    }
}

/// In REST style a method and a path, whatever the names of its parameters, are those of one operation.
pub(super) fn routes(service: &Lowered<'_>, problems: &mut Vec<Problem>) {
    if !matches!(service.service.style(), Style::Rest) {
        return;
    }
    let mut known = BTreeMap::new();
    for operation in &service.operations {
        let document = operation.document;
        let head = document.raw.operation.as_ref();
        let Some((method, path)) =
            head.and_then(|head| head.method.as_ref().zip(head.path.as_ref()))
        else {
            continue;
        };
        let literals: Vec<Option<&str>> = template::literals(path).collect();
        let name = &*operation.operation.name;
        let first = *known.entry((method.as_str(), literals)).or_insert(name);
        if first != name {
            let message = format!("`{first}` has the same method and path");
            let (code, source) = (&codes::SAME_ROUTE, &document.source);
            problems.push(Problem::at(code, source, path.span.clone(), message));
        }
    }
}

/// A method is one of those that APIs use.
pub(super) fn method(method: Option<&At<String>>, sink: &mut Sink<'_>) {
    if let Some(method) = method.filter(|method| !METHODS.contains(&method.as_str())) {
        let message = format!("`{}` is none of the methods", method.value);
        sink.report(&codes::METHOD, &method.span, message);
    }
}

/// The path template that stands there, if it is one, with the names in braces.
pub(super) fn path_of<'r>(
    path: Option<&'r At<String>>,
    sink: &mut Sink<'_>,
) -> Option<(&'r At<String>, Vec<&'r str>)> {
    let path = path?;
    match template_parameters(path) {
        Ok(names) => Some((path, names)),
        Err(why) => {
            sink.report(&codes::BAD_PATH, &path.span, why);
            None
        }
    }
}

/// The names in braces, or why this is no template.
fn template_parameters(path: &str) -> Result<Vec<&str>, String> {
    if !path.starts_with('/') {
        return Err("a path template begins with `/`".to_owned());
    }
    if let Some(bad) = path
        .chars()
        .find(|c| matches!(c, '?' | '#') || c.is_whitespace() || is_active(*c))
    {
        return Err(format!("a path template has no {bad:?} in it"));
    }
    let mut names = Vec::new();
    let mut rest = path;
    while let Some((before, after)) = rest.split_once('{') {
        if before.contains('}') {
            return Err("a brace closes that was not opened".to_owned());
        }
        let Some((name, after)) = after.split_once('}') else {
            return Err("a brace is not closed".to_owned());
        };
        if name.is_empty() || name.contains(['{', '/']) {
            return Err(format!("`{{{name}}}` is no parameter"));
        }
        if names.contains(&name) {
            return Err(format!("`{{{name}}}` stands twice"));
        }
        if after.starts_with('{') {
            return Err("two parameters need something between them".to_owned());
        }
        names.push(name);
        rest = after;
    }
    if rest.contains('}') {
        return Err("a brace closes that was not opened".to_owned());
    }
    Ok(names)
}

/// One key says whether an operation should still be used, and the name that it has now is one of the service.
fn state(service: &Lowered<'_>, head: &raw::OperationHead, sink: &mut Sink<'_>) {
    let keys = [
        ("deprecated", &head.deprecated),
        ("removed", &head.removed),
        ("renamed_to", &head.renamed_to),
    ];
    let mut written = keys
        .iter()
        .filter_map(|(key, value)| Some((key, value.as_ref()?)));
    let first = written.next();
    if let (Some((first, _)), Some((second, value))) = (first, written.next()) {
        let message = format!("`{second}` stands beside `{first}`, and one of them is meant");
        sink.report(
            &codes::OPERATION_STATE,
            &sink.with_key(&value.span),
            message,
        );
    }
    if let Some(name) = &head.renamed_to
        && service.service.operation(&name.value).is_none()
    {
        let message = format!("the service has no operation `{}`", name.value);
        sink.report(&codes::OPERATION_STATE, &name.span, message);
    }
}

fn style(service: &Lowered<'_>, head: &raw::OperationHead, sink: &mut Sink<'_>) {
    match service.service.style() {
        Style::Rest => return,
        Style::Rpc {
            action: _,
            version: _,
            headers: _,
            cite: _,
        } => {}
    }
    if let Some(method) = head.method.as_ref().filter(|method| method.value != "POST") {
        sink.report(
            &codes::STYLE,
            &sink.with_key(&method.span),
            "in style `rpc` the method is POST",
        );
    }
    if let Some(path) = head.path.as_ref().filter(|path| path.value != "/") {
        sink.report(
            &codes::STYLE,
            &sink.with_key(&path.span),
            "in style `rpc` the path is /",
        );
    }
}

/// A body is an object of a type, about which the type says everything, or a value of another kind.
fn bodies(raw: &raw::OperationFile, sink: &mut Sink<'_>) {
    if let Some(request) = &raw.request {
        if let Some(written) = &request.media_types {
            let media_types = media_types(written);
            let is_object = request.body.shape.is_object() || !media_types.are_forms();
            let problem = media_types.problem(Direction::Request);
            media_type(
                written,
                problem.or_else(|| {
                    (!is_object).then(|| "a form has fields, which a type describes".to_owned())
                }),
                sink,
            );
        }
        let is_object = request.body.shape.is_object();
        let own = [
            shapes::key("summary", &request.summary),
            shapes::key("source", &request.source),
        ];
        if is_object {
            beside_object(&request.body, own.into_iter().flatten(), sink);
            needs(
                request.body.shape.ty.is_some(),
                request.body.incomplete,
                "type",
                &request.span,
                sink,
            );
        } else {
            needs(
                request.summary.is_some(),
                request.body.incomplete,
                "summary",
                &request.span,
                sink,
            );
        }
    }
    for response in &raw.response {
        answer(response, sink);
    }
    for callback in &raw.callback {
        beside_object(&callback.body, [], sink);
        let has_type = callback.body.shape.ty.is_some() || !callback.body.shape.is_object();
        needs(
            has_type,
            callback.body.incomplete,
            "type",
            &callback.span,
            sink,
        );
    }
}

fn media_type<T>(written: &At<T>, problem: Option<String>, sink: &mut Sink<'_>) {
    if let Some(problem) = problem {
        sink.report(&codes::MEDIA_TYPE, &sink.with_key(&written.span), problem);
    }
}

fn needs(there: bool, incomplete: bool, key: &str, at: &Range<usize>, sink: &mut Sink<'_>) {
    if !there && !incomplete {
        let message = format!("the key `{key}` is missing");
        sink.report(&codes::MISSING_KEY, at, message);
    }
}

/// Nothing but its type is written of an object.
fn beside_object(
    body: &raw::Field,
    own: impl IntoIterator<Item = (&'static str, Range<usize>)>,
    sink: &mut Sink<'_>,
) {
    let what = match (body.shape.is_object(), body.shape.is_file()) {
        (true, _) => "a body that is no object, and no other `kind` is written",
        (false, true) => "a value, and nothing is checked of a file",
        (false, false) => return,
    };
    let of_value = body.keys().into_iter();
    let own_keys = ["name", "required", "summary", "kind", "type"];
    let of_value = of_value.filter(|key| {
        !own_keys.contains(&key.name) || key.name == "type" && !body.shape.is_object()
    });
    let conflicts = body
        .conflict
        .iter()
        .map(|one| ("conflict", one.span.clone()));
    let stray = own
        .into_iter()
        .chain(of_value.map(|key| (key.name, key.span)));
    for (name, span) in stray.chain(conflicts) {
        let message = format!("`{name}` says something of {what}");
        sink.report(&codes::BODY, &sink.with_key(&span), message);
    }
}

/// A response, of an operation or of vendor.toml.
pub(super) fn answer(response: &raw::Response, sink: &mut Sink<'_>) {
    beside_object(&response.body, [], sink);
    texts::of_response(response, sink);
    if let Some(written) = &response.media_types {
        let media_types = media_types(written);
        let shape = &response.body.shape;
        let problem = if shape.is_file() {
            media_types.problem_of_names()
        } else if shape.ty.is_none() && shape.is_object() && !response.body.incomplete {
            Some("there is no body that would be of a media type".to_owned())
        } else {
            media_types.problem(Direction::Response)
        };
        media_type(written, problem, sink);
    }
    if let Some(status) = &response.status
        && !(100..=599).contains(&status.value)
    {
        sink.report(
            &codes::STATUS,
            &status.span,
            format!("{} is no HTTP status", status.value),
        );
    }
}

fn responses(service: &Lowered<'_>, raw: &raw::OperationFile, sink: &mut Sink<'_>) {
    let mut seen: Vec<i64> = Vec::new();
    for status in raw
        .response
        .iter()
        .filter_map(|response| response.status.as_ref())
    {
        if seen.contains(&status.value) {
            sink.report(
                &codes::DUPLICATE_STATUS,
                &status.span,
                format!("{} is described twice", status.value),
            );
        }
        seen.push(status.value);
    }
    for name in raw.operation.iter().flat_map(|head| &head.responses) {
        let vendor = service.documents.vendor.iter();
        let mut shared = vendor.flat_map(|vendor| &vendor.raw.response.0);
        match shared.find(|(known, _)| known.value == name.value) {
            Some((_, response)) => {
                let status = response.status.as_ref().map(|status| status.value);
                if let Some(status) = status.filter(|status| seen.contains(status)) {
                    let message = format!("{status} is described twice: `{}` has it", name.value);
                    sink.report(&codes::DUPLICATE_STATUS, &name.span, message);
                }
                seen.extend(status);
            }
            None if service.documents.flawed => {}
            None => {
                let message = format!("vendor.toml has no response `{}`", name.value);
                sink.report(&codes::SHARED_RESPONSE, &name.span, message);
            }
        }
    }
}

fn callbacks(raw: &raw::OperationFile, sink: &mut Sink<'_>) {
    let mut seen: Vec<&str> = Vec::new();
    for name in raw
        .callback
        .iter()
        .filter_map(|callback| callback.name.as_ref())
    {
        if !rules::kebab_case(name) {
            sink.report(
                &codes::CALLBACK_NAME,
                &name.span,
                format!("`{}` is not kebab-case", name.value),
            );
        }
        if seen.contains(&name.as_str()) {
            sink.report(
                &codes::CALLBACK_NAME,
                &name.span,
                format!("`{}` occurs twice", name.value),
            );
        }
        seen.push(name);
    }
}

/// A callback's address is a text that the operation's own request has.
fn addresses(service: &Lowered<'_>, operation: &LoweredOperation<'_>, sink: &mut Sink<'_>) {
    let raw = &operation.document.raw;
    // A request that could not be read may have it.
    if raw.incomplete || service.documents.flawed {
        return;
    }
    for address in raw
        .callback
        .iter()
        .filter_map(|callback| callback.address.as_ref())
    {
        let (part, pointer) = address.split_once('#').unwrap_or((address, ""));
        let ty = part
            .parse()
            .ok()
            .and_then(|part: Part| operation.operation.request_part(part))
            .map(|name| service.service.resolve(name));
        if !ty.is_some_and(|ty| is_text(&service.service, ty, pointer)) {
            let message = format!("`{}` is no text of the operation's request", address.value);
            sink.report(&codes::CALLBACK_ADDRESS, &address.span, message);
        }
    }
}

/// Whether a JSON Pointer leads through objects to a text.
fn is_text<'s>(service: &'s Service, mut ty: &'s TypeDef, pointer: &str) -> bool {
    let Some(path) = pointer.strip_prefix('/') else {
        return false;
    };
    let mut names = path.split('/').peekable();
    while let Some(name) = names.next() {
        let name = name.replace("~1", "/").replace("~0", "~");
        match (ty.field(&name).map(|field| &field.shape), names.peek()) {
            (Some(shape @ Shape::Text(_)), None) => return !shape.is_of_files(),
            (Some(Shape::Object(inner)), Some(_)) => ty = service.resolve(inner),
            _ => return false,
        }
    }
    false
}

/// Each header of a group is described.
fn authentication(
    service: &Lowered<'_>,
    operation: &LoweredOperation<'_>,
    head: &raw::OperationHead,
    sink: &mut Sink<'_>,
) {
    let raw = &operation.document.raw;
    let headers = service
        .service
        .request_part(&operation.operation, Part::Header);
    let described = |header: &str| {
        let mut fields = headers.fields.iter();
        fields.any(|field| field.name.eq_ignore_ascii_case(header))
    };
    // Headers that could not be read, or whose shared type does not resolve, may describe it.
    let unresolved = |name: &At<String>| service.service.ty(name).is_none();
    let shared_unknown = head.headers.as_ref().is_some_and(unresolved);
    if raw.incomplete || raw.header.iter().any(|field| field.name.is_none()) || shared_unknown {
        return;
    }
    if raw.auth.is_empty() {
        let Some(place) = head.headers.as_ref().or(head.name.as_ref()) else {
            return;
        };
        for group in service.service.auth(&operation.operation) {
            for header in group.headers.iter().filter(|header| !described(header)) {
                let message = format!(
                    "the header `{header}` of the scheme `{}` is not described",
                    group.scheme
                );
                sink.report(&codes::AUTH_HEADER, &place.span, message);
            }
        }
        return;
    }
    for header in raw
        .auth
        .iter()
        .flat_map(|group| &group.headers)
        .flat_map(|headers| &headers.value)
    {
        if !described(header) {
            let message = format!("the header `{}` is not described", header.value);
            sink.report(&codes::AUTH_HEADER, &header.span, message);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn templates_name_their_parameters() {
        assert_eq!(
            template_parameters("/v1/{project_id}/x/{a}-{b}"),
            Ok(vec!["project_id", "a", "b"])
        );
        assert_eq!(template_parameters("/"), Ok(vec![]));
        for path in [
            "",
            "v1",
            "/{",
            "/}",
            "/{}",
            "/{a}{b}",
            "/{a}/{a}",
            "/a?b",
            "/a b",
            "/{a/b}",
            "/{{a}}",
            "/a\u{202e}b",
        ] {
            assert!(template_parameters(path).is_err(), "{path}");
        }
    }
}
