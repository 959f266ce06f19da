//! Taking URLs apart.
//!
//! The parts are split before anything is decoded, so that an escaped slash or ampersand stays a part of its value.

use std::borrow::Cow;

use mediaspec_core::report::{Malformed, MalformedCode};
use percent_encoding::percent_decode_str;

/// Host, path and query of a URL, the latter two still percent-encoded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Target<'a> {
    /// Without port; `None` of a URL from its path on.
    pub(crate) host: Option<&'a str>,
    pub(crate) path: &'a str,
    pub(crate) query: &'a str,
}

/// Splits a URL, absolute or from its path on. A fragment never reaches a server and is dropped.
pub(crate) fn split(url: &str) -> Target<'_> {
    let url = url.split_once('#').map_or(url, |(before, _)| before);
    let (before, query) = url.split_once('?').unwrap_or((url, ""));
    let (authority, path) = match before.split_once("://") {
        Some((scheme, rest)) if !scheme.contains('/') => {
            let (authority, path) = rest.split_at(rest.find('/').unwrap_or(rest.len()));
            (Some(authority), path)
        }
        Some(_) | None => (None, before),
    };
    Target {
        host: authority.map(host),
        path: if path.is_empty() { "/" } else { path },
        query,
    }
}

/// The host of what stands before a path, or in the header `Host`: without a user and a port.
pub(crate) fn host(authority: &str) -> &str {
    let host = authority
        .rsplit_once('@')
        .map_or(authority, |(_, host)| host);
    match host.rsplit_once(':') {
        Some((host, port)) if port.bytes().all(|byte| byte.is_ascii_digit()) => host,
        Some(_) | None => host,
    }
}

/// Returns why a text cannot be percent-decoded, where it cannot; `what` says what it is, such as `the query`.
pub(crate) fn malformed(text: &str, what: &str) -> Option<Malformed> {
    let mut escapes = text.split('%').skip(1).map(str::as_bytes);
    let is_escape = |rest: &[u8]| matches!(rest, [high, low, ..] if high.is_ascii_hexdigit() && low.is_ascii_hexdigit());
    if !escapes.all(is_escape) {
        let message =
            format!("a percent sign in {what} escapes nothing; the sign itself is written %25");
        return Some(Malformed::new(MalformedCode::Syntax, message));
    }
    // Names and values of a query end at ASCII characters, so that all of them are UTF-8 exactly where the whole is.
    let decoded = percent_decode_str(text).decode_utf8();
    let message = || format!("{what} is not UTF-8");
    decoded
        .is_err()
        .then(|| Malformed::new(MalformedCode::Utf8, message()))
}

/// A percent-decoded path segment. What cannot be decoded stays as it is, or becomes U+FFFD.
pub(crate) fn decode_segment(segment: &str) -> Cow<'_, str> {
    percent_decode_str(segment).decode_utf8_lossy()
}

/// The names and values of a query, decoded likewise.
pub(crate) fn decode_query(query: &str) -> Vec<(Cow<'_, str>, Cow<'_, str>)> {
    form_urlencoded::parse(query.as_bytes()).collect()
}

#[cfg(test)]
mod tests {
    use super::{Target, decode_query, malformed, split};

    fn parts(url: &str) -> (&str, &str) {
        let Target {
            host: _,
            path,
            query,
        } = split(url);
        (path, query)
    }

    #[test]
    fn a_host_stands_without_user_and_port() {
        for (url, host) in [
            (
                "https://api.example.com:443/v1/a?x=1#top",
                Some("api.example.com"),
            ),
            ("https://user:word@api.example.com", Some("api.example.com")),
            ("https://[::1]:80/", Some("[::1]")),
            ("//api.example.com/v1", None),
            ("/v1/a?to=https://b/c", None),
        ] {
            assert_eq!(split(url).host, host, "{url}");
        }
    }

    #[test]
    fn scheme_host_and_fragment_are_dropped() {
        assert_eq!(
            parts("https://api.example.com:443/v1/a?x=1#top"),
            ("/v1/a", "x=1")
        );
        assert_eq!(parts("/v1/a"), ("/v1/a", ""));
    }

    #[test]
    fn a_host_alone_has_the_root_path() {
        assert_eq!(parts("https://api.example.com?Action=A"), ("/", "Action=A"));
    }

    #[test]
    fn a_url_in_the_query_stays_there() {
        assert_eq!(parts("/v1/a?to=https://b/c"), ("/v1/a", "to=https://b/c"));
        assert_eq!(parts("/go/https://b/c"), ("/go/https://b/c", ""));
    }

    #[test]
    fn a_query_is_decoded_after_it_is_split() {
        let pairs = decode_query("a=1%262&b=x+y&c=%E4%B8%AD&d");
        let pairs: Vec<_> = pairs.iter().map(|(k, v)| (&**k, &**v)).collect();
        assert_eq!(pairs, [("a", "1&2"), ("b", "x y"), ("c", "中"), ("d", "")]);
    }

    #[test]
    fn what_cannot_be_decoded_is_told() {
        let told =
            |text| malformed(text, "the query").map(|malformed| malformed.message.into_owned());
        for text in ["a=%FF", "a=%E4&b=%B8%AD"] {
            assert_eq!(
                told(text).as_deref(),
                Some("the query is not UTF-8"),
                "{text}"
            );
        }
        for text in ["a=100%", "a=%2", "a=%zz", "%", "a=%%41"] {
            assert_eq!(
                told(text).as_deref(),
                Some("a percent sign in the query escapes nothing; the sign itself is written %25"),
                "{text}"
            );
        }
        for text in ["", "a=%E4%B8%ad", "a=%25"] {
            assert_eq!(told(text), None, "{text}");
        }
    }
}
