//! Everything that has a code: what it means, and what to do about it.

use mediaspec_validator::{Code, MalformedCode, Severity};

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
        const MALFORMED: [MalformedCode; 6] = [
            MalformedCode::Syntax,
            MalformedCode::Utf8,
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
                    "The input is not JSON: a comma or a quote too many or too few, text after the end, a byte order mark, half of a surrogate pair, or nothing at all."
                }
                MalformedCode::Utf8 => "The input is not UTF-8.",
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
                MalformedCode::Utf8 => "Save the file as UTF-8 without a byte order mark.",
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
