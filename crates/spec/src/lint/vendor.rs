//! vendor.toml: sources, header groups, style.

use std::collections::BTreeSet;

use mediaspec_core::contract::Shape;
use mediaspec_core::escape::is_active;
use toml::value::Datetime;

use crate::codes;
use crate::lower::Lowered;
use crate::problem::Problem;
use crate::raw::{self, At};

use super::{Sink, naming, operations, shapes, texts};

pub(super) fn check(service: &Lowered<'_>, problems: &mut Vec<Problem>) {
    let Some(vendor) = &service.documents.vendor else {
        return;
    };
    let sink = &mut Sink {
        source: &vendor.source,
        problems,
    };
    if let Some(head) = &vendor.raw.vendor {
        texts::filled(&head.title, sink);
        texts::sentence(head.summary.as_ref(), sink);
        style(&vendor.raw, head, sink);
    }
    if let Some(rpc) = &vendor.raw.rpc {
        texts::filled(rpc.action.iter().chain(&rpc.version), sink);
        names_call(service, &vendor.raw, rpc, sink);
        let headers = rpc.headers.iter();
        let names = headers.flat_map(|headers| headers.action.iter().chain(&headers.version));
        names.for_each(|name| shapes::wire_name(name, sink));
    }
    for agreement in &vendor.raw.agreement {
        let names = agreement.path.iter().chain(&agreement.header);
        names.for_each(|name| shapes::wire_name(name, sink));
    }
    let mut removed = BTreeSet::new();
    for operation in &vendor.raw.removed {
        gone(service, operation, &mut removed, sink);
    }
    let others = &vendor.raw.other_api;
    texts::filled(others.iter().filter_map(|other| other.title.as_ref()), sink);
    let of_others = others.iter().filter_map(|other| other.host.as_ref());
    let own = vendor.raw.endpoint.iter();
    let own = own.filter_map(|endpoint| endpoint.host.as_ref());
    for host in own.chain(of_others) {
        if !is_host(host) {
            sink.report(
                &codes::BAD_HOST,
                &host.span,
                format!("`{}` is no name of a host", host.value),
            );
        }
    }
    for source in &vendor.raw.source {
        texts::filled(&source.title, sink);
        if let Some(name) = &source.name
            && (name.is_empty() || name.contains(|c| matches!(c, '#' | ' ') || is_active(c)))
        {
            let message = format!("`{}` cannot be referred to as a source", name.value);
            sink.report(&codes::BAD_NAME, &name.span, message);
        }
        if let Some(url) = source.url.as_ref().filter(|url| !is_url(url)) {
            sink.report(
                &codes::BAD_URL,
                &url.span,
                format!("`{}` is no address of a page", url.value),
            );
        }
        day(source.read.as_ref(), sink);
    }
    groups(&vendor.raw.auth, sink);
    for (_, response) in &vendor.raw.response.0 {
        operations::answer(response, sink);
        if response.source.is_none() && !response.body.incomplete {
            let message = "a response that operations share needs the key `source`";
            sink.report(&codes::NO_SOURCE, &response.span, message);
        }
    }
}

/// An operation that was removed is told once, and has no file. Where its call is known, all of it is.
fn gone<'r>(
    service: &Lowered<'_>,
    removed: &'r raw::Removed,
    known: &mut BTreeSet<&'r str>,
    sink: &mut Sink<'_>,
) {
    day(removed.last_listed.as_ref(), sink);
    if let Some(name) = &removed.name {
        naming::name(name, sink);
        let problem = if service.service.operation(name).is_some() {
            Some("has a file in operations/, and is listed as removed")
        } else if !known.insert(name) {
            Some("is listed as removed twice")
        } else {
            None
        };
        if let Some(problem) = problem {
            let message = format!("`{}` {problem}", name.value);
            sink.report(&codes::REMOVED, &name.span, message);
        }
    }
    if let Some(name) = &removed.renamed_to {
        naming::name(name, sink);
    }
    match (&removed.method, &removed.path) {
        (Some(one), None) | (None, Some(one)) => {
            let message = "`method` and `path` go together";
            sink.report(&codes::REMOVED, &sink.with_key(&one.span), message);
        }
        (method, path) => {
            operations::method(method.as_ref(), sink);
            operations::path_of(path.as_ref(), sink);
        }
    }
}

fn day(day: Option<&At<String>>, sink: &mut Sink<'_>) {
    if let Some(day) = day.filter(|day| !is_date(day)) {
        let message = format!("`{}` is no date", day.value);
        sink.report(&codes::BAD_DATE, &day.span, message);
    }
}

/// What names the operation is no parameter beside, and what carries the version is one that every operation takes.
fn names_call(
    service: &Lowered<'_>,
    vendor: &raw::VendorFile,
    rpc: &raw::Rpc,
    sink: &mut Sink<'_>,
) {
    let named = vendor.vendor.as_ref().and_then(|head| head.common.as_ref());
    let common = named.map(|name| service.service.ty(name));
    // That the type does not resolve is told by itself, and one that could not be read may have the field.
    if matches!(common, Some(None)) || service.documents.flawed {
        return;
    }
    let field = |name: &str| common.flatten()?.field(name);
    if let (Some(action), Some(name)) = (&rpc.action, named)
        && field(action).is_some()
    {
        let message = format!(
            "`{}` is a field of `{}`, and each operation takes its own name in it",
            action.value, name.value
        );
        sink.report(&codes::STYLE, &action.span, message);
    }
    if let Some(version) = &rpc.version {
        let shape = field(version).map(|field| &field.shape);
        if !matches!(shape, Some(Shape::Enum(all)) if !all.open && all.values.len() == 1) {
            let message = format!(
                "`{}` must be a field of the type in `common`, an enum of one value that is not open",
                version.value
            );
            sink.report(&codes::STYLE, &version.span, message);
        }
    }
}

fn style(vendor: &raw::VendorFile, head: &raw::Vendor, sink: &mut Sink<'_>) {
    let Some(style) = &head.style else { return };
    match (style.value, &vendor.rpc) {
        (raw::Style::Rpc, None) if !vendor.incomplete => {
            sink.report(
                &codes::STYLE,
                &sink.with_key(&style.span),
                "style `rpc` needs a [rpc] table",
            );
        }
        (raw::Style::Rest, Some(rpc)) => {
            sink.report(
                &codes::STYLE,
                &rpc.span,
                "a [rpc] table is for style `rpc` alone",
            );
        }
        _ => {}
    }
}

/// Header groups, of a vendor or of an operation.
pub(super) fn groups(groups: &[At<raw::Auth>], sink: &mut Sink<'_>) {
    let mut schemes: Vec<&str> = Vec::new();
    for group in groups {
        if let Some(scheme) = &group.scheme {
            shapes::wire_name(scheme, sink);
            if schemes.contains(&scheme.as_str()) {
                let message = format!("the scheme `{}` is described twice", scheme.value);
                sink.report(&codes::AUTH_GROUP, &scheme.span, message);
            }
            schemes.push(scheme);
        }
        if let Some(headers) = group.headers.as_ref().filter(|headers| headers.is_empty()) {
            sink.report(
                &codes::AUTH_GROUP,
                &sink.with_key(&headers.span),
                "a header group without headers",
            );
        }
    }
}

fn is_url(url: &str) -> bool {
    let rest = url
        .strip_prefix("https://")
        .or_else(|| url.strip_prefix("http://"));
    rest.is_some_and(|rest| !rest.is_empty() && !rest.starts_with('/'))
        && !url.contains(|c: char| c.is_whitespace() || c.is_control())
}

/// A name of letters, digits and hyphens, with a dot in it: neither scheme, port nor path.
fn is_host(host: &str) -> bool {
    let label = |label: &str| {
        let in_braces = label
            .strip_prefix('{')
            .and_then(|rest| rest.strip_suffix('}'));
        let label = in_braces.unwrap_or(label);
        !label.is_empty()
            && label.len() <= 63
            && label.chars().all(|c| c.is_ascii_alphanumeric() || c == '-')
            && !label.starts_with('-')
            && !label.ends_with('-')
    };
    host.contains('.') && host.len() <= 253 && host.split('.').all(label)
}

/// A day of the Gregorian calendar, `YYYY-MM-DD`.
fn is_date(text: &str) -> bool {
    let whole = |at: Datetime| at.date.is_some() && at.time.is_none() && at.offset.is_none();
    text.parse().is_ok_and(whole)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_days_of_the_calendar() {
        for date in ["2026-11-20", "2024-02-29", "2000-02-29"] {
            assert!(is_date(date), "{date}");
        }
        for text in [
            "2026-02-29",
            "1900-02-29",
            "2026-13-01",
            "2026-00-10",
            "2026-1-1",
            "20261120",
            "2026-11-+1",
            "2026-11-20T08:00:00",
            "2026-11-20 ",
            "08:00:00",
            "",
        ] {
            assert!(!is_date(text), "{text}");
        }
    }

    #[test]
    fn hosts_have_neither_scheme_nor_path() {
        for text in [
            "metastudio.cn-north-4.myhuaweicloud.com",
            "mts.{region}.example",
        ] {
            assert!(is_host(text), "{text}");
        }
        for text in [
            "",
            "localhost",
            "https://a.b",
            "a.b/c",
            "a.b:443",
            "a..b",
            "-a.b",
            "a.b.",
            "a.{}.b",
            "a.{b.c}.d",
            "a.x{b}.c",
        ] {
            assert!(!is_host(text), "{text}");
        }
    }

    #[test]
    fn addresses_begin_with_http() {
        assert!(is_url("https://support.huaweicloud.com/api"));
        for text in [
            "support.huaweicloud.com",
            "ftp://a",
            "https://",
            "https:///a",
            "https://a b",
        ] {
            assert!(!is_url(text), "{text}");
        }
    }
}
