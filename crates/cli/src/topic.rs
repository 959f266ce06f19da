//! Everything that has a code: what it means, and what to do about it.

use mediaspec_core::words::names_list;
use mediaspec_validator::{Code, MalformedCode, Severity};

/// How alike a code must be to be suggested.
const ALIKE: f64 = 0.5;

/// Something that has a code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Topic {
    Violation(Code),
    Malformed(MalformedCode),
}

impl Topic {
    /// Every topic; the codes of violations come first. [`Code::Malformed`] is not among them: results say by a code of
    /// its own why an input cannot be read.
    pub(crate) fn all() -> impl Iterator<Item = Self> {
        const MALFORMED: [MalformedCode; 7] = [
            MalformedCode::Syntax,
            MalformedCode::Utf8,
            MalformedCode::Encoding,
            MalformedCode::Number,
            MalformedCode::Depth,
            MalformedCode::Size,
            MalformedCode::Unreadable,
        ];
        let of_values = Code::ALL
            .into_iter()
            .filter(|code| *code != Code::Malformed);
        of_values
            .map(Self::Violation)
            .chain(MALFORMED.map(Self::Malformed))
    }

    /// The topic of that code, in any case.
    pub(crate) fn find(name: &str) -> Option<Self> {
        let mut all = Self::all().chain([Self::Violation(Code::Malformed)]);
        all.find(|topic| topic.name().eq_ignore_ascii_case(name))
    }

    /// Its code, as reports write it.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Violation(code) => code.as_str(),
            Self::Malformed(code) => code.as_str(),
        }
    }

    /// What it says of a payload.
    pub(crate) fn meaning(self) -> &'static str {
        match self {
            Self::Violation(code) => code.meaning(),
            Self::Malformed(code) => match code {
                MalformedCode::Syntax => {
                    "The input is not JSON: a comma or a quote too many or too few, text after the end, half of a surrogate pair, or nothing at all."
                }
                MalformedCode::Utf8 => "The input is not UTF-8.",
                MalformedCode::Encoding => {
                    "The input is in another encoding than UTF-8 (UTF-16), is compressed (gzip), or begins with a byte order mark."
                }
                MalformedCode::Number => {
                    "A number is greater than any that JSON readers can hold (about 1.8e308)."
                }
                MalformedCode::Depth => "Objects and lists are nested more than 128 levels deep.",
                MalformedCode::Size => "The input is larger than the limit that was set.",
                MalformedCode::Unreadable => {
                    "The file is missing, is a folder, or may not be read."
                }
                _ => "The input cannot be checked.",
            },
        }
    }

    /// What to do about it.
    pub(crate) fn advice(self) -> &'static str {
        match self {
            Self::Violation(code) => code.advice(),
            Self::Malformed(code) => match code {
                MalformedCode::Syntax => {
                    "Write the payload with a JSON library instead of by hand. With one payload on each line, pass --lines."
                }
                MalformedCode::Utf8 | MalformedCode::Encoding => {
                    "Save the file as UTF-8 without a byte order mark, and not compressed."
                }
                MalformedCode::Number => {
                    "Send the number that was meant; none of the documented ranges comes near."
                }
                MalformedCode::Depth => {
                    "No documented message is nested this deeply; look for a document that holds itself."
                }
                MalformedCode::Size => "Check the payload in parts, or raise the limit.",
                MalformedCode::Unreadable => "Check the path and its permissions. `-` is stdin.",
                _ => "Check the input.",
            },
        }
    }

    /// How much it counts, unless an option says otherwise.
    pub(crate) const fn severity(self) -> Severity {
        match self {
            Self::Violation(code) => code.default_severity(),
            Self::Malformed(_) => Severity::Error,
        }
    }

    /// How the code can be told to keep quiet, where it can.
    pub(crate) fn note(self) -> Option<&'static str> {
        match self {
            Self::Malformed(_) | Self::Violation(Code::Malformed) => None,
            Self::Violation(_) if self.severity() == Severity::Warning => {
                Some("This is a warning: it never changes the verdict or the exit status.")
            }
            Self::Violation(_) => Some(
                "To go on with it nevertheless, pass --allow with this code, or with the code and a JSON Pointer (--allow CODE@/pointer): it becomes a warning.",
            ),
        }
    }
}

/// The code of a violation, in any case.
pub(crate) fn parse_code(name: &str) -> Result<Code, String> {
    match Topic::find(name) {
        Some(topic @ (Topic::Malformed(_) | Topic::Violation(Code::Malformed))) => Err(format!(
            "`{}` says that an input cannot be read; that cannot be allowed",
            topic.name()
        )),
        Some(Topic::Violation(code)) => Ok(code),
        None => Err(unknown(name)),
    }
}

/// Returns what is told of a name that no code has: the closest ones, where there are any.
pub(crate) fn unknown(name: &str) -> String {
    let shown = mediaspec_core::escape::shortened(name, 64);
    let mut close: Vec<(f64, &str)> = Topic::all()
        .map(|topic| (similarity(name, topic.name()), topic.name()))
        .filter(|(score, _)| *score >= ALIKE)
        .collect();
    close.sort_by(|(a, _), (b, _)| b.total_cmp(a));
    let close: Vec<&str> = close.into_iter().take(3).map(|(_, name)| name).collect();
    if close.is_empty() {
        format!("there is no code `{shown}`; `mediaspec explain` lists the codes")
    } else {
        let close = names_list(&close, "or");
        format!("there is no code `{shown}`; did you mean {close}?")
    }
}

/// Alike in spelling, or the one a part of the other: `length` is a part of `maxLength`.
fn similarity(a: &str, b: &str) -> f64 {
    let (a, b) = (
        a.chars().take(64).collect::<String>().to_lowercase(),
        b.to_lowercase(),
    );
    let alike = strsim::normalized_damerau_levenshtein(&a, &b);
    if a.len() > 3 && b.contains(&a) {
        alike.max(ALIKE)
    } else {
        alike
    }
}

#[cfg(test)]
mod tests {
    use mediaspec_validator::Code;

    use super::{Topic, parse_code, unknown};

    #[test]
    fn codes_are_found_in_any_case() {
        assert_eq!(parse_code("MAXLENGTH"), Ok(Code::MaxLength));
        assert_eq!(Topic::find("utf-8").map(Topic::name), Some("utf-8"));
    }

    #[test]
    fn a_slip_is_answered_with_close_codes() {
        assert!(unknown("maxlenght").contains("`maxLength`"));
        assert!(unknown("length").contains("`minLength`"));
        assert!(unknown("\u{1b}").contains("lists the codes"));
    }

    #[test]
    fn no_malformed_input_can_be_allowed() {
        for name in ["syntax", "malformed"] {
            let said =
                format!("`{name}` says that an input cannot be read; that cannot be allowed");
            assert_eq!(parse_code(name), Err(said));
        }
    }
}
