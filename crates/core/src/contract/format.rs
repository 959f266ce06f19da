//! The named formats.

use std::sync::{LazyLock, OnceLock};

use serde::{Deserialize, Serialize};

use crate::automaton::Automaton;

/// The named formats.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Format {
    /// RFC 3339 date and time, such as `2026-01-10T08:43:17Z`.
    #[serde(rename = "rfc3339")]
    Rfc3339,
    /// `YYYYMMDD'T'HHMMSS'Z'`, such as `20260110T084317Z`.
    BasicDateTime,
    /// `HH:MM:SS.mmm`, such as `00:01:02.500`.
    ClockTime,
    /// A URL that begins with `https://`.
    HttpsUrl,
    /// A URL that begins with `http://` or `https://`.
    HttpUrl,
    /// An object's address, `oss://bucket.endpoint/key`.
    OssUrl,
}

impl Format {
    /// Every format.
    pub const ALL: [Self; 6] = [
        Self::Rfc3339,
        Self::BasicDateTime,
        Self::ClockTime,
        Self::HttpsUrl,
        Self::HttpUrl,
        Self::OssUrl,
    ];

    /// The name in `spec/`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Rfc3339 => "rfc3339",
            Self::BasicDateTime => "basic-date-time",
            Self::ClockTime => "clock-time",
            Self::HttpsUrl => "https-url",
            Self::HttpUrl => "http-url",
            Self::OssUrl => "oss-url",
        }
    }

    /// What it looks like, for people.
    #[must_use]
    pub const fn words(self) -> &'static str {
        match self {
            Self::Rfc3339 => "an RFC 3339 date and time such as 2026-01-10T08:43:17Z",
            Self::BasicDateTime => "YYYYMMDD'T'HHMMSS'Z' such as 20260110T084317Z",
            Self::ClockTime => "HH:MM:SS.mmm such as 00:01:02.500",
            Self::HttpsUrl => "a URL that begins with https://",
            Self::HttpUrl => "a URL that begins with http:// or https://",
            Self::OssUrl => "an object address oss://bucket.endpoint/key",
        }
    }

    /// The portable pattern that decides it; the same text is compiled for the engine and written to the JSON Schemas.
    #[must_use]
    pub const fn regex(self) -> &'static str {
        match self {
            Self::Rfc3339 => {
                "^[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])[Tt]([01][0-9]|2[0-3]):[0-5][0-9]:([0-5][0-9]|60)([.][0-9]+)?([Zz]|[+-]([01][0-9]|2[0-3]):[0-5][0-9])$"
            }
            Self::BasicDateTime => {
                "^[0-9]{4}(0[1-9]|1[0-2])(0[1-9]|[12][0-9]|3[01])T([01][0-9]|2[0-3])[0-5][0-9]([0-5][0-9]|60)Z$"
            }
            Self::ClockTime => "^[0-9]{2}:[0-5][0-9]:[0-5][0-9][.][0-9]{3}$",
            Self::HttpsUrl => "^[Hh][Tt][Tt][Pp][Ss]://[^ /?#]",
            Self::HttpUrl => "^[Hh][Tt][Tt][Pp][Ss]?://[^ /?#]",
            Self::OssUrl => "^oss://[^ /]+/[^ ]",
        }
    }

    /// The compiled form of [`Format::regex`].
    #[must_use]
    pub fn automaton(self) -> &'static Automaton {
        static AUTOMATA: [OnceLock<Automaton>; Format::ALL.len()] =
            [const { OnceLock::new() }; Format::ALL.len()];
        static NOTHING: LazyLock<Automaton> = LazyLock::new(Automaton::default);
        let place = Self::ALL.iter().position(|format| *format == self);
        let Some(cell) = place.and_then(|place| AUTOMATA.get(place)) else {
            return &NOTHING;
        };
        cell.get_or_init(|| {
            let lines = FORMATS.lines().filter_map(|line| {
                let line: Result<FormatLine, _> = serde_json::from_str(line);
                line.ok()
            });
            let mut own = lines.filter(|line| line.format == self);
            own.next().map(|line| line.automaton).unwrap_or_default()
        })
    }
}

/// The automata of the formats, a line each; `cargo xtask codegen` makes the file.
const FORMATS: &str = include_str!("formats.jsonl");

/// A line of that file.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[doc(hidden)]
pub struct FormatLine {
    /// The format.
    pub format: Format,
    /// What it is compiled from: [`Format::regex`].
    pub regex: Box<str>,
    /// The compiled form.
    pub automaton: Automaton,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_format_has_the_automaton_of_its_pattern() {
        for format in Format::ALL {
            let name = format.as_str();
            let line = FORMATS.lines().find(|line| line.contains(name));
            let line: FormatLine =
                serde_json::from_str(line.unwrap_or_default()).expect("a line of the file");
            assert_eq!(&*line.regex, format.regex(), "run `cargo xtask codegen`");
            assert_eq!(*format.automaton(), line.automaton);
        }
        assert!(Format::ClockTime.automaton().matches("00:01:02.500"));
        assert!(!Format::ClockTime.automaton().matches("0:1:2"));
    }
}
