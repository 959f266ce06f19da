//! `mediaspec explain`.

use mediaspec_core::code::Code;
use mediaspec_core::report::MalformedCode;

use crate::Status;
use crate::arguments::ExplainArguments;
use crate::output::style::{self, paint};
use crate::session::{Session, Stop};
use crate::table::{self, Row};

/// How alike a code must be to be suggested.
const ALIKE: f64 = 0.5;

pub(super) fn run(arguments: &ExplainArguments, session: &mut Session<'_>) -> Result<Status, Stop> {
    let Some(name) = &arguments.code else {
        return list(session);
    };
    let topic = Topic::find(name).ok_or_else(|| Stop::Because(unknown(name)))?;
    let width = session.width();
    let mut text = format!("{}\n\n", paint(style::STRONG, topic.name(), session.colour));
    for paragraph in [topic.meaning(), topic.advice()] {
        text.push_str(&table::wrap(paragraph, "  ", width));
        text.push('\n');
    }
    if let Some(note) = topic.note() {
        text.push_str(&table::wrap(note, "  ", width));
        text.push('\n');
    }
    session.print(text.trim_end())?;
    session.print("\n")?;
    Ok(Status::Valid)
}

fn list(session: &mut Session<'_>) -> Result<Status, Stop> {
    let rows: Vec<Row> = Topic::all()
        .map(|topic| Row::new(topic.name(), topic.meaning()))
        .collect();
    let text = table::render(&rows, session.width(), session.colour);
    session.print(&text)?;
    Ok(Status::Valid)
}

/// The code of a violation, in any case.
pub(crate) fn parse_code(name: &str) -> Result<Code, String> {
    match Topic::find(name) {
        Some(Topic::Violation(code)) => Ok(code),
        Some(Topic::Malformed(code)) => Err(format!(
            "`{}` says that an input cannot be read; that cannot be allowed",
            code.as_str()
        )),
        None => Err(unknown(name)),
    }
}

fn unknown(name: &str) -> String {
    let shown = mediaspec_core::escape::shortened(name, 64);
    let mut close: Vec<(f64, &str)> = Topic::all()
        .map(|topic| (similarity(name, topic.name()), topic.name()))
        .filter(|(score, _)| *score >= ALIKE)
        .collect();
    close.sort_by(|(a, _), (b, _)| b.total_cmp(a));
    let close: Vec<String> = close
        .iter()
        .take(3)
        .map(|(_, name)| format!("`{name}`"))
        .collect();
    if close.is_empty() {
        format!("there is no code `{shown}`; `mediaspec explain` lists the codes")
    } else {
        format!(
            "there is no code `{shown}`; did you mean {}?",
            one_of(&close)
        )
    }
}

/// `a, b or c`.
fn one_of(names: &[String]) -> String {
    match names {
        [names @ .., last] if !names.is_empty() => format!("{} or {last}", names.join(", ")),
        _ => names.join(", "),
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

/// Something that has a code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Topic {
    Violation(Code),
    Malformed(MalformedCode),
}

impl Topic {
    fn all() -> impl Iterator<Item = Self> {
        const MALFORMED: [MalformedCode; 6] = [
            MalformedCode::Syntax,
            MalformedCode::Utf8,
            MalformedCode::Number,
            MalformedCode::Depth,
            MalformedCode::Size,
            MalformedCode::Unreadable,
        ];
        Code::ALL
            .map(Self::Violation)
            .into_iter()
            .chain(MALFORMED.map(Self::Malformed))
    }

    fn find(name: &str) -> Option<Self> {
        Self::all().find(|topic| topic.name().eq_ignore_ascii_case(name))
    }

    const fn name(self) -> &'static str {
        match self {
            Self::Violation(code) => code.as_str(),
            Self::Malformed(code) => code.as_str(),
        }
    }

    fn meaning(self) -> &'static str {
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

    fn advice(self) -> &'static str {
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

    /// How the code can be told to keep quiet, where it can.
    fn note(self) -> Option<&'static str> {
        match self {
            Self::Violation(Code::NoEffect | Code::AcceptedRange | Code::Deprecated) => {
                Some("This is a warning: it never changes the verdict or the exit status.")
            }
            Self::Violation(_) => Some(
                "To go on with it nevertheless, pass --allow with this code, or with the code and a JSON Pointer (--allow CODE@/pointer): it becomes a warning.",
            ),
            Self::Malformed(_) => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use mediaspec_core::code::Code;

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
        assert!(parse_code("syntax").is_err());
    }
}
