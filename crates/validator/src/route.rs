//! Finding the operation that a request asks for.

use std::borrow::Cow;
use std::fmt;

use mediaspec_core::contract::{Catalog, OperationHead, Service, Style};
use mediaspec_core::template::{self, MAX_SEGMENTS, parameter};
use mediaspec_core::words::names_list;

use crate::name::{self, Entry, Removed};
use crate::text::{shown, similarity};
use crate::url;

/// How many operations an error suggests.
const SUGGESTIONS: usize = 3;

/// How much two paths may differ, in segments, for one to be suggested for the other.
const DIFFERENCE: f64 = 1.6;

/// No operation has that method and path.
///
/// Made by [`Validator::route`](crate::Validator::route) and what else looks for the operation of a request.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct UnknownRoute {
    /// The method of the request.
    pub method: String,
    /// The path of the request, without host and query.
    pub path: String,
    /// The operation that the query names, where it names one (`Action` in Alibaba's style).
    pub action: Option<Box<str>>,
    /// The parameter that names operations at the path (`Action` in Alibaba's style), where the request does not have it.
    pub unnamed: Option<Box<str>>,
    /// The host that the request names, without port.
    pub host: Option<Box<str>>,
    /// The operation that was called so once, where the vendor removed it.
    pub removed: Option<Box<Removed>>,
    /// What may have been meant, the likeliest first.
    pub suggestions: Box<[SuggestedOperation]>,
}

/// An operation that a request may have meant.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct SuggestedOperation {
    /// Its full name, such as `metastudio/ListDigitalHumanVideo`.
    pub operation: String,
    /// Its method.
    pub method: String,
    /// Its path template; with the query that names the operation, where the style asks for one.
    pub path: String,
}

impl fmt::Display for SuggestedOperation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            operation,
            method,
            path,
        } = self;
        write!(f, "{method} {path} ({operation})")
    }
}

impl fmt::Display for UnknownRoute {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(key) = &self.unnamed {
            return write!(
                f,
                "the request does not name its operation: `{key}` is missing from the query and the form"
            );
        }
        write!(
            f,
            "no operation has the method and path `{} {}`",
            shown(&self.method),
            shown(&self.path)
        )?;
        if let Some(action) = &self.action {
            write!(f, " with the action `{}`", shown(action))?;
        }
        if let Some(removed) = &self.removed {
            return write!(f, ": {removed}");
        }
        if !self.suggestions.is_empty() {
            write!(f, "; did you mean {}?", names_list(&self.suggestions, "or"))?;
        }
        Ok(())
    }
}

impl std::error::Error for UnknownRoute {}

/// Finds the operation of a method, a path that is still percent-encoded, the pairs of a query, and headers.
pub(crate) fn find<'c>(
    catalog: &'c Catalog,
    method: &str,
    (host, path): (Option<&str>, &str),
    query: &[(Cow<'_, str>, Cow<'_, str>)],
    headers: &[(&str, &str)],
) -> Result<Entry<'c>, UnknownRoute> {
    matching(catalog, method, path, query, headers).map_err(|action| {
        let host = host.or_else(|| header(headers, "host").map(url::host));
        UnknownRoute {
            method: method.to_owned(),
            path: path.to_owned(),
            host: host.map(Into::into),
            action: action.map(Into::into),
            unnamed: unnamed(catalog, (host, path), action),
            removed: removed(catalog, method, path, action),
            suggestions: close_to(catalog, method, path, action),
        }
    })
}

/// Finds the operation, or the name that a request gives to one that there is not.
pub(crate) fn matching<'c, 'q>(
    catalog: &'c Catalog,
    method: &str,
    path: &str,
    query: &'q [(Cow<'_, str>, Cow<'_, str>)],
    headers: &[(&str, &'q str)],
) -> Result<Entry<'c>, Option<&'q str>> {
    let mut best: Option<Entry<'c>> = None;
    let mut action = None;
    for service in catalog.services() {
        match service.style() {
            Style::Rest => {
                let found = template::segments(path)
                    .and_then(|path| service.route(method, path.map(url::decode_segment)))
                    .and_then(|at| Entry::at(service, at));
                // Literal segments beat parameters, from the left; of equals, the first service stays.
                if let Some(entry) = found
                    && best.is_none_or(|other| literal(&entry).gt(literal(&other)))
                {
                    best = Some(entry);
                }
            }
            Style::Rpc {
                action: key,
                version: _,
                headers: in_headers,
                cite: _,
            } => {
                let in_query = query.iter().find(|(name, _)| **name == **key);
                let in_query = in_query.map(|(_, action)| &**action);
                let in_header = || header(headers, &in_headers.as_ref()?.action);
                let Some(name) = in_query.or_else(in_header) else {
                    continue;
                };
                action.get_or_insert(name);
                if let Some(entry) = Entry::named(service, name)
                    && fits(&entry.head.path, path)
                    && (entry.head.method.eq_ignore_ascii_case(method)
                        || method.eq_ignore_ascii_case("GET"))
                {
                    return Ok(entry);
                }
            }
        }
    }
    best.ok_or(action)
}

/// The parameter that names operations at a path, where a request names none. A host of one service is none of another.
fn unnamed(
    catalog: &Catalog,
    (host, path): (Option<&str>, &str),
    action: Option<&str>,
) -> Option<Box<str>> {
    let serves = |service: &Service| {
        let mut endpoints = service.endpoints().iter();
        host.is_some_and(|host| endpoints.any(|endpoint| endpoint.serves(host)))
    };
    let is_known = catalog.services().iter().any(serves);
    let mut services = catalog
        .services()
        .iter()
        .filter(|service| action.is_none() && (!is_known || serves(service)));
    services.find_map(|service| match service.style() {
        Style::Rpc { action: key, .. } => {
            let mut operations = service.index().iter();
            let is_there = operations.any(|head| fits(&head.path, path));
            is_there.then(|| key.clone())
        }
        Style::Rest => None,
    })
}

/// The operation that was called so once.
fn removed(
    catalog: &Catalog,
    method: &str,
    path: &str,
    action: Option<&str>,
) -> Option<Box<Removed>> {
    let all = catalog.services().iter();
    let mut all = all.flat_map(|service| service.removed().iter().map(move |one| (service, one)));
    let found = all.find(|(service, one)| match service.style() {
        Style::Rpc { .. } => action.is_some_and(|action| *one.name == *action),
        Style::Rest => one.route.as_ref().is_some_and(|route| {
            route.method.eq_ignore_ascii_case(method) && fits(&route.path, path)
        }),
    });
    found.map(|(service, one)| Box::new(Removed::new(service, one)))
}

/// The value of a header, in any case of its name.
pub(crate) fn header<'h>(headers: &[(&str, &'h str)], name: &str) -> Option<&'h str> {
    let mut all = headers.iter();
    let (_, value) = all.find(|(known, _)| known.eq_ignore_ascii_case(name))?;
    Some(value)
}

/// For each segment of an operation's template, whether it is literal.
fn literal(entry: &Entry<'_>) -> impl Iterator<Item = bool> {
    template::literals(&entry.head.path).map(|literal| literal.is_some())
}

/// Whether a path matches a template.
fn fits(template: &str, path: &str) -> bool {
    let (Some(mut expected), Some(mut segments)) =
        (template::segments(template), template::segments(path))
    else {
        return false;
    };
    let fit = expected.all(|expected| {
        segments
            .next()
            .is_some_and(|segment| match parameter(expected) {
                Some(_) => !segment.is_empty(),
                None => url::decode_segment(segment) == expected,
            })
    });
    fit && segments.next().is_none()
}

/// The parameters of a path that matches a template, still percent-encoded.
pub(crate) fn parameters<'a>(template: &'a str, path: &'a str) -> Vec<(&'a str, &'a str)> {
    let (Some(names), Some(values)) = (template::segments(template), template::segments(path))
    else {
        return Vec::new();
    };
    names
        .zip(values)
        .filter_map(|(name, value)| Some((parameter(name)?, value)))
        .collect()
}

fn close_to(
    catalog: &Catalog,
    method: &str,
    path: &str,
    action: Option<&str>,
) -> Box<[SuggestedOperation]> {
    let segments: Vec<&str> = template::segments(path).map_or_else(Vec::new, Iterator::collect);
    let mut scored = Vec::new();
    for entry in name::all(catalog) {
        let OperationHead {
            name,
            method: expected,
            path: template,
        } = entry.head;
        let (difference, path) = match entry.service.style() {
            // Comparing takes quadratic time.
            Style::Rest if action.is_none() && segments.len() <= MAX_SEGMENTS => {
                let other_method = if expected.eq_ignore_ascii_case(method) {
                    0.0
                } else {
                    0.5
                };
                // The very path with another method is meant sooner than any other path.
                let apart = if fits(template, path) {
                    0.0
                } else {
                    let template = template::segments(template);
                    let template: Vec<&str> = template.map_or_else(Vec::new, Iterator::collect);
                    difference(&template, &segments) + other_method
                };
                (apart, template.to_string())
            }
            Style::Rpc { action: key, .. } if let Some(action) = action => {
                let path = format!("{template}?{key}={name}");
                // A name with nothing in common must not come close.
                let unlike = 1.0 - similarity(name, action);
                (unlike * 4.0, path)
            }
            _ => continue,
        };
        if difference <= DIFFERENCE {
            let suggestion = SuggestedOperation {
                operation: entry.full_name(),
                method: expected.to_string(),
                path,
            };
            scored.push((difference, suggestion));
        }
    }
    scored.sort_by(|(a, _), (b, _)| a.total_cmp(b));
    scored
        .into_iter()
        .take(SUGGESTIONS)
        .map(|(_, suggestion)| suggestion)
        .collect()
}

/// How many segments must change to make one of the other; a segment that is nearly right counts in part.
fn difference(template: &[&str], path: &[&str]) -> f64 {
    let one = |template: &str, segment: &str| match parameter(template) {
        Some(_) if segment.is_empty() => 1.0,
        Some(_) => 0.1,
        None => 1.0 - similarity(template, segment),
    };
    let mut row: Vec<f64> = std::iter::successors(Some(0.0), |cost| Some(cost + 1.0))
        .take(path.len().saturating_add(1))
        .collect();
    for expected in template {
        let mut diagonal = row.first().copied().unwrap_or_default();
        let mut left = f64::INFINITY;
        for (at, cost) in row.iter_mut().enumerate() {
            let above = *cost;
            let change = match at.checked_sub(1).and_then(|at| path.get(at)) {
                Some(segment) => diagonal + one(expected, segment),
                None => f64::INFINITY,
            };
            *cost = change.min(above + 1.0).min(left + 1.0);
            diagonal = above;
            left = *cost;
        }
    }
    row.last().copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use mediaspec_core::contract::{Catalog, Operation, OperationHead, Service};
    use mediaspec_core::template;
    use proptest::collection::vec;
    use proptest::prelude::*;
    use proptest::sample::select;

    use super::{difference, find, fits, parameters};
    use crate::{mini, url};

    fn found(method: &str, url: &str) -> String {
        let target = url::split(url);
        let query = url::decode_query(target.query);
        match find(&mini::catalog(), method, (None, target.path), &query, &[]) {
            Ok(entry) => entry.head.name.to_string(),
            Err(error) => error.to_string(),
        }
    }

    #[test]
    fn method_and_path_find_the_operation_whatever_the_host() {
        assert_eq!(
            found("GET", "https://a.example/v1/p1/videos?limit=5"),
            "ListVideos"
        );
        assert_eq!(found("get", "/v1/p1/videos"), "ListVideos");
        assert_eq!(found("POST", "/v1/p1/videos"), "CreateVideo");
    }

    #[test]
    fn literal_segments_beat_parameters() {
        assert_eq!(found("GET", "/v1/p1/videos/latest"), "ShowLatestVideo");
        assert_eq!(found("GET", "/v1/p1/videos/j7"), "ShowVideo");
    }

    #[test]
    fn the_more_literal_path_wins_wherever_it_stands_and_of_equals_the_first() {
        assert_eq!(found("POST", "/v1/p1/copies"), "CopyByInfo");
        let mut data = mini::catalog()
            .service("studio")
            .expect("it is there")
            .to_data();
        // Operations are sorted by name: with such names they stand the other way round.
        for (operation, letter) in data.operations.iter_mut().zip(('A'..='Z').rev()) {
            let name = format!("{letter}{}", operation.name);
            for ty in &mut data.types {
                if ty.parameters_of.as_deref() == Some(&*operation.name) {
                    ty.parameters_of = Some(name.as_str().into());
                }
            }
            operation.name = name.into();
        }
        let catalog = Catalog::new([Service::new(data).expect("a service")]).expect("a catalog");
        let found = |method, path| {
            let entry = find(&catalog, method, (None, path), &[], &[]).expect("there is one");
            entry
                .head
                .name
                .get(1..)
                .map(str::to_owned)
                .unwrap_or_default()
        };
        assert_eq!(found("GET", "/v1/p1/videos/latest"), "ShowLatestVideo");
        assert_eq!(found("GET", "/v1/p1/videos/j7"), "ShowVideo");
        assert_eq!(found("POST", "/v1/p1/copies"), "CopybyInfo");
    }

    #[test]
    fn what_is_far_away_is_not_suggested() {
        let long = format!("/v1/p1/videos{}", "/x".repeat(30));
        assert_eq!(
            found("GET", &long),
            format!("no operation has the method and path `GET {long}`")
        );
        assert_eq!(
            found("POST", "/?Version=2014-06-18"),
            "the request does not name its operation: `Action` is missing from the query and the form"
        );
        assert_eq!(
            found("POST", "/?Action=Zzzzzzzz"),
            "no operation has the method and path `POST /` with the action `Zzzzzzzz`"
        );
        // Who names an action does not mean a path.
        assert_eq!(
            found("DELETE", "/v1/p1/videos?Action=Zzzzzzzz"),
            "no operation has the method and path `DELETE /v1/p1/videos` with the action `Zzzzzzzz`"
        );
    }

    #[test]
    fn segments_are_decoded_after_they_are_split() {
        assert_eq!(found("GET", "/v1/p%2F1/v%69deos"), "ListVideos");
        assert_eq!(
            parameters("/v1/{project_id}/videos", "/v1/p%2F1/videos"),
            [("project_id", "p%2F1")]
        );
    }

    #[test]
    fn a_trailing_slash_is_no_match_and_says_what_is() {
        assert_eq!(
            found("GET", "/v1/p1/videos/latest/"),
            "no operation has the method and path `GET /v1/p1/videos/latest/`; did you mean \
             `GET /v1/{project_id}/videos/latest (studio/ShowLatestVideo)`, \
             `GET /v1/{project_id}/videos/{job_id} (studio/ShowVideo)`?"
                .replace(
                    "`, `GET /v1/{project_id}/videos/{",
                    "` or `GET /v1/{project_id}/videos/{"
                )
        );
    }

    #[test]
    fn the_very_path_with_another_method_comes_first() {
        let said = found("DELETE", "/v1/p1/copies");
        assert!(
            said.contains("did you mean `POST /v1/{project_id}/copies"),
            "{said}"
        );
    }

    #[test]
    fn a_host_of_another_service_needs_no_action() {
        let catalog = mini::catalog();
        let [media, studio] = ["media", "studio"].map(|name| catalog.service(name));
        let media = media.expect("it is there");
        let mut data = studio.expect("it is there").to_data();
        data.endpoints = media.endpoints().to_vec();
        for endpoint in &mut data.endpoints {
            endpoint.host = "studio.{region}.example".into();
        }
        let studio = Service::new(data).expect("a service");
        let catalog = Catalog::new([media.clone(), studio]).expect("two names");
        let said = |host: Option<&str>| match find(&catalog, "GET", (host, "/"), &[], &[]) {
            Ok(entry) => entry.head.name.to_string(),
            Err(error) => error.to_string(),
        };
        let missing = "the request does not name its operation: `Action` is missing from the query and the form";
        for host in [None, Some("media.north.example"), Some("proxy.example")] {
            assert_eq!(said(host), missing, "{host:?}");
        }
        assert_eq!(
            said(Some("studio.north.example")),
            "no operation has the method and path `GET /`"
        );
    }

    #[test]
    fn another_method_is_no_match_and_says_what_is() {
        let said = found("DELETE", "/v1/p1/videos");
        assert!(said.contains("did you mean"), "{said}");
        assert!(
            said.contains("GET /v1/{project_id}/videos (studio/ListVideos)"),
            "{said}"
        );
        assert!(
            said.contains("POST /v1/{project_id}/videos (studio/CreateVideo)"),
            "{said}"
        );
    }

    #[test]
    fn an_action_in_the_query_finds_the_operation() {
        assert_eq!(
            found("POST", "https://m.example/?Action=QueryJob"),
            "QueryJob"
        );
        assert_eq!(
            found("GET", "https://m.example?Action=QueryJob&JobId=1"),
            "QueryJob"
        );
    }

    #[test]
    fn a_removed_operation_is_told_where_its_call_is_known() {
        assert_eq!(
            found("POST", "/v1/p1/films"),
            "no operation has the method and path `POST /v1/p1/films`: \
             `studio/CreateFilm` was removed by the vendor: last listed 2025-11-07"
        );
        assert_eq!(
            found("POST", "/?Action=ListFilms"),
            "no operation has the method and path `POST /` with the action `ListFilms`: \
             `media/ListFilms` was removed by the vendor: last listed 2025-11-07"
        );
        for (method, url) in [
            ("GET", "/v1/p1/films"),
            ("POST", "/v1/p1/films/f1"),
            ("POST", "/v1//films"),
        ] {
            let said = found(method, url);
            assert!(!said.contains("removed"), "{method} {url}: {said}");
        }
    }

    /// The operation that a look at each finds.
    fn one_by_one<'c>(service: &'c Service, method: &str, path: &str) -> Option<&'c str> {
        let literals = |head: &OperationHead| -> Vec<bool> {
            template::literals(&head.path)
                .map(|literal| literal.is_some())
                .collect()
        };
        let mut best: Option<&OperationHead> = None;
        for head in service.index() {
            if head.method.eq_ignore_ascii_case(method)
                && fits(&head.path, path)
                && best.is_none_or(|other| literals(head) > literals(other))
            {
                best = Some(head);
            }
        }
        best.map(|head| &*head.name)
    }

    proptest! {
        /// Few names, so that templates share beginnings, stand beside parameters, and come twice.
        #[test]
        fn a_path_finds_what_a_look_at_each_template_finds(
            templates in vec((select(&["GET", "POST"]), vec(select(&["a", "b", "{x}", "{y}", "a{x}", ""]), 0..5)), 0..40),
            path in vec(select(&["a", "b", "%61", "%2F", "a{x}", "c", ""]), 0..5),
            method in select(&["GET", "post", "PUT"]),
        ) {
            let mut data = mini::catalog().service("studio").expect("it is there").to_data();
            data.types.retain(|ty| ty.parameters_of.is_none());
            let pattern = data.operations.first().expect("there are some").clone();
            let operations = templates.iter().enumerate();
            data.operations = operations
                .map(|(at, (method, segments))| Operation {
                    name: format!("Operation{at}").into(),
                    method: (*method).into(),
                    path: format!("/{}", segments.join("/")).into(),
                    path_parameters: None,
                    ..pattern.clone()
                })
                .collect();
            let service = Service::new(data).expect("a service");
            let catalog = Catalog::new([service.clone()]).expect("a catalog");
            let path = format!("/{}", path.join("/"));
            let found = find(&catalog, method, (None, &path), &[], &[]);
            let found = found.ok().map(|entry| &*entry.head.name);
            prop_assert_eq!(found, one_by_one(&service, method, &path));
        }
    }

    #[test]
    fn an_unknown_action_suggests_actions() {
        assert_eq!(
            found("POST", "/?Action=QueryJobs"),
            "no operation has the method and path `POST /` with the action `QueryJobs`; \
             did you mean `POST /?Action=QueryJob (media/QueryJob)`?"
        );
    }

    #[test]
    fn paths_differ_by_the_segments_that_change() {
        let template = ["v1", "{id}", "videos"];
        assert!(difference(&template, &["v1", "x", "videos"]) < 0.2);
        assert!((difference(&template, &["rest", "v1", "x", "videos"]) - 1.1).abs() < 1e-9);
        assert!(difference(&template, &[]) > 2.9);
        for (segment, expected) in [("x", 0.1), ("", 1.0)] {
            assert!((difference(&["{id}"], &[segment]) - expected).abs() < 1e-9);
        }
        let [near, far] = [&["v1", "x", "video"], &["v1", "x", "y"]];
        assert!((difference(&template, near) - 0.1 - 1.0 / 6.0).abs() < 1e-9);
        assert!(difference(&template, far) > 1.0);
    }
}
