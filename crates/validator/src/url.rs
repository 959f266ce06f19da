//! Taking URLs apart.
//!
//! Only the path and the query are looked at: which host serves an operation is no part of a contract. The parts are
//! split before anything is decoded, so that an escaped slash or ampersand stays a part of its value.

use std::borrow::Cow;

use percent_encoding::percent_decode_str;

/// Path and query of a URL, still percent-encoded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Target<'a> {
    pub(crate) path: &'a str,
    pub(crate) query: &'a str,
}

/// Splits a URL, absolute or from its path on. A fragment never reaches a server and is dropped.
pub(crate) fn split(url: &str) -> Target<'_> {
    let url = url.split_once('#').map_or(url, |(before, _)| before);
    let (before, query) = url.split_once('?').unwrap_or((url, ""));
    let path = match before.split_once("://") {
        Some((scheme, rest)) if !scheme.contains('/') => {
            rest.find('/').and_then(|at| rest.get(at..)).unwrap_or("")
        }
        Some(_) | None => before,
    };
    Target {
        path: if path.is_empty() { "/" } else { path },
        query,
    }
}

/// The segments of a path, still percent-encoded; `None` where the path does not begin with a slash.
pub(crate) fn segments(path: &str) -> Option<impl Iterator<Item = &str> + Clone> {
    Some(path.strip_prefix('/')?.split('/'))
}

/// A percent-decoded path segment; `None` where that is not UTF-8.
pub(crate) fn decode_segment(segment: &str) -> Option<Cow<'_, str>> {
    percent_decode_str(segment).decode_utf8().ok()
}

/// The names and values of a query, decoded; `None` where they are not UTF-8.
pub(crate) fn decode_query(query: &str) -> Option<Vec<(Cow<'_, str>, Cow<'_, str>)>> {
    // Names and values end at ASCII characters, so that all of them are UTF-8 exactly where the whole is.
    percent_decode_str(query).decode_utf8().ok()?;
    Some(form_urlencoded::parse(query.as_bytes()).collect())
}

#[cfg(test)]
mod tests {
    use super::{Target, decode_query, split};

    fn parts(url: &str) -> (&str, &str) {
        let Target { path, query } = split(url);
        (path, query)
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
        let pairs = decode_query("a=1%262&b=x+y&c=%E4%B8%AD&d").unwrap_or_default();
        let pairs: Vec<_> = pairs.iter().map(|(k, v)| (&**k, &**v)).collect();
        assert_eq!(pairs, [("a", "1&2"), ("b", "x y"), ("c", "中"), ("d", "")]);
    }

    #[test]
    fn a_query_that_is_not_utf_8_is_refused() {
        assert_eq!(decode_query("a=%FF"), None);
        assert_eq!(decode_query("a=%E4&b=%B8%AD"), None);
    }
}
