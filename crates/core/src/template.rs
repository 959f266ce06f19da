//! Path templates, such as `/v1/{project_id}/videos`.

/// The most segments that a template may have.
pub const MAX_SEGMENTS: usize = 32;

/// Returns the segments of a path or a template; `None` where it does not begin with a slash.
///
/// ```
/// use mediaspec_core::template;
///
/// let segments = template::segments("/v1/{project_id}/videos").expect("it begins with a slash");
/// assert_eq!(segments.collect::<Vec<_>>(), ["v1", "{project_id}", "videos"]);
/// ```
#[must_use]
pub fn segments(path: &str) -> Option<impl Iterator<Item = &str> + Clone> {
    Some(path.strip_prefix('/')?.split('/'))
}

/// Returns the name of the parameter that a segment of a template stands for; `None` of a literal segment.
#[must_use]
pub fn parameter(segment: &str) -> Option<&str> {
    segment.strip_prefix('{')?.strip_suffix('}')
}

/// Returns the literal segments of a template, and `None` in the place of each parameter: templates of which these are equal
/// fit the same paths.
pub fn literals(template: &str) -> impl Iterator<Item = Option<&str>> {
    let segments = segments(template).into_iter().flatten();
    segments.map(|segment| match parameter(segment) {
        Some(_) => None,
        None => Some(segment),
    })
}
