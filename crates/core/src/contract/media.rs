//! Media types: what a body may be sent as.

use std::collections::BTreeSet;
use std::fmt;

use serde::{Deserialize, Serialize};

use super::Direction;
use crate::escape::shortened;

/// The media types that a body may be of, in lower case and without parameters: `application/json` alone where a
/// contract says nothing. An empty list, which only files have, says that any will do.
///
/// ```
/// use mediaspec_core::contract::MediaTypes;
///
/// let json = MediaTypes::default();
/// assert!(json.admit("Application/JSON; charset=utf-8"));
/// assert!(!json.admit("text/plain"));
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(transparent)]
pub struct MediaTypes {
    /// Their names.
    pub names: Box<[Box<str>]>,
}

/// How a body is written, as its media type says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Syntax {
    /// A JSON text: `application/json`, `text/json`, `application/problem+json`.
    Json,
    /// A form in one line, as a query is written: `application/x-www-form-urlencoded`.
    UrlEncoded,
    /// A form in parts, of which some may be files: `multipart/form-data`.
    Multipart,
    /// Anything else.
    Other,
}

impl Syntax {
    /// Returns how a body of a media type is written. Parameters and case do not matter.
    #[must_use]
    pub fn of(media_type: &str) -> Self {
        let name = essence(media_type);
        let is = |known: &str| name.eq_ignore_ascii_case(known);
        let suffix = name.rsplit_once('+').map_or("", |(_, suffix)| suffix);
        if is("application/x-www-form-urlencoded") {
            Self::UrlEncoded
        } else if is("multipart/form-data") {
            Self::Multipart
        } else if is("application/json") || is("text/json") || suffix.eq_ignore_ascii_case("json") {
            Self::Json
        } else {
            Self::Other
        }
    }

    /// Returns whether it is that of a form, whose fields are texts.
    #[must_use]
    pub const fn is_form(self) -> bool {
        matches!(self, Self::UrlEncoded | Self::Multipart)
    }
}

impl Default for MediaTypes {
    fn default() -> Self {
        Self {
            names: ["application/json".into()].into(),
        }
    }
}

impl fmt::Display for MediaTypes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.names.join(" or "))
    }
}

impl MediaTypes {
    /// Returns whether a body may be sent as a media type, as a `Content-Type` header names it: parameters and case do not
    /// matter.
    #[must_use]
    pub fn admit(&self, media_type: &str) -> bool {
        let sent = essence(media_type);
        self.names.is_empty()
            || self
                .names
                .iter()
                .any(|name| name.eq_ignore_ascii_case(sent))
    }

    /// Returns whether the body is a form: its fields are texts on the wire, as parameters are.
    #[must_use]
    pub fn are_forms(&self) -> bool {
        self.syntaxes().any(Syntax::is_form)
    }

    /// Returns whether the body is a form that can hold files: one in parts, however it is sent.
    #[must_use]
    pub fn hold_files(&self) -> bool {
        let mut all = self.syntaxes().peekable();
        all.peek().is_some() && all.all(|syntax| syntax == Syntax::Multipart)
    }

    /// Returns whether a contract need not name them.
    #[must_use]
    pub fn are_usual(&self) -> bool {
        *self == Self::default()
    }

    /// Returns how a body may be written.
    pub fn syntaxes(&self) -> impl Iterator<Item = Syntax> {
        self.names.iter().map(|name| Syntax::of(name))
    }

    /// Returns why a body that is described by a type cannot have these media types.
    #[must_use]
    pub fn problem(&self, direction: Direction) -> Option<String> {
        if self.names.is_empty() {
            return Some("the list of media types is empty".to_owned());
        }
        let of = |fits: fn(Syntax) -> bool| self.syntaxes().all(fits);
        let is_readable = of(|syntax| syntax == Syntax::Json)
            || direction == Direction::Request && of(Syntax::is_form);
        let unreadable = || match direction {
            Direction::Request => {
                "a body of a type is JSON, or else a form: its media types are all of JSON, or all among application/x-www-form-urlencoded and multipart/form-data"
            }
            Direction::Response => "an answer of a type is JSON, and so are all its media types",
        };
        let of_names = self.problem_of_names();
        of_names.or_else(|| (!is_readable).then(|| unreadable().to_owned()))
    }

    /// Returns why these are no names of media types.
    #[must_use]
    pub fn problem_of_names(&self) -> Option<String> {
        let mut seen = BTreeSet::new();
        let wrong = |name: &str| {
            format!(
                "`{}` is no media type in lower case, without parameters",
                shortened(name, 80)
            )
        };
        self.names.iter().find_map(|name| {
            if !is_name(name) {
                return Some(wrong(name));
            }
            (!seen.insert(name)).then(|| format!("the media type `{name}` occurs twice"))
        })
    }
}

/// A media type without its parameters.
fn essence(media_type: &str) -> &str {
    let (name, _) = media_type.split_once(';').unwrap_or((media_type, ""));
    name.trim()
}

/// Whether a text is a type, a slash and a subtype, in lower case.
fn is_name(text: &str) -> bool {
    let is_token = |part: &str| {
        let of_token = |byte: u8| {
            byte.is_ascii_lowercase() || byte.is_ascii_digit() || b"!#$&-^_.+".contains(&byte)
        };
        !part.is_empty() && part.bytes().all(of_token)
    };
    text.split_once('/')
        .is_some_and(|(kind, subtype)| is_token(kind) && is_token(subtype))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(names: &[&str]) -> MediaTypes {
        MediaTypes {
            names: names.iter().map(|name| (*name).into()).collect(),
        }
    }

    const URL_ENCODED: &str = "application/x-www-form-urlencoded";
    const MULTIPART: &str = "multipart/form-data";

    #[test]
    fn a_media_type_says_how_a_body_is_written() {
        for (name, syntax) in [
            ("application/json", Syntax::Json),
            (" Application/JSON ; charset=utf-8", Syntax::Json),
            ("text/json", Syntax::Json),
            ("application/problem+json", Syntax::Json),
            ("multipart/form-data; boundary=a", Syntax::Multipart),
            ("APPLICATION/X-WWW-FORM-URLENCODED", Syntax::UrlEncoded),
            ("application/octet-stream", Syntax::Other),
            ("json", Syntax::Other),
            ("", Syntax::Other),
        ] {
            assert_eq!(Syntax::of(name), syntax, "{name}");
        }
    }

    #[test]
    fn any_media_type_will_do_where_none_is_listed() {
        assert!(of(&[]).admit("image/png"));
        assert!(of(&["image/png", "image/jpeg"]).admit("IMAGE/JPEG;q=1"));
        assert!(!of(&["image/png"]).admit("image/pngs"));
        assert!(!of(&["image/png"]).admit(""));
    }

    #[test]
    fn files_are_held_by_forms_that_are_always_in_parts() {
        let told = |names: &[&str]| (of(names).are_forms(), of(names).hold_files());
        assert_eq!(told(&[MULTIPART]), (true, true));
        assert_eq!(told(&[URL_ENCODED, MULTIPART]), (true, false));
        assert_eq!(told(&["application/json"]), (false, false));
        assert_eq!(told(&[]), (false, false));
    }

    #[test]
    fn a_body_of_a_type_is_json_or_in_requests_a_form() {
        let fit = |names: &[&str]| {
            let both = [Direction::Request, Direction::Response];
            both.map(|direction| of(names).problem(direction).is_none())
        };
        assert_eq!(fit(&["application/json", "text/json"]), [true, true]);
        assert_eq!(fit(&[URL_ENCODED, MULTIPART]), [true, false]);
        assert_eq!(fit(&[URL_ENCODED, "application/json"]), [false, false]);
        assert_eq!(fit(&["application/xml"]), [false, false]);
        assert_eq!(fit(&[]), [false, false]);
    }

    #[test]
    fn names_are_types_and_subtypes_in_lower_case_each_once() {
        for bad in ["", "json", "a/", "/b", "a/b/c", "A/b", "a/b; c=d", "a /b"] {
            let said = of(&[bad]).problem_of_names().expect("no name");
            assert!(said.contains(&format!("`{bad}`")), "{said}");
        }
        assert_eq!(of(&["image/svg+xml", "a/b"]).problem_of_names(), None);
        let twice = of(&["a/b", "a/b"]).problem_of_names();
        assert_eq!(twice.as_deref(), Some("the media type `a/b` occurs twice"));
    }
}
